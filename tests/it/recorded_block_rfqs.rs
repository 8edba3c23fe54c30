//! Recorded block RFQs are read as makers were told of them, named as the exchange named them, and
//! their prices keep its sign rule to the last tick.

use std::collections::BTreeMap;

use spread_pricer::basics::{
    ContractTerms, Exercise, ListedExpiry, ListedMarket, Listing, MarketKey, Settlement, Structure,
    TickSchedule, Timestamp,
};
#[cfg(feature = "desk")]
use spread_pricer::quote::write::leg_prices::{Share, split};
use spread_pricer::rfq::expiry::ExpiryText;
use spread_pricer::rfq::{check, read};

use super::recorded_markets::recorded;

/// One recorded print with its legs.
struct Print {
    id: String,
    millis: i64,
    amount: f64,
    price: f64,
    combo: String,
    index: f64,
    legs: Vec<PrintLeg>,
}

struct PrintLeg {
    name: String,
    direction: String,
    ratio: i32,
    price: f64,
}

impl PrintLeg {
    fn signed_ratio(&self) -> i32 {
        if self.direction == "buy" { self.ratio } else { -self.ratio }
    }
}

/// A price in ticks of the fourth decimal, exact: more decimals are a failure.
#[expect(clippy::cast_possible_truncation, reason = "a price of a few coins")]
fn ticks(price: f64) -> i64 {
    let ticks = (price * 1e4).round();
    assert!((price - ticks / 1e4).abs() < 1e-12, "{price} has more than four decimals");
    ticks as i64
}

fn prints() -> Vec<Print> {
    let Some(text) = recorded("deribit_block_rfq_trades.csv") else { return Vec::new() };
    let mut prints: BTreeMap<String, Print> = BTreeMap::new();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    for line in lines {
        let row: Vec<&str> = line.split(',').collect();
        let at = |name: &str| row[header.iter().position(|h| *h == name).unwrap()];
        let print = prints.entry(at("rfq_id").to_owned()).or_insert_with(|| Print {
            id: at("rfq_id").to_owned(),
            millis: at("timestamp_ms").parse().unwrap(),
            amount: at("amount").parse().unwrap(),
            price: at("trade_price").parse().unwrap(),
            combo: at("combo_id").to_owned(),
            index: at("index_price").parse().unwrap(),
            legs: Vec::new(),
        });
        print.legs.push(PrintLeg {
            name: at("leg_instrument").to_owned(),
            direction: at("leg_direction").to_owned(),
            ratio: at("leg_ratio").parse().unwrap(),
            price: at("leg_price").parse().unwrap(),
        });
    }
    assert_eq!(prints.len(), 6);
    prints.into_values().collect()
}

/// A listing of exactly the print's options, as they were at its instant.
fn listing(print: &Print) -> Listing {
    let as_of = Timestamp::from_millis(print.millis);
    let coin = print.legs[0].name.split('-').next().unwrap().to_owned();
    let mut strikes: BTreeMap<Timestamp, Vec<f64>> = BTreeMap::new();
    for leg in &print.legs {
        let parts: Vec<&str> = leg.name.split('-').collect();
        let Some(ExpiryText::Date(year, month, day)) = ExpiryText::parse(parts[1]) else {
            panic!("{} has no date", leg.name);
        };
        let expiry = Timestamp::from_utc(year, month, day, 8, 0).unwrap();
        strikes.entry(expiry).or_default().push(parts[2].parse().unwrap());
    }
    let expiries = strikes
        .into_iter()
        .map(|(expiry, mut strikes)| {
            strikes.sort_by(f64::total_cmp);
            strikes.dedup();
            ListedExpiry { expiry, forward: print.index, atm_std: 0.1, strikes }
        })
        .collect();
    let market = ListedMarket {
        key: MarketKey { underlying: coin.clone(), settlement: Settlement::Inverse },
        as_of,
        spot: print.index,
        exercise: Exercise::European,
        contract: ContractTerms {
            multiplier: 1.0,
            premium_currency: coin,
            min_quantity: 0.1,
            quantity_step: 0.1,
            outright_tick: TickSchedule::flat(0.0001),
            package_tick: TickSchedule::flat(0.0001),
        },
        expiries,
    };
    Listing { markets: vec![market] }
}

/// The print's request as `block_rfq.maker` brings it: ratios and one amount, no prices.
fn makers_view(print: &Print) -> String {
    let legs: Vec<String> = print
        .legs
        .iter()
        .map(|leg| {
            format!(
                r#"{{"direction":"{}","instrument_name":"{}","ratio":{}}}"#,
                leg.direction, leg.name, leg.ratio
            )
        })
        .collect();
    format!(
        r#"{{"jsonrpc":"2.0","method":"subscription","params":{{"channel":"block_rfq.maker.any","data":
        {{"block_rfq_id":{},"amount":{},"role":"maker","state":"open","legs":[{}],"trades":null,
        "creation_timestamp":{},"expiration_timestamp":{}}}}}}}"#,
        print.id,
        print.amount,
        legs.join(","),
        print.millis - 60_000,
        print.millis + 240_000,
    )
}

/// The structure that the exchange's code says; without a code, that of the legs.
fn named(print: &Print) -> Structure {
    match (print.combo.split('-').nth(1), print.id.as_str()) {
        (Some("CS"), _) => Structure::CallSpread,
        (Some("STRD"), _) => Structure::Straddle,
        (Some("CCAL"), _) => Structure::Calendar,
        // A put ladder sold: +2580 +2600 −2620.
        (None, "55558") => Structure::ChristmasTree,
        (None, _) => Structure::Custom,
        (Some(other), _) => panic!("{other} is not among the recordings"),
    }
}

#[test]
fn recorded_block_rfqs_are_read_as_makers_were_told_of_them() {
    for print in prints() {
        let listing = listing(&print);
        let got = read(&makers_view(&print), &listing);
        assert!(got.issues.is_empty(), "{}: {:?}", print.id, got.issues);
        let draft = got.draft.unwrap();
        assert_eq!((draft.id.as_deref(), draft.quantity), (Some(print.id.as_str()), print.amount));
        for (leg, printed) in draft.legs.iter().zip(&print.legs) {
            assert_eq!(leg.ratio, f64::from(printed.signed_ratio()));
        }
        let checked = check(&draft, &listing);
        assert!(checked.issues.iter().all(|i| !i.is_reject()), "{:?}", checked.issues);
        let spread = checked.rfq.unwrap().spread;
        let wanted = named(&print);
        assert_eq!(spread.structure, wanted, "{}", print.id);
        assert!(got.explanation.unwrap().contains(wanted.name()));
        // The combo by its own name is the same package.
        if !print.combo.is_empty() {
            let by_name = read(&format!("{} x{}", print.combo, print.amount), &listing);
            assert!(by_name.issues.is_empty(), "{:?}", by_name.issues);
            assert_eq!(check(&by_name.draft.unwrap(), &listing).rfq.unwrap().spread, spread);
        }
    }
}

#[test]
fn recorded_leg_prices_keep_the_sign_rule() {
    for print in prints() {
        let legs = print.legs.iter();
        let total: i64 = legs.map(|l| i64::from(l.signed_ratio()) * ticks(l.price)).sum();
        assert_eq!(total, ticks(print.price), "{}", print.id);
    }
}

#[cfg(feature = "desk")]
#[test]
fn recorded_prices_split_into_their_legs_own() {
    for print in prints() {
        let total = ticks(print.price);
        let shares: Vec<Share> = print
            .legs
            .iter()
            .map(|l| Share { ratio: l.signed_ratio(), model: ticks(l.price) as f64 })
            .collect();
        let own: Vec<i64> = print.legs.iter().map(|l| ticks(l.price)).collect();
        assert_eq!(split(total, &shares).as_ref(), Ok(&own), "{}", print.id);
        for edge in -9..=9 {
            let prices = split(total + edge, &shares).unwrap();
            let made: i64 = shares.iter().zip(&prices).map(|(s, p)| i64::from(s.ratio) * p).sum();
            assert_eq!(made, total + edge);
            let moved: i64 = prices.iter().zip(&own).map(|(a, b)| (a - b).abs()).sum();
            assert!(moved <= 9, "{} moved {moved} ticks for {edge}", print.id);
        }
    }
}
