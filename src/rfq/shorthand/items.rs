//! Tokens into items: numbers, sizes, expiries, symbols and words.

use super::dates::spaced_date;
use super::lexer::{Kind, Token};
use super::words::{self, Word};
use crate::basics::{InstrumentKind, Listing, PutCall};
use crate::rfq::expiry::ExpiryText;

/// What a stretch of the line is, before its role in the request is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// A number whose role its neighbours decide.
    Number(Number),
    /// A number that says it is a quantity: `x100`, `100x`, `100lots`.
    Size(f64),
    /// `1x2`.
    Ratio(i32, i32),
    /// An expiry.
    Expiry(ExpiryText),
    /// An exchange symbol.
    Symbol(Symbol),
    /// The id of a loaded underlying, as the market writes it.
    Underlying(String),
    /// A word of the dictionary.
    Word(Word),
    /// Quoted text.
    Quoted(String),
    /// `/`.
    Slash,
    /// `,` or `;`.
    Comma,
    /// Something that is understood but not taken, with what to say.
    Refused(&'static str),
    /// Anything else.
    Unknown,
}

/// A plain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// Its value, the `k` applied.
    pub(super) value: f64,
    /// Whether it was written with a `k`.
    pub(super) kilo: bool,
    /// Whether it was written with a sign.
    pub(super) signed: bool,
    /// Call or put, where a letter is attached: `3100p`.
    pub(super) put_call: Option<PutCall>,
}

/// An exchange symbol: `ETH-27NOV26-3400-C`, `ETH-27NOV26-FUT`, `ETH-SPOT`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::rfq) struct Symbol {
    /// Option, future or spot.
    pub(in crate::rfq) kind: InstrumentKind,
    /// The underlying in capitals.
    pub(in crate::rfq) underlying: String,
    /// The expiry; `None` for spot.
    pub(in crate::rfq) expiry: Option<ExpiryText>,
    /// The expiry as it was written.
    pub(in crate::rfq) expiry_text: String,
    /// The strike of an option.
    pub(in crate::rfq) strike: Option<f64>,
    /// Call or put of an option.
    pub(in crate::rfq) put_call: Option<PutCall>,
    /// ±1 where the symbol was written with a sign in front.
    pub(in crate::rfq) sign: Option<i32>,
}

/// An item with its place in the line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// What it is.
    pub(super) item: Item,
    /// First byte in the line.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

/// Every token as one or more items.
pub(super) fn items(tokens: &[Token], listing: &Listing) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((expiry, count)) = spaced_date(tokens, at, pieces.last()) {
            let end = tokens.get(at + count - 1).map_or(token.end, |t| t.end);
            pieces.push(Piece { item: Item::Expiry(expiry), start: token.start, end });
            at += count;
            continue;
        }
        let of_token = |item| Piece { item, start: token.start, end: token.end };
        match token.kind {
            Kind::Slash => pieces.push(of_token(Item::Slash)),
            Kind::Comma => pieces.push(of_token(Item::Comma)),
            Kind::Quoted => pieces.push(of_token(Item::Quoted(token.norm.clone()))),
            Kind::Chunk => {
                pieces.extend(chunk(&token.norm, listing).into_iter().map(of_token));
            }
        }
        at += 1;
    }
    pieces
}

/// The items of one chunk: one, or several where hyphens join known parts.
fn chunk(norm: &str, listing: &Listing) -> Vec<Item> {
    if let Some(item) = simple(norm, listing) {
        return vec![item];
    }
    if !norm.contains('-') {
        return vec![Item::Unknown];
    }
    if let Some((underlying, rest)) = norm.split_once('-') {
        let known = listing.find(underlying, None);
        if let (Some(market), Some(expiry)) = (known, ExpiryText::parse(rest)) {
            return vec![
                Item::Underlying(market.key.underlying.clone()),
                Item::Slash,
                Item::Expiry(expiry),
            ];
        }
    }
    let mut parts = Vec::new();
    for part in norm.split('-').filter(|p| !p.is_empty()) {
        match simple(part, listing) {
            Some(item) => parts.extend([Item::Slash, item]),
            None => return vec![Item::Unknown],
        }
    }
    if parts.is_empty() {
        return vec![Item::Slash];
    }
    parts.remove(0);
    parts
}

fn simple(norm: &str, listing: &Listing) -> Option<Item> {
    if let Some(market) = listing.find(norm, None) {
        return Some(Item::Underlying(market.key.underlying.clone()));
    }
    words::meaning(norm)
        .map(Item::Word)
        .or_else(|| numeric(norm))
        .or_else(|| ExpiryText::parse(norm).map(Item::Expiry))
        .or_else(|| symbol(norm).map(Item::Symbol))
}

/// A number with what is attached to it.
pub(super) fn numeric(norm: &str) -> Option<Item> {
    if let Some(rest) = norm.strip_prefix('x') {
        let (value, suffix) = leading_number(rest)?;
        return match suffix {
            "" => Some(Item::Size(value)),
            "k" => Some(Item::Size(thousand(rest, suffix)?)),
            _ => None,
        };
    }
    let unsigned = norm.strip_prefix(['+', '-']);
    let sign = if norm.starts_with('-') { -1.0 } else { 1.0 };
    let text = unsigned.unwrap_or(norm);
    let (value, suffix) = leading_number(text)?;
    let kilo = suffix.starts_with('k');
    let value = if kilo { thousand(text, suffix)? } else { value };
    let suffix = suffix.strip_prefix('k').unwrap_or(suffix);
    let number = |put_call| {
        Some(Item::Number(Number {
            value: sign * value,
            kilo,
            signed: unsigned.is_some(),
            put_call,
        }))
    };
    match suffix {
        "" => number(None),
        "c" | "call" | "calls" => number(Some(PutCall::Call)),
        "p" | "put" | "puts" => number(Some(PutCall::Put)),
        "x" | "lot" | "lots" if unsigned.is_none() => Some(Item::Size(value)),
        "d" | "delta" => Some(Item::Refused("Strikes by delta are not taken yet; give a strike.")),
        "%" => Some(Item::Refused("Strikes in per cent are not taken yet; give a strike.")),
        "mm" | "mio" => {
            Some(Item::Refused("Sizes by notional are not taken yet; give a number of lots."))
        }
        _ => {
            let (sold, rest) = leading_number(suffix.strip_prefix('x')?)?;
            let (bought, sold) = (small_whole(value)?, small_whole(sold)?);
            (rest.is_empty() && unsigned.is_none()).then_some(Item::Ratio(bought, sold))
        }
    }
}

/// A whole number from 1 to 20.
fn small_whole(value: f64) -> Option<i32> {
    (1..=20).find(|n| f64::from(*n) == value)
}

/// The number that text starts with and what follows it.
fn leading_number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    if !digits.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: f64 = digits.parse().ok()?;
    value.is_finite().then_some((value, suffix))
}

/// The number before `suffix`, times a thousand, without the noise of a binary product.
fn thousand(text: &str, suffix: &str) -> Option<f64> {
    let digits = text.strip_suffix(suffix)?;
    let value: f64 = format!("{digits}e3").parse().ok()?;
    value.is_finite().then_some(value)
}

/// An exchange symbol of any underlying, loaded or not, in lower case.
pub(in crate::rfq) fn symbol(norm: &str) -> Option<Symbol> {
    let (sign, text) = match norm.strip_prefix('-') {
        Some(rest) => (Some(-1), rest),
        None => match norm.strip_prefix('+') {
            Some(rest) => (Some(1), rest),
            None => (None, norm),
        },
    };
    let (underlying, rest) = text.split_once('-')?;
    let is_name = underlying.starts_with(|c: char| c.is_ascii_alphabetic())
        && underlying.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if !is_name {
        return None;
    }
    let blank = Symbol {
        kind: InstrumentKind::Spot,
        underlying: underlying.to_ascii_uppercase(),
        expiry: None,
        expiry_text: String::new(),
        strike: None,
        put_call: None,
        sign,
    };
    if rest == "spot" {
        return Some(blank);
    }
    let (rest, last) = rest.rsplit_once('-')?;
    if last == "fut" {
        let expiry = Some(ExpiryText::parse(rest)?);
        let expiry_text = rest.to_ascii_uppercase();
        return Some(Symbol { kind: InstrumentKind::Future, expiry, expiry_text, ..blank });
    }
    let put_call = match last {
        "c" => PutCall::Call,
        "p" => PutCall::Put,
        _ => return None,
    };
    let (expiry, strike) = rest.rsplit_once('-')?;
    // Deribit writes the decimal point of a strike as a d: 1d25 is 1.25.
    let strike = strike.replacen('d', ".", 1);
    let (strike, suffix) = leading_number(&strike)?;
    let parsed = Some(ExpiryText::parse(expiry)?);
    suffix.is_empty().then_some(Symbol {
        kind: InstrumentKind::Option,
        expiry: parsed,
        expiry_text: expiry.to_ascii_uppercase(),
        strike: Some(strike),
        put_call: Some(put_call),
        ..blank
    })
}
