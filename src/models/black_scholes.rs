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
//! At the kink (σ√T = 0 and F = K exactly) the limit is taken with S = K held as T → 0⁺ and with
//! F = K held as σ → 0⁺:
//! delta is ±½e^{−qT} (the mean of both sides), vega A√(T/2π), gamma and dual gamma +∞, speed and
//! zomma −∞, theta −∞ at expiry. Callers above `models` replace what is not finite. Nothing is ever
//! NaN for inputs in the domain: S and K zero or between 1e-60 and 1e60, not both zero; T and σ finite
//! and not negative; r and q finite.

use super::black::{Exchange, NEGLIGIBLE, Regime};
use super::normalised::log_ratio;
use crate::basics::PutCall;
use crate::math::ops;

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
        self.exchange().evaluate().0.price
    }

    /// Value and all Greeks together: those at a fixed drift, and what the carry adds to them.
    pub fn greeks(&self) -> BlackScholesGreeks {
        let exchange = self.exchange();
        let (core, regime) = exchange.evaluate();
        let fixed = exchange.greeks(&core, regime);
        let sign = self.put_call.sign();
        let asset = self.spot * exchange.asset_discount * core.cdf1;
        let cash = self.strike * exchange.cash_discount * core.cdf2;
        let mut greeks = BlackScholesGreeks {
            price: fixed.price,
            delta: fixed.delta_forward,
            gamma: fixed.gamma_forward,
            vega: fixed.vega,
            theta: fixed.theta_vol + sign * (self.dividend_yield * asset - self.rate * cash),
            rho: sign * self.years * cash,
            rho_dividend: -sign * self.years * asset,
            vanna: fixed.vanna_forward,
            volga: fixed.volga,
            charm: fixed.charm_vol_forward + self.dividend_yield * fixed.delta_forward,
            speed: fixed.speed_forward,
            color: fixed.color_vol_forward,
            zomma: fixed.zomma_forward,
            veta: fixed.veta_vol,
            ultima: fixed.ultima,
            dual_delta: fixed.dual_delta,
            dual_gamma: fixed.dual_gamma,
        };
        match regime {
            Regime::Regular => {
                let per_std = 1.0 / (self.vol * ops::sqrt(self.years));
                let drift = self.carry() * per_std;
                let carried = self.dividend_yield + drift * core.d1;
                greeks.charm -= core.density / self.spot * drift;
                greeks.color += greeks.gamma * carried;
                greeks.veta += greeks.vega * carried;
            }
            Regime::Kink => self.carry_at_kink(&mut greeks),
            Regime::Flat => {}
        }
        greeks
    }

    fn carry(&self) -> f64 {
        self.rate - self.dividend_yield
    }

    /// The spot, its forward hidden in its discount and in the drift.
    fn exchange(&self) -> Exchange<f64> {
        Exchange {
            sign: self.put_call.sign(),
            underlying: self.spot,
            strike: self.strike,
            years: self.years,
            vol: self.vol,
            asset_discount: ops::exp(-self.dividend_yield * self.years),
            cash_discount: ops::exp(-self.rate * self.years),
            log_moneyness: log_ratio(self.spot, self.strike) + self.carry() * self.years,
        }
    }

    /// Where the carry moves the forward away from the strike, the sign of that decides the limits.
    fn carry_at_kink(&self, greeks: &mut BlackScholesGreeks) {
        let infinite = |x: f64| if x == 0.0 { 0.0 } else { f64::INFINITY.copysign(x) };
        let carried = self.dividend_yield * greeks.delta;
        if self.years <= NEGLIGIBLE {
            greeks.charm = carried - infinite(self.carry() + 0.5 * self.vol * self.vol);
        } else {
            greeks.charm = carried - infinite(self.carry());
            let years = self.years;
            greeks.color = infinite(2.0 * years * self.dividend_yield + 1.0 + self.carry() * years);
            greeks.veta += greeks.vega * (self.dividend_yield + 0.5 * self.carry());
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
