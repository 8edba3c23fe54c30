//! Instruments to hedge delta with: as stated, or assumed and said to be.

use super::contracts::Product;
use super::depth::{DepthLevel, HedgeInstrument};
use super::snapshot::HedgeRow;
use super::surface::{Slice, Surface};
use crate::basics::{MarketKey, Timestamp};
use crate::math::ops;

/// Levels assumed where none are recorded: distance from the mid in basis points, and notional in
/// price currency for the most liquid instrument (perpetual, index future, shares).
const FRONT_LEVELS: [(f64, f64); 4] = [(0.5, 250e3), (1.0, 750e3), (2.0, 2e6), (5.0, 6e6)];

/// The same for a dated future.
const DATED_LEVELS: [(f64, f64); 4] = [(0.5, 50e3), (1.0, 150e3), (2.0, 500e3), (5.0, 2e6)];

/// Average daily volume assumed, in price currency: the most liquid instrument, a dated future.
const DAILY_NOTIONAL: (f64, f64) = (2e9, 1e8);

/// Taker fee of coin futures as a fraction of notional: Deribit's 5 bp.
const COIN_FUTURE_FEE: f64 = 0.0005;

/// Taker fee assumed for index futures and shares.
const EQUITY_FEE: f64 = 0.00002;

/// The taker fee of a product's hedges, as a fraction of notional.
fn fee_rate(product: Product) -> f64 {
    match product {
        Product::Coin => COIN_FUTURE_FEE,
        Product::Index | Product::Stock => EQUITY_FEE,
    }
}

/// Deribit's taker fee of an option: a share of spot, and at most a share of its premium.
const COIN_OPTION_FEE: (f64, f64) = (0.0003, 0.125);

/// Fee assumed for a contract of a listed index or equity option, in price currency.
const EQUITY_OPTION_FEE: f64 = 0.65;

/// The taker fee of an option per unit of underlying, in price currency.
pub(super) fn option_fee(product: Product, spot: f64, premium: f64, multiplier: f64) -> f64 {
    match product {
        Product::Coin => (COIN_OPTION_FEE.0 * spot).min(COIN_OPTION_FEE.1 * premium.max(0.0)),
        Product::Index | Product::Stock => EQUITY_OPTION_FEE / multiplier,
    }
}

/// One day's volatility of the underlying, from the at-the-money volatility of the first slice.
pub(super) fn daily_vol(surface: &Surface) -> f64 {
    let annual = surface
        .slices()
        .iter()
        // A smile of the last hours says more about its one event than about a day.
        .find(|s| s.years >= 1.0 / 365.0)
        .or_else(|| surface.slices().last())
        .map_or(0.0, |s| ops::sqrt(surface.variance(s.years, 0.0).w / s.years));
    annual / ops::sqrt(365.0)
}

/// A hedge instrument from its row, whose numbers have been checked and whose expiry is read.
pub(super) fn stated(
    row: &HedgeRow,
    expiry: Option<Timestamp>,
    product: Product,
    surface: &Surface,
) -> HedgeInstrument {
    let levels = row.levels.iter().map(|&(distance, size)| DepthLevel { distance, size }).collect();
    let notional = if expiry.is_some() { DAILY_NOTIONAL.1 } else { DAILY_NOTIONAL.0 };
    let assumption = row.daily_volume.is_none().then(|| assumed_volume(&row.name, notional));
    HedgeInstrument {
        name: row.name.clone(),
        expiry,
        mid: row.mid,
        levels,
        daily_vol: daily_vol(surface),
        daily_volume: row.daily_volume.unwrap_or(notional / row.mid),
        fee_rate: fee_rate(product),
        assumption,
    }
}

#[cold]
fn assumed_volume(name: &str, notional: f64) -> String {
    format!("daily volume of {name} assumed at {:.0} million", notional / 1e6)
}

/// What a desk would use where no depth is recorded: the most liquid instrument first, then for
/// coins a dated future per expiry at its forward.
// The sample states its own.
#[inline(never)]
pub(super) fn assumed(
    key: &MarketKey,
    product: Product,
    surface: &Surface,
    spot: f64,
) -> Vec<HedgeInstrument> {
    let id = &key.underlying;
    let front = match product {
        Product::Coin => (format!("{id}-PERPETUAL"), "perpetual"),
        Product::Index => (format!("{id}-FUTURE"), "index future"),
        Product::Stock => (id.clone(), "shares"),
    };
    let day = daily_vol(surface);
    let said = |what: &str, levels: &[(f64, f64)], volume: f64| {
        let thousands = |i: usize| levels.get(i).map_or(0.0, |l| l.1 / 1e3);
        format!(
            "no depth recorded; {what} assumed to show {:.0} thousand at 0.5 bp from mid, {:.0} at \
             1 bp, {:.0} at 2 bp and {:.0} at 5 bp, trading {:.0} million a day",
            thousands(0),
            thousands(1),
            thousands(2),
            thousands(3),
            volume / 1e6,
        )
    };
    let instrument = |name: String, said: &str, expiry, mid: f64, levels: &[(f64, f64)], volume| {
        HedgeInstrument {
            name,
            expiry,
            mid,
            levels: levels
                .iter()
                .map(|(bp, notional)| DepthLevel {
                    distance: bp * 1e-4 * mid,
                    size: notional / mid,
                })
                .collect(),
            daily_vol: day,
            daily_volume: volume / mid,
            fee_rate: fee_rate(product),
            assumption: Some(said.to_owned()),
        }
    };
    let front_said = said(front.1, &FRONT_LEVELS, DAILY_NOTIONAL.0);
    let mut hedges =
        vec![instrument(front.0, &front_said, None, spot, &FRONT_LEVELS, DAILY_NOTIONAL.0)];
    if product == Product::Coin {
        let dated_said = said("dated future", &DATED_LEVELS, DAILY_NOTIONAL.1);
        hedges.extend(surface.slices().iter().map(|slice: &Slice| {
            instrument(
                format!("{id}-{}", slice.expiry.expiry_code()),
                &dated_said,
                Some(slice.expiry),
                slice.forward,
                &DATED_LEVELS,
                DAILY_NOTIONAL.1,
            )
        }));
    }
    hedges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Settlement;
    use crate::models::svi_spline::SviSpline;

    #[test]
    fn assumed_hedges_say_so_and_have_ascending_levels() {
        let slice = Slice {
            expiry: Timestamp::parse_iso("2026-11-27T08:00:00Z").unwrap(),
            years: 0.0242,
            forward: 3405.0,
            discount: 1.0,
            smile: SviSpline::flat(0.3652 * 0.0242),
        };
        let surface = Surface::new(3400.0, vec![slice]).unwrap();
        let key = MarketKey { underlying: "ETH".into(), settlement: Settlement::Inverse };
        let hedges = assumed(&key, Product::Coin, &surface, 3400.0);
        assert_eq!(hedges[0].name, "ETH-PERPETUAL");
        assert_eq!(hedges[1].name, "ETH-27NOV26");
        for hedge in hedges {
            assert!(hedge.assumption.is_some());
            assert!(hedge.levels.windows(2).all(|w| w[0].distance < w[1].distance));
            assert!((hedge.daily_vol - 0.3652_f64.sqrt() / 365.0_f64.sqrt()).abs() < 1e-6);
        }
    }
}
