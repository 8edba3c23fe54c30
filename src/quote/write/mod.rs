//! The quote in other people's formats.

pub mod chat;
pub mod csv;
