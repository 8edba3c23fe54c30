//! Broker orders and strategy links as they are pasted.

use crate::basics::PutCall;
use crate::rfq::{LegDraft, fixture, read};

/// A reading as one line: side, size, legs, structure, then the codes of issues.
fn told(text: &str) -> String {
    let listing = fixture::listing();
    let read = read(text, &listing);
    let mut parts = Vec::new();
    if let Some(draft) = &read.draft {
        let legs: Vec<String> = draft.legs.iter().map(leg).collect();
        parts.push(format!("{:?} {} [{}]", draft.side, draft.quantity, legs.join(", ")));
        parts.extend(draft.structure.clone());
    }
    parts.extend(read.issues.iter().map(|i| format!("{} at {}", i.code.as_str(), i.path)));
    parts.join("; ")
}

fn leg(leg: &LegDraft) -> String {
    let expiry = leg.expiry.as_deref().unwrap_or("-");
    let expiry = expiry.strip_suffix(":00Z").unwrap_or(expiry);
    let kind = leg.put_call.map_or("spot".to_owned(), |t: PutCall| t.letter().to_string());
    let strike = leg.strike.map_or(String::new(), |k| format!("{k} "));
    format!("{:+} {} {expiry} {strike}{kind}", leg.ratio, leg.underlying)
}

#[test]
fn orders_of_the_platform_are_read_leg_by_leg() {
    for (text, wanted) in [
        (
            "BUY +1 BUTTERFLY SPX 100 (Weeklys) 18 DEC 26 4700/4800/4900 CALL @12.50 LMT",
            "Buy 1 [+1 SPX 2026-12-18T21:00 4700 C, -2 SPX 2026-12-18T21:00 4800 C, \
             +1 SPX 2026-12-18T21:00 4900 C]; butterfly; W-NOT-USED at text:65-75",
        ),
        (
            "SELL -2 VERTICAL SPX 100 18 DEC 26 4800/4700 PUT @1.05",
            "Sell 2 [+1 SPX 2026-12-18T14:30 4800 P, -1 SPX 2026-12-18T14:30 4700 P]; put spread; \
             W-NOT-USED at text:49-54",
        ),
        (
            "BUY +3 VERTICAL SPX 100 18 DEC 26 [AM] 4900/4800 CALL",
            "Buy 3 [+1 SPX 2026-12-18T14:30 4900 C, -1 SPX 2026-12-18T14:30 4800 C]; call spread",
        ),
        (
            "SELL -1 IRON CONDOR SPX 100 (Weeklys) 18 DEC 26 5200/5250/4800/4750 CALL/PUT @5.00 LMT",
            "Sell 1 [+1 SPX 2026-12-18T21:00 5200 C, -1 SPX 2026-12-18T21:00 5250 C, \
             +1 SPX 2026-12-18T21:00 4800 P, -1 SPX 2026-12-18T21:00 4750 P]; iron condor; \
             W-NOT-USED at text:77-86",
        ),
        (
            "BUY +1 CALENDAR SPX 100 (Weeklys) 18 DEC 26/20 NOV 26 5000 CALL @20",
            "Buy 1 [+1 SPX 2026-12-18T21:00 5000 C, -1 SPX 2026-11-20T21:00 5000 C]; calendar; \
             W-NOT-USED at text:64-67",
        ),
        (
            "BUY +1 DIAGONAL SPX 100 (Weeklys) 18 DEC 26/20 NOV 26 5000/5100 CALL",
            "Buy 1 [+1 SPX 2026-12-18T21:00 5000 C, -1 SPX 2026-11-20T21:00 5100 C]; diagonal",
        ),
        (
            "BUY +10 STRADDLE SPX 100 (Weeklys) 18 DEC 26 5000 CALL/PUT",
            "Buy 10 [+1 SPX 2026-12-18T21:00 5000 C, +1 SPX 2026-12-18T21:00 5000 P]; straddle",
        ),
        (
            "BOT +10 STRANGLE SPX 100 (Weeklys) 18 DEC 26 5200/4800 CALL/PUT @12.00",
            "Buy 10 [+1 SPX 2026-12-18T21:00 5200 C, +1 SPX 2026-12-18T21:00 4800 P]; strangle; \
             W-NOT-USED at text:64-70",
        ),
        (
            "BUY +1 1/2 BACKRATIO SPX 100 (Weeklys) 18 DEC 26 5000/5100 CALL",
            "Buy 1 [-1 SPX 2026-12-18T21:00 5000 C, +2 SPX 2026-12-18T21:00 5100 C]; ratio spread",
        ),
        (
            "BUY +1 1/3/2 ~BUTTERFLY SPX 100 (Weeklys) 18 DEC 26 4700/4800/4850 CALL",
            "Buy 1 [+1 SPX 2026-12-18T21:00 4700 C, -3 SPX 2026-12-18T21:00 4800 C, \
             +2 SPX 2026-12-18T21:00 4850 C]",
        ),
        (
            "BUY +1 1/-1/2 CUSTOM SPX 100 (Weeklys) 18 DEC 26/18 DEC 26/20 NOV 26 4700/4800/4850 \
             CALL/CALL/PUT @1",
            "Buy 1 [+1 SPX 2026-12-18T21:00 4700 C, -1 SPX 2026-12-18T21:00 4800 C, \
             +2 SPX 2026-11-20T21:00 4850 P]; W-NOT-USED at text:98-100",
        ),
        (
            "sell -5 SPX 100 (Weeklys) 18 DEC 26 4800 PUT @1.05 LMT DAY",
            "Sell 5 [+1 SPX 2026-12-18T21:00 4800 P]; W-NOT-USED at text:45-58",
        ),
        (
            "BUY +5 .SPXW261218C4800 @10.50 LMT",
            "Buy 5 [+1 SPX 2026-12-18T21:00 4800 C]; W-NOT-USED at text:24-34",
        ),
        (
            "BUY +1 VERTICAL SPY 100 16 JAN 26 480/470 PUT",
            "Buy 1 [+1 SPY 2026-01-16 480 P, -1 SPY 2026-01-16 470 P]; put spread; \
             E-UND at text:16-19",
        ),
        (
            " \nBUY +1 VERTICAL SPX 100 31 FEB 26 4800/4700 PUT\nSELL -1 VERTICAL",
            "Buy 1 [+1 SPX 2026-02-31 4800 P, -1 SPX 2026-02-31 4700 P]; put spread; \
             E-EXP at text:18-21; E-SYNTAX at text:49-66",
        ),
        (
            "BUY +1 COVERED SPX 100 18 DEC 26 4800 CALL/SPX @1",
            "Buy 1 []; E-SYNTAX at text:7-14; W-NOT-USED at text:42-49",
        ),
        (
            "BUY +1 1/-2147483648 BACKRATIO SPX 100 18 DEC 26 5000/5100 CALL",
            "Buy 1 [-1 SPX 2026-12-18T14:30 5000 C, +2 SPX 2026-12-18T14:30 5100 C]; ratio spread",
        ),
        ("BUY +1 BUTTERFLY SPX 100 18 DEC 26 4700/4800 CALL", "Buy 1 []; E-STRIKE at text:35-39"),
        (
            "BUY +1 VERTICAL SPX 100 18 DEC 26/20 NOV 26 4700/4800 CALL",
            "Buy 1 []; E-EXP at text:7-15",
        ),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn an_order_is_said_back_and_its_shares_are_held_to_the_listing() {
    let listing = fixture::listing();
    let text = "SELL -2 VERTICAL SPX 1 (Weeklys) 18 DEC 26 4800/4700 PUT @1.05";
    let got = read(text, &listing);
    assert_eq!(
        got.explanation.as_deref(),
        Some(
            "Client sells 2 SPX put spreads: −1 4700 P, +1 4800 P, expiry 18 Dec 2026 21:00 UTC, \
             linear (premium in the price currency)."
        )
    );
    assert_eq!(got.issues[0].message, "“@1.05” is the client’s order; the quote does not use it.");
    assert!(got.draft.unwrap().legs.iter().all(|leg| leg.multiplier.is_none()));
    let hundred = read(&text.replace("SPX 1 ", "SPX 100 "), &listing);
    assert!(hundred.draft.unwrap().legs.iter().all(|leg| leg.multiplier == Some(100.0)));
}

#[test]
fn words_that_only_look_like_an_order_stay_shorthand() {
    let listing = fixture::listing();
    let got = read("buy +1 ETH-27NOV26-3400-C sell 2 ETH-27NOV26-3600-C 10x", &listing);
    assert_eq!(got.draft.unwrap().legs.len(), 2);
    let got = read("buy SPX 18 Dec 26 4700/4800/4900 call fly x2", &listing);
    assert_eq!(got.draft.unwrap().structure.as_deref(), Some("butterfly"));
}

#[test]
fn links_to_strategy_pages_are_read_as_text() {
    for (text, wanted) in [
        (
            "https://optionstrat.com/build/iron-condor/SPX/-.SPXW261218P4800,.SPXW261218P4750,\
             -.SPXW261218C5200,.SPXW261218C5250",
            "TwoWay 1 [-1 SPX 2026-12-18T21:00 4800 P, +1 SPX 2026-12-18T21:00 4750 P, \
             -1 SPX 2026-12-18T21:00 5200 C, +1 SPX 2026-12-18T21:00 5250 C]",
        ),
        (
            "example.org/build/butterfly/SPX/.SPXW261218C4700x2,-.SPXW261218C4800x4@12.5,\
             .SPXW261218C4900x2?utm=1",
            "TwoWay 2 [+1 SPX 2026-12-18T21:00 4700 C, -2 SPX 2026-12-18T21:00 4800 C, \
             +1 SPX 2026-12-18T21:00 4900 C]",
        ),
        (
            "/build/covered-call/SPX/SPXx200,-.SPXW261218C5200x2",
            "TwoWay 2 [+1 SPX - spot, -1 SPX 2026-12-18T21:00 5200 C]",
        ),
        (
            "/build/custom/SPX/-.SPXW261218P4800,wobble,.SPXW261218P4750",
            "TwoWay 1 [-1 SPX 2026-12-18T21:00 4800 P, +1 SPX 2026-12-18T21:00 4750 P]; \
             E-SYNTAX at text:36-42",
        ),
        (
            "/build/long-call/SPY/.SPY261218C500",
            "TwoWay 1 [+1 SPY 2026-12-18 500 C]; E-UND at text:21-35",
        ),
        ("/build/custom/SPX/", "E-SYNTAX at text:14-17"),
        ("/build/", "E-SYNTAX at text:0-7"),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}
