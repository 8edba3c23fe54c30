//! What the desk holds and allows: policy, clients, book and limits; valid by construction.
//!
//! A [`DeskConfig`](config) comes in and may be wrong; checking it gives a desk or all its issues.

pub mod policy;

pub use policy::{
    AdverseSelectionPolicy, BasePolicy, HedgingPolicy, InventoryPolicy, LiquidityPolicy, Policy,
    QuotePolicy, Tier, TierRange,
};
