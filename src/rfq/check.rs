//! From a draft to a request that cannot be wrong, or to every reason why not.
//!
//! All issues come back at once, each at the path of its field. Rejects leave no request; queries
//! and warnings leave one wherever it can be priced, and the quote decides what to make of them.

use super::check_legs::{MAX_AMOUNT, check_legs, is_price, short};
use super::draft::{PriceIn, RfqDraft, TiedDraft};
use super::normalise::{Package, Stated, net_package};
use super::off_list::nearest_expiry;
use super::shorthand::names::{may_name, structure_named};
use super::taxonomy::{evenly_spaced, recognise};
use super::tied::{side_of_delta, tied_leg};
use super::{Rfq, Tied};
use crate::basics::ticks::decimal_multiple;
use crate::basics::{
    Answer, Direction, Instrument, Issue, IssueCode, Leg, ListedMarket, Listing, Settlement,
    Severity, Spread, Structure, order,
};

/// Relative distance of a tied reference from the market that is asked back.
const TIED_TOLERANCE: f64 = 0.01;
/// The same from which it is no price of the underlying at all.
const TIED_FURTHEST: f64 = 0.5;

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
    if let Some(package) = &package {
        check_multipliers(package, &mut issues);
    }
    let divisor = package.as_ref().map(|package| f64::from(package.divisor));
    let spread = package.map(name);
    let market = spread.as_ref().and_then(|s| listing_of(s.legs.first()?, listing));
    let tied = draft.tied.and_then(|tied| {
        // The delta is stated per spread as written; in lowest terms a spread is smaller.
        let delta = tied.delta.map(|delta| delta / divisor.unwrap_or(1.0));
        check_tied(TiedDraft { delta, ..tied }, spread.as_ref(), market, &mut issues)
    });
    let mut quantity = None;
    if let Some((spread, divisor)) = spread.as_ref().zip(divisor) {
        let spreads = draft.quantity * divisor;
        // What all legs share is part of the size, which may be too much only with it.
        if spreads > MAX_AMOUNT && draft.quantity <= MAX_AMOUNT {
            check_quantity(spreads, &mut issues);
        }
        quantity = Some(check_lots(spreads, spread, listing, &mut issues));
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
    net_package(legs, &mut issues).map(name)
}

fn name(package: Package) -> Spread {
    let legs: Vec<Leg> = package.legs.into_iter().map(|stated| stated.leg).collect();
    let (structure, direction) = recognise(&legs);
    Spread { legs, structure, direction }
}

/// Trimmed text of one line, whatever it was pasted with; `None` where nothing is left.
fn stated_text(text: Option<&str>) -> Option<String> {
    let plain = text?.replace(char::is_control, " ");
    Some(plain.trim()).filter(|t| !t.is_empty()).map(str::to_owned)
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

/// The quantity in lowest terms, held to minimum and step, which count spreads and not the lots
/// of any one leg. Where the legs' markets differ, the largest minimum and the coarsest step hold.
///
/// A quantity within binary noise of a number of steps comes back as that number of steps.
fn check_lots(quantity: f64, spread: &Spread, listing: &Listing, issues: &mut Vec<Issue>) -> f64 {
    if !quantity.is_finite() || quantity <= 0.0 {
        return quantity;
    }
    let markets = || spread.legs.iter().filter_map(|leg| listing_of(leg, listing));
    let min = markets().map(|m| m.contract.min_quantity).fold(0.0, f64::max);
    let step = markets().map(|m| m.contract.quantity_step).fold(0.0, f64::max);
    // 0.3 is three steps of 0.1, though not in binary.
    let steps = if step > 0.0 { quantity / step } else { 0.0 };
    let is_on_step = (steps - steps.round()).abs() <= 1e-9 * steps.max(1.0);
    if quantity < min * (1.0 - 1e-9) {
        issues.push(no_lots(IssueCode::QuantityMin, min, step));
    } else if !is_on_step {
        issues.push(no_lots(IssueCode::QuantityStep, min, step));
    }
    if is_on_step && steps >= 1.0 { decimal_multiple(steps.round(), step) } else { quantity }
}

#[cold]
#[inline(never)]
fn no_lots(code: IssueCode, min: f64, step: f64) -> Issue {
    Issue::new(code, "quantity", format!("Minimum is {min} lots in steps of {step}."))
}

/// Units per contract of every leg: one price per unit of underlying needs legs that count alike.
///
/// # Errors
/// `Ratio` on the first leg that counts otherwise.
pub fn common_multiplier(spread: &Spread) -> Result<f64, Issue> {
    let common = spread.legs.first().map_or(1.0, |leg| leg.multiplier);
    match spread.legs.iter().position(|leg| leg.multiplier != common) {
        None => Ok(common),
        Some(index) => Err(odd_multiplier(index)),
    }
}

#[inline(never)]
fn odd_multiplier(index: usize) -> Issue {
    Issue::new(
        IssueCode::Ratio,
        format!("legs[{index}].multiplier"),
        "Legs with different contract multipliers are not priced together.",
    )
}

/// One price per unit of underlying needs legs that count units alike. The first leg that differs
/// from the one stated first is reported.
fn check_multipliers(package: &Package, issues: &mut Vec<Issue>) {
    let mut stated: Vec<&Stated> = package.legs.iter().collect();
    order::sort_by_key(&mut stated, |stated| stated.index);
    let first = stated.first().map(|stated| stated.leg.multiplier);
    if let Some(odd) = stated.iter().find(|stated| Some(stated.leg.multiplier) != first) {
        issues.push(odd_multiplier(odd.index));
    }
}

/// The tied hedge, where its numbers are usable; asks back where the reference is off the market.
#[inline(never)]
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
            let level = six_digits(level);
            let message = format!(
                "Reference {} is {:.1} % from market {level}.",
                tied.reference,
                100.0 * distance
            );
            let answer =
                Answer { label: level.clone(), path: "tied.reference".to_owned(), value: level };
            let issue = Issue::new(IssueCode::TiedReference, "tied.reference", message);
            let mut issue = issue.with_answers(vec![answer]);
            // Nobody ties to a price that far away: it is another number, a premium perhaps.
            if distance > TIED_FURTHEST {
                issue.severity = Severity::Reject;
            }
            issues.push(issue);
        }
    }
    let side = spread.map_or(0.0, |s| side_of_delta(s.legs.iter().map(tied_leg), tied.reference));
    if let Some(delta) = tied.delta.filter(|delta| delta * side < 0.0) {
        let (falls, other) = if side < 0.0 { ("falls", -delta) } else { ("rises", delta.abs()) };
        let message = format!(
            "The delta is stated as {delta}, but the package {falls} when the underlying rises; \
             {other} may be meant."
        );
        let severity = Severity::Warn;
        let issue = Issue::new(IssueCode::TiedReference, "tied.delta", message);
        issues.push(Issue { severity, ..issue });
    }
    Some(Tied { reference: tied.reference, delta: tied.delta })
}

/// A price to six significant digits, which say it as well at 0.0041 as at 98 000.
fn six_digits(price: f64) -> String {
    let rounded: f64 = format!("{price:.5e}").parse().unwrap_or(price);
    rounded.to_string()
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
    let stated = structure_named(written);
    let formed = spread.structure;
    if let Some(wings) = uneven_wings(stated, spread) {
        issues.push(ask_wings(stated, wings));
    } else if !may_name(written, formed) {
        issues.push(other_name(written, spread));
    }
}

/// Asks whether wings of two widths are meant.
#[cold]
#[inline(never)]
fn ask_wings(stated: Option<Structure>, (low, high): (f64, f64)) -> Issue {
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
    Issue::new(IssueCode::Spacing, "structure", message).with_answers(vec![answer])
}

/// Asks which of the two is meant, the name or the legs.
#[cold]
#[inline(never)]
fn other_name(written: &str, spread: &Spread) -> Issue {
    let shown: String = written.chars().take(40).collect();
    let formed = spread.structure;
    let is_sold = spread.direction == Direction::Short;
    let formed_name = if is_sold { format!("a sold {}", formed.name()) } else { formed.a_name() };
    let message = format!("You wrote {shown} but the legs form {formed_name}.");
    let answer = Answer {
        label: format!("Keep the legs ({})", formed.name()),
        path: "structure".to_owned(),
        value: formed.name().to_owned(),
    };
    Issue::new(IssueCode::NameMismatch, "structure", message).with_answers(vec![answer])
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
mod tests;
