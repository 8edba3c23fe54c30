//! Contract conventions by product, where a snapshot does not state its own.
//!
//! | product | multiplier | quantity | outright tick | package tick |
//! |---|---|---|---|---|
//! | BTC inverse (Deribit) | 1 | 0.1 | 0.0001, above 0.005 0.0005 | 0.0001 |
//! | ETH inverse (Deribit) | 1 | 1 | 0.0001, above 0.005 0.0005 | 0.0001 |
//! | BTC, ETH linear | 1 | 1 | 0.05 | 0.05 |
//! | XRP linear (Deribit) | 1,000 | 1 | 0.0005 | 0.0005 |
//! | SOL, AVAX, MATIC, TRX linear (Deribit) | 10, 100, 1,000, 10,000 | 1 | assumed | assumed |
//! | listed equity index, European | 100 | 1 | 0.05, above 3 0.10 | 0.05 |
//! | stock or fund, American | 100 | 1 | 0.01 | 0.01 |
//!
//! Multipliers of linear coins are those that Deribit publishes for its USDC options; the tick of
//! XRP is its instrument list's. The tick of linear BTC and ETH is a choice: it is the coarsest
//! that can show a quote of 9.80 and 10.20. What the table does not have is assumed, and the load
//! says so.

use crate::basics::{ContractTerms, Exercise, MarketKey, Settlement, TickSchedule, TickStep};

/// Coins that have options of their own, inverse or linear.
const COINS: [&str; 12] =
    ["BTC", "ETH", "SOL", "XRP", "AVAX", "TRX", "MATIC", "PAXG", "BNB", "DOGE", "LTC", "HYPE"];

/// What ends the id of a linear coin market, and what its premiums are paid in.
const STABLE_COINS: [&str; 2] = ["USDC", "USDT"];

/// Equity indices with listed European options.
const INDICES: [&str; 10] =
    ["SPX", "SPXW", "XSP", "NDX", "NDXP", "XND", "RUT", "RUTW", "DJX", "VIX"];

/// Linear coins: multiplier, tick in price currency, and what of the two is assumed.
const LINEAR_COINS: [(&str, f64, f64, Option<&str>); 7] = [
    ("BTC", 1.0, 0.05, None),
    ("ETH", 1.0, 0.05, None),
    ("XRP", 1_000.0, 0.0005, None),
    ("SOL", 10.0, 0.01, Some("a tick of 0.01")),
    ("AVAX", 100.0, 0.001, Some("a tick of 0.001")),
    ("MATIC", 1_000.0, 0.0001, Some("a tick of 0.0001")),
    ("TRX", 10_000.0, 0.0001, Some("a tick of 0.0001")),
];

/// What kind of product a market is, for conventions and assumptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// A coin, inverse or linear.
    Coin,
    /// An equity index with European options.
    Index,
    /// A stock or fund with American options.
    Stock,
}

impl Product {
    /// The kind of product that a market's name, terms and price currency suggest.
    pub fn of(key: &MarketKey, exercise: Exercise, price_currency: &str) -> Self {
        let (coin, is_named_coin) = coin(&key.underlying);
        let is_coin = is_named_coin
            || COINS.contains(&coin)
            || STABLE_COINS.iter().any(|s| price_currency.eq_ignore_ascii_case(s));
        match (key.settlement, exercise) {
            _ if is_coin => Self::Coin,
            (Settlement::Inverse, _) => Self::Coin,
            (Settlement::Linear, Exercise::European) => Self::Index,
            (Settlement::Linear, Exercise::American) => Self::Stock,
        }
    }
}

/// The coin of an id such as `SOL_USDC`, and whether the id itself says that it is one.
fn coin(id: &str) -> (&str, bool) {
    match id.split_once('_') {
        Some((coin, stable)) if STABLE_COINS.contains(&stable) => (coin, true),
        _ => (id, false),
    }
}

/// Terms by convention, and which of them are assumed because the table has no such product.
#[derive(Debug, Clone, PartialEq)]
pub struct Convention {
    /// The terms.
    pub terms: ContractTerms,
    /// What is assumed, in words that follow "assumed"; `None` where nothing is.
    pub assumed: Option<String>,
}

/// The terms a market trades in by convention, premiums in the coin or in `price_currency`.
pub fn convention(key: &MarketKey, exercise: Exercise, price_currency: &str) -> Convention {
    let id = key.underlying.as_str();
    let flat = |tick: f64| (TickSchedule::flat(tick), TickSchedule::flat(tick));
    let stepped = |base: f64, above: f64, tick: f64| {
        let outright = TickSchedule { base, steps: vec![TickStep { above, tick }] };
        (outright, TickSchedule::flat(base))
    };
    let words = |text: &str| Some(text.to_owned());
    let (multiplier, lot, (outright_tick, package_tick), assumed) =
        match (Product::of(key, exercise, price_currency), key.settlement) {
            (Product::Coin, Settlement::Inverse) => (
                1.0,
                if id == "BTC" { 0.1 } else { 1.0 },
                stepped(0.0001, 0.005, 0.0005),
                if ["BTC", "ETH"].contains(&id) {
                    None
                } else {
                    words("the terms of inverse ETH options")
                },
            ),
            (Product::Coin, Settlement::Linear) => {
                match LINEAR_COINS.iter().find(|(known, ..)| *known == coin(id).0) {
                    Some((_, multiplier, tick, assumed)) => {
                        (*multiplier, 1.0, flat(*tick), assumed.map(str::to_owned))
                    }
                    None => {
                        (1.0, 1.0, flat(0.0001), words("a multiplier of 1 and a tick of 0.0001"))
                    }
                }
            }
            (Product::Index, _) => (
                100.0,
                1.0,
                stepped(0.05, 3.0, 0.10),
                if INDICES.contains(&id) {
                    None
                } else {
                    words(
                        "the terms of equity index options: a multiplier of 100 and a tick of 0.05",
                    )
                },
            ),
            (Product::Stock, _) => (100.0, 1.0, flat(0.01), None),
        };
    let premium_currency = match key.settlement {
        Settlement::Inverse => key.underlying.clone(),
        Settlement::Linear => price_currency.to_owned(),
    };
    let terms = ContractTerms {
        multiplier,
        premium_currency,
        min_quantity: lot,
        quantity_step: lot,
        outright_tick,
        package_tick,
    };
    Convention { terms, assumed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(underlying: &str, settlement: Settlement) -> MarketKey {
        MarketKey { underlying: underlying.to_owned(), settlement }
    }

    fn terms(underlying: &str, settlement: Settlement, exercise: Exercise) -> ContractTerms {
        let found = convention(&key(underlying, settlement), exercise, "USD");
        assert_eq!(found.assumed, None, "{underlying}");
        found.terms
    }

    #[test]
    fn each_product_has_its_own_lots_and_ticks() {
        let btc = terms("BTC", Settlement::Inverse, Exercise::European);
        assert_eq!((btc.multiplier, btc.min_quantity), (1.0, 0.1));
        assert_eq!(btc.premium_currency, "BTC");
        assert_eq!(btc.outright_tick.tick_at(0.0051), 0.0005);
        assert_eq!(btc.package_tick.tick_at(0.0299), 0.0001);
        let eth = terms("ETH", Settlement::Linear, Exercise::European);
        assert_eq!((eth.premium_currency.as_str(), eth.outright_tick.tick_at(90.0)), ("USD", 0.05));
        let spx = terms("SPX", Settlement::Linear, Exercise::European);
        assert_eq!((spx.multiplier, spx.outright_tick.tick_at(3.1)), (100.0, 0.10));
        let aapl = terms("AAPL", Settlement::Linear, Exercise::American);
        assert_eq!((aapl.multiplier, aapl.outright_tick.tick_at(9.0)), (100.0, 0.01));
    }

    #[test]
    fn linear_coins_have_their_own_multipliers_under_either_name() {
        for (id, multiplier) in [("XRP", 1e3), ("SOL", 10.0), ("AVAX", 100.0), ("TRX", 1e4)] {
            for id in [id.to_owned(), format!("{id}_USDC")] {
                let key = key(&id, Settlement::Linear);
                let found = convention(&key, Exercise::European, "USDC");
                assert_eq!(found.terms.multiplier, multiplier, "{id}");
                assert_eq!(found.assumed.is_none(), id.starts_with("XRP"), "{id}");
            }
        }
        let xrp = terms("XRP", Settlement::Linear, Exercise::European);
        assert_eq!(xrp.outright_tick.tick_at(0.3), 0.0005);
    }

    #[test]
    fn an_unknown_coin_is_a_coin_and_says_what_is_assumed() {
        let european = Exercise::European;
        let of = |id: &str, currency: &str| {
            let key = key(id, Settlement::Linear);
            (Product::of(&key, european, currency), convention(&key, european, currency))
        };
        for (id, currency) in [("DOT_USDC", "USD"), ("DOT_USDT", "USDT"), ("DOT", "USDC")] {
            let (product, found) = of(id, currency);
            assert_eq!((product, found.terms.multiplier), (Product::Coin, 1.0), "{id} {currency}");
            assert!(found.assumed.is_some(), "{id} {currency}");
        }
        let (product, found) = of("NKY", "JPY");
        assert_eq!(product, Product::Index);
        assert!(found.assumed.is_some_and(|words| words.contains("multiplier of 100")));
    }
}
