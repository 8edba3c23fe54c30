//! Orders as the thinkorswim platform writes them, for example
//! `BUY +1 BUTTERFLY SPX 100 (Weeklys) 18 DEC 26 4700/4800/4900 CALL @12.50 LMT`.
//!
//! In order: side and signed count, a ratio and a strategy's name, underlying, shares per
//! contract, the series in brackets, expiries, strikes, types, price and the rest of the order.
//! Strikes belong to the strategy's legs in the order in which they stand.

use super::{Symbol, occ, strike, underlying};
use crate::basics::{Asked, InstrumentKind, Issue, IssueCode, Listing, PutCall, Structure};
use crate::rfq::expiry::ExpiryText;
use crate::rfq::shorthand::{MAX_CHARS, Read, shortened, text_path};
use crate::rfq::{LegDraft, RfqDraft};

/// Whether the text is such an order: a side and a signed count, then either a US option's symbol
/// or an underlying, a whole number of shares and a date.
pub(in crate::rfq) fn is_order(text: &str) -> bool {
    text.len() <= MAX_CHARS
        && first_line(text).is_some_and(|(at, line)| Order::of(at, line).is_some())
}

/// Reads such an order. The price that the client would deal at is said to be left out.
#[inline(never)]
pub(in crate::rfq) fn read(text: &str, listing: &Listing) -> Read {
    let order =
        first_line(text).and_then(|(at, line)| Some((Order::of(at, line)?, at + line.len())));
    let Some((order, end)) = order else { return Read::default() };
    let mut issues = Vec::new();
    let legs = order.legs(listing, &mut issues);
    if let Some((start, end)) = order.rest {
        let written = shortened(text.get(start..end).unwrap_or("").trim());
        let message = format!("“{written}” is the client’s order; the quote does not use it.");
        issues.push(Issue::new(IssueCode::NotUsed, text_path(start, end), message));
    }
    if text.get(end..).is_some_and(|more| !more.trim().is_empty()) {
        let message = "One request per line, and one line at a time for now.";
        let path = text_path(end, text.trim_end().len());
        issues.push(Issue::new(IssueCode::Syntax, path, message));
    }
    let (legs, structure) = legs.unwrap_or_default();
    let draft = RfqDraft {
        side: order.side,
        quantity: order.count,
        legs,
        structure: structure.map(|s| s.name().to_owned()),
        ..RfqDraft::default()
    };
    Read::of(draft, issues, true, listing)
}

/// The first line with anything in it, and where it starts.
fn first_line(text: &str) -> Option<(usize, &str)> {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..)?;
    let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
    (!line.is_empty()).then_some((start, line))
}

/// A word of the order with its place in the text.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

/// An order, cut into its parts.
#[derive(Debug)]
struct Order<'a> {
    side: Asked,
    /// Spreads, positive.
    count: f64,
    /// Between the count and the underlying: a ratio and a strategy's name.
    strategy: Vec<Part<'a>>,
    underlying: Part<'a>,
    /// Shares per contract; absent behind an option's own symbol.
    shares: Option<f64>,
    /// Whether brackets name a series other than the monthly one, or the morning one.
    series: Series,
    expiries: Vec<(i16, i8, i8)>,
    strikes: Vec<Part<'a>>,
    types: Vec<Part<'a>>,
    /// Where price and conditions begin and end.
    rest: Option<(usize, usize)>,
}

/// Which of two series on one date the brackets name.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Series {
    Unsaid,
    Morning,
    Afternoon,
}

impl<'a> Order<'a> {
    /// The order in a line that starts at `base` in the text.
    fn of(base: usize, line: &'a str) -> Option<Self> {
        // Nearly all lines are told apart by their first word.
        let side = match line.split_whitespace().next()? {
            t if ["buy", "bot"].iter().any(|w| t.eq_ignore_ascii_case(w)) => Asked::Buy,
            t if ["sell", "sold"].iter().any(|w| t.eq_ignore_ascii_case(w)) => Asked::Sell,
            _ => return None,
        };
        Self::of_side(side, base, line)
    }

    #[inline(never)]
    fn of_side(side: Asked, base: usize, line: &'a str) -> Option<Self> {
        let (parts, series) = parts(base, line);
        let (sign, digits) = parts.get(1)?.text.split_at_checked(1)?;
        let agrees = matches!((sign, side), ("+", Asked::Buy) | ("-", Asked::Sell));
        let count: f64 = strike(digits).filter(|n| agrees && *n > 0.0)?;
        let mut order = Self {
            side,
            count,
            strategy: Vec::new(),
            underlying: *parts.get(2)?,
            shares: None,
            series,
            expiries: Vec::new(),
            strikes: Vec::new(),
            types: Vec::new(),
            rest: None,
        };
        let is_symbol = |p: &Part| {
            p.text.starts_with('.')
                && occ::symbol(&p.text.to_ascii_lowercase(), &Listing::default()).is_some()
        };
        let mut at = 3;
        if !is_symbol(&order.underlying) {
            // The underlying is the word before a whole number and a date.
            let first = (2..parts.len().min(12)).find(|at| {
                let shares = parts.get(at + 1).and_then(|p| whole(p.text));
                shares.is_some() && date(&parts, at + 2).is_some()
            })?;
            order.strategy = parts.get(2..first)?.to_vec();
            order.underlying = *parts.get(first)?;
            order.shares = parts.get(first + 1).and_then(|p| whole(p.text));
            at = first + 2;
            while let Some((expiry, next)) = date(&parts, at) {
                order.expiries.push(expiry);
                at = next;
                if parts.get(at).is_some_and(|p| p.text == "/") && date(&parts, at + 1).is_some() {
                    at += 1;
                } else {
                    break;
                }
            }
            at = order.listed(&parts, at, |part| strike(part).is_some(), |o| &mut o.strikes);
            at = order.listed(&parts, at, |part| put_call(part).is_some(), |o| &mut o.types);
        }
        order.rest = parts.get(at).zip(parts.last()).map(|(from, to)| (from.start, to.end));
        Some(order)
    }

    /// Takes a list of parts with slashes between them; where it ends.
    fn listed(
        &mut self,
        parts: &[Part<'a>],
        mut at: usize,
        belongs: impl Fn(&str) -> bool,
        list: fn(&mut Self) -> &mut Vec<Part<'a>>,
    ) -> usize {
        while let Some(part) = parts.get(at).filter(|p| belongs(p.text)) {
            list(self).push(*part);
            at += 1;
            let goes_on = parts.get(at).is_some_and(|p| p.text == "/")
                && parts.get(at + 1).is_some_and(|p| belongs(p.text));
            if !goes_on {
                break;
            }
            at += 1;
        }
        at
    }

    /// The legs, and the name where the order states one that the legs can be held to.
    fn legs(
        &self,
        listing: &Listing,
        issues: &mut Vec<Issue>,
    ) -> Option<(Vec<LegDraft>, Option<Structure>)> {
        let mut report = |code, place: Part, message: String| {
            issues.push(Issue::new(code, text_path(place.start, place.end), message));
        };
        if self.expiries.is_empty() {
            let symbol = occ::symbol(&self.underlying.text.to_ascii_lowercase(), listing)?;
            let path = text_path(self.underlying.start, self.underlying.end);
            issues.extend(symbol.missing(listing, &path));
            return Some((vec![symbol.leg(1.0, listing)], None));
        }
        let words: Vec<&Part> = self.strategy.iter().filter(|p| is_word(p.text)).collect();
        let name: Vec<String> = words.iter().map(|p| p.text.to_ascii_uppercase()).collect();
        let name = name.join(" ");
        let strategy = self.strategy.first().zip(self.strategy.last());
        let whole = strategy.map_or(self.underlying, |(a, b)| Part { end: b.end, ..*a });
        let Some(shape) = Shape::named(&name, &self.ratios(), self.types.len()) else {
            let shown = shortened(&name);
            let message =
                format!("I do not read “{shown}” as a strategy; send its legs one by one.");
            report(IssueCode::Syntax, whole, message);
            return None;
        };
        let legs = shape.ratios.len();
        let strikes: Vec<f64> = self.strikes.iter().filter_map(|p| strike(p.text)).collect();
        let types: Vec<PutCall> = self.types.iter().filter_map(|p| put_call(p.text)).collect();
        let strikes = match (strikes.len(), legs) {
            (n, m) if n == m => strikes,
            (1, _) if shape.shares_strike => vec![strikes.first().copied()?; legs],
            (n, _) => {
                let place = self.strikes.first().copied().unwrap_or(whole);
                let wanted = if shape.shares_strike { 1 } else { legs };
                let message = format!("This strategy has {wanted} strikes; I see {n}.");
                report(IssueCode::Strike, place, message);
                return None;
            }
        };
        let Some(types) = spread_over(&types, legs) else {
            let place = self.types.first().copied().unwrap_or(whole);
            let message = "Calls or puts: the types do not fit the strategy’s legs.";
            report(IssueCode::OptionType, place, message.to_owned());
            return None;
        };
        let expiries = match (self.expiries.len(), shape.expiries) {
            (1, 1) => vec![self.expiries.first().copied()?; legs],
            (n, _) if n == legs && (shape.expiries == n || shape.structure.is_none()) => {
                self.expiries.clone()
            }
            (n, wanted) => {
                let message = format!("This strategy has {wanted} expiries; I see {n}.");
                report(IssueCode::Expiry, whole, message);
                return None;
            }
        };
        let path = text_path(self.underlying.start, self.underlying.end);
        let options: Vec<Symbol> = (0..legs)
            .filter_map(|i| {
                let expiry = *expiries.get(i)?;
                Some(self.option(expiry, *strikes.get(i)?, *types.get(i)?, listing))
            })
            .collect();
        issues.extend(options.iter().find_map(|option| option.missing(listing, &path)));
        let drafts = options.iter().enumerate().filter_map(|(i, option)| {
            let ratio = f64::from(*shape.ratios.get(i)?);
            Some(LegDraft {
                multiplier: self.multiplier(option, listing),
                ..option.leg(ratio, listing)
            })
        });
        let drafts: Vec<LegDraft> = drafts.collect();
        let structure = shape.structure.map(|structure| match (structure, types.first()) {
            (Structure::CallSpread, Some(PutCall::Put)) => Structure::PutSpread,
            _ => structure,
        });
        // An iron condor whose inner strikes are one is an iron fly under the same name.
        let is_fly = structure == Some(Structure::IronCondor) && strikes.first() == strikes.get(2);
        Some((drafts, structure.filter(|_| !is_fly)))
    }

    fn option(
        &self,
        (year, month, day): (i16, i8, i8),
        strike: f64,
        put_call: PutCall,
        listing: &Listing,
    ) -> Symbol {
        let root = self.underlying.text.trim_start_matches('$');
        let root = match self.series {
            Series::Afternoon => occ::afternoon_root(root),
            Series::Unsaid | Series::Morning => root,
        };
        let (name, expiry) = occ::series(root, (year, month, day), listing);
        let (name, settlement) = underlying(&name, listing);
        Symbol {
            kind: InstrumentKind::Option,
            expiry: Some(expiry),
            expiry_text: format!("{year}-{month:02}-{day:02}"),
            strike: Some(strike),
            put_call: Some(put_call),
            ..Symbol::spot(name, settlement)
        }
    }

    /// The order's shares per contract, where the listing has another number.
    fn multiplier(&self, option: &Symbol, listing: &Listing) -> Option<f64> {
        let listed = listing.find(&option.underlying, option.settlement)?.contract.multiplier;
        self.shares.filter(|shares| *shares != listed)
    }

    /// The ratio in front of the strategy's name: `1/2`, `1/-2/1`.
    fn ratios(&self) -> Vec<i32> {
        let number = |p: &Part| p.text.trim_start_matches('+').parse::<i32>().ok();
        self.strategy
            .iter()
            .filter_map(number)
            .filter(|n| (1..=20).contains(&n.unsigned_abs()))
            .collect()
    }
}

/// A strategy's legs in the order in which the platform writes their strikes.
struct Shape {
    /// Signed ratios of buying one.
    ratios: Vec<i32>,
    /// Whether one strike may stand for all legs.
    shares_strike: bool,
    /// Expiries it is written with.
    expiries: usize,
    structure: Option<Structure>,
}

impl Shape {
    fn named(name: &str, stated: &[i32], types: usize) -> Option<Self> {
        let of = |ratios: &[i32], structure| Self {
            ratios: ratios.to_vec(),
            shares_strike: false,
            expiries: 1,
            structure,
        };
        let count = |at: usize, usual: i32| stated.get(at).copied().unwrap_or(usual).abs();
        let is_plain = stated.is_empty();
        Some(match name {
            "" if is_plain => of(&[1], None),
            "VERTICAL" if is_plain => of(&[1, -1], Some(Structure::CallSpread)),
            "BACKRATIO" | "BACK RATIO" => {
                of(&[-count(0, 1), count(1, 2)], Some(Structure::RatioSpread))
            }
            "BUTTERFLY" if is_plain => of(&[1, -2, 1], Some(Structure::Butterfly)),
            "BUTTERFLY" | "~BUTTERFLY" => of(&[count(0, 1), -count(1, 2), count(2, 1)], None),
            "CONDOR" if is_plain => of(&[1, -1, -1, 1], Some(Structure::Condor)),
            "IRON CONDOR" if is_plain => of(&[1, -1, 1, -1], Some(Structure::IronCondor)),
            "STRADDLE" if is_plain && types == 2 => {
                Self { shares_strike: true, ..of(&[1, 1], Some(Structure::Straddle)) }
            }
            "STRANGLE" if is_plain && types == 2 => of(&[1, 1], Some(Structure::Strangle)),
            "COMBO" if is_plain && types == 2 => Self { shares_strike: true, ..of(&[1, -1], None) },
            "CALENDAR" if is_plain => {
                Self { shares_strike: true, expiries: 2, ..of(&[1, -1], Some(Structure::Calendar)) }
            }
            "DIAGONAL" if is_plain => {
                Self { expiries: 2, ..of(&[1, -1], Some(Structure::Diagonal)) }
            }
            "CUSTOM" if !is_plain => of(stated, None),
            _ => return None,
        })
    }
}

/// One type for every leg: a single one for all, `CALL/PUT` half and half, or one each.
fn spread_over(types: &[PutCall], legs: usize) -> Option<Vec<PutCall>> {
    match types {
        [only] => Some(vec![*only; legs]),
        _ if types.len() == legs => Some(types.to_vec()),
        [first, second] if legs == 4 => Some(vec![*first, *first, *second, *second]),
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '~')
}

fn put_call(text: &str) -> Option<PutCall> {
    let is = |words: [&str; 2]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
    if is(["call", "calls"]) {
        return Some(PutCall::Call);
    }
    is(["put", "puts"]).then_some(PutCall::Put)
}

fn whole(text: &str) -> Option<f64> {
    let is_whole = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n: &f64| is_whole && *n > 0.0)
}

/// A date of three parts at a place, and where it ends.
fn date(parts: &[Part], at: usize) -> Option<((i16, i8, i8), usize)> {
    let [day, month, year] = parts.get(at..at + 3)? else { return None };
    let is_day = (1..=2).contains(&day.text.len());
    match ExpiryText::parse(&format!("{}{}{}", day.text, month.text, year.text)) {
        Some(ExpiryText::Date(y, m, d)) if is_day => Some(((y, m, d), at + 3)),
        _ => None,
    }
}

/// The words of an order without what stands in brackets, and the series the brackets name.
fn parts(base: usize, text: &str) -> (Vec<Part<'_>>, Series) {
    let mut parts: Vec<Part> = Vec::new();
    let mut series = Series::Unsaid;
    let mut bracket: Option<usize> = None;
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if let Some(from) = bracket {
            if matches!(c, ')' | ']') || at == text.len() {
                let inside = text.get(from..at).unwrap_or("").trim();
                let is_morning = inside.eq_ignore_ascii_case("am");
                let names = |words: &[&str]| {
                    let inside = inside.to_ascii_lowercase();
                    words.iter().any(|w| inside.starts_with(w))
                };
                if is_morning {
                    series = Series::Morning;
                } else if names(&["weekly", "quarterly", "end of month", "eom", "pm"]) {
                    series = Series::Afternoon;
                }
                bracket = None;
            }
            continue;
        }
        let is_bracket = matches!(c, '(' | '[');
        if is_bracket || c == '/' || c == '@' || c.is_whitespace() {
            if let Some(start) = open.take() {
                parts.push(Part { text: text.get(start..at).unwrap_or(""), start, end: at });
            }
            match c {
                '/' => {
                    parts.push(Part {
                        text: text.get(at..=at).unwrap_or(""),
                        start: at,
                        end: at + 1,
                    });
                }
                '@' => open = Some(at),
                _ if is_bracket => bracket = Some(at + 1),
                _ => {}
            }
        } else {
            open.get_or_insert(at);
        }
    }
    for part in &mut parts {
        part.start += base;
        part.end += base;
    }
    (parts, series)
}
