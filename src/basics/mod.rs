//! The words every floor shares: time, ticks, option terms, legs, the listing, sides and issues.
//!
//! Nothing here computes a price or knows a market; types here only make wrong states hard to say.

pub mod instrument;
pub mod issue;
pub mod listing;
pub mod numerals;
pub mod order;
pub(crate) mod records;
pub mod side;
pub mod spread;
pub mod structure;
pub mod terms;
pub mod ticks;
pub mod time;
pub mod venue;

pub use instrument::{Instrument, MarketKey};
pub use issue::{Answer, Issue, IssueCode, Severity};
pub use listing::{ContractTerms, DeltaStrikes, ListedExpiry, ListedMarket, Listing};
pub use side::{Asked, QuoteSide};
pub use spread::{Direction, Leg, Mark, Spread};
pub use structure::Structure;
pub use terms::{Exercise, InstrumentKind, PutCall, Settlement};
pub use ticks::{TickSchedule, TickStep};
pub use time::Timestamp;
pub use venue::Venue;
