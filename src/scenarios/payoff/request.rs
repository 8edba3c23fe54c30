//! Which curve is wanted: a request as it comes in, and one whose every field is usable.

use serde::{Deserialize, Serialize};

use super::gains::Gains;
use crate::basics::{Issue, IssueCode, Timestamp};
use crate::pricing::Valuation;
use crate::scenarios::state::{Scenario, ScenarioDraft};
use crate::scenarios::view::{View, ViewDraft};

/// Points of a curve where the request leaves them open.
const DEFAULT_POINTS: usize = 161;
/// The fewest and the most points a curve may have.
const POINTS: (usize, usize) = (2, 5_000);
/// The largest price that is taken for one that somebody meant, in price currency.
const MAX_PRICE: f64 = 1e12;
/// The furthest end of an axis, as a multiple of the forward.
const MAX_REACH: f64 = 1e4;
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
    /// only for [`super::PayoffFacts::state`]: over an axis of prices there is nothing to move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioDraft>,
    /// Settlement prices to be read out with their Greeks, in price currency, twelve at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<f64>,
    /// A view of one's own that probabilities and bands rest on; absent takes what the smile
    /// implies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<ViewDraft>,
    /// Whether the worst outcomes are wanted: a few thousand more values of the package.
    pub tail: bool,
}

/// A request whose every field is usable.
pub(super) struct Asked<'r> {
    pub(super) request: &'r PayoffRequest,
    pub(super) lowest: f64,
    pub(super) highest: f64,
    /// Price paid, in price currency.
    pub(super) paid: f64,
    /// The same in coin, where the premium is paid in coin.
    pub(super) coins: Option<f64>,
    pub(super) scenario: Option<Scenario>,
    pub(super) view: Option<View>,
}

impl<'r> Asked<'r> {
    /// The request with its gaps filled, or every field of it that is not usable.
    pub(super) fn new(
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
        let view = match request.view.as_ref().map(|view| view.checked("request.view")) {
            Some(Ok(view)) => Some(view),
            Some(Err(found)) => {
                issues.extend(found);
                None
            }
            None => None,
        };
        let coins = (unit.currency != unit.price_currency).then_some(price);
        if issues.is_empty() {
            Ok(Self { request, lowest, highest, paid, coins, scenario, view })
        } else {
            Err(issues)
        }
    }

    /// Even points plus every strike and breakeven in range, so that no peak is clipped.
    pub(super) fn spots(&self, strikes: &[f64], gains: &Gains, coin: Option<&Gains>) -> Vec<f64> {
        let count = self.request.points.unwrap_or(DEFAULT_POINTS);
        let mut kinks = strikes.to_vec();
        kinks.extend(gains.breakevens.iter().chain(coin.iter().flat_map(|c| &c.breakevens)));
        even_points(self.lowest, self.highest, count, &kinks)
    }
}

/// Even points with those of `kinks` that lie between the ends, ascending, each once.
pub(super) fn even_points(lowest: f64, highest: f64, count: usize, kinks: &[f64]) -> Vec<f64> {
    let step = (highest - lowest) / (count.max(2) - 1) as f64;
    let mut spots: Vec<f64> = (0..count.max(2)).map(|i| lowest + step * i as f64).collect();
    spots.extend(kinks.iter().filter(|x| **x > lowest && **x < highest));
    spots.sort_by(f64::total_cmp);
    spots.dedup();
    spots
}
