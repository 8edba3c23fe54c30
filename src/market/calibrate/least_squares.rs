//! A damped Gauss–Newton method (Levenberg 1944, Marquardt 1963) for the five parameters of a
//! slice, inside a box.
//!
//! Written out for a fixed size of five: the normal equations stay on the stack, robust weights
//! and one-sided penalties enter as they are, and a parameter at its bound is held there. The
//! general crate allocates per step and knows no bounds.

use nalgebra::{SMatrix, SVector};

use super::wings::{COUNT, Limits, Wings};

/// Half of a sum of squares near one point: its value, gradient and Gauss–Newton matrix.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Normal {
    /// The objective.
    pub(super) cost: f64,
    gradient: SVector<f64, COUNT>,
    matrix: SMatrix<f64, COUNT, COUNT>,
}

impl Normal {
    /// An empty sum.
    pub(super) fn zero() -> Self {
        Self { cost: 0.0, gradient: SVector::zeros(), matrix: SMatrix::zeros() }
    }

    /// Adds a term ρ(r) with this cost, this pull ρ′ and weight ω: the gradient grows by ρ′∇r and the
    /// matrix by ω∇r∇rᵀ.
    pub(super) fn add(&mut self, cost: f64, pull: f64, weight: f64, slope: &[f64; COUNT]) {
        self.cost += cost;
        let slope = SVector::from(*slope);
        self.gradient += slope * pull;
        self.matrix += (slope * weight) * slope.transpose();
    }
}

/// When a search ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Accepted steps at most.
    pub(super) steps: usize,
    /// Share of the objective that a step must gain for another to follow.
    pub(super) gain: f64,
}

/// Minimises an objective from a start: `expand` gives its value and whatever `step` needs for a
/// damped step, `cost` its value alone, or anything above the given bound once that is passed.
pub(super) fn minimise<P, E>(
    start: P,
    patience: Patience,
    expand: impl Fn(&P) -> (f64, E),
    step: impl Fn(&P, &E, f64) -> P,
    cost: impl Fn(&P, f64) -> f64,
) -> P {
    let mut at = start;
    let mut damping = 1e-3;
    let mut easy = true;
    for _ in 0..patience.steps {
        let (value, local) = expand(&at);
        let mut improved = None;
        for attempt in 0..12 {
            let trial = step(&at, &local, damping);
            let reached = cost(&trial, value);
            if reached < value {
                improved = Some((trial, reached));
                // Where a smaller damping has just failed, the next step does not try it again.
                if attempt == 0 && easy {
                    damping = (damping * 0.2).max(1e-9);
                }
                easy = attempt == 0;
                break;
            }
            damping *= 5.0;
        }
        let Some((next, reached)) = improved else { break };
        at = next;
        if value - reached <= patience.gain * value {
            break;
        }
    }
    at
}

/// One damped step of a slice's five parameters, with the parameters held that would leave the box.
pub(super) fn step(at: &Wings, limits: &Limits, local: &Normal, damping: f64) -> Wings {
    let downhill: [f64; COUNT] = (-local.gradient).into();
    let blocked = at.blocked(limits, &downhill);
    let mut matrix = local.matrix;
    let mut right = -local.gradient;
    for (i, is_blocked) in blocked.iter().enumerate() {
        matrix[(i, i)] += damping * matrix[(i, i)] + 1e-9;
        if *is_blocked {
            matrix.row_mut(i).fill(0.0);
            matrix.column_mut(i).fill(0.0);
            matrix[(i, i)] = 1.0;
            right[i] = 0.0;
        }
    }
    let Some(factor) = matrix.cholesky() else { return *at };
    let move_by = factor.solve(&right);
    let mut next = *at;
    for (p, d) in next.0.iter_mut().zip(move_by.iter()) {
        *p += d;
    }
    next.clamped(limits)
}
