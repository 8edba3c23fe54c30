//! What is checked before a slice is published: no butterfly, nothing below the previous slice.
//!
//! Both are measured with the analytic formulas on 601 points of |k| ≤ 3 and 601 points of
//! |k| ≤ 8√θ: a fixed grid alone puts two dozen points inside five standard deviations of a
//! one-day slice. Beyond the grids the wings' slopes decide.

use wide::f64x4;

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
        let mut found = Self {
            min_butterfly: f64::INFINITY,
            butterfly_at: 0.0,
            min_gap: f64::INFINITY,
            gap_at: 0.0,
            min_variance: f64::INFINITY,
            slope_margin: slope_margin(smile, previous),
        };
        let reach = 8.0 * ops::sqrt(smile.at(0.0).w.max(0.0));
        for reach in [3.0, reach] {
            found.search(reach, smile, previous);
        }
        found
    }

    /// Looks at one grid, four points a step.
    fn search(&mut self, reach: f64, smile: &SviSpline, previous: Option<&SviSpline>) {
        let last = f64::from(POINTS - 1);
        let mut ascent = smile.ascent();
        let mut below = previous.map(SviSpline::ascent);
        for i in (0..POINTS).step_by(LANES) {
            // The last step looks at the last point four times.
            let places = std::array::from_fn(|lane| (f64::from(i) + lane as f64).min(last));
            let ks = f64x4::splat(reach) * (2.0 * f64x4::new(places) / last - 1.0);
            let at = ascent.at_four(ks);
            let gs = at.butterfly_density(ks).to_array();
            let below = below.as_mut().map(|ascent| (at.w - ascent.level_of_four(ks)).to_array());
            let ws = at.w.to_array();
            for (lane, k) in ks.to_array().into_iter().enumerate() {
                self.min_variance = self.min_variance.min(ws[lane]);
                let g = if ws[lane] > 0.0 { gs[lane] } else { f64::NEG_INFINITY };
                if g < self.min_butterfly {
                    (self.min_butterfly, self.butterfly_at) = (g, k);
                }
                if let Some(gap) = below.map(|gaps| gaps[lane]).filter(|gap| *gap < self.min_gap) {
                    (self.min_gap, self.gap_at) = (gap, k);
                }
            }
        }
    }

    /// Whether nothing is violated.
    pub(crate) fn is_free(&self) -> bool {
        self.min_butterfly >= BUTTERFLY_TOLERANCE
            && self.min_gap >= 0.0
            && self.min_variance > 0.0
            && self.slope_margin >= -1e-12
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
