//! Exchange symbols into legs.

use super::facts::SymbolLeg;
use super::items::Item;
use super::parser::Walk;
use super::words::Word;
use crate::basics::Asked;

impl Walk<'_> {
    /// Takes a list of exchange symbols with their ratios and sides out.
    #[inline(never)]
    pub(super) fn symbols(&mut self) {
        let places: Vec<usize> = (0..self.pieces.len())
            .filter(|at| !self.is_used(*at) && matches!(self.item(*at), Some(Item::Symbols(_))))
            .collect();
        let sides =
            |side: Asked| (0..self.pieces.len()).any(|at| self.word(at) == Some(Word::Side(side)));
        let signs_by_side = places.len() > 1 && sides(Asked::Buy) && sides(Asked::Sell);
        let leading_size = self.leading_size(&places);
        let mut sign = 1.0;
        let mut sold_by_versus = false;
        let mut from = 0;
        for at in places.iter().copied() {
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
            // “A vs B” buys the first and sells the second.
            let versus = (from..at)
                .find(|before| from > 0 && self.word(*before) == Some(Word::Versus))
                .filter(|before| !(*before + 1..at).any(|i| self.is_price_for(i, at)));
            if let Some(before) = versus {
                self.mark_used(before);
                (sign, sold_by_versus) = (-1.0, true);
            }
            let (mut ratio, mut stated_ratio) = (1.0, signs_by_side || sold_by_versus);
            if let Some(number) = at.checked_sub(1).and_then(|before| self.number(before))
                && (number.signed || places.len() > 1)
                && Some(at) != leading_size
            {
                stated_ratio = true;
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
            let symbols = match self.item(at) {
                Some(Item::Symbols(symbols)) => symbols.clone(),
                _ => Vec::new(),
            };
            for symbol in symbols {
                let stated_ratio = stated_ratio || symbol.ratio.is_some();
                let ratio = sign * ratio * f64::from(symbol.ratio.unwrap_or(1));
                let settlement = settlement.or(symbol.settlement);
                let leg = self.placed(at, SymbolLeg { ratio, symbol, stated_ratio, settlement });
                self.facts.legs.push(leg);
            }
            self.mark_used(at);
            from = at + 1;
        }
    }

    /// Whether the item at `i` makes “vs” a reference price: a number that is not the ratio of the
    /// symbol at `symbol`.
    fn is_price_for(&self, i: usize, symbol: usize) -> bool {
        self.number(i).is_some() && i + 1 != symbol
    }

    /// The first symbol, where the number before it is the size of a named structure: no other
    /// symbol has a number, and a word or ratio says how the symbols go together.
    fn leading_size(&self, places: &[usize]) -> Option<usize> {
        let number_before = |at: &usize| at.checked_sub(1).and_then(|before| self.number(before));
        let names =
            |at: usize| matches!(self.item(at), Some(Item::Word(Word::Shape(_)) | Item::Ratio(..)));
        let (first, others) = places.split_first()?;
        let is_size = number_before(first).is_some_and(|number| !number.signed)
            && others.iter().all(|at| number_before(at).is_none())
            && (0..self.pieces.len()).any(names);
        is_size.then_some(*first)
    }
}
