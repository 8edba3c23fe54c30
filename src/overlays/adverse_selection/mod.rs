//! Adverse selection: a percentage of what an informed client could take, by the client's tier.
//!
//! The charge per side is a·P_ref. For Glosten and Milgrom (1985) a dealer who faces a share α of
//! informed flow on a value of V ± L breaks even at V ± αL; a is αL over the premium at stake P_ref.
//! The net premium itself would not do: it is near zero for risk reversals, and differs between a
//! call fly and the same risk as an iron fly.

mod stake;

pub use stake::{PremiumAtStake, premium_at_stake};

use crate::desk::{AdverseSelectionPolicy, Tier};

use super::words::{decimals, percent};
use super::{Charge, Context, Input};

/// What the desk knows of who asks.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientView {
    /// The name to read out.
    pub name: String,
    /// The tier that sets the range.
    pub tier: Tier,
    /// Toxicity u in [0, 1]: the position within the range.
    pub toxicity: f64,
    /// Fraction of premium at stake that replaces the range, where the desk has set one.
    pub override_fraction: Option<f64>,
}

impl ClientView {
    /// Charge per side as a fraction of premium at stake: a.
    pub fn fraction(&self, policy: &AdverseSelectionPolicy) -> f64 {
        let range = policy.range(self.tier);
        self.override_fraction.unwrap_or(range.low + self.place() * (range.high - range.low))
    }

    /// Toxicity, held to the ends of the range.
    fn place(&self) -> f64 {
        self.toxicity.clamp(0.0, 1.0)
    }
}

/// The charge, the same on both sides and at every size.
pub fn charge(
    ctx: &Context,
    policy: &AdverseSelectionPolicy,
    client: &ClientView,
    stake: &PremiumAtStake,
) -> Charge {
    let fraction = client.fraction(policy);
    let amount = fraction * stake.value;
    let why = ctx.say(|| sentence(ctx, client, fraction, stake.value, amount));
    let inputs = ctx.say(|| {
        vec![
            Input::new("share of premium at stake", 100.0 * fraction, "%"),
            ctx.amount("premium at stake", stake.value),
            ctx.amount("value over the hedge from below", stake.lower),
            ctx.amount("value under the hedge from above", stake.upper),
            ctx.amount("time value cap", stake.time_value_cap),
            ctx.amount("vega floor", stake.vega_floor),
        ]
    });
    Charge { bid: amount, offer: amount, why, inputs }
}

fn sentence(ctx: &Context, client: &ClientView, fraction: f64, stake: f64, amount: f64) -> String {
    let tier = client.tier.number();
    let terms = match client.override_fraction {
        Some(_) => format!("tier {tier}, set by the desk"),
        None => format!("tier {tier}, toxicity {}", decimals(client.place(), 2)),
    };
    format!(
        "{}, {terms}: {} of premium at stake {} = {} per side.",
        client.name,
        percent(fraction),
        ctx.money(stake),
        ctx.money(amount),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall::Call;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg};
    use crate::market::{Market, Slice, Surface};
    use crate::overlays::samples::Sample;

    fn client(tier: Tier, toxicity: f64) -> ClientView {
        ClientView { name: String::from("Acme"), tier, toxicity, override_fraction: None }
    }

    fn stake(sample: &Sample) -> PremiumAtStake {
        premium_at_stake(&sample.context(), &AdverseSelectionPolicy::default())
    }

    fn charged(sample: &Sample, policy: &AdverseSelectionPolicy, client: &ClientView) -> Charge {
        let ctx = sample.context();
        charge(&ctx, policy, client, &premium_at_stake(&ctx, policy))
    }

    #[test]
    fn the_worked_examples_pay_the_documented_charge() {
        // 2.25 % of 160.5 is 3.6112. The fly pays 2.00 % of 9.8249 at u = 1/3, as in the example
        // that `golden` quotes, and 2.25 % at u = 1/2.
        let policy = AdverseSelectionPolicy::default();
        let sample = Sample::risk_reversal(500.0);
        let paid = charged(&sample, &policy, &client(Tier::Tier2, 0.5));
        assert!((paid.bid - 3.6112).abs() < 5e-5, "{}", paid.bid);
        assert_eq!(paid.bid, paid.offer);
        assert_eq!(
            paid.why,
            "Acme, tier 2, toxicity 0.50: 2.25 % of premium at stake 160.50 = 3.61 per side."
        );
        let fly = charged(&Sample::fly(100.0), &policy, &client(Tier::Tier2, 1.0 / 3.0));
        assert!((fly.offer - 0.1965).abs() < 5e-5, "{}", fly.offer);
        let fly = charged(&Sample::fly(100.0), &policy, &client(Tier::Tier2, 0.5));
        assert!((fly.offer - 0.2211).abs() < 5e-5, "{}", fly.offer);
    }

    #[test]
    fn tiers_and_overrides_set_the_fraction() {
        let policy = AdverseSelectionPolicy::default();
        let sample = Sample::fly(100.0);
        let stake = premium_at_stake(&sample.context(), &policy).value;
        let fraction = |client: &ClientView| charged(&sample, &policy, client).bid / stake;
        let ends =
            [(Tier::Tier1, 0.005, 0.015), (Tier::Tier2, 0.015, 0.03), (Tier::Tier3, 0.03, 0.07)];
        for (tier, low, high) in ends {
            assert!((fraction(&client(tier, 0.0)) - low).abs() < 1e-15);
            assert!((fraction(&client(tier, 1.0)) - high).abs() < 1e-15);
        }
        let fixed = ClientView { override_fraction: Some(0.02), ..client(Tier::Tier3, 0.5) };
        assert!((fraction(&fixed) - 0.02).abs() < 1e-15);
        let why = charged(&sample, &policy, &fixed).why;
        assert!(why.starts_with("Acme, tier 3, set by the desk: 2.00 % of premium"), "{why}");
    }

    #[test]
    fn the_source_fly_has_its_documented_premium_at_stake() {
        // min(10.00, 86.10, 230.00) with marks 155/110/75 and F = 3267.3230.
        let mut eth = eth_linear().underlyings()[0].clone();
        let (days, forward) = (16.19523, 3267.3230);
        let slice = Slice { years: days / 365.0, forward, ..eth.surface.slices()[0].clone() };
        eth.spot = forward;
        eth.surface = Surface::new(forward, vec![slice]).unwrap();
        let market = Market::from_underlyings(vec![eth]);
        let mut legs: Vec<_> = [(1, 3300.0), (-2, 3400.0), (1, 3500.0)]
            .map(|(ratio, strike)| option_leg(&market, ratio, days, strike, Call))
            .to_vec();
        for (leg, price) in legs.iter_mut().zip([155.0, 110.0, 75.0]) {
            leg.mark.price = Some(price);
        }
        let sample = Sample::new(&market, legs, 100.0);
        let stake = stake(&sample);
        assert!((stake.lower - 10.0).abs() < 1e-9, "{stake:?}");
        assert!((stake.upper - 86.10).abs() < 5e-3, "{stake:?}");
        assert!((stake.time_value_cap - 230.0).abs() < 1e-9, "{stake:?}");
        let fixed = ClientView { override_fraction: Some(0.02), ..client(Tier::Tier2, 0.0) };
        let paid = charged(&sample, &AdverseSelectionPolicy::default(), &fixed);
        assert!((paid.bid - 0.20).abs() < 1e-9);
        assert!(paid.why.ends_with("2.00 % of premium at stake 10.00 = 0.20 per side."));
    }

    #[test]
    fn an_inverse_package_stakes_its_worth_in_price_currency() {
        let market = btc_inverse_flat(60_300.0, 0.55);
        let leg = option_leg(&market, 1, 20.0, 65_000.0, Call);
        let sample = Sample::new(&market, vec![leg], 1.0);
        let stake = stake(&sample);
        assert!((stake.value - sample.valuation.price_in_price_currency).abs() < 1e-9);
        let policy = AdverseSelectionPolicy::default();
        let why = charged(&sample, &policy, &client(Tier::Tier2, 0.5)).why;
        assert!(why.contains("premium at stake 0.0232 BTC = 0.000521 BTC per side"), "{why}");
    }
}
