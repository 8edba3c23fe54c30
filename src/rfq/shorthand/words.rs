//! What the words of one-line requests mean.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::dictionary::DICTIONARY;
use crate::basics::{Asked, PutCall, Settlement};
use crate::rfq::PriceIn;

/// What a word of a request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Which sides are asked for.
    Side(Asked),
    /// `long` and `short`, which are verbs where legs are told one by one.
    Held(Asked),
    /// `bid` and `offer`: the dealer's side that is wanted, so that the client does the other.
    Shown(Asked),
    /// `up` of "100 up".
    Up,
    /// `two` or `2` of "two way".
    Two,
    /// `by` of "1 by 2".
    By,
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
    /// A word before a delta, or behind one that a strike has.
    Delta,
    /// A word behind a share of spot.
    Percent,
    /// A strike at the money.
    Money,
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
    /// `vs`, before a reference price or between the two sides of a package.
    Versus,
    /// `three` of "three way".
    Three,
    /// `each`: one of the structure in every expiry.
    Each,
    /// The underlying that a collar or conversion has among its legs.
    Hedge(Hedge),
    /// Index options against those of its components.
    Dispersion,
    /// A payoff beyond calls and puts.
    Exotic(Exotic),
    /// A term of such a payoff.
    Term(ExoticTerm),
}

/// What is said of an underlying leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hedge {
    /// `stock`: whatever the underlying trades as.
    Any,
    /// A future.
    Future,
    /// Spot.
    Spot,
}

/// Payoffs beyond calls and puts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exotic {
    /// Knocked in or out at a level.
    Barrier,
    /// On an average of prices.
    Asian,
    /// On the highest or lowest price.
    Lookback,
    /// A row of options that start one after the other.
    Cliquet,
    /// Redeemed early at a level.
    Autocall,
}

/// Terms of such payoffs that a word or number states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExoticTerm {
    /// Where it is knocked or called.
    Level,
    /// When the price is looked at.
    Schedule,
    /// What is paid when the option dies.
    Rebate,
    /// What an autocall pays.
    Coupon,
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
    /// A call below a put.
    Guts,
    /// `tree`, whose ratios the market's words leave open.
    Tree,
    /// `ladder`: a tree of one, one and one.
    Ladder,
    /// One call and two puts, or one option in each expiry.
    Strip,
    /// Two calls and one put.
    Strap,
    /// `combo`: a synthetic or a risk reversal.
    Combo,
    /// `jelly`.
    Jelly,
    /// `roll`: a jelly roll, or a calendar of what is rolled.
    Roll,
    /// The underlying against its synthetic.
    Conversion,
    /// `reversal`: a conversion sold, or a risk reversal.
    Reversal,
    /// `reverse` of "reverse conversion".
    Reverse,
    /// A risk reversal sold, with or without the underlying.
    Collar,
    /// `double`.
    Double,
    /// `dcal`.
    DoubleCalendar,
    /// `3-way`, `seagull`.
    ThreeWay,
    /// `outright`.
    Outright,
    /// `custom`: the legs say it all.
    Custom,
}

/// The meaning of a word in lower case; `None` for words that requests do not use.
pub(crate) fn meaning(word: &str) -> Option<Word> {
    static MEANINGS: LazyLock<HashMap<&str, Word>> =
        LazyLock::new(|| DICTIONARY.iter().copied().collect());
    MEANINGS.get(word).copied()
}

/// Known words, for suggestions.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    // Short words that say nothing are near to many names, and help nobody.
    let is_told = |(text, word): &&(&str, Word)| *word != Word::Filler || text.len() > 3;
    DICTIONARY.iter().filter(is_told).map(|(text, _)| *text)
}
