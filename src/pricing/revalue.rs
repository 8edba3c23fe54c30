//! What a valued leg would be worth in another state of the world.
//!
//! Smiles keep their shape in forward log-moneyness when spot moves (sticky moneyness) and roll
//! down the surface as time passes. A mark's distance from the model stays with the leg.

use crate::basics::{PutCall, Settlement, Timestamp};
use crate::market::{Section, Surface, UnderlyingMarket};
use crate::math::ops;
use crate::models::black::Black;

use super::{Greeks, LegValue};

/// A state of the world relative to the market's own instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Spot and every forward as a multiple of today's.
    pub spot_ratio: f64,
    /// The instant options are valued at in the state.
    pub at: Timestamp,
    /// Added to each volatility as a fraction of itself: 0.5 is half as much again.
    pub relative_vol_shift: f64,
}

/// A leg at one instant, to be valued at many spots and volatilities.
#[derive(Debug, Clone)]
pub struct LegThen<'a> {
    leg: &'a LegValue,
    /// Years left, at least zero.
    years: f64,
    /// Forward over spot.
    carry: f64,
    /// Discount of what settles in price currency.
    discount: f64,
    section: Section<'a>,
    /// The skew-stickiness ratio R: what share of a move of spot the smile slides back by.
    stickiness: f64,
}

/// Room for [`LegThen::at_spots`] to work in, used again from one leg to the next.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Room {
    strikes: Vec<f64>,
    vols: Vec<f64>,
}

impl<'a> LegThen<'a> {
    /// The leg at an instant of the market it belongs to.
    pub fn new(leg: &'a LegValue, underlying: &'a UnderlyingMarket, at: Timestamp) -> Self {
        Self::on_surface(leg, &underlying.surface, at, 0.0)
    }

    /// The leg at an instant on its market's surface or on one whose volatilities are shifted.
    ///
    /// When spot moves the smile slides by the skew-stickiness ratio R (L. Bergomi, *Stochastic
    /// Volatility Modeling* (2016), §2.5): w'(k) = w(k + R ln(F'/F)), so that R = 0 keeps every
    /// log-moneyness its volatility and R = 1 every strike.
    pub fn on_surface(
        leg: &'a LegValue,
        surface: &'a Surface,
        at: Timestamp,
        stickiness: f64,
    ) -> Self {
        let years = leg.instrument.expiry().map_or(0.0, |e| at.years_until(e)).max(0.0);
        let share = if leg.years > 0.0 { years / leg.years } else { 0.0 };
        // Today nothing has passed, and a power of one is the number itself.
        let left = |whole: f64| if share == 1.0 { whole } else { ops::pow(whole, share) };
        let carry = left(leg.forward / leg.spot);
        let discount = match leg.market.settlement {
            Settlement::Inverse => 1.0,
            Settlement::Linear => left(leg.discount),
        };
        Self { leg, years, carry, discount, section: surface.section(years), stickiness }
    }

    /// The leg that is revalued.
    pub fn leg(&self) -> &'a LegValue {
        self.leg
    }

    /// Whether the leg has expired: it is worth what it paid.
    pub fn is_settled(&self) -> bool {
        self.leg.instrument.expiry().is_some() && self.years <= 0.0
    }

    /// The leg with spot at a multiple of today's.
    pub fn at_spot(&self, spot_ratio: f64) -> LegAtSpot {
        let Self { leg, years, carry, section, .. } = self;
        let spot = leg.spot * spot_ratio;
        let forward = spot * carry;
        let Some((_, strike, put_call)) = leg.option_terms() else {
            return LegAtSpot::Settled(match leg.market.settlement {
                Settlement::Inverse => spot * (1.0 - leg.forward / forward),
                Settlement::Linear => forward - leg.forward,
            });
        };
        if *years <= 0.0 {
            return LegAtSpot::Settled((put_call.sign() * (spot - strike)).max(0.0));
        }
        let k = ops::ln(strike / forward) + self.slide(spot_ratio);
        let surface_vol = ops::sqrt(section.variance(k).w / years);
        LegAtSpot::Alive(self.option(put_call, strike, spot, surface_vol))
    }

    /// The leg with spot at each of these multiples of today's, handed over in their order.
    /// Volatilities may differ in their last digits from those of [`Self::at_spot`], and cost a
    /// quarter.
    pub fn at_spots(&self, ratios: &[f64], room: &mut Room, mut each: impl FnMut(LegAtSpot)) {
        let option = self.leg.option_terms().filter(|_| self.years > 0.0);
        let Some((_, strike, put_call)) = option else {
            for ratio in ratios {
                each(self.at_spot(*ratio));
            }
            return;
        };
        let Room { strikes, vols } = room;
        // Only ln(K/F) counts: a strike over the ratio stands for a forward times it.
        strikes.clear();
        strikes.extend(ratios.iter().map(|ratio| match self.stickiness {
            0.0 => strike / ratio,
            1.0 => strike,
            _ => strike * ops::exp(self.slide(*ratio)) / ratio,
        }));
        vols.resize(ratios.len(), 0.0);
        self.section.vols(self.leg.spot * self.carry, strikes, vols);
        for (ratio, vol) in ratios.iter().zip(vols) {
            let spot = self.leg.spot * ratio;
            each(LegAtSpot::Alive(self.option(put_call, strike, spot, *vol)));
        }
    }

    /// Greeks of one contract per unit with spot at a multiple of today's, in price currency.
    ///
    /// A settled option is cash and has none; neither has one whose Greeks are beyond what a number
    /// holds.
    pub fn greeks(&self, spot_ratio: f64) -> Greeks {
        let leg = self.leg;
        let spot = leg.spot * spot_ratio;
        let greeks = match self.at_spot(spot_ratio).shifted(0.0) {
            LegAtSpot::Alive(option) => {
                let raw = option.greeks();
                let coin_price = match leg.market.settlement {
                    Settlement::Inverse => raw.price / spot,
                    Settlement::Linear => 0.0,
                };
                Greeks::of_option(&option, spot, coin_price, &raw)
            }
            LegAtSpot::Settled(_) if leg.option_terms().is_some() || self.is_settled() => {
                Greeks::default()
            }
            LegAtSpot::Settled(_) => self.delta_one_greeks(spot),
        };
        if greeks.is_finite() { greeks } else { Greeks::default() }
    }

    /// Greeks of a future or of spot away from its reference F₀: V = F − F₀, or S − S·F₀/F where
    /// gains are paid in coin.
    fn delta_one_greeks(&self, spot: f64) -> Greeks {
        let forward = spot * self.carry;
        match self.leg.market.settlement {
            Settlement::Linear => Greeks::of_forward(forward, spot, 1.0, self.years),
            Settlement::Inverse => {
                let discount = spot * self.leg.forward / (forward * forward);
                Greeks {
                    delta: 1.0,
                    delta_premium_adjusted: 1.0,
                    ..Greeks::of_forward(forward, spot, discount, self.years)
                }
            }
        }
    }

    /// How far the smile slides back in log-moneyness when spot moves.
    fn slide(&self, spot_ratio: f64) -> f64 {
        if self.stickiness == 0.0 { 0.0 } else { self.stickiness * ops::ln(spot_ratio) }
    }

    fn option(&self, put_call: PutCall, strike: f64, spot: f64, surface_vol: f64) -> Black {
        let leg = self.leg;
        let forward = spot * self.carry;
        let vol = surface_vol + (leg.vol - leg.model_vol);
        let discount = match leg.market.settlement {
            Settlement::Inverse => spot / forward,
            Settlement::Linear => self.discount,
        };
        Black { put_call, forward, strike, years: self.years, vol, discount }
    }
}

/// A leg at one instant and one spot.
#[derive(Debug, Clone, Copy)]
pub enum LegAtSpot {
    /// Worth this whatever the volatility: expired options, futures, spot.
    Settled(f64),
    /// An option on the surface's volatility and its mark's distance from the model.
    Alive(Black),
}

impl LegAtSpot {
    /// Value of one contract per unit in price currency, with volatilities up by a fraction of
    /// themselves.
    ///
    /// After its expiry a leg is worth its payoff at the spot of that state: it is settled, not
    /// kept alive. Futures and spot are worth their gain against today's reference F₀: F − F₀, or
    /// S(1 − F₀/F) where it is paid in coin.
    pub fn value(&self, relative_vol_shift: f64) -> f64 {
        match self.shifted(relative_vol_shift) {
            Self::Settled(value) => value,
            Self::Alive(option) => option.price(),
        }
    }

    /// The same leg with volatilities up by a fraction of themselves.
    #[must_use]
    pub fn shifted(&self, relative_vol_shift: f64) -> Self {
        match self {
            Self::Settled(value) => Self::Settled(*value),
            Self::Alive(option) => {
                let vol = (option.vol * (1.0 + relative_vol_shift)).max(1e-4);
                Self::Alive(Black { vol, ..*option })
            }
        }
    }
}

/// Value of one contract per unit in price currency, in the state; see [`LegAtSpot::value`].
pub fn value_in_state(leg: &LegValue, underlying: &UnderlyingMarket, state: &State) -> f64 {
    LegThen::new(leg, underlying, state.at)
        .at_spot(state.spot_ratio)
        .value(state.relative_vol_shift)
}

/// Slope in spot of [`value_in_state`] at the instant `at`, far above every strike.
///
/// A put is worth nothing there. What is left of a call is D(F − K), so that its slope is that of
/// D·F: (D·F/S)^(τ/T) with τ of T years left, and 1 where gains are paid in coin.
pub fn tail_slope(leg: &LegValue, at: Timestamp) -> f64 {
    if matches!(leg.option_terms(), Some((_, _, PutCall::Put))) {
        return 0.0;
    }
    let left = leg.instrument.expiry().map_or(0.0, |e| at.years_until(e));
    match leg.market.settlement {
        Settlement::Linear if left > 0.0 => {
            ops::pow(leg.discount * leg.forward / leg.spot, left / leg.years)
        }
        _ => 1.0,
    }
}

/// Limit of [`value_in_state`] at the instant `at` where the underlying becomes worthless.
///
/// A call is worth nothing there and a put its discounted strike; what is paid in coin is S·(1 − K/F)
/// of either sign, so that K/(F/S) takes the place of the discounted strike.
pub fn value_at_zero(leg: &LegValue, at: Timestamp) -> f64 {
    let left = leg.instrument.expiry().map_or(0.0, |e| at.years_until(e)).max(0.0);
    let share = if leg.years > 0.0 { left / leg.years } else { 0.0 };
    let (strike, sign) = match leg.option_terms() {
        Some((_, _, PutCall::Call)) => return 0.0,
        Some((_, strike, PutCall::Put)) => (strike, 1.0),
        None => (leg.forward, -1.0),
    };
    let discount = match leg.market.settlement {
        Settlement::Inverse => ops::pow(leg.spot / leg.forward, share),
        // A linear future's gain is not discounted.
        Settlement::Linear => ops::pow(leg.discount, share),
    };
    sign * discount * strike
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::time::DAY_MS;
    use crate::basics::{Instrument, Leg, Mark};
    use crate::market::{Market, sample_snapshot};

    fn state(spot_ratio: f64, at: Timestamp) -> State {
        State { spot_ratio, at, relative_vol_shift: 0.0 }
    }

    /// The last future of the sample's ETH (inverse) and index (linear).
    fn futures(market: &Market) -> Vec<(LegValue, &UnderlyingMarket)> {
        [&market.underlyings()[0], &market.underlyings()[2]]
            .map(|underlying| {
                let expiry = underlying.chain.last().unwrap().expiry;
                let market_key = underlying.key.clone();
                let leg = Leg {
                    ratio: 1,
                    instrument: Instrument::Future { market: market_key, expiry },
                    multiplier: 1.0,
                    mark: Mark::default(),
                };
                (LegValue::new(&leg, market).unwrap(), underlying)
            })
            .to_vec()
    }

    /// A future, and the call and the put at spot of its expiry.
    fn beside(
        future: &LegValue,
        underlying: &UnderlyingMarket,
        market: &Market,
    ) -> [(Option<PutCall>, LegValue); 3] {
        [None, Some(PutCall::Call), Some(PutCall::Put)].map(|put_call| {
            let instrument =
                put_call.map_or(future.instrument.clone(), |put_call| Instrument::Option {
                    market: underlying.key.clone(),
                    expiry: future.instrument.expiry().unwrap(),
                    strike: underlying.spot,
                    put_call,
                    exercise: underlying.exercise,
                });
            let leg = Leg { ratio: 1, instrument, multiplier: 1.0, mark: Mark::default() };
            (put_call, LegValue::new(&leg, market).unwrap())
        })
    }

    #[test]
    fn a_futures_delta_and_theta_are_those_of_its_value() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        for (leg, underlying) in futures(&market) {
            let now = underlying.as_of;
            let value = |ratio: f64, at| value_in_state(&leg, underlying, &state(ratio, at));
            assert!(value(1.0, now).abs() < 1e-9);
            let slope = (value(1.0 + 1e-5, now) - value(1.0 - 1e-5, now)) / (2e-5 * leg.spot);
            assert!((slope - leg.greeks.delta).abs() < 1e-8, "{slope} {}", leg.greeks.delta);
            let day = value(1.0, now.plus_millis(DAY_MS));
            assert!((day / leg.greeks.theta_per_day - 1.0).abs() < 1e-3, "{day}");
            // At its own expiry a future is settled at spot.
            let end = value(1.1, leg.instrument.expiry().unwrap());
            assert!((end - (1.1 * leg.spot - leg.forward)).abs() < 1e-9, "{end}");
        }
        let settlements = [Settlement::Inverse, Settlement::Linear];
        for ((leg, _), settlement) in futures(&market).iter().zip(settlements) {
            assert_eq!(leg.market.settlement, settlement);
        }
    }

    #[test]
    fn greeks_in_a_state_are_the_differences_of_the_value_there() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        for (future, underlying) in futures(&market) {
            let at = underlying.as_of.plus_millis(5 * DAY_MS);
            let expiry = future.instrument.expiry().unwrap();
            for (put_call, leg) in beside(&future, underlying, &market) {
                // Every strike keeps its volatility, which is what the Greeks hold fixed.
                let then = LegThen::on_surface(&leg, &underlying.surface, at, 1.0);
                let (ratio, bump) = (1.07, 1e-4);
                let value = |ratio: f64| then.at_spot(ratio).value(0.0);
                let (low, mid, high) = (value(ratio - bump), value(ratio), value(ratio + bump));
                let step = bump * leg.spot;
                let (delta, gamma) =
                    ((high - low) / (2.0 * step), (high - 2.0 * mid + low) / (step * step));
                let greeks = then.greeks(ratio);
                assert!((greeks.delta - delta).abs() < 1e-6, "{put_call:?} {delta}");
                assert!((greeks.gamma - gamma).abs() < 1e-5 + 1e-3 * gamma, "{put_call:?} {gamma}");
                let coin = match leg.market.settlement {
                    Settlement::Inverse if put_call.is_some() => mid / (leg.spot * ratio),
                    _ => 0.0,
                };
                assert!((greeks.delta - greeks.delta_premium_adjusted - coin).abs() < 1e-12);
                // Once settled it is cash.
                let settled = LegThen::on_surface(&leg, &underlying.surface, expiry, 1.0);
                assert_eq!(settled.greeks(ratio), Greeks::default());
            }
        }
    }

    #[test]
    fn the_ends_are_those_far_above_and_far_below_the_strikes() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        for (future, underlying) in futures(&market) {
            let at = underlying.chain[1].expiry;
            for (put_call, leg) in beside(&future, underlying, &market) {
                let value = |ratio: f64| value_in_state(&leg, underlying, &state(ratio, at));
                let slope = (value(2e4) - value(1e4)) / (1e4 * leg.spot);
                let told = tail_slope(&leg, at);
                assert!((slope - told).abs() < 1e-3, "{put_call:?} {slope} {told}");
                let (floor, told) = (value(1e-9), value_at_zero(&leg, at));
                assert!((floor - told).abs() < 1e-4, "{put_call:?} {floor} {told}");
            }
        }
    }
}
