//! Names of several senses: strips, trees, combos, three-ways, and the two sides of “vs”.

use super::assemble::Assembler;
use super::facts::{At, text_path};
use super::named::Numbers;
use super::words::Shape;
use crate::basics::{Answer, Issue, IssueCode, PutCall, Structure, order};
use crate::rfq::LegDraft;

impl Assembler<'_> {
    /// Whether a strip is one option in each expiry. With several expiries the word alone leaves
    /// it open and is asked back: energy desks mean a row of expiries, others one call and two
    /// puts. Until then a type says it is the row, and no type that it is the first expiry's strip.
    #[inline(never)]
    pub(super) fn one_per_expiry(&mut self, put_call: Option<PutCall>) -> bool {
        let expiries = self.facts.expiries.clone();
        let [first, .., last] = &expiries[..] else { return self.facts.naming.each };
        if self.facts.naming.each {
            return true;
        }
        let mut answers: Vec<Answer> = Vec::new();
        let is_lettered = self.facts.strikes.iter().any(|strike| strike.value.put_call.is_some());
        // One expiry takes the place of all where nothing else stands between them; two in one
        // stretch, `ETH-27NOV26-Nov`, cannot be told apart by what is written.
        let are_apart = expiries.windows(2).all(|pair| {
            let between = self.written(pair[0].end, pair[1].start);
            pair[0].end < pair[1].start && !between.contains(char::is_alphanumeric)
        });
        for expiry in expiries.iter().take(3).filter(|_| !is_lettered && are_apart) {
            let code = self.written(expiry.start, expiry.end).to_uppercase();
            // One call and two puts have no type of their own.
            let of_type = self.facts.type_at.clone().map(|at| (at.start, at.end, ""));
            let edits = [Some((first.start, last.end, code.as_str())), of_type];
            answers.push(Answer {
                label: format!("{code}: one call, two puts"),
                path: "text".to_owned(),
                value: self.line_replacing(edits.into_iter().flatten().collect()),
            });
        }
        for of in [PutCall::Call, PutCall::Put] {
            let words = match put_call {
                None => format!("{} each", of.word()),
                Some(stated) if stated == of => "each".to_owned(),
                Some(_) => continue,
            };
            answers.push(Answer {
                label: format!("One {} in each expiry", of.word()),
                path: "text".to_owned(),
                value: self.line_with(&words),
            });
        }
        let message = "A strip over several expiries: one call and two puts of one expiry, or one \
                       option in each?";
        self.issues.push(Issue::new(IssueCode::Strip, "text", message).with_answers(answers));
        self.facts.naming.each = put_call.is_some();
        if put_call.is_none() {
            self.facts.expiries.truncate(1);
        }
        self.facts.naming.each
    }

    /// Whether the structure is asked for once in every expiry of the line.
    pub(super) fn is_each(&self, structure: Structure) -> bool {
        let is_of_one = crate::rfq::template::places(structure).is_some_and(|(n, _)| n == 1);
        self.facts.naming.each && is_of_one && self.facts.expiries.len() > 1
    }

    /// A combo with two strikes is a risk reversal one way or the other, or a synthetic.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_combo(&mut self) {
        let strikes = self.facts.strikes.clone();
        let [one, other] = &strikes[..] else { return };
        if self.facts.over.is_some() {
            return;
        }
        let (low, high) =
            (one.value.value.min(other.value.value), one.value.value.max(other.value.value));
        let mut answers = vec![
            Answer {
                label: format!("Risk reversal: buy the {high} call, sell the {low} put"),
                path: "text".to_owned(),
                value: self.line_with("rr calls over"),
            },
            Answer {
                label: format!("Risk reversal: buy the {low} put, sell the {high} call"),
                path: "text".to_owned(),
                value: self.line_with("rr puts over"),
            },
        ];
        for strike in [low, high] {
            answers.push(Answer {
                label: format!("Synthetic at {strike}"),
                path: "text".to_owned(),
                value: self.line_replacing(vec![(one.start, other.end, &strike.to_string())]),
            });
        }
        let message = "A combo with two strikes: a risk reversal, or a synthetic at one of them?";
        self.issues.push(Issue::new(IssueCode::Combo, "text", message).with_answers(answers));
    }

    /// A three-way that does not say which of its sides is the spread.
    pub(super) fn ask_three_way(&mut self, numbers: Numbers) {
        let is_told = matches!(numbers.letters, (2, 1) | (1, 2));
        if self.facts.naming.is_open_three_way() && !is_told {
            self.ask_single();
        }
    }

    #[cold]
    #[inline(never)]
    fn ask_single(&mut self) {
        let answers = [
            ("Call spread versus put".to_owned(), "call".to_owned()),
            ("Put spread versus call".to_owned(), "put".to_owned()),
        ];
        let message = "A call spread versus a put, or a put spread versus a call?".to_owned();
        self.ask(IssueCode::OptionType, message, &answers);
    }

    /// Two sides of “vs” that make no structure.
    pub(super) fn refuse_versus(&mut self) {
        if self.facts.versus.is_some() {
            let message = "Which two sides stand on “vs”? Name them like “call spread vs put”.";
            self.report(IssueCode::Syntax, "text", message);
        }
    }

    /// Puts the single option of a three-way where the line has it; whether that is elsewhere than
    /// the name has it, so that the legs have no name.
    pub(super) fn sides_as_written(&self, structure: Structure, legs: &mut [LegDraft]) -> bool {
        let single = match structure {
            Structure::CallSpreadVersusPut | Structure::StraddleVersusPut => PutCall::Put,
            Structure::PutSpreadVersusCall | Structure::StraddleVersusCall => PutCall::Call,
            _ => return false,
        };
        self.put_sides(structure, single, legs)
    }

    #[inline(never)]
    fn put_sides(&self, structure: Structure, single: PutCall, legs: &mut [LegDraft]) -> bool {
        let is_straddle =
            matches!(structure, Structure::StraddleVersusCall | Structure::StraddleVersusPut);
        let strikes = self.facts.strikes.iter().map(|s| (s.value.value, s.value.put_call));
        let (alone, mut others): (Vec<_>, Vec<_>) =
            strikes.partition(|(_, letter)| *letter == Some(single));
        order::sort_by(&mut others, |a, b| a.0.total_cmp(&b.0));
        let wanted = if is_straddle { 1 } else { 2 };
        let ([(alone, _)], true) = (&alone[..], others.len() == wanted) else { return false };
        let before: Vec<Option<f64>> = legs.iter().map(|leg| leg.strike).collect();
        let mut others = others.iter().map(|(strike, _)| Some(*strike)).cycle();
        for leg in legs.iter_mut() {
            let is_alone = leg.put_call == Some(single) && leg.ratio < 0.0;
            // A put spread has two puts, of which the sold one comes first.
            leg.strike = if is_alone { Some(*alone) } else { others.next().flatten() };
        }
        before.iter().zip(legs.iter()).any(|(before, leg)| *before != leg.strike)
    }

    #[cold]
    #[inline(never)]
    fn ask_tree(&mut self) {
        let message = "Is the tree 1 / −1 / −1 or 1 / −3 / +2?".to_owned();
        let answers = [("1 / −1 / −1", "1x1x1"), ("1 / −3 / +2", "1x3x2")];
        let answers = answers.map(|(label, words)| (label.to_owned(), words.to_owned()));
        self.ask(IssueCode::TreeRatio, message, &answers);
    }

    /// Gives three legs the ratios of `1x3x2`, and asks a Christmas tree for them; whether the
    /// legs are other than the name's.
    pub(super) fn three_ratios(&mut self, structure: Structure, legs: &mut [LegDraft]) -> bool {
        let is_tree = structure == Structure::ChristmasTree;
        let Some(stated) = self.facts.three_ratios.clone() else {
            if is_tree && self.facts.naming.is(Shape::Tree) {
                self.ask_tree();
            }
            return false;
        };
        self.stated_ratios(structure, &stated, legs)
    }

    #[inline(never)]
    fn stated_ratios(
        &mut self,
        structure: Structure,
        stated: &At<[i32; 3]>,
        legs: &mut [LegDraft],
    ) -> bool {
        let is_tree = structure == Structure::ChristmasTree;
        let is_fly = matches!(structure, Structure::Butterfly | Structure::BrokenWingButterfly);
        let [near, body, far] = stated.value;
        let is_ladder = is_tree && self.facts.naming.is(Shape::Ladder);
        if !(is_tree || is_fly) || (is_ladder && stated.value != [1, 1, 1]) {
            let name = if is_ladder { "A ladder".to_owned() } else { structure.with_article() };
            let message =
                format!("{name} is not {near}x{body}x{far}; which of the two do you mean?");
            self.report(IssueCode::Syntax, text_path(stated.start, stated.end), message);
            return false;
        }
        let own = if is_tree { [1, 1, 1] } else { [1, 2, 1] };
        if stated.value == own {
            return false;
        }
        let mut ratios = [near, -body, far];
        // Puts count from the highest strike, the one nearest to the money.
        if legs.iter().all(|leg| leg.put_call == Some(PutCall::Put)) {
            ratios.reverse();
        }
        for (leg, ratio) in legs.iter_mut().zip(ratios) {
            leg.ratio = f64::from(ratio);
        }
        true
    }
}
