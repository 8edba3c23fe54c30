//! Finding what a build or a test needs, and installing what is missing.
//!
//! Every step looks first and installs only what it does not find, saying so in one line.

pub(crate) mod browser;
pub(crate) mod node;
mod sysroot;
mod system;
pub(crate) mod wasm;
