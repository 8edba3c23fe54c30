//! What comes in: market data as a file or a program states it, possibly wrong.

use serde::{Deserialize, Serialize};

use crate::basics::{ContractTerms, Exercise, PutCall, Settlement};

/// One or more underlyings at one instant.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarketSnapshot {
    /// A name for people: the file's, for instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the program generated it.
    #[serde(default)]
    pub sample: bool,
    /// Whether it is the latest state of a feed that is loaded again as it moves: quotes on it may be
    /// firm, and it is refused once it is older than the desk allows.
    #[serde(default)]
    pub live: bool,
    /// The underlyings.
    pub underlyings: Vec<UnderlyingSnapshot>,
}

/// One underlying's rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnderlyingSnapshot {
    /// Underlying id: `ETH`.
    pub id: String,
    /// Inverse or linear.
    pub settlement: Settlement,
    /// European or American.
    pub exercise: Exercise,
    /// ISO instant the data is of.
    pub as_of: String,
    /// Spot or index, in price currency; absent where the source has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<f64>,
    /// Currency of spot, strikes and forwards; `USD` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_currency: Option<String>,
    /// Contract terms; absent takes the product's convention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractTerms>,
    /// Option quotes.
    pub rows: Vec<QuoteRow>,
    /// Hedge instruments with depth; absent takes a stated assumption.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hedges: Vec<HedgeRow>,
    /// Fitted parameters to load in place of fitting, by expiry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fitted: Vec<FittedSlice>,
}

/// One option's quote as stated; prices in premium currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuoteRow {
    /// ISO instant of expiry.
    pub expiry: String,
    /// Strike, in price currency.
    pub strike: f64,
    /// Call or put.
    #[serde(rename = "type")]
    pub put_call: PutCall,
    /// Best bid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bid: Option<f64>,
    /// Best offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<f64>,
    /// Contracts at the bid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bid_size: Option<f64>,
    /// Contracts at the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_size: Option<f64>,
    /// Contracts that are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_interest: Option<f64>,
    /// Contracts traded over the source's last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<f64>,
    /// The exchange's mark price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<f64>,
    /// The exchange's mark volatility, decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark_vol: Option<f64>,
    /// Forward to the expiry as the row states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forward: Option<f64>,
}

/// A hedge instrument as stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HedgeRow {
    /// Name: `ETH-27NOV26`, `ETH-PERPETUAL`.
    pub name: String,
    /// ISO instant of expiry; absent for a perpetual or spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    /// Mid price, in price currency.
    pub mid: f64,
    /// `[distance from mid, size in underlying units]`, ascending in distance.
    pub levels: Vec<(f64, f64)>,
    /// Average daily volume, in underlying units; absent takes a stated assumption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_volume: Option<f64>,
}

/// Fitted parameters of one expiry: raw SVI in total variance and what a spline adds to it, with
/// forward and discount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FittedSlice {
    /// Instant of expiry, milliseconds since the Unix epoch.
    pub expiry_ms: i64,
    /// Forward, in price currency.
    pub forward: f64,
    /// Discount factor.
    pub discount: f64,
    /// SVI a.
    pub a: f64,
    /// SVI b.
    pub b: f64,
    /// SVI ρ.
    pub rho: f64,
    /// SVI m.
    pub m: f64,
    /// SVI σ.
    pub sigma: f64,
    /// What is added to SVI; absent where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
}

/// A cubic spline in log-moneyness that is added to a slice's total variance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Correction {
    /// Knots, ascending, in log-moneyness; the spline is zero beyond the outermost.
    pub knots: Vec<f64>,
    /// Coefficient of each cubic B-spline, four fewer than knots, in total variance.
    pub coefficients: Vec<f64>,
}
