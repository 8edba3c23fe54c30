//! Contracts meet markets here, and nowhere else: legs resolved, valued and measured.
//!
//! Everything is computed in price currency (USD, say) per spread and unit of underlying. An
//! inverse option's coin value is D_c·Black(F)/F; with D = D_c·S/F and one index S per snapshot
//! its value in price currency divided by S is exactly that coin value.

pub mod greeks;
pub mod indication;
pub mod leg;
#[cfg(test)]
mod properties;
pub mod report;
pub mod revalue;
pub mod screen;

pub use greeks::Greeks;
pub use leg::LegValue;

use crate::basics::{Exercise, Instrument, Issue, IssueCode, MarketKey, Spread};
use crate::market::{Market, VegaNodes};

/// The currency premiums change hands in.
#[derive(Debug, Clone, PartialEq)]
pub struct PremiumUnit {
    /// Name: `ETH`, `USD`.
    pub currency: String,
    /// Worth of one unit in price currency: the index for a coin, else 1.
    pub in_price_currency: f64,
    /// The price currency: `USD`.
    pub price_currency: String,
}

/// Vega of one market on the nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct MarketBuckets {
    /// Which market.
    pub market: MarketKey,
    /// Model vega per volatility point for one spread, in price currency, in node order.
    pub vega_per_point: Vec<f64>,
}

/// Theoretical value and Greeks of one spread, as the client who buys it sees them.
#[derive(Debug, Clone, PartialEq)]
pub struct Valuation {
    /// Legs in the spread's order.
    pub legs: Vec<LegValue>,
    /// The premium's currency.
    pub unit: PremiumUnit,
    /// Theoretical price of one spread per unit, signed, in premium currency.
    pub price: f64,
    /// The same in price currency.
    pub price_in_price_currency: f64,
    /// The model's Greeks of one spread, in price currency.
    pub greeks: Greeks,
    /// Greeks to report: the model's, with the user's marked vegas in their place.
    pub reported_greeks: Greeks,
    /// The model's vega by node, one entry per market; sums to the net vega.
    pub buckets: Vec<MarketBuckets>,
    /// Findings that do not stop the valuation.
    pub issues: Vec<Issue>,
}

/// Implied dividends below this share of spot are what parity leaves of noise.
const LEAST_DIVIDEND: f64 = 0.002;

/// Values a spread on the market.
///
/// # Errors
/// Issues where a leg's market is not loaded, where the legs are priced in several currencies, or
/// where a number could not be computed.
pub fn value(spread: &Spread, market: &Market) -> Result<Valuation, Vec<Issue>> {
    let mut legs = Vec::with_capacity(spread.legs.len());
    let mut failures = Vec::new();
    let mut issues = Vec::new();
    for (index, leg) in spread.legs.iter().enumerate() {
        match LegValue::new(leg, market) {
            Ok(valued) => legs.push(valued),
            Err(code) => failures.push(failure(code, index, &leg.instrument)),
        }
    }
    if !failures.is_empty() {
        return Err(failures);
    }
    if let Some(issue) = several_price_currencies(&legs) {
        return Err(vec![issue]);
    }
    if legs.iter().any(LegValue::is_near_expiry) {
        issues.push(Issue::new(
            IssueCode::NearExpiry,
            "legs",
            "A leg is within a minute of expiry; it is valued as if a minute were left.",
        ));
    }
    if spread.legs.iter().any(|l| is_american(&l.instrument)) {
        issues.push(Issue::new(
            IssueCode::American,
            "legs",
            "American options are priced without early exercise, on volatilities implied the same way.",
        ));
    }
    issues.extend(legs.iter().filter_map(implied_dividend).next_back());
    let unit = premium_unit(&legs, market).ok_or_else(|| {
        vec![Issue::new(IssueCode::NoLegs, "legs", "The request has no net position.")]
    })?;
    let mut greeks = Greeks::default();
    let mut reported_greeks = Greeks::default();
    for leg in &legs {
        greeks.add(&leg.greeks, f64::from(leg.ratio));
        reported_greeks.add(&leg.reported_greeks, f64::from(leg.ratio));
    }
    let price = legs.iter().map(|l| f64::from(l.ratio) * l.price_in(&unit)).sum::<f64>();
    let valuation = Valuation {
        price,
        price_in_price_currency: price * unit.in_price_currency,
        greeks,
        reported_greeks,
        buckets: buckets(&legs),
        legs,
        unit,
        issues,
    };
    if valuation.price.is_finite() && valuation.greeks.is_finite() {
        Ok(valuation)
    } else {
        Err(vec![Issue::new(
            IssueCode::Numerical,
            "legs",
            "This package could not be valued reliably; no price is shown.",
        )])
    }
}

fn is_american(instrument: &Instrument) -> bool {
    matches!(instrument, Instrument::Option { exercise: Exercise::American, .. })
}

/// Says what the forward of an American option implies of dividends, or of a cost of borrowing the
/// shares, which is the same to it: spot less the discounted forward.
fn implied_dividend(leg: &LegValue) -> Option<Issue> {
    let worth = leg.spot - leg.discount * leg.forward;
    if !is_american(&leg.instrument) || worth <= LEAST_DIVIDEND * leg.spot {
        return None;
    }
    dividend(leg, worth)
}

#[cold]
#[inline(never)]
fn dividend(leg: &LegValue, worth: f64) -> Option<Issue> {
    let message = format!(
        "The forward to {} implies dividends worth {worth:.2} {} before expiry, for which an American \
         call may be exercised early; the price does not count that.",
        leg.instrument.expiry()?.spoken(),
        leg.unit.price_currency,
    );
    Some(Issue::new(IssueCode::AmericanDividend, "legs", message))
}

#[cold]
#[inline(never)]
fn failure(code: IssueCode, index: usize, instrument: &Instrument) -> Issue {
    let symbol = instrument.symbol();
    let message = match code {
        IssueCode::MarketMissing => format!("There is no market data for {symbol}."),
        IssueCode::ExpiryPast => format!("{symbol} has expired."),
        _ => format!("{symbol} could not be valued reliably; no price is shown."),
    };
    Issue::new(code, format!("legs[{index}]"), message)
}

/// Amounts in several price currencies cannot be added.
fn several_price_currencies(legs: &[LegValue]) -> Option<Issue> {
    let first = &legs.first()?.unit.price_currency;
    let other = legs.iter().map(|l| &l.unit.price_currency).find(|c| *c != first)?;
    let message = format!(
        "The legs are priced in {first} and in {other}; no exchange rate is loaded between them."
    );
    Some(Issue::new(IssueCode::PriceType, "legs", message))
}

/// The legs' common premium currency, or the price currency where they differ.
fn premium_unit(legs: &[LegValue], market: &Market) -> Option<PremiumUnit> {
    let first = legs.first()?;
    let found = market.find(&first.market)?;
    let is_common = legs.iter().all(|l| l.unit == first.unit);
    Some(if is_common {
        first.unit.clone()
    } else {
        PremiumUnit {
            currency: found.price_currency.clone(),
            in_price_currency: 1.0,
            price_currency: found.price_currency.clone(),
        }
    })
}

fn buckets(legs: &[LegValue]) -> Vec<MarketBuckets> {
    let mut by_market: Vec<MarketBuckets> = Vec::new();
    for leg in legs {
        let position = by_market.iter().position(|b| b.market == leg.market).unwrap_or_else(|| {
            by_market.push(MarketBuckets {
                market: leg.market.clone(),
                vega_per_point: vec![0.0; VegaNodes::COUNT],
            });
            by_market.len() - 1
        });
        if let Some(entry) = by_market.get_mut(position) {
            spread_over_nodes(leg, f64::from(leg.ratio), &mut entry.vega_per_point);
        }
    }
    by_market
}

/// Adds `units` of a leg's vega to the nodes it falls on.
pub fn spread_over_nodes(leg: &LegValue, units: f64, vegas: &mut [f64]) {
    let vega = units * leg.greeks.vega_per_point;
    if vega == 0.0 {
        return;
    }
    for share in VegaNodes::weights(leg.years, leg.moneyness) {
        if let Some(slot) = vegas.get_mut(share.node) {
            *slot += vega * share.weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::fixtures::{eth_linear, option_leg, package};

    #[test]
    fn the_documented_fly_prices_leg_by_leg() {
        // The worked fly: 3300/3400/3500 calls, 16 days, F = 3400.
        let market = eth_linear();
        let legs = [(1, 3300.0), (-2, 3400.0), (1, 3500.0)]
            .map(|(ratio, strike)| option_leg(&market, ratio, 16.0, strike, PutCall::Call));
        let valuation = value(&package(legs.to_vec()), &market).unwrap();
        assert!((valuation.price - 9.82488217).abs() < 1e-7, "{}", valuation.price);
        let expected = [224.21422772, 170.28182808, 126.17431062];
        for (leg, price) in valuation.legs.iter().zip(expected) {
            assert!((leg.price - price).abs() < 1e-7, "{} against {price}", leg.price);
        }
    }

    #[test]
    fn the_documented_risk_reversal_has_its_price_delta_vega_and_buckets() {
        // The worked risk reversal: 44 days, 3100 put against 3750 call, calls over.
        let market = eth_linear();
        let legs = vec![
            option_leg(&market, -1, 44.0, 3100.0, PutCall::Put),
            option_leg(&market, 1, 44.0, 3750.0, PutCall::Call),
        ];
        let valuation = value(&package(legs), &market).unwrap();
        assert!((valuation.price - 1.4706).abs() < 5e-5, "{}", valuation.price);
        assert!((valuation.greeks.delta - 0.66056).abs() < 5e-6, "{}", valuation.greeks.delta);
        assert!((valuation.greeks.vega_per_point - 0.33519).abs() < 5e-6);
        let buckets = &valuation.buckets[0].vega_per_point;
        let expected = [
            (11, -1.0476),
            (12, -0.0046),
            (13, 1.2022),
            (16, -1.2936),
            (17, -0.0057),
            (18, 1.4845),
        ];
        for (node, vega) in expected {
            assert!((buckets[node] - vega).abs() < 6e-5, "node {node}: {}", buckets[node]);
        }
        let sum: f64 = buckets.iter().sum();
        assert!((sum - valuation.greeks.vega_per_point).abs() < 1e-12);
    }

    #[test]
    fn inverse_value_is_the_coin_value_and_delta_loses_the_premium() {
        // Black (1976) in coin: F = 60,300, K = 65,000, T = 20/365, σ = 55 %.
        let market = crate::market::fixtures::btc_inverse_flat(60_300.0, 0.55);
        let legs = vec![option_leg(&market, 1, 20.0, 65_000.0, PutCall::Call)];
        let valuation = value(&package(legs), &market).unwrap();
        assert!((valuation.price - 0.023151252).abs() < 5e-10, "{}", valuation.price);
        assert_eq!(valuation.unit.currency, "BTC");
        assert!((valuation.greeks.delta - 0.3020193).abs() < 5e-8);
        assert!((valuation.greeks.delta_premium_adjusted - 0.2788681).abs() < 5e-8);
    }

    #[test]
    fn legs_in_several_price_currencies_are_refused() {
        let mut other = crate::market::fixtures::btc_inverse_flat(60_300.0, 0.55);
        let mut btc = other.underlyings()[0].clone();
        let leg = |market: &Market, days: f64, strike: f64| {
            option_leg(market, 1, days, strike, PutCall::Call)
        };
        let legs = vec![leg(&eth_linear(), 16.0, 3400.0), leg(&other, 20.0, 65_000.0)];
        other = eth_linear().with(btc.clone());
        assert!(value(&package(legs.clone()), &other).is_ok());
        btc.price_currency = String::from("EUR");
        let issues = value(&package(legs), &eth_linear().with(btc)).unwrap_err();
        assert_eq!((issues[0].code, issues[0].path.as_str()), (IssueCode::PriceType, "legs"));
        assert!(issues[0].message.contains("no exchange rate"), "{}", issues[0].message);
    }

    #[test]
    fn revaluation_at_sticky_moneyness_differs_from_delta_by_the_smiles_slope() {
        let market = eth_linear();
        let underlying = &market.underlyings()[0];
        let legs = vec![option_leg(&market, 1, 44.0, 3750.0, PutCall::Call)];
        let valuation = value(&package(legs), &market).unwrap();
        let leg = &valuation.legs[0];
        let base = revalue::value_in_state(
            leg,
            underlying,
            &revalue::State { spot_ratio: 1.0, at: underlying.as_of, relative_vol_shift: 0.0 },
        );
        assert!((base - leg.price).abs() < 1e-9);
        let up = |ratio: f64| {
            let state =
                revalue::State { spot_ratio: ratio, at: underlying.as_of, relative_vol_shift: 0.0 };
            revalue::value_in_state(leg, underlying, &state)
        };
        // Sticky moneyness: delta less vega times the smile's slope over F (Bergomi 2016, §2.5, skew-stickiness ratio 0).
        let bump = 1e-5;
        let slope = (up(1.0 + bump) - up(1.0 - bump)) / (2.0 * bump * leg.spot);
        assert!((slope - 0.361800).abs() < 2e-6, "{slope}");
        assert!((leg.greeks.delta - 0.362566).abs() < 1e-6);
    }
}
