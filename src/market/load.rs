//! A snapshot in, a market and its report out; or the reasons why not, and the market stays.

use super::calibrate::problem::Target;
use super::calibrate::{self, DefaultSmile, Expiry, Rung};
use super::chain::ChainExpiry;
use super::clean::{self, LeftOut, RawExpiry};
use super::contracts::{self, Product};
use super::csv::{ReadOptions, read_chain};
use super::fitted::FittedUnderlying;
use super::forwards::{self, Forward, ForwardSource};
use super::report::MarketReport;
use super::snapshot::{FittedSlice, HedgeRow, MarketSnapshot, QuoteRow, UnderlyingSnapshot};
use super::surface::{Slice, Surface};
use super::{Market, Source, UnderlyingMarket, hedges, liquidity, report_card};
use crate::basics::{
    ContractTerms, Exercise, Issue, IssueCode, MarketKey, Settlement, TickSchedule, Timestamp,
};
use crate::math::ops;
use crate::models::svi::RawSvi;

/// Issues about fields of one snapshot before the rest is only counted.
const LISTED_ISSUES: usize = 20;

/// What a load gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The new market; `None` where nothing could be loaded and the old one stays.
    pub market: Option<Market>,
    /// The report of the market that is there now, with the findings of this load.
    pub report: MarketReport,
}

impl Market {
    /// Loads a snapshot beside what is there: each of its underlyings replaces the one with the
    /// same id and settlement.
    ///
    /// Nothing is loaded where a field is not usable or no underlying has a quote to fit.
    pub fn load(&self, snapshot: &MarketSnapshot) -> Loaded {
        self.load_with(snapshot, 1, Vec::new())
    }

    /// Reads a chain file and loads it.
    pub fn load_chain(&self, text: &str, options: &ReadOptions) -> Loaded {
        self.load_chain_fitted(text, options, &[])
    }

    /// Reads a chain file and loads it with these parameters in place of a fit, where underlying,
    /// settlement and instant agree.
    pub fn load_chain_fitted(
        &self,
        text: &str,
        options: &ReadOptions,
        fitted: &[FittedUnderlying],
    ) -> Loaded {
        match read_chain(text, options) {
            Ok(file) => {
                let snapshot = file.snapshot.with_fitted(fitted);
                self.load_with(&snapshot, file.snapshots, file.issues)
            }
            Err(issues) => self.refuse(issues),
        }
    }

    fn load_with(
        &self,
        snapshot: &MarketSnapshot,
        snapshots: usize,
        mut issues: Vec<Issue>,
    ) -> Loaded {
        let mut checked = Vec::new();
        let mut wrong = Vec::new();
        if snapshot.underlyings.is_empty() {
            wrong.push(Issue::new(
                IssueCode::Snapshot,
                "underlyings",
                "The snapshot has no underlying.",
            ));
        }
        for (i, underlying) in snapshot.underlyings.iter().enumerate() {
            match check(underlying, &format!("underlyings[{i}]")) {
                Ok(one) => checked.push(one),
                Err(found) => wrong.extend(found),
            }
        }
        if !wrong.is_empty() {
            return self.refuse(shortened(wrong));
        }
        let source =
            if snapshot.sample { Source::Sample } else { Source::File(snapshot.name.clone()) };
        let mut built = Vec::new();
        for one in checked {
            match one.build(source.clone(), &mut issues) {
                Ok(underlying) => built.push(underlying),
                Err(issue) => wrong.push(issue),
            }
        }
        if built.is_empty() {
            return self.refuse(wrong);
        }
        // One underlying without quotes is no reason to refuse the others of the same file.
        issues.extend(wrong.into_iter().map(|mut issue| {
            issue.severity = crate::basics::Severity::Warn;
            issue
        }));
        let market = built.into_iter().rev().fold(self.clone(), |market, u| market.with(u));
        let report = MarketReport { snapshots, issues, ..market.report() };
        Loaded { market: Some(market), report }
    }

    /// The market stays, the report says why.
    fn refuse(&self, issues: Vec<Issue>) -> Loaded {
        Loaded { market: None, report: MarketReport { snapshots: 0, issues, ..self.report() } }
    }
}

/// The first issues, and a count of the rest.
fn shortened(mut issues: Vec<Issue>) -> Vec<Issue> {
    if issues.len() > LISTED_ISSUES {
        let more = issues.len() - LISTED_ISSUES;
        issues.truncate(LISTED_ISSUES);
        issues.push(Issue::new(
            IssueCode::Snapshot,
            "",
            format!("{more} more fields of the snapshot are not usable."),
        ));
    }
    issues
}

/// An underlying whose every field is usable.
struct Checked<'a> {
    key: MarketKey,
    exercise: Exercise,
    as_of: Timestamp,
    spot: Option<f64>,
    price_currency: String,
    contract: ContractTerms,
    rows: Vec<(Timestamp, &'a QuoteRow)>,
    hedges: Vec<(&'a HedgeRow, Option<Timestamp>)>,
    fitted: &'a [FittedSlice],
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
fn check<'a>(stated: &'a UnderlyingSnapshot, path: &str) -> Result<Checked<'a>, Vec<Issue>> {
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

impl Checked<'_> {
    /// Cleans, finds forwards, fits and reports.
    fn build(self, source: Source, issues: &mut Vec<Issue>) -> Result<UnderlyingMarket, Issue> {
        let (mut expiries, left_out) = clean::group(self.as_of, &self.rows);
        self.tell_left_out(left_out, issues);
        let nothing = || {
            Issue::new(
                IssueCode::FileNoQuotes,
                "",
                format!(
                    "{} has no expiry with a two-sided quote to fit; nothing of it was loaded.",
                    self.key.underlying
                ),
            )
        };
        let mut forwards =
            forwards::forwards(&expiries, self.spot, self.key.settlement, self.exercise)
                .or_else(|| expiries.is_empty().then(Vec::new))
                .ok_or_else(nothing)?;
        self.take_fitted_forwards(&mut expiries, &mut forwards);
        for (expiry, forward) in expiries.iter_mut().zip(&forwards) {
            let Forward { forward, discount, .. } = *forward;
            clean::clean(expiry, forward, discount, self.key.settlement, &self.contract);
        }
        let fits = if self.fitted.is_empty() {
            let targets: Vec<Expiry> =
                expiries.iter().zip(&forwards).map(|(e, f)| targets(e, f.forward)).collect();
            calibrate::calibrate(&targets, self.default_smile())
        } else {
            expiries.iter().map(|e| self.fitted_smile(e.expiry)).collect()
        };
        let slices: Vec<Slice> = expiries
            .iter()
            .zip(&forwards)
            .zip(&fits)
            .filter_map(|((expiry, forward), fit)| {
                fit.map(|(smile, _)| Slice {
                    expiry: expiry.expiry,
                    years: expiry.years,
                    forward: forward.forward,
                    discount: forward.discount,
                    smile,
                })
            })
            .collect();
        let spot = self.spot.or_else(|| forwards.first().map(|f| f.forward)).ok_or_else(nothing)?;
        let surface = Surface::new(spot, slices).ok_or_else(nothing)?;
        for (expiry, fit) in expiries.iter_mut().zip(&fits) {
            report_card::mark_outliers(expiry, fit.map(|f| f.0), &surface);
        }
        let reports = report_card::cards(&expiries, &forwards, &fits, &surface);
        self.tell_approximations(&expiries, &fits, issues);
        let chain: Vec<ChainExpiry> = expiries
            .into_iter()
            .map(|e| ChainExpiry { expiry: e.expiry, quotes: e.quotes })
            .collect();
        let product = Product::of(&self.key, self.exercise);
        let hedges = if self.hedges.is_empty() {
            hedges::assumed(&self.key, product, &surface, spot)
        } else {
            self.hedges.iter().map(|(r, e)| hedges::stated(r, *e, product, &surface)).collect()
        };
        Ok(UnderlyingMarket {
            half_width_points: liquidity::half_width_points(self.as_of, &chain, &surface),
            key: self.key,
            source,
            as_of: self.as_of,
            spot,
            price_currency: self.price_currency,
            exercise: self.exercise,
            contract: self.contract,
            chain,
            surface,
            hedges,
            reports,
        })
    }

    /// Loaded parameters bring their own forward and discount, and may name an expiry that the
    /// chain has no row of.
    fn take_fitted_forwards(&self, expiries: &mut Vec<RawExpiry>, forwards: &mut Vec<Forward>) {
        for slice in self.fitted {
            let expiry = Timestamp::from_millis(slice.expiry_ms);
            let years = self.as_of.years_until(expiry);
            if years <= 0.0 {
                continue;
            }
            let forward = Forward {
                forward: slice.forward,
                discount: slice.discount,
                source: ForwardSource::Given,
            };
            let place = expiries.partition_point(|e| e.expiry < expiry);
            match (expiries.get(place), forwards.get_mut(place)) {
                (Some(e), Some(slot)) if e.expiry == expiry => {
                    *slot = Forward { source: slot.source, ..forward };
                }
                _ => {
                    let raw = RawExpiry {
                        expiry,
                        years,
                        quotes: Vec::new(),
                        stated_forwards: Vec::new(),
                    };
                    expiries.insert(place, raw);
                    forwards.insert(place, forward);
                }
            }
        }
    }

    fn fitted_smile(&self, expiry: Timestamp) -> Option<(RawSvi, Rung)> {
        let slice = self.fitted.iter().find(|s| s.expiry_ms == expiry.millis())?;
        let smile = slice.smile();
        (smile.at(0.0).w > 0.0).then_some((smile, Rung::Svi))
    }

    /// The smile where quotes are too few to say (`MODELS` §3.5).
    fn default_smile(&self) -> DefaultSmile {
        match Product::of(&self.key, self.exercise) {
            Product::Coin => DefaultSmile { rho: -0.10, steepness: 0.60 },
            Product::Index | Product::Stock => DefaultSmile { rho: -0.70, steepness: 1.0 },
        }
    }

    fn tell_left_out(&self, left_out: LeftOut, issues: &mut Vec<Issue>) {
        let id = &self.key.underlying;
        if left_out.expired > 0 {
            issues.push(Issue::new(
                IssueCode::FileRow,
                "",
                format!(
                    "{} rows of {id} were left out: their expiry had passed at {}.",
                    left_out.expired,
                    self.as_of.spoken()
                ),
            ));
        }
        if left_out.repeated > 0 {
            issues.push(Issue::new(
                IssueCode::FileRow,
                "",
                format!(
                    "{} rows of {id} repeat an expiry, strike and type; the first of each is used.",
                    left_out.repeated
                ),
            ));
        }
    }

    fn tell_approximations(
        &self,
        expiries: &[RawExpiry],
        fits: &[Option<(RawSvi, Rung)>],
        issues: &mut Vec<Issue>,
    ) {
        let id = &self.key.underlying;
        for (expiry, _) in expiries.iter().zip(fits).filter(|(_, fit)| fit.is_none()) {
            let usable = expiry.quotes.iter().filter(|q| q.dropped.is_none()).count();
            let code = expiry.expiry.expiry_code();
            let why = if usable == 0 {
                String::from("none of its quotes is usable")
            } else {
                format!("no smile free of arbitrage fits its {usable} quotes")
            };
            issues.push(Issue::new(
                IssueCode::SliceBypassed,
                "",
                format!("{id} {code} is interpolated from its neighbours: {why}."),
            ));
        }
        if self.exercise == Exercise::American && self.fitted.is_empty() {
            issues.push(Issue::new(
                IssueCode::Approximation,
                "",
                format!(
                    "{id} options are American: forwards come from put-call parity near the money \
                     and volatilities leave early exercise out."
                ),
            ));
        }
        let no_given = self.rows.iter().all(|(_, r)| r.forward.is_none());
        if self.key.settlement == Settlement::Linear && self.spot.is_none() && no_given {
            issues.push(Issue::new(
                IssueCode::Approximation,
                "",
                format!("{id} has no spot price; the first forward stands in for it."),
            ));
        }
    }
}

/// The quotes an expiry's smile is to pass between.
fn targets(expiry: &RawExpiry, forward: f64) -> Expiry {
    let targets = expiry
        .quotes
        .iter()
        .filter(|q| q.dropped.is_none())
        .filter_map(|q| {
            Some(Target {
                k: ops::ln(q.strike / forward),
                bid_vol: q.bid_vol?,
                ask_vol: q.ask_vol?,
            })
        })
        .collect();
    Expiry { years: expiry.years, targets }
}
