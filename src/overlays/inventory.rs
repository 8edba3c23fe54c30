//! Inventory: what the trade does to the risk of the book the dealer already holds.
//!
//! Risk is a potential R(e) = ½γτ·eᵀΣe + Σ_l κ·max(0, |a_lᵀe|/L_l − w)² of bucket vegas e, with
//! Σ = diag(s)Ωdiag(s) and s_b = s₃₀√(30 d/T_b). The first term is the running penalty of
//! Avellaneda and Stoikov (2008) carried to vega by Baldacci, Bergault and Guéant (2020); the
//! second is a soft wall before each vega limit. A potential makes the charges of a sequence of
//! trades independent of its order (`MODELS` §7d). Volatilities of different underlyings are taken
//! to move independently.

use std::ops::Range;

use crate::basics::{MarketKey, QuoteSide};
use crate::desk::InventoryPolicy;
use crate::market::VegaNodes;
use crate::math::ops;

use super::words::{decimals, node};
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

/// The vega limits of one market, which the soft wall stands before.
#[derive(Debug, Clone, PartialEq)]
pub struct VegaLimit {
    /// Which market.
    pub market: MarketKey,
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
    /// Which market.
    pub market: MarketKey,
    /// Index of the node.
    pub node: usize,
    /// The book's own vega per point there, in price currency.
    pub vega_per_point: f64,
}

/// The potential of one market.
struct Potential<'a> {
    /// ½γτ, per price currency.
    half_aversion: f64,
    /// Daily move s_b of each node, in volatility points.
    daily_points: Vec<f64>,
    /// The limits that have a soft wall.
    limit: Option<&'a VegaLimit>,
    /// Weight κ, in price currency.
    wall_weight: f64,
    /// Share w of a limit where the wall starts.
    wall_start: f64,
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
    let mut strongest = 0.0;
    for buckets in &ctx.valuation.buckets {
        let potential = Potential::new(policy, &buckets.market, limits);
        // The dealer gets the package at the bid and gives it at the offer.
        let trade: Vec<f64> = buckets.vega_per_point.iter().map(|v| units * v).collect();
        let held = held_in(book, &buckets.market);
        let own = potential.at(&trade);
        risk.own += own / units;
        risk.change_bid += potential.interaction(&held, &trade, 1.0) / units;
        risk.change_offer += potential.interaction(&held, &trade, -1.0) / units;
        for (index, vega) in held.iter().enumerate() {
            let pull = (vega * potential.pull(index, &trade)).abs();
            if pull > strongest {
                strongest = pull;
                risk.driver = Some(Driver {
                    market: buckets.market.clone(),
                    node: index,
                    vega_per_point: *vega,
                });
            }
        }
        let id = &buckets.market.underlying;
        let unit = format!("{} per vol point", ctx.price_currency());
        risk.inputs.push(Input::new(format!("book vega {id}"), held.iter().sum(), unit.clone()));
        risk.inputs.push(Input::new(format!("trade vega {id}"), trade.iter().sum(), unit));
    }
    let currency = ctx.price_currency().to_owned();
    risk.inputs.push(Input::new("own risk", risk.own, currency.clone()));
    risk.inputs.push(Input::new("change at the bid", risk.change_bid, currency.clone()));
    risk.inputs.push(Input::new("change at the offer", risk.change_offer, currency));
    risk
}

/// One sentence on one side's inventory row.
///
/// `applied` is the row as assembly applied it: own risk plus the clipped change, in price currency
/// per spread and unit.
pub fn sentence(
    ctx: &Context,
    policy: &InventoryPolicy,
    risk: &InventoryRisk,
    side: QuoteSide,
    applied: f64,
) -> String {
    let days = decimals(policy.horizon_days, 0);
    let horizon =
        if policy.horizon_days == 1.0 { String::from("1 day") } else { format!("{days} days") };
    let own = format!("carrying this trade for {horizon} costs {}", ctx.money(risk.own));
    let raw = match side {
        QuoteSide::Bid => risk.change_bid,
        QuoteSide::Offer => risk.change_offer,
    };
    let Some(driver) = risk.driver.as_ref().filter(|_| raw != 0.0) else {
        return format!("Inventory: the book holds no related vega; {own}.");
    };
    let (act, name) = match side {
        QuoteSide::Bid => ("buying", "bid"),
        QuoteSide::Offer => ("selling", "offer"),
    };
    let (effect, verb) = if raw < 0.0 { ("reduces", "improved") } else { ("adds", "widened") };
    let change = applied - risk.own;
    let is_limited = (change - raw).abs() > 1e-9 * raw.abs().max(1e-9);
    let cap = match (is_limited, raw < 0.0) {
        (false, _) => String::new(),
        (true, true) => {
            format!(" (limited to {} % of the edge)", decimals(100.0 * policy.max_improvement, 0))
        }
        (true, false) => {
            format!(" (limited to {} times the flat-book charge)", decimals(policy.max_widening, 1))
        }
    };
    let held = if driver.vega_per_point > 0.0 { "long" } else { "short" };
    format!(
        "Inventory: the book is {held} {} {} vega, {} {} per point; {act} this {effect} risk: \
         {name} {verb} by {}{cap}; {own}.",
        driver.market.underlying,
        node(driver.node),
        decimals(driver.vega_per_point.abs(), 0),
        ctx.price_currency(),
        ctx.money(change.abs()),
    )
}

/// The book's vega in one market, zero where it holds none.
fn held_in(book: &[Exposure], market: &MarketKey) -> Vec<f64> {
    let mut held = vec![0.0; VegaNodes::COUNT];
    for exposure in book.iter().filter(|e| e.market == *market) {
        for (sum, vega) in held.iter_mut().zip(&exposure.vega_per_point) {
            *sum += vega;
        }
    }
    held
}

impl<'a> Potential<'a> {
    fn new(policy: &InventoryPolicy, market: &MarketKey, limits: &'a [VegaLimit]) -> Self {
        let named = policy.daily_vol_points.get(&market.underlying);
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
            limit: limits.iter().find(|l| l.market == *market),
            wall_weight: policy.wall_weight,
            wall_start: policy.wall_start,
        }
    }

    /// R(e), in price currency.
    fn at(&self, exposure: &[f64]) -> f64 {
        let moves: Vec<f64> = exposure.iter().zip(&self.daily_points).map(|(e, s)| e * s).collect();
        let norm = VegaNodes::correlated_norm(&moves);
        self.half_aversion * norm * norm + self.wall(exposure)
    }

    /// R(e+ςg) − R(e) − R(g): the cross term ςγτ·eᵀΣg in closed form, so that a large book does not
    /// cost a small trade its digits, and the wall by difference.
    fn interaction(&self, held: &[f64], trade: &[f64], sign: f64) -> f64 {
        let cross: f64 = (0..VegaNodes::COUNT)
            .zip(held)
            .filter(|(_, vega)| **vega != 0.0)
            .map(|(b, vega)| vega * self.pull(b, trade))
            .sum();
        let after: Vec<f64> = held.iter().zip(trade).map(|(e, g)| e + sign * g).collect();
        let wall = self.wall(&after) - self.wall(held) - self.wall(trade);
        sign * 2.0 * self.half_aversion * cross + wall
    }

    /// (Σg)_b: how the trade moves with a unit of vega in bucket b.
    fn pull(&self, bucket: usize, trade: &[f64]) -> f64 {
        let at = |b: usize| self.daily_points.get(b).copied().unwrap_or(0.0);
        let nodes: Range<usize> = 0..VegaNodes::COUNT;
        nodes
            .zip(trade)
            .filter(|(_, g)| **g != 0.0)
            .map(|(b, g)| at(bucket) * VegaNodes::correlation(bucket, b) * at(b) * g)
            .sum()
    }

    /// Σ_l κ·max(0, |a_lᵀe|/L_l − w)² over the net vega and every bucket.
    fn wall(&self, exposure: &[f64]) -> f64 {
        let Some(limit) = self.limit else { return 0.0 };
        let over = |vega: f64, limit: f64| {
            let excess =
                if limit > 0.0 { (vega.abs() / limit - self.wall_start).max(0.0) } else { 0.0 };
            excess * excess
        };
        let buckets: f64 = exposure.iter().map(|e| over(*e, limit.bucket_vega)).sum();
        self.wall_weight * (over(exposure.iter().sum(), limit.net_vega) + buckets)
    }
}
