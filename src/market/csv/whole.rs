//! Whether a file is whole text: neither something else than text nor cut off.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;

use super::row::Row;
use crate::basics::{PutCall, Timestamp};
use crate::market::median;

/// What the end of a file is judged by, gathered while its rows are read.
#[derive(Default)]
pub(super) struct Ending {
    last: Option<StringRecord>,
    /// Last fields of the rows before the last one.
    last_fields: BTreeSet<String>,
}

impl Ending {
    /// Takes the next record in.
    pub(super) fn push(&mut self, record: StringRecord, columns: usize) {
        if let Some(previous) = self.last.replace(record)
            && previous.len() == columns
        {
            self.last_fields.insert(previous.iter().next_back().unwrap_or_default().to_owned());
        }
    }

    /// The line at which the file is cut off, where it shows.
    pub(super) fn cut_at(&self, text: &str, rows: &[Row], columns: usize) -> Option<u64> {
        let last = self.last.as_ref()?;
        let is_open = !ends_in_line_break(text);
        let tail = last.iter().next_back().unwrap_or_default();
        // Only a column of few repeated words can show that its last word is cut.
        let is_cut_word = is_open
            && self.last_fields.len() <= 8
            && !self.last_fields.is_empty()
            && !self.last_fields.contains(tail)
            && self.last_fields.iter().any(|t| t.starts_with(tail));
        let is_cut_between_rows = is_open && lopsided(rows).is_some();
        (last.len() < columns || is_cut_word || is_cut_between_rows)
            .then(|| last.position().map_or(0, csv::Position::line))
    }
}

/// Whether the last line is closed; a lone carriage return closes it only where no line has more.
pub(super) fn ends_in_line_break(text: &str) -> bool {
    text.ends_with('\n') || (text.ends_with('\r') && !text.contains('\n'))
}

/// Why the text is not text, where it is not.
pub(super) fn binary_message(name: &str, text: &str) -> Option<String> {
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

/// Signs that the file stops before its end although every row is whole.
///
/// A file cut exactly between two rows cannot be told from a short one in general. What shows is
/// a last expiry whose strikes stop below the index while those of every earlier expiry go beyond
/// it, or a call whose put is missing at the very end where no other strike lacks one.
pub(super) fn lopsided(rows: &[Row]) -> Option<String> {
    let last = rows.last()?;
    let chain: Vec<&Row> =
        rows.iter().filter(|r| r.stamp == last.stamp && r.underlying == last.underlying).collect();
    let mut expiries: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &chain {
        expiries.entry(row.quote.expiry.as_str()).or_default().push(row);
    }
    let level =
        |group: &[&Row]| median(group.iter().filter_map(|r| r.quote.forward.or(r.index)).collect());
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
