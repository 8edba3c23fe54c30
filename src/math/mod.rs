//! Numerics on plain numbers: libm wrappers, the normal distribution, roots, splines, banded systems.

pub mod banded;
pub mod elementary;
pub mod lanes;
pub mod mills;
pub mod normal;
pub mod ops;
pub mod roots;
pub mod spline;
