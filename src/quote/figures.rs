//! The quote's figures beside its prices: legs, cash, the tied hedge and other measures.

use crate::models::implied_vol::vol_from_price;
use crate::overlays::{Context, Exchange};
use crate::pricing::report::LegReport;
use crate::pricing::{LegValue, Valuation};
use crate::rfq::PriceIn;

use super::report::{CashReport, Multipliers, PricedIn, QuotedLeg, QuotedTie};

pub use crate::pricing::report::greeks_in_coin;
pub use crate::pricing::screen::decimals_of;

/// The hedge of a tied quote, as it goes out.
#[inline(never)]
pub fn tied(ctx: &Context, tie: &Exchange) -> QuotedTie {
    QuotedTie {
        instrument: tie.instrument.name.clone(),
        delta: tie.units,
        reference: tie.reference,
        mid: tie.instrument.mid,
        shift: tie.shift() / ctx.valuation.unit.in_price_currency,
        why: tie.sentence(ctx),
    }
}

/// The legs of a valuation, with their cash.
pub fn legs(valuation: &Valuation, quantity: f64, multipliers: &Multipliers) -> Vec<QuotedLeg> {
    let units = quantity * multipliers.cash;
    let quoted = |leg: &LegValue| QuotedLeg {
        leg: LegReport::from(leg),
        cash: -f64::from(leg.ratio) * leg.price_in(&valuation.unit) * units + 0.0,
    };
    valuation.legs.iter().map(quoted).collect()
}

/// Money at theoretical if the client buys.
pub fn cash(valuation: &Valuation, quantity: f64, multipliers: &Multipliers) -> CashReport {
    let forward = valuation.legs.first().map_or(0.0, |leg| leg.forward);
    CashReport {
        net: -valuation.price * quantity * multipliers.cash + 0.0,
        currency: valuation.unit.currency.clone(),
        multiplier: multipliers.cash,
        notional: quantity * multipliers.notional * forward,
        note: multipliers.note.clone(),
    }
}

/// The prices in the measure the client asked for; `None` where they are in it already.
///
/// A price below intrinsic value has no volatility: the side is left out.
pub fn priced_in(
    asked: Option<PriceIn>,
    valuation: &Valuation,
    tie: Option<&Exchange>,
    bid: Option<f64>,
    offer: Option<f64>,
) -> Option<PricedIn> {
    in_measure(asked?, valuation, tie, bid, offer)
}

#[inline(never)]
fn in_measure(
    asked: PriceIn,
    valuation: &Valuation,
    tie: Option<&Exchange>,
    bid: Option<f64>,
    offer: Option<f64>,
) -> Option<PricedIn> {
    let unit = &valuation.unit;
    match asked {
        PriceIn::Usd if unit.currency != unit.price_currency => Some(PricedIn {
            unit: unit.price_currency.clone(),
            bid: bid.map(|price| price * unit.in_price_currency),
            offer: offer.map(|price| price * unit.in_price_currency),
        }),
        PriceIn::Usd | PriceIn::Coin => None,
        PriceIn::Vol => {
            let [leg] = valuation.legs.as_slice() else { return None };
            let (_, strike, put_call) = leg.option_terms()?;
            let sign = f64::from(leg.ratio);
            let percent = |price: f64| {
                // A volatility is that of the option alone.
                let shift = tie.map_or(0.0, Exchange::shift);
                let value = (price * unit.in_price_currency - shift) / sign;
                let (forward, years) = (leg.forward, leg.years);
                vol_from_price(put_call, value, forward, strike, years, leg.discount)
                    .ok()
                    .map(|vol| 100.0 * vol)
            };
            Some(PricedIn {
                unit: String::from("% volatility"),
                bid: bid.and_then(percent),
                offer: offer.and_then(percent),
            })
        }
    }
}
