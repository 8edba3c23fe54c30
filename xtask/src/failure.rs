//! What went wrong, as a sentence for the person at the terminal.

use std::fmt::Display;
use std::path::Path;

/// A failure that the person at the terminal can read and act on.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// The result of a step: a value, or a readable failure.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure with the given sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A failure that has been reported already, so that what was printed last stays last.
    pub(crate) fn silent() -> Self {
        Self(String::new())
    }

    /// A failure to do something with a file or folder, such as "read".
    pub(crate) fn file(verb: &str, path: &Path, error: &dyn Display) -> Self {
        Self(format!("Could not {verb} {}: {error}.", path.display()))
    }

    /// Writes the sentence to stderr.
    pub(crate) fn report(&self) {
        if !self.0.is_empty() {
            eprintln!("\nxtask: {}", self.0);
        }
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
