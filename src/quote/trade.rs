//! “Client traded”: from a request, a side and a price to a record in the desk's book.

use serde::Serialize;

use crate::basics::{Instrument, InstrumentKind, Issue, IssueCode, Leg, QuoteSide};
use crate::desk::{
    ClientSide, Desk, InstrumentConfig, InstrumentTerms, PositionConfig, TradeRecord, TradedHedge,
};
use crate::market::Market;
use crate::overlays::Exchange;
use crate::pricing;
use crate::rfq::check::{check, common_multiplier};
use crate::rfq::{self, Rfq, RfqDraft};

use super::{QuoteOptions, Standing, quote_standing, tie};

/// What was agreed with the client.
#[derive(Debug, Clone, PartialEq)]
pub struct TradeTerms {
    /// What the client did.
    pub side: ClientSide,
    /// Spreads; absent takes the request's.
    pub quantity: Option<f64>,
    /// Price per spread and unit, in premium currency; absent takes the bid or offer of the quote
    /// that the options give.
    pub price: Option<f64>,
    /// The quote that was traded on, where there was one.
    pub quote_id: Option<String>,
}

/// A trade that was booked or taken back, or why not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Traded {
    /// The trade; absent where an issue forbids it.
    pub record: Option<TradeRecord>,
    /// Every finding.
    pub issues: Vec<Issue>,
}

/// The record of a trade, for [`Desk::add_trade`]. A price that is stated is a fact and is booked
/// whatever the limits say of it; one that is not has to be quoted for the whole size.
///
/// # Errors
/// Every issue that forbids it.
pub fn trade(
    draft: &RfqDraft,
    (market, desk, standing): (&Market, &Desk, &Standing),
    options: &QuoteOptions,
    terms: &TradeTerms,
) -> Result<Traded, Vec<Issue>> {
    if draft.preset.as_deref().is_some_and(|name| !name.trim().is_empty()) {
        return Err(refusal(
            "preset",
            "The worked example has a market and a desk of its own; it is not booked.",
        ));
    }
    let quantity = terms.quantity.unwrap_or(draft.quantity);
    let draft = &RfqDraft { quantity, ..draft.clone() };
    let checked = check(draft, standing.listing());
    let Some(rfq) = checked.rfq else { return Err(checked.issues) };
    let price = match terms.price {
        Some(price) if price.is_finite() => (price, terms.quote_id.clone()),
        Some(price) => {
            return Err(refusal("price", &format!("A price of {price} cannot be booked.")));
        }
        None => quoted_price(draft, (market, desk, standing), options, terms.side)?,
    };
    let multiplier = common_multiplier(&rfq.spread).map_err(|issue| vec![issue])?;
    let valuation = pricing::value(&rfq.spread, market)?;
    let exchange = tie(&rfq, &valuation, market).map_err(|issue| vec![issue])?;
    let shift = exchange.as_ref().map_or(0.0, Exchange::shift);
    let first = valuation.legs.first().and_then(|leg| market.find(&leg.market));
    let Some(now) = options.now.or(first.map(|found| found.as_of)) else {
        return Err(refusal("now", "A trade needs an instant."));
    };
    let sign = terms.side.quote_side().dealer_sign();
    let unit = valuation.unit.in_price_currency;
    let mut record = TradeRecord {
        id: String::new(),
        at: now.to_iso(),
        client: client(&rfq, desk),
        request: rfq::write(&rfq, standing.listing()),
        side: terms.side,
        quantity: rfq.quantity,
        price: price.0,
        currency: valuation.unit.currency.clone(),
        theoretical: Some(valuation.price + shift / unit),
        quote_id: price.1,
        legs: rfq
            .spread
            .legs
            .iter()
            .map(|leg| position(leg, sign * rfq.quantity, market))
            .collect(),
        hedge: exchange.map(|exchange| hedge(&exchange, &rfq, -sign * rfq.quantity * multiplier)),
    };
    record.id = free_id(&record, options.seed, desk);
    Ok(Traded { record: Some(record), issues: checked.issues })
}

/// Takes a trade back: the desk is what it was without it.
///
/// # Errors
/// An issue at `id` where the desk has no such trade.
pub fn undo(id: &str, desk: &mut Desk) -> Result<Traded, Vec<Issue>> {
    let unknown = || refusal("id", &format!("There is no trade “{}” to undo.", shown(id)));
    let record = desk.remove_trade(id).ok_or_else(unknown)?;
    Ok(Traded { record: Some(record), issues: Vec::new() })
}

/// The price of the side that trades, with the quote's id, where it is good for the whole size.
fn quoted_price(
    draft: &RfqDraft,
    (market, desk, standing): (&Market, &Desk, &Standing),
    options: &QuoteOptions,
    side: ClientSide,
) -> Result<(f64, Option<String>), Vec<Issue>> {
    let quoted = quote_standing(draft, market, desk, standing, options);
    let Some(quote) = quoted.quote else { return Err(quoted.issues) };
    let (price, size, name) = match side.quote_side() {
        QuoteSide::Bid => (quote.bid, quote.bid_size, "bid"),
        QuoteSide::Offer => (quote.offer, quote.offer_size, "offer"),
    };
    let Some(price) = price else {
        let message = format!("There is no {name} to trade at; state the price that was agreed.");
        return Err(refusal("price", &message));
    };
    if size < quote.quantity {
        let message = format!(
            "The {name} is good for {size} of {}; state the price that was agreed for more.",
            quote.quantity
        );
        return Err(refusal("quantity", &message));
    }
    Ok((price, Some(quote.id)))
}

fn refusal(path: &str, message: &str) -> Vec<Issue> {
    vec![Issue::new(IssueCode::Trade, path, message)]
}

/// A text short enough to say back.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The desk's id of the client, or the name as asked where the desk does not know it.
fn client(rfq: &Rfq, desk: &Desk) -> Option<String> {
    let asked = rfq.client.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
    Some(desk.client(asked).map_or(asked, |known| known.id.as_str()).to_owned())
}

/// A leg as a position of the dealer, who gets `spreads` of the package; negative where given.
fn position(leg: &Leg, spreads: f64, market: &Market) -> PositionConfig {
    let key = leg.instrument.market();
    let own = market.find(key).map_or(1.0, |found| found.contract.multiplier);
    let contracts = spreads * f64::from(leg.ratio);
    let terms = InstrumentTerms {
        kind: InstrumentKind::Spot,
        underlying: key.underlying.clone(),
        expiry: leg.instrument.expiry().map(crate::basics::Timestamp::to_iso),
        strike: leg.instrument.strike(),
        put_call: None,
        settlement: Some(key.settlement),
    };
    // The book counts options in the market's own contracts, and futures and spot in units.
    let (terms, quantity) = match &leg.instrument {
        Instrument::Option { put_call, .. } => {
            let share = if leg.multiplier == own { 1.0 } else { leg.multiplier / own };
            let put_call = Some(*put_call);
            let kind = InstrumentKind::Option;
            (InstrumentTerms { kind, put_call, ..terms }, contracts * share)
        }
        Instrument::Future { .. } => {
            let kind = InstrumentKind::Future;
            (InstrumentTerms { kind, ..terms }, contracts * leg.multiplier)
        }
        Instrument::Spot { .. } => (terms, contracts * leg.multiplier),
    };
    PositionConfig { instrument: InstrumentConfig::Terms(terms), quantity }
}

/// The hedge of a tied package, of which the dealer gets `units` times its own number.
fn hedge(exchange: &Exchange, rfq: &Rfq, units: f64) -> TradedHedge {
    let key = rfq.spread.legs.first().map(|leg| leg.instrument.market());
    let expiry = exchange.instrument.expiry;
    TradedHedge {
        instrument: InstrumentTerms {
            kind: if expiry.is_some() { InstrumentKind::Future } else { InstrumentKind::Spot },
            underlying: key.map(|key| key.underlying.clone()).unwrap_or_default(),
            expiry: expiry.map(crate::basics::Timestamp::to_iso),
            strike: None,
            put_call: None,
            settlement: key.map(|key| key.settlement),
        },
        quantity: units * exchange.units,
        price: exchange.reference,
    }
}

/// A fingerprint (FNV-1a, Fowler, Noll and Vo 1991) of the record and the seed that no other trade
/// of the desk has.
fn free_id(record: &TradeRecord, seed: u64, desk: &Desk) -> String {
    let trades = &desk.config().trades;
    let of = |attempt: usize| {
        let text = format!("{seed}|{attempt}|{record:?}");
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("T-{hash:016X}")
    };
    let is_free = |id: &String| trades.iter().all(|trade| trade.id != *id);
    (0..=trades.len()).map(of).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Severity, Timestamp};
    use crate::desk::{DeskConfig, demo};
    use crate::market::sample::sample_snapshot;
    use crate::quote::Quote;

    fn sample() -> Market {
        Market::default().load(&sample_snapshot()).market.unwrap()
    }

    fn read(text: &str, market: &Market) -> RfqDraft {
        rfq::read(text, &market.listing()).draft.unwrap()
    }

    fn options() -> QuoteOptions {
        let now = Timestamp::parse_iso("2026-11-18T12:00:05Z");
        QuoteOptions { now, seed: 7, ..QuoteOptions::default() }
    }

    fn ask(text: &str, market: &Market, desk: &Desk) -> Quote {
        let standing = Standing::new(market, desk);
        let quoted = quote_standing(&read(text, market), market, desk, &standing, &options());
        quoted.quote.unwrap_or_else(|| panic!("{:?}", quoted.issues))
    }

    fn done(text: &str, market: &Market, desk: &Desk, terms: &TradeTerms) -> (Desk, TradeRecord) {
        let standing = Standing::new(market, desk);
        let on = (market, desk, &standing);
        let record = trade(&read(text, market), on, &options(), terms).unwrap().record.unwrap();
        let mut desk = desk.clone();
        desk.add_trade(record.clone()).unwrap();
        (desk, record)
    }

    fn terms(side: ClientSide) -> TradeTerms {
        TradeTerms { side, quantity: None, price: None, quote_id: None }
    }

    const FLY: &str = "ETH 25DEC26 3300/3400/3500 call fly x100, Acme";

    #[test]
    fn a_trade_moves_the_book_and_undoing_it_gives_every_bit_back() {
        let market = sample();
        let desk = demo();
        let before = ask(FLY, &market, &desk);
        let (traded, record) = done(FLY, &market, &desk, &terms(ClientSide::Buy));
        assert_eq!((record.price, record.quantity), (before.offer.unwrap(), 100.0));
        assert_eq!((record.client.as_deref(), record.currency.as_str()), (Some("acme"), "ETH"));
        assert_eq!(record.quote_id.as_deref(), Some(before.id.as_str()));
        // The client bought the wings: the dealer is short them.
        assert_eq!(
            record.legs.iter().map(|l| l.quantity).collect::<Vec<_>>(),
            [-100.0, 200.0, -100.0]
        );
        let during = ask(FLY, &market, &traded);
        assert_ne!(during.checks, before.checks);
        let mut undone = traded;
        let removed = undo(&record.id, &mut undone).unwrap();
        assert_eq!(removed.record, Some(record));
        assert_eq!((&undone, ask(FLY, &market, &undone)), (&desk, before));
    }

    #[test]
    fn the_book_measures_after_a_trade_what_its_limits_said_before() {
        let market = sample();
        for line in [
            FLY,
            "ETH 25DEC26 3400 put x20 ref 3405, Acme",
            "ETH 25DEC26 3400 call x100 ref 3400 54d, Acme",
            "SPX 18DEC26 6700 put x10 ref 6713, Acme",
            "ETH 25DEC26/29JAN27 3400 call calendar x10, Acme",
        ] {
            for side in [ClientSide::Buy, ClientSide::Sell] {
                let said = ask(line, &market, &demo()).checks;
                let (desk, _) = done(line, &market, &demo(), &terms(side));
                let found = ask(line, &market, &desk).checks;
                for (said, found) in said.iter().zip(&found) {
                    let after = match side {
                        ClientSide::Buy => said.offer.as_ref().unwrap().after,
                        ClientSide::Sell => said.bid.as_ref().unwrap().after,
                    };
                    let slack = 1e-9 * (1.0 + said.limit.abs());
                    assert!(
                        (after - found.before).abs() <= slack,
                        "{line} {side:?} {}: {after} and then {}",
                        said.label,
                        found.before
                    );
                }
            }
        }
    }

    #[test]
    fn what_has_expired_since_the_data_is_said() {
        let market = sample();
        let desk = demo();
        let standing = Standing::new(&market, &desk);
        let draft = read("ETH 20NOV26 3400 call x10, Acme", &market);
        let warned = |now: &str| {
            let options =
                QuoteOptions { now: Timestamp::parse_iso(now), ..QuoteOptions::default() };
            let quoted = quote_standing(&draft, &market, &desk, &standing, &options);
            assert!(quoted.quote.is_some());
            quoted.issues.into_iter().find(|issue| issue.code == IssueCode::ExpiryPast)
        };
        assert_eq!(warned("2026-11-20T07:59:59Z"), None);
        let issue = warned("2026-11-22T12:00:00Z").unwrap();
        assert_eq!((issue.severity, issue.path.as_str()), (Severity::Warn, "legs[0].expiry"));
    }

    #[test]
    fn records_travel_in_the_file_and_give_the_same_book() {
        let market = sample();
        let (desk, first) = done(FLY, &market, &demo(), &terms(ClientSide::Sell));
        let (desk, second) = done(FLY, &market, &desk, &terms(ClientSide::Sell));
        assert_ne!(first.id, second.id);
        let text = serde_json::to_string(desk.config()).unwrap();
        let config: DeskConfig = serde_json::from_str(&text).unwrap();
        let read = Desk::from_config(&config).unwrap();
        // Theoretical alone may come back a digit off: the reader of the test's JSON rounds twice.
        assert_eq!((read.book(), read.trades()), (desk.book(), desk.trades()));
        assert_eq!(ask(FLY, &market, &read), ask(FLY, &market, &desk));
        // A file of before there were trades has none.
        let old = text.replace("\"trades\"", "\"policyOfOld\"");
        assert!(serde_json::from_str::<DeskConfig>(&old).is_err());
        let old: DeskConfig = serde_json::from_str("{\"name\":\"Old\"}").unwrap();
        assert!(old.trades.is_empty());
        let mut left = desk;
        undo(&first.id, &mut left).unwrap();
        assert_eq!(left.config().trades, [second]);
    }

    #[test]
    fn the_hedge_of_a_tied_package_is_in_the_book_with_it() {
        let market = sample();
        let text = "ETH 25DEC26 3400 call tied 3405 x10";
        let quote = ask(text, &market, &demo());
        let (desk, record) = done(text, &market, &demo(), &terms(ClientSide::Buy));
        let hedge = record.hedge.as_ref().unwrap();
        let tied = quote.tied.unwrap();
        // A client who buys the call sells its delta to the dealer.
        assert!((hedge.quantity - 10.0 * tied.delta).abs() < 1e-9 && hedge.quantity > 0.0);
        assert_eq!(hedge.price, 3_405.0);
        assert_eq!(desk.trades()[0].positions.len(), 2);
        let delta = |desk: &Desk| {
            let book = crate::quote::book::Book::value(desk, &market, "USD");
            assert!(book.missing.is_empty(), "{:?}", book.missing);
            book.totals.iter().find(|t| t.underlying == "ETH").unwrap().delta_cash
        };
        assert!((delta(&desk) - delta(&demo())).abs() < 1.0, "{}", delta(&desk) - delta(&demo()));
    }

    #[test]
    fn a_clients_open_notional_counts_what_it_has_traded() {
        let market = sample();
        let mut config = demo().config().clone();
        config.limits.total.client_open_notional = 2_000_000.0;
        let desk = Desk::from_config(&config).unwrap();
        let open = |desk: &Desk, client: &str| {
            let quote = ask(&format!("ETH 25DEC26 3400 call x100, {client}"), &market, desk);
            let is_it = |c: &&crate::quote::checks::LimitCheck| {
                c.metric == crate::desk::LimitMetric::ClientOpenNotional && c.scope == "total"
            };
            let check = quote.checks.iter().find(is_it).unwrap();
            (check.before, quote.bid_size)
        };
        assert_eq!(open(&desk, "Acme").0, 0.0);
        let at_price = TradeTerms { price: Some(0.05), ..terms(ClientSide::Sell) };
        let (desk, _) = done("ETH 25DEC26 3400 call x500, acme", &market, &desk, &at_price);
        let (before, size) = open(&desk, "ACME");
        assert!((before / 500.0 - 3_400.0).abs() < 200.0, "{before}");
        assert!(size < 100.0, "{size}");
        assert_eq!(open(&desk, "Cobalt Macro").0, 0.0);
        assert_eq!(open(&desk, "Cobalt Macro").1, 100.0);
    }

    #[test]
    fn what_cannot_be_booked_is_refused_in_words() {
        let market = sample();
        let desk = demo();
        let standing = Standing::new(&market, &desk);
        let on = (&market, &desk, &standing);
        let of = |draft: &RfqDraft, terms: &TradeTerms| {
            let issues = trade(draft, on, &options(), terms).err().unwrap();
            (issues[0].code, issues[0].path.clone())
        };
        let draft = read(FLY, &market);
        let buy = terms(ClientSide::Buy);
        let preset = RfqDraft { preset: Some(String::from("source_fly")), ..draft.clone() };
        assert_eq!(of(&preset, &buy), (IssueCode::Trade, String::from("preset")));
        let odd = TradeTerms { price: Some(f64::NAN), ..buy.clone() };
        assert_eq!(of(&draft, &odd), (IssueCode::Trade, String::from("price")));
        let none = TradeTerms { quantity: Some(-1.0), ..buy.clone() };
        assert_eq!(of(&draft, &none).0, IssueCode::Quantity);
        let seller = RfqDraft { side: crate::basics::Asked::Sell, ..draft.clone() };
        assert_eq!(of(&seller, &buy), (IssueCode::Trade, String::from("price")));
        let large = TradeTerms { quantity: Some(1e6), ..buy };
        assert_eq!(of(&draft, &large).0, IssueCode::Trade);
        assert_eq!(undo("T-0", &mut demo()).err().unwrap()[0].path, "id");
    }
}
