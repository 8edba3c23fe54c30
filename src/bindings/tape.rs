//! A report for JavaScript, written down whole and handed over in one call.
//!
//! A value at a time costs several calls over the border and a lookup for each; a quote has more
//! than a thousand. Here codes, numbers and text go into three buffers, which `tape.js` reads in
//! the order in which they were written. Names of fields and variants are sent once and are
//! numbers from then on.
//!
//! Absent values become `null`, maps become plain objects, and integers that a double does not
//! hold exactly are refused.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{self, Display};
use std::hash::{BuildHasherDefault, Hasher};

use js_sys::Array;
use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/bindings/tape.js")]
extern "C" {
    fn play(words: &Array, codes: &[u32], numbers: &[f64], text: &str) -> JsValue;
}

const NULL: u32 = 0;
const FALSE: u32 = 1 << 3;
const TRUE: u32 = 2 << 3;
const NUMBER: u32 = 1;
const TEXT: u32 = 2;
const WORD: u32 = 3;
const LIST: u32 = 4;
/// An object whose names are words.
const RECORD: u32 = 5;
/// An object whose names are values.
const MAP: u32 = 6;

/// Most items, fields or characters that a code can say.
const MOST: usize = (u32::MAX >> 3) as usize;
/// Integers of JavaScript that a double holds exactly.
const SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// Any serialisable value as JavaScript has it.
///
/// # Errors
///
/// An integer beyond 2⁵³ − 1, a text or list of more than 2²⁹ parts, or what the value's own
/// serialisation refuses.
pub(super) fn written<T: Serialize>(value: &T) -> Result<JsValue, Unwritable> {
    let mut tape = Tape::default();
    value.serialize(&mut tape)?;
    Ok(WORDS.with_borrow(|words| play(&words.list, &tape.codes, &tape.numbers, &tape.text)))
}

/// Why a value could not be written.
#[derive(Debug)]
pub(super) struct Unwritable(String);

impl Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

impl Error for Unwritable {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Written = Result<(), Unwritable>;

thread_local! {
    static WORDS: RefCell<Words> = RefCell::default();
}

/// The program's own texts that have been sent.
#[derive(Default)]
struct Words {
    /// Their numbers by where the program keeps them.
    numbers: HashMap<(usize, usize), usize, BuildHasherDefault<PlaceHasher>>,
    list: Array,
}

/// A hash of a few machine words, which nobody chooses.
#[derive(Default)]
struct PlaceHasher(u64);

impl Hasher for PlaceHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, word: usize) {
        self.0 = (self.0.rotate_left(5) ^ word as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

#[derive(Default)]
struct Tape {
    /// A kind in the lowest three bits, and how many or which above them.
    codes: Vec<u32>,
    numbers: Vec<f64>,
    text: String,
}

// Each of the hundreds of places that write a field would have its own copy of these.
impl Tape {
    #[inline(never)]
    fn number(&mut self, value: f64) {
        self.codes.push(NUMBER);
        self.numbers.push(value);
    }

    #[inline(never)]
    fn counted(&mut self, kind: u32, count: usize) -> Written {
        if count > MOST {
            return Err(Unwritable(format!("{count} parts are too many for JavaScript")));
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 2^29")]
        self.codes.push(kind | (count as u32) << 3);
        Ok(())
    }

    /// The number of a text that is the program's own and comes again.
    #[inline(never)]
    fn word(word: &'static str) -> usize {
        let place = (word.as_ptr() as usize, word.len());
        WORDS.with_borrow_mut(|Words { numbers, list }| {
            let next = numbers.len();
            *numbers.entry(place).or_insert_with(|| {
                list.push(&JsValue::from_str(word));
                next
            })
        })
    }

    /// The name of a record's field, in front of its value.
    #[expect(clippy::cast_possible_truncation, reason = "a program has fewer texts than 2^32")]
    #[inline(never)]
    fn name(&mut self, name: &'static str) {
        self.codes.push(Self::word(name) as u32);
    }

    /// Something of parts, of which there may be as many as come.
    #[inline(never)]
    fn open(&mut self, kind: u32) -> Parts<'_> {
        let at = self.codes.len();
        self.codes.push(kind);
        Parts { tape: self, kind, at, count: 0 }
    }

    /// An object of one field, which holds something of parts.
    fn variant(&mut self, variant: &'static str, kind: u32) -> Result<Parts<'_>, Unwritable> {
        self.counted(RECORD, 1)?;
        self.name(variant);
        Ok(self.open(kind))
    }
}

/// A list or an object that is being written.
struct Parts<'a> {
    tape: &'a mut Tape,
    kind: u32,
    /// Where its code stands, which says how many parts there are.
    at: usize,
    count: usize,
}

impl Parts<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.count += 1;
        value.serialize(&mut *self.tape)
    }

    #[inline(never)]
    fn close(self) -> Written {
        if self.count > MOST {
            return Err(Unwritable(format!("{} parts are too many for JavaScript", self.count)));
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 2^29")]
        if let Some(code) = self.tape.codes.get_mut(self.at) {
            *code = self.kind | (self.count as u32) << 3;
        }
        Ok(())
    }
}

impl<'a> Serializer for &'a mut Tape {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    fn serialize_bool(self, value: bool) -> Written {
        self.codes.push(if value { TRUE } else { FALSE });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i64(self, value: i64) -> Written {
        if value.unsigned_abs() > SAFE_INTEGER {
            return Err(Unwritable(format!("{value} is no integer of JavaScript")));
        }
        self.number(value as f64);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u64(self, value: u64) -> Written {
        if value > SAFE_INTEGER {
            return Err(Unwritable(format!("{value} is no integer of JavaScript")));
        }
        self.number(value as f64);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Written {
        self.number(value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline(never)]
    fn serialize_str(self, value: &str) -> Written {
        // JavaScript counts in UTF-16.
        let is_plain = value.is_ascii();
        let units = if is_plain { value.len() } else { value.encode_utf16().count() };
        self.text.push_str(value);
        self.counted(TEXT, units)
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.codes.push(NULL);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.counted(WORD, Tape::word(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        self.counted(RECORD, 1)?;
        self.name(variant);
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Unwritable> {
        Ok(self.open(LIST))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, Unwritable> {
        Ok(self.open(LIST))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Unwritable> {
        Ok(self.open(LIST))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Unwritable> {
        self.variant(variant, LIST)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, Unwritable> {
        Ok(self.open(MAP))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Unwritable> {
        Ok(self.open(RECORD))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Unwritable> {
        self.variant(variant, RECORD)
    }
}

/// Traits that differ by name alone: a part after the other, with the names of fields or without.
macro_rules! parts {
    ($($kind:ident: $method:ident($($name:ident)?);)*) => {$(
        impl $kind for Parts<'_> {
            type Ok = ();
            type Error = Unwritable;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($name: &'static str,)?
                value: &T,
            ) -> Written {
                $(self.tape.name($name);)?
                self.part(value)
            }

            fn end(self) -> Written {
                self.close()
            }
        }
    )*};
}

parts! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeStruct: serialize_field(name);
    SerializeStructVariant: serialize_field(name);
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        key.serialize(&mut *self.tape)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.part(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}
