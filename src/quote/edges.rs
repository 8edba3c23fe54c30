//! The rows behind the overlays' charges: markup, screen cap, minimum width, static bounds and tick,
//! each with its sentence and the numbers that it comes from.

use super::assembly::{Assembled, Sides};
use super::base;
use super::charges::Charges;
use crate::basics::{Asked, QuoteSide};
use crate::desk::Desk;
use crate::overlays::{Context, Input};
use crate::pricing::LegValue;

/// What the rows are made of.
pub(super) struct Edges<'a> {
    pub(super) charges: &'a Charges,
    pub(super) ctx: &'a Context<'a>,
    pub(super) desk: &'a Desk,
    pub(super) asked: Asked,
    pub(super) assembled: &'a Assembled,
}

/// A sentence, and the numbers that it comes from.
type Reason = (String, Vec<Input>);

impl Edges<'_> {
    pub(super) fn markup(&self) -> Reason {
        let markup = self.desk.policy().quote.markup;
        if markup == 0.0 {
            return (String::from("Markup: none."), Vec::new());
        }
        let why = format!("Markup: {} a side.", self.ctx.money(markup));
        (why, vec![self.ctx.amount("markup a side", markup)])
    }

    pub(super) fn screen_cap(&self) -> Reason {
        let Some(cap) = self.charges.screen_cap else {
            let why = "Screen cap: none; the tier has none, a leg is marked, or a leg is not quoted on both \
                       sides of the screen.";
            return (why.to_owned(), Vec::new());
        };
        let most = self.ctx.money(cap.charge);
        let a = self.assembled;
        let why = if a.screen_cap == Sides::default() {
            format!("Screen cap: at most {most} a side, which is not reached.")
        } else {
            let behind =
                if self.is_all_shown() { "" } else { ", with size assumed behind the top" };
            format!(
                "Screen cap: the legs can be crossed on screen, so a side is at most {most} away{behind}."
            )
        };
        let unit = self.ctx.valuation.unit.in_price_currency;
        let before = [a.base, a.hedging, a.liquidity, a.adverse, a.inventory, a.markup];
        let before = before.into_iter().fold(Sides::default(), Sides::plus).map(|sum| sum * unit);
        let currency = self.ctx.price_currency();
        let mut inputs = vec![self.ctx.amount("most a side", cap.charge)];
        inputs.extend(self.each(before, "charges before the cap", currency));
        (why, inputs)
    }

    /// Whether each option's size is on its screen.
    fn is_all_shown(&self) -> bool {
        let mut options = self.ctx.valuation.legs.iter().filter(|leg| leg.option_terms().is_some());
        let wanted = |leg: &LegValue| self.ctx.quantity * f64::from(leg.ratio.abs());
        options.all(|leg| leg.screen_size.is_some_and(|size| wanted(leg) <= size))
    }

    pub(super) fn minimum(&self) -> Reason {
        let (ctx, policy) = (self.ctx, &self.desk.policy().base);
        let minimum = self.charges.minimum;
        let a = self.assembled.bounds;
        let but = if self.is_bound() && (a.bid < 0.0 || a.offer < 0.0) {
            ", where the package can be worth that much"
        } else {
            ""
        };
        let why = format!(
            "Minimum width: a side is at least {} from theoretical{but}.",
            ctx.money(minimum)
        );
        let currency = ctx.price_currency();
        let vega = ctx.valuation.greeks.vega_per_point.abs();
        let inputs = vec![
            ctx.amount("least a side", minimum),
            Input::new("least a side, in ticks", policy.min_half_ticks, "ticks"),
            Input::new("least a side, in volatility", policy.min_half_vol_points, "vol points"),
            Input::new("net vega", vega, format!("{currency} per vol point")),
            ctx.amount("least a side, as an amount", policy.min_half_abs),
        ];
        (why, inputs)
    }

    /// Whether what the package can be worth limits its prices.
    fn is_bound(&self) -> bool {
        self.charges.bounds.is_some() && !self.charges.is_outside_bounds(self.ctx)
    }

    pub(super) fn bounds(&self) -> Reason {
        let ctx = self.ctx;
        let Some(bounds) = self.charges.bounds else {
            return (format!("Bounds: {}.", self.charges.no_bounds), Vec::new());
        };
        let unit = ctx.valuation.unit.in_price_currency;
        let end =
            |x: f64| if x.is_finite() { ctx.money(x * unit) } else { String::from("no limit") };
        let range = format!("{} to {}", end(bounds.low), end(bounds.high));
        let why = if self.charges.is_outside_bounds(ctx) {
            format!(
                "Bounds: theoretical is outside what the package can be worth, {range}; not applied."
            )
        } else {
            format!("Bounds: whatever happens the package is worth {range}.")
        };
        let ends = [("least it can be worth", bounds.low), ("most it can be worth", bounds.high)];
        let finite = ends.into_iter().filter(|(_, worth)| worth.is_finite());
        let currency = &ctx.valuation.unit.currency;
        (why, finite.map(|(name, worth)| Input::new(name, worth, currency.clone())).collect())
    }

    pub(super) fn tick(&self) -> Reason {
        let valuation = self.ctx.valuation;
        let tick = base::ticks(valuation, self.ctx.market).tick_at(valuation.price);
        let currency = &valuation.unit.currency;
        let cap = match self.charges.screen_cap {
            Some(_) => ", but no further apart than the legs on screen",
            None => "",
        };
        let a = self.assembled;
        // What the bounds leave no tick for is rounded the other way.
        let bounds = if self.is_bound() && (a.tick.bid < 0.0 || a.tick.offer < 0.0) {
            ", and no further than the package can be worth"
        } else {
            ""
        };
        let why = format!(
            "Tick: the bid is rounded down and the offer up to {tick} {currency}{cap}{bounds}."
        );
        let unrounded = Sides { bid: a.bid + a.tick.bid, offer: a.offer - a.tick.offer };
        let mut inputs = vec![Input::new("tick", tick, currency.clone())];
        inputs.extend(self.each(unrounded, "before rounding", currency));
        (why, inputs)
    }

    /// A number of each side that is asked for.
    fn each(&self, sides: Sides, what: &str, unit: &str) -> Vec<Input> {
        let sides = [(QuoteSide::Bid, "bid", sides.bid), (QuoteSide::Offer, "offer", sides.offer)];
        let asked = sides.into_iter().filter(|(side, _, _)| self.asked.wants(*side));
        asked
            .map(|(_, side, value)| Input::new(format!("{side}, {what}"), value, unit.to_owned()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::basics::PutCall;
    use crate::desk::Desk;
    use crate::market::Market;
    use crate::market::fixtures::{call_on_screen, eth_linear, option_leg, package};
    use crate::quote::golden::{config, request};
    use crate::quote::{Quote, QuoteOptions, quote};

    /// A call of the market whose screen is 1 wide around its theoretical value, with a markup.
    fn quoted() -> Quote {
        let mut eth = eth_linear().underlyings()[0].clone();
        let plain = Market::from_underlyings(vec![eth.clone()]);
        let call =
            |market: &Market| package(vec![option_leg(market, 1, 44.0, 3_400.0, PutCall::Call)]);
        let mut config = config();
        config.policy.adverse_selection.screen_cap = [Some(1.0), Some(1.0), None];
        config.policy.quote.markup = 0.25;
        let desk = Desk::from_config(&config).unwrap();
        let rfq = |market: &Market| request(call(market), 10.0, "two");
        let ask = |market: &Market| {
            quote(&rfq(market), market, &desk, &QuoteOptions::default()).quote.unwrap()
        };
        let value = ask(&plain);
        let screen = [value.theoretical - 0.5, value.theoretical + 0.5];
        eth.chain[1].quotes = vec![call_on_screen(3_400.0, screen, Some(1_000.0))];
        ask(&Market::from_underlyings(vec![eth]))
    }

    #[test]
    fn every_row_opens_into_the_numbers_it_comes_from() {
        let quote = quoted();
        let input = |row: &str, name: &str| {
            let row = quote.charges.iter().find(|charge| charge.name == row).unwrap();
            let input = row.inputs.iter().find(|input| input.name == name);
            input.unwrap_or_else(|| panic!("{name} of {:?}", row.inputs)).value
        };
        for charge in &quote.charges {
            assert!(!charge.inputs.is_empty(), "{}", charge.name);
            assert!(charge.inputs.iter().all(|input| input.value.is_finite()), "{}", charge.name);
        }
        assert_eq!(input("markup", "markup a side"), 0.25);
        assert_eq!(input("bounds", "least it can be worth"), 0.0);
        // What the cap leaves is the smaller of the two, and what it takes is the row.
        let (before, most) =
            (input("screenCap", "bid, charges before the cap"), input("screenCap", "most a side"));
        let cap = quote.charges.iter().find(|charge| charge.name == "screenCap").unwrap();
        assert!((cap.bid.unwrap() - (most - before).min(0.0)).abs() < 1e-9);
        // With a cap a side may be rounded towards the other, never by a whole tick.
        let offer = input("tick", "offer, before rounding");
        assert!((quote.offer.unwrap() - offer).abs() < input("tick", "tick"), "{offer}");
    }
}
