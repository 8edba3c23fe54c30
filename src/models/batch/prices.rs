//! Values of many options, without their derivatives.

use wide::f64x4;

use super::LARGEST;
use crate::math::elementary::ln_ratio;
use crate::math::lanes::Lanes;
use crate::models::black::{Black, Exchange};

/// Writes the value of each option, with the bits of [`Black::price`]; as many as the shorter of
/// both slices holds.
pub fn prices(options: &[Black], values: &mut [f64]) {
    let count = options.len().min(values.len());
    let (options, values) = (&options[..count], &mut values[..count]);
    let (fours, rest) = options.as_chunks::<4>();
    let (slots, slots_left) = values.as_chunks_mut::<4>();
    for (four, slots) in fours.iter().zip(slots) {
        *slots = four_prices(four).unwrap_or_else(|| four.map(|option| option.price()));
    }
    for (option, slot) in rest.iter().zip(slots_left) {
        *slot = option.price();
    }
}

/// Four values, where all options are in the usual range.
#[inline(always)]
fn four_prices(options: &[Black; 4]) -> Option<[f64; 4]> {
    let of = |field: fn(&Black) -> f64| f64x4::new(options.each_ref().map(field));
    let (forward, strike, discount) = (of(|o| o.forward), of(|o| o.strike), of(|o| o.discount));
    let (years, vol) = (of(|o| o.years), of(|o| o.vol));
    let exchange = Exchange {
        sign: of(|o| o.put_call.sign()),
        underlying: forward,
        strike,
        years,
        vol,
        asset_discount: discount,
        cash_discount: discount,
        log_moneyness: ln_ratio(forward, strike),
    };
    let (core, holds) = exchange.regular();
    let smallest = forward.smaller(strike).smaller(discount);
    let largest = forward.larger(strike).larger(discount).larger(years).larger(vol);
    let zero = f64x4::splat(0.0);
    let inside = Lanes::select(holds, smallest, zero).exceeds(f64x4::splat(LARGEST.recip()));
    let inside = Lanes::select(inside, largest, f64x4::splat(f64::INFINITY));
    let is_usual = <f64x4 as Lanes>::all(inside.at_most(f64x4::splat(LARGEST)));
    is_usual.then(|| core.price.to_array())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;

    #[test]
    fn every_value_has_the_bits_of_the_scalar_call() {
        let of = |i: u32| Black {
            put_call: if i.is_multiple_of(3) { PutCall::Put } else { PutCall::Call },
            forward: 3_400.0,
            strike: 200.0 + 90.0 * f64::from(i),
            years: if i == 17 { 0.0 } else { 0.001 * f64::from(i % 11 + 1) },
            vol: if i == 40 { 1e-200 } else { 0.2 + 0.01 * f64::from(i % 29) },
            discount: 0.99,
        };
        let options: Vec<Black> = (0..71).map(of).collect();
        let mut values = vec![f64::NAN; 72];
        prices(&options, &mut values);
        for (option, value) in options.iter().zip(&values) {
            assert_eq!(option.price().to_bits(), value.to_bits(), "{option:?}");
        }
        assert!(values[71].is_nan());
    }
}
