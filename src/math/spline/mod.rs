//! Cubic splines with straight tails, on any ascending knots (C. de Boor, *A Practical Guide to
//! Splines* (1978), chapters IX and X).
//!
//! B-spline j lives on knots j to j + 4. All four that overlap at a point exist from the fourth
//! knot to the fourth from the end: that is the spline's core. Beyond it the spline goes on
//! straight, and it meets the core with two continuous derivatives where its outer three
//! coefficients on each side lie on a line over their Greville points ξⱼ, the means of the three
//! inner knots.

mod ascent;

pub use ascent::Ascent;

use super::lanes::Lanes;

/// Order of a cubic: polynomials with four coefficients, on four intervals.
const ORDER: usize = 4;

/// Fewest B-splines that leave a parameter between the two tails.
const LEAST: usize = 6;

/// Powers 0 to 3 of the distance from an interval's left knot.
type Cubic = [f64; ORDER];

/// The natural cubic splines on a sequence of knots.
///
/// With n B-splines their n − 2 parameters are the slope of the left tail, the coefficients 2 to
/// n − 3, and the slope of the right tail.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    knots: Vec<f64>,
    greville: Vec<f64>,
    /// For each interval of the core the polynomials of the four B-splines that overlap there.
    overlaps: Vec<[Cubic; ORDER]>,
}

/// How a spline's value and derivatives at a point depend on its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Row {
    /// Index of the first of the four parameters that matter.
    pub first: usize,
    /// Value, first and second derivative by each of them.
    pub values: [[f64; ORDER]; 3],
}

/// A cubic spline with straight tails.
#[derive(Debug, Clone, PartialEq)]
pub struct CubicSpline {
    knots: Vec<f64>,
    coefficients: Vec<f64>,
    /// The polynomials of the core.
    pieces: Vec<Cubic>,
}

impl Basis {
    /// The splines on these knots; `None` unless there are ten or more, finite and ascending.
    pub fn new(knots: Vec<f64>) -> Option<Self> {
        if !are_usable(&knots) {
            return None;
        }
        let inner = knots.get(1..knots.len() - 1)?;
        let greville = inner.windows(ORDER - 1).map(|w| w.iter().sum::<f64>() / 3.0).collect();
        let unit = |j| std::array::from_fn(|i| if i == j { 1.0 } else { 0.0 });
        let overlaps = around_intervals(inner)
            .map(|six| std::array::from_fn(|j| polynomial(six, unit(j))))
            .collect();
        Some(Self { knots, greville, overlaps })
    }

    /// The knots, ascending.
    pub fn knots(&self) -> &[f64] {
        &self.knots
    }

    /// How many parameters a spline has.
    pub fn parameters(&self) -> usize {
        self.greville.len() - 2
    }

    /// The Greville point of each B-spline, where its coefficient weighs most.
    pub fn greville(&self) -> &[f64] {
        &self.greville
    }

    /// Coefficient j as a combination of parameters: pairs of index and factor.
    pub fn coefficient(&self, j: usize) -> [(usize, f64); 2] {
        let n = self.greville.len();
        let along = |from: usize| {
            self.greville.get(j).zip(self.greville.get(from)).map_or(0.0, |(to, from)| to - from)
        };
        match j {
            0 | 1 => [(0, along(2)), (1, 1.0)],
            _ if j + 2 < n => [(j - 1, 1.0), (0, 0.0)],
            _ => [(n - 4, 1.0), (n - 3, along(n - 3))],
        }
    }

    /// Value and derivatives at a point by the parameters.
    pub fn row(&self, x: f64) -> Row {
        let n = self.greville.len();
        let (low, high) = core(&self.knots);
        if x < low {
            let along = x - self.greville.get(2).copied().unwrap_or(x);
            let values = [[along, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0; ORDER]];
            return Row { first: 0, values };
        }
        if x >= high {
            let along = x - self.greville.get(n - 3).copied().unwrap_or(x);
            let values = [[0.0, 0.0, 1.0, along], [0.0, 0.0, 0.0, 1.0], [0.0; ORDER]];
            return Row { first: n - 6, values };
        }
        let (place, left) = core_interval(&self.knots, x);
        let first = place.saturating_sub(1).min(n - 6);
        let mut row = Row { first, ..Row::default() };
        for (j, piece) in (place..).zip(self.overlaps.get(place).into_iter().flatten()) {
            let parts = evaluated(piece, x - left);
            for (parameter, factor) in self.coefficient(j) {
                for (slots, part) in row.values.iter_mut().zip(parts) {
                    if let Some(slot) = slots.get_mut(parameter.wrapping_sub(first)) {
                        *slot += factor * part;
                    }
                }
            }
        }
        row
    }

    /// The coefficient of each B-spline for these parameters; `None` unless their number is right.
    pub fn coefficients(&self, parameters: &[f64]) -> Option<Vec<f64>> {
        if parameters.len() != self.parameters() {
            return None;
        }
        let coefficient = |j: usize| {
            let terms = self
                .coefficient(j)
                .map(|(i, factor)| parameters.get(i).copied().unwrap_or(0.0) * factor);
            terms[0] + terms[1]
        };
        Some((0..self.greville.len()).map(coefficient).collect())
    }

    /// The spline with these parameters; `None` unless their number is right.
    pub fn combine(&self, parameters: &[f64]) -> Option<CubicSpline> {
        CubicSpline::new(self.knots.clone(), self.coefficients(parameters)?)
    }
}

impl CubicSpline {
    /// The spline with these knots and a coefficient for each B-spline; `None` where they make
    /// none.
    pub fn new(knots: Vec<f64>, coefficients: Vec<f64>) -> Option<Self> {
        if !are_usable(&knots) || coefficients.len() + ORDER != knots.len() {
            return None;
        }
        let pieces = around_intervals(knots.get(1..knots.len() - 1)?)
            .zip(coefficients.windows(ORDER))
            .filter_map(|(six, four)| Some(polynomial(six, four.try_into().ok()?)))
            .collect();
        Some(Self { knots, coefficients, pieces })
    }

    /// The knots, ascending.
    pub fn knots(&self) -> &[f64] {
        &self.knots
    }

    /// The coefficient of each B-spline.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Lowest and highest point of the core, beyond which the spline is straight.
    pub fn core(&self) -> (f64, f64) {
        core(&self.knots)
    }

    /// Slopes of the left and the right tail.
    pub fn tails(&self) -> (f64, f64) {
        let (low, high) = self.core();
        (self.at(low)[1], self.at(high)[1])
    }

    /// The value alone at a point, without a branch between core and tails: the bits of
    /// [`Self::at`].
    #[inline]
    pub fn value(&self, x: f64) -> f64 {
        let (low, high) = self.core();
        let inside = x.clamp(low, high);
        let (piece, t) = self.piece(inside);
        let [value, slope, _] = evaluated(&piece, t);
        value + slope * (x - inside)
    }

    /// Value, first and second derivative at a point.
    pub fn at(&self, x: f64) -> [f64; 3] {
        let (low, high) = self.core();
        let inside = x.clamp(low, high);
        let (piece, t) = self.piece(inside);
        let [value, slope, bend] = evaluated(&piece, t);
        if inside == x { [value, slope, bend] } else { [value + slope * (x - inside), slope, 0.0] }
    }

    /// The polynomial of a point in the core, and the distance from its left knot.
    fn piece(&self, x: f64) -> (Cubic, f64) {
        let (place, left) = core_interval(&self.knots, x);
        (self.pieces.get(place).copied().unwrap_or_default(), x - left)
    }
}

/// The fourth knot and the fourth from the end.
fn core(knots: &[f64]) -> (f64, f64) {
    let low = knots.get(ORDER - 1).copied().unwrap_or(0.0);
    let high = knots.len().checked_sub(ORDER).and_then(|i| knots.get(i)).copied();
    (low, high.unwrap_or(low))
}

/// Whether there are knots enough, finite and ascending.
fn are_usable(knots: &[f64]) -> bool {
    knots.len() >= LEAST + ORDER
        && knots.windows(2).all(|w| matches!(w, [a, b] if a < b))
        && knots.iter().all(|k| k.is_finite())
}

/// The polynomial of a spline between the third and the fourth of six knots, in the distance from
/// the third, from the coefficients of the four B-splines there: a derivative's coefficients are
/// differences of the spline's over those of the knots (de Boor 1978, chapter X).
fn polynomial([p, q, left, right, r, s]: [f64; 6], c: [f64; ORDER]) -> Cubic {
    let slopes = [
        3.0 * (c[1] - c[0]) / (right - p),
        3.0 * (c[2] - c[1]) / (r - q),
        3.0 * (c[3] - c[2]) / (s - left),
    ];
    let bends =
        [2.0 * (slopes[1] - slopes[0]) / (right - q), 2.0 * (slopes[2] - slopes[1]) / (r - left)];
    // At its left knot the last B-spline of each order is zero.
    let share = (left - q) / (right - q);
    let slope = slopes[0] + share * (slopes[1] - slopes[0]);
    let before = c[0] + (left - p) / (right - p) * (c[1] - c[0]);
    let after = c[1] + (left - q) / (r - q) * (c[2] - c[1]);
    let value = before + share * (after - before);
    [value, slope, 0.5 * bends[0], (bends[1] - bends[0]) / (6.0 * (right - left))]
}

/// The knots around each interval of the core: its own two and two more on each side. All knots
/// but the outermost are given.
fn around_intervals(inner: &[f64]) -> impl Iterator<Item = [f64; 6]> {
    inner.windows(2 * ORDER - 2).filter_map(|six| six.try_into().ok())
}

/// Number and left knot of the core's interval that a point of the core lies in; its right end
/// belongs to the last.
fn core_interval(knots: &[f64], x: f64) -> (usize, f64) {
    let inner = knots.get(ORDER..knots.len() - ORDER).unwrap_or_default();
    let place = inner.partition_point(|knot| *knot <= x);
    (place, knots.get(place + ORDER - 1).copied().unwrap_or(x))
}

/// Value, first and second derivative of a cubic.
#[inline(always)]
fn evaluated<N: Lanes>(piece: &[N; ORDER], t: N) -> [N; 3] {
    let [a, b, c, d] = *piece;
    let [two, three, six] = [2.0, 3.0, 6.0].map(N::splat);
    [a + t * (b + t * (c + t * d)), b + t * (two * c + three * t * d), two * c + six * t * d]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOTS: [f64; 12] = [-3.0, -2.4, -2.0, -1.5, -0.7, -0.2, 0.0, 0.1, 0.5, 1.1, 3.0, 3.5];

    /// Left slope, four coefficients, right slope.
    const PARAMETERS: [f64; 6] = [-0.3, 1.0, -2.0, 0.5, 3.0, 0.8];

    #[test]
    fn equal_knots_give_the_known_weights() {
        // At its middle knot the cubic B-spline on whole numbers is 2/3, beside it 1/6.
        let mut coefficients = vec![0.0; 9];
        coefficients[4] = 1.0;
        let spline = CubicSpline::new((0..13).map(f64::from).collect(), coefficients).unwrap();
        for (x, expected) in [(5.0, 1.0 / 6.0), (6.0, 2.0 / 3.0), (7.0, 1.0 / 6.0), (4.0, 0.0)] {
            assert!((spline.at(x)[0] - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn a_straight_line_is_a_spline() {
        // Every coefficient of a line is its value at the Greville point.
        let basis = Basis::new(KNOTS.to_vec()).unwrap();
        let line = |x: f64| 0.7 - 0.4 * x;
        let n = basis.greville().len();
        let mut parameters = vec![-0.4];
        parameters.extend(basis.greville()[2..n - 2].iter().map(|x| line(*x)));
        parameters.push(-0.4);
        let spline = basis.combine(&parameters).unwrap();
        for i in -60..60 {
            let x = 0.1 * f64::from(i);
            let [value, slope, bend] = spline.at(x);
            assert!((value - line(x)).abs() < 1e-14 && (slope + 0.4).abs() < 1e-13);
            assert!(bend.abs() < 1e-12, "bent by {bend} at {x}");
        }
    }

    #[test]
    fn a_combination_is_smooth_and_its_derivatives_are_slopes() {
        let basis = Basis::new(KNOTS.to_vec()).unwrap();
        let spline = basis.combine(&PARAMETERS).unwrap();
        for i in -400..400 {
            let x = f64::from(i) / 100.0 + 1e-4;
            let h = 1e-6;
            let [value, slope, bend] = spline.at(x);
            assert_eq!(spline.value(x), value);
            let (low, high) = (spline.at(x - h), spline.at(x + h));
            assert!((slope - (high[0] - low[0]) / (2.0 * h)).abs() < 1e-6, "at {x}");
            assert!((bend - (high[1] - low[1]) / (2.0 * h)).abs() < 1e-5, "at {x}");
            let row = basis.row(x);
            for (order, here) in [value, slope, bend].into_iter().enumerate() {
                let by_row: f64 = row.values[order]
                    .iter()
                    .zip(&PARAMETERS[row.first..])
                    .map(|(v, p)| v * p)
                    .sum();
                assert!((by_row - here).abs() < 1e-12, "derivative {order} at {x}: {by_row}");
            }
        }
        for knot in KNOTS {
            let (left, right) = (spline.at(knot - 1e-9), spline.at(knot + 1e-9));
            for (a, b) in left.iter().zip(right) {
                assert!((a - b).abs() < 1e-6, "a jump at {knot}");
            }
        }
        for x in [-9.0, -1.5, -0.2, 0.3, 0.5, 4.0] {
            assert_eq!(spline.value(x), spline.at(x)[0]);
        }
        let (left, right) = spline.tails();
        assert!((left + 0.3).abs() < 1e-13 && (right - 0.8).abs() < 1e-13);
    }

    #[test]
    fn coefficients_give_the_same_spline_again() {
        let spline = Basis::new(KNOTS.to_vec()).unwrap().combine(&PARAMETERS).unwrap();
        let again = CubicSpline::new(spline.knots().to_vec(), spline.coefficients().to_vec());
        assert_eq!(again, Some(spline));
    }

    #[test]
    fn unusable_knots_and_coefficients_are_refused() {
        assert_eq!(Basis::new(KNOTS[..9].to_vec()), None);
        let changed = |i: usize, knot: f64| {
            let mut knots = KNOTS.to_vec();
            knots[i] = knot;
            Basis::new(knots)
        };
        assert!(changed(4, -0.7).is_some());
        assert_eq!(changed(4, -1.5), None);
        assert_eq!(changed(11, f64::INFINITY), None);
        assert_eq!(Basis::new(KNOTS.to_vec()).unwrap().combine(&[1.0]), None);
        assert_eq!(CubicSpline::new(KNOTS.to_vec(), vec![1.0]), None);
    }
}
