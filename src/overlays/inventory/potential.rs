//! The risk of a book of bucket vegas e: R(e) = ½γτ·eᵀΣe + Σ_l κ·max(0, |a_lᵀe|/L_l − w)².
//!
//! Σ = diag(s)Ωdiag(s) with s_b = s₃₀√(30 d/T_b). The first term is the running penalty of
//! Avellaneda and Stoikov (2008) carried to vega by Baldacci, Bergault and Guéant (2020); the
//! second is a soft wall before each vega limit.

use crate::desk::InventoryPolicy;
use crate::market::VegaNodes;
use crate::math::ops;

use super::VegaLimit;

/// ½γτ·eᵀΣe of one underlying; its linear and inverse options share one volatility.
pub(super) struct RunningPenalty {
    /// ½γτ, per price currency.
    half_aversion: f64,
    /// Daily move s_b of each node, in volatility points.
    daily_points: Vec<f64>,
}

/// Σ_l κ·max(0, |a_lᵀe|/L_l − w)² of one underlying: net vega and every bucket.
pub(super) struct Wall<'a> {
    limit: &'a VegaLimit,
    /// Weight κ, in price currency.
    weight: f64,
    /// Share w of a limit where the wall starts.
    start: f64,
}

/// R(e ± g) − R(e) − R(g): what book and trade cost beyond either alone, in price currency.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interaction {
    /// The whole of it.
    pub total: f64,
    /// The part of each bucket of the book.
    pub by_bucket: Vec<f64>,
}

impl Interaction {
    /// The two together.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let pairs = self.by_bucket.iter().zip(&other.by_bucket);
        Self { total: self.total + other.total, by_bucket: pairs.map(|(a, b)| a + b).collect() }
    }
}

impl RunningPenalty {
    /// The penalty of one underlying.
    pub(super) fn new(policy: &InventoryPolicy, underlying: &str) -> Self {
        let points = policy.daily_vol_points_of(underlying);
        Self {
            half_aversion: 0.5 * policy.aversion() * policy.horizon_days,
            daily_points: (0..VegaNodes::COUNT)
                .map(|b| points * ops::sqrt(30.0 / 365.0 / VegaNodes::node(b).0))
                .collect(),
        }
    }

    /// ½γτ·gᵀΣg, in price currency.
    pub(super) fn at(&self, trade: &[f64]) -> f64 {
        let moves: Vec<f64> = trade.iter().zip(&self.daily_points).map(|(g, s)| g * s).collect();
        let norm = VegaNodes::correlated_norm(&moves);
        self.half_aversion * norm * norm
    }

    /// ±γτ·eᵀΣg in closed form, so that a large book does not cost a small trade its digits.
    pub(super) fn interaction(&self, held: &[f64], trade: &[f64], sign: f64) -> Interaction {
        let pulls = self.pulls(trade);
        let factor = sign * 2.0 * self.half_aversion;
        let by_bucket: Vec<f64> =
            held.iter().zip(pulls).map(|(vega, pull)| factor * vega * pull).collect();
        Interaction { total: by_bucket.iter().sum(), by_bucket }
    }

    /// Σg: how the trade moves with a unit of vega in each bucket.
    fn pulls(&self, trade: &[f64]) -> Vec<f64> {
        let moves: Vec<(usize, f64)> = trade
            .iter()
            .zip(&self.daily_points)
            .map(|(g, s)| g * s)
            .enumerate()
            .filter(|(_, x)| *x != 0.0)
            .collect();
        let with = |b: usize| -> f64 {
            moves.iter().map(|(c, x)| VegaNodes::correlation(b, *c) * x).sum()
        };
        self.daily_points.iter().enumerate().map(|(b, s)| s * with(b)).collect()
    }
}

impl<'a> Wall<'a> {
    /// The wall before an underlying's limits; `None` where it has none.
    pub(super) fn new(
        policy: &InventoryPolicy,
        underlying: &str,
        limits: &'a [VegaLimit],
    ) -> Option<Self> {
        let limit = limits.iter().find(|l| l.underlying == underlying)?;
        Some(Self { limit, weight: policy.wall_weight, start: policy.wall_start })
    }

    /// The wall at an exposure, in price currency.
    pub(super) fn at(&self, exposure: &[f64]) -> f64 {
        let buckets: f64 = exposure.iter().map(|e| self.over(*e, self.limit.bucket_vega)).sum();
        self.over(exposure.iter().sum(), self.limit.net_vega) + buckets
    }

    /// The interaction; the part of the net vega is the buckets' by their shares of the book's.
    pub(super) fn interaction(&self, held: &[f64], trade: &[f64], sign: f64) -> Interaction {
        let beyond = |e: f64, g: f64, limit: f64| {
            self.over(e + sign * g, limit) - self.over(e, limit) - self.over(g, limit)
        };
        let book: f64 = held.iter().sum();
        let net = beyond(book, trade.iter().sum(), self.limit.net_vega);
        let buckets: Vec<f64> =
            held.iter().zip(trade).map(|(e, g)| beyond(*e, *g, self.limit.bucket_vega)).collect();
        let share = |e: f64| if book == 0.0 { 0.0 } else { net * (e / book) };
        Interaction {
            total: net + buckets.iter().sum::<f64>(),
            by_bucket: held.iter().zip(&buckets).map(|(e, bucket)| bucket + share(*e)).collect(),
        }
    }

    fn over(&self, vega: f64, limit: f64) -> f64 {
        let used = if limit > 0.0 { vega.abs() / limit } else { 0.0 };
        let excess = (used - self.start).max(0.0);
        self.weight * excess * excess
    }
}
