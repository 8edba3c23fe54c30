//! Whether a file is whole text: neither something else than text nor cut off.

use std::collections::{BTreeMap, BTreeSet};

use super::row::Row;
use crate::basics::records::Record;
use crate::basics::{PutCall, Timestamp};
use crate::market::median;

/// Different words in a column that still repeats its words.
const MOST_WORDS: usize = 8;

/// What the end of a file is judged by, gathered while its rows are read.
pub(super) struct Ending {
    /// Whether the last line is not closed.
    is_open: bool,
    last: Option<LastRecord>,
    /// Last fields of the rows before the last one, in an open file, up to one too many.
    words: BTreeSet<String>,
}

struct LastRecord {
    line: u64,
    fields: usize,
    /// The last field, in an open file.
    word: String,
}

impl Ending {
    /// The ending of this text, before its rows are read.
    pub(super) fn of(text: &str) -> Self {
        Self { is_open: !ends_in_line_break(text), last: None, words: BTreeSet::new() }
    }

    /// Takes the next record in.
    pub(super) fn push(&mut self, record: &Record<'_>, columns: usize) {
        let word = record.fields.last().filter(|_| self.is_open).map_or("", |field| field.trim());
        let last =
            LastRecord { line: record.line, fields: record.fields.len(), word: word.to_owned() };
        if let Some(previous) = self.last.replace(last)
            && self.is_open
            && previous.fields == columns
            && self.words.len() <= MOST_WORDS
        {
            self.words.insert(previous.word);
        }
    }

    /// The line at which the file is cut off, where it shows.
    pub(super) fn cut_at(&self, is_lopsided: bool, columns: usize) -> Option<u64> {
        let last = self.last.as_ref()?;
        let word = last.word.as_str();
        // Only a column of few repeated words can show that its last word is cut.
        let is_cut_word = self.is_open
            && self.words.len() <= MOST_WORDS
            && !self.words.is_empty()
            && !self.words.contains(word)
            && self.words.iter().any(|w| w.starts_with(word));
        let is_cut_between_rows = self.is_open && is_lopsided;
        (last.fields < columns || is_cut_word || is_cut_between_rows).then_some(last.line)
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
    for run in chain.chunk_by(|a, b| a.quote.expiry == b.quote.expiry) {
        let Some(first) = run.first() else { continue };
        expiries.entry(first.quote.expiry.as_str()).or_default().extend(run);
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
    let is_single = |call: &Row, puts: &BTreeSet<u64>| {
        call.quote.put_call == PutCall::Call && !puts.contains(&call.quote.strike.to_bits())
    };
    let single_calls = |group: &[&Row]| -> usize {
        let puts = put_strikes(group);
        group.iter().filter(|r| is_single(r, &puts)).count()
    };
    if is_single(last, &put_strikes(&final_group))
        && single_calls(&final_group) == 1
        && expiries.values().all(|g| single_calls(g) == 0)
        && chain.len() > 4
    {
        return Some(format!("its last row is a {} call without its put", last.quote.strike));
    }
    None
}

/// The strikes of the puts, by their bits: strikes are positive, so that equal ones have the same.
fn put_strikes(group: &[&Row]) -> BTreeSet<u64> {
    let puts = group.iter().filter(|r| r.quote.put_call == PutCall::Put);
    puts.map(|r| r.quote.strike.to_bits()).collect()
}
