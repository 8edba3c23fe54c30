//! System packages: installed by `apt-get` as root or under CI, asked for otherwise.

use std::env;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;

/// Installs Debian packages, having said what for and how long it usually takes.
///
/// `elsewhere` tells someone without `apt-get` what to install.
pub(crate) fn install(packages: &[&str], what: &str, seconds: u32, elsewhere: &str) -> Outcome {
    if process::find("apt-get").is_none() {
        return Err(Failure::new(format!("Missing: {what}; {elsewhere}")));
    }
    let root = is_root();
    if !root && env::var_os("CI").is_none() {
        return Err(Failure::new(format!(
            "Missing: {what}. Please run this and try again:\n\n    \
             sudo apt-get install -y --no-install-recommends {}\n",
            packages.join(" ")
        )));
    }
    println!("Installing {what} (about {seconds} s)…");
    let known = packages.iter().all(|package| is_known(package));
    if !known {
        update(root)?;
    }
    let mut arguments = vec!["install", "-y", "--no-install-recommends", "--no-remove"];
    arguments.extend(packages);
    let outcome = process::quiet(&mut apt(root, &arguments));
    if outcome.is_err() && known {
        // The package list may be older than what the server still holds.
        update(root)?;
        return process::quiet(&mut apt(root, &arguments));
    }
    outcome
}

/// The newest numbered variant of a package, such as `lld-22` for `lld`.
pub(crate) fn newest(name: &str) -> Option<String> {
    let search = || {
        let pattern = format!("^{name}-[0-9]+$");
        let output =
            process::output(Command::new("apt-cache").args(["search", "--names-only", &pattern]));
        highest(&String::from_utf8_lossy(&output.ok()?.stdout), name)
    };
    search().or_else(|| {
        let root = is_root();
        let may_update = root || env::var_os("CI").is_some();
        (may_update && update(root).is_ok()).then(search).flatten()
    })
}

fn highest(listing: &str, name: &str) -> Option<String> {
    let versions = listing.lines().filter_map(|line| {
        let package = line.split_whitespace().next()?;
        package.strip_prefix(name)?.strip_prefix('-')?.parse::<u32>().ok()
    });
    versions.max().map(|version| format!("{name}-{version}"))
}

fn is_known(package: &str) -> bool {
    process::output(Command::new("apt-cache").args(["show", package]))
        .is_ok_and(|output| output.status.success() && !output.stdout.is_empty())
}

fn update(root: bool) -> Outcome {
    process::quiet(&mut apt(root, &["update"]))
}

fn apt(root: bool, arguments: &[&str]) -> Command {
    let mut command = Command::new(if root { "apt-get" } else { "sudo" });
    if !root {
        command.args(["-n", "apt-get"]);
    }
    // Another apt run may hold the lock for a while.
    command.args(["-q", "-o", "DPkg::Lock::Timeout=300"]);
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u"))
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_package_is_the_highest_number_not_the_last_line() {
        let listing = "lld-13 - LLVM-based linker\nlld-22 - LLVM-based linker\nlld-9 - old\n";
        assert_eq!(highest(listing, "lld").as_deref(), Some("lld-22"));
        assert_eq!(highest("liblld-22 - library\n", "lld"), None);
    }
}
