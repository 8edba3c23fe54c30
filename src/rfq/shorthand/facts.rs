//! What a line says, each fact in its role.

use super::items::Number;
use super::naming::Naming;
use super::words::{Exotic, ExoticTerm, Hedge};
use crate::basics::{Asked, Issue, PutCall, Settlement};
use crate::rfq::PriceIn;
use crate::rfq::expiry::ExpiryText;
use crate::rfq::symbols::Symbol;

/// Everything that a line says, each in its role.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) side: Option<Asked>,
    pub(super) underlying: Option<At<String>>,
    pub(super) settlement: Option<Settlement>,
    pub(super) expiries: Vec<At<ExpiryText>>,
    pub(super) strikes: Vec<At<Number>>,
    pub(super) naming: Naming,
    pub(super) put_call: Option<PutCall>,
    /// Where the word “call” or “put” stands.
    pub(super) type_at: Option<At<()>>,
    pub(super) ratio: Option<(i32, i32)>,
    /// Where the ratio was written.
    pub(super) ratio_at: Option<At<()>>,
    /// `1x3x2`, with its place.
    pub(super) three_ratios: Option<At<[i32; 3]>>,
    pub(super) versus: Option<Versus>,
    /// Which underlying goes with the options, with its place.
    pub(super) hedge: Option<At<Hedge>>,
    pub(super) exotic: Option<At<Payoff>>,
    /// Where the word “dispersion” stands.
    pub(super) dispersion: Option<At<()>>,
    pub(super) quantity: Option<f64>,
    /// Where the size was written.
    pub(super) quantity_at: Option<At<()>>,
    /// Stretches that have a decimal comma.
    pub(super) commas: Vec<At<()>>,
    /// A size stated by what it is worth.
    pub(super) notionals: Vec<At<f64>>,
    pub(super) reference: Option<f64>,
    pub(super) delta: Option<f64>,
    /// Whether the delta has a sign of its own; without one it is the package's.
    pub(super) delta_is_signed: bool,
    pub(super) client: Option<String>,
    /// Where the client's part of the line begins.
    pub(super) client_at: Option<usize>,
    pub(super) over: Option<PutCall>,
    pub(super) premium: Option<Premium>,
    pub(super) body: Option<Body>,
    pub(super) price_in: Option<PriceIn>,
    pub(super) legs: Vec<At<SymbolLeg>>,
    /// Stretches that were not understood.
    pub(super) unknown: Vec<At<()>>,
    pub(super) issues: Vec<Issue>,
}

impl Facts {
    /// Whether nothing of a request was recognised.
    pub(super) fn is_nonsense(&self) -> bool {
        self.underlying.is_none()
            && self.expiries.is_empty()
            && self.strikes.is_empty()
            && self.legs.is_empty()
            && !self.naming.is_stated()
            && self.exotic.is_none()
            && self.dispersion.is_none()
    }
}

/// The single option on one side of “vs”.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Versus {
    /// Call or put.
    pub(super) put_call: PutCall,
    /// Whether it stands behind “vs”, and is sold against what is in front.
    pub(super) is_behind: bool,
    /// The item that is its strike, where that has no letter of its own.
    pub(super) number: Option<usize>,
}

/// A payoff beyond calls and puts, and which of its terms the line has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Payoff {
    /// Which payoff.
    pub(super) kind: Exotic,
    /// The terms that are there.
    pub(super) said: Vec<ExoticTerm>,
}

/// Whether the client pays or receives a premium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Premium {
    /// The client pays.
    Debit,
    /// The client receives.
    Credit,
}

/// What buying a structure buys, where markets name it both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// Its body or inner strikes.
    Inner,
    /// Its wings or outer strikes.
    Outer,
}

/// A fact with its place in the line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<T> {
    /// The fact.
    pub(super) value: T,
    /// First byte in the line.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

/// One leg of a list of symbols.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SymbolLeg {
    /// Signed ratio.
    pub(super) ratio: f64,
    /// What it is a position in.
    pub(super) symbol: Symbol,
    /// Whether a sign, a number or a side was written for this leg.
    pub(super) stated_ratio: bool,
    /// Inverse or linear, where it was written behind the symbol.
    pub(super) settlement: Option<Settlement>,
}

impl Facts {
    /// Whether the counts of several symbols are those of more than one package: `+10 … -20 …`.
    pub(super) fn counts_spreads(&self) -> bool {
        let counts = || self.legs.iter().map(|leg| leg.value.ratio.abs());
        let common = counts().reduce(|mut a, mut b| {
            while b >= 1.0 {
                (a, b) = (b, a % b);
            }
            a
        });
        let are_whole = counts().all(|count| count.fract() == 0.0);
        are_whole && self.legs.len() > 1 && common.is_some_and(|common| common > 1.0)
    }
}

/// The path of a stretch of text.
pub(in crate::rfq) fn text_path(start: usize, end: usize) -> String {
    format!("text:{start}-{end}")
}
