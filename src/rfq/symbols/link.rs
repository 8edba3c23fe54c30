//! Addresses of an option site's strategy pages, read as text: nothing is ever fetched.
//!
//! What follows `/build/` is the strategy's name, the underlying and the legs:
//! `iron-condor/SPY/-.SPY261218P500,.SPY261218P490x2`. A leading `-` is a sold leg, `x2` behind a
//! leg its count, `@1.05` the price it was entered at. Shares are written `SPYx100`.

use super::{Symbol, occ, underlying};
use crate::basics::{Issue, IssueCode, Listing};
use crate::rfq::shorthand::{MAX_CHARS, Read, refused, shortened, text_path};
use crate::rfq::taxonomy::gcd;
use crate::rfq::{LegDraft, RfqDraft};

/// What precedes the strategy's name in the address.
const MARK: &str = "/build/";
/// Shares that one option contract is on.
const SHARES: u32 = 100;
/// Most legs that are read.
const MAX_LEGS: usize = 50;

/// Whether the text is such an address and nothing else.
pub(in crate::rfq) fn is_link(text: &str) -> bool {
    let text = text.trim();
    text.len() <= MAX_CHARS && !text.contains(char::is_whitespace) && text.contains(MARK)
}

/// Reads the legs out of such an address. Counts that all legs share are the quantity.
#[inline(never)]
pub(in crate::rfq) fn read(text: &str, listing: &Listing) -> Read {
    let whole = text_path(0, text.len());
    let after = text.find(MARK).map_or(text.len(), |at| at + MARK.len());
    let path = text.get(after..).unwrap_or("").trim_end();
    let path = path.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    let Some((_, legs)) = path.rsplit_once('/').filter(|(_, legs)| !legs.is_empty()) else {
        let message = "The address has no legs behind its strategy; copy it with the legs.";
        return refused(&whole, message.to_owned());
    };
    let mut at = after + path.len() - legs.len();
    let (mut found, mut issues) = (Vec::new(), Vec::new());
    for part in legs.split(',').take(MAX_LEGS) {
        let here = text_path(at, at + part.len());
        at += part.len() + 1;
        if let Some((symbol, count)) = leg(&part.to_ascii_lowercase(), listing) {
            issues.extend(symbol.missing(listing, &here));
            found.push((symbol, count));
        } else {
            let message = format!("I cannot read “{}” as a leg.", shortened(part));
            issues.push(Issue::new(IssueCode::Syntax, here, message));
        }
    }
    if legs.split(',').count() > MAX_LEGS {
        let message = "Please split: maximum 12 legs.";
        issues.push(Issue::new(IssueCode::TooManyLegs, whole, message));
    }
    let common = found.iter().fold(0, |d, (_, count)| gcd(d, count.unsigned_abs())).max(1);
    let ratio = |count: i32| f64::from(count) / f64::from(common);
    let legs: Vec<LegDraft> =
        found.iter().map(|(symbol, count)| symbol.leg(ratio(*count), listing)).collect();
    if legs.is_empty() {
        return Read { issues, ..Read::default() };
    }
    let draft = RfqDraft { quantity: f64::from(common), legs, ..RfqDraft::default() };
    Read::of(draft, issues, true, listing)
}

/// One leg in lower case and its signed count.
fn leg(part: &str, listing: &Listing) -> Option<(Symbol, i32)> {
    let part = part.split('@').next().unwrap_or(part);
    let (sign, rest) = match part.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, part.strip_prefix('+').unwrap_or(part)),
    };
    let (name, count) = match rest.rsplit_once('x') {
        Some((name, count)) if count.bytes().all(|b| b.is_ascii_digit()) && !count.is_empty() => {
            (name, count.parse::<u32>().ok().filter(|n| (1..=1_000_000).contains(n))?)
        }
        _ => (rest, 1),
    };
    if let Some(option) = occ::symbol(name, listing) {
        return Some((option, sign * i32::try_from(count).ok()?));
    }
    let is_share = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
    let lots = (count % SHARES == 0).then_some(count / SHARES)?;
    let (name, settlement) = is_share.then(|| underlying(name, listing))?;
    let share = Symbol::spot(name, settlement);
    Some((share, sign * i32::try_from(lots).ok()?))
}
