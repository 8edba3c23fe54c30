//! What a shift must leave of a surface, a market and its quotes.

use super::*;
use crate::market::fixtures::{as_of, btc_inverse_flat, eth_linear, expiry};
use crate::market::{Surface, sample_snapshot};

/// What the fixture is shifted by, part by part and together.
fn drafts() -> Vec<ShiftDraft> {
    let none = ShiftDraft::default;
    let bucket = vec![BucketShift { node: 12, points: 2.0 }];
    let spot = |dynamics| ShiftDraft { spot_move: -0.07, dynamics, ..none() };
    vec![
        ShiftDraft { parallel_points: 3.0, ..none() },
        ShiftDraft { tilt_points: -1.5, ..none() },
        ShiftDraft { curvature_points: 0.8, ..none() },
        ShiftDraft { buckets: bucket.clone(), ..none() },
        // Deep enough for the floor to hold somewhere.
        ShiftDraft { parallel_points: -58.0, tilt_points: 1.0, ..none() },
        spot(SmileDynamics::StickyStrike),
        spot(SmileDynamics::StickyMoneyness),
        spot(SmileDynamics::SkewStickiness(1.7)),
        ShiftDraft {
            parallel_points: 1.0,
            tilt_points: 1.0,
            curvature_points: -0.5,
            buckets: bucket,
            ..spot(SmileDynamics::SkewStickiness(0.4))
        },
    ]
}

fn eth() -> UnderlyingMarket {
    eth_linear().underlyings()[0].clone()
}

fn moved(draft: &ShiftDraft) -> Surface {
    eth().surface.shifted(&draft.checked().unwrap())
}

#[test]
fn derivatives_in_strike_and_time_are_slopes() {
    for draft in drafts() {
        let surface = moved(&draft);
        for days in [9.0, 29.0, 70.0] {
            let years = days / 365.0;
            for k in [-1.1, -0.6, -0.21, -0.05, 0.02, 0.13, 0.4, 0.9] {
                let h = 1e-5;
                let at = |k: f64| surface.variance(years, k);
                let (low, here, high) = (at(k - h), at(k), at(k + h));
                let (slope, bend) = ((high.w - low.w) / (2.0 * h), (high.dw - low.dw) / (2.0 * h));
                assert!((here.dw - slope).abs() < 1e-7, "{draft:?} {days} {k}");
                assert!((here.d2w - bend).abs() < 1e-5, "{draft:?} {days} {k}: {here:?} {bend}");
                let later = surface.variance(years + h, k).w - surface.variance(years - h, k).w;
                let growth = surface.variance_growth(years, k);
                assert!((growth - later / (2.0 * h)).abs() < 1e-6, "{draft:?} {days} {k}");
            }
        }
    }
}

#[test]
fn each_part_adds_what_it_says() {
    let before = eth().surface;
    for days in [5.0, 16.0, 30.0, 90.0] {
        let years = days / 365.0;
        let root = before.variance(years, 0.0).w.sqrt();
        for x in [-6.0, -1.2, 0.0, 0.75, 1.9, 5.0] {
            let k = x * root;
            let vol = |surface: &Surface| (surface.variance(years, k).w / years).sqrt();
            let added = |draft: ShiftDraft| 100.0 * (vol(&moved(&draft)) - vol(&before));
            let none = ShiftDraft::default;
            let level = if x.abs() > 4.0 { 3.0_f64.copysign(x) } else { x };
            let bucket = vec![BucketShift { node: 13, points: 2.0 }];
            let weights = VegaNodes::weights(years, x);
            let weight = weights.iter().find(|w| w.node == 13).map_or(0.0, |w| w.weight);
            for (got, want) in [
                (added(ShiftDraft { parallel_points: 2.5, ..none() }), 2.5),
                (added(ShiftDraft { tilt_points: -1.0, ..none() }), -level),
                (added(ShiftDraft { curvature_points: 0.5, ..none() }), 0.5 * level * level),
                (added(ShiftDraft { buckets: bucket, ..none() }), 2.0 * weight),
            ] {
                assert!((got - want).abs() < 1e-11, "{days} days, x {x}: {got} against {want}");
            }
        }
    }
}

#[test]
fn all_buckets_are_the_parallel_shift() {
    let buckets = (0..VegaNodes::COUNT).map(|node| BucketShift { node, points: 1.0 }).collect();
    let all = moved(&ShiftDraft { buckets, ..ShiftDraft::default() });
    let parallel = moved(&ShiftDraft { parallel_points: 1.0, ..ShiftDraft::default() });
    for days in [1.0, 20.0, 44.0, 500.0] {
        for k in [-0.8, -0.1, 0.0, 0.33] {
            let (a, b) = (all.variance(days / 365.0, k), parallel.variance(days / 365.0, k));
            assert!((a.w - b.w).abs() < 1e-14 && (a.dw - b.dw).abs() < 1e-13, "{days} {k}");
        }
    }
}

#[test]
fn spot_carries_smiles_by_its_rule() {
    let before = eth();
    for (dynamics, ratio) in [
        (SmileDynamics::StickyStrike, 1.0),
        (SmileDynamics::StickyMoneyness, 0.0),
        (SmileDynamics::SkewStickiness(0.6), 0.6),
    ] {
        let draft = ShiftDraft { spot_move: 0.08, dynamics, ..ShiftDraft::default() };
        let after = before.shifted(&draft.checked().unwrap());
        assert_eq!(after.spot, 1.08 * before.spot);
        for days in [3.0, 16.0, 30.0, 60.0] {
            let (at, years) = (expiry(days), days / 365.0);
            assert!((after.forward(at) / before.forward(at) - 1.08).abs() < 1e-15);
            assert_eq!(after.discount(at), before.discount(at));
            for strike in [2600.0, 3300.0, 3672.0, 4500.0] {
                let k = ops::ln(strike / after.forward(at));
                let was = before.surface.variance(years, k + ratio * ops::ln(1.08)).w;
                assert!((after.surface.variance(years, k).w / was - 1.0).abs() < 1e-12);
                if dynamics == SmileDynamics::StickyStrike {
                    assert!((after.vol(at, strike) / before.vol(at, strike) - 1.0).abs() < 1e-13);
                }
            }
        }
        let day = before.hedges[0].daily_vol * after.vol(expiry(16.0), 3672.0)
            / before.vol(expiry(16.0), 3400.0);
        for (was, is) in before.hedges.iter().zip(&after.hedges) {
            assert_eq!(is.mid, was.mid * 1.08);
            assert!((is.daily_vol / day - 1.0).abs() < 1e-12);
            assert_eq!(is.levels, was.levels);
        }
    }
}

#[test]
fn volatility_keeps_a_twentieth_whatever_is_taken_away() {
    let draft = ShiftDraft { parallel_points: -400.0, tilt_points: 90.0, ..ShiftDraft::default() };
    let (before, after) = (eth().surface, moved(&draft));
    for k in [-3.0, -0.5, 0.0, 0.2, 2.0] {
        let kept = after.variance(0.1, k).w / before.variance(0.1, k).w;
        assert!((kept - 0.05 * 0.05).abs() < 1e-15, "{kept} at {k}");
        assert!(after.variance(0.1, k).butterfly_density(k) >= 0.0);
    }
}

#[test]
fn tilt_and_curvature_bring_no_spike_and_the_density_keeps_its_mass() {
    let draft = ShiftDraft {
        parallel_points: 2.0,
        tilt_points: -1.0,
        curvature_points: 0.6,
        ..ShiftDraft::default()
    };
    let (before, after) = (eth().surface, moved(&draft));
    let years = 30.0 / 365.0;
    let (mut mass, mut mean, mut steepest) = (0.0, 0.0, 0.0_f64);
    let (mut last, step) = (None, 1e-3);
    for i in -3000..3000 {
        let k = (f64::from(i) + 0.5) * step;
        let at = after.variance(years, k);
        assert!(at.butterfly_density(k) >= 0.0 && at.w > 0.0, "g below zero at {k}");
        let weight = at.density(k) * step;
        mass += weight;
        mean += weight * ops::exp(k);
        let d2w = at.d2w - before.variance(years, k).d2w;
        steepest = last.map_or(0.0, |last: f64| (d2w - last).abs()).max(steepest);
        last = Some(d2w);
    }
    assert!((mass - 1.0).abs() < 1e-6 && (mean - 1.0).abs() < 1e-6, "{mass} {mean}");
    // A corner would jump by the tilt's slope over one step.
    assert!(steepest < 1e-2, "{steepest}");
}

#[test]
fn no_shift_is_the_same_market_and_quotes_stay() {
    let market = Market::default().load(&sample_snapshot()).market.unwrap();
    let key = market.underlyings()[1].key.clone();
    let same = market.shifted(&key, &ShiftDraft::default().checked().unwrap()).unwrap();
    assert_eq!(same, market);
    let draft = ShiftDraft { parallel_points: 5.0, spot_move: 0.1, ..ShiftDraft::default() };
    let shifted = market.shifted(&key, &draft.checked().unwrap()).unwrap();
    for (was, is) in market.underlyings().iter().zip(shifted.underlyings()) {
        assert_eq!((&is.chain, &is.reports, is.fitted()), (&was.chain, &was.reports, was.fitted()));
        assert_eq!(is == was, was.key != key);
    }
    let nowhere = MarketKey { underlying: String::from("DOGE"), ..key };
    assert!(market.shifted(&nowhere, &draft.checked().unwrap()).is_none());
}

#[test]
fn shifts_of_a_shifted_market_add_up() {
    let half = ShiftDraft { parallel_points: 1.5, spot_move: 0.1, ..ShiftDraft::default() };
    let flat = &btc_inverse_flat(60_000.0, 0.5).underlyings()[0].clone();
    let twice = flat.shifted(&half.checked().unwrap()).shifted(&half.checked().unwrap());
    assert!((twice.vol(expiry(20.0), 70_000.0) - 0.53).abs() < 1e-14);
    assert!((twice.spot / flat.spot - 1.21).abs() < 1e-14);
    assert_eq!(twice.as_of, as_of());
}

#[test]
fn every_field_that_is_not_usable_is_named() {
    let draft = ShiftDraft {
        parallel_points: f64::NAN,
        tilt_points: 501.0,
        curvature_points: f64::NEG_INFINITY,
        buckets: vec![BucketShift { node: 30, points: 1.0 }, BucketShift { node: 0, points: 1e9 }],
        spot_move: -1.0,
        dynamics: SmileDynamics::SkewStickiness(f64::NAN),
    };
    let issues = draft.checked().unwrap_err();
    let paths: Vec<&str> = issues.iter().map(|i| i.path.as_str()).collect();
    let expected = [
        "parallelPoints",
        "tiltPoints",
        "curvaturePoints",
        "buckets[1].points",
        "buckets[0].node",
        "spotMove",
        "dynamics.skewStickiness",
    ];
    assert_eq!(paths, expected);
    assert!(issues.iter().all(|i| i.code == IssueCode::Shift));
    let read = |text: &str| serde_json::from_str::<ShiftDraft>(text).unwrap();
    assert_eq!(read("{}"), ShiftDraft::default());
    let read = read(r#"{"spotMove": 0.1, "dynamics": {"skewStickiness": 0.5}}"#);
    assert_eq!(read.dynamics, SmileDynamics::SkewStickiness(0.5));
}
