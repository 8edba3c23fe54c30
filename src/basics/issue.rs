//! Everything a user can get wrong, as data the page can show beside the field.

use serde::{Deserialize, Serialize};

/// What an issue means for the quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The quote proceeds; the reader should know.
    Warn,
    /// A question back to the client; the quote is withheld or indicative until it is answered.
    Query,
    /// No quote.
    Reject,
}

/// One way to answer a query: put `value` at `path` of the draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The words on the button.
    pub label: String,
    /// Path of the draft's field, as in [`Issue::path`].
    pub path: String,
    /// The value to put there, as text.
    pub value: String,
}

/// A finding about what came in: a closed code, where, how bad, and words to read out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// The closed, documented code.
    pub code: IssueCode,
    /// Path of the field: `legs[1].strike`, `quantity`, `text:12-17` (byte range), or empty.
    pub path: String,
    /// What it means for the quote.
    pub severity: Severity,
    /// One sentence a salesperson can read out.
    pub message: String,
    /// Answers to choose from, for queries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

impl Issue {
    /// An issue without answers, with the code's own severity.
    pub fn new(code: IssueCode, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            path: path.into(),
            severity: code.severity(),
            message: message.into(),
            answers: Vec::new(),
        }
    }

    /// The same issue with answers to choose from.
    #[must_use]
    pub fn with_answers(mut self, answers: Vec<Answer>) -> Self {
        self.answers = answers;
        self
    }

    /// Whether the issue forbids a quote.
    pub fn is_reject(&self) -> bool {
        self.severity == Severity::Reject
    }
}

macro_rules! issue_codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $severity:ident;)+) => {
        /// The closed set of codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        pub enum IssueCode {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+
        }

        impl IssueCode {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as users and programs read it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// What the code means for the quote.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

issue_codes! {
    /// Unknown underlying.
    UnknownUnderlying = "E-UND", Reject;
    /// No legs, or none left after netting.
    NoLegs = "E-LEGS-0", Reject;
    /// More than twelve legs after merging.
    TooManyLegs = "E-LEGS-MAX", Reject;
    /// A leg ratio that is zero, not whole or beyond ±20.
    Ratio = "E-RATIO", Reject;
    /// A quantity that is not a positive number.
    Quantity = "E-QTY", Reject;
    /// A quantity below the product's minimum.
    QuantityMin = "E-QTY-MIN", Reject;
    /// A quantity off the product's step.
    QuantityStep = "E-QTY-STEP", Reject;
    /// An expiry that has passed.
    ExpiryPast = "E-EXP-PAST", Reject;
    /// A leg without a readable expiry.
    Expiry = "E-EXP", Reject;
    /// An expiry that is not listed.
    ExpiryUnlisted = "Q-EXP-UNL", Query;
    /// A strike that is missing, not a number or not positive.
    Strike = "E-STRIKE", Reject;
    /// A strike off the listed grid; quoted indicative meanwhile.
    StrikeUnlisted = "Q-STRIKE-UNL", Query;
    /// A strike more than four standard deviations away.
    StrikeFar = "W-STRIKE-FAR", Warn;
    /// An option leg that does not say call or put, or another leg that has an option's terms.
    OptionType = "E-TYPE", Reject;
    /// Uneven wings in something called a fly or condor.
    Spacing = "Q-SPACING", Query;
    /// A risk reversal without calls over or puts over.
    RiskReversalDirection = "Q-RR-DIR", Query;
    /// An iron condor or iron fly whose direction the market's own words leave open.
    IronDirection = "Q-IC-DIR", Query;
    /// A strangle with the put above the call.
    Guts = "Q-GUTS", Query;
    /// A Christmas tree, which is 1/−1/−1 for some and 1/−3/+2 for others.
    TreeRatio = "Q-XT-RATIO", Query;
    /// A ratio spread whose strikes are in another order than its counts.
    RatioLeg = "Q-RATIO-LEG", Query;
    /// A calendar whose far expiry is written first.
    CalendarDirection = "Q-CAL-DIR", Query;
    /// A strip with several expiries: calls and puts of one strike, or one option per expiry.
    Strip = "Q-STRIP", Query;
    /// A combo with two strikes: a synthetic, or a risk reversal one way or the other.
    Combo = "Q-COMBO", Query;
    /// A structure with its underlying among the legs that does not say which: future or spot.
    Hedge = "Q-HEDGE", Query;
    /// A package across underlyings without its components and weights.
    CrossBasis = "Q-XU-BASIS", Query;
    /// A payoff beyond calls and puts with terms left open.
    ExoticTerm = "Q-EXOTIC-TERM", Query;
    /// A size that may be contracts or money.
    Unit = "Q-UNIT", Query;
    /// A date without a year that falls far ahead.
    Year = "Q-YEAR", Query;
    /// The stated structure is not what the legs form.
    NameMismatch = "Q-NAME-MISMATCH", Query;
    /// A tied request whose reference is far from the market.
    TiedReference = "Q-TIED-REF", Query;
    /// A price convention the package cannot be quoted in.
    PriceType = "E-PX-TYPE", Reject;
    /// A mark that is not usable.
    Mark = "E-MARK", Reject;
    /// A leg whose price or vol the user marked.
    Marked = "W-MARKED", Warn;
    /// A preset that does not exist.
    Preset = "E-PRESET", Reject;
    /// A line that could not be read at a token.
    Syntax = "E-SYNTAX", Reject;
    /// A part of a pasted message that the quote does not use.
    NotUsed = "W-NOT-USED", Warn;
    /// A leg of a package that does not say whether it is bought or sold.
    LegSide = "Q-LEG-SIDE", Query;
    /// A message that is read although something about it is not as it should be.
    Message = "W-MSG", Warn;
    /// A client the desk has switched off.
    ClientDisabled = "E-CLIENT", Reject;
    /// A client the desk does not know.
    ClientUnknown = "W-CLIENT-UNKNOWN", Warn;
    /// The market has no data for the request.
    MarketMissing = "E-MKT", Reject;
    /// A live market that is older than the desk quotes on.
    MarketStale = "E-MKT-STALE", Reject;
    /// A market whose fit is poor.
    MarketWide = "W-MKT-WIDE", Warn;
    /// The size has no headroom under the limits.
    Limit = "E-LIMIT", Reject;
    /// The size was cut to the headroom.
    SizeCut = "W-SIZE-CUT", Warn;
    /// A post-trade metric in its warning band.
    LimitWarn = "W-LIMIT", Warn;
    /// American options priced as European ones on their own volatility.
    American = "W-AMER", Warn;
    /// An American option whose forward implies a dividend before it expires.
    AmericanDividend = "W-AMER-DIV", Warn;
    /// A leg within a minute of expiry, valued at one minute.
    NearExpiry = "W-EXP-NEAR", Warn;
    /// A payoff that has no single price axis to be drawn over.
    PayoffAxis = "W-PAYOFF-AXIS", Warn;
    /// A field of a request for a payoff or a scenario grid that is not usable.
    PayoffRequest = "E-PAYOFF", Reject;
    /// A shift of the market whose field is not usable.
    Shift = "E-SHIFT", Reject;
    /// All exposures cancel: a financing structure.
    ZeroRisk = "W-ZERO-RISK", Warn;
    /// A quote wider than the desk lets go out automatically.
    ReferWide = "W-REFER", Warn;
    /// A number that could not be computed; the quote is withheld rather than wrong.
    Numerical = "E-NUMERIC", Reject;
    /// A file that is empty.
    FileEmpty = "E-FILE-EMPTY", Reject;
    /// A file that is not text.
    FileBinary = "E-FILE-BINARY", Reject;
    /// A file that lacks a column it needs, or has no header.
    FileHeader = "E-FILE-HEADER", Reject;
    /// A file that ends in the middle of a row.
    FileTruncated = "E-FILE-TRUNCATED", Reject;
    /// Rows that could not be read.
    FileRow = "W-FILE-ROW", Warn;
    /// A file without one usable option.
    FileNoQuotes = "E-FILE-NO-QUOTES", Reject;
    /// An expiry that could not be fitted and was bypassed.
    SliceBypassed = "W-SLICE", Warn;
    /// A market that is used through a stated approximation.
    Approximation = "W-APPROX", Warn;
    /// A market snapshot's field that is not usable.
    Snapshot = "E-SNAPSHOT", Reject;
    /// A desk configuration's field that is not usable.
    Desk = "E-DESK", Reject;
    /// A trade that cannot be booked, or is not there to undo.
    Trade = "E-TRADE", Reject;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_and_reads_back_from_its_own_text() {
        for (index, code) in IssueCode::ALL.iter().enumerate() {
            let text = code.as_str();
            let earlier = &IssueCode::ALL[..index];
            assert!(earlier.iter().all(|other| other.as_str() != text), "{text} stands twice");
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<IssueCode>(&json).unwrap(), *code);
            // The first letter tells people what the code does to the quote.
            let letter = match code.severity() {
                Severity::Reject => "E-",
                Severity::Query => "Q-",
                Severity::Warn => "W-",
            };
            assert!(text.starts_with(letter), "{text}");
        }
    }
}
