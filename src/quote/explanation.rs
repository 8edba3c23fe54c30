//! A number with its reason, down to the numbers that came in: what a quote is made of, as a tree.

use std::borrow::Cow;

use serde::Serialize;

use crate::basics::Issue;

/// What the quote of a request is made of, where there is one, and every finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Explained {
    /// From the quote down to its inputs; absent where an issue forbids a quote.
    pub explanation: Option<Explanation>,
    /// Every finding, as with the quote.
    pub issues: Vec<Issue>,
}

/// A number, its reason and what it is made of.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What it is.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub name: Cow<'static, str>,
    /// Its value; absent where the node only groups others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub value: Option<f64>,
    /// Its unit, in words; absent where it has none.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string"))]
    pub unit: Cow<'static, str>,
    /// The reason, as a sentence; absent where the name says it.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string"))]
    pub why: Cow<'static, str>,
    /// What it is made of; absent where it came in as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub children: Vec<Explanation>,
}

impl Explanation {
    /// A number with its unit, in words.
    pub fn number(
        name: impl Into<Cow<'static, str>>,
        value: f64,
        unit: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { name: name.into(), value: Some(value), unit: unit.into(), ..Self::default() }
    }

    /// The same with its reason, as a sentence.
    #[must_use]
    pub fn because(mut self, why: impl Into<Cow<'static, str>>) -> Self {
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
