//! The engine in two files for the pages: what a first visit runs, and the rest, which is fetched
//! after the first quote.
//!
//! Which functions a first visit runs is not listed anywhere: the engine itself tells, run with
//! marks through the page's own opening calls (`www/build/first-visit.mjs`). A function that
//! another visit needs at once is reached through a door, which fetches the rest on the spot, so
//! that the division decides about time and never about results.

mod data;
mod division;
mod first;
mod links;
mod marked;
mod names;
mod rest;
mod source;

use std::collections::BTreeSet;
use std::path::Path;

use self::data::Data;
use self::division::Division;
use self::links::Links;
use self::source::Source;
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::stamp::{self, Inputs};
use crate::workspace::{self, Workspace};

/// The script that makes a first visit's calls, and prints which functions ran.
const VISIT: &str = "www/build/first-visit.mjs";

/// Cuts an engine in two where that is out of date.
///
/// `engine` is its JavaScript, `wasm` its module, `linked` what the linker wrote of it, `page` the
/// folder's name for the page's side.
pub(crate) fn cut(
    workspace: &Workspace,
    page: &str,
    engine: &Path,
    wasm: &Path,
    linked: &Path,
) -> Outcome {
    let folder = workspace.root.join("www/wasm").join(page);
    let pieces = [folder.join("engine.wasm"), folder.join("engine-rest.wasm")];
    let inputs =
        Inputs::default().path(wasm)?.path(&std::env::current_exe().unwrap_or_default())?;
    let stamp = ["build", "client", "core"]
        .iter()
        .try_fold(inputs, |inputs, part| inputs.path(&workspace.root.join("www").join(part)))?
        .stamp(workspace.notes().join(format!("pieces-{page}.stamp")));
    if stamp.is_fresh(&pieces.each_ref().map(std::path::PathBuf::as_path)) {
        return Ok(());
    }
    stamp.clear();
    let bytes = stamp::read(wasm)?;
    let source = Source::read(&bytes)?;
    let division = Division::new(&source, &visited(workspace, page, engine, &source)?)?;
    let data = Data::new(&source, &division, &Links::read(&stamp::read(linked)?)?)?;
    let whole = Inputs::default().path(wasm)?.fingerprint();
    stamp::write(&pieces[0], &first::first(&source, &division, &data, &whole)?)?;
    stamp::write(&pieces[1], &rest::rest(&source, &division, &data)?)?;
    stamp.set()
}

/// What later tools are given of what the linker wrote.
pub(super) fn without_links(linked: &[u8]) -> Outcome<Vec<u8>> {
    links::without(linked)
}

/// The functions that a first visit runs.
fn visited(
    workspace: &Workspace,
    page: &str,
    engine: &Path,
    source: &Source,
) -> Outcome<BTreeSet<u32>> {
    let marked = workspace.notes().join(format!("marked-{page}.wasm"));
    stamp::write(&marked, &marked::marked(source)?)?;
    let mut node = workspace.command("node");
    node.arg(VISIT).args([page, marked::MARK]).arg(engine).arg(&marked);
    let printed = workspace::json(&process::capture(&mut node)?, "the list of functions")?;
    let ran = printed.as_array().ok_or_else(|| Failure::new("The first visit printed no list."))?;
    Ok(ran.iter().filter_map(|one| one.as_u64()?.try_into().ok()).collect())
}
