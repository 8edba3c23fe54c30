//! The bindings as JavaScript meets them: run in a dedicated worker of headless Chromium.
#![cfg(target_arch = "wasm32")]

use spread_pricer::bindings::version;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn the_version_is_that_of_the_crate() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}
