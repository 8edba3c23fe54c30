//! Skipping a step whose inputs have not changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// A fingerprint of everything a step reads.
#[derive(Default)]
pub(crate) struct Inputs(DefaultHasher);

impl Inputs {
    /// Adds a text, such as an option or a version.
    pub(crate) fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// Adds a file, or every file of a folder, by name and content.
    pub(crate) fn path(mut self, path: &Path) -> Outcome<Self> {
        let mut files = files_under(path)?;
        files.sort();
        for file in files {
            file.strip_prefix(path).unwrap_or(&file).hash(&mut self.0);
            read(&file)?.hash(&mut self.0);
        }
        Ok(self)
    }

    /// The fingerprint in words.
    pub(crate) fn fingerprint(&self) -> String {
        format!("{:016x}", self.0.finish())
    }

    /// The stamp that says a step was done with these inputs.
    pub(crate) fn stamp(self, file: PathBuf) -> Stamp {
        Stamp { file, value: format!("{}\n", self.fingerprint()) }
    }
}

/// A file that remembers with which inputs a step was last done.
pub(crate) struct Stamp {
    file: PathBuf,
    value: String,
}

impl Stamp {
    /// True when the step was done with these inputs and its results are still there.
    pub(crate) fn is_fresh(&self, results: &[&Path]) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|value| value == self.value)
            && results.iter().all(|result| result.exists())
    }

    /// Forgets the step, so that one which fails half-way is done again.
    pub(crate) fn clear(&self) {
        // It may not be there; that is what is wanted.
        let _ = fs::remove_file(&self.file);
    }

    /// Remembers the step as done.
    pub(crate) fn set(&self) -> Outcome {
        write(&self.file, self.value.as_bytes())
    }
}

/// Every file under a path, which may be a file itself; none when it does not exist.
pub(crate) fn files_under(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| Failure::file("list", path, &error))? {
        let entry = entry.map_err(|error| Failure::file("list", path, &error))?;
        files.append(&mut files_under(&entry.path())?);
    }
    Ok(files)
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| Failure::file("read", path, &error))
}

/// Writes a file, making its folder if need be.
pub(crate) fn write(path: &Path, content: &[u8]) -> Outcome {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::file("make", folder, &error))?;
    }
    fs::write(path, content).map_err(|error| Failure::file("write", path, &error))
}

/// Removes a folder with all that is in it, where there is one.
pub(crate) fn remove(folder: &Path) -> Outcome {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|error| Failure::file("remove", folder, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_fresh_until_an_input_or_a_result_changes() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let (input, result) = (folder.join("in/a.txt"), folder.join("out.txt"));
        write(&input, b"one").unwrap();
        write(&result, b"made").unwrap();
        let stamp = || {
            let inputs = Inputs::default().text("option").path(&folder.join("in")).unwrap();
            inputs.stamp(folder.join("stamp"))
        };
        assert!(!stamp().is_fresh(&[&result]));
        stamp().set().unwrap();
        assert!(stamp().is_fresh(&[&result]));
        write(&input, b"two").unwrap();
        assert!(!stamp().is_fresh(&[&result]));
        stamp().set().unwrap();
        fs::remove_file(&result).unwrap();
        assert!(!stamp().is_fresh(&[&result]));
        fs::remove_dir_all(&folder).unwrap();
    }
}
