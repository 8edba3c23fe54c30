//! Rows of a file as snapshots: one per underlying and settlement, each of one instant.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::row::Row;
use crate::basics::{Exercise, Issue, IssueCode, Settlement, Timestamp};
use crate::market::median;
use crate::market::snapshot::UnderlyingSnapshot;

/// The currency of strikes where no row states one.
const DEFAULT_CURRENCY: &str = "USD";

/// What the rows come to.
#[derive(Default)]
pub(super) struct Grouped {
    /// One snapshot per underlying and settlement, in the file's order.
    pub(super) underlyings: Vec<UnderlyingSnapshot>,
    /// What was assumed or left out.
    pub(super) notes: Vec<Issue>,
    /// Rows that contradict each other, for which no snapshot can be right.
    pub(super) mixed: Vec<Issue>,
}

/// Groups rows by underlying and settlement and keeps one instant of each: the chosen one, or the
/// last.
pub(super) fn underlyings(name: &str, rows: Vec<Row>, chosen: Option<Timestamp>) -> Grouped {
    let mut grouped = Grouped::default();
    for mut group in split(rows) {
        let Some(first) = group.first() else { continue };
        let (id, settlement) = (String::from(&*first.underlying), first.settlement);
        let Some(stamp) = chosen.or_else(|| group.iter().map(|r| r.stamp).max()) else { continue };
        group.retain(|r| r.stamp == stamp);
        if group.is_empty() {
            let word = settlement.word();
            let message = format!(
                "{name} has no {word} {id} options at {}; {id} is left out.",
                stamp.to_iso()
            );
            grouped.notes.push(Issue::new(IssueCode::FileRow, "", message));
            continue;
        }
        if group.iter().any(|r| r.is_settlement_assumed) {
            let message =
                format!("{name} does not say how {id} options settle; they are taken as linear.");
            grouped.notes.push(Issue::new(IssueCode::Approximation, "", message));
        }
        let exercise = grouped.exercise(name, &id, &group);
        let price_currency = grouped.price_currency(name, &id, settlement, &group);
        grouped.underlyings.push(UnderlyingSnapshot {
            id,
            settlement,
            exercise,
            as_of: stamp.to_iso(),
            spot: median(group.iter().filter_map(|r| r.index).collect()),
            price_currency,
            contract: None,
            rows: group.into_iter().map(|r| r.quote).collect(),
            hedges: Vec::new(),
            fitted: Vec::new(),
        });
    }
    grouped
}

/// Rows by underlying and settlement, in the order in which each of these comes first.
fn split(rows: Vec<Row>) -> Vec<Vec<Row>> {
    let is_same = |a: &Row, b: &Row| a.underlying == b.underlying && a.settlement == b.settlement;
    // Most files have one group.
    if rows.chunk_by(is_same).nth(1).is_none() {
        return vec![rows];
    }
    let mut groups: Vec<Vec<Row>> = Vec::new();
    let mut places: BTreeMap<(Rc<str>, Settlement), usize> = BTreeMap::new();
    for row in rows {
        let key = (Rc::clone(&row.underlying), row.settlement);
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

impl Grouped {
    /// How the options are exercised: as the rows state, European where none does.
    fn exercise(&mut self, name: &str, id: &str, group: &[Row]) -> Exercise {
        let stated: BTreeSet<Exercise> = group.iter().filter_map(|r| r.exercise).collect();
        if stated.len() > 1 {
            let message = format!("{id} has both European and American options; load one kind.");
            self.mixed.push(Issue::new(IssueCode::Snapshot, "exercise", message));
        }
        let silent = group.iter().filter(|r| r.exercise.is_none()).count();
        let exercise = stated.first().copied().unwrap_or(Exercise::European);
        if silent > 0 {
            let word = match exercise {
                Exercise::European => "European",
                Exercise::American => "American",
            };
            let message = if stated.is_empty() {
                format!(
                    "{name} does not say how {id} options are exercised; they are taken as {word}."
                )
            } else {
                format!(
                    "{silent} rows of {id} do not say how they are exercised; they are taken as \
                     {word}."
                )
            };
            self.notes.push(Issue::new(IssueCode::Approximation, "", message));
        }
        exercise
    }

    /// The currency of strikes: a linear row's own currency; inverse rows name the coin, so that
    /// theirs is left to the default.
    fn price_currency(
        &mut self,
        name: &str,
        id: &str,
        settlement: Settlement,
        group: &[Row],
    ) -> Option<String> {
        let runs = group.chunk_by(|a, b| a.currency == b.currency);
        let stated: BTreeSet<&str> = runs.filter_map(|r| r.first()?.currency.as_deref()).collect();
        let list: Vec<&str> = stated.iter().copied().collect();
        match settlement {
            Settlement::Inverse => {
                if let Some(other) = stated.iter().find(|c| **c != id) {
                    let message = format!(
                        "Premiums of inverse {id} options are paid in {id}, not in {other}."
                    );
                    self.mixed.push(Issue::new(IssueCode::Snapshot, "price_ccy", message));
                }
                None
            }
            Settlement::Linear => {
                if stated.len() > 1 {
                    let message =
                        format!("{id} has options in {}; load one currency.", list.join(" and "));
                    self.mixed.push(Issue::new(IssueCode::Snapshot, "price_ccy", message));
                }
                let currency = stated.first().copied().unwrap_or(DEFAULT_CURRENCY);
                if group.iter().any(|r| r.currency.is_none()) {
                    let message = format!(
                        "{name} does not say the currency of all {id} options; it is taken as \
                         {currency}."
                    );
                    self.notes.push(Issue::new(IssueCode::Approximation, "", message));
                }
                Some(currency.to_owned())
            }
        }
    }
}
