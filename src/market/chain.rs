//! Quotes of one underlying after cleaning: what was quoted, what was dropped and why.

use crate::basics::{PutCall, Timestamp};

/// Why a quote takes no part in the fit. The row stays, so that the page can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// No bid.
    NoBid,
    /// No offer.
    NoAsk,
    /// Bid above offer.
    Crossed,
    /// Bid under the smallest tick that carries information.
    BelowTick,
    /// A price that those of other strikes contradict: it is of another time.
    Stale,
    /// A price outside what any model allows.
    StaticBounds,
    /// A market too wide to say anything.
    Wide,
    /// In the money: the other side of the strike is fitted instead.
    InTheMoney,
    /// Far from the fit.
    Outlier,
}

impl DropReason {
    /// Every reason, as reports list them.
    pub const ALL: [Self; 9] = [
        Self::NoBid,
        Self::NoAsk,
        Self::Crossed,
        Self::BelowTick,
        Self::Stale,
        Self::StaticBounds,
        Self::Wide,
        Self::InTheMoney,
        Self::Outlier,
    ];

    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoBid => "no bid",
            Self::NoAsk => "no offer",
            Self::Crossed => "crossed",
            Self::BelowTick => "below the minimum tick",
            Self::Stale => "stale",
            Self::StaticBounds => "outside static bounds",
            Self::Wide => "too wide",
            Self::InTheMoney => "in the money",
            Self::Outlier => "outlier",
        }
    }
}

/// One option as quoted; prices in premium currency, volatilities decimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuotedOption {
    /// Strike, in price currency.
    pub strike: f64,
    /// Call or put.
    pub put_call: PutCall,
    /// Best bid, absent where nothing is quoted.
    pub bid: Option<f64>,
    /// Best offer, absent where nothing is quoted.
    pub ask: Option<f64>,
    /// Contracts at the best bid.
    pub bid_size: Option<f64>,
    /// Contracts at the best offer.
    pub ask_size: Option<f64>,
    /// Contracts that are open, absent where the source does not say.
    pub open_interest: Option<f64>,
    /// Contracts traded over the source's last day, absent where it does not say.
    pub volume: Option<f64>,
    /// Black volatility of the bid, where it is out of the money and has one; those in the money are
    /// in [`smiles`](super::UnderlyingMarket::smiles).
    pub bid_vol: Option<f64>,
    /// Black volatility of the offer, likewise.
    pub ask_vol: Option<f64>,
    /// Why the quote takes no part in the fit; `None` where it does.
    pub dropped: Option<DropReason>,
}

/// One expiry's quotes.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainExpiry {
    /// The instant of expiry.
    pub expiry: Timestamp,
    /// Forward that the quotes were inverted with, in price currency.
    pub forward: f64,
    /// Discount factor that the quotes were inverted with.
    pub discount: f64,
    /// Quotes sorted by strike, call before put.
    pub quotes: Vec<QuotedOption>,
}

impl ChainExpiry {
    /// Listed strikes, ascending, each once.
    pub fn strikes(&self) -> Vec<f64> {
        let mut strikes: Vec<f64> = self.quotes.iter().map(|q| q.strike).collect();
        strikes.dedup();
        strikes
    }
}

impl QuotedOption {
    /// Half of the quoted bid–offer distance in premium currency, where both sides are quoted.
    pub fn half_spread(&self) -> Option<f64> {
        match (self.bid, self.ask) {
            (Some(bid), Some(ask)) if ask >= bid => Some(0.5 * (ask - bid)),
            _ => None,
        }
    }
}
