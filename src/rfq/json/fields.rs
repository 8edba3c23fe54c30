//! An object's fields by name, each with the issue that a wrong one deserves.

use serde_json::{Map, Value};

use crate::basics::{Issue, IssueCode};
use crate::rfq::shorthand::shortened;

/// The fields of one object at a path.
pub(super) struct Fields<'a> {
    object: &'a Map<String, Value>,
    path: String,
}

impl<'a> Fields<'a> {
    /// The fields of the request itself.
    pub(super) fn of(object: &'a Map<String, Value>) -> Self {
        Self { object, path: String::new() }
    }

    /// The path of a field.
    pub(super) fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// What is there; `null` counts as nothing.
    fn value(&self, key: &str) -> Option<&'a Value> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    /// Whether something is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Says what is wrong with a field.
    pub(super) fn report(&self, issues: &mut Vec<Issue>, code: IssueCode, key: &str, words: &str) {
        issues.push(Issue::new(code, self.path(key), words));
    }

    fn wrong(&self, issues: &mut Vec<Issue>, key: &str, wanted: &str) {
        let what = self.value(key).map_or("nothing", kind);
        let words = format!("The field {key} must be {wanted}, not {what}.");
        self.report(issues, IssueCode::Syntax, key, &words);
    }

    /// A text.
    pub(super) fn text(&self, key: &str, issues: &mut Vec<Issue>) -> Option<&'a str> {
        let value = self.value(key)?;
        if value.as_str().is_none() {
            self.wrong(issues, key, "a text");
        }
        value.as_str()
    }

    /// A finite number.
    pub(super) fn number(&self, key: &str, issues: &mut Vec<Issue>) -> Option<f64> {
        let number = self.value(key)?.as_f64().filter(|n| n.is_finite());
        if number.is_none() {
            self.wrong(issues, key, "a number");
        }
        number
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(
        &self,
        key: &str,
        words: &[(&str, T)],
        issues: &mut Vec<Issue>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let found = value.as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("The field {key} must be one of {}.", names.join(", "));
            self.report(issues, IssueCode::Syntax, key, &message);
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// An object.
    pub(super) fn object(&self, key: &str, issues: &mut Vec<Issue>) -> Option<Fields<'a>> {
        let object = self.value(key)?.as_object();
        if object.is_none() {
            self.wrong(issues, key, "an object");
        }
        object.map(|object| Fields { object, path: self.path(key) })
    }

    /// The objects of a list; an element that is none is reported and left out.
    pub(super) fn objects(&self, key: &str, issues: &mut Vec<Issue>) -> Vec<Fields<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(list) = value.as_array() else {
            self.wrong(issues, key, "a list");
            return Vec::new();
        };
        let mut fields = Vec::with_capacity(list.len().min(MAX_LISTED));
        for (index, element) in list.iter().take(MAX_LISTED).enumerate() {
            let path = format!("{}[{index}]", self.path(key));
            if let Some(object) = element.as_object() {
                fields.push(Fields { object, path });
            } else {
                let message = format!("Every leg must be an object, not {}.", kind(element));
                issues.push(Issue::new(IssueCode::Syntax, path, message));
            }
        }
        if list.len() > MAX_LISTED {
            let message = "Please split: maximum 12 legs.";
            issues.push(Issue::new(IssueCode::TooManyLegs, self.path(key), message));
        }
        fields
    }

    /// Reports fields beyond those that are known.
    pub(super) fn only(&self, known: &[&str], issues: &mut Vec<Issue>) {
        for key in self.object.keys().filter(|key| !known.contains(&key.as_str())).take(MAX_LISTED)
        {
            let message = format!("I do not know the field “{}”.", shortened(key));
            issues.push(Issue::new(IssueCode::Syntax, self.path(&shortened(key)), message));
        }
    }
}

/// Most elements of a list that are looked at.
const MAX_LISTED: usize = 200;

/// The kind of a value in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
