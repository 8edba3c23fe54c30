//! The quote as a FIX message: Quote (35=S), or the rejection of the request.
//!
//! Tags and their order are those of the FIX Trading Community's FIX 4.4 and 5.0 SP2. FIX 4.2 has
//! neither legs nor a message that rejects a request: legs are written as venues extend it, and the
//! rejection is its Quote Acknowledgement (35=b, 297=5).

mod instrument;
mod reject;

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::basics::{Issue, Timestamp};
use crate::quote::Quoted;
use crate::quote::report::{Quote, QuotedLeg, Status};
use crate::rfq::RfqDraft;
use crate::rfq::fix::{message, tags};

use super::chat::plain;
use super::leg_prices::{Share, split};
use instrument::{date, instrument, leg_fields, symbol};
use reject::{acknowledgement_body, reject_body};

/// Most characters of a text field.
const MAX_TEXT: usize = 500;

/// The version of FIX that a message is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum FixVersion {
    /// FIX 4.2.
    #[serde(rename = "4.2")]
    Fix42,
    /// FIX 4.4.
    #[default]
    #[serde(rename = "4.4")]
    Fix44,
    /// FIX 5.0 SP2 over FIXT 1.1.
    #[serde(rename = "5.0SP2")]
    Fix50Sp2,
}

/// What the session says about itself; nothing of it changes the quote.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FixSession {
    /// The version.
    pub version: FixVersion,
    /// Sender (49); absent is `SPREADPRICER`.
    pub sender: Option<String>,
    /// Target (56); absent is `CLIENT`.
    pub target: Option<String>,
    /// Sequence number (34); absent is 1.
    pub sequence: Option<u32>,
    /// Whether fields end with `|`, for people, in place of the wire's own byte 1. Length and
    /// checksum are the wire's either way.
    pub readable: bool,
}

/// A FIX message that answers a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct FixReply {
    /// The message type (35): `S` for a quote, `AG` (in FIX 4.2 `b`) for a rejection.
    #[serde(rename = "type")]
    pub kind: String,
    /// The message, each field ended by its separator.
    pub text: String,
    /// Every finding of the quote that it answers with.
    pub issues: Vec<Issue>,
}

/// The message that answers a request: a quote where a side is quoted, else a rejection.
///
/// `now` is the time of sending and of the transaction (52, 60).
pub fn answer(draft: &RfqDraft, quoted: &Quoted, now: Timestamp, session: &FixSession) -> FixReply {
    let is_quoted = |quote: &&Quote| quote.bid.is_some() || quote.offer.is_some();
    let (kind, body) = match quoted.quote.as_ref().filter(is_quoted) {
        Some(quote) => ("S", quote_body(draft, quote, now, session.version)),
        None if session.version == FixVersion::Fix42 => ("b", acknowledgement_body(draft, quoted)),
        None => ("AG", reject_body(draft, quoted)),
    };
    let mut fields = header(kind, now, session);
    fields.extend(body);
    let mut body = String::new();
    for (tag, value) in &fields {
        let value = clean(value, session.readable);
        // Writing to a string cannot fail.
        let _ = write!(body, "{tag}={value}{}", message::SOH);
    }
    let version = match session.version {
        FixVersion::Fix42 => "FIX.4.2",
        FixVersion::Fix44 => "FIX.4.4",
        FixVersion::Fix50Sp2 => "FIXT.1.1",
    };
    let wire = message::framed(version, &body);
    let text = if session.readable { wire.replace(message::SOH, "|") } else { wire };
    FixReply { kind: kind.to_owned(), text, issues: quoted.issues.clone() }
}

/// Fields in the order of writing.
type Fields = Vec<(u32, String)>;

fn header(kind: &str, now: Timestamp, session: &FixSession) -> Fields {
    let name = |stated: &Option<String>, default: &str| {
        let stated = stated.as_deref().map(str::trim).filter(|name| !name.is_empty());
        stated.unwrap_or(default).to_owned()
    };
    let mut fields = vec![
        (tags::MSG_TYPE, kind.to_owned()),
        (tags::SENDER, name(&session.sender, "SPREADPRICER")),
        (tags::TARGET, name(&session.target, "CLIENT")),
        (tags::MSG_SEQ_NUM, session.sequence.unwrap_or(1).to_string()),
        (tags::SENDING_TIME, timestamp(now)),
    ];
    if session.version == FixVersion::Fix50Sp2 {
        fields.insert(1, (tags::APPL_VER_ID, "9".to_owned()));
    }
    fields
}

fn quote_body(draft: &RfqDraft, quote: &Quote, now: Timestamp, version: FixVersion) -> Fields {
    let mut fields = Fields::new();
    fields.extend(request_id(draft).map(|id| (tags::QUOTE_REQ_ID, id)));
    fields.push((tags::QUOTE_ID, quote.id.clone()));
    // FIX 4.2 has neither the type of a quote nor a text in it.
    let is_extended = version != FixVersion::Fix42;
    if is_extended {
        let kind = if quote.status == Status::Firm { "1" } else { "0" };
        fields.push((tags::QUOTE_TYPE, kind.to_owned()));
    }
    let bid = quote.bid.map(|price| SidePrices::of(quote, price));
    let offer = quote.offer.map(|price| SidePrices::of(quote, price));
    match quote.legs.as_slice() {
        [only] if only.leg.ratio == 1 => fields.extend(instrument(only, version)),
        legs => {
            fields.push((tags::SYMBOL, symbol(legs.iter().map(|leg| leg.leg.underlying.as_str()))));
            fields.push((tags::SECURITY_TYPE, "MLEG".to_owned()));
            fields.push((tags::CURRENCY, quote.currency.clone()));
            fields.push((tags::NO_LEGS, legs.len().to_string()));
            for (index, leg) in legs.iter().enumerate() {
                fields.extend(leg_fields(leg, version));
                let price = |side: &Option<SidePrices>| side.as_ref()?.legs.get(index).cloned();
                fields.extend(price(&bid).map(|price| (tags::LEG_BID_PX, price)));
                fields.extend(price(&offer).map(|price| (tags::LEG_OFFER_PX, price)));
            }
        }
    }
    fields.extend(bid.as_ref().map(|side| (tags::BID_PX, side.package.clone())));
    fields.extend(offer.as_ref().map(|side| (tags::OFFER_PX, side.package.clone())));
    fields.extend(bid.is_some().then(|| (tags::BID_SIZE, plain(quote.bid_size))));
    fields.extend(offer.is_some().then(|| (tags::OFFER_SIZE, plain(quote.offer_size))));
    let until = Timestamp::parse_iso(&quote.valid_until);
    fields.extend(until.map(|until| (tags::VALID_UNTIL, timestamp(until))));
    fields.push((tags::TRANSACT_TIME, timestamp(now)));
    if matches!(quote.legs.as_slice(), [only] if only.leg.ratio == 1) {
        fields.push((tags::CURRENCY, quote.currency.clone()));
    }
    if is_extended {
        fields.push((tags::TEXT, standing(quote)));
    }
    fields
}

/// What may be done with the quote, in words that may leave the house.
fn standing(quote: &Quote) -> String {
    let status = match quote.status {
        Status::Firm => "Firm",
        Status::Indicative => "Indicative",
        Status::Refer => "Indicative, refer to trader",
        Status::Reject => "Not quoted",
    };
    let sample = if quote.source == "sample" { "sample market, " } else { "" };
    let tied = quote.tied.as_ref().map_or_else(String::new, |tie| {
        format!(
            "; tied to {} of {} per {} at {}",
            plain(tie.delta),
            tie.instrument,
            quote.per,
            tie.reference
        )
    });
    format!("{status}; {sample}{}{tied}", quote.data_age)
}

/// A side's price and its legs' prices, as decimals.
struct SidePrices {
    package: String,
    legs: Vec<String>,
}

impl SidePrices {
    fn of(quote: &Quote, price: f64) -> Self {
        let places = quote.decimals;
        let units_per_one = (0..places).fold(1.0, |power, _| 10.0 * power);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast saturates far beyond any price"
        )]
        let whole = |x: f64| x.round() as i64;
        let package = whole(price * units_per_one);
        // The grid is the tick where the price is on it; a price on a finer step of the schedule
        // has the finer grid of its own decimals.
        let tick = whole(quote.tick * units_per_one).max(1);
        let tick = if package % tick == 0 { tick } else { 1 };
        #[expect(clippy::cast_precision_loss, reason = "a tick has few digits")]
        let steps_per_one = units_per_one / tick as f64;
        let share = |leg: &QuotedLeg| Share {
            ratio: leg.leg.ratio,
            model: leg_price(leg, quote) * steps_per_one,
        };
        let shares: Vec<Share> = quote.legs.iter().map(share).collect();
        // Where no whole ticks add up, the package's price stands alone.
        let legs = split(package / tick, &shares).unwrap_or_default();
        Self {
            package: decimal(package, places),
            legs: legs.into_iter().map(|steps| decimal(steps * tick, places)).collect(),
        }
    }
}

/// A leg's price in the package's premium currency; a leg in another one has it in its cash.
fn leg_price(leg: &QuotedLeg, quote: &Quote) -> f64 {
    if leg.leg.currency == quote.currency {
        return leg.leg.price;
    }
    let units = f64::from(leg.leg.ratio) * quote.quantity * quote.cash.multiplier;
    if units == 0.0 { 0.0 } else { -leg.cash / units }
}

/// `units` of the last decimal, written out.
fn decimal(units: i64, places: usize) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let dot = if places == 0 { "" } else { "." };
    format!("{sign}{whole}{dot}{fraction}")
}

fn request_id(draft: &RfqDraft) -> Option<String> {
    draft.id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned)
}

/// A value that cannot end its field early: ASCII, without control characters or the separator.
fn clean(value: &str, readable: bool) -> String {
    let plain = |c: char| match c {
        '“' | '”' => '"',
        '’' | '‘' => '\'',
        '−' | '–' | '—' => '-',
        '|' if readable => '/',
        c if c.is_ascii() && !c.is_ascii_control() => c,
        c if c.is_whitespace() || c.is_control() => ' ',
        _ => '?',
    };
    value.replace('…', "...").chars().take(MAX_TEXT).map(plain).collect()
}

/// `20261118-12:00:00.000`.
fn timestamp(at: Timestamp) -> String {
    let iso = at.to_iso();
    let clock = iso.split_once('T').map_or("", |(_, clock)| clock).trim_end_matches('Z');
    let millis = if clock.contains('.') { "" } else { ".000" };
    format!("{}-{clock}{millis}", date(at))
}

#[cfg(test)]
mod tests;
