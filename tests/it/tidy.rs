//! The house rules that a machine can check: imports point down, one floor knows wasm, every
//! module says what it is.

use std::fs;
use std::path::{Path, PathBuf};

/// Floors from the ground up; a module may import from strictly lower floors and from itself.
const FLOORS: [&[&str]; 9] = [
    &["math", "basics"],
    &["models"],
    &["rfq"],
    &["market", "desk"],
    &["pricing"],
    &["scenarios"],
    &["overlays"],
    &["quote"],
    &["bindings"],
];

/// Words that only the border may write.
const BORDER_WORDS: [&str; 4] = ["wasm_bindgen", "js_sys", "web_sys", "JsValue"];

struct Source {
    path: PathBuf,
    /// The top-level module the file belongs to; `lib` for the crate root.
    room: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(
        found.len() > 20,
        "the walk found only {} files: it is not looking at src",
        found.len()
    );
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let relative = path.strip_prefix(root).unwrap();
            let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
            let room = first.trim_end_matches(".rs").to_owned();
            found.push(Source { text: fs::read_to_string(&path).unwrap(), room, path });
        }
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Lines of code with their numbers: comments and documentation left out.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, without_comment(line)))
        .filter(|(_, line)| !line.trim().is_empty())
}

fn without_comment(line: &str) -> &str {
    line.split("//").next().unwrap_or("")
}

/// The names that follow `root` (`crate::`, say) in code without comments, each with the byte at
/// which the path starts; a group in braces names one per entry, however its entries go on.
fn named_below(code: &str, root: &str) -> Vec<(usize, String)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let name =
        |path: &str| -> String { path.trim_start().chars().take_while(|c| is_word(*c)).collect() };
    let mut names = Vec::new();
    for (position, _) in code.match_indices(root) {
        if code[..position].ends_with(|c: char| is_word(c) || c == ':') {
            continue;
        }
        let rest = &code[position + root.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.push((position, name(rest)));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    names.push((position, name(&group[start..at])));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    names.retain(|(_, name)| !name.is_empty());
    names
}

/// The rooms a file names, with the line: through `crate::`, and through `super::` where the file
/// is a room's own, so that `super` is the crate.
fn rooms_named(source: &Source) -> Vec<(usize, String)> {
    let code: Vec<&str> = source.text.lines().map(without_comment).collect();
    let code = code.join("\n");
    let mut named = named_below(&code, "crate::");
    if is_room_root(&source.path) {
        // A test module's `super` is the room itself, whose own parts are no rooms.
        let above = named_below(&code, "super::");
        named.extend(above.into_iter().filter(|(_, name)| floor(name).is_some()));
    }
    let line = |at: usize| code[..at].matches('\n').count() + 1;
    named.into_iter().map(|(at, name)| (line(at), name)).collect()
}

/// Whether the file is `src/room/mod.rs` or `src/room.rs`.
fn is_room_root(path: &Path) -> bool {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let parts = path.strip_prefix(src).map_or(0, |inside| inside.components().count());
    parts == 1 || (parts == 2 && path.ends_with("mod.rs"))
}

#[test]
fn imports_point_down_the_floors() {
    let mut offences = Vec::new();
    let mut checked = 0;
    for source in sources().iter().filter(|s| s.room != "lib") {
        let own = floor(&source.room)
            .unwrap_or_else(|| panic!("{} is on no floor", source.path.display()));
        for (number, room) in rooms_named(source) {
            let Some(other) = floor(&room) else {
                offences.push(format!("{}:{number}: {room} is on no floor", source.path.display()));
                continue;
            };
            checked += 1;
            if room != source.room && other >= own {
                offences.push(format!(
                    "{}:{number}: {} may not import {room}",
                    source.path.display(),
                    source.room
                ));
            }
        }
        for (number, line) in code_lines(&source.text) {
            if line.contains("super::super") {
                offences.push(format!(
                    "{}:{number}: super::super hides the floor",
                    source.path.display()
                ));
            }
        }
    }
    assert!(checked > 30, "only {checked} imports seen: the reader of imports is broken");
    assert!(offences.is_empty(), "imports that climb:\n{}", offences.join("\n"));
}

#[test]
fn only_the_border_knows_wasm() {
    let mut at_border = 0;
    let mut offences = Vec::new();
    for source in sources() {
        for (number, line) in code_lines(&source.text) {
            if !BORDER_WORDS.iter().any(|word| line.contains(word)) {
                continue;
            }
            if source.room == "bindings" {
                at_border += 1;
            } else {
                offences.push(format!("{}:{number}: {}", source.path.display(), line.trim()));
            }
        }
    }
    assert!(at_border > 0, "the border itself does not mention wasm: the words are wrong");
    assert!(offences.is_empty(), "wasm outside bindings:\n{}", offences.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|s| !s.text.starts_with("//!"))
        .map(|s| s.path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no module header in:\n{}", silent.join("\n"));
}

#[test]
fn nothing_is_left_for_later_in_the_code() {
    let marks = ["TODO", "FIXME", "XXX"];
    let left: Vec<String> = sources()
        .iter()
        .filter(|s| marks.iter().any(|m| s.text.contains(m)))
        .map(|s| s.path.display().to_string())
        .collect();
    assert!(left.is_empty(), "unfinished marks in:\n{}", left.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_what_it_should() {
    let below = |code: &str, root: &str| -> Vec<String> {
        named_below(code, root).into_iter().map(|(_, name)| name).collect()
    };
    let rooms = |code: &str| below(code, "crate::");
    assert_eq!(rooms("use crate::market::{Market, VegaNodes};"), ["market"]);
    assert_eq!(rooms("use crate::{rfq::Rfq, desk};"), ["rfq", "desk"]);
    assert_eq!(rooms("use crate::{market::{Market, VegaNodes}, quote};"), ["market", "quote"]);
    assert_eq!(rooms("use crate::{\n    rfq::Rfq,\n    desk,\n};"), ["rfq", "desk"]);
    assert_eq!(
        rooms("let x = crate::quote::quote(); crate::math::ops::exp(1.0)"),
        ["quote", "math"]
    );
    assert!(rooms("let y = 1;").is_empty());
    assert_eq!(below("use super::quote::Quote;", "super::"), ["quote"]);
    let file = |name: &str| Source {
        path: Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk").join(name),
        room: String::from("desk"),
        text: String::from("//! Words.\nuse super::quote::Quote; // crate::market\n"),
    };
    assert_eq!(rooms_named(&file("mod.rs")), [(2, String::from("quote"))]);
    assert!(rooms_named(&file("book.rs")).is_empty());
}
