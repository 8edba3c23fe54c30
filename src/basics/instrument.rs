//! What a leg is a position in.

use super::terms::{Exercise, PutCall, Settlement};
use super::time::Timestamp;

/// Which market an instrument belongs to: an underlying with one way of settling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarketKey {
    /// The underlying's id in capitals: `ETH`, `SPX`.
    pub underlying: String,
    /// Inverse (coin premium) or linear (price-currency premium).
    pub settlement: Settlement,
}

/// An instrument that exists, with every term resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Instrument {
    /// A call or put.
    Option {
        /// The market it belongs to.
        market: MarketKey,
        /// The instant of expiry.
        expiry: Timestamp,
        /// Strike in the underlying's price currency, positive.
        strike: f64,
        /// Call or put.
        put_call: PutCall,
        /// European or American.
        exercise: Exercise,
    },
    /// A dated future.
    Future {
        /// The market it belongs to.
        market: MarketKey,
        /// The instant of expiry.
        expiry: Timestamp,
    },
    /// The underlying itself.
    Spot {
        /// The market it belongs to.
        market: MarketKey,
    },
}

impl Instrument {
    /// The market the instrument belongs to.
    pub fn market(&self) -> &MarketKey {
        match self {
            Self::Option { market, .. } | Self::Future { market, .. } | Self::Spot { market } => {
                market
            }
        }
    }

    /// The instant of expiry; `None` for spot.
    pub fn expiry(&self) -> Option<Timestamp> {
        match self {
            Self::Option { expiry, .. } | Self::Future { expiry, .. } => Some(*expiry),
            Self::Spot { .. } => None,
        }
    }

    /// The strike; `None` where there is none.
    pub fn strike(&self) -> Option<f64> {
        match self {
            Self::Option { strike, .. } => Some(*strike),
            Self::Future { .. } | Self::Spot { .. } => None,
        }
    }

    /// The exchange-like name: `ETH-27NOV26-3400-C`, `ETH-27NOV26`, `ETH`.
    pub fn symbol(&self) -> String {
        let underlying = &self.market().underlying;
        match self {
            Self::Option { expiry, strike, put_call, .. } => {
                format!("{underlying}-{}-{strike}-{}", expiry.expiry_code(), put_call.letter())
            }
            Self::Future { expiry, .. } => format!("{underlying}-{}", expiry.expiry_code()),
            Self::Spot { .. } => underlying.clone(),
        }
    }
}
