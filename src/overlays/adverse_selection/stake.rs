//! Premium at stake: what an informed client could take out of a package, whatever its net premium.

use crate::basics::{PutCall, Timestamp};
use crate::desk::AdverseSelectionPolicy;
use crate::market::UnderlyingMarket;
use crate::market::surface::scaled_in_time;
use crate::math::ops;
use crate::models::black::Black;
use crate::models::payoff;
use crate::overlays::Context;
use crate::overlays::ladder::ladder;
use crate::pricing::LegValue;

/// Vertices added around the forward where later expiries bend the value function.
const CURVE_POINTS: i32 = 41;
/// Half-range of those vertices, in standard deviations of the front expiry.
const CURVE_RANGE: f64 = 5.0;
/// Lowest volatility a marked leg may have left at the front expiry, decimal.
const LOWEST_VOL: f64 = 1e-4;

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
    let (low, high) = package.envelopes();
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

    /// Convex minorant and concave majorant, at today's forward, of the undiscounted package value
    /// at the front expiry as a function of the front price.
    fn envelopes(&self) -> (f64, f64) {
        let mut prices = vec![0.0];
        prices.extend(self.legs.iter().map(|l| l.strike / l.carry));
        if self.legs.iter().any(|l| l.expiry > self.expiry) {
            let step = 2.0 * CURVE_RANGE / f64::from(CURVE_POINTS - 1);
            prices.extend((0..CURVE_POINTS).map(|i| {
                self.forward * ops::exp((f64::from(i) * step - CURVE_RANGE) * self.atm_std)
            }));
        }
        prices.sort_by(f64::total_cmp);
        prices.dedup();
        let values: Vec<f64> = prices.iter().map(|price| self.value_at(*price)).collect();
        let calls = self.legs.iter().filter(|l| l.put_call == PutCall::Call);
        let tail_slope = calls.map(|l| l.ratio * l.discount * l.carry).sum();
        payoff::envelopes(&prices, &values, tail_slope, self.forward)
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
        self.worth(forward, remaining)
    }

    /// Value of a later option, with this forward and so many years left at the front expiry.
    #[inline(never)]
    fn worth(&self, forward: f64, remaining: f64) -> f64 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall::{Call, Put};
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg};
    use crate::overlays::samples::{LegTerms, Sample};

    fn stake(sample: &Sample) -> PremiumAtStake {
        premium_at_stake(&sample.context(), &AdverseSelectionPolicy::default())
    }

    /// Computed apart from this program, digit for digit: legs, then V, min(A_lo, A_hi), G, ν₁ and P_ref. Zeros that are
    /// exact have their digits written out.
    const TABLE: &str = "
        +1 C3400 16 | 170.28 170.28 170.28 2.83 170.28
        +1 P3400 16 | 170.28 170.28 170.28 2.83 170.28
        +1 C2400 16 | 1001.88 1.88 1.88 .19 1.88
        +1 P2400 16 | 1.88 1.88 1.88 .19 1.88
        +1 C3400 16 -1 C3600 16 | 78.87 78.87 170.28 5.46 78.87
        +1 P3400 16 -1 P3600 16 | -121.13 78.87 170.28 5.46 78.87
        +1 C3300 16 -2 C3400 16 +1 C3500 16 | 9.825 9.825 340.6 11.18 9.825
        +1 P3300 16 -2 P3400 16 +1 P3500 16 | 9.825 9.825 340.6 11.18 9.825
        -1 P3300 16 +1 P3400 16 +1 C3400 16 -1 C3500 16 | 90.175 9.825 340.6 11.18 9.825
        +1 C3200 16 -1 C3300 16 -1 C3500 16 +1 C3600 16 | 28.79 28.79 250.4 10.60 28.79
        -1 P3100 16 +1 C3750 16 | -5.65 283.7 60.09 4.29 60.09
        +1 C3400 16 -2 C3600 16 | -12.55 201.4 182.8 8.08 182.8
        +1 C3400 16 +1 P3400 16 | 340.6 340.6 340.6 5.67 340.6
        +1 P3100 16 +1 C3700 16 | 125.1 125.1 125.1 4.46 125.1
        +1 C3300 16 -1 P3300 16 -1 C3500 16 +1 P3500 16 | 200.00 .0000000 250.4 .0000000 .0000000
        +1 C5000 16 -2 C5100 16 +1 C5200 16 | .046 .046 .751 .231 .116
        -1 C3400 16 +1 C3400 44 | 121.14 111.50 291.4 7.52 111.50
        -1 P3400 16 +1 P3400 44 | 121.14 111.50 291.4 7.52 111.50
        -1 C3400 16 -1 P3400 16 +1 C3400 44 +1 P3400 44 | 242.28 222.99 582.8 15.03 222.99
        -1 C3400 16 +1 C3600 44 | 38.40 112.64 208.7 7.48 112.64
        -1 C3400 16 +1 P3400 16 +1 C3400 44 -1 P3400 44 | .0000000 .0000000 461.7 .0000000 .0000000
    ";

    fn read_legs(text: &str) -> Vec<LegTerms> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let leg = |w: &[&str]| {
            let (letter, strike) = w[1].split_at(1);
            let put_call = if letter == "C" { Call } else { Put };
            (w[0].parse().unwrap(), w[2].parse().unwrap(), strike.parse().unwrap(), put_call)
        };
        words.chunks(3).map(leg).collect()
    }

    #[test]
    fn premium_at_stake_matches_the_documented_table() {
        let mut wrong = Vec::new();
        let rows = TABLE.lines().filter_map(|line| line.split_once('|'));
        for (legs, printed) in rows.clone() {
            let sample = Sample::eth(&read_legs(legs), 1.0);
            let stake = stake(&sample);
            let hedged = stake.lower.min(stake.upper);
            let net_vega = stake.vega_floor / 0.5;
            let got = [sample.valuation.price, hedged, stake.time_value_cap, net_vega, stake.value];
            for (got, printed) in got.into_iter().zip(printed.split_whitespace()) {
                let places = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
                let half_unit = 0.5 * (0..places).fold(1.0, |unit, _| unit / 10.0);
                if (got - printed.parse::<f64>().unwrap()).abs() > half_unit {
                    wrong.push(format!("{legs}: {got} against {printed}"));
                }
            }
        }
        assert_eq!((rows.count(), wrong), (21, vec![]));
    }

    #[test]
    fn across_underlyings_the_cap_is_at_stake() {
        let btc = btc_inverse_flat(60_300.0, 0.55);
        let market = btc.with(eth_linear().underlyings()[0].clone());
        let on_eth = option_leg(&market, 1, 16.0, 3_400.0, Call);
        let mut on_btc = option_leg(&btc, -1, 20.0, 65_000.0, Call);
        on_btc.ratio = -1;
        let sample = Sample::new(&market, vec![on_eth, on_btc], 1.0);
        let stake = stake(&sample);
        assert!((stake.value - stake.time_value_cap).abs() < 1e-9, "{stake:?}");
        assert!(stake.value > 1_000.0);
    }
}
