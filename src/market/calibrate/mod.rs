//! From bid and offer volatilities to one smile per expiry, inside the market and free of arbitrage.
//!
//! A smile is a raw SVI hyperbola and, from eight quotes on, a cubic spline over it. The hyperbola
//! finds the shape and gives the wings; the spline takes the bends that five parameters do not
//! have, and being linear in its coefficients it costs a few banded systems. Distances are in
//! half-spreads, weak inside bid and offer and of constant pull outside (Huber 1964), so that one
//! bad quote moves nothing.
//!
//! A first pass fits every expiry by itself. From it come the slopes of the wings, which must rise
//! from each expiry to the next: an isotonic regression over all, because a wing that one short
//! expiry draws too steeply would lift every later one. In the second pass each slice, from the
//! shortest on, is held above the one before and, in the half-spreads of later quotes, below what
//! they allow: where two markets cross, both give way. Penalties for negative density, for lying
//! below the slice before and for Lee's bound do the bulk; what they leave is *checked* on a dense
//! grid, the worst points join the penalties, and the fit is repeated. A rest that is smaller than
//! any quote can tell is cleared by lifting the slice. So a published slice never violates: where
//! the spline cannot be freed the hyperbola alone is tried, then the slice before lifted to the
//! quotes' level, and an expiry without quotes is bypassed.
//!
//! Chosen over eSSVI, which is free of arbitrage by construction but holds 8–20 % of recorded coin
//! quotes inside bid and offer; over free SVI, which crosses; over SVI under the same constraints,
//! which holds 97 % of coin quotes and 20 % of those of a large index; and over convex call prices
//! by linear programming, which hold all but say nothing beyond the last quote, where most
//! crossings are.

pub(crate) mod arbitrage;
mod guards;
mod hyperbola;
mod least_squares;
mod refinement;
pub(crate) mod targets;
mod wings;

use arbitrage::Arbitrage;
use guards::{Allowance, Neighbours};
use hyperbola::Hyperbola;
use refinement::Refinement;
use targets::{PLACING, Target, loss, quoted};
use wings::Wings;

use crate::math::ops;
use crate::models::svi::RawSvi;
use crate::models::svi_spline::SviSpline;

/// Rounds of tightening before the next rung of the ladder is tried.
const ROUNDS: usize = 8;

/// Share of a slice's at-the-money variance by which it may be lifted to clear the one before: a
/// twentieth of a volatility point in fifty.
const LIFTABLE: f64 = 2e-3;

/// Quotes that a hyperbola is fitted to where a spline follows: enough to place it.
const THINNED: usize = 40;

/// Share of an expiry's quotes inside bid and offer from which no simpler slice is looked at.
const CONTENT: f64 = 0.5;

/// Share of quotes that fits may lose against the last full search before all is searched in full.
const WORSE: f64 = 0.003;

/// Which rung of the ladder a slice came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rung {
    /// Raw SVI and a spline over it.
    Spline,
    /// Raw SVI, all parameters from the quotes.
    Svi,
    /// Too few quotes for all parameters: shape drawn to the neighbour's or the product's default.
    Ssvi,
    /// The slice before, lifted to the quotes' level.
    Lifted,
}

impl Rung {
    /// The word of the report.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Spline => "svi+spline",
            Self::Svi => "svi",
            Self::Ssvi => "ssvi",
            Self::Lifted => "lifted",
        }
    }
}

/// A smile, how it was found and what the check shows of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fit {
    /// Total variance by forward log-moneyness.
    pub(crate) smile: SviSpline,
    /// How it was found.
    pub(crate) rung: Rung,
    /// What the next fit can go on from, where there is a spline.
    pub(crate) last: Option<Last>,
    /// The check against butterflies and against the slice before.
    pub(crate) found: Arbitrage,
}

impl Fit {
    /// A smile that was found before, measured like any other.
    pub(crate) fn known(smile: SviSpline, previous: Option<&SviSpline>) -> Self {
        let rung = if smile.correction.is_some() { Rung::Spline } else { Rung::Svi };
        let found = Arbitrage::measure(&smile, previous);
        Self { smile, rung, found, last: None }
    }
}

/// One expiry to fit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expiry {
    /// Years, ACT/365F.
    pub(crate) years: f64,
    /// Quotes to pass through, ascending in k.
    pub(crate) targets: Vec<Target>,
    /// The fit of a moment ago, where there is one.
    pub(crate) last: Option<Last>,
}

/// What the fits of the next hour go on from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Last {
    /// The smile.
    pub(crate) smile: SviSpline,
    /// The fit that looked at no other expiry: what this one's quotes ask of its neighbours.
    free: SviSpline,
    /// How hard the spline's roughness was punished.
    stiffness: f64,
    /// Share of the quotes inside bid and offer when all was last searched.
    inside: f64,
}

/// Correlation ρ and steepness φ√θ of a product's usual smile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DefaultSmile {
    /// SSVI ρ.
    pub(crate) rho: f64,
    /// SSVI φ√θ.
    pub(crate) steepness: f64,
}

impl Expiry {
    /// Share of the quotes that a smile puts inside bid and offer.
    fn inside(&self, smile: &SviSpline) -> f64 {
        let held = self.residuals(smile).filter(|residual| residual.abs() <= 1.0);
        held.count() as f64 / self.targets.len().max(1) as f64
    }

    /// How far a smile lies from the quotes, in half-spreads, far ones not squared.
    fn loss(&self, smile: &SviSpline) -> f64 {
        self.residuals(smile).map(|residual| loss(residual, PLACING).0).sum()
    }

    /// Distances from mid in half-spreads.
    fn residuals(&self, smile: &SviSpline) -> impl Iterator<Item = f64> {
        self.targets.iter().map(|target| {
            let vol = ops::sqrt(smile.total_variance(target.k) / self.years);
            (vol - target.mid_vol()) / target.half_width()
        })
    }
}

impl DefaultSmile {
    fn wings(self) -> Wings {
        Wings::from_raw(&RawSvi::from_ssvi(1.0, self.rho, self.steepness), 1.0)
    }
}

/// A first fit of one expiry that looks at no other.
struct Free {
    scale: f64,
    wings: Wings,
    smile: SviSpline,
    refined: Option<(Refinement, Vec<f64>)>,
    allowance: Allowance,
    /// Slopes of the wings per unit of log-moneyness; zero where variance does not rise yet at the
    /// outermost quote.
    slopes: (f64, f64),
    /// How far the quotes reach, in units of the slice.
    reach: (f64, f64),
    /// Share of the quotes inside bid and offer when all was last searched, where this goes on from
    /// there.
    inside_before: Option<f64>,
}

/// Fits every expiry, ascending in years; `None` where an expiry has no quotes or no slice that
/// is free of arbitrage could be found.
///
/// Where an expiry brings the fit of a moment ago, the search goes on from it. It can stay caught
/// where that one ended; where quotes are lost so, all is searched in full.
pub(crate) fn calibrate(expiries: &[Expiry], default: DefaultSmile) -> Vec<Option<Fit>> {
    let afresh = || between(expiries, default, fit_free);
    if expiries.iter().all(|expiry| expiry.last.is_none()) {
        return afresh();
    }
    let fits = between(expiries, default, |expiry, prior| {
        go_on(expiry).or_else(|| fit_free(expiry, prior))
    });
    let (mut quotes, mut held, mut before) = (0.0, 0.0, 0.0);
    for (expiry, fit) in expiries.iter().zip(&fits) {
        if let (Some(last), Some(fit)) = (&expiry.last, fit) {
            let count = expiry.targets.len() as f64;
            quotes += count;
            held += count * expiry.inside(&fit.smile);
            before += count * last.inside;
        }
    }
    if held < before - WORSE * quotes { afresh() } else { fits }
}

/// Fits every expiry between its neighbours, from starts of each that look at no other.
fn between(
    expiries: &[Expiry],
    default: DefaultSmile,
    start: impl Fn(&Expiry, (Wings, f64)) -> Option<Free>,
) -> Vec<Option<Fit>> {
    let mut shape = default.wings();
    let free: Vec<Option<Free>> = expiries
        .iter()
        .map(|expiry| {
            let free = start(expiry, prior(expiry, shape))?;
            if expiry.targets.len() >= 5 {
                shape = free.wings;
            }
            Some(free)
        })
        .collect();
    let allowances: Vec<Allowance> =
        free.iter().flatten().map(|free| free.allowance.clone()).collect();
    let mut later = allowances.as_slice();
    let mut slopes = planned_slopes(&free).into_iter();
    let mut fitted = Vec::with_capacity(expiries.len());
    let mut previous: Option<SviSpline> = None;
    let mut shape = default.wings();
    for (expiry, start) in expiries.iter().zip(free) {
        let slice = start.and_then(|start| {
            later = later.get(1..).unwrap_or_default();
            let slopes = slopes.next();
            let neighbours = Neighbours { previous: previous.as_ref(), later, slopes };
            let prior = prior(expiry, shape);
            shape = if expiry.targets.len() >= 5 { start.wings } else { shape };
            fit_between(expiry, start, prior, neighbours)
        });
        if let Some(fit) = &slice {
            previous = Some(fit.smile.clone());
        }
        fitted.push(slice);
    }
    fitted
}

/// Slopes of the wings that rise from each expiry to the next and are as near as can be to those
/// of the free fits, of which the ones with quotes far out know more.
fn planned_slopes(free: &[Option<Free>]) -> Vec<(f64, f64)> {
    let found: Vec<&Free> = free.iter().flatten().collect();
    let side = |slope: fn(&Free) -> f64, reach: fn(&Free) -> f64| {
        let known = |f: &&Free| match slope(f) {
            rising if rising > 0.0 => (rising, reach(f).max(0.1) * reach(f).max(0.1)),
            // The quotes end before variance rises, and say nothing of where it will.
            _ => (0.0, 1e-3),
        };
        isotonic(&found.iter().map(known).collect::<Vec<_>>())
    };
    let left = side(|f| f.slopes.0, |f| -f.reach.0);
    let right = side(|f| f.slopes.1, |f| f.reach.1);
    left.into_iter().zip(right).collect()
}

/// The rising sequence with the least weighted squared distance from values with weights: pooled
/// adjacent violators (Ayer et al. 1955).
fn isotonic(values: &[(f64, f64)]) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in values {
        let mut block = (*value, *weight, 1);
        while let Some(last) = blocks.pop_if(|last| last.0 > block.0) {
            let weight = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / weight, weight, last.2 + block.2);
        }
        blocks.push(block);
    }
    blocks.into_iter().flat_map(|(value, _, count)| std::iter::repeat_n(value, count)).collect()
}

/// The fit of a moment ago, to go on from; `None` where there is none or the quotes have outgrown
/// it.
fn go_on(expiry: &Expiry) -> Option<Free> {
    let (scale, last) = (at_the_money(expiry)?, expiry.last.as_ref()?);
    let refined = Refinement::again(&expiry.targets, expiry.years, scale, last)?;
    let wings = Wings::from_raw(&last.smile.svi, scale);
    let free = Free::new(expiry, scale, wings, last.free.clone(), Some(refined));
    Some(Free { inside_before: Some(last.inside), ..free })
}

/// The fit of one expiry by itself.
fn fit_free(expiry: &Expiry, prior: (Wings, f64)) -> Option<Free> {
    let scale = at_the_money(expiry)?;
    let every = expiry.targets.len().div_ceil(THINNED).max(1);
    let thinned: Vec<Target> = expiry.targets.iter().step_by(every).copied().collect();
    let problem = Hyperbola::new(&thinned, expiry.years, scale, prior, Neighbours::NONE);
    let placed = problem.solve(problem.start(), hyperbola::PLACED);
    let refined =
        Refinement::new(&expiry.targets, expiry.years, scale, placed).map(|mut problem| {
            let parameters = problem.soften(problem.begin());
            (problem, parameters)
        });
    let wings = if refined.is_some() { placed } else { problem.solve(placed, hyperbola::WHOLE) };
    let smile = match &refined {
        Some((problem, parameters)) => problem.smile(parameters),
        None => wings.to_raw(scale).into(),
    };
    Some(Free::new(expiry, scale, wings, smile, refined))
}

impl Free {
    fn new(
        expiry: &Expiry,
        scale: f64,
        wings: Wings,
        smile: SviSpline,
        refined: Option<(Refinement, Vec<f64>)>,
    ) -> Self {
        let allowance = Allowance::new(&expiry.targets, expiry.years, &smile);
        let reach = quoted(&expiry.targets, scale);
        let [_, left, right, _, _] = wings.0;
        let rises = |slope: f64, wing: f64| if slope > 0.0 { wing * scale } else { 0.0 };
        let slopes = (
            rises(-smile.at(reach.0 * scale).dw, left),
            rises(smile.at(reach.1 * scale).dw, right),
        );
        Self { scale, wings, refined, allowance, slopes, reach, smile, inside_before: None }
    }
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

/// Where the spline over an expiry's quotes has its knots, in log-moneyness; `None` where there are
/// too few for one.
pub(crate) fn knots(expiry: &Expiry) -> Option<Vec<f64>> {
    let scale = at_the_money(expiry)?;
    let knots = refinement::knots(&expiry.targets, scale)?;
    Some(knots.into_iter().map(|x| x * scale).collect())
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

/// A slice above the previous one and free of butterflies, as near to the quotes as can be: from
/// the richest rung of the ladder that is free of arbitrage.
fn fit_between(
    expiry: &Expiry,
    free: Free,
    prior: (Wings, f64),
    neighbours: Neighbours<'_>,
) -> Option<Fit> {
    let Free { scale, wings, refined, smile: alone, inside_before, .. } = free;
    let spline = refined.and_then(|(problem, start)| refine(problem, start, neighbours)).map(
        |Refined { smile, found, stiffness }| {
            let inside = inside_before.unwrap_or_else(|| expiry.inside(&smile));
            let last = Some(Last { smile: smile.clone(), free: alone, stiffness, inside });
            Fit { smile, rung: Rung::Spline, found, last }
        },
    );
    let hyperbola = || {
        let rung = if expiry.targets.len() >= 5 { Rung::Svi } else { Rung::Ssvi };
        let problem = Hyperbola::new(&expiry.targets, expiry.years, scale, prior, neighbours);
        let (smile, found) = hold(problem, wings, scale, neighbours)?;
        Some(Fit { smile, rung, found, last: None })
    };
    let lifted = || {
        let (smile, found) = safe_slice(expiry, scale, neighbours)?;
        Some(Fit { smile, rung: Rung::Lifted, found, last: None })
    };
    // A slice can pass every check and miss its market; then the simpler ones are tried as well.
    let is_content =
        |fit: &Option<Fit>| fit.as_ref().is_some_and(|fit| expiry.inside(&fit.smile) >= CONTENT);
    let nearer = |a: Option<Fit>, b: Option<Fit>| match (a, b) {
        (Some(a), Some(b)) if expiry.loss(&b.smile) < expiry.loss(&a.smile) => Some(b),
        (a, b) => a.or(b),
    };
    let best = if is_content(&spline) { spline } else { nearer(spline, hyperbola()) };
    if is_content(&best) { best } else { nearer(best, lifted()) }
}

/// A spline fit between its neighbours that has passed the check.
struct Refined {
    smile: SviSpline,
    found: Arbitrage,
    stiffness: f64,
}

/// The spline fit between its neighbours, tightened until the check passes.
fn refine(mut problem: Refinement, start: Vec<f64>, neighbours: Neighbours<'_>) -> Option<Refined> {
    problem.between(neighbours);
    let scale = problem.scale;
    let mut parameters = problem.soften(start);
    let stiffness = problem.stiffness();
    for _ in 0..ROUNDS {
        let smile = problem.smile(&parameters);
        let found = Arbitrage::measure(&smile, neighbours.previous);
        if found.is_free() {
            return Some(Refined { smile, found, stiffness });
        }
        if found.min_gap < 0.0 && found.min_gap > -LIFTABLE * scale * scale {
            let lifted = smile.lifted(-1.5 * found.min_gap);
            let found = Arbitrage::measure(&lifted, neighbours.previous);
            if found.is_free() {
                return Some(Refined { smile: lifted, found, stiffness });
            }
        }
        problem.guard(found.butterfly_at / problem.scale, neighbours);
        if neighbours.previous.is_some() {
            problem.guard(found.gap_at / problem.scale, neighbours);
        }
        problem.strictness *= 3.0;
        parameters = problem.solve(parameters);
    }
    None
}

/// The hyperbola between its neighbours, tightened until the check passes.
fn hold(
    mut problem: Hyperbola<'_>,
    start: Wings,
    scale: f64,
    neighbours: Neighbours<'_>,
) -> Option<(SviSpline, Arbitrage)> {
    let mut wings = problem.solve(start, hyperbola::WHOLE);
    for _ in 0..ROUNDS {
        let smile = SviSpline::from(wings.to_raw(scale));
        let found = Arbitrage::measure(&smile, neighbours.previous);
        if found.is_free() {
            return Some((smile, found));
        }
        problem.guard(found.butterfly_at / scale, neighbours);
        if neighbours.previous.is_some() {
            problem.guard(found.gap_at / scale, neighbours);
        }
        problem.strictness *= 3.0;
        wings = problem.solve(wings, hyperbola::WHOLE);
    }
    None
}

/// A slice known to be free: the one before lifted by a constant, or a default SSVI.
fn safe_slice(
    expiry: &Expiry,
    scale: f64,
    neighbours: Neighbours<'_>,
) -> Option<(SviSpline, Arbitrage)> {
    let Some(previous) = neighbours.previous else {
        // With φ = 0.6/√θ, θφ²(1+|ρ|) is 0.4, well inside the 4 that Gatheral and Jacquier (2014,
        // Theorem 4.2) ask for; their other condition, θφ(1+|ρ|) < 4, fails for √θ above 6.
        let default = RawSvi::from_ssvi(scale * scale, -0.1, 0.6 / scale).into();
        let found = Arbitrage::measure(&default, None);
        return found.is_free().then_some((default, found));
    };
    let lifts = expiry.targets.iter().map(|t| {
        let vol = t.mid_vol();
        vol * vol * expiry.years - previous.at(t.k).w
    });
    let lift = super::median(lifts.collect()).unwrap_or(0.0).max(1e-9);
    let lifted = previous.lifted(lift);
    let found = Arbitrage::measure(&lifted, Some(previous));
    found.is_free().then_some((lifted, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: DefaultSmile = DefaultSmile { rho: -0.1, steepness: 0.6 };

    /// Quotes half a point around a volatility by log-moneyness.
    fn expiry(days: f64, vol: impl Fn(f64) -> f64) -> Expiry {
        let years = days / 365.0;
        let unit = 0.6 * ops::sqrt(years);
        let targets = (-12..=12)
            .map(|i| {
                let k = 0.25 * f64::from(i) * unit;
                Target { k, bid_vol: vol(k) - 0.005, ask_vol: vol(k) + 0.005 }
            })
            .collect();
        Expiry { years, targets, last: None }
    }

    /// Share of quotes inside, having checked that nothing is violated.
    #[track_caller]
    fn inside(expiries: &[Expiry], fits: &[Option<Fit>]) -> Vec<f64> {
        let mut previous: Option<&SviSpline> = None;
        let mut shares = Vec::new();
        for (expiry, fit) in expiries.iter().zip(fits) {
            let smile = &fit.as_ref().unwrap().smile;
            let found = Arbitrage::measure(smile, previous);
            assert!(found.is_free(), "{found:?}");
            previous = Some(smile);
            let held = expiry.targets.iter().filter(|t| {
                let vol = ops::sqrt(smile.total_variance(t.k) / expiry.years);
                (t.bid_vol..=t.ask_vol).contains(&vol)
            });
            shares.push(held.count() as f64 / expiry.targets.len() as f64);
        }
        shares
    }

    #[test]
    fn a_smile_with_more_bends_than_svi_is_held_by_the_spline() {
        // A hump at the money, as before an announcement.
        let hump = |k: f64| 0.6 + 0.05 * ops::exp(-400.0 * k * k) + 0.2 * k * k;
        let one = [expiry(10.0, hump)];
        let fits = calibrate(&one, DEFAULT);
        assert_eq!(fits[0].as_ref().unwrap().rung, Rung::Spline);
        assert_eq!(inside(&one, &fits), [1.0]);
        let problem = Hyperbola::new(
            &one[0].targets,
            one[0].years,
            0.65 * ops::sqrt(one[0].years),
            (DEFAULT.wings(), 0.05),
            Neighbours::NONE,
        );
        let alone =
            problem.solve(problem.start(), hyperbola::WHOLE).to_raw(0.65 * ops::sqrt(one[0].years));
        let missed = one[0].targets.iter().filter(|t| {
            let vol = ops::sqrt(alone.at(t.k).w / one[0].years);
            !(t.bid_vol..=t.ask_vol).contains(&vol)
        });
        assert!(missed.count() > 3, "SVI alone would have done");
    }

    #[test]
    fn expiries_an_hour_apart_and_expiries_that_cross_stay_in_order() {
        let smile = |k: f64| 0.6 + 0.1 * k * k - 0.05 * k;
        let close = [expiry(7.0, smile), expiry(7.0 + 1.0 / 24.0, smile)];
        assert_eq!(inside(&close, &calibrate(&close, DEFAULT)), [1.0, 1.0]);
        // The later expiry has less variance by three times the spread: no surface can hold both.
        let falling = |k: f64| smile(k) * ops::sqrt(7.0 / 8.0) - 0.03;
        let crossed = [expiry(7.0, smile), expiry(8.0, falling), expiry(20.0, smile)];
        let shares = inside(&crossed, &calibrate(&crossed, DEFAULT));
        assert_eq!(shares[2], 1.0);
    }

    #[test]
    fn an_expiry_without_quotes_is_bypassed_and_few_quotes_take_the_shape_from_elsewhere() {
        let smile = |k: f64| 0.6 + 0.1 * k * k - 0.05 * k;
        let mut chain = vec![expiry(7.0, smile), expiry(14.0, smile), expiry(28.0, smile)];
        chain[1].targets.truncate(0);
        chain[2].targets = vec![Target { k: 0.0, bid_vol: 0.595, ask_vol: 0.605 }];
        let fits = calibrate(&chain, DEFAULT);
        assert!(fits[1].is_none());
        let sparse = fits[2].as_ref().unwrap();
        assert_eq!(sparse.rung, Rung::Ssvi);
        let vol = ops::sqrt(sparse.smile.total_variance(0.0) / chain[2].years);
        assert!((vol - 0.6).abs() < 0.005, "{vol}");
    }

    #[test]
    fn one_absurd_quote_moves_nothing() {
        let smile = |k: f64| 0.6 + 0.1 * k * k - 0.05 * k;
        let good = [expiry(20.0, smile)];
        let mut bad = good.clone();
        bad[0].targets[15].bid_vol += 0.4;
        bad[0].targets[15].ask_vol += 0.4;
        let [a, b] = [&good, &bad].map(|e| calibrate(e, DEFAULT).remove(0).unwrap().smile);
        for t in &good[0].targets {
            let vol = |s: &SviSpline| ops::sqrt(s.total_variance(t.k) / good[0].years);
            assert!((vol(&a) - vol(&b)).abs() < 0.005, "moved at {}", t.k);
        }
    }

    #[test]
    fn a_fit_goes_on_from_the_last() {
        let hump = |k: f64| 0.6 + 0.05 * ops::exp(-400.0 * k * k) + 0.2 * k * k;
        let mut chain = [expiry(10.0, hump), expiry(20.0, |k| hump(k) + 0.01)];
        let cold = calibrate(&chain, DEFAULT);
        for (expiry, fit) in chain.iter_mut().zip(&cold) {
            expiry.last = fit.as_ref().and_then(|f| f.last.clone());
        }
        let warm = calibrate(&chain, DEFAULT);
        assert_eq!(inside(&chain, &warm), [1.0, 1.0]);
        let knots = |fits: &[Option<Fit>]| -> Vec<f64> {
            let smile = &fits[0].as_ref().unwrap().smile;
            smile.correction.as_ref().unwrap().knots().to_vec()
        };
        for (a, b) in knots(&cold).iter().zip(knots(&warm)) {
            assert!((a - b).abs() < 1e-12, "the knots of the last fit are kept");
        }
    }

    #[test]
    fn violators_are_pooled_by_weight() {
        let values = [(1.0, 1.0), (3.0, 1.0), (2.0, 3.0), (5.0, 1.0), (4.0, 0.0)];
        assert_eq!(isotonic(&values), [1.0, 2.25, 2.25, 5.0, 5.0]);
        assert_eq!(isotonic(&[]), [0.0; 0]);
    }
}
