//! Formulas and engines on plain numbers; no contract, market or date is known here.

pub mod black;
pub mod black_scholes;
pub mod implied_vol;
mod normalised;
pub mod svi;
