//! The part that every Black formula shares: two discounted legs, log-moneyness and total std.
//!
//! An option exchanges a cash leg B = D·K for an asset leg A = D·F. Everything follows from A, B,
//! x = ln(F/K) and s = σ√T. The out-of-the-money value is computed first, as a density times the
//! fall of the Mills ratio between two places (see [`mills`](crate::math::mills)), so that no digit
//! is lost in the tails or at small s; the in-the-money value is that plus the intrinsic one
//! (P. Jäckel, *Let's Be Rational*, Wilmott 2015, §2).

use crate::math::elementary::{exp_of_nonpositive, ln_ratio};
use crate::math::lanes::Lanes;
use crate::math::mills::{self, mills_pair};
use crate::math::{normal, ops};

/// Between these [`ln_ratio`] holds; outside, a logarithm each.
const SMALLEST: f64 = 1e-150;
const LARGEST: f64 = 1e150;

/// What an option exchanges, and how uncertain that is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Legs<N> {
    /// +1 for a call, −1 for a put.
    pub(super) sign: N,
    /// A, not negative.
    pub(super) asset: N,
    /// B, not negative.
    pub(super) cash: N,
    /// x = ln(A/B).
    pub(super) log_moneyness: N,
    /// s, not negative.
    pub(super) total_std: N,
}

/// Values shared by the price and all Greeks; all finite for inputs in the domain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Core<N> {
    /// d₁ = x/s + s/2; zero where the density vanishes, so that products stay finite.
    pub(super) d1: N,
    /// d₂ = x/s − s/2, likewise.
    pub(super) d2: N,
    /// A φ(d₁) = B φ(d₂).
    pub(super) density: N,
    /// Φ(ϑd₁), ½ at the kink.
    pub(super) cdf1: N,
    /// Φ(ϑd₂), ½ at the kink.
    pub(super) cdf2: N,
    /// Discounted value.
    pub(super) price: N,
}

/// ln(a/b) without losing digits near a = b or overflowing far from it; a and b not negative.
pub(super) fn log_ratio(a: f64, b: f64) -> f64 {
    let usual = SMALLEST..=LARGEST;
    if usual.contains(&a) && usual.contains(&b) { ln_ratio(a, b) } else { ops::ln(a) - ops::ln(b) }
}

impl<N: Lanes> Core<N> {
    /// The values where the density is above zero; elsewhere they mean nothing but the density
    /// itself, which is then zero or not a number.
    #[inline(always)]
    pub(super) fn regular(legs: &Legs<N>) -> Self {
        let Legs { sign, asset, cash, log_moneyness: x, total_std: s } = *legs;
        let (zero, one, half) = (N::splat(0.0), N::splat(1.0), N::splat(0.5));
        let below = x.at_most(zero);
        let small = N::select(below, asset, cash);
        let large = N::select(below, cash, asset);
        let h = -(x.abs() / s);
        let t = half * s;
        // d and e are d₁ and d₂ of the option that is out of the money, as if it were a call.
        let (d, e) = (h + t, h - t);
        let phi = N::splat(normal::INV_SQRT_2PI) * exp_of_nonpositive(-(half * d * d));
        let density = small * phi;
        // Where d is well above zero its upper tail is the smaller one and is kept instead.
        let is_low = d.at_most(N::splat(-mills::LOWEST));
        let mills = mills_pair(N::select(is_low, -d, d), -e);
        let tail = phi * mills.near;
        let rest = one - tail;
        let cdf_d = N::select(is_low, tail, rest);
        let cdf_not_d = N::select(is_low, rest, tail);
        let out = N::select(is_low, density * (s * mills.fall), small * (rest - phi * mills.far));
        let cdf_e = density * mills.far / large;
        let cdf_not_e = one - cdf_e;
        let in_the_money = (sign * x).exceeds(zero);
        let intrinsic = sign * (asset - cash);
        let intrinsic = N::select(intrinsic.exceeds(zero), intrinsic, zero);
        // Φ(d₁), Φ(d₂) of the call where x ≤ 0; with x > 0 the roles swap: d₁ = −e, d₂ = −d.
        let is_call = sign.exceeds(zero);
        let choose = |call, put| N::select(is_call, call, put);
        Self {
            d1: N::select(below, d, -e),
            d2: N::select(below, e, -d),
            density,
            cdf1: N::select(below, choose(cdf_d, cdf_not_d), choose(cdf_not_e, cdf_e)),
            cdf2: N::select(below, choose(cdf_e, cdf_not_e), choose(cdf_not_d, cdf_d)),
            price: N::select(in_the_money, out + intrinsic, out),
        }
    }
}

impl Core<f64> {
    /// The limits where φ(d₁) is zero: nothing left to decide (s = 0 or the strike far away), the
    /// option certain to be worth its asset leg (s → ∞), or the kink.
    pub(super) fn limit(legs: &Legs<f64>) -> Self {
        let Legs { sign, asset, cash, log_moneyness: x, total_std: s } = *legs;
        let in_the_money = if sign * x > 0.0 { 1.0 } else { 0.0 };
        let mut core = Self {
            d1: 0.0,
            d2: 0.0,
            density: 0.0,
            cdf1: in_the_money,
            cdf2: in_the_money,
            price: ops::positive_part(sign * (asset - cash)),
        };
        if s > 0.0 && 0.5 * s > x.abs() / s {
            core.cdf1 = if sign > 0.0 { 1.0 } else { 0.0 };
            core.cdf2 = 1.0 - core.cdf1;
            core.price = if sign > 0.0 { asset } else { cash };
        } else if legs.is_kink() {
            core.cdf1 = 0.5;
            core.cdf2 = 0.5;
            core.density = asset * normal::INV_SQRT_2PI;
        }
        core
    }
}

impl Legs<f64> {
    /// The place where value has a corner: s = 0 and x = 0.
    pub(super) fn is_kink(&self) -> bool {
        self.total_std <= 0.0 && self.log_moneyness == 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_ratio_is_exact_near_one_and_far_from_it() {
        let b = 100.0;
        let a = b * (1.0 + f64::EPSILON * 64.0);
        assert!((log_ratio(a, b) / ((a - b) / b) - 1.0).abs() < 1e-13);
        assert!((log_ratio(1e300, 1e-300) - 600.0 * std::f64::consts::LN_10).abs() < 1e-12);
        assert_eq!(log_ratio(0.0, 1.0), f64::NEG_INFINITY);
        assert_eq!(log_ratio(1.0, 0.0), f64::INFINITY);
    }

    #[test]
    fn both_ways_to_the_value_agree_where_they_meet() {
        let at = |d: f64| {
            // A call struck so that d₁ is d at a total std of one.
            let (s, x) = (1.0, d - 0.5);
            let legs = Legs {
                sign: 1.0,
                asset: 100.0 * ops::exp(x),
                cash: 100.0,
                log_moneyness: x,
                total_std: s,
            };
            Core::regular(&legs)
        };
        let meet = -mills::LOWEST;
        let (below, above) = (at(meet), at(meet + 1e-15));
        assert!((below.price / above.price - 1.0).abs() < 1e-14);
        assert!((below.cdf1 / above.cdf1 - 1.0).abs() < 1e-14);
    }
}
