//! Raw SVI: total variance of one expiry as a function of forward log-moneyness.
//!
//! w(k) = a + b{ρ(k−m) + √((k−m)² + σ²)} with k = ln(K/F) (Gatheral 2004; Gatheral and Jacquier
//! 2014, §3.1). Total variance has no unit; wings are linear with slopes b(1±ρ).

use super::smile::Variance;
use crate::math::lanes::Lanes;
use crate::math::ops;

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

/// Jump-wings parameters: what a trader reads off one expiry's smile (Gatheral and Jacquier 2014,
/// §3.3), per year where a time enters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JumpWings {
    /// Variance at the money, per year: v = w(0)/T.
    pub variance: f64,
    /// Skew at the money ψ = ∂√w/∂k at k = 0.
    pub skew: f64,
    /// Slope p of the put wing, in units of √w(0).
    pub put_wing: f64,
    /// Slope c of the call wing, in units of √w(0).
    pub call_wing: f64,
    /// Least variance, per year.
    pub minimum_variance: f64,
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

    /// The slice whose jump wings at `years` are `wings`; `None` where no hyperbola has them: a
    /// skew steeper than the wings, a minimum above the money's variance, or a flat slice, whose
    /// centre is not determined.
    pub fn from_jump_wings(wings: &JumpWings, years: f64) -> Option<Self> {
        let root = ops::sqrt(wings.variance * years);
        let b = 0.5 * root * (wings.call_wing + wings.put_wing);
        let rho = 1.0 - wings.put_wing * root / b;
        let beta = rho - 2.0 * wings.skew * root / b;
        let depth = (wings.variance - wings.minimum_variance) * years;
        let flank = ops::sqrt(1.0 - rho * rho);
        // √(m² + σ²) and m in units of σ follow from β = m/√(m² + σ²).
        let (m, sigma) = if beta == 0.0 {
            (0.0, depth / (b * (1.0 - flank)))
        } else {
            let alpha = ops::sqrt(1.0 / (beta * beta) - 1.0).copysign(beta);
            let secant = ops::sqrt(1.0 + alpha * alpha).copysign(beta);
            let m = depth / (b * (-rho + secant - alpha * flank));
            (m, alpha * m)
        };
        let a = wings.minimum_variance * years - b * sigma * flank;
        let slice = Self { a, b, rho, m, sigma };
        let usable = [a, b, rho, m, sigma].iter().all(|x| x.is_finite()) && sigma > 0.0 && b > 0.0;
        usable.then_some(slice)
    }

    /// The jump wings of this slice at `years`.
    pub fn jump_wings(&self, years: f64) -> JumpWings {
        let Self { a, b, rho, m, sigma } = *self;
        let root = ops::sqrt(self.at(0.0).w);
        let distance = ops::sqrt(m * m + sigma * sigma);
        JumpWings {
            variance: root * root / years,
            skew: b / (2.0 * root) * (rho - m / distance),
            put_wing: b * (1.0 - rho) / root,
            call_wing: b * (1.0 + rho) / root,
            minimum_variance: (a + b * sigma * ops::sqrt(1.0 - rho * rho)) / years,
        }
    }

    /// Total variance alone, at one log-moneyness or several: the bits of [`Self::at`].
    #[inline(always)]
    pub fn level<N: Lanes>(&self, k: N) -> N {
        let splat = N::splat;
        let x = k - splat(self.m);
        let r = (x * x + splat(self.sigma * self.sigma)).sqrt();
        splat(self.a) + splat(self.b) * (splat(self.rho) * x + r)
    }

    /// Total variance alone at log-moneyness k.
    pub fn total_variance(&self, k: f64) -> f64 {
        self.level(k)
    }

    /// Total variance and derivatives at log-moneyness k, one or several.
    #[inline(always)]
    pub fn at<N: Lanes>(&self, k: N) -> Variance<N> {
        let [a, b, rho, m, sigma] = [self.a, self.b, self.rho, self.m, self.sigma].map(N::splat);
        let x = k - m;
        let r = (x * x + sigma * sigma).sqrt();
        let inverse = N::splat(1.0) / r;
        Variance {
            w: a + b * (rho * x + r),
            dw: b * (rho + x * inverse),
            d2w: b * sigma * sigma * inverse * inverse * inverse,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Axel Vogt's slice, which looks innocent and has butterfly arbitrage (Gatheral and Jacquier
    /// 2014, §5.1).
    const VOGT: RawSvi = RawSvi { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 };

    #[track_caller]
    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() <= tolerance, "{got} instead of {want}");
    }

    /// The least butterfly density for |k| ≤ 1.5 on a fine grid, and where.
    fn least_density(slice: &RawSvi) -> (f64, f64) {
        (-1500..=1500)
            .map(|i| f64::from(i) / 1000.0)
            .map(|k| (slice.at(k).butterfly_density(k), k))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap()
    }

    #[test]
    fn vogts_slice_has_its_wings_and_its_arbitrage() {
        let wings = VOGT.jump_wings(1.0);
        close(wings.variance, 0.017_426_25, 5e-9);
        close(wings.skew, -0.175_211_1, 5e-8);
        close(wings.put_wing, 0.699_738_1, 5e-8);
        close(wings.call_wing, 1.316_798, 5e-7);
        close(wings.minimum_variance, 0.011_624_90, 5e-9);
        let (least, at) = least_density(&VOGT);
        close(least, -0.03286, 5e-6);
        close(at, 0.879, 5e-4);
        for (k, sign) in [(0.641, 1.0), (0.643, -1.0), (1.255, -1.0), (1.257, 1.0)] {
            assert!(VOGT.at(k).butterfly_density(k) * sign > 0.0, "k = {k}");
        }
    }

    #[test]
    fn repaired_slice_has_none() {
        let wings = JumpWings {
            variance: 0.017_426_25,
            skew: -0.175_211_1,
            put_wing: 0.699_738_1,
            call_wing: 0.349_315_8,
            minimum_variance: 0.015_481_82,
        };
        let slice = RawSvi::from_jump_wings(&wings, 1.0).unwrap();
        close(slice.a, 0.007_740_9, 5e-8);
        close(slice.b, 0.069_242_0, 5e-8);
        close(slice.rho, -0.334_036_5, 5e-7);
        close(slice.m, 0.042_033_7, 5e-7);
        close(slice.sigma, 0.118_607_8, 5e-7);
        close(least_density(&slice).0, 0.2778, 5e-5);
    }

    #[test]
    fn jump_wings_round_trip() {
        let centred = RawSvi { m: 0.0, a: 0.01, ..VOGT };
        let tilted = RawSvi { a: 0.02, b: 0.2, rho: -0.6, m: -0.1, sigma: 0.15 };
        for slice in [VOGT, centred, tilted] {
            let back = RawSvi::from_jump_wings(&slice.jump_wings(0.3), 0.3).unwrap();
            for k in [-1.0, -0.1, 0.0, 0.2, 1.5] {
                close(back.at(k).w, slice.at(k).w, 1e-12);
            }
        }
        assert_eq!(RawSvi::from_jump_wings(&RawSvi::flat(0.04).jump_wings(1.0), 1.0), None);
    }

    #[test]
    fn ssvi_example() {
        let slice = RawSvi::from_ssvi(0.04, -0.4, 2.5);
        close(slice.at(-0.2).w, 0.049_690_47, 5e-9);
        close(slice.at(0.2).w, 0.034_439_09, 5e-9);
        let at_the_money = slice.at(0.0);
        let vol = (at_the_money.w / 0.5).sqrt();
        close(vol, 0.282_842_7, 5e-8);
        close(at_the_money.dw / (2.0 * vol * 0.5), -0.141_421, 5e-7);
    }

    #[test]
    fn derivatives_are_slopes() {
        let slice = RawSvi::from_ssvi(0.04, -0.4, 2.5);
        for k in [-0.8, -0.2, 0.0, 0.3, 0.9] {
            let h = 1e-5;
            let (low, here, high) = (slice.at(k - h), slice.at(k), slice.at(k + h));
            close(here.dw, (high.w - low.w) / (2.0 * h), 1e-9);
            close(here.d2w, (high.dw - low.dw) / (2.0 * h), 1e-8);
        }
    }
}
