//! What a valued package is worth in other states of the world.

pub mod distribution;
pub mod grid;
pub mod payoff;
pub mod state;
pub mod tail;
pub mod view;

pub use distribution::{Band, Chances};
pub use grid::{GridAcross, GridFacts, GridQuantity, GridReport, GridRequest};
pub use payoff::{
    CoinFacts, Curves, PayoffCurve, PayoffFacts, PayoffReport, PayoffRequest, PriceSlice,
    StateFacts, payoff,
};
pub use state::{Scenario, ScenarioDraft};
pub use tail::{Tail, TailRisk};
pub use view::{View, ViewDraft};
