//! How the trade is hedged: delta alone, or the plan of options and futures, and what of the
//! waterfall either one fills.

use serde::Serialize;

use crate::basics::{
    Direction, Instrument, Issue, Leg, Mark, PutCall, QuoteSide, Spread, Structure,
};
use crate::desk::{Desk, HedgeMode, Policy};
use crate::market::{Market, UnderlyingMarket};
use crate::math::ops;
use crate::overlays::hedge_plan::{FrontierPoint, UnderlyingPlan, plans, variance_beyond_delta};
use crate::overlays::{Charge, Context, Exchange, HedgeOrder, Input, hedging_cost, liquidity};
use crate::pricing;
use crate::rfq::check::{check, common_multiplier};
use crate::rfq::{RfqDraft, Tied};

use super::assembly::Sides;
use super::presets::Preset;
use super::write::chat::plain;

/// Tenor of the option that sets the price of risk, in years.
const REFERENCE_YEARS: f64 = 30.0 / 365.0;

/// The two rows that a hedge fills, and its orders.
#[derive(Debug, Clone, PartialEq)]
pub struct HedgeCharges {
    /// The hedging row.
    pub hedging: Charge,
    /// The liquidity row: the premium on residual vega, or the price of the risk that a plan leaves.
    pub liquidity: Charge,
    /// What is traded when the client buys; empty where no words are wanted.
    pub orders: Vec<HedgeOrder>,
}

/// The hedge that the policy asks for, on top of what the client has just dealt of the package in
/// the direction of each side, in spreads.
pub fn charges(ctx: &Context, policy: &Policy, tied: Option<&Tied>, recent: Sides) -> HedgeCharges {
    let alone = at_once(ctx, policy, tied);
    let has_dealt = recent.bid > 0.0 || recent.offer > 0.0;
    if has_dealt { on_top(alone, ctx, policy, tied, recent) } else { alone }
}

/// Charges that are `alone` the size's own, on top of what the client has just dealt.
#[inline(never)]
fn on_top(
    mut alone: HedgeCharges,
    ctx: &Context,
    policy: &Policy,
    tied: Option<&Tied>,
    recent: Sides,
) -> HedgeCharges {
    let behind = |recent: f64| {
        let of =
            |quantity: f64| at_once(&Context { quantity, is_spoken: false, ..*ctx }, policy, tied);
        let (whole, before) = (of(ctx.quantity + recent), of(recent));
        let next = |whole: &Charge, before: &Charge| {
            ((ctx.quantity + recent) * whole.bid - recent * before.bid) / ctx.quantity
        };
        (next(&whole.hedging, &before.hedging), next(&whole.liquidity, &before.liquidity))
    };
    let mut said = Vec::new();
    if recent.bid > 0.0 {
        let (hedging, liquidity) = behind(recent.bid);
        (alone.hedging.bid, alone.liquidity.bid) = (hedging, liquidity);
        said.push(("sold", recent.bid, QuoteSide::Bid));
    }
    if recent.offer > 0.0 {
        let (hedging, liquidity) = behind(recent.offer);
        (alone.hedging.offer, alone.liquidity.offer) = (hedging, liquidity);
        said.push(("bought", recent.offer, QuoteSide::Offer));
    }
    for (verb, spreads, side) in said.into_iter().filter(|_| ctx.is_spoken) {
        for charge in [&mut alone.hedging, &mut alone.liquidity] {
            let (cost, side) = match side {
                QuoteSide::Bid => (charge.bid, "bid"),
                QuoteSide::Offer => (charge.offer, "offer"),
            };
            let after = format!(
                "The client has just {verb} {} of it; on top of that this size costs {} at the {side}",
                plain((100.0 * spreads).round() / 100.0),
                ctx.money(cost)
            );
            charge.why = format!("{} {after}.", charge.why);
            charge.inputs.push(Input::new(format!("just {verb}"), spreads, "spreads"));
        }
    }
    alone
}

/// The hedge of the size by itself; the same on both sides.
fn at_once(ctx: &Context, policy: &Policy, tied: Option<&Tied>) -> HedgeCharges {
    match policy.hedging.mode {
        HedgeMode::Delta => {
            let hedge = hedging_cost::delta_hedge(ctx, &policy.hedging, tied);
            let liquidity = liquidity::charge(ctx, &policy.liquidity);
            HedgeCharges { hedging: hedge.charge, liquidity, orders: hedge.orders }
        }
        HedgeMode::Portfolio => portfolio(ctx, policy, tied),
    }
}

/// The plan of every underlying under the desk's price of risk.
pub fn planned(ctx: &Context, policy: &Policy, tied: Option<&Tied>) -> Vec<UnderlyingPlan> {
    let exchange = tied.and_then(|tied| Exchange::new(ctx.valuation, ctx.market, tied));
    let mut fronts: Vec<&UnderlyingMarket> = Vec::new();
    for market in ctx.markets() {
        if !fronts.iter().any(|known| known.key.underlying == market.key.underlying) {
            fronts.push(market);
        }
    }
    let aversions: Vec<f64> = fronts.iter().map(|front| aversion(ctx, front, policy)).collect();
    plans(ctx, &policy.hedging, &policy.inventory, exchange.as_ref(), &aversions)
}

/// λ = 2h/(U·Var): where a 30-day at-the-money option of the reference size, its delta hedged away,
/// pays for its variance what the liquidity premium asks for it; at least the desk's own γ.
///
/// It depends on the market and the desk and not on the package, so that charges of different
/// packages compare.
fn aversion(ctx: &Context, market: &UnderlyingMarket, policy: &Policy) -> f64 {
    let own = policy.inventory.aversion();
    let Some(reference) = reference_option(market) else { return own };
    let leg = Leg { ratio: 1, instrument: reference, multiplier: 1.0, mark: Mark::default() };
    let (structure, direction) = (Structure::Outright, Direction::Long);
    let alone = Spread { legs: vec![leg], structure, direction };
    let Ok(valuation) = pricing::value(&alone, ctx.market) else { return own };
    let quantity = policy.hedging.reference_notional / market.spot;
    let alone = Context {
        valuation: &valuation,
        market: ctx.market,
        quantity,
        multiplier: 1.0,
        is_spoken: false,
    };
    let premium = liquidity::charge(&alone, &policy.liquidity).bid;
    let variance = variance_beyond_delta(&alone, &policy.inventory);
    let implied = 2.0 * premium / (quantity * variance);
    if implied.is_finite() { implied.max(own) } else { own }
}

/// The listed option nearest to 30 days and the money; none where nothing is listed.
fn reference_option(market: &UnderlyingMarket) -> Option<Instrument> {
    let away = |years: f64| (ops::ln(years) - ops::ln(REFERENCE_YEARS)).abs();
    let alive = market.chain.iter().filter(|listed| market.years(listed.expiry) > 0.0);
    let listed = alive
        .min_by(|a, b| away(market.years(a.expiry)).total_cmp(&away(market.years(b.expiry))))?;
    let forward = market.forward(listed.expiry);
    let strikes = listed.strikes();
    let nearest = strikes
        .iter()
        .min_by(|a, b| (*a - forward).abs().total_cmp(&(*b - forward).abs()))
        .copied();
    Some(Instrument::Option {
        market: market.key.clone(),
        expiry: listed.expiry,
        strike: nearest.unwrap_or(forward),
        put_call: PutCall::Call,
        exercise: market.exercise,
    })
}

#[inline(never)]
fn portfolio(ctx: &Context, policy: &Policy, tied: Option<&Tied>) -> HedgeCharges {
    let plans = planned(ctx, policy, tied);
    let carry = hedging_cost::carry(ctx, &policy.hedging, tied);
    let off_the_grid = liquidity::off_the_grid(ctx, &policy.liquidity);
    let cost = plans.iter().map(UnderlyingPlan::cost).sum::<f64>() + carry.total();
    let remaining = plans.iter().map(UnderlyingPlan::remaining_charge).sum::<f64>();
    let both = |amount: f64, why: String, inputs: Vec<Input>| Charge {
        bid: amount,
        offer: amount,
        why,
        inputs,
    };
    let why = ctx.say(|| {
        let mut parts: Vec<String> = plans.iter().map(|plan| plan.words(ctx)).collect();
        parts.push(format!("{} per {}", ctx.money(cost - carry.total()), ctx.per()));
        parts.push(carry.words(ctx));
        format!("Hedge plan: {}.", parts.join("; "))
    });
    let inputs = ctx.say(|| {
        let of_plans = plans.iter().flat_map(|plan| plan.inputs(ctx));
        of_plans.chain(carry.inputs(ctx)).collect()
    });
    let hedging = both(cost, why, inputs);
    let why = ctx.say(|| {
        let price =
            format!("the risk that the plan leaves, at its price: {}", ctx.money(remaining));
        match off_the_grid {
            x if x > 0.0 => format!(
                "Liquidity: {price}; strikes or expiries off the listed grid: {}.",
                ctx.money(x)
            ),
            _ => format!("Liquidity: {price}."),
        }
    });
    let inputs = ctx.say(|| {
        vec![
            ctx.amount("price of the risk left", remaining),
            ctx.amount("off the listed grid", off_the_grid),
        ]
    });
    let liquidity = both(remaining + off_the_grid, why, inputs);
    let orders = ctx.say(|| plans.iter().flat_map(UnderlyingPlan::orders).collect());
    HedgeCharges { hedging, liquidity, orders }
}

/// What the desk trades as soon as the client has dealt.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct HedgeOrderReport {
    /// The exchange's name.
    pub instrument: String,
    /// What its size counts: `contracts` of an option, else `units` of the underlying.
    pub unit: String,
    /// For the whole size: positive where the desk buys when the client buys the package, and sells
    /// when the client sells it.
    pub size: f64,
    /// What trading them costs, fees included, for the whole size, in price currency.
    pub cost: f64,
    /// What of their depth is assumed, in words.
    pub assumption: Option<String>,
}

impl From<HedgeOrder> for HedgeOrderReport {
    fn from(order: HedgeOrder) -> Self {
        Self {
            unit: String::from(if order.is_option { "contracts" } else { "units" }),
            instrument: order.instrument,
            size: order.size,
            cost: order.cost,
            assumption: order.assumption,
        }
    }
}

/// The hedge plan of a request, whatever mode the desk is in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HedgeReport {
    /// What the desk hedges with: the plan is what it charges for under `portfolio` only.
    pub mode: HedgeMode,
    /// One plan for each underlying; empty where an issue forbids a value.
    pub plans: Vec<HedgePlanReport>,
    /// Every finding of the request's check and valuation.
    pub issues: Vec<Issue>,
}

/// The hedge plan of a draft; a preset brings its own market and desk.
pub fn plan_of_draft(draft: &RfqDraft, market: &Market, desk: &Desk) -> HedgeReport {
    let mode = desk.policy().hedging.mode;
    match Preset::asked(draft) {
        Ok(None) => {}
        Ok(Some(preset)) => {
            let draft = preset.complete(draft);
            let draft = RfqDraft { preset: None, ..draft };
            return plan_of_draft(&draft, &preset.market, &preset.desk);
        }
        Err(issue) => return HedgeReport { mode, plans: Vec::new(), issues: vec![issue] },
    }
    let checked = check(draft, &market.listing());
    let mut report = HedgeReport { mode, plans: Vec::new(), issues: checked.issues };
    let Some(rfq) = checked.rfq else { return report };
    let multiplier = common_multiplier(&rfq.spread).map_err(|issue| vec![issue]);
    let valued = pricing::value(&rfq.spread, market);
    match multiplier.and_then(|multiplier| Ok((multiplier, valued?))) {
        Err(found) => report.issues.extend(found),
        Ok((multiplier, valuation)) => {
            report.issues.extend(valuation.issues.iter().cloned());
            let (quantity, is_spoken) = (rfq.quantity, true);
            let ctx = Context { valuation: &valuation, market, quantity, multiplier, is_spoken };
            let plans = planned(&ctx, desk.policy(), rfq.tied.as_ref());
            report.plans = plans.iter().map(Into::into).collect();
        }
    }
    report
}

/// The plan of one underlying, with what other prices of risk would come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HedgePlanReport {
    /// Underlying id.
    pub underlying: String,
    /// λ: what a unit of variance costs, per price currency.
    pub aversion: f64,
    /// What is traded when the client buys.
    pub orders: Vec<HedgeOrderReport>,
    /// What that costs for the whole size, in price currency.
    pub cost: f64,
    /// One standard deviation of a day without a hedge, for the whole size, in price currency.
    pub unhedged_risk: f64,
    /// The same of what the plan leaves.
    pub remaining_risk: f64,
    /// From hedging nothing to hedging everything.
    pub frontier: Vec<FrontierReport>,
}

/// A point of the frontier of cost against risk.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FrontierReport {
    /// λ, per price currency.
    pub aversion: f64,
    /// Cost of the plan for the whole size, in price currency.
    pub cost: f64,
    /// One standard deviation of a day for the whole size, in price currency.
    pub risk: f64,
    /// How many instruments are traded.
    pub traded: usize,
}

impl From<FrontierPoint> for FrontierReport {
    fn from(FrontierPoint { aversion, cost, risk, traded }: FrontierPoint) -> Self {
        Self { aversion, cost, risk, traded }
    }
}

impl From<&UnderlyingPlan> for HedgePlanReport {
    fn from(plan: &UnderlyingPlan) -> Self {
        Self {
            underlying: plan.underlying.clone(),
            aversion: plan.aversion,
            orders: plan.orders().into_iter().map(Into::into).collect(),
            cost: plan.hedged.cost,
            unhedged_risk: plan.unhedged_risk(),
            remaining_risk: plan.remaining_risk(),
            frontier: plan.frontier().into_iter().map(Into::into).collect(),
        }
    }
}
