//! What is checked before a slice is published: no butterfly, nothing below the previous slice.
//!
//! Both are measured with the analytic formulas on 601 points of |k| ≤ 3 and 601 points of
//! |k| ≤ 8√θ: a fixed grid alone puts two dozen points inside five standard deviations of a
//! one-day slice. Beyond the grids the wings' slopes decide.

use wide::f64x4;

use crate::math::lanes::Lanes;
use crate::math::ops;
use crate::models::svi_spline::SviSpline;

/// Points per grid.
const POINTS: i32 = 601;

/// Points per step.
const LANES: usize = 4;

/// Durrleman's g may fall to this, which is rounding.
const BUTTERFLY_TOLERANCE: f64 = -1e-9;

/// What the grids show of one slice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Arbitrage {
    /// Smallest Durrleman g.
    pub(crate) min_butterfly: f64,
    /// Log-moneyness of it.
    pub(crate) butterfly_at: f64,
    /// Smallest total variance less that of the previous slice, at the same log-moneyness;
    /// infinite for the first slice.
    pub(crate) min_gap: f64,
    /// Log-moneyness of it.
    pub(crate) gap_at: f64,
    /// Smallest total variance.
    pub(crate) min_variance: f64,
    /// Smallest margin of the wings' slopes: to Lee's bound of 2 and to the previous slice's.
    pub(crate) slope_margin: f64,
}

impl Arbitrage {
    /// Measures a slice and the step up from the previous one.
    pub(crate) fn measure(smile: &SviSpline, previous: Option<&SviSpline>) -> Self {
        let reach = 8.0 * ops::sqrt(smile.at(0.0).w.max(0.0));
        let (mut butterfly, mut gap) = (Least::NONE, Least::NONE);
        let mut variance = f64x4::splat(f64::INFINITY);
        for reach in [3.0, reach] {
            let mut here = smile.ascent();
            let mut below = previous.map(SviSpline::ascent);
            for ks in grid(reach) {
                let at = here.at_four(ks);
                let g = at.butterfly_density(ks);
                let has_density = at.w.exceeds(f64x4::ZERO);
                butterfly.take(ks, Lanes::select(has_density, g, f64x4::splat(f64::NEG_INFINITY)));
                variance = at.w.smaller(variance);
                if let Some(below) = &mut below {
                    gap.take(ks, at.w - below.level_of_four(ks));
                }
            }
        }
        let (min_butterfly, butterfly_at) = butterfly.of_all();
        let (min_gap, gap_at) = gap.of_all();
        let min_variance = variance.to_array().into_iter().fold(f64::INFINITY, f64::min);
        let slope_margin = slope_margin(smile, previous);
        Self { min_butterfly, butterfly_at, min_gap, gap_at, min_variance, slope_margin }
    }

    /// Whether nothing is violated.
    pub(crate) fn is_free(&self) -> bool {
        self.min_butterfly >= BUTTERFLY_TOLERANCE
            && self.min_gap >= 0.0
            && self.min_variance > 0.0
            && self.slope_margin >= -1e-12
    }
}

/// The points of one grid in steps; the last step looks at the last point more than once.
fn grid(reach: f64) -> impl Iterator<Item = f64x4> {
    let last = f64::from(POINTS - 1);
    (0..POINTS).step_by(LANES).map(move |i| {
        let places = std::array::from_fn(|lane| (f64::from(i) + lane as f64).min(last));
        f64x4::splat(reach) * (2.0 * f64x4::new(places) / last - 1.0)
    })
}

/// The least of some numbers and where it is, lane by lane.
struct Least {
    least: f64x4,
    at: f64x4,
}

impl Least {
    /// Of no numbers.
    const NONE: Self = Self { least: f64x4::splat(f64::INFINITY), at: f64x4::ZERO };

    fn take(&mut self, at: f64x4, numbers: f64x4) {
        let is_less = self.least.exceeds(numbers);
        self.least = Lanes::select(is_less, numbers, self.least);
        self.at = Lanes::select(is_less, at, self.at);
    }

    /// The least in all lanes and where it is.
    fn of_all(&self) -> (f64, f64) {
        let lanes = self.least.to_array().into_iter().zip(self.at.to_array());
        lanes.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f64::INFINITY, 0.0))
    }
}

/// The least of 2 − b(1±ρ) and, past the grids, of the slopes' excess over the previous slice's.
fn slope_margin(smile: &SviSpline, previous: Option<&SviSpline>) -> f64 {
    let (left, right) = smile.wing_slopes();
    let lee = (2.0 - left).min(2.0 - right);
    let before = previous.map_or(f64::INFINITY, |p| {
        let (l, r) = p.wing_slopes();
        (left - l).min(right - r)
    });
    lee.min(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::svi::RawSvi;

    #[test]
    fn the_vogt_slice_is_caught_and_its_repair_passes() {
        // Axel Vogt's slice (Gatheral and Jacquier 2014, §5.1): min g = −0.03286 at k = 0.879.
        let vogt = RawSvi { a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153 }.into();
        let found = Arbitrage::measure(&vogt, None);
        assert!((found.min_butterfly + 0.03286).abs() < 1e-4, "{found:?}");
        assert!((found.butterfly_at - 0.879).abs() < 0.01);
        assert!(!found.is_free());
        let repaired =
            RawSvi { a: 0.0077409, b: 0.0692420, rho: -0.3340365, m: 0.0420337, sigma: 0.1186078 }
                .into();
        let found = Arbitrage::measure(&repaired, None);
        assert!(found.is_free() && found.min_butterfly > 0.25, "{found:?}");
    }

    #[test]
    fn a_slice_below_the_previous_one_is_caught_where_it_is() {
        let first = RawSvi::from_ssvi(0.02, -0.2, 4.0).into();
        let second = RawSvi::from_ssvi(0.021, 0.3, 2.0).into();
        let found = Arbitrage::measure(&second, Some(&first));
        assert!(found.min_gap < 0.0 && found.gap_at < 0.0);
        assert!(!found.is_free());
    }
}
