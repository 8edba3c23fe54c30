//! Requests as JSON: a block RFQ of the exchange Deribit in any of its messages, or a draft of ours.
//!
//! Paths of issues start at the request itself (`legs[1].instrument_name`), whatever envelope it
//! came in. Fields that the exchange may add are passed over; a draft's must be those we know.

mod block_rfq;
mod draft;
mod envelope;
mod fields;

#[cfg(test)]
mod tests;

pub use block_rfq::{BlockHedge, BlockLeg, BlockRfq};

use serde_json::error::Category;
use serde_json::{Error, Value};

use super::shorthand::Read;
use crate::basics::{Issue, IssueCode, Listing};
use envelope::Request;

/// Longest text that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Reads one request out of JSON: the first where there are several, which is said.
///
/// Text that is too long or nested too deeply is refused.
#[inline(never)]
pub fn read(text: &str, listing: &Listing) -> Read {
    let value = match parse(text) {
        Ok(value) => value,
        Err(issue) => return Read { issues: vec![issue], ..Read::default() },
    };
    let mut issues = Vec::new();
    match envelope::open(&value, &mut issues) {
        Some(Request::Block(object)) => block_rfq::read(object, listing, issues).1,
        Some(Request::Draft(object)) => draft::read(object, listing, issues),
        None => Read { issues, ..Read::default() },
    }
}

/// The block RFQ in a message, with its names, ratios and hedge as the exchange has them: what a
/// reply to it must repeat.
///
/// # Errors
/// Every issue of a text that is no block RFQ, or is one that cannot be answered.
pub fn block_rfq(text: &str, listing: &Listing) -> Result<(BlockRfq, Read), Vec<Issue>> {
    let value = parse(text).map_err(|issue| vec![issue])?;
    let mut issues = Vec::new();
    match envelope::open(&value, &mut issues) {
        Some(Request::Block(object)) => {
            let (frame, read) = block_rfq::read(object, listing, issues);
            frame.map(|frame| (frame, read.clone())).ok_or(read.issues)
        }
        Some(Request::Draft(_)) => {
            let message = "This is no block RFQ, so there is nothing on the exchange to reply to.";
            issues.push(Issue::new(IssueCode::Syntax, "", message));
            Err(issues)
        }
        None => Err(issues),
    }
}

fn parse(text: &str) -> Result<Value, Issue> {
    let issue = |message: String| Issue::new(IssueCode::Syntax, "text", message);
    if text.len() > MAX_BYTES {
        return Err(issue(
            "The text is too long: at most one megabyte of JSON is read.".to_owned(),
        ));
    }
    serde_json::from_str(text).map_err(|error| issue(words(&error)))
}

fn words(error: &Error) -> String {
    let (line, column) = (error.line(), error.column());
    if error.classify() == Category::Eof {
        return format!("The JSON is cut off: it ends at line {line}, column {column}.");
    }
    // The one failure that has no category of its own.
    if error.to_string().starts_with("recursion limit") {
        return "The JSON is nested too deeply for a request.".to_owned();
    }
    format!("This is not JSON from line {line}, column {column} on.")
}
