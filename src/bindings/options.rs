//! Options objects of the border, and the declarations that the derives cannot write.

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::market::fitted::FittedUnderlying;

/// How a chain file is read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ChainOptions {
    /// The file's name, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// ISO instant of the snapshot to take from a file of many; absent takes the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Whether the text is the latest state of a feed that is loaded again as it moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<bool>,
    /// Fitted parameters to load in place of fitting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fitted: Vec<FittedUnderlying>,
}

/// How a request is read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ReadSettings {
    /// Whether a FIX message with a wrong length or checksum, or with pieces that are no fields, is
    /// refused; absent reads it and warns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
}

#[wasm_bindgen(typescript_custom_section)]
const TYPED_ARRAYS: &str = r#"
/** The curves beside a payoff's facts; empty where the report has issues that forbid a value. */
export interface PayoffArrays {
    /** Settlement prices, ascending, in price currency. */
    spots: Float64Array;
    /** P&L at the first expiry, in price currency per unit of one spread. */
    atExpiry: Float64Array;
    /** P&L if spot were there now. */
    today: Float64Array;
    /** P&L in the scenario that was asked for, if spot were there; empty without one. */
    chosen: Float64Array;
}

/** The cells beside a scenario grid's facts; empty where the report has issues that forbid a value. */
export interface GridArrays {
    /** Row by row: a row per move of spot, a column per place of the other axis. */
    cells: Float64Array;
}

/** Implied volatilities with a status per option. */
export interface ImpliedVols {
    /** Volatility, decimal; NaN where the status is not 0. */
    vols: Float64Array;
    /** 0 found, 1 at or below intrinsic value, 2 at or above the maximum, 3 an input is not usable. */
    status: Uint8Array;
}
"#;
