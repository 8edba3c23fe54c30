//! Profit and loss of one spread at the first expiry and today, over settlement prices.
//!
//! The view is the client's who buys one spread: value less the price paid, in price currency per
//! unit of underlying. An inverse premium is converted at the index of the trade. Where every leg
//! expires together the curve at expiry is exact; otherwise the legs that are still alive at the
//! first expiry are valued on today's surface, and the curve says that it depends on the model.
//! The axis is the price at which every leg settles: where the linear and the inverse market of an
//! underlying state spots that differ a little, each leg moves there from its own.

use serde::{Deserialize, Serialize};

use crate::basics::{Issue, IssueCode, PutCall, Timestamp};
use crate::market::{Market, UnderlyingMarket};
use crate::math::ops;
use crate::math::roots::{self, NoRoot};
use crate::models::payoff::{Payoff, PayoffKind, PayoffLeg};
use crate::pricing::revalue::{State, tail_slope, value_in_state};
use crate::pricing::{LegValue, Valuation, value};
use crate::rfq::{RfqDraft, check};

/// Points of a curve where the request leaves them open.
const DEFAULT_POINTS: usize = 161;
/// The fewest and the most points a curve may have.
const POINTS: (usize, usize) = (2, 5_000);
/// The largest price that is taken for one that somebody meant, in price currency.
const MAX_PRICE: f64 = 1e12;
/// The furthest end of an axis, as a multiple of the forward.
const MAX_REACH: f64 = 1e4;
/// A tail slope this small beside the package's ratios is rounding.
const FLAT: f64 = 1e-12;
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
            match payoff(&valuation, market, request) {
                Ok(drawn) => (PayoffReport { facts: Some(drawn.facts), issues }, drawn.curves),
                Err(found) => {
                    issues.extend(found);
                    (PayoffReport { facts: None, issues }, Curves::default())
                }
            }
        }
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
/// for each field that is not usable, `Numerical` where a number could not be computed.
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
    let book = Book::new(valuation, market).ok_or_else(unreliable)?;
    let strikes = strikes(valuation);
    let range = default_range(first, &strikes);
    let (lowest, highest) = check_request(request, valuation, first.forward, range)?;
    let paid = request.price.unwrap_or(valuation.price) * valuation.unit.in_price_currency;
    let exact = exact_payoff(valuation, expiry);
    let at_expiry = |spot: f64| match &exact {
        Some(payoff) => payoff.at(spot) - paid,
        None => book.value(spot, Some(expiry)) - paid,
    };
    let (breakevens, max_profit, max_loss) = match &exact {
        Some(payoff) => {
            let extremes = payoff.extremes();
            let less_paid = |value: Option<f64>| value.map(|v| v - paid);
            (payoff.breakevens(paid), less_paid(extremes.max), less_paid(extremes.min))
        }
        None => numeric_facts(&at_expiry, book.tail_slope(expiry), first, &strikes, range)
            .map_err(|_| unreliable())?,
    };
    let spots = grid(lowest, highest, request.points, &strikes, &breakevens);
    let curve: Vec<f64> = spots.iter().map(|s| at_expiry(*s)).collect();
    let today: Vec<f64> = spots.iter().map(|s| book.value(*s, None) - paid).collect();
    if !spots.iter().chain(&curve).chain(&today).all(|x| x.is_finite()) {
        return Err(unreliable());
    }
    Ok(PayoffCurve {
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

/// Every field of the request that is not usable, or the ends of the axis.
fn check_request(
    request: &PayoffRequest,
    valuation: &Valuation,
    forward: f64,
    (low, high): (f64, f64),
) -> Result<(f64, f64), Vec<Issue>> {
    let mut issues = Vec::new();
    let mut wrong = |field: &str, message: String| {
        issues.push(Issue::new(IssueCode::PayoffRequest, format!("request.{field}"), message));
    };
    if let Some(points) = request.points.filter(|p| !(POINTS.0..=POINTS.1).contains(p)) {
        let (least, most) = POINTS;
        wrong("points", format!("A curve has between {least} and {most} points, not {points}."));
    }
    if let Some(price) = request.price {
        let paid = price * valuation.unit.in_price_currency;
        // Not-a-number is in no range.
        if !(-MAX_PRICE..=MAX_PRICE).contains(&paid) {
            wrong("price", format!("A price of {price} is not one that can be paid."));
        }
    }
    let furthest = MAX_REACH * forward;
    let mut end = |field: &str, stated: Option<f64>, default: f64| {
        let value = stated.unwrap_or(default);
        let is_usable = value > 0.0 && value <= furthest;
        if !is_usable {
            let message =
                format!("The axis lies above zero and ends at {furthest} at most, not at {value}.");
            wrong(field, message);
        }
        (value, is_usable)
    };
    let (lowest, low_is_usable) = end("lowest", request.lowest, low);
    let (highest, high_is_usable) = end("highest", request.highest, high);
    if low_is_usable && high_is_usable && lowest >= highest {
        let field = if request.lowest.is_some() { "lowest" } else { "highest" };
        wrong(field, format!("The axis starts at {lowest}, not below its end at {highest}."));
    }
    if issues.is_empty() { Ok((lowest, highest)) } else { Err(issues) }
}

/// The legs with their markets, for revaluation.
struct Book<'a> {
    legs: Vec<(&'a LegValue, &'a UnderlyingMarket)>,
}

impl<'a> Book<'a> {
    fn new(valuation: &'a Valuation, market: &'a Market) -> Option<Self> {
        let legs: Option<Vec<_>> =
            valuation.legs.iter().map(|l| Some((l, market.find(&l.market)?))).collect();
        Some(Self { legs: legs? })
    }

    /// Value of the package in price currency per unit with spot at `spot` at the instant `at`, or
    /// where absent at the instant of each leg's own market.
    fn value(&self, spot: f64, at: Option<Timestamp>) -> f64 {
        self.legs
            .iter()
            .map(|(leg, underlying)| {
                let state = State {
                    spot_ratio: (spot / leg.spot).max(1e-9),
                    at: at.unwrap_or(underlying.as_of),
                    relative_vol_shift: 0.0,
                };
                f64::from(leg.ratio) * value_in_state(leg, underlying, &state)
            })
            .sum()
    }

    /// Slope of the value far above every strike at the instant `at`; zero where it is rounding.
    fn tail_slope(&self, at: Timestamp) -> f64 {
        let of = |leg: &LegValue| f64::from(leg.ratio) * tail_slope(leg, at);
        let slope: f64 = self.legs.iter().map(|(leg, _)| of(leg)).sum();
        let size: f64 = self.legs.iter().map(|(leg, _)| of(leg).abs()).sum();
        if slope.abs() <= FLAT * size { 0.0 } else { slope }
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

/// Even points plus every strike and breakeven in range, so that no peak is clipped.
fn grid(
    lowest: f64,
    highest: f64,
    points: Option<usize>,
    strikes: &[f64],
    breakevens: &[f64],
) -> Vec<f64> {
    let count = points.unwrap_or(DEFAULT_POINTS).clamp(POINTS.0, POINTS.1);
    let step = (highest - lowest) / (count - 1) as f64;
    let mut spots: Vec<f64> = (0..count).map(|i| lowest + step * i as f64).collect();
    let inside = |x: &&f64| **x > lowest && **x < highest;
    spots.extend(strikes.iter().chain(breakevens).filter(inside));
    spots.sort_by(f64::total_cmp);
    spots.dedup();
    spots
}

/// Breakevens, largest profit and largest loss, absent where unlimited.
type NumericFacts = (Vec<f64>, Option<f64>, Option<f64>);

/// Breakevens, largest profit and largest loss of a curve that only the model knows: on points
/// from a thousandth of the forward to ten times it, dense where the first expiry will settle,
/// with every strike among them.
///
/// # Errors
/// Where a breakeven lies between two points and is not found.
fn numeric_facts(
    curve: &impl Fn(f64) -> f64,
    tail_slope: f64,
    first: &LegValue,
    strikes: &[f64],
    (low, high): (f64, f64),
) -> Result<NumericFacts, NoRoot> {
    let mut spots = grid(low, high, Some(401), strikes, &[]);
    let far = |step: i32| first.forward * ops::pow(10.0, f64::from(step) / 30.0);
    spots.extend((-90..=30).map(far).filter(|s| *s < low || *s > high));
    spots.sort_by(f64::total_cmp);
    let points: Vec<(f64, f64)> = spots.into_iter().map(|s| (s, curve(s))).collect();
    let mut breakevens = Vec::new();
    for pair in points.windows(2) {
        let [(a, at_a), (b, at_b)] = pair else { continue };
        if at_a * at_b < 0.0 {
            breakevens.push(roots::brent(curve, *a, *b, 1e-10 * first.forward)?);
        } else if *at_b == 0.0 && *at_a != 0.0 {
            breakevens.push(*b);
        }
    }
    let values = || points.iter().map(|(_, value)| *value);
    let max = (tail_slope <= 0.0).then(|| values().fold(f64::NEG_INFINITY, f64::max));
    let min = (tail_slope >= 0.0).then(|| values().fold(f64::INFINITY, f64::min));
    Ok((breakevens, max, min))
}

fn has_several_underlyings(valuation: &Valuation) -> bool {
    let first = valuation.legs.first().map(|l| &l.market.underlying);
    valuation.legs.iter().any(|l| Some(&l.market.underlying) != first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Instrument, Leg, Mark, Settlement};
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
        let all = ["request.points", "request.price", "request.lowest", "request.highest"];
        for (points, x) in [(0, f64::NAN), (1, f64::INFINITY), (1_000_000_000, 1e308)] {
            let request = PayoffRequest {
                points: Some(points),
                lowest: Some(x),
                highest: Some(x),
                price: Some(x),
            };
            assert_eq!(paths(&request), all, "{x}");
        }
        let crossed =
            PayoffRequest { lowest: Some(3500.0), highest: Some(3500.0), ..Default::default() };
        assert_eq!(paths(&crossed), ["request.lowest"]);
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
        let book = Book::new(&mixed, &both).unwrap();
        let (leg, market) = book.legs[1];
        let at = both.underlyings()[0].chain[1].expiry;
        let state = State { spot_ratio: 3500.0 / 3390.0, at, relative_vol_shift: 0.0 };
        let own = value_in_state(leg, market, &state);
        assert!((own - 100.0).abs() < 1e-9 && leg.spot == 3390.0, "{own}");
        assert!(book.value(3500.0, Some(at)).abs() < 1e-9);
    }
}
