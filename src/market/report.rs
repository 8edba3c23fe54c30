//! What goes out about a market: what was read, what was dropped and why, how well it fits.

use serde::{Deserialize, Serialize};

use crate::basics::{Issue, Settlement};

/// The whole market after a load, or after a failed one with the market that was there.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarketReport {
    /// ISO instant of the most recently loaded underlying; empty where nothing is loaded.
    pub as_of: String,
    /// Number of snapshots the last file held.
    pub snapshots: usize,
    /// Loaded underlyings, the most recently loaded first.
    pub underlyings: Vec<UnderlyingReport>,
    /// Findings of the last load.
    pub issues: Vec<Issue>,
}

/// One underlying.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct UnderlyingReport {
    /// Underlying id.
    pub id: String,
    /// Inverse or linear.
    pub settlement: Settlement,
    /// `sample` or `file`.
    pub source: String,
    /// The file's name, where it has one.
    pub name: Option<String>,
    /// ISO instant of the data.
    pub as_of: String,
    /// Spot or index, in price currency.
    pub spot: f64,
    /// Currency of spot and strikes.
    pub price_currency: String,
    /// Currency of premiums.
    pub premium_currency: String,
    /// Expiries, ascending.
    pub expiries: Vec<ExpiryReport>,
}

/// One expiry's report card.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct ExpiryReport {
    /// ISO instant of expiry.
    pub expiry: String,
    /// The desk's code: `27NOV26`.
    pub code: String,
    /// Years, ACT/365F.
    pub years: f64,
    /// Forward, in price currency.
    pub forward: f64,
    /// How the forward was found: `given`, `parity`, `carried`.
    pub forward_source: String,
    /// Discount factor.
    pub discount: f64,
    /// At-the-money volatility, decimal.
    pub atm_vol: f64,
    /// Quotes read.
    pub quotes: usize,
    /// Quotes the fit used.
    pub used: usize,
    /// Quotes left out, by reason.
    pub dropped: Vec<DroppedCount>,
    /// Share of the fitted quotes whose model price is inside bid and offer, in [0, 1].
    pub inside_bid_ask: f64,
    /// Root mean square of model minus mid, in volatility points.
    pub rms_vol_points: f64,
    /// Largest |model − mid|, in volatility points.
    pub max_vol_points: f64,
    /// Smallest Durrleman g on the report's grid; negative is butterfly arbitrage. Absent for an
    /// expiry without a smile of its own.
    pub min_butterfly: Option<f64>,
    /// Log-moneyness ln(K/F) of it.
    pub min_butterfly_at: Option<f64>,
    /// Smallest total-variance gap to the previous expiry on the grid; negative is calendar
    /// arbitrage. Absent for the first expiry.
    pub min_calendar_gap: Option<f64>,
    /// Log-moneyness ln(K/F) of it.
    pub min_calendar_gap_at: Option<f64>,
    /// How the smile was found: `svi+spline`, `svi`, `ssvi` with the shape from elsewhere, `lifted` from
    /// the expiry before, or `carried` between neighbours.
    pub model: String,
    /// The traffic light, by the rule of [`FitStatus`].
    pub status: FitStatus,
    /// Listed strikes, ascending.
    pub strikes: Vec<f64>,
}

/// How many quotes were left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DroppedCount {
    /// The reason in words.
    pub reason: String,
    /// How many quotes.
    pub count: usize,
}

/// The traffic light of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum FitStatus {
    /// At least 90 % inside bid and offer, no arbitrage.
    Green,
    /// At least 75 % inside, no arbitrage.
    Amber,
    /// Anything else: quotes on it are indicative and wider.
    Red,
}
