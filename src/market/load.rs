//! A snapshot in, a market and its report out; or the reasons why not, and the market stays.

use super::check::{Checked, check};
use super::csv::{ReadOptions, read_chain};
use super::fitted::FittedUnderlying;
use super::report::MarketReport;
use super::snapshot::MarketSnapshot;
use super::{Market, Source, UnderlyingMarket};
use crate::basics::{Issue, IssueCode, Severity};

/// Issues about fields of one snapshot before the rest is only counted.
const LISTED_ISSUES: usize = 20;

/// What a load gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The new market; `None` where nothing could be loaded and the old one stays.
    pub market: Option<Market>,
    /// The report of the market that is there now, with the findings of this load.
    pub report: MarketReport,
}

impl Market {
    /// Loads a snapshot beside what is there: each of its underlyings replaces the one with the
    /// same id and settlement.
    ///
    /// Nothing is loaded where a field is not usable or no underlying has a quote to fit.
    pub fn load(&self, snapshot: &MarketSnapshot) -> Loaded {
        self.load_with(snapshot, 1, Vec::new())
    }

    /// Reads a chain file and loads it.
    pub fn load_chain(&self, text: &str, options: &ReadOptions) -> Loaded {
        self.load_chain_fitted(text, options, &[])
    }

    /// Reads a chain file and loads it with these parameters in place of a fit, where underlying,
    /// settlement and instant agree.
    pub fn load_chain_fitted(
        &self,
        text: &str,
        options: &ReadOptions,
        fitted: &[FittedUnderlying],
    ) -> Loaded {
        match read_chain(text, options) {
            Ok(file) => {
                let snapshot = file.snapshot.with_fitted(fitted);
                self.load_with(&snapshot, file.snapshots, file.issues)
            }
            Err(issues) => self.refuse(issues),
        }
    }

    fn load_with(
        &self,
        snapshot: &MarketSnapshot,
        snapshots: usize,
        mut issues: Vec<Issue>,
    ) -> Loaded {
        let mut checked = Vec::new();
        let mut wrong = Vec::new();
        if snapshot.underlyings.is_empty() {
            wrong.push(Issue::new(
                IssueCode::Snapshot,
                "underlyings",
                "The snapshot has no underlying.",
            ));
        }
        for (i, underlying) in snapshot.underlyings.iter().enumerate() {
            let path = format!("underlyings[{i}]");
            match check(underlying, &path) {
                Ok(one) if checked.iter().any(|c: &Checked| c.key == one.key) => {
                    wrong.push(Issue::new(
                        IssueCode::Snapshot,
                        format!("{path}.id"),
                        format!(
                            "The {} market of {} is stated twice.",
                            one.key.settlement.word(),
                            one.key.underlying
                        ),
                    ));
                }
                Ok(one) => checked.push(one),
                Err(found) => wrong.extend(found),
            }
        }
        if !wrong.is_empty() {
            let mut all = shortened(wrong);
            all.extend(issues);
            return self.refuse(all);
        }
        let source = match (snapshot.sample, snapshot.live) {
            (true, _) => Source::Sample,
            (false, true) => Source::Live(snapshot.name.clone()),
            (false, false) => Source::File(snapshot.name.clone()),
        };
        let mut built = Vec::new();
        for one in checked {
            let last = self.find(&one.key);
            match one.build(source.clone(), last, &mut issues) {
                Ok(underlying) => built.push(underlying),
                Err(issue) => wrong.push(issue),
            }
        }
        if built.is_empty() {
            // Why there is nothing, then what was found on the way there.
            wrong.extend(issues);
            return self.refuse(wrong);
        }
        // One underlying without quotes is no reason to refuse the others of the same file.
        issues.extend(wrong.into_iter().map(|mut issue| {
            issue.severity = Severity::Warn;
            issue
        }));
        let is_kept = |old: &&UnderlyingMarket| built.iter().all(|new| new.key != old.key);
        let kept: Vec<_> = self.underlyings.iter().filter(is_kept).cloned().collect();
        built.extend(kept);
        let market = Self { underlyings: built };
        let report = MarketReport { snapshots, issues, ..market.report() };
        Loaded { market: Some(market), report }
    }

    /// The market stays, the report says why.
    fn refuse(&self, issues: Vec<Issue>) -> Loaded {
        Loaded { market: None, report: MarketReport { snapshots: 0, issues, ..self.report() } }
    }
}

/// The first issues, and a count of the rest.
fn shortened(mut issues: Vec<Issue>) -> Vec<Issue> {
    if issues.len() > LISTED_ISSUES {
        let more = issues.len() - LISTED_ISSUES;
        issues.truncate(LISTED_ISSUES);
        issues.push(Issue::new(
            IssueCode::Snapshot,
            "",
            format!("{more} more fields of the snapshot are not usable."),
        ));
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{ContractTerms, Exercise, PutCall, Settlement, TickSchedule, TickStep};
    use crate::market::fixtures::chain_at_interest;
    use crate::market::snapshot::{
        Correction, FittedSlice, HedgeRow, QuoteRow, UnderlyingSnapshot,
    };
    use crate::market::{FitStatus, sample_snapshot};
    use crate::models::black::Black;

    const AS_OF: &str = "2026-11-18T12:00:00Z";

    fn quote(expiry: &str, years: f64, strike: f64, vol: f64) -> QuoteRow {
        let forward = 3400.0;
        let put_call = if strike < forward { PutCall::Put } else { PutCall::Call };
        let price = |vol: f64| {
            Black { put_call, forward, strike, years, vol, discount: 1.0 / forward }.price()
        };
        QuoteRow {
            expiry: expiry.to_owned(),
            strike,
            put_call,
            bid: Some(price(vol - 0.01)),
            ask: Some(price(vol + 0.01)),
            bid_size: None,
            ask_size: None,
            open_interest: None,
            volume: None,
            mark: None,
            mark_vol: None,
            forward: Some(forward),
        }
    }

    fn snapshot(rows: Vec<QuoteRow>) -> MarketSnapshot {
        let underlying = UnderlyingSnapshot {
            id: String::from("eth"),
            settlement: Settlement::Inverse,
            exercise: Exercise::European,
            as_of: AS_OF.to_owned(),
            spot: Some(3390.0),
            price_currency: None,
            contract: None,
            rows,
            hedges: Vec::new(),
            fitted: Vec::new(),
        };
        MarketSnapshot { underlyings: vec![underlying], ..MarketSnapshot::default() }
    }

    /// Quotes of an expiry so many hours away, at these strikes, around 60 %.
    fn expiry(hours: i64, strikes: &[f64]) -> Vec<QuoteRow> {
        let as_of = crate::basics::Timestamp::parse_iso(AS_OF).unwrap();
        let instant = as_of.plus_millis(hours * 3_600_000);
        let years = as_of.years_until(instant);
        strikes.iter().map(|k| quote(&instant.to_iso(), years, *k, 0.60)).collect()
    }

    #[test]
    fn every_unusable_field_is_named_at_once_and_the_market_stays() {
        let before = Market::default().load(&sample_snapshot()).market.unwrap();
        let mut wrong = snapshot(expiry(100, &[3300.0, 3400.0]));
        let underlying = &mut wrong.underlyings[0];
        underlying.as_of = String::from("yesterday");
        underlying.spot = Some(f64::NAN);
        underlying.rows[1].strike = -1.0;
        underlying.rows[0].bid = Some(f64::INFINITY);
        underlying.rows[0].expiry = String::from("soon");
        let levels = vec![(1.0, 5.0), (0.5, 0.0)];
        underlying.hedges.push(HedgeRow {
            name: String::from("ETH-PERPETUAL"),
            expiry: None,
            mid: 3390.0,
            levels,
            daily_volume: None,
        });
        let loaded = before.load(&wrong);
        assert!(loaded.market.is_none());
        let paths: Vec<&str> = loaded.report.issues.iter().map(|i| i.path.as_str()).collect();
        for path in [
            "asOf",
            "spot",
            "rows[0].bid",
            "rows[0].expiry",
            "rows[1].strike",
            "hedges[0].levels[1][0]",
            "hedges[0].levels[1][1]",
        ] {
            let path = format!("underlyings[0].{path}");
            assert!(paths.contains(&path.as_str()), "{path} in {paths:?}");
        }
        assert_eq!(loaded.report.underlyings, before.report().underlyings);
        assert!(Market::default().load(&MarketSnapshot::default()).market.is_none());
    }

    #[test]
    fn a_load_replaces_its_own_market_and_keeps_the_others() {
        let before = Market::default().load(&sample_snapshot()).market.unwrap();
        let loaded = before.load(&snapshot(expiry(700, &[3000.0, 3300.0, 3500.0, 3800.0, 4200.0])));
        let after = loaded.market.unwrap();
        let ids: Vec<&str> =
            after.underlyings().iter().map(|u| u.key.underlying.as_str()).collect();
        assert_eq!(ids, ["ETH", "BTC", "SPX"]);
        assert_eq!(after.underlyings()[0].chain.len(), 1);
        assert_eq!(loaded.report.as_of, AS_OF);
        assert!(after.underlyings()[0].hedges.iter().all(|h| h.assumption.is_some()));
    }

    #[test]
    fn expiries_an_hour_apart_are_both_fitted() {
        let strikes = [3000.0, 3200.0, 3300.0, 3500.0, 3600.0, 3900.0];
        let mut rows = expiry(200, &strikes);
        rows.extend(expiry(201, &strikes));
        let loaded = Market::default().load(&snapshot(rows));
        for report in &loaded.report.underlyings[0].expiries {
            assert_eq!((report.status, report.model.as_str()), (FitStatus::Green, "svi"));
            assert!((report.atm_vol - 0.60).abs() < 0.005, "{report:?}");
        }
    }

    #[test]
    fn few_quotes_still_give_a_slice_and_none_is_carried() {
        let wide = [2800.0, 3000.0, 3200.0, 3300.0, 3500.0, 3700.0, 4000.0, 4400.0];
        for count in [0, 1, 2, 3, 4] {
            let mut rows = expiry(500, &wide);
            let mut sparse = expiry(1000, &[3400.0, 3000.0, 3900.0, 3600.0]);
            for row in sparse.iter_mut().skip(count) {
                row.bid = None;
            }
            rows.extend(sparse);
            rows.extend(expiry(1500, &wide));
            let loaded = Market::default().load(&snapshot(rows));
            let reports = &loaded.report.underlyings[0].expiries;
            let middle = &reports[1];
            assert_eq!(middle.used, count);
            assert_eq!(middle.model, if count == 0 { "carried" } else { "ssvi" });
            assert!((middle.atm_vol - 0.60).abs() < 0.012, "{count}: {}", middle.atm_vol);
            let bypassed = loaded.report.issues.iter().any(|i| i.code == IssueCode::SliceBypassed);
            assert_eq!(bypassed, count == 0);
            assert!(reports.iter().all(|r| r.min_calendar_gap.is_none_or(|g| g >= 0.0)));
        }
    }

    #[test]
    fn a_market_that_falls_with_time_is_fitted_without_falling() {
        let strikes = [2800.0, 3000.0, 3200.0, 3300.0, 3500.0, 3700.0, 4000.0, 4400.0];
        let mut rows = expiry(500, &strikes);
        let as_of = crate::basics::Timestamp::parse_iso(AS_OF).unwrap();
        let later = as_of.plus_millis(510 * 3_600_000);
        let years = as_of.years_until(later);
        rows.extend(strikes.iter().map(|k| quote(&later.to_iso(), years, *k, 0.50)));
        rows.extend(expiry(1500, &strikes));
        let loaded = Market::default().load(&snapshot(rows));
        let reports = &loaded.report.underlyings[0].expiries;
        assert!(reports.iter().all(|r| r.min_calendar_gap.is_none_or(|g| g >= 0.0)));
        assert!(reports.iter().all(|r| r.min_butterfly.is_none_or(|g| g >= -1e-9)));
        assert_eq!(reports[1].status, FitStatus::Red);
        assert_eq!(reports[2].status, FitStatus::Green);
    }

    #[test]
    fn a_chain_without_a_usable_quote_is_refused() {
        let mut rows = expiry(500, &[3300.0, 3500.0]);
        for row in &mut rows {
            row.bid = None;
        }
        let loaded = Market::default().load(&snapshot(rows));
        assert!(loaded.market.is_none());
        assert_eq!(loaded.report.issues[0].code, IssueCode::FileNoQuotes);
        let expired = Market::default().load(&snapshot(expiry(-5, &[3300.0, 3500.0])));
        assert!(expired.market.is_none());
        let codes: Vec<IssueCode> = expired.report.issues.iter().map(|i| i.code).collect();
        assert_eq!(codes, [IssueCode::FileNoQuotes, IssueCode::FileRow]);
        assert!(expired.report.issues[1].message.starts_with("2 rows of ETH were left out"));
    }

    fn paths(wrong: &MarketSnapshot) -> Vec<String> {
        let loaded = Market::default().load(wrong);
        assert!(loaded.market.is_none());
        loaded.report.issues.into_iter().map(|i| i.path).collect()
    }

    fn terms(premium_currency: &str) -> ContractTerms {
        ContractTerms {
            multiplier: 1.0,
            premium_currency: premium_currency.to_owned(),
            min_quantity: 1.0,
            quantity_step: 1.0,
            outright_tick: TickSchedule::flat(0.0001),
            package_tick: TickSchedule::flat(0.0001),
        }
    }

    #[test]
    fn premiums_are_paid_in_what_the_market_settles_in() {
        let stated = |settlement: Settlement, currency: &str| {
            let mut one = snapshot(expiry(500, &[3300.0, 3500.0]));
            one.underlyings[0].settlement = settlement;
            one.underlyings[0].price_currency = Some(String::from("usdc "));
            one.underlyings[0].contract = Some(terms(currency));
            one
        };
        let path = ["underlyings[0].contract.premiumCurrency"];
        assert_eq!(paths(&stated(Settlement::Inverse, "USDC")), path);
        assert_eq!(paths(&stated(Settlement::Linear, "ETH")), path);
        for (settlement, currency) in [(Settlement::Inverse, " eth"), (Settlement::Linear, "Usdc")]
        {
            let market = Market::default().load(&stated(settlement, currency)).market.unwrap();
            let underlying = &market.underlyings()[0];
            assert_eq!(underlying.price_currency, "USDC");
            assert_eq!(underlying.contract.premium_currency, currency.trim().to_uppercase());
        }
    }

    #[test]
    fn steps_of_ticks_that_do_not_ascend_are_refused_where_they_are() {
        let mut one = snapshot(expiry(500, &[3300.0, 3500.0]));
        let mut contract = terms("ETH");
        contract.outright_tick.steps =
            [0.005, 0.005].map(|above| TickStep { above, tick: 0.0005 }).to_vec();
        one.underlyings[0].contract = Some(contract);
        assert_eq!(paths(&one), ["underlyings[0].contract.outrightTick.steps[1].above"]);
    }

    #[test]
    fn the_same_market_twice_is_refused() {
        let mut twice = snapshot(expiry(500, &[3300.0, 3500.0]));
        twice.underlyings.push(twice.underlyings[0].clone());
        assert_eq!(paths(&twice), ["underlyings[1].id"]);
        twice.underlyings[1].settlement = Settlement::Linear;
        assert!(Market::default().load(&twice).market.is_some());
    }

    #[test]
    fn loaded_parameters_that_are_no_smile_of_an_expiry_to_come_are_refused() {
        let as_of = crate::basics::Timestamp::parse_iso(AS_OF).unwrap();
        let good = FittedSlice {
            expiry_ms: as_of.plus_millis(500 * 3_600_000).millis(),
            forward: 3400.0,
            discount: 1.0,
            a: 0.02,
            b: 0.1,
            rho: 0.0,
            m: 0.0,
            sigma: 0.1,
            correction: None,
        };
        let knots: Vec<f64> = (0..10).map(|i| 0.1 * f64::from(i) - 0.4).collect();
        let uneven = Some(Correction { knots: knots.clone(), coefficients: vec![0.0, 0.0] });
        // It takes more than there is at the money.
        let deep = Some(Correction { knots, coefficients: vec![-0.04; 6] });
        let mut one = snapshot(expiry(500, &[3300.0, 3500.0]));
        one.underlyings[0].fitted = vec![good.clone()];
        assert!(Market::default().load(&one).report.issues.is_empty());
        one.underlyings[0].fitted =
            vec![FittedSlice { expiry_ms: good.expiry_ms + 3_600_000, ..good.clone() }];
        let bypassed = &Market::default().load(&one).report.issues[0];
        assert_eq!(bypassed.code, IssueCode::SliceBypassed);
        assert!(bypassed.message.ends_with("the loaded parameters do not name it."));
        one.underlyings[0].fitted = vec![
            good.clone(),
            // Variance is positive at the money and not at k = 0.5.
            FittedSlice {
                a: -0.004,
                m: 0.5,
                sigma: 0.01,
                expiry_ms: good.expiry_ms + 1,
                ..good.clone()
            },
            FittedSlice { b: 1.5, rho: 0.5, expiry_ms: good.expiry_ms + 2, ..good.clone() },
            good.clone(),
            FittedSlice { expiry_ms: 9_000_000_000_000_000, ..good.clone() },
            FittedSlice { expiry_ms: as_of.millis(), ..good.clone() },
            FittedSlice { expiry_ms: good.expiry_ms + 3, correction: uneven, ..good.clone() },
            FittedSlice { expiry_ms: good.expiry_ms + 4, correction: deep, ..good.clone() },
        ];
        let expected = [1, 2, 3, 4, 5, 6, 7].map(|i| format!("underlyings[0].fitted[{i}]"));
        assert_eq!(paths(&one), expected);
    }

    #[test]
    fn a_hedge_needs_a_name_and_an_expiry_to_come() {
        let mut one = snapshot(expiry(500, &[3300.0, 3500.0]));
        one.underlyings[0].hedges.push(HedgeRow {
            name: String::from(" "),
            expiry: Some(AS_OF.to_owned()),
            mid: 3390.0,
            levels: vec![(1.0, 5.0)],
            daily_volume: None,
        });
        assert_eq!(
            paths(&one),
            ["underlyings[0].hedges[0].name", "underlyings[0].hedges[0].expiry"]
        );
    }

    #[test]
    fn what_is_assumed_is_said() {
        let messages = |one: &MarketSnapshot| -> Vec<String> {
            let issues = Market::default().load(one).report.issues;
            assert!(issues.iter().all(|i| i.code == IssueCode::Approximation), "{issues:?}");
            issues.into_iter().map(|i| i.message).collect()
        };
        let mut one = snapshot(expiry(500, &[3300.0, 3500.0]));
        assert!(messages(&one).is_empty());
        one.underlyings[0].spot = None;
        assert!(messages(&one)[0].ends_with("premiums are converted at it."));
        one.underlyings[0].spot = Some(3390.0);
        one.underlyings[0].id = String::from("NEW");
        assert!(messages(&one)[0].contains("contract terms of NEW"));
    }

    #[test]
    fn an_interest_rate_that_the_quotes_do_not_tell_is_said() {
        let said = |half: f64| {
            let loaded =
                Market::default().load_chain(&chain_at_interest(half), &ReadOptions::default());
            assert!(loaded.market.is_some(), "{:?}", loaded.report.issues);
            let about_rate = |issue: &&Issue| issue.message.contains("interest rate");
            loaded.report.issues.iter().filter(about_rate).count()
        };
        assert_eq!((said(0.001), said(0.1)), (0, 1));
    }
}
