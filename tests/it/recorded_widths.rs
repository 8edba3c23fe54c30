//! Our widths beside what was quoted and what traded: executed block RFQs, and listed structures on
//! calm recorded chains. `cargo xtask widths` measures the same on any chains and prints it.
//!
//! The defaults were tuned on these same prints, so that the first test holds them where they are and
//! says nothing of other prints; the second holds by the screen cap (`docs/widths.md`).

#![allow(clippy::print_stdout, reason = "the figures are what the tests are for")]
#![allow(clippy::disallowed_methods, reason = "strikes are only placed by these logarithms")]

#[path = "../../benches/src/bin/widths/prints.rs"]
mod prints;
#[path = "../../benches/src/bin/widths/quoting.rs"]
mod quoting;
#[path = "../../benches/src/bin/widths/structures.rs"]
mod structures;

use spread_pricer::desk::Tier;

use crate::recorded_markets::{recorded, snapshots};
use quoting::{Quoting, middle};

/// The recorded chains that are nearest in time to the recorded prints: coin, file and stamp.
const NEAREST: [(&str, &str, &str); 3] = [
    ("BTC", "deribit_btc_daily_202603.csv.gz", "2026-03-21T15:34:48Z"),
    ("BTC", "deribit_btc_chain_20260430t1645z.csv", "2026-04-30T16:45:59Z"),
    ("ETH", "deribit_eth_chain_20260430t1645z.csv", "2026-04-30T16:45:59Z"),
];

/// Calm chains; of each the snapshots at these places are taken.
const CALM: [&str; 2] = ["deribit_btc_calm_20260117_23.csv", "deribit_eth_calm_20260117_23.csv"];
const PLACES: [usize; 2] = [3, 14];

#[test]
fn a_tier_2_client_is_asked_for_about_what_takers_of_block_rfqs_paid() {
    let Some(text) = recorded("deribit_block_rfq_trades.csv") else { return };
    let chains = NEAREST.map(|(coin, file, stamp)| {
        let all = snapshots(&recorded(file).unwrap());
        let (_, one) = all.into_iter().find(|(at, _)| at == stamp).unwrap();
        (coin, Quoting::load(&one).unwrap())
    });
    let mut ratios = Vec::new();
    for print in prints::prints(&text).unwrap() {
        let away = |quoting: &Quoting| print.at.years_until(quoting.underlying().as_of).abs();
        let of_coin = chains.iter().filter(|(coin, _)| *coin == print.coin);
        let (_, quoting) = of_coin.min_by(|a, b| away(&a.1).total_cmp(&away(&b.1))).unwrap();
        let legs = print.on(quoting.underlying()).unwrap();
        let width = quoting.width(&legs, Tier::Tier2, print.amount).unwrap();
        let half = 0.5 * width.total;
        let points = (half / width.vega, print.edge / print.vega(quoting.underlying()));
        println!(
            "{}: half-width {half:.6} or {:.2} vol points, edge {:.6} or {:.2}",
            print.id, points.0, print.edge, points.1
        );
        ratios.push(half / print.edge);
    }
    let most = ratios.iter().copied().fold(0.0, f64::max);
    let median = middle(&mut ratios);
    println!("{} prints: median {median:.2}, most {most:.2}", ratios.len());
    assert_eq!(ratios.len(), 6);
    assert!((0.7..=2.0).contains(&median), "median {median}");
    assert!(most <= 4.0, "most {most}");
}

#[test]
fn on_calm_chains_a_tier_1_client_gets_the_screens_width_or_less() {
    for file in CALM {
        let Some(text) = recorded(file) else { return };
        let all = snapshots(&text);
        for (stamp, one) in PLACES.map(|place| &all[place]) {
            let quoting = Quoting::load(one).unwrap();
            let sample = structures::sample(quoting.underlying());
            assert!(sample.len() > 400, "{stamp}: {} structures", sample.len());
            let typical = quoting.typical_size();
            let cases = [(Tier::Tier1, 1.0), (Tier::Tier1, typical), (Tier::Tier2, 1.0)];
            for (tier, size) in cases {
                let mut within = 0;
                for structure in &sample {
                    let width = quoting.width(&structure.legs, tier, size).unwrap();
                    let screen = width.screen.unwrap();
                    let is_within = width.total <= screen + 1e-9;
                    within += usize::from(is_within);
                    assert!(
                        is_within || !structure.is_straddle_or_strangle(),
                        "{stamp} {tier:?} {size}: {} is {} wide, crossing both legs {screen}",
                        width.quote.request,
                        width.total,
                    );
                }
                let share = within as f64 / sample.len() as f64;
                println!("{file} {stamp} {tier:?} {size}: {share:.3} of {}", sample.len());
                assert!(share >= 0.9, "{stamp} {tier:?} {size}: {share}");
            }
        }
    }
}
