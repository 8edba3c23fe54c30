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
    let mut list = String::from("Spread Pricer ships these works of others.\n\n");
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

/// The crates that are linked into the wasm, found by following ordinary dependencies.
fn crates(workspace: &Workspace) -> Outcome<Vec<Part>> {
    let mut cargo = workspace.cargo();
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", wasm::TARGET]);
    let metadata = workspace::json(&process::capture(&mut cargo)?, "cargo metadata")?;
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        list.as_array().into_iter().flatten().map(|one| (string(&one["id"]), one.clone())).collect()
    };
    let described = by_id(&metadata["packages"]);
    let resolved = by_id(&metadata["resolve"]["nodes"]);
    let own = described.iter().find(|(_, package)| package["name"] == "spread-pricer");
    let mut open: Vec<String> = own.map(|(id, _)| id.clone()).into_iter().collect();
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    while let Some(id) = open.pop() {
        for dependency in resolved.get(&id).and_then(|n| n["deps"].as_array()).into_iter().flatten()
        {
            let linked = dependency["dep_kinds"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()));
            let package = string(&dependency["pkg"]);
            if linked
                && described.get(&package).is_some_and(is_linked)
                && seen.insert(package.clone())
            {
                open.push(package);
            }
        }
    }
    let others = seen.iter().filter_map(|id| described.get(id));
    Ok(others
        .filter(|package| package["name"] != "spread-pricer")
        .map(|package| Part {
            name: string(&package["name"]),
            version: string(&package["version"]),
            licence: match (package["license"].as_str(), package["license_file"].as_str()) {
                (Some(licence), _) => licence.to_owned(),
                (None, Some(file)) => format!("see its {file} below"),
                (None, None) => String::new(),
            },
            folder: PathBuf::from(string(&package["manifest_path"]))
                .parent()
                .map_or_else(PathBuf::new, Path::to_owned),
        })
        .collect())
}

/// A macro runs in the compiler and is no part of what is shipped.
fn is_linked(package: &Value) -> bool {
    !package["targets"].as_array().into_iter().flatten().any(|target| {
        target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "proc-macro"))
    })
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
