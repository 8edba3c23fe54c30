//! What the desk holds and allows: policy, clients, book and limits; valid by construction.
//!
//! A [`DeskConfig`] comes in and may be wrong; [`Desk::from_config`] gives a desk or all its issues.

pub mod book;
pub mod check;
pub mod config;
pub mod demo;
pub mod limits;
pub mod policy;
pub mod report;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod schema;
pub mod trade;

pub use book::{BookInstrument, BookSettlement, BookTerms, Position};
pub use config::{
    ClientConfig, ClientRule, DeskConfig, InstrumentConfig, InstrumentTerms, OverlaySwitches,
    PositionConfig,
};
pub use demo::demo;
pub use limits::{LimitMetric, LimitOverride, LimitSet, LimitUnit, LimitsConfig, StressConfig};
pub use policy::{
    AdverseSelectionPolicy, BasePolicy, HedgeMode, HedgingPolicy, InventoryPolicy, LiquidityPolicy,
    Policy, QuotePolicy, Tier, TierRange,
};
pub use report::DeskReport;
pub use trade::{ClientSide, Trade, TradeRecord, TradedHedge};

use crate::basics::Issue;

/// A desk whose every number is usable; made by [`Desk::from_config`], and [`demo()`] from what a
/// test checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    config: DeskConfig,
    book: Vec<Position>,
    trades: Vec<Trade>,
    /// Ids and names of the clients as [`folded`] gives them, in the configuration's order.
    names: Vec<(String, Option<String>)>,
}

/// A client's id or name without regard to case.
fn folded(id_or_name: &str) -> String {
    let text = id_or_name.trim();
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// Id and name of each client as [`folded`] gives them.
fn folded_names(clients: &[ClientConfig]) -> Vec<(String, Option<String>)> {
    let names =
        clients.iter().map(|client| (folded(&client.id), client.name.as_deref().map(folded)));
    names.collect()
}

impl Desk {
    /// The configuration the desk was made from.
    pub fn config(&self) -> &DeskConfig {
        &self.config
    }

    /// How the desk charges.
    pub fn policy(&self) -> &Policy {
        &self.config.policy
    }

    /// What the desk may hold after a trade.
    pub fn limits(&self) -> &LimitsConfig {
        &self.config.limits
    }

    /// Positions the dealer holds apart from what came by [`trades`](Self::trades).
    pub fn book(&self) -> &[Position] {
        &self.book
    }

    /// Trades with clients, in the order of their records in the configuration.
    pub fn trades(&self) -> &[Trade] {
        &self.trades
    }

    /// Adds a trade.
    ///
    /// # Errors
    /// Every issue of the record, each at the path of its field in the configuration; the desk is
    /// then as it was.
    pub fn add_trade(&mut self, record: TradeRecord) -> Result<(), Vec<Issue>> {
        let positions = check::check_trade(&record, &self.config.trades)?;
        let client_key = self.client_key(record.client.as_deref());
        self.trades.push(Trade { client_key, positions });
        self.config.trades.push(record);
        Ok(())
    }

    /// Takes a trade out and gives its record; `None` where the desk has no such trade.
    pub fn remove_trade(&mut self, id: &str) -> Option<TradeRecord> {
        let place = self.config.trades.iter().position(|trade| trade.id == id)?;
        self.trades.remove(place);
        Some(self.config.trades.remove(place))
    }

    /// What trades of one client have in common, however it was named; empty where nobody said.
    pub fn client_key(&self, id_or_name: Option<&str>) -> String {
        let asked = id_or_name.unwrap_or_default();
        self.client(asked).map_or_else(|| folded(asked), |client| folded(&client.id))
    }

    /// The client with this id or name, without regard to case.
    pub fn client(&self, id_or_name: &str) -> Option<&ClientConfig> {
        let wanted = folded(id_or_name);
        let by_id = self.names.iter().position(|(id, _)| *id == wanted);
        let by_name =
            || self.names.iter().position(|(_, name)| name.as_deref() == Some(wanted.as_str()));
        self.config.clients.get(by_id.or_else(by_name)?)
    }
}
