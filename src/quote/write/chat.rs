//! The quote as a line for a chat, and the words its parts are made of.

use crate::basics::{Direction, Instrument, PutCall, Spread, Structure, Timestamp};

use crate::overlays::words::{decimals, grouped};
use crate::quote::report::{Quote, Status};
use crate::rfq::template::has_underlying;
use crate::rfq::write::ratio_words;

/// `ETH 27NOV26 3300/3400/3500 call butterfly 100x: 0.0029 / 0.0032 ETH, theo 0.0030, …`.
pub fn line(quote: &Quote, package: &str, now: Timestamp) -> String {
    let places = quote.decimals;
    let side = |price: Option<f64>| price.map_or(String::from("-"), |p| decimals(p, places));
    let status = match quote.status {
        Status::Firm => "firm",
        Status::Indicative => "indicative",
        Status::Refer => "refer to trader",
        Status::Reject => "not quoted",
    };
    let sizes = sizes(quote);
    let measure = quote.priced_in.as_ref().map_or(String::new(), |other| {
        let side = |price: Option<f64>| price.map_or(String::from("-"), |p| decimals(p, 2));
        format!(" ({} / {} {})", side(other.bid), side(other.offer), other.unit)
    });
    let tied = quote.tied.as_ref().map_or(String::new(), |tie| {
        let reference = tie.reference;
        let places = if reference.fract() == 0.0 { 0 } else { 2 };
        format!(", tied {} vs {}", short(tie.delta), grouped(reference, places))
    });
    // Across underlyings there is no one reference, and deltas in units of each do not add up.
    let mut underlyings = quote.legs.iter().map(|leg| &leg.leg.underlying);
    let first = underlyings.next();
    let reference = if underlyings.all(|other| Some(other) == first) {
        let delta = decimals(quote.greeks.delta_premium_adjusted, 3);
        format!(", ref {}, delta {delta}", grouped(quote.reference_forward, 1))
    } else {
        String::new()
    };
    let time = now.to_iso();
    let clock = time.split_once('T').map_or(time.as_str(), |(_, clock)| clock);
    format!(
        "{package} {}x: {} / {} {}{measure}{sizes}, theo {}{reference}{tied}, {status}, {clock}",
        plain(quote.quantity),
        side(quote.bid),
        side(quote.offer),
        quote.currency,
        decimals(quote.theoretical, places),
    )
}

/// The sizes, where they are not what was asked.
fn sizes(quote: &Quote) -> String {
    let is_cut = |price: Option<f64>, size: f64| price.is_some() && size < quote.quantity;
    if !is_cut(quote.bid, quote.bid_size) && !is_cut(quote.offer, quote.offer_size) {
        return String::new();
    }
    format!(" for {}x / {}x", plain(quote.bid_size), plain(quote.offer_size))
}

/// The package as desks name it: underlying, expiries, strikes, type and structure.
pub fn package(spread: &Spread) -> String {
    if spread.structure == Structure::Custom {
        let legs = spread.legs.iter().map(|l| format!("{:+} {}", l.ratio, l.instrument.symbol()));
        return legs.collect::<Vec<_>>().join(" ");
    }
    let mut underlyings = Vec::new();
    let mut expiries = Vec::new();
    let mut strikes = Vec::new();
    let mut types = Vec::new();
    for leg in &spread.legs {
        let instrument = &leg.instrument;
        push_once(&mut underlyings, instrument.market().underlying.clone());
        if let Some(expiry) = instrument.expiry() {
            push_once(&mut expiries, expiry.expiry_code());
        }
        if let Some(strike) = instrument.strike() {
            push_once(&mut strikes, format!("{strike}"));
        }
        if let Instrument::Option { put_call, .. } = instrument {
            push_once(&mut types, *put_call);
        }
    }
    let only_type = match types.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let ratio = only_type
        .filter(|_| spread.structure == Structure::RatioSpread)
        .and_then(|put_call| ratio_words(spread, put_call));
    let kind = only_type.map_or("", PutCall::word);
    let name = match spread.structure {
        Structure::Outright => "",
        Structure::CallSpread | Structure::PutSpread => "spread",
        Structure::Butterfly => "fly",
        named => named.name(),
    };
    // The name of a ratio holds its type: one by two and one by three are other packages.
    let (kind, name) = ratio.as_deref().map_or((kind, name), |words| ("", words));
    let holds = |wanted: fn(&Instrument) -> bool| spread.legs.iter().any(|l| wanted(&l.instrument));
    let hedge = if !has_underlying(spread.structure) {
        ""
    } else if holds(|instrument| matches!(instrument, Instrument::Spot { .. })) {
        "with spot"
    } else {
        "with future"
    };
    let mirrored = if spread.direction == Direction::Short { "(short)" } else { "" };
    let parts = [
        &underlyings.join("/"),
        &expiries.join("/"),
        &strikes.join("/"),
        kind,
        name,
        hedge,
        mirrored,
    ];
    let words: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    words.join(" ")
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// A delta with at most three decimals.
fn short(x: f64) -> String {
    plain((1000.0 * x).round() / 1000.0)
}

/// A number with as many decimals as it has, at most six.
pub fn plain(x: f64) -> String {
    let text = decimals(x, 6);
    let trimmed = text.trim_end_matches('0').trim_end_matches('.');
    if trimmed.is_empty() { String::from("0") } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Leg, MarketKey};
    use crate::market::fixtures::{eth_linear, option_leg, package as spread};

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(plain(100.0), "100");
        assert_eq!(plain(0.1), "0.1");
        assert_eq!(short(-0.0001), "0");
    }

    fn market_key(leg: &Leg) -> MarketKey {
        leg.instrument.market().clone()
    }

    #[test]
    fn a_package_is_named_as_desks_name_it() {
        let market = eth_linear();
        let leg = |ratio, strike| option_leg(&market, ratio, 16.0, strike, PutCall::Call);
        let mut fly = spread(vec![leg(1, 3300.0), leg(-2, 3400.0), leg(1, 3500.0)]);
        assert_eq!(package(&fly), "+1 ETH-4DEC26-3300-C -2 ETH-4DEC26-3400-C +1 ETH-4DEC26-3500-C");
        fly.structure = Structure::Butterfly;
        assert_eq!(package(&fly), "ETH 4DEC26 3300/3400/3500 call fly");
        let put = option_leg(&market, 1, 16.0, 3300.0, PutCall::Put);
        let call = option_leg(&market, -1, 16.0, 3300.0, PutCall::Call);
        let spot = Leg { instrument: Instrument::Spot { market: market_key(&put) }, ..put.clone() };
        let mut conversion = spread(vec![spot, call, put]);
        conversion.structure = Structure::Conversion;
        assert_eq!(package(&conversion), "ETH 4DEC26 3300 conversion with spot");
        for (sold, words) in [(-2, "call 1x2 ratio"), (-3, "call 1x3 ratio")] {
            let mut ratio = spread(vec![leg(1, 3400.0), leg(sold, 3600.0)]);
            ratio.structure = Structure::RatioSpread;
            assert_eq!(package(&ratio), format!("ETH 4DEC26 3400/3600 {words}"));
        }
    }
}
