//! What to hedge a risk with: the convex programme that weighs what is left of it against what
//! hedging costs.
//!
//! min over y of J(y) = ½λ Σ_m p_m (π_m + Σ_j a_mj y_j)² + Σ_j (s_j|y_j| + ½κ_j y_j²)
//!
//! with π_m the gain of what is to be hedged in state m, a_mj that of one unit of instrument j, s_j
//! the cost of a unit at the first level of its book and κ_j how that cost grows. It is the
//! mean–variance hedge under proportional costs (Leland 1985; Davis, Panas and Zariphopoulou 1993)
//! in one period, as a lasso with a ridge (Tibshirani 1996; Zou and Hastie 2005): |y| makes the
//! hedge sparse, so that few instruments are traded and none for a risk that is cheaper to keep.
//!
//! J*(U·π) is convex in U with J*(0) = 0, so that J*(U·π)/U never falls in U; and even in π.

use nalgebra::{DMatrix, DVector};

use crate::math::ops;

/// Sweeps of coordinate descent after which the best that was found is taken.
const MOST_SWEEPS: usize = 5_000;

/// Sweeps before the set of traded instruments is tried as the final one, and between such trials.
const SWEEPS_BETWEEN: usize = 8;

/// A step is small whose gain is below this share of the whole risk's size.
const TOLERANCE: f64 = 1e-12;

/// Something to hedge with.
#[derive(Debug, Clone, PartialEq)]
pub struct Tradable {
    /// Gain of one unit in each state.
    pub gains: Vec<f64>,
    /// s: cost of the first unit, bought or sold, not negative.
    pub half_spread: f64,
    /// κ: by how much a unit's cost grows with each unit traded, not negative.
    pub impact: f64,
}

/// What a programme comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hedged {
    /// Units of each instrument, positive where bought.
    pub units: Vec<f64>,
    /// Σ(s|y| + ½κy²).
    pub cost: f64,
    /// Σp(π + Ay)²: the second moment of what is left.
    pub remaining: f64,
}

impl Hedged {
    /// J: half the aversion times what is left, and the cost.
    pub fn objective(&self, aversion: f64) -> f64 {
        0.5 * aversion * self.remaining + self.cost
    }
}

/// A risk with what it can be hedged with, in any aversion.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// (s, κ) of each instrument.
    costs: Vec<(f64, f64)>,
    /// AᵀPA.
    gram: Vec<Vec<f64>>,
    /// AᵀPπ.
    cross: Vec<f64>,
    /// πᵀPπ.
    unhedged: f64,
}

impl Programme {
    /// The programme of the gains π in states of these probabilities.
    ///
    /// States beyond the shortest of the lists count for nothing.
    pub fn new(gains: &[f64], probabilities: &[f64], tradables: &[Tradable]) -> Self {
        let moment = |one: &[f64], other: &[f64]| -> f64 {
            probabilities.iter().zip(one.iter().zip(other)).map(|(p, (a, b))| p * a * b).sum()
        };
        let cross = tradables.iter().map(|t| moment(&t.gains, gains)).collect();
        let row = |one: &Tradable| tradables.iter().map(|t| moment(&one.gains, &t.gains)).collect();
        Self {
            costs: tradables.iter().map(|t| (t.half_spread, t.impact)).collect(),
            gram: tradables.iter().map(row).collect(),
            cross,
            unhedged: moment(gains, gains),
        }
    }

    /// Σpπ²: the second moment without a hedge.
    pub fn unhedged(&self) -> f64 {
        self.unhedged
    }

    /// The hedge of `scale` times the risk under an aversion λ, not negative, per unit of money.
    pub fn solve(&self, scale: f64, aversion: f64) -> Hedged {
        let count = self.costs.len();
        let mut units = vec![0.0; count];
        // b + Gy: what is left, seen by each instrument.
        let mut seen: Vec<f64> = self.cross.iter().map(|b| scale * b).collect();
        let small = TOLERANCE * scale.abs() * ops::sqrt(self.unhedged);
        for sweep in 1..=MOST_SWEEPS {
            if !(self.sweep(aversion, small, &mut units, &mut seen)) {
                break;
            }
            if sweep % SWEEPS_BETWEEN == 0
                && let Some(exact) = self.exact(scale, aversion, &units)
            {
                units = exact;
                break;
            }
        }
        self.hedged(scale, units)
    }

    /// One round of coordinate descent; whether anything moved.
    fn sweep(&self, aversion: f64, small: f64, units: &mut [f64], seen: &mut [f64]) -> bool {
        let mut has_moved = false;
        for (j, (row, (half_spread, impact))) in self.gram.iter().zip(&self.costs).enumerate() {
            let (Some(own), Some(unit)) = (row.get(j).copied(), units.get(j).copied()) else {
                continue;
            };
            let curvature = aversion * own + impact;
            if curvature <= 0.0 {
                continue;
            }
            let pull = aversion * (seen.get(j).copied().unwrap_or(0.0) - own * unit);
            let next = -soft(pull, *half_spread) / curvature;
            let step = next - unit;
            if step == 0.0 {
                continue;
            }
            for (s, g) in seen.iter_mut().zip(row) {
                *s += g * step;
            }
            if let Some(unit) = units.get_mut(j) {
                *unit = next;
            }
            has_moved |= step.abs() * ops::sqrt(own) > small;
        }
        has_moved
    }

    /// The exact minimum where the traded instruments and their sides are those of `units`; nothing
    /// where they turn out to be others.
    ///
    /// With the signs known what is left is linear: λ(b + Gy) + s·sign + κy = 0.
    fn exact(&self, scale: f64, aversion: f64, units: &[f64]) -> Option<Vec<f64>> {
        let traded: Vec<usize> = (0..units.len()).filter(|j| units.get(*j) != Some(&0.0)).collect();
        let at = |j: usize| {
            let (half_spread, impact) = self.costs.get(j).copied().unwrap_or_default();
            (half_spread, impact, units.get(j).copied().unwrap_or(0.0).signum())
        };
        let gram = |i: usize, j: usize| self.gram.get(i).and_then(|r| r.get(j)).copied();
        let matrix = DMatrix::from_fn(traded.len(), traded.len(), |r, c| {
            let (Some(i), Some(j)) = (traded.get(r), traded.get(c)) else { return 0.0 };
            let impact = if i == j { at(*i).1 } else { 0.0 };
            aversion * gram(*i, *j).unwrap_or(0.0) + impact
        });
        let right = DVector::from_iterator(
            traded.len(),
            traded.iter().map(|j| {
                let (half_spread, _, sign) = at(*j);
                -aversion * scale * self.cross.get(*j).copied().unwrap_or(0.0) - half_spread * sign
            }),
        );
        let found = matrix.cholesky()?.solve(&right);
        let mut exact = vec![0.0; units.len()];
        for (j, y) in traded.iter().zip(found.iter()) {
            let is_on_its_side = y * at(*j).2 > 0.0;
            if !is_on_its_side {
                return None;
            }
            *exact.get_mut(*j)? = *y;
        }
        let is_untraded_worth_it = (0..units.len()).filter(|j| !traded.contains(j)).any(|j| {
            let left: f64 = (0..units.len())
                .map(|i| gram(j, i).unwrap_or(0.0) * exact.get(i).copied().unwrap_or(0.0))
                .sum();
            let pull = aversion * (scale * self.cross.get(j).copied().unwrap_or(0.0) + left);
            pull.abs() > at(j).0 * (1.0 + 1e-9)
        });
        (!is_untraded_worth_it).then_some(exact)
    }

    /// Cost of these units and what they leave.
    fn hedged(&self, scale: f64, units: Vec<f64>) -> Hedged {
        let mut remaining = scale * scale * self.unhedged;
        let mut cost = 0.0;
        for ((y, row), (b, (s, k))) in
            units.iter().zip(&self.gram).zip(self.cross.iter().zip(&self.costs))
        {
            let others: f64 = row.iter().zip(&units).map(|(g, other)| g * other).sum();
            remaining += y * (2.0 * scale * b + others);
            cost += s * y.abs() + 0.5 * k * y * y;
        }
        // The difference of squares may end a rounding below zero.
        Hedged { units, cost, remaining: remaining.max(0.0) }
    }
}

/// sign(g)·max(|g| − s, 0).
fn soft(pull: f64, half_spread: f64) -> f64 {
    if pull > half_spread {
        pull - half_spread
    } else if pull < -half_spread {
        pull + half_spread
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, wanted: f64) {
        assert!((got - wanted).abs() <= 1e-9 * (1.0 + wanted.abs()), "{got} instead of {wanted}");
    }

    #[test]
    fn one_instrument_is_sold_until_the_next_unit_costs_what_it_saves() {
        // By hand: π = ±100 at even odds, a = ±1, s = ¼, λ = 0.01. The slope 0.01(100 + y) − ¼ is
        // zero at y = −75, which leaves 25 and costs 18.75.
        let instrument = Tradable { gains: vec![1.0, -1.0], half_spread: 0.25, impact: 0.0 };
        let programme = Programme::new(&[100.0, -100.0], &[0.5, 0.5], &[instrument]);
        let hedged = programme.solve(1.0, 0.01);
        close(hedged.units[0], -75.0);
        close(hedged.remaining.sqrt(), 25.0);
        close(hedged.cost, 18.75);
        close(programme.unhedged().sqrt(), 100.0);
        // Turned round, everything is.
        let other = programme.solve(-1.0, 0.01);
        close(other.units[0], 75.0);
        close(other.objective(0.01), hedged.objective(0.01));
    }

    #[test]
    fn nothing_is_traded_where_the_risk_costs_less_than_the_spread() {
        let instrument = Tradable { gains: vec![1.0, -1.0], half_spread: 2.0, impact: 0.0 };
        let programme = Programme::new(&[100.0, -100.0], &[0.5, 0.5], &[instrument]);
        assert_eq!(programme.solve(1.0, 0.01).units, [0.0]);
        assert_eq!(programme.solve(1.0, 0.0).units, [0.0]);
    }

    /// Numbers that look random and are not: multiples of the golden ratio, less their whole part.
    fn noise(seed: usize) -> f64 {
        let x = (seed as f64 + 1.0) * 0.618_033_988_749_894_9;
        2.0 * (x - x.floor()) - 1.0
    }

    /// A programme of `count` instruments, several of them nearly alike.
    fn crowded(count: usize, states: usize) -> (Programme, Vec<Tradable>, Vec<f64>, Vec<f64>) {
        let gains: Vec<f64> = (0..states).map(|m| 100.0 * noise(m * m + 7)).collect();
        let probabilities = vec![1.0 / states as f64; states];
        let tradables: Vec<Tradable> = (0..count)
            .map(|j| Tradable {
                gains: (0..states)
                    .map(|m| gains[m] / 50.0 + noise(31 * j + m * (j / 2 + 1)))
                    .collect(),
                half_spread: 0.05 * (1.0 + noise(j).abs()),
                impact: if j % 3 == 0 { 0.0 } else { 1e-3 },
            })
            .collect();
        (Programme::new(&gains, &probabilities, &tradables), tradables, gains, probabilities)
    }

    #[test]
    fn no_instrument_could_be_traded_otherwise_for_less() {
        let (programme, tradables, gains, probabilities) = crowded(20, 42);
        for aversion in [1e-4, 1e-3, 1e-2, 1.0] {
            let hedged = programme.solve(1.0, aversion);
            let left: Vec<f64> = (0..gains.len())
                .map(|m| {
                    let hedges = tradables.iter().zip(&hedged.units);
                    gains[m] + hedges.map(|(t, y)| t.gains[m] * y).sum::<f64>()
                })
                .collect();
            let second: f64 = left.iter().zip(&probabilities).map(|(x, p)| p * x * x).sum();
            assert!((second - hedged.remaining).abs() < 1e-9 * programme.unhedged());
            // The subgradient of J holds zero in every direction.
            for (t, y) in tradables.iter().zip(&hedged.units) {
                let pull: f64 = aversion
                    * t.gains
                        .iter()
                        .zip(&left)
                        .zip(&probabilities)
                        .map(|((a, x), p)| p * a * x)
                        .sum::<f64>();
                if *y == 0.0 {
                    assert!(pull.abs() <= t.half_spread * (1.0 + 1e-8), "{pull} at {y}");
                } else {
                    let slope = pull + t.half_spread * y.signum() + t.impact * y;
                    assert!(slope.abs() < 1e-8 * (1.0 + pull.abs()), "{slope} at {y}");
                }
            }
        }
    }

    #[test]
    fn more_aversion_leaves_less_and_costs_more() {
        let (programme, ..) = crowded(12, 42);
        let mut before = programme.solve(1.0, 0.0);
        for step in 1..60 {
            let hedged = programme.solve(1.0, 1e-6 * ops::pow(1.3, f64::from(step)));
            assert!(hedged.remaining <= before.remaining * (1.0 + 1e-9), "{step}");
            assert!(hedged.cost >= before.cost * (1.0 - 1e-9), "{step}");
            before = hedged;
        }
        assert!(before.cost > 0.0);
    }

    #[test]
    fn a_unit_of_a_larger_size_never_costs_less() {
        let (programme, ..) = crowded(8, 42);
        let each = |size: f64| programme.solve(size, 1e-3).objective(1e-3) / size;
        let mut before = 0.0;
        for step in 0..80 {
            let size = 0.01 * ops::pow(1.2, f64::from(step));
            let now = each(size);
            assert!(now >= before * (1.0 - 1e-9), "{size}: {now} after {before}");
            before = now;
        }
    }
}
