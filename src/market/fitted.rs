//! Fitted parameters out, and in again in place of a fit.
//!
//! A fit that leans on its neighbours depends on the whole chain; stored with a quote, its
//! parameters replay the quote bit for bit on the same chain.

use serde::{Deserialize, Serialize};

use super::snapshot::{Correction, FittedSlice, MarketSnapshot};
use super::surface::Slice;
use super::{Market, UnderlyingMarket};
use crate::basics::{Settlement, Timestamp};
use crate::math::ops;
use crate::math::spline::CubicSpline;
use crate::models::svi::RawSvi;
use crate::models::svi_spline::SviSpline;

/// One underlying's fitted parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FittedUnderlying {
    /// Underlying id.
    pub id: String,
    /// Inverse or linear.
    pub settlement: Settlement,
    /// ISO instant of the data that was fitted.
    pub as_of: String,
    /// Slices, ascending in expiry.
    pub slices: Vec<FittedSlice>,
}

impl Market {
    /// The fitted parameters of every underlying, in the market's order.
    pub fn fitted(&self) -> Vec<FittedUnderlying> {
        self.underlyings().iter().map(UnderlyingMarket::fitted).collect()
    }
}

impl UnderlyingMarket {
    /// The fitted parameters of this underlying.
    pub fn fitted(&self) -> FittedUnderlying {
        FittedUnderlying {
            id: self.key.underlying.clone(),
            settlement: self.key.settlement,
            as_of: self.as_of.to_iso(),
            slices: self.surface.slices().iter().map(FittedSlice::from).collect(),
        }
    }
}

impl MarketSnapshot {
    /// The same snapshot with these parameters in place of a fit, where underlying, settlement and
    /// instant agree.
    #[must_use]
    pub fn with_fitted(mut self, fitted: &[FittedUnderlying]) -> Self {
        for underlying in &mut self.underlyings {
            // One instant can be written in several ways.
            let as_of = Timestamp::parse_iso(&underlying.as_of);
            let found = fitted.iter().find(|f| {
                f.id.eq_ignore_ascii_case(&underlying.id)
                    && f.settlement == underlying.settlement
                    && Timestamp::parse_iso(&f.as_of) == as_of
            });
            if let Some(found) = found {
                underlying.fitted.clone_from(&found.slices);
            }
        }
        self
    }
}

impl From<&Slice> for FittedSlice {
    fn from(slice: &Slice) -> Self {
        let RawSvi { a, b, rho, m, sigma } = slice.smile.svi;
        let correction = slice.smile.correction.as_ref().map(|spline| Correction {
            knots: spline.knots().to_vec(),
            coefficients: spline.coefficients().to_vec(),
        });
        Self {
            expiry_ms: slice.expiry.millis(),
            forward: slice.forward,
            discount: slice.discount,
            a,
            b,
            rho,
            m,
            sigma,
            correction,
        }
    }
}

impl FittedSlice {
    /// The parameters as a smile; `None` where the correction's knots and coefficients make no
    /// spline.
    pub fn smile(&self) -> Option<SviSpline> {
        let Self { a, b, rho, m, sigma, .. } = *self;
        let correction = match &self.correction {
            Some(Correction { knots, coefficients }) => {
                Some(CubicSpline::new(knots.clone(), coefficients.clone())?)
            }
            None => None,
        };
        Some(SviSpline { svi: RawSvi { a, b, rho, m, sigma }, correction })
    }

    /// Whether every number is finite and in its range, total variance is positive at every
    /// strike, and neither wing falls outwards or is steeper than 2 (Lee 2004).
    pub fn is_usable(&self) -> bool {
        let Some(smile) = self.smile() else { return false };
        let all = [self.forward, self.discount, self.a, self.b, self.rho, self.m, self.sigma];
        let (left, right) = smile.wing_slopes();
        all.iter().all(|x| x.is_finite())
            && self.forward > 0.0
            && self.discount > 0.0
            && self.b >= 0.0
            && self.rho.abs() <= 1.0
            && self.sigma > 0.0
            && [left, right].iter().all(|slope| (0.0..=2.0).contains(slope))
            && match &smile.correction {
                // The least of raw SVI is a + bσ√(1−ρ²) (Gatheral and Jacquier 2014, §3.1).
                None => self.a + self.b * self.sigma * ops::sqrt(1.0 - self.rho * self.rho) > 0.0,
                Some(spline) => points(spline).all(|k| smile.at(k).w > 0.0),
            }
    }
}

/// Points a small part of every interval between a spline's knots apart, and on its straight tails
/// out to where slopes that do not fall have the last word.
fn points(spline: &CubicSpline) -> impl Iterator<Item = f64> {
    const PARTS: i32 = 16;
    let inner = spline.knots().windows(2).flat_map(|ends| {
        let (left, right) = match ends {
            [left, right] => (*left, *right),
            _ => (0.0, 0.0),
        };
        (0..=PARTS).map(move |i| left + (right - left) * f64::from(i) / f64::from(PARTS))
    });
    let (low, high) = spline.core();
    let outer = (0..=10 * PARTS).flat_map(move |i| {
        let by = 0.01 * ops::exp(f64::from(i) / f64::from(PARTS));
        [low - by, high + by]
    });
    inner.chain(outer)
}
