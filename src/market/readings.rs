//! What can be read off a surface: volatilities, probabilities, local and forward volatility, and
//! the strike that has a given delta.

use super::surface::Surface;
use super::{Market, UnderlyingMarket};
use crate::basics::{DeltaStrikes, MarketKey, PutCall, Settlement, Timestamp};
use crate::math::{normal, ops, roots};

/// How far from the forward a strike is looked for, in total standard deviations at the money.
const REACH: f64 = 12.0;

/// Steps over that distance; a delta that turns between two of them is not seen.
const STEPS: i32 = 240;

/// Tolerance on the log-moneyness of a strike found from its delta.
const STRIKE_TOLERANCE: f64 = 1e-14;

/// What a delta is a delta of (U. Wystup, *FX Options and Structured Products* (2006), §1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeltaConvention {
    /// Forwards per option: ϑΦ(ϑd₁).
    Forward,
    /// Units of spot per option: the forward delta times the underlying's own discount factor.
    Spot,
    /// Forwards per option, less the premium paid in the underlying: ϑ(K/F)Φ(ϑd₂).
    ForwardPremiumAdjusted,
    /// Units of spot per option, less the premium paid in the underlying.
    SpotPremiumAdjusted,
}

impl Surface {
    /// Black volatility, decimal per √year, at a time and a strike in price currency.
    pub fn vol(&self, years: f64, strike: f64) -> f64 {
        ops::sqrt(self.variance(years, self.log_moneyness(years, strike)).w / years)
    }

    /// Risk-neutral density of the underlying at expiry, per unit of price currency.
    pub fn density(&self, years: f64, strike: f64) -> f64 {
        let k = self.log_moneyness(years, strike);
        self.variance(years, k).density(k) / strike
    }

    /// Risk-neutral probability of ending at or below a strike.
    pub fn probability_below(&self, years: f64, strike: f64) -> f64 {
        let k = self.log_moneyness(years, strike);
        self.variance(years, k).probability_below(k)
    }

    /// Value of one unit of price currency paid if the underlying ends above (call) or below (put)
    /// a strike.
    pub fn digital(&self, put_call: PutCall, years: f64, strike: f64) -> f64 {
        let k = self.log_moneyness(years, strike);
        let at = self.variance(years, k);
        let probability = match put_call {
            PutCall::Call => at.probability_above(k),
            PutCall::Put => at.probability_below(k),
        };
        self.discount(years) * probability
    }

    /// Volatility between two times at the same forward log-moneyness k, decimal; `None` unless the
    /// second is later and total variance has not fallen.
    pub fn forward_vol(&self, from: f64, to: f64, k: f64) -> Option<f64> {
        let gained = self.variance(to, k).w - self.variance(from, k).w;
        (to > from && gained >= 0.0).then(|| ops::sqrt(gained / (to - from)))
    }

    /// Dupire's local volatility, decimal; `None` where the surface gives none.
    pub fn local_vol(&self, years: f64, strike: f64) -> Option<f64> {
        let k = self.log_moneyness(years, strike);
        let growth = self.variance_growth(years, k);
        self.variance(years, k).local_variance(k, growth).map(ops::sqrt)
    }

    /// Delta of an option at log-moneyness k with the smile's own volatility there, smile held in
    /// log-moneyness; negative for puts.
    pub fn delta(&self, put_call: PutCall, years: f64, k: f64, convention: DeltaConvention) -> f64 {
        let s = ops::sqrt(self.variance(years, k).w);
        let sign = put_call.sign();
        let d1 = -k / s + 0.5 * s;
        let forward = match convention {
            DeltaConvention::Forward | DeltaConvention::Spot => normal::cdf(sign * d1),
            DeltaConvention::ForwardPremiumAdjusted | DeltaConvention::SpotPremiumAdjusted => {
                ops::exp(k) * normal::cdf(sign * (d1 - s))
            }
        };
        let carried = match convention {
            DeltaConvention::Forward | DeltaConvention::ForwardPremiumAdjusted => 1.0,
            DeltaConvention::Spot | DeltaConvention::SpotPremiumAdjusted => {
                self.forward(years) * self.discount(years) / self.forward(0.0)
            }
        };
        sign * carried * forward
    }

    /// The strike, in price currency, at which an option has a delta (negative for puts).
    ///
    /// Of several, the one furthest out of the money: for a premium-adjusted call that is the one
    /// above the strike with the largest delta, as desks mean it. `None` where no strike within
    /// twelve standard deviations has that delta.
    pub fn strike_at_delta(
        &self,
        put_call: PutCall,
        years: f64,
        delta: f64,
        convention: DeltaConvention,
    ) -> Option<f64> {
        let reach = REACH * ops::sqrt(self.variance(years, 0.0).w);
        let miss = |k: f64| self.delta(put_call, years, k, convention) - delta;
        // From far out of the money inwards, which is where a delta's size grows from nothing.
        let at =
            |step: i32| put_call.sign() * reach * (1.0 - 2.0 * f64::from(step) / f64::from(STEPS));
        let is_crossed = |a: f64, b: f64| a == 0.0 || (a < 0.0) != (b < 0.0);
        let (far, near) = (0..STEPS)
            .map(|step| (at(step), at(step + 1)))
            .find(|(far, near)| is_crossed(miss(*far), miss(*near)))?;
        let k = roots::brent(miss, far.min(near), far.max(near), STRIKE_TOLERANCE).ok()?;
        Some(self.forward(years) * ops::exp(k))
    }

    fn log_moneyness(&self, years: f64, strike: f64) -> f64 {
        ops::ln(strike / self.forward(years))
    }
}

impl DeltaStrikes for Market {
    fn strike_at_delta(
        &self,
        key: &MarketKey,
        expiry: Timestamp,
        put_call: PutCall,
        delta: f64,
    ) -> Option<f64> {
        let (underlying, years) = self.living(key, expiry)?;
        underlying.surface.strike_at_delta(put_call, years, delta, quoted_delta(key))
    }

    fn delta_at_strike(
        &self,
        key: &MarketKey,
        expiry: Timestamp,
        put_call: PutCall,
        strike: f64,
    ) -> Option<f64> {
        let (underlying, years) = self.living(key, expiry)?;
        let k = underlying.surface.log_moneyness(years, strike);
        Some(underlying.surface.delta(put_call, years, k, quoted_delta(key)))
    }
}

impl Market {
    /// The market of a key and the years to an expiry that has not passed.
    fn living(&self, key: &MarketKey, expiry: Timestamp) -> Option<(&UnderlyingMarket, f64)> {
        let underlying = self.find(key)?;
        let years = underlying.years(expiry);
        (years > 0.0).then_some((underlying, years))
    }
}

/// The delta that desks mean: coin exchanges show that of the forward, others that of spot.
fn quoted_delta(key: &MarketKey) -> DeltaConvention {
    match key.settlement {
        Settlement::Inverse => DeltaConvention::Forward,
        Settlement::Linear => DeltaConvention::Spot,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Timestamp;
    use crate::market::surface::Slice;
    use crate::models::svi::RawSvi;
    use crate::models::svi_spline::SviSpline;

    fn surface() -> Surface {
        let slice = |days: f64, vol: f64, phi: f64| {
            let years = days / 365.0;
            Slice {
                expiry: Timestamp::from_millis(0),
                years,
                forward: 3400.0 * (1.0 + 0.05 * years),
                discount: 1.0 - 0.03 * years,
                smile: RawSvi::from_ssvi(vol * vol * years, -0.15, phi).into(),
            }
        };
        Surface::new(3400.0, vec![slice(16.0, 0.60, 4.0), slice(44.0, 0.62, 2.6)]).unwrap()
    }

    #[test]
    fn forward_volatility_of_sixty_and_sixty_two() {
        let flat = |days: f64, vol: f64| Slice {
            expiry: Timestamp::from_millis(0),
            years: days / 365.0,
            forward: 3400.0,
            discount: 1.0,
            smile: SviSpline::flat(vol * vol * days / 365.0),
        };
        let surface = Surface::new(3400.0, vec![flat(16.0, 0.60), flat(44.0, 0.62)]).unwrap();
        let found = surface.forward_vol(16.0 / 365.0, 44.0 / 365.0, 0.0).unwrap();
        assert!((found - 0.63114).abs() < 5e-6, "{found}");
        assert_eq!(surface.forward_vol(0.1, 0.1, 0.0), None);
    }

    #[test]
    fn growth_is_the_slope_in_time_before_between_and_beyond() {
        let surface = surface();
        for days in [0.5, 9.0, 20.0, 40.0, 60.0] {
            for k in [-0.6, -0.1, 0.0, 0.3] {
                let (years, h) = (days / 365.0, 1e-6);
                let later = surface.variance(years + h, k).w;
                let slope = (later - surface.variance(years - h, k).w) / (2.0 * h);
                let growth = surface.variance_growth(years, k);
                assert!((growth - slope).abs() < 1e-6 * slope.max(1.0), "{days} days, k {k}");
            }
        }
    }

    #[test]
    fn the_density_has_mass_one_and_the_forward_as_its_mean() {
        let surface = surface();
        for days in [3.0, 16.0, 30.0, 90.0] {
            let years = days / 365.0;
            let forward = surface.forward(years);
            let (mut mass, mut mean) = (0.0, 0.0);
            let step = 1e-3;
            for i in -6000..=6000 {
                let strike = forward * ops::exp(f64::from(i) * step);
                let weight = surface.density(years, strike) * strike * step;
                mass += weight;
                mean += weight * strike;
            }
            assert!((mass - 1.0).abs() < 1e-6, "{days} days: {mass}");
            assert!((mean / forward - 1.0).abs() < 1e-6, "{days} days: {mean}");
        }
    }

    #[test]
    fn a_call_and_a_put_digital_are_the_discount() {
        let surface = surface();
        for strike in [2000.0, 3400.0, 5000.0] {
            let both = surface.digital(PutCall::Call, 0.1, strike)
                + surface.digital(PutCall::Put, 0.1, strike);
            assert!((both - surface.discount(0.1)).abs() < 1e-14);
        }
    }

    #[test]
    fn a_strike_has_the_delta_it_was_asked_for_on_a_smile() {
        use DeltaConvention::{Forward, ForwardPremiumAdjusted, Spot, SpotPremiumAdjusted};
        let surface = surface();
        for convention in [Forward, Spot, ForwardPremiumAdjusted, SpotPremiumAdjusted] {
            for (put_call, delta) in [
                (PutCall::Call, 0.1),
                (PutCall::Call, 0.25),
                (PutCall::Put, -0.1),
                (PutCall::Put, -0.45),
            ] {
                let strike = surface.strike_at_delta(put_call, 0.1, delta, convention).unwrap();
                let k = ops::ln(strike / surface.forward(0.1));
                let got = surface.delta(put_call, 0.1, k, convention);
                assert!((got - delta).abs() < 1e-12, "{convention:?} {delta}: {got}");
            }
            assert_eq!(surface.strike_at_delta(PutCall::Call, 0.1, 1.5, convention), None);
            assert_eq!(surface.strike_at_delta(PutCall::Call, 0.1, -0.25, convention), None);
        }
    }
}
