//! The static site: the page bundled by Vite, with what a host needs beside it, and what makes it
//! work without one.

use super::{engine, gates, licences};
use crate::failure::Outcome;
use crate::process;
use crate::serve::headers;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// Bundles the page into `dist/` where that is out of date. The engine must have been built.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    let root = &workspace.root;
    let dist = root.join("dist");
    let mut inputs = Inputs::default()
        .text(&headers::sample())
        .path(&root.join("www"))?
        .path(&root.join("Cargo.lock"))?
        .path(&root.join("package-lock.json"))?;
    for file in engine::files(workspace) {
        inputs = inputs.path(&file)?;
    }
    let stamp = inputs.stamp(workspace.notes().join("dist.stamp"));
    if stamp.is_fresh(&[&dist.join("index.html"), &dist.join("sw.js")]) {
        return Ok(());
    }
    stamp.clear();
    let mut vite = workspace.npm_tool("vite");
    vite.args(["build", "--config", "www/vite.config.js", "--logLevel", "warn"]);
    process::run(&mut vite)?;
    stamp::write(&dist.join("THIRD-PARTY.txt"), licences::text(workspace)?.as_bytes())?;
    stamp::write(&dist.join("_headers"), headers::sample().as_bytes())?;
    let mut finish = workspace.command("node");
    process::run(finish.arg("www/build/finish.mjs").arg(&dist))?;
    gates::check(workspace, &dist)?;
    stamp.set()
}
