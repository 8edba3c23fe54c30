//! What was quoted, in volatilities, beside what the model says: the numbers behind a drawn smile.

use serde::Serialize;

use super::UnderlyingMarket;
use super::chain::{ChainExpiry, QuotedOption};
use super::clean::Inversion;
use crate::basics::{PutCall, Settlement};
use crate::math::ops;

/// The quotes of one underlying as volatilities, expiry by expiry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SmilesReport {
    /// Underlying id.
    pub id: String,
    /// Inverse or linear.
    pub settlement: Settlement,
    /// ISO instant of the data.
    pub as_of: String,
    /// Expiries, ascending.
    pub expiries: Vec<ExpirySmile>,
}

/// The quotes of one expiry as volatilities.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExpirySmile {
    /// ISO instant of expiry.
    pub expiry: String,
    /// The desk's code: `27NOV26`.
    pub code: String,
    /// Years, ACT/365F.
    pub years: f64,
    /// Forward, in price currency.
    pub forward: f64,
    /// Every quote that was read, sorted by strike, call before put.
    pub quotes: Vec<SmileQuote>,
}

/// One quote as volatilities.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct SmileQuote {
    /// Strike, in price currency.
    pub strike: f64,
    /// Call or put.
    #[serde(rename = "type")]
    pub put_call: PutCall,
    /// Forward log-moneyness ln(K/F).
    pub k: f64,
    /// Black volatility of the bid, decimal on ACT/365F; null where it has none.
    pub bid_vol: Option<f64>,
    /// Black volatility of the offer, decimal on ACT/365F; null where it has none.
    pub ask_vol: Option<f64>,
    /// Why the quote takes no part in the fit, in words; null where it does.
    pub dropped: Option<String>,
}

impl UnderlyingMarket {
    /// The cleaned chain as volatilities, with the reason for every quote left out.
    pub fn smiles(&self) -> SmilesReport {
        SmilesReport {
            id: self.key.underlying.clone(),
            settlement: self.key.settlement,
            as_of: self.as_of.to_iso(),
            expiries: self.chain.iter().map(|expiry| self.smile_of(expiry)).collect(),
        }
    }

    /// Total variance σ²T of the model at every pair of a time and a log-moneyness k = ln(K/F),
    /// one row per time.
    ///
    /// Times are years after the market's instant, ACT/365F, and positive.
    pub fn variances(&self, years: &[f64], k: &[f64]) -> Vec<f64> {
        let sections = years.iter().map(|t| self.surface.section(*t));
        sections.flat_map(|section| k.iter().map(move |k| section.variance(*k).w)).collect()
    }

    fn smile_of(&self, expiry: &ChainExpiry) -> ExpirySmile {
        let forward = self.forward(expiry.expiry);
        let ChainExpiry { forward: own_forward, discount, quotes, .. } = expiry;
        let terms = Inversion {
            forward: *own_forward,
            discount: *discount,
            years: self.years(expiry.expiry),
            settlement: self.key.settlement,
        };
        let quotes = quotes.iter().zip(terms.all_vols(quotes));
        ExpirySmile {
            expiry: expiry.expiry.to_iso(),
            code: expiry.expiry.expiry_code(),
            years: self.years(expiry.expiry),
            forward,
            quotes: quotes.map(|(quote, vols)| SmileQuote::new(quote, vols, forward)).collect(),
        }
    }
}

impl SmileQuote {
    fn new(quote: &QuotedOption, [bid_vol, ask_vol]: [Option<f64>; 2], forward: f64) -> Self {
        Self {
            strike: quote.strike,
            put_call: quote.put_call,
            k: ops::ln(quote.strike / forward),
            bid_vol,
            ask_vol,
            dropped: quote.dropped.map(|reason| reason.words().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::market::{Market, sample_snapshot};

    #[test]
    fn every_quote_is_listed_with_its_volatilities_or_its_reason() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        for underlying in market.underlyings() {
            let smiles = underlying.smiles();
            assert_eq!(smiles.expiries.len(), underlying.chain.len());
            for (smile, card) in smiles.expiries.iter().zip(&underlying.reports) {
                assert_eq!(smile.quotes.len(), card.quotes);
                let fitted = smile.quotes.iter().filter(|q| q.dropped.is_none());
                assert_eq!(fitted.clone().count(), card.used);
                for quote in fitted {
                    assert!(quote.bid_vol.unwrap() <= quote.ask_vol.unwrap(), "{quote:?}");
                }
            }
        }
    }

    #[test]
    fn the_least_g_and_gap_of_a_card_are_where_it_says() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        for underlying in market.underlyings() {
            let mut before = None;
            for card in &underlying.reports {
                let at = |years: f64, k: f64| underlying.surface.variance(years, k);
                let k = card.min_butterfly_at.unwrap();
                let g = at(card.years, k).butterfly_density(k);
                assert!((g - card.min_butterfly.unwrap()).abs() < 1e-9, "{} g {g}", card.code);
                assert_eq!(card.min_calendar_gap_at.is_some(), before.is_some());
                if let (Some(years), Some(k)) = (before, card.min_calendar_gap_at) {
                    let gap = at(card.years, k).w - at(years, k).w;
                    assert!((gap - card.min_calendar_gap.unwrap()).abs() < 1e-12, "{}", card.code);
                }
                before = Some(card.years);
            }
        }
    }

    #[test]
    fn variances_come_row_by_row_and_are_those_of_the_model() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        let underlying = market.underlyings().first().unwrap();
        let (years, k) = ([0.05, 0.2], [-0.3, 0.0, 0.3]);
        let variances = underlying.variances(&years, &k);
        assert_eq!(variances.len(), 6);
        for (row, t) in variances.chunks_exact(3).zip(years) {
            for (w, k) in row.iter().zip(k) {
                assert_eq!(*w, underlying.surface.variance(t, k).w);
            }
        }
    }
}
