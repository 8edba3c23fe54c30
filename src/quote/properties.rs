//! What every quote keeps, on random packages, books, sizes, clients and policies.
//!
//! The generator is deterministic; `SPREAD_PRICER_CASES` sets how many cases each test takes,
//! `SPREAD_PRICER_SEED` where their seeds begin.

use crate::basics::{Asked, Instrument, Leg, PutCall, Settlement, Severity, Spread};
use crate::desk::{Desk, LimitSet, OverlaySwitches, Tier};
use crate::market::VegaNodes;
use crate::rfq::Rfq;

use super::book::Book;
use super::cases::Case;
use super::checks::LimitCheck;
use super::golden::request;
use super::{Quote, QuoteOptions, base, quote};

/// Rounding of a price, relative to the prices that went into it.
const NOISE: f64 = 1e-9;

fn cases() -> u64 {
    std::env::var("SPREAD_PRICER_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

/// Rounding that a comparison of this quote's prices allows.
fn slack(quote: &Quote) -> f64 {
    let scale: f64 = quote.legs.iter().map(|l| f64::from(l.leg.ratio.abs()) * l.leg.price).sum();
    NOISE * scale.max(quote.tick)
}

fn mirrored(spread: &Spread) -> Spread {
    let mut mirrored = spread.clone();
    for leg in &mut mirrored.legs {
        leg.ratio = -leg.ratio;
    }
    mirrored
}

/// Places without a value where one is due: a number that is not finite is written as none.
fn missing_numbers(quote: &Quote) -> Vec<String> {
    fn nulls(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Null => found.push(path.to_owned()),
            serde_json::Value::Array(items) => items.iter().for_each(|i| nulls(i, path, found)),
            serde_json::Value::Object(fields) => {
                fields.iter().for_each(|(name, v)| nulls(v, &format!("{path}.{name}"), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    nulls(&serde_json::to_value(quote).unwrap(), "", &mut found);
    // These requests are not tied, ask for no other measure, and their legs are not on screen.
    let mut absent = vec![".pricedIn", ".tied", ".screenHalfWidth", ".legs.screenHalfSpread"];
    absent.extend([".cash.note", ".hedges.assumption", ".volPoint"]);
    if quote.legs.iter().any(|quoted| quoted.leg.put_call.is_none()) {
        absent.extend([".legs.modelVol", ".legs.strike", ".legs.type", ".legs.vol"]);
    }
    if quote.bid.is_none() {
        absent.extend([".bid", ".charges.bid"]);
    }
    if quote.offer.is_none() {
        absent.extend([".offer", ".charges.offer"]);
    }
    if quote.currency == quote.price_currency {
        absent.push(".greeksCoin");
    }
    found.retain(|path| !absent.contains(&path.as_str()));
    found
}

#[test]
fn a_number_that_is_not_finite_is_missing() {
    let mut quote = Case::new(0).quote();
    quote.charges[0].inputs[0].value = f64::NAN;
    quote.greeks.vega_per_point = f64::INFINITY;
    assert_eq!(missing_numbers(&quote), [".charges.inputs.value", ".greeks.vegaPerPoint"]);
}

#[test]
fn theoretical_is_inside_and_every_row_adds_up() {
    for seed in 0..cases() {
        let case = Case::new(seed);
        let quote = case.quote();
        let (bid, offer) = case.prices(&case.config, &case.rfq());
        let slack = slack(&quote);
        assert!(bid <= quote.theoretical + slack, "seed {seed}");
        assert!(offer >= quote.theoretical - slack, "seed {seed}");
        assert_eq!(missing_numbers(&quote), [""; 0], "seed {seed}");
        if let Some(bid) = quote.bid {
            let sum: f64 = quote.charges.iter().map(|c| c.bid.unwrap()).sum();
            assert!((sum - (quote.theoretical - bid)).abs() <= 1e-12 * (1.0 + sum.abs()), "{seed}");
        }
        if let Some(offer) = quote.offer {
            let sum: f64 = quote.charges.iter().map(|c| c.offer.unwrap()).sum();
            let away = offer - quote.theoretical;
            assert!((sum - away).abs() <= 1e-12 * (1.0 + sum.abs()), "{seed}");
        }
        for check in &quote.checks {
            let after = [&check.bid, &check.offer].into_iter().flatten().map(|side| side.after);
            assert!(after.chain([check.before]).all(f64::is_finite), "seed {seed}");
        }
    }
}

#[test]
fn selling_the_mirror_is_buying_the_package() {
    for seed in 0..cases() {
        let case = Case::new(seed);
        let (bid, offer) = case.prices(&case.config, &case.rfq());
        let mirror = request(mirrored(&case.spread), case.quantity, case.client);
        let (mirror_bid, mirror_offer) = case.prices(&case.config, &mirror);
        let tolerance = NOISE * (1.0 + bid.abs());
        assert!((mirror_bid + offer).abs() < tolerance, "seed {seed}: {mirror_bid} {offer}");
        assert!((mirror_offer + bid).abs() < tolerance, "seed {seed}");
    }
}

#[test]
fn a_more_informed_client_and_a_larger_size_never_pay_less() {
    for seed in 0..cases() {
        let case = Case::new(seed);
        let price = |client: &str, toxicity: f64| {
            let mut config = case.config.clone();
            for known in &mut config.clients {
                known.toxicity = Some(toxicity);
            }
            case.prices(&config, &request(case.spread.clone(), case.quantity, client))
        };
        let ladder = [price("one", 0.0), price("one", 1.0), price("two", 0.2)];
        let ladder = ladder.into_iter().chain([price("two", 0.9), price("three", 0.1)]);
        assert_widening(seed, &ladder.collect::<Vec<_>>());
        // An empty book: what the dealer holds may make a larger size cheaper to take on.
        let mut flat = case.config.clone();
        flat.book.clear();
        let sizes = [1.0, 10.0, 100.0, 1_000.0, 10_000.0];
        let by_size: Vec<_> = sizes
            .iter()
            .map(|size| case.prices(&flat, &request(case.spread.clone(), *size, case.client)))
            .collect();
        assert_widening(seed, &by_size);
    }
}

fn assert_widening(seed: u64, ladder: &[(f64, f64)]) {
    for pair in ladder.windows(2) {
        let tolerance = NOISE * (1.0 + pair[0].0.abs());
        assert!(pair[1].0 <= pair[0].0 + tolerance, "seed {seed}: bids {pair:?}");
        assert!(pair[1].1 >= pair[0].1 - tolerance, "seed {seed}: offers {pair:?}");
    }
}

/// R(e+g) − R(e) − R(g) relative to R(e) + R(g), with R the variance of a day's volatility moves:
/// negative where a dealer who buys the package sheds risk.
fn risk_change_of_buying(case: &Case) -> f64 {
    let desk = Desk::from_config(&case.config).unwrap();
    let exposures = Book::value(&desk, &case.market, "USD").exposures().to_vec();
    let Some(held) = exposures.first().map(|e| &e.vega_per_point) else { return 0.0 };
    let valuation = crate::pricing::value(&case.spread, &case.market).unwrap();
    let trade: Vec<f64> =
        valuation.buckets[0].vega_per_point.iter().map(|v| v * case.quantity).collect();
    let variance = |share_held: f64, share_traded: f64| {
        let moves = held.iter().zip(&trade).enumerate().map(|(node, (e, g))| {
            (share_held * e + share_traded * g) / VegaNodes::node(node).0.sqrt()
        });
        let norm = VegaNodes::correlated_norm(&moves.collect::<Vec<_>>());
        norm * norm
    };
    let apart = variance(1.0, 0.0) + variance(0.0, 1.0);
    if apart == 0.0 { 0.0 } else { (variance(1.0, 1.0) - apart) / apart }
}

#[test]
fn the_side_that_reduces_risk_improves_and_the_other_widens() {
    let (mut reducing, mut better) = (0, 0);
    for seed in 0..cases() {
        let mut case = Case::new(seed);
        // Without walls the running penalty alone decides which side sheds risk.
        case.config.limits.per_underlying = LimitSet::uniform(1e15);
        let change = risk_change_of_buying(&case);
        if change.abs() < 1e-9 {
            continue;
        }
        let mut flat = case.config.clone();
        flat.book.clear();
        let on = OverlaySwitches::default();
        let [with, without] =
            [&case.config, &flat].map(|config| case.assembled(config, &case.rfq(), on));
        // What the book does to each side: to its charge before rounding, and to its price.
        let bid = (with.inventory.bid - without.inventory.bid, without.bid - with.bid);
        let offer = (with.inventory.offer - without.inventory.offer, with.offer - without.offer);
        let (sheds, adds) = if change < 0.0 { (bid, offer) } else { (offer, bid) };
        let tolerance = NOISE * (1.0 + with.bid.abs());
        assert!(sheds.0 < 0.0 && adds.0 > 0.0, "seed {seed}: {change} {sheds:?} {adds:?}");
        assert!(sheds.1 <= tolerance && adds.1 >= -tolerance, "seed {seed}: {sheds:?} {adds:?}");
        reducing += 1;
        better += u64::from(sheds.1 < -tolerance);
    }
    assert!(reducing > cases() / 3, "only {reducing} books were related to the trade");
    assert!(better > cases() / 20, "only {better} prices improved");
}

#[test]
fn prices_stay_inside_what_the_payoff_can_be_worth() {
    let mut bounded = 0;
    for seed in 0..cases() {
        let case = Case::new(seed);
        let desk = Desk::from_config(&case.config).unwrap();
        let valuation = crate::pricing::value(&case.spread, &case.market).unwrap();
        let ctx = crate::overlays::Context {
            valuation: &valuation,
            market: &case.market,
            quantity: case.quantity,
            multiplier: 1.0,
            is_spoken: true,
        };
        let Some(bounds) = base::static_bounds(&ctx, &desk) else { continue };
        let (bid, offer) = case.prices(&case.config, &case.rfq());
        let tick = base::ticks(&valuation, &case.market).base * (1.0 + 1e-6);
        assert!(bid >= bounds.low - tick, "seed {seed}: {bid} under {}", bounds.low);
        assert!(offer <= bounds.high + tick, "seed {seed}: {offer} over {}", bounds.high);
        bounded += u64::from(bounds.low.is_finite() || bounds.high.is_finite());
    }
    assert!(bounded > cases() / 4, "only {bounded} cases had a bound");
}

#[test]
fn the_order_of_legs_does_not_matter() {
    for seed in 0..cases() {
        let case = Case::new(seed);
        let (bid, offer) = case.prices(&case.config, &case.rfq());
        let mut shuffled = case.spread.clone();
        shuffled.legs.reverse();
        let half = shuffled.legs.len() / 2;
        shuffled.legs.rotate_left(half);
        let other = request(shuffled, case.quantity, case.client);
        assert_eq!(case.prices(&case.config, &other), (bid, offer), "seed {seed}");
    }
}

#[test]
fn switching_a_charge_off_never_widens() {
    let all = OverlaySwitches::default();
    let switches = [
        OverlaySwitches { base: false, ..all },
        OverlaySwitches { hedging_cost: false, ..all },
        OverlaySwitches { liquidity: false, ..all },
        OverlaySwitches { adverse_selection: false, ..all },
    ];
    for seed in 0..cases() {
        let case = Case::new(seed);
        let with = case.prices(&case.config, &case.rfq());
        for on in switches {
            let without = case.prices_with(&case.config, &case.rfq(), on);
            assert_widening(seed, &[without, with]);
        }
    }
}

#[test]
fn a_size_at_the_headroom_passes_and_one_lot_more_does_not() {
    let mut cut = 0;
    for seed in 0..cases() / 4 {
        let mut case = Case::new(seed);
        case.config.book.clear();
        case.config.limits.per_underlying = LimitSet::default();
        case.config.limits.total = LimitSet::default();
        case.quantity = 50_000.0;
        let on = OverlaySwitches::default();
        let quote = case.with(&case.config, &case.rfq(), on);
        let size = quote.offer_size;
        if size == 0.0 || size >= case.quantity {
            continue;
        }
        cut += 1;
        let ask = |quantity: f64| {
            let rfq =
                Rfq { asked: Asked::Buy, ..request(case.spread.clone(), quantity, case.client) };
            case.with(&case.config, &rfq, on)
        };
        let fits = ask(size);
        assert_eq!(fits.offer_size, size, "seed {seed}");
        assert!(fits.bid.is_none() && fits.bid_size == 0.0);
        let after = |c: &LimitCheck| c.offer.as_ref().unwrap().after;
        let within = |c: &LimitCheck| after(c) <= c.limit * (1.0 + 1e-9);
        assert!(fits.checks.iter().all(within), "seed {seed}");
        let more = ask(size + 1.0);
        assert_eq!(more.offer_size, size, "seed {seed}");
        // It costs what the size costs that it is good for.
        assert_eq!(more.offer, fits.offer, "seed {seed}");
        assert!(more.checks.iter().any(|c| after(c) > c.limit), "seed {seed}");
    }
    assert!(cut > cases() / 40, "only {cut} cases were cut");
}

#[test]
fn a_side_without_room_leaves_the_other() {
    let mut one_sided = 0;
    for seed in 0..cases() / 4 {
        let mut case = Case::new(seed);
        case.config.limits.per_underlying.vega_per_point = 1.0;
        case.quantity = 1.0;
        let desk = Desk::from_config(&case.config).unwrap();
        let quoted = quote(&case.rfq(), &case.market, &desk, &QuoteOptions::default());
        let quote = quoted.quote.unwrap();
        assert_eq!(quote.bid.is_none(), quote.bid_size == 0.0, "seed {seed}");
        assert_eq!(quote.offer.is_none(), quote.offer_size == 0.0, "seed {seed}");
        let is_rejected = quoted.issues.iter().any(|i| i.severity == Severity::Reject);
        assert_eq!(is_rejected, quote.bid.is_none() && quote.offer.is_none(), "seed {seed}");
        one_sided += u64::from(quote.bid.is_none() != quote.offer.is_none());
    }
    assert!(one_sided > 0);
}

#[test]
fn a_fly_condor_or_vertical_costs_the_same_in_calls_and_in_puts() {
    let mut compared = 0;
    for seed in 0..cases() {
        let case = Case::new(seed);
        let mut other = case.spread.clone();
        let mut cash = 0.0;
        let mut ratios = 0;
        for leg in &mut other.legs {
            let ratio = leg.ratio;
            let Instrument::Option { strike, put_call, .. } = &mut leg.instrument else { continue };
            *put_call = put_call.other();
            // n(C − P) = n·D(F − K): with Σn = 0 in one expiry only the strikes are left.
            cash += f64::from(ratio) * *strike;
            ratios += ratio;
        }
        let expiries: Vec<_> = other.legs.iter().map(|l| l.instrument.expiry()).collect();
        let is_uniform = |legs: &[Leg]| {
            let kinds = legs.iter().map(|leg| match leg.instrument {
                Instrument::Option { put_call, .. } => Some(put_call),
                Instrument::Future { .. } | Instrument::Spot { .. } => None,
            });
            let kinds: Vec<_> = kinds.collect();
            kinds.iter().all(|kind| kind.is_some() && *kind == kinds[0])
        };
        let is_linear = case.market.underlyings()[0].key.settlement == Settlement::Linear;
        let is_one_expiry = expiries.iter().all(|expiry| *expiry == expiries[0]);
        if ratios != 0 || !is_one_expiry || !is_uniform(&case.spread.legs) || !is_linear {
            continue;
        }
        let mut config = case.config.clone();
        (config.policy.hedging.funding_spread, config.policy.hedging.basis_spread) = (0.0, 0.0);
        let valuation = crate::pricing::value(&case.spread, &case.market).unwrap();
        let is_call = matches!(
            case.spread.legs[0].instrument,
            Instrument::Option { put_call: PutCall::Call, .. }
        );
        // What the other kind is worth less than this one.
        let shift = if is_call { -cash } else { cash } * valuation.legs[0].discount;
        let (bid, offer) = case.prices(&config, &case.rfq());
        let rfq = request(other, case.quantity, case.client);
        let (other_bid, other_offer) = case.prices(&config, &rfq);
        let tick = base::ticks(&valuation, &case.market).base * (1.0 + 1e-6);
        assert!((bid - other_bid - shift).abs() <= tick, "seed {seed}: {bid} {other_bid} {shift}");
        assert!((offer - other_offer - shift).abs() <= tick, "seed {seed}: {offer} {other_offer}");
        compared += 1;
    }
    assert!(compared > cases() / 40, "only {compared} packages have a twin");
}

#[test]
fn tiers_are_told_apart() {
    let case = Case::new(7);
    let tiers = ["one", "two", "three"].map(|client| {
        case.with(
            &case.config,
            &request(case.spread.clone(), 10.0, client),
            OverlaySwitches::default(),
        )
        .client
        .tier
    });
    let known = [Tier::Tier1, Tier::Tier2, Tier::Tier3].map(Tier::number);
    assert_eq!(tiers, known);
}
