//! The delta hedge in units of the instrument that hedges, and the part that a tied request
//! exchanges with the client: one reading of it for the price, the hedging cost and the limits.

use crate::basics::{Instrument, Settlement};
use crate::market::{HedgeInstrument, Market};
use crate::pricing::{LegValue, Valuation};
use crate::rfq::Tied;

use super::Context;
use super::words::{decimals, size};

/// The hedge that changes hands with a tied package, per spread and unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange<'a> {
    /// What is exchanged: the front expiry's hedge.
    pub instrument: &'a HedgeInstrument,
    /// Units of the instrument that a client who buys the spread sells to the dealer; negative
    /// where it buys them, as under a package of negative delta.
    pub units: f64,
    /// The same in units of spot: what it does to the dealer's delta.
    pub spot_delta: f64,
    /// The price at which they change hands, in price currency.
    pub reference: f64,
}

impl<'a> Exchange<'a> {
    /// The hedge of a tied request: the stated delta with its sign, else the model's own.
    ///
    /// `None` where the legs are on several markets or theirs has no hedge: no one instrument
    /// could be exchanged.
    pub fn new(valuation: &Valuation, market: &'a Market, tied: &Tied) -> Option<Self> {
        let key = &valuation.legs.first()?.market;
        if valuation.legs.iter().any(|leg| leg.market != *key) {
            return None;
        }
        let underlying = market.find(key)?;
        let front = valuation.legs.iter().filter_map(|l| l.instrument.expiry()).min();
        let instrument = front.map_or(underlying.hedges.first(), |e| underlying.hedge(e))?;
        let units = tied.delta.unwrap_or_else(|| {
            let of = |leg: &LegValue| hedge_units(leg, instrument, key.settlement);
            valuation.legs.iter().map(|leg| f64::from(leg.ratio) * of(leg)).sum()
        });
        let per_unit = match (instrument.expiry, key.settlement) {
            (Some(_), Settlement::Linear) => instrument.mid / underlying.spot,
            _ => 1.0,
        };
        Some(Self { instrument, units, spot_delta: units * per_unit, reference: tied.reference })
    }

    /// What the exchange away from the hedge's mid is worth to a client who buys, in price
    /// currency: the tied package is worth that much more, so both sides move by it.
    pub fn shift(&self) -> f64 {
        self.units * (self.reference - self.instrument.mid)
    }

    /// One sentence on what is exchanged and what that does to the price.
    pub fn sentence(&self, ctx: &Context) -> String {
        let verb = if self.units < 0.0 { "buys" } else { "sells" };
        let away = self.reference - self.instrument.mid;
        let place = if away < 0.0 { "below" } else { "above" };
        let direction = if self.shift() < 0.0 { "lowers" } else { "raises" };
        format!(
            "Tied: a client who buys the package {verb} {} {} per {} at {}, {} {place} its mid of {}, \
             which {direction} both sides by {}.",
            size(self.units.abs()),
            self.instrument.name,
            ctx.per(),
            decimals(self.reference, 2),
            decimals(away.abs(), 2),
            decimals(self.instrument.mid, 2),
            ctx.money(self.shift().abs()),
        )
    }
}

/// Units of the instrument with the delta of one long contract, per unit.
///
/// A perpetual, spot and one coin's worth of an inverse future have a spot delta of one; a dated
/// linear future has F/S. A future hedged in itself is one for one.
pub fn hedge_units(leg: &LegValue, instrument: &HedgeInstrument, settlement: Settlement) -> f64 {
    let is_itself = match &leg.instrument {
        Instrument::Future { expiry, .. } => instrument.expiry == Some(*expiry),
        Instrument::Spot { .. } | Instrument::Option { .. } => false,
    };
    if is_itself {
        return 1.0;
    }
    match (instrument.expiry, settlement) {
        (Some(_), Settlement::Linear) => {
            leg.greeks.delta_premium_adjusted * leg.spot / instrument.mid
        }
        _ => leg.greeks.delta_premium_adjusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlays::samples::Sample;

    #[test]
    fn the_models_delta_or_the_stated_one_is_exchanged_with_its_sign() {
        let sample = Sample::risk_reversal(500.0);
        let of = |reference: f64, delta: Option<f64>| {
            Exchange::new(&sample.valuation, &sample.market, &Tied { reference, delta }).unwrap()
        };
        let own = of(3_410.0, None);
        assert!((own.units - sample.valuation.greeks.delta).abs() < 1e-12);
        assert!((own.shift() - 10.0 * own.units).abs() < 1e-12);
        let stated = of(3_410.0, Some(-0.5));
        assert_eq!((stated.units, stated.spot_delta), (-0.5, -0.5));
        assert!((stated.shift() + 5.0).abs() < 1e-12);
        let name = &stated.instrument.name;
        assert_eq!(
            stated.sentence(&sample.context()),
            format!(
                "Tied: a client who buys the package buys 0.50 {name} per spread at 3410.00, \
                 10.00 above its mid of 3400.00, which lowers both sides by 5.00."
            )
        );
    }
}
