//! Hedging cost: what the delta hedge costs at once, and what carrying premium and basis costs.
//!
//! The net delta of each expiry is hedged in its own dated future, or in
//! the desk's front hedge; deltas that share an instrument net first. Per instrument the charge is
//! C(|U·Δ|)/U with C the walk through the book, convex in size, plus the taker fee. Funding is
//! fs·|Σ nᵢTᵢvᵢ|, and delta hedged with an instrument of another expiry pays basis_fs·T·F·|Δ|.

mod hedges;

use crate::basics::{MarketKey, Settlement};
use crate::desk::HedgingPolicy;
use crate::rfq::Tied;

use super::delta_hedge::Exchange;
use super::{Charge, Context, HedgeOrder, Input};
use hedges::{ExpiryDelta, Hedge, basis_exposure, deltas, net};

/// Carrying costs, in price currency per spread and unit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Carry {
    /// Funding of the premium.
    pub funding: f64,
    /// Delta that is hedged with an instrument of another expiry.
    pub basis: f64,
}

impl Carry {
    /// The two together.
    pub fn total(self) -> f64 {
        self.funding + self.basis
    }

    /// The carry in words.
    pub fn words(self, ctx: &Context) -> String {
        let funding = format!("funding {}", ctx.money(self.funding));
        if self.basis > 0.0 {
            let basis = ctx.money(self.basis);
            format!("{funding}; basis to the future of another expiry {basis}")
        } else {
            funding
        }
    }

    /// The numbers behind it.
    pub fn inputs(self, ctx: &Context) -> [Input; 2] {
        [ctx.amount("funding", self.funding), ctx.amount("basis", self.basis)]
    }

    /// Adds one market's.
    fn add(
        &mut self,
        ctx: &Context,
        policy: &HedgingPolicy,
        key: &MarketKey,
        deltas: &[ExpiryDelta],
    ) {
        let spreads = match key.settlement {
            Settlement::Inverse => (policy.funding_spread_inverse, policy.basis_spread_inverse),
            Settlement::Linear => (policy.funding_spread, policy.basis_spread),
        };
        self.funding += spreads.0 * premium_years(ctx, key).abs();
        self.basis += spreads.1 * deltas.iter().map(basis_exposure).sum::<f64>();
    }
}

/// What the trade costs to carry, however its risk is hedged.
pub fn carry(ctx: &Context, policy: &HedgingPolicy, tied: Option<&Tied>) -> Carry {
    let mut carry = Carry::default();
    let is_tied = tied.is_some_and(|tied| Exchange::new(ctx.valuation, ctx.market, tied).is_some());
    for market in ctx.markets() {
        carry.add(ctx, policy, &market.key, &deltas(ctx, market, is_tied));
    }
    carry
}

/// The delta hedge: what it costs and what is traded.
#[derive(Debug, Clone, PartialEq)]
pub struct DeltaHedge {
    /// The charge.
    pub charge: Charge,
    /// What is traded when the client buys; empty where no words are wanted.
    pub orders: Vec<HedgeOrder>,
}

/// The charge of the delta hedge alone.
#[cfg(test)]
pub(crate) fn charge(ctx: &Context, policy: &HedgingPolicy, tied: Option<&Tied>) -> Charge {
    delta_hedge(ctx, policy, tied).charge
}

/// The delta hedge with its charge, the same on both sides: depth is symmetric, so buying costs what selling does.
///
/// A tied request exchanges the delta with the client: the model's own net delta where it states
/// none, else what it states with its sign, and only the difference is hedged. A tied hedge is one
/// instrument, the front expiry's; delta of other expiries keeps its basis charge.
pub fn delta_hedge(ctx: &Context, policy: &HedgingPolicy, tied: Option<&Tied>) -> DeltaHedge {
    let units = ctx.units();
    let mut hedges = Vec::new();
    let mut carry = Carry::default();
    let exchange = tied.and_then(|tied| Exchange::new(ctx.valuation, ctx.market, tied));
    for market in ctx.markets() {
        let deltas = deltas(ctx, market, exchange.is_some());
        carry.add(ctx, policy, &market.key, &deltas);
        hedges.extend(net(&deltas, exchange.as_ref(), units, policy.impact_factor));
    }
    let traded: f64 = hedges.iter().map(|h| h.walk.cost + h.fee).sum::<f64>() / units;
    let total = traded + carry.total();
    let inputs = ctx.say(|| inputs(ctx, &hedges, carry));
    let why = ctx.say(|| sentence(ctx, &hedges, carry, exchange.is_some()));
    let orders = ctx.say(|| hedges.iter().filter_map(|hedge| hedge.order(units)).collect());
    DeltaHedge { charge: Charge { bid: total, offer: total, why, inputs }, orders }
}

/// What is traded and what it costs, by instrument, and the carry.
fn inputs(ctx: &Context, hedges: &[Hedge], carry: Carry) -> Vec<Input> {
    let units = ctx.units();
    let mut inputs = Vec::new();
    for hedge in hedges {
        let name = &hedge.instrument.name;
        let unit = "units for the whole size";
        inputs.push(Input::new(format!("hedge {name}"), hedge.to_trade(units), unit));
        inputs.push(ctx.amount(format!("impact {name}"), hedge.walk.cost / units));
        inputs.push(ctx.amount(format!("fee {name}"), hedge.fee / units));
    }
    inputs.extend(carry.inputs(ctx));
    inputs
}

/// Σ nᵢTᵢvᵢ of one market, in price currency times years.
fn premium_years(ctx: &Context, market: &MarketKey) -> f64 {
    let legs = ctx.valuation.legs.iter().filter(|l| l.market == *market);
    legs.map(|l| f64::from(l.ratio) * l.years * l.price * l.unit.in_price_currency).sum()
}

fn sentence(ctx: &Context, hedges: &[Hedge], carry: Carry, tied: bool) -> String {
    let mut parts = Vec::new();
    if tied {
        parts.push(String::from("the client exchanges the delta"));
    }
    let traded: Vec<String> = hedges.iter().filter_map(|h| h.words(ctx)).collect();
    if traded.is_empty() && !tied {
        parts.push(String::from("there is no net delta to hedge"));
    }
    parts.extend(traded);
    parts.push(carry.words(ctx));
    format!("Hedge: {}.", parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Instrument, Leg, PutCall};
    use crate::market::Market;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg};
    use crate::overlays::samples::{Sample, legs};

    const TIED: Tied = Tied { reference: 3400.0, delta: None };

    fn input(charge: &Charge, name: &str) -> f64 {
        charge.inputs.iter().find(|i| i.name == name).unwrap().value
    }

    fn without_futures() -> Market {
        let mut eth = eth_linear().underlyings()[0].clone();
        eth.hedges.truncate(1);
        Market::from_underlyings(vec![eth])
    }

    #[test]
    fn the_worked_risk_reversal_pays_the_documented_hedge_and_funding() {
        // Hedge .2303 and funding .0009 at 500, the hedge being 330.3 units.
        let sample = Sample::risk_reversal(500.0);
        let charge = charge(&sample.context(), &HedgingPolicy::default(), None);
        assert_eq!(charge.bid, charge.offer);
        let future = sample.market.underlyings()[0].hedges[2].name.clone();
        assert!((input(&charge, &format!("hedge {future}")) - 330.28).abs() < 5e-3);
        assert!((input(&charge, &format!("impact {future}")) - 0.2303).abs() < 5e-5);
        assert!((input(&charge, "funding") - 0.0009).abs() < 5e-5);
        assert_eq!(input(&charge, "basis"), 0.0);
        assert_eq!(
            charge.why,
            format!(
                "Hedge: if the client buys, buy 330.3 {future}, if the client sells, sell 330.3: \
                 200.0 at 0.25 and 130.3 at 0.50 from mid: 0.23 per spread; funding under 0.01."
            )
        );
    }

    #[test]
    fn a_perpetual_in_place_of_the_future_costs_the_basis() {
        let matched = Sample::risk_reversal(500.0);
        let plain = charge(&matched.context(), &HedgingPolicy::default(), None);
        let market = without_futures();
        let sample = Sample { market, ..matched };
        let charged = charge(&sample.context(), &HedgingPolicy::default(), None);
        let delta = sample.valuation.greeks.delta;
        let basis = 0.0025 * 44.0 / 365.0 * 3400.0 * delta;
        assert!((charged.bid - plain.bid - basis).abs() < 1e-12);
        assert!(charged.why.contains("basis to the future of another expiry 0.68"));
    }

    #[test]
    fn deltas_of_different_expiries_net_in_one_instrument_before_they_walk() {
        let terms = [(1, 44.0, 3400.0, PutCall::Call), (-1, 16.0, 3400.0, PutCall::Call)];
        let market = without_futures();
        let sample = Sample::new(&market, legs(&market, &terms), 1_000.0);
        let charge = charge(&sample.context(), &HedgingPolicy::default(), None);
        let net = sample.valuation.greeks.delta;
        assert!((input(&charge, "hedge ETH-PERPETUAL") - 1_000.0 * net).abs() < 1e-9);
        assert!(net.abs() < 0.05);
    }

    #[test]
    fn a_tied_request_pays_for_what_is_not_exchanged_only() {
        let sample = Sample::risk_reversal(500.0);
        let policy = HedgingPolicy::default();
        let all = charge(&sample.context(), &policy, Some(&TIED));
        assert!((all.bid - input(&all, "funding")).abs() < 1e-15);
        assert!(all.why.starts_with("Hedge: the client exchanges the delta"));
        let same = Tied { delta: Some(sample.valuation.greeks.delta), ..TIED };
        assert!((charge(&sample.context(), &policy, Some(&same)).bid - all.bid).abs() < 1e-12);
        let part = Tied { delta: Some(0.6), ..TIED };
        let charged = charge(&sample.context(), &policy, Some(&part));
        let left = 500.0 * (sample.valuation.greeks.delta - 0.6);
        assert!((charged.bid - all.bid - left * 0.25 / 500.0).abs() < 1e-12);
        assert!(charged.why.contains("buy 30.3"));
    }

    #[test]
    fn a_stated_delta_of_the_other_sign_adds_to_the_hedge() {
        let sample = Sample::risk_reversal(500.0);
        let against = Tied { delta: Some(-0.1), ..TIED };
        let charged = charge(&sample.context(), &HedgingPolicy::default(), Some(&against));
        let name = &sample.market.underlyings()[0].hedges[2].name;
        let traded = 500.0 * (sample.valuation.greeks.delta + 0.1);
        assert!((input(&charged, &format!("hedge {name}")) - traded).abs() < 1e-9);
    }

    #[test]
    fn a_tied_calendar_keeps_the_basis_of_its_later_expiry() {
        let terms = [(1, 44.0, 3400.0, PutCall::Call), (-1, 16.0, 3400.0, PutCall::Call)];
        let sample = Sample::eth(&terms, 100.0);
        let charge = charge(&sample.context(), &HedgingPolicy::default(), Some(&TIED));
        let later = sample.valuation.legs[0].greeks.delta;
        let basis = 0.0025 * 44.0 / 365.0 * 3400.0 * later;
        assert!((input(&charge, "basis") - basis).abs() < 1e-12);
    }

    #[test]
    fn an_inverse_hedge_loses_the_premium_and_pays_its_fee() {
        let market = btc_inverse_flat(60_300.0, 0.55);
        let legs = vec![option_leg(&market, 1, 20.0, 65_000.0, PutCall::Call)];
        let sample = Sample::new(&market, legs, 10.0);
        let charge = charge(&sample.context(), &HedgingPolicy::default(), None);
        // Δ − c = .2788681.
        assert!((input(&charge, "hedge BTC-PERPETUAL") - 2.788681).abs() < 5e-7);
        assert!((input(&charge, "fee BTC-PERPETUAL") - 0.0005 * 60_300.0 * 0.2788681).abs() < 1e-5);
        assert!(charge.why.contains(" BTC per spread with a fee of 0.05 %"), "{}", charge.why);
    }

    #[test]
    fn what_offsets_between_two_futures_pays_no_fee() {
        let mut eth = eth_linear().underlyings()[0].clone();
        eth.hedges.iter_mut().for_each(|h| h.fee_rate = 0.0005);
        let market = Market::from_underlyings(vec![eth]);
        let terms = [(1, 44.0, 3400.0, PutCall::Call), (-1, 16.0, 3400.0, PutCall::Call)];
        let sample = Sample::new(&market, legs(&market, &terms), 10.0);
        let charged = charge(&sample.context(), &HedgingPolicy::default(), None);
        let of = |i: usize| {
            let hedge = &market.underlyings()[0].hedges[i];
            let traded = input(&charged, &format!("hedge {}", hedge.name));
            (traded * hedge.mid, input(&charged, &format!("fee {}", hedge.name)))
        };
        let ((near, near_fee), (far, far_fee)) = (of(1), of(2));
        assert!(near < 0.0 && far > 0.0);
        assert!((10.0 * (near_fee + far_fee) - 0.0005 * (near + far).abs()).abs() < 1e-9);
        assert!(charged.why.contains("with a fee of 0.05 % on "), "{}", charged.why);
    }

    #[test]
    fn an_inverse_hedge_says_where_its_depth_comes_from() {
        let mut btc = btc_inverse_flat(60_300.0, 0.55).underlyings()[0].clone();
        btc.hedges[0].assumption = Some(String::from("one level of 50 at 5.00."));
        let market = Market::from_underlyings(vec![btc]);
        let legs = vec![option_leg(&market, -1, 20.0, 65_000.0, PutCall::Call)];
        let sample = Sample::new(&market, legs, 1_000.0);
        let charge = charge(&sample.context(), &HedgingPolicy::default(), None);
        assert!(charge.why.contains("if the client buys, sell 278.9 BTC-PERPETUAL"));
        assert!(charge.why.contains("228.9 beyond the visible book"));
        assert!(charge.why.contains("(depth assumed: one level of 50 at 5.00)"));
    }

    #[test]
    fn a_future_leg_is_hedged_one_for_one_in_itself() {
        let market = eth_linear();
        let key = market.underlyings()[0].key.clone();
        let expiry = crate::market::fixtures::expiry(44.0);
        let future = Leg {
            instrument: Instrument::Future { market: key, expiry },
            ..option_leg(&market, -1, 44.0, 3400.0, PutCall::Call)
        };
        let sample = Sample::new(&market, vec![future], 7.0);
        let charge = charge(&sample.context(), &HedgingPolicy::default(), None);
        assert!((charge.bid - 0.25).abs() < 1e-12);
        assert!(charge.why.contains("if the client buys, sell 7.00"));
    }
}
