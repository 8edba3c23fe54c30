//! What the worst outcomes of a package come to at its first expiry.
//!
//! Profit and loss is taken at prices that are dense where the price is likely to end and at every
//! strike, and is a straight line between two of them, which resolves a ten-thousandth of a standard
//! deviation. Value at risk is the p-quantile, expected
//! shortfall the mean of the worst p of all (P. Artzner and others, *Coherent Measures of Risk*
//! (1999); C. Acerbi and D. Tasche, *On the coherence of expected shortfall* (2002), eq. 11).

use serde::Serialize;

use super::distribution::Distribution;

/// Share of outcomes that the value at risk is not worse than.
const LEVEL: f64 = 0.95;
/// Prices of the grid, strikes apart.
const POINTS: usize = 2_001;
/// Halvings that a quantile is found with.
const HALVINGS: usize = 52;

/// The worst outcomes of either side, at one level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TailRisk {
    /// Share of outcomes that are no worse than the value at risk: 0.95.
    pub level: f64,
    /// Of who buys one spread.
    pub buyer: Tail,
    /// Of who sells it at the same price.
    pub seller: Tail,
}

/// The worst outcomes of one side as positive losses, per unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Tail {
    /// The loss that is exceeded with probability 1 − level at most; negative where even that is a
    /// gain.
    pub value_at_risk: f64,
    /// The mean loss of the worst 1 − level of all outcomes.
    pub expected_shortfall: f64,
}

impl TailRisk {
    /// The tails of a gain over prices at the distribution's time, which may bend at `strikes`;
    /// `None` where there is a number that is not finite.
    pub(super) fn new(
        distribution: &Distribution,
        strikes: &[f64],
        gains: impl FnOnce(&[f64]) -> Vec<f64>,
    ) -> Option<Self> {
        let (prices, weights) = distribution.cells(POINTS, strikes);
        let gains = gains(&prices);
        let all: f64 = weights.iter().sum();
        if !(gains.iter().all(|gain| gain.is_finite()) && all > 0.0) {
            return None;
        }
        let of = |sign: f64| -> Vec<Cell> {
            let ends = gains.windows(2).zip(&weights);
            ends.filter_map(|(ends, weight)| {
                let [a, b] = ends else { return None };
                let (a, b) = (sign * a, sign * b);
                Some(Cell { low: a.min(b), high: a.max(b), weight: weight / all })
            })
            .collect()
        };
        Some(Self { level: LEVEL, buyer: tail(&of(1.0)), seller: tail(&of(-1.0)) })
    }
}

/// Outcomes that lie evenly between two, with their probability.
#[derive(Debug, Clone, Copy)]
struct Cell {
    low: f64,
    high: f64,
    weight: f64,
}

impl Cell {
    /// The part of its probability that is at or below a gain.
    fn at_or_below(&self, gain: f64) -> f64 {
        if gain >= self.high {
            self.weight
        } else if gain < self.low {
            0.0
        } else {
            self.weight * (gain - self.low) / (self.high - self.low)
        }
    }
}

fn tail(cells: &[Cell]) -> Tail {
    let wanted = 1.0 - LEVEL;
    let mut low = cells.iter().map(|cell| cell.low).fold(f64::INFINITY, f64::min);
    let mut high = cells.iter().map(|cell| cell.high).fold(f64::NEG_INFINITY, f64::max);
    let probability = |gain: f64| cells.iter().map(|cell| cell.at_or_below(gain)).sum::<f64>();
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if probability(middle) >= wanted {
            high = middle;
        } else {
            low = middle;
        }
    }
    let quantile = high;
    let (mut sum, mut below) = (0.0, 0.0);
    for cell in cells.iter().filter(|cell| cell.low < quantile) {
        let weight = cell.at_or_below(quantile);
        sum += weight * 0.5 * (cell.low + cell.high.min(quantile));
        below += weight;
    }
    // What is missing to the share that is asked for is all at the quantile.
    let shortfall = (sum + quantile * (wanted - below)) / wanted;
    // Less nothing, so that no loss is written as −0.
    Tail { value_at_risk: 0.0 - quantile, expected_shortfall: 0.0 - shortfall }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{normal, ops};
    use crate::scenarios::view::View;

    /// Φ⁻¹(0.05).
    const Z: f64 = -1.644_853_626_951_472_7;

    #[test]
    fn the_tails_of_a_forward_are_those_of_the_lognormal() {
        let (drift, vol, years, spot): (f64, f64, f64, f64) = (0.1, 0.6, 0.25, 3_400.0);
        let distribution = Distribution::of_view(&View { drift, vol }, spot, years);
        let std = vol * years.sqrt();
        let mean = spot * ops::exp(drift * years);
        let at = |z: f64| mean * ops::exp(z * std - 0.5 * std * std);
        let risk = TailRisk::new(&distribution, &[], |prices| {
            prices.iter().map(|price| price - spot).collect()
        });
        let TailRisk { level, buyer, seller } = risk.unwrap();
        assert_eq!(level, 0.95);
        // A second way: E[S; S ≤ K] = E[S] Φ(z − σ√T) where K is the z-quantile.
        let below = mean * normal::cdf(Z - std) / 0.05;
        let above = mean * normal::cdf(Z + std) / 0.05;
        let close = |got: f64, wanted: f64| (got - wanted).abs() < 1e-4 * std * mean;
        assert!(close(buyer.value_at_risk, spot - at(Z)), "{buyer:?}");
        assert!(close(buyer.expected_shortfall, spot - below), "{buyer:?} {below}");
        assert!(close(seller.value_at_risk, at(-Z) - spot), "{seller:?}");
        assert!(close(seller.expected_shortfall, above - spot), "{seller:?} {above}");
    }

    #[test]
    fn what_is_certain_is_its_own_tail() {
        let distribution = Distribution::of_view(&View { drift: 0.0, vol: 0.5 }, 100.0, 1.0);
        let risk = TailRisk::new(&distribution, &[], |prices| vec![-2.5; prices.len()]).unwrap();
        assert!((risk.buyer.value_at_risk - 2.5).abs() < 1e-12);
        assert!((risk.buyer.expected_shortfall - 2.5).abs() < 1e-9);
        assert!((risk.seller.value_at_risk + 2.5).abs() < 1e-12);
        let broken = TailRisk::new(&distribution, &[], |prices| vec![f64::NAN; prices.len()]);
        assert_eq!(broken, None);
    }

    #[test]
    fn shortfall_is_no_smaller_than_value_at_risk() {
        let distribution = Distribution::of_view(&View { drift: -0.2, vol: 0.9 }, 50.0, 0.4);
        for strike in [20.0, 45.0, 50.0, 60.0, 150.0] {
            let risk = TailRisk::new(&distribution, &[strike], |prices| {
                prices.iter().map(|price| (price - strike).max(0.0) - 3.0).collect()
            });
            let TailRisk { buyer, seller, .. } = risk.unwrap();
            for side in [buyer, seller] {
                assert!(side.expected_shortfall >= side.value_at_risk - 1e-9, "{strike} {side:?}");
            }
        }
    }
}
