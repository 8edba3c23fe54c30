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
///
/// A trade moves few of the lines. Those that it leaves alone are kept as what they come to, so
/// that a size is measured at the cost of the trade and not of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure<'a> {
    /// What is measured.
    pub metric: LimitMetric,
    /// `total` or an underlying's id.
    pub scope: &'a str,
    /// The limit, in the metric's unit, positive.
    pub limit: f64,
    /// The metric before anything is traded.
    pub before: f64,
    shape: Shape,
    /// The lines that the trade moves; of losses in groups every line of a group that it moves.
    moved: Vec<Line>,
    still: Still,
}

/// What the lines that a trade leaves alone come to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Still {
    /// The largest of what the shape takes the largest of: absolute values, losses or years.
    largest: f64,
    /// The sum of what the shape adds up: absolute values or largest losses.
    sum: f64,
}

impl<'a> Measure<'a> {
    /// The metric of these lines.
    pub fn new(
        metric: LimitMetric,
        scope: &'a str,
        limit: f64,
        mut shape: Shape,
        lines: &[Line],
    ) -> Self {
        let mut still = Still::default();
        let is_moved = |line: &&Line| line.per_spread != 0.0;
        let stays = || lines.iter().filter(|line| line.per_spread == 0.0);
        let moved: Vec<Line> = match &mut shape {
            Shape::PositivePart => lines.to_vec(),
            Shape::LargestLoss => {
                still.largest = stays().fold(0.0, |most, line| larger(most, -line.held));
                lines.iter().filter(is_moved).copied().collect()
            }
            Shape::SumOfLargestLosses(states) => {
                let mut moved = Vec::new();
                for group in lines.chunks((*states).max(1)) {
                    if group.iter().any(|line| line.per_spread != 0.0) {
                        moved.extend_from_slice(group);
                    } else {
                        still.sum += largest_loss(group, 0.0);
                    }
                }
                moved
            }
            Shape::LongestOpen(years) => {
                let both = || lines.iter().zip(years.iter());
                let open = both().filter(|(line, _)| line.per_spread == 0.0 && line.is_open(0.0));
                still.largest = open.fold(0.0, |most, (_, years)| most.max(*years));
                let moved = both().filter(|(line, _)| is_moved(line));
                let (moved, kept) = moved.map(|(line, years)| (*line, *years)).unzip();
                *years = kept;
                moved
            }
            Shape::LargestAbsolute | Shape::SumOfAbsolutes | Shape::LargestShare(_) => {
                for held in stays().map(|line| line.held.abs()) {
                    still.largest = larger(still.largest, held);
                    still.sum += held;
                }
                lines.iter().filter(is_moved).copied().collect()
            }
        };
        let mut measure = Self { metric, scope, limit, before: 0.0, shape, moved, still };
        measure.before = measure.at(0.0);
        measure
    }

    /// The metric with `bought` spreads more than the book holds; negative where sold.
    pub fn at(&self, bought: f64) -> f64 {
        let Self { moved, still, .. } = self;
        let values = || moved.iter().map(|line| line.at(bought));
        match &self.shape {
            Shape::LargestAbsolute => values().fold(still.largest, |most, x| larger(most, x.abs())),
            Shape::SumOfAbsolutes => still.sum + values().map(f64::abs).sum::<f64>(),
            Shape::PositivePart => values().sum::<f64>().max(0.0),
            Shape::LargestLoss => larger(still.largest, largest_loss(moved, bought)),
            Shape::SumOfLargestLosses(states) => {
                let groups = moved.chunks((*states).max(1));
                still.sum + groups.map(|own| largest_loss(own, bought)).sum::<f64>()
            }
            Shape::LargestShare(floor) => {
                let (largest, sum) = self.largest_and_sum(bought);
                if sum > *floor && sum > 0.0 { largest / sum } else { 0.0 }
            }
            Shape::LongestOpen(years) => {
                let open = moved.iter().zip(years).filter(|(line, _)| line.is_open(bought));
                open.fold(still.largest, |most, (_, years)| most.max(*years))
            }
        }
    }

    /// Whether the book is over the limit before anything is traded.
    pub fn is_breached(&self) -> bool {
        !self.is_limit_kept(self.before)
    }

    /// Whether a value of the metric is within its limit.
    pub fn is_limit_kept(&self, value: f64) -> bool {
        is_within(value, self.limit)
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
            _ => is_within(self.at(sign * size), self.bound()),
        }
    }

    /// What the metric may come to: its limit, or what the book has of it where that is more.
    pub fn bound(&self) -> f64 {
        self.limit.max(self.before)
    }

    /// Whether trading `size` spreads makes the metric strictly better, by more than rounding.
    pub fn improves(&self, sign: f64, size: f64) -> bool {
        match &self.shape {
            Shape::LongestOpen(_) => {
                let shrinks = |line: &Line| is_less(line.at(sign * size).abs(), line.held.abs());
                self.allows(sign, size) && self.too_long().any(shrinks)
            }
            _ => is_less(self.at(sign * size), self.before),
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
        let lines = self.moved.iter().zip(years);
        lines.filter(|(_, years)| !is_within(**years, self.limit)).map(|(line, _)| line)
    }

    /// About the most spreads in the direction of `sign` up to which the metric stays at or below
    /// [`Self::bound`], which it does at none; infinite where nothing up to `most` takes it there,
    /// `None` where that takes a search.
    pub fn reach(&self, sign: f64, most: f64) -> Option<f64> {
        let bound = self.bound();
        let rising = |slope: f64, held: f64| {
            if slope > 0.0 { (bound - held) / slope } else { f64::INFINITY }
        };
        let smaller = |a: f64, b: f64| if b < a { b } else { a };
        let lines = || self.moved.iter().map(|line| (sign * line.per_spread, line.held));
        match &self.shape {
            Shape::LargestAbsolute => {
                let up = lines().map(|(slope, held)| rising(slope, held));
                let down = lines().map(|(slope, held)| rising(-slope, -held));
                Some(up.chain(down).fold(f64::INFINITY, smaller))
            }
            Shape::LargestLoss => {
                let down = lines().map(|(slope, held)| rising(-slope, -held));
                Some(down.fold(f64::INFINITY, smaller))
            }
            Shape::PositivePart => {
                let held = self.moved.iter().map(|line| line.held).sum();
                Some(rising(self.moved.iter().map(|line| sign * line.per_spread).sum(), held))
            }
            Shape::SumOfAbsolutes | Shape::SumOfLargestLosses(_) => {
                Some(self.last_within(sign, most))
            }
            Shape::LongestOpen(_) => self.too_long().next().is_none().then_some(f64::INFINITY),
            Shape::LargestShare(_) => None,
        }
    }

    /// The last size at which a sum that is convex in the size is at the bound, by Newton's steps
    /// from `most` down: each line through the sum lies below it, so that no step goes too far, and
    /// each leaves one of its straight stretches for good.
    fn last_within(&self, sign: f64, most: f64) -> f64 {
        let bound = self.bound();
        let mut size = most;
        for step in 0..=self.moved.len() {
            let (value, slope) = self.sum_and_slope(sign, size);
            if is_within(value, bound) {
                return if step == 0 { f64::INFINITY } else { size };
            }
            // Above the bound, which it is not at nothing, a convex sum rises.
            if slope <= 0.0 {
                return 0.0;
            }
            size -= (value - bound) / slope;
        }
        size
    }

    /// A sum of absolute values or of largest losses at a size, with its slope in the size.
    fn sum_and_slope(&self, sign: f64, size: f64) -> (f64, f64) {
        let at = |line: &Line| (line.at(sign * size), sign * line.per_spread);
        let start = (self.still.sum, 0.0);
        let add = |(sum, slope): (f64, f64), (x, change): (f64, f64)| (sum + x, slope + change);
        if let Shape::SumOfLargestLosses(states) = self.shape {
            let loss = |line: &Line| {
                let (x, change) = at(line);
                (-x, -change)
            };
            let largest = |own: &[Line]| {
                own.iter().map(loss).fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a })
            };
            return self.moved.chunks(states.max(1)).map(largest).fold(start, add);
        }
        let absolute = |line: &Line| {
            let (x, change) = at(line);
            if x < 0.0 { (-x, -change) } else { (x, change) }
        };
        self.moved.iter().map(absolute).fold(start, add)
    }

    fn largest_and_sum(&self, bought: f64) -> (f64, f64) {
        let values = self.moved.iter().map(|line| line.at(bought).abs());
        values
            .fold((self.still.largest, self.still.sum), |(most, sum), x| (larger(most, x), sum + x))
    }

    /// Where a share that is at or below its bound at `from` spreads first stops being so at more in
    /// the direction of `sign`, up to `most`; `None` where it never does.
    ///
    /// Between two sizes at which a line changes its sign the sum of absolute values is straight,
    /// and the largest less the bound times the sum convex: it crosses at most once, which halving
    /// finds.
    pub fn share_exit(&self, sign: f64, from: f64, most: f64) -> Option<f64> {
        let Shape::LargestShare(floor) = self.shape else { return None };
        let bound = self.bound();
        let sum = |size: f64| self.largest_and_sum(sign * size).1;
        let mut stops: Vec<f64> = self
            .moved
            .iter()
            .map(|line| -line.held / (sign * line.per_spread))
            .filter(|size| *size > from && *size < most)
            .collect();
        stops.push(most);
        stops.sort_by(f64::total_cmp);
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
        let lines: Vec<Line> = lines.iter().map(line).collect();
        Self::new(LimitMetric::DeltaCash, "total", limit, shape, &lines)
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
    lines.iter().fold(0.0, |most, line| larger(most, -line.at(bought)))
}

/// The larger of two numbers that are both finite: one comparison, where the maximum of the standard
/// library is three for what is no number.
fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
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
        let exit = measure.share_exit(1.0, 0.0, 1e9).unwrap();
        assert!((exit - 20.0).abs() < 1e-6, "{exit}");
        // Selling shrinks the first, until the second is more than half of what is left.
        let exit = measure.share_exit(-1.0, 0.0, 1e9).unwrap();
        assert!((exit - 20.0).abs() < 1e-6, "{exit}");
        // A share is none of so little that it does not count, and all of it just above.
        let floor = Measure::of_lines(0.5, Shape::LargestShare(30.0), &[(0.0, 1.5)]);
        let exit = floor.share_exit(1.0, 0.0, 1e9).unwrap();
        assert!((exit - 20.0).abs() < 1e-6, "{exit}");
        let whole = Measure::of_lines(1.0, Shape::LargestShare(30.0), &[(0.0, 1.5)]);
        assert_eq!(whole.share_exit(1.0, 0.0, 1e9), None);
    }
}
