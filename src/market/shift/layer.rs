//! A shift laid over a surface at one time, with its derivatives.

use super::Shift;
use crate::market::nodes::{Hat, VegaNodes};
use crate::market::section::Growing;
use crate::math::ops;
use crate::models::smile::Variance;

/// Up to this distance from the forward, in x = k/√θ, tilt and curvature grow as they say.
const FREE_TO: f64 = 2.0;

/// From this distance on they stay where they are.
const LEVEL_FROM: f64 = 4.0;

/// What is left of a volatility at the least, as a fraction of it.
pub(super) const LEAST_SHARE: f64 = 0.05;

/// Shortest time, in years, whose square root is divided by.
const LEAST_YEARS: f64 = 1e-12;

/// A shift at one time.
#[derive(Debug, Clone)]
pub(in crate::market) struct Layer<'a> {
    shift: &'a Shift,
    years: f64,
    /// √θ below the layer.
    atm_std: f64,
    /// ∂ ln √θ/∂T below the layer, per year.
    atm_std_growth: f64,
    /// Tenor nodes around the time.
    tenors: [Hat; 2],
}

/// A number with its first two derivatives in k and its first in time.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Jet {
    value: f64,
    dk: f64,
    d2k: f64,
    dt: f64,
}

impl<'a> Layer<'a> {
    /// The layer over a surface that has this total variance at the money.
    pub(in crate::market) fn new(shift: &'a Shift, years: f64, at_the_money: Growing) -> Self {
        let Growing { at, growth } = at_the_money;
        Self {
            shift,
            years: years.max(LEAST_YEARS),
            atm_std: ops::sqrt(at.w),
            atm_std_growth: 0.5 * growth / at.w,
            tenors: VegaNodes::tenor_hats(years),
        }
    }

    /// Total variance above the layer, from what lies below.
    pub(in crate::market) fn over(&self, k: f64, below: &dyn Fn(f64) -> Growing) -> Growing {
        // w'(k') = w(k' + R ln(F'/F)) (Bergomi 2016, §2.5).
        let k = k + self.shift.slide;
        let was = below(k);
        let Growing { at: Variance { w, dw, d2w }, growth } = was;
        let added = self.added_std(k);
        if !self.shift.moves_vols() || added == Jet::constant(0.0) {
            return was;
        }
        let std = Jet { value: w, dk: dw, d2k: d2w, dt: growth }.root();
        let moved = std.plus(added);
        // u = σ'/σ, kept above the floor.
        let free = moved.value >= 2.0 * LEAST_SHARE * std.value;
        let moved = if free { moved } else { std.times(moved.times(std.inverse()).through(kept)) };
        let Jet { value: w, dk: dw, d2k: d2w, dt: growth } = moved.times(moved);
        Growing { at: Variance { w, dw, d2w }, growth }
    }

    /// What is added to total standard deviation.
    fn added_std(&self, k: f64) -> Jet {
        let Shift { parallel, tilt, curvature, .. } = *self.shift;
        let value = k / self.atm_std;
        let x = Jet { value, dk: 1.0 / self.atm_std, d2k: 0.0, dt: -value * self.atm_std_growth };
        let level = x.through(levelled);
        let vol = Jet::constant(parallel)
            .plus(level.scaled(tilt))
            .plus(level.times(level).scaled(curvature))
            .plus(self.in_buckets(x));
        let root = ops::sqrt(self.years);
        vol.times(Jet { dt: 0.5 / root, ..Jet::constant(root) })
    }

    /// What buckets add to the volatility, linear between their nodes in x and ln T.
    fn in_buckets(&self, x: Jet) -> Jet {
        let mut sum = Jet::constant(0.0);
        if self.shift.buckets.is_empty() {
            return sum;
        }
        let columns = VegaNodes::moneyness_hats(x.value);
        for row in self.tenors {
            let tenor = Jet { dt: row.slope / self.years, ..Jet::constant(row.weight) };
            for column in columns {
                let by = self.shift.buckets.get(VegaNodes::index(row, column)).copied();
                let hat = x.through(|_| [column.weight, column.slope, 0.0]);
                sum = sum.plus(hat.times(tenor).scaled(by.unwrap_or(0.0)));
            }
        }
        sum
    }
}

impl Jet {
    fn constant(value: f64) -> Self {
        Self { value, dk: 0.0, d2k: 0.0, dt: 0.0 }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            dk: self.dk + other.dk,
            d2k: self.d2k + other.d2k,
            dt: self.dt + other.dt,
        }
    }

    fn scaled(self, by: f64) -> Self {
        Self { value: by * self.value, dk: by * self.dk, d2k: by * self.d2k, dt: by * self.dt }
    }

    fn times(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            dk: self.dk * other.value + self.value * other.dk,
            d2k: self.d2k * other.value + 2.0 * self.dk * other.dk + self.value * other.d2k,
            dt: self.dt * other.value + self.value * other.dt,
        }
    }

    /// A function of the number, given with its first two derivatives.
    fn through(self, f: impl Fn(f64) -> [f64; 3]) -> Self {
        let [value, first, second] = f(self.value);
        Self {
            value,
            dk: first * self.dk,
            d2k: second * self.dk * self.dk + first * self.d2k,
            dt: first * self.dt,
        }
    }

    fn root(self) -> Self {
        self.through(|x| {
            let root = ops::sqrt(x);
            [root, 0.5 / root, -0.25 / (root * x)]
        })
    }

    fn inverse(self) -> Self {
        self.through(|x| [1.0 / x, -1.0 / (x * x), 2.0 / (x * x * x)])
    }
}

/// x as far as [`FREE_TO`], the middle of that and [`LEVEL_FROM`] beyond the latter, and between a
/// slope that falls like 1 − 3t² + 2t³: two derivatives are continuous.
fn levelled(x: f64) -> [f64; 3] {
    let span = LEVEL_FROM - FREE_TO;
    let t = (x.abs() - FREE_TO) / span;
    if t <= 0.0 {
        return [x, 1.0, 0.0];
    }
    let t = t.min(1.0);
    let value = FREE_TO + span * t * (1.0 - t * t * (1.0 - 0.5 * t));
    let slope = 1.0 - t * t * (3.0 - 2.0 * t);
    let bend = -6.0 * t * (1.0 - t) / span;
    [value.copysign(x), slope, bend.copysign(-x)]
}

/// The share u of a volatility that a shift leaves: u down to twice [`LEAST_SHARE`], never less than
/// that share, and two continuous derivatives between.
fn kept(u: f64) -> [f64; 3] {
    let span = 2.0 * LEAST_SHARE;
    if u >= span {
        return [u, 1.0, 0.0];
    }
    let t = (u / span).max(0.0);
    let value = LEAST_SHARE + span * t * t * t * (1.0 - 0.5 * t);
    [value, t * t * (3.0 - 2.0 * t), 6.0 * t * (1.0 - t) / span]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_off_and_the_floor_have_two_continuous_derivatives() {
        let places = [-4.0, -2.0, 2.0, 4.0].map(|x| (levelled as fn(f64) -> [f64; 3], x));
        let floors = [0.0, 0.1].map(|u| (kept as fn(f64) -> [f64; 3], u));
        for (f, x) in places.into_iter().chain(floors) {
            let (left, right) = (f(x - 1e-7), f(x + 1e-7));
            for (a, b) in left.into_iter().zip(right) {
                assert!((a - b).abs() < 2e-4, "at {x}: {left:?} {right:?}");
            }
        }
        for x in [-9.0, -3.1, -1.0, 0.0, 0.3, 2.9, 3.7, 5.0] {
            let h = 1e-5;
            let slope = (levelled(x + h)[0] - levelled(x - h)[0]) / (2.0 * h);
            let bend = (levelled(x + h)[1] - levelled(x - h)[1]) / (2.0 * h);
            assert!((slope - levelled(x)[1]).abs() < 1e-9, "at {x}");
            assert!((bend - levelled(x)[2]).abs() < 1e-9, "at {x}");
        }
        assert_eq!(levelled(7.0), [3.0, 0.0, 0.0].map(|v: f64| v));
        assert_eq!(kept(-3.0)[0], LEAST_SHARE);
    }
}
