//! The market the page opens on: generated from known eSSVI surfaces, and said to be a sample.
//!
//! Each surface is free of arbitrage by Hendriks and Martini's sufficient conditions (2019,
//! Prop. 3.5; a test checks them). Bids and offers lie around it at the widths that
//! recorded markets show by tenor and delta, rounded to the product's ticks. The quotes go through
//! the same cleaning, forwards and fit as a file does, so that what the page shows is a fit; it is
//! stored in `fit.rs`, and [`Market::sample`](super::Market::sample) has the market without a search.

mod fit;
mod market;

use super::contracts;
use super::snapshot::{HedgeRow, MarketSnapshot, QuoteRow, UnderlyingSnapshot};
use crate::basics::{ContractTerms, Exercise, MarketKey, PutCall, Settlement, Timestamp};
use crate::math::{normal, ops};
use crate::models::black::Black;
use crate::models::svi::RawSvi;

/// The instant of the sample.
const AS_OF: &str = "2026-11-18T12:00:00Z";

/// The currency of every spot, strike and forward.
const PRICE_CURRENCY: &str = "USD";

/// One expiry of a known surface.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SampleExpiry {
    /// ISO instant.
    expiry: &'static str,
    /// At-the-money volatility, decimal.
    vol: f64,
    /// SSVI ρ.
    rho: f64,
    /// SSVI φ√θ.
    steepness: f64,
    /// Underlying units that the future of this expiry trades a day; `None` where there is none.
    future_volume: Option<f64>,
}

/// One underlying's known surface and habits of quoting.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SampleUnderlying {
    id: &'static str,
    settlement: Settlement,
    spot: f64,
    /// Growth of the forward, continuously compounded per year.
    carry: f64,
    /// Discount rate of premiums, continuously compounded per year.
    rate: f64,
    /// Distance of strikes near the money in the first two months.
    strike_step: f64,
    /// Share of the coin widths below that it is quoted with.
    width: f64,
    /// Contracts at the best bid and offer at the money.
    size: f64,
    expiries: [SampleExpiry; 7],
    perpetual: Option<SampleDepth>,
    /// Depth of every dated future: `[distance from mid, size in underlying units]`.
    future_levels: &'static [(f64, f64)],
}

/// Depth of the perpetual.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SampleDepth {
    /// `[distance from mid, size in underlying units]`.
    levels: &'static [(f64, f64)],
    /// Underlying units a day.
    daily_volume: f64,
}

const fn expiry(expiry: &'static str, vol: f64, rho: f64, steepness: f64) -> SampleExpiry {
    SampleExpiry { expiry, vol, rho, steepness, future_volume: None }
}

impl SampleExpiry {
    const fn with_future(self, daily_volume: f64) -> Self {
        Self { future_volume: Some(daily_volume), ..self }
    }
}

const ETH_PERPETUAL: &[(f64, f64)] =
    &[(0.10, 60.0), (0.25, 150.0), (0.50, 300.0), (1.0, 500.0), (2.0, 1200.0)];
const ETH_DATED: &[(f64, f64)] =
    &[(0.25, 40.0), (0.50, 60.0), (1.0, 50.0), (2.0, 200.0), (5.0, 600.0)];
const BTC_PERPETUAL: &[(f64, f64)] =
    &[(0.5, 4.0), (2.5, 8.0), (5.0, 15.0), (15.0, 40.0), (40.0, 100.0)];
const BTC_DATED: &[(f64, f64)] = &[(5.0, 1.0), (10.0, 4.0), (25.0, 12.0), (60.0, 40.0)];
const SPX_FUTURE: &[(f64, f64)] =
    &[(0.125, 3000.0), (0.375, 8000.0), (0.625, 10000.0), (1.125, 25000.0)];

/// The known surfaces, the one of the opening request first.
const UNDERLYINGS: [SampleUnderlying; 3] = [
    SampleUnderlying {
        id: "ETH",
        settlement: Settlement::Inverse,
        spot: 3390.0,
        carry: 0.045,
        rate: 0.0,
        strike_step: 50.0,
        width: 1.0,
        size: 250.0,
        expiries: [
            expiry("2026-11-20T08:00:00Z", 0.560, -0.22, 0.62).with_future(8e3),
            expiry("2026-11-27T08:00:00Z", 0.580, -0.20, 0.62).with_future(15e3),
            expiry("2026-12-04T08:00:00Z", 0.592, -0.18, 0.62).with_future(8e3),
            expiry("2026-12-25T08:00:00Z", 0.605, -0.15, 0.62).with_future(30e3),
            expiry("2027-01-29T08:00:00Z", 0.618, -0.11, 0.61).with_future(8e3),
            expiry("2027-03-26T08:00:00Z", 0.628, -0.07, 0.59).with_future(12e3),
            expiry("2027-06-25T08:00:00Z", 0.635, -0.03, 0.57).with_future(6e3),
        ],
        perpetual: Some(SampleDepth { levels: ETH_PERPETUAL, daily_volume: 150e3 }),
        future_levels: ETH_DATED,
    },
    SampleUnderlying {
        id: "BTC",
        settlement: Settlement::Inverse,
        spot: 98000.0,
        carry: 0.050,
        rate: 0.0,
        strike_step: 1000.0,
        width: 0.8,
        size: 25.0,
        expiries: [
            expiry("2026-11-20T08:00:00Z", 0.415, -0.24, 0.66).with_future(600.0),
            expiry("2026-11-27T08:00:00Z", 0.430, -0.22, 0.66).with_future(1000.0),
            expiry("2026-12-04T08:00:00Z", 0.440, -0.20, 0.66).with_future(600.0),
            expiry("2026-12-25T08:00:00Z", 0.455, -0.18, 0.65).with_future(2500.0),
            expiry("2027-01-29T08:00:00Z", 0.468, -0.15, 0.64).with_future(600.0),
            expiry("2027-03-26T08:00:00Z", 0.480, -0.12, 0.62).with_future(1200.0),
            expiry("2027-06-25T08:00:00Z", 0.490, -0.09, 0.60).with_future(500.0),
        ],
        perpetual: Some(SampleDepth { levels: BTC_PERPETUAL, daily_volume: 20e3 }),
        future_levels: BTC_DATED,
    },
    SampleUnderlying {
        id: "SPX",
        settlement: Settlement::Linear,
        spot: 6700.0,
        carry: 0.025,
        rate: 0.038,
        strike_step: 25.0,
        width: 0.3,
        size: 60.0,
        expiries: [
            expiry("2026-11-20T21:00:00Z", 0.125, -0.55, 1.00),
            expiry("2026-11-27T21:00:00Z", 0.135, -0.57, 1.02),
            expiry("2026-12-04T21:00:00Z", 0.140, -0.59, 1.03),
            expiry("2026-12-18T21:00:00Z", 0.147, -0.61, 1.04).with_future(75e6),
            expiry("2027-01-15T21:00:00Z", 0.156, -0.63, 1.05),
            expiry("2027-03-19T20:00:00Z", 0.168, -0.65, 1.06).with_future(5e6),
            expiry("2027-06-18T20:00:00Z", 0.178, -0.66, 1.06),
        ],
        perpetual: None,
        future_levels: SPX_FUTURE,
    },
];

/// Quoted widths, offer less bid, in volatility points: from so many days on, for |delta| under
/// 0.15, under 0.35 and above. Medians of recorded calm ETH markets.
const WIDTHS: [(f64, [f64; 3]); 7] = [
    (0.0, [4.5, 4.0, 5.8]),
    (1.0, [2.7, 2.5, 3.4]),
    (3.0, [1.8, 2.2, 2.5]),
    (10.0, [1.4, 1.4, 1.3]),
    (35.0, [1.3, 0.9, 0.9]),
    (100.0, [1.1, 0.7, 0.8]),
    (200.0, [1.0, 0.8, 1.0]),
];

/// The generated market: ETH and BTC inverse, an equity index linear, the same at every call.
pub fn sample_snapshot() -> MarketSnapshot {
    MarketSnapshot {
        name: Some(String::from("sample")),
        sample: true,
        live: false,
        underlyings: UNDERLYINGS.iter().map(SampleUnderlying::snapshot).collect(),
    }
}

impl SampleExpiry {
    /// Years from the sample's instant, ACT/365F; zero for an unreadable instant.
    fn years(&self) -> f64 {
        let as_of = Timestamp::parse_iso(AS_OF);
        let expiry = Timestamp::parse_iso(self.expiry);
        as_of.zip(expiry).map_or(0.0, |(a, e)| a.years_until(e))
    }

    /// The known smile.
    fn smile(&self) -> RawSvi {
        let theta = self.vol * self.vol * self.years();
        RawSvi::from_ssvi(theta, self.rho, self.steepness / ops::sqrt(theta))
    }
}

impl SampleUnderlying {
    fn forward(&self, years: f64) -> f64 {
        let forward = self.spot * ops::exp(self.carry * years);
        // A forward is quoted to the cent.
        (forward * 100.0).round() / 100.0
    }

    fn key(&self) -> MarketKey {
        MarketKey { underlying: self.id.to_owned(), settlement: self.settlement }
    }

    fn contract(&self) -> ContractTerms {
        contracts::convention(&self.key(), Exercise::European, PRICE_CURRENCY).terms
    }

    fn snapshot(&self) -> UnderlyingSnapshot {
        let contract = self.contract();
        let rows = self.expiries.iter().flat_map(|e| self.rows(e, &contract)).collect();
        UnderlyingSnapshot {
            id: self.id.to_owned(),
            settlement: self.settlement,
            exercise: Exercise::European,
            as_of: AS_OF.to_owned(),
            spot: Some(self.spot),
            price_currency: Some(PRICE_CURRENCY.to_owned()),
            contract: Some(contract),
            rows,
            hedges: self.hedges(),
            fitted: Vec::new(),
        }
    }

    /// The perpetual at spot, then the future of each expiry that has one, at its forward.
    fn hedges(&self) -> Vec<HedgeRow> {
        let perpetual = self.perpetual.map(|depth| HedgeRow {
            name: format!("{}-PERPETUAL", self.id),
            expiry: None,
            mid: self.spot,
            levels: depth.levels.to_vec(),
            daily_volume: Some(depth.daily_volume),
        });
        let futures = self.expiries.iter().filter_map(|e| {
            let code = Timestamp::parse_iso(e.expiry)?.expiry_code();
            Some(HedgeRow {
                name: format!("{}-{code}", self.id),
                expiry: Some(e.expiry.to_owned()),
                mid: self.forward(e.years()),
                levels: self.future_levels.to_vec(),
                daily_volume: Some(e.future_volume?),
            })
        });
        perpetual.into_iter().chain(futures).collect()
    }

    /// Listed strikes: dense near the money, sparse in the wings, coarser for longer tenors.
    fn strikes(&self, forward: f64, deviation: f64, years: f64) -> Vec<f64> {
        let days = 365.0 * years;
        let coarser = if days < 60.0 {
            1.0
        } else if days < 150.0 {
            2.0
        } else {
            4.0
        };
        let step = self.strike_step * coarser;
        let lowest = (forward * ops::exp(-3.0 * deviation) / step).ceil();
        let highest = (forward * ops::exp(3.0 * deviation) / step).floor();
        let mut strikes = Vec::new();
        let mut multiple = lowest;
        while multiple <= highest {
            let x = ops::ln(multiple * step / forward) / deviation;
            let every = if x.abs() <= 1.2 { 1.0 } else { 2.0 };
            if (multiple / every).fract() == 0.0 {
                strikes.push(multiple * step);
            }
            multiple += 1.0;
        }
        strikes
    }

    fn rows(&self, expiry: &SampleExpiry, contract: &ContractTerms) -> Vec<QuoteRow> {
        let years = expiry.years();
        let forward = self.forward(years);
        let smile = expiry.smile();
        let deviation = expiry.vol * ops::sqrt(years);
        let mut rows = Vec::new();
        for strike in self.strikes(forward, deviation, years) {
            let k = ops::ln(strike / forward);
            let vol = ops::sqrt(smile.at(k).w / years);
            let half = 0.005 * self.width * quoted_width(365.0 * years, k, vol * ops::sqrt(years));
            // Whole contracts of the product's step, fewer away from the money.
            let size = (self.size / (1.0 + (k / deviation) * (k / deviation))).max(1.0).round();
            for put_call in [PutCall::Call, PutCall::Put] {
                let price = |vol: f64| {
                    let discount = match self.settlement {
                        Settlement::Inverse => 1.0 / forward,
                        Settlement::Linear => ops::exp(-self.rate * years),
                    };
                    Black { put_call, forward, strike, years, vol, discount }.price()
                };
                let tick = &contract.outright_tick;
                let bid = tick.floor(price((vol - half).max(0.01)));
                rows.push(QuoteRow {
                    expiry: expiry.expiry.to_owned(),
                    strike,
                    put_call,
                    bid: (bid > 0.0).then_some(bid),
                    ask: Some(tick.ceil(price(vol + half))),
                    bid_size: (bid > 0.0).then_some(size),
                    ask_size: Some(size),
                    open_interest: None,
                    volume: None,
                    mark: Some(price(vol)),
                    mark_vol: Some(vol),
                    // An index has no listed future per expiry; its forward is found by parity.
                    forward: (self.settlement == Settlement::Inverse).then_some(forward),
                });
            }
        }
        rows
    }
}

/// Offer less bid in volatility points, by days to expiry and the option's delta out of the money.
fn quoted_width(days: f64, k: f64, deviation: f64) -> f64 {
    let delta = normal::cdf(-k.abs() / deviation);
    let row = WIDTHS.iter().rev().find(|(from, _)| days >= *from).map_or([2.0; 3], |(_, w)| *w);
    let [wing, middle, money] = row;
    if delta < 0.15 {
        wing
    } else if delta < 0.35 {
        middle
    } else {
        money
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Market;

    #[test]
    fn the_known_surfaces_meet_the_sufficient_conditions() {
        for underlying in UNDERLYINGS {
            let terms: Vec<(f64, f64, f64)> = underlying
                .expiries
                .iter()
                .map(|e| {
                    let theta = e.vol * e.vol * e.years();
                    (theta, e.rho, e.steepness * theta.sqrt())
                })
                .collect();
            for (theta, rho, psi) in &terms {
                assert!(psi * (1.0 + rho.abs()) < 4.0);
                assert!(psi * psi * (1.0 + rho.abs()) <= 4.0 * theta);
            }
            for pair in terms.windows(2) {
                let ((theta1, rho1, psi1), (theta2, rho2, psi2)) = (pair[0], pair[1]);
                let p = ((1.0 + rho1) / (1.0 + rho2)).max((1.0 - rho1) / (1.0 - rho2));
                assert!(theta2 >= theta1 && psi2 >= psi1 * p, "{} {pair:?}", underlying.id);
                assert!(psi2 / theta2 <= psi1 / theta1, "{} {pair:?}", underlying.id);
            }
        }
    }

    #[test]
    fn the_refit_recovers_the_known_surface_at_liquid_strikes() {
        let loaded = Market::default().load(&sample_snapshot());
        assert!(loaded.report.issues.is_empty(), "{:?}", loaded.report.issues);
        let market = loaded.market.unwrap();
        assert_eq!(market.underlyings()[0].key.underlying, "ETH");
        for (known, fitted) in UNDERLYINGS.iter().zip(market.underlyings()) {
            assert_eq!(fitted.chain.len(), known.expiries.len());
            for (expiry, chain) in known.expiries.iter().zip(&fitted.chain) {
                let years = expiry.years();
                let deviation = expiry.vol * years.sqrt();
                let forward = known.forward(years);
                for strike in chain.strikes() {
                    let k = ops::ln(strike / forward);
                    if k.abs() > 1.5 * deviation {
                        continue;
                    }
                    let vol = (expiry.smile().at(k).w / years).sqrt();
                    let got = fitted.vol(chain.expiry, strike);
                    assert!(
                        (got - vol).abs() < 0.003,
                        "{} {} {strike}: {got} against {vol}",
                        known.id,
                        expiry.expiry
                    );
                }
            }
            for report in &fitted.reports {
                assert!(report.inside_bid_ask >= 0.99, "{} {report:?}", known.id);
                assert!(report.min_butterfly.is_some_and(|g| g > 0.0));
                assert!(report.min_calendar_gap.is_none_or(|g| g >= 0.0));
            }
        }
    }

    #[test]
    fn the_opening_request_has_its_strikes() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        let eth = &market.underlyings()[0];
        let expiry = Timestamp::parse_iso("2026-12-25T08:00:00Z").unwrap();
        for strike in [3300.0, 3400.0, 3500.0] {
            let quote = eth.quoted(expiry, strike, PutCall::Call).unwrap();
            assert!(quote.bid.is_some() && quote.ask.is_some());
        }
        assert_eq!(eth.hedge(expiry).unwrap().name, "ETH-25DEC26");
    }
}
