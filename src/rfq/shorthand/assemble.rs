//! Facts into a draft, and the questions that the line leaves open.

use std::ops::Range;

use super::facts::{At, Facts, text_path};
use super::suggest;
use crate::basics::{
    Answer, DeltaStrikes, Issue, IssueCode, ListedMarket, Listing, Structure, Timestamp, order,
};
use crate::rfq::build::PlacedExpiry;
use crate::rfq::expiry::ExpiryText;
use crate::rfq::off_list::unknown_underlying;
use crate::rfq::tied::{TiedLeg, side_of_delta};
use crate::rfq::{LegDraft, RfqDraft, SolvedStrike, TiedDraft};

/// The draft of a line, or of its part up to the byte `end`, and its issues. The draft keeps
/// whatever was understood; answers rewrite the whole text.
pub(super) fn assemble(
    text: &str,
    end: usize,
    facts: Facts,
    listing: &Listing,
    surface: Option<&dyn DeltaStrikes>,
) -> Assembled {
    let underlying = facts.underlying.as_ref().map(|u| u.value.clone());
    let symbol_name = facts.legs.first().map(|l| l.value.symbol.underlying.clone());
    let name = underlying.or(symbol_name).unwrap_or_default();
    let market = listing.find(&name, facts.settlement).or_else(|| listing.find(&name, None));
    let mut desk = Assembler {
        text,
        end,
        listing,
        market,
        name,
        facts,
        surface,
        issues: Vec::new(),
        solved: Vec::new(),
    };
    desk.not_understood();
    let (legs, structure) = desk.package();
    if !desk.facts.notionals.is_empty() {
        desk.ask_unit(&legs);
    }
    if !desk.facts.commas.is_empty() {
        desk.ask_commas();
    }
    desk.ask_point();
    let facts = desk.facts;
    let mut issues = facts.issues;
    issues.append(&mut desk.issues);
    let tied = facts.reference.map(|reference| {
        let tied = TiedDraft { reference, delta: facts.delta };
        if facts.delta_is_signed { tied } else { signed(tied, &legs) }
    });
    if tied.is_none() && facts.delta.is_some() {
        let message = "A delta needs a reference price; add it like “vs 3390”.";
        issues.push(Issue::new(IssueCode::Syntax, "text", message));
    }
    let draft = RfqDraft {
        id: None,
        client: facts.client,
        side: facts.side.unwrap_or_default(),
        quantity: facts.quantity.unwrap_or(1.0),
        legs,
        structure: structure.map(|s| s.name().to_owned()),
        tied,
        price_in: facts.price_in,
        preset: None,
    };
    Assembled { draft, issues, solved: desk.solved }
}

/// A hedge whose delta was said without its sign: who buys a put buys the hedge as well.
pub(super) fn signed(tied: TiedDraft, legs: &[LegDraft]) -> TiedDraft {
    let is_turned = side_of_delta(tied_legs(legs), tied.reference) < 0.0;
    let delta = tied.delta.map(|delta| if is_turned { -delta.abs() } else { delta });
    TiedDraft { delta, ..tied }
}

/// The legs as far as their deltas have a side.
fn tied_legs(legs: &[LegDraft]) -> impl Iterator<Item = TiedLeg> {
    legs.iter().map(|leg| (leg.ratio, leg.put_call.zip(leg.strike)))
}

/// What a line comes to.
pub(super) struct Assembled {
    /// Whatever was understood.
    pub(super) draft: RfqDraft,
    /// What the line leaves open or says wrongly.
    pub(super) issues: Vec<Issue>,
    /// Strikes that the market gave.
    pub(super) solved: Vec<SolvedStrike>,
}

/// Facts on their way into a draft.
pub(super) struct Assembler<'a> {
    pub(super) text: &'a str,
    /// Where the part that is read ends, and words may be added.
    end: usize,
    pub(super) listing: &'a Listing,
    pub(super) market: Option<&'a ListedMarket>,
    pub(super) name: String,
    pub(super) facts: Facts,
    pub(super) surface: Option<&'a dyn DeltaStrikes>,
    pub(super) issues: Vec<Issue>,
    pub(super) solved: Vec<SolvedStrike>,
}

impl Assembler<'_> {
    /// The legs, and the name where the line states one.
    fn package(&mut self) -> (Vec<LegDraft>, Option<Structure>) {
        if let Some(payoff) = self.facts.exotic.clone() {
            self.ask_exotic(&payoff);
            return (Vec::new(), None);
        }
        if !self.facts.legs.is_empty() {
            return self.symbols();
        }
        if let Some(word) = self.facts.dispersion.clone() {
            self.ask_components(&word);
            return (Vec::new(), None);
        }
        self.structure()
    }

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

    /// How long the line is, in bytes.
    pub(super) fn text_length(&self) -> usize {
        self.text.len()
    }

    /// A size in millions may be contracts or money, which only the client knows.
    #[cold]
    #[inline(never)]
    fn ask_unit(&mut self, legs: &[LegDraft]) {
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

    /// Reports stretches without a meaning and an underlying that is missing or not loaded.
    fn not_understood(&mut self) {
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

    /// An expiry as the leg's field gets it: the instant where a market resolves it.
    pub(super) fn placed_expiry(
        &mut self,
        written: &At<ExpiryText>,
        market: Option<&ListedMarket>,
        order: i64,
    ) -> PlacedExpiry {
        let span = written.start..written.end;
        let raw = self.text.get(span.clone()).unwrap_or("").to_owned();
        let path = text_path(written.start, written.end);
        let Some(market) = market else { return PlacedExpiry { order, text: raw } };
        let Some(found) = written.value.resolve(market) else {
            self.refuse_expiry(path, &raw);
            return PlacedExpiry { order, text: raw };
        };
        if found.confirm_year {
            self.ask_year(path, span, found.instant);
        }
        PlacedExpiry::at(found.instant)
    }

    #[cold]
    #[inline(never)]
    fn refuse_expiry(&mut self, path: String, written: &str) {
        let message = format!("There is no expiry “{}”.", shortened(written));
        self.report(IssueCode::Expiry, path, message);
    }

    /// Asks whether an expiry without a year is the one that it was taken for.
    #[cold]
    #[inline(never)]
    fn ask_year(&mut self, path: String, span: Range<usize>, expiry: Timestamp) {
        let spoken = expiry.spoken();
        let mut line = self.text.to_owned();
        if line.get(span.clone()).is_some() {
            line.replace_range(span, &expiry.expiry_code());
        }
        let answer = text_answer(format!("Yes, {spoken}"), line.trim().to_owned());
        let issue = Issue::new(IssueCode::Year, path, format!("Confirm expiry {spoken}."));
        self.issues.push(issue.with_answers(vec![answer]));
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

fn looks_like_a_ticker(word: &str) -> bool {
    (2..=8).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
