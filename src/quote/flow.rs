//! What a client has dealt a moment ago: a size that comes in pieces costs what it costs at once.
//!
//! Asking twice never widens a price, dealing does: charges of a size U behind a size R of the same
//! package are [Φ(R + U) − Φ(R)]/U in place of Φ(U)/U, so that two halves cost what the whole does. R
//! counts by legs, however they were put together, and halves with every half-life.

use crate::basics::{Instrument, Leg, Listing, Timestamp};
use crate::desk::Desk;
use crate::market::Market;
use crate::math::ops;
use crate::rfq::Rfq;

use super::assembly::Sides;
use super::book::resolve::Resolver;

/// Half-lives after which a trade counts for nothing.
const FORGOTTEN_AFTER: f64 = 20.0;

/// Spreads of the request's package that its client has dealt in the direction of each side, those
/// of a half-life ago counted half. Nothing for who did not say who asks.
///
/// `client_key` is what [`Desk::client_key`] makes of the request's client.
pub fn recent(
    rfq: &Rfq,
    client_key: &str,
    (market, desk): (&Market, &Desk),
    listing: &Listing,
    now: Timestamp,
) -> Sides {
    let has_dealt = || desk.trades().iter().any(|trade| trade.client_key == client_key);
    if client_key.is_empty() || !has_dealt() {
        return Sides::default();
    }
    dealt(rfq, client_key, (market, desk), listing, now)
}

/// The same of who has dealt.
#[inline(never)]
fn dealt(
    rfq: &Rfq,
    client_key: &str,
    (market, desk): (&Market, &Desk),
    listing: &Listing,
    now: Timestamp,
) -> Sides {
    let records = desk.config().trades.iter().zip(desk.trades());
    let own = records.filter(|(_, trade)| trade.client_key == client_key);
    let mut resolver = Resolver::new(market, listing);
    let legs = &rfq.spread.legs;
    // Contracts of each leg that the client has bought.
    let mut bought = vec![0.0; legs.len()];
    for (record, trade) in own {
        let Some(weight) = Timestamp::parse_iso(&record.at).map(|at| weight(desk, at, now)) else {
            continue;
        };
        if weight == 0.0 {
            continue;
        }
        for position in &trade.positions {
            let Ok(found) = resolver.find(&position.instrument) else { continue };
            let same = legs.iter().position(|leg| leg.instrument == *found.instrument());
            if let Some(sum) = same.and_then(|place| bought.get_mut(place)) {
                // What the dealer got, the client gave.
                *sum -= weight * position.quantity;
            }
        }
    }
    let spreads = |sign: f64| {
        let of =
            |(leg, bought): (&Leg, &f64)| sign * bought / (f64::from(leg.ratio) * counted(leg));
        legs.iter().zip(&bought).map(of).fold(f64::INFINITY, f64::min).max(0.0)
    };
    Sides { bid: spreads(-1.0), offer: spreads(1.0) }
}

/// Futures and spot stand in the book by units of the underlying, options by contracts.
fn counted(leg: &Leg) -> f64 {
    match leg.instrument {
        Instrument::Option { .. } => 1.0,
        Instrument::Future { .. } | Instrument::Spot { .. } => leg.multiplier,
    }
}

/// ½ for every half-life that has passed; nothing for a trade of the future.
fn weight(desk: &Desk, at: Timestamp, now: Timestamp) -> f64 {
    let seconds = now.millis().saturating_sub(at.millis()) as f64 / 1000.0;
    let halvings = seconds / desk.policy().quote.flow_half_life_seconds;
    let is_counted = (0.0..FORGOTTEN_AFTER).contains(&halvings);
    if is_counted { ops::pow(0.5, halvings) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::demo;
    use crate::desk::{ClientSide, HedgeMode, TradeRecord};
    use crate::market::sample_snapshot;
    use crate::quote::trade::{TradeTerms, trade};
    use crate::quote::{QuoteOptions, Standing, quote_draft};
    use crate::rfq::{Reading, RfqDraft, check, read_with};

    fn market() -> Market {
        Market::default().load(&sample_snapshot()).market.unwrap()
    }

    fn draft(market: &Market, line: &str) -> RfqDraft {
        read_with(line, &market.listing(), Reading::default()).draft.unwrap()
    }

    /// The demo desk after its client has dealt this line.
    fn dealt(market: &Market, line: &str, side: ClientSide) -> (Desk, Timestamp) {
        let mut desk = demo();
        let at = market.underlyings()[0].as_of;
        let options = QuoteOptions { now: Some(at), ..QuoteOptions::default() };
        let terms = TradeTerms { side, quantity: None, price: Some(0.01), quote_id: None };
        let standing = Standing::new(market, &desk);
        let on = (market, &desk, &standing);
        let traded = trade(&draft(market, line), on, &options, &terms).unwrap();
        desk.add_trade(traded.record.unwrap()).unwrap();
        (desk, at)
    }

    fn recent_of(market: &Market, desk: &Desk, line: &str, now: Timestamp) -> Sides {
        let listing = market.listing();
        let rfq = check(&draft(market, line), &listing).rfq.unwrap();
        recent(&rfq, &desk.client_key(rfq.client.as_deref()), (market, desk), &listing, now)
    }

    const FLY: &str = "ETH 25DEC26 3300/3400/3500 call fly x100, Acme";

    #[test]
    fn what_was_dealt_counts_for_its_side_its_client_and_half_after_a_half_life() {
        let market = market();
        let (desk, at) = dealt(&market, FLY, ClientSide::Buy);
        assert_eq!(recent_of(&market, &desk, FLY, at), Sides { bid: 0.0, offer: 100.0 });
        let later = at.plus_millis(900_000);
        assert_eq!(recent_of(&market, &desk, FLY, later), Sides { bid: 0.0, offer: 50.0 });
        let next_day = at.plus_millis(86_400_000);
        assert_eq!(recent_of(&market, &desk, FLY, next_day), Sides::default());
        // Turned round it is the bid's, of another client or at other strikes nobody's.
        let turned = "-1 ETH-25DEC26-3300-C +2 ETH-25DEC26-3400-C -1 ETH-25DEC26-3500-C x10, Acme";
        assert_eq!(recent_of(&market, &desk, turned, at), Sides { bid: 100.0, offer: 0.0 });
        let others = FLY.replace("Acme", "Cobalt");
        assert_eq!(recent_of(&market, &desk, &others, at), Sides::default());
        let wider = FLY.replace("3500", "3600");
        assert_eq!(recent_of(&market, &desk, &wider, at), Sides::default());
    }

    #[test]
    fn a_package_dealt_leg_by_leg_was_dealt() {
        let market = market();
        let (mut desk, at) = dealt(&market, "ETH 25DEC26 3300 call x40, Acme", ClientSide::Buy);
        let spread = "ETH 25DEC26 3300/3500 call spread x10, Acme";
        assert_eq!(recent_of(&market, &desk, spread, at), Sides::default());
        let (other, _) = dealt(&market, "ETH 25DEC26 3500 call x30, Acme", ClientSide::Sell);
        let record: TradeRecord = other.config().trades.last().unwrap().clone();
        desk.add_trade(TradeRecord { id: String::from("second"), ..record }).unwrap();
        assert_eq!(recent_of(&market, &desk, spread, at), Sides { bid: 0.0, offer: 30.0 });
    }

    #[test]
    fn two_halves_are_charged_what_the_whole_is() {
        let market = market();
        for mode in [HedgeMode::Delta, HedgeMode::Portfolio] {
            let charged = |desk: &Desk, quantity: f64| {
                let mut config = desk.config().clone();
                config.policy.hedging.mode = mode;
                let desk = Desk::from_config(&config).unwrap();
                let line = format!("ETH 25DEC26 3400 call x{quantity}, Acme");
                let at = market.underlyings()[0].as_of;
                let options = QuoteOptions { now: Some(at), ..QuoteOptions::default() };
                let quote = quote_draft(&draft(&market, &line), &market, &desk, &options);
                let quote = quote.quote.unwrap();
                let of = |name: &str| quote.charges.iter().find(|row| row.name == name).unwrap();
                let sum = of("hedgingCost").offer.unwrap() + of("liquidity").offer.unwrap();
                (quantity * sum, of("hedgingCost").why.contains("on top"))
            };
            let (whole, is_said) = charged(&demo(), 1_000.0);
            assert!(!is_said);
            let (first, _) = charged(&demo(), 500.0);
            let (after, _) = dealt(&market, "ETH 25DEC26 3400 call x500, Acme", ClientSide::Buy);
            let (second, is_said) = charged(&after, 500.0);
            assert!(is_said && second > first, "{mode:?}");
            assert!(
                (first + second - whole).abs() < 1e-9 * whole,
                "{mode:?} {first} {second} {whole}"
            );
        }
    }
}
