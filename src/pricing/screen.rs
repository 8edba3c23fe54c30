//! What the screen says of a package, with no word of what a dealer would charge for it: its ticks,
//! the width at which its legs can be crossed, and how well its quotes were fitted.

use crate::basics::TickSchedule;
use crate::market::{FitStatus, Market};

use super::Valuation;

/// Half of the width at which the legs can be crossed on screen, in premium currency; `None` where
/// a leg is not quoted on both sides.
pub fn screen_half_width(valuation: &Valuation) -> Option<f64> {
    let options = || valuation.legs.iter().filter(|leg| leg.option_terms().is_some());
    options().next()?;
    options().try_fold(0.0, |sum, leg| {
        let half = leg.screen_half_spread? * leg.unit.in_price_currency;
        Some(sum + f64::from(leg.ratio.abs()) * half / valuation.unit.in_price_currency)
    })
}

/// Ticks of the package, in its premium currency.
///
/// A package across premium currencies is priced in price currency, where no exchange sets a tick:
/// the coarsest leg's tick is converted and rounded up to 1, 2 or 5 of a power of ten.
pub fn ticks(valuation: &Valuation, market: &Market) -> TickSchedule {
    let is_package = valuation.legs.len() > 1;
    let mut coarsest: f64 = 0.0;
    for leg in &valuation.legs {
        let Some(underlying) = market.find(&leg.market) else { continue };
        let contract = &underlying.contract;
        let schedule = if is_package { &contract.package_tick } else { &contract.outright_tick };
        if leg.unit == valuation.unit {
            return schedule.clone();
        }
        coarsest = coarsest.max(schedule.base * leg.unit.in_price_currency);
    }
    TickSchedule::flat(round_number_above(coarsest))
}

/// The smallest of 1, 2 or 5 times a power of ten that is not below `x`; a cent where there is none.
fn round_number_above(x: f64) -> f64 {
    if !(x > 1e-12 && x < 1e12) {
        return 0.01;
    }
    let enough = x * (1.0 - 1e-12);
    // Powers of ten up to 10²² are exact, so that one division is the decimal people write.
    let power = |n: i32| (0..n).fold(1.0, |product, _| product * 10.0);
    let exact = |n: i32, m: f64| if n < 0 { m / power(-n) } else { m * power(n) };
    let steps = (-12..=12).flat_map(|n| [1.0, 2.0, 5.0].map(|m| exact(n, m)));
    steps.into_iter().find(|step| *step >= enough).unwrap_or(0.01)
}

/// Decimals that show a tick exactly, at most ten.
pub fn decimals_of(tick: f64) -> usize {
    let mut scaled = tick;
    for places in 0..10 {
        if (scaled - scaled.round()).abs() < 1e-6 * scaled {
            return places;
        }
        scaled *= 10.0;
    }
    10
}

/// Whether a smile that prices a leg fits poorly.
pub fn has_red_fit(valuation: &Valuation, market: &Market) -> bool {
    valuation.legs.iter().any(|leg| {
        let Some((expiry, ..)) = leg.option_terms() else { return false };
        market.find(&leg.market).is_some_and(|found| found.fit_status(expiry) == FitStatus::Red)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg, package};
    use crate::pricing::value;

    #[test]
    fn round_numbers_are_ones_twos_and_fives() {
        let pairs = [
            (0.34, 0.5),
            (6.03, 10.0),
            (0.2, 0.2),
            (1.7, 2.0),
            (100.0, 100.0),
            (0.0003, 0.0005),
            (0.07, 0.1),
        ];
        for (x, step) in pairs {
            assert_eq!(round_number_above(x), step, "{x}");
        }
    }

    #[test]
    fn a_package_across_coins_has_a_tick_in_price_currency() {
        let (eth, btc) = (eth_linear(), btc_inverse_flat(60_300.0, 0.55));
        let market = eth.with(btc.underlyings()[0].clone());
        let legs = vec![
            option_leg(&btc, 1, 20.0, 65_000.0, PutCall::Call),
            option_leg(&eth, -1, 16.0, 3400.0, PutCall::Call),
        ];
        let valuation = value(&package(legs), &market).unwrap();
        assert_eq!(valuation.unit.currency, "USD");
        // 0.0001 BTC are 6.03 USD, and the linear leg shares the package's currency.
        assert!(ticks(&valuation, &market).base > 0.0);
    }

    #[test]
    fn decimals_show_the_tick() {
        let ticks = [(0.05, 2), (0.0001, 4), (0.0005, 4), (0.1, 1), (1.0, 0), (5.0, 0), (0.25, 2)];
        for (tick, places) in ticks {
            assert_eq!(decimals_of(tick), places, "{tick}");
        }
    }
}
