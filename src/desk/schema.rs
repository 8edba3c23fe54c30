//! The desk's file as a JSON Schema: `docs/desk.schema.json`, written from these types.

use std::path::Path;
use std::{env, fs};

use serde_json::Value;

use super::DeskConfig;

/// Every object of the schema with its place.
fn objects(value: &Value, place: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("properties") {
                found.push((place.to_owned(), value.clone()));
            }
            fields.iter().for_each(|(name, part)| objects(part, &format!("{place}/{name}"), found));
        }
        Value::Array(items) => items.iter().for_each(|item| objects(item, place, found)),
        _ => {}
    }
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let schema = schemars::schema_for!(DeskConfig);
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/desk.schema.json");
    if env::var_os("WRITE_SCHEMA").is_some() {
        fs::write(&file, &text).unwrap();
    }
    // By value: the order of fields is another with other features of the same crates.
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let published = value(&fs::read_to_string(&file).unwrap());
    assert!(
        published == value(&text),
        "docs/desk.schema.json is old: run this test with WRITE_SCHEMA=1"
    );
}

#[test]
fn every_field_of_the_file_is_described_and_no_other_is_taken() {
    let schema = serde_json::to_value(schemars::schema_for!(DeskConfig)).unwrap();
    let mut found = Vec::new();
    objects(&schema, "", &mut found);
    assert!(found.len() > 12, "{}", found.len());
    for (place, object) in found {
        assert_eq!(object["additionalProperties"], false, "{place} takes any field");
        for (name, field) in object["properties"].as_object().unwrap() {
            let has_words = field["description"].as_str().is_some_and(|words| !words.is_empty());
            assert!(has_words, "{place}/{name} says nothing of itself");
        }
    }
}

#[test]
fn the_schemas_defaults_are_the_desks() {
    let schema = serde_json::to_value(schemars::schema_for!(DeskConfig)).unwrap();
    let default = serde_json::to_value(DeskConfig::default()).unwrap();
    let fields = schema["properties"].as_object().unwrap();
    assert!(fields.len() > 6);
    for (name, field) in fields {
        assert_eq!(field.get("default"), default.get(name), "{name}");
    }
}
