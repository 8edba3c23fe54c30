//! Random situations for the property tests: a market, a desk with a book, a package and a client.
//!
//! The generator is deterministic; `SPREAD_PRICER_SEED` is where its seeds begin.

use std::sync::LazyLock;

use crate::basics::{Instrument, InstrumentKind, Leg, Mark, PutCall, Spread, Structure, Timestamp};
use crate::desk::{
    Desk, DeskConfig, HedgeMode, InstrumentConfig, InstrumentTerms, LimitSet, OverlaySwitches,
    PositionConfig,
};
use crate::market::fixtures::{btc_inverse_flat, eth_linear, expiry, package};
use crate::market::{Market, sample_snapshot};
use crate::rfq::Rfq;
use crate::rfq::template::{places, template};

use super::assembly::{Assembled, assemble};
use super::book::Book;
use super::golden::{config, request};
use super::{Quote, QuoteOptions, quote};

fn first_seed() -> u64 {
    std::env::var("SPREAD_PRICER_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0)
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
pub(super) struct Case {
    pub(super) market: Market,
    pub(super) config: DeskConfig,
    pub(super) spread: Spread,
    pub(super) quantity: f64,
    pub(super) client: &'static str,
}

impl Case {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_add(first_seed()));
        let place = dice.pick(&[Place::Btc, Place::Eth, Place::Sample]);
        let market = place.market();
        let spread = package(random_legs(&mut dice, &market, place));
        let mut config = config();
        if dice.next().is_multiple_of(3) {
            config.policy.hedging.mode = HedgeMode::Portfolio;
        }
        config.policy.adverse_selection.screen_cap = [Some(1.0), Some(1.5), None];
        config.policy.quote.markup = dice.pick(&[0.0, 0.0, 0.3]);
        config.limits.per_underlying.vega_per_point = dice.pick(&[1e15, 40_000.0]);
        config.limits.per_underlying.bucket_vega_per_point = dice.pick(&[1e15, 20_000.0]);
        let size = dice.pick(&[0.0, 100.0, 5_000.0, 40_000.0]);
        config.book = random_book(&mut dice, &market, place, size);
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
        let charges = super::charges::Charges::compute(
            &ctx,
            rfq,
            &client,
            &book,
            &desk,
            on,
            super::assembly::Sides::default(),
        );
        assemble(&charges.parts(&ctx, &desk))
    }
}

/// Where a case takes place.
#[derive(Clone, Copy)]
enum Place {
    /// Coin-settled options of one expiry on a flat smile.
    Btc,
    /// Linear options of two expiries with skew; nothing is listed.
    Eth,
    /// The generated sample: coin-settled options of many expiries, quoted on screen.
    Sample,
}

static SAMPLE: LazyLock<Market> = LazyLock::new(|| {
    let market = Market::default().load(&sample_snapshot()).market.unwrap();
    Market::from_underlyings(market.underlyings()[..1].to_vec())
});

impl Place {
    fn market(self) -> Market {
        match self {
            Self::Btc => btc_inverse_flat(60_300.0, 0.55),
            Self::Eth => eth_linear(),
            Self::Sample => SAMPLE.clone(),
        }
    }

    /// Expiries, the money and the distance of strikes.
    fn terms(self, market: &Market) -> (Vec<Timestamp>, f64, f64) {
        match self {
            Self::Btc => (vec![expiry(20.0)], 60_000.0, 1_000.0),
            Self::Eth => (vec![expiry(16.0), expiry(44.0)], 3_400.0, 50.0),
            Self::Sample => {
                let chain = &market.underlyings()[0].chain;
                let expiries = chain.iter().map(|listed| listed.expiry).collect();
                (expiries, 100.0 * (market.underlyings()[0].spot / 100.0).round(), 100.0)
            }
        }
    }
}

/// One of the market's own structures, either way round, or up to eight legs of any kind.
fn random_legs(dice: &mut Dice, market: &Market, place: Place) -> Vec<Leg> {
    let (expiries, money, step) = place.terms(market);
    let key = market.underlyings()[0].key.clone();
    let strike = |dice: &mut Dice| money + step * (dice.share() * 24.0 - 12.0).round();
    let mut legs: Vec<Leg> = Vec::new();
    let structure = dice.pick(Structure::ALL);
    let needed = places(structure).filter(|(count, _)| *count <= expiries.len());
    if let Some((count, strikes)) = needed.filter(|_| !dice.next().is_multiple_of(4)) {
        let first = dice.pick(&(0..=expiries.len() - count).collect::<Vec<_>>());
        let mut chosen: Vec<f64> = Vec::new();
        while chosen.len() < strikes {
            let strike = strike(dice);
            if !chosen.contains(&strike) {
                chosen.push(strike);
            }
        }
        chosen.sort_by(f64::total_cmp);
        let kind = dice.pick(&[PutCall::Call, PutCall::Put]);
        let sign = dice.pick(&[1, -1]);
        for slot in template(structure, kind, dice.pick(&[(1, 2), (1, 3), (2, 3)])) {
            let expiry = expiries[first + slot.expiry];
            let leg = match slot.put_call {
                Some(put_call) => option(market, expiry, chosen[slot.strike], put_call),
                None => Instrument::Future { market: key.clone(), expiry },
            };
            add(&mut legs, sign * slot.ratio, leg);
        }
    } else {
        for _ in 0..dice.pick(&[1, 2, 3, 4, 5, 6, 7, 8]) {
            let (expiry, at) = (dice.pick(&expiries), strike(dice));
            let put_call = dice.pick(&[PutCall::Call, PutCall::Put]);
            add(&mut legs, dice.pick(&[-3, -2, -1, 1, 2, 3]), option(market, expiry, at, put_call));
        }
    }
    if legs.is_empty() {
        add(&mut legs, 1, option(market, expiries[0], money, PutCall::Call));
    }
    legs
}

fn option(market: &Market, expiry: Timestamp, strike: f64, put_call: PutCall) -> Instrument {
    let underlying = &market.underlyings()[0];
    let (market, exercise) = (underlying.key.clone(), underlying.exercise);
    Instrument::Option { market, expiry, strike, put_call, exercise }
}

/// Adds a leg, merged with the same instrument.
fn add(legs: &mut Vec<Leg>, ratio: i32, instrument: Instrument) {
    match legs.iter_mut().find(|leg| leg.instrument == instrument) {
        Some(leg) => leg.ratio += ratio,
        None => legs.push(Leg { ratio, instrument, multiplier: 1.0, mark: Mark::default() }),
    }
    legs.retain(|leg| leg.ratio != 0);
}

fn random_book(dice: &mut Dice, market: &Market, place: Place, size: f64) -> Vec<PositionConfig> {
    let underlying = market.underlyings()[0].key.underlying.clone();
    let (expiries, money, step) = place.terms(market);
    (0..3)
        .map(|_| PositionConfig {
            instrument: InstrumentConfig::Terms(InstrumentTerms {
                kind: InstrumentKind::Option,
                underlying: underlying.clone(),
                expiry: Some(dice.pick(&expiries).to_iso()),
                strike: Some(money + 2.0 * step * (dice.share() * 8.0 - 4.0).round()),
                put_call: Some(dice.pick(&[PutCall::Call, PutCall::Put])),
                settlement: None,
            }),
            quantity: size * (2.0 * dice.share() - 1.0),
        })
        .collect()
}
