//! Items into facts: each word and number into its role.

use super::facts::{At, Body, Facts, Premium, text_path};
use super::items::{Item, Number, Piece};
use super::relative::Relative;
use super::words::{Shape, Word};
use crate::basics::{Asked, Issue, IssueCode};

/// What is said where words, letters or symbols contradict each other on the type.
pub(super) const BOTH_TYPES: &str = "Calls or puts: the line says both.";

/// Sorts a line's items into their roles.
pub(super) fn facts(line: &str, pieces: &[Piece]) -> Facts {
    let mut walk = Walk { pieces, used: vec![false; pieces.len()], facts: Facts::default() };
    walk.client(line);
    walk.decimal_commas(line);
    if pieces.iter().any(|piece| matches!(piece.item, Item::Symbols(_))) {
        walk.symbols();
    }
    for at in 0..pieces.len() {
        if !walk.used.get(at).copied().unwrap_or(true) {
            walk.piece(at);
        }
    }
    walk.loose_numbers();
    walk.facts
}

/// A line's items on their way into facts.
pub(super) struct Walk<'a> {
    pub(super) pieces: &'a [Piece],
    /// Which items have found their role.
    used: Vec<bool>,
    pub(super) facts: Facts,
}

impl Walk<'_> {
    pub(super) fn item(&self, at: usize) -> Option<&Item> {
        self.pieces.get(at).map(|p| &p.item)
    }

    pub(super) fn word(&self, at: usize) -> Option<Word> {
        match self.item(at) {
            Some(Item::Word(word)) => Some(*word),
            _ => None,
        }
    }

    pub(super) fn number(&self, at: usize) -> Option<Number> {
        match self.item(at) {
            Some(Item::Number(number)) if !self.is_used(at) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn is_used(&self, at: usize) -> bool {
        self.used.get(at).copied().unwrap_or(true)
    }

    pub(super) fn mark_used(&mut self, at: usize) {
        if let Some(used) = self.used.get_mut(at) {
            *used = true;
        }
    }

    pub(super) fn placed<T>(&self, at: usize, value: T) -> At<T> {
        let (start, end) = self.pieces.get(at).map_or((0, 0), |p| (p.start, p.end));
        At { value, start, end }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn report(&mut self, at: usize, message: impl Into<String>) {
        let here = self.placed(at, ());
        let path = text_path(here.start, here.end);
        self.facts.issues.push(Issue::new(IssueCode::Syntax, path, message));
    }

    /// Puts down a fact that a line states once; a second value that differs is asked back.
    pub(super) fn state<T: Copy + PartialEq>(
        &mut self,
        at: usize,
        slot: fn(&mut Facts) -> &mut Option<T>,
        value: T,
        question: impl FnOnce(T) -> String,
    ) {
        let held = slot(&mut self.facts);
        match *held {
            Some(before) if before != value => self.report(at, question(before)),
            _ => *held = Some(value),
        }
    }

    /// Takes one item into its role; numbers without a role stay for [`Self::loose_numbers`].
    fn piece(&mut self, at: usize) {
        let Some(item) = self.item(at).cloned() else { return };
        match item {
            Item::Word(word) => self.take_word(at, word),
            Item::Number(number) => self.take_number(at, number),
            Item::Size(value) => self.quantity(at, value),
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
            Item::Symbols(_) | Item::Slash | Item::Comma => {}
            rarer => self.rarer_piece(at, rarer),
        }
    }

    /// Takes an item of which most lines have none.
    #[inline(never)]
    fn rarer_piece(&mut self, at: usize, item: Item) {
        match item {
            Item::Relative(relative) => self.take_relative(at, relative),
            Item::Notional(value) => {
                let notional = self.placed(at, value);
                match self.facts.notionals.first().map(|first| first.value) {
                    Some(first) if first != value => {
                        self.report(at, two_sizes(first, value));
                    }
                    _ => self.facts.notionals.push(notional),
                }
            }
            Item::Level(level) => self.refuse_level(at, level),
            Item::Ratio(bought, sold) => {
                self.state(
                    at,
                    |f| &mut f.ratio,
                    (bought, sold),
                    |(one, other)| {
                        format!("Two ratios are stated: {one}x{other} or {bought}x{sold}?")
                    },
                );
                let here = self.placed(at, ());
                self.facts.ratio_at.get_or_insert(here);
            }
            Item::ThreeRatios(ratios) => {
                let here = self.placed(at, ratios);
                match &self.facts.three_ratios {
                    None => self.facts.three_ratios = Some(here),
                    Some(before) if before.value == ratios => {}
                    Some(_) => self.report(at, "Two ratios are stated; which one?"),
                }
            }
            Item::Unknown => {
                let here = self.placed(at, ());
                let goes_on = at > 0 && self.item_was_unknown(at - 1);
                match self.facts.unknown.last_mut() {
                    Some(last) if goes_on => last.end = here.end,
                    _ => self.facts.unknown.push(here),
                }
            }
            Item::Quoted(name) => {
                let before = self.facts.client.clone().unwrap_or_default();
                if before != name {
                    self.report(at, format!("Two clients are named: {before} or {name}?"));
                }
            }
            _ => {}
        }
    }

    /// A number that says its role itself: `100 lots`, `2 way`, `3 way`.
    fn take_number(&mut self, at: usize, number: Number) {
        let next = self.word(at + 1).filter(|_| number.put_call.is_none());
        match next {
            Some(Word::Unit | Word::Up) => {
                self.mark_used(at + 1);
                self.quantity(at, number.value);
            }
            Some(Word::Way) if number.value == 2.0 || number.value == 3.0 => {
                self.mark_used(at);
                let word = if number.value == 2.0 { Word::Two } else { Word::Three };
                self.take_word(at, word);
            }
            _ => {}
        }
    }

    fn take_shape(&mut self, at: usize, shape: Shape) {
        if self.facts.naming.add(shape).is_err() {
            self.report(at, "Two structures are named; which one do you mean?");
        }
    }

    /// The delta that a tied request states.
    fn take_delta(&mut self, at: usize) {
        let Some(number) = self.number(at + 1) else {
            self.report(at, "Which delta?");
            return;
        };
        self.mark_used(at + 1);
        // Desks say 25 for a delta of 0.25.
        let value = number.value;
        let is_percent = value.abs() >= 1.0;
        let value = if is_percent { value / 100.0 } else { value };
        self.facts.delta_is_signed |= number.signed;
        self.state(
            at,
            |f| &mut f.delta,
            value,
            |before| format!("Two deltas are stated: {before} or {value}?"),
        );
    }

    fn take_word(&mut self, at: usize, word: Word) {
        match word {
            Word::Side(side) => self.take_side(at, side),
            Word::Type(put_call) => self.take_type(at, put_call),
            Word::Shape(shape) => self.take_shape(at, shape),
            Word::For | Word::Filler => {}
            rarer => self.take_rarer_word(at, rarer),
        }
    }

    /// Takes a word that most lines do without.
    #[inline(never)]
    fn take_rarer_word(&mut self, at: usize, word: Word) {
        match word {
            Word::Shown(side) => self.take_shown(at, side),
            Word::Two => {
                if self.word(at + 1) == Some(Word::Way) {
                    self.mark_used(at + 1);
                    self.take_word(at, Word::Side(Asked::TwoWay));
                } else {
                    self.piece_unknown(at);
                }
            }
            Word::Three => {
                if self.word(at + 1) == Some(Word::Way) {
                    self.mark_used(at + 1);
                    self.take_shape(at, Shape::ThreeWay);
                } else {
                    self.piece_unknown(at);
                }
            }
            Word::Way | Word::By | Word::Held(_) | Word::Up => self.piece_unknown(at),
            Word::Over => {
                // "over calls": the type comes behind.
                if let Some(Word::Type(put_call)) = self.word(at + 1) {
                    self.mark_used(at + 1);
                    self.take_over(at, put_call);
                } else if self.facts.over.is_none() {
                    self.report(at, "Calls over or puts over?");
                }
            }
            Word::Debit => self.take_premium(at, Premium::Debit),
            Word::Credit => self.take_premium(at, Premium::Credit),
            Word::Inner => self.take_body(at, Body::Inner),
            Word::Outer => self.take_body(at, Body::Outer),
            Word::Unit | Word::Size => match self.number(at + 1) {
                Some(number) => {
                    self.mark_used(at + 1);
                    self.quantity(at + 1, number.value);
                }
                None if word == Word::Size => self.report(at, "Which size?"),
                None => {}
            },
            Word::Reference => self.take_reference(at),
            Word::Versus => self.take_versus(at),
            Word::Delta => self.take_delta(at),
            Word::Settlement(settlement) => {
                self.state(
                    at,
                    |f| &mut f.settlement,
                    settlement,
                    |_| "Inverse or linear: which one?".to_owned(),
                );
            }
            Word::PriceIn(price_in) => {
                self.state(
                    at,
                    |f| &mut f.price_in,
                    price_in,
                    |_| "A price in usd, in coin or in vol: which one?".to_owned(),
                );
                // “vol 55” is the client's level, and no size.
                if let Some(number) = self.number(at + 1) {
                    self.mark_used(at + 1);
                    self.refuse_level(at + 1, number.value);
                }
            }
            Word::Percent => self.report(at, "Per cent of what?"),
            Word::Money => self.take_relative(at, Relative::MONEY),
            Word::Each => self.facts.naming.each = true,
            Word::Hedge(hedge) => self.take_hedge(at, hedge),
            Word::Dispersion => self.facts.dispersion = Some(self.placed(at, ())),
            Word::Exotic(kind) => self.take_exotic(at, kind),
            Word::Term(term) => self.take_exotic_term(at, term),
            // “Client buys” names nobody.
            Word::Client if self.is_side(at + 1) => {}
            Word::Client => self.report(at, "Which client?"),
            Word::Side(_) | Word::Type(_) | Word::Shape(_) | Word::For | Word::Filler => {}
        }
    }

    #[cold]
    #[inline(never)]
    fn refuse_level(&mut self, at: usize, level: f64) {
        let message = format!(
            "Levels are not taken yet: leave the {level} out, or write {level}x if it is the size."
        );
        self.report(at, message);
    }

    /// `ref 3390`, `vs 3390`, `tied vs 3390`.
    pub(super) fn take_reference(&mut self, at: usize) {
        let mut next = at + 1;
        while matches!(self.word(next), Some(Word::Reference | Word::Versus)) {
            self.mark_used(next);
            next += 1;
        }
        match self.number(next) {
            Some(number) => {
                self.mark_used(next);
                let value = number.value;
                self.state(
                    at,
                    |f| &mut f.reference,
                    value,
                    |before| format!("Two references are stated: {before} or {value}?"),
                );
            }
            None if self.facts.reference.is_none() => self.report(at, "Which reference price?"),
            None => {}
        }
    }

    pub(super) fn piece_unknown(&mut self, at: usize) {
        let here = self.placed(at, ());
        self.facts.unknown.push(here);
    }

    fn item_was_unknown(&self, at: usize) -> bool {
        matches!(self.item(at), Some(Item::Unknown)) && !self.is_used(at)
    }

    pub(super) fn quantity(&mut self, at: usize, value: f64) {
        self.mark_used(at);
        let here = self.placed(at, ());
        self.facts.quantity_at.get_or_insert(here);
        self.state(at, |f| &mut f.quantity, value, |before| two_sizes(before, value));
    }
}

fn two_sizes(one: f64, other: f64) -> String {
    format!("Two sizes are stated: {one} or {other}?")
}
