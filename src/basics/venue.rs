//! What venues mean by buying a structure, where their own definitions are on hand.

use super::spread::Direction;
use super::structure::Structure;

/// A venue with a list of named strategies, each defined from the buyer's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Venue {
    /// CME Globex: its recognised options spreads, as CME Group's documentation and Trading
    /// Technologies' help restate them, and the notice of 9 December 2004 on equity option spreads.
    Cme,
    /// HKEX: its list of prescribed strategies for tailor-made combinations of 15 October 2013.
    Hkex,
    /// Liffe and Euronext: recognised strategies from the buy perspective (Euronext, Trading
    /// Procedures, Annexe Two, 15 April 2019; Trading Technologies' list of Liffe strategies).
    Liffe,
    /// Deribit: the signed legs of its combos.
    Deribit,
}

impl Venue {
    /// Every venue.
    pub const ALL: &[Self] = &[Self::Cme, Self::Hkex, Self::Liffe, Self::Deribit];

    /// What buying the venue's strategy of this shape does: `Long` where it buys our structure,
    /// `Short` where it sells it, `None` where the venue has none or its definition is not on hand.
    ///
    /// The CME's own legs of iron condors, iron butterflies, risk reversals, guts, trees and jelly
    /// rolls are not on hand, so that nothing is said of them.
    pub fn buys(self, structure: Structure) -> Option<Direction> {
        let (long, short): (&[Structure], &[Structure]) = match self {
            Self::Cme => (CME, &[]),
            Self::Hkex => (HKEX, &[]),
            Self::Liffe => (LIFFE, LIFFE_REVERSED),
            Self::Deribit => (DERIBIT, &[]),
        };
        if long.contains(&structure) {
            return Some(Direction::Long);
        }
        short.contains(&structure).then_some(Direction::Short)
    }
}

const CME: &[Structure] = &[
    Structure::CallSpread,
    Structure::PutSpread,
    Structure::Strangle,
    Structure::Butterfly,
    Structure::Calendar,
    Structure::Diagonal,
    Structure::RatioSpread,
    Structure::Box,
    Structure::CallSpreadVersusPut,
    Structure::PutSpreadVersusCall,
    Structure::StraddleVersusCall,
    Structure::StraddleVersusPut,
];

const HKEX: &[Structure] = &[
    Structure::CallSpread,
    Structure::PutSpread,
    Structure::Straddle,
    Structure::Strangle,
    Structure::RiskReversal,
    Structure::Butterfly,
    Structure::ChristmasTree,
    Structure::Calendar,
    Structure::Diagonal,
    Structure::RatioSpread,
    Structure::Synthetic,
    Structure::StraddleVersusCall,
    Structure::StraddleVersusPut,
];

const LIFFE: &[Structure] = &[
    Structure::Guts,
    Structure::Butterfly,
    Structure::IronButterfly,
    Structure::Condor,
    Structure::ChristmasTree,
    Structure::Calendar,
    Structure::Diagonal,
    Structure::Box,
    Structure::JellyRoll,
    Structure::CallSpreadVersusPut,
];

/// The combo, the 2x1 ratio and the conversion/reversal, each bought as we sell it.
const LIFFE_REVERSED: &[Structure] =
    &[Structure::RiskReversal, Structure::RatioSpread, Structure::Conversion];

const DERIBIT: &[Structure] = &[
    Structure::CallSpread,
    Structure::Straddle,
    Structure::Strangle,
    Structure::Calendar,
    Structure::Box,
];
