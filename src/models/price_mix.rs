//! The smile of a mixture: option values of two smiles added in parts, as total variance.
//!
//! Undiscounted values over the forward, at one log-moneyness, are convex in strike for each smile and
//! so for any mixture of the two, and they grow with the weight of the dearer one (J. Gatheral and
//! A. Jacquier (2014), Lemma 5.1). A mixture of total variances promises the second only.
//!
//! Everything is done with the side that is out of the money, as a density times what Mills ratios
//! leave (see [`mills`]), and densities only enter as ratios, so that nothing is lost where values
//! themselves are too small for a double.

use super::smile::Variance;
use crate::math::mills::{self, mills_pair};
use crate::math::{normal, ops};

/// The most steps towards the mixture's own deviation; from the start five or six are enough.
const STEPS: usize = 60;

/// A step this small beside the deviation was the last.
const LAST_STEP: f64 = 4.0 * f64::EPSILON;

/// A smile at one log-moneyness between two others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixed {
    /// Total variance and its derivatives in k.
    pub variance: Variance,
    /// How fast total variance grows with the weight of the second smile.
    pub by_weight: f64,
}

/// The smile whose option values at log-moneyness k are (1 − weight) times those of `a` and `weight`
/// times those of `b`.
///
/// Both have positive total variance; the weight lies in [0, 1]. With Wᵢ the value out of the money,
/// w follows from W(w) = ΣλᵢWᵢ, w′ from the slopes of both sides, and w″ from the density, which is
/// the mixture of the two: g φ(d₂)/√w = Σλᵢ gᵢ φ(d₂ᵢ)/√wᵢ.
pub fn mixed(k: f64, a: Variance, b: Variance, weight: f64) -> Mixed {
    let distance = k.abs();
    let outwards = if k < 0.0 { -1.0 } else { 1.0 };
    let (side_a, side_b) = (Side::new(distance, a.w), Side::new(distance, b.w));
    let side = if weight <= 0.0 {
        side_a
    } else if weight >= 1.0 {
        side_b
    } else {
        between(distance, side_a, side_b, weight)
    };
    let s = side.total_std;
    let mut slope = side.far;
    let mut density = 0.0;
    for (part, at, share) in [(side_a, a, 1.0 - weight), (side_b, b, weight)] {
        if share > 0.0 {
            let ratio = share * part.density_over(&side);
            slope += ratio * (0.5 * outwards * at.dw / part.total_std - part.far);
            density += ratio * at.butterfly_density(k) / part.total_std;
        }
    }
    let w = s * s;
    let dw = outwards * 2.0 * s * slope;
    // g is known; it is solved for the second derivative in it.
    let straight = Variance { w, dw, d2w: 0.0 }.butterfly_density(k);
    let variance = Variance { w, dw, d2w: 2.0 * (s * density - straight) };
    let gained =
        side_b.worth * side_b.density_over(&side) - side_a.worth * side_a.density_over(&side);
    Mixed { variance, by_weight: 2.0 * s * gained }
}

/// One smile's option out of the money, with the smaller leg as unit.
#[derive(Debug, Clone, Copy)]
struct Side {
    /// √w.
    total_std: f64,
    /// d₁ of the option as if it were a call.
    d: f64,
    /// Mills ratio at −d₂, which is Φ(d₂)/φ(d₂).
    far: f64,
    /// The value over φ(d₁).
    worth: f64,
}

impl Side {
    fn new(distance: f64, w: f64) -> Self {
        Self::of_std(distance, ops::sqrt(w))
    }

    fn of_std(distance: f64, s: f64) -> Self {
        let (h, t) = (distance / s, 0.5 * s);
        let d = t - h;
        if -d >= mills::LOWEST {
            let pair = mills_pair(-d, h + t);
            return Self { total_std: s, d, far: pair.far, worth: s * pair.fall };
        }
        let pair = mills_pair(d, h + t);
        Self { total_std: s, d, far: pair.far, worth: 1.0 / normal::pdf(d) - pair.near - pair.far }
    }

    /// φ(d₁) over that of another.
    fn density_over(&self, other: &Self) -> f64 {
        ops::exp(0.5 * (other.d - self.d) * (other.d + self.d))
    }

    /// Logarithm of the value, up to a constant.
    fn ln_value(&self) -> f64 {
        ops::ln(self.worth) - 0.5 * self.d * self.d
    }
}

/// The option whose value is the mixture of the two: Newton's method on the logarithm of the value,
/// which far out is linear in 1/s², inside a bracket that halves where a step would leave it.
fn between(distance: f64, a: Side, b: Side, weight: f64) -> Side {
    let (ln_a, ln_b) = (ops::ln(1.0 - weight) + a.ln_value(), ops::ln(weight) + b.ln_value());
    let target = ln_a.max(ln_b) + ops::ln_1p(ops::exp(-(ln_a - ln_b).abs()));
    let (mut low, mut high) = (a.total_std.min(b.total_std), a.total_std.max(b.total_std));
    let start = (1.0 - weight) * a.total_std * a.total_std + weight * b.total_std * b.total_std;
    let mut s = ops::sqrt(start).clamp(low, high);
    for _ in 0..STEPS {
        let here = Side::of_std(distance, s);
        let miss = here.ln_value() - target;
        if miss > 0.0 {
            high = s;
        } else {
            low = s;
        }
        // ∂ ln W/∂s is one over the worth, and ∂s/∂(−½s⁻²) is s³.
        let inverse = 1.0 + 2.0 * miss * here.worth / s;
        let step = s / ops::sqrt(inverse);
        let next = if step >= low && step <= high { step } else { ops::sqrt(low * high) };
        let is_last = (next - s).abs() <= LAST_STEP * s;
        s = next;
        if is_last {
            break;
        }
    }
    Side::of_std(distance, s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::models::black::Black;
    use crate::models::svi::RawSvi;

    fn smiles() -> (RawSvi, RawSvi) {
        (RawSvi::from_ssvi(0.02, -0.5, 6.0), RawSvi::from_ssvi(0.09, 0.3, 2.0))
    }

    fn value(k: f64, w: f64) -> f64 {
        let put_call = if k < 0.0 { PutCall::Put } else { PutCall::Call };
        let (strike, vol) = (ops::exp(k), ops::sqrt(w));
        Black { put_call, forward: 1.0, strike, years: 1.0, vol, discount: 1.0 }.price()
    }

    #[test]
    fn values_are_mixed_and_the_ends_are_the_smiles() {
        let (a, b) = smiles();
        for k in [-1.2, -0.3, -1e-9, 0.0, 0.05, 0.4, 1.1] {
            for weight in [0.0, 1e-9, 0.3, 0.999, 1.0] {
                let got = value(k, mixed(k, a.at(k), b.at(k), weight).variance.w);
                let want = (1.0 - weight) * value(k, a.at(k).w) + weight * value(k, b.at(k).w);
                assert!((got / want - 1.0).abs() < 1e-12, "k {k}, weight {weight}: {got} {want}");
            }
        }
    }

    #[test]
    fn derivatives_are_slopes_also_where_values_vanish() {
        let (a, b) = smiles();
        let at = |k: f64, weight: f64| mixed(k, a.at(k), b.at(k), weight);
        for k in [-9.0, -2.0, -0.5, -0.01, 0.02, 0.3, 1.0, 3.0, 9.0] {
            for weight in [0.01, 0.4, 0.95] {
                let h = 1e-5;
                let (low, here, high) = (at(k - h, weight), at(k, weight), at(k + h, weight));
                let slope = (high.variance.w - low.variance.w) / (2.0 * h);
                let bend = (high.variance.dw - low.variance.dw) / (2.0 * h);
                let grown =
                    (at(k, weight + h).variance.w - at(k, weight - h).variance.w) / (2.0 * h);
                let near = |got: f64, want: f64| (got - want).abs() < 1e-6 * (1.0 + want.abs());
                assert!(near(here.variance.dw, slope), "k {k} {weight}: {here:?} {slope}");
                assert!(near(here.variance.d2w, bend), "k {k} {weight}: {here:?} {bend}");
                assert!(near(here.by_weight, grown), "k {k} {weight}: {here:?} {grown}");
            }
        }
    }

    #[test]
    fn a_smile_mixed_with_itself_stays() {
        let (a, _) = smiles();
        for k in [-40.0, -1.0, 0.0, 0.2, 40.0] {
            let (was, got) = (a.at(k), mixed(k, a.at(k), a.at(k), 0.37).variance);
            for (was, got) in [(was.w, got.w), (was.dw, got.dw), (was.d2w, got.d2w)] {
                assert!((was - got).abs() < 1e-11, "k {k}: {got} against {was}");
            }
        }
    }
}
