//! Tenor × moneyness nodes that vega is spread over, and how their volatilities move together.
//!
//! Hat functions linear in ln T and in x = k/√θ, clamped at the ends, so that the weights of any
//! point sum to one and bucket vegas sum exactly to the net vega.

use std::sync::LazyLock;

use crate::math::ops;

/// Ω, which every quote goes through several times: a constant that takes exponentials to write down.
static CORRELATIONS: LazyLock<[[f64; VegaNodes::COUNT]; VegaNodes::COUNT]> =
    LazyLock::new(|| std::array::from_fn(|a| std::array::from_fn(|b| VegaNodes::kernel(a, b))));

/// ln of the nodes' tenors in years, which every option's vega is placed among.
static TENOR_LOGS: LazyLock<[f64; VegaNodes::TENOR_DAYS.len()]> =
    LazyLock::new(|| VegaNodes::TENOR_DAYS.map(|days| ops::ln(days / 365.0)));

/// The default tensor grid of vega nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VegaNodes;

/// Weight of a point on one node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodeWeight {
    /// Index of the node, tenor-major.
    pub node: usize,
    /// Share of the point's vega that falls on the node, in [0, 1].
    pub weight: f64,
}

impl VegaNodes {
    /// Tenors of the nodes, in days.
    pub const TENOR_DAYS: [f64; 6] = [7.0, 16.0, 30.0, 60.0, 120.0, 240.0];
    /// Moneyness x = k/√θ of the nodes.
    pub const MONEYNESS: [f64; 5] = [-1.5, -0.75, 0.0, 0.75, 1.5];
    /// Number of nodes.
    pub const COUNT: usize = Self::TENOR_DAYS.len() * Self::MONEYNESS.len();
    /// Length of the tenor kernel, in ln T.
    const TENOR_LENGTH: f64 = 1.5;
    /// Length of the moneyness kernel, in x.
    const MONEYNESS_LENGTH: f64 = 2.0;

    /// Tenor in years and moneyness of a node.
    pub fn node(index: usize) -> (f64, f64) {
        let columns = Self::MONEYNESS.len();
        let tenor = Self::TENOR_DAYS.get(index / columns).copied().unwrap_or(7.0);
        let x = Self::MONEYNESS.get(index % columns).copied().unwrap_or(0.0);
        (tenor / 365.0, x)
    }

    /// The at most four nodes a point's vega falls on; weights sum to one.
    pub fn weights(years: f64, moneyness: f64) -> Vec<NodeWeight> {
        let in_moneyness = Self::moneyness_hats(moneyness);
        let mut weights = Vec::with_capacity(4);
        for row in Self::tenor_hats(years) {
            for column in in_moneyness {
                let weight = row.weight * column.weight;
                if weight > 0.0 {
                    weights.push(NodeWeight { node: Self::index(row, column), weight });
                }
            }
        }
        weights
    }

    /// The two tenors around a time in years; slopes are per unit of ln T.
    pub(super) fn tenor_hats(years: f64) -> [Hat; 2] {
        hats(&*TENOR_LOGS, ops::ln(years.max(1e-9)))
    }

    /// The two moneynesses around x; slopes are per unit of x.
    pub(super) fn moneyness_hats(moneyness: f64) -> [Hat; 2] {
        hats(&Self::MONEYNESS, moneyness)
    }

    /// The node of a tenor and a moneyness.
    pub(super) fn index(tenor: Hat, moneyness: Hat) -> usize {
        tenor.at * Self::MONEYNESS.len() + moneyness.at
    }

    /// Correlation Ω of two nodes' volatility moves: a product of exponential kernels, hence
    /// positive semidefinite.
    pub fn correlation(a: usize, b: usize) -> f64 {
        CORRELATIONS.get(a).and_then(|row| row.get(b)).copied().unwrap_or(0.0)
    }

    /// Correlations of a node's volatility moves with those of every node.
    pub fn correlations(node: usize) -> &'static [f64] {
        CORRELATIONS.get(node).map_or(&[], |row| row)
    }

    fn kernel(a: usize, b: usize) -> f64 {
        let ((tenor_a, x_a), (tenor_b, x_b)) = (Self::node(a), Self::node(b));
        let tenor_distance = (ops::ln(tenor_a) - ops::ln(tenor_b)).abs() / Self::TENOR_LENGTH;
        let moneyness_distance = (x_a - x_b).abs() / Self::MONEYNESS_LENGTH;
        ops::exp(-tenor_distance - moneyness_distance)
    }

    /// √(eᵀ Ω e) for one exposure per node.
    pub fn correlated_norm(exposures: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (node, x) in exposures.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            let with = exposures.iter().zip(Self::correlations(node));
            sum += x * with.map(|(y, correlation)| y * correlation).sum::<f64>();
        }
        ops::sqrt(sum.max(0.0))
    }
}

/// The hat function of one grid point, at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hat {
    /// Index of the grid point.
    pub(super) at: usize,
    /// The function's value, in [0, 1].
    pub(super) weight: f64,
    /// Its slope; at a grid point, the one to the right.
    pub(super) slope: f64,
}

/// The hats of the two grid points around `place`, clamped at the ends.
fn hats(grid: &[f64], place: f64) -> [Hat; 2] {
    let alone = |at: usize| {
        let hat = Hat { at, weight: 1.0, slope: 0.0 };
        [hat, Hat { weight: 0.0, ..hat }]
    };
    let right = grid.partition_point(|g| *g <= place);
    let Some(left) = right.checked_sub(1) else { return alone(0) };
    let (Some(low), Some(high)) = (grid.get(left), grid.get(right)) else { return alone(left) };
    let share = (place - low) / (high - low);
    let slope = 1.0 / (high - low);
    [Hat { at: left, weight: 1.0 - share, slope: -slope }, Hat { at: right, weight: share, slope }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_any_point_sum_to_one() {
        for days in [0.01, 7.0, 10.0, 44.0, 240.0, 900.0] {
            for x in [-9.0, -1.5, -0.3, 0.0, 0.455, 1.5, 4.0] {
                let sum: f64 = VegaNodes::weights(days / 365.0, x).iter().map(|w| w.weight).sum();
                assert!((sum - 1.0).abs() < 1e-14, "{days} days, x {x}: {sum}");
            }
        }
    }

    #[test]
    fn the_documented_point_splits_as_documented() {
        // By hand: 44 days falls on 30 d with .447459 and 60 d with .552541; x = .455 on
        // 0 with .393333 and .75 with .606667.
        let weights = VegaNodes::weights(44.0 / 365.0, 0.455);
        let expected = [(12, 0.447459 * 0.393333), (13, 0.447459 * 0.606667)];
        for (node, weight) in expected {
            let got = weights.iter().find(|w| w.node == node).map_or(0.0, |w| w.weight);
            assert!((got - weight).abs() < 1e-5, "node {node}: {got} against {weight}");
        }
    }

    #[test]
    fn the_norm_is_homogeneous_and_nets_neighbours() {
        let mut one = vec![0.0; VegaNodes::COUNT];
        one[12] = 2.0;
        assert!((VegaNodes::correlated_norm(&one) - 2.0).abs() < 1e-14);
        one[13] = -2.0;
        assert!(VegaNodes::correlated_norm(&one) < 2.0);
    }
}
