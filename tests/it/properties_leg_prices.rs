//! Leg prices add up to the package's price for any ratios, or there are none that could.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use spread_pricer::quote::write::leg_prices::{Share, Unsplit, split};

/// Legs of ratios up to twenty, either sign, near prices of up to a few thousand ticks.
fn packages() -> impl Strategy<Value = Vec<Share>> {
    let ratio = (1..=20_i32, any::<bool>()).prop_map(|(n, sold)| if sold { -n } else { n });
    let share = (ratio, 0.0..4_000.0_f64).prop_map(|(ratio, model)| Share { ratio, model });
    prop::collection::vec(share, 1..=12)
}

fn sum(legs: &[Share], prices: &[i64]) -> i64 {
    legs.iter().zip(prices).map(|(leg, price)| i64::from(leg.ratio) * price).sum()
}

/// The package's own price in ticks, and an edge.
#[expect(clippy::cast_possible_truncation, reason = "a few thousand ticks a leg")]
fn total(legs: &[Share], edge: i64) -> i64 {
    legs.iter().map(|leg| f64::from(leg.ratio) * leg.model).sum::<f64>().round() as i64 + edge
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(2011), ..Default::default() })]

    #[test]
    fn what_is_split_adds_up_and_what_is_not_could_not(
        legs in packages(),
        edge in -3_000..3_000_i64,
    ) {
        let ratios = || legs.iter().map(|leg| i64::from(leg.ratio));
        let sign = i64::from(legs[0].ratio).signum();
        let is_one_sided = ratios().all(|ratio| ratio.signum() == sign);
        let total = total(&legs, edge);
        let total = if is_one_sided { sign * total.abs() } else { total };
        match split(total, &legs) {
            Ok(prices) => {
                prop_assert_eq!(sum(&legs, &prices), total);
                prop_assert!(prices.iter().all(|price| *price >= 1));
            }
            Err(Unsplit::NoWholeTicks) => {
                prop_assert!(total % ratios().fold(0, |d, ratio| gcd(d, ratio.abs())) != 0);
            }
            Err(Unsplit::TooLow) => {
                // Ratios of one sign reach every total only from some way above the least.
                let most = ratios().map(i64::abs).max().unwrap_or(1);
                let least = ratios().sum::<i64>().abs();
                prop_assert!(is_one_sided && total.abs() < least + most * most);
            }
            Err(Unsplit::TooLarge) => prop_assert!(false, "{} ticks are countable", total),
        }
    }

    #[test]
    fn legs_of_ratio_one_take_the_remainder_and_no_price_moves_far(
        legs in packages(),
        edge in -50..50_i64,
    ) {
        let mut legs = legs;
        legs.extend([1, -1].map(|ratio| Share { ratio, model: 900.0 }));
        let total = total(&legs, edge);
        let prices = split(total, &legs).unwrap();
        prop_assert_eq!(sum(&legs, &prices), total);
        // At most the edge, and for every contract the rounding of its price.
        let contracts: i32 = legs.iter().map(|leg| leg.ratio.abs()).sum();
        for (leg, price) in legs.iter().zip(&prices) {
            let moved = (*price as f64 - leg.model).abs();
            prop_assert!(moved <= 52.0 + 2.0 * f64::from(contracts), "{} {}", leg.model, price);
        }
    }
}
