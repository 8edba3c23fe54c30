//! A package's price as prices of its legs, in whole ticks that add up exactly.

/// Most ticks by which the last step moves one leg: enough for any two ratios up to twenty.
const MOST_STEPS: i64 = 21;
/// Largest remainder that the last step takes, in ticks: twenty times the most steps.
const MOST_REST: i64 = 20 * MOST_STEPS;
/// Largest price that is split, in ticks.
const MOST_TICKS: f64 = 1e15;

/// One leg of a package to be split.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Signed contracts per package, not zero.
    pub ratio: i32,
    /// The price it should be near, in ticks.
    pub model: f64,
}

/// Why a price has no split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsplit {
    /// The ratios have a common divisor that the price has not.
    NoWholeTicks,
    /// Legs all of one sign cost at least a tick each, and the price is less.
    TooLow,
    /// A price beyond what whole ticks can be counted for.
    TooLarge,
}

/// Prices of at least one tick, near the legs' own, with Σ ratio × price = `total`.
///
/// What the legs' own prices miss goes to them in proportion to their premiums, and what whole ticks
/// leave of it to the dearest leg of ratio one; where there is none, to the legs whose ratios
/// combine to it in the fewest ticks.
///
/// # Errors
/// Where no such prices exist, or none within a few ticks of the legs' own.
pub fn split(total: i64, legs: &[Share]) -> Result<Vec<i64>, Unsplit> {
    let is_countable = |x: f64| x.abs() <= MOST_TICKS;
    if !is_countable(total as f64) || !legs.iter().all(|leg| is_countable(leg.model)) {
        return Err(Unsplit::TooLarge);
    }
    let divisor = legs.iter().fold(0, |d, leg| gcd(d, i64::from(leg.ratio).abs()));
    if divisor == 0 || total % divisor != 0 {
        return Err(Unsplit::NoWholeTicks);
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 1e15")]
    let mut prices: Vec<i64> = legs.iter().map(|leg| (leg.model.round() as i64).max(1)).collect();
    in_proportion(total, legs, &mut prices);
    in_bulk(total, legs, &mut prices);
    let rest = total - sum(legs, &prices);
    if on_one_leg(rest, legs, &mut prices) || in_fewest_ticks(rest, legs, &mut prices) {
        return Ok(prices);
    }
    Err(Unsplit::TooLow)
}

/// Σ ratio × price.
fn sum(legs: &[Share], prices: &[i64]) -> i64 {
    legs.iter().zip(prices).map(|(leg, price)| i64::from(leg.ratio) * price).sum()
}

/// Moves every leg by its part of the remainder, as far as whole ticks above zero go.
fn in_proportion(total: i64, legs: &[Share], prices: &mut [i64]) {
    let rest = (total - sum(legs, prices)) as f64;
    let premium = |leg: &Share, price: i64| f64::from(leg.ratio.abs()) * price as f64;
    let whole: f64 = legs.iter().zip(prices.iter()).map(|(leg, p)| premium(leg, *p)).sum();
    for (leg, price) in legs.iter().zip(prices) {
        let part = rest * premium(leg, *price) / whole / f64::from(leg.ratio);
        #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and is bounded")]
        let moved = part.clamp(-MOST_TICKS, MOST_TICKS).trunc() as i64;
        *price = (*price + moved).max(1);
    }
}

/// Where the floor of one tick kept a leg from its part: raises the leg of the smallest ratio on
/// the other side, else lowers what can be lowered.
fn in_bulk(total: i64, legs: &[Share], prices: &mut [i64]) {
    let rest = total - sum(legs, prices);
    if rest.abs() <= legs.iter().map(|leg| i64::from(leg.ratio).abs()).sum() {
        return;
    }
    let raises = |leg: &Share| i64::from(leg.ratio).signum() == rest.signum();
    let smallest = legs.iter().enumerate().filter(|(_, leg)| raises(leg));
    if let Some((at, leg)) = smallest.min_by_key(|(_, leg)| leg.ratio.abs()) {
        if let Some(price) = prices.get_mut(at) {
            *price += rest / i64::from(leg.ratio);
        }
        return;
    }
    let mut rest = rest;
    for (leg, price) in legs.iter().zip(prices) {
        let ratio = i64::from(leg.ratio);
        let down = (rest / ratio).max(1 - *price);
        *price += down;
        rest -= ratio * down;
    }
}

/// Puts all of the remainder on the dearest leg of ratio one that stays above zero.
fn on_one_leg(rest: i64, legs: &[Share], prices: &mut [i64]) -> bool {
    if rest == 0 {
        return true;
    }
    let moved = |leg: &Share, price: i64| price + rest * i64::from(leg.ratio);
    let units = legs.iter().zip(prices).filter(|(leg, _)| leg.ratio.abs() == 1);
    let possible = units.filter(|(leg, price)| moved(leg, **price) >= 1);
    match possible.max_by_key(|(_, price)| **price) {
        Some((leg, price)) => {
            *price = moved(leg, *price);
            true
        }
        None => false,
    }
}

/// Finds the fewest ticks, summed over the legs, whose ratios combine to the remainder.
fn in_fewest_ticks(rest: i64, legs: &[Share], prices: &mut [i64]) -> bool {
    let place = |value: i64| usize::try_from(value + MOST_REST).ok();
    let Some(goal) = place(rest).filter(|_| rest.abs() <= MOST_REST) else { return false };
    let (Some(zero), Ok(size)) = (place(0), usize::try_from(2 * MOST_REST + 1)) else {
        return false;
    };
    // After each leg: the fewest ticks that make every sum, and the leg's own move in them.
    let mut best: Vec<Option<i64>> = vec![None; size];
    if let Some(start) = best.get_mut(zero) {
        *start = Some(0);
    }
    let mut moves: Vec<Vec<i64>> = Vec::with_capacity(legs.len());
    for (leg, price) in legs.iter().zip(prices.iter()) {
        let mut next: Vec<Option<i64>> = vec![None; size];
        let mut own = vec![0; size];
        for (value, cost) in (-MOST_REST..=MOST_REST).zip(&best) {
            let Some(cost) = *cost else { continue };
            for step in (1 - price).max(-MOST_STEPS)..=MOST_STEPS {
                let reached = place(value + i64::from(leg.ratio) * step);
                let Some(at) = reached.filter(|at| *at < size) else { continue };
                let total = cost + step.abs();
                if let (Some(slot), Some(of)) = (next.get_mut(at), own.get_mut(at))
                    && slot.is_none_or(|known| total < known)
                {
                    *slot = Some(total);
                    *of = step;
                }
            }
        }
        best = next;
        moves.push(own);
    }
    if best.get(goal).copied().flatten().is_none() {
        return false;
    }
    let mut value = rest;
    for ((leg, price), own) in legs.iter().zip(prices).zip(&moves).rev() {
        let step = place(value).and_then(|at| own.get(at)).copied().unwrap_or(0);
        *price += step;
        value -= i64::from(leg.ratio) * step;
    }
    true
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(legs: &[(i32, f64)]) -> Vec<Share> {
        legs.iter().map(|(ratio, model)| Share { ratio: *ratio, model: *model }).collect()
    }

    #[test]
    fn the_remainder_goes_where_the_ratio_is_one() {
        // A call spread worth 57 ticks whose legs' own prices make 54 in whole ticks.
        assert_eq!(split(57, &shares(&[(1, 89.3), (-1, 34.7)])), Ok(vec![92, 35]));
        // A butterfly: the body's price counts twice, so the odd tick is on a wing.
        let fly = split(11, &shares(&[(1, 40.2), (-2, 25.1), (1, 20.4)])).unwrap();
        assert_eq!(fly[0] - 2 * fly[1] + fly[2], 11);
        assert!((fly[1] - 25).abs() <= 1, "{fly:?}");
    }

    #[test]
    fn ratios_without_a_one_combine_or_say_that_they_cannot() {
        let prices = split(100, &shares(&[(2, 80.0), (-3, 20.0)])).unwrap();
        assert_eq!(2 * prices[0] - 3 * prices[1], 100);
        let prices = split(101, &shares(&[(2, 80.0), (-3, 20.0)])).unwrap();
        assert_eq!(2 * prices[0] - 3 * prices[1], 101);
        assert_eq!(split(101, &shares(&[(2, 80.0), (-4, 20.0)])), Err(Unsplit::NoWholeTicks));
    }

    #[test]
    fn no_leg_is_given_away() {
        assert_eq!(split(1, &shares(&[(1, 1.0), (1, 1.0)])), Err(Unsplit::TooLow));
        assert_eq!(split(2, &shares(&[(1, 30.0), (1, 20.0)])), Ok(vec![1, 1]));
        let free = split(-5, &shares(&[(1, 0.2), (-1, 0.1)])).unwrap();
        assert!(free[0] - free[1] == -5 && free.iter().all(|p| *p >= 1), "{free:?}");
        assert_eq!(split(i64::MAX, &shares(&[(1, 1.0)])), Err(Unsplit::TooLarge));
    }
}
