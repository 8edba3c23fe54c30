//! The quote in other people's formats.

pub mod block_rfq;
pub mod chat;
pub mod csv;
pub mod fix;
pub mod leg_prices;
