//! Several words into the one structure that they name.

use super::words::Shape;
use crate::basics::{PutCall, Structure};

/// The structure that several words name together: "iron" and "fly", "straddle" and "swap".
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word that was seen")]
pub(crate) struct Naming {
    pub(super) main: Option<Shape>,
    iron: bool,
    broken: bool,
    spread: bool,
    calendar: bool,
    roll: bool,
    double: bool,
    /// One of the structure in every expiry.
    pub(super) each: bool,
    /// Call or put, which tells call spreads from put spreads.
    pub(crate) put_call: Option<PutCall>,
    /// The single option that stands on the other side of “vs”.
    pub(super) versus: Option<PutCall>,
}

impl Naming {
    /// Whether the word "spread" was seen.
    pub(crate) fn is_spread(self) -> bool {
        self.spread
    }

    /// Whether any word named a structure.
    pub(crate) fn is_stated(self) -> bool {
        self.main.is_some()
            || self.iron
            || self.broken
            || self.spread
            || self.calendar
            || self.roll
            || self.double
            || self.versus.is_some()
    }

    /// Whether the words carry this part of a name.
    pub(super) fn is(self, shape: Shape) -> bool {
        self.main == Some(shape)
    }

    /// Whether the name is the market's word for a structure sold: a backspread, a reversal.
    pub(crate) fn is_sold_by_name(self) -> bool {
        matches!(self.main, Some(Shape::Backspread | Shape::Reversal))
    }

    /// Whether something is rolled, and not called a jelly roll.
    pub(super) fn is_roll(self) -> bool {
        self.roll && self.main.is_none()
    }

    /// Whether a three-way is named that does not say which of its sides is the spread.
    pub(super) fn is_open_three_way(self) -> bool {
        self.is(Shape::ThreeWay) && self.put_call.is_none() && self.versus.is_none()
    }

    /// Whether a calendar is named, of whatever.
    pub(super) fn is_calendar(self) -> bool {
        self.calendar && self.main.is_none()
    }

    /// Adds a word.
    ///
    /// # Errors
    /// The shape that was named before, where the two cannot mean one structure.
    pub(crate) fn add(&mut self, shape: Shape) -> Result<(), Shape> {
        match shape {
            Shape::Iron => self.iron = true,
            Shape::Broken => self.broken = true,
            // A rolled spread has four legs and no name here.
            Shape::Spread if self.roll => return Err(Shape::Roll),
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
            Shape::Double | Shape::DoubleCalendar | Shape::Calendar | Shape::Roll => {
                return self.add_calendar(shape);
            }
            _ => {
                let is_of_calendars =
                    matches!(shape, Shape::Straddle | Shape::Strangle | Shape::Jelly);
                if (self.calendar || self.roll || self.double) && !is_of_calendars {
                    return Err(Shape::Calendar);
                }
                self.main = Some(match self.main {
                    None => shape,
                    Some(before) => self.together(before, shape).ok_or(before)?,
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

    /// Words that make a calendar of what is named beside them.
    fn add_calendar(&mut self, shape: Shape) -> Result<(), Shape> {
        match (shape, self.main) {
            (_, None | Some(Shape::Straddle | Shape::Strangle))
            | (Shape::Roll, Some(Shape::Jelly)) => {}
            (_, Some(before)) => return Err(before),
        }
        match shape {
            Shape::Double => self.double = true,
            Shape::DoubleCalendar => (self.double, self.calendar) = (true, true),
            Shape::Roll if self.spread => return Err(Shape::Spread),
            Shape::Roll => self.roll = true,
            _ => self.calendar = true,
        }
        Ok(())
    }

    /// Two words as the parts of one name, in either order.
    fn together(&mut self, before: Shape, now: Shape) -> Option<Shape> {
        if before == now {
            return Some(now);
        }
        let either = |one, other| (before, now) == (one, other) || (now, before) == (one, other);
        let with_vertical = |one| either(one, Shape::CallSpread) || either(one, Shape::PutSpread);
        Some(if with_vertical(Shape::Ratio) {
            Shape::Ratio
        } else if with_vertical(Shape::Backspread) || either(Shape::Ratio, Shape::Backspread) {
            Shape::Backspread
        } else if either(Shape::RiskReversal, Shape::Reversal)
            || either(Shape::Combo, Shape::RiskReversal)
            || either(Shape::Combo, Shape::Reversal)
        {
            Shape::RiskReversal
        } else if either(Shape::Conversion, Shape::Reverse) {
            Shape::Reversal
        } else if either(Shape::Strangle, Shape::Guts) {
            Shape::Guts
        } else if either(Shape::Combo, Shape::Synthetic) {
            Shape::Synthetic
        } else if either(Shape::Tree, Shape::Ladder) {
            Shape::Ladder
        } else if either(Shape::ThreeWay, Shape::Collar) {
            self.put_call = Some(PutCall::Put);
            Shape::ThreeWay
        } else if with_vertical(Shape::ThreeWay) {
            Shape::ThreeWay
        } else if either(Shape::ThreeWay, Shape::Straddle) {
            Shape::Straddle
        } else if either(Shape::Strip, Shape::Straddle) {
            self.each = true;
            Shape::Straddle
        } else if either(Shape::Strip, Shape::Strangle) {
            self.each = true;
            Shape::Strangle
        } else {
            return None;
        })
    }

    /// The structure that the words name on their own; `None` where the numbers must tell.
    pub(crate) fn structure(self) -> Option<Structure> {
        if let Some(single) = self.versus {
            return self.against(single);
        }
        let is_calendar = self.calendar || self.roll;
        Some(match self.main {
            Some(Shape::CallSpread) => Structure::CallSpread,
            Some(Shape::PutSpread) => Structure::PutSpread,
            Some(Shape::Straddle) if is_calendar => Structure::StraddleCalendar,
            Some(Shape::Straddle) => Structure::Straddle,
            Some(Shape::Strangle) if is_calendar => Structure::DoubleCalendar,
            Some(Shape::Strangle) => Structure::Strangle,
            Some(Shape::Guts) => Structure::Guts,
            Some(Shape::RiskReversal | Shape::Collar) => Structure::RiskReversal,
            Some(Shape::Fly) if self.iron => Structure::IronButterfly,
            Some(Shape::Fly) if self.broken => Structure::BrokenWingButterfly,
            Some(Shape::Fly) => Structure::Butterfly,
            Some(Shape::Condor) if self.iron => Structure::IronCondor,
            Some(Shape::Condor) => Structure::Condor,
            Some(Shape::Diagonal) => Structure::Diagonal,
            Some(Shape::Ratio | Shape::Backspread) => Structure::RatioSpread,
            Some(Shape::Box) => Structure::Box,
            Some(Shape::Synthetic | Shape::Combo) => Structure::Synthetic,
            Some(Shape::Tree | Shape::Ladder) => Structure::ChristmasTree,
            Some(Shape::Strip) => Structure::Strip,
            Some(Shape::Strap) => Structure::Strap,
            Some(Shape::Jelly) => Structure::JellyRoll,
            Some(Shape::Conversion | Shape::Reversal) => Structure::Conversion,
            Some(Shape::ThreeWay) => match self.put_call {
                Some(PutCall::Put) => Structure::PutSpreadVersusCall,
                _ => Structure::CallSpreadVersusPut,
            },
            Some(Shape::Outright) => Structure::Outright,
            Some(Shape::Custom) => Structure::Custom,
            _ if self.double && is_calendar => Structure::DoubleCalendar,
            _ if self.roll && self.put_call.is_none() => Structure::JellyRoll,
            _ if is_calendar => Structure::Calendar,
            _ if self.broken => Structure::BrokenWingButterfly,
            _ if self.spread => match self.put_call? {
                PutCall::Call => Structure::CallSpread,
                PutCall::Put => Structure::PutSpread,
            },
            _ => return None,
        })
    }

    /// What stands against a single option: a spread or straddle, else the option of the other type.
    fn against(self, single: PutCall) -> Option<Structure> {
        use PutCall::{Call, Put};
        let is_vertical = self.spread && self.main.is_none();
        match (self.main, self.put_call, single) {
            (Some(Shape::Straddle), _, Call) => Some(Structure::StraddleVersusCall),
            (Some(Shape::Straddle), _, Put) => Some(Structure::StraddleVersusPut),
            (Some(Shape::CallSpread | Shape::ThreeWay), Some(Call), Put) => {
                Some(Structure::CallSpreadVersusPut)
            }
            (Some(Shape::PutSpread | Shape::ThreeWay), Some(Put), Call) => {
                Some(Structure::PutSpreadVersusCall)
            }
            (None, Some(Call), Put) if is_vertical => Some(Structure::CallSpreadVersusPut),
            (None, Some(Put), Call) if is_vertical => Some(Structure::PutSpreadVersusCall),
            (None | Some(Shape::RiskReversal), of, single)
                if !is_vertical && of != Some(single) && !self.calendar && !self.roll =>
            {
                Some(Structure::RiskReversal)
            }
            _ => None,
        }
    }
}
