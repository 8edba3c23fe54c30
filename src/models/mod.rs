//! Formulas and engines on plain numbers; no contract, market or date is known here.
mod normalised;

pub mod batch;
pub mod black;
pub mod black_scholes;
pub mod envelope;
pub mod impact;
pub mod implied_vol;
pub mod inverse;
pub mod payoff;
pub mod svi;
