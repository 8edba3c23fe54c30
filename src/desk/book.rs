//! Positions the dealer holds, in the words of the desk's file made unambiguous.
//!
//! The desk knows no market: an expiry stays the text it was written as, and a settlement may be
//! left open, until the quote resolves both on the market that is loaded.

use super::config::{InstrumentConfig, InstrumentTerms, PositionConfig};
use crate::basics::{InstrumentKind, PutCall, Settlement, Timestamp};
use crate::rfq::expiry::ExpiryText;

/// Largest number that is taken for one that somebody meant.
pub(super) const MAX_AMOUNT: f64 = 1e15;

/// What a linear market's exchange name ends in, after an underscore.
const STABLE_COINS: [&str; 2] = ["USDC", "USDT"];

/// A position: signed contracts of an instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// What is held.
    pub instrument: BookInstrument,
    /// Contracts, positive where the dealer is long; at most 1e15 either way.
    pub quantity: f64,
}

/// An instrument named without a market.
#[derive(Debug, Clone, PartialEq)]
pub struct BookInstrument {
    /// Underlying id in capitals.
    pub underlying: String,
    /// Which of the underlying's markets it is in.
    pub settlement: BookSettlement,
    /// The rest of the terms.
    pub terms: BookTerms,
}

/// Which market of an underlying a position is in, as far as its file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookSettlement {
    /// As the file says.
    Stated(Settlement),
    /// A bare exchange name such as `ETH-27NOV26-3400-C`: exchanges with both give the bare name
    /// to the inverse one, so it is that where it is loaded, else the only one.
    ExchangeName,
    /// Not said: the only one that is loaded, and none where there are several.
    Open,
}

/// What kind of instrument, with its terms.
#[derive(Debug, Clone, PartialEq)]
pub enum BookTerms {
    /// A call or put.
    Option {
        /// ISO instant or expiry code.
        expiry: String,
        /// Strike, positive, in price currency.
        strike: f64,
        /// Call or put.
        put_call: PutCall,
    },
    /// A dated future.
    Future {
        /// ISO instant or expiry code.
        expiry: String,
    },
    /// The underlying itself.
    Spot,
}

impl BookInstrument {
    /// The symbol people read.
    pub fn symbol(&self) -> String {
        let underlying = &self.underlying;
        match &self.terms {
            BookTerms::Option { expiry, strike, put_call } => {
                format!("{underlying}-{expiry}-{strike}-{}", put_call.letter())
            }
            BookTerms::Future { expiry } => format!("{underlying}-{expiry}"),
            BookTerms::Spot => underlying.clone(),
        }
    }
}

impl Position {
    /// Reads a position of the desk's file.
    ///
    /// # Errors
    /// `(field, sentence)` for each thing wrong, the field below the position.
    pub fn from_config(config: &PositionConfig) -> Result<Self, Vec<(&'static str, String)>> {
        let mut wrong = Vec::new();
        // Not-a-number is in no range.
        if !(-MAX_AMOUNT..=MAX_AMOUNT).contains(&config.quantity) {
            let sentence = "A position needs a quantity between -1e15 and 1e15.";
            wrong.push(("quantity", String::from(sentence)));
        }
        let instrument = match &config.instrument {
            InstrumentConfig::Symbol(symbol) => from_symbol(symbol),
            InstrumentConfig::Terms(terms) => from_terms(terms),
        };
        match instrument {
            Ok(instrument) if wrong.is_empty() => {
                Ok(Self { instrument, quantity: config.quantity })
            }
            Ok(_) => Err(wrong),
            Err(sentence) => {
                wrong.push(("instrument", sentence));
                Err(wrong)
            }
        }
    }
}

fn from_symbol(symbol: &str) -> Result<BookInstrument, String> {
    let unreadable = || {
        format!("“{symbol}” is not an instrument; write it like ETH-27NOV26-3400-C or ETH-27NOV26.")
    };
    let upper = symbol.trim().to_uppercase();
    let mut parts = upper.split('-');
    let name = parts.next().filter(|n| !n.is_empty()).ok_or_else(unreadable)?;
    let (underlying, settlement) = match name.split_once('_') {
        Some((underlying, coin)) if !underlying.is_empty() && STABLE_COINS.contains(&coin) => {
            (underlying, BookSettlement::Stated(Settlement::Linear))
        }
        Some(_) => return Err(unreadable()),
        None => (name, BookSettlement::ExchangeName),
    };
    let rest: Vec<&str> = parts.collect();
    let terms = match rest.as_slice() {
        [] => BookTerms::Spot,
        [expiry] if is_dated(expiry) => BookTerms::Future { expiry: (*expiry).to_owned() },
        [expiry, strike, letter] if is_dated(expiry) => BookTerms::Option {
            expiry: (*expiry).to_owned(),
            strike: strike
                .replace('D', ".")
                .parse()
                .ok()
                .filter(|k: &f64| k.is_finite() && *k > 0.0)
                .ok_or_else(unreadable)?,
            put_call: match *letter {
                "C" => PutCall::Call,
                "P" => PutCall::Put,
                _ => return Err(unreadable()),
            },
        },
        _ => return Err(unreadable()),
    };
    Ok(BookInstrument { underlying: underlying.to_owned(), settlement, terms })
}

fn from_terms(terms: &InstrumentTerms) -> Result<BookInstrument, String> {
    let underlying = terms.underlying.trim().to_uppercase();
    if underlying.is_empty() {
        return Err(String::from("A position needs an underlying."));
    }
    let expiry = || {
        terms
            .expiry
            .as_deref()
            .map(str::trim)
            .filter(|e| is_dated(e))
            .map(str::to_owned)
            .ok_or_else(|| String::from("A position needs an expiry such as 27NOV26."))
    };
    let has_option_terms = terms.strike.is_some() || terms.put_call.is_some();
    let resolved = match terms.kind {
        InstrumentKind::Spot if has_option_terms || terms.expiry.is_some() => {
            let sentence = "A spot position has no expiry, strike or type; was an option meant?";
            return Err(String::from(sentence));
        }
        InstrumentKind::Future if has_option_terms => {
            let sentence = "A future position has no strike or type; was an option meant?";
            return Err(String::from(sentence));
        }
        InstrumentKind::Spot => BookTerms::Spot,
        InstrumentKind::Future => BookTerms::Future { expiry: expiry()? },
        InstrumentKind::Option => BookTerms::Option {
            expiry: expiry()?,
            strike: terms
                .strike
                .filter(|k| k.is_finite() && *k > 0.0)
                .ok_or_else(|| String::from("An option position needs a strike above zero."))?,
            put_call: terms
                .put_call
                .ok_or_else(|| String::from("An option position needs to say call or put."))?,
        },
    };
    let settlement = terms.settlement.map_or(BookSettlement::Open, BookSettlement::Stated);
    Ok(BookInstrument { underlying, settlement, terms: resolved })
}

/// Whether the text is an expiry that means the same day whenever it is read: a full date, and
/// one that exists.
fn is_dated(text: &str) -> bool {
    match ExpiryText::parse(text) {
        Some(ExpiryText::Instant(_)) => true,
        Some(ExpiryText::Date(year, month, day)) => {
            Timestamp::from_utc(year, month, day, 0, 0).is_some()
        }
        _ => false,
    }
}
