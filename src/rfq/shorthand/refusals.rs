//! What a line says that its structure has no use for: too many numbers, a type, a ratio.

use super::assemble::Assembler;
use super::facts::text_path;
use super::parser::BOTH_TYPES;
use super::words::Shape;
use crate::basics::{IssueCode, PutCall, Structure, Timestamp};
use crate::rfq::LegDraft;
use crate::rfq::template::{has_both_types_at_a_strike, template};

impl Assembler<'_> {
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
    pub(super) fn refuse_type(&mut self, structure: Structure) {
        let Some(stated) = self.facts.put_call else { return };
        let has_types_of_its_own = matches!(
            structure,
            Structure::CallSpreadVersusPut
                | Structure::PutSpreadVersusCall
                | Structure::DoubleCalendar
        );
        let is_told_by_sides = has_types_of_its_own || self.facts.versus.is_some();
        let slots = template(structure, stated, (1, 2));
        let is_other = |t: PutCall| t != stated;
        if !is_told_by_sides && slots.iter().filter_map(|slot| slot.put_call).any(is_other) {
            self.report(IssueCode::Syntax, "text", BOTH_TYPES);
        }
    }

    /// Calls over or puts over is a risk reversal's.
    pub(super) fn refuse_over(&mut self, structure: Structure) {
        let is_named = self.facts.naming.structure().is_some();
        if let Some(over) = self.facts.over
            && is_named
            && !matches!(structure, Structure::RiskReversal | Structure::Collar)
        {
            let name = structure.with_article();
            let message =
                format!("{name} is not bought “{}s over”; a risk reversal is.", over.word());
            self.report(IssueCode::Syntax, "text", message);
        }
    }

    /// Letters behind strikes that no leg there has, or one letter where a strike has both types.
    pub(super) fn refuse_letters(&mut self, structure: Structure, legs: &[LegDraft]) {
        let has_both = has_both_types_at_a_strike(structure);
        let strikes = self.facts.strikes.clone();
        let mut letters = strikes.iter().filter_map(|strike| strike.value.put_call);
        let first = letters.next();
        let is_one_type = first.is_some() && letters.all(|letter| Some(letter) == first);
        if has_both && is_one_type && self.facts.versus.is_none() {
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

    /// Asks for the strikes that a structure wants, or what more of them are for.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_strikes(&mut self, structure: Structure, wanted: usize) {
        let found = self.facts.strikes.len();
        let is_collar = self.facts.naming.is(Shape::Collar);
        let name = if is_collar { "A collar".to_owned() } else { structure.with_article() };
        if found < wanted {
            let message = match (found, wanted) {
                (0, 1) => "Which strike?".to_owned(),
                (0, _) => format!("Which strikes? {name} needs {wanted}."),
                _ => format!("{name} needs {wanted} strikes; I see {found}."),
            };
            self.report(IssueCode::Strike, "text", message);
        } else if let Some(extra) = self.facts.strikes.get(wanted).cloned() {
            let noun = if wanted == 1 { "strike" } else { "strikes" };
            let message = format!("{name} has {wanted} {noun}; I see {found}.");
            self.report(IssueCode::Strike, text_path(extra.start, extra.end), message);
        }
    }

    /// Asks for the expiries that a structure wants, or what more of them are for.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_expiries(&mut self, structure: Structure, wanted: usize) {
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
}
