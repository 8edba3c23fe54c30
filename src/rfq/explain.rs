//! The request read back in one plain sentence.

use super::Rfq;
use super::check_legs::short;
use super::{Read, SolvedStrike};
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
    let underlying = underlyings(spread);
    let name = plural(spread, rfq.quantity);
    let no_size = if has_size { "" } else { " (no size given)" };
    let is_apart = expiries(spread).len() > 1;
    let legs: Vec<String> =
        spread.legs.iter().map(|leg| leg_words(leg, spread, is_apart)).collect();
    let text = format!(
        "{who} {asks} {} {underlying} {name}{no_size}: {}{}, {}",
        rfq.quantity,
        legs.join(", "),
        expiry_words(spread),
        settlement_words(spread)
    );
    let tied = rfq.tied.map_or(String::new(), |tied| {
        let delta = match tied.delta {
            Some(delta) => format!("delta {}", short(delta)),
            None => "the model's delta".to_owned(),
        };
        format!(", tied to {} with {delta}", tied.reference)
    });
    format!("{text}{tied}.")
}

/// The sentence of a request that was read and has been checked.
pub(crate) fn read_back(rfq: &Rfq, read: &Read) -> String {
    with_solved(sentence(rfq, read.has_size), &read.solved)
}

/// The sentence, and behind it which listed strikes were taken for those that the market gave.
fn with_solved(sentence: String, solved: &[SolvedStrike]) -> String {
    solved.iter().fold(sentence, |text, one| {
        let SolvedStrike { underlying, expiry, asked, exact, strike, delta } = one;
        let decimals = if exact.abs() < 10.0 { 4 } else { 2 };
        let (source, delta) = match delta {
            Some(delta) => (" on the surface", format!(", delta {}", signed(*delta))),
            None => ("", String::new()),
        };
        format!("{text} {underlying} {expiry} {asked}: {exact:.decimals$}{source}, {strike} listed{delta}.")
    })
}

/// Two decimals with a sign that is no hyphen.
fn signed(number: f64) -> String {
    let sign = if number < 0.0 { "−" } else { "" };
    format!("{sign}{:.2}", number.abs())
}

fn underlyings(spread: &Spread) -> String {
    let mut names: Vec<&str> =
        spread.legs.iter().map(|l| l.instrument.market().underlying.as_str()).collect();
    names.dedup();
    names.join("/")
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
fn leg_words(leg: &Leg, spread: &Spread, is_apart: bool) -> String {
    let sign = if leg.ratio < 0 { '−' } else { '+' };
    let mut words = vec![format!("{sign}{}", leg.ratio.unsigned_abs())];
    let market = leg.instrument.market();
    let markets = || spread.legs.iter().map(|l| l.instrument.market());
    if markets().any(|m| m.underlying != market.underlying) {
        words.push(market.underlying.clone());
    }
    if markets().any(|m| m.settlement != market.settlement) {
        words.push(market.settlement.word().to_owned());
    }
    let expiry = leg.instrument.expiry().filter(|_| is_apart);
    words.extend(expiry.map(Timestamp::expiry_code));
    words.push(match &leg.instrument {
        Instrument::Option { strike, put_call, .. } => format!("{strike} {}", put_call.letter()),
        Instrument::Future { .. } => "future".to_owned(),
        Instrument::Spot { .. } => "spot".to_owned(),
    });
    words.join(" ")
}

fn expiries(spread: &Spread) -> Vec<Timestamp> {
    let mut expiries: Vec<Timestamp> =
        spread.legs.iter().filter_map(|l| l.instrument.expiry()).collect();
    order::sort_by_key(&mut expiries, |expiry| *expiry);
    expiries.dedup();
    expiries
}

fn expiry_words(spread: &Spread) -> String {
    let spoken: Vec<String> = expiries(spread).into_iter().map(Timestamp::spoken).collect();
    match &spoken[..] {
        [] => String::new(),
        [only] => format!(", expiry {only}"),
        [first @ .., last] => format!(", expiries {} and {last}", first.join(", ")),
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
