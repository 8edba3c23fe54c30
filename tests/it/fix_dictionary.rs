//! FIX answers against the dictionaries that QuickFIX engines are configured with: every field is
//! defined, belongs where it stands and has a value of its list; what is required is there.

use hotfix_dictionary::{Dictionary, Field, LayoutItem, LayoutItemKind};
use spread_pricer::basics::Timestamp;
use spread_pricer::desk::demo;
use spread_pricer::market::{Market, sample_snapshot};
use spread_pricer::quote::write::fix::{FixSession, FixVersion, answer};
use spread_pricer::quote::{QuoteOptions, quote_draft};
use spread_pricer::rfq::read;

/// The standard header and trailer, which the dictionary of the transport holds from 5.0 on.
const FRAME: [u32; 10] = [8, 9, 35, 1128, 49, 56, 34, 52, 43, 10];

/// A field as it was written.
type Written = (u32, String);

fn fields(message: &str) -> Vec<Written> {
    let pieces = message.split('\u{1}').filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| {
            let (tag, value) = piece.split_once('=').expect("a field has a tag and a value");
            (tag.parse().expect("a tag is a number"), value.to_owned())
        })
        .collect()
}

/// What a layout knows of a tag: the field itself, and the entries where it counts a group.
enum Known<'a> {
    Field(Field<'a>),
    Group(Vec<LayoutItem<'a>>),
}

/// Finds a tag in a layout or the components it is made of.
fn find<T>(items: &[LayoutItem<'_>], tag: u32, then: &mut dyn FnMut(Known<'_>) -> T) -> Option<T> {
    for item in items {
        match item.kind() {
            LayoutItemKind::Field(field) if field.tag().get() == tag => {
                return Some(then(Known::Field(field)));
            }
            LayoutItemKind::Group(count, entries) if count.tag().get() == tag => {
                return Some(then(Known::Group(entries)));
            }
            LayoutItemKind::Component(component) => {
                let inner: Vec<LayoutItem> = component.items().collect();
                if let Some(found) = find(&inner, tag, then) {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}

/// The tags that a layout asks for; those of a component only where it is required itself.
fn required(items: &[LayoutItem<'_>], tags: &mut Vec<u32>) {
    for item in items.iter().filter(|item| item.required()) {
        match item.kind() {
            LayoutItemKind::Field(field) | LayoutItemKind::Group(field, _) => {
                tags.push(field.tag().get());
            }
            LayoutItemKind::Component(component) => {
                required(&component.items().collect::<Vec<_>>(), tags);
            }
        }
    }
}

/// Takes fields as long as the layout knows them; the rest. A repeated first field begins the next
/// entry of a group.
fn consume<'f>(
    items: &[LayoutItem<'_>],
    mut fields: &'f [Written],
    is_entry: bool,
) -> &'f [Written] {
    let first = fields.first().map(|field| field.0);
    let mut seen = Vec::new();
    while let [(tag, value), rest @ ..] = fields {
        if is_entry && !seen.is_empty() && Some(*tag) == first {
            break;
        }
        let taken = find(items, *tag, &mut |known| match known {
            Known::Field(field) => {
                if let Some(mut values) = field.enums() {
                    let is_listed = values.any(|listed| listed.value() == value);
                    assert!(is_listed, "{tag}={value} is not a value of {}", field.name());
                }
                rest
            }
            Known::Group(entries) => {
                let count: usize = value.parse().expect("a group's count is a number");
                (0..count).fold(rest, |left, _| consume(&entries, left, true))
            }
        });
        let Some(left) = taken else { break };
        assert!(!seen.contains(tag), "{tag} stands twice");
        seen.push(*tag);
        fields = left;
    }
    let mut wanted = Vec::new();
    required(items, &mut wanted);
    let missing: Vec<u32> = wanted.into_iter().filter(|tag| !seen.contains(tag)).collect();
    assert!(missing.is_empty(), "required and not there: {missing:?} beside {seen:?}");
    fields
}

#[test]
fn quotes_and_rejections_are_what_the_dictionaries_define() {
    let market = Market::default().load(&sample_snapshot()).market.unwrap();
    let desk = demo();
    let now = Timestamp::parse_iso("2026-11-18T12:00:00Z").unwrap();
    let dictionaries = [
        (FixVersion::Fix42, Dictionary::fix42()),
        (FixVersion::Fix44, Dictionary::fix44()),
        (FixVersion::Fix50Sp2, Dictionary::fix50sp2()),
    ];
    for (version, dictionary) in dictionaries {
        for (text, kind) in [
            ("ETH 25DEC26 3400 call x10, Acme", "S"),
            ("buy ETH 25DEC26 3400 put x10", "S"),
            ("ETH 25DEC26 3300/3400/3500 call fly x100, Acme", "S"),
            ("sell ETH 27NOV26/25DEC26 3400 call cal x50", "S"),
            ("ETH 25DEC26 3400 call vs 3390 delta 50 x10", "S"),
            ("XYZ 25DEC26 3400 call x10", "AG"),
            ("ETH 25DEC26 3400 call x0", "AG"),
        ] {
            // The quote of 4.2 has no legs in the dictionary; it is written as venues take it.
            let is_package = text.contains('/');
            if version == FixVersion::Fix42 && is_package {
                continue;
            }
            let draft = read(text, &market.listing()).draft.unwrap();
            let quoted = quote_draft(&draft, &market, &desk, &QuoteOptions::default());
            let session = FixSession { version, ..FixSession::default() };
            // FIX 4.2 answers with a mass quote's acknowledgement where it refuses.
            let kind = if version == FixVersion::Fix42 && kind == "AG" { "b" } else { kind };
            let reply = answer(&draft, &quoted, now, &session);
            assert_eq!(reply.kind, kind, "{text}: {:?}", reply.issues);
            let written = fields(&reply.text);
            let body: Vec<Written> =
                written.into_iter().filter(|(tag, _)| !FRAME.contains(tag)).collect();
            let definition = dictionary.message_by_msgtype(kind).expect("the message exists");
            let layout: Vec<LayoutItem> = definition.layout().collect();
            let left = consume(&layout, &body, false);
            assert!(left.is_empty(), "{text} in {version:?}: {left:?} does not belong in {kind}");
        }
    }
}
