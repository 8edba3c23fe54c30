//! Markets of known parameters, for the tests of this floor and those above.

use super::{
    ChainExpiry, DepthLevel, HedgeInstrument, Market, QuotedOption, Slice, Source, Surface,
};
use super::{RecentFits, UnderlyingMarket, VegaNodes};
use crate::basics::{
    ContractTerms, Direction, Exercise, Instrument, Leg, Mark, MarketKey, PutCall, Settlement,
    Spread, Structure, TickSchedule, Timestamp,
};
use crate::math::ops;
use crate::models::black::Black;
use crate::models::svi::RawSvi;
use crate::models::svi_spline::SviSpline;

/// The instant of every fixture.
pub(crate) fn as_of() -> Timestamp {
    Timestamp::from_utc(2026, 11, 18, 12, 0).unwrap()
}

/// The expiry `days` after the fixtures' instant.
pub(crate) fn expiry(days: f64) -> Timestamp {
    #[allow(clippy::cast_possible_truncation, reason = "a few hundred days of milliseconds")]
    as_of().plus_millis((days * 86_400_000.0).round() as i64)
}

/// The market of the worked waterfall: ETH with F = 3400 at every expiry, 16 and 44 days, the hedge book of the worked
/// waterfall on a perpetual and on each expiry's future, and the default liquidity
/// 0.35 (1 + 0.5 |x|).
pub(crate) fn eth_linear() -> Market {
    let slices = vec![
        slice(16.0, 3400.0, RawSvi::from_ssvi(0.36 * 16.0 / 365.0, -0.15, 4.0).into()),
        slice(44.0, 3400.0, RawSvi::from_ssvi(0.62 * 0.62 * 44.0 / 365.0, -0.12, 2.6).into()),
    ];
    let hedge = HedgeInstrument {
        name: String::from("ETH-PERPETUAL"),
        expiry: None,
        mid: 3400.0,
        levels: [(0.25, 200.0), (0.5, 400.0), (1.0, 800.0)]
            .map(|(distance, size)| DepthLevel { distance, size })
            .to_vec(),
        daily_vol: 0.035,
        daily_volume: 150_000.0,
        fee_rate: 0.0,
        assumption: None,
    };
    // Each expiry's own future has the same book, so that no basis enters the worked waterfall.
    let futures: Vec<HedgeInstrument> = slices
        .iter()
        .map(|s| HedgeInstrument {
            name: format!("ETH-{}", s.expiry.expiry_code()),
            expiry: Some(s.expiry),
            ..hedge.clone()
        })
        .collect();
    let mut eth = underlying("ETH", Settlement::Linear, 3400.0, slices, hedge);
    eth.hedges.extend(futures);
    Market::from_underlyings(vec![eth])
}

/// BTC inverse with the same volatility everywhere and a forward equal to spot.
pub(crate) fn btc_inverse_flat(spot: f64, vol: f64) -> Market {
    let slices = vec![slice(20.0, spot, SviSpline::flat(vol * vol * 20.0 / 365.0))];
    let hedge = HedgeInstrument {
        name: String::from("BTC-PERPETUAL"),
        expiry: None,
        mid: spot,
        levels: vec![DepthLevel { distance: 5.0, size: 50.0 }],
        daily_vol: 0.03,
        daily_volume: 20_000.0,
        fee_rate: 0.0005,
        assumption: None,
    };
    Market::from_underlyings(vec![underlying("BTC", Settlement::Inverse, spot, slices, hedge)])
}

fn slice(days: f64, forward: f64, smile: SviSpline) -> Slice {
    Slice { expiry: expiry(days), years: days / 365.0, forward, discount: 1.0, smile }
}

fn underlying(
    id: &str,
    settlement: Settlement,
    spot: f64,
    slices: Vec<Slice>,
    hedge: HedgeInstrument,
) -> UnderlyingMarket {
    let is_inverse = settlement == Settlement::Inverse;
    UnderlyingMarket {
        key: MarketKey { underlying: id.to_owned(), settlement },
        source: Source::Sample,
        as_of: as_of(),
        spot,
        price_currency: String::from("USD"),
        exercise: Exercise::European,
        contract: ContractTerms {
            multiplier: 1.0,
            premium_currency: String::from(if is_inverse { id } else { "USD" }),
            min_quantity: 1.0,
            quantity_step: 1.0,
            outright_tick: TickSchedule::flat(if is_inverse { 0.0001 } else { 0.05 }),
            package_tick: TickSchedule::flat(if is_inverse { 0.0001 } else { 0.05 }),
        },
        chain: slices
            .iter()
            .map(|s| ChainExpiry {
                expiry: s.expiry,
                forward: s.forward,
                discount: s.discount,
                quotes: vec![],
            })
            .collect(),
        surface: Surface::new(spot, slices).unwrap(),
        hedges: vec![hedge],
        reports: vec![],
        recent_fits: RecentFits::default(),
        half_width_points: (0..VegaNodes::COUNT)
            .map(|node| 0.35 * (1.0 + 0.5 * VegaNodes::node(node).1.abs()))
            .collect(),
    }
}

/// A leg of the first market.
pub(crate) fn option_leg(
    market: &Market,
    ratio: i32,
    days: f64,
    strike: f64,
    put_call: PutCall,
) -> Leg {
    Leg {
        ratio,
        instrument: Instrument::Option {
            market: market.underlyings()[0].key.clone(),
            expiry: expiry(days),
            strike,
            put_call,
            exercise: Exercise::European,
        },
        multiplier: 1.0,
        mark: Mark::default(),
    }
}

/// A call on the screen, with as many contracts at the bid as at the offer.
pub(crate) fn call_on_screen(strike: f64, [bid, ask]: [f64; 2], size: Option<f64>) -> QuotedOption {
    QuotedOption {
        strike,
        put_call: PutCall::Call,
        bid: Some(bid),
        ask: Some(ask),
        bid_size: size,
        ask_size: size,
        open_interest: None,
        volume: None,
        bid_vol: None,
        ask_vol: None,
        dropped: None,
    }
}

/// A spread of these legs.
pub(crate) fn package(legs: Vec<Leg>) -> Spread {
    Spread { legs, structure: Structure::Custom, direction: Direction::Long }
}

/// A European chain at 4 % interest, nine strikes an expiry, quoted this share of the price wide.
pub(crate) fn chain_at_interest(half: f64) -> String {
    let mut text = String::from("timestamp_utc,underlying,expiry,strike,type,bid,ask\n");
    for (expiry, years) in [("2027-03-19T20:00:00Z", 120.0 / 365.0), ("2027-11-19T20:00:00Z", 1.0)]
    {
        let discount = ops::exp(-0.04 * years);
        for strike in (80..=120).step_by(5).map(f64::from) {
            for (word, put_call) in [("C", PutCall::Call), ("P", PutCall::Put)] {
                let forward = 100.0 / discount;
                let price = Black { put_call, forward, strike, years, vol: 0.3, discount }.price();
                let (bid, ask) = (price * (1.0 - half), price * (1.0 + half));
                let row =
                    format!("2026-11-19T20:00:00Z,XYZ,{expiry},{strike},{word},{bid},{ask}\n");
                text.push_str(&row);
            }
        }
    }
    text
}
