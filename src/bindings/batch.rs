//! Many requests in one call.

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::desk::OverlaySwitches;
use crate::quote::batch::{BatchRow, batch, requests, requests_in};
use crate::quote::write::csv;

use super::convert::{self, Thrown};
use super::desk::{Now, QuoteSettings};
use super::pricer::Pricer;

/// How a batch is quoted, and which part of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BatchSettings {
    /// As for a single quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Now>,
    /// As for a single quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<f64>,
    /// As for a single quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlays: Option<OverlaySwitches>,
    /// The first request to quote, counted from 0; absent starts at the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// The request to stop before; absent goes to the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
}

#[wasm_bindgen]
impl Pricer {
    /// How many requests a text holds: its lines, or the records below a header with a column
    /// `request`.
    #[wasm_bindgen(js_name = batchCount)]
    pub fn batch_count(&self, text: &str) -> usize {
        requests(text).len()
    }

    /// Reads and quotes every request of a text, or the part that the options say: a row for each,
    /// whatever is wrong with it.
    ///
    /// # Errors
    /// Throws where an option has the wrong type.
    #[wasm_bindgen(unchecked_return_type = "BatchRow[]")]
    pub fn batch(
        &self,
        text: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "BatchSettings")] options: JsValue,
    ) -> Thrown<JsValue> {
        convert::plain(&self.rows(text, options)?)
    }

    /// The same as comma-separated values, the first line a header.
    ///
    /// # Errors
    /// Throws where an option has the wrong type.
    #[wasm_bindgen(js_name = batchCsv)]
    pub fn batch_csv(
        &self,
        text: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "BatchSettings")] options: JsValue,
    ) -> Thrown<String> {
        Ok(csv::table(&self.rows(text, options)?))
    }
}

impl Pricer {
    fn rows(&self, text: &str, options: JsValue) -> Thrown<Vec<BatchRow>> {
        let settings: BatchSettings = convert::read_or_default("options", options)?;
        let BatchSettings { now, seed, overlays, from, to } = settings;
        let options = QuoteSettings { now, seed, overlays }.resolve()?;
        let place = |place: Option<u32>, otherwise: usize| {
            place.map_or(otherwise, |at| usize::try_from(at).unwrap_or(otherwise))
        };
        let part = requests_in(text, place(from, 0)..place(to, usize::MAX));
        Ok(batch(part, &self.market, &self.desk, &self.standing, &options))
    }
}
