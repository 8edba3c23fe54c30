//! A block RFQ of the exchange Deribit: as its taker creates it, and as makers are told of it.
//!
//! After the exchange's API reference (`private/create_block_rfq`, `private/get_block_rfqs`,
//! `block_rfq.maker`): a taker gives every leg an amount, makers see whole ratios and one common
//! amount. Amounts of options and linear contracts are in coin, those of inverse futures in the
//! price currency. Directions say what a taker who buys the structure does; makers are asked for
//! both sides.

use serde_json::{Map, Value};

use super::fields::Fields;
use crate::basics::ticks::decimal_multiple;
use crate::basics::{InstrumentKind, Issue, IssueCode, ListedMarket, Listing, Settlement};
use crate::rfq::check_legs::short;
use crate::rfq::normalise::RATIO_SENTENCE;
use crate::rfq::off_list::nearest_expiry;
use crate::rfq::shorthand::{Read, shortened};
use crate::rfq::symbols::{Symbol, exchange, perpetual_is_spot};
use crate::rfq::{LegDraft, RfqDraft, TiedDraft};

/// A block RFQ as the exchange has it: what a reply repeats.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockRfq {
    /// The exchange's number of it; absent where the taker has only just written it.
    pub id: Option<u64>,
    /// Coins on a leg of ratio one.
    pub amount: f64,
    /// Legs in the exchange's order.
    pub legs: Vec<BlockLeg>,
    /// The hedge that changes hands, where there is one.
    pub hedge: Option<BlockHedge>,
}

/// One leg of a block RFQ.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockLeg {
    /// The exchange's name of the instrument.
    pub instrument_name: String,
    /// Contracts per structure, positive.
    pub ratio: u32,
    /// Whether buying the structure buys the leg.
    pub is_bought: bool,
}

/// The hedge of a block RFQ.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockHedge {
    /// The exchange's name of the future.
    pub instrument_name: String,
    /// Whether buying the structure buys the hedge.
    pub is_bought: bool,
    /// The price it changes hands at.
    pub price: f64,
    /// Its amount: coins of a linear future, price currency of an inverse one.
    pub amount: f64,
}

/// Reads a block RFQ, and keeps what a reply repeats where all of it is there.
pub(super) fn read(
    object: &Map<String, Value>,
    listing: &Listing,
    found: Vec<Issue>,
) -> (Option<BlockRfq>, Read) {
    let fields = Fields::of(object);
    let mut issues = found;
    let (id, name) = identity(&fields);
    note_state(&fields, &mut issues);
    let legs = legs(&fields, listing, &mut issues);
    let common = fields.number("amount", &mut issues);
    let sized = legs.and_then(|legs| {
        let sizes = sizes(&fields, &legs, common, listing, &mut issues)?;
        Some((legs, sizes))
    });
    let Some((legs, sizes)) = sized else {
        if !issues.iter().any(Issue::is_reject) {
            fields.report(&mut issues, IssueCode::NoLegs, "legs", "The request has no legs.");
        }
        return (None, Read { issues, ..Read::default() });
    };
    let market = legs.first().and_then(|leg| leg.market(listing));
    let units = sizes.amount;
    let quantity = units / market.map_or(1.0, |m| m.contract.multiplier);
    let hedge = hedge(&fields, &mut issues);
    let tied = hedge.as_ref().and_then(|hedge| tie(hedge, units, &legs, listing, &mut issues));
    let draft = RfqDraft {
        id: name,
        client: fields.text("taker", &mut Vec::new()).map(str::to_owned),
        quantity,
        legs: legs
            .iter()
            .zip(&sizes.ratios)
            .map(|(leg, ratio)| leg.draft(*ratio, listing))
            .collect(),
        tied,
        ..RfqDraft::default()
    };
    let of_block = |(leg, ratio): (&Leg, &u32)| BlockLeg {
        instrument_name: leg.name.clone(),
        ratio: *ratio,
        is_bought: leg.is_bought,
    };
    let block = BlockRfq {
        id,
        amount: units,
        legs: legs.iter().zip(&sizes.ratios).map(of_block).collect(),
        hedge,
    };
    let read = Read::of(draft, issues, true, listing);
    let is_whole = !read.issues.iter().any(Issue::is_reject);
    (Some(block).filter(|_| is_whole), read)
}

/// The exchange's number, and the reference that the draft takes: the number, else the label.
fn identity(fields: &Fields) -> (Option<u64>, Option<String>) {
    let ignored = &mut Vec::new();
    let number = |key: &str| {
        let number = fields.number(key, &mut Vec::new());
        // Whole numbers below 2^53 are exact, here and in JavaScript.
        number.filter(|n| n.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(n))
    };
    let number = number("block_rfq_id").or_else(|| number("id"));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and exact")]
    let id = number.map(|n| n as u64);
    let label = fields.text("label", ignored).map(str::to_owned);
    (id, id.map(|id| id.to_string()).or(label))
}

/// An RFQ that is over is still read: it may be a recording.
fn note_state(fields: &Fields, issues: &mut Vec<Issue>) {
    let state = fields.text("state", &mut Vec::new()).unwrap_or("open");
    if !matches!(state, "open" | "created") {
        let message = format!("The exchange says that this request is {}.", shortened(state));
        fields.report(issues, IssueCode::NotUsed, "state", &message);
    }
}

/// A leg before its ratio is known.
struct Leg {
    name: String,
    path: String,
    symbol: Symbol,
    is_bought: bool,
    amount: Option<f64>,
    ratio: Option<u32>,
}

impl Leg {
    fn market<'l>(&self, listing: &'l Listing) -> Option<&'l ListedMarket> {
        listing.find(&self.symbol.underlying, self.symbol.settlement)
    }

    /// Whether its amount is in the price currency.
    fn is_inverse_future(&self) -> bool {
        is_inverse_future(&self.symbol)
    }

    fn draft(&self, ratio: u32, listing: &Listing) -> LegDraft {
        let sign = if self.is_bought { 1.0 } else { -1.0 };
        self.symbol.leg(sign * f64::from(ratio), listing)
    }

    /// The price at which an inverse future's amount is so many coins.
    fn level(&self, listing: &Listing) -> Option<f64> {
        let market = self.market(listing)?;
        let expiry = self.symbol.expiry.and_then(|text| text.resolve(market));
        let listed = expiry.and_then(|e| nearest_expiry(e.instant, market));
        Some(listed.map_or(market.spot, |e| e.forward)).filter(|level| *level > 0.0)
    }
}

fn is_inverse_future(symbol: &Symbol) -> bool {
    symbol.kind != InstrumentKind::Option && symbol.settlement == Some(Settlement::Inverse)
}

/// Every leg by its name and direction; `None` where one of them cannot be told.
fn legs(fields: &Fields, listing: &Listing, issues: &mut Vec<Issue>) -> Option<Vec<Leg>> {
    let directions = [("buy", true), ("sell", false)];
    let stated = fields.objects("legs", issues);
    let before = issues.len();
    let mut legs = Vec::with_capacity(stated.len());
    for leg in &stated {
        let name = leg.text("instrument_name", issues);
        let symbol = name.and_then(|name| instrument(name, listing));
        match (name, &symbol) {
            (Some(name), None) => {
                let message = format!("I do not know the instrument “{}”.", shortened(name));
                leg.report(issues, IssueCode::UnknownUnderlying, "instrument_name", &message);
            }
            (None, _) if !leg.has("instrument_name") => {
                leg.report(issues, IssueCode::Syntax, "instrument_name", "Which instrument?");
            }
            _ => {}
        }
        let is_bought = leg.one_of("direction", &directions, issues);
        if !leg.has("direction") {
            leg.report(issues, IssueCode::Syntax, "direction", "Buy or sell?");
        }
        let amount = leg.number("amount", issues);
        let ratio = leg.number("ratio", issues).and_then(|ratio| {
            if ratio.fract() == 0.0 && (1.0..=1e6).contains(&ratio) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "whole"
                )]
                return Some(ratio as u32);
            }
            leg.report(issues, IssueCode::Ratio, "ratio", RATIO_SENTENCE);
            None
        });
        if !leg.has("amount") && !leg.has("ratio") {
            leg.report(issues, IssueCode::Quantity, "amount", "Which amount?");
        }
        if let (Some(name), Some(symbol), Some(is_bought)) = (name, symbol, is_bought) {
            if symbol.is_perpetual {
                issues.push(perpetual_is_spot(leg.path("instrument_name")));
            }
            let path = leg.path("amount");
            let name = name.to_owned();
            legs.push(Leg { name, path, symbol, is_bought, amount, ratio });
        }
    }
    let is_sound = !issues.iter().skip(before).any(Issue::is_reject);
    for (leg, fields) in legs.iter().zip(&stated).filter(|_| is_sound) {
        issues.extend(leg.symbol.missing(listing, &fields.path("instrument_name")));
    }
    (is_sound && !legs.is_empty() && legs.len() == stated.len()).then_some(legs)
}

/// An instrument of the exchange, which says how it settles: a pair such as `XRP_USDC` is linear, a
/// coin alone is inverse.
fn instrument(name: &str, listing: &Listing) -> Option<Symbol> {
    let name = name.to_ascii_lowercase();
    if name.len() > 60 {
        return None;
    }
    let symbol =
        exchange::instrument(&name, listing).or_else(|| exchange::dated_future(&name, listing))?;
    let is_pair = name.split('-').next().is_some_and(|coin| coin.contains('_'));
    let settlement = if is_pair { Settlement::Linear } else { Settlement::Inverse };
    Some(Symbol { settlement: Some(settlement), ..symbol })
}

/// Whole ratios and their common amount in coin.
struct Sizes {
    ratios: Vec<u32>,
    amount: f64,
}

fn sizes(
    fields: &Fields,
    legs: &[Leg],
    common: Option<f64>,
    listing: &Listing,
    issues: &mut Vec<Issue>,
) -> Option<Sizes> {
    let refuse = |path: &str, words: &str, issues: &mut Vec<Issue>| {
        issues.push(Issue::new(IssueCode::Quantity, path, words));
    };
    // Each leg's own amount in units of 1e-8.
    let mut parts: Vec<u64> = Vec::with_capacity(legs.len());
    for leg in legs {
        let amount = match (leg.ratio, leg.amount) {
            (Some(_), _) if common.is_none() => {
                refuse("amount", "Which amount?", issues);
                return None;
            }
            (Some(ratio), _) => common.map(|c| (ratio, c)),
            (None, amount) => amount.map(|amount| (1, amount)),
        };
        let units = amount.and_then(|(ratio, a)| hundred_millionths(a)?.checked_mul(ratio.into()));
        let Some(units) = units.filter(|units| *units > 0) else {
            let path = if leg.ratio.is_some() { fields.path("amount") } else { leg.path.clone() };
            let words = "The amount must be a number above zero, of at most eight decimals.";
            refuse(&path, words, issues);
            return None;
        };
        parts.push(units);
    }
    let in_currency = legs.iter().filter(|leg| leg.is_inverse_future()).count();
    // Ratios as the maker was given them are kept: a reply repeats them.
    let given: Option<Vec<u32>> = legs.iter().map(|leg| leg.ratio).collect();
    let divisor = parts.iter().copied().fold(0, common_divisor).max(1);
    let reduced = || parts.iter().map(|p| u32::try_from(p / divisor).ok()).collect();
    if in_currency == 0 || in_currency == legs.len() {
        let Some(ratios) = given.clone().or_else(reduced) else {
            fields.report(issues, IssueCode::Ratio, "legs", RATIO_SENTENCE);
            return None;
        };
        let amount = common.filter(|_| given.is_some()).unwrap_or(of_units(divisor));
        if in_currency == 0 {
            return Some(Sizes { ratios, amount });
        }
        return coins_of_futures(amount, ratios, legs, listing, issues);
    }
    mixed(&parts, legs, listing, issues)
}

/// A package of inverse futures only: its amount becomes coins at the market's own level.
fn coins_of_futures(
    amount: f64,
    ratios: Vec<u32>,
    legs: &[Leg],
    listing: &Listing,
    issues: &mut Vec<Issue>,
) -> Option<Sizes> {
    let first = legs.first()?;
    let Some((level, market)) = first.level(listing).zip(first.market(listing)) else {
        issues.push(no_level(first));
        return None;
    };
    let step = market.contract.quantity_step.max(1e-8);
    let steps = (amount / level / step).round().max(1.0);
    let coins = decimal_multiple(steps, step);
    let message = format!("{amount} is taken as {coins} coins at {level}.");
    issues.push(Issue::new(IssueCode::Approximation, first.path.clone(), message));
    Some(Sizes { ratios, amount: coins })
}

/// Options and inverse futures together: the futures' amounts must be whole multiples of the
/// options' at the market's level, within one in fifty.
fn mixed(parts: &[u64], legs: &[Leg], listing: &Listing, issues: &mut Vec<Issue>) -> Option<Sizes> {
    let of_coin = || parts.iter().zip(legs).filter(|(_, leg)| !leg.is_inverse_future());
    let divisor = of_coin().map(|(part, _)| *part).fold(0, common_divisor).max(1);
    let mut ratios = Vec::with_capacity(legs.len());
    for (part, leg) in parts.iter().zip(legs) {
        if !leg.is_inverse_future() {
            ratios.push(u32::try_from(part / divisor).ok()?);
            continue;
        }
        let Some(level) = leg.level(listing) else {
            issues.push(no_level(leg));
            return None;
        };
        let coins = of_units(*part) / level;
        let times = coins / of_units(divisor);
        let whole = (1..=20_u32).find(|n| (times - f64::from(*n)).abs() <= 0.02 * f64::from(*n));
        let Some(whole) = whole else {
            let message = format!(
                "{} is {} coins at {}, no whole multiple of the options’ {}; send it as the hedge.",
                of_units(*part),
                short(coins),
                short(level),
                of_units(divisor)
            );
            issues.push(Issue::new(IssueCode::Ratio, leg.path.clone(), message));
            return None;
        };
        let message = format!("{} is taken as {} coins.", of_units(*part), short(coins));
        issues.push(Issue::new(IssueCode::Approximation, leg.path.clone(), message));
        ratios.push(whole);
    }
    Some(Sizes { ratios, amount: of_units(divisor) })
}

fn no_level(leg: &Leg) -> Issue {
    let message = format!("We have no market in {} to turn its amount into coins.", leg.name);
    Issue::new(IssueCode::UnknownUnderlying, leg.path.clone(), message)
}

/// The hedge, where it is whole.
fn hedge(fields: &Fields, issues: &mut Vec<Issue>) -> Option<BlockHedge> {
    let hedge = fields.object("hedge", issues)?;
    let name = hedge.text("instrument_name", issues);
    let is_bought = hedge.one_of("direction", &[("buy", true), ("sell", false)], issues);
    let price = hedge.number("price", issues);
    let amount = hedge.number("amount", issues);
    let asked = [
        ("instrument_name", "Which hedge?"),
        ("direction", "Buy or sell the hedge?"),
        ("price", "At which price?"),
        ("amount", "Which amount?"),
    ];
    for (key, question) in asked.into_iter().filter(|(key, _)| !hedge.has(key)) {
        hedge.report(issues, IssueCode::TiedReference, key, question);
    }
    for (key, number) in [("price", price), ("amount", amount)] {
        if number.is_some_and(|n| n <= 0.0) {
            let message = format!("The hedge’s {key} must be above zero.");
            hedge.report(issues, IssueCode::Syntax, key, &message);
            return None;
        }
    }
    let instrument_name = name?.to_owned();
    Some(BlockHedge { instrument_name, is_bought: is_bought?, price: price?, amount: amount? })
}

/// The hedge as the delta that a client who buys one structure sells, at its price.
fn tie(
    hedge: &BlockHedge,
    units: f64,
    legs: &[Leg],
    listing: &Listing,
    issues: &mut Vec<Issue>,
) -> Option<TiedDraft> {
    let mut report = |code, key: &str, message: String| {
        issues.push(Issue::new(code, format!("hedge.{key}"), message));
    };
    let name = shortened(&hedge.instrument_name);
    let symbol = instrument(&hedge.instrument_name, listing);
    let Some(symbol) = symbol.filter(|s| s.kind != InstrumentKind::Option) else {
        let message = format!("“{name}” is no future or perpetual to hedge with.");
        report(IssueCode::UnknownUnderlying, "instrument_name", message);
        return None;
    };
    let first = legs.first()?;
    if symbol.underlying != first.symbol.underlying {
        let message = format!("{name} is on another underlying than the legs.");
        report(IssueCode::UnknownUnderlying, "instrument_name", message);
        return None;
    }
    let market = first.market(listing);
    let instant = |s: &Symbol| Some(s.expiry?.resolve(market?)?.instant);
    let front = legs.iter().filter_map(|leg| instant(&leg.symbol)).min();
    if symbol.is_perpetual || instant(&symbol) != front {
        let message = format!("The hedge is {name}; the price takes that of the first expiry.");
        report(IssueCode::Approximation, "instrument_name", message);
    }
    let coins = if is_inverse_future(&symbol) { hedge.amount / hedge.price } else { hedge.amount };
    let sign = if hedge.is_bought { -1.0 } else { 1.0 };
    Some(TiedDraft { reference: hedge.price, delta: Some(short(sign * coins / units)) })
}

/// An amount in units of 1e-8, exactly as its decimals say; `None` where it has more of them, is
/// not above zero or is more than a billion.
fn hundred_millionths(amount: f64) -> Option<u64> {
    if !(amount > 0.0 && amount <= 1e9) {
        return None;
    }
    // The shortest decimals that read back as the number are those that were written.
    let text = amount.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    if decimals.len() > 8 {
        return None;
    }
    format!("{whole}{decimals:0<8}").parse().ok()
}

/// A number of 1e-8 as the nearest double to the decimal.
fn of_units(units: u64) -> f64 {
    units as f64 / 1e8
}

/// The greatest common divisor; of zero and zero it is zero.
fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
