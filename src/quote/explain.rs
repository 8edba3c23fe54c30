//! Why the quote is what it is: a tree from its prices down to the numbers that came in.

use std::borrow::Cow;

use crate::overlays::Input;
use crate::pricing::LegValue;

use super::assembly::Assembled;
use super::explanation::Explanation;
use super::report::{ChargeRow, Quote};

/// The tree of a finished quote: the theoretical price, what each side takes from it, the client.
pub(super) fn tree(quote: &Quote, legs: &[LegValue], assembled: &Assembled) -> Explanation {
    let currency = || quote.currency.clone();
    let side = |name: &'static str,
                why: &'static str,
                price: Option<f64>,
                flat: f64,
                row: fn(&ChargeRow) -> Option<f64>| {
        let price = price?;
        let rows = quote.charges.iter().filter_map(|charge| {
            let amount = row(charge)?;
            let inputs = charge.inputs.iter().map(from_input).collect();
            let node = Explanation::number(charge.label, amount, currency());
            Some(node.because(charge.why.clone()).of(inputs))
        });
        let flat = Explanation::number("charge on an empty book", flat, currency());
        let flat = flat.because(
            "The base, hedging, liquidity, adverse selection and warehousing of this trade alone; \
             the book moves the charge within set shares of it.",
        );
        let children = rows.chain([flat]).collect();
        Some(Explanation::number(name, price, currency()).because(why).of(children))
    };
    let taken = "Theoretical less the charges of this side.";
    let bid = side("bid", taken, quote.bid, assembled.flat.bid, |c| c.bid);
    let added = "Theoretical and the charges of this side.";
    let offer = side("offer", added, quote.offer, assembled.flat.offer, |c| c.offer);
    let client = Explanation::number("client tier", f64::from(quote.client.tier), "")
        .because(quote.client.why.clone());
    let theoretical = [theoretical(quote, legs)].into_iter();
    Explanation {
        name: "quote".into(),
        why: format!("{} {}", quote.request, quote.status_why).into(),
        children: theoretical.chain(bid).chain(offer).chain([client]).collect(),
        ..Explanation::default()
    }
}

fn theoretical(quote: &Quote, legs: &[LegValue]) -> Explanation {
    let children = quote.legs.iter().zip(legs).map(|(quoted, leg)| {
        let report = &quoted.leg;
        let mut inputs = vec![
            Explanation::number("ratio", f64::from(report.ratio), "contracts per spread"),
            Explanation::number("forward", leg.forward, quote.price_currency.clone()),
            Explanation::number("time to expiry", leg.years, "years, ACT/365F"),
        ];
        if report.vol.is_some() {
            inputs.push(Explanation::number("volatility used", 100.0 * leg.vol, "%"));
            inputs.push(Explanation::number("model volatility", 100.0 * leg.model_vol, "%"));
            inputs.push(Explanation::number("discount factor", leg.discount, ""));
            let screen = leg.screen_half_spread;
            inputs.extend(screen.map(|half| {
                Explanation::number("half-spread on screen", half, leg.unit.currency.clone())
            }));
        }
        let why: Cow<'static, str> = if report.marked.is_empty() {
            "From the volatility surface.".into()
        } else {
            format!("Marked by hand: {}.", report.marked.join(", ")).into()
        };
        Explanation::number(report.symbol.clone(), report.price, leg.unit.currency.clone())
            .because(why)
            .of(inputs)
    });
    let tied = quote.tied.iter().map(|tie| {
        let inputs = vec![
            Explanation::number(
                "delta exchanged",
                tie.delta,
                format!("units of the hedge per {}", quote.per),
            ),
            Explanation::number("reference", tie.reference, quote.price_currency.clone()),
            Explanation::number("hedge mid", tie.mid, quote.price_currency.clone()),
        ];
        Explanation::number("tied hedge", tie.shift, quote.currency.clone())
            .because(tie.why.clone())
            .of(inputs)
    });
    let why = match quote.tied {
        None => "The sum of the legs’ values times their ratios.",
        Some(_) => "The sum of the legs’ values times their ratios, and of the tied hedge.",
    };
    Explanation::number("theoretical", quote.theoretical, quote.currency.clone())
        .because(why)
        .of(children.chain(tied).collect())
}

fn from_input(input: &Input) -> Explanation {
    Explanation::number(input.name.clone(), input.value, input.unit.clone())
}
