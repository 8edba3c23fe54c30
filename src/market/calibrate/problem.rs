//! What one slice is asked to do: pass between bids and offers, bend nowhere below zero density,
//! and lie nowhere below the slice before.

use super::least_squares::{Normal, minimise};
use super::wings::{COUNT, Limits, Wings};
use crate::math::ops;
use crate::models::svi::RawSvi;

/// Distance, in half-spreads, from which a quote's pull no longer grows.
const LINEAR_FROM: f64 = 0.8;

/// Density kept in hand on the coarse grid, so that the dense one finds none below zero.
const BUTTERFLY_MARGIN: f64 = 2e-3;

/// Share by which the slice is kept above the previous one.
const CALENDAR_MARGIN: f64 = 1e-4;

/// One quote to pass through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Target {
    /// Forward log-moneyness.
    pub(crate) k: f64,
    /// Volatility of the bid, decimal.
    pub(crate) bid_vol: f64,
    /// Volatility of the offer, decimal.
    pub(crate) ask_vol: f64,
}

impl Target {
    /// Volatility halfway between bid and offer.
    pub(crate) fn mid_vol(&self) -> f64 {
        0.5 * (self.bid_vol + self.ask_vol)
    }

    /// Half the distance of offer and bid in volatility, at least the given floor.
    fn half_width(&self, floor: f64) -> f64 {
        (0.5 * (self.ask_vol - self.bid_vol)).max(floor)
    }
}

/// A point where the slice must obey, in slice units.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Guard {
    x: f64,
    /// Variance that the slice must reach here.
    floor: f64,
    /// Variance that the slice should not pass here, where a later slice says one.
    ceiling: Option<f64>,
}

/// One slice's fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Problem<'a> {
    /// Square root of the at-the-money total variance: the unit of x.
    pub(super) scale: f64,
    years: f64,
    targets: &'a [Target],
    prior: Wings,
    prior_weight: f64,
    previous: Option<RawSvi>,
    next: Option<RawSvi>,
    limits: Limits,
    guards: Vec<Guard>,
    /// Weight of the penalties; raised where a fit still violates.
    pub(super) strictness: f64,
    half_width_floor: f64,
}

impl<'a> Problem<'a> {
    /// The problem of these quotes above this slice, leaning on `prior` with the weight of so
    /// many quotes, and on the wings not passing `next` where one is known.
    pub(super) fn new(
        targets: &'a [Target],
        years: f64,
        scale: f64,
        prior: (Wings, f64),
        previous: Option<RawSvi>,
        next: Option<RawSvi>,
    ) -> Self {
        let mut problem = Self {
            scale,
            years,
            targets,
            prior: prior.0,
            prior_weight: prior.1,
            previous,
            next,
            limits: Limits::new(scale, previous.as_ref()),
            guards: Vec::new(),
            strictness: 1.0,
            half_width_floor: 0.001,
        };
        let near = [0.0, 0.25, 0.5, 0.75, 1.0, 1.4, 1.8, 2.3, 3.0, 4.0, 5.0, 6.5, 8.0];
        let far = [0.15, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 9.0].map(|k| k / scale);
        for x in near.into_iter().chain(far) {
            problem.guard(x);
            if x > 0.0 {
                problem.guard(-x);
            }
        }
        problem
    }

    /// Adds a point, in slice units, where the slice must obey.
    pub(super) fn guard(&mut self, x: f64) {
        let theta = self.scale * self.scale;
        let k = x * self.scale;
        let least = 0.01;
        let floor = self
            .previous
            .map_or(least, |p| (p.at(k).w / theta * (1.0 + CALENDAR_MARGIN)).max(least));
        let ceiling = self.next.map(|n| (n.at(k).w / theta).max(floor));
        self.guards.push(Guard { x, floor, ceiling });
    }

    /// The parameters that serve the quotes and the guards best, from a start.
    pub(super) fn solve(&self, start: Wings) -> Wings {
        minimise(start, &self.limits, |w| self.normal(w), |w| self.cost(w))
    }

    /// Of a few widths and centres, each with its best level and slopes, the one with the least
    /// cost: from there the search finds its way.
    pub(super) fn start(&self) -> Wings {
        let mut best = (self.cost(&self.prior), self.prior);
        for m in [-1.2, -0.5, -0.15, 0.15, 0.6] {
            for log_width in [-1.4, -0.5, 0.4] {
                if let Some(wings) = self.linear_start(m, log_width) {
                    let cost = self.cost(&wings);
                    if cost < best.0 {
                        best = (cost, wings);
                    }
                }
            }
        }
        best.1
    }

    /// Least squares in A, L and R, in which W is linear, at a given centre and width.
    fn linear_start(&self, m: f64, log_width: f64) -> Option<Wings> {
        let mut matrix = nalgebra::SMatrix::<f64, 3, 3>::zeros();
        let mut right = nalgebra::SVector::<f64, 3>::zeros();
        let shape = Wings([0.0, 0.0, 0.0, m, log_width]);
        for target in self.targets {
            let x = target.k / self.scale;
            let [slopes, _, _] = shape.at(x).gradient;
            let vol = target.mid_vol();
            let variance = vol * vol * self.years / (self.scale * self.scale);
            // The error of W is that of σ times ∂W/∂σ.
            let error = 2.0 * variance / vol * target.half_width(self.half_width_floor);
            let row = nalgebra::SVector::<f64, 3>::from([slopes[0], slopes[1], slopes[2]]) / error;
            matrix += row * row.transpose();
            right += row * (variance / error);
        }
        let trace = matrix.trace();
        for i in 0..3 {
            matrix[(i, i)] += 1e-8 * trace;
        }
        let solved = matrix.cholesky()?.solve(&right);
        Some(Wings([solved[0], solved[1], solved[2], m, log_width]).clamped(&self.limits))
    }

    fn vol(&self, variance: f64) -> f64 {
        self.scale * ops::sqrt(variance.max(1e-8) / self.years)
    }

    fn cost(&self, wings: &Wings) -> f64 {
        let mut cost = 0.0;
        for target in self.targets {
            let vol = self.vol(wings.variance(target.k / self.scale));
            cost += loss((vol - target.mid_vol()) / target.half_width(self.half_width_floor)).0;
        }
        let theta = self.scale * self.scale;
        for guard in &self.guards {
            let at = wings.at(guard.x);
            for residual in self.penalties(guard, at.value[0], || at.butterfly(guard.x, theta).0) {
                cost += 0.5 * residual * residual;
            }
        }
        for (p, (target, weight)) in wings.0.iter().zip(self.prior_terms()) {
            cost += 0.5 * weight * (p - target) * (p - target);
        }
        cost
    }

    fn normal(&self, wings: &Wings) -> Normal {
        let mut normal = Normal::zero();
        for target in self.targets {
            let at = wings.at(target.k / self.scale);
            let vol = self.vol(at.value[0]);
            let half = target.half_width(self.half_width_floor);
            let residual = (vol - target.mid_vol()) / half;
            let (cost, weight) = loss(residual);
            let by_variance = 0.5 * vol / (at.value[0].max(1e-8) * half);
            normal.add(cost, weight, residual, &at.gradient[0].map(|g| g * by_variance));
        }
        let theta = self.scale * self.scale;
        for guard in &self.guards {
            let at = wings.at(guard.x);
            let (g, g_slope) = at.butterfly(guard.x, theta);
            let [below, above, bent] = self.penalties(guard, at.value[0], || g);
            let [lower, upper, bend] = self.penalty_scales(guard);
            for (residual, slope) in [
                (below, at.gradient[0].map(|v| -v * lower)),
                (above, at.gradient[0].map(|v| v * upper)),
                (bent, g_slope.map(|v| -v * bend)),
            ] {
                if residual > 0.0 {
                    normal.add(0.5 * residual * residual, 1.0, residual, &slope);
                }
            }
        }
        for (i, (p, (target, weight))) in wings.0.iter().zip(self.prior_terms()).enumerate() {
            let mut slope = [0.0; COUNT];
            if let Some(s) = slope.get_mut(i) {
                *s = 1.0;
            }
            let residual = p - target;
            normal.add(0.5 * weight * residual * residual, weight, residual, &slope);
        }
        normal
    }

    /// Residual per unit of violation: below the floor, above the ceiling, negative density.
    fn penalty_scales(&self, guard: &Guard) -> [f64; 3] {
        let lower = self.strictness * 200.0 / guard.floor.max(0.2);
        // The next slice's free fit is a guess, so that it only leans, it does not bind.
        let upper = guard.ceiling.map_or(0.0, |c| 10.0 / c.max(0.2));
        [lower, upper, self.strictness * 30.0]
    }

    fn penalties(&self, guard: &Guard, variance: f64, density: impl Fn() -> f64) -> [f64; 3] {
        let [lower, upper, bend] = self.penalty_scales(guard);
        // With no variance there is no density; the floor alone pulls the slice back up.
        let density = if variance > 1e-4 { density() } else { BUTTERFLY_MARGIN };
        [
            lower * (guard.floor - variance).max(0.0),
            guard.ceiling.map_or(0.0, |c| upper * (variance - c).max(0.0)),
            bend * (BUTTERFLY_MARGIN - density).max(0.0),
        ]
    }

    /// Where each parameter is drawn to, and how hard.
    fn prior_terms(&self) -> impl Iterator<Item = (f64, f64)> {
        let shape = self.prior_weight;
        // The level is the quotes' to say; the prior is on the shape.
        [0.02 * shape, 4.0 * shape, 4.0 * shape, shape, shape]
            .into_iter()
            .zip(self.prior.0)
            .map(|(w, p)| (p, w))
    }
}

/// Huber's loss (1964) of a residual in half-spreads, and its weight ρ′(r)/r.
fn loss(residual: f64) -> (f64, f64) {
    let size = residual.abs();
    if size <= LINEAR_FROM {
        (0.5 * size * size, 1.0)
    } else {
        (LINEAR_FROM * (size - 0.5 * LINEAR_FROM), LINEAR_FROM / size)
    }
}
