//! Chain files: delimited text with one option per row, as recorded from exchanges and vendors.
//!
//! Columns by name, in any order and any case: `timestamp_utc`, `underlying`, `expiry`, `strike`,
//! `type` are needed; `exercise`, `settlement`, `bid`, `ask`, `bid_size`, `ask_size`, `mark`,
//! `mark_iv`, `underlying_price`, `forward`, `price_ccy` are read where they are. Instants are ISO
//! 8601, prices in premium currency, volatilities decimal. An empty price and a price of 0 both
//! mean that nothing is quoted.

use std::collections::{BTreeMap, BTreeSet};

use csv::{ReaderBuilder, StringRecord, Trim};

use super::snapshot::{MarketSnapshot, QuoteRow, UnderlyingSnapshot};
use crate::basics::{Exercise, Issue, IssueCode, PutCall, Settlement, Timestamp};

/// Rows listed by number in a message before "and more".
const LISTED_ROWS: usize = 5;

/// How a chain file is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// The file's name, for people.
    pub name: Option<String>,
    /// ISO instant of the snapshot to take from a file of many; absent takes the last.
    pub at: Option<String>,
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

/// Columns by meaning, as positions in a record.
struct Columns {
    stamp: usize,
    underlying: usize,
    expiry: usize,
    strike: usize,
    put_call: usize,
    optional: BTreeMap<&'static str, usize>,
    count: usize,
}

/// The instants read last: rows repeat their stamp and their expiry.
#[derive(Default)]
struct Instants {
    recent: [Option<(String, Timestamp)>; 2],
}

impl Instants {
    fn read(&mut self, text: &str) -> Option<Timestamp> {
        if let Some((_, found)) = self.recent.iter().flatten().find(|(known, _)| known == text) {
            return Some(*found);
        }
        let found = Timestamp::parse_iso(text)?;
        self.recent.rotate_right(1);
        self.recent[0] = Some((text.to_owned(), found));
        Some(found)
    }
}

/// One readable row, before a snapshot is chosen.
struct Row {
    stamp: Timestamp,
    underlying: String,
    settlement: Settlement,
    exercise: Exercise,
    currency: Option<String>,
    index: Option<f64>,
    quote: QuoteRow,
}

/// Reads a chain file.
///
/// # Errors
/// The reasons why nothing of it can be used: empty, not text, without the needed columns, cut
/// off, or without one readable option.
pub fn read_chain(text: &str, options: &ReadOptions) -> Result<ChainFile, Vec<Issue>> {
    let name = options.name.as_deref().unwrap_or("The file");
    let fail = |code, message: String| Err(vec![Issue::new(code, "", message)]);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return fail(IssueCode::FileEmpty, format!("{name} is empty."));
    }
    if let Some(message) = binary_message(name, text) {
        return fail(IssueCode::FileBinary, message);
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let columns = Columns::find(&header).map_err(|missing| {
        let words = missing.join(", ");
        let message = if missing.len() >= 4 {
            format!(
                "{name} has no header line with the columns a chain needs: {words} are missing."
            )
        } else {
            format!("{name} lacks a column that a chain needs: {words}.")
        };
        vec![Issue::new(IssueCode::FileHeader, "text:1", message)]
    })?;

    let mut rows = Vec::new();
    let mut instants = Instants::default();
    let mut unreadable: Vec<(u64, String)> = Vec::new();
    let mut last_record: Option<StringRecord> = None;
    let mut last_texts: BTreeSet<String> = BTreeSet::new();
    for record in reader.records() {
        let Ok(record) = record else {
            unreadable.push((0, String::from("not a row of text")));
            continue;
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        match columns.row(&record, &mut instants) {
            Ok(row) => rows.push(row),
            Err(why) => {
                unreadable.push((record.position().map_or(0, csv::Position::line), why));
            }
        }
        if let Some(previous) = last_record.replace(record) {
            if previous.len() == columns.count {
                last_texts.insert(previous.iter().next_back().unwrap_or_default().to_owned());
            }
        }
    }
    if let Some(last) = &last_record {
        let tail = last.iter().next_back().unwrap_or_default();
        let lacks_fields = last.len() < columns.count;
        // Only a column of few repeated words can show that its last word is cut.
        let is_cut_word = !ends_in_line_break(text)
            && last_texts.len() <= 8
            && !last_texts.is_empty()
            && !last_texts.contains(tail)
            && last_texts.iter().any(|t| t.starts_with(tail));
        let is_cut_between_rows = !ends_in_line_break(text) && lopsided(&rows).is_some();
        if lacks_fields || is_cut_word || is_cut_between_rows {
            let line = last.position().map_or(0, csv::Position::line);
            return fail(
                IssueCode::FileTruncated,
                format!(
                    "{name} is cut off at line {line}; please load the whole file. Nothing of it \
                     was taken."
                ),
            );
        }
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
    let chosen = choose(name, options.at.as_deref(), &stamps).map_err(|i| vec![i])?;
    if let Some(why) = lopsided(&rows) {
        issues.push(Issue::new(
            IssueCode::FileRow,
            "",
            format!("{name} may be incomplete: {why}."),
        ));
    }
    let snapshot = MarketSnapshot {
        name: options.name.clone(),
        sample: false,
        underlyings: underlyings(rows, chosen),
    };
    Ok(ChainFile { snapshot, snapshots: stamps.len(), issues })
}

/// Whether the last line is closed; a lone carriage return closes it only where no line has more.
fn ends_in_line_break(text: &str) -> bool {
    text.ends_with('\n') || (text.ends_with('\r') && !text.contains('\n'))
}

/// Why the text is not text, where it is not.
fn binary_message(name: &str, text: &str) -> Option<String> {
    let start = || text.chars().take(4096);
    let odd = start()
        .filter(|c| *c == '\u{fffd}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
        .count();
    // A stray byte in a name is no reason to refuse a file; a picture has hundreds in its head.
    if odd == 0 || (odd * 50 < start().count() && !text.contains('\0')) {
        return None;
    }
    let head: String = text.chars().take(12).collect();
    let what = if head.contains("PNG") || head.contains("JFIF") {
        "is a picture"
    } else if head.starts_with("PK") {
        "is a zip or spreadsheet file"
    } else if head.starts_with('\u{1f}') {
        "is a compressed file that was not unpacked"
    } else {
        "is not a text file"
    };
    Some(format!("{name} {what}; please load a chain as CSV text."))
}

/// The delimiter that the header line has most of.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |d: u8| header.bytes().filter(|b| *b == d).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|d| count(*d)).unwrap_or(b',')
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

/// Groups rows by underlying and settlement and keeps one instant of each.
fn underlyings(rows: Vec<Row>, chosen: Option<Timestamp>) -> Vec<UnderlyingSnapshot> {
    let mut order: Vec<(String, Settlement)> = Vec::new();
    let mut groups: BTreeMap<(String, Settlement), Vec<Row>> = BTreeMap::new();
    for row in rows {
        let key = (row.underlying.clone(), row.settlement);
        if !groups.contains_key(&key) {
            order.push(key.clone());
        }
        groups.entry(key).or_default().push(row);
    }
    let mut found = Vec::new();
    for key in order {
        let Some(group) = groups.remove(&key) else { continue };
        let Some(stamp) = chosen.or_else(|| group.iter().map(|r| r.stamp).max()) else { continue };
        let group: Vec<Row> = group.into_iter().filter(|r| r.stamp == stamp).collect();
        let Some(first) = group.first() else { continue };
        found.push(UnderlyingSnapshot {
            id: key.0,
            settlement: key.1,
            exercise: first.exercise,
            as_of: stamp.to_iso(),
            spot: super::median(group.iter().filter_map(|r| r.index).collect()),
            price_currency: price_currency(key.1, first.currency.as_deref()),
            contract: None,
            rows: group.into_iter().map(|r| r.quote).collect(),
            hedges: Vec::new(),
            fitted: Vec::new(),
        });
    }
    found
}

/// The currency of strikes: a linear row's own currency; inverse rows name the coin, so that
/// theirs is left to the default.
fn price_currency(settlement: Settlement, stated: Option<&str>) -> Option<String> {
    match settlement {
        Settlement::Linear => stated.map(str::to_uppercase),
        Settlement::Inverse => None,
    }
}

/// Signs that the file stops before its end although every row is whole.
///
/// A file cut exactly between two rows cannot be told from a short one in general. What shows is
/// a last expiry whose strikes stop below the index while those of every earlier expiry go beyond
/// it, or a call whose put is missing at the very end where no other strike lacks one.
fn lopsided(rows: &[Row]) -> Option<String> {
    let last = rows.last()?;
    let chain: Vec<&Row> =
        rows.iter().filter(|r| r.stamp == last.stamp && r.underlying == last.underlying).collect();
    let mut expiries: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &chain {
        expiries.entry(row.quote.expiry.as_str()).or_default().push(row);
    }
    let level = |group: &[&Row]| {
        super::median(group.iter().filter_map(|r| r.quote.forward.or(r.index)).collect())
    };
    let reach = |group: &[&Row]| -> Option<f64> {
        let top = group.iter().map(|r| r.quote.strike).fold(0.0, f64::max);
        Some(top / level(group)?)
    };
    let final_group = expiries.remove(last.quote.expiry.as_str())?;
    let others: Vec<f64> = expiries.values().filter_map(|g| reach(g)).collect();
    let final_reach = reach(&final_group)?;
    if !others.is_empty() && final_reach < 1.0 && others.iter().all(|r| *r > 1.0) {
        let code = Timestamp::parse_iso(&last.quote.expiry)
            .map_or_else(|| last.quote.expiry.clone(), Timestamp::expiry_code);
        return Some(format!(
            "the strikes of {code}, its last expiry, end at {} below the money",
            last.quote.strike
        ));
    }
    let lacks_put = |row: &Row, group: &[&Row]| {
        !group
            .iter()
            .any(|r| r.quote.strike == row.quote.strike && r.quote.put_call == PutCall::Put)
    };
    let calls = |group: &[&Row]| -> usize {
        group.iter().filter(|r| r.quote.put_call == PutCall::Call && lacks_put(r, group)).count()
    };
    if last.quote.put_call == PutCall::Call
        && calls(&final_group) == 1
        && lacks_put(last, &final_group)
        && expiries.values().map(|g| calls(g)).sum::<usize>() == 0
        && chain.len() > 4
    {
        return Some(format!("its last row is a {} call without its put", last.quote.strike));
    }
    None
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

impl Columns {
    /// Finds the columns by name, or names those that are missing.
    fn find(header: &StringRecord) -> Result<Self, Vec<String>> {
        let at = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let needed = ["timestamp_utc", "underlying", "expiry", "strike", "type"];
        let missing: Vec<String> =
            needed.iter().filter(|n| at(n).is_none()).map(|n| (*n).to_owned()).collect();
        let positions: Vec<usize> = needed.iter().filter_map(|n| at(n)).collect();
        let &[stamp, underlying, expiry, strike, put_call] = positions.as_slice() else {
            return Err(missing);
        };
        let names = [
            "exercise",
            "settlement",
            "bid",
            "ask",
            "bid_size",
            "ask_size",
            "mark",
            "mark_iv",
            "underlying_price",
            "forward",
            "price_ccy",
        ];
        let optional: BTreeMap<&'static str, usize> =
            names.into_iter().filter_map(|n| at(n).map(|i| (n, i))).collect();
        if !optional.contains_key("bid") && !optional.contains_key("ask") {
            return Err(vec![String::from("bid"), String::from("ask")]);
        }
        let count = header.len();
        Ok(Self { stamp, underlying, expiry, strike, put_call, optional, count })
    }

    /// A record as a row, or what is wrong with it in a few words.
    fn row(&self, record: &StringRecord, instants: &mut Instants) -> Result<Row, String> {
        if record.len() != self.count {
            return Err(format!("{} fields in place of {}", record.len(), self.count));
        }
        let text = |i: usize| record.get(i).unwrap_or_default();
        let option =
            |name: &str| self.optional.get(name).map(|i| text(*i)).filter(|t| !t.is_empty());
        let number = |name: &str| -> Result<Option<f64>, String> {
            let Some(t) = option(name) else { return Ok(None) };
            let value: f64 = t.parse().map_err(|_| format!("{name} is not a number"))?;
            if value.is_finite() { Ok(Some(value)) } else { Err(format!("{name} is not finite")) }
        };
        let price = |name: &str| -> Result<Option<f64>, String> {
            match number(name)? {
                Some(value) if value < 0.0 => Err(format!("{name} is negative")),
                value => Ok(value.filter(|v| *v > 0.0)),
            }
        };
        let mut instant = |i: usize, name: &str| {
            instants.read(text(i)).ok_or_else(|| format!("{name} is not an ISO instant"))
        };
        let stamp = instant(self.stamp, "timestamp_utc")?;
        instant(self.expiry, "expiry")?;
        let strike: f64 =
            text(self.strike).parse().map_err(|_| String::from("strike is not a number"))?;
        if !(strike.is_finite() && strike > 0.0) {
            return Err(String::from("strike is not positive"));
        }
        let put_call = match text(self.put_call).to_ascii_uppercase().as_str() {
            "C" | "CALL" => PutCall::Call,
            "P" | "PUT" => PutCall::Put,
            _ => return Err(String::from("type is neither C nor P")),
        };
        let underlying = text(self.underlying).to_uppercase();
        if underlying.is_empty() {
            return Err(String::from("underlying is empty"));
        }
        let currency = option("price_ccy").map(str::to_uppercase);
        let settlement = match option("settlement").map(str::to_lowercase).as_deref() {
            Some("inverse") => Settlement::Inverse,
            Some("linear") => Settlement::Linear,
            Some(_) => return Err(String::from("settlement is neither inverse nor linear")),
            // A premium in the coin itself is what makes an option inverse.
            None if currency.as_deref() == Some(underlying.as_str()) => Settlement::Inverse,
            None => Settlement::Linear,
        };
        let exercise = match option("exercise").map(str::to_lowercase).as_deref() {
            Some("american") => Exercise::American,
            Some("european") | None => Exercise::European,
            Some(_) => return Err(String::from("exercise is neither european nor american")),
        };
        Ok(Row {
            stamp,
            settlement,
            exercise,
            currency,
            index: price("underlying_price")?,
            quote: QuoteRow {
                expiry: text(self.expiry).to_owned(),
                strike,
                put_call,
                bid: price("bid")?,
                ask: price("ask")?,
                bid_size: price("bid_size")?,
                ask_size: price("ask_size")?,
                // A mark of zero is a price, unlike a bid of zero.
                mark: number("mark")?.filter(|m| *m >= 0.0),
                mark_vol: price("mark_iv")?,
                forward: price("forward")?,
            },
            underlying,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let options = ReadOptions { name: Some(String::from("chain.csv")), at: None };
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
        let at = |at: &str| read_chain(&text, &ReadOptions { name: None, at: Some(at.into()) });
        assert_eq!(at(early).unwrap().snapshot.underlyings[0].rows[0].bid, Some(0.01));
        assert_eq!(at("2026-05-01T00:00:00Z").unwrap_err()[0].path, "at");
        assert_eq!(at("noon").unwrap_err()[0].code, IssueCode::Snapshot);
    }
}
