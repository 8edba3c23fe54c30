//! Tick schedules and the only two roundings the product knows: bid down, offer up.

use serde::{Deserialize, Serialize};

/// Tolerance, in ticks, that keeps 9.799999999 from flooring to the tick below 9.80.
const TICK_GUARD: f64 = 1e-6;

/// One step of a tick schedule: prices strictly above `above` move in `tick`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TickStep {
    /// Absolute price above which the step applies, in premium currency.
    pub above: f64,
    /// The tick there, in premium currency.
    pub tick: f64,
}

/// The smallest price moves of a product, by absolute price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TickSchedule {
    /// Tick where no step applies, in premium currency.
    pub base: f64,
    /// Steps in ascending order of `above`.
    #[serde(default)]
    pub steps: Vec<TickStep>,
}

impl TickSchedule {
    /// A schedule with one tick at every price.
    pub fn flat(tick: f64) -> Self {
        Self { base: tick, steps: Vec::new() }
    }

    /// The tick at a signed price: that of the highest step with |price| > above, else the base.
    pub fn tick_at(&self, price: f64) -> f64 {
        let size = price.abs();
        self.steps.iter().rev().find(|s| size > s.above).map_or(self.base, |s| s.tick)
    }

    /// The highest legal price not above `price` (within the guard): where a bid is shown.
    pub fn floor(&self, price: f64) -> f64 {
        // Subtracting from zero leaves no −0.0, which a ticket must not show.
        if price < 0.0 { 0.0 - self.outward(-price) } else { self.inward(price) }
    }

    /// The lowest legal price not below `price` (within the guard): where an offer is shown.
    pub fn ceil(&self, price: f64) -> f64 {
        if price < 0.0 { 0.0 - self.inward(-price) } else { self.outward(price) }
    }

    /// The legal price next to `size` on the side of zero; `size` is not negative.
    ///
    /// Each band of the schedule offers its own highest multiple, and the highest of them wins: a
    /// price just above a step lands on the step's edge, not on a multiple of the finer tick that
    /// is not traded up there.
    fn inward(&self, size: f64) -> f64 {
        if !size.is_finite() {
            return size;
        }
        let of_band = |band: Band| {
            let highest = size.min(band.to);
            let count = (highest / band.tick + TICK_GUARD).floor();
            Some(decimal_multiple(count, band.tick)).filter(|legal| *legal > band.above)
        };
        self.bands().filter_map(of_band).fold(0.0, f64::max)
    }

    /// The legal price next to `size` on the side away from zero; `size` is not negative.
    fn outward(&self, size: f64) -> f64 {
        let of_band = |band: Band| {
            let first = (band.above / band.tick + TICK_GUARD).floor() + 1.0;
            let count = (size / band.tick - TICK_GUARD).ceil().max(first);
            let legal = decimal_multiple(count, band.tick);
            Some(legal).filter(|legal| *legal <= band.to + TICK_GUARD * band.tick)
        };
        if !size.is_finite() {
            return size;
        }
        if size <= TICK_GUARD * self.base {
            return 0.0;
        }
        self.bands().filter_map(of_band).fold(f64::INFINITY, f64::min)
    }

    /// The schedule as bands of sizes, each with its tick.
    fn bands(&self) -> impl Iterator<Item = Band> {
        let base = TickStep { above: 0.0, tick: self.base };
        let steps = std::iter::once(base).chain(self.steps.iter().copied());
        let ends = self.steps.iter().map(|step| step.above).chain([f64::INFINITY]);
        steps.zip(ends).map(|(step, to)| Band { above: step.above, to, tick: step.tick })
    }
}

/// Sizes strictly above `above` and up to `to`, which move in `tick`.
struct Band {
    above: f64,
    to: f64,
    tick: f64,
}

/// `count × tick`, as the nearest double to the decimal the desk would write.
pub(crate) fn decimal_multiple(count: f64, tick: f64) -> f64 {
    let per_one = (1.0 / tick).round();
    let is_reciprocal = (per_one * tick - 1.0).abs() < 1e-12;
    if is_reciprocal { count / per_one } else { count * tick }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bids_floor_and_offers_ceil_with_a_guard_for_binary_noise() {
        let ticks = TickSchedule::flat(0.05);
        assert_eq!(ticks.floor(9.799999999), 9.8);
        assert_eq!(ticks.ceil(10.200000001), 10.2);
        assert_eq!(ticks.floor(9.79), 9.75);
        assert_eq!(ticks.ceil(-0.01), 0.0);
        for zero in [ticks.ceil(-0.01), ticks.floor(-1e-12), ticks.floor(0.01)] {
            assert!(zero == 0.0 && zero.is_sign_positive());
        }
        assert!(ticks.floor(f64::NAN).is_nan() && ticks.ceil(f64::NAN).is_nan());
    }

    #[test]
    fn rounding_is_mirror_symmetric() {
        let ticks =
            TickSchedule { base: 0.0001, steps: vec![TickStep { above: 0.005, tick: 0.0005 }] };
        for price in [0.00012, 0.00499, 0.005, 0.00501, 0.0231, 0.02349] {
            assert_eq!(ticks.floor(-price), -ticks.ceil(price));
        }
    }

    #[test]
    fn the_deribit_step_applies_strictly_above_its_price() {
        let ticks =
            TickSchedule { base: 0.0001, steps: vec![TickStep { above: 0.005, tick: 0.0005 }] };
        assert_eq!(ticks.tick_at(0.005), 0.0001);
        assert_eq!(ticks.floor(0.02315), 0.023);
        assert_eq!(ticks.ceil(0.02315), 0.0235);
    }

    #[test]
    fn a_price_just_above_a_step_lands_on_the_edge_of_the_step() {
        let coin =
            TickSchedule { base: 0.0001, steps: vec![TickStep { above: 0.005, tick: 0.0005 }] };
        assert_eq!(coin.floor(0.00512), 0.005);
        assert_eq!(coin.floor(0.00535), 0.005);
        assert_eq!(coin.ceil(0.00499), 0.005);
        assert_eq!(coin.ceil(0.00501), 0.0055);
        let index = TickSchedule { base: 0.05, steps: vec![TickStep { above: 3.0, tick: 0.1 }] };
        assert_eq!(index.floor(3.07), 3.0);
        assert_eq!(index.ceil(3.01), 3.1);
    }

    /// Every legal price of a schedule up to `most`, ascending, both signs, by counting ticks.
    fn legal_prices(ticks: &TickSchedule, most: f64) -> Vec<f64> {
        let mut legal = vec![0.0];
        for Band { above, to, tick } in ticks.bands() {
            let prices = (1..1_000_000_u32).map(|n| f64::from(n) * tick);
            let here = |p: &f64| *p > above * (1.0 + 1e-9) && *p <= to * (1.0 + 1e-9);
            legal.extend(prices.take_while(|p| *p <= most).filter(here).flat_map(|p| [p, -p]));
        }
        legal.sort_by(f64::total_cmp);
        legal
    }

    #[test]
    fn every_rounding_is_legal_and_no_legal_price_is_nearer() {
        for (ticks, most, scan) in [
            (
                TickSchedule { base: 0.0001, steps: vec![TickStep { above: 0.005, tick: 0.0005 }] },
                0.02,
                0.000_003_7,
            ),
            (
                TickSchedule { base: 0.05, steps: vec![TickStep { above: 3.0, tick: 0.1 }] },
                6.0,
                0.0011,
            ),
            // Ticks that do not divide the edge of the step, and a finer tick above a coarser one.
            (
                TickSchedule {
                    base: 0.03,
                    steps: vec![
                        TickStep { above: 0.1, tick: 0.07 },
                        TickStep { above: 0.5, tick: 0.02 },
                    ],
                },
                1.0,
                0.0009,
            ),
        ] {
            let legal = legal_prices(&ticks, 1.2 * most);
            let mut size = 0.0;
            while size < most {
                for price in [size, -size] {
                    let guard = 10.0 * TICK_GUARD * ticks.base;
                    let (floor, ceil) = (ticks.floor(price), ticks.ceil(price));
                    for rounded in [floor, ceil] {
                        let near = legal.iter().any(|p| (p - rounded).abs() < 1e-12);
                        assert!(near, "{price} -> {rounded}");
                        let count = rounded / ticks.tick_at(rounded);
                        assert!((count - count.round()).abs() < 1e-9, "{price} -> {rounded}");
                    }
                    assert!(floor <= price + guard && ceil >= price - guard, "{price}");
                    let between = |p: &&f64| **p > floor + guard && **p < ceil - guard;
                    let odd = legal.iter().filter(between).find(|p| (**p - price).abs() > guard);
                    assert_eq!(odd, None, "{price}: {floor} {ceil}");
                }
                size += scan;
            }
        }
    }
}
