//! Total standard deviation from an out-of-the-money price, several at once.
//!
//! Householder's iteration of third order on the price itself above the point where the smaller
//! leg is at the money forward of its own spread (x = −s²/2, the price's inflection in s), and on
//! its logarithm below (P. Jäckel, *Let's Be Rational*, Wilmott 2015, §4), from the guess of his
//! *By implication* (Wilmott 2006, eqs 2.3 to 2.7). Each lane stops by itself, so its bits do not depend on
//! its neighbours.

use crate::math::elementary::{exp_of_nonpositive, ln_ratio};
use crate::math::lanes::Lanes;
use crate::math::mills::{self, mills_pair};
use crate::math::normal;

/// The most steps; from the guess three or four are enough.
const STEPS: usize = 8;

/// A step this small beside s was the last: the next would be its fourth power.
const LAST_STEP: f64 = 1e-5;

/// Prices, over the smaller leg, for which the iteration is meant.
const LOWEST_WORTH: f64 = 1e-200;
const HIGHEST_WORTH: f64 = 0.95;

/// What the search found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<N> {
    /// s, where it was found.
    pub(super) total_std: N,
    /// 1 where it was found and 0 where the price is outside the usual range or no end came.
    pub(super) found: N,
}

/// s at which an option is worth `worth` of its smaller leg, |ln(F/K)| = `distance` out of the money.
#[inline(always)]
pub(super) fn total_std<N: Lanes>(distance: N, worth: N) -> Found<N> {
    let (zero, one) = (N::splat(0.0), N::splat(1.0));
    let usual = N::select(worth.exceeds(N::splat(LOWEST_WORTH)), one, zero);
    let usual = N::select(worth.at_most(N::splat(HIGHEST_WORTH)), usual, zero);
    let Guess { mut total_std, is_low } = guess(distance, worth);
    let mut running = usual;
    for _ in 0..STEPS {
        let step = householder(distance, worth, total_std, is_low);
        let moved = total_std + step;
        total_std = N::select(running.exceeds(zero), moved, total_std);
        let ended = step.abs().at_most(N::splat(LAST_STEP) * moved);
        running = N::select(ended, zero, running);
        if N::all(running.at_most(zero)) {
            break;
        }
    }
    Found { total_std, found: usual - running }
}

/// Where to start, and on which side of the inflection that is.
struct Guess<N: Lanes> {
    total_std: N,
    is_low: N::Mask,
}

#[inline(always)]
fn guess<N: Lanes>(distance: N, worth: N) -> Guess<N> {
    let (one, two, half) = (N::splat(1.0), N::splat(2.0), N::splat(0.5));
    let inflection = (two * distance).sqrt();
    // The price at the inflection is Φ(0) − φ(0) M(s).
    let phi_0 = N::splat(normal::INV_SQRT_2PI);
    let there = half - phi_0 * mills_near(inflection);
    // Bounds of the exact one, which the approximation may cross near zero.
    let (lowest, highest) = (N::splat(0.2) * inflection / (one + inflection), phi_0 * inflection);
    let there = lowest.larger(there.smaller(highest));
    let is_low = worth.at_most(there);
    let low_worth = N::select(is_low, worth, one);
    let low_there = N::select(is_low, there, one);
    let drop = distance - N::splat(4.0) * ln_ratio(low_worth, low_there);
    let low = (two * distance * distance / drop).sqrt();
    let half_inflection = half * inflection;
    let tail = phi_0
        * exp_of_nonpositive(-(half * half_inflection * half_inflection))
        * mills_near(half_inflection);
    let high = two * quantile_near(tail * (one - worth) / (one - there));
    let guess = N::select(is_low, low, high.larger(inflection));
    // The vega is at most φ(0), so s is at least the price over that; near the money it is hardly
    // more, and there the formulas above are far too low.
    Guess { total_std: guess.larger(worth / phi_0), is_low }
}

/// The step towards the price from s.
#[inline(always)]
fn householder<N: Lanes>(distance: N, worth: N, s: N, is_low: N::Mask) -> N {
    let (zero, one, half) = (N::splat(0.0), N::splat(1.0), N::splat(0.5));
    let h = distance / s;
    let t = half * s;
    let d = t - h;
    let phi = N::splat(normal::INV_SQRT_2PI) * exp_of_nonpositive(-(half * d * d));
    let in_reach = d.at_most(N::splat(-mills::LOWEST));
    let mills = mills_pair(N::select(in_reach, -d, d), h + t);
    let here =
        N::select(in_reach, phi * (s * mills.fall), (one - phi * mills.near) - phi * mills.far);
    // Derivatives in s over the first one, which is φ(d).
    let per_s = one / s;
    let bend = h * h * per_s - half * t;
    let twist = bend * bend - N::splat(3.0) * (h * per_s) * (h * per_s) - N::splat(0.25);
    // Those of the logarithm likewise; its own first one is φ(d)/price.
    let slope = N::select(is_low, phi / here, zero);
    let second = bend - slope;
    let third = twist - slope * (N::splat(3.0) * bend - (slope + slope));
    let miss = N::select(is_low, ln_ratio(here, worth) * here, here - worth);
    let newton = -(miss / phi);
    let sixth = N::splat(1.0 / 6.0);
    newton * (one + half * second * newton) / (one + newton * (second + sixth * third * newton))
}

/// M(u) for u ≥ 0, to four digits (Abramowitz and Stegun 1964, 26.2.16).
#[inline(always)]
fn mills_near<N: Lanes>(u: N) -> N {
    let t = N::splat(1.0) / (N::splat(1.0) + N::splat(0.332_67) * u);
    let c = |x: f64| N::splat(x / normal::INV_SQRT_2PI);
    t * (c(0.436_183_6) + t * (c(-0.120_167_6) + t * c(0.937_298)))
}

/// −Φ⁻¹(p) for 0 < p ≤ ½, to three decimals (Abramowitz and Stegun 1964, 26.2.23).
#[inline(always)]
fn quantile_near<N: Lanes>(p: N) -> N {
    let c = N::splat;
    let r = (c(-2.0) * ln_ratio(p, c(1.0))).sqrt();
    let over = c(2.515_517) + r * (c(0.802_853) + r * c(0.010_328));
    let under = c(1.0) + r * (c(1.432_788) + r * (c(0.189_269) + r * c(0.001_308)));
    r - over / under
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::normalised::{Core, Legs};

    /// Price over the smaller leg.
    fn worth(distance: f64, s: f64) -> f64 {
        let cash = libm::exp(distance);
        let legs = Legs { sign: 1.0, asset: 1.0, cash, log_moneyness: -distance, total_std: s };
        Core::regular(&legs).price
    }

    #[test]
    fn every_usual_price_gives_its_deviation_back() {
        let mut worst = (0.0, 0.0, 0.0);
        for i in 0..160 {
            let distance = if i == 0 { 0.0 } else { 1e-8 * libm::pow(1.16, f64::from(i)) };
            for j in 0..120 {
                let s = 1e-4 * libm::pow(1.09, f64::from(j));
                let worth = worth(distance, s);
                let vega = libm::exp(-0.5 * (0.5 * s - distance / s) * (0.5 * s - distance / s))
                    * normal::INV_SQRT_2PI;
                if !(1e-190..0.94).contains(&worth) {
                    continue;
                }
                let got = total_std(distance, worth);
                assert_eq!(got.found, 1.0, "x = {distance}, s = {s}, {worth:e}");
                // One rounding of the price moves s by this much.
                let unit = f64::EPSILON * (1.0 + worth / vega / s);
                let error = (got.total_std / s - 1.0).abs() / unit;
                if error > worst.0 {
                    worst = (error, distance, s);
                }
            }
        }
        assert!(worst.0 < 8.0, "{worst:?}");
    }

    #[test]
    fn what_is_not_usual_is_not_found() {
        for worth in [0.0, -1.0, 1e-250, 0.99, 1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(total_std(0.1, worth).found, 0.0, "{worth}");
        }
    }
}
