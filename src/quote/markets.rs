//! The markets that a package's legs are on, read as one: its lots, its age and its source.

use crate::basics::{Issue, IssueCode, Timestamp};
use crate::market::{Source, UnderlyingMarket};
use crate::overlays::Context;

use super::checks::Size;

/// Every market that a leg is on, each once; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct LegMarkets<'a> {
    /// The first leg's, which the quote's references are taken from.
    pub front: &'a UnderlyingMarket,
    others: Vec<&'a UnderlyingMarket>,
}

impl<'a> LegMarkets<'a> {
    /// The markets of the package's legs.
    ///
    /// # Errors
    /// `MarketMissing` where there is none.
    pub fn of(ctx: &Context<'a>) -> Result<Self, Issue> {
        let mut markets = ctx.markets().into_iter();
        let missing = || Issue::new(IssueCode::MarketMissing, "legs", "There is no market data.");
        let front = markets.next().ok_or_else(missing)?;
        Ok(Self { front, others: markets.collect() })
    }

    /// The instant of the oldest data: a package is no fresher than its stalest leg.
    pub fn as_of(&self) -> Timestamp {
        self.others.iter().fold(self.front.as_of, |oldest, market| oldest.min(market.as_of))
    }

    /// The instant of the newest data, which no clock can be before.
    pub fn latest(&self) -> Timestamp {
        self.others.iter().fold(self.front.as_of, |newest, market| newest.max(market.as_of))
    }

    /// Where the data comes from: of several the least that can be dealt on, a generated market
    /// before a recorded one before a feed.
    pub fn source(&self) -> &'a Source {
        let rank = |source: &Source| match source {
            Source::Sample => 0,
            Source::File(_) => 1,
            Source::Live(_) => 2,
        };
        let all = [self.front].into_iter().chain(self.others.iter().copied());
        all.map(|market| &market.source).min_by_key(|s| rank(s)).unwrap_or(&self.front.source)
    }

    /// The instant of the oldest feed among them, where one is.
    pub fn oldest_feed(&self) -> Option<Timestamp> {
        let all = [self.front].into_iter().chain(self.others.iter().copied());
        all.filter(|m| matches!(m.source, Source::Live(_))).map(|m| m.as_of).min()
    }

    /// The size asked for with the smallest size and the step that every leg's market can trade,
    /// as the request's check has them.
    pub fn size(&self, asked: f64) -> Size {
        let mut size = Size { asked, step: 0.0, least: 0.0 };
        for market in self.others.iter().copied().chain([self.front]) {
            size.step = size.step.max(market.contract.quantity_step);
            size.least = size.least.max(market.contract.min_quantity);
        }
        if size.step <= 0.0 {
            size.step = 1.0;
        }
        Size { least: size.least.max(size.step), ..size }
    }
}

#[cfg(test)]
mod tests {
    use crate::basics::{PutCall, Timestamp};
    use crate::desk::Desk;
    use crate::market::fixtures::{btc_inverse_flat, eth_linear, option_leg, package};
    use crate::market::{Market, Source};
    use crate::quote::golden::{config, request};
    use crate::quote::{Quote, QuoteOptions, quote};

    #[test]
    fn lots_source_and_age_are_those_of_every_market() {
        let mut eth = eth_linear().underlyings()[0].clone();
        eth.source = Source::File(None);
        let mut btc = btc_inverse_flat(60_300.0, 0.55).underlyings()[0].clone();
        btc.contract.quantity_step = 10.0;
        btc.contract.min_quantity = 20.0;
        btc.as_of = eth.as_of.plus_millis(-2 * 3_600_000);
        let (fresh, stale) = (eth.as_of, btc.as_of);
        let on_eth = option_leg(&eth_linear(), 1, 16.0, 3_400.0, PutCall::Call);
        let on_btc =
            option_leg(&btc_inverse_flat(60_300.0, 0.55), -1, 20.0, 65_000.0, PutCall::Call);
        let market = Market::from_underlyings(vec![eth, btc]);
        let ask = |notional: f64, now: Option<Timestamp>| -> Quote {
            let mut config = config();
            config.limits.total.gross_notional = notional;
            let desk = Desk::from_config(&config).unwrap();
            let rfq = request(package(vec![on_eth.clone(), on_btc.clone()]), 1_000.0, "two");
            let options = QuoteOptions { now, ..QuoteOptions::default() };
            let quoted = quote(&rfq, &market, &desk, &options);
            quoted.quote.unwrap_or_else(|| panic!("{:?}", quoted.issues))
        };
        // One spread is 63,700 of notional, so that the limits leave 47 and 15 spreads.
        assert_eq!(ask(3_000_000.0, None).offer_size, 40.0);
        let quote = ask(1_000_000.0, None);
        assert_eq!((quote.offer, quote.offer_size), (None, 0.0));
        assert_eq!(quote.source, "sample");
        assert_eq!((quote.as_of, quote.data_age), (stale.to_iso(), "data 2 hours old".to_owned()));
        let later = ask(3_000_000.0, Some(fresh.plus_millis(3_600_000)));
        assert_eq!(later.data_age, "data 3 hours old");
    }
}
