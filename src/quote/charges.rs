//! The charges of one request before assembly, and the rows that show them after it.

use std::mem::take;

use crate::basics::QuoteSide;
use crate::desk::{BasePolicy, Desk, OverlaySwitches};
use crate::overlays::inventory::{self, InventoryRisk, VegaLimit};
use crate::overlays::ladder::by_underlying;
use crate::overlays::{Charge, Context, HedgeOrder, Input, adverse_selection, premium_at_stake};
use crate::rfq::Rfq;

use super::assembly::{Assembled, Bounds, Parts, ROWS, ScreenCap, Sides};
use super::base;
use super::book::Book;
use super::client::Client;
use super::edges::Edges;
use super::hedging;
use super::report::ChargeRow;

/// Every charge from its own formula, and the limits around them, in price currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Charges {
    base: Charge,
    hedging: Charge,
    liquidity: Charge,
    adverse: Charge,
    inventory: InventoryRisk,
    inventory_is_on: bool,
    pub(super) screen_cap: Option<ScreenCap>,
    pub(super) minimum: f64,
    /// Static bounds, in premium currency; `None` where there are none.
    pub(super) bounds: Option<Bounds>,
    /// Why there are none, where there are none.
    pub(super) no_bounds: &'static str,
    /// What the adverse-selection percentage applies to, in price currency.
    pub at_stake: f64,
    /// [`base::correlated_vega`] of the package.
    pub(super) correlated_vega: f64,
    /// What is traded when the client buys.
    pub orders: Vec<HedgeOrder>,
}

impl Charges {
    /// Computes the charges; one that is switched off is zero and says so. `recent` is what the
    /// client has just dealt of the package in the direction of each side, in spreads.
    pub fn compute(
        ctx: &Context,
        rfq: &Rfq,
        client: &Client,
        book: &Book,
        desk: &Desk,
        on: OverlaySwitches,
        recent: Sides,
    ) -> Self {
        let policy = desk.policy();
        let tick = base::ticks(ctx.valuation, ctx.market).tick_at(ctx.valuation.price);
        let vega = base::correlated_vega(ctx.valuation);
        let when = |is_on: bool, name: &str, charge: Charge| {
            if is_on { charge } else { switched_off(name) }
        };
        let hedge = hedging::charges(ctx, policy, rfq.tied.as_ref(), recent);
        let stake = premium_at_stake(ctx, &policy.adverse_selection);
        let adverse =
            adverse_selection::charge(ctx, &policy.adverse_selection, &client.view(), &stake);
        let inventory =
            inventory::risk(ctx, &policy.inventory, book.exposures(), &vega_limits(ctx, desk));
        Self {
            base: when(on.base, "Base", base::half_spread(ctx, &policy.base, vega, tick)),
            hedging: when(on.hedging_cost, "Hedging", hedge.hedging),
            liquidity: when(on.liquidity, "Liquidity", hedge.liquidity),
            adverse: when(on.adverse_selection, "Adverse selection", adverse),
            inventory: if on.inventory { inventory } else { InventoryRisk::default() },
            inventory_is_on: on.inventory,
            screen_cap: base::screen_cap(ctx, desk, client.tier),
            minimum: base::minimum_half_width(ctx, &policy.base, tick),
            // What is exchanged with a tied package is worth anything, so nothing bounds the two.
            bounds: base::static_bounds(ctx, desk).filter(|_| rfq.tied.is_none()),
            no_bounds: why_no_bounds(ctx, rfq),
            at_stake: stake.value,
            correlated_vega: vega,
            orders: hedge.orders,
        }
    }

    /// Whether the base charge, where there is one, is wider for a poor fit.
    pub fn is_widened_for_fit(&self, policy: &BasePolicy) -> bool {
        self.base.bid > 0.0 && policy.red_fit_factor > 1.0
    }

    /// Whether marks put theoretical outside what the payoff can be worth.
    pub fn is_outside_bounds(&self, ctx: &Context) -> bool {
        let price = ctx.valuation.price;
        let scale: f64 = ctx
            .valuation
            .legs
            .iter()
            .map(|leg| f64::from(leg.ratio.abs()) * leg.price_in(&ctx.valuation.unit).abs())
            .sum();
        let slack = 1e-9 * scale;
        self.bounds.is_some_and(|b| price < b.low - slack || price > b.high + slack)
    }

    /// What assembly starts from.
    pub fn parts(&self, ctx: &Context, desk: &Desk) -> Parts {
        let policy = desk.policy();
        let sides = |charge: &Charge| Sides { bid: charge.bid, offer: charge.offer };
        Parts {
            theoretical: ctx.valuation.price,
            unit: ctx.valuation.unit.in_price_currency,
            base: sides(&self.base),
            hedging: sides(&self.hedging),
            liquidity: sides(&self.liquidity),
            adverse: sides(&self.adverse),
            own: self.inventory.own,
            change: Sides { bid: self.inventory.bid.change, offer: self.inventory.offer.change },
            max_improvement: policy.inventory.max_improvement,
            max_widening: policy.inventory.max_widening,
            markup: policy.quote.markup,
            screen_cap: self.screen_cap,
            minimum: self.minimum,
            bounds: self.bounds.filter(|_| !self.is_outside_bounds(ctx)),
            ticks: base::ticks(ctx.valuation, ctx.market),
        }
    }

    /// The rows of the breakdown, in the order they were applied. The sentences and numbers of the
    /// charges are in them afterwards, and no longer here.
    pub fn take_rows(
        &mut self,
        ctx: &Context,
        rfq: &Rfq,
        desk: &Desk,
        assembled: &Assembled,
    ) -> Vec<ChargeRow> {
        let inventory =
            (self.inventory_why(ctx, rfq, desk, assembled), take(&mut self.inventory.inputs));
        let mut told = |of: fn(&mut Self) -> &mut Charge| {
            let charge = of(self);
            (take(&mut charge.why), take(&mut charge.inputs))
        };
        let base = told(|charges| &mut charges.base);
        let hedging = told(|charges| &mut charges.hedging);
        let liquidity = told(|charges| &mut charges.liquidity);
        let adverse = told(|charges| &mut charges.adverse);
        let show = |side: QuoteSide, x: f64| rfq.asked.wants(side).then_some(x);
        let a = assembled;
        let edges = Edges { charges: self, ctx, desk, asked: rfq.asked, assembled };
        let rows = [
            ("Base", a.base, base),
            ("Hedging cost", a.hedging, hedging),
            ("Liquidity", a.liquidity, liquidity),
            ("Adverse selection", a.adverse, adverse),
            ("Inventory", a.inventory, inventory),
            ("Markup", a.markup, ctx.say(|| edges.markup())),
            ("Screen cap", a.screen_cap, ctx.say(|| edges.screen_cap())),
            ("Minimum width", a.minimum, ctx.say(|| edges.minimum())),
            ("Static bounds", a.bounds, ctx.say(|| edges.bounds())),
            ("Tick", a.tick, ctx.say(|| edges.tick())),
        ];
        let row = |(name, (label, sides, (why, inputs))): (_, (_, Sides, (String, Vec<Input>)))| {
            let [bid, offer] =
                [show(QuoteSide::Bid, sides.bid), show(QuoteSide::Offer, sides.offer)];
            ChargeRow { name, label, bid, offer, why, inputs }
        };
        ROWS.into_iter().zip(rows).map(row).collect()
    }

    fn inventory_why(&self, ctx: &Context, rfq: &Rfq, desk: &Desk, a: &Assembled) -> String {
        if !self.inventory_is_on {
            return switched_off("Inventory").why;
        }
        let unit = ctx.valuation.unit.in_price_currency;
        let sides = [(QuoteSide::Bid, a.inventory.bid), (QuoteSide::Offer, a.inventory.offer)];
        let asked = sides.into_iter().filter(|(side, _)| rfq.asked.wants(*side));
        let applied: Vec<_> = asked.map(|(side, row)| (side, row * unit)).collect();
        inventory::sentence(ctx, &desk.policy().inventory, &self.inventory, &applied)
    }
}

/// Why the payoff sets no bounds; read only where it sets none.
fn why_no_bounds(ctx: &Context, rfq: &Rfq) -> &'static str {
    let legs = &ctx.valuation.legs;
    let first = legs.first().map(|leg| &leg.market);
    if rfq.tied.is_some() {
        "the package is tied, and what its hedge gains or loses has none"
    } else if legs.iter().all(|leg| leg.option_terms().is_none()) {
        "there is no option in the package, so nothing bounds what it can be worth"
    } else if legs.iter().any(|leg| Some(&leg.market) != first) {
        "the legs are on different markets, so no common payoff sets any"
    } else if base::may_part(legs) {
        "American legs may be exercised apart, so no common payoff sets any"
    } else {
        "the legs expire apart, so the payoff sets none"
    }
}

#[cold]
#[inline(never)]
fn switched_off(name: &str) -> Charge {
    Charge { bid: 0.0, offer: 0.0, why: format!("{name}: switched off."), inputs: Vec::new() }
}

/// The vega limits of the trade's underlyings, which the soft wall stands before.
fn vega_limits(ctx: &Context, desk: &Desk) -> Vec<VegaLimit> {
    by_underlying(ctx.valuation)
        .into_iter()
        .map(|(id, _)| {
            let limits = desk.limits().of(id);
            VegaLimit {
                underlying: id.to_owned(),
                net_vega: limits.vega_per_point,
                bucket_vega: limits.bucket_vega_per_point,
            }
        })
        .collect()
}
