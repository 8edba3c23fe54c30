//! Recorded markets load without panic or NaN, free of arbitrage, and the exchange's marks
//! reprice.
//!
//! The files lie beside the project and are no part of it; `RECORDED_MARKETS` names their folder
//! where it is another one. Where the folder is absent the tests say so and pass; where it is
//! there, a file that they look for must be there too.

#![allow(clippy::print_stdout, reason = "the figures per file are what the tests are for")]
#![allow(clippy::disallowed_methods, reason = "the time a load takes is printed, not tested")]

use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use spread_pricer::basics::{IssueCode, Settlement};
use spread_pricer::market::{FitStatus, Market, MarketReport, ReadOptions, UnderlyingMarket};
use spread_pricer::models::black::Black;

/// One day in years: under it the rows' stamps differ by more than the fit can tell.
pub(crate) const DAY: f64 = 1.0 / 365.0;

/// The folder of the recordings, where it is there.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = env::var_os("RECORDED_MARKETS").map_or_else(beside, PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// The text of a recorded file, where the recordings are there.
pub(crate) fn recorded(name: &str) -> Option<String> {
    let path = folder()?.join(name);
    assert!(path.exists(), "{} is not there", path.display());
    Some(text(&path))
}

/// The recorded chains whose name passes, with their text; some, where the recordings are there.
pub(crate) fn chains(pass: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let Some(folder) = folder() else { return Vec::new() };
    let mut found: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            pass(&name).then(|| (name, text(&path)))
        })
        .collect();
    assert!(!found.is_empty(), "{} has no recorded chain of this kind", folder.display());
    found.sort();
    found
}

/// Chains of one exchange, without its futures, trades and index series.
fn is_deribit_chain(name: &str) -> bool {
    let kinds = ["chain", "calm", "stress", "daily"];
    let is_sizes = name.contains("_sizes_2");
    name.starts_with("deribit_")
        && !name.contains("index")
        && (is_sizes || kinds.iter().any(|k| name.contains(k)))
}

/// Chains of US options.
fn is_us_chain(name: &str) -> bool {
    ["_lean.csv", "_yahoo.csv", "_cboe.csv"].iter().any(|end| name.ends_with(end))
        && !name.starts_with("dividends")
}

fn text(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    if path.extension().is_none_or(|e| e != "gz") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    text
}

/// The snapshots of a file, each as a file of its own.
pub(crate) fn snapshots(text: &str) -> Vec<(String, String)> {
    let header = text.lines().next().unwrap_or_default();
    let stamp = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
    let mut stamps: Vec<String> = text.lines().skip(1).map(stamp).collect();
    stamps.dedup();
    stamps
        .into_iter()
        .map(|stamp| {
            let mut one = format!("{header}\n");
            for line in text.lines().filter(|l| l.starts_with(&stamp)) {
                one.push_str(line);
                one.push('\n');
            }
            (stamp, one)
        })
        .collect()
}

/// Every number that a market gives out is finite, at listed points and between and beyond them.
fn assert_finite(market: &UnderlyingMarket, what: &str) {
    assert!(market.spot.is_finite(), "{what}: spot");
    for half in &market.half_width_points {
        assert!((0.10..=5.0).contains(half), "{what}: half-width {half}");
    }
    for slice in market.surface.slices() {
        for share in [0.3, 1.0, 1.4] {
            let years = slice.years * share;
            for k in [-3.0, -0.5, -0.01, 0.0, 0.2, 3.0] {
                let at = market.surface.variance(years, k);
                let numbers = [at.w, at.dw, at.d2w, market.surface.forward(years)];
                assert!(numbers.iter().all(|x| x.is_finite()) && at.w > 0.0, "{what}: {at:?}");
            }
        }
    }
    for report in &market.reports {
        let numbers = [
            report.years,
            report.forward,
            report.discount,
            report.atm_vol,
            report.inside_bid_ask,
            report.rms_vol_points,
            report.max_vol_points,
            report.min_butterfly.unwrap_or(0.0),
            report.min_calendar_gap.unwrap_or(0.0),
        ];
        assert!(numbers.iter().all(|x| x.is_finite()), "{what}: {report:?}");
        assert!(report.forward > 0.0 && report.discount > 0.0 && report.atm_vol > 0.0, "{what}");
    }
}

/// One line's figures over expiries of more than a day.
struct Line {
    inside: f64,
    rms: f64,
    used: usize,
    violations: usize,
}

impl Line {
    fn of(report: &MarketReport) -> Self {
        let cards = || report.underlyings.iter().flat_map(|u| &u.expiries);
        let (mut counted, mut inside, mut squares, mut used) = (0.0, 0.0, 0.0, 0);
        for card in cards().filter(|c| c.years > DAY) {
            let outliers: usize =
                card.dropped.iter().filter(|d| d.reason == "outlier").map(|d| d.count).sum();
            let quotes = (card.used + outliers) as f64;
            counted += quotes;
            inside += card.inside_bid_ask * quotes;
            squares += card.rms_vol_points * card.rms_vol_points * card.used as f64;
            used += card.used;
        }
        let violations = cards()
            .filter(|c| {
                c.min_butterfly.is_some_and(|g| g < -1e-9)
                    || c.min_calendar_gap.is_some_and(|g| g < 0.0)
            })
            .count();
        Self {
            inside: if counted > 0.0 { inside / counted } else { 0.0 },
            rms: (squares / used.max(1) as f64).sqrt(),
            used,
            violations,
        }
    }
}

/// Loads one snapshot's text, and checks what must hold for any chain.
fn load(name: &str, stamp: &str, text: &str) -> (Market, Line) {
    let what = format!("{name} {stamp}");
    let options = ReadOptions { name: Some(name.to_owned()), at: None, ..ReadOptions::default() };
    let loaded = Market::default().load_chain(text, &options);
    let market =
        loaded.market.unwrap_or_else(|| panic!("{what} did not load: {:?}", loaded.report.issues));
    market.underlyings().iter().for_each(|u| assert_finite(u, &what));
    let line = Line::of(&loaded.report);
    assert_eq!(line.violations, 0, "{what} has arbitrage");
    (market, line)
}

#[test]
fn every_recorded_deribit_chain_loads_free_of_arbitrage_and_inside_the_market() {
    let (mut inside, mut rms) = (Vec::new(), Vec::new());
    for (name, text) in chains(is_deribit_chain) {
        for (stamp, one) in snapshots(&text) {
            let (market, line) = load(&name, &stamp, &one);
            let underlying = &market.underlyings()[0];
            assert_eq!(underlying.key.settlement, Settlement::Inverse);
            assert!(underlying.reports.iter().all(|r| r.forward_source == "given"));
            inside.push(line.inside);
            rms.push(line.rms);
        }
    }
    if inside.is_empty() {
        return;
    }
    inside.sort_by(f64::total_cmp);
    rms.sort_by(f64::total_cmp);
    let (median, least, rms) = (inside[inside.len() / 2], inside[0], rms[rms.len() / 2]);
    println!(
        "{} snapshots: median {median:.3} inside, least {least:.3}, rms {rms:.2}",
        inside.len()
    );
    assert!(median >= 0.99, "median {median}");
    assert!(least >= 0.95, "least {least}");
    assert!(rms <= 0.6, "rms {rms}");
}

#[test]
fn every_recorded_us_chain_loads_free_of_arbitrage() {
    for (name, text) in chains(is_us_chain) {
        let (market, line) = load(&name, "", &text);
        assert!(line.used > 50, "{name} used {}", line.used);
        for slice in market.underlyings()[0].surface.slices().iter().filter(|s| s.years > 0.1) {
            let rate = -slice.discount.ln() / slice.years;
            assert!((-0.02..0.10).contains(&rate), "{name} {}: {rate}", slice.expiry.to_iso());
        }
    }
}

/// For two-sided liquid strikes over one day, Black's price at the exchange's own mark volatility
/// and the row's own forward is the exchange's own mark. Liquid: out of the money or near it, and
/// both sides quoted.
#[test]
fn exchange_marks_reprice() {
    let mut errors = Vec::new();
    for (name, text) in chains(is_deribit_chain) {
        for (_, one) in snapshots(&text) {
            let file = spread_pricer::market::read_chain(&one, &ReadOptions::default());
            let snapshot = file.unwrap_or_else(|i| panic!("{name}: {i:?}")).snapshot;
            for underlying in snapshot.underlyings {
                let as_of = instant(&underlying.as_of);
                for row in underlying.rows {
                    let years = as_of.years_until(instant(&row.expiry));
                    let (Some(forward), Some(vol), Some(mark)) =
                        (row.forward, row.mark_vol, row.mark)
                    else {
                        continue;
                    };
                    let is_quoted = row.bid.is_some() && row.ask.is_some();
                    let moneyness = row.put_call.sign() * (row.strike / forward).ln();
                    if years <= DAY || !is_quoted || moneyness < -0.02 {
                        continue;
                    }
                    let price = Black {
                        put_call: row.put_call,
                        forward,
                        strike: row.strike,
                        years,
                        vol,
                        discount: 1.0,
                    }
                    .price();
                    errors.push((price / forward - mark).abs());
                }
            }
        }
    }
    if errors.is_empty() {
        return;
    }
    errors.sort_by(f64::total_cmp);
    let median = errors[errors.len() / 2];
    let p99 = errors[errors.len() * 99 / 100];
    println!("{} marks: median error {median:.1e}, 99th percentile {p99:.1e} coin", errors.len());
    assert!(median <= 2e-5, "median {median}");
    assert!(p99 <= 5e-4, "99th percentile {p99}");
}

fn instant(text: &str) -> spread_pricer::basics::Timestamp {
    spread_pricer::basics::Timestamp::parse_iso(text).unwrap()
}

#[test]
fn a_recorded_chain_cut_anywhere_is_refused_or_said_to_be_incomplete() {
    let Some(whole) = recorded("deribit_eth_chain_20260430t1645z.csv") else { return };
    let options =
        ReadOptions { name: Some(String::from("chain.csv")), at: None, ..ReadOptions::default() };
    let before = Market::default().load_chain(&whole, &options).market.unwrap();
    let half = before.load_chain(&whole[..whole.len() / 2], &options);
    assert!(half.market.is_none());
    assert_eq!(half.report.issues[0].code, IssueCode::FileTruncated);
    assert_eq!(half.report.underlyings, before.report().underlyings);
    let mut silent = 0;
    let mut cuts = 0;
    // A cut exactly between two lines leaves a shorter file that is whole.
    let ends = (whole.len() / 3..whole.len() - 1).step_by(997);
    for end in ends.filter(|end| !whole[..*end].ends_with('\n')) {
        cuts += 1;
        let loaded = before.load_chain(&whole[..end], &options);
        silent += usize::from(loaded.market.is_some() && loaded.report.issues.is_empty());
    }
    println!("{silent} of {cuts} cuts went unnoticed");
    assert_eq!(silent, 0);
}

#[test]
fn fitted_parameters_load_in_place_of_a_fit() {
    let Some(text) = recorded("deribit_btc_chain_20260430t1645z.csv") else { return };
    let file = spread_pricer::market::read_chain(&text, &ReadOptions::default()).unwrap();
    let fitted = Market::default().load(&file.snapshot).market.unwrap();
    let again = Market::default().load(&file.snapshot.with_fitted(&fitted.fitted()));
    let again = again.market.unwrap();
    assert_eq!(again.fitted(), fitted.fitted());
    let (a, b) = (&fitted.underlyings()[0], &again.underlyings()[0]);
    assert_eq!(a.surface, b.surface);
    assert_eq!(a.hedges, b.hedges);
    assert!(b.reports.iter().all(|r| r.status != FitStatus::Red));
}
