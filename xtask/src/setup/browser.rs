//! Chromium and its driver, for the tests that need a browser.

use std::path::PathBuf;

use super::system;
use crate::failure::{Failure, Outcome};
use crate::process;

/// Where the browser and its driver are.
pub(crate) struct Browser {
    /// The browser itself.
    pub(crate) chromium: PathBuf,
    /// The program that drives it for `wasm-bindgen-test`.
    pub(crate) driver: PathBuf,
}

/// Finds Chromium and its driver, installing both if either is missing.
pub(crate) fn browser() -> Outcome<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    system::install(
        &["chromium", "chromium-driver"],
        "Chromium and its driver",
        60,
        "please install Chromium (or Chrome) and the chromedriver of the same version, or name \
         them in the variables CHROMIUM and CHROMEDRIVER.",
    )?;
    find().ok_or_else(|| Failure::new("Chromium was installed but cannot be found."))
}

fn find() -> Option<Browser> {
    let chromium = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    Some(Browser {
        chromium: process::locate("CHROMIUM", "/usr/bin/chromium", &chromium)?,
        driver: process::locate("CHROMEDRIVER", "/usr/bin/chromedriver", &["chromedriver"])?,
    })
}
