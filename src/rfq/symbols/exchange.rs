//! Names of the coin-option exchange Deribit: options, futures, perpetuals and combos.
//!
//! After the naming conventions in Deribit's API reference: `BTC-25DEC26-40000-P`,
//! `XRP_USDC-21SEP26-1d25-C`, `BTC-25DEC26`, `BTC-PERPETUAL`, `BTC-CS-19MAY26-70000_75000`. The
//! shorthand's own `ETH-25DEC26-FUT` and `ETH-SPOT` are read as well.

use super::{Symbol, strike, underlying};
use crate::basics::{InstrumentKind, Listing, PutCall};
use crate::rfq::expiry::ExpiryText;

/// One instrument in lower case, except for a dated future without `-FUT`, which
/// [`dated_future`] reads: in a line of text `ETH-27NOV26` may be the expiry of what follows.
pub(in crate::rfq) fn instrument(text: &str, listing: &Listing) -> Option<Symbol> {
    let (blank, rest) = named(text, listing)?;
    instrument_on(blank, rest)
}

#[inline(never)]
fn instrument_on(blank: Symbol, rest: &str) -> Option<Symbol> {
    match rest {
        "spot" => return Some(blank),
        "perpetual" | "perp" => return Some(Symbol { is_perpetual: true, ..blank }),
        _ => {}
    }
    let (rest, last) = rest.rsplit_once('-')?;
    if last == "fut" {
        return future(blank, rest);
    }
    let put_call = match last {
        "c" => PutCall::Call,
        "p" => PutCall::Put,
        _ => return None,
    };
    let (expiry, level) = rest.rsplit_once('-')?;
    option(blank, expiry, strike(level)?, put_call)
}

/// A dated future by its bare name in lower case: `btc-25dec26`.
pub(in crate::rfq) fn dated_future(text: &str, listing: &Listing) -> Option<Symbol> {
    let (blank, rest) = named(text, listing)?;
    let is_code = rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains('-');
    future(blank, rest).filter(|_| is_code)
}

/// The legs of a combo in lower case, with the ratios of buying one; `None` where the name is not
/// that of a combo that is read.
pub(in crate::rfq) fn combo(text: &str, listing: &Listing) -> Option<Vec<Symbol>> {
    let (blank, rest) = named(text, listing)?;
    combo_on(&blank, rest)
}

#[inline(never)]
fn combo_on(blank: &Symbol, rest: &str) -> Option<Vec<Symbol>> {
    use PutCall::{Call, Put};
    let (code, rest) = rest.split_once('-')?;
    if code == "fs" {
        let (far, near) = rest.split_once('_')?;
        let leg = |name: &str, ratio: i32| {
            let leg = match name {
                "perp" => Some(Symbol { is_perpetual: true, ..blank.clone() }),
                _ => future(blank.clone(), name),
            };
            leg.map(|leg| Symbol { ratio: Some(ratio), ..leg })
        };
        return [leg(far, 1), leg(near, -1)].into_iter().collect();
    }
    let (expiries, strikes) = rest.split_once('-')?;
    let expiries: Vec<&str> = expiries.split('_').collect();
    let mut levels: Vec<f64> = strikes.split('_').map(strike).collect::<Option<_>>()?;
    levels.sort_by(f64::total_cmp);
    let leg = |ratio: i32, expiry: &str, level: f64, put_call| {
        let option = option(blank.clone(), expiry, level, put_call);
        option.map(|leg| Symbol { ratio: Some(ratio), ..leg })
    };
    let legs = match (code, &expiries[..], &levels[..]) {
        ("cs", [e], [low, high]) => vec![leg(1, e, *low, Call), leg(-1, e, *high, Call)],
        ("ps", [e], [low, high]) => vec![leg(-1, e, *low, Put), leg(1, e, *high, Put)],
        ("strd", [e], [k]) => vec![leg(1, e, *k, Call), leg(1, e, *k, Put)],
        ("strg", [e], [low, high]) => vec![leg(1, e, *low, Put), leg(1, e, *high, Call)],
        ("rr", [e], [low, high]) => vec![leg(-1, e, *low, Put), leg(1, e, *high, Call)],
        ("box", [e], [low, high]) => vec![
            leg(1, e, *low, Call),
            leg(-1, e, *low, Put),
            leg(-1, e, *high, Call),
            leg(1, e, *high, Put),
        ],
        ("ccal", [far, near], [k]) => vec![leg(-1, near, *k, Call), leg(1, far, *k, Call)],
        ("pcal", [far, near], [k]) => vec![leg(-1, near, *k, Put), leg(1, far, *k, Put)],
        _ => return None,
    };
    legs.into_iter().collect()
}

/// The underlying in front of the first hyphen, and what follows.
fn named<'a>(text: &'a str, listing: &Listing) -> Option<(Symbol, &'a str)> {
    let (name, rest) = text.split_once('-')?;
    let is_name = name.len() <= 24
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    let (name, settlement) = is_name.then(|| underlying(name, listing))?;
    Some((Symbol::spot(name, settlement), rest))
}

fn future(blank: Symbol, expiry: &str) -> Option<Symbol> {
    let parsed = Some(ExpiryText::parse(expiry)?);
    let expiry_text = expiry.to_ascii_uppercase();
    Some(Symbol { kind: InstrumentKind::Future, expiry: parsed, expiry_text, ..blank })
}

fn option(blank: Symbol, expiry: &str, strike: f64, put_call: PutCall) -> Option<Symbol> {
    let (strike, put_call) = (Some(strike), Some(put_call));
    let option = future(blank, expiry)?;
    Some(Symbol { kind: InstrumentKind::Option, strike, put_call, ..option })
}
