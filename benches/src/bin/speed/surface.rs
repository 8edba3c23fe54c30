//! Volatilities looked up on the sample's surface, one call a strike and a call for all strikes.

use spread_pricer::market::{Market, ShiftDraft, UnderlyingMarket, sample_snapshot};

use crate::measure::{Measured, measure};

/// As many as the page's finest smile has.
const STRIKES: usize = 1_024;

/// Nanoseconds a strike, on an expiry between two slices.
pub(crate) fn lookups() -> Vec<Measured> {
    let Some(market) = Market::default().load(&sample_snapshot()).market else { return Vec::new() };
    let Some(eth) = market.underlyings().first() else { return Vec::new() };
    let draft = ShiftDraft { parallel_points: 1.0, tilt_points: 0.5, ..ShiftDraft::default() };
    let mut figures = one(eth, ["lookup-vol", "lookup-vols"]);
    if let Ok(shift) = draft.checked() {
        figures.extend(one(&eth.shifted(&shift), ["lookup-vol-shifted", "lookup-vols-shifted"]));
    }
    figures
}

fn one(market: &UnderlyingMarket, [alone, together]: [&'static str; 2]) -> Vec<Measured> {
    let ends: Vec<_> = market.chain.iter().map(|e| e.expiry).collect();
    let Some([from, to]) = ends.get(1..3).and_then(|e| <[_; 2]>::try_from(e).ok()) else {
        return Vec::new();
    };
    let expiry = from.plus_millis((to.millis() - from.millis()) / 3);
    let strikes: Vec<f64> = (0..STRIKES)
        .map(|i| {
            // A low-discrepancy walk over strikes, so that branches are not predictable.
            let place = (i as f64 * 0.618_033_988_75).fract() - 0.5;
            market.spot * libm::exp(1.2 * place)
        })
        .collect();
    vec![
        measure(alone, STRIKES, || strikes.iter().map(|k| market.vol(expiry, *k)).sum::<f64>()),
        measure(together, STRIKES, || market.vols(expiry, &strikes)),
    ]
}
