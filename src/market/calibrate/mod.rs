//! From bid and offer volatilities to one raw SVI slice per expiry, free of arbitrage.
//!
//! Each slice is fitted in half-spreads with Huber's loss, from the shortest expiry outwards,
//! under penalties for negative density, for lying below the slice before and for Lee's bound. A
//! first pass fits every expiry on its own; in the second each slice is held above the one before
//! and leans a little under the free fits of those after, so that where two markets cross the
//! shorter one gives way too. What the penalties leave is then *checked* on a dense grid: where it still
//! violates, the worst points join the penalties and the fit is repeated; where that does not
//! help, the parameters move towards a slice that is known to be free until the check passes.
//! So a published slice never violates, and a slice that cannot be made free is bypassed.
//!
//! Chosen over eSSVI, which is free of arbitrage by construction but holds 8–20 % of recorded
//! quotes inside bid and offer, and over free SVI, which crosses.

pub(crate) mod arbitrage;
mod least_squares;
pub(crate) mod problem;
mod wings;

use arbitrage::Arbitrage;
use problem::{Problem, Target};
use wings::Wings;

use crate::math::ops;
use crate::models::svi::RawSvi;

/// Rounds of tightening before parameters are moved towards a safe slice.
const ROUNDS: usize = 5;

/// Which rung of the ladder a slice came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rung {
    /// Raw SVI, all parameters from the quotes.
    Svi,
    /// Too few quotes for all parameters: shape drawn to the neighbour's or the product's default.
    Ssvi,
    /// The shape of the slice before, lifted to the quotes' level.
    Flat,
}

impl Rung {
    /// The word of the report.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Svi => "svi",
            Self::Ssvi => "ssvi",
            Self::Flat => "flat",
        }
    }
}

/// One expiry to fit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expiry {
    /// Years, ACT/365F.
    pub(crate) years: f64,
    /// Quotes to pass through, ascending in k.
    pub(crate) targets: Vec<Target>,
}

/// Correlation ρ and steepness φ√θ of a product's usual smile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DefaultSmile {
    /// SSVI ρ.
    pub(crate) rho: f64,
    /// SSVI φ√θ.
    pub(crate) steepness: f64,
}

impl DefaultSmile {
    fn wings(self) -> Wings {
        Wings::from_raw(&RawSvi::from_ssvi(1.0, self.rho, self.steepness), 1.0)
    }
}

/// Fits every expiry, ascending in years; `None` where an expiry has no quotes or no slice that
/// is free of arbitrage could be found.
pub(crate) fn calibrate(expiries: &[Expiry], default: DefaultSmile) -> Vec<Option<(RawSvi, Rung)>> {
    let mut shape = default.wings();
    let free: Vec<Option<RawSvi>> = expiries
        .iter()
        .map(|expiry| {
            let scale = at_the_money(expiry)?;
            let problem =
                Problem::new(&expiry.targets, expiry.years, scale, prior(expiry, shape), None, &[]);
            let wings = problem.solve(problem.start());
            if expiry.targets.len() >= 5 {
                shape = wings;
            }
            Some(wings.to_raw(scale))
        })
        .collect();
    let mut fitted = Vec::with_capacity(expiries.len());
    let mut previous: Option<RawSvi> = None;
    let mut shape = default.wings();
    for (i, (expiry, start)) in expiries.iter().zip(&free).enumerate() {
        let later: Vec<RawSvi> = free.iter().skip(i + 1).flatten().copied().collect();
        let slice = start.as_ref().and_then(|start| {
            let scale = ops::sqrt(start.at(0.0).w.max(1e-12));
            fit_above(expiry, scale, *start, prior(expiry, shape), previous, &later)
        });
        if let Some((raw, rung)) = slice {
            previous = Some(raw);
            if rung == Rung::Svi {
                shape = Wings::from_raw(&raw, ops::sqrt(raw.at(0.0).w));
            }
        }
        fitted.push(slice);
    }
    fitted
}

/// The shape to lean on and how many quotes it is worth: from five quotes on next to nothing,
/// which still settles what no quote says.
fn prior(expiry: &Expiry, shape: Wings) -> (Wings, f64) {
    match expiry.targets.len() {
        0 | 1 => (shape, 1000.0),
        n @ 2..5 => (shape, (5 - n) as f64),
        _ => (shape, 0.05),
    }
}

/// √θ from the quotes around the money, linear in k between the nearest on each side.
fn at_the_money(expiry: &Expiry) -> Option<f64> {
    let right = expiry.targets.partition_point(|t| t.k < 0.0);
    let after = expiry.targets.get(right);
    let before = right.checked_sub(1).and_then(|i| expiry.targets.get(i));
    let vol = match (before, after) {
        (Some(a), Some(b)) => {
            let share = -a.k / (b.k - a.k).max(1e-12);
            a.mid_vol() + share * (b.mid_vol() - a.mid_vol())
        }
        (Some(only), None) | (None, Some(only)) => only.mid_vol(),
        (None, None) => return None,
    };
    Some(vol * ops::sqrt(expiry.years))
}

/// A slice above the previous one and free of butterflies, as near to the quotes as can be.
fn fit_above(
    expiry: &Expiry,
    scale: f64,
    start: RawSvi,
    prior: (Wings, f64),
    previous: Option<RawSvi>,
    later: &[RawSvi],
) -> Option<(RawSvi, Rung)> {
    let rung = if expiry.targets.len() >= 5 { Rung::Svi } else { Rung::Ssvi };
    let mut problem = Problem::new(&expiry.targets, expiry.years, scale, prior, previous, later);
    let mut wings = problem.solve(Wings::from_raw(&start, scale));
    for _ in 0..ROUNDS {
        let raw = wings.to_raw(scale);
        let found = Arbitrage::measure(&raw, previous.as_ref());
        if found.is_free() {
            return Some((raw, rung));
        }
        problem.guard(found.butterfly_at / scale);
        if previous.is_some() {
            problem.guard(found.gap_at / scale);
        }
        problem.strictness *= 3.0;
        wings = problem.solve(wings);
    }
    let safe = safe_slice(expiry, scale, previous)?;
    let blended = towards(wings, Wings::from_raw(&safe, scale), scale, previous.as_ref());
    Some(blended.map_or((safe, Rung::Flat), |raw| (raw, rung)))
}

/// A slice known to be free: the one before lifted by a constant, or a default SSVI.
fn safe_slice(expiry: &Expiry, scale: f64, previous: Option<RawSvi>) -> Option<RawSvi> {
    let Some(previous) = previous else {
        // With φ = 0.6/√θ, θφ²(1+|ρ|) is 0.4, well inside the 4 that Gatheral and Jacquier (2014,
        // Theorem 4.2) ask for; their other condition, θφ(1+|ρ|) < 4, fails for √θ above 6.
        let default = RawSvi::from_ssvi(scale * scale, -0.1, 0.6 / scale);
        return Arbitrage::measure(&default, None).is_free().then_some(default);
    };
    let lifts = expiry.targets.iter().map(|t| {
        let vol = t.mid_vol();
        vol * vol * expiry.years - previous.at(t.k).w
    });
    let lift = super::median(lifts.collect()).unwrap_or(0.0).max(1e-9);
    let lifted = RawSvi { a: previous.a + lift, ..previous };
    Arbitrage::measure(&lifted, Some(&previous)).is_free().then_some(lifted)
}

/// The parameters nearest to `from`, on the way to `safe`, that pass the check.
fn towards(from: Wings, safe: Wings, scale: f64, previous: Option<&RawSvi>) -> Option<RawSvi> {
    (1..40).find_map(|step| {
        let share = f64::from(step) / 40.0;
        let mut mixed = from;
        for (p, s) in mixed.0.iter_mut().zip(safe.0) {
            *p += share * (s - *p);
        }
        let raw = mixed.to_raw(scale);
        Arbitrage::measure(&raw, previous).is_free().then_some(raw)
    })
}
