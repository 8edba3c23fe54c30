//! Chain files: delimited text with one option per row, as recorded from exchanges and vendors.
//!
//! Columns by name, in any order and any case: `timestamp_utc`, `underlying`, `expiry`, `strike`,
//! `type` are needed; `exercise`, `settlement`, `bid`, `ask`, `bid_size`, `ask_size`,
//! `open_interest`, `volume`, `mark`,
//! `mark_iv`, `underlying_price`, `forward`, `price_ccy` are read where they are. Instants are ISO
//! 8601, prices in premium currency, volatilities decimal. An empty price and a price of 0 both
//! mean that nothing is quoted. Terms that no row states are assumed, and the issues say so.

mod group;
mod row;
mod whole;

use std::collections::BTreeSet;

use row::{Columns, Known};
use whole::{Ending, binary_message, ends_in_line_break, lopsided};

use super::snapshot::MarketSnapshot;
use crate::basics::records::Records;
use crate::basics::{Issue, IssueCode, Timestamp};

/// Rows listed by number in a message before "and more".
const LISTED_ROWS: usize = 5;

/// How a chain file is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// The file's name, for people.
    pub name: Option<String>,
    /// ISO instant of the snapshot to take from a file of many; absent takes the last.
    pub at: Option<String>,
    /// Whether the text is the latest state of a feed, as in [`MarketSnapshot::live`].
    pub live: bool,
}

/// A chain file that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainFile {
    /// One snapshot per underlying and settlement.
    pub snapshot: MarketSnapshot,
    /// Distinct instants that the file holds.
    pub snapshots: usize,
    /// What the reader should know: rows left out, a file that may be cut.
    pub issues: Vec<Issue>,
}

/// Reads a chain file.
///
/// # Errors
/// The reasons why nothing of it can be used: empty, not text, without the needed columns, cut
/// off, or without one readable option.
pub fn read_chain(text: &str, options: &ReadOptions) -> Result<ChainFile, Vec<Issue>> {
    let name = options.name.as_deref().unwrap_or("The file");
    let fail = |code, message: String| Err(vec![Issue::new(code, "", message)]);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return fail(IssueCode::FileEmpty, format!("{name} is empty."));
    }
    if let Some(message) = binary_message(name, text) {
        return fail(IssueCode::FileBinary, message);
    }
    let mut records = Records::of(text, delimiter(text));
    let columns = records
        .next()
        .map_or_else(|| Columns::find(&[]), |header| Columns::find(&header.fields))
        .map_err(|missing| vec![header_issue(name, &missing)])?;
    let mut rows = Vec::new();
    let mut known = Known::default();
    let mut unreadable: Vec<(u64, String)> = Vec::new();
    let mut ending = Ending::of(text);
    while let Some(record) = records.next() {
        if record.fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        match columns.row(&record.fields, &mut known) {
            Ok(row) => rows.push(row),
            Err(why) => unreadable.push((record.line, why)),
        }
        ending.push(&record, columns.count);
    }
    let lopsided = lopsided(&rows);
    if let Some(line) = ending.cut_at(lopsided.is_some(), columns.count) {
        return fail(
            IssueCode::FileTruncated,
            format!(
                "{name} is cut off at line {line}; please load the whole file. Nothing of it was \
                 taken."
            ),
        );
    }
    let mut issues = Vec::new();
    if !ends_in_line_break(text) {
        issues.push(Issue::new(
            IssueCode::FileRow,
            "",
            format!("{name} does not end with a line break, so that its end may be missing."),
        ));
    }
    if !unreadable.is_empty() {
        issues.push(unreadable_issue(name, &unreadable, rows.len()));
    }
    if rows.is_empty() {
        issues.push(Issue::new(
            IssueCode::FileNoQuotes,
            "",
            format!("{name} has no option that could be read."),
        ));
        return Err(issues);
    }
    let stamps: BTreeSet<Timestamp> = rows.iter().map(|r| r.stamp).collect();
    let chosen = match choose(name, options.at.as_deref(), &stamps) {
        Ok(chosen) => chosen,
        Err(issue) => {
            issues.insert(0, issue);
            return Err(issues);
        }
    };
    if let Some(why) = lopsided {
        issues.push(Issue::new(
            IssueCode::FileRow,
            "",
            format!("{name} may be incomplete: {why}."),
        ));
    }
    let grouped = group::underlyings(name, rows, chosen);
    if !grouped.mixed.is_empty() {
        return Err(grouped.mixed.into_iter().chain(issues).collect());
    }
    issues.extend(grouped.notes);
    let snapshot = MarketSnapshot {
        name: options.name.clone(),
        sample: false,
        live: options.live,
        underlyings: grouped.underlyings,
    };
    Ok(ChainFile { snapshot, snapshots: stamps.len(), issues })
}

/// The delimiter that the header line has most of.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |d: u8| header.bytes().filter(|b| *b == d).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|d| count(*d)).unwrap_or(b',')
}

/// What the header line lacks.
fn header_issue(name: &str, missing: &[String]) -> Issue {
    let words = missing.join(", ");
    let message = if missing.len() >= 4 {
        format!("{name} has no header line with the columns a chain needs: {words} are missing.")
    } else {
        format!("{name} lacks a column that a chain needs: {words}.")
    };
    Issue::new(IssueCode::FileHeader, "text:1", message)
}

/// The instant to take, or why there is none.
fn choose(
    name: &str,
    at: Option<&str>,
    stamps: &BTreeSet<Timestamp>,
) -> Result<Option<Timestamp>, Issue> {
    let Some(at) = at else { return Ok(None) };
    let first = stamps.first().map_or_else(String::new, |s| s.to_iso());
    let last = stamps.last().map_or_else(String::new, |s| s.to_iso());
    let issue = |message: String| Issue::new(IssueCode::Snapshot, "at", message);
    let wanted = Timestamp::parse_iso(at)
        .ok_or_else(|| issue(format!("{at} is not an instant such as {last}.")))?;
    if stamps.contains(&wanted) {
        Ok(Some(wanted))
    } else {
        Err(issue(format!(
            "{name} has no snapshot at {at}; it has {} from {first} to {last}.",
            stamps.len()
        )))
    }
}

fn unreadable_issue(name: &str, unreadable: &[(u64, String)], readable: usize) -> Issue {
    let mut lines: Vec<String> =
        unreadable.iter().take(LISTED_ROWS).map(|(l, why)| format!("{l} ({why})")).collect();
    if unreadable.len() > LISTED_ROWS {
        lines.push(format!("and {} more", unreadable.len() - LISTED_ROWS));
    }
    let path = unreadable.first().map_or_else(String::new, |(line, _)| format!("text:{line}"));
    let (rows, plural) = (unreadable.len(), if unreadable.len() == 1 { "" } else { "s" });
    Issue::new(
        IssueCode::FileRow,
        path,
        format!(
            "{rows} row{plural} of {name} could not be read and {readable} could: line {}.",
            lines.join(", ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Exercise, Settlement};

    const HEADER: &str = "timestamp_utc,underlying,expiry,strike,type,exercise,settlement,bid,ask,\
                          bid_size,ask_size,mark,mark_iv,underlying_price,forward,price_ccy";

    fn row(stamp: &str, strike: f64, letter: &str, bid: &str) -> String {
        format!(
            "{stamp},ETH,2026-05-29T08:00:00Z,{strike},{letter},european,inverse,{bid},0.03,,5,\
             0.0292,0.5364,2260.18,2260.8,ETH"
        )
    }

    fn file(rows: &[String]) -> String {
        format!("{HEADER}\n{}\n", rows.join("\n"))
    }

    fn whole() -> String {
        let stamp = "2026-04-30T16:45:59Z";
        let rows: Vec<String> = [2000.0, 2200.0, 2300.0, 2600.0]
            .iter()
            .flat_map(|k| [row(stamp, *k, "C", "0.0285"), row(stamp, *k, "P", "0")])
            .collect();
        file(&rows)
    }

    fn read(text: &str) -> Result<ChainFile, Vec<Issue>> {
        let options = ReadOptions {
            name: Some(String::from("chain.csv")),
            at: None,
            ..ReadOptions::default()
        };
        read_chain(text, &options)
    }

    fn code(text: &str) -> IssueCode {
        read(text).unwrap_err()[0].code
    }

    #[test]
    fn a_chain_is_read_with_zero_and_empty_as_no_quote() {
        let found = read(&whole()).unwrap();
        assert!(found.issues.is_empty());
        assert_eq!(found.snapshots, 1);
        let eth = &found.snapshot.underlyings[0];
        assert_eq!((eth.id.as_str(), eth.settlement), ("ETH", Settlement::Inverse));
        assert_eq!(eth.spot, Some(2260.18));
        assert_eq!(eth.rows.len(), 8);
        assert_eq!((eth.rows[0].bid, eth.rows[1].bid), (Some(0.0285), None));
        assert_eq!((eth.rows[0].bid_size, eth.rows[0].ask_size), (None, Some(5.0)));
    }

    #[test]
    fn open_interest_and_volume_are_read_where_stated_and_zero_is_a_figure() {
        let text = whole();
        let stated = text.lines().enumerate().map(|(i, line)| match i {
            0 => format!("{line},open_interest,volume"),
            1 => format!("{line},12.5,0"),
            2 => format!("{line},,-3"),
            _ => format!("{line},0,"),
        });
        let stated: Vec<String> = stated.collect();
        let rows = read(&(stated.join("\n") + "\n")).unwrap().snapshot.underlyings.remove(0).rows;
        let figures: Vec<_> = rows.iter().map(|row| (row.open_interest, row.volume)).collect();
        assert_eq!(figures[..3], [(Some(12.5), Some(0.0)), (None, None), (Some(0.0), None)]);
    }

    #[test]
    fn byte_order_marks_line_ends_and_other_separators_are_read() {
        let plain = read(&whole()).unwrap();
        for text in [
            format!("\u{feff}{}", whole()),
            whole().replace('\n', "\r\n"),
            whole().replace(',', ";"),
            whole().replace(',', "\t"),
        ] {
            assert_eq!(read(&text).unwrap(), plain);
        }
    }

    #[test]
    fn columns_may_stand_in_any_order_and_optional_ones_be_missing() {
        let text = "strike,ask,BID,type,expiry,underlying,timestamp_utc,price_ccy\n\
                    3400,0.02,0.01,call,2026-05-29T08:00:00Z,eth,2026-04-30T16:45:59Z,ETH\n";
        let found = read(text).unwrap();
        let eth = &found.snapshot.underlyings[0];
        assert_eq!((eth.id.as_str(), eth.settlement), ("ETH", Settlement::Inverse));
        assert_eq!(eth.rows[0].ask, Some(0.02));
    }

    #[test]
    fn what_cannot_be_a_chain_says_why() {
        assert_eq!(code(""), IssueCode::FileEmpty);
        assert_eq!(code(" \r\n\n"), IssueCode::FileEmpty);
        let picture = "\u{fffd}PNG\r\n\u{1a}\n\0\0\0\rIHDR\0\0\u{2}\0";
        assert_eq!(code(picture), IssueCode::FileBinary);
        assert!(read(picture).unwrap_err()[0].message.contains("picture"));
        assert_eq!(code("\u{1f}\u{fffd}\u{8}\0\0"), IssueCode::FileBinary);
        assert_eq!(code("once upon a time\nthere was\n"), IssueCode::FileHeader);
        let missing = whole().replacen("strike", "struck", 1);
        let issues = read(&missing).unwrap_err();
        assert_eq!(issues[0].code, IssueCode::FileHeader);
        assert!(issues[0].message.contains("strike"));
        assert_eq!(code(&format!("{HEADER}\n")), IssueCode::FileNoQuotes);
    }

    #[test]
    fn a_cut_file_is_refused_wherever_the_cut_shows() {
        let text = whole();
        let last_row = text.trim_end().rfind('\n').unwrap() + 1;
        // Within the last row, up to one letter missing of its currency.
        for end in [last_row + 3, last_row + 40, text.len() - 3, text.len() - 2] {
            assert_eq!(code(&text[..end]), IssueCode::FileTruncated, "cut at {end}");
        }
        // Without its final line break alone a file is read, and the reader told.
        let found = read(text.trim_end()).unwrap();
        assert_eq!(found.issues[0].code, IssueCode::FileRow);
        assert_eq!(found.snapshot, read(&text).unwrap().snapshot);
    }

    #[test]
    fn unreadable_rows_are_counted_with_their_lines() {
        let text = whole().replacen("2200", "many", 1).replacen("2300", "-3", 2);
        let found = read(&text).unwrap();
        assert_eq!(found.snapshot.underlyings[0].rows.len(), 5);
        assert_eq!(found.issues[0].code, IssueCode::FileRow);
        assert!(found.issues[0].message.contains("3 rows"), "{}", found.issues[0].message);
        assert_eq!(found.issues[0].path, "text:4");
    }

    #[test]
    fn of_many_snapshots_the_last_is_taken_or_the_one_asked_for() {
        let (early, late) = ("2026-04-30T10:00:00Z", "2026-04-30T16:00:00Z");
        let text = file(&[
            row(late, 2300.0, "C", "0.02"),
            row(late, 2300.0, "P", "0.02"),
            row(early, 2300.0, "C", "0.01"),
            row(early, 2300.0, "P", "0.01"),
        ]);
        let found = read(&text).unwrap();
        assert_eq!(found.snapshots, 2);
        assert_eq!(found.snapshot.underlyings[0].as_of, late);
        let at = |at: &str| {
            read_chain(
                &text,
                &ReadOptions { name: None, at: Some(at.into()), ..ReadOptions::default() },
            )
        };
        assert_eq!(at(early).unwrap().snapshot.underlyings[0].rows[0].bid, Some(0.01));
        assert_eq!(at("2026-05-01T00:00:00Z").unwrap_err()[0].path, "at");
        assert_eq!(at("noon").unwrap_err()[0].code, IssueCode::Snapshot);
    }

    /// A file with a call and a put at each of four strikes, and these columns at its end.
    fn with_terms(header: &str, terms: impl Fn(usize) -> String) -> String {
        let mut lines =
            vec![format!("timestamp_utc,underlying,expiry,strike,type,bid,ask{header}")];
        for (i, strike) in [2000, 2200, 2300, 2600].into_iter().enumerate() {
            let option = format!("2026-04-30T16:45:59Z,ETH,2026-05-29T08:00:00Z,{strike}");
            let line = |letter: &str| format!("{option},{letter},1,2{}", terms(i));
            lines.extend(["C", "P"].map(line));
        }
        lines.join("\n") + "\n"
    }

    #[test]
    fn terms_that_no_row_states_are_assumed_and_said_to_be() {
        let found = read(&with_terms("", |_| String::new())).unwrap();
        let eth = &found.snapshot.underlyings[0];
        assert_eq!((eth.settlement, eth.exercise), (Settlement::Linear, Exercise::European));
        assert!(found.issues.iter().all(|i| i.code == IssueCode::Approximation));
        let told: Vec<bool> = ["settle", "exercised", "currency"]
            .iter()
            .map(|word| found.issues.iter().any(|i| i.message.contains(word)))
            .collect();
        assert_eq!((found.issues.len(), told), (3, vec![true; 3]), "{:?}", found.issues);
        // A premium in the coin says how the option settles.
        let coin = read(&with_terms(",exercise,price_ccy", |_| String::from(",european,ETH")));
        let coin = coin.unwrap();
        assert_eq!(coin.snapshot.underlyings[0].settlement, Settlement::Inverse);
        assert!(coin.issues.is_empty(), "{:?}", coin.issues);
        let some = with_terms(",exercise,price_ccy", |i| {
            String::from(if i == 0 { ",,USDC" } else { ",american,USDC" })
        });
        let some = read(&some).unwrap();
        assert_eq!(some.snapshot.underlyings[0].exercise, Exercise::American);
        assert_eq!(some.snapshot.underlyings[0].price_currency.as_deref(), Some("USDC"));
        assert!(some.issues[0].message.starts_with("2 rows of ETH do not say"));
    }

    #[test]
    fn rows_that_contradict_each_other_or_their_settlement_are_refused() {
        let refused = |header: &str, terms: &dyn Fn(usize) -> &'static str| -> Vec<String> {
            let issues = read(&with_terms(header, |i| terms(i).to_owned())).unwrap_err();
            assert!(issues.iter().all(|i| i.code == IssueCode::Snapshot), "{issues:?}");
            issues.into_iter().map(|i| i.path).collect()
        };
        let header = ",exercise,settlement,price_ccy";
        let exercise = |i| if i == 1 { ",american,linear,USD" } else { ",european,linear,USD" };
        assert_eq!(refused(header, &exercise), ["exercise"]);
        let currency = |i| if i == 1 { ",european,linear,EUR" } else { ",european,linear,USD" };
        assert_eq!(refused(header, &currency), ["price_ccy"]);
        assert_eq!(refused(header, &|_| ",european,inverse,USD"), ["price_ccy"]);
    }

    #[test]
    fn an_underlying_without_the_instant_asked_for_is_said_to_be_left_out() {
        let (early, late) = ("2026-04-30T10:00:00Z", "2026-04-30T16:00:00Z");
        let other = row(late, 2300.0, "C", "0.02").replace("ETH", "BTC");
        let text = file(&[row(early, 2300.0, "C", "0.02"), other]);
        let options =
            ReadOptions { name: None, at: Some(early.to_owned()), ..ReadOptions::default() };
        let found = read_chain(&text, &options).unwrap();
        assert_eq!(found.snapshot.underlyings.len(), 1);
        let issue = found.issues.iter().find(|i| i.message.contains("BTC")).unwrap();
        assert_eq!(issue.code, IssueCode::FileRow);
    }
}
