//! “vs”: a reference price, or the two sides of a package.

use super::facts::Versus;
use super::items::Item;
use super::parser::Walk;
use super::words::{Shape, Word};
use crate::basics::PutCall;

/// What stands behind “vs” where it is the other side of a package.
struct OtherSide {
    /// Where its number stands, if it has one.
    number: Option<usize>,
    /// Where its type stands, if it is a word.
    word: Option<usize>,
    /// Its type.
    put_call: PutCall,
    /// Whether it is a spread, against the single option in front of “vs”.
    is_spread: bool,
}

impl Walk<'_> {
    /// `3200/3400/3600 call spread vs put`, or a reference price.
    #[inline(never)]
    pub(super) fn take_versus(&mut self, at: usize) {
        let Some(side) = self.other_side(at) else {
            // The other side of a dispersion is its components.
            let is_dispersion = |i: usize| self.word(i) == Some(Word::Dispersion);
            let has_price = self.number(at + 1).is_some();
            if has_price || !(0..self.pieces.len()).any(is_dispersion) {
                self.take_reference(at);
            }
            return;
        };
        if self.facts.versus.is_some() {
            self.report(at, "One “vs” per package: which two sides do you mean?");
            return;
        }
        if side.is_spread {
            // What was in front is the single option; the spread behind has its own words.
            let in_front = self.facts.put_call.take();
            self.facts.naming.put_call = None;
            let single = in_front.unwrap_or(side.put_call.other());
            self.facts.naming.versus = Some(single);
            self.facts.versus = Some(Versus { put_call: single, is_behind: false, number: None });
            return;
        }
        if let Some(word) = side.word {
            self.mark_used(word);
        }
        self.facts.naming.versus = Some(side.put_call);
        self.facts.versus =
            Some(Versus { put_call: side.put_call, is_behind: true, number: side.number });
    }

    /// What stands behind “vs”, where that is options and no price.
    fn other_side(&self, at: usize) -> Option<OtherSide> {
        let mut next = at + 1;
        while self.word(next) == Some(Word::Filler) {
            next += 1;
        }
        let first = next;
        let mut letter = None;
        let mut count = 0;
        while let Some(number) = self.number(next) {
            letter = letter.or(number.put_call);
            count += 1;
            next += 1;
            if self.item(next) == Some(&Item::Slash) && self.number(next + 1).is_some() {
                next += 1;
            } else {
                break;
            }
        }
        let (put_call, is_spread) = match self.word(next) {
            Some(Word::Shape(Shape::CallSpread)) => (Some(PutCall::Call), true),
            Some(Word::Shape(Shape::PutSpread)) => (Some(PutCall::Put), true),
            Some(Word::Type(_)) if self.word(next + 1) == Some(Word::Over) => (None, false),
            Some(Word::Type(put_call)) => match self.word(next + 1) {
                Some(Word::Shape(Shape::Spread)) => (Some(put_call), true),
                Some(Word::Shape(_)) => (None, false),
                _ => (Some(put_call), false),
            },
            _ => (None, false),
        };
        let number = (count == 1).then_some(first);
        let side = |put_call, word, is_spread| OtherSide { number, word, put_call, is_spread };
        match (count, letter, put_call) {
            (0, _, Some(put_call)) => Some(side(put_call, Some(next), is_spread)),
            (1, Some(letter), _) => Some(side(letter, None, false)),
            // `vs 3390 call` names a price, unless another type or a straddle stands in front.
            (1, None, Some(put_call)) if !is_spread && self.has_other_side_of(put_call) => {
                Some(side(put_call, Some(next), false))
            }
            (2, _, Some(put_call)) if is_spread => Some(side(put_call, None, true)),
            _ => None,
        }
    }

    /// Whether what was read before “vs” can stand against one option of this type.
    fn has_other_side_of(&self, put_call: PutCall) -> bool {
        let naming = self.facts.naming;
        naming.is(Shape::Straddle) || naming.put_call == Some(put_call.other())
    }
}
