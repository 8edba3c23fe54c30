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

    /// The largest tick multiple not above `price` (within the guard): where a bid is shown.
    pub fn floor(&self, price: f64) -> f64 {
        self.round(price, |ticks| (ticks + TICK_GUARD).floor())
    }

    /// The smallest tick multiple not below `price` (within the guard): where an offer is shown.
    pub fn ceil(&self, price: f64) -> f64 {
        self.round(price, |ticks| (ticks - TICK_GUARD).ceil())
    }

    /// Rounds with the tick at the price, and once more where rounding crossed a step.
    fn round(&self, price: f64, rounding: fn(f64) -> f64) -> f64 {
        let tick = self.tick_at(price);
        let first = decimal_multiple(rounding(price / tick), tick);
        let crossed = self.tick_at(first);
        if crossed == tick { first } else { decimal_multiple(rounding(price / crossed), crossed) }
    }
}

/// `count × tick`, as the nearest double to the decimal the desk would write.
fn decimal_multiple(count: f64, tick: f64) -> f64 {
    let per_one = (1.0 / tick).round();
    let is_reciprocal = (per_one * tick - 1.0).abs() < 1e-12;
    let product = if is_reciprocal { count / per_one } else { count * tick };
    // Adding zero turns −0.0 into 0.0, which a ticket must not show.
    product + 0.0
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
        assert!(ticks.ceil(-0.01).is_sign_positive());
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
}
