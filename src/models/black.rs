//! Black (1976): a European option on a forward, all Greeks forward-based.
//!
//! Value = Dϑ(F Φ(ϑd₁) − K Φ(ϑd₂)) (F. Black, *The pricing of commodity contracts*, 1976, eq. 16).
//! Partial derivatives hold the forward F and the discount factor D fixed unless the name says
//! otherwise; time Greeks are therefore the decay of volatility alone. The spot-based form with
//! rate and yield is [`super::black_scholes`]; its text states units, limits and the convention at
//! the kink, which are the same here.

use super::black_scholes::Carried;
use super::normalised::{Core, log_ratio};
use crate::basics::PutCall;
use crate::math::ops;

/// A European option on a forward; every field is a plain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Black {
    /// Call or put.
    pub put_call: PutCall,
    /// Forward F, in price currency, not negative.
    pub forward: f64,
    /// Strike K, in price currency, not negative.
    pub strike: f64,
    /// Time to expiry T in years.
    pub years: f64,
    /// Black volatility σ, decimal per √year.
    pub vol: f64,
    /// Discount factor D to the payment date.
    pub discount: f64,
}

/// Value and forward-based partial derivatives, in price currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlackGreeks {
    /// Value V.
    pub price: f64,
    /// ∂V/∂F = DϑΦ(ϑd₁).
    pub delta_forward: f64,
    /// ∂²V/∂F².
    pub gamma_forward: f64,
    /// ∂V/∂σ per 1.00 of volatility.
    pub vega: f64,
    /// −∂V/∂T at fixed F and D (decay of volatility only), per year.
    pub theta_vol: f64,
    /// ∂V/∂r at fixed F where D = e^{−rT}: −T·V, per 1.00 of rate.
    pub rho_fixed_forward: f64,
    /// ∂²V/∂F∂σ.
    pub vanna_forward: f64,
    /// ∂²V/∂σ².
    pub volga: f64,
    /// −∂²V/∂F∂T at fixed D, per year.
    pub charm_vol_forward: f64,
    /// ∂³V/∂F³.
    pub speed_forward: f64,
    /// −∂³V/∂F²∂T at fixed D, per year.
    pub color_vol_forward: f64,
    /// ∂³V/∂F²∂σ.
    pub zomma_forward: f64,
    /// −∂²V/∂σ∂T at fixed F and D, per year.
    pub veta_vol: f64,
    /// ∂³V/∂σ³.
    pub ultima: f64,
    /// ∂V/∂K.
    pub dual_delta: f64,
    /// ∂²V/∂K², the discounted risk-neutral density at the strike.
    pub dual_gamma: f64,
}

impl Black {
    /// Undiscounted intrinsic value max(ϑ(F − K), 0), in price currency.
    pub fn intrinsic(&self) -> f64 {
        ops::positive_part(self.put_call.sign() * (self.forward - self.strike))
    }

    /// Value, accurate to its conditioning down to 1e-300; discounted intrinsic where σ√T is zero.
    pub fn price(&self) -> f64 {
        self.core().price
    }

    /// Risk-neutral probability Φ(ϑd₂) of ending in the money; ½ at the kink.
    pub fn probability_in_the_money(&self) -> f64 {
        self.core().cdf2
    }

    /// Value and derivatives together.
    pub fn greeks(&self) -> BlackGreeks {
        let g = self.carried().greeks();
        BlackGreeks {
            price: g.price,
            delta_forward: g.delta,
            gamma_forward: g.gamma,
            vega: g.vega,
            theta_vol: g.theta,
            rho_fixed_forward: -self.years * g.price,
            vanna_forward: g.vanna,
            volga: g.volga,
            charm_vol_forward: g.charm,
            speed_forward: g.speed,
            color_vol_forward: g.color,
            zomma_forward: g.zomma,
            veta_vol: g.veta,
            ultima: g.ultima,
            dual_delta: g.dual_delta,
            dual_gamma: g.dual_gamma,
        }
    }

    pub(super) fn core(&self) -> Core {
        self.carried().core()
    }

    /// With no rate and no yield the spot-based formulas are the forward-based ones.
    fn carried(&self) -> Carried {
        Carried {
            sign: self.put_call.sign(),
            underlying: self.forward,
            strike: self.strike,
            years: self.years,
            vol: self.vol,
            rate: 0.0,
            dividend_yield: 0.0,
            asset_discount: self.discount,
            cash_discount: self.discount,
            log_moneyness: log_ratio(self.forward, self.strike),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Black = Black {
        put_call: PutCall::Call,
        forward: 100.0,
        strike: 110.0,
        years: 0.5,
        vol: 0.25,
        discount: 0.98,
    };

    #[track_caller]
    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got / want - 1.0).abs() < tolerance, "{got} instead of {want}");
    }

    #[test]
    fn golden_values() {
        close(CALL.price(), 3.372_390_412_271_262, 1e-15);
        let put = Black { put_call: PutCall::Put, ..CALL };
        close(put.price(), 13.172_390_412_271_263, 1e-15);
        let far = Black { strike: 200.0, years: 0.01, vol: 0.3, discount: 1.0, ..CALL };
        close(far.price(), 3.780_086_947e-119, 1e-9);
    }

    #[test]
    fn limits_are_intrinsic_or_a_leg() {
        for put_call in [PutCall::Call, PutCall::Put] {
            let at = Black { put_call, ..CALL };
            let worth = at.discount * at.intrinsic();
            assert!((Black { years: 0.0, ..at }.price() - worth).abs() < 1e-14);
            assert!((Black { vol: 0.0, ..at }.price() - worth).abs() < 1e-14);
        }
        assert_eq!(Black { strike: 0.0, ..CALL }.price(), 98.0);
        assert_eq!(Black { forward: 0.0, ..CALL }.price(), 0.0);
        assert_eq!(Black { forward: 0.0, put_call: PutCall::Put, ..CALL }.price(), 0.98 * 110.0);
        assert_eq!(Black { vol: 1e3, ..CALL }.price(), 98.0);
        assert_eq!(Black { vol: 1e3, put_call: PutCall::Put, ..CALL }.price(), 0.98 * 110.0);
    }

    #[test]
    fn far_strikes_keep_every_greek_finite() {
        for strike in [1e-300, 1e-30, 1.0, 1e30, 1e300] {
            for vol in [1e-300, 1e-9, 0.2, 5.0, 1e150] {
                let g = Black { strike, vol, ..CALL }.greeks();
                let all = [g.price, g.delta_forward, g.vega, g.theta_vol, g.vanna_forward, g.volga];
                assert!(all.iter().all(|x| x.is_finite()), "strike {strike:e} vol {vol:e}: {g:?}");
            }
        }
    }

    #[test]
    fn forward_greeks_are_slopes() {
        let bump = 1e-3;
        let at = |forward| Black { forward, ..CALL }.greeks();
        let slope = |f: fn(&BlackGreeks) -> f64| {
            (f(&at(100.0 + bump)) - f(&at(100.0 - bump))) / (2.0 * bump)
        };
        let g = CALL.greeks();
        close(g.delta_forward, slope(|g| g.price), 1e-8);
        close(g.gamma_forward, slope(|g| g.delta_forward), 1e-8);
        close(g.speed_forward, slope(|g| g.gamma_forward), 1e-7);
        close(g.vanna_forward, slope(|g| g.vega), 1e-7);
        let later = |years| Black { years, ..CALL }.greeks();
        let decay =
            |f: fn(&BlackGreeks) -> f64| -(f(&later(0.5 + 1e-5)) - f(&later(0.5 - 1e-5))) / 2e-5;
        close(g.theta_vol, decay(|g| g.price), 1e-8);
        close(g.charm_vol_forward, decay(|g| g.delta_forward), 1e-7);
        close(g.color_vol_forward, decay(|g| g.gamma_forward), 1e-7);
        close(g.veta_vol, decay(|g| g.vega), 1e-7);
    }
}
