//! The worked examples, through the whole pipeline.

use crate::basics::{Asked, InstrumentKind, IssueCode, PutCall, Spread};
use crate::desk::{
    ClientConfig, Desk, DeskConfig, InstrumentConfig, InstrumentTerms, LimitSet, PositionConfig,
    Tier, demo,
};
use crate::market::Market;
use crate::market::fixtures::{eth_linear, expiry, option_leg, package};
use crate::rfq::{Rfq, RfqDraft};

use super::{Quote, QuoteOptions, quote, quote_draft};

/// The desk of the worked waterfall: everything as documented, and limits out of the way.
pub(super) fn config() -> DeskConfig {
    let mut config = DeskConfig::default();
    config.policy.liquidity.bucket_capacity = 2_000.0;
    config.policy.liquidity.half_width_share = 1.0;
    config.policy.base.min_half_ticks = 1.0;
    config.policy.adverse_selection.screen_cap = [None; 3];
    // The fixture has no report cards, and a fit without one counts as red.
    config.policy.base.red_fit_factor = 1.0;
    config.limits.per_underlying = LimitSet::uniform(1e15);
    config.limits.total = LimitSet::uniform(1e15);
    config.clients = [("one", Tier::Tier1), ("two", Tier::Tier2), ("three", Tier::Tier3)]
        .map(|(id, tier)| ClientConfig {
            id: id.to_owned(),
            name: None,
            tier,
            toxicity: None,
            enabled: None,
            override_percent: None,
        })
        .to_vec();
    config
}

/// The documented risk reversal, calls over, 44 days.
pub(super) fn risk_reversal(market: &Market) -> Spread {
    package(vec![
        option_leg(market, -1, 44.0, 3100.0, PutCall::Put),
        option_leg(market, 1, 44.0, 3750.0, PutCall::Call),
    ])
}

/// A book of `count` risk reversals.
fn book(count: f64) -> Vec<PositionConfig> {
    let position = |strike, put_call, quantity| PositionConfig {
        instrument: InstrumentConfig::Terms(InstrumentTerms {
            kind: InstrumentKind::Option,
            underlying: String::from("ETH"),
            expiry: Some(expiry(44.0).to_iso()),
            strike: Some(strike),
            put_call: Some(put_call),
            settlement: None,
        }),
        quantity,
    };
    vec![position(3100.0, PutCall::Put, -count), position(3750.0, PutCall::Call, count)]
}

pub(super) fn request(spread: Spread, quantity: f64, client: &str) -> Rfq {
    Rfq {
        id: None,
        client: Some(client.to_owned()),
        asked: Asked::TwoWay,
        quantity,
        spread,
        tied: None,
        price_in: None,
    }
}

fn quoted(config: &DeskConfig, spread: Spread, quantity: f64, client: &str) -> Quote {
    let market = eth_linear();
    let desk = Desk::from_config(config).unwrap();
    let rfq = request(spread, quantity, client);
    quote(&rfq, &market, &desk, &QuoteOptions::default()).quote.unwrap()
}

fn prices(config: &DeskConfig, quantity: f64, client: &str) -> (f64, f64) {
    let quote = quoted(config, risk_reversal(&eth_linear()), quantity, client);
    (quote.bid.unwrap(), quote.offer.unwrap())
}

fn row(quote: &Quote, name: &str) -> f64 {
    quote.charges.iter().find(|c| c.name == name).unwrap().bid.unwrap()
}

#[test]
fn the_worked_waterfall_of_500_risk_reversals() {
    let quote = quoted(&config(), risk_reversal(&eth_linear()), 500.0, "two");
    assert!((quote.theoretical - 1.4706).abs() < 5e-5);
    let expected = [
        ("base", 0.2349),
        ("liquidity", 1.5500),
        ("adverseSelection", 3.6112),
        ("inventory", 0.0174),
    ];
    for (name, charge) in expected {
        assert!((row(&quote, name) - charge).abs() < 6e-5, "{name}: {}", row(&quote, name));
    }
    // Hedge .2303 and funding .0009 share a row.
    assert!((row(&quote, "hedgingCost") - 0.2312).abs() < 1e-4);
    assert_eq!((quote.bid, quote.offer), (Some(-4.20), Some(7.15)));
}

#[test]
fn the_book_moves_the_price_both_ways() {
    let mut long = config();
    long.book = book(40_000.0);
    assert_eq!(prices(&long, 500.0, "two"), (-7.00, 4.35));
    let mut short = config();
    short.book = book(-40_000.0);
    assert_eq!(prices(&short, 500.0, "two"), (-1.40, 9.95));
    let quote = quoted(&long, risk_reversal(&eth_linear()), 500.0, "two");
    let charge: f64 = quote.theoretical - quote.bid.unwrap() - row(&quote, "tick");
    assert!((charge - 8.4312).abs() < 1e-4, "{charge}");
}

#[test]
fn tiers_and_sizes_widen_as_documented() {
    assert_eq!(prices(&config(), 500.0, "one"), (-2.20, 5.15));
    assert_eq!(prices(&config(), 500.0, "three"), (-8.60, 11.55));
    let sizes = [
        (10.0, -3.70, 6.65),
        (100.0, -3.80, 6.75),
        (500.0, -4.20, 7.15),
        (1000.0, -4.70, 7.65),
        (2000.0, -5.75, 8.70),
    ];
    for (size, bid, offer) in sizes {
        assert_eq!(prices(&config(), size, "two"), (bid, offer), "{size} lots");
    }
}

#[test]
fn the_worked_fly() {
    let market = eth_linear();
    let legs = [(1, 3300.0), (-2, 3400.0), (1, 3500.0)]
        .map(|(ratio, strike)| option_leg(&market, ratio, 16.0, strike, PutCall::Call));
    // The printed adverse row, .1965, is the 2.00 % of the source's example; at the 2.25 % of the
    // risk reversal above it is .2211. Both give the printed prices.
    let mut at_two_percent = config();
    at_two_percent.clients[1].override_percent = Some(2.0);
    for (config, adverse) in [(at_two_percent, 0.1965), (config(), 0.2211)] {
        let quote = quoted(&config, package(legs.to_vec()), 100.0, "two");
        assert!((quote.theoretical - 9.8249).abs() < 5e-5);
        let rows = [("base", 0.1123), ("liquidity", 0.4751), ("adverseSelection", adverse)];
        for (name, charge) in rows {
            assert!((row(&quote, name) - charge).abs() < 6e-5, "{name}: {}", row(&quote, name));
        }
        assert_eq!((quote.bid, quote.offer), (Some(9.00), Some(10.65)));
    }
}

#[test]
fn the_example_of_the_brief() {
    let draft = RfqDraft { preset: Some(String::from("source_fly")), ..RfqDraft::default() };
    let options = QuoteOptions::default();
    let quoted = quote_draft(&draft, &Market::default(), &demo(), &options);
    let quote = quoted.quote.unwrap_or_else(|| panic!("{:?}", quoted.issues));
    assert_eq!((quote.bid, quote.offer), (Some(9.80), Some(10.20)));
    assert_eq!(quote.theoretical, 10.0);
    // Cash counts 100 units a contract, the price one: it is a price per spread.
    assert_eq!((quote.cash.net, quote.per.as_str()), (-100_000.0, "spread"));
    let cash: Vec<f64> = quote.legs.iter().map(|l| l.cash).collect();
    assert_eq!(cash, [-1_550_000.0, 2_200_000.0, -750_000.0]);
    assert_eq!(quote.position_greeks.vega_per_point, -700.0);
    assert!((quote.premium_at_stake - 10.0).abs() < 1e-12, "{}", quote.premium_at_stake);
    for charge in &quote.charges {
        let expected = if charge.name == "adverseSelection" { 0.2 } else { 0.0 };
        assert!((charge.bid.unwrap() - expected).abs() < 1e-12, "{} {:?}", charge.name, charge.bid);
        assert!((charge.offer.unwrap() - expected).abs() < 1e-12, "{}", charge.name);
    }
    let vols: Vec<f64> = quote.legs.iter().map(|l| l.leg.vol.unwrap()).collect();
    for (vol, printed) in vols.iter().zip([0.619568, 0.600432, 0.584568]) {
        assert!((vol - printed).abs() < 1e-6, "{vol} against {printed}");
    }
    assert!((quote.client.fraction - 0.02).abs() < 1e-15);
    assert_eq!(quote.legs[0].leg.marked, ["price", "vega"]);
    assert!(quote.cash.note.is_some());
}

#[test]
fn an_unknown_preset_is_refused_and_a_presets_legs_can_be_replaced() {
    let mut draft = RfqDraft { preset: Some(String::from("other")), ..RfqDraft::default() };
    let options = QuoteOptions::default();
    let refused = quote_draft(&draft, &Market::default(), &demo(), &options);
    assert!(refused.quote.is_none());
    assert_eq!(refused.issues[0].code, IssueCode::Preset);
    draft.preset = Some(String::from("source_fly"));
    draft.quantity = 50.0;
    let halved = quote_draft(&draft, &Market::default(), &demo(), &options).quote.unwrap();
    assert_eq!((halved.quantity, halved.cash.net), (50.0, -50_000.0));
}
