//! The stress grid: what a contract gains in every state that the desk fears.

use crate::basics::time::DAY_MS;
use crate::desk::StressConfig;
use crate::market::UnderlyingMarket;
use crate::math::ops;
use crate::models::batch::prices;
use crate::pricing::LegValue;
use crate::pricing::revalue::{LegAtSpot, LegThen};

/// Shortest expiry, in days, that volatility shocks are scaled to.
const SHORTEST_SHOCKED_DAYS: f64 = 7.0;
/// Most negative relative volatility shock: a volatility stays positive.
const LOWEST_VOL_SHOCK: f64 = -0.95;
/// Days that pass: none, and one.
const DAYS: [i64; 2] = [0, 1];

/// One state of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StressState {
    /// Calendar days that have passed.
    pub days: i64,
    /// Relative move of spot, before it is halved for an index.
    pub spot: f64,
    /// Relative move of a 30-day volatility.
    pub vol: f64,
}

/// The grid in the order of [`gains`]: now and a day later, spot by spot, and for each every
/// volatility.
pub fn states(stress: &StressConfig) -> impl Iterator<Item = StressState> {
    DAYS.into_iter().flat_map(move |days| {
        stress.spot_shocks.iter().flat_map(move |spot| {
            stress.vol_shocks.iter().map(move |vol| StressState { days, spot: *spot, vol: *vol })
        })
    })
}

/// Gain of one unit of a leg in every state of the stress grid, in price currency. The premium of
/// an inverse option stays in coin and moves with it, as in its hedge.
pub fn gains(leg: &LegValue, underlying: &UnderlyingMarket, stress: &StressConfig) -> Vec<f64> {
    let coin_exposure = leg.greeks.delta - leg.greeks.delta_premium_adjusted;
    let days = (leg.years * 365.0).max(SHORTEST_SHOCKED_DAYS);
    let scale = ops::sqrt(30.0 / days);
    let shifts: Vec<f64> =
        stress.vol_shocks.iter().map(|vol| (vol * scale).max(LOWEST_VOL_SHOCK)).collect();
    let id = &leg.market.underlying;
    let moves: Vec<f64> = stress.spot_shocks.iter().map(|s| spot_move(*s, id, stress)).collect();
    let ratios: Vec<f64> = moves.iter().map(|spot| 1.0 + spot).collect();
    let count = moves.len() * shifts.len();
    let (mut gains, mut options) = (Vec::with_capacity(2 * count), Vec::with_capacity(count));
    let mut values = vec![0.0; count];
    let then =
        |days: i64| LegThen::new(leg, underlying, underlying.as_of.plus_millis(days * DAY_MS));
    let today = then(0);
    let now = today.at_spots(&[1.0]).first().map_or(0.0, |here| here.value(0.0));
    for then in [today, then(1)] {
        let first = gains.len();
        options.clear();
        for (there, spot) in then.at_spots(&ratios).into_iter().zip(&moves) {
            let hedged = now + coin_exposure * leg.spot * spot;
            // At one instant either all states are alive or none is.
            for there in shifts.iter().map(|shift| there.shifted(*shift)) {
                match there {
                    LegAtSpot::Settled(value) => gains.push(value - hedged),
                    LegAtSpot::Alive(option) => {
                        options.push(option);
                        gains.push(-hedged);
                    }
                }
            }
        }
        prices(&options, &mut values);
        let worth = values.iter().take(options.len());
        for (gain, value) in gains.iter_mut().skip(first).zip(worth) {
            *gain += value;
        }
    }
    gains
}

/// Gain of one unit of delta in every state, in units of spot.
pub fn delta_gains(underlying: &str, stress: &StressConfig) -> Vec<f64> {
    states(stress).map(|state| spot_move(state.spot, underlying, stress)).collect()
}

/// The relative move of spot: half for equity indices.
fn spot_move(shock: f64, underlying: &str, stress: &StressConfig) -> f64 {
    let is_half = stress.half_shock_underlyings.iter().any(|id| id == underlying);
    if is_half { 0.5 * shock } else { shock }
}
