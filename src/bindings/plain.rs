//! A JavaScript value as plain data, so that every key of an object is looked at.
//!
//! `serde-wasm-bindgen` asks an object only for the fields it knows, and a mistyped one would be a
//! silent default. Reading the whole value first lets `deny_unknown_fields` do its work, and what
//! is wrong comes back with its path: each level names itself when an error passes by, so that a
//! value without one pays nothing for it.

use std::fmt;
use std::vec::IntoIter;

use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};

/// Integers of JavaScript that a double holds exactly.
const SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Anything an argument may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plain {
    /// `undefined` or `null`.
    Absent,
    /// A boolean.
    Bool(bool),
    /// A number, NaN and infinities included.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Plain>),
    /// An object, in the order of its keys.
    Object(Vec<(String, Plain)>),
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("plain data")
    }

    fn visit_unit<E: Error>(self) -> Result<Plain, E> {
        Ok(Plain::Absent)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Plain, E> {
        Ok(Plain::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Plain, E> {
        Ok(Plain::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Plain, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Plain::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Plain, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Plain::Object(object))
    }
}

/// What is wrong with a value, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The path of the field, as JavaScript writes it (`legs[0].strike`); empty for the whole.
    pub(super) path: String,
    /// What is wrong with it.
    pub(super) reason: String,
}

impl Wrong {
    /// The same, seen from the object that holds the value under this key.
    #[cold]
    #[inline(never)]
    fn under(self, key: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("{key}{dot}{}", self.path), ..self }
    }

    /// The same, seen from the array that holds the value at this place.
    #[cold]
    #[inline(never)]
    fn at(self, place: usize) -> Self {
        self.under(&format!("[{place}]"))
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Wrong {}

impl Error for Wrong {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self { path: String::new(), reason: reason.to_string() }
    }
}

/// The elements of an array.
struct Items {
    left: IntoIter<Plain>,
    next: usize,
}

impl<'de> SeqAccess<'de> for &mut Items {
    type Error = Wrong;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Wrong> {
        let Some(item) = self.left.next() else { return Ok(None) };
        let place = self.next;
        self.next += 1;
        seed.deserialize(item).map(Some).map_err(|wrong| wrong.at(place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The entries of an object.
struct Entries {
    left: IntoIter<(String, Plain)>,
    value: Option<(String, Plain)>,
}

// Written once for each type of field, and not once for each field.
impl<'de> MapAccess<'de> for Entries {
    type Error = Wrong;

    #[inline(never)]
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Wrong> {
        let Some((key, value)) = self.left.next() else { return Ok(None) };
        let read: StringDeserializer<Wrong> = key.clone().into_deserializer();
        // A key that is not known is what is wrong itself.
        let found = seed.deserialize(read).map_err(|wrong| wrong.under(&key))?;
        self.value = Some((key, value));
        Ok(Some(found))
    }

    #[inline(never)]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Wrong> {
        let Some((key, value)) = self.value.take() else {
            return Err(Wrong::custom("a value was asked for before its key"));
        };
        seed.deserialize(value).map_err(|wrong| wrong.under(&key))
    }
}

impl<'de> Deserializer<'de> for Plain {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Absent => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            #[expect(clippy::cast_possible_truncation, reason = "within the safe integers")]
            Self::Number(value) if is_whole(value) => visitor.visit_i64(value as i64),
            Self::Number(value) => visitor.visit_f64(value),
            Self::Text(value) => visitor.visit_string(value),
            Self::List(items) => of_list(items, visitor),
            Self::Object(entries) => {
                visitor.visit_map(Entries { left: entries.into_iter(), value: None })
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if matches!(self, Self::Absent) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    // What takes one kind of value is told so: the code that tries all of them is ten times as much.

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Bool(value) => visitor.visit_bool(value),
            other => Err(other.unexpected(&visitor)),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            #[expect(clippy::cast_possible_truncation, reason = "within the safe integers")]
            Self::Number(value) if is_whole(value) => visitor.visit_i64(value as i64),
            Self::Number(value) => visitor.visit_f64(value),
            other => Err(other.unexpected(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Text(value) => visitor.visit_string(value),
            other => Err(other.unexpected(&visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::List(items) => of_list(items, visitor),
            other => Err(other.unexpected(&visitor)),
        }
    }

    /// An object and nothing else: Serde would take an array for one, element by element, and the
    /// code for that is half of what reads a struct.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self {
            Self::Object(entries) => {
                visitor.visit_map(Entries { left: entries.into_iter(), value: None })
            }
            other => Err(other.no_object()),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self {
            Self::Text(value) => {
                let variant: StringDeserializer<Wrong> = value.into_deserializer();
                variant.deserialize_enum(name, variants, visitor)
            }
            other => other.holding(variants, visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 char str bytes byte_buf unit
        unit_struct tuple tuple_struct map identifier ignored_any
    }
}

/// Whether a number is an integer that JavaScript tells from its neighbours.
fn is_whole(value: f64) -> bool {
    value.fract() == 0.0 && value.abs() <= SAFE_INTEGER
}

/// Reads an array, of which nothing may be left.
fn of_list<'de, V: Visitor<'de>>(items: Vec<Plain>, visitor: V) -> Result<V::Value, Wrong> {
    let mut items = Items { left: items.into_iter(), next: 0 };
    let value = visitor.visit_seq(&mut items)?;
    match items.left.len() {
        0 => Ok(value),
        _ => Err(Wrong::custom(format!("more than {} elements", items.next))),
    }
}

impl Plain {
    /// What a value of another kind than is expected is refused with.
    #[cold]
    #[inline(never)]
    fn unexpected(&self, expected: &dyn Expected) -> Wrong {
        let found = match self {
            Self::Absent => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            #[expect(clippy::cast_possible_truncation, reason = "within the safe integers")]
            Self::Number(value) if is_whole(*value) => Unexpected::Signed(*value as i64),
            Self::Number(value) => Unexpected::Float(*value),
            Self::Text(value) => Unexpected::Str(value),
            Self::List(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        Wrong::invalid_type(found, expected)
    }

    #[cold]
    #[inline(never)]
    fn no_object(&self) -> Wrong {
        Wrong::custom(format!("expected an object, not {}", self.kind()))
    }

    /// Reads a variant that holds something: an object of one field.
    #[inline(never)]
    fn holding<'de, V: Visitor<'de>>(
        self,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self {
            Self::Object(entries) if entries.len() == 1 => {
                let entries = Entries { left: entries.into_iter(), value: None };
                visitor.visit_enum(MapAccessDeserializer::new(entries))
            }
            other => Err(Wrong::custom(format!("{} is not one of {variants:?}", other.kind()))),
        }
    }

    /// The value's kind in a word, for errors.
    fn kind(&self) -> &'static str {
        match self {
            Self::Absent => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}
