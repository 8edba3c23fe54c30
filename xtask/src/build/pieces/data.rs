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

#[cfg(test)]
mod tests {
    use super::*;

    /// Five objects of 100 bytes a thousand apart; the second holds the address of the third, data
    /// that can change that of the fifth. The linker had the code mean the fourth by an address before it.
    fn links() -> Links {
        let object = |start: u32| start..start + 100;
        Links {
            objects: [10_000, 11_000, 12_000, 13_000, 14_000].map(object).to_vec(),
            meant: [(11_000, vec![1]), (12_900, vec![3])].into(),
            held: vec![(11_040, 2), (20_000, 4)],
            read_only: 10_000..15_000,
        }
    }

    fn kept(numbers: &[u32]) -> Vec<usize> {
        let links = links();
        let mut reach =
            Reach { links: &links, is_kept: vec![false; links.objects.len()], new: Vec::new() };
        for number in numbers {
            reach.take(*number);
        }
        reach.follow();
        let places = reach.is_kept.iter().enumerate();
        places.filter_map(|(object, is_kept)| is_kept.then_some(object)).collect()
    }

    #[test]
    fn an_object_is_reached_by_its_address_and_brings_what_it_names() {
        assert_eq!(kept(&[11_000]), [1, 2]);
    }

    #[test]
    fn an_address_before_its_object_means_what_the_linker_says() {
        assert_eq!(kept(&[12_900]), [3]);
    }

    #[test]
    fn an_address_that_the_linker_does_not_know_means_whatever_is_around_it() {
        assert_eq!(kept(&[10_050]), [0]);
        assert_eq!(kept(&[10_100]), [0]);
        assert_eq!(kept(&[9_600]), [0]);
        assert_eq!(kept(&[10_550]), [0, 1, 2]);
        assert!(kept(&[3, 9_000, 16_000, u32::MAX]).is_empty());
    }

    #[test]
    fn what_nobody_reaches_is_late_and_what_changing_data_name_is_not() {
        let late = late(&links(), std::iter::empty()).unwrap();
        assert_eq!(late, [10_000..14_000, 14_100..15_000]);
    }

    #[test]
    fn a_segment_is_parted_where_its_late_data_begin_and_end() {
        let segment = (9_990, &[7_u8; 30][..]);
        assert_eq!(stretch(&segment, 9_990..10_000), Some((9_990, &[7_u8; 10][..])));
        assert_eq!(stretch(&segment, 10_000..10_020), Some((10_000, &[7_u8; 20][..])));
        assert_eq!(stretch(&segment, 10_000..10_000), None);
        assert_eq!(stretch(&segment, 9_000..9_010), None);
    }
}
