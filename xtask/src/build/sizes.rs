//! How large the built site is, raw and as a host would send it.

use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::workspace::{self, Workspace};
use crate::{process, stamp};

/// Compresses each named file both ways and prints [raw, gzip, brotli] sizes. Node has the means.
const MEASURE: &str = "
const { readFileSync } = require('node:fs');
const { gzipSync, brotliCompressSync } = require('node:zlib');
const sizes = process.argv.slice(1).map((name) => {
  const content = readFileSync(name);
  return [content.length, gzipSync(content, { level: 9 }).length, brotliCompressSync(content).length];
});
console.log(JSON.stringify(sizes));
";

/// Prints the size of every file of the site and of its kinds.
pub(crate) fn print(workspace: &Workspace) -> Outcome {
    let dist = workspace.root.join("dist");
    let mut files = stamp::files_under(&dist)?;
    files.retain(|file| kind(file).is_some());
    files.sort_by_key(|file| (kind(file), file.clone()));
    let mut node = workspace.command("node");
    node.args(["-e", MEASURE, "--"]).args(&files);
    let measured = workspace::json(&process::capture(&mut node)?, "the list of sizes")?;
    let sizes = |index: usize| -> Outcome<[u64; 3]> {
        let at = |column: usize| measured[index][column].as_u64();
        match (at(0), at(1), at(2)) {
            (Some(raw), Some(gzip), Some(brotli)) => Ok([raw, gzip, brotli]),
            _ => Err(Failure::new("Node did not measure every file of the site.")),
        }
    };
    println!("\n{:<44} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli");
    for (index, file) in files.iter().enumerate() {
        row(&file.strip_prefix(&dist).unwrap_or(file).display().to_string(), sizes(index)?);
    }
    for wanted in KINDS {
        let mut total = [0; 3];
        for (index, _) in files.iter().enumerate().filter(|(_, file)| kind(file) == Some(wanted)) {
            for (sum, size) in total.iter_mut().zip(sizes(index)?) {
                *sum += size;
            }
        }
        row(&format!("all {wanted}"), total);
    }
    Ok(())
}

const KINDS: [&str; 4] = ["css", "html", "js", "wasm"];

fn kind(file: &Path) -> Option<&'static str> {
    let ending = file.extension()?;
    KINDS.into_iter().find(|kind| ending == *kind)
}

fn row(name: &str, [raw, gzip, brotli]: [u64; 3]) {
    println!("{name:<44} {raw:>10} {gzip:>10} {brotli:>10}");
}
