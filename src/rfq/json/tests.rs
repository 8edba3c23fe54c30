//! Messages of the exchange and drafts of ours, whole and wrong.

use super::*;
use crate::basics::{Issue, Settlement, Structure};
use crate::rfq::{check, fixture, read};

/// A taker's call, with a hedge in an inverse future.
const CREATE: &str = r#"{"jsonrpc":"2.0","id":7,"method":"private/create_block_rfq","params":{
    "legs":[{"instrument_name":"BTC-27NOV26-100000-C","amount":25,"direction":"buy"},
            {"instrument_name":"BTC-27NOV26-105000-C","amount":50,"direction":"sell"}],
    "hedge":{"instrument_name":"BTC-27NOV26","direction":"sell","price":98000,"amount":490000},
    "label":"desk 4","makers":["ONE"],"something_new":{"x":[1]}}}"#;

/// What makers are told.
const MAKER: &str = r#"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"block_rfq.maker.BTC",
    "data":{"block_rfq_id":4711,"state":"open","role":"maker","amount":12.5,"min_trade_amount":12.5,
    "combo_id":null,"legs":[{"ratio":2,"instrument_name":"BTC-27NOV26-98000-C","direction":"buy"},
    {"ratio":2,"instrument_name":"BTC-27NOV26-98000-P","direction":"buy"}],"taker":"HUNT",
    "taker_rating":"1-2","disclosed":true,"creation_timestamp":1,"expiration_timestamp":300001,
    "index_prices":{"btc_usd":98000.0},"trades":null}}}"#;

/// A draft of ours.
const DRAFT: &str = r#"{"client":"Acme","side":"buy","quantity":10,"legs":[
    {"ratio":1,"kind":"option","underlying":"ETH","expiry":"27NOV26","strike":3400,"type":"call"},
    {"ratio":-1,"kind":"option","underlying":"ETH","expiry":"27NOV26","strike":3600,"type":"call",
     "mark":{"vol":0.6}}],"structure":"call spread","tied":{"reference":3350,"delta":0.2}}"#;

fn codes(read: &Read) -> Vec<String> {
    read.issues.iter().map(|i| format!("{} at {}", i.code.as_str(), i.path)).collect()
}

#[test]
fn a_takers_call_is_reduced_to_whole_ratios_and_its_hedge_to_a_delta() {
    let listing = fixture::listing();
    let got = read(CREATE, &listing);
    assert_eq!(codes(&got), Vec::<String>::new());
    let draft = got.draft.unwrap();
    assert_eq!((draft.id.as_deref(), draft.quantity), (Some("desk 4"), 25.0));
    let ratios: Vec<f64> = draft.legs.iter().map(|l| l.ratio).collect();
    assert_eq!(ratios, [1.0, -2.0]);
    assert!(draft.legs.iter().all(|l| l.settlement == Some(Settlement::Inverse)));
    // 490 000 at 98 000 is five coins sold against 25 structures bought.
    let tied = draft.tied.unwrap();
    assert_eq!((tied.reference, tied.delta), (98_000.0, Some(0.2)));
    assert_eq!(
        got.explanation.as_deref(),
        Some(
            "Client asks a two-way price in 25 BTC ratio spreads: +1 100000 C, −2 105000 C, \
             expiry 27 Nov 2026 08:00 UTC, inverse (coin premium), tied to 98000 with delta 0.2."
        )
    );
    // The parameters alone are the same request.
    let params = serde_json::from_str::<Value>(CREATE).unwrap()["params"].to_string();
    assert_eq!(read(&params, &listing).draft, Some(draft));
}

#[test]
fn a_makers_view_keeps_the_exchanges_ratios_and_is_netted_by_the_check() {
    let listing = fixture::listing();
    let got = read(MAKER, &listing);
    assert_eq!(codes(&got), Vec::<String>::new());
    let draft = got.draft.unwrap();
    assert_eq!((draft.id.as_deref(), draft.client.as_deref()), (Some("4711"), Some("HUNT")));
    assert_eq!(draft.quantity, 12.5);
    assert!(draft.legs.iter().all(|leg| leg.ratio == 2.0));
    let rfq = check(&draft, &listing).rfq.unwrap();
    assert_eq!((rfq.quantity, rfq.spread.structure), (25.0, Structure::Straddle));
    // The result of a call, one in a list, and the bare object say the same.
    let data = serde_json::from_str::<Value>(MAKER).unwrap()["params"]["data"].to_string();
    for (text, notes) in [
        (data.clone(), 0),
        (format!(r#"{{"id":1,"result":{data}}}"#), 0),
        (format!(r#"{{"result":[{data},{data}]}}"#), 1),
        (format!(r#"{{"result":{{"block_rfqs":[{data}],"continuation":null}}}}"#), 0),
    ] {
        let again = read(&text, &listing);
        assert_eq!(again.draft.as_ref(), Some(&draft), "{text}");
        assert_eq!(again.issues.len(), notes, "{text}");
    }
    let (block, _) = block_rfq(MAKER, &listing).unwrap();
    assert_eq!((block.id, block.amount, block.legs.len()), (Some(4711), 12.5, 2));
    assert_eq!(block.legs[0].instrument_name, "BTC-27NOV26-98000-C");
}

#[test]
fn decimal_amounts_reduce_exactly() {
    let listing = fixture::listing();
    let ask = |a: &str, b: &str| {
        let text = format!(
            r#"{{"legs":[{{"instrument_name":"ETH-27NOV26-3400-C","amount":{a},"direction":"buy"}},
            {{"instrument_name":"ETH-27NOV26-3600-C","amount":{b},"direction":"sell"}}]}}"#
        );
        let draft = read(&text, &listing).draft.unwrap();
        (draft.quantity, draft.legs[0].ratio, draft.legs[1].ratio)
    };
    assert_eq!(ask("0.1", "0.3"), (0.1, 1.0, -3.0));
    assert_eq!(ask("0.3", "0.2"), (0.1, 3.0, -2.0));
    assert_eq!(ask("1e2", "250.0"), (50.0, 2.0, -5.0));
    assert_eq!(ask("12.5", "12.5"), (12.5, 1.0, -1.0));
}

#[test]
fn hedges_in_any_future_become_coins() {
    let listing = fixture::listing();
    let ask = |hedge: &str| {
        let text = MAKER.replace(r#""combo_id":null"#, &format!(r#""hedge":{hedge}"#));
        read(&text, &listing)
    };
    let perpetual = ask(
        r#"{"instrument_name":"BTC-PERPETUAL","direction":"buy","price":100000,"amount":500000}"#,
    );
    // Five coins bought against twelve and a half structures.
    assert_eq!(perpetual.draft.clone().unwrap().tied.unwrap().delta, Some(-0.4));
    assert_eq!(codes(&perpetual), ["W-APPROX at hedge.instrument_name"]);
    let linear = ask(
        r#"{"instrument_name":"BTC_USDC-27NOV26","direction":"sell","price":100000,"amount":5}"#,
    );
    assert_eq!(linear.draft.unwrap().tied.unwrap().delta, Some(0.4));
    for (hedge, wanted) in [
        (
            r#"{"instrument_name":"BTC-PERPETUAL","price":1,"amount":1}"#,
            "Q-TIED-REF at hedge.direction",
        ),
        (
            r#"{"instrument_name":"ETH-PERPETUAL","direction":"buy","price":1,"amount":1}"#,
            "E-UND at hedge.instrument_name",
        ),
        (
            r#"{"instrument_name":"BTC-27NOV26-98000-C","direction":"buy","price":1,"amount":1}"#,
            "E-UND at hedge.instrument_name",
        ),
        (
            r#"{"instrument_name":"BTC-PERPETUAL","direction":"buy","price":-1,"amount":1}"#,
            "E-SYNTAX at hedge.price",
        ),
        (r#""BTC-PERPETUAL""#, "E-SYNTAX at hedge"),
    ] {
        assert_eq!(codes(&ask(hedge)), [wanted], "{hedge}");
    }
}

#[test]
fn amounts_of_inverse_futures_are_currency() {
    let listing = fixture::listing();
    let ask = |legs: &str| read(&format!(r#"{{"legs":[{legs}]}}"#), &listing);
    // The listing's forward is 98 196: 200 000 is 2.04 coins, in steps of 0.1.
    let future = ask(r#"{"instrument_name":"BTC-27NOV26","amount":200000,"direction":"sell"}"#);
    assert_eq!(codes(&future), ["W-APPROX at legs[0].amount"]);
    let draft = future.draft.unwrap();
    assert_eq!((draft.quantity, draft.legs[0].ratio), (2.0, -1.0));
    let option = r#"{"instrument_name":"BTC-27NOV26-100000-C","amount":10,"direction":"buy"}"#;
    let with = |amount: i32| {
        ask(&format!(
            r#"{option},{{"instrument_name":"BTC-27NOV26","amount":{amount},"direction":"sell"}}"#
        ))
    };
    let even = with(982_000);
    assert_eq!(even.draft.unwrap().legs[1].ratio, -1.0);
    assert_eq!(codes(&with(400_000)), ["E-RATIO at legs[1].amount"]);
}

#[test]
fn what_is_wrong_is_said_at_its_path() {
    let listing = fixture::listing();
    for (text, wanted) in [
        ("{", "E-SYNTAX at text"),
        ("[{},{", "E-SYNTAX at text"),
        ("{]", "E-SYNTAX at text"),
        ("[]", "E-SYNTAX at "),
        (r#"["x"]"#, "E-SYNTAX at "),
        ("{}", "E-LEGS-0 at legs"),
        (r#"{"error":{"code":-32602,"message":"Invalid params"}}"#, "E-SYNTAX at "),
        (r#"{"method":"public/ticker","params":{}}"#, "E-SYNTAX at "),
        (r#"{"method":"subscription","params":{"channel":"ticker.X","data":{}}}"#, "E-SYNTAX at "),
        (r#"{"block_rfq_id":1,"legs":[]}"#, "E-LEGS-0 at legs"),
        (r#"{"block_rfq_id":1,"legs":{}}"#, "E-SYNTAX at legs"),
        (r#"{"block_rfq_id":1,"amount":1,"legs":[7]}"#, "E-SYNTAX at legs[0]"),
    ] {
        assert_eq!(codes(&read(text, &listing)), [wanted], "{text}");
    }
    for (from, to, wanted) in [
        ("BTC-27NOV26-98000-P", "BTC-27NOV26-98000-Q", "E-UND at legs[1].instrument_name"),
        ("BTC-27NOV26-98000-P", "SOL-27NOV26-98-P", "E-UND at legs[1].instrument_name"),
        ("BTC-27NOV26-98000-P", "BTC_USDC-27NOV26-98-P", "E-UND at legs[1].instrument_name"),
        ("BTC-27NOV26-98000-P", "BTC-31FEB27-98000-P", "E-EXP at legs[1].instrument_name"),
        (r#""ratio":2"#, r#""ratio":1.5"#, "E-RATIO at legs[0].ratio"),
        (r#""ratio":2"#, r#""ratio":"2""#, "E-SYNTAX at legs[0].ratio"),
        (r#""amount":12.5"#, r#""amount":"12.5""#, "E-SYNTAX at amount"),
        (r#""amount":12.5"#, r#""amount":-1"#, "E-QTY at amount"),
        (r#""direction":"buy""#, r#""direction":"long""#, "E-SYNTAX at legs[0].direction"),
        (r#""direction":"buy""#, r#""way":"buy""#, "E-SYNTAX at legs[0].direction"),
        (r#""state":"open""#, r#""state":"filled""#, "W-NOT-USED at state"),
    ] {
        let got = codes(&read(&MAKER.replacen(from, to, 1), &listing));
        assert_eq!(got.first().map(String::as_str), Some(wanted), "{to}");
    }
}

#[test]
fn a_draft_is_read_whole_and_its_wrong_fields_are_named_all_at_once() {
    let listing = fixture::listing();
    let got = read(DRAFT, &listing);
    assert_eq!(codes(&got), Vec::<String>::new());
    let serde: crate::rfq::RfqDraft = serde_json::from_str(DRAFT).unwrap();
    assert_eq!(got.draft, Some(serde));
    assert!(got.explanation.unwrap().starts_with("Acme buys 10 ETH call spreads"));
    let list = read(&format!("[{DRAFT},{DRAFT},{DRAFT}]"), &listing);
    assert_eq!(list.issues[0].message, "There are 3 requests; this is the first of them.");
    assert_eq!(list.draft.unwrap().legs.len(), 2);
    let wrong = DRAFT
        .replacen(r#""ratio":1"#, r#""ratio":"one""#, 1)
        .replacen("option", "warrant", 1)
        .replacen(r#""side":"buy""#, r#""side":"both""#, 1)
        .replacen(r#""vol""#, r#""volatility""#, 1)
        .replacen(r#""client""#, r#""customer""#, 1);
    assert_eq!(
        codes(&read(&wrong, &listing)),
        [
            "E-SYNTAX at customer",
            "E-SYNTAX at side",
            "E-SYNTAX at legs[0].ratio",
            "E-SYNTAX at legs[0].kind",
            "E-SYNTAX at legs[1].mark.volatility",
        ]
    );
}

#[test]
fn size_and_depth_are_bounded() {
    let listing = fixture::listing();
    for text in [
        format!("[{}]", "[],".repeat(MAX_BYTES)),
        "[".repeat(1_000_000),
        r#"{"a":"#.repeat(150_000),
        format!(r#"{{"legs":[{}]}}"#, vec![r#"{"instrument_name":"X"}"#; 20_000].join(",")),
    ] {
        let got = read(&text, &listing);
        assert!(got.draft.is_none() && !got.issues.is_empty());
        assert!(got.issues.len() <= 1_000 && got.issues.iter().any(Issue::is_reject));
    }
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(
        read(&deep, &listing).issues[0].message,
        "The JSON is nested too deeply for a request."
    );
}

const SAMPLES: [&str; 3] = [CREATE, MAKER, DRAFT];

/// What may stand in for a value.
const VALUES: [&str; 12] = [
    "null",
    "true",
    "-1",
    "0",
    "1e300",
    "0.1",
    "\"\"",
    "\"buy\"",
    "[]",
    "{}",
    "[{}]",
    "\"BTC-PERPETUAL\"",
];

/// Every value of a tree, replaced in turn.
fn replaced(value: &Value, at: &mut usize, with: &Value) -> Value {
    if *at == 0 {
        *at = usize::MAX;
        return with.clone();
    }
    *at = at.saturating_sub(1);
    match value {
        Value::Array(list) => list.iter().map(|v| replaced(v, at, with)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(k, v)| (k.clone(), replaced(v, at, with))).collect())
        }
        other => other.clone(),
    }
}

fn is_sound(text: &str) {
    let listing = fixture::listing();
    let got = read(text, &listing);
    assert!(got.draft.is_some() || !got.issues.is_empty(), "{text}");
    assert!(got.explanation.is_none() || !got.issues.iter().any(Issue::is_reject), "{text}");
    if let Some(draft) = &got.draft {
        check(draft, &listing);
    }
    let _ = block_rfq(text, &listing);
}

#[test]
fn any_value_in_any_place_is_read_without_a_panic() {
    for sample in SAMPLES {
        let tree: Value = serde_json::from_str(sample).unwrap();
        for with in VALUES {
            let with: Value = serde_json::from_str(with).unwrap();
            for place in 0..60 {
                is_sound(&replaced(&tree, &mut { place }, &with).to_string());
            }
        }
    }
}
