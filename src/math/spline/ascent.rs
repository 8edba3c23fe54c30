//! A spline at many ascending points, four a step.

use wide::f64x4;

use super::{CubicSpline, ORDER, evaluated};
use crate::math::lanes::Lanes;

/// A spline at points that ascend, each found from where the last one was.
#[derive(Debug, Clone)]
pub struct Ascent<'a> {
    spline: &'a CubicSpline,
    core: (f64, f64),
    /// Value and slope at the core's two ends.
    ends: [[f64; 2]; 2],
    /// Number of the last point's polynomial.
    place: usize,
}

impl CubicSpline {
    /// The spline at points that ascend from the first on.
    pub fn ascent(&self) -> Ascent<'_> {
        let core = self.core();
        let ends = [core.0, core.1].map(|end| {
            let [value, slope, _] = self.at(end);
            [value, slope]
        });
        Ascent { spline: self, core, ends, place: 0 }
    }
}

impl Ascent<'_> {
    /// Value, first and second derivative at four points, none below an earlier one: the bits of
    /// [`CubicSpline::at`].
    #[inline]
    pub fn at_four(&mut self, x: f64x4) -> [f64x4; 3] {
        let (low, high) = self.core;
        let reach = x.to_array();
        if reach[3] < low {
            return straight(self.ends[0], x - f64x4::splat(low));
        }
        if reach[0] > high {
            return straight(self.ends[1], x - f64x4::splat(high));
        }
        let inside = x.larger(f64x4::splat(low)).smaller(f64x4::splat(high));
        let four = inside.to_array();
        let (first, left) = self.piece(four[0]);
        let (pieces, lefts) = if self.holds(four[3]) {
            // Most steps stay on one polynomial.
            (first.map(f64x4::splat), f64x4::splat(left))
        } else {
            let mut pieces = [[0.0; 4]; ORDER];
            let lefts = std::array::from_fn(|lane| {
                let (piece, left) = self.piece(four[lane]);
                for (lanes, coefficient) in pieces.iter_mut().zip(piece) {
                    lanes[lane] = coefficient;
                }
                left
            });
            (pieces.map(f64x4::new), f64x4::new(lefts))
        };
        let [value, slope, bend] = evaluated(&pieces, inside - lefts);
        let outside = x - inside;
        let bend = Lanes::select(outside.abs().exceeds(f64x4::splat(0.0)), f64x4::ZERO, bend);
        [value + slope * outside, slope, bend]
    }

    /// The polynomial of a point in the core and its left knot.
    #[inline]
    fn piece(&mut self, x: f64) -> ([f64; ORDER], f64) {
        while !self.holds(x) {
            self.place += 1;
        }
        let CubicSpline { knots, pieces, .. } = self.spline;
        let left = knots.get(self.place + ORDER - 1).copied().unwrap_or(x);
        (pieces.get(self.place).copied().unwrap_or_default(), left)
    }

    /// Whether a point in the core, not below the last one, lies on the last one's polynomial.
    #[inline]
    fn holds(&self, x: f64) -> bool {
        let CubicSpline { knots, pieces, .. } = self.spline;
        let end = knots.get(self.place + ORDER);
        self.place + 1 >= pieces.len() || end.is_none_or(|knot| x < *knot)
    }
}

/// Value, first and second derivative at these distances from an end with this value and slope.
#[inline(always)]
fn straight(end: [f64; 2], outside: f64x4) -> [f64x4; 3] {
    let [value, slope] = end.map(f64x4::splat);
    [value + slope * outside, slope, f64x4::ZERO]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::spline::Basis;

    #[test]
    fn an_ascent_has_the_bits_of_each_point() {
        let knots = vec![-3.0, -2.4, -2.0, -1.5, -0.7, -0.2, 0.0, 0.1, 0.5, 1.1, 3.0, 3.5];
        let spline = Basis::new(knots).unwrap().combine(&[-0.3, 1.0, -2.0, 0.5, 3.0, 0.8]).unwrap();
        let points: Vec<f64> = (-250..=249).map(|i| f64::from(i) / 50.0).collect();
        // Close points, points that jump over knots, and points given twice.
        for every in [1, 7, 60] {
            let mut ascent = spline.ascent();
            let some: Vec<f64> = points.iter().step_by(every).copied().collect();
            for four in some.as_chunks::<4>().0 {
                for four in [*four, [four[3]; 4]] {
                    let at = ascent.at_four(f64x4::new(four)).map(f64x4::to_array);
                    for (lane, x) in four.into_iter().enumerate() {
                        assert_eq!(at.map(|part| part[lane]), spline.at(x), "at {x}");
                    }
                }
            }
        }
    }
}
