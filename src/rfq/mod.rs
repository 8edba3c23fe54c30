//! The request: from what a client sent to a shape that cannot be wrong.
//!
//! [`RfqDraft`] comes in and may be wrong in any field; [`check`](check::check) turns it into an
//! [`Rfq`] or into the list of all its issues.

pub mod build;
pub mod check;
mod check_legs;
pub mod draft;
pub mod expiry;
pub mod explain;
pub mod fix;
pub mod json;
mod normalise;
mod off_list;
pub mod read;
pub mod shorthand;
mod symbols;
pub mod taxonomy;
pub mod template;
mod tied;
pub mod write;

#[cfg(test)]
mod fixture;

pub use build::{BuildRequest, Built, Recognised, build, recognise};
pub use check::{Checked, check};
pub use draft::{LegDraft, MarkDraft, PriceIn, RfqDraft, TiedDraft};
pub use explain::explain;
#[cfg(feature = "desk")]
pub(crate) use explain::read_back;
pub use read::{Reading, read, read_with};
pub use shorthand::{Read, SolvedStrike};
pub use write::write;

use crate::basics::{Asked, Spread};

/// A request that is valid by construction.
#[derive(Debug, Clone, PartialEq)]
pub struct Rfq {
    /// The client's own reference.
    pub id: Option<String>,
    /// Who asks; `None` is an anonymous client.
    pub client: Option<String>,
    /// Which sides are asked for.
    pub asked: Asked,
    /// Number of spreads in lowest terms, positive.
    pub quantity: f64,
    /// The legs in lowest terms.
    pub spread: Spread,
    /// Delta exchanged with the client at a reference price, where the request is tied.
    pub tied: Option<Tied>,
    /// The currency the client wants the price in, where stated.
    pub price_in: Option<PriceIn>,
}

/// A hedge that changes hands with the package.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tied {
    /// Reference price of the hedge, in price currency, positive.
    pub reference: f64,
    /// Delta per spread that is exchanged; `None` means the model's own.
    pub delta: Option<f64>,
}
