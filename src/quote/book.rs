//! The dealer's book on the market that is loaded.

use crate::basics::{Instrument, IssueCode, Leg, Mark, Settlement};
use crate::desk::{BookInstrument, BookSettlement, BookTerms, Desk};
use crate::market::{Market, UnderlyingMarket, VegaNodes};
use crate::overlays::Exposure;
use crate::pricing::{LegValue, spread_over_nodes};
use crate::rfq::expiry;

use super::risk::gains;

/// The positions that could be valued, and those that could not with the reason.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Book {
    /// Valued positions.
    pub held: Vec<Held>,
    /// Positions left out.
    pub missing: Vec<Missing>,
}

/// A valued position.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// One contract, valued.
    pub value: LegValue,
    /// Contracts, positive where the dealer is long.
    pub quantity: f64,
    /// Gain of one unit in each state of the desk's stress grid, in price currency.
    pub gains: Vec<f64>,
}

/// A position that no loaded market can value.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The position's symbol.
    pub symbol: String,
    /// Why, in words that follow the symbol.
    pub why: String,
}

impl Held {
    /// Signed units of the underlying that the position's contracts stand for.
    pub fn units(&self) -> f64 {
        self.quantity * self.value.multiplier
    }
}

impl Book {
    /// Values the desk's positions, in the price currency of the request: amounts in another one
    /// cannot be added to it.
    pub fn value(desk: &Desk, market: &Market, price_currency: &str) -> Self {
        let mut book = Self::default();
        for position in desk.book() {
            let valued = value_one(&position.instrument, market)
                .and_then(|value| in_currency(value, price_currency));
            match valued {
                Ok(value) => {
                    let gains = gains(&value, market, &desk.limits().stress);
                    book.held.push(Held { value, quantity: position.quantity, gains });
                }
                Err(why) => {
                    book.missing.push(Missing { symbol: position.instrument.symbol(), why });
                }
            }
        }
        book
    }

    /// The book's vega per point and node in every market it holds, in price currency.
    pub fn exposures(&self) -> Vec<Exposure> {
        let mut exposures: Vec<Exposure> = Vec::new();
        for held in &self.held {
            let market = &held.value.market;
            let index = exposures.iter().position(|e| e.market == *market).unwrap_or_else(|| {
                let vega_per_point = vec![0.0; VegaNodes::COUNT];
                exposures.push(Exposure { market: market.clone(), vega_per_point });
                exposures.len() - 1
            });
            if let Some(exposure) = exposures.get_mut(index) {
                spread_over_nodes(&held.value, held.units(), &mut exposure.vega_per_point);
            }
        }
        exposures
    }
}

fn in_currency(value: LegValue, price_currency: &str) -> Result<LegValue, String> {
    let own = &value.unit.price_currency;
    if own == price_currency {
        Ok(value)
    } else {
        Err(format!("it is priced in {own}; no exchange rate to {price_currency} is loaded"))
    }
}

/// The market that values an instrument, whatever was loaded first or last.
fn find_market<'a>(
    instrument: &BookInstrument,
    market: &'a Market,
) -> Result<&'a UnderlyingMarket, String> {
    let id = &instrument.underlying;
    let loaded: Vec<&UnderlyingMarket> =
        market.underlyings().iter().filter(|u| u.key.underlying.eq_ignore_ascii_case(id)).collect();
    let settled = |as_: Settlement| loaded.iter().copied().find(|u| u.key.settlement == as_);
    let missing = || format!("no {id} market is loaded");
    match (instrument.settlement, loaded.as_slice()) {
        (BookSettlement::Stated(stated), _) => settled(stated).ok_or_else(|| match stated {
            Settlement::Inverse => format!("no inverse {id} market is loaded"),
            Settlement::Linear => format!("no linear {id} market is loaded"),
        }),
        (_, []) => Err(missing()),
        (_, [only]) => Ok(only),
        (BookSettlement::ExchangeName, _) => settled(Settlement::Inverse).ok_or_else(missing),
        (BookSettlement::Open, _) => {
            Err(format!("both the inverse and the linear {id} market are loaded; say which"))
        }
    }
}

fn value_one(instrument: &BookInstrument, market: &Market) -> Result<LegValue, String> {
    let underlying = find_market(instrument, market)?;
    let key = underlying.key.clone();
    let at = |text: &str| {
        expiry::resolve(text, &underlying.listing())
            .map(|found| found.instant)
            .ok_or_else(|| format!("{text} is no date"))
    };
    let resolved = match &instrument.terms {
        BookTerms::Spot => Instrument::Spot { market: key },
        BookTerms::Future { expiry } => Instrument::Future { market: key, expiry: at(expiry)? },
        BookTerms::Option { expiry, strike, put_call } => Instrument::Option {
            market: key,
            expiry: at(expiry)?,
            strike: *strike,
            put_call: *put_call,
            exercise: underlying.exercise,
        },
    };
    let leg = Leg {
        ratio: 1,
        instrument: resolved,
        // Futures and spot are counted in units of the underlying.
        multiplier: match &instrument.terms {
            BookTerms::Option { .. } => underlying.contract.multiplier,
            BookTerms::Future { .. } | BookTerms::Spot => 1.0,
        },
        mark: Mark::default(),
    };
    LegValue::new(&leg, market).map_err(|code| match code {
        IssueCode::ExpiryPast => String::from("it has expired"),
        _ => String::from("it could not be valued reliably"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{DeskConfig, InstrumentConfig, InstrumentTerms, PositionConfig, demo};
    use crate::market::fixtures::eth_linear;
    use crate::market::sample::sample_snapshot;
    use crate::overlays::samples::eth_both;

    fn desk(instrument: InstrumentConfig) -> Desk {
        let book = vec![PositionConfig { instrument, quantity: 10.0 }];
        Desk::from_config(&DeskConfig { book, ..DeskConfig::default() }).unwrap()
    }

    fn symbol(text: &str) -> Desk {
        desk(InstrumentConfig::Symbol(text.to_owned()))
    }

    #[test]
    fn loading_a_linear_chain_does_not_mark_the_demo_book_again() {
        let sample = Market::default().load(&sample_snapshot()).market.unwrap();
        let before = Book::value(&demo(), &sample, "USD");
        let with_linear = sample.with(eth_linear().underlyings()[0].clone());
        assert_eq!(Book::value(&demo(), &with_linear, "USD"), before);
        assert!(before.missing.is_empty());
        let only_linear = Book::value(&demo(), &eth_linear(), "USD");
        assert!(only_linear.missing.iter().any(|m| m.why == "no inverse ETH market is loaded"));
    }

    #[test]
    fn a_bare_name_is_inverse_where_that_is_loaded_and_open_terms_are_not_guessed() {
        let both = eth_both();
        let of = |desk: &Desk, market: &Market| {
            let book = Book::value(desk, market, "USD");
            book.held.first().map(|h| h.value.market.settlement)
        };
        let bare = symbol("ETH-1JAN27-3400-C");
        assert_eq!(of(&bare, &both), Some(Settlement::Inverse));
        assert_eq!(of(&bare, &eth_linear()), Some(Settlement::Linear));
        assert_eq!(of(&symbol("ETH_USDC-1JAN27-3400-C"), &both), Some(Settlement::Linear));
        let open = desk(InstrumentConfig::Terms(InstrumentTerms {
            kind: crate::basics::InstrumentKind::Spot,
            underlying: String::from("ETH"),
            expiry: None,
            strike: None,
            put_call: None,
            settlement: None,
        }));
        assert_eq!(of(&open, &eth_linear()), Some(Settlement::Linear));
        let book = Book::value(&open, &both, "USD");
        assert!(book.missing[0].why.contains("say which"), "{:?}", book.missing);
    }

    #[test]
    fn a_position_in_another_price_currency_is_left_out_with_the_reason() {
        let book = Book::value(&symbol("ETH_USDC-1JAN27-3400-C"), &eth_linear(), "EUR");
        assert!(book.held.is_empty());
        assert_eq!(book.missing[0].why, "it is priced in USD; no exchange rate to EUR is loaded");
    }

    #[test]
    fn exposures_cover_every_market_of_the_book() {
        let mut config = symbol("ETH-1JAN27-3400-C").config().clone();
        config.book.push(PositionConfig {
            instrument: InstrumentConfig::Symbol(String::from("ETH_USDC-1JAN27-3400-C")),
            quantity: 1.0,
        });
        let desk = Desk::from_config(&config).unwrap();
        let exposures = Book::value(&desk, &eth_both(), "USD").exposures();
        assert_eq!(exposures.len(), 2);
    }

    #[test]
    fn futures_and_spot_count_units_and_options_contracts() {
        let mut index = eth_linear().underlyings()[0].clone();
        index.contract.multiplier = 100.0;
        let market = Market::from_underlyings(vec![index]);
        let units = |text: &str| Book::value(&symbol(text), &market, "USD").held[0].units();
        assert_eq!(units("ETH"), 10.0);
        assert_eq!(units("ETH-1JAN27"), 10.0);
        assert_eq!(units("ETH-1JAN27-3400-C"), 1_000.0);
    }
}
