//! Fitted surfaces on recorded chains: near the exchange's marks, right at strikes that the fit did
//! not see, and inside the market of index chains.

#![allow(clippy::print_stdout, reason = "the figures are what the tests are for")]
#![allow(clippy::disallowed_methods, reason = "strikes are only sorted by these logarithms")]

use std::collections::BTreeMap;

use spread_pricer::basics::Timestamp;
use spread_pricer::market::DeltaConvention::Forward;
use spread_pricer::market::snapshot::MarketSnapshot;
use spread_pricer::market::{Market, ReadOptions, UnderlyingMarket, read_chain};

use crate::recorded_markets::{DAY, chains, snapshots};

fn snapshot(text: &str) -> MarketSnapshot {
    read_chain(text, &ReadOptions::default()).unwrap().snapshot
}

/// The one underlying of a snapshot, fitted.
fn fitted(snapshot: &MarketSnapshot) -> UnderlyingMarket {
    Market::default().load(snapshot).market.unwrap().underlyings()[0].clone()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The first and the last snapshot of every coin file, calm and stressed.
fn coin_snapshots() -> Vec<(String, MarketSnapshot)> {
    let mut found = Vec::new();
    for (name, text) in
        chains(|n| n.contains("stress") || n.contains("calm") || n.contains("_chain_"))
    {
        let all = snapshots(&text);
        let count = all.len();
        for (i, (stamp, one)) in all.into_iter().enumerate() {
            if i == 0 || i + 1 == count {
                found.push((format!("{name} {stamp}"), snapshot(&one)));
            }
        }
    }
    found
}

#[test]
fn liquid_strikes_lie_near_the_exchange_marks() {
    let mut distances = Vec::new();
    for (_, snapshot) in coin_snapshots() {
        let market = fitted(&snapshot);
        for row in &snapshot.underlyings[0].rows {
            let expiry = Timestamp::parse_iso(&row.expiry).unwrap();
            let years = market.years(expiry);
            let (Some(mark), Some(_), Some(_)) = (row.mark_vol, row.bid, row.ask) else { continue };
            if years <= DAY {
                continue;
            }
            let k = (row.strike / market.forward(expiry)).ln();
            let delta = market.surface.delta(row.put_call, years, k, Forward).abs();
            if (0.1..=0.5).contains(&delta) {
                distances.push(100.0 * (market.vol(expiry, row.strike) - mark).abs());
            }
        }
    }
    if distances.is_empty() {
        return;
    }
    let count = distances.len();
    let middle = median(distances);
    println!("{count} liquid strikes: {middle:.2} volatility points from the mark in the median");
    assert!(middle <= 0.3, "{middle}");
}

/// The same snapshot without every second strike of each expiry.
fn thinned(snapshot: &MarketSnapshot) -> MarketSnapshot {
    let mut thinned = snapshot.clone();
    let rows = &mut thinned.underlyings[0].rows;
    let mut strikes: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in rows.iter() {
        strikes.entry(row.expiry.clone()).or_default().push(row.strike);
    }
    for listed in strikes.values_mut() {
        listed.sort_by(f64::total_cmp);
        listed.dedup();
    }
    rows.retain(|row| strikes[&row.expiry].partition_point(|k| *k < row.strike) % 2 == 0);
    thinned
}

#[test]
fn strikes_left_out_of_the_fit_are_inside_their_market_too() {
    let mut shares = Vec::new();
    for (what, snapshot) in coin_snapshots() {
        let (whole, half) = (fitted(&snapshot), fitted(&thinned(&snapshot)));
        let (mut seen, mut inside) = (0, 0);
        for (all, kept) in whole.chain.iter().zip(&half.chain) {
            let years = whole.years(all.expiry);
            let strikes = kept.strikes();
            let left_out = all.quotes.iter().filter(|q| !strikes.contains(&q.strike));
            for quote in left_out.filter(|q| years > DAY && q.dropped.is_none()) {
                let (Some(bid), Some(ask)) = (quote.bid_vol, quote.ask_vol) else { continue };
                seen += 1;
                inside += usize::from((bid..=ask).contains(&half.vol(all.expiry, quote.strike)));
            }
        }
        let share = inside as f64 / f64::from(seen);
        println!("{what}: {inside} of {seen}");
        shares.push(share);
    }
    if shares.is_empty() {
        return;
    }
    let least = shares.iter().copied().fold(1.0, f64::min);
    let middle = median(shares);
    println!("left out: {middle:.3} inside in the median, {least:.3} at least");
    assert!(middle >= 0.9 && least >= 0.85, "median {middle}, least {least}");
}

#[test]
fn index_chains_are_inside_the_market_in_the_median_expiry() {
    for (name, text) in chains(|n| n.starts_with("spx") || n.starts_with("ndx")) {
        let market = fitted(&snapshot(&text));
        let shares: Vec<f64> = market
            .reports
            .iter()
            .filter(|card| (7.0 * DAY..=1.0).contains(&card.years) && card.used > 0)
            .map(|card| card.inside_bid_ask)
            .collect();
        let middle = median(shares);
        println!("{name}: {middle:.3}");
        assert!(middle >= 0.9, "{name}: {middle}");
    }
}

/// The same quotes at a later instant.
fn later(snapshot: &MarketSnapshot, seconds: i64) -> MarketSnapshot {
    let mut later = snapshot.clone();
    for underlying in &mut later.underlyings {
        let as_of = Timestamp::parse_iso(&underlying.as_of).unwrap();
        underlying.as_of = as_of.plus_millis(1000 * seconds).to_iso();
    }
    later
}

/// Share of the fitted quotes inside bid and offer.
fn inside(market: &Market) -> f64 {
    let cards = &market.underlyings()[0].reports;
    let used: usize = cards.iter().map(|card| card.used).sum();
    cards.iter().map(|card| card.inside_bid_ask * card.used as f64).sum::<f64>() / used as f64
}

#[test]
fn fits_that_go_on_for_many_moments_lose_nothing() {
    for (what, snapshot) in coin_snapshots() {
        let first = Market::default().load(&snapshot).market.unwrap();
        let mut market = first.clone();
        for moment in 1..=12 {
            market = market.load(&later(&snapshot, moment)).market.unwrap();
        }
        let (before, after) = (inside(&first), inside(&market));
        assert!(after >= before - 0.01, "{what}: {before:.3} inside at first, {after:.3} at last");
    }
}

#[test]
fn no_expiry_is_lost_where_strikes_are_missing_at_random() {
    // A low-discrepancy walk decides which rows stay.
    let mut place = 0.0_f64;
    let mut uniform = || {
        place = (place + 0.754_877_666_246_693).fract();
        (place * 9_973.0).fract()
    };
    for (what, snapshot) in coin_snapshots() {
        for kept in [0.25, 0.5, 0.75] {
            let mut sparse = snapshot.clone();
            sparse.underlyings[0].rows.retain(|_| uniform() < kept);
            let market = fitted(&sparse);
            for card in market.reports.iter().filter(|card| card.used >= 4 && card.years > DAY) {
                let share = card.inside_bid_ask;
                let code = &card.code;
                assert!(share >= 0.7, "{what}, {code}, {kept} of the rows: {share:.2} inside");
            }
        }
    }
}
