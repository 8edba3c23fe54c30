//! From sources to the npm package in `pkg/` and the static site in `dist/`.

pub(crate) mod engine;
mod gates;
mod licences;
mod pieces;
pub(crate) mod site;
mod sizes;

use crate::failure::Outcome;
use crate::workspace::Workspace;

/// `cargo xtask build`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    crate::no_arguments("build", arguments)?;
    all(workspace)?;
    sizes::print(workspace)?;
    println!("\nThe site is in dist/, the npm package in pkg/.");
    Ok(())
}

/// Builds whatever of the package and the site is out of date.
pub(crate) fn all(workspace: &Workspace) -> Outcome {
    engine::build(workspace)?;
    site::build(workspace)
}
