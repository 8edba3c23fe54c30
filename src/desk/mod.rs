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

pub use book::{BookInstrument, BookSettlement, BookTerms, Position};
pub use config::{
    ClientConfig, ClientRule, DeskConfig, InstrumentConfig, InstrumentTerms, OverlaySwitches,
    PositionConfig,
};
pub use demo::demo;
pub use limits::{LimitMetric, LimitOverride, LimitSet, LimitsConfig, StressConfig};
pub use policy::{
    AdverseSelectionPolicy, BasePolicy, HedgeMode, HedgingPolicy, InventoryPolicy, LiquidityPolicy,
    Policy, QuotePolicy, Tier, TierRange,
};
pub use report::DeskReport;

/// A desk whose every number is usable; made by [`Desk::from_config`] only.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    config: DeskConfig,
    book: Vec<Position>,
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

    /// Positions the dealer holds.
    pub fn book(&self) -> &[Position] {
        &self.book
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
