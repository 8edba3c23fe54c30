//! Put–call parity as a robust regression.
//!
//! European parity is C − P = D(F − K), in coin c − p = D_c(1 − K/F): fitted by weighted least
//! squares with Huber's weights (1964) and a hard reject.

use super::chain::QuotedOption;
use super::clean::RawExpiry;
use super::median;
use crate::basics::{PutCall, Settlement, order};
use crate::math::ops;

/// A strike where both the call and the put have two sides; prices in premium currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    strike: f64,
    /// Call mid minus put mid.
    difference: f64,
    /// Root of the summed squares of both half-spreads.
    error: f64,
    /// Call bid minus put offer, and call offer minus put bid.
    range: (f64, f64),
}

/// A weighted regression of parity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Regression {
    /// Forward, in price currency.
    pub(super) forward: f64,
    /// Discount factor.
    pub(super) discount: f64,
    /// Standard error of the discount factor.
    pub(super) discount_error: f64,
    /// Strikes with any weight left.
    pub(super) strikes: usize,
}

/// Strikes with both options quoted on both sides, within 1.5 standard deviations of the money.
pub(super) fn near_pairs(expiry: &RawExpiry, settlement: Settlement) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut straddles = Vec::new();
    for window in expiry.quotes.windows(2) {
        if let [call, put] = window
            && call.strike == put.strike
            && call.put_call == PutCall::Call
            && let Some(pair) = pair(call, put)
        {
            pairs.push(pair);
            straddles.push(mid(call).unwrap_or(0.0) + mid(put).unwrap_or(0.0));
        }
    }
    // The strike where call and put are worth the same is the forward, near enough to start.
    let nearest = pairs
        .iter()
        .zip(&straddles)
        .min_by(|(a, _), (b, _)| a.difference.abs().total_cmp(&b.difference.abs()));
    let Some((center, straddle)) = nearest else { return pairs };
    let unit = if settlement == Settlement::Inverse { 1.0 } else { center.strike };
    // An at-the-money straddle is worth 0.8 F σ√T.
    let reach = (1.5 * straddle / (0.8 * unit)).max(0.005);
    let middle = center.strike;
    pairs.retain(|p| ops::ln(p.strike / middle).abs() <= reach);
    pairs
}

fn mid(quote: &QuotedOption) -> Option<f64> {
    Some(0.5 * (quote.bid? + quote.ask?))
}

fn pair(call: &QuotedOption, put: &QuotedOption) -> Option<Pair> {
    let (call_half, put_half) = (call.half_spread()?, put.half_spread()?);
    let range = (call.bid? - put.ask?, call.ask? - put.bid?);
    let size = mid(call)?.max(mid(put)?);
    // A locked market must not get an infinite weight.
    let error = ops::sqrt(call_half * call_half + put_half * put_half).max(1e-5 * size);
    (error > 0.0).then_some(Pair {
        strike: call.strike,
        difference: mid(call)? - mid(put)?,
        error,
        range,
    })
}

/// The quarter of the pairs closest to the money, at least four: where early exercise is worth
/// least.
pub(super) fn closest(pairs: &[Pair]) -> Vec<Pair> {
    let mut sorted = pairs.to_vec();
    order::sort_by(&mut sorted, |a, b| a.difference.abs().total_cmp(&b.difference.abs()));
    sorted.truncate((pairs.len() / 4).max(4));
    sorted
}

/// Linear parity with forward and discount both free: y = α + β(K − K₀), D = −β, F = K₀ + α/D.
///
/// Reweighted by Huber's rule in units of each pair's own error: full weight up to 1.5 scales,
/// falling to 5, none beyond.
pub(super) fn regress(pairs: &[Pair]) -> Option<Regression> {
    if pairs.len() < 2 {
        return None;
    }
    let center = median(pairs.iter().map(|p| p.strike).collect())?;
    let mut multipliers = vec![1.0; pairs.len()];
    let mut fit: Option<(f64, f64)> = None;
    for _ in 0..20 {
        let (alpha, beta, _) = weighted_line(pairs, center, &multipliers)?;
        let settled = fit.is_some_and(|(a, b)| {
            (a - alpha).abs() <= 1e-10 * (a.abs() + 1e-12) && (b - beta).abs() <= 1e-10 * b.abs()
        });
        fit = Some((alpha, beta));
        if settled {
            break;
        }
        let errors: Vec<f64> = pairs
            .iter()
            .map(|p| (p.difference - alpha - beta * (p.strike - center)).abs() / p.error)
            .collect();
        multipliers = huber(&errors);
    }
    let (alpha, beta) = fit?;
    let (_, _, variance) = weighted_line(pairs, center, &multipliers)?;
    let kept = multipliers.iter().filter(|m| **m > 0.0).count();
    let chi2: f64 = pairs
        .iter()
        .zip(&multipliers)
        .map(|(p, m)| {
            let r = (p.difference - alpha - beta * (p.strike - center)) / p.error;
            m * r * r
        })
        .sum();
    let freedom = kept.saturating_sub(2).max(1) as f64;
    let discount = -beta;
    (discount > 0.0).then(|| Regression {
        forward: center + alpha / discount,
        discount,
        discount_error: ops::sqrt(variance * (chi2 / freedom).max(1.0)),
        strikes: kept,
    })
}

/// Huber's multipliers for absolute errors in units of their own half-spread.
fn huber(errors: &[f64]) -> Vec<f64> {
    let scale = (1.4826 * median(errors.to_vec()).unwrap_or(0.0)).max(0.25);
    errors
        .iter()
        .map(|u| match *u {
            u if u <= 1.5 * scale => 1.0,
            u if u <= 5.0 * scale => 1.5 * scale / u,
            _ => 0.0,
        })
        .collect()
}

/// Intercept at the center, slope, and the slope's variance for unit errors.
fn weighted_line(pairs: &[Pair], center: f64, multipliers: &[f64]) -> Option<(f64, f64, f64)> {
    let (mut s, mut sx, mut sxx, mut sy, mut sxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (pair, m) in pairs.iter().zip(multipliers) {
        let weight = m / (pair.error * pair.error);
        let x = pair.strike - center;
        s += weight;
        sx += weight * x;
        sxx += weight * x * x;
        sy += weight * pair.difference;
        sxy += weight * x * pair.difference;
    }
    let determinant = s * sxx - sx * sx;
    (determinant > 1e-12 * s * sxx).then(|| {
        let slope = (s * sxy - sx * sy) / determinant;
        ((sy - slope * sx) / s, slope, s / determinant)
    })
}

/// The forward with the discount factor given: linear F = Σw(y/D + K)/Σw, inverse
/// 1/F = Σw K(D − y)/D / Σw K²; with Huber's weights.
///
/// The result lies in the bracket that the quotes leave free of arbitrage: a fit outside it is
/// taken to its nearer end. Where the bracket is empty the strike with the largest error is left out
/// and the fit repeated; of two strikes that contradict each other neither can be told to be the
/// wrong one, so that the fit between them stands.
pub(super) fn fixed_discount(pairs: &[Pair], discount: f64, settlement: Settlement) -> Option<f64> {
    let mut kept = pairs.to_vec();
    while !kept.is_empty() {
        let (forward, errors) = fixed_discount_once(&kept, discount, settlement)?;
        let (low, high) = bracket(&kept, discount, settlement);
        if low <= high || kept.len() <= 2 {
            let inside = if low <= high { forward.clamp(low, high) } else { forward };
            return (inside.is_finite() && inside > 0.0).then_some(inside);
        }
        let worst = errors.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(i, _)| i)?;
        kept.remove(worst);
    }
    None
}

fn fixed_discount_once(
    pairs: &[Pair],
    discount: f64,
    settlement: Settlement,
) -> Option<(f64, Vec<f64>)> {
    let mut multipliers = vec![1.0; pairs.len()];
    let mut result: Option<(f64, Vec<f64>)> = None;
    for _ in 0..20 {
        let (mut top, mut bottom) = (0.0, 0.0);
        for (p, m) in pairs.iter().zip(&multipliers) {
            let weight = m / (p.error * p.error);
            match settlement {
                Settlement::Linear => {
                    top += weight * (p.difference / discount + p.strike);
                    bottom += weight;
                }
                Settlement::Inverse => {
                    top += weight * p.strike * p.strike;
                    bottom += weight * p.strike * (1.0 - p.difference / discount);
                }
            }
        }
        if bottom <= 0.0 {
            return result;
        }
        let forward = top / bottom;
        let errors: Vec<f64> = pairs
            .iter()
            .map(|p| {
                (p.difference - parity(forward, p.strike, discount, settlement)).abs() / p.error
            })
            .collect();
        let settled =
            result.as_ref().is_some_and(|(f, _)| (f - forward).abs() <= 1e-10 * forward.abs());
        multipliers = huber(&errors);
        result = Some((forward, errors));
        if settled {
            break;
        }
    }
    result
}

/// Call minus put by parity, in premium currency.
fn parity(forward: f64, strike: f64, discount: f64, settlement: Settlement) -> f64 {
    match settlement {
        Settlement::Linear => discount * (forward - strike),
        Settlement::Inverse => discount * (1.0 - strike / forward),
    }
}

/// Lowest and highest forward that no strike contradicts; empty (low > high) where two do.
fn bracket(pairs: &[Pair], discount: f64, settlement: Settlement) -> (f64, f64) {
    let forward = |difference: f64, strike: f64| match settlement {
        Settlement::Linear => difference / discount + strike,
        Settlement::Inverse => strike / (1.0 - difference / discount).max(1e-9),
    };
    pairs.iter().fold((0.0, f64::INFINITY), |(low, high), p| {
        (forward(p.range.0, p.strike).max(low), forward(p.range.1, p.strike).min(high))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::black::Black;

    /// A worked example: F = 3412, D = 0.9952, 30 days, 60 %, half-spreads of
    /// 1 % and at least 1, mids rounded to 0.25 with noise, the call at 3100 polluted by 25.
    fn example() -> Vec<Pair> {
        let differences = [410.5, 337.25, 212.25, 111.25, 11.5, -86.75, -188.25, -288.25, -387.25];
        let half = |put_call, strike| {
            let value = Black {
                put_call,
                forward: 3412.0,
                strike,
                years: 30.0 / 365.0,
                vol: 0.60,
                discount: 0.9952,
            }
            .price();
            (0.01 * value).max(1.0)
        };
        let strikes = (0..9).map(|i| 3000.0 + 100.0 * f64::from(i));
        strikes
            .zip(differences)
            .map(|(strike, difference)| {
                let (call, put) = (half(PutCall::Call, strike), half(PutCall::Put, strike));
                Pair {
                    strike,
                    difference,
                    error: ops::sqrt(call * call + put * put),
                    range: (difference - call - put, difference + call + put),
                }
            })
            .collect()
    }

    #[test]
    fn the_worked_example_finds_the_forward_despite_a_polluted_quote() {
        let pairs = example();
        let fit = regress(&pairs).unwrap();
        assert!((fit.forward - 3411.880).abs() < 0.02, "forward {}", fit.forward);
        assert!((fit.discount - 0.99822).abs() < 2e-4, "discount {}", fit.discount);
        assert_eq!(fit.strikes, 8);
        let fixed = fixed_discount(&pairs, 0.9952, Settlement::Linear).unwrap();
        assert!((fixed - 3411.831).abs() < 0.02, "fixed {fixed}");
        let (low, high) = bracket(&pairs, 0.9952, Settlement::Linear);
        assert!(low > high, "the polluted strike empties the bracket");
        let clean: Vec<Pair> = pairs.into_iter().filter(|p| p.strike != 3100.0).collect();
        let (low, high) = bracket(&clean, 0.9952, Settlement::Linear);
        assert!((low - 3408.43).abs() < 0.1 && (high - 3415.76).abs() < 0.1, "{low} {high}");
    }

    #[test]
    fn the_forward_lies_where_no_quote_contradicts_it() {
        let pair = |difference: f64, half: f64| Pair {
            strike: 100.0,
            difference,
            error: 1.0,
            range: (difference - half, difference + half),
        };
        let of = |pairs: &[Pair]| fixed_discount(pairs, 1.0, Settlement::Linear).unwrap();
        // Brackets 99 to 101 and 100.9 to 103.1; the middle of both is 101.
        assert!((of(&[pair(0.0, 1.0), pair(2.0, 1.1)]) - 101.0).abs() < 1e-12);
        // The middle of 0 and 2.6 is 101.3, beyond the first pair's 101.
        assert_eq!(of(&[pair(0.0, 1.0), pair(2.6, 1.7)]), 101.0);
        // Two that exclude each other: between them.
        assert!((of(&[pair(0.0, 1.0), pair(4.0, 1.0)]) - 102.0).abs() < 1e-12);
    }

    #[test]
    fn coin_parity_finds_the_forward() {
        let forward = 3412.0;
        let pairs: Vec<Pair> = [3200.0, 3400.0, 3600.0]
            .map(|strike| Pair {
                strike,
                difference: 1.0 - strike / forward,
                error: 0.0005,
                range: (0.9995 - strike / forward, 1.0005 - strike / forward),
            })
            .to_vec();
        let found = fixed_discount(&pairs, 1.0, Settlement::Inverse).unwrap();
        assert!((found - forward).abs() < 1e-9);
        let alone = fixed_discount(&pairs[..1], 1.0, Settlement::Inverse).unwrap();
        assert!((alone - forward).abs() < 1e-9);
    }
}
