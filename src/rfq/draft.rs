//! What comes in: plain data that may be wrong in any field.

use serde::{Deserialize, Serialize};

use crate::basics::{Asked, Exercise, InstrumentKind, PutCall, Settlement};

/// A request as a form, a line of text or a program states it.
///
/// Ratios are the client's view of buying one spread: positive where the client gets the leg.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RfqDraft {
    /// The client's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who asks; the desk resolves the tier from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Which sides are asked for.
    #[serde(default)]
    pub side: Asked,
    /// Number of spreads.
    #[serde(default)]
    pub quantity: f64,
    /// The legs, in any order.
    #[serde(default)]
    pub legs: Vec<LegDraft>,
    /// The structure's name as the client wrote it, where it did; checked against the legs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structure: Option<String>,
    /// A hedge that changes hands with the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tied: Option<TiedDraft>,
    /// The currency the client wants the price in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_in: Option<PriceIn>,
    /// A named worked example that brings its own market and desk: `source_fly`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
}

/// One leg as stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegDraft {
    /// Signed number of contracts per spread; whole, not zero.
    pub ratio: f64,
    /// Option, future or spot.
    pub kind: InstrumentKind,
    /// Underlying id: `ETH`.
    pub underlying: String,
    /// ISO instant or expiry code (`2026-11-27T08:00:00Z`, `27NOV26`); absent for spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    /// Strike in price currency; absent for futures and spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strike: Option<f64>,
    /// Call or put; absent for futures and spot.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub put_call: Option<PutCall>,
    /// European or American; absent takes the listing's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exercise: Option<Exercise>,
    /// Inverse or linear; absent takes the most recently loaded market of the underlying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// Underlying units per contract; absent takes the listing's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiplier: Option<f64>,
    /// The user's own marks for the leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<MarkDraft>,
}

/// Marks for a leg; each overrides the model's number and says so.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarkDraft {
    /// Price of one option in premium currency, per unit of underlying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// Black volatility, decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vol: Option<f64>,
    /// Vega per volatility point of one option, in premium currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vega: Option<f64>,
}

/// A hedge exchanged with the client at a reference price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TiedDraft {
    /// Reference price of the hedge, in price currency.
    pub reference: f64,
    /// Delta per spread; absent means the model's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<f64>,
}

/// The currency or measure a price is asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PriceIn {
    /// The price currency, e.g. USD.
    Usd,
    /// The coin of an inverse option.
    Coin,
    /// Volatility; outrights only.
    Vol,
}
