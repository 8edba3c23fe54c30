//! A request in whatever form it was pasted.

use super::json;
use super::shorthand::{self, Read};
use super::symbols::{link, order};
use crate::basics::Listing;

/// The forms in which requests come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
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
        if text.trim_start().starts_with(['{', '[']) {
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

/// Reads a request: a line of shorthand or symbols, a broker's order, a strategy page's address, a
/// block RFQ or a draft as JSON.
///
/// Text of any kind and length gives a [`Read`]; what cannot be read is in its issues.
pub fn read(text: &str, listing: &Listing) -> Read {
    match Format::of(text) {
        Format::Json => json::read(text, listing),
        Format::Link => link::read(text, listing),
        Format::Order => order::read(text, listing),
        Format::Line => shorthand::read(text, listing),
    }
}
