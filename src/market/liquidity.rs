//! How wide the market quotes volatility, per vega bucket.

use super::chain::ChainExpiry;
use super::nodes::VegaNodes;
use super::surface::Surface;
use crate::basics::{Timestamp, order};
use crate::math::ops;

/// Narrowest and widest half-width, in volatility points.
const BOUNDS: (f64, f64) = (0.10, 5.0);

/// What an empty bucket pays over the nearest quoted one.
const EMPTY_FACTOR: f64 = 1.5;

/// Half-width ℓ_b per bucket in volatility points, in [`VegaNodes`] order.
///
/// The median of the quoted half-spreads in volatility, each quote counting on a bucket by its hat
/// weight; an empty bucket takes the nearest one's times 1.5; without any quote 0.35(1 + ½|x|).
pub(super) fn half_width_points(
    as_of: Timestamp,
    chain: &[ChainExpiry],
    surface: &Surface,
) -> Vec<f64> {
    let mut buckets: Vec<Vec<(f64, f64)>> = vec![Vec::new(); VegaNodes::COUNT];
    for expiry in chain {
        let years = as_of.years_until(expiry.expiry);
        let forward = surface.forward(years);
        let deviation = ops::sqrt(surface.variance(years, 0.0).w);
        for quote in expiry.quotes.iter().filter(|q| q.dropped.is_none()) {
            let (Some(bid), Some(ask)) = (quote.bid_vol, quote.ask_vol) else { continue };
            let x = ops::ln(quote.strike / forward) / deviation;
            for weight in VegaNodes::weights(years, x) {
                if let Some(bucket) = buckets.get_mut(weight.node) {
                    bucket.push((50.0 * (ask - bid), weight.weight));
                }
            }
        }
    }
    let medians: Vec<Option<f64>> = buckets.into_iter().map(weighted_median).collect();
    (0..VegaNodes::COUNT)
        .map(|node| {
            let own = medians.get(node).copied().flatten();
            let half = own.or_else(|| nearest(node, &medians)).unwrap_or_else(|| {
                let (_, x) = VegaNodes::node(node);
                0.35 * (1.0 + 0.5 * x.abs())
            });
            half.clamp(BOUNDS.0, BOUNDS.1)
        })
        .collect()
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
            bid_vol: Some(0.60 - half / 100.0),
            ask_vol: Some(0.60 + half / 100.0),
            dropped: None,
        };
        let chain = vec![ChainExpiry { expiry, quotes: vec![quote(0.4), quote(0.6), quote(7.0)] }];
        let widths = half_width_points(as_of, &chain, &surface);
        let node = VegaNodes::weights(years, 0.0)[0].node;
        assert!((widths[node] - 0.6).abs() < 1e-9);
        assert!((widths[node + 1] - 0.9).abs() < 1e-9);
        let none = half_width_points(as_of, &[], &surface);
        assert!((none[2] - 0.35).abs() < 1e-12 && (none[0] - 0.35 * 1.75).abs() < 1e-12);
    }
}
