//! One-line requests as desks write them, in any order and any case.
//!
//! `ETH 25DEC26 3300/3400/3500 call fly x100, Acme` goes through four steps: the lexer cuts it
//! into tokens, items say what each stretch can be, facts give every number its role, and the
//! assembler makes a draft and asks what is missing. Words live in one dictionary.

mod assemble;
mod client;
mod commas;
mod cross;
mod dates;
mod dictionary;
mod direction;
mod exotics;
mod facts;
mod homonyms;
pub(super) mod items;
mod leg_list;
mod lexer;
mod money;
mod named;
pub(crate) mod names;
mod naming;
mod numbers;
mod parser;
mod questions;
mod refusals;
mod relative;
mod sides;
mod suggest;
mod symbols;
mod together;
mod underlying;
mod unknown;
mod versus;
pub(crate) mod words;

use assemble::Assembled;
pub(super) use facts::text_path;
pub(super) use questions::shortened;
pub(super) use relative::is_like_percent;

use serde::Serialize;

use super::check::check;
use super::draft::RfqDraft;
use super::explain::read_back;
use crate::basics::{DeltaStrikes, Issue, IssueCode, Listing};

/// Longest text that is read, in characters.
pub(super) const MAX_CHARS: usize = 4000;

/// A strike that a request measures by the market, and the listed one that is taken for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct SolvedStrike {
    /// The underlying: `ETH`.
    pub underlying: String,
    /// The expiry it was looked for in: `27NOV26`.
    pub expiry: String,
    /// What was asked for: `25-delta put`, `90 % of spot`, `at the money`.
    pub asked: String,
    /// The strike that is exactly that, in price currency.
    pub exact: f64,
    /// The nearest listed strike, which the legs have.
    pub strike: f64,
    /// The delta at the listed strike, where a delta was asked for; negative for puts.
    pub delta: Option<f64>,
}

/// What reading a text gives.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Read {
    /// What was understood, complete or not; `None` where nothing was.
    pub draft: Option<RfqDraft>,
    /// The request in one plain sentence, where it is complete and nothing forbids a quote.
    pub explanation: Option<String>,
    /// Strikes that the market gave: asked for by delta, in per cent or at the money.
    pub solved: Vec<SolvedStrike>,
    /// What the words leave open or say wrongly, at byte ranges of the text (`text:12-17`).
    /// What the draft itself has wrong (an unlisted strike, a size below the minimum) is not
    /// repeated here: checking the draft reports it.
    pub issues: Vec<Issue>,
    /// Whether a size is stated.
    #[serde(skip)]
    pub(crate) has_size: bool,
}

/// Reads a request of one line.
///
/// Expiries resolve against the listing's market of the underlying and count from its `as_of`.
/// A size that is not stated is one, and the explanation says so. Text of several lines gives the
/// first one and an issue. Strikes by delta are found on the surface, where there is one.
pub fn read(text: &str, listing: &Listing, surface: Option<&dyn DeltaStrikes>) -> Read {
    read_unsaid(text, listing, surface).explained(listing)
}

/// The same without the sentence.
pub(super) fn read_unsaid(
    text: &str,
    listing: &Listing,
    surface: Option<&dyn DeltaStrikes>,
) -> Read {
    if text.len() > MAX_CHARS && text.chars().nth(MAX_CHARS).is_some() {
        return too_long();
    }
    let mut lines = lines(text).filter(|(_, line)| !line.trim().is_empty());
    let Some((base, line)) = lines.next() else {
        return refused("text", example("Type a request, for example", listing));
    };
    let mut tokens = lexer::tokens(line);
    for token in &mut tokens {
        token.start += base;
        token.end += base;
    }
    let whole = text.get(..base + line.len()).unwrap_or(text);
    let pieces = items::items(&tokens, listing);
    if let Some(sides) = cross::sides(&pieces) {
        let (package, has_size) = cross::package(whole, sides, listing, surface);
        return finished(package, has_size, lines.next());
    }
    if let Some(list) = leg_list::parts(&pieces) {
        let (package, has_size) = leg_list::package(whole, &list, listing, surface);
        return finished(package, has_size, lines.next());
    }
    let facts = parser::facts(whole, &pieces);
    if facts.is_nonsense() {
        return nonsense(base, line, listing);
    }
    let has_size = facts.quantity.is_some() || facts.counts_spreads();
    let package = assemble::assemble(whole, whole.len(), facts, listing, surface);
    finished(package, has_size, lines.next())
}

/// The reading of a line, `next` being the line behind it.
fn finished(package: Assembled, has_size: bool, next: Option<(usize, &str)>) -> Read {
    let Assembled { draft, mut issues, solved } = package;
    if let Some((start, second)) = next {
        let path = text_path(start, start + second.len());
        let message = "One request at a time: the first line is read, several lines are a batch.";
        issues.push(Issue::new(IssueCode::Syntax, path, message));
    }
    Read { draft: Some(draft), explanation: None, solved, issues, has_size }
}

impl Read {
    /// What was read, said back where it is complete and nothing forbids a quote.
    pub(super) fn of(
        draft: RfqDraft,
        issues: Vec<Issue>,
        has_size: bool,
        listing: &Listing,
    ) -> Self {
        let read = Self { draft: Some(draft), issues, has_size, ..Self::default() };
        read.explained(listing)
    }

    /// The same with the request said back, where it is complete and nothing forbids a quote.
    fn explained(self, listing: &Listing) -> Self {
        let is_refused = self.issues.iter().any(Issue::is_reject);
        let draft = self.draft.as_ref().filter(|_| !is_refused);
        let rfq = draft.and_then(|draft| check(draft, listing).rfq);
        let explanation = rfq.map(|rfq| read_back(&rfq, &self));
        Self { explanation, ..self }
    }
}

/// Lines with the byte at which each starts.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split(['\n', '\r']).map(move |line| {
        let here = start;
        start += line.len() + 1;
        (here, line)
    })
}

/// A reading that understood nothing, and why.
#[cold]
#[inline(never)]
pub(super) fn refused(path: &str, message: String) -> Read {
    let issue = Issue::new(IssueCode::Syntax, path, message);
    Read { issues: vec![issue], ..Read::default() }
}

#[cold]
#[inline(never)]
fn too_long() -> Read {
    refused("text", format!("The text is too long: at most {MAX_CHARS} characters are read."))
}

/// A line at byte `base` of which nothing was understood.
#[cold]
#[inline(never)]
fn nonsense(base: usize, line: &str, listing: &Listing) -> Read {
    let shown = shortened(line.trim());
    let message = example(&format!("I cannot read “{shown}” as a request; try"), listing);
    let path = text_path(base, base + line.trim_end().len());
    refused(&path, message)
}

/// A lead-in with a request that the first loaded market could answer.
#[cold]
#[inline(never)]
fn example(lead_in: &str, listing: &Listing) -> String {
    let request = listing.markets.first().and_then(|market| {
        let expiry = market.expiries.iter().find(|e| e.expiry > market.as_of)?;
        let distance = |k: &&f64| (**k - expiry.forward).abs();
        let strike = expiry.strikes.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let (name, code) = (&market.key.underlying, expiry.expiry.expiry_code());
        Some(format!("{name} {code} {strike} call x10"))
    });
    let request = request.unwrap_or_else(|| "ETH 27NOV26 3300/3400/3500 call fly x100".to_owned());
    format!("{lead_in}: {request}")
}

#[cfg(test)]
mod cases;
#[cfg(test)]
#[cfg(test)]
mod tests;
