//! Symbols and whole texts as exchanges, brokers and option sites write them.
//!
//! [`symbol`] reads one name: an exchange's instrument or combo (`ETH-27NOV26-3400-C`,
//! `BTC-CS-19MAY26-70000_75000`) or an option in the form of the Options Symbology Initiative
//! (OCC 2010: `SPXW  261218C04800000`), which one-line requests mix with words. [`order`] reads a
//! broker platform's order, [`link`] the address of a site's strategy page.

pub(super) mod exchange;
pub(super) mod link;
pub(super) mod occ;
pub(super) mod order;

#[cfg(test)]
mod tests;

use super::draft::LegDraft;
use super::expiry::ExpiryText;
use super::off_list::unknown_underlying;
use super::shorthand::shortened;
use crate::basics::{InstrumentKind, Issue, IssueCode, Listing, PutCall, Settlement};

/// An instrument by its symbol: `ETH-27NOV26-3400-C`, `ETH-27NOV26-FUT`, `.SPXW261218C4800`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Symbol {
    /// Option, future or spot; a perpetual counts as spot.
    pub(super) kind: InstrumentKind,
    /// The underlying in capitals, as the listing calls it where it does.
    pub(super) underlying: String,
    /// Inverse or linear, where the name says so.
    pub(super) settlement: Option<Settlement>,
    /// The expiry; `None` for spot.
    pub(super) expiry: Option<ExpiryText>,
    /// The expiry as it was written.
    pub(super) expiry_text: String,
    /// The strike of an option, in price currency.
    pub(super) strike: Option<f64>,
    /// Call or put of an option.
    pub(super) put_call: Option<PutCall>,
    /// Signed ratio where the symbol says one: a sign in front, or the leg of a combo.
    pub(super) ratio: Option<i32>,
    /// Whether it is a perpetual future, which is priced as spot.
    pub(super) is_perpetual: bool,
}

impl Symbol {
    /// A symbol of the underlying itself, from which the others are made.
    fn spot(underlying: String, settlement: Option<Settlement>) -> Self {
        Self {
            kind: InstrumentKind::Spot,
            underlying,
            settlement,
            expiry: None,
            expiry_text: String::new(),
            strike: None,
            put_call: None,
            ratio: None,
            is_perpetual: false,
        }
    }

    /// What the listing lacks for the symbol: its market, or the date of its expiry.
    pub(super) fn missing(&self, listing: &Listing, path: &str) -> Option<Issue> {
        let name = &self.underlying;
        let Some(market) = listing.find(name, self.settlement) else {
            let issue = unknown_underlying(name, listing, path);
            let stated = self.settlement.filter(|_| listing.find(name, None).is_some());
            let message = stated.map_or(issue.message, |settlement| {
                format!("We don’t quote {} {name} options here.", settlement.word())
            });
            return Some(Issue { message, answers: Vec::new(), ..issue });
        };
        let expiry = self.expiry.filter(|text| text.resolve(market).is_none());
        expiry.map(|_| {
            let message = format!("There is no expiry “{}”.", shortened(&self.expiry_text));
            Issue::new(IssueCode::Expiry, path, message)
        })
    }

    /// The symbol as a leg; its expiry is an instant where a loaded market resolves it.
    pub(super) fn leg(&self, ratio: f64, listing: &Listing) -> LegDraft {
        let market = listing.find(&self.underlying, self.settlement);
        let found = self.expiry.zip(market).and_then(|(text, market)| text.resolve(market));
        let expiry = found.map_or_else(|| self.expiry_text.clone(), |e| e.instant.to_iso());
        LegDraft {
            ratio,
            kind: self.kind,
            underlying: self.underlying.clone(),
            expiry: self.expiry.map(|_| expiry),
            strike: self.strike,
            put_call: self.put_call,
            exercise: None,
            settlement: self.settlement,
            multiplier: None,
            mark: None,
        }
    }
}

/// Reads one symbol in lower case, with or without a sign in front: one instrument, or the legs
/// of a combo with their ratios; `None` where it is none.
pub(super) fn symbol(text: &str, listing: &Listing) -> Option<Vec<Symbol>> {
    let (sign, name) = match text.strip_prefix('-') {
        Some(rest) => (Some(-1), rest),
        None => match text.strip_prefix('+') {
            Some(rest) => (Some(1), rest),
            None => (None, text),
        },
    };
    let mut legs = match exchange::combo(name, listing) {
        Some(legs) => legs,
        None => vec![exchange::instrument(name, listing).or_else(|| occ::symbol(name, listing))?],
    };
    if let Some(sign) = sign {
        for leg in &mut legs {
            leg.ratio = Some(sign * leg.ratio.unwrap_or(1));
        }
    }
    Some(legs)
}

/// What is said of a perpetual that is priced as the underlying itself.
pub(super) fn perpetual_is_spot(path: String) -> Issue {
    let message = "The perpetual is priced as the underlying itself, without its funding.";
    Issue::new(IssueCode::Approximation, path, message)
}

/// The underlying that a name stands for: as the listing has it, else the coin of a linear pair
/// (`XRP_USDC` is XRP, linear), else the name itself.
fn underlying(name: &str, listing: &Listing) -> (String, Option<Settlement>) {
    let name = name.to_ascii_uppercase();
    if let Some((coin, _)) = name.split_once('_')
        && listing.find(&name, None).is_none()
    {
        let coin = if listing.find(coin, None).is_some() { coin } else { name.as_str() };
        return (coin.to_owned(), Some(Settlement::Linear));
    }
    (name, None)
}

/// A strike in digits with at most one point; the exchange writes the point as a `d`.
fn strike(text: &str) -> Option<f64> {
    let text = text.replacen('d', ".", 1);
    let is_plain = text.len() <= 16
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|_| is_plain)
}
