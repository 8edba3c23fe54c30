//! Where total variance cannot be interpolated as it stands without a density below zero.
//!
//! Linear total variance between two smiles is free of calendar arbitrage, and nearly always of
//! butterflies too; not always: where one smile falls towards a deep minimum away from the money,
//! k w′/2w passes one somewhere between it and a flatter one, and Durrleman's g loses its square.
//! Such pairs are found once, when the surface is built, and their option values are interpolated
//! instead (see [`price_mix`](crate::models::price_mix)). The same is asked of the variance that is
//! added after the last expiry, and something like it of the smile before the first.

use wide::f64x4;

use crate::math::lanes::Lanes;
use crate::math::ops;
use crate::models::smile::Variance;
use crate::models::svi_spline::SviSpline;

/// g that counts as ample: below it, it may not be halved on the way between two smiles.
const AMPLE: f64 = 2e-3;

/// The second smile's part of total variance at a point beside the first one's.
const ODDS: [f64; 13] =
    [0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Variance added after the last expiry beside its own at the money, as powers of two.
const LIFTS: std::ops::RangeInclusive<i32> = -16..=6;

/// Whether linear total variance between these two smiles has a density below zero where neither
/// smile has, or comes close to it.
pub(super) fn bends(left: &SviSpline, right: &SviSpline) -> bool {
    runs(&[left, right]).iter().any(|run| {
        let (mut before, mut after) = (left.ascent(), right.ascent());
        fours(run).any(|ks| {
            let (a, b) = (before.at_four(ks), after.at_four(ks));
            let least = a.butterfly_density(ks).smaller(b.butterfly_density(ks));
            // Nearly everywhere a bound says enough.
            let ample = f64x4::splat(0.5) * least.smaller(f64x4::splat(AMPLE));
            let enough = ample.at_most(least_between(ks, a, b));
            !enough.all() && ks.to_array().into_iter().any(|k| bends_at(k, left.at(k), right.at(k)))
        })
    })
}

/// Whether linear total variance between these two has too low a density at one point.
fn bends_at(k: f64, a: Variance, b: Variance) -> bool {
    let least = a.butterfly_density(k).min(b.butterfly_density(k));
    let between = ODDS.into_iter().map(|odds| {
        // At this share the second one's part of the sum is `odds` times the first one's.
        straight(a, b, odds / (odds + b.w / a.w)).butterfly_density(k)
    });
    falls_short(between, least)
}

/// A density that no linear mixture of two total variances falls below.
///
/// Durrleman's g is (1 − u)² with u = k w′/2w, and a rest that is concave in (w, w′, w″): w′²/w is
/// convex, being the perspective of a square. A mixture's u lies between those of its parts.
#[inline(always)]
fn least_between<N: Lanes>(k: N, a: Variance<N>, b: Variance<N>) -> N {
    let [quarter, half, one] = [0.25, 0.5, 1.0].map(N::splat);
    let u = |v: Variance<N>| half * k * v.dw / v.w;
    let rest = |v: Variance<N>| half * v.d2w - quarter * v.dw * v.dw * (one / v.w + quarter);
    let (low, high) = (u(a).smaller(u(b)), u(a).larger(u(b)));
    let nearest = one - one.larger(low).smaller(high);
    nearest * nearest + rest(a).smaller(rest(b))
}

/// The least total variance from which on more can be added to a smile at every strike without a
/// density below zero; zero where any can.
pub(super) fn safe_lift(smile: &SviSpline) -> f64 {
    let points: Vec<(f64, Variance, f64)> = runs(&[smile])
        .into_iter()
        .flatten()
        .map(|k| {
            let at = smile.at(k);
            (k, at, at.butterfly_density(k))
        })
        .collect();
    let theta = smile.at(0.0).w;
    let lift = |power: i32| theta * ops::pow(2.0, f64::from(power));
    let bends = |by: f64| {
        points.iter().any(|(k, at, least)| {
            let lifted = Variance { w: at.w + by, ..*at }.butterfly_density(*k);
            falls_short(std::iter::once(lifted), *least)
        })
    };
    LIFTS.rev().find(|power| bends(lift(*power))).map_or(0.0, |power| lift(power + 1))
}

/// Whether total variance grows with time everywhere when a smile keeps its shape in k/√θ: where
/// it does not grow faster outwards than k² does.
///
/// With w_λ(k) = λ w(k/√λ) the growth ∂w/∂λ is w − ½k w′. Where that is below zero the smile can keep its
/// shape in k itself, w_λ = λw: g is concave in λ and not negative at either end.
pub(super) fn can_keep_moneyness(smile: &SviSpline) -> bool {
    runs(&[smile]).iter().all(|run| {
        let mut ascent = smile.ascent();
        fours(run).all(|k| {
            let at = ascent.at_four(k);
            (f64x4::splat(0.5) * k * at.dw).at_most(at.w).all()
        })
    })
}

/// Total variance `share` of the way from one to another.
pub(super) fn straight(a: Variance, b: Variance, share: f64) -> Variance {
    Variance {
        w: a.w + share * (b.w - a.w),
        dw: a.dw + share * (b.dw - a.dw),
        d2w: a.d2w + share * (b.d2w - a.d2w),
    }
}

/// Whether one of these densities is not even half of an ample one or of the least at the ends,
/// where that is above zero.
fn falls_short(mut densities: impl Iterator<Item = f64>, least: f64) -> bool {
    least > 0.0 && densities.any(|g| g < 0.5 * least.min(AMPLE))
}

/// Log-moneyness over the bulk of each distribution, far beyond it, and where its smile turns; each
/// run ascends.
fn runs(smiles: &[&SviSpline]) -> Vec<Vec<f64>> {
    let wide = (-50..=50).map(|i| 0.02 * f64::from(i)).collect();
    // What lies further out than this and turns there is looked at below.
    let near = std::iter::successors(Some(1.0), |k| Some(1.06 * k)).take_while(|k| *k < 3.75);
    let far: Vec<f64> =
        near.chain(std::iter::successors(Some(3.75), |k| Some(1.25 * k)).take(24)).collect();
    let mut runs = vec![wide, far.iter().rev().map(|k| -k).collect(), far];
    for smile in smiles {
        let (m, sigma) = (smile.svi.m, smile.svi.sigma);
        runs.push((-16..=16).map(|i| m + 0.25 * sigma * f64::from(i)).collect());
        // A spline's knots lie closer than the distribution's width asks for.
        runs.push(if let Some(spline) = &smile.correction {
            let halves = spline.knots().windows(2).flat_map(|ends| match ends {
                [a, b] => [*a, 0.5 * (a + b)],
                _ => [0.0; 2],
            });
            halves.collect()
        } else {
            let root = ops::sqrt(smile.at(0.0).w);
            (-40..=40).map(|i| 0.2 * root * f64::from(i)).collect()
        });
    }
    runs
}

/// A run four at a time, the last point as often as fills four.
fn fours(run: &[f64]) -> impl Iterator<Item = f64x4> {
    let last = run.last().copied().unwrap_or(0.0);
    run.chunks(4).map(move |four| match <[f64; 4]>::try_from(four) {
        Ok(four) => f64x4::new(four),
        Err(_) => f64x4::new(std::array::from_fn(|i| four.get(i).copied().unwrap_or(last))),
    })
}
