//! What the built site must never hold: addresses of other origins, folders of this machine; and
//! in what clients get, anything of the desk.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::setup::wasm;
use crate::stamp;
use crate::workspace::Workspace;

/// Names of XML vocabularies look like addresses, but nothing is fetched from them.
const NAMESPACES: [&str; 2] = ["http://www.w3.org/", "https://www.w3.org/"];

/// What an address that something can be fetched from begins with; longer ones first.
const SCHEMES: [&str; 4] = ["https", "http", "wss", "ws"];

/// What belongs to the desk in its engine, in words that no compiler changes: keys of its JSON and
/// names of its charges and limits.
const OF_THE_DESKS_ENGINE: [&str; 14] = [
    "hedgingCost",
    "adverseSelection",
    "adverse selection",
    "inventory",
    "baseVolPoints",
    "maxWidthVolPoints",
    "screenCap",
    "aversionShare",
    "grossNotional",
    "stressLoss",
    "premiumOutlay",
    "feedSeconds",
    "leastScreenNotional",
    "chatLine",
];

/// The same on its page: calls of the engine, elements, test ids.
const OF_THE_DESKS_PAGE: [&str; 12] = [
    "loadDesk",
    "undoTrade",
    "hedgePlan",
    "writeBlockRfqQuote",
    "chatLine",
    "quote-breakdown",
    "limit-checks",
    "book-panel",
    "desk-panel",
    "history-panel",
    "batch-panel",
    "hedge-panel",
];

/// Where the parts of the clients' page are in the site.
const CLIENTS: [&str; 4] = ["client", "client.html", "client-sw.js", "client.webmanifest"];

/// Fails where what clients get holds anything of the desk, and where the words that are looked for
/// are not in the desk's own part, because then their absence says nothing.
pub(crate) fn keep_apart(dist: &Path) -> Outcome {
    let is_clients = |name: &Path| CLIENTS.iter().any(|own| name.starts_with(own));
    let (mut desk, mut clients) = (Vec::new(), Vec::new());
    for file in stamp::files_under(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_owned();
        let part = if is_clients(&name) { &mut clients } else { &mut desk };
        part.push((name, stamp::read(&file)?));
    }
    let engine = findings(&desk, &clients, "wasm", &OF_THE_DESKS_ENGINE);
    let page = findings(&desk, &clients, "js", &OF_THE_DESKS_PAGE);
    let all = [engine, page].concat();
    if all.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("Desk and clients are not kept apart:\n  {}", all.join("\n  "))))
}

/// Files of a part of the site, each with its content.
type Part = [(PathBuf, Vec<u8>)];

/// What is wrong with the words, which only the desk's files of a kind may hold.
fn findings(desk: &Part, clients: &Part, kind: &str, words: &[&str]) -> Vec<String> {
    let is_kind = |name: &Path| name.extension().is_some_and(|ending| ending == kind);
    let mut found = Vec::new();
    if !clients.iter().any(|(name, _)| is_kind(name)) {
        found.push(format!("the clients' part has no {kind} file to look into"));
    }
    for word in words {
        let own = desk.iter().filter(|(name, _)| is_kind(name));
        if !own.into_iter().any(|(_, content)| holds(content, word.as_bytes())) {
            found.push(format!("no {kind} file of the desk holds {word:?}: look for another word"));
        }
        let leaks = clients.iter().filter(|(_, content)| holds(content, word.as_bytes()));
        found.extend(leaks.map(|(name, _)| format!("{} holds {word:?}", name.display())));
    }
    found
}

/// Fails with every finding when the site holds something it must not.
pub(crate) fn check(workspace: &Workspace, dist: &Path) -> Outcome {
    // A folder right under the root has too short a name to be told from other text.
    let folders: Vec<String> = std::iter::once(workspace.root.clone())
        .chain(wasm::cargo_home())
        .filter(|folder| folder.components().count() > 2)
        .map(|folder| format!("{}/", folder.display()))
        .collect();
    let mut findings = Vec::new();
    for file in stamp::files_under(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).display().to_string();
        let content = stamp::read(&file)?;
        for folder in folders.iter().filter(|folder| holds(&content, folder.as_bytes())) {
            findings.push(format!("{name} names the folder {folder}"));
        }
        let ending = file.extension().unwrap_or_default();
        if ["js", "css", "html"].iter().any(|code| ending == *code) {
            let text = String::from_utf8_lossy(&content);
            findings.extend(addresses(&text).map(|found| format!("{name} names {found}")));
        }
    }
    if findings.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("The built site must not go out:\n  {}", findings.join("\n  "))))
}

/// Addresses of other origins in code, licence comments apart.
fn addresses(code: &str) -> impl Iterator<Item = String> {
    let mut kept = String::new();
    let mut rest = code;
    while let Some((before, comment)) = rest.split_once("/*!") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let starts: Vec<usize> = kept
        .match_indices("://")
        .filter_map(|(at, _)| {
            let before = &kept[..at];
            SCHEMES.into_iter().find_map(|scheme| Some(before.strip_suffix(scheme)?.len()))
        })
        .collect();
    let found: Vec<String> = starts
        .into_iter()
        .map(|start| kept[start..].chars().take_while(|&c| is_of_address(c)).collect())
        .filter(|address: &String| !NAMESPACES.iter().any(|space| address.starts_with(space)))
        .collect();
    found.into_iter()
}

fn is_of_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#@!&*+,;=%".contains(c)
}

fn holds(content: &[u8], part: &[u8]) -> bool {
    content.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_other_origins_are_found() {
        let code = r#"/*! licence: https://lit.example/ */ a("http://www.w3.org/2000/svg"),
            b("https://cdn.example/x.js"), c('http://evil.example'), d("wss://socket.example/v2"), e(`ws://s.example`)"#;
        let found: Vec<String> = addresses(code).collect();
        assert_eq!(
            found,
            [
                "https://cdn.example/x.js",
                "http://evil.example",
                "wss://socket.example/v2",
                "ws://s.example"
            ]
        );
        assert_eq!(addresses("/*! open comment https://a.example").count(), 0);
        assert_eq!(addresses("const s = '://'; location.protocol").count(), 0);
    }

    #[test]
    fn a_word_of_the_desk_is_found_with_clients_and_missed_with_the_desk() {
        let part = |name: &str, content: &str| vec![(PathBuf::from(name), content.into())];
        let desk = part("assets/a.js", "call('loadDesk')");
        let found = |clients: &Part, word: &str| findings(&desk, clients, "js", &[word]);
        assert!(found(&part("client/b.js", "call('indicate')"), "loadDesk").is_empty());
        let leak = found(&part("client/b.js", "x.loadDesk()"), "loadDesk");
        assert_eq!(leak, ["client/b.js holds \"loadDesk\""]);
        assert_eq!(found(&part("client/b.js", ""), "loadBook").len(), 1);
        assert_eq!(found(&part("client.html", ""), "loadDesk").len(), 1);
    }

    #[test]
    fn a_folder_inside_binary_content_is_found() {
        assert!(holds(b"\0asm\x01/home/me/src/lib.rs\xff", b"/home/me"));
        assert!(!holds(b"\0asm", b"/home/me"));
    }
}
