//! The built-in desk: fictional clients, a small book in the sample market, the documented limits.

use super::book::{BookInstrument, BookSettlement, BookTerms, Position};
use super::config::{ClientConfig, DeskConfig, InstrumentConfig, InstrumentTerms, PositionConfig};
use super::limits::{LimitOverride, LimitsConfig};
use super::policy::Tier;
use super::{Desk, folded_names};
use crate::basics::{InstrumentKind, PutCall, Settlement};

/// Id, name, tier and toxicity of each client; all are made up.
const CLIENTS: [(&str, &str, Tier, Option<f64>); 6] = [
    ("borealis", "Borealis Pension", Tier::Tier1, Some(0.2)),
    ("fernhill", "Fernhill Index Funds", Tier::Tier1, None),
    ("acme", "Acme", Tier::Tier2, None),
    ("cobalt", "Cobalt Macro", Tier::Tier2, Some(0.8)),
    ("delta-one", "Delta One Prop", Tier::Tier3, None),
    ("kestrel", "Kestrel Vol Trading", Tier::Tier3, Some(0.9)),
];

/// Expiry, strike and type of an option; none for the coin itself.
type Terms = Option<(&'static str, f64, PutCall)>;

/// Underlying, terms and contracts of each position; the sample market's coins are inverse.
const BOOK: [(&str, Terms, f64); 7] = [
    ("ETH", Some(("25DEC26", 3_400.0, PutCall::Call)), 1_500.0),
    ("ETH", Some(("25DEC26", 3_000.0, PutCall::Put)), -800.0),
    ("ETH", Some(("27NOV26", 3_400.0, PutCall::Call)), -600.0),
    ("ETH", None, -610.0),
    ("BTC", Some(("25DEC26", 100_000.0, PutCall::Call)), -40.0),
    ("BTC", Some(("25DEC26", 90_000.0, PutCall::Put)), 30.0),
    ("BTC", None, 24.0),
];

/// The demo desk's configuration.
pub fn demo_config() -> DeskConfig {
    // Lists and not arrays, whose `map` is one copy of the code an item.
    let clients = CLIENTS.iter().map(|&(id, name, tier, toxicity)| ClientConfig {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        tier,
        toxicity,
        enabled: None,
        override_percent: None,
    });
    let book = BOOK.iter().map(|&(underlying, option, quantity)| PositionConfig {
        instrument: InstrumentConfig::Terms(InstrumentTerms {
            kind: option.map_or(InstrumentKind::Spot, |_| InstrumentKind::Option),
            underlying: underlying.to_owned(),
            expiry: option.map(|(expiry, ..)| expiry.to_owned()),
            strike: option.map(|(_, strike, _)| strike),
            put_call: option.map(|(.., put_call)| put_call),
            settlement: Some(Settlement::Inverse),
        }),
        quantity,
    });
    // One index contract is a hundred times the index: the general limits would leave no room.
    let index = LimitOverride {
        delta_cash: Some(20_000_000.0),
        gamma_cash_per_percent: Some(5_000_000.0),
        gross_notional: Some(1_000_000_000.0),
        premium_outlay: Some(50_000_000.0),
        expiry_day_gamma_cash: Some(2_500_000.0),
        client_open_notional: Some(500_000_000.0),
        ..LimitOverride::default()
    };
    let coin = LimitOverride { delta_cash: Some(10_000_000.0), ..LimitOverride::default() };
    let mut limits = LimitsConfig::default();
    limits.underlyings.insert(String::from("BTC"), coin);
    for id in ["SPX", "NDX"] {
        limits.underlyings.insert(id.to_owned(), index);
    }
    limits.total = index.over(&limits.total);
    DeskConfig {
        version: String::from("demo-1"),
        name: String::from("Demo desk"),
        clients: clients.collect(),
        book: book.collect(),
        limits,
        ..DeskConfig::default()
    }
}

/// The demo desk.
// The configuration is ours and a test checks it, so that nobody who opens on this desk waits for
// what checks a stranger's file and words what is wrong with it.
pub fn demo() -> Desk {
    let config = demo_config();
    let book = BOOK.iter().map(|&(underlying, option, quantity)| {
        let terms = option.map_or(BookTerms::Spot, |(expiry, strike, put_call)| {
            BookTerms::Option { expiry: expiry.to_owned(), strike, put_call }
        });
        let settlement = BookSettlement::Stated(Settlement::Inverse);
        let instrument = BookInstrument { underlying: underlying.to_owned(), settlement, terms };
        Position { instrument, quantity }
    });
    let names = folded_names(&config.clients);
    Desk { config, book: book.collect(), trades: Vec::new(), names }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{DeskReport, TierRange};

    #[test]
    fn the_demo_desk_is_valid_and_has_the_tiers_of_the_brief() {
        let desk = Desk::from_config(&demo_config()).unwrap();
        assert_eq!(desk, demo());
        let adverse = &desk.policy().adverse_selection;
        assert_eq!(adverse.range(Tier::Tier1), TierRange { low: 0.005, high: 0.015 });
        assert_eq!(adverse.range(Tier::Tier2), TierRange { low: 0.015, high: 0.03 });
        assert_eq!(adverse.range(Tier::Tier3), TierRange { low: 0.03, high: 0.07 });
        assert_eq!(desk.client("ACME").map(|c| c.tier), Some(Tier::Tier2));
        assert_eq!(desk.client(" cobalt macro ").map(|c| c.id.as_str()), Some("cobalt"));
        assert_eq!(desk.book().len(), BOOK.len());
        assert_eq!(desk.book()[0].instrument.symbol(), "ETH-25DEC26-3400-C");
    }

    #[test]
    fn the_configuration_survives_json() {
        let text = serde_json::to_string(&demo_config()).unwrap();
        let read: DeskConfig = serde_json::from_str(&text).unwrap();
        assert_eq!(read, demo_config());
        let report = serde_json::to_value(DeskReport::new(&demo(), Vec::new())).unwrap();
        assert_eq!(report["tiers"][2]["high"], 0.07);
        assert_eq!(report["config"]["name"], "Demo desk");
    }
}
