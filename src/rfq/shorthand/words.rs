//! The dictionary of one-line requests.

use crate::basics::{Asked, PutCall, Settlement};
use crate::rfq::PriceIn;

/// What a word of a request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Which sides are asked for.
    Side(Asked),
    /// `two` or `2` of "two way".
    Two,
    /// `way` of "two way".
    Way,
    /// Call or put.
    Type(PutCall),
    /// A structure, or a part of its name.
    Shape(Shape),
    /// `over` of "calls over".
    Over,
    /// The client pays a premium.
    Debit,
    /// The client receives a premium.
    Credit,
    /// Buying the structure buys its body or inner strikes.
    Inner,
    /// Buying the structure buys its wings or outer strikes.
    Outer,
    /// A unit after a quantity: `lots`.
    Unit,
    /// A word before a quantity: `qty`.
    Size,
    /// A word before a reference price: `ref`.
    Reference,
    /// A word before a delta.
    Delta,
    /// Inverse or linear.
    Settlement(Settlement),
    /// The currency or measure the price is asked in.
    PriceIn(PriceIn),
    /// `for`, which may come before the client's name.
    For,
    /// `client`, which comes before the client's name.
    Client,
    /// Politeness and grammar.
    Filler,
    /// A structure that desks name and this program does not take by name yet.
    NotYet,
}

/// A structure's name, or the part of it that one word carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `cs`.
    CallSpread,
    /// `ps`.
    PutSpread,
    /// `spread`: a vertical, a calendar or nothing more than a word.
    Spread,
    /// A call and a put of one strike.
    Straddle,
    /// A put and a call of two strikes.
    Strangle,
    /// Calls against puts.
    RiskReversal,
    /// `fly`.
    Fly,
    /// `broken`.
    Broken,
    /// `bwb`.
    BrokenFly,
    /// `iron`.
    Iron,
    /// `ifly`.
    IronFly,
    /// `condor`.
    Condor,
    /// `ic`.
    IronCondor,
    /// `cal`, and the `swap` of "straddle swap".
    Calendar,
    /// `diag`.
    Diagonal,
    /// `ratio`.
    Ratio,
    /// `backspread`.
    Backspread,
    /// A box.
    Box,
    /// A synthetic forward.
    Synthetic,
    /// `outright`.
    Outright,
    /// `custom`: the legs say it all.
    Custom,
}

/// The meaning of a word in lower case; `None` for words that requests do not use.
pub(crate) fn meaning(word: &str) -> Option<Word> {
    DICTIONARY.iter().find(|(text, _)| *text == word).map(|(_, meaning)| *meaning)
}

/// Known words, for suggestions.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    DICTIONARY.iter().map(|(text, _)| *text)
}

/// Every word, in lower case with hyphens removed from the middle of names.
const DICTIONARY: &[(&str, Word)] = &[
    ("call", Word::Type(PutCall::Call)),
    ("calls", Word::Type(PutCall::Call)),
    ("c", Word::Type(PutCall::Call)),
    ("put", Word::Type(PutCall::Put)),
    ("puts", Word::Type(PutCall::Put)),
    ("p", Word::Type(PutCall::Put)),
    ("fly", Word::Shape(Shape::Fly)),
    ("flies", Word::Shape(Shape::Fly)),
    ("bfly", Word::Shape(Shape::Fly)),
    ("butterfly", Word::Shape(Shape::Fly)),
    ("butterflies", Word::Shape(Shape::Fly)),
    ("bwb", Word::Shape(Shape::BrokenFly)),
    ("broken", Word::Shape(Shape::Broken)),
    ("brokenwing", Word::Shape(Shape::Broken)),
    ("broken-wing", Word::Shape(Shape::Broken)),
    ("wing", Word::Filler),
    ("iron", Word::Shape(Shape::Iron)),
    ("ifly", Word::Shape(Shape::IronFly)),
    ("ironfly", Word::Shape(Shape::IronFly)),
    ("iron-fly", Word::Shape(Shape::IronFly)),
    ("condor", Word::Shape(Shape::Condor)),
    ("condors", Word::Shape(Shape::Condor)),
    ("ic", Word::Shape(Shape::IronCondor)),
    ("icondor", Word::Shape(Shape::IronCondor)),
    ("iron-condor", Word::Shape(Shape::IronCondor)),
    ("cs", Word::Shape(Shape::CallSpread)),
    ("callspread", Word::Shape(Shape::CallSpread)),
    ("call-spread", Word::Shape(Shape::CallSpread)),
    ("ps", Word::Shape(Shape::PutSpread)),
    ("putspread", Word::Shape(Shape::PutSpread)),
    ("put-spread", Word::Shape(Shape::PutSpread)),
    ("spread", Word::Shape(Shape::Spread)),
    ("spreads", Word::Shape(Shape::Spread)),
    ("vertical", Word::Shape(Shape::Spread)),
    ("vert", Word::Shape(Shape::Spread)),
    ("straddle", Word::Shape(Shape::Straddle)),
    ("straddles", Word::Shape(Shape::Straddle)),
    ("strad", Word::Shape(Shape::Straddle)),
    ("strd", Word::Shape(Shape::Straddle)),
    ("strangle", Word::Shape(Shape::Strangle)),
    ("strangles", Word::Shape(Shape::Strangle)),
    ("strg", Word::Shape(Shape::Strangle)),
    ("rr", Word::Shape(Shape::RiskReversal)),
    ("risk", Word::Shape(Shape::RiskReversal)),
    ("reversal", Word::Shape(Shape::RiskReversal)),
    ("risky", Word::Shape(Shape::RiskReversal)),
    ("risk-reversal", Word::Shape(Shape::RiskReversal)),
    ("riskreversal", Word::Shape(Shape::RiskReversal)),
    ("cal", Word::Shape(Shape::Calendar)),
    ("cals", Word::Shape(Shape::Calendar)),
    ("calendar", Word::Shape(Shape::Calendar)),
    ("calendars", Word::Shape(Shape::Calendar)),
    ("horizontal", Word::Shape(Shape::Calendar)),
    ("swap", Word::Shape(Shape::Calendar)),
    ("diag", Word::Shape(Shape::Diagonal)),
    ("diagonal", Word::Shape(Shape::Diagonal)),
    ("ratio", Word::Shape(Shape::Ratio)),
    ("backspread", Word::Shape(Shape::Backspread)),
    ("back", Word::Shape(Shape::Backspread)),
    ("box", Word::Shape(Shape::Box)),
    ("syn", Word::Shape(Shape::Synthetic)),
    ("synth", Word::Shape(Shape::Synthetic)),
    ("synthetic", Word::Shape(Shape::Synthetic)),
    ("outright", Word::Shape(Shape::Outright)),
    ("custom", Word::Shape(Shape::Custom)),
    ("buy", Word::Side(Asked::Buy)),
    ("buys", Word::Side(Asked::Buy)),
    ("buying", Word::Side(Asked::Buy)),
    ("sell", Word::Side(Asked::Sell)),
    ("sells", Word::Side(Asked::Sell)),
    ("selling", Word::Side(Asked::Sell)),
    ("two-way", Word::Side(Asked::TwoWay)),
    ("2-way", Word::Side(Asked::TwoWay)),
    ("twoway", Word::Side(Asked::TwoWay)),
    ("2way", Word::Side(Asked::TwoWay)),
    ("2w", Word::Side(Asked::TwoWay)),
    ("mkt", Word::Side(Asked::TwoWay)),
    ("market", Word::Side(Asked::TwoWay)),
    ("two", Word::Two),
    ("way", Word::Way),
    ("over", Word::Over),
    ("debit", Word::Debit),
    ("buy-body", Word::Inner),
    ("body", Word::Inner),
    ("inner", Word::Inner),
    ("credit", Word::Credit),
    ("outer", Word::Outer),
    ("wings", Word::Outer),
    ("x", Word::Unit),
    ("lot", Word::Unit),
    ("lots", Word::Unit),
    ("contract", Word::Unit),
    ("contracts", Word::Unit),
    ("times", Word::Unit),
    ("qty", Word::Size),
    ("quantity", Word::Size),
    ("size", Word::Size),
    ("ref", Word::Reference),
    ("reference", Word::Reference),
    ("vs", Word::Reference),
    ("versus", Word::Reference),
    ("tied", Word::Reference),
    ("@", Word::Reference),
    ("delta", Word::Delta),
    ("inverse", Word::Settlement(Settlement::Inverse)),
    ("linear", Word::Settlement(Settlement::Linear)),
    ("vol", Word::PriceIn(PriceIn::Vol)),
    ("vols", Word::PriceIn(PriceIn::Vol)),
    ("usd", Word::PriceIn(PriceIn::Usd)),
    ("coin", Word::PriceIn(PriceIn::Coin)),
    ("for", Word::For),
    ("client", Word::Client),
    ("live", Word::Filler),
    ("please", Word::Filler),
    ("pls", Word::Filler),
    ("price", Word::Filler),
    ("quote", Word::Filler),
    ("rfq", Word::Filler),
    ("a", Word::Filler),
    ("an", Word::Filler),
    ("the", Word::Filler),
    ("in", Word::Filler),
    ("of", Word::Filler),
    ("on", Word::Filler),
    ("and", Word::Filler),
    ("me", Word::Filler),
    ("exp", Word::Filler),
    ("expiry", Word::Filler),
    ("strike", Word::Filler),
    ("strikes", Word::Filler),
    ("option", Word::Filler),
    ("options", Word::Filler),
    ("tree", Word::NotYet),
    ("strip", Word::NotYet),
    ("strap", Word::NotYet),
    ("guts", Word::NotYet),
    ("collar", Word::NotYet),
    ("combo", Word::NotYet),
    ("roll", Word::NotYet),
    ("jelly", Word::NotYet),
    ("conversion", Word::NotYet),
    ("seagull", Word::NotYet),
    ("ladder", Word::NotYet),
];
