//! Sizes said in money: `$2m`, `3m usd`, `$250k`. Whether contracts or what they are worth is meant is
//! asked; read as a tenor or as a count they would be another request.

use super::items::{Item, Number, Piece, leading_number};
use super::lexer::Token;
use super::words::{Shape, Word};
use crate::rfq::PriceIn;
use crate::rfq::expiry::{ExpiryText, TenorUnit};

/// Smallest plain number that an amount of money beside “usd” is taken to have.
const LEAST: f64 = 10_000.0;

/// What a chunk behind a currency sign is.
pub(super) fn signed(token: &Token, item: Item) -> Item {
    if !token.is_money {
        return item;
    }
    match item {
        Item::Number(number) => Item::Number(Number { is_money: true, ..number }),
        item => match leading_number(&token.norm) {
            Some((value, "m")) => Item::Notional(value * 1e6),
            _ => item,
        },
    }
}

/// Turns tenors that are amounts into sizes: `2m usd`, and `2m` that stands apart from the expiry of a
/// line that has one already.
pub(super) fn amounts(pieces: &mut [Piece]) {
    let is_usd = |piece: &Piece| matches!(piece.item, Item::Word(Word::PriceIn(PriceIn::Usd)));
    let goes_on = |piece: &Piece| {
        matches!(
            piece.item,
            Item::Slash | Item::Expiry(_) | Item::Word(Word::Versus | Word::Filler)
        )
    };
    let is_over_time = |piece: &Piece| {
        use Shape::{Calendar, Diagonal, DoubleCalendar, Jelly, Roll};
        matches!(
            piece.item,
            Item::Word(
                Word::Each | Word::Shape(Calendar | Diagonal | DoubleCalendar | Jelly | Roll)
            )
        )
    };
    let has_two = pieces.iter().filter(|piece| matches!(piece.item, Item::Expiry(_))).count() > 1;
    let is_one_time = has_two && !pieces.iter().any(is_over_time);
    for at in 0..pieces.len() {
        let beside = |by: isize| at.checked_add_signed(by).and_then(|at| pieces.get(at));
        let usd = [1, -1].into_iter().find(|by| beside(*by).is_some_and(is_usd));
        let stands_apart = ![1, -1].into_iter().any(|by| beside(by).is_some_and(goes_on));
        let item = match pieces.get(at).map(|piece| &piece.item) {
            Some(Item::Expiry(ExpiryText::Tenor(count, TenorUnit::Month)))
                if usd.is_some() || (is_one_time && stands_apart) =>
            {
                Item::Notional(f64::from(*count) * 1e6)
            }
            Some(Item::Number(number))
                if usd.is_some() && number.put_call.is_none() && number.value >= LEAST =>
            {
                Item::Number(Number { is_money: true, ..*number })
            }
            _ => continue,
        };
        let of_usd = usd.filter(|_| matches!(item, Item::Notional(_)));
        if let Some(piece) = pieces.get_mut(at) {
            piece.item = item;
        }
        let currency = of_usd.and_then(|by| at.checked_add_signed(by));
        if let Some(piece) = currency.and_then(|at| pieces.get_mut(at)) {
            piece.item = Item::Word(Word::Filler);
        }
    }
}
