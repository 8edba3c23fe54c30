//! The inventory row in words: what the book holds and what that does to each side.

use crate::basics::QuoteSide;
use crate::desk::InventoryPolicy;
use crate::overlays::Context;
use crate::overlays::words::{decimals, node, whole};

use super::{Driver, InventoryRisk};

/// One sentence or two on the inventory row of the sides asked for.
///
/// `applied` is each side's row as assembly applied it: own risk plus the clipped change, in price
/// currency per spread and unit.
pub fn sentence(
    ctx: &Context,
    policy: &InventoryPolicy,
    risk: &InventoryRisk,
    applied: &[(QuoteSide, f64)],
) -> String {
    let horizon = match policy.horizon_days {
        1.0 => String::from("1 day"),
        days => format!("{days} days"),
    };
    let own = match risk.own {
        0.0 => String::new(),
        own => format!(" Carrying the trade for {horizon} costs {}.", ctx.money(own)),
    };
    let mut parts = Vec::new();
    let mut named = None;
    for (side, row) in applied {
        let Some(driver) = &risk.effect(*side).driver else { continue };
        // Both sides mostly have one driver; where each has its own, each is named.
        if named != Some(driver) {
            parts.push(position(ctx, driver));
            named = Some(driver);
        }
        parts.push(effect(ctx, policy, risk, *side, *row));
    }
    if parts.is_empty() {
        let why = if risk.holds_related {
            "what the book holds does not move this price"
        } else {
            "the book holds no related vega"
        };
        parts.push(why.to_owned());
    }
    format!("Inventory: {}.{own}", parts.join("; "))
}

/// The book's position that drives a change.
fn position(ctx: &Context, driver: &Driver) -> String {
    let held = if driver.vega_per_point > 0.0 { "long" } else { "short" };
    format!(
        "the book is {held} {} {} vega, {} {} per point",
        driver.underlying,
        node(driver.node),
        whole(driver.vega_per_point.abs()),
        ctx.price_currency(),
    )
}

/// What the book does to one side.
fn effect(
    ctx: &Context,
    policy: &InventoryPolicy,
    risk: &InventoryRisk,
    side: QuoteSide,
    applied: f64,
) -> String {
    let raw = risk.effect(side).change;
    let (act, name) = match side {
        QuoteSide::Bid => ("buying", "bid"),
        QuoteSide::Offer => ("selling", "offer"),
    };
    let (effect, verb) = if raw < 0.0 { ("reduces", "improved") } else { ("adds", "widened") };
    let change = applied - risk.own;
    // Assembly's own subtraction leaves rounding of the whole charge's order.
    let is_limited = (change - raw).abs() > 1e-9 * (1.0 + raw.abs());
    let cap = match (is_limited, raw < 0.0) {
        (false, _) => String::new(),
        (true, true) => {
            format!(" (limited to {} % of the edge)", decimals(100.0 * policy.max_improvement, 0))
        }
        (true, false) => {
            format!(" (limited to {} times the flat-book charge)", decimals(policy.max_widening, 1))
        }
    };
    format!("{act} {effect} risk: {name} {verb} by {}{cap}", ctx.money(change.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::VegaNodes;
    use crate::overlays::inventory::tests::book_of;
    use crate::overlays::inventory::{BookEffect, Exposure, VegaLimit, risk};
    use crate::overlays::samples::Sample;

    #[test]
    fn a_flat_book_changes_nothing_and_says_so() {
        let sample = Sample::risk_reversal(500.0);
        let (ctx, policy) = (sample.context(), InventoryPolicy::default());
        let flat = risk(&ctx, &policy, &[], &[]);
        assert_eq!((&flat.bid, &flat.offer), (&BookEffect::default(), &BookEffect::default()));
        assert_eq!(
            sentence(&ctx, &policy, &flat, &[(QuoteSide::Bid, flat.own)]),
            "Inventory: the book holds no related vega. Carrying the trade for 1 day costs 0.02."
        );
    }

    #[test]
    fn a_horizon_of_half_a_day_says_so() {
        let sample = Sample::risk_reversal(500.0);
        let policy = InventoryPolicy { horizon_days: 0.5, ..Default::default() };
        let flat = risk(&sample.context(), &policy, &[], &[]);
        let why = sentence(&sample.context(), &policy, &flat, &[(QuoteSide::Bid, flat.own)]);
        assert!(why.contains("for 0.5 days costs"), "{why}");
    }

    #[test]
    fn sentences_name_the_driver_the_direction_and_the_limit() {
        let sample = Sample::risk_reversal(500.0);
        let (ctx, policy) = (sample.context(), InventoryPolicy::default());
        let long = risk(&ctx, &policy, &book_of(&sample, 40_000.0), &[]);
        let both = [
            (QuoteSide::Bid, long.own + long.bid.change),
            (QuoteSide::Offer, long.own + long.offer.change),
        ];
        assert_eq!(
            sentence(&ctx, &policy, &long, &both),
            "Inventory: the book is long ETH 30-day 25-delta call vega, 48,089 USD per point; \
             buying adds risk: bid widened by 2.79; selling reduces risk: offer improved by 2.79. \
             Carrying the trade for 1 day costs 0.02."
        );
        let capped = sentence(&ctx, &policy, &long, &[(QuoteSide::Offer, long.own - 1.0)]);
        assert!(
            capped.contains("offer improved by 1.00 (limited to 50 % of the edge)"),
            "{capped}"
        );
        let bid = sentence(&ctx, &policy, &long, &[(QuoteSide::Bid, long.own + 2.0)]);
        assert!(bid.contains("buying adds risk: bid widened by 2.00"), "{bid}");
        assert!(bid.contains("(limited to 3.0 times the flat-book charge)"), "{bid}");
    }

    /// 3,500 of 60-day at-the-money vega against 4,500 of 30-day vega, of 500 spreads.
    fn steepener() -> Sample {
        let mut sample = Sample::risk_reversal(500.0);
        let mut vegas = vec![0.0; VegaNodes::COUNT];
        (vegas[17], vegas[12]) = (3_500.0 / 500.0, -4_500.0 / 500.0);
        sample.valuation.buckets[0].vega_per_point = vegas;
        sample
    }

    fn book(sample: &Sample, vegas: &[(usize, f64)]) -> Vec<Exposure> {
        let mut vega_per_point = vec![0.0; VegaNodes::COUNT];
        for (node, vega) in vegas {
            vega_per_point[*node] = *vega;
        }
        vec![Exposure { market: sample.valuation.buckets[0].market.clone(), vega_per_point }]
    }

    fn walls() -> [VegaLimit; 1] {
        [VegaLimit { underlying: String::from("ETH"), net_vega: 0.0, bucket_vega: 25_000.0 }]
    }

    #[test]
    fn the_bucket_whose_limit_moves_the_price_is_named() {
        let sample = steepener();
        let (ctx, policy) = (sample.context(), InventoryPolicy::default());
        let book = book(&sample, &[(17, 21_000.0)]);
        // The running penalty alone goes the other way: the trade is short what moves more.
        let unlimited = risk(&ctx, &policy, &book, &[]);
        let risk = risk(&ctx, &policy, &book, &walls());
        assert!(unlimited.bid.change < 0.0 && risk.bid.change > 0.0, "{risk:?}");
        let why = sentence(&ctx, &policy, &risk, &[(QuoteSide::Bid, risk.own + risk.bid.change)]);
        let start = "Inventory: the book is long ETH 60-day at-the-money vega, 21,000 USD per \
                     point; buying adds risk: bid widened by ";
        assert!(why.starts_with(start), "{why}");
    }

    #[test]
    fn each_side_names_the_bucket_that_moves_it() {
        let sample = steepener();
        let ctx = sample.context();
        let policy = InventoryPolicy { aversion_share: 0.0, ..Default::default() };
        let book = book(&sample, &[(17, 21_000.0), (12, 20_500.0)]);
        let risk = risk(&ctx, &policy, &book, &walls());
        let both = [QuoteSide::Bid, QuoteSide::Offer]
            .map(|side| (side, risk.own + risk.effect(side).change));
        let why = sentence(&ctx, &policy, &risk, &both);
        assert!(
            why.contains("60-day at-the-money vega, 21,000 USD per point; buying adds"),
            "{why}"
        );
        assert!(
            why.contains("30-day at-the-money vega, 20,500 USD per point; selling adds"),
            "{why}"
        );
    }

    #[test]
    fn a_book_that_moves_nothing_is_not_called_empty() {
        let sample = steepener();
        let ctx = sample.context();
        let policy = InventoryPolicy { aversion_share: 0.0, ..Default::default() };
        let risk = risk(&ctx, &policy, &book(&sample, &[(17, 1_000.0)]), &walls());
        let why = sentence(&ctx, &policy, &risk, &[(QuoteSide::Bid, risk.own)]);
        assert_eq!(why, "Inventory: what the book holds does not move this price.");
    }
}
