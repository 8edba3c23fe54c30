//! The base half-spread, the widths around it and the screen's cap: what needs no overlay.

use crate::basics::{Exercise, Instrument, PutCall, Settlement};
use crate::desk::{AdverseSelectionPolicy, BasePolicy, Desk, Tier};
use crate::market::VegaNodes;
use crate::math::ops;
use crate::models::payoff::{Payoff, PayoffKind, PayoffLeg};
use crate::overlays::ladder::{by_underlying, net_vegas};
use crate::overlays::{Charge, Context, Input};
use crate::pricing::{LegValue, MarketBuckets, Valuation};

use super::assembly::{Bounds, ScreenCap};

use crate::pricing::screen;
pub use crate::pricing::screen::{screen_half_width, ticks};

/// √(BᵀΩB): vega per point after netting buckets that move together, in price currency. Linear and
/// inverse options of one underlying net; underlyings add up, as if they moved as one.
pub fn correlated_vega(valuation: &Valuation) -> f64 {
    let underlyings = by_underlying(valuation).into_iter();
    let net = |markets: Vec<&MarketBuckets>| net_vegas(markets.iter().map(|m| &m.vega_per_point));
    underlyings.map(|(_, markets)| VegaNodes::correlated_norm(&net(markets))).sum()
}

/// Base row: max(base_vol·√(BᵀΩB), min_half_ticks·tick), wider where a fit is red.
///
/// `vega` is the package's [`correlated_vega`].
pub fn half_spread(ctx: &Context, policy: &BasePolicy, vega: f64, tick: f64) -> Charge {
    let from_vol = policy.base_vol_points * vega;
    let from_tick = policy.min_half_ticks * tick * ctx.valuation.unit.in_price_currency;
    let is_red = has_red_fit(ctx);
    let factor = if is_red { policy.red_fit_factor } else { 1.0 };
    let half = from_vol.max(from_tick) * factor;
    let why = ctx.say(|| {
        let reason = if from_vol >= from_tick {
            format!(
                "{} vol points on a correlated net vega of {}",
                policy.base_vol_points,
                ctx.money(vega)
            )
        } else {
            let plural = if policy.min_half_ticks == 1.0 { "" } else { "s" };
            format!("at least {} tick{plural} of {tick}", policy.min_half_ticks)
        };
        let wider = if is_red {
            format!(", times {} because the volatility fit is poor", policy.red_fit_factor)
        } else {
            String::new()
        };
        format!("Base: {reason}{wider}: {}.", ctx.money(half))
    });
    let inputs = ctx.say(|| {
        let unit = ctx.price_currency();
        vec![
            Input::new("base volatility", policy.base_vol_points, "vol points"),
            Input::new("correlated net vega", vega, format!("{unit} per vol point")),
            ctx.amount("smallest half-spread", from_tick),
            Input::new("tick", tick, ctx.valuation.unit.currency.clone()),
            Input::new("smallest half-spread in ticks", policy.min_half_ticks, "ticks"),
            Input::new("fit factor", factor, "times"),
        ]
    });
    Charge { bid: half, offer: half, why, inputs }
}

/// Whether a smile that prices a leg fits poorly.
pub fn has_red_fit(ctx: &Context) -> bool {
    screen::has_red_fit(ctx.valuation, ctx.market)
}

/// Smallest half-width of a side, in price currency.
pub fn minimum_half_width(ctx: &Context, policy: &BasePolicy, tick: f64) -> f64 {
    let from_tick = policy.min_half_ticks * tick * ctx.valuation.unit.in_price_currency;
    let from_vol = policy.min_half_vol_points * ctx.valuation.greeks.vega_per_point.abs();
    from_tick.max(from_vol).max(policy.min_half_abs)
}

/// Widest total width that goes out without a trader, in premium currency, of a package with this
/// premium at stake and [`correlated_vega`], both in price currency.
pub fn maximum_width(
    ctx: &Context,
    policy: &BasePolicy,
    (at_stake, vega): (f64, f64),
    tick: f64,
) -> f64 {
    let unit = ctx.valuation.unit.in_price_currency;
    let from_premium = policy.max_width_fraction * at_stake / unit;
    let from_vol = policy.max_width_vol_points * vega / unit;
    from_premium.max(from_vol).max(policy.max_width_ticks * tick)
}

/// Most that a side may be from theoretical, in price currency: a multiple of the screen's own
/// half-width, which grows with the square root of a size beyond the screen's depth. After rounding,
/// bid and offer may be as far apart as the screen's even where the multiple is less.
///
/// `None` where a leg is not quoted on both sides, and where its price or volatility is marked: the
/// screen's width is around another price than the one quoted.
pub fn screen_cap(ctx: &Context, desk: &Desk, tier: Tier) -> Option<ScreenCap> {
    let policy = &desk.policy().adverse_selection;
    let multiple = policy.screen_cap(tier)?;
    let is_marked = |leg: &LegValue| leg.mark.price.is_some() || leg.mark.vol.is_some();
    if ctx.valuation.legs.iter().any(is_marked) {
        return None;
    }
    let options = || ctx.valuation.legs.iter().filter(|leg| leg.option_terms().is_some());
    options().next()?;
    let screen = options().try_fold(0.0, |sum, leg| {
        let contracts = f64::from(leg.ratio.abs());
        let depth = policy.screen_depth * screen_size(leg, policy);
        let beyond = ops::sqrt((ctx.quantity * contracts / depth).max(1.0));
        let half = leg.screen_half_spread? * leg.unit.in_price_currency;
        Some(sum + contracts * half * beyond)
    })?;
    let cap = ScreenCap { charge: multiple * screen, half_width: multiple.max(1.0) * screen };
    cap.half_width.is_finite().then_some(cap)
}

/// Contracts on a leg's screen: as recorded, and at least those of a notional that is assumed.
fn screen_size(leg: &LegValue, policy: &AdverseSelectionPolicy) -> f64 {
    let least = policy.least_screen_notional / (leg.forward * leg.multiplier);
    leg.screen_size.map_or(least, |size| size.max(least))
}

/// The highest interest rate that an unknown one may be, decimal and continuous.
const HIGHEST_UNKNOWN_RATE: f64 = 0.10;

/// The least and the most the package can be worth today, in premium currency, from what it pays
/// whatever happens; `None` where the legs expire apart or on different markets.
///
/// Where the quotes give no interest rate, the bounds leave room for one up to 10 %. Financing at
/// D·e^{∓fs·T} is in the bounds; an inverse package pays p(S)/S in coin. An American
/// option can pay today what a European one pays at expiry, so that its discount may be 1 too.
pub fn static_bounds(ctx: &Context, desk: &Desk) -> Option<Bounds> {
    let legs = &ctx.valuation.legs;
    let first = legs.iter().find(|leg| leg.option_terms().is_some())?;
    let expiry = first.instrument.expiry()?;
    let together = legs
        .iter()
        .all(|leg| leg.market == first.market && leg.instrument.expiry() == Some(expiry));
    if !together || may_part(legs) {
        return None;
    }
    let payoff = Payoff::new(&legs.iter().map(payoff_leg).collect::<Vec<_>>());
    let hedging = &desk.policy().hedging;
    let (extremes, discount, spread) = match first.market.settlement {
        Settlement::Inverse => (payoff.extremes_in_coin(), 1.0, hedging.funding_spread_inverse),
        Settlement::Linear => (payoff.extremes(), first.discount, hedging.funding_spread),
    };
    let carry = ops::exp(spread * first.years);
    let rate = if is_rate_unknown(ctx, first) { HIGHEST_UNKNOWN_RATE } else { 0.0 };
    let discount = discount * ops::exp(-rate * first.years);
    let undiscounted = legs.iter().any(is_american) || rate > 0.0;
    let soonest = if undiscounted { f64::max(discount, 1.0) } else { discount };
    let (least, most) = (discount / carry, soonest * carry);
    let low = extremes.min.map_or(f64::NEG_INFINITY, |pays| (pays * least).min(pays * most));
    let high = extremes.max.map_or(f64::INFINITY, |pays| (pays * least).max(pays * most));
    Some(Bounds { low, high })
}

/// Whether parity found the forward and no interest rate, which is taken as zero.
fn is_rate_unknown(ctx: &Context, leg: &LegValue) -> bool {
    let is_assumed = leg.market.settlement == Settlement::Linear && leg.discount == 1.0;
    let expiry = leg.instrument.expiry().filter(|_| is_assumed);
    let market = ctx.market.find(&leg.market);
    market.zip(expiry).is_some_and(|(market, expiry)| {
        let of_expiry = market.reports.iter().find(|report| report.expiry == expiry.to_iso());
        of_expiry.is_some_and(|report| report.forward_source == "parity")
    })
}

/// Whether legs of a package may be exercised at different times, so that no common payoff bounds
/// it: American options of both types, some of them sold. Of one type, who is assigned can exercise
/// the others.
pub fn may_part(legs: &[LegValue]) -> bool {
    let is_of = |put_call: PutCall| {
        legs.iter().any(|leg| leg.option_terms().is_some_and(|(_, _, own)| own == put_call))
    };
    let is_sold = legs.iter().any(|leg| leg.option_terms().is_some() && leg.ratio < 0);
    let is_held = legs.iter().any(|leg| leg.option_terms().is_some() && leg.ratio > 0);
    legs.iter().any(is_american)
        && is_of(PutCall::Call)
        && is_of(PutCall::Put)
        && is_sold
        && is_held
}

fn is_american(leg: &LegValue) -> bool {
    matches!(leg.instrument, Instrument::Option { exercise: Exercise::American, .. })
}

fn payoff_leg(leg: &LegValue) -> PayoffLeg {
    let kind = match leg.option_terms() {
        Some((_, _, PutCall::Call)) => PayoffKind::Call,
        Some((_, _, PutCall::Put)) => PayoffKind::Put,
        None => PayoffKind::Forward,
    };
    let strike = leg.instrument.strike().unwrap_or(leg.forward);
    PayoffLeg { ratio: f64::from(leg.ratio), kind, strike }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::DeskConfig;
    use crate::market::csv::ReadOptions;
    use crate::market::fixtures::{chain_at_interest, eth_linear, option_leg, package};
    use crate::market::{Market, Surface};
    use crate::pricing::value;
    use crate::rfq;

    #[test]
    fn an_unknown_interest_rate_leaves_room_in_the_bounds() {
        let bounds = |half: f64| {
            let text = chain_at_interest(half);
            let loaded = Market::default().load_chain(&text, &ReadOptions::default());
            let market = loaded.market.unwrap();
            let draft = rfq::read("XYZ 19NOV27 90/110 box x10", &market.listing()).draft.unwrap();
            let rfq = rfq::check(&draft, &market.listing()).rfq.unwrap();
            let valuation = value(&rfq.spread, &market).unwrap();
            let ctx = Context {
                valuation: &valuation,
                market: &market,
                quantity: 10.0,
                multiplier: 1.0,
                is_spoken: true,
            };
            let bounds = static_bounds(&ctx, &Desk::from_config(&DeskConfig::default()).unwrap());
            (valuation.price, bounds.unwrap())
        };
        // A year at 4 % is 19.2 of 20; where nobody can tell, 20 and anything down to 10 % a year.
        let (price, known) = bounds(0.001);
        assert!((price - 19.2).abs() < 0.05 && known.low > 19.0 && known.high < 19.4, "{known:?}");
        let (price, unknown) = bounds(0.1);
        assert!((price - 20.0).abs() < 1e-9, "{price}");
        assert!(unknown.low < 18.2 && unknown.high >= 20.0, "{unknown:?}");
    }

    #[test]
    fn an_american_package_is_bounded_by_what_it_pays_today_too() {
        let mut eth = eth_linear().underlyings()[0].clone();
        let mut slices = eth.surface.slices().to_vec();
        for slice in &mut slices {
            slice.discount = 0.97;
        }
        eth.surface = Surface::new(eth.spot, slices).unwrap();
        let market = Market::from_underlyings(vec![eth]);
        let bounds = |exercise: Exercise, sign: i32| {
            let legs = [(sign, 5_000.0), (-sign, 4_900.0)].map(|(ratio, strike)| {
                let mut leg = option_leg(&market, ratio, 44.0, strike, PutCall::Put);
                if let Instrument::Option { exercise: own, .. } = &mut leg.instrument {
                    *own = exercise;
                }
                leg
            });
            let valuation = value(&package(legs.to_vec()), &market).unwrap();
            let ctx = Context {
                valuation: &valuation,
                market: &market,
                quantity: 1.0,
                multiplier: 1.0,
                is_spoken: true,
            };
            let desk = Desk::from_config(&DeskConfig::default()).unwrap();
            static_bounds(&ctx, &desk).unwrap()
        };
        let european = bounds(Exercise::European, 1);
        assert!(european.low == 0.0 && european.high < 98.0, "{european:?}");
        let american = bounds(Exercise::American, 1);
        assert!(american.low == 0.0 && american.high >= 100.0, "{american:?}");
        let sold = bounds(Exercise::American, -1);
        assert_eq!((sold.low, sold.high), (-american.high, 0.0));
    }

    #[test]
    fn an_american_box_has_no_bounds_as_its_legs_may_be_exercised_apart() {
        let market = eth_linear();
        let legs = [
            (1, 3_300.0, PutCall::Call),
            (-1, 3_500.0, PutCall::Call),
            (-1, 3_300.0, PutCall::Put),
            (1, 3_500.0, PutCall::Put),
        ];
        let bounds = |exercise: Exercise| {
            let legs = legs.map(|(ratio, strike, put_call)| {
                let mut leg = option_leg(&market, ratio, 44.0, strike, put_call);
                if let Instrument::Option { exercise: own, .. } = &mut leg.instrument {
                    *own = exercise;
                }
                leg
            });
            let valuation = value(&package(legs.to_vec()), &market).unwrap();
            let (quantity, multiplier, is_spoken) = (1.0, 1.0, true);
            let ctx =
                Context { valuation: &valuation, market: &market, quantity, multiplier, is_spoken };
            static_bounds(&ctx, &Desk::from_config(&DeskConfig::default()).unwrap())
        };
        assert!(bounds(Exercise::European).unwrap().high < 210.0);
        assert_eq!(bounds(Exercise::American), None);
    }

    #[test]
    fn vega_of_both_settlements_nets() {
        let market = crate::overlays::samples::eth_both();
        let legs = crate::overlays::samples::same_call_in_both(&market);
        let valuation = value(&package(legs.to_vec()), &market).unwrap();
        assert!(correlated_vega(&valuation) < 1e-9, "{}", correlated_vega(&valuation));
    }
}
