//! A systematic sample of what can be asked for on a recorded chain: two to four listed options that
//! are all quoted on both sides.
//!
//! Per expiry of over half a day, the listed strikes nearest to x = ln(K/F)/√θ of −1.5 to 1.5 in
//! steps of a half carry every structure: verticals and ratios of neighbours and next neighbours,
//! straddles, strangles, risk reversals, flies, iron flies, condors, iron condors, and with the next
//! expiry calendars, diagonals and straddle swaps. Where a strike has call and put, the one out of
//! the money is taken, as a client would; a straddle has both.

use spread_pricer::basics::PutCall::{self, Call, Put};
use spread_pricer::market::{ChainExpiry, UnderlyingMarket};

use super::quoting::{Option, two_sided};

/// Where strikes are looked for, in standard deviations of the expiry.
const PLACES: [f64; 7] = [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5];

/// Shortest time of an expiry, in years: the last hours are another market.
const SHORTEST: f64 = 0.5 / 365.0;

/// A structure with its family's name.
#[derive(Debug, Clone)]
pub(crate) struct Structure {
    pub(crate) family: &'static str,
    pub(crate) legs: Vec<Option>,
}

impl Structure {
    /// Whether the structure is one that must not be wider than crossing both legs.
    pub(crate) fn is_straddle_or_strangle(&self) -> bool {
        matches!(self.family, "straddle" | "strangle")
    }
}

/// One expiry with the strikes of the sample.
struct Grid<'a> {
    expiry: &'a ChainExpiry,
    forward: f64,
    /// The strike nearest to each of [`PLACES`]; neighbours may share one on a coarse chain.
    strikes: Vec<f64>,
}

/// The sample of a snapshot.
pub(crate) fn sample(market: &UnderlyingMarket) -> Vec<Structure> {
    let grids: Vec<Grid> = market
        .chain
        .iter()
        .filter(|e| market.years(e.expiry) > SHORTEST)
        .filter_map(|e| Grid::new(market, e))
        .collect();
    let mut found = Vec::new();
    for (i, grid) in grids.iter().enumerate() {
        found.extend(grid.of_one_expiry());
        found.extend(grids.get(i + 1).into_iter().flat_map(|next| grid.with_next(next)));
    }
    found.into_iter().map(|(family, legs)| Structure { family, legs }).collect()
}

/// A family's name with a structure's legs.
type Named = (&'static str, Vec<Option>);

impl<'a> Grid<'a> {
    fn new(market: &UnderlyingMarket, expiry: &'a ChainExpiry) -> std::option::Option<Self> {
        let years = market.years(expiry.expiry);
        let forward = market.forward(expiry.expiry);
        let deviation = market.surface.variance(years, 0.0).w.sqrt();
        let listed = expiry.strikes();
        let nearest = |x: f64| {
            let place = |k: &f64| ((k / forward).ln() / deviation - x).abs();
            listed.iter().copied().min_by(|a, b| place(a).total_cmp(&place(b)))
        };
        let strikes: std::option::Option<Vec<f64>> = PLACES.iter().map(|x| nearest(*x)).collect();
        Some(Self { expiry, forward, strikes: strikes? })
    }

    /// An option of this expiry, where it is quoted on both sides.
    fn leg(&self, ratio: f64, strike: f64, put_call: PutCall) -> std::option::Option<Option> {
        two_sided(self.expiry, strike, put_call)?;
        Some(Option { ratio, expiry: self.expiry.expiry, strike, put_call })
    }

    /// The option out of the money.
    fn out(&self, ratio: f64, strike: f64) -> std::option::Option<Option> {
        self.leg(ratio, strike, if strike >= self.forward { Call } else { Put })
    }

    fn of_one_expiry(&self) -> Vec<Named> {
        let k = |place: usize| self.strikes[place];
        let mut found: Vec<(&str, Vec<std::option::Option<Option>>)> = Vec::new();
        for place in 0..PLACES.len() {
            for (far, is_ratio) in [(1, false), (2, false), (2, true)] {
                let Some(other) = self.strikes.get(place + far).copied() else { continue };
                let own = k(place);
                // Both legs of one type: that of the side of the forward where the middle lies.
                let put_call = if 0.5 * (own + other) >= self.forward { Call } else { Put };
                let (near, away) = if put_call == Call { (own, other) } else { (other, own) };
                let (name, ratio) = if is_ratio { ("ratio", -2.0) } else { ("vertical", -1.0) };
                found.push((
                    name,
                    vec![self.leg(1.0, near, put_call), self.leg(ratio, away, put_call)],
                ));
            }
        }
        for place in 2..=4 {
            found.push(("straddle", [Call, Put].map(|t| self.leg(1.0, k(place), t)).to_vec()));
        }
        for reach in 1..=3 {
            let (low, high) = (k(3 - reach), k(3 + reach));
            let pair = |put: f64| vec![self.leg(put, low, Put), self.leg(1.0, high, Call)];
            found.push(("strangle", pair(1.0)));
            found.push(("risk reversal", pair(-1.0)));
        }
        for (low, middle, high) in [(2, 3, 4), (1, 3, 5), (0, 3, 6), (1, 2, 3), (3, 4, 5)] {
            let put_call = if k(middle) >= self.forward { Call } else { Put };
            let fly = [(1.0, low), (-2.0, middle), (1.0, high)];
            found.push(("fly", fly.map(|(n, at)| self.leg(n, k(at), put_call)).to_vec()));
            let wings = [self.leg(1.0, k(low), Put), self.leg(1.0, k(high), Call)];
            let body = [Put, Call].map(|t| self.leg(-1.0, k(middle), t));
            found.push(("iron fly", [wings, body].concat()));
        }
        for [a, b, c, d] in [[1, 2, 4, 5], [0, 1, 5, 6], [0, 2, 4, 6]] {
            let signed = [(1.0, a), (-1.0, b), (-1.0, c), (1.0, d)];
            found.push(("condor", signed.map(|(n, at)| self.leg(n, k(at), Call)).to_vec()));
            found.push(("iron condor", signed.map(|(n, at)| self.out(n, k(at))).to_vec()));
        }
        complete(found)
    }

    fn with_next(&self, next: &Grid) -> Vec<Named> {
        let mut found: Vec<(&str, Vec<std::option::Option<Option>>)> = Vec::new();
        for place in [1, 3, 5] {
            let own = self.strikes[place];
            let put_call = if own >= self.forward { Call } else { Put };
            let front = self.leg(-1.0, own, put_call);
            found.push(("calendar", vec![front, next.leg(1.0, own, put_call)]));
            found.push(("diagonal", vec![front, next.leg(1.0, next.strikes[place], put_call)]));
        }
        let at = self.strikes[3];
        let front = [Call, Put].map(|t| self.leg(-1.0, at, t));
        let back = [Call, Put].map(|t| next.leg(1.0, at, t));
        found.push(("straddle swap", [front, back].concat()));
        complete(found)
    }
}

/// The structures whose legs are all quoted and differ in more than their sign.
fn complete(found: Vec<(&'static str, Vec<std::option::Option<Option>>)>) -> Vec<Named> {
    let whole = found.into_iter().filter_map(|(name, legs)| {
        let legs: std::option::Option<Vec<Option>> = legs.into_iter().collect();
        legs.map(|legs| (name, legs))
    });
    let is_distinct = |legs: &[Option]| {
        legs.iter().enumerate().all(|(i, a)| {
            legs[..i]
                .iter()
                .all(|b| (a.expiry, a.put_call) != (b.expiry, b.put_call) || a.strike != b.strike)
        })
    };
    whole.filter(|(_, legs)| is_distinct(legs)).collect()
}
