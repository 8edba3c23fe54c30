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

mod gains;
mod report;
mod request;

pub use report::{
    CoinFacts, Curves, PayoffCurve, PayoffFacts, PayoffReport, PriceSlice, StateFacts,
};
pub use request::PayoffRequest;

use super::distribution::Distribution;
use super::state::{Bench, Package, PackageThen, Place, Scenario, Spots, When};
use super::tail::TailRisk;
use super::view::View;
use gains::{Curve, Gains};
use request::{Asked, even_points};

use crate::basics::numerals::decimals;
use crate::basics::{Issue, IssueCode, PutCall, Timestamp};
use crate::market::{Market, ShiftDraft, UnderlyingMarket};
use crate::math::ops;
use crate::models::payoff::{Payoff, PayoffKind, PayoffLeg};
use crate::pricing::{LegValue, Valuation, value};
use crate::rfq::{RfqDraft, check};

/// Standard deviations of the first expiry that the default range covers on either side.
const RANGE_STDS: f64 = 4.0;
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
    let (first, expiry) = axis(valuation)?;
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
    let distribution = distribution(underlying, first, asked.view.as_ref());
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
    let state = chosen.map(|(scenario, then)| state(scenario, &then, first, underlying, paid));
    let lines = [&curves.spots, &curves.at_expiry, &curves.today, &curves.chosen];
    let numbers = lines.into_iter().flatten().chain(state.as_ref().map(|s| &s.gain));
    if !numbers.chain(slices.iter().map(|s| &s.at_expiry)).all(|x| x.is_finite()) {
        return Err(unreliable());
    }
    let tail = |gain: &dyn Fn(f64, f64) -> f64| {
        let gains = |prices: &[f64]| {
            let values = curve.values(prices, &mut Bench::default());
            values.iter().zip(prices).map(|(value, price)| gain(*value, *price)).collect()
        };
        request.tail.then(|| TailRisk::new(&distribution, &strikes, gains)).flatten()
    };
    let chances = |gains: &Gains| {
        Some(distribution.chances(&gains.stretches)).filter(|c| c.profit.is_finite())
    };
    let coin = in_coin.map(|(paid, gains)| CoinFacts {
        currency: valuation.unit.currency.clone(),
        paid,
        chances: chances(&gains),
        tail: tail(&|value, price| value / price - paid),
        breakevens: gains.breakevens,
        max_profit: gains.max,
        max_loss: gains.min,
    });
    let worst = tail(&|value, _| value - paid);
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
            tail: worst,
            assumption: assumption(expiry, exact.is_none(), asked.view.as_ref()),
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

/// The option that expires first, whose price and time are the axis, with its expiry.
fn axis(valuation: &Valuation) -> Result<(&LegValue, Timestamp), Vec<Issue>> {
    let none = |message: &str| vec![Issue::new(IssueCode::PayoffAxis, "legs", message)];
    if has_several_underlyings(valuation) {
        return Err(none("A package across underlyings has no payoff over one price."));
    }
    let options = valuation.legs.iter().filter_map(|l| Some((l, l.option_terms()?.0)));
    let first = options.min_by_key(|(_, expiry)| *expiry);
    first.ok_or_else(|| none("A package without options has no expiry to draw a payoff at."))
}

/// The package in the chosen state.
fn state(
    scenario: &Scenario,
    then: &PackageThen,
    first: &LegValue,
    underlying: &UnderlyingMarket,
    paid: f64,
) -> StateFacts {
    let spot = first.spot * scenario.spot_ratio;
    StateFacts {
        spot,
        at: scenario.when.instant(underlying.as_of).to_iso(),
        gain: then.value(spot) - paid,
        greeks: then.greeks(Place::Price(spot)),
        settled: then.settled(),
    }
}

/// What probabilities rest on, in words.
fn assumption(expiry: Timestamp, model_dependent: bool, view: Option<&View>) -> String {
    let code = expiry.expiry_code();
    let later =
        if model_dependent { ", with later legs valued by the model at that time" } else { "" };
    let Some(View { drift, vol }) = view else {
        return format!(
            "Risk-neutral, from the smile fitted to {code}: the forward is the mean, no view is taken{later}."
        );
    };
    let (drift, vol) = (decimals(100.0 * drift, 1), decimals(100.0 * vol, 1));
    format!(
        "Your own view to {code}: lognormal, drift {drift} % and volatility {vol} % a year; not what the market implies{later}."
    )
}

/// The distribution of the price at the first expiry.
fn distribution<'a>(
    underlying: &'a UnderlyingMarket,
    first: &LegValue,
    view: Option<&View>,
) -> Distribution<'a> {
    match view {
        Some(view) => Distribution::of_view(view, first.spot, first.years),
        None => Distribution::new(underlying.surface.section(first.years), first.forward),
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
            let expiry = less_paid(self.curve.values(spots, bench));
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

fn has_several_underlyings(valuation: &Valuation) -> bool {
    let first = valuation.legs.first().map(|l| &l.market.underlying);
    valuation.legs.iter().any(|l| Some(&l.market.underlying) != first)
}

#[cfg(test)]
mod tests;
