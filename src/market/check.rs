//! Every field of a snapshot is checked before any of it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::contracts;
use super::snapshot::{FittedSlice, HedgeRow, QuoteRow, UnderlyingSnapshot};
use crate::basics::{
    ContractTerms, Exercise, Issue, IssueCode, MarketKey, Settlement, TickSchedule, Timestamp,
};

/// An underlying whose every field is usable.
pub(super) struct Checked<'a> {
    /// Which market.
    pub(super) key: MarketKey,
    /// How options are exercised.
    pub(super) exercise: Exercise,
    /// The instant options are valued at.
    pub(super) as_of: Timestamp,
    /// Spot or index, where stated.
    pub(super) spot: Option<f64>,
    /// The currency of spot and strikes.
    pub(super) price_currency: String,
    /// Contract terms, stated or by convention.
    pub(super) contract: ContractTerms,
    /// What of the contract terms is assumed, in words, where anything is.
    pub(super) assumed_terms: Option<String>,
    /// Rows with their expiry read.
    pub(super) rows: Vec<(Timestamp, &'a QuoteRow)>,
    /// Hedge rows with their expiry read.
    pub(super) hedges: Vec<(&'a HedgeRow, Option<Timestamp>)>,
    /// Parameters to load in place of a fit.
    pub(super) fitted: &'a [FittedSlice],
}

/// Collects everything that is wrong with one object.
struct Findings<'a> {
    path: &'a str,
    issues: Vec<Issue>,
}

impl Findings<'_> {
    fn add(&mut self, field: impl Display, message: String) {
        let path = format!("{}.{field}", self.path);
        self.issues.push(Issue::new(IssueCode::Snapshot, path, message));
    }

    fn positive(&mut self, field: impl Display, what: &str, value: f64) {
        if !(value.is_finite() && value > 0.0) {
            self.add(field, format!("The {what} must be a positive number, not {value}."));
        }
    }

    fn instant(&mut self, field: impl Display, what: &str, text: &str) -> Option<Timestamp> {
        let read = Timestamp::parse_iso(text);
        if read.is_none() {
            self.add(
                field,
                format!("The {what} \"{text}\" is not an instant such as 2026-11-27T08:00:00Z."),
            );
        }
        read
    }
}

/// Checks every field of one underlying.
pub(super) fn check<'a>(
    stated: &'a UnderlyingSnapshot,
    path: &str,
) -> Result<Checked<'a>, Vec<Issue>> {
    let mut findings = Findings { path, issues: Vec::new() };
    let key =
        MarketKey { underlying: stated.id.trim().to_uppercase(), settlement: stated.settlement };
    if key.underlying.is_empty() {
        findings.add("id", String::from("The underlying has no id."));
    }
    let as_of = findings.instant("asOf", "market’s instant", &stated.as_of);
    if let Some(spot) = stated.spot {
        findings.positive("spot", "spot price", spot);
    }
    let price_currency = currency(stated.price_currency.as_deref().unwrap_or("USD"));
    if price_currency.is_empty() {
        findings.add("priceCurrency", String::from("The price currency is empty."));
    }
    let (contract, assumed_terms) = if let Some(contract) = stated.contract.clone() {
        let premium_currency = currency(&contract.premium_currency);
        (ContractTerms { premium_currency, ..contract }, None)
    } else {
        let by_convention = contracts::convention(&key, stated.exercise, &price_currency);
        (by_convention.terms, by_convention.assumed)
    };
    check_contract(&mut findings, &contract);
    check_premium_currency(&mut findings, &key, &price_currency, &contract);
    let mut rows = Vec::with_capacity(stated.rows.len());
    let mut last: Option<(&str, Timestamp)> = None;
    let mut known: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for (i, row) in stated.rows.iter().enumerate() {
        check_row(&mut findings, i, row);
        let text = row.expiry.as_str();
        // Most rows repeat the expiry of the row before, the others that of an earlier one.
        let expiry = match last {
            Some((before, expiry)) if before == text => Some(expiry),
            _ => known
                .get(text)
                .copied()
                .or_else(|| findings.instant(format_args!("rows[{i}].expiry"), "expiry", text)),
        };
        if let Some(expiry) = expiry {
            if last.is_none_or(|(before, _)| before != text) {
                known.insert(text, expiry);
                last = Some((text, expiry));
            }
            rows.push((expiry, row));
        }
    }
    let mut hedges = Vec::with_capacity(stated.hedges.len());
    for (i, row) in stated.hedges.iter().enumerate() {
        check_hedge(&mut findings, i, row);
        let field = format!("hedges[{i}].expiry");
        let expiry = row.expiry.as_ref().and_then(|text| findings.instant(&field, "expiry", text));
        if let Some((expiry, as_of)) = expiry.zip(as_of)
            && expiry <= as_of
        {
            findings.add(&field, format!("{} has expired at {}.", row.name, as_of.spoken()));
        }
        hedges.push((row, expiry));
    }
    check_fitted(&mut findings, &stated.fitted, as_of);
    match as_of {
        Some(as_of) if findings.issues.is_empty() => Ok(Checked {
            key,
            exercise: stated.exercise,
            as_of,
            spot: stated.spot,
            price_currency,
            contract,
            assumed_terms,
            rows,
            hedges,
            fitted: &stated.fitted,
        }),
        _ => Err(findings.issues),
    }
}

/// A currency as it is compared and shown: without spaces around it, in capitals.
fn currency(text: &str) -> String {
    text.trim().to_uppercase()
}

/// What an option settles in is what its premium is paid in: the coin, or the price currency.
fn check_premium_currency(
    findings: &mut Findings<'_>,
    key: &MarketKey,
    price_currency: &str,
    contract: &ContractTerms,
) {
    let (wanted, what) = match key.settlement {
        Settlement::Inverse => (key.underlying.as_str(), "the coin itself"),
        Settlement::Linear => (price_currency, "the price currency"),
    };
    if contract.premium_currency != wanted {
        findings.add(
            "contract.premiumCurrency",
            format!(
                "Premiums of {} options are paid in {what}, {wanted}, not in \"{}\".",
                key.settlement.word(),
                contract.premium_currency
            ),
        );
    }
}

/// Parameters that are loaded have passed no fit: they must be of a smile, and of an expiry to
/// come, each once.
fn check_fitted(findings: &mut Findings<'_>, fitted: &[FittedSlice], as_of: Option<Timestamp>) {
    let mut seen = BTreeSet::new();
    for (i, slice) in fitted.iter().enumerate() {
        let expiry = Timestamp::checked_from_millis(slice.expiry_ms);
        let wrong = if !slice.is_usable() {
            "The fitted parameters of this expiry are not usable: they must be finite, with a \
             positive variance at every strike and wings no steeper than 2."
        } else if expiry.is_none() {
            "The fitted expiry is no instant of the calendar."
        } else if expiry.zip(as_of).is_some_and(|(expiry, as_of)| expiry <= as_of) {
            "The fitted expiry is not after the market’s instant."
        } else if !seen.insert(slice.expiry_ms) {
            "This expiry has fitted parameters already."
        } else {
            continue;
        };
        findings.add(format_args!("fitted[{i}]"), wrong.to_owned());
    }
}

fn check_contract(findings: &mut Findings<'_>, contract: &ContractTerms) {
    findings.positive("contract.multiplier", "multiplier", contract.multiplier);
    findings.positive("contract.minQuantity", "smallest quantity", contract.min_quantity);
    findings.positive("contract.quantityStep", "quantity step", contract.quantity_step);
    let mut ticks = |field: &str, schedule: &TickSchedule| {
        findings.positive(format_args!("contract.{field}.base"), "tick", schedule.base);
        for (i, step) in schedule.steps.iter().enumerate() {
            findings.positive(format_args!("contract.{field}.steps[{i}].tick"), "tick", step.tick);
            findings.positive(
                format_args!("contract.{field}.steps[{i}].above"),
                "price",
                step.above,
            );
        }
        for (i, pair) in schedule.steps.windows(2).enumerate() {
            if let [lower, upper] = pair
                && upper.above <= lower.above
            {
                findings.add(
                    format_args!("contract.{field}.steps[{}].above", i + 1),
                    String::from("Each step of the ticks must start above the one before."),
                );
            }
        }
    };
    ticks("outrightTick", &contract.outright_tick);
    ticks("packageTick", &contract.package_tick);
}

fn check_row(findings: &mut Findings<'_>, i: usize, row: &QuoteRow) {
    findings.positive(format_args!("rows[{i}].strike"), "strike", row.strike);
    if let Some(forward) = row.forward {
        findings.positive(format_args!("rows[{i}].forward"), "forward", forward);
    }
    let prices = [
        ("bid", row.bid),
        ("ask", row.ask),
        ("bidSize", row.bid_size),
        ("askSize", row.ask_size),
        ("openInterest", row.open_interest),
        ("volume", row.volume),
        ("mark", row.mark),
        ("markVol", row.mark_vol),
    ];
    for (field, value) in prices {
        if let Some(value) = value.filter(|v| !(v.is_finite() && *v >= 0.0)) {
            findings.add(
                format_args!("rows[{i}].{field}"),
                format!("The {field} must be a number that is not negative, not {value}."),
            );
        }
    }
}

fn check_hedge(findings: &mut Findings<'_>, i: usize, row: &HedgeRow) {
    if row.name.trim().is_empty() {
        findings.add(format_args!("hedges[{i}].name"), String::from("A hedge needs a name."));
    }
    findings.positive(format_args!("hedges[{i}].mid"), "hedge’s mid price", row.mid);
    if let Some(volume) = row.daily_volume {
        findings.positive(format_args!("hedges[{i}].dailyVolume"), "daily volume", volume);
    }
    if row.levels.is_empty() {
        findings.add(
            format_args!("hedges[{i}].levels"),
            format!("The depth of {} has no level.", row.name),
        );
    }
    let mut before = 0.0;
    for (j, (distance, size)) in row.levels.iter().enumerate() {
        findings.positive(format_args!("hedges[{i}].levels[{j}][1]"), "size", *size);
        if !(distance.is_finite() && *distance >= before) {
            findings.add(
                format_args!("hedges[{i}].levels[{j}][0]"),
                String::from("Distances from the mid must ascend from zero."),
            );
        }
        before = distance.max(before);
    }
}
