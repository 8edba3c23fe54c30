//! Raw SVI in units of one slice: moneyness x = k/s and variance W = w/s², s² the slice's
//! at-the-money total variance.
//!
//! In these units every liquid smile looks alike, whatever its tenor, and the wings' slopes L and
//! R take the place of b and ρ: W = A + ½(R−L)y + ½(R+L)√(y²+Σ²), y = x − M. Lee's bound is then
//! a box on L and R, and W is linear in A, L and R.

use crate::math::ops;
use crate::models::svi::RawSvi;
use crate::models::svi_spline::SviSpline;

/// Number of parameters.
pub(super) const COUNT: usize = 5;

/// Level A, slopes L and R, centre M and ln Σ, in units of the slice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wings(pub(super) [f64; COUNT]);

/// The hyperbola with its width squared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Curve {
    a: f64,
    tilt: f64,
    steep: f64,
    m: f64,
    v: f64,
}

/// Value and derivatives at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// W, ∂W/∂x, ∂²W/∂x².
    pub(super) value: [f64; 3],
    /// Their derivatives by parameter.
    pub(super) gradient: [[f64; COUNT]; 3],
}

/// Lowest and highest value of each parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limits([(f64, f64); COUNT]);

impl Limits {
    /// The limits of a slice whose unit is `scale`, above a previous slice where there is one.
    ///
    /// Slopes lie between the previous slice's, so that the two cannot cross far out, and Lee's
    /// bound of 2 (2004), with a margin. A width under 0.03 units is a kink, above e³ a parabola.
    pub(super) fn new(scale: f64, previous: Option<&SviSpline>) -> Self {
        let (left, right) = previous.map_or((0.0, 0.0), SviSpline::wing_slopes);
        let slope = |least: f64| {
            let most = (1.999 / scale).max(least / scale);
            ((least / scale * (1.0 + 1e-9)).min(most), most)
        };
        Self([(-100.0, 100.0), slope(left), slope(right), (-8.0, 8.0), (-3.5, 3.0)])
    }
}

impl Limits {
    /// Lowest and highest value of the slopes L and R.
    pub(super) fn slopes(&self) -> [(f64, f64); 2] {
        let [_, left, right, _, _] = self.0;
        [left, right]
    }
}

impl Wings {
    /// The nearest parameters within bounds.
    pub(super) fn clamped(mut self, limits: &Limits) -> Self {
        for (p, (low, high)) in self.0.iter_mut().zip(limits.0) {
            *p = p.clamp(low, high);
        }
        self
    }

    /// Which parameters sit at a bound that a move in this direction would leave.
    pub(super) fn blocked(&self, limits: &Limits, direction: &[f64; COUNT]) -> [bool; COUNT] {
        let mut blocked = [false; COUNT];
        for (((b, p), d), (low, high)) in
            blocked.iter_mut().zip(self.0).zip(direction).zip(limits.0)
        {
            *b = (p <= low && *d < 0.0) || (p >= high && *d > 0.0);
        }
        blocked
    }

    /// The curve with its width worked out, for many points.
    pub(super) fn curve(&self) -> Curve {
        let [a, left, right, m, log_width] = self.0;
        let width = ops::exp(log_width);
        Curve { a, tilt: 0.5 * (right - left), steep: 0.5 * (right + left), m, v: width * width }
    }

    /// As raw SVI of total variance in log-moneyness.
    pub(super) fn to_raw(self, scale: f64) -> RawSvi {
        let [a, left, right, m, log_width] = self.0;
        let theta = scale * scale;
        let steep = 0.5 * (right + left);
        let rho = if steep > 0.0 { 0.5 * (right - left) / steep } else { 0.0 };
        RawSvi {
            a: a * theta,
            b: steep * scale,
            rho,
            m: m * scale,
            sigma: ops::exp(log_width) * scale,
        }
    }

    /// From raw SVI, in units of a slice.
    pub(super) fn from_raw(raw: &RawSvi, scale: f64) -> Self {
        let theta = scale * scale;
        let steep = raw.b / scale;
        Self([
            raw.a / theta,
            steep * (1.0 - raw.rho),
            steep * (1.0 + raw.rho),
            raw.m / scale,
            ops::ln(raw.sigma / scale),
        ])
    }
}

impl Curve {
    /// W alone.
    pub(super) fn variance(&self, x: f64) -> f64 {
        let y = x - self.m;
        self.a + self.tilt * y + self.steep * ops::sqrt(y * y + self.v)
    }

    /// Value and derivatives at x.
    pub(super) fn at(&self, x: f64) -> Point {
        let Self { a, tilt, steep, m, v } = *self;
        let y = x - m;
        let r2 = y * y + v;
        let r = ops::sqrt(r2);
        let curvature = v / (r2 * r);
        let slope = tilt + steep * y / r;
        Point {
            value: [a + tilt * y + steep * r, slope, steep * curvature],
            gradient: [
                [1.0, 0.5 * (r - y), 0.5 * (r + y), -slope, steep * v / r],
                [
                    0.0,
                    0.5 * (y / r - 1.0),
                    0.5 * (y / r + 1.0),
                    -steep * curvature,
                    -steep * y * curvature,
                ],
                [
                    0.0,
                    0.5 * curvature,
                    0.5 * curvature,
                    3.0 * steep * curvature * y / r2,
                    steep * (2.0 * curvature - 3.0 * curvature * v / r2),
                ],
            ],
        }
    }
}

impl Point {
    /// Derivatives by parameter of something that moves so with W, ∂W/∂x and ∂²W/∂x².
    pub(super) fn chain(&self, by_value: [f64; 3]) -> [f64; COUNT] {
        let mut gradient = [0.0; COUNT];
        for (by, slopes) in by_value.iter().zip(self.gradient) {
            for (slot, slope) in gradient.iter_mut().zip(slopes) {
                *slot += by * slope;
            }
        }
        gradient
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: f64 = 0.2;
    const WINGS: Wings = Wings([0.3, 0.5, 0.8, -0.2, -0.4]);

    #[test]
    fn units_go_to_raw_svi_and_back() {
        let raw = WINGS.to_raw(SCALE);
        for x in [-3.0, 0.0, 1.7] {
            let expected = raw.at(x * SCALE);
            let at = WINGS.curve().at(x);
            assert!((at.value[0] * SCALE * SCALE - expected.w).abs() < 1e-15);
            assert!((at.value[1] * SCALE - expected.dw).abs() < 1e-14);
            assert!((at.value[2] - expected.d2w).abs() < 1e-13);
            assert!((WINGS.curve().variance(x) - at.value[0]).abs() < 1e-15);
        }
        let back = Wings::from_raw(&raw, SCALE);
        for (a, b) in back.0.iter().zip(WINGS.0) {
            assert!((a - b).abs() < 1e-13);
        }
    }

    #[test]
    fn gradients_agree_with_differences() {
        let step = 1e-6;
        for x in [-2.0, 0.1, 2.5] {
            let at = WINGS.curve().at(x);
            let mixed = at.chain([0.5, -2.0, 0.25]);
            for (i, by_parameter) in mixed.iter().enumerate() {
                let (mut up, mut down) = (WINGS, WINGS);
                up.0[i] += step;
                down.0[i] -= step;
                for order in 0..3 {
                    let slope = (up.curve().at(x).value[order] - down.curve().at(x).value[order])
                        / (2.0 * step);
                    assert!((slope - at.gradient[order][i]).abs() < 1e-8, "{order} {i} at {x}");
                }
                let mix = |wings: &Wings| {
                    let [w, dw, d2w] = wings.curve().at(x).value;
                    0.5 * w - 2.0 * dw + 0.25 * d2w
                };
                let slope = (mix(&up) - mix(&down)) / (2.0 * step);
                assert!((slope - by_parameter).abs() < 1e-7, "the mix by {i} at {x}");
            }
        }
    }
}
