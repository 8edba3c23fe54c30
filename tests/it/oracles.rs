//! Reading the tables of reference values, and keeping the worst row of each column.
//!
//! The tables lie in `tests/data/oracles`; with `ORACLES=<folder>` the same tests read another
//! folder of the same schema. In the browser there are no files, so the tables are compiled in.

use std::collections::HashMap;

/// Half an ulp of one: the relative error of one rounding.
pub(crate) const ROUNDING: f64 = f64::EPSILON / 2.0;

/// A table of reference values with named columns.
pub(crate) struct Table {
    columns: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn text_of(name: &str) -> String {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/oracles");
    let folder = std::env::var_os("ORACLES").map_or_else(|| own.into(), std::path::PathBuf::from);
    let path = folder.join(name);
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

#[cfg(target_arch = "wasm32")]
fn text_of(name: &str) -> String {
    let text = match name {
        "bsm.csv" => include_str!("../data/oracles/bsm.csv"),
        "iv_normalised.csv" => include_str!("../data/oracles/iv_normalised.csv"),
        "iv_market.csv" => include_str!("../data/oracles/iv_market.csv"),
        _ => panic!("{name} is not compiled in"),
    };
    text.to_owned()
}

/// One row of a [`Table`].
pub(crate) struct Row<'a> {
    columns: &'a HashMap<String, usize>,
    cells: &'a [String],
}

impl Table {
    /// Reads a table; one that is missing or empty fails the test.
    pub(crate) fn read(name: &str) -> Self {
        let text = text_of(name);
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let header = lines.next().expect("a header line");
        let columns = header.split(',').enumerate().map(|(i, name)| (name.to_owned(), i)).collect();
        let rows: Vec<_> = lines.map(|line| line.split(',').map(str::to_owned).collect()).collect();
        assert!(!rows.is_empty(), "{name} has no rows");
        Self { columns, rows }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: &self.columns, cells })
    }
}

impl Row<'_> {
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    pub(crate) fn text(&self, column: &str) -> &str {
        let index = self.columns.get(column).unwrap_or_else(|| panic!("no column {column}"));
        &self.cells[*index]
    }

    pub(crate) fn number(&self, column: &str) -> f64 {
        let text = self.text(column);
        text.parse().unwrap_or_else(|_| panic!("{column} is not a number: {text}"))
    }
}

/// The largest error of a column, in units of its tolerance for C = 1, and where it is.
#[derive(Default)]
pub(crate) struct Worst {
    pub(crate) rows: usize,
    pub(crate) ratio: f64,
    pub(crate) at: String,
}

impl Worst {
    /// Counts a row; `unit` is the error that C = 1 would allow.
    pub(crate) fn add(&mut self, row: &Row, got: f64, want: f64, unit: f64) {
        self.rows += 1;
        let ratio = if got == want { 0.0 } else { (got - want).abs() / unit };
        // What is not a number is the worst there can be.
        let ratio = if ratio.is_nan() { f64::INFINITY } else { ratio };
        if ratio > self.ratio {
            self.ratio = ratio;
            self.at = format!(
                "row {} ({}): {got:e} instead of {want:e}",
                row.text("id"),
                if row.has("block") { row.text("block") } else { "market" }
            );
        }
    }

    /// Prints the column's worst row and gives it back as text where it is above `allowed`.
    #[allow(clippy::print_stdout, reason = "shown with --nocapture, to see how close it is")]
    pub(crate) fn report(&self, column: &str, allowed: f64) -> Option<String> {
        assert!(self.rows > 0, "no row tested {column}");
        let line = format!(
            "{column:>18}: {:6.2} of {allowed} over {} rows, worst {}",
            self.ratio, self.rows, self.at
        );
        println!("{line}");
        (self.ratio > allowed).then_some(line)
    }
}
