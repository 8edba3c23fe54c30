//! Raw SVI: total variance of one expiry as a function of forward log-moneyness.
//!
//! w(k) = a + b{ρ(k−m) + √((k−m)² + σ²)} with k = ln(K/F) (Gatheral 2004; Gatheral and Jacquier
//! 2014, §3.1). Total variance has no unit; wings are linear with slopes b(1±ρ).

use crate::math::{normal, ops};

/// Raw SVI parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawSvi {
    /// Level a.
    pub a: f64,
    /// Wing steepness b ≥ 0.
    pub b: f64,
    /// Rotation ρ in (−1, 1).
    pub rho: f64,
    /// Translation m, in log-moneyness.
    pub m: f64,
    /// Smoothness σ > 0, in log-moneyness.
    pub sigma: f64,
}

/// Total variance and its first two derivatives in k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variance {
    /// w(k).
    pub w: f64,
    /// ∂w/∂k.
    pub dw: f64,
    /// ∂²w/∂k².
    pub d2w: f64,
}

impl RawSvi {
    /// The slice with the same total variance at every strike.
    pub fn flat(total_variance: f64) -> Self {
        Self { a: total_variance, b: 0.0, rho: 0.0, m: 0.0, sigma: 1.0 }
    }

    /// The SSVI slice (θ, ρ, φ) in raw form (Gatheral and Jacquier 2014, §4).
    pub fn from_ssvi(theta: f64, rho: f64, phi: f64) -> Self {
        let root = ops::sqrt(1.0 - rho * rho);
        Self {
            a: 0.5 * theta * (1.0 - rho * rho),
            b: 0.5 * theta * phi,
            rho,
            m: -rho / phi,
            sigma: root / phi,
        }
    }

    /// Total variance and derivatives at log-moneyness k.
    pub fn at(&self, k: f64) -> Variance {
        let x = k - self.m;
        let r = ops::sqrt(x * x + self.sigma * self.sigma);
        Variance {
            w: self.a + self.b * (self.rho * x + r),
            dw: self.b * (self.rho + x / r),
            d2w: self.b * self.sigma * self.sigma / (r * r * r),
        }
    }
}

impl Variance {
    /// Durrleman's g(k) = (1 − k w′/2w)² − (w′²/4)(1/w + ¼) + w″/2; the density is free of
    /// butterfly arbitrage where it is not negative.
    pub fn butterfly_density(&self, k: f64) -> f64 {
        let Self { w, dw, d2w } = *self;
        let first = 1.0 - k * dw / (2.0 * w);
        first * first - 0.25 * dw * dw * (1.0 / w + 0.25) + 0.5 * d2w
    }

    /// Risk-neutral probability P(S_T ≤ K) with the smile: Φ(−d₂) + φ(d₂) w′/(2√w).
    pub fn probability_below(&self, k: f64) -> f64 {
        let s = ops::sqrt(self.w);
        let d2 = -k / s - 0.5 * s;
        (normal::cdf(-d2) + normal::pdf(d2) * self.dw / (2.0 * s)).clamp(0.0, 1.0)
    }
}
