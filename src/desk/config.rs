//! What comes in: the desk's file as a person wrote it, possibly wrong in any field.

use serde::{Deserialize, Serialize};

use super::limits::LimitsConfig;
use super::policy::{Policy, Tier};
use super::trade::TradeRecord;
use crate::basics::{InstrumentKind, PutCall, Settlement};

/// Everything a desk may say about itself; every field has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct DeskConfig {
    /// The desk's own version of this file; kept with each quote for replay.
    pub version: String,
    /// The desk's name.
    pub name: String,
    /// How the desk charges.
    pub policy: Policy,
    /// Clients the desk knows.
    pub clients: Vec<ClientConfig>,
    /// How a client is treated whose id the desk does not know.
    pub unknown_client: ClientRule,
    /// How a request without a client is treated; its quote is indicative.
    pub anonymous_client: ClientRule,
    /// Positions the desk holds apart from its trades below.
    pub book: Vec<PositionConfig>,
    /// Trades with clients, oldest first; their legs are in the book beside the positions above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trades: Vec<TradeRecord>,
    /// What the desk may hold after a trade.
    pub limits: LimitsConfig,
    /// Which charges are on.
    pub overlays: OverlaySwitches,
}

impl Default for DeskConfig {
    fn default() -> Self {
        Self {
            version: String::from("1"),
            name: String::from("Desk"),
            policy: Policy::default(),
            clients: Vec::new(),
            unknown_client: ClientRule { tier: Tier::Tier2, toxicity: 1.0 },
            anonymous_client: ClientRule { tier: Tier::Tier3, toxicity: 0.5 },
            book: Vec::new(),
            trades: Vec::new(),
            limits: LimitsConfig::default(),
            overlays: OverlaySwitches::default(),
        }
    }
}

/// One client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientConfig {
    /// The identifier that requests carry; compared without regard to case.
    pub id: String,
    /// The name people use; the id where absent.
    #[serde(default)]
    pub name: Option<String>,
    /// How informed the client's flow is.
    pub tier: Tier,
    /// Place within the tier's range, 0 to 1; 0.5 where there is no history.
    #[serde(default)]
    pub toxicity: Option<f64>,
    /// Whether the desk quotes the client; yes where absent.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// A fixed charge in percent of premium at stake per side, in place of tier and toxicity.
    #[serde(default)]
    pub override_percent: Option<f64>,
}

/// The tier and toxicity of a kind of client.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientRule {
    /// How informed the flow is taken to be.
    pub tier: Tier,
    /// Place within the tier's range, 0 to 1.
    pub toxicity: f64,
}

/// One position of the dealer's book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PositionConfig {
    /// What is held.
    pub instrument: InstrumentConfig,
    /// Contracts, positive where the dealer is long.
    pub quantity: f64,
}

/// An instrument by its symbol (`ETH-27NOV26-3400-C`) or by its terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum InstrumentConfig {
    /// `ETH-27NOV26-3400-C`, `ETH-27NOV26` or `ETH`: the inverse market where one is loaded, else the
    /// only one; `ETH_USDC-…` is the linear market.
    Symbol(String),
    /// The terms one by one.
    Terms(InstrumentTerms),
}

/// An instrument's terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstrumentTerms {
    /// Option, future or spot.
    pub kind: InstrumentKind,
    /// Underlying id: `ETH`.
    pub underlying: String,
    /// ISO instant or expiry code; absent for spot.
    #[serde(default)]
    pub expiry: Option<String>,
    /// Strike in price currency; absent for futures and spot.
    #[serde(default)]
    pub strike: Option<f64>,
    /// Call or put; absent for futures and spot.
    #[serde(default, rename = "type")]
    pub put_call: Option<PutCall>,
    /// Inverse or linear; absent takes the only loaded market of the underlying, and leaves the
    /// position unvalued where there are two.
    #[serde(default)]
    pub settlement: Option<Settlement>,
}

/// Which charges are on. A charge that is off stays in the breakdown and reads zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "five independent switches on one panel")]
pub struct OverlaySwitches {
    /// The base half-spread.
    pub base: bool,
    /// Hedging cost.
    pub hedging_cost: bool,
    /// Liquidity premium.
    pub liquidity: bool,
    /// Adverse selection.
    pub adverse_selection: bool,
    /// Inventory: the flat-book warehouse charge and what the book adds to it or takes off.
    pub inventory: bool,
}

impl Default for OverlaySwitches {
    fn default() -> Self {
        Self {
            base: true,
            hedging_cost: true,
            liquidity: true,
            adverse_selection: true,
            inventory: true,
        }
    }
}

impl OverlaySwitches {
    /// On only where both are on.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            base: self.base && other.base,
            hedging_cost: self.hedging_cost && other.hedging_cost,
            liquidity: self.liquidity && other.liquidity,
            adverse_selection: self.adverse_selection && other.adverse_selection,
            inventory: self.inventory && other.inventory,
        }
    }
}
