//! Markets in which volatility, the skew or spot have moved.
//!
//! A [`ShiftDraft`] may be wrong in any field; [`ShiftDraft::checked`] gives a [`Shift`] or its
//! issues. Volatilities move first, at the moneyness of the market as it was; then spot and every
//! forward move together and carry the smiles along by the rule that was asked for. What was quoted
//! and reported stays: it is data. A shift is a question, not a market that was seen: one that is
//! large may allow arbitrage.

mod layer;

use serde::{Deserialize, Serialize};

pub(super) use layer::Layer;

use super::hedges::daily_vol;
use super::{HedgeInstrument, Market, UnderlyingMarket, VegaNodes};
use crate::basics::{Issue, IssueCode, MarketKey};
use crate::math::ops;

/// Most volatility points that any part of a shift may state.
const MOST_POINTS: f64 = 500.0;

/// Least and greatest relative move of spot.
const SPOT_MOVES: (f64, f64) = (-0.99, 10.0);

/// Largest skew-stickiness ratio, of either sign.
const MOST_STICKINESS: f64 = 10.0;

/// A volatility point as a decimal.
const POINT: f64 = 0.01;

/// What is to move, as it comes in; everything that is left out stays.
///
/// With x = k/√θ, θ the at-the-money total variance of the expiry, a volatility moves by
/// parallel + tilt·x + curvature·x² + Σ bucket·hat(x, ln T). Tilt and curvature say so up to
/// |x| = 2; from there they level off smoothly, and beyond |x| = 4 they stay at three times the
/// tilt and nine times the curvature, so that wings keep their slopes (Lee 2004). A volatility is
/// never brought below a twentieth of what it was.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ShiftDraft {
    /// Volatility points added at every strike and expiry.
    pub parallel_points: f64,
    /// Volatility points per unit of x: positive raises calls over puts.
    pub tilt_points: f64,
    /// Volatility points per unit of x squared: positive raises both wings.
    pub curvature_points: f64,
    /// Volatility points on single vega buckets.
    pub buckets: Vec<BucketShift>,
    /// Relative move of spot and of every forward: 0.05 is up by 5 %.
    pub spot_move: f64,
    /// What the smiles do when spot moves.
    pub dynamics: SmileDynamics,
}

/// Volatility points on one vega bucket.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BucketShift {
    /// Index of the node in [`VegaNodes`] order, tenor-major.
    pub node: usize,
    /// Volatility points at the node, falling linearly in x and ln T to nothing at its neighbours.
    ///
    /// The smile has a corner at each node's moneyness, and the density an atom there: only so do
    /// buckets add up to the parallel shift.
    pub points: f64,
}

/// What the smiles do when spot moves.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum SmileDynamics {
    /// Every strike keeps its volatility: R = 1.
    #[default]
    StickyStrike,
    /// Every log-moneyness ln(K/F) keeps its volatility: R = 0.
    StickyMoneyness,
    /// The skew-stickiness ratio R itself (L. Bergomi, *Stochastic Volatility Modeling* (2016), §2.5):
    /// w'(T, k) = w(T, k + R ln(F'/F)); about 2 for local volatility at short maturities.
    SkewStickiness(f64),
}

/// A shift that can be laid over any surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// Decimal, as are the next three.
    parallel: f64,
    /// Per unit of x.
    tilt: f64,
    /// Per unit of x².
    curvature: f64,
    /// By node; empty where no bucket moves.
    buckets: Vec<f64>,
    /// New spot over old.
    spot_ratio: f64,
    /// R ln(F'/F), in log-moneyness.
    slide: f64,
}

impl ShiftDraft {
    /// The shift, where every number is one and in its range.
    ///
    /// # Errors
    /// An issue for every field that is not usable.
    pub fn checked(&self) -> Result<Shift, Vec<Issue>> {
        let mut issues = Vec::new();
        let mut points = |path: String, points: f64| {
            if points.abs() <= MOST_POINTS {
                return POINT * points;
            }
            let most = format!("between -{MOST_POINTS} and {MOST_POINTS} volatility points");
            issues.push(unusable(path, points, &most));
            0.0
        };
        let parallel = points(String::from("parallelPoints"), self.parallel_points);
        let tilt = points(String::from("tiltPoints"), self.tilt_points);
        let curvature = points(String::from("curvaturePoints"), self.curvature_points);
        let mut by_node = vec![0.0; VegaNodes::COUNT];
        for (i, bucket) in self.buckets.iter().enumerate() {
            let by = points(format!("buckets[{i}].points"), bucket.points);
            if let Some(slot) = by_node.get_mut(bucket.node) {
                *slot += by;
            }
        }
        for (i, bucket) in self.buckets.iter().enumerate() {
            if bucket.node >= VegaNodes::COUNT {
                let last = VegaNodes::COUNT - 1;
                let path = format!("buckets[{i}].node");
                let message =
                    format!("{} is no vega bucket; they go from 0 to {last}.", bucket.node);
                issues.push(Issue::new(IssueCode::Shift, path, message));
            }
        }
        let (least, most) = SPOT_MOVES;
        if !(least..=most).contains(&self.spot_move) {
            let range = format!("between {least} and {most}, as a fraction of spot");
            issues.push(unusable("spotMove", self.spot_move, &range));
        }
        let stickiness = self.dynamics.ratio();
        if !(-MOST_STICKINESS..=MOST_STICKINESS).contains(&stickiness) {
            let range = format!("between -{MOST_STICKINESS} and {MOST_STICKINESS}");
            issues.push(unusable("dynamics.skewStickiness", stickiness, &range));
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        Ok(Shift {
            parallel,
            tilt,
            curvature,
            buckets: if by_node.iter().any(|by| *by != 0.0) { by_node } else { Vec::new() },
            spot_ratio: 1.0 + self.spot_move,
            slide: stickiness * ops::ln_1p(self.spot_move),
        })
    }
}

impl SmileDynamics {
    /// The skew-stickiness ratio R.
    pub fn ratio(self) -> f64 {
        match self {
            Self::StickyStrike => 1.0,
            Self::StickyMoneyness => 0.0,
            Self::SkewStickiness(ratio) => ratio,
        }
    }
}

impl Shift {
    /// New spot over old; every forward moves by it too.
    pub fn spot_ratio(&self) -> f64 {
        self.spot_ratio
    }

    /// Whether nothing moves.
    pub fn is_none(&self) -> bool {
        !self.moves_vols() && self.spot_ratio == 1.0
    }

    /// Whether a volatility moves at fixed moneyness.
    fn moves_vols(&self) -> bool {
        !self.buckets.is_empty() || [self.parallel, self.tilt, self.curvature] != [0.0; 3]
    }
}

impl Market {
    /// The same market with one underlying shifted, in its place; `None` where it is not loaded.
    #[must_use]
    pub fn shifted(&self, key: &MarketKey, shift: &Shift) -> Option<Self> {
        self.find(key)?;
        let underlyings = self.underlyings().iter();
        let moved = underlyings.map(|u| if u.key == *key { u.shifted(shift) } else { u.clone() });
        Some(Self::from_underlyings(moved.collect()))
    }
}

impl UnderlyingMarket {
    /// The same market with its surface, spot and forwards shifted.
    ///
    /// Mids of hedges move with spot and their daily volatility with the surface's. Quotes, reports,
    /// fitted parameters, sizes and the half-widths by bucket stay.
    #[must_use]
    pub fn shifted(&self, shift: &Shift) -> Self {
        let surface = self.surface.shifted(shift);
        let (was, is) = (daily_vol(&self.surface), daily_vol(&surface));
        let livelier = if was > 0.0 { is / was } else { 1.0 };
        let hedges = self.hedges.iter().map(|hedge| HedgeInstrument {
            mid: hedge.mid * shift.spot_ratio,
            daily_vol: hedge.daily_vol * livelier,
            ..hedge.clone()
        });
        Self {
            spot: self.spot * shift.spot_ratio,
            hedges: hedges.collect(),
            surface,
            ..self.clone()
        }
    }
}

fn unusable(path: impl Into<String>, value: f64, range: &str) -> Issue {
    let message = if value.is_finite() {
        format!("{value} is out of range: it must lie {range}.")
    } else {
        format!("It must be a number {range}.")
    };
    Issue::new(IssueCode::Shift, path, message)
}

#[cfg(test)]
mod tests;
