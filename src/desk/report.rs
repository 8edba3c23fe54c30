//! What goes out about a desk.

use serde::Serialize;

use super::Desk;
use super::config::DeskConfig;
use super::limits::{LimitMetric, LimitUnit};
use super::policy::Tier;
use crate::basics::Issue;

/// The desk after a load, or after a failed one with the desk that was there.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DeskReport {
    /// The desk's name.
    pub name: String,
    /// The version of its file.
    pub version: String,
    /// Charge ranges by tier.
    pub tiers: Vec<TierReport>,
    /// Clients the desk knows.
    pub clients: Vec<ClientReport>,
    /// Limits of the whole book, then of each underlying with its own.
    pub limits: Vec<LimitReport>,
    /// The configuration in force, complete with its defaults.
    pub config: DeskConfig,
    /// Findings of the last load.
    pub issues: Vec<Issue>,
}

/// One tier's charge per side, as a fraction of premium at stake.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TierReport {
    /// 1, 2 or 3.
    pub tier: u8,
    /// Charge of the least informed client.
    pub low: f64,
    /// Charge of the most informed client.
    pub high: f64,
}

/// One client.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ClientReport {
    /// The identifier requests carry.
    pub id: String,
    /// The name people use.
    pub name: String,
    /// 1, 2 or 3.
    pub tier: u8,
    /// Whether the desk quotes the client.
    pub enabled: bool,
}

/// One limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LimitReport {
    /// What is limited.
    pub metric: LimitMetric,
    /// `total`, `each underlying` or an underlying's id.
    pub scope: String,
    /// The metric and scope in words.
    pub label: String,
    /// The limit, in its unit.
    pub limit: f64,
    /// Its unit.
    pub unit: LimitUnit,
}

impl DeskReport {
    /// The report of a desk with the findings of the last load.
    pub fn new(desk: &Desk, issues: Vec<Issue>) -> Self {
        let config = desk.config();
        let adverse = &config.policy.adverse_selection;
        let tiers = [Tier::Tier1, Tier::Tier2, Tier::Tier3].map(|tier| {
            let range = adverse.range(tier);
            TierReport { tier: tier.number(), low: range.low, high: range.high }
        });
        let clients = config.clients.iter().map(|client| ClientReport {
            id: client.id.clone(),
            name: client.name.clone().unwrap_or_else(|| client.id.clone()),
            tier: client.tier.number(),
            enabled: client.enabled.unwrap_or(true),
        });
        Self {
            name: config.name.clone(),
            version: config.version.clone(),
            tiers: tiers.to_vec(),
            clients: clients.collect(),
            limits: limits(config),
            config: config.clone(),
            issues,
        }
    }
}

fn limits(config: &DeskConfig) -> Vec<LimitReport> {
    let mut scopes = vec![
        (String::from("total"), config.limits.total),
        (String::from("each underlying"), config.limits.per_underlying),
    ];
    scopes.extend(config.limits.underlyings.keys().map(|id| (id.clone(), config.limits.of(id))));
    let row = |scope: &str, limit: f64, metric: LimitMetric| LimitReport {
        metric,
        scope: scope.to_owned(),
        label: format!("{}, {scope}", metric.label()),
        limit,
        unit: metric.unit(),
    };
    scopes
        .iter()
        .flat_map(|(scope, set)| {
            let is_whole = scope == "total";
            let measured =
                LimitMetric::ALL.iter().filter(move |m| is_whole || !m.is_of_total_only());
            measured.map(move |m| row(scope, set.get(*m), *m))
        })
        .collect()
}
