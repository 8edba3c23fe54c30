//! From a draft to a request that cannot be wrong, or to every reason why not.
//!
//! All issues come back at once, each at the path of its field. Rejects leave no request; queries
//! and warnings leave one wherever it can be priced, and the quote decides what to make of them.

use super::check_legs::{MAX_AMOUNT, check_legs, is_price, nearest_expiry, short};
use super::draft::{PriceIn, RfqDraft, TiedDraft};
use super::normalise::net_package;
use super::shorthand::words;
use super::taxonomy::{evenly_spaced, recognise};
use super::{Rfq, Tied};
use crate::basics::{
    Answer, Direction, Instrument, Issue, IssueCode, Leg, ListedMarket, Listing, Settlement,
    Severity, Spread, Structure,
};

/// Relative distance of a tied reference from the market that is asked back.
const TIED_TOLERANCE: f64 = 0.01;

/// What checking a draft gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The request; `None` where any issue is a reject.
    pub rfq: Option<Rfq>,
    /// Every issue found, in the order of the draft's fields.
    pub issues: Vec<Issue>,
}

/// Checks a draft against what exists and puts it in lowest terms.
///
/// Expiries count from each market's own `as_of`. `draft.preset` is not looked at: a preset brings
/// its own market, which the quote floor resolves.
pub fn check(draft: &RfqDraft, listing: &Listing) -> Checked {
    let mut issues = Vec::new();
    check_quantity(draft.quantity, &mut issues);
    let legs = check_legs(draft, listing, &mut issues);
    let package = legs.and_then(|legs| net_package(legs, &mut issues));
    let divisor = package.as_ref().map(|(_, divisor)| f64::from(*divisor));
    let quantity = divisor.map(|divisor| draft.quantity * divisor);
    let spread = package.map(|(legs, _)| name(legs));
    let market = spread.as_ref().and_then(|s| listing_of(s.legs.first()?, listing));
    let tied = draft.tied.and_then(|tied| {
        // The delta is stated per spread as written; in lowest terms a spread is smaller.
        let delta = tied.delta.map(|delta| delta / divisor.unwrap_or(1.0));
        check_tied(TiedDraft { delta, ..tied }, spread.as_ref(), market, &mut issues)
    });
    if let Some(spread) = &spread {
        issues.extend(common_multiplier(spread).err());
        if let Some(quantity) = quantity {
            check_lots(quantity, spread, listing, &mut issues);
        }
        check_price_in(draft.price_in, spread, &mut issues);
        check_name(draft.structure.as_deref(), spread, &mut issues);
    }
    let rejected = issues.iter().any(Issue::is_reject);
    let rfq = quantity.zip(spread).filter(|_| !rejected).map(|(quantity, spread)| Rfq {
        id: stated_text(draft.id.as_deref()),
        client: stated_text(draft.client.as_deref()),
        asked: draft.side,
        quantity,
        spread,
        tied,
        price_in: draft.price_in,
    });
    Checked { rfq, issues }
}

/// The legs in lowest terms, where they can be told, whatever else is wrong with the draft.
pub(super) fn spread_of(draft: &RfqDraft, listing: &Listing) -> Option<Spread> {
    let mut issues = Vec::new();
    let legs = check_legs(draft, listing, &mut issues)?;
    net_package(legs, &mut issues).map(|(legs, _)| name(legs))
}

fn name(legs: Vec<Leg>) -> Spread {
    let (structure, direction) = recognise(&legs);
    Spread { legs, structure, direction }
}

/// Trimmed text; `None` where nothing is left.
fn stated_text(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

fn listing_of<'a>(leg: &Leg, listing: &'a Listing) -> Option<&'a ListedMarket> {
    let key = leg.instrument.market();
    listing.find(&key.underlying, Some(key.settlement))
}

fn check_quantity(quantity: f64, issues: &mut Vec<Issue>) {
    let message = if !quantity.is_finite() || quantity <= 0.0 {
        "The quantity must be a number above zero.".to_owned()
    } else if quantity > MAX_AMOUNT {
        format!("A quantity of {quantity} is more than can be meant.")
    } else {
        return;
    };
    issues.push(Issue::new(IssueCode::Quantity, "quantity", message));
}

/// Minimum and step, on the quantity in lowest terms: that is the size of the smallest leg. Where
/// the legs' markets differ, the largest minimum and the coarsest step hold.
fn check_lots(quantity: f64, spread: &Spread, listing: &Listing, issues: &mut Vec<Issue>) {
    if !quantity.is_finite() || quantity <= 0.0 {
        return;
    }
    let markets = || spread.legs.iter().filter_map(|leg| listing_of(leg, listing));
    let min = markets().map(|m| m.contract.min_quantity).fold(0.0, f64::max);
    let step = markets().map(|m| m.contract.quantity_step).fold(0.0, f64::max);
    let message = format!("Minimum is {min} lots in steps of {step}.");
    // 0.3 is three steps of 0.1, though not in binary.
    if quantity < min * (1.0 - 1e-9) {
        issues.push(Issue::new(IssueCode::QuantityMin, "quantity", message));
    } else if step > 0.0 {
        let steps = quantity / step;
        if (steps - steps.round()).abs() > 1e-9 * steps.max(1.0) {
            issues.push(Issue::new(IssueCode::QuantityStep, "quantity", message));
        }
    }
}

/// Units per contract of every leg: one price per unit of underlying needs legs that count alike.
///
/// # Errors
/// `Ratio` on the first leg that counts otherwise.
pub fn common_multiplier(spread: &Spread) -> Result<f64, Issue> {
    let common = spread.legs.first().map_or(1.0, |leg| leg.multiplier);
    match spread.legs.iter().position(|leg| leg.multiplier != common) {
        None => Ok(common),
        Some(index) => Err(Issue::new(
            IssueCode::Ratio,
            format!("legs[{index}].multiplier"),
            "Legs with different contract multipliers are not priced together.",
        )),
    }
}

/// The tied hedge, where its numbers are usable; asks back where the reference is off the market.
fn check_tied(
    tied: TiedDraft,
    spread: Option<&Spread>,
    market: Option<&ListedMarket>,
    issues: &mut Vec<Issue>,
) -> Option<Tied> {
    let reject = |path: &str, message: &str| Issue {
        severity: Severity::Reject,
        ..Issue::new(IssueCode::TiedReference, path, message)
    };
    let mut usable = true;
    if !is_price(tied.reference) {
        usable = false;
        issues.push(reject("tied.reference", "The reference must be a price above zero."));
    }
    // No option has more delta than its underlying.
    let most = spread.map_or(MAX_AMOUNT, |s| s.legs.iter().map(|l| f64::from(l.ratio.abs())).sum());
    if tied.delta.is_some_and(|d| !d.is_finite() || d.abs() > most) {
        usable = false;
        let message = "The delta must be a number, and at most the sum of the leg ratios.";
        issues.push(reject("tied.delta", message));
    }
    if !usable {
        return None;
    }
    let nearest = spread.and_then(|s| s.legs.iter().filter_map(|l| l.instrument.expiry()).min());
    let market_level = market.map(|m| {
        let at_expiry = nearest.and_then(|t| nearest_expiry(t, m));
        at_expiry.map_or(m.spot, |e| e.forward)
    });
    if let Some(level) = market_level.filter(|level| level.is_finite() && *level > 0.0) {
        let distance = (tied.reference / level - 1.0).abs();
        if distance > TIED_TOLERANCE {
            let message = format!(
                "Reference {} is {:.1} % from market {level:.2}.",
                tied.reference,
                100.0 * distance
            );
            let answer = Answer {
                label: format!("{level:.2}"),
                path: "tied.reference".to_owned(),
                value: format!("{level:.2}"),
            };
            let issue = Issue::new(IssueCode::TiedReference, "tied.reference", message);
            issues.push(issue.with_answers(vec![answer]));
        }
    }
    Some(Tied { reference: tied.reference, delta: tied.delta })
}

fn check_price_in(price_in: Option<PriceIn>, spread: &Spread, issues: &mut Vec<Issue>) {
    let is_option = |leg: &Leg| matches!(leg.instrument, Instrument::Option { .. });
    let is_linear = |leg: &Leg| leg.instrument.market().settlement == Settlement::Linear;
    let message = match price_in {
        Some(PriceIn::Vol) if spread.legs.len() > 1 => "Multi-leg packages are quoted in price.",
        Some(PriceIn::Vol) if !spread.legs.iter().all(is_option) => {
            "Only options are quoted in volatility."
        }
        Some(PriceIn::Coin) if spread.legs.iter().any(is_linear) => {
            "Linear options are quoted in their price currency, not in coin."
        }
        _ => return,
    };
    issues.push(Issue::new(IssueCode::PriceType, "priceIn", message));
}

/// Compares the stated name with what the legs form.
fn check_name(stated: Option<&str>, spread: &Spread, issues: &mut Vec<Issue>) {
    let Some(written) = stated.map(str::trim).filter(|t| !t.is_empty()) else { return };
    let stated = words::structure_named(written);
    let formed = spread.structure;
    if let Some(wings) = uneven_wings(stated, spread) {
        let (low, high) = wings;
        let message = format!("Wings are uneven ({low}/{high}). Broken-wing intended?");
        let intended = match stated {
            Some(Structure::Butterfly) => Structure::BrokenWingButterfly.name(),
            _ => "",
        };
        let answer = Answer {
            label: "Yes, as written".to_owned(),
            path: "structure".to_owned(),
            value: intended.to_owned(),
        };
        let issue = Issue::new(IssueCode::Spacing, "structure", message);
        issues.push(issue.with_answers(vec![answer]));
        return;
    }
    // A broken-wing fly whose wings happen to be even is still what was asked for.
    let agrees = stated == Some(formed)
        || (stated, formed) == (Some(Structure::BrokenWingButterfly), Structure::Butterfly);
    if !agrees {
        let shown: String = written.chars().take(40).collect();
        let sold = if spread.direction == Direction::Short { "sold " } else { "" };
        let message = format!("You wrote {shown} but the legs form a {sold}{}.", formed.name());
        let answer = Answer {
            label: format!("Keep the legs ({})", formed.name()),
            path: "structure".to_owned(),
            value: formed.name().to_owned(),
        };
        let issue = Issue::new(IssueCode::NameMismatch, "structure", message);
        issues.push(issue.with_answers(vec![answer]));
    }
}

/// The two wing widths of what is stated as a fly or condor, where they differ.
fn uneven_wings(stated: Option<Structure>, spread: &Spread) -> Option<(f64, f64)> {
    let is_shape = match stated? {
        Structure::Butterfly => spread.structure == Structure::BrokenWingButterfly,
        named @ (Structure::Condor | Structure::IronButterfly | Structure::IronCondor) => {
            named == spread.structure
        }
        _ => false,
    };
    let mut strikes: Vec<f64> =
        spread.legs.iter().filter(|_| is_shape).filter_map(|l| l.instrument.strike()).collect();
    strikes.dedup();
    let (low, high) = match strikes[..] {
        [low, body, high] => (body - low, high - body),
        [outer_low, low, high, outer_high] => (low - outer_low, outer_high - high),
        _ => return None,
    };
    let is_even = evenly_spaced(0.0, low.min(high), low.min(high) + low.max(high));
    (!is_even).then(|| (short(low), short(high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::InstrumentKind;
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
}
