//! What a valued leg would be worth in another state of the world.
//!
//! Smiles keep their shape in forward log-moneyness when spot moves (sticky moneyness) and roll
//! down the surface as time passes. A mark's distance from the model stays with the leg.

use crate::basics::{Settlement, Timestamp};
use crate::market::UnderlyingMarket;
use crate::math::ops;
use crate::models::black::Black;

use super::LegValue;

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

/// Value of one contract per unit in price currency, in the state.
///
/// After its expiry a leg is worth its payoff at the state's spot: it is settled, not kept alive.
/// Futures and spot are worth their gain against today's reference.
pub fn value_in_state(leg: &LegValue, underlying: &UnderlyingMarket, state: &State) -> f64 {
    let spot = leg.spot * state.spot_ratio;
    let Some((expiry, strike, put_call)) = leg.option_terms() else {
        return leg.forward * (state.spot_ratio - 1.0);
    };
    let years = state.at.years_until(expiry);
    if years <= 0.0 {
        return (put_call.sign() * (spot - strike)).max(0.0);
    }
    // The carry left is the share of today's carry that has not yet passed.
    let forward = spot * ops::pow(leg.forward / leg.spot, years / leg.years);
    let k = ops::ln(strike / forward);
    let surface_vol = ops::sqrt(underlying.surface.variance(years, k).w / years);
    let marked = surface_vol + (leg.vol - leg.model_vol);
    let vol = (marked * (1.0 + state.relative_vol_shift)).max(1e-4);
    let discount = match leg.market.settlement {
        Settlement::Inverse => spot / forward,
        Settlement::Linear => ops::pow(leg.discount, years / leg.years),
    };
    Black { put_call, forward, strike, years, vol, discount }.price()
}
