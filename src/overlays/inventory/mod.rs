//! Inventory: what the trade does to the risk of the book the dealer already holds.
//!
//! Risk is a potential R(e) = ½γτ·eᵀΣe + Σ_l κ·max(0, |a_lᵀe|/L_l − w)² of bucket vegas e, with
//! Σ = diag(s)Ωdiag(s) and s_b = s₃₀√(30 d/T_b). The first term is the running penalty of
//! Avellaneda and Stoikov (2008) carried to vega by Baldacci, Bergault and Guéant (2020); the
//! second is a soft wall before each vega limit. A potential makes the charges of a sequence of
//! trades independent of its order (`MODELS` §7d). Linear and inverse options of one underlying
//! share its volatilities; those of different underlyings are taken to move independently.

use crate::basics::{MarketKey, QuoteSide};
use crate::desk::InventoryPolicy;
use crate::market::VegaNodes;
use crate::math::ops;
use crate::pricing::MarketBuckets;

use super::words::{decimals, node, whole};
use super::{Context, Input};

/// Daily volatility move of an underlying the policy does not name, in points: a single stock's.
const UNNAMED_DAILY_POINTS: f64 = 1.5;

/// The dealer's own position in one market before the trade.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// Which market.
    pub market: MarketKey,
    /// Vega of the whole book per volatility point, in price currency, in [`VegaNodes`] order.
    pub vega_per_point: Vec<f64>,
}

/// The vega limits of one underlying, which the soft wall stands before.
#[derive(Debug, Clone, PartialEq)]
pub struct VegaLimit {
    /// Underlying id; its linear and inverse options count together.
    pub underlying: String,
    /// Limit on |net vega| per point, in price currency; none where it is not positive.
    pub net_vega: f64,
    /// Limit on |vega| per point of any bucket, in price currency; none where it is not positive.
    pub bucket_vega: f64,
}

/// Raw risk differences, in price currency per spread and unit; assembly clips their effect.
#[derive(Debug, Clone, PartialEq)]
pub struct InventoryRisk {
    /// R(g)/U: the charge for carrying the trade on a flat book, the same on both sides.
    pub own: f64,
    /// (R(e+g) − R(e) − R(g))/U: what the book adds to the bid; negative where it reduces risk.
    pub change_bid: f64,
    /// (R(e−g) − R(e) − R(g))/U: what the book adds to the offer; negative where it reduces risk.
    pub change_offer: f64,
    /// The bucket of the book that drives the change; `None` where the book holds nothing related.
    pub driver: Option<Driver>,
    /// The numbers behind it.
    pub inputs: Vec<Input>,
}

/// The book's bucket that most of a change comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// Underlying id.
    pub underlying: String,
    /// Index of the node.
    pub node: usize,
    /// The book's own vega per point there, in price currency.
    pub vega_per_point: f64,
}

/// ½γτ·eᵀΣe of one underlying; its linear and inverse options share one volatility.
struct RunningPenalty {
    /// ½γτ, per price currency.
    half_aversion: f64,
    /// Daily move s_b of each node, in volatility points.
    daily_points: Vec<f64>,
}

/// Σ_l κ·max(0, |a_lᵀe|/L_l − w)² of one underlying: net vega and every bucket.
struct Wall<'a> {
    limit: &'a VegaLimit,
    /// Weight κ, in price currency.
    weight: f64,
    /// Share w of a limit where the wall starts.
    start: f64,
}

/// What the trade adds to the book's risk, per side.
///
/// `book` may hold any number of markets in any order; entries of one market add up.
pub fn risk(
    ctx: &Context,
    policy: &InventoryPolicy,
    book: &[Exposure],
    limits: &[VegaLimit],
) -> InventoryRisk {
    let units = ctx.units();
    let mut risk = InventoryRisk {
        own: 0.0,
        change_bid: 0.0,
        change_offer: 0.0,
        driver: None,
        inputs: Vec::new(),
    };
    let mut candidates = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for MarketBuckets { market, .. } in &ctx.valuation.buckets {
        let id = market.underlying.as_str();
        if done.contains(&id) {
            continue;
        }
        done.push(id);
        // The dealer gets the package at the bid and gives it at the offer.
        let trade = traded_in(ctx, id);
        let held = held_in(book, id);
        if let Some(wall) = Wall::new(policy, id, limits) {
            risk.own += wall.at(&trade) / units;
            risk.change_bid += wall.interaction(&held, &trade, 1.0) / units;
            risk.change_offer += wall.interaction(&held, &trade, -1.0) / units;
        }
        let penalty = RunningPenalty::new(policy, id);
        let pulls = penalty.pulls(&trade);
        let change = penalty.twice_cross(&held, &pulls) / units;
        risk.own += penalty.at(&trade) / units;
        risk.change_bid += change;
        risk.change_offer -= change;
        let unit = format!("{} per vol point", ctx.price_currency());
        risk.inputs.push(Input::new(format!("book vega {id}"), held.iter().sum(), unit.clone()));
        risk.inputs.push(Input::new(format!("trade vega {id}"), trade.iter().sum(), unit));
        for (node, (vega, pull)) in held.into_iter().zip(pulls).enumerate() {
            let driver = Driver { underlying: id.to_owned(), node, vega_per_point: vega };
            candidates.push((vega * pull, driver));
        }
    }
    // The driver must pull the way the whole change goes, or the sentence would contradict itself.
    let direction = risk.change_bid - risk.change_offer;
    risk.driver = candidates
        .into_iter()
        .map(|(pull, driver)| (pull * direction, driver))
        .filter(|(pull, _)| *pull > 0.0)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, driver)| driver);
    let currency = ctx.price_currency().to_owned();
    risk.inputs.push(Input::new("own risk", risk.own, currency.clone()));
    risk.inputs.push(Input::new("change at the bid", risk.change_bid, currency.clone()));
    risk.inputs.push(Input::new("change at the offer", risk.change_offer, currency));
    risk
}

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
    let effects: Vec<String> =
        applied.iter().filter_map(|(side, row)| effect(ctx, policy, risk, *side, *row)).collect();
    let Some(driver) = risk.driver.as_ref().filter(|_| !effects.is_empty()) else {
        return format!("Inventory: the book holds no related vega.{own}");
    };
    let held = if driver.vega_per_point > 0.0 { "long" } else { "short" };
    format!(
        "Inventory: the book is {held} {} {} vega, {} {} per point; {}.{own}",
        driver.underlying,
        node(driver.node),
        whole(driver.vega_per_point.abs()),
        ctx.price_currency(),
        effects.join("; "),
    )
}

/// What the book does to one side; `None` where it does nothing.
fn effect(
    ctx: &Context,
    policy: &InventoryPolicy,
    risk: &InventoryRisk,
    side: QuoteSide,
    applied: f64,
) -> Option<String> {
    let (raw, act, name) = match side {
        QuoteSide::Bid => (risk.change_bid, "buying", "bid"),
        QuoteSide::Offer => (risk.change_offer, "selling", "offer"),
    };
    if raw == 0.0 {
        return None;
    }
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
    Some(format!("{act} {effect} risk: {name} {verb} by {}{cap}", ctx.money(change.abs())))
}

/// The book's vega in an underlying, however it settles; zero where it holds none.
fn held_in(book: &[Exposure], underlying: &str) -> Vec<f64> {
    let matching = book.iter().filter(|e| e.market.underlying == underlying);
    total(matching.map(|e| e.vega_per_point.as_slice()))
}

/// The trade's vega in an underlying for the whole size, as the dealer gets it at the bid.
fn traded_in(ctx: &Context, underlying: &str) -> Vec<f64> {
    let buckets = ctx.valuation.buckets.iter().filter(|b| b.market.underlying == underlying);
    let one = total(buckets.map(|b| b.vega_per_point.as_slice()));
    one.into_iter().map(|vega| ctx.units() * vega).collect()
}

fn total<'a>(vegas: impl Iterator<Item = &'a [f64]>) -> Vec<f64> {
    let mut total = vec![0.0; VegaNodes::COUNT];
    for vega in vegas {
        for (sum, vega) in total.iter_mut().zip(vega) {
            *sum += vega;
        }
    }
    total
}

impl RunningPenalty {
    fn new(policy: &InventoryPolicy, underlying: &str) -> Self {
        let named = policy.daily_vol_points.get(underlying);
        let points = named
            .or_else(|| policy.daily_vol_points.get("default"))
            .copied()
            .unwrap_or(UNNAMED_DAILY_POINTS);
        let aversion =
            if policy.risk_limit > 0.0 { policy.aversion_share / policy.risk_limit } else { 0.0 };
        Self {
            half_aversion: 0.5 * aversion * policy.horizon_days,
            daily_points: (0..VegaNodes::COUNT)
                .map(|b| points * ops::sqrt(30.0 / 365.0 / VegaNodes::node(b).0))
                .collect(),
        }
    }

    /// ½γτ·gᵀΣg, in price currency.
    fn at(&self, trade: &[f64]) -> f64 {
        let moves: Vec<f64> = trade.iter().zip(&self.daily_points).map(|(g, s)| g * s).collect();
        let norm = VegaNodes::correlated_norm(&moves);
        self.half_aversion * norm * norm
    }

    /// γτ·eᵀΣg: what book and trade cost beyond either alone, in closed form, so that a large book
    /// does not cost a small trade its digits.
    fn twice_cross(&self, held: &[f64], pulls: &[f64]) -> f64 {
        let cross: f64 = held.iter().zip(pulls).map(|(vega, pull)| vega * pull).sum();
        2.0 * self.half_aversion * cross
    }

    /// Σg: how the trade moves with a unit of vega in each bucket.
    fn pulls(&self, trade: &[f64]) -> Vec<f64> {
        let moves: Vec<(usize, f64)> = trade
            .iter()
            .zip(&self.daily_points)
            .map(|(g, s)| g * s)
            .enumerate()
            .filter(|(_, x)| *x != 0.0)
            .collect();
        let with = |b: usize| -> f64 {
            moves.iter().map(|(c, x)| VegaNodes::correlation(b, *c) * x).sum()
        };
        self.daily_points.iter().enumerate().map(|(b, s)| s * with(b)).collect()
    }
}

impl<'a> Wall<'a> {
    /// The wall before an underlying's limits; `None` where it has none.
    fn new(policy: &InventoryPolicy, underlying: &str, limits: &'a [VegaLimit]) -> Option<Self> {
        let limit = limits.iter().find(|l| l.underlying == underlying)?;
        Some(Self { limit, weight: policy.wall_weight, start: policy.wall_start })
    }

    fn at(&self, exposure: &[f64]) -> f64 {
        let over = |vega: f64, limit: f64| {
            let used = if limit > 0.0 { vega.abs() / limit } else { 0.0 };
            let excess = (used - self.start).max(0.0);
            excess * excess
        };
        let buckets: f64 = exposure.iter().map(|e| over(*e, self.limit.bucket_vega)).sum();
        self.weight * (over(exposure.iter().sum(), self.limit.net_vega) + buckets)
    }

    /// What book and trade cost beyond either alone.
    fn interaction(&self, held: &[f64], trade: &[f64], sign: f64) -> f64 {
        let after: Vec<f64> = held.iter().zip(trade).map(|(e, g)| e + sign * g).collect();
        self.at(&after) - self.at(held) - self.at(trade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlays::samples::Sample;

    fn book_of(sample: &Sample, count: f64) -> Vec<Exposure> {
        let buckets = &sample.valuation.buckets[0];
        let vega_per_point = buckets.vega_per_point.iter().map(|v| count * v).collect();
        vec![Exposure { market: buckets.market.clone(), vega_per_point }]
    }

    #[test]
    fn the_worked_book_moves_the_price_as_documented() {
        // MODELS §7e: H = 5.6447 and own .0174; a book long 40,000 charges 8.4312 and 2.8582.
        let sample = Sample::risk_reversal(500.0);
        let policy = InventoryPolicy::default();
        let long = risk(&sample.context(), &policy, &book_of(&sample, 40_000.0), &[]);
        assert!((long.own - 0.0174).abs() < 5e-5, "{}", long.own);
        assert!((long.change_bid - (8.4312 - 5.6447)).abs() < 2e-4, "{}", long.change_bid);
        assert!((long.change_offer - (2.8582 - 5.6447)).abs() < 2e-4, "{}", long.change_offer);
        let short = risk(&sample.context(), &policy, &book_of(&sample, -40_000.0), &[]);
        assert_eq!((short.change_bid, short.change_offer), (long.change_offer, long.change_bid));
        // A second way: with g = U·B and e = m·B the change is ±2·own·(m/U).
        assert!((long.change_bid - 2.0 * long.own * 80.0).abs() < 1e-12);
    }

    #[test]
    fn a_flat_book_changes_nothing_and_says_so() {
        let sample = Sample::risk_reversal(500.0);
        let (ctx, policy) = (sample.context(), InventoryPolicy::default());
        let flat = risk(&ctx, &policy, &[], &[]);
        assert_eq!((flat.change_bid, flat.change_offer, &flat.driver), (0.0, 0.0, &None));
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
            (QuoteSide::Bid, long.own + long.change_bid),
            (QuoteSide::Offer, long.own + long.change_offer),
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

    #[test]
    fn the_wall_rises_before_a_limit_and_only_on_the_side_that_nears_it() {
        let sample = Sample::risk_reversal(500.0);
        let ctx = sample.context();
        // No aversion, so that only the wall is left.
        let policy = InventoryPolicy { aversion_share: 0.0, ..Default::default() };
        let book = book_of(&sample, 40_000.0);
        let net: f64 = book[0].vega_per_point.iter().sum();
        let underlying = book[0].market.underlying.clone();
        let limits = [VegaLimit { underlying, net_vega: net / 0.9, bucket_vega: 0.0 }];
        let risk = risk(&ctx, &policy, &book, &limits);
        let trade = 500.0 * sample.valuation.greeks.vega_per_point;
        let over = |vega: f64| {
            let excess = vega / (net / 0.9) - 0.8;
            12_500.0 * excess * excess
        };
        assert!((risk.change_bid - (over(net + trade) - over(net)) / 500.0).abs() < 1e-9);
        assert!((risk.change_offer - (over(net - trade) - over(net)) / 500.0).abs() < 1e-9);
        assert!(risk.change_bid > 0.0 && risk.change_offer < 0.0 && risk.own == 0.0);
    }

    #[test]
    fn an_unnamed_underlying_takes_the_default_move() {
        let sample = Sample::risk_reversal(500.0);
        let mut policy = InventoryPolicy::default();
        let own = |p: &InventoryPolicy| risk(&sample.context(), p, &[], &[]).own;
        let named = own(&policy);
        policy.daily_vol_points.remove("ETH");
        assert!((own(&policy) - named / 4.0).abs() < 1e-12);
    }

    #[test]
    fn inverse_and_linear_options_of_one_underlying_offset() {
        let sample = Sample::risk_reversal(500.0);
        let policy = InventoryPolicy::default();
        let same = book_of(&sample, 40_000.0);
        let mut other = same.clone();
        other[0].market.settlement = crate::basics::Settlement::Inverse;
        let of = |book: &[Exposure]| risk(&sample.context(), &policy, book, &[]).change_bid;
        assert_eq!(of(&same), of(&other));
        let underlying = String::from("ETH");
        let limits = [VegaLimit { underlying, net_vega: 50_000.0, bucket_vega: 20_000.0 }];
        let walled = |book: &[Exposure]| risk(&sample.context(), &policy, book, &limits).change_bid;
        assert_eq!(walled(&same), walled(&other));
        assert!(walled(&same) > of(&same));
        other[0].market.underlying = String::from("BTC");
        assert_eq!(of(&other), 0.0);
    }
}
