//! The stress grid: what a contract gains in every state that the desk fears.

use crate::basics::time::DAY_MS;
use crate::desk::StressConfig;
use crate::market::UnderlyingMarket;
use crate::math::ops;
use crate::models::batch::prices;
use crate::models::black::Black;
use crate::pricing::LegValue;
use crate::pricing::revalue::{LegAtSpot, LegThen, Room};

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

/// The grid in the order of [`Shocks::gains`]: now and a day later, spot by spot, and for each every
/// volatility.
pub fn states(stress: &StressConfig) -> impl Iterator<Item = StressState> {
    DAYS.into_iter().flat_map(move |days| {
        stress.spot_shocks.iter().flat_map(move |spot| {
            stress.vol_shocks.iter().map(move |vol| StressState { days, spot: *spot, vol: *vol })
        })
    })
}

/// Shocks legs one after the other in every state of a grid, in room that is used again.
#[derive(Debug)]
pub struct Shocks<'a> {
    stress: &'a StressConfig,
    moves: Vec<f64>,
    ratios: Vec<f64>,
    shifts: Vec<f64>,
    room: Room,
    options: Vec<Black>,
    values: Vec<f64>,
    gains: Vec<f64>,
}

impl<'a> Shocks<'a> {
    /// The states of this grid.
    pub fn new(stress: &'a StressConfig) -> Self {
        Self {
            stress,
            moves: Vec::new(),
            ratios: Vec::new(),
            shifts: Vec::new(),
            room: Room::default(),
            options: Vec::new(),
            values: Vec::new(),
            gains: Vec::new(),
        }
    }

    /// Gain of one unit of a leg in every state, in price currency, in the order of [`states`]. The
    /// premium of an inverse option stays in coin and moves with it, as in its hedge.
    pub fn gains(&mut self, leg: &LegValue, underlying: &UnderlyingMarket) -> &[f64] {
        let Self { stress, moves, ratios, shifts, room, options, values, gains } = self;
        let coin_exposure = leg.greeks.delta - leg.greeks.delta_premium_adjusted;
        let days = (leg.years * 365.0).max(SHORTEST_SHOCKED_DAYS);
        let scale = ops::sqrt(30.0 / days);
        let id = &leg.market.underlying;
        moves.clear();
        moves.extend(stress.spot_shocks.iter().map(|shock| spot_move(*shock, id, stress)));
        ratios.clear();
        ratios.extend(moves.iter().map(|spot| 1.0 + spot));
        shifts.clear();
        shifts.extend(stress.vol_shocks.iter().map(|vol| (vol * scale).max(LOWEST_VOL_SHOCK)));
        gains.clear();
        let then =
            |days: i64| LegThen::new(leg, underlying, underlying.as_of.plus_millis(days * DAY_MS));
        let today = then(0);
        let mut now = 0.0;
        today.at_spots(&[1.0], room, |here| now = here.value(0.0));
        for then in [today, then(1)] {
            let first = gains.len();
            options.clear();
            let mut hedges = moves.iter().map(|spot| now + coin_exposure * leg.spot * spot);
            then.at_spots(ratios, room, |there| {
                let hedged = hedges.next().unwrap_or(now);
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
            });
            values.resize(options.len(), 0.0);
            prices(options, values);
            for (gain, value) in gains.iter_mut().skip(first).zip(values.iter()) {
                *gain += value;
            }
        }
        gains
    }
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
