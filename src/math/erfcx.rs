//! The scaled complementary error function erfcx(x) = e^{x²} erfc(x).
//!
//! Rational minimax approximations of W. J. Cody, *Rational Chebyshev approximations for the error
//! function*, Math. Comp. 23 (1969), in the arrangement of his SPECFUN `CALERF`.

use super::ops;

/// 1/√π, where the expansion for large arguments starts.
const FRAC_1_SQRT_PI: f64 = 0.564_189_583_547_756_3;

/// Below this the result is larger than the largest double.
const OVERFLOW_BELOW: f64 = -26.628;

/// Numerator for |x| ≤ 0.46875, lowest power first.
const SMALL_NUM: [f64; 5] = [
    3_209.377_589_138_469_4,
    377.485_237_685_302,
    113.864_154_151_050_16,
    3.161_123_743_870_565_6,
    0.185_777_706_184_603_15,
];
/// Denominator for |x| ≤ 0.46875; the coefficient of the highest power is one.
const SMALL_DEN: [f64; 5] = [
    2_844.236_833_439_171,
    1_282.616_526_077_372_3,
    244.024_637_934_444_17,
    23.601_290_952_344_122,
    1.0,
];
/// Numerator for 0.46875 < x ≤ 4, lowest power first.
const MIDDLE_NUM: [f64; 9] = [
    1_230.339_354_797_997_2,
    2_051.078_377_826_071_5,
    1_712.047_612_634_070_6,
    881.952_221_241_769,
    298.635_138_197_400_1,
    66.119_190_637_141_63,
    8.883_149_794_388_376,
    0.564_188_496_988_670_1,
    2.153_115_354_744_038_5e-8,
];
/// Denominator for 0.46875 < x ≤ 4; the coefficient of the highest power is one.
const MIDDLE_DEN: [f64; 9] = [
    1_230.339_354_803_749_4,
    3_439.367_674_143_721_6,
    4_362.619_090_143_247,
    3_290.799_235_733_459_6,
    1_621.389_574_566_690_2,
    537.181_101_862_009_9,
    117.693_950_891_312_5,
    15.744_926_110_709_835,
    1.0,
];
/// Numerator in 1/x² for x > 4, lowest power first.
const LARGE_NUM: [f64; 6] = [
    6.587_491_615_298_378e-4,
    0.016_083_785_148_742_28,
    0.125_781_726_111_229_25,
    0.360_344_899_949_804_45,
    0.305_326_634_961_232_36,
    0.016_315_387_137_302_097,
];
/// Denominator in 1/x² for x > 4; the coefficient of the highest power is one.
const LARGE_DEN: [f64; 6] = [
    0.002_335_204_976_268_691_8,
    0.060_518_341_312_441_32,
    0.527_905_102_951_428_5,
    1.872_952_849_923_460_4,
    2.568_520_192_289_822,
    1.0,
];

/// erfcx(x) = e^{x²} erfc(x), relative error below 6e-16; +∞ where it overflows (x < −26.628).
pub fn erfcx(x: f64) -> f64 {
    if x >= 0.0 {
        return erfcx_nonnegative(x);
    }
    if x < OVERFLOW_BELOW {
        return f64::INFINITY;
    }
    if x >= -0.46875 {
        return near_zero(x);
    }
    2.0 * exp_square(x) - erfcx_nonnegative(-x)
}

/// erfcx for x ≥ 0: two divisions at most and, above 0.46875, no exponential.
#[inline]
pub fn erfcx_nonnegative(x: f64) -> f64 {
    if x > 4.0 {
        let s = 1.0 / (x * x);
        let tail = s * horner(&LARGE_NUM, s) / horner(&LARGE_DEN, s);
        (FRAC_1_SQRT_PI - tail) / x
    } else if x > 0.46875 {
        horner(&MIDDLE_NUM, x) / horner(&MIDDLE_DEN, x)
    } else {
        near_zero(x)
    }
}

/// e^{x²}(1 − erf x) for |x| ≤ 0.46875.
fn near_zero(x: f64) -> f64 {
    let s = x * x;
    let erf = x * horner(&SMALL_NUM, s) / horner(&SMALL_DEN, s);
    ops::exp(s) * (1.0 - erf)
}

/// e^{x²} with the rounding error of x² put back: x is split at a multiple of 1/16.
fn exp_square(x: f64) -> f64 {
    let head = (x * 16.0).trunc() / 16.0;
    ops::exp(head * head) * ops::exp((x - head) * (x + head))
}

#[inline]
fn horner<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let mut sum = coefficients[N - 1];
    for c in coefficients[..N - 1].iter().rev() {
        sum = sum * x + c;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (x, erfcx(x)) from 60-digit arithmetic (`tests/data/oracles/generate_math.py`).
    const REFERENCE: &[(f64, f64)] = &include!("../../tests/data/oracles/erfcx.in");

    #[test]
    fn agrees_with_sixty_digit_values() {
        let worst = REFERENCE.iter().map(|&(x, want)| ((erfcx(x) / want - 1.0).abs(), x)).fold(
            (0.0, 0.0),
            |worst, here| {
                if here.0 > worst.0 { here } else { worst }
            },
        );
        assert!(worst.0 < 6e-16, "relative error {:e} at x = {}", worst.0, worst.1);
    }

    #[test]
    fn ends_are_limits() {
        assert_eq!(erfcx(-30.0), f64::INFINITY);
        assert_eq!(erfcx(f64::INFINITY), 0.0);
        assert_eq!(erfcx(f64::NEG_INFINITY), f64::INFINITY);
        assert_eq!(erfcx(0.0), 1.0);
    }
}
