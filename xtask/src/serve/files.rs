//! From the path of a request to a file of the site, and nothing outside it.

use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::headers::HEADERS;

/// What is sent back.
pub(crate) struct Answer {
    status: &'static str,
    kind: &'static str,
    location: Option<String>,
    lasting: bool,
    /// The content of the file, or of the page that says what is wrong.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A short page that says what is wrong.
    pub(crate) fn refusal(status: &'static str) -> Self {
        let body = format!(
            "<!doctype html>\n<html lang=\"en\"><title>{status}</title>\n<h1>{status}</h1>\n\
             <p>There is no such page here.</p></html>\n"
        );
        let kind = "text/html; charset=utf-8";
        Self { status, kind, location: None, lasting: false, body: body.into_bytes() }
    }

    /// Status line and headers.
    pub(crate) fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {}\r\n", self.status);
        let mut line = |name: &str, value: &str| {
            let _ = write!(head, "{name}: {value}\r\n");
        };
        line("Content-Type", self.kind);
        line("Content-Length", &self.body.len().to_string());
        // Bundled files carry a hash of their content in the name; the rest may change any time.
        line(
            "Cache-Control",
            if self.lasting { "public, max-age=31536000, immutable" } else { "no-cache" },
        );
        if let Some(location) = &self.location {
            line("Location", location);
        }
        for (name, value) in HEADERS {
            line(name, value);
        }
        line("Connection", "close");
        head.push_str("\r\n");
        head
    }
}

/// Answers a GET of `target` for the site in `dist`, mounted at `prefix`.
pub(crate) fn answer(dist: &Path, prefix: &str, target: &str) -> Answer {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    if format!("{path}/") == prefix {
        // Without the final slash the page's relative addresses would point beside the site.
        let mut answer = Answer::refusal("308 Permanent Redirect");
        answer.location = Some(prefix.to_owned());
        return answer;
    }
    let found = path.strip_prefix(prefix).and_then(relative).and_then(|inner| {
        let lasting = ["assets", "client"].iter().any(|bundled| inner.starts_with(bundled));
        Some((file_inside(dist, &inner)?, lasting))
    });
    let Some((file, lasting)) = found else { return Answer::refusal("404 Not Found") };
    match fs::read(&file) {
        Ok(body) => {
            Answer { status: "200 OK", kind: media_type(&file), location: None, lasting, body }
        }
        Err(_) => Answer::refusal("404 Not Found"),
    }
}

/// The decoded path, if all its parts are plain names.
fn relative(path: &str) -> Option<PathBuf> {
    let decoded = decode(path)?;
    if decoded.contains(['\\', '\0']) {
        return None;
    }
    let path = PathBuf::from(decoded);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

/// The file, or the folder's page, if it truly lies inside the site, links followed.
fn file_inside(dist: &Path, inner: &Path) -> Option<PathBuf> {
    let root = dist.canonicalize().ok()?;
    let mut file = root.join(inner).canonicalize().ok()?;
    if file.is_dir() {
        file = file.join("index.html").canonicalize().ok()?;
    }
    (file.starts_with(&root) && file.is_file()).then_some(file)
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The type a browser must be told, because it is told not to guess.
fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_site_are_refused() {
        for path in
            ["../x", "a/../../x", "%2e%2e/x", "/etc/passwd", "%2Fetc/passwd", "a%5c..%5cx", "a%00"]
        {
            assert_eq!(relative(path), None, "{path}");
        }
        for path in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(relative(path), None, "{path}");
        }
        assert_eq!(relative("assets/a%20b.js"), Some(PathBuf::from("assets/a b.js")));
        assert_eq!(relative(""), Some(PathBuf::new()));
    }

    #[test]
    fn links_out_of_the_site_are_refused() {
        let folder = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        let (dist, secret) = (folder.join("dist"), folder.join("secret.txt"));
        crate::stamp::write(&dist.join("index.html"), b"page").unwrap();
        crate::stamp::write(&secret, b"secret").unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&secret, dist.join("link.txt")).unwrap();
            assert_eq!(answer(&dist, "/", "/link.txt").status, "404 Not Found");
        }
        assert_eq!(answer(&dist, "/", "/").body, b"page");
        assert_eq!(answer(&dist, "/", "/../secret.txt").status, "404 Not Found");
        assert_eq!(answer(&dist, "/sub/", "/sub").location.as_deref(), Some("/sub/"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn wasm_and_modules_have_the_types_browsers_insist_on() {
        assert_eq!(media_type(Path::new("a/b.wasm")), "application/wasm");
        assert_eq!(media_type(Path::new("x.js")), "text/javascript; charset=utf-8");
        assert_eq!(media_type(Path::new("no-ending")), "application/octet-stream");
    }
}
