//! The engine: Rust to wasm, its JavaScript and declarations, and the optimiser.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::setup::{node, wasm};
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// The crate's name in file names.
const NAME: &str = "spread_pricer";

/// Named although newer optimisers read them from the module, so that the result does not depend
/// on what the compiler recorded.
const OPTIMISE: [&str; 7] = [
    "-O3",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The files that make the package, manifest and README apart.
pub(crate) fn files(workspace: &Workspace) -> [PathBuf; 3] {
    let file = |ending: &str| workspace.root.join("pkg").join(format!("{NAME}{ending}"));
    [file(".js"), file(".d.ts"), file("_bg.wasm")]
}

/// Builds the package in `pkg/` where it is out of date.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    node::packages(workspace)?;
    let compiled = compile(workspace)?;
    let stamp = Inputs::default()
        .path(&compiled)?
        .path(&workspace.root.join("Cargo.lock"))?
        .path(&workspace.root.join("package-lock.json"))?
        .text(&OPTIMISE.join(" "))
        .stamp(workspace.notes().join("pkg.stamp"));
    let made = files(workspace);
    if stamp.is_fresh(&made.each_ref().map(PathBuf::as_path)) {
        return Ok(());
    }
    stamp.clear();
    bind(workspace, &compiled)?;
    optimise(workspace, &made[2])?;
    stamp.set()
}

/// Compiles the crate for wasm32; Cargo itself knows whether there is something to do.
fn compile(workspace: &Workspace) -> Outcome<PathBuf> {
    let toolchain = wasm::toolchain(workspace)?;
    let folder = workspace.target.join(wasm::folder_of("wasm")).join(wasm::TARGET).join("release");
    let compiled = folder.join(format!("{NAME}.wasm"));
    if !compiled.exists() {
        println!("Compiling the engine for wasm (about 60 s)…");
    }
    let mut cargo = toolchain.cargo(workspace, "build");
    cargo.args(["--package", "spread-pricer", "--lib", "--release", "--quiet"]);
    process::run(&mut cargo)?;
    Ok(compiled)
}

/// Writes the JavaScript, the declarations and the wasm that belong together.
fn bind(workspace: &Workspace, compiled: &Path) -> Outcome {
    let out = workspace.root.join("pkg");
    let arguments = [
        "wasm-bindgen".as_ref(),
        compiled.as_os_str(),
        "--target".as_ref(),
        "web".as_ref(),
        "--out-name".as_ref(),
        NAME.as_ref(),
        "--out-dir".as_ref(),
        out.as_os_str(),
        "--remove-name-section".as_ref(),
        "--remove-producers-section".as_ref(),
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
        .map_err(|error| Failure::new(format!("wasm-bindgen failed: {error:#}.")))
}

fn optimise(workspace: &Workspace, module: &Path) -> Outcome {
    let optimised = workspace.notes().join("optimised.wasm");
    stamp::write(&optimised, b"")?;
    let mut tool = workspace.npm_tool("wasm-opt");
    tool.args(OPTIMISE);
    if wasm::with_simd() {
        tool.arg("--enable-simd");
    }
    tool.arg(module).arg("--output").arg(&optimised);
    process::quiet(&mut tool)?;
    stamp::write(module, &stamp::read(&optimised)?)
}
