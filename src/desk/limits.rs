//! What the desk may hold after a trade: metrics, their limits and the stress grid.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A measure of risk that a limit is set on; all are absolute values in price currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum LimitMetric {
    /// |Delta × spot|.
    DeltaCash,
    /// |Change of cash delta for a 1 % move|.
    GammaCashPerPercent,
    /// |Net vega per volatility point|.
    VegaPerPoint,
    /// Largest |vega per point| of one tenor × moneyness bucket.
    BucketVegaPerPoint,
    /// |Theta per calendar day|.
    ThetaPerDay,
    /// Sum of |contracts| × multiplier × spot.
    GrossNotional,
    /// Largest loss over the stress grid.
    StressLoss,
}

impl LimitMetric {
    /// Every metric, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::DeltaCash,
        Self::GammaCashPerPercent,
        Self::VegaPerPoint,
        Self::BucketVegaPerPoint,
        Self::ThetaPerDay,
        Self::GrossNotional,
        Self::StressLoss,
    ];

    /// The field's name in files and reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::DeltaCash => "deltaCash",
            Self::GammaCashPerPercent => "gammaCashPerPercent",
            Self::VegaPerPoint => "vegaPerPoint",
            Self::BucketVegaPerPoint => "bucketVegaPerPoint",
            Self::ThetaPerDay => "thetaPerDay",
            Self::GrossNotional => "grossNotional",
            Self::StressLoss => "stressLoss",
        }
    }

    /// The name people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::DeltaCash => "cash delta",
            Self::GammaCashPerPercent => "cash gamma per 1 %",
            Self::VegaPerPoint => "vega per point",
            Self::BucketVegaPerPoint => "largest bucket vega per point",
            Self::ThetaPerDay => "theta per day",
            Self::GrossNotional => "gross notional",
            Self::StressLoss => "stress loss",
        }
    }
}

/// One limit per metric, in price currency, positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LimitSet {
    /// Cash delta.
    pub delta_cash: f64,
    /// Cash gamma for a 1 % move.
    pub gamma_cash_per_percent: f64,
    /// Net vega per volatility point.
    pub vega_per_point: f64,
    /// Vega per point of the largest bucket.
    pub bucket_vega_per_point: f64,
    /// Theta per calendar day.
    pub theta_per_day: f64,
    /// Gross notional.
    pub gross_notional: f64,
    /// Stress loss.
    pub stress_loss: f64,
}

impl Default for LimitSet {
    fn default() -> Self {
        Self {
            delta_cash: 2_000_000.0,
            gamma_cash_per_percent: 500_000.0,
            vega_per_point: 250_000.0,
            bucket_vega_per_point: 100_000.0,
            theta_per_day: 150_000.0,
            gross_notional: 100_000_000.0,
            stress_loss: 3_000_000.0,
        }
    }
}

impl LimitSet {
    /// The limit of a metric.
    pub fn get(&self, metric: LimitMetric) -> f64 {
        match metric {
            LimitMetric::DeltaCash => self.delta_cash,
            LimitMetric::GammaCashPerPercent => self.gamma_cash_per_percent,
            LimitMetric::VegaPerPoint => self.vega_per_point,
            LimitMetric::BucketVegaPerPoint => self.bucket_vega_per_point,
            LimitMetric::ThetaPerDay => self.theta_per_day,
            LimitMetric::GrossNotional => self.gross_notional,
            LimitMetric::StressLoss => self.stress_loss,
        }
    }

    /// The same limit on every metric.
    pub fn uniform(limit: f64) -> Self {
        Self {
            delta_cash: limit,
            gamma_cash_per_percent: limit,
            vega_per_point: limit,
            bucket_vega_per_point: limit,
            theta_per_day: limit,
            gross_notional: limit,
            stress_loss: limit,
        }
    }
}

/// The limits that one underlying has of its own; absent ones are the desk's.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LimitOverride {
    /// Cash delta.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta_cash: Option<f64>,
    /// Cash gamma for a 1 % move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gamma_cash_per_percent: Option<f64>,
    /// Net vega per volatility point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vega_per_point: Option<f64>,
    /// Vega per point of the largest bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_vega_per_point: Option<f64>,
    /// Theta per calendar day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theta_per_day: Option<f64>,
    /// Gross notional.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_notional: Option<f64>,
    /// Stress loss.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stress_loss: Option<f64>,
}

impl LimitOverride {
    /// The limit of a metric, where the underlying has its own.
    pub fn get(&self, metric: LimitMetric) -> Option<f64> {
        match metric {
            LimitMetric::DeltaCash => self.delta_cash,
            LimitMetric::GammaCashPerPercent => self.gamma_cash_per_percent,
            LimitMetric::VegaPerPoint => self.vega_per_point,
            LimitMetric::BucketVegaPerPoint => self.bucket_vega_per_point,
            LimitMetric::ThetaPerDay => self.theta_per_day,
            LimitMetric::GrossNotional => self.gross_notional,
            LimitMetric::StressLoss => self.stress_loss,
        }
    }

    /// The desk's limits with these in their place.
    pub fn over(&self, desk: &LimitSet) -> LimitSet {
        LimitSet {
            delta_cash: self.delta_cash.unwrap_or(desk.delta_cash),
            gamma_cash_per_percent: self
                .gamma_cash_per_percent
                .unwrap_or(desk.gamma_cash_per_percent),
            vega_per_point: self.vega_per_point.unwrap_or(desk.vega_per_point),
            bucket_vega_per_point: self.bucket_vega_per_point.unwrap_or(desk.bucket_vega_per_point),
            theta_per_day: self.theta_per_day.unwrap_or(desk.theta_per_day),
            gross_notional: self.gross_notional.unwrap_or(desk.gross_notional),
            stress_loss: self.stress_loss.unwrap_or(desk.stress_loss),
        }
    }
}

/// All limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Limits of each underlying that has none of its own.
    pub per_underlying: LimitSet,
    /// Limits of single underlyings, by id in capitals.
    pub underlyings: BTreeMap<String, LimitOverride>,
    /// Limits of the whole book.
    pub total: LimitSet,
    /// The states in which the stress loss is measured.
    pub stress: StressConfig,
    /// Share of a limit at which a check warns, above 0 and at most 1.
    pub warning_level: f64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            per_underlying: LimitSet::default(),
            underlyings: BTreeMap::new(),
            total: LimitSet::default(),
            stress: StressConfig::default(),
            warning_level: 0.8,
        }
    }
}

impl LimitsConfig {
    /// The limits of an underlying.
    pub fn of(&self, underlying: &str) -> LimitSet {
        self.underlyings
            .get(underlying)
            .map_or(self.per_underlying, |own| own.over(&self.per_underlying))
    }
}

/// The stress grid: every spot shock with every volatility shock, now and a day later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct StressConfig {
    /// Relative moves of spot and forwards; −0.3 is 30 % down.
    pub spot_shocks: Vec<f64>,
    /// Relative moves of a 30-day volatility; other expiries move by √(30 d / max(T, 7 d)) of it.
    pub vol_shocks: Vec<f64>,
    /// Underlyings whose spot moves half as far: equity indices.
    pub half_shock_underlyings: Vec<String>,
}

impl Default for StressConfig {
    fn default() -> Self {
        Self {
            spot_shocks: vec![-0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.3],
            vol_shocks: vec![-0.3, 0.0, 0.5],
            half_shock_underlyings: ["SPX", "NDX"].map(String::from).to_vec(),
        }
    }
}
