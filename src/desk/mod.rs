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

/// A desk whose every number is usable; made by [`Desk::from_config`] only.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    config: DeskConfig,
    book: Vec<Position>,
    trades: Vec<Trade>,
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
        let id = self.client(asked).map_or(asked, |client| client.id.as_str());
        id.trim().to_lowercase()
    }

    /// The client with this id or name, without regard to case.
    pub fn client(&self, id_or_name: &str) -> Option<&ClientConfig> {
        let wanted = id_or_name.trim().to_lowercase();
        let is_same = |text: &str| text.trim().to_lowercase() == wanted;
        let clients = &self.config.clients;
        clients
            .iter()
            .find(|c| is_same(&c.id))
            .or_else(|| clients.iter().find(|c| c.name.as_deref().is_some_and(is_same)))
    }
}
