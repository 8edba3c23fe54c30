//! Option terms: call or put, exercise, settlement, kind of instrument.

use serde::{Deserialize, Serialize};

/// Call or put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum PutCall {
    /// The right to buy at the strike.
    Call,
    /// The right to sell at the strike.
    Put,
}

impl PutCall {
    /// +1 for a call, −1 for a put: the ϑ of the formulas.
    pub fn sign(self) -> f64 {
        match self {
            Self::Call => 1.0,
            Self::Put => -1.0,
        }
    }

    /// The put for the call, the call for the put.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Call => Self::Put,
            Self::Put => Self::Call,
        }
    }

    /// `C` or `P`, as symbols write it.
    pub fn letter(self) -> char {
        match self {
            Self::Call => 'C',
            Self::Put => 'P',
        }
    }

    /// `call` or `put`, as sentences write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Put => "put",
        }
    }
}

/// When the option may be exercised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Exercise {
    /// Only at expiry.
    European,
    /// At any time until expiry.
    American,
}

/// What the option pays in, and what its premium is quoted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Settlement {
    /// Premium and payoff in the coin: payoff max(ϑ(S−K), 0)/S per unit.
    Inverse,
    /// Premium and payoff in the price currency: payoff max(ϑ(S−K), 0) per unit.
    Linear,
}

impl Settlement {
    /// `inverse` or `linear`, as sentences write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inverse => "inverse",
            Self::Linear => "linear",
        }
    }
}

/// What a leg is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum InstrumentKind {
    /// A call or put.
    Option,
    /// A dated future.
    Future,
    /// The underlying itself.
    Spot,
}
