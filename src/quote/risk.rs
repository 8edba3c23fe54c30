//! What the book and a trade measure on each limited metric, as functions of the size traded.
//!
//! Every metric is a convex function of the signed number of spreads q the dealer buys: the
//! absolute value, the largest or the sum of a few straight lines e + q·g.

use std::borrow::Cow;

use crate::basics::Instrument;
use crate::basics::time::DAY_MS;
use crate::desk::{Desk, LimitMetric, LimitSet, StressConfig};
use crate::market::{Market, VegaNodes};
use crate::math::ops;
use crate::overlays::{Context, Exchange};
use crate::pricing::revalue::LegThen;
use crate::pricing::{LegValue, spread_over_nodes};

use super::book::Book;

/// Shortest expiry, in days, that volatility shocks are scaled to.
const SHORTEST_SHOCKED_DAYS: f64 = 7.0;
/// Most negative relative volatility shock: a volatility stays positive.
const LOWEST_VOL_SHOCK: f64 = -0.95;
/// The scope of the whole book.
const TOTAL: &str = "total";

/// A straight line in the number of spreads bought: the book's part and the trade's per spread.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Line {
    /// The book's part.
    pub held: f64,
    /// The trade's part per spread that the dealer buys.
    pub per_spread: f64,
}

/// How a metric is made of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The largest absolute value.
    LargestAbsolute,
    /// The sum of absolute values.
    SumOfAbsolutes,
    /// The largest loss: the most negative line, as a positive number.
    LargestLoss,
}

/// A metric of one scope with its limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What is measured.
    pub metric: LimitMetric,
    /// `total` or an underlying's id.
    pub scope: String,
    /// The limit, in price currency, positive.
    pub limit: f64,
    shape: Shape,
    lines: Vec<Line>,
}

impl Measure {
    /// The metric with `bought` spreads more than the book holds; negative where sold.
    pub fn at(&self, bought: f64) -> f64 {
        let values = self.lines.iter().map(|l| l.held + bought * l.per_spread);
        match self.shape {
            Shape::LargestAbsolute => values.fold(0.0, |most, x| most.max(x.abs())),
            Shape::SumOfAbsolutes => values.map(f64::abs).sum(),
            Shape::LargestLoss => values.fold(0.0, |most, x| most.max(-x)),
        }
    }

    /// About the most spreads in the direction of `sign` up to which the metric stays at or below
    /// `bound`, which it does at none; `None` where that takes a search.
    pub(super) fn reach(&self, sign: f64, bound: f64) -> Option<f64> {
        let up_to = |line: &Line| {
            let slope = sign * line.per_spread;
            match self.shape {
                Shape::LargestAbsolute if slope > 0.0 => Some((bound - line.held) / slope),
                Shape::LargestAbsolute | Shape::LargestLoss if slope < 0.0 => {
                    Some((bound + line.held) / -slope)
                }
                Shape::LargestAbsolute | Shape::LargestLoss => Some(f64::INFINITY),
                Shape::SumOfAbsolutes => None,
            }
        };
        self.lines.iter().map(up_to).try_fold(f64::INFINITY, |least, reach| Some(least.min(reach?)))
    }

    #[cfg(test)]
    pub(super) fn of_line(limit: f64, held: f64, per_spread: f64) -> Self {
        Self {
            metric: LimitMetric::DeltaCash,
            scope: String::from("total"),
            limit,
            shape: Shape::LargestAbsolute,
            lines: vec![Line { held, per_spread }],
        }
    }
}

/// One holding of the book or of the trade: a valued leg with its signed units.
struct Holding<'a> {
    leg: &'a LegValue,
    /// Gain of one unit in each state of the stress grid.
    gains: Cow<'a, [f64]>,
    held_units: f64,
    units_per_spread: f64,
}

/// Measures of every underlying in the trade and of the whole book.
///
/// `tied` is what the request exchanges: the dealer who buys the spread sells it.
pub fn measures(ctx: &Context, book: &Book, desk: &Desk, tied: Option<&Exchange>) -> Vec<Measure> {
    let holdings = holdings(ctx, book, &desk.limits().stress);
    let limits = desk.limits();
    let mut touched: Vec<&str> =
        ctx.valuation.legs.iter().map(|l| l.market.underlying.as_str()).collect();
    touched.sort_unstable();
    touched.dedup();
    let mut all = Vec::new();
    let mut scope = |name: &str, limits: &LimitSet, inside: &[&Holding]| {
        for metric in LimitMetric::ALL {
            let (shape, mut lines) = lines(metric, inside);
            let front = ctx.valuation.legs.first().map(|l| l.market.underlying.as_str());
            let concerns = name == TOTAL || front == Some(name);
            if let Some(exchanged) = tied.filter(|_| concerns) {
                let units = -exchanged.spot_delta * ctx.multiplier;
                add_exchanged(metric, units, ctx, &desk.limits().stress, &mut lines);
            }
            all.push(Measure {
                metric,
                scope: name.to_owned(),
                limit: limits.get(metric),
                shape,
                lines,
            });
        }
    };
    for id in touched {
        let inside: Vec<&Holding> =
            holdings.iter().filter(|h| h.leg.market.underlying == id).collect();
        scope(id, &limits.of(id), &inside);
    }
    let everything: Vec<&Holding> = holdings.iter().collect();
    scope(TOTAL, &limits.total, &everything);
    all
}

/// Positions and legs, the same instrument with the same marks in both as one holding.
fn holdings<'a>(ctx: &Context<'a>, book: &'a Book, stress: &StressConfig) -> Vec<Holding<'a>> {
    let mut holdings: Vec<Holding> = book
        .held
        .iter()
        .map(|h| Holding {
            leg: &h.value,
            gains: Cow::Borrowed(&h.gains),
            held_units: h.units(),
            units_per_spread: 0.0,
        })
        .collect();
    for leg in &ctx.valuation.legs {
        let units = f64::from(leg.ratio) * leg.multiplier;
        // A marked leg has its own volatility, and with it its own Greeks.
        let same = |h: &&mut Holding| h.leg.instrument == leg.instrument && h.leg.mark == leg.mark;
        match holdings.iter_mut().find(same) {
            Some(holding) => holding.units_per_spread += units,
            None => holdings.push(Holding {
                leg,
                gains: Cow::Owned(gains(leg, ctx.market, stress)),
                held_units: 0.0,
                units_per_spread: units,
            }),
        }
    }
    holdings
}

fn lines(metric: LimitMetric, inside: &[&Holding]) -> (Shape, Vec<Line>) {
    let net = |per_unit: fn(&LegValue) -> f64| {
        let mut line = Line::default();
        for holding in inside {
            let x = per_unit(holding.leg);
            line.held += holding.held_units * x;
            line.per_spread += holding.units_per_spread * x;
        }
        (Shape::LargestAbsolute, vec![line])
    };
    match metric {
        LimitMetric::DeltaCash => net(|leg| leg.greeks.delta_premium_adjusted * leg.spot),
        LimitMetric::GammaCashPerPercent => net(|leg| leg.greeks.gamma_cash_per_percent),
        LimitMetric::VegaPerPoint => net(|leg| leg.greeks.vega_per_point),
        LimitMetric::ThetaPerDay => net(|leg| leg.greeks.theta_per_day),
        LimitMetric::BucketVegaPerPoint => (Shape::LargestAbsolute, bucket_lines(inside)),
        LimitMetric::GrossNotional => (Shape::SumOfAbsolutes, notional_lines(inside)),
        LimitMetric::StressLoss => (Shape::LargestLoss, stress_lines(inside)),
    }
}

/// One line per instrument, however its holdings are marked.
fn notional_lines(inside: &[&Holding]) -> Vec<Line> {
    let mut lines: Vec<(&Instrument, Line)> = Vec::new();
    for holding in inside {
        let instrument = &holding.leg.instrument;
        let index = lines.iter().position(|(known, _)| *known == instrument).unwrap_or_else(|| {
            lines.push((instrument, Line::default()));
            lines.len() - 1
        });
        if let Some((_, line)) = lines.get_mut(index) {
            line.held += holding.held_units * holding.leg.spot;
            line.per_spread += holding.units_per_spread * holding.leg.spot;
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// One line per bucket of each underlying: its linear and inverse options share its volatilities.
fn bucket_lines(inside: &[&Holding]) -> Vec<Line> {
    let mut markets: Vec<(&str, Vec<f64>, Vec<f64>)> = Vec::new();
    for holding in inside {
        let id = holding.leg.market.underlying.as_str();
        let index = markets.iter().position(|(known, ..)| *known == id).unwrap_or_else(|| {
            markets.push((id, vec![0.0; VegaNodes::COUNT], vec![0.0; VegaNodes::COUNT]));
            markets.len() - 1
        });
        if let Some((_, held, traded)) = markets.get_mut(index) {
            spread_over_nodes(holding.leg, holding.held_units, held);
            spread_over_nodes(holding.leg, holding.units_per_spread, traded);
        }
    }
    let to_lines = |(_, held, traded): (&str, Vec<f64>, Vec<f64>)| {
        held.into_iter()
            .zip(traded)
            .map(|(held, per_spread)| Line { held, per_spread })
            .collect::<Vec<_>>()
    };
    markets.into_iter().flat_map(to_lines).collect()
}

/// One line of profit and loss per state of the stress grid.
fn stress_lines(inside: &[&Holding]) -> Vec<Line> {
    let states = inside.iter().map(|holding| holding.gains.len()).max().unwrap_or(0);
    let mut lines = vec![Line::default(); states];
    for holding in inside {
        for (line, gain) in lines.iter_mut().zip(holding.gains.iter()) {
            line.held += holding.held_units * gain;
            line.per_spread += holding.units_per_spread * gain;
        }
    }
    lines
}

/// Gain of one unit of a leg in every state of the stress grid, in price currency: now and a day
/// later, spot by spot, and for each every volatility. The premium of an inverse option stays in
/// coin and moves with it, as in its hedge. Nothing on a market that is not loaded.
pub(super) fn gains(leg: &LegValue, market: &Market, stress: &StressConfig) -> Vec<f64> {
    let Some(underlying) = market.find(&leg.market) else { return Vec::new() };
    let as_of = underlying.as_of;
    let now = LegThen::new(leg, underlying, as_of).at_spot(1.0).value(0.0);
    let coin_exposure = leg.greeks.delta - leg.greeks.delta_premium_adjusted;
    let days = (leg.years * 365.0).max(SHORTEST_SHOCKED_DAYS);
    let scale = ops::sqrt(30.0 / days);
    let mut gains = Vec::with_capacity(2 * stress.spot_shocks.len() * stress.vol_shocks.len());
    for days in [0, 1] {
        let then = LegThen::new(leg, underlying, as_of.plus_millis(days * DAY_MS));
        for spot in &stress.spot_shocks {
            let spot = spot_move(*spot, &leg.market.underlying, stress);
            let there = then.at_spot(1.0 + spot);
            let hedged = now + coin_exposure * leg.spot * spot;
            let shifts = stress.vol_shocks.iter().map(|vol| (vol * scale).max(LOWEST_VOL_SHOCK));
            gains.extend(shifts.map(|shift| there.value(shift) - hedged));
        }
    }
    gains
}

/// The relative move of spot: half for equity indices.
fn spot_move(shock: f64, underlying: &str, stress: &StressConfig) -> f64 {
    let is_half = stress.half_shock_underlyings.iter().any(|id| id == underlying);
    if is_half { 0.5 * shock } else { shock }
}

/// Adds the exchanged hedge: it moves delta and profit, and no other metric.
fn add_exchanged(
    metric: LimitMetric,
    units: f64,
    ctx: &Context,
    stress: &StressConfig,
    lines: &mut [Line],
) {
    let Some(leg) = ctx.valuation.legs.first() else { return };
    match metric {
        LimitMetric::DeltaCash => {
            for line in lines {
                line.per_spread += units * leg.spot;
            }
        }
        LimitMetric::StressLoss => {
            let per_day = stress.spot_shocks.iter().flat_map(|spot| {
                stress.vol_shocks.iter().map(|_| spot_move(*spot, &leg.market.underlying, stress))
            });
            let moves: Vec<f64> = per_day.collect();
            for (line, spot) in lines.iter_mut().zip(moves.iter().cycle()) {
                line.per_spread += units * leg.spot * spot;
            }
        }
        _ => {}
    }
}
