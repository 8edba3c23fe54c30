//! Contract conventions by product, where a snapshot does not state its own.
//!
//! | product | multiplier | quantity | outright tick | package tick |
//! |---|---|---|---|---|
//! | inverse coin options (Deribit) | 1 | 0.1 BTC, 1 else | 0.0001, above 0.005 0.0005 | 0.0001 |
//! | linear coin options | 1 | 1 | 0.05 | 0.05 |
//! | equity index, European | 100 | 1 | 0.05, above 3 0.10 | 0.05 |
//! | stock or fund, American | 100 | 1 | 0.01 | 0.01 |
//!
//! The tick of linear coin options is a choice: it is the coarsest that can show the worked
//! example's 9.80 and 10.20 (`MODELS` §0.2, point 9).

use crate::basics::{ContractTerms, Exercise, MarketKey, Settlement, TickSchedule, TickStep};

/// Coins whose linear options are quoted per coin.
const COINS: [&str; 10] = ["BTC", "ETH", "SOL", "XRP", "AVAX", "TRX", "PAXG", "BNB", "DOGE", "LTC"];

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
    /// The kind of product that a market's name and terms suggest.
    pub fn of(key: &MarketKey, exercise: Exercise) -> Self {
        let is_coin = COINS.contains(&key.underlying.as_str());
        match (key.settlement, exercise) {
            _ if is_coin => Self::Coin,
            (Settlement::Inverse, _) => Self::Coin,
            (Settlement::Linear, Exercise::European) => Self::Index,
            (Settlement::Linear, Exercise::American) => Self::Stock,
        }
    }
}

/// The terms a market trades in by convention, premiums in the coin or in `price_currency`.
pub fn convention(key: &MarketKey, exercise: Exercise, price_currency: &str) -> ContractTerms {
    let premium_currency = match key.settlement {
        Settlement::Inverse => key.underlying.clone(),
        Settlement::Linear => price_currency.to_owned(),
    };
    let stepped = |base: f64, above: f64, tick: f64| TickSchedule {
        base,
        steps: vec![TickStep { above, tick }],
    };
    let (multiplier, lot, outright_tick, package_tick) =
        match (Product::of(key, exercise), key.settlement) {
            (Product::Coin, Settlement::Inverse) => (
                1.0,
                if key.underlying == "BTC" { 0.1 } else { 1.0 },
                stepped(0.0001, 0.005, 0.0005),
                TickSchedule::flat(0.0001),
            ),
            (Product::Coin, Settlement::Linear) => {
                (1.0, 1.0, TickSchedule::flat(0.05), TickSchedule::flat(0.05))
            }
            (Product::Index, _) => (100.0, 1.0, stepped(0.05, 3.0, 0.10), TickSchedule::flat(0.05)),
            (Product::Stock, _) => (100.0, 1.0, TickSchedule::flat(0.01), TickSchedule::flat(0.01)),
        };
    ContractTerms {
        multiplier,
        premium_currency,
        min_quantity: lot,
        quantity_step: lot,
        outright_tick,
        package_tick,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(underlying: &str, settlement: Settlement) -> MarketKey {
        MarketKey { underlying: underlying.to_owned(), settlement }
    }

    #[test]
    fn each_product_has_its_own_lots_and_ticks() {
        let btc = convention(&key("BTC", Settlement::Inverse), Exercise::European, "USD");
        assert_eq!((btc.multiplier, btc.min_quantity), (1.0, 0.1));
        assert_eq!(btc.premium_currency, "BTC");
        assert_eq!(btc.outright_tick.tick_at(0.0051), 0.0005);
        assert_eq!(btc.package_tick.tick_at(0.0299), 0.0001);
        let eth = convention(&key("ETH", Settlement::Linear), Exercise::European, "USD");
        assert_eq!((eth.premium_currency.as_str(), eth.outright_tick.tick_at(90.0)), ("USD", 0.05));
        let spx = convention(&key("SPX", Settlement::Linear), Exercise::European, "USD");
        assert_eq!((spx.multiplier, spx.outright_tick.tick_at(3.1)), (100.0, 0.10));
        let aapl = convention(&key("AAPL", Settlement::Linear), Exercise::American, "USD");
        assert_eq!((aapl.multiplier, aapl.outright_tick.tick_at(9.0)), (100.0, 0.01));
    }
}
