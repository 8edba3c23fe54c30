//! `cargo xtask`: the one door to building, serving, checking, testing and timing the project.
//!
//! Each command installs what it needs and finds missing, saying so in one line first. Nothing
//! here ends in a panic: a failure is one sentence on stderr and a non-zero exit code.

// A command-line tool talks to its terminal and may look at the clock; the library may do neither.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod bench;
mod build;
mod check;
mod failure;
mod process;
mod serve;
mod setup;
mod stamp;
mod test;
mod workspace;

use std::env;
use std::process::ExitCode;

use failure::{Failure, Outcome};
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  serve [--port N] [--prefix /path/] [--no-build]
                  build everything and serve the page on http://127.0.0.1:8080
  test [suite…]   run every test there is, or the named suites: native client wasm package unit e2e
  build           make the static site in dist/ and the npm package in pkg/
  check           format, clippy natively and for wasm, documentation, types, lint, HTML
  bench           time the engine natively, in Chromium and beside its peers
  surfaces FILE…  fit recorded chains (.csv, .csv.gz) and print how well, one line a snapshot;
                  --expiries adds a line an expiry, --left-out fits every second strike,
                  --peer sets the crate volsurf beside
  widths FILE…    quote recorded chains and print our widths beside the quoted ones, and beside what
                  executed block RFQs paid where one of the files has them; --charges adds the charges
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report();
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let (command, rest) = match arguments {
        [] => ("help", &[][..]),
        [command, rest @ ..] => (command.as_str(), rest),
    };
    match command {
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        // Cargo calls this one, with the compiled wasm test as its argument.
        "wasm-test-runner" => test::run_wasm_file(rest),
        "serve" => serve::command(&Workspace::locate()?, rest),
        "test" => test::command(&Workspace::locate()?, rest),
        "build" => build::command(&Workspace::locate()?, rest),
        "check" => check::command(&Workspace::locate()?, rest),
        "bench" => bench::command(&Workspace::locate()?, rest),
        "surfaces" => bench::on_files(&Workspace::locate()?, "surfaces", rest),
        "widths" => bench::on_files(&Workspace::locate()?, "widths", rest),
        unknown => Err(Failure::new(format!("There is no command {unknown:?}.\n\n{HELP}"))),
    }
}

/// Fails with a sentence when a command that takes no arguments was given some.
fn no_arguments(command: &str, arguments: &[String]) -> Outcome {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => {
            Err(Failure::new(format!("`cargo xtask {command}` does not know {argument:?}.")))
        }
    }
}
