//! What options off the listed grid pay: their distance to it in strike and tenor.

use crate::basics::Timestamp;
use crate::desk::LiquidityPolicy;
use crate::market::{ChainExpiry, UnderlyingMarket, VegaNodes};
use crate::math::ops;
use crate::overlays::Context;
use crate::overlays::ladder::{Rung, ladder};

/// Distance in ln T at which an expiry counts as fully away from the nearest listed one.
const FULL_TENOR_DISTANCE: f64 = 0.35;
/// α_d·Σ|net vega per strike|·δ·ℓ: nothing for listed and quoted options, whatever the size.
pub(super) fn listing_penalty(ctx: &Context, policy: &LiquidityPolicy) -> f64 {
    let mut sum = 0.0;
    for rung in ladder(ctx.valuation) {
        let Some(market) = ctx.market.find(rung.market) else { continue };
        let distance = listing_distance(market, &rung);
        if distance > 0.0 {
            let width: f64 = VegaNodes::weights(rung.years, rung.moneyness)
                .iter()
                .map(|w| w.weight * market.half_width_points.get(w.node).copied().unwrap_or(0.0))
                .sum();
            sum += rung.vega_per_point.abs() * distance * width;
        }
    }
    policy.distance_factor * sum
}

/// δ(K, T): distance to the listed grid in strike and tenor, and one more beyond what is quoted.
///
/// A market without one recorded option (given by its parameters alone) lists every strike.
fn listing_distance(market: &UnderlyingMarket, rung: &Rung) -> f64 {
    if is_quoted(market, rung) { 0.0 } else { distance(market, rung) }
}

/// The same for what is not quoted.
#[inline(never)]
fn distance(market: &UnderlyingMarket, rung: &Rung) -> f64 {
    let tenor_distance = |e: &ChainExpiry| {
        let years = market.years(e.expiry);
        if e.expiry == rung.expiry {
            0.0
        } else if years > 0.0 {
            (ops::ln(rung.years) - ops::ln(years)).abs()
        } else {
            f64::INFINITY
        }
    };
    let nearest =
        market.chain.iter().min_by(|a, b| tenor_distance(a).total_cmp(&tenor_distance(b)));
    let Some(nearest) = nearest else { return 0.0 };
    let in_tenor = (tenor_distance(nearest) / FULL_TENOR_DISTANCE).min(1.0);
    let strikes = nearest.strikes();
    if strikes.is_empty() {
        return in_tenor;
    }
    let listed = nearest.expiry == rung.expiry;
    let beyond =
        is_beyond_quotes(nearest, rung) || (!listed && is_beyond_expiries(market, rung.expiry));
    strike_distance(&strikes, rung.strike) + in_tenor + if beyond { 1.0 } else { 0.0 }
}

/// Whether the very strike and expiry are quoted on both sides, as those of most requests are.
fn is_quoted(market: &UnderlyingMarket, rung: &Rung) -> bool {
    let of_expiry = market.chain.iter().filter(|listed| listed.expiry == rung.expiry);
    let mut quotes = of_expiry.flat_map(|listed| &listed.quotes);
    quotes.any(|quote| quote.strike == rung.strike && quote.half_spread().is_some())
}

/// min(1, |K − K_listed| / half the local spacing); zero on a listed strike.
fn strike_distance(strikes: &[f64], strike: f64) -> f64 {
    let above = strikes.partition_point(|k| *k < strike);
    let nearest = [above.checked_sub(1), Some(above)]
        .into_iter()
        .flatten()
        .filter_map(|i| strikes.get(i))
        .map(|k| (k - strike).abs())
        .fold(f64::INFINITY, f64::min);
    if nearest == 0.0 {
        return 0.0;
    }
    // Between two strikes their own gap counts, beyond the ends the last one.
    let left = above.clamp(1, strikes.len().max(2) - 1) - 1;
    match (strikes.get(left), strikes.get(left + 1)) {
        (Some(low), Some(high)) => (nearest / (0.5 * (high - low))).min(1.0),
        _ => 1.0,
    }
}

/// Whether the strike lies more than half a standard deviation past the last one quoted two-sided.
fn is_beyond_quotes(expiry: &ChainExpiry, rung: &Rung) -> bool {
    let quoted = expiry.quotes.iter().filter(|q| q.half_spread().is_some()).map(|q| q.strike);
    let (low, high) = quoted.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), strike| {
        (low.min(strike), high.max(strike))
    });
    if low > high {
        return true;
    }
    let slack = ops::exp(0.5 * rung.atm_std);
    rung.strike > high * slack || rung.strike < low / slack
}

/// Whether an expiry lies outside the listed ones.
fn is_beyond_expiries(market: &UnderlyingMarket, expiry: Timestamp) -> bool {
    let first = market.chain.first().map(|e| e.expiry);
    let last = market.chain.last().map(|e| e.expiry);
    first.is_none_or(|first| expiry < first) || last.is_none_or(|last| expiry > last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::fixtures::{eth_linear, option_leg};
    use crate::market::{Market, QuotedOption};
    use crate::overlays::liquidity::charge;
    use crate::overlays::liquidity::tests::policy;
    use crate::overlays::samples::Sample;

    fn quoted(strike: f64, two_sided: bool) -> QuotedOption {
        QuotedOption {
            strike,
            put_call: PutCall::Call,
            bid: two_sided.then_some(10.0),
            ask: Some(11.0),
            bid_size: None,
            ask_size: None,
            open_interest: None,
            volume: None,
            bid_vol: None,
            ask_vol: None,
            dropped: None,
        }
    }

    /// The ETH market with 16-day strikes every 100 from 3000 to 4000, of which 4000 has no bid.
    fn listed() -> Market {
        let mut eth = eth_linear().underlyings()[0].clone();
        eth.chain.truncate(1);
        eth.chain[0].quotes =
            (0..=10).map(|i| quoted(3_000.0 + 100.0 * f64::from(i), i < 10)).collect();
        Market::from_underlyings(vec![eth])
    }

    #[test]
    fn only_what_is_off_the_listed_grid_pays_the_distance() {
        let market = listed();
        let penalty = |days: f64, strike: f64| {
            let leg = option_leg(&market, -1, days, strike, PutCall::Call);
            let sample = Sample::new(&market, vec![leg], 1.0);
            let with = charge(&sample.context(), &policy(0.0));
            let none = LiquidityPolicy { distance_factor: 0.0, ..policy(0.0) };
            let rung = ladder(&sample.valuation).remove(0);
            let width: f64 = VegaNodes::weights(rung.years, rung.moneyness)
                .iter()
                .map(|w| w.weight * market.underlyings()[0].half_width_points[w.node])
                .sum();
            (with.bid - charge(&sample.context(), &none).bid) / (width * rung.vega_per_point.abs())
        };
        assert_eq!(penalty(16.0, 3_400.0), 0.0);
        assert_eq!(penalty(16.0, 4_000.0), 0.0);
        assert!((penalty(16.0, 3_425.0) - 0.5).abs() < 1e-9);
        assert!((penalty(16.0, 3_450.0) - 1.0).abs() < 1e-9);
        // Half a standard deviation past 3900 is 4150: a fully distant strike, and extrapolated.
        assert!((penalty(16.0, 4_120.0) - 1.0).abs() < 1e-9);
        assert!((penalty(16.0, 4_400.0) - 2.0).abs() < 1e-9);
        // A listed strike in an expiry one e-fold of 0.35 later, beyond the last listed expiry.
        let later = 16.0 * ops::exp(0.175);
        assert!((penalty(later, 3_400.0) - 1.5).abs() < 1e-6);
        let sooner = 16.0 * ops::exp(-1.0);
        assert!((penalty(sooner, 3_400.0) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn the_sentence_names_the_penalty_and_the_lack_of_vega() {
        let market = listed();
        let leg = option_leg(&market, 1, 16.0, 3_450.0, PutCall::Put);
        let sample = Sample::new(&market, vec![leg], 1.0);
        let why = charge(&sample.context(), &policy(1.0)).why;
        assert!(why.contains("strikes or expiries off the listed grid: 1.0"), "{why}");
        let pair = [(1, PutCall::Call), (-1, PutCall::Put)]
            .map(|(n, pc)| option_leg(&market, n, 16.0, 3_450.0, pc));
        let synthetic = Sample::new(&market, pair.to_vec(), 1.0);
        let charged = charge(&synthetic.context(), &policy(1.0));
        assert_eq!((charged.bid, charged.offer), (0.0, 0.0));
        assert_eq!(charged.why, "Liquidity: no net vega is left to source.");
    }
}
