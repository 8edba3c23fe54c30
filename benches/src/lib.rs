//! What the measuring commands share: recorded chains as files.

use std::io::Read;
use std::path::Path;
use std::{fs, io};

use flate2::read::GzDecoder;

/// The text of a file, unpacked where it is gzipped.
///
/// # Errors
/// Where it cannot be read, unpacked or is not UTF-8.
pub fn text(path: &Path) -> io::Result<String> {
    let bytes = fs::read(path)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        bytes.as_slice().read_to_string(&mut text)?;
    }
    Ok(text)
}

/// The snapshots of a file, which are the rows of one stamp in its first column, each as a file.
pub fn snapshots(text: &str) -> Vec<(String, String)> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    let mut found: Vec<(String, String)> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let stamp = line.split(',').next().unwrap_or_default();
        if found.last().is_none_or(|(last, _)| last != stamp) {
            found.push((stamp.to_owned(), format!("{header}\n")));
        }
        if let Some((_, one)) = found.last_mut() {
            one.push_str(line);
            one.push('\n');
        }
    }
    found
}
