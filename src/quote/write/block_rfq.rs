//! The reply to a block RFQ of the exchange Deribit: the parameters of `private/add_block_rfq_quote`,
//! one set per side.
//!
//! After the exchange's API reference. A side's `direction` is the maker's: `buy` is our bid. Legs
//! repeat the RFQ's own ratios and directions on both sides, each with a price; Σ ± ratio × price is
//! the bid or the offer to the last tick.

use serde::Serialize;

use super::leg_prices::{Share, Unsplit, split};
use crate::basics::ticks::decimal_multiple;
use crate::basics::{
    InstrumentKind, Issue, IssueCode, Listing, QuoteSide, Settlement, Spread, Timestamp,
};
use crate::desk::Desk;
use crate::market::Market;
use crate::quote::{Quote, QuoteOptions, quote_draft};
use crate::rfq::json::{BlockHedge, BlockRfq, block_rfq};
use crate::rfq::taxonomy::same_strike;
use crate::rfq::{LegDraft, RfqDraft, check};

/// Step of leg prices in coin (`block_trade_tick_size` of the exchange's inverse options).
const COIN_TICK: f64 = 0.0001;

/// Both sides of a reply, each as the parameters of one call.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BlockRfqReply {
    /// Our bid; absent where none is quoted or it has no leg prices.
    pub bid: Option<BlockRfqQuote>,
    /// Our offer; absent where none is quoted or it has no leg prices.
    pub offer: Option<BlockRfqQuote>,
    /// Every finding on the way, those of the quote included.
    pub issues: Vec<Issue>,
}

/// The parameters of one `private/add_block_rfq_quote`, under the exchange's own names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BlockRfqQuote {
    /// The exchange's number of the RFQ.
    pub block_rfq_id: u64,
    /// Coins on a leg of ratio one.
    pub amount: f64,
    /// What we do: `buy` in our bid, `sell` in our offer.
    pub direction: &'static str,
    /// The RFQ's legs in their order.
    pub legs: Vec<BlockRfqQuoteLeg>,
    /// The RFQ's hedge as it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub hedge: Option<BlockRfqQuoteHedge>,
    /// When the quote ends, in milliseconds since 1970.
    pub expires_at: i64,
}

/// One leg of a reply.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BlockRfqQuoteLeg {
    /// The exchange's name of the instrument.
    pub instrument_name: String,
    /// Price in premium currency, above zero and on the exchange's step for blocks.
    pub price: f64,
    /// Contracts per structure, positive.
    pub ratio: u32,
    /// The RFQ's own direction of the leg, `buy` or `sell`, the same on both sides.
    pub direction: &'static str,
}

/// The hedge of a reply.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BlockRfqQuoteHedge {
    /// The exchange's name of the future.
    pub instrument_name: String,
    /// The RFQ's own direction of the hedge.
    pub direction: &'static str,
    /// The price it changes hands at.
    pub price: f64,
    /// Its amount, as the RFQ has it.
    pub amount: f64,
}

/// Quotes a block RFQ and writes the reply.
///
/// `message` is the exchange's own text; `draft` is the request as the desk has edited it since
/// (client, size, marks), and must still be on the message's legs. Absent, the message is quoted as
/// it stands. The same message, draft, market, desk and options give the same reply.
pub fn reply(
    message: &str,
    draft: Option<&RfqDraft>,
    market: &Market,
    desk: &Desk,
    options: &QuoteOptions,
) -> BlockRfqReply {
    let listing = market.listing();
    let (block, read) = match block_rfq(message, &listing) {
        Ok(found) => found,
        Err(issues) => return BlockRfqReply { issues, ..BlockRfqReply::default() },
    };
    let mut issues = read.issues;
    let asked = read.draft.unwrap_or_default();
    let draft = draft.unwrap_or(&asked);
    let quoted = quote_draft(draft, market, desk, options);
    issues.extend(quoted.issues);
    let frame = Frame::of(&block, &asked, &listing, draft);
    match (quoted.quote, frame) {
        (Some(quote), Ok(frame)) => {
            let (bid, offer) = (
                frame.side(QuoteSide::Bid, &quote, &mut issues),
                frame.side(QuoteSide::Offer, &quote, &mut issues),
            );
            BlockRfqReply { bid, offer, issues }
        }
        (_, frame) => {
            issues.extend(frame.err());
            BlockRfqReply { issues, ..BlockRfqReply::default() }
        }
    }
}

/// What both sides of a reply share.
struct Frame<'a> {
    block: &'a BlockRfq,
    id: u64,
    legs: &'a [LegDraft],
    /// Spreads in lowest terms per structure of the RFQ.
    divisor: f64,
    /// Units of underlying per contract.
    multiplier: f64,
    tick: f64,
}

impl<'a> Frame<'a> {
    /// # Errors
    /// Where the RFQ has no number, is on more than options of one market, or is not what the draft
    /// asks for.
    fn of(
        block: &'a BlockRfq,
        asked: &'a RfqDraft,
        listing: &Listing,
        draft: &RfqDraft,
    ) -> Result<Self, Issue> {
        let refuse = |code, path: &str, message: &str| Err(Issue::new(code, path, message));
        let Some(id) = block.id else {
            let message = "The request has no number of the exchange yet, so it has no reply.";
            return refuse(IssueCode::Syntax, "block_rfq_id", message);
        };
        let rfq = check(asked, listing).rfq;
        let Some(rfq) = rfq.filter(|rfq| rfq.quantity > 0.0 && asked.quantity > 0.0) else {
            let message = "The request cannot be quoted as the exchange sent it.";
            return refuse(IssueCode::Syntax, "", message);
        };
        let stated = check(draft, listing).rfq;
        if stated.is_some_and(|stated| !same_legs(&stated.spread, &rfq.spread)) {
            let message = "The draft is no longer on the legs that the exchange asks for.";
            return refuse(IssueCode::NameMismatch, "legs", message);
        }
        let key = rfq.spread.legs.first().map(|leg| leg.instrument.market());
        let is_one = rfq.spread.legs.iter().all(|leg| Some(leg.instrument.market()) == key);
        let is_option = asked.legs.iter().all(|leg| leg.kind == InstrumentKind::Option);
        let market = key.and_then(|key| listing.find(&key.underlying, Some(key.settlement)));
        let Some(market) = market.filter(|_| is_one && is_option) else {
            let message =
                "Replies are written for options of one underlying; send other legs as the hedge.";
            return refuse(IssueCode::PriceType, "legs", message);
        };
        let terms = &market.contract;
        let tick = match market.key.settlement {
            Settlement::Inverse => COIN_TICK,
            Settlement::Linear => terms.package_tick.base.min(terms.outright_tick.base),
        };
        let divisor = (rfq.quantity / asked.quantity).round().max(1.0);
        Ok(Self { block, id, legs: &asked.legs, divisor, multiplier: terms.multiplier, tick })
    }

    /// The parameters of one side; nothing where it is not quoted, and an issue where its price has
    /// no leg prices.
    fn side(
        &self,
        side: QuoteSide,
        quote: &Quote,
        issues: &mut Vec<Issue>,
    ) -> Option<BlockRfqQuote> {
        let (price, size, path, direction) = match side {
            QuoteSide::Bid => (quote.bid, quote.bid_size, "bid", "buy"),
            QuoteSide::Offer => (quote.offer, quote.offer_size, "offer", "sell"),
        };
        // A spread of the quote is in lowest terms; the RFQ's may be a multiple.
        let price = price? * self.divisor;
        let prices = match self.leg_prices(price, quote) {
            Ok(prices) => prices,
            Err(message) => {
                issues.push(Issue::new(IssueCode::PriceType, path, message));
                return None;
            }
        };
        let amount = size / self.divisor * self.multiplier;
        let is_whole = (amount - self.block.amount).abs() <= 1e-9 * self.block.amount;
        let legs = self.block.legs.iter().zip(prices).map(|(leg, price)| BlockRfqQuoteLeg {
            instrument_name: leg.instrument_name.clone(),
            price,
            ratio: leg.ratio,
            direction: verb(leg.is_bought),
        });
        Some(BlockRfqQuote {
            block_rfq_id: self.id,
            amount: if is_whole { self.block.amount } else { amount },
            direction,
            legs: legs.collect(),
            hedge: self.block.hedge.as_ref().map(BlockRfqQuoteHedge::from),
            expires_at: Timestamp::parse_iso(&quote.valid_until)?.millis(),
        })
    }

    /// The price of every leg of the RFQ, in its order.
    fn leg_prices(&self, price: f64, quote: &Quote) -> Result<Vec<f64>, String> {
        let ticks = price / self.tick;
        if !ticks.is_finite() || (ticks - ticks.round()).abs() > 1e-6 * ticks.abs().max(1.0) {
            return Err(format!("{price} is no whole number of the exchange’s {}.", self.tick));
        }
        let share = |leg: &LegDraft| {
            let quoted = quote.legs.iter().map(|quoted| &quoted.leg).find(|quoted| {
                let strikes = quoted.strike.zip(leg.strike);
                quoted.put_call == leg.put_call
                    && quoted.expiry == leg.expiry
                    && strikes.is_some_and(|(a, b)| same_strike(a, b))
            })?;
            #[expect(clippy::cast_possible_truncation, reason = "checked to be small and whole")]
            Some(Share { ratio: leg.ratio as i32, model: quoted.price / self.tick })
        };
        let shares: Option<Vec<Share>> = self.legs.iter().map(share).collect();
        let Some(shares) = shares else {
            return Err("A leg of the request has no price of its own.".to_owned());
        };
        #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and is refused")]
        let total = ticks.round() as i64;
        let prices = split(total, &shares).map_err(|why| {
            let tick = self.tick;
            match why {
                Unsplit::NoWholeTicks => {
                    format!("No leg prices in steps of {tick} add up to {price} at these ratios.")
                }
                Unsplit::TooLow => {
                    format!("{price} is too little for leg prices of at least {tick} each.")
                }
                Unsplit::TooLarge => format!("{price} is more than leg prices can be counted for."),
            }
        })?;
        Ok(prices.iter().map(|count| decimal_multiple(*count as f64, self.tick)).collect())
    }
}

/// Whether two packages are the same legs at the same ratios, whatever their marks.
fn same_legs(one: &Spread, other: &Spread) -> bool {
    one.legs.len() == other.legs.len()
        && one
            .legs
            .iter()
            .zip(&other.legs)
            .all(|(a, b)| a.ratio == b.ratio && a.instrument == b.instrument)
}

fn verb(is_bought: bool) -> &'static str {
    if is_bought { "buy" } else { "sell" }
}

impl From<&BlockHedge> for BlockRfqQuoteHedge {
    fn from(hedge: &BlockHedge) -> Self {
        Self {
            instrument_name: hedge.instrument_name.clone(),
            direction: verb(hedge.is_bought),
            price: hedge.price,
            amount: hedge.amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::demo::demo;
    use crate::market::sample::sample_snapshot;

    /// A butterfly as makers are told of it.
    const FLY: &str = r#"{"block_rfq_id":4711,"state":"open","amount":100,"legs":[
        {"instrument_name":"ETH-25DEC26-3400-C","ratio":2,"direction":"sell"},
        {"instrument_name":"ETH-25DEC26-3300-C","ratio":1,"direction":"buy"},
        {"instrument_name":"ETH-25DEC26-3500-C","ratio":1,"direction":"buy"}],"taker":"acme"}"#;

    fn market() -> Market {
        Market::default().load(&sample_snapshot()).market.unwrap()
    }

    fn options() -> QuoteOptions {
        let now = Timestamp::parse_iso("2026-11-18T12:00:10Z");
        QuoteOptions { now, ..QuoteOptions::default() }
    }

    fn replied(message: &str) -> BlockRfqReply {
        reply(message, None, &market(), &demo(), &options())
    }

    /// The price of the structure that a side's legs make, in ticks of the fourth decimal.
    fn ticks(side: &BlockRfqQuote) -> i64 {
        let of = |leg: &BlockRfqQuoteLeg| {
            let text = leg.price.to_string();
            let decimals = text.split_once('.').map_or(0, |(_, d)| d.len());
            assert!(decimals <= 4 && leg.price > 0.0, "{text}");
            let sign = if leg.direction == "buy" { 1 } else { -1 };
            sign * i64::from(leg.ratio) * whole(leg.price)
        };
        side.legs.iter().map(of).sum()
    }

    #[expect(clippy::cast_possible_truncation, reason = "a price of a few coins")]
    fn whole(price: f64) -> i64 {
        (price / COIN_TICK).round() as i64
    }

    #[test]
    fn both_sides_repeat_the_request_and_add_up_to_the_quote() {
        let market = market();
        let got = replied(FLY);
        let draft = crate::rfq::read(FLY, &market.listing()).draft.unwrap();
        let quote = quote_draft(&draft, &market, &demo(), &options()).quote.unwrap();
        let (bid, offer) = (got.bid.unwrap(), got.offer.unwrap());
        assert_eq!(ticks(&bid), whole(quote.bid.unwrap()));
        assert_eq!(ticks(&offer), whole(quote.offer.unwrap()));
        assert_eq!((bid.direction, offer.direction), ("buy", "sell"));
        for side in [&bid, &offer] {
            let legs: Vec<_> = side
                .legs
                .iter()
                .map(|l| (l.instrument_name.as_str(), l.ratio, l.direction))
                .collect();
            assert_eq!(
                legs,
                [
                    ("ETH-25DEC26-3400-C", 2, "sell"),
                    ("ETH-25DEC26-3300-C", 1, "buy"),
                    ("ETH-25DEC26-3500-C", 1, "buy")
                ]
            );
            assert_eq!((side.block_rfq_id, side.amount), (4711, 100.0));
            let until = Timestamp::parse_iso(&quote.valid_until).unwrap();
            assert_eq!(side.expires_at, until.millis());
        }
    }

    #[test]
    fn ratios_that_are_not_in_lowest_terms_stay_and_their_prices_are_of_the_whole() {
        let twice = FLY
            .replace("\"ratio\":1", "\"ratio\":3")
            .replace("\"ratio\":2", "\"ratio\":6")
            .replace("\"amount\":100", "\"amount\":40");
        let got = replied(&twice);
        let draft = crate::rfq::read(&twice, &market().listing()).draft.unwrap();
        let quote = quote_draft(&draft, &market(), &demo(), &options()).quote.unwrap();
        let offer = got.offer.unwrap();
        assert_eq!(quote.quantity, 120.0);
        assert_eq!(ticks(&offer), 3 * whole(quote.offer.unwrap()));
        assert_eq!(offer.amount, 40.0);
    }

    #[test]
    fn the_hedge_is_repeated_as_it_came() {
        let hedge = r#""hedge":{"instrument_name":"ETH-PERPETUAL","direction":"sell","price":3350.5,"amount":6700}"#;
        let got = replied(&FLY.replace(r#""taker":"acme""#, hedge));
        let written = serde_json::to_string(&got.bid.unwrap()).unwrap();
        assert!(
            written.contains(
                r#""hedge":{"instrument_name":"ETH-PERPETUAL","direction":"sell","price":3350.5,"amount":6700.0}"#
            ),
            "{written}"
        );
        assert!(written.starts_with(
            r#"{"block_rfq_id":4711,"amount":100.0,"direction":"buy","legs":[{"instrument_name":"ETH-25DEC26-3400-C","price":"#
        ));
    }

    #[test]
    fn an_edited_draft_is_quoted_on_the_same_legs_only() {
        let market = market();
        let mut draft = crate::rfq::read(FLY, &market.listing()).draft.unwrap();
        let ask = |draft: &RfqDraft| reply(FLY, Some(draft), &market, &demo(), &options());
        draft.quantity = 40.0;
        assert_eq!(ask(&draft).bid.unwrap().amount, 40.0);
        draft.side = crate::basics::Asked::Buy;
        assert!(ask(&draft).bid.is_none() && ask(&draft).offer.is_some());
        draft.legs[0].strike = Some(3_450.0);
        let other = ask(&draft);
        assert!(other.bid.is_none() && other.offer.is_none());
        assert!(other.issues.iter().any(|i| i.code == IssueCode::NameMismatch));
    }

    #[test]
    fn what_cannot_be_answered_says_why() {
        let last = |text: &str| {
            let got = replied(text);
            assert!(got.bid.is_none() && got.offer.is_none(), "{text}");
            got.issues.last().map(|i| (i.code, i.path.clone())).unwrap()
        };
        let unnumbered = FLY.replace(r#""block_rfq_id":4711,"#, "");
        assert_eq!(last(&unnumbered), (IssueCode::Syntax, String::from("block_rfq_id")));
        let future = FLY.replace("ETH-25DEC26-3500-C", "ETH-PERPETUAL");
        assert_eq!(last(&future).1, "legs[2].amount");
        assert_eq!(last("hello").1, "text");
        assert_eq!(last(r#"{"legs":[]}"#).0, IssueCode::Syntax);
    }

    #[test]
    fn random_packages_add_up_on_both_sides() {
        let market = market();
        let (names, ratios) = (["3000-P", "3200-C", "3400-C", "3600-P"], [1, 2, 3, 5]);
        let mut sides = 0;
        for case in 0..64_usize {
            let legs: Vec<String> = (0..=case % 4)
                .map(|leg| {
                    let ratio = ratios[(case / 4 + leg * leg) % 4];
                    let direction = if (case >> leg) & 1 == 0 { "buy" } else { "sell" };
                    format!(
                        r#"{{"instrument_name":"ETH-25DEC26-{}","ratio":{ratio},"direction":"{direction}"}}"#,
                        names[leg]
                    )
                })
                .collect();
            let text = format!(
                r#"{{"block_rfq_id":{case},"amount":10,"taker":"acme","legs":[{}]}}"#,
                legs.join(",")
            );
            let listing = market.listing();
            let draft = crate::rfq::read(&text, &listing).draft.unwrap();
            let quote = quote_draft(&draft, &market, &demo(), &options()).quote.unwrap();
            let scale = whole(COIN_TICK * quote.quantity / draft.quantity);
            let got = reply(&text, None, &market, &demo(), &options());
            for (side, price) in [(got.bid, quote.bid), (got.offer, quote.offer)] {
                let Some((side, price)) = side.zip(price) else {
                    let why = got.issues.iter().map(|i| i.code).collect::<Vec<_>>();
                    let is_said = why.contains(&IssueCode::PriceType);
                    assert!(price.is_none() || is_said, "{text} {why:?}");
                    continue;
                };
                assert_eq!(ticks(&side), scale * whole(price), "{text}");
                sides += 1;
            }
        }
        assert!(sides > 100, "{sides} sides");
    }
}
