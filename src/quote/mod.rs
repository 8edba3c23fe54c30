//! The pipeline in reading order: what the client asks, what the market says, what the desk holds
//! and allows, and from them a bid, an offer and the reason for every cent between.

pub mod assembly;
pub mod base;
pub mod batch;
pub mod book;
#[cfg(test)]
mod cases;
pub mod charges;
pub mod checks;
pub mod client;
mod edges;
#[cfg(test)]
mod end_to_end;
mod explain;
pub mod explanation;
pub mod figures;
mod fingerprint;
pub mod flow;
#[cfg(test)]
mod golden;
pub mod hedging;
pub mod markets;
pub mod measure;
mod outcome;
pub mod presets;
#[cfg(test)]
mod properties;
pub mod report;
pub mod risk;
pub mod rooms;
pub mod standing;
pub mod status;
pub mod stress;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod tied;
pub mod trade;
pub mod write;

pub use explanation::{Explained, Explanation};
pub use report::{Quote, Status};
pub use standing::Standing;

use serde::Serialize;

use crate::basics::{Issue, IssueCode, Severity, Timestamp};
use crate::desk::{BasePolicy, Desk, OverlaySwitches};
use crate::market::Market;
use crate::overlays::{Context, Exchange};
use crate::pricing::{self, Valuation};
use crate::rfq::check::{check, common_multiplier};
use crate::rfq::{Rfq, RfqDraft, Tied};

use assembly::{Assembled, assemble};
use charges::Charges;
use markets::LegMarkets;
use outcome::Outcome;
use presets::Preset;
use report::Multipliers;
use status::Circumstances;

/// What a caller may set for one quote.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct QuoteOptions {
    /// The wall clock: it sets how long the quote lives and how old the data is, and values
    /// nothing. Absent, it is the instant of the newest data that the legs are priced on.
    pub now: Option<Timestamp>,
    /// Goes into the quote's id, so that two quotes of one instant can be told apart.
    pub seed: u64,
    /// Charges to switch off besides those the desk has off.
    pub overlays: OverlaySwitches,
}

/// A quote, where one could be made, and every finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Quoted {
    /// The quote; absent where an issue forbids one.
    pub quote: Option<Quote>,
    /// Every finding, in the order of the pipeline.
    pub issues: Vec<Issue>,
}

/// Quotes a request that has been checked.
pub fn quote(rfq: &Rfq, market: &Market, desk: &Desk, options: &QuoteOptions) -> Quoted {
    let standing = &Standing::new(market, desk);
    let (multipliers, found) = (None, Vec::new());
    let job = Job { rfq, market, desk, standing, options, multipliers, is_spoken: true, found };
    run(&job, whole).into()
}

/// Checks a draft and quotes it; a preset brings its own market and desk.
pub fn quote_draft(
    draft: &RfqDraft,
    market: &Market,
    desk: &Desk,
    options: &QuoteOptions,
) -> Quoted {
    quote_standing(draft, market, desk, &Standing::new(market, desk), options)
}

/// [`quote_draft`] for many requests in a row: `standing` is that of this market and this desk.
pub fn quote_standing(
    draft: &RfqDraft,
    market: &Market,
    desk: &Desk,
    standing: &Standing,
    options: &QuoteOptions,
) -> Quoted {
    quote_with(draft, (market, desk, standing), options, true, whole).into()
}

/// What the quote that [`quote_standing`] gives for the same arguments is made of: a tree from its
/// prices down to the numbers that came in. It says nothing that the quote does not, each number
/// under the one that it is part of.
pub fn explain_standing(
    draft: &RfqDraft,
    market: &Market,
    desk: &Desk,
    standing: &Standing,
    options: &QuoteOptions,
) -> Explained {
    let on = (market, desk, standing);
    let Found { made, issues } = quote_with(draft, on, options, true, tree);
    Explained { explanation: made, issues }
}

/// The tree of a request that has been checked.
#[cfg(test)]
fn explain(rfq: &Rfq, market: &Market, desk: &Desk, options: &QuoteOptions) -> Explained {
    let standing = &Standing::new(market, desk);
    let (multipliers, found) = (None, Vec::new());
    let job = Job { rfq, market, desk, standing, options, multipliers, is_spoken: true, found };
    let Found { made, issues } = run(&job, tree);
    Explained { explanation: made, issues }
}

/// The whole quote of an outcome.
fn whole(outcome: Outcome) -> Quote {
    outcome.quote()
}

/// What the quote of an outcome is made of.
fn tree(outcome: Outcome) -> Explanation {
    outcome.explanation()
}

/// What a run of the pipeline made, where nothing forbids it, and every finding.
struct Found<T> {
    made: Option<T>,
    issues: Vec<Issue>,
}

impl From<Found<Quote>> for Quoted {
    fn from(Found { made, issues }: Found<Quote>) -> Self {
        Self { quote: made, issues }
    }
}

/// Checks a draft, runs the pipeline and writes down what is wanted of its outcome.
fn quote_with<T>(
    draft: &RfqDraft,
    on: (&Market, &Desk, &Standing),
    options: &QuoteOptions,
    is_spoken: bool,
    write: impl FnOnce(Outcome) -> T,
) -> Found<T> {
    match Preset::asked(draft) {
        Ok(Some(preset)) => quote_preset(&preset, draft, options, is_spoken, write),
        Ok(None) => quote_checked(draft, on, options, None, is_spoken, write),
        Err(issue) => Found { made: None, issues: vec![issue] },
    }
}

/// Quotes a preset's request, with what the draft states of its own, on the preset's market and desk.
#[inline(never)]
fn quote_preset<T>(
    preset: &Preset,
    draft: &RfqDraft,
    options: &QuoteOptions,
    is_spoken: bool,
    write: impl FnOnce(Outcome) -> T,
) -> Found<T> {
    let draft = preset.complete(draft);
    let multipliers = Some(preset.multipliers.clone());
    let standing = Standing::new(&preset.market, &preset.desk);
    let on = (&preset.market, &preset.desk, &standing);
    quote_checked(&draft, on, options, multipliers, is_spoken, write)
}

fn quote_checked<T>(
    draft: &RfqDraft,
    (market, desk, standing): (&Market, &Desk, &Standing),
    options: &QuoteOptions,
    multipliers: Option<Multipliers>,
    is_spoken: bool,
    write: impl FnOnce(Outcome) -> T,
) -> Found<T> {
    let checked = check(draft, standing.listing());
    let Some(rfq) = &checked.rfq else { return Found { made: None, issues: checked.issues } };
    let found = checked.issues;
    run(&Job { rfq, market, desk, standing, options, multipliers, is_spoken, found }, write)
}

/// One run of the pipeline.
struct Job<'a> {
    rfq: &'a Rfq,
    market: &'a Market,
    desk: &'a Desk,
    standing: &'a Standing,
    options: &'a QuoteOptions,
    /// How cash and notional count contracts, where not by the contract's own multiplier.
    multipliers: Option<Multipliers>,
    /// Whether sentences are wanted; in a batch nobody reads them.
    is_spoken: bool,
    /// Findings of the request's check.
    found: Vec<Issue>,
}

fn run<T>(job: &Job, write: impl FnOnce(Outcome) -> T) -> Found<T> {
    let mut issues = job.found.clone();
    match price(job, &mut issues, write) {
        Ok(made) => Found { made: Some(made), issues },
        Err(reasons) => {
            issues.extend(reasons);
            Found { made: None, issues }
        }
    }
}

fn price<T>(
    job: &Job,
    issues: &mut Vec<Issue>,
    write: impl FnOnce(Outcome) -> T,
) -> Result<T, Vec<Issue>> {
    let Job { rfq, market, desk, standing, options, .. } = job;
    let (client, stranger) =
        client::resolve(rfq.client.as_deref(), desk).map_err(|issue| vec![issue])?;
    issues.extend(stranger);
    let multiplier = common_multiplier(&rfq.spread).map_err(|issue| vec![issue])?;
    let mut valuation = pricing::value(&rfq.spread, market)?;
    issues.extend(valuation.issues.iter().cloned());
    let tie = tie(rfq, &valuation, market).map_err(|issue| vec![issue])?;
    if let Some(tie) = &tie {
        valuation.price_in_price_currency += tie.shift();
        valuation.price += tie.shift() / valuation.unit.in_price_currency;
    }
    let (valuation, quantity, is_spoken) = (&valuation, rfq.quantity, job.is_spoken);
    let ctx = Context { valuation, market, quantity, multiplier, is_spoken };
    let markets = LegMarkets::of(&ctx).map_err(|issue| vec![issue])?;
    let now = options.now.unwrap_or(markets.latest());
    let most_seconds = desk.policy().quote.feed_seconds;
    if let Some(issue) = status::refuse_stale(markets.oldest_feed(), now, most_seconds) {
        return Err(vec![issue]);
    }
    let book = standing.book(desk, market, &valuation.unit.price_currency);
    let on = desk.config().overlays.and(options.overlays);
    let key = desk.client_key(rfq.client.as_deref());
    let recent = flow::recent(rfq, &key, (market, desk), standing.listing(), now);
    let rooms = standing.with_shocks(desk, |shocks| {
        rooms::check(&ctx, rfq, (&book, desk), shocks, &markets, tie.as_ref(), &key)
    });
    // Nobody pays for a size that nobody may deal.
    let ctx = Context { quantity: rooms::dealt(&rooms, quantity), ..ctx };
    let charges = Charges::compute(&ctx, rfq, &client, &book, desk, on, recent);
    let assembled = assemble(&charges.parts(&ctx, desk));
    refuse_unless_finite(&assembled).map_err(|issue| vec![issue])?;
    note_the_unusual(&ctx, &charges, &desk.policy().base, issues);
    note_the_expired(&ctx, now, issues);
    rooms::report(&rooms, rfq, issues);
    let refer = why_refer(&ctx, &charges, &assembled, desk);
    if let Some(why) = &refer {
        let message = format!("Outside the automatic range: {why}.");
        issues.push(Issue::new(IssueCode::ReferWide, "", message));
    }
    let data_age = status::age(markets.as_of(), now);
    let (status, status_why) = status::decide(&Circumstances {
        source: markets.source(),
        data_age: &data_age,
        is_anonymous: client.is_anonymous(),
        is_quoted: rooms.iter().any(|room| room.headroom > 0.0),
        refer,
        issues,
    });
    let outcome = Outcome {
        job,
        ctx: &ctx,
        markets: &markets,
        tie: tie.as_ref(),
        client: &client,
        book: &book,
        charges,
        assembled: &assembled,
        rooms: &rooms,
        now,
        data_age,
        status,
        status_why,
    };
    Ok(write(outcome))
}

/// The hedge that a tied request exchanges; nothing where it is not tied.
fn tie<'a>(
    rfq: &Rfq,
    valuation: &Valuation,
    market: &'a Market,
) -> Result<Option<Exchange<'a>>, Issue> {
    rfq.tied.as_ref().map(|tied| exchange(tied, valuation, market)).transpose()
}

#[inline(never)]
fn exchange<'a>(
    tied: &Tied,
    valuation: &Valuation,
    market: &'a Market,
) -> Result<Exchange<'a>, Issue> {
    let reject = |message: &str| Issue {
        severity: Severity::Reject,
        ..Issue::new(IssueCode::TiedReference, "tied", message)
    };
    let first = valuation.legs.first().map(|leg| &leg.market);
    if valuation.legs.iter().any(|leg| Some(&leg.market) != first) {
        return Err(reject(
            "Tied packages on several markets are not quoted; send the hedge separately.",
        ));
    }
    let exchange = Exchange::new(valuation, market, tied);
    exchange.ok_or_else(|| reject("There is no hedge to exchange in this market."))
}

fn refuse_unless_finite(assembled: &Assembled) -> Result<(), Issue> {
    let rows = assembled.rows();
    let numbers = rows.iter().flat_map(|row| [row.bid, row.offer]);
    let prices = [assembled.bid, assembled.offer];
    if numbers.chain(prices).all(f64::is_finite) {
        return Ok(());
    }
    let message = "A charge could not be computed reliably; no price is shown.";
    Err(Issue::new(IssueCode::Numerical, "", message))
}

/// Poor fits and packages without volatility risk, said but not refused.
fn note_the_unusual(
    ctx: &Context,
    charges: &Charges,
    policy: &BasePolicy,
    issues: &mut Vec<Issue>,
) {
    if base::has_red_fit(ctx) {
        let wider =
            if charges.is_widened_for_fit(policy) { "; its base is wider for it" } else { "" };
        let message = format!("The volatility fit of a leg’s expiry is poor{wider}.");
        issues.push(Issue::new(IssueCode::MarketWide, "legs", message));
    }
    let options = ctx.valuation.legs.iter().filter(|leg| leg.option_terms().is_some());
    let gross: f64 =
        options.map(|leg| f64::from(leg.ratio.abs()) * leg.greeks.vega_per_point).sum();
    if gross > 0.0 && charges.correlated_vega < 1e-9 * gross && charges.at_stake < 1e-6 {
        let message = "All volatility risk cancels: this is a financing structure.";
        issues.push(Issue::new(IssueCode::ZeroRisk, "legs", message));
    }
}

/// Legs that have expired by the clock since the data was taken, which they are valued as of.
fn note_the_expired(ctx: &Context, now: Timestamp, issues: &mut Vec<Issue>) {
    for (index, leg) in ctx.valuation.legs.iter().enumerate() {
        let Some(expiry) = leg.instrument.expiry().filter(|expiry| *expiry <= now) else {
            continue;
        };
        let message = format!(
            "{} has expired on {}; its price is that of the data’s time.",
            leg.instrument.symbol(),
            expiry.spoken()
        );
        let path = format!("legs[{index}].expiry");
        let issue = Issue::new(IssueCode::ExpiryPast, path, message);
        issues.push(Issue { severity: Severity::Warn, ..issue });
    }
}

/// Why a trader has to look at the quote; the price itself is never shrunk to fit.
fn why_refer(
    ctx: &Context,
    charges: &Charges,
    assembled: &Assembled,
    desk: &Desk,
) -> Option<String> {
    let tick = base::ticks(ctx.valuation, ctx.market).tick_at(ctx.valuation.price);
    let sized = (charges.at_stake, charges.correlated_vega);
    let most = base::maximum_width(ctx, &desk.policy().base, sized, tick);
    let width = assembled.offer - assembled.bid;
    if charges.is_outside_bounds(ctx) {
        return Some(String::from("theoretical is outside what the package can be worth"));
    }
    // Pricing keeps the model's volatility where a marked price has none of its own.
    let without_vol = ctx.valuation.legs.iter().find(|leg| {
        leg.option_terms().is_some()
            && leg.mark.price.is_some_and(|price| price != leg.model_price)
            && leg.vol == leg.model_vol
    });
    if let Some(leg) = without_vol {
        return Some(format!(
            "the marked price of {} has no implied volatility; its Greeks and charges are the model’s",
            leg.instrument.symbol()
        ));
    }
    let unit = ctx.valuation.unit.in_price_currency;
    (width > most * (1.0 + 1e-9)).then(|| {
        format!("the width of {} is over {}", ctx.money(width * unit), ctx.money(most * unit))
    })
}
