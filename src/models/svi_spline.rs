//! Raw SVI with a spline laid over it where the quotes ask for more bends than five parameters
//! have.
//!
//! w(k) = w_SVI(k) + S(k) with a cubic spline S, so that density stays continuous. Beyond its core
//! the spline is straight, so that the wings are linear, with slopes that Lee's bound (2004) and the
//! order of two slices can be read from.

use wide::f64x4;

use super::smile::Variance;
use super::svi::RawSvi;
use crate::math::spline::{self, CubicSpline};

/// Total variance of one expiry as a function of forward log-moneyness.
#[derive(Debug, Clone, PartialEq)]
pub struct SviSpline {
    /// The hyperbola.
    pub svi: RawSvi,
    /// What is added to it, in total variance by log-moneyness.
    pub correction: Option<CubicSpline>,
}

impl From<RawSvi> for SviSpline {
    fn from(svi: RawSvi) -> Self {
        Self { svi, correction: None }
    }
}

impl SviSpline {
    /// The slice with the same total variance at every strike.
    pub fn flat(total_variance: f64) -> Self {
        RawSvi::flat(total_variance).into()
    }

    /// Total variance and derivatives at log-moneyness k.
    pub fn at(&self, k: f64) -> Variance {
        let base = self.svi.at(k);
        let Some(correction) = &self.correction else { return base };
        let [w, dw, d2w] = correction.at(k);
        Variance { w: base.w + w, dw: base.dw + dw, d2w: base.d2w + d2w }
    }

    /// Total variance alone at log-moneyness k.
    pub fn total_variance(&self, k: f64) -> f64 {
        self.svi.total_variance(k) + self.correction.as_ref().map_or(0.0, |spline| spline.value(k))
    }

    /// Total variance alone at four log-moneynesses: the bits of [`Self::at`].
    #[inline(always)]
    pub fn level_of_four(&self, k: f64x4) -> f64x4 {
        let base = self.svi.level(k);
        let Some(correction) = &self.correction else { return base };
        base + f64x4::new(k.to_array().map(|k| correction.value(k)))
    }

    /// The slice at log-moneynesses that ascend from the first on.
    pub fn ascent(&self) -> Ascent<'_> {
        Ascent { svi: &self.svi, correction: self.correction.as_ref().map(CubicSpline::ascent) }
    }

    /// Slopes of the wings in total variance per unit of |k|, left and right; positive where
    /// variance rises outwards.
    pub fn wing_slopes(&self) -> (f64, f64) {
        let RawSvi { b, rho, .. } = self.svi;
        let (left, right) = self.correction.as_ref().map_or((0.0, 0.0), CubicSpline::tails);
        (b * (1.0 - rho) - left, b * (1.0 + rho) + right)
    }

    /// The same slice with this much more total variance at every strike.
    #[must_use]
    pub fn lifted(&self, by: f64) -> Self {
        Self { svi: RawSvi { a: self.svi.a + by, ..self.svi }, ..self.clone() }
    }
}

/// A slice at ascending log-moneynesses, four a step.
#[derive(Debug, Clone)]
pub struct Ascent<'a> {
    svi: &'a RawSvi,
    correction: Option<spline::Ascent<'a>>,
}

impl Ascent<'_> {
    /// Total variance and derivatives at four log-moneynesses, none below an earlier one: the bits
    /// of [`SviSpline::at`].
    #[inline]
    pub fn at_four(&mut self, k: f64x4) -> Variance<f64x4> {
        let base = self.svi.at(k);
        let Some(correction) = &mut self.correction else { return base };
        let [w, dw, d2w] = correction.at_four(k);
        Variance { w: base.w + w, dw: base.dw + dw, d2w: base.d2w + d2w }
    }

    /// Total variance alone, likewise.
    #[inline]
    pub fn level_of_four(&mut self, k: f64x4) -> f64x4 {
        let base = self.svi.level(k);
        match &mut self.correction {
            Some(correction) => base + correction.at_four(k)[0],
            None => base,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::spline::Basis;

    #[test]
    fn the_correction_is_added_with_its_derivatives_and_bends_the_wings() {
        let svi = RawSvi::from_ssvi(0.04, -0.4, 2.5);
        let knots: Vec<f64> = (0..10).map(|i| 0.1 * f64::from(i) - 0.4).collect();
        let correction = Basis::new(knots).unwrap().combine(&[-0.01, 0.002, -0.001, 0.02]);
        let smile = SviSpline { svi, correction: correction.clone() };
        let (here, base, added) = (smile.at(0.05), svi.at(0.05), correction.unwrap().at(0.05));
        let found = [here.w - base.w, here.dw - base.dw, here.d2w - base.d2w];
        for (found, added) in found.into_iter().zip(added) {
            assert!((found - added).abs() < 1e-14 && added != 0.0);
        }
        let (left, right) = smile.wing_slopes();
        assert!((left - (0.05 * 1.4 + 0.01)).abs() < 1e-15);
        assert!((right - (0.05 * 0.6 + 0.02)).abs() < 1e-15);
        for (k, slope) in [(-1e6, -left), (1e6, right)] {
            assert!((smile.at(k).dw - slope).abs() < 1e-9);
        }
        let lift = smile.lifted(0.01).at(0.1).w - smile.at(0.1).w;
        assert!((lift - 0.01).abs() < 1e-15);
    }
}
