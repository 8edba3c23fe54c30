//! Profit and loss of one spread at the first expiry and today, over settlement prices.
//!
//! The view is the client's who buys one spread: value less the price paid, in price currency per
//! unit of underlying. An inverse premium is converted at the index of the trade. Where every leg
//! expires together the curve at expiry is exact; otherwise the legs that are still alive at the
//! first expiry are valued on today's surface, and the curve says that it depends on the model.

use serde::{Deserialize, Serialize};

use crate::basics::{Issue, IssueCode, PutCall, Timestamp};
use crate::market::{Market, UnderlyingMarket};
use crate::math::{ops, roots};
use crate::models::payoff::{Payoff, PayoffKind, PayoffLeg};
use crate::pricing::revalue::{State, value_in_state};
use crate::pricing::{LegValue, Valuation, value};
use crate::rfq::{RfqDraft, check};

/// Points of a curve where the request leaves them open.
const DEFAULT_POINTS: usize = 161;
/// The most points a curve may have.
const MAX_POINTS: usize = 5_000;
/// Standard deviations of the first expiry that the default range covers on either side.
const RANGE_STDS: f64 = 4.0;

/// Which curve is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
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
    /// P&L if spot were there now, smiles keeping their shape in forward moneyness.
    pub today: Vec<f64>,
}

/// What the curve says in single numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct PayoffFacts {
    /// ISO instant of the first expiry.
    pub expiry: String,
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
    /// Whether legs outlive the first expiry, so that the curve rests on the model.
    pub model_dependent: bool,
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
    let Some(rfq) = checked.rfq else {
        return (PayoffReport { facts: None, issues }, Curves::default());
    };
    match value(&rfq.spread, market) {
        Ok(valuation) => {
            issues.extend(valuation.issues.iter().cloned());
            let drawn = payoff(&valuation, market, request);
            if drawn.is_none() && has_several_underlyings(&valuation) {
                let message = "A package across underlyings has no payoff over one price.";
                issues.push(Issue::new(IssueCode::PayoffAxis, "legs", message));
            }
            let (facts, curves) = drawn.map(|p| (p.facts, p.curves)).unzip();
            (PayoffReport { facts, issues }, curves.unwrap_or_default())
        }
        Err(found) => {
            issues.extend(found);
            (PayoffReport { facts: None, issues }, Curves::default())
        }
    }
}

/// The curves of a valued package; `None` where it has no option to expire, or several underlyings.
///
/// The facts do not depend on the range or the number of points that are asked for.
pub fn payoff(
    valuation: &Valuation,
    market: &Market,
    request: &PayoffRequest,
) -> Option<PayoffCurve> {
    if has_several_underlyings(valuation) {
        return None;
    }
    let first = valuation
        .legs
        .iter()
        .filter(|l| l.option_terms().is_some())
        .min_by(|a, b| a.years.total_cmp(&b.years))?;
    let (expiry, ..) = first.option_terms()?;
    let book = Book::new(valuation, market)?;
    let paid = request.price.filter(|p| p.is_finite()).unwrap_or(valuation.price)
        * valuation.unit.in_price_currency;
    let exact = exact_payoff(valuation, expiry);
    let at_expiry = |spot: f64| match &exact {
        Some(payoff) => payoff.at(spot) - paid,
        None => book.value(spot, expiry) - paid,
    };
    let strikes = strikes(valuation);
    let (breakevens, max_profit, max_loss) = match &exact {
        Some(payoff) => {
            let extremes = payoff.extremes();
            let less_paid = |value: Option<f64>| value.map(|v| v - paid);
            (payoff.breakevens(paid), less_paid(extremes.max), less_paid(extremes.min))
        }
        None => numeric_facts(&at_expiry, book.tail_slope(), first, &strikes),
    };
    let (lowest, highest) = range(first, &strikes, request);
    let spots = grid(lowest, highest, request.points, &strikes, &breakevens);
    let curve: Vec<f64> = spots.iter().map(|s| at_expiry(*s)).collect();
    let today = spots.iter().map(|s| book.value(*s, book.as_of) - paid).collect();
    Some(PayoffCurve {
        curves: Curves { spots, at_expiry: curve, today },
        facts: PayoffFacts {
            expiry: expiry.to_iso(),
            currency: valuation.unit.price_currency.clone(),
            paid,
            spot: first.spot,
            forward: first.forward,
            strikes,
            breakevens: breakevens.into_iter().filter(|b| b.is_finite()).collect(),
            max_profit,
            max_loss,
            model_dependent: exact.is_none(),
        },
    })
}

/// The legs with their markets, for revaluation.
struct Book<'a> {
    legs: Vec<(&'a LegValue, &'a UnderlyingMarket)>,
    spot: f64,
    as_of: Timestamp,
}

impl<'a> Book<'a> {
    fn new(valuation: &'a Valuation, market: &'a Market) -> Option<Self> {
        let legs: Option<Vec<_>> =
            valuation.legs.iter().map(|l| Some((l, market.find(&l.market)?))).collect();
        let legs = legs?;
        let (_, underlying) = legs.first()?;
        Some(Self { spot: underlying.spot, as_of: underlying.as_of, legs })
    }

    /// Value of the package in price currency per unit with spot at `spot` at the instant `at`.
    fn value(&self, spot: f64, at: Timestamp) -> f64 {
        let state = State { spot_ratio: (spot / self.spot).max(1e-9), at, relative_vol_shift: 0.0 };
        self.legs
            .iter()
            .map(|(leg, underlying)| f64::from(leg.ratio) * value_in_state(leg, underlying, &state))
            .sum()
    }

    fn tail_slope(&self) -> f64 {
        self.legs
            .iter()
            .map(|(leg, _)| match leg.option_terms() {
                Some((_, _, PutCall::Put)) => 0.0,
                _ => f64::from(leg.ratio),
            })
            .sum()
    }
}

/// The exact payoff, where every option expires at `expiry` on one underlying.
fn exact_payoff(valuation: &Valuation, expiry: Timestamp) -> Option<Payoff> {
    let market = &valuation.legs.first()?.market;
    let legs: Option<Vec<PayoffLeg>> = valuation
        .legs
        .iter()
        .map(|leg| {
            let (kind, strike, ends) = match leg.option_terms() {
                Some((ends, strike, PutCall::Call)) => (PayoffKind::Call, strike, Some(ends)),
                Some((ends, strike, PutCall::Put)) => (PayoffKind::Put, strike, Some(ends)),
                None => (PayoffKind::Forward, leg.forward, leg.instrument.expiry()),
            };
            let together = leg.market == *market && ends.is_none_or(|e| e == expiry);
            together.then_some(PayoffLeg { ratio: f64::from(leg.ratio), kind, strike })
        })
        .collect();
    legs.map(|legs| Payoff::new(&legs))
}

/// Ends of the curve: as asked, else ±4 standard deviations widened to show every strike.
fn range(first: &LegValue, strikes: &[f64], request: &PayoffRequest) -> (f64, f64) {
    let spread = ops::exp(RANGE_STDS * first.atm_std.min(1.0));
    let lowest_strike = strikes.first().copied().unwrap_or(first.forward);
    let highest_strike = strikes.last().copied().unwrap_or(first.forward);
    let margin = 0.1 * (highest_strike - lowest_strike).max(0.05 * first.forward);
    let low = (first.forward / spread).min(lowest_strike - margin).max(1e-3 * first.forward);
    let high = (first.forward * spread).max(highest_strike + margin);
    let usable = |x: &f64| x.is_finite() && *x > 0.0;
    match (request.lowest.filter(usable), request.highest.filter(usable)) {
        (Some(a), Some(b)) if a < b => (a, b),
        (Some(a), None) if a < high => (a, high),
        (None, Some(b)) if low < b => (low, b),
        _ => (low, high),
    }
}

fn strikes(valuation: &Valuation) -> Vec<f64> {
    let mut strikes: Vec<f64> =
        valuation.legs.iter().filter_map(LegValue::option_terms).map(|(_, k, _)| k).collect();
    strikes.sort_by(f64::total_cmp);
    strikes.dedup();
    strikes
}

/// Even points plus every strike and breakeven in range, so that no peak is clipped.
fn grid(
    lowest: f64,
    highest: f64,
    points: Option<usize>,
    strikes: &[f64],
    breakevens: &[f64],
) -> Vec<f64> {
    let count = points.unwrap_or(DEFAULT_POINTS).clamp(2, MAX_POINTS);
    let step = (highest - lowest) / (count - 1) as f64;
    let mut spots: Vec<f64> = (0..count).map(|i| lowest + step * i as f64).collect();
    let inside = |x: &&f64| **x > lowest && **x < highest;
    spots.extend(strikes.iter().chain(breakevens).filter(inside));
    spots.sort_by(f64::total_cmp);
    spots.dedup();
    spots
}

/// Breakevens, largest profit and largest loss of a curve that only the model knows: on points
/// from a thousandth of the forward to ten times it, dense where the first expiry will settle,
/// with every strike among them.
fn numeric_facts(
    curve: &impl Fn(f64) -> f64,
    tail_slope: f64,
    first: &LegValue,
    strikes: &[f64],
) -> (Vec<f64>, Option<f64>, Option<f64>) {
    let (low, high) = range(first, strikes, &PayoffRequest::default());
    let mut spots = grid(low, high, Some(401), strikes, &[]);
    let far = |step: i32| first.forward * ops::pow(10.0, f64::from(step) / 30.0);
    spots.extend((-90..=30).map(far).filter(|s| *s < low || *s > high));
    spots.sort_by(f64::total_cmp);
    let points: Vec<(f64, f64)> = spots.into_iter().map(|s| (s, curve(s))).collect();
    let breakevens = points
        .windows(2)
        .filter_map(|pair| match pair {
            [(a, at_a), (b, at_b)] if at_a * at_b < 0.0 => {
                roots::brent(curve, *a, *b, 1e-10 * first.forward).ok()
            }
            _ => None,
        })
        .collect();
    let values = || points.iter().map(|(_, value)| *value);
    let max = (tail_slope <= 0.0).then(|| values().fold(f64::NEG_INFINITY, f64::max));
    let min = (tail_slope >= 0.0).then(|| values().fold(f64::INFINITY, f64::min));
    (breakevens, max, min)
}

fn has_several_underlyings(valuation: &Valuation) -> bool {
    let first = valuation.legs.first().map(|l| &l.market.underlying);
    valuation.legs.iter().any(|l| Some(&l.market.underlying) != first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::fixtures::{eth_linear, option_leg, package};

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
    fn a_long_call_is_unlimited_upwards_and_odd_requests_fall_back() {
        let market = eth_linear();
        let legs = vec![option_leg(&market, 1, 16.0, 3400.0, PutCall::Call)];
        let valuation = value(&package(legs), &market).unwrap();
        let request = PayoffRequest {
            points: Some(0),
            lowest: Some(f64::NAN),
            highest: Some(-1.0),
            price: Some(f64::INFINITY),
        };
        let curve = payoff(&valuation, &market, &request).unwrap();
        assert_eq!(curve.facts.max_profit, None);
        assert!(
            curve
                .curves
                .spots
                .iter()
                .chain(&curve.curves.at_expiry)
                .chain(&curve.curves.today)
                .all(|x| x.is_finite())
        );
    }
}
