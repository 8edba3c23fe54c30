//! The standard normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

use super::ops;

/// 1/√(2π).
const INV_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// Standard normal density φ(x).
pub fn pdf(x: f64) -> f64 {
    INV_SQRT_2PI * ops::exp(-0.5 * x * x)
}

/// Standard normal distribution function Φ(x) = ½ erfc(−x/√2), accurate in the lower tail.
pub fn cdf(x: f64) -> f64 {
    0.5 * ops::erfc(-x * FRAC_1_SQRT_2)
}
