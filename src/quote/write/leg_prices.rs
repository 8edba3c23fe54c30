//! A package's price as prices of its legs that add up to it exactly.

use std::collections::VecDeque;

/// Prices of the legs in whole steps of the grid, near `models` (in steps, not rounded), so that
/// Σ ratio × price is exactly `package` (in steps).
///
/// Every leg takes the step nearest to its model price; what is then missing goes on one leg of the
/// smallest ratio, the dearest of them first, and where that ratio is not one, a few other legs
/// move by a step so that it comes out even. A leg that this would make negative is passed over
/// while there is another. `None` where the ratios have a common divisor that the package does not
/// share, so that no prices add up.
pub fn split(ratios: &[i32], models: &[f64], package: i128) -> Option<Vec<i128>> {
    let nearest: Vec<i128> = models.iter().map(|model| whole(*model)).collect();
    let missing = package - total(ratios, &nearest);
    let mut takers: Vec<usize> = (0..ratios.len().min(nearest.len())).collect();
    takers.sort_by_key(|leg| (ratios[*leg].unsigned_abs(), -nearest[*leg]));
    let placed = |taker: &usize| {
        let moves = moves(ratios, *taker, missing)?;
        Some(nearest.iter().zip(moves).map(|(price, by)| price + by).collect::<Vec<i128>>())
    };
    let is_no_debt = |prices: &Vec<i128>| prices.iter().all(|price| *price >= 0);
    let sound = takers.iter().filter_map(placed).find(is_no_debt);
    sound.or_else(|| takers.iter().find_map(placed))
}

/// Steps by which each leg moves so that Σ ratio × move is `missing`: the fewest on legs other than
/// the taker that leave it a whole number, found breadth first over remainders by its ratio.
fn moves(ratios: &[i32], taker: usize, missing: i128) -> Option<Vec<i128>> {
    let ratio = i128::from(*ratios.get(taker)?);
    if ratio == 0 {
        return None;
    }
    let divisor = ratio.abs();
    let mut from: Vec<Option<(usize, i128, i128)>> =
        vec![None; usize::try_from(divisor).ok().filter(|d| *d <= 1000)?];
    let target = missing.rem_euclid(divisor);
    let mut queue = VecDeque::from([0]);
    while let Some(here) = queue.pop_front() {
        if here == target {
            break;
        }
        for (leg, other) in ratios.iter().enumerate().filter(|(leg, _)| *leg != taker) {
            for by in [1, -1] {
                let there = (here + by * i128::from(*other)).rem_euclid(divisor);
                let Some(slot) = usize::try_from(there).ok().and_then(|i| from.get_mut(i)) else {
                    continue;
                };
                if there != 0 && slot.is_none() {
                    *slot = Some((leg, by, here));
                    queue.push_back(there);
                }
            }
        }
    }
    let mut moves = vec![0; ratios.len()];
    let mut here = target;
    while here != 0 {
        let (leg, by, before) = (*from.get(usize::try_from(here).ok()?)?)?;
        moves[leg] += by;
        here = before;
    }
    moves[taker] = (missing - total(ratios, &moves)) / ratio;
    Some(moves)
}

fn total(ratios: &[i32], steps: &[i128]) -> i128 {
    ratios.iter().zip(steps).map(|(ratio, steps)| i128::from(*ratio) * steps).sum()
}

/// The nearest whole number.
pub fn whole(x: f64) -> i128 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates far beyond any price")]
    let whole = x.round() as i128;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adds_up(ratios: &[i32], models: &[f64], package: i128) -> Vec<i128> {
        let prices = split(ratios, models, package).unwrap();
        assert_eq!(total(ratios, &prices), package, "{ratios:?} {prices:?}");
        prices
    }

    #[test]
    fn the_dearest_leg_of_ratio_one_takes_what_is_missing() {
        assert_eq!(adds_up(&[1, -2, 1], &[155.0, 110.0, 75.0], 9), [154, 110, 75]);
        assert_eq!(adds_up(&[1, -1], &[30.4, 52.6], -22), [30, 52]);
        assert_eq!(adds_up(&[1], &[7.7], 8), [8]);
    }

    #[test]
    fn without_a_ratio_of_one_other_legs_move_by_a_step() {
        assert_eq!(adds_up(&[2, -3], &[100.0, 50.0], 51), [102, 51]);
        adds_up(&[6, -10, 15], &[40.0, 30.0, 20.0], 241);
        adds_up(&[20, -19], &[5.0, 5.0], 0);
        assert_eq!(split(&[2, -4], &[1.0, 1.0], 1), None);
    }

    #[test]
    fn no_leg_is_made_negative_while_another_can_take_it() {
        assert_eq!(adds_up(&[1, 1], &[3.0, 0.0], 1), [1, 0]);
        // The dear sold leg takes what the cheap bought one cannot give.
        assert_eq!(adds_up(&[1, -2], &[1.0, 4.0], -12), [2, 7]);
    }

    #[test]
    fn any_legs_in_lowest_terms_add_up() {
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            (seed >> 33) % below
        };
        for _ in 0..5000 {
            let count = 1 + next(6);
            let mut ratios: Vec<i32> = (0..count)
                .map(|_| {
                    let size = 1 + i32::try_from(next(20)).unwrap();
                    if next(2) == 0 { size } else { -size }
                })
                .collect();
            let gcd = |a: i32, b: i32| {
                let (mut a, mut b) = (a.abs(), b.abs());
                while b != 0 {
                    (a, b) = (b, a % b);
                }
                a
            };
            let common = ratios.iter().copied().fold(0, gcd);
            for ratio in &mut ratios {
                *ratio /= common;
            }
            let models: Vec<f64> = (0..count).map(|_| next(5000) as f64 / 7.0).collect();
            adds_up(&ratios, &models, i128::from(next(2000)) - 1000);
        }
    }
}
