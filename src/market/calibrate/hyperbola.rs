//! One slice as raw SVI alone: where too few quotes say more, and the start of a richer fit.

use super::guards::{Guard, Neighbours, Violation, usual_points};
use super::least_squares::{Normal, Patience, minimise, step};
use super::targets::{PLACING, Target, loss};
use super::wings::{COUNT, Limits, Wings};
use crate::math::ops;

/// When the search for the five parameters ends where they are the slice.
pub(super) const WHOLE: Patience = Patience { steps: 60, gain: 1e-4 };

/// When it ends where a spline does the rest: a hyperbola placed with more care leaves less of the
/// smile to the spline and holds no more quotes.
pub(super) const PLACED: Patience = Patience { steps: 6, gain: 3e-2 };

/// Stretch of moneyness that one guard stands for.
const WIDTH: f64 = 0.25;

/// One slice's fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hyperbola<'a> {
    /// Square root of the at-the-money total variance: the unit of x.
    scale: f64,
    years: f64,
    targets: &'a [Target],
    prior: Wings,
    prior_weight: f64,
    limits: Limits,
    guards: Vec<Guard>,
    /// Weight of the penalties; raised where a fit still violates.
    pub(super) strictness: f64,
}

impl<'a> Hyperbola<'a> {
    /// The problem of these quotes between these slices, leaning on `prior` with the weight of so
    /// many quotes.
    pub(super) fn new(
        targets: &'a [Target],
        years: f64,
        scale: f64,
        prior: (Wings, f64),
        neighbours: Neighbours<'_>,
    ) -> Self {
        let mut around = neighbours.into();
        let guards =
            usual_points(scale).map(|x| Guard::new(x, WIDTH, scale, &mut around)).collect();
        Self {
            scale,
            years,
            targets,
            prior: prior.0,
            prior_weight: prior.1,
            limits: Limits::new(scale, neighbours.previous),
            guards,
            strictness: 1.0,
        }
    }

    /// Adds a point, in slice units, where the slice must obey.
    pub(super) fn guard(&mut self, x: f64, neighbours: Neighbours<'_>) {
        self.guards.push(Guard::new(x, WIDTH, self.scale, &mut neighbours.into()));
    }

    /// The parameters that serve the quotes and the guards best, from a start.
    pub(super) fn solve(&self, start: Wings, patience: Patience) -> Wings {
        minimise(
            start.clamped(&self.limits),
            patience,
            |w| self.normal(w),
            |w, local, damping| step(w, &self.limits, local, damping),
            |w, _| self.cost(w),
        )
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
        let shape = Wings([0.0, 0.0, 0.0, m, log_width]).curve();
        for target in self.targets {
            let x = target.k / self.scale;
            let [slopes, _, _] = shape.at(x).gradient;
            let vol = target.mid_vol();
            let variance = vol * vol * self.years / (self.scale * self.scale);
            // The error of W is that of σ times ∂W/∂σ.
            let error = 2.0 * variance / vol * target.half_width();
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
        let curve = wings.curve();
        for target in self.targets {
            let vol = self.vol(curve.variance(target.k / self.scale));
            cost += loss((vol - target.mid_vol()) / target.half_width(), PLACING).0;
        }
        let theta = self.scale * self.scale;
        for guard in &self.guards {
            let at = curve.at(guard.x).value;
            cost += guard.cost(at, theta, self.strictness);
        }
        for (p, (target, weight)) in wings.0.iter().zip(self.prior_terms()) {
            cost += 0.5 * weight * (p - target) * (p - target);
        }
        cost
    }

    fn normal(&self, wings: &Wings) -> (f64, Normal) {
        let mut normal = Normal::zero();
        let curve = wings.curve();
        for target in self.targets {
            let at = curve.at(target.k / self.scale);
            let vol = self.vol(at.value[0]);
            let half = target.half_width();
            let residual = (vol - target.mid_vol()) / half;
            let (cost, pull, weight) = loss(residual, PLACING);
            let by_variance = 0.5 * vol / (at.value[0].max(1e-8) * half);
            normal.add(cost, pull, weight, &at.gradient[0].map(|g| g * by_variance));
        }
        let theta = self.scale * self.scale;
        for guard in &self.guards {
            let at = curve.at(guard.x);
            if guard.cost(at.value, theta, self.strictness) == 0.0 {
                continue;
            }
            for violation in guard.violations(at.value, theta, self.strictness) {
                let Violation { cost, pull, weight, by_value } = violation;
                normal.add(cost, pull, weight, &at.chain(by_value));
            }
        }
        for (i, (p, (target, weight))) in wings.0.iter().zip(self.prior_terms()).enumerate() {
            let mut slope = [0.0; COUNT];
            if let Some(s) = slope.get_mut(i) {
                *s = 1.0;
            }
            let residual = p - target;
            normal.add(0.5 * weight * residual * residual, weight * residual, weight, &slope);
        }
        (normal.cost, normal)
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
