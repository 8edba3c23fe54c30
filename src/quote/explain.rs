//! Why the quote is what it is: a tree from its prices down to the numbers that came in.

use crate::overlays::Input;
use crate::pricing::LegValue;

use super::assembly::Assembled;
use super::explanation::Explanation;
use super::report::{ChargeRow, Quote};

/// The tree of a finished quote.
pub fn explain(quote: &Quote, legs: &[LegValue], assembled: &Assembled) -> Explanation {
    let theoretical = theoretical(quote, legs);
    let side = |name: &str, price: Option<f64>, flat: f64, row: fn(&ChargeRow) -> Option<f64>| {
        let price = price?;
        let rows = quote.charges.iter().filter_map(|charge| {
            let amount = row(charge)?;
            let inputs = charge.inputs.iter().map(from_input).collect();
            let node = Explanation::number(&charge.label, amount, &quote.currency);
            Some(node.because(charge.why.clone()).of(inputs))
        });
        let flat = Explanation::number("charge on an empty book", flat, &quote.currency);
        let mut children = vec![theoretical.clone()];
        children.extend(rows);
        children.push(flat.because("The base, hedging, liquidity, adverse selection and warehousing of this trade alone; the book moves the charge within set shares of it."));
        Some(Explanation::number(name, price, &quote.currency).of(children))
    };
    let bid = side("bid", quote.bid, assembled.flat.bid, |c| c.bid);
    let offer = side("offer", quote.offer, assembled.flat.offer, |c| c.offer);
    let client = Explanation::number("client tier", f64::from(quote.client.tier), "")
        .because(quote.client.why.clone());
    let mut children: Vec<Explanation> = bid.into_iter().chain(offer).collect();
    children.push(client);
    Explanation {
        name: String::from("quote"),
        why: format!("{} {}", quote.request, quote.status_why),
        children,
        ..Explanation::default()
    }
}

fn theoretical(quote: &Quote, legs: &[LegValue]) -> Explanation {
    let children = quote.legs.iter().zip(legs).map(|(quoted, leg)| {
        let report = &quoted.leg;
        let mut inputs = vec![
            Explanation::number("ratio", f64::from(report.ratio), "contracts per spread"),
            Explanation::number("forward", leg.forward, &quote.price_currency),
            Explanation::number("time to expiry", leg.years, "years, ACT/365F"),
        ];
        if report.vol.is_some() {
            inputs.push(Explanation::number("volatility used", 100.0 * leg.vol, "%"));
            inputs.push(Explanation::number("model volatility", 100.0 * leg.model_vol, "%"));
            inputs.push(Explanation::number("discount factor", leg.discount, ""));
            let screen = leg.screen_half_spread;
            inputs.extend(screen.map(|half| {
                Explanation::number("half-spread on screen", half, &leg.unit.currency)
            }));
        }
        let why = if report.marked.is_empty() {
            String::from("From the volatility surface.")
        } else {
            format!("Marked by hand: {}.", report.marked.join(", "))
        };
        Explanation::number(&report.symbol, report.price, &leg.unit.currency)
            .because(why)
            .of(inputs)
    });
    let tied = quote.tied.iter().map(|tie| {
        let inputs = vec![
            Explanation::number(
                "delta exchanged",
                tie.delta,
                &format!("units of the hedge per {}", quote.per),
            ),
            Explanation::number("reference", tie.reference, &quote.price_currency),
            Explanation::number("hedge mid", tie.mid, &quote.price_currency),
        ];
        Explanation::number("tied hedge", tie.shift, &quote.currency)
            .because(tie.why.clone())
            .of(inputs)
    });
    let why = match quote.tied {
        None => "The sum of the legs' values times their ratios.",
        Some(_) => "The sum of the legs' values times their ratios, and of the tied hedge.",
    };
    Explanation::number("theoretical", quote.theoretical, &quote.currency)
        .because(why)
        .of(children.chain(tied).collect())
}

fn from_input(input: &Input) -> Explanation {
    Explanation::number(&input.name, input.value, &input.unit)
}
