//! A surface at one time: what all strikes of an expiry share, found once.

use super::blend::straight;
use super::shift::Layer;
use super::surface::{Slice, Surface, scaled_in_time};
use crate::math::elementary::ln_ratio;
use crate::math::lanes::Lanes;
use crate::math::ops;
use crate::models::price_mix::mixed;
use crate::models::smile::Variance;
use crate::models::svi_spline::SviSpline;
use wide::f64x4;

/// Least share of the first expiry's time, so that now has a smile too.
pub(super) const LEAST_SHARE: f64 = 1e-12;

/// Least weight at which the growth of a mixture is read: at none at all it may be infinite far out.
const LEAST_WEIGHT: f64 = 1e-6;

/// Between these a quotient's logarithm is taken four at a time.
const USUAL: std::ops::RangeInclusive<f64> = 1e-150..=1e150;

/// Total variance at one time and any log-moneyness.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    years: f64,
    span: Span<'a>,
    /// What shifts of the market lay over it, in the order in which they were asked for.
    layers: Vec<Layer<'a>>,
}

/// Where a time falls among the slices.
#[derive(Debug, Clone, Copy)]
pub(super) enum Span<'a> {
    /// Before the first, at this share of its time, with its shape kept in k/√θ or else in k.
    Before { first: &'a Slice, share: f64, in_moneyness: bool },
    /// Between two smiles that are `years` apart, `share` of the way.
    Between { left: &'a SviSpline, right: &'a SviSpline, years: f64, share: f64, blend: Blend },
    /// After the last, with this much more total variance at every strike and so much more per year.
    After { last: &'a SviSpline, grown: f64, rate: f64 },
    /// On a surface without slices, which cannot be made.
    Nowhere,
}

/// What is interpolated between two expiries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Blend {
    /// Total variance, linear in time.
    Variances,
    /// Option values, with this weight on the later ones, which grows so fast per year.
    Prices { weight: f64, weight_growth: f64 },
}

/// Total variance and how fast it grows with time, per year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growing {
    pub(super) at: Variance,
    pub(super) growth: f64,
}

impl<'a> Span<'a> {
    /// Between two smiles at their times.
    pub(super) fn between(
        (from, left): (f64, &'a SviSpline),
        (to, right): (f64, &'a SviSpline),
        years: f64,
        is_by_price: bool,
    ) -> Self {
        let (share, years) = ((years - from) / (to - from), to - from);
        let blend = if is_by_price {
            Blend::prices(left.at(0.0).w, right.at(0.0).w, share, years)
        } else {
            Blend::Variances
        };
        Self::Between { left, right, years, share, blend }
    }
}

impl Blend {
    /// Weights linear in √θ, with θ linear in time: the value at the money then grows evenly, as
    /// it does between linear variances (Gatheral and Jacquier 2014, Lemma 5.1).
    fn prices(from: f64, to: f64, share: f64, years: f64) -> Self {
        let now = ops::sqrt(from + share * (to - from));
        let (from, to) = (ops::sqrt(from), ops::sqrt(to));
        // (√θ − √θ₁)/(√θ₂ − √θ₁) without its differences.
        let weight = share * (from + to) / (now + from);
        let bend = 0.5 * share * (to - from) * (to + from) / (now * (now + from));
        let weight_growth = (from + to) / (now + from) * (1.0 - bend) / years;
        Self::Prices { weight, weight_growth }
    }
}

impl Span<'_> {
    fn at(&self, k: f64) -> Growing {
        match *self {
            Self::Before { first, share, in_moneyness: false } => {
                let at = first.smile.at(k);
                let Variance { w, dw, d2w } = at;
                let scaled = Variance { w: share * w, dw: share * dw, d2w: share * d2w };
                Growing { at: scaled, growth: w / first.years }
            }
            Self::Before { first, share, in_moneyness: true } => {
                // w = λ w₁(k/√λ) with λ = T/T₁.
                let y = k / ops::sqrt(share);
                let at = first.smile.at(y);
                let growth = (at.w - 0.5 * y * at.dw) / first.years;
                Growing { at: scaled_in_time(at, share), growth }
            }
            Self::Between { left, right, years, share, blend } => {
                let (a, b) = (left.at(k), right.at(k));
                let linear = Growing { at: straight(a, b, share), growth: (b.w - a.w) / years };
                match blend {
                    Blend::Variances => linear,
                    Blend::Prices { weight, weight_growth } => {
                        priced(k, a, b, weight, weight_growth).unwrap_or(linear)
                    }
                }
            }
            Self::After { last, grown, rate } => {
                let at = last.at(k);
                Growing { at: Variance { w: at.w + grown, ..at }, growth: rate }
            }
            Self::Nowhere => Growing { at: Variance { w: 0.0, dw: 0.0, d2w: 0.0 }, growth: 0.0 },
        }
    }

    /// Total variance at four points, with the bits of each alone.
    #[inline(always)]
    fn level_of_four(&self, k: f64x4) -> f64x4 {
        let splat = f64x4::splat;
        match *self {
            Self::Before { first, share, in_moneyness } => {
                let scale = if in_moneyness { ops::sqrt(share) } else { 1.0 };
                splat(share) * first.smile.level_of_four(k / splat(scale))
            }
            // Most of what is asked for is listed, and expires with a slice.
            Self::Between { left, share: 0.0, blend: Blend::Variances, .. } => {
                left.level_of_four(k)
            }
            Self::Between { left, right, share, blend: Blend::Variances, .. } => {
                let (a, b) = (left.level_of_four(k), right.level_of_four(k));
                a + splat(share) * (b - a)
            }
            Self::After { last, grown, .. } => last.level_of_four(k) + splat(grown),
            Self::Between { .. } | Self::Nowhere => {
                f64x4::new(k.to_array().map(|k| self.at(k).at.w))
            }
        }
    }
}

/// The mixture of values; `None` where it gives no number, which no total variance below a
/// thousand does.
fn priced(k: f64, a: Variance, b: Variance, weight: f64, weight_growth: f64) -> Option<Growing> {
    let here = mixed(k, a, b, weight);
    let growing = if weight < LEAST_WEIGHT { mixed(k, a, b, LEAST_WEIGHT) } else { here };
    let growth = growing.by_weight * weight_growth;
    let Variance { w, dw, d2w } = here.variance;
    let usable = [w, dw, d2w, growth].iter().all(|x| x.is_finite()) && w > 0.0;
    // At a slice itself its smile is exact.
    let at = if weight <= 0.0 { a } else { here.variance };
    usable.then_some(Growing { at, growth })
}

impl<'a> Section<'a> {
    /// The section of a surface at a time in years.
    pub(super) fn new(surface: &'a Surface, years: f64) -> Self {
        let span = surface.span(years);
        let mut section = Self { years, span, layers: Vec::new() };
        for shift in surface.shifts() {
            let theta = section.growing(0.0);
            section.layers.push(Layer::new(shift, years, theta));
        }
        section
    }

    /// Total variance and its derivatives in k at log-moneyness k = ln(K/F).
    pub fn variance(&self, k: f64) -> Variance {
        self.growing(k).at
    }

    /// How fast total variance grows with time at fixed log-moneyness, per year.
    pub fn variance_growth(&self, k: f64) -> f64 {
        self.growing(k).growth
    }

    /// Black volatilities, decimal per √year, at strikes of a forward; all positive, in one
    /// currency. As many as the shorter of both slices holds are written.
    ///
    /// Logarithms are within two ulp, so that a volatility may differ in its last digits from the one
    /// that [`Surface::vol`] gives.
    pub fn vols(&self, forward: f64, strikes: &[f64], vols: &mut [f64]) {
        let over_years = 1.0 / self.years;
        let is_usual = self.layers.is_empty() && USUAL.contains(&forward);
        let (strikes, strikes_left) = strikes.as_chunks::<4>();
        let (vols, vols_left) = vols.as_chunks_mut::<4>();
        let four = |strikes: &[f64; 4]| {
            let w = if is_usual && strikes.iter().all(|k| USUAL.contains(k)) {
                self.span.level_of_four(ln_ratio(f64x4::new(*strikes), f64x4::splat(forward)))
            } else {
                f64x4::new(strikes.map(|strike| self.variance(ops::ln(strike / forward)).w))
            };
            Lanes::sqrt(w * f64x4::splat(over_years)).to_array()
        };
        for (strikes, vols) in strikes.iter().zip(vols) {
            *vols = four(strikes);
        }
        // What is left over is filled up with strikes at the money, which are thrown away.
        let mut last = [forward; 4];
        for (slot, strike) in last.iter_mut().zip(strikes_left) {
            *slot = *strike;
        }
        for (vol, found) in vols_left.iter_mut().zip(four(&last)).take(strikes_left.len()) {
            *vol = found;
        }
    }

    /// Total variance with its growth, under all layers.
    fn growing(&self, k: f64) -> Growing {
        through(&self.span, &self.layers, k)
    }
}

fn through(span: &Span<'_>, layers: &[Layer<'_>], k: f64) -> Growing {
    match layers.split_last() {
        None => span.at(k),
        Some((layer, below)) => layer.over(k, &|k| through(span, below, k)),
    }
}
