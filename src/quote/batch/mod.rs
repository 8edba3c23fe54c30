//! Many requests at once: a row for each line, whatever is wrong with it.
//!
//! A batch of ten thousand rows is quoted with the numbers of a single quote and without its
//! sentences: reading one back by itself gives the same prices with every reason.

mod requests;

pub use requests::{Request, requests, requests_in};

use serde::Serialize;

use crate::basics::{Issue, QuoteSide, Severity};
use crate::desk::Desk;
use crate::market::Market;
use crate::rfq::check::check;
use crate::rfq::{Read, Reading, RfqDraft, read_back, read_with};

use super::assembly::{ROWS, Sides};
use super::outcome::Outcome;
use super::report::Status;
use super::{Found, Job, QuoteOptions, Standing, quote_with, run};

/// One request of a batch and what came of it. Prices are per spread and unit of underlying, in
/// premium currency; Greeks are the client's of buying one, in price currency.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BatchRow {
    /// Line of the text on which the request starts, from 1.
    pub line: usize,
    /// The client's own reference, where the request states one.
    pub id: Option<String>,
    /// The request as it stands in the text.
    pub request: String,
    /// The request read back in one sentence; absent where it could not be read to the end.
    pub understood: Option<String>,
    /// The recognised shape in words.
    pub structure: Option<String>,
    /// Who asks.
    pub client: Option<String>,
    /// Spreads asked for.
    pub quantity: Option<f64>,
    /// The numbers, where there is a quote.
    pub quote: Option<BatchQuote>,
    /// Every finding.
    pub issues: Vec<Issue>,
}

/// The numbers of one quote.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BatchQuote {
    /// What may be done with it.
    pub status: Status,
    /// Currency of premiums: `ETH`, `USD`.
    pub currency: String,
    /// Where the dealer buys; absent where the side is not asked for or not quoted.
    pub bid: Option<f64>,
    /// Where the dealer sells; absent where the side is not asked for or not quoted.
    pub offer: Option<f64>,
    /// Spreads the bid is good for.
    pub bid_size: f64,
    /// Spreads the offer is good for.
    pub offer_size: f64,
    /// Theoretical price, not rounded.
    pub theoretical: f64,
    /// Decimals that show the prices in their ticks.
    pub decimals: usize,
    /// Delta of one spread, premium included, in units of the underlying; absent across
    /// underlyings, whose units do not add up.
    pub delta_premium_adjusted: Option<f64>,
    /// Change of cash delta for a move of 1 %, in price currency.
    pub gamma_cash_per_percent: f64,
    /// Vega per volatility point, in price currency.
    pub vega_per_point: f64,
    /// Theta per calendar day, in price currency.
    pub theta_per_day: f64,
    /// Every row between theoretical and the prices; a side's rows sum to theoretical − bid or to
    /// offer − theoretical.
    pub charges: Vec<BatchCharge>,
}

/// One row of the breakdown; positive is worse for the client.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BatchCharge {
    /// The row's key: `base`, `hedgingCost`, …
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub name: &'static str,
    /// Taken off the bid; absent where there is no bid.
    pub bid: Option<f64>,
    /// Added to the offer; absent where there is no offer.
    pub offer: Option<f64>,
}

/// Reads and quotes requests, each for itself; see [`requests`] for what they come from.
pub fn batch(
    requests: Vec<Request>,
    market: &Market,
    desk: &Desk,
    standing: &Standing,
    options: &QuoteOptions,
) -> Vec<BatchRow> {
    let one = |request: Request| row(request, market, desk, standing, options);
    requests.into_iter().map(one).collect()
}

fn row(
    request: Request,
    market: &Market,
    desk: &Desk,
    standing: &Standing,
    options: &QuoteOptions,
) -> BatchRow {
    let reading = Reading { surface: Some(market), unsaid: true, ..Reading::default() };
    let mut read = read_with(&request.text, standing.listing(), reading);
    let mut row = BatchRow {
        line: request.line,
        id: request.id.clone(),
        client: request.client.clone(),
        quantity: request.quantity.filter(|quantity| quantity.is_finite()),
        understood: read.explanation.take(),
        issues: std::mem::take(&mut read.issues),
        ..BatchRow::default()
    };
    if let Some(draft) = read.draft.take() {
        row.issues.extend(request.other_client(&draft, desk));
        let draft = request.complete(draft);
        row.quantity = Some(draft.quantity).filter(|quantity| quantity.is_finite());
        row.client.clone_from(&draft.client);
        row.id.clone_from(&draft.id);
        read.has_size |= request.quantity.is_some();
        quote_into(&mut row, &draft, &read, (market, desk, standing), options);
    }
    row.request = request.text;
    row
}

/// A request with an open question or a fault in its words is not guessed at.
fn quote_into(
    row: &mut BatchRow,
    draft: &RfqDraft,
    read: &Read,
    on: (&Market, &Desk, &Standing),
    options: &QuoteOptions,
) {
    let is_open = row.issues.iter().any(|issue| issue.severity >= Severity::Query);
    let is_refused = row.issues.iter().any(Issue::is_reject);
    let write = |outcome: Outcome| (outcome.job.rfq.spread.structure.name(), numbers(&outcome));
    let found = if draft.preset.is_some() {
        quote_with(draft, on, options, false, write)
    } else {
        let (market, desk, standing) = on;
        let checked = check(draft, standing.listing());
        match &checked.rfq {
            Some(rfq) => {
                let said = || Some(read_back(rfq, read)).filter(|_| !is_refused);
                row.understood = row.understood.take().or_else(said);
                let (multipliers, found) = (None, checked.issues);
                let is_spoken = false;
                let job =
                    Job { rfq, market, desk, standing, options, multipliers, is_spoken, found };
                run(&job, write)
            }
            None => Found { made: None, issues: checked.issues },
        }
    };
    if let Some((structure, quote)) = found.made {
        row.structure = Some(structure.to_owned());
        row.quote = Some(quote).filter(|_| !is_open);
    }
    row.issues.extend(found.issues);
}

fn numbers(outcome: &Outcome) -> BatchQuote {
    let (bid, bid_size) = outcome.side(QuoteSide::Bid, outcome.assembled.bid);
    let (offer, offer_size) = outcome.side(QuoteSide::Offer, outcome.assembled.offer);
    let greeks = outcome.ctx.valuation.reported_greeks;
    let mut underlyings = outcome.ctx.valuation.legs.iter().map(|leg| &leg.market.underlying);
    let first = underlyings.next();
    let is_of_one = underlyings.all(|other| Some(other) == first);
    let charge = |(name, row): (&'static str, Sides)| BatchCharge {
        name,
        bid: bid.map(|_| row.bid),
        offer: offer.map(|_| row.offer),
    };
    BatchQuote {
        status: outcome.status,
        currency: outcome.ctx.valuation.unit.currency.clone(),
        bid,
        offer,
        bid_size,
        offer_size,
        theoretical: outcome.ctx.valuation.price,
        decimals: outcome.decimals(),
        delta_premium_adjusted: is_of_one.then_some(greeks.delta_premium_adjusted),
        gamma_cash_per_percent: greeks.gamma_cash_per_percent,
        vega_per_point: greeks.vega_per_point,
        theta_per_day: greeks.theta_per_day,
        charges: ROWS.into_iter().zip(outcome.assembled.rows()).map(charge).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::IssueCode;
    use crate::desk::demo;
    use crate::market::sample_snapshot;
    use crate::quote::quote_draft;
    use crate::quote::write::csv;

    fn rows(text: &str) -> Vec<BatchRow> {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        let desk = demo();
        let standing = Standing::new(&market, &desk);
        batch(requests(text), &market, &desk, &standing, &QuoteOptions::default())
    }

    #[test]
    fn a_row_has_the_numbers_of_the_single_quote() {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        let lines = [
            "ETH 25DEC26 3300/3400/3500 call fly x100, Acme",
            "client sells 20 BTC 25DEC26 90000/100000 strangle",
            "ETH 27NOV26/25DEC26 3400 call cal x50, Cobalt",
            // More than a limit allows, so that its size is cut and said.
            "ETH 25DEC26 3400 straddle x90000",
            "BTC 25DEC26 100000 call vs 20x ETH 25DEC26 3600 call",
        ];
        for (row, line) in rows(&lines.join("\n")).iter().zip(lines) {
            let read = crate::rfq::read(line, &market.listing());
            let single = quote_draft(
                &read.draft.clone().unwrap(),
                &market,
                &demo(),
                &QuoteOptions::default(),
            );
            let (quote, batched) = (single.quote.unwrap(), row.quote.as_ref().unwrap());
            assert_eq!((batched.bid, batched.offer), (quote.bid, quote.offer), "{line}");
            assert_eq!((batched.bid_size, batched.offer_size), (quote.bid_size, quote.offer_size));
            assert_eq!(batched.theoretical, quote.theoretical);
            assert_eq!((batched.status, batched.decimals), (quote.status, quote.decimals));
            assert_eq!(batched.vega_per_point, quote.greeks.vega_per_point);
            assert_eq!(row.structure.as_deref(), Some(quote.structure_name.as_str()));
            let (mine, whole) = (row.issues.iter(), single.issues.iter());
            assert!(mine.map(|i| (i.code, &i.message)).eq(whole.map(|i| (i.code, &i.message))));
            assert_eq!(row.understood, read.explanation);
            assert_eq!(batched.charges.len(), quote.charges.len());
            for (charge, full) in batched.charges.iter().zip(&quote.charges) {
                assert_eq!(
                    (charge.name, charge.bid, charge.offer),
                    (full.name, full.bid, full.offer)
                );
            }
        }
    }

    #[test]
    fn deltas_of_two_underlyings_are_not_added_up() {
        let lines =
            "ETH 25DEC26 3400 call x5\nBTC 25DEC26 100000 call vs 20x ETH 25DEC26 3600 call";
        let deltas = rows(lines).into_iter().map(|row| row.quote.unwrap().delta_premium_adjusted);
        assert!(matches!(deltas.collect::<Vec<_>>()[..], [Some(_), None]));
    }

    #[test]
    fn a_bad_row_says_why_and_takes_no_other_down() {
        let rows = rows(
            "ETH 25DEC26 3400 call x50\nnonsense\nETH 25DEC26 3100/3800 RR x50\nXYZ 25DEC26 100 call\nETH 25DEC26 3500 put x5",
        );
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        let is_quoted: Vec<bool> = rows.iter().map(|row| row.quote.is_some()).collect();
        assert_eq!(is_quoted, [true, false, false, false, true]);
        assert_eq!(rows[1].issues[0].code, IssueCode::Syntax);
        // Which side of a risk reversal is bought is a question, not a guess.
        assert_eq!(rows[2].issues[0].severity, Severity::Query);
        assert_eq!(rows[3].issues[0].code, IssueCode::UnknownUnderlying);
    }

    #[test]
    fn a_table_states_client_reference_and_size() {
        let rows = rows(
            "request,client,id,quantity\nETH 25DEC26 3400 call,Acme,r-1,40\nETH 25DEC26 3400 call,,r-2,lots\n",
        );
        let first = rows[0].quote.as_ref().unwrap();
        assert_eq!((rows[0].client.as_deref(), rows[0].id.as_deref()), (Some("Acme"), Some("r-1")));
        assert_eq!((first.bid_size, first.offer_size), (40.0, 40.0));
        assert!(rows[1].quote.is_none() && rows[1].quantity.is_none());
        assert_eq!(rows[1].issues[0].code, IssueCode::Quantity);
    }

    #[test]
    fn a_row_that_names_two_clients_is_asked_back() {
        let rows = rows(
            "request,client\n\"ETH 25DEC26 3400 call x5, Kestrel Vol Trading\",Acme\n\"ETH 25DEC26 3400 call x5, ACME\",Acme\n",
        );
        assert!(rows[0].quote.is_none());
        let issue = &rows[0].issues[0];
        assert_eq!((issue.severity, issue.path.as_str()), (Severity::Query, "client"));
        assert!(issue.message.contains("Acme in the column, Kestrel Vol Trading in the request"));
        assert!(rows[1].quote.is_some() && rows[1].issues.is_empty(), "{:?}", rows[1].issues);
    }

    #[test]
    fn the_written_table_has_a_line_for_each_row_and_its_charges_add_up() {
        let rows = rows("ETH 25DEC26 3300/3400/3500 call fly x100\n\"what, is this\"\n");
        let text = csv::table(&rows);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), 2);
        let column = |name: &str| header.iter().position(|h| h == name).unwrap();
        let number = |name: &str| records[0][column(name)].parse::<f64>().unwrap();
        let charges: f64 = ROWS.into_iter().map(|name| number(&format!("{name}_offer"))).sum();
        assert!((charges - (number("offer") - number("theoretical"))).abs() < 1e-7);
        assert!(records[1][column("issues")].starts_with("reject E-SYNTAX"), "{:?}", records[1]);
    }
}
