//! The quote as it goes out: plain data for pages, files and programs.

use serde::Serialize;

use crate::basics::{Asked, Direction, Structure};
use crate::overlays::Input;
use crate::pricing::Greeks;
use crate::pricing::report::{BucketReport, GreeksInCoin, LegReport};

use super::checks::LimitCheck;
use super::client::QuotedClient;
use super::hedging::HedgeOrderReport;

/// A two-sided quote with every reason behind it.
///
/// Prices are per spread and unit of underlying, in premium currency. Greeks are the client's view
/// of buying, in price currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The quote's own id, the same for the same inputs, instant and seed.
    pub id: String,
    /// Where the dealer buys; absent where the side is not asked for or not quoted.
    pub bid: Option<f64>,
    /// Where the dealer sells; absent where the side is not asked for or not quoted.
    pub offer: Option<f64>,
    /// Spreads the bid is good for; zero where there is no bid.
    pub bid_size: f64,
    /// Spreads the offer is good for; zero where there is no offer.
    pub offer_size: f64,
    /// Theoretical price, not rounded; that of a tied package holds the hedge's distance from mid.
    pub theoretical: f64,
    /// Currency of premiums: `ETH`, `USD`.
    pub currency: String,
    /// Currency of strikes, Greeks and limits: `USD`.
    pub price_currency: String,
    /// What prices, charges and Greeks are per: a `spread` where its contracts are of one unit of
    /// underlying, else a `unit` of them.
    pub per: String,
    /// The tick at the theoretical price, in premium currency.
    pub tick: f64,
    /// Decimals that show theoretical and both prices in their ticks.
    pub decimals: usize,
    /// The same prices in the measure the client asked for, where it is not the premium's own.
    pub priced_in: Option<PricedIn>,
    /// The hedge that changes hands with the package, and what that does to the prices.
    pub tied: Option<QuotedTie>,
    /// ISO instant at which the quote ends.
    pub valid_until: String,
    /// ISO instant of the market data; of the oldest where the legs are on several markets.
    pub as_of: String,
    /// `sample`, `file` or `live`; of several markets the least that can be dealt on.
    pub source: String,
    /// How old the data is, in words.
    pub data_age: String,
    /// What may be done with the quote.
    pub status: Status,
    /// Why that status, as a sentence.
    pub status_why: String,
    /// Spreads asked for.
    pub quantity: f64,
    /// Sides asked for.
    pub asked: Asked,
    /// The recognised shape.
    pub structure: Structure,
    /// The shape's name in words.
    pub structure_name: String,
    /// Whether buying the spread buys the structure.
    pub direction: Direction,
    /// The underlying of the first leg.
    pub underlying: String,
    /// The request read back, as a sentence.
    pub request: String,
    /// Every row between theoretical and the prices, in premium currency; a side's rows sum to
    /// theoretical − bid or to offer − theoretical.
    pub charges: Vec<ChargeRow>,
    /// What the desk trades when the client buys, and the reverse of it when the client sells.
    pub hedges: Vec<HedgeOrderReport>,
    /// Greeks of one spread and unit, in price currency.
    pub greeks: Greeks,
    /// Greeks of the whole size.
    pub position_greeks: Greeks,
    /// Vega, theta and rho of one spread in coin, for inverse packages.
    pub greeks_coin: Option<GreeksInCoin>,
    /// Legs in the spread's order.
    pub legs: Vec<QuotedLeg>,
    /// What changes hands at theoretical if the client buys.
    pub cash: CashReport,
    /// The model's vega of one spread by bucket, in price currency; zeros left out.
    pub buckets: Vec<BucketReport>,
    /// What the sides asked for would do to every limit.
    pub checks: Vec<LimitCheck>,
    /// Positions of the book that no loaded market can value, and are in no check.
    pub unvalued: Vec<String>,
    /// Who asks and what that means.
    pub client: QuotedClient,
    /// Forward to the front expiry, in price currency.
    pub reference_forward: f64,
    /// Spot or index, in price currency.
    pub reference_spot: f64,
    /// What the adverse-selection percentage applies to, in premium currency.
    pub premium_at_stake: f64,
    /// Worth of one volatility point on the package's correlated net vega, in premium currency per
    /// spread and unit; absent where nothing of its vega is left.
    pub vol_point: Option<f64>,
    /// Spot of the first leg in premium currency, of which basis points of notional are taken.
    pub notional: f64,
    /// Half of the width at which the legs can be crossed on screen, in premium currency.
    pub screen_half_width: Option<f64>,
    /// The quote as a line for a chat.
    pub chat_line: String,
}

/// What may be done with a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Good to trade until it ends. Only a live market gives it: files and the sample are never firm.
    Firm,
    /// A level, not an obligation.
    Indicative,
    /// A trader decides before it goes out.
    Refer,
    /// No side can be quoted.
    Reject,
}

/// A quote's prices in another measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct PricedIn {
    /// The price currency at today's index, or `% volatility`.
    pub unit: String,
    /// The bid in it.
    pub bid: Option<f64>,
    /// The offer in it.
    pub offer: Option<f64>,
}

/// One row of the breakdown; positive is worse for the client.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct ChargeRow {
    /// The row's key: `base`, `hedgingCost`, …
    pub name: &'static str,
    /// The row's name in words.
    pub label: &'static str,
    /// Taken off the bid, in premium currency; absent where there is no bid.
    pub bid: Option<f64>,
    /// Added to the offer, in premium currency; absent where there is no offer.
    pub offer: Option<f64>,
    /// The reason, as a sentence.
    pub why: String,
    /// The numbers behind it.
    pub inputs: Vec<Input>,
}

/// One leg of the quote.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct QuotedLeg {
    /// Its value and Greeks.
    #[serde(flatten)]
    pub leg: LegReport,
    /// Cash of the leg for the whole size at theoretical if the client buys: negative is paid.
    pub cash: f64,
}

/// Money at theoretical if the client buys the whole size.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct CashReport {
    /// Net cash: negative is paid by the client.
    pub net: f64,
    /// Currency of the cash.
    pub currency: String,
    /// Units per contract that the cash counts.
    pub multiplier: f64,
    /// Quantity × multiplier × forward, in price currency.
    pub notional: f64,
    /// What is unusual about the multipliers.
    pub note: Option<String>,
}

/// How cash and notional count contracts.
#[derive(Debug, Clone, PartialEq)]
pub struct Multipliers {
    /// Units per contract in cash.
    pub cash: f64,
    /// Units per contract in the notional.
    pub notional: f64,
    /// What is unusual about them.
    pub note: Option<String>,
}

/// The hedge of a tied quote.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct QuotedTie {
    /// What is exchanged: `ETH-27NOV26`.
    pub instrument: String,
    /// Units that a client who buys sells to the dealer, per spread or unit as the quote's `per`
    /// says; negative where it buys them.
    pub delta: f64,
    /// The price they change hands at, in price currency.
    pub reference: f64,
    /// The instrument's mid, in price currency.
    pub mid: f64,
    /// What that adds to theoretical and to both sides, in premium currency.
    pub shift: f64,
    /// The same as a sentence.
    pub why: String,
}
