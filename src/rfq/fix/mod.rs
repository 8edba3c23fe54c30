//! Requests for quote as FIX messages: tag=value text into the same draft that a line gives.
//!
//! `QuoteRequest` (35=R) of FIX 4.2, 4.4 and 5.0 SP2, for one instrument or several legs, and
//! `NewOrderMultileg` (35=AB), which is read like one and said to be an order. The reader is our
//! own because the crates for FIX (`rustyfix`, `hotfix-message`) are parts of session engines that
//! take groups from a dictionary, while what people paste has other separators, other first fields
//! of groups, vendors' own tags and wrong lengths, each of which needs a sentence at its place.

mod codes;
mod instrument;
mod kinds;
pub mod message;
mod package;
mod request;
mod scope;
mod symbols;
pub mod tags;

use super::shorthand::Read;
use crate::basics::{Issue, IssueCode, Listing, Severity};
use message::{Message, shortened};
use scope::Scope;

/// Longest message that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// How a message is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FixReading {
    /// Whether a message is refused where its length or checksum is wrong or absent, or a piece of
    /// it is no field; otherwise each of them is a warning.
    pub strict: bool,
}

/// Whether text looks like a FIX message: it has the header, or fields of one between separators.
pub fn is_fix(text: &str) -> bool {
    let text = text.trim_start();
    if text.starts_with(['{', '[']) && !text.starts_with("[2") {
        return false;
    }
    if message::header(text).is_some() {
        return true;
    }
    let Some(separator) = message::separator(text) else { return false };
    let telling = ["35=", "131=", "146=", "555="];
    text.split(separator).any(|piece| {
        let piece = piece.trim_start();
        telling.iter().any(|start| piece.starts_with(start))
    })
}

/// Reads a FIX message; what its frame says wrongly is a warning.
pub fn read(text: &str, listing: &Listing) -> Read {
    read_with(text, listing, FixReading::default())
}

/// Reads a FIX message as told.
///
/// Issues stand at byte ranges of the text (`text:12-17`), as those of a line do. The draft has
/// whatever was understood; it is absent where the message is none that asks for a price.
#[inline(never)]
pub fn read_with(text: &str, listing: &Listing, reading: FixReading) -> Read {
    if text.len() > MAX_BYTES {
        let message = "The message is too long: one megabyte is the most.";
        return refused(vec![Issue::new(IssueCode::Syntax, "text", message)]);
    }
    let message = message::parse(text);
    if message.fields.is_empty() {
        let message = "I cannot read this as a FIX message: it has no fields such as 35=R.";
        return refused(vec![Issue::new(IssueCode::Syntax, "text", message)]);
    }
    let mut issues = message.findings.clone();
    if reading.strict && !issues.is_empty() {
        for issue in &mut issues {
            issue.code = IssueCode::Syntax;
            issue.severity = Severity::Reject;
        }
        return refused(issues);
    }
    if let Some(next) = message.next {
        let path = format!("text:{next}-{}", text.len());
        let message = "One message at a time: the first is read.";
        issues.push(Issue::new(IssueCode::Syntax, path, message));
    }
    if let Err(issue) = type_of(&message, &mut issues) {
        issues.push(issue);
        return refused(issues);
    }
    let scope = Scope::of(&message, &mut issues);
    let (draft, has_size, issues) = request::draft(scope, issues, listing);
    Read::of(draft, issues, has_size, listing)
}

fn refused(issues: Vec<Issue>) -> Read {
    Read { issues, ..Read::default() }
}

/// Lets requests pass and says what else a message is.
fn type_of(message: &Message, issues: &mut Vec<Issue>) -> Result<(), Issue> {
    let Some(field) = message.get(tags::MSG_TYPE) else {
        let asks = [tags::QUOTE_REQ_ID, tags::NO_RELATED_SYM, tags::NO_LEGS];
        if asks.iter().any(|tag| message.get(*tag).is_some()) {
            let words = "The message does not say its type (tag 35); read as a request for quote.";
            issues.push(Issue::new(IssueCode::Message, "text", words));
            return Ok(());
        }
        let words = "The message does not say its type (tag 35).";
        return Err(Issue::new(IssueCode::Syntax, "text", words));
    };
    let kind = field.value.trim();
    match kind {
        "R" => Ok(()),
        "AB" => {
            let words = "This is an order of several legs (35=AB), not a request for quote: \
                         it is read as one.";
            issues.push(Issue::new(IssueCode::Message, field.path(), words));
            Ok(())
        }
        _ => {
            let words = kinds::name(kind).map_or_else(
                || format!("Messages of type “{}” (tag 35) are not read.", shortened(kind)),
                |name| format!("This is {name} (35={kind}), not a request for quote."),
            );
            Err(Issue::new(IssueCode::Syntax, field.path(), words))
        }
    }
}

#[cfg(test)]
mod tests;
