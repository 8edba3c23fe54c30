//! The standard normal distribution: density, distribution and quantile.

use std::f64::consts::FRAC_1_SQRT_2;

use statrs::distribution::{ContinuousCDF, Normal};

use super::ops;

/// 1/√(2π) = φ(0).
pub const INV_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// Standard normal density φ(x).
pub fn pdf(x: f64) -> f64 {
    INV_SQRT_2PI * ops::exp(-0.5 * x * x)
}

/// Standard normal distribution function Φ(x) = ½ erfc(−x/√2), accurate in the lower tail.
pub fn cdf(x: f64) -> f64 {
    0.5 * ops::erfc(-x * FRAC_1_SQRT_2)
}

/// Standard normal quantile Φ⁻¹(p); −∞ at 0, +∞ at 1, not a number outside [0, 1].
///
/// By `statrs`, whose quantile is within 2 ulp down to p = 1e-300 (measured against 400-digit
/// values in the tests below). It takes logarithms from the platform, so its last bit may differ
/// between targets; nothing that must agree to the bit goes through it. An upper-tail quantile is
/// better asked as −Φ⁻¹ of the tail probability itself, since 1 − p has no digits left there.
pub fn inverse_cdf(p: f64) -> f64 {
    if (0.0..=1.0).contains(&p) { Normal::standard().inverse_cdf(p) } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use statrs::distribution::Continuous;

    use super::*;

    /// (p, Φ⁻¹(p)) from 400-digit arithmetic (`tests/data/oracles/generate_math.py`).
    const QUANTILES: &[(f64, f64)] = &include!("../../tests/data/oracles/normal_quantile.in");
    /// (x, Φ(x)) likewise.
    const DISTRIBUTION: &[(f64, f64)] = &include!("../../tests/data/oracles/normal_cdf.in");

    fn worst(errors: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
        errors.fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a })
    }

    #[test]
    fn quantile_is_within_two_ulp_down_to_1e_minus_300() {
        let (error, at) = worst(
            QUANTILES
                .iter()
                .filter(|q| q.1 != 0.0)
                .map(|&(p, want)| ((inverse_cdf(p) / want - 1.0).abs(), p)),
        );
        assert!(error <= 2.0 * f64::EPSILON, "relative error {error:e} at p = {at:e}");
        assert_eq!(inverse_cdf(0.5), 0.0);
        assert_eq!(inverse_cdf(0.0), f64::NEG_INFINITY);
        assert_eq!(inverse_cdf(1.0), f64::INFINITY);
        assert!(inverse_cdf(-0.1).is_nan() && inverse_cdf(f64::NAN).is_nan());
    }

    #[test]
    fn density_and_distribution_agree_with_another_library() {
        let normal = Normal::standard();
        for x in [-5.0, -1.0, 0.0, 0.3, 2.0, 6.0] {
            assert!((pdf(x) / normal.pdf(x) - 1.0).abs() < 1e-14);
            // That library's error function has about eleven digits.
            assert!((cdf(x) / normal.cdf(x) - 1.0).abs() < 1e-10);
        }
    }

    #[test]
    fn distribution_keeps_its_tail() {
        let (error, at) = worst(DISTRIBUTION.iter().map(|&(x, want)| {
            // Rounding the argument moves a tail probability by about x² ulp.
            ((cdf(x) / want - 1.0).abs() / (4.0 + x * x), x)
        }));
        assert!(error < f64::EPSILON, "{error:e} at x = {at}");
    }
}
