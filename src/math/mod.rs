//! Numerics on plain numbers: libm wrappers, the normal distribution, roots.

pub mod normal;
pub mod ops;
