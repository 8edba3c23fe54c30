//! The suites: what each needs, how it is run and where its counts are read.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::{env, fs};

use super::files_in;
use super::summary::{self, Counts};
use crate::failure::{Failure, Outcome};
use crate::setup::{browser, node, wasm};
use crate::workspace::{self, Workspace};
use crate::{build, process, serve, stamp};

/// A set of tests that one tool runs.
pub(super) struct Suite {
    /// The name to run it alone.
    pub(super) name: &'static str,
    /// What it tests, in a few words.
    pub(super) what: &'static str,
    /// What it needs of the machine; each is looked for, and installed, before any suite runs.
    pub(super) needs: &'static [Need],
    /// Runs it and counts.
    pub(super) run: fn(&Workspace) -> Outcome<Counts>,
}

/// Something that a suite needs of the machine.
pub(super) type Need = fn(&Workspace) -> Outcome;

fn node_packages(workspace: &Workspace) -> Outcome {
    node::packages(workspace)
}

fn wasm_compiler(workspace: &Workspace) -> Outcome {
    wasm::toolchain(workspace).map(drop)
}

fn chromium(_: &Workspace) -> Outcome {
    browser::browser().map(drop)
}

/// Quick ones first, what stands on them later.
pub(super) const SUITES: [Suite; 6] = [
    Suite { name: "native", what: "the crate and the tools", needs: &[], run: native },
    Suite { name: "client", what: "the crate without the desk", needs: &[], run: client },
    Suite {
        name: "wasm",
        what: "the bindings, in a worker of headless Chromium",
        needs: &[wasm_compiler, chromium],
        run: in_worker,
    },
    Suite {
        name: "package",
        what: "the built npm package, under Node",
        needs: &[node_packages, wasm_compiler],
        run: package,
    },
    Suite {
        name: "unit",
        what: "the page's modules, under Node",
        needs: &[node_packages],
        run: unit,
    },
    Suite {
        name: "e2e",
        what: "the built page, end to end in Chromium",
        needs: &[node_packages, wasm_compiler, chromium],
        run: end_to_end,
    },
];

fn native(workspace: &Workspace) -> Outcome<Counts> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast", "--", "--quiet", "--show-output"]);
    counted_by_cargo(&mut cargo)
}

/// What clients explore with: no overlay, tier, book or limit may be needed to compile or to pass.
fn client(workspace: &Workspace) -> Outcome<Counts> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--package", "spread-pricer", "--lib", "--no-default-features"]);
    cargo.args(["--", "--quiet", "--show-output"]);
    counted_by_cargo(&mut cargo)
}

fn in_worker(workspace: &Workspace) -> Outcome<Counts> {
    let toolchain = wasm::toolchain(workspace)?;
    let browser = browser::browser()?;
    let runner = env::current_exe()
        .map_err(|error| Failure::new(format!("xtask cannot find itself: {error}.")))?;
    let mut cargo = toolchain.cargo(workspace, "test");
    // Released code is what users get, and its dependencies are compiled for the package anyway.
    cargo.args(["--package", "spread-pricer", "--test", "wasm", "--release"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner_line(&runner)?);
    cargo.env("CHROMEDRIVER", &browser.driver);
    cargo.env("WASM_BINDGEN_USE_DEDICATED_WORKER", "1");
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    cargo.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", workspace.root.join("webdriver.json"));
    counted_by_cargo(&mut cargo)
}

fn package(workspace: &Workspace) -> Outcome<Counts> {
    build::engine::build(workspace)?;
    node_tests(workspace, "tests/node")
}

fn unit(workspace: &Workspace) -> Outcome<Counts> {
    node_tests(workspace, "tests/www/unit")
}

fn end_to_end(workspace: &Workspace) -> Outcome<Counts> {
    let browser = browser::browser()?;
    build::all(workspace)?;
    let report = workspace.notes().join("playwright.json");
    remove(&report);
    let dist = workspace.root.join("dist");
    let mut playwright = workspace.npm_tool("playwright");
    playwright.args(["test", "--reporter", "list,json"]);
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    playwright.env("CHROMIUM", &browser.chromium);
    playwright.env("SITE", serve::in_background(dist.clone(), "/")?);
    playwright.env("SITE_UNDER_PATH", serve::in_background(dist, "/any/sub/path/")?);
    let status = process::status(&mut playwright)?;
    let read = stamp::read(&report).map_err(|_| uncounted(&playwright, status))?;
    let json = workspace::json(&String::from_utf8_lossy(&read), "Playwright's report")?;
    let counts = summary::playwright(&json).ok_or_else(|| uncounted(&playwright, status))?;
    at_least_one(counts.and_exit(status.success()))
}

fn counted_by_cargo(cargo: &mut Command) -> Outcome<Counts> {
    let (status, output) = process::tee(cargo)?;
    let counts = summary::cargo(&output).ok_or_else(|| uncounted(cargo, status))?;
    at_least_one(counts.and_exit(status.success()))
}

/// Runs the test files of a folder under Node.
fn node_tests(workspace: &Workspace, folder: &str) -> Outcome<Counts> {
    let files = files_in(&workspace.root.join(folder), ".test.mjs");
    if files.is_empty() {
        return Err(Failure::new(format!("{folder} holds no test files.")));
    }
    let report = workspace.notes().join("node.tap");
    stamp::write(&report, b"")?;
    let mut node = workspace.command("node");
    node.args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"]);
    node.arg("--test-reporter=tap");
    node.arg(format!("--test-reporter-destination={}", report.display()));
    node.args(files);
    let status = process::status(&mut node)?;
    let tap = String::from_utf8_lossy(&stamp::read(&report)?).into_owned();
    let counts = summary::node(&tap).ok_or_else(|| uncounted(&node, status))?;
    at_least_one(counts.and_exit(status.success()))
}

/// A suite that ran nothing has proved nothing.
fn at_least_one(counts: Counts) -> Outcome<Counts> {
    if counts.passed + counts.failed == 0 {
        return Err(Failure::new("The suite ran no test at all."));
    }
    Ok(counts)
}

fn uncounted(command: &Command, status: ExitStatus) -> Failure {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    Failure::new(format!("{} gave no summary to count ({status}).", program.display()))
}

/// Cargo splits the runner's line at spaces and knows no quotes.
fn runner_line(program: &Path) -> Outcome<String> {
    let program = program.display().to_string();
    if program.contains(char::is_whitespace) {
        return Err(Failure::new(format!(
            "Cargo cannot call a test runner whose path holds a space: {program}. Please set \
             CARGO_TARGET_DIR to a folder without one."
        )));
    }
    Ok(format!("{program} wasm-test-runner"))
}

/// Removes an old report, so that it cannot be taken for a new one.
fn remove(file: &Path) {
    // It may not be there; that is what is wanted.
    let _ = fs::remove_file(file);
}
