//! Legs merged, sorted and divided by their common divisor.

use super::taxonomy::gcd;
use crate::basics::{Instrument, Issue, IssueCode, Leg, PutCall, order};

/// Most legs of a package in lowest terms.
const MAX_LEGS: usize = 12;
/// What is said of too many legs.
pub(super) const LEGS_SENTENCE: &str = "Please split: maximum 12 legs.";
/// What is said of a ratio that is zero, not whole or too large.
pub(super) const RATIO_SENTENCE: &str = "Leg ratios must be whole numbers between 1 and 20.";
/// What is said of one that is too large against another underlying.
const CROSS_RATIO_SENTENCE: &str =
    "Leg ratios across underlyings must be whole numbers between 1 and 1000.";
/// Largest leg ratio in lowest terms, within one underlying.
const MAX_RATIO: u32 = 20;
/// The same across underlyings, whose contracts differ in worth.
const MAX_CROSS_RATIO: u32 = 1000;

/// A leg with its place in the draft, so that issues found after merging have a path.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    /// The resolved leg.
    pub(super) leg: Leg,
    /// Index in the draft's legs.
    pub(super) index: usize,
}

/// Legs in lowest terms, sorted, and what they were divided by.
#[derive(Debug, Clone)]
pub(super) struct Package {
    /// The legs, each with the place of the first draft leg that went into it.
    pub(super) legs: Vec<Stated>,
    /// The divisor that goes into the quantity.
    pub(super) divisor: u32,
}

/// The package in lowest terms and the divisor that goes into the quantity.
///
/// Reports a package without a net position, with too many legs, with too large a ratio, or with
/// two different marks on one instrument; `None` where the package cannot be stated.
pub(super) fn net_package(stated: Vec<Stated>, issues: &mut Vec<Issue>) -> Option<Package> {
    let mut merged: Vec<Stated> = Vec::with_capacity(stated.len());
    for next in stated {
        let same = merged.iter_mut().find(|kept| {
            kept.leg.instrument == next.leg.instrument && kept.leg.multiplier == next.leg.multiplier
        });
        match same {
            Some(kept) => {
                if kept.leg.mark != next.leg.mark {
                    issues.push(two_marks(kept.index, next.index));
                }
                kept.leg.ratio = kept.leg.ratio.saturating_add(next.leg.ratio);
            }
            None => merged.push(next),
        }
    }
    merged.retain(|s| s.leg.ratio != 0);
    if merged.is_empty() {
        let message = "The request has no net position.";
        issues.push(Issue::new(IssueCode::NoLegs, "legs", message));
        return None;
    }
    if merged.len() > MAX_LEGS {
        issues.push(Issue::new(IssueCode::TooManyLegs, "legs", LEGS_SENTENCE));
    }
    let mut underlyings = merged.iter().map(|s| &s.leg.instrument.market().underlying);
    let first = underlyings.next();
    let (most, sentence) = if underlyings.any(|name| Some(name) != first) {
        (MAX_CROSS_RATIO, CROSS_RATIO_SENTENCE)
    } else {
        (MAX_RATIO, RATIO_SENTENCE)
    };
    let divisor = merged.iter().fold(0, |d, s| gcd(d, s.leg.ratio.unsigned_abs()));
    for stated in &mut merged {
        if let Ok(divisor) = i32::try_from(divisor) {
            stated.leg.ratio /= divisor;
        }
        if stated.leg.ratio.unsigned_abs() > most {
            let path = format!("legs[{}].ratio", stated.index);
            issues.push(Issue::new(IssueCode::Ratio, path, sentence));
        }
    }
    order::sort_by(&mut merged, |a, b| {
        let (a, b) = (&a.leg.instrument, &b.leg.instrument);
        let strike = |instrument: &Instrument| instrument.strike().unwrap_or(0.0);
        (a.market(), a.expiry())
            .cmp(&(b.market(), b.expiry()))
            .then(strike(a).total_cmp(&strike(b)))
            .then(type_rank(a).cmp(&type_rank(b)))
    });
    Some(Package { legs: merged, divisor })
}

#[cold]
#[inline(never)]
fn two_marks(one: usize, other: usize) -> Issue {
    let message =
        format!("Legs {} and {} are the same option with different marks.", one + 1, other + 1);
    Issue::new(IssueCode::Mark, format!("legs[{other}].mark"), message)
}

/// Call before put, as the sort order of legs has it.
fn type_rank(instrument: &Instrument) -> Option<PutCall> {
    match instrument {
        Instrument::Option { put_call, .. } => Some(*put_call),
        Instrument::Future { .. } | Instrument::Spot { .. } => None,
    }
}
