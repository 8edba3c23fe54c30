//! A megabyte of anything is answered with little, and is not kept.

use super::chance::Chance;
use super::mutation::Spoiler;
use super::soundness::{LISTING, sound};
use super::{asked, corpus};
use spread_pricer::market::csv::{ReadOptions, read_chain};
use spread_pricer::quote::batch::requests;
use spread_pricer::rfq::read;

/// Bytes of each text where nothing else is asked for.
const BYTES: usize = 1 << 16;
/// Bytes of each text in a run of its own: the most that every reader takes.
const MEGABYTE: usize = 1 << 20;
/// Bytes that a reading of anything may be written in.
const MOST_SAID: usize = 1 << 20;

/// Texts of that many bytes: pieces of every form over and over, and every form's words in any order.
fn texts(bytes: usize) -> impl Iterator<Item = String> {
    let forms = [
        corpus::lines(),
        corpus::symbols(),
        corpus::orders(),
        corpus::links(),
        corpus::fix(),
        corpus::json(),
        corpus::BATCHES.to_vec(),
        corpus::CHAINS.to_vec(),
    ];
    let pieces = [
        " ",
        "\n",
        "\r",
        "\0",
        "é",
        "\u{202e}",
        "a",
        "1",
        "/",
        "-",
        "+",
        ",",
        "\"",
        "“",
        "{",
        "[",
        "[[\"",
        "{\"legs\":",
        "{\"legs\":[{}],\"x\":[",
        "[{},",
        "|",
        "8=FIX.4.4|35=R|",
        "35=R|146=1|55=ETH|555=9|",
        "8=FIX.4.4|9=1|35=R|55=ETH|600=ETH|624=1|",
        "/build/x/y/",
        "/build/a,",
        ".SPX261218C4800,",
        "BUY +1 ",
        "BUY +1 1/",
        "BUY +1 SPX 100 18 DEC 26/",
        "ETH-27NOV26-3400-C ",
        "+1 ETH-27NOV26-3400-C\n",
        "request,",
        "request\n",
        "request\n\"",
        "a,b\n",
        "timestamp_utc,",
        "3400/",
        "25d ",
        "x10 ",
        "vs ",
        "timestamp_utc,underlying,expiry,strike,type\n",
    ];
    let over = |piece: &str| piece.repeat(bytes / piece.len());
    let repeated = pieces.map(over).into_iter();
    let begun = pieces.map(|piece| format!("ETH 27NOV26 3400 call {}", over(piece))).into_iter();
    let of_forms = forms.into_iter().flat_map(move |seeds| {
        let spoiler = Spoiler::new(&seeds, &[]);
        let chance = &mut Chance::new(7);
        let seed = seeds[0];
        let mut babble = String::new();
        while babble.len() < bytes {
            babble += &spoiler.babble(chance);
        }
        [
            seed.repeat(bytes / seed.len()),
            seeds.join("\n").repeat(20),
            seed.to_owned() + &babble,
            babble,
        ]
    });
    repeated.chain(begun).chain(of_forms)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a run of its own says how long it took")]
fn a_megabyte_of_anything_is_answered_with_little() {
    let size = if asked("FUZZ_RUNS").is_some() { MEGABYTE } else { BYTES };
    let mut took = Vec::new();
    for text in texts(size) {
        let begins: String = text.chars().take(60).collect();
        let start = std::time::Instant::now();
        let read = read(&text, &LISTING);
        let read_in = start.elapsed();
        sound(&text, &read);
        let said = format!("{read:?}").len();
        assert!(said <= MOST_SAID, "{begins:?}: {said} bytes");
        let start = std::time::Instant::now();
        let found = requests(&text);
        let cut_in = start.elapsed();
        let bytes: usize = found.iter().map(|request| request.text.len()).sum();
        assert!(bytes <= text.len(), "{begins:?}: {bytes} bytes of requests");
        let start = std::time::Instant::now();
        let chain = read_chain(&text, &ReadOptions::default());
        let loaded_in = start.elapsed();
        if let Err(issues) = chain {
            assert!(format!("{issues:?}").len() <= MOST_SAID, "{begins:?}");
        }
        took.push((read_in.max(cut_in).max(loaded_in), read_in, cut_in, loaded_in, begins));
    }
    if asked("FUZZ_RUNS").is_some() {
        took.sort();
        eprintln!("read, requests, chain of a megabyte; slowest last:");
        for (_, read_in, cut_in, loaded_in, begins) in took.iter().rev().take(12).rev() {
            eprintln!("{read_in:?} {cut_in:?} {loaded_in:?} {begins:?}");
        }
    }
}
