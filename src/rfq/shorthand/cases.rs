//! The table of lines: what each is read as, that its buttons lead on, and that it survives writing.

use super::*;
use crate::basics::{InstrumentKind, Timestamp};
use crate::rfq::{LegDraft, fixture, write};

/// One case per line, `text => what it is read as`; `#` starts a comment.
const CASES: &str = include_str!("cases.txt");

/// The texts and what they are read as.
fn cases() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = CASES.lines().filter(|c| !c.is_empty() && !c.starts_with('#'));
    lines.map(|case| case.split_once(" => ").expect("a case has an arrow"))
}

/// Reads a line with a surface of one volatility.
fn read(text: &str, listing: &Listing) -> Read {
    super::read(text, listing, Some(&fixture::FlatSmile))
}

#[test]
fn every_line_is_read_as_written_down() {
    let listing = fixture::listing();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (text, expected) in cases() {
        count += 1;
        let got = told(&read(text, &listing));
        if got != expected {
            wrong.push(format!("{text}\n     got => {got}\n  wanted => {expected}"));
        }
    }
    assert!(count >= 320, "{count} cases");
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A reading as one line: side, size, legs, the rest, then the issues with what they point at.
fn told(read: &Read) -> String {
    let mut parts = Vec::new();
    if let Some(draft) = &read.draft {
        let legs: Vec<String> = draft.legs.iter().map(leg).collect();
        parts.push(format!("{:?} {} [{}]", draft.side, draft.quantity, legs.join(", ")));
        parts.extend(draft.structure.clone());
        if let Some(tied) = draft.tied {
            parts.push(format!("vs {} delta {:?}", tied.reference, tied.delta));
        }
        parts.extend(draft.price_in.map(|p| format!("in {p:?}")));
        parts.extend(draft.client.as_ref().map(|c| format!("for {c}")));
    }
    for issue in &read.issues {
        let answers = if issue.answers.is_empty() { "" } else { "?" };
        parts.push(format!("{}{answers} at {}", issue.code.as_str(), issue.path));
    }
    parts.join("; ")
}

fn leg(leg: &LegDraft) -> String {
    let expiry = leg.expiry.as_deref().map_or("-".to_owned(), |text| {
        Timestamp::parse_iso(text).map_or(text.to_owned(), Timestamp::expiry_code)
    });
    let strike = leg.strike.map_or("-".to_owned(), |k| k.to_string());
    let kind = match (leg.kind, leg.put_call) {
        (InstrumentKind::Option, Some(put_call)) => put_call.letter().to_string(),
        (InstrumentKind::Option, None) => "-".to_owned(),
        (kind, _) => format!("{kind:?}"),
    };
    let settlement = leg.settlement.map_or("", |s| s.word());
    format!("{:+} {} {expiry} {strike} {kind} {settlement}", leg.ratio, leg.underlying)
        .trim_end()
        .to_owned()
}

#[test]
fn every_button_of_a_question_settles_it() {
    let listing = fixture::listing();
    let mut count = 0;
    for (text, _) in cases() {
        let before = read(text, &listing);
        for issue in before.issues.iter().filter(|i| !i.is_reject()) {
            for answer in issue.answers.iter().filter(|a| a.path == "text") {
                count += 1;
                let after = read(&answer.value, &listing);
                let asks = |read: &Read, code| read.issues.iter().any(|i| i.code == code);
                assert!(!asks(&after, issue.code), "{text} -> {}", answer.value);
                // A button never leads to a line that is wrong where the old one was not.
                let was_wrong = before.issues.iter().any(Issue::is_reject);
                let is_wrong = after.issues.iter().any(Issue::is_reject);
                assert!(was_wrong || !is_wrong, "{} {:?}", answer.value, after.issues);
            }
        }
    }
    assert!(count >= 40, "{count} buttons");
}

#[test]
fn every_clean_line_survives_writing_and_reading() {
    let listing = fixture::listing();
    let mut count = 0;
    for (text, _) in cases() {
        let first = read(text, &listing);
        let rfq = first.draft.as_ref().and_then(|draft| check(draft, &listing).rfq);
        let Some(rfq) = rfq.filter(|_| first.issues.is_empty()) else { continue };
        count += 1;
        let line = write(&rfq, &listing);
        let again = read(&line, &listing);
        assert!(again.issues.is_empty(), "{text} -> {line} {:?}", again.issues);
        assert_eq!(check(&again.draft.unwrap(), &listing).rfq, Some(rfq), "{text} -> {line}");
    }
    assert!(count >= 200, "{count} clean lines");
}
