//! Questions that a line leaves open, each with the line as an answer would write it.

use super::assemble::Assembler;
use super::facts::{At, text_path};
use crate::basics::{Answer, Issue, IssueCode, order};
use crate::rfq::LegDraft;

impl Assembler<'_> {
    #[cold]
    #[inline(never)]
    pub(super) fn report(
        &mut self,
        code: IssueCode,
        path: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.issues.push(Issue::new(code, path, message));
    }

    /// An issue whose answers each rewrite the line with one more word.
    #[cold]
    #[inline(never)]
    pub(super) fn ask(&mut self, code: IssueCode, message: String, answers: &[(String, String)]) {
        let answers = answers
            .iter()
            .map(|(label, words)| Answer {
                label: label.clone(),
                path: "text".to_owned(),
                value: self.line_with(words),
            })
            .collect();
        self.issues.push(Issue::new(code, "text", message).with_answers(answers));
    }

    /// An issue with one answer: the line written otherwise.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_with_line(
        &mut self,
        code: IssueCode,
        message: String,
        label: String,
        line: String,
    ) {
        let answers = vec![text_answer(label, line)];
        self.issues.push(Issue::new(code, "text", message).with_answers(answers));
    }

    /// A stretch of the line.
    pub(super) fn written(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("").trim()
    }

    /// The line with stretches of it, first byte and one past the last, written otherwise.
    #[cold]
    #[inline(never)]
    pub(super) fn line_replacing(&self, mut edits: Vec<(usize, usize, &str)>) -> String {
        let mut line = self.text.to_owned();
        order::sort_by_key(&mut edits, |edit| std::cmp::Reverse(edit.0));
        for (start, end, words) in edits {
            if line.get(start..end).is_some() {
                let after = line.get(end..).unwrap_or("");
                let gap = if runs_on(words, after) { " " } else { "" };
                line.replace_range(start..end, &format!("{words}{gap}"));
            }
        }
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The line with words added where they do not run into the client's name.
    #[cold]
    #[inline(never)]
    pub(super) fn line_with(&self, words: &str) -> String {
        let at = self.facts.client_at.unwrap_or(self.end);
        let (before, after) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        let before = before.trim();
        let space = if before.is_empty() { "" } else { " " };
        let is_closed = after.is_empty() || after.starts_with([',', ';']);
        let gap = if is_closed && !runs_on(words, after) { "" } else { " " };
        format!("{before}{space}{words}{gap}{}", after.trim_end())
    }

    /// How long the line is, in bytes.
    pub(super) fn text_length(&self) -> usize {
        self.text.len()
    }

    /// A size in millions may be contracts or money, which only the client knows.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_unit(&mut self, legs: &[LegDraft]) {
        let stated = self.facts.notionals.clone();
        let Some(At { value, start, end }) = stated.first().cloned() else { return };
        if self.facts.quantity.is_some() {
            let message = "Two sizes are stated; which one?";
            self.report(IssueCode::Syntax, text_path(start, end), message);
            return;
        }
        let contracts = self.market.map(|market| {
            let terms = &market.contract;
            let multiplier = legs.iter().find_map(|leg| leg.multiplier).unwrap_or(terms.multiplier);
            let steps = value / (market.spot * multiplier) / terms.quantity_step;
            (steps.round() * terms.quantity_step).max(terms.min_quantity)
        });
        // A currency sign belongs to the number, and a size that is said twice is said once.
        let line = |size: f64| {
            let edits = stated.iter().enumerate().map(|(place, At { start, end, .. })| {
                let is_signed = self.text.get(..*start).is_some_and(|text| text.ends_with('$'));
                let words = if place == 0 { format!(" x{size}") } else { String::new() };
                (start - usize::from(is_signed), *end, words)
            });
            let edits: Vec<_> = edits.collect();
            self.line_replacing(
                edits.iter().map(|(from, to, w)| (*from, *to, w.as_str())).collect(),
            )
        };
        let amount = match value {
            value if value < 1e6 => format!("{value}"),
            value => format!("{} million", value / 1e6),
        };
        let mut answers = Vec::new();
        if let Some(contracts) = contracts {
            let label =
                format!("{amount} in the price currency, about {contracts} spreads at spot");
            answers.push(text_answer(label, line(contracts)));
        }
        answers.push(text_answer(format!("{amount} spreads"), line(value)));
        let message = format!("Is {amount} contracts or notional?");
        let issue = Issue::new(IssueCode::Unit, text_path(start, end), message);
        self.issues.push(issue.with_answers(answers));
    }
}

/// Whether words in front of others would become one number with them: `x10` and `,300 Club`.
fn runs_on(words: &str, after: &str) -> bool {
    let starts = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    words.ends_with(|c: char| c.is_ascii_digit()) && after.strip_prefix(',').is_some_and(starts)
}

/// An answer that writes the line otherwise.
pub(super) fn text_answer(label: String, line: String) -> Answer {
    Answer { label, path: "text".to_owned(), value: line }
}

/// Text of at most forty characters, for messages.
pub(in crate::rfq) fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}
