//! Black–Scholes–Merton: a European option on a spot with rate and yield, all Greeks spot-based.
//!
//! Merton (1973); partial derivatives as collected by E. G. Haug, *The Complete Guide to Option
//! Pricing Formulas* (2007), chapter 2. Value = ϑ(A Φ(ϑd₁) − B Φ(ϑd₂)) with A = S e^{−qT},
//! B = K e^{−rT}; S and K are in price currency.
//!
//! **Units.** Every derivative is plain: per 1.00 of spot, of volatility and of rate. Time Greeks
//! are per *year of calendar time passing*, that is −∂/∂T.
//!
//! **Limits.** Where σ√T = 0 or the strike is beyond the reach of a double, value is intrinsic,
//! delta is 0 or ±e^{−qT}, Greeks made of the density are 0 and only the carry of the legs remains.
//! At the kink (σ√T = 0 and F = K exactly) the limit T → 0⁺ or σ → 0⁺ is taken with F = K held:
//! delta is ±½e^{−qT} (the mean of both sides), vega A√(T/2π), gamma and dual gamma +∞, speed and
//! zomma −∞, theta −∞ at expiry. Callers above `models` replace what is not finite. Nothing is ever
//! NaN for inputs in the domain: S and K zero or between 1e-60 and 1e60, not both zero; T and σ finite
//! and not negative; r and q finite.

use super::normalised::{Core, log_ratio};
use crate::basics::PutCall;
use crate::math::ops;

/// Time and total std below this count as none: their reciprocals' products would overflow.
const NEGLIGIBLE: f64 = 1e-100;

/// A European option on a spot; every field is a plain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlackScholes {
    /// Call or put.
    pub put_call: PutCall,
    /// Spot S, in price currency.
    pub spot: f64,
    /// Strike K, in price currency.
    pub strike: f64,
    /// Time to expiry T in years.
    pub years: f64,
    /// Continuously compounded rate r of the premium currency.
    pub rate: f64,
    /// Continuously compounded yield q of the underlying (dividends, or the foreign rate).
    pub dividend_yield: f64,
    /// Volatility σ, decimal per √year.
    pub vol: f64,
}

/// Value and partial derivatives of one option, units as in the module's text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlackScholesGreeks {
    /// Value V, in price currency.
    pub price: f64,
    /// ∂V/∂S = ϑQΦ(ϑd₁).
    pub delta: f64,
    /// ∂²V/∂S².
    pub gamma: f64,
    /// ∂V/∂σ.
    pub vega: f64,
    /// −∂V/∂T at fixed S, r, q.
    pub theta: f64,
    /// ∂V/∂r at fixed S.
    pub rho: f64,
    /// ∂V/∂q at fixed S.
    pub rho_dividend: f64,
    /// ∂²V/∂S∂σ.
    pub vanna: f64,
    /// ∂²V/∂σ².
    pub volga: f64,
    /// −∂²V/∂S∂T.
    pub charm: f64,
    /// ∂³V/∂S³.
    pub speed: f64,
    /// −∂³V/∂S²∂T.
    pub color: f64,
    /// ∂³V/∂S²∂σ.
    pub zomma: f64,
    /// −∂²V/∂σ∂T.
    pub veta: f64,
    /// ∂³V/∂σ³.
    pub ultima: f64,
    /// ∂V/∂K.
    pub dual_delta: f64,
    /// ∂²V/∂K², the discounted risk-neutral density at the strike.
    pub dual_gamma: f64,
}

impl BlackScholes {
    /// Value, accurate to its conditioning down to 1e-300.
    pub fn price(&self) -> f64 {
        self.carried().core().price
    }

    /// Value and all Greeks together.
    pub fn greeks(&self) -> BlackScholesGreeks {
        self.carried().greeks()
    }

    fn carried(&self) -> Carried {
        let carry = self.rate - self.dividend_yield;
        Carried {
            sign: self.put_call.sign(),
            underlying: self.spot,
            strike: self.strike,
            years: self.years,
            vol: self.vol,
            rate: self.rate,
            dividend_yield: self.dividend_yield,
            asset_discount: ops::exp(-self.dividend_yield * self.years),
            cash_discount: ops::exp(-self.rate * self.years),
            log_moneyness: log_ratio(self.spot, self.strike) + carry * self.years,
        }
    }
}

/// The inputs of the one set of formulas that the spot-based and the forward-based form share.
pub(super) struct Carried {
    pub(super) sign: f64,
    /// S, or F where the rates are zero.
    pub(super) underlying: f64,
    pub(super) strike: f64,
    pub(super) years: f64,
    pub(super) vol: f64,
    pub(super) rate: f64,
    pub(super) dividend_yield: f64,
    /// Q: what a unit of the underlying at expiry costs now, per unit of it now.
    pub(super) asset_discount: f64,
    /// D.
    pub(super) cash_discount: f64,
    /// x = ln(forward/strike).
    pub(super) log_moneyness: f64,
}

impl Carried {
    fn asset(&self) -> f64 {
        self.underlying * self.asset_discount
    }

    fn cash(&self) -> f64 {
        self.strike * self.cash_discount
    }

    /// s = σ√T, zero where it or the time is negligible.
    fn total_std(&self) -> f64 {
        let s = self.vol * ops::sqrt(self.years);
        if s > NEGLIGIBLE && self.years > NEGLIGIBLE { s } else { 0.0 }
    }

    pub(super) fn core(&self) -> Core {
        Core::new(self.sign, self.asset(), self.cash(), self.log_moneyness, self.total_std())
    }

    pub(super) fn greeks(&self) -> BlackScholesGreeks {
        let core = self.core();
        let (asset, cash) = (self.asset() * core.cdf1, self.cash() * core.cdf2);
        let mut greeks = BlackScholesGreeks {
            price: core.price,
            delta: self.sign * self.asset_discount * core.cdf1,
            gamma: 0.0,
            vega: 0.0,
            theta: self.sign * (self.dividend_yield * asset - self.rate * cash),
            rho: self.sign * self.years * cash,
            rho_dividend: -self.sign * self.years * asset,
            vanna: 0.0,
            volga: 0.0,
            charm: self.sign * self.dividend_yield * self.asset_discount * core.cdf1,
            speed: 0.0,
            color: 0.0,
            zomma: 0.0,
            veta: 0.0,
            ultima: 0.0,
            dual_delta: -self.sign * self.cash_discount * core.cdf2,
            dual_gamma: 0.0,
        };
        if core.kink {
            self.add_kink(&core, &mut greeks);
        } else if core.density > 0.0 {
            self.add_density(&core, &mut greeks);
        }
        greeks
    }

    /// The terms that carry φ(d₁); σ, T, S and K are positive here.
    fn add_density(&self, core: &Core, greeks: &mut BlackScholesGreeks) {
        let Core { d1, d2, density, .. } = *core;
        let Self { underlying, years, vol, dividend_yield, .. } = *self;
        let carry = self.rate - dividend_yield;
        let root_t = ops::sqrt(years);
        let s = vol * root_t;
        let product = d1 * d2;
        let half_decay = 0.5 / years;
        let carried = dividend_yield + carry * d1 / s;
        let per_underlying = density / underlying;
        greeks.gamma = per_underlying / s / underlying;
        greeks.vega = density * root_t;
        greeks.theta -= 0.5 * density * vol / root_t;
        greeks.vanna = -per_underlying * d2 / vol;
        greeks.volga = greeks.vega * product / vol;
        greeks.charm -= per_underlying * (carry / s - d2 * half_decay);
        greeks.speed = -greeks.gamma * (d1 / s + 1.0) / underlying;
        greeks.zomma = greeks.gamma * (product - 1.0) / vol;
        greeks.color = greeks.gamma * (carried + (1.0 - product) * half_decay);
        greeks.veta = greeks.vega * (carried - (1.0 + product) * half_decay);
        greeks.ultima = -greeks.vega * (product * (1.0 - product) + d1 * d1 + d2 * d2) / vol / vol;
        greeks.dual_gamma = density / self.strike / s / self.strike;
    }

    /// The limits at σ√T = 0 with F = K; see the module's text.
    fn add_kink(&self, core: &Core, greeks: &mut BlackScholesGreeks) {
        let carry = self.rate - self.dividend_yield;
        let at_expiry = self.years <= NEGLIGIBLE;
        let root_t = ops::sqrt(self.years);
        let infinite = |x: f64| if x == 0.0 { 0.0 } else { f64::INFINITY.copysign(x) };
        greeks.gamma = f64::INFINITY;
        greeks.dual_gamma = f64::INFINITY;
        greeks.speed = f64::NEG_INFINITY;
        greeks.zomma = f64::NEG_INFINITY;
        greeks.vega = core.density * root_t;
        greeks.vanna = 0.5 * core.density / self.underlying * root_t;
        greeks.ultima = -0.25 * greeks.vega * self.years;
        if at_expiry {
            if self.vol > 0.0 {
                greeks.theta = f64::NEG_INFINITY;
            }
            greeks.charm -= infinite(carry + 0.5 * self.vol * self.vol);
            greeks.color = f64::INFINITY;
            greeks.veta = f64::NEG_INFINITY;
        } else {
            greeks.charm -= infinite(carry);
            let twice_years = 2.0 * self.years;
            greeks.color = infinite(twice_years * self.dividend_yield + 1.0 + carry * self.years);
            greeks.veta = greeks.vega * (self.dividend_yield + 0.5 * carry - 1.0 / twice_years);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden(put_call: PutCall) -> BlackScholesGreeks {
        BlackScholes {
            put_call,
            spot: 3200.0,
            strike: 3400.0,
            years: 30.0 / 365.0,
            rate: 0.04,
            dividend_yield: 0.01,
            vol: 0.6,
        }
        .greeks()
    }

    #[track_caller]
    fn close(got: f64, want: f64) {
        assert!((got / want - 1.0).abs() < 1e-9, "{got} instead of {want}");
    }

    #[test]
    fn golden_call() {
        let g = golden(PutCall::Call);
        close(g.price, 142.716_183_1);
        close(g.delta, 0.400_154_083_5);
        close(g.gamma, 7.015_156_605e-4);
        close(g.vega, 354.255_798_8);
        close(g.theta, -1_325.739_81);
        close(g.rho, 93.515_908_29);
        close(g.rho_dividend, -105.246_005_5);
        close(g.vanna, 0.272_949_039_1);
        close(g.volga, 63.126_704_4);
        close(g.charm, -1.059_607_955);
        close(g.veta, -2_397.501_456);
        close(g.speed, 1.020_605_207e-7);
        close(g.zomma, -0.001_044_186_002);
        close(g.color, 0.003_787_450_782);
        close(g.dual_delta, -0.334_640_260_1);
        close(g.dual_gamma, 6.214_117_962e-4);
    }

    #[test]
    fn golden_put() {
        let g = golden(PutCall::Put);
        close(g.price, 334.185_512_12);
        // Printed to eight decimals.
        assert!((g.delta - -0.599_024_34).abs() < 5e-9);
        assert!((g.theta - -1_222.159_908_68).abs() < 5e-9);
        assert!((g.rho - -185.018_908_64).abs() < 5e-9);
        assert!((g.charm - -1.069_599_74).abs() < 5e-9);
    }

    #[test]
    fn kink_takes_the_mean_of_both_sides() {
        let at_expiry = BlackScholes {
            put_call: PutCall::Call,
            spot: 100.0,
            strike: 100.0,
            years: 0.0,
            rate: 0.05,
            dividend_yield: 0.0,
            vol: 0.3,
        };
        let g = at_expiry.greeks();
        assert_eq!((g.price, g.delta, g.dual_delta, g.vega), (0.0, 0.5, -0.5, 0.0));
        assert_eq!((g.gamma, g.theta), (f64::INFINITY, f64::NEG_INFINITY));
        let without_vol =
            BlackScholes { years: 0.75, vol: 0.0, rate: 0.03, dividend_yield: 0.03, ..at_expiry };
        let g = without_vol.greeks();
        close(g.vega, 33.780_733_208_865_776);
        close(g.delta, 0.488_875_618_596_668_17);
        assert_eq!(g.charm, 0.03 * g.delta);
    }

    #[test]
    fn ultima_is_the_slope_of_volga() {
        let at = |vol| BlackScholes {
            put_call: PutCall::Put,
            spot: 3200.0,
            strike: 3000.0,
            years: 0.4,
            rate: 0.04,
            dividend_yield: 0.01,
            vol,
        };
        let slope = (at(0.6 + 1e-5).greeks().volga - at(0.6 - 1e-5).greeks().volga) / 2e-5;
        assert!((at(0.6).greeks().ultima / slope - 1.0).abs() < 1e-7);
    }
}
