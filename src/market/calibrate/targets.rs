//! What one slice is asked to pass through.

/// Weight of the distance from mid, inside bid and offer, against that from them outside, while a
/// hyperbola is placed: mids say where it belongs.
pub(super) const PLACING: f64 = 1.0;

/// The same while a slice is bent into the market, where one price inside is as good as another
/// and room is needed for what forbids arbitrage.
pub(super) const BENDING: f64 = 0.3;

/// Least half-width that a quote is taken to have, in volatility: a locked market must not get an
/// infinite weight.
const LEAST_HALF_WIDTH: f64 = 2e-4;

/// One quote to pass through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Target {
    /// Forward log-moneyness.
    pub(crate) k: f64,
    /// Volatility of the bid, decimal.
    pub(crate) bid_vol: f64,
    /// Volatility of the offer, decimal.
    pub(crate) ask_vol: f64,
}

impl Target {
    /// Volatility halfway between bid and offer.
    pub(crate) fn mid_vol(&self) -> f64 {
        0.5 * (self.bid_vol + self.ask_vol)
    }

    /// Half the distance of offer and bid in volatility, with a least.
    pub(super) fn half_width(&self) -> f64 {
        (0.5 * (self.ask_vol - self.bid_vol)).max(LEAST_HALF_WIDTH)
    }
}

/// Share of the half-spread at which the pull begins to rise from what it is inside to what it is
/// outside. A step in it instead, at bid and offer, where many quotes come to lie, would let every
/// second step of a search overshoot.
const EDGE: f64 = 0.9;

/// Loss ρ of a residual in half-spreads, its slope ρ′, and a weight that a step can trust: the
/// larger of ρ″ and ρ′/r. Huber's (1964), with a weight of its own inside bid and offer.
pub(super) fn loss(residual: f64, inside: f64) -> (f64, f64, f64) {
    let size = residual.abs();
    let rise = (1.0 - inside * EDGE) / (1.0 - EDGE);
    let past = (size.min(1.0) - EDGE).max(0.0);
    let at_edge = size.min(EDGE);
    let cost = inside * at_edge * (0.5 * at_edge + past) + 0.5 * rise * past * past;
    let pull = inside * at_edge + rise * past;
    let weight = match size {
        _ if size <= EDGE => inside,
        _ if size <= 1.0 => rise.max(pull / size),
        _ => pull / size,
    };
    (cost + (size - 1.0).max(0.0), pull.copysign(residual), weight)
}

/// Lowest and highest moneyness of ascending quotes, in units of the slice; nothing of none.
pub(super) fn quoted(targets: &[Target], scale: f64) -> (f64, f64) {
    match (targets.first(), targets.last()) {
        (Some(first), Some(last)) => (first.k / scale, last.k / scale),
        _ => (f64::INFINITY, f64::NEG_INFINITY),
    }
}
