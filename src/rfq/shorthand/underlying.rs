//! The underlying among the legs: a future or spot.

use super::assemble::Assembler;
use super::facts::text_path;
use super::words::Hedge;
use crate::basics::{Exercise, InstrumentKind, IssueCode, Structure};
use crate::rfq::LegDraft;
use crate::rfq::build::PlacedExpiry;
use crate::rfq::template::has_underlying;

impl Assembler<'_> {
    /// A line that asks for the future or spot itself: no strike, no structure, no type.
    #[inline(never)]
    pub(super) fn underlying_alone(&mut self) -> Option<LegDraft> {
        let hedge = self.facts.hedge.as_ref()?.value;
        let facts = &self.facts;
        let has_option = facts.naming.is_stated()
            || facts.put_call.is_some()
            || facts.naming.put_call.is_some()
            || !facts.strikes.is_empty()
            || facts.ratio.is_some();
        let kind = match (hedge, facts.expiries.len()) {
            (Hedge::Future, 1) => InstrumentKind::Future,
            (Hedge::Spot, 0) => InstrumentKind::Spot,
            _ => return None,
        };
        if has_option {
            return None;
        }
        let expiry = facts.expiries.first().cloned();
        let market = self.market;
        let expiry = expiry.map(|expiry| self.placed_expiry(&expiry, market, 0).text);
        Some(LegDraft {
            ratio: 1.0,
            kind,
            underlying: self.name.clone(),
            expiry,
            strike: None,
            put_call: None,
            exercise: None,
            settlement: self.facts.settlement,
            multiplier: None,
            mark: None,
        })
    }

    /// Future or spot, for a structure that has one among its legs.
    ///
    /// What the line says goes first. Where it says neither, options on shares, which are exercised
    /// at any time, go with spot, and others with the future of their own expiry where that is
    /// listed; where it is not, the line is asked.
    pub(super) fn underlying_kind(
        &mut self,
        structure: Structure,
        expiries: &[Option<PlacedExpiry>],
    ) -> InstrumentKind {
        let stated = self.facts.hedge.clone();
        if !has_underlying(structure) {
            if let Some(stated) = stated {
                self.refuse_underlying(structure, text_path(stated.start, stated.end));
            }
            return InstrumentKind::Future;
        }
        self.kind_of_hedge(structure, expiries)
    }

    #[cold]
    #[inline(never)]
    fn refuse_underlying(&mut self, structure: Structure, path: String) {
        let name = structure.with_article();
        let message =
            format!("{name} has no underlying among its legs; give it as a leg of its own.");
        self.report(IssueCode::Syntax, path, message);
    }

    /// Future or spot, for a structure that has one of the two.
    #[inline(never)]
    fn kind_of_hedge(
        &mut self,
        structure: Structure,
        expiries: &[Option<PlacedExpiry>],
    ) -> InstrumentKind {
        match self.facts.hedge.as_ref().map(|stated| stated.value) {
            Some(Hedge::Future) => return InstrumentKind::Future,
            Some(Hedge::Spot) => return InstrumentKind::Spot,
            Some(Hedge::Any) | None => {}
        }
        let Some((market, expiry)) = self.market.zip(expiries.first().and_then(Option::as_ref))
        else {
            return InstrumentKind::Future;
        };
        if market.exercise == Exercise::American {
            return InstrumentKind::Spot;
        }
        let is_listed = market.expiries.iter().any(|e| e.expiry.millis() == expiry.order);
        if !is_listed {
            let message = format!(
                "{} needs its underlying, and no future is listed there: a future or spot?",
                structure.with_article()
            );
            let answers = [("Future", "with future"), ("Spot", "with spot")]
                .map(|(label, words)| (label.to_owned(), words.to_owned()));
            self.ask(IssueCode::Hedge, message, &answers);
        }
        InstrumentKind::Future
    }
}
