//! An indicative price: theoretical value and, around it, what crossing the legs on screen costs.
//!
//! It is a level to explore with, not a quote: nobody's charges, limits or positions are in it.

use serde::Serialize;

use super::report::{BucketReport, GreeksInCoin, LegReport, buckets, greeks_in_coin};
use super::screen::{decimals_of, has_red_fit, screen_half_width, ticks};
use super::{Greeks, Valuation, value};
use crate::basics::{Issue, IssueCode, Timestamp};
use crate::market::{Market, Source, UnderlyingMarket};
use crate::rfq::check::common_multiplier;
use crate::rfq::{Rfq, RfqDraft, check, explain};

/// What a package is worth on the market as recorded, without anybody's charge.
///
/// Prices are per spread and unit of underlying, in premium currency, of the legs alone: a hedge
/// that a tied request exchanges is not in them. Greeks are the view of who buys the spread.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Indication {
    /// Theoretical price, not rounded; absent where the package could not be valued, as `issues` say.
    pub theoretical: Option<f64>,
    /// Half of the width at which the legs can be crossed on the recorded market; absent where an
    /// option is not quoted on both sides.
    pub half_width: Option<f64>,
    /// Theoretical less the half-width.
    pub low: Option<f64>,
    /// Theoretical plus the half-width.
    pub high: Option<f64>,
    /// Premium currency.
    pub currency: String,
    /// Currency of strikes and Greeks.
    pub price_currency: String,
    /// What prices and Greeks are per: a `spread` where its contracts are of one unit of
    /// underlying, else a `unit` of them.
    pub per: String,
    /// Decimals that show prices in their ticks.
    pub decimals: usize,
    /// Spreads asked for.
    pub quantity: f64,
    /// Underlying units per contract.
    pub multiplier: f64,
    /// The underlying of the first leg.
    pub underlying: String,
    /// The shape's name in words.
    pub structure_name: String,
    /// The request read back, as a sentence.
    pub request: String,
    /// ISO instant of the market data; of the oldest where the legs are on several markets.
    pub as_of: String,
    /// `sample`, `file` or `live`; of several markets the least that can be dealt on.
    pub source: String,
    /// Forward to the first leg's expiry, in price currency.
    pub reference_forward: f64,
    /// Spot or index of the first leg, in price currency.
    pub reference_spot: f64,
    /// Legs in the spread's order.
    pub legs: Vec<LegReport>,
    /// Greeks of one spread and unit, in price currency.
    pub greeks: Option<Greeks>,
    /// Greeks of the whole size.
    pub position_greeks: Option<Greeks>,
    /// Vega, theta and rho of one spread in coin, for inverse packages.
    pub greeks_coin: Option<GreeksInCoin>,
    /// The model's vega of one spread by bucket, in price currency; zeros left out.
    pub buckets: Vec<BucketReport>,
    /// Findings.
    pub issues: Vec<Issue>,
}

/// Checks and values a draft; whatever is wrong with it is in the indication's issues.
pub fn indicate(draft: &RfqDraft, market: &Market) -> Indication {
    let checked = check(draft, &market.listing());
    let issues = checked.issues;
    let Some(rfq) = checked.rfq else { return Indication { issues, ..Indication::default() } };
    let valued = common_multiplier(&rfq.spread)
        .map_err(|issue| vec![issue])
        .and_then(|multiplier| Ok((multiplier, value(&rfq.spread, market)?)));
    match valued {
        Ok((multiplier, valuation)) => indication(&rfq, &valuation, multiplier, market, issues),
        Err(reasons) => Indication { issues: [issues, reasons].concat(), ..Indication::default() },
    }
}

fn indication(
    rfq: &Rfq,
    valuation: &Valuation,
    multiplier: f64,
    market: &Market,
    mut issues: Vec<Issue>,
) -> Indication {
    issues.extend(valuation.issues.iter().cloned());
    if has_red_fit(valuation, market) {
        let message = "The volatility fit of a leg’s expiry is poor.";
        issues.push(Issue::new(IssueCode::MarketWide, "legs", message));
    }
    let price = valuation.price;
    let half_width = screen_half_width(valuation).filter(|half| half.is_finite());
    let (low, high) = (half_width.map(|half| price - half), half_width.map(|half| price + half));
    let schedule = ticks(valuation, market);
    let shown = [Some(price), low, high].into_iter().flatten();
    let markets = || valuation.legs.iter().filter_map(|leg| market.find(&leg.market));
    let first = valuation.legs.first();
    Indication {
        theoretical: Some(price),
        half_width,
        low,
        high,
        currency: valuation.unit.currency.clone(),
        price_currency: valuation.unit.price_currency.clone(),
        per: String::from(if multiplier == 1.0 { "spread" } else { "unit" }),
        decimals: shown.map(|x| decimals_of(schedule.tick_at(x))).max().unwrap_or(0),
        quantity: rfq.quantity,
        multiplier,
        underlying: first.map_or_else(String::new, |leg| leg.market.underlying.clone()),
        structure_name: rfq.spread.structure.name().to_owned(),
        request: explain(rfq),
        as_of: markets().map(|m| m.as_of).min().map_or_else(String::new, Timestamp::to_iso),
        source: least_dealable(markets()).to_owned(),
        reference_forward: first.map_or(0.0, |leg| leg.forward),
        reference_spot: first.map_or(0.0, |leg| leg.spot),
        legs: valuation.legs.iter().map(LegReport::from).collect(),
        greeks: Some(valuation.reported_greeks),
        position_greeks: Some(valuation.reported_greeks.times(rfq.quantity * multiplier)),
        greeks_coin: greeks_in_coin(valuation),
        buckets: buckets(valuation),
        issues,
    }
}

/// Where data come from: a generated market before a recorded one before a feed.
fn least_dealable<'a>(markets: impl Iterator<Item = &'a UnderlyingMarket>) -> &'a str {
    let rank = |source: &&Source| match source {
        Source::Sample => 0,
        Source::File(_) => 1,
        Source::Live(_) => 2,
    };
    markets.map(|market| &market.source).min_by_key(rank).map_or("", Source::word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::sample::sample_snapshot;
    use crate::rfq::read;

    const FLY: &str = "ETH 25DEC26 3300/3400/3500 call fly x100";

    fn sample() -> Market {
        Market::default().load(&sample_snapshot()).market.unwrap()
    }

    fn indicated(line: &str, market: &Market) -> Indication {
        indicate(&read(line, &market.listing()).draft.unwrap(), market)
    }

    #[test]
    fn the_range_is_theoretical_and_the_legs_half_spreads() {
        let market = sample();
        let found = indicated(FLY, &market);
        let mid: f64 = found.legs.iter().map(|leg| f64::from(leg.ratio) * leg.price).sum();
        let halves =
            found.legs.iter().map(|leg| (f64::from(leg.ratio.abs()), leg.screen_half_spread));
        let half: f64 = halves.map(|(contracts, half)| contracts * half.unwrap()).sum();
        let theoretical = found.theoretical.unwrap();
        assert!((theoretical - mid).abs() < 1e-12 && half > 0.0);
        assert!((found.half_width.unwrap() - half).abs() < 1e-12);
        assert_eq!(found.low, Some(theoretical - found.half_width.unwrap()));
        assert_eq!(found.high, Some(theoretical + found.half_width.unwrap()));
        let (one, all) = (found.greeks.unwrap(), found.position_greeks.unwrap());
        assert!((all.vega_per_point - 100.0 * found.multiplier * one.vega_per_point).abs() < 1e-9);
        assert_eq!((found.source.as_str(), found.structure_name.is_empty()), ("sample", false));
    }

    #[test]
    fn without_a_quote_on_both_sides_there_is_a_value_and_no_range() {
        let market = sample();
        let found = indicated("ETH 25DEC26 3333 call x10", &market);
        assert!(found.theoretical.is_some(), "{:?}", found.issues);
        assert_eq!((found.half_width, found.low, found.high), (None, None, None));
    }

    #[test]
    fn what_cannot_be_valued_is_issues_and_no_number() {
        let draft = RfqDraft { quantity: 1.0, ..RfqDraft::default() };
        let found = indicate(&draft, &sample());
        assert_eq!((found.theoretical, found.greeks), (None, None));
        assert!(!found.issues.is_empty());
    }
}
