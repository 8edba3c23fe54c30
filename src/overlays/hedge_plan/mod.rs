//! The hedge plan: listed options and futures against the package's whole risk of a day.
//!
//! Delta alone leaves gamma and vega. The plan weighs what each instrument costs against what it
//! takes off the risk of a day's moves, by the programme of
//! [`models::hedge_programme`](crate::models::hedge_programme): its cost takes the place of the
//! delta hedge's, and the price of what remains that of the premium on residual vega. Together they
//! never fall in the size, and are the same on both sides. Underlyings are planned apart, without
//! diversification between them.

mod candidates;
mod scenarios;

use crate::basics::order;
use crate::desk::{HedgingPolicy, InventoryPolicy};
use crate::market::UnderlyingMarket;
use crate::math::ops;
use crate::models::hedge_programme::{Hedged, Programme, Tradable};

use super::delta_hedge::Exchange;
use super::words::{decimals, list, size, whole};
use super::{Context, HedgeOrder, Input};
use candidates::{Candidate, Search, candidates};
use scenarios::Day;

/// Orders below this many contracts or units are rounding left by the programme.
const DUST: f64 = 1e-9;

/// Orders that the sentence names; the list has them all.
const MOST_SAID: usize = 4;

/// Moves of one underlying's day, and the risk that the desk is averse to.
#[derive(Debug, Clone, PartialEq)]
pub struct UnderlyingPlan {
    /// Underlying id.
    pub underlying: String,
    /// λ: what a unit of variance costs, per price currency.
    pub aversion: f64,
    /// What is traded when the client buys, and what it leaves.
    pub hedged: Hedged,
    programme: Programme,
    candidates: Vec<Candidate>,
    /// Underlying units of the whole size.
    units: f64,
}

/// A point of the frontier: what is left of the risk at what cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrontierPoint {
    /// λ, per price currency.
    pub aversion: f64,
    /// Cost of the plan for the whole size, in price currency.
    pub cost: f64,
    /// One standard deviation of a day for the whole size, in price currency.
    pub risk: f64,
    /// How many instruments are traded.
    pub traded: usize,
}

/// The plan of every underlying of the package, in the order of its legs.
///
/// `aversions` are in the same order; what is missing of them is zero, which hedges nothing.
pub fn plans(
    ctx: &Context,
    hedging: &HedgingPolicy,
    inventory: &InventoryPolicy,
    exchange: Option<&Exchange>,
    aversions: &[f64],
) -> Vec<UnderlyingPlan> {
    let underlyings = underlyings(ctx);
    let of = |(index, (id, markets)): (usize, &(&str, Vec<&UnderlyingMarket>))| {
        let day = day(id, markets, inventory);
        let search = Search {
            most: hedging.most_instruments,
            assumed_notional: hedging.assumed_option_notional,
            impact_factor: hedging.impact_factor,
            day,
        };
        let gains = package_gains(ctx, markets, day, exchange);
        let candidates = candidates(ctx, markets, &search);
        let tradables: Vec<Tradable> = candidates.iter().map(|c| c.tradable.clone()).collect();
        // Who sells the package has its losses.
        let sold: Vec<f64> = gains.iter().map(|gain| -gain).collect();
        let programme = Programme::new(&sold, &Day::probabilities(), &tradables);
        let aversion = aversions.get(index).copied().unwrap_or(0.0);
        let units = ctx.units();
        UnderlyingPlan {
            underlying: (*id).to_owned(),
            aversion,
            hedged: programme.solve(units, aversion),
            programme,
            candidates,
            units,
        }
    };
    underlyings.iter().enumerate().map(of).collect()
}

/// Variance of a day of one unit of the package, its delta hedged away: what a desk that hedges
/// delta only is left with. In price currency squared, of the first underlying.
pub fn variance_beyond_delta(ctx: &Context, inventory: &InventoryPolicy) -> f64 {
    let underlyings = underlyings(ctx);
    let Some((id, markets)) = underlyings.first() else { return 0.0 };
    let day = day(id, markets, inventory);
    let gains = package_gains(ctx, markets, day, None);
    let spot = markets.first().map_or(0.0, |market| market.spot);
    let spots: Vec<f64> = day.spot_gains(spot);
    let moment = |one: &[f64], other: &[f64]| -> f64 {
        Day::probabilities().iter().zip(one.iter().zip(other)).map(|(p, (a, b))| p * a * b).sum()
    };
    // The delta that leaves least, which is that of the whole day and not of its first instant.
    let square = moment(&spots, &spots);
    let delta = if square > 0.0 { moment(&gains, &spots) / square } else { 0.0 };
    let left: Vec<f64> = gains.iter().zip(&spots).map(|(gain, spot)| gain - delta * spot).collect();
    moment(&left, &left)
}

/// Ids of the package's underlyings with their markets.
fn underlyings<'a>(ctx: &Context<'a>) -> Vec<(&'a str, Vec<&'a UnderlyingMarket>)> {
    let mut found: Vec<(&str, Vec<&UnderlyingMarket>)> = Vec::new();
    for market in ctx.markets() {
        let id = market.key.underlying.as_str();
        match found.iter_mut().find(|(known, _)| *known == id) {
            Some((_, markets)) => markets.push(market),
            None => found.push((id, vec![market])),
        }
    }
    found
}

fn day(id: &str, markets: &[&UnderlyingMarket], inventory: &InventoryPolicy) -> Day {
    let hedge = markets.iter().find_map(|market| market.hedges.first());
    Day { spot: hedge.map_or(0.0, |h| h.daily_vol), vol_points: inventory.daily_vol_points_of(id) }
}

/// Gain per spread and unit of a client who has bought it, and given the tied hedge for it.
fn package_gains(
    ctx: &Context,
    markets: &[&UnderlyingMarket],
    day: Day,
    exchange: Option<&Exchange>,
) -> Vec<f64> {
    let mut sum = vec![0.0; Day::STATES];
    let mut add = |count: f64, gains: Vec<f64>| {
        for (total, gain) in sum.iter_mut().zip(gains) {
            *total += count * gain;
        }
    };
    for leg in &ctx.valuation.legs {
        if markets.iter().any(|market| market.key == leg.market) {
            add(f64::from(leg.ratio), day.gains(leg));
        }
    }
    if let (Some(exchange), Some(market)) = (exchange, markets.first()) {
        add(-exchange.spot_delta, day.spot_gains(market.spot));
    }
    sum
}

impl UnderlyingPlan {
    /// What the plan costs, in price currency per spread and unit.
    pub fn cost(&self) -> f64 {
        self.hedged.cost / self.units
    }

    /// What the desk asks for the risk that remains, in price currency per spread and unit.
    pub fn remaining_charge(&self) -> f64 {
        0.5 * self.aversion * self.hedged.remaining / self.units
    }

    /// One standard deviation of a day without a hedge, for the whole size, in price currency.
    pub fn unhedged_risk(&self) -> f64 {
        self.units * ops::sqrt(self.programme.unhedged())
    }

    /// The same of what the plan leaves.
    pub fn remaining_risk(&self) -> f64 {
        ops::sqrt(self.hedged.remaining)
    }

    /// What is traded when the client buys.
    pub fn orders(&self) -> Vec<HedgeOrder> {
        let traded = self.candidates.iter().zip(&self.hedged.units);
        let order = |(candidate, units): (&Candidate, &f64)| {
            let Tradable { half_spread, impact, .. } = candidate.tradable;
            let size = units / candidate.contract;
            (size.abs() > DUST).then(|| HedgeOrder {
                instrument: candidate.name.clone(),
                is_option: candidate.is_option,
                size,
                cost: half_spread * units.abs() + 0.5 * impact * units * units,
                assumption: candidate.assumption.clone(),
            })
        };
        traded.filter_map(order).collect()
    }

    /// The plans of other aversions, from hedging nothing to hedging everything.
    pub fn frontier(&self) -> Vec<FrontierPoint> {
        let point = |aversion: f64| {
            let hedged = self.programme.solve(self.units, aversion);
            FrontierPoint {
                aversion,
                cost: hedged.cost,
                risk: ops::sqrt(hedged.remaining),
                traded: hedged.units.iter().filter(|units| units.abs() > DUST).count(),
            }
        };
        let steps = (-12..=12).map(|step| self.aversion * ops::pow(10.0, 0.25 * f64::from(step)));
        std::iter::once(0.0).chain(steps).map(point).collect()
    }

    /// The sentence's part on this underlying.
    pub fn words(&self, ctx: &Context) -> String {
        let mut orders = self.orders();
        order::sort_by(&mut orders, |a, b| b.cost.total_cmp(&a.cost));
        let mut said: Vec<String> = orders.iter().take(MOST_SAID).map(HedgeOrder::words).collect();
        match orders.len().saturating_sub(MOST_SAID) {
            0 => {}
            1 => said.push(String::from("one more")),
            more => said.push(format!("{more} more")),
        }
        let (before, after) = (self.unhedged_risk(), self.remaining_risk());
        let share = if before > 0.0 { 100.0 * after / before } else { 0.0 };
        let currency = ctx.price_currency();
        let traded = if said.is_empty() {
            format!("nothing in {} is worth trading against this risk", self.underlying)
        } else {
            format!("if the client buys, {}, if the client sells, the reverse", list(&said))
        };
        format!(
            "{traded}; a day’s risk of {} {currency} comes down to {}, {} % of it",
            whole(before),
            whole(after),
            decimals(share, 0)
        )
    }

    /// The numbers behind the charge.
    pub fn inputs(&self, ctx: &Context) -> Vec<Input> {
        let currency = ctx.price_currency();
        let named = |name: &str| format!("{name} {}", self.underlying);
        let mut inputs = Vec::new();
        for order in self.orders() {
            let unit = if order.is_option { "contracts" } else { "units" };
            inputs.push(Input::new(
                format!("hedge {}", order.instrument),
                order.size,
                format!("{unit} for the whole size"),
            ));
            inputs.push(ctx.amount(format!("cost {}", order.instrument), order.cost / self.units));
        }
        inputs.push(ctx.amount(named("a day’s risk unhedged"), self.unhedged_risk()));
        inputs.push(ctx.amount(named("a day’s risk left"), self.remaining_risk()));
        inputs.push(Input::new(named("risk aversion"), self.aversion, format!("per {currency}")));
        inputs
    }
}

impl HedgeOrder {
    /// `sell 12.0 ETH-27NOV26-3500-C`.
    fn words(&self) -> String {
        let verb = if self.size > 0.0 { "buy" } else { "sell" };
        format!("{verb} {} {}", size(self.size.abs()), self.instrument)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall::{Call, Put};
    use crate::overlays::samples::Sample;

    /// The worked illustration: 1,000 44-day 3700 calls sold, against a future and four options at
    /// stated half-spreads.
    fn sold_calls() -> Programme {
        let sample = Sample::eth(&[(1, 44.0, 3_700.0, Call)], 1_000.0);
        let ctx = sample.context();
        let market = &sample.market.underlyings()[0];
        let day = day("ETH", &[market], &InventoryPolicy::default());
        let gains = package_gains(&ctx, &[market], day, None);
        let option = |days: f64, strike, put_call, half_spread| {
            let valuation = Sample::eth(&[(1, days, strike, put_call)], 1.0).valuation;
            Tradable { gains: day.gains(&valuation.legs[0]), half_spread, impact: 0.0 }
        };
        let future = Tradable { gains: day.spot_gains(3_400.0), half_spread: 0.25, impact: 0.0 };
        let all = [
            future,
            option(16.0, 3_500.0, Call, 1.5),
            option(44.0, 3_600.0, Call, 2.5),
            option(44.0, 3_400.0, Put, 3.0),
            option(100.0, 3_800.0, Call, 5.0),
        ];
        let sold: Vec<f64> = gains.iter().map(|gain| -gain).collect();
        Programme::new(&sold, &Day::probabilities(), &all)
    }

    #[test]
    fn a_dear_risk_is_hedged_with_options_and_a_cheap_one_with_the_future_alone() {
        let programme = sold_calls();
        let solved = |aversion: f64| {
            let hedged = programme.solve(1_000.0, aversion);
            let traded = hedged.units.iter().filter(|units| **units != 0.0).count();
            (hedged.units[0], traded, hedged.cost / 1_000.0, ops::sqrt(hedged.remaining))
        };
        let unhedged = 1_000.0 * ops::sqrt(programme.unhedged());
        let (future, traded, cost, risk) = solved(1e-6);
        // Its delta, at a quarter each, leaves vega and gamma: a quarter of the risk to a third.
        assert_eq!(traded, 1);
        assert!((355.0..385.0).contains(&future) && (cost - 0.25e-3 * future).abs() < 1e-12);
        assert!((0.25..0.33).contains(&(risk / unhedged)), "{risk} of {unhedged}");
        let (_, traded, dearer, smaller) = solved(3e-5);
        assert!(traded >= 2 && dearer > cost && smaller < 0.6 * risk);
        let (_, traded, dearest, smallest) = solved(1e-3);
        assert!(traded >= 3 && dearest > dearer && smallest < 0.1 * risk);
    }

    #[test]
    fn without_listed_options_the_plan_is_the_delta() {
        let sample = Sample::risk_reversal(500.0);
        let (hedging, inventory) = (HedgingPolicy::default(), InventoryPolicy::default());
        let plans = plans(&sample.context(), &hedging, &inventory, None, &[2e-6]);
        let orders = plans[0].orders();
        let sum: f64 = orders.iter().map(|order| order.size).sum();
        assert!(orders.iter().all(|order| !order.is_option));
        // Not to the unit: the future costs, and a day's move is not its first instant.
        let delta = 500.0 * sample.valuation.greeks.delta;
        assert!((sum / delta - 1.0).abs() < 0.1, "{sum} for {delta}");
        assert!(plans[0].remaining_risk() < 0.6 * plans[0].unhedged_risk());
    }

    #[test]
    fn a_tied_hedge_is_part_of_what_is_hedged() {
        let sample = Sample::risk_reversal(500.0);
        let ctx = sample.context();
        let tied = crate::rfq::Tied { reference: 3_400.0, delta: None };
        let exchange = Exchange::new(&sample.valuation, &sample.market, &tied);
        let (hedging, inventory) = (HedgingPolicy::default(), InventoryPolicy::default());
        let plan = |exchange| plans(&ctx, &hedging, &inventory, exchange, &[2e-6]).remove(0);
        let (alone, with) = (plan(None), plan(exchange.as_ref()));
        assert!(with.unhedged_risk() < 0.6 * alone.unhedged_risk());
        assert!(with.cost() < 0.2 * alone.cost());
    }

    #[test]
    fn the_frontier_runs_from_all_the_risk_to_the_least() {
        let sample = Sample::fly(1_000.0);
        let (hedging, inventory) = (HedgingPolicy::default(), InventoryPolicy::default());
        let plan = plans(&sample.context(), &hedging, &inventory, None, &[2e-6]).remove(0);
        let frontier = plan.frontier();
        assert_eq!((frontier[0].cost, frontier[0].traded), (0.0, 0));
        assert!((frontier[0].risk - plan.unhedged_risk()).abs() < 1e-9 * plan.unhedged_risk());
        for pair in frontier.windows(2) {
            assert!(pair[1].cost >= pair[0].cost && pair[1].risk <= pair[0].risk * (1.0 + 1e-9));
        }
    }
}
