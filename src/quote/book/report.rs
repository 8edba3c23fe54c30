//! What goes out about the book: positions, sums, scenario losses, limits and trades.

use serde::Serialize;

use crate::basics::{Settlement, Timestamp};
use crate::desk::{Desk, LimitMetric, LimitUnit, TradeRecord};
use crate::market::{Market, VegaNodes};
use crate::pricing::report::BucketReport;

use super::totals::Totals;
use super::{Book, Held};
use crate::quote::checks::CheckStatus;
use crate::quote::measure::Measure;
use crate::quote::{risk, stress};

/// The book on the market that is loaded; the desk's own view, long is positive.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BookReport {
    /// Currency of values, Greeks, losses and limits: `USD`.
    pub price_currency: String,
    /// ISO instant of the oldest market data under the positions; absent where there are none.
    pub as_of: Option<String>,
    /// Positions by instrument, in the order of the file and then of the trades; those that
    /// trades have closed are left out.
    pub positions: Vec<PositionReport>,
    /// Positions that no loaded market can value, and are in no sum.
    pub unvalued: Vec<UnvaluedPosition>,
    /// Sums of each underlying.
    pub underlyings: Vec<BookSums>,
    /// Sums of the whole book.
    pub total: BookSums,
    /// Vega by tenor and moneyness of each underlying; zeros left out.
    pub buckets: Vec<BucketReport>,
    /// What the book gains in the states of the stress grid.
    pub stress: StressReport,
    /// Every limit of every underlying held and of the whole book.
    pub limits: Vec<BookLimit>,
    /// Trades with clients, oldest first.
    pub trades: Vec<TradeRecord>,
}

/// One instrument of the book.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PositionReport {
    /// `ETH-25DEC26-3400-C`.
    pub symbol: String,
    /// Underlying id.
    pub underlying: String,
    /// Inverse or linear.
    pub settlement: Settlement,
    /// Contracts, positive where the desk is long; units for futures and spot.
    pub quantity: f64,
    /// Those of them that came by trades with clients.
    pub traded: f64,
    /// Underlying units per contract.
    pub multiplier: f64,
    /// Model price of one contract per unit, in `currency`; zero for futures and spot.
    pub price: f64,
    /// Premium currency.
    pub currency: String,
    /// Sums of the whole position.
    pub sums: PositionSums,
}

/// Sums over contracts, in price currency.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PositionSums {
    /// Model value of options.
    pub value: f64,
    /// Premium-adjusted delta × spot.
    pub delta_cash: f64,
    /// Change of cash delta for a 1 % move.
    pub gamma_cash_per_percent: f64,
    /// Vega per volatility point.
    pub vega_per_point: f64,
    /// Theta per calendar day.
    pub theta_per_day: f64,
    /// Rho per 1 % of rate at fixed spot.
    pub rho_per_percent: f64,
}

/// Sums over a part of the book.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BookSums {
    /// `total` or an underlying's id.
    pub scope: String,
    /// Premium-adjusted delta in units of the underlying; absent for the whole book.
    pub delta: Option<f64>,
    /// Vanna: change of cash delta per volatility point.
    pub vanna_cash_per_point: f64,
    /// Volga: change of vega per volatility point.
    pub volga_per_point: f64,
    /// The sums.
    pub sums: PositionSums,
}

/// A position that is in no sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct UnvaluedPosition {
    /// The position's symbol.
    pub symbol: String,
    /// Contracts, positive where the desk is long.
    pub quantity: f64,
    /// Why, in words that follow the symbol.
    pub why: String,
}

/// The stress grid with what the book gains in it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressReport {
    /// The states, in the order of every list of gains.
    pub states: Vec<StressStateReport>,
    /// Gains of each underlying.
    pub underlyings: Vec<StressGains>,
    /// Gains of the whole book, every underlying in the same state.
    pub total: StressGains,
    /// Sum of every underlying's own largest loss: nothing diversifies.
    pub loss_without_diversification: f64,
}

/// One state of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressStateReport {
    /// Calendar days that have passed.
    pub days: f64,
    /// Relative move of spot and forwards; half of it for equity indices.
    pub spot: f64,
    /// Relative move of a 30-day volatility; other expiries move by √(30 d / max(T, 7 d)) of it.
    pub vol: f64,
}

/// Gains of a part of the book.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct StressGains {
    /// `total` or an underlying's id.
    pub scope: String,
    /// Gain in each state, in price currency.
    pub gains: Vec<f64>,
    /// The largest loss, as a positive number; zero where nothing is lost.
    pub loss: f64,
    /// Place of the state that gives it; absent where nothing is lost.
    pub worst: Option<usize>,
}

/// One limit with what the book uses of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BookLimit {
    /// What is limited.
    pub metric: LimitMetric,
    /// `total` or an underlying's id.
    pub scope: String,
    /// The client whose it is, for what is limited per client.
    pub client: Option<String>,
    /// Metric and scope in words.
    pub label: String,
    /// What the numbers count.
    pub unit: LimitUnit,
    /// What the book measures.
    pub value: f64,
    /// Where the limit starts to warn.
    pub warning: f64,
    /// The limit.
    pub limit: f64,
    /// Value over limit.
    pub utilisation: f64,
    /// The band: `ok`, `warn` or `breach`.
    pub status: CheckStatus,
}

impl BookReport {
    /// The report of a valued book.
    pub fn new(book: &Book, desk: &Desk, market: &Market, price_currency: &str) -> Self {
        let held = book.held.iter();
        let as_of = held.filter_map(|h| Some(market.find(&h.value.market)?.as_of)).min();
        let unvalued = book.missing.iter().map(|missing| UnvaluedPosition {
            symbol: missing.symbol.clone(),
            quantity: missing.quantity,
            why: missing.why.clone(),
        });
        Self {
            price_currency: price_currency.to_owned(),
            as_of: as_of.map(Timestamp::to_iso),
            positions: book.held.iter().filter(|h| h.quantity != 0.0).map(position).collect(),
            unvalued: unvalued.collect(),
            underlyings: book.totals.iter().map(sums).collect(),
            total: total(&book.totals),
            buckets: book.totals.iter().flat_map(buckets).collect(),
            stress: stressed(book, desk),
            limits: limits(book, desk),
            trades: desk.config().trades.clone(),
        }
    }
}

fn position(held: &Held) -> PositionReport {
    let leg = &held.value;
    let units = held.units();
    let sums = PositionSums {
        value: units * leg.price * leg.unit.in_price_currency,
        delta_cash: units * leg.greeks.delta_premium_adjusted * leg.spot,
        gamma_cash_per_percent: units * leg.greeks.gamma_cash_per_percent,
        vega_per_point: units * leg.greeks.vega_per_point,
        theta_per_day: units * leg.greeks.theta_per_day,
        rho_per_percent: units * leg.greeks.rho_per_percent,
    };
    PositionReport {
        symbol: leg.instrument.symbol(),
        underlying: leg.market.underlying.clone(),
        settlement: leg.market.settlement,
        quantity: held.quantity,
        traded: held.traded,
        multiplier: leg.multiplier,
        price: leg.price,
        currency: leg.unit.currency.clone(),
        sums,
    }
}

fn position_sums(totals: &Totals) -> PositionSums {
    PositionSums {
        value: totals.value,
        delta_cash: totals.delta_cash,
        gamma_cash_per_percent: totals.greeks.gamma_cash_per_percent,
        vega_per_point: totals.greeks.vega_per_point,
        theta_per_day: totals.greeks.theta_per_day,
        rho_per_percent: totals.greeks.rho_per_percent,
    }
}

fn sums(totals: &Totals) -> BookSums {
    BookSums {
        scope: totals.underlying.clone(),
        delta: Some(totals.greeks.delta_premium_adjusted),
        vanna_cash_per_point: totals.greeks.vanna_per_point * totals.spot,
        volga_per_point: totals.greeks.volga_per_point,
        sums: position_sums(totals),
    }
}

fn total(all: &[Totals]) -> BookSums {
    let mut total = BookSums { scope: risk::TOTAL.to_owned(), ..BookSums::default() };
    for own in all.iter().map(sums) {
        total.vanna_cash_per_point += own.vanna_cash_per_point;
        total.volga_per_point += own.volga_per_point;
        total.sums.value += own.sums.value;
        total.sums.delta_cash += own.sums.delta_cash;
        total.sums.gamma_cash_per_percent += own.sums.gamma_cash_per_percent;
        total.sums.vega_per_point += own.sums.vega_per_point;
        total.sums.theta_per_day += own.sums.theta_per_day;
        total.sums.rho_per_percent += own.sums.rho_per_percent;
    }
    total
}

fn buckets(totals: &Totals) -> Vec<BucketReport> {
    let vegas = totals.bucket_vegas.iter().enumerate().filter(|(_, vega)| **vega != 0.0);
    vegas
        .map(|(index, vega)| {
            let (years, moneyness) = VegaNodes::node(index);
            BucketReport {
                underlying: totals.underlying.clone(),
                tenor_days: (years * 365.0).round(),
                moneyness,
                vega_per_point: *vega,
            }
        })
        .collect()
}

fn stressed(book: &Book, desk: &Desk) -> StressReport {
    let grid = &desk.limits().stress;
    let states: Vec<StressStateReport> = stress::states(grid)
        .map(|s| StressStateReport { days: s.days as f64, spot: s.spot, vol: s.vol })
        .collect();
    let mut sum = vec![0.0; states.len()];
    for gains in book.totals.iter().map(|t| &t.gains) {
        for (sum, gain) in sum.iter_mut().zip(gains) {
            *sum += gain;
        }
    }
    let own = book.totals.iter().map(|t| stress_gains(&t.underlying, t.gains.clone()));
    let underlyings: Vec<StressGains> = own.collect();
    StressReport {
        states,
        loss_without_diversification: underlyings.iter().map(|own| own.loss).sum(),
        underlyings,
        total: stress_gains(risk::TOTAL, sum),
    }
}

fn stress_gains(scope: &str, gains: Vec<f64>) -> StressGains {
    let least = gains.iter().copied().enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b));
    let worst = least.filter(|(_, gain)| *gain < 0.0);
    StressGains {
        scope: scope.to_owned(),
        loss: worst.map_or(0.0, |(_, gain)| -gain),
        worst: worst.map(|(place, _)| place),
        gains,
    }
}

fn limits(book: &Book, desk: &Desk) -> Vec<BookLimit> {
    let level = desk.limits().warning_level;
    let row = |(measure, key): (Measure, Option<String>)| {
        let (value, limit) = (measure.at(0.0), measure.limit);
        let status = if measure.is_breached() {
            CheckStatus::Breach
        } else if value / limit >= level {
            CheckStatus::Warn
        } else {
            CheckStatus::Ok
        };
        let client = key.map(|key| match desk.client(&key) {
            Some(known) => known.name.clone().unwrap_or_else(|| known.id.clone()),
            None if key.is_empty() => String::from("clients without a name"),
            None => key,
        });
        let label = match &client {
            Some(client) => format!("open notional of {client}, {}", measure.scope),
            None => format!("{}, {}", measure.metric.label(), measure.scope),
        };
        BookLimit {
            metric: measure.metric,
            scope: measure.scope.to_owned(),
            client,
            label,
            unit: measure.metric.unit(),
            value,
            warning: level * limit,
            limit,
            utilisation: value / limit,
            status,
        }
    };
    risk::measures_held(book, desk).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{DeskConfig, demo};
    use crate::market::sample::sample_snapshot;

    fn report(config: &DeskConfig) -> BookReport {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        let desk = Desk::from_config(config).unwrap();
        BookReport::new(&Book::value(&desk, &market, "USD"), &desk, &market, "USD")
    }

    #[test]
    fn the_rows_add_up_to_the_sums_and_the_buckets_to_the_vega() {
        let report = report(demo().config());
        assert_eq!(report.positions.len(), 7);
        let of = |pick: fn(&PositionSums) -> f64| -> (f64, f64, f64) {
            let rows = report.positions.iter().map(|p| pick(&p.sums)).sum();
            let scopes = report.underlyings.iter().map(|u| pick(&u.sums)).sum();
            (rows, scopes, pick(&report.total.sums))
        };
        for pick in [
            (|s| s.value) as fn(&PositionSums) -> f64,
            |s| s.delta_cash,
            |s| s.gamma_cash_per_percent,
            |s| s.vega_per_point,
            |s| s.theta_per_day,
            |s| s.rho_per_percent,
        ] {
            let (rows, scopes, total) = of(pick);
            let scale = report.positions.iter().map(|p| pick(&p.sums).abs()).sum::<f64>();
            assert!((rows - total).abs() < 1e-12 * scale, "{rows} {total}");
            assert!((scopes - total).abs() < 1e-12 * scale, "{scopes} {total}");
        }
        let buckets: f64 = report.buckets.iter().map(|b| b.vega_per_point).sum();
        assert!((buckets / report.total.sums.vega_per_point - 1.0).abs() < 1e-9);
    }

    #[test]
    fn losses_are_those_of_the_grid_and_do_not_diversify_where_they_say_so() {
        let report = report(demo().config());
        let stress = &report.stress;
        assert_eq!(stress.states.len(), 54);
        let own: f64 = stress.underlyings.iter().map(|u| u.loss).sum();
        assert_eq!(stress.loss_without_diversification, own);
        assert!(stress.total.loss > 0.0 && stress.total.loss <= own);
        for gains in stress.underlyings.iter().chain([&stress.total]) {
            assert_eq!(gains.gains.len(), 54);
            assert_eq!(gains.gains[gains.worst.unwrap()], -gains.loss);
            let limit = report
                .limits
                .iter()
                .find(|l| l.metric == LimitMetric::StressLoss && l.scope == gains.scope);
            assert!((limit.unwrap().value - gains.loss).abs() < 1e-6);
        }
        let total = |metric: LimitMetric| {
            report.limits.iter().find(|l| l.metric == metric && l.scope == "total").unwrap().value
        };
        assert!((total(LimitMetric::CorrelationStressLoss) - own).abs() < 1e-6);
        assert!(total(LimitMetric::MaxTenorYears) > 0.05);
        assert!(total(LimitMetric::RhoPerBasisPoint) > 0.0);
    }

    #[test]
    fn bands_follow_the_limit_and_its_warning_level() {
        let mut config = demo().config().clone();
        let of = |config: &DeskConfig| {
            let limits = report(config).limits;
            let vega = limits
                .into_iter()
                .find(|l| l.metric == LimitMetric::VegaPerPoint && l.scope == "total");
            vega.map(|l| (l.status, l.value)).unwrap()
        };
        let (status, vega) = of(&config);
        assert_eq!(status, CheckStatus::Ok);
        config.limits.total.vega_per_point = vega / 0.9;
        assert_eq!(of(&config).0, CheckStatus::Warn);
        config.limits.total.vega_per_point = vega / 1.1;
        assert_eq!(of(&config).0, CheckStatus::Breach);
    }

    #[test]
    fn what_no_market_can_value_is_listed_with_the_reason() {
        let mut config = demo().config().clone();
        for position in &mut config.book {
            if let crate::desk::InstrumentConfig::Terms(terms) = &mut position.instrument
                && terms.underlying == "BTC"
            {
                terms.underlying = String::from("DOGE");
            }
        }
        let report = report(&config);
        assert_eq!((report.positions.len(), report.unvalued.len()), (4, 3));
        assert_eq!(report.unvalued[0].why, "no inverse DOGE market is loaded");
        assert_eq!(report.underlyings.len(), 1);
    }
}
