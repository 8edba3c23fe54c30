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

    /// Greeks of one unit of a future or of spot, agreed at its own reference: V = D(F − F₀).
    ///
    /// D is 1 where gains are paid in price currency, and S/F where they are paid in coin, so that
    /// V = S(1 − F₀/F). At F = F₀ the value is zero; what is left of [`Self::of_option`] are the
    /// carry that time takes off the forward and the forward that a rate adds, at fixed spot.
    pub fn of_forward(forward: f64, spot: f64, discount: f64, years: f64) -> Self {
        let delta = discount * forward / spot;
        // Spot itself has no time left and no carry.
        let carry = if years > 0.0 { ops::ln(forward / spot) / years } else { 0.0 };
        Self {
            delta,
            delta_premium_adjusted: delta,
            theta_per_day: -carry * forward * discount / 365.0,
            rho_per_percent: years * forward * discount / 100.0,
            ..Self::default()
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-8 * want.abs(), "{got} instead of {want}");
    }

    #[test]
    fn an_option_with_carry_and_discount_has_the_textbook_spot_greeks() {
        // S = 3200, K = 3400, 30 days, σ = 60 %, r = 4 %, q = 1 %: Haug (2007, chapter 2) in
        // arbitrary precision.
        let (spot, rate, yield_rate, years) = (3200.0, 0.04, 0.01, 30.0 / 365.0);
        let of = |put_call: PutCall| {
            let option = Black {
                put_call,
                forward: spot * ops::exp((rate - yield_rate) * years),
                strike: 3400.0,
                years,
                vol: 0.6,
                discount: ops::exp(-rate * years),
            };
            let raw = option.greeks();
            (raw.price, Greeks::of_option(&option, spot, 0.0, &raw))
        };
        let (price, call) = of(PutCall::Call);
        close(price, 142.716_183_1);
        close(call.delta, 0.400_154_083_5);
        close(call.gamma, 7.015_156_605e-4);
        close(call.vega_per_point, 3.542_557_988);
        close(call.theta_per_day, -1_325.739_81 / 365.0);
        close(call.rho_per_percent, 0.935_159_082_9);
        close(call.vanna_per_point, 0.272_949_039_1 / 100.0);
        close(call.volga_per_point, 63.126_704_4 / 1e4);
        let (price, put) = of(PutCall::Put);
        close(price, 334.185_512_12);
        close(put.theta_per_day, -1_222.159_908_68 / 365.0);
        close(put.rho_per_percent, -1.850_189_088_8);
    }

    /// Value of an inverse option or future at a spot, a carry, a time and a volatility: the
    /// future where there is no strike, agreed at `reference`.
    fn inverse(strike: Option<f64>, [spot, carry, years, vol]: [f64; 4], reference: f64) -> f64 {
        let forward = spot * ops::exp(carry * years);
        match strike {
            Some(strike) => {
                let discount = spot / forward;
                Black { put_call: PutCall::Call, forward, strike, years, vol, discount }.price()
            }
            None => spot * (1.0 - reference / forward),
        }
    }

    #[test]
    fn inverse_greeks_are_the_differences_of_their_own_value() {
        let at = [3200.0, 0.06, 0.2, 0.6];
        let [spot, carry, years, vol] = at;
        let forward = spot * ops::exp(carry * years);
        let discount = spot / forward;
        let option =
            Black { put_call: PutCall::Call, forward, strike: 3400.0, years, vol, discount };
        let raw = option.greeks();
        let of_option = Greeks::of_option(&option, spot, raw.price / spot, &raw);
        let of_future = Greeks::of_forward(forward, spot, discount, years);
        close(of_option.delta - of_option.delta_premium_adjusted, raw.price / spot);
        close(of_future.delta, 1.0);
        for (strike, greeks) in [(Some(3400.0), of_option), (None, of_future)] {
            let slope = |index: usize, bump: f64| {
                let value = |sign: f64| {
                    let mut moved = at;
                    moved[index] += sign * bump;
                    inverse(strike, moved, forward)
                };
                (value(1.0) - value(-1.0)) / (2.0 * bump)
            };
            let near = |got: f64, want: f64| {
                assert!((got - want).abs() < 1e-6 * want.abs().max(1e-3), "{got} against {want}");
            };
            near(greeks.delta, slope(0, 0.01));
            near(greeks.rho_per_percent, slope(1, 1e-5) / 100.0);
            near(greeks.theta_per_day, -slope(2, 1e-5) / 365.0);
            near(greeks.vega_per_point, slope(3, 1e-5) / 100.0);
        }
    }
}
