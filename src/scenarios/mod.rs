//! What a valued package is worth in other states of the world.

pub mod payoff;

pub use payoff::{Curves, PayoffCurve, PayoffFacts, PayoffReport, PayoffRequest, payoff};
