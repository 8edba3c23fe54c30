//! Texts that are read as they are, one list for each form, and requests made up by their grammar.

use super::chance::Chance;
use crate::{properties_fix, properties_reading};

/// The desk's own table of lines; `=>` ends each.
const LINES: &str = include_str!("../../../src/rfq/shorthand/cases.txt");

/// Every line of the table that is no comment.
pub(super) fn lines() -> Vec<&'static str> {
    let rows = LINES.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| Some(line.split_once(" => ")?.0)).collect()
}

/// Messages of the financial information exchange.
pub(super) fn fix() -> Vec<&'static str> {
    properties_fix::SAMPLES.to_vec()
}

/// Names of the fields and marks that FIX readers look at, and values they know.
pub(super) const FIX_WORDS: &[&str] = &[
    "8=FIX",
    "8=FIXT.1.1",
    "9=",
    "10=",
    "35=R",
    "35=AB",
    "35=S",
    "|",
    "\u{1}",
    "^A",
    "=",
    "38=",
    "54=2",
    "55=[N/A]",
    "146=",
    "146=0",
    "146=99",
    "167=OPT",
    "201=0",
    "202=",
    "200=202611",
    "205=27",
    "541=",
    "555=",
    "555=99999",
    "600=",
    "602=",
    "603=8",
    "608=OC",
    "608=OPECCS",
    "610=",
    "611=",
    "611=99999999",
    "612=",
    "612=-1e999",
    "623=",
    "624=",
    "624=9",
    "687=",
    "687=0.00000000001",
    "354=3|355=a|b|",
    "354=18446744073709551615",
    "15=ETH",
    "423=",
    "640=",
];

/// Block RFQs and drafts as JSON.
pub(super) fn json() -> Vec<&'static str> {
    let mut seeds = samples_that(|text| text.starts_with(['{', '[']));
    seeds.extend([
        r#"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"block_rfq.maker.BTC","data":
            {"block_rfq_id":7,"state":"open","amount":12.5,"combo_id":"BTC-STRD-27NOV26-98000",
            "legs":[{"ratio":2,"instrument_name":"BTC-27NOV26-98000-C","direction":"buy"},
            {"ratio":2,"instrument_name":"BTC-27NOV26-98000-P","direction":"buy"}],"hedge":
            {"amount":10,"price":98000.5,"direction":"sell","instrument_name":"BTC-PERPETUAL"}}}}"#,
        r#"{"side":"sell","quantity":2.5,"structure":"call fly","id":"r-1","client":"Acme","legs":[
            {"ratio":1,"kind":"option","underlying":"SPX","expiry":"2026-12-18T21:00:00Z",
            "strike":4800,"type":"put","exercise":"american","settlement":"linear","multiplier":100,
            "mark":{"price":12.5,"vega":0.3}},{"ratio":-1,"kind":"future","underlying":"SPX",
            "expiry":"18DEC26"},{"ratio":1,"kind":"spot","underlying":"SPX"}],
            "tied":{"reference":5000,"delta":-0.25},"priceIn":"coin","preset":"source_fly"}"#,
    ]);
    seeds
}

/// Fields, words and marks of JSON requests.
pub(super) const JSON_WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    "{\"legs\":",
    "\"",
    ":",
    ",",
    "null",
    "true",
    "-",
    "\\u0000",
    "\\ud800",
    "\\",
    "\"legs\":[]",
    "\"result\":",
    "\"params\":",
    "\"data\":",
    "\"ratio\":1e999",
    "\"amount\":0",
    "\"preset\":\"no_such\"",
    "\"structure\":\"box\"",
    "\"quantity\":\"10\"",
];

/// Symbols of options, futures and combos.
pub(super) fn symbols() -> Vec<&'static str> {
    let mut seeds = samples_that(|text| text.starts_with('+') || text.contains("CCAL"));
    seeds.extend([
        "BTC-25DEC26-100000-C",
        "buy 10 ETH_USDC-27NOV26-1d25-C -2 ETH-PERPETUAL",
        "BTC-CS-27NOV26-100000_105000 x5",
        "sell BTC-STRG-25DEC26-90000_110000 x3, Acme",
        "BTC-BOX-25DEC26-90000_110000 BTC-PCAL-25DEC26_27NOV26-98000",
        "+1 ETH-25DEC26-FUT -1 ETH-SPOT +1 ETH-25DEC26",
        "SPXW  261218C04800000 x10",
        "-1 .SPXW261218P4750.5 +1 SPX   261218P04800000",
    ]);
    seeds
}

/// Orders of a broker's platform.
pub(super) fn orders() -> Vec<&'static str> {
    let mut seeds = samples_that(|text| text.starts_with("BUY"));
    seeds.extend([
        "SELL -2 VERTICAL SPX 100 18 DEC 26 4800/4700 PUT @1.05",
        "SELL -1 IRON CONDOR SPX 100 (Weeklys) 18 DEC 26 5200/5250/4800/4750 CALL/PUT @5.00 LMT",
        "BUY +1 CALENDAR SPX 100 (Weeklys) 18 DEC 26/20 NOV 26 5000 CALL @20",
        "BUY +10 STRADDLE SPX 100 [AM] 18 DEC 26 5000 CALL/PUT",
        "BUY +1 1/2 BACKRATIO SPX 100 (Weeklys) 18 DEC 26 5000/5100 CALL",
        "BUY +1 1/-1/2 CUSTOM SPX 100 18 DEC 26/18 DEC 26/20 NOV 26 4700/4800/4850 CALL/CALL/PUT @1",
        "BUY +1 1/3/2 ~BUTTERFLY SPX 100 (Weeklys) 18 DEC 26 4700/4800/4850 CALL",
        "BUY +5 .SPXW261218C4800 @10.50 LMT DAY",
    ]);
    seeds
}

/// Addresses of strategy pages.
pub(super) fn links() -> Vec<&'static str> {
    let mut seeds = samples_that(|text| text.starts_with("http"));
    seeds.extend([
        "example.org/build/long-call/SPX/.SPX261218C4800@1.05?x=1#y",
        "https://example.org/build/custom/SPY/SPYx100,-.SPXW261218P4800x2,+.SPXW261218C4900.5x4/",
    ]);
    seeds
}

fn samples_that(is_wanted: impl Fn(&str) -> bool) -> Vec<&'static str> {
    properties_reading::SAMPLES.into_iter().filter(|text| is_wanted(text)).collect()
}

/// Several requests in one text.
pub(super) const BATCHES: [&str; 4] = [
    "ETH 27NOV26 3400 call x10\n\nBTC 25DEC26 90k/110k strangle\r\n  sell 10 Dec 3400 calls ETH, Acme",
    "request,client,id,quantity\nETH 27NOV26 3400 call,Acme,a1,25\n\"buy, ETH 3400 c\",,,\n",
    "id;Request;quantity;client\r\na1;\"sell; ETH \"\"3400\"\" c\r\nx10\";1e3;Acme\r\n;;;\r\nb2;BTC 90000 p\r\n",
    "\u{feff}quantity\trequest\nlots\tSPX Dec 5000 straddle\n3\tSPX Dec 5000 put\n",
];

/// Option chains in the columns of several vendors.
pub(super) const CHAINS: [&str; 3] = [
    "timestamp_utc,underlying,expiry,strike,type,exercise,settlement,bid,ask,bid_size,ask_size,mark,\
     mark_iv,underlying_price,forward,price_ccy\n\
     2026-04-30T16:45:59Z,ETH,2026-05-29T08:00:00Z,2200,C,european,inverse,0.0285,0.03,,5,0.0292,\
     0.5364,2260.18,2260.8,ETH\n\
     2026-04-30T16:45:59Z,ETH,2026-05-29T08:00:00Z,2200,P,european,inverse,0,0.0025,10,5,0.002,\
     0.54,2260.18,2260.8,ETH\n\
     2026-04-30T16:45:59Z,ETH,2026-05-29T08:00:00Z,2400,C,european,inverse,0.011,0.012,1,5,0.0115,\
     0.5364,2260.18,2260.8,ETH\n",
    "strike;ask;BID;type;expiry;underlying;timestamp_utc;price_ccy\r\n\
     3400;0.02;0.01;call;2026-05-29T08:00:00Z;eth;2026-04-30T16:45:59Z;USDC\r\n\
     3500;0.01;0.005;put;2026-05-29T08:00:00Z;eth;2026-04-30T16:45:00Z;USDC\r\n",
    "timestamp_utc\tunderlying\texpiry\tstrike\ttype\tbid\task\n\
     2026-04-30T16:45:59Z\t\"SPX\"\t2026-05-15\t5000\tC\t1\t2\n",
];

const STRUCTURES: [&str; 24] = [
    "call",
    "put",
    "cs",
    "ps",
    "call spread",
    "straddle",
    "strangle",
    "RR calls over",
    "rr",
    "fly",
    "call fly",
    "put condor",
    "iron fly debit",
    "IC credit",
    "call cal",
    "diag",
    "1x2 cs",
    "box",
    "jelly roll",
    "call tree",
    "strip",
    "collar with future",
    "cs vs p",
    "call ladder",
];

/// A request of one package, or of two against each other.
pub(super) fn line(chance: &mut Chance) -> String {
    let one = package(chance);
    if chance.one_in(8) { format!("{one} vs {}", package(chance)) } else { one }
}

/// A request that has all its parts, in the order of most lines or in any other.
fn package(chance: &mut Chance) -> String {
    let underlying = chance.below(3);
    let (name, from, step) =
        [("ETH", 2000, 50), ("BTC", 60_000, 1000), ("SPX", 4400, 25)][underlying];
    let dates =
        ["27NOV26", "25DEC26", "Dec", "front", "1m", "Nov/Dec", "18DEC26", "2026-11-27", ""];
    let strikes: Vec<String> = match chance.below(6) {
        0 => vec![chance.pick(&["25d", "10d/25d", "90%/110%", "atm", "25dp", "-10d"]).to_owned()],
        _ => (0..=chance.below(4)).map(|_| (from + step * chance.below(60)).to_string()).collect(),
    };
    let side = chance.pick(&["", "", "buy", "sell", "2way"]);
    let size = chance.pick(&["", "x10", "100 lots", "25x", "1k", "x0.3", "$5mm", "for 7"]);
    let more =
        chance.pick(&["", "", "vs 3390", "ref 98000 delta 25", "coin", "vol", "usd", "tied"]);
    let client = chance.pick(&["", ", Acme", " for Acme", ", \"x Y\"", " please"]);
    let strikes = strikes.join(chance.pick(&["/", "/", " ", "-"]));
    let mut parts =
        [side, name, chance.pick(&dates), &strikes, chance.pick(&STRUCTURES), size, more].to_vec();
    if chance.one_in(4) {
        for i in (1..parts.len()).rev() {
            parts.swap(i, chance.below(i + 1));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ") + client
}
