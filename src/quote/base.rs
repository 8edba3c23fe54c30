//! The base half-spread, the widths around it and the screen's cap: what needs no overlay.

use crate::basics::{Settlement, TickSchedule};
use crate::desk::{BasePolicy, Desk, Tier};
use crate::market::{FitStatus, Market, VegaNodes};
use crate::models::payoff::{Payoff, PayoffKind, PayoffLeg};
use crate::overlays::{Charge, Context, Input};
use crate::pricing::{LegValue, Valuation};

use super::assembly::Bounds;

/// √(BᵀΩB): vega per point after netting buckets that move together, in price currency. Markets
/// add up, as if they moved as one.
pub fn correlated_vega(valuation: &Valuation) -> f64 {
    valuation.buckets.iter().map(|b| VegaNodes::correlated_norm(&b.vega_per_point)).sum()
}

/// Ticks of the package, in its premium currency.
///
/// A package across premium currencies is priced in price currency, where no exchange sets a tick:
/// the coarsest leg's tick is converted and rounded up to 1, 2 or 5 of a power of ten.
pub fn ticks(valuation: &Valuation, market: &Market) -> TickSchedule {
    let is_package = valuation.legs.len() > 1;
    let mut coarsest: f64 = 0.0;
    for leg in &valuation.legs {
        let Some(underlying) = market.find(&leg.market) else { continue };
        let contract = &underlying.contract;
        let schedule = if is_package { &contract.package_tick } else { &contract.outright_tick };
        if leg.unit == valuation.unit {
            return schedule.clone();
        }
        coarsest = coarsest.max(schedule.base * leg.unit.in_price_currency);
    }
    TickSchedule::flat(round_number_above(coarsest))
}

/// The smallest of 1, 2 or 5 times a power of ten that is not below `x`; a cent where there is none.
fn round_number_above(x: f64) -> f64 {
    let steps = (-12..=12).flat_map(|power| {
        let ten = 10f64.powi(power);
        [ten, 2.0 * ten, 5.0 * ten]
    });
    steps.into_iter().find(|step| x > 0.0 && *step >= x * (1.0 - 1e-12)).unwrap_or(0.01)
}

/// Base row: max(base_vol·√(BᵀΩB), min_half_ticks·tick), wider where a fit is red.
pub fn half_spread(ctx: &Context, policy: &BasePolicy, tick: f64) -> Charge {
    let vega = correlated_vega(ctx.valuation);
    let from_vol = policy.base_vol_points * vega;
    let from_tick = policy.min_half_ticks * tick * ctx.valuation.unit.in_price_currency;
    let is_red = has_red_fit(ctx);
    let factor = if is_red { policy.red_fit_factor } else { 1.0 };
    let half = from_vol.max(from_tick) * factor;
    let reason = if from_vol >= from_tick {
        format!(
            "{} vol points on a correlated net vega of {}",
            policy.base_vol_points,
            ctx.money(vega)
        )
    } else {
        format!("at least {} ticks of {tick}", policy.min_half_ticks)
    };
    let wider = if is_red {
        format!(", times {} because the volatility fit is poor", policy.red_fit_factor)
    } else {
        String::new()
    };
    let unit = ctx.price_currency().to_owned();
    Charge {
        bid: half,
        offer: half,
        why: format!("Base: {reason}{wider}: {}.", ctx.money(half)),
        inputs: vec![
            Input::new("base volatility", policy.base_vol_points, "vol points"),
            Input::new("correlated net vega", vega, format!("{unit} per vol point")),
            Input::new("smallest half-spread", from_tick, unit),
            Input::new("fit factor", factor, "times"),
        ],
    }
}

/// Whether a smile that prices a leg fits poorly.
pub fn has_red_fit(ctx: &Context) -> bool {
    ctx.valuation.legs.iter().any(|leg| {
        let Some((expiry, ..)) = leg.option_terms() else { return false };
        ctx.market
            .find(&leg.market)
            .is_some_and(|underlying| underlying.fit_status(expiry) == FitStatus::Red)
    })
}

/// Smallest half-width of a side, in price currency.
pub fn minimum_half_width(ctx: &Context, policy: &BasePolicy, tick: f64) -> f64 {
    let from_tick = policy.min_half_ticks * tick * ctx.valuation.unit.in_price_currency;
    let from_vol = policy.min_half_vol_points * ctx.valuation.greeks.vega_per_point.abs();
    from_tick.max(from_vol).max(policy.min_half_abs)
}

/// Widest total width that goes out without a trader, in premium currency.
pub fn maximum_width(ctx: &Context, policy: &BasePolicy, at_stake: f64, tick: f64) -> f64 {
    let unit = ctx.valuation.unit.in_price_currency;
    let from_premium = policy.max_width_fraction * at_stake / unit;
    let from_vol = policy.max_width_vol_points * correlated_vega(ctx.valuation) / unit;
    from_premium.max(from_vol).max(policy.max_width_ticks * tick)
}

/// Half of the width at which the legs can be crossed on screen, in premium currency; `None` where
/// a leg is not quoted on both sides.
pub fn screen_half_width(valuation: &Valuation) -> Option<f64> {
    let options = || valuation.legs.iter().filter(|leg| leg.option_terms().is_some());
    options().next()?;
    options().try_fold(0.0, |sum, leg| {
        let half = leg.screen_half_spread? * leg.unit.in_price_currency;
        Some(sum + f64::from(leg.ratio.abs()) * half / valuation.unit.in_price_currency)
    })
}

/// Most that a side may be from theoretical, in price currency: a multiple of the screen's own
/// half-width, where the whole size is on screen.
pub fn screen_cap(ctx: &Context, desk: &Desk, tier: Tier) -> Option<f64> {
    let multiple = desk.policy().adverse_selection.screen_cap(tier)?;
    let fits = |leg: &LegValue| {
        leg.option_terms().is_none()
            || leg.screen_size.is_some_and(|size| ctx.quantity * f64::from(leg.ratio.abs()) <= size)
    };
    if !ctx.valuation.legs.iter().all(fits) {
        return None;
    }
    let half = screen_half_width(ctx.valuation)?;
    Some(multiple * half * ctx.valuation.unit.in_price_currency)
}

/// The least and the most the package can be worth today, in premium currency, from what it pays
/// whatever happens; `None` where the legs expire apart or on different markets.
///
/// Financing at D·e^{∓fs·T} is in the bounds; an inverse package pays p(S)/S in coin.
pub fn static_bounds(ctx: &Context, desk: &Desk) -> Option<Bounds> {
    let legs = &ctx.valuation.legs;
    let first = legs.iter().find(|leg| leg.option_terms().is_some())?;
    let expiry = first.instrument.expiry()?;
    let together = legs
        .iter()
        .all(|leg| leg.market == first.market && leg.instrument.expiry() == Some(expiry));
    if !together {
        return None;
    }
    let payoff = Payoff::new(&legs.iter().map(payoff_leg).collect::<Vec<_>>());
    let hedging = &desk.policy().hedging;
    let (extremes, discount, spread) = match first.market.settlement {
        Settlement::Inverse => (payoff.extremes_in_coin(), 1.0, hedging.funding_spread_inverse),
        Settlement::Linear => (payoff.extremes(), first.discount, hedging.funding_spread),
    };
    let carry = crate::math::ops::exp(spread * first.years);
    let at = |pays: f64| (pays * discount / carry, pays * discount * carry);
    let low = extremes.min.map_or(f64::NEG_INFINITY, |pays| at(pays).0.min(at(pays).1));
    let high = extremes.max.map_or(f64::INFINITY, |pays| at(pays).0.max(at(pays).1));
    Some(Bounds { low, high })
}

fn payoff_leg(leg: &LegValue) -> PayoffLeg {
    let kind = match leg.option_terms() {
        Some((_, _, crate::basics::PutCall::Call)) => PayoffKind::Call,
        Some((_, _, crate::basics::PutCall::Put)) => PayoffKind::Put,
        None => PayoffKind::Forward,
    };
    let strike = leg.instrument.strike().unwrap_or(leg.forward);
    PayoffLeg { ratio: f64::from(leg.ratio), kind, strike }
}
