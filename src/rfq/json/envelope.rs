//! What a request comes wrapped in: a call, its result, a notification, a list.

use serde_json::{Map, Value};

use crate::basics::{Issue, IssueCode};
use crate::rfq::shorthand::shortened;

/// A request without its envelope.
#[derive(Debug, Clone, Copy)]
pub(super) enum Request<'a> {
    /// A block RFQ as the exchange has it.
    Block(&'a Map<String, Value>),
    /// A draft of ours.
    Draft(&'a Map<String, Value>),
}

/// Most envelopes around a request.
const MAX_ENVELOPES: usize = 6;

/// The request in a message; reports where there is none, or more than one.
pub(super) fn open<'a>(value: &'a Value, issues: &mut Vec<Issue>) -> Option<Request<'a>> {
    let mut value = value;
    for _ in 0..MAX_ENVELOPES {
        value = match value {
            Value::Array(list) => first_of(list, issues)?,
            Value::Object(object) => match inside(object) {
                Inside::Value(value) => value,
                Inside::Request(request) => return Some(request),
                Inside::Nothing(message) => {
                    issues.push(Issue::new(IssueCode::Syntax, "", message));
                    return None;
                }
            },
            _ => break,
        };
    }
    let message = "There is no request in this JSON.";
    issues.push(Issue::new(IssueCode::Syntax, "", message));
    None
}

fn first_of<'a>(list: &'a [Value], issues: &mut Vec<Issue>) -> Option<&'a Value> {
    let Some(first) = list.first() else {
        issues.push(Issue::new(IssueCode::Syntax, "", "The list of requests is empty."));
        return None;
    };
    if list.len() > 1 {
        let message = format!("There are {} requests; this is the first of them.", list.len());
        issues.push(Issue::new(IssueCode::NotUsed, "", message));
    }
    Some(first)
}

/// What an object is.
enum Inside<'a> {
    /// An envelope around this.
    Value(&'a Value),
    Request(Request<'a>),
    /// A message with no request in it, and what to say.
    Nothing(String),
}

fn inside(object: &Map<String, Value>) -> Inside<'_> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let nested = |key: &str| object.get(key).filter(|v| v.is_object() || v.is_array());
    if let Some(error) = object.get("error").and_then(Value::as_object) {
        let message = error.get("message").and_then(Value::as_str).unwrap_or("no reason given");
        return Inside::Nothing(format!("The exchange refused it: {}.", shortened(message)));
    }
    if let Some(method) = text("method") {
        let is_notification = method == "subscription";
        if !is_notification && method != "private/create_block_rfq" {
            return Inside::Nothing(format!("“{}” asks for no quote.", shortened(method)));
        }
        let channel = object.get("params").and_then(|p| p.get("channel")).and_then(Value::as_str);
        if is_notification && !channel.is_some_and(is_of_requests) {
            let channel = shortened(channel.unwrap_or("without a name"));
            return Inside::Nothing(format!("The channel {channel} brings no requests."));
        }
    }
    let has_legs = object.contains_key("legs");
    let envelope = ["params", "data", "result", "block_rfqs", "trades", "draft"]
        .into_iter()
        .find_map(nested)
        .filter(|_| !has_legs);
    match envelope {
        Some(value) => Inside::Value(value),
        None if is_block(object) => Inside::Request(Request::Block(object)),
        None => Inside::Request(Request::Draft(object)),
    }
}

/// Whether a channel brings block RFQs: those of makers and takers, and done ones.
fn is_of_requests(channel: &str) -> bool {
    ["block_rfq.maker.", "block_rfq.taker.", "block_rfq.trades."]
        .iter()
        .any(|start| channel.starts_with(start))
        && !channel.starts_with("block_rfq.maker.quotes")
}

/// Whether a request's legs or id are written as the exchange writes them.
fn is_block(object: &Map<String, Value>) -> bool {
    let legs = object.get("legs").and_then(Value::as_array);
    object.contains_key("block_rfq_id")
        || legs.is_some_and(|legs| legs.iter().any(|leg| leg.get("instrument_name").is_some()))
}
