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
pub mod trade;

pub use book::{BookInstrument, BookSettlement, BookTerms, Position};
pub use config::{
    ClientConfig, ClientRule, DeskConfig, InstrumentConfig, InstrumentTerms, OverlaySwitches,
    PositionConfig,
};
pub use demo::demo;
pub use limits::{LimitMetric, LimitOverride, LimitSet, LimitUnit, LimitsConfig, StressConfig};
pub use policy::{
    AdverseSelectionPolicy, BasePolicy, HedgingPolicy, InventoryPolicy, LiquidityPolicy, Policy,
    QuotePolicy, Tier, TierRange,
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

    /// The desk with one trade more.
    ///
    /// # Errors
    /// Every issue of the record, each at the path of its field in the configuration.
    pub fn with_trade(&self, record: TradeRecord) -> Result<Self, Vec<Issue>> {
        let mut config = self.config.clone();
        config.trades.push(record);
        Self::from_config(&config)
    }

    /// The desk as if the trade had not been done, and its record; `None` where the desk has no
    /// such trade.
    pub fn without_trade(&self, id: &str) -> Option<(Self, TradeRecord)> {
        let place = self.config.trades.iter().position(|trade| trade.id == id)?;
        let mut desk = self.clone();
        desk.trades.remove(place);
        let record = desk.config.trades.remove(place);
        Some((desk, record))
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
