//! Worked examples that bring their own market and desk.
//!
//! `source_fly` is the example of the product's brief: 100 ETH call butterflies,
//! marked by hand at 155, 110 and 75, quoted 9.80 / 10.20 around 10.00.

use crate::basics::{
    ContractTerms, Exercise, InstrumentKind, Issue, IssueCode, MarketKey, PutCall, Settlement,
    TickSchedule, Timestamp,
};
use crate::desk::{
    ClientConfig, ClientRule, Desk, DeskConfig, LimitSet, OverlaySwitches, Policy, Tier,
};
use crate::market::{
    ChainExpiry, DepthLevel, ExpiryReport, FitStatus, HedgeInstrument, Market, RecentFits, Slice,
    Source, Surface, UnderlyingMarket, VegaNodes,
};
use crate::models::svi_spline::SviSpline;
use crate::rfq::{LegDraft, MarkDraft, RfqDraft};

use super::report::Multipliers;

/// The name a draft asks for the example by.
pub const SOURCE_FLY: &str = "source_fly";

/// Forward that the brief's prices and volatilities agree on, in USD.
const FORWARD: f64 = 3267.3230;
/// Time to expiry that they agree on, in days.
const DAYS: f64 = 16.19523;
/// Volatility of the example's surface: the body's, as the brief prints it.
const VOL: f64 = 0.60;
/// The charge per side that the brief's example uses, as a place in tier 2's range.
const TOXICITY: f64 = 1.0 / 3.0;
/// Ratio, strike, price and vega per point of each leg, as the brief prints them for one contract.
const LEGS: [(f64, f64, f64, f64); 3] =
    [(1.0, 3300.0, 155.0, 18.0), (-2.0, 3400.0, 110.0, 22.0), (1.0, 3500.0, 75.0, 19.0)];
const NOTE: &str = "The source's example counts 100 units per contract in its cash (100 lots at \
    10.00 are 100,000) and 10 in its notional (100 lots at the 3,400 strike are 3.4 million); \
    both are kept here only to reproduce it. Its leg prices and vegas are marks.";

/// A worked example, complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// The market it is priced on.
    pub market: Market,
    /// The desk that prices it.
    pub desk: Desk,
    /// How its cash and notional count contracts.
    pub multipliers: Multipliers,
    /// The request, where the draft leaves it open.
    pub draft: RfqDraft,
}

impl Preset {
    /// The preset a draft asks for; `None` where it names none.
    ///
    /// # Errors
    /// An issue at `preset` where the draft names one that does not exist.
    pub fn asked(draft: &RfqDraft) -> Result<Option<Self>, Issue> {
        let Some(name) = draft.preset.as_deref().map(str::trim).filter(|n| !n.is_empty()) else {
            return Ok(None);
        };
        let found = if name == SOURCE_FLY { source_fly() } else { None };
        found.map(Some).ok_or_else(|| unknown(name))
    }

    /// The draft with the preset's legs and quantity where it states none of its own.
    pub fn complete(&self, stated: &RfqDraft) -> RfqDraft {
        let mut draft = stated.clone();
        if draft.legs.is_empty() {
            draft.legs.clone_from(&self.draft.legs);
            draft.structure.clone_from(&self.draft.structure);
        }
        if draft.quantity == 0.0 {
            draft.quantity = self.draft.quantity;
        }
        draft
    }
}

#[cold]
#[inline(never)]
fn unknown(name: &str) -> Issue {
    let shown: String = name.chars().take(40).collect();
    let message = format!("There is no preset “{shown}”; there is {SOURCE_FLY}.");
    Issue::new(IssueCode::Preset, "preset", message)
}

#[inline(never)]
fn source_fly() -> Option<Preset> {
    let as_of = Timestamp::from_utc(2026, 11, 18, 12, 0)?;
    #[expect(clippy::cast_possible_truncation, reason = "sixteen days in milliseconds")]
    let expiry = as_of.plus_millis((DAYS * 86_400_000.0).round() as i64);
    let expiry_text = expiry.to_iso();
    let leg = |(ratio, strike, price, vega): (f64, f64, f64, f64)| LegDraft {
        ratio,
        kind: InstrumentKind::Option,
        underlying: String::from("ETH"),
        expiry: Some(expiry_text.clone()),
        strike: Some(strike),
        put_call: Some(PutCall::Call),
        exercise: None,
        settlement: Some(Settlement::Linear),
        multiplier: None,
        mark: Some(MarkDraft { price: Some(price), vol: None, vega: Some(vega) }),
    };
    Some(Preset {
        market: Market::from_underlyings(vec![market(as_of, expiry)?]),
        desk: Desk::from_config(&desk()).ok()?,
        multipliers: Multipliers { cash: 100.0, notional: 10.0, note: Some(NOTE.to_owned()) },
        draft: RfqDraft {
            quantity: 100.0,
            legs: LEGS.map(leg).to_vec(),
            preset: Some(SOURCE_FLY.to_owned()),
            ..RfqDraft::default()
        },
    })
}

fn market(as_of: Timestamp, expiry: Timestamp) -> Option<UnderlyingMarket> {
    let years = as_of.years_until(expiry);
    let theta = VOL * VOL * years;
    let slice =
        Slice { expiry, years, forward: FORWARD, discount: 1.0, smile: SviSpline::flat(theta) };
    let tick = TickSchedule::flat(0.05);
    Some(UnderlyingMarket {
        key: MarketKey { underlying: String::from("ETH"), settlement: Settlement::Linear },
        source: Source::Sample,
        as_of,
        spot: FORWARD,
        price_currency: String::from("USD"),
        exercise: Exercise::European,
        contract: ContractTerms {
            multiplier: 1.0,
            premium_currency: String::from("USD"),
            min_quantity: 1.0,
            quantity_step: 1.0,
            outright_tick: tick.clone(),
            package_tick: tick,
        },
        chain: vec![ChainExpiry { expiry, forward: FORWARD, discount: 1.0, quotes: Vec::new() }],
        surface: Surface::new(FORWARD, vec![slice])?,
        hedges: vec![HedgeInstrument {
            name: format!("ETH-{}", expiry.expiry_code()),
            expiry: Some(expiry),
            mid: FORWARD,
            levels: vec![DepthLevel { distance: 0.25, size: 1_000.0 }],
            daily_vol: 0.035,
            daily_volume: 150_000.0,
            fee_rate: 0.0,
            assumption: Some(String::from("the example has no depth; hedging is switched off")),
        }],
        reports: vec![report(expiry, years)],
        half_width_points: vec![0.35; VegaNodes::COUNT],
        recent_fits: RecentFits::default(),
    })
}

fn report(expiry: Timestamp, years: f64) -> ExpiryReport {
    ExpiryReport {
        expiry: expiry.to_iso(),
        code: expiry.expiry_code(),
        years,
        forward: FORWARD,
        forward_source: String::from("given"),
        discount: 1.0,
        atm_vol: VOL,
        quotes: 0,
        used: 0,
        dropped: Vec::new(),
        inside_bid_ask: 1.0,
        rms_vol_points: 0.0,
        max_vol_points: 0.0,
        min_butterfly: Some(1.0),
        min_butterfly_at: Some(0.0),
        min_calendar_gap: None,
        min_calendar_gap_at: None,
        model: String::from("flat"),
        status: FitStatus::Green,
        strikes: Vec::new(),
    }
}

/// Tier 2 at a third of its range is 2.00 %; nothing else is charged and nothing is limited.
fn desk() -> DeskConfig {
    let mut policy = Policy::default();
    policy.base.base_vol_points = 0.0;
    policy.base.min_half_ticks = 0.0;
    policy.base.min_half_vol_points = 0.0;
    policy.base.min_half_abs = 0.0;
    policy.adverse_selection.screen_cap = [None; 3];
    let rule = ClientRule { tier: Tier::Tier2, toxicity: TOXICITY };
    let mut config = DeskConfig {
        version: String::from(SOURCE_FLY),
        name: String::from("The source’s example"),
        policy,
        clients: vec![ClientConfig {
            id: String::from("acme"),
            name: Some(String::from("Acme")),
            tier: Tier::Tier2,
            toxicity: Some(TOXICITY),
            enabled: None,
            override_percent: None,
        }],
        unknown_client: rule,
        anonymous_client: rule,
        overlays: OverlaySwitches {
            base: false,
            hedging_cost: false,
            liquidity: false,
            adverse_selection: true,
            inventory: false,
        },
        ..DeskConfig::default()
    };
    config.limits.per_underlying = LimitSet::uniform(1e15);
    config.limits.total = LimitSet::uniform(1e15);
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str) -> Result<Option<Preset>, Issue> {
        Preset::asked(&RfqDraft { preset: Some(name.to_owned()), ..RfqDraft::default() })
    }

    #[test]
    fn a_preset_is_found_by_its_trimmed_name_and_any_other_name_is_an_issue() {
        assert!(asked(SOURCE_FLY).unwrap().is_some());
        assert!(asked("  source_fly ").unwrap().is_some());
        assert_eq!(asked("  ").unwrap(), None);
        assert_eq!(Preset::asked(&RfqDraft::default()).unwrap(), None);
        let issue = asked("source fly").unwrap_err();
        assert_eq!((issue.code, issue.path.as_str()), (IssueCode::Preset, "preset"));
        assert!(issue.is_reject());
    }
}
