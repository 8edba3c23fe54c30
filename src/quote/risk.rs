//! What the book and a trade measure on each limited metric, as functions of the size traded.

use crate::basics::{Instrument, Leg, Mark, Timestamp, order};
use crate::desk::{Desk, LimitMetric, LimitSet};
use crate::market::VegaNodes;
use crate::overlays::{Context, Exchange};
use crate::pricing::LegValue;

use super::book::totals::{self, Totals};
use super::book::{Book, ClientHoldings};
use super::measure::{Line, Measure, Shape};
use super::stress::{self, Shocks};

/// The scope of the whole book.
pub const TOTAL: &str = "total";

/// Measures of every underlying in the trade and of the whole book.
///
/// `tied` is what the request exchanges: the dealer who buys the spread sells it. `client_key` is
/// whose open notional counts.
pub fn measures<'a>(
    ctx: &Context<'a>,
    book: &Book,
    desk: &Desk,
    shocks: &mut Shocks,
    tied: Option<&Exchange>,
    client_key: &str,
) -> Vec<Measure<'a>> {
    let hedge = tied.and_then(|exchange| Hedge::new(ctx, exchange));
    let traded = traded(ctx, shocks, tied, hedge.as_ref());
    let touched = touched(ctx, book, hedge.as_ref());
    let client = book.of_client(client_key);
    let mut ids: Vec<&str> = Vec::new();
    for leg in &ctx.valuation.legs {
        let id = leg.market.underlying.as_str();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    order::sort_by_key(&mut ids, |id| *id);
    let limits = desk.limits();
    let mut all = Vec::with_capacity((ids.len() + 1) * LimitMetric::ALL.len());
    let mut of_scope = |name: &'a str, set: &LimitSet| {
        let scope = Scope::new(name, book, &traded, &touched, client, desk);
        all.extend(scope.measures(set));
    };
    for id in ids {
        of_scope(id, &limits.of(id));
    }
    of_scope(TOTAL, &limits.total);
    all
}

/// Measures of the book alone: of every underlying it holds and of the whole, with each client's
/// open notional under the client's key.
pub fn measures_held<'a>(book: &'a Book, desk: &Desk) -> Vec<(Measure<'a>, Option<String>)> {
    let limits = desk.limits();
    let touched = held_open(book);
    let ids = book.totals.iter().map(|t| (t.underlying.as_str(), limits.of(&t.underlying)));
    let mut all = Vec::new();
    for (id, set) in ids.chain([(TOTAL, limits.total)]) {
        let scope = Scope::new(id, book, &[], &touched, None, desk);
        let measures = scope.measures(&set);
        let of_all = measures.filter(|m| m.metric != LimitMetric::ClientOpenNotional);
        all.extend(of_all.map(|measure| (measure, None)));
    }
    for client in &book.clients {
        let scope = Scope::new(TOTAL, book, &[], &[], Some(client), desk);
        let metric = LimitMetric::ClientOpenNotional;
        let measure = scope.measure(metric, limits.total.get(metric), &[], &[]);
        all.push((measure, Some(client.key.clone())));
    }
    all
}

/// What a tied request exchanges, as the book will hold it.
struct Hedge {
    leg: LegValue,
    /// Units that the dealer gets with each spread that it buys.
    units: f64,
}

impl Hedge {
    #[inline(never)]
    fn new(ctx: &Context, exchange: &Exchange) -> Option<Self> {
        let market = ctx.valuation.legs.first()?.market.clone();
        let instrument = match exchange.instrument.expiry {
            Some(expiry) => Instrument::Future { market, expiry },
            None => Instrument::Spot { market },
        };
        let leg = Leg { ratio: 1, instrument, multiplier: 1.0, mark: Mark::default() };
        let leg = LegValue::new(&leg, ctx.market).ok()?;
        Some(Self { leg, units: -exchange.units * ctx.multiplier })
    }
}

/// The trade's own totals per spread, by underlying.
fn traded(
    ctx: &Context,
    shocks: &mut Shocks,
    tied: Option<&Exchange>,
    hedge: Option<&Hedge>,
) -> Vec<Totals> {
    let mut traded = Vec::new();
    for leg in &ctx.valuation.legs {
        let units = f64::from(leg.ratio) * leg.multiplier;
        let market = ctx.market.find(&leg.market);
        let gains = market.map(|market| shocks.gains(leg, market)).unwrap_or_default();
        if let Some(totals) = totals::of(&mut traded, &leg.market.underlying) {
            totals.add(leg, units, gains);
        }
    }
    if let Some(Hedge { leg, units }) = hedge {
        let market = ctx.market.find(&leg.market);
        let gains = market.map(|market| shocks.gains(leg, market)).unwrap_or_default();
        if let Some(totals) = totals::of(&mut traded, &leg.market.underlying) {
            totals.add(leg, *units, gains);
        }
    } else if let Some((exchange, leg)) = tied.zip(ctx.valuation.legs.first()) {
        // What is exchanged moves delta and profit whether or not it can be valued.
        let id = &leg.market.underlying;
        let cash = -exchange.spot_delta * ctx.multiplier * leg.spot;
        if let Some(totals) = totals::of(&mut traded, id) {
            totals.delta_cash += cash;
            totals.add_gains(&stress::delta_gains(id, shocks.grid()), cash);
        }
    }
    traded
}

/// An instrument that is traded, or held and looked at by itself.
struct Touched<'a> {
    /// Its place in the book, where it is held.
    place: Option<usize>,
    leg: &'a LegValue,
    held_units: f64,
    units_per_spread: f64,
}

/// The trade's instruments with what the book holds of each, however they are marked.
fn touched<'a>(ctx: &'a Context, book: &Book, hedge: Option<&'a Hedge>) -> Vec<Touched<'a>> {
    let mut touched: Vec<Touched> = Vec::new();
    let legs = ctx.valuation.legs.iter().map(|leg| (leg, f64::from(leg.ratio) * leg.multiplier));
    let exchanged = hedge.map(|hedge| (&hedge.leg, hedge.units));
    for (leg, units) in legs.chain(exchanged) {
        let is_same = |known: &Instrument| *known == leg.instrument;
        if let Some(known) = touched.iter_mut().find(|t| is_same(&t.leg.instrument)) {
            known.units_per_spread += units;
            continue;
        }
        let place = book.place_of(&leg.instrument);
        let held = place.and_then(|place| book.held.get(place));
        let held_units = held.map_or(0.0, super::book::Held::units);
        touched.push(Touched { place, leg, held_units, units_per_spread: units });
    }
    touched
}

/// Everything the book holds, each instrument by itself.
fn held_open(book: &Book) -> Vec<Touched<'_>> {
    let of = |(place, held): (usize, &'_ super::book::Held)| (place, held.units());
    let places = book.held.iter().enumerate().map(of);
    places
        .zip(&book.held)
        .map(|((place, held_units), held)| Touched {
            place: Some(place),
            leg: &held.value,
            held_units,
            units_per_spread: 0.0,
        })
        .collect()
}

/// What is held of an underlying and what a spread adds.
type Pair<'a> = (Option<&'a Totals>, Option<&'a Totals>);

/// What is measured together: one underlying, or all.
struct Scope<'a, 'n> {
    name: &'n str,
    pairs: Vec<Pair<'a>>,
    touched: Vec<&'a Touched<'a>>,
    book: &'a Book,
    client: Option<&'a ClientHoldings>,
    concentration_floor: f64,
}

impl<'a, 'n> Scope<'a, 'n> {
    fn new(
        name: &'n str,
        book: &'a Book,
        traded: &'a [Totals],
        touched: &'a [Touched<'a>],
        client: Option<&'a ClientHoldings>,
        desk: &Desk,
    ) -> Self {
        let of = |all: &'a [Totals], id: &str| all.iter().find(|t| t.underlying == id);
        let held = book.totals.iter().filter(|t| is_inside(name, &t.underlying));
        let mut pairs: Vec<_> =
            held.map(|held| (Some(held), of(traded, &held.underlying))).collect();
        let is_new = |t: &&Totals| of(&book.totals, &t.underlying).is_none();
        let new = traded.iter().filter(|t| is_inside(name, &t.underlying)).filter(is_new);
        pairs.extend(new.map(|traded| (None, Some(traded))));
        let touched = touched.iter().filter(|t| is_inside(name, &t.leg.market.underlying));
        Self {
            name,
            pairs,
            touched: touched.collect(),
            book,
            client,
            concentration_floor: desk.limits().concentration_floor,
        }
    }

    /// Every metric with its limit; none that the scope has nothing of to measure.
    fn measures(&self, limits: &LimitSet) -> impl Iterator<Item = Measure<'n>> {
        let buckets: Vec<Line> = self.buckets().collect();
        let states: Vec<Line> = self.together().collect();
        LimitMetric::ALL
            .iter()
            .filter(|metric| self.name == TOTAL || !metric.is_of_total_only())
            .map(move |metric| self.measure(*metric, limits.get(*metric), &buckets, &states))
    }

    /// A metric with its limit; `buckets` and `states` are lines that several are made of.
    fn measure(
        &self,
        metric: LimitMetric,
        limit: f64,
        buckets: &[Line],
        states: &[Line],
    ) -> Measure<'n> {
        let of =
            |shape: Shape, lines: &[Line]| Measure::new(metric, self.name, limit, shape, lines);
        let net = |shape: Shape, value: fn(&Totals) -> f64| of(shape, &[self.net(value)]);
        match metric {
            LimitMetric::DeltaCash => net(Shape::LargestAbsolute, |t| t.delta_cash),
            LimitMetric::GammaCashPerPercent => {
                net(Shape::LargestAbsolute, |t| t.greeks.gamma_cash_per_percent)
            }
            LimitMetric::VegaPerPoint => net(Shape::LargestAbsolute, |t| t.greeks.vega_per_point),
            LimitMetric::ThetaPerDay => net(Shape::LargestAbsolute, |t| t.greeks.theta_per_day),
            LimitMetric::RhoPerBasisPoint => {
                net(Shape::LargestAbsolute, |t| t.greeks.rho_per_percent / 100.0)
            }
            LimitMetric::PremiumOutlay => net(Shape::PositivePart, |t| t.value),
            LimitMetric::BucketVegaPerPoint => of(Shape::LargestAbsolute, buckets),
            LimitMetric::BucketConcentration => {
                of(Shape::LargestShare(self.concentration_floor), buckets)
            }
            LimitMetric::ExpiryDayGammaCash => of(Shape::LargestAbsolute, &self.expiry_gammas()),
            LimitMetric::GrossNotional => {
                of(Shape::SumOfAbsolutes, &self.notionals().collect::<Vec<_>>())
            }
            LimitMetric::ClientOpenNotional => {
                of(Shape::SumOfAbsolutes, &self.client_notionals().collect::<Vec<_>>())
            }
            LimitMetric::StressLoss => of(Shape::LargestLoss, states),
            LimitMetric::CorrelationStressLoss => {
                of(Shape::SumOfLargestLosses(states.len()), &self.apart().collect::<Vec<_>>())
            }
            LimitMetric::MaxTenorYears => {
                let years = self.touched.iter().map(|t| t.leg.years).collect();
                let line =
                    |t: &&Touched| Line { held: t.held_units, per_spread: t.units_per_spread };
                let lines: Vec<Line> = self.touched.iter().map(line).collect();
                of(Shape::LongestOpen(years), &lines)
            }
        }
    }

    fn net(&self, of: fn(&Totals) -> f64) -> Line {
        let mut line = Line::default();
        for (held, traded) in &self.pairs {
            line.held += held.map_or(0.0, of);
            line.per_spread += traded.map_or(0.0, of);
        }
        line
    }

    /// One line per bucket of each underlying: its linear and inverse options share its
    /// volatilities.
    fn buckets(&self) -> impl Iterator<Item = Line> {
        let lines = |(held, traded): &Pair<'a>| {
            let buckets = |t: Option<&'a Totals>| t.map_or(&[][..], |t| &t.bucket_vegas);
            zipped(buckets(*held), buckets(*traded), VegaNodes::COUNT)
        };
        self.pairs.iter().flat_map(lines)
    }

    /// One line per expiry of each underlying: gammas of two expiries do not net on their days.
    fn expiry_gammas(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (held, traded) in &self.pairs {
            let of = |t: Option<&'a Totals>, expiry: Timestamp| {
                t.map_or(0.0, |t| t.expiry_gamma(expiry))
            };
            let mut days: Vec<Timestamp> =
                held.iter().chain(traded).flat_map(|t| &t.expiry_gammas).map(|(e, _)| *e).collect();
            order::sort_by_key(&mut days, |day| *day);
            days.dedup();
            let line = |day| Line { held: of(*held, day), per_spread: of(*traded, day) };
            lines.extend(days.into_iter().map(line));
        }
        lines
    }

    /// One line per instrument of the trade, and one for everything else that is held.
    fn notionals(&self) -> impl Iterator<Item = Line> {
        let held: f64 =
            self.pairs.iter().filter_map(|(held, _)| *held).map(|t| t.gross_notional).sum();
        let traded = || self.touched.iter().filter(|t| t.units_per_spread != 0.0);
        let inside: f64 = traded().map(|t| t.held_units.abs() * t.leg.spot).sum();
        // What rounding leaves of nothing is nothing.
        let rest = if traded().count() > 0 { (held - inside).max(0.0) } else { held };
        let line = |t: &&Touched| Line {
            held: t.held_units * t.leg.spot,
            per_spread: t.units_per_spread * t.leg.spot,
        };
        let rest = Line { held: if rest > 1e-12 * held { rest } else { 0.0 }, per_spread: 0.0 };
        traded().map(line).chain([rest])
    }

    /// The same of what the client has traded.
    fn client_notionals(&self) -> impl Iterator<Item = Line> {
        let units: &[(usize, f64)] = self.client.map_or(&[], |client| client.units.as_slice());
        let own = |place: Option<usize>| {
            units.iter().find(|(known, _)| Some(*known) == place).map_or(0.0, |(_, units)| *units)
        };
        let traded = self.touched.iter().filter(|t| t.units_per_spread != 0.0).map(move |t| Line {
            held: own(t.place) * t.leg.spot,
            per_spread: t.units_per_spread * t.leg.spot,
        });
        let is_traded = |place: usize| {
            self.touched.iter().any(|t| t.place == Some(place) && t.units_per_spread != 0.0)
        };
        let rest = units.iter().filter(move |(place, _)| !is_traded(*place));
        let rest = rest.filter_map(|(place, units)| {
            let leg = &self.book.held.get(*place)?.value;
            let held = units * leg.spot;
            is_inside(self.name, &leg.market.underlying).then_some(Line { held, per_spread: 0.0 })
        });
        traded.chain(rest)
    }

    /// One line of profit and loss per state of the stress grid, every underlying in the same.
    fn together(&self) -> impl Iterator<Item = Line> {
        let of = |t: Option<&'a Totals>, state: usize| {
            t.and_then(|t| t.gains.get(state)).copied().unwrap_or(0.0)
        };
        (0..self.states()).map(move |state| {
            let mut line = Line::default();
            for (held, traded) in &self.pairs {
                line.held += of(*held, state);
                line.per_spread += of(*traded, state);
            }
            line
        })
    }

    /// The same underlying by underlying.
    fn apart(&self) -> impl Iterator<Item = Line> {
        let states = self.states();
        self.pairs.iter().flat_map(move |(held, traded)| {
            let gains = |t: Option<&'a Totals>| t.map_or(&[][..], |t| &t.gains);
            zipped(gains(*held), gains(*traded), states)
        })
    }

    fn states(&self) -> usize {
        let all = self.pairs.iter().flat_map(|(held, traded)| [held, traded]);
        all.flatten().map(|t| t.gains.len()).max().unwrap_or(0)
    }
}

/// Whether an underlying is in a scope.
fn is_inside(scope: &str, underlying: &str) -> bool {
    scope == TOTAL || scope == underlying
}

/// So many lines of two lists, zero beyond the end of either.
fn zipped<'a>(
    held: &'a [f64],
    traded: &'a [f64],
    count: usize,
) -> impl Iterator<Item = Line> + use<'a> {
    let at = |list: &[f64], index: usize| list.get(index).copied().unwrap_or(0.0);
    (0..count).map(move |index| Line { held: at(held, index), per_spread: at(traded, index) })
}
