//! Recorded messages of banks, exchanges and libraries, and what must be read from them.

use super::*;
use crate::basics::{Asked, Exercise, InstrumentKind, PutCall};
use crate::rfq::{LegDraft, RfqDraft, fixture};

/// A bank platform's one-leg request, byte-exact.
const GFI_REQUEST: &str = "8=FIX.4.4|9=363|35=R|34=18747|49=WEBFENICS1|52=20251114-12:18:50.602|\
56=GFI|115=SWES|128=DEUT|75=20251114|131=FENICS.14899.OV1SJOZFTS0WYNJOGB000371|5475=S|5830=USD|\
8051=1-VTYXTDNK|9016=0|9126=1|9943=2|146=1|55=EURUSD|6258=1|537=1|555=1|600=EURUSD|6714=1|9125=1|\
6215=1M|611=20251216|743=20251218|5020=20251118|612=1.1643|9019=2|6351=1|9904=2|556=EUR|\
687=1.000000|7940=SL|9034=EUR|10=068|";

const GFI_QUOTE: &str = "8=FIX.4.4|9=353|35=S|34=506864|49=GFI|52=20251114-12:18:53.934|\
56=WEBFENICS1|115=DEUT|54=2|55=EURUSD|60=20251114-12:18:53.890033|62=20251114-12:23:54|\
117=O_FENICS.14899.OV1SJOZFTS0WYNJOGB000371-2|131=FENICS.14899.OV1SJOZFTS0WYNJOGB000371|6289=A|\
6436=-14960|9126=1|6120=1|7940=SL|5678=6.51|8515=0|5359=1|5235=1.16369|5191=22.185|9073=USD|\
5844=-149.6|6035=52|6354=1.1643|10=128|";

const GFI_ORDER: &str = "8=FIX.4.4|9=392|35=AB|34=18758|49=WEBFENICS1|52=20251114-12:18:55.586|\
56=GFI|115=SWES|128=DEUT|11=FENICS.14899.OV1SJOZFTS0WYNJOGB000371|40=1|54=1|55=EURUSD|59=3|\
60=20251114-12:18:55.586000|117=O_FENICS.14899.OV1SJOZFTS0WYNJOGB000371-2|\
131=FENICS.14899.OV1SJOZFTS0WYNJOGB000371|5830=USD|6436=-14960|9126=1|453=1|448=swed.ui|447=D|\
452=11|555=1|600=EURUSD|7940=SL|5678=6.51|8518=10320|5359=1.000000|5844=-149.6|10=112|";

/// Group 146 begins with 167, legs are named by an exchange's ids, ratio 1 by 10.
const TT_REQUEST: &str = "8=FIX.4.2|9=222|35=R|34=11|49=MehulOR1|52=20230321-12:56:30|\
56=TT_ORDER|1=mshaha_acc|116=MShaha|131=12908|146=1|167=MLEG|207=CME|55=ES|555=2|600=ES|602=635020|\
603=8|623=1|624=1|600=ES|602=418320|603=8|623=10|624=2|566=401150|38=1190|54=1|10=212|";

const TT_ACKNOWLEDGEMENT: &str = "8=FIX.4.2|9=00244|35=b|49=TT_ORDER|56=MehulOR1|34=12|50=123|\
142=IN|52=20230321-12:56:30.585|131=12908|1=mshaha_acc|16859=0|18101=179424|18102=90866|16117=10|\
1028=N|37=9eea7e19-2d80-462b-9084-3b43eda39860|38=1190|198=1679359083793|107=UD:1V:CFO 803011|\
54=1|582=1|10=109|";

/// Length and checksum are wrong as published.
const ALPACA: &str = "8=FIX.4.2|9=350|35=AB|34=42|49=SENDER|52=20240910-15:00:00.000|56=ALPACA|\
1=account1|11=spread-001|21=1|38=2|40=2|44=10.5|55=AAPL|59=0|60=20240910-15:00:00.000|167=MLEG|\
555=2|600=AAPL|654=0|608=OC|611=20250117|612=100|624=1|623=1|564=O|600=AAPL|654=1|608=OC|\
611=20250117|612=105|624=2|623=1|564=O|10=147|";

/// Three legs whose first field is 602; the length is wrong, the checksum right.
const QUICKFIX_J: &str = "8=FIX.4.4|9=688|35=AB|49=AAA|56=BBB|34=21133|50=ABCABC|\
52=20230905-13:24:37.022|55=AAPL|1=ACC1|11=123456abcedf|21=1|38=5|54=1|40=2|44=-0.8|59=0|\
60=20230905-13:24:36.984|100=ALGO|167=MLEG|555=3|602=111|600=AAA|602=222|654=231|600=BBB|602=333|\
654=332|600=CCC|58=TEXT|10=168|";

/// Legs in an exchange's own fields, and a blank at the end of a value.
const CQG: &str = "8=FIX.4.2|9=232|35=AB|49=user|56=CQG_Gateway|34=2|52=20121123-11:50:54.268|\
11=Order2466|54=2|55=F.US.EDAS3Z12|60=20121123-11:50:34|38=3|40=1|1=9|50555=2|\
50600=F.US.EDAZ12 |50654=123_123|50624=2|50623=1|50600=F.US.EDAH13|50654=456|50624=1|50623=1|\
10=201|";

/// No header, the underlying in its own group, a six-letter CFI code.
const CRYPTO_OTC: &str = "131=7c0a|146=1|55=N/A|711=1|311=BTC-USDC|54=1|15=BTC|1=acct|555=1|\
600=N/A|608=OPECCS|611=20261225|612=90000|624=1|687=1|60=20261118-12:00:00";

const SAMPLES: [&str; 9] = [
    GFI_REQUEST,
    GFI_QUOTE,
    GFI_ORDER,
    TT_REQUEST,
    TT_ACKNOWLEDGEMENT,
    ALPACA,
    QUICKFIX_J,
    CQG,
    CRYPTO_OTC,
];

fn told(text: &str) -> Read {
    read(text, &fixture::listing())
}

fn codes(read: &Read) -> Vec<&'static str> {
    read.issues.iter().map(|issue| issue.code.as_str()).collect()
}

fn messages(read: &Read) -> String {
    let messages: Vec<&str> = read.issues.iter().map(|issue| issue.message.as_str()).collect();
    messages.join(" ")
}

/// Legs as `+1 ETH 27NOV26 3400 C`.
fn legs(draft: &RfqDraft) -> Vec<String> {
    let leg = |leg: &LegDraft| {
        let strike = leg.strike.map_or_else(|| "-".to_owned(), |strike| strike.to_string());
        let kind = match (leg.kind, leg.put_call) {
            (InstrumentKind::Option, put_call) => put_call.map_or('-', PutCall::letter),
            (InstrumentKind::Future, _) => 'F',
            (InstrumentKind::Spot, _) => 'S',
        };
        let expiry = leg.expiry.as_deref().unwrap_or("-");
        format!("{:+} {} {expiry} {strike} {kind}", leg.ratio, leg.underlying)
    };
    draft.legs.iter().map(leg).collect()
}

/// A request of these fields with a frame that is right.
fn message(body: &str) -> String {
    let soh = message::SOH.to_string();
    message::framed("FIX.4.4", &format!("35=R{soh}{}{soh}", body.replace('|', &soh)))
}

const CALL_SPREAD: &str = "49=ACME|131=r1|146=1|55=ETH|54=1|38=100|555=2|\
600=ETH|608=OC|611=20261127|612=3400|623=1|624=1|\
600=ETH|608=OC|611=20261127|612=3600|623=1|624=2";

#[test]
fn lengths_and_checksums_are_right_where_the_sender_had_them_right() {
    for exact in [GFI_REQUEST, GFI_QUOTE, GFI_ORDER, TT_REQUEST, TT_ACKNOWLEDGEMENT] {
        assert_eq!(message::parse(exact).findings, [], "{exact}");
    }
    let found = |text: &str| -> Vec<String> {
        message::parse(text).findings.into_iter().map(|issue| issue.message).collect()
    };
    assert_eq!(
        found(ALPACA),
        [
            "The body length says 350 (tag 9); it is 280.",
            "The checksum says 147 (tag 10); it is 154."
        ]
    );
    assert_eq!(found(QUICKFIX_J), ["The body length says 688 (tag 9); it is 249."]);
    assert_eq!(found(CQG)[0], "The body length says 232 (tag 9); it is 230.");
    assert_eq!(found(CQG).len(), 2);
}

#[test]
fn strict_reading_refuses_what_lenient_reading_warns_of() {
    let listing = fixture::listing();
    let strict = |text: &str| read_with(text, &listing, FixReading { strict: true });
    let refused = strict(ALPACA);
    assert_eq!(refused.draft, None);
    assert_eq!(codes(&refused), ["E-SYNTAX", "E-SYNTAX"]);
    assert!(refused.issues.iter().all(Issue::is_reject));
    assert_eq!(refused.issues[0].path, "text:10-15");
    assert_eq!(codes(&told(ALPACA))[..2], ["W-MSG", "W-MSG"]);
    assert!(strict(GFI_REQUEST).draft.is_some());
    assert_eq!(strict(CRYPTO_OTC).draft, None);
}

#[test]
fn a_bank_platforms_request_is_a_two_way_call() {
    let read = told(GFI_REQUEST);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!(draft.id.as_deref(), Some("FENICS.14899.OV1SJOZFTS0WYNJOGB000371"));
    assert_eq!(draft.client.as_deref(), Some("SWES"));
    assert_eq!((draft.side, draft.quantity), (Asked::TwoWay, 1.0));
    assert_eq!(legs(draft), ["+1 EURUSD 2025-12-16 1.1643 C"]);
    // What is missing is the market, and nothing else.
    assert_eq!(codes(&read), ["E-UND"]);
}

#[test]
fn the_same_platforms_order_refers_to_a_quote_and_says_no_strike() {
    let read = told(GFI_ORDER);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.side, draft.client.as_deref()), (Asked::Buy, Some("swed.ui")));
    assert_eq!(codes(&read), ["W-MSG", "E-EXP", "E-STRIKE", "E-TYPE", "E-UND"]);
    assert!(messages(&read).contains("an order of several legs (35=AB), not a request"));
}

#[test]
fn an_exchanges_request_by_ids_keeps_ratios_side_and_size() {
    let read = told(TT_REQUEST);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.id.as_deref(), draft.client.as_deref()), (Some("12908"), Some("MShaha")));
    assert_eq!((draft.side, draft.quantity), (Asked::Buy, 1190.0));
    assert_eq!(legs(draft), ["+1 ES - - -", "-10 ES - - -"]);
    assert_eq!(codes(&read), ["E-SYNTAX", "E-SYNTAX", "E-UND"]);
    assert!(messages(&read).contains("“635020”, which is not known here"));
}

#[test]
fn other_types_are_named() {
    for (text, name) in [(GFI_QUOTE, "a quote (35=S)"), (TT_ACKNOWLEDGEMENT, "an acknowledgement")]
    {
        let read = told(text);
        assert_eq!(read.draft, None);
        assert_eq!(codes(&read), ["E-SYNTAX"]);
        assert!(messages(&read).contains(name), "{}", messages(&read));
    }
    let read = told("8=FIX.4.4|9=5|35=ZZ|10=000|");
    assert!(messages(&read).contains("type “ZZ”"), "{}", messages(&read));
}

#[test]
fn a_brokers_call_vertical_is_read_through_its_wrong_frame() {
    let read = told(ALPACA);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.side, draft.quantity), (Asked::TwoWay, 2.0));
    assert_eq!(draft.client.as_deref(), Some("SENDER"));
    assert_eq!(legs(draft), ["+1 AAPL 2025-01-17 100 C", "-1 AAPL 2025-01-17 105 C"]);
    assert_eq!(codes(&read), ["W-MSG", "W-MSG", "W-MSG", "E-UND"]);
}

#[test]
fn a_leg_begins_with_whatever_the_first_one_begins_with() {
    let read = told(QUICKFIX_J);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.quantity, draft.legs.len()), (5.0, 3));
    let names: Vec<&str> = draft.legs.iter().map(|leg| leg.underlying.as_str()).collect();
    assert_eq!(names, ["AAA", "BBB", "CCC"]);
    assert_eq!(codes(&read).iter().filter(|code| **code == "Q-LEG-SIDE").count(), 3);
    let asked = read.issues.iter().find(|issue| issue.code == IssueCode::LegSide).unwrap();
    let answers: Vec<_> = asked.answers.iter().map(|a| (a.path.as_str(), &*a.value)).collect();
    assert_eq!(answers, [("legs[0].ratio", "1"), ("legs[0].ratio", "-1")]);
}

#[test]
fn legs_in_a_vendors_own_fields_are_not_taken_for_an_outright() {
    let read = told(CQG);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.side, draft.quantity, draft.legs.len()), (Asked::Sell, 3.0, 0));
    assert_eq!(codes(&read), ["W-MSG", "W-MSG", "W-MSG", "E-LEGS-0"]);
    assert!(messages(&read).contains("(tag 50555), which are not understood"));
}

#[test]
fn a_crypto_sketch_without_a_header_is_read_by_its_underlying_group() {
    let read = told(CRYPTO_OTC);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.id.as_deref(), draft.client.as_deref()), (Some("7c0a"), Some("acct")));
    assert_eq!((draft.side, draft.quantity), (Asked::Buy, 1.0));
    assert_eq!(legs(draft), ["+1 BTC 2026-12-25T08:00:00Z 90000 P"]);
    assert_eq!(codes(&read), ["W-MSG", "W-MSG"]);
    assert!(read.explanation.unwrap().starts_with("acct buys 1 BTC put: +1 90000 P"));
}

#[test]
fn a_call_spread_is_said_back() {
    let read = told(&message(CALL_SPREAD));
    assert_eq!(read.issues, []);
    assert_eq!(
        read.explanation.as_deref(),
        Some(
            "ACME buys 100 ETH call spreads: +1 3400 C, −1 3600 C, expiry 27 Nov 2026 08:00 UTC, \
             inverse (coin premium)."
        )
    );
}

#[test]
fn separators_are_what_people_paste() {
    let wire = message(CALL_SPREAD);
    let draft = told(&wire).draft;
    for separator in ["|", "^A", "<SOH>", "\u{2401}", " | ", "|\n", "\n"] {
        let read = told(&wire.replace(message::SOH, separator));
        assert_eq!(read.draft, draft, "{separator:?}");
        let is_exact = separator != " | ";
        assert_eq!(read.issues.is_empty(), is_exact, "{separator:?}: {:?}", read.issues);
    }
    let logged = format!("20261118-12:00:00.000 : {wire}");
    assert_eq!(told(&logged).issues, []);
    assert_eq!(told(&logged).draft, draft);
}

#[test]
fn one_instrument_needs_no_legs() {
    for (body, leg) in [
        ("55=ETH|461=OCECCS|541=20261127|202=3400", "+1 ETH 2026-11-27T08:00:00Z 3400 C"),
        ("55=ETH|167=OPT|200=202611|205=27|201=0|202=3400", "+1 ETH 2026-11-27T08:00:00Z 3400 P"),
        ("55=ETH|167=OPT|200=202612|201=1|202=3400", "+1 ETH 2026-12-25T08:00:00Z 3400 C"),
        ("55=ETH-27NOV26-3400-C", "+1 ETH 2026-11-27T08:00:00Z 3400 C"),
        ("55=[N/A]|48=BTC-25DEC26-90000-P|22=8", "+1 BTC 2026-12-25T08:00:00Z 90000 P"),
        ("55=SPX   261218C05000000", "+1 SPX 2026-12-18T21:00:00Z 5000 C"),
        ("55=SPXW|107=SPXW261218P05012500", "+1 SPX 2026-12-18T21:00:00Z 5012.5 P"),
        ("55=SPX|461=OC|541=20261218|1079=14:30Z|202=5000", "+1 SPX 2026-12-18T14:30:00Z 5000 C"),
        (
            "55=SPX|461=OC|541=20261218|1079=16:00:00-05|202=5000",
            "+1 SPX 2026-12-18T21:00:00Z 5000 C",
        ),
        ("55=ETH/USD|167=FUT|541=20261127", "+1 ETH 2026-11-27T08:00:00Z - F"),
        ("55=ETH-27NOV26", "+1 ETH 2026-11-27T08:00:00Z - F"),
    ] {
        let read = told(&message(&format!("131=1|146=1|{body}|38=5")));
        assert_eq!(legs(&read.draft.unwrap()), [leg], "{body}");
        assert_eq!(read.issues, [], "{body}");
        assert!(read.explanation.is_some(), "{body}");
    }
}

#[test]
fn legs_say_their_type_in_many_ways() {
    let leg = |fields: &str| {
        let text = message(&format!("131=1|146=1|55=ETH|38=1|555=1|{fields}"));
        let read = told(&text);
        assert_eq!(read.issues, [], "{fields}");
        legs(&read.draft.unwrap()).remove(0)
    };
    let put = "+1 ETH 2026-11-27T08:00:00Z 3400 P";
    for fields in [
        "600=ETH|608=OP|611=20261127|612=3400|624=1",
        "600=ETH|608=OPECCS|610=20261127|612=3400|624=1",
        "600=ETH|1358=0|611=20261127|612=3400|624=1",
        "600=ETH|6714=2|611=20261127|612=3400|6351=1",
        "600=ETH-27NOV26-3400-P|624=1",
        "600=[N/A]|602=ETH-27NOV26-3400-P|603=8|624=1",
        "602=ETH-27NOV26-3400-P|600=ETH|624=1",
    ] {
        assert_eq!(leg(fields), put, "{fields}");
    }
    let american =
        told(&message("131=1|146=1|55=ETH|38=1|555=1|600=ETH|608=OPASPS|611=20261127|612=3400"));
    assert_eq!(american.draft.unwrap().legs[0].exercise, Some(Exercise::American));
}

#[test]
fn the_request_fills_what_its_legs_leave_open() {
    let text = message(
        "131=1|146=1|55=ETH|202=3400|201=1|38=10|555=2|600=ETH|611=20261225|624=1|\
         600=ETH|611=20261127|624=2",
    );
    let read = told(&text);
    assert_eq!(read.issues, []);
    assert_eq!(
        legs(&read.draft.unwrap()),
        ["+1 ETH 2026-12-25T08:00:00Z 3400 C", "-1 ETH 2026-11-27T08:00:00Z 3400 C"]
    );
}

#[test]
fn sizes_of_legs_are_ratios_times_the_quantity() {
    let draft = |size: &str, sizes: [&str; 3]| {
        let legs: Vec<String> = ["3300", "3400", "3500"]
            .iter()
            .zip(["1", "2", "1"])
            .zip(sizes)
            .map(|((strike, side), size)| {
                format!("600=ETH|608=OC|611=20261127|612={strike}|624={side}|{size}")
            })
            .collect();
        let read = told(&message(&format!("131=1|146=1|55=ETH{size}|555=3|{}", legs.join("|"))));
        assert_eq!(read.issues, []);
        let draft = read.draft.unwrap();
        let ratios: Vec<f64> = draft.legs.iter().map(|leg| leg.ratio).collect();
        (draft.quantity, ratios)
    };
    let fly = vec![1.0, -2.0, 1.0];
    assert_eq!(draft("", ["687=100", "687=200", "687=100"]), (100.0, fly.clone()));
    assert_eq!(draft("", ["687=12.5", "687=25", "687=12.5"]), (12.5, fly.clone()));
    assert_eq!(draft("|38=100", ["687=100", "687=200", "687=100"]), (100.0, fly.clone()));
    assert_eq!(draft("|38=100", ["687=1", "687=2", "687=1"]), (100.0, fly.clone()));
    assert_eq!(draft("|38=7", ["623=1", "623=2", "623=1"]), (7.0, fly.clone()));
    assert_eq!(draft("", ["623=1|687=50", "623=2|687=100", "623=1|687=50"]), (50.0, fly.clone()));
    assert_eq!(draft("", ["623=1", "623=2", "623=1"]), (1.0, fly));
}

#[test]
fn no_size_is_said_as_such() {
    let body = CALL_SPREAD.replace("|38=100", "").replace("|54=1|", "|");
    let read = told(&message(&body));
    let said = read.explanation.unwrap();
    assert!(said.starts_with("ACME asks a two-way price in 1 ETH call spread (no size given)"));
}

#[test]
fn an_amount_of_money_is_no_size() {
    let read = told(&message(&CALL_SPREAD.replace("38=100", "152=34000")));
    assert!(messages(&read).contains("state contracts (tag 38)"), "{}", messages(&read));
    let read = told(&message(&CALL_SPREAD.replace("38=100", "38=100|152=34000")));
    assert_eq!(codes(&read), [""; 0]);
}

#[test]
fn the_client_is_the_party_then_the_senders_then_the_account() {
    let client = |fields: &str| {
        let text = message(&format!("{fields}|{}", CALL_SPREAD.replace("49=ACME|", "")));
        told(&text).draft.unwrap().client
    };
    assert_eq!(client("49=HUB|115=BANK|116=JO|453=1|448=PARTY|1=ACCT").as_deref(), Some("PARTY"));
    assert_eq!(client("49=HUB|1=ACCT").as_deref(), Some("HUB"));
    assert_eq!(client("56=HUB|1=ACCT").as_deref(), Some("ACCT"));
    assert_eq!(client("49=HUB|115=BANK|116=JO|453=1|448=PARTY").as_deref(), Some("PARTY"));
    assert_eq!(client("49=HUB|115=BANK|116=JO").as_deref(), Some("BANK"));
    assert_eq!(client("49=HUB|116=JO").as_deref(), Some("JO"));
    assert_eq!(client("49=HUB|115=").as_deref(), Some("HUB"));
    assert_eq!(client("56=HUB"), None);
}

#[test]
fn what_is_malformed_is_told_at_its_place() {
    let (wrong, at) = (CALL_SPREAD.replace("555=2", "555=3"), "555=3");
    for (body, code, place, words) in [
        (wrong, "E-SYNTAX", at, "counts 3 legs (tag 555), but 2 legs are there"),
        (
            CALL_SPREAD.replace("146=1", "146=2"),
            "E-SYNTAX",
            "146=2",
            "counts 2 instruments (tag 146), but 1 instrument is there",
        ),
        (CALL_SPREAD.replace("146=1", "146="), "W-MSG", "146=", "Tag 146 (number of instruments)"),
        (CALL_SPREAD.replace("612=3600", "612="), "W-MSG", "612=", "Tag 612 (leg strike) has no"),
        (CALL_SPREAD.replace("612=3600", "612=x"), "E-STRIKE", "612=x", "“x” is no strike"),
        (
            CALL_SPREAD.replacen("611=20261127", "611=20261131", 1),
            "E-EXP",
            "611=20261131",
            "“20261131” is no date",
        ),
        (CALL_SPREAD.replace("38=100", "38=many"), "E-QTY", "38=many", "Tag 38 (quantity) is not"),
        (CALL_SPREAD.replace("|54=1", "|hello"), "W-MSG", "hello", "“hello” is not a tag with"),
        (CALL_SPREAD.replace("|54=1", "|54=Q"), "W-MSG", "54=Q", "“Q” is no side"),
        (CALL_SPREAD.replace("623=1|624=2", "623=x|624=2"), "E-RATIO", "623=x", "Tag 623"),
        (CALL_SPREAD.replace("|624=2", ""), "Q-LEG-SIDE", "600=ETH", "Leg 2 does not say whether"),
    ] {
        let text = message(&body);
        let read = told(&text);
        let issue = read.issues.iter().find(|issue| issue.message.contains(words));
        let issue = issue.unwrap_or_else(|| panic!("{words}: {:?}", read.issues));
        assert_eq!(issue.code.as_str(), code, "{words}");
        let (from, to) = issue.path.strip_prefix("text:").unwrap().split_once('-').unwrap();
        let span = from.parse::<usize>().unwrap()..to.parse().unwrap();
        assert_eq!(&text[span], place, "{words}");
        assert!(read.draft.is_some(), "{words}");
    }
}

#[test]
fn two_requests_at_once_give_the_first_and_say_so() {
    let twice = format!("{}{}", message(CALL_SPREAD), message(CALL_SPREAD));
    let read = told(&twice);
    assert_eq!(read.draft, told(&message(CALL_SPREAD)).draft);
    assert_eq!(codes(&read), ["E-SYNTAX"]);
    let two = message("131=1|146=2|55=ETH-27NOV26-3400-C|38=5|55=ETH-27NOV26-3600-C|38=6");
    let read = told(&two);
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.quantity, draft.legs[0].strike), (5.0, Some(3400.0)));
    assert!(messages(&read).contains("asks for 2 instruments; the first is read"));
}

#[test]
fn selling_a_sold_leg_is_one_sale() {
    let one = "131=1|146=1|55=ETH|54=2|38=5|555=1|600=ETH|608=OC|611=20261127|612=3400|624=2";
    let read = told(&message(one));
    let draft = read.draft.as_ref().unwrap();
    assert_eq!((draft.side, draft.legs[0].ratio), (Asked::Sell, 1.0));
    assert_eq!(codes(&read), ["W-MSG"]);
}

#[test]
fn raw_data_may_contain_separators() {
    let body = format!("{CALL_SPREAD}|354=9|355=a=1|b=2|x|58=y");
    let text = format!("8=FIX.4.4|9=0|35=R|{body}|10=000|");
    let parsed = message::parse(&text);
    assert_eq!(parsed.get(355).unwrap().value, "a=1|b=2|x");
    assert_eq!(parsed.get(58).unwrap().value, "y");
}

#[test]
fn text_that_is_no_message_is_refused_and_shorthand_is_left_alone() {
    let listing = fixture::listing();
    for text in ["", "8=FIX", "hello", "|||", "=|=|="] {
        let read = read(text, &listing);
        assert!(read.issues.iter().any(Issue::is_reject), "{text}");
        assert_eq!(read.draft, None);
    }
    for line in ["ETH 27NOV26 3400 call x10", "buy 35 ETH|x", "{\"a\":\"8=FIX.4.4|35=R\"}", ""] {
        assert!(!is_fix(line), "{line}");
    }
    for sample in SAMPLES {
        assert!(is_fix(sample), "{sample}");
        let sent = crate::rfq::read(sample, &listing);
        assert_eq!(sent, read(sample, &listing));
    }
    let line = "ETH 27NOV26 3400 call x10";
    assert_eq!(crate::rfq::read(line, &listing), crate::rfq::shorthand::read(line, &listing, None));
}
