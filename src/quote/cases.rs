//! Random situations for the property tests: a market, a desk with a book, a package and a client.
//!
//! The generator is deterministic.

use crate::basics::{InstrumentKind, Leg, PutCall, Spread};
use crate::desk::{
    Desk, DeskConfig, InstrumentConfig, InstrumentTerms, LimitSet, OverlaySwitches, PositionConfig,
};
use crate::market::Market;
use crate::market::fixtures::{btc_inverse_flat, eth_linear, expiry, option_leg, package};
use crate::rfq::Rfq;

use super::assembly::{Assembled, assemble};
use super::book::Book;
use super::golden::{config, request};
use super::{Quote, QuoteOptions, quote};

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
pub(super) struct Case {
    pub(super) market: Market,
    pub(super) config: DeskConfig,
    pub(super) spread: Spread,
    pub(super) quantity: f64,
    pub(super) client: &'static str,
}

impl Case {
    pub(super) fn new(seed: u64) -> Self {
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

    pub(super) fn quote(&self) -> Quote {
        self.quote_as(&self.config, &self.rfq(), OverlaySwitches::default())
    }

    pub(super) fn rfq(&self) -> Rfq {
        request(self.spread.clone(), self.quantity, self.client)
    }

    pub(super) fn quote_as(
        &self,
        config: &DeskConfig,
        rfq: &Rfq,
        overlays: OverlaySwitches,
    ) -> Quote {
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

    pub(super) fn with(&self, config: &DeskConfig, rfq: &Rfq, overlays: OverlaySwitches) -> Quote {
        let desk = Desk::from_config(config).unwrap();
        let options = QuoteOptions { overlays, ..QuoteOptions::default() };
        let quoted = quote(rfq, &self.market, &desk, &options);
        quoted.quote.unwrap_or_else(|| panic!("{:?} on {:?}", quoted.issues, rfq.spread))
    }

    /// Both prices, read from the rows where a limit withholds a side.
    pub(super) fn prices(&self, config: &DeskConfig, rfq: &Rfq) -> (f64, f64) {
        self.prices_with(config, rfq, OverlaySwitches::default())
    }

    pub(super) fn prices_with(
        &self,
        config: &DeskConfig,
        rfq: &Rfq,
        on: OverlaySwitches,
    ) -> (f64, f64) {
        let assembled = self.assembled(config, rfq, on);
        (assembled.bid, assembled.offer)
    }

    pub(super) fn assembled(
        &self,
        config: &DeskConfig,
        rfq: &Rfq,
        on: OverlaySwitches,
    ) -> Assembled {
        let desk = Desk::from_config(config).unwrap();
        let (client, _) = super::client::resolve(rfq.client.as_deref(), &desk).unwrap();
        let valuation = crate::pricing::value(&rfq.spread, &self.market).unwrap();
        let ctx = crate::overlays::Context {
            valuation: &valuation,
            market: &self.market,
            quantity: rfq.quantity,
            multiplier: 1.0,
            is_spoken: true,
        };
        let book = Book::value(&desk, &self.market, "USD");
        let charges = super::charges::Charges::compute(&ctx, rfq, &client, &book, &desk, on);
        assemble(&charges.parts(&ctx, &desk))
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
