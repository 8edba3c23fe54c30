//! The standard library for wasm32, built once with Debian's compiler from Debian's source.
//!
//! It goes into a folder of our own, so that nothing outside the target folder is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::system;
use super::wasm::{TARGET, cargo_home};
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::stamp::{self, Inputs, Stamp};
use crate::workspace::Workspace;

/// Debian's compiler, which is not the one that rustup puts first on the search path.
pub(crate) const COMPILER: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";

/// The sysroot, if it was built with the compiler that is there now.
pub(crate) fn built(workspace: &Workspace) -> Option<PathBuf> {
    let (folder, stamp) = place(workspace, &version()?);
    stamp.is_fresh(&[&library(&folder)]).then_some(folder)
}

/// Builds the sysroot, installing Debian's compiler and its source if need be.
pub(crate) fn build(workspace: &Workspace) -> Outcome<PathBuf> {
    let elsewhere = format!(
        "please install the Rust target {TARGET} for your toolchain, for example with \
         `rustup target add {TARGET}` on a machine that reaches the Rust servers."
    );
    let ready = || is_ready(&workspace.rust_version);
    if !ready() {
        let packages = ["rustc-web", "cargo-web", "rust-web-src"];
        let what = "a compiler and source for the wasm32 standard library";
        system::install(&packages, what, 30, &elsewhere)?;
    }
    let Some(version) = version().filter(|_| ready()) else {
        return Err(Failure::new(format!(
            "The wasm32 standard library is missing, and {COMPILER} is older than Rust {} or has \
             no source to build it from: {elsewhere}",
            workspace.rust_version
        )));
    };
    println!("Building the wasm32 standard library (about 60 s)…");
    let (folder, stamp) = place(workspace, &version);
    stamp.clear();
    let project = workspace.target.join("wasm-sysroot-build");
    let made = compile(&project)?;
    let library = library(&folder);
    // Libraries of an older compiler must not stay beside the new ones.
    let _ = fs::remove_dir_all(&library);
    for file in made {
        stamp::write(&library.join(file.file_name().unwrap_or_default()), &stamp::read(&file)?)?;
    }
    // Tens of megabytes that nothing reads again.
    let _ = fs::remove_dir_all(&project);
    if !holds_library(&library) {
        return Err(Failure::new("Building the wasm32 standard library left no library."));
    }
    stamp.set()?;
    Ok(folder)
}

/// True when a folder holds a compiled standard library.
pub(crate) fn holds_library(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// Compiles an empty crate together with the library it stands on; returns the library's files.
fn compile(project: &Path) -> Outcome<Vec<PathBuf>> {
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
                    [lib]\npath = \"lib.rs\"\n[workspace]\n";
    stamp::write(&project.join("Cargo.toml"), manifest.as_bytes())?;
    stamp::write(&project.join("lib.rs"), b"#![no_std]\n")?;
    let output = project.join("target");
    let mut flags = Vec::new();
    if let Some(home) = cargo_home() {
        flags.push(format!("--remap-path-prefix={}=/cargo", home.display()));
    }
    for source in source_folders() {
        flags.push(format!("--remap-path-prefix={}=/rust", source.display()));
    }
    let mut cargo = Command::new(CARGO);
    cargo.current_dir(project);
    cargo.args(["build", "--release", "--target", TARGET]);
    cargo.args(["-Z", "build-std=std,panic_abort,test"]);
    cargo.env("RUSTC", COMPILER).env("RUSTC_BOOTSTRAP", "1");
    cargo.env("CARGO_TARGET_DIR", &output);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    process::quiet(&mut cargo)?;
    let mut files = stamp::files_under(&output.join(TARGET).join("release/deps"))?;
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".rlib") && !name.starts_with("libempty-")
    });
    Ok(files)
}

fn place(workspace: &Workspace, version: &str) -> (PathBuf, Stamp) {
    let folder = workspace.target.join("wasm-sysroot");
    let stamp = Inputs::default().text(version).stamp(folder.join("stamp"));
    (folder, stamp)
}

fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn version() -> Option<String> {
    let output = process::output(Command::new(COMPILER).arg("-vV")).ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// True when Debian's compiler, Cargo and library source are there and recent enough.
fn is_ready(lowest: &str) -> bool {
    let recent = version().is_some_and(|said| {
        let release = said.lines().find_map(|line| line.strip_prefix("release: "));
        release.is_some_and(|release| numbers(release) >= numbers(lowest))
    });
    let source = source_folders().iter().any(|folder| folder.join("library").is_dir());
    recent && source && Path::new(CARGO).is_file()
}

fn numbers(version: &str) -> Vec<u32> {
    version.split(['.', '-']).map_while(|part| part.parse().ok()).collect()
}

/// The folder of the library's source, as the compiler names it and as it really is.
fn source_folders() -> Vec<PathBuf> {
    let mut rustc = Command::new(COMPILER);
    let Ok(output) = process::output(rustc.args(["--print", "sysroot"])) else {
        return Vec::new();
    };
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let named = Path::new(&sysroot).join("lib/rustlib/src/rust");
    let real = fs::canonicalize(&named).ok();
    std::iter::once(named).chain(real).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(numbers("1.96.0") >= numbers("1.92"));
        assert!(numbers("1.100.0-nightly") >= numbers("1.92"));
        assert!(numbers("1.85.1") < numbers("1.92"));
    }
}
