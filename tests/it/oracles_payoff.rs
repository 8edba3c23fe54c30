//! Static hedges around a package and the payoff's figures, on a known smile.
//!
//! Golden numbers of a 16-day SSVI slice at F = 3400 (θ = 0.60²·16/365, ρ = −0.15, φ = 4, D = 1):
//! package values, the smaller of the distances to the convex minorant and concave majorant, and
//! what a sold fly costs. Properties compare the algebra with brute force.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use spread_pricer::basics::PutCall;
use spread_pricer::math::ops;
use spread_pricer::models::black::Black;
use spread_pricer::models::payoff::{Payoff, PayoffKind, PayoffLeg};
use spread_pricer::models::svi::RawSvi;

use PayoffKind::{Call, Forward, Put};

const FORWARD: f64 = 3400.0;
const YEARS: f64 = 16.0 / 365.0;

type Legs = [(f64, PayoffKind, f64)];

fn payoff(legs: &Legs) -> Payoff {
    let legs: Vec<_> =
        legs.iter().map(|&(ratio, kind, strike)| PayoffLeg { ratio, kind, strike }).collect();
    Payoff::new(&legs)
}

fn value(legs: &Legs) -> f64 {
    let slice = RawSvi::from_ssvi(0.36 * YEARS, -0.15, 4.0);
    legs.iter()
        .map(|&(ratio, kind, strike)| {
            let put_call = match kind {
                Call => PutCall::Call,
                Put => PutCall::Put,
                Forward => return ratio * (FORWARD - strike),
            };
            let vol = (slice.at(ops::ln(strike / FORWARD)).w / YEARS).sqrt();
            let option =
                Black { put_call, forward: FORWARD, strike, years: YEARS, vol, discount: 1.0 };
            ratio * option.price()
        })
        .sum()
}

#[test]
fn static_hedges_measure_what_is_at_stake() {
    let cases: [(&str, &Legs, f64, f64, f64); 11] = [
        ("call", &[(1.0, Call, 3400.0)], 170.28, 170.28, 0.005),
        ("deep call", &[(1.0, Call, 2400.0)], 1001.88, 1.88, 0.005),
        ("deep put", &[(1.0, Put, 2400.0)], 1.88, 1.88, 0.005),
        ("call spread", &[(1.0, Call, 3400.0), (-1.0, Call, 3600.0)], 78.87, 78.87, 0.005),
        ("put spread", &[(1.0, Put, 3400.0), (-1.0, Put, 3600.0)], -121.13, 78.87, 0.005),
        (
            "put fly",
            &[(1.0, Put, 3300.0), (-2.0, Put, 3400.0), (1.0, Put, 3500.0)],
            9.824_882_17,
            9.824_882_17,
            5e-8,
        ),
        (
            "iron fly",
            &[(-1.0, Put, 3300.0), (1.0, Put, 3400.0), (1.0, Call, 3400.0), (-1.0, Call, 3500.0)],
            90.175,
            9.825,
            0.0005,
        ),
        ("risk reversal", &[(1.0, Call, 3750.0), (-1.0, Put, 3100.0)], -5.65, 283.7, 0.05),
        ("ratio", &[(1.0, Call, 3400.0), (-2.0, Call, 3600.0)], -12.55, 201.4, 0.05),
        (
            "box",
            &[(1.0, Call, 3300.0), (-1.0, Put, 3300.0), (-1.0, Call, 3500.0), (1.0, Put, 3500.0)],
            200.0,
            0.0,
            1e-9,
        ),
        (
            "far fly",
            &[(1.0, Call, 5000.0), (-2.0, Call, 5100.0), (1.0, Call, 5200.0)],
            0.046,
            0.046,
            0.0005,
        ),
    ];
    for (name, legs, want_value, want_stake, tolerance) in cases {
        let value = value(legs);
        let (lower, upper) = payoff(legs).envelopes(FORWARD);
        let stake = (value - lower).min(upper - value);
        assert!((value - want_value).abs() <= tolerance, "{name}: worth {value}");
        assert!((stake - want_stake).abs() <= tolerance, "{name}: stake {stake}");
    }
}

fn packages() -> impl Strategy<Value = Vec<(f64, PayoffKind, f64)>> {
    let kind = prop_oneof![Just(Call), Just(Put), Just(Forward)];
    let leg = (-3..=3_i32, kind, 1..40_i32)
        .prop_map(|(ratio, kind, strike)| (f64::from(ratio), kind, f64::from(strike) * 2.5));
    prop::collection::vec(leg, 1..7)
}

fn direct(legs: &Legs, settlement: f64) -> f64 {
    legs.iter().map(|&(ratio, kind, strike)| PayoffLeg { ratio, kind, strike }.at(settlement)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1973),
        ..Default::default()
    })]

    #[test]
    fn interpolation_is_the_sum_of_the_legs(legs in packages(), settlement in 0.0..300.0_f64) {
        let (got, want) = (payoff(&legs).at(settlement), direct(&legs, settlement));
        prop_assert!((got - want).abs() < 1e-9, "{got} {want}");
    }

    #[test]
    fn extremes_bound_the_payoff(legs in packages(), settlement in 1e-3..1e4_f64) {
        let payoff = payoff(&legs);
        let (value, plain, coin) =
            (direct(&legs, settlement), payoff.extremes(), payoff.extremes_in_coin());
        let slack = 1e-8;
        prop_assert!(plain.min.is_none_or(|min| value >= min - slack));
        prop_assert!(plain.max.is_none_or(|max| value <= max + slack));
        let in_coin = value / settlement;
        prop_assert!(coin.min.is_none_or(|min| in_coin >= min - slack));
        prop_assert!(coin.max.is_none_or(|max| in_coin <= max + slack));
        // A missing bound means that the payoff gets beyond any.
        prop_assert!(plain.max.is_some() || direct(&legs, 1e9) > 1e8);
        prop_assert!(plain.min.is_some() || direct(&legs, 1e9) < -1e8);
        prop_assert!(coin.max.is_some() || direct(&legs, 1e-9) / 1e-9 > 1e8);
        prop_assert!(coin.min.is_some() || direct(&legs, 1e-9) / 1e-9 < -1e8);
    }

    #[test]
    fn breakevens_are_all_the_sign_changes(legs in packages(), paid in -60.0..60.0_f64) {
        let payoff = payoff(&legs);
        let roots = payoff.breakevens(paid);
        prop_assert!(roots.windows(2).all(|pair| pair[0] < pair[1]));
        for root in &roots {
            prop_assert!((direct(&legs, *root) - paid).abs() < 1e-8 * (1.0 + root));
        }
        // Between neighbouring roots (and the ends) the sign is constant.
        let mut ends = vec![0.0];
        ends.extend(&roots);
        ends.push(roots.last().copied().unwrap_or(0.0) + 1e4);
        for pair in ends.windows(2) {
            let gains: Vec<f64> = (1..200)
                .map(|i| direct(&legs, pair[0] + (pair[1] - pair[0]) * f64::from(i) / 200.0) - paid)
                .collect();
            prop_assert!(
                gains.iter().all(|gain| *gain > -1e-9) || gains.iter().all(|gain| *gain < 1e-9)
            );
        }
    }

    #[test]
    fn envelopes_are_the_best_static_hedges(legs in packages(), forward in 0.0..150.0_f64) {
        let payoff = payoff(&legs);
        let (lower, upper) = payoff.envelopes(forward);
        prop_assert!(lower <= payoff.at(forward) + 1e-9 && payoff.at(forward) <= upper + 1e-9);
        // Reached by no convex mixture of settlement prices around the forward.
        for i in 0..40 {
            for j in 0..40 {
                let left = forward * f64::from(i) / 40.0;
                let right = forward + f64::from(j) * 10.0;
                let weight = if right > left { (right - forward) / (right - left) } else { 1.0 };
                let mixture = weight * direct(&legs, left) + (1.0 - weight) * direct(&legs, right);
                prop_assert!(lower <= mixture + 1e-8 && mixture <= upper + 1e-8);
            }
        }
        // The mirror image swaps them, and added cash and forwards shift them.
        let mirrored: Vec<_> = legs.iter().map(|&(n, kind, k)| (-n, kind, k)).collect();
        let (mirror_lower, mirror_upper) = self::payoff(&mirrored).envelopes(forward);
        prop_assert!((mirror_lower + upper).abs() < 1e-9 && (mirror_upper + lower).abs() < 1e-9);
        let mut shifted = legs.clone();
        shifted.push((2.0, Forward, 30.0));
        let (low, high) = self::payoff(&shifted).envelopes(forward);
        let shift = 2.0 * (forward - 30.0);
        prop_assert!((low - lower - shift).abs() < 1e-9 && (high - upper - shift).abs() < 1e-9);
    }
}
