//! The legs that a structure's name stands for.
//!
//! One table of structures as their buyer gets them (after the CME's list of option strategies)
//! serves both directions: from name to legs here, from legs to name in
//! [`taxonomy`](super::taxonomy).

use crate::basics::{PutCall, Structure};

/// One leg of a structure's template, with places instead of strikes and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Signed ratio in the canonical bought direction.
    pub ratio: i32,
    /// 0 for the nearest (or only) expiry, 1 for the far one.
    pub expiry: usize,
    /// Index into the strikes: ascending, except for a diagonal, where it follows the expiries.
    /// The underlying has none and says 0.
    pub strike: usize,
    /// Call or put; `None` for the underlying itself.
    pub put_call: Option<PutCall>,
}

/// How many expiries and strikes a structure is stated with; `None` for a custom package.
pub fn places(structure: Structure) -> Option<(usize, usize)> {
    Some(match structure {
        Structure::Outright
        | Structure::Straddle
        | Structure::Strip
        | Structure::Strap
        | Structure::Synthetic
        | Structure::Conversion => (1, 1),
        Structure::CallSpread
        | Structure::PutSpread
        | Structure::Strangle
        | Structure::Guts
        | Structure::RiskReversal
        | Structure::Collar
        | Structure::RatioSpread
        | Structure::StraddleVersusCall
        | Structure::StraddleVersusPut
        | Structure::Box => (1, 2),
        Structure::Butterfly
        | Structure::BrokenWingButterfly
        | Structure::IronButterfly
        | Structure::ChristmasTree
        | Structure::CallSpreadVersusPut
        | Structure::PutSpreadVersusCall => (1, 3),
        Structure::Condor | Structure::IronCondor => (1, 4),
        Structure::Calendar | Structure::StraddleCalendar | Structure::JellyRoll => (2, 1),
        Structure::Diagonal | Structure::DoubleCalendar => (2, 2),
        Structure::Custom => return None,
    })
}

/// Whether a structure exists in calls and in puts, so that its name needs one of the two.
pub fn needs_type(structure: Structure) -> bool {
    matches!(
        structure,
        Structure::Outright
            | Structure::Butterfly
            | Structure::BrokenWingButterfly
            | Structure::Condor
            | Structure::ChristmasTree
            | Structure::Calendar
            | Structure::Diagonal
            | Structure::RatioSpread
    )
}

/// Whether a structure has its underlying among the legs.
pub fn has_underlying(structure: Structure) -> bool {
    matches!(structure, Structure::Collar | Structure::Conversion)
}

/// Whether a structure has a call and a put of one strike and expiry.
pub fn has_both_types_at_a_strike(structure: Structure) -> bool {
    let slots = template(structure, PutCall::Call, (1, 2));
    let is_put_beside = |slot: &Slot| {
        let beside = |other: &Slot| {
            (other.expiry, other.strike, other.put_call)
                == (slot.expiry, slot.strike, Some(PutCall::Put))
        };
        slot.put_call == Some(PutCall::Call) && slots.iter().any(beside)
    };
    slots.iter().any(is_put_beside)
}

/// The legs of a structure in the canonical bought direction; empty for a custom package.
///
/// `put_call` matters where [`needs_type`] says so; `ratio` (bought, sold) for ratio spreads.
pub fn template(structure: Structure, put_call: PutCall, ratio: (i32, i32)) -> Vec<Slot> {
    use PutCall::{Call, Put};
    let slot =
        |ratio, strike, put_call| Slot { ratio, expiry: 0, strike, put_call: Some(put_call) };
    let far = |ratio, strike, put_call| Slot { expiry: 1, ..slot(ratio, strike, put_call) };
    let underlying = Slot { ratio: 1, expiry: 0, strike: 0, put_call: None };
    // Puts mirror calls: what is bought is the strike nearest to the money.
    let (nearest, further) = match put_call {
        Call => (0, 1),
        Put => (1, 0),
    };
    match structure {
        Structure::Outright => vec![slot(1, 0, put_call)],
        Structure::CallSpread => vec![slot(1, 0, Call), slot(-1, 1, Call)],
        Structure::PutSpread => vec![slot(-1, 0, Put), slot(1, 1, Put)],
        Structure::Straddle => vec![slot(1, 0, Call), slot(1, 0, Put)],
        Structure::Strangle => vec![slot(1, 0, Put), slot(1, 1, Call)],
        Structure::Guts => vec![slot(1, 0, Call), slot(1, 1, Put)],
        Structure::RiskReversal => vec![slot(-1, 0, Put), slot(1, 1, Call)],
        Structure::Collar => vec![underlying, slot(1, 0, Put), slot(-1, 1, Call)],
        Structure::Butterfly | Structure::BrokenWingButterfly => {
            vec![slot(1, 0, put_call), slot(-2, 1, put_call), slot(1, 2, put_call)]
        }
        Structure::IronButterfly => {
            vec![slot(-1, 0, Put), slot(1, 1, Call), slot(1, 1, Put), slot(-1, 2, Call)]
        }
        Structure::Condor => vec![
            slot(1, 0, put_call),
            slot(-1, 1, put_call),
            slot(-1, 2, put_call),
            slot(1, 3, put_call),
        ],
        Structure::IronCondor => {
            vec![slot(-1, 0, Put), slot(1, 1, Put), slot(1, 2, Call), slot(-1, 3, Call)]
        }
        Structure::ChristmasTree => {
            let bought = 2 * nearest;
            (0..3).map(|k| slot(if k == bought { 1 } else { -1 }, k, put_call)).collect()
        }
        Structure::Strip => vec![slot(1, 0, Call), slot(2, 0, Put)],
        Structure::Strap => vec![slot(2, 0, Call), slot(1, 0, Put)],
        Structure::Calendar => vec![slot(-1, 0, put_call), far(1, 0, put_call)],
        Structure::Diagonal => vec![slot(-1, 0, put_call), far(1, 1, put_call)],
        Structure::StraddleCalendar => {
            vec![slot(-1, 0, Call), slot(-1, 0, Put), far(1, 0, Call), far(1, 0, Put)]
        }
        Structure::DoubleCalendar => {
            vec![slot(-1, 0, Put), slot(-1, 1, Call), far(1, 0, Put), far(1, 1, Call)]
        }
        Structure::RatioSpread => {
            vec![slot(ratio.0, nearest, put_call), slot(-ratio.1, further, put_call)]
        }
        Structure::Box => {
            vec![slot(1, 0, Call), slot(-1, 0, Put), slot(-1, 1, Call), slot(1, 1, Put)]
        }
        Structure::Synthetic => vec![slot(1, 0, Call), slot(-1, 0, Put)],
        Structure::JellyRoll => {
            vec![slot(-1, 0, Call), slot(1, 0, Put), far(1, 0, Call), far(-1, 0, Put)]
        }
        Structure::Conversion => vec![underlying, slot(-1, 0, Call), slot(1, 0, Put)],
        Structure::CallSpreadVersusPut => {
            vec![slot(-1, 0, Put), slot(1, 1, Call), slot(-1, 2, Call)]
        }
        Structure::PutSpreadVersusCall => {
            vec![slot(-1, 0, Put), slot(1, 1, Put), slot(-1, 2, Call)]
        }
        Structure::StraddleVersusCall => {
            vec![slot(1, 0, Call), slot(1, 0, Put), slot(-1, 1, Call)]
        }
        Structure::StraddleVersusPut => {
            vec![slot(-1, 0, Put), slot(1, 1, Call), slot(1, 1, Put)]
        }
        Structure::Custom => Vec::new(),
    }
}
