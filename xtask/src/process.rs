//! Running other programs.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, io};

use crate::failure::{Failure, Outcome};

/// Runs a program with its output on our terminal and fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(failed(command, status)) }
}

/// Runs a program with its output on our terminal; whether it succeeded is the caller's to judge.
pub(crate) fn status(command: &mut Command) -> Outcome<ExitStatus> {
    command.stdin(Stdio::null()).status().map_err(|error| not_started(command, &error))
}

/// Runs a program silently; shows what it printed only if it fails.
pub(crate) fn quiet(command: &mut Command) -> Outcome {
    capture(command).map(|_| ())
}

/// Runs a program silently and returns what it wrote to stdout; shows everything if it fails.
pub(crate) fn capture(command: &mut Command) -> Outcome<String> {
    let output = output(command)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    Err(failed(command, output.status))
}

/// Runs a program silently; what it printed and whether it succeeded are the caller's to judge.
pub(crate) fn output(command: &mut Command) -> Outcome<Output> {
    command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))
}

/// Runs a program with its output on our terminal and also returns its stdout.
pub(crate) fn tee(command: &mut Command) -> Outcome<(ExitStatus, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let mut copy = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            // A closed terminal must not stop the counting.
            let _ = io::stdout().write_all(&line);
            copy.append(&mut line);
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    Ok((status, String::from_utf8_lossy(&copy).into_owned()))
}

/// Runs a program silently for at most `limit`; true if it succeeded in that time.
pub(crate) fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = silent.spawn() else { return false };
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if start.elapsed() < limit => thread::sleep(Duration::from_millis(100)),
            _ => {
                // It may have ended in between; either way it is over.
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

/// The program of that name on the search path.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A program from the environment variable, else at the usual place, else on the search path.
pub(crate) fn locate(variable: &str, usual: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(chosen) = env::var_os(variable).filter(|value| !value.is_empty()) {
        return Some(chosen.into());
    }
    let usual = Path::new(usual);
    if usual.is_file() {
        return Some(usual.to_owned());
    }
    names.iter().find_map(|name| find(name))
}

/// The command as it would be typed, with long lists of arguments cut short.
fn shown(command: &Command) -> String {
    let mut text = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args().map(OsStr::to_string_lossy).take(8) {
        text.push(' ');
        text.push_str(&argument);
    }
    if command.get_args().len() > 8 {
        text.push_str(" …");
    }
    text
}

fn not_started(command: &Command, error: &io::Error) -> Failure {
    Failure::new(format!("`{}` could not be run: {error}.", shown(command)))
}

fn failed(command: &Command, status: ExitStatus) -> Failure {
    Failure::new(format!("`{}` failed ({status}).", shown(command)))
}
