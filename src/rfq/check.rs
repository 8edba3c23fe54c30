//! From a draft to a request that cannot be wrong, or to every reason why not.
//!
//! All issues come back at once, each at the path of its field. Rejects leave no request; queries
//! and warnings leave one wherever it can be priced, and the quote decides what to make of them.

use super::draft::{LegDraft, PriceIn, RfqDraft, TiedDraft};
use super::normalise::{Stated, net_package};
use super::shorthand::words;
use super::taxonomy::{evenly_spaced, recognise, same_strike};
use super::{Rfq, Tied, expiry};
use crate::basics::{
    Answer, Direction, Instrument, InstrumentKind, Issue, IssueCode, Leg, ListedExpiry,
    ListedMarket, Listing, Mark, PutCall, Settlement, Severity, Spread, Structure, Timestamp,
};
use crate::math::ops;

/// Most legs a draft may state before merging; more are not looked at.
const MAX_STATED_LEGS: usize = 200;
/// Largest quantity, multiplier and mark that is taken for a number somebody meant.
const MAX_AMOUNT: f64 = 1e9;
/// Largest strike or reference, and the inverse of the smallest, that is taken for a price.
const MAX_PRICE: f64 = 1e12;
/// Largest volatility mark, decimal: 1000 %.
const MAX_VOL: f64 = 10.0;
/// Standard deviations from the forward beyond which a strike is far.
const FAR_STANDARD_DEVIATIONS: f64 = 4.0;
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
    let quantity = package.as_ref().map(|(_, divisor)| draft.quantity * f64::from(*divisor));
    let spread = package.map(|(legs, _)| name(legs));
    let market = spread.as_ref().and_then(|s| listing_of(s.legs.first()?, listing));
    if let (Some(quantity), Some(market)) = (quantity, market) {
        check_lots(quantity, market, &mut issues);
    }
    let tied = draft.tied.and_then(|tied| check_tied(tied, spread.as_ref(), market, &mut issues));
    if let Some(spread) = &spread {
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

/// Minimum and step, on the quantity in lowest terms: that is the size of the smallest leg.
fn check_lots(quantity: f64, market: &ListedMarket, issues: &mut Vec<Issue>) {
    let (min, step) = (market.contract.min_quantity, market.contract.quantity_step);
    if !quantity.is_finite() || quantity <= 0.0 {
        return;
    }
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

/// Every leg with its terms resolved; `None` where a leg or all of them are unusable.
fn check_legs(draft: &RfqDraft, listing: &Listing, issues: &mut Vec<Issue>) -> Option<Vec<Stated>> {
    if draft.legs.is_empty() {
        let message = "The request has no legs.";
        issues.push(Issue::new(IssueCode::NoLegs, "legs", message));
        return None;
    }
    if draft.legs.len() > MAX_STATED_LEGS {
        let message = "Please split: maximum 12 legs.";
        issues.push(Issue::new(IssueCode::TooManyLegs, "legs", message));
        return None;
    }
    let mut stated = Vec::with_capacity(draft.legs.len());
    for (index, leg) in draft.legs.iter().enumerate() {
        let mut check = LegCheck { index, issues };
        if let Some(leg) = check.leg(leg, listing) {
            stated.push(Stated { leg, index });
        }
    }
    (stated.len() == draft.legs.len()).then_some(stated)
}

/// Checks one leg and reports at its paths.
struct LegCheck<'a> {
    index: usize,
    issues: &'a mut Vec<Issue>,
}

impl LegCheck<'_> {
    fn path(&self, field: &str) -> String {
        format!("legs[{}].{field}", self.index)
    }

    fn report(&mut self, code: IssueCode, field: &str, message: impl Into<String>) {
        self.issues.push(Issue::new(code, self.path(field), message));
    }

    /// The leg, where nothing about it is a reject. Every field is looked at before giving up.
    fn leg(&mut self, draft: &LegDraft, listing: &Listing) -> Option<Leg> {
        let ratio = self.ratio(draft.ratio);
        let market = self.market(draft, listing);
        let multiplier = self.multiplier(draft.multiplier, market);
        let expiry = match (draft.kind, market) {
            (InstrumentKind::Spot, _) => Some(None),
            (_, Some(market)) => self.expiry(draft.expiry.as_deref(), market).map(Some),
            (_, None) => None,
        };
        let is_option = draft.kind == InstrumentKind::Option;
        let strike = if is_option {
            self.strike(draft.strike, market.zip(expiry.flatten())).map(Some)
        } else {
            Some(None)
        };
        if is_option && draft.put_call.is_none() {
            self.type_missing();
        }
        let mark = self.mark(draft);
        let market = market?;
        let key = market.key.clone();
        let instrument = match (draft.kind, expiry?, strike?) {
            (InstrumentKind::Option, Some(expiry), Some(strike)) => Instrument::Option {
                market: key,
                expiry,
                strike,
                put_call: draft.put_call?,
                exercise: draft.exercise.unwrap_or(market.exercise),
            },
            (InstrumentKind::Future, Some(expiry), _) => Instrument::Future { market: key, expiry },
            (InstrumentKind::Spot, ..) => Instrument::Spot { market: key },
            _ => return None,
        };
        Some(Leg { ratio: ratio?, instrument, multiplier: multiplier?, mark: mark? })
    }

    /// A whole number, not zero. The limit of 20 is for lowest terms and comes after netting.
    fn ratio(&mut self, ratio: f64) -> Option<i32> {
        let is_whole = ratio.is_finite() && ratio.fract() == 0.0 && ratio != 0.0;
        if is_whole && ratio.abs() <= 1e6 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and at most a million")]
            return Some(ratio as i32);
        }
        let message = "Leg ratios must be whole numbers between 1 and 20.";
        self.report(IssueCode::Ratio, "ratio", message);
        None
    }

    fn market<'l>(&mut self, draft: &LegDraft, listing: &'l Listing) -> Option<&'l ListedMarket> {
        let name = draft.underlying.trim();
        let found = listing.find(name, draft.settlement);
        if found.is_none() {
            let is_known = listing.find(name, None).is_some();
            if let Some(settlement) = draft.settlement.filter(|_| is_known) {
                let message = format!("We don't quote {} {name} options here.", settlement.word());
                self.report(IssueCode::UnknownUnderlying, "settlement", message);
            } else {
                let issue = unknown_underlying(name, listing, &self.path("underlying"));
                self.issues.push(issue);
            }
        }
        found
    }

    fn multiplier(&mut self, stated: Option<f64>, market: Option<&ListedMarket>) -> Option<f64> {
        let Some(multiplier) = stated else { return market.map(|m| m.contract.multiplier) };
        if multiplier.is_finite() && multiplier > 0.0 && multiplier <= MAX_AMOUNT {
            return Some(multiplier);
        }
        let message = "The multiplier must be a number above zero.";
        self.report(IssueCode::Ratio, "multiplier", message);
        None
    }

    fn expiry(&mut self, text: Option<&str>, market: &ListedMarket) -> Option<Timestamp> {
        let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else {
            self.report(IssueCode::Expiry, "expiry", "Which expiry?");
            return None;
        };
        let Some(found) = expiry::resolve(text, market) else {
            let shown: String = text.chars().take(40).collect();
            let message = format!("I cannot read “{shown}” as an expiry; write it like 27NOV26.");
            self.report(IssueCode::Expiry, "expiry", message);
            return None;
        };
        let spoken = found.instant.spoken();
        if found.instant <= market.as_of {
            self.report(IssueCode::ExpiryPast, "expiry", format!("{spoken} has expired."));
            return None;
        }
        if !found.listed {
            let issue = unlisted_expiry(found.instant, market, &self.path("expiry"));
            self.issues.push(issue);
        }
        if found.confirm_year {
            let answer = Answer {
                label: format!("Yes, {spoken}"),
                path: self.path("expiry"),
                value: found.instant.to_iso(),
            };
            let message = format!("Confirm expiry {spoken}.");
            let issue = Issue::new(IssueCode::Year, self.path("expiry"), message);
            self.issues.push(issue.with_answers(vec![answer]));
        }
        Some(found.instant)
    }

    fn strike(
        &mut self,
        strike: Option<f64>,
        on: Option<(&ListedMarket, Timestamp)>,
    ) -> Option<f64> {
        let Some(strike) = strike else {
            self.report(IssueCode::Strike, "strike", "Which strike?");
            return None;
        };
        if !is_price(strike) {
            self.report(IssueCode::Strike, "strike", format!("Strike {strike} is not valid."));
            return None;
        }
        if let Some((market, expiry)) = on {
            if let Some(listed) = market.expiry(expiry)
                && let Some(issue) = unlisted_strike(strike, listed, &self.path("strike"))
            {
                self.issues.push(issue);
            }
            if is_far(strike, expiry, market) {
                let message = "Strike is far from the market; price is extrapolated.";
                self.report(IssueCode::StrikeFar, "strike", message);
            }
        }
        Some(strike)
    }

    fn type_missing(&mut self) {
        let answers = [("Call", "call"), ("Put", "put")].map(|(label, value)| Answer {
            label: label.to_owned(),
            path: self.path("type"),
            value: value.to_owned(),
        });
        let issue = Issue::new(IssueCode::OptionType, self.path("type"), "Call or put?");
        self.issues.push(issue.with_answers(answers.to_vec()));
    }

    /// The usable marks, with one warning that names them; `None` where one is not usable.
    fn mark(&mut self, draft: &LegDraft) -> Option<Mark> {
        let Some(mark) = draft.mark else { return Some(Mark::default()) };
        let is_option = draft.kind == InstrumentKind::Option;
        let marks = [
            ("price", mark.price, MAX_PRICE, true),
            ("vol", mark.vol, MAX_VOL, is_option),
            ("vega", mark.vega, MAX_PRICE, is_option),
        ];
        let mut usable = true;
        let mut named = Vec::new();
        for (what, value, max, applies) in marks {
            let Some(value) = value else { continue };
            let message = if !applies {
                format!("Only options have a {what} to mark.")
            } else if !value.is_finite() || value < 0.0 {
                format!("A {what} mark must be a number, not below zero.")
            } else if value > max && what == "vol" {
                format!("A vol mark of {value} is over 1000 %; write 0.62 for 62 %.")
            } else if value > max {
                format!("A {what} mark of {value} is more than can be meant.")
            } else {
                named.push(if what == "vol" {
                    format!("vol {} %", short(100.0 * value))
                } else {
                    format!("{what} {value}")
                });
                continue;
            };
            usable = false;
            self.report(IssueCode::Mark, &format!("mark.{what}"), message);
        }
        if !named.is_empty() {
            let message = format!("Leg {} uses your own {}.", self.index + 1, named.join(" and "));
            self.report(IssueCode::Marked, "mark", message);
        }
        usable.then_some(Mark { price: mark.price, vol: mark.vol, vega_per_point: mark.vega })
    }
}

/// A number without the binary noise that a multiplication by 100 leaves.
fn short(value: f64) -> f64 {
    (value * 1e8).round() / 1e8
}

/// Whether a number can be a strike or a reference: finite, positive, of a size somebody means.
fn is_price(value: f64) -> bool {
    value.is_finite() && (1.0 / MAX_PRICE..=MAX_PRICE).contains(&value)
}

/// The reject for an underlying that is not loaded, with what is.
pub(super) fn unknown_underlying(name: &str, listing: &Listing, path: &str) -> Issue {
    let mut loaded: Vec<&str> = Vec::new();
    for market in &listing.markets {
        if !loaded.contains(&market.key.underlying.as_str()) {
            loaded.push(&market.key.underlying);
        }
    }
    let have = if loaded.is_empty() {
        "No market is loaded.".to_owned()
    } else {
        format!("Loaded: {}.", loaded.join(", "))
    };
    let shown: String = name.chars().take(40).collect();
    let message = if name.is_empty() {
        format!("Which underlying? {have}")
    } else {
        format!("We don't quote {shown}. {have}")
    };
    let answers = loaded.iter().take(6).map(|u| Answer {
        label: (*u).to_owned(),
        path: path.to_owned(),
        value: (*u).to_owned(),
    });
    let answers = if path.starts_with("legs") { answers.collect() } else { Vec::new() };
    Issue::new(IssueCode::UnknownUnderlying, path, message).with_answers(answers)
}

/// The query for an expiry off the list, with the nearest below and above as answers.
fn unlisted_expiry(instant: Timestamp, market: &ListedMarket, path: &str) -> Issue {
    let to_come = || market.expiries.iter().map(|e| e.expiry).filter(|t| *t > market.as_of);
    let nearest = [to_come().rfind(|t| *t < instant), to_come().find(|t| *t > instant)];
    let nearest: Vec<Timestamp> = nearest.into_iter().flatten().collect();
    let spoken = instant.spoken();
    let names: Vec<String> = nearest.iter().map(|t| t.expiry_code()).collect();
    let message = if names.is_empty() {
        format!("No listed expiry on {spoken}.")
    } else {
        format!("No listed expiry on {spoken}; nearest {}?", names.join(" or "))
    };
    let answers = nearest.iter().map(|t| Answer {
        label: t.expiry_code(),
        path: path.to_owned(),
        value: t.to_iso(),
    });
    Issue::new(IssueCode::ExpiryUnlisted, path, message).with_answers(answers.collect())
}

/// The query for a strike off the grid, with the neighbours as answers; `None` where it is listed.
fn unlisted_strike(strike: f64, listed: &ListedExpiry, path: &str) -> Option<Issue> {
    let strikes = &listed.strikes;
    if strikes.is_empty() || strikes.iter().any(|k| same_strike(*k, strike)) {
        return None;
    }
    let nearest = [
        strikes.iter().copied().rfind(|k| *k < strike),
        strikes.iter().copied().find(|k| *k > strike),
    ];
    let nearest: Vec<String> = nearest.into_iter().flatten().map(|k| k.to_string()).collect();
    let message = format!("{strike} is not listed; did you mean {}?", nearest.join(" or "));
    let answers = nearest.iter().map(|k| Answer {
        label: k.clone(),
        path: path.to_owned(),
        value: k.clone(),
    });
    let answers = answers.collect();
    Some(Issue::new(IssueCode::StrikeUnlisted, path, message).with_answers(answers))
}

/// Whether |ln(K/F)| exceeds four at-the-money standard deviations of the nearest listed expiry.
fn is_far(strike: f64, expiry: Timestamp, market: &ListedMarket) -> bool {
    nearest_expiry(expiry, market).is_some_and(|near| {
        let log_moneyness = ops::ln(strike / near.forward);
        near.forward > 0.0 && log_moneyness.abs() > FAR_STANDARD_DEVIATIONS * near.atm_std
    })
}

fn nearest_expiry(expiry: Timestamp, market: &ListedMarket) -> Option<&ListedExpiry> {
    market.expiries.iter().min_by_key(|e| e.expiry.millis().abs_diff(expiry.millis()))
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
    if tied.delta.is_some_and(|d| !d.is_finite() || d.abs() > MAX_AMOUNT) {
        usable = false;
        issues.push(reject("tied.delta", "The delta must be a number."));
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

/// Call before put, as the sort order of legs has it.
pub(super) fn type_rank(instrument: &Instrument) -> Option<PutCall> {
    match instrument {
        Instrument::Option { put_call, .. } => Some(*put_call),
        Instrument::Future { .. } | Instrument::Spot { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfq::{MarkDraft, fixture, read};

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
