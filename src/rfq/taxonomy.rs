//! The names that markets give to shapes of legs, both ways: legs to name and name to legs.
//!
//! One table of canonical bought structures (after the CME's list of option strategies) serves
//! both directions: [`template`] gives the legs of a name, and [`recognise`] asks which name's
//! template the legs are, or the mirror of.

use crate::basics::{Direction, Instrument, Leg, PutCall, Structure, Timestamp};

/// One leg of a structure's template, with places instead of strikes and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Signed ratio in the canonical bought direction.
    pub ratio: i32,
    /// 0 for the nearest (or only) expiry, 1 for the far one.
    pub expiry: usize,
    /// Index into the strikes: ascending, except for a diagonal, where it follows the expiries.
    pub strike: usize,
    /// Call or put.
    pub put_call: PutCall,
}

/// The name of legs and whether buying them buys or sells the structure.
///
/// Legs may come in any order and any common scale; instruments that appear twice are added up.
/// Anything without a name, legs on several markets or with several multipliers included, is
/// [`Structure::Custom`].
pub fn recognise(legs: &[Leg]) -> (Structure, Direction) {
    let Some(first) = legs.first() else { return (Structure::Custom, Direction::Long) };
    if let [only] = legs {
        let direction = if only.ratio < 0 { Direction::Short } else { Direction::Long };
        return (Structure::Outright, direction);
    }
    let same = |leg: &Leg| {
        leg.instrument.market() == first.instrument.market() && leg.multiplier == first.multiplier
    };
    let options: Option<Vec<Held>> = legs.iter().map(Held::of).collect();
    let Some(held) = options.filter(|_| legs.iter().all(same)) else {
        return (Structure::Custom, Direction::Long);
    };
    let held = in_lowest_terms(held);
    for direction in [Direction::Long, Direction::Short] {
        let sign = if direction == Direction::Long { 1 } else { -1 };
        let seen: Vec<Held> = held.iter().map(|h| Held { ratio: sign * h.ratio, ..*h }).collect();
        if let Some(structure) = match_canonical(&seen) {
            return (structure, direction);
        }
    }
    (Structure::Custom, Direction::Long)
}

/// How many expiries and strikes a structure is stated with; `None` for a custom package.
pub fn places(structure: Structure) -> Option<(usize, usize)> {
    Some(match structure {
        Structure::Outright | Structure::Straddle | Structure::Synthetic => (1, 1),
        Structure::CallSpread
        | Structure::PutSpread
        | Structure::Strangle
        | Structure::RiskReversal
        | Structure::RatioSpread
        | Structure::Box => (1, 2),
        Structure::Butterfly | Structure::BrokenWingButterfly | Structure::IronButterfly => (1, 3),
        Structure::Condor | Structure::IronCondor => (1, 4),
        Structure::Calendar | Structure::StraddleCalendar => (2, 1),
        Structure::Diagonal => (2, 2),
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
            | Structure::Calendar
            | Structure::Diagonal
            | Structure::RatioSpread
    )
}

/// The legs of a structure in the canonical bought direction; empty for a custom package.
///
/// `put_call` matters where [`needs_type`] says so; `ratio` (bought, sold) for ratio spreads.
pub fn template(structure: Structure, put_call: PutCall, ratio: (i32, i32)) -> Vec<Slot> {
    use PutCall::{Call, Put};
    let slot = |ratio, strike, put_call| Slot { ratio, expiry: 0, strike, put_call };
    let far = |ratio, strike, put_call| Slot { ratio, expiry: 1, strike, put_call };
    // A put spread mirrors a call spread: what is bought is the strike nearer to the money.
    let (near_money, further_out) = match put_call {
        Call => (0, 1),
        Put => (1, 0),
    };
    match structure {
        Structure::Outright => vec![slot(1, 0, put_call)],
        Structure::CallSpread => vec![slot(1, 0, Call), slot(-1, 1, Call)],
        Structure::PutSpread => vec![slot(-1, 0, Put), slot(1, 1, Put)],
        Structure::Straddle => vec![slot(1, 0, Call), slot(1, 0, Put)],
        Structure::Strangle => vec![slot(1, 0, Put), slot(1, 1, Call)],
        Structure::RiskReversal => vec![slot(-1, 0, Put), slot(1, 1, Call)],
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
        Structure::Calendar => vec![slot(-1, 0, put_call), far(1, 0, put_call)],
        Structure::Diagonal => vec![slot(-1, 0, put_call), far(1, 1, put_call)],
        Structure::StraddleCalendar => {
            vec![slot(-1, 0, Call), slot(-1, 0, Put), far(1, 0, Call), far(1, 0, Put)]
        }
        Structure::RatioSpread => {
            vec![slot(ratio.0, near_money, put_call), slot(-ratio.1, further_out, put_call)]
        }
        Structure::Box => {
            vec![slot(1, 0, Call), slot(-1, 0, Put), slot(-1, 1, Call), slot(1, 1, Put)]
        }
        Structure::Synthetic => vec![slot(1, 0, Call), slot(-1, 0, Put)],
        Structure::Custom => Vec::new(),
    }
}

/// Whether two strikes are the same but for binary noise.
pub fn same_strike(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

/// Whether three ascending strikes are equally spaced but for binary noise.
pub fn evenly_spaced(low: f64, body: f64, high: f64) -> bool {
    ((body - low) - (high - body)).abs() <= 1e-9 * high.abs()
}

/// The greatest common divisor; of zero and zero it is zero.
pub(crate) fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// One option held: what recognition looks at.
#[derive(Debug, Clone, Copy)]
struct Held {
    ratio: i32,
    expiry: Timestamp,
    strike: f64,
    put_call: PutCall,
}

impl Held {
    fn of(leg: &Leg) -> Option<Self> {
        match leg.instrument {
            Instrument::Option { expiry, strike, put_call, .. } => {
                Some(Self { ratio: leg.ratio, expiry, strike, put_call })
            }
            Instrument::Future { .. } | Instrument::Spot { .. } => None,
        }
    }

    fn same_option(&self, other: &Self) -> bool {
        self.expiry == other.expiry
            && self.put_call == other.put_call
            && same_strike(self.strike, other.strike)
    }
}

/// Sorted by expiry, strike, call before put; duplicates added up; divided by the common divisor.
fn in_lowest_terms(mut held: Vec<Held>) -> Vec<Held> {
    held.sort_by(|a, b| {
        (a.expiry, a.put_call).cmp(&(b.expiry, b.put_call)).then(a.strike.total_cmp(&b.strike))
    });
    held.dedup_by(|later, kept| {
        let same = later.same_option(kept);
        if same {
            kept.ratio = kept.ratio.saturating_add(later.ratio);
        }
        same
    });
    held.retain(|h| h.ratio != 0);
    held.sort_by(|a, b| {
        a.expiry
            .cmp(&b.expiry)
            .then(a.strike.total_cmp(&b.strike))
            .then(a.put_call.cmp(&b.put_call))
    });
    let divisor = held.iter().fold(0, |d, h| gcd(d, h.ratio.unsigned_abs()));
    if let Some(divisor) = i32::try_from(divisor).ok().filter(|d| *d > 1) {
        for h in &mut held {
            h.ratio /= divisor;
        }
    }
    held
}

/// The structure whose canonical bought legs these are.
fn match_canonical(held: &[Held]) -> Option<Structure> {
    let mut expiries: Vec<Timestamp> = held.iter().map(|h| h.expiry).collect();
    expiries.dedup();
    let mut strikes: Vec<f64> = held.iter().map(|h| h.strike).collect();
    strikes.sort_by(f64::total_cmp);
    strikes.dedup_by(|a, b| same_strike(*a, *b));
    let put_call = held.first()?.put_call;
    let ratio = ratio_of(held)?;
    NAMED.iter().copied().find(|structure| {
        let strikes = match (structure, held) {
            // A diagonal's strikes follow its expiries, not their size.
            (Structure::Diagonal, [near, far]) => vec![near.strike, far.strike],
            _ => strikes.clone(),
        };
        let slots = template(*structure, put_call, ratio);
        let fits = places(*structure) == Some((expiries.len(), strikes.len()))
            && slots.len() == held.len()
            && slots.iter().all(|slot| held.iter().any(|h| h.fills(slot, &expiries, &strikes)));
        fits && has_its_own_shape(*structure, &strikes, ratio)
    })
}

impl Held {
    fn fills(&self, slot: &Slot, expiries: &[Timestamp], strikes: &[f64]) -> bool {
        self.ratio == slot.ratio
            && self.put_call == slot.put_call
            && expiries.get(slot.expiry) == Some(&self.expiry)
            && strikes.get(slot.strike).is_some_and(|k| same_strike(*k, self.strike))
    }
}

/// What tells apart structures that share a template.
fn has_its_own_shape(structure: Structure, strikes: &[f64], ratio: (i32, i32)) -> bool {
    match (structure, strikes) {
        (Structure::Butterfly, [low, body, high]) => evenly_spaced(*low, *body, *high),
        (Structure::BrokenWingButterfly, [low, body, high]) => !evenly_spaced(*low, *body, *high),
        (Structure::Diagonal, [near, far]) => !same_strike(*near, *far),
        (Structure::RatioSpread, _) => ratio.1 > ratio.0,
        _ => true,
    }
}

/// (bought, sold) contracts of the first bought and first sold leg, for the ratio template.
fn ratio_of(held: &[Held]) -> Option<(i32, i32)> {
    let bought = held.iter().find(|h| h.ratio > 0).map_or(1, |h| h.ratio);
    let sold = held.iter().find(|h| h.ratio < 0).map_or(Some(1), |h| h.ratio.checked_neg())?;
    Some((bought, sold))
}

/// Every named structure of two or more legs.
const NAMED: &[Structure] = &[
    Structure::CallSpread,
    Structure::PutSpread,
    Structure::Straddle,
    Structure::Strangle,
    Structure::RiskReversal,
    Structure::Butterfly,
    Structure::BrokenWingButterfly,
    Structure::IronButterfly,
    Structure::Condor,
    Structure::IronCondor,
    Structure::Calendar,
    Structure::Diagonal,
    Structure::StraddleCalendar,
    Structure::RatioSpread,
    Structure::Box,
    Structure::Synthetic,
];
