//! Where things are.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::process;

/// The folders of the workspace, and what Cargo knows of it.
pub(crate) struct Workspace {
    /// The folder that holds the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the environment put it.
    pub(crate) target: PathBuf,
    /// The lowest Rust version the workspace promises, such as "1.92".
    pub(crate) rust_version: String,
}

impl Workspace {
    /// Asks Cargo where the workspace of the current folder is.
    pub(crate) fn locate() -> Outcome<Self> {
        let mut command = Command::new(cargo_program());
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let metadata = json(&process::capture(&mut command)?, "cargo metadata")?;
        let folder = |key: &str| metadata[key].as_str().map(PathBuf::from);
        let rust_version = metadata["packages"]
            .as_array()
            .and_then(|packages| packages.iter().find_map(|one| one["rust_version"].as_str()));
        match (folder("workspace_root"), folder("target_directory"), rust_version) {
            (Some(root), Some(target), Some(rust_version)) => {
                Ok(Self { root, target, rust_version: rust_version.to_owned() })
            }
            _ => Err(Failure::new("`cargo metadata` did not name the workspace's folders.")),
        }
    }

    /// A command that runs at the root of the workspace.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root);
        command
    }

    /// Cargo, at the root of the workspace.
    pub(crate) fn cargo(&self) -> Command {
        self.command(cargo_program())
    }

    /// A tool that npm installed for the workspace.
    pub(crate) fn npm_tool(&self, name: &str) -> Command {
        self.command(self.root.join("node_modules/.bin").join(name))
    }

    /// The folder for our own stamps and reports.
    pub(crate) fn notes(&self) -> PathBuf {
        self.target.join("xtask")
    }
}

/// Reads JSON that a program wrote.
pub(crate) fn json(text: &str, source: &str) -> Outcome<Value> {
    serde_json::from_str(text)
        .map_err(|error| Failure::new(format!("{source} is not the JSON expected: {error}.")))
}

/// The Cargo that called us, so that the whole run uses one toolchain.
fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
