//! Legs, spreads and the names that markets give to their shapes.

use serde::{Deserialize, Serialize};

use super::instrument::Instrument;

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

/// Shapes that the market names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Structure {
    /// One leg.
    Outright,
    /// +1 lower call −1 higher call.
    CallSpread,
    /// +1 higher put −1 lower put.
    PutSpread,
    /// +1 call +1 put, same strike.
    Straddle,
    /// +1 lower put +1 higher call.
    Strangle,
    /// +1 higher call −1 lower put.
    RiskReversal,
    /// +1 −2 +1 of one type, equally spaced.
    Butterfly,
    /// +1 −2 +1 of one type, unevenly spaced.
    BrokenWingButterfly,
    /// −1 wing put +1 body put +1 body call −1 wing call.
    IronButterfly,
    /// +1 −1 −1 +1 of one type.
    Condor,
    /// −1 outer put +1 inner put +1 inner call −1 outer call.
    IronCondor,
    /// +1 far −1 near, same strike and type.
    Calendar,
    /// +1 far −1 near of one type, different strikes.
    Diagonal,
    /// +1 far straddle −1 near straddle.
    StraddleCalendar,
    /// +1 nearer-the-money −m further-out of one type, or its mirror.
    RatioSpread,
    /// +1 low call −1 low put +1 high put −1 high call.
    Box,
    /// +1 call −1 put, same strike.
    Synthetic,
    /// Any other set of legs; priced all the same.
    Custom,
}

impl Structure {
    /// Every structure, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::Outright,
        Self::CallSpread,
        Self::PutSpread,
        Self::Straddle,
        Self::Strangle,
        Self::RiskReversal,
        Self::Butterfly,
        Self::BrokenWingButterfly,
        Self::IronButterfly,
        Self::Condor,
        Self::IronCondor,
        Self::Calendar,
        Self::Diagonal,
        Self::StraddleCalendar,
        Self::RatioSpread,
        Self::Box,
        Self::Synthetic,
        Self::Custom,
    ];

    /// The name a salesperson reads out, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outright => "outright",
            Self::CallSpread => "call spread",
            Self::PutSpread => "put spread",
            Self::Straddle => "straddle",
            Self::Strangle => "strangle",
            Self::RiskReversal => "risk reversal",
            Self::Butterfly => "butterfly",
            Self::BrokenWingButterfly => "broken-wing butterfly",
            Self::IronButterfly => "iron butterfly",
            Self::Condor => "condor",
            Self::IronCondor => "iron condor",
            Self::Calendar => "calendar",
            Self::Diagonal => "diagonal",
            Self::StraddleCalendar => "straddle calendar",
            Self::RatioSpread => "ratio spread",
            Self::Box => "box",
            Self::Synthetic => "synthetic",
            Self::Custom => "custom package",
        }
    }

    /// The name with its article at the head of a sentence: `A butterfly`, `An iron condor`.
    pub fn with_article(self) -> String {
        let name = self.name();
        let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "An" } else { "A" };
        format!("{article} {name}")
    }
}
