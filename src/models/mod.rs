//! Formulas and engines on plain numbers; no contract, market or date is known here.

pub mod black;
pub mod impact;
pub mod implied_vol;
pub mod payoff;
pub mod svi;
