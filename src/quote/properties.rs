//! What every quote keeps, on random packages, books, sizes, clients and policies (`MODELS`
//! Appendix D).
//!
//! The generator is deterministic; `SPREAD_PRICER_CASES` sets how many cases each test takes.

use crate::basics::{Asked, InstrumentKind, Leg, PutCall, Severity, Spread};
use crate::desk::{
    Desk, DeskConfig, InstrumentConfig, InstrumentTerms, LimitSet, OverlaySwitches, PositionConfig,
    Tier,
};
use crate::market::Market;
use crate::market::fixtures::{btc_inverse_flat, eth_linear, expiry, option_leg, package};
use crate::rfq::Rfq;

use super::golden::{config, request};
use super::{Quote, QuoteOptions, base, quote};

/// Rounding of a price, relative to the prices that went into it.
const NOISE: f64 = 1e-9;

fn cases() -> u64 {
    std::env::var("SPREAD_PRICER_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let count = u64::try_from(from.len()).unwrap();
        from[usize::try_from(self.next() % count).unwrap()]
    }
}

/// One random situation.
struct Case {
    market: Market,
    config: DeskConfig,
    spread: Spread,
    quantity: f64,
    client: &'static str,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let is_inverse = dice.next().is_multiple_of(3);
        let market = if is_inverse { btc_inverse_flat(60_300.0, 0.55) } else { eth_linear() };
        let spread = package(if is_inverse {
            random_legs(&mut dice, &market, &[20.0], 60_300.0, 1_000.0)
        } else {
            random_legs(&mut dice, &market, &[16.0, 44.0], 3400.0, 50.0)
        });
        let mut config = config();
        config.policy.adverse_selection.screen_cap = [Some(1.0), Some(1.5), None];
        config.policy.quote.markup = dice.pick(&[0.0, 0.0, 0.3]);
        config.limits.per_underlying.vega_per_point = dice.pick(&[1e15, 40_000.0]);
        config.limits.per_underlying.bucket_vega_per_point = dice.pick(&[1e15, 20_000.0]);
        let size = dice.pick(&[0.0, 100.0, 5_000.0, 40_000.0]);
        config.book = random_book(&mut dice, &market, is_inverse, size);
        Self {
            market,
            config,
            spread,
            quantity: dice.pick(&[1.0, 10.0, 100.0, 500.0, 2_000.0]),
            client: dice.pick(&["one", "two", "three"]),
        }
    }

    fn quote(&self) -> Quote {
        self.quote_as(&self.config, &self.rfq(), OverlaySwitches::default())
    }

    fn rfq(&self) -> Rfq {
        request(self.spread.clone(), self.quantity, self.client)
    }

    fn quote_as(&self, config: &DeskConfig, rfq: &Rfq, overlays: OverlaySwitches) -> Quote {
        // Prices are tested where limits do not cut the sides off; limits have their own test.
        let mut config = config.clone();
        let room = LimitSet {
            vega_per_point: config.limits.per_underlying.vega_per_point,
            bucket_vega_per_point: config.limits.per_underlying.bucket_vega_per_point,
            ..LimitSet::uniform(1e15)
        };
        config.limits.per_underlying = room;
        self.with(&config, rfq, overlays)
    }

    fn with(&self, config: &DeskConfig, rfq: &Rfq, overlays: OverlaySwitches) -> Quote {
        let desk = Desk::from_config(config).unwrap();
        let options = QuoteOptions { overlays, ..QuoteOptions::default() };
        let quoted = quote(rfq, &self.market, &desk, &options);
        quoted.quote.unwrap_or_else(|| panic!("{:?} on {:?}", quoted.issues, rfq.spread))
    }

    /// Both prices, read from the rows where a limit withholds a side.
    fn prices(&self, config: &DeskConfig, rfq: &Rfq) -> (f64, f64) {
        self.prices_with(config, rfq, OverlaySwitches::default())
    }

    fn prices_with(&self, config: &DeskConfig, rfq: &Rfq, on: OverlaySwitches) -> (f64, f64) {
        let desk = Desk::from_config(config).unwrap();
        let (client, _) = super::client::resolve(rfq.client.as_deref(), &desk).unwrap();
        let valuation = crate::pricing::value(&rfq.spread, &self.market).unwrap();
        let ctx = crate::overlays::Context {
            valuation: &valuation,
            market: &self.market,
            quantity: rfq.quantity,
            multiplier: 1.0,
        };
        let book = super::book::Book::value(&desk, &self.market, "USD");
        let charges = super::charges::Charges::compute(&ctx, rfq, &client, &book, &desk, on);
        let assembled = super::assembly::assemble(&charges.parts(&ctx, &desk));
        (assembled.bid, assembled.offer)
    }
}

/// One of the market's own shapes, or any legs, in lowest terms and sorted.
fn random_legs(
    dice: &mut Dice,
    market: &Market,
    days: &[f64],
    forward: f64,
    step: f64,
) -> Vec<Leg> {
    let near = dice.pick(days);
    let far = days[days.len() - 1];
    let body = forward + step * (dice.share() * 16.0 - 8.0).round();
    let wing = step * (1.0 + (dice.share() * 5.0).floor());
    let kind = dice.pick(&[PutCall::Call, PutCall::Put]);
    let (call, put) = (PutCall::Call, PutCall::Put);
    let terms: Vec<(i32, f64, f64, PutCall)> = match dice.next() % 9 {
        0 => vec![(1, near, body, kind)],
        1 => vec![(1, near, body, kind), (-1, near, body + wing, kind)],
        2 => {
            vec![(1, near, body - wing, kind), (-2, near, body, kind), (1, near, body + wing, kind)]
        }
        3 => vec![(1, near, body, call), (1, near, body, put)],
        4 => vec![(-1, near, body - wing, put), (1, near, body + wing, call)],
        5 => vec![(1, near, body, kind), (-2, near, body + wing, kind)],
        6 => vec![
            (1, near, body - 2.0 * wing, kind),
            (-1, near, body - wing, kind),
            (-1, near, body + wing, kind),
            (1, near, body + 2.0 * wing, kind),
        ],
        7 if far != near => vec![(-1, near, body, kind), (1, far, body, kind)],
        _ => vec![
            (1, near, body - wing, call),
            (-1, near, body - wing, put),
            (1, near, body + wing, put),
            (-1, near, body + wing, call),
        ],
    };
    let sign = dice.pick(&[1, -1]);
    terms
        .into_iter()
        .map(|(ratio, days, strike, put_call)| {
            option_leg(market, sign * ratio, days, strike, put_call)
        })
        .collect()
}

fn random_book(
    dice: &mut Dice,
    market: &Market,
    is_inverse: bool,
    size: f64,
) -> Vec<PositionConfig> {
    let underlying = market.underlyings()[0].key.underlying.clone();
    let (days, forward, step) = if is_inverse {
        (vec![20.0], 60_000.0, 2_000.0)
    } else {
        (vec![16.0, 44.0], 3400.0, 100.0)
    };
    (0..3)
        .map(|_| PositionConfig {
            instrument: InstrumentConfig::Terms(InstrumentTerms {
                kind: InstrumentKind::Option,
                underlying: underlying.clone(),
                expiry: Some(expiry(dice.pick(&days)).to_iso()),
                strike: Some(forward + step * (dice.share() * 8.0 - 4.0).round()),
                put_call: Some(dice.pick(&[PutCall::Call, PutCall::Put])),
                settlement: None,
            }),
            quantity: size * (2.0 * dice.share() - 1.0),
        })
        .collect()
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

#[test]
fn theoretical_is_inside_and_every_row_adds_up() {
    for seed in 0..cases() {
        let case = Case::new(seed);
        let quote = case.quote();
        let (bid, offer) = case.prices(&case.config, &case.rfq());
        let slack = slack(&quote);
        assert!(bid <= quote.theoretical + slack, "seed {seed}");
        assert!(offer >= quote.theoretical - slack, "seed {seed}");
        let text = serde_json::to_string(&quote).unwrap();
        let free = ["\"value\":null"];
        assert!(!text.contains("NaN"), "seed {seed}");
        assert!(free.iter().all(|f| text.matches(f).count() <= 1), "seed {seed}: {text}");
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
            assert!(check.before.is_finite() && check.after.is_finite(), "seed {seed}");
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

#[test]
fn the_side_that_reduces_risk_is_never_worse_than_on_an_empty_book() {
    let mut reduced = 0;
    for seed in 0..cases() {
        let mut case = Case::new(seed);
        case.config.limits.per_underlying = LimitSet::uniform(1e15);
        let mut flat = case.config.clone();
        flat.book.clear();
        let (bid, offer) = case.prices(&case.config, &case.rfq());
        let (flat_bid, flat_offer) = case.prices(&flat, &case.rfq());
        let tolerance = NOISE * (1.0 + bid.abs());
        // Without walls the book moves both sides the same way: one improves, the other widens.
        let improves_bid = bid > flat_bid + tolerance;
        let improves_offer = offer < flat_offer - tolerance;
        assert!(!(improves_bid && improves_offer), "seed {seed}");
        let worse_bid = bid < flat_bid - tolerance;
        let worse_offer = offer > flat_offer + tolerance;
        assert!(!(worse_bid && worse_offer), "seed {seed}");
        reduced += u64::from(improves_bid || improves_offer);
    }
    assert!(reduced > cases() / 20, "only {reduced} cases had a side that reduces risk");
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
        assert!(fits.checks.iter().all(|c| c.after <= c.limit * (1.0 + 1e-9)), "seed {seed}");
        let more = ask(size + 1.0);
        assert_eq!(more.offer_size, size, "seed {seed}");
        assert!(more.checks.iter().any(|c| c.after > c.limit), "seed {seed}");
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
