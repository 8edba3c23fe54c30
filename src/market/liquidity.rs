//! How wide the market quotes volatility, per vega bucket.

use super::chain::ChainExpiry;
use super::nodes::VegaNodes;
use super::surface::Surface;
use crate::basics::{Timestamp, order};
use crate::math::normal;
use crate::math::ops;

/// Narrowest and widest half-width, in volatility points.
const BOUNDS: (f64, f64) = (0.10, 5.0);

/// What an empty bucket pays over the nearest quoted one.
const EMPTY_FACTOR: f64 = 1.5;

/// How much more than the quoted spread a bucket is charged where nothing is open, and as much
/// again where nothing trades; the median bucket is charged the spread as it is quoted.
const ALONE: f64 = 0.5;

/// Half-width ℓ_b per bucket in volatility points, in [`VegaNodes`] order.
///
/// The median of the quoted half-spreads in volatility, each quote counting on a bucket by its hat
/// weight; an empty bucket takes the nearest one's times 1.5; without any quote 0.35(1 + ½|x|).
/// Where the source states open interest or volume, a bucket with less of it than the median
/// bucket is wider and one with more is narrower ([`crowd`]).
pub(super) fn half_width_points(
    as_of: Timestamp,
    chain: &[ChainExpiry],
    surface: &Surface,
) -> Vec<f64> {
    let mut buckets: Vec<Vec<(f64, f64)>> = vec![Vec::new(); VegaNodes::COUNT];
    let mut open = Activity::default();
    let mut traded = Activity::default();
    for expiry in chain {
        let years = as_of.years_until(expiry.expiry);
        let forward = surface.forward(years);
        let deviation = ops::sqrt(surface.variance(years, 0.0).w);
        for quote in &expiry.quotes {
            let k = ops::ln(quote.strike / forward);
            let weights = VegaNodes::weights(years, k / deviation);
            let half = match (quote.bid_vol, quote.ask_vol) {
                (Some(bid), Some(ask)) if quote.dropped.is_none() => Some(50.0 * (ask - bid)),
                _ => None,
            };
            let stated = [quote.open_interest, quote.volume];
            let vega = if stated.iter().any(Option::is_some) {
                vega_per_point(surface, years, forward, k)
            } else {
                0.0
            };
            for weight in weights {
                if let Some((half, bucket)) = half.zip(buckets.get_mut(weight.node)) {
                    bucket.push((half, weight.weight));
                }
                open.add(weight.node, stated[0], vega * weight.weight);
                traded.add(weight.node, stated[1], vega * weight.weight);
            }
        }
    }
    let medians: Vec<Option<f64>> = buckets.into_iter().map(weighted_median).collect();
    let (open, traded) = (open.reference(), traded.reference());
    (0..VegaNodes::COUNT)
        .map(|node| {
            let own = medians.get(node).copied().flatten();
            let half = own.or_else(|| nearest(node, &medians)).unwrap_or_else(|| {
                let (_, x) = VegaNodes::node(node);
                0.35 * (1.0 + 0.5 * x.abs())
            });
            (half * crowd(node, &[&open, &traded])).clamp(BOUNDS.0, BOUNDS.1)
        })
        .collect()
}

/// A contract's vega in price currency for a volatility point, undiscounted: what a contract of
/// the bucket weighs.
fn vega_per_point(surface: &Surface, years: f64, forward: f64, k: f64) -> f64 {
    let deviation = ops::sqrt(surface.variance(years, k).w);
    let d1 = -k / deviation + 0.5 * deviation;
    let vega = 0.01 * forward * normal::pdf(d1) * ops::sqrt(years);
    if vega.is_finite() { vega } else { 0.0 }
}

/// What is open or traded in each bucket, in vega; empty where the source states nothing.
#[derive(Default)]
struct Activity(Vec<f64>);

impl Activity {
    fn add(&mut self, node: usize, contracts: Option<f64>, vega: f64) {
        let Some(contracts) = contracts else { return };
        if self.0.is_empty() {
            self.0 = vec![0.0; VegaNodes::COUNT];
        }
        if let Some(bucket) = self.0.get_mut(node) {
            *bucket += contracts * vega;
        }
    }

    /// Each bucket by the median of those that have any; `None` where none has.
    fn reference(self) -> Option<Vec<f64>> {
        let with = self.0.iter().filter(|held| **held > 0.0).map(|held| (*held, 1.0)).collect();
        let median = weighted_median(with)?;
        Some(self.0.into_iter().map(|held| held / median).collect())
    }
}

/// What a bucket's width is multiplied by: [1 + Σα/(1 + A/A_ref)]/(1 + Σα/2) over the activities
/// that the source states, α = ½. It is 1 at the median bucket, so that a source that says what is
/// open gives no other widths throughout than one that does not.
fn crowd(node: usize, activities: &[&Option<Vec<f64>>]) -> f64 {
    let stated = activities.iter().filter_map(|activity| activity.as_ref());
    let (mut more, mut at_median) = (1.0, 1.0);
    for activity in stated {
        more += ALONE / (1.0 + activity.get(node).copied().unwrap_or(0.0));
        at_median += 0.5 * ALONE;
    }
    more / at_median
}

/// The value below which half of the weight lies.
fn weighted_median(mut values: Vec<(f64, f64)>) -> Option<f64> {
    order::sort_by(&mut values, |a, b| a.0.total_cmp(&b.0));
    let half = 0.5 * values.iter().map(|(_, w)| w).sum::<f64>();
    let mut sum = 0.0;
    values.into_iter().find_map(|(value, weight)| {
        sum += weight;
        (sum >= half).then_some(value)
    })
}

/// The half-width of the quoted bucket whose volatility moves most like this one's, widened.
fn nearest(node: usize, medians: &[Option<f64>]) -> Option<f64> {
    medians
        .iter()
        .enumerate()
        .filter_map(|(other, half)| half.map(|h| (VegaNodes::correlation(node, other), h)))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, half)| EMPTY_FACTOR * half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::{QuotedOption, Slice};
    use crate::models::svi_spline::SviSpline;

    #[test]
    fn quoted_buckets_take_their_median_and_empty_ones_the_nearest() {
        let as_of = Timestamp::from_millis(0);
        let years = 30.0 / 365.0;
        let expiry = as_of.plus_millis(30 * crate::basics::time::DAY_MS);
        let slice = Slice {
            expiry,
            years,
            forward: 100.0,
            discount: 1.0,
            smile: SviSpline::flat(0.36 * years),
        };
        let surface = Surface::new(100.0, vec![slice]).unwrap();
        let quote = |half: f64| QuotedOption {
            strike: 100.0,
            put_call: PutCall::Call,
            bid: Some(1.0),
            ask: Some(2.0),
            bid_size: None,
            ask_size: None,
            open_interest: None,
            volume: None,
            bid_vol: Some(0.60 - half / 100.0),
            ask_vol: Some(0.60 + half / 100.0),
            dropped: None,
        };
        let chain = vec![ChainExpiry {
            expiry,
            forward: 3400.0,
            discount: 1.0,
            quotes: vec![quote(0.4), quote(0.6), quote(7.0)],
        }];
        let widths = half_width_points(as_of, &chain, &surface);
        let node = VegaNodes::weights(years, 0.0)[0].node;
        assert!((widths[node] - 0.6).abs() < 1e-9);
        assert!((widths[node + 1] - 0.9).abs() < 1e-9);
        let none = half_width_points(as_of, &[], &surface);
        assert!((none[2] - 0.35).abs() < 1e-12 && (none[0] - 0.35 * 1.75).abs() < 1e-12);
    }

    #[test]
    fn what_nobody_holds_is_wider_and_the_median_is_as_quoted() {
        let of = |open: &[Option<f64>]| {
            let activity =
                open.iter().enumerate().fold(Activity::default(), |mut sum, (i, held)| {
                    sum.add(i, *held, 2.0);
                    sum
                });
            activity.reference()
        };
        let open = of(&[Some(0.0), Some(10.0), Some(20.0), Some(2e9)]);
        let factor = |node| crowd(node, &[&open, &None]);
        assert_eq!(factor(2), 1.0);
        assert_eq!(factor(0), 1.5 / 1.25);
        assert!(factor(1) > 1.0 && factor(1) < factor(0));
        assert!((factor(3) - 1.0 / 1.25).abs() < 1e-6);
        assert_eq!(crowd(0, &[&open, &open]), 2.0 / 1.5);
        // Nothing stated, and nothing open at all, say nothing about any bucket.
        assert_eq!(crowd(0, &[&of(&[None, None]), &of(&[Some(0.0)])]), 1.0);
    }
}
