//! Who asks, and what the desk makes of it.

use serde::Serialize;

use crate::basics::{Issue, IssueCode};
use crate::desk::{ClientRule, Desk, Tier};
use crate::overlays::ClientView;
use crate::overlays::words::{decimals, percent};

/// Toxicity of a known client without history: the middle of the tier's range.
const NO_HISTORY: f64 = 0.5;

/// A client as the desk treats it.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// The desk's id, or the id as asked where the desk does not know it; `None` if anonymous.
    pub id: Option<String>,
    /// The name people use.
    pub name: String,
    /// How informed the flow is.
    pub tier: Tier,
    /// Place within the tier's range, 0 to 1.
    pub toxicity: f64,
    /// A fixed fraction of premium at stake, in place of tier and toxicity.
    pub override_fraction: Option<f64>,
    /// Why this tier, as a sentence.
    pub why: String,
}

/// The client on the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct QuotedClient {
    /// The client's id; absent where anonymous.
    pub id: Option<String>,
    /// The name people use.
    pub name: String,
    /// 1, 2 or 3.
    pub tier: u8,
    /// Place within the tier's range, 0 to 1.
    pub toxicity: f64,
    /// Charge per side, as a fraction of premium at stake.
    pub fraction: f64,
    /// Why this tier, as a sentence.
    pub why: String,
}

impl Client {
    /// Whether nobody said who asks: such quotes are indicative.
    pub fn is_anonymous(&self) -> bool {
        self.id.is_none()
    }

    /// The client as adverse selection sees it.
    pub fn view(&self) -> ClientView {
        ClientView {
            name: self.name.clone(),
            tier: self.tier,
            toxicity: self.toxicity,
            override_fraction: self.override_fraction,
        }
    }

    /// Charge per side as a fraction of premium at stake.
    pub fn fraction(&self, desk: &Desk) -> f64 {
        self.view().fraction(&desk.policy().adverse_selection)
    }

    /// The client on the page.
    pub fn report(&self, desk: &Desk) -> QuotedClient {
        QuotedClient {
            id: self.id.clone(),
            name: self.name.clone(),
            tier: self.tier.number(),
            toxicity: self.toxicity,
            fraction: self.fraction(desk),
            why: self.why.clone(),
        }
    }
}

/// Looks the client up by id or name; a warning where the desk does not know it.
///
/// # Errors
/// `ClientDisabled` where the desk does not quote the client.
pub fn resolve(asked: Option<&str>, desk: &Desk) -> Result<(Client, Option<Issue>), Issue> {
    let Some(asked) = asked.map(str::trim).filter(|id| !id.is_empty()) else {
        let why = "Nobody said who asks; anonymous requests are";
        return Ok((by_rule(None, desk.config().anonymous_client, why), None));
    };
    let Some(known) = desk.client(asked) else {
        let message =
            format!("The desk does not know “{asked}”; the tier for unknown clients applies.");
        let issue = Issue::new(IssueCode::ClientUnknown, "client", message);
        let why = "The desk does not know this client; unknown clients are";
        return Ok((by_rule(Some(asked), desk.config().unknown_client, why), Some(issue)));
    };
    if known.enabled == Some(false) {
        return Err(Issue::new(IssueCode::ClientDisabled, "client", "Please contact the desk."));
    }
    let name = known.name.clone().unwrap_or_else(|| known.id.clone());
    let toxicity = known.toxicity.unwrap_or(NO_HISTORY);
    let tier = known.tier.number();
    let why = match (known.override_percent, known.toxicity) {
        (Some(stated), _) => {
            format!("{name} has a fixed charge of {} of premium at stake.", percent(stated / 100.0))
        }
        (None, Some(_)) => {
            format!("{name} is tier {tier} with toxicity {}.", decimals(toxicity, 2))
        }
        (None, None) => format!("{name} is tier {tier}; without history, mid-range."),
    };
    let client = Client {
        id: Some(known.id.clone()),
        name,
        tier: known.tier,
        toxicity,
        override_fraction: known.override_percent.map(|percent| percent / 100.0),
        why,
    };
    Ok((client, None))
}

fn by_rule(id: Option<&str>, rule: ClientRule, why: &str) -> Client {
    Client {
        id: id.map(str::to_owned),
        name: id.unwrap_or("Anonymous client").to_owned(),
        tier: rule.tier,
        toxicity: rule.toxicity,
        override_fraction: None,
        why: format!(
            "{why} tier {} with toxicity {}.",
            rule.tier.number(),
            decimals(rule.toxicity, 2)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{DeskConfig, demo};

    #[test]
    fn clients_are_found_by_id_or_name_in_any_case() {
        for asked in ["acme", "ACME", " Acme "] {
            let (client, issue) = resolve(Some(asked), &demo()).unwrap();
            assert_eq!(
                (client.id.as_deref(), client.tier, issue),
                (Some("acme"), Tier::Tier2, None)
            );
            assert!((client.fraction(&demo()) - 0.0225).abs() < 1e-15);
        }
    }

    #[test]
    fn strangers_and_nobody_take_their_rules() {
        let (stranger, issue) = resolve(Some("Zeta"), &demo()).unwrap();
        assert_eq!((stranger.tier, stranger.toxicity), (Tier::Tier2, 1.0));
        assert_eq!(issue.map(|i| i.code), Some(IssueCode::ClientUnknown));
        let (nobody, issue) = resolve(Some("  "), &demo()).unwrap();
        assert_eq!((nobody.tier, nobody.toxicity, issue), (Tier::Tier3, 0.5, None));
        assert!(nobody.is_anonymous());
        assert_eq!(
            nobody.why,
            "Nobody said who asks; anonymous requests are tier 3 with toxicity 0.50."
        );
        // The name starts the adverse-selection sentence.
        assert_eq!(nobody.name, "Anonymous client");
    }

    #[test]
    fn a_client_that_is_switched_off_is_refused_and_an_override_replaces_the_tier() {
        let mut config: DeskConfig = demo().config().clone();
        config.clients[2].enabled = Some(false);
        config.clients[3].override_percent = Some(2.0);
        config.clients[0].toxicity = Some(1.0 / 3.0);
        let desk = Desk::from_config(&config).unwrap();
        let third = config.clients[0].id.clone();
        let (third, _) = resolve(Some(&third), &desk).unwrap();
        assert!(third.why.ends_with(" with toxicity 0.33."), "{}", third.why);
        assert_eq!(resolve(Some("acme"), &desk).unwrap_err().code, IssueCode::ClientDisabled);
        let (fixed, _) = resolve(Some("cobalt"), &desk).unwrap();
        assert_eq!(fixed.fraction(&desk), 0.02);
        assert!(fixed.why.ends_with("a fixed charge of 2.00 % of premium at stake."));
    }
}
