//! Forward and discount factor of every expiry: as stated, by put–call parity, or carried over.
//!
//! American quotes obey parity only as an inequality; near the money, where early exercise is
//! worth least, it is used all the same as an approximation, with one rate for all expiries, and
//! the report says so.

use super::clean::{Inversion, RawExpiry};
use super::parity::{Pair, closest, fixed_discount, near_pairs, regress};
use crate::basics::{Exercise, Settlement};
use crate::math::ops;

/// Lowest and highest continuously compounded rate that a free discount factor may imply.
const RATE_BOUNDS: (f64, f64) = (-0.05, 0.30);

/// Largest standard error of the implied rate at which a free discount factor is believed.
const MAX_RATE_ERROR: f64 = 0.01;

/// How a forward was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ForwardSource {
    /// The rows state it; their median.
    Given,
    /// Put–call parity over this many strikes.
    Parity,
    /// Carry between the neighbours, flat beyond them.
    Carried,
}

impl ForwardSource {
    /// The word of the report.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Parity => "parity",
            Self::Carried => "carried",
        }
    }
}

/// Forward and discount factor of one expiry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ExpiryForward {
    /// Forward, in price currency.
    pub(super) forward: f64,
    /// Discount factor of the price currency; 1 for coin premiums.
    pub(super) discount: f64,
    /// Where it comes from.
    pub(super) source: ForwardSource,
}

impl ExpiryForward {
    /// What the quotes of the expiry are inverted with.
    pub(super) fn inversion(&self, years: f64, settlement: Settlement) -> Inversion {
        Inversion { forward: self.forward, discount: self.discount, years, settlement }
    }
}

/// Forwards and discounts of all expiries, in their order; `None` where the whole chain has none.
pub(super) fn forwards(
    expiries: &[RawExpiry],
    spot: Option<f64>,
    settlement: Settlement,
    exercise: Exercise,
) -> Option<Vec<ExpiryForward>> {
    let mut found: Vec<Option<ExpiryForward>> = expiries.iter().map(given).collect();
    let pairs: Vec<Vec<Pair>> = expiries.iter().map(|e| near_pairs(e, settlement)).collect();
    let discounts = match settlement {
        Settlement::Inverse => vec![1.0; expiries.len()],
        Settlement::Linear => discounts(expiries, &pairs, exercise),
    };
    for (((slot, expiry), pairs), discount) in
        found.iter_mut().zip(expiries).zip(&pairs).zip(&discounts)
    {
        match slot {
            Some(forward) => forward.discount = *discount,
            // Under an hour the quotes' stamps differ by more than parity can resolve.
            None if expiry.years * 365.0 * 24.0 < 1.0 && spot.is_some() => {}
            None => {
                let pairs = match exercise {
                    Exercise::European => pairs.clone(),
                    Exercise::American => closest(pairs),
                };
                *slot = fixed_discount(&pairs, *discount, settlement).map(|forward| {
                    ExpiryForward { forward, discount: *discount, source: ForwardSource::Parity }
                });
            }
        }
    }
    carry(expiries, &found, &discounts, spot)
}

/// The median of what the rows state: rows of one expiry disagree a little, because an exchange
/// does not answer for all of them at one instant.
fn given(expiry: &RawExpiry) -> Option<ExpiryForward> {
    let forward = super::median(expiry.stated_forwards.clone())?;
    Some(ExpiryForward { forward, discount: 1.0, source: ForwardSource::Given })
}

/// One discount factor per expiry: free where parity determines it, else from the curve of those.
fn discounts(expiries: &[RawExpiry], pairs: &[Vec<Pair>], exercise: Exercise) -> Vec<f64> {
    let mut rates: Vec<(f64, f64)> = Vec::new();
    for (expiry, pairs) in expiries.iter().zip(pairs) {
        let Some(fit) = regress(pairs) else { continue };
        let rate = -ops::ln(fit.discount.max(1e-9)) / expiry.years;
        let error = fit.discount_error / (fit.discount * expiry.years);
        if fit.strikes >= 6
            && error < MAX_RATE_ERROR
            && (RATE_BOUNDS.0..=RATE_BOUNDS.1).contains(&rate)
        {
            rates.push((expiry.years, rate));
        }
    }
    if exercise == Exercise::American {
        // Early exercise bends each expiry's own slope, so that only the middle of all is taken.
        let long = rates.iter().filter(|(t, _)| *t > 30.0 / 365.0).map(|(_, r)| *r).collect();
        let rate = super::median(long).unwrap_or(0.0);
        return expiries.iter().map(|e| ops::exp(-rate * e.years)).collect();
    }
    expiries.iter().map(|e| ops::exp(-curve(&rates, e.years) * e.years)).collect()
}

/// A rate at any time: linear between known ones, flat beyond, zero where none is known.
fn curve(rates: &[(f64, f64)], years: f64) -> f64 {
    let right = rates.partition_point(|(t, _)| *t < years);
    match (right.checked_sub(1).and_then(|i| rates.get(i)), rates.get(right)) {
        (Some((t0, r0)), Some((t1, r1))) => r0 + (r1 - r0) * (years - t0) / (t1 - t0),
        (Some((_, r)), None) | (None, Some((_, r))) => *r,
        (None, None) => 0.0,
    }
}

/// Fills expiries without a forward by carry: ln(F/S)/T linear in T between neighbours, flat
/// beyond.
fn carry(
    expiries: &[RawExpiry],
    found: &[Option<ExpiryForward>],
    discounts: &[f64],
    spot: Option<f64>,
) -> Option<Vec<ExpiryForward>> {
    let first = found.iter().flatten().next().map(|f| f.forward);
    let spot = spot.or(first)?;
    let carries: Vec<(f64, f64)> = expiries
        .iter()
        .zip(found)
        .filter_map(|(e, f)| f.map(|f| (e.years, ops::ln(f.forward / spot) / e.years)))
        .collect();
    let filled = expiries.iter().zip(found).zip(discounts).map(|((expiry, forward), discount)| {
        forward.unwrap_or_else(|| ExpiryForward {
            forward: spot * ops::exp(curve(&carries, expiry.years) * expiry.years),
            discount: *discount,
            source: ForwardSource::Carried,
        })
    });
    Some(filled.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_without_quotes_is_carried_between_its_neighbours() {
        let expiry = |days: f64, forward: Option<f64>| RawExpiry {
            expiry: crate::basics::Timestamp::from_millis(0),
            years: days / 365.0,
            quotes: Vec::new(),
            stated_forwards: forward.into_iter().collect(),
        };
        let chain = [expiry(10.0, Some(101.0)), expiry(20.0, None), expiry(30.0, Some(103.0))];
        let found = forwards(&chain, Some(100.0), Settlement::Inverse, Exercise::European).unwrap();
        assert_eq!(found[1].source, ForwardSource::Carried);
        assert!((101.0..103.0).contains(&found[1].forward));
        let none = forwards(&chain[1..2], None, Settlement::Inverse, Exercise::European);
        assert!(none.is_none());
    }
}
