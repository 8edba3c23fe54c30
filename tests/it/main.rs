//! Everything that is tested from outside the crate, natively, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test should stop")]

#[cfg(feature = "desk")]
mod codes;
mod dual;
#[cfg(feature = "desk")]
mod fix_dictionary;
#[cfg(feature = "desk")]
mod fuzz;
mod oracles;
mod oracles_black;
mod oracles_implied_vol;
mod oracles_payoff;
mod oracles_surface;
mod properties_black;
mod properties_fix;
#[cfg(feature = "desk")]
mod properties_leg_prices;
mod properties_reading;
mod properties_structures;
mod properties_surface;
mod recorded_block_rfqs;
mod recorded_depth;
mod recorded_markets;
mod recorded_surfaces;
#[cfg(feature = "desk")]
mod recorded_widths;
mod same_bits;
mod tidy;
