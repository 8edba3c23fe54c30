//! From stated rows to a chain whose every quote is either fit for fitting or says why not.
//!
//! Only out-of-the-money quotes with both sides are fitted: an
//! in-the-money market is tens of volatility points wide and says the same by parity.

use std::collections::BTreeMap;

use super::chain::{DropReason, QuotedOption};
use super::snapshot::QuoteRow;
use crate::basics::{ContractTerms, PutCall, Settlement, Timestamp, order};
use crate::models::batch::{IMPLIED_VOL_NOT_A_NUMBER, Quotes, Unusual};

/// An expiry nearer than this says nothing any more, in milliseconds.
const MIN_LIFE_MS: i64 = 60_000;

/// One expiry's rows before its forward is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RawExpiry {
    /// The instant of expiry.
    pub(super) expiry: Timestamp,
    /// Years from the snapshot's instant, ACT/365F, positive.
    pub(super) years: f64,
    /// Quotes sorted by strike, call before put, each strike and type once.
    pub(super) quotes: Vec<QuotedOption>,
    /// Forwards as the rows state them.
    pub(super) stated_forwards: Vec<f64>,
}

/// Rows that take no part in the market at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LeftOut {
    /// Rows of expiries that have passed or are less than a minute away.
    pub(super) expired: usize,
    /// Second and later rows of one expiry, strike and type.
    pub(super) repeated: usize,
}

/// Groups rows by expiry, ascending, leaving out what has expired and what repeats.
pub(super) fn group(
    as_of: Timestamp,
    rows: &[(Timestamp, &QuoteRow)],
) -> (Vec<RawExpiry>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut by_expiry: BTreeMap<Timestamp, RawExpiry> = BTreeMap::new();
    for (expiry, row) in rows {
        if expiry.millis() - as_of.millis() < MIN_LIFE_MS {
            left_out.expired += 1;
            continue;
        }
        let entry = by_expiry.entry(*expiry).or_insert_with(|| RawExpiry {
            expiry: *expiry,
            years: as_of.years_until(*expiry),
            quotes: Vec::new(),
            stated_forwards: Vec::new(),
        });
        entry.quotes.push(quoted(row));
        entry.stated_forwards.extend(row.forward);
    }
    let mut expiries: Vec<RawExpiry> = by_expiry.into_values().collect();
    for expiry in &mut expiries {
        // The sort is stable, so that of repeated rows the first one stated stays.
        order::sort_by(&mut expiry.quotes, |a, b| {
            a.strike.total_cmp(&b.strike).then_with(|| a.put_call.cmp(&b.put_call))
        });
        let before = expiry.quotes.len();
        expiry.quotes.dedup_by(|b, a| a.strike == b.strike && a.put_call == b.put_call);
        left_out.repeated += before - expiry.quotes.len();
    }
    (expiries, left_out)
}

/// A row as a quote: a price of zero is no quote.
pub(super) fn quoted(row: &QuoteRow) -> QuotedOption {
    let positive = |x: Option<f64>| x.filter(|v| *v > 0.0);
    QuotedOption {
        strike: row.strike,
        put_call: row.put_call,
        bid: positive(row.bid),
        ask: positive(row.ask),
        bid_size: positive(row.bid_size),
        ask_size: positive(row.ask_size),
        // Nothing open is a figure, and not the lack of one.
        open_interest: row.open_interest,
        volume: row.volume,
        bid_vol: None,
        ask_vol: None,
        dropped: None,
    }
}

/// Fills in the volatilities of bid and offer out of the money, and the reason of every quote that
/// is not fitted.
pub(super) fn clean(expiry: &mut RawExpiry, terms: Inversion, contract: &ContractTerms) {
    // In the money, what the lanes leave over takes as long as all else, and nobody needs it before
    // somebody looks at the chain.
    let vols = terms.vols(&expiry.quotes, &mut |quotes: &Quotes<'_>, i| {
        if quotes.is_in_the_money(i) { (f64::NAN, IMPLIED_VOL_NOT_A_NUMBER) } else { quotes.vol(i) }
    });
    for (quote, [bid, ask]) in expiry.quotes.iter_mut().zip(vols) {
        if !in_the_money(quote, terms.forward) {
            (quote.bid_vol, quote.ask_vol) = (bid, ask);
        }
        quote.dropped = reason(quote, terms.forward, contract);
    }
    drop_stale(&mut expiry.quotes);
}

/// What the prices of one expiry are inverted with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inversion {
    /// Forward, in price currency.
    pub(super) forward: f64,
    /// Discount factor of the price currency.
    pub(super) discount: f64,
    /// ACT/365F.
    pub(super) years: f64,
    /// What premiums are paid in.
    pub(super) settlement: Settlement,
}

impl Inversion {
    /// Volatilities of bid and offer of every quote, in or out of the money, where they have one.
    pub(super) fn all_vols(self, quotes: &[QuotedOption]) -> Vec<[Option<f64>; 2]> {
        self.vols(quotes, &mut |quotes: &Quotes<'_>, i| quotes.vol(i))
    }

    fn vols(self, quotes: &[QuotedOption], unusual: Unusual<'_>) -> Vec<[Option<f64>; 2]> {
        // Coin premiums times the forward are undiscounted values in price currency.
        let (unit, discount) = match self.settlement {
            Settlement::Inverse => (self.forward, 1.0),
            Settlement::Linear => (1.0, self.discount),
        };
        let mut prices = Prices::default();
        // Prices next to each other are inverted together, which is quick where all of them have a
        // volatility; those in the money often have none.
        for is_in_the_money in [false, true] {
            for side in [Side::Bid, Side::Ask] {
                for (at, quote) in quotes.iter().enumerate() {
                    if in_the_money(quote, self.forward) == is_in_the_money
                        && let Some(price) = side.price(quote)
                    {
                        prices.push(at, side, quote, price * unit);
                    }
                }
            }
        }
        let mut vols = vec![[None; 2]; quotes.len()];
        for (at, side, vol) in prices.vols(self.forward, self.years, discount, unusual) {
            if let Some([bid, ask]) = vols.get_mut(at) {
                *side.of(bid, ask) = Some(vol);
            }
        }
        vols
    }
}

/// Marks quotes that others contradict, whatever the model: out of the money no option is worth more
/// than one of its kind nearer the money, so that a bid above a nearer offer is of another time.
///
/// Of quotes that contradict each other the one with the most against it goes first. Where a single
/// one stands against a single one neither can be told to be the wrong one, and both stay.
fn drop_stale(quotes: &mut [QuotedOption]) {
    for kind in [PutCall::Call, PutCall::Put] {
        let of_kind =
            |i: &usize| quotes.get(*i).is_some_and(|q| q.put_call == kind && q.dropped.is_none());
        let mut outwards: Vec<usize> = (0..quotes.len()).filter(of_kind).collect();
        if kind == PutCall::Put {
            outwards.reverse();
        }
        let sides: Vec<(f64, f64)> =
            outwards.iter().filter_map(|i| quotes.get(*i).and_then(|q| q.bid.zip(q.ask))).collect();
        for place in contradicted(&sides) {
            if let Some(quote) = outwards.get(place).and_then(|i| quotes.get_mut(*i)) {
                quote.dropped = Some(DropReason::Stale);
            }
        }
    }
}

/// Of bids and offers from the money outwards, the places of those that two or more others
/// contradict, once the ones with more against them are gone.
fn contradicted(sides: &[(f64, f64)]) -> Vec<usize> {
    let mut least_offer = f64::INFINITY;
    let in_order = sides.iter().all(|(bid, ask)| {
        let fits = *bid <= least_offer;
        least_offer = least_offer.min(*ask);
        fits
    });
    if in_order {
        return Vec::new();
    }
    let contradict = |(i, a): (usize, &(f64, f64)), (j, b): (usize, &(f64, f64))| {
        let (nearer, further) = if i < j { (a, b) } else { (b, a) };
        i != j && further.0 > nearer.1
    };
    let against = |one: (usize, &(f64, f64))| {
        sides.iter().enumerate().filter(|other| contradict(one, *other)).count()
    };
    let mut counts: Vec<usize> = sides.iter().enumerate().map(against).collect();
    let mut gone = Vec::new();
    while let Some((place, count)) = counts.iter().copied().enumerate().max_by_key(|(_, n)| *n)
        && count >= 2
    {
        let Some(side) = sides.get(place) else { break };
        for (i, (count, other)) in counts.iter_mut().zip(sides).enumerate() {
            *count = count.saturating_sub(usize::from(contradict((place, side), (i, other))));
        }
        if let Some(count) = counts.get_mut(place) {
            *count = 0;
        }
        gone.push(place);
    }
    gone
}

/// A side of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Bid,
    Ask,
}

impl Side {
    fn price(self, quote: &QuotedOption) -> Option<f64> {
        match self {
            Self::Bid => quote.bid,
            Self::Ask => quote.ask,
        }
    }

    fn of<T>(self, bid: T, ask: T) -> T {
        match self {
            Self::Bid => bid,
            Self::Ask => ask,
        }
    }
}

/// Prices of one expiry and where they come from, as struct of arrays.
#[derive(Default)]
struct Prices {
    of: Vec<(usize, Side)>,
    is_call: Vec<u8>,
    price: Vec<f64>,
    strike: Vec<f64>,
}

impl Prices {
    /// Adds the price of the quote in a place, discounted and in price currency.
    fn push(&mut self, at: usize, side: Side, quote: &QuotedOption, price: f64) {
        self.of.push((at, side));
        self.is_call.push(u8::from(quote.put_call == PutCall::Call));
        self.price.push(price);
        self.strike.push(quote.strike);
    }

    /// The volatilities, of the prices that have one.
    fn vols(
        self,
        forward: f64,
        years: f64,
        discount: f64,
        unusual: Unusual<'_>,
    ) -> impl Iterator<Item = (usize, Side, f64)> {
        let fixed = |value: f64| vec![value; self.of.len()];
        let quotes = Quotes {
            is_call: &self.is_call,
            price: &self.price,
            forward: &fixed(forward),
            strike: &self.strike,
            years: &fixed(years),
            discount: &fixed(discount),
        };
        let (vols, _) = quotes.vols(unusual);
        // What has no volatility is not a number, and that is not positive.
        self.of.into_iter().zip(vols).filter(|(_, v)| *v > 0.0).map(|((at, side), v)| (at, side, v))
    }
}

fn in_the_money(quote: &QuotedOption, forward: f64) -> bool {
    match quote.put_call {
        PutCall::Call => quote.strike < forward,
        PutCall::Put => quote.strike >= forward,
    }
}

/// Why a quote takes no part in the fit, if it does not.
fn reason(quote: &QuotedOption, forward: f64, contract: &ContractTerms) -> Option<DropReason> {
    let Some(bid) = quote.bid else { return Some(DropReason::NoBid) };
    let Some(ask) = quote.ask else { return Some(DropReason::NoAsk) };
    if bid > ask {
        return Some(DropReason::Crossed);
    }
    if in_the_money(quote, forward) {
        return Some(DropReason::InTheMoney);
    }
    if bid < contract.outright_tick.tick_at(bid) * 0.999 {
        return Some(DropReason::BelowTick);
    }
    let (Some(bid_vol), Some(ask_vol)) = (quote.bid_vol, quote.ask_vol) else {
        return Some(DropReason::StaticBounds);
    };
    // A market wider than its own mid volatility cannot tell one smile from another.
    (ask_vol - bid_vol > 0.5 * (ask_vol + bid_vol)).then_some(DropReason::Wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Exercise, MarketKey};
    use crate::market::contracts;

    fn row(strike: f64, put_call: PutCall, bid: Option<f64>, ask: Option<f64>) -> QuoteRow {
        QuoteRow {
            expiry: String::new(),
            strike,
            put_call,
            bid,
            ask,
            bid_size: None,
            ask_size: None,
            open_interest: None,
            volume: None,
            mark: None,
            mark_vol: None,
            forward: Some(3400.0),
        }
    }

    fn cleaned(rows: &[QuoteRow]) -> Vec<Option<DropReason>> {
        let as_of = Timestamp::parse_iso("2026-11-18T12:00:00Z").unwrap();
        let expiry = Timestamp::parse_iso("2026-12-25T08:00:00Z").unwrap();
        let stated: Vec<(Timestamp, &QuoteRow)> = rows.iter().map(|r| (expiry, r)).collect();
        let (mut expiries, _) = group(as_of, &stated);
        let key = MarketKey { underlying: "ETH".into(), settlement: Settlement::Inverse };
        let contract = contracts::convention(&key, Exercise::European, "USD").terms;
        let years = as_of.years_until(expiry);
        let settlement = Settlement::Inverse;
        let terms = Inversion { forward: 3400.0, discount: 1.0, years, settlement };
        clean(&mut expiries[0], terms, &contract);
        expiries[0].quotes.iter().map(|q| q.dropped).collect()
    }

    #[test]
    fn every_quote_that_is_not_fitted_says_why() {
        use DropReason::{BelowTick, Crossed, InTheMoney, NoAsk, NoBid, StaticBounds, Wide};
        use PutCall::{Call, Put};
        let rows = [
            row(3000.0, Call, Some(0.13), Some(0.131)),
            row(3000.0, Put, Some(0.0), Some(0.02)),
            row(3100.0, Put, Some(0.02), None),
            row(3200.0, Put, Some(0.03), Some(0.025)),
            row(3300.0, Put, Some(0.05), Some(0.052)),
            row(3500.0, Call, Some(0.00005), Some(0.05)),
            row(3600.0, Call, Some(1.2), Some(1.3)),
            row(3700.0, Call, Some(0.0005), Some(0.09)),
        ];
        let expected = [
            Some(InTheMoney),
            Some(NoBid),
            Some(NoAsk),
            Some(Crossed),
            None,
            Some(BelowTick),
            Some(StaticBounds),
            Some(Wide),
        ];
        assert_eq!(cleaned(&rows), expected);
    }

    #[test]
    fn a_quote_that_several_others_contradict_is_stale_and_two_that_contradict_each_other_stay() {
        use PutCall::{Call, Put};
        let calls = |prices: [f64; 5]| -> Vec<QuoteRow> {
            let strikes = [3500.0, 3600.0, 3700.0, 3800.0, 3900.0];
            let row = |(k, p): (f64, f64)| row(k, Call, Some(p), Some(1.05 * p));
            strikes.into_iter().zip(prices).map(row).collect()
        };
        let stale = Some(DropReason::Stale);
        // The fourth is dearer than two nearer the money.
        let rows = calls([0.05, 0.04, 0.03, 0.045, 0.015]);
        assert_eq!(cleaned(&rows), [None, None, None, stale, None]);
        // The second is cheaper than two further out.
        let rows = calls([0.05, 0.015, 0.03, 0.02, 0.01]);
        assert_eq!(cleaned(&rows), [None, stale, None, None, None]);
        let rows = calls([0.05, 0.03, 0.035, 0.02, 0.01]);
        assert_eq!(cleaned(&rows), [None; 5]);
        // Puts are dearer the higher their strike.
        let put = |k: f64, p: f64| row(k, Put, Some(p), Some(1.05 * p));
        let rows = [put(3000.0, 0.05), put(3100.0, 0.03), put(3200.0, 0.04), put(3300.0, 0.06)];
        assert_eq!(cleaned(&rows), [stale, None, None, None]);
    }

    #[test]
    fn expired_and_repeated_rows_are_left_out_and_counted() {
        let as_of = Timestamp::parse_iso("2026-11-18T12:00:00Z").unwrap();
        let rows = [
            row(3000.0, PutCall::Call, Some(0.13), None),
            row(3000.0, PutCall::Call, Some(0.14), None),
        ];
        let soon = as_of.plus_millis(59_000);
        let later = as_of.plus_millis(3_600_000);
        let stated = [(soon, &rows[0]), (as_of, &rows[0]), (later, &rows[0]), (later, &rows[1])];
        let (expiries, left_out) = group(as_of, &stated);
        assert_eq!(left_out, LeftOut { expired: 2, repeated: 1 });
        assert_eq!(expiries.len(), 1);
        assert_eq!(expiries[0].quotes[0].bid, Some(0.13));
    }
}
