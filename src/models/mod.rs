//! Formulas and engines on plain numbers; no contract, market or date is known here.

pub mod batch;
pub mod black;
pub mod black_scholes;
pub mod hedge_programme;
pub mod impact;
mod implied_std;
pub mod implied_vol;
pub mod inverse;
mod normalised;
pub mod payoff;
pub mod price_mix;
pub mod smile;
pub mod svi;
pub mod svi_spline;
