//! Profit and loss of one spread at the first expiry, today and in a chosen state, over settlement
//! prices.
//!
//! The view is the client's who buys one spread: value less the price paid, in price currency per
//! unit of underlying. An inverse premium is converted at the index of the trade; beside that, the
//! facts give the same in coin, which is value over the price of the axis less the coin paid. Where
//! every leg expires together the curve at expiry is exact; otherwise the legs that are still alive
//! at the first expiry are valued on today's surface, and the curve says that it depends on the
//! model. The axis is the price at which every leg settles: where the linear and the inverse market
//! of an underlying state spots that differ a little, each leg moves there from its own.

use serde::{Deserialize, Serialize};

use super::distribution::{Band, Chances, Distribution};
use super::gains::{self, Curve, Gains};
use super::state::{Bench, Package, PackageThen, Place, Scenario, ScenarioDraft, Spots, When};
use crate::basics::{Issue, IssueCode, PutCall, Timestamp};
use crate::market::{Market, ShiftDraft, UnderlyingMarket};
use crate::math::ops;
use crate::models::payoff::{Payoff, PayoffKind, PayoffLeg};
use crate::pricing::{Greeks, LegValue, Valuation, value};
use crate::rfq::{RfqDraft, check};

/// Points of a curve where the request leaves them open.
const DEFAULT_POINTS: usize = 161;
/// The fewest and the most points a curve may have.
const POINTS: (usize, usize) = (2, 5_000);
/// The largest price that is taken for one that somebody meant, in price currency.
const MAX_PRICE: f64 = 1e12;
/// The furthest end of an axis, as a multiple of the forward.
const MAX_REACH: f64 = 1e4;
/// Standard deviations of the first expiry that the default range covers on either side.
const RANGE_STDS: f64 = 4.0;
/// The most price slices of one request.
const MOST_SLICES: usize = 12;

/// Which curve is wanted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PayoffRequest {
    /// Number of even points between the ends; strikes and breakevens are added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<usize>,
    /// Lowest settlement price, in price currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowest: Option<f64>,
    /// Highest settlement price, in price currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest: Option<f64>,
    /// Price at which the client buys, in premium currency; absent means theoretical value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// The state of a third curve. Its rule for the smiles holds for all curves, its move of spot
    /// only for [`PayoffFacts::state`]: over an axis of prices there is nothing to move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioDraft>,
    /// Settlement prices to be read out with their Greeks, in price currency, twelve at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<f64>,
}

/// Profit and loss of the client who buys one spread.
#[derive(Debug, Clone, PartialEq)]
pub struct PayoffCurve {
    /// The curves.
    pub curves: Curves,
    /// The facts beside the curves.
    pub facts: PayoffFacts,
}

/// Curves over settlement prices.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    /// Settlement prices, ascending, in price currency.
    pub spots: Vec<f64>,
    /// P&L at the first expiry, in price currency per unit.
    pub at_expiry: Vec<f64>,
    /// P&L if spot were there now.
    pub today: Vec<f64>,
    /// P&L in the chosen state if spot were there; empty where no state was asked for.
    pub chosen: Vec<f64>,
}

/// What the curve says in single numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct PayoffFacts {
    /// ISO instant of the first expiry.
    pub expiry: String,
    /// ISO instants of every expiry of the package, ascending.
    pub expiries: Vec<String>,
    /// ISO instant that `today` is valued at.
    pub as_of: String,
    /// Currency of every P&L figure.
    pub currency: String,
    /// Price paid per unit, in that currency.
    pub paid: f64,
    /// Spot, in price currency.
    pub spot: f64,
    /// Forward to the first expiry, in price currency.
    pub forward: f64,
    /// Strikes, ascending, each once.
    pub strikes: Vec<f64>,
    /// Settlement prices with neither profit nor loss at the first expiry.
    pub breakevens: Vec<f64>,
    /// Largest profit at the first expiry; absent where unlimited.
    pub max_profit: Option<f64>,
    /// Largest loss at the first expiry, not positive; absent where unlimited.
    pub max_loss: Option<f64>,
    /// How likely a profit and a loss are at the first expiry; absent where the smile does not say.
    pub chances: Option<Chances>,
    /// Where the price is at the first expiry with one and two standard deviations' probability.
    pub bands: Vec<Band>,
    /// What `chances` and `bands` rest on, in a sentence.
    pub assumption: String,
    /// Whether legs outlive the first expiry, so that the curve rests on the model.
    pub model_dependent: bool,
    /// The same facts counted in coin, where the premium is paid in coin.
    pub coin: Option<CoinFacts>,
    /// The chosen state itself, where one was asked for.
    pub state: Option<StateFacts>,
    /// The prices that were to be read out, in the order of the request.
    pub slices: Vec<PriceSlice>,
}

/// What changes when profit and loss are counted in coin: value over the price of the axis less the
/// coins paid.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct CoinFacts {
    /// The coin.
    pub currency: String,
    /// Coins paid per unit.
    pub paid: f64,
    /// Settlement prices with neither profit nor loss in coin at the first expiry.
    pub breakevens: Vec<f64>,
    /// Largest profit in coin at the first expiry; absent where unlimited.
    pub max_profit: Option<f64>,
    /// Largest loss in coin at the first expiry, not positive; absent where unlimited.
    pub max_loss: Option<f64>,
    /// How likely a profit and a loss in coin are, under the same probabilities.
    pub chances: Option<Chances>,
}

/// The package in the chosen state.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StateFacts {
    /// Spot in the state, in price currency.
    pub spot: f64,
    /// ISO instant of the state.
    pub at: String,
    /// P&L there, in price currency per unit.
    pub gain: f64,
    /// Greeks of one spread there, in price currency.
    pub greeks: Greeks,
    /// Places of the legs that have expired by then: they are settled at the state's own spot.
    pub settled: Vec<usize>,
}

/// The package at one price of the underlying.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct PriceSlice {
    /// The price, in price currency.
    pub spot: f64,
    /// P&L at the first expiry.
    pub at_expiry: f64,
    /// P&L if spot were there now.
    pub today: f64,
    /// P&L in the chosen state; absent where none was asked for.
    pub chosen: Option<f64>,
    /// Greeks of one spread there, in price currency: in the chosen state, or today where there is none.
    pub greeks: Greeks,
}

/// A draft's payoff, or the issues that forbid one.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct PayoffReport {
    /// The facts; absent where the draft could not be valued.
    pub facts: Option<PayoffFacts>,
    /// Findings.
    pub issues: Vec<Issue>,
}

/// Checks and values a draft and draws its curves; they are empty where it could not be valued.
pub fn payoff_of_draft(
    draft: &RfqDraft,
    market: &Market,
    request: &PayoffRequest,
) -> (PayoffReport, Curves) {
    let checked = check(draft, &market.listing());
    let mut issues = checked.issues;
    let drawn = checked.rfq.ok_or_else(Vec::new).and_then(|rfq| {
        let valuation = value(&rfq.spread, market)?;
        issues.extend(valuation.issues.iter().cloned());
        payoff(&valuation, market, request)
    });
    match drawn {
        Ok(drawn) => (PayoffReport { facts: Some(drawn.facts), issues }, drawn.curves),
        Err(found) => {
            issues.extend(found);
            (PayoffReport { facts: None, issues }, Curves::default())
        }
    }
}

/// The curves of a valued package.
///
/// The facts do not depend on the range or the number of points that are asked for.
///
/// # Errors
/// `PayoffAxis` where the package has no option to expire or several underlyings, `PayoffRequest`
/// for each field that is not usable and `Shift` for each of its scenario, `Numerical` where a
/// number could not be computed.
pub fn payoff(
    valuation: &Valuation,
    market: &Market,
    request: &PayoffRequest,
) -> Result<PayoffCurve, Vec<Issue>> {
    let no_axis = |message: &str| vec![Issue::new(IssueCode::PayoffAxis, "legs", message)];
    if has_several_underlyings(valuation) {
        return Err(no_axis("A package across underlyings has no payoff over one price."));
    }
    let options = valuation.legs.iter().filter_map(|l| Some((l, l.option_terms()?.0)));
    let Some((first, expiry)) = options.min_by_key(|(_, expiry)| *expiry) else {
        return Err(no_axis("A package without options has no expiry to draw a payoff at."));
    };
    let unreliable = || {
        let message = "The payoff could not be computed reliably; none is shown.";
        vec![Issue::new(IssueCode::Numerical, "legs", message)]
    };
    let package = Package::new(valuation, market).ok_or_else(unreliable)?;
    let underlying = market.find(&first.market).ok_or_else(unreliable)?;
    let strikes = strikes(valuation);
    let range = default_range(first, &strikes);
    let asked = Asked::new(request, valuation, first.forward, range, package.as_of())?;
    let stickiness = asked.scenario.as_ref().map_or(0.0, |s| s.stickiness);
    let none = ShiftDraft::default().checked()?;
    let surfaces = package.surfaces(&none);
    let then = |when: When| package.then(&surfaces, when, stickiness);
    let (at_first, today) = (then(When::At(expiry)), then(When::After(0)));
    let exact = exact_payoff(valuation, expiry);
    let curve = Curve {
        exact: exact.as_ref(),
        then: &at_first,
        at_zero: package.value_at_zero(expiry),
        tail_slope: package.tail_slope(expiry),
        forward: first.forward,
        samples: match exact {
            Some(_) => Vec::new(),
            None => gains::samples(even_points(range.0, range.1, 401, &strikes), first.forward),
        },
    };
    let paid = asked.paid;
    let in_currency = curve.gains(paid).map_err(|_| unreliable())?;
    let distribution = distribution(underlying, first);
    let in_coin = match asked.coins {
        Some(coins) => Some((coins, curve.gains_in_coin(coins).map_err(|_| unreliable())?)),
        None => None,
    };
    let spots = asked.spots(&strikes, &in_currency, in_coin.as_ref().map(|(_, gains)| gains));
    let drawing = Drawing { asked: &asked, curve: &curve, today: &today, bench: Bench::default() };
    let shifted = asked.scenario.as_ref().map(|scenario| package.surfaces(&scenario.vols));
    let chosen = asked.scenario.as_ref().zip(shifted.as_ref()).map(|(scenario, surfaces)| {
        (scenario, package.then(surfaces, scenario.when, scenario.stickiness))
    });
    let (curves, slices) = drawing.draw(spots, chosen.as_ref().map(|(_, then)| then));
    let state = chosen.map(|(scenario, then)| {
        let spot = first.spot * scenario.spot_ratio;
        StateFacts {
            spot,
            at: scenario.when.instant(underlying.as_of).to_iso(),
            gain: then.value(spot) - paid,
            greeks: then.greeks(Place::Price(spot)),
            settled: then.settled(),
        }
    });
    let lines = [&curves.spots, &curves.at_expiry, &curves.today, &curves.chosen];
    let numbers = lines.into_iter().flatten().chain(state.as_ref().map(|s| &s.gain));
    if !numbers.chain(slices.iter().map(|s| &s.at_expiry)).all(|x| x.is_finite()) {
        return Err(unreliable());
    }
    let chances = |gains: &Gains| {
        Some(distribution.chances(&gains.stretches)).filter(|c| c.profit.is_finite())
    };
    let coin = in_coin.map(|(paid, gains)| CoinFacts {
        currency: valuation.unit.currency.clone(),
        paid,
        chances: chances(&gains),
        breakevens: gains.breakevens,
        max_profit: gains.max,
        max_loss: gains.min,
    });
    Ok(PayoffCurve {
        curves,
        facts: PayoffFacts {
            expiry: expiry.to_iso(),
            expiries: expiries(valuation),
            as_of: underlying.as_of.to_iso(),
            currency: valuation.unit.price_currency.clone(),
            paid,
            spot: first.spot,
            forward: first.forward,
            strikes,
            chances: chances(&in_currency),
            bands: distribution.bands(),
            assumption: assumption(expiry, exact.is_none()),
            breakevens: in_currency.breakevens,
            max_profit: in_currency.max,
            max_loss: in_currency.min,
            model_dependent: exact.is_none(),
            coin,
            state,
            slices,
        },
    })
}

/// What probabilities rest on, in words.
fn assumption(expiry: Timestamp, model_dependent: bool) -> String {
    let code = expiry.expiry_code();
    let later =
        if model_dependent { ", with later legs valued by the model at that time" } else { "" };
    format!(
        "Risk-neutral, from the smile fitted to {code}: the forward is the mean, no view is taken{later}."
    )
}

/// The distribution of the price at the first expiry.
fn distribution<'a>(underlying: &'a UnderlyingMarket, first: &LegValue) -> Distribution<'a> {
    Distribution::new(underlying.surface.section(first.years), first.forward)
}

/// A request whose every field is usable.
struct Asked<'r> {
    request: &'r PayoffRequest,
    lowest: f64,
    highest: f64,
    /// Price paid, in price currency.
    paid: f64,
    /// The same in coin, where the premium is paid in coin.
    coins: Option<f64>,
    scenario: Option<Scenario>,
}

impl<'r> Asked<'r> {
    /// The request with its gaps filled, or every field of it that is not usable.
    fn new(
        request: &'r PayoffRequest,
        valuation: &Valuation,
        forward: f64,
        (low, high): (f64, f64),
        as_of: Timestamp,
    ) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let mut wrong = |field: &str, message: String| {
            issues.push(Issue::new(IssueCode::PayoffRequest, format!("request.{field}"), message));
        };
        if let Some(points) = request.points.filter(|p| !(POINTS.0..=POINTS.1).contains(p)) {
            let (least, most) = POINTS;
            wrong(
                "points",
                format!("A curve has between {least} and {most} points, not {points}."),
            );
        }
        let unit = &valuation.unit;
        let price = request.price.unwrap_or(valuation.price);
        let paid = price * unit.in_price_currency;
        // Not-a-number is in no range.
        if !(-MAX_PRICE..=MAX_PRICE).contains(&paid) {
            wrong("price", format!("A price of {price} is not one that can be paid."));
        }
        let furthest = MAX_REACH * forward;
        let is_on_axis = |value: f64| value > 0.0 && value <= furthest;
        let mut end = |field: &str, stated: Option<f64>, default: f64| {
            let value = stated.unwrap_or(default);
            if !is_on_axis(value) {
                let message = format!(
                    "The axis lies above zero and ends at {furthest} at most, not at {value}."
                );
                wrong(field, message);
            }
            (value, is_on_axis(value))
        };
        let (lowest, low_is_usable) = end("lowest", request.lowest, low);
        let (highest, high_is_usable) = end("highest", request.highest, high);
        if low_is_usable && high_is_usable && lowest >= highest {
            let field = if request.lowest.is_some() { "lowest" } else { "highest" };
            wrong(field, format!("The axis starts at {lowest}, not below its end at {highest}."));
        }
        if request.slices.len() > MOST_SLICES {
            let count = request.slices.len();
            wrong(
                "slices",
                format!("At most {MOST_SLICES} prices are read out at once, not {count}."),
            );
        }
        for (i, slice) in request.slices.iter().enumerate().filter(|(_, s)| !is_on_axis(**s)) {
            let message = format!(
                "A price to read out lies above zero and at {furthest} at most, not at {slice}."
            );
            wrong(&format!("slices[{i}]"), message);
        }
        let scenario = match request.scenario.as_ref().map(|s| s.checked("request.scenario", as_of))
        {
            Some(Ok(scenario)) => Some(scenario),
            Some(Err(found)) => {
                issues.extend(found);
                None
            }
            None => None,
        };
        let coins = (unit.currency != unit.price_currency).then_some(price);
        if issues.is_empty() {
            Ok(Self { request, lowest, highest, paid, coins, scenario })
        } else {
            Err(issues)
        }
    }

    /// Even points plus every strike and breakeven in range, so that no peak is clipped.
    fn spots(&self, strikes: &[f64], gains: &Gains, coin: Option<&Gains>) -> Vec<f64> {
        let count = self.request.points.unwrap_or(DEFAULT_POINTS);
        let mut kinks = strikes.to_vec();
        kinks.extend(gains.breakevens.iter().chain(coin.iter().flat_map(|c| &c.breakevens)));
        even_points(self.lowest, self.highest, count, &kinks)
    }
}

/// What draws the curves.
struct Drawing<'d> {
    asked: &'d Asked<'d>,
    curve: &'d Curve<'d>,
    today: &'d PackageThen<'d>,
    bench: Bench,
}

impl Drawing<'_> {
    /// The curves over these prices and the slices that were asked for.
    fn draw(
        mut self,
        spots: Vec<f64>,
        chosen: Option<&PackageThen<'_>>,
    ) -> (Curves, Vec<PriceSlice>) {
        let paid = self.asked.paid;
        let less_paid = |mut values: Vec<f64>| {
            for value in &mut values {
                *value -= paid;
            }
            values
        };
        let bench = &mut self.bench;
        let mut of = |spots: &[f64]| {
            let expiry = less_paid(match self.curve.exact {
                Some(payoff) => spots.iter().map(|s| payoff.at(*s)).collect(),
                None => self.curve.then.values(Spots::Prices(spots), bench),
            });
            let today = less_paid(self.today.values(Spots::Prices(spots), bench));
            let chosen = chosen.map(|then| less_paid(then.values(Spots::Prices(spots), bench)));
            (expiry, today, chosen.unwrap_or_default())
        };
        let prices = &self.asked.request.slices;
        let (expiry, now, there) = of(prices);
        let slices = prices.iter().enumerate().map(|(i, spot)| PriceSlice {
            spot: *spot,
            at_expiry: expiry.get(i).copied().unwrap_or(f64::NAN),
            today: now.get(i).copied().unwrap_or(f64::NAN),
            chosen: there.get(i).copied(),
            greeks: chosen.unwrap_or(self.today).greeks(Place::Price(*spot)),
        });
        let slices = slices.collect();
        let (at_expiry, today, chosen) = of(&spots);
        (Curves { spots, at_expiry, today, chosen }, slices)
    }
}

/// The exact payoff, where every leg that expires does so at `expiry`. In price currency inverse
/// legs pay there what linear ones do.
fn exact_payoff(valuation: &Valuation, expiry: Timestamp) -> Option<Payoff> {
    let legs: Option<Vec<PayoffLeg>> = valuation
        .legs
        .iter()
        .map(|leg| {
            let (kind, strike, ends) = match leg.option_terms() {
                Some((ends, strike, PutCall::Call)) => (PayoffKind::Call, strike, Some(ends)),
                Some((ends, strike, PutCall::Put)) => (PayoffKind::Put, strike, Some(ends)),
                None => (PayoffKind::Forward, leg.forward, leg.instrument.expiry()),
            };
            ends.is_none_or(|e| e == expiry).then_some(PayoffLeg {
                ratio: f64::from(leg.ratio),
                kind,
                strike,
            })
        })
        .collect();
    legs.map(|legs| Payoff::new(&legs))
}

/// Ends of the curve where the request leaves them open: ±4 standard deviations widened to show
/// every strike.
fn default_range(first: &LegValue, strikes: &[f64]) -> (f64, f64) {
    let spread = ops::exp(RANGE_STDS * first.atm_std.min(1.0));
    let lowest_strike = strikes.first().copied().unwrap_or(first.forward);
    let highest_strike = strikes.last().copied().unwrap_or(first.forward);
    let margin = 0.1 * (highest_strike - lowest_strike).max(0.05 * first.forward);
    let low = (first.forward / spread).min(lowest_strike - margin).max(1e-3 * first.forward);
    let high = (first.forward * spread).max(highest_strike + margin);
    (low, high)
}

fn strikes(valuation: &Valuation) -> Vec<f64> {
    let mut strikes: Vec<f64> =
        valuation.legs.iter().filter_map(LegValue::option_terms).map(|(_, k, _)| k).collect();
    strikes.sort_by(f64::total_cmp);
    strikes.dedup();
    strikes
}

/// ISO instants of every expiry, ascending, each once.
fn expiries(valuation: &Valuation) -> Vec<String> {
    let mut instants: Vec<Timestamp> =
        valuation.legs.iter().filter_map(|leg| leg.instrument.expiry()).collect();
    instants.sort();
    instants.dedup();
    instants.into_iter().map(Timestamp::to_iso).collect()
}

/// Even points with those of `kinks` that lie between the ends, ascending, each once.
fn even_points(lowest: f64, highest: f64, count: usize, kinks: &[f64]) -> Vec<f64> {
    let step = (highest - lowest) / (count.max(2) - 1) as f64;
    let mut spots: Vec<f64> = (0..count.max(2)).map(|i| lowest + step * i as f64).collect();
    spots.extend(kinks.iter().filter(|x| **x > lowest && **x < highest));
    spots.sort_by(f64::total_cmp);
    spots.dedup();
    spots
}

fn has_several_underlyings(valuation: &Valuation) -> bool {
    let first = valuation.legs.first().map(|l| &l.market.underlying);
    valuation.legs.iter().any(|l| Some(&l.market.underlying) != first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Instrument, Leg, Mark, Settlement};
    use crate::market::SmileDynamics;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg, package};

    fn fly() -> (Market, Valuation) {
        let market = eth_linear();
        let legs = [(1, 3300.0), (-2, 3400.0), (1, 3500.0)]
            .map(|(ratio, strike)| option_leg(&market, ratio, 16.0, strike, PutCall::Call));
        let valuation = value(&package(legs.to_vec()), &market).unwrap();
        (market, valuation)
    }

    #[test]
    fn a_fly_peaks_at_its_body_and_breaks_even_where_documented() {
        // The worked fly: the client pays 10.22: breakevens 3310.22 and 3489.78, +89.78 / −10.22.
        let (market, valuation) = fly();
        let request = PayoffRequest { price: Some(10.22), ..PayoffRequest::default() };
        let curve = payoff(&valuation, &market, &request).unwrap();
        let facts = &curve.facts;
        assert!((facts.breakevens[0] - 3310.22).abs() < 1e-9);
        assert!((facts.breakevens[1] - 3489.78).abs() < 1e-9);
        assert!((facts.max_profit.unwrap() - 89.78).abs() < 1e-9);
        assert!((facts.max_loss.unwrap() + 10.22).abs() < 1e-9);
        let peak = (0..curve.curves.spots.len())
            .max_by(|a, b| curve.curves.at_expiry[*a].total_cmp(&curve.curves.at_expiry[*b]))
            .unwrap();
        assert_eq!(curve.curves.spots[peak], 3400.0);
        assert!(!facts.model_dependent);
    }

    #[test]
    fn the_curve_of_today_passes_through_theoretical_value_at_spot() {
        let (market, valuation) = fly();
        let request = PayoffRequest { lowest: Some(3000.0), ..PayoffRequest::default() };
        let curve = payoff(&valuation, &market, &request).unwrap();
        let at_spot = curve.curves.spots.iter().position(|s| *s == 3400.0).unwrap();
        assert!(curve.curves.today[at_spot].abs() < 1e-9, "{}", curve.curves.today[at_spot]);
    }

    #[test]
    fn a_calendar_depends_on_the_model_and_is_bounded() {
        let market = eth_linear();
        let legs = vec![
            option_leg(&market, -1, 16.0, 3400.0, PutCall::Call),
            option_leg(&market, 1, 44.0, 3400.0, PutCall::Call),
        ];
        let valuation = value(&package(legs), &market).unwrap();
        let curve = payoff(&valuation, &market, &PayoffRequest::default()).unwrap();
        assert!(curve.facts.model_dependent);
        assert_eq!(curve.facts.breakevens.len(), 2);
        assert!(curve.facts.max_profit.unwrap() > 0.0);
        // A long calendar cannot lose more than it cost.
        assert!(curve.facts.max_loss.unwrap() >= -valuation.price - 1e-6);
        // What is true of the package does not change with what is looked at.
        let zoomed =
            PayoffRequest { lowest: Some(4000.0), highest: Some(4500.0), ..Default::default() };
        assert_eq!(payoff(&valuation, &market, &zoomed).unwrap().facts, curve.facts);
    }

    #[test]
    fn a_long_call_is_unlimited_upwards() {
        let market = eth_linear();
        let legs = vec![option_leg(&market, 1, 16.0, 3400.0, PutCall::Call)];
        let valuation = value(&package(legs), &market).unwrap();
        let curve = payoff(&valuation, &market, &PayoffRequest::default()).unwrap();
        assert_eq!(curve.facts.max_profit, None);
        assert!(curve.facts.max_loss.is_some());
    }

    #[test]
    fn an_index_call_calendar_has_no_bound_where_dividends_outgrow_its_premium() {
        let market = Market::default().load(&crate::market::sample_snapshot()).market.unwrap();
        let index = &market.underlyings()[2];
        let calendar = |near: i32, far: i32| {
            let leg = |ratio: i32, expiry: Timestamp| Leg {
                ratio,
                instrument: Instrument::Option {
                    market: index.key.clone(),
                    expiry,
                    strike: 6700.0,
                    put_call: PutCall::Call,
                    exercise: index.exercise,
                },
                multiplier: 100.0,
                mark: Mark::default(),
            };
            let legs = vec![leg(near, index.chain[3].expiry), leg(far, index.chain[6].expiry)];
            let valuation = value(&package(legs), &market).unwrap();
            payoff(&valuation, &market, &PayoffRequest::default()).unwrap().facts
        };
        // The far call's D·F/S is below one: the index pays more than the rate brings back.
        let (long, short) = (calendar(-1, 1), calendar(1, -1));
        assert_eq!((long.max_loss, short.max_profit), (None, None));
        assert!(long.max_profit.is_some() && short.max_loss.is_some());
    }

    #[test]
    fn every_mistake_of_a_request_is_named_at_once() {
        let (market, valuation) = fly();
        let paths = |request: &PayoffRequest| -> Vec<String> {
            let issues = payoff(&valuation, &market, request).unwrap_err();
            assert!(issues.iter().all(|i| i.code == IssueCode::PayoffRequest), "{issues:?}");
            issues.into_iter().map(|i| i.path).collect()
        };
        let all = ["points", "price", "lowest", "highest"].map(|field| format!("request.{field}"));
        for (points, x) in [(0, f64::NAN), (1, f64::INFINITY), (1_000_000_000, 1e308)] {
            let request = PayoffRequest {
                points: Some(points),
                lowest: Some(x),
                highest: Some(x),
                price: Some(x),
                slices: vec![x; 13],
                ..PayoffRequest::default()
            };
            let found = paths(&request);
            let (own, slices) = found.split_at(4);
            assert_eq!(own, all, "{x}");
            assert_eq!((slices.len(), slices[0].as_str()), (14, "request.slices"));
        }
        let crossed =
            PayoffRequest { lowest: Some(3500.0), highest: Some(3500.0), ..Default::default() };
        assert_eq!(paths(&crossed), ["request.lowest"]);
        let state = ScenarioDraft { days: Some(-1.0), ..ScenarioDraft::default() };
        let request = PayoffRequest { scenario: Some(state), ..Default::default() };
        let issues = payoff(&valuation, &market, &request).unwrap_err();
        assert_eq!(
            (issues[0].code, issues[0].path.as_str()),
            (IssueCode::Shift, "request.scenario.days")
        );
        let below = PayoffRequest { highest: Some(1.0), ..Default::default() };
        assert_eq!(paths(&below), ["request.highest"]);
    }

    #[test]
    fn a_package_without_options_says_why_it_has_no_payoff() {
        let market = eth_linear();
        let future = Leg {
            ratio: 1,
            instrument: Instrument::Spot { market: market.underlyings()[0].key.clone() },
            multiplier: 1.0,
            mark: Mark::default(),
        };
        let valuation = value(&package(vec![future]), &market).unwrap();
        let issues = payoff(&valuation, &market, &PayoffRequest::default()).unwrap_err();
        assert_eq!(issues[0].code, IssueCode::PayoffAxis);
    }

    #[test]
    fn legs_of_both_markets_settle_at_the_price_of_the_axis() {
        let linear = eth_linear();
        let mut coin = linear.underlyings()[0].clone();
        coin.key.settlement = Settlement::Inverse;
        coin.contract.premium_currency = String::from("ETH");
        coin.spot = 3390.0;
        let both = linear.with(coin);
        let mut inverse = option_leg(&linear, -1, 44.0, 3400.0, PutCall::Call);
        let Instrument::Option { market, .. } = &mut inverse.instrument else { unreachable!() };
        market.settlement = Settlement::Inverse;
        let near = option_leg(&linear, 1, 16.0, 3400.0, PutCall::Call);
        let far = option_leg(&linear, 1, 44.0, 3400.0, PutCall::Call);
        // Exact where both expire together, whatever the spots say.
        let same = value(&package(vec![far, inverse.clone()]), &both).unwrap();
        let facts = payoff(&same, &both, &PayoffRequest::default()).unwrap().facts;
        assert!(!facts.model_dependent);
        let mixed = value(&package(vec![near, inverse]), &both).unwrap();
        let package = Package::new(&mixed, &both).unwrap();
        let surfaces = package.surfaces(&ShiftDraft::default().checked().unwrap());
        let at = both.underlyings()[0].chain[1].expiry;
        let then = package.then(&surfaces, When::At(at), 0.0);
        // Long and short the same call, settled at the same price.
        assert!(then.value(3500.0).abs() < 1e-9);
        assert_eq!(then.settled(), [0, 1]);
    }

    #[test]
    fn the_worked_fly_is_likely_to_lose() {
        // F = 3400, 16 days, SSVI (θ = 0.60² T, ρ = −0.15, φ = 4): a fly worth 9.82488217 of legs
        // worth 224.21422772, 170.28182808 and 126.17431062; for 10.22 it gains with 17.577 %.
        let (market, valuation) = fly();
        assert!((valuation.price - 9.824_882_17).abs() < 5e-9);
        let legs = [224.214_227_72, 170.281_828_08, 126.174_310_62];
        let vols = [0.606_363, 0.6, 0.595_767];
        for (leg, (price, vol)) in valuation.legs.iter().zip(legs.into_iter().zip(vols)) {
            let off = (leg.price - price, leg.vol - vol);
            assert!(off.0.abs() < 1e-8 && off.1.abs() < 1e-6, "{off:?}");
        }
        let request = PayoffRequest { price: Some(10.22), ..PayoffRequest::default() };
        let facts = payoff(&valuation, &market, &request).unwrap().facts;
        let chances = facts.chances.unwrap();
        assert!((chances.profit - 0.175_77).abs() < 5e-6, "{chances:?}");
        assert!((chances.profit + chances.loss - 1.0).abs() < 1e-12);
        assert!(facts.assumption.contains("Risk-neutral"), "{}", facts.assumption);
        // At no price nothing can be lost, and beyond the wings nothing is won either.
        let free = PayoffRequest { price: Some(0.0), ..PayoffRequest::default() };
        let free = payoff(&valuation, &market, &free).unwrap().facts.chances.unwrap();
        assert!(free.loss == 0.0 && free.profit > 0.19 && free.profit < 0.2, "{free:?}");
    }

    fn scenario(days: f64, points: f64, tilt: f64, dynamics: SmileDynamics) -> ScenarioDraft {
        ScenarioDraft {
            days: Some(days),
            parallel_points: points,
            tilt_points: tilt,
            dynamics,
            ..ScenarioDraft::default()
        }
    }

    #[test]
    fn a_state_that_is_today_or_the_expiry_draws_those_curves() {
        let (market, valuation) = fly();
        for dynamics in [SmileDynamics::StickyStrike, SmileDynamics::StickyMoneyness] {
            let drawn = |draft: ScenarioDraft| {
                let request = PayoffRequest { scenario: Some(draft), ..PayoffRequest::default() };
                payoff(&valuation, &market, &request).unwrap()
            };
            let today = drawn(scenario(0.0, 0.0, 0.0, dynamics)).curves;
            assert_eq!(today.chosen, today.today);
            // What has settled does not know volatility.
            let expiry = drawn(scenario(16.0, 7.0, -3.0, dynamics));
            let pairs = expiry.curves.chosen.iter().zip(&expiry.curves.at_expiry);
            assert!(pairs.clone().count() > 100);
            for (chosen, at_expiry) in pairs {
                assert!((chosen - at_expiry).abs() < 1e-9, "{chosen} {at_expiry}");
            }
            assert_eq!(expiry.facts.state.unwrap().settled, [0, 1, 2]);
        }
        let request = PayoffRequest::default();
        assert!(payoff(&valuation, &market, &request).unwrap().curves.chosen.is_empty());
    }

    #[test]
    fn slices_and_the_state_lie_on_the_curves() {
        let (market, valuation) = fly();
        let draft = ScenarioDraft {
            spot_move: 0.05,
            ..scenario(8.0, 5.0, 0.0, SmileDynamics::StickyStrike)
        };
        let request = PayoffRequest {
            scenario: Some(draft),
            slices: vec![3400.0, 3570.0],
            ..PayoffRequest::default()
        };
        let drawn = payoff(&valuation, &market, &request).unwrap();
        let [body, up] = <[PriceSlice; 2]>::try_from(drawn.facts.slices).unwrap();
        let place = drawn.curves.spots.iter().position(|s| *s == 3400.0).unwrap();
        assert!((body.at_expiry - drawn.curves.at_expiry[place]).abs() < 1e-9);
        assert!((body.today - drawn.curves.today[place]).abs() < 1e-9);
        assert!((body.chosen.unwrap() - drawn.curves.chosen[place]).abs() < 1e-9);
        let state = drawn.facts.state.unwrap();
        assert_eq!((state.spot, &state.settled), (3570.0, &vec![]));
        assert!((up.chosen.unwrap() - state.gain).abs() < 1e-9);
        assert_eq!(up.greeks, state.greeks);
    }

    #[test]
    fn an_inverse_package_counts_in_coin_too() {
        let market = btc_inverse_flat(90_000.0, 0.5);
        let legs = vec![option_leg(&market, 1, 20.0, 90_000.0, PutCall::Call)];
        let valuation = value(&package(legs), &market).unwrap();
        let request = PayoffRequest { price: Some(0.05), ..PayoffRequest::default() };
        let facts = payoff(&valuation, &market, &request).unwrap().facts;
        // In USD the premium is what the coins were worth; in coin the gain is bounded by a coin.
        assert_eq!(facts.breakevens, [94_500.0]);
        let coin = facts.coin.unwrap();
        assert_eq!((coin.currency.as_str(), coin.paid), ("BTC", 0.05));
        assert!((coin.breakevens[0] - 90_000.0 / 0.95).abs() < 1e-9);
        assert_eq!(
            (facts.max_profit, coin.max_profit, coin.max_loss),
            (None, Some(0.95), Some(-0.05))
        );
        let (usd, coin) = (facts.chances.unwrap(), coin.chances.unwrap());
        assert!(coin.profit < usd.profit, "{usd:?} {coin:?}");
        // A package that pays in price currency has no such view.
        let (market, valuation) = fly();
        assert_eq!(
            payoff(&valuation, &market, &PayoffRequest::default()).unwrap().facts.coin,
            None
        );
    }

    #[test]
    fn nothing_that_is_drawn_is_ever_not_a_number() {
        let market = Market::default().load(&crate::market::sample_snapshot()).market.unwrap();
        let eth = &market.underlyings()[0];
        let (near, far) = (eth.chain[0].expiry, eth.chain[4].expiry);
        let leg = |ratio: i32, expiry: Timestamp, strike: f64, put_call: PutCall| Leg {
            ratio,
            instrument: Instrument::Option {
                market: eth.key.clone(),
                expiry,
                strike,
                put_call,
                exercise: eth.exercise,
            },
            multiplier: 1.0,
            mark: Mark::default(),
        };
        let legs = vec![
            leg(-1, near, 3000.0, PutCall::Put),
            leg(2, far, 3400.0, PutCall::Call),
            leg(-3, far, 9000.0, PutCall::Call),
        ];
        let valuation = value(&package(legs), &market).unwrap();
        for days in [0.0, 1e-9, 3.0, 40.0, 36_525.0] {
            for points in [-500.0, -60.0, 500.0] {
                for tilt in [-500.0, 0.0, 500.0] {
                    for dynamics in
                        [SmileDynamics::StickyStrike, SmileDynamics::SkewStickiness(10.0)]
                    {
                        let request = PayoffRequest {
                            points: Some(60),
                            lowest: Some(1e-6),
                            highest: Some(1e6),
                            slices: vec![1e-6, 3400.0, 1e6],
                            scenario: Some(scenario(days, points, tilt, dynamics)),
                            ..PayoffRequest::default()
                        };
                        let drawn = payoff(&valuation, &market, &request).unwrap();
                        assert!(drawn.curves.chosen.iter().all(|x| x.is_finite()));
                        assert!(drawn.facts.slices.iter().all(|s| s.greeks.is_finite()));
                    }
                }
            }
        }
    }
}
