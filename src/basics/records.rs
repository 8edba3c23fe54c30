//! The records of a delimited text, each as its line and its fields.

use std::borrow::Cow;

use csv::{Reader, ReaderBuilder, StringRecord};

/// One record: a line, where no field is quoted.
pub(crate) struct Record<'a> {
    /// The line that it starts on, from 1.
    pub(crate) line: u64,
    /// Its fields with any spaces around them.
    pub(crate) fields: Cow<'a, [&'a str]>,
}

/// Goes through the records of a text; empty lines are none.
///
/// Most files quote nothing, and splitting them by hand takes about half of the time of a reader
/// that is ready for quotation marks. Either way the records are the same.
pub(crate) enum Records<'t> {
    /// A text without quotation marks: its fields are parts of it and need not be copied.
    Plain(Plain<'t>),
    /// A text in which a field may be quoted and hold delimiters and line breaks.
    Quoted(Box<Quoted<'t>>),
}

impl<'t> Records<'t> {
    pub(crate) fn of(text: &'t str, delimiter: u8) -> Self {
        if text.contains('"') {
            Self::Quoted(Box::new(Quoted::of(text, delimiter)))
        } else {
            Self::Plain(Plain { text, delimiter, line: 1, fields: Vec::new() })
        }
    }

    /// The next record; `None` at the end of the text.
    pub(crate) fn next(&mut self) -> Option<Record<'_>> {
        match self {
            Self::Plain(plain) => plain.next(),
            Self::Quoted(quoted) => quoted.next(),
        }
    }
}

/// Records of which every delimiter ends a field and every line break a record.
pub(crate) struct Plain<'t> {
    /// What is left of the text.
    text: &'t str,
    delimiter: u8,
    line: u64,
    fields: Vec<&'t str>,
}

impl Plain<'_> {
    fn next(&mut self) -> Option<Record<'_>> {
        let (breaks, text) = self.text.split_at(leading_breaks(self.text));
        self.line += line_feeds(breaks);
        if text.is_empty() {
            return None;
        }
        self.fields.clear();
        // Most bytes are digits and letters, which come after all that ends a field.
        let delimiter = self.delimiter;
        let last = delimiter.max(b'\r');
        let ends = |byte: &u8| *byte <= last && (*byte == delimiter || is_break(*byte));
        let mut left = text;
        while let Some(end) = left.as_bytes().iter().position(ends) {
            let (field, rest) = left.split_at(end);
            self.fields.push(field);
            if !rest.starts_with(char::from(delimiter)) {
                self.text = rest;
                return Some(Record { line: self.line, fields: Cow::Borrowed(&self.fields) });
            }
            left = &rest[1..];
        }
        self.fields.push(left);
        self.text = "";
        Some(Record { line: self.line, fields: Cow::Borrowed(&self.fields) })
    }
}

/// Records as RFC 4180 (2005) quotes them.
pub(crate) struct Quoted<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    record: StringRecord,
    line: u64,
    /// Up to where lines are counted.
    counted: usize,
}

impl<'t> Quoted<'t> {
    fn of(text: &'t str, delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        Self { text, reader, record: StringRecord::new(), line: 1, counted: 0 }
    }

    fn next(&mut self) -> Option<Record<'_>> {
        // Parts of a text are text, and flexible records have any length: nothing can fail.
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        // The reader's own line is that of the break before the record.
        let start = self.record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let start = start + self.text.get(start..).map_or(0, leading_breaks);
        self.line += self.text.get(self.counted..start).map_or(0, line_feeds);
        self.counted = start;
        Some(Record { line: self.line, fields: self.record.iter().collect() })
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// How many bytes at the start of a text are of line breaks.
fn leading_breaks(text: &str) -> usize {
    text.bytes().take_while(|byte| is_break(*byte)).count()
}

fn line_feeds(text: &str) -> u64 {
    text.bytes().map(|byte| u64::from(byte == b'\n')).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut records: Records<'_>) -> Vec<(u64, Vec<String>)> {
        let mut found = Vec::new();
        while let Some(record) = records.next() {
            let fields = record.fields.iter().map(|f| (*f).to_owned()).collect();
            found.push((record.line, fields));
        }
        found
    }

    #[test]
    fn a_text_without_quotation_marks_has_the_same_records_either_way() {
        let letters = ['a', 'é', ' ', ',', '\r', '\n'];
        let mut texts = vec![String::new()];
        for length in 0..6 {
            let longest: Vec<&String> =
                texts.iter().filter(|t| t.chars().count() == length).collect();
            let longer: Vec<String> =
                longest.iter().flat_map(|t| letters.map(|letter| format!("{t}{letter}"))).collect();
            texts.extend(longer);
        }
        for text in &texts {
            let plain = Records::of(text, b',');
            assert!(matches!(plain, Records::Plain(_)));
            let quoted = Records::Quoted(Box::new(Quoted::of(text, b',')));
            assert_eq!(all(plain), all(quoted), "{text:?}");
        }
    }

    #[test]
    fn a_quoted_field_may_hold_what_ends_another_and_lines_are_counted_through_it() {
        let text = "a;b\r\n\r\n\"1;\r\n2\";3\r\n4;\"\"\r\n";
        let found = all(Records::of(text, b';'));
        let expected: [(u64, [&str; 2]); 3] =
            [(1, ["a", "b"]), (3, ["1;\r\n2", "3"]), (5, ["4", ""])];
        assert_eq!(
            found,
            expected.map(|(line, fields)| (line, fields.map(str::to_owned).to_vec()))
        );
    }
}
