//! Words that say which side of a package is bought, and what goes with it.

use super::facts::{Body, Premium};
use super::parser::{BOTH_TYPES, Walk};
use super::words::{Hedge, Word};
use crate::basics::{Asked, PutCall};

impl Walk<'_> {
    /// Call or put; before `over` it says which side of a risk reversal is bought.
    pub(super) fn take_type(&mut self, at: usize, put_call: PutCall) {
        if self.word(at + 1) == Some(Word::Over) {
            self.mark_used(at + 1);
            self.take_over(at, put_call);
            return;
        }
        self.state(at, |f| &mut f.put_call, put_call, |_| BOTH_TYPES.to_owned());
        let here = self.placed(at, ());
        self.facts.type_at.get_or_insert(here);
        self.facts.naming.put_call.get_or_insert(put_call);
    }

    /// “bid” or “offer”, and both for a two-way price. Before a number it is a level or a deal.
    pub(super) fn take_shown(&mut self, at: usize, side: Asked) {
        if self.number(at + 1).is_some() {
            self.piece_unknown(at);
            return;
        }
        let is_other = |i: usize| matches!(self.word(i), Some(Word::Shown(other)) if other != side);
        let is_both = (0..self.pieces.len()).any(is_other);
        self.take_side(at, if is_both { Asked::TwoWay } else { side });
    }

    pub(super) fn take_side(&mut self, at: usize, side: Asked) {
        let question = |_| "Buy, sell or two-way: which one?".to_owned();
        self.state(at, |f| &mut f.side, side, question);
    }

    pub(super) fn take_over(&mut self, at: usize, put_call: PutCall) {
        self.state(at, |f| &mut f.over, put_call, |_| "Calls over or puts over?".to_owned());
    }

    pub(super) fn take_premium(&mut self, at: usize, premium: Premium) {
        self.state(
            at,
            |f| &mut f.premium,
            premium,
            |_| "A debit or a credit: which one?".to_owned(),
        );
    }

    pub(super) fn take_body(&mut self, at: usize, body: Body) {
        self.state(
            at,
            |f| &mut f.body,
            body,
            |_| "Buying it buys the body or the wings: which one?".to_owned(),
        );
    }

    /// A future, spot, or whatever the underlying trades as, which the other two say nearer.
    pub(super) fn take_hedge(&mut self, at: usize, hedge: Hedge) {
        match self.facts.hedge.as_ref().map(|before| before.value) {
            Some(before) if before == hedge || hedge == Hedge::Any => {}
            Some(before) if before != Hedge::Any => {
                self.report(at, "A future or spot: which one goes with it?");
            }
            _ => self.facts.hedge = Some(self.placed(at, hedge)),
        }
    }
}
