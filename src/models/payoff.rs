//! What a package pays at expiry: a piecewise-linear function of the settlement price on [0, ∞).
//!
//! Everything about it is exact algebra on its vertices (zero and the strikes) and its slope beyond
//! the last one: extremes, breakevens, the best static hedges that bound it from both sides, and
//! the same in coin, where the payoff is p(S)/S.

use crate::math::ops;

/// What one unit of a leg pays at a settlement price S.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayoffKind {
    /// max(S − K, 0).
    Call,
    /// max(K − S, 0).
    Put,
    /// S − K: a forward or future agreed at K, or the spot itself with K = 0.
    Forward,
}

/// A leg of a package; `ratio` is signed, positive where the package owns the leg.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PayoffLeg {
    /// Signed units per package.
    pub ratio: f64,
    /// What the leg pays.
    pub kind: PayoffKind,
    /// Strike K (the agreed price of a forward), in price currency, not negative.
    pub strike: f64,
}

/// The least and the greatest value; `None` where there is no bound on that side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extremes {
    /// Greatest lower bound.
    pub min: Option<f64>,
    /// Least upper bound.
    pub max: Option<f64>,
}

/// A continuous piecewise-linear function on [0, ∞), in price currency per unit of underlying.
#[derive(Debug, Clone, PartialEq)]
pub struct Payoff {
    vertices: Vec<f64>,
    values: Vec<f64>,
    tail_slope: f64,
    /// Below this a value is rounding.
    noise: f64,
}

/// A stretch of settlement prices on which a gain keeps its sign.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Lower end, not negative.
    pub from: f64,
    /// Upper end, infinite for the last.
    pub to: f64,
    /// 1 for profit, −1 for loss, 0 for neither.
    pub sign: f64,
}

impl PayoffLeg {
    /// What the leg pays at `settlement`, ratio included.
    pub fn at(&self, settlement: f64) -> f64 {
        let distance = settlement - self.strike;
        self.ratio
            * match self.kind {
                PayoffKind::Call => ops::positive_part(distance),
                PayoffKind::Put => ops::positive_part(-distance),
                PayoffKind::Forward => distance,
            }
    }

    fn tail_slope(&self) -> f64 {
        if self.kind == PayoffKind::Put { 0.0 } else { self.ratio }
    }
}

impl Payoff {
    /// The payoff of a package whose legs expire together.
    pub fn new(legs: &[PayoffLeg]) -> Self {
        let mut vertices = vec![0.0];
        vertices.extend(
            legs.iter()
                .filter(|leg| leg.kind != PayoffKind::Forward && leg.strike > 0.0)
                .map(|leg| leg.strike),
        );
        vertices.sort_by(f64::total_cmp);
        vertices.dedup();
        let last = vertices[vertices.len() - 1];
        let scale: f64 = legs.iter().map(|leg| leg.ratio.abs() * leg.strike.abs().max(last)).sum();
        let noise = 8.0 * f64::EPSILON * scale;
        let values = vertices
            .iter()
            .map(|&s| {
                let value: f64 = legs.iter().map(|leg| leg.at(s)).sum();
                if value.abs() <= noise { 0.0 } else { value }
            })
            .collect();
        let tail_slope = legs.iter().map(PayoffLeg::tail_slope).sum();
        Self { vertices, values, tail_slope, noise }
    }

    /// Zero and the strikes, ascending.
    pub fn vertices(&self) -> &[f64] {
        &self.vertices
    }

    /// The payoff at each vertex.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Slope beyond the last vertex: the signed count of calls and forwards.
    pub fn tail_slope(&self) -> f64 {
        self.tail_slope
    }

    /// The payoff at a settlement price, not negative.
    pub fn at(&self, settlement: f64) -> f64 {
        let after = self.vertices.partition_point(|&x| x <= settlement);
        if after == 0 {
            return self.values[0];
        }
        let (x, y) = (self.vertices[after - 1], self.values[after - 1]);
        let slope = match self.vertices.get(after) {
            Some(next) => (self.values[after] - y) / (next - x),
            None => self.tail_slope,
        };
        y + slope * (settlement - x)
    }

    /// Least and greatest payoff on [0, ∞).
    pub fn extremes(&self) -> Extremes {
        let bounds = bounds(self.values.iter().copied());
        Extremes {
            min: (self.tail_slope >= 0.0).then_some(bounds.0),
            max: (self.tail_slope <= 0.0).then_some(bounds.1),
        }
    }

    /// Infimum and supremum of p(S)/S, the payoff in coin, on (0, ∞), limits included.
    ///
    /// p(S)/S is monotone between vertices, so only the vertices and the two limits matter: S → ∞
    /// gives the tail slope; S → 0 gives the first slope where p(0) = 0 and no bound otherwise.
    pub fn extremes_in_coin(&self) -> Extremes {
        let at_vertices =
            self.vertices.iter().zip(&self.values).skip(1).map(|(strike, value)| value / strike);
        let bounds = bounds(at_vertices.chain([self.tail_slope]));
        let at_zero = self.values[0];
        Extremes {
            min: (at_zero >= 0.0).then_some(bounds.0),
            max: (at_zero <= 0.0).then_some(bounds.1),
        }
    }

    /// Settlement prices where the payoff equals `paid`, ascending.
    ///
    /// A root that only touches is reported once. Of a whole stretch without gain or loss only the
    /// ends are reported where gain or loss begins.
    pub fn breakevens(&self, paid: f64) -> Vec<f64> {
        let gains: Vec<f64> = self.values.iter().map(|value| value - paid).collect();
        self.roots(&gains, self.tail_slope, self.noise + 8.0 * f64::EPSILON * paid.abs())
    }

    /// Settlement prices above zero where the payoff in coin, p(S)/S, equals `paid` coins.
    pub fn breakevens_in_coin(&self, paid: f64) -> Vec<f64> {
        let gains: Vec<f64> =
            self.vertices.iter().zip(&self.values).map(|(s, value)| value - paid * s).collect();
        let last = self.vertices[self.vertices.len() - 1];
        let noise = self.noise + 8.0 * f64::EPSILON * (paid * last).abs();
        let mut roots = self.roots(&gains, self.tail_slope - paid, noise);
        roots.retain(|&root| root > 0.0);
        roots
    }

    /// Roots of the piecewise-linear function with `gains` at the vertices.
    fn roots(&self, gains: &[f64], tail_slope: f64, noise: f64) -> Vec<f64> {
        let clean = |gain: f64| if gain.abs() <= noise { 0.0 } else { gain };
        let mut roots = Vec::new();
        let mut gain_before = 0.0;
        for (i, &x) in self.vertices.iter().enumerate() {
            let gain = clean(gains[i]);
            let next = gains.get(i + 1).map(|&g| clean(g));
            let ahead = next.unwrap_or(tail_slope);
            if gain == 0.0 {
                if gain_before != 0.0 || ahead != 0.0 {
                    roots.push(x);
                }
            } else if let Some(next) = next {
                if gain * next < 0.0 {
                    roots.push(x + (self.vertices[i + 1] - x) * (gain / (gain - next)));
                }
            } else if gain * tail_slope < 0.0 {
                roots.push(x - gain / tail_slope);
            }
            gain_before = gain;
        }
        roots
    }

    /// [`envelopes`] of this payoff at a forward.
    pub fn envelopes(&self, forward: f64) -> (f64, f64) {
        envelopes(&self.vertices, &self.values, self.tail_slope, forward)
    }
}

/// [0, ∞) cut at the breakevens of a gain, each part with the gain's sign.
///
/// `breakevens` ascend and hold every price where the sign changes; the gain is asked once between
/// each and the next, and counts as none within `noise` of zero.
pub fn stretches(breakevens: &[f64], noise: f64, gain: impl Fn(f64) -> f64) -> Vec<Stretch> {
    let starts = std::iter::once(0.0).chain(breakevens.iter().copied().filter(|b| *b > 0.0));
    let mut cuts: Vec<f64> = starts.collect();
    cuts.push(f64::INFINITY);
    let sign = |gain: f64| if gain.abs() <= noise { 0.0 } else { gain.signum() };
    cuts.windows(2)
        .filter_map(|pair| match *pair {
            [from, to] if to > from => {
                let inside = match (from > 0.0, to.is_finite()) {
                    (_, true) => 0.5 * (from + to),
                    (true, false) => 2.0 * from,
                    // A gain without a breakeven has one sign everywhere.
                    (false, false) => 1.0,
                };
                Some(Stretch { from, to, sign: sign(gain(inside)) })
            }
            _ => None,
        })
        .collect()
}

/// Greatest convex minorant and least concave majorant, both at `forward`, of the piecewise-linear
/// function through (`vertices`, `values`) with `tail_slope` beyond the last vertex.
///
/// These are the undiscounted values of the best static hedges in cash, the forward and nothing
/// else, below and above the package; they shift with added cash and forwards exactly as the
/// package does. `vertices` ascend from zero and are as many as `values`; `forward` is not
/// negative. Each bound is the extreme over the chords that span the forward and over the rays of
/// the tail's slope.
pub fn envelopes(vertices: &[f64], values: &[f64], tail_slope: f64, forward: f64) -> (f64, f64) {
    let points = || vertices.iter().copied().zip(values.iter().copied());
    let left = || points().filter(|&(x, _)| x <= forward);
    let rays = left().map(|(x, y)| y + tail_slope * (forward - x));
    let chords = left().flat_map(|(x, y)| {
        points().filter(move |&(right, _)| right >= forward).map(move |(right, top)| {
            if right > x { y + (top - y) * ((forward - x) / (right - x)) } else { y }
        })
    });
    bounds(rays.chain(chords))
}

fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PayoffKind::{Call, Forward, Put};

    fn package(legs: &[(f64, PayoffKind, f64)]) -> Payoff {
        let legs: Vec<_> =
            legs.iter().map(|&(ratio, kind, strike)| PayoffLeg { ratio, kind, strike }).collect();
        Payoff::new(&legs)
    }

    fn fly() -> Payoff {
        package(&[(1.0, Call, 3300.0), (-2.0, Call, 3400.0), (1.0, Call, 3500.0)])
    }

    #[test]
    fn fly_peaks_at_the_body() {
        let fly = fly();
        assert_eq!(fly.vertices(), [0.0, 3300.0, 3400.0, 3500.0]);
        assert_eq!(fly.values(), [0.0, 0.0, 100.0, 0.0]);
        assert_eq!(fly.extremes(), Extremes { min: Some(0.0), max: Some(100.0) });
        assert_eq!((fly.at(3350.0), fly.at(1e9)), (50.0, 0.0));
        let roots = fly.breakevens(10.22);
        assert!((roots[0] - 3310.22).abs() < 1e-9 && (roots[1] - 3489.78).abs() < 1e-9);
        assert_eq!(roots.len(), 2);
    }

    #[test]
    fn touching_roots_are_reported_once() {
        assert_eq!(fly().breakevens(0.0), [3300.0, 3500.0]);
        assert_eq!(fly().breakevens(100.0), [3400.0]);
        assert_eq!(fly().breakevens(-1.0), [0.0; 0]);
        let straddle = package(&[(1.0, Call, 100.0), (1.0, Put, 100.0)]);
        assert_eq!(straddle.breakevens(0.0), [100.0]);
        assert_eq!(straddle.breakevens(25.0), [75.0, 125.0]);
        assert_eq!(straddle.breakevens(100.0), [0.0, 200.0]);
        // A call spread bought for its whole width gains nothing above, loses below.
        let vertical = package(&[(1.0, Call, 90.0), (-1.0, Call, 110.0)]);
        assert_eq!(vertical.breakevens(20.0), [110.0]);
        assert_eq!(package(&[]).breakevens(0.0), [0.0; 0]);
    }

    #[test]
    fn stretches_of_profit_and_loss_lie_between_breakevens() {
        let signs = |payoff: &Payoff, paid: f64| -> Vec<(f64, f64)> {
            let breakevens = payoff.breakevens(paid);
            let found = stretches(&breakevens, 1e-9, |s| payoff.at(s) - paid);
            assert_eq!(found.first().map(|s| s.from), Some(0.0));
            assert_eq!(found.last().map(|s| s.to), Some(f64::INFINITY));
            found.iter().map(|s| (s.from, s.sign)).collect()
        };
        assert_eq!(signs(&fly(), 10.0), [(0.0, -1.0), (3310.0, 1.0), (3490.0, -1.0)]);
        // Where nothing is won and nothing lost there is neither.
        assert_eq!(signs(&fly(), 0.0), [(0.0, 0.0), (3300.0, 1.0), (3500.0, 0.0)]);
        assert_eq!(signs(&fly(), -1.0), [(0.0, 1.0)]);
        let straddle = package(&[(1.0, Call, 100.0), (1.0, Put, 100.0)]);
        assert_eq!(signs(&straddle, 100.0), [(0.0, -1.0), (200.0, 1.0)]);
    }

    #[test]
    fn unbounded_sides_have_no_number() {
        let call = package(&[(1.0, Call, 100.0)]);
        assert_eq!(call.extremes(), Extremes { min: Some(0.0), max: None });
        // In coin a long call is bounded by one coin, a short put's loss is not bounded.
        assert_eq!(call.extremes_in_coin(), Extremes { min: Some(0.0), max: Some(1.0) });
        let short_put = package(&[(-1.0, Put, 100.0)]);
        assert_eq!(short_put.extremes(), Extremes { min: Some(-100.0), max: Some(0.0) });
        assert_eq!(short_put.extremes_in_coin(), Extremes { min: None, max: Some(0.0) });
        let forward = package(&[(-1.0, Forward, 100.0)]);
        assert_eq!(forward.extremes(), Extremes { min: None, max: Some(100.0) });
        assert_eq!(forward.extremes_in_coin(), Extremes { min: Some(-1.0), max: None });
    }

    #[test]
    fn decimal_strikes_leave_no_dust() {
        let condor =
            package(&[(1.0, Put, 0.1), (-1.0, Put, 0.2), (-1.0, Put, 0.4), (1.0, Put, 0.5)]);
        assert_eq!(condor.values()[0], 0.0);
        assert!(condor.extremes_in_coin().max.is_some());
    }

    #[test]
    fn coin_breakevens_solve_the_ratio() {
        let call = package(&[(1.0, Call, 60_000.0)]);
        let roots = call.breakevens_in_coin(0.25);
        assert_eq!(roots, [80_000.0]);
        assert_eq!(call.breakevens_in_coin(1.0), [0.0; 0]);
        // A coin call spread rises to its peak at the upper strike and decays towards zero.
        let vertical = package(&[(1.0, Call, 60_000.0), (-1.0, Call, 90_000.0)]);
        for root in vertical.breakevens_in_coin(0.2) {
            assert!((vertical.at(root) / root - 0.2).abs() < 1e-14);
        }
        assert_eq!(vertical.breakevens_in_coin(0.2).len(), 2);
    }

    #[test]
    fn envelopes_enclose_and_follow_the_forward() {
        let (low, high) = fly().envelopes(3400.0);
        assert_eq!((low, high), (0.0, 100.0));
        let risk_reversal = package(&[(1.0, Call, 3750.0), (-1.0, Put, 3100.0)]);
        let (low, high) = risk_reversal.envelopes(3400.0);
        // Below: the chord from the put's strike rises with the calls from the call's strike, and
        // the ray from zero is lower still.
        assert_eq!(low, -3100.0 + 3100.0 * (3400.0 / 3750.0));
        assert_eq!(high, 300.0);
        let with_forward =
            package(&[(1.0, Call, 3750.0), (-1.0, Put, 3100.0), (2.0, Forward, 3000.0)]);
        let shifted = with_forward.envelopes(3400.0);
        assert!((shifted.0 - (low + 800.0)).abs() < 1e-9);
        assert!((shifted.1 - (high + 800.0)).abs() < 1e-9);
    }
}
