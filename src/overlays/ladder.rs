//! Vega netted per strike and expiry: what is left after calls and puts of one strike cancel.
//!
//! Linear and inverse options of one underlying share its volatilities, so they net too.

use crate::basics::{MarketKey, Timestamp};
use crate::market::VegaNodes;
use crate::pricing::{MarketBuckets, Valuation};

/// Net vega at one strike of one expiry.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung<'a> {
    /// Which market; that of the first leg where linear and inverse options net.
    pub market: &'a MarketKey,
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

/// One rung per underlying, expiry and strike of the package's options.
pub fn ladder(valuation: &Valuation) -> Vec<Rung<'_>> {
    let mut rungs: Vec<Rung> = Vec::new();
    for leg in &valuation.legs {
        let Some((expiry, strike, _)) = leg.option_terms() else { continue };
        let vega = f64::from(leg.ratio) * leg.greeks.vega_per_point;
        let same = |r: &&mut Rung| {
            r.market.underlying == leg.market.underlying && r.expiry == expiry && r.strike == strike
        };
        match rungs.iter_mut().find(same) {
            Some(rung) => rung.vega_per_point += vega,
            None => rungs.push(Rung {
                market: &leg.market,
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

/// The package's underlyings in the order of its legs, each with its markets' buckets.
pub fn by_underlying(valuation: &Valuation) -> Vec<(&str, Vec<&MarketBuckets>)> {
    let mut found: Vec<(&str, Vec<&MarketBuckets>)> = Vec::new();
    for buckets in &valuation.buckets {
        let id = buckets.market.underlying.as_str();
        match found.iter_mut().find(|(known, _)| *known == id) {
            Some((_, markets)) => markets.push(buckets),
            None => found.push((id, vec![buckets])),
        }
    }
    found
}

/// Vegas per point and node of one underlying's markets, in price currency, its linear and
/// inverse options netted.
pub fn net_vegas<'a>(markets: impl IntoIterator<Item = &'a Vec<f64>>) -> Vec<f64> {
    let mut net = vec![0.0; VegaNodes::COUNT];
    for vegas in markets {
        for (sum, vega) in net.iter_mut().zip(vegas) {
            *sum += vega;
        }
    }
    net
}
