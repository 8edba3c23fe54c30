//! Names that stand by themselves, as in a draft's field.

use super::naming::Naming;
use super::words::{Shape, Word, meaning};
use crate::basics::Structure;

/// The structure that a name or shorthand stands for; `None` where it is not one.
pub(crate) fn structure_named(name: &str) -> Option<Structure> {
    let name = name.trim();
    if name.len() > 60 {
        return None;
    }
    let exact = Structure::ALL.iter().copied().find(|s| s.name() == name);
    if exact.is_some() {
        return exact;
    }
    let squeezed = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    let wanted = squeezed(name);
    let direct = Structure::ALL.iter().copied().find(|s| squeezed(s.name()) == wanted);
    direct.or_else(|| naming_of(name)?.structure())
}

/// Whether a name may stand for the structure that legs form: words of several senses may stand
/// for each, and a word for either side of a structure for both.
pub(crate) fn may_name(name: &str, formed: Structure) -> bool {
    use Structure::{
        BrokenWingButterfly, Butterfly, Calendar, CallSpreadVersusPut, Collar, Conversion,
        Diagonal, DoubleCalendar, JellyRoll, PutSpreadVersusCall, RiskReversal, StraddleCalendar,
        StraddleVersusCall, StraddleVersusPut, Synthetic,
    };
    let senses: &[Structure] = match naming_of(name) {
        Some(named) if named.is_roll() => {
            &[JellyRoll, Calendar, StraddleCalendar, DoubleCalendar, Diagonal]
        }
        Some(named) => match named.main {
            Some(Shape::Reversal) => &[Conversion, RiskReversal],
            Some(Shape::Combo) => &[Synthetic, RiskReversal],
            Some(Shape::Collar) => &[Collar, RiskReversal],
            Some(Shape::ThreeWay) => {
                &[CallSpreadVersusPut, PutSpreadVersusCall, StraddleVersusCall, StraddleVersusPut]
            }
            _ => &[],
        },
        None => &[],
    };
    let stated = structure_named(name);
    // A broken-wing fly whose wings happen to be even is still what was asked for.
    stated == Some(formed)
        || senses.contains(&formed)
        || (stated, formed) == (Some(BrokenWingButterfly), Butterfly)
}

/// The name's words together; `None` where one of them is no part of a name.
fn naming_of(name: &str) -> Option<Naming> {
    let mut named = Naming::default();
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split([' ', '-']).filter(|w| !w.is_empty()).peekable();
    if words.clone().count() > 12 {
        return None;
    }
    while let Some(word) = words.next() {
        match meaning(word) {
            Some(Word::Shape(shape)) => named.add(shape).ok()?,
            Some(Word::Type(put_call)) => named.put_call = Some(put_call),
            Some(Word::Versus) => match meaning(words.next()?)? {
                Word::Type(put_call) => named.versus = Some(put_call),
                _ => return None,
            },
            Some(Word::Three) if words.next_if_eq(&"way").is_some() => {
                named.add(Shape::ThreeWay).ok()?;
            }
            None if word == "3" && words.next_if_eq(&"way").is_some() => {
                named.add(Shape::ThreeWay).ok()?;
            }
            _ => return None,
        }
    }
    Some(named)
}
