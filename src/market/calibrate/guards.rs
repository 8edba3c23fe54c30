//! Where and how hard a slice is held back while it is fitted: below no earlier slice, not far
//! above later ones, and nowhere with a negative density.
//!
//! All in units of the slice: moneyness x = k/s and variance W = w/s², s² its at-the-money total
//! variance.

use super::targets::{BENDING, Target, loss};
use crate::math::ops;
use crate::models::svi_spline::SviSpline;

/// Half-spreads above a later slice's free fit at which its ceiling begins.
const CEILING_SLACK: f64 = 0.3;

/// Density kept in hand on the coarse grid, so that the dense one finds none below zero.
const BUTTERFLY_MARGIN: f64 = 2e-3;

/// Share by which the slice is kept above the previous one.
const CALENDAR_MARGIN: f64 = 1e-4;

/// Least variance of a slice that has none before it.
const LEAST_VARIANCE: f64 = 0.01;

/// The slices around the one that is fitted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbours<'a> {
    /// The slice before, which is final.
    pub(super) previous: Option<&'a SviSpline>,
    /// What the expiries after allow.
    pub(super) later: &'a [Allowance],
    /// Slopes of the wings, per unit of log-moneyness, that suit all expiries.
    pub(super) slopes: Option<(f64, f64)>,
}

impl Neighbours<'_> {
    /// Nothing before and nothing after.
    pub(super) const NONE: Neighbours<'static> =
        Neighbours { previous: None, later: &[], slopes: None };
}

/// The neighbours as guards ask for them, one point after the other.
pub(super) struct Around<'a> {
    neighbours: Neighbours<'a>,
    /// Where each later slice was asked last.
    places: Vec<usize>,
}

impl<'a> From<Neighbours<'a>> for Around<'a> {
    fn from(neighbours: Neighbours<'a>) -> Self {
        Self { neighbours, places: vec![0; neighbours.later.len()] }
    }
}

/// How high an expiry's own quotes let the slices before it reach: its free fit at its quotes, and
/// nothing where it has none, because there it has nothing to say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Allowance {
    /// Log-moneyness, total variance of the free fit and half-spread in total variance, ascending.
    points: Vec<[f64; 3]>,
}

impl Allowance {
    /// What these quotes and their fit allow.
    pub(super) fn new(targets: &[Target], years: f64, smile: &SviSpline) -> Self {
        let points = targets.iter().map(|t| {
            let w = smile.total_variance(t.k);
            // The error of w = σ²T is that of σ times ∂w/∂σ.
            [t.k, w, 2.0 * ops::sqrt(w.max(0.0) * years) * t.half_width()]
        });
        Self { points: points.collect() }
    }

    /// Total variance, half-spread in it and distance of the quotes around a log-moneyness; nothing
    /// outside them.
    ///
    /// `right` is the place of the point right of the last k asked for, and is brought up to date;
    /// from k to k it moves little.
    fn at(&self, k: f64, right: &mut usize) -> Option<[f64; 3]> {
        let is_left = |i: usize| self.points.get(i).is_some_and(|p| p[0] < k);
        while is_left(*right) {
            *right += 1;
        }
        while right.checked_sub(1).is_some_and(|i| !is_left(i)) {
            *right -= 1;
        }
        let (b, a) = (self.points.get(*right)?, self.points.get(right.checked_sub(1)?)?);
        let distance = b[0] - a[0];
        let share = (k - a[0]) / distance;
        Some([a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2]), distance])
    }
}

/// The least that later slices allow at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ceiling {
    /// Variance that the slice should not pass.
    level: f64,
    /// Half-spread there: the unit of the residual.
    unit: f64,
    /// How many of the later slice's quotes the point stands for.
    weight: f64,
}

/// A point where the slice must obey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guard {
    /// Moneyness.
    pub(super) x: f64,
    /// Variance that the slice must reach here.
    floor: f64,
    ceiling: Option<Ceiling>,
}

/// One violation: what it costs, and how it moves with W, ∂W/∂x and ∂²W/∂x².
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Violation {
    /// Contribution to the objective.
    pub(super) cost: f64,
    /// Slope of the cost in a residual.
    pub(super) pull: f64,
    /// Weight of the residual's square in the Gauss–Newton matrix.
    pub(super) weight: f64,
    /// Derivatives of the residual.
    pub(super) by_value: [f64; 3],
}

impl Guard {
    /// What the neighbours ask at a moneyness of a slice with this unit; the point stands for the
    /// stretch `width` around it.
    pub(super) fn new(x: f64, width: f64, scale: f64, around: &mut Around<'_>) -> Self {
        let (k, theta) = (x * scale, scale * scale);
        let Around { neighbours, places } = around;
        let floor = neighbours.previous.map_or(LEAST_VARIANCE, |p| {
            (p.total_variance(k) / theta * (1.0 + CALENDAR_MARGIN)).max(LEAST_VARIANCE)
        });
        let ceiling = neighbours
            .later
            .iter()
            .zip(places)
            .filter_map(|(later, place)| {
                let [w, half, distance] = later.at(k, place)?;
                let level = ((w + CEILING_SLACK * half) / theta).max(floor);
                let weight = (width * scale / distance).clamp(0.2, 50.0);
                Some(Ceiling { level, unit: half / theta, weight })
            })
            .min_by(|a, b| a.level.total_cmp(&b.level));
        Self { x, floor, ceiling }
    }

    /// What a slice with these W, ∂W/∂x and ∂²W/∂x² and at-the-money total variance adds to the
    /// objective here: nothing nearly everywhere, which is found out quickly.
    pub(super) fn cost(&self, at: [f64; 3], theta: f64, strictness: f64) -> f64 {
        let [variance, _, _] = at;
        let below = self.floor - variance;
        let above = self.ceiling.map_or(0.0, |c| variance - c.level);
        let g = if variance > 1e-4 { butterfly(at, self.x, theta) } else { BUTTERFLY_MARGIN };
        if below <= 0.0 && above <= 0.0 && g >= BUTTERFLY_MARGIN {
            return 0.0;
        }
        self.violations(at, theta, strictness).map(|violation| violation.cost).sum()
    }

    /// What a slice with these W, ∂W/∂x and ∂²W/∂x² and at-the-money total variance violates here:
    /// the floor, the ceiling, a density that is not negative.
    pub(super) fn violations(
        &self,
        at: [f64; 3],
        theta: f64,
        strictness: f64,
    ) -> impl Iterator<Item = Violation> {
        let [variance, _, _] = at;
        let below = (self.floor - variance > 0.0).then(|| {
            let by = strictness * 200.0 / self.floor.max(0.2);
            Violation::square(by * (self.floor - variance), [-by, 0.0, 0.0])
        });
        let above = self.ceiling.filter(|c| variance > c.level).map(|c| {
            let residual = (variance - c.level) / c.unit;
            let (cost, pull, weight) = loss(residual, BENDING);
            Violation {
                cost: c.weight * cost,
                pull: c.weight * pull,
                weight: c.weight * weight,
                by_value: [1.0 / c.unit, 0.0, 0.0],
            }
        });
        // With no variance there is no density; the floor alone pulls the slice back up.
        let g = if variance > 1e-4 { butterfly(at, self.x, theta) } else { BUTTERFLY_MARGIN };
        let bent = (g < BUTTERFLY_MARGIN).then(|| {
            let by = 30.0 * strictness;
            let slopes = butterfly_slopes(at, self.x, theta);
            Violation::square(by * (BUTTERFLY_MARGIN - g), slopes.map(|v| -by * v))
        });
        [below, above, bent].into_iter().flatten()
    }
}

impl Violation {
    fn square(residual: f64, by_value: [f64; 3]) -> Self {
        Self { cost: 0.5 * residual * residual, pull: residual, weight: 1.0, by_value }
    }
}

/// Points over the bulk of the distribution and, in log-moneyness, far beyond it.
pub(super) fn usual_points(scale: f64) -> impl Iterator<Item = f64> {
    let near = [0.0, 0.25, 0.5, 0.75, 1.0, 1.4, 1.8, 2.3, 3.0, 4.0, 5.0, 6.5, 8.0];
    let far = [0.15, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 9.0].map(|k| k / scale);
    near.into_iter().chain(far).flat_map(|x| {
        let mirrored = (x > 0.0).then_some(-x);
        std::iter::once(x).chain(mirrored)
    })
}

/// Durrleman's g at moneyness x of a slice with at-the-money total variance `theta`, from W and
/// its derivatives in x.
fn butterfly([w, dw, d2w]: [f64; 3], x: f64, theta: f64) -> f64 {
    let inverse = 1.0 / w;
    let u = 1.0 - 0.5 * x * dw * inverse;
    u * u - 0.25 * dw * dw * (inverse + 0.25 * theta) + 0.5 * d2w
}

/// How g moves with W, ∂W/∂x and ∂²W/∂x².
fn butterfly_slopes([w, dw, _]: [f64; 3], x: f64, theta: f64) -> [f64; 3] {
    let inverse = 1.0 / w;
    let u = 1.0 - 0.5 * x * dw * inverse;
    let by_w = (u * x * dw + 0.25 * dw * dw) * inverse * inverse;
    [by_w, -u * x * inverse - 0.5 * dw * (inverse + 0.25 * theta), 0.5]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::svi::RawSvi;

    #[test]
    fn butterfly_is_durrlemans_g_in_units_of_the_slice_and_its_slopes_are_slopes() {
        let smile = RawSvi::from_ssvi(0.04, -0.4, 2.5);
        for k in [-0.5, -0.1, 0.0, 0.3] {
            let at = smile.at(k);
            // With a scale of 0.2, x = 5k and W = 25w.
            let value = [25.0 * at.w, 5.0 * at.dw, at.d2w];
            let g = butterfly(value, 5.0 * k, 0.04);
            assert!((g - at.butterfly_density(k)).abs() < 1e-13);
            for (i, slope) in butterfly_slopes(value, 5.0 * k, 0.04).into_iter().enumerate() {
                let (mut up, mut down) = (value, value);
                up[i] += 1e-6;
                down[i] -= 1e-6;
                let difference = butterfly(up, 5.0 * k, 0.04) - butterfly(down, 5.0 * k, 0.04);
                assert!((slope - difference / 2e-6).abs() < 1e-8, "by {i} at {k}");
            }
        }
    }
}
