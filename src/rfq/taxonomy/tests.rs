//! Legs with and without their underlying, and the venues' own definitions.

use super::*;
use crate::basics::{Exercise, Mark, MarketKey, Settlement, Venue};

fn market() -> MarketKey {
    MarketKey { underlying: "ETH".to_owned(), settlement: Settlement::Linear }
}

fn time(month: u8) -> Timestamp {
    Timestamp::parse_iso(&format!("2026-{month:02}-25T08:00:00Z")).unwrap()
}

fn leg(ratio: i32, instrument: Instrument) -> Leg {
    Leg { ratio, instrument, multiplier: 1.0, mark: Mark::default() }
}

/// Legs written like `+1C2 -1P1@12`: ratio, type or `F` or `S`, strike in hundreds, month.
fn legs(text: &str) -> Vec<Leg> {
    text.split(' ')
        .map(|word| {
            let (word, month) = word.split_once('@').unwrap_or((word, "11"));
            let expiry = time(month.parse().unwrap());
            let at = word.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            let ratio = word[..at].parse().unwrap();
            let strike = word[at + 1..].parse::<f64>().unwrap_or(0.0) * 100.0;
            let option = |put_call| Instrument::Option {
                market: market(),
                expiry,
                strike,
                put_call,
                exercise: Exercise::European,
            };
            leg(
                ratio,
                match &word[at..=at] {
                    "C" => option(PutCall::Call),
                    "P" => option(PutCall::Put),
                    "F" => Instrument::Future { market: market(), expiry },
                    _ => Instrument::Spot { market: market() },
                },
            )
        })
        .collect()
}

#[test]
fn an_underlying_leg_is_a_future_of_the_same_expiry_or_spot() {
    use Direction::{Long, Short};
    for (text, structure, direction) in [
        ("+1F +1P34 -1C34", Structure::Conversion, Long),
        ("+1S +1P34 -1C34", Structure::Conversion, Long),
        ("-3F -3P34 +3C34", Structure::Conversion, Short),
        ("+1F +1P31 -1C38", Structure::Collar, Long),
        ("+1F@12 +1P34 -1C34", Structure::Custom, Long),
        ("+1F +1P34 -2C34", Structure::Custom, Long),
        ("+1F -1S", Structure::Custom, Long),
        ("+1F -1S +1C34 +1P34", Structure::Custom, Long),
        ("+2F -1F +1P34 -1C34", Structure::Conversion, Long),
        ("+1C34 +1P34 -1C34@12 -1P34@12", Structure::StraddleCalendar, Short),
    ] {
        assert_eq!(recognise(&legs(text)), (structure, direction), "{text}");
    }
}

/// The venues' own definitions, each as its buyer gets it.
#[test]
fn what_venues_buy_is_what_their_definitions_say() {
    let definitions = [
        (
            Venue::Cme,
            "+1C34 -1C36; -1P32 +1P34; +1P32 +1C36; +1C33 -2C34 +1C35; +1C34@12 -1C34; \
             +1C36@12 -1C34; +1C34 -2C36; +1P34 -3P32; +2C34 -3C36; +1C32 -1P32 +1P36 -1C36; \
             +1C34 -1C36 -1P32; +1P34 -1P32 -1C36; +1C34 +1P34 -1C36; +1C34 +1P34 -1P32",
        ),
        (
            Venue::Hkex,
            "-1C34 +1C34@12; -1P34 +1P34@12; +1C36 -1P32; +1C34 -1C36; +1P34 -1P32; \
             -1C34 +1C36@12; +1C34 -1P34; +1C34 +1P34; +1P32 +1C36; +1C34 -2C36; +1P34 -2P32; \
             +1C34 -1C36 -1C38; +1P34 -1P32 -1P30; +1C34 +1P34 -1C36; +1C34 +1P34 -1P32; \
             +1C33 -2C34 +1C35",
        ),
        (
            Venue::Liffe,
            "+1C32 +1P36; +1C33 -2C34 +1C35; -1P33 +1P34 +1C34 -1C35; +1C32 -1C33 -1C34 +1C35; \
             +1C34 -1C36 -1C38; -1P30 -1P32 +1P34; -1C34 +1C34@12; -1C34 +1C36@12; \
             +1C32 -1P32 +1P36 -1C36; -1C34 +1P34 +1C34@12 -1P34@12; +1C34 -1C36 -1P32; \
             -1C36 +1P32; -1C34 +2C36; -1P34 +2P32; +1C34 -1P34 -1F",
        ),
        (
            Venue::Deribit,
            "+1C34 -1C36; +1C34 +1P34; +1P32 +1C36; +1C34@12 -1C34; +1C32 -1P32 -1C36 +1P36",
        ),
    ];
    for (venue, definitions) in definitions {
        let mut defined = Vec::new();
        for text in definitions.split("; ") {
            let (structure, direction) = recognise(&legs(text));
            assert_eq!(venue.buys(structure), Some(direction), "{venue:?} {text} {structure:?}");
            defined.push(structure);
        }
        for structure in Structure::ALL.iter().filter(|s| !defined.contains(s)) {
            assert_eq!(venue.buys(*structure), None, "{venue:?} {structure:?}");
        }
    }
}

#[test]
fn ratio_spreads_have_a_code_for_each_ratio() {
    for (text, code) in [
        ("+1C34 -2C36", Some("12")),
        ("-1P34 +3P32", Some("13")),
        ("+2C34 -3C36", Some("23")),
        ("+1C34 -5C36", None),
        ("+1C34 -1C36", Some("VT")),
        ("+1C34 -1C36 -1C38", Some("XT")),
        ("+1F +1P34 -1C34", None),
    ] {
        let legs = legs(text);
        let (structure, direction) = recognise(&legs);
        let spread = crate::basics::Spread { legs, structure, direction };
        assert_eq!(spread.cme_code(), code, "{text}");
    }
}
