//! Which way round a structure is bought, and the questions where words leave it open.

use super::assemble::Assembler;
use super::facts::{At, Body, Premium};
use super::questions::text_answer;
use super::words::Shape;
use crate::basics::{Asked, Issue, IssueCode, PutCall, Structure};
use crate::rfq::LegDraft;

impl Assembler<'_> {
    /// Whether the words turn the canonical `legs` round; asks where they leave it open.
    pub(super) fn is_sold(&mut self, structure: Structure, legs: &[LegDraft]) -> bool {
        if structure == Structure::RiskReversal {
            if self.facts.naming.is(Shape::Collar) {
                if self.facts.over == Some(PutCall::Call) {
                    let message = "A collar buys the put: is it a risk reversal, calls over?";
                    self.report(IssueCode::Syntax, "text", message);
                }
                return true;
            }
            if self.facts.naming.is(Shape::Combo) {
                return self.facts.over == Some(PutCall::Put);
            }
            // “A vs B” buys the first and sells the second.
            let first = self.facts.versus.map(|versus| versus.put_call.other());
            return if let Some(over) = self.facts.over.or(first) {
                over == PutCall::Put
            } else {
                self.ask_risk_reversal(legs);
                false
            };
        }
        let is_iron = matches!(structure, Structure::IronButterfly | Structure::IronCondor);
        if is_iron && self.facts.premium.is_none() && self.facts.body.is_none() {
            self.ask_iron(structure);
        }
        let sells = self.facts.side == Some(Asked::Sell);
        // Who sells for a credit, or buys for a debit, sells or buys the structure itself.
        let by_premium = self.facts.premium.map(|premium| match premium {
            Premium::Debit => sells,
            Premium::Credit => !sells,
        });
        let by_body = self.facts.body.map(|body| body == Body::Outer);
        if by_premium.zip(by_body).is_some_and(|(premium, body)| premium != body) {
            let message = "The debit or credit does not go with the body or wings: which one?";
            self.report(IssueCode::Syntax, "text", message);
        }
        let is_behind = self.facts.versus.is_none_or(|versus| versus.is_behind);
        let by_name = self.facts.naming.is_sold_by_name() || !is_behind;
        by_body.or(by_premium).unwrap_or(false) != by_name
    }

    /// Asks which strikes of an iron structure are bought.
    #[cold]
    #[inline(never)]
    fn ask_iron(&mut self, structure: Structure) {
        let body = if structure == Structure::IronButterfly { "body" } else { "inner strikes" };
        let message = format!(
            "Buying the {}: do you buy the {body} (debit) or sell the {body} (credit)?",
            structure.name()
        );
        let answers = [
            (format!("Buy the {body}, pay a debit"), "inner".to_owned()),
            (format!("Sell the {body}, receive a credit"), "outer".to_owned()),
        ];
        self.ask(IssueCode::IronDirection, message, &answers);
    }

    /// Asks which expiry is bought where the far one is written first: who buys a calendar buys the
    /// far one, and who writes them in that order may mean “sell the first”.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_calendar(&mut self, structure: Structure, far: &At<()>, near: &At<()>) {
        let is_calendar = matches!(
            structure,
            Structure::Calendar | Structure::StraddleCalendar | Structure::DoubleCalendar
        );
        if !is_calendar || self.facts.premium.is_some() || self.facts.body.is_some() {
            return;
        }
        let [far, near] = [far, near].map(|at| self.written(at.start, at.end).to_owned());
        let sells = self.facts.side == Some(Asked::Sell);
        let (deal, pays, receives) =
            if sells { ("Selling", "credit", "debit") } else { ("Buying", "debit", "credit") };
        let (first, second) = if sells { (&near, &far) } else { (&far, &near) };
        let message =
            format!("{deal} the {}: do you buy {first} and sell {second}?", structure.name());
        let answers = [
            (format!("Buy {first}, sell {second}"), pays.to_owned()),
            (format!("Buy {second}, sell {first}"), receives.to_owned()),
        ];
        self.ask(IssueCode::CalendarDirection, message, &answers);
    }

    /// Asks which strike of a ratio spread the larger count goes with where the order of the strikes says the other
    /// than the rule, by which it is the one further out of the money.
    #[inline(never)]
    pub(super) fn ask_doubled(&mut self, legs: &[LegDraft]) {
        let ([nearer, further], Some((bought, sold)), Some(at), [first, second]) =
            (legs, self.facts.ratio, &self.facts.ratio_at, &self.facts.strikes[..])
        else {
            return;
        };
        // The template has the nearer strike first, of calls the lower and of puts the higher.
        let written = [first, second].map(|strike| strike.value.known());
        let is_turned = written == [further.strike, nearer.strike] && written[0] != written[1];
        if bought == sold || !is_turned {
            return;
        }
        let texts = [first, second].map(|strike| self.written(strike.start, strike.end).to_owned());
        let [further_text, nearer_text] = &texts;
        let swapped = format!("{sold}x{bought}");
        let strikes =
            [(first.start, first.end, nearer_text), (second.start, second.end, further_text)];
        let in_order = strikes.map(|(start, end, text)| (start, end, text.as_str()));
        let mut turned = in_order.to_vec();
        turned.push((at.start, at.end, swapped.as_str()));
        let label = |near: f64, far: f64| {
            let mut words =
                format!("{}, {}", position(near, nearer_text), position(far, further_text));
            words.replace_range(..1, &words[..1].to_uppercase());
            words
        };
        let (one, other) = (nearer.ratio, further.ratio);
        let mut answers = vec![
            text_answer(label(one, other), self.line_replacing(in_order.to_vec())),
            text_answer(label(-other, -one), self.line_replacing(turned.clone())),
        ];
        let is_plain = !self.facts.naming.is_sold_by_name() && self.facts.premium.is_none();
        if is_plain && self.facts.body.is_none() {
            let backspread = format!("{swapped} backspread");
            turned.pop();
            turned.push((at.start, at.end, backspread.as_str()));
            answers.push(text_answer(label(other, one), self.line_replacing(turned)));
        }
        let written = self.written(at.start, at.end);
        let more = bought.max(sold);
        let message =
            format!("{written} of {further_text}/{nearer_text}: which strike has the {more}?");
        self.issues.push(Issue::new(IssueCode::RatioLeg, "text", message).with_answers(answers));
    }

    /// The question states the legs that were made, whichever of their strikes is higher.
    #[cold]
    #[inline(never)]
    fn ask_risk_reversal(&mut self, legs: &[LegDraft]) {
        let strike = |put_call| legs.iter().find(|l| l.put_call == Some(put_call))?.strike;
        let Some((put, call)) = strike(PutCall::Put).zip(strike(PutCall::Call)) else { return };
        let message =
            format!("Buying the risk reversal: do you buy the {call} call and sell the {put} put?");
        let answers = [
            (format!("Buy the {call} call, sell the {put} put"), "calls over".to_owned()),
            (format!("Buy the {put} put, sell the {call} call"), "puts over".to_owned()),
        ];
        self.ask(IssueCode::RiskReversalDirection, message, &answers);
    }
}

/// Words for a position of so many.
fn position(ratio: f64, of: &str) -> String {
    let verb = if ratio < 0.0 { "sell" } else { "buy" };
    format!("{verb} {} of {of}", ratio.abs())
}

/// Turns every leg round.
pub(super) fn negate(legs: &mut [LegDraft]) {
    for leg in legs {
        leg.ratio = -leg.ratio;
    }
}
