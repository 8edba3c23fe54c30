//! Who asks for what, and which side of the quote a number belongs to.

use serde::{Deserialize, Serialize};

/// What the client asked to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Asked {
    /// A bid and an offer.
    #[default]
    TwoWay,
    /// The client wants to buy: only the offer is quoted.
    Buy,
    /// The client wants to sell: only the bid is quoted.
    Sell,
}

/// A side of the dealer's quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum QuoteSide {
    /// The dealer buys the package, the client sells it.
    Bid,
    /// The dealer sells the package, the client buys it.
    Offer,
}

impl QuoteSide {
    /// +1 where the dealer buys the package (bid), −1 where the dealer sells it (offer).
    pub fn dealer_sign(self) -> f64 {
        match self {
            Self::Bid => 1.0,
            Self::Offer => -1.0,
        }
    }
}

impl Asked {
    /// Whether this request wants the given side.
    pub fn wants(self, side: QuoteSide) -> bool {
        matches!(
            (self, side),
            (Self::TwoWay, _) | (Self::Buy, QuoteSide::Offer) | (Self::Sell, QuoteSide::Bid)
        )
    }
}
