//! What tells one quote's inputs from another's, in 64 bits (FNV-1a, Fowler, Noll and Vo 1991).

use crate::basics::{Instrument, Leg, MarketKey, Timestamp};
use crate::desk::OverlaySwitches;
use crate::rfq::Rfq;

/// Takes in values one after the other; every value ends where the next begins, so that two lists
/// of values are the same only where each value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    pub(super) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn value(self) -> u64 {
        self.0
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    pub(super) fn whole(&mut self, number: u64) {
        number.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    pub(super) fn text(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
        // No text has this byte: UTF-8 never does.
        self.byte(0xff);
    }

    pub(super) fn number(&mut self, number: Option<f64>) {
        self.byte(u8::from(number.is_some()));
        self.whole(number.map_or(0, f64::to_bits));
    }

    pub(super) fn instant(&mut self, at: Timestamp) {
        at.millis().to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    pub(super) fn switches(&mut self, on: OverlaySwitches) {
        let OverlaySwitches { base, hedging_cost, liquidity, adverse_selection, inventory } = on;
        for is_on in [base, hedging_cost, liquidity, adverse_selection, inventory] {
            self.byte(u8::from(is_on));
        }
    }

    /// The request without its structure and direction, which its legs decide.
    pub(super) fn request(&mut self, rfq: &Rfq) {
        let Rfq { id, client, asked, quantity, spread, tied, price_in } = rfq;
        self.text(id.as_deref().unwrap_or_default());
        self.text(client.as_deref().unwrap_or_default());
        self.byte(*asked as u8);
        self.number(Some(*quantity));
        self.number(Some(spread.legs.len() as f64));
        for leg in &spread.legs {
            self.leg(leg);
        }
        self.number(tied.map(|tied| tied.reference));
        self.number(tied.and_then(|tied| tied.delta));
        self.byte(price_in.map_or(0xff, |currency| currency as u8));
    }

    fn leg(&mut self, leg: &Leg) {
        let Leg { ratio, instrument, multiplier, mark } = leg;
        self.number(Some(f64::from(*ratio)));
        let MarketKey { underlying, settlement } = instrument.market();
        self.text(underlying);
        self.byte(*settlement as u8);
        match instrument {
            Instrument::Option { expiry, strike, put_call, exercise, .. } => {
                self.byte(0);
                self.instant(*expiry);
                self.number(Some(*strike));
                self.byte(*put_call as u8);
                self.byte(*exercise as u8);
            }
            Instrument::Future { expiry, .. } => {
                self.byte(1);
                self.instant(*expiry);
            }
            Instrument::Spot { .. } => self.byte(2),
        }
        self.number(Some(*multiplier));
        self.number(mark.price);
        self.number(mark.vol);
        self.number(mark.vega_per_point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Asked, PutCall};
    use crate::market::fixtures::{eth_linear, option_leg, package};
    use crate::quote::golden::request;
    use crate::rfq::{PriceIn, Tied};

    #[test]
    fn every_field_of_a_request_changes_it() {
        let market = eth_linear();
        let legs = |strike: f64| {
            let long = option_leg(&market, 1, 16.0, strike, PutCall::Call);
            package(vec![long, option_leg(&market, -1, 16.0, 3_600.0, PutCall::Call)])
        };
        let plain = || request(legs(3_400.0), 100.0, "two");
        let changes: [fn(&mut Rfq); 14] = [
            |_| {},
            |r| r.id = Some(String::from("1")),
            |r| r.client = None,
            |r| r.asked = Asked::Buy,
            |r| r.quantity += 1.0,
            |r| r.spread.legs.reverse(),
            |r| r.spread.legs.truncate(1),
            |r| r.spread.legs[0].ratio = 2,
            |r| r.spread.legs[0].multiplier = 10.0,
            |r| r.spread.legs[0].mark.price = Some(1.0),
            |r| r.spread.legs[0].mark.vol = Some(1.0),
            |r| r.tied = Some(Tied { reference: 3_400.0, delta: None }),
            |r| r.tied = Some(Tied { reference: 3_400.0, delta: Some(0.0) }),
            |r| r.price_in = Some(PriceIn::Coin),
        ];
        let mut prints: Vec<u64> = changes
            .iter()
            .map(|change| {
                let mut rfq = plain();
                change(&mut rfq);
                rfq
            })
            .chain([request(legs(3_500.0), 100.0, "two")])
            .map(|rfq| {
                let mut print = Fingerprint::new();
                print.request(&rfq);
                print.value()
            })
            .collect();
        prints.sort_unstable();
        let count = prints.len();
        prints.dedup();
        assert_eq!(prints.len(), count);
    }
}
