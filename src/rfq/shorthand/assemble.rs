//! Facts into a draft.

use std::ops::Range;

use super::facts::{At, Facts, text_path};
use super::questions::{shortened, text_answer};
use crate::basics::{DeltaStrikes, Issue, IssueCode, ListedMarket, Listing, Structure, Timestamp};
use crate::rfq::build::PlacedExpiry;
use crate::rfq::expiry::ExpiryText;
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
    pub(super) end: usize,
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
