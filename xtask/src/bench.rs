//! `cargo xtask bench`: how fast the engine is natively, and how soon the page shows a quote.

use crate::failure::Outcome;
use crate::setup::browser;
use crate::workspace::Workspace;
use crate::{build, process, serve};

/// Runs the native measurements, then times the built page in Chromium.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    crate::no_arguments("bench", arguments)?;
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--quiet", "--package", "spread-pricer-benches"]);
    process::run(&mut cargo)?;

    let browser = browser::browser()?;
    build::all(workspace)?;
    let mut node = workspace.command("node");
    node.arg("benches/first_quote.mjs");
    node.env("CHROMIUM", &browser.chromium);
    node.env("SITE", serve::in_background(workspace.root.join("dist"), "/")?);
    process::run(&mut node)
}
