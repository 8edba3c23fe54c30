//! The licences of everything that is shipped: npm packages and Rust crates.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::setup::wasm;
use crate::stamp;
use crate::workspace::{self, Workspace};

/// One shipped part that others wrote.
struct Part {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

/// The text of `THIRD-PARTY.txt`: a list, then each distinct licence text with whom it covers.
pub(crate) fn text(workspace: &Workspace) -> Outcome<String> {
    let mut parts = packages(workspace)?;
    parts.extend(crates(workspace)?);
    let mut list = String::from(
        "Spread Pricer ships these works of others.\n\n\
         The Rust standard library: MIT OR Apache-2.0\n",
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in &parts {
        if part.licence.is_empty() {
            return Err(Failure::new(format!("{} {} names no licence.", part.name, part.version)));
        }
        let _ = writeln!(list, "{} {}: {}", part.name, part.version, part.licence);
        if let Some(licence) = licence_text(&part.folder)? {
            texts.entry(licence).or_default().push(part.name.clone());
        }
    }
    for (licence, names) in texts {
        let _ = write!(list, "\n{}\n{}\n\n{}\n", "-".repeat(80), names.join(", "), licence.trim());
    }
    Ok(list)
}

/// The npm packages that the lock does not mark as tools.
fn packages(workspace: &Workspace) -> Outcome<Vec<Part>> {
    let lock = stamp::read(&workspace.root.join("package-lock.json"))?;
    let lock = workspace::json(&String::from_utf8_lossy(&lock), "package-lock.json")?;
    let Some(entries) = lock["packages"].as_object() else {
        return Err(Failure::new("package-lock.json lists no packages."));
    };
    let shipped = entries.iter().filter(|(path, entry)| !path.is_empty() && entry["dev"] != true);
    Ok(shipped
        .map(|(path, entry)| Part {
            name: path.rsplit_once("node_modules/").map_or(path.as_str(), |(_, n)| n).to_owned(),
            version: string(&entry["version"]),
            licence: string(&entry["license"]),
            folder: workspace.root.join(path),
        })
        .collect())
}

/// The crates that are linked into the wasm: which they are Cargo's tree knows, what they are its
/// metadata (whose own graph also lists optional dependencies that nothing switched on).
fn crates(workspace: &Workspace) -> Outcome<Vec<Part>> {
    let mut tree = workspace.cargo();
    tree.args(["tree", "--package", "spread-pricer", "--target", wasm::TARGET]);
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    let tree = process::capture(&mut tree)?;
    let linked: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once(" v")?;
            Some((name, rest.split(' ').next()?))
        })
        .filter(|(name, _)| *name != "spread-pricer")
        .collect();
    let mut cargo = workspace.cargo();
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", wasm::TARGET]);
    let metadata = workspace::json(&process::capture(&mut cargo)?, "cargo metadata")?;
    let mut parts = Vec::new();
    for (name, version) in linked {
        let package = metadata["packages"]
            .as_array()
            .and_then(|all| all.iter().find(|p| p["name"] == name && p["version"] == version))
            .ok_or_else(|| Failure::new(format!("Cargo does not describe {name} {version}.")))?;
        let manifest = PathBuf::from(string(&package["manifest_path"]));
        parts.push(Part {
            name: name.to_owned(),
            version: version.to_owned(),
            licence: match (package["license"].as_str(), package["license_file"].as_str()) {
                (Some(licence), _) => licence.to_owned(),
                (None, Some(file)) => format!("see its {file} below"),
                (None, None) => String::new(),
            },
            folder: manifest.parent().map_or_else(PathBuf::new, Path::to_owned),
        });
    }
    Ok(parts)
}

/// The licence file of a part; of several the MIT one, which is the shortest to pass on.
fn licence_text(folder: &Path) -> Outcome<Option<String>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(None) };
    let mut files: Vec<(String, PathBuf)> = entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().to_uppercase(), entry.path()))
        .filter(|(name, path)| {
            ["LICENSE", "LICENCE", "COPYING"].iter().any(|start| name.starts_with(start))
                && path.is_file()
        })
        .collect();
    files.sort_by_key(|(name, _)| (!name.contains("MIT"), name.clone()));
    let Some((_, file)) = files.first() else { return Ok(None) };
    Ok(Some(String::from_utf8_lossy(&stamp::read(file)?).into_owned()))
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
