//! The names that markets give to shapes of legs: from legs to name.
//!
//! [`recognise`] asks which name's [`template`] the legs are, or the mirror of; the templates serve
//! the other way, from name to legs, as well.

use super::template::{Slot, places, template};
use crate::basics::{Direction, Instrument, Leg, PutCall, Structure, Timestamp, order};

/// The name of legs and whether buying them buys or sells the structure.
///
/// Legs may come in any order and any common scale; instruments that appear twice are added up.
/// An underlying leg is a future of the options' own expiry, or spot. Anything without a name, legs
/// on several markets or with several multipliers included, is [`Structure::Custom`].
pub fn recognise(legs: &[Leg]) -> (Structure, Direction) {
    let nothing = (Structure::Custom, Direction::Long);
    let Some(first) = legs.first() else { return nothing };
    if let [only] = legs {
        let direction = if only.ratio < 0 { Direction::Short } else { Direction::Long };
        return (Structure::Outright, direction);
    }
    let same = |leg: &Leg| {
        leg.instrument.market() == first.instrument.market() && leg.multiplier == first.multiplier
    };
    let Some(held) = held(legs).filter(|_| legs.iter().all(same)) else { return nothing };
    let held = in_lowest_terms(held);
    for direction in [Direction::Long, Direction::Short] {
        let sign = if direction == Direction::Long { 1 } else { -1 };
        let seen: Vec<Held> = held.iter().map(|h| Held { ratio: sign * h.ratio, ..*h }).collect();
        if let Some(structure) = match_canonical(&seen) {
            return (structure, direction);
        }
    }
    nothing
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

/// One instrument held: what recognition looks at.
#[derive(Debug, Clone, Copy)]
struct Held {
    ratio: i32,
    expiry: Timestamp,
    /// Zero for the underlying.
    strike: f64,
    /// `None` for the underlying.
    put_call: Option<PutCall>,
}

/// The legs as held; `None` without an option, or where futures and spot stand side by side, which
/// is a position in the basis. Spot goes with the first option's expiry.
fn held(legs: &[Leg]) -> Option<Vec<Held>> {
    let is_option = |leg: &&Leg| matches!(leg.instrument, Instrument::Option { .. });
    let is_spot = |leg: &Leg| matches!(leg.instrument, Instrument::Spot { .. });
    let is_future = |leg: &Leg| matches!(leg.instrument, Instrument::Future { .. });
    let with_spot = legs.iter().find(is_option)?.instrument.expiry()?;
    if legs.iter().any(is_spot) && legs.iter().any(is_future) {
        return None;
    }
    let of = |leg: &Leg| match leg.instrument {
        Instrument::Option { expiry, strike, put_call, .. } => {
            Held { ratio: leg.ratio, expiry, strike, put_call: Some(put_call) }
        }
        Instrument::Future { expiry, .. } => {
            Held { ratio: leg.ratio, expiry, strike: 0.0, put_call: None }
        }
        Instrument::Spot { .. } => {
            Held { ratio: leg.ratio, expiry: with_spot, strike: 0.0, put_call: None }
        }
    };
    Some(legs.iter().map(of).collect())
}

impl Held {
    fn same_instrument(&self, other: &Self) -> bool {
        self.expiry == other.expiry
            && self.put_call == other.put_call
            && same_strike(self.strike, other.strike)
    }

    fn fills(&self, slot: &Slot, expiries: &[Timestamp], strikes: &[f64]) -> bool {
        let is_strike = |k: &f64| slot.put_call.is_none() || same_strike(*k, self.strike);
        self.ratio == slot.ratio
            && self.put_call == slot.put_call
            && expiries.get(slot.expiry) == Some(&self.expiry)
            && strikes.get(slot.strike).is_some_and(is_strike)
    }
}

/// Sorted by expiry, strike, call before put; duplicates added up; divided by the common divisor.
fn in_lowest_terms(mut held: Vec<Held>) -> Vec<Held> {
    order::sort_by(&mut held, |a, b| {
        (a.expiry, a.put_call).cmp(&(b.expiry, b.put_call)).then(a.strike.total_cmp(&b.strike))
    });
    held.dedup_by(|later, kept| {
        let same = later.same_instrument(kept);
        if same {
            kept.ratio = kept.ratio.saturating_add(later.ratio);
        }
        same
    });
    held.retain(|h| h.ratio != 0);
    order::sort_by(&mut held, |a, b| {
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
    let options = || held.iter().filter(|h| h.put_call.is_some());
    let mut strikes: Vec<f64> = options().map(|h| h.strike).collect();
    strikes.sort_by(f64::total_cmp);
    strikes.dedup_by(|a, b| same_strike(*a, *b));
    let put_call = options().next()?.put_call?;
    let ratio = ratio_of(held)?;
    let several = Structure::ALL.iter().copied().filter(|s| *s != Structure::Outright);
    several.into_iter().find(|structure| {
        let strikes = match (structure, held) {
            // A diagonal's strikes follow its expiries, not their size.
            (Structure::Diagonal, [near, far]) => vec![near.strike, far.strike],
            _ => strikes.clone(),
        };
        if places(*structure) != Some((expiries.len(), strikes.len())) {
            return false;
        }
        let slots = template(*structure, put_call, ratio);
        let fits = slots.len() == held.len()
            && slots.iter().all(|slot| held.iter().any(|h| h.fills(slot, &expiries, &strikes)));
        fits && has_its_own_shape(*structure, &strikes, ratio)
    })
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

#[cfg(test)]
mod tests;
