//! What a line has that nobody understands: words without a meaning, symbols and underlyings that
//! are not loaded.

use super::assemble::Assembler;
use super::facts::{At, text_path};
use super::questions::shortened;
use super::suggest;
use crate::basics::{Answer, Issue, IssueCode};
use crate::rfq::off_list::unknown_underlying;

impl Assembler<'_> {
    /// Reports stretches without a meaning and an underlying that is missing or not loaded.
    pub(super) fn not_understood(&mut self) {
        let unknown = std::mem::take(&mut self.facts.unknown);
        let mut named_underlying = !self.name.is_empty();
        for stretch in unknown {
            self.ask_word(&stretch, &mut named_underlying);
        }
        for leg in 0..self.facts.legs.len() {
            self.refuse_unknown_symbol(leg);
        }
        if !named_underlying {
            self.ask_underlying();
        }
    }

    /// Reports a stretch without a meaning, which may be a known word misspelt, the name of an
    /// underlying that is not loaded, or a client.
    #[cold]
    #[inline(never)]
    fn ask_word(&mut self, stretch: &At<()>, named_underlying: &mut bool) {
        let written = self.text.get(stretch.start..stretch.end).unwrap_or("").to_owned();
        let path = text_path(stretch.start, stretch.end);
        let shown = shortened(&written);
        let near = suggest::nearest(&written.to_lowercase(), self.listing);
        if let Some(known) = near {
            let message = format!("I do not understand “{shown}”; did you mean “{known}”?");
            let mut line = self.text.to_owned();
            if line.get(stretch.start..stretch.end).is_some() {
                line.replace_range(stretch.start..stretch.end, &known);
            }
            let answer = Answer {
                label: known.clone(),
                path: "text".to_owned(),
                value: line.trim().to_owned(),
            };
            let issue = Issue::new(IssueCode::Syntax, path, message);
            self.issues.push(issue.with_answers(vec![answer]));
            let is_market = self.listing.find(&known, None).is_some();
            *named_underlying |= is_market;
        } else if !*named_underlying && looks_like_a_ticker(&written) {
            let issue = unknown_underlying(&written.to_uppercase(), self.listing, &path);
            self.issues.push(issue);
            self.name = written.to_uppercase();
            *named_underlying = true;
        } else {
            let issue = self.strange_words(stretch, &shown, path);
            self.issues.push(issue);
        }
    }

    /// Words without a meaning and without a likeness: a name that nobody set apart, perhaps.
    #[cold]
    #[inline(never)]
    fn strange_words(&self, stretch: &At<()>, shown: &str, path: String) -> Issue {
        let written = self.text.get(stretch.start..stretch.end).unwrap_or("").trim();
        let is_name = self.facts.client.is_none()
            && written.chars().all(|c| c.is_alphanumeric() || " .&-'".contains(c))
            && written.chars().any(char::is_alphabetic);
        if !is_name {
            let message = format!("I do not understand “{shown}”.");
            return Issue::new(IssueCode::Syntax, path, message);
        }
        let message =
            format!("I do not understand “{shown}”. If it is the client, write it after a comma.");
        let (before, after) = (self.text.get(..stretch.start), self.text.get(stretch.end..));
        let rest = [before, after].map(|part| part.unwrap_or("").trim());
        let line = rest.join(" ");
        let answer = Answer {
            label: format!("{shown} is the client"),
            path: "text".to_owned(),
            value: format!("{}, {written}", line.trim()),
        };
        Issue::new(IssueCode::Syntax, path, message).with_answers(vec![answer])
    }

    /// Reports a symbol whose underlying is not loaded.
    fn refuse_unknown_symbol(&mut self, leg: usize) {
        let Some(At { value, start, end }) = self.facts.legs.get(leg) else { return };
        let underlying = &value.symbol.underlying;
        if self.listing.find(underlying, None).is_none() {
            let path = text_path(*start, *end);
            self.issues.push(unknown_underlying(underlying, self.listing, &path));
        }
    }

    /// Asks for the underlying, which the line does not name.
    #[cold]
    #[inline(never)]
    fn ask_underlying(&mut self) {
        let mut issue = unknown_underlying("", self.listing, "text");
        let mut names: Vec<String> = Vec::new();
        for market in &self.listing.markets {
            if !names.contains(&market.key.underlying) {
                names.push(market.key.underlying.clone());
            }
        }
        let answer = |name: &String| Answer {
            label: name.clone(),
            path: "text".to_owned(),
            value: self.line_with(name),
        };
        issue.answers = names.iter().take(6).map(answer).collect();
        self.issues.push(issue);
    }
}

fn looks_like_a_ticker(word: &str) -> bool {
    (2..=8).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
