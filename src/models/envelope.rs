//! Greatest convex minorant and least concave majorant of a function on [0, ∞).
//!
//! They are what the best static hedge with cash and the forward leaves below and above a payoff,
//! evaluated at the forward (`MODELS` §7c).

/// A function that is linear between its vertices and beyond the last one.
#[derive(Debug, Clone, PartialEq)]
pub struct PiecewiseLinear {
    /// `(x, y)` in any order; the smallest x is where the domain starts.
    pub vertices: Vec<(f64, f64)>,
    /// Slope beyond the largest x.
    pub final_slope: f64,
}

impl PiecewiseLinear {
    /// The values of minorant and majorant at a point; `None` where no vertex lies at or below it.
    ///
    /// Both are attained on a chord between two vertices around the point, or on a ray of the
    /// final slope from a vertex at or below it: O(n²) for n vertices.
    pub fn envelopes(&self, at: f64) -> Option<(f64, f64)> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for &(left, y_left) in self.vertices.iter().filter(|v| v.0 <= at) {
            let mut reach = |value: f64| {
                low = low.min(value);
                high = high.max(value);
            };
            reach(y_left + self.final_slope * (at - left));
            for &(right, y_right) in self.vertices.iter().filter(|v| v.0 > at) {
                reach(y_left + (y_right - y_left) * ((at - left) / (right - left)));
            }
            if left == at {
                reach(y_left);
            }
        }
        (low <= high).then_some((low, high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_lies_between_its_intrinsic_value_and_the_forward() {
        let call = PiecewiseLinear { vertices: vec![(0.0, 0.0), (100.0, 0.0)], final_slope: 1.0 };
        assert_eq!(call.envelopes(90.0), Some((0.0, 90.0)));
        assert_eq!(call.envelopes(130.0), Some((30.0, 130.0)));
    }

    #[test]
    fn a_fly_lies_between_zero_and_the_tent_over_its_peak() {
        // The majorant falls from the peak at zero slope, because the payoff ends flat.
        let fly = PiecewiseLinear {
            vertices: vec![(0.0, 0.0), (90.0, 0.0), (100.0, 10.0), (110.0, 0.0)],
            final_slope: 0.0,
        };
        assert_eq!(fly.envelopes(100.0), Some((0.0, 10.0)));
        assert_eq!(fly.envelopes(50.0), Some((0.0, 5.0)));
        assert_eq!(fly.envelopes(105.0), Some((0.0, 10.0)));
    }

    #[test]
    fn a_line_is_its_own_envelope() {
        let line = PiecewiseLinear {
            vertices: vec![(0.0, -3.0), (10.0, 17.0), (30.0, 57.0)],
            final_slope: 2.0,
        };
        assert_eq!(line.envelopes(20.0), Some((37.0, 37.0)));
        assert_eq!(PiecewiseLinear { vertices: vec![], final_slope: 1.0 }.envelopes(1.0), None);
    }
}
