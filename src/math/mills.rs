//! The Mills ratio M(u) = (1 − Φ(u))/φ(u) at two places, and its fall between them, on [`Lanes`].
//!
//! The value of an option is the difference of two Mills ratios times a density. Taken as it stands
//! the difference loses as many digits as the two have in common; here it is the divided difference
//! of one polynomial, which loses none, however close the two places are.
//!
//! With w = u + 5½ and τ = 1 − 10/w, which maps [−½, ∞) onto [−0.91, 1), M(u) w = 1 + (τ − 1) q(τ)
//! is smooth and tends to one (M. Shepherd and J. Laframboise, Math. Comp. 36 (1981), in this kind of
//! variable for erfcx). q is a polynomial of `polynomials.py`.

use super::lanes::{Lanes, from_memory};

/// Lowest argument that [`mills_pair`] takes.
pub const LOWEST: f64 = -0.5;

/// 5 − [`LOWEST`]: w = u + SHIFT.
const SHIFT: f64 = 5.5;

/// τ = 1 − SCALE/w.
const SCALE: f64 = 10.0;

/// q(τ) by pairs of an even and an odd power, lowest first; what is left out is below 1e-17.
static QUOTIENT: [[f64; 2]; 13] = [
    [-1.125_705_804_420_317_9, 1.091_827_192_245_058_6],
    [-0.909_818_206_591_643_8, 0.645_309_556_521_722_7],
    [-0.382_250_638_667_934_4, 0.182_188_173_226_131_62],
    [-0.064_260_064_240_281_4, 0.012_623_746_955_099_076],
    [0.001_643_735_742_871_893, -0.002_073_652_186_046_467],
    [0.000_454_432_282_609_154, 0.000_151_000_607_889_224_65],
    [-9.891_924_176_742_214e-5, -3.013_409_195_221_393e-6],
    [1.571_488_947_926_206e-5, -1.477_782_002_497_152_4e-6],
    [-2.474_441_908_174_5e-6, 4.110_378_981_596_025_6e-7],
    [4.186_955_183_127_487e-7, -7.898_190_599_123_426e-8],
    [-7.335_200_329_791_504e-8, 1.230_411_756_975_429e-8],
    [1.114_060_796_949_391_3e-8, -1.433_674_190_435_446_2e-9],
    [-9.927_224_534_745_432e-10, 9.239_956_767_083_696e-11],
];

/// Mills ratios at two places and the slope of the line between them.
#[derive(Debug, Clone, Copy)]
pub struct MillsPair<N> {
    /// M(a).
    pub near: N,
    /// M(b).
    pub far: N,
    /// (M(a) − M(b))/(b − a), above zero; −M′(a) where b = a.
    pub fall: N,
}

/// M at a and at b for −½ ≤ a ≤ b, each within 3½ ulp, and its fall between them within 5.
#[inline(always)]
pub fn mills_pair<N: Lanes>(a: N, b: N) -> MillsPair<N> {
    let one = N::splat(1.0);
    let (wide_a, wide_b) = (a + N::splat(SHIFT), b + N::splat(SHIFT));
    // One division for both reciprocals.
    let both = one / (wide_a * wide_b);
    let (over_a, over_b) = (wide_b * both, wide_a * both);
    let (below_a, below_b) = (N::splat(SCALE) * over_a, N::splat(SCALE) * over_b);
    let (tau_a, tau_b) = (one - below_a, one - below_b);
    // With z = τ², q is E(z) + τ O(z). Horner's rule for both at b, and beside each the one for its
    // divided difference between a and b: four short chains instead of two long ones.
    let (square_a, square_b) = (tau_a * tau_a, tau_b * tau_b);
    let zero = N::splat(0.0);
    let (mut even, mut odd, mut even_fall, mut odd_fall) = (zero, zero, zero, zero);
    for [even_next, odd_next] in from_memory(&QUOTIENT).iter().rev() {
        even_fall = even_fall * square_a + even;
        odd_fall = odd_fall * square_a + odd;
        even = even * square_b + N::splat(*even_next);
        odd = odd * square_b + N::splat(*odd_next);
    }
    let value = even + tau_b * odd;
    let difference = odd + (tau_a + tau_b) * (even_fall + tau_a * odd_fall);
    // p = 1 + (τ − 1) q at b, and p[τ_a, τ_b] = q(τ_b) + (τ_a − 1) q[τ_a, τ_b].
    let at_b = one - below_b * value;
    let slope = value - below_a * difference;
    // M = p/w, 1/w_a − 1/w_b = (b − a)/(w_a w_b) and τ_a − τ_b = −10 times that.
    let fall = both * (at_b - below_a * slope);
    let far = at_b * over_b;
    MillsPair { near: far + (b - a) * fall, far, fall }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (a, b, M(a), M(b), fall) from 400-digit arithmetic (`tests/data/oracles/generate_math.py`).
    const REFERENCE: &[(f64, f64, f64, f64, f64)] = &include!("../../tests/data/oracles/mills.in");

    #[test]
    fn ratios_and_their_fall_keep_their_digits_however_close_the_places_are() {
        let mut worst = [(0.0, 0.0, 0.0); 3];
        for &(a, b, near, far, fall) in REFERENCE {
            let got = mills_pair(a, b);
            for (worst, (got, want)) in
                worst.iter_mut().zip([(got.near, near), (got.far, far), (got.fall, fall)])
            {
                let error = (got / want - 1.0).abs() / f64::EPSILON;
                if error > worst.0 {
                    *worst = (error, a, b);
                }
            }
        }
        let allowed = [3.5, 3.5, 5.0];
        let inside = worst.iter().zip(allowed).all(|(worst, allowed)| worst.0 < allowed);
        assert!(inside, "ulp, a, b of M(a), M(b) and fall: {worst:?}");
    }

    #[test]
    fn far_away_it_is_the_reciprocal() {
        let got = mills_pair(1e12, 1e12);
        assert!((got.near * 1e12 - 1.0).abs() < 1e-15);
        assert!((got.fall * 1e24 - 1.0).abs() < 1e-15);
    }
}
