//! A request in whatever form it was pasted.

use super::fix::{self, FixReading};
use super::json;
use super::shorthand::{self, Read};
use super::symbols::{link, order};
use crate::basics::{DeltaStrikes, Listing};

/// The forms in which requests come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// A FIX message.
    Fix,
    /// A block RFQ of the exchange, or a draft of ours.
    Json,
    /// The address of a strategy page.
    Link,
    /// A broker platform's order.
    Order,
    /// A line of shorthand, with or without symbols.
    Line,
}

impl Format {
    fn of(text: &str) -> Self {
        if fix::is_fix(text) {
            Self::Fix
        } else if is_json(text) {
            Self::Json
        } else if link::is_link(text) {
            Self::Link
        } else if order::is_order(text) {
            Self::Order
        } else {
            Self::Line
        }
    }
}

/// Whether the text begins as JSON does: with an object, or a list that does not begin as a line
/// with a time or a name in brackets would (`[10:31] ETH …`).
fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    let is_list = |rest: &str| {
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with(['{', '[', ']', '"'])
    };
    text.starts_with('{') || text.strip_prefix('[').is_some_and(is_list)
}

/// Reads a request: a line of shorthand or symbols, a broker's order, a strategy page's address, a
/// block RFQ or a draft as JSON, a FIX message.
///
/// Text of any kind and length gives a [`Read`]; what cannot be read is in its issues.
pub fn read(text: &str, listing: &Listing) -> Read {
    read_with(text, listing, Reading::default())
}

/// What a request is read with, besides the listing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading<'a> {
    /// How a FIX message is read.
    pub fix: FixReading,
    /// Where strikes by delta are found; without it they are asked back.
    pub surface: Option<&'a dyn DeltaStrikes>,
    /// Whether a line's sentence is left out, for a caller that checks the draft anyway and says
    /// it after that.
    pub unsaid: bool,
}

/// Reads a request as told.
pub fn read_with(text: &str, listing: &Listing, reading: Reading<'_>) -> Read {
    match Format::of(text) {
        Format::Fix => fix::read_with(text, listing, reading.fix),
        Format::Json => json::read(text, listing),
        Format::Link => link::read(text, listing),
        Format::Order => order::read(text, listing),
        Format::Line if reading.unsaid => shorthand::read_unsaid(text, listing, reading.surface),
        Format::Line => shorthand::read(text, listing, reading.surface),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_told_by_how_it_begins() {
        for (text, format) in [
            ("8=FIX.4.4|9=5|35=R|", Format::Fix),
            (" {\"legs\":[]}", Format::Json),
            ("\n[ {}]", Format::Json),
            ("[", Format::Json),
            ("[10:31] ETH 27NOV26 3400 call x10", Format::Line),
            ("[Acme] ETH 27NOV26 3400 call x10", Format::Line),
            ("example.org/build/long-call/SPX/.SPX261218C4800", Format::Link),
            ("see /build/ ETH 27NOV26 3400 call", Format::Line),
            ("SELL -2 VERTICAL SPX 100 18 DEC 26 4800/4700 PUT", Format::Order),
            ("sell 2 SPX 18DEC26 4800/4700 put spread", Format::Line),
            ("", Format::Line),
        ] {
            assert_eq!(Format::of(text), format, "{text}");
        }
    }
}
