//! What must hold for every package, book and size on random ones.

use super::samples::{LegTerms, Sample, legs};
use super::{
    Charge, ClientView, Context, Exposure, InventoryRisk, VegaLimit, adverse_selection,
    hedging_cost, inventory, liquidity, premium_at_stake,
};
use crate::basics::PutCall::{Call, Put};
use crate::basics::{Instrument, Leg};
use crate::desk::{AdverseSelectionPolicy, HedgingPolicy, InventoryPolicy, LiquidityPolicy, Tier};
use crate::market::Market;
use crate::market::VegaNodes;
use crate::market::fixtures::{eth_linear, expiry, option_leg};
use crate::rfq::Tied;

const COUNT: usize = 2_000;

/// Marsaglia's xorshift, so that a failure repeats.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A whole number in `low..=high`.
    fn whole(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::try_from(high - low + 1).unwrap();
        low + i32::try_from(self.next() % span).unwrap()
    }

    /// A number in [0, 1).
    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A market with one hedge for all expiries or one for each, at random.
fn market(random: &mut Random) -> Market {
    let mut eth = eth_linear().underlyings()[0].clone();
    eth.hedges.truncate(if random.whole(0, 1) == 0 { 1 } else { 3 });
    eth.hedges.iter_mut().for_each(|h| h.fee_rate = 0.0003);
    Market::from_underlyings(vec![eth])
}

/// One to six option legs of two expiries, merged, some between and beyond the slices.
fn terms(random: &mut Random) -> Vec<LegTerms> {
    let mut terms: Vec<LegTerms> = Vec::new();
    for _ in 0..random.whole(1, 6) {
        let days = [16.0, 44.0, 44.0, 30.0, 9.0][usize::try_from(random.whole(0, 4)).unwrap()];
        let strike = 2_400.0 + 100.0 * f64::from(random.whole(0, 26));
        let put_call = if random.whole(0, 1) == 0 { Call } else { Put };
        let ratio = [-3, -2, -1, 1, 2, 3][usize::try_from(random.whole(0, 5)).unwrap()];
        match terms.iter_mut().find(|t| (t.1, t.2, t.3) == (days, strike, put_call)) {
            Some(found) => found.0 += ratio,
            None => terms.push((ratio, days, strike, put_call)),
        }
    }
    terms.retain(|t| t.0 != 0);
    if terms.is_empty() { vec![(1, 16.0, 3_400.0, Call)] } else { terms }
}

fn each_package(mut check: impl FnMut(&mut Random, &Market, Vec<LegTerms>, f64)) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..COUNT {
        let market = market(&mut random);
        let terms = terms(&mut random);
        let quantity =
            f64::from([1, 7, 100, 500, 2_000][usize::try_from(random.whole(0, 4)).unwrap()]);
        check(&mut random, &market, terms, quantity);
    }
}

fn client() -> ClientView {
    ClientView {
        name: String::from("Acme"),
        tier: Tier::Tier2,
        toxicity: 0.5,
        override_fraction: None,
    }
}

/// Hedging, tied hedging, liquidity, adverse selection.
fn charges(ctx: &Context) -> [Charge; 4] {
    charges_tied(ctx, 0.25)
}

fn charges_tied(ctx: &Context, delta: f64) -> [Charge; 4] {
    let tied = Tied { reference: 3_400.0, delta: Some(delta) };
    let liquidity = LiquidityPolicy { bucket_capacity: 2_000.0, ..Default::default() };
    let adverse = AdverseSelectionPolicy::default();
    [
        hedging_cost::charge(ctx, &HedgingPolicy::default(), None),
        hedging_cost::charge(ctx, &HedgingPolicy::default(), Some(&tied)),
        liquidity::charge(ctx, &liquidity),
        adverse_selection::charge(ctx, &adverse, &client(), &premium_at_stake(ctx, &adverse)),
    ]
}

fn random_book(random: &mut Random, market: &Market) -> Vec<Exposure> {
    let vega = |r: &mut Random| 60_000.0 * (r.uniform() - 0.5);
    let vega_per_point = (0..VegaNodes::COUNT).map(|_| vega(random)).collect();
    vec![Exposure { market: market.underlyings()[0].key.clone(), vega_per_point }]
}

fn limits(market: &Market) -> [VegaLimit; 1] {
    let underlying = market.underlyings()[0].key.underlying.clone();
    [VegaLimit { underlying, net_vega: 60_000.0, bucket_vega: 25_000.0 }]
}

fn stake(ctx: &Context) -> f64 {
    premium_at_stake(ctx, &AdverseSelectionPolicy::default()).value
}

fn close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-10 * (1.0 + a.abs().max(b.abs()).max(scale.abs()))
}

#[test]
fn charges_are_finite_not_negative_and_never_fall_with_size() {
    each_package(|_, market, terms, quantity| {
        let small = Sample::new(market, legs(market, &terms), quantity);
        let large =
            Sample { quantity: 2.5 * quantity, ..Sample::new(market, legs(market, &terms), 1.0) };
        let (ctx, bigger) = (small.context(), large.context());
        for (index, (at, above)) in charges(&ctx).into_iter().zip(charges(&bigger)).enumerate() {
            assert!(at.bid.is_finite() && at.bid >= 0.0, "{index}: {terms:?}: {}", at.bid);
            assert_eq!(at.bid, at.offer);
            assert!(at.inputs.iter().all(|i| i.value.is_finite()), "{index}: {terms:?}");
            assert!(!at.why.contains("NaN") && !at.why.contains("inf"), "{}", at.why);
            assert!(above.bid >= at.bid - 1e-12 * at.bid, "{index}: {terms:?}");
        }
        let own = |ctx: &Context| inventory::risk(ctx, &InventoryPolicy::default(), &[], &[]).own;
        assert!(own(&ctx) >= 0.0 && own(&bigger) >= own(&ctx));
    });
}

#[test]
fn order_scale_and_direction_of_the_legs_do_not_matter() {
    each_package(|random, market, terms, quantity| {
        let original = Sample::new(market, legs(market, &terms), 6.0 * quantity);
        let at = charges(&original.context());
        let mut turned = terms.clone();
        turned.reverse();
        turned.rotate_left(usize::try_from(random.whole(0, 5)).unwrap() % terms.len());
        let scale = random.whole(2, 3);
        let by = |factor: i32| -> Vec<LegTerms> {
            terms.iter().map(|&(n, d, k, pc)| (factor * n, d, k, pc)).collect()
        };
        let permuted = Sample::new(market, legs(market, &turned), 6.0 * quantity);
        let mirrored = Sample::new(market, legs(market, &by(-1)), 6.0 * quantity);
        let doubled =
            Sample::new(market, legs(market, &by(scale)), 6.0 * quantity / f64::from(scale));
        let noise = original.valuation.legs.iter().map(|l| l.price).sum::<f64>();
        let others = [
            charges(&permuted.context()),
            // The mirror exchanges the mirrored delta.
            charges_tied(&mirrored.context(), -0.25),
            charges(&doubled.context()),
        ];
        for (index, charge) in at.iter().enumerate() {
            let [permuted, mirrored, doubled] = [0, 1, 2].map(|i: usize| others[i][index].bid);
            assert!(close(permuted, charge.bid, noise), "{index} permuted: {terms:?}");
            assert!(close(mirrored, charge.bid, noise), "{index} mirrored: {terms:?}");
            // A stated tied delta is per spread, so it does not scale with the legs.
            if index != 1 {
                let scaled = doubled / f64::from(scale);
                assert!(close(scaled, charge.bid, noise), "{index} scaled: {terms:?}");
            }
        }
        let book = random_book(random, market);
        let limits = limits(market);
        let risk = |sample: &Sample| -> InventoryRisk {
            inventory::risk(&sample.context(), &InventoryPolicy::default(), &book, &limits)
        };
        let (at, mirror, double) = (risk(&original), risk(&mirrored), risk(&doubled));
        // The wall's terms are of the order of the book's whole potential.
        let scale_of = 1e6 / original.quantity;
        assert!(close(at.bid.change, mirror.offer.change, scale_of), "{terms:?}");
        assert!(close(at.offer.change, mirror.bid.change, scale_of), "{terms:?}");
        assert!(close(at.own, mirror.own, scale_of), "{terms:?}");
        assert!(close(at.bid.change, double.bid.change / f64::from(scale), scale_of), "{terms:?}");
    });
}

#[test]
fn a_package_never_pays_more_liquidity_than_its_parts() {
    let policy = LiquidityPolicy { concentration_factor: 0.0, ..Default::default() };
    let premium = |market: &Market, terms: &[LegTerms]| {
        let sample = Sample::new(market, legs(market, terms), 10.0);
        liquidity::charge(&sample.context(), &policy).bid
    };
    each_package(|random, market, first, _| {
        let second = terms(random);
        let whole = [first.clone(), second.clone()].concat();
        let parts = premium(market, &first) + premium(market, &second);
        assert!(premium(market, &whole) <= parts + 1e-9, "{first:?} with {second:?}");
    });
}

#[test]
fn premium_at_stake_is_at_most_that_of_the_legs() {
    let mut tight = 0;
    each_package(|_, market, terms, _| {
        let package = stake(&Sample::new(market, legs(market, &terms), 1.0).context());
        let apart: f64 = terms
            .iter()
            .map(|&(n, d, k, pc)| {
                let leg = Sample::new(market, legs(market, &[(1, d, k, pc)]), 1.0);
                f64::from(n.abs()) * stake(&leg.context())
            })
            .sum();
        assert!(package >= 0.0 && package <= apart * (1.0 + 1e-12), "{terms:?}");
        tight += i32::from(package > 0.5 * apart);
    });
    // The bound is met, so that the comparison can fail.
    assert!(tight > 100, "{tight}");
}

#[test]
fn premium_at_stake_ignores_boxes_and_synthetics() {
    let mut compared = 0;
    each_package(|random, market, terms, _| {
        let strike = 2_450.0 + 100.0 * f64::from(random.whole(0, 25));
        // One expiry: between two, the later legs' curve is sampled at the strikes there are.
        let days = 16.0;
        let mut terms: Vec<LegTerms> =
            terms.iter().map(|&(n, _, k, pc)| (n, days, k, pc)).collect();
        terms.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.3.cmp(&b.3)));
        terms.dedup_by(|b, a| (a.2, a.3) == (b.2, b.3));
        let policy = AdverseSelectionPolicy::default();
        let plain = Sample::new(market, legs(market, &terms), 1.0);
        let synthetic = [(1, days, strike, Call), (-1, days, strike, Put)];
        let with = [terms.as_slice(), synthetic.as_slice()].concat();
        let with = Sample::new(market, legs(market, &with), 1.0);
        let (a, b) = (
            premium_at_stake(&plain.context(), &policy),
            premium_at_stake(&with.context(), &policy),
        );
        let is_capped = a.value >= a.time_value_cap || b.value >= b.time_value_cap;
        if !is_capped {
            compared += 1;
            assert!(close(a.value, b.value, 3_400.0), "{terms:?}: {a:?} {b:?}");
        }
    });
    assert!(compared > 100, "{compared}");
}

#[test]
fn boxes_jelly_rolls_and_conversions_pay_for_no_information_and_no_vega() {
    let mut random = Random(42);
    for _ in 0..COUNT {
        let market = market(&mut random);
        let low = 2_400.0 + 100.0 * f64::from(random.whole(0, 12));
        let high = low + 100.0 * f64::from(random.whole(1, 12));
        let box_spread = [
            (1, 16.0, low, Call),
            (-1, 16.0, low, Put),
            (-1, 16.0, high, Call),
            (1, 16.0, high, Put),
        ];
        let jelly = [
            (-1, 16.0, low, Call),
            (1, 16.0, low, Put),
            (1, 44.0, low, Call),
            (-1, 44.0, low, Put),
        ];
        let mut conversion = legs(&market, &[(1, 44.0, low, Put), (-1, 44.0, low, Call)]);
        let future = Instrument::Future {
            market: market.underlyings()[0].key.clone(),
            expiry: expiry(44.0),
        };
        conversion.push(Leg { instrument: future, ..option_leg(&market, 1, 44.0, low, Call) });
        for legs in [legs(&market, &box_spread), legs(&market, &jelly), conversion] {
            let sample = Sample::new(&market, legs, 500.0);
            let [hedging, _, liquidity, adverse] = charges(&sample.context());
            assert!(adverse.bid.abs() < 1e-9, "{}", adverse.why);
            assert_eq!(liquidity.bid, 0.0);
            // What is left is the funding of the cash that changes hands.
            let funding: f64 =
                sample.valuation.legs.iter().map(|l| f64::from(l.ratio) * l.years * l.price).sum();
            assert!(hedging.bid >= 0.005 * funding.abs() - 1e-9, "{}", hedging.why);
        }
    }
}

#[test]
fn the_order_of_trades_does_not_change_what_inventory_costs() {
    let policy = InventoryPolicy::default();
    each_package(|random, market, first, quantity| {
        let book = random_book(random, market);
        let limits = limits(market);
        let second = terms(random);
        let cost = |terms: &[LegTerms], quantity: f64, book: &[Exposure]| {
            let sample = Sample::new(market, legs(market, terms), quantity);
            let risk = inventory::risk(&sample.context(), &policy, book, &limits);
            let g = sample.valuation.buckets[0].vega_per_point.iter().map(|v| v * quantity);
            let trade: Vec<f64> = g.collect();
            (quantity * (risk.own + risk.bid.change), trade)
        };
        let after = |book: &[Exposure], trade: &[f64]| {
            let mut after = book.to_vec();
            let market = book[0].market.clone();
            after.push(Exposure { market, vega_per_point: trade.to_vec() });
            after
        };
        let (one, trade_one) = cost(&first, quantity, &book);
        let (then_two, trade_two) = cost(&second, quantity, &after(&book, &trade_one));
        let (two, _) = cost(&second, quantity, &book);
        let (then_one, _) = cost(&first, quantity, &after(&book, &trade_two));
        let whole = [first.clone(), second.clone()].concat();
        let (together, _) = cost(&whole, quantity, &book);
        let scale = one.abs() + two.abs() + then_one.abs() + 1e5;
        assert!(close(one + then_two, two + then_one, scale), "{first:?} and {second:?}");
        assert!(close(one + then_two, together, scale), "{first:?} and {second:?}");
    });
}

#[test]
fn without_a_wall_the_book_helps_one_side_by_what_it_costs_the_other() {
    each_package(|random, market, terms, quantity| {
        let book = random_book(random, market);
        let sample = Sample::new(market, legs(market, &terms), quantity);
        let risk = inventory::risk(&sample.context(), &InventoryPolicy::default(), &book, &[]);
        assert_eq!(risk.bid.change, -risk.offer.change);
        assert!(risk.own >= 0.0);
    });
}
