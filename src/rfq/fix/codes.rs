//! Values of fields: codes for type and exercise, CFI codes, dates and times.
//!
//! CFI codes are those of ISO 10962: options `OC….`/`OP….` with the exercise as third letter,
//! futures `F…`, equities `E…`.

use crate::basics::{Exercise, InstrumentKind, PutCall, Timestamp};
use crate::rfq::expiry::ExpiryText;

/// Tag 201 and 1358: 0 is a put, 1 a call.
pub(super) fn put_or_call(value: &str) -> Option<PutCall> {
    match value {
        "0" => Some(PutCall::Put),
        "1" => Some(PutCall::Call),
        _ => None,
    }
}

/// Tag 6714 of bank platforms: 1 is a call, 2 a put.
pub(super) fn vendor_type(value: &str) -> Option<PutCall> {
    match value {
        "1" => Some(PutCall::Call),
        "2" => Some(PutCall::Put),
        _ => None,
    }
}

/// Tag 1194 and 1420: 0 is European, 1 American.
pub(super) fn exercise(value: &str) -> Option<Exercise> {
    match value {
        "0" => Some(Exercise::European),
        "1" => Some(Exercise::American),
        _ => None,
    }
}

fn cfi_letter(cfi: &str, index: usize) -> Option<u8> {
    cfi.as_bytes().get(index).map(u8::to_ascii_uppercase)
}

/// Call or put by CFI code: `OC…`, `OP…`, or the letter alone.
pub(super) fn cfi_type(cfi: &str) -> Option<PutCall> {
    match (cfi_letter(cfi, 0)?, cfi_letter(cfi, 1)) {
        (b'O', Some(b'C')) | (b'C', None) => Some(PutCall::Call),
        (b'O', Some(b'P')) | (b'P', None) => Some(PutCall::Put),
        _ => None,
    }
}

/// Exercise by the third letter of an option's CFI code.
pub(super) fn cfi_exercise(cfi: &str) -> Option<Exercise> {
    match (cfi_letter(cfi, 0)?, cfi_letter(cfi, 2)?) {
        (b'O', b'E') => Some(Exercise::European),
        (b'O', b'A') => Some(Exercise::American),
        _ => None,
    }
}

/// Option, future or spot by CFI code, else by security type (tag 167).
pub(super) fn kind(cfi: &str, security_type: &str) -> Option<InstrumentKind> {
    let by_cfi = match cfi_letter(cfi, 0) {
        Some(b'O') => Some(InstrumentKind::Option),
        Some(b'F') => Some(InstrumentKind::Future),
        Some(b'E') => Some(InstrumentKind::Spot),
        _ => None,
    };
    by_cfi.or(match security_type {
        "OPT" | "OOF" | "OOP" | "OOC" => Some(InstrumentKind::Option),
        "FUT" => Some(InstrumentKind::Future),
        "CS" | "FXSPOT" | "ETF" => Some(InstrumentKind::Spot),
        _ => None,
    })
}

/// An expiry as it was written and as what it reads.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WrittenExpiry {
    /// Text that an expiry field of a draft takes.
    pub(super) text: String,
    /// What it says.
    pub(super) says: ExpiryText,
}

/// `20261127`, `202611` with or without its day, or a date as desks write it.
pub(super) fn date(text: &str, day: Option<&str>) -> Option<WrittenExpiry> {
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits {
        let says = ExpiryText::parse(text)?;
        let is_date = matches!(says, ExpiryText::Date(..) | ExpiryText::Instant(_));
        return is_date.then(|| WrittenExpiry { text: text.to_owned(), says });
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    let year: i16 = text.get(..4)?.parse().ok()?;
    let month = part(4, 6)?;
    let on_day = |day: i8| {
        Timestamp::from_utc(year, month, day, 0, 0)?;
        let text = format!("{year:04}-{month:02}-{day:02}");
        Some(WrittenExpiry { text, says: ExpiryText::Date(year, month, day) })
    };
    match (text.len(), day) {
        (8, _) => on_day(part(6, 8)?),
        (6, Some(day)) => on_day(day.parse().ok()?),
        (6, None) if (2000..2100).contains(&year) => {
            let code = Timestamp::from_utc(year, month, 1, 0, 0)?.expiry_code();
            let text = code.trim_start_matches('1').to_owned();
            Some(WrittenExpiry { text, says: ExpiryText::MonthYear(month, year) })
        }
        _ => None,
    }
}

/// `08:00Z`, `16:00:00-05`: milliseconds after midnight UTC; a time without a zone is in UTC.
pub(super) fn time_of_day(text: &str) -> Option<i64> {
    let zone_at = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone_at);
    let minutes = |text: &str| -> Option<i64> {
        let mut parts = text.split(':').map(str::parse::<u8>);
        let (hours, minutes) = (parts.next()?.ok()?, parts.next().unwrap_or(Ok(0)).ok()?);
        (hours < 24 && minutes < 60).then(|| 60 * i64::from(hours) + i64::from(minutes))
    };
    let offset = match zone.strip_prefix(['+', '-']) {
        Some(offset) if zone.starts_with('-') => -minutes(offset)?,
        Some(offset) => minutes(offset)?,
        None => 0,
    };
    Some(60_000 * (minutes(clock)? - offset))
}
