//! The risk of a book of bucket vegas e: R(e) = ½γτ·eᵀΣe + Σ_l κ·max(0, |a_lᵀe|/L_l − w)².
//!
//! Σ = diag(s)Ωdiag(s) with s_b = s₃₀√(30 d/T_b). The first term is the running penalty of
//! Avellaneda and Stoikov (2008) carried to vega by Baldacci, Bergault and Guéant (2020); the
//! second is a soft wall before each vega limit.

use std::sync::LazyLock;

use crate::desk::InventoryPolicy;
use crate::market::VegaNodes;
use crate::math::ops;

use super::VegaLimit;

/// √(30 d/T_b): how much more than a 30-day volatility that of each node moves in a day.
static TENOR_SCALES: LazyLock<[f64; VegaNodes::COUNT]> =
    LazyLock::new(|| std::array::from_fn(|node| ops::sqrt(30.0 / 365.0 / VegaNodes::node(node).0)));

/// ½γτ·eᵀΣe of one underlying; its linear and inverse options share one volatility.
pub(super) struct RunningPenalty {
    /// ½γτ, per price currency.
    half_aversion: f64,
    /// Daily move s_b of each node, in volatility points.
    daily_points: [f64; VegaNodes::COUNT],
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
    /// The same of trading the other way, where that is the same with the other sign.
    pub(super) fn times(&self, sign: f64) -> Self {
        let by_bucket = self.by_bucket.iter().map(|part| sign * part).collect();
        Self { total: sign * self.total, by_bucket }
    }

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
            daily_points: TENOR_SCALES.map(|scale| points * scale),
        }
    }

    /// ½γτ·gᵀΣg, in price currency.
    pub(super) fn at(&self, trade: &[f64]) -> f64 {
        let moves: Vec<f64> = trade.iter().zip(&self.daily_points).map(|(g, s)| g * s).collect();
        let norm = VegaNodes::correlated_norm(&moves);
        self.half_aversion * norm * norm
    }

    /// γτ·eᵀΣg of adding the trade, in closed form, so that a large book does not cost a small
    /// trade its digits; of taking it away the same with the other sign.
    pub(super) fn interaction(&self, held: &[f64], trade: &[f64]) -> Interaction {
        let factor = 2.0 * self.half_aversion;
        let by_bucket: Vec<f64> =
            held.iter().zip(self.pulls(trade)).map(|(vega, pull)| factor * vega * pull).collect();
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
        let mut pulls = vec![0.0; self.daily_points.len()];
        for (node, move_) in moves {
            for (pull, correlation) in pulls.iter_mut().zip(VegaNodes::correlations(node)) {
                *pull += correlation * move_;
            }
        }
        for (pull, points) in pulls.iter_mut().zip(&self.daily_points) {
            *pull *= points;
        }
        pulls
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
