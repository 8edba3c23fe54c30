//! How the desk charges: every number a desk may change, with its default.

use serde::{Deserialize, Serialize};

/// Every part of the policy.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Policy {
    /// The base row and the minimum and maximum width.
    pub base: BasePolicy,
    /// Hedging cost.
    pub hedging: HedgingPolicy,
    /// Liquidity premium.
    pub liquidity: LiquidityPolicy,
    /// Adverse selection.
    pub adverse_selection: AdverseSelectionPolicy,
    /// Inventory.
    pub inventory: InventoryPolicy,
    /// Life time and other terms of the quote.
    pub quote: QuotePolicy,
}

/// The base half-spread, the floor under the width and the ceiling above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BasePolicy {
    /// Half-spread per correlated net vega, in volatility points.
    pub base_vol_points: f64,
    /// Smallest half-spread, in package ticks.
    ///
    /// Half of one: rounding outward adds another half on average. One tick would bring the largest
    /// half-width over edge paid of recorded block RFQs from 2.2 to 2.8.
    pub min_half_ticks: f64,
    /// Smallest half-spread per net vega, in volatility points.
    pub min_half_vol_points: f64,
    /// Smallest half-spread, in price currency.
    pub min_half_abs: f64,
    /// Factor on the base row where a fit is red.
    pub red_fit_factor: f64,
    /// Widest total width that goes out automatically, as a fraction of premium at stake.
    pub max_width_fraction: f64,
    /// The same in volatility points of correlated net vega.
    pub max_width_vol_points: f64,
    /// The same in package ticks.
    pub max_width_ticks: f64,
}

impl Default for BasePolicy {
    fn default() -> Self {
        Self {
            base_vol_points: 0.10,
            min_half_ticks: 0.5,
            min_half_vol_points: 0.05,
            min_half_abs: 0.0,
            red_fit_factor: 1.5,
            max_width_fraction: 0.40,
            max_width_vol_points: 4.0,
            max_width_ticks: 4.0,
        }
    }
}

/// What a desk hedges a trade with at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum HedgeMode {
    /// The net delta of each expiry in its own future, or in the front hedge; what is left is
    /// charged by the liquidity premium on vega.
    #[default]
    Delta,
    /// Futures and listed options together, as far as they are worth their cost; what is left is
    /// charged by its variance.
    Portfolio,
}

/// The hedge and what carrying it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct HedgingPolicy {
    /// What is hedged.
    pub mode: HedgeMode,
    /// Most instruments of one underlying that a portfolio hedge chooses from, 1 to 20.
    pub most_instruments: usize,
    /// Notional at the top of an option's book where no size is recorded, in price currency. The
    /// median of seven recorded BTC chains with sizes is 9.9 coins, some 900,000 USD, and the lower
    /// quartile 2.3.
    pub assumed_option_notional: f64,
    /// Size, in price currency, at which a portfolio hedge that trades only futures charges for the
    /// rest of an at-the-money option what the liquidity premium does.
    pub reference_notional: f64,
    /// Prefactor Y of the square-root impact law.
    pub impact_factor: f64,
    /// Funding spread on net premium, per year, for linear markets.
    pub funding_spread: f64,
    /// Funding spread on net premium, per year, for inverse (crypto) markets.
    ///
    /// A judgement under 0.9 %, which is all that the taker of the one recorded block RFQ with premium
    /// to carry paid, a calendar of deep calls; at 2 % we ask that client for 3.3 times as much.
    pub funding_spread_inverse: f64,
    /// Basis spread on delta hedged with an instrument of another expiry, per year, linear.
    pub basis_spread: f64,
    /// The same for inverse markets.
    pub basis_spread_inverse: f64,
}

impl Default for HedgingPolicy {
    fn default() -> Self {
        Self {
            mode: HedgeMode::default(),
            most_instruments: 20,
            assumed_option_notional: 500_000.0,
            reference_notional: 1_000_000.0,
            impact_factor: 0.8,
            funding_spread: 0.005,
            funding_spread_inverse: 0.005,
            basis_spread: 0.0025,
            basis_spread_inverse: 0.01,
        }
    }
}

/// Liquidity premium on netted bucket vega.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LiquidityPolicy {
    /// Share of the quoted half-width that laying off vega costs: a dealer crosses the screen for some
    /// of it and is crossed for the rest.
    ///
    /// A judgement that six recorded block RFQs do not settle. Without the screen cap the tier-2
    /// half-width over the edge paid is 1.96 in the median and 4.3 at most with the whole of it, 1.57
    /// and 3.3 with half, and on calm chains 67 and 79 % of structures are within the screen for tier 1.
    pub half_width_share: f64,
    /// Weight of concentration against capacity.
    pub concentration_factor: f64,
    /// Vega per point, in price currency, that a bucket can absorb.
    pub bucket_capacity: f64,
    /// Weight of the distance and listing penalty.
    pub distance_factor: f64,
}

impl Default for LiquidityPolicy {
    fn default() -> Self {
        Self {
            half_width_share: 0.5,
            concentration_factor: 1.0,
            bucket_capacity: 20_000.0,
            distance_factor: 1.0,
        }
    }
}

/// Client tiers by how informed their flow is (the brief's Table 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Tier {
    /// Predictable, non-directional flow.
    Tier1,
    /// Mixed systematic and discretionary flow.
    Tier2,
    /// Highly informed flow.
    Tier3,
}

impl Tier {
    /// 1, 2 or 3.
    pub fn number(self) -> u8 {
        match self {
            Self::Tier1 => 1,
            Self::Tier2 => 2,
            Self::Tier3 => 3,
        }
    }
}

/// The charge range of a tier, as a fraction of premium at stake per side; ends included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TierRange {
    /// Charge of the least informed client of the tier.
    pub low: f64,
    /// Charge of the most informed one.
    pub high: f64,
}

/// Adverse selection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AdverseSelectionPolicy {
    /// Tier 1.
    pub tier1: TierRange,
    /// Tier 2.
    pub tier2: TierRange,
    /// Tier 3.
    pub tier3: TierRange,
    /// Floor of premium at stake, in volatility points of netted vega.
    pub vega_floor_points: f64,
    /// Largest charge per side as a multiple of the legs' screen half-spreads, for tiers 1, 2
    /// and 3; absent for no cap.
    ///
    /// Takers of five recorded block RFQs paid 0.12, 0.57, 0.79, 0.80 and 0.83 of the half-width at
    /// which the same legs could be crossed on the nearest recorded chain: tier 1 at their median, tier 2
    /// at the screen, above which nobody need trade. At 1.5 tier 2 is wider than the screen for 38 % of
    /// the structures sampled on calm chains (`docs/widths.md`).
    pub screen_cap: [Option<f64>; 3],
    /// Multiple of the size on screen up to which the cap holds; beyond, it grows with the square root
    /// of size, as impact does.
    ///
    /// A judgement: the four recorded BTC block RFQs that paid less than the screen's width were of 6 to
    /// 24 times the 4.2 BTC that other days' screens show in the median.
    pub screen_depth: f64,
    /// Notional that a screen is taken to show at least, in price currency: a small order on top says
    /// little of what is behind it, and most recorded chains have no sizes.
    ///
    /// The median of the smaller side over seven recorded BTC chains with sizes, 4,431 two-sided
    /// options: 4.2 BTC.
    pub least_screen_notional: f64,
}

impl Default for AdverseSelectionPolicy {
    fn default() -> Self {
        Self {
            tier1: TierRange { low: 0.005, high: 0.015 },
            tier2: TierRange { low: 0.015, high: 0.03 },
            tier3: TierRange { low: 0.03, high: 0.07 },
            vega_floor_points: 0.5,
            screen_cap: [Some(0.8), Some(1.0), None],
            screen_depth: 10.0,
            least_screen_notional: 400_000.0,
        }
    }
}

impl AdverseSelectionPolicy {
    /// The range of a tier.
    pub fn range(&self, tier: Tier) -> TierRange {
        match tier {
            Tier::Tier1 => self.tier1,
            Tier::Tier2 => self.tier2,
            Tier::Tier3 => self.tier3,
        }
    }

    /// The screen-cap multiple of a tier; `None` for no cap.
    pub fn screen_cap(&self, tier: Tier) -> Option<f64> {
        self.screen_cap.get(usize::from(tier.number() - 1)).copied().flatten()
    }
}

/// Inventory: a risk potential over the book's vega buckets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct InventoryPolicy {
    /// Share ρ_r of the risk limit's cost that sets risk aversion γ = ρ_r / R_L.
    pub aversion_share: f64,
    /// One-day risk limit R_L (standard deviation), in price currency.
    pub risk_limit: f64,
    /// Holding horizon τ, in days.
    pub horizon_days: f64,
    /// Largest improvement as a share of the flat-book charge: β, below 1.
    pub max_improvement: f64,
    /// Largest widening as a multiple of the flat-book charge: ω.
    pub max_widening: f64,
    /// Daily volatility move of a 30-day at-the-money option in points, by underlying; `default`
    /// names the rest.
    pub daily_vol_points: std::collections::BTreeMap<String, f64>,
    /// Share w of a limit where the soft wall starts.
    pub wall_start: f64,
    /// Weight κ_l of the soft wall, in price currency.
    pub wall_weight: f64,
}

/// Points where neither the underlying nor `default` is named.
const UNNAMED_DAILY_POINTS: f64 = 1.5;

impl InventoryPolicy {
    /// Daily move of a 30-day at-the-money volatility of an underlying, in points.
    pub fn daily_vol_points_of(&self, underlying: &str) -> f64 {
        let named = self.daily_vol_points.get(underlying);
        let points = named.or_else(|| self.daily_vol_points.get("default"));
        points.copied().unwrap_or(UNNAMED_DAILY_POINTS)
    }

    /// γ = ρ_r/R_L: what a unit of variance costs, per price currency.
    pub fn aversion(&self) -> f64 {
        if self.risk_limit > 0.0 { self.aversion_share / self.risk_limit } else { 0.0 }
    }
}

impl Default for InventoryPolicy {
    fn default() -> Self {
        let points = [("ETH", 3.0), ("BTC", 2.5), ("SPX", 1.0), ("NDX", 1.0), ("default", 1.5)];
        Self {
            aversion_share: 0.5,
            risk_limit: 250_000.0,
            horizon_days: 1.0,
            max_improvement: 0.5,
            max_widening: 3.0,
            daily_vol_points: points.iter().map(|(id, p)| ((*id).to_owned(), *p)).collect(),
            wall_start: 0.8,
            wall_weight: 12_500.0,
        }
    }
}

/// Terms of the quote itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct QuotePolicy {
    /// Life of a firm quote, in seconds.
    pub firm_seconds: f64,
    /// Oldest live market that the desk quotes on, in seconds.
    pub feed_seconds: f64,
    /// Life of an indicative quote, in seconds.
    pub indicative_seconds: f64,
    /// Time after which half of what a client has dealt still counts as size on top of which the next
    /// piece comes, in seconds.
    pub flow_half_life_seconds: f64,
    /// Commercial markup per side, in price currency, not negative.
    pub markup: f64,
}

impl Default for QuotePolicy {
    fn default() -> Self {
        Self {
            firm_seconds: 5.0,
            feed_seconds: 60.0,
            indicative_seconds: 30.0,
            flow_half_life_seconds: 900.0,
            markup: 0.0,
        }
    }
}
