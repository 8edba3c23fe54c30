//! One number or several at once: what a formula needs so that it can be written for both.
//!
//! A kernel written on [`Lanes`] runs on `f64` and, four numbers a step, on `wide::f64x4`, which
//! is two wasm or SSE2 vectors, one AVX vector, or plain numbers where there is nothing of the
//! kind. Every operation here is exact or correctly rounded in IEEE 754 and none is fused, so each
//! lane has the bits of the scalar call, on every target.

use std::ops::{Add, Div, Mul, Neg, Sub};

use wide::{f64x4, u64x4};

/// Adding it to a small integer leaves that integer in the lowest bits: 1.5 · 2⁵².
const INTEGER_IN_LOW_BITS: f64 = 6_755_399_441_055_744.0;

/// The exponent bias of a double.
const BIAS: f64 = 1023.0;

/// Keeps a difference of exponents above zero while it is held as an unsigned number.
const OFFSET: u64 = 2048;

/// What is added to the difference of two doubles' bits so that its exponent field holds the
/// nearest power of two of their ratio, offset: half a step for rounding, and the offset itself.
const ROUND_AND_OFFSET: u64 = (1 << 51) + (OFFSET << 52);

/// The bits of 2⁵²; an integer below 2⁵² set into them makes the double 2⁵² + integer.
const TWO_TO_52_BITS: u64 = 0x4330_0000_0000_0000;
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;

/// A number, or several side by side.
pub trait Lanes:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The outcome of a comparison, lane by lane.
    type Mask: Copy;

    /// The same number in every lane.
    fn splat(x: f64) -> Self;

    /// Correctly rounded square root.
    #[must_use]
    fn sqrt(self) -> Self;

    /// The number without its sign.
    #[must_use]
    fn abs(self) -> Self;

    /// self > other, false where either is not a number.
    fn exceeds(self, other: Self) -> Self::Mask;

    /// self ≤ other, false where either is not a number.
    fn at_most(self, other: Self) -> Self::Mask;

    /// `yes` where the mask holds and `no` elsewhere; both are computed.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// True where the mask holds in every lane.
    fn all(mask: Self::Mask) -> bool;

    /// 2ⁿ for a whole n from −1022 to 1023; anything for another n.
    fn power_of_two(n: Self) -> Self;

    /// The whole number k for which self/(2ᵏ other) lies in [⅔, 1½], both positive and normal;
    /// anything otherwise.
    #[must_use]
    fn octaves_above(self, other: Self) -> Self;

    /// The larger of two numbers; `other` where one of them is not a number.
    #[must_use]
    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Self::select(self.exceeds(other), self, other)
    }

    /// The smaller of two numbers; `self` where one of them is not a number.
    #[must_use]
    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        Self::select(self.exceeds(other), other, self)
    }

    /// Rounded to a whole number, halves to even, for |self| < 2⁵¹.
    #[must_use]
    #[inline(always)]
    fn rounded(self) -> Self {
        let shift = Self::splat(INTEGER_IN_LOW_BITS);
        (self + shift) - shift
    }
}

/// A table that stays in memory instead of being unrolled into the code.
///
/// Browsers build a vector constant anew from two immediates each time it is used, which made the
/// kernels half as fast again; a load that spreads one number over the lanes is one instruction.
#[inline(always)]
pub(super) fn from_memory<T>(table: &'static T) -> &'static T {
    std::hint::black_box(table)
}

impl Lanes for f64 {
    type Mask = bool;

    #[inline(always)]
    fn splat(x: f64) -> Self {
        x
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::sqrt(self)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self::abs(self)
    }

    #[inline(always)]
    fn exceeds(self, other: Self) -> bool {
        self > other
    }

    #[inline(always)]
    fn at_most(self, other: Self) -> bool {
        self <= other
    }

    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }

    #[inline(always)]
    fn all(mask: bool) -> bool {
        mask
    }

    #[inline(always)]
    fn power_of_two(n: Self) -> Self {
        Self::from_bits((n + (INTEGER_IN_LOW_BITS + BIAS)).to_bits() << 52)
    }

    #[inline(always)]
    fn octaves_above(self, other: Self) -> Self {
        let gap = self.to_bits().wrapping_sub(other.to_bits()).wrapping_add(ROUND_AND_OFFSET);
        Self::from_bits((gap >> 52) | TWO_TO_52_BITS) - (TWO_TO_52 + OFFSET as Self)
    }
}

impl Lanes for f64x4 {
    type Mask = Self;

    #[inline(always)]
    fn splat(x: f64) -> Self {
        Self::splat(x)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::sqrt(self)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self::abs(self)
    }

    #[inline(always)]
    fn exceeds(self, other: Self) -> Self {
        self.simd_gt(other)
    }

    #[inline(always)]
    fn at_most(self, other: Self) -> Self {
        self.simd_le(other)
    }

    #[inline(always)]
    fn select(mask: Self, yes: Self, no: Self) -> Self {
        mask.bitselect(yes, no)
    }

    #[inline(always)]
    fn all(mask: Self) -> bool {
        mask.all()
    }

    #[inline(always)]
    fn power_of_two(n: Self) -> Self {
        Self::from_bits((n + Self::splat(INTEGER_IN_LOW_BITS + BIAS)).to_bits() << 52)
    }

    #[inline(always)]
    fn octaves_above(self, other: Self) -> Self {
        let gap = self.to_bits() - other.to_bits() + u64x4::splat(ROUND_AND_OFFSET);
        Self::from_bits((gap >> 52) | u64x4::splat(TWO_TO_52_BITS))
            - Self::splat(TWO_TO_52 + OFFSET as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: [f64; 8] = [1.0, 0.7, 1.6, 3400.0, 1e-290, 1e290, 0.999_999, 6.3e-5];

    #[test]
    fn octaves_bring_a_ratio_near_one() {
        for a in NUMBERS {
            for b in NUMBERS {
                let k = a.octaves_above(b);
                assert_eq!(k, k.round());
                let near = if k.abs() < 1023.0 { a / (b * f64::power_of_two(k)) } else { 1.0 };
                assert!((0.666..1.501).contains(&near), "{a:e} / {b:e}: {k}, {near}");
            }
        }
    }

    #[test]
    fn powers_of_two_are_exact() {
        for n in [-1022, -300, -1, 0, 1, 52, 1023] {
            assert_eq!(f64::power_of_two(f64::from(n)), libm::ldexp(1.0, n));
        }
    }

    #[test]
    fn lanes_have_the_bits_of_the_scalar() {
        let lanes = |x: [f64; 4]| f64x4::new(x);
        for a in NUMBERS {
            for chunk in NUMBERS.chunks_exact(4) {
                let four = [chunk[0], chunk[1], chunk[2], chunk[3]];
                let wide = f64x4::splat(a).octaves_above(lanes(four)).to_array();
                assert_eq!(wide, four.map(|b| a.octaves_above(b)));
                let whole = lanes(four.map(|b| (b % 700.0).round()));
                let powers = f64x4::power_of_two(whole).to_array();
                assert_eq!(powers, whole.to_array().map(f64::power_of_two));
                assert_eq!(lanes(four).rounded().to_array(), four.map(Lanes::rounded));
            }
        }
    }
}
