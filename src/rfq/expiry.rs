//! Expiry text as desks write it, resolved against one market's listing.
//!
//! Reading happens in two steps so that a line of text can be split into words before a market is
//! known: [`ExpiryText::parse`] says what was written, [`ExpiryText::resolve`] says which instant
//! that is. Dates without a year and relative words count from the market's own `as_of`.

use std::borrow::Cow;

use crate::basics::time::{DAY_MS, month_number};
use crate::basics::{ListedMarket, Settlement, Timestamp};

/// An instant that expiry text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedExpiry {
    /// The instant of expiry.
    pub instant: Timestamp,
    /// Whether the market lists an expiry at exactly this instant.
    pub listed: bool,
    /// Whether it has to be asked: a day and month without a year fall more than 270 days ahead, or
    /// two digits behind a month are a day and no year.
    pub confirm_year: bool,
}

/// Expiry text, split into its parts but not yet an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryText {
    /// An ISO 8601 instant: `2026-11-27T08:00:00Z`.
    Instant(Timestamp),
    /// A full date: `27NOV26`, `27 Nov 2026`, `2026-11-27`.
    Date(i16, i8, i8),
    /// Day and month: `27NOV`, the next such date.
    DayMonth(i8, i8),
    /// Month and year: `NOV26`, the last listed expiry of that month.
    MonthYear(i8, i16),
    /// Month and two digits: `NOV26`, `Dec 25`. A year, or a listed day where that year has
    /// expired or is further ahead than anything that is listed.
    MonthNumber(i8, i8),
    /// A month alone: `Nov`, the last listed expiry of the next such month that has one.
    Month(i8),
    /// `front`: the first listed expiry to come.
    Front,
    /// `next`: the second listed expiry to come.
    Next,
    /// `weekly`: the first listed Friday to come.
    Weekly,
    /// `1w`, `3m`, `1y`: the listed expiry nearest to so many days or months ahead.
    Tenor(i16, TenorUnit),
}

/// The unit of a tenor such as `1w` or `3m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TenorUnit {
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Twelve calendar months.
    Year,
}

/// Days ahead beyond which a date without a year is asked back.
const CONFIRM_YEAR_DAYS: i64 = 270;

/// Years ahead beyond which two digits are no year.
pub(super) const MOST_YEARS: i16 = 10;

/// Resolves expiry text on a market; `None` where the text is not an expiry or names a date that
/// does not exist. A field has codes and no prose: `NOV25` is a year there, expired or not.
pub fn resolve(text: &str, market: &ListedMarket) -> Option<ResolvedExpiry> {
    let written = match ExpiryText::parse(text)? {
        ExpiryText::MonthNumber(month, number) => {
            ExpiryText::MonthYear(month, 2000 + i16::from(number))
        }
        other => other,
    };
    written.resolve(market)
}

impl ExpiryText {
    /// Reads expiry text in any case; `None` where it is not an expiry.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // The longest form is an ISO instant with a fraction and an offset.
        if text.is_empty() || text.len() > 40 {
            return None;
        }
        let relative = [("front", Self::Front), ("next", Self::Next), ("weekly", Self::Weekly)];
        if let Some((_, found)) = relative.iter().find(|(word, _)| text.eq_ignore_ascii_case(word))
        {
            return Some(*found);
        }
        iso(text).or_else(|| tenor(text)).or_else(|| code(text))
    }

    /// The instant the text stands for on a market; `None` where there is no such date, or where
    /// relative text meets a market without expiries to come.
    pub fn resolve(self, market: &ListedMarket) -> Option<ResolvedExpiry> {
        let as_of = market.as_of;
        let mut confirm_year = false;
        let instant = match self {
            Self::Instant(instant) => instant,
            Self::Date(year, month, day) => on_date(market, year, month, day)?,
            Self::DayMonth(day, month) => {
                let instant = next_occurrence(market, day, month)?;
                let ahead = instant.millis().saturating_sub(as_of.millis());
                confirm_year = ahead > CONFIRM_YEAR_DAYS * DAY_MS;
                instant
            }
            Self::MonthYear(month, year) => in_month(market, month, year)?,
            Self::MonthNumber(month, number) => {
                let (instant, is_day) = in_month_or_on_day(market, month, number)?;
                confirm_year = is_day;
                instant
            }
            Self::Month(month) => next_month(market, month)?,
            Self::Front => to_come(market).next()?,
            Self::Next => to_come(market).nth(1)?,
            Self::Weekly => to_come(market).find(|t| is_friday(*t)).or(to_come(market).next())?,
            Self::Tenor(count, unit) => {
                let target = after(as_of, count, unit)?.millis();
                to_come(market).min_by_key(|t| t.millis().abs_diff(target))?
            }
        };
        let listed = market.expiry(instant).is_some();
        Some(ResolvedExpiry { instant, listed, confirm_year })
    }
}

/// An ISO instant or an ISO date.
fn iso(text: &str) -> Option<ExpiryText> {
    // Every word of a line comes by here, so what cannot be a date leaves early.
    if text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    if let Some(instant) = Timestamp::parse_iso(&text.to_ascii_uppercase()) {
        return Some(ExpiryText::Instant(instant));
    }
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    Some(ExpiryText::Date(digits(year)?, digits(month)?, digits(day)?))
}

/// `1w`, `3m`, `1y`.
fn tenor(text: &str) -> Option<ExpiryText> {
    let unit = match text.chars().last()? {
        'w' | 'W' => TenorUnit::Week,
        'm' | 'M' => TenorUnit::Month,
        'y' | 'Y' => TenorUnit::Year,
        _ => return None,
    };
    let count: i16 = digits(text.get(..text.len() - 1)?)?;
    (1..=120).contains(&count).then_some(ExpiryText::Tenor(count, unit))
}

/// `27NOV26`, `27 Nov 2026`, `27th Nov`, `27-Nov-26`, `NOV26`, `Dec'26`, `Nov`.
fn code(text: &str) -> Option<ExpiryText> {
    let is_joint = |c: char| matches!(c, ' ' | '-' | '\'' | '.' | '\u{a0}');
    // Most texts are not dates at all, or dates in one piece.
    let plain: Cow<str> = if text.contains(is_joint) {
        Cow::Owned(text.chars().filter(|c| !is_joint(*c)).collect())
    } else {
        Cow::Borrowed(text)
    };
    if !plain.is_ascii() {
        return None;
    }
    let from = plain.find(|c: char| c.is_ascii_alphabetic())?;
    let (day, rest) = plain.split_at(from);
    let to = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (letters, year) = rest.split_at(to);
    let letters = letters.to_ascii_lowercase();
    let ordinal = ["st", "nd", "rd", "th"].into_iter().find_map(|o| letters.strip_prefix(o));
    let name = match ordinal {
        Some(after) if !day.is_empty() && !after.is_empty() => after,
        _ => letters.as_str(),
    };
    let month = month_number(name)?;
    if let (true, 2) = (day.is_empty(), year.len()) {
        return Some(ExpiryText::MonthNumber(month, digits(year)?));
    }
    let year = match year.len() {
        0 => None,
        2 => Some(2000 + digits::<i16>(year)?),
        4 => Some(digits::<i16>(year)?),
        _ => return None,
    };
    if day.len() > 2 {
        return None;
    }
    Some(match (day.is_empty(), year) {
        (true, None) => ExpiryText::Month(month),
        (true, Some(year)) => ExpiryText::MonthYear(month, year),
        (false, None) => ExpiryText::DayMonth(digits(day)?, month),
        (false, Some(year)) => ExpiryText::Date(year, month, digits(day)?),
    })
}

/// A number written in plain digits only.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

/// The listed expiries after the market's instant, nearest first.
fn to_come(market: &ListedMarket) -> impl Iterator<Item = Timestamp> {
    market.expiries.iter().map(|e| e.expiry).filter(|t| *t > market.as_of)
}

/// The last expiry listed on a date, else the date at the market's usual time of day.
fn on_date(market: &ListedMarket, year: i16, month: i8, day: i8) -> Option<Timestamp> {
    let midnight = Timestamp::from_utc(year, month, day, 0, 0)?;
    let listed = market.expiries.iter().rev().map(|e| e.expiry);
    let mut on_date =
        listed.filter(|t| (0..DAY_MS).contains(&t.millis().saturating_sub(midnight.millis())));
    on_date.next().or_else(|| Some(midnight.plus_millis(usual_time_of_day(market))))
}

/// The earlier of several expiries listed on a date; `None` where at most one is.
pub(super) fn first_of_several(
    market: &ListedMarket,
    year: i16,
    month: i8,
    day: i8,
) -> Option<Timestamp> {
    let mut on_date =
        market.expiries.iter().map(|e| e.expiry).filter(|t| t.date() == (year, month, day));
    let first = on_date.next();
    on_date.next().and(first)
}

/// The next day and month after the market's instant; eight years ahead cover 29 February.
fn next_occurrence(market: &ListedMarket, day: i8, month: i8) -> Option<Timestamp> {
    let (year, _, _) = market.as_of.date();
    (0..=8)
        .filter_map(|ahead| on_date(market, year.checked_add(ahead)?, month, day))
        .find(|t| *t > market.as_of)
}

/// The last expiry listed in a month.
fn last_listed(market: &ListedMarket, month: i8, year: i16) -> Option<Timestamp> {
    let listed = market.expiries.iter().rev().map(|e| e.expiry);
    listed.into_iter().find(|t| {
        let (y, m, _) = t.date();
        (y, m) == (year, month)
    })
}

/// The last expiry listed in a month, else its last Friday.
fn in_month(market: &ListedMarket, month: i8, year: i16) -> Option<Timestamp> {
    last_listed(market, month, year).or_else(|| last_friday(market, month, year))
}

/// The expiry of a month and two digits, and whether these are a day: `Dec 25` is listed, and
/// December 2025 has expired.
fn in_month_or_on_day(market: &ListedMarket, month: i8, number: i8) -> Option<(Timestamp, bool)> {
    let year = 2000 + i16::from(number);
    let is_near = year <= market.as_of.date().0.saturating_add(MOST_YEARS);
    let of_year = in_month(market, month, year).filter(|_| is_near);
    if let Some(instant) = of_year.filter(|t| *t > market.as_of) {
        return Some((instant, false));
    }
    let on_day = listed_day(market, month, number).map(|instant| (instant, true));
    on_day.or(of_year.map(|instant| (instant, false)))
}

/// The next listed expiry on a day and month, the last of that date.
pub(super) fn listed_day(market: &ListedMarket, month: i8, day: i8) -> Option<Timestamp> {
    let first = to_come(market).find(|t| {
        let (_, m, d) = t.date();
        (m, d) == (month, day)
    })?;
    on_date(market, first.date().0, month, day)
}

/// The last listed expiry of the next such month that lists one, else its last Friday.
fn next_month(market: &ListedMarket, month: i8) -> Option<Timestamp> {
    if let Some(first) = to_come(market).find(|t| t.date().1 == month) {
        return last_listed(market, month, first.date().0);
    }
    let (year, _, _) = market.as_of.date();
    (0..=1)
        .filter_map(|ahead| last_friday(market, month, year.checked_add(ahead)?))
        .find(|t| *t > market.as_of)
}

/// The last Friday of a month at the market's usual time: where monthly options usually end.
fn last_friday(market: &ListedMarket, month: i8, year: i16) -> Option<Timestamp> {
    (1..=31)
        .rev()
        .filter_map(|day| Timestamp::from_utc(year, month, day, 0, 0))
        .find(|t| is_friday(*t))
        .map(|t| t.plus_millis(usual_time_of_day(market)))
}

fn is_friday(instant: Timestamp) -> bool {
    // 1970-01-01 was a Thursday.
    instant.millis().div_euclid(DAY_MS).rem_euclid(7) == 1
}

/// Milliseconds after midnight UTC at which most of the market's listed expiries end; where none
/// is listed, 08:00 for inverse options and 21:00 (16:00 in New York in winter) for linear ones.
fn usual_time_of_day(market: &ListedMarket) -> i64 {
    let times: Vec<i64> =
        market.expiries.iter().map(|e| e.expiry.millis().rem_euclid(DAY_MS)).collect();
    let count = |time: i64| times.iter().filter(|t| **t == time).count();
    let fallback = match market.key.settlement {
        Settlement::Inverse => 8,
        Settlement::Linear => 21,
    };
    let usual = times.iter().copied().max_by_key(|t| (count(*t), *t));
    usual.unwrap_or(fallback * (DAY_MS / 24))
}

/// So many weeks, months or years after an instant; a day that the month lacks becomes its last.
fn after(start: Timestamp, count: i16, unit: TenorUnit) -> Option<Timestamp> {
    let months = match unit {
        TenorUnit::Week => return Some(start.plus_millis(i64::from(count) * 7 * DAY_MS)),
        TenorUnit::Month => count,
        TenorUnit::Year => count.checked_mul(12)?,
    };
    let (year, month, day) = start.date();
    let total = year.checked_mul(12)?.checked_add(i16::from(month) - 1)?.checked_add(months)?;
    let (year, month) = (total.div_euclid(12), i8::try_from(total.rem_euclid(12) + 1).ok()?);
    (1..=day).rev().find_map(|day| Timestamp::from_utc(year, month, day, 12, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfq::fixture;

    #[test]
    fn text_resolves_as_a_desk_reads_it() {
        let listing = fixture::listing();
        // The fixture's ETH market stands at 2026-11-18T12:00:00Z.
        let market = listing.find("ETH", None).unwrap();
        for (text, iso) in [
            ("2026-11-27T08:00:00Z", "2026-11-27T08:00:00Z"),
            ("2026-11-27", "2026-11-27T08:00:00Z"),
            ("27NOV26", "2026-11-27T08:00:00Z"),
            ("27nov", "2026-11-27T08:00:00Z"),
            ("27 Nov 2026", "2026-11-27T08:00:00Z"),
            ("27th November 2026", "2026-11-27T08:00:00Z"),
            ("27-Nov-26", "2026-11-27T08:00:00Z"),
            ("NOV26", "2026-11-27T08:00:00Z"),
            ("Nov", "2026-11-27T08:00:00Z"),
            ("Dec26", "2026-12-25T08:00:00Z"),
            ("dec'26", "2026-12-25T08:00:00Z"),
            ("front", "2026-11-20T08:00:00Z"),
            ("next", "2026-11-27T08:00:00Z"),
            ("weekly", "2026-11-20T08:00:00Z"),
            ("1w", "2026-11-27T08:00:00Z"),
            ("1m", "2026-12-25T08:00:00Z"),
            ("3m", "2027-03-26T08:00:00Z"),
        ] {
            let got = resolve(text, market).unwrap_or_else(|| panic!("{text} is not read"));
            assert_eq!(got.instant.to_iso(), iso, "{text}");
            assert!(got.listed && !got.confirm_year, "{text}");
        }
    }

    #[test]
    fn unlisted_dates_take_the_usual_time_and_far_ones_ask_for_the_year() {
        let listing = fixture::listing();
        let market = listing.find("ETH", None).unwrap();
        let got = resolve("28NOV26", market).unwrap();
        assert_eq!(got.instant.to_iso(), "2026-11-28T08:00:00Z");
        assert!(!got.listed);
        let far = resolve("17NOV", market).unwrap();
        assert_eq!(far.instant.to_iso(), "2027-11-17T08:00:00Z");
        assert!(far.confirm_year);
        assert_eq!(resolve("29FEB", market).unwrap().instant.to_iso(), "2028-02-29T08:00:00Z");
        assert_eq!(resolve("Aug26", market).unwrap().instant.to_iso(), "2026-08-28T08:00:00Z");
    }

    #[test]
    fn what_is_not_an_expiry_is_not_read() {
        let listing = fixture::listing();
        let market = listing.find("ETH", None).unwrap();
        for text in
            ["", " ", "3400", "31FEB26", "32DEC26", "100k", "novel", "27NOV261", "é", "999999w"]
        {
            assert_eq!(resolve(text, market), None, "{text}");
        }
    }
}
