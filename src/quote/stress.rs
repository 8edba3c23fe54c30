//! The stress grid: what a contract gains in every state that the desk fears.

use std::collections::BTreeMap;

use crate::basics::time::DAY_MS;
use crate::basics::{Instrument, Mark, Timestamp};
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

/// Most instruments whose gains are remembered; of each a few hundred bytes.
const MOST_KNOWN: usize = 4_096;

/// Shocks legs one after the other in every state of a grid, and remembers what it found: what a
/// listed contract gains depends on the market and the grid alone, and a desk quotes and holds the
/// same contracts over and over. Good for one market.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shocks {
    grid: StressConfig,
    /// Gains of contracts on the model's own volatility, by expiry and strike.
    known: BTreeMap<Place, Vec<Known>>,
    count: usize,
    last: Vec<f64>,
    room: ShockRoom,
}

/// An instrument and what a unit of it gains.
type Known = (Instrument, Box<[f64]>);

/// Where an instrument is looked for: its expiry and the bits of its strike.
type Place = (Option<Timestamp>, Option<u64>);

/// Room that is used again from one leg to the next.
#[derive(Debug, Clone, PartialEq, Default)]
struct ShockRoom {
    moves: Vec<f64>,
    ratios: Vec<f64>,
    shifts: Vec<f64>,
    at_spots: Room,
    options: Vec<Black>,
    values: Vec<f64>,
}

impl Shocks {
    /// The states of this grid.
    pub fn new(grid: &StressConfig) -> Self {
        Self { grid: grid.clone(), ..Self::default() }
    }

    /// The grid.
    pub fn grid(&self) -> &StressConfig {
        &self.grid
    }

    /// Gain of one unit of a leg in every state, in price currency, in the order of [`states`]. The
    /// premium of an inverse option stays in coin and moves with it, as in its hedge.
    pub fn gains(&mut self, leg: &LegValue, underlying: &UnderlyingMarket) -> &[f64] {
        let Self { grid, known, count, last, room } = self;
        if leg.mark != Mark::default() {
            last.clear();
            shock(leg, underlying, grid, room, last);
            return last;
        }
        let place = (leg.instrument.expiry(), leg.instrument.strike().map(f64::to_bits));
        if *count >= MOST_KNOWN {
            known.clear();
            *count = 0;
        }
        let all = known.entry(place).or_default();
        let index = all.iter().position(|(known, _)| *known == leg.instrument);
        let index = index.unwrap_or_else(|| {
            last.clear();
            shock(leg, underlying, grid, room, last);
            all.push((leg.instrument.clone(), last.as_slice().into()));
            *count += 1;
            all.len() - 1
        });
        all.get(index).map_or(&[], |(_, gains)| gains)
    }
}

/// Adds a leg's gains in every state of the grid to the list.
fn shock(
    leg: &LegValue,
    underlying: &UnderlyingMarket,
    grid: &StressConfig,
    room: &mut ShockRoom,
    gains: &mut Vec<f64>,
) {
    let ShockRoom { moves, ratios, shifts, at_spots, options, values } = room;
    let coin_exposure = leg.greeks.delta - leg.greeks.delta_premium_adjusted;
    let days = (leg.years * 365.0).max(SHORTEST_SHOCKED_DAYS);
    let scale = ops::sqrt(30.0 / days);
    let id = &leg.market.underlying;
    moves.clear();
    moves.extend(grid.spot_shocks.iter().map(|shock| spot_move(*shock, id, grid)));
    ratios.clear();
    ratios.extend(moves.iter().map(|spot| 1.0 + spot));
    shifts.clear();
    shifts.extend(grid.vol_shocks.iter().map(|vol| (vol * scale).max(LOWEST_VOL_SHOCK)));
    let then =
        |days: i64| LegThen::new(leg, underlying, underlying.as_of.plus_millis(days * DAY_MS));
    let today = then(0);
    let mut now = 0.0;
    today.at_spots(&[1.0], at_spots, |here| now = here.value(0.0));
    for then in [today, then(1)] {
        let first = gains.len();
        options.clear();
        let mut hedges = moves.iter().map(|spot| now + coin_exposure * leg.spot * spot);
        then.at_spots(ratios, at_spots, |there| {
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
