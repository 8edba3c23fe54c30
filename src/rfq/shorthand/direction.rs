//! Which way round a structure is bought, and the questions where words leave it open.

use super::assemble::Assembler;
use super::facts::{Body, Premium};
use super::words::Shape;
use crate::basics::{Asked, IssueCode, PutCall, Structure};
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

    /// The question states the legs that were made, whichever of their strikes is higher.
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

/// Turns every leg round.
pub(super) fn negate(legs: &mut [LegDraft]) {
    for leg in legs {
        leg.ratio = -leg.ratio;
    }
}
