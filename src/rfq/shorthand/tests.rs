//! Lines and what they must be read as; round trips; and junk that must not panic.

use super::*;
use crate::basics::{PutCall, Structure};
use crate::rfq::build::{BuildRequest, build, recognise};
use crate::rfq::template::{needs_type, places};
use crate::rfq::{fixture, write};

/// Reads a line with a surface of one volatility.
fn read(text: &str, listing: &Listing) -> Read {
    super::read(text, listing, Some(&fixture::FlatSmile))
}

#[test]
fn the_sentence_reads_the_request_back() {
    let listing = fixture::listing();
    for (text, sentence) in [
        (
            "ETH 27NOV26 3300/3400/3500 call fly x100",
            "Client asks a two-way price in 100 ETH butterflies: +1 3300 C, −2 3400 C, +1 3500 C, \
             expiry 27 Nov 2026 08:00 UTC, inverse (coin premium).",
        ),
        (
            "buy ETH Nov/Dec 3400 call cal, Acme",
            "Acme buys 1 ETH calendar (no size given): −1 27NOV26 3400 C, +1 25DEC26 3400 C, \
             expiries 27 Nov 2026 08:00 UTC and 25 Dec 2026 08:00 UTC, inverse (coin premium).",
        ),
        (
            "sell 10 SPX 18DEC26 5000 p vs 5010 delta 45",
            "Client sells 10 SPX puts: +1 5000 P, expiry 18 Dec 2026 21:00 UTC, \
             linear (premium in the price currency), tied to 5010 with delta −0.45.",
        ),
        (
            "ETH 27NOV26 3100/3800 RR puts over 5x",
            "Client asks a two-way price in 5 ETH short risk reversals (collars): +1 3100 P, \
             −1 3800 C, expiry 27 Nov 2026 08:00 UTC, inverse (coin premium).",
        ),
    ] {
        assert_eq!(read(text, &listing).explanation.as_deref(), Some(sentence), "{text}");
    }
}

/// The part of the sentence that says the size, the name and the legs.
#[test]
fn every_structure_is_explained_back() {
    let listing = fixture::listing();
    for (text, said) in [
        ("3100/3800 collar x2", "2 ETH short risk reversals (collars): +1 3100 P, −1 3800 C"),
        ("3100/3800 collar with future x2", "2 ETH collars: +1 future, +1 3100 P, −1 3800 C"),
        ("3100/3800 guts x1", "1 ETH guts: +1 3100 C, +1 3800 P"),
        ("3400/3600/3800 call ladder x2", "2 ETH Christmas trees: +1 3400 C, −1 3600 C, −1 3800 C"),
        ("3400 strip x2", "2 ETH strips: +1 3400 C, +2 3400 P"),
        ("3400 strap x1", "1 ETH strap: +2 3400 C, +1 3400 P"),
        ("3400 combo x2", "2 ETH synthetics: +1 3400 C, −1 3400 P"),
        ("3400 conversion x2", "2 ETH conversions: +1 future, −1 3400 C, +1 3400 P"),
        (
            "3400 reversal x2",
            "2 ETH short conversions (reversals): −1 future, +1 3400 C, −1 3400 P",
        ),
        (
            "3400/3600 call backspread x1",
            "1 ETH short ratio spread (backspread): −1 3400 C, +2 3600 C",
        ),
        (
            "3200/3400/3600 cs vs p x2",
            "2 ETH call spreads versus puts: −1 3200 P, +1 3400 C, −1 3600 C",
        ),
        (
            "3200/3400/3600 put seagull x1",
            "1 ETH put spread versus call: −1 3200 P, +1 3400 P, −1 3600 C",
        ),
        (
            "3400/3600 straddle vs call x2",
            "2 ETH straddles versus calls: +1 3400 C, +1 3400 P, −1 3600 C",
        ),
        (
            "3200/3400 straddle vs put x1",
            "1 ETH straddle versus put: −1 3200 P, +1 3400 C, +1 3400 P",
        ),
    ] {
        let read = read(&format!("ETH 27NOV26 {text}"), &listing);
        let sentence = read.explanation.unwrap_or_default();
        let wanted = format!("Client asks a two-way price in {said}, expiry 27 Nov 2026 08:00 UTC");
        assert!(sentence.starts_with(&wanted), "{text}: {sentence} {:?}", read.issues);
    }
    for (text, said) in [
        (
            "3400 jelly roll x2",
            "2 ETH jelly rolls: −1 27NOV26 3400 C, +1 27NOV26 3400 P, \
          +1 25DEC26 3400 C, −1 25DEC26 3400 P",
        ),
        (
            "3200p/3800c dbl cal x1",
            "1 ETH double calendar: −1 27NOV26 3200 P, −1 27NOV26 3800 C, \
          +1 25DEC26 3200 P, +1 25DEC26 3800 C",
        ),
    ] {
        let read = read(&format!("ETH Nov/Dec {text}"), &listing);
        let sentence = read.explanation.unwrap_or_default();
        assert!(sentence.contains(said), "{text}: {sentence}");
    }
}

#[test]
fn a_wrong_word_is_pointed_at_with_the_nearest_known_one() {
    let listing = fixture::listing();
    let text = "ETH 27NOV26 3300/3400/3500 call flyy x100";
    let read = read(text, &listing);
    let issue = read.issues.first().unwrap();
    assert_eq!(issue.message, "I do not understand “flyy”; did you mean “fly”?");
    assert_eq!(issue.path, "text:32-36");
    assert_eq!(&text[32..36], "flyy");
    assert_eq!(issue.answers[0].value, "ETH 27NOV26 3300/3400/3500 call fly x100");
}

#[test]
fn answers_lead_to_a_line_without_that_question() {
    let listing = fixture::listing();
    for text in [
        "ETH 27NOV26 3100/3800 RR 50x, Acme",
        "ETH 27NOV26 3300/3400/3500 iron fly, \"Box 100x\"",
        "ETH 27NOV26 3200/3300/3500/3600 IC x5 for Acme",
        "100x 3300/3400/3500 call fly 27nov",
        "ETH 3400 call x10, Acme",
        "100 ETH 27NOV26 3400, Acme",
        "ETH 27NOV26 3300/3400/3500 x10",
        "ETH 27NOV26 3300/3500 x10",
        "ETH 26MAR27/27SEP 3400 call cal",
        "ETH Dec 3400 stradle x10",
        "ETH 27NOV26 3100c/3800p rr x10",
        "ETH-27NOV26-3100-P ETH-27NOV26-3800-C rr x10",
        "ETH 27NOV26 3400/3600/3800 call tree x10, Acme",
        "ETH 27NOV26 3100/3800 combo x10, Acme",
        "ETH Nov/Dec 3400 call strip x10, Acme",
        "ETH Nov/Dec 3400 strip x10, Acme",
        "ETH 27NOV26 3200/3400/3600 3-way x10, Acme",
        "ETH 28NOV26 3400 conversion x10, Acme",
        "ETH 28NOV26 3100/3800 collar with stock x10, Acme",
        "ETH 27NOV26 3400/3600 1x2 backspread x10, Acme",
        "ETH 27NOV26 3100/3800 reversal x10, Acme",
    ] {
        let before = read(text, &listing);
        let issue = before.issues.iter().find(|i| !i.answers.is_empty()).expect(text);
        for answer in &issue.answers {
            assert_eq!(answer.path, "text", "{text}");
            let after = read(&answer.value, &listing);
            assert!(
                after.issues.iter().all(|i| i.code != issue.code),
                "{text} -> {} -> {:?}",
                answer.value,
                after.issues
            );
            let client = |r: &Read| r.draft.as_ref().and_then(|d| d.client.clone());
            assert_eq!(client(&before), client(&after), "{}", answer.value);
        }
    }
}

#[test]
fn a_direction_is_asked_with_the_legs_that_were_made() {
    let listing = fixture::listing();
    for (text, buys) in [
        ("ETH 27NOV26 3100/3800 rr", "do you buy the 3800 call and sell the 3100 put?"),
        ("ETH 27NOV26 3100c/3800p rr", "do you buy the 3100 call and sell the 3800 put?"),
    ] {
        let read = read(text, &listing);
        let issue = &read.issues[0];
        assert_eq!(issue.message, format!("Buying the risk reversal: {buys}"));
    }
    let message = |text: &str| read(text, &listing).issues[0].message.clone();
    let counted = message("ETH 27NOV26 3300/3400 IC inner");
    assert_eq!(counted, "An iron condor needs 4 strikes; I see 2.");
    let ratio = message("ETH 27NOV26 3400 straddle 1x2");
    assert_eq!(ratio, "A straddle takes no ratio; what is 1x2?");
}

#[test]
fn junk_of_any_size_is_one_issue_and_no_panic() {
    let listing = fixture::listing();
    let long = "ETH ".repeat(250_000);
    for text in ["", "   \n ", "hello there", "🦋🦋🦋", "\u{0}\u{1}", "/////", ",,,", &long] {
        let read = read(text, &listing);
        assert_eq!(read.issues.len(), 1, "{:?}", read.issues);
        assert_eq!(read.draft, None);
    }
}

/// A deterministic generator (Marsaglia 2003, xorshift64).
struct Xorshift(u64);

impl Xorshift {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

#[test]
fn random_text_never_panics_and_paths_stay_inside_it() {
    let listing = fixture::listing();
    let mut random = Xorshift(0x2545_F491_4F6C_DD1D);
    let words: Vec<&str> = words::known()
        .chain(["ETH", "BTC", "27NOV26", "Dec", "3400", "3300/3400/3500", "x100", "1x2", "/", ","])
        .chain(["100k", "-", "–", "−2", "ETH-27NOV26-3400-C", "\"", "é", "’", "27", "2026", "1e9"])
        .chain(["999999999999999999999999999", "0", "31FEB26", ".", "..", "+", "İ.'", "1m", "DOGE"])
        .collect();
    for case in 0..20_000 {
        let mut text = String::new();
        if case % 2 == 0 {
            let bytes: Vec<u8> =
                (0..random.next(60)).map(|_| u8::try_from(random.next(256)).unwrap()).collect();
            text.push_str(&String::from_utf8_lossy(&bytes));
        } else {
            for _ in 0..random.next(12) {
                text.push_str(words[random.next(words.len())]);
                text.push_str(if random.next(4) == 0 { "" } else { " " });
            }
        }
        let read = read(&text, &listing);
        for issue in &read.issues {
            let Some(range) = issue.path.strip_prefix("text:") else { continue };
            let (start, end) = range.split_once('-').unwrap();
            let span = text.get(start.parse().unwrap()..end.parse().unwrap());
            assert!(span.is_some(), "{text:?} {issue:?}");
        }
        let has_reject = read.issues.iter().any(Issue::is_reject);
        assert!(read.explanation.is_none() || !has_reject, "{text:?}");
        if let Some(draft) = &read.draft {
            check(draft, &listing);
        }
    }
}

#[test]
fn every_structure_survives_building_writing_and_reading_in_any_order_and_scale() {
    let listing = fixture::listing();
    let mut random = Xorshift(7);
    let mut count = 0;
    for structure in Structure::ALL.iter().copied() {
        let Some((expiries, strikes)) = places(structure) else { continue };
        for put_call in [PutCall::Call, PutCall::Put] {
            let expiries = ["27NOV26", "25DEC26"].iter().take(expiries);
            let strikes = match structure {
                Structure::BrokenWingButterfly => vec![3300.0, 3400.0, 3600.0],
                _ => [3200.0, 3300.0, 3400.0, 3500.0].into_iter().take(strikes).collect(),
            };
            let request = BuildRequest {
                structure,
                underlying: "ETH".to_owned(),
                expiries: expiries.map(|e| (*e).to_owned()).collect(),
                strikes,
                put_call: needs_type(structure).then_some(put_call),
                ratio: None,
                settlement: None,
                hedge: None,
            };
            let built = build(&request, &listing).draft.unwrap();
            for (sign, scale) in [(1.0, 1.0), (1.0, 3.0), (-1.0, 1.0), (-1.0, 2.0)] {
                let mut draft = built.clone();
                draft.legs.iter_mut().for_each(|leg| leg.ratio *= sign * scale);
                for i in (1..draft.legs.len()).rev() {
                    draft.legs.swap(i, random.next(i + 1));
                }
                let named = recognise(&draft, &listing);
                assert_eq!(named.structure, structure, "{draft:?}");
                let is_short = named.direction == crate::basics::Direction::Short;
                assert_eq!(is_short, sign < 0.0, "{structure:?}");
                draft.structure = None;
                draft.client = Some("Delta Capital, Box".to_owned());
                let first = check(&draft, &listing).rfq.unwrap();
                assert_eq!(first.quantity, scale);
                let line = write(&first, &listing);
                let again = read(&line, &listing);
                assert!(again.issues.is_empty(), "{line} {:?}", again.issues);
                let second = check(&again.draft.unwrap(), &listing);
                assert!(second.issues.is_empty(), "{line} {:?}", second.issues);
                assert_eq!(second.rfq, Some(first), "{line}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 29 * 2 * 4);
}

#[test]
fn every_client_survives_writing_and_reading() {
    let listing = fixture::listing();
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let of_markets = listing.markets.iter().map(|m| m.key.underlying.clone());
    let words: Vec<String> = words::known()
        .map(capital)
        .chain(of_markets.clone())
        .chain(of_markets.map(|name| capital(&name.to_lowercase())))
        .chain(
            ["May", "March", "Front", "Next", "Acme", "Flyy", "Ehh", "Zürich 2030", "10x"]
                .map(str::to_owned),
        )
        .collect();
    let mut rfq =
        check(&read("ETH 27NOV26 3400 call x10", &listing).draft.unwrap(), &listing).rfq.unwrap();
    let mut random = Xorshift(11);
    for case in 0..2 * words.len() {
        let mut name = words[case % words.len()].clone();
        for _ in 0..random.next(3) * usize::from(case >= words.len()) {
            name = format!("{name} {}", words[random.next(words.len())]);
        }
        rfq.client = Some(name);
        let line = write(&rfq, &listing);
        let again = read(&line, &listing);
        assert!(again.issues.is_empty(), "{line} {:?}", again.issues);
        assert_eq!(check(&again.draft.unwrap(), &listing).rfq, Some(rfq.clone()), "{line}");
    }
}

#[test]
fn custom_packages_futures_and_exact_instants_survive_writing() {
    let listing = fixture::listing();
    for text in [
        "+1 ETH-27NOV26-3400-C -3 ETH-27NOV26-3600-C +1 ETH-25DEC26-FUT x25",
        "sell ETH-27NOV26-3400-C -2 BTC-27NOV26-100000-C x2 usd",
        "buy SPX 2026-12-18T14:30:00Z 5000 call x10 vs 5010 delta 0.5, Acme",
        "-1 ETH-SPOT +1 ETH-27NOV26-3400-C x10 vs 3350 delta 130, \"Über 9000\"",
        // Strikes that a name beside them would make per cent of spot.
        ".SPXW261218C4 x10",
        "+1 SPX-18DEC26-90-C -1 SPX-18DEC26-110-C x10",
        // Nothing that controls a terminal gets into a name.
        "ETH 27NOV26 3400 call x10, \"x \u{19}y\u{7f}\"",
    ] {
        let first = check(&read(text, &listing).draft.unwrap(), &listing).rfq.expect(text);
        let line = write(&first, &listing);
        let again = check(&read(&line, &listing).draft.unwrap(), &listing);
        assert_eq!(again.rfq, Some(first), "{text} -> {line}");
    }
}

#[test]
fn a_question_about_a_long_stretch_is_short() {
    let stretch = ["3,4k"; 40].join("-");
    let read = read(&format!("ETH 25DEC26 {stretch} call"), &fixture::listing());
    let longest = read.issues.iter().map(|issue| issue.message.chars().count()).max();
    assert!(longest.is_some_and(|length| length < 300), "{:?}", read.issues);
}

#[test]
fn counts_of_symbols_state_a_size() {
    let said = |text: &str| read(text, &fixture::listing()).explanation.unwrap();
    let of_ten = said("+10 BTC-25DEC26-100000-C -20 BTC-25DEC26-110000-C");
    assert!(of_ten.contains(" 10 BTC ratio spreads:"), "{of_ten}");
    let of_one = said("+1 BTC-25DEC26-100000-C -2 BTC-25DEC26-110000-C");
    assert!(of_one.contains("(no size given)"), "{of_one}");
}
