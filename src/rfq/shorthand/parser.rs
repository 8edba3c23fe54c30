//! Items into facts: which number is the size, which are strikes, who is the client.

use super::items::{Item, Number, Piece, Symbol};
use super::words::{Naming, Word};
use crate::basics::{Asked, Issue, IssueCode, PutCall, Settlement};
use crate::rfq::PriceIn;
use crate::rfq::expiry::ExpiryText;

/// What the line says about the direction of a structure that markets name both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Premium {
    /// The client pays a premium.
    Debit,
    /// The client receives a premium.
    Credit,
    /// Buying the structure buys its body or inner strikes.
    Inner,
    /// Buying the structure buys its wings or outer strikes.
    Outer,
}

/// A fact with its place in the line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<T> {
    /// The fact.
    pub(super) value: T,
    /// First byte in the line.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

/// One leg of a list of symbols.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SymbolLeg {
    /// Signed ratio.
    pub(super) ratio: f64,
    /// What it is a position in.
    pub(super) symbol: Symbol,
    /// Inverse or linear, where it was written behind the symbol.
    pub(super) settlement: Option<Settlement>,
}

/// Everything that a line says, each in its role.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) side: Option<Asked>,
    pub(super) underlying: Option<At<String>>,
    pub(super) settlement: Option<Settlement>,
    pub(super) expiries: Vec<At<ExpiryText>>,
    pub(super) strikes: Vec<At<Number>>,
    pub(super) naming: Naming,
    pub(super) put_call: Option<PutCall>,
    pub(super) ratio: Option<(i32, i32)>,
    pub(super) quantity: Option<f64>,
    pub(super) reference: Option<f64>,
    pub(super) delta: Option<f64>,
    pub(super) client: Option<String>,
    /// Where the client's part of the line begins.
    pub(super) client_at: Option<usize>,
    pub(super) over: Option<PutCall>,
    pub(super) premium: Option<Premium>,
    pub(super) price_in: Option<PriceIn>,
    pub(super) legs: Vec<At<SymbolLeg>>,
    /// Stretches that were not understood.
    pub(super) unknown: Vec<At<()>>,
    pub(super) issues: Vec<Issue>,
}

impl Facts {
    /// Whether nothing of a request was recognised.
    pub(super) fn is_nonsense(&self) -> bool {
        self.underlying.is_none()
            && self.expiries.is_empty()
            && self.strikes.is_empty()
            && self.legs.is_empty()
            && !self.naming.is_stated()
    }
}

/// The path of a stretch of text.
pub(super) fn text_path(start: usize, end: usize) -> String {
    format!("text:{start}-{end}")
}

/// Sorts a line's items into their roles.
pub(super) fn facts(line: &str, pieces: &[Piece]) -> Facts {
    let mut walk = Walk { pieces, used: vec![false; pieces.len()], facts: Facts::default() };
    walk.client(line);
    walk.symbols();
    for at in 0..pieces.len() {
        if !walk.used.get(at).copied().unwrap_or(true) {
            walk.piece(at);
        }
    }
    walk.loose_numbers();
    walk.facts
}

struct Walk<'a> {
    pieces: &'a [Piece],
    used: Vec<bool>,
    facts: Facts,
}

impl Walk<'_> {
    fn item(&self, at: usize) -> Option<&Item> {
        self.pieces.get(at).map(|p| &p.item)
    }

    fn word(&self, at: usize) -> Option<Word> {
        match self.item(at) {
            Some(Item::Word(word)) => Some(*word),
            _ => None,
        }
    }

    fn number(&self, at: usize) -> Option<Number> {
        match self.item(at) {
            Some(Item::Number(number)) if !self.is_used(at) => Some(*number),
            _ => None,
        }
    }

    fn is_used(&self, at: usize) -> bool {
        self.used.get(at).copied().unwrap_or(true)
    }

    fn mark_used(&mut self, at: usize) {
        if let Some(used) = self.used.get_mut(at) {
            *used = true;
        }
    }

    fn placed<T>(&self, at: usize, value: T) -> At<T> {
        let (start, end) = self.pieces.get(at).map_or((0, 0), |p| (p.start, p.end));
        At { value, start, end }
    }

    fn report(&mut self, at: usize, message: impl Into<String>) {
        let here = self.placed(at, ());
        let path = text_path(here.start, here.end);
        self.facts.issues.push(Issue::new(IssueCode::Syntax, path, message));
    }

    /// Takes the client's name out: quoted text, or what follows `client`, `for` or a comma.
    fn client(&mut self, line: &str) {
        let quoted = self.pieces.iter().position(|p| matches!(p.item, Item::Quoted(_)));
        if let Some(at) = quoted {
            if let Some(Item::Quoted(name)) = self.item(at) {
                self.facts.client = Some(name.clone());
            }
            self.facts.client_at = Some(self.placed(at, ()).start);
            self.mark_used(at);
            let leads_in = |w: Option<Word>| matches!(w, Some(Word::For | Word::Client));
            if at > 0 && leads_in(self.word(at - 1)) {
                self.mark_used(at - 1);
            }
            return;
        }
        for at in 0..self.pieces.len() {
            let certain = self.word(at) == Some(Word::Client);
            let possible = self.word(at) == Some(Word::For) || self.item(at) == Some(&Item::Comma);
            if !certain && !possible {
                continue;
            }
            let mut from = at + 1;
            while matches!(self.word(from), Some(Word::For | Word::Client)) {
                from += 1;
            }
            let until = self.end_of_name(from);
            if until > from && (certain || self.looks_like_a_name(from, until)) {
                let start = self.placed(from, ()).start;
                let end = self.placed(until - 1, ()).end;
                self.facts.client = line.get(start..end).map(|name| name.trim().to_owned());
                self.facts.client_at = Some(self.placed(at, ()).start);
                (at..until).for_each(|i| self.mark_used(i));
                return;
            }
        }
    }

    /// One past the last item of a name that starts at `from`.
    fn end_of_name(&self, from: usize) -> usize {
        let ends = |at: usize| match self.item(at) {
            Some(Item::Comma | Item::Size(_)) | None => true,
            Some(Item::Number(_)) => self.word(at + 1) == Some(Word::Unit),
            Some(Item::Word(Word::Reference)) => self.number(at + 1).is_some(),
            _ => false,
        };
        (from..=self.pieces.len()).find(|at| ends(*at)).unwrap_or(self.pieces.len())
    }

    /// Whether a stretch is a name: some of it is unknown, and nothing of it states a request.
    fn looks_like_a_name(&self, from: usize, until: usize) -> bool {
        let mut items = (from..until).filter_map(|at| self.item(at));
        let states = |item: &Item| {
            matches!(
                item,
                Item::Expiry(_) | Item::Symbol(_) | Item::Number(_) | Item::Underlying(_)
            )
        };
        let is_plain = self.item(from).is_some_and(|first| !states(first))
            && !(from..until).any(|at| matches!(self.item(at), Some(Item::Symbol(_))));
        is_plain && items.any(|item| *item == Item::Unknown)
    }

    /// Takes a list of exchange symbols with their ratios and sides out.
    fn symbols(&mut self) {
        let places: Vec<usize> = (0..self.pieces.len())
            .filter(|at| !self.is_used(*at) && matches!(self.item(*at), Some(Item::Symbol(_))))
            .collect();
        let sides =
            |side: Asked| (0..self.pieces.len()).any(|at| self.word(at) == Some(Word::Side(side)));
        let signs_by_side = places.len() > 1 && sides(Asked::Buy) && sides(Asked::Sell);
        let mut sign = 1.0;
        let mut from = 0;
        for at in &places {
            let at = *at;
            if signs_by_side {
                for before in from..at {
                    match self.word(before) {
                        Some(Word::Side(Asked::Sell)) => sign = -1.0,
                        Some(Word::Side(Asked::Buy)) => sign = 1.0,
                        _ => continue,
                    }
                    self.mark_used(before);
                }
                self.facts.side = Some(Asked::Buy);
            }
            let mut ratio = 1.0;
            if let Some(number) = at.checked_sub(1).and_then(|before| self.number(before))
                && (number.signed || places.len() > 1)
            {
                ratio = number.value;
                self.mark_used(at - 1);
            }
            let settlement = match self.word(at + 1) {
                Some(Word::Settlement(settlement)) if places.len() > 1 => {
                    self.mark_used(at + 1);
                    Some(settlement)
                }
                _ => None,
            };
            if let Some(Item::Symbol(symbol)) = self.item(at).cloned() {
                let ratio = sign * ratio * f64::from(symbol.sign);
                let leg = self.placed(at, SymbolLeg { ratio, symbol, settlement });
                self.facts.legs.push(leg);
            }
            self.mark_used(at);
            from = at + 1;
        }
    }

    /// Takes one item into its role; numbers without a role stay for [`Self::loose_numbers`].
    fn piece(&mut self, at: usize) {
        let Some(item) = self.item(at).cloned() else { return };
        match item {
            Item::Word(word) => self.take_word(at, word),
            Item::Number(number) => {
                if self.word(at + 1) == Some(Word::Unit) && number.put_call.is_none() {
                    self.mark_used(at + 1);
                    self.quantity(at, number.value);
                }
            }
            Item::Size(value) => self.quantity(at, value),
            Item::Ratio(bought, sold) => self.facts.ratio = Some((bought, sold)),
            Item::Expiry(expiry) => {
                let placed = self.placed(at, expiry);
                self.facts.expiries.push(placed);
            }
            Item::Underlying(name) => match &self.facts.underlying {
                None => self.facts.underlying = Some(self.placed(at, name)),
                Some(before) if before.value == name => {}
                Some(before) => {
                    let message = format!("One underlying per line: {} or {name}?", before.value);
                    self.report(at, message);
                }
            },
            Item::Refused(message) => self.report(at, message),
            Item::Unknown => {
                let here = self.placed(at, ());
                let goes_on = at > 0 && self.item_was_unknown(at - 1);
                match self.facts.unknown.last_mut() {
                    Some(last) if goes_on => last.end = here.end,
                    _ => self.facts.unknown.push(here),
                }
            }
            Item::Symbol(_) | Item::Quoted(_) | Item::Slash | Item::Comma => {}
        }
    }

    fn take_word(&mut self, at: usize, word: Word) {
        let facts = &mut self.facts;
        match word {
            Word::Side(side) => match facts.side {
                Some(before) if before != side => {
                    self.report(at, "Buy, sell or two-way: which one?");
                }
                _ => facts.side = Some(side),
            },
            Word::Two => {
                if self.word(at + 1) == Some(Word::Way) {
                    self.mark_used(at + 1);
                    self.take_word(at, Word::Side(Asked::TwoWay));
                } else {
                    self.piece_unknown(at);
                }
            }
            Word::Way => self.piece_unknown(at),
            Word::Type(put_call) => self.take_type(at, put_call),
            Word::Shape(shape) => {
                if facts.naming.add(shape).is_err() {
                    self.report(at, "Two structures are named; which one do you mean?");
                }
            }
            Word::Over => {
                // "over calls": the type comes behind.
                if let Some(Word::Type(put_call)) = self.word(at + 1) {
                    self.facts.over = Some(put_call);
                    self.mark_used(at + 1);
                } else if self.facts.over.is_none() {
                    self.report(at, "Calls over or puts over?");
                }
            }
            Word::Debit => facts.premium = Some(Premium::Debit),
            Word::Credit => facts.premium = Some(Premium::Credit),
            Word::Inner => facts.premium = Some(Premium::Inner),
            Word::Outer => facts.premium = Some(Premium::Outer),
            Word::Unit | Word::Size => match self.number(at + 1) {
                Some(number) => {
                    self.mark_used(at + 1);
                    self.quantity(at + 1, number.value);
                }
                None if word == Word::Size => self.report(at, "Which size?"),
                None => {}
            },
            Word::Reference => self.take_reference(at),
            Word::Delta => match self.number(at + 1) {
                Some(number) => {
                    self.mark_used(at + 1);
                    // Desks say 25 for a delta of 0.25.
                    let value = number.value;
                    let is_percent = value.abs() >= 1.0;
                    self.facts.delta = Some(if is_percent { value / 100.0 } else { value });
                }
                None => self.report(at, "Which delta?"),
            },
            Word::Settlement(settlement) => facts.settlement = Some(settlement),
            Word::PriceIn(price_in) => facts.price_in = Some(price_in),
            Word::NotYet => {
                let message = "I do not take this structure by name yet; give its legs as symbols.";
                self.report(at, message);
            }
            Word::Client => self.report(at, "Which client?"),
            Word::For | Word::Filler => {}
        }
    }

    /// Call or put; before `over` it says which side of a risk reversal is bought.
    fn take_type(&mut self, at: usize, put_call: PutCall) {
        if self.word(at + 1) == Some(Word::Over) {
            self.facts.over = Some(put_call);
            self.mark_used(at + 1);
            return;
        }
        match self.facts.put_call {
            Some(before) if before != put_call => {
                self.report(at, "Calls or puts: the line says both.");
            }
            _ => {
                self.facts.put_call = Some(put_call);
                if self.facts.naming.put_call.is_none() {
                    self.facts.naming.put_call = Some(put_call);
                }
            }
        }
    }

    /// `ref 3390`, `vs 3390`, `tied vs 3390`.
    fn take_reference(&mut self, at: usize) {
        let mut next = at + 1;
        while self.word(next) == Some(Word::Reference) {
            self.mark_used(next);
            next += 1;
        }
        match self.number(next) {
            Some(number) => {
                self.mark_used(next);
                self.facts.reference = Some(number.value);
            }
            None if self.facts.reference.is_none() => self.report(at, "Which reference price?"),
            None => {}
        }
    }

    fn piece_unknown(&mut self, at: usize) {
        let here = self.placed(at, ());
        self.facts.unknown.push(here);
    }

    fn item_was_unknown(&self, at: usize) -> bool {
        self.item(at) == Some(&Item::Unknown) && !self.is_used(at)
    }

    fn quantity(&mut self, at: usize, value: f64) {
        self.mark_used(at);
        match self.facts.quantity {
            Some(before) if before != value => {
                self.report(at, format!("Two sizes are stated: {before} or {value}?"));
            }
            _ => self.facts.quantity = Some(value),
        }
    }

    /// Gives the numbers that are left their roles: strikes in chains, a size, single strikes.
    fn loose_numbers(&mut self) {
        let mut loose: Vec<usize> = Vec::new();
        let mut strikes: Vec<usize> = Vec::new();
        for at in 0..self.pieces.len() {
            let Some(number) = self.number(at) else { continue };
            if self.is_chained(at) || number.put_call.is_some() {
                strikes.push(at);
            } else {
                loose.push(at);
            }
        }
        if self.facts.quantity.is_none() {
            let wants = self.strikes_wanted();
            let after_side = |at: &usize| {
                at.checked_sub(1)
                    .is_some_and(|before| matches!(self.word(before), Some(Word::Side(_))))
            };
            let leading = loose.iter().position(after_side);
            let before_name = |at: &usize| matches!(self.item(at + 1), Some(Item::Underlying(_)));
            let named = loose.iter().position(before_name);
            let first = loose.first().filter(|at| **at == 0).map(|_| 0);
            let has_legs = !self.facts.legs.is_empty();
            let enough = has_legs || strikes.len() + loose.len() > wants;
            let trailing = loose.len().checked_sub(1);
            let guess = named.or(first).or(trailing).filter(|_| enough);
            let chosen = leading.or(guess);
            if let Some(index) = chosen {
                let at = loose.remove(index);
                if let Some(number) = self.number(at) {
                    self.quantity(at, number.value);
                }
            }
        }
        if strikes.is_empty() || loose.len() + strikes.len() <= self.strikes_wanted() {
            strikes.append(&mut loose);
            strikes.sort_unstable();
        }
        for at in loose {
            self.report(at, "I do not know what this number is for.");
        }
        if self.facts.legs.is_empty() {
            for at in strikes {
                if let Some(number) = self.number(at) {
                    let placed = self.placed(at, number);
                    self.facts.strikes.push(placed);
                }
            }
        } else if let Some(at) = strikes.first() {
            self.report(*at, "The symbols have their strikes; what is this number for?");
        }
        self.share_thousands();
    }

    /// Whether a number stands in a chain such as `3300/3400` or `3300,3400`.
    fn is_chained(&self, at: usize) -> bool {
        let joins = |i: usize| matches!(self.item(i), Some(Item::Slash | Item::Comma));
        let is_number = |i: usize| matches!(self.item(i), Some(Item::Number(_)));
        (joins(at + 1) && is_number(at + 2)) || (at >= 2 && joins(at - 1) && is_number(at - 2))
    }

    /// How many strikes the named structure takes; one where none is named.
    fn strikes_wanted(&self) -> usize {
        let facts = &self.facts;
        let named = facts.naming.structure();
        let by_name = named.and_then(crate::rfq::taxonomy::places).map(|(_, strikes)| strikes);
        let of_verticals = facts.ratio.is_some() || facts.naming.is_spread();
        by_name.unwrap_or(if of_verticals && facts.expiries.len() < 2 { 2 } else { 1 })
    }

    /// `90/95/100k` means thousands throughout.
    fn share_thousands(&mut self) {
        let strikes = &mut self.facts.strikes;
        let Some(last) = strikes.last().filter(|s| s.value.kilo).map(|s| s.value.value) else {
            return;
        };
        for strike in strikes.iter_mut().filter(|s| !s.value.kilo) {
            if strike.value.value < 1000.0 && strike.value.value < last {
                strike.value.value *= 1000.0;
            }
        }
    }
}
