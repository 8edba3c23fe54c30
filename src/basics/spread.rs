//! Legs and spreads.

use serde::{Deserialize, Serialize};

use super::instrument::Instrument;
use super::order;
use super::structure::Structure;

/// Marks that the user gives for a leg; each given one overrides the model's number and says so.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mark {
    /// Price of one option in premium currency, per unit of underlying.
    pub price: Option<f64>,
    /// Black volatility, decimal (0.62 is 62 %).
    pub vol: Option<f64>,
    /// Vega per volatility point (0.01) of one option; changes the reported Greek only.
    pub vega_per_point: Option<f64>,
}

/// A signed ratio of one instrument, as the client would own it after buying one spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Signed whole number, never zero: positive where a client who buys the spread gets the leg.
    pub ratio: i32,
    /// What the leg is a position in.
    pub instrument: Instrument,
    /// Underlying units per contract, positive.
    pub multiplier: f64,
    /// The user's own marks.
    pub mark: Mark,
}

/// Legs in lowest terms, merged and sorted, with the name the market gives to their shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// At least one leg; sorted by underlying, expiry, strike, call before put.
    pub legs: Vec<Leg>,
    /// The recognised shape. The legs are the contract, the name is a label.
    pub structure: Structure,
    /// Whether the legs are the structure as the market buys it, or the reverse.
    pub direction: Direction,
}

/// Whether a spread's legs are the canonical bought structure or its mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Buying the spread buys the structure.
    Long,
    /// Buying the spread sells the structure.
    Short,
}

impl Spread {
    /// The CME's code of the spread's own type, ratio spreads told apart by their ratio; `None`
    /// where the CME has none, or none that is known here.
    pub fn cme_code(&self) -> Option<&'static str> {
        if self.structure != Structure::RatioSpread {
            return self.structure.cme_code();
        }
        let mut ratios: Vec<u32> = self.legs.iter().map(|l| l.ratio.unsigned_abs()).collect();
        order::sort_by_key(&mut ratios, |ratio| *ratio);
        match ratios[..] {
            [1, 2] => Some("12"),
            [1, 3] => Some("13"),
            [2, 3] => Some("23"),
            _ => None,
        }
    }
}
