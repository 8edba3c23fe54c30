//! `cargo xtask test`: every suite there is, each counted, whatever became of the others.

mod suites;
mod summary;

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use suites::{SUITES, Suite};
use summary::Counts;

/// Runs the named suites, or all of them; the last line is "N passed, N failed".
pub(crate) fn command(workspace: &Workspace, names: &[String]) -> Outcome {
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name))
    {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        return Err(Failure::new(format!(
            "There is no test suite {unknown:?}; there are: {}.",
            known.join(", ")
        )));
    }
    let chosen =
        || SUITES.iter().filter(|s| names.is_empty() || names.iter().any(|name| name == s.name));
    if let Err(failure) = prepare(workspace, chosen()) {
        // Whoever counts results wants a count also of what could not begin.
        if env::var_os("CI").is_some() {
            failure.report();
            println!("\n0 passed, {} failed", chosen().count());
            return Err(Failure::silent());
        }
        return Err(failure);
    }
    let mut rows = Vec::new();
    for suite in chosen() {
        println!("\n==== {}: {}", suite.name, suite.what);
        let start = Instant::now();
        // A suite that could not be run or counted is one failure, never silence.
        let counts = (suite.run)(workspace).unwrap_or_else(|failure| {
            failure.report();
            Counts { failed: 1, ..Counts::default() }
        });
        rows.push((suite.name, counts, start.elapsed().as_secs_f64()));
    }
    println!("\n{:<10} {:>8} {:>8} {:>8} {:>9}", "suite", "passed", "failed", "skipped", "seconds");
    let mut total = Counts::default();
    for (name, counts, seconds) in rows {
        let Counts { passed, failed, skipped, .. } = counts;
        println!("{name:<10} {passed:>8} {failed:>8} {skipped:>8} {seconds:>9.1}");
        total += counts;
    }
    // Whoever looks at the end of a long report learns there what to look for above.
    for name in &total.failures {
        println!("failed: {name}");
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { Ok(()) } else { Err(Failure::silent()) }
}

/// Gets what the suites need before the first of them runs: minutes of tests are no use to someone
/// who has to install something first.
fn prepare<'a>(workspace: &Workspace, suites: impl Iterator<Item = &'a Suite>) -> Outcome {
    suites.flat_map(|suite| suite.needs).try_for_each(|need| need(workspace))
}

/// Runs one compiled wasm test in headless Chromium; Cargo calls this as the target's runner.
pub(crate) fn run_wasm_file(arguments: &[String]) -> Outcome {
    let program = std::iter::once("wasm-test-runner".to_owned());
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
        program.chain(arguments.iter().cloned()),
    )
    .map_err(|error| Failure::new(format!("The wasm tests failed: {error:#}.")))
}

/// The test files directly in a folder, sorted; none when there is no such folder.
fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(ending));
    files.sort();
    files
}
