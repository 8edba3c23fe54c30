//! Everything that is tested from outside the crate, natively, in one binary.

mod dual;
mod oracles;
mod oracles_black;
mod oracles_implied_vol;
#[cfg(not(target_arch = "wasm32"))]
mod recorded_markets;
mod tidy;
