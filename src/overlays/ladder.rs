//! Vega netted per strike and expiry: what is left after calls and puts of one strike cancel.

use crate::basics::{MarketKey, Timestamp};
use crate::pricing::Valuation;

/// Net vega at one strike of one expiry.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// Which market.
    pub market: MarketKey,
    /// The instant of expiry.
    pub expiry: Timestamp,
    /// Strike, in price currency.
    pub strike: f64,
    /// Years to expiry, ACT/365F.
    pub years: f64,
    /// Moneyness x = k/√θ.
    pub moneyness: f64,
    /// At-the-money total standard deviation √θ of the expiry.
    pub atm_std: f64,
    /// Net model vega per volatility point for one spread, in price currency.
    pub vega_per_point: f64,
}

/// One rung per market, expiry and strike of the package's options.
pub fn ladder(valuation: &Valuation) -> Vec<Rung> {
    let mut rungs: Vec<Rung> = Vec::new();
    for leg in &valuation.legs {
        let Some((expiry, strike, _)) = leg.option_terms() else { continue };
        let vega = f64::from(leg.ratio) * leg.greeks.vega_per_point;
        let same =
            |r: &&mut Rung| r.market == leg.market && r.expiry == expiry && r.strike == strike;
        match rungs.iter_mut().find(same) {
            Some(rung) => rung.vega_per_point += vega,
            None => rungs.push(Rung {
                market: leg.market.clone(),
                expiry,
                strike,
                years: leg.years,
                moneyness: leg.moneyness,
                atm_std: leg.atm_std,
                vega_per_point: vega,
            }),
        }
    }
    rungs
}
