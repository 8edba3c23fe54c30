//! The instruments that a package's delta is hedged with, each walked for the whole size.

use crate::basics::Timestamp;
use crate::market::{HedgeInstrument, UnderlyingMarket};
use crate::models::impact::{ImpactLaw, Walk};
use crate::overlays::delta_hedge::{Exchange, hedge_units};
use crate::overlays::words::{decimals, list, percent, size};
use crate::overlays::{Context, HedgeOrder};

/// Sizes below this are rounding left by deltas that cancel.
const DUST: f64 = 1e-9;

/// Delta of one expiry, per spread and unit.
pub(super) struct ExpiryDelta<'a> {
    pub(super) expiry: Option<Timestamp>,
    pub(super) years: f64,
    pub(super) forward: f64,
    pub(super) instrument: &'a HedgeInstrument,
    /// Units of the instrument that a client who buys the spread is long, in underlying units.
    pub(super) units: f64,
}

/// Everything that one instrument hedges.
pub(super) struct Hedge<'a> {
    pub(super) instrument: &'a HedgeInstrument,
    /// Units per spread and unit, signed as the client's position after buying.
    pub(super) units: f64,
    /// Units per spread and unit that the client exchanges instead of the market, signed alike.
    pub(super) exchanged: f64,
    /// The walk for the whole size.
    pub(super) walk: Walk,
    /// Taker fee for the whole size, in price currency; its share of that on the net.
    pub(super) fee: f64,
    /// Net over gross notional of all that is traded: the share of the hedge that pays a fee.
    pub(super) net_share: f64,
}

/// Net delta per expiry of one market, in units of the instrument that hedges it.
pub(super) fn deltas<'a>(
    ctx: &Context,
    market: &'a UnderlyingMarket,
    tied: bool,
) -> Vec<ExpiryDelta<'a>> {
    let legs = || ctx.valuation.legs.iter().filter(|l| l.market == market.key);
    let front = legs().filter_map(|l| l.instrument.expiry()).min();
    let mut deltas: Vec<ExpiryDelta> = Vec::new();
    for leg in legs() {
        let expiry = leg.instrument.expiry();
        let hedged_as = if tied { front } else { expiry };
        let found = hedged_as.map_or(market.hedges.first(), |e| market.hedge(e));
        let Some(instrument) = found else { continue };
        let units = f64::from(leg.ratio) * hedge_units(leg, instrument, market.key.settlement);
        match deltas.iter_mut().find(|d| d.expiry == expiry) {
            Some(delta) => delta.units += units,
            None => deltas.push(ExpiryDelta {
                expiry,
                years: leg.years,
                forward: leg.forward,
                instrument,
                units,
            }),
        }
    }
    deltas
}

/// T·F·|Δ| of an expiry hedged with an instrument of another one; zero where they match.
pub(super) fn basis_exposure(delta: &ExpiryDelta) -> f64 {
    let matches = delta.expiry.is_none() || delta.instrument.expiry == delta.expiry;
    if matches { 0.0 } else { delta.years * delta.forward * delta.units.abs() }
}

/// Deltas that share an instrument, netted and walked for the whole size.
///
/// The taker fee is on the net of all instruments: what offsets between them is no delta, can wait,
/// and is worked as a maker, who pays none on Deribit's futures.
pub(super) fn net<'a>(
    deltas: &[ExpiryDelta<'a>],
    exchange: Option<&Exchange>,
    units: f64,
    impact_factor: f64,
) -> Vec<Hedge<'a>> {
    let mut sums: Vec<(&'a HedgeInstrument, f64)> = Vec::new();
    for delta in deltas {
        match sums.iter_mut().find(|(i, _)| i.name == delta.instrument.name) {
            Some((_, sum)) => *sum += delta.units,
            None => sums.push((delta.instrument, delta.units)),
        }
    }
    let mut hedges: Vec<Hedge> = sums
        .into_iter()
        .map(|(instrument, net)| {
            let tied = exchange.filter(|e| e.instrument.name == instrument.name);
            let exchanged = match tied.map(|e| e.units) {
                // Both are sums of the same numbers in another order.
                Some(delta) if (delta - net).abs() < DUST * net.abs() => net,
                other => other.unwrap_or(0.0),
            };
            let to_trade = units * (net - exchanged).abs();
            let law = ImpactLaw {
                factor: impact_factor,
                daily_vol: instrument.daily_vol,
                mid: instrument.mid,
                daily_volume: instrument.daily_volume,
            };
            let levels: Vec<(f64, f64)> =
                instrument.levels.iter().map(|l| (l.distance, l.size)).collect();
            Hedge {
                instrument,
                units: net,
                exchanged,
                walk: law.walk(&levels, to_trade),
                fee: instrument.fee_rate * instrument.mid * to_trade,
                net_share: 1.0,
            }
        })
        .collect();
    let notionals = || hedges.iter().map(|h| h.instrument.mid * h.to_trade(units));
    let gross: f64 = notionals().map(f64::abs).sum();
    let net_share = if gross > 0.0 { notionals().sum::<f64>().abs() / gross } else { 1.0 };
    for hedge in &mut hedges {
        hedge.fee *= net_share;
        hedge.net_share = net_share;
    }
    hedges
}

impl Hedge<'_> {
    /// Units for the whole size that the market must take, signed as what the dealer buys when the
    /// client buys the spread.
    pub(super) fn to_trade(&self, units: f64) -> f64 {
        units * (self.units - self.exchanged)
    }

    /// What is traded when the client buys; nothing where it nets to nothing.
    pub(super) fn order(&self, units: f64) -> Option<HedgeOrder> {
        let size = self.to_trade(units);
        (size.abs() >= DUST).then(|| HedgeOrder {
            instrument: self.instrument.name.clone(),
            is_option: false,
            size,
            cost: self.walk.cost + self.fee,
            assumption: self.instrument.assumption.clone(),
        })
    }

    pub(super) fn words(&self, ctx: &Context) -> Option<String> {
        let trade = self.to_trade(ctx.units());
        if trade.abs() < DUST {
            return None;
        }
        let (when_bought, when_sold) = if trade > 0.0 { ("buy", "sell") } else { ("sell", "buy") };
        let total = size(trade.abs());
        let mut levels: Vec<String> = self
            .walk
            .taken
            .iter()
            .map(|(distance, taken)| format!("{} at {}", size(*taken), decimals(*distance, 2)))
            .collect();
        if let Some(last) = levels.last_mut() {
            last.push_str(" from mid");
        }
        if self.walk.beyond > 0.0 {
            levels.push(format!("{} beyond the visible book", size(self.walk.beyond)));
        }
        let fee = match self.instrument.fee_rate {
            rate if rate > 0.0 && self.net_share > 1.0 - DUST => {
                format!(" with a fee of {}", percent(rate))
            }
            rate if rate > 0.0 => {
                format!(
                    " with a fee of {} on {} of it, the rest offsets",
                    percent(rate),
                    percent(self.net_share)
                )
            }
            _ => String::new(),
        };
        let depth = match &self.instrument.assumption {
            Some(assumption) => format!(" (depth assumed: {})", assumption.trim_end_matches('.')),
            None => String::new(),
        };
        Some(format!(
            "if the client buys, {when_bought} {total} {name}, if the client sells, {when_sold} \
             {total}: {levels}{depth}: {cost} per {per}{fee}",
            name = self.instrument.name,
            levels = list(&levels),
            cost = ctx.money((self.walk.cost + self.fee) / ctx.units()),
            per = ctx.per(),
        ))
    }
}
