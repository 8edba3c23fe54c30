//! What a leg is in: symbols, CFI codes, dates and the names of underlyings.
//!
//! CFI codes are those of ISO 10962: options `OC….`/`OP….` with the exercise as third letter,
//! futures `F…`, equities `E…`. Option symbols are Deribit's (`ETH-27NOV26-3400-C`) and OCC's
//! (`SPX   261218C05000000`: root, date, type, strike in thousandths).

use super::message::{Field, shortened};
use super::tags;
use crate::basics::{
    Exercise, InstrumentKind, Issue, IssueCode, ListedMarket, Listing, PutCall, Settlement,
    Timestamp,
};
use crate::rfq::expiry::{self, ExpiryText};
use crate::rfq::shorthand::items;

/// Currencies that follow an underlying's name in a pair: `ETH-USD`, `BTC/USDC`.
const PAIRED: [&str; 5] = ["USDC", "USDT", "USD", "EUR", "INDEX"];
/// The pairs that settle in the price currency.
const STABLE_COINS: [&str; 2] = ["USDC", "USDT"];
/// Markets of the index options that settle in the afternoon under a symbol of their own.
const AFTERNOON_ROOTS: [(&str, &str); 3] = [("SPXW", "SPX"), ("NDXP", "NDX"), ("RUTW", "RUT")];

/// Where the terms of an instrument stand: the request's own tags, or a leg's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tags {
    symbols: [u32; 3],
    cfi: u32,
    security_type: u32,
    month: u32,
    day: Option<u32>,
    date: u32,
    time: u32,
    strike: u32,
    put_or_call: u32,
    vendor_put_or_call: u32,
    exercise: u32,
    multiplier: u32,
}

/// The tags of an instrument of its own.
pub(super) const INSTRUMENT: Tags = Tags {
    symbols: [tags::SYMBOL, tags::SECURITY_ID, tags::SECURITY_DESC],
    cfi: tags::CFI_CODE,
    security_type: tags::SECURITY_TYPE,
    month: tags::MATURITY_MONTH_YEAR,
    day: Some(tags::MATURITY_DAY),
    date: tags::MATURITY_DATE,
    time: tags::MATURITY_TIME,
    strike: tags::STRIKE,
    put_or_call: tags::PUT_OR_CALL,
    vendor_put_or_call: tags::VENDOR_LEG_PUT_OR_CALL,
    exercise: tags::EXERCISE_STYLE,
    multiplier: tags::MULTIPLIER,
};

/// The tags of a leg.
pub(super) const LEG: Tags = Tags {
    symbols: [tags::LEG_SYMBOL, tags::LEG_SECURITY_ID, tags::LEG_SECURITY_DESC],
    cfi: tags::LEG_CFI_CODE,
    security_type: tags::LEG_SECURITY_TYPE,
    month: tags::LEG_MATURITY_MONTH_YEAR,
    day: None,
    date: tags::LEG_MATURITY_DATE,
    time: tags::LEG_MATURITY_TIME,
    strike: tags::LEG_STRIKE,
    put_or_call: tags::LEG_PUT_OR_CALL,
    vendor_put_or_call: tags::VENDOR_LEG_PUT_OR_CALL,
    exercise: tags::LEG_EXERCISE_STYLE,
    multiplier: tags::LEG_MULTIPLIER,
};

/// Terms as far as fields state them; what they leave open stays open.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Terms {
    pub(super) kind: Option<InstrumentKind>,
    /// The underlying that a full symbol names.
    pub(super) underlying: Option<String>,
    /// Expiry text that an expiry field of a draft takes.
    pub(super) expiry: Option<String>,
    /// Time of day of the expiry, milliseconds after midnight UTC.
    pub(super) time: Option<i64>,
    pub(super) strike: Option<f64>,
    pub(super) put_call: Option<PutCall>,
    pub(super) exercise: Option<Exercise>,
    pub(super) multiplier: Option<f64>,
    /// Whether an expiry was written that is none, and has been reported.
    pub(super) bad_expiry: bool,
    /// Whether a strike was written that is none, and has been reported.
    pub(super) bad_strike: bool,
}

impl Terms {
    /// The terms that `get` finds under these tags; values that cannot be read are reported.
    pub(super) fn read<'m, 'a: 'm>(
        tags: &Tags,
        get: impl Fn(u32) -> Option<&'m Field<'a>>,
        issues: &mut Vec<Issue>,
    ) -> Self {
        let symbols = tags.symbols.iter().filter_map(|tag| get(*tag)?.stated());
        let mut terms = symbols.filter_map(symbol).next().unwrap_or_default();
        let cfi = get(tags.cfi).and_then(Field::stated).unwrap_or("");
        let stated_type = get(tags.put_or_call).and_then(Field::stated).and_then(put_or_call);
        let vendor = get(tags.vendor_put_or_call).and_then(Field::stated);
        let put_call = stated_type.or_else(|| cfi_type(cfi)).or(vendor.and_then(vendor_type));
        terms.put_call = put_call.or(terms.put_call);
        let style = get(tags.exercise).and_then(Field::stated).and_then(exercise);
        terms.exercise = style.or_else(|| cfi_exercise(cfi));
        if let Some(field) = get(tags.strike) {
            let strike = field.number();
            if strike.is_none() {
                report(field, IssueCode::Strike, "is no strike", issues);
            }
            terms.bad_strike = strike.is_none();
            terms.strike = strike.or(terms.strike);
        }
        if let Some(field) = get(tags.date).or_else(|| get(tags.month)) {
            let day = tags.day.and_then(&get).and_then(Field::stated);
            let expiry = date(field.value.trim(), day);
            if expiry.is_none() {
                report(field, IssueCode::Expiry, "is no date", issues);
            }
            terms.bad_expiry = expiry.is_none();
            terms.expiry = expiry.or(terms.expiry);
        }
        terms.time = get(tags.time).and_then(Field::stated).and_then(time_of_day);
        if let Some(field) = get(tags.multiplier) {
            terms.multiplier = field.number();
            if terms.multiplier.is_none() {
                report(field, IssueCode::Ratio, "is no multiplier", issues);
            }
        }
        let security_type = get(tags.security_type).and_then(Field::stated).unwrap_or("");
        terms.kind = kind(cfi, security_type).or(terms.kind);
        terms
    }

    /// These terms, with those they leave open taken from the request as a whole.
    pub(super) fn or(self, whole: &Self) -> Self {
        let is_option = self.kind.is_none_or(|kind| kind == InstrumentKind::Option);
        Self {
            kind: self.kind,
            underlying: self.underlying.or_else(|| whole.underlying.clone()),
            expiry: self.expiry.or_else(|| whole.expiry.clone()),
            time: self.time.or(whole.time),
            strike: self.strike.or(whole.strike.filter(|_| is_option)),
            put_call: self.put_call.or(whole.put_call.filter(|_| is_option)),
            exercise: self.exercise.or(whole.exercise.filter(|_| is_option)),
            multiplier: self.multiplier,
            bad_expiry: self.bad_expiry,
            bad_strike: self.bad_strike,
        }
    }

    /// Option unless the message says otherwise.
    pub(super) fn kind(&self) -> InstrumentKind {
        self.kind.unwrap_or(InstrumentKind::Option)
    }

    /// The expiry as a draft's field takes it: the instant where a market resolves it.
    pub(super) fn placed_expiry(&self, market: Option<&ListedMarket>) -> Option<String> {
        let text = self.expiry.as_deref()?;
        let Some(market) = market else { return Some(text.to_owned()) };
        let resolved = expiry::resolve(text, market).map(|found| found.instant);
        let at_time = Timestamp::parse_iso(&format!("{text}T00:00:00Z"))
            .zip(self.time)
            .map(|(midnight, time)| midnight.plus_millis(time))
            .filter(|instant| market.expiry(*instant).is_some());
        let instant = at_time.or(resolved);
        Some(instant.map_or_else(|| text.to_owned(), Timestamp::to_iso))
    }
}

fn report(field: &Field, code: IssueCode, what: &str, issues: &mut Vec<Issue>) {
    let shown = shortened(field.value.trim());
    let message = format!("{}: “{shown}” {what}.", tags::named(field.tag));
    issues.push(Issue::new(code, field.path(), message));
}

/// Tag 201 and 1358: 0 is a put, 1 a call.
fn put_or_call(value: &str) -> Option<PutCall> {
    match value {
        "0" => Some(PutCall::Put),
        "1" => Some(PutCall::Call),
        _ => None,
    }
}

/// Tag 6714 of bank platforms: 1 is a call, 2 a put.
fn vendor_type(value: &str) -> Option<PutCall> {
    match value {
        "1" => Some(PutCall::Call),
        "2" => Some(PutCall::Put),
        _ => None,
    }
}

/// Tag 1194 and 1420: 0 is European, 1 American.
fn exercise(value: &str) -> Option<Exercise> {
    match value {
        "0" => Some(Exercise::European),
        "1" => Some(Exercise::American),
        _ => None,
    }
}

fn cfi_letter(cfi: &str, index: usize) -> Option<u8> {
    cfi.as_bytes().get(index).map(u8::to_ascii_uppercase)
}

fn cfi_type(cfi: &str) -> Option<PutCall> {
    match (cfi_letter(cfi, 0)?, cfi_letter(cfi, 1)) {
        (b'O', Some(b'C')) | (b'C', None) => Some(PutCall::Call),
        (b'O', Some(b'P')) | (b'P', None) => Some(PutCall::Put),
        _ => None,
    }
}

fn cfi_exercise(cfi: &str) -> Option<Exercise> {
    match (cfi_letter(cfi, 0)?, cfi_letter(cfi, 2)?) {
        (b'O', b'E') => Some(Exercise::European),
        (b'O', b'A') => Some(Exercise::American),
        _ => None,
    }
}

fn kind(cfi: &str, security_type: &str) -> Option<InstrumentKind> {
    match (cfi_letter(cfi, 0), security_type) {
        (Some(b'O'), _) => Some(InstrumentKind::Option),
        (Some(b'F'), _) => Some(InstrumentKind::Future),
        (Some(b'E'), _) => Some(InstrumentKind::Spot),
        (_, "OPT" | "OOF" | "OOP" | "OOC") => Some(InstrumentKind::Option),
        (_, "FUT") => Some(InstrumentKind::Future),
        (_, "CS" | "FXSPOT" | "ETF") => Some(InstrumentKind::Spot),
        _ => None,
    }
}

/// `20261127`, `202611` with or without its day, or a date as desks write it, as expiry text.
fn date(text: &str, day: Option<&str>) -> Option<String> {
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits {
        let parsed = ExpiryText::parse(text)?;
        let is_date = matches!(parsed, ExpiryText::Date(..) | ExpiryText::Instant(_));
        return is_date.then(|| text.to_owned());
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    let year: i16 = text.get(..4)?.parse().ok()?;
    let month = part(4, 6)?;
    let on_day = |day: i8| {
        let instant = Timestamp::from_utc(year, month, day, 0, 0)?;
        instant.to_iso().split_once('T').map(|(date, _)| date.to_owned())
    };
    match (text.len(), day) {
        (8, _) => on_day(part(6, 8)?),
        (6, Some(day)) => on_day(day.parse().ok()?),
        (6, None) if (2000..2100).contains(&year) => {
            let code = Timestamp::from_utc(year, month, 1, 0, 0)?.expiry_code();
            Some(code.trim_start_matches('1').to_owned())
        }
        _ => None,
    }
}

/// `08:00Z`, `16:00:00-05`: milliseconds after midnight UTC; a time without a zone is in UTC.
fn time_of_day(text: &str) -> Option<i64> {
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

/// The terms of an exchange's full symbol; `None` for plain names.
pub(super) fn symbol(text: &str) -> Option<Terms> {
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    occ(text).or_else(|| deribit(text))
}

fn deribit(text: &str) -> Option<Terms> {
    let (name, rest) = text.split_once('-')?;
    if let Some(found) = items::symbol(&text.to_ascii_lowercase()) {
        return Some(Terms {
            kind: Some(found.kind),
            underlying: Some(found.underlying),
            expiry: Some(found.expiry_text).filter(|text| !text.is_empty()),
            strike: found.strike,
            put_call: found.put_call,
            ..Terms::default()
        });
    }
    let is_future = matches!(ExpiryText::parse(rest)?, ExpiryText::Date(..));
    (is_future && rest.ends_with(|c: char| c.is_ascii_digit())).then(|| Terms {
        kind: Some(InstrumentKind::Future),
        underlying: Some(name.to_ascii_uppercase()),
        expiry: Some(rest.to_ascii_uppercase()),
        ..Terms::default()
    })
}

fn occ(text: &str) -> Option<Terms> {
    let (root, series) = text.split_at_checked(text.len().checked_sub(15)?)?;
    let root = root.trim();
    let is_root = (1..=6).contains(&root.len()) && root.bytes().all(|b| b.is_ascii_alphanumeric());
    let (day, series) = series.split_at_checked(6)?;
    let (put_call, strike) = series.split_at_checked(1)?;
    let put_call = match put_call {
        "C" => PutCall::Call,
        "P" => PutCall::Put,
        _ => return None,
    };
    let is_number = strike.bytes().all(|b| b.is_ascii_digit());
    let thousandths: u32 = strike.parse().ok()?;
    (is_root && is_number).then_some(())?;
    Some(Terms {
        kind: Some(InstrumentKind::Option),
        underlying: Some(root.to_ascii_uppercase()),
        expiry: Some(date(&format!("20{day}"), None)?),
        strike: Some(f64::from(thousandths) / 1000.0),
        put_call: Some(put_call),
        ..Terms::default()
    })
}

/// An underlying as the listing knows it, with the settlement where its name says one.
pub(super) fn underlying(name: &str, listing: &Listing) -> Option<(String, Option<Settlement>)> {
    let name = name.trim().trim_start_matches(['^', '$', '.']);
    if let Some(market) = listing.find(name, None) {
        return Some((market.key.underlying.clone(), None));
    }
    let upper = name.to_ascii_uppercase();
    if let Some((_, index)) = AFTERNOON_ROOTS.iter().find(|(root, _)| *root == upper) {
        return listing.find(index, None).map(|market| (market.key.underlying.clone(), None));
    }
    let (base, paired) = PAIRED.iter().find_map(|paired| {
        let base = upper.strip_suffix(paired)?.trim_end_matches(['-', '/', '_', '.', ' ']);
        Some((base, paired))
    })?;
    let market = listing.find(base, None)?;
    let linear = STABLE_COINS.contains(paired).then_some(Settlement::Linear);
    let settlement = linear.filter(|_| listing.find(base, linear).is_some());
    Some((market.key.underlying.clone(), settlement))
}

/// The name in a symbol's field, where it is one: `[N/A]` and `N/A` say that there is none.
pub(super) fn name<'a>(field: Option<&Field<'a>>) -> Option<&'a str> {
    let name = field?.stated()?;
    let is_none = ["N/A", "[N/A]", "NA", "NONE"].iter().any(|no| name.eq_ignore_ascii_case(no));
    (!is_none).then_some(name)
}
