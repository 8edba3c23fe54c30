//! What a valued package is worth in other states of the world.

pub mod payoff;

pub use payoff::{PayoffCurve, PayoffRequest, payoff};
