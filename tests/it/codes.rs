//! Every code of the closed set has a way in, and says what a salesperson can read out.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use spread_pricer::basics::{Exercise, Issue, IssueCode, Settlement, Severity};
use spread_pricer::desk::config::DeskConfig;
use spread_pricer::desk::demo::demo_config;
use spread_pricer::desk::{Desk, demo};
use spread_pricer::market::csv::{ReadOptions, read_chain};
use spread_pricer::market::sample::sample_snapshot;
use spread_pricer::market::snapshot::MarketSnapshot;
use spread_pricer::market::{Market, ShiftDraft};
use spread_pricer::quote::trade::undo;
use spread_pricer::quote::{QuoteOptions, quote, quote_draft};
use spread_pricer::rfq::{LegDraft, MarkDraft, PriceIn, Reading, RfqDraft, check, read_with};
use spread_pricer::scenarios::payoff::{PayoffRequest, payoff_of_draft};

static MARKET: LazyLock<Market> = LazyLock::new(|| loaded(&sample_snapshot()));

fn loaded(snapshot: &MarketSnapshot) -> Market {
    Market::default().load(snapshot).market.unwrap()
}

/// What gives a code.
enum Way {
    /// A request as it is pasted, read on the sample market and quoted by the demo desk.
    Text(&'static str),
    /// A chain file.
    Chain(&'static str),
    /// A request for which no line of text has words.
    Draft(fn(&mut RfqDraft)),
    /// Another market under a line, with what loading it says.
    Market(fn(&mut MarketSnapshot), &'static str),
    /// Another desk for a line, with what checking it says.
    Desk(fn(&mut DeskConfig), &'static str),
    /// Anything else.
    Call(fn() -> Vec<Issue>),
}

use Way::{Call, Chain, Draft, Text};

const HEADER: &str = "timestamp_utc,underlying,expiry,strike,type,bid,ask\n";
const CUT: &str = "timestamp_utc,underlying,expiry,strike,type,bid,ask\n\
                   2026-04-30T16:45:59Z,ETH,2026-05-29T08:00:00Z,2200,C,0.01,0.02\n\
                   2026-04-30T16:45:59Z,ETH,2026-05-2";
const ODD_ROW: &str = "timestamp_utc,underlying,expiry,strike,type,bid,ask\n\
                       2026-04-30T16:45:59Z,ETH,2026-05-29T08:00:00Z,2200,C,0.01,0.02\n\
                       2026-04-30T16:45:59Z,ETH,2026-05-29T08:00:00Z,many,C,0.01,0.02\n";

/// A way to every code, in the order of the documentation.
const WAYS: &[(IssueCode, Way)] = &[
    (IssueCode::UnknownUnderlying, Text("DOGE 27NOV26 3400 call x10")),
    (IssueCode::NoLegs, Text("+1 ETH-27NOV26-3400-C -1 ETH-27NOV26-3400-C x10")),
    (IssueCode::TooManyLegs, Draft(thirteen_legs)),
    (IssueCode::Ratio, Text("+21 ETH-27NOV26-3400-C -1 ETH-27NOV26-3600-C x10")),
    (IssueCode::Quantity, Text("ETH 27NOV26 3400 call x0")),
    (IssueCode::QuantityMin, Text("ETH 27NOV26 3400 call x0.01")),
    (IssueCode::QuantityStep, Text("ETH 27NOV26 3400 call x10.5")),
    (IssueCode::ExpiryPast, Text("ETH 2020-11-27 3400 call x10")),
    (IssueCode::Expiry, Text("ETH 3400 call x10")),
    (IssueCode::ExpiryUnlisted, Text("ETH 29NOV26 3400 call x10")),
    (IssueCode::Strike, Text("ETH 27NOV26 call spread x10")),
    (IssueCode::StrikeUnlisted, Text("ETH 27NOV26 3417 call x10")),
    (IssueCode::StrikeFar, Text("ETH 27NOV26 30000 call x10")),
    (IssueCode::OptionType, Text("ETH 27NOV26 3300/3400/3500 fly x10")),
    (IssueCode::Spacing, Text("ETH 27NOV26 3300/3400/3600 call fly x10")),
    (IssueCode::RiskReversalDirection, Text("ETH 27NOV26 3100/3800 RR x10")),
    (IssueCode::IronDirection, Text("ETH 27NOV26 3300/3400/3500 iron fly x10")),
    (IssueCode::Guts, Text("ETH 27NOV26 3800p/3100c strangle x10")),
    (IssueCode::TreeRatio, Text("ETH 27NOV26 3400/3600/3800 call tree x10")),
    (IssueCode::RatioLeg, Text("ETH 27NOV26 3600/3400 1x2 call ratio x10")),
    (IssueCode::CalendarDirection, Text("ETH Dec/Nov 3400 call calendar x10")),
    (IssueCode::Strip, Text("ETH Nov/Dec 3400 strip x10")),
    (IssueCode::Combo, Text("ETH 27NOV26 3100/3800 combo x10")),
    (IssueCode::Hedge, Text("ETH 28NOV26 3100/3800 collar with stock x10")),
    (IssueCode::CrossBasis, Text("BTC Dec 100k call vs ETH Dec 3600 call")),
    (IssueCode::ExoticTerm, Text("ETH 27NOV26 3400 C DKO 3000 x10")),
    (IssueCode::Unit, Text("buy 5mm ETH 27NOV26 3400 call")),
    (IssueCode::Year, Text("ETH 17NOV 3400 call x10")),
    (IssueCode::NameMismatch, Text("+1 ETH-27NOV26-3400-C -1 ETH-27NOV26-3600-C straddle x10")),
    (IssueCode::TiedReference, Text("ETH 27NOV26 3400 call x10 vs 3000")),
    (IssueCode::PriceType, Draft(|draft| draft.price_in = Some(PriceIn::Vol))),
    (IssueCode::Mark, Draft(|draft| mark(draft, -1.0))),
    (IssueCode::Marked, Draft(|draft| mark(draft, 0.6))),
    (IssueCode::Preset, Draft(|draft| draft.preset = Some(String::from("none")))),
    (IssueCode::Syntax, Text("hello world")),
    (IssueCode::NotUsed, Text("SELL -2 VERTICAL SPX 100 18 DEC 26 4800/4700 PUT @1.05")),
    (
        IssueCode::LegSide,
        Text(
            "35=R|131=1|146=1|55=ETH|38=10|555=2|600=ETH|608=OC|611=20261127|612=3400|623=1|\
             600=ETH|608=OC|611=20261127|612=3600|623=1|624=2|",
        ),
    ),
    (IssueCode::Message, Text("8=FIX.4.4|9=1|35=R|131=1|146=1|55=ETH-27NOV26-3400-C|38=5|10=0|")),
    (IssueCode::ClientDisabled, Way::Desk(switch_off, "ETH 27NOV26 3400 call x10, Acme")),
    (IssueCode::ClientUnknown, Text("ETH 27NOV26 3400 call x10 for Nobody")),
    (IssueCode::MarketMissing, Call(without_market)),
    (IssueCode::MarketStale, Call(on_a_stale_feed)),
    (IssueCode::MarketWide, Way::Market(jagged, "ETH 27NOV26 3400 call x10")),
    (IssueCode::Limit, Way::Desk(without_room, "ETH 27NOV26 3400 call x10")),
    (IssueCode::SizeCut, Text("ETH 27NOV26 3400 call x100000")),
    (IssueCode::LimitWarn, Text("ETH 27NOV26 3400 call x100000")),
    (IssueCode::American, Way::Market(american, "ETH 27NOV26 3400 call x10")),
    (IssueCode::AmericanDividend, Way::Market(with_dividend, "ETH 27NOV26 3400 call x10")),
    (IssueCode::NearExpiry, Way::Market(at_the_last_moment, "ETH 20NOV26 3400 call x10")),
    (IssueCode::PayoffAxis, Call(|| payoff("ETH 25DEC26 future x10", f64::NAN))),
    (IssueCode::PayoffRequest, Call(|| payoff("ETH 27NOV26 3400 call x10", -1.0))),
    (
        IssueCode::Shift,
        Call(|| {
            let draft = ShiftDraft { spot_move: -1.0, ..ShiftDraft::default() };
            draft.checked().unwrap_err()
        }),
    ),
    (IssueCode::ZeroRisk, Text("ETH 27NOV26 3200/3600 box x10")),
    (IssueCode::ReferWide, Way::Desk(narrow, "ETH 27NOV26 3400 call x10")),
    (IssueCode::Numerical, Call(not_a_number)),
    (IssueCode::FileEmpty, Chain(" \n")),
    (IssueCode::FileBinary, Chain("\u{fffd}PNG\r\n\u{1a}\n\0\0\0\rIHDR\0")),
    (IssueCode::FileHeader, Chain("once upon a time\n")),
    (IssueCode::FileTruncated, Chain(CUT)),
    (IssueCode::FileRow, Chain(ODD_ROW)),
    (IssueCode::FileNoQuotes, Chain(HEADER)),
    (IssueCode::SliceBypassed, Way::Market(unquoted, "ETH 27NOV26 3400 call x10")),
    (IssueCode::Approximation, Chain(ODD_ROW)),
    (IssueCode::Snapshot, Way::Market(without_name, "ETH 27NOV26 3400 call x10")),
    (IssueCode::Desk, Way::Desk(|desk| desk.book[0].quantity = f64::NAN, "")),
    (IssueCode::Trade, Call(|| undo("T-0", &mut demo()).err().unwrap_or_default())),
];

fn mark(draft: &mut RfqDraft, vol: f64) {
    draft.legs[0].mark = Some(MarkDraft { vol: Some(vol), ..MarkDraft::default() });
}

fn thirteen_legs(draft: &mut RfqDraft) {
    let leg = draft.legs[0].clone();
    let strikes = (0..13).map(|i| 3000.0 + 50.0 * f64::from(i));
    draft.legs = strikes.map(|k| LegDraft { strike: Some(k), ..leg.clone() }).collect();
    draft.structure = None;
}

fn switch_off(desk: &mut DeskConfig) {
    for client in &mut desk.clients {
        client.enabled = Some(false);
    }
}

/// A desk that has no room for any trade.
fn without_room(desk: &mut DeskConfig) {
    desk.limits.total.gross_notional = 1.0;
}

/// A desk that lets nothing wide go out.
fn narrow(desk: &mut DeskConfig) {
    desk.policy.base.max_width_fraction = 1e-6;
    desk.policy.base.max_width_vol_points = 1e-6;
    desk.policy.base.max_width_ticks = 1e-6;
}

/// Quotes that jump from strike to strike by more than any smile can follow.
fn jagged(snapshot: &mut MarketSnapshot) {
    for (i, row) in snapshot.underlyings.iter_mut().flat_map(|one| &mut one.rows).enumerate() {
        let factor = [0.8, 1.25, 1.0, 0.7, 1.3][i / 2 % 5];
        for price in [&mut row.bid, &mut row.ask, &mut row.mark] {
            *price = price.map(|price| price * factor);
        }
    }
}

fn american(snapshot: &mut MarketSnapshot) {
    for one in &mut snapshot.underlyings {
        one.exercise = Exercise::American;
    }
}

/// Calls and puts whose parity has the forward below spot.
fn with_dividend(snapshot: &mut MarketSnapshot) {
    american(snapshot);
    for one in &mut snapshot.underlyings {
        one.settlement = Settlement::Linear;
        one.spot = one.spot.map(|spot| 1.01 * spot);
        one.contract = None;
        for row in &mut one.rows {
            // What is quoted in coin is worth so much in price currency.
            let Some(forward) = row.forward else { continue };
            for price in [&mut row.bid, &mut row.ask, &mut row.mark] {
                *price = price.map(|price| price * forward);
            }
        }
    }
}

fn on_a_stale_feed() -> Vec<Issue> {
    let market = loaded(&MarketSnapshot { sample: false, live: true, ..sample_snapshot() });
    let draft = read_with("ETH 27NOV26 3400 call x10", &market.listing(), Reading::default());
    let as_of = market.underlyings()[0].as_of;
    let ask = |seconds: i64| {
        let options = QuoteOptions {
            now: Some(as_of.plus_millis(1000 * seconds)),
            ..QuoteOptions::default()
        };
        quote_draft(draft.draft.as_ref().unwrap(), &market, &demo(), &options)
    };
    assert!(ask(60).quote.is_some());
    ask(61).issues
}

fn at_the_last_moment(snapshot: &mut MarketSnapshot) {
    for one in &mut snapshot.underlyings {
        one.as_of = String::from("2026-11-20T07:59:30Z");
    }
}

fn unquoted(snapshot: &mut MarketSnapshot) {
    let expiry = snapshot.underlyings[0].rows[0].expiry.clone();
    for row in snapshot.underlyings[0].rows.iter_mut().filter(|row| row.expiry == expiry) {
        (row.bid, row.ask) = (None, None);
    }
}

fn without_name(snapshot: &mut MarketSnapshot) {
    snapshot.underlyings[0].id = String::new();
}

/// A request that was checked on one market and is quoted on another, which lacks its underlying.
fn without_market() -> Vec<Issue> {
    let rfq = check(&draft("ETH 27NOV26 3400 call x10"), &MARKET.listing()).rfq.unwrap();
    let mut snapshot = sample_snapshot();
    snapshot.underlyings.retain(|one| one.id != "ETH");
    quote(&rfq, &loaded(&snapshot), &demo(), &QuoteOptions::default()).issues
}

/// A request that no check has seen: its mark is no number.
fn not_a_number() -> Vec<Issue> {
    let mut rfq = check(&draft("ETH 27NOV26 3400 call x10"), &MARKET.listing()).rfq.unwrap();
    rfq.spread.legs[0].mark.price = Some(f64::NAN);
    quote(&rfq, &MARKET, &demo(), &QuoteOptions::default()).issues
}

fn payoff(line: &str, lowest: f64) -> Vec<Issue> {
    let request = PayoffRequest { lowest: Some(lowest), ..PayoffRequest::default() };
    payoff_of_draft(&draft(line), &MARKET, &request).0.issues
}

fn draft(line: &str) -> RfqDraft {
    read_with(line, &MARKET.listing(), Reading::default()).draft.unwrap()
}

/// Reads a text and quotes what was read.
fn read_and_quoted(text: &str, market: &Market, desk: &Desk) -> Vec<Issue> {
    let reading = Reading { surface: Some(market), ..Reading::default() };
    let read = read_with(text, &market.listing(), reading);
    let quoted =
        read.draft.map(|draft| quote_draft(&draft, market, desk, &QuoteOptions::default()));
    let quoted = quoted.map_or_else(Vec::new, |quoted| quoted.issues);
    read.issues.into_iter().chain(quoted).collect()
}

fn issues_of(way: &Way) -> Vec<Issue> {
    match *way {
        Text(text) => read_and_quoted(text, &MARKET, &demo()),
        Chain(text) => match read_chain(text, &ReadOptions::default()) {
            Ok(file) => file.issues,
            Err(issues) => issues,
        },
        Draft(spoil) => {
            let mut draft = draft("ETH 27NOV26 3400/3600 cs x10");
            spoil(&mut draft);
            quote_draft(&draft, &MARKET, &demo(), &QuoteOptions::default()).issues
        }
        Way::Market(change, line) => {
            let mut snapshot = sample_snapshot();
            change(&mut snapshot);
            let loaded = Market::default().load(&snapshot);
            let mut issues = loaded.report.issues;
            let quoted = loaded.market.map(|market| read_and_quoted(line, &market, &demo()));
            issues.extend(quoted.unwrap_or_default());
            issues
        }
        Way::Desk(change, line) => {
            let mut config = demo_config();
            change(&mut config);
            match Desk::from_config(&config) {
                Ok(desk) => read_and_quoted(line, &MARKET, &desk),
                Err(issues) => issues,
            }
        }
        Call(call) => call(),
    }
}

#[test]
fn every_code_has_a_way_in() {
    let mut missing: BTreeSet<IssueCode> = IssueCode::ALL.iter().copied().collect();
    let mut wrong = Vec::new();
    for (code, way) in WAYS {
        let issues = issues_of(way);
        let found: Vec<&str> = issues.iter().map(|issue| issue.code.as_str()).collect();
        if issues.iter().any(|issue| issue.code == *code) {
            missing.remove(code);
        } else {
            wrong.push(format!("{} is not among {found:?}", code.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(missing.is_empty(), "no way leads to {missing:?}");
}

#[test]
fn every_finding_can_be_read_out_and_its_buttons_too() {
    for (code, way) in WAYS {
        for issue in issues_of(way) {
            let told = format!("{}: {issue:?}", code.as_str());
            assert!(issue.message.starts_with(|c: char| !c.is_lowercase()), "{told}");
            assert!(issue.message.len() <= 400, "{told}");
            assert!(!issue.message.contains(['{', '}', '\n']), "{told}");
            assert!(
                !["NaN", "inf", "Some(", "None"].iter().any(|w| issue.message.contains(w)),
                "{told}"
            );
            assert!(issue.answers.iter().all(|answer| !answer.label.trim().is_empty()), "{told}");
        }
    }
}

/// Questions that only the client can answer, in words that no button has.
const OPEN: [IssueCode; 2] = [IssueCode::ExoticTerm, IssueCode::LegSide];

#[test]
fn a_question_has_answers_and_each_of_them_settles_it() {
    let mut buttons = 0;
    for (code, way) in WAYS.iter().filter(|(code, _)| code.severity() == Severity::Query) {
        let Text(text) = way else { panic!("{} is asked of a text", code.as_str()) };
        let issues = issues_of(way);
        let asked = issues.iter().find(|issue| issue.code == *code).unwrap();
        assert!(!asked.answers.is_empty() || OPEN.contains(code), "{asked:?}");
        for answer in &asked.answers {
            buttons += 1;
            let after = if answer.path == "text" {
                read_and_quoted(&answer.value, &MARKET, &demo())
            } else {
                let mut json = serde_json::to_value(draft(text)).unwrap();
                put(&mut json, &answer.path, &answer.value);
                let draft: RfqDraft = serde_json::from_value(json).unwrap();
                quote_draft(&draft, &MARKET, &demo(), &QuoteOptions::default()).issues
            };
            assert!(after.iter().all(|issue| issue.code != *code), "{answer:?} {after:?}");
            assert!(!after.iter().any(Issue::is_reject), "{answer:?} {after:?}");
        }
    }
    assert!(buttons >= 25, "{buttons} buttons");
}

/// Puts a value at a path such as `legs[1].strike`: a number where one stands there.
fn put(json: &mut serde_json::Value, path: &str, value: &str) {
    let mut at = json;
    for part in path.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
        at = match part.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[part],
        };
    }
    let number = value.parse::<f64>().ok().filter(|_| at.is_number());
    *at = number.map_or_else(|| value.into(), Into::into);
}
