//! Typed arrays in, typed arrays out: the batch kernels.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::models::batch;

use super::convert::{self, Thrown};

/// Price and Greeks of many European options on forwards, one row of 14 numbers per option.
///
/// Columns: price, deltaForward, gammaForward, vega, thetaVol, rhoFixedForward, vannaForward,
/// volga, charmVolForward, speedForward, colorVolForward, zommaForward, vetaVol, ultima; forward
/// based, per 1.00 and per year. `isCall` is 0 for a put. A row with an input outside the domain
/// is NaN.
///
/// # Errors
/// Throws where an array is not as long as `isCall`.
#[wasm_bindgen(js_name = blackBatch)]
pub fn black_batch(
    #[wasm_bindgen(js_name = isCall)] is_call: &[u8],
    forward: &[f64],
    strike: &[f64],
    years: &[f64],
    vol: &[f64],
    discount: &[f64],
) -> Thrown<Vec<f64>> {
    batch::black_batch(is_call, forward, strike, years, vol, discount)
        .map_err(|error| convert::thrown(&error.to_string()))
}

/// Implied Black volatilities of many discounted prices, with the reason where there is none.
///
/// # Errors
/// Throws where an array is not as long as `isCall`.
#[wasm_bindgen(js_name = impliedVols, unchecked_return_type = "ImpliedVols")]
pub fn implied_vols(
    #[wasm_bindgen(js_name = isCall)] is_call: &[u8],
    price: &[f64],
    forward: &[f64],
    strike: &[f64],
    years: &[f64],
    discount: &[f64],
) -> Thrown<JsValue> {
    let (vols, status) = batch::implied_vols(is_call, price, forward, strike, years, discount)
        .map_err(|error| convert::thrown(&error.to_string()))?;
    let object: JsValue = Object::new().into();
    convert::set_array(&object, "vols", &vols)?;
    Reflect::set(&object, &JsValue::from_str("status"), &Uint8Array::from(status.as_slice()))?;
    Ok(object)
}
