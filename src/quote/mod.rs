//! The pipeline in reading order: what the client asks, what the market says, what the desk holds
//! and allows, and from them a bid, an offer and the reason for every cent between.

pub mod assembly;
pub mod base;
pub mod book;
pub mod charges;
pub mod checks;
pub mod client;
#[cfg(test)]
mod end_to_end;
pub mod explain;
#[cfg(test)]
mod golden;
pub mod presets;
#[cfg(test)]
mod properties;
pub mod report;
pub mod risk;
pub mod status;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod tied;
pub mod write;

pub use explain::Explanation;
pub use report::{Quote, Status};

use serde::Serialize;

use crate::basics::{Issue, IssueCode, QuoteSide, Severity, Timestamp};
use crate::desk::{Desk, OverlaySwitches};
use crate::market::{Market, Source, UnderlyingMarket};
use crate::overlays::{Context, Exchange};
use crate::pricing::{self, Valuation};
use crate::rfq::check::check;
use crate::rfq::explain::explain as explain_request;
use crate::rfq::{Rfq, RfqDraft};

use assembly::{Assembled, assemble};
use book::Book;
use charges::Charges;
use checks::{CheckStatus, SideRoom, Size};
use client::Client;
use explain::Explanation as Tree;
use presets::Preset;
use report::Multipliers;
use status::Circumstances;

/// What a caller may set for one quote.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct QuoteOptions {
    /// The wall clock: it sets how long the quote lives and how old the data is, and values
    /// nothing. Absent, it is the market's own instant.
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
    run(&Job { rfq, market, desk, options, multipliers: None, found: Vec::new() })
}

/// Checks a draft and quotes it; a preset brings its own market and desk.
pub fn quote_draft(
    draft: &RfqDraft,
    market: &Market,
    desk: &Desk,
    options: &QuoteOptions,
) -> Quoted {
    let preset = match Preset::asked(draft) {
        Ok(Some(preset)) => preset,
        Ok(None) => return quote_checked(draft, market, desk, options, None),
        Err(issue) => return Quoted { quote: None, issues: vec![issue] },
    };
    let draft = preset.complete(draft);
    let multipliers = Some(preset.multipliers.clone());
    quote_checked(&draft, &preset.market, &preset.desk, options, multipliers)
}

fn quote_checked(
    draft: &RfqDraft,
    market: &Market,
    desk: &Desk,
    options: &QuoteOptions,
    multipliers: Option<Multipliers>,
) -> Quoted {
    let checked = check(draft, &market.listing());
    match &checked.rfq {
        Some(rfq) => {
            run(&Job { rfq, market, desk, options, multipliers, found: checked.issues.clone() })
        }
        None => Quoted { quote: None, issues: checked.issues },
    }
}

/// One run of the pipeline.
struct Job<'a> {
    rfq: &'a Rfq,
    market: &'a Market,
    desk: &'a Desk,
    options: &'a QuoteOptions,
    /// How cash and notional count contracts, where not by the contract's own multiplier.
    multipliers: Option<Multipliers>,
    /// Findings of the request's check.
    found: Vec<Issue>,
}

fn run(job: &Job) -> Quoted {
    let mut issues = job.found.clone();
    match price(job, &mut issues) {
        Ok(quote) => Quoted { quote: Some(quote), issues },
        Err(reasons) => {
            issues.extend(reasons);
            Quoted { quote: None, issues }
        }
    }
}

fn price(job: &Job, issues: &mut Vec<Issue>) -> Result<Quote, Vec<Issue>> {
    let Job { rfq, market, desk, options, .. } = job;
    let (client, stranger) =
        client::resolve(rfq.client.as_deref(), desk).map_err(|issue| vec![issue])?;
    issues.extend(stranger);
    let multiplier = common_multiplier(rfq).map_err(|issue| vec![issue])?;
    let mut valuation = pricing::value(&rfq.spread, market)?;
    issues.extend(valuation.issues.iter().cloned());
    let tie = tie(rfq, &valuation, market).map_err(|issue| vec![issue])?;
    if let Some(tie) = &tie {
        valuation.price_in_price_currency += tie.shift();
        valuation.price += tie.shift() / valuation.unit.in_price_currency;
    }
    let ctx = Context { valuation: &valuation, market, quantity: rfq.quantity, multiplier };
    let underlying = front_market(&ctx).map_err(|issue| vec![issue])?;
    let book = Book::value(desk, market);
    let on = desk.config().overlays.and(options.overlays);
    let charges = Charges::compute(&ctx, rfq, &client, &book, desk, on);
    let assembled = assemble(&charges.parts(&ctx, desk));
    refuse_unless_finite(&assembled).map_err(|issue| vec![issue])?;
    note_the_unusual(&ctx, &charges, issues);
    let rooms = check_limits(&ctx, rfq, &book, desk, underlying, tie.as_ref());
    report_limits(&rooms, rfq, issues);
    let refer = why_refer(&ctx, &charges, &assembled, desk);
    if let Some(why) = &refer {
        let message = format!("Outside the automatic range: {why}.");
        issues.push(Issue::new(IssueCode::ReferWide, "", message));
    }
    let now = options.now.unwrap_or(underlying.as_of);
    let data_age = status::age(underlying.as_of, now);
    let (status, status_why) = status::decide(&Circumstances {
        source: &underlying.source,
        data_age: &data_age,
        is_anonymous: client.is_anonymous(),
        is_quoted: rooms.iter().any(|room| room.headroom > 0.0),
        refer,
        issues,
    });
    let facts = Facts {
        job,
        ctx: &ctx,
        underlying,
        tie: tie.as_ref(),
        client: &client,
        book: &book,
        charges: &charges,
        assembled: &assembled,
        rooms: &rooms,
        now,
        data_age,
        status,
        status_why,
    };
    Ok(facts.quote())
}

/// The hedge that a tied request exchanges; nothing where it is not tied.
fn tie<'a>(
    rfq: &Rfq,
    valuation: &Valuation,
    market: &'a Market,
) -> Result<Option<Exchange<'a>>, Issue> {
    let Some(tied) = &rfq.tied else { return Ok(None) };
    let reject = |message: &str| Issue {
        severity: Severity::Reject,
        ..Issue::new(IssueCode::TiedReference, "tied", message)
    };
    let first = valuation.legs.first().map(|leg| &leg.market);
    if valuation.legs.iter().any(|leg| Some(&leg.market) != first) {
        return Err(reject(
            "Tied packages across underlyings are not quoted; send the hedge separately.",
        ));
    }
    let exchange = Exchange::new(valuation, market, tied);
    exchange.map(Some).ok_or_else(|| reject("There is no hedge to exchange in this market."))
}

/// The legs' one multiplier: U would have no meaning without.
fn common_multiplier(rfq: &Rfq) -> Result<f64, Issue> {
    let first = rfq.spread.legs.first();
    let multiplier = first.map_or(1.0, |leg| leg.multiplier);
    let odd = rfq.spread.legs.iter().position(|leg| leg.multiplier != multiplier);
    match odd {
        None => Ok(multiplier),
        Some(index) => Err(Issue::new(
            IssueCode::Ratio,
            format!("legs[{index}].multiplier"),
            "Legs with different contract multipliers are not quoted together.",
        )),
    }
}

/// The market of the first leg, which the quote's references are taken from.
fn front_market<'a>(ctx: &Context<'a>) -> Result<&'a UnderlyingMarket, Issue> {
    let missing = || Issue::new(IssueCode::MarketMissing, "legs", "There is no market data.");
    let leg = ctx.valuation.legs.first().ok_or_else(missing)?;
    ctx.market.find(&leg.market).ok_or_else(missing)
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
fn note_the_unusual(ctx: &Context, charges: &Charges, issues: &mut Vec<Issue>) {
    if base::has_red_fit(ctx) {
        let message = "The volatility fit of a leg's expiry is poor; the price is wider for it.";
        issues.push(Issue::new(IssueCode::MarketWide, "legs", message));
    }
    let options = ctx.valuation.legs.iter().filter(|leg| leg.option_terms().is_some());
    let gross: f64 =
        options.map(|leg| f64::from(leg.ratio.abs()) * leg.greeks.vega_per_point).sum();
    if gross > 0.0 && base::correlated_vega(ctx.valuation) < 1e-9 * gross && charges.at_stake < 1e-6
    {
        let message = "All volatility risk cancels: this is a financing structure.";
        issues.push(Issue::new(IssueCode::ZeroRisk, "legs", message));
    }
}

/// The limits of every side that is asked for.
fn check_limits(
    ctx: &Context,
    rfq: &Rfq,
    book: &Book,
    desk: &Desk,
    underlying: &UnderlyingMarket,
    tie: Option<&Exchange>,
) -> Vec<SideRoom> {
    let measures = risk::measures(ctx, book, desk, tie);
    let contract = &underlying.contract;
    let step = if contract.quantity_step > 0.0 { contract.quantity_step } else { 1.0 };
    let size = Size { asked: rfq.quantity, step, least: contract.min_quantity.max(step) };
    let sides = [QuoteSide::Bid, QuoteSide::Offer].into_iter().filter(|s| rfq.asked.wants(*s));
    sides.map(|side| checks::check(side, size, &measures, desk.limits().warning_level)).collect()
}

fn report_limits(rooms: &[SideRoom], rfq: &Rfq, issues: &mut Vec<Issue>) {
    let is_quoted = rooms.iter().any(|room| room.headroom > 0.0);
    for room in rooms {
        let side = match room.side {
            QuoteSide::Bid => "bid",
            QuoteSide::Offer => "offer",
        };
        let binding = room.binding.as_deref().unwrap_or("size");
        let (most, asked) = (write::chat::plain(room.headroom), write::chat::plain(rfq.quantity));
        if room.headroom <= 0.0 {
            let message =
                format!("No {side}: the limit on {binding} leaves no room for this trade.");
            let mut issue = Issue::new(IssueCode::Limit, "quantity", message);
            // One side may go out without the other.
            issue.severity = if is_quoted { Severity::Warn } else { Severity::Reject };
            issues.push(issue);
        } else if room.headroom < rfq.quantity {
            let message = format!(
                "The {side} is quoted for {most} of {asked}: the limit on {binding} allows no more."
            );
            issues.push(Issue::new(IssueCode::SizeCut, "quantity", message));
        }
        let near = room.checks.iter().filter(|check| check.status == CheckStatus::Warn);
        if let Some(check) = near.max_by(|a, b| a.utilisation.total_cmp(&b.utilisation)) {
            issues.push(Issue::new(IssueCode::LimitWarn, "quantity", check.why.clone()));
        }
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
    let most = base::maximum_width(ctx, &desk.policy().base, charges.at_stake, tick);
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
            "the marked price of {} has no implied volatility; its Greeks and charges are the model's",
            leg.instrument.symbol()
        ));
    }
    let unit = ctx.valuation.unit.in_price_currency;
    (width > most * (1.0 + 1e-9)).then(|| {
        format!("the width of {} is over {}", ctx.money(width * unit), ctx.money(most * unit))
    })
}

/// Everything the report is written from.
struct Facts<'a> {
    job: &'a Job<'a>,
    ctx: &'a Context<'a>,
    underlying: &'a UnderlyingMarket,
    tie: Option<&'a Exchange<'a>>,
    client: &'a Client,
    book: &'a Book,
    charges: &'a Charges,
    assembled: &'a Assembled,
    rooms: &'a [SideRoom],
    now: Timestamp,
    data_age: String,
    status: Status,
    status_why: String,
}

impl Facts<'_> {
    fn quote(self) -> Quote {
        let Job { rfq, desk, .. } = self.job;
        let valuation = self.ctx.valuation;
        let unit = valuation.unit.in_price_currency;
        let multipliers = self.multipliers();
        let tick = base::ticks(valuation, self.ctx.market).tick_at(valuation.price);
        let (bid, bid_size) = self.side(QuoteSide::Bid, self.assembled.bid);
        let (offer, offer_size) = self.side(QuoteSide::Offer, self.assembled.offer);
        let package = write::chat::package(&rfq.spread);
        let mut quote = Quote {
            id: self.id(),
            bid,
            offer,
            bid_size,
            offer_size,
            theoretical: valuation.price,
            currency: valuation.unit.currency.clone(),
            price_currency: valuation.unit.price_currency.clone(),
            tick,
            decimals: self.decimals(),
            priced_in: report::priced_in(rfq.price_in, valuation, self.tie, bid, offer),
            tied: self.tie.map(|tie| report::tied(self.ctx, tie)),
            valid_until: self.valid_until().to_iso(),
            as_of: self.underlying.as_of.to_iso(),
            source: match self.underlying.source {
                Source::Sample => String::from("sample"),
                Source::File(_) => String::from("file"),
            },
            data_age: self.data_age.clone(),
            status: self.status,
            status_why: self.status_why.clone(),
            quantity: rfq.quantity,
            asked: rfq.asked,
            structure: rfq.spread.structure,
            structure_name: rfq.spread.structure.name().to_owned(),
            direction: rfq.spread.direction,
            underlying: self.underlying.key.underlying.clone(),
            request: explain_request(rfq),
            charges: self.rows(bid.is_some(), offer.is_some()),
            greeks: valuation.reported_greeks,
            position_greeks: valuation.reported_greeks.times(self.ctx.units()),
            greeks_coin: report::greeks_in_coin(valuation),
            legs: report::legs(valuation, rfq.quantity, &multipliers),
            cash: report::cash(valuation, rfq.quantity, &multipliers),
            buckets: pricing::report::buckets(valuation),
            checks: self.rooms.iter().flat_map(|room| room.checks.iter().cloned()).collect(),
            unvalued: self
                .book
                .missing
                .iter()
                .map(|m| format!("{}: {}", m.symbol, m.why))
                .collect(),
            client: self.client.report(desk),
            reference_forward: valuation.legs.first().map_or(0.0, |leg| leg.forward),
            reference_spot: self.underlying.spot,
            premium_at_stake: self.charges.at_stake / unit,
            screen_half_width: base::screen_half_width(valuation),
            chat_line: String::new(),
            explanation: Tree::default(),
        };
        quote.chat_line = write::chat::line(&quote, &package, self.now);
        quote.explanation = explain::explain(&quote, &valuation.legs, self.assembled);
        quote
    }

    /// Decimals that show theoretical and both prices, each at its own step of the ticks.
    fn decimals(&self) -> usize {
        let ticks = base::ticks(self.ctx.valuation, self.ctx.market);
        let prices = [self.ctx.valuation.price, self.assembled.bid, self.assembled.offer];
        let decimals = prices.map(|price| report::decimals_of(ticks.tick_at(price)));
        decimals.into_iter().max().unwrap_or(0)
    }

    /// Price and size of a side; nothing where it is not asked for or the limits leave no room.
    fn side(&self, side: QuoteSide, price: f64) -> (Option<f64>, f64) {
        let room = self.rooms.iter().find(|room| room.side == side);
        match room.map(|room| room.headroom.min(self.job.rfq.quantity)) {
            Some(size) if size > 0.0 => (Some(price), size),
            _ => (None, 0.0),
        }
    }

    /// The breakdown; a side without a price has no rows.
    fn rows(&self, has_bid: bool, has_offer: bool) -> Vec<report::ChargeRow> {
        let Job { rfq, desk, .. } = self.job;
        let mut rows = self.charges.rows(self.ctx, rfq, desk, self.assembled);
        for row in &mut rows {
            row.bid = row.bid.filter(|_| has_bid);
            row.offer = row.offer.filter(|_| has_offer);
        }
        rows
    }

    fn multipliers(&self) -> Multipliers {
        let own = self.ctx.multiplier;
        let plain = Multipliers { cash: own, notional: own, note: None };
        self.job.multipliers.clone().unwrap_or(plain)
    }

    fn valid_until(&self) -> Timestamp {
        let policy = &self.job.desk.policy().quote;
        let seconds = match self.status {
            Status::Firm => policy.firm_seconds,
            _ => policy.indicative_seconds,
        };
        #[expect(clippy::cast_possible_truncation, reason = "a cast saturates at the end of time")]
        self.now.plus_millis((seconds * 1000.0).round() as i64)
    }

    /// A fingerprint (FNV-1a, Fowler, Noll and Vo 1991) of the whole request, the charges that are
    /// on, the desk's version, the instants and the seed.
    fn id(&self) -> String {
        let Job { rfq, desk, options, multipliers, .. } = self.job;
        let text = format!(
            "{}|{}|{}|{:?}|{:?}|{}|{:?}",
            options.seed,
            self.now.millis(),
            self.underlying.as_of.millis(),
            rfq,
            desk.config().overlays.and(options.overlays),
            desk.config().version,
            multipliers,
        );
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("Q-{hash:016X}")
    }
}
