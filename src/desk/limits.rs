//! What the desk may hold after a trade: metrics, their limits and the stress grid.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a limit and what is measured against it count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum LimitUnit {
    /// Price currency.
    Money,
    /// A share of a whole, 0 to 1.
    Share,
    /// Years of 365 days.
    Years,
}

impl LimitUnit {
    /// The unit in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Money => "price currency",
            Self::Share => "share",
            Self::Years => "years",
        }
    }
}

/// Writes every metric once: the variant, the field of a set of limits, its name in files, the name
/// people read, its unit and its default.
macro_rules! limit_metrics {
    ($($(#[doc = $doc:literal])+ $name:ident, $field:ident, $key:literal, $label:literal, $unit:ident, $default:literal;)+) => {
        /// A measure of risk that a limit is set on; none is negative.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub enum LimitMetric {
            $($(#[doc = $doc])+ $name,)+
        }

        impl LimitMetric {
            /// Every metric, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The field's name in files and reports.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The name people read.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// What it counts.
            pub fn unit(self) -> LimitUnit {
                match self { $(Self::$name => LimitUnit::$unit,)+ }
            }
        }

        /// One limit per metric, positive, in the metric's own unit.
        #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        pub struct LimitSet {
            $($(#[doc = $doc])+ pub $field: f64,)+
        }

        impl Default for LimitSet {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl LimitSet {
            /// The limit of a metric.
            pub fn get(&self, metric: LimitMetric) -> f64 {
                match metric { $(LimitMetric::$name => self.$field,)+ }
            }

            /// The same number for every metric.
            pub fn uniform(limit: f64) -> Self {
                Self { $($field: limit,)+ }
            }
        }

        /// The limits that one underlying has of its own; absent ones are the desk's.
        #[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        pub struct LimitOverride {
            $($(#[doc = $doc])+ #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<f64>,)+
        }

        impl LimitOverride {
            /// The limit of a metric, where the underlying has its own.
            pub fn get(&self, metric: LimitMetric) -> Option<f64> {
                match metric { $(LimitMetric::$name => self.$field,)+ }
            }

            /// The desk's limits with these in their place.
            pub fn over(&self, desk: &LimitSet) -> LimitSet {
                LimitSet { $($field: self.$field.unwrap_or(desk.$field),)+ }
            }
        }
    };
}

limit_metrics! {
    /// |Delta × spot|, in price currency.
    DeltaCash, delta_cash, "deltaCash", "cash delta", Money, 2_000_000.0;
    /// |Change of cash delta for a 1 % move|, in price currency.
    GammaCashPerPercent, gamma_cash_per_percent, "gammaCashPerPercent", "cash gamma per 1 %", Money, 500_000.0;
    /// |Net vega per volatility point|, in price currency.
    VegaPerPoint, vega_per_point, "vegaPerPoint", "vega per point", Money, 250_000.0;
    /// Largest |vega per point| of one tenor × moneyness bucket, in price currency.
    BucketVegaPerPoint, bucket_vega_per_point, "bucketVegaPerPoint", "largest bucket vega per point", Money, 100_000.0;
    /// |Theta per calendar day|, in price currency.
    ThetaPerDay, theta_per_day, "thetaPerDay", "theta per day", Money, 150_000.0;
    /// |Rho per basis point of rate at fixed spot|, in price currency.
    RhoPerBasisPoint, rho_per_basis_point, "rhoPerBasisPoint", "rho per basis point", Money, 25_000.0;
    /// Sum of |contracts| × multiplier × spot, in price currency.
    GrossNotional, gross_notional, "grossNotional", "gross notional", Money, 100_000_000.0;
    /// Model value of all options held, long less short, in price currency: what is tied up in
    /// premium. Nothing where the desk has been paid more than it has paid.
    PremiumOutlay, premium_outlay, "premiumOutlay", "premium outlay", Money, 10_000_000.0;
    /// Largest bucket's share of Σ|bucket vega|, 0 to 1; nothing while the sum is at or below the
    /// floor. A limit of 1 or more never binds.
    BucketConcentration, bucket_concentration, "bucketConcentration", "largest bucket’s share of vega", Share, 0.5;
    /// Largest loss over the stress grid with every underlying in the same state, in price
    /// currency.
    StressLoss, stress_loss, "stressLoss", "stress loss", Money, 3_000_000.0;
    /// Sum over underlyings of each one's own largest loss over the stress grid, in price currency:
    /// all move together to the worst for the book, and nothing diversifies. Only the
    /// total's limit counts: of one underlying it is the stress loss.
    CorrelationStressLoss, correlation_stress_loss, "correlationStressLoss", "stress loss without diversification", Money, 4_000_000.0;
    /// Largest |cash gamma per 1 %| of the options of one expiry in their last 24 hours, in price
    /// currency.
    ExpiryDayGammaCash, expiry_day_gamma_cash, "expiryDayGammaCash", "expiry-day cash gamma per 1 %", Money, 250_000.0;
    /// Sum of |contracts| × multiplier × spot of what one client has traded with the desk, netted
    /// by instrument and not yet expired, in price currency.
    ClientOpenNotional, client_open_notional, "clientOpenNotional", "client’s open notional", Money, 50_000_000.0;
    /// Longest time to expiry of anything held, in years.
    MaxTenorYears, max_tenor_years, "maxTenorYears", "longest tenor", Years, 5.0;
}

impl LimitMetric {
    /// Whether it is measured for the whole book only.
    pub fn is_of_total_only(self) -> bool {
        self == Self::CorrelationStressLoss
    }
}

/// All limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
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
    /// Σ|bucket vega| per point, in price currency, up to which concentration is not measured.
    pub concentration_floor: f64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            per_underlying: LimitSet::default(),
            underlyings: BTreeMap::new(),
            total: LimitSet::default(),
            stress: StressConfig::default(),
            warning_level: 0.8,
            concentration_floor: 100_000.0,
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
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_the_name_of_its_field() {
        let own = LimitOverride::default();
        let json = serde_json::to_value(LimitSet::default()).unwrap();
        assert_eq!(json.as_object().unwrap().len(), LimitMetric::ALL.len());
        for metric in LimitMetric::ALL {
            assert_eq!(json[metric.key()], LimitSet::default().get(*metric), "{metric:?}");
            assert_eq!(serde_json::to_value(metric).unwrap(), metric.key());
            assert_eq!(own.get(*metric), None);
        }
        assert_eq!(own.over(&LimitSet::uniform(7.0)), LimitSet::uniform(7.0));
    }
}
