//! The static site: its pages bundled by Vite, with what a host needs beside it, and what makes it
//! work without one.

use std::path::PathBuf;

use super::{engine, gates, licences};
use crate::failure::Outcome;
use crate::process;
use crate::serve::headers;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// Bundles the pages into `dist/` where that is out of date. The engine must have been built.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    let root = &workspace.root;
    let dist = root.join("dist");
    let mut inputs = Inputs::default()
        .text(&headers::sample())
        .path(&root.join("www"))?
        .path(&root.join("Cargo.lock"))?
        .path(&root.join("package-lock.json"))?;
    for file in [engine::DESK, engine::CLIENT].iter().flat_map(|one| one.files(workspace)) {
        inputs = inputs.path(&file)?;
    }
    let stamp = inputs.stamp(workspace.notes().join("dist.stamp"));
    let made = ["index.html", "sw.js", "client.html", "client-sw.js"].map(|file| dist.join(file));
    if stamp.is_fresh(&made.each_ref().map(PathBuf::as_path)) {
        return Ok(());
    }
    stamp.clear();
    // Apart, so that no part of the desk can be shared with the clients' page.
    for mode in ["production", "client"] {
        let mut vite = workspace.npm_tool("vite");
        vite.args(["build", "--config", "www/vite.config.js", "--logLevel", "warn"]);
        process::run(vite.args(["--mode", mode]))?;
    }
    stamp::write(&dist.join("THIRD-PARTY.txt"), licences::text(workspace)?.as_bytes())?;
    stamp::write(&dist.join("_headers"), headers::sample().as_bytes())?;
    let mut finish = workspace.command("node");
    process::run(finish.arg("www/build/finish.mjs").arg(&dist))?;
    gates::check(workspace, &dist)?;
    gates::keep_apart(&dist)?;
    stamp.set()
}
