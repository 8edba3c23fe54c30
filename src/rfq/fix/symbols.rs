//! Exchanges' full symbols of options and futures into terms: Deribit's (`ETH-27NOV26-3400-C`) and
//! OCC's (`SPX   261218C05000000`: root, date, type, strike in thousandths).

use super::codes::{self, WrittenExpiry};
use super::instrument::Terms;
use crate::basics::{InstrumentKind, PutCall};
use crate::rfq::expiry::ExpiryText;
use crate::rfq::shorthand::items;

/// The terms of an exchange's full symbol; `None` for plain names.
pub(super) fn symbol(text: &str) -> Option<Terms> {
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    occ(text).or_else(|| deribit(text))
}

fn deribit(text: &str) -> Option<Terms> {
    let (name, rest) = text.split_once('-')?;
    if let Some(found) = items::symbol(&text.to_ascii_lowercase()) {
        return Some(Terms {
            kind: Some(found.kind),
            underlying: Some(found.underlying),
            expiry: found.expiry.map(|says| WrittenExpiry { text: found.expiry_text, says }),
            strike: found.strike,
            put_call: found.put_call,
            ..Terms::default()
        });
    }
    let says = ExpiryText::parse(rest)?;
    let is_future = matches!(says, ExpiryText::Date(..));
    (is_future && rest.ends_with(|c: char| c.is_ascii_digit())).then(|| Terms {
        kind: Some(InstrumentKind::Future),
        underlying: Some(name.to_ascii_uppercase()),
        expiry: Some(WrittenExpiry { text: rest.to_ascii_uppercase(), says }),
        ..Terms::default()
    })
}

fn occ(text: &str) -> Option<Terms> {
    let (root, series) = text.split_at_checked(text.len().checked_sub(15)?)?;
    let root = root.trim();
    let is_root = (1..=6).contains(&root.len()) && root.bytes().all(|b| b.is_ascii_alphanumeric());
    let (day, series) = series.split_at_checked(6)?;
    let (put_call, strike) = series.split_at_checked(1)?;
    let put_call = match put_call {
        "C" => PutCall::Call,
        "P" => PutCall::Put,
        _ => return None,
    };
    let is_number = strike.bytes().all(|b| b.is_ascii_digit());
    let thousandths: u32 = strike.parse().ok()?;
    (is_root && is_number).then_some(())?;
    Some(Terms {
        kind: Some(InstrumentKind::Option),
        underlying: Some(root.to_ascii_uppercase()),
        expiry: Some(codes::date(&format!("20{day}"), None)?),
        strike: Some(f64::from(thousandths) / 1000.0),
        put_call: Some(put_call),
        ..Terms::default()
    })
}
