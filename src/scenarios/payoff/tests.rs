//! Payoffs of worked packages, and what no payoff may ever be.

use super::*;
use crate::basics::{Instrument, Leg, Mark, Settlement};
use crate::market::SmileDynamics;
use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg, package};
use crate::scenarios::{ScenarioDraft, Tail, ViewDraft};

fn fly() -> (Market, Valuation) {
    let market = eth_linear();
    let legs = [(1, 3300.0), (-2, 3400.0), (1, 3500.0)]
        .map(|(ratio, strike)| option_leg(&market, ratio, 16.0, strike, PutCall::Call));
    let valuation = value(&package(legs.to_vec()), &market).unwrap();
    (market, valuation)
}

#[test]
fn a_fly_peaks_at_its_body_and_breaks_even_where_documented() {
    // The worked fly: the client pays 10.22: breakevens 3310.22 and 3489.78, +89.78 / −10.22.
    let (market, valuation) = fly();
    let request = PayoffRequest { price: Some(10.22), ..PayoffRequest::default() };
    let curve = payoff(&valuation, &market, &request).unwrap();
    let facts = &curve.facts;
    assert!((facts.breakevens[0] - 3310.22).abs() < 1e-9);
    assert!((facts.breakevens[1] - 3489.78).abs() < 1e-9);
    assert!((facts.max_profit.unwrap() - 89.78).abs() < 1e-9);
    assert!((facts.max_loss.unwrap() + 10.22).abs() < 1e-9);
    let peak = (0..curve.curves.spots.len())
        .max_by(|a, b| curve.curves.at_expiry[*a].total_cmp(&curve.curves.at_expiry[*b]))
        .unwrap();
    assert_eq!(curve.curves.spots[peak], 3400.0);
    assert!(!facts.model_dependent);
}

#[test]
fn the_curve_of_today_passes_through_theoretical_value_at_spot() {
    let (market, valuation) = fly();
    let request = PayoffRequest { lowest: Some(3000.0), ..PayoffRequest::default() };
    let curve = payoff(&valuation, &market, &request).unwrap();
    let at_spot = curve.curves.spots.iter().position(|s| *s == 3400.0).unwrap();
    assert!(curve.curves.today[at_spot].abs() < 1e-9, "{}", curve.curves.today[at_spot]);
}

#[test]
fn a_calendar_depends_on_the_model_and_is_bounded() {
    let market = eth_linear();
    let legs = vec![
        option_leg(&market, -1, 16.0, 3400.0, PutCall::Call),
        option_leg(&market, 1, 44.0, 3400.0, PutCall::Call),
    ];
    let valuation = value(&package(legs), &market).unwrap();
    let curve = payoff(&valuation, &market, &PayoffRequest::default()).unwrap();
    assert!(curve.facts.model_dependent);
    assert_eq!(curve.facts.breakevens.len(), 2);
    assert!(curve.facts.max_profit.unwrap() > 0.0);
    // A long calendar cannot lose more than it cost.
    assert!(curve.facts.max_loss.unwrap() >= -valuation.price - 1e-6);
    // What is true of the package does not change with what is looked at.
    let zoomed =
        PayoffRequest { lowest: Some(4000.0), highest: Some(4500.0), ..Default::default() };
    assert_eq!(payoff(&valuation, &market, &zoomed).unwrap().facts, curve.facts);
}

#[test]
fn a_long_call_is_unlimited_upwards() {
    let market = eth_linear();
    let legs = vec![option_leg(&market, 1, 16.0, 3400.0, PutCall::Call)];
    let valuation = value(&package(legs), &market).unwrap();
    let curve = payoff(&valuation, &market, &PayoffRequest::default()).unwrap();
    assert_eq!(curve.facts.max_profit, None);
    assert!(curve.facts.max_loss.is_some());
}

#[test]
fn an_index_call_calendar_has_no_bound_where_dividends_outgrow_its_premium() {
    let market = Market::default().load(&crate::market::sample_snapshot()).market.unwrap();
    let index = &market.underlyings()[2];
    let calendar = |near: i32, far: i32| {
        let leg = |ratio: i32, expiry: Timestamp| Leg {
            ratio,
            instrument: Instrument::Option {
                market: index.key.clone(),
                expiry,
                strike: 6700.0,
                put_call: PutCall::Call,
                exercise: index.exercise,
            },
            multiplier: 100.0,
            mark: Mark::default(),
        };
        let legs = vec![leg(near, index.chain[3].expiry), leg(far, index.chain[6].expiry)];
        let valuation = value(&package(legs), &market).unwrap();
        payoff(&valuation, &market, &PayoffRequest::default()).unwrap().facts
    };
    // The far call's D·F/S is below one: the index pays more than the rate brings back.
    let (long, short) = (calendar(-1, 1), calendar(1, -1));
    assert_eq!((long.max_loss, short.max_profit), (None, None));
    assert!(long.max_profit.is_some() && short.max_loss.is_some());
}

#[test]
fn every_mistake_of_a_request_is_named_at_once() {
    let (market, valuation) = fly();
    let paths = |request: &PayoffRequest| -> Vec<String> {
        let issues = payoff(&valuation, &market, request).unwrap_err();
        assert!(issues.iter().all(|i| i.code == IssueCode::PayoffRequest), "{issues:?}");
        issues.into_iter().map(|i| i.path).collect()
    };
    let all = ["points", "price", "lowest", "highest"].map(|field| format!("request.{field}"));
    for (points, x) in [(0, f64::NAN), (1, f64::INFINITY), (1_000_000_000, 1e308)] {
        let request = PayoffRequest {
            points: Some(points),
            lowest: Some(x),
            highest: Some(x),
            price: Some(x),
            slices: vec![x; 13],
            ..PayoffRequest::default()
        };
        let found = paths(&request);
        let (own, slices) = found.split_at(4);
        assert_eq!(own, all, "{x}");
        assert_eq!((slices.len(), slices[0].as_str()), (14, "request.slices"));
    }
    let crossed =
        PayoffRequest { lowest: Some(3500.0), highest: Some(3500.0), ..Default::default() };
    assert_eq!(paths(&crossed), ["request.lowest"]);
    let state = ScenarioDraft { days: Some(-1.0), ..ScenarioDraft::default() };
    let request = PayoffRequest { scenario: Some(state), ..Default::default() };
    let issues = payoff(&valuation, &market, &request).unwrap_err();
    assert_eq!(
        (issues[0].code, issues[0].path.as_str()),
        (IssueCode::Shift, "request.scenario.days")
    );
    let below = PayoffRequest { highest: Some(1.0), ..Default::default() };
    assert_eq!(paths(&below), ["request.highest"]);
}

#[test]
fn a_package_without_options_says_why_it_has_no_payoff() {
    let market = eth_linear();
    let future = Leg {
        ratio: 1,
        instrument: Instrument::Spot { market: market.underlyings()[0].key.clone() },
        multiplier: 1.0,
        mark: Mark::default(),
    };
    let valuation = value(&package(vec![future]), &market).unwrap();
    let issues = payoff(&valuation, &market, &PayoffRequest::default()).unwrap_err();
    assert_eq!(issues[0].code, IssueCode::PayoffAxis);
}

#[test]
fn legs_of_both_markets_settle_at_the_price_of_the_axis() {
    let linear = eth_linear();
    let mut coin = linear.underlyings()[0].clone();
    coin.key.settlement = Settlement::Inverse;
    coin.contract.premium_currency = String::from("ETH");
    coin.spot = 3390.0;
    let both = linear.with(coin);
    let mut inverse = option_leg(&linear, -1, 44.0, 3400.0, PutCall::Call);
    let Instrument::Option { market, .. } = &mut inverse.instrument else { unreachable!() };
    market.settlement = Settlement::Inverse;
    let near = option_leg(&linear, 1, 16.0, 3400.0, PutCall::Call);
    let far = option_leg(&linear, 1, 44.0, 3400.0, PutCall::Call);
    // Exact where both expire together, whatever the spots say.
    let same = value(&package(vec![far, inverse.clone()]), &both).unwrap();
    let facts = payoff(&same, &both, &PayoffRequest::default()).unwrap().facts;
    assert!(!facts.model_dependent);
    let mixed = value(&package(vec![near, inverse]), &both).unwrap();
    let package = Package::new(&mixed, &both).unwrap();
    let surfaces = package.surfaces(&ShiftDraft::default().checked().unwrap());
    let at = both.underlyings()[0].chain[1].expiry;
    let then = package.then(&surfaces, When::At(at), 0.0);
    // Long and short the same call, settled at the same price.
    assert!(then.value(3500.0).abs() < 1e-9);
    assert_eq!(then.settled(), [0, 1]);
}

#[test]
fn the_worked_fly_is_likely_to_lose() {
    // F = 3400, 16 days, SSVI (θ = 0.60² T, ρ = −0.15, φ = 4): a fly worth 9.82488217 of legs
    // worth 224.21422772, 170.28182808 and 126.17431062; for 10.22 it gains with 17.577 %.
    let (market, valuation) = fly();
    assert!((valuation.price - 9.824_882_17).abs() < 5e-9);
    let legs = [224.214_227_72, 170.281_828_08, 126.174_310_62];
    let vols = [0.606_363, 0.6, 0.595_767];
    for (leg, (price, vol)) in valuation.legs.iter().zip(legs.into_iter().zip(vols)) {
        let off = (leg.price - price, leg.vol - vol);
        assert!(off.0.abs() < 1e-8 && off.1.abs() < 1e-6, "{off:?}");
    }
    let request = PayoffRequest { price: Some(10.22), ..PayoffRequest::default() };
    let facts = payoff(&valuation, &market, &request).unwrap().facts;
    let chances = facts.chances.unwrap();
    assert!((chances.profit - 0.175_77).abs() < 5e-6, "{chances:?}");
    assert!((chances.profit + chances.loss - 1.0).abs() < 1e-12);
    assert!(facts.assumption.contains("Risk-neutral"), "{}", facts.assumption);
    // At no price nothing can be lost, and beyond the wings nothing is won either.
    let free = PayoffRequest { price: Some(0.0), ..PayoffRequest::default() };
    let free = payoff(&valuation, &market, &free).unwrap().facts.chances.unwrap();
    assert!(free.loss == 0.0 && free.profit > 0.19 && free.profit < 0.2, "{free:?}");
}

#[test]
fn the_worst_of_the_worked_fly_is_its_premium() {
    let (market, valuation) = fly();
    let request = PayoffRequest { price: Some(10.22), tail: true, ..PayoffRequest::default() };
    let facts = payoff(&valuation, &market, &request).unwrap().facts;
    let tail = facts.tail.unwrap();
    let Tail { value_at_risk, expected_shortfall } = tail.buyer;
    assert!((value_at_risk - 10.22).abs() < 1e-9, "{tail:?}");
    assert!((expected_shortfall - 10.22).abs() < 1e-9, "{tail:?}");
    // Who sold it loses up to 89.78, in more than one case in twenty nearly all of it.
    assert!(tail.seller.value_at_risk > 50.0 && tail.seller.value_at_risk < 89.78);
    assert!(tail.seller.expected_shortfall > tail.seller.value_at_risk);
    assert_eq!(payoff(&valuation, &market, &PayoffRequest::default()).unwrap().facts.tail, None);
}

#[test]
fn the_tail_of_a_sold_put_is_what_puts_cost() {
    use crate::models::black::Black;
    use crate::scenarios::distribution::Distribution;
    let market = eth_linear();
    let put = vec![option_leg(&market, 1, 16.0, 3_400.0, PutCall::Put)];
    let valuation = value(&package(put), &market).unwrap();
    let request = PayoffRequest { tail: true, ..PayoffRequest::default() };
    let facts = payoff(&valuation, &market, &request).unwrap().facts;
    let section = market.underlyings()[0].surface.section(16.0 / 365.0);
    let quantile = Distribution::new(section.clone(), 3_400.0).quantile(0.05).unwrap();
    // A second way: E[K − S | S ≤ q] = (P(q) + (K − q) p)/p with the undiscounted put at q.
    let (years, discount, put_call) = (16.0 / 365.0, 1.0, PutCall::Put);
    let vol = (section.variance(ops::ln(quantile / 3_400.0)).w / years).sqrt();
    let struck = Black { put_call, forward: 3_400.0, strike: quantile, years, vol, discount };
    let shortfall = (struck.price() + (3_400.0 - quantile) * 0.05) / 0.05 - facts.paid;
    let seller = facts.tail.unwrap().seller;
    let at_risk = 3_400.0 - quantile - facts.paid;
    assert!((seller.value_at_risk / at_risk - 1.0).abs() < 1e-4, "{seller:?} {at_risk}");
    assert!((seller.expected_shortfall / shortfall - 1.0).abs() < 1e-4, "{seller:?} {shortfall}");
}

#[test]
fn a_view_of_ones_own_takes_the_place_of_the_smile() {
    let market = eth_linear();
    let call = vec![option_leg(&market, 1, 16.0, 3_400.0, PutCall::Call)];
    let valuation = value(&package(call), &market).unwrap();
    let spot = market.underlyings()[0].spot;
    let facts = |drift: f64, vol: f64| {
        let view = Some(ViewDraft { drift, vol });
        let request = PayoffRequest { view, tail: true, ..PayoffRequest::default() };
        payoff(&valuation, &market, &request).unwrap().facts
    };
    let seen = facts(0.3, 0.8);
    // P(S > B) = Φ(d₂) with the view's own drift and volatility.
    let years: f64 = 16.0 / 365.0;
    let std = 0.8 * years.sqrt();
    let d2 = (ops::ln(spot / seen.breakevens[0]) + 0.3 * years) / std - 0.5 * std;
    let profit = seen.chances.unwrap().profit;
    assert!((profit - crate::math::normal::cdf(d2)).abs() < 1e-12, "{profit}");
    let [one, _] = seen.bands[..] else { panic!("{:?}", seen.bands) };
    let middle = spot * ops::exp((0.3 - 0.32) * years);
    assert!((one.low * one.high / (middle * middle) - 1.0).abs() < 1e-9);
    assert!(seen.assumption.contains("drift 30.0 % and volatility 80.0 % a year"));
    // The curves, breakevens and extremes know no probability.
    let plain = payoff(&valuation, &market, &PayoffRequest::default()).unwrap().facts;
    assert_eq!((&plain.breakevens, plain.max_loss), (&seen.breakevens, seen.max_loss));
    // Who expects more expects to gain more often, and loses the premium in the worst cases.
    assert!(facts(2.0, 0.8).chances.unwrap().profit > profit);
    assert!((seen.tail.unwrap().buyer.value_at_risk - plain.paid).abs() < 1e-9);
}

#[test]
fn a_view_that_nobody_can_have_is_named() {
    let (market, valuation) = fly();
    for (drift, vol) in [(f64::NAN, 0.0), (11.0, -0.2), (-11.0, f64::INFINITY), (1e300, 10.1)] {
        let view = Some(ViewDraft { drift, vol });
        let request = PayoffRequest { view, ..PayoffRequest::default() };
        let issues = payoff(&valuation, &market, &request).unwrap_err();
        let paths: Vec<&str> = issues.iter().map(|issue| issue.path.as_str()).collect();
        assert_eq!(paths, ["request.view.drift", "request.view.vol"], "{drift} {vol}");
    }
}

fn scenario(days: f64, points: f64, tilt: f64, dynamics: SmileDynamics) -> ScenarioDraft {
    ScenarioDraft {
        days: Some(days),
        parallel_points: points,
        tilt_points: tilt,
        dynamics,
        ..ScenarioDraft::default()
    }
}

#[test]
fn a_state_that_is_today_or_the_expiry_draws_those_curves() {
    let (market, valuation) = fly();
    for dynamics in [SmileDynamics::StickyStrike, SmileDynamics::StickyMoneyness] {
        let drawn = |draft: ScenarioDraft| {
            let request = PayoffRequest { scenario: Some(draft), ..PayoffRequest::default() };
            payoff(&valuation, &market, &request).unwrap()
        };
        let today = drawn(scenario(0.0, 0.0, 0.0, dynamics)).curves;
        assert_eq!(today.chosen, today.today);
        // What has settled does not know volatility.
        let expiry = drawn(scenario(16.0, 7.0, -3.0, dynamics));
        let pairs = expiry.curves.chosen.iter().zip(&expiry.curves.at_expiry);
        assert!(pairs.clone().count() > 100);
        for (chosen, at_expiry) in pairs {
            assert!((chosen - at_expiry).abs() < 1e-9, "{chosen} {at_expiry}");
        }
        assert_eq!(expiry.facts.state.unwrap().settled, [0, 1, 2]);
    }
    let request = PayoffRequest::default();
    assert!(payoff(&valuation, &market, &request).unwrap().curves.chosen.is_empty());
}

#[test]
fn slices_and_the_state_lie_on_the_curves() {
    let (market, valuation) = fly();
    let draft =
        ScenarioDraft { spot_move: 0.05, ..scenario(8.0, 5.0, 0.0, SmileDynamics::StickyStrike) };
    let request = PayoffRequest {
        scenario: Some(draft),
        slices: vec![3400.0, 3570.0],
        ..PayoffRequest::default()
    };
    let drawn = payoff(&valuation, &market, &request).unwrap();
    let [body, up] = <[PriceSlice; 2]>::try_from(drawn.facts.slices).unwrap();
    let place = drawn.curves.spots.iter().position(|s| *s == 3400.0).unwrap();
    assert!((body.at_expiry - drawn.curves.at_expiry[place]).abs() < 1e-9);
    assert!((body.today - drawn.curves.today[place]).abs() < 1e-9);
    assert!((body.chosen.unwrap() - drawn.curves.chosen[place]).abs() < 1e-9);
    let state = drawn.facts.state.unwrap();
    assert_eq!((state.spot, &state.settled), (3570.0, &vec![]));
    assert!((up.chosen.unwrap() - state.gain).abs() < 1e-9);
    assert_eq!(up.greeks, state.greeks);
}

#[test]
fn an_inverse_package_counts_in_coin_too() {
    let market = btc_inverse_flat(90_000.0, 0.5);
    let legs = vec![option_leg(&market, 1, 20.0, 90_000.0, PutCall::Call)];
    let valuation = value(&package(legs), &market).unwrap();
    let request = PayoffRequest { price: Some(0.05), ..PayoffRequest::default() };
    let facts = payoff(&valuation, &market, &request).unwrap().facts;
    // In USD the premium is what the coins were worth; in coin the gain is bounded by a coin.
    assert_eq!(facts.breakevens, [94_500.0]);
    let coin = facts.coin.unwrap();
    assert_eq!((coin.currency.as_str(), coin.paid), ("BTC", 0.05));
    assert!((coin.breakevens[0] - 90_000.0 / 0.95).abs() < 1e-9);
    assert_eq!((facts.max_profit, coin.max_profit, coin.max_loss), (None, Some(0.95), Some(-0.05)));
    let (usd, coin) = (facts.chances.unwrap(), coin.chances.unwrap());
    assert!(coin.profit < usd.profit, "{usd:?} {coin:?}");
    // A package that pays in price currency has no such view.
    let (market, valuation) = fly();
    assert_eq!(payoff(&valuation, &market, &PayoffRequest::default()).unwrap().facts.coin, None);
}

#[test]
fn nothing_that_is_drawn_is_ever_not_a_number() {
    let market = Market::default().load(&crate::market::sample_snapshot()).market.unwrap();
    let eth = &market.underlyings()[0];
    let (near, far) = (eth.chain[0].expiry, eth.chain[4].expiry);
    let leg = |ratio: i32, expiry: Timestamp, strike: f64, put_call: PutCall| Leg {
        ratio,
        instrument: Instrument::Option {
            market: eth.key.clone(),
            expiry,
            strike,
            put_call,
            exercise: eth.exercise,
        },
        multiplier: 1.0,
        mark: Mark::default(),
    };
    let legs = vec![
        leg(-1, near, 3000.0, PutCall::Put),
        leg(2, far, 3400.0, PutCall::Call),
        leg(-3, far, 9000.0, PutCall::Call),
    ];
    let valuation = value(&package(legs), &market).unwrap();
    for days in [0.0, 1e-9, 3.0, 40.0, 36_525.0] {
        for points in [-500.0, -60.0, 500.0] {
            for tilt in [-500.0, 0.0, 500.0] {
                for dynamics in [SmileDynamics::StickyStrike, SmileDynamics::SkewStickiness(10.0)] {
                    let request = PayoffRequest {
                        points: Some(60),
                        lowest: Some(1e-6),
                        highest: Some(1e6),
                        slices: vec![1e-6, 3400.0, 1e6],
                        scenario: Some(scenario(days, points, tilt, dynamics)),
                        tail: points == 500.0,
                        ..PayoffRequest::default()
                    };
                    let drawn = payoff(&valuation, &market, &request).unwrap();
                    assert!(drawn.curves.chosen.iter().all(|x| x.is_finite()));
                    let tails = drawn.facts.tail.iter().flat_map(|t| [t.buyer, t.seller]);
                    let numbers = tails.flat_map(|t| [t.value_at_risk, t.expected_shortfall]);
                    assert!(numbers.clone().all(f64::is_finite));
                    assert_eq!(numbers.count() > 0, points == 500.0);
                    assert!(drawn.facts.slices.iter().all(|s| s.greeks.is_finite()));
                }
            }
        }
    }
}
