//! What goes out about a valued package, with no word of what a dealer would charge for it.

use serde::Serialize;

use super::{Greeks, LegValue, Valuation, value};
use crate::basics::{Instrument, InstrumentKind, Issue, PutCall, Settlement, Timestamp};
use crate::market::{Market, VegaNodes};
use crate::rfq::{RfqDraft, check};

/// Theoretical value and Greeks of a draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct GreeksReport {
    /// Legs in the order of the normalised package; empty where it could not be valued.
    pub legs: Vec<LegReport>,
    /// Theoretical price of one spread per unit, in premium currency.
    pub theoretical: Option<f64>,
    /// Premium currency.
    pub currency: String,
    /// Currency of the Greeks.
    pub price_currency: String,
    /// Greeks of one spread, in price currency, as the client who buys it sees them.
    pub net: Option<Greeks>,
    /// Greeks of the whole size: one spread × quantity × multiplier.
    pub position: Option<Greeks>,
    /// Vega of one spread by tenor and moneyness; sums to the model's net vega.
    pub buckets: Vec<BucketReport>,
    /// Findings.
    pub issues: Vec<Issue>,
}

/// One leg's numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct LegReport {
    /// `ETH-27NOV26-3400-C`.
    pub symbol: String,
    /// Signed contracts per spread, as the client who buys it owns them.
    pub ratio: i32,
    /// Option, future or spot.
    pub kind: InstrumentKind,
    /// Underlying id.
    pub underlying: String,
    /// What an option pays in and a premium is quoted in: linear and inverse legs of one underlying
    /// have the same symbol.
    pub settlement: Settlement,
    /// Call or put; absent for futures and spot.
    #[serde(rename = "type")]
    pub put_call: Option<PutCall>,
    /// Strike, in price currency; absent for futures and spot.
    pub strike: Option<f64>,
    /// ISO instant of expiry; absent for spot.
    pub expiry: Option<String>,
    /// Years to expiry, ACT/365F.
    pub years: f64,
    /// Forward to expiry, in price currency.
    pub forward: f64,
    /// The leg's own premium currency.
    pub currency: String,
    /// Price of one contract per unit in that currency: the mark where one is given.
    pub price: f64,
    /// Volatility used, decimal; absent for futures and spot.
    pub vol: Option<f64>,
    /// The surface's own price.
    pub model_price: f64,
    /// The surface's own volatility; absent for futures and spot.
    pub model_vol: Option<f64>,
    /// Which of `price`, `vol` and `vega` are the user's own marks.
    pub marked: Vec<String>,
    /// The model's Greeks of one long contract per unit, in price currency.
    pub greeks: Greeks,
    /// Vega per point as reported: the mark where one is given, in price currency.
    pub reported_vega: f64,
    /// Whether exactly this instrument is listed.
    pub listed: bool,
    /// Half of the quoted bid–offer distance on screen, in premium currency.
    pub screen_half_spread: Option<f64>,
}

/// Vega on one node.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BucketReport {
    /// Underlying id.
    pub underlying: String,
    /// Tenor of the node, in days.
    pub tenor_days: f64,
    /// Moneyness k/√θ of the node.
    pub moneyness: f64,
    /// Vega per volatility point, in price currency.
    pub vega_per_point: f64,
}

/// Greeks in the coin an inverse option is paid in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct GreeksInCoin {
    /// Vega per volatility point.
    pub vega_per_point: f64,
    /// Theta per calendar day.
    pub theta_per_day: f64,
    /// Rho per 1 % of rate.
    pub rho_per_percent: f64,
}

/// Checks and values a draft; whatever is wrong with it is in the report's issues.
pub fn greeks(draft: &RfqDraft, market: &Market) -> GreeksReport {
    let checked = check(draft, &market.listing());
    let mut report = GreeksReport { issues: checked.issues, ..GreeksReport::default() };
    let Some(rfq) = checked.rfq else { return report };
    match value(&rfq.spread, market) {
        Ok(valuation) => {
            let units = rfq.quantity * valuation.legs.first().map_or(1.0, |l| l.multiplier);
            report.issues.extend(valuation.issues.iter().cloned());
            report.legs = valuation.legs.iter().map(LegReport::from).collect();
            report.theoretical = Some(valuation.price);
            report.currency.clone_from(&valuation.unit.currency);
            report.price_currency.clone_from(&valuation.unit.price_currency);
            report.net = Some(valuation.reported_greeks);
            report.position = Some(valuation.reported_greeks.times(units));
            report.buckets = buckets(&valuation);
        }
        Err(issues) => report.issues.extend(issues),
    }
    report
}

/// The vega of one spread on every node that has some.
pub fn buckets(valuation: &Valuation) -> Vec<BucketReport> {
    let mut rows = Vec::new();
    for market in &valuation.buckets {
        for (index, vega) in market.vega_per_point.iter().enumerate().filter(|(_, v)| **v != 0.0) {
            let (years, moneyness) = VegaNodes::node(index);
            rows.push(BucketReport {
                underlying: market.market.underlying.clone(),
                tenor_days: (years * 365.0).round(),
                moneyness,
                vega_per_point: *vega,
            });
        }
    }
    rows
}

/// Vega, theta and rho in coin, where every leg pays the same coin.
pub fn greeks_in_coin(valuation: &Valuation) -> Option<GreeksInCoin> {
    let is_inverse = valuation.legs.iter().all(|l| l.market.settlement == Settlement::Inverse);
    let unit = valuation.unit.in_price_currency;
    let is_coin = valuation.unit.currency != valuation.unit.price_currency;
    (is_inverse && is_coin).then(|| GreeksInCoin {
        vega_per_point: valuation.reported_greeks.vega_per_point / unit,
        theta_per_day: valuation.reported_greeks.theta_per_day / unit,
        rho_per_percent: valuation.reported_greeks.rho_per_percent / unit,
    })
}

impl From<&LegValue> for LegReport {
    fn from(leg: &LegValue) -> Self {
        let terms = leg.option_terms();
        let kind = match leg.instrument {
            Instrument::Option { .. } => InstrumentKind::Option,
            Instrument::Future { .. } => InstrumentKind::Future,
            Instrument::Spot { .. } => InstrumentKind::Spot,
        };
        Self {
            symbol: leg.instrument.symbol(),
            ratio: leg.ratio,
            kind,
            underlying: leg.market.underlying.clone(),
            settlement: leg.market.settlement,
            put_call: terms.map(|(_, _, put_call)| put_call),
            strike: terms.map(|(_, strike, _)| strike),
            expiry: leg.instrument.expiry().map(Timestamp::to_iso),
            years: leg.years,
            forward: leg.forward,
            currency: leg.unit.currency.clone(),
            price: leg.price,
            vol: terms.map(|_| leg.vol),
            model_price: leg.model_price,
            model_vol: terms.map(|_| leg.model_vol),
            marked: leg.marked().into_iter().map(str::to_owned).collect(),
            greeks: leg.greeks,
            reported_vega: leg.reported_greeks.vega_per_point,
            listed: leg.is_listed,
            screen_half_spread: leg.screen_half_spread,
        }
    }
}
