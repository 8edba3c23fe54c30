//! From charges to a bid and an offer: the only place that clips and rounds.
//!
//! Sums are in price currency per spread and unit until the last step divides by the premium's
//! unit; ticks are in premium currency. Positive rows are worse for the client.

use crate::basics::TickSchedule;

/// A number for each side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sides {
    /// Where the dealer buys the package.
    pub bid: f64,
    /// Where the dealer sells it.
    pub offer: f64,
}

impl Sides {
    /// The same number for both.
    pub fn both(x: f64) -> Self {
        Self { bid: x, offer: x }
    }

    pub(super) fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self { bid: f(self.bid), offer: f(self.offer) }
    }

    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self { bid: f(self.bid, other.bid), offer: f(self.offer, other.offer) }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    fn minus(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

/// The least and the most a package can be worth whatever happens; infinite where unbounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Bounds {
    /// Whether a price is inside, ends included.
    pub fn hold(&self, price: f64) -> bool {
        self.low <= price && price <= self.high
    }
}

/// What the legs' own width on screen leaves a side, in price currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScreenCap {
    /// Most that the charges may come to.
    pub charge: f64,
    /// Half of the most that bid and offer may be apart after rounding; not below `charge`.
    pub half_width: f64,
}

/// Everything the quote is put together from.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Theoretical price, in premium currency.
    pub theoretical: f64,
    /// Worth of one unit of premium currency, in price currency.
    pub unit: f64,
    /// Base half-spread, in price currency, as all below.
    pub base: Sides,
    /// Hedging cost.
    pub hedging: Sides,
    /// Liquidity premium.
    pub liquidity: Sides,
    /// Adverse selection.
    pub adverse: Sides,
    /// What warehousing the trade alone costs: part of both sides whatever the book holds.
    pub own: f64,
    /// What the book adds to that if the side trades: ΔR − own; negative where it reduces risk.
    pub change: Sides,
    /// Largest improvement as a share of the flat-book charge: β.
    pub max_improvement: f64,
    /// Largest widening as a multiple of the flat-book charge: ω.
    pub max_widening: f64,
    /// Commercial markup per side.
    pub markup: f64,
    /// Most that the charges may come to, where the legs can be crossed on screen instead.
    pub screen_cap: Option<ScreenCap>,
    /// Least that a side has to be away from theoretical.
    pub minimum: f64,
    /// Static bounds, in premium currency; `None` where there are none to hold to.
    pub bounds: Option<Bounds>,
    /// Ticks, in premium currency.
    pub ticks: TickSchedule,
}

/// The prices and every row between them and theoretical, in premium currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Assembled {
    /// The dealer's bid, a multiple of the tick.
    pub bid: f64,
    /// The dealer's offer, a multiple of the tick.
    pub offer: f64,
    /// What each side would charge over theoretical with an empty book: H.
    pub flat: Sides,
    /// Base half-spread.
    pub base: Sides,
    /// Hedging cost.
    pub hedging: Sides,
    /// Liquidity premium.
    pub liquidity: Sides,
    /// Adverse selection.
    pub adverse: Sides,
    /// Warehousing and the book, after the clip.
    pub inventory: Sides,
    /// Markup.
    pub markup: Sides,
    /// What the screen cap takes off.
    pub screen_cap: Sides,
    /// What the minimum width adds.
    pub minimum: Sides,
    /// What the static bounds add or take off.
    pub bounds: Sides,
    /// What rounding adds: the exact rest, so that the rows sum to the price.
    pub tick: Sides,
}

/// Puts the quote together in the order of the rows of [`Assembled`].
pub fn assemble(parts: &Parts) -> Assembled {
    let charges = parts.base.plus(parts.hedging).plus(parts.liquidity).plus(parts.adverse);
    let flat = charges.map(|c| c + parts.own);
    let clipped = clip_to_flat(flat, parts);
    let marked_up = clipped.map(|c| c + parts.markup);
    let capped = marked_up.map(|c| parts.screen_cap.map_or(c, |cap| c.min(cap.charge)));
    let widened = capped.map(|c| c.max(parts.minimum));
    let unrounded = Sides {
        bid: parts.theoretical - widened.bid / parts.unit,
        offer: parts.theoretical + widened.offer / parts.unit,
    };
    let bounded = unrounded.map(|price| clamp(price, parts.bounds));
    let rounded = round(bounded, parts);
    let in_premium = |sides: Sides| sides.map(|c| c / parts.unit + 0.0);
    let mut assembled = Assembled {
        bid: rounded.bid,
        offer: rounded.offer,
        flat: in_premium(flat),
        base: in_premium(parts.base),
        hedging: in_premium(parts.hedging),
        liquidity: in_premium(parts.liquidity),
        adverse: in_premium(parts.adverse),
        inventory: in_premium(clipped.minus(charges)),
        markup: in_premium(Sides::both(parts.markup)),
        screen_cap: in_premium(capped.minus(marked_up)),
        minimum: in_premium(widened.minus(capped)),
        bounds: Sides { bid: unrounded.bid - bounded.bid, offer: bounded.offer - unrounded.offer },
        tick: Sides::default(),
    };
    let away =
        Sides { bid: parts.theoretical - rounded.bid, offer: rounded.offer - parts.theoretical };
    assembled.tick = away.minus(assembled.sum()).map(|rest| rest + 0.0);
    assembled
}

/// The keys of the rows, in their order.
pub const ROWS: [&str; 10] = [
    "base",
    "hedgingCost",
    "liquidity",
    "adverseSelection",
    "inventory",
    "markup",
    "screenCap",
    "minimumWidth",
    "bounds",
    "tick",
];

impl Assembled {
    /// Every row in the order of the breakdown, which [`ROWS`] names.
    pub fn rows(&self) -> [Sides; 10] {
        [
            self.base,
            self.hedging,
            self.liquidity,
            self.adverse,
            self.inventory,
            self.markup,
            self.screen_cap,
            self.minimum,
            self.bounds,
            self.tick,
        ]
    }

    fn sum(&self) -> Sides {
        self.rows().into_iter().fold(Sides::default(), Sides::plus)
    }
}

/// c = clip(H + (ΔR − own), (1 − β)H, (1 + ω)H): the book moves a side's charge, within bounds, and
/// never across theoretical.
fn clip_to_flat(flat: Sides, parts: &Parts) -> Sides {
    flat.zip(parts.change, |flat, change| {
        let least = (1.0 - parts.max_improvement) * flat;
        let most = (1.0 + parts.max_widening) * flat;
        (flat + change).max(least).min(most)
    })
}

fn clamp(price: f64, bounds: Option<Bounds>) -> f64 {
    bounds.map_or(price, |b| price.max(b.low).min(b.high))
}

/// Bid down, offer up; where that leaves the screen cap or the bounds, the first tick inside them,
/// unless it would cross theoretical.
fn round(bounded: Sides, parts: &Parts) -> Sides {
    let guard = 1e-6 * parts.ticks.tick_at(parts.theoretical);
    let mut bid = parts.ticks.floor(bounded.bid);
    let mut offer = parts.ticks.ceil(bounded.offer);
    if let Some(cap) = parts.screen_cap {
        let away = capped_half_width(cap, parts);
        // Never theoretical itself: a side is at least the next tick away, whatever the screen.
        let nearest = away.max(2.0 * guard);
        bid = bid.max(parts.ticks.floor(parts.theoretical - nearest));
        offer = offer.min(parts.ticks.ceil(parts.theoretical + nearest));
    }
    if let Some(bounds) = parts.bounds {
        if bid < bounds.low {
            let inside = parts.ticks.ceil(bounds.low);
            bid = if inside <= parts.theoretical + guard { inside } else { bid };
        }
        if offer > bounds.high {
            let inside = parts.ticks.floor(bounds.high);
            offer = if inside >= parts.theoretical - guard { inside } else { offer };
        }
    }
    Sides { bid, offer }
}

/// The half-width which, rounded outward on both sides, leaves no more than the cap's whole ticks
/// between them: half a tick less than half of those, since the two roundings add up to at most one.
fn capped_half_width(cap: ScreenCap, parts: &Parts) -> f64 {
    let tick = parts.ticks.tick_at(parts.theoretical);
    let most = 2.0 * cap.half_width.max(parts.minimum) / parts.unit;
    let whole = (most / tick + 1e-6).floor();
    0.5 * (whole - 1.0).max(0.0) * tick
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cap whose multiple is one.
    fn at_screen(half: f64) -> ScreenCap {
        ScreenCap { charge: half, half_width: half }
    }

    fn parts() -> Parts {
        Parts {
            theoretical: 10.0,
            unit: 1.0,
            base: Sides::default(),
            hedging: Sides::default(),
            liquidity: Sides::default(),
            adverse: Sides::both(0.2),
            own: 0.0,
            change: Sides::default(),
            max_improvement: 0.5,
            max_widening: 3.0,
            markup: 0.0,
            screen_cap: None,
            minimum: 0.0,
            bounds: None,
            ticks: TickSchedule::flat(0.05),
        }
    }

    #[test]
    fn two_percent_of_ten_is_quoted_980_at_1020() {
        let quoted = assemble(&parts());
        assert_eq!((quoted.bid, quoted.offer), (9.8, 10.2));
        assert!(quoted.tick.bid.abs() < 1e-12 && quoted.tick.offer.abs() < 1e-12);
    }

    #[test]
    fn the_book_improves_by_no_more_than_its_share_and_widens_by_no_more_than_its_multiple() {
        let change = Sides { bid: -9.0, offer: 9.0 };
        let quoted = assemble(&Parts { change, own: 0.1, ..parts() });
        assert!((quoted.flat.bid - 0.3).abs() < 1e-15);
        assert_eq!((quoted.bid, quoted.offer), (9.85, 11.2));
    }

    #[test]
    fn the_cap_comes_before_the_minimum() {
        let capped = assemble(&Parts { screen_cap: Some(at_screen(0.1)), ..parts() });
        assert_eq!((capped.bid, capped.offer), (9.9, 10.1));
        let widened =
            assemble(&Parts { screen_cap: Some(at_screen(0.1)), minimum: 0.15, ..parts() });
        assert_eq!((widened.bid, widened.offer), (9.85, 10.15));
    }

    #[test]
    fn rounding_makes_no_quote_wider_than_the_screen_but_for_a_last_tick() {
        let at = |theoretical: f64, cap: f64| {
            let quoted =
                assemble(&Parts { screen_cap: Some(at_screen(cap)), theoretical, ..parts() });
            (quoted.bid, quoted.offer)
        };
        // Rounded outward, 9.92 and 10.12 would be five ticks apart; the screen is four wide.
        assert_eq!(at(10.02, 0.1), (9.90, 10.10));
        assert_eq!(at(10.03, 0.1), (9.95, 10.15));
        assert_eq!(at(10.02, 0.01), (10.0, 10.05));
        assert_eq!(at(10.0, 0.01), (9.95, 10.05));
        // A cap below the screen's width may round to it.
        let cap = ScreenCap { charge: 0.08, half_width: 0.1 };
        let quoted = assemble(&Parts { screen_cap: Some(cap), theoretical: 10.02, ..parts() });
        assert_eq!((quoted.bid, quoted.offer), (9.90, 10.10));
    }

    #[test]
    fn a_capped_quote_keeps_the_order_of_tiers_mirrors_and_is_no_wider_than_the_cap() {
        let quoted = |theoretical: f64, charge: f64, cap: ScreenCap| {
            let adverse = Sides::both(charge);
            let parts = Parts { theoretical, adverse, screen_cap: Some(cap), ..parts() };
            let made = assemble(&parts);
            (made.bid, made.offer)
        };
        for step in 0..2_000 {
            let step = f64::from(step);
            let theoretical = -7.0 + 0.007_1 * step;
            let (charge, half) = (1e-4 + 0.000_31 * step, 0.05 + 0.001_7 * (step % 71.0));
            let tight = ScreenCap { charge: 0.8 * half, half_width: half };
            let (bid, offer) = quoted(theoretical, charge, tight);
            assert!(bid <= theoretical && theoretical <= offer && bid < offer, "{step}");
            assert!(offer - bid <= 2.0 * half + 1e-9, "{step}: {bid} {offer} {half}");
            let (mirrored_bid, mirrored_offer) = quoted(-theoretical, charge, tight);
            assert!((mirrored_bid + offer).abs() + (mirrored_offer + bid).abs() < 1e-9, "{step}");
            for wide in [1.0, 1.3, 2.0] {
                let cap = ScreenCap { charge: wide * half, half_width: wide * half };
                let (lower, higher) = quoted(theoretical, 1.01 * charge, cap);
                assert!(lower <= bid + 1e-9 && higher >= offer - 1e-9, "{step} {wide}");
            }
        }
    }

    #[test]
    fn bounds_hold_to_the_tick_unless_theoretical_is_nearer_than_a_tick() {
        let bounds = Some(Bounds { low: 9.93, high: 10.02 });
        let quoted = assemble(&Parts { bounds, ..parts() });
        assert_eq!((quoted.bid, quoted.offer), (9.95, 10.0));
        let close = Some(Bounds { low: 9.98, high: 10.01 });
        let quoted = assemble(&Parts { bounds: close, theoretical: 9.99, ..parts() });
        assert_eq!((quoted.bid, quoted.offer), (9.95, 10.0));
    }

    #[test]
    fn rows_sum_to_the_price_in_coin() {
        let quoted = assemble(&Parts {
            theoretical: 0.023151252,
            unit: 60_300.0,
            base: Sides::both(3.1),
            hedging: Sides { bid: 0.7, offer: 0.9 },
            ticks: TickSchedule::flat(0.0001),
            ..parts()
        });
        let sum = quoted.rows().into_iter().fold(Sides::default(), Sides::plus);
        assert!((sum.bid - (0.023151252 - quoted.bid)).abs() < 1e-16);
        assert!((sum.offer - (quoted.offer - 0.023151252)).abs() < 1e-16);
        assert_eq!((quoted.bid, quoted.offer), (0.0230, 0.0233));
    }
}
