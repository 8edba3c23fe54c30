//! The dealer's book on the market that is loaded.

use crate::basics::{Instrument, IssueCode, Leg, Mark, MarketKey};
use crate::desk::{BookInstrument, BookTerms, Desk};
use crate::market::{Market, VegaNodes};
use crate::pricing::LegValue;
use crate::rfq::expiry;

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
    /// Values the desk's positions.
    pub fn value(desk: &Desk, market: &Market) -> Self {
        let mut book = Self::default();
        for position in desk.book() {
            match value_one(&position.instrument, market) {
                Ok(value) => book.held.push(Held { value, quantity: position.quantity }),
                Err(why) => {
                    book.missing.push(Missing { symbol: position.instrument.symbol(), why });
                }
            }
        }
        book
    }

    /// The book's vega per point and node in one market, in price currency.
    pub fn bucket_vegas(&self, market: &MarketKey) -> Vec<f64> {
        let mut vegas = vec![0.0; VegaNodes::COUNT];
        for held in self.held.iter().filter(|h| h.value.market == *market) {
            spread_over_nodes(&held.value, held.units(), &mut vegas);
        }
        vegas
    }
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

fn value_one(instrument: &BookInstrument, market: &Market) -> Result<LegValue, String> {
    let underlying = market
        .underlyings()
        .iter()
        .find(|u| {
            u.key.underlying.eq_ignore_ascii_case(&instrument.underlying)
                && instrument.settlement.is_none_or(|s| s == u.key.settlement)
        })
        .ok_or_else(|| format!("no {} market is loaded", instrument.underlying))?;
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
        multiplier: underlying.contract.multiplier,
        mark: Mark::default(),
    };
    LegValue::new(&leg, market).map_err(|code| match code {
        IssueCode::ExpiryPast => String::from("it has expired"),
        _ => String::from("it could not be valued reliably"),
    })
}
