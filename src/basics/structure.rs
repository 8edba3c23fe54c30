//! The names that markets give to shapes of legs.
//!
//! One convention throughout: the legs of a structure are what a client gets who *buys* it, and
//! buying is the side that costs money where the payoff has one sign. Venues that turn a name
//! round are data in [`Venue::buys`](super::Venue::buys), never a second template.
//!
//! One set of legs has one name, whoever wrote it and whatever it was called: the legs are the
//! contract. Where the market has a word of its own for the sold side, a collar for a risk
//! reversal sold, it is read like any name and said in brackets behind it
//! ([`Structure::sold_as`]).

use serde::{Deserialize, Serialize};

use super::spread::Direction;

/// Shapes that the market names, with strikes K₁ < K₂ < K₃ < K₄ and the ratios of buying one. In
/// brackets the CME's code where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Structure {
    /// One leg.
    Outright,
    /// +1 lower call −1 higher call (VT; HKEX buys the same).
    CallSpread,
    /// +1 higher put −1 lower put (VT; HKEX buys the same).
    PutSpread,
    /// +1 call +1 put, same strike (ST; HKEX buys the same).
    Straddle,
    /// +1 lower put +1 higher call (SG; HKEX buys the same).
    Strangle,
    /// +1 lower call +1 higher put: a strangle of options in the money (GT).
    Guts,
    /// +1 higher call −1 lower put (RR; HKEX buys the same, Liffe's combo is its reverse). Sold,
    /// it is a collar without its underlying.
    RiskReversal,
    /// +1 underlying +1 lower put −1 higher call: what an owner of the underlying has after
    /// putting a risk reversal against it.
    Collar,
    /// +1 −2 +1 of one type, equally spaced (BO; HKEX buys the same).
    Butterfly,
    /// +1 −2 +1 of one type, unevenly spaced; the CME's BO has even wings only.
    BrokenWingButterfly,
    /// −1 wing put +1 body put +1 body call −1 wing call (IB; Liffe buys the same).
    IronButterfly,
    /// +1 −1 −1 +1 of one type (CO).
    Condor,
    /// −1 outer put +1 inner put +1 inner call −1 outer call (IC).
    IronCondor,
    /// +1 nearest-the-money −1 −1 of one type: calls +1 K₁ −1 K₂ −1 K₃, puts +1 K₃ −1 K₂ −1 K₁
    /// (XT; HKEX's ladder). Some mean +1 −3 +2 by the name, which is asked.
    ChristmasTree,
    /// +1 call +2 puts, same strike (Hull 2018, section 12.4).
    Strip,
    /// +2 calls +1 put, same strike (Hull 2018, section 12.4).
    Strap,
    /// +1 far −1 near, same strike and type (HO; HKEX buys the same).
    Calendar,
    /// +1 far −1 near of one type, different strikes (DG; HKEX buys the same).
    Diagonal,
    /// +1 far straddle −1 near straddle (HS).
    StraddleCalendar,
    /// +1 far strangle −1 near strangle, which is a put calendar K₁ and a call calendar K₂.
    DoubleCalendar,
    /// +1 nearer-the-money −m further-out of one type (12, 13, 23). Sold, it is a backspread, which
    /// is how Liffe buys it.
    RatioSpread,
    /// +1 low call −1 low put +1 high put −1 high call (BX).
    Box,
    /// +1 call −1 put, same strike; HKEX's synthetic futures.
    Synthetic,
    /// +1 far synthetic −1 near synthetic, same strike (JR; Euronext buys the same).
    JellyRoll,
    /// +1 underlying +1 put −1 call, same strike: a financing trade. Sold, it is a reversal, which
    /// is how Liffe buys it.
    Conversion,
    /// Three-way: +1 call K₂ −1 call K₃ −1 put K₁ (3W). Also a seagull: a risk reversal whose
    /// bought call is capped by a sold wing.
    CallSpreadVersusPut,
    /// Three-way: +1 put K₂ −1 put K₁ −1 call K₃ (3W). Also a seagull, and a three-way collar: a
    /// collar whose bought put ends at a sold wing.
    PutSpreadVersusCall,
    /// Three-way: +1 straddle K₁ −1 call K₂ (3C; HKEX buys the same).
    StraddleVersusCall,
    /// Three-way: +1 straddle K₂ −1 put K₁ (3P; HKEX buys the same).
    StraddleVersusPut,
    /// Any other set of legs; priced all the same.
    Custom,
}

impl Structure {
    /// Every structure, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::Outright,
        Self::CallSpread,
        Self::PutSpread,
        Self::Straddle,
        Self::Strangle,
        Self::Guts,
        Self::RiskReversal,
        Self::Collar,
        Self::Butterfly,
        Self::BrokenWingButterfly,
        Self::IronButterfly,
        Self::Condor,
        Self::IronCondor,
        Self::ChristmasTree,
        Self::Strip,
        Self::Strap,
        Self::Calendar,
        Self::Diagonal,
        Self::StraddleCalendar,
        Self::DoubleCalendar,
        Self::RatioSpread,
        Self::Box,
        Self::Synthetic,
        Self::JellyRoll,
        Self::Conversion,
        Self::CallSpreadVersusPut,
        Self::PutSpreadVersusCall,
        Self::StraddleVersusCall,
        Self::StraddleVersusPut,
        Self::Custom,
    ];

    /// The name a salesperson reads out, in the case it has inside a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outright => "outright",
            Self::CallSpread => "call spread",
            Self::PutSpread => "put spread",
            Self::Straddle => "straddle",
            Self::Strangle => "strangle",
            Self::Guts => "guts",
            Self::RiskReversal => "risk reversal",
            Self::Collar => "collar",
            Self::Butterfly => "butterfly",
            Self::BrokenWingButterfly => "broken-wing butterfly",
            Self::IronButterfly => "iron butterfly",
            Self::Condor => "condor",
            Self::IronCondor => "iron condor",
            Self::ChristmasTree => "Christmas tree",
            Self::Strip => "strip",
            Self::Strap => "strap",
            Self::Calendar => "calendar",
            Self::Diagonal => "diagonal",
            Self::StraddleCalendar => "straddle calendar",
            Self::DoubleCalendar => "double calendar",
            Self::RatioSpread => "ratio spread",
            Self::Box => "box",
            Self::Synthetic => "synthetic",
            Self::JellyRoll => "jelly roll",
            Self::Conversion => "conversion",
            Self::CallSpreadVersusPut => "call spread versus put",
            Self::PutSpreadVersusCall => "put spread versus call",
            Self::StraddleVersusCall => "straddle versus call",
            Self::StraddleVersusPut => "straddle versus put",
            Self::Custom => "custom package",
        }
    }

    /// The name of several.
    pub fn plural(self) -> String {
        match self {
            Self::Guts => "guts".to_owned(),
            Self::Box => "boxes".to_owned(),
            Self::CallSpreadVersusPut => "call spreads versus puts".to_owned(),
            Self::PutSpreadVersusCall => "put spreads versus calls".to_owned(),
            Self::StraddleVersusCall => "straddles versus calls".to_owned(),
            Self::StraddleVersusPut => "straddles versus puts".to_owned(),
            _ => match self.name().strip_suffix("fly") {
                Some(stem) => [stem, "flies"].concat(),
                None => [self.name(), "s"].concat(),
            },
        }
    }

    /// The market's own word for the structure sold, where it has one.
    pub fn sold_as(self) -> Option<&'static str> {
        match self {
            Self::RiskReversal => Some("collar"),
            Self::RatioSpread => Some("backspread"),
            Self::Conversion => Some("reversal"),
            _ => None,
        }
    }

    /// The name for one (`is_one`) or several in a direction: `short` in front where buying the
    /// spread sells the structure, and behind it in brackets the market's own word for that side.
    pub fn said(self, direction: Direction, is_one: bool) -> String {
        let name = if is_one { self.name().to_owned() } else { self.plural() };
        let ending = if is_one { "" } else { "s" };
        match (direction, self.sold_as()) {
            (Direction::Long, _) => name,
            (Direction::Short, None) => format!("short {name}"),
            (Direction::Short, Some(word)) => format!("short {name} ({word}{ending})"),
        }
    }

    /// The name with its article inside a sentence: `a butterfly`, `an iron condor`, `guts`.
    pub fn a_name(self) -> String {
        let name = self.name();
        match self {
            Self::Guts => name.to_owned(),
            _ if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
            _ => format!("a {name}"),
        }
    }

    /// The name with its article at the head of a sentence: `A butterfly`, `An iron condor`.
    pub fn with_article(self) -> String {
        let mut text = self.a_name();
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text
    }

    /// The CME's code of the spread type; `None` where it has none. Ratio spreads have one per
    /// ratio: [`Spread::cme_code`](super::Spread::cme_code).
    pub fn cme_code(self) -> Option<&'static str> {
        Some(match self {
            Self::CallSpread | Self::PutSpread => "VT",
            Self::Straddle => "ST",
            Self::Strangle => "SG",
            Self::Guts => "GT",
            Self::RiskReversal => "RR",
            Self::Butterfly => "BO",
            Self::IronButterfly => "IB",
            Self::Condor => "CO",
            Self::IronCondor => "IC",
            Self::ChristmasTree => "XT",
            Self::Calendar => "HO",
            Self::Diagonal => "DG",
            Self::StraddleCalendar => "HS",
            Self::Box => "BX",
            Self::JellyRoll => "JR",
            Self::CallSpreadVersusPut | Self::PutSpreadVersusCall => "3W",
            Self::StraddleVersusCall => "3C",
            Self::StraddleVersusPut => "3P",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_in_number_direction_and_with_their_article() {
        use Direction::{Long, Short};
        for (structure, direction, is_one, said) in [
            (Structure::IronButterfly, Long, false, "iron butterflies"),
            (Structure::Box, Short, false, "short boxes"),
            (Structure::Guts, Long, false, "guts"),
            (Structure::RiskReversal, Short, true, "short risk reversal (collar)"),
            (Structure::RatioSpread, Short, false, "short ratio spreads (backspreads)"),
            (Structure::Conversion, Short, false, "short conversions (reversals)"),
            (Structure::CallSpreadVersusPut, Long, false, "call spreads versus puts"),
            (Structure::ChristmasTree, Long, true, "Christmas tree"),
        ] {
            assert_eq!(structure.said(direction, is_one), said);
        }
        assert_eq!(Structure::IronCondor.with_article(), "An iron condor");
        assert_eq!(Structure::ChristmasTree.a_name(), "a Christmas tree");
        assert_eq!(Structure::Guts.with_article(), "Guts");
    }

    #[test]
    fn every_structure_is_listed_once_and_no_two_share_a_name() {
        for (index, structure) in Structure::ALL.iter().enumerate() {
            let others = &Structure::ALL[..index];
            assert!(others.iter().all(|o| o != structure && o.name() != structure.name()));
        }
    }
}
