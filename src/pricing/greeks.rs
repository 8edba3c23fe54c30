//! Greeks in the units that desks read, spot-based at sticky strike.

use serde::Serialize;

use crate::math::ops;
use crate::models::black::{Black, BlackGreeks};

/// Greeks in display units. Volatility at each strike is held fixed when spot moves.
///
/// Money is in price currency per unit of underlying, for one spread unless a name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Greeks {
    /// ∂V/∂S in underlying units: Black–Scholes delta of the option alone.
    pub delta: f64,
    /// Delta less the premium received in coin (inverse options); equals `delta` for linear ones.
    pub delta_premium_adjusted: f64,
    /// ∂²V/∂S² per 1.00 of spot.
    pub gamma: f64,
    /// Change of cash delta for a 1 % move: Γ·S²/100, in price currency.
    pub gamma_cash_per_percent: f64,
    /// ∂V/∂σ per volatility point (0.01).
    pub vega_per_point: f64,
    /// −∂V/∂T per calendar day; negative for a long option.
    pub theta_per_day: f64,
    /// ∂V/∂r per 1 % of rate at fixed spot.
    pub rho_per_percent: f64,
    /// ∂²V/∂S∂σ per volatility point.
    pub vanna_per_point: f64,
    /// ∂²V/∂σ² per volatility point squared.
    pub volga_per_point: f64,
}

impl Greeks {
    /// Spot-based Greeks of one option from the forward-based ones.
    ///
    /// With F = S·e^{bT} and V = D·B(F): delta scales by F/S, gamma by (F/S)², and time passing at
    /// fixed spot also earns the rate r = −ln D/T and moves the forward by b = ln(F/S)/T.
    pub fn of_option(option: &Black, spot: f64, coin_price: f64, raw: &BlackGreeks) -> Self {
        let years = option.years;
        let carry_ratio = option.forward / spot;
        let rate = -ops::ln(option.discount) / years;
        let carry = ops::ln(carry_ratio) / years;
        let delta = raw.delta_forward * carry_ratio;
        let gamma = raw.gamma_forward * carry_ratio * carry_ratio;
        let theta = raw.theta_vol + rate * raw.price - carry * option.forward * raw.delta_forward;
        let rho = years * (option.forward * raw.delta_forward - raw.price);
        Self {
            delta,
            delta_premium_adjusted: delta - coin_price,
            gamma,
            gamma_cash_per_percent: gamma * spot * spot / 100.0,
            vega_per_point: raw.vega / 100.0,
            theta_per_day: theta / 365.0,
            rho_per_percent: rho / 100.0,
            vanna_per_point: raw.vanna_forward * carry_ratio / 100.0,
            volga_per_point: raw.volga / 10_000.0,
        }
    }

    /// Greeks of one unit of a forward or spot position, traded at its reference.
    pub fn of_forward(delta: f64) -> Self {
        Self { delta, delta_premium_adjusted: delta, ..Self::default() }
    }

    /// Adds `times` the other Greeks.
    pub fn add(&mut self, other: &Self, times: f64) {
        self.delta += times * other.delta;
        self.delta_premium_adjusted += times * other.delta_premium_adjusted;
        self.gamma += times * other.gamma;
        self.gamma_cash_per_percent += times * other.gamma_cash_per_percent;
        self.vega_per_point += times * other.vega_per_point;
        self.theta_per_day += times * other.theta_per_day;
        self.rho_per_percent += times * other.rho_per_percent;
        self.vanna_per_point += times * other.vanna_per_point;
        self.volga_per_point += times * other.volga_per_point;
    }

    /// The same Greeks for `times` the position.
    #[must_use]
    pub fn times(&self, times: f64) -> Self {
        let mut scaled = Self::default();
        scaled.add(self, times);
        scaled
    }

    /// Whether every number is finite.
    pub fn is_finite(&self) -> bool {
        [
            self.delta,
            self.delta_premium_adjusted,
            self.gamma,
            self.gamma_cash_per_percent,
            self.vega_per_point,
            self.theta_per_day,
            self.rho_per_percent,
            self.vanna_per_point,
            self.volga_per_point,
        ]
        .iter()
        .all(|x| x.is_finite())
    }
}
