//! A structure by name, or by its numbers, into legs.

use super::assemble::Assembler;
use super::direction::negate;
use super::facts::text_path;
use super::naming::Naming;
use super::parser::BOTH_TYPES;
use crate::basics::{Issue, IssueCode, PutCall, Structure, Timestamp};
use crate::rfq::LegDraft;
use crate::rfq::build::Places;
use crate::rfq::taxonomy::{needs_type, places, template};

impl Assembler<'_> {
    /// The legs of a named or inferred structure, and the name where the line states one.
    pub(super) fn structure(&mut self) -> (Vec<LegDraft>, Option<Structure>) {
        let put_call = self.put_call();
        let stated = self.facts.naming.structure();
        let structure = self.inferred(put_call);
        if structure == Structure::Custom {
            let message = "Give the legs of a custom package as symbols: +1 ETH-27NOV26-3400-C.";
            self.report(IssueCode::NoLegs, "text", message);
            return (Vec::new(), None);
        }
        let wanted = places(structure).unwrap_or((1, 1));
        self.count_strikes(structure, wanted.1);
        self.count_expiries(structure, wanted.0);
        if needs_type(structure) && put_call.is_none() {
            let answers = ["call", "put"].map(|w| (w.to_owned(), w.to_owned()));
            self.ask(IssueCode::OptionType, "Calls or puts?".to_owned(), &answers);
        }
        self.refuse_ratio(structure);
        self.refuse_type(structure);
        self.refuse_over(structure);
        let written = std::mem::take(&mut self.facts.expiries);
        let market = self.market;
        let mut expiries = Vec::with_capacity(written.len());
        for (order, expiry) in (0..).zip(&written) {
            expiries.push(Some(self.placed_expiry(expiry, market, order)));
        }
        expiries.resize(wanted.0, None);
        let mut strikes: Vec<Option<f64>> =
            self.facts.strikes.iter().map(|s| Some(s.value.value)).collect();
        strikes.resize(wanted.1, None);
        let ratio = self.facts.ratio.unwrap_or((1, 2));
        let places = Places { structure, expiries, strikes, put_call, ratio };
        let mut legs = places.legs(&self.name, self.facts.settlement);
        if self.swap_types(structure, &mut legs) {
            return (legs, None);
        }
        if stated.is_some() || put_call.is_some() {
            self.refuse_letters(structure, &legs);
        }
        if self.is_sold(structure, &legs) {
            negate(&mut legs);
        }
        (legs, stated.map(|_| structure))
    }

    /// A ratio is a ratio spread's; on any other structure it would go unheard.
    pub(super) fn refuse_ratio(&mut self, structure: Structure) {
        let Some((here, (bought, sold))) = self.facts.ratio_at.clone().zip(self.facts.ratio) else {
            return;
        };
        if structure != Structure::RatioSpread {
            let message =
                format!("{} takes no ratio; what is {bought}x{sold}?", structure.with_article());
            self.report(IssueCode::Syntax, text_path(here.start, here.end), message);
        }
    }

    /// A call spread of puts, or a straddle of calls only.
    fn refuse_type(&mut self, structure: Structure) {
        let Some(stated) = self.facts.put_call else { return };
        let slots = template(structure, stated, (1, 2));
        if slots.iter().any(|slot| slot.put_call != stated) {
            self.report(IssueCode::Syntax, "text", BOTH_TYPES);
        }
    }

    /// Calls over or puts over is a risk reversal's.
    pub(super) fn refuse_over(&mut self, structure: Structure) {
        let is_named = self.facts.naming.structure().is_some();
        if let Some(over) = self.facts.over
            && is_named
            && structure != Structure::RiskReversal
        {
            let name = structure.with_article();
            let message =
                format!("{name} is not bought “{}s over”; a risk reversal is.", over.word());
            self.report(IssueCode::Syntax, "text", message);
        }
    }

    /// Letters behind strikes that no leg there has, or one letter where a strike has both types.
    fn refuse_letters(&mut self, structure: Structure, legs: &[LegDraft]) {
        let has_both = matches!(
            structure,
            Structure::Straddle
                | Structure::StraddleCalendar
                | Structure::Synthetic
                | Structure::Box
        );
        let strikes = self.facts.strikes.clone();
        let mut letters = strikes.iter().filter_map(|strike| strike.value.put_call);
        let first = letters.next();
        let is_one_type = first.is_some() && letters.all(|letter| Some(letter) == first);
        if has_both && is_one_type {
            self.report(IssueCode::Syntax, "text", BOTH_TYPES);
            return;
        }
        for strike in &strikes {
            let Some(letter) = strike.value.put_call else { continue };
            let mut here = legs.iter().filter(|leg| leg.strike == Some(strike.value.value));
            let is_leg = here.clone().next().is_some();
            if is_leg && !here.any(|leg| leg.put_call.is_none_or(|t| t == letter)) {
                let path = text_path(strike.start, strike.end);
                self.report(IssueCode::Syntax, path, BOTH_TYPES);
            }
        }
    }

    /// Call or put: from the words, else from the letters behind the strikes.
    fn put_call(&self) -> Option<PutCall> {
        let mut letters = self.facts.strikes.iter().filter_map(|s| s.value.put_call);
        let first = letters.next();
        let uniform = first.filter(|first| letters.all(|letter| letter == *first));
        self.facts.put_call.or(self.facts.naming.put_call).or(uniform)
    }

    /// The structure that is named, else the one that the numbers form.
    fn inferred(&mut self, put_call: Option<PutCall>) -> Structure {
        let (expiries, strikes) = (self.facts.expiries.len(), self.facts.strikes.len());
        let vertical = match put_call {
            Some(PutCall::Put) => Structure::PutSpread,
            _ => Structure::CallSpread,
        };
        if let Some(named) = self.by_words(self.facts.naming, expiries, strikes) {
            return named;
        }
        match (expiries, strikes) {
            (2, 0 | 1) => Structure::Calendar,
            (2, 2) => Structure::Diagonal,
            (_, 2) => {
                self.ask_two_strikes(put_call);
                vertical
            }
            (_, 3) => {
                self.ask_name(
                    "Three strikes: which structure?",
                    &["fly", "broken fly", "iron fly"],
                );
                Structure::Butterfly
            }
            (_, 4) => {
                self.ask_name("Four strikes: which structure?", &["condor", "iron condor"]);
                Structure::Condor
            }
            _ if self.facts.naming.is_spread() => {
                self.ask_two_strikes(put_call);
                vertical
            }
            _ => Structure::Outright,
        }
    }

    /// The structure that the words name, given how many expiries and strikes there are.
    pub(super) fn by_words(
        &self,
        naming: Naming,
        expiries: usize,
        strikes: usize,
    ) -> Option<Structure> {
        match naming.structure() {
            Some(Structure::Straddle) if expiries == 2 => Some(Structure::StraddleCalendar),
            Some(Structure::CallSpread | Structure::PutSpread) | None
                if self.facts.ratio.is_some() =>
            {
                Some(Structure::RatioSpread)
            }
            Some(Structure::CallSpread | Structure::PutSpread)
                if naming.is_spread() && (expiries, strikes) == (2, 1) =>
            {
                Some(Structure::Calendar)
            }
            named => named,
        }
    }

    fn ask_two_strikes(&mut self, put_call: Option<PutCall>) {
        if put_call.is_some() {
            return;
        }
        if self.facts.naming.is_spread() {
            let answers = ["call", "put"].map(|w| (w.to_owned(), w.to_owned()));
            self.ask(IssueCode::OptionType, "Calls or puts?".to_owned(), &answers);
        } else {
            let names = ["call spread", "put spread", "strangle", "risk reversal"];
            self.ask_name("Two strikes: which structure?", &names);
        }
    }

    fn ask_name(&mut self, message: &str, names: &[&str]) {
        // A word that was not understood is probably the name.
        let is_word_open = |issues: &[Issue]| issues.iter().any(|i| i.code == IssueCode::Syntax);
        if is_word_open(&self.issues) || is_word_open(&self.facts.issues) {
            return;
        }
        let answers: Vec<_> = names.iter().map(|n| ((*n).to_owned(), (*n).to_owned())).collect();
        self.ask(IssueCode::Syntax, message.to_owned(), &answers);
    }

    fn count_strikes(&mut self, structure: Structure, wanted: usize) {
        let found = self.facts.strikes.len();
        if found < wanted {
            let message = match (found, wanted) {
                (0, 1) => "Which strike?".to_owned(),
                (0, _) => format!("Which strikes? {} needs {wanted}.", structure.with_article()),
                _ => format!("{} needs {wanted} strikes; I see {found}.", structure.with_article()),
            };
            self.report(IssueCode::Strike, "text", message);
        } else if let Some(extra) = self.facts.strikes.get(wanted).cloned() {
            let noun = if wanted == 1 { "strike" } else { "strikes" };
            let message =
                format!("{} has {wanted} {noun}; I see {found}.", structure.with_article());
            self.report(IssueCode::Strike, text_path(extra.start, extra.end), message);
        }
    }

    fn count_expiries(&mut self, structure: Structure, wanted: usize) {
        let found = self.facts.expiries.len();
        if found < wanted {
            let message = match (found, wanted) {
                (0, 2) => {
                    format!("Which two expiries? {} needs near and far.", structure.with_article())
                }
                (1, 2) => format!("Which second expiry? {} has two.", structure.with_article()),
                _ => "Which expiry?".to_owned(),
            };
            let listed = self.market.map(|m| {
                let to_come = m.expiries.iter().map(|e| e.expiry).filter(|t| *t > m.as_of);
                to_come.take(4).map(Timestamp::expiry_code).collect::<Vec<_>>()
            });
            let choices = if wanted == found + 1 { listed.unwrap_or_default() } else { Vec::new() };
            let answers: Vec<_> = choices.into_iter().map(|code| (code.clone(), code)).collect();
            self.ask(IssueCode::Expiry, message, &answers);
        } else if let Some(extra) = self.facts.expiries.get(wanted).cloned() {
            let message = match wanted {
                1 => format!("{} has one expiry; I see {found}.", structure.with_article()),
                _ => format!("{} has two expiries; I see {found}.", structure.with_article()),
            };
            self.report(IssueCode::Expiry, text_path(extra.start, extra.end), message);
        }
    }

    /// Handles a strangle or risk reversal whose letters put the put above the call: the legs are
    /// what was written, under no name, and a strangle is asked back.
    fn swap_types(&mut self, structure: Structure, legs: &mut [LegDraft]) -> bool {
        let has_two = matches!(structure, Structure::Strangle | Structure::RiskReversal);
        let mut letters: Vec<(f64, PutCall)> = Vec::new();
        for strike in &self.facts.strikes {
            letters.extend(strike.value.put_call.map(|letter| (strike.value.value, letter)));
        }
        letters.sort_by(|a, b| a.0.total_cmp(&b.0));
        let is_swapped = matches!(letters[..], [(_, PutCall::Call), (_, PutCall::Put)]);
        if !has_two || !is_swapped {
            return false;
        }
        let strikes: Vec<Option<f64>> = legs.iter().rev().map(|leg| leg.strike).collect();
        for (leg, strike) in legs.iter_mut().zip(strikes) {
            leg.strike = strike;
        }
        if structure == Structure::Strangle {
            let message = "The put is above the call: do you mean guts, or the strangle?";
            let issue = Issue::new(IssueCode::Guts, "text", message);
            self.issues.push(issue);
        }
        if self.is_sold(structure, legs) {
            negate(legs);
        }
        true
    }
}
