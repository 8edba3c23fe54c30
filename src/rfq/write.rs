//! A request as the one line that reads back to it.

use super::shorthand::{is_like_percent, words};
use super::tied::{side_of_delta, tied_leg};
use super::{PriceIn, Rfq, expiry};
use crate::basics::{
    Asked, Direction, Instrument, Leg, Listing, PutCall, Settlement, Spread, Structure, Timestamp,
    order,
};

/// The canonical shorthand of a request, for links and history.
///
/// Reading it on the same listing gives the same package, size, side, client, reference and price
/// convention. What shorthand has no words for is left out: the request's id, marks, and a
/// multiplier or exercise other than the listing's.
pub fn write(rfq: &Rfq, listing: &Listing) -> String {
    let mut parts: Vec<String> = Vec::new();
    match rfq.asked {
        Asked::TwoWay => {}
        Asked::Buy => parts.push("buy".to_owned()),
        Asked::Sell => parts.push("sell".to_owned()),
    }
    parts.push(package(&rfq.spread, listing));
    parts.push(format!("x{}", rfq.quantity));
    if let Some(tied) = rfq.tied {
        parts.push(format!("vs {}", tied.reference));
        if let Some(delta) = tied.delta {
            // Deltas of one and more are read as per cent.
            let written = if delta.abs() >= 1.0 { 100.0 * delta } else { delta };
            // One that goes the other way than the package's has to say so.
            let legs = rfq.spread.legs.iter().map(tied_leg);
            let against = written > 0.0 && side_of_delta(legs, tied.reference) < 0.0;
            parts.push(format!("delta {}{written}", if against { "+" } else { "" }));
        }
    }
    match rfq.price_in {
        None => {}
        Some(PriceIn::Usd) => parts.push("usd".to_owned()),
        Some(PriceIn::Coin) => parts.push("coin".to_owned()),
        Some(PriceIn::Vol) => parts.push("vol".to_owned()),
    }
    let line = parts.join(" ");
    match rfq.client.as_deref() {
        Some(client) => format!("{line}, {}", client_words(client, listing)),
        None => line,
    }
}

/// The client's name, in quotes unless it is one plain word that means nothing else.
fn client_words(client: &str, listing: &Listing) -> String {
    let is_word = client.len() > 2
        && client.starts_with(|c: char| c.is_ascii_uppercase())
        && client.chars().all(|c| c.is_ascii_alphabetic())
        && words::meaning(&client.to_ascii_lowercase()).is_none()
        && expiry::ExpiryText::parse(client).is_none()
        && listing.find(client, None).is_none();
    if is_word {
        return client.to_owned();
    }
    let plain: String = client
        .chars()
        .map(|c| match c {
            '"' | '“' | '”' => '\'',
            _ if c.is_control() => ' ',
            _ => c,
        })
        .collect();
    format!("\"{plain}\"")
}

/// The legs: by name where the name and its numbers say everything, else one by one.
fn package(spread: &Spread, listing: &Listing) -> String {
    named(spread, listing).unwrap_or_else(|| {
        let legs: Vec<String> = spread.legs.iter().map(|leg| leg_words(leg, listing)).collect();
        legs.join(" ")
    })
}

/// `ETH 27NOV26 3300/3400/3500 call fly`; `None` for what has no name in that direction.
fn named(spread: &Spread, listing: &Listing) -> Option<String> {
    let instruments = || spread.legs.iter().map(|leg| &leg.instrument);
    let (first, put_call) = instruments().find_map(|instrument| match instrument {
        Instrument::Option { put_call, .. } => Some((instrument, put_call)),
        Instrument::Future { .. } | Instrument::Spot { .. } => None,
    })?;
    let has_spot = instruments().any(|i| matches!(i, Instrument::Spot { .. }));
    let hedged = |name: &str| format!("{name} with {}", if has_spot { "spot" } else { "future" });
    let by_type = |name: &str| format!("{} {name}", put_call.word());
    let words = match (spread.structure, spread.direction) {
        // These three have words for both directions; what else is sold is written leg by leg.
        (Structure::RiskReversal, Direction::Long) => "RR calls over".to_owned(),
        (Structure::RiskReversal, Direction::Short) => "RR puts over".to_owned(),
        (Structure::IronButterfly, Direction::Long) => "iron fly inner".to_owned(),
        (Structure::IronButterfly, Direction::Short) => "iron fly outer".to_owned(),
        (Structure::IronCondor, Direction::Long) => "iron condor inner".to_owned(),
        (Structure::IronCondor, Direction::Short) => "iron condor outer".to_owned(),
        (_, Direction::Short) | (Structure::Custom, _) => return None,
        (Structure::Outright, _) => put_call.word().to_owned(),
        (Structure::CallSpread, _) => "call spread".to_owned(),
        (Structure::PutSpread, _) => "put spread".to_owned(),
        (Structure::Straddle, _) => "straddle".to_owned(),
        (Structure::Strangle, _) => "strangle".to_owned(),
        (Structure::Guts, _) => "guts".to_owned(),
        (Structure::Collar, _) => hedged("collar"),
        (Structure::Butterfly, _) => by_type("fly"),
        (Structure::BrokenWingButterfly, _) => by_type("broken fly"),
        (Structure::Condor, _) => by_type("condor"),
        // “Tree” alone would be asked back.
        (Structure::ChristmasTree, _) => by_type("ladder"),
        (Structure::Strip, _) => "strip".to_owned(),
        (Structure::Strap, _) => "strap".to_owned(),
        (Structure::Calendar, _) => by_type("calendar"),
        (Structure::Diagonal, _) => by_type("diagonal"),
        (Structure::StraddleCalendar, _) => "straddle calendar".to_owned(),
        (Structure::DoubleCalendar, _) => "double calendar".to_owned(),
        (Structure::RatioSpread, _) => ratio_words(spread, *put_call)?,
        (Structure::Box, _) => "box".to_owned(),
        (Structure::Synthetic, _) => "synthetic".to_owned(),
        (Structure::JellyRoll, _) => "jelly roll".to_owned(),
        (Structure::Conversion, _) => hedged("conversion"),
        (Structure::CallSpreadVersusPut, _) => "call spread vs put".to_owned(),
        (Structure::PutSpreadVersusCall, _) => "put spread vs call".to_owned(),
        (Structure::StraddleVersusCall, _) => "straddle vs call".to_owned(),
        (Structure::StraddleVersusPut, _) => "straddle vs put".to_owned(),
    };
    let (expiries, strikes) = numbers(spread);
    // Beside a name these would be asked back as per cent of spot; within a symbol they are not.
    let key = first.market();
    let market = listing.find(&key.underlying, Some(key.settlement));
    if market.is_some_and(|market| strikes.iter().all(|k| is_like_percent(*k, market))) {
        return None;
    }
    let expiries: Vec<String> = expiries.iter().map(|t| expiry_words(*t, first, listing)).collect();
    let strikes: Vec<String> = strikes.iter().map(f64::to_string).collect();
    Some(format!(
        "{}{} {} {} {words}",
        key.underlying,
        settlement_words(first, listing),
        expiries.join("/"),
        strikes.join("/")
    ))
}

/// `call 1x2 ratio`, as the reader takes it; `None` where the ratio is not in the package.
pub fn ratio_words(spread: &Spread, put_call: PutCall) -> Option<String> {
    let mut ratios: Vec<u32> = spread.legs.iter().map(|l| l.ratio.unsigned_abs()).collect();
    order::sort_by_key(&mut ratios, |ratio| *ratio);
    let [bought, sold] = ratios[..] else { return None };
    Some(format!("{} {bought}x{sold} ratio", put_call.word()))
}

/// Expiries near to far and strikes low to high; a diagonal's strikes follow its expiries, and puts
/// in a ratio count from the highest.
fn numbers(spread: &Spread) -> (Vec<Timestamp>, Vec<f64>) {
    let mut expiries: Vec<Timestamp> =
        spread.legs.iter().filter_map(|l| l.instrument.expiry()).collect();
    expiries.dedup();
    let mut strikes: Vec<f64> = spread.legs.iter().filter_map(|l| l.instrument.strike()).collect();
    if spread.structure != Structure::Diagonal {
        strikes.sort_by(f64::total_cmp);
        strikes.dedup();
    }
    let has_put =
        |leg: &Leg| matches!(leg.instrument, Instrument::Option { put_call: PutCall::Put, .. });
    if spread.structure == Structure::RatioSpread && spread.legs.iter().all(has_put) {
        strikes.reverse();
    }
    (expiries, strikes)
}

/// `+1 ETH-27NOV26-3400-C`, with the settlement where the listing would take the other one.
fn leg_words(leg: &Leg, listing: &Listing) -> String {
    let instrument = &leg.instrument;
    let underlying = &instrument.market().underlying;
    let settlement = settlement_words(instrument, listing);
    let expiry = instrument.expiry().map(|t| expiry_words(t, instrument, listing));
    let symbol = match (instrument, expiry) {
        (Instrument::Option { strike, put_call, .. }, Some(expiry)) => {
            format!("{underlying}-{expiry}-{strike}-{}", put_call.letter())
        }
        (_, Some(expiry)) => format!("{underlying}-{expiry}-FUT"),
        (_, None) => format!("{underlying}-SPOT"),
    };
    format!("{:+} {symbol}{settlement}", leg.ratio)
}

/// The expiry code, or the exact instant where the code would read as another one.
fn expiry_words(instant: Timestamp, instrument: &Instrument, listing: &Listing) -> String {
    let code = instant.expiry_code();
    let key = instrument.market();
    let reads_back = listing
        .find(&key.underlying, Some(key.settlement))
        .and_then(|market| expiry::resolve(&code, market))
        .is_some_and(|found| found.instant == instant);
    if reads_back { code } else { instant.to_iso() }
}

/// The settlement with a space in front, where leaving it out would mean the other one.
fn settlement_words(instrument: &Instrument, listing: &Listing) -> &'static str {
    let key = instrument.market();
    let default = listing.find(&key.underlying, None).map(|m| m.key.settlement);
    match key.settlement {
        settlement if default == Some(settlement) => "",
        Settlement::Inverse => " inverse",
        Settlement::Linear => " linear",
    }
}
