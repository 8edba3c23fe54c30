//! Integration tests, one binary.

#[cfg(not(target_arch = "wasm32"))]
mod recorded_markets;
