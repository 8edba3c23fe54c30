//! The client's name, set apart from the request around it.

use super::items::Item;
use super::parser::Walk;
use super::words::Word;
use crate::basics::Asked;
use crate::rfq::expiry::ExpiryText;

impl Walk<'_> {
    /// Takes the client's name out: quoted text, or what follows `client`, `for` or a comma.
    pub(super) fn client(&mut self, line: &str) {
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
            let possible = matches!(self.item(at), Some(Item::Word(Word::For) | Item::Comma));
            if !certain && !possible {
                continue;
            }
            let mut from = at + 1;
            while matches!(self.word(from), Some(Word::For | Word::Client)) {
                from += 1;
            }
            let until = self.end_of_name(from);
            let is_filler = |i: usize| self.word(i) == Some(Word::Filler);
            if certain && until > from && (from..until).all(is_filler) {
                // “Client wants to sell” names nobody.
                self.mark_used(at);
                continue;
            }
            if until > from && (certain || self.looks_like_a_name(from, until)) {
                let start = self.placed(from, ()).start;
                let end = self.placed(until - 1, ()).end;
                let name = line.get(start..end).unwrap_or_default();
                self.facts.client =
                    Some(name.trim_start_matches(['=', ':', ' ']).trim().to_owned());
                self.facts.client_at = Some(self.placed(at, ()).start);
                (at..until).for_each(|i| self.mark_used(i));
                return;
            }
        }
    }

    /// One past the last item of a name that starts at `from`. A name has at least one word, does
    /// not begin with a side, and ends where the request goes on.
    fn end_of_name(&self, from: usize) -> usize {
        if self.is_side(from) {
            return from;
        }
        let ends = |at: usize| match self.item(at) {
            Some(Item::Comma | Item::Size(_)) | None => true,
            Some(Item::Number(number)) => number.put_call.is_some() || self.number_ends_name(at),
            Some(Item::Word(Word::Reference)) => self.number(at + 1).is_some(),
            Some(Item::Underlying(_) | Item::Symbols(_) | Item::Word(Word::Shown(_))) => at > from,
            Some(Item::Expiry(expiry)) => at > from && is_dated(*expiry),
            _ => at > from && self.is_side(at),
        };
        (from..=self.pieces.len()).find(|at| ends(*at)).unwrap_or(self.pieces.len())
    }

    /// Whether the number at `at` is a size or a strike of what follows it.
    fn number_ends_name(&self, at: usize) -> bool {
        matches!(
            self.item(at + 1),
            Some(
                Item::Word(Word::Unit | Word::Type(_) | Word::Shape(_))
                    | Item::Underlying(_)
                    | Item::Slash
            )
        )
    }

    /// Whether the item says which side is asked for. “Market” before an unknown word is a name's.
    pub(super) fn is_side(&self, at: usize) -> bool {
        match self.word(at) {
            Some(Word::Side(Asked::TwoWay)) => !matches!(self.item(at + 1), Some(Item::Unknown)),
            Some(Word::Side(_)) => true,
            Some(Word::Two) => self.word(at + 1) == Some(Word::Way),
            _ => false,
        }
    }

    /// Whether a stretch is a name: some of it is unknown, and nothing of it states a request.
    fn looks_like_a_name(&self, from: usize, until: usize) -> bool {
        let mut items = (from..until).filter_map(|at| self.item(at));
        let states = |item: &Item| {
            matches!(
                item,
                Item::Expiry(_) | Item::Symbols(_) | Item::Number(_) | Item::Underlying(_)
            )
        };
        let is_plain = self.item(from).is_some_and(|first| !states(first))
            && !(from..until).any(|at| matches!(self.item(at), Some(Item::Symbols(_))));
        is_plain && items.any(|item| matches!(item, Item::Unknown))
    }
}

/// Whether an expiry has a date or a year, as a month that is somebody's name has not.
fn is_dated(expiry: ExpiryText) -> bool {
    matches!(
        expiry,
        ExpiryText::Instant(_)
            | ExpiryText::Date(..)
            | ExpiryText::DayMonth(..)
            | ExpiryText::MonthYear(..)
            | ExpiryText::MonthNumber(..)
    )
}
