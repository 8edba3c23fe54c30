//! Marks, ticks, ids and reasons on the quote, through the whole pipeline.

use crate::basics::{Instrument, IssueCode, Leg, PutCall, TickSchedule, TickStep};
use crate::desk::{Desk, DeskConfig, OverlaySwitches};
use crate::market::fixtures::{btc_inverse_flat, call_on_screen, eth_linear, option_leg, package};
use crate::market::{Market, QuotedOption};
use crate::rfq::{PriceIn, Rfq, Tied};

use super::golden::{config, request};
use super::{Quote, QuoteOptions, Status, explain, quote};

fn ask(config: &DeskConfig, rfq: &Rfq, market: &Market, overlays: OverlaySwitches) -> Quote {
    let options = QuoteOptions { overlays, ..QuoteOptions::default() };
    let desk = Desk::from_config(config).unwrap();
    let quoted = quote(rfq, market, &desk, &options);
    quoted.quote.unwrap_or_else(|| panic!("{:?}", quoted.issues))
}

fn plain(rfq: &Rfq, market: &Market) -> Quote {
    ask(&config(), rfq, market, OverlaySwitches::default())
}

fn call(market: &Market) -> Leg {
    option_leg(market, 1, 44.0, 3_400.0, PutCall::Call)
}

fn why(quote: &Quote, row: &str) -> String {
    quote.charges.iter().find(|c| c.name == row).unwrap().why.clone()
}

#[test]
fn decimals_show_both_prices_across_a_step_of_the_ticks() {
    let mut eth = eth_linear().underlyings()[0].clone();
    let theoretical =
        plain(&request(package(vec![call(&eth_linear())]), 10.0, "two"), &eth_linear());
    // The bid is in the finer step, theoretical in the coarser one.
    let above = 0.5 * (theoretical.bid.unwrap() + theoretical.theoretical);
    let steps = vec![TickStep { above, tick: 1.0 }];
    eth.contract.outright_tick = TickSchedule { base: 0.05, steps };
    let market = Market::from_underlyings(vec![eth]);
    let quote = plain(&request(package(vec![call(&market)]), 10.0, "two"), &market);
    assert_eq!((quote.tick, quote.decimals), (1.0, 2));
    let bid = format!("{:.2}", quote.bid.unwrap());
    assert!(quote.chat_line.contains(&format!(": {bid} / ")), "{}", quote.chat_line);
}

#[test]
fn prices_are_per_unit_where_a_contract_is_of_several() {
    let market = eth_linear();
    let mut of_one = request(package(vec![call(&market)]), 10.0, "two");
    of_one.tied = Some(Tied { reference: 3_400.0, delta: Some(0.5) });
    let mut of_ten = of_one.clone();
    of_ten.spread.legs[0].multiplier = 10.0;
    for (rfq, per) in [(of_one, "spread"), (of_ten, "unit")] {
        let quote = plain(&rfq, &market);
        assert_eq!(quote.per, per);
        assert!(quote.tied.as_ref().unwrap().why.contains(&format!(" per {per} at 3400.00")));
        let desk = Desk::from_config(&config()).unwrap();
        let explained = explain(&rfq, &market, &desk, &QuoteOptions::default());
        let tree = serde_json::to_string(&explained.explanation).unwrap();
        assert!(tree.contains(&format!("units of the hedge per {per}")), "{tree}");
    }
}

#[test]
fn a_marked_leg_has_no_screen_cap() {
    let mut eth = eth_linear().underlyings()[0].clone();
    let model = plain(&request(package(vec![call(&eth_linear())]), 10.0, "two"), &eth_linear());
    let screen = [model.theoretical - 0.5, model.theoretical + 0.5];
    eth.chain[1].quotes = vec![call_on_screen(3_400.0, screen, Some(1_000.0))];
    let market = Market::from_underlyings(vec![eth]);
    let mut config = config();
    config.policy.adverse_selection.screen_cap = [Some(1.0), Some(1.5), None];
    let cap = |leg: Leg| {
        let rfq = request(package(vec![leg]), 10.0, "two");
        let quote = ask(&config, &rfq, &market, OverlaySwitches::default());
        quote.charges.iter().find(|c| c.name == "screenCap").unwrap().bid.unwrap()
    };
    assert!(cap(call(&market)) < 0.0);
    let mut marked = call(&market);
    marked.mark.vol = Some(0.7);
    assert_eq!(cap(marked), 0.0);
}

#[test]
fn the_screen_cap_grows_with_the_root_of_a_size_beyond_the_screens_depth() {
    let mut eth = eth_linear().underlyings()[0].clone();
    let mut config = config();
    config.policy.adverse_selection.screen_cap = [Some(0.8), Some(1.0), None];
    config.policy.adverse_selection.screen_depth = 10.0;
    // A hundred contracts at the forward of 3,400.
    config.policy.adverse_selection.least_screen_notional = 340_000.0;
    let mut cap = |screen: Option<f64>, quantity: f64, client: &str| {
        let quoted = call_on_screen(3_400.0, [280.0, 281.0], screen);
        let ask_size = screen.map(|size| 2.0 * size);
        eth.chain[1].quotes = vec![QuotedOption { ask_size, ..quoted }];
        let market = Market::from_underlyings(vec![eth.clone()]);
        let rfq = request(package(vec![call(&market)]), quantity, client);
        let quote = ask(&config, &rfq, &market, OverlaySwitches::default());
        let of = |name: &str| quote.charges.iter().find(|c| c.name == name).unwrap();
        let before = ["base", "hedgingCost", "liquidity", "adverseSelection", "inventory"];
        let charged: f64 = before.iter().map(|name| of(name).offer.unwrap()).sum();
        let row = of("screenCap");
        (charged + row.offer.unwrap(), row.why.contains("assumed"))
    };
    let close = |(got, _): (f64, bool), wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got}");
    close(cap(Some(200.0), 2_000.0, "two"), 0.5);
    close(cap(Some(200.0), 2_000.0, "one"), 0.4);
    close(cap(Some(200.0), 8_000.0, "two"), 1.0);
    close(cap(Some(50.0), 4_000.0, "two"), 1.0);
    close(cap(None, 4_000.0, "two"), 1.0);
    assert!(cap(None, 4_000.0, "two").1 && !cap(Some(200.0), 200.0, "two").1);
}

#[test]
fn a_marked_price_without_a_volatility_goes_to_a_trader() {
    let market = eth_linear();
    let mut leg = option_leg(&market, 1, 44.0, 3_000.0, PutCall::Call);
    let at = |price: Option<f64>, leg: &mut Leg| {
        leg.mark.price = price;
        plain(&request(package(vec![leg.clone()]), 10.0, "two"), &market)
    };
    let model = at(None, &mut leg).theoretical;
    let below_intrinsic = at(Some(390.0), &mut leg);
    assert_eq!(below_intrinsic.status, Status::Refer, "{}", below_intrinsic.status_why);
    assert!(below_intrinsic.status_why.contains("has no implied volatility"));
    for price in [model, model + 1.0] {
        let quote = at(Some(price), &mut leg);
        assert!(!quote.status_why.contains("implied volatility"), "{}", quote.status_why);
    }
}

#[test]
fn a_poor_fit_is_said_to_widen_only_what_it_widens() {
    // The fixture's fits have no report card and count as poor.
    let market = eth_linear();
    let rfq = request(package(vec![call(&market)]), 10.0, "two");
    let all = OverlaySwitches::default();
    let said = |factor: f64, overlays: OverlaySwitches| {
        let mut config = config();
        config.policy.base.red_fit_factor = factor;
        let desk = Desk::from_config(&config).unwrap();
        let issues =
            quote(&rfq, &market, &desk, &QuoteOptions { overlays, ..Default::default() }).issues;
        issues.into_iter().find(|i| i.code == IssueCode::MarketWide).unwrap().message
    };
    let poor = "The volatility fit of a leg’s expiry is poor";
    assert_eq!(said(2.0, all), format!("{poor}; its base is wider for it."));
    assert_eq!(said(1.0, all), format!("{poor}."));
    assert_eq!(said(2.0, OverlaySwitches { base: false, ..all }), format!("{poor}."));
}

#[test]
fn the_id_tells_requests_switches_and_desks_apart() {
    let market = eth_linear();
    let rfq = request(package(vec![call(&market)]), 10.0, "two");
    let all = OverlaySwitches::default();
    let first = ask(&config(), &rfq, &market, all).id;
    assert_eq!(first, ask(&config(), &rfq, &market, all).id);
    let mut marked = rfq.clone();
    marked.spread.legs[0].mark.vol = Some(0.7);
    let tied = Rfq { tied: Some(Tied { reference: 3_400.0, delta: None }), ..rfq.clone() };
    let in_vol = Rfq { price_in: Some(PriceIn::Vol), ..rfq.clone() };
    let mut sized = rfq.clone();
    sized.spread.legs[0].multiplier = 10.0;
    for other in [marked, tied, in_vol, sized] {
        assert_ne!(first, ask(&config(), &other, &market, all).id, "{other:?}");
    }
    let without = OverlaySwitches { liquidity: false, ..all };
    assert_ne!(first, ask(&config(), &rfq, &market, without).id);
    let mut newer = config();
    newer.version = String::from("another");
    assert_ne!(first, ask(&newer, &rfq, &market, all).id);
}

#[test]
fn why_there_are_no_bounds_is_the_reason_that_holds() {
    let market = eth_linear().with(btc_inverse_flat(60_300.0, 0.55).underlyings()[0].clone());
    let btc = option_leg(&market, -1, 20.0, 65_000.0, PutCall::Call);
    let eth = call(&eth_linear());
    let later = option_leg(&eth_linear(), -1, 16.0, 3_400.0, PutCall::Call);
    let key = eth.instrument.market().clone();
    let expiry = eth.instrument.expiry().unwrap();
    let future = Leg { instrument: Instrument::Future { market: key, expiry }, ..eth.clone() };
    for (legs, reason) in [
        (vec![eth.clone(), later], "the legs expire apart"),
        (vec![future], "there is no option"),
        (vec![eth, btc], "the legs are on different markets"),
    ] {
        let quote = plain(&request(package(legs), 10.0, "two"), &market);
        assert!(why(&quote, "bounds").contains(reason), "{}", why(&quote, "bounds"));
    }
}
