//! What a dealer charges above theoretical value, one module per reason; none reads another.
//!
//! The [`hedge_plan`] takes the place of two of them, where a desk hedges more than delta.
//!
//! What they share is here: the vega [`ladder`] per strike, the [`delta_hedge`] and what a tied
//! request exchanges of it, and the [`words`] of their sentences.
//!
//! Each is a pure function of the valued package, the market and the desk's policy to a
//! [`Charge`] with its sentence. Money is in price currency per spread and unit; a positive charge
//! is worse for the client. The rules that keep quotes consistent: size-dependent
//! charges are Φ(U)/U with Φ convex and Φ(0) = 0; exposures are netted; measures are even in the
//! exposure; only inventory sees the book.

pub mod adverse_selection;
pub mod delta_hedge;
pub mod hedge_plan;
pub mod hedging_cost;
pub mod inventory;
pub mod ladder;
pub mod liquidity;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod samples;
pub mod words;
#[cfg(test)]
mod worked;

pub use adverse_selection::{ClientView, PremiumAtStake, premium_at_stake};
pub use delta_hedge::Exchange;
pub use inventory::{Exposure, InventoryRisk, VegaLimit};

use std::borrow::Cow;

use serde::Serialize;

use crate::market::{Market, UnderlyingMarket};
use crate::pricing::Valuation;

/// What every overlay sees.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The valued package.
    pub valuation: &'a Valuation,
    /// The market it was valued on.
    pub market: &'a Market,
    /// Number of spreads, positive.
    pub quantity: f64,
    /// Underlying units per spread and ratio 1, positive.
    pub multiplier: f64,
    /// Whether sentences and the numbers behind them are wanted; in a batch nobody reads them.
    pub is_spoken: bool,
}

impl<'a> Context<'a> {
    /// U: units of underlying per ratio 1 for the whole size.
    pub fn units(&self) -> f64 {
        self.quantity * self.multiplier
    }

    /// Words or the numbers behind them, where they are wanted.
    pub fn say<T: Default>(&self, words: impl FnOnce() -> T) -> T {
        if self.is_spoken { words() } else { T::default() }
    }

    /// The package's markets, each once, in the order of its legs.
    pub fn markets(&self) -> Vec<&'a UnderlyingMarket> {
        let mut found: Vec<&UnderlyingMarket> = Vec::new();
        for leg in &self.valuation.legs {
            if let Some(market) = self.market.find(&leg.market)
                && !found.iter().any(|m| m.key == market.key)
            {
                found.push(market);
            }
        }
        found
    }
}

/// A charge per side with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Charge {
    /// Taken off the bid, in price currency per spread and unit.
    pub bid: f64,
    /// Added to the offer, in price currency per spread and unit.
    pub offer: f64,
    /// One sentence a salesperson can read out; empty where it is not wanted.
    pub why: String,
    /// The numbers behind the charge.
    pub inputs: Vec<Input>,
}

/// What the desk trades as soon as the client has dealt.
#[derive(Debug, Clone, PartialEq)]
pub struct HedgeOrder {
    /// The exchange's name.
    pub instrument: String,
    /// Whether it is an option.
    pub is_option: bool,
    /// Contracts of an option, units of the underlying of anything else, for the whole size:
    /// positive where the desk buys them when the client buys the package.
    pub size: f64,
    /// What trading them costs, fees included, for the whole size, in price currency.
    pub cost: f64,
    /// What of their depth is assumed, in words.
    pub assumption: Option<String>,
}

/// A named number with its unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// What it is.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: f64,
    /// Its unit, in words: `USD`, `vol points`, `%`, `contracts`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub unit: Cow<'static, str>,
}

impl Input {
    /// A named number.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        value: f64,
        unit: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { name: name.into(), value, unit: unit.into() }
    }
}
