//! Where the price may be at an expiry: probabilities and bands.
//!
//! Probabilities are risk-neutral, under the forward measure of the expiry: what option prices
//! imply, with the forward as the mean and no view of one's own. P(S ≤ K) = Φ(−d₂) + φ(d₂) w′/(2√w)
//! (J. Gatheral, *The Volatility Surface* (2006), chapter 1). Who has a view of their own gets the
//! lognormal law of that view in its place.

use serde::Serialize;

use super::view::View;
use crate::market::Section;
use crate::math::{normal, ops, roots};
use crate::models::payoff::Stretch;

/// Standard deviations of the bands.
const SIGMAS: [f64; 2] = [1.0, 2.0];
/// How far out a quantile is looked for, in at-the-money standard deviations.
const REACH: f64 = 40.0;

/// How far apart the cells of a grid are in its middle, over an even grid's.
const GATHERED: f64 = 0.1;
/// The smallest probability that a price of the grid is beyond which.
const RAREST: f64 = 1e-12;

/// The distribution of the price at one expiry.
#[derive(Debug, Clone)]
pub struct Distribution<'a> {
    law: Law<'a>,
    /// The price that k = ln(S / centre) counts from: the forward, or the median of a view.
    centre: f64,
}

/// The law of k.
#[derive(Debug, Clone)]
enum Law<'a> {
    /// What the fitted smile implies.
    Smile(Section<'a>),
    /// A normal law around zero with this standard deviation.
    Normal(f64),
}

/// Where the price ends with the probability that a normal variable is within so many standard
/// deviations: its ends are the quantiles Φ(−n) and Φ(n) of the distribution, the smile's or that of a view.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Band {
    /// Standard deviations n.
    pub sigmas: f64,
    /// Price below which it ends with probability Φ(−n).
    pub low: f64,
    /// Price below which it ends with probability Φ(n).
    pub high: f64,
    /// Probability of ending between both, Φ(n) − Φ(−n).
    pub probability: f64,
}

/// How likely a gain and a loss are; what is left is neither.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Chances {
    /// Probability of a profit, between 0 and 1.
    pub profit: f64,
    /// Probability of a loss, between 0 and 1.
    pub loss: f64,
}

impl<'a> Distribution<'a> {
    /// The distribution at the time of a section, around the forward to it, in price currency.
    pub fn new(section: Section<'a>, forward: f64) -> Self {
        Self { law: Law::Smile(section), centre: forward }
    }

    /// The lognormal distribution of a view, for a price that is `spot` now and this many years on.
    pub fn of_view(view: &View, spot: f64, years: f64) -> Self {
        let growth = (view.drift - 0.5 * view.vol * view.vol) * years;
        Self { law: Law::Normal(view.vol * ops::sqrt(years)), centre: spot * ops::exp(growth) }
    }

    /// Probability of ending at or below a price.
    pub fn below(&self, price: f64) -> f64 {
        if price <= 0.0 {
            return 0.0;
        }
        if price == f64::INFINITY {
            return 1.0;
        }
        self.below_k(ops::ln(price / self.centre))
    }

    fn below_k(&self, k: f64) -> f64 {
        match &self.law {
            Law::Smile(section) => section.variance(k).probability_below(k),
            Law::Normal(std) => normal::cdf(k / std),
        }
    }

    /// The standard deviation of k, at the money.
    fn std(&self) -> f64 {
        match &self.law {
            Law::Smile(section) => ops::sqrt(section.variance(0.0).w),
            Law::Normal(std) => *std,
        }
    }

    /// The price at or below which it ends with this probability; `None` where the smile has none.
    pub fn quantile(&self, probability: f64) -> Option<f64> {
        let reach = REACH * self.std();
        let off = |k: f64| self.below_k(k) - probability;
        let k = roots::brent(off, -reach, reach, 1e-12).ok()?;
        Some(self.centre * ops::exp(k)).filter(|price| price.is_finite())
    }

    /// Prices that a gain is to be known at, ascending, with these among them, and the probability
    /// of ending between each and the next. Together they leave out what is too rare to be told
    /// from rounding.
    pub(super) fn cells(&self, count: usize, among: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let last = count.max(2) - 1;
        let (down, up) = (self.rarest(-1.0), self.rarest(1.0));
        let at = |i: usize| {
            let u = 2.0 * i as f64 / last as f64 - 1.0;
            let end = if u < 0.0 { down } else { up };
            end * u * (GATHERED + (1.0 - GATHERED) * u * u)
        };
        let mut ks: Vec<f64> = (0..=last).map(at).collect();
        let own = among.iter().filter(|price| **price > 0.0);
        ks.extend(own.map(|price| ops::ln(price / self.centre)).filter(|k| k.is_finite()));
        ks.sort_by(f64::total_cmp);
        ks.dedup();
        let ends: Vec<(f64, f64, f64)> = ks
            .into_iter()
            .map(|k| (k, self.sides(k)))
            .filter(|(_, (below, above))| *below > RAREST && *above > RAREST)
            .map(|(k, (below, above))| (k, below, above))
            .collect();
        // On either side of the middle the smaller of the two probabilities keeps its digits.
        let between = |ends: &[(f64, f64, f64)]| match ends {
            [(k, _, low), (_, _, high)] if *k > 0.0 => low - high,
            [(_, low, _), (_, high, _)] => high - low,
            _ => 0.0,
        };
        let weights = ends.windows(2).map(|ends| between(ends).max(0.0)).collect();
        (ends.iter().map(|(k, ..)| self.centre * ops::exp(*k)).collect(), weights)
    }

    /// The probabilities of ending below and above, each with its own digits.
    fn sides(&self, k: f64) -> (f64, f64) {
        match &self.law {
            Law::Smile(section) => {
                let variance = section.variance(k);
                (variance.probability_below(k), variance.probability_above(k))
            }
            Law::Normal(std) => (normal::cdf(k / std), normal::cdf(-k / std)),
        }
    }

    /// How far from the centre in the direction of `sign`, as a positive k, there is next to no
    /// probability any more, in steps of a half.
    fn rarest(&self, sign: f64) -> f64 {
        let beyond = |k: f64| {
            let (below, above) = self.sides(sign * k);
            if sign < 0.0 { below } else { above }
        };
        let std = self.std();
        let mut k = 4.0 * std;
        while k < REACH * std && beyond(k) > RAREST {
            k *= 1.5;
        }
        k
    }

    /// The bands of one and two standard deviations; fewer where the smile has no such quantiles.
    pub fn bands(&self) -> Vec<Band> {
        let band = |sigmas: f64| {
            let (below, above) = (normal::cdf(-sigmas), normal::cdf(sigmas));
            let (low, high) = (self.quantile(below)?, self.quantile(above)?);
            Some(Band { sigmas, low, high, probability: above - below })
        };
        SIGMAS.into_iter().filter_map(band).collect()
    }

    /// How likely it is to end on a stretch of profit and on one of loss.
    pub fn chances(&self, stretches: &[Stretch]) -> Chances {
        let of = |sign: f64| {
            let own = stretches.iter().filter(|stretch| stretch.sign == sign);
            own.map(|s| self.below(s.to) - self.below(s.from)).sum::<f64>().clamp(0.0, 1.0)
        };
        Chances { profit: of(1.0), loss: of(-1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear};

    #[test]
    fn bands_are_quantiles_of_the_smile() {
        let market = eth_linear();
        let surface = &market.underlyings()[0].surface;
        let years = 16.0 / 365.0;
        let distribution = Distribution::new(surface.section(years), 3400.0);
        let bands = distribution.bands();
        assert_eq!(bands.iter().map(|b| b.sigmas).collect::<Vec<_>>(), [1.0, 2.0]);
        assert!((bands[0].probability - 0.682_689_492_137).abs() < 1e-12);
        for band in bands {
            assert!(band.low < 3400.0 && 3400.0 < band.high);
            let held = distribution.below(band.high) - distribution.below(band.low);
            assert!((held - band.probability).abs() < 1e-9, "{held}");
        }
    }

    #[test]
    fn the_density_holds_the_worked_fly_and_nearly_all_mass() {
        // The same smile as the worked fly's: 9.824881 of it and 0.999977 of the mass lie between
        // 1500 and 7000.
        let market = eth_linear();
        let section = market.underlyings()[0].surface.section(16.0 / 365.0);
        let (from, to) = (ops::ln(1500.0 / 3400.0), ops::ln(7000.0 / 3400.0));
        let (mut mass, mut fly) = (0.0, 0.0);
        let steps = 40_000;
        let width = (to - from) / f64::from(steps);
        for step in 0..steps {
            let k = from + width * (f64::from(step) + 0.5);
            let weight = section.variance(k).density(k) * width;
            mass += weight;
            fly += weight * (100.0 - (3400.0 * ops::exp(k) - 3400.0).abs()).max(0.0);
        }
        assert!((mass - 0.999_977).abs() < 1e-6, "{mass}");
        assert!((fly - 9.824_881).abs() < 2e-6, "{fly}");
        let distribution = Distribution::new(section, 3400.0);
        let held = distribution.below(7000.0) - distribution.below(1500.0);
        assert!((held - mass).abs() < 1e-9);
    }

    #[test]
    fn without_a_smile_the_bands_are_those_of_a_lognormal() {
        let market = btc_inverse_flat(90_000.0, 0.5);
        let surface = &market.underlyings()[0].surface;
        let years: f64 = 20.0 / 365.0;
        let std = 0.5 * years.sqrt();
        for band in Distribution::new(surface.section(years), 90_000.0).bands() {
            let at = |z: f64| 90_000.0 * ops::exp(z * std - 0.5 * std * std);
            assert!((band.low / at(-band.sigmas) - 1.0).abs() < 1e-10);
            assert!((band.high / at(band.sigmas) - 1.0).abs() < 1e-10);
        }
    }
}
