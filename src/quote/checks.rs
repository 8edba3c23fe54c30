//! Pre-trade checks: what a side would do to the desk's limits, and the most that may be done.
//!
//! A book that is over a limit may still trade what reduces risk: no metric that is over may get
//! worse and at least one must get strictly better. If every one had to, a trade that leaves one
//! where it is, as any trade in another expiry does to a bucket, would be refused, and the desk
//! could not bring down the others; so every one that the trade moves has to.

use serde::Serialize;

use crate::basics::{QuoteSide, TickSchedule};
use crate::desk::{LimitMetric, LimitUnit};

use super::measure::Measure;

/// Most steps of size that headroom is looked for.
const MOST_STEPS: f64 = 1e9;

/// What the sides asked for would do to one limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct LimitCheck {
    /// What is limited.
    pub metric: LimitMetric,
    /// `total` or an underlying's id.
    pub scope: String,
    /// Metric and scope in words.
    pub label: String,
    /// What the numbers count.
    pub unit: LimitUnit,
    /// The book's metric now.
    pub before: f64,
    /// The limit.
    pub limit: f64,
    /// Where the dealer buys; absent where that side is not asked for.
    pub bid: Option<SideCheck>,
    /// Where the dealer sells; absent where that side is not asked for.
    pub offer: Option<SideCheck>,
}

/// What one side would do to a limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SideCheck {
    /// The metric after the whole size trades.
    pub after: f64,
    /// After over limit.
    pub utilisation: f64,
    /// The band.
    pub status: CheckStatus,
    /// Most spreads that this limit alone allows on this side.
    pub headroom: f64,
    /// One sentence, where the metric is near its limit or over it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub why: Option<String>,
}

/// Every limit with what each of the sides would do to it.
pub fn report(rooms: &[SideRoom]) -> Vec<LimitCheck> {
    let of = |side: QuoteSide| rooms.iter().find(|room| room.side == side);
    let (bid, offer) = (of(QuoteSide::Bid), of(QuoteSide::Offer));
    let limits = rooms.first().map_or(&[][..], |room| &room.checks);
    let row = |(index, limit): (usize, &Check)| {
        let on = |room: Option<&SideRoom>| Some(room?.checks.get(index)?.report());
        LimitCheck {
            metric: limit.metric,
            scope: limit.scope.to_owned(),
            label: limit.label(),
            unit: limit.metric.unit(),
            before: limit.before,
            limit: limit.limit,
            bid: on(bid),
            offer: on(offer),
        }
    };
    limits.iter().enumerate().map(row).collect()
}

/// One limit on one side, in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Check<'a> {
    /// What is limited.
    pub metric: LimitMetric,
    /// `total` or an underlying's id.
    pub scope: &'a str,
    /// The side of the quote that would trade.
    pub side: QuoteSide,
    /// The book's metric now, in the metric's unit.
    pub before: f64,
    /// The same after the whole size trades.
    pub after: f64,
    /// The limit.
    pub limit: f64,
    /// The band.
    pub status: CheckStatus,
    /// Most spreads that this limit alone allows on this side.
    pub headroom: f64,
}

impl Check<'_> {
    /// After over limit.
    pub fn utilisation(&self) -> f64 {
        self.after / self.limit
    }

    /// Metric and scope in words.
    pub fn label(&self) -> String {
        let metric = self.metric.label();
        let mut label = String::with_capacity(metric.len() + 2 + self.scope.len());
        for part in [metric, ", ", self.scope] {
            label.push_str(part);
        }
        label
    }

    /// One sentence, where the metric is near its limit or over it.
    pub fn why(&self) -> Option<String> {
        let outcome = match self.status {
            CheckStatus::Ok => return None,
            CheckStatus::Warn => "within the limit, in its warning band",
            CheckStatus::ReduceOnly if self.after < self.before => {
                "over the limit, but less than before"
            }
            CheckStatus::ReduceOnly => "over the limit as before, while another improves",
            CheckStatus::Breach => "over the limit",
        };
        let what = match self.side {
            QuoteSide::Bid => "buys",
            QuoteSide::Offer => "sells",
        };
        let (label, percent) = (self.label(), 100.0 * self.utilisation());
        Some(format!("If the desk {what}, {label} is {percent:.0} % of its limit: {outcome}."))
    }

    fn report(&self) -> SideCheck {
        SideCheck {
            after: self.after,
            utilisation: self.utilisation(),
            status: self.status,
            headroom: self.headroom,
            why: self.why(),
        }
    }
}

/// The band a metric falls in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CheckStatus {
    /// Below the warning level.
    Ok,
    /// Within the limit, above the warning level.
    Warn,
    /// Over the limit before the trade, no more so after it, and some limit less so.
    ReduceOnly,
    /// Over the limit.
    Breach,
}

/// What one side may trade.
#[derive(Debug, Clone, PartialEq)]
pub struct SideRoom<'a> {
    /// The side.
    pub side: QuoteSide,
    /// Most spreads, in whole steps; at least what was asked where nothing binds.
    pub headroom: f64,
    /// The limit that binds at the headroom.
    pub binding: Option<String>,
    /// Every limit.
    pub checks: Vec<Check<'a>>,
}

/// How much is asked, and in which steps sizes come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Spreads asked for.
    pub asked: f64,
    /// Sizes are multiples of this.
    pub step: f64,
    /// Smallest size that is quoted.
    pub least: f64,
}

/// Checks one side against every limit.
pub fn check<'a>(
    side: QuoteSide,
    size: Size,
    measures: &[Measure<'a>],
    warning_level: f64,
) -> SideRoom<'a> {
    let sign = side.dealer_sign();
    let mut rooms: Vec<f64> = measures.iter().map(|m| room(m, sign, size.step)).collect();
    // Some breached metric has to improve, whichever does up to the largest size.
    let relief = measures
        .iter()
        .enumerate()
        .filter(|(_, m)| m.is_breached())
        .map(|(index, m)| (index, headroom(m, sign, size.step, Measure::improves)))
        .max_by(|(_, a), (_, b)| a.total_cmp(b));
    if let Some((index, relief)) = relief
        && let Some(room) = rooms.get_mut(index)
    {
        *room = room.min(relief);
    }
    let helps = measures.iter().any(|m| m.is_breached() && m.improves(sign, size.asked));
    let tightest = rooms.iter().copied().enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b));
    let headroom = tightest.map_or(f64::INFINITY, |(_, room)| room);
    let headroom = if headroom < size.least { 0.0 } else { headroom };
    let binding = tightest
        .filter(|_| headroom < size.asked)
        .and_then(|(index, _)| measures.get(index))
        .map(|m| format!("{}, {}", m.metric.label(), m.scope));
    let checks = measures
        .iter()
        .zip(rooms)
        .map(|(measure, room)| checked(measure, side, size, room, helps, warning_level))
        .collect();
    SideRoom { side, headroom, binding, checks }
}

/// The same where every limit leaves room for what is asked, without how much more each would; `None`
/// where one does not.
pub fn passed<'a>(
    side: QuoteSide,
    size: Size,
    measures: &[Measure<'a>],
    warning_level: f64,
) -> Option<SideRoom<'a>> {
    let sign = side.dealer_sign();
    // Where a metric is convex in the size, what holds at the end holds on the way there; a book
    // over a limit has more to prove.
    let has_room = |m: &Measure| {
        let is_whole = || m.is_convex() || m.share_exit(sign, 0.0, size.asked).is_none();
        !m.is_breached() && m.allows(sign, size.asked) && is_whole()
    };
    if size.asked < size.least {
        return None;
    }
    let mut checks = Vec::with_capacity(measures.len());
    for measure in measures {
        if !has_room(measure) {
            return None;
        }
        checks.push(checked(measure, side, size, size.asked, false, warning_level));
    }
    Some(SideRoom { side, headroom: size.asked, binding: None, checks })
}

fn checked<'a>(
    measure: &Measure<'a>,
    side: QuoteSide,
    size: Size,
    headroom: f64,
    helps: bool,
    warning_level: f64,
) -> Check<'a> {
    let before = measure.before;
    let sign = side.dealer_sign();
    let after = measure.at(sign * size.asked);
    let limit = measure.limit;
    let status = if !measure.is_limit_kept(after) {
        if helps && measure.is_breached() && measure.allows(sign, size.asked) {
            CheckStatus::ReduceOnly
        } else {
            CheckStatus::Breach
        }
    } else if after / limit >= warning_level {
        CheckStatus::Warn
    } else {
        CheckStatus::Ok
    };
    let (metric, scope) = (measure.metric, measure.scope);
    Check { metric, scope, side, before, after, limit, status, headroom }
}

/// The largest size in whole steps that the limit allows, with every smaller one; rounding is left
/// to the checks around it.
fn room(measure: &Measure, sign: f64, step: f64) -> f64 {
    if !measure.is_convex() {
        return share_room(measure, sign, step);
    }
    let Some(reach) = measure.reach(sign, MOST_STEPS * step) else {
        return headroom(measure, sign, step, Measure::allows);
    };
    let steps = (reach / step).floor().clamp(0.0, MOST_STEPS);
    let passes = |steps: f64| steps <= 0.0 || measure.allows(sign, steps * step);
    let found = [steps + 1.0, steps, steps - 1.0].into_iter().find(|steps| passes(*steps));
    match found {
        Some(found) if found >= MOST_STEPS => MOST_STEPS * step,
        Some(found) if found <= steps => TickSchedule::flat(step).floor(found * step),
        // Lines that hardly move cross the limit where rounding decides.
        _ => headroom(measure, sign, step, Measure::allows),
    }
}

/// The same for a share, which may be too large in the midst of sizes that are not.
fn share_room(measure: &Measure, sign: f64, step: f64) -> f64 {
    let passes = |steps: f64| measure.allows(sign, steps * step);
    let mut fits = 0.0;
    while passes(fits + 1.0) {
        let from = (fits + 1.0) * step;
        let Some(exit) = measure.share_exit(sign, from, MOST_STEPS * step) else {
            return MOST_STEPS * step;
        };
        // The exit may lie between two steps that pass both.
        let last = (exit / step).floor().max(fits + 1.0);
        fits = if passes(last) { last } else { last - 1.0 };
    }
    TickSchedule::flat(step).floor(fits * step)
}

/// The largest whole number of steps that pass `allows`. A metric is convex in the size, so that
/// what it allows or improves by is one stretch from nothing, and halving finds its end.
fn headroom<'a>(
    measure: &Measure<'a>,
    sign: f64,
    step: f64,
    allows: fn(&Measure<'a>, f64, f64) -> bool,
) -> f64 {
    if !allows(measure, sign, step) {
        return 0.0;
    }
    let (mut fits, mut fails) = (1.0, 2.0);
    while fails < MOST_STEPS && allows(measure, sign, fails * step) {
        fits = fails;
        fails *= 2.0;
    }
    if fails >= MOST_STEPS {
        return MOST_STEPS * step;
    }
    while fails - fits > 1.0 {
        let middle = (0.5 * (fits + fails)).floor();
        if allows(measure, sign, middle * step) {
            fits = middle;
        } else {
            fails = middle;
        }
    }
    // As the decimal that people write: 948 steps of 0.1 are 94.8.
    TickSchedule::flat(step).floor(fits * step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::measure::Shape;

    const SIZE: Size = Size { asked: 500.0, step: 1.0, least: 1.0 };

    #[test]
    fn the_documented_headroom() {
        // Book −180,000, −420 per package, limit 250,000: 166 one way, 1,023 the other.
        let measure = [Measure::of_line(250_000.0, -180_000.0, -420.0)];
        let bid = check(QuoteSide::Bid, SIZE, &measure, 0.8);
        let offer = check(QuoteSide::Offer, SIZE, &measure, 0.8);
        assert_eq!((bid.headroom, offer.headroom), (166.0, 1023.0));
        assert_eq!(bid.checks[0].status, CheckStatus::Breach);
        assert!(bid.binding.is_some() && offer.binding.is_none());
    }

    #[test]
    fn headroom_passes_and_one_lot_more_fails() {
        let lines = [
            (0.0, 3.7),
            (-80.0, 0.9),
            (99.99, -1.3),
            (100.0, 0.013),
            (130.0, -2.0),
            (0.0, 0.1),
            (0.0, 200.0),
            (50.0, 1e-5),
        ];
        for (held, per_spread) in lines {
            let measure = Measure::of_line(100.0, held, per_spread);
            for sign in [1.0, -1.0] {
                let room = room(&measure, sign, 0.5);
                assert_eq!(
                    room,
                    headroom(&measure, sign, 0.5, Measure::allows),
                    "{held} {per_spread}"
                );
                assert!(room == 0.0 || measure.allows(sign, room));
                assert!(!measure.allows(sign, room + 0.5));
            }
        }
    }

    #[test]
    fn the_room_of_a_sum_is_the_one_that_a_search_finds() {
        let mut state = 7_u64;
        let mut random = move |low: i64, high: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (low + i64::try_from(state >> 33).unwrap() % (high - low + 1)) as f64
        };
        let shapes = [
            Shape::SumOfAbsolutes,
            Shape::SumOfLargestLosses(3),
            Shape::LargestLoss,
            Shape::LargestAbsolute,
            Shape::PositivePart,
        ];
        let mut bounded = 0;
        for case in 0..4_000 {
            let shape = shapes[case % shapes.len()].clone();
            let count = if shape == Shape::PositivePart { 1 } else { 6 };
            let lines: Vec<(f64, f64)> =
                (0..count).map(|_| (random(-90, 90), random(-2, 2) * random(0, 7))).collect();
            let measure = Measure::of_lines(random(40, 500), shape, &lines);
            for sign in [1.0, -1.0] {
                let room = room(&measure, sign, 0.5);
                let searched = headroom(&measure, sign, 0.5, Measure::allows);
                assert_eq!(room, searched, "{measure:?} {sign}");
                bounded += usize::from(room < 1e6);
            }
        }
        assert!(bounded > 2_000, "{bounded}");
    }

    #[test]
    fn the_room_of_a_share_passes_and_one_lot_more_fails() {
        let books: [&[(f64, f64)]; 4] = [
            &[(40.0, 1.0), (-40.0, 0.0), (20.0, 0.0)],
            &[(70.0, -1.3), (10.0, 0.4), (-20.0, 0.0)],
            &[(0.0, 0.7), (0.0, 0.7), (0.0, -0.1)],
            &[(30.0, 0.3), (31.0, -0.29), (-29.0, 0.11), (12.0, 0.0)],
        ];
        for lines in books {
            for floor in [0.0, 25.0, 90.0, 400.0] {
                let measure = Measure::of_lines(0.5, Shape::LargestShare(floor), lines);
                for sign in [1.0, -1.0] {
                    let room = room(&measure, sign, 0.5);
                    let mut size = 0.5;
                    while size <= room && size < 2_000.0 {
                        assert!(measure.allows(sign, size), "{lines:?} {floor} {sign} {size}");
                        size += 0.5;
                    }
                    let is_open = room >= 0.5 * MOST_STEPS;
                    assert!(is_open || !measure.allows(sign, room + 0.5), "{lines:?} {floor}");
                }
            }
        }
    }

    #[test]
    fn what_lasts_too_long_may_be_closed_and_not_added_to() {
        let held =
            Measure::of_lines(5.0, Shape::LongestOpen(vec![7.0, 1.0]), &[(30.0, 2.0), (0.0, 1.0)]);
        let small = Size { asked: 5.0, ..SIZE };
        let bid = check(QuoteSide::Bid, small, std::slice::from_ref(&held), 0.8);
        assert_eq!((bid.headroom, bid.checks[0].status), (0.0, CheckStatus::Breach));
        let offer = check(QuoteSide::Offer, small, std::slice::from_ref(&held), 0.8);
        assert_eq!((offer.headroom, offer.checks[0].status), (29.0, CheckStatus::ReduceOnly));
        let flat = Measure::of_lines(5.0, Shape::LongestOpen(vec![7.0]), &[(0.0, 2.0)]);
        assert_eq!(check(QuoteSide::Bid, small, &[flat], 0.8).headroom, 0.0);
    }

    #[test]
    fn a_book_over_its_limit_may_only_shrink() {
        let measure = [Measure::of_line(100.0, 150.0, 1.0)];
        assert_eq!(check(QuoteSide::Bid, SIZE, &measure, 0.8).headroom, 0.0);
        let offer = check(QuoteSide::Offer, SIZE, &measure, 0.8);
        assert_eq!(offer.headroom, 299.0);
        let small = Size { asked: 20.0, ..SIZE };
        let offer = check(QuoteSide::Offer, small, &measure, 0.8);
        assert_eq!(offer.checks[0].status, CheckStatus::ReduceOnly);
    }

    #[test]
    fn a_breached_limit_that_the_trade_leaves_alone_does_not_stop_one_that_it_brings_down() {
        let untouched = Measure::of_line(100.0, 120.0, 0.0);
        let reduced = Measure::of_line(100.0, 150.0, 1.0);
        let small = Size { asked: 20.0, ..SIZE };
        let both = [untouched.clone(), reduced];
        let offer = check(QuoteSide::Offer, small, &both, 0.8);
        assert_eq!(offer.headroom, 299.0);
        assert_eq!([0, 1].map(|i: usize| offer.checks[i].status), [CheckStatus::ReduceOnly; 2]);
        let why = offer.checks[0].why().unwrap();
        assert!(why.contains("as before"), "{why}");
        assert_eq!(check(QuoteSide::Bid, small, &both, 0.8).headroom, 0.0);
        // Nothing gets better: nothing may trade.
        let alone = check(QuoteSide::Offer, small, std::slice::from_ref(&untouched), 0.8);
        assert_eq!((alone.headroom, alone.checks[0].status), (0.0, CheckStatus::Breach));
        let worse = [untouched, Measure::of_line(100.0, -150.0, 1.0)];
        assert_eq!(check(QuoteSide::Offer, small, &worse, 0.8).headroom, 0.0);
    }

    #[test]
    fn less_than_the_smallest_size_is_nothing() {
        let measure = [Measure::of_line(3.0, 0.0, 1.0)];
        let size = Size { asked: 20.0, step: 1.0, least: 5.0 };
        assert_eq!(check(QuoteSide::Bid, size, &measure, 0.8).headroom, 0.0);
    }
}
