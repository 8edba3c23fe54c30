//! Tied packages, and books in more than one market of an underlying, through the whole pipeline.

use crate::basics::{IssueCode, Leg, PutCall, Settlement, Severity, Spread};
use crate::desk::{
    Desk, DeskConfig, InstrumentConfig, InstrumentTerms, LimitMetric, PositionConfig,
};
use crate::market::Market;
use crate::market::fixtures::{btc_inverse_flat, eth_linear, expiry, option_leg, package};
use crate::overlays::samples::{eth_both, same_call_in_both};
use crate::rfq::{PriceIn, Rfq, Tied};

use super::golden::{config, request, risk_reversal};
use super::{Explanation, Quote, QuoteOptions, Quoted, explain, quote};

fn ask(config: &DeskConfig, rfq: &Rfq, market: &Market) -> Quoted {
    quote(rfq, market, &Desk::from_config(config).unwrap(), &QuoteOptions::default())
}

fn tied_request(spread: Spread, reference: f64, delta: Option<f64>) -> Rfq {
    let tied = Some(Tied { reference, delta });
    Rfq { tied, ..request(spread, 500.0, "two") }
}

fn tied(spread: Spread, reference: f64, delta: Option<f64>) -> Quote {
    ask(&config(), &tied_request(spread, reference, delta), &eth_linear()).quote.unwrap()
}

fn explained(spread: Spread, reference: f64, delta: Option<f64>) -> Explanation {
    let rfq = tied_request(spread, reference, delta);
    let desk = Desk::from_config(&config()).unwrap();
    explain(&rfq, &eth_linear(), &desk, &QuoteOptions::default()).explanation.unwrap()
}

fn after(quote: &Quote, metric: LimitMetric) -> f64 {
    let check = quote.checks.iter().find(|c| c.metric == metric && c.scope == "ETH");
    check.unwrap().bid.as_ref().unwrap().after
}

#[test]
fn a_tied_reference_moves_theoretical_and_both_sides_by_the_exchanged_delta() {
    let spread = risk_reversal(&eth_linear());
    let at_mid = tied(spread.clone(), 3_400.0, Some(0.5));
    let above = tied(spread.clone(), 3_410.0, Some(0.5));
    assert!((above.theoretical - at_mid.theoretical - 5.0).abs() < 1e-9);
    assert!((above.bid.unwrap() - at_mid.bid.unwrap() - 5.0).abs() < 1e-9);
    assert!((above.offer.unwrap() - at_mid.offer.unwrap() - 5.0).abs() < 1e-9);
    assert!(above.chat_line.contains(", tied 0.5 vs 3,410,"), "{}", above.chat_line);
    let tie = above.tied.as_ref().unwrap();
    assert!((tie.shift - 5.0).abs() < 1e-9 && tie.why.contains("raises both sides by 5.00"));
    let tree = explained(spread.clone(), 3_410.0, Some(0.5));
    let theoretical = &tree.children[0];
    let node = theoretical.children.iter().find(|c| c.name == "tied hedge").unwrap();
    assert_eq!((node.value, &node.why), (Some(tie.shift), &tie.why.clone().into()));
    // The model's own delta, where none is stated.
    let own = tied(spread.clone(), 3_410.0, None);
    let delta = own.greeks.delta;
    assert!((own.theoretical - at_mid.theoretical - 10.0 * delta).abs() < 1e-9);
    // A client who sells the delta with the other sign is on the other side of the reference.
    let against = tied(spread, 3_410.0, Some(-0.5));
    assert!((against.theoretical - at_mid.theoretical + 5.0).abs() < 1e-9);
}

#[test]
fn a_tied_package_has_no_static_bounds() {
    let market = eth_linear();
    let vertical = [(1, 3_400.0), (-1, 3_450.0)]
        .map(|(ratio, strike)| option_leg(&market, ratio, 44.0, strike, PutCall::Call));
    let quote = tied(package(vertical.to_vec()), 3_460.0, Some(1.0));
    assert!(quote.bid.unwrap() > 50.0, "{}", quote.chat_line);
    let row = quote.charges.iter().find(|c| c.name == "bounds").unwrap();
    assert!(row.why.contains("tied") && row.bid == Some(0.0), "{}", row.why);
    assert!(!quote.status_why.contains("outside what the package can be worth"));
}

#[test]
fn a_tied_options_volatility_is_that_of_the_option_alone() {
    let market = eth_linear();
    let call = package(vec![option_leg(&market, 1, 44.0, 3_400.0, PutCall::Call)]);
    let vol = |reference: f64| {
        let tied = Some(Tied { reference, delta: Some(0.5) });
        let price_in = Some(PriceIn::Vol);
        let rfq = Rfq { tied, price_in, ..request(call.clone(), 10.0, "two") };
        let quote = ask(&config(), &rfq, &market).quote.unwrap();
        quote.priced_in.unwrap().bid.unwrap()
    };
    assert!((vol(3_410.0) - vol(3_400.0)).abs() < 1e-6);
}

#[test]
fn tied_packages_across_underlyings_are_refused() {
    let market = eth_linear().with(btc_inverse_flat(60_300.0, 0.55).underlyings()[0].clone());
    let btc = option_leg(&market, -1, 20.0, 65_000.0, PutCall::Call);
    let eth = option_leg(&eth_linear(), 1, 16.0, 3_400.0, PutCall::Call);
    let both = eth_both();
    let pairs: [(Vec<Leg>, &Market); 2] =
        [(vec![eth, btc], &market), (same_call_in_both(&both).to_vec(), &both)];
    for (legs, market) in pairs {
        let tied = Some(Tied { reference: 3_400.0, delta: None });
        let rfq = Rfq { tied, ..request(package(legs), 10.0, "two") };
        let quoted = ask(&config(), &rfq, market);
        assert!(quoted.quote.is_none());
        let issue = quoted.issues.iter().find(|i| i.code == IssueCode::TiedReference).unwrap();
        assert_eq!(issue.severity, Severity::Reject);
        assert!(issue.message.starts_with("Tied packages on several markets are not quoted"));
        let free = Rfq { tied: None, ..rfq };
        let quote = ask(&config(), &free, market).quote.unwrap();
        for (shown, leg) in quote.legs.iter().zip(&free.spread.legs) {
            assert_eq!(shown.leg.settlement, leg.instrument.market().settlement);
        }
    }
}

#[test]
fn limits_see_the_delta_that_is_exchanged_with_its_sign() {
    let spread = risk_reversal(&eth_linear());
    let free = ask(&config(), &request(spread.clone(), 500.0, "two"), &eth_linear());
    let free = after(&free.quote.unwrap(), LimitMetric::DeltaCash);
    assert!(after(&tied(spread.clone(), 3_400.0, None), LimitMetric::DeltaCash) < 1e-6);
    let against = after(&tied(spread, 3_400.0, Some(-0.5)), LimitMetric::DeltaCash);
    assert!((against - free - 500.0 * 0.5 * 3_400.0).abs() < 1e-6);
}

/// A position in the 44-day 3400 call that settles as stated.
fn held(settlement: Settlement, quantity: f64) -> PositionConfig {
    PositionConfig {
        instrument: InstrumentConfig::Terms(InstrumentTerms {
            kind: crate::basics::InstrumentKind::Option,
            underlying: String::from("ETH"),
            expiry: Some(expiry(44.0).to_iso()),
            strike: Some(3_400.0),
            put_call: Some(PutCall::Call),
            settlement: Some(settlement),
        }),
        quantity,
    }
}

#[test]
fn the_book_in_the_other_settlement_counts_as_much() {
    let market = eth_both();
    let [linear, _] = same_call_in_both(&market);
    let rfq = request(package(vec![linear]), 100.0, "two");
    let with = |settlement: Settlement| {
        let mut config = config();
        config.limits.per_underlying.vega_per_point = 40_000.0;
        config.limits.per_underlying.bucket_vega_per_point = 30_000.0;
        config.book = vec![held(settlement, 8_000.0)];
        ask(&config, &rfq, &market).quote.unwrap()
    };
    let (same, other) = (with(Settlement::Linear), with(Settlement::Inverse));
    assert_eq!((same.bid, same.offer), (other.bid, other.offer));
    let flat = ask(&config(), &rfq, &market).quote.unwrap();
    assert!(other.bid < flat.bid && other.offer < flat.offer);
    let bucket = |quote: &Quote| after(quote, LimitMetric::BucketVegaPerPoint);
    assert!((bucket(&same) - bucket(&other)).abs() < 1e-6, "{} {}", bucket(&same), bucket(&other));
}

#[test]
fn a_marked_leg_keeps_its_mark_beside_the_same_option_in_the_book() {
    let market = eth_linear();
    let mut leg = option_leg(&market, 1, 44.0, 3_400.0, PutCall::Call);
    leg.mark.vol = Some(1.2);
    let rfq = request(package(vec![leg]), 100.0, "two");
    let measured = |quantity: f64, metric: LimitMetric| {
        let mut config = config();
        if quantity != 0.0 {
            config.book = vec![held(Settlement::Linear, quantity)];
        }
        let quote = ask(&config, &rfq, &market).quote.unwrap();
        let check = quote.checks.iter().find(|c| c.metric == metric && c.scope == "ETH").unwrap();
        (check.bid.as_ref().unwrap().after, check.before)
    };
    let theta = |quantity: f64| {
        let (after, before) = measured(quantity, LimitMetric::ThetaPerDay);
        after - before
    };
    assert!((theta(10.0) - theta(0.0)).abs() < 1e-6, "{} {}", theta(10.0), theta(0.0));
    // The notional of one instrument nets, marked or not.
    let (after, _) = measured(-100.0, LimitMetric::GrossNotional);
    assert!(after.abs() < 1e-6, "{after}");
}
