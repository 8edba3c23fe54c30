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
        let mills_e = normal::mills(e);
        // Φ(d) and Φ(e) from their smaller tail.
        let mills_d = normal::mills(-d.abs());
        let cdf_d = if d < 0.0 { phi * mills_d } else { 1.0 - phi * mills_d };
        let cdf_e = density / large * mills_e;
        let otm = if t < TAYLOR_BELOW && h > TAYLOR_ABOVE {
            density * mills_difference(h, t)
        } else if d < 0.0 {
            density * (mills_d - mills_e)
        } else {
            small * (cdf_d - phi * mills_e)
        };
        let intrinsic = (sign * (asset - cash)).max(0.0);
        let in_the_money = sign * x > 0.0;
        let price = if in_the_money { otm + intrinsic } else { otm };
        // Φ(d₁), Φ(d₂) of the call where x ≤ 0; with x > 0 the roles swap: d₁ = −e, d₂ = −d.
        let (d1, d2) = if x <= 0.0 { (d, e) } else { (-e, -d) };
        let (cdf1, cdf2) = match (x <= 0.0, sign > 0.0) {
            (true, true) => (cdf_d, cdf_e),
            (true, false) => (upper(d, phi, mills_d), 1.0 - cdf_e),
            (false, true) => (1.0 - cdf_e, upper(d, phi, mills_d)),
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
            price: (sign * (asset - cash)).max(0.0),
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

/// Φ(−d) from φ(d) and Y(−|d|).
fn upper(d: f64, phi: f64, mills_d: f64) -> f64 {
    if d < 0.0 { 1.0 - phi * mills_d } else { phi * mills_d }
}

/// Y(h+t) − Y(h−t) = 2 Σ Y⁽ⁿ⁾(h) tⁿ/n! over odd n, for −3 < h ≤ 0 and t < ¼.
///
/// The derivatives by Y′ = 1 + hY, Y⁽ⁿ⁺¹⁾ = nY⁽ⁿ⁻¹⁾ + hY⁽ⁿ⁾; with y[n] = Y⁽ⁿ⁾/n! this is
/// y[n+1] = (y[n−1] + h·y[n])/(n+1). Terms beyond n = 15 are below 1e-17 of the first.
fn mills_difference(h: f64, t: f64) -> f64 {
    const ORDER: usize = 15;
    let mut y = [0.0; ORDER + 1];
    y[0] = normal::mills(h);
    y[1] = 1.0 + h * y[0];
    for n in 1..ORDER {
        y[n + 1] = (y[n - 1] + h * y[n]) / (n as f64 + 1.0);
    }
    let square = t * t;
    let mut sum = y[ORDER];
    for n in (1..ORDER).step_by(2).rev() {
        sum = sum * square + y[n];
    }
    2.0 * t * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taylor_and_difference_agree_where_they_meet() {
        for h in [-2.9, -1.0, -0.2, 0.0] {
            let t = 0.249_999;
            let taylor = mills_difference(h, t);
            let direct = normal::mills(h + t) - normal::mills(h - t);
            assert!((taylor / direct - 1.0).abs() < 3e-14, "{taylor} {direct}");
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
