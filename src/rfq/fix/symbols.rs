//! Exchanges' full symbols of options and futures into terms.

use super::codes::WrittenExpiry;
use super::instrument::Terms;
use crate::basics::Listing;
use crate::rfq::symbols::{exchange, occ};

/// The terms of an exchange's full symbol; `None` for plain names.
pub(super) fn symbol(text: &str) -> Option<Terms> {
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    // What a name stands for is asked of the listing when all of the message's names are known.
    let none = Listing::default();
    let name: String = text.split_ascii_whitespace().collect::<String>().to_ascii_lowercase();
    let found = exchange::instrument(&name, &none)
        .or_else(|| exchange::dated_future(&name, &none))
        .or_else(|| occ::symbol(&name, &none))?;
    Some(Terms {
        kind: Some(found.kind),
        underlying: Some(found.underlying),
        expiry: found.expiry.map(|says| WrittenExpiry { text: found.expiry_text, says }),
        strike: found.strike,
        put_call: found.put_call,
        ..Terms::default()
    })
}
