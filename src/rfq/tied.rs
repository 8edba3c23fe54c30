//! Which way the delta of a package goes, as far as its legs say by themselves.

use crate::basics::{Instrument, Leg, PutCall};
use crate::math::{normal, ops};

/// Total volatility σ√T that deltas are guessed with: a month of 60 % or a year of 17 %.
const GUESSED_STD: f64 = 0.17;
/// A delta that is smaller than this for each contract of a package has no side to speak of.
const LEAST: f64 = 0.05;

/// A leg of a package: contracts per spread, and type and strike where it is an option.
pub(super) type TiedLeg = (f64, Option<(PutCall, f64)>);

/// A leg as the side of its delta depends on it.
pub(super) fn tied_leg(leg: &Leg) -> TiedLeg {
    let option = match leg.instrument {
        Instrument::Option { put_call, strike, .. } => Some((put_call, strike)),
        Instrument::Future { .. } | Instrument::Spot { .. } => None,
    };
    (f64::from(leg.ratio), option)
}

/// +1 for a package whose value rises with the underlying and −1 for one whose value falls, around
/// a price and by a volatility that is guessed; 0 where that does not tell, as for a straddle.
pub(super) fn side_of_delta(legs: impl Iterator<Item = TiedLeg>, price: f64) -> f64 {
    let (mut net, mut contracts) = (0.0, 0.0);
    for (ratio, option) in legs {
        let delta = option.map_or(1.0, |(put_call, strike)| {
            let d1 = ops::ln(price / strike) / GUESSED_STD + 0.5 * GUESSED_STD;
            match put_call {
                PutCall::Call => normal::cdf(d1),
                PutCall::Put => -normal::cdf(-d1),
            }
        });
        net += ratio * delta;
        contracts += f64::abs(ratio);
    }
    if net.abs() > LEAST * contracts { net.signum() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(legs: &[(f64, PutCall, f64)]) -> f64 {
        let legs = legs.iter().map(|&(ratio, put_call, strike)| (ratio, Some((put_call, strike))));
        side_of_delta(legs, 3_400.0)
    }

    #[test]
    fn packages_go_the_way_that_desks_know() {
        use PutCall::{Call, Put};
        assert_eq!(side(&[(1.0, Call, 3_800.0)]), 1.0);
        assert_eq!(side(&[(1.0, Put, 3_400.0)]), -1.0);
        assert_eq!(side(&[(1.0, Call, 3_400.0), (-1.0, Call, 3_600.0)]), 1.0);
        assert_eq!(side(&[(1.0, Put, 3_500.0), (-1.0, Put, 3_300.0)]), -1.0);
        // A collar is bought as a put and sold as a call.
        assert_eq!(side(&[(1.0, Put, 3_050.0), (-1.0, Call, 3_750.0)]), -1.0);
        assert_eq!(side(&[(-1.0, Put, 3_100.0), (1.0, Call, 3_800.0)]), 1.0);
        assert_eq!(side(&[(1.0, Put, 3_400.0), (1.0, Call, 3_400.0)]), 0.0);
        assert_eq!(side_of_delta([(-2.0, None)].into_iter(), 3_400.0), -1.0);
        // Without a price there is no side; nothing is, least of all not a number.
        assert_eq!(side(&[(1.0, Call, f64::NAN)]), 0.0);
    }
}
