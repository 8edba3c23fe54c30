//! Forwards, discounts and total variance at any expiry and strike.
//!
//! Between expiries total variance is linear in time at fixed forward log-moneyness, which cannot
//! create calendar arbitrage; where it would create a butterfly, option values are interpolated
//! instead. Before the first expiry the smile keeps its shape in k/√θ, or in k where total variance
//! would fall with time otherwise; after the last, variance grows at the last forward rate. Shifts of
//! a market lie on top.

use super::blend;
use super::section::{LEAST_SHARE, Section, Span};
use super::shift::Shift;
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
    /// Whether the first smile can keep its shape in k/√θ before its expiry.
    keeps_moneyness: bool,
    /// Whether option values instead of variances are interpolated between each slice and the next.
    by_price: Vec<bool>,
    beyond: Beyond,
    /// What was asked of the market on top, in order.
    shifts: Vec<Shift>,
}

/// How total variance goes on after the last slice.
#[derive(Debug, Clone, PartialEq)]
struct Beyond {
    /// Growth per year, at every log-moneyness.
    rate: f64,
    /// Up to this time the smile is interpolated by price towards the last one lifted, where what
    /// comes between would have a density below zero.
    horizon: Option<(f64, SviSpline)>,
}

impl Surface {
    /// A surface of these slices; `None` where there is none or their times do not ascend.
    pub fn new(spot: f64, slices: Vec<Slice>) -> Option<Self> {
        let ascending = slices.windows(2).all(|w| matches!(w, [a, b] if a.years < b.years));
        let positive = slices.iter().all(|s| s.years > 0.0 && s.forward > 0.0 && s.discount > 0.0);
        if !ascending || !positive || spot <= 0.0 {
            return None;
        }
        let by_price = slices
            .windows(2)
            .map(|w| matches!(w, [a, b] if blend::bends(&a.smile, &b.smile)))
            .collect();
        let beyond = Beyond::new(&slices)?;
        let keeps_moneyness = blend::can_keep_moneyness(&slices.first()?.smile);
        Some(Self { spot, slices, keeps_moneyness, by_price, beyond, shifts: Vec::new() })
    }

    /// The calibrated slices, ascending; shifts of the market do not change them.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }

    /// The surface at one time, to be asked at many strikes.
    pub fn section(&self, years: f64) -> Section<'_> {
        Section::new(self, years)
    }

    /// Total variance and its derivatives in k at any time and log-moneyness k = ln(K/F).
    pub fn variance(&self, years: f64, k: f64) -> Variance {
        self.section(years).variance(k)
    }

    /// How fast total variance grows with time at fixed log-moneyness, per year; at an expiry, as it
    /// goes on from there.
    pub fn variance_growth(&self, years: f64, k: f64) -> f64 {
        self.section(years).variance_growth(k)
    }

    /// Forward at any time: ln(F/S) piecewise linear in T, and beyond the last slice its average
    /// carry goes on.
    pub fn forward(&self, years: f64) -> f64 {
        let carried = ops::exp(self.log_linear(years, |s| ops::ln(s.forward / self.spot)));
        let calibrated = self.spot * carried;
        self.shifts.iter().fold(calibrated, |forward, shift| forward * shift.spot_ratio())
    }

    /// Discount factor at any time: ln D piecewise linear in T, and beyond the last slice its average
    /// rate goes on.
    pub fn discount(&self, years: f64) -> f64 {
        ops::exp(self.log_linear(years, |s| ops::ln(s.discount)))
    }

    /// The same surface with its volatilities, spot and forwards shifted.
    #[must_use]
    pub fn shifted(&self, shift: &Shift) -> Self {
        let mut shifted = self.clone();
        if !shift.is_none() {
            shifted.shifts.push(shift.clone());
        }
        shifted
    }

    /// The shifts that lie over the calibrated slices, in order.
    pub(super) fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// Where a time falls among the slices.
    pub(super) fn span(&self, years: f64) -> Span<'_> {
        let right = self.slices.partition_point(|s| s.years <= years);
        let after = self.slices.get(right);
        let before = right.checked_sub(1).and_then(|i| Some((self.slices.get(i)?, i)));
        match (before, after) {
            (None, Some(first)) => {
                let share = (years / first.years).max(LEAST_SHARE);
                Span::Before { first, share, in_moneyness: self.keeps_moneyness }
            }
            (Some((a, i)), Some(b)) => {
                let is_by_price = self.by_price.get(i).copied().unwrap_or(false);
                Span::between((a.years, &a.smile), (b.years, &b.smile), years, is_by_price)
            }
            (Some((last, _)), None) => match &self.beyond.horizon {
                Some((end, smile)) if years < *end => {
                    Span::between((last.years, &last.smile), (*end, smile), years, true)
                }
                _ => {
                    let rate = self.beyond.rate;
                    Span::After { last: &last.smile, grown: rate * (years - last.years), rate }
                }
            },
            (None, None) => Span::Nowhere,
        }
    }

    /// A quantity that is zero now, `value` at each slice and linear between; beyond the last it
    /// keeps the last average rate.
    fn log_linear(&self, years: f64, value: impl Fn(&Slice) -> f64) -> f64 {
        let right = self.slices.partition_point(|s| s.years <= years);
        let before = right.checked_sub(1).and_then(|i| self.slices.get(i));
        match (before, self.slices.get(right)) {
            (None, Some(first)) => value(first) * (years / first.years),
            (Some(left), Some(right)) => {
                let share = (years - left.years) / (right.years - left.years);
                value(left) + share * (value(right) - value(left))
            }
            (Some(last), None) => value(last) * (years / last.years),
            (None, None) => 0.0,
        }
    }
}

impl Beyond {
    /// Variance grows as between the last two slices at the money, or at the last one's own average.
    fn new(slices: &[Slice]) -> Option<Self> {
        let (last, before) = slices.split_last()?;
        let theta = last.smile.at(0.0).w;
        let rate = before.last().map_or(theta / last.years, |before| {
            let growth = theta - before.smile.at(0.0).w;
            (growth / (last.years - before.years)).max(0.0)
        });
        let lift = if rate > 0.0 { blend::safe_lift(&last.smile) } else { 0.0 };
        let horizon = (lift > 0.0).then(|| (last.years + lift / rate, last.smile.lifted(lift)));
        Some(Self { rate, horizon })
    }
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
