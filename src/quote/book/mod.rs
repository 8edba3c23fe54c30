//! The dealer's book on the market that is loaded: stated positions and trades as one.

pub mod report;
pub(super) mod resolve;
pub mod totals;

use std::collections::BTreeMap;

use crate::basics::{Instrument, Listing, Timestamp, order};
use crate::desk::{Desk, Position};
use crate::market::{Market, VegaNodes};
use crate::overlays::Exposure;
use crate::pricing::{LegValue, spread_over_nodes};

use super::stress::Shocks;
use resolve::{Key, Resolver};
use totals::Totals;

/// The positions that could be valued, added up, and those that could not with the reason.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Book {
    /// Valued positions, each instrument once.
    pub held: Vec<Held>,
    /// Positions left out.
    pub missing: Vec<Missing>,
    /// Sums by underlying, in the order of `held`.
    pub totals: Vec<Totals>,
    /// What each client has traded and is not yet expired.
    pub clients: Vec<ClientHoldings>,
    exposures: Vec<Exposure>,
    /// Places in `held`, by [`sort_key`].
    places: Vec<usize>,
}

/// What an instrument is looked for by: its expiry and the bits of its strike.
fn sort_key(instrument: &Instrument) -> (Option<Timestamp>, Option<u64>) {
    (instrument.expiry(), instrument.strike().map(f64::to_bits))
}

/// A valued position.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// One contract, valued.
    pub value: LegValue,
    /// Contracts, positive where the dealer is long.
    pub quantity: f64,
    /// Those of them that came by trades with clients.
    pub traded: f64,
}

/// A position that no loaded market can value.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The position's symbol.
    pub symbol: String,
    /// Contracts, positive where the dealer is long.
    pub quantity: f64,
    /// Why, in words that follow the symbol.
    pub why: String,
}

/// What one client has traded with the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientHoldings {
    /// The key of [`Desk::client_key`]; empty for clients nobody named.
    pub key: String,
    /// Places in the book's `held` with the client's units there, as the dealer got them.
    pub units: Vec<(usize, f64)>,
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
        let shocks = &mut Shocks::new(&desk.limits().stress);
        Self::value_listed(desk, market, &market.listing(), shocks, price_currency)
    }

    /// The same where the market's listing and shocks are at hand.
    pub fn value_listed(
        desk: &Desk,
        market: &Market,
        listing: &Listing,
        shocks: &mut Shocks,
        price_currency: &str,
    ) -> Self {
        let mut book = Self::default();
        let mut taking = Taking {
            resolver: Resolver::new(market, listing),
            places: BTreeMap::new(),
            market,
            price_currency,
        };
        for position in desk.book() {
            if let Some(held) = taking.place(position, &mut book) {
                held.1.quantity += position.quantity;
            }
        }
        for trade in desk.trades() {
            for position in &trade.positions {
                let Some((place, held)) = taking.place(position, &mut book) else { continue };
                held.quantity += position.quantity;
                held.traded += position.quantity;
                let units = position.quantity * held.value.multiplier;
                book.client(&trade.client_key, place, units);
            }
        }
        book.add_up(market, shocks);
        book
    }

    /// The book's vega per point and node in every market it holds, in price currency.
    pub fn exposures(&self) -> &[Exposure] {
        &self.exposures
    }

    /// Where an instrument is in `held`.
    pub fn place_of(&self, instrument: &Instrument) -> Option<usize> {
        let key = sort_key(instrument);
        let at = |place: &usize| self.held.get(*place).map(|held| &held.value.instrument);
        let first = self.places.partition_point(|place| at(place).map(sort_key) < Some(key));
        let rest = self.places.get(first..)?.iter();
        rest.take_while(|place| at(place).map(sort_key) == Some(key))
            .find(|place| at(place) == Some(instrument))
            .copied()
    }

    /// What a client has traded and is not yet expired.
    pub fn of_client(&self, key: &str) -> Option<&ClientHoldings> {
        self.clients.iter().find(|client| client.key == key)
    }

    fn client(&mut self, key: &str, place: usize, units: f64) {
        let found = self.clients.iter().position(|client| client.key == key);
        let index = found.unwrap_or_else(|| {
            self.clients.push(ClientHoldings { key: key.to_owned(), units: Vec::new() });
            self.clients.len() - 1
        });
        let Some(client) = self.clients.get_mut(index) else { return };
        match client.units.iter_mut().find(|(known, _)| *known == place) {
            Some((_, sum)) => *sum += units,
            None => client.units.push((place, units)),
        }
    }

    fn add_up(&mut self, market: &Market, shocks: &mut Shocks) {
        self.places = (0..self.held.len()).collect();
        order::sort_by_key(&mut self.places, |place| {
            self.held.get(*place).map(|held| sort_key(&held.value.instrument))
        });
        for held in &self.held {
            let (value, units) = (&held.value, held.units());
            let Some(underlying) = market.find(&value.market) else { continue };
            let gains = shocks.gains(value, underlying);
            if let Some(totals) = totals::of(&mut self.totals, &value.market.underlying) {
                totals.add_but_buckets(value, units, gains);
            }
            let found = self.exposures.iter().position(|e| e.market == value.market);
            let index = found.unwrap_or_else(|| {
                let vega_per_point = vec![0.0; VegaNodes::COUNT];
                self.exposures.push(Exposure { market: value.market.clone(), vega_per_point });
                self.exposures.len() - 1
            });
            if let Some(exposure) = self.exposures.get_mut(index) {
                spread_over_nodes(value, units, &mut exposure.vega_per_point);
            }
        }
        for exposure in &self.exposures {
            let Some(totals) = totals::of(&mut self.totals, &exposure.market.underlying) else {
                continue;
            };
            for (sum, vega) in totals.bucket_vegas.iter_mut().zip(&exposure.vega_per_point) {
                *sum += vega;
            }
        }
    }
}

/// Takes positions into a book, the same instrument into the same place.
struct Taking<'a> {
    resolver: Resolver<'a>,
    /// Where an instrument is in the book; none where it could not be valued, with the reason.
    places: BTreeMap<Key, Result<usize, String>>,
    market: &'a Market,
    price_currency: &'a str,
}

impl Taking<'_> {
    fn place<'b>(
        &mut self,
        position: &Position,
        book: &'b mut Book,
    ) -> Option<(usize, &'b mut Held)> {
        let Self { resolver, places, market, price_currency } = self;
        let place = resolver.find(&position.instrument).and_then(|found| {
            let valued = places.entry(found.key).or_insert_with(|| {
                let value = in_currency(found.value(market)?, price_currency)?;
                book.held.push(Held { value, quantity: 0.0, traded: 0.0 });
                Ok(book.held.len() - 1)
            });
            valued.clone()
        });
        match place {
            Ok(place) => book.held.get_mut(place).map(|held| (place, held)),
            Err(why) => {
                let symbol = position.instrument.symbol();
                book.missing.push(Missing { symbol, quantity: position.quantity, why });
                None
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Settlement;
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
        let book = Book::value(&desk, &eth_both(), "USD");
        assert_eq!(book.exposures().len(), 2);
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
