//! What is wrong with drafts, and where it is said.

use super::*;
use crate::basics::{Exercise, InstrumentKind, PutCall};
use crate::rfq::{LegDraft, MarkDraft, fixture, read};

fn fly() -> RfqDraft {
    let text = "ETH 27NOV26 3300/3400/3500 call fly x100";
    read(text, &fixture::listing()).draft.unwrap()
}

/// `code at path` of every issue.
fn found(draft: &RfqDraft) -> Vec<String> {
    let checked = check(draft, &fixture::listing());
    let has_reject = checked.issues.iter().any(Issue::is_reject);
    assert_eq!(checked.rfq.is_none(), has_reject, "{:?}", checked.issues);
    checked.issues.iter().map(|i| format!("{} at {}", i.code.as_str(), i.path)).collect()
}

fn changed(change: impl FnOnce(&mut RfqDraft)) -> Vec<String> {
    let mut draft = fly();
    change(&mut draft);
    found(&draft)
}

#[test]
fn a_good_fly_has_no_issues_and_comes_back_in_lowest_terms() {
    let mut draft = fly();
    draft.legs.reverse();
    draft.legs.iter_mut().for_each(|leg| leg.ratio *= 2.0);
    draft.client = Some("  ".to_owned());
    let checked = check(&draft, &fixture::listing());
    assert_eq!(checked.issues, []);
    let rfq = checked.rfq.unwrap();
    assert_eq!((rfq.quantity, rfq.client), (200.0, None));
    assert_eq!(rfq.spread.structure, Structure::Butterfly);
    assert_eq!(rfq.spread.direction, Direction::Long);
    let ratios: Vec<i32> = rfq.spread.legs.iter().map(|l| l.ratio).collect();
    assert_eq!(ratios, [1, -2, 1]);
}

#[test]
fn a_size_is_held_to_the_most_in_lowest_terms() {
    let sized = |ratio: f64, quantity: f64| {
        changed(|d| {
            d.legs.iter_mut().for_each(|leg| leg.ratio *= ratio);
            d.quantity = quantity;
        })
    };
    let most = MAX_AMOUNT;
    assert!(sized(1.0, most).is_empty());
    assert_eq!(sized(10.0, most), ["E-QTY at quantity"]);
    assert_eq!(sized(10.0, 10.0 * most), ["E-QTY at quantity"]);
}

#[test]
fn a_tied_delta_shrinks_with_the_spread_and_cannot_exceed_it() {
    let listing = fixture::listing();
    let call = |ratio: f64, delta: f64| {
        let mut draft = read("ETH 27NOV26 3400 call x20", &listing).draft.unwrap();
        draft.legs[0].ratio = ratio;
        draft.tied = Some(TiedDraft { reference: 3400.0, delta: Some(delta) });
        draft
    };
    let tied = |draft: &RfqDraft| check(draft, &listing).rfq.unwrap().tied.unwrap().delta;
    // The same trade written as one call and as two.
    assert_eq!(tied(&call(1.0, 0.4)), tied(&call(2.0, 0.8)));
    assert!(found(&call(2.0, 2.5)).contains(&"Q-TIED-REF at tied.delta".to_owned()));
}

#[test]
fn futures_take_no_price_mark_and_odd_multipliers_are_said_or_refused() {
    let issues = changed(|d| {
        d.legs[1].kind = InstrumentKind::Future;
        (d.legs[1].strike, d.legs[1].put_call, d.structure) = (None, None, None);
        d.legs[1].mark = Some(MarkDraft { price: Some(3405.0), ..MarkDraft::default() });
    });
    assert_eq!(issues, ["E-MARK at legs[1].mark.price"]);
    let all = changed(|d| d.legs.iter_mut().for_each(|l| l.multiplier = Some(10.0)));
    assert!(all.contains(&"W-MARKED at legs[0].multiplier".to_owned()), "{all:?}");
    let one = changed(|d| d.legs[2].multiplier = Some(10.0));
    assert!(one.contains(&"E-RATIO at legs[2].multiplier".to_owned()), "{one:?}");
    // The path is the place in the draft, whatever the order of the sorted package.
    let unsorted = changed(|d| {
        d.legs.rotate_left(1);
        d.legs[2].multiplier = Some(10.0);
    });
    assert!(unsorted.contains(&"E-RATIO at legs[2].multiplier".to_owned()), "{unsorted:?}");
}

#[test]
fn every_market_of_the_package_sets_the_lot_and_ten_years_are_the_most() {
    let listing = fixture::listing();
    let text = "+1 ETH-27NOV26-3400-C -1 BTC-27NOV26-100000-C x0.1";
    let draft = read(text, &listing).draft.unwrap();
    assert!(found(&draft).contains(&"E-QTY-MIN at quantity".to_owned()));
    let far = changed(|d| d.legs[0].expiry = Some("2040-01-01T08:00:00Z".to_owned()));
    assert!(far.contains(&"E-EXP at legs[0].expiry".to_owned()), "{far:?}");
}

#[test]
fn every_issue_comes_at_once_at_its_field() {
    let issues = changed(|d| {
        d.quantity = f64::NAN;
        d.legs[0].ratio = 1.5;
        d.legs[0].strike = Some(-1.0);
        d.legs[1].expiry = Some("soon".to_owned());
        d.legs[1].put_call = None;
        d.legs[2].underlying = "DOGE".to_owned();
        d.legs[2].mark = Some(MarkDraft { vol: Some(62.0), ..MarkDraft::default() });
        d.tied = Some(TiedDraft { reference: f64::INFINITY, delta: Some(f64::NAN) });
    });
    assert_eq!(
        issues,
        [
            "E-QTY at quantity",
            "E-RATIO at legs[0].ratio",
            "E-STRIKE at legs[0].strike",
            "E-EXP at legs[1].expiry",
            "E-TYPE at legs[1].type",
            "E-UND at legs[2].underlying",
            "E-MARK at legs[2].mark.vol",
            "Q-TIED-REF at tied.reference",
            "Q-TIED-REF at tied.delta",
        ]
    );
}

#[test]
fn legs_are_netted_and_counted() {
    assert_eq!(changed(|d| d.legs.clear()), ["E-LEGS-0 at legs"]);
    assert_eq!(
        changed(|d| {
            let mut opposite = d.legs[0].clone();
            opposite.ratio = -1.0;
            d.legs = vec![d.legs[0].clone(), opposite];
        }),
        ["E-LEGS-0 at legs"]
    );
    let many = |count: u32| {
        changed(|d| {
            d.structure = None;
            let leg = d.legs[0].clone();
            let at = |i: u32| Some(3000.0 + 50.0 * f64::from(i));
            d.legs = (0..count).map(|i| LegDraft { strike: at(i), ..leg.clone() }).collect();
        })
    };
    assert_eq!(many(12), Vec::<String>::new());
    assert_eq!(many(13), ["E-LEGS-MAX at legs"]);
    assert_eq!(many(201), ["E-LEGS-MAX at legs"]);
    assert_eq!(
        changed(|d| d.legs[1].ratio = -21.0),
        ["E-RATIO at legs[1].ratio", "Q-NAME-MISMATCH at structure"]
    );
}

#[test]
fn quantities_keep_to_minimum_and_step() {
    assert_eq!(changed(|d| d.quantity = 0.0), ["E-QTY at quantity"]);
    assert_eq!(changed(|d| d.quantity = 0.5), ["E-QTY-MIN at quantity"]);
    assert_eq!(changed(|d| d.quantity = 1.5), ["E-QTY-STEP at quantity"]);
    assert_eq!(changed(|d| d.quantity = 1e300), ["E-QTY at quantity"]);
    // Three steps of 0.1 in a market where 0.3/0.1 is not three in binary.
    let draft = read("BTC 27NOV26 100k call x0.3", &fixture::listing()).draft.unwrap();
    assert_eq!(found(&draft), Vec::<String>::new());
}

#[test]
fn a_quantity_is_snapped_to_its_step_and_read_out_without_noise() {
    let listing = fixture::listing();
    let mut draft = read("BTC 27NOV26 100k call x0.1 vs 98196 delta 0.5", &listing).draft.unwrap();
    draft.legs[0].ratio = 3.0;
    let checked = check(&draft, &listing);
    assert_eq!(checked.issues, []);
    let rfq = checked.rfq.unwrap();
    assert_eq!(rfq.quantity, 0.3);
    let sentence = crate::rfq::explain(&rfq);
    assert!(sentence.contains("in 0.3 BTC calls"), "{sentence}");
    assert!(sentence.contains("delta 0.16666667."), "{sentence}");
}

#[test]
fn futures_and_spot_have_no_terms_of_options() {
    let future = |change: fn(&mut LegDraft)| {
        changed(|d| {
            d.structure = None;
            let leg = &mut d.legs[1];
            (leg.kind, leg.strike, leg.put_call) = (InstrumentKind::Future, None, None);
            change(leg);
        })
    };
    assert_eq!(future(|_| ()), Vec::<String>::new());
    assert_eq!(future(|l| l.strike = Some(3400.0)), ["E-STRIKE at legs[1].strike"]);
    assert_eq!(future(|l| l.put_call = Some(PutCall::Put)), ["E-TYPE at legs[1].type"]);
    let exercise = Some(Exercise::European);
    assert_eq!(future(|l| l.exercise = Some(Exercise::American)), ["E-TYPE at legs[1].exercise"]);
    let spot = changed(|d| {
        d.structure = None;
        d.legs[1].kind = InstrumentKind::Spot;
        d.legs[1].exercise = exercise;
    });
    let fields = ["E-EXP at legs[1].expiry", "E-STRIKE at legs[1].strike"];
    assert_eq!(spot[..2], fields);
    assert_eq!(spot[2..], ["E-TYPE at legs[1].type", "E-TYPE at legs[1].exercise"]);
}

#[test]
fn the_answer_to_a_far_reference_settles_the_question_at_any_price() {
    for level in [0.104, 0.004_123_456, 3356.7, 98_196.0, 1.234_567e9] {
        let mut listing = fixture::listing();
        for expiry in &mut listing.markets[0].expiries {
            expiry.forward = level;
        }
        let mut draft = fly();
        draft.tied = Some(TiedDraft { reference: 2.0 * level, delta: None });
        let far = |draft: &RfqDraft| {
            let issues = check(draft, &listing).issues;
            issues.into_iter().find(|i| i.path == "tied.reference")
        };
        let issue = far(&draft).unwrap();
        let answer = &issue.answers[0];
        assert!(issue.message.contains(&answer.label), "{}", issue.message);
        let reference = answer.value.parse().unwrap();
        draft.tied = Some(TiedDraft { reference, delta: None });
        assert_eq!(far(&draft), None, "{level}");
    }
}

#[test]
fn expiries_and_strikes_off_the_list_are_asked_back_with_neighbours() {
    let draft = read("ETH 2DEC26 3400 call", &fixture::listing()).draft.unwrap();
    let checked = check(&draft, &fixture::listing());
    let issue = &checked.issues[0];
    assert_eq!(issue.code, IssueCode::ExpiryUnlisted);
    let labels: Vec<&str> = issue.answers.iter().map(|a| a.label.as_str()).collect();
    assert_eq!(labels, ["27NOV26", "25DEC26"]);
    assert!(checked.rfq.is_some());

    let draft = read("ETH 27NOV26 3420 call", &fixture::listing()).draft.unwrap();
    let checked = check(&draft, &fixture::listing());
    assert_eq!(checked.issues[0].message, "3420 is not listed; did you mean 3400 or 3450?");
    assert_eq!(checked.issues[0].answers[0].path, "legs[0].strike");
    assert!(checked.rfq.is_some());

    assert_eq!(
        found(&read("ETH 20NOV26 5000 call", &fixture::listing()).draft.unwrap()),
        ["W-STRIKE-FAR at legs[0].strike"]
    );
    assert_eq!(
        changed(|d| d.legs[0].expiry = Some("29MAY26".to_owned())),
        ["E-EXP-PAST at legs[0].expiry"]
    );
    assert_eq!(
        changed(|d| d.legs.iter_mut().for_each(|l| l.expiry = Some("17NOV".to_owned()))).len(),
        6
    );
}

#[test]
fn marks_are_named_and_must_agree() {
    let marked = |price, vega| Some(MarkDraft { price, vol: None, vega });
    let mut draft = fly();
    draft.legs[0].mark = marked(Some(155.0), Some(18.0));
    let checked = check(&draft, &fixture::listing());
    assert_eq!(checked.issues[0].message, "Leg 1 uses your own price 155 and vega 18.");
    assert_eq!(checked.rfq.unwrap().spread.legs[0].mark.price, Some(155.0));
    let twice = changed(|d| {
        let mut again = d.legs[0].clone();
        again.mark = marked(Some(150.0), None);
        d.legs.push(again);
    });
    assert!(twice.contains(&"E-MARK at legs[3].mark".to_owned()), "{twice:?}");
    assert_eq!(
        changed(|d| d.legs[1].mark = marked(Some(-1.0), None)),
        ["E-MARK at legs[1].mark.price"]
    );
}

#[test]
fn names_wings_references_and_conventions_are_compared_with_the_legs() {
    let none: [&str; 0] = [];
    assert_eq!(changed(|d| d.structure = Some("butterflies".to_owned())), none);
    assert_eq!(
        changed(|d| d.structure = Some("straddle".to_owned())),
        ["Q-NAME-MISMATCH at structure"]
    );
    assert_eq!(changed(|d| d.legs[2].strike = Some(3600.0)), ["Q-SPACING at structure"]);
    assert_eq!(
        changed(|d| {
            d.legs[2].strike = Some(3600.0);
            d.structure = Some("broken-wing butterfly".to_owned());
        }),
        none
    );
    let condor = "ETH 27NOV26 3200/3300/3500/3700 call condor";
    let condor = read(condor, &fixture::listing()).draft.unwrap();
    assert_eq!(found(&condor), ["Q-SPACING at structure"]);
    let tied = |reference| Some(TiedDraft { reference, delta: None });
    assert_eq!(changed(|d| d.tied = tied(3390.0)), none);
    assert_eq!(changed(|d| d.tied = tied(3400.0)), ["Q-TIED-REF at tied.reference"]);
    assert_eq!(changed(|d| d.price_in = Some(PriceIn::Vol)), ["E-PX-TYPE at priceIn"]);
    assert_eq!(
        changed(|d| d.legs[0].settlement = Some(Settlement::Linear)),
        ["E-UND at legs[0].settlement"]
    );
}
