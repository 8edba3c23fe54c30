//! Executed block RFQs, and the same structures on a recorded surface.
//!
//! A print's structure goes to a snapshot by moneyness x = ln(K/F)/√θ and tenor: to the listed
//! expiry nearest in ln T, and there to the listed strikes nearest in x. The exchange's index stands
//! for the forward; √θ is the print's own where one of its legs near the money has a volatility,
//! else that of the snapshot at the same tenor.

use std::collections::BTreeMap;

use spread_pricer::basics::{PutCall, Timestamp};
use spread_pricer::market::UnderlyingMarket;
use spread_pricer::models::black::Black;
use spread_pricer::models::implied_vol::vol_from_price;
use spread_pricer::rfq::expiry::ExpiryText;

use super::quoting::Option;

/// Moneyness within which a leg's own price says the volatility at the money.
const NEAR: f64 = 1.0;

/// One executed block RFQ.
#[derive(Debug, Clone)]
pub(crate) struct Print {
    pub(crate) id: String,
    pub(crate) coin: String,
    pub(crate) at: Timestamp,
    pub(crate) amount: f64,
    /// |trade price − mark price| per spread, in coin: what the taker paid.
    pub(crate) edge: f64,
    pub(crate) index: f64,
    pub(crate) legs: Vec<PrintLeg>,
}

/// A leg of a print, as the client who buys the spread owns it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PrintLeg {
    pub(crate) ratio: f64,
    pub(crate) expiry: Timestamp,
    pub(crate) strike: f64,
    pub(crate) put_call: PutCall,
    /// In coin.
    pub(crate) price: f64,
}

/// The prints of a file by its header's names; none where the file is another kind.
pub(crate) fn prints(text: &str) -> std::option::Option<Vec<Print>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next()?.split(',').collect();
    let mut found: BTreeMap<String, Print> = BTreeMap::new();
    for line in lines {
        let row: Vec<&str> = line.split(',').collect();
        let text = |name: &str| row.get(header.iter().position(|h| *h == name)?).copied();
        let number = |name: &str| text(name)?.parse::<f64>().ok();
        let leg = PrintLeg {
            ratio: number("leg_ratio")? * if text("leg_direction")? == "buy" { 1.0 } else { -1.0 },
            price: number("leg_price")?,
            ..named(text("leg_instrument")?)?
        };
        let print = Print {
            id: text("rfq_id")?.to_owned(),
            coin: text("leg_instrument")?.split('-').next()?.to_owned(),
            at: Timestamp::from_millis(text("timestamp_ms")?.parse().ok()?),
            amount: number("amount")?,
            edge: (number("trade_price")? - number("mark_price")?).abs(),
            index: number("index_price")?,
            legs: Vec::new(),
        };
        found.entry(print.id.clone()).or_insert(print).legs.push(leg);
    }
    Some(found.into_values().collect())
}

/// The option of a name such as `BTC-25SEP26-80000-C`, without ratio and price.
fn named(name: &str) -> std::option::Option<PrintLeg> {
    let parts: Vec<&str> = name.split('-').collect();
    let [_, date, strike, put_call] = parts.as_slice() else { return None };
    let ExpiryText::Date(year, month, day) = ExpiryText::parse(date)? else { return None };
    Some(PrintLeg {
        ratio: 0.0,
        expiry: Timestamp::from_utc(year, month, day, 8, 0)?,
        strike: strike.parse().ok()?,
        put_call: if *put_call == "C" { PutCall::Call } else { PutCall::Put },
        price: 0.0,
    })
}

impl Print {
    /// Years from the trade to an expiry.
    pub(crate) fn years(&self, expiry: Timestamp) -> f64 {
        self.at.years_until(expiry)
    }

    /// Volatility at the money of one of the print's expiries.
    fn atm_vol(&self, expiry: Timestamp, on: &UnderlyingMarket) -> f64 {
        let years = self.years(expiry);
        let surface = (on.surface.variance(years, 0.0).w / years).sqrt();
        let near = self.legs.iter().filter(|l| l.expiry == expiry).filter_map(|leg| {
            let vol = self.vol(leg)?;
            let x = (leg.strike / self.index).ln() / (vol * years.sqrt());
            (x.abs() <= NEAR).then_some((x.abs(), vol))
        });
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(surface, |(_, vol)| vol)
    }

    fn vol(&self, leg: &PrintLeg) -> std::option::Option<f64> {
        let (price, years) = (leg.price * self.index, self.years(leg.expiry));
        vol_from_price(leg.put_call, price, self.index, leg.strike, years, 1.0).ok()
    }

    /// Moneyness of a leg.
    pub(crate) fn moneyness(&self, leg: &PrintLeg, on: &UnderlyingMarket) -> f64 {
        let years = self.years(leg.expiry);
        (leg.strike / self.index).ln() / (self.atm_vol(leg.expiry, on) * years.sqrt())
    }

    /// Net vega of the print itself per volatility point, in coin, at its own volatilities at the money.
    pub(crate) fn vega(&self, on: &UnderlyingMarket) -> f64 {
        let of = |leg: &PrintLeg| {
            let black = Black {
                put_call: leg.put_call,
                forward: self.index,
                strike: leg.strike,
                years: self.years(leg.expiry),
                vol: self.atm_vol(leg.expiry, on),
                discount: 1.0,
            };
            leg.ratio * black.greeks().vega / 100.0 / self.index
        };
        self.legs.iter().map(of).sum::<f64>().abs()
    }

    /// The same structure on a snapshot; none where two of its options would become one.
    pub(crate) fn on(&self, market: &UnderlyingMarket) -> std::option::Option<Vec<Option>> {
        let mut legs: Vec<Option> = Vec::new();
        for leg in &self.legs {
            let distance = |expiry: Timestamp| {
                (market.years(expiry).max(1e-9).ln() - self.years(leg.expiry).ln()).abs()
            };
            let listed = market
                .chain
                .iter()
                .min_by(|a, b| distance(a.expiry).total_cmp(&distance(b.expiry)))?;
            let years = market.years(listed.expiry);
            let deviation = market.surface.variance(years, 0.0).w.sqrt();
            let forward = market.forward(listed.expiry);
            let wanted = self.moneyness(leg, market);
            let away = |k: &f64| ((k / forward).ln() / deviation - wanted).abs();
            let strikes = listed.strikes();
            let strike = strikes.into_iter().min_by(|a, b| away(a).total_cmp(&away(b)))?;
            let (ratio, expiry, put_call) = (leg.ratio, listed.expiry, leg.put_call);
            if legs
                .iter()
                .any(|l| (l.expiry, l.put_call) == (expiry, put_call) && l.strike == strike)
            {
                return None;
            }
            legs.push(Option { ratio, expiry, strike, put_call });
        }
        Some(self.with_common_strikes(legs))
    }

    /// What had one strike in two expiries keeps one: that of the later, whose vega is the package's.
    fn with_common_strikes(&self, mut legs: Vec<Option>) -> Vec<Option> {
        for (i, own) in self.legs.iter().enumerate() {
            let later = self
                .legs
                .iter()
                .position(|other| other.strike == own.strike && other.expiry > own.expiry);
            if let Some(later) = later {
                legs[i].strike = legs[later].strike;
            }
        }
        legs
    }
}
