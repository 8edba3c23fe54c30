//! Dates of several chunks, and which number in them is a year.

use super::items::{Item, Piece, numeric};
use super::lexer::{Kind, Token};
use super::words::{self, Word};
use crate::basics::time::month_number;
use crate::basics::{ListedMarket, Listing};
use crate::rfq::expiry::{ExpiryText, MOST_YEARS, listed_day};

/// Years that a date may have expired for and still be one.
const YEARS_PAST: i16 = 2;

/// Days that the longest month has.
const MOST_DAYS: u16 = 31;

/// A date written with spaces, `27 Nov 2026`, `Dec 26`, and how many tokens it takes.
pub(super) fn spaced_date(
    tokens: &[Token],
    at: usize,
    before: Option<&Piece>,
    listing: &Listing,
) -> Option<(ExpiryText, usize)> {
    let chunk = |i: usize| tokens.get(i).filter(|t| t.kind == Kind::Chunk).map(|t| t.norm.as_str());
    let first = chunk(at)?;
    if first.starts_with(|c: char| c.is_ascii_digit()) && first.len() <= 4 {
        // Every number of a line comes by here; most have no month behind them.
        let month = chunk(at + 1).filter(|m| is_month_name(m))?;
        return day_and_month(tokens, at, (first, month), before, listing);
    }
    if !is_month_name(first) || !matches!(ExpiryText::parse(first), Some(ExpiryText::Month(_))) {
        return None;
    }
    american(tokens, at, listing).or_else(|| {
        let year = year_at(tokens, at + 1, listing)?;
        Some((ExpiryText::parse(&format!("{first}{year}"))?, 2))
    })
}

/// A number and the month behind it, with a year where one follows: `27 Nov 2026`.
#[inline(never)]
fn day_and_month(
    tokens: &[Token],
    at: usize,
    (first, month): (&str, &str),
    before: Option<&Piece>,
    listing: &Listing,
) -> Option<(ExpiryText, usize)> {
    let is_day = |e: &ExpiryText| matches!(e, ExpiryText::DayMonth(..) | ExpiryText::Date(..));
    // "50 Dec" is fifty of December.
    let digits = first.trim_end_matches(char::is_alphabetic);
    digits.parse::<u16>().ok().filter(|day| *day <= MOST_DAYS)?;
    if let Some(year) = year_at(tokens, at + 2, listing)
        && let Some(date) = ExpiryText::parse(&format!("{first}{month}{year}"))
    {
        return is_day(&date).then_some((date, 3));
    }
    // "sell 10 Dec …" gives a size and a month; "10 Dec …" elsewhere is a day.
    let after_side = before.is_some_and(|p| matches!(p.item, Item::Word(Word::Side(_))));
    let date = ExpiryText::parse(&format!("{first}{month}"))?;
    (is_day(&date) && !after_side).then_some((date, 2))
}

/// The chunk at a place, where it is a year.
fn year_at<'a>(tokens: &'a [Token], at: usize, listing: &Listing) -> Option<&'a str> {
    let chunk = tokens.get(at).filter(|t| t.kind == Kind::Chunk).map(|t| t.norm.as_str());
    chunk.filter(|text| is_year(text, listing) && is_alone(tokens, at))
}

/// A month in front of its day, where that day is listed: `Dec 25, 2026`, `Dec 25th`, and `Dec 18`
/// where 18 is no year.
#[inline(never)]
fn american(tokens: &[Token], at: usize, listing: &Listing) -> Option<(ExpiryText, usize)> {
    let chunk = |i: usize| tokens.get(i).filter(|t| t.kind == Kind::Chunk).map(|t| t.norm.as_str());
    let Some(ExpiryText::Month(month)) = ExpiryText::parse(chunk(at)?) else { return None };
    let written = chunk(at + 1)?;
    let digits = written.trim_end_matches(char::is_alphabetic);
    let day: i8 = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    let markets = markets_of(tokens, listing);
    let next = markets.iter().find_map(|market| listed_day(market, month, day))?;
    if matches!(written.get(digits.len()..)?, "st" | "nd" | "rd" | "th") {
        return Some((ExpiryText::DayMonth(day, month), 2));
    }
    if digits != written || !is_alone(tokens, at + 1) {
        return None;
    }
    let is_comma = tokens.get(at + 2).is_some_and(|t| t.kind == Kind::Comma);
    let last = at + 2 + usize::from(is_comma);
    let (year, _, _) = next.date();
    let is_its_year = |text: &str| text == year.to_string() || text == (year % 100).to_string();
    if chunk(last).is_some_and(is_its_year) && is_alone(tokens, last) {
        return Some((ExpiryText::Date(year, month, day), last + 1 - at));
    }
    (!is_year(written, listing)).then_some((ExpiryText::MonthNumber(month, day), 2))
}

/// The markets of the underlying that the line names first; all where it names none.
fn markets_of<'a>(tokens: &[Token], listing: &'a Listing) -> Vec<&'a ListedMarket> {
    let name = |token: &Token| token.norm.split('-').next().map(str::to_owned);
    let named = tokens.iter().filter_map(name).find_map(|name| listing.find(&name, None));
    named.map_or_else(|| listing.markets.iter().collect(), |market| vec![market])
}

/// Whether a chunk begins like the name of a month.
fn is_month_name(chunk: &str) -> bool {
    chunk.get(..3).is_some_and(|head| month_number(head).is_some())
}

/// Whether a chunk behind a month may be a year: 2020 to 2039, or two digits that are not far from
/// the instant of the listing.
fn is_year(text: &str, listing: &Listing) -> bool {
    let now = listing.markets.iter().map(|market| market.as_of.date().0).max();
    let sensible = now
        .map_or(2024..=2099, |now| now.saturating_sub(YEARS_PAST)..=now.saturating_add(MOST_YEARS));
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse::<i16>().ok().filter(|_| is_plain);
    match text.len() {
        2 => number.is_some_and(|y| sensible.contains(&(2000 + y))),
        4 => number.is_some_and(|y| (2020..=2039).contains(&y)),
        _ => false,
    }
}

/// Whether a number behind a month is neither the first of several strikes nor a quantity.
fn is_alone(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1);
    let measures = [Word::Unit, Word::Delta, Word::Percent];
    let is_quantity = next
        .and_then(|t| words::meaning(&t.norm))
        .is_some_and(|meaning| measures.contains(&meaning));
    let starts_chain = next.is_some_and(|t| t.kind == Kind::Slash)
        && tokens.get(at + 2).is_some_and(|t| numeric(&t.norm).is_some())
        && tokens.get(at + 3).is_none_or(|t| ExpiryText::parse(&t.norm).is_none());
    !is_quantity && !starts_chain
}
