//! Holdings of one underlying added up: what every limit and the report start from.

use crate::basics::Timestamp;
use crate::market::VegaNodes;
use crate::pricing::{Greeks, LegValue, spread_over_nodes};

/// Days before its expiry in which an option's gamma counts as that of the expiry day.
const EXPIRY_DAYS: f64 = 1.0;

/// Sums over holdings of one underlying, in price currency; linear and inverse ones together.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// Underlying id.
    pub underlying: String,
    /// Spot or index of the last holding added.
    pub spot: f64,
    /// Model value of the options.
    pub value: f64,
    /// Premium-adjusted delta × spot.
    pub delta_cash: f64,
    /// Greeks of all units.
    pub greeks: Greeks,
    /// Vega per point and node, in [`VegaNodes`] order.
    pub bucket_vegas: Vec<f64>,
    /// Cash gamma per 1 % of each expiry that is a day away or less.
    pub expiry_gammas: Vec<(Timestamp, f64)>,
    /// Gain in each state of the stress grid.
    pub gains: Vec<f64>,
    /// Σ|units| × spot.
    pub gross_notional: f64,
}

impl Totals {
    /// Nothing of an underlying.
    pub fn none(underlying: &str) -> Self {
        Self {
            underlying: underlying.to_owned(),
            spot: 0.0,
            value: 0.0,
            delta_cash: 0.0,
            greeks: Greeks::default(),
            bucket_vegas: vec![0.0; VegaNodes::COUNT],
            expiry_gammas: Vec::new(),
            gains: Vec::new(),
            gross_notional: 0.0,
        }
    }

    /// Adds `units` of a contract that gains this much a unit in each state of the stress grid.
    pub fn add(&mut self, leg: &LegValue, units: f64, gains: &[f64]) {
        spread_over_nodes(leg, units, &mut self.bucket_vegas);
        self.add_but_buckets(leg, units, gains);
    }

    /// The same for who adds up the buckets apart.
    pub fn add_but_buckets(&mut self, leg: &LegValue, units: f64, gains: &[f64]) {
        let greeks = &leg.greeks;
        self.spot = leg.spot;
        self.value += units * leg.price * leg.unit.in_price_currency;
        self.delta_cash += units * greeks.delta_premium_adjusted * leg.spot;
        self.greeks.add(greeks, units);
        self.gross_notional += units.abs() * leg.spot;
        self.add_gains(gains, units);
        if leg.option_terms().is_some() && leg.years * 365.0 <= EXPIRY_DAYS {
            let gamma = units * greeks.gamma_cash_per_percent;
            let expiry = leg.instrument.expiry().unwrap_or(Timestamp::from_millis(0));
            match self.expiry_gammas.iter_mut().find(|(known, _)| *known == expiry) {
                Some((_, sum)) => *sum += gamma,
                None => self.expiry_gammas.push((expiry, gamma)),
            }
        }
    }

    /// Adds `units` of something that gains this much a unit in each state.
    pub fn add_gains(&mut self, gains: &[f64], units: f64) {
        if self.gains.len() < gains.len() {
            self.gains.resize(gains.len(), 0.0);
        }
        for (sum, gain) in self.gains.iter_mut().zip(gains) {
            *sum += units * gain;
        }
    }

    /// The cash gamma per 1 % of an expiry that is a day away or less; zero for others.
    pub fn expiry_gamma(&self, expiry: Timestamp) -> f64 {
        self.expiry_gammas.iter().find(|(known, _)| *known == expiry).map_or(0.0, |(_, sum)| *sum)
    }
}

/// The totals of an underlying among those of several, begun where there are none.
pub fn of<'a>(all: &'a mut Vec<Totals>, underlying: &str) -> Option<&'a mut Totals> {
    let place = all.iter().position(|t| t.underlying == underlying).unwrap_or_else(|| {
        all.push(Totals::none(underlying));
        all.len() - 1
    });
    all.get_mut(place)
}
