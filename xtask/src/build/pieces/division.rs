//! Who goes where: early functions into the first piece, late ones into the rest, and the doors between.

use std::collections::BTreeSet;

use wasm_encoder::TableType;

use super::source::{Source, named_in};
use crate::failure::{Failure, Outcome};

/// How a module is divided.
pub(super) struct Division {
    /// Whether each function is in the first piece; imported ones are.
    pub(super) is_early: Vec<bool>,
    /// Late functions that the first piece names: it has a door for each, a function that fetches
    /// the rest if need be and goes on to the real one through the table.
    pub(super) doors: Vec<u32>,
    /// Early functions that the rest names.
    pub(super) shared: Vec<u32>,
    /// The place in the table of the first door's function; the others follow.
    pub(super) first_place: u32,
}

impl Division {
    /// Divides a module by the functions that have run.
    pub(super) fn new(source: &Source, ran: &BTreeSet<u32>) -> Outcome<Self> {
        let is_early: Vec<bool> = (0..)
            .zip(&source.functions)
            .map(|(function, _)| (function as usize) < source.imported || ran.contains(&function))
            .collect();
        let early = |function: u32| is_early.get(function as usize).copied().unwrap_or(false);
        let mut doors: BTreeSet<u32> = source.roots.iter().copied().collect();
        doors.extend(source.table.iter().map(|(_, function)| *function));
        let mut shared = BTreeSet::new();
        for (function, body) in source.own() {
            let into = if early(function) { &mut doors } else { &mut shared };
            into.extend(named_in(body)?);
        }
        doors.retain(|function| !early(*function));
        shared.retain(|function| early(*function));
        // A table of this product has each place below its size filled, but for the one at zero.
        let first_place = source.table.iter().map(|(place, _)| place + 1).max().unwrap_or(1);
        if doors.is_empty() {
            return Err(Failure::new(
                "The first visit runs the whole engine; nothing can be late.",
            ));
        }
        Ok(Self {
            is_early,
            doors: doors.into_iter().collect(),
            shared: shared.into_iter().collect(),
            first_place,
        })
    }

    /// Whether a function is in the first piece.
    pub(super) fn early(&self, function: u32) -> bool {
        self.is_early.get(function as usize).copied().unwrap_or(false)
    }

    /// The place in the table of whoever fetches the rest.
    pub(super) fn loader_place(&self) -> u32 {
        self.first_place + count(self.doors.len())
    }

    /// A table's type as both pieces state it: the first has a place for each door's function and
    /// for whoever fetches the rest.
    pub(super) fn widened(&self, table: u32, kind: TableType) -> TableType {
        if table > 0 {
            return kind;
        }
        let minimum = u64::from(self.loader_place()) + 1;
        TableType { minimum, maximum: kind.maximum.map(|most| most.max(minimum)), ..kind }
    }
}

/// A length as the format counts.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
