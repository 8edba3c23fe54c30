//! Everything a run of the pipeline found, written out as the quote.

use crate::basics::{QuoteSide, Timestamp};
use crate::overlays::{Context, Exchange};
use crate::pricing::report::buckets;
use crate::rfq::explain::explain as explain_request;

use super::assembly::Assembled;
use super::book::Book;
use super::charges::Charges;
use super::checks::{self, SideRoom};
use super::client::Client;
use super::explanation::Explanation;
use super::fingerprint::Fingerprint;
use super::markets::LegMarkets;
use super::report::{ChargeRow, Multipliers, Quote, Status};
use super::write::chat;
use super::{Job, base, explain, figures};

/// Everything the report is written from.
pub(super) struct Outcome<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) ctx: &'a Context<'a>,
    pub(super) markets: &'a LegMarkets<'a>,
    pub(super) tie: Option<&'a Exchange<'a>>,
    pub(super) client: &'a Client,
    pub(super) book: &'a Book,
    pub(super) charges: Charges,
    pub(super) assembled: &'a Assembled,
    pub(super) rooms: &'a [SideRoom<'a>],
    pub(super) now: Timestamp,
    pub(super) data_age: String,
    pub(super) status: Status,
    pub(super) status_why: String,
}

impl Outcome<'_> {
    /// The quote.
    pub(super) fn quote(mut self) -> Quote {
        let Job { rfq, desk, .. } = self.job;
        let valuation = self.ctx.valuation;
        let unit = valuation.unit.in_price_currency;
        let multipliers = self.multipliers();
        let tick = base::ticks(valuation, self.ctx.market).tick_at(valuation.price);
        let (bid, bid_size) = self.side(QuoteSide::Bid, self.assembled.bid);
        let (offer, offer_size) = self.side(QuoteSide::Offer, self.assembled.offer);
        let package = chat::package(&rfq.spread);
        let charges = self.rows(bid.is_some(), offer.is_some());
        let mut quote = Quote {
            id: self.id(),
            bid,
            offer,
            bid_size,
            offer_size,
            theoretical: valuation.price,
            currency: valuation.unit.currency.clone(),
            price_currency: valuation.unit.price_currency.clone(),
            per: self.ctx.per().to_owned(),
            tick,
            decimals: self.decimals(),
            priced_in: figures::priced_in(rfq.price_in, valuation, self.tie, bid, offer),
            tied: self.tie.map(|tie| figures::tied(self.ctx, tie)),
            valid_until: self.valid_until().to_iso(),
            as_of: self.markets.as_of().to_iso(),
            source: self.markets.source().word().to_owned(),
            data_age: self.data_age.clone(),
            status: self.status,
            status_why: self.status_why.clone(),
            quantity: rfq.quantity,
            asked: rfq.asked,
            structure: rfq.spread.structure,
            structure_name: rfq.spread.structure.name().to_owned(),
            direction: rfq.spread.direction,
            underlying: self.markets.front.key.underlying.clone(),
            request: explain_request(rfq),
            charges,
            hedges: std::mem::take(&mut self.charges.orders).into_iter().map(Into::into).collect(),
            greeks: valuation.reported_greeks,
            position_greeks: valuation.reported_greeks.times(rfq.quantity * self.ctx.multiplier),
            greeks_coin: figures::greeks_in_coin(valuation),
            legs: figures::legs(valuation, rfq.quantity, &multipliers),
            cash: figures::cash(valuation, rfq.quantity, &multipliers),
            buckets: buckets(valuation),
            checks: checks::report(self.rooms),
            unvalued: self
                .book
                .missing
                .iter()
                .map(|m| format!("{}: {}", m.symbol, m.why))
                .collect(),
            client: self.client.report(desk),
            reference_forward: valuation.legs.first().map_or(0.0, |leg| leg.forward),
            reference_spot: self.markets.front.spot,
            premium_at_stake: self.charges.at_stake / unit,
            vol_point: Some(self.charges.correlated_vega / unit).filter(|point| *point > 1e-12),
            notional: self.markets.front.spot / unit,
            screen_half_width: base::screen_half_width(valuation),
            chat_line: String::new(),
        };
        quote.chat_line = chat::line(&quote, &package, self.now);
        quote
    }

    /// What the quote is made of, down to the numbers that came in.
    pub(super) fn explanation(self) -> Explanation {
        let (legs, assembled) = (&self.ctx.valuation.legs, self.assembled);
        explain::tree(&self.quote(), legs, assembled)
    }

    /// Decimals that show theoretical and both prices, each at its own step of the ticks.
    pub(super) fn decimals(&self) -> usize {
        let ticks = base::ticks(self.ctx.valuation, self.ctx.market);
        let prices = [self.ctx.valuation.price, self.assembled.bid, self.assembled.offer];
        let decimals = prices.map(|price| figures::decimals_of(ticks.tick_at(price)));
        decimals.into_iter().max().unwrap_or(0)
    }

    /// Price and size of a side; nothing where it is not asked for or the limits leave no room.
    pub(super) fn side(&self, side: QuoteSide, price: f64) -> (Option<f64>, f64) {
        let room = self.rooms.iter().find(|room| room.side == side);
        match room.map(|room| room.headroom.min(self.job.rfq.quantity)) {
            Some(size) if size > 0.0 => (Some(price), size),
            _ => (None, 0.0),
        }
    }

    /// The breakdown, which the charges' sentences and numbers go into; a side without a price has no
    /// rows.
    fn rows(&mut self, has_bid: bool, has_offer: bool) -> Vec<ChargeRow> {
        let Job { rfq, desk, .. } = self.job;
        let mut rows = self.charges.take_rows(self.ctx, rfq, desk, self.assembled);
        for row in &mut rows {
            row.bid = row.bid.filter(|_| has_bid);
            row.offer = row.offer.filter(|_| has_offer);
        }
        rows
    }

    fn multipliers(&self) -> Multipliers {
        let own = self.ctx.multiplier;
        let plain = Multipliers { cash: own, notional: own, note: None };
        self.job.multipliers.clone().unwrap_or(plain)
    }

    fn valid_until(&self) -> Timestamp {
        let policy = &self.job.desk.policy().quote;
        let seconds = match self.status {
            Status::Firm => policy.firm_seconds,
            _ => policy.indicative_seconds,
        };
        #[expect(clippy::cast_possible_truncation, reason = "a cast saturates at the end of time")]
        self.now.plus_millis((seconds * 1000.0).round() as i64)
    }

    /// A fingerprint of the whole request, the charges that are on, the desk's version, the
    /// instants and the seed.
    fn id(&self) -> String {
        let Job { rfq, desk, options, multipliers, .. } = self.job;
        let mut print = Fingerprint::new();
        print.whole(options.seed);
        print.instant(self.now);
        print.instant(self.markets.as_of());
        print.request(rfq);
        print.switches(desk.config().overlays.and(options.overlays));
        print.text(&desk.config().version);
        print.number(multipliers.as_ref().map(|m| m.cash));
        print.number(multipliers.as_ref().map(|m| m.notional));
        format!("Q-{:016X}", print.value())
    }
}
