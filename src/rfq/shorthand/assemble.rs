//! Facts into a draft, and the questions that the line leaves open.

use super::parser::{At, Facts, Premium, SymbolLeg, text_path};
use super::suggest;
use crate::basics::{
    Answer, Asked, Issue, IssueCode, ListedMarket, Listing, PutCall, Structure, Timestamp,
};
use crate::rfq::build::{PlacedExpiry, Places};
use crate::rfq::check_legs::unknown_underlying;
use crate::rfq::expiry::ExpiryText;
use crate::rfq::taxonomy::{needs_type, places};
use crate::rfq::{LegDraft, RfqDraft, TiedDraft};

/// The draft of a line and its issues. The draft keeps whatever was understood.
pub(super) fn assemble(text: &str, facts: Facts, listing: &Listing) -> (RfqDraft, Vec<Issue>) {
    let underlying = facts.underlying.as_ref().map(|u| u.value.clone());
    let symbol_name = facts.legs.first().map(|l| l.value.symbol.underlying.clone());
    let name = underlying.or(symbol_name).unwrap_or_default();
    let market = listing.find(&name, facts.settlement).or_else(|| listing.find(&name, None));
    let mut desk = Assembler { text, listing, market, name, facts, issues: Vec::new() };
    desk.not_understood();
    let (legs, structure) =
        if desk.facts.legs.is_empty() { desk.structure() } else { (desk.symbols(), None) };
    let facts = desk.facts;
    let mut issues = facts.issues;
    issues.append(&mut desk.issues);
    let tied = facts.reference.map(|reference| TiedDraft { reference, delta: facts.delta });
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
    (draft, issues)
}

struct Assembler<'a> {
    text: &'a str,
    listing: &'a Listing,
    market: Option<&'a ListedMarket>,
    name: String,
    facts: Facts,
    issues: Vec<Issue>,
}

impl Assembler<'_> {
    fn report(&mut self, code: IssueCode, path: impl Into<String>, message: impl Into<String>) {
        self.issues.push(Issue::new(code, path, message));
    }

    /// Words without a meaning and without a likeness: a name that nobody set apart, perhaps.
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
    fn ask(&mut self, code: IssueCode, message: String, answers: &[(String, String)]) {
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

    /// The line with words added where they do not run into the client's name.
    fn line_with(&self, words: &str) -> String {
        let at = self.facts.client_at.unwrap_or(self.text.len());
        let (before, after) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        let before = before.trim();
        let space = if before.is_empty() { "" } else { " " };
        let gap = if after.is_empty() || after.starts_with([',', ';']) { "" } else { " " };
        format!("{before}{space}{words}{gap}{}", after.trim_end())
    }

    /// Reports stretches without a meaning and an underlying that is missing or not loaded.
    fn not_understood(&mut self) {
        let unknown = std::mem::take(&mut self.facts.unknown);
        let mut named_underlying = !self.name.is_empty();
        for stretch in unknown {
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
                named_underlying = named_underlying || is_market;
            } else if !named_underlying && looks_like_a_ticker(&written) {
                let issue = unknown_underlying(&written.to_uppercase(), self.listing, &path);
                self.issues.push(issue);
                self.name = written.to_uppercase();
                named_underlying = true;
            } else {
                let issue = self.strange_words(&stretch, &shown, path);
                self.issues.push(issue);
            }
        }
        let symbols: Vec<At<SymbolLeg>> = self.facts.legs.clone();
        for leg in symbols {
            let underlying = &leg.value.symbol.underlying;
            if self.listing.find(underlying, None).is_none() {
                let path = text_path(leg.start, leg.end);
                self.issues.push(unknown_underlying(underlying, self.listing, &path));
            }
        }
        if !named_underlying {
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

    /// The legs of a list of symbols.
    fn symbols(&mut self) -> Vec<LegDraft> {
        if let Some(extra) = self.facts.expiries.first().cloned() {
            let message = "The symbols have their expiries; what is this one for?";
            self.report(IssueCode::Syntax, text_path(extra.start, extra.end), message);
        }
        let placed = std::mem::take(&mut self.facts.legs);
        let mut legs = Vec::with_capacity(placed.len());
        for At { value: leg, start, end } in placed {
            let settlement = leg.settlement.or(self.facts.settlement);
            let market = self.listing.find(&leg.symbol.underlying, settlement);
            let expiry = leg.symbol.expiry.map(|value| match market {
                Some(_) => self.placed_expiry(&At { value, start, end }, market, 0).text,
                None => leg.symbol.expiry_text.clone(),
            });
            legs.push(LegDraft {
                ratio: leg.ratio,
                kind: leg.symbol.kind,
                underlying: leg.symbol.underlying,
                expiry,
                strike: leg.symbol.strike,
                put_call: leg.symbol.put_call,
                exercise: None,
                settlement,
                multiplier: None,
                mark: None,
            });
        }
        legs
    }

    /// An expiry as the leg's field gets it: the instant where a market resolves it.
    fn placed_expiry(
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
            let message = format!("There is no expiry “{}”.", shortened(&raw));
            self.report(IssueCode::Expiry, path, message);
            return PlacedExpiry { order, text: raw };
        };
        if found.confirm_year {
            let spoken = found.instant.spoken();
            let mut line = self.text.to_owned();
            if line.get(span.clone()).is_some() {
                line.replace_range(span, &found.instant.expiry_code());
            }
            let answer = Answer {
                label: format!("Yes, {spoken}"),
                path: "text".to_owned(),
                value: line.trim().to_owned(),
            };
            let issue = Issue::new(IssueCode::Year, path, format!("Confirm expiry {spoken}."));
            self.issues.push(issue.with_answers(vec![answer]));
        }
        PlacedExpiry::at(found.instant)
    }

    /// The legs of a named or inferred structure, and the name where the line states one.
    fn structure(&mut self) -> (Vec<LegDraft>, Option<Structure>) {
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
        let contradicts = matches!(
            (structure, self.facts.put_call),
            (Structure::CallSpread, Some(PutCall::Put))
                | (Structure::PutSpread, Some(PutCall::Call))
        );
        if contradicts {
            let message = "The line says calls and puts: which one?";
            self.report(IssueCode::Syntax, "text", message);
        }
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
        if self.is_sold(structure) {
            negate(&mut legs);
        }
        (legs, stated.map(|_| structure))
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
        let has_ratio = self.facts.ratio.is_some();
        match self.facts.naming.structure() {
            Some(Structure::Straddle) if expiries == 2 => return Structure::StraddleCalendar,
            Some(Structure::CallSpread | Structure::PutSpread) | None if has_ratio => {
                return Structure::RatioSpread;
            }
            Some(Structure::CallSpread | Structure::PutSpread)
                if self.facts.naming.is_spread() && (expiries, strikes) == (2, 1) =>
            {
                return Structure::Calendar;
            }
            Some(named) => return named,
            None => {}
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
                (0, _) => format!("Which strikes? A {} needs {wanted}.", structure.name()),
                _ => format!("A {} needs {wanted} strikes; I see {found}.", structure.name()),
            };
            self.report(IssueCode::Strike, "text", message);
        } else if let Some(extra) = self.facts.strikes.get(wanted).cloned() {
            let noun = if wanted == 1 { "strike" } else { "strikes" };
            let message = format!("A {} has {wanted} {noun}; I see {found}.", structure.name());
            self.report(IssueCode::Strike, text_path(extra.start, extra.end), message);
        }
    }

    fn count_expiries(&mut self, structure: Structure, wanted: usize) {
        let found = self.facts.expiries.len();
        if found < wanted {
            let message = match (found, wanted) {
                (0, 2) => format!("Which two expiries? A {} needs near and far.", structure.name()),
                (1, 2) => format!("Which second expiry? A {} has two.", structure.name()),
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
                1 => format!("A {} has one expiry; I see {found}.", structure.name()),
                _ => format!("A {} has two expiries; I see {found}.", structure.name()),
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
        if self.is_sold(structure) {
            negate(legs);
        }
        true
    }

    /// Whether the words turn the canonical legs round; asks where they leave it open.
    fn is_sold(&mut self, structure: Structure) -> bool {
        if structure == Structure::RiskReversal {
            return if let Some(over) = self.facts.over {
                over == PutCall::Put
            } else {
                self.ask_risk_reversal();
                false
            };
        }
        let is_iron = matches!(structure, Structure::IronButterfly | Structure::IronCondor);
        if is_iron && self.facts.premium.is_none() {
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
        let by_words = match self.facts.premium {
            None | Some(Premium::Inner) => false,
            Some(Premium::Outer) => true,
            // Who sells for a credit, or buys for a debit, sells or buys the structure itself.
            Some(Premium::Debit) => sells,
            Some(Premium::Credit) => !sells,
        };
        by_words != self.facts.naming.is_backspread()
    }

    fn ask_risk_reversal(&mut self) {
        let mut strikes: Vec<f64> = self.facts.strikes.iter().map(|s| s.value.value).collect();
        strikes.sort_by(f64::total_cmp);
        let [put, call] = strikes[..] else { return };
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
fn negate(legs: &mut [LegDraft]) {
    for leg in legs {
        leg.ratio = -leg.ratio;
    }
}

/// Text of at most forty characters, for messages.
pub(super) fn shortened(text: &str) -> String {
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
