//! Many options at once, as struct of arrays: the kernels behind `blackBatch` and `impliedVols`.
//!
//! Each option gives the same bits as the scalar call.

use super::black::{Black, BlackGreeks};
use super::implied_vol::{NoVol, vol_from_price};
use crate::basics::PutCall;

/// What the columns of [`black_batch`] hold, in order; forward-based, units as in [`BlackGreeks`].
pub const BLACK_BATCH_COLUMNS: [&str; 14] = [
    "price",
    "deltaForward",
    "gammaForward",
    "vega",
    "thetaVol",
    "rhoFixedForward",
    "vannaForward",
    "volga",
    "charmVolForward",
    "speedForward",
    "colorVolForward",
    "zommaForward",
    "vetaVol",
    "ultima",
];

/// Status of one row of [`implied_vols`]: the volatility is there.
pub const IMPLIED_VOL_OK: u8 = 0;
/// The price is at or below the discounted intrinsic value; no positive volatility gives it.
pub const IMPLIED_VOL_BELOW_INTRINSIC: u8 = 1;
/// The price is at or above the most the option can be worth.
pub const IMPLIED_VOL_ABOVE_MAXIMUM: u8 = 2;
/// An input is not a finite number or has the wrong sign.
pub const IMPLIED_VOL_NOT_A_NUMBER: u8 = 3;

/// An input array that is not as long as the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthMismatch {
    /// Name of the array.
    pub field: &'static str,
    /// Length of `isCall`.
    pub expected: usize,
    /// Its own length.
    pub got: usize,
}

impl std::fmt::Display for LengthMismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} has {} elements where isCall has {}", self.field, self.got, self.expected)
    }
}

impl std::error::Error for LengthMismatch {}

/// Price and Greeks of every option: one row of [`BLACK_BATCH_COLUMNS`] per option, row after row.
///
/// `is_call` is 0 for a put and anything else for a call; the other arrays are as in [`Black`]. A
/// row with an input outside the domain (negative or not finite, forward and strike both zero) is
/// filled with NaN; a row inside never is, but at the kink some Greeks are infinite.
///
/// # Errors
/// The first array whose length is not that of `is_call`.
pub fn black_batch(
    is_call: &[u8],
    forward: &[f64],
    strike: &[f64],
    years: &[f64],
    vol: &[f64],
    discount: &[f64],
) -> Result<Vec<f64>, LengthMismatch> {
    let n = is_call.len();
    check_lengths(
        n,
        [
            ("forward", forward),
            ("strike", strike),
            ("years", years),
            ("vol", vol),
            ("discount", discount),
        ],
    )?;
    let mut rows = vec![f64::NAN; n * BLACK_BATCH_COLUMNS.len()];
    for (i, row) in rows.chunks_exact_mut(BLACK_BATCH_COLUMNS.len()).enumerate() {
        let numbers = [forward[i], strike[i], years[i], vol[i], discount[i]];
        let usable = numbers.iter().all(|x| x.is_finite() && *x >= 0.0)
            && (forward[i] > 0.0 || strike[i] > 0.0);
        if usable {
            let option = Black {
                put_call: put_call(is_call[i]),
                forward: forward[i],
                strike: strike[i],
                years: years[i],
                vol: vol[i],
                discount: discount[i],
            };
            row.copy_from_slice(&batch_row(&option.greeks()));
        }
    }
    Ok(rows)
}

/// Implied Black volatility and status (`IMPLIED_VOL_*`) of every option.
///
/// `price` is discounted, in price currency. Where the status is not [`IMPLIED_VOL_OK`] there is no
/// volatility and the number is NaN, so that nobody takes it for one.
///
/// # Errors
/// The first array whose length is not that of `is_call`.
pub fn implied_vols(
    is_call: &[u8],
    price: &[f64],
    forward: &[f64],
    strike: &[f64],
    years: &[f64],
    discount: &[f64],
) -> Result<(Vec<f64>, Vec<u8>), LengthMismatch> {
    let n = is_call.len();
    check_lengths(
        n,
        [
            ("price", price),
            ("forward", forward),
            ("strike", strike),
            ("years", years),
            ("discount", discount),
        ],
    )?;
    Ok((0..n)
        .map(|i| {
            let vol = vol_from_price(
                put_call(is_call[i]),
                price[i],
                forward[i],
                strike[i],
                years[i],
                discount[i],
            );
            match vol {
                Ok(vol) => (vol, IMPLIED_VOL_OK),
                Err(NoVol::BelowIntrinsic) => (f64::NAN, IMPLIED_VOL_BELOW_INTRINSIC),
                Err(NoVol::AboveMaximum) => (f64::NAN, IMPLIED_VOL_ABOVE_MAXIMUM),
                Err(NoVol::NotANumber) => (f64::NAN, IMPLIED_VOL_NOT_A_NUMBER),
            }
        })
        .unzip())
}

fn put_call(is_call: u8) -> PutCall {
    if is_call == 0 { PutCall::Put } else { PutCall::Call }
}

fn check_lengths<const N: usize>(
    expected: usize,
    fields: [(&'static str, &[f64]); N],
) -> Result<(), LengthMismatch> {
    match fields.iter().find(|(_, values)| values.len() != expected) {
        Some((field, values)) => Err(LengthMismatch { field, expected, got: values.len() }),
        None => Ok(()),
    }
}

fn batch_row(g: &BlackGreeks) -> [f64; BLACK_BATCH_COLUMNS.len()] {
    [
        g.price,
        g.delta_forward,
        g.gamma_forward,
        g.vega,
        g.theta_vol,
        g.rho_fixed_forward,
        g.vanna_forward,
        g.volga,
        g.charm_vol_forward,
        g.speed_forward,
        g.color_vol_forward,
        g.zomma_forward,
        g.veta_vol,
        g.ultima,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_scalar_results() {
        let strikes = [80.0, 100.0, 125.0];
        let (f, t, v, d) = ([100.0; 3], [0.5; 3], [0.3; 3], [0.99; 3]);
        let rows = black_batch(&[0, 1, 1], &f, &strikes, &t, &v, &d).unwrap();
        for (i, row) in rows.chunks_exact(BLACK_BATCH_COLUMNS.len()).enumerate() {
            let option = Black {
                put_call: if i == 0 { PutCall::Put } else { PutCall::Call },
                forward: 100.0,
                strike: strikes[i],
                years: 0.5,
                vol: 0.3,
                discount: 0.99,
            };
            assert_eq!(row, batch_row(&option.greeks()));
        }
        let prices: Vec<f64> = rows.iter().copied().step_by(BLACK_BATCH_COLUMNS.len()).collect();
        let (vols, status) = implied_vols(&[0, 1, 1], &prices, &f, &strikes, &t, &d).unwrap();
        assert_eq!(status, [IMPLIED_VOL_OK; 3]);
        assert!(vols.iter().all(|vol| (vol / 0.3 - 1.0).abs() < 1e-13));
    }

    #[test]
    fn a_wrong_length_names_the_array() {
        let error = black_batch(&[1, 1], &[1.0; 2], &[1.0; 2], &[1.0; 2], &[1.0], &[1.0; 2]);
        assert_eq!(error, Err(LengthMismatch { field: "vol", expected: 2, got: 1 }));
        assert_eq!(error.unwrap_err().to_string(), "vol has 1 elements where isCall has 2");
        assert!(implied_vols(&[1], &[], &[1.0], &[1.0], &[1.0], &[1.0]).is_err());
    }

    #[test]
    fn bad_rows_are_marked_and_good_ones_are_not_touched() {
        let vols = [-0.1, f64::NAN, 0.2];
        let rows = black_batch(&[1; 3], &[1.0; 3], &[1.0; 3], &[1.0; 3], &vols, &[1.0; 3]).unwrap();
        let (bad, good) = rows.split_at(2 * BLACK_BATCH_COLUMNS.len());
        assert!(bad.iter().all(|x| x.is_nan()));
        assert!(good.iter().all(|x| x.is_finite()));
    }

    #[test]
    fn reasons_are_told_apart() {
        let price = [10.0, 0.0, 120.0, f64::NAN, -1.0];
        let strike = [80.0, 100.0, 80.0, 80.0, 80.0];
        let (vols, status) =
            implied_vols(&[1; 5], &price, &[100.0; 5], &strike, &[1.0; 5], &[1.0; 5]).unwrap();
        assert_eq!(status, [1, 1, 2, 3, 1]);
        assert!(vols.iter().all(|vol| vol.is_nan()));
    }
}
