//! Many options at once, as struct of arrays: the kernels behind `blackBatch` and `impliedVols`.
//!
//! A price and its Greeks have the bits of the scalar call; an implied volatility is within a few
//! roundings of the price of the scalar call's.

mod prices;
mod rows;
mod vols;

pub use prices::prices;
pub use rows::{BLACK_BATCH_COLUMNS, BLACK_BATCH_ROW, BlackBatch, black_batch};
pub use vols::{
    IMPLIED_VOL_ABOVE_MAXIMUM, IMPLIED_VOL_BELOW_INTRINSIC, IMPLIED_VOL_NOT_A_NUMBER,
    IMPLIED_VOL_OK, implied_vols,
};
pub(crate) use vols::{Quotes, Unusual};

use wide::f64x4;

use crate::basics::PutCall;

/// Options that go through a kernel in one step.
const LANES: usize = 4;

/// Forwards, strikes, discounts and the like are taken as usable up to here and, where they are
/// not zero, from its reciprocal on; nothing overflows inside.
const LARGEST: f64 = 1e60;

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

fn put_call(is_call: u8) -> PutCall {
    if is_call == 0 { PutCall::Put } else { PutCall::Call }
}

/// +1 for each call and −1 for each put.
#[inline(always)]
fn signs(is_call: &[u8; LANES]) -> f64x4 {
    f64x4::new(is_call.map(|is_call| if is_call == 0 { -1.0 } else { 1.0 }))
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
