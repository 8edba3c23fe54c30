//! Quotes of a desk with its default policy on one recorded snapshot, as widths beside the screen's.

use spread_pricer::basics::{Exercise, InstrumentKind, PutCall, Settlement, Timestamp};
use spread_pricer::desk::{ClientConfig, Desk, DeskConfig, LimitSet, Tier};
use spread_pricer::market::{ChainExpiry, Market, QuotedOption, ReadOptions, UnderlyingMarket};
use spread_pricer::quote::{Quote, QuoteOptions, Standing, quote_standing};
use spread_pricer::rfq::{LegDraft, RfqDraft};

/// Clients in the middle of each tier's range, by id.
pub(crate) const CLIENTS: [(&str, Tier); 3] =
    [("one", Tier::Tier1), ("two", Tier::Tier2), ("three", Tier::Tier3)];

/// An option of a structure with its signed ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Option {
    pub(crate) ratio: f64,
    pub(crate) expiry: Timestamp,
    pub(crate) strike: f64,
    pub(crate) put_call: PutCall,
}

/// A snapshot, loaded, and the desk that quotes on it.
pub(crate) struct Quoting {
    market: Market,
    desk: Desk,
    standing: Standing,
}

/// A quote's width and what it is set beside; per spread, in coin.
#[derive(Debug, Clone)]
pub(crate) struct Width {
    /// Offer less bid.
    pub(crate) total: f64,
    /// The same if the legs are crossed on screen; none where a leg is not quoted on both sides.
    pub(crate) screen: std::option::Option<f64>,
    /// Net vega per volatility point, as a size.
    pub(crate) vega: f64,
    /// The quote itself.
    pub(crate) quote: Quote,
}

/// A desk with its default policy, an empty book, no limits, and a client in the middle of each tier.
pub(crate) fn desk() -> Desk {
    let client = |(id, tier): (&str, Tier)| ClientConfig {
        id: id.to_owned(),
        name: None,
        tier,
        toxicity: None,
        enabled: None,
        override_percent: None,
    };
    let mut config = DeskConfig { clients: CLIENTS.map(client).to_vec(), ..DeskConfig::default() };
    config.limits.per_underlying = LimitSet::uniform(1e15);
    config.limits.total = LimitSet::uniform(1e15);
    Desk::from_config(&config).unwrap_or_else(|issues| panic!("the default desk: {issues:?}"))
}

impl Quoting {
    /// Loads one snapshot's text; none where it does not load.
    pub(crate) fn load(text: &str) -> std::option::Option<Self> {
        let market = Market::default().load_chain(text, &ReadOptions::default()).market?;
        let desk = desk();
        let standing = Standing::new(&market, &desk);
        Some(Self { market, desk, standing })
    }

    /// The snapshot's one underlying.
    pub(crate) fn underlying(&self) -> &UnderlyingMarket {
        &self.market.underlyings()[0]
    }

    /// A typical size of a client: ten bitcoin or a hundred of another coin.
    pub(crate) fn typical_size(&self) -> f64 {
        if self.underlying().key.underlying == "BTC" { 10.0 } else { 100.0 }
    }

    /// The two-way quote of some options for a client of a tier.
    pub(crate) fn width(
        &self,
        legs: &[Option],
        tier: Tier,
        quantity: f64,
    ) -> std::option::Option<Width> {
        let underlying = self.underlying();
        let leg = |leg: &Option| LegDraft {
            ratio: leg.ratio,
            kind: InstrumentKind::Option,
            underlying: underlying.key.underlying.clone(),
            expiry: Some(leg.expiry.to_iso()),
            strike: Some(leg.strike),
            put_call: Some(leg.put_call),
            exercise: Some(Exercise::European),
            settlement: Some(Settlement::Inverse),
            multiplier: None,
            mark: None,
        };
        let client = CLIENTS.iter().find(|(_, of)| *of == tier).map(|(id, _)| (*id).to_owned());
        let legs = legs.iter().map(leg).collect();
        let draft = RfqDraft { client, quantity, legs, ..RfqDraft::default() };
        let options = QuoteOptions::default();
        let quoted = quote_standing(&draft, &self.market, &self.desk, &self.standing, &options);
        let quote = quoted.quote?;
        Some(Width {
            total: quote.offer? - quote.bid?,
            screen: quote.screen_half_width.map(|half| 2.0 * half),
            vega: (quote.greeks.vega_per_point / quote.reference_spot).abs(),
            quote,
        })
    }
}

/// A listed option that is quoted on both sides.
pub(crate) fn two_sided(
    expiry: &ChainExpiry,
    strike: f64,
    put_call: PutCall,
) -> std::option::Option<&QuotedOption> {
    let is_it = |q: &&QuotedOption| q.strike == strike && q.put_call == put_call;
    expiry.quotes.iter().find(is_it).filter(|q| q.half_spread().is_some())
}

/// The median; sorts the numbers.
pub(crate) fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    0.5 * (at(values.len() / 2) + at(values.len().saturating_sub(1) / 2))
}
