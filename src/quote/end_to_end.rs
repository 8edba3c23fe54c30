//! From a line of text to a quote on the generated sample market with the demo desk.

use crate::basics::{Issue, IssueCode, Timestamp};
use crate::desk::{Desk, demo};
use crate::market::Market;
use crate::market::sample::sample_snapshot;
use crate::rfq::{PriceIn, RfqDraft, read};

use super::{Quote, QuoteOptions, Quoted, Standing, Status, explain_standing, quote_draft};

fn market() -> Market {
    Market::default().load(&sample_snapshot()).market.unwrap()
}

fn draft(line: &str, market: &Market) -> RfqDraft {
    let read = read(line, &market.listing());
    let mut draft = read.draft.unwrap_or_else(|| panic!("{line}: {:?}", read.issues));
    draft.client = Some(String::from("acme"));
    draft
}

fn ask(line: &str, market: &Market) -> Quoted {
    quote_draft(&draft(line, market), market, &demo(), &QuoteOptions::default())
}

fn quoted(line: &str, market: &Market) -> Quote {
    let quoted = ask(line, market);
    quoted.quote.unwrap_or_else(|| panic!("{line}: {:?}", quoted.issues))
}

#[test]
fn the_opening_request_is_quoted_on_the_sample_market() {
    let market = market();
    let quote = quoted("ETH 25DEC26 3300/3400/3500 call fly x100", &market);
    let (bid, offer) = (quote.bid.unwrap(), quote.offer.unwrap());
    assert!(bid < quote.theoretical && quote.theoretical < offer, "{}", quote.chat_line);
    assert_eq!((quote.currency.as_str(), quote.price_currency.as_str()), ("ETH", "USD"));
    assert_eq!((quote.bid_size, quote.offer_size), (100.0, 100.0));
    assert_eq!((quote.client.tier, quote.status), (2, Status::Indicative), "{}", quote.status_why);
    assert_eq!(quote.unvalued, [""; 0]);
    assert_eq!(quote.decimals, 4);
    assert!(quote.chat_line.starts_with("ETH 25DEC26 3300/3400/3500 call fly 100x: "));
    assert!(quote.checks.iter().all(|c| c.before < c.limit), "the demo book breaks a limit");
    assert!(quote.charges.iter().all(|c| !c.why.is_empty()));
}

#[test]
fn the_explanation_goes_from_the_quotes_prices_down_to_their_inputs() {
    let market = market();
    let line = "ETH 25DEC26 3300/3400/3500 call fly x100";
    let quote = quoted(line, &market);
    let (desk, options) = (demo(), QuoteOptions::default());
    let standing = Standing::new(&market, &desk);
    let explained = explain_standing(&draft(line, &market), &market, &desk, &standing, &options);
    let tree = explained.explanation.unwrap();
    let [theoretical, bid, offer, tier] = &tree.children[..] else { panic!("{tree:?}") };
    assert_eq!((theoretical.value, theoretical.children.len()), (Some(quote.theoretical), 3));
    assert_eq!((bid.value, offer.value), (quote.bid, quote.offer));
    assert_eq!(tier.value, Some(f64::from(quote.client.tier)));
    for (side, sign) in [(bid, -1.0), (offer, 1.0)] {
        // The last node is what the charges would be on an empty book, which is no row.
        let (_, rows) = side.children.split_last().unwrap();
        assert_eq!(rows.len(), quote.charges.len());
        let taken: f64 = rows.iter().map(|row| row.value.unwrap()).sum();
        let price = side.value.unwrap();
        assert!((quote.theoretical + sign * taken - price).abs() < 1e-12, "{taken} {price}");
        for (row, charge) in rows.iter().zip(&quote.charges) {
            assert_eq!((row.name.as_ref(), row.why.as_ref()), (charge.label, &*charge.why));
            let inputs = row.children.iter().map(|input| input.value);
            assert!(inputs.eq(charge.inputs.iter().map(|input| Some(input.value))));
        }
    }
}

#[test]
fn every_opening_structure_is_quoted() {
    let market = market();
    for line in [
        "ETH 25DEC26 3400 call x50",
        "ETH 25DEC26 3400/3600 cs x50",
        "ETH 25DEC26 3200/3000 ps x50",
        "ETH 25DEC26 3400 straddle x50",
        "ETH 25DEC26 3100/3800 strangle x50",
        "ETH 25DEC26 3100/3800 RR call over x50",
        "ETH 25DEC26 3200/3300/3500/3600 call condor x50",
        "ETH 27NOV26/25DEC26 3400 call cal x50",
        "BTC 25DEC26 90000/100000 strangle x5",
        "SPX 18DEC26 6600/6700/6800 put fly x10",
        "ETH 25DEC26 3100/3800 collar x50",
        "ETH 25DEC26 3100/3800 collar with future x50",
        "ETH 25DEC26 3300/3500 guts x50",
        "ETH 25DEC26 3400/3600/3800 call ladder x50",
        "ETH 25DEC26 3400 strip x50",
        "ETH 25DEC26 3400 strap x50",
        "ETH 27NOV26/25DEC26 3200p/3800c dbl cal x50",
        "ETH 25DEC26 3200/3400/3600 cs vs p x50",
        "ETH 25DEC26 3400/3600 straddle vs call x50",
        "ETH 25DEC26 3400/3600 1x2 call backspread x50",
    ] {
        let quote = quoted(line, &market);
        let slack = 1e-12 * (1.0 + quote.theoretical.abs());
        for (price, sign) in [(quote.bid, 1.0), (quote.offer, -1.0)] {
            let Some(price) = price else { panic!("{line}: {}", quote.status_why) };
            assert!(sign * (quote.theoretical - price) >= -slack, "{line}: {}", quote.chat_line);
        }
    }
}

#[test]
fn financing_trades_pay_no_adverse_selection_and_are_named_as_such() {
    let market = market();
    for line in [
        "ETH 25DEC26 3200/3600 box x50",
        "ETH 27NOV26/25DEC26 3400 jelly roll x50",
        "ETH 25DEC26 3400 conversion x50",
        "ETH 25DEC26 3400 reversal with spot x50",
        "ETH 25DEC26 3400 synthetic x50",
    ] {
        let quoted = ask(line, &market);
        let codes: Vec<IssueCode> = quoted.issues.iter().map(|issue| issue.code).collect();
        assert!(codes.contains(&IssueCode::ZeroRisk), "{line}: {codes:?}");
        let quote = quoted.quote.unwrap();
        let charge = quote.charges.iter().find(|row| row.name == "adverseSelection").unwrap();
        let most = charge.bid.unwrap_or(0.0).abs().max(charge.offer.unwrap_or(0.0).abs());
        assert!(most < 1e-9, "{line}: {most}");
    }
}

#[test]
fn the_clock_sets_life_and_age_and_no_price() {
    let market = market();
    let draft = draft("ETH 25DEC26 3400 straddle x50", &market);
    let at = |now: &str, seed: u64| {
        let options =
            QuoteOptions { now: Timestamp::parse_iso(now), seed, ..QuoteOptions::default() };
        quote_draft(&draft, &market, &demo(), &options).quote.unwrap()
    };
    let early = at("2026-11-18T12:00:10Z", 1);
    let late = at("2027-02-01T00:00:00Z", 1);
    assert_eq!((early.bid, early.offer), (late.bid, late.offer));
    assert_eq!(early.valid_until, "2026-11-18T12:00:40Z");
    assert_eq!(early.data_age, "data 10 seconds old");
    assert_eq!(late.data_age, "data 74 days old");
    assert_eq!(late.status, Status::Indicative);
    assert_ne!(early.id, late.id);
    assert_ne!(early.id, at("2026-11-18T12:00:10Z", 2).id);
    assert_eq!(early, at("2026-11-18T12:00:10Z", 1));
}

#[test]
fn a_client_may_ask_for_dollars_or_volatility() {
    let market = market();
    let mut draft = draft("ETH 25DEC26 3400 call x50", &market);
    draft.price_in = Some(PriceIn::Usd);
    let options = QuoteOptions::default();
    let quote = quote_draft(&draft, &market, &demo(), &options).quote.unwrap();
    let dollars = quote.priced_in.unwrap();
    assert_eq!(dollars.bid, quote.bid.map(|b| b * quote.reference_spot));
    draft.price_in = Some(PriceIn::Vol);
    let quote = quote_draft(&draft, &market, &demo(), &options).quote.unwrap();
    let vols = quote.priced_in.unwrap();
    let mid = 100.0 * quote.legs[0].leg.vol.unwrap();
    assert!(vols.bid.unwrap() < mid && mid < vols.offer.unwrap());
}

#[test]
fn what_cannot_be_quoted_says_why() {
    let market = market();
    let nobody = quote_draft(&RfqDraft::default(), &market, &demo(), &QuoteOptions::default());
    assert!(nobody.quote.is_none());
    assert!(nobody.issues.iter().any(|i| i.code == IssueCode::NoLegs));
    let mut config = demo().config().clone();
    config.limits.total.vega_per_point = 1.0;
    let tight = Desk::from_config(&config).unwrap();
    let draft = draft("ETH 25DEC26 3400 straddle x50", &market);
    let refused = quote_draft(&draft, &market, &tight, &QuoteOptions::default());
    let quote = refused.quote.unwrap();
    assert!(refused.issues.iter().any(|i| i.code == IssueCode::Limit));
    assert!(quote.bid.is_none() || quote.offer.is_none());
    assert!(quote.bid.is_some() || quote.status == Status::Reject || quote.offer.is_some());
}

#[test]
fn positions_without_a_market_are_named() {
    let all = market();
    let only_eth = Market::from_underlyings(vec![all.underlyings()[2].clone()]);
    let id = only_eth.underlyings()[0].key.underlying.clone();
    let forward = only_eth.underlyings()[0].surface.slices()[3].forward;
    let strike = (forward / 100.0).round() * 100.0;
    let code = only_eth.chain_code(3);
    let quote = quoted(&format!("{id} {code} {strike} straddle x10"), &only_eth);
    assert!(!quote.unvalued.is_empty());
    assert!(quote.unvalued[0].contains("is loaded"), "{:?}", quote.unvalued);
}

impl Market {
    fn chain_code(&self, index: usize) -> String {
        self.underlyings()[0].chain[index].expiry.expiry_code()
    }
}

#[test]
fn doubled_ratios_at_half_the_size_are_the_same_request() {
    let market = market();
    let draft = draft("ETH 25DEC26 3300/3400/3500 call fly x100", &market);
    let mut doubled = draft.clone();
    doubled.quantity = 50.0;
    for leg in &mut doubled.legs {
        leg.ratio *= 2.0;
    }
    doubled.legs.reverse();
    let options = QuoteOptions::default();
    let once = quote_draft(&draft, &market, &demo(), &options).quote.unwrap();
    let twice = quote_draft(&doubled, &market, &demo(), &options).quote.unwrap();
    assert_eq!(once, twice);
}

#[test]
fn who_buys_a_tied_put_buys_the_hedge_as_well() {
    let market = market();
    let plain = quoted("ETH 25DEC26 3400 put x10", &market);
    let tied = quoted("ETH 25DEC26 3400 put x10 tied 3380 45d", &market);
    let hedge = tied.tied.unwrap();
    assert_eq!(hedge.delta, -0.45);
    // Bought 25.4 below its mid, 0.45 of it is worth 11.4 to who gets it.
    let below = hedge.mid - 3_380.0;
    let gained = 0.45 * below / market.underlyings()[0].spot;
    assert!(below > 10.0, "{below}");
    assert!((tied.theoretical - plain.theoretical - gained).abs() < 2e-5, "{}", hedge.why);
    assert!(hedge.why.contains("a client who buys the package buys 0.45"), "{}", hedge.why);
    // A delta against the package's stays as it is stated, and is said.
    let mut stated = draft("ETH 25DEC26 3400 put x10 vs 3400", &market);
    stated.tied.as_mut().unwrap().delta = Some(0.45);
    let against = quote_draft(&stated, &market, &demo(), &QuoteOptions::default());
    assert_eq!(against.quote.unwrap().tied.unwrap().delta, 0.45);
    let said = against.issues.iter().find(|issue| issue.code == IssueCode::TiedReference).unwrap();
    assert!(said.message.contains("-0.45 may be meant"), "{}", said.message);
    // Nobody ties to a premium.
    let premium = ask("ETH 25DEC26 3400 call x10 @ 0.08", &market);
    assert!(premium.quote.is_none() && premium.issues.iter().any(Issue::is_reject));
}
