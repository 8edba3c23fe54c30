//! Instants in UTC and the ACT/365F year fraction.

use super::numerals::push_digits;
use jiff::{Timestamp as JiffTimestamp, civil, tz::Offset, tz::TimeZone};

/// Milliseconds in one day.
pub const DAY_MS: i64 = 86_400_000;

/// Milliseconds in the 365-day year of ACT/365F.
pub const YEAR_MS: f64 = 365.0 * 86_400_000.0;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// The first instant of year 0, the earliest that four digits can date.
const EARLIEST_MS: i64 = -62_167_219_200_000;

/// The last instant of 29 December 9999, before the calendar of any time zone ends.
const LATEST_MS: i64 = 253_402_127_999_999;

/// An instant in UTC with millisecond precision, counted from 1970-01-01T00:00:00Z.
///
/// Every instant lies in the years 0 to 9999, so that each has a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `millis` milliseconds after the Unix epoch, held at the ends of the calendar.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(EARLIEST_MS, LATEST_MS))
    }

    /// The instant `millis` milliseconds after the Unix epoch; `None` beyond the calendar.
    pub fn checked_from_millis(millis: i64) -> Option<Self> {
        (EARLIEST_MS..=LATEST_MS).contains(&millis).then_some(Self(millis))
    }

    /// Milliseconds since the Unix epoch.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads an ISO 8601 instant such as `2026-11-27T08:00:00Z`; `None` where it is not one.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::parse_plain(text).or_else(|| Self::parse_any(text))
    }

    /// Reads `2026-11-27T08:00:00Z` and no other form: nearly every instant is written so, and the
    /// parser of all the others is no code that a first quote should wait for.
    fn parse_plain(text: &str) -> Option<Self> {
        let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
        let [year @ .., b'-', m, n, b'-', d, e, b'T', h, i, b':', j, k, b':', s, t, b'Z'] = bytes
        else {
            return None;
        };
        let year: &[u8; 4] = year;
        let number = |digits: &[u8]| {
            let add = |so_far: i16, digit: &u8| {
                digit.is_ascii_digit().then(|| 10 * so_far + i16::from(digit - b'0'))
            };
            digits.iter().try_fold(0, add)
        };
        let two = |tens: &u8, ones: &u8| i8::try_from(number(&[*tens, *ones])?).ok();
        let minute = Self::from_utc(number(year)?, two(m, n)?, two(d, e)?, two(h, i)?, two(j, k)?)?;
        // A leap second is the other parser's.
        let second = two(s, t).filter(|second| *second < 60)?;
        Self::checked_from_millis(minute.0 + 1000 * i64::from(second))
    }

    #[inline(never)]
    fn parse_any(text: &str) -> Option<Self> {
        let instant = text.parse::<JiffTimestamp>().ok()?;
        Self::checked_from_millis(instant.as_millisecond())
    }

    /// The instant at `hour:minute` UTC of a civil date; `None` where the date does not exist.
    pub fn from_utc(year: i16, month: i8, day: i8, hour: i8, minute: i8) -> Option<Self> {
        let date = civil::Date::new(year, month, day).ok()?;
        let time = civil::Time::new(hour, minute, 0, 0).ok()?;
        let zoned = date.to_datetime(time).to_zoned(TimeZone::UTC).ok()?;
        Self::checked_from_millis(zoned.timestamp().as_millisecond())
    }

    /// ISO 8601 in UTC, for example `2026-11-27T08:00:00Z`; milliseconds only where there are some.
    pub fn to_iso(self) -> String {
        let c = self.civil();
        let mut text = String::with_capacity(24);
        push_part(&mut text, i64::from(c.year()), 4);
        for (before, number) in [
            ('-', c.month()),
            ('-', c.day()),
            ('T', c.hour()),
            (':', c.minute()),
            (':', c.second()),
        ] {
            text.push(before);
            push_part(&mut text, i64::from(number), 2);
        }
        let millis = self.0.rem_euclid(1000);
        if millis != 0 {
            text.push('.');
            push_part(&mut text, millis, 3);
        }
        text.push('Z');
        text
    }

    /// Year, month and day of the instant in UTC.
    pub fn date(self) -> (i16, i8, i8) {
        let c = self.civil();
        (c.year(), c.month(), c.day())
    }

    /// The expiry code that desks write: `27NOV26` (no leading zero on the day).
    pub fn expiry_code(self) -> String {
        let (year, month, day) = self.date();
        let mut text = String::with_capacity(7);
        push_part(&mut text, i64::from(day), 1);
        text.push_str(month_name(month));
        push_part(&mut text, i64::from(year.rem_euclid(100)), 2);
        text
    }

    /// The date and time a salesperson reads out: `27 Nov 2026 08:00 UTC`.
    pub fn spoken(self) -> String {
        let c = self.civil();
        let mut text = String::with_capacity(24);
        push_part(&mut text, i64::from(c.day()), 1);
        text.push(' ');
        let name = month_name(c.month()).char_indices();
        text.extend(
            name.map(|(i, letter)| if i == 0 { letter } else { letter.to_ascii_lowercase() }),
        );
        text.push(' ');
        push_part(&mut text, i64::from(c.year()), 1);
        text.push(' ');
        push_part(&mut text, i64::from(c.hour()), 2);
        text.push(':');
        push_part(&mut text, i64::from(c.minute()), 2);
        text.push_str(" UTC");
        text
    }

    /// Years from `self` to `later`, ACT/365F; negative where `later` is earlier.
    pub fn years_until(self, later: Self) -> f64 {
        (later.0 - self.0) as f64 / YEAR_MS
    }

    /// The instant `millis` milliseconds later, held at the ends of the calendar.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    fn civil(self) -> civil::DateTime {
        // Every instant is inside the calendar, so the default is never taken.
        let instant = JiffTimestamp::from_millisecond(self.0).unwrap_or_default();
        Offset::UTC.to_datetime(instant)
    }
}

/// `NOV` for 11.
fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or("???")
}

/// Adds a number of a date, which is not negative, with at least so many digits.
fn push_part(text: &mut String, number: i64, least: usize) {
    push_digits(text, number.unsigned_abs(), least);
}

/// The number (1 to 12) of a month written as `NOV`, `nov` or `November`; `None` for other words.
pub fn month_number(word: &str) -> Option<i8> {
    let head = word.get(..3)?;
    let index = MONTHS.iter().position(|m| head.eq_ignore_ascii_case(m))?;
    let full = [
        "JANUARY",
        "FEBRUARY",
        "MARCH",
        "APRIL",
        "MAY",
        "JUNE",
        "JULY",
        "AUGUST",
        "SEPTEMBER",
        "OCTOBER",
        "NOVEMBER",
        "DECEMBER",
    ];
    let start = full.get(index).and_then(|name| name.get(..word.len()));
    let is_start = start.is_some_and(|start| start.eq_ignore_ascii_case(word));
    is_start.then(|| i8::try_from(index + 1).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_instant_is_read_as_any_other_form_is() {
        let plain = [
            "2026-11-27T08:00:00Z",
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2024-02-29T12:34:56Z",
            "9999-12-29T23:59:59Z",
        ];
        for text in plain {
            let read = Timestamp::parse_plain(text);
            assert!(read.is_some() && read == Timestamp::parse_any(text), "{text}");
        }
        let others = [
            ("2026-11-27T08:00:60Z", true),
            ("2026-11-27t08:00:00z", true),
            ("2026-11-27 08:00:00Z", true),
            ("2026-11-27T08:00+00:00", true),
            ("2026-11-27T08:00:00.5Z", true),
            ("2026-02-29T08:00:00Z", false),
            ("2026-11-27T24:00:00Z", false),
            ("2026-11-27T08:60:00Z", false),
            ("2026-11-27T08:00:0xZ", false),
            ("9999-12-31T00:00:00Z", false),
        ];
        for (text, is_instant) in others {
            assert_eq!(Timestamp::parse_plain(text), None, "{text}");
            assert_eq!(Timestamp::parse_iso(text).is_some(), is_instant, "{text}");
        }
    }

    #[test]
    fn iso_round_trips_and_codes_read_as_desks_write_them() {
        let t = Timestamp::parse_iso("2026-11-07T08:00:00Z").unwrap();
        assert_eq!(t.to_iso(), "2026-11-07T08:00:00Z");
        assert_eq!(t.expiry_code(), "7NOV26");
        assert_eq!(t.spoken(), "7 Nov 2026 08:00 UTC");
        assert_eq!(Timestamp::from_utc(2026, 11, 7, 8, 0), Some(t));
        assert_eq!(Timestamp::parse_iso("tomorrow"), None);
        let exact = Timestamp::parse_iso("2026-12-04T16:41:07.872Z").unwrap();
        assert_eq!(exact.to_iso(), "2026-12-04T16:41:07.872Z");
    }

    #[test]
    fn instants_beyond_the_calendar_are_refused_or_held_at_its_ends() {
        for millis in [EARLIEST_MS, LATEST_MS, 0] {
            let t = Timestamp::checked_from_millis(millis).unwrap();
            assert_eq!(Timestamp::parse_iso(&t.to_iso()), Some(t));
        }
        assert_eq!(Timestamp(EARLIEST_MS).to_iso(), "0000-01-01T00:00:00Z");
        assert_eq!(Timestamp(LATEST_MS).to_iso(), "9999-12-29T23:59:59.999Z");
        for millis in [EARLIEST_MS - 1, LATEST_MS + 1, i64::MIN, i64::MAX, 8_640_000_000_000_000] {
            assert_eq!(Timestamp::checked_from_millis(millis), None, "{millis}");
        }
        assert_eq!(Timestamp::from_millis(i64::MAX).date(), (9999, 12, 29));
        assert_eq!(Timestamp::from_millis(0).plus_millis(i64::MIN).date(), (0, 1, 1));
        assert_eq!(Timestamp::parse_iso("-000001-01-01T00:00:00Z"), None);
    }

    #[test]
    fn year_fraction_is_act_365_fixed() {
        let start = Timestamp::parse_iso("2026-11-18T12:00:00Z").unwrap();
        let end = Timestamp::parse_iso("2026-11-27T08:00:00Z").unwrap();
        // Eight days and twenty hours: 212 / 8760 of a year.
        assert!((start.years_until(end) - 0.024_200_913_242).abs() < 1e-12);
    }

    #[test]
    fn months_are_read_in_any_case_and_length() {
        assert_eq!(month_number("nov"), Some(11));
        assert_eq!(month_number("September"), Some(9));
        assert_eq!(month_number("Sept"), Some(9));
        assert_eq!(month_number("novel"), None);
        assert_eq!(month_number("x"), None);
    }
}
