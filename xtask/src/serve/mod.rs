//! A small static server for the built site, with the headers that a host should send.

mod files;
pub(crate) mod headers;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::build;
use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use files::Answer;

/// Nobody asks for a page in more bytes than this.
const LONGEST_REQUEST: u64 = 16 * 1024;

/// `cargo xtask serve`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let options = Options::read(arguments)?;
    // First, so that a busy port is known before a long build.
    let listener = listen(options.port)?;
    if options.build {
        build::all(workspace)?;
    }
    let dist = workspace.root.join("dist");
    if !dist.join("index.html").is_file() {
        return Err(Failure::new("There is no site in dist/ yet: run `cargo xtask build` first."));
    }
    let prefix = &options.prefix;
    println!("Serving the page on http://127.0.0.1:{}{prefix} (Ctrl-C stops it)", options.port);
    accept(&listener, &dist, prefix);
    Ok(())
}

/// Serves a folder under a prefix from a thread of its own; returns the address to ask.
pub(crate) fn in_background(dist: PathBuf, prefix: &'static str) -> Outcome<String> {
    let listener = listen(0)?;
    let port = listener
        .local_addr()
        .map_err(|error| Failure::new(format!("The test server has no address: {error}.")))?
        .port();
    thread::spawn(move || accept(&listener, &dist, prefix));
    Ok(format!("http://127.0.0.1:{port}{prefix}"))
}

#[derive(Debug, PartialEq)]
struct Options {
    port: u16,
    prefix: String,
    build: bool,
}

impl Options {
    fn read(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self { port: 8080, prefix: "/".to_owned(), build: true };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match (argument.as_str(), rest.as_slice().first()) {
                ("--no-build", _) => options.build = false,
                ("--port", Some(value)) => {
                    let port = value.parse().ok().filter(|port| *port != 0);
                    options.port = port.ok_or_else(|| {
                        Failure::new(format!("{value:?} is not a port: give a number up to 65535."))
                    })?;
                    rest.next();
                }
                ("--prefix", Some(value)) => {
                    let inner = value.trim_matches('/');
                    options.prefix =
                        if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
                    rest.next();
                }
                _ => {
                    return Err(Failure::new(format!(
                        "`cargo xtask serve` takes --port N, --prefix /path/ and --no-build, not \
                         {argument:?} like this."
                    )));
                }
            }
        }
        Ok(options)
    }
}

fn listen(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
        Failure::new(match error.kind() {
            ErrorKind::AddrInUse => format!(
                "Port {port} is in use by another program: end it, or choose another port with \
                 `cargo xtask serve --port {}`.",
                if port == u16::MAX { port - 1 } else { port + 1 }
            ),
            ErrorKind::PermissionDenied => {
                format!("Port {port} is not ours to use: choose one above 1023 with --port.")
            }
            _ => format!("Port {port} cannot be opened: {error}."),
        })
    })
}

fn accept(listener: &TcpListener, dist: &Path, prefix: &str) {
    thread::scope(|scope| {
        for stream in listener.incoming().flatten() {
            // A browser that goes away in the middle is its own affair.
            scope.spawn(move || respond(stream, dist, prefix).ok());
        }
    });
}

fn respond(mut stream: TcpStream, dist: &Path, prefix: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_mins(1)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(LONGEST_REQUEST));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // The rest of the head is read, because closing with unread bytes would reset the connection.
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let answer = match method {
        "GET" | "HEAD" => files::answer(dist, prefix, target),
        _ => Answer::refusal("405 Method Not Allowed"),
    };
    stream.write_all(answer.head().as_bytes())?;
    if method != "HEAD" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Outcome<Options> {
        Options::read(&arguments.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read_or_refused() {
        let options = read(&["--port", "9000", "--prefix", "desk", "--no-build"]).unwrap();
        assert_eq!(options, Options { port: 9000, prefix: "/desk/".to_owned(), build: false });
        assert_eq!(read(&["--prefix", "/"]).unwrap().prefix, "/");
        for wrong in [&["--port"][..], &["--port", "99999"], &["--port", "0"], &["--fast"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_busy_port_is_a_sentence() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let failure = listen(taken.local_addr().unwrap().port()).unwrap_err();
        assert!(failure.to_string().contains("in use"), "{failure}");
    }

    #[test]
    fn a_whole_exchange_over_a_socket() {
        let folder = std::env::temp_dir().join(format!("xtask-serve-{}", std::process::id()));
        crate::stamp::write(&folder.join("index.html"), b"<!doctype html>hello").unwrap();
        let address = in_background(folder.clone(), "/sub/").unwrap();
        let host = address.trim_start_matches("http://").trim_end_matches("/sub/").to_owned();
        let ask = |request: &str| {
            let mut stream = TcpStream::connect(&host).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut reply = String::new();
            stream.read_to_string(&mut reply).unwrap();
            reply
        };
        let page = ask("GET /sub/?x=1 HTTP/1.1\r\nHost: h\r\n\r\n");
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
        assert!(page.contains("Content-Security-Policy: default-src 'none'"), "{page}");
        assert!(page.ends_with("hello"), "{page}");
        let head = ask("HEAD /sub/ HTTP/1.1\r\n\r\n");
        assert!(head.contains("Content-Length: 20\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(ask("GET /index.html HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
        assert!(ask("POST /sub/ HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
        assert!(ask("\r\n\r\n").starts_with("HTTP/1.1 405"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
