//! A small listing for this floor's tests.

use crate::basics::{
    ContractTerms, DeltaStrikes, Exercise, ListedExpiry, ListedMarket, Listing, MarketKey, PutCall,
    Settlement, TickSchedule, Timestamp,
};
use crate::math::{normal, ops};

/// ETH (inverse), BTC (inverse) and SPX (linear) as they might list on 18 November 2026.
pub(crate) fn listing() -> Listing {
    let crypto = [
        "2026-11-20T08:00:00Z",
        "2026-11-27T08:00:00Z",
        "2026-12-25T08:00:00Z",
        "2027-03-26T08:00:00Z",
    ];
    let index = ["2026-11-20T21:00:00Z", "2026-12-18T14:30:00Z", "2026-12-18T21:00:00Z"];
    Listing {
        markets: vec![
            market("ETH", Settlement::Inverse, 3350.0, &crypto, (2000, 5000, 50), 1.0),
            market("BTC", Settlement::Inverse, 98_000.0, &crypto, (50_000, 150_000, 1000), 0.1),
            market("SPX", Settlement::Linear, 5000.0, &index, (4000, 6000, 25), 1.0),
        ],
    }
}

fn market(
    underlying: &str,
    settlement: Settlement,
    spot: f64,
    expiries: &[&str],
    (from, to, step): (i32, i32, usize),
    quantity_step: f64,
) -> ListedMarket {
    let as_of = Timestamp::parse_iso("2026-11-18T12:00:00Z").unwrap();
    let strikes: Vec<f64> = (from..=to).step_by(step).map(f64::from).collect();
    let listed = |text: &&str| {
        let expiry = Timestamp::parse_iso(text).unwrap();
        let atm_std = 0.6 * as_of.years_until(expiry).sqrt();
        ListedExpiry { expiry, forward: spot * 1.002, atm_std, strikes: strikes.clone() }
    };
    let premium_currency = match settlement {
        Settlement::Inverse => underlying,
        Settlement::Linear => "USD",
    };
    ListedMarket {
        key: MarketKey { underlying: underlying.to_owned(), settlement },
        as_of,
        spot,
        exercise: Exercise::European,
        contract: ContractTerms {
            multiplier: 1.0,
            premium_currency: premium_currency.to_owned(),
            min_quantity: quantity_step,
            quantity_step,
            outright_tick: TickSchedule::flat(0.0001),
            package_tick: TickSchedule::flat(0.0001),
        },
        expiries: expiries.iter().map(listed).collect(),
    }
}

/// A volatility of 60 % everywhere, over the forwards of the listing.
#[derive(Debug)]
pub(crate) struct FlatSmile;

impl FlatSmile {
    fn forward_and_std(key: &MarketKey, expiry: Timestamp) -> Option<(f64, f64)> {
        let listing = listing();
        let market = listing.find(&key.underlying, Some(key.settlement))?;
        market.expiry(expiry).map(|listed| (listed.forward, listed.atm_std))
    }
}

impl DeltaStrikes for FlatSmile {
    fn strike_at_delta(
        &self,
        key: &MarketKey,
        expiry: Timestamp,
        put_call: PutCall,
        delta: f64,
    ) -> Option<f64> {
        let (forward, std) = Self::forward_and_std(key, expiry)?;
        let size = put_call.sign() * delta;
        let d1 = put_call.sign() * normal::inverse_cdf(size);
        (size > 1e-6).then(|| forward * ops::exp(std * (0.5 * std - d1)))
    }

    fn delta_at_strike(
        &self,
        key: &MarketKey,
        expiry: Timestamp,
        put_call: PutCall,
        strike: f64,
    ) -> Option<f64> {
        let (forward, std) = Self::forward_and_std(key, expiry)?;
        let d1 = ops::ln(forward / strike) / std + 0.5 * std;
        Some(put_call.sign() * normal::cdf(put_call.sign() * d1))
    }
}
