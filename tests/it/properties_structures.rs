//! Names and legs: every structure that is built is recognised, in either direction, its legs in
//! any order and scale, and the line that is written of it reads back to the same request.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use spread_pricer::basics::{
    Direction, InstrumentKind, Listing, PutCall, Settlement, Structure, Timestamp,
};
use spread_pricer::market::Market;
use spread_pricer::market::sample::sample_snapshot;
use spread_pricer::rfq::template::{has_underlying, needs_type, places};
use spread_pricer::rfq::{BuildRequest, RfqDraft, build, check, read, recognise, write};

static LISTING: LazyLock<Listing> =
    LazyLock::new(|| Market::default().load(&sample_snapshot()).market.unwrap().listing());

/// What a structure is built from, chosen by the generator.
#[derive(Debug, Clone)]
struct Choice {
    structure: Structure,
    put_call: PutCall,
    ratio: (i32, i32),
    with_spot: bool,
    /// Which two of the listed expiries.
    expiries: (prop::sample::Index, prop::sample::Index),
    /// The lowest strike and the step between them, in fifties.
    strikes: (u8, u8),
    /// How many steps the last one is.
    stretch: u8,
    is_sold: bool,
    scale: u8,
    /// Keys that put the legs in another order.
    order: Vec<u32>,
}

fn choice() -> impl Strategy<Value = Choice> {
    let named = Structure::ALL.iter().copied().filter(|s| *s != Structure::Custom);
    let structures = prop::sample::select(named.collect::<Vec<_>>());
    let ratios = prop::sample::select(vec![(1, 2), (1, 3), (2, 3), (3, 5), (1, 20)]);
    let what = (structures, any::<bool>(), ratios, any::<bool>());
    let numbers = (any::<[prop::sample::Index; 2]>(), (30..80_u8, 1..9_u8), 1..4_u8);
    let how = (any::<bool>(), 1..6_u8, prop::collection::vec(any::<u32>(), 4));
    (what, numbers, how).prop_map(|(what, numbers, how)| Choice {
        structure: what.0,
        put_call: if what.1 { PutCall::Call } else { PutCall::Put },
        ratio: what.2,
        with_spot: what.3,
        expiries: (numbers.0[0], numbers.0[1]),
        strikes: numbers.1,
        stretch: numbers.2,
        is_sold: how.0,
        scale: how.1,
        order: how.2,
    })
}

impl Choice {
    fn request(&self) -> BuildRequest {
        let market = LISTING.find("ETH", Some(Settlement::Inverse)).unwrap();
        let (expiry_count, strike_count) = places(self.structure).unwrap();
        let near = self.expiries.0.index(market.expiries.len() - 1);
        let far = near + 1 + self.expiries.1.index(market.expiries.len() - 1 - near);
        // A broken wing is broken by its last step; a fly is even.
        let last = match self.structure {
            Structure::Butterfly => 1,
            Structure::BrokenWingButterfly => 1 + self.stretch,
            _ => self.stretch,
        };
        let strike = |place: usize| {
            let steps = if place + 1 == strike_count && place > 0 {
                u32::try_from(place).unwrap() - 1 + u32::from(last)
            } else {
                u32::try_from(place).unwrap()
            };
            50.0 * f64::from(u32::from(self.strikes.0) + steps * u32::from(self.strikes.1))
        };
        BuildRequest {
            structure: self.structure,
            underlying: "ETH".to_owned(),
            expiries: [near, far]
                .iter()
                .take(expiry_count)
                .map(|index| Timestamp::to_iso(market.expiries[*index].expiry))
                .collect(),
            strikes: (0..strike_count).map(strike).collect(),
            put_call: needs_type(self.structure).then_some(self.put_call),
            ratio: (self.structure == Structure::RatioSpread).then_some(self.ratio),
            settlement: Some(Settlement::Inverse),
            hedge: (has_underlying(self.structure) && self.with_spot)
                .then_some(InstrumentKind::Spot),
        }
    }

    /// The built draft, turned round, scaled and in another order.
    fn draft(&self) -> RfqDraft {
        let mut draft = build(&self.request(), &LISTING).draft.unwrap();
        let sign = if self.is_sold { -1.0 } else { 1.0 };
        draft.legs.iter_mut().for_each(|leg| leg.ratio *= sign * f64::from(self.scale));
        let mut keyed: Vec<_> = self.order.iter().cycle().zip(draft.legs).collect();
        keyed.sort_by_key(|(key, _)| **key);
        draft.legs = keyed.into_iter().map(|(_, leg)| leg).collect();
        draft
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1973),
        ..Default::default()
    })]

    #[test]
    fn what_is_built_is_recognised(choice in choice()) {
        let draft = choice.draft();
        let got = recognise(&draft, &LISTING);
        prop_assert_eq!(got.structure, choice.structure);
        prop_assert_eq!(got.direction == Direction::Short, choice.is_sold);
        // Its own name never contradicts its legs.
        let checked = check(&draft, &LISTING);
        let about_name = |code: &str| code == "Q-NAME-MISMATCH";
        prop_assert!(!checked.issues.iter().any(|issue| about_name(issue.code.as_str())));
        prop_assert_eq!(checked.rfq.map(|rfq| rfq.quantity), Some(f64::from(choice.scale)));
    }

    #[test]
    fn what_is_written_reads_back(choice in choice()) {
        let first = check(&RfqDraft { structure: None, ..choice.draft() }, &LISTING).rfq.unwrap();
        let line = write(&first, &LISTING);
        let again = read(&line, &LISTING);
        prop_assert!(again.issues.is_empty(), "{} {:?}", line, again.issues);
        let draft = again.draft.unwrap();
        let named = recognise(&draft, &LISTING);
        prop_assert_eq!(named.structure, choice.structure, "{}", line);
        let second = check(&draft, &LISTING).rfq;
        prop_assert_eq!(second, Some(first), "{}", line);
    }
}

#[test]
fn every_market_word_for_a_side_may_stand_for_its_legs() {
    let legs = |line: &str| read(line, &LISTING).draft.unwrap().legs;
    for (line, names) in [
        ("ETH 25DEC26 3100/3800 collar", &["collar", "fence", "risk reversal", "RR"][..]),
        ("ETH 25DEC26 3100/3800 collar with future", &["collar", "fence"]),
        ("ETH 25DEC26 3400/3600 1x2 call backspread", &["backspread", "call backspread", "ratio"]),
        ("ETH 25DEC26 3400 reversal", &["reversal", "conversion", "reverse conversion"]),
        ("ETH 25DEC26 3400/3600/3800 call ladder", &["ladder", "tree", "Christmas tree"]),
        ("ETH 25DEC26 3200/3400/3600 cs vs p", &["3-way", "three way", "seagull", "cs vs p"]),
        ("ETH 25DEC26 3400 combo", &["combo", "synthetic", "syn"]),
        ("ETH 27NOV26/25DEC26 3400 jelly roll", &["roll", "jelly roll", "JR"]),
        ("ETH 27NOV26/25DEC26 3200/3800 dbl cal", &["double calendar", "strangle swap"]),
    ] {
        for name in names {
            let draft = RfqDraft {
                quantity: 1.0,
                legs: legs(line),
                structure: Some((*name).to_owned()),
                ..RfqDraft::default()
            };
            let issues = check(&draft, &LISTING).issues;
            let is_mismatch = issues.iter().any(|i| i.code.as_str() == "Q-NAME-MISMATCH");
            assert!(!is_mismatch, "{line} as {name}: {issues:?}");
        }
    }
}
