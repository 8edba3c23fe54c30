//! Price and Greeks of many options.

use wide::f64x4;

use super::{LANES, LARGEST, LengthMismatch, check_lengths, put_call, signs};
use crate::math::elementary::ln_ratio;
use crate::math::lanes::Lanes;
use crate::models::black::{Black, BlackGreeks, Exchange};

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

/// Numbers in a row of [`black_batch`].
pub const BLACK_BATCH_ROW: usize = BLACK_BATCH_COLUMNS.len();

/// Options as struct of arrays, all of one length.
#[derive(Debug, Clone, Copy)]
pub struct BlackBatch<'a> {
    is_call: &'a [u8],
    forward: &'a [f64],
    strike: &'a [f64],
    years: &'a [f64],
    vol: &'a [f64],
    discount: &'a [f64],
}

/// Price and Greeks of every option: one row of [`BLACK_BATCH_COLUMNS`] per option, row after row.
///
/// `is_call` is 0 for a put and anything else for a call; the other arrays are as in [`Black`]. A
/// row with an input outside the domain is filled with NaN: negative or not finite, forward and
/// strike both zero, or forward, strike or discount above 1e60 or (unless zero) below 1e-60. A row
/// inside never is, but at the kink some Greeks are infinite.
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
    let batch = BlackBatch::new(is_call, forward, strike, years, vol, discount)?;
    let mut rows = vec![0.0; batch.len() * BLACK_BATCH_ROW];
    batch.fill(0, &mut rows);
    Ok(rows)
}

impl<'a> BlackBatch<'a> {
    /// The arrays as one batch; what they hold is said at [`black_batch`].
    ///
    /// # Errors
    /// The first array whose length is not that of `is_call`.
    pub fn new(
        is_call: &'a [u8],
        forward: &'a [f64],
        strike: &'a [f64],
        years: &'a [f64],
        vol: &'a [f64],
        discount: &'a [f64],
    ) -> Result<Self, LengthMismatch> {
        check_lengths(
            is_call.len(),
            [
                ("forward", forward),
                ("strike", strike),
                ("years", years),
                ("vol", vol),
                ("discount", discount),
            ],
        )?;
        Ok(Self { is_call, forward, strike, years, vol, discount })
    }

    /// How many options there are.
    pub fn len(&self) -> usize {
        self.is_call.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.is_call.is_empty()
    }

    /// Writes the rows of the options from `first` on, as many as `rows` has room for and there
    /// are; the rest of `rows` is left as it is.
    pub fn fill(&self, first: usize, rows: &mut [f64]) {
        let left = self.from(first);
        let (fours, rest) = rows.as_chunks_mut::<{ LANES * BLACK_BATCH_ROW }>();
        let whole = left.fours();
        for (i, four) in fours.iter_mut().enumerate() {
            if whole.rows(i, four).is_none() {
                left.from(i * LANES).row_by_row(four);
            }
        }
        left.from(fours.len() * LANES).row_by_row(rest);
    }

    /// The options from one of them on; none beyond the end.
    fn from(&self, first: usize) -> Self {
        let first = first.min(self.len());
        Self {
            is_call: &self.is_call[first..],
            forward: &self.forward[first..],
            strike: &self.strike[first..],
            years: &self.years[first..],
            vol: &self.vol[first..],
            discount: &self.discount[first..],
        }
    }

    fn fours(&self) -> Fours<'a> {
        Fours {
            is_call: self.is_call.as_chunks().0,
            forward: self.forward.as_chunks().0,
            strike: self.strike.as_chunks().0,
            years: self.years.as_chunks().0,
            vol: self.vol.as_chunks().0,
            discount: self.discount.as_chunks().0,
        }
    }

    fn row_by_row(&self, rows: &mut [f64]) {
        for (i, row) in (0..self.len()).zip(rows.chunks_exact_mut(BLACK_BATCH_ROW)) {
            match self.option(i) {
                Some(option) => row.copy_from_slice(&batch_row(&option.greeks())),
                None => row.fill(f64::NAN),
            }
        }
    }

    /// The option of a row, if its inputs are in the domain.
    fn option(&self, i: usize) -> Option<Black> {
        let (forward, strike, discount) = (self.forward[i], self.strike[i], self.discount[i]);
        let (years, vol) = (self.years[i], self.vol[i]);
        let sizes = [forward, strike, discount];
        let usable = sizes.iter().all(|&x| x == 0.0 || (LARGEST.recip()..=LARGEST).contains(&x))
            && [years, vol].iter().all(|x| x.is_finite() && *x >= 0.0)
            && (forward > 0.0 || strike > 0.0);
        let put_call = put_call(self.is_call[i]);
        usable.then_some(Black { put_call, forward, strike, years, vol, discount })
    }
}

/// The options of a [`BlackBatch`] four by four.
struct Fours<'a> {
    is_call: &'a [[u8; LANES]],
    forward: &'a [[f64; LANES]],
    strike: &'a [[f64; LANES]],
    years: &'a [[f64; LANES]],
    vol: &'a [[f64; LANES]],
    discount: &'a [[f64; LANES]],
}

impl Fours<'_> {
    /// Four rows, where there are four options more and all of them are in the usual range.
    #[inline(always)]
    fn rows(&self, i: usize, rows: &mut [f64; LANES * BLACK_BATCH_ROW]) -> Option<()> {
        let load = |x: &[[f64; LANES]]| x.get(i).copied().map(f64x4::new);
        let (forward, strike, discount) =
            (load(self.forward)?, load(self.strike)?, load(self.discount)?);
        let (years, vol) = (load(self.years)?, load(self.vol)?);
        let exchange = Exchange {
            sign: signs(self.is_call.get(i)?),
            underlying: forward,
            strike,
            years,
            vol,
            asset_discount: discount,
            cash_discount: discount,
            log_moneyness: ln_ratio(forward, strike),
        };
        let (core, holds) = exchange.regular();
        // A number that is none fails `holds`, since the density is none either.
        let smallest = forward.smaller(strike).smaller(discount);
        let largest = forward.larger(strike).larger(discount).larger(years).larger(vol);
        let zero = f64x4::splat(0.0);
        let inside = Lanes::select(holds, smallest, zero).exceeds(f64x4::splat(LARGEST.recip()));
        let inside = Lanes::select(inside, largest, f64x4::splat(f64::INFINITY));
        if !<f64x4 as Lanes>::all(inside.at_most(f64x4::splat(LARGEST))) {
            return None;
        }
        let columns = batch_row(&exchange.regular_greeks(&core));
        for (at, column) in columns.into_iter().enumerate() {
            for (lane, x) in column.to_array().into_iter().enumerate() {
                rows[lane * BLACK_BATCH_ROW + at] = x;
            }
        }
        Some(())
    }
}

#[inline(always)]
fn batch_row<N: Copy>(g: &BlackGreeks<N>) -> [N; BLACK_BATCH_ROW] {
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
    use crate::basics::PutCall;

    #[test]
    fn rows_are_the_scalar_results() {
        let strikes = [80.0, 100.0, 125.0];
        let (f, t, v, d) = ([100.0; 3], [0.5; 3], [0.3; 3], [0.99; 3]);
        let rows = black_batch(&[0, 1, 1], &f, &strikes, &t, &v, &d).unwrap();
        for (i, row) in rows.chunks_exact(BLACK_BATCH_ROW).enumerate() {
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
    }

    #[test]
    fn a_wrong_length_names_the_array() {
        let error = black_batch(&[1, 1], &[1.0; 2], &[1.0; 2], &[1.0; 2], &[1.0], &[1.0; 2]);
        assert_eq!(error, Err(LengthMismatch { field: "vol", expected: 2, got: 1 }));
        assert_eq!(error.unwrap_err().to_string(), "vol has 1 elements where isCall has 2");
    }

    #[test]
    fn bad_rows_are_marked_and_good_ones_are_not_touched() {
        let vols = [-0.1, f64::NAN, 0.2];
        let rows = black_batch(&[1; 3], &[1.0; 3], &[1.0; 3], &[1.0; 3], &vols, &[1.0; 3]).unwrap();
        let (bad, good) = rows.split_at(2 * BLACK_BATCH_COLUMNS.len());
        assert!(bad.iter().all(|x| x.is_nan()));
        assert!(good.iter().all(|x| x.is_finite()));
    }
}
