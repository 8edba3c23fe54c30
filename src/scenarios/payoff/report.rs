//! What a payoff says: curves over settlement prices, and single numbers beside them.

use serde::Serialize;

use crate::basics::Issue;
use crate::pricing::Greeks;
use crate::scenarios::distribution::{Band, Chances};
use crate::scenarios::tail::TailRisk;

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
    /// Worst outcome at the first expiry: negative where it is a loss, positive where every outcome
    /// gains; absent where the loss is unlimited.
    pub max_loss: Option<f64>,
    /// How likely a profit and a loss are at the first expiry; absent where the smile does not say.
    pub chances: Option<Chances>,
    /// Where the price is at the first expiry with one and two standard deviations' probability.
    pub bands: Vec<Band>,
    /// The worst outcomes, in price currency per unit; absent where they were not asked for.
    pub tail: Option<TailRisk>,
    /// What `chances`, `bands` and `tail` rest on, in a sentence.
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
    /// Worst outcome in coin at the first expiry, signed alike; absent where the loss is unlimited.
    pub max_loss: Option<f64>,
    /// How likely a profit and a loss in coin are, under the same probabilities.
    pub chances: Option<Chances>,
    /// The worst outcomes in coin; absent where they were not asked for.
    pub tail: Option<TailRisk>,
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
