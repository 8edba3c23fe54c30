//! What total variance and its slopes at one log-moneyness say about the distribution, whatever the
//! smile they come from.
//!
//! k = ln(K/F); probabilities are under the forward measure of the expiry. J. Gatheral, *The
//! Volatility Surface* (2006), chapters 1 and 3; J. Gatheral and A. Jacquier (2014), §2.

use crate::math::lanes::Lanes;
use crate::math::{normal, ops};

/// Total variance and its first two derivatives in k, at one k or at several side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variance<N = f64> {
    /// w(k).
    pub w: N,
    /// ∂w/∂k.
    pub dw: N,
    /// ∂²w/∂k².
    pub d2w: N,
}

impl<N: Lanes> Variance<N> {
    /// Durrleman's g(k) = (1 − k w′/2w)² − (w′²/4)(1/w + ¼) + w″/2; the density is free of
    /// butterfly arbitrage where it is not negative.
    #[inline(always)]
    pub fn butterfly_density(&self, k: N) -> N {
        let [quarter, half, one] = [0.25, 0.5, 1.0].map(N::splat);
        let Self { w, dw, d2w } = *self;
        let inverse = one / w;
        let first = one - half * k * dw * inverse;
        first * first - quarter * dw * dw * (inverse + quarter) + half * d2w
    }
}

impl Variance {
    /// Density of k = ln(S_T/F), per unit of k: g(k) φ(d₂)/√w. Negative where there is butterfly
    /// arbitrage.
    pub fn density(&self, k: f64) -> f64 {
        self.butterfly_density(k) * normal::pdf(self.d2(k)) / ops::sqrt(self.w)
    }

    /// P(S_T ≤ K) with the smile: Φ(−d₂) + φ(d₂) w′/(2√w).
    pub fn probability_below(&self, k: f64) -> f64 {
        let d2 = self.d2(k);
        let tilt = normal::pdf(d2) * self.dw / (2.0 * ops::sqrt(self.w));
        (normal::cdf(-d2) + tilt).clamp(0.0, 1.0)
    }

    /// P(S_T > K), which keeps its digits where it is small: Φ(d₂) − φ(d₂) w′/(2√w). A digital call
    /// is worth the discount factor times it.
    pub fn probability_above(&self, k: f64) -> f64 {
        let d2 = self.d2(k);
        let tilt = normal::pdf(d2) * self.dw / (2.0 * ops::sqrt(self.w));
        (normal::cdf(d2) - tilt).clamp(0.0, 1.0)
    }

    /// Dupire's local variance per year, ∂w/∂T over g (Gatheral 2006, eq. 1.10), where total
    /// variance grows by `growth` a year at this k; `None` where either is not positive.
    pub fn local_variance(&self, k: f64, growth: f64) -> Option<f64> {
        let g = self.butterfly_density(k);
        (growth > 0.0 && g > 0.0).then(|| growth / g).filter(|v| v.is_finite())
    }

    /// d₂ = −k/√w − √w/2.
    fn d2(&self, k: f64) -> f64 {
        let s = ops::sqrt(self.w);
        -k / s - 0.5 * s
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::svi::RawSvi;

    #[test]
    fn probability_density_and_total_agree() {
        let slice = RawSvi::from_ssvi(0.04, -0.4, 2.5);
        for k in [-0.8, -0.2, 0.0, 0.3, 0.9] {
            let h = 1e-5;
            let (low, here, high) = (slice.at(k - h), slice.at(k), slice.at(k + h));
            let slope = (high.probability_below(k + h) - low.probability_below(k - h)) / (2.0 * h);
            assert!((slope - here.density(k)).abs() < 1e-8, "at {k}");
            let whole = here.probability_below(k) + here.probability_above(k);
            assert!((whole - 1.0).abs() < 1e-15, "at {k}");
        }
    }

    #[test]
    fn a_digital_is_the_slope_of_the_call() {
        use crate::basics::PutCall;
        use crate::models::black::Black;
        let slice = RawSvi::from_ssvi(0.04, -0.4, 2.5);
        let call = |strike: f64| {
            let w = slice.at(ops::ln(strike / 100.0)).w;
            let vol = w.sqrt();
            let (put_call, forward) = (PutCall::Call, 100.0);
            Black { put_call, forward, strike, years: 1.0, vol, discount: 1.0 }.price()
        };
        for strike in [60.0, 95.0, 100.0, 140.0] {
            let slope = (call(strike - 1e-3) - call(strike + 1e-3)) / 2e-3;
            let k = ops::ln(strike / 100.0);
            assert!((slice.at(k).probability_above(k) - slope).abs() < 1e-8, "at {strike}");
        }
    }

    #[test]
    fn there_is_no_local_volatility_where_there_is_arbitrage() {
        let at = Variance { w: 0.04, dw: 0.0, d2w: 0.0 };
        assert_eq!(at.local_variance(0.0, 0.04), Some(0.04));
        assert_eq!(at.local_variance(0.0, 0.0), None);
        assert_eq!(at.local_variance(0.0, -0.1), None);
        let bent = Variance { d2w: -3.0, ..at };
        assert_eq!(bent.local_variance(0.0, 0.04), None);
    }
}
