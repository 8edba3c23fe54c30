//! What the pieces call each other's parts. `www/workers/pieces.js` knows the first three as well.

/// The module name that the rest imports by.
pub(super) const FIRST: &str = "first";
/// The table that both pieces call through.
pub(super) const TABLE: &str = "$table";
/// The place in the table of whoever fetches the rest: a global of the first piece.
pub(super) const LOADER: &str = "$loader";
/// The engine's memory, as `wasm-bindgen` names it.
pub(super) const MEMORY: &str = "memory";

/// A further table of the first piece.
pub(super) fn table(index: u32) -> String {
    if index == 0 { TABLE.to_owned() } else { format!("{TABLE}{index}") }
}

/// A global of the first piece.
pub(super) fn global(index: u32) -> String {
    format!("$g{index}")
}

/// An early function that the rest calls: short, as there are hundreds.
pub(super) fn function(index: usize) -> String {
    format!("{index:x}")
}
