//! Black (1976): a European option on a forward.

use crate::basics::PutCall;
use crate::math::{normal, ops};

/// A European option on a forward; every field is a plain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Black {
    /// Call or put.
    pub put_call: PutCall,
    /// Forward F, positive, in price currency.
    pub forward: f64,
    /// Strike K, positive, in price currency.
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
    /// ∂V/∂F.
    pub delta_forward: f64,
    /// ∂²V/∂F².
    pub gamma_forward: f64,
    /// ∂V/∂σ per 1.00 of volatility.
    pub vega: f64,
    /// −∂V/∂T at fixed F and D (decay of volatility only), per year.
    pub theta_vol: f64,
    /// ∂²V/∂F∂σ.
    pub vanna_forward: f64,
    /// ∂²V/∂σ².
    pub volga: f64,
    /// ∂V/∂K.
    pub dual_delta: f64,
}

impl Black {
    fn d1_d2(&self) -> (f64, f64) {
        let s = self.vol * ops::sqrt(self.years);
        let d1 = ops::ln(self.forward / self.strike) / s + 0.5 * s;
        (d1, d1 - s)
    }

    /// Undiscounted intrinsic value max(ϑ(F − K), 0), in price currency.
    pub fn intrinsic(&self) -> f64 {
        (self.put_call.sign() * (self.forward - self.strike)).max(0.0)
    }

    /// Value D·ϑ·[F Φ(ϑd₁) − K Φ(ϑd₂)] (Black 1976, eq. 16); intrinsic where σ√T is zero.
    pub fn price(&self) -> f64 {
        if self.vol * ops::sqrt(self.years) <= 0.0 {
            return self.discount * self.intrinsic();
        }
        let (d1, d2) = self.d1_d2();
        let t = self.put_call.sign();
        self.discount * t * (self.forward * normal::cdf(t * d1) - self.strike * normal::cdf(t * d2))
    }

    /// Value and derivatives together; at σ√T = 0 the one-sided limits away from the kink.
    pub fn greeks(&self) -> BlackGreeks {
        let t = self.put_call.sign();
        let root_t = ops::sqrt(self.years);
        let s = self.vol * root_t;
        if s <= 0.0 {
            let in_the_money = if t * (self.forward - self.strike) > 0.0 { 1.0 } else { 0.0 };
            return BlackGreeks {
                price: self.discount * self.intrinsic(),
                delta_forward: self.discount * t * in_the_money,
                gamma_forward: 0.0,
                vega: 0.0,
                theta_vol: 0.0,
                vanna_forward: 0.0,
                volga: 0.0,
                dual_delta: -self.discount * t * in_the_money,
            };
        }
        let (d1, d2) = self.d1_d2();
        let density = self.discount * normal::pdf(d1);
        let vega = self.forward * density * root_t;
        BlackGreeks {
            price: self.price(),
            delta_forward: self.discount * t * normal::cdf(t * d1),
            gamma_forward: density / (self.forward * s),
            vega,
            theta_vol: -0.5 * self.vol * vega / self.years,
            vanna_forward: -density * d2 / self.vol,
            volga: vega * d1 * d2 / self.vol,
            dual_delta: -self.discount * t * normal::cdf(t * d2),
        }
    }
}
