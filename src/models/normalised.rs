//! The part that every Black formula shares: two discounted legs, log-moneyness and total std.
//!
//! An option exchanges a cash leg B = D·K for an asset leg A = D·F. Everything follows from A, B,
//! x = ln(F/K) and s = σ√T, and the out-of-the-money value is computed first, from the ratio
//! Y(z) = Φ(z)/φ(z) (see [`normal::mills`]) at negative arguments only, so that no digit is lost in
//! the tails; the in-the-money value is that plus the intrinsic one (P. Jäckel, *Let's Be
//! Rational*, Wilmott 2015, §2).

use crate::math::{normal, ops};

/// From this half std on, Y(h+t) − Y(h−t) loses at most two bits near the money.
const TAYLOR_BELOW: f64 = 0.25;

/// Deeper out of the money than this the forward recursion for the derivatives of Y loses digits,
/// while the plain difference loses no more than the conditioning of the price.
const TAYLOR_ABOVE: f64 = -3.0;

/// Values shared by the price and all Greeks; all finite for inputs in the domain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Core {
    /// d₁ = x/s + s/2; zero where the density vanishes, so that products stay finite.
    pub(crate) d1: f64,
    /// d₂ = x/s − s/2, likewise.
    pub(crate) d2: f64,
    /// A φ(d₁) = B φ(d₂).
    pub(crate) density: f64,
    /// Φ(ϑd₁), ½ at the kink.
    pub(crate) cdf1: f64,
    /// Φ(ϑd₂), ½ at the kink.
    pub(crate) cdf2: f64,
    /// Discounted value.
    pub(crate) price: f64,
    /// The place where value has a corner: s = 0 and x = 0.
    pub(crate) kink: bool,
}

/// ln(a/b) without losing digits near a = b or overflowing far from it.
pub(crate) fn log_ratio(a: f64, b: f64) -> f64 {
    // The difference is exact in this range (Sterbenz).
    if a < 2.0 * b && b < 2.0 * a {
        return ops::ln_1p((a - b) / b);
    }
    let ratio = a / b;
    if ratio.is_normal() { ops::ln(ratio) } else { ops::ln(a) - ops::ln(b) }
}

impl Core {
    /// `sign` is +1 for a call and −1 for a put; `asset`, `cash`, `s` are not negative.
    pub(crate) fn new(sign: f64, asset: f64, cash: f64, x: f64, s: f64) -> Self {
        let (small, large) = if x <= 0.0 { (asset, cash) } else { (cash, asset) };
        let h = -x.abs() / s;
        let t = 0.5 * s;
        // d and e are d₁ and d₂ of the option that is out of the money, as if it were a call.
        let d = h + t;
        let e = h - t;
        let phi = normal::pdf(d);
        let density = small * phi;
        if !(s > 0.0 && density > 0.0) {
            return Self::without_density(sign, asset, cash, x, s);
        }
        let near = t < TAYLOR_BELOW && h > TAYLOR_ABOVE;
        let (cdf_d, cdf_not_d, mills_e, otm) = if near {
            let (even, odd) = if t < 0.05 { around::<9>(h, t) } else { around::<15>(h, t) };
            let cdf_d = phi * (even + odd);
            (cdf_d, 1.0 - cdf_d, even - odd, density * 2.0 * odd)
        } else {
            // Φ(±d) from the smaller of the two.
            let (mills_d, mills_e) = (normal::mills(-d.abs()), normal::mills(e));
            let tail = phi * mills_d;
            if d < 0.0 {
                (tail, 1.0 - tail, mills_e, density * (mills_d - mills_e))
            } else {
                (1.0 - tail, tail, mills_e, small * ((1.0 - tail) - phi * mills_e))
            }
        };
        let cdf_e = density / large * mills_e;
        let intrinsic = ops::positive_part(sign * (asset - cash));
        let in_the_money = sign * x > 0.0;
        let price = if in_the_money { otm + intrinsic } else { otm };
        // Φ(d₁), Φ(d₂) of the call where x ≤ 0; with x > 0 the roles swap: d₁ = −e, d₂ = −d.
        let (d1, d2) = if x <= 0.0 { (d, e) } else { (-e, -d) };
        let (cdf1, cdf2) = match (x <= 0.0, sign > 0.0) {
            (true, true) => (cdf_d, cdf_e),
            (true, false) => (cdf_not_d, 1.0 - cdf_e),
            (false, true) => (1.0 - cdf_e, cdf_not_d),
            (false, false) => (cdf_e, cdf_d),
        };
        Self { d1, d2, density, cdf1, cdf2, price, kink: false }
    }

    /// The limits where φ(d₁) is zero: nothing left to decide (s = 0 or the strike far away), the
    /// option certain to be worth its asset leg (s → ∞), or the kink.
    fn without_density(sign: f64, asset: f64, cash: f64, x: f64, s: f64) -> Self {
        let in_the_money = if sign * x > 0.0 { 1.0 } else { 0.0 };
        let mut core = Self {
            d1: 0.0,
            d2: 0.0,
            density: 0.0,
            cdf1: in_the_money,
            cdf2: in_the_money,
            price: ops::positive_part(sign * (asset - cash)),
            kink: false,
        };
        if s > 0.0 && 0.5 * s > x.abs() / s {
            core.cdf1 = if sign > 0.0 { 1.0 } else { 0.0 };
            core.cdf2 = 1.0 - core.cdf1;
            core.price = if sign > 0.0 { asset } else { cash };
        } else if s <= 0.0 && x == 0.0 {
            core.cdf1 = 0.5;
            core.cdf2 = 0.5;
            core.density = asset * normal::INV_SQRT_2PI;
            core.kink = true;
        }
        core
    }
}

/// The even and the odd part of Y(h+t) in t: Y(h±t) = even ± odd, for −3 < h ≤ 0 and t < ¼.
///
/// Both are sums of Y⁽ⁿ⁾(h) tⁿ/n!, the derivatives by Y′ = 1 + hY, Y⁽ⁿ⁺¹⁾ = nY⁽ⁿ⁻¹⁾ + hY⁽ⁿ⁾. The
/// n-th term is at most tⁿ/n!! of the first; `ORDER` is the last one taken: 9 for t < 0.05 and 15
/// else leave less than 3e-17.
fn around<const ORDER: usize>(h: f64, t: f64) -> (f64, f64) {
    let mut before = normal::mills(h);
    let mut derivative = 1.0 + h * before;
    let mut even = before;
    let mut odd = derivative * t;
    let mut power = t;
    for (n, over_next) in RECIPROCALS.iter().enumerate().take(ORDER).skip(1) {
        (before, derivative) = (derivative, n as f64 * before + h * derivative);
        // tⁿ⁺¹/(n+1)!
        power *= t * over_next;
        if n % 2 == 0 {
            odd += derivative * power;
        } else {
            even += derivative * power;
        }
    }
    (even, odd)
}

/// 1/(n+1) at index n.
const RECIPROCALS: [f64; 15] = {
    let mut table = [1.0; 15];
    let mut n = 0;
    while n < table.len() {
        table[n] = 1.0 / (n as f64 + 1.0);
        n += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taylor_and_difference_agree_where_they_meet() {
        for h in [-2.9, -1.0, -0.2, 0.0] {
            for t in [0.049, 0.051, 0.249] {
                let (even, odd) = if t < 0.05 { around::<9>(h, t) } else { around::<15>(h, t) };
                let (right, left) = (normal::mills(h + t), normal::mills(h - t));
                assert!(((even + odd) / right - 1.0).abs() < 2e-15);
                assert!(((even - odd) / left - 1.0).abs() < 2e-15);
                let cancellation = right / (right - left);
                let direct = (right - left) * 0.5;
                assert!((odd / direct - 1.0).abs() < 1e-15 * cancellation, "{odd} {direct}");
            }
        }
    }

    #[test]
    fn log_ratio_is_exact_near_one_and_far_from_it() {
        let b = 100.0;
        let a = b * (1.0 + f64::EPSILON * 64.0);
        assert!((log_ratio(a, b) / ((a - b) / b) - 1.0).abs() < 1e-13);
        assert!((log_ratio(1e300, 1e-300) - 600.0 * std::f64::consts::LN_10).abs() < 1e-12);
        assert_eq!(log_ratio(0.0, 1.0), f64::NEG_INFINITY);
        assert_eq!(log_ratio(1.0, 0.0), f64::INFINITY);
    }
}
