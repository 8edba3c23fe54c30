//! Which read-only data go with the rest: objects that no early function can reach.
//!
//! Reach is judged generously, as an object that is missing would be read as zeros. A number in
//! early code that lies among the data counts as an address, whatever it is there for: of the
//! objects that the linker had it mean, of every object that it lies in or at the end of, and, where the
//! linker did not know it (the optimiser adds constants up), of all objects around it. What a
//! kept object holds the address of is kept as well, and so is what data that can change hold.

use std::ops::Range;

use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{ConstExpr, DataSection, Instruction, MemArg};
use wasmparser::{FunctionBody, Operator};

use super::division::{Division, count};
use super::links::Links;
use super::source::{Source, unreadable};
use crate::failure::Outcome;

/// How far from an unknown address an object may lie that is meant by it, bytes.
const AROUND: u32 = 512;

/// Gaps between two ranges that a segment of their own would not be worth, bytes.
const GAP: u32 = 16;

/// A stretch of data: its address and bytes.
type Stretch<'a> = (u32, &'a [u8]);

/// What memory holds from the beginning, by the piece that brings it.
pub(super) struct Data<'a> {
    pub(super) first: Vec<Stretch<'a>>,
    pub(super) rest: Vec<Stretch<'a>>,
}

impl<'a> Data<'a> {
    /// Divides a module's data by what its early functions' bodies reach.
    pub(super) fn new(source: &Source<'a>, division: &Division, links: &Links) -> Outcome<Self> {
        let early = source.own().filter(|(function, _)| division.early(*function));
        let late = late(links, early.map(|(_, body)| body))?;
        let mut data = Self { first: Vec::new(), rest: Vec::new() };
        for segment in &source.data {
            let (start, end) = (segment.0, segment.0.saturating_add(count(segment.1.len())));
            let mut from = start;
            for range in &late {
                let (first, last) = (range.start.max(start), range.end.min(end));
                if first < last {
                    data.first.extend(stretch(segment, from..first));
                    data.rest.extend(stretch(segment, first..last));
                    from = last;
                }
            }
            data.first.extend(stretch(segment, from..end));
        }
        Ok(data)
    }
}

/// A segment's bytes at addresses in it; none where there are no addresses.
fn stretch<'a>(segment: &Stretch<'a>, range: Range<u32>) -> Option<Stretch<'a>> {
    let (from, to) = (range.start.checked_sub(segment.0)?, range.end.checked_sub(segment.0)?);
    let bytes = segment.1.get(from as usize..to as usize)?;
    (!bytes.is_empty()).then_some((range.start, bytes))
}

/// The data section of a piece.
pub(super) fn section(stretches: &[Stretch]) -> DataSection {
    let mut section = DataSection::new();
    for (address, bytes) in stretches {
        let place = ConstExpr::i32_const(address.cast_signed());
        section.active(0, &place, bytes.iter().copied());
    }
    section
}

/// The addresses of read-only data that no early function reaches, in order.
fn late<'a>(
    links: &Links,
    early: impl Iterator<Item = &'a FunctionBody<'a>>,
) -> Outcome<Vec<Range<u32>>> {
    let mut reach = Reach { links, is_kept: vec![false; links.objects.len()], new: Vec::new() };
    for body in early {
        let mut reader = body.get_operators_reader().map_err(unreadable)?;
        while !reader.eof() {
            reach.parse_instruction(&mut reader).map_err(unreadable)?;
        }
    }
    for (place, object) in &links.held {
        if !links.read_only.contains(place) {
            reach.keep(*object);
        }
    }
    reach.follow();
    let kept = reach.is_kept.iter().zip(&links.objects).filter(|(is_kept, _)| **is_kept);
    let mut kept: Vec<&Range<u32>> = kept.map(|(_, object)| object).collect();
    kept.sort_unstable_by_key(|range| range.start);
    let mut late = Vec::new();
    let mut from = links.read_only.start;
    for range in kept.into_iter().chain([&(links.read_only.end..links.read_only.end)]) {
        if range.start > from + GAP {
            late.push(from..range.start);
        }
        from = from.max(range.end);
    }
    Ok(late)
}

/// What early functions reach so far.
struct Reach<'a> {
    links: &'a Links,
    is_kept: Vec<bool>,
    /// Objects whose own addresses have not been followed.
    new: Vec<usize>,
}

/// The encoder's walk over instructions, for the numbers in them.
impl Reencode for Reach<'_> {
    type Error = std::convert::Infallible;

    fn instruction<'a>(
        &mut self,
        operator: Operator<'a>,
    ) -> Result<Instruction<'a>, reencode::Error> {
        match &operator {
            Operator::I32Const { value } => self.take(value.cast_unsigned()),
            Operator::I64Const { value } => self.take_bytes(&value.to_le_bytes()),
            Operator::V128Const { value } => self.take_bytes(value.bytes()),
            _ => {}
        }
        utils::instruction(self, operator)
    }

    /// Loads and stores add a constant to their address.
    fn mem_arg(&mut self, place: wasmparser::MemArg) -> Result<MemArg, reencode::Error> {
        self.take(u32::try_from(place.offset).unwrap_or(u32::MAX));
        utils::mem_arg(self, place)
    }
}

impl Reach<'_> {
    fn keep(&mut self, object: usize) {
        if let Some(is_kept) = self.is_kept.get_mut(object)
            && !*is_kept
        {
            *is_kept = true;
            self.new.push(object);
        }
    }

    /// Two addresses may have been written as one wider number.
    fn take_bytes(&mut self, bytes: &[u8]) {
        for four in bytes.chunks_exact(4) {
            if let Some(four) = four.first_chunk::<4>() {
                self.take(u32::from_le_bytes(*four));
            }
        }
    }

    fn take(&mut self, number: u32) {
        let links = self.links;
        let meant = links.meant.get(&number);
        for object in meant.into_iter().flatten() {
            self.keep(*object);
        }
        let all = &links.read_only;
        if number < all.start.saturating_sub(AROUND) || number > all.end + AROUND {
            return;
        }
        let around = if meant.is_some() { 0 } else { AROUND };
        for (object, range) in links.objects.iter().enumerate() {
            if range.start <= number.saturating_add(around) && number <= range.end + around {
                self.keep(object);
            }
        }
    }

    /// Keeps what kept objects hold the addresses of.
    fn follow(&mut self) {
        while let Some(object) = self.new.pop() {
            let Some(range) = self.links.objects.get(object).cloned() else { continue };
            let from = self.links.held.partition_point(|(place, _)| *place < range.start);
            let held = self.links.held.get(from..).unwrap_or_default();
            for (_, other) in held.iter().take_while(|(place, _)| *place < range.end) {
                self.keep(*other);
            }
        }
    }
}
