//! What a leg is in: its terms from the request's own tags or a leg's, and its underlying.

use super::codes::{self, WrittenExpiry};
use super::message::{Field, shortened};
use super::symbols::symbol;
use super::tags;
use crate::basics::{
    Exercise, InstrumentKind, Issue, IssueCode, ListedMarket, Listing, PutCall, Settlement,
    Timestamp,
};
use crate::rfq::expiry::ExpiryText;

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
    pub(super) expiry: Option<WrittenExpiry>,
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
        let mut symbols = tags.symbols.iter().filter_map(|tag| get(*tag)?.stated());
        let mut terms = symbols.find_map(symbol).unwrap_or_default();
        let cfi = get(tags.cfi).and_then(Field::stated).unwrap_or("");
        let stated_type =
            get(tags.put_or_call).and_then(Field::stated).and_then(codes::put_or_call);
        let vendor = get(tags.vendor_put_or_call).and_then(Field::stated);
        let put_call =
            stated_type.or_else(|| codes::cfi_type(cfi)).or(vendor.and_then(codes::vendor_type));
        terms.put_call = put_call.or(terms.put_call);
        let style = get(tags.exercise).and_then(Field::stated).and_then(codes::exercise);
        terms.exercise = style.or_else(|| codes::cfi_exercise(cfi));
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
            let expiry = codes::date(field.value.trim(), day);
            if expiry.is_none() {
                report(field, IssueCode::Expiry, "is no date", issues);
            }
            terms.bad_expiry = expiry.is_none();
            terms.expiry = expiry.or(terms.expiry);
        }
        terms.time = get(tags.time).and_then(Field::stated).and_then(codes::time_of_day);
        if let Some(field) = get(tags.multiplier) {
            terms.multiplier = field.number();
            if terms.multiplier.is_none() {
                report(field, IssueCode::Ratio, "is no multiplier", issues);
            }
        }
        let security_type = get(tags.security_type).and_then(Field::stated).unwrap_or("");
        terms.kind = codes::kind(cfi, security_type).or(terms.kind);
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
        let WrittenExpiry { text, says } = self.expiry.as_ref()?;
        let Some(market) = market else { return Some(text.clone()) };
        let at_time = self.time.and_then(|time| {
            let ExpiryText::Date(year, month, day) = says else { return None };
            let midnight = Timestamp::from_utc(*year, *month, *day, 0, 0)?;
            Some(midnight.plus_millis(time)).filter(|instant| market.expiry(*instant).is_some())
        });
        let instant = at_time.or_else(|| says.resolve(market).map(|found| found.instant));
        Some(instant.map_or_else(|| text.clone(), Timestamp::to_iso))
    }
}

fn report(field: &Field, code: IssueCode, what: &str, issues: &mut Vec<Issue>) {
    let shown = shortened(field.value.trim());
    let message = format!("{}: “{shown}” {what}.", tags::named(field.tag));
    issues.push(Issue::new(code, field.path(), message));
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
