//! Recorded chains with sizes and the futures of the same moments: hedging and liquidity from real
//! depth, from the files to the quote.

use std::fs;

use spread_pricer::basics::Timestamp;
use spread_pricer::desk::config::{ClientConfig, DeskConfig};
use spread_pricer::desk::limits::LimitSet;
use spread_pricer::desk::{Desk, HedgeMode, Tier};
use spread_pricer::market::csv::{ReadOptions, read_chain};
use spread_pricer::market::snapshot::HedgeRow;
use spread_pricer::market::{Market, UnderlyingMarket};
use spread_pricer::quote::hedging::plan_of_draft;
use spread_pricer::quote::{Quote, QuoteOptions, quote_draft};
use spread_pricer::rfq::{Reading, RfqDraft, read_with};

use crate::recorded_markets::{chains, folder};

/// A line of the recorded futures: the moment, and the top of the book as a hedge.
fn futures() -> Vec<(String, HedgeRow)> {
    let Some(folder) = folder() else { return Vec::new() };
    let text = fs::read_to_string(folder.join("deribit_btc_futures_with_sizes.csv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| -> f64 { fields[i].parse().unwrap() };
        let (bid, ask) = (number(4), number(6));
        let mid = 0.5 * (bid + ask);
        // Sizes are in dollars; the smaller side is what both can count on.
        let size = number(5).min(number(7)) / mid;
        let row = HedgeRow {
            name: fields[2].to_owned(),
            expiry: Some(fields[3].to_owned()).filter(|expiry| !expiry.is_empty()),
            mid,
            levels: vec![(0.5 * (ask - bid), size)],
            daily_volume: None,
        };
        (fields[0].to_owned(), row)
    };
    text.lines().skip(1).map(row).collect()
}

/// Every recorded chain with sizes, with the futures of its moment as hedges, perpetual first.
fn markets() -> Vec<(String, Market)> {
    let futures = futures();
    let sized = chains(|name| name.starts_with("deribit_btc_sizes_2"));
    let load = |(name, text): (String, String)| {
        let mut snapshot = read_chain(&text, &ReadOptions::default()).unwrap().snapshot;
        let moment = snapshot.underlyings[0].as_of.clone();
        let at = Timestamp::parse_iso(&moment).unwrap();
        let of_moment = futures.iter().filter(|(stamp, _)| Timestamp::parse_iso(stamp) == Some(at));
        let mut hedges: Vec<HedgeRow> = of_moment.map(|(_, row)| row.clone()).collect();
        assert!(hedges.len() >= 8, "{name}: {} futures at {moment}", hedges.len());
        hedges.sort_by_key(|row| row.expiry.is_some());
        snapshot.underlyings[0].hedges = hedges;
        (name, Market::default().load(&snapshot).market.unwrap())
    };
    sized.into_iter().map(load).collect()
}

/// What is open and what has traded, by the moment and the contract's name.
fn activity() -> Vec<(Timestamp, String, String)> {
    let Some(folder) = folder() else { return Vec::new() };
    let text = fs::read_to_string(folder.join("deribit_btc_sizes_greeks_iv_sidecar.csv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let at = Timestamp::parse_iso(fields[0]).unwrap();
        (at, fields[1].to_owned(), format!("{},{}", fields[10], fields[11]))
    };
    text.lines().skip(1).map(row).collect()
}

/// A chain's text with what is open and what has traded beside each quote.
fn with_activity(text: &str, activity: &[(Timestamp, String, String)]) -> String {
    let line = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let Some(at) = Timestamp::parse_iso(fields[0]) else {
            return format!("{line},open_interest,volume\n");
        };
        let expiry = Timestamp::parse_iso(fields[2]).unwrap().expiry_code();
        let name = format!("{}-{expiry}-{}-{}", fields[1], fields[3], fields[4]);
        let near = |then: &Timestamp| (then.millis() - at.millis()).abs() < 600_000;
        let found = activity.iter().find(|(then, of, _)| *of == name && near(then));
        format!("{line},{}\n", found.map_or(",", |(_, _, stated)| stated.as_str()))
    };
    text.lines().map(line).collect()
}

#[test]
fn what_is_open_moves_widths_around_the_quoted_ones() {
    let activity = activity();
    let widths = |text: &str| {
        let snapshot = read_chain(text, &ReadOptions::default()).unwrap().snapshot;
        let market = Market::default().load(&snapshot).market.unwrap();
        market.underlyings()[0].half_width_points.clone()
    };
    for (name, text) in chains(|name| name.starts_with("deribit_btc_sizes_2")) {
        let stated = with_activity(&text, &activity);
        let known = stated.lines().skip(1).filter(|line| !line.ends_with(',')).count();
        assert!(known > 500, "{name}: {known} quotes have an open interest");
        let (plain, crowded) = (widths(&text), widths(&stated));
        let mut ratios: Vec<f64> = crowded.iter().zip(&plain).map(|(a, b)| a / b).collect();
        ratios.sort_by(f64::total_cmp);
        let (least, most) = (ratios[0], ratios[ratios.len() - 1]);
        // Twice what no one else does over one and a half, and one over it.
        assert!(least > 0.66 && most < 1.34, "{name}: {ratios:?}");
        assert!(least < 0.9 && most > 1.1, "{name}: {ratios:?}");
    }
}

fn desk(mode: HedgeMode) -> Desk {
    let mut config = DeskConfig::default();
    config.policy.hedging.mode = mode;
    // Prices are looked at here and not limits, which would cut the size that is priced.
    config.limits.per_underlying = LimitSet::uniform(1e15);
    config.limits.total = LimitSet::uniform(1e15);
    config.clients.push(ClientConfig {
        id: String::from("one"),
        name: None,
        tier: Tier::Tier1,
        toxicity: None,
        enabled: None,
        override_percent: None,
    });
    Desk::from_config(&config).unwrap()
}

/// Calls of the expiry nearest to 30 days, struck nearest to its forward.
fn request(market: &Market, quantity: f64) -> (RfqDraft, f64) {
    let btc: &UnderlyingMarket = &market.underlyings()[0];
    let away = |years: f64| (years * 365.0 - 30.0).abs();
    let listed = btc
        .chain
        .iter()
        .min_by(|a, b| away(btc.years(a.expiry)).total_cmp(&away(btc.years(b.expiry))));
    let listed = listed.unwrap();
    let forward = btc.forward(listed.expiry);
    let strikes = listed.strikes();
    let strike =
        strikes.iter().copied().min_by(|a, b| (a - forward).abs().total_cmp(&(b - forward).abs()));
    let line = format!("BTC {} {} call x{quantity}", listed.expiry.expiry_code(), strike.unwrap());
    let read = read_with(&line, &market.listing(), Reading::default());
    let draft = read.draft.unwrap_or_else(|| panic!("{line}: {:?}", read.issues));
    (RfqDraft { client: Some(String::from("one")), ..draft }, strike.unwrap())
}

fn quoted(market: &Market, mode: HedgeMode, quantity: f64) -> Quote {
    let (draft, _) = request(market, quantity);
    let quoted = quote_draft(&draft, market, &desk(mode), &QuoteOptions::default());
    quoted.quote.unwrap_or_else(|| panic!("{:?}", quoted.issues))
}

#[test]
fn the_delta_walks_the_recorded_book_of_its_own_future() {
    for (name, market) in markets() {
        let btc = &market.underlyings()[0];
        let quote = quoted(&market, HedgeMode::Delta, 20.0);
        let [order] = &quote.hedges[..] else { panic!("{name}: {:?}", quote.hedges) };
        let hedge = btc.hedges.iter().find(|hedge| hedge.name == order.instrument).unwrap();
        let (distance, visible) = (hedge.levels[0].distance, hedge.levels[0].size);
        let size = order.size.abs();
        // One level, then the square-root law beyond it, and the fee of five basis points.
        let law = 0.8 * hedge.daily_vol * hedge.mid / hedge.daily_volume.sqrt();
        let beyond = (size - visible).max(0.0);
        let curve = 2.0 / 3.0 * (size * size.sqrt() - visible * visible.sqrt())
            - visible.sqrt() * (size - visible);
        let impact = if beyond > 0.0 { law * curve } else { 0.0 };
        let cost = distance * size + impact + 0.0005 * hedge.mid * size;
        assert!((order.cost / cost - 1.0).abs() < 1e-9, "{name}: {} and {cost}", order.cost);
        let words = order.assumption.as_deref().unwrap_or("");
        assert!(words.starts_with("daily volume"), "{name}: only the volume is assumed: {words}");
        assert!((0.3 * 20.0..0.8 * 20.0).contains(&size), "{name}: a delta of {size}");
    }
}

#[test]
fn a_plan_takes_recorded_sizes_and_pays_more_for_more() {
    for (name, market) in markets() {
        let (small, large) = (10.0, 1_000.0);
        let charge = |quantity: f64| {
            let quote = quoted(&market, HedgeMode::Portfolio, quantity);
            let of = |key: &str| {
                quote.charges.iter().find(|row| row.name == key).unwrap().offer.unwrap()
            };
            for order in quote.hedges.iter().filter(|order| order.unit == "contracts") {
                // An assumption stands only where the file has no size.
                assert!(order.size.is_finite() && order.cost > 0.0, "{name}: {order:?}");
                assert_eq!(order.assumption, None, "{name}: {order:?}");
            }
            of("hedgingCost") + of("liquidity")
        };
        assert!(charge(large) > charge(small), "{name}");
        let (draft, _) = request(&market, large);
        let plan = plan_of_draft(&draft, &market, &desk(HedgeMode::Portfolio)).plans.remove(0);
        let options = plan.orders.iter().filter(|order| order.unit == "contracts").count();
        assert!(options > 0, "{name}: a thousand calls are hedged with futures alone");
        assert!(plan.remaining_risk < plan.unhedged_risk, "{name}");
    }
}

#[test]
fn the_screen_caps_a_large_size_less_than_a_small_one() {
    for (name, market) in markets() {
        let room = |quantity: f64| {
            let quote = quoted(&market, HedgeMode::Delta, quantity);
            let half = quote.screen_half_width.unwrap_or_else(|| panic!("{name}: not quoted"));
            let width = quote.offer.unwrap() - quote.bid.unwrap();
            let cap = quote.charges.iter().find(|row| row.name == "screenCap").unwrap();
            (width / (2.0 * half), cap.why.contains("with size assumed behind the top"))
        };
        // A tenth of a coin is on every screen here, a thousand on none.
        let (small, large) = (room(0.1), room(1_000.0));
        assert!(small.0 <= 1.0 + 1e-9, "{name}: {} of the screen for a tenth", small.0);
        assert!(large.0 > small.0 && !small.1, "{name}: {large:?} after {small:?}");
    }
}
