//! Every reader of a client's text, on text that is spoilt in every way: no panic, no finding that
//! points out of the text, nothing said back that is not meant.
//!
//! `FUZZ_RUNS` sets how many texts each reader gets and `FUZZ_SEED` which; a failure prints the
//! shortest text that still fails. With `FUZZ_RUNS` set each reader says how long it took:
//! `FUZZ_RUNS=1000000 cargo test --release --test it fuzz -- --nocapture`.

mod chance;
mod corpus;
mod mutation;
mod sizes;
mod soundness;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chance::Chance;
use mutation::{Spoiler, shortest};

/// Texts for each reader where nothing else is asked for.
const RUNS: usize = 1000;

/// One reader: what it is tried on and what must hold.
struct Trial {
    name: &'static str,
    seeds: Vec<&'static str>,
    words: &'static [&'static str],
    /// Texts by the form's grammar, where there is one beside the seeds.
    made: Option<fn(&mut Chance) -> String>,
    /// Panics where a text is read wrongly.
    holds: fn(&str),
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

impl Trial {
    #[expect(clippy::disallowed_methods, reason = "a run of its own says how long it took")]
    fn run(&self) {
        let asked_runs = asked("FUZZ_RUNS").and_then(|runs| usize::try_from(runs).ok());
        let runs = asked_runs.unwrap_or(RUNS);
        let first = asked("FUZZ_SEED").unwrap_or(1);
        let spoiler = Spoiler::new(&self.seeds, self.words);
        for seed in &self.seeds {
            (self.holds)(seed);
        }
        let start = std::time::Instant::now();
        let mut slowest = (std::time::Duration::ZERO, 0);
        for run in 0..runs {
            let text = self.text(&spoiler, first, run);
            let begun = std::time::Instant::now();
            if catch_unwind(AssertUnwindSafe(|| (self.holds)(&text))).is_err() {
                let fails =
                    |text: &str| catch_unwind(AssertUnwindSafe(|| (self.holds)(text))).is_err();
                let shortest = shortest(&text, fails);
                panic!("{} of seed {first}, run {run}:\n{text:?}\n{shortest:?}", self.name);
            }
            slowest = slowest.max((begun.elapsed(), run));
        }
        if asked_runs.is_some() {
            let (took, run) = slowest;
            let text: String = self.text(&spoiler, first, run).chars().take(200).collect();
            eprintln!(
                "{}: {runs} texts in {:.1} s; slowest {took:?}: {text:?}",
                self.name,
                start.elapsed().as_secs_f64()
            );
        }
    }

    /// The text of a run; each can be made again by itself.
    fn text(&self, spoiler: &Spoiler, first: u64, run: usize) -> String {
        let chance = &mut Chance::new(first.wrapping_mul(1 << 40) + u64::try_from(run).unwrap());
        let seed = match self.made {
            Some(made) if chance.one_in(2) => made(chance),
            _ => chance.pick(&self.seeds).to_owned(),
        };
        match chance.below(10) {
            0 => spoiler.babble(chance),
            1 => seed,
            _ => {
                let other = chance.pick(&self.seeds);
                spoiler.spoil(&seed, other, chance)
            }
        }
    }
}

#[test]
fn lines() {
    let seeds = corpus::lines();
    let made = Some(corpus::line as fn(&mut Chance) -> String);
    Trial { name: "lines", seeds, words: &[], made, holds: soundness::line }.run();
}

#[test]
fn symbols() {
    let seeds = corpus::symbols();
    let words = &["CS", "PS", "RR", "STRD", "STRG", "BOX", "CCAL", "PCAL", "FUT", "SPOT", "PERP"];
    Trial { name: "symbols", seeds, words, made: None, holds: soundness::line }.run();
}

#[test]
fn orders() {
    let seeds = corpus::orders();
    let words = &["COVERED", "COMBO", "COLLAR", "UNBALANCED", "ROLL", "~", "[AM]", "(Quarterlys)"];
    Trial { name: "orders", seeds, words, made: None, holds: soundness::pasted }.run();
}

#[test]
fn links() {
    let seeds = corpus::links();
    let words = &["/build/", "x0", "x1000001", "x2147483648", ",,", "?", "#", "%20", "@"];
    Trial { name: "links", seeds, words, made: None, holds: soundness::pasted }.run();
}

#[test]
fn fix() {
    let (seeds, words) = (corpus::fix(), corpus::FIX_WORDS);
    Trial { name: "FIX", seeds, words, made: None, holds: soundness::fix }.run();
}

#[test]
fn json() {
    let (seeds, words) = (corpus::json(), corpus::JSON_WORDS);
    Trial { name: "JSON", seeds, words, made: None, holds: soundness::json }.run();
}

#[test]
fn batches() {
    let seeds = corpus::BATCHES.to_vec();
    let words = &["request", "Request,", "client", "\"\"", "\r", ";;", "\t"];
    Trial { name: "batches", seeds, words, made: None, holds: soundness::batch }.run();
}

#[test]
fn chains() {
    let seeds = corpus::CHAINS.to_vec();
    let words = &["american", "linear", "inverse", "USD", "call", "put", "+00:00", "T24:00:00Z"];
    Trial { name: "chains", seeds, words, made: None, holds: soundness::chain }.run();
}
