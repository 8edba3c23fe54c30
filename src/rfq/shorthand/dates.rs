//! Dates of several chunks, and which number in them is a year.

use super::items::{Item, Piece, numeric};
use super::lexer::{Kind, Token};
use super::words::{self, Word};
use crate::basics::time::month_number;
use crate::rfq::expiry::ExpiryText;

/// A date written with spaces, `27 Nov 2026`, `Dec 26`, and how many tokens it takes.
pub(super) fn spaced_date(
    tokens: &[Token],
    at: usize,
    before: Option<&Piece>,
) -> Option<(ExpiryText, usize)> {
    let chunk = |i: usize| tokens.get(i).filter(|t| t.kind == Kind::Chunk).map(|t| t.norm.as_str());
    let first = chunk(at)?;
    let year = |i: usize| chunk(i).filter(|text| is_year(text, tokens, i));
    if first.starts_with(|c: char| c.is_ascii_digit()) && first.len() <= 4 {
        let is_day = |e: &ExpiryText| matches!(e, ExpiryText::DayMonth(..) | ExpiryText::Date(..));
        // Every number of a line comes by here; most have no month behind them.
        let month = chunk(at + 1).filter(|m| is_month_name(m))?;
        if let Some(year) = year(at + 2)
            && let Some(date) = ExpiryText::parse(&format!("{first}{month}{year}"))
        {
            return is_day(&date).then_some((date, 3));
        }
        // "sell 10 Dec …" gives a size and a month; "10 Dec …" elsewhere is a day.
        let after_side = before.is_some_and(|p| matches!(p.item, Item::Word(Word::Side(_))));
        let date = ExpiryText::parse(&format!("{first}{month}"))?;
        return (is_day(&date) && !after_side).then_some((date, 2));
    }
    if !is_month_name(first) || !matches!(ExpiryText::parse(first), Some(ExpiryText::Month(_))) {
        return None;
    }
    let year = year(at + 1)?;
    Some((ExpiryText::parse(&format!("{first}{year}"))?, 2))
}

/// Whether a chunk begins like the name of a month.
fn is_month_name(chunk: &str) -> bool {
    chunk.get(..3).is_some_and(|head| month_number(head).is_some())
}

/// Whether the last chunk of `date` is its year: 24 to 99 or 2020 to 2039, and neither the first of
/// several strikes nor a quantity.
fn is_year(text: &str, tokens: &[Token], at: usize) -> bool {
    let is_range = match text.len() {
        2 => text.parse::<u16>().is_ok_and(|y| (24..=99).contains(&y)),
        4 => text.parse::<u16>().is_ok_and(|y| (2020..=2039).contains(&y)),
        _ => false,
    };
    let next = tokens.get(at + 1);
    let measures = [Word::Unit, Word::Delta, Word::Percent];
    let is_quantity = next
        .and_then(|t| words::meaning(&t.norm))
        .is_some_and(|meaning| measures.contains(&meaning));
    let starts_chain = next.is_some_and(|t| t.kind == Kind::Slash)
        && tokens.get(at + 2).is_some_and(|t| numeric(&t.norm).is_some())
        && tokens.get(at + 3).is_none_or(|t| ExpiryText::parse(&t.norm).is_none());
    is_range && !is_quantity && !starts_chain
}
