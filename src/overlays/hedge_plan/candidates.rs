//! What a package could be hedged with: futures, and the listed options nearest to its own.

use crate::basics::{Instrument, Leg, Mark, MarketKey, PutCall, Timestamp, order};
use crate::market::{HedgeInstrument, Market, UnderlyingMarket};
use crate::math::ops;
use crate::models::hedge_programme::Tradable;
use crate::models::impact::{ImpactLaw, Walk};
use crate::overlays::Context;
use crate::overlays::ladder::{Rung, ladder};
use crate::pricing::LegValue;

use super::scenarios::Day;

/// Lengths of the kernel in which volatilities of two options move together, in ln T and moneyness:
/// what is near in it is a near hedge.
const LENGTHS: (f64, f64) = (1.5, 2.0);

/// Least distance of two candidates in that kernel: a list that somebody trades has no two options
/// that do the same.
const APART: f64 = 0.2;

/// An instrument with what a unit of it costs and gains.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The exchange's name.
    pub(super) name: String,
    /// Underlying units per contract of an option; 1 for what is counted in units.
    pub(super) contract: f64,
    /// Whether it is an option.
    pub(super) is_option: bool,
    /// What a unit gains and costs, fee included.
    pub(super) tradable: Tradable,
    /// What of its depth is assumed, in words.
    pub(super) assumption: Option<String>,
}

/// What is looked for, and how it is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Search {
    /// Most candidates of one underlying.
    pub(super) most: usize,
    /// Notional at the top of an option's book where no size is recorded, in price currency.
    pub(super) assumed_notional: f64,
    /// Prefactor of the square-root law beyond a future's visible book.
    pub(super) impact_factor: f64,
    /// The day that gains are those of.
    pub(super) day: Day,
}

/// The candidates of one underlying's markets, futures first, then options from near to far.
pub(super) fn candidates(
    ctx: &Context,
    markets: &[&UnderlyingMarket],
    search: &Search,
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for market in markets {
        found.extend(futures(ctx, market, search));
    }
    found.truncate(search.most);
    let rungs = ladder(ctx.valuation);
    let left = search.most - found.len();
    found.extend(
        nearest_options(&rungs, markets, left).iter().filter_map(|near| near.priced(ctx, search)),
    );
    found
}

/// The futures of the package's expiries and the front hedge, each once.
fn futures(ctx: &Context, market: &UnderlyingMarket, search: &Search) -> Vec<Candidate> {
    let legs = ctx.valuation.legs.iter().filter(|leg| leg.market == market.key);
    let mut hedges: Vec<&HedgeInstrument> = Vec::new();
    let of_legs = legs.filter_map(|leg| market.hedge(leg.instrument.expiry()?));
    for hedge in of_legs.chain(market.hedges.first()) {
        if !hedges.iter().any(|known| known.name == hedge.name) {
            hedges.push(hedge);
        }
    }
    hedges.into_iter().filter_map(|hedge| future(ctx.market, market, hedge, search)).collect()
}

fn future(
    all: &Market,
    market: &UnderlyingMarket,
    hedge: &HedgeInstrument,
    search: &Search,
) -> Option<Candidate> {
    let key = market.key.clone();
    let instrument = match hedge.expiry {
        Some(expiry) => Instrument::Future { market: key, expiry },
        None => Instrument::Spot { market: key },
    };
    let valued = one_contract(instrument, all)?;
    let levels: Vec<(f64, f64)> = hedge.levels.iter().map(|l| (l.distance, l.size)).collect();
    let visible: f64 = levels.iter().map(|(_, size)| size).sum();
    let law = ImpactLaw {
        factor: search.impact_factor,
        daily_vol: hedge.daily_vol,
        mid: hedge.mid,
        daily_volume: hedge.daily_volume,
    };
    let Walk { cost, .. } = law.walk(&levels, visible);
    let (first, _) = levels.first().copied()?;
    // The parabola that costs as much as the walk through all that is visible.
    let impact = (2.0 * (cost / visible - first) / visible).max(0.0);
    let half_spread = first + hedge.fee_rate * hedge.mid;
    let gains = search.day.gains(&valued);
    Some(Candidate {
        name: hedge.name.clone(),
        contract: 1.0,
        is_option: false,
        tradable: Tradable { gains, half_spread, impact },
        assumption: hedge.assumption.clone(),
    })
}

/// A listed option that is quoted on both sides.
#[derive(Debug, Clone, PartialEq)]
struct Near<'a> {
    market: &'a UnderlyingMarket,
    expiry: Timestamp,
    strike: f64,
    put_call: PutCall,
    /// Half of the quoted distance, in premium currency.
    half_spread: f64,
    /// Contracts on the smaller side of the top of its book, where known.
    size: Option<f64>,
    /// Place in the kernel: tenor and moneyness, each in its length.
    place: (f64, f64),
    /// How far from the nearest of the package's strikes.
    distance: f64,
}

/// The kernel's distance of two places.
fn apart(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).abs() + (one.1 - other.1).abs()
}

/// The out-of-the-money options whose volatility moves most like the package's own.
fn nearest_options<'a>(
    rungs: &[Rung],
    markets: &[&'a UnderlyingMarket],
    most: usize,
) -> Vec<Near<'a>> {
    let mut found = Vec::new();
    for market in markets {
        let of_market = |rung: &&Rung| rung.market.underlying == market.key.underlying;
        let place = |log_years: f64, x: f64| (log_years / LENGTHS.0, x / LENGTHS.1);
        let rungs = rungs.iter().filter(of_market).map(|r| place(ops::ln(r.years), r.moneyness));
        let rungs: Vec<(f64, f64)> = rungs.collect();
        for listed in &market.chain {
            let years = market.years(listed.expiry);
            if years <= 0.0 {
                continue;
            }
            let forward = market.surface.forward(years);
            let deviation = ops::sqrt(market.surface.variance(years, 0.0).w);
            let log_years = ops::ln(years);
            for quote in listed.quotes.iter().filter(|quote| quote.dropped.is_none()) {
                let Some(half_spread) = quote.half_spread().filter(|half| *half > 0.0) else {
                    continue;
                };
                let x = ops::ln(quote.strike / forward) / deviation;
                let place = place(log_years, x);
                let away = rungs.iter().map(|rung| apart(place, *rung));
                let distance = away.fold(f64::INFINITY, f64::min);
                if distance.is_finite() {
                    let size = quote.bid_size.zip(quote.ask_size).map(|(bid, ask)| bid.min(ask));
                    found.push(Near {
                        market,
                        expiry: listed.expiry,
                        strike: quote.strike,
                        put_call: quote.put_call,
                        half_spread,
                        size: size.filter(|size| *size > 0.0),
                        place,
                        distance,
                    });
                }
            }
        }
    }
    // The chain's own order decides between equals, so that the choice is the same every time.
    order::sort_by(&mut found, |a, b| a.distance.total_cmp(&b.distance));
    let mut chosen: Vec<Near> = Vec::new();
    for near in found {
        if chosen.len() == most {
            break;
        }
        if chosen.iter().all(|known| apart(known.place, near.place) >= APART) {
            chosen.push(near);
        }
    }
    chosen
}

impl Near<'_> {
    /// The option's gains, and what it costs to cross its market once and again.
    fn priced(&self, ctx: &Context, search: &Search) -> Option<Candidate> {
        let Self { market, expiry, strike, put_call, .. } = *self;
        let exercise = market.exercise;
        let key: MarketKey = market.key.clone();
        let valued = one_contract(
            Instrument::Option { market: key, expiry, strike, put_call, exercise },
            ctx.market,
        )?;
        let in_price_currency = valued.unit.in_price_currency;
        let half = self.half_spread * in_price_currency;
        let premium = valued.price * in_price_currency;
        let contract = market.contract.multiplier;
        let assumed = search.assumed_notional;
        let visible = self.size.map_or(assumed / market.spot, |contracts| contract * contracts);
        Some(Candidate {
            name: valued.instrument.symbol(),
            contract,
            is_option: true,
            tradable: Tradable {
                gains: search.day.gains(&valued),
                half_spread: half + market.option_fee(premium),
                // What is visible moves the price by the spread's half: nothing more is recorded.
                impact: half / visible,
            },
            assumption: self.size.is_none().then(|| {
                format!(
                    "no sizes recorded; each option assumed to show {:.0} thousand on each side",
                    assumed / 1e3
                )
            }),
        })
    }
}

/// One long contract per unit, valued.
fn one_contract(instrument: Instrument, market: &Market) -> Option<LegValue> {
    let leg = Leg { ratio: 1, instrument, multiplier: 1.0, mark: Mark::default() };
    LegValue::new(&leg, market).ok()
}
