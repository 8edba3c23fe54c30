//! A number with its reason, down to the numbers that came in: the tree that a quote carries.

use serde::Serialize;

/// A number, its reason and what it is made of.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What it is.
    pub name: String,
    /// Its value; absent where the node only groups others.
    pub value: Option<f64>,
    /// Its unit, in words.
    pub unit: String,
    /// The reason, as a sentence; may be empty.
    pub why: String,
    /// What it is made of.
    pub children: Vec<Explanation>,
}

impl Explanation {
    /// A number with its unit, in words.
    pub fn number(name: &str, value: f64, unit: &str) -> Self {
        Self { name: name.to_owned(), value: Some(value), unit: unit.to_owned(), ..Self::default() }
    }

    /// The same with its reason, as a sentence.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// The same with what it is made of.
    #[must_use]
    pub fn of(mut self, children: Vec<Self>) -> Self {
        self.children = children;
        self
    }
}
