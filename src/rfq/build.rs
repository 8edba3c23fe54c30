//! Structures by name into drafts, and drafts back into names.

use serde::{Deserialize, Serialize};

use super::check::spread_of;
use super::draft::{LegDraft, RfqDraft};
use super::expiry;
use super::normalise::RATIO_SENTENCE;
use super::off_list::unknown_underlying;
use super::template::{Slot, has_underlying, needs_type, places, template};
use crate::basics::{
    Direction, InstrumentKind, Issue, IssueCode, Listing, PutCall, Settlement, Structure,
    Timestamp, order,
};

/// A structure stated by its name and its few numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BuildRequest {
    /// Which structure, in its canonical bought direction.
    pub structure: Structure,
    /// Underlying id: `ETH`.
    pub underlying: String,
    /// One expiry, or near and far in any order, as text that an expiry field takes.
    pub expiries: Vec<String>,
    /// Strikes in any order; a diagonal's follow its expiries.
    pub strikes: Vec<f64>,
    /// Call or put, where the structure exists in both.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub put_call: Option<PutCall>,
    /// Contracts bought and sold of a ratio spread; absent is 1 by 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<(i32, i32)>,
    /// Inverse or linear; absent takes the most recently loaded market.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// Future or spot, for a structure with its underlying among the legs; absent is the future of
    /// the expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<InstrumentKind>,
}

/// What building gives: a draft of quantity one, or the reasons why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Built {
    /// The draft; `None` where an issue is a reject.
    pub draft: Option<RfqDraft>,
    /// Every issue, at the request's own fields (`strikes`, `expiries[0]`).
    pub issues: Vec<Issue>,
}

/// The name of a draft's legs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Recognised {
    /// The structure; custom where the legs have no name or cannot be read yet.
    pub structure: Structure,
    /// Whether buying the legs buys or sells the structure.
    pub direction: Direction,
    /// 1 where the market agrees on the name; 0.8 where the legs fit but the name is used both
    /// ways (iron structures), for other ratios as well (Christmas trees) or may be a typing slip
    /// (broken wings); 0 for a custom package.
    pub confidence: f64,
}

/// The draft of a structure, quantity one, legs in the canonical bought direction.
pub fn build(request: &BuildRequest, listing: &Listing) -> Built {
    let mut issues = Vec::new();
    let structure = request.structure;
    let market = listing.find(request.underlying.trim(), request.settlement);
    if market.is_none() {
        issues.push(unknown_underlying(request.underlying.trim(), listing, "underlying"));
    }
    let Some((expiry_count, strike_count)) = places(structure) else {
        let message = "A custom package has no template; give its legs.";
        issues.push(Issue::new(IssueCode::NoLegs, "structure", message));
        return Built { draft: None, issues };
    };
    if request.expiries.len() != expiry_count {
        let message = count_message(structure, expiry_count, "expiry", "expiries");
        issues.push(Issue::new(IssueCode::Expiry, "expiries", message));
    }
    if request.strikes.len() != strike_count {
        let message = count_message(structure, strike_count, "strike", "strikes");
        issues.push(Issue::new(IssueCode::Strike, "strikes", message));
    }
    if needs_type(structure) && request.put_call.is_none() {
        issues.push(Issue::new(IssueCode::OptionType, "type", "Call or put?"));
    }
    let ratio = request.ratio.unwrap_or((1, 2));
    if structure == Structure::RatioSpread
        && ![ratio.0, ratio.1].iter().all(|count| (1..=20).contains(count))
    {
        issues.push(Issue::new(IssueCode::Ratio, "ratio", RATIO_SENTENCE));
    }
    if has_underlying(structure) && request.hedge == Some(InstrumentKind::Option) {
        let message = "The underlying leg is a future or spot.";
        issues.push(Issue::new(IssueCode::Hedge, "hedge", message));
    }
    let mut expiries = Vec::new();
    for (index, text) in request.expiries.iter().enumerate() {
        let Some(market) = market else { continue };
        if let Some(found) = expiry::resolve(text, market) {
            expiries.push(Some(PlacedExpiry::at(found.instant)));
        } else {
            let message = "I cannot read this as an expiry; write it like 27NOV26.";
            issues.push(Issue::new(IssueCode::Expiry, format!("expiries[{index}]"), message));
        }
    }
    if issues.iter().any(|issue| issue.is_reject() || issue.code == IssueCode::Hedge) {
        return Built { draft: None, issues };
    }
    let strikes = request.strikes.iter().map(|k| Some(*k)).collect();
    let put_call = request.put_call;
    let hedge = request.hedge.unwrap_or(InstrumentKind::Future);
    let places = Places { structure, expiries, strikes, put_call, ratio, hedge };
    let draft = RfqDraft {
        quantity: 1.0,
        legs: places.legs(request.underlying.trim(), request.settlement),
        structure: Some(structure.name().to_owned()),
        ..RfqDraft::default()
    };
    Built { draft: Some(draft), issues }
}

/// The name of a draft's legs, whatever else is wrong with the draft.
pub fn recognise(draft: &RfqDraft, listing: &Listing) -> Recognised {
    let (structure, direction) = spread_of(draft, listing)
        .map_or((Structure::Custom, Direction::Long), |s| (s.structure, s.direction));
    let confidence = match structure {
        Structure::Custom => 0.0,
        Structure::IronButterfly
        | Structure::IronCondor
        | Structure::BrokenWingButterfly
        | Structure::ChristmasTree => 0.8,
        _ => 1.0,
    };
    Recognised { structure, direction, confidence }
}

fn count_message(structure: Structure, count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{} is stated with {count} {noun}.", structure.with_article())
}

/// A structure's numbers, possibly incomplete: what is missing stays empty in the legs.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// Which structure; a custom package has no legs here.
    pub(super) structure: Structure,
    /// Expiries in any order.
    pub(super) expiries: Vec<Option<PlacedExpiry>>,
    /// Strikes in any order; a diagonal's follow its expiries.
    pub(super) strikes: Vec<Option<f64>>,
    /// Call or put, where known.
    pub(super) put_call: Option<PutCall>,
    /// Contracts bought and sold of a ratio spread.
    pub(super) ratio: (i32, i32),
    /// Future or spot, where the structure has its underlying among the legs.
    pub(super) hedge: InstrumentKind,
}

/// An expiry with its place in time, or as it was written where no market resolves it.
#[derive(Debug, Clone)]
pub(super) struct PlacedExpiry {
    /// Milliseconds since the Unix epoch, or any number that keeps the order of writing.
    pub(super) order: i64,
    /// What the leg's field gets.
    pub(super) text: String,
}

impl PlacedExpiry {
    /// A resolved instant.
    pub(super) fn at(instant: Timestamp) -> Self {
        Self { order: instant.millis(), text: instant.to_iso() }
    }
}

impl Places {
    /// The legs in the canonical bought direction.
    pub(super) fn legs(
        mut self,
        underlying: &str,
        settlement: Option<Settlement>,
    ) -> Vec<LegDraft> {
        self.put_in_order();
        let slots = template(self.structure, self.put_call.unwrap_or(PutCall::Call), self.ratio);
        let expiry =
            |slot: &Slot| self.expiries.get(slot.expiry).cloned().flatten().map(|e| e.text);
        let leg = |slot: &Slot| match slot.put_call {
            None => LegDraft {
                expiry: expiry(slot).filter(|_| self.hedge != InstrumentKind::Spot),
                ..bare_leg(slot, self.hedge, underlying, settlement)
            },
            Some(put_call) => LegDraft {
                expiry: expiry(slot),
                strike: self.strikes.get(slot.strike).copied().flatten(),
                put_call: if needs_type(self.structure) { self.put_call } else { Some(put_call) },
                ..bare_leg(slot, InstrumentKind::Option, underlying, settlement)
            },
        };
        slots.iter().map(leg).collect()
    }

    /// Near expiry first and low strike first; a diagonal's strikes move with its expiries.
    fn put_in_order(&mut self) {
        let late = |e: &Option<PlacedExpiry>| e.as_ref().map_or(i64::MAX, |e| e.order);
        if self.structure == Structure::Diagonal {
            if let ([first, second], [_, _]) = (&self.expiries[..], &self.strikes[..])
                && late(first) > late(second)
            {
                self.expiries.swap(0, 1);
                self.strikes.swap(0, 1);
            }
            return;
        }
        order::sort_by_key(&mut self.expiries, late);
        let high = |k: &Option<f64>| k.unwrap_or(f64::INFINITY);
        order::sort_by(&mut self.strikes, |a, b| high(a).total_cmp(&high(b)));
    }
}

/// A leg of a template before its terms.
fn bare_leg(
    slot: &Slot,
    kind: InstrumentKind,
    underlying: &str,
    settlement: Option<Settlement>,
) -> LegDraft {
    LegDraft {
        ratio: f64::from(slot.ratio),
        kind,
        underlying: underlying.to_owned(),
        expiry: None,
        strike: None,
        put_call: None,
        exercise: None,
        settlement,
        multiplier: None,
        mark: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfq::fixture;

    fn request(structure: Structure, strikes: &[f64]) -> BuildRequest {
        BuildRequest {
            structure,
            underlying: "ETH".to_owned(),
            expiries: vec!["27NOV26".to_owned()],
            strikes: strikes.to_vec(),
            put_call: Some(PutCall::Call),
            ratio: None,
            settlement: None,
            hedge: None,
        }
    }

    #[test]
    fn both_counts_of_a_ratio_keep_to_twenty() {
        let codes = |ratio| {
            let request = BuildRequest {
                ratio: Some(ratio),
                ..request(Structure::RatioSpread, &[3400.0, 3600.0])
            };
            let built = build(&request, &fixture::listing());
            assert_eq!(built.draft.is_none(), !built.issues.is_empty());
            built.issues.iter().map(|i| i.code).collect::<Vec<_>>()
        };
        for ratio in [(1, 2), (2, 3), (1, 20), (20, 1)] {
            assert_eq!(codes(ratio), []);
        }
        for ratio in [(1, 50), (50, 1), (0, 2), (1, -2), (21, 21)] {
            assert_eq!(codes(ratio), [IssueCode::Ratio], "{ratio:?}");
        }
    }

    #[test]
    fn sentences_about_a_structure_take_its_article() {
        let message = |structure| {
            let built = build(&request(structure, &[]), &fixture::listing());
            built.issues.into_iter().map(|i| i.message).collect::<Vec<_>>()
        };
        assert_eq!(message(Structure::Outright), ["An outright is stated with 1 strike."]);
        assert_eq!(message(Structure::IronCondor), ["An iron condor is stated with 4 strikes."]);
        assert_eq!(message(Structure::Straddle), ["A straddle is stated with 1 strike."]);
    }
}
