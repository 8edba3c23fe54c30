//! The rejection of a request, with its reason by number and in words.

use super::instrument::symbol;
use super::{Fields, request_id};
use crate::basics::{Asked, IssueCode};
use crate::quote::Quoted;
use crate::quote::write::chat::plain;
use crate::rfq::RfqDraft;
use crate::rfq::fix::tags;

/// Most sentences in the text.
const MAX_SENTENCES: usize = 3;

/// Quote Request Reject (35=AG).
pub(super) fn reject_body(draft: &RfqDraft, quoted: &Quoted) -> Fields {
    let mut fields = vec![
        // The request's own id is required; a request without one gets FIX's word for none.
        (tags::QUOTE_REQ_ID, request_id(draft).unwrap_or_else(|| "NONE".to_owned())),
        (tags::QUOTE_REQUEST_REJECT_REASON, reason(quoted).to_string()),
        (tags::NO_RELATED_SYM, "1".to_owned()),
        (tags::SYMBOL, symbol(draft.legs.iter().map(|leg| leg.underlying.as_str()))),
    ];
    let side = match draft.side {
        Asked::TwoWay => None,
        Asked::Buy => Some("1"),
        Asked::Sell => Some("2"),
    };
    fields.extend(side.map(|side| (tags::SIDE, side.to_owned())));
    if draft.quantity.is_finite() && draft.quantity > 0.0 {
        fields.push((tags::ORDER_QTY, plain(draft.quantity)));
    }
    fields.push((tags::TEXT, why(quoted)));
    fields
}

/// Quote Acknowledgement (35=b) with status 5, rejected: what FIX 4.2 has for it.
pub(super) fn acknowledgement_body(draft: &RfqDraft, quoted: &Quoted) -> Fields {
    let mut fields = Fields::new();
    fields.extend(request_id(draft).map(|id| (tags::QUOTE_REQ_ID, id)));
    fields.push((tags::QUOTE_ACK_STATUS, "5".to_owned()));
    let reason = match reason(quoted) {
        Reason::UnknownSymbol => Some("1"),
        Reason::ExceedsLimit => Some("3"),
        Reason::InvalidPrice => Some("8"),
        Reason::NotAuthorised => Some("9"),
        Reason::NoMarket | Reason::Pass | Reason::Other => None,
    };
    fields.extend(reason.map(|reason| (tags::QUOTE_REJECT_REASON, reason.to_owned())));
    fields.push((tags::TEXT, why(quoted)));
    fields
}

/// Why a request is rejected, by tag 658.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    UnknownSymbol = 1,
    ExceedsLimit = 3,
    InvalidPrice = 5,
    NotAuthorised = 6,
    NoMarket = 8,
    Pass = 10,
    Other = 99,
}

impl Reason {
    fn of(code: IssueCode) -> Self {
        match code {
            IssueCode::UnknownUnderlying
            | IssueCode::ExpiryPast
            | IssueCode::Expiry
            | IssueCode::Strike
            | IssueCode::OptionType => Self::UnknownSymbol,
            IssueCode::Limit | IssueCode::TooManyLegs => Self::ExceedsLimit,
            IssueCode::PriceType | IssueCode::Mark | IssueCode::TiedReference => Self::InvalidPrice,
            IssueCode::ClientDisabled => Self::NotAuthorised,
            IssueCode::MarketMissing | IssueCode::Numerical => Self::NoMarket,
            _ => Self::Other,
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", *self as u8)
    }
}

/// The first finding that forbids a quote decides; where nothing does, the desk passes.
pub(super) fn reason(quoted: &Quoted) -> Reason {
    let first = quoted.issues.iter().find(|issue| issue.is_reject());
    first.map_or(Reason::Pass, |issue| Reason::of(issue.code))
}

/// The sentences that forbid a quote.
fn why(quoted: &Quoted) -> String {
    let mut sentences: Vec<&str> = Vec::new();
    for issue in quoted.issues.iter().filter(|issue| issue.is_reject()) {
        if !sentences.contains(&issue.message.as_str()) {
            sentences.push(&issue.message);
        }
    }
    sentences.truncate(MAX_SENTENCES);
    if sentences.is_empty() { "No quote".to_owned() } else { sentences.join(" ") }
}
