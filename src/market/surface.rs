//! Forwards, discounts and total variance at any expiry and strike.
//!
//! Between expiries total variance is linear in time at fixed forward log-moneyness, which cannot
//! create calendar arbitrage. Before the first expiry the smile keeps its shape in k/√θ; after the
//! last, variance grows at the last forward rate.

use crate::basics::Timestamp;
use crate::math::ops;
use crate::models::smile::Variance;
use crate::models::svi_spline::SviSpline;

/// One calibrated expiry.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// The instant of expiry.
    pub expiry: Timestamp,
    /// Years from the market's instant, ACT/365F, positive.
    pub years: f64,
    /// Forward, in price currency, positive.
    pub forward: f64,
    /// Discount factor of the price currency, positive.
    pub discount: f64,
    /// Total variance by forward log-moneyness.
    pub smile: SviSpline,
}

/// Slices in ascending order of expiry, with spot as the forward of now.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    spot: f64,
    slices: Vec<Slice>,
}

/// Where a time falls among the slices.
enum Position<'a> {
    Before(&'a Slice),
    Between(&'a Slice, &'a Slice, f64),
    After(&'a Slice, Option<&'a Slice>),
}

impl Surface {
    /// A surface of these slices; `None` where there is none or their times do not ascend.
    pub fn new(spot: f64, slices: Vec<Slice>) -> Option<Self> {
        let ascending = slices.windows(2).all(|w| matches!(w, [a, b] if a.years < b.years));
        let positive = slices.iter().all(|s| s.years > 0.0 && s.forward > 0.0 && s.discount > 0.0);
        (!slices.is_empty() && ascending && positive && spot > 0.0).then_some(Self { spot, slices })
    }

    /// The calibrated slices, ascending.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }

    /// Total variance and its derivatives in k at any time and log-moneyness k = ln(K/F).
    pub fn variance(&self, years: f64, k: f64) -> Variance {
        match self.position(years) {
            Some(Position::Before(first)) => {
                let share = (years / first.years).max(1e-12);
                scaled_in_time(first.smile.at(k / ops::sqrt(share)), share)
            }
            Some(Position::Between(left, right, share)) => {
                let (a, b) = (left.smile.at(k), right.smile.at(k));
                Variance {
                    w: a.w + share * (b.w - a.w),
                    dw: a.dw + share * (b.dw - a.dw),
                    d2w: a.d2w + share * (b.d2w - a.d2w),
                }
            }
            Some(Position::After(last, before)) => {
                let at = last.smile.at(k);
                let grown = rate_beyond(last, before) * (years - last.years);
                Variance { w: at.w + grown, ..at }
            }
            None => Variance { w: 0.0, dw: 0.0, d2w: 0.0 },
        }
    }

    /// How fast total variance grows with time at fixed log-moneyness, per year; at an expiry, as it
    /// goes on from there.
    pub fn variance_growth(&self, years: f64, k: f64) -> f64 {
        match self.position(years) {
            Some(Position::Before(first)) => {
                // w = λ w₁(k/√λ) with λ = T/T₁.
                let y = k / ops::sqrt((years / first.years).max(1e-12));
                let at = first.smile.at(y);
                (at.w - 0.5 * y * at.dw) / first.years
            }
            Some(Position::Between(left, right, _)) => {
                (right.smile.at(k).w - left.smile.at(k).w) / (right.years - left.years)
            }
            Some(Position::After(last, before)) => rate_beyond(last, before),
            None => 0.0,
        }
    }

    /// Forward at any time: ln(F/S) piecewise linear in T, and beyond the last slice its average
    /// carry goes on.
    pub fn forward(&self, years: f64) -> f64 {
        self.spot * ops::exp(self.log_linear(years, |s| ops::ln(s.forward / self.spot)))
    }

    /// Discount factor at any time: ln D piecewise linear in T, and beyond the last slice its average
    /// rate goes on.
    pub fn discount(&self, years: f64) -> f64 {
        ops::exp(self.log_linear(years, |s| ops::ln(s.discount)))
    }

    /// A quantity that is zero now, `value` at each slice and linear between; beyond the last it
    /// keeps the last average rate.
    fn log_linear(&self, years: f64, value: impl Fn(&Slice) -> f64) -> f64 {
        match self.position(years) {
            Some(Position::Before(first)) => value(first) * (years / first.years),
            Some(Position::Between(left, right, share)) => {
                value(left) + share * (value(right) - value(left))
            }
            Some(Position::After(last, _)) => value(last) * (years / last.years),
            None => 0.0,
        }
    }

    fn position(&self, years: f64) -> Option<Position<'_>> {
        let right = self.slices.partition_point(|s| s.years <= years);
        let after = self.slices.get(right);
        let before = right.checked_sub(1).and_then(|i| self.slices.get(i));
        match (before, after) {
            (None, Some(first)) => Some(Position::Before(first)),
            (Some(a), Some(b)) => {
                Some(Position::Between(a, b, (years - a.years) / (b.years - a.years)))
            }
            (Some(last), None) => {
                let previous = right.checked_sub(2).and_then(|i| self.slices.get(i));
                Some(Position::After(last, previous))
            }
            (None, None) => None,
        }
    }
}

/// How fast total variance grows beyond the last slice, per year: as between the last two at the
/// money, or at the last one's own average.
fn rate_beyond(last: &Slice, before: Option<&Slice>) -> f64 {
    before.map_or(last.smile.at(0.0).w / last.years, |before| {
        let growth = last.smile.at(0.0).w - before.smile.at(0.0).w;
        (growth / (last.years - before.years)).max(0.0)
    })
}

/// The variance of a smile that keeps its shape in k/√θ at `share` of its time.
///
/// `at` is the full-time smile at k/√share. With w_λ(k) = λ w(k/√λ) the first derivative scales by
/// √λ and the second not at all, so Durrleman's g only rises.
pub fn scaled_in_time(at: Variance, share: f64) -> Variance {
    Variance { w: share * at.w, dw: ops::sqrt(share) * at.dw, d2w: at.d2w }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::svi::RawSvi;

    fn slice(days: f64, vol: f64, rho: f64, phi: f64) -> Slice {
        let years = days / 365.0;
        Slice {
            expiry: Timestamp::from_millis(0),
            years,
            forward: 3400.0 * (1.0 + 0.05 * years),
            discount: 1.0 - 0.03 * years,
            smile: RawSvi::from_ssvi(vol * vol * years, rho, phi).into(),
        }
    }

    fn surface() -> Surface {
        Surface::new(3400.0, vec![slice(16.0, 0.60, -0.15, 4.0), slice(44.0, 0.62, -0.12, 2.6)])
            .unwrap()
    }

    #[test]
    fn variance_never_falls_with_time_and_the_density_never_turns_negative() {
        let surface = surface();
        for step in -60..=60 {
            let k = f64::from(step) / 20.0;
            let mut last = 0.0;
            for days in [0.1, 1.0, 8.0, 15.9, 16.0, 20.0, 43.9, 44.0, 60.0, 400.0] {
                let at = surface.variance(days / 365.0, k);
                assert!(at.w >= last, "total variance falls at k {k}, {days} days");
                assert!(at.butterfly_density(k) >= 0.0, "g below zero at k {k}, {days} days");
                last = at.w;
            }
        }
    }

    #[test]
    fn forwards_and_discounts_meet_the_slices_and_spot() {
        let surface = surface();
        assert!((surface.forward(0.0) - 3400.0).abs() < 1e-9);
        for s in surface.slices() {
            assert!((surface.forward(s.years) - s.forward).abs() < 1e-9);
            assert!((surface.discount(s.years) - s.discount).abs() < 1e-12);
        }
    }

    #[test]
    fn slices_out_of_order_are_refused() {
        assert!(
            Surface::new(1.0, vec![slice(44.0, 0.6, 0.0, 1.0), slice(16.0, 0.6, 0.0, 1.0)])
                .is_none()
        );
        assert!(Surface::new(1.0, vec![]).is_none());
    }
}
