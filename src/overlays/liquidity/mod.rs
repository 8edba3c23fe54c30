//! Liquidity premium: what it costs to source or lay off the vega that a delta hedge leaves.
//!
//! h = √(eᵀΩe)·(1 + c·U·max_b|B_b|/Cap) with e_b = B_b·s·ℓ_b, s the share of the quoted half-width ℓ
//! that laying off costs, plus a penalty for strikes and expiries
//! that are not listed. A norm is even, homogeneous and subadditive, so a package never pays more
//! than its legs and neighbouring strikes net. Linear and inverse options of one underlying net,
//! each at its own market's ℓ. Norms of different underlyings are added: no diversification between
//! them is assumed.

mod listing;

use crate::desk::LiquidityPolicy;
use crate::market::VegaNodes;
use crate::pricing::MarketBuckets;

use super::ladder::{by_underlying, net_vegas};
use super::words::{decimals, node};
use super::{Charge, Context, Input};
use listing::listing_penalty;

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
    let mut words = Vec::new();
    let mut inputs = Vec::new();
    for (underlying, markets) in by_underlying(ctx.valuation) {
        let premium = underlying_premium(ctx, policy, &markets);
        let amount = premium.norm * (1.0 + policy.concentration_factor * premium.capacity_share);
        total += amount;
        if premium.norm.max(premium.net_vega) * ctx.units() >= DUST {
            words.extend(ctx.say(|| Some(premium.words(ctx, underlying, amount))));
            inputs.extend(ctx.say(|| premium.inputs(ctx, underlying)));
        }
    }
    let unlisted = listing_penalty(ctx, policy);
    total += unlisted;
    match words.len() {
        0 => words.push(String::from("no net vega is left to source")),
        1 => {}
        _ => words.push(String::from("underlyings are added without diversification")),
    }
    if unlisted * ctx.units() > DUST {
        words.extend(ctx.say(|| {
            Some(format!("strikes or expiries off the listed grid: {}", ctx.money(unlisted)))
        }));
        inputs.push(ctx.amount("off the listed grid", unlisted));
    }
    let why = ctx.say(|| format!("Liquidity: {}.", words.join("; ")));
    Charge { bid: total, offer: total, why, inputs }
}

/// What strikes and expiries off the listed grid pay, in price currency per spread and unit: the
/// part of the premium that no hedge takes the place of.
pub fn off_the_grid(ctx: &Context, policy: &LiquidityPolicy) -> f64 {
    listing_penalty(ctx, policy)
}

impl UnderlyingPremium {
    /// Half-width in volatility points; zero where vega nets between settlements of different
    /// width, which leaves a charge and no net vega.
    fn width(&self, ctx: &Context) -> f64 {
        if self.net_vega * ctx.units() < DUST { 0.0 } else { self.norm / self.net_vega }
    }

    fn words(&self, ctx: &Context, underlying: &str, amount: f64) -> String {
        format!(
            "{underlying} net correlated vega {} per point, most of it {}, half-width {} points, {} % of \
             bucket capacity: {}",
            decimals(self.net_vega, 2),
            node(self.largest),
            decimals(self.width(ctx), 2),
            decimals(100.0 * self.capacity_share, 1),
            ctx.money(amount),
        )
    }

    fn inputs(&self, ctx: &Context, underlying: &str) -> Vec<Input> {
        let named = |name: &str| format!("{name} {underlying}");
        let vega_unit = format!("{} per vol point", ctx.price_currency());
        vec![
            Input::new(named("net correlated vega"), self.net_vega, vega_unit),
            Input::new(named("half-width"), self.width(ctx), "vol points"),
            Input::new(named("bucket capacity used"), 100.0 * self.capacity_share, "%"),
        ]
    }
}

fn underlying_premium(
    ctx: &Context,
    policy: &LiquidityPolicy,
    markets: &[&MarketBuckets],
) -> UnderlyingPremium {
    let vegas = net_vegas(markets.iter().map(|m| &m.vega_per_point));
    let share = policy.half_width_share;
    let mut weighted = vec![0.0; vegas.len()];
    for buckets in markets {
        let Some(market) = ctx.market.find(&buckets.market) else { continue };
        let terms = buckets.vega_per_point.iter().zip(&market.half_width_points);
        for (sum, (vega, width)) in weighted.iter_mut().zip(terms) {
            *sum += vega * share * width;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, expiry, option_leg};
    use crate::overlays::ladder::ladder;
    use crate::overlays::samples::Sample;

    pub(super) fn policy(concentration_factor: f64) -> LiquidityPolicy {
        LiquidityPolicy {
            half_width_share: 1.0,
            concentration_factor,
            bucket_capacity: 2_000.0,
            ..Default::default()
        }
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
        let fly = Sample::fly(1.0);
        assert!((flat(&fly) - 0.434).abs() < 5e-4, "{}", flat(&fly));
        assert!((legs_apart(&fly) - 3.974).abs() < 5e-4, "{}", legs_apart(&fly));
        let reversal = Sample::risk_reversal(1.0);
        assert!((flat(&reversal) - 1.130).abs() < 5e-4, "{}", flat(&reversal));
        assert!((legs_apart(&reversal) - 3.054).abs() < 5e-4, "{}", legs_apart(&reversal));
    }

    #[test]
    fn the_worked_examples_pay_the_documented_premium() {
        // 1.5500 for 500 risk reversals, .4751 for 100 flies.
        let reversal = Sample::risk_reversal(500.0);
        let charged = charge(&reversal.context(), &policy(1.0));
        assert!((charged.offer - 1.5500).abs() < 5e-5, "{}", charged.offer);
        assert_eq!(
            charged.why,
            "Liquidity: ETH net correlated vega 2.35 per point, most of it 60-day 25-delta call, \
             half-width 0.48 points, 37.1 % of bucket capacity: 1.55."
        );
        let fly = charge(&Sample::fly(100.0).context(), &policy(1.0));
        assert!((fly.bid - 0.4751).abs() < 5e-5, "{}", fly.bid);
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
