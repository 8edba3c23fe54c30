//! The request read back in one plain sentence.

use super::check_legs::short;
use super::{Read, SolvedStrike};
use super::{Rfq, Tied};
use crate::basics::numerals::push_number;
use crate::basics::{
    Asked, Direction, Instrument, Leg, Settlement, Spread, Structure, Timestamp, order,
};

/// The request in one sentence a salesperson can read out:
///
/// > Client asks a two-way price in 100 ETH butterflies: +1 3300 C, −2 3400 C, +1 3500 C, expiry
/// > 27 Nov 2026 08:00 UTC, inverse (coin premium).
pub fn explain(rfq: &Rfq) -> String {
    sentence(rfq, true)
}

/// The sentence; where no size was given, it says so behind the size that is taken.
pub(super) fn sentence(rfq: &Rfq, has_size: bool) -> String {
    let spread = &rfq.spread;
    let who = rfq.client.as_deref().unwrap_or("Client");
    let asks = match rfq.asked {
        Asked::TwoWay => "asks a two-way price in",
        Asked::Buy => "buys",
        Asked::Sell => "sells",
    };
    let expiries = expiries(spread);
    // Every keystroke writes one of these, so that it is written in one go.
    let mut text = String::with_capacity(192);
    for part in [who, " ", asks, " "] {
        push(&mut text, part);
    }
    push_number(&mut text, rfq.quantity);
    text.push(' ');
    push_underlyings(&mut text, spread);
    text.push(' ');
    push(&mut text, &plural(spread, rfq.quantity));
    push(&mut text, if has_size { ": " } else { " (no size given): " });
    for (index, leg) in spread.legs.iter().enumerate() {
        if index > 0 {
            push(&mut text, ", ");
        }
        push_leg(&mut text, leg, spread, expiries.len() > 1);
    }
    push_expiries(&mut text, &expiries);
    push(&mut text, ", ");
    push(&mut text, settlement_words(spread));
    if let Some(tied) = rfq.tied {
        push_tied(&mut text, tied);
    }
    text.push('.');
    text
}

#[inline(never)]
fn push_tied(text: &mut String, tied: Tied) {
    push(text, ", tied to ");
    push_number(text, tied.reference);
    match tied.delta {
        Some(delta) => {
            push(text, if delta < 0.0 { " with delta −" } else { " with delta " });
            push_number(text, short(delta.abs()));
        }
        None => push(text, " with the model’s delta"),
    }
}

/// Appends words: so many places do, that a copy of the code for it in each is most of the reader's
/// sentence.
#[inline(never)]
fn push(text: &mut String, words: &str) {
    text.push_str(words);
}

/// The sentence of a request that was read and has been checked.
pub(crate) fn read_back(rfq: &Rfq, read: &Read) -> String {
    with_solved(sentence(rfq, read.has_size), &read.solved)
}

/// The sentence, and behind it which listed strikes were taken for those that the market gave.
fn with_solved(sentence: String, solved: &[SolvedStrike]) -> String {
    solved.iter().fold(sentence, |text, one| format!("{text} {}", words_of(one)))
}

#[inline(never)]
fn words_of(solved: &SolvedStrike) -> String {
    let SolvedStrike { underlying, expiry, asked, exact, strike, delta } = solved;
    let decimals = if exact.abs() < 10.0 { 4 } else { 2 };
    let (source, delta) = match delta {
        Some(delta) => (" on the surface", format!(", delta {}", signed(*delta))),
        None => ("", String::new()),
    };
    format!("{underlying} {expiry} {asked}: {exact:.decimals$}{source}, {strike} listed{delta}.")
}

/// Two decimals with a sign that is no hyphen.
fn signed(number: f64) -> String {
    let sign = if number < 0.0 { "−" } else { "" };
    format!("{sign}{:.2}", number.abs())
}

/// The underlyings of the legs in their order, one of several in a row once.
fn push_underlyings(text: &mut String, spread: &Spread) {
    let mut last = None;
    for name in spread.legs.iter().map(|leg| leg.instrument.market().underlying.as_str()) {
        if last != Some(name) {
            push(text, if last.is_some() { "/" } else { "" });
            push(text, name);
        }
        last = Some(name);
    }
}

/// The structure's name in the number of the quantity, `short` where buying sells it, with the
/// market's own word for that side behind it.
fn plural(spread: &Spread, quantity: f64) -> String {
    let is_one = quantity == 1.0;
    let of_one_leg = match (spread.structure, spread.legs.first().map(|l| &l.instrument)) {
        (Structure::Outright, Some(Instrument::Option { put_call, .. })) => put_call.word(),
        (Structure::Outright, Some(Instrument::Future { .. })) => "future",
        (Structure::Outright, Some(Instrument::Spot { .. })) => "spot unit",
        (structure, _) => return structure.said(spread.direction, is_one),
    };
    let short = if spread.direction == Direction::Short { "short " } else { "" };
    let ending = if is_one { "" } else { "s" };
    format!("{short}{of_one_leg}{ending}")
}

/// `+1 3300 C`, with the underlying, settlement and expiry where legs differ in them; in the expiry
/// they do where it `is_apart`.
fn push_leg(text: &mut String, leg: &Leg, spread: &Spread, is_apart: bool) {
    text.push(if leg.ratio < 0 { '−' } else { '+' });
    push_number(text, f64::from(leg.ratio.unsigned_abs()));
    text.push(' ');
    let market = leg.instrument.market();
    let markets = || spread.legs.iter().map(|l| l.instrument.market());
    if markets().any(|m| m.underlying != market.underlying) {
        push(text, &market.underlying);
        text.push(' ');
    }
    if markets().any(|m| m.settlement != market.settlement) {
        push(text, market.settlement.word());
        text.push(' ');
    }
    if let Some(expiry) = leg.instrument.expiry().filter(|_| is_apart) {
        push(text, &expiry.expiry_code());
        text.push(' ');
    }
    match &leg.instrument {
        Instrument::Option { strike, put_call, .. } => {
            push_number(text, *strike);
            text.push(' ');
            text.push(put_call.letter());
        }
        Instrument::Future { .. } => push(text, "future"),
        Instrument::Spot { .. } => push(text, "spot"),
    }
}

fn expiries(spread: &Spread) -> Vec<Timestamp> {
    let mut expiries: Vec<Timestamp> =
        spread.legs.iter().filter_map(|l| l.instrument.expiry()).collect();
    // Most packages have one, or their legs stand in its order.
    expiries.dedup();
    order::sort_by_key(&mut expiries, |expiry| *expiry);
    expiries.dedup();
    expiries
}

fn push_expiries(text: &mut String, expiries: &[Timestamp]) {
    let last = expiries.len().saturating_sub(1);
    for (index, expiry) in expiries.iter().enumerate() {
        push(
            text,
            match index {
                0 if last == 0 => ", expiry ",
                0 => ", expiries ",
                _ if index == last => " and ",
                _ => ", ",
            },
        );
        push(text, &expiry.spoken());
    }
}

fn settlement_words(spread: &Spread) -> &'static str {
    let is = |s: Settlement| spread.legs.iter().all(|l| l.instrument.market().settlement == s);
    if is(Settlement::Inverse) {
        "inverse (coin premium)"
    } else if is(Settlement::Linear) {
        "linear (premium in the price currency)"
    } else {
        "inverse and linear legs"
    }
}

#[cfg(test)]
mod tests {
    use crate::basics::Settlement;
    use crate::rfq::{check, fixture, read};

    #[test]
    fn legs_of_two_settlements_can_be_told_apart() {
        let mut listing = fixture::listing();
        let mut linear = listing.markets[0].clone();
        linear.key.settlement = Settlement::Linear;
        listing.markets.push(linear);
        let text = "+1 ETH-27NOV26-3400-C inverse -1 ETH-27NOV26-3400-C linear x10";
        let rfq = check(&read(text, &listing).draft.unwrap(), &listing).rfq.unwrap();
        assert_eq!(
            super::explain(&rfq),
            "Client asks a two-way price in 10 ETH custom packages: +1 inverse 3400 C, \
             −1 linear 3400 C, expiry 27 Nov 2026 08:00 UTC, inverse and linear legs."
        );
    }
}
