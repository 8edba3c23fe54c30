//! Breakevens, extremes and stretches of profit of one curve at one expiry.

use crate::math::ops;
use crate::math::roots::{self, NoRoot};
use crate::models::payoff::{Payoff, Stretch, stretches};
use crate::scenarios::state::{Bench, PackageThen, Spots};

/// What a package is worth at its first expiry over settlement prices.
#[derive(Debug)]
pub(super) struct Curve<'a> {
    /// The payoff itself, where every leg expires then.
    pub exact: Option<&'a Payoff>,
    /// The package at that time.
    pub then: &'a PackageThen<'a>,
    /// Its value where the underlying is worthless.
    pub at_zero: f64,
    /// Its slope above every strike.
    pub tail_slope: f64,
    /// Forward to that time, in price currency.
    pub forward: f64,
    /// Prices to look between for breakevens of a curve that only the model knows.
    pub samples: Vec<f64>,
}

/// A gain in single numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gains {
    /// Settlement prices with neither profit nor loss.
    pub breakevens: Vec<f64>,
    /// Largest gain; absent where unlimited.
    pub max: Option<f64>,
    /// Smallest gain; absent where unlimited.
    pub min: Option<f64>,
    /// Where there is profit, loss or neither.
    pub stretches: Vec<Stretch>,
}

impl Curve<'_> {
    /// What the package is worth at these prices, in price currency.
    pub(super) fn values(&self, prices: &[f64], bench: &mut Bench) -> Vec<f64> {
        match self.exact {
            Some(payoff) => prices.iter().map(|price| payoff.at(*price)).collect(),
            None => self.then.values(Spots::Prices(prices), bench),
        }
    }

    /// The gain over a price paid, in price currency.
    ///
    /// # Errors
    /// Where a breakeven lies between two points and is not found.
    pub(super) fn gains(&self, paid: f64) -> Result<Gains, NoRoot> {
        let Some(payoff) = self.exact else {
            let (found, low, high) = self.looked_for(|value, _| value - paid)?;
            let max = (self.tail_slope <= 0.0).then_some(high);
            let min = (self.tail_slope >= 0.0).then_some(low);
            let gain = |spot: f64| self.then.value(spot) - paid;
            return Ok(self.finished(found, max, min, paid, gain));
        };
        let extremes = payoff.extremes();
        let less_paid = |value: Option<f64>| value.map(|v| v - paid);
        let found = payoff.breakevens(paid);
        let gain = |spot: f64| payoff.at(spot) - paid;
        Ok(self.finished(found, less_paid(extremes.max), less_paid(extremes.min), paid, gain))
    }

    /// The gain over coins paid, in coin: p(S)/S less the coins.
    ///
    /// Above every strike it tends to the slope; towards zero it is without bound where the package
    /// is worth something there.
    ///
    /// # Errors
    /// As [`Self::gains`].
    pub(super) fn gains_in_coin(&self, paid: f64) -> Result<Gains, NoRoot> {
        let Some(payoff) = self.exact else {
            let (found, low, high) = self.looked_for(|value, spot| value / spot - paid)?;
            let limit = self.tail_slope - paid;
            let max = (self.at_zero <= 0.0).then_some(high.max(limit));
            let min = (self.at_zero >= 0.0).then_some(low.min(limit));
            let gain = |spot: f64| self.then.value(spot) - paid * spot;
            return Ok(self.finished(found, max, min, paid, gain));
        };
        let extremes = payoff.extremes_in_coin();
        let less_paid = |value: Option<f64>| value.map(|v| v - paid);
        let found = payoff.breakevens_in_coin(paid);
        let gain = |spot: f64| payoff.at(spot) - paid * spot;
        Ok(self.finished(found, less_paid(extremes.max), less_paid(extremes.min), paid, gain))
    }

    fn finished(
        &self,
        breakevens: Vec<f64>,
        max: Option<f64>,
        min: Option<f64>,
        paid: f64,
        gain: impl Fn(f64) -> f64,
    ) -> Gains {
        let breakevens: Vec<f64> = breakevens.into_iter().filter(|b| b.is_finite()).collect();
        // Strikes and prices are added and taken away: that much of them is rounding.
        let noise = 64.0 * f64::EPSILON * (self.forward + paid.abs());
        let stretches = stretches(&breakevens, noise, gain);
        Gains { breakevens, max, min, stretches }
    }

    /// Breakevens, least and greatest of a gain on the sampled prices.
    fn looked_for(&self, gain: impl Fn(f64, f64) -> f64) -> Result<(Vec<f64>, f64, f64), NoRoot> {
        let values = self.then.values(Spots::Prices(&self.samples), &mut Bench::default());
        let gains: Vec<f64> =
            values.iter().zip(&self.samples).map(|(value, spot)| gain(*value, *spot)).collect();
        let at = |spot: f64| gain(self.then.value(spot), spot);
        let mut breakevens = Vec::new();
        for (spots, ends) in self.samples.windows(2).zip(gains.windows(2)) {
            let ([a, b], [at_a, at_b]) = (spots, ends) else { continue };
            if at_a * at_b < 0.0 {
                match roots::brent(at, *a, *b, 1e-10 * self.forward) {
                    Ok(root) => breakevens.push(root),
                    // Four prices at once may differ from one alone in their last digits.
                    Err(NoRoot::NotBracketed) => breakevens.push(0.5 * (a + b)),
                    Err(other) => return Err(other),
                }
            } else if *at_b == 0.0 && *at_a != 0.0 {
                breakevens.push(*b);
            }
        }
        let low = gains.iter().copied().fold(f64::INFINITY, f64::min);
        let high = gains.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Ok((breakevens, low, high))
    }
}

/// Prices from a thousandth of the forward to ten times it, with these among them.
pub(super) fn samples(mut near: Vec<f64>, forward: f64) -> Vec<f64> {
    let far = |step: i32| forward * ops::pow(10.0, f64::from(step) / 30.0);
    let (low, high) = (near.first().copied(), near.last().copied());
    let is_outside = |s: &f64| low.is_none_or(|low| *s < low) || high.is_none_or(|high| *s > high);
    near.extend((-90..=30).map(far).filter(is_outside));
    near.sort_by(f64::total_cmp);
    near
}
