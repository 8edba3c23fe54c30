//! Text into fields: separators, tags, values, and whether length and checksum are what they say.
//!
//! Body length counts the bytes after tag 9 up to tag 10; the checksum is the sum of all bytes
//! before tag 10 modulo 256, each field with its one-byte end (FIX 4.4, volume 1, session level).

use super::tags;
use crate::basics::{Issue, IssueCode};

/// The byte that ends a field on the wire.
pub const SOH: char = '\u{1}';

/// What stands for the field's end in text that people paste, the wire's own first.
const SEPARATORS: [&str; 6] = ["\u{1}", "^A", "<SOH>", "\u{2401}", "|", "\\x01"];

/// Most malformed pieces that are told one by one.
const MAX_TOLD: usize = 8;

/// One field with its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// The tag.
    pub tag: u32,
    /// The value as written, blanks and all.
    pub value: &'a str,
    /// First byte of the tag in the text.
    pub start: usize,
    /// One past the last byte of the value.
    pub end: usize,
}

impl<'a> Field<'a> {
    /// The value without blanks around it; `None` where nothing is left.
    pub fn stated(&self) -> Option<&'a str> {
        Some(self.value.trim()).filter(|value| !value.is_empty())
    }

    /// The value as a plain decimal number such as `-12.5`; `None` where it is not one.
    pub fn number(&self) -> Option<f64> {
        let text = self.stated()?;
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if is_plain { text.parse().ok().filter(|x: &f64| x.is_finite()) } else { None }
    }

    /// The place in the text, as issues write it.
    pub fn path(&self) -> String {
        format!("text:{}-{}", self.start, self.end)
    }
}

/// A message cut into fields, with what its frame says wrongly.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Message<'a> {
    /// The fields in the order of writing.
    pub fields: Vec<Field<'a>>,
    /// Findings on the frame and on pieces that are no fields, all warnings.
    pub findings: Vec<Issue>,
    /// Where a second message begins.
    pub next: Option<usize>,
}

impl<'a> Message<'a> {
    /// The first field of a tag.
    pub fn get(&self, tag: u32) -> Option<Field<'a>> {
        self.fields.iter().copied().find(|field| field.tag == tag)
    }
}

/// The separator of a text; `None` where it has none.
///
/// The wire's own byte wins over what people write for it, which a value may contain.
pub fn separator(text: &str) -> Option<&'static str> {
    SEPARATORS.into_iter().find(|separator| text.contains(separator))
}

/// Where the header `8=FIX` stands, behind a log's time stamp perhaps.
pub fn header(text: &str) -> Option<usize> {
    let is_start = |at: &usize| {
        text.get(..*at).is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    if text.starts_with("8=FIX") {
        return Some(0);
    }
    // Most texts are lines of words, which hold no such character at all.
    if !text.contains('=') {
        return None;
    }
    text.match_indices("8=FIX").map(|(at, _)| at).find(is_start)
}

/// Cuts text into fields, up to its checksum or a second message.
pub fn parse(text: &str) -> Message<'_> {
    let mut reader = Reader { text, message: Message::default(), length: 0, sum: 0, malformed: 0 };
    let start = header(text).unwrap_or(0);
    let separator = text.get(start..).map_or("|", |rest| {
        // Without any separator, fields may stand in lines or between blanks.
        separator(rest).unwrap_or(if rest.trim().contains('\n') { "\n" } else { " " })
    });
    reader.fields(start, separator);
    reader.frame();
    reader.message
}

/// A message on its way out of the text.
struct Reader<'a> {
    text: &'a str,
    message: Message<'a>,
    /// Bytes since the end of tag 9.
    length: usize,
    /// Sum of all bytes so far, modulo 256.
    sum: u8,
    /// Pieces that are no fields.
    malformed: usize,
}

impl Reader<'_> {
    fn fields(&mut self, start: usize, separator: &str) {
        let mut at = start;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            // A pasted line may be broken or spaced between fields.
            let field_start = at + (rest.len() - rest.trim_start_matches(BLANKS).len());
            let rest = self.text.get(field_start..).unwrap_or("");
            if rest.is_empty() {
                break;
            }
            let plain_end = field_start + find(rest, separator).unwrap_or(rest.len());
            let piece = self.text.get(field_start..plain_end).unwrap_or("");
            at = plain_end + separator.len();
            let Some((tag, value)) = tag_and_value(piece) else {
                self.malformed(piece, field_start, plain_end);
                self.count(piece);
                continue;
            };
            if tag == tags::BEGIN_STRING && !self.message.fields.is_empty() {
                self.message.next = Some(field_start);
                return;
            }
            let value_start = plain_end - value.len();
            let end = self.data_end(tag, value_start, separator).unwrap_or(plain_end);
            at = end + separator.len();
            let value = self.text.get(value_start..end).unwrap_or(value);
            let field = Field { tag, value, start: field_start, end };
            if tag == tags::CHECK_SUM {
                self.message.fields.push(field);
                self.after_the_end(at);
                return;
            }
            self.message.fields.push(field);
            self.count(self.text.get(field_start..end).unwrap_or(piece));
            if tag == tags::BODY_LENGTH {
                self.length = 0;
            }
        }
    }

    /// Adds a field with its end to length and checksum.
    fn count(&mut self, piece: &str) {
        self.length += piece.len() + 1;
        self.sum = piece.bytes().fold(self.sum, u8::wrapping_add).wrapping_add(1);
    }

    /// The end of a data field, whose value may contain separators; `None` for other fields and
    /// where the stated length does not end at a separator.
    fn data_end(&self, tag: u32, value_start: usize, separator: &str) -> Option<usize> {
        let length_tag = tags::length_tag(tag)?;
        let length = self.message.fields.last().filter(|field| field.tag == length_tag)?;
        let end = value_start.checked_add(length.stated()?.parse().ok()?)?;
        let rest = self.text.get(end..)?;
        (rest.is_empty() || rest.starts_with(separator)).then_some(end)
    }

    fn malformed(&mut self, piece: &str, start: usize, end: usize) {
        self.malformed += 1;
        if self.malformed > MAX_TOLD || piece.trim().is_empty() {
            return;
        }
        let shown = shortened(piece.trim());
        let message = format!("“{shown}” is not a tag with a value.");
        self.warn(format!("text:{start}-{end}"), message);
    }

    fn after_the_end(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or("");
        if let Some(next) = header(rest) {
            self.message.next = Some(at + next);
        } else if !rest.trim().is_empty() {
            let path = format!("text:{at}-{}", self.text.len());
            self.warn(path, "What follows the checksum (tag 10) is not read.".to_owned());
        }
    }

    fn warn(&mut self, path: String, message: String) {
        self.message.findings.push(Issue::new(IssueCode::Message, path, message));
    }

    /// Says what the frame has wrong: version, length, checksum.
    fn frame(&mut self) {
        let empty = self.message.fields.iter().filter(|field| field.stated().is_none());
        let empty: Vec<_> = empty.take(MAX_TOLD).map(|f| (f.path(), tags::named(f.tag))).collect();
        for (path, name) in empty {
            self.warn(path, format!("{name} has no value."));
        }
        let Some(version) = self.message.get(tags::BEGIN_STRING) else {
            let message = "The message has no header (tag 8): it is read as far as it goes.";
            self.warn("text".to_owned(), message.to_owned());
            return;
        };
        if !is_known_version(version.value.trim()) {
            let shown = shortened(version.value.trim());
            let message = format!("“{shown}” is no version of FIX that is known here.");
            self.warn(version.path(), message);
        }
        match self.message.get(tags::BODY_LENGTH) {
            None => self.warn("text".to_owned(), "The message has no body length (tag 9).".into()),
            Some(_) if self.message.get(tags::CHECK_SUM).is_none() => {}
            Some(field) => {
                let found = self.length;
                if field.stated().and_then(|v| v.parse().ok()) != Some(found) {
                    let stated = shortened(field.value.trim());
                    let message = format!("The body length says {stated} (tag 9); it is {found}.");
                    self.warn(field.path(), message);
                }
            }
        }
        match self.message.get(tags::CHECK_SUM) {
            None => {
                let message = "The message has no checksum (tag 10): it may be cut.";
                self.warn("text".to_owned(), message.to_owned());
            }
            Some(field) => {
                let found = format!("{:03}", self.sum);
                if field.value.trim() != found {
                    let stated = shortened(field.value.trim());
                    let message = format!("The checksum says {stated} (tag 10); it is {found}.");
                    self.warn(field.path(), message);
                }
            }
        }
    }
}

/// Where the separator stands; looking for one byte is much quicker than for a string.
fn find(text: &str, separator: &str) -> Option<usize> {
    match separator.as_bytes() {
        [only] => text.find(char::from(*only)),
        _ => text.find(separator),
    }
}

/// Blanks that stand between fields in pasted text.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// The tag and the value of `612=3400`; `None` where there is no tag.
fn tag_and_value(piece: &str) -> Option<(u32, &str)> {
    let (tag, value) = piece.split_once('=')?;
    let tag = tag.trim_end();
    let is_tag = (1..=9).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_digit());
    let tag = tag.parse().ok().filter(|tag| is_tag && *tag > 0)?;
    Some((tag, value))
}

fn is_known_version(version: &str) -> bool {
    let known = ["FIX.4.0", "FIX.4.1", "FIX.4.2", "FIX.4.3", "FIX.4.4", "FIX.5.0", "FIXT.1.1"];
    known.iter().any(|name| version.starts_with(name))
}

/// Text of at most forty characters, for sentences.
pub(super) fn shortened(text: &str) -> String {
    let mut shown: String =
        text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}

/// A message of version and body, with its length and checksum, each field ended by [`SOH`].
///
/// `body` begins with tag 35 and every field of it ends with [`SOH`].
pub fn framed(version: &str, body: &str) -> String {
    let text = format!("8={version}{SOH}9={}{SOH}{body}", body.len());
    let sum = text.bytes().fold(0_u8, u8::wrapping_add);
    format!("{text}10={sum:03}{SOH}")
}
