//! Packages on the fixture markets, for the tests of this floor.

use super::Context;
use crate::basics::{Instrument, Leg, PutCall, Settlement};
use crate::market::Market;
use crate::market::fixtures::{eth_linear, option_leg, package};
use crate::pricing::{Valuation, value};

/// Ratio, days to expiry, strike and type of a leg.
pub(crate) type LegTerms = (i32, f64, f64, PutCall);

/// Legs on the first market.
pub(crate) fn legs(market: &Market, terms: &[LegTerms]) -> Vec<Leg> {
    terms.iter().map(|&(ratio, days, k, pc)| option_leg(market, ratio, days, k, pc)).collect()
}

/// ETH at one forward in both settlements, the linear one first.
pub(crate) fn eth_both() -> Market {
    let linear = eth_linear();
    let mut inverse = linear.underlyings()[0].clone();
    inverse.key.settlement = Settlement::Inverse;
    inverse.contract.premium_currency = String::from("ETH");
    Market::from_underlyings(vec![linear.underlyings()[0].clone(), inverse])
}

/// A 44-day 3400 call, bought in linear and sold in inverse options.
pub(crate) fn same_call_in_both(market: &Market) -> [Leg; 2] {
    let linear = option_leg(market, 1, 44.0, 3400.0, PutCall::Call);
    let mut inverse = Leg { ratio: -1, ..linear.clone() };
    if let Instrument::Option { market: key, .. } = &mut inverse.instrument {
        key.settlement = Settlement::Inverse;
    }
    [linear, inverse]
}

/// A valued package with the market and size it is charged on.
pub(crate) struct Sample {
    pub(crate) market: Market,
    pub(crate) valuation: Valuation,
    pub(crate) quantity: f64,
}

impl Sample {
    pub(crate) fn new(market: &Market, legs: Vec<Leg>, quantity: f64) -> Self {
        let valuation = value(&package(legs), market).unwrap();
        Self { market: market.clone(), valuation, quantity }
    }

    /// A package on the linear ETH market.
    pub(crate) fn eth(terms: &[LegTerms], quantity: f64) -> Self {
        let market = eth_linear();
        let legs = legs(&market, terms);
        Self::new(&market, legs, quantity)
    }

    /// The worked waterfall's 44-day 3100/3750 risk reversal, calls over.
    pub(crate) fn risk_reversal(quantity: f64) -> Self {
        Self::eth(&[(-1, 44.0, 3100.0, PutCall::Put), (1, 44.0, 3750.0, PutCall::Call)], quantity)
    }

    /// The 16-day 3300/3400/3500 call fly.
    pub(crate) fn fly(quantity: f64) -> Self {
        let call = PutCall::Call;
        let terms = [(1, 16.0, 3300.0, call), (-2, 16.0, 3400.0, call), (1, 16.0, 3500.0, call)];
        Self::eth(&terms, quantity)
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            valuation: &self.valuation,
            market: &self.market,
            quantity: self.quantity,
            multiplier: 1.0,
            is_spoken: true,
        }
    }
}
