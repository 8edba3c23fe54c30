//! The bindings as JavaScript meets them: run in a dedicated worker of headless Chromium.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test should stop")]

#[path = "../it/dual.rs"]
pub mod dual;
#[path = "../it/oracles.rs"]
pub mod oracles;
#[path = "../it/oracles_black.rs"]
pub mod oracles_black;
#[path = "../it/oracles_implied_vol.rs"]
pub mod oracles_implied_vol;
#[path = "../it/same_bits.rs"]
pub mod same_bits;

use js_sys::{Array, Error as JsError, Float64Array, JSON, Reflect};
use serde::Serialize;
use spread_pricer::basics::Timestamp;
use spread_pricer::bindings::{Pricer, black_batch, implied_vols, version};
use spread_pricer::desk::demo;
use spread_pricer::market::Market;
use spread_pricer::market::sample::sample_snapshot;
use spread_pricer::math::ops;
use spread_pricer::quote::{QuoteOptions, quote_draft};
use spread_pricer::rfq::{Reading, read_with};
use tsify::Ts;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::DedicatedWorkerGlobalScope;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const FLY: &str = r#"{
    "side": "twoWay", "quantity": 100, "client": "acme",
    "legs": [
        { "ratio": 1, "kind": "option", "underlying": "ETH", "expiry": "25DEC26", "strike": 3300, "type": "call" },
        { "ratio": -2, "kind": "option", "underlying": "ETH", "expiry": "25DEC26", "strike": 3400, "type": "call" },
        { "ratio": 1, "kind": "option", "underlying": "ETH", "expiry": "25DEC26", "strike": 3500, "type": "call" }
    ]
}"#;

fn object(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

/// An argument as JavaScript would pass it, right or wrong.
fn argument<T: tsify::Tsify>(json: &str) -> Ts<T> {
    Ts::new_unchecked(object(json))
}

/// The value at a dotted path; array indexes are numbers.
fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |inner, key| {
        let key = key.parse::<u32>().map_or_else(|_| JsValue::from_str(key), JsValue::from);
        Reflect::get(&inner, &key).unwrap_or_else(|_| panic!("nothing at {path}"))
    })
}

fn number(value: &JsValue, path: &str) -> f64 {
    at(value, path).as_f64().unwrap_or_else(|| panic!("no number at {path}"))
}

fn quote(pricer: &Pricer, json: &str) -> JsValue {
    let settings = object(r#"{ "now": "2026-11-18T12:00:10Z", "seed": 7 }"#);
    pricer.quote(argument(json), settings).unwrap().into()
}

fn message(error: &JsValue) -> String {
    String::from(error.unchecked_ref::<JsError>().message())
}

#[wasm_bindgen_test]
fn the_tests_run_where_the_engine_lives() {
    assert!(js_sys::global().has_type::<DedicatedWorkerGlobalScope>());
}

#[wasm_bindgen_test]
fn the_version_is_that_of_the_crate() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn the_worked_example_returns_its_printed_numbers() {
    let pricer = Pricer::new();
    let reply = quote(&pricer, r#"{ "preset": "source_fly" }"#);
    assert_eq!(number(&reply, "quote.theoretical"), 10.0);
    assert_eq!(number(&reply, "quote.bid"), 9.8);
    assert_eq!(number(&reply, "quote.offer"), 10.2);
    assert_eq!(number(&reply, "quote.cash.net"), -100_000.0);
    assert_eq!(number(&reply, "quote.positionGreeks.vegaPerPoint"), -700.0);
}

#[wasm_bindgen_test]
fn a_preset_that_does_not_exist_is_an_issue_of_every_report() {
    let pricer = Pricer::new();
    let draft = r#"{ "preset": "sauce_fly", "quantity": 1 }"#;
    let greeks: JsValue = pricer.greeks(argument(draft)).unwrap().into();
    let payoff = pricer.payoff(argument(draft), JsValue::UNDEFINED).unwrap();
    for reply in [quote(&pricer, draft), greeks, payoff] {
        assert_eq!(at(&reply, "issues.0.code").as_string().as_deref(), Some("E-PRESET"));
    }
    let known: JsValue = pricer.greeks(argument(r#"{ "preset": " source_fly " }"#)).unwrap().into();
    assert_eq!(number(&known, "theoretical"), 10.0);
}

#[wasm_bindgen_test]
fn an_instant_beyond_the_calendar_throws() {
    let pricer = Pricer::new();
    for now in ["8.6e15", "-8.6e15", "1e300"] {
        let settings = object(&format!(r#"{{ "now": {now} }}"#));
        let thrown = pricer.quote(argument(FLY), settings).unwrap_err();
        assert!(message(&thrown).starts_with("options.now: "), "{now}");
    }
}

#[wasm_bindgen_test]
fn the_sample_fly_is_quoted_around_its_value_and_its_charges_add_up() {
    let pricer = Pricer::new();
    let reply = quote(&pricer, FLY);
    let [bid, value, offer] =
        ["quote.bid", "quote.theoretical", "quote.offer"].map(|path| number(&reply, path));
    assert!(bid < value && value < offer, "{bid} {value} {offer}");
    let charges: Array = at(&reply, "quote.charges").unchecked_into();
    let sum = |side: &str| charges.iter().map(|row| number(&row, side)).sum::<f64>();
    assert!((sum("bid") - (value - bid)).abs() < 1e-12 * value.abs().max(1.0));
    assert!((sum("offer") - (offer - value)).abs() < 1e-12 * value.abs().max(1.0));
}

#[wasm_bindgen_test]
fn reports_cross_the_border_whole() {
    // JSON is the other way from a report to an object; numbers come back as they were by both.
    fn parsed<T: Serialize>(report: &T) -> JsValue {
        object(&serde_json::to_string(report).unwrap())
    }
    let json = |value: &JsValue| String::from(JSON::stringify(value).unwrap());
    let (pricer, desk) = (Pricer::new(), demo());
    let market = Market::default().load(&sample_snapshot()).market.unwrap();
    let mut words = 0;
    for line in [
        "ETH 25DEC26 3300/3400/3500 call fly x100, Acme",
        "sell 10 BTC 25DEC26 90000/100000 strangle, “Ångström & Söhne” 🙂",
        "ETH 27NOV26/25DEC26 3400 call cal",
        "nonsense",
        "",
    ] {
        let reading = Reading { surface: Some(&market), ..Reading::default() };
        let read = read_with(line, &market.listing(), reading);
        let shown: JsValue = pricer.read(line, JsValue::UNDEFINED).unwrap().into();
        assert_eq!(json(&shown), json(&parsed(&read)), "{line}");
        let Some(draft) = read.draft else { continue };
        let now = Timestamp::parse_iso("2026-11-18T12:00:10Z");
        // A seed is the bits of the number that JavaScript states.
        let seed = 7_f64.to_bits();
        let options = QuoteOptions { now, seed, ..QuoteOptions::default() };
        let quoted = parsed(&quote_draft(&draft, &market, &desk, &options));
        let shown = quote(&pricer, &serde_json::to_string(&draft).unwrap());
        assert_eq!(json(&shown), json(&quoted), "{line}");
        words += json(&shown).len();
    }
    assert!(words > 10_000, "{words} characters");
}

#[wasm_bindgen_test]
fn a_line_is_read_quoted_and_drawn() {
    let pricer = Pricer::new();
    let read: JsValue = pricer
        .read("ETH 25DEC26 3300/3400/3500 call fly x100, Acme", JsValue::UNDEFINED)
        .unwrap()
        .into();
    let draft = at(&read, "draft");
    assert_eq!(number(&draft, "quantity"), 100.0);
    let drawn = pricer.payoff(Ts::new_unchecked(draft), JsValue::UNDEFINED).unwrap();
    let spots: Float64Array = at(&drawn, "spots").unchecked_into();
    let curve: Float64Array = at(&drawn, "atExpiry").unchecked_into();
    let peak = (0..curve.length())
        .max_by(|a, b| curve.get_index(*a).total_cmp(&curve.get_index(*b)))
        .unwrap();
    assert_eq!(spots.get_index(peak), 3400.0);
}

#[wasm_bindgen_test]
fn now_is_an_instant_in_either_form_and_nothing_else() {
    let pricer = Pricer::new();
    let until = |now: &str| {
        let reply: JsValue = pricer.quote(argument(FLY), object(now)).unwrap().into();
        at(&reply, "quote.validUntil").as_string().unwrap()
    };
    let iso = until(r#"{ "now": "2026-11-18T12:00:10Z" }"#);
    assert_eq!(iso, until(r#"{ "now": 1795003210000 }"#));
    for wrong in [r#"{ "now": "noon" }"#, r#"{ "now": 1e300 }"#, r#"{ "now": [] }"#] {
        assert!(pricer.quote(argument(FLY), object(wrong)).is_err(), "{wrong}");
    }
}

#[wasm_bindgen_test]
fn a_wrong_type_throws_an_error_that_names_the_field() {
    let mut pricer = Pricer::new();
    let wrong = FLY.replace("\"quantity\": 100", "\"quantity\": \"many\"");
    let error = pricer.quote(argument(&wrong), JsValue::UNDEFINED).unwrap_err();
    assert!(message(&error).contains("draft.quantity"), "{}", message(&error));
    let wrong = FLY.replace("\"strike\": 3400", "\"strike\": {}");
    let error = pricer.quote(argument(&wrong), JsValue::UNDEFINED).unwrap_err();
    assert!(message(&error).contains("legs[1].strike"), "{}", message(&error));
    for not_an_object in ["null", "3", "\"fly\"", "[]"] {
        assert!(pricer.quote(argument(not_an_object), JsValue::UNDEFINED).is_err());
    }
    let error = pricer.load_chain("x", object(r#"{ "att": "now" }"#)).unwrap_err();
    assert!(message(&error).contains("att"), "{}", message(&error));
    // The pricer is as good as before.
    assert!(number(&quote(&pricer, FLY), "quote.bid").is_finite());
}

#[wasm_bindgen_test]
fn a_mistyped_field_throws_instead_of_being_a_silent_default() {
    let mut pricer = Pricer::new();
    for (right, wrong) in [("\"quantity\"", "\"qty\""), ("\"ratio\"", "\"ratoi\"")] {
        let error =
            pricer.quote(argument(&FLY.replace(right, wrong)), JsValue::UNDEFINED).unwrap_err();
        assert!(message(&error).contains(wrong.trim_matches('"')), "{}", message(&error));
    }
    let switches = object(r#"{ "overlays": { "hedgingCots": false } }"#);
    let error = pricer.quote(argument(FLY), switches).unwrap_err();
    assert!(message(&error).contains("overlays.hedgingCots"), "{}", message(&error));
    let error =
        pricer.load_desk(argument(r#"{ "limits": { "total": { "vega": 10 } } }"#)).unwrap_err();
    assert!(message(&error).contains("limits.total.vega"), "{}", message(&error));
}

#[wasm_bindgen_test]
fn a_desk_file_as_it_was_reported_loads_again() {
    let mut pricer = Pricer::new();
    let report: JsValue = pricer.desk().unwrap().into();
    let again: JsValue = pricer.load_desk(Ts::new_unchecked(at(&report, "config"))).unwrap().into();
    assert_eq!(at(&again, "issues").unchecked_into::<Array>().length(), 0);
    assert_eq!(JSON::stringify(&report).unwrap(), JSON::stringify(&again).unwrap());
}

#[wasm_bindgen_test]
fn what_a_user_gets_wrong_comes_back_as_issues() {
    let pricer = Pricer::new();
    let reply = quote(&pricer, &FLY.replace("ETH", "DOGE"));
    assert!(at(&reply, "quote").is_null());
    assert_eq!(at(&reply, "issues.0.code").as_string().unwrap(), "E-UND");
    let report: JsValue = pricer.greeks(argument(&FLY.replace("ETH", "DOGE"))).unwrap().into();
    assert_eq!(at(&report, "issues.0.code").as_string().unwrap(), "E-UND");
}

#[wasm_bindgen_test]
fn a_block_rfq_is_read_and_answered_under_the_exchanges_own_names() {
    let pricer = Pricer::new();
    let message = r#"{ "block_rfq_id": 4711, "amount": 100, "taker": "acme", "legs": [
        { "instrument_name": "ETH-25DEC26-3300-C", "ratio": 1, "direction": "buy" },
        { "instrument_name": "ETH-25DEC26-3400-C", "ratio": 2, "direction": "sell" },
        { "instrument_name": "ETH-25DEC26-3500-C", "ratio": 1, "direction": "buy" }] }"#;
    let settings = || object(r#"{ "now": "2026-11-18T12:00:10Z", "seed": 7 }"#);
    let read: JsValue = pricer.read(message, JsValue::UNDEFINED).unwrap().into();
    let draft = at(&read, "draft");
    let reply = pricer.write_block_rfq_quote(message, draft, settings()).unwrap();
    let reply: JsValue = reply.into();
    let bid = number(&quote(&pricer, FLY), "quote.bid");
    let price = |leg: &str| number(&reply, &format!("bid.legs.{leg}.price"));
    assert!((price("0") - 2.0 * price("1") + price("2") - bid).abs() < 1e-12);
    assert_eq!(number(&reply, "offer.block_rfq_id"), 4711.0);
    assert_eq!(at(&reply, "offer.direction").as_string().as_deref(), Some("sell"));
    assert_eq!(at(&reply, "bid.legs.1.direction").as_string().as_deref(), Some("sell"));
    let refused = pricer.write_block_rfq_quote("{}", JsValue::NULL, settings()).unwrap();
    let refused: JsValue = refused.into();
    assert!(at(&refused, "bid").is_null() && at(&refused, "issues.0.code").is_string());
}

#[wasm_bindgen_test]
fn a_file_that_is_not_a_chain_leaves_the_market() {
    let mut pricer = Pricer::new();
    let before = number(&quote(&pricer, FLY), "quote.bid");
    for text in ["", "\u{89}PNG\r\n\u{1a}\n\0\0\0", "a,b,c\n1,2,3\n"] {
        let report: JsValue = pricer.load_chain(text, JsValue::UNDEFINED).unwrap().into();
        assert!(at(&report, "issues").unchecked_into::<Array>().length() > 0, "{text:?}");
        assert_eq!(number(&quote(&pricer, FLY), "quote.bid"), before);
    }
}

#[wasm_bindgen_test]
fn model_volatilities_come_as_an_array_and_bad_arguments_throw() {
    let pricer = Pricer::new();
    let strikes = [3000.0, 3400.0, 3800.0];
    let vols = pricer.vols("ETH", "2026-12-25T08:00:00Z", &strikes, JsValue::UNDEFINED).unwrap();
    assert!(vols.iter().all(|v| (0.2..2.0).contains(v)), "{vols:?}");
    assert!(pricer.vols("DOGE", "2026-12-25T08:00:00Z", &strikes, JsValue::UNDEFINED).is_err());
    assert!(pricer.vols("ETH", "yesterday", &strikes, JsValue::UNDEFINED).is_err());
    assert!(pricer.vols("ETH", "2026-12-25T08:00:00Z", &[-1.0], JsValue::UNDEFINED).is_err());
}

#[wasm_bindgen_test]
fn smiles_list_every_quote_and_variances_are_those_of_the_volatilities() {
    let pricer = Pricer::new();
    let smiles: JsValue = pricer.smiles("ETH", JsValue::from_str("inverse")).unwrap().into();
    assert_eq!(at(&smiles, "settlement").as_string().as_deref(), Some("inverse"));
    let first = at(&smiles, "expiries.1.quotes.0");
    assert!(number(&first, "strike") > 0.0 && at(&first, "type").is_string());
    assert!(at(&first, "dropped").is_null() || at(&first, "dropped").is_string());
    let (years, forward) =
        (number(&smiles, "expiries.1.years"), number(&smiles, "expiries.1.forward"));
    let strikes = [2800.0, 3400.0, 4200.0];
    let k = strikes.map(|strike| ops::ln(strike / forward));
    let rows = pricer.variances("ETH", JsValue::UNDEFINED, &[years, 2.0 * years], &k).unwrap();
    assert_eq!(rows.len(), 6);
    let expiry = at(&smiles, "expiries.1.expiry").as_string().unwrap();
    let vols = pricer.vols("ETH", &expiry, &strikes, JsValue::UNDEFINED).unwrap();
    for (w, vol) in rows.iter().zip(vols) {
        assert!((w - vol * vol * years).abs() < 1e-12, "{w} {vol}");
    }
}

#[wasm_bindgen_test]
fn smiles_and_variances_throw_on_what_is_not_there() {
    let pricer = Pricer::new();
    let variances = |underlying: &str, years: &[f64], k: &[f64]| {
        message(&pricer.variances(underlying, JsValue::UNDEFINED, years, k).unwrap_err())
    };
    let thrown = pricer.smiles("DOGE", JsValue::UNDEFINED).unwrap_err();
    assert_eq!(message(&thrown), "underlying: DOGE is not loaded");
    assert_eq!(variances("DOGE", &[0.1], &[0.0]), "underlying: DOGE is not loaded");
    for years in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
        assert!(variances("ETH", &[years], &[0.0]).starts_with("years: "), "{years}");
    }
    for k in [f64::NAN, f64::INFINITY, -101.0] {
        assert!(variances("ETH", &[0.1], &[k]).starts_with("k: "), "{k}");
    }
    let thrown = pricer.smiles("ETH", JsValue::from_str("cash")).unwrap_err();
    assert!(message(&thrown).starts_with("settlement: "), "{}", message(&thrown));
}

#[wasm_bindgen_test]
fn batches_price_and_invert_and_refuse_uneven_arrays() {
    let (forward, strike, years) = ([3400.0; 2], [3300.0, 3500.0], [0.1; 2]);
    let price =
        |vols: &[f64], into| black_batch(&[1, 0], &forward, &strike, &years, vols, &[1.0; 2], into);
    let rows = price(&[0.6; 2], None).unwrap();
    let prices = [rows.get_index(0), rows.get_index(14)];
    let inverted = implied_vols(&[1, 0], &prices, &forward, &strike, &years, &[1.0; 2]).unwrap();
    let vols: Float64Array = at(&inverted, "vols").unchecked_into();
    for index in 0..2 {
        assert!((vols.get_index(index) - 0.6).abs() < 1e-14);
    }
    assert!(price(&[0.6], None).is_err());
    let mine = Float64Array::new_with_length(28);
    let filled = price(&[0.6; 2], Some(mine.clone())).unwrap();
    assert_eq!((filled.to_vec(), mine.to_vec()), (rows.to_vec(), rows.to_vec()));
    assert!(price(&[0.6; 2], Some(Float64Array::new_with_length(27))).is_err());
}

#[wasm_bindgen_test]
fn a_large_batch_is_the_small_ones_in_a_row() {
    let count = 300;
    let strike: Vec<f64> = (0..count).map(|i| 2_000.0 + 10.0 * f64::from(i)).collect();
    let (forward, years, vol) = ([3400.0; 300], [0.25; 300], [0.6; 300]);
    let is_call: Vec<u8> = (0..count).map(|i| u8::from(i % 2 == 1)).collect();
    let whole = black_batch(&is_call, &forward, &strike, &years, &vol, &[0.99; 300], None).unwrap();
    let whole = whole.to_vec();
    for (i, row) in whole.chunks_exact(14).enumerate() {
        let one =
            black_batch(&is_call[i..=i], &[3400.0], &strike[i..=i], &[0.25], &[0.6], &[0.99], None);
        assert_eq!(one.unwrap().to_vec(), row, "option {i}");
    }
}

#[wasm_bindgen_test]
fn ten_thousand_calls_do_not_grow_the_memory() {
    let pricer = Pricer::new();
    let wrong = FLY.replace("\"quantity\": 100", "\"quantity\": \"many\"");
    let call = || {
        quote(&pricer, FLY);
        assert!(pricer.quote(argument(&wrong), JsValue::UNDEFINED).is_err());
        pricer.read("ETH 25DEC26 3300/3400/3500 call fly x100", JsValue::UNDEFINED).unwrap();
    };
    for _ in 0..100 {
        call();
    }
    let pages = core::arch::wasm32::memory_size(0);
    for _ in 0..10_000 {
        call();
    }
    assert_eq!(core::arch::wasm32::memory_size(0), pages, "64 KiB pages after 10,000 calls");
}
