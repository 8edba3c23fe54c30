//! JavaScript values to Rust and back, with errors that name the field.

use js_sys::{Array, Error as JsError, Float64Array, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tsify::Ts;
use wasm_bindgen::{JsCast, JsValue};

use super::plain::{Plain, Wrong};
use super::tape;

/// A result whose error is thrown as a JavaScript `Error`.
pub(super) type Thrown<T> = Result<T, JsValue>;

/// Reads an argument; a wrong type throws an `Error` that names the argument and the field.
#[inline(never)]
pub(super) fn read<T: DeserializeOwned>(argument: &str, value: JsValue) -> Thrown<T> {
    // Serde would take an array for an object, element by element.
    if Array::is_array(&value) {
        return Err(thrown(&format!("{argument}: expected an object, not an array")));
    }
    let plain: Plain = serde_wasm_bindgen::from_value(value)
        .map_err(|error| refused(argument, "", &error.to_string()))?;
    T::deserialize(plain).map_err(|Wrong { path, reason }| {
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        refused(argument, &format!("{dot}{path}"), &reason)
    })
}

#[cold]
#[inline(never)]
fn refused(argument: &str, field: &str, reason: &str) -> JsValue {
    // An error that came from JavaScript prints as `Error: …`; the sentence is what is needed.
    thrown(&format!("{argument}{field}: {}", reason.trim_start_matches("Error: ")))
}

/// Reads an optional argument; `undefined` and `null` give the default.
pub(super) fn read_or_default<T: DeserializeOwned + Default>(
    argument: &str,
    value: JsValue,
) -> Thrown<T> {
    if value.is_undefined() || value.is_null() { Ok(T::default()) } else { read(argument, value) }
}

/// Writes a report: absent values as `null`, maps as plain objects.
pub(super) fn write<T: Serialize + tsify::Tsify>(value: &T) -> Thrown<Ts<T>> {
    Ok(Ts::new_unchecked(plain(value)?))
}

/// Writes any serialisable value as a plain object.
pub(super) fn plain<T: Serialize>(value: &T) -> Thrown<JsValue> {
    tape::written(value).map_err(|error| thrown(&error.to_string()))
}

/// Puts a `Float64Array` of its own buffer on an object.
pub(super) fn set_array(object: &JsValue, key: &str, values: &[f64]) -> Thrown<()> {
    let target: &Object = object.unchecked_ref();
    Reflect::set(target, &JsValue::from_str(key), &Float64Array::from(values)).map(|_| ())
}

/// An `Error` to throw.
#[inline(never)]
pub(super) fn thrown(message: &str) -> JsValue {
    JsError::new(message).into()
}
