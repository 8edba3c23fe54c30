//! Tokens into items: numbers, sizes, expiries, symbols and words.

use super::dates::spaced_date;
use super::lexer::{Kind, Token};
use super::money;
use super::relative::{self, Measure, Relative};
use super::words::{self, Shape, Word};
use crate::basics::{Listing, PutCall};
use crate::rfq::expiry::ExpiryText;
use crate::rfq::symbols::{Symbol, exchange, occ, symbol};

/// What a stretch of the line is, before its role in the request is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// A number whose role its neighbours decide.
    Number(Number),
    /// A number that says it is a quantity: `x100`, `100x`, `100lots`.
    Size(f64),
    /// A strike that the market gives: `25d`, `90%`, `atm`.
    Relative(Relative),
    /// A size by what it is worth: `5mm`.
    Notional(f64),
    /// A volatility that the client names: `60v`.
    Level(f64),
    /// `1x2`.
    Ratio(i32, i32),
    /// `1x3x2`.
    ThreeRatios([i32; 3]),
    /// An expiry.
    Expiry(ExpiryText),
    /// A symbol: one instrument, or the legs of a combo.
    Symbols(Vec<Symbol>),
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
    /// Whether it is an amount of money.
    pub(super) is_money: bool,
    /// Call or put, where a letter is attached: `3100p`.
    pub(super) put_call: Option<PutCall>,
    /// What a strike is measured against, until a listed one is found for it; `None` for a price.
    pub(super) measure: Option<Measure>,
}

impl Number {
    /// The number, where it is one and not still to be found.
    pub(super) fn known(self) -> Option<f64> {
        Some(self.value).filter(|_| self.measure.is_none())
    }
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
        if let Some((expiry, count)) = spaced_date(tokens, at, pieces.last(), listing) {
            let end = tokens.get(at + count - 1).map_or(token.end, |t| t.end);
            pieces.push(Piece { item: Item::Expiry(expiry), start: token.start, end });
            at += count;
            continue;
        }
        if let Some((symbol, end)) = padded_symbol(tokens, at, listing) {
            let item = Item::Symbols(vec![symbol]);
            pieces.push(Piece { item, start: token.start, end });
            at += 2;
            continue;
        }
        let of_token = |item| Piece { item, start: token.start, end: token.end };
        match token.kind {
            Kind::Slash => pieces.push(of_token(Item::Slash)),
            Kind::Comma => pieces.push(of_token(Item::Comma)),
            Kind::Quoted => pieces.push(of_token(Item::Quoted(token.norm.clone()))),
            Kind::Chunk => {
                let items = chunk(&token.norm, listing).into_iter();
                pieces.extend(items.map(|item| of_token(money::signed(token, item))));
            }
        }
        at += 1;
    }
    bare_futures(&mut pieces, tokens, listing);
    money::amounts(&mut pieces);
    relative::spelled(&mut pieces);
    spelled_ratios(&mut pieces);
    pieces
}

/// A US option whose root is padded with blanks, and where it ends.
fn padded_symbol(tokens: &[Token], at: usize, listing: &Listing) -> Option<(Symbol, usize)> {
    let chunk = |i: usize| tokens.get(i).filter(|t| t.kind == Kind::Chunk);
    let (root, tail) = (chunk(at)?, chunk(at + 1)?);
    let (sign, name) = match root.norm.strip_prefix('-') {
        Some(rest) => (Some(-1), rest),
        None => match root.norm.strip_prefix('+') {
            Some(rest) => (Some(1), rest),
            None => (None, root.norm.as_str()),
        },
    };
    let symbol = occ::padded(name, &tail.norm, listing)?;
    Some((Symbol { ratio: sign, ..symbol }, tail.end))
}

/// Turns `ETH-27NOV26` into a future where nothing in the line makes it the expiry of an option:
/// no type, no structure, no number but sizes and ratios in front of names.
fn bare_futures(pieces: &mut Vec<Piece>, tokens: &[Token], listing: &Listing) {
    let is_joined = |at: usize| match pieces.get(at..at + 3) {
        Some([name, slash, expiry]) => {
            matches!(name.item, Item::Underlying(_))
                && matches!(slash.item, Item::Slash)
                && matches!(expiry.item, Item::Expiry(_))
                && (name.start, name.end) == (expiry.start, expiry.end)
        }
        _ => false,
    };
    let places: Vec<usize> = (0..pieces.len()).filter(|at| is_joined(*at)).collect();
    if !places.is_empty() {
        put_futures(pieces, tokens, &places, listing);
    }
}

/// Turns the names with an expiry at `places` into futures, where no option is asked for.
#[inline(never)]
fn put_futures(pieces: &mut Vec<Piece>, tokens: &[Token], places: &[usize], listing: &Listing) {
    let word = |at: Option<usize>| match at.and_then(|at| pieces.get(at)).map(|p| &p.item) {
        Some(Item::Word(word)) => Some(*word),
        _ => None,
    };
    let has_symbols = pieces.iter().any(|piece| matches!(piece.item, Item::Symbols(_)));
    let takes_futures = |shape: Shape| {
        let of_underlying =
            matches!(shape, Shape::Conversion | Shape::Reversal | Shape::Collar | Shape::Custom);
        has_symbols && of_underlying
    };
    let is_of_option = |at: usize| match pieces.get(at).map(|p| &p.item) {
        Some(Item::Word(Word::Shape(shape))) if takes_futures(*shape) => false,
        Some(
            Item::Word(Word::Type(_) | Word::Shape(_)) | Item::Ratio(..) | Item::ThreeRatios(_),
        ) => true,
        Some(Item::Number(number)) => {
            let is_symbol = matches!(pieces.get(at + 1).map(|p| &p.item), Some(Item::Symbols(_)));
            let before = word(at.checked_sub(1));
            let has_role = matches!(before, Some(Word::Reference | Word::Delta | Word::Size))
                || word(Some(at + 1)) == Some(Word::Unit);
            number.put_call.is_some() || !(has_role || is_symbol || places.contains(&(at + 1)))
        }
        Some(Item::Expiry(_)) => !places.iter().any(|place| place + 2 == at),
        _ => false,
    };
    if (0..pieces.len()).any(is_of_option) {
        return;
    }
    for at in places.iter().copied().rev() {
        let Some((start, end)) = pieces.get(at).map(|p| (p.start, p.end)) else { continue };
        let token = tokens.iter().find(|t| t.start == start);
        if let Some(future) = token.and_then(|t| exchange::dated_future(&t.norm, listing)) {
            let item = Item::Symbols(vec![future]);
            pieces.splice(at..at + 3, [Piece { item, start, end }]);
        }
    }
}

/// The items of one chunk: one, or several where hyphens join known parts.
fn chunk(norm: &str, listing: &Listing) -> Vec<Item> {
    if let Some(item) = simple(norm, listing) {
        return vec![item];
    }
    if norm.contains('-') { hyphenated(norm, listing) } else { vec![Item::Unknown] }
}

/// The items of a chunk whose parts have hyphens between them.
#[inline(never)]
fn hyphenated(norm: &str, listing: &Listing) -> Vec<Item> {
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
        .map(
            |word| {
                if word == Word::Money { Item::Relative(Relative::MONEY) } else { Item::Word(word) }
            },
        )
        .or_else(|| numeric(norm))
        .or_else(|| ExpiryText::parse(norm).map(Item::Expiry))
        .or_else(|| symbol(norm, listing).map(Item::Symbols))
}

/// A number with what is attached to it.
pub(super) fn numeric(norm: &str) -> Option<Item> {
    if let Some(rest) = norm.strip_prefix('x') {
        // A minus is kept, so that the size is refused and not turned around.
        let sign = if rest.starts_with('-') { -1.0 } else { 1.0 };
        let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        let (value, suffix) = leading_number(rest)?;
        return match suffix {
            "" => Some(Item::Size(sign * value)),
            "k" => Some(Item::Size(sign * thousand(rest, suffix)?)),
            _ => None,
        };
    }
    if let Some(rest) = norm.strip_prefix('d') {
        let (value, suffix) = leading_number(rest)?;
        return suffix.is_empty().then(|| Relative::parse(value, "d").map(Item::Relative))?;
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
            is_money: false,
            put_call,
            measure: None,
        }))
    };
    match suffix {
        "" => number(None),
        "c" | "call" | "calls" => number(Some(PutCall::Call)),
        "p" | "put" | "puts" => number(Some(PutCall::Put)),
        "x" | "lot" | "lots" => Some(Item::Size(sign * value)),
        "v" | "vol" | "vols" => Some(Item::Level(value)),
        _ if relative::notional(norm).is_some() => relative::notional(norm).map(Item::Notional),
        _ if let Some(relative) = Relative::parse(sign * value, suffix) => {
            Some(Item::Relative(relative))
        }
        _ if unsigned.is_none() => ratios(value, suffix),
        _ => None,
    }
}

/// `1x2` and `1x3x2`, the first number of them and what stands behind it.
#[inline(never)]
fn ratios(first: f64, behind: &str) -> Option<Item> {
    let (second, rest) = leading_number(behind.strip_prefix('x')?)?;
    let (first, second) = (small_whole(first)?, small_whole(second)?);
    if rest.is_empty() {
        return Some(Item::Ratio(first, second));
    }
    let (third, rest) = leading_number(rest.strip_prefix('x')?)?;
    let ratios = [first, second, small_whole(third)?];
    rest.is_empty().then_some(Item::ThreeRatios(ratios))
}

/// Joins `1 by 2` into a ratio.
fn spelled_ratios(pieces: &mut Vec<Piece>) {
    let whole = |piece: &Piece| match piece.item {
        Item::Number(Number { value, signed: false, kilo: false, put_call: None, .. }) => {
            small_whole(value)
        }
        _ => None,
    };
    for at in (1..pieces.len()).rev() {
        let Some([one, by, other]) = pieces.get(at - 1..at + 2) else { continue };
        if !matches!(by.item, Item::Word(Word::By)) {
            continue;
        }
        let (Some(first), Some(second)) = (whole(one), whole(other)) else { continue };
        let joined = Piece { item: Item::Ratio(first, second), start: one.start, end: other.end };
        pieces.splice(at - 1..at + 2, [joined]);
    }
}

/// A whole number from 1 to 20.
fn small_whole(value: f64) -> Option<i32> {
    (1..=20).find(|n| f64::from(*n) == value)
}

/// The number that text starts with and what follows it.
pub(super) fn leading_number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    if !digits.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: f64 = digits.parse().ok()?;
    is_meant(value).then_some((value, suffix))
}

/// The number before `suffix`, times a thousand, without the noise of a binary product.
fn thousand(text: &str, suffix: &str) -> Option<f64> {
    let digits = text.strip_suffix(suffix)?;
    let value: f64 = format!("{digits}e3").parse().ok()?;
    is_meant(value).then_some(value)
}

/// Whether someone can mean a number: it can be said back in a line, and has no more digits than
/// any market has use for.
fn is_meant(value: f64) -> bool {
    value == 0.0 || (1e-12..1e21).contains(&value)
}
