//! A compiler that can build for wasm32: the active toolchain where its standard library for
//! wasm32 can be had, else Debian's compiler with a library built from Debian's source.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{sysroot, system};
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::workspace::Workspace;

/// The target every build for the browser has.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long `rustup` may take to fetch the library; where no server answers it would wait longer.
const RUSTUP_LIMIT: Duration = Duration::from_secs(20);

/// A compiler for wasm32 with its standard library.
pub(crate) enum Toolchain {
    /// The active Rust toolchain has the library.
    Active,
    /// Debian's compiler, the folder with the library built for it, and a linker.
    Debian {
        /// The private sysroot that holds the library.
        sysroot: PathBuf,
        /// A linker for wasm.
        linker: PathBuf,
    },
}

/// Finds a compiler for wasm32, fetching or building the standard library if need be.
pub(crate) fn toolchain(workspace: &Workspace) -> Outcome<Toolchain> {
    if active_has_library() {
        return Ok(Toolchain::Active);
    }
    if let Some(sysroot) = sysroot::built(workspace) {
        return Ok(Toolchain::Debian { sysroot, linker: linker()? });
    }
    if process::find("rustup").is_some() {
        println!("Fetching the wasm32 standard library with rustup (about 10 s)…");
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", TARGET]);
        if process::succeeds_within(&mut rustup, RUSTUP_LIMIT) && active_has_library() {
            return Ok(Toolchain::Active);
        }
        println!("rustup cannot fetch it here; building it with Debian's compiler instead.");
    }
    let sysroot = sysroot::build(workspace)?;
    Ok(Toolchain::Debian { sysroot, linker: linker()? })
}

impl Toolchain {
    /// Cargo with a subcommand for wasm32, in a target folder that only wasm builds use.
    pub(crate) fn cargo(&self, workspace: &Workspace, subcommand: &str) -> Command {
        let mut command = workspace.cargo();
        command.arg(subcommand);
        self.configure(workspace, &mut command, "wasm");
        command
    }

    /// Clippy for wasm32: of the compiler that built the library, because another cannot read it.
    pub(crate) fn clippy(&self, workspace: &Workspace) -> Outcome<Command> {
        let mut command = match self {
            Self::Active => workspace.cargo(),
            Self::Debian { .. } => workspace.command(debian_clippy()?),
        };
        command.arg("clippy");
        self.configure(workspace, &mut command, "wasm-clippy");
        Ok(command)
    }

    fn configure(&self, workspace: &Workspace, command: &mut Command, folder: &str) {
        command.args(["--target", TARGET]);
        command.env("CARGO_TARGET_DIR", workspace.target.join(folder_of(folder)));
        let mut flags = Vec::new();
        if with_simd() {
            flags.push("-Ctarget-feature=+simd128".to_owned());
        }
        // Panic messages name source files; which folders they lay in is nobody's business.
        flags.push(format!("--remap-path-prefix={}=.", workspace.root.display()));
        if let Some(home) = cargo_home() {
            flags.push(format!("--remap-path-prefix={}=/cargo", home.display()));
        }
        if let Self::Debian { sysroot, linker } = self {
            flags.push("--sysroot".to_owned());
            flags.push(sysroot.display().to_string());
            flags.push(format!("-Clinker={}", linker.display()));
            command.env("RUSTC", sysroot::COMPILER);
        }
        // With --target these reach wasm code only, not build scripts; and folders may hold spaces.
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    }
}

/// Whether the engine may use vectors; browsers of before 2023 may need one that does not, which
/// gives the same numbers more slowly.
pub(crate) fn with_simd() -> bool {
    env::var_os("WITHOUT_SIMD").is_none()
}

/// The target folder of a kind of build: builds with and without vectors stay out of each other's.
pub(crate) fn folder_of(kind: &str) -> String {
    if with_simd() { kind.to_owned() } else { format!("{kind}-without-simd") }
}

/// Where Cargo unpacks the sources of dependencies.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    let chosen = env::var_os("CARGO_HOME").map(PathBuf::from);
    chosen.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
}

fn active_has_library() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    process::output(&mut rustc).is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success() && sysroot::holds_library(Path::new(&folder))
    })
}

/// The linker of the Rust toolchain, else the newest `wasm-ld` of the system.
fn linker() -> Outcome<PathBuf> {
    let find = || rust_lld().or_else(wasm_ld);
    if let Some(linker) = find() {
        return Ok(linker);
    }
    let elsewhere = "please install LLVM's linker, lld.";
    let package = system::newest("lld").unwrap_or_else(|| "lld".to_owned());
    system::install(&[&package], "a linker for wasm", 10, elsewhere)?;
    find().ok_or_else(|| Failure::new(format!("A linker for wasm is missing: {elsewhere}")))
}

fn rust_lld() -> Option<PathBuf> {
    let said = |arguments: &[&str]| {
        let output = process::output(Command::new("rustc").args(arguments)).ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let sysroot = said(&["--print", "sysroot"])?;
    let version = said(&["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "))?;
    let folder = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin");
    Some(folder.join("rust-lld")).filter(|file| file.is_file())
}

fn wasm_ld() -> Option<PathBuf> {
    // Newer linkers first; LLVM 15 is the first that reads what today's compilers write.
    let numbered = (15..60).rev().map(|version| format!("wasm-ld-{version}"));
    numbered.chain(["wasm-ld".to_owned()]).find_map(|name| process::find(&name))
}

fn debian_clippy() -> Outcome<PathBuf> {
    let cargo_clippy = Path::new("/usr/bin/cargo-clippy");
    if !(cargo_clippy.is_file() && Path::new("/usr/bin/clippy-driver").is_file()) {
        let elsewhere = "please install the clippy that belongs to the system's Rust compiler.";
        system::install(&["rust-web-clippy"], "Debian's clippy", 10, elsewhere)?;
    }
    Ok(cargo_clippy.to_owned())
}
