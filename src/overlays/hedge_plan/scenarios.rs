//! One day's moves of spot and smile, each with its probability, and what a leg gains in them.
//!
//! Spot, the level of volatility and the tilt of the smile move independently. Spot takes the seven
//! nodes of Gauss–Hermite quadrature, which has the moments of a normal day up to the thirteenth, so
//! that delta, gamma and what lies beyond them count as they should; the level takes three, the
//! tilt two. The tilt is as large as the nodes' correlation lets the two wings move apart.

use std::sync::LazyLock;

use crate::basics::Settlement;
use crate::market::VegaNodes;
use crate::math::ops;
use crate::models::black::Black;
use crate::pricing::LegValue;

/// Standard normal nodes with their probabilities, the positive ones; zero has the rest.
/// Gauss–Hermite with seven points (Abramowitz and Stegun 1964, table 25.10), scaled to variance 1.
const SPOT_NODES: [(f64, f64); 3] = [
    (1.154_405_394_739_968_2, 0.240_123_178_605_012_75),
    (2.366_759_410_734_541_5, 0.030_757_123_967_586_49),
    (3.750_439_717_725_742, 0.000_548_268_855_972_218_8),
];

/// The same with three points: √3.
const LEVEL_NODE: (f64, f64) = (1.732_050_807_568_877_2, 1.0 / 6.0);

/// Shortest expiry, in days, that a volatility move is scaled to: the first of the vega nodes.
const SHORTEST_DAYS: f64 = VegaNodes::TENOR_DAYS[0];

/// Furthest moneyness that a tilt reaches.
const FURTHEST: f64 = VegaNodes::MONEYNESS[VegaNodes::MONEYNESS.len() - 1];

/// Least that a volatility comes to, as a share of today's.
const LOWEST_SHARE: f64 = 0.05;

/// Least that spot comes to, as a share of today's.
const LOWEST_SPOT: f64 = 0.05;

/// A move in standard deviations with its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Move {
    size: f64,
    probability: f64,
}

/// Moves of the smile: level and tilt.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SmileMove {
    level: f64,
    tilt: f64,
    probability: f64,
}

/// The grid of moves, which all underlyings share.
static GRID: LazyLock<(Vec<Move>, Vec<SmileMove>)> = LazyLock::new(|| {
    let both =
        |(size, probability): (f64, f64)| [-size, size].map(|size| Move { size, probability });
    let with_zero = |mut moves: Vec<Move>| {
        let rest = 1.0 - moves.iter().map(|m| m.probability).sum::<f64>();
        moves.push(Move { size: 0.0, probability: rest });
        moves
    };
    let spots = with_zero(SPOT_NODES.into_iter().flat_map(both).collect());
    let tilt = tilt_deviation();
    let smiles = with_zero(both(LEVEL_NODE).to_vec()).into_iter().flat_map(|level| {
        [-tilt, tilt].map(|tilt| SmileMove {
            level: level.size,
            tilt,
            probability: 0.5 * level.probability,
        })
    });
    (spots, smiles.collect())
});

/// Standard deviation of the smile's slope per unit of moneyness, as a share of the level's: two
/// wings at ±x with the correlation ρ of their nodes move apart by √((1 − ρ)/2) each.
fn tilt_deviation() -> f64 {
    let columns = VegaNodes::MONEYNESS.len();
    let (left, right) = (columns + 1, columns + 3);
    let (_, x) = VegaNodes::node(right);
    ops::sqrt(0.5 * (1.0 - VegaNodes::correlation(left, right))) / x
}

/// A day of one underlying.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Day {
    /// Standard deviation of spot's return, as a fraction.
    pub(super) spot: f64,
    /// Standard deviation of a 30-day at-the-money volatility, in points.
    pub(super) vol_points: f64,
}

impl Day {
    /// How many states there are.
    pub(super) const STATES: usize = 42;

    /// Gain of one unit of spot in each state, in price currency.
    pub(super) fn spot_gains(self, spot: f64) -> Vec<f64> {
        let (spots, smiles) = &*GRID;
        let moved = |m: &Move| {
            let gain = spot * (self.ratio(m) - 1.0);
            smiles.iter().map(move |_| gain)
        };
        spots.iter().flat_map(moved).collect()
    }

    /// Spot of a state over today's.
    fn ratio(self, spot: &Move) -> f64 {
        (1.0 + self.spot * spot.size).max(LOWEST_SPOT)
    }

    /// The probability of each state, in the order of [`gains`](Self::gains).
    pub(super) fn probabilities() -> Vec<f64> {
        let (spots, smiles) = &*GRID;
        let of = |spot: &Move| {
            let probability = spot.probability;
            smiles.iter().map(move |smile| probability * smile.probability)
        };
        spots.iter().flat_map(of).collect()
    }

    /// Gain of one long contract per unit in each state, in price currency.
    ///
    /// Volatilities stay with their strikes as spot moves, as in the desk's deltas; one of T days
    /// moves by √(30/T) of the 30-day one. The premium of an inverse option stays in coin and moves
    /// with it, as in its delta.
    pub(super) fn gains(self, leg: &LegValue) -> Vec<f64> {
        let (spots, smiles) = &*GRID;
        let Some((_, strike, put_call)) = leg.option_terms() else {
            // A future that is paid in coin gains what spot does.
            let forward = match leg.market.settlement {
                Settlement::Inverse => leg.spot,
                Settlement::Linear => leg.forward,
            };
            return self.spot_gains(forward);
        };
        let coin_exposure = leg.greeks.delta - leg.greeks.delta_premium_adjusted;
        let days = (leg.years * 365.0).max(SHORTEST_DAYS);
        let points = self.vol_points * ops::sqrt(30.0 / days);
        let x = leg.moneyness.clamp(-FURTHEST, FURTHEST);
        let moved = |smile: &SmileMove| {
            let points = points * (smile.level + smile.tilt * x);
            (leg.vol + 0.01 * points).max(LOWEST_SHARE * leg.vol)
        };
        let vols: Vec<f64> = smiles.iter().map(moved).collect();
        let (forward, years, discount) = (leg.forward, leg.years, leg.discount);
        let option = Black { put_call, forward, strike, years, vol: leg.vol, discount };
        let now = option.price();
        let mut gains = Vec::with_capacity(Self::STATES);
        for spot in spots {
            let ratio = self.ratio(spot);
            let there = Black { forward: forward * ratio, ..option };
            let hedged = now + coin_exposure * leg.spot * (ratio - 1.0);
            gains.extend(vols.iter().map(|vol| Black { vol: *vol, ..there }.price() - hedged));
        }
        gains
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::overlays::samples::Sample;

    #[test]
    fn the_moves_are_those_of_a_normal_day() {
        let (spots, smiles) = &*GRID;
        let moment = |n: u8| {
            let of = |m: &Move| m.probability * ops::pow(m.size.abs(), f64::from(n));
            spots.iter().map(of).sum::<f64>()
        };
        // Moments of the standard normal: 1, 1, 3, 15, 105, 945, 10395.
        for (n, wanted) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0), (12, 10_395.0)] {
            assert!((moment(n) / wanted - 1.0).abs() < 1e-12, "{n}: {}", moment(n));
        }
        let level: f64 = smiles.iter().map(|m| m.probability * m.level * m.level).sum();
        let kurtosis: f64 =
            smiles.iter().map(|m| m.probability * ops::pow(m.level.abs(), 4.0)).sum();
        assert!((level - 1.0).abs() < 1e-15 && (kurtosis - 3.0).abs() < 1e-14);
        let total: f64 = Day::probabilities().iter().sum();
        assert!((total - 1.0).abs() < 1e-15);
        assert_eq!(Day::probabilities().len(), Day::STATES);
    }

    #[test]
    fn small_moves_gain_what_the_greeks_say() {
        let sample = Sample::eth(&[(1, 44.0, 3_700.0, PutCall::Call)], 1.0);
        let leg = &sample.valuation.legs[0];
        let mean_square = |day: Day| {
            let gains = day.gains(leg);
            Day::probabilities().iter().zip(gains).map(|(p, x)| p * x * x).sum::<f64>()
        };
        let spot_only = mean_square(Day { spot: 1e-4, vol_points: 0.0 }).sqrt();
        assert!((spot_only / (leg.greeks.delta * leg.spot * 1e-4) - 1.0).abs() < 1e-4);
        // Level and tilt at this moneyness, scaled from 30 to 44 days.
        let vol_only = mean_square(Day { spot: 0.0, vol_points: 1e-3 }).sqrt();
        let tilt = tilt_deviation() * leg.moneyness;
        let points = 1e-3 * (30.0_f64 / 44.0).sqrt() * (1.0 + tilt * tilt).sqrt();
        assert!((vol_only / (leg.greeks.vega_per_point * points) - 1.0).abs() < 1e-4);
    }
}
