//! A limited metric as a function of the number of spreads traded.
//!
//! Every metric is made of straight lines e + q·g in the signed number of spreads q that the dealer
//! buys. All but concentration and tenor are convex in q, so that what they allow is one stretch
//! from nothing.

use crate::desk::LimitMetric;

/// Share of a limit by which rounding may exceed it.
const LIMIT_GUARD: f64 = 1e-12;
/// Share of what was held and what is traded that counts as nothing where they cancel.
const NOTHING: f64 = 1e-12;
/// Halvings that a crossing is found with: more than a double has digits.
const HALVINGS: usize = 60;

/// A straight line in the number of spreads bought: the book's part and the trade's per spread.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Line {
    /// The book's part.
    pub held: f64,
    /// The trade's part per spread that the dealer buys.
    pub per_spread: f64,
}

impl Line {
    /// The line at a number of spreads; nothing where the two parts cancel but for rounding.
    fn at(&self, bought: f64) -> f64 {
        self.held + bought * self.per_spread
    }

    fn is_open(&self, bought: f64) -> bool {
        let scale = self.held.abs() + (bought * self.per_spread).abs();
        self.at(bought).abs() > NOTHING * scale
    }
}

/// How a metric is made of its lines.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// The largest absolute value.
    LargestAbsolute,
    /// The sum of absolute values.
    SumOfAbsolutes,
    /// The sum, nothing where it is negative.
    PositivePart,
    /// The largest loss: the most negative line, as a positive number.
    LargestLoss,
    /// The sum of the largest losses of groups of this many lines.
    SumOfLargestLosses(usize),
    /// The largest absolute value's share of their sum, nothing while the sum is at or below this.
    LargestShare(f64),
    /// The most of these, one for each line, whose line is not zero.
    LongestOpen(Vec<f64>),
}

/// A metric of one scope with its limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What is measured.
    pub metric: LimitMetric,
    /// `total` or an underlying's id.
    pub scope: String,
    /// The limit, in the metric's unit, positive.
    pub limit: f64,
    /// How the metric is made of its lines.
    pub shape: Shape,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Measure {
    /// The metric with `bought` spreads more than the book holds; negative where sold.
    pub fn at(&self, bought: f64) -> f64 {
        let values = self.lines.iter().map(|line| line.at(bought));
        match &self.shape {
            Shape::LargestAbsolute => values.fold(0.0, |most, x| most.max(x.abs())),
            Shape::SumOfAbsolutes => values.map(f64::abs).sum(),
            Shape::PositivePart => values.sum::<f64>().max(0.0),
            Shape::LargestLoss => largest_loss(&self.lines, bought),
            Shape::SumOfLargestLosses(states) => {
                self.lines.chunks((*states).max(1)).map(|own| largest_loss(own, bought)).sum()
            }
            Shape::LargestShare(floor) => {
                let (largest, sum) = largest_and_sum(&self.lines, bought);
                if sum > *floor && sum > 0.0 { largest / sum } else { 0.0 }
            }
            Shape::LongestOpen(years) => {
                let open = self.lines.iter().zip(years).filter(|(line, _)| line.is_open(bought));
                open.fold(0.0, |most, (_, years)| most.max(*years))
            }
        }
    }

    /// Whether the book is over the limit before anything is traded.
    pub fn is_breached(&self) -> bool {
        !is_within(self.at(0.0), self.limit)
    }

    /// Whether the metric is within the limit after `size` spreads in the direction of `sign`.
    pub fn is_within(&self, sign: f64, size: f64) -> bool {
        is_within(self.at(sign * size), self.limit)
    }

    /// Whether the dealer may trade `size` spreads in the direction of `sign`: within the limit
    /// after, or, where the book is over it already, no more so.
    pub fn allows(&self, sign: f64, size: f64) -> bool {
        match &self.shape {
            // What lasts too long may shrink, whatever else does.
            Shape::LongestOpen(_) => self.too_long().all(|line| {
                let (before, after) = (line.held.abs(), line.at(sign * size).abs());
                !line.is_open(sign * size) || is_within(after, before)
            }),
            _ => is_within(self.at(sign * size), self.limit.max(self.at(0.0))),
        }
    }

    /// Whether trading `size` spreads makes the metric strictly better, by more than rounding.
    pub fn improves(&self, sign: f64, size: f64) -> bool {
        match &self.shape {
            Shape::LongestOpen(_) => {
                let shrinks = |line: &Line| is_less(line.at(sign * size).abs(), line.held.abs());
                self.allows(sign, size) && self.too_long().any(shrinks)
            }
            _ => is_less(self.at(sign * size), self.at(0.0)),
        }
    }

    /// Whether what passes at a size passes at every smaller one.
    pub fn is_convex(&self) -> bool {
        !matches!(self.shape, Shape::LargestShare(_))
    }

    /// The lines of a tenor that is over the limit.
    fn too_long(&self) -> impl Iterator<Item = &Line> {
        let years: &[f64] = match &self.shape {
            Shape::LongestOpen(years) => years,
            _ => &[],
        };
        let lines = self.lines.iter().zip(years);
        lines.filter(|(_, years)| !is_within(**years, self.limit)).map(|(line, _)| line)
    }

    /// About the most spreads in the direction of `sign` up to which the metric stays at or below
    /// `bound`, which it does at none; `None` where that takes a search.
    pub fn reach(&self, sign: f64, bound: f64) -> Option<f64> {
        let rising = |slope: f64, held: f64| (slope > 0.0).then(|| (bound - held) / slope);
        let up_to = |line: &Line| {
            let slope = sign * line.per_spread;
            match self.shape {
                Shape::LargestAbsolute => {
                    Some(rising(slope, line.held).or(rising(-slope, -line.held)))
                }
                Shape::LargestLoss => Some(rising(-slope, -line.held)),
                _ => None,
            }
        };
        self.lines.iter().map(up_to).try_fold(f64::INFINITY, |least, reach| {
            Some(least.min(reach?.unwrap_or(f64::INFINITY)))
        })
    }

    /// Where a share that is at or below `bound` at `from` spreads first stops being so at more in
    /// the direction of `sign`, up to `most`; `None` where it never does.
    ///
    /// Between two sizes at which a line changes its sign the sum of absolute values is straight,
    /// and the largest less `bound` times the sum convex: it crosses at most once, which halving
    /// finds.
    pub fn share_exit(&self, sign: f64, bound: f64, from: f64, most: f64) -> Option<f64> {
        let Shape::LargestShare(floor) = self.shape else { return None };
        let sum = |size: f64| largest_and_sum(&self.lines, sign * size).1;
        let mut stops: Vec<f64> = self
            .lines
            .iter()
            .filter(|line| line.per_spread != 0.0)
            .map(|line| -line.held / (sign * line.per_spread))
            .filter(|size| *size > from && *size < most)
            .collect();
        stops.push(most);
        stops.sort_unstable_by(f64::total_cmp);
        let passes = |size: f64| is_within(self.at(sign * size), bound);
        let mut start = from;
        for stop in stops {
            // Where the straight sum crosses the floor, the share begins or ends.
            let (low, high) = (sum(start), sum(stop));
            let at_floor = start + (stop - start) * (floor - low) / (high - low);
            let is_inside = at_floor > start && at_floor < stop;
            // The floor's crossing is where the share is taken from its own side.
            let just_above = if high > low { at_floor.next_up() } else { at_floor.next_down() };
            let parts =
                [is_inside.then_some(at_floor), is_inside.then_some(just_above), Some(stop)];
            for end in parts.into_iter().flatten() {
                if !passes(end) {
                    return Some(crossing(start, end, passes));
                }
                start = end;
            }
        }
        None
    }

    #[cfg(test)]
    pub(super) fn of_line(limit: f64, held: f64, per_spread: f64) -> Self {
        Self::of_lines(limit, Shape::LargestAbsolute, &[(held, per_spread)])
    }

    #[cfg(test)]
    pub(super) fn of_lines(limit: f64, shape: Shape, lines: &[(f64, f64)]) -> Self {
        let line = |&(held, per_spread): &(f64, f64)| Line { held, per_spread };
        Self {
            metric: LimitMetric::DeltaCash,
            scope: String::from("total"),
            limit,
            shape,
            lines: lines.iter().map(line).collect(),
        }
    }
}

/// The last size that passes, between one that does and one that does not.
fn crossing(passing: f64, failing: f64, passes: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (passing, failing);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if passes(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn largest_loss(lines: &[Line], bought: f64) -> f64 {
    lines.iter().fold(0.0, |most, line| most.max(-line.at(bought)))
}

fn largest_and_sum(lines: &[Line], bought: f64) -> (f64, f64) {
    lines
        .iter()
        .map(|line| line.at(bought).abs())
        .fold((0.0, 0.0), |(largest, sum), x| (f64::max(largest, x), sum + x))
}

/// Whether a value is within a limit, up to rounding.
fn is_within(value: f64, limit: f64) -> bool {
    value <= limit * (1.0 + LIMIT_GUARD)
}

fn is_less(value: f64, than: f64) -> bool {
    value < than * (1.0 - LIMIT_GUARD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_measures_what_it_says() {
        let lines = [(-3.0, 1.0), (2.0, 0.0), (1.0, -1.0), (4.0, 0.5)];
        let of = |shape: Shape| {
            let measure = Measure::of_lines(1.0, shape, &lines);
            (measure.at(0.0), measure.at(2.0))
        };
        // At two spreads the lines are -1, 2, -1 and 5.
        assert_eq!(of(Shape::LargestAbsolute), (4.0, 5.0));
        assert_eq!(of(Shape::SumOfAbsolutes), (10.0, 9.0));
        assert_eq!(of(Shape::PositivePart), (4.0, 5.0));
        assert_eq!(of(Shape::LargestLoss), (3.0, 1.0));
        assert_eq!(of(Shape::SumOfLargestLosses(2)), (3.0, 2.0));
        assert_eq!(of(Shape::LargestShare(0.0)), (0.4, 5.0 / 9.0));
        assert_eq!(of(Shape::LargestShare(9.5)), (0.4, 0.0));
        let years = vec![0.1, 0.2, 0.3, 0.4];
        assert_eq!(of(Shape::LongestOpen(years)), (0.4, 0.4));
        let closing = Measure::of_lines(1.0, Shape::LongestOpen(vec![2.0]), &[(3.0, -0.1)]);
        assert_eq!((closing.at(29.0), closing.at(30.0)), (2.0, 0.0));
    }

    #[test]
    fn a_share_is_left_where_it_is_first_too_large() {
        // Shares of 40, 40 and 20: buying grows the first until it is more than half.
        let lines = [(40.0, 1.0), (-40.0, 0.0), (20.0, 0.0)];
        let measure = Measure::of_lines(0.5, Shape::LargestShare(10.0), &lines);
        let exit = measure.share_exit(1.0, 0.5, 0.0, 1e9).unwrap();
        assert!((exit - 20.0).abs() < 1e-6, "{exit}");
        // Selling shrinks the first, until the second is more than half of what is left.
        let exit = measure.share_exit(-1.0, 0.5, 0.0, 1e9).unwrap();
        assert!((exit - 20.0).abs() < 1e-6, "{exit}");
        // A share is none of so little that it does not count, and all of it just above.
        let floor = Measure::of_lines(0.5, Shape::LargestShare(30.0), &[(0.0, 1.5)]);
        let exit = floor.share_exit(1.0, 0.5, 0.0, 1e9).unwrap();
        assert!((exit - 20.0).abs() < 1e-6, "{exit}");
        assert_eq!(floor.share_exit(1.0, 1.0, 0.0, 1e9), None);
    }
}
