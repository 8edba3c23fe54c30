//! Several words into the one structure that they name.

use super::words::{Shape, Word, meaning};
use crate::basics::{PutCall, Structure};

/// The structure that several words name together: "iron" and "fly", "straddle" and "swap".
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word that was seen")]
pub(crate) struct Naming {
    main: Option<Shape>,
    iron: bool,
    broken: bool,
    spread: bool,
    calendar: bool,
    /// Call or put, which tells call spreads from put spreads.
    pub(crate) put_call: Option<PutCall>,
}

impl Naming {
    /// Whether the word "spread" was seen.
    pub(crate) fn is_spread(self) -> bool {
        self.spread
    }

    /// Whether any word named a structure.
    pub(crate) fn is_stated(self) -> bool {
        self.main.is_some() || self.iron || self.broken || self.spread || self.calendar
    }

    /// Whether the package was called a backspread: a ratio spread, sold.
    pub(crate) fn is_backspread(self) -> bool {
        self.main == Some(Shape::Backspread)
    }

    /// Adds a word.
    ///
    /// # Errors
    /// The shape that was named before, where the two cannot mean one structure.
    pub(crate) fn add(&mut self, shape: Shape) -> Result<(), Shape> {
        match shape {
            Shape::Iron => self.iron = true,
            Shape::Broken => self.broken = true,
            Shape::Spread => self.spread = true,
            Shape::IronFly => {
                self.iron = true;
                return self.add(Shape::Fly);
            }
            Shape::IronCondor => {
                self.iron = true;
                return self.add(Shape::Condor);
            }
            Shape::BrokenFly => {
                self.broken = true;
                return self.add(Shape::Fly);
            }
            Shape::Calendar => match self.main {
                None | Some(Shape::Straddle) => self.calendar = true,
                Some(before) => return Err(before),
            },
            _ => {
                if self.calendar && shape != Shape::Straddle {
                    return Err(Shape::Calendar);
                }
                self.main = Some(match (self.main, shape) {
                    (None, only) => only,
                    (Some(before), now) if before == now => now,
                    (Some(Shape::Ratio), Shape::CallSpread | Shape::PutSpread)
                    | (Some(Shape::CallSpread | Shape::PutSpread), Shape::Ratio) => Shape::Ratio,
                    (Some(Shape::Ratio), Shape::Backspread)
                    | (Some(Shape::Backspread), Shape::Ratio) => Shape::Backspread,
                    (Some(before), _) => return Err(before),
                });
                match shape {
                    Shape::CallSpread => self.put_call = Some(PutCall::Call),
                    Shape::PutSpread => self.put_call = Some(PutCall::Put),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The structure that the words name on their own; `None` where the numbers must tell.
    pub(crate) fn structure(self) -> Option<Structure> {
        Some(match self.main {
            Some(Shape::CallSpread) => Structure::CallSpread,
            Some(Shape::PutSpread) => Structure::PutSpread,
            Some(Shape::Straddle) if self.calendar => Structure::StraddleCalendar,
            Some(Shape::Straddle) => Structure::Straddle,
            Some(Shape::Strangle) => Structure::Strangle,
            Some(Shape::RiskReversal) => Structure::RiskReversal,
            Some(Shape::Fly) if self.iron => Structure::IronButterfly,
            Some(Shape::Fly) if self.broken => Structure::BrokenWingButterfly,
            Some(Shape::Fly) => Structure::Butterfly,
            Some(Shape::Condor) if self.iron => Structure::IronCondor,
            Some(Shape::Condor) => Structure::Condor,
            Some(Shape::Diagonal) => Structure::Diagonal,
            Some(Shape::Ratio | Shape::Backspread) => Structure::RatioSpread,
            Some(Shape::Box) => Structure::Box,
            Some(Shape::Synthetic) => Structure::Synthetic,
            Some(Shape::Outright) => Structure::Outright,
            Some(Shape::Custom) => Structure::Custom,
            _ if self.calendar => Structure::Calendar,
            _ if self.broken => Structure::BrokenWingButterfly,
            _ if self.spread => match self.put_call? {
                PutCall::Call => Structure::CallSpread,
                PutCall::Put => Structure::PutSpread,
            },
            _ => return None,
        })
    }
}

/// The structure that a name or shorthand stands for; `None` where it is not one.
pub(crate) fn structure_named(name: &str) -> Option<Structure> {
    let name = name.trim();
    if name.len() > 60 {
        return None;
    }
    let squeezed = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    let wanted = squeezed(name);
    let direct = Structure::ALL.iter().copied().find(|s| squeezed(s.name()) == wanted);
    direct.or_else(|| {
        let mut named = Naming::default();
        for word in name.split([' ', '-']).filter(|w| !w.is_empty()) {
            match meaning(&word.to_ascii_lowercase())? {
                Word::Shape(shape) => named.add(shape).ok()?,
                Word::Type(put_call) => named.put_call = Some(put_call),
                _ => return None,
            }
        }
        named.structure()
    })
}
