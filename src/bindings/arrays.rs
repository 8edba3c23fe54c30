//! Typed arrays in, typed arrays out: the batch kernels.

use js_sys::{Float64Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::models::batch::{self, BLACK_BATCH_ROW, BlackBatch};

use super::convert::{self, Thrown};

/// Options whose rows are computed before they are copied out; 57 KB, which stay in the cache.
const BLOCK: usize = 512;
const BLOCK_CELLS: u32 = 14 * 512;
const _: () = assert!(BLOCK_CELLS as usize == BLOCK * BLACK_BATCH_ROW);

/// Price and Greeks of many European options on forwards, one row of 14 numbers per option.
///
/// Columns: price, deltaForward, gammaForward, vega, thetaVol, rhoFixedForward, vannaForward,
/// volga, charmVolForward, speedForward, colorVolForward, zommaForward, vetaVol, ultima; forward
/// based, per 1.00 and per year. `isCall` is 0 for a put. A row with an input outside the domain
/// is NaN. The rows are written to `rows` where one is given, which saves its allocation in a
/// loop; the array written to is returned.
///
/// # Errors
/// Throws where an array is not as long as `isCall`, or `rows` not 14 times as long.
#[wasm_bindgen(js_name = blackBatch)]
#[allow(clippy::too_many_arguments, reason = "typed arrays cross the border one by one")]
pub fn black_batch(
    #[wasm_bindgen(js_name = isCall)] is_call: &[u8],
    forward: &[f64],
    strike: &[f64],
    years: &[f64],
    vol: &[f64],
    discount: &[f64],
    rows: Option<Float64Array>,
) -> Thrown<Float64Array> {
    let batch = BlackBatch::new(is_call, forward, strike, years, vol, discount)
        .map_err(|error| convert::thrown(&error.to_string()))?;
    let cells = u32::try_from(batch.len() * BLACK_BATCH_ROW)
        .map_err(|_| convert::thrown("there are too many options for one array"))?;
    let out = rows.unwrap_or_else(|| Float64Array::new_with_length(cells));
    if out.length() != cells {
        let got = out.length();
        return Err(convert::thrown(&format!("rows has {got} elements, not {cells}")));
    }
    let mut block = vec![0.0; cells.min(BLOCK_CELLS) as usize];
    for (i, start) in (0..cells).step_by(BLOCK_CELLS as usize).enumerate() {
        let end = cells.min(start.saturating_add(BLOCK_CELLS));
        let part = &mut block[..(end - start) as usize];
        batch.fill(i * BLOCK, part);
        out.subarray(start, end).copy_from(part);
    }
    Ok(out)
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
