//! The engines, the desk's and the clients': Rust to wasm, JavaScript and declarations, the optimiser.

use std::path::{Path, PathBuf};

use super::pieces;
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::setup::{node, wasm};
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// The crate's name in file names.
const NAME: &str = "spread_pricer";

/// Where `wasm-bindgen` puts the crate's own JavaScript.
const SNIPPETS: &str = "snippets";

/// Named although newer optimisers read them from the module, so that the result does not depend
/// on what the compiler recorded.
///
/// A long function with one caller stays one of its own: the compiler has decided that already, and
/// what a first visit does not run can be left out of its piece only as whole functions.
const OPTIMISE: [&str; 8] = [
    "-O3",
    "--one-caller-inline-max-function-size=50",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// One build of the crate.
pub(crate) struct Engine {
    /// Its folder from the root of the workspace.
    folder: &'static str,
    /// The name of its stamp.
    note: &'static str,
    /// The kind of target folder that it is compiled in.
    kind: &'static str,
    /// Whose page it is cut in pieces for.
    page: &'static str,
    /// What it is called at the terminal.
    words: &'static str,
    /// What Cargo is told besides.
    features: &'static [&'static str],
}

/// The whole engine, for dealers.
pub(crate) const DESK: Engine = Engine {
    folder: "pkg",
    note: "pkg",
    kind: "wasm",
    page: "desk",
    words: "the engine",
    features: &[],
};

/// The engine without overlays, tiers, book and limits: what is in a client's browser can be read.
pub(crate) const CLIENT: Engine = Engine {
    folder: "pkg/client",
    note: "pkg-client",
    kind: "wasm-client",
    page: "client",
    words: "the clients' engine",
    features: &["--no-default-features"],
};

impl Engine {
    /// The folder that the engine is in.
    pub(crate) fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.root.join(self.folder)
    }

    /// The files that make the package, manifest and README apart.
    pub(crate) fn files(&self, workspace: &Workspace) -> [PathBuf; 3] {
        let file = |ending: &str| self.folder(workspace).join(format!("{NAME}{ending}"));
        [file(".js"), file(".d.ts"), file("_bg.wasm")]
    }

    /// Builds it where it is out of date; gives what the linker wrote.
    fn build(&self, workspace: &Workspace) -> Outcome<PathBuf> {
        let compiled = self.compile(workspace)?;
        let stamp = Inputs::default()
            .path(&compiled)?
            .path(&workspace.root.join("Cargo.lock"))?
            .path(&workspace.root.join("package-lock.json"))?
            .text(&OPTIMISE.join(" "))
            .stamp(workspace.notes().join(format!("{}.stamp", self.note)));
        let made = self.files(workspace);
        if stamp.is_fresh(&made.each_ref().map(PathBuf::as_path)) {
            return Ok(compiled);
        }
        stamp.clear();
        self.bind(workspace, &compiled)?;
        optimise(workspace, &made[2])?;
        stamp.set()?;
        Ok(compiled)
    }

    /// Compiles the crate for wasm32; Cargo itself knows whether there is something to do.
    fn compile(&self, workspace: &Workspace) -> Outcome<PathBuf> {
        let toolchain = wasm::toolchain(workspace)?;
        // Cargo does not tell the libraries of one crate with different features apart by name.
        let target = workspace.target.join(wasm::folder_of(self.kind));
        let folder = target.join(wasm::TARGET).join("release");
        let compiled = folder.join(format!("{NAME}.wasm"));
        if !compiled.exists() {
            println!("Compiling {} for wasm (about 60 s)…", self.words);
        }
        let mut cargo = toolchain.cargo(workspace, "rustc");
        cargo.args(["--package", "spread-pricer", "--lib", "--release", "--quiet"]);
        cargo.args(self.features).env("CARGO_TARGET_DIR", target);
        // The pages' pieces need to know which code names which data.
        process::run(cargo.args(["--", "-Clink-arg=--emit-relocs"]))?;
        Ok(compiled)
    }

    /// Writes the JavaScript, the declarations and the wasm that belong together.
    ///
    /// They are made in a folder of their own: beside modules of the crate's, `wasm-bindgen` writes
    /// a manifest with what the workspace's `package.json` needs, over the package's own.
    fn bind(&self, workspace: &Workspace, compiled: &Path) -> Outcome {
        let made = workspace.notes().join(format!("{}-bound", self.note));
        stamp::remove(&made)?;
        let bare = workspace.notes().join(format!("{}-bare.wasm", self.note));
        stamp::write(&bare, &pieces::without_links(&stamp::read(compiled)?)?)?;
        let arguments = [
            "wasm-bindgen".as_ref(),
            bare.as_os_str(),
            "--target".as_ref(),
            "web".as_ref(),
            "--out-name".as_ref(),
            NAME.as_ref(),
            "--out-dir".as_ref(),
            made.as_os_str(),
            "--remove-name-section".as_ref(),
            "--remove-producers-section".as_ref(),
        ];
        wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
            .map_err(|error| Failure::new(format!("wasm-bindgen failed: {error:#}.")))?;
        let out = self.folder(workspace);
        stamp::remove(&out.join(SNIPPETS))?;
        for file in stamp::files_under(&made)? {
            let name = file.strip_prefix(&made).unwrap_or(&file);
            if name != Path::new("package.json") {
                stamp::write(&out.join(name), &stamp::read(&file)?)?;
            }
        }
        Ok(())
    }
}

/// Builds the package in `pkg/`, the clients' engine included, and the pages' pieces of both,
/// where they are out of date.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    node::packages(workspace)?;
    for engine in [DESK, CLIENT] {
        let linked = engine.build(workspace)?;
        let [script, _, wasm] = engine.files(workspace);
        pieces::cut(workspace, engine.page, &script, &wasm, &linked)?;
    }
    Ok(())
}

/// Puts a module's optimised form in its place.
pub(crate) fn optimise(workspace: &Workspace, module: &Path) -> Outcome {
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
