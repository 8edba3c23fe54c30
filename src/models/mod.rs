//! Formulas and engines on plain numbers; no contract, market or date is known here.

pub mod black;
pub mod envelope;
pub mod impact;
pub mod implied_vol;
pub mod svi;
