//! Implied Black volatility from a price, with the reasons for failure told apart.
//!
//! The inversion is Jäckel's "Let's Be Rational" (2015) as the crate `implied-vol` implements it.

use implied_vol::{DefaultSpecialFn, ImpliedBlackVolatility};

use crate::basics::PutCall;
use crate::math::ops;

/// Why a price has no implied volatility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVol {
    /// An input is not a finite number or has the wrong sign.
    NotANumber,
    /// The price is at or below the discounted intrinsic value.
    BelowIntrinsic,
    /// The price is at or above the most the option can be worth (D·F for a call, D·K for a put).
    AboveMaximum,
}

/// Black volatility (decimal per √year) at which the option is worth `price`.
///
/// `price` is discounted, in price currency; `years` and `discount` are positive.
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
    let usable = inputs.iter().all(|x| x.is_finite())
        && forward > 0.0
        && strike > 0.0
        && years > 0.0
        && discount > 0.0;
    if !usable {
        return Err(NoVol::NotANumber);
    }
    let undiscounted = price / discount;
    let intrinsic = (put_call.sign() * (forward - strike)).max(0.0);
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
    ImpliedBlackVolatility::builder()
        .option_price(undiscounted)
        .forward(forward)
        .strike(strike)
        .expiry(years)
        .is_call(put_call == PutCall::Call)
        .build()
        .and_then(|v| v.calculate::<DefaultSpecialFn>())
        .filter(|v| v.is_finite())
        .ok_or(NoVol::NotANumber)
}

/// The total standard deviation σ√T of a volatility and a time.
pub fn total_std(vol: f64, years: f64) -> f64 {
    vol * ops::sqrt(years)
}
