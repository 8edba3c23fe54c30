//! What it costs to trade a size at once: the visible book first, the square-root law beyond it.
//!
//! The marginal price is d_last + Yσ_D·mid·(√(q/ADV) − √(q_vis/ADV)) past the last visible level
//! (order-one prefactor Y: Tóth et al. 2011). Its integral is continuous, increasing and convex,
//! so the cost per unit never falls with size.

use crate::math::ops;

/// The square-root law of one instrument; quantities are in units of the underlying.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImpactLaw {
    /// Prefactor Y, of order one, not negative.
    pub factor: f64,
    /// Standard deviation σ_D of one day's return, as a fraction.
    pub daily_vol: f64,
    /// Mid price, in price currency.
    pub mid: f64,
    /// Average daily volume ADV, positive; where it is not, the law adds nothing.
    pub daily_volume: f64,
}

/// A walk through the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// Cost against mid, in price currency, not negative.
    pub cost: f64,
    /// `(distance from mid in price currency, size taken)`, best level first.
    pub taken: Vec<(f64, f64)>,
    /// Size beyond the visible book.
    pub beyond: f64,
}

impl ImpactLaw {
    /// A = Y·σ_D·mid/√ADV: rise of the marginal price per √unit, in price currency.
    pub fn coefficient(&self) -> f64 {
        if self.daily_volume > 0.0 {
            self.factor * self.daily_vol * self.mid / ops::sqrt(self.daily_volume)
        } else {
            0.0
        }
    }

    /// Cost of `quantity ≥ 0` units through `(distance, size)` levels in ascending distance.
    pub fn walk(&self, levels: &[(f64, f64)], quantity: f64) -> Walk {
        let mut walk = Walk { cost: 0.0, taken: Vec::new(), beyond: 0.0 };
        let mut left = quantity.max(0.0);
        let mut visible = 0.0;
        let mut last = 0.0;
        for &(distance, size) in levels {
            visible += size;
            last = distance;
            let taken = size.min(left);
            if taken > 0.0 {
                walk.cost += distance * taken;
                walk.taken.push((distance, taken));
                left -= taken;
            }
        }
        if left > 0.0 {
            let total = visible + left;
            let (root, root_total) = (ops::sqrt(visible), ops::sqrt(total));
            let curve = 2.0 / 3.0 * (total * root_total - visible * root) - root * left;
            // The curve's true value is never negative; the difference of two powers may be.
            walk.cost += last * left + self.coefficient() * curve.max(0.0);
            walk.beyond = left;
        }
        walk
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [(f64, f64); 3] = [(0.25, 40.0), (0.5, 60.0), (1.0, 50.0)];
    const LAW: ImpactLaw =
        ImpactLaw { factor: 0.8, daily_vol: 0.035, mid: 3400.0, daily_volume: 150_000.0 };

    #[test]
    fn the_documented_walks_cost_what_is_documented() {
        // Reference figures for these three levels with Y = 0.8.
        assert!((LAW.coefficient() - 0.245805).abs() < 5e-7);
        assert_eq!(LAW.walk(&LEVELS, 120.0).cost, 60.0);
        assert!((LAW.walk(&LEVELS, 400.0).cost - 597.29).abs() < 5e-3);
        let sizes = [10.0, 50.0, 100.0, 150.0, 200.0, 400.0, 800.0];
        let units = [0.25, 0.30, 0.40, 0.60, 0.760, 1.493, 2.738];
        for (size, unit) in sizes.into_iter().zip(units) {
            let got = LAW.walk(&LEVELS, size).cost / size;
            assert!((got - unit).abs() < 5e-4, "{size}: {got}");
        }
    }

    #[test]
    fn the_law_is_the_integral_of_its_marginal_price() {
        // Midpoint rule on d_last + A(√q − √q_vis), a second way to the same number.
        let steps = 100_000;
        let width = 250.0 / f64::from(steps);
        let mut integral = 90.0;
        for i in 0..steps {
            let q = 150.0 + (f64::from(i) + 0.5) * width;
            integral += width * (1.0 + LAW.coefficient() * (q.sqrt() - 150.0_f64.sqrt()));
        }
        assert!((LAW.walk(&LEVELS, 400.0).cost - integral).abs() < 1e-6);
    }

    #[test]
    fn cost_is_convex_and_continuous_across_every_level() {
        let cost = |q: f64| LAW.walk(&LEVELS, q).cost;
        let mut slope = 0.0;
        for step in 0..1_000 {
            let q = f64::from(step);
            let next = cost(q + 1.0) - cost(q);
            assert!(next >= slope - 1e-9, "slope falls at {q}");
            slope = next;
        }
    }

    #[test]
    fn what_is_taken_and_what_lies_beyond_add_up_to_the_size() {
        let walk = LAW.walk(&LEVELS, 170.0);
        assert_eq!(walk.taken, LEVELS.to_vec());
        assert_eq!(walk.beyond, 20.0);
        assert_eq!(LAW.walk(&LEVELS, 0.0), Walk { cost: 0.0, taken: vec![], beyond: 0.0 });
    }
}
