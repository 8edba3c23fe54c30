//! Numerics on plain numbers: libm wrappers, the normal distribution, roots.

pub mod erfcx;
pub mod normal;
pub mod ops;
pub mod roots;
