//! The JavaScript border: convert, call, convert. Nothing here computes.
//!
//! One class, [`Pricer`], holds the state; free functions take typed arrays. Wrong *types* in a
//! call throw an `Error` that names the field; everything a user can get wrong comes back as
//! issues inside the report.

mod arrays;
#[cfg(feature = "desk")]
mod batch;
mod convert;
#[cfg(feature = "desk")]
mod desk;
mod options;
mod plain;
mod pricer;
mod tape;

pub use arrays::{black_batch, implied_vols};
#[cfg(feature = "desk")]
pub use batch::BatchSettings;
#[cfg(feature = "desk")]
pub use desk::{FixSettings, Now, QuoteSettings, TradeSettings};
pub use options::{ChainOptions, ReadSettings};
pub use pricer::Pricer;

use wasm_bindgen::prelude::wasm_bindgen;

/// Routes panics, which are bugs, to the console with their place in the source.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// The version of the engine, as in `Cargo.toml`.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
