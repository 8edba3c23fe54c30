//! The roles of numbers that no word gives one: size or strike.

use super::facts::At;
use super::items::{Item, Number, Piece};
use super::parser::Walk;
use super::words::Word;
use crate::basics::order;
use crate::rfq::template::places;

/// How far apart two strikes of a package may be, one over the other, to be taken for strikes.
const NEAR: f64 = 1.5;

/// Which item a strike is; one past the last where it is none.
fn place(pieces: &[Piece], strike: &At<Number>) -> usize {
    let (value, measure) = (strike.value.value, strike.value.measure);
    let is_it = |piece: &Piece| match &piece.item {
        Item::Number(number) => measure.is_none() && number.value == value,
        Item::Relative(relative) => measure == Some(relative.measure) && relative.value == value,
        _ => false,
    };
    let place = pieces.iter().position(|piece| piece.start == strike.start && is_it(piece));
    place.unwrap_or(pieces.len())
}

impl Walk<'_> {
    /// Gives the numbers that are left their roles: strikes in chains, a size, single strikes.
    pub(super) fn loose_numbers(&mut self) {
        let mut loose: Vec<usize> = Vec::new();
        let mut strikes: Vec<usize> = Vec::new();
        for at in 0..self.pieces.len() {
            let Some(number) = self.number(at) else { continue };
            if self.is_chained(at) || number.put_call.is_some() || self.is_versus_strike(at) {
                strikes.push(at);
            } else {
                loose.push(at);
            }
        }
        let is_strike = |at: &usize| matches!(self.word(at + 1), Some(Word::Type(_)));
        let has_size = self.facts.quantity.is_some();
        let has_strikes = !strikes.is_empty() || loose.iter().any(|at| has_size || is_strike(at));
        self.delta_of_hedge(has_strikes);
        // What is measured by the market is all strikes, so that a loose number is the size.
        let is_relative = !self.facts.strikes.is_empty();
        let wanted = if is_relative { 0 } else { self.strikes_wanted() };
        if self.facts.quantity.is_none() {
            let after_side = |at: &usize| {
                at.checked_sub(1)
                    .is_some_and(|before| matches!(self.word(before), Some(Word::Side(_))))
            };
            let leading = loose.iter().position(after_side);
            let before_name = |at: &usize| matches!(self.item(at + 1), Some(Item::Underlying(_)));
            let named = loose.iter().position(before_name);
            let leads_in = |i: usize| matches!(self.word(i), Some(Word::Filler | Word::Side(_)));
            let first = loose.first().filter(|at| (0..**at).all(leads_in)).map(|_| 0);
            let has_legs = !self.facts.legs.is_empty();
            let enough = has_legs || strikes.len() + loose.len() > wanted;
            let trailing = loose.len().checked_sub(1);
            let guess = first.or(named).or(trailing).filter(|_| enough);
            let chosen = leading.or(guess);
            if let Some(at) = chosen.and_then(|index| loose.get(index)).copied()
                && (leading, first, named) == (None, None, None)
                && self.is_like_a_strike(at, &loose)
            {
                let value = self.number(at).map_or(0.0, |number| number.value);
                let message = format!(
                    "Is {value} a strike or the size? Write {value}x if it is the size, and a / between strikes."
                );
                self.report(at, message);
            }
            if let Some(index) = chosen {
                let at = loose.remove(index);
                match self.number(at) {
                    Some(number) if number.is_money => {
                        self.mark_used(at);
                        let notional = self.placed(at, number.value);
                        self.facts.notionals.push(notional);
                    }
                    Some(number) => self.quantity(at, number.value),
                    None => {}
                }
            }
        }
        let is_room = strikes.is_empty() || loose.len() + strikes.len() <= wanted;
        if is_room && !is_relative {
            strikes.append(&mut loose);
            order::sort_by_key(&mut strikes, |strike| *strike);
        }
        for at in loose {
            self.report(at, "I do not know what this number is for.");
        }
        if self.facts.legs.is_empty() {
            for at in strikes {
                if let Some(mut number) = self.number(at) {
                    if self.is_versus_strike(at) {
                        number.put_call = self.facts.versus.map(|versus| versus.put_call);
                    }
                    let placed = self.placed(at, number);
                    self.facts.strikes.push(placed);
                }
            }
        } else if let Some(at) = strikes.first() {
            self.report(*at, "The symbols have their strikes; what is this number for?");
        }
        // The strikes of `95-105%` stand in one stretch, so that their items say which is first.
        let pieces = self.pieces;
        order::sort_by_key(&mut self.facts.strikes, |strike| (strike.start, place(pieces, strike)));
        self.share_thousands();
        self.share_measure();
    }

    /// Whether a number that would be the size follows another that is near it, with nothing between:
    /// `3000 3400 combo`.
    fn is_like_a_strike(&self, at: usize, loose: &[usize]) -> bool {
        let before = at.checked_sub(1).filter(|before| loose.contains(before));
        let pair = before.and_then(|before| self.number(before)).zip(self.number(at));
        pair.is_some_and(|(one, other)| {
            let ratio = other.value / one.value;
            !other.is_money && (NEAR.recip()..=NEAR).contains(&ratio)
        })
    }

    /// Whether a number is the strike of the single option on one side of “vs”.
    fn is_versus_strike(&self, at: usize) -> bool {
        self.facts.versus.is_some_and(|versus| versus.number == Some(at))
    }

    /// Whether a number stands in a chain such as `3300/3400` or `3300,3400`.
    fn is_chained(&self, at: usize) -> bool {
        let joins = |i: usize| matches!(self.item(i), Some(Item::Slash | Item::Comma));
        let is_number =
            |i: usize| matches!(self.item(i), Some(Item::Number(_) | Item::Relative(_)));
        (joins(at + 1) && is_number(at + 2)) || (at >= 2 && joins(at - 1) && is_number(at - 2))
    }

    /// How many strikes the named structure takes; one where none is named.
    fn strikes_wanted(&self) -> usize {
        let facts = &self.facts;
        let named = facts.naming.structure();
        let by_name = named.and_then(places).map(|(_, strikes)| strikes);
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
