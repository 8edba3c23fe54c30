//! eˣ and ln(a/b) on [`Lanes`]: without branches, and the same bits in every lane and on every target.
//!
//! Polynomials of `polynomials.py`, in the order of G. Estrin (1960), which has short chains.

use super::lanes::{Lanes, from_memory};

/// (eʳ − 1 − r)/r² for |r| ≤ ½ ln 2, lowest power first; what is left out is below 1.1e-16.
static EXP: [f64; 10] = [
    0.500_000_000_000_000_1,
    0.166_666_666_666_666_7,
    0.041_666_666_666_624_12,
    0.008_333_333_333_326_134,
    0.001_388_888_891_721_558_6,
    0.000_198_412_698_748_223_07,
    2.480_152_129_346_386_2e-5,
    2.755_725_539_833_871e-6,
    2.762_008_948_195_459e-7,
    2.510_521_769_568_451_6e-8,
];

/// (artanh(s)/s − 1)/s² in s² for s² ≤ 0.0402, lowest power first; what is left out is
/// below 2e-17.
static ATANH: [f64; 8] = [
    0.333_333_333_333_333_3,
    0.200_000_000_000_040_7,
    0.142_857_142_835_943_42,
    0.111_111_115_312_349_6,
    0.090_908_682_724_196_44,
    0.076_944_550_570_245_28,
    0.066_044_455_621_694_07,
    0.068_076_030_035_564_53,
];

/// ln 2 to 21 bits fewer than a double has, so that small multiples are exact, and the rest.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Below it eˣ rounds to zero.
const EXP_VANISHES: f64 = -746.0;

/// eˣ for x ≤ 0, within an ulp above 1e-300 and zero below 5e-324.
#[inline(always)]
pub fn exp_of_nonpositive<N: Lanes>(x: N) -> N {
    let lowest = N::splat(EXP_VANISHES);
    let x = N::select(x.exceeds(lowest), x, lowest);
    let octaves = (x * N::splat(std::f64::consts::LOG2_E)).rounded();
    let r = (x - octaves * N::splat(LN_2_HIGH)) - octaves * N::splat(LN_2_LOW);
    let table = from_memory(&EXP);
    let c = |i: usize| N::splat(table[i]);
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let low = (c(0) + c(1) * r) + (c(2) + c(3) * r) * r2;
    let middle = (c(4) + c(5) * r) + (c(6) + c(7) * r) * r2;
    let quadratic = low + (middle + (c(8) + c(9) * r) * r4) * r4;
    let mantissa = N::splat(1.0) + (r + r2 * quadratic);
    // 2ⁿ in two steps, so that the result may be subnormal.
    let first = N::select(octaves.exceeds(N::splat(-1000.0)), octaves, N::splat(-1000.0));
    mantissa * N::power_of_two(first) * N::power_of_two(octaves - first)
}

/// ln(a/b) within two ulp, also where a is next to b; both positive, normal and at most 2¹⁰⁰⁰ apart.
///
/// With k octaves between them it is k ln 2 + 2 artanh((a − 2ᵏb)/(a + 2ᵏb)), and the difference in
/// the numerator is exact (Sterbenz).
#[inline(always)]
pub fn ln_ratio<N: Lanes>(a: N, b: N) -> N {
    let octaves = a.octaves_above(b);
    let near = b * N::power_of_two(octaves);
    let s = (a - near) / (a + near);
    let z = s * s;
    let (z2, z4) = (z * z, (z * z) * (z * z));
    let table = from_memory(&ATANH);
    let c = |i: usize| N::splat(table[i]);
    let low = (c(0) + c(1) * z) + (c(2) + c(3) * z) * z2;
    let high = (c(4) + c(5) * z) + (c(6) + c(7) * z) * z2;
    let twice = s + s;
    let small = twice * (z * (low + high * z4)) + octaves * N::splat(LN_2_LOW);
    octaves * N::splat(LN_2_HIGH) + (twice + small)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (x, eˣ) and (a, b, ln(a/b)) from 400-digit arithmetic (`tests/data/oracles/generate_math.py`).
    #[allow(clippy::approx_constant, reason = "reference values meet constants")]
    const EXPONENTIALS: &[(f64, f64)] = &include!("../../tests/data/oracles/exp.in");
    #[allow(clippy::approx_constant, reason = "reference values meet constants")]
    const LOGARITHMS: &[(f64, f64, f64)] = &include!("../../tests/data/oracles/ln_ratio.in");

    #[test]
    fn exponential_is_within_an_ulp_and_vanishes_gradually() {
        for &(x, want) in EXPONENTIALS {
            let got = exp_of_nonpositive(x);
            let allowed = if want > 1e-300 { f64::EPSILON * want } else { 1e-323 };
            assert!((got - want).abs() <= allowed, "exp({x}) is {got:e}, not {want:e}");
        }
        assert_eq!(exp_of_nonpositive(0.0), 1.0);
        assert_eq!(exp_of_nonpositive(-800.0), 0.0);
        assert_eq!(exp_of_nonpositive(f64::NEG_INFINITY), 0.0);
    }

    #[test]
    fn logarithm_is_within_two_ulp_near_one_and_far_from_it() {
        for &(a, b, want) in LOGARITHMS {
            let got = ln_ratio(a, b);
            let error = (got - want).abs();
            assert!(error <= 2.0 * f64::EPSILON * want.abs(), "ln({a:e}/{b:e}) {got:e}: {want:e}");
        }
        assert_eq!(ln_ratio(3400.0, 3400.0), 0.0);
    }
}
