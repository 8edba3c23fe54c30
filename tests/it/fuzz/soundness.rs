//! What holds of every reading, whatever was read.

use std::sync::LazyLock;

use spread_pricer::basics::{Issue, Listing};
use spread_pricer::market::Market;
use spread_pricer::market::csv::{ReadOptions, read_chain};
use spread_pricer::market::sample::sample_snapshot;
use spread_pricer::quote::batch::{Request, requests, requests_in};
use spread_pricer::rfq::fix::{self, FixReading};
use spread_pricer::rfq::{self, Read, Reading, Rfq, check, read_with, shorthand, write};

/// Longest sentence of a finding: what somebody reads out in one go.
const LONGEST_MESSAGE: usize = 400;
/// Most findings of one text.
const MOST_ISSUES: usize = 2000;

static MARKET: LazyLock<Market> =
    LazyLock::new(|| Market::default().load(&sample_snapshot()).market.unwrap());
pub(super) static LISTING: LazyLock<Listing> = LazyLock::new(|| MARKET.listing());

/// A line of shorthand or symbols: it is read soundly, and what is said back survives writing.
pub(super) fn line(text: &str) {
    let read = shorthand::read(text, &LISTING, Some(&*MARKET));
    same(&read, &shorthand::read(text, &LISTING, Some(&*MARKET)));
    sound(text, &read);
    survives_writing(&read);
    any(text);
}

/// A broker's order or a page's address, or what became of it.
pub(super) fn pasted(text: &str) {
    let read = anything(text);
    same(&read, &anything(text));
    sound(text, &read);
    survives_writing(&read);
}

/// A FIX message, leniently and strictly.
pub(super) fn fix(text: &str) {
    let lenient = fix::read(text, &LISTING);
    same(&lenient, &fix::read(text, &LISTING));
    sound(text, &lenient);
    let strict = fix::read_with(text, &LISTING, FixReading { strict: true });
    sound(text, &strict);
    if strict.draft.is_some() {
        same(&strict, &lenient);
    }
    any(text);
}

/// A block RFQ or a draft as JSON.
pub(super) fn json(text: &str) {
    let read = rfq::json::read(text, &LISTING);
    same(&read, &rfq::json::read(text, &LISTING));
    sound(text, &read);
    match rfq::json::block_rfq(text, &LISTING) {
        Ok((_, of_block)) => same(&of_block, &read),
        Err(issues) => assert!(!issues.is_empty()),
    }
    any(text);
}

/// A text of many requests: each part of it has the requests that the whole has there, and they
/// hold no more text than it does.
pub(super) fn batch(text: &str) {
    let all = requests(text);
    let split = all.len() / 2;
    let parts = [requests_in(text, 0..split), requests_in(text, split..usize::MAX)].concat();
    // A quantity that is no number is not even itself.
    assert_eq!(format!("{all:?}"), format!("{parts:?}"));
    let written = |row: &Request| row.text.len() + len(row.client.as_ref()) + len(row.id.as_ref());
    assert!(all.iter().map(written).sum::<usize>() <= text.len());
    assert!(all.iter().all(|row| row.line >= 1 && row.line <= text.lines().count().max(1)));
    assert!(all.windows(2).all(|pair| pair[0].line <= pair[1].line));
}

fn len(text: Option<&String>) -> usize {
    text.map_or(0, String::len)
}

/// An option chain: read twice alike, with reasons where it is refused.
pub(super) fn chain(text: &str) {
    let options = ReadOptions::default();
    let read = read_chain(text, &options);
    assert_eq!(format!("{read:?}"), format!("{:?}", read_chain(text, &options)));
    match read {
        Ok(file) => {
            said_well(&file.issues);
            let rows = file.snapshot.underlyings.iter().flat_map(|one| &one.rows);
            for row in rows {
                assert!(row.strike.is_finite() && row.strike > 0.0, "{row:?}");
                let prices = [row.bid, row.ask, row.mark, row.mark_vol, row.forward];
                assert!(prices.into_iter().flatten().all(f64::is_finite), "{row:?}");
            }
        }
        Err(issues) => {
            assert!(issues.iter().any(Issue::is_reject), "{issues:?}");
            said_well(&issues);
        }
    }
}

fn anything(text: &str) -> Read {
    read_with(text, &LISTING, Reading { surface: Some(&*MARKET), ..Reading::default() })
}

/// The text as the page reads it, whatever form it seems to have.
fn any(text: &str) {
    sound(text, &anything(text));
}

/// Two readings are the same, with numbers that are none where they are none.
fn same(one: &Read, other: &Read) {
    assert!(one == other || format!("{one:?}") == format!("{other:?}"));
}

/// Every finding stands in the text at whole characters and says something; nothing is said back
/// of what is refused; checking what was read says no worse.
pub(super) fn sound(text: &str, read: &Read) {
    assert!(read.draft.is_some() || !read.issues.is_empty(), "nothing read and nothing said");
    assert!(read.issues.len() <= MOST_ISSUES, "{} issues", read.issues.len());
    for issue in &read.issues {
        let Some(range) = issue.path.strip_prefix("text:") else { continue };
        let (from, to) = range.split_once('-').unwrap();
        let range = from.parse::<usize>().unwrap()..to.parse::<usize>().unwrap();
        assert!(text.get(range).is_some(), "{issue:?} is not in the text");
    }
    said_well(&read.issues);
    let is_rejected = read.issues.iter().any(Issue::is_reject);
    assert!(read.explanation.is_none() || !is_rejected, "{read:?}");
    if let Some(draft) = &read.draft {
        let checked = check(draft, &LISTING);
        said_well(&checked.issues);
        assert!(checked.rfq.is_some() || checked.issues.iter().any(Issue::is_reject));
        assert!(read.explanation.is_none() || checked.rfq.is_some());
    }
}

/// Findings are sentences that can be read out, and their buttons have words.
fn said_well(issues: &[Issue]) {
    for issue in issues {
        let message = &issue.message;
        let is_example = message.contains("try: ") || message.contains("example: ");
        assert!(is_example || message.ends_with(['.', '?', '!', '”']), "{issue:?}");
        assert!(message.chars().count() <= LONGEST_MESSAGE, "{issue:?}");
        assert!(issue.answers.iter().all(|answer| !answer.label.trim().is_empty()), "{issue:?}");
    }
}

/// The line that is written of what was said back reads as the same package, size and side.
fn survives_writing(read: &Read) {
    if read.explanation.is_none() {
        return;
    }
    let draft = read.draft.as_ref().unwrap();
    let rfq = check(draft, &LISTING).rfq.unwrap();
    // Lines have no words for these.
    if draft.legs.iter().any(|leg| leg.multiplier.is_some() || leg.exercise.is_some()) {
        return;
    }
    let line = write(&rfq, &LISTING);
    let again = shorthand::read(&line, &LISTING, None);
    assert!(again.issues.is_empty(), "{line} {:?}", again.issues);
    let again = check(&again.draft.unwrap(), &LISTING).rfq;
    // A name is written between quotation marks, so that its own become single ones.
    let plain = |name: String| name.replace(['"', '“', '”'], "'");
    let what = |Rfq { client, spread, quantity, asked, tied, price_in, .. }: Rfq| {
        (spread, quantity, asked, tied, price_in, client.map(plain))
    };
    assert_eq!(again.map(what), Some(what(rfq)), "{line}");
}
