//! Liquidity premium: what it costs to source or lay off the vega that a delta hedge leaves.
//!
//! h = √(eᵀΩe)·(1 + c·U·max_b|B_b|/Cap) with e_b = B_b·ℓ_b, plus a penalty for strikes and expiries
//! that are not listed (`MODELS` §7b). A norm is even, homogeneous and subadditive, so a package
//! never pays more than its legs and neighbouring strikes net. Norms of different markets are
//! added: no diversification between underlyings is assumed.

use crate::basics::Timestamp;
use crate::desk::LiquidityPolicy;
use crate::market::{ChainExpiry, UnderlyingMarket, VegaNodes};
use crate::math::ops;

use super::ladder::{Rung, ladder};
use super::words::{decimals, node};
use super::{Charge, Context, Input};

/// Distance in ln T at which an expiry counts as fully away from the nearest listed one.
const FULL_TENOR_DISTANCE: f64 = 0.35;

/// The premium of one market.
struct MarketPremium {
    /// √(BᵀΩB) per spread, in price currency per volatility point.
    net_vega: f64,
    /// √(eᵀΩe) per spread, in price currency.
    norm: f64,
    /// U·max_b|B_b|/Cap: share of a bucket's capacity that the whole size takes.
    capacity_share: f64,
    /// The bucket with the largest |B_b|.
    largest: usize,
}

/// The premium, the same on both sides, for the whole size; linear plus quadratic in it.
pub fn charge(ctx: &Context, policy: &LiquidityPolicy) -> Charge {
    let mut total = 0.0;
    let mut parts = Vec::new();
    let mut inputs = Vec::new();
    for buckets in &ctx.valuation.buckets {
        let Some(market) = ctx.market.find(&buckets.market) else { continue };
        let premium = market_premium(ctx, policy, market, &buckets.vega_per_point);
        let amount = premium.norm * (1.0 + policy.concentration_factor * premium.capacity_share);
        total += amount;
        if premium.net_vega * ctx.units() < 1e-9 {
            continue;
        }
        let width = premium.norm / premium.net_vega;
        parts.push(format!(
            "{} net correlated vega {} per point, most of it {}, {} points wide, {} % of bucket \
             capacity: {}",
            buckets.market.underlying,
            decimals(premium.net_vega, 2),
            node(premium.largest),
            decimals(width, 2),
            decimals(100.0 * premium.capacity_share, 1),
            ctx.money(amount),
        ));
        let named = |name: &str| format!("{name} {}", buckets.market.underlying);
        inputs.push(Input::new(
            named("net correlated vega"),
            premium.net_vega,
            format!("{} per vol point", ctx.price_currency()),
        ));
        inputs.push(Input::new(named("half-width"), width, "vol points"));
        inputs.push(Input::new(named("bucket capacity used"), 100.0 * premium.capacity_share, "%"));
    }
    let unlisted = listing_penalty(ctx, policy);
    total += unlisted;
    let mut why = if parts.is_empty() {
        String::from("Liquidity: no net vega is left to source")
    } else {
        format!("Liquidity: {}", parts.join("; "))
    };
    if parts.len() > 1 {
        why.push_str("; underlyings are added without diversification");
    }
    if unlisted * ctx.units() > 1e-9 {
        why.push_str(&format!(
            "; strikes or expiries off the listed grid: {}",
            ctx.money(unlisted)
        ));
        inputs.push(Input::new("off the listed grid", unlisted, ctx.price_currency()));
    }
    why.push('.');
    Charge { bid: total, offer: total, why, inputs }
}

fn market_premium(
    ctx: &Context,
    policy: &LiquidityPolicy,
    market: &UnderlyingMarket,
    vegas: &[f64],
) -> MarketPremium {
    let weighted: Vec<f64> =
        vegas.iter().zip(&market.half_width_points).map(|(vega, width)| vega * width).collect();
    let (largest, peak) =
        vegas.iter().enumerate().fold(
            (0, 0.0),
            |best: (usize, f64), (b, v)| {
                if v.abs() > best.1 { (b, v.abs()) } else { best }
            },
        );
    let has_capacity = policy.bucket_capacity > 0.0;
    MarketPremium {
        net_vega: VegaNodes::correlated_norm(vegas),
        norm: VegaNodes::correlated_norm(&weighted),
        capacity_share: if has_capacity {
            ctx.units() * peak / policy.bucket_capacity
        } else {
            0.0
        },
        largest,
    }
}

/// α_d·Σ|net vega per strike|·δ·ℓ: nothing for listed and quoted options, whatever the size.
fn listing_penalty(ctx: &Context, policy: &LiquidityPolicy) -> f64 {
    let mut sum = 0.0;
    for rung in ladder(ctx.valuation) {
        let Some(market) = ctx.market.find(&rung.market) else { continue };
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
