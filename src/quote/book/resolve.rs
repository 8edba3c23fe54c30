//! From an instrument as the desk's file names it to one of the loaded market.

use std::collections::BTreeMap;

use crate::basics::{Instrument, IssueCode, Leg, Listing, Mark, PutCall, Settlement, Timestamp};
use crate::desk::{BookInstrument, BookSettlement, BookTerms};
use crate::market::{Market, UnderlyingMarket};
use crate::pricing::LegValue;
use crate::rfq::expiry;

/// What tells instruments of loaded markets apart: the market, the kind, expiry and strike.
pub(super) type Key = (usize, u8, i64, u64);

/// Resolves the instruments of a book on one market; what they share is found once.
pub(in crate::quote) struct Resolver<'a> {
    market: &'a Market,
    listing: &'a Listing,
    /// Instants of expiries by market and text.
    expiries: BTreeMap<(usize, String), Option<Timestamp>>,
}

/// An instrument found on a loaded market.
pub(in crate::quote) struct Found<'a> {
    pub(super) key: Key,
    pub(super) underlying: &'a UnderlyingMarket,
    instrument: Instrument,
}

impl<'a> Resolver<'a> {
    pub(in crate::quote) fn new(market: &'a Market, listing: &'a Listing) -> Self {
        Self { market, listing, expiries: BTreeMap::new() }
    }

    /// The instrument on its market, or why there is none, in words that follow its symbol.
    pub(in crate::quote) fn find(
        &mut self,
        instrument: &BookInstrument,
    ) -> Result<Found<'a>, String> {
        let (index, underlying) = find_market(instrument, self.market)?;
        let key = underlying.key.clone();
        let (found, rest) = match &instrument.terms {
            BookTerms::Spot => (Instrument::Spot { market: key }, (0, 0, 0)),
            BookTerms::Future { expiry } => {
                let expiry = self.expiry(index, underlying, expiry)?;
                (Instrument::Future { market: key, expiry }, (1, expiry.millis(), 0))
            }
            BookTerms::Option { expiry, strike, put_call } => {
                let expiry = self.expiry(index, underlying, expiry)?;
                let (strike, put_call, exercise) = (*strike, *put_call, underlying.exercise);
                let kind = if put_call == PutCall::Call { 2 } else { 3 };
                let found = Instrument::Option { market: key, expiry, strike, put_call, exercise };
                (found, (kind, expiry.millis(), strike.to_bits()))
            }
        };
        Ok(Found { key: (index, rest.0, rest.1, rest.2), underlying, instrument: found })
    }

    fn expiry(
        &mut self,
        index: usize,
        underlying: &UnderlyingMarket,
        text: &str,
    ) -> Result<Timestamp, String> {
        let key = (index, text.to_owned());
        let resolved = self.expiries.entry(key).or_insert_with(|| {
            let listed = self.listing.markets.iter().find(|m| m.key == underlying.key)?;
            expiry::resolve(text, listed).map(|found| found.instant)
        });
        resolved.ok_or_else(|| format!("{text} is no date"))
    }
}

impl Found<'_> {
    /// What was found.
    pub(in crate::quote) fn instrument(&self) -> &Instrument {
        &self.instrument
    }

    /// One contract, valued, or why it cannot be.
    pub(super) fn value(&self, market: &Market) -> Result<LegValue, String> {
        // Futures and spot are counted in units of the underlying.
        let multiplier = match &self.instrument {
            Instrument::Option { .. } => self.underlying.contract.multiplier,
            Instrument::Future { .. } | Instrument::Spot { .. } => 1.0,
        };
        let instrument = self.instrument.clone();
        let leg = Leg { ratio: 1, instrument, multiplier, mark: Mark::default() };
        LegValue::new(&leg, market).map_err(|code| match code {
            IssueCode::ExpiryPast => String::from("it has expired"),
            _ => String::from("it could not be valued reliably"),
        })
    }
}

/// The market that values an instrument, whatever was loaded first or last, and its place.
fn find_market<'a>(
    instrument: &BookInstrument,
    market: &'a Market,
) -> Result<(usize, &'a UnderlyingMarket), String> {
    let id = &instrument.underlying;
    let loaded = || {
        let all = market.underlyings().iter().enumerate();
        all.filter(|(_, u)| u.key.underlying.eq_ignore_ascii_case(id))
    };
    let settled = |as_: Settlement| loaded().find(|(_, u)| u.key.settlement == as_);
    let missing = || format!("no {id} market is loaded");
    let mut several = loaded();
    match (instrument.settlement, several.next(), several.next()) {
        (BookSettlement::Stated(stated), ..) => settled(stated).ok_or_else(|| match stated {
            Settlement::Inverse => format!("no inverse {id} market is loaded"),
            Settlement::Linear => format!("no linear {id} market is loaded"),
        }),
        (_, None, _) => Err(missing()),
        (_, Some(only), None) => Ok(only),
        (BookSettlement::ExchangeName, ..) => settled(Settlement::Inverse).ok_or_else(missing),
        (BookSettlement::Open, ..) => {
            Err(format!("both the inverse and the linear {id} market are loaded; say which"))
        }
    }
}
