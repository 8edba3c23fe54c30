//! A state of the world as an argument, and what a package is worth in it.
//!
//! Volatilities move first, at the moneyness of the market as it is; then spot and every forward
//! move together and the smiles follow by the named rule; and time passes: what is left to an
//! expiry is read off today's surface. A leg past its expiry is settled at the spot of the state,
//! not at one on the way there, and what it paid is kept as cash without interest.

use serde::{Deserialize, Serialize};

use crate::basics::time::DAY_MS;
use crate::basics::{Issue, IssueCode, Timestamp};
use crate::market::{Market, Shift, ShiftDraft, SmileDynamics, Surface, UnderlyingMarket};
use crate::models::batch::prices;
use crate::models::black::Black;
use crate::pricing::revalue::{LegAtSpot, LegThen, Room, tail_slope, value_at_zero};
use crate::pricing::{Greeks, LegValue, Valuation};

/// The most days that may pass.
const MOST_DAYS: f64 = 36_525.0;
/// A slope this small beside the package's ratios is rounding.
const FLAT: f64 = 1e-12;
/// The smallest multiple of today's spot that anything is valued at.
const LEAST_RATIO: f64 = 1e-9;

/// A state of the world as it comes in; what is left out is as it is today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ScenarioDraft {
    /// Relative move of spot and of every forward: 0.05 is up by 5 %.
    pub spot_move: f64,
    /// Calendar days that have passed since the market's instant, in parts too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<f64>,
    /// ISO instant of the state, in place of `days`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Volatility points added at every strike and expiry.
    pub parallel_points: f64,
    /// Volatility points per unit of x = k/√θ, the skew: positive raises calls over puts.
    pub tilt_points: f64,
    /// What the smiles do when spot moves; absent means `stickyMoneyness`.
    pub dynamics: SmileDynamics,
}

impl Default for ScenarioDraft {
    fn default() -> Self {
        Self {
            spot_move: 0.0,
            days: None,
            at: None,
            parallel_points: 0.0,
            tilt_points: 0.0,
            dynamics: SmileDynamics::StickyMoneyness,
        }
    }
}

/// A state that can be valued.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Volatilities at the moneyness of the market as it is.
    pub(super) vols: Shift,
    /// Spot over today's.
    pub(super) spot_ratio: f64,
    /// The skew-stickiness ratio.
    pub(super) stickiness: f64,
    /// When the state is.
    pub(super) when: When,
}

/// When a state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// So many milliseconds after each market's own instant.
    After(i64),
    /// At one instant for all.
    At(Timestamp),
}

impl When {
    /// The instant for a market of this instant.
    pub fn instant(self, as_of: Timestamp) -> Timestamp {
        match self {
            Self::After(millis) => as_of.plus_millis(millis),
            Self::At(at) => at.max(as_of),
        }
    }

    /// So many days later, rounded to milliseconds; `None` where that is no time anybody means.
    pub(super) fn after_days(days: f64) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "a century of milliseconds")]
        let millis = |days: f64| (days * DAY_MS as f64).round() as i64;
        (0.0..=MOST_DAYS).contains(&days).then(|| Self::After(millis(days)))
    }
}

impl ScenarioDraft {
    /// The state, where every field is usable for markets of which the latest is of `as_of`.
    ///
    /// # Errors
    /// An issue `E-SHIFT` for every field that is not usable, its path below `path`.
    pub fn checked(&self, path: &str, as_of: Timestamp) -> Result<Scenario, Vec<Issue>> {
        let vols = ShiftDraft {
            parallel_points: self.parallel_points,
            tilt_points: self.tilt_points,
            ..ShiftDraft::default()
        };
        let all = ShiftDraft { spot_move: self.spot_move, dynamics: self.dynamics, ..vols.clone() };
        let under = |issue: Issue| Issue { path: format!("{path}.{}", issue.path), ..issue };
        let mut issues: Vec<Issue> = all.checked().err().into_iter().flatten().map(under).collect();
        let when = self.when(as_of).map_err(|(field, message)| {
            issues.push(Issue::new(IssueCode::Shift, format!("{path}.{field}"), message));
        });
        match (vols.checked(), when) {
            (Ok(vols), Ok(when)) if issues.is_empty() => Ok(Scenario {
                vols,
                spot_ratio: 1.0 + self.spot_move,
                stickiness: self.dynamics.ratio(),
                when,
            }),
            _ => Err(issues),
        }
    }

    /// When the state is, or the field at fault and why.
    fn when(&self, as_of: Timestamp) -> Result<When, (&'static str, String)> {
        match (self.days, &self.at) {
            (Some(_), Some(_)) => {
                Err(("days", String::from("A state has either days or an instant, not both.")))
            }
            (None, None) => Ok(When::After(0)),
            (Some(days), None) => When::after_days(days).ok_or_else(|| {
                ("days", format!("The days that pass must be a number between 0 and {MOST_DAYS}."))
            }),
            (None, Some(text)) => {
                let last = When::after_days(MOST_DAYS).map(|most| most.instant(as_of));
                Timestamp::parse_iso(text)
                    .filter(|at| *at >= as_of && Some(*at) <= last)
                    .map(When::At)
                    .ok_or_else(|| {
                        let from = as_of.to_iso();
                        (
                            "at",
                            format!(
                                "The instant must be an ISO one from {from} on, within a century."
                            ),
                        )
                    })
            }
        }
    }
}

/// The legs of a package with their markets.
#[derive(Debug, Clone)]
pub struct Package<'a> {
    legs: Vec<(&'a LegValue, &'a UnderlyingMarket)>,
}

/// The surfaces of a package's legs with their volatilities shifted.
#[derive(Debug, Clone)]
pub struct Surfaces<'a> {
    /// None where nothing moves and each market's own does.
    shifted: Vec<(&'a UnderlyingMarket, Surface)>,
}

/// A package at one instant, to be valued at many spots.
#[derive(Debug, Clone)]
pub struct PackageThen<'a> {
    legs: Vec<(f64, LegThen<'a>)>,
}

/// Spots to value at.
#[derive(Debug, Clone, Copy)]
pub enum Spots<'a> {
    /// Prices that every leg's spot is at.
    Prices(&'a [f64]),
    /// Multiples of each leg's own spot.
    Ratios(&'a [f64]),
}

/// Room to value in, used again.
#[derive(Debug, Clone, Default)]
pub struct Bench {
    ratios: Vec<f64>,
    options: Vec<Black>,
    values: Vec<f64>,
    room: Room,
}

impl<'a> Package<'a> {
    /// The legs of a valuation on the market that it was made on; `None` on another.
    pub fn new(valuation: &'a Valuation, market: &'a Market) -> Option<Self> {
        let legs: Option<Vec<_>> =
            valuation.legs.iter().map(|l| Some((l, market.find(&l.market)?))).collect();
        Some(Self { legs: legs? })
    }

    /// The instant of the latest of its markets.
    pub fn as_of(&self) -> Timestamp {
        let instants = self.legs.iter().map(|(_, underlying)| underlying.as_of);
        instants.max().unwrap_or(Timestamp::from_millis(0))
    }

    /// The surfaces of its markets after a shift of volatilities.
    pub fn surfaces(&self, vols: &Shift) -> Surfaces<'a> {
        let mut shifted: Vec<(&'a UnderlyingMarket, Surface)> = Vec::new();
        if !vols.is_none() {
            for (_, underlying) in &self.legs {
                if !shifted.iter().any(|(known, _)| known.key == underlying.key) {
                    shifted.push((underlying, underlying.surface.shifted(vols)));
                }
            }
        }
        Surfaces { shifted }
    }

    /// The package on these surfaces at an instant.
    pub fn then<'s>(
        &self,
        surfaces: &'s Surfaces<'a>,
        when: When,
        stickiness: f64,
    ) -> PackageThen<'s>
    where
        'a: 's,
    {
        let legs = self.legs.iter().map(|(leg, underlying)| {
            let found = surfaces.shifted.iter().find(|(known, _)| known.key == underlying.key);
            let surface = found.map_or(&underlying.surface, |(_, surface)| surface);
            let at = when.instant(underlying.as_of);
            (f64::from(leg.ratio), LegThen::on_surface(leg, surface, at, stickiness))
        });
        PackageThen { legs: legs.collect() }
    }

    /// Slope of the value far above every strike at an instant; zero where it is rounding.
    pub fn tail_slope(&self, at: Timestamp) -> f64 {
        self.sum_of_limits(|leg| tail_slope(leg, at))
    }

    /// Value where the underlying is worthless at an instant; zero where it is rounding.
    pub fn value_at_zero(&self, at: Timestamp) -> f64 {
        self.sum_of_limits(|leg| value_at_zero(leg, at))
    }

    fn sum_of_limits(&self, of: impl Fn(&LegValue) -> f64) -> f64 {
        let parts = || self.legs.iter().map(|(leg, _)| f64::from(leg.ratio) * of(leg));
        let (sum, size): (f64, f64) = (parts().sum(), parts().map(f64::abs).sum());
        if sum.abs() <= FLAT * size { 0.0 } else { sum }
    }
}

impl PackageThen<'_> {
    /// Value in price currency per unit with every leg's spot at this price.
    pub fn value(&self, spot: f64) -> f64 {
        let of = |(count, then): &(f64, LegThen<'_>)| {
            count * then.at_spot((spot / then.leg().spot).max(LEAST_RATIO)).value(0.0)
        };
        self.legs.iter().map(of).sum()
    }

    /// Values in price currency per unit at many spots, in their order.
    pub fn values(&self, spots: Spots<'_>, bench: &mut Bench) -> Vec<f64> {
        let count = match spots {
            Spots::Prices(spots) | Spots::Ratios(spots) => spots.len(),
        };
        let mut sums = vec![0.0; count];
        let Bench { ratios, options, values, room } = bench;
        for (times, then) in &self.legs {
            ratios.clear();
            match spots {
                Spots::Prices(prices) => {
                    let own = then.leg().spot;
                    ratios.extend(prices.iter().map(|spot| (spot / own).max(LEAST_RATIO)));
                }
                Spots::Ratios(given) => ratios.extend_from_slice(given),
            }
            options.clear();
            let mut slots = sums.iter_mut();
            // At one instant either all are alive or none is.
            then.at_spots(ratios, room, |there| match there.shifted(0.0) {
                LegAtSpot::Settled(value) => {
                    if let Some(slot) = slots.next() {
                        *slot += times * value;
                    }
                }
                LegAtSpot::Alive(option) => options.push(option),
            });
            values.resize(options.len(), 0.0);
            prices(options, values);
            for (sum, value) in sums.iter_mut().zip(values.iter()) {
                *sum += times * value;
            }
        }
        sums
    }

    /// Greeks of one spread at one place, in price currency.
    pub fn greeks(&self, place: Place) -> Greeks {
        let mut sum = Greeks::default();
        for (times, then) in &self.legs {
            let ratio = match place {
                Place::Price(spot) => (spot / then.leg().spot).max(LEAST_RATIO),
                Place::Ratio(ratio) => ratio,
            };
            sum.add(&then.greeks(ratio), *times);
        }
        sum
    }

    /// Places in the package's order of the legs that are settled.
    pub fn settled(&self) -> Vec<usize> {
        let legs = self.legs.iter().enumerate();
        legs.filter(|(_, (_, then))| then.is_settled()).map(|(place, _)| place).collect()
    }
}

/// One spot to value at.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// A price that every leg's spot is at.
    Price(f64),
    /// A multiple of each leg's own spot.
    Ratio(f64),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::fixtures::{as_of, eth_linear, expiry, option_leg, package};
    use crate::pricing::value;

    fn calendar(market: &Market) -> Valuation {
        let leg = |ratio, days| option_leg(market, ratio, days, 3400.0, PutCall::Call);
        value(&package(vec![leg(-1, 16.0), leg(1, 44.0)]), market).unwrap()
    }

    fn state(draft: &ScenarioDraft) -> Scenario {
        draft.checked("scenario", as_of()).unwrap()
    }

    #[test]
    fn the_state_of_today_is_the_value_of_today() {
        let market = eth_linear();
        let valuation = calendar(&market);
        let package = Package::new(&valuation, &market).unwrap();
        for dynamics in [SmileDynamics::StickyStrike, SmileDynamics::StickyMoneyness] {
            let today = state(&ScenarioDraft { dynamics, ..ScenarioDraft::default() });
            let surfaces = package.surfaces(&today.vols);
            let then = package.then(&surfaces, today.when, today.stickiness);
            assert!((then.value(3400.0) - valuation.price).abs() < 1e-10);
            let values = then.values(Spots::Ratios(&[1.0]), &mut Bench::default());
            assert!((values[0] - valuation.price).abs() < 1e-9);
            let greeks = then.greeks(Place::Ratio(1.0));
            assert!((greeks.vega_per_point - valuation.greeks.vega_per_point).abs() < 1e-9);
        }
    }

    #[test]
    fn a_shifted_state_is_the_value_on_the_shifted_market() {
        // What the house means by a shift is said once, by the market itself.
        let market = eth_linear();
        let valuation = calendar(&market);
        let package_of_legs = Package::new(&valuation, &market).unwrap();
        for dynamics in [
            SmileDynamics::StickyStrike,
            SmileDynamics::StickyMoneyness,
            SmileDynamics::SkewStickiness(1.6),
        ] {
            let draft = ScenarioDraft {
                spot_move: 0.07,
                parallel_points: 5.0,
                tilt_points: -2.0,
                dynamics,
                ..ScenarioDraft::default()
            };
            let moved = ShiftDraft {
                spot_move: 0.07,
                parallel_points: 5.0,
                tilt_points: -2.0,
                dynamics,
                ..ShiftDraft::default()
            };
            let key = market.underlyings()[0].key.clone();
            let shifted = market.shifted(&key, &moved.checked().unwrap()).unwrap();
            let want = calendar(&shifted).price;
            let scenario = state(&draft);
            let surfaces = package_of_legs.surfaces(&scenario.vols);
            let then = package_of_legs.then(&surfaces, scenario.when, scenario.stickiness);
            let got = then.values(Spots::Ratios(&[scenario.spot_ratio]), &mut Bench::default())[0];
            assert!((got - want).abs() < 1e-9, "{dynamics:?}: {got} {want}");
            let alone = then.value(3400.0 * 1.07);
            assert!((alone - want).abs() < 1e-9, "{dynamics:?}: {alone} {want}");
        }
    }

    #[test]
    fn a_settled_leg_keeps_its_payoff_and_the_other_lives_on() {
        let market = eth_linear();
        let valuation = calendar(&market);
        let package_of_legs = Package::new(&valuation, &market).unwrap();
        let at = |days: f64, points: f64| {
            let draft = ScenarioDraft {
                days: Some(days),
                parallel_points: points,
                ..ScenarioDraft::default()
            };
            let scenario = state(&draft);
            let surfaces = package_of_legs.surfaces(&scenario.vols);
            let then = package_of_legs.then(&surfaces, scenario.when, 0.0);
            (then.value(3600.0), then.settled())
        };
        let (_, alive) = at(15.9, 0.0);
        assert!(alive.is_empty());
        // Past the first expiry the short call has cost 200 and no volatility changes that.
        let far_alone = {
            let leg = option_leg(&market, 1, 44.0, 3400.0, PutCall::Call);
            value(&package(vec![leg]), &market).unwrap()
        };
        let far = Package::new(&far_alone, &market).unwrap();
        for points in [-10.0, 0.0, 25.0] {
            let (value, settled) = at(20.0, points);
            assert_eq!(settled, [0]);
            let draft = ScenarioDraft {
                days: Some(20.0),
                parallel_points: points,
                ..ScenarioDraft::default()
            };
            let scenario = state(&draft);
            let surfaces = far.surfaces(&scenario.vols);
            let far = far.then(&surfaces, scenario.when, 0.0).value(3600.0);
            assert!((value - (far - 200.0)).abs() < 1e-9);
        }
        let (value, settled) = at(60.0, 0.0);
        assert_eq!((value, settled), (0.0, vec![0, 1]));
    }

    #[test]
    fn an_instant_is_as_good_as_the_days_to_it() {
        let days = state(&ScenarioDraft { days: Some(16.0), ..ScenarioDraft::default() });
        let at = Some(expiry(16.0).to_iso());
        let at = state(&ScenarioDraft { at, ..ScenarioDraft::default() });
        assert_eq!(days.when.instant(as_of()), at.when.instant(as_of()));
    }

    #[test]
    fn every_mistake_of_a_state_is_named_at_once() {
        let paths = |draft: ScenarioDraft| -> Vec<String> {
            let issues = draft.checked("request.scenario", as_of()).unwrap_err();
            assert!(issues.iter().all(|i| i.code == IssueCode::Shift), "{issues:?}");
            issues.into_iter().map(|i| i.path).collect()
        };
        for wrong in [f64::NAN, f64::INFINITY, 1e9, -1e9] {
            let draft = ScenarioDraft {
                spot_move: wrong,
                days: Some(wrong),
                parallel_points: wrong,
                tilt_points: wrong,
                dynamics: SmileDynamics::SkewStickiness(wrong),
                at: None,
            };
            let want =
                ["parallelPoints", "tiltPoints", "spotMove", "dynamics.skewStickiness", "days"]
                    .map(|field| format!("request.scenario.{field}"));
            assert_eq!(paths(draft), want, "{wrong}");
        }
        for at in ["soon", "2020-01-01T00:00:00Z", "9000-01-01T00:00:00Z"] {
            let draft = ScenarioDraft { at: Some(at.to_owned()), ..ScenarioDraft::default() };
            assert_eq!(paths(draft), ["request.scenario.at"]);
        }
        let at = Some(expiry(2.0).to_iso());
        let both = ScenarioDraft { days: Some(2.0), at, ..ScenarioDraft::default() };
        assert_eq!(paths(both), ["request.scenario.days"]);
    }
}
