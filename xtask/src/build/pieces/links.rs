//! What the linker knew of the engine's read-only data: where each object of it lies, which
//! addresses the code was given for it, and which objects name others.
//!
//! The optimiser moves code but no data, so that the addresses still hold in the finished module.

use std::collections::HashMap;
use std::ops::Range;

use wasm_encoder::{Module, RawSection};
use wasmparser::{
    KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

use super::source::{address_of, unexpected, unreadable};
use crate::failure::Outcome;

/// The linker's name of the segment that nothing writes to.
const READ_ONLY: &str = ".rodata";

/// Read-only objects and who names them.
#[derive(Default)]
pub(super) struct Links {
    /// The addresses of each object; strings that are the end of others overlap.
    pub(super) objects: Vec<Range<u32>>,
    /// The objects that the code means where it has been given an address.
    pub(super) meant: HashMap<u32, Vec<usize>>,
    /// Places in data that hold an object's address, in order, with the object.
    pub(super) held: Vec<(u32, usize)>,
    /// The addresses of all read-only data.
    pub(super) read_only: Range<u32>,
}

/// A segment of data as it is loaded.
struct Segment<'a> {
    address: u32,
    bytes: &'a [u8],
    /// The first byte's place in its section.
    place: u32,
}

impl Links {
    /// Reads them from a module that was linked with `--emit-relocs`.
    pub(super) fn read(linked: &[u8]) -> Outcome<Self> {
        let mut segments = Vec::new();
        let mut symbols = Vec::new();
        let mut names = Vec::new();
        let mut relocations: Vec<(u32, Vec<RelocationEntry>)> = Vec::new();
        let (mut section_count, mut data_section) = (0_u32, None);
        for payload in Parser::new(0).parse_all(linked) {
            let payload = payload.map_err(unreadable)?;
            match &payload {
                Payload::DataSection(section) => {
                    data_section = Some(section_count);
                    segments = segments_of(section)?;
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(section) => {
                        for part in section.subsections() {
                            match part.map_err(unreadable)? {
                                Linking::SymbolTable(table) => {
                                    for one in table {
                                        symbols.push(one.map_err(unreadable)?);
                                    }
                                }
                                Linking::SegmentInfo(infos) => {
                                    for one in infos {
                                        names.push(one.map_err(unreadable)?.name);
                                    }
                                }
                                _ => {}
                            }
                        }
                    }
                    KnownCustom::Reloc(section) => {
                        let entries = section.entries().into_iter().collect::<Result<_, _>>();
                        relocations.push((section.section_index(), entries.map_err(unreadable)?));
                    }
                    _ => {}
                },
                _ => {}
            }
            if payload.as_section().is_some() {
                section_count += 1;
            }
        }
        let read_only = names.iter().position(|name| *name == READ_ONLY);
        let (Some(read_only), Some(data_section)) = (read_only, data_section) else {
            return Err(unexpected("does not say what of its data is read-only"));
        };
        let mut links = Self::default();
        let Some(segment) = segments.get(read_only) else {
            return Err(unexpected("has no read-only data"));
        };
        links.read_only = segment.address..segment.address + length(segment.bytes);
        let objects = links.take_objects(&symbols, read_only);
        for (section, entries) in relocations {
            for entry in entries {
                let Some((object, address)) = objects.get(&entry.index).copied() else { continue };
                let meant = address.wrapping_add_signed(i32::try_from(entry.addend).unwrap_or(0));
                if section == data_section {
                    let place = place_of(&segments, &entry, meant)?;
                    links.held.push((place, object));
                } else {
                    let known = links.meant.entry(meant).or_default();
                    if !known.contains(&object) {
                        known.push(object);
                    }
                }
            }
        }
        links.held.sort_unstable();
        Ok(links)
    }

    /// The objects among the symbols: for each symbol's index its object and address.
    fn take_objects(
        &mut self,
        symbols: &[SymbolInfo],
        read_only: usize,
    ) -> HashMap<u32, (usize, u32)> {
        let mut objects = HashMap::new();
        for (index, symbol) in (0..).zip(symbols) {
            if let SymbolInfo::Data { symbol: Some(place), .. } = symbol
                && place.index as usize == read_only
            {
                let address = self.read_only.start + place.offset;
                objects.insert(index, (self.objects.len(), address));
                self.objects.push(address..address + place.size);
            }
        }
        objects
    }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn segments_of<'a>(section: &wasmparser::DataSectionReader<'a>) -> Outcome<Vec<Segment<'a>>> {
    let mut segments = Vec::new();
    for one in section.clone() {
        let one = one.map_err(unreadable)?;
        let address = address_of(&one)?;
        let place = one.range.end - one.data.len() - section.range().start;
        segments.push(Segment {
            address,
            bytes: one.data,
            place: u32::try_from(place).unwrap_or(u32::MAX),
        });
    }
    Ok(segments)
}

/// The address at which data hold another address; what is there must be that address.
fn place_of(segments: &[Segment], entry: &RelocationEntry, meant: u32) -> Outcome<u32> {
    let found = segments.iter().find_map(|segment| {
        let inside = entry.offset.checked_sub(segment.place)?;
        let held = segment.bytes.get(inside as usize..)?.first_chunk::<4>()?;
        (entry.ty == RelocationType::MemoryAddrI32 && u32::from_le_bytes(*held) == meant)
            .then_some(segment.address + inside)
    });
    found.ok_or_else(|| unexpected("holds another address in its data than its linker says"))
}

/// The module without the linker's notes, which later tools would keep or stumble over.
pub(super) fn without(linked: &[u8]) -> Outcome<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(linked) {
        let payload = payload.map_err(unreadable)?;
        let is_note = matches!(&payload, Payload::CustomSection(section)
            if matches!(section.as_known(), KnownCustom::Linking(_) | KnownCustom::Reloc(_)));
        if let (false, Some((id, range))) = (is_note, payload.as_section()) {
            let data = linked.get(range).unwrap_or_default();
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}
