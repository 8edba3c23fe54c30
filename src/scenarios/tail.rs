//! What the worst outcomes of a package come to at its first expiry.
//!
//! Profit and loss is taken on a grid of prices that is even in ln S, each with the probability of
//! its cell, and sorted. The p-quantile lies between the two outcomes whose middles enclose p;
//! the grid resolves a ten-thousandth of a standard deviation. Expected shortfall is the mean of the
//! worst p of all (P. Artzner and others, *Coherent Measures
//! of Risk* (1999); C. Acerbi and D. Tasche, *On the coherence of expected shortfall* (2002), eq. 11).

use serde::Serialize;

use super::distribution::Distribution;

/// Share of outcomes that the value at risk is not worse than.
const LEVEL: f64 = 0.95;
/// Prices of the grid.
const POINTS: usize = 2_001;

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
    /// The tails of a gain over prices at the distribution's time; `None` where there is a number
    /// that is not finite.
    pub(super) fn new(
        distribution: &Distribution,
        gains: impl FnOnce(&[f64]) -> Vec<f64>,
    ) -> Option<Self> {
        let (prices, weights) = distribution.cells(POINTS);
        let mut outcomes: Vec<(f64, f64)> = gains(&prices).into_iter().zip(weights).collect();
        if !outcomes.iter().all(|(gain, weight)| gain.is_finite() && weight.is_finite()) {
            return None;
        }
        outcomes.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let buyer = tail(outcomes.iter().copied());
        let seller = tail(outcomes.iter().rev().map(|(gain, weight)| (-gain, *weight)));
        Some(Self { level: LEVEL, buyer, seller })
    }
}

/// The tail of outcomes from the worst up, with their probabilities.
fn tail(outcomes: impl Iterator<Item = (f64, f64)> + Clone) -> Tail {
    let all: f64 = outcomes.clone().map(|(_, weight)| weight).sum();
    let wanted = (1.0 - LEVEL) * all;
    let (mut below, mut sum, mut last) = (0.0, 0.0, None);
    let mut quantile = None;
    for (gain, weight) in outcomes {
        let middle = below + 0.5 * weight;
        if quantile.is_none() && middle >= wanted {
            quantile = Some(match last {
                Some((gain_before, middle_before)) if middle > middle_before => {
                    let part = (wanted - middle_before) / (middle - middle_before);
                    gain_before + part * (gain - gain_before)
                }
                _ => gain,
            });
        }
        sum += gain * weight.min(f64::max(0.0, wanted - below));
        below += weight;
        last = Some((gain, middle));
        if quantile.is_some() && below >= wanted {
            break;
        }
    }
    let quantile = quantile.or(last.map(|(gain, _)| gain)).unwrap_or(0.0);
    // Less nothing, so that no loss is written as −0.
    Tail { value_at_risk: 0.0 - quantile, expected_shortfall: 0.0 - sum / wanted }
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
        let risk = TailRisk::new(&distribution, |prices| {
            prices.iter().map(|price| price - spot).collect()
        });
        let TailRisk { level, buyer, seller } = risk.unwrap();
        assert_eq!(level, 0.95);
        // A second way: E[S; S ≤ K] = E[S] Φ(z − σ√T) where K is the z-quantile.
        let below = mean * normal::cdf(Z - std) / 0.05;
        let above = mean * normal::cdf(Z + std) / 0.05;
        // The grid resolves a ten-thousandth of a standard deviation.
        let close = |got: f64, wanted: f64| (got - wanted).abs() < 1e-4 * std * mean;
        assert!(close(buyer.value_at_risk, spot - at(Z)), "{buyer:?}");
        assert!(close(buyer.expected_shortfall, spot - below), "{buyer:?} {below}");
        assert!(close(seller.value_at_risk, at(-Z) - spot), "{seller:?}");
        assert!(close(seller.expected_shortfall, above - spot), "{seller:?} {above}");
    }

    #[test]
    fn what_is_certain_is_its_own_tail() {
        let distribution = Distribution::of_view(&View { drift: 0.0, vol: 0.5 }, 100.0, 1.0);
        let risk = TailRisk::new(&distribution, |prices| vec![-2.5; prices.len()]).unwrap();
        assert!((risk.buyer.value_at_risk - 2.5).abs() < 1e-12);
        assert!((risk.buyer.expected_shortfall - 2.5).abs() < 1e-9);
        assert!((risk.seller.value_at_risk + 2.5).abs() < 1e-12);
        let broken = TailRisk::new(&distribution, |prices| vec![f64::NAN; prices.len()]);
        assert_eq!(broken, None);
    }

    #[test]
    fn shortfall_is_no_smaller_than_value_at_risk() {
        let distribution = Distribution::of_view(&View { drift: -0.2, vol: 0.9 }, 50.0, 0.4);
        for strike in [20.0, 45.0, 50.0, 60.0, 150.0] {
            let risk = TailRisk::new(&distribution, |prices| {
                prices.iter().map(|price| (price - strike).max(0.0) - 3.0).collect()
            });
            let TailRisk { buyer, seller, .. } = risk.unwrap();
            for side in [buyer, seller] {
                assert!(side.expected_shortfall >= side.value_at_risk - 1e-9, "{strike} {side:?}");
            }
        }
    }
}
