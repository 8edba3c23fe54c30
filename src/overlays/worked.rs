//! The worked waterfall from these rows: the flat quotes at every documented size and tier, with the base row and the rounding written out as the page states them.

use super::samples::Sample;
use super::{ClientView, adverse_selection, hedging_cost, inventory, liquidity, premium_at_stake};
use crate::desk::{AdverseSelectionPolicy, HedgingPolicy, InventoryPolicy, LiquidityPolicy, Tier};
use crate::market::VegaNodes;

/// Theoretical value, the flat-book charge H and the quote on ticks of 0.05.
fn quote(sample: &Sample, tier: Tier, toxicity: f64) -> (f64, f64, [f64; 2]) {
    let ctx = sample.context();
    let client = ClientView { name: String::from("Acme"), tier, toxicity, override_fraction: None };
    let capacity =
        LiquidityPolicy { half_width_share: 1.0, bucket_capacity: 2_000.0, ..Default::default() };
    let policy = AdverseSelectionPolicy::default();
    let base = 0.10 * VegaNodes::correlated_norm(&sample.valuation.buckets[0].vega_per_point);
    let charge = base.max(0.05)
        + hedging_cost::charge(&ctx, &HedgingPolicy::default(), None).bid
        + liquidity::charge(&ctx, &capacity).bid
        + adverse_selection::charge(&ctx, &policy, &client, &premium_at_stake(&ctx, &policy)).bid
        + inventory::risk(&ctx, &InventoryPolicy::default(), &[], &[]).own;
    let value = sample.valuation.price;
    let ticks = [((value - charge) / 0.05).floor(), ((value + charge) / 0.05).ceil()];
    (value, charge, ticks.map(|t| t / 20.0))
}

#[test]
fn the_worked_risk_reversal_adds_up_to_its_quotes() {
    let (value, charge, quoted) = quote(&Sample::risk_reversal(500.0), Tier::Tier2, 0.5);
    assert!((value - 1.4706).abs() < 5e-5 && (charge - 5.6447).abs() < 1e-4, "{charge}");
    assert_eq!(quoted, [-4.20, 7.15]);
    let sizes = [
        (10.0, [-3.70, 6.65]),
        (100.0, [-3.80, 6.75]),
        (1_000.0, [-4.70, 7.65]),
        (2_000.0, [-5.75, 8.70]),
    ];
    for (size, expected) in sizes {
        assert_eq!(quote(&Sample::risk_reversal(size), Tier::Tier2, 0.5).2, expected, "{size}");
    }
    let reversal = Sample::risk_reversal(500.0);
    assert_eq!(quote(&reversal, Tier::Tier1, 0.5).2, [-2.20, 5.15]);
    assert_eq!(quote(&reversal, Tier::Tier3, 0.5).2, [-8.60, 11.55]);
}

#[test]
fn the_worked_fly_adds_up_to_its_quote() {
    for toxicity in [1.0 / 3.0, 0.5] {
        assert_eq!(quote(&Sample::fly(100.0), Tier::Tier2, toxicity).2, [9.00, 10.65]);
    }
}
