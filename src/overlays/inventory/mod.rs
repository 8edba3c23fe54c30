//! Inventory: what the trade does to the risk of the book the dealer already holds.
//!
//! Risk is a potential R(e) of bucket vegas e, a running penalty and a soft wall before each vega
//! limit (the module `potential`). A potential makes the charges of a sequence of trades independent of its
//! order. Linear and inverse options of one underlying share its volatilities; those of different
//! underlyings are taken to move independently.

mod potential;
mod sentence;

pub use sentence::sentence;

use crate::basics::{MarketKey, QuoteSide};
use crate::desk::InventoryPolicy;

use super::ladder::{by_underlying, net_vegas};
use super::words::node;
use super::{Context, Input};
use potential::{Interaction, RunningPenalty, Wall};

/// The dealer's own position in one market before the trade.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// Which market.
    pub market: MarketKey,
    /// Vega of the whole book per volatility point, in price currency, in
    /// [`VegaNodes`](crate::market::VegaNodes) order.
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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InventoryRisk {
    /// R(g)/U: the charge for carrying the trade on a flat book, the same on both sides.
    pub own: f64,
    /// What the book adds to the bid: (R(e+g) − R(e) − R(g))/U.
    pub bid: BookEffect,
    /// What the book adds to the offer: (R(e−g) − R(e) − R(g))/U.
    pub offer: BookEffect,
    /// Whether the book holds vega in an underlying of the trade.
    pub holds_related: bool,
    /// The numbers behind it.
    pub inputs: Vec<Input>,
}

/// What the book does to the charge of one side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BookEffect {
    /// The change, in price currency per spread and unit; negative where the side reduces risk.
    pub change: f64,
    /// The bucket of the book that most of the change comes from; `None` where there is none, or
    /// where no words are wanted.
    pub driver: Option<Driver>,
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

/// A bucket of the book that may turn out to be a [`Driver`].
#[derive(Clone, Copy)]
struct Bucket<'a> {
    underlying: &'a str,
    node: usize,
    vega_per_point: f64,
}

impl InventoryRisk {
    /// What the book does to one side.
    pub fn effect(&self, side: QuoteSide) -> &BookEffect {
        match side {
            QuoteSide::Bid => &self.bid,
            QuoteSide::Offer => &self.offer,
        }
    }
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
    let mut risk = InventoryRisk::default();
    let mut buckets = Vec::new();
    for (id, markets) in by_underlying(ctx.valuation) {
        // The dealer gets the package at the bid and gives it at the offer.
        let one = net_vegas(markets.iter().map(|m| &m.vega_per_point));
        let trade: Vec<f64> = one.into_iter().map(|vega| units * vega).collect();
        let related = book.iter().filter(|e| e.market.underlying == id);
        let held = net_vegas(related.map(|e| &e.vega_per_point));
        let penalty = RunningPenalty::new(policy, id);
        let wall = Wall::new(policy, id, limits);
        risk.own += (penalty.at(&trade) + wall.as_ref().map_or(0.0, |w| w.at(&trade))) / units;
        risk.holds_related |= held.iter().any(|vega| *vega != 0.0);
        let running = penalty.interaction(&held, &trade);
        let [bid, offer] = [QuoteSide::Bid, QuoteSide::Offer].map(|side| {
            let sign = side.dealer_sign();
            let penalty = running.times(sign);
            let wall = wall.as_ref().map(|w| w.interaction(&held, &trade, sign));
            match wall {
                Some(wall) => penalty.plus(&wall),
                None => penalty,
            }
        });
        risk.bid.change += bid.total / units;
        risk.offer.change += offer.total / units;
        risk.inputs.extend(ctx.say(|| {
            let unit = format!("{} per vol point", ctx.price_currency());
            vec![
                Input::new(format!("book’s net vega {id}"), held.iter().sum(), unit.clone()),
                Input::new(format!("trade’s net vega {id}"), trade.iter().sum(), unit),
            ]
        }));
        if !ctx.is_spoken {
            continue;
        }
        for (node, vega_per_point) in held.into_iter().enumerate() {
            let of = |effect: &Interaction| effect.by_bucket.get(node).copied().unwrap_or(0.0);
            buckets.push((Bucket { underlying: id, node, vega_per_point }, of(&bid), of(&offer)));
        }
    }
    let on_bid = buckets.iter().map(|(bucket, bid, _)| (*bucket, *bid));
    risk.bid.driver = strongest(on_bid, risk.bid.change);
    let on_offer = buckets.iter().map(|(bucket, _, offer)| (*bucket, *offer));
    risk.offer.driver = strongest(on_offer, risk.offer.change);
    let totals = ctx.say(|| {
        vec![
            ctx.amount("own risk", risk.own),
            ctx.amount("change at the bid", risk.bid.change),
            ctx.amount("change at the offer", risk.offer.change),
        ]
    });
    risk.inputs.extend(totals);
    // The buckets that the sentence names.
    let offer = risk.offer.driver.iter().filter(|driver| Some(*driver) != risk.bid.driver.as_ref());
    let drivers = risk.bid.driver.iter().chain(offer).map(|driver| {
        let name = format!("book vega {} {}", driver.underlying, node(driver.node));
        let unit = format!("{} per vol point", ctx.price_currency());
        Input::new(name, driver.vega_per_point, unit)
    });
    risk.inputs.extend(drivers.collect::<Vec<_>>());
    risk
}

/// The bucket that does most of a change. It has to push the way the whole change goes, or the
/// sentence that names it would contradict itself.
fn strongest<'a>(buckets: impl Iterator<Item = (Bucket<'a>, f64)>, change: f64) -> Option<Driver> {
    buckets
        .map(|(bucket, effect)| (bucket, effect * change))
        .filter(|(_, along)| *along > 0.0)
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .map(|(Bucket { underlying, node, vega_per_point }, _)| Driver {
            underlying: underlying.to_owned(),
            node,
            vega_per_point,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlays::samples::Sample;

    pub(super) fn book_of(sample: &Sample, count: f64) -> Vec<Exposure> {
        let buckets = &sample.valuation.buckets[0];
        let vega_per_point = buckets.vega_per_point.iter().map(|v| count * v).collect();
        vec![Exposure { market: buckets.market.clone(), vega_per_point }]
    }

    #[test]
    fn the_worked_book_moves_the_price_as_documented() {
        // H = 5.6447 and own .0174; a book long 40,000 charges 8.4312 and 2.8582.
        let sample = Sample::risk_reversal(500.0);
        let policy = InventoryPolicy::default();
        let long = risk(&sample.context(), &policy, &book_of(&sample, 40_000.0), &[]);
        assert!((long.own - 0.0174).abs() < 5e-5, "{}", long.own);
        assert!((long.bid.change - (8.4312 - 5.6447)).abs() < 2e-4, "{}", long.bid.change);
        assert!((long.offer.change - (2.8582 - 5.6447)).abs() < 2e-4, "{}", long.offer.change);
        let short = risk(&sample.context(), &policy, &book_of(&sample, -40_000.0), &[]);
        assert_eq!((short.bid.change, short.offer.change), (long.offer.change, long.bid.change));
        // A second way: with g = U·B and e = m·B the change is ±2·own·(m/U).
        assert!((long.bid.change - 2.0 * long.own * 80.0).abs() < 1e-12);
    }

    #[test]
    fn the_bucket_that_the_sentence_names_is_among_the_numbers() {
        let sample = Sample::risk_reversal(500.0);
        let policy = InventoryPolicy::default();
        let long = risk(&sample.context(), &policy, &book_of(&sample, 40_000.0), &[]);
        let driver = long.bid.driver.clone().unwrap();
        let is_it = |input: &&Input| input.name.ends_with(&node(driver.node));
        let named: Vec<f64> = long.inputs.iter().filter(is_it).map(|input| input.value).collect();
        // Both sides have the one driver, which is there once.
        assert_eq!(named, [driver.vega_per_point]);
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
        assert!((risk.bid.change - (over(net + trade) - over(net)) / 500.0).abs() < 1e-9);
        assert!((risk.offer.change - (over(net - trade) - over(net)) / 500.0).abs() < 1e-9);
        assert!(risk.bid.change > 0.0 && risk.offer.change < 0.0 && risk.own == 0.0);
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
        let of = |book: &[Exposure]| risk(&sample.context(), &policy, book, &[]).bid.change;
        assert_eq!(of(&same), of(&other));
        let underlying = String::from("ETH");
        let limits = [VegaLimit { underlying, net_vega: 50_000.0, bucket_vega: 20_000.0 }];
        let walled = |book: &[Exposure]| risk(&sample.context(), &policy, book, &limits).bid.change;
        assert_eq!(walled(&same), walled(&other));
        assert!(walled(&same) > of(&same));
        other[0].market.underlying = String::from("BTC");
        assert_eq!(of(&other), 0.0);
    }
}
