//! Widths of single options by tenor and delta: the quoted ones and ours, in volatility points.

use spread_pricer::desk::Tier;
use spread_pricer::market::DeltaConvention::Forward;

use super::quoting::{Option, Quoting, middle};

/// The rows: name, from and to, in days.
const TENORS: [(&str, f64, f64); 7] = [
    ("<1 d", 0.0, 1.0),
    ("1-3 d", 1.0, 3.0),
    ("3-10 d", 3.0, 10.0),
    ("10-35 d", 10.0, 35.0),
    ("35-100 d", 35.0, 100.0),
    ("100-200 d", 100.0, 200.0),
    ("200 d+", 200.0, f64::INFINITY),
];

/// The columns: |delta| from and to.
const DELTAS: [(f64, f64); 3] = [(0.05, 0.15), (0.15, 0.35), (0.35, 0.65)];

/// What is set side by side in each cell.
const SERIES: [&str; 5] =
    ["quoted", "tier 1", "tier 2", "tier 2, 10 BTC/100 ETH", "tier 3, no cap"];

/// Every width of each cell, by series.
pub(crate) struct Cells {
    widths: Vec<Vec<[Vec<f64>; SERIES.len()]>>,
}

impl Cells {
    /// The widths over some snapshots.
    pub(crate) fn of(quotings: &[Quoting]) -> Self {
        let row = vec![<[Vec<f64>; SERIES.len()]>::default(); DELTAS.len()];
        let mut cells = Self { widths: vec![row; TENORS.len()] };
        for quoting in quotings {
            cells.add(quoting);
        }
        cells
    }

    fn add(&mut self, quoting: &Quoting) {
        let market = quoting.underlying();
        // The chain has volatilities out of the money only.
        for (expiry, smile) in market.chain.iter().zip(market.smiles().expiries) {
            let years = market.years(expiry.expiry);
            let is_in = |(_, from, to): &(&str, f64, f64)| (*from..*to).contains(&(365.0 * years));
            let Some(row) = TENORS.iter().position(is_in) else { continue };
            let forward = market.forward(expiry.expiry);
            for quote in &smile.quotes {
                let (Some(bid), Some(ask)) = (quote.bid_vol, quote.ask_vol) else { continue };
                let k = (quote.strike / forward).ln();
                let delta = market.surface.delta(quote.put_call, years, k, Forward).abs();
                let is_in = |(from, to): &(f64, f64)| (*from..*to).contains(&delta);
                let Some(column) = DELTAS.iter().position(is_in) else { continue };
                let leg = Option {
                    ratio: 1.0,
                    expiry: expiry.expiry,
                    strike: quote.strike,
                    put_call: quote.put_call,
                };
                let points = |tier: Tier, size: f64| {
                    quoting.width(&[leg], tier, size).map_or(f64::NAN, |w| w.total / w.vega)
                };
                let cell = &mut self.widths[row][column];
                cell[0].push(100.0 * (ask - bid));
                cell[1].push(points(Tier::Tier1, 1.0));
                cell[2].push(points(Tier::Tier2, 1.0));
                cell[3].push(points(Tier::Tier2, quoting.typical_size()));
                cell[4].push(points(Tier::Tier3, 1.0));
            }
        }
    }

    /// One line a tenor: for each series the medians of the three columns.
    pub(crate) fn print(mut self) {
        println!("median total width of single options in vol points, |delta| 5-15/15-35/35-65:");
        let titles: Vec<String> = SERIES.iter().map(|s| format!("{s:>22}")).collect();
        println!("  {:10} {}", "", titles.join(" "));
        for ((name, ..), row) in TENORS.iter().zip(&mut self.widths) {
            let medians: Vec<String> = (0..SERIES.len())
                .map(|series| {
                    let of = |cell: &mut [Vec<f64>; SERIES.len()]| {
                        format!("{:.1}", middle(&mut cell[series]))
                    };
                    let three: Vec<String> = row.iter_mut().map(of).collect();
                    format!("{:>22}", three.join("/"))
                })
                .collect();
            println!("  {name:10} {}", medians.join(" "));
        }
    }
}
