//! Depth of the instruments a delta is hedged with.

use crate::basics::Timestamp;

/// One level of a symmetric book.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DepthLevel {
    /// Distance from the mid, in price currency, not negative.
    pub distance: f64,
    /// Size at the level, in units of the underlying, positive.
    pub size: f64,
}

/// Something liquid that offsets delta: a dated future, a perpetual, or spot.
#[derive(Debug, Clone, PartialEq)]
pub struct HedgeInstrument {
    /// The name a desk uses, for example `ETH-27NOV26` or `ETH-PERPETUAL`.
    pub name: String,
    /// The instant of expiry; `None` for a perpetual or spot.
    pub expiry: Option<Timestamp>,
    /// Mid price, in price currency.
    pub mid: f64,
    /// Levels in ascending distance; at least one.
    pub levels: Vec<DepthLevel>,
    /// Standard deviation of one day's return, as a fraction.
    pub daily_vol: f64,
    /// Average daily volume, in units of the underlying.
    pub daily_volume: f64,
    /// Taker fee as a fraction of notional.
    pub fee_rate: f64,
    /// Where the levels come from, in words, where no recorded depth gave them.
    pub assumption: Option<String>,
}
