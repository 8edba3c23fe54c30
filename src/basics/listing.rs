//! What exists to be asked for: underlyings, expiries, strikes and contract terms.
//!
//! A listing is plain data taken from a market, so that the request's floor can check names,
//! dates and strikes without knowing markets.

use serde::{Deserialize, Serialize};

use super::instrument::MarketKey;
use super::terms::{Exercise, PutCall, Settlement};
use super::ticks::TickSchedule;
use super::time::Timestamp;

/// How contracts of one market trade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContractTerms {
    /// Underlying units per contract.
    pub multiplier: f64,
    /// The currency premiums are quoted in: the coin for inverse options, else e.g. `USD`.
    pub premium_currency: String,
    /// Smallest quantity of spreads.
    pub min_quantity: f64,
    /// Quantities are multiples of this.
    pub quantity_step: f64,
    /// Ticks of a single option.
    pub outright_tick: TickSchedule,
    /// Ticks of a package of two or more legs.
    pub package_tick: TickSchedule,
}

/// One listed expiry.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedExpiry {
    /// The instant of expiry.
    pub expiry: Timestamp,
    /// Forward to the expiry, in price currency.
    pub forward: f64,
    /// At-the-money total standard deviation √θ to the expiry.
    pub atm_std: f64,
    /// Listed strikes, ascending.
    pub strikes: Vec<f64>,
}

/// One market's listing.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedMarket {
    /// Which market.
    pub key: MarketKey,
    /// The instant the market's data values options at.
    pub as_of: Timestamp,
    /// Spot or index, in price currency.
    pub spot: f64,
    /// How its options are exercised.
    pub exercise: Exercise,
    /// Contract terms.
    pub contract: ContractTerms,
    /// Expiries, ascending.
    pub expiries: Vec<ListedExpiry>,
}

/// What a surface knows of deltas and a listing does not.
///
/// Deltas are per option and forward, or spot for linear contracts, with the volatility of the
/// strike itself; negative for puts.
pub trait DeltaStrikes: std::fmt::Debug {
    /// The strike, in price currency, at which an option has a delta; `None` where none has it or
    /// there is no such expiry.
    fn strike_at_delta(
        &self,
        key: &MarketKey,
        expiry: Timestamp,
        put_call: PutCall,
        delta: f64,
    ) -> Option<f64>;

    /// The delta of an option; `None` where there is no such expiry.
    fn delta_at_strike(
        &self,
        key: &MarketKey,
        expiry: Timestamp,
        put_call: PutCall,
        strike: f64,
    ) -> Option<f64>;
}

/// Everything that exists, the most recently loaded market first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// Markets in order of preference where a request leaves the settlement open.
    pub markets: Vec<ListedMarket>,
}

impl Listing {
    /// The market of an underlying; where the settlement is open, the most recently loaded one.
    pub fn find(&self, underlying: &str, settlement: Option<Settlement>) -> Option<&ListedMarket> {
        self.markets.iter().find(|m| {
            m.key.underlying.eq_ignore_ascii_case(underlying)
                && settlement.is_none_or(|s| s == m.key.settlement)
        })
    }
}

impl ListedMarket {
    /// The listed expiry at exactly this instant.
    pub fn expiry(&self, expiry: Timestamp) -> Option<&ListedExpiry> {
        self.expiries.iter().find(|e| e.expiry == expiry)
    }
}
