//! From the desk's file to a desk that cannot be wrong, or to everything wrong with the file.

use std::collections::BTreeSet;

use super::Desk;
use super::book::{MAX_AMOUNT, Position};
use super::config::{ClientConfig, ClientRule, DeskConfig};
use super::limits::{LimitMetric, LimitSet, LimitsConfig, StressConfig};
use super::policy::{AdverseSelectionPolicy, InventoryPolicy, Policy, Tier};
use super::trade::{Trade, TradeRecord};
use crate::basics::{Issue, IssueCode};

/// Smallest number that is taken for a limit or capacity: below it a share of it is infinite.
const MIN_AMOUNT: f64 = 1e-9;
/// The key of the volatility move of every underlying that has none of its own.
const DEFAULT_VOL_POINTS: &str = "default";

impl Desk {
    /// A desk, where the configuration makes one.
    ///
    /// # Errors
    /// Every issue found, each at the path of its field.
    pub fn from_config(config: &DeskConfig) -> Result<Self, Vec<Issue>> {
        let mut check = Check { issues: Vec::new() };
        check.policy(&config.policy);
        check.clients(&config.clients);
        check.rule(&config.unknown_client, "unknownClient");
        check.rule(&config.anonymous_client, "anonymousClient");
        let book = check.book(config);
        let positions = check.trades(&config.trades);
        check.limits(&config.limits);
        if !check.issues.is_empty() {
            return Err(check.issues);
        }
        let names = super::folded_names(&config.clients);
        let mut desk = Self { config: config.clone(), book, trades: Vec::new(), names };
        let trades = config.trades.iter().zip(positions).map(|(record, positions)| Trade {
            client_key: desk.client_key(record.client.as_deref()),
            positions,
        });
        desk.trades = trades.collect();
        Ok(desk)
    }
}

/// The positions of a trade that comes after these.
///
/// # Errors
/// Every issue found, each at the path of its field in the configuration.
pub(super) fn check_trade(
    trade: &TradeRecord,
    before: &[TradeRecord],
) -> Result<Vec<Position>, Vec<Issue>> {
    let mut check = Check { issues: Vec::new() };
    let is_taken = before.iter().any(|other| other.id == trade.id);
    let positions = check.trade(before.len(), trade, is_taken);
    if check.issues.is_empty() { Ok(positions) } else { Err(check.issues) }
}

/// What a number has to be.
#[derive(Clone, Copy)]
enum Range {
    /// At least zero.
    NotNegative,
    /// Above zero by an amount that can be divided by.
    Positive,
    /// Between zero and one, ends included.
    Share,
    /// At least zero and below one.
    BelowOne,
    /// Above zero, at most one.
    PositiveShare,
}

impl Range {
    fn holds(self, x: f64) -> bool {
        let bounds = match self {
            Self::NotNegative => (0.0..=MAX_AMOUNT).contains(&x),
            Self::Positive => (MIN_AMOUNT..=MAX_AMOUNT).contains(&x),
            Self::Share => (0.0..=1.0).contains(&x),
            Self::BelowOne => (0.0..1.0).contains(&x),
            Self::PositiveShare => x > 0.0 && x <= 1.0,
        };
        x.is_finite() && bounds
    }

    fn words(self) -> &'static str {
        match self {
            Self::NotNegative => "between 0 and 1e15",
            Self::Positive => "between 1e-9 and 1e15",
            Self::Share => "between 0 and 1",
            Self::BelowOne => "at least 0 and below 1",
            Self::PositiveShare => "above 0 and at most 1",
        }
    }
}

struct Check {
    issues: Vec<Issue>,
}

impl Check {
    fn report(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.issues.push(Issue::new(IssueCode::Desk, path, message));
    }

    fn number(&mut self, path: impl Into<String>, x: f64, range: Range) {
        if !range.holds(x) {
            let path = path.into();
            let message = format!("{path} must be {}, not {x}.", range.words());
            self.report(path, message);
        }
    }

    fn numbers(&mut self, folder: &str, fields: &[(&str, f64, Range)]) {
        for (field, x, range) in fields {
            self.number(format!("{folder}.{field}"), *x, *range);
        }
    }

    fn policy(&mut self, policy: &Policy) {
        use Range::{NotNegative, Positive};
        let Policy { base, hedging, liquidity, adverse_selection, inventory, quote } = policy;
        self.numbers(
            "policy.base",
            &[
                ("baseVolPoints", base.base_vol_points, NotNegative),
                ("minHalfTicks", base.min_half_ticks, NotNegative),
                ("minHalfVolPoints", base.min_half_vol_points, NotNegative),
                ("minHalfAbs", base.min_half_abs, NotNegative),
                ("maxWidthFraction", base.max_width_fraction, NotNegative),
                ("maxWidthVolPoints", base.max_width_vol_points, NotNegative),
                ("maxWidthTicks", base.max_width_ticks, NotNegative),
            ],
        );
        if !(1.0..=100.0).contains(&base.red_fit_factor) {
            let message = "policy.base.redFitFactor must be between 1 and 100.";
            self.report("policy.base.redFitFactor", message);
        }
        self.numbers(
            "policy.hedging",
            &[
                ("impactFactor", hedging.impact_factor, NotNegative),
                ("fundingSpread", hedging.funding_spread, NotNegative),
                ("fundingSpreadInverse", hedging.funding_spread_inverse, NotNegative),
                ("basisSpread", hedging.basis_spread, NotNegative),
                ("basisSpreadInverse", hedging.basis_spread_inverse, NotNegative),
                ("assumedOptionNotional", hedging.assumed_option_notional, Positive),
                ("referenceNotional", hedging.reference_notional, Positive),
            ],
        );
        if !(1..=20).contains(&hedging.most_instruments) {
            let message = "policy.hedging.mostInstruments must be between 1 and 20.";
            self.report("policy.hedging.mostInstruments", message);
        }
        self.numbers(
            "policy.liquidity",
            &[
                ("concentrationFactor", liquidity.concentration_factor, NotNegative),
                ("bucketCapacity", liquidity.bucket_capacity, Positive),
                ("distanceFactor", liquidity.distance_factor, NotNegative),
            ],
        );
        self.adverse_selection(adverse_selection);
        self.inventory(inventory);
        self.numbers(
            "policy.quote",
            &[
                ("firmSeconds", quote.firm_seconds, Positive),
                ("feedSeconds", quote.feed_seconds, Positive),
                ("flowHalfLifeSeconds", quote.flow_half_life_seconds, Positive),
                ("indicativeSeconds", quote.indicative_seconds, Positive),
                ("markup", quote.markup, NotNegative),
            ],
        );
    }

    /// Tiers are closed ranges that may share an end but neither overlap nor fall: a more informed
    /// client is never charged less.
    fn adverse_selection(&mut self, policy: &AdverseSelectionPolicy) {
        let folder = "policy.adverseSelection";
        let tiers = [Tier::Tier1, Tier::Tier2, Tier::Tier3];
        for tier in tiers {
            let (range, path) = (policy.range(tier), format!("{folder}.tier{}", tier.number()));
            self.number(format!("{path}.low"), range.low, Range::Share);
            self.number(format!("{path}.high"), range.high, Range::Share);
            if range.low > range.high {
                let n = tier.number();
                self.report(path, format!("Tier {n} starts above where it ends."));
            }
        }
        for (lower, upper) in tiers.into_iter().zip(tiers.into_iter().skip(1)) {
            if policy.range(upper).low < policy.range(lower).high {
                let (n, m) = (upper.number(), lower.number());
                let message = format!("Tier {n} must start where tier {m} ends or above.");
                self.report(format!("{folder}.tier{n}.low"), message);
            }
        }
        let floor = policy.vega_floor_points;
        self.number(format!("{folder}.vegaFloorPoints"), floor, Range::NotNegative);
        self.number(format!("{folder}.screenDepth"), policy.screen_depth, Range::Positive);
        let least = policy.least_screen_notional;
        self.number(format!("{folder}.leastScreenNotional"), least, Range::Positive);
        let caps = policy.screen_cap;
        for (index, cap) in caps.iter().enumerate() {
            if let Some(cap) = cap {
                self.number(format!("{folder}.screenCap[{index}]"), *cap, Range::Positive);
            }
        }
        let reach = caps.map(|cap| cap.unwrap_or(f64::INFINITY));
        if reach.windows(2).any(|pair| matches!(pair, [low, high] if low > high)) {
            let message = "A more informed tier must not have a smaller screen cap.";
            self.report(format!("{folder}.screenCap"), message);
        }
    }

    fn inventory(&mut self, policy: &InventoryPolicy) {
        use Range::{BelowOne, NotNegative, Positive, Share};
        self.numbers(
            "policy.inventory",
            &[
                ("aversionShare", policy.aversion_share, NotNegative),
                ("riskLimit", policy.risk_limit, Positive),
                ("horizonDays", policy.horizon_days, NotNegative),
                ("maxImprovement", policy.max_improvement, BelowOne),
                ("maxWidening", policy.max_widening, NotNegative),
                ("wallStart", policy.wall_start, Share),
                ("wallWeight", policy.wall_weight, NotNegative),
            ],
        );
        for (id, points) in &policy.daily_vol_points {
            let path = format!("policy.inventory.dailyVolPoints.{id}");
            if id != DEFAULT_VOL_POINTS {
                self.underlying(&path, id);
            }
            self.number(path, *points, NotNegative);
        }
    }

    fn clients(&mut self, clients: &[ClientConfig]) {
        let mut taken = BTreeSet::new();
        for (index, client) in clients.iter().enumerate() {
            let path = |field: &str| format!("clients[{index}].{field}");
            let id = client.id.trim().to_lowercase();
            if id.is_empty() {
                self.report(path("id"), "A client needs an id.");
            } else if !taken.insert(id.clone()) {
                self.report(path("id"), format!("The client id “{id}” is taken already."));
            }
            let name = client.name.as_deref().map(|n| n.trim().to_lowercase()).unwrap_or_default();
            if !name.is_empty() && name != id && !taken.insert(name.clone()) {
                self.report(path("name"), format!("The client name “{name}” is taken already."));
            }
            if let Some(toxicity) = client.toxicity {
                self.number(path("toxicity"), toxicity, Range::Share);
            }
            // Not-a-number is in no range.
            if let Some(percent) = client.override_percent.filter(|p| !(0.0..=100.0).contains(p)) {
                let message = format!("The charge must be between 0 and 100 %, not {percent}.");
                self.report(path("overridePercent"), message);
            }
        }
    }

    fn rule(&mut self, rule: &ClientRule, path: &str) {
        self.number(format!("{path}.toxicity"), rule.toxicity, Range::Share);
    }

    fn book(&mut self, config: &DeskConfig) -> Vec<Position> {
        let mut book = Vec::with_capacity(config.book.len());
        for (index, position) in config.book.iter().enumerate() {
            match Position::from_config(position) {
                Ok(position) => book.push(position),
                Err(wrong) => {
                    for (field, message) in wrong {
                        self.report(format!("book[{index}].{field}"), message);
                    }
                }
            }
        }
        book
    }

    fn trades(&mut self, trades: &[TradeRecord]) -> Vec<Vec<Position>> {
        let mut all = Vec::with_capacity(trades.len());
        let mut taken = BTreeSet::new();
        for (index, trade) in trades.iter().enumerate() {
            all.push(self.trade(index, trade, !taken.insert(trade.id.as_str())));
        }
        all
    }

    fn trade(&mut self, index: usize, trade: &TradeRecord, is_taken: bool) -> Vec<Position> {
        let path = |field: &str| format!("trades[{index}].{field}");
        if is_taken {
            let message = format!("The trade id “{}” is taken already.", trade.id);
            self.report(path("id"), message);
        }
        match trade.positions() {
            Ok(positions) => positions,
            Err(wrong) => {
                for (field, message) in wrong {
                    self.report(path(&field), message);
                }
                Vec::new()
            }
        }
    }

    fn limits(&mut self, limits: &LimitsConfig) {
        self.limit_set("limits.perUnderlying", &limits.per_underlying);
        self.limit_set("limits.total", &limits.total);
        for (id, own) in &limits.underlyings {
            let path = format!("limits.underlyings.{id}");
            self.underlying(&path, id);
            for metric in LimitMetric::ALL {
                if let Some(limit) = own.get(*metric) {
                    self.limit(&path, *metric, limit);
                }
            }
        }
        self.number("limits.warningLevel", limits.warning_level, Range::PositiveShare);
        let floor = limits.concentration_floor;
        self.number("limits.concentrationFloor", floor, Range::NotNegative);
        self.stress(&limits.stress);
    }

    fn limit_set(&mut self, path: &str, set: &LimitSet) {
        for metric in LimitMetric::ALL {
            self.limit(path, *metric, set.get(*metric));
        }
    }

    fn limit(&mut self, path: &str, metric: LimitMetric, limit: f64) {
        if !Range::Positive.holds(limit) {
            let (label, words) = (metric.label(), Range::Positive.words());
            let message = format!("The limit on {label} must be {words}, not {limit}.");
            self.report(format!("{path}.{}", metric.key()), message);
        }
    }

    /// Underlyings are looked up by their exact id, which is in capitals.
    fn underlying(&mut self, path: &str, id: &str) {
        if id.trim().is_empty() {
            self.report(path, "An underlying needs an id.");
        } else if id != id.trim().to_uppercase() {
            self.report(path, format!("Write the underlying “{id}” in capitals."));
        }
    }

    fn stress(&mut self, stress: &StressConfig) {
        let folder = "limits.stress";
        for (index, id) in stress.half_shock_underlyings.iter().enumerate() {
            self.underlying(&format!("{folder}.halfShockUnderlyings[{index}]"), id);
        }
        let lists = [("spotShocks", &stress.spot_shocks), ("volShocks", &stress.vol_shocks)];
        for (field, shocks) in lists {
            let path = format!("{folder}.{field}");
            if shocks.is_empty() || shocks.len() > 100 {
                self.report(path.clone(), format!("{path} needs between 1 and 100 moves."));
            }
            for (index, shock) in shocks.iter().enumerate() {
                if !(shock.is_finite() && *shock > -1.0 && *shock <= 10.0) {
                    let message = format!("A relative move of {shock} is not possible.");
                    self.report(format!("{path}[{index}]"), message);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::InstrumentKind;
    use crate::desk::{InstrumentConfig, InstrumentTerms, LimitOverride, PositionConfig};
    use crate::desk::{TierRange, demo::demo_config};

    fn paths(config: &DeskConfig) -> Vec<String> {
        let issues = Desk::from_config(config).err().unwrap_or_default();
        issues.into_iter().map(|i| i.path).collect()
    }

    #[test]
    fn defaults_make_a_desk() {
        assert_eq!(paths(&DeskConfig::default()), [""; 0]);
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_its_path() {
        let mut config = demo_config();
        config.policy.adverse_selection.tier1 = TierRange { low: 0.02, high: 0.01 };
        config.policy.adverse_selection.tier3 = TierRange { low: 0.01, high: 1.7 };
        config.policy.inventory.max_improvement = 1.0;
        config.policy.base.base_vol_points = f64::NAN;
        config.limits.total.vega_per_point = -1.0;
        config.clients[1].id = String::from("ACME");
        config.clients[3].toxicity = Some(1.5);
        config.book[0].quantity = f64::INFINITY;
        config.book.push(PositionConfig {
            instrument: InstrumentConfig::Symbol(String::from("ETH-Nov-3400-C")),
            quantity: 1.0,
        });
        let found = paths(&config);
        for wanted in [
            "policy.base.baseVolPoints",
            "policy.adverseSelection.tier1",
            "policy.adverseSelection.tier3.high",
            "policy.adverseSelection.tier3.low",
            "policy.inventory.maxImprovement",
            "clients[2].id",
            "clients[3].toxicity",
            "book[0].quantity",
            "book[7].instrument",
            "limits.total.vegaPerPoint",
        ] {
            assert!(found.iter().any(|p| p == wanted), "{wanted} is not among {found:?}");
        }
        assert_eq!(found.len(), 10, "{found:?}");
    }

    #[test]
    fn amounts_too_small_to_divide_by_are_refused() {
        let mut config = DeskConfig::default();
        config.policy.inventory.risk_limit = 1e-300;
        config.limits.total.gross_notional = f64::MIN_POSITIVE;
        assert_eq!(paths(&config), ["policy.inventory.riskLimit", "limits.total.grossNotional"]);
    }

    #[test]
    fn amounts_too_large_to_be_meant_are_refused_in_words_that_say_so() {
        let mut config = DeskConfig::default();
        config.policy.quote.markup = 2e15;
        config.policy.liquidity.bucket_capacity = 2e15;
        config.limits.total.stress_loss = 2e15;
        let issues = Desk::from_config(&config).unwrap_err();
        assert_eq!(issues.len(), 3);
        for issue in issues {
            assert!(issue.message.contains("and 1e15, not 2000000000000000"), "{}", issue.message);
        }
    }

    #[test]
    fn a_wrong_general_limit_is_reported_where_it_was_written() {
        let mut config = DeskConfig::default();
        config.limits.per_underlying.vega_per_point = -1.0;
        let own = LimitOverride { delta_cash: Some(0.0), ..LimitOverride::default() };
        config.limits.underlyings.insert(String::from("ETH"), own);
        let expected = ["limits.perUnderlying.vegaPerPoint", "limits.underlyings.ETH.deltaCash"];
        assert_eq!(paths(&config), expected);
    }

    #[test]
    fn ids_that_are_looked_up_exactly_are_held_to_capitals() {
        let mut config = DeskConfig::default();
        config.policy.inventory.daily_vol_points.insert(String::from("eth"), 1.0);
        config.limits.underlyings.insert(String::from(" ETH"), LimitOverride::default());
        config.limits.stress.half_shock_underlyings.push(String::from("spx"));
        let expected = [
            "policy.inventory.dailyVolPoints.eth",
            "limits.underlyings. ETH",
            "limits.stress.halfShockUnderlyings[2]",
        ];
        assert_eq!(paths(&config), expected);
    }

    #[test]
    fn positions_that_cannot_be_held_are_refused() {
        let of = |instrument: InstrumentConfig, quantity: f64| {
            let book = vec![PositionConfig { instrument, quantity }];
            paths(&DeskConfig { book, ..DeskConfig::default() })
        };
        let symbol = |text: &str| of(InstrumentConfig::Symbol(text.to_owned()), 1.0);
        for text in [
            "ETH-31FEB26-3400-C",
            "ETH-31FEB26",
            "_USDC-27NOV26-3400-C",
            "ETH_-27NOV26",
            "ETH_DOGE-27NOV26",
        ] {
            assert_eq!(symbol(text), ["book[0].instrument"], "{text}");
        }
        for text in ["ETH-28FEB26-3400-C", "ETH_USDC-27NOV26", "XRP_USDC-27NOV26-1D25-P"] {
            assert_eq!(symbol(text), [""; 0], "{text}");
        }
        let terms = |kind: InstrumentKind, expiry: Option<&str>, strike: Option<f64>| {
            InstrumentConfig::Terms(InstrumentTerms {
                kind,
                underlying: String::from("ETH"),
                expiry: expiry.map(str::to_owned),
                strike,
                put_call: None,
                settlement: None,
            })
        };
        let spot = InstrumentKind::Spot;
        for wrong in [
            terms(spot, Some("27NOV26"), None),
            terms(spot, None, Some(3400.0)),
            terms(InstrumentKind::Future, Some("27NOV26"), Some(3400.0)),
            terms(InstrumentKind::Future, Some("2026-02-31"), None),
        ] {
            assert_eq!(of(wrong.clone(), 1.0), ["book[0].instrument"], "{wrong:?}");
        }
        assert_eq!(of(terms(spot, None, None), -1e15), [""; 0]);
        assert_eq!(of(terms(spot, None, None), 1e16), ["book[0].quantity"]);
    }

    #[test]
    fn trades_that_cannot_have_been_are_refused_at_their_fields() {
        let position = |symbol: &str, quantity: f64| PositionConfig {
            instrument: InstrumentConfig::Symbol(symbol.to_owned()),
            quantity,
        };
        let good = TradeRecord {
            id: String::from("T-1"),
            at: String::from("2026-11-18T12:00:00Z"),
            client: Some(String::from("acme")),
            request: String::from("ETH 27NOV26 3400 call x10"),
            side: crate::desk::ClientSide::Buy,
            quantity: 10.0,
            price: 0.05,
            currency: String::from("ETH"),
            theoretical: None,
            quote_id: None,
            legs: vec![position("ETH-27NOV26-3400-C", -10.0)],
            hedge: None,
        };
        let of = |trades: Vec<TradeRecord>| paths(&DeskConfig { trades, ..DeskConfig::default() });
        assert_eq!(of(vec![good.clone()]), [""; 0]);
        assert_eq!(of(vec![good.clone(), good.clone()]), ["trades[1].id"]);
        let odd = TradeRecord {
            at: String::from("yesterday"),
            quantity: 0.0,
            price: f64::NAN,
            legs: vec![position("ETH-27NOV26-3400-C", -10.0), position("ETH-Nov", f64::NAN)],
            ..good.clone()
        };
        let expected = ["at", "quantity", "price", "legs[1].quantity", "legs[1].instrument"];
        assert_eq!(of(vec![odd]), expected.map(|field| format!("trades[0].{field}")));
        assert_eq!(of(vec![TradeRecord { legs: Vec::new(), ..good }]), ["trades[0].legs"]);
        let config = DeskConfig {
            limits: LimitsConfig { concentration_floor: -1.0, ..LimitsConfig::default() },
            ..DeskConfig::default()
        };
        assert_eq!(paths(&config), ["limits.concentrationFloor"]);
    }

    #[test]
    fn falling_screen_caps_are_refused() {
        let mut config = DeskConfig::default();
        config.policy.adverse_selection.screen_cap = [None, Some(1.5), None];
        assert_eq!(paths(&config), ["policy.adverseSelection.screenCap"]);
    }
}
