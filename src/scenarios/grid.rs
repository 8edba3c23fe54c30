//! Scenario grids: a package's gain, value or one of its Greeks over moves of spot and of volatility
//! or time.
//!
//! Rows are moves of spot, columns points of volatility or days. What a grid does not move is as in
//! its scenario. All underlyings of a package move by the same share.

use serde::{Deserialize, Serialize};

use super::state::{Bench, Package, PackageThen, Place, Scenario, ScenarioDraft, Spots, When};
use crate::basics::{Issue, IssueCode, Timestamp};
use crate::market::{Market, Shift, ShiftDraft};
use crate::pricing::{Greeks, Valuation, value};
use crate::rfq::{RfqDraft, check};

/// The most places along one axis of a grid.
const MOST_PLACES: usize = 201;
/// The most cells of one grid.
const MOST_CELLS: usize = 10_000;
/// Places of an axis that is left open.
const PLACES: i32 = 21;
/// The largest price that is taken for one that somebody meant, in price currency.
const MAX_PRICE: f64 = 1e12;

/// What the columns of a grid are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum GridAcross {
    /// Volatility points at every strike and expiry.
    #[default]
    Vol,
    /// Days that have passed.
    Date,
}

/// What the cells of a grid hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum GridQuantity {
    /// Value less the price paid.
    #[default]
    Gain,
    /// Value.
    Value,
    /// As [`Greeks::delta`].
    Delta,
    /// As [`Greeks::gamma`].
    Gamma,
    /// As [`Greeks::gamma_cash_per_percent`].
    GammaCashPerPercent,
    /// As [`Greeks::vega_per_point`].
    VegaPerPoint,
    /// As [`Greeks::theta_per_day`].
    ThetaPerDay,
    /// As [`Greeks::rho_per_percent`].
    RhoPerPercent,
    /// As [`Greeks::vanna_per_point`].
    VannaPerPoint,
    /// As [`Greeks::volga_per_point`].
    VolgaPerPoint,
}

/// Which grid is wanted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct GridRequest {
    /// What the cells hold; absent means `gain`.
    pub quantity: GridQuantity,
    /// What the columns are; absent means `vol`.
    pub across: GridAcross,
    /// Relative moves of spot, one per row; absent means 21 from −20 % to 20 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spot_moves: Option<Vec<f64>>,
    /// Volatility points or days, one per column; absent means 21 from −20 to 20 points, or from
    /// now to the first expiry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<f64>>,
    /// Price at which the client buys, in premium currency; absent means theoretical value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// Whether gain and value are counted in premium currency: coin at the index of each state,
    /// where it is one. Greeks are in price currency.
    pub in_premium_currency: bool,
    /// What the grid does not move. Of its date or volatility, the one that the columns state gives
    /// way to them; its move of spot to the rows.
    pub scenario: ScenarioDraft,
}

/// A grid's axes and units; the cells are beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct GridFacts {
    /// What the cells hold.
    pub quantity: GridQuantity,
    /// What the columns are.
    pub across: GridAcross,
    /// Relative moves of spot, one per row.
    pub spot_moves: Vec<f64>,
    /// Spot of the first leg's market in each row, in price currency.
    pub spots: Vec<f64>,
    /// Volatility points or days, one per column.
    pub columns: Vec<f64>,
    /// ISO instant of each column.
    pub at: Vec<String>,
    /// How many legs are settled in each column, at the spot of each state.
    pub settled: Vec<usize>,
    /// Currency of gain, value and money Greeks.
    pub currency: String,
    /// Price paid per unit, in that currency; at the index of the trade where that is a coin's.
    pub paid: f64,
}

/// A draft's scenario grid, or the issues that forbid one.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct GridReport {
    /// Axes and units; absent where the draft could not be valued.
    pub facts: Option<GridFacts>,
    /// Findings.
    pub issues: Vec<Issue>,
}

/// Checks and values a draft and fills its grid, row by row; it is empty where that was not
/// possible.
pub fn grid_of_draft(
    draft: &RfqDraft,
    market: &Market,
    request: &GridRequest,
) -> (GridReport, Vec<f64>) {
    let checked = check(draft, &market.listing());
    let mut issues = checked.issues;
    let filled = checked.rfq.ok_or_else(Vec::new).and_then(|rfq| {
        let valuation = value(&rfq.spread, market)?;
        issues.extend(valuation.issues.iter().cloned());
        grid(&valuation, market, request)
    });
    match filled {
        Ok((facts, cells)) => (GridReport { facts: Some(facts), issues }, cells),
        Err(found) => {
            issues.extend(found);
            (GridReport { facts: None, issues }, Vec::new())
        }
    }
}

/// A valued package's grid, row by row.
///
/// # Errors
/// `PayoffRequest` and `Shift` for each field that is not usable, `Numerical` where a number could
/// not be computed.
pub fn grid(
    valuation: &Valuation,
    market: &Market,
    request: &GridRequest,
) -> Result<(GridFacts, Vec<f64>), Vec<Issue>> {
    let unreliable = || {
        let message = "The scenarios could not be computed reliably; none are shown.";
        vec![Issue::new(IssueCode::Numerical, "legs", message)]
    };
    let package = Package::new(valuation, market).ok_or_else(unreliable)?;
    let Some(first) = valuation.legs.first() else { return Err(unreliable()) };
    let asked = Asked::new(request, valuation, package.as_of())?;
    let Asked { scenario, spot_moves, columns, .. } = &asked;
    let ratios: Vec<f64> = spot_moves.iter().map(|spot| 1.0 + spot).collect();
    let spots: Vec<f64> = ratios.iter().map(|ratio| first.spot * ratio).collect();
    let unit = &valuation.unit;
    let is_money = matches!(request.quantity, GridQuantity::Gain | GridQuantity::Value);
    let in_coin = is_money && request.in_premium_currency && unit.currency != unit.price_currency;
    let paid = if in_coin { asked.price } else { asked.price * unit.in_price_currency };
    let mut cells = vec![0.0; ratios.len() * columns.len()];
    let (mut at, mut settled) = (Vec::new(), Vec::new());
    let mut bench = Bench::default();
    let own = package.surfaces(&scenario.vols);
    for (place, column) in columns.iter().enumerate() {
        let shifted;
        let (surfaces, when) = match column {
            Column::Vol(vols) => {
                shifted = package.surfaces(vols);
                (&shifted, scenario.when)
            }
            Column::Date(when) => (&own, *when),
        };
        let then = package.then(surfaces, when, scenario.stickiness);
        at.push(when.instant(package.as_of()).to_iso());
        settled.push(then.settled().len());
        let mut found = states(request.quantity, &then, &ratios, &mut bench);
        if in_coin {
            for (value, spot) in found.iter_mut().zip(&spots) {
                *value /= spot;
            }
        }
        if request.quantity == GridQuantity::Gain {
            for value in &mut found {
                *value -= paid;
            }
        }
        for (cell, value) in cells.iter_mut().skip(place).step_by(columns.len()).zip(found) {
            *cell = value;
        }
    }
    if !cells.iter().all(|cell| cell.is_finite()) {
        return Err(unreliable());
    }
    let facts = GridFacts {
        quantity: request.quantity,
        across: request.across,
        spot_moves: spot_moves.clone(),
        spots,
        columns: asked.stated,
        at,
        settled,
        currency: if in_coin { &unit.currency } else { &unit.price_currency }.clone(),
        paid,
    };
    Ok((facts, cells))
}

/// What one column holds, row by row, in price currency.
fn states(
    quantity: GridQuantity,
    then: &PackageThen<'_>,
    ratios: &[f64],
    bench: &mut Bench,
) -> Vec<f64> {
    match quantity.greek() {
        None => then.values(Spots::Ratios(ratios), bench),
        Some(greek) => ratios.iter().map(|r| greek(&then.greeks(Place::Ratio(*r)))).collect(),
    }
}

impl GridQuantity {
    /// The Greek it is; `None` for money.
    fn greek(self) -> Option<fn(&Greeks) -> f64> {
        Some(match self {
            Self::Gain | Self::Value => return None,
            Self::Delta => |g| g.delta,
            Self::Gamma => |g| g.gamma,
            Self::GammaCashPerPercent => |g| g.gamma_cash_per_percent,
            Self::VegaPerPoint => |g| g.vega_per_point,
            Self::ThetaPerDay => |g| g.theta_per_day,
            Self::RhoPerPercent => |g| g.rho_per_percent,
            Self::VannaPerPoint => |g| g.vanna_per_point,
            Self::VolgaPerPoint => |g| g.volga_per_point,
        })
    }
}

/// What a column moves.
enum Column {
    Vol(Shift),
    Date(When),
}

/// A request whose every field is usable.
struct Asked {
    scenario: Scenario,
    spot_moves: Vec<f64>,
    /// The columns as they were stated.
    stated: Vec<f64>,
    columns: Vec<Column>,
    /// Price paid, in premium currency.
    price: f64,
}

impl Asked {
    fn new(
        request: &GridRequest,
        valuation: &Valuation,
        as_of: Timestamp,
    ) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let wrong = |field: &str, message: String| {
            Issue::new(IssueCode::PayoffRequest, format!("grid.{field}"), message)
        };
        let even = || (0..PLACES).map(|i| f64::from(2 * i - PLACES + 1));
        let spot_moves =
            request.spot_moves.clone().unwrap_or_else(|| even().map(|x| x / 100.0).collect());
        let stated = request.columns.clone().unwrap_or_else(|| match request.across {
            GridAcross::Vol => even().collect(),
            GridAcross::Date => {
                let expiries = valuation.legs.iter().filter_map(|leg| leg.instrument.expiry());
                let first = expiries.min().map_or(30.0, |e| 365.0 * as_of.years_until(e));
                (0..PLACES).map(|i| first * f64::from(i) / f64::from(PLACES - 1)).collect()
            }
        });
        for (field, axis) in [("spotMoves", &spot_moves), ("columns", &stated)] {
            if !(1..=MOST_PLACES).contains(&axis.len()) {
                let count = axis.len();
                issues.push(wrong(
                    field,
                    format!("An axis has 1 to {MOST_PLACES} places, not {count}."),
                ));
            }
        }
        if issues.is_empty() && spot_moves.len() * stated.len() > MOST_CELLS {
            let message = format!("A grid has at most {MOST_CELLS} cells.");
            issues.push(wrong("columns", message));
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        let price = request.price.unwrap_or(valuation.price);
        // Not-a-number is in no range.
        if !(-MAX_PRICE..=MAX_PRICE).contains(&(price * valuation.unit.in_price_currency)) {
            issues.push(wrong("price", format!("A price of {price} is not one that can be paid.")));
        }
        for (i, spot_move) in spot_moves.iter().enumerate() {
            let draft = ShiftDraft { spot_move: *spot_move, ..ShiftDraft::default() };
            let found = draft.checked().err().into_iter().flatten();
            issues
                .extend(found.map(|issue| Issue { path: format!("grid.spotMoves[{i}]"), ..issue }));
        }
        let scenario = request.scenario.checked("grid.scenario", as_of);
        let mut columns = Vec::with_capacity(stated.len());
        for (i, column) in stated.iter().enumerate() {
            match request.column(*column) {
                Ok(column) => columns.push(column),
                Err(message) => issues.push(wrong(&format!("columns[{i}]"), message)),
            }
        }
        match scenario {
            Ok(scenario) if issues.is_empty() => {
                Ok(Self { scenario, spot_moves, stated, columns, price })
            }
            Ok(_) => Err(issues),
            Err(found) => {
                issues.extend(found);
                Err(issues)
            }
        }
    }
}

impl GridRequest {
    /// What a column moves, or why it cannot.
    fn column(&self, stated: f64) -> Result<Column, String> {
        match self.across {
            GridAcross::Vol => {
                let vols = ShiftDraft {
                    parallel_points: stated,
                    tilt_points: self.scenario.tilt_points,
                    ..ShiftDraft::default()
                };
                // A tilt that is wrong is named by the scenario.
                let alone = ShiftDraft { parallel_points: stated, ..ShiftDraft::default() };
                vols.checked().or_else(|_| alone.checked()).map(Column::Vol).map_err(|issues| {
                    issues.into_iter().next().map_or_else(String::new, |issue| issue.message)
                })
            }
            GridAcross::Date => When::after_days(stated)
                .map(Column::Date)
                .ok_or_else(|| format!("{stated} is not a number of days that may pass.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::PutCall;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg, package};
    use crate::scenarios::payoff::{PayoffRequest, payoff};

    fn condor(market: &Market) -> Valuation {
        let legs = [(1, 3200.0, 16.0), (-1, 3300.0, 16.0), (-1, 3500.0, 16.0), (1, 3600.0, 44.0)]
            .map(|(ratio, strike, days)| option_leg(market, ratio, days, strike, PutCall::Call));
        value(&package(legs.to_vec()), market).unwrap()
    }

    #[test]
    fn a_cell_is_a_point_of_the_payoffs_curve_in_that_state() {
        let market = eth_linear();
        let valuation = condor(&market);
        for (across, columns) in
            [(GridAcross::Vol, vec![-10.0, 0.0, 10.0]), (GridAcross::Date, vec![0.0, 10.0, 30.0])]
        {
            let scenario = ScenarioDraft { tilt_points: 1.0, ..ScenarioDraft::default() };
            let request = GridRequest {
                across,
                spot_moves: Some(vec![-0.1, 0.0, 0.05]),
                columns: Some(columns.clone()),
                price: Some(31.0),
                scenario: scenario.clone(),
                ..GridRequest::default()
            };
            let (facts, cells) = grid(&valuation, &market, &request).unwrap();
            assert_eq!(facts.spots, [3060.0, 3400.0, 3570.0]);
            for (row, spot) in facts.spots.iter().enumerate() {
                for (place, column) in columns.iter().enumerate() {
                    let state = match across {
                        GridAcross::Vol => {
                            ScenarioDraft { parallel_points: *column, ..scenario.clone() }
                        }
                        GridAcross::Date => {
                            ScenarioDraft { days: Some(*column), ..scenario.clone() }
                        }
                    };
                    let slices = PayoffRequest {
                        price: Some(31.0),
                        scenario: Some(state),
                        slices: vec![*spot],
                        ..PayoffRequest::default()
                    };
                    let slice =
                        payoff(&valuation, &market, &slices).unwrap().facts.slices[0].clone();
                    let cell = cells[row * columns.len() + place];
                    assert!((cell - slice.chosen.unwrap()).abs() < 1e-9, "{spot} {column}");
                    let greek =
                        GridRequest { quantity: GridQuantity::VegaPerPoint, ..request.clone() };
                    let (_, vegas) = grid(&valuation, &market, &greek).unwrap();
                    let vega = vegas[row * columns.len() + place];
                    assert!((vega - slice.greeks.vega_per_point).abs() < 1e-9);
                }
            }
            let settled = if across == GridAcross::Vol { [0, 0, 0] } else { [0, 0, 3] };
            assert_eq!(facts.settled, settled);
        }
    }

    #[test]
    fn what_is_left_open_is_twenty_one_places_a_side() {
        let market = eth_linear();
        let valuation = condor(&market);
        for across in [GridAcross::Vol, GridAcross::Date] {
            let request = GridRequest { across, ..GridRequest::default() };
            let (facts, cells) = grid(&valuation, &market, &request).unwrap();
            assert_eq!((facts.spot_moves.len(), facts.columns.len(), cells.len()), (21, 21, 441));
            assert_eq!((facts.spot_moves[0], facts.spot_moves[10]), (-0.2, 0.0));
            let now = if across == GridAcross::Vol { 10 } else { 0 };
            assert!(cells[10 * 21 + now].abs() < 1e-9);
        }
    }

    #[test]
    fn coin_is_counted_at_the_index_of_each_state() {
        let market = btc_inverse_flat(90_000.0, 0.5);
        let legs = vec![option_leg(&market, 1, 20.0, 90_000.0, PutCall::Call)];
        let valuation = value(&package(legs), &market).unwrap();
        let request = GridRequest {
            across: GridAcross::Date,
            spot_moves: Some(vec![-0.5, 0.0, 1.0]),
            columns: Some(vec![25.0]),
            price: Some(0.05),
            in_premium_currency: true,
            ..GridRequest::default()
        };
        let (facts, cells) = grid(&valuation, &market, &request).unwrap();
        assert_eq!((facts.currency.as_str(), facts.paid), ("BTC", 0.05));
        for (cell, want) in cells.iter().zip([-0.05, -0.05, 0.45]) {
            assert!((cell - want).abs() < 1e-12, "{cells:?}");
        }
        let (facts, cells) =
            grid(&valuation, &market, &GridRequest { in_premium_currency: false, ..request })
                .unwrap();
        assert_eq!((facts.currency.as_str(), facts.paid), ("USD", 4500.0));
        assert_eq!(cells, [-4500.0, -4500.0, 85_500.0]);
    }

    #[test]
    fn every_mistake_of_a_grid_is_named() {
        let market = eth_linear();
        let valuation = condor(&market);
        let paths = |request: &GridRequest| -> Vec<String> {
            let issues = grid(&valuation, &market, request).unwrap_err();
            issues.into_iter().map(|i| i.path).collect()
        };
        let request = GridRequest {
            spot_moves: Some(vec![0.0, f64::NAN, -1.0]),
            columns: Some(vec![f64::INFINITY, 1.0, 501.0]),
            price: Some(f64::NAN),
            scenario: ScenarioDraft { tilt_points: 1e9, ..ScenarioDraft::default() },
            ..GridRequest::default()
        };
        let wrong = [
            "price",
            "spotMoves[1]",
            "spotMoves[2]",
            "columns[0]",
            "columns[2]",
            "scenario.tiltPoints",
        ];
        assert_eq!(paths(&request), wrong.map(|field| format!("grid.{field}")));
        let days = GridRequest {
            across: GridAcross::Date,
            columns: Some(vec![-1.0]),
            ..GridRequest::default()
        };
        assert_eq!(paths(&days), ["grid.columns[0]"]);
        let many = |rows: usize, columns: usize| GridRequest {
            spot_moves: Some(vec![0.0; rows]),
            columns: Some(vec![0.0; columns]),
            ..GridRequest::default()
        };
        assert_eq!(paths(&many(0, 202)), ["grid.spotMoves", "grid.columns"]);
        assert_eq!(paths(&many(150, 150)), ["grid.columns"]);
    }
}
