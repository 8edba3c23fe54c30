//! Adverse selection: a percentage of what an informed client could take, by the client's tier.
//!
//! The charge per side is a·P_ref (`MODELS` §7c). For Glosten and Milgrom (1985) a dealer who faces
//! a share α of informed flow on a value of V ± L breaks even at V ± αL; a is αL over the premium
//! at stake P_ref. The net premium itself would not do: it is near zero for risk reversals, and
//! differs between a call fly and the same risk as an iron fly.

use crate::basics::{PutCall, Timestamp};
use crate::desk::{AdverseSelectionPolicy, Tier};
use crate::market::UnderlyingMarket;
use crate::market::surface::scaled_in_time;
use crate::math::ops;
use crate::models::black::Black;
use crate::models::envelope::PiecewiseLinear;
use crate::pricing::LegValue;

use super::ladder::ladder;
use super::words::{decimals, percent};
use super::{Charge, Context, Input};

/// Vertices added around the forward where later expiries bend the value function.
const CURVE_POINTS: i32 = 41;
/// Half-range of those vertices, in standard deviations of the front expiry.
const CURVE_RANGE: f64 = 5.0;
/// Lowest volatility a marked leg may have left at the front expiry, decimal.
const LOWEST_VOL: f64 = 1e-4;

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

/// The amount the percentage applies to, with its parts; price currency per spread and unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PremiumAtStake {
    /// P_ref = min(G, max(κν₁, min(A_lo, A_hi))), not negative.
    pub value: f64,
    /// A_lo: value above the best static hedge from below with cash and the forward.
    pub lower: f64,
    /// A_hi: value below the best static hedge from above.
    pub upper: f64,
    /// G: time value of the bought or of the sold side, whichever is more.
    pub time_value_cap: f64,
    /// κν₁: floor from the vega netted per strike.
    pub vega_floor: f64,
}

/// The charge, the same on both sides and at every size.
pub fn charge(ctx: &Context, policy: &AdverseSelectionPolicy, client: &ClientView) -> Charge {
    let stake = premium_at_stake(ctx, policy);
    let toxicity = client.toxicity.clamp(0.0, 1.0);
    let range = policy.range(client.tier);
    let in_range = range.low + toxicity * (range.high - range.low);
    let fraction = client.override_fraction.unwrap_or(in_range);
    let amount = fraction * stake.value;
    let tier = client.tier.number();
    let terms = match client.override_fraction {
        Some(_) => format!("tier {tier}, set by the desk"),
        None => format!("tier {tier}, toxicity {}", decimals(toxicity, 2)),
    };
    let why = format!(
        "{}, {terms}: {} of premium at stake {} = {} per side.",
        client.name,
        percent(fraction),
        ctx.money(stake.value),
        ctx.money(amount),
    );
    let currency = ctx.price_currency();
    let inputs = vec![
        Input::new("share of premium at stake", 100.0 * fraction, "%"),
        Input::new("premium at stake", stake.value, currency),
        Input::new("value over the hedge from below", stake.lower, currency),
        Input::new("value under the hedge from above", stake.upper, currency),
        Input::new("time value cap", stake.time_value_cap, currency),
        Input::new("vega floor", stake.vega_floor, currency),
    ];
    Charge { bid: amount, offer: amount, why, inputs }
}

/// Premium at stake: unchanged by adding cash, forwards or boxes, by calls for puts and by sign.
pub fn premium_at_stake(ctx: &Context, policy: &AdverseSelectionPolicy) -> PremiumAtStake {
    let (mut bought, mut sold) = (0.0, 0.0);
    for leg in &ctx.valuation.legs {
        let time_value = f64::from(leg.ratio) * leg.time_value();
        bought += time_value.max(0.0);
        sold += (-time_value).max(0.0);
    }
    let time_value_cap = f64::max(bought, sold);
    let net_vega: f64 = ladder(ctx.valuation).iter().map(|r| r.vega_per_point.abs()).sum();
    let vega_floor = policy.vega_floor_points * net_vega;
    let (lower, upper) = over_static_hedges(ctx, time_value_cap);
    let value = time_value_cap.min(vega_floor.max(lower.min(upper)));
    PremiumAtStake { value, lower, upper, time_value_cap, vega_floor }
}

/// A_lo and A_hi, not negative.
///
/// Futures and spot legs drop out: a forward adds the same to the value and to both envelopes.
/// Across underlyings there is no common envelope, and A = max(|V|, G√(1−ρ²)); no correlation is
/// loaded, so ρ is zero and A is the cap itself.
fn over_static_hedges(ctx: &Context, time_value_cap: f64) -> (f64, f64) {
    let Some(package) = FrontPackage::new(ctx) else { return (0.0, 0.0) };
    let value: f64 = package.legs.iter().map(|l| l.ratio * l.value).sum();
    if package.has_several_underlyings() {
        let across = value.abs().max(time_value_cap);
        return (across, across);
    }
    let Some((low, high)) = package.at_front_expiry().envelopes(package.forward) else {
        return (0.0, 0.0);
    };
    let lower = value - package.discount * low;
    let upper = package.discount * high - value;
    (lower.max(0.0), upper.max(0.0))
}

/// The option legs as they stand at the front expiry.
struct FrontPackage<'a> {
    legs: Vec<FrontLeg<'a>>,
    expiry: Timestamp,
    years: f64,
    forward: f64,
    discount: f64,
    atm_std: f64,
}

/// One option leg relative to the front expiry.
struct FrontLeg<'a> {
    leg: &'a LegValue,
    market: &'a UnderlyingMarket,
    expiry: Timestamp,
    strike: f64,
    put_call: PutCall,
    ratio: f64,
    /// Value today of one option, in price currency.
    value: f64,
    /// The leg's forward over the front one.
    carry: f64,
    /// Discount from the leg's expiry back to the front one.
    discount: f64,
}

impl<'a> FrontPackage<'a> {
    fn new(ctx: &Context<'a>) -> Option<Self> {
        let options = || ctx.valuation.legs.iter().filter_map(|l| Some((l, l.option_terms()?)));
        let (front, (expiry, ..)) = options().min_by_key(|(_, (expiry, ..))| *expiry)?;
        let mut legs = Vec::new();
        for (leg, (expiry, strike, put_call)) in options() {
            legs.push(FrontLeg {
                leg,
                market: ctx.market.find(&leg.market)?,
                expiry,
                strike,
                put_call,
                ratio: f64::from(leg.ratio),
                value: leg.price * leg.unit.in_price_currency,
                carry: leg.forward / front.forward,
                discount: leg.discount / front.discount,
            });
        }
        Some(Self {
            legs,
            expiry,
            years: front.years,
            forward: front.forward,
            discount: front.discount,
            atm_std: front.atm_std,
        })
    }

    fn has_several_underlyings(&self) -> bool {
        let first = self.legs.first().map(|l| &l.leg.market.underlying);
        self.legs.iter().any(|l| Some(&l.leg.market.underlying) != first)
    }

    /// Undiscounted package value at the front expiry as a function of the front price.
    fn at_front_expiry(&self) -> PiecewiseLinear {
        let mut prices = vec![0.0];
        prices.extend(self.legs.iter().map(|l| l.strike / l.carry));
        if self.legs.iter().any(|l| l.expiry > self.expiry) {
            let step = 2.0 * CURVE_RANGE / f64::from(CURVE_POINTS - 1);
            prices.extend((0..CURVE_POINTS).map(|i| {
                self.forward * ops::exp((f64::from(i) * step - CURVE_RANGE) * self.atm_std)
            }));
        }
        let vertices = prices.into_iter().map(|price| (price, self.value_at(price))).collect();
        let calls = self.legs.iter().filter(|l| l.put_call == PutCall::Call);
        PiecewiseLinear {
            vertices,
            final_slope: calls.map(|l| l.ratio * l.discount * l.carry).sum(),
        }
    }

    fn value_at(&self, price: f64) -> f64 {
        self.legs.iter().map(|l| l.ratio * l.value_at(price, self)).sum()
    }
}

impl FrontLeg<'_> {
    /// Value of one option at the front expiry at a front price: payoff for the front legs, Black
    /// on the smile that keeps its shape in k/√θ for later ones; a mark's offset stays.
    fn value_at(&self, price: f64, package: &FrontPackage) -> f64 {
        let forward = price * self.carry;
        let remaining = self.leg.years - package.years;
        if self.expiry <= package.expiry || remaining <= 0.0 || forward <= 0.0 {
            return self.discount * (self.put_call.sign() * (forward - self.strike)).max(0.0);
        }
        let share = remaining / self.leg.years;
        let k = ops::ln(self.strike / forward);
        let at = self.market.surface.variance(self.leg.years, k / ops::sqrt(share));
        let model = ops::sqrt(scaled_in_time(at, share).w / remaining);
        let vol = (model + self.leg.vol - self.leg.model_vol).max(LOWEST_VOL);
        Black {
            put_call: self.put_call,
            forward,
            strike: self.strike,
            years: remaining,
            vol,
            discount: self.discount,
        }
        .price()
    }
}
