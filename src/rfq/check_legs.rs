//! Legs as stated to legs as listed: every term resolved, or the reason why not at its field.

use super::draft::{LegDraft, MarkDraft, RfqDraft};
use super::expiry::{self, ResolvedExpiry};
use super::normalise::{LEGS_SENTENCE, RATIO_SENTENCE, Stated};
use super::off_list::{is_far, unknown_underlying, unlisted_expiry, unlisted_strike};
use crate::basics::{
    Answer, Instrument, InstrumentKind, Issue, IssueCode, Leg, ListedMarket, Listing, Mark,
    Settlement, Timestamp,
};

/// Most legs a draft may state before merging; more are not looked at.
const MAX_STATED_LEGS: usize = 200;
/// Largest quantity, multiplier and tied delta that is taken for a number somebody meant.
pub(super) const MAX_AMOUNT: f64 = 1e9;
/// Largest strike, reference, price mark or vega mark that is taken for a number somebody meant;
/// its inverse is the smallest strike or reference.
const MAX_PRICE: f64 = 1e12;
/// Largest volatility mark, decimal: 1000 %.
const MAX_VOL: f64 = 10.0;
/// Longest time to expiry, in years: beyond it there is nothing to go by.
const MAX_YEARS: f64 = 10.0;

/// Every leg with its terms resolved; `None` where a leg or all of them are unusable.
pub(super) fn check_legs(
    draft: &RfqDraft,
    listing: &Listing,
    issues: &mut Vec<Issue>,
) -> Option<Vec<Stated>> {
    if draft.legs.is_empty() {
        let message = "The request has no legs.";
        issues.push(Issue::new(IssueCode::NoLegs, "legs", message));
        return None;
    }
    if draft.legs.len() > MAX_STATED_LEGS {
        issues.push(Issue::new(IssueCode::TooManyLegs, "legs", LEGS_SENTENCE));
        return None;
    }
    let mut stated = Vec::with_capacity(draft.legs.len());
    let mut check = LegCheck { index: 0, issues, last: None };
    for (index, leg) in draft.legs.iter().enumerate() {
        check.index = index;
        if let Some(leg) = check.leg(leg, listing) {
            stated.push(Stated { leg, index });
        }
    }
    (stated.len() == draft.legs.len()).then_some(stated)
}

/// Checks one leg and reports at its paths.
struct LegCheck<'a, 'd> {
    index: usize,
    issues: &'a mut Vec<Issue>,
    /// The expiry read last: most legs of a package state the one before them again.
    last: Option<(&'d str, &'d ListedMarket, ResolvedExpiry)>,
}

impl<'d> LegCheck<'_, 'd> {
    fn path(&self, field: &str) -> String {
        format!("legs[{}].{field}", self.index)
    }

    #[cold]
    #[inline(never)]
    fn report(&mut self, code: IssueCode, field: &str, message: impl Into<String>) {
        self.issues.push(Issue::new(code, self.path(field), message));
    }

    /// The leg, where nothing about it is a reject. Every field is looked at before giving up.
    fn leg(&mut self, draft: &'d LegDraft, listing: &'d Listing) -> Option<Leg> {
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
        let has_own_terms = self.refuse_terms_of_others(draft);
        let mark = self.mark(draft);
        let market = market.filter(|_| has_own_terms)?;
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

    /// Refuses terms that a leg of this kind does not have; whether there were none.
    fn refuse_terms_of_others(&mut self, draft: &LegDraft) -> bool {
        let is_option = draft.kind == InstrumentKind::Option;
        let expiry = draft.expiry.as_deref().is_some_and(|text| !text.trim().is_empty());
        let stated = [
            (
                draft.kind == InstrumentKind::Spot && expiry,
                IssueCode::Expiry,
                "expiry",
                "Spot has no expiry.",
            ),
            (
                !is_option && draft.strike.is_some(),
                IssueCode::Strike,
                "strike",
                "Only options have a strike.",
            ),
            (
                !is_option && draft.put_call.is_some(),
                IssueCode::OptionType,
                "type",
                "Only options are calls or puts.",
            ),
            (
                !is_option && draft.exercise.is_some(),
                IssueCode::OptionType,
                "exercise",
                "Only options are exercised.",
            ),
        ];
        let wrong: Vec<_> = stated.into_iter().filter(|(is_stated, ..)| *is_stated).collect();
        for (_, code, field, message) in &wrong {
            self.report(*code, field, *message);
        }
        wrong.is_empty()
    }

    /// A whole number, not zero. The limit of 20 is for lowest terms and comes after netting.
    fn ratio(&mut self, ratio: f64) -> Option<i32> {
        let is_whole = ratio.is_finite() && ratio.fract() == 0.0 && ratio != 0.0;
        if is_whole && ratio.abs() <= 1e6 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and at most a million")]
            return Some(ratio as i32);
        }
        self.report(IssueCode::Ratio, "ratio", RATIO_SENTENCE);
        None
    }

    fn market<'l>(&mut self, draft: &LegDraft, listing: &'l Listing) -> Option<&'l ListedMarket> {
        let name = draft.underlying.trim();
        let found = listing.find(name, draft.settlement);
        if found.is_none() {
            self.market_missing(name, draft.settlement, listing);
        }
        found
    }

    #[cold]
    #[inline(never)]
    fn market_missing(&mut self, name: &str, settlement: Option<Settlement>, listing: &Listing) {
        let is_known = listing.find(name, None).is_some();
        if let Some(settlement) = settlement.filter(|_| is_known) {
            let message = format!("We don’t quote {} {name} options here.", settlement.word());
            self.report(IssueCode::UnknownUnderlying, "settlement", message);
        } else {
            let issue = unknown_underlying(name, listing, &self.path("underlying"));
            self.issues.push(issue);
        }
    }

    fn multiplier(&mut self, stated: Option<f64>, market: Option<&ListedMarket>) -> Option<f64> {
        let contract = market.map(|m| m.contract.multiplier);
        match stated {
            Some(multiplier) => self.own_multiplier(multiplier, contract),
            None => contract,
        }
    }

    #[inline(never)]
    fn own_multiplier(&mut self, multiplier: f64, contract: Option<f64>) -> Option<f64> {
        if multiplier.is_finite() && multiplier > 0.0 && multiplier <= MAX_AMOUNT {
            if let Some(contract) = contract.filter(|c| *c != multiplier) {
                let message = format!(
                    "A multiplier of {multiplier} is asked for; the contract’s is {contract}."
                );
                self.report(IssueCode::Marked, "multiplier", message);
            }
            return Some(multiplier);
        }
        let message = "The multiplier must be a number above zero.";
        self.report(IssueCode::Ratio, "multiplier", message);
        None
    }

    fn expiry(&mut self, text: Option<&'d str>, market: &'d ListedMarket) -> Option<Timestamp> {
        let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else {
            self.report(IssueCode::Expiry, "expiry", "Which expiry?");
            return None;
        };
        let again = self.last.filter(|(said, on, _)| *said == text && std::ptr::eq(*on, market));
        let found = again.map(|(_, _, found)| found).or_else(|| expiry::resolve(text, market));
        self.last = found.map(|found| (text, market, found));
        let Some(found) = found else {
            self.expiry_unread(text);
            return None;
        };
        if found.instant <= market.as_of {
            self.expiry_out(IssueCode::ExpiryPast, found.instant, "has expired.");
            return None;
        }
        if market.as_of.years_until(found.instant) > MAX_YEARS {
            let why = "is too far ahead: ten years is the most.";
            self.expiry_out(IssueCode::Expiry, found.instant, why);
            return None;
        }
        if !found.listed {
            let issue = unlisted_expiry(found.instant, market, &self.path("expiry"));
            self.issues.push(issue);
        }
        if found.confirm_year {
            self.ask_year(found.instant);
        }
        Some(found.instant)
    }

    #[cold]
    #[inline(never)]
    fn expiry_unread(&mut self, text: &str) {
        let shown: String = text.chars().take(40).collect();
        let message = format!("I cannot read “{shown}” as an expiry; write it like 27NOV26.");
        self.report(IssueCode::Expiry, "expiry", message);
    }

    /// Reports an expiry before or beyond those that are priced.
    #[cold]
    #[inline(never)]
    fn expiry_out(&mut self, code: IssueCode, expiry: Timestamp, why: &str) {
        self.report(code, "expiry", format!("{} {why}", expiry.spoken()));
    }

    /// Asks whether an expiry without a year is the one that it was taken for.
    #[cold]
    #[inline(never)]
    fn ask_year(&mut self, expiry: Timestamp) {
        let spoken = expiry.spoken();
        let answer = Answer {
            label: format!("Yes, {spoken}"),
            path: self.path("expiry"),
            value: expiry.to_iso(),
        };
        let message = format!("Confirm expiry {spoken}.");
        let issue = Issue::new(IssueCode::Year, self.path("expiry"), message);
        self.issues.push(issue.with_answers(vec![answer]));
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

    #[cold]
    #[inline(never)]
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
        let is_option = draft.kind == InstrumentKind::Option;
        draft.mark.map_or_else(|| Some(Mark::default()), |mark| self.own_mark(mark, is_option))
    }

    #[inline(never)]
    fn own_mark(&mut self, mark: MarkDraft, is_option: bool) -> Option<Mark> {
        let marks = [
            ("price", mark.price, MAX_PRICE, is_option),
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
pub(super) fn short(value: f64) -> f64 {
    (value * 1e8).round() / 1e8
}

/// Whether a number can be a strike or a reference: finite, positive, of a size somebody means.
pub(super) fn is_price(value: f64) -> bool {
    value.is_finite() && (1.0 / MAX_PRICE..=MAX_PRICE).contains(&value)
}
