//! Node, and the npm packages of the lock.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::stamp::Inputs;
use crate::workspace::Workspace;

/// What the bundler runs on: 20 from 20.19 on, and everything from 22.12 on.
fn is_enough((major, minor): (u32, u32)) -> bool {
    (major == 20 && minor >= 19) || (major, minor) >= (22, 12)
}

/// Makes sure that Node is new enough and that `node_modules` is what the lock says.
pub(crate) fn packages(workspace: &Workspace) -> Outcome {
    require_node()?;
    let folder = workspace.root.join("node_modules");
    let stamp = Inputs::default()
        .path(&workspace.root.join("package.json"))?
        .path(&workspace.root.join("package-lock.json"))?
        .stamp(folder.join(".xtask-stamp"));
    if stamp.is_fresh(&[&folder]) {
        return Ok(());
    }
    println!("Installing the npm packages of the lock (about 10 s)…");
    let mut npm = workspace.command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::quiet(&mut npm)?;
    stamp.set()
}

fn require_node() -> Outcome {
    let ask = "please install Node 20.19 or 22.12 or newer, with npm.";
    if process::find("node").is_none() || process::find("npm").is_none() {
        return Err(Failure::new(format!("Node or npm is missing: {ask}")));
    }
    let said = process::capture(Command::new("node").arg("--version"))?;
    match version(&said) {
        Some(found) if is_enough(found) => Ok(()),
        _ => Err(Failure::new(format!("Node {} will not do: {ask}", said.trim()))),
    }
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        let is_enough = |said| version(said).is_some_and(is_enough);
        assert!(is_enough("v20.19.0") && is_enough("v22.12.1") && is_enough("v100.0.0"));
        assert!(!is_enough("v20.9.0") && !is_enough("v21.7.0") && !is_enough("v22.11.0"));
        assert_eq!(version("nonsense"), None);
    }
}
