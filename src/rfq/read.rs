//! A request in any of the ways people send one: a line of shorthand, or a FIX message.

use super::fix::{self, FixReading};
use super::shorthand::{self, Read};
use crate::basics::Listing;

/// What text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// FIX tag=value.
    Fix,
    /// A line as desks write it.
    Shorthand,
}

fn format_of(text: &str) -> Format {
    if fix::is_fix(text) { Format::Fix } else { Format::Shorthand }
}

/// Reads a request: a FIX message where the text looks like one, else one line of shorthand.
pub fn read(text: &str, listing: &Listing) -> Read {
    read_with(text, listing, FixReading::default())
}

/// Reads a request; a FIX message is read as told.
pub fn read_with(text: &str, listing: &Listing, reading: FixReading) -> Read {
    match format_of(text) {
        Format::Fix => fix::read_with(text, listing, reading),
        Format::Shorthand => shorthand::read(text, listing),
    }
}
