//! The quote in other people's formats.

pub mod chat;
pub mod fix;
pub mod leg_prices;
