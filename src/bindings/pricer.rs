//! The one class that JavaScript holds: market and desk in, reports out.

use tsify::Ts;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::market::{Market, MarketReport};

use super::convert;

/// The state of one pricing desk: its market and, in the desk build, its desk.
///
/// It opens on the generated sample market and the demo desk, so that the first quote needs no
/// file. One `Pricer` lives in one worker; call `free()` when it is replaced.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Pricer {
    pub(super) market: Market,
}
