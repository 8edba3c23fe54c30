//! Numerics on plain numbers: libm wrappers, the normal distribution, roots.

pub mod elementary;
pub mod lanes;
pub mod mills;
pub mod normal;
pub mod ops;
pub mod roots;
