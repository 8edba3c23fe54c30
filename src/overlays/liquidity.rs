//! Liquidity premium: what it costs to source or lay off the vega that a delta hedge leaves.
//!
//! h = √(eᵀΩe)·(1 + c·U·max_b|B_b|/Cap) with e_b = B_b·ℓ_b, plus a penalty for strikes and expiries
//! that are not listed (`MODELS` §7b). A norm is even, homogeneous and subadditive, so a package
//! never pays more than its legs and neighbouring strikes net. Linear and inverse options of one
//! underlying net, each at its own market's ℓ. Norms of different underlyings are added: no
//! diversification between them is assumed.

use crate::basics::Timestamp;
use crate::desk::LiquidityPolicy;
use crate::market::{ChainExpiry, UnderlyingMarket, VegaNodes};
use crate::math::ops;
use crate::pricing::MarketBuckets;

use super::ladder::{Rung, by_underlying, ladder, net_vegas};
use super::words::{decimals, node};
use super::{Charge, Context, Input};

/// Distance in ln T at which an expiry counts as fully away from the nearest listed one.
const FULL_TENOR_DISTANCE: f64 = 0.35;
/// Amounts for the whole size below this are rounding left by vegas that cancel.
const DUST: f64 = 1e-9;

/// The premium of one underlying.
struct UnderlyingPremium {
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
    for (underlying, markets) in by_underlying(ctx.valuation) {
        let premium = underlying_premium(ctx, policy, &markets);
        let amount = premium.norm * (1.0 + policy.concentration_factor * premium.capacity_share);
        total += amount;
        if premium.norm.max(premium.net_vega) * ctx.units() < DUST {
            continue;
        }
        // Vega that nets between settlements of different width leaves a charge and no net vega.
        let nets = premium.net_vega * ctx.units() < DUST;
        let width = if nets { 0.0 } else { premium.norm / premium.net_vega };
        parts.push(format!(
            "{} net correlated vega {} per point, most of it {}, {} points wide, {} % of bucket \
             capacity: {}",
            underlying,
            decimals(premium.net_vega, 2),
            node(premium.largest),
            decimals(width, 2),
            decimals(100.0 * premium.capacity_share, 1),
            ctx.money(amount),
        ));
        let named = |name: &str| format!("{name} {underlying}");
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
    let mut words = match parts.len() {
        0 => vec![String::from("no net vega is left to source")],
        1 => parts,
        _ => {
            parts.push(String::from("underlyings are added without diversification"));
            parts
        }
    };
    if unlisted * ctx.units() > DUST {
        let amount = ctx.money(unlisted);
        words.push(format!("strikes or expiries off the listed grid: {amount}"));
        inputs.push(Input::new("off the listed grid", unlisted, ctx.price_currency()));
    }
    let why = format!("Liquidity: {}.", words.join("; "));
    Charge { bid: total, offer: total, why, inputs }
}

fn underlying_premium(
    ctx: &Context,
    policy: &LiquidityPolicy,
    markets: &[&MarketBuckets],
) -> UnderlyingPremium {
    let vegas = net_vegas(markets);
    let mut weighted = vec![0.0; vegas.len()];
    for buckets in markets {
        let Some(market) = ctx.market.find(&buckets.market) else { continue };
        let terms = buckets.vega_per_point.iter().zip(&market.half_width_points);
        for (sum, (vega, width)) in weighted.iter_mut().zip(terms) {
            *sum += vega * width;
        }
    }
    let (largest, peak) =
        vegas.iter().enumerate().fold(
            (0, 0.0),
            |best: (usize, f64), (b, v)| {
                if v.abs() > best.1 { (b, v.abs()) } else { best }
            },
        );
    let has_capacity = policy.bucket_capacity > 0.0;
    UnderlyingPremium {
        net_vega: VegaNodes::correlated_norm(&vegas),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, expiry, option_leg};
    use crate::market::{Market, QuotedOption};
    use crate::overlays::samples::Sample;

    fn policy(concentration_factor: f64) -> LiquidityPolicy {
        LiquidityPolicy { concentration_factor, bucket_capacity: 2_000.0, ..Default::default() }
    }

    fn flat(sample: &Sample) -> f64 {
        charge(&sample.context(), &policy(0.0)).bid
    }

    fn legs_apart(sample: &Sample) -> f64 {
        let legs = &sample.valuation.legs;
        let one = |leg: &crate::pricing::LegValue| {
            let (at, strike, put_call) = leg.option_terms().unwrap();
            let days = crate::market::fixtures::as_of().years_until(at) * 365.0;
            flat(&Sample::eth(&[(1, days, strike, put_call)], 1.0)) * f64::from(leg.ratio.abs())
        };
        legs.iter().map(one).sum()
    }

    #[test]
    fn netted_packages_have_the_documented_norms() {
        // MODELS §7b.
        let fly = Sample::fly(1.0);
        assert!((flat(&fly) - 0.434).abs() < 5e-4, "{}", flat(&fly));
        assert!((legs_apart(&fly) - 3.974).abs() < 5e-4, "{}", legs_apart(&fly));
        let reversal = Sample::risk_reversal(1.0);
        assert!((flat(&reversal) - 1.130).abs() < 5e-4, "{}", flat(&reversal));
        assert!((legs_apart(&reversal) - 3.054).abs() < 5e-4, "{}", legs_apart(&reversal));
    }

    #[test]
    fn the_worked_examples_pay_the_documented_premium() {
        // MODELS §7e: 1.5500 for 500 risk reversals, .4751 for 100 flies.
        let reversal = Sample::risk_reversal(500.0);
        let charged = charge(&reversal.context(), &policy(1.0));
        assert!((charged.offer - 1.5500).abs() < 5e-5, "{}", charged.offer);
        assert_eq!(
            charged.why,
            "Liquidity: ETH net correlated vega 2.35 per point, most of it 60-day 25-delta call, \
             0.48 points wide, 37.1 % of bucket capacity: 1.55."
        );
        let fly = charge(&Sample::fly(100.0).context(), &policy(1.0));
        assert!((fly.bid - 0.4751).abs() < 5e-5, "{}", fly.bid);
    }

    fn quoted(strike: f64, two_sided: bool) -> QuotedOption {
        QuotedOption {
            strike,
            put_call: PutCall::Call,
            bid: two_sided.then_some(10.0),
            ask: Some(11.0),
            bid_size: None,
            ask_size: None,
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

    #[test]
    fn linear_and_inverse_options_of_one_underlying_net() {
        let market = crate::overlays::samples::eth_both();
        let [linear, inverse] = crate::overlays::samples::same_call_in_both(&market);
        let both = Sample::new(&market, vec![linear.clone(), inverse.clone()], 1.0);
        let charged = charge(&both.context(), &policy(1.0));
        assert!(charged.bid < 1e-9, "{}", charged.why);
        assert!(!charged.why.contains("diversification"), "{}", charged.why);
        assert_eq!(ladder(&both.valuation).len(), 1);
        assert!(flat(&Sample::new(&market, vec![linear], 1.0)) > 0.1);
    }

    #[test]
    fn underlyings_add_without_diversification() {
        let btc = btc_inverse_flat(60_300.0, 0.55);
        let market = eth_linear().with(btc.underlyings()[0].clone());
        let on_btc = option_leg(&market, -1, 20.0, 65_000.0, PutCall::Call);
        let mut on_eth = on_btc.clone();
        if let crate::basics::Instrument::Option { market: key, strike, expiry: at, .. } =
            &mut on_eth.instrument
        {
            *key = market.underlyings()[1].key.clone();
            *strike = 3_600.0;
            *at = expiry(16.0);
        }
        let alone = |leg: &crate::basics::Leg| flat(&Sample::new(&market, vec![leg.clone()], 1.0));
        let both = Sample::new(&market, vec![on_eth.clone(), on_btc.clone()], 1.0);
        assert!((flat(&both) - alone(&on_eth) - alone(&on_btc)).abs() < 1e-9);
        let why = charge(&both.context(), &policy(1.0)).why;
        assert!(why.contains("underlyings are added without diversification"), "{why}");
    }
}
