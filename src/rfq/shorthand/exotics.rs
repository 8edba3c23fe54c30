//! Payoffs beyond calls and puts, and packages by index: what is missing is asked for.

use super::assemble::Assembler;
use super::facts::{At, Payoff, text_path};
use super::items::Item;
use super::parser::Walk;
use super::words::{Exotic, ExoticTerm, Word};
use crate::basics::{Issue, IssueCode};

impl Walk<'_> {
    /// `DKO 3000`: the word, and the level behind it.
    #[inline(never)]
    pub(super) fn take_exotic(&mut self, at: usize, kind: Exotic) {
        let level = (at + 1..at + 3)
            .take_while(|i| *i == at + 1 || self.word(i - 1) == Some(Word::Filler))
            .find(|i| self.number(*i).is_some_and(|n| n.put_call.is_none()));
        let is_chained = level.is_some_and(|i| {
            matches!(self.item(i + 1), Some(Item::Slash)) || self.word(i + 1) == Some(Word::Unit)
        });
        let level = level.filter(|_| !is_chained);
        if let Some(level) = level {
            self.mark_used(level);
        }
        let payoff = self.payoff(at, kind);
        payoff.kind = kind;
        payoff.said.extend(level.map(|_| ExoticTerm::Level));
    }

    /// `daily`, `rebate 10`, `coupon 8`.
    #[inline(never)]
    pub(super) fn take_exotic_term(&mut self, at: usize, term: ExoticTerm) {
        let is_exotic = |i: usize| matches!(self.word(i), Some(Word::Exotic(_)));
        if !(0..self.pieces.len()).any(is_exotic) {
            self.piece_unknown(at);
            return;
        }
        if term != ExoticTerm::Schedule && self.number(at + 1).is_some() {
            self.mark_used(at + 1);
        }
        // The word that names the payoff is still to come, or was there already.
        self.payoff(at, Exotic::Barrier).said.push(term);
    }

    /// The payoff of the line, new where none was named yet.
    fn payoff(&mut self, at: usize, kind: Exotic) -> &mut Payoff {
        let new = self.placed(at, Payoff { kind, said: Vec::new() });
        &mut self.facts.exotic.get_or_insert(new).value
    }
}

impl Assembler<'_> {
    /// Asks for what a payoff leaves open. It has no legs here: as a plain option it would be
    /// quoted at a plain option's price.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_exotic(&mut self, payoff: &At<Payoff>) {
        use ExoticTerm::{Coupon, Level, Rebate, Schedule};
        let (name, fields): (&str, &[(&str, Option<ExoticTerm>)]) = match payoff.value.kind {
            Exotic::Barrier => (
                "barrier options",
                &[
                    ("the barrier level", Some(Level)),
                    ("the monitoring (continuous or daily)", Some(Schedule)),
                    ("the rebate (0 for none)", Some(Rebate)),
                ],
            ),
            Exotic::Asian => ("Asian options", &[("the averaging dates", Some(Schedule))]),
            Exotic::Lookback => ("lookback options", &[("the observation dates", Some(Schedule))]),
            Exotic::Cliquet => {
                ("cliquets", &[("the reset dates", Some(Schedule)), ("the caps and floors", None)])
            }
            Exotic::Autocall => (
                "autocalls",
                &[
                    ("the autocall level", Some(Level)),
                    ("the observation dates", Some(Schedule)),
                    ("the coupon", Some(Coupon)),
                    ("the downside barrier", None),
                ],
            ),
        };
        let is_said =
            |term: &Option<ExoticTerm>| term.is_some_and(|term| payoff.value.said.contains(&term));
        let missing: Vec<&str> =
            fields.iter().filter(|(_, term)| !is_said(term)).map(|(field, _)| *field).collect();
        let asked = match &missing[..] {
            [] => String::new(),
            [only] => format!("Please give {only}. "),
            [first @ .., last] => format!("Please give {} and {last}. ", first.join(", ")),
        };
        let message = format!("{asked}A trader prices {name}; no price is shown here.");
        let path = text_path(payoff.start, payoff.end);
        self.issues.push(Issue::new(IssueCode::ExoticTerm, path, message));
    }

    /// Asks for the components of a dispersion, which its name does not hold.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_components(&mut self, word: &At<()>) {
        let message = "Which components, and weighted by what (vega, notional or contracts)? \
                       Give the legs as symbols, the index sold: -1 SPX-18DEC26-5000-C ….";
        let path = text_path(word.start, word.end);
        self.report(IssueCode::CrossBasis, path, message);
    }
}
