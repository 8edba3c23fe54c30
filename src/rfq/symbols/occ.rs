//! US option symbols: root, date, call or put, strike in one word.
//!
//! The 21 characters of the Options Symbology Initiative (OCC 2010) are a root padded to six,
//! `YYMMDD`, `C` or `P` and the strike in thousandths with eight digits. The same without blanks,
//! and with a leading dot and the strike as it is spoken (`.SPXW261218C4800`), are read too.

use super::{Symbol, strike};
use crate::basics::{InstrumentKind, Listing, PutCall};
use crate::rfq::expiry::{ExpiryText, first_of_several};

/// Roots of index options that end in the afternoon, beside the index whose own root ends in the
/// morning.
const AFTERNOON_ROOTS: [(&str, &str); 4] =
    [("SPXW", "SPX"), ("NDXP", "NDX"), ("RUTW", "RUT"), ("VIXW", "VIX")];

/// One option in lower case, without blanks.
pub(in crate::rfq) fn symbol(text: &str, listing: &Listing) -> Option<Symbol> {
    let text = text.strip_prefix('.').unwrap_or(text);
    let digits = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (root, tail) = text.split_at(digits);
    (1..=6).contains(&root.len()).then(|| option(root, tail, listing)).flatten()
}

/// One option whose root and tail stand apart: `SPXW` and `261218C04800000`.
pub(in crate::rfq) fn padded(root: &str, tail: &str, listing: &Listing) -> Option<Symbol> {
    let is_root = (1..=6).contains(&root.len()) && root.bytes().all(|b| b.is_ascii_alphabetic());
    (is_root && tail.len() == 15).then(|| option(root, tail, listing)).flatten()
}

#[inline(never)]
fn option(root: &str, tail: &str, listing: &Listing) -> Option<Symbol> {
    let (date, rest) = tail.split_at_checked(6)?;
    let (letter, level) = rest.split_at_checked(1)?;
    let put_call = match letter {
        "c" => PutCall::Call,
        "p" => PutCall::Put,
        _ => return None,
    };
    let part = |from: usize| date.get(from..from + 2).and_then(|d| strike(d).map(|_| d));
    let year = 2000 + part(0)?.parse::<i16>().ok()?;
    let (month, day) = (part(2)?.parse().ok()?, part(4)?.parse().ok()?);
    let is_thousandths = level.len() == 8 && level.bytes().all(|b| b.is_ascii_digit());
    let strike = if is_thousandths { level.parse::<f64>().ok()? / 1000.0 } else { strike(level)? };
    let (name, expiry) = series(root, (year, month, day), listing);
    Some(Symbol {
        kind: InstrumentKind::Option,
        expiry: Some(expiry),
        expiry_text: format!("{year}-{month:02}-{day:02}"),
        strike: Some(strike),
        put_call: Some(put_call),
        ..Symbol::spot(name, None)
    })
}

/// The underlying of a root and its expiry: where two series end on one date, the index's own root
/// is the earlier one.
pub(in crate::rfq) fn series(
    root: &str,
    (year, month, day): (i16, i8, i8),
    listing: &Listing,
) -> (String, ExpiryText) {
    let root = root.to_ascii_uppercase();
    let date = ExpiryText::Date(year, month, day);
    if let Some((_, index)) = AFTERNOON_ROOTS.iter().find(|(afternoon, _)| *afternoon == root)
        && listing.find(&root, None).is_none()
    {
        return ((*index).to_owned(), date);
    }
    let is_morning = AFTERNOON_ROOTS.iter().any(|(_, index)| *index == root);
    let market = listing.find(&root, None).filter(|_| is_morning);
    let morning = market.and_then(|m| first_of_several(m, year, month, day));
    (root, morning.map_or(date, ExpiryText::Instant))
}

/// The root whose series ends in the afternoon: `SPXW` for `SPX`, others their own.
pub(in crate::rfq) fn afternoon_root(root: &str) -> &str {
    let found = AFTERNOON_ROOTS.iter().find(|(_, index)| index.eq_ignore_ascii_case(root));
    found.map_or(root, |(afternoon, _)| afternoon)
}
