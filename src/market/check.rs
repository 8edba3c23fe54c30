//! Every field of a snapshot is checked before any of it is used.

use super::contracts;
use super::snapshot::{FittedSlice, HedgeRow, QuoteRow, UnderlyingSnapshot};
use crate::basics::{
    ContractTerms, Exercise, Issue, IssueCode, MarketKey, TickSchedule, Timestamp,
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
    fn add(&mut self, field: &str, message: String) {
        let path = format!("{}.{field}", self.path);
        self.issues.push(Issue::new(IssueCode::Snapshot, path, message));
    }

    fn positive(&mut self, field: &str, what: &str, value: f64) {
        if !(value.is_finite() && value > 0.0) {
            self.add(field, format!("The {what} must be a positive number, not {value}."));
        }
    }

    fn instant(&mut self, field: &str, what: &str, text: &str) -> Option<Timestamp> {
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
    let as_of = findings.instant("asOf", "market's instant", &stated.as_of);
    if let Some(spot) = stated.spot {
        findings.positive("spot", "spot price", spot);
    }
    let price_currency = stated.price_currency.clone().unwrap_or_else(|| String::from("USD"));
    if price_currency.trim().is_empty() {
        findings.add("priceCurrency", String::from("The price currency is empty."));
    }
    let contract = stated
        .contract
        .clone()
        .unwrap_or_else(|| contracts::convention(&key, stated.exercise, &price_currency));
    check_contract(&mut findings, &contract);
    let mut rows = Vec::with_capacity(stated.rows.len());
    let mut last: Option<(&str, Timestamp)> = None;
    for (i, row) in stated.rows.iter().enumerate() {
        check_row(&mut findings, i, row);
        // Most rows repeat the expiry of the row before.
        let expiry = match last {
            Some((text, expiry)) if text == row.expiry => Some(expiry),
            _ => findings.instant(&format!("rows[{i}].expiry"), "expiry", &row.expiry),
        };
        if let Some(expiry) = expiry {
            last = Some((&row.expiry, expiry));
            rows.push((expiry, row));
        }
    }
    let mut hedges = Vec::with_capacity(stated.hedges.len());
    for (i, row) in stated.hedges.iter().enumerate() {
        check_hedge(&mut findings, i, row);
        let field = format!("hedges[{i}].expiry");
        let expiry = row.expiry.as_ref().and_then(|text| findings.instant(&field, "expiry", text));
        hedges.push((row, expiry));
    }
    for (i, slice) in stated.fitted.iter().enumerate() {
        if !slice.is_usable() {
            findings.add(
                &format!("fitted[{i}]"),
                String::from("The fitted parameters of this expiry are not usable."),
            );
        }
    }
    match as_of {
        Some(as_of) if findings.issues.is_empty() => Ok(Checked {
            key,
            exercise: stated.exercise,
            as_of,
            spot: stated.spot,
            price_currency,
            contract,
            rows,
            hedges,
            fitted: &stated.fitted,
        }),
        _ => Err(findings.issues),
    }
}

fn check_contract(findings: &mut Findings<'_>, contract: &ContractTerms) {
    findings.positive("contract.multiplier", "multiplier", contract.multiplier);
    findings.positive("contract.minQuantity", "smallest quantity", contract.min_quantity);
    findings.positive("contract.quantityStep", "quantity step", contract.quantity_step);
    let mut ticks = |field: &str, schedule: &TickSchedule| {
        findings.positive(&format!("contract.{field}.base"), "tick", schedule.base);
        for (i, step) in schedule.steps.iter().enumerate() {
            findings.positive(&format!("contract.{field}.steps[{i}].tick"), "tick", step.tick);
            findings.positive(&format!("contract.{field}.steps[{i}].above"), "price", step.above);
        }
    };
    ticks("outrightTick", &contract.outright_tick);
    ticks("packageTick", &contract.package_tick);
}

fn check_row(findings: &mut Findings<'_>, i: usize, row: &QuoteRow) {
    findings.positive(&format!("rows[{i}].strike"), "strike", row.strike);
    if let Some(forward) = row.forward {
        findings.positive(&format!("rows[{i}].forward"), "forward", forward);
    }
    let prices = [
        ("bid", row.bid),
        ("ask", row.ask),
        ("bidSize", row.bid_size),
        ("askSize", row.ask_size),
        ("mark", row.mark),
        ("markVol", row.mark_vol),
    ];
    for (field, value) in prices {
        if let Some(value) = value.filter(|v| !(v.is_finite() && *v >= 0.0)) {
            findings.add(
                &format!("rows[{i}].{field}"),
                format!("The {field} must be a number that is not negative, not {value}."),
            );
        }
    }
}

fn check_hedge(findings: &mut Findings<'_>, i: usize, row: &HedgeRow) {
    findings.positive(&format!("hedges[{i}].mid"), "hedge's mid price", row.mid);
    if let Some(volume) = row.daily_volume {
        findings.positive(&format!("hedges[{i}].dailyVolume"), "daily volume", volume);
    }
    if row.levels.is_empty() {
        findings.add(
            &format!("hedges[{i}].levels"),
            format!("The depth of {} has no level.", row.name),
        );
    }
    let mut before = 0.0;
    for (j, (distance, size)) in row.levels.iter().enumerate() {
        findings.positive(&format!("hedges[{i}].levels[{j}][1]"), "size", *size);
        if !(distance.is_finite() && *distance >= before) {
            findings.add(
                &format!("hedges[{i}].levels[{j}][0]"),
                String::from("Distances from the mid must ascend from zero."),
            );
        }
        before = distance.max(before);
    }
}
