//! Implied Black volatility from a price, with the reasons for failure told apart.
//!
//! The inversion is Jäckel's "Let's Be Rational" (2015) as the crate `implied-vol` implements it.

use implied_vol::{DefaultSpecialFn, ImpliedBlackVolatility, ImpliedBlackVolatilityNormalised};

use crate::basics::PutCall;
use crate::math::ops;

/// Why a price has no implied volatility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVol {
    /// An input is not a finite number or has the wrong sign, or no time is left.
    NotANumber,
    /// The price is at or below the discounted intrinsic value, or so little above it that a double
    /// cannot hold the difference.
    BelowIntrinsic,
    /// The price is at or above the most the option can be worth (D·F for a call, D·K for a put).
    AboveMaximum,
}

impl std::fmt::Display for NoVol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "an input is not a usable number",
            Self::BelowIntrinsic => "the price is not above the intrinsic value",
            Self::AboveMaximum => "the price is not below the most the option can be worth",
        })
    }
}

impl std::error::Error for NoVol {}

/// Black volatility (decimal per √year) at which the option is worth `price`.
///
/// `price` is discounted, in price currency; `forward`, `strike`, `years` and `discount` are
/// positive. Accurate to the conditioning of the inversion.
///
/// # Errors
/// The reason, where no volatility gives the price.
pub fn vol_from_price(
    put_call: PutCall,
    price: f64,
    forward: f64,
    strike: f64,
    years: f64,
    discount: f64,
) -> Result<f64, NoVol> {
    let inputs = [price, forward, strike, years, discount];
    let usable = inputs.iter().all(|x| x.is_finite()) && inputs[1..].iter().all(|x| *x > 0.0);
    if !usable {
        return Err(NoVol::NotANumber);
    }
    let undiscounted = price / discount;
    let intrinsic = ops::positive_part(put_call.sign() * (forward - strike));
    let maximum = match put_call {
        PutCall::Call => forward,
        PutCall::Put => strike,
    };
    if undiscounted <= intrinsic {
        return Err(NoVol::BelowIntrinsic);
    }
    if undiscounted >= maximum {
        return Err(NoVol::AboveMaximum);
    }
    let vol = ImpliedBlackVolatility::builder()
        .option_price(undiscounted)
        .forward(forward)
        .strike(strike)
        .expiry(years)
        .is_call(put_call == PutCall::Call)
        .build()
        .and_then(|v| v.calculate::<DefaultSpecialFn>());
    positive_and_finite(vol)
}

/// Total standard deviation s = σ√T at which the normalised price β = V/(D√(FK)) holds, with
/// x = ln(F/K).
///
/// # Errors
/// The reason, where no s gives the price.
pub fn total_std_from_normalised(put_call: PutCall, x: f64, beta: f64) -> Result<f64, NoVol> {
    if !(x.is_finite() && beta.is_finite()) {
        return Err(NoVol::NotANumber);
    }
    let signed = put_call.sign() * x;
    let time_value = if signed > 0.0 { above_intrinsic(beta, signed) } else { beta };
    if time_value <= 0.0 {
        return Err(NoVol::BelowIntrinsic);
    }
    if beta >= ops::exp(0.5 * signed) {
        return Err(NoVol::AboveMaximum);
    }
    let s = ImpliedBlackVolatilityNormalised::builder()
        .log_moneyness(-x.abs())
        .normalised_price(time_value)
        .build()
        .and_then(|v| v.calculate::<DefaultSpecialFn>());
    positive_and_finite(s)
}

/// β − (e^{x/2} − e^{−x/2}) for x > 0; near the money β − x is exact and only the rest is rounded.
fn above_intrinsic(beta: f64, x: f64) -> f64 {
    if x > 0.5 {
        return beta - ops::exp_m1(x) * ops::exp(-0.5 * x);
    }
    // 2 sinh(x/2) − x = Σ x^{2k+1}/(4ᵏ(2k+1)!), k ≥ 1; the factors between terms are x²/(8k(2k+1)).
    let square = x * x;
    let mut sum = 1.0;
    for k in (2..=6).rev() {
        let k = f64::from(k);
        sum = 1.0 + sum * square / (8.0 * k * (2.0 * k + 1.0));
    }
    (beta - x) - sum * square * x / 24.0
}

/// The limits that the crate returns at the ends of the range are failures here.
fn positive_and_finite(vol: Option<f64>) -> Result<f64, NoVol> {
    match vol {
        Some(0.0) => Err(NoVol::BelowIntrinsic),
        Some(vol) if vol.is_finite() => Ok(vol),
        Some(vol) if vol.is_nan() => Err(NoVol::NotANumber),
        // Infinite, or nothing although the price is inside the bounds: they round to the maximum.
        _ => Err(NoVol::AboveMaximum),
    }
}

/// The total standard deviation σ√T of a volatility and a time.
pub fn total_std(vol: f64, years: f64) -> f64 {
    vol * ops::sqrt(years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::black::Black;

    #[test]
    fn inverts_the_price_from_near_to_far() {
        for strike in [20.0, 60.0, 95.0, 100.0, 130.0, 400.0] {
            for vol in [0.05, 0.25, 1.0, 4.0] {
                let put_call = if strike < 100.0 { PutCall::Put } else { PutCall::Call };
                let option =
                    Black { put_call, forward: 100.0, strike, years: 0.25, vol, discount: 0.97 };
                let price = option.price();
                if price > 1e-300 {
                    let found = vol_from_price(put_call, price, 100.0, strike, 0.25, 0.97).unwrap();
                    assert!((found / vol - 1.0).abs() < 1e-13, "K {strike} vol {vol}: {found}");
                }
            }
        }
    }

    #[test]
    fn reasons_are_told_apart() {
        let call = |price, years| vol_from_price(PutCall::Call, price, 100.0, 80.0, years, 0.5);
        assert_eq!(call(10.0, 1.0), Err(NoVol::BelowIntrinsic));
        assert_eq!(call(-3.0, 1.0), Err(NoVol::BelowIntrinsic));
        assert_eq!(call(50.0, 1.0), Err(NoVol::AboveMaximum));
        assert_eq!(call(f64::NAN, 1.0), Err(NoVol::NotANumber));
        assert_eq!(call(20.0, 0.0), Err(NoVol::NotANumber));
        assert!(call(20.0, 1.0).is_ok());
        let put = vol_from_price(PutCall::Put, 40.0, 100.0, 80.0, 1.0, 0.5);
        assert_eq!(put, Err(NoVol::AboveMaximum));
    }
}
