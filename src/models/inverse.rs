//! Inverse options: premium and settlement in the coin itself, as Deribit lists them.
//!
//! The payoff is max(ϑ(S−K), 0)/S coins, so with a coin discount factor D the value is c = V/F
//! with V the Black value on the forward, and every coin Greek follows from V by the quotient rule.
//! Homogeneity, V = F V_F + K V_K, removes the cancellations.

use super::black::{Black, BlackGreeks};

/// Value and Greeks of one option on one coin, in coin and in dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InverseGreeks {
    /// Premium c = V/F, in coin.
    pub price_coin: f64,
    /// Black delta ∂V/∂F = DϑΦ(ϑd₁): coins that hedge the dollar value of the option alone.
    pub delta: f64,
    /// Δ − c: coins that hedge the dollar value once the coin premium has been paid ("net
    /// transaction delta"). Equals F ∂c/∂F, and (K/F)Φ(d₂) for a call with D = 1.
    pub delta_premium_adjusted: f64,
    /// ∂c/∂F, coin per 1.00 of forward.
    pub delta_coin: f64,
    /// ∂²c/∂F², coin per 1.00 of forward squared.
    pub gamma_coin: f64,
    /// ∂c/∂σ, coin per 1.00 of volatility.
    pub vega_coin: f64,
    /// −∂c/∂T at fixed F and D, coin per year.
    pub theta_vol_coin: f64,
    /// ∂²c/∂F∂σ, coin.
    pub vanna_coin: f64,
    /// ∂²c/∂σ², coin.
    pub volga_coin: f64,
    /// The same option in dollars at the forward, V = cF.
    pub linear: BlackGreeks,
}

/// The coin view of an option; `discount` is that of the coin (1 where coins bear no interest) and
/// the forward must be positive.
pub fn inverse_greeks(option: &Black) -> InverseGreeks {
    let g = option.greeks();
    let Black { forward, strike, .. } = *option;
    let moneyness = strike / forward;
    let delta_premium_adjusted = -moneyness * g.dual_delta;
    // K²V_KK is F²V_FF; where the density is infinite the limit is kept.
    let gamma_coin = (g.gamma_forward - 2.0 * delta_premium_adjusted / forward) / forward;
    InverseGreeks {
        price_coin: g.price / forward,
        delta: g.delta_forward,
        delta_premium_adjusted,
        delta_coin: delta_premium_adjusted / forward,
        gamma_coin,
        vega_coin: g.vega / forward,
        theta_vol_coin: g.theta_vol / forward,
        vanna_coin: (g.vanna_forward - g.vega / forward) / forward,
        volga_coin: g.volga / forward,
        linear: g,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;

    const CALL: Black = Black {
        put_call: PutCall::Call,
        forward: 60_300.0,
        strike: 65_000.0,
        years: 20.0 / 365.0,
        vol: 0.55,
        discount: 1.0,
    };

    #[test]
    fn golden_call() {
        let g = inverse_greeks(&CALL);
        assert!((g.price_coin - 0.023_151_252).abs() < 5e-10);
        assert!((g.linear.price - 1396.02).abs() < 5e-3);
        assert!((g.delta - 0.302_019_3).abs() < 5e-8);
        assert!((g.delta_premium_adjusted - 0.278_868_1).abs() < 5e-8);
    }

    #[test]
    fn premium_adjusted_delta_is_delta_less_premium() {
        for put_call in [PutCall::Call, PutCall::Put] {
            let g = inverse_greeks(&Black { put_call, ..CALL });
            let difference = g.delta - g.price_coin;
            assert!((g.delta_premium_adjusted - difference).abs() < 1e-15);
        }
    }

    #[test]
    fn coin_greeks_are_slopes_of_the_coin_value() {
        for put_call in [PutCall::Call, PutCall::Put] {
            let at = |forward, vol| inverse_greeks(&Black { put_call, forward, vol, ..CALL });
            let g = at(CALL.forward, CALL.vol);
            let by_forward = |f: fn(&InverseGreeks) -> f64| {
                (f(&at(CALL.forward + 1.0, CALL.vol)) - f(&at(CALL.forward - 1.0, CALL.vol))) / 2.0
            };
            let close =
                |got: f64, want: f64| assert!((got / want - 1.0).abs() < 1e-6, "{got} {want}");
            close(g.delta_coin, by_forward(|g| g.price_coin));
            close(g.gamma_coin, by_forward(|g| g.delta_coin));
            close(g.vanna_coin, by_forward(|g| g.vega_coin));
            let slope =
                (at(CALL.forward, 0.5501).price_coin - at(CALL.forward, 0.5499).price_coin) / 2e-4;
            close(g.vega_coin, slope);
        }
    }
}
