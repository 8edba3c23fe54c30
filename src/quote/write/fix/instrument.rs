//! Instruments and legs as FIX fields.

use super::{Fields, FixVersion};
use crate::basics::{InstrumentKind, PutCall, Timestamp};
use crate::quote::report::QuotedLeg;
use crate::rfq::fix::tags;

/// The one instrument of a quote without legs.
pub(super) fn instrument(leg: &QuotedLeg, version: FixVersion) -> Fields {
    let leg = &leg.leg;
    let mut fields = vec![(tags::SYMBOL, leg.underlying.clone())];
    let expiry = leg.expiry.as_deref().and_then(Timestamp::parse_iso);
    let day = expiry.map(date);
    let kind = security_type(leg.kind).map(|kind| (tags::SECURITY_TYPE, kind.to_owned()));
    let strike = leg.strike.map(|strike| (tags::STRIKE, strike.to_string()));
    let put_or_call = leg.put_call.map(|put_call| (tags::PUT_OR_CALL, put_or_call(put_call)));
    if version == FixVersion::Fix42 {
        fields.extend(kind);
        if let Some((month, day)) = day.as_deref().and_then(|day| day.split_at_checked(6)) {
            fields.push((tags::MATURITY_MONTH_YEAR, month.to_owned()));
            fields.push((tags::MATURITY_DAY, day.to_owned()));
        }
        fields.extend(put_or_call);
        fields.extend(strike);
        fields.push((tags::SECURITY_DESC, leg.symbol.clone()));
        return fields;
    }
    fields.extend(cfi(leg.kind, leg.put_call).map(|cfi| (tags::CFI_CODE, cfi)));
    fields.extend(kind);
    fields.extend(day.map(|day| (tags::MATURITY_DATE, day)));
    let is_latest = version == FixVersion::Fix50Sp2;
    fields.extend(expiry.filter(|_| is_latest).map(|at| (tags::MATURITY_TIME, time_of_day(at))));
    fields.extend(strike);
    fields.extend(put_or_call.filter(|_| is_latest));
    fields.push((tags::SECURITY_DESC, leg.symbol.clone()));
    fields
}

/// A leg up to its quantity, in the order of the leg group.
pub(super) fn leg_fields(leg: &QuotedLeg, version: FixVersion) -> Fields {
    let leg = &leg.leg;
    let mut fields = vec![(tags::LEG_SYMBOL, leg.underlying.clone())];
    fields.extend(cfi(leg.kind, leg.put_call).map(|cfi| (tags::LEG_CFI_CODE, cfi)));
    let kind = security_type(leg.kind);
    fields.extend(kind.map(|kind| (tags::LEG_SECURITY_TYPE, kind.to_owned())));
    let expiry = leg.expiry.as_deref().and_then(Timestamp::parse_iso);
    fields.extend(expiry.map(|expiry| (tags::LEG_MATURITY_DATE, date(expiry))));
    let is_latest = version == FixVersion::Fix50Sp2;
    let time = expiry.filter(|_| is_latest).map(time_of_day);
    fields.extend(time.map(|time| (tags::LEG_MATURITY_TIME, time)));
    fields.extend(leg.strike.map(|strike| (tags::LEG_STRIKE, strike.to_string())));
    fields.push((tags::LEG_SECURITY_DESC, leg.symbol.clone()));
    fields.push((tags::LEG_RATIO, leg.ratio.unsigned_abs().to_string()));
    let side = if leg.ratio < 0 { "2" } else { "1" };
    fields.push((tags::LEG_SIDE, side.to_owned()));
    let put_call = leg.put_call.filter(|_| is_latest);
    fields.extend(put_call.map(|put_call| (tags::LEG_PUT_OR_CALL, put_or_call(put_call))));
    fields
}

/// The code of ISO 10962, as far as a listing tells it: its six letters end in `X` for what it does
/// not.
fn cfi(kind: InstrumentKind, put_call: Option<PutCall>) -> Option<String> {
    let known = match (kind, put_call) {
        (InstrumentKind::Option, Some(PutCall::Call)) => "OC",
        (InstrumentKind::Option, Some(PutCall::Put)) => "OP",
        (InstrumentKind::Future, _) => "F",
        (InstrumentKind::Option, None) | (InstrumentKind::Spot, _) => return None,
    };
    Some(format!("{known:X<6}"))
}

fn security_type(kind: InstrumentKind) -> Option<&'static str> {
    match kind {
        InstrumentKind::Option => Some("OPT"),
        InstrumentKind::Future => Some("FUT"),
        InstrumentKind::Spot => None,
    }
}

fn put_or_call(put_call: PutCall) -> String {
    let code = match put_call {
        PutCall::Put => "0",
        PutCall::Call => "1",
    };
    code.to_owned()
}

/// The underlying that all legs share, or FIX's word for none.
pub(super) fn symbol<'a>(mut underlyings: impl Iterator<Item = &'a str>) -> String {
    let first = underlyings.next().map(str::trim).filter(|name| !name.is_empty());
    match first {
        Some(first) if underlyings.all(|other| other.trim() == first) => first.to_owned(),
        _ => "[N/A]".to_owned(),
    }
}

/// `20261127`.
pub(super) fn date(at: Timestamp) -> String {
    let (year, month, day) = at.date();
    format!("{year:04}{month:02}{day:02}")
}

/// `08:00Z`.
fn time_of_day(at: Timestamp) -> String {
    let iso = at.to_iso();
    let clock = iso.split_once('T').map_or("", |(_, clock)| clock);
    format!("{}Z", clock.get(..5).unwrap_or("00:00"))
}
