//! How well surfaces serve recorded chains: `cargo xtask surfaces FILE…`.
//!
//! One line a snapshot, and with `--expiries` one more for each expiry. With `--left-out` every
//! second strike is kept from the fit, and only the quotes at those are measured: a surface that
//! bends for its own quotes alone misses them. With `--peer` the same quotes go through another
//! library too, on the same measure.
//! Everything is measured here from the market that was built, not read from
//! its own report: the share of out-of-the-money two-sided quotes of expiries over a day that the
//! model puts inside bid and offer, of those that were fitted and of all; the distance from mid in
//! volatility points; and arbitrage on 601 points of |k| ≤ 3 and 601 of |k| ≤ 8√θ, as the analytic
//! Durrleman g below −1e-9 or a total variance that falls from one expiry to the next.

// A program that measures looks at the clock and prints.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod peer;

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use spread_pricer::basics::{PutCall, Timestamp};
use spread_pricer::market::DeltaConvention::Forward;
use spread_pricer::market::snapshot::MarketSnapshot;
use spread_pricer::market::{
    ChainExpiry, DropReason, Market, QuotedOption, ReadOptions, Slice, UnderlyingMarket, read_chain,
};
use spread_pricer_benches::{snapshots, text};

/// One day in years: under it the rows' stamps differ by more than a fit can tell.
const DAY: f64 = 1.0 / 365.0;

/// What can be asked for besides files.
const OPTIONS: [&str; 3] = ["--expiries", "--left-out", "--peer"];

/// Half of the points of a grid, which has one more in the middle.
const HALF: i32 = 300;

fn main() -> ExitCode {
    let (flags, files): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|word| word.starts_with("--"));
    let by_expiry = flags.iter().any(|flag| flag == "--expiries");
    let left_out = flags.iter().any(|flag| flag == "--left-out");
    let with_peer = flags.iter().any(|flag| flag == "--peer");
    if let Some(unknown) = flags.iter().find(|flag| !OPTIONS.contains(&flag.as_str())) {
        eprintln!("There is no option {unknown}; there are {}.", OPTIONS.join(" and "));
        return ExitCode::FAILURE;
    }
    if files.is_empty() {
        eprintln!("Which files? Please name recorded chains, .csv or .csv.gz.");
        return ExitCode::FAILURE;
    }
    let mut lines = Vec::new();
    let mut moves = Vec::new();
    let mut peers: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    let mut failed = 0_usize;
    for file in &files {
        let mut before: Option<Market> = None;
        match text(Path::new(file)) {
            Ok(text) => {
                for (stamp, one) in snapshots(&text) {
                    match measure(file, &one, left_out) {
                        Ok((line, expiries, market)) => {
                            if with_peer {
                                for (who, line) in market.underlyings().iter().flat_map(peer::lines)
                                {
                                    match line {
                                        Some(line) => {
                                            line.print(&format!("  {who}"), &stamp);
                                            peers.entry(who).or_default().push(line);
                                        }
                                        None => println!("  {who} {stamp}: no fit"),
                                    }
                                }
                            }
                            moves.extend(before.iter().flat_map(|b| moved(b, &market)));
                            before = Some(market);
                            line.print(name(file), &stamp);
                            if by_expiry {
                                for (code, expiry) in &expiries {
                                    expiry.print(code, "");
                                }
                            }
                            lines.push(line);
                        }
                        Err(why) => {
                            failed += 1;
                            println!("{} {stamp}: {why}", name(file));
                        }
                    }
                }
            }
            Err(error) => {
                failed += 1;
                println!("{file}: {error}");
            }
        }
    }
    summary("This surface", &lines, failed);
    say_moves(moves);
    for (who, lines) in &peers {
        summary(who, lines, 0);
    }
    let is_clean = failed == 0 && lines.iter().all(|line| line.violations == 0);
    if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a snapshot comes to.
type Measured = (Line, Vec<(String, Line)>, Market);

/// The figures of one snapshot.
#[derive(Default)]
struct Line {
    expiries: usize,
    /// Out-of-the-money two-sided quotes, and how many of them are inside bid and offer.
    all: usize,
    all_inside: usize,
    /// The same of those that were fitted or found to be outliers.
    fitted: usize,
    fitted_inside: usize,
    /// Sum of squares and largest of model minus mid over the fitted, in volatility points.
    squares: f64,
    worst: f64,
    violations: usize,
    /// Milliseconds from parsed quotes to the report.
    took: f64,
    /// The same for the same quotes a second later, when the fit goes on from the last.
    again: Option<f64>,
}

/// The figures of a snapshot and, by name, of each of its expiries; and its market.
fn measure(file: &str, text: &str, left_out: bool) -> Result<Measured, String> {
    let options =
        ReadOptions { name: Some(name(file).to_owned()), at: None, ..ReadOptions::default() };
    let words = |issues: Vec<spread_pricer::basics::Issue>| {
        issues.first().map_or_else(String::new, |issue| issue.message.clone())
    };
    let snapshot = read_chain(text, &options).map_err(words)?.snapshot;
    let fitted = if left_out { with_every_second_strike(&snapshot) } else { snapshot.clone() };
    let start = Instant::now();
    let loaded = Market::default().load(&fitted);
    let took = start.elapsed().as_secs_f64() * 1e3;
    let market = loaded.market.ok_or_else(|| words(loaded.report.issues))?;
    let start = Instant::now();
    let again = market.load(&a_second_later(&fitted)).market;
    let again = again.map(|_| start.elapsed().as_secs_f64() * 1e3);
    let mut line = Line { took, again, ..Line::default() };
    let mut expiries = Vec::new();
    // Volatilities of quotes left out come from the whole chain.
    let whole = left_out.then(|| Market::default().load(&snapshot).market).flatten();
    let whole = whole.unwrap_or_default();
    for underlying in market.underlyings() {
        for (expiry, report) in underlying.chain.iter().zip(&underlying.reports) {
            let years = underlying.years(expiry.expiry);
            let model = |k: f64| underlying.surface.variance(years, k).w;
            let one = if left_out {
                let all = whole.find(&underlying.key).into_iter().flat_map(|u| &u.chain);
                let Some(all) = all.into_iter().find(|e| e.expiry == expiry.expiry) else {
                    continue;
                };
                let quotes = all.quotes.iter().filter(|q| !expiry.strikes().contains(&q.strike));
                let quotes = quotes.copied().collect();
                Line::of(underlying, &ChainExpiry { quotes, ..expiry.clone() }, model)
            } else {
                Line::of(underlying, expiry, model)
            };
            line.add(&one);
            let (days, code) = (365.0 * report.years, &report.code);
            expiries.push((format!("  {code:9} {days:7.2} days, {}", report.model), one));
        }
        line.violations += violations(underlying.surface.slices());
    }
    Ok((line, expiries, market))
}

/// How far the model's volatilities moved between two snapshots, in quoted spreads, and how far mids
/// did: at liquid strikes, those between the 10-delta options, of expiries whose forward moved by
/// less than a thousandth.
fn moved(before: &Market, after: &Market) -> Vec<(f64, f64)> {
    let mut moves = Vec::new();
    for now in after.underlyings() {
        let Some(then) = before.find(&now.key) else { continue };
        for expiry in &now.chain {
            let Some(old) = then.chain.iter().find(|e| e.expiry == expiry.expiry) else { continue };
            let (years, years_then) = (now.years(expiry.expiry), then.years(expiry.expiry));
            let (forward, was) = (now.forward(expiry.expiry), then.forward(expiry.expiry));
            if years <= DAY || (forward / was - 1.0).abs() >= 1e-3 {
                continue;
            }
            for quote in expiry.quotes.iter().filter(|q| is_out(q, forward)) {
                let twin = old
                    .quotes
                    .iter()
                    .find(|q| q.strike == quote.strike && q.put_call == quote.put_call);
                let Some([bid, ask, bid_then, ask_then]) = twin.and_then(|twin| {
                    Some([quote.bid_vol?, quote.ask_vol?, twin.bid_vol?, twin.ask_vol?])
                }) else {
                    continue;
                };
                let delta = now.surface.delta(
                    quote.put_call,
                    years,
                    (quote.strike / forward).ln(),
                    Forward,
                );
                if ask <= bid || delta.abs() < 0.1 {
                    continue;
                }
                let model = now.surface.vol(years, quote.strike)
                    - then.surface.vol(years_then, quote.strike);
                let mid = 0.5 * (bid + ask - bid_then - ask_then);
                moves.push((model.abs() / (ask - bid), mid.abs() / (ask - bid)));
            }
        }
    }
    moves
}

fn say_moves(moves: Vec<(f64, f64)>) {
    if moves.is_empty() {
        return;
    }
    let count = moves.len();
    let (mut model, mut mid): (Vec<f64>, Vec<f64>) = moves.into_iter().unzip();
    model.sort_by(f64::total_cmp);
    mid.sort_by(f64::total_cmp);
    println!(
        "moves at liquid strikes from snapshot to snapshot while the forward stood still, in quoted \
         spreads, median of {count}: model {:.2}, mid {:.2}",
        model[count / 2],
        mid[count / 2],
    );
}

/// The same snapshot with a later stamp.
fn a_second_later(snapshot: &MarketSnapshot) -> MarketSnapshot {
    let mut later = snapshot.clone();
    for underlying in &mut later.underlyings {
        if let Some(as_of) = Timestamp::parse_iso(&underlying.as_of) {
            underlying.as_of = as_of.plus_millis(1000).to_iso();
        }
    }
    later
}

/// The same snapshot without every second strike of each expiry.
fn with_every_second_strike(snapshot: &MarketSnapshot) -> MarketSnapshot {
    let mut thinned = snapshot.clone();
    for underlying in &mut thinned.underlyings {
        let mut strikes: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for row in &underlying.rows {
            strikes.entry(row.expiry.clone()).or_default().push(row.strike);
        }
        for listed in strikes.values_mut() {
            listed.sort_by(f64::total_cmp);
            listed.dedup();
        }
        underlying.rows.retain(|row| {
            let place = strikes[&row.expiry].partition_point(|strike| *strike < row.strike);
            place % 2 == 0
        });
    }
    thinned
}

impl Line {
    /// The figures of one expiry, but for its arbitrage, which is counted along the whole surface.
    fn of(
        underlying: &UnderlyingMarket,
        expiry: &ChainExpiry,
        total_variance: impl Fn(f64) -> f64,
    ) -> Self {
        let mut line = Self { expiries: 1, ..Self::default() };
        let years = underlying.as_of.years_until(expiry.expiry);
        if years <= DAY {
            return line;
        }
        let forward = underlying.surface.forward(years);
        for quote in expiry.quotes.iter().filter(|quote| is_out(quote, forward)) {
            let (Some(bid), Some(ask)) = (quote.bid_vol, quote.ask_vol) else { continue };
            if bid > ask {
                continue;
            }
            let k = (quote.strike / forward).ln();
            let model = (total_variance(k) / years).sqrt();
            let is_inside = (bid..=ask).contains(&model);
            line.all += 1;
            line.all_inside += usize::from(is_inside);
            if matches!(quote.dropped, None | Some(DropReason::Outlier)) {
                line.fitted += 1;
                line.fitted_inside += usize::from(is_inside);
                let points = 100.0 * (model - 0.5 * (bid + ask));
                line.squares += points * points;
                line.worst = line.worst.max(points.abs());
            }
        }
        line
    }

    fn add(&mut self, one: &Self) {
        self.expiries += one.expiries;
        self.all += one.all;
        self.all_inside += one.all_inside;
        self.fitted += one.fitted;
        self.fitted_inside += one.fitted_inside;
        self.squares += one.squares;
        self.worst = self.worst.max(one.worst);
    }

    fn print(&self, title: &str, stamp: &str) {
        println!(
            "{title:44} {stamp:25} expiries {:2} quotes {:5} inside {:5.1} % (all {:5}: {:5.1} %) rms \
             {:5.2} worst {:6.2} violations {} in {:6.2} ms{}",
            self.expiries,
            self.fitted,
            100.0 * share(self.fitted_inside, self.fitted),
            self.all,
            100.0 * share(self.all_inside, self.all),
            self.rms(),
            self.worst,
            self.violations,
            self.took,
            self.again.map_or_else(String::new, |again| format!(", again {again:5.2}")),
        );
    }

    fn rms(&self) -> f64 {
        (self.squares / self.fitted.max(1) as f64).sqrt()
    }
}

fn is_out(quote: &QuotedOption, forward: f64) -> bool {
    match quote.put_call {
        PutCall::Call => quote.strike >= forward,
        PutCall::Put => quote.strike < forward,
    }
}

/// Points at which a slice has a negative density or lies below the one before it.
fn violations(slices: &[Slice]) -> usize {
    let mut found = 0;
    for (i, slice) in slices.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| slices.get(i));
        let width = 8.0 * slice.smile.at(0.0).w.sqrt();
        for reach in [3.0, width] {
            for step in -HALF..=HALF {
                let k = reach * f64::from(step) / f64::from(HALF);
                let here = slice.smile.at(k);
                let is_butterfly = here.butterfly_density(k) < -1e-9;
                let falls = before.is_some_and(|before| here.w < before.smile.at(k).w);
                found += usize::from(is_butterfly) + usize::from(falls);
            }
        }
    }
    found
}

fn summary(who: &str, lines: &[Line], failed: usize) {
    if lines.is_empty() {
        return;
    }
    let sorted = |figure: fn(&Line) -> f64| {
        let mut all: Vec<f64> = lines.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        (all[0], all[all.len() / 2], all[all.len() - 1])
    };
    let (least, inside, _) = sorted(|line| 100.0 * share(line.fitted_inside, line.fitted));
    let (least_all, all, _) = sorted(|line| 100.0 * share(line.all_inside, line.all));
    let (_, rms, most_rms) = sorted(Line::rms);
    let (_, took, slowest) = sorted(|line| line.took);
    let again = lines.iter().all(|line| line.again.is_some()).then(|| {
        let (_, again, slowest) = sorted(|line| line.again.unwrap_or_default());
        format!(", a second later {again:.2} ms ({slowest:.1} ms)")
    });
    let violations: usize = lines.iter().map(|line| line.violations).sum();
    println!(
        "\n{who}: {} snapshots, {failed} that did not load\n\
         inside bid and offer, median (least): {inside:.1} % ({least:.1} %) of the fitted quotes, \
         {all:.1} % ({least_all:.1} %) of all\n\
         rms in volatility points, median (most): {rms:.2} ({most_rms:.2})\n\
         points with arbitrage: {violations}\n\
         from parsed quotes to report, median (slowest): {took:.2} ms ({slowest:.1} ms){}",
        lines.len(),
        again.unwrap_or_default(),
    );
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn name(file: &str) -> &str {
    Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or(file)
}
