//! Text of any kind is read without a panic, and what is said of it points into it.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use spread_pricer::basics::{Issue, Listing};
use spread_pricer::market::Market;
use spread_pricer::market::sample::sample_snapshot;
use spread_pricer::rfq::{check, json, read};

/// Texts that are read, one of every form.
pub(crate) const SAMPLES: [&str; 8] = [
    "BUY +1 BUTTERFLY SPX 100 (Weeklys) 18 DEC 26 4700/4800/4900 CALL @12.50 LMT",
    "BUY +1 DIAGONAL SPX 100 18 DEC 26/20 NOV 26 5000/5100 CALL",
    "https://optionstrat.com/build/iron-condor/SPX/-.SPXW261218P4800,.SPXW261218P4750x3",
    "+1 SPXW  261218C04800000 -2 .SPXW261218C4900 x10, Acme",
    "buy BTC-CCAL-25DEC26_27NOV26-98000 -1 BTC-PERPETUAL ETH_USDC-27NOV26-1d25-C",
    r#"{"method":"private/create_block_rfq","params":{"legs":[
        {"instrument_name":"BTC-25DEC26-100000-C","amount":25,"direction":"buy"},
        {"instrument_name":"BTC-25DEC26-110000-C","amount":50,"direction":"sell"}],
        "hedge":{"instrument_name":"BTC-25DEC26","direction":"sell","price":98000,"amount":490000}}}"#,
    r#"[{"block_rfq_id":4711,"amount":12.5,"state":"open","taker":"ACME","legs":[
        {"ratio":2,"instrument_name":"ETH-25DEC26-3400-C","direction":"buy"},
        {"ratio":4,"instrument_name":"ETH-25DEC26-3600-C","direction":"sell"}]}]"#,
    r#"{"client":"Acme","quantity":10,"legs":[{"ratio":1,"kind":"option","underlying":"ETH",
        "expiry":"25DEC26","strike":3400,"type":"call","mark":{"vol":0.6}}],"priceIn":"vol"}"#,
];

static LISTING: LazyLock<Listing> =
    LazyLock::new(|| Market::default().load(&sample_snapshot()).market.unwrap().listing());

/// Reads a text and holds the reading to what every reading keeps.
fn read_soundly(text: &str) {
    let got = read(text, &LISTING);
    assert!(got.draft.is_some() || !got.issues.is_empty(), "{text:?}");
    for issue in &got.issues {
        let Some(range) = issue.path.strip_prefix("text:") else { continue };
        let (start, end) = range.split_once('-').unwrap();
        let span = text.get(start.parse().unwrap()..end.parse().unwrap());
        assert!(span.is_some(), "{text:?} {issue:?}");
    }
    assert!(got.explanation.is_none() || !got.issues.iter().any(Issue::is_reject), "{text:?}");
    if let Some(draft) = &got.draft {
        check(draft, &LISTING);
    }
    let of_block = json::block_rfq(text, &LISTING);
    assert!(of_block.is_ok() || of_block.is_err_and(|issues| !issues.is_empty()), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(1987), ..Default::default() })]

    #[test]
    fn any_text_is_read(text in "(?s).{0,200}") {
        read_soundly(&text);
    }

    #[test]
    fn text_that_begins_like_json_is_read(text in r#"[\[{][\[\]{}",:0-9a-z_.\\ -]{0,80}"#) {
        read_soundly(&text);
    }

    #[test]
    fn damaged_requests_are_read(
        sample in 0..SAMPLES.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..4_u8), 1..6),
    ) {
        let mut text: Vec<char> = SAMPLES[sample].chars().collect();
        for (at, with, how) in damage {
            if text.is_empty() {
                break;
            }
            let at = at.index(text.len());
            match how {
                0 => text[at] = with,
                1 => text.insert(at, with),
                2 => {
                    text.remove(at);
                }
                _ => text.truncate(at),
            }
        }
        read_soundly(&text.into_iter().collect::<String>());
    }
}

#[test]
fn the_samples_themselves_are_read_whole() {
    for text in SAMPLES {
        read_soundly(text);
        assert!(read(text, &LISTING).draft.is_some(), "{text}");
    }
}
