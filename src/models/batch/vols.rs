//! Implied volatilities of many prices.

use wide::f64x4;

use super::{LANES, LARGEST, LengthMismatch, check_lengths, put_call, signs};
use crate::math::elementary::ln_ratio;
use crate::math::lanes::Lanes;
use crate::models::implied_std::{Found, total_std};
use crate::models::implied_vol::{NoVol, vol_from_price};

/// Status of one row of [`implied_vols`]: the volatility is there.
pub const IMPLIED_VOL_OK: u8 = 0;
/// The price is at or below the discounted intrinsic value; no positive volatility gives it.
pub const IMPLIED_VOL_BELOW_INTRINSIC: u8 = 1;
/// The price is at or above the most the option can be worth.
pub const IMPLIED_VOL_ABOVE_MAXIMUM: u8 = 2;
/// An input is not a finite number or has the wrong sign.
pub const IMPLIED_VOL_NOT_A_NUMBER: u8 = 3;

/// Implied Black volatility and status (`IMPLIED_VOL_*`) of every option.
///
/// `price` is discounted, in price currency. Usual prices are inverted four at a time by an
/// iteration of our own and the others by [`vol_from_price`]; both are right to the conditioning of
/// the inversion, so they differ by a few roundings of the price. Where the status is not [`IMPLIED_VOL_OK`] there is no
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
    let quotes = Quotes { is_call, price, forward, strike, years, discount };
    Ok(quotes.vols(&mut |quotes, i| quotes.vol(i)))
}

/// Prices as struct of arrays, all of one length.
pub(crate) struct Quotes<'a> {
    /// One for a call, zero for a put.
    pub(crate) is_call: &'a [u8],
    /// Discounted, in price currency.
    pub(crate) price: &'a [f64],
    /// In price currency.
    pub(crate) forward: &'a [f64],
    /// In price currency.
    pub(crate) strike: &'a [f64],
    /// ACT/365F.
    pub(crate) years: &'a [f64],
    /// Of the price currency.
    pub(crate) discount: &'a [f64],
}

/// What inverts a price that is not among four usual ones: volatility and status of the row.
pub(crate) type Unusual<'a> = &'a mut dyn FnMut(&Quotes<'_>, usize) -> (f64, u8);

impl Quotes<'_> {
    /// Volatility and status of every row; `unusual` is asked for those that are not inverted four
    /// at a time, in their order.
    pub(crate) fn vols(&self, unusual: Unusual<'_>) -> (Vec<f64>, Vec<u8>) {
        let n = self.is_call.len();
        let (mut vols, mut status) = (vec![0.0; n], vec![IMPLIED_VOL_OK; n]);
        let (fours, rest) = vols.as_chunks_mut::<LANES>();
        let whole = fours.len() * LANES;
        for (i, four) in fours.iter_mut().enumerate() {
            if let Some(found) = self.four_vols(i) {
                *four = found;
                continue;
            }
            for (at, vol) in (i * LANES..).zip(four) {
                (*vol, status[at]) = unusual(self, at);
            }
        }
        for (at, vol) in (whole..).zip(rest) {
            (*vol, status[at]) = unusual(self, at);
        }
        (vols, status)
    }

    /// Whether a row is worth something if exercised now, or at the money and a put.
    pub(crate) fn is_in_the_money(&self, i: usize) -> bool {
        (self.is_call[i] != 0) == (self.strike[i] < self.forward[i])
    }

    /// One volatility and its status.
    pub(crate) fn vol(&self, i: usize) -> (f64, u8) {
        let vol = vol_from_price(
            put_call(self.is_call[i]),
            self.price[i],
            self.forward[i],
            self.strike[i],
            self.years[i],
            self.discount[i],
        );
        match vol {
            Ok(vol) => (vol, IMPLIED_VOL_OK),
            Err(NoVol::BelowIntrinsic) => (f64::NAN, IMPLIED_VOL_BELOW_INTRINSIC),
            Err(NoVol::AboveMaximum) => (f64::NAN, IMPLIED_VOL_ABOVE_MAXIMUM),
            Err(NoVol::NotANumber) => (f64::NAN, IMPLIED_VOL_NOT_A_NUMBER),
        }
    }

    /// Volatilities of the i-th four prices, where all of these are in the usual range.
    #[inline(always)]
    fn four_vols(&self, i: usize) -> Option<[f64; LANES]> {
        let load = |x: &[f64]| x.as_chunks::<LANES>().0.get(i).copied().map(f64x4::new);
        let (price, forward, strike) = (load(self.price)?, load(self.forward)?, load(self.strike)?);
        let (years, discount) = (load(self.years)?, load(self.discount)?);
        let zero = f64x4::splat(0.0);
        let smallest = forward.smaller(strike).smaller(discount).smaller(years);
        let largest = forward.larger(strike).larger(discount).larger(years);
        let intrinsic = signs(self.is_call.as_chunks().0.get(i)?) * (forward - strike);
        let intrinsic = Lanes::select(intrinsic.exceeds(zero), intrinsic, zero);
        let worth = (price / discount - intrinsic) / forward.smaller(strike);
        let Found { total_std, found } = total_std(ln_ratio(forward, strike).abs(), worth);
        // A number that is none leaves the price over the smaller leg none, which is not found; the
        // time alone is not part of it.
        let inside = Lanes::select(found.exceeds(zero), smallest, zero);
        let inside = Lanes::select(years.exceeds(zero), inside, zero);
        let inside = inside.exceeds(f64x4::splat(LARGEST.recip()));
        let inside = Lanes::select(inside, largest, f64x4::splat(f64::INFINITY));
        <f64x4 as Lanes>::all(inside.at_most(f64x4::splat(LARGEST)))
            .then(|| (total_std / years.sqrt()).to_array())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::batch::{BLACK_BATCH_ROW, black_batch};

    #[test]
    fn reasons_are_told_apart() {
        let price = [10.0, 0.0, 120.0, f64::NAN, -1.0];
        let strike = [80.0, 100.0, 80.0, 80.0, 80.0];
        let (vols, status) =
            implied_vols(&[1; 5], &price, &[100.0; 5], &strike, &[1.0; 5], &[1.0; 5]).unwrap();
        assert_eq!(status, [1, 1, 2, 3, 1]);
        assert!(vols.iter().all(|vol| vol.is_nan()));
    }

    #[test]
    fn prices_give_their_volatility_in_fours_and_in_what_is_left_over() {
        let n = 11;
        let strikes: Vec<f64> = (0..n).map(|i| 80.0 + 4.0 * f64::from(i)).collect();
        let is_call: Vec<u8> = strikes.iter().map(|k| u8::from(*k > 100.0)).collect();
        let fixed = |x| vec![x; strikes.len()];
        let (forward, years, discount) = (fixed(100.0), fixed(0.5), fixed(0.99));
        let rows =
            black_batch(&is_call, &forward, &strikes, &years, &fixed(0.3), &discount).unwrap();
        let price: Vec<f64> = rows.iter().copied().step_by(BLACK_BATCH_ROW).collect();
        let (vols, status) =
            implied_vols(&is_call, &price, &forward, &strikes, &years, &discount).unwrap();
        assert!(status.iter().all(|status| *status == IMPLIED_VOL_OK));
        assert!(vols.iter().all(|vol| (vol / 0.3 - 1.0).abs() < 1e-13), "{vols:?}");
        assert!(implied_vols(&[1], &[], &[1.0], &[1.0], &[1.0], &[1.0]).is_err());
    }

    #[test]
    fn what_is_no_number_has_no_volatility_whatever_stands_beside_it() {
        let at = |at: usize, x: f64, mut four: [f64; 4]| {
            four[at] = x;
            four
        };
        for bad in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
            for field in 0..5 {
                let column =
                    |i: usize, x: f64| if i == field { at(2, bad, [x; 4]) } else { [x; 4] };
                let (vols, status) = implied_vols(
                    &[1; 4],
                    &column(0, 8.0),
                    &column(1, 100.0),
                    &column(2, 100.0),
                    &column(3, 1.0),
                    &column(4, 1.0),
                )
                .unwrap();
                assert_ne!(status[2], IMPLIED_VOL_OK, "field {field}, {bad}");
                assert!(vols[2].is_nan() && vols[1] > 0.0 && status[1] == IMPLIED_VOL_OK);
            }
        }
    }
}
