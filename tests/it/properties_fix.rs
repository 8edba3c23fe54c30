//! What must hold for FIX text whatever it is: no panic, issues at places that exist, a reading of
//! a clean message that no separator changes, and time in proportion to length. The seed is fixed.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use spread_pricer::basics::{Issue, Listing};
use spread_pricer::market::Market;
use spread_pricer::market::sample::sample_snapshot;
use spread_pricer::rfq::fix::{self, FixReading, message};
use spread_pricer::rfq::{Read, read};
use std::fmt::Write;
use std::sync::LazyLock;

static LISTING: LazyLock<Listing> =
    LazyLock::new(|| Market::default().load(&sample_snapshot()).market.unwrap().listing());

/// Messages with every feature that the reader knows: legs, groups, ids, symbols, data fields.
pub(crate) const SAMPLES: [&str; 5] = [
    "8=FIX.4.4|9=213|35=R|49=ACME|56=DESK|34=1|52=20261118-12:00:00|131=r1|146=1|55=ETH|54=1|38=100|\
     555=2|600=ETH|608=OC|611=20261127|612=3400|623=1|624=1|600=ETH|608=OC|611=20261127|612=3600|\
     623=1|624=2|10=000|",
    "8=FIX.4.2|9=222|35=R|34=11|49=A|52=20230321-12:56:30|56=T|1=acc|131=12908|146=1|167=MLEG|\
     207=CME|55=ES|555=2|600=ES|602=635020|603=8|623=1|624=1|600=ES|602=418320|603=8|623=10|624=2|\
     566=401150|38=1190|54=1|10=212|",
    "131=uuid|146=1|55=N/A|711=1|311=BTC-USDC|54=1|15=BTC|1=acct|555=1|600=N/A|608=OPECCS|\
     611=20261225|612=90000|624=1|687=1|60=20261118-12:00:00",
    "8=FIXT.1.1|9=99|35=R|1128=9|131=x|146=2|55=SPX   261218C05000000|38=5|55=ETH-27NOV26-3400-C|\
     38=6|354=9|355=a=1|b=2|x|10=000|",
    "8=FIX.4.4|9=300|35=AB|11=o1|54=2|55=[N/A]|555=3|687=12.5|602=ETH-27NOV26-3300-C|624=1|687=25|\
     602=ETH-27NOV26-3400-C|624=2|687=12.5|602=ETH-27NOV26-3500-C|624=1|60=20261118|10=001|",
];

/// What a piece of a message may be replaced by.
const PIECES: [&str; 14] = [
    "|",
    "\u{1}",
    "^A",
    "=",
    "8=FIX",
    "10=",
    "555=99999",
    "146=0",
    "612=-1e999",
    "611=99999999",
    "354=18446744073709551615",
    "é\u{2401}",
    "624=",
    "687=0.00000000001",
];

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        rng_seed: RngSeed::Fixed(4),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A sample with some stretches cut out and others put in.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), 0..12_usize, prop::sample::select(&PIECES[..]));
    (prop::sample::select(&SAMPLES[..]), prop::collection::vec(edit, 0..8)).prop_map(
        |(sample, edits)| {
            let mut text: Vec<char> = sample.chars().collect();
            for (at, cut, piece) in edits {
                let at = at.index(text.len() + 1);
                let end = (at + cut).min(text.len());
                text.splice(at..end, piece.chars());
            }
            text.into_iter().collect()
        },
    )
}

/// Every issue stands in the text, at whole characters, and says something.
fn is_sound(text: &str, read: &Read) {
    for issue in &read.issues {
        assert!(!issue.message.is_empty());
        let Some(range) = issue.path.strip_prefix("text:") else {
            assert_eq!(issue.path, "text", "{issue:?}");
            continue;
        };
        let (from, to) = range.split_once('-').unwrap();
        let range = from.parse::<usize>().unwrap()..to.parse::<usize>().unwrap();
        assert!(text.get(range).is_some(), "{issue:?} is not in the text");
    }
    let is_rejected = read.issues.iter().any(Issue::is_reject);
    assert!(read.draft.is_some() || is_rejected, "nothing read and nothing said");
    assert!(read.explanation.is_none() || !is_rejected);
    assert!(read.issues.len() < 2000, "{} issues", read.issues.len());
    for leg in read.draft.iter().flat_map(|draft| &draft.legs) {
        assert!(leg.ratio.is_finite(), "{leg:?}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,200}|[0-9=|\u{1}A-Z^.-]{0,300}") {
        is_sound(&text, &fix::read(&text, &LISTING));
        read(&text, &LISTING);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        is_sound(&text, &fix::read(&text, &LISTING));
    }

    #[test]
    fn any_mutation_of_a_message_is_read_without_a_panic(text in mutated()) {
        let lenient = fix::read(&text, &LISTING);
        is_sound(&text, &lenient);
        let strict = fix::read_with(&text, &LISTING, FixReading { strict: true });
        is_sound(&text, &strict);
        if strict.draft.is_some() {
            prop_assert_eq!(strict, lenient);
        }
    }

    #[test]
    fn a_frame_that_we_write_is_one_that_we_find_right(body in "[ -{}~é]{0,100}") {
        let text = message::framed("FIX.4.4", &format!("35=R\u{1}58=x{body}\u{1}"));
        prop_assert_eq!(message::parse(&text).findings, []);
    }
}

#[test]
fn a_megabyte_of_anything_takes_time_in_proportion() {
    let fill = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len());
    let legs = |bytes| {
        let leg = "600=ETH|608=OC|611=20261127|612=3400|623=1|624=1|";
        let mut text = String::from("8=FIX.4.4|9=1|35=R|131=1|146=1|55=ETH|");
        let _ = write!(text, "555={}|{}10=000|", bytes / leg.len(), fill(leg, bytes));
        text
    };
    let makers: [(&str, &dyn Fn(usize) -> String); 10] = [
        ("bars", &|n| fill("|", n)),
        ("headers", &|n| fill("8=FIX", n)),
        ("messages", &|n| fill("8=FIX.4.4|35=R|10=000|", n)),
        ("equals", &|n| fill("=", n)),
        ("one value", &|n| format!("35=R|58={}", fill("x", n))),
        ("fields", &|n| format!("8=FIX.4.4|35=R|146=1|{}", fill("1=|", n))),
        ("instruments", &|n| format!("35=R|146=9|{}", fill("55=ETH|", n))),
        ("leg counts", &|n| format!("35=R|146=1|{}", fill("555=9|", n))),
        ("legs", &legs),
        ("data", &|n| format!("35=R|{}", fill("354=3|355=a|b|", n))),
    ];
    // Bytes that are looked at a fixed number of times stay far below this on any machine; work
    // that grows with the square of a megabyte does not.
    let most = std::time::Duration::from_secs(5);
    for (name, make) in makers {
        let text = make(1 << 20);
        let text = text.get(..(1 << 20) - 64).unwrap_or(&text);
        #[expect(clippy::disallowed_methods, reason = "this test is about time")]
        let start = std::time::Instant::now();
        let read = read(text, &LISTING);
        let took = start.elapsed();
        is_sound(text, &read);
        assert!(took < most, "{name}: {took:?}");
    }
}
