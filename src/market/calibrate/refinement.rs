//! One slice as a hyperbola and a spline over it: as smooth as the quotes let it be, and no
//! smoother.
//!
//! With the hyperbola held, total variance is linear in everything else: the spline's coefficients
//! and the slopes of its tails. Its knots lie evenly in arsinh x, dense at the money and sparse in
//! the wings, as strikes do. Roughness is punished as in P-splines (Eilers and Marx 1996); the
//! stiffest of a few penalties is taken that puts nearly all quotes inside bid and offer (the
//! discrepancy principle of Morozov 1966), so that the slice bends for the market and not for its
//! noise.

use super::Last;
use super::guards::{Around, Guard, Neighbours, Violation, usual_points};
use super::least_squares::{Patience, minimise};
use super::targets::{BENDING, Target, loss, quoted};
use super::wings::{Curve, Limits, Wings};
use crate::math::banded::{BAND, Banded};
use crate::math::ops;
use crate::math::spline::{Basis, CubicSpline, Row};
use crate::models::svi_spline::SviSpline;

/// Fewest quotes that ask for a spline.
const LEAST_QUOTES: usize = 8;

/// Distance of neighbouring knots in arsinh x.
const SPACING: f64 = 0.3;

/// Knots past the outermost quotes on each side, over which the slice may bend into its tail.
const BEYOND: i32 = 7;

/// Roughness penalties that are tried, the stiffest first, as multiples of what the quotes pull a
/// coefficient with.
const STIFFNESS: [f64; 4] = [1e2, 1.0, 1e-2, 1e-4];

/// Share of quotes inside bid and offer at which no softer spline is tried.
pub(super) const ENOUGH: f64 = 0.985;

/// Share of quotes inside bid and offer below which the stiffest spline is not tried.
const HOPELESS: f64 = 0.7;

/// Share of quotes that an earlier fit must still hold inside bid and offer to be gone on from.
const FAMILIAR: f64 = 0.5;

/// Half-spreads from the slice and from its neighbours at which a quote stands alone.
const LONELY: f64 = 6.0;

/// Root of the weight of a slope's relative distance from the plan: enough to decide where no
/// quote does.
const PLAN_WEIGHT: f64 = 2.0;

/// When the search for one stiffness ends.
const PATIENCE: Patience = Patience { steps: 25, gain: 1e-3 };

/// Guards that the check may add.
const ROOM: usize = 16;

/// The parameters: the slope of the spline's left tail, its coefficients, the slope of the right
/// one.
type Parameters = Vec<f64>;

/// A point of the slice: the hyperbola's W and its two derivatives, and what the spline adds.
#[derive(Debug, Clone, PartialEq)]
struct Point {
    base: [f64; 3],
    row: Row,
}

/// A quote with its row: between bid and offer means a residual within ±1.
#[derive(Debug, Clone, PartialEq)]
struct Fitted {
    first: usize,
    /// Derivatives of the residual, which is linear in the parameters.
    slope: [f64; BAND],
    /// The residual of the hyperbola alone.
    base: f64,
    /// Whether it stands alone against its neighbours and has no say.
    is_lonely: bool,
}

/// One slice's fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refinement {
    /// Square root of the at-the-money total variance: the unit of x.
    pub(super) scale: f64,
    years: f64,
    /// The hyperbola under the spline.
    wings: Wings,
    curve: Curve,
    basis: Basis,
    /// Distance of the knots in arsinh x.
    step: f64,
    /// Variance of the hyperbola at each Greville point: the unit of roughness.
    unit: Vec<f64>,
    quotes: Vec<Fitted>,
    /// Second differences of neighbouring coefficients, in units of roughness.
    differences: Vec<(usize, [f64; BAND])>,
    guards: Vec<(Guard, Point)>,
    /// Bounds of the slopes of the spline's tails.
    bounds: [(f64, f64); 2],
    /// Where those slopes are drawn to, and the root of the weight.
    planned: [(f64, f64); 2],
    stiffness: f64,
    /// What the quotes pull one coefficient with, on average.
    pull: f64,
    /// Weight of the penalties; raised where a fit still violates.
    pub(super) strictness: f64,
}

impl Refinement {
    /// The problem of these quotes over a hyperbola; `None` where there are too few.
    pub(super) fn new(targets: &[Target], years: f64, scale: f64, wings: Wings) -> Option<Self> {
        let basis = Basis::new(knots(targets, scale)?)?;
        let mut problem = Self::over(targets, years, scale, wings, basis);
        problem.between(Neighbours::NONE);
        Some(problem)
    }

    /// The problem of these quotes over the hyperbola and the knots of an earlier fit, not yet
    /// between neighbours, and that fit's parameters; `None` where it has no spline or the quotes have outgrown its knots.
    pub(super) fn again(
        targets: &[Target],
        years: f64,
        scale: f64,
        last: &Last,
    ) -> Option<(Self, Parameters)> {
        let Last { smile, stiffness, .. } = last;
        let correction = smile.correction.as_ref()?;
        if targets.len() < LEAST_QUOTES {
            return None;
        }
        let basis = Basis::new(correction.knots().iter().map(|k| k / scale).collect())?;
        let reach = quoted(targets, scale);
        let beside = |place: usize, end: f64| {
            let knots = basis.knots();
            let (at, next) = (arsinh(*knots.get(place)?), arsinh(*knots.get(place + 1)?));
            Some((arsinh(end) - at).abs() <= next - at)
        };
        #[allow(clippy::cast_sign_loss, reason = "a small positive constant")]
        let ends = 3 + BEYOND as usize;
        let last_place = basis.knots().len().checked_sub(ends + 1)?;
        if !(beside(ends, reach.0)? && beside(last_place, reach.1)?) {
            return None;
        }
        let (theta, (left, right)) = (scale * scale, correction.tails());
        let inner = correction.coefficients();
        let inner = inner.get(2..inner.len() - 2)?.iter().map(|c| c / theta);
        let parameters =
            std::iter::once(left / scale).chain(inner).chain(std::iter::once(right / scale));
        let parameters: Parameters = parameters.collect();
        let wings = Wings::from_raw(&smile.svi, scale);
        let mut problem = Self::over(targets, years, scale, wings, basis);
        problem.stiffness = *stiffness;
        (problem.inside(&parameters) >= FAMILIAR).then_some((problem, parameters))
    }

    /// The problem of these quotes over a hyperbola and these knots, not yet between neighbours.
    fn over(targets: &[Target], years: f64, scale: f64, wings: Wings, basis: Basis) -> Self {
        let curve = wings.curve();
        let unit = basis.greville().iter().map(|x| curve.variance(*x).max(0.05)).collect();
        let step = match basis.knots() {
            [a, b, ..] => arsinh(*b) - arsinh(*a),
            _ => SPACING,
        };
        let mut problem = Self {
            scale,
            years,
            wings,
            curve,
            basis,
            step,
            unit,
            quotes: Vec::new(),
            differences: Vec::new(),
            guards: Vec::new(),
            bounds: [(0.0, 0.0); 2],
            planned: [(0.0, 0.0); 2],
            stiffness: STIFFNESS[0],
            pull: 1.0,
            strictness: 1.0,
        };
        problem.quotes = targets.iter().map(|t| problem.fitted(t)).collect();
        problem.differences = problem.differences();
        problem.pull = problem.pull_of_quotes();
        problem
    }

    /// How hard roughness is punished.
    pub(super) fn stiffness(&self) -> f64 {
        self.stiffness
    }

    /// Puts the slice between these neighbours.
    pub(super) fn between(&mut self, neighbours: Neighbours<'_>) {
        let [_, left, right, _, _] = self.wings.0;
        let [on_left, on_right] = Limits::new(self.scale, neighbours.previous).slopes();
        // The left wing is the steeper the more the spline falls to the right there.
        self.bounds =
            [(left - on_left.1, left - on_left.0), (on_right.0 - right, on_right.1 - right)];
        let plan = |slope: f64, weight: f64| weight / (slope / self.scale).max(0.05);
        self.planned = match neighbours.slopes {
            Some((l, r)) => [
                (left - l / self.scale, plan(l, PLAN_WEIGHT)),
                (r / self.scale - right, plan(r, PLAN_WEIGHT)),
            ],
            None => [left, right].map(|slope| (0.0, plan(slope * self.scale, 0.1))),
        };
        let knots = self.basis.knots();
        let mut points = Vec::with_capacity(4 * knots.len());
        for ends in knots.windows(2) {
            if let [a, b] = ends {
                points.extend([*a, a + (b - a) / 3.0, a + 2.0 * (b - a) / 3.0]);
            }
        }
        let ends = [knots.first(), knots.last()].map(|k| k.copied().unwrap_or(0.0));
        points.extend(usual_points(self.scale).filter(|x| *x <= ends[0] || *x >= ends[1]));
        self.guards.clear();
        self.guards.reserve(points.len() + ROOM);
        let mut around = neighbours.into();
        for x in points {
            self.guard_between(x, &mut around);
        }
    }

    /// Adds a point, in slice units, where the slice must obey.
    pub(super) fn guard(&mut self, x: f64, neighbours: Neighbours<'_>) {
        self.guard_between(x, &mut neighbours.into());
    }

    fn guard_between(&mut self, x: f64, around: &mut Around<'_>) {
        let guard = Guard::new(x, self.width(x), self.scale, around);
        self.guards.push((guard, self.point(x)));
    }

    /// The stretch of moneyness that a guard stands for: a third of a knot's interval.
    fn width(&self, x: f64) -> f64 {
        self.step / 3.0 * ops::sqrt(1.0 + x * x)
    }

    /// The start: the hyperbola alone.
    pub(super) fn begin(&self) -> Parameters {
        vec![0.0; self.basis.parameters()]
    }

    /// The stiffest slice that is inside nearly all quotes, else the softest; the stiffness found
    /// stays, and later calls begin with it.
    pub(super) fn soften(&mut self, start: Parameters) -> Parameters {
        let mut at = start;
        // A hyperbola that misses the market is not mended by the stiffest spline.
        let from = match self.inside(&at) {
            share if share < HOPELESS => self.stiffness.min(STIFFNESS[1]),
            _ => self.stiffness,
        };
        for stiffness in STIFFNESS.into_iter().filter(|s| *s <= from) {
            self.stiffness = stiffness;
            at = self.solve(at);
            if self.part_with_lonely(&at) {
                at = self.solve(at);
            }
            if self.inside(&at) >= ENOUGH {
                break;
            }
        }
        at
    }

    /// The parameters that serve quotes, guards and smoothness best, from a start.
    pub(super) fn solve(&self, start: Parameters) -> Parameters {
        minimise(
            self.clamped(start),
            PATIENCE,
            |p| self.expand(p),
            |p, local, damping| self.step(p, local, damping),
            |p, bound| self.cost(p, bound),
        )
    }

    /// The parameters as a smile.
    pub(super) fn smile(&self, parameters: &[f64]) -> SviSpline {
        let theta = self.scale * self.scale;
        let knots = self.basis.knots().iter().map(|x| x * self.scale).collect();
        let correction = self.basis.coefficients(parameters).and_then(|coefficients| {
            CubicSpline::new(knots, coefficients.iter().map(|c| c * theta).collect())
        });
        SviSpline { svi: self.wings.to_raw(self.scale), correction }
    }

    /// Share of quotes inside bid and offer.
    fn inside(&self, parameters: &[f64]) -> f64 {
        let heard = || self.quotes.iter().filter(|q| !q.is_lonely);
        let held = heard().filter(|q| q.residual(parameters).abs() <= 1.0);
        held.count() as f64 / heard().count().max(1) as f64
    }

    /// Takes their say from quotes that lie far from the slice while their neighbours do not; where
    /// a slice is too stiff for the market, neighbours miss it together. Whether any lost it or got
    /// it back.
    fn part_with_lonely(&mut self, parameters: &[f64]) -> bool {
        let residuals: Vec<f64> = self.quotes.iter().map(|q| q.residual(parameters)).collect();
        let mut changed = false;
        for (i, (quote, own)) in self.quotes.iter_mut().zip(&residuals).enumerate() {
            // Nearly all quotes are near, and of them nothing more need be found out.
            if own.abs() <= LONELY {
                changed |= quote.is_lonely;
                quote.is_lonely = false;
                continue;
            }
            let around = i.saturating_sub(2)..(i + 3).min(residuals.len());
            let mut others: Vec<f64> =
                around.filter(|j| *j != i).filter_map(|j| residuals.get(j)).copied().collect();
            others.sort_by(f64::total_cmp);
            let spread = others.last().zip(others.first()).map_or(0.0, |(high, low)| high - low);
            let middle = crate::market::median(others).unwrap_or(0.0);
            let is_lonely = (own - middle).abs() > LONELY.max(spread);
            changed |= is_lonely != quote.is_lonely;
            quote.is_lonely = is_lonely;
        }
        changed
    }

    fn point(&self, x: f64) -> Point {
        Point { base: self.curve.at(x).value, row: self.basis.row(x) }
    }

    /// A quote in variance, where the slice is linear: bid and offer stay where they are, and only
    /// what lies between them is measured a little differently.
    fn fitted(&self, target: &Target) -> Fitted {
        let x = target.k / self.scale;
        let per_vol = self.years / (self.scale * self.scale);
        let mid = target.mid_vol();
        let half = target.half_width().min(0.99 * mid);
        let (low, high) = ((mid - half) * (mid - half), (mid + half) * (mid + half));
        let unit = 0.5 * (high - low) * per_vol;
        let middle = 0.5 * (high + low) * per_vol;
        let row = self.basis.row(x);
        Fitted {
            first: row.first,
            slope: row.values[0].map(|v| v / unit),
            base: (self.curve.variance(x) - middle) / unit,
            is_lonely: false,
        }
    }

    fn differences(&self) -> Vec<(usize, [f64; BAND])> {
        let count = self.basis.parameters();
        let difference = |middle: usize| {
            let first = middle.saturating_sub(2).min(count - BAND);
            let mut slope = [0.0; BAND];
            for (j, factor) in [(middle - 1, 1.0), (middle, -2.0), (middle + 1, 1.0)] {
                let by = factor / self.unit.get(j).copied().unwrap_or(1.0);
                for (i, share) in self.basis.coefficient(j) {
                    if let Some(slot) = slope.get_mut(i.wrapping_sub(first)) {
                        *slot += by * share;
                    }
                }
            }
            (first, slope)
        };
        (1..=count).map(difference).collect()
    }

    fn pull_of_quotes(&self) -> f64 {
        let squares = self.quotes.iter().flat_map(|q| q.slope.map(|v| v * v));
        squares.sum::<f64>() / self.basis.parameters() as f64
    }

    /// The objective, or what is known of it once it is above a bound.
    fn cost(&self, parameters: &[f64], bound: f64) -> f64 {
        let mut cost = 0.0;
        for quote in self.quotes.iter().filter(|q| !q.is_lonely) {
            cost += loss(quote.residual(parameters), BENDING).0;
        }
        let theta = self.scale * self.scale;
        for (guard, point) in &self.guards {
            if cost > bound {
                return cost;
            }
            cost += guard.cost(point.values(parameters), theta, self.strictness);
        }
        for (weight, residual, _, _) in self.regularisers(parameters) {
            cost += 0.5 * weight * residual * residual;
        }
        cost
    }

    fn expand(&self, parameters: &Parameters) -> (f64, Normal) {
        let mut normal = Normal::zero(parameters.len());
        for quote in self.quotes.iter().filter(|q| !q.is_lonely) {
            let residual = quote.residual(parameters);
            let (cost, pull, weight) = loss(residual, BENDING);
            normal.add(cost, pull, weight, quote.first, &quote.slope);
        }
        let theta = self.scale * self.scale;
        for (guard, point) in &self.guards {
            let at = point.values(parameters);
            if guard.cost(at, theta, self.strictness) == 0.0 {
                continue;
            }
            for violation in guard.violations(at, theta, self.strictness) {
                let Violation { cost, pull, weight, by_value } = violation;
                let mut slope = [0.0; BAND];
                for (by, values) in by_value.iter().zip(&point.row.values) {
                    for (slot, value) in slope.iter_mut().zip(values) {
                        *slot += by * value;
                    }
                }
                normal.add(cost, pull, weight, point.row.first, &slope);
            }
        }
        for (weight, residual, first, slope) in self.regularisers(parameters) {
            normal.add(
                0.5 * weight * residual * residual,
                weight * residual,
                weight,
                first,
                &slope,
            );
        }
        (normal.cost, normal)
    }

    /// What draws the slice where no quote does: second differences of neighbouring coefficients in
    /// relative variance, and the distance of the tails' slopes from the plan. Weight, residual, and
    /// how it moves with the parameters from the first on.
    fn regularisers<'a>(
        &'a self,
        parameters: &'a [f64],
    ) -> impl Iterator<Item = (f64, f64, usize, [f64; BAND])> + 'a {
        let weight = self.stiffness * self.pull;
        let rough = self.differences.iter().map(move |(first, slope)| {
            (weight, dot(slope, local(parameters, *first)), *first, *slope)
        });
        let last = self.basis.parameters() - BAND;
        let ends = [(0, [1.0, 0.0, 0.0, 0.0]), (last, [0.0, 0.0, 0.0, 1.0])];
        let drawn = ends.into_iter().zip(self.planned).map(move |((first, slope), plan)| {
            let (planned, root) = plan;
            (root * root, dot(&slope, local(parameters, first)) - planned, first, slope)
        });
        rough.chain(drawn)
    }

    /// One damped step; a slope at its bound that would leave it is held.
    fn step(&self, at: &Parameters, local: &Normal, damping: f64) -> Parameters {
        let mut matrix = local.matrix.clone();
        matrix.add_diagonal(|_, d| damping * d + 1e-9);
        let mut right: Vec<f64> = local.gradient.iter().map(|g| -g).collect();
        let last = at.len() - 1;
        for (i, (low, high)) in [0, last].into_iter().zip(self.bounds) {
            if let (Some(p), Some(r)) = (at.get(i), right.get_mut(i))
                && ((*p <= low && *r < 0.0) || (*p >= high && *r > 0.0))
            {
                matrix.detach(i);
                *r = 0.0;
            }
        }
        match matrix.solve(&mut right) {
            Some(()) => self.clamped(at.iter().zip(&right).map(|(p, d)| p + d).collect()),
            None => at.clone(),
        }
    }

    fn clamped(&self, mut parameters: Parameters) -> Parameters {
        let [(low, high), (lowest, highest)] = self.bounds;
        if let Some(first) = parameters.first_mut() {
            *first = first.max(low).min(high);
        }
        if let Some(last) = parameters.last_mut() {
            *last = last.max(lowest).min(highest);
        }
        parameters
    }
}

impl Point {
    /// W and its two derivatives for these parameters.
    fn values(&self, parameters: &[f64]) -> [f64; 3] {
        let local = local(parameters, self.row.first);
        let [w, dw, d2w] = &self.row.values;
        let [base_w, base_dw, base_d2w] = self.base;
        [base_w + dot(w, local), base_dw + dot(dw, local), base_d2w + dot(d2w, local)]
    }
}

impl Fitted {
    /// Distance of the slice from mid, in half-spreads.
    fn residual(&self, parameters: &[f64]) -> f64 {
        self.base + dot(&self.slope, local(parameters, self.first))
    }
}

/// The parameters that matter at a point.
fn local(parameters: &[f64], first: usize) -> &[f64; BAND] {
    parameters.get(first..).and_then(|p| p.first_chunk()).unwrap_or(&[0.0; BAND])
}

fn dot([a, b, c, d]: &[f64; BAND], [p, q, r, s]: &[f64; BAND]) -> f64 {
    (a * p + b * q) + (c * r + d * s)
}

/// Half of a sum of squares near one point: its value, gradient and Gauss–Newton matrix.
struct Normal {
    cost: f64,
    gradient: Vec<f64>,
    matrix: Banded,
}

impl Normal {
    fn zero(size: usize) -> Self {
        Self { cost: 0.0, gradient: vec![0.0; size], matrix: Banded::zeros(size) }
    }

    /// Adds a term with this cost, this slope of it in a residual and this weight of the residual's
    /// square; the residual moves so with the parameters from `first` on.
    fn add(&mut self, cost: f64, pull: f64, weight: f64, first: usize, slope: &[f64; BAND]) {
        self.cost += cost;
        let gradient = self.gradient.get_mut(first..).and_then(|g| g.first_chunk_mut::<BAND>());
        for (slot, by) in gradient.into_iter().flatten().zip(slope) {
            *slot += pull * by;
        }
        self.matrix.add_outer(weight, first, slope);
    }
}

/// Knots of a spline over these quotes, in units of the slice; `None` where they are too few.
pub(super) fn knots(targets: &[Target], scale: f64) -> Option<Vec<f64>> {
    if targets.len() < LEAST_QUOTES {
        return None;
    }
    let quoted = quoted(targets, scale);
    let (low, high) = (arsinh(quoted.0), arsinh(quoted.1));
    // Knots for at most every second quote, and none closer than the usual spacing.
    let most = (targets.len() / 2) as f64;
    let intervals = ((high - low) / SPACING).ceil().clamp(1.0, most);
    let step = (high - low) / intervals;
    #[allow(clippy::cast_possible_truncation, reason = "a handful of intervals")]
    let last = intervals as i32 + 3 + BEYOND;
    Some((-3 - BEYOND..=last).map(|i| sinh(low + f64::from(i) * step)).collect())
}

fn arsinh(x: f64) -> f64 {
    ops::ln(x.abs() + ops::sqrt(x * x + 1.0)).copysign(x)
}

fn sinh(u: f64) -> f64 {
    0.5 * (ops::exp(u) - ops::exp(-u))
}
