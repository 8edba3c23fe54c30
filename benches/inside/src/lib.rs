//! A whole quote in a loop inside wasm, for `benches/inside.mjs`: what a call costs without the
//! border to JavaScript. Compiled and optimised as the package is.

use std::cell::OnceCell;
use std::hint::black_box;

use spread_pricer::basics::{InstrumentKind, PutCall};
use spread_pricer::desk::Desk;
use spread_pricer::desk::config::{DeskConfig, InstrumentConfig, InstrumentTerms, PositionConfig};
use spread_pricer::desk::demo::demo_config;
use spread_pricer::market::{Market, UnderlyingMarket, sample_snapshot};
use spread_pricer::quote::{QuoteOptions, Standing, quote_standing};
use spread_pricer::rfq::{self, RfqDraft};

/// Four legs, all overlays, a named client, both sides.
const REQUEST: &str = "ETH 25DEC26 3200/3300/3500/3600 iron condor x100, Acme";

/// Positions in the book beside it.
const POSITIONS: usize = 500;

/// Rows of a quote's breakdown.
const ROWS: usize = 10;

/// What a quote starts from.
struct Held {
    market: Market,
    desk: Desk,
    standing: Standing,
    draft: RfqDraft,
}

thread_local! {
    static HELD: OnceCell<Option<Held>> = const { OnceCell::new() };
}

/// Quotes the request so often, after making market, desk and book the first time, and gives how many
/// of the quotes had both prices and every row with its sentence.
// Nothing else of this module has the name.
#[unsafe(no_mangle)]
pub extern "C" fn quote(times: u32) -> u32 {
    HELD.with(|held| {
        let held = held.get_or_init(held_now).as_ref();
        held.map_or(0, |held| (0..times).map(|_| u32::from(is_whole(held))).sum())
    })
}

fn is_whole(held: &Held) -> bool {
    let Held { market, desk, standing, draft } = black_box(held);
    let quoted = quote_standing(draft, market, desk, standing, &QuoteOptions::default());
    black_box(quoted).quote.is_some_and(|quote| {
        let spoken = quote.charges.iter().filter(|row| !row.why.is_empty());
        quote.bid.is_some() && quote.offer.is_some() && spoken.count() == ROWS
    })
}

fn held_now() -> Option<Held> {
    let market = Market::default().load(&sample_snapshot()).market?;
    let desk = Desk::from_config(&with_positions(demo_config(), market.underlyings())?).ok()?;
    let standing = Standing::new(&market, &desk);
    let draft = rfq::read(REQUEST, standing.listing()).draft?;
    Some(Held { market, desk, standing, draft })
}

/// The desk with options of every expiry of every underlying, within 30 % of the spot, in its book.
fn with_positions(mut config: DeskConfig, markets: &[UnderlyingMarket]) -> Option<DeskConfig> {
    config.book.clear();
    for index in 0..POSITIONS {
        let market = markets.get(index % markets.len())?;
        let turn = index / markets.len();
        let expiry = market.chain.get(turn % market.chain.len())?.expiry;
        // Multiples of the golden ratio lie evenly, whatever their number.
        let moneyness = 0.7 + 0.6 * (index as f64 * 0.618_033_988_75).fract();
        let put_call = if moneyness > 1.0 { PutCall::Call } else { PutCall::Put };
        let terms = InstrumentTerms {
            kind: InstrumentKind::Option,
            underlying: market.key.underlying.clone(),
            expiry: Some(expiry.to_iso()),
            strike: Some((market.spot * moneyness * 10.0).round() / 10.0),
            put_call: Some(put_call),
            settlement: Some(market.key.settlement),
        };
        let quantity = 0.1 * ((index % 7) as f64 - 3.0);
        config.book.push(PositionConfig { instrument: InstrumentConfig::Terms(terms), quantity });
    }
    Some(config)
}
