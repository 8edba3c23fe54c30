//! `cargo xtask check`: everything that can be said without running the program.

use std::time::Instant;

use crate::build::engine;
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::setup::{node, wasm};
use crate::stamp;
use crate::workspace::Workspace;

/// One check: its name and how it is done.
type Check = (&'static str, fn(&Workspace) -> Outcome);

const CHECKS: [Check; 8] = [
    ("format", format),
    ("clippy, native", clippy_native),
    ("clippy, client build", clippy_client),
    ("clippy, wasm", clippy_wasm),
    ("documentation", documentation),
    ("types of the page", types),
    ("lint of the page", lint),
    ("HTML", html),
];

/// Does all checks, whatever becomes of each, and fails if any failed.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    crate::no_arguments("check", arguments)?;
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        let start = Instant::now();
        let verdict = match check(workspace) {
            Ok(()) => "ok",
            Err(failure) => {
                failure.report();
                failed.push(name);
                "FAILED"
            }
        };
        println!("check: {name:<24} {verdict:<6} {:>6.1} s", start.elapsed().as_secs_f64());
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("Failed checks: {}.", failed.join("; "))))
}

fn format(workspace: &Workspace) -> Outcome {
    process::run(workspace.cargo().args(["fmt", "--all", "--", "--check"]))
}

fn clippy_native(workspace: &Workspace) -> Outcome {
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    process::run(&mut cargo)
}

fn clippy_client(workspace: &Workspace) -> Outcome {
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--quiet", "--package", "spread-pricer", "--lib"]);
    process::run(cargo.args(["--no-default-features", "--", "-D", "warnings"]))
}

fn clippy_wasm(workspace: &Workspace) -> Outcome {
    let toolchain = wasm::toolchain(workspace)?;
    for extra in [&["--test", "wasm"][..], &["--no-default-features"]] {
        let mut clippy = toolchain.clippy(workspace)?;
        clippy.args(["--quiet", "--package", "spread-pricer", "--lib"]).args(extra);
        process::run(clippy.args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

fn documentation(workspace: &Workspace) -> Outcome {
    let mut cargo = workspace.cargo();
    cargo.args(["doc", "--quiet", "--workspace", "--no-deps"]);
    process::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

/// The page is plain JavaScript whose types are checked against the engine's declarations, which
/// therefore have to be there.
fn types(workspace: &Workspace) -> Outcome {
    engine::build(workspace)?;
    for project in ["tsconfig.json", "tests/tsconfig.json"] {
        process::run(workspace.npm_tool("tsc").args(["--project", project]))?;
    }
    Ok(())
}

fn lint(workspace: &Workspace) -> Outcome {
    node::packages(workspace)?;
    process::run(workspace.npm_tool("oxlint").args(["--deny-warnings", "--quiet"]))
}

fn html(workspace: &Workspace) -> Outcome {
    node::packages(workspace)?;
    let mut pages = stamp::files_under(&workspace.root.join("www"))?;
    pages.retain(|file| file.extension().is_some_and(|ending| ending == "html"));
    process::run(workspace.npm_tool("html-validate").args(pages))
}
