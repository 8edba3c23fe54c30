//! Two-way dealer quotes for multi-leg option packages, with the reason for every cent.

#[cfg(target_arch = "wasm32")]
pub mod bindings;
