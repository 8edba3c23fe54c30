//! The quote in other people's formats.

pub mod block_rfq;
pub mod chat;
pub mod leg_prices;
