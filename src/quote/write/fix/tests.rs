//! Messages written and read back: frames, groups, leg prices that add up, and rejections.

use super::reject::reason;
use super::*;
use crate::basics::{Asked, IssueCode};
use crate::desk::{Desk, demo::demo};
use crate::market::Market;
use crate::market::sample::sample_snapshot;
use crate::quote::{QuoteOptions, quote_draft};
use crate::rfq::{self, LegDraft, read};

/// Fields that FIX 4.4 requires of each message besides header and trailer.
const REQUIRED: [(&str, &[u32]); 2] = [("S", &[117, 55]), ("AG", &[131, 658, 146, 55])];
/// What is written of a leg, in the order of the group in FIX 4.4 and in 5.0 SP2.
const LEG_ORDER: [(FixVersion, &[u32]); 2] = [
    (FixVersion::Fix44, &[600, 608, 609, 611, 612, 620, 623, 624, 681, 684]),
    (FixVersion::Fix50Sp2, &[600, 608, 609, 611, 1212, 612, 620, 623, 624, 1358, 681, 684]),
];

/// A put of which no more is known.
const PUT_CFI: &str = concat!("OP", "XX", "XX");

fn market() -> Market {
    Market::default().load(&sample_snapshot()).market.unwrap()
}

fn now() -> Timestamp {
    Timestamp::parse_iso("2026-11-18T12:00:10Z").unwrap()
}

fn draft(line: &str, market: &Market) -> RfqDraft {
    let draft = read(line, &market.listing()).draft.unwrap();
    RfqDraft { id: Some("R-1".to_owned()), client: Some("acme".to_owned()), ..draft }
}

fn quoted(draft: &RfqDraft, market: &Market, desk: &Desk) -> Quoted {
    let options = QuoteOptions { now: Some(now()), ..QuoteOptions::default() };
    quote_draft(draft, market, desk, &options)
}

fn reply(line: &str, session: &FixSession) -> FixReply {
    let market = market();
    let draft = draft(line, &market);
    answer(&draft, &quoted(&draft, &market, &demo()), now(), session)
}

/// The values of a tag, in the order of writing.
fn values<'a>(message: &message::Message<'a>, tag: u32) -> Vec<&'a str> {
    message.fields.iter().filter(|field| field.tag == tag).map(|field| field.value).collect()
}

/// A decimal as a whole number of its last of eight places.
fn exact(decimal: &str) -> i128 {
    let (sign, digits) = decimal.strip_prefix('-').map_or((1, decimal), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    sign * format!("{whole}{fraction:0<8}").parse::<i128>().unwrap()
}

fn adds_up(message: &message::Message, package: u32, leg: u32) {
    let ratios = values(message, 623)
        .into_iter()
        .zip(values(message, 624))
        .map(|(ratio, side)| ratio.parse::<i128>().unwrap() * if side == "2" { -1 } else { 1 });
    let sum: i128 = ratios.zip(values(message, leg)).map(|(r, price)| r * exact(price)).sum();
    assert_eq!(sum, exact(values(message, package)[0]), "{message:?}");
}

#[test]
fn a_package_is_quoted_with_leg_prices_that_add_up() {
    for line in [
        "ETH 25DEC26 3300/3400/3500 call fly x100",
        "ETH 25DEC26 3400/3600 call 2x3 ratio x50",
        "ETH 25DEC26 3100/3800 RR call over x50",
        "BTC 25DEC26 90000/100000 strangle x5",
        "ETH 27NOV26/25DEC26 3400 call cal x50",
        "SPX 18DEC26 6600/6700/6800 put fly x10",
        "-1 ETH-25DEC26-3400-C x10",
        "ETH 25DEC26 3000/4000 box x10",
    ] {
        let reply = reply(line, &FixSession::default());
        let message = message::parse(&reply.text);
        assert_eq!(message.findings, [], "{line}");
        assert_eq!(reply.kind, "S");
        adds_up(&message, 132, 681);
        adds_up(&message, 133, 684);
        let count: usize = values(&message, 555)[0].parse().unwrap();
        for tag in [600, 611, 612, 623, 624, 681, 684] {
            assert_eq!(values(&message, tag).len(), count, "{line}: {tag}");
        }
        let prices = values(&message, 681).into_iter().chain(values(&message, 684));
        assert!(prices.into_iter().all(|price| exact(price) >= 0), "{line}");
    }
}

#[test]
fn the_message_says_what_the_quote_says() {
    let market = market();
    let draft = draft("ETH 25DEC26 3300/3400/3500 call fly x100", &market);
    let quoted = quoted(&draft, &market, &demo());
    let quote = quoted.quote.as_ref().unwrap();
    let reply = answer(&draft, &quoted, now(), &FixSession::default());
    assert!(reply.text.starts_with("8=FIX.4.4\u{1}9="));
    let message = message::parse(&reply.text);
    let tags: Vec<u32> = message.fields.iter().map(|field| field.tag).collect();
    assert_eq!(tags[..7], [8, 9, 35, 49, 56, 34, 52]);
    assert_eq!(tags.last(), Some(&10));
    let one = |tag: u32| {
        let found = values(&message, tag);
        assert_eq!(found.len(), 1, "{tag}");
        found[0].to_owned()
    };
    assert_eq!((one(49), one(56), one(34)), ("SPREADPRICER".into(), "CLIENT".into(), "1".into()));
    assert_eq!(one(52), "20261118-12:00:10.000");
    assert_eq!(one(60), one(52));
    assert_eq!(one(62), "20261118-12:00:40.000");
    assert_eq!((one(131), one(117)), ("R-1".to_owned(), quote.id.clone()));
    assert_eq!((one(55), one(167), one(15)), ("ETH".into(), "MLEG".into(), "ETH".into()));
    assert_eq!((one(537), one(134), one(135)), ("0".into(), "100".into(), "100".into()));
    assert_eq!(one(132).parse::<f64>().ok(), quote.bid);
    assert_eq!(one(133).parse::<f64>().ok(), quote.offer);
    assert!(one(58).starts_with("Indicative; sample market, data "));
    assert_eq!(values(&message, 624), ["1", "2", "1"]);
    assert_eq!(values(&message, 623), ["1", "2", "1"]);
}

#[test]
fn legs_stand_in_the_groups_own_order_and_required_fields_are_there() {
    let quote = reply("ETH 25DEC26 3300/3400/3500 call fly x100", &FixSession::default());
    let reject = reply("ETH 25DEC26 3300/3400/3500 call fly x0", &FixSession::default());
    for reply in [&quote, &reject] {
        let message = message::parse(&reply.text);
        let (_, required) = REQUIRED.iter().find(|(kind, _)| *kind == reply.kind).unwrap();
        for tag in *required {
            assert!(message.get(*tag).is_some_and(|f| f.stated().is_some()), "{tag}");
        }
    }
    for (version, order) in LEG_ORDER {
        let session = FixSession { version, ..FixSession::default() };
        let text = reply("ETH 25DEC26 3300/3400/3500 call fly x100", &session).text;
        let message = message::parse(&text);
        let at = message.fields.iter().position(|field| field.tag == 555).unwrap();
        for leg in message.fields[at + 1..].chunk_by(|_, next| next.tag != 600).take(3) {
            let tags: Vec<u32> = leg.iter().map(|f| f.tag).take(order.len()).collect();
            assert_eq!(tags, order, "{version:?}");
        }
    }
    let message = message::parse(&reject.text);
    let at = message.fields.iter().position(|field| field.tag == 146).unwrap();
    assert_eq!(message.fields[at + 1].tag, 55, "the instrument begins its group");
}

#[test]
fn a_side_that_is_not_quoted_is_left_out() {
    let message = reply("buy ETH 25DEC26 3400/3600 cs x50", &FixSession::default()).text;
    let message = message::parse(&message);
    for (tag, count) in [(132, 0), (134, 0), (681, 0), (133, 1), (135, 1), (684, 2)] {
        assert_eq!(values(&message, tag).len(), count, "{tag}");
    }
    adds_up(&message, 133, 684);
}

#[test]
fn an_outright_is_an_instrument_of_its_own_in_every_version() {
    let tags = |version| {
        let session = FixSession { version, ..FixSession::default() };
        let text = reply("SPX 18DEC26 6700 put x10", &session).text;
        let message = message::parse(&text);
        assert_eq!(message.findings, []);
        let of = |tag: u32| message.get(tag).map(|field| field.value.to_owned());
        [8, 1128, 461, 167, 200, 205, 541, 1079, 202, 201, 537, 555, 58].map(|tag| (tag, of(tag)))
    };
    let stated = |version| -> Vec<(u32, String)> {
        let fields = tags(version).into_iter().filter_map(|(tag, value)| Some((tag, value?)));
        fields.filter(|(tag, _)| *tag != 58).collect()
    };
    let fields = |list: &[(u32, &str)]| -> Vec<(u32, String)> {
        list.iter().map(|(tag, value)| (*tag, (*value).to_owned())).collect()
    };
    assert_eq!(
        stated(FixVersion::Fix42),
        fields(&[
            (8, "FIX.4.2"),
            (167, "OPT"),
            (200, "202612"),
            (205, "18"),
            (202, "6700"),
            (201, "0")
        ])
    );
    assert_eq!(
        stated(FixVersion::Fix44),
        fields(&[
            (8, "FIX.4.4"),
            (461, PUT_CFI),
            (167, "OPT"),
            (541, "20261218"),
            (202, "6700"),
            (537, "0")
        ])
    );
    assert_eq!(
        stated(FixVersion::Fix50Sp2),
        fields(&[
            (8, "FIXT.1.1"),
            (1128, "9"),
            (461, PUT_CFI),
            (167, "OPT"),
            (541, "20261218"),
            (1079, "21:00Z"),
            (202, "6700"),
            (201, "0"),
            (537, "0")
        ])
    );
    assert!(tags(FixVersion::Fix42).iter().all(|(tag, value)| *tag != 58 || value.is_none()));
}

#[test]
fn what_is_written_reads_back_as_the_request() {
    let market = market();
    for line in [
        "ETH 25DEC26 3300/3400/3500 call fly x100",
        "ETH 27NOV26/25DEC26 3400 call cal x50",
        "BTC 25DEC26 90000/100000 strangle x5",
        "SPX 18DEC26 6700 put x10",
    ] {
        for version in [FixVersion::Fix42, FixVersion::Fix44, FixVersion::Fix50Sp2] {
            let draft = draft(line, &market);
            let quoted = quoted(&draft, &market, &demo());
            let session = FixSession { version, readable: true, ..FixSession::default() };
            let text = answer(&draft, &quoted, now(), &session).text;
            let asked = text.replace("|35=S|", "|35=R|");
            let back = rfq::fix::read(&asked, &market.listing()).draft.unwrap();
            let terms = |leg: &LegDraft| {
                (leg.underlying.clone(), leg.expiry.clone(), leg.strike, leg.put_call)
            };
            let mut wanted: Vec<_> = draft.legs.iter().map(|leg| (leg.ratio, terms(leg))).collect();
            let mut got: Vec<_> = back.legs.iter().map(|leg| (leg.ratio, terms(leg))).collect();
            let order = |a: &(f64, _), b: &(f64, _)| format!("{a:?}").cmp(&format!("{b:?}"));
            wanted.sort_by(order);
            got.sort_by(order);
            assert_eq!(got, wanted, "{line} {version:?}\n{text}");
            assert_eq!(back.id.as_deref(), Some("R-1"));
        }
    }
}

#[test]
fn rejections_say_why_by_number_and_in_words() {
    let market = market();
    let tell = |draft: &RfqDraft, desk: &Desk| {
        let quoted = quoted(draft, &market, desk);
        let text = answer(draft, &quoted, now(), &FixSession::default());
        assert_eq!(text.kind, "AG");
        let message = message::parse(&text.text);
        assert_eq!(message.findings, []);
        let value = |tag: u32| message.get(tag).map(|field| field.value.to_owned());
        (value(658).unwrap(), value(58).unwrap(), value(131).unwrap(), value(55).unwrap())
    };
    let line = "buy ETH 25DEC26 3400 straddle x50";
    let good = draft(line, &market);
    let mut unknown = good.clone();
    unknown.legs[0].underlying = "DOGE".to_owned();
    let (reason, why, id, symbol) = tell(&unknown, &demo());
    assert_eq!((reason.as_str(), id.as_str(), symbol.as_str()), ("1", "R-1", "[N/A]"));
    assert!(why.contains("DOGE"), "{why}");

    let mut config = demo().config().clone();
    config.limits.total.vega_per_point = 1.0;
    let tight = Desk::from_config(&config).unwrap();
    // The side that reduces the book's risk still has room.
    let asked = [Asked::Buy, Asked::Sell].map(|side| RfqDraft { side, ..good.clone() });
    let full = asked.iter().find(|draft| {
        quoted(draft, &market, &tight).quote.is_none_or(|q| q.bid.is_none() && q.offer.is_none())
    });
    let (reason, _, _, symbol) = tell(full.unwrap(), &tight);
    assert_eq!((reason.as_str(), symbol.as_str()), ("3", "ETH"));

    let vol = RfqDraft { price_in: Some(rfq::PriceIn::Vol), ..good.clone() };
    assert_eq!(tell(&vol, &demo()).0, "5");
    let none = RfqDraft { quantity: 0.0, id: None, ..good };
    let (reason, _, id, _) = tell(&none, &demo());
    assert_eq!((reason.as_str(), id.as_str()), ("99", "NONE"));
}

#[test]
fn every_reason_has_its_number() {
    for (code, number) in [
        (IssueCode::UnknownUnderlying, "1"),
        (IssueCode::ExpiryPast, "1"),
        (IssueCode::Limit, "3"),
        (IssueCode::PriceType, "5"),
        (IssueCode::ClientDisabled, "6"),
        (IssueCode::MarketMissing, "8"),
        (IssueCode::Syntax, "99"),
    ] {
        let issue = Issue::new(code, "", "Words.");
        let quoted = Quoted { quote: None, issues: vec![issue] };
        assert_eq!(reason(&quoted).to_string(), number, "{code:?}");
    }
    assert_eq!(reason(&Quoted { quote: None, issues: Vec::new() }).to_string(), "10");
}

#[test]
fn in_fix_4_2_a_rejection_is_an_acknowledgement() {
    let session = FixSession { version: FixVersion::Fix42, ..FixSession::default() };
    let reply = reply("ETH 25DEC26 3400 call x0", &session);
    assert_eq!(reply.kind, "b");
    let message = message::parse(&reply.text);
    assert_eq!(message.get(297).unwrap().value, "5");
    assert_eq!(message.get(300), None);
}

#[test]
fn nothing_in_a_value_ends_its_field() {
    let market = market();
    let mut draft = draft("ETH 25DEC26 3400 call x0", &market);
    draft.id = Some("a\u{1}35=D|b−“c”é".to_owned());
    let quoted = quoted(&draft, &market, &demo());
    for readable in [false, true] {
        let session = FixSession { readable, sender: Some("ME".into()), ..FixSession::default() };
        let text = answer(&draft, &quoted, now(), &session).text;
        let message = message::parse(&text);
        assert_eq!(message.findings, []);
        let bar = if readable { "/" } else { "|" };
        assert_eq!(message.get(131).unwrap().value, format!("a 35=D{bar}b-\"c\"?"));
        assert_eq!(values(&message, 35), ["AG"]);
        assert_eq!(message.get(49).unwrap().value, "ME");
    }
}
