//! Trades with clients: what was done, and what it put into the book.

use serde::{Deserialize, Serialize};

use super::book::{MAX_AMOUNT, Position};
use super::config::{InstrumentTerms, PositionConfig};
use crate::basics::{QuoteSide, Timestamp};

/// What a client did with the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ClientSide {
    /// The client bought it, at the dealer's offer.
    Buy,
    /// The client sold it, at the dealer's bid.
    Sell,
}

impl ClientSide {
    /// The side of the quote that traded.
    pub fn quote_side(self) -> QuoteSide {
        match self {
            Self::Buy => QuoteSide::Offer,
            Self::Sell => QuoteSide::Bid,
        }
    }
}

/// One trade: enough to show it, to carry it in the book and to take it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TradeRecord {
    /// Its own id, which no other trade of the desk has.
    pub id: String,
    /// ISO instant of the trade.
    pub at: String,
    /// Who traded; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The request as one line of shorthand.
    pub request: String,
    /// What the client did.
    pub side: ClientSide,
    /// Spreads, positive.
    pub quantity: f64,
    /// Price per spread and unit of underlying, signed, in `currency`; a tied package's price holds
    /// what its hedge's reference adds.
    pub price: f64,
    /// Currency of the price.
    pub currency: String,
    /// Theoretical price at the trade, in `currency`, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theoretical: Option<f64>,
    /// The quote that was traded on, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<String>,
    /// What the dealer got: contracts of each leg, positive where the dealer is long.
    pub legs: Vec<PositionConfig>,
    /// The hedge that changed hands with a tied package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<TradedHedge>,
}

/// A hedge exchanged with the client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TradedHedge {
    /// What was exchanged.
    pub instrument: InstrumentTerms,
    /// Units that the dealer got, positive where the dealer is long.
    pub quantity: f64,
    /// The price they changed hands at, in price currency.
    pub price: f64,
}

/// A trade of the desk, as its book and its limits count it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// Whose it is: the key of [`Desk::client_key`](super::Desk::client_key).
    pub client_key: String,
    /// What the dealer got, the exchanged hedge last.
    pub positions: Vec<Position>,
}

impl TradeRecord {
    /// The positions of the trade, the exchanged hedge last.
    ///
    /// # Errors
    /// `(path, sentence)` for each thing wrong, the path below the trade.
    pub fn positions(&self) -> Result<Vec<Position>, Vec<(String, String)>> {
        let mut wrong = Vec::new();
        let mut say =
            |path: &str, sentence: &str| wrong.push((path.to_owned(), sentence.to_owned()));
        if self.id.trim().is_empty() {
            say("id", "A trade needs an id.");
        }
        if Timestamp::parse_iso(&self.at).is_none() {
            say("at", "A trade needs the instant it was done at, such as 2026-11-18T12:00:00Z.");
        }
        // Not-a-number is in no range.
        if !(self.quantity > 0.0 && self.quantity <= MAX_AMOUNT) {
            say("quantity", "A trade needs a quantity above 0 and at most 1e15.");
        }
        if !(-MAX_AMOUNT..=MAX_AMOUNT).contains(&self.price) {
            say("price", "A trade needs a price between -1e15 and 1e15.");
        }
        if self.theoretical.is_some_and(|price| !(-MAX_AMOUNT..=MAX_AMOUNT).contains(&price)) {
            say("theoretical", "The theoretical price must be between -1e15 and 1e15.");
        }
        if self.legs.is_empty() {
            say("legs", "A trade needs at least one leg.");
        }
        let hedge = self.hedge.iter().map(|hedge| {
            let instrument = super::InstrumentConfig::Terms(hedge.instrument.clone());
            (String::from("hedge"), PositionConfig { instrument, quantity: hedge.quantity })
        });
        if self.hedge.as_ref().is_some_and(|h| !(0.0..=MAX_AMOUNT).contains(&h.price)) {
            say("hedge.price", "The price of the hedge must be between 0 and 1e15.");
        }
        let legs = self.legs.iter().cloned().enumerate();
        let all = legs.map(|(index, leg)| (format!("legs[{index}]"), leg)).chain(hedge);
        let mut positions = Vec::with_capacity(self.legs.len() + 1);
        for (path, config) in all {
            match Position::from_config(&config) {
                Ok(position) => positions.push(position),
                Err(found) => wrong.extend(
                    found.into_iter().map(|(field, said)| (format!("{path}.{field}"), said)),
                ),
            }
        }
        if wrong.is_empty() { Ok(positions) } else { Err(wrong) }
    }
}
