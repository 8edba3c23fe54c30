//! Which fields belong to the request and which to each of its legs.
//!
//! A repeating group's first field is its delimiter, whichever tag that is: exchanges begin the
//! instruments of tag 146 with 55 or 167 and the legs of tag 555 with 600 or 602.

use super::message::{Field, Message};
use super::tags;
use crate::basics::{Issue, IssueCode};

/// Most legs that are read; the check of a draft refuses far fewer.
const MAX_LEGS: usize = 200;

/// The fields of the first instrument asked for, legs apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scope<'m, 'a> {
    /// Header, request and instrument, up to the legs.
    root: Vec<&'m Field<'a>>,
    /// Each leg's fields; the last one's may run on into the request.
    pub(super) legs: Vec<&'m [Field<'a>]>,
    /// The field that counts the legs.
    pub(super) no_legs: Option<&'m Field<'a>>,
}

impl<'m, 'a> Scope<'m, 'a> {
    /// The scope of a message's first instrument; counts that do not hold are reported.
    pub(super) fn of(message: &'m Message<'a>, issues: &mut Vec<Issue>) -> Self {
        let fields = message.fields.as_slice();
        let (head, entry) = match position(fields, tags::NO_RELATED_SYM) {
            None => (&fields[..0], fields),
            Some(at) => {
                let (head, rest) = fields.split_at(at);
                (head, first_instrument(rest, issues))
            }
        };
        let mut root: Vec<&Field> = head.iter().collect();
        let Some(at) = position(entry, tags::NO_LEGS) else {
            root.extend(entry);
            return Self { root, legs: Vec::new(), no_legs: None };
        };
        let (before, group) = entry.split_at(at);
        root.extend(before);
        let mut legs = entries(group);
        let no_legs = group.first();
        if let Some(count) = no_legs {
            report_count(count, legs.len(), "leg", issues);
        }
        if legs.len() > MAX_LEGS {
            legs.truncate(MAX_LEGS);
            let message = format!("The message has more than {MAX_LEGS} legs.");
            let path = no_legs.map_or_else(|| "text".to_owned(), Field::path);
            issues.push(Issue::new(IssueCode::TooManyLegs, path, message));
        }
        Self { root, legs, no_legs }
    }

    /// A field of the request with something in it: before the legs or, since nothing says where
    /// the last leg ends, in the last leg where no earlier leg has the tag.
    pub(super) fn get(&self, tag: u32) -> Option<&'m Field<'a>> {
        let is_it = |field: &&Field| field.tag == tag && field.stated().is_some();
        self.root.iter().copied().find(is_it).or_else(|| {
            let (last, earlier) = self.legs.split_last()?;
            let is_of_legs = earlier.iter().any(|leg| leg.iter().any(|field| field.tag == tag));
            last.iter().find(is_it).filter(|_| !is_of_legs)
        })
    }

    /// A field of one leg with something in it.
    pub(super) fn of_leg(&self, index: usize, tag: u32) -> Option<&'m Field<'a>> {
        let leg = self.legs.get(index)?;
        leg.iter().find(|field| field.tag == tag && field.stated().is_some())
    }

    /// The field of one leg where all legs, and more than one, have it: then it is theirs though
    /// the standard gives it to the request.
    pub(super) fn of_every_leg(&self, index: usize, tag: u32) -> Option<&'m Field<'a>> {
        let is_shared = self.legs.len() > 1
            && (0..self.legs.len()).all(|index| self.of_leg(index, tag).is_some());
        self.of_leg(index, tag).filter(|_| is_shared)
    }

    /// The first field that counts legs in a tag of the exchange's own, such as 50555.
    pub(super) fn vendor_legs(&self) -> Option<&'m Field<'a>> {
        let is_count = |field: &&Field| field.tag >= 5000 && field.tag % 1000 == tags::NO_LEGS;
        self.root.iter().copied().find(is_count)
    }
}

fn position(fields: &[Field], tag: u32) -> Option<usize> {
    fields.iter().position(|field| field.tag == tag)
}

/// The first instrument of the group that starts with its count; more than one is reported.
fn first_instrument<'m, 'a>(group: &'m [Field<'a>], issues: &mut Vec<Issue>) -> &'m [Field<'a>] {
    let instruments = entries(group);
    if let Some(count) = group.first() {
        let found = instruments.len();
        if report_count(count, found, "instrument", issues) && found > 1 {
            let message = format!("The message asks for {found} instruments; the first is read.");
            issues.push(Issue::new(IssueCode::Syntax, count.path(), message));
        }
    }
    instruments.first().copied().unwrap_or_default()
}

/// The entries of a group that starts with its count: each begins with the first one's first tag.
fn entries<'m, 'a>(group: &'m [Field<'a>]) -> Vec<&'m [Field<'a>]> {
    let Some((_, members)) = group.split_first() else { return Vec::new() };
    let end = position(members, tags::CHECK_SUM).unwrap_or(members.len());
    let members = &members[..end];
    let Some(delimiter) = members.first().map(|field| field.tag) else { return Vec::new() };
    let starts: Vec<usize> = (0..members.len()).filter(|i| members[*i].tag == delimiter).collect();
    let ends = starts.iter().skip(1).copied().chain([members.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| members.get(*start..end)).collect()
}

/// Reports a count that is not what is there; whether it is.
fn report_count(count: &Field, found: usize, noun: &str, issues: &mut Vec<Issue>) -> bool {
    let stated = count.value.trim();
    if stated.parse() == Ok(found) {
        return true;
    }
    let shown = super::message::shortened(stated);
    let (verb, plural) = if found == 1 { ("is", "") } else { ("are", "s") };
    let message = format!(
        "The message counts {shown} {noun}s (tag {}), but {found} {noun}{plural} {verb} there.",
        count.tag
    );
    issues.push(Issue::new(IssueCode::Syntax, count.path(), message));
    false
}
