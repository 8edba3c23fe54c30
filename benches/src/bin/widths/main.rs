//! Our widths beside what was quoted and what traded: `cargo xtask widths FILE…`.
//!
//! Recorded chains and, among them, a file of executed block RFQs. The desk has its default policy,
//! an empty book and no limits; its clients are in the middle of their tier's range. Three tables:
//! each executed block RFQ with the edge to mark that its taker paid beside our tier-2 half-width
//! for the same structure on the nearest snapshot; for each file, our total width of single options
//! by tenor and delta beside the quoted one; and for each file, how many of a systematic sample of
//! listed structures we quote within the width of crossing their legs on screen.

// A program that measures prints, and its logarithms only place strikes.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod cells;
mod prints;
mod quoting;
mod structures;

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::ExitCode;

use spread_pricer::desk::Tier;
use spread_pricer::quote::report::ChargeRow;
use spread_pricer_benches::{snapshots, text};

use cells::Cells;
use prints::Print;
use quoting::{Quoting, Width, middle};

fn main() -> ExitCode {
    let (flags, files): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|word| word.starts_with("--"));
    let with_rows = flags.iter().any(|flag| flag == "--charges");
    if let Some(unknown) = flags.iter().find(|flag| *flag != "--charges") {
        eprintln!("There is no option {unknown}; there is --charges.");
        return ExitCode::FAILURE;
    }
    if files.is_empty() {
        eprintln!("Which files? Please name recorded chains, .csv or .csv.gz, and block RFQs.");
        return ExitCode::FAILURE;
    }
    let mut chains = Vec::new();
    let mut printed = Vec::new();
    for file in &files {
        match text(Path::new(file)) {
            Ok(text) if text.starts_with("rfq_id,") => {
                printed.extend(prints::prints(&text).unwrap_or_default());
            }
            Ok(text) => chains.push((name(file).to_owned(), snapshots(&text))),
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    say_prints(&printed, &chains, with_rows);
    for (file, snapshots) in &chains {
        let quotings: Vec<Quoting> =
            snapshots.iter().filter_map(|(_, text)| Quoting::load(text)).collect();
        let failed = snapshots.len() - quotings.len();
        println!("\n{file}: {} snapshots, {failed} that did not load", quotings.len());
        Cells::of(&quotings).print();
        say_structures(&quotings, with_rows);
    }
    ExitCode::SUCCESS
}

/// A file's name and its snapshots, each a stamp and a text.
type Chain = (String, Vec<(String, String)>);

/// Each print beside the same structure on the snapshot of its coin that is nearest in time.
fn say_prints(prints: &[Print], chains: &[Chain], with_rows: bool) {
    if prints.is_empty() {
        return;
    }
    println!(
        "Executed block RFQs and our tier-2 half-width on the nearest snapshot, coin and vol points"
    );
    let mut ratios = Vec::new();
    for print in prints {
        let Some((stamp, quoting)) = nearest(print, chains) else {
            println!("{}: no snapshot of {}", print.id, print.coin);
            continue;
        };
        let on = quoting.underlying();
        let places: Vec<String> = print
            .legs
            .iter()
            .map(|leg| {
                let days = 365.0 * print.years(leg.expiry);
                format!("{:+.0}×{days:.1}d x {:.2}", leg.ratio, print.moneyness(leg, on))
            })
            .collect();
        let width = print.on(on).and_then(|legs| quoting.width(&legs, Tier::Tier2, print.amount));
        let Some(width) = width else {
            println!("{}: {} has no such structure", print.id, stamp);
            continue;
        };
        let half = 0.5 * width.total;
        let ratio = half / print.edge;
        ratios.push(ratio);
        let legs: Vec<String> = width
            .quote
            .legs
            .iter()
            .map(|l| format!("{:+}×{}", l.leg.ratio, l.leg.symbol))
            .collect();
        println!(
            "{} {} {:.0} {}: [{}] edge {:.6} = {:.2} vp; on {stamp} [{}] half {half:.6} = {:.2} vp, \
             theoretical {:.5}, screen half {}: ratio {ratio:.2}",
            print.id,
            print.coin,
            print.amount,
            width.quote.structure_name,
            places.join(", "),
            print.edge,
            print.edge / print.vega(on),
            legs.join(", "),
            half / width.vega,
            width.quote.theoretical,
            width.screen.map_or_else(|| String::from("–"), |s| format!("{:.6}", 0.5 * s)),
        );
        if with_rows {
            say_rows(&width);
        }
    }
    if ratios.is_empty() {
        return;
    }
    let most = ratios.iter().copied().fold(0.0, f64::max);
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    println!("ratio: median {:.2}, least {least:.2}, most {most:.2}", middle(&mut ratios));
}

/// The charges of the offer, in coin.
fn say_rows(width: &Width) {
    let rows: Vec<String> = width
        .quote
        .charges
        .iter()
        .filter_map(|row| {
            let amount = row.offer.filter(|x| x.abs() > 1e-9)?;
            Some(format!("{} {amount:.6}", row.name))
        })
        .collect();
    println!("    {}", rows.join(", "));
}

fn nearest<'a>(print: &Print, chains: &'a [Chain]) -> Option<(&'a str, Quoting)> {
    let distance = |stamp: &str| {
        let at = spread_pricer::basics::Timestamp::parse_iso(stamp);
        at.map_or(f64::INFINITY, |at| print.at.years_until(at).abs())
    };
    let of_coin = |(_, text): &&(String, String)| {
        text.lines().nth(1).and_then(|line| line.split(',').nth(1)) == Some(print.coin.as_str())
    };
    let all = chains.iter().flat_map(|(_, snapshots)| snapshots).filter(of_coin);
    let (stamp, text) = all.min_by(|a, b| distance(&a.0).total_cmp(&distance(&b.0)))?;
    Some((stamp, Quoting::load(text)?))
}

/// Counts of one family.
#[derive(Default, Clone, Copy)]
struct Count {
    all: usize,
    /// Within the legs' own width on screen, by tier and size.
    within: [[usize; 2]; 3],
    /// Where the screen cap is what makes the charges smaller, by tier and size.
    capped: [[usize; 2]; 3],
}

/// For each family the share that is quoted within the width of crossing its legs.
fn say_structures(quotings: &[Quoting], with_rows: bool) {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut wider: [[usize; 2]; 3] = Default::default();
    let mut over = Vec::new();
    for quoting in quotings {
        for structure in structures::sample(quoting.underlying()) {
            let count = counts.entry(structure.family).or_default();
            count.all += 1;
            for (t, (_, tier)) in quoting::CLIENTS.iter().enumerate() {
                for (s, size) in [1.0, quoting.typical_size()].into_iter().enumerate() {
                    let Some(width) = quoting.width(&structure.legs, *tier, size) else { continue };
                    let is_within = width.screen.is_some_and(|screen| width.total <= screen + 1e-9);
                    count.within[t][s] += usize::from(is_within);
                    let is_cap = |row: &&ChargeRow| row.name == "screenCap";
                    let cap = width.quote.charges.iter().find(is_cap).and_then(|row| row.offer);
                    count.capped[t][s] += usize::from(cap.is_some_and(|x| x < -1e-9));
                    wider[t][s] += usize::from(structure.is_straddle_or_strangle() && !is_within);
                    if t == 0 && !is_within {
                        over.push((structure.family, size, width));
                    }
                }
            }
        }
    }
    println!(
        "listed structures within the legs' own width on screen, %: tier 1, 2 and 3 at 1 contract; at \
         10 BTC or 100 ETH; and where the screen cap is what decides, the same"
    );
    let mut total = Count::default();
    for (family, count) in &counts {
        say_count(family, count);
        total.all += count.all;
        for (sum, of) in [(&mut total.within, count.within), (&mut total.capped, count.capped)] {
            for (sum, of) in sum.iter_mut().flatten().zip(of.iter().flatten()) {
                *sum += of;
            }
        }
    }
    say_count("all", &total);
    println!("straddles and strangles wider than crossing both legs, by tier and size: {wider:?}");
    if with_rows {
        for (family, size, width) in over.iter().step_by(over.len() / 25 + 1) {
            println!(
                "  {family} {size} {}: {:.4} over {:.4}",
                width.quote.request,
                width.total,
                width.screen.unwrap_or_default(),
            );
            say_rows(width);
        }
    }
}

fn say_count(family: &str, count: &Count) {
    let at = |counts: &[[usize; 2]; 3], size: usize| {
        let share = |of: &[usize; 2]| 100.0 * of[size] as f64 / count.all.max(1) as f64;
        counts.iter().map(|of| format!("{:6.1}", share(of))).collect::<Vec<_>>().join(" ")
    };
    let (within, capped) = (&count.within, &count.capped);
    println!(
        "  {family:14} {:6} {} ; {} | {} ; {}",
        count.all,
        at(within, 0),
        at(within, 1),
        at(capped, 0),
        at(capped, 1),
    );
}

fn name(file: &str) -> &str {
    Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or(file)
}
