//! Black and its inverse over a chain's worth of options, scalar calls and the batch.

use std::hint::black_box;

use implied_vol::{DefaultSpecialFn, ImpliedBlackVolatility, PriceBlackScholes};
use spread_pricer::basics::PutCall;
use spread_pricer::models::batch::{BLACK_BATCH_ROW, BlackBatch, implied_vols};
use spread_pricer::models::black::Black;
use spread_pricer::models::implied_vol::vol_from_price;

use crate::measure::{Measured, measure};

/// As many as the page's largest grids have.
const OPTIONS: usize = 4096;

/// Struct of arrays, as the exported batch takes them. The page (`www/core/speed.js`) and
/// `quantlib.cpp` time the same options.
struct Chain {
    is_call: Vec<u8>,
    forward: Vec<f64>,
    strike: Vec<f64>,
    years: Vec<f64>,
    vol: Vec<f64>,
    discount: Vec<f64>,
    price: Vec<f64>,
}

/// Eight expiries from a day to two years, strikes out to four standard deviations, the side that
/// is out of the money as often as the other.
fn chain() -> Chain {
    const EXPIRIES: [f64; 8] = [0.003, 0.02, 0.04, 0.08, 0.25, 0.5, 1.0, 2.0];
    let options: Vec<Black> = (0..OPTIONS)
        .map(|i| {
            let years = EXPIRIES[i % EXPIRIES.len()];
            // A low-discrepancy walk over moneyness, so that branches are not predictable.
            let distance = ((i as f64 * 0.618_033_988_75).fract() - 0.5) * 8.0;
            let vol = 0.6 + 0.02 * distance * distance;
            let put_call = if (i / 8) % 2 == 0 { PutCall::Call } else { PutCall::Put };
            let strike = 3400.0 * libm::exp(distance * vol * libm::sqrt(years));
            Black { put_call, forward: 3400.0, strike, years, vol, discount: 0.99 }
        })
        .collect();
    let column = |f: fn(&Black) -> f64| options.iter().map(f).collect();
    Chain {
        is_call: options.iter().map(|o| u8::from(o.put_call == PutCall::Call)).collect(),
        forward: column(|o| o.forward),
        strike: column(|o| o.strike),
        years: column(|o| o.years),
        vol: column(|o| o.vol),
        discount: column(|o| o.discount),
        price: column(Black::price),
    }
}

impl Chain {
    fn options(&self) -> impl Iterator<Item = Black> + '_ {
        (0..OPTIONS).map(|i| Black {
            put_call: if self.is_call[i] == 0 { PutCall::Put } else { PutCall::Call },
            forward: self.forward[i],
            strike: self.strike[i],
            years: self.years[i],
            vol: self.vol[i],
            discount: self.discount[i],
        })
    }
}

/// Nanoseconds an option: ours, and those of the crate `implied-vol` on the same options.
pub(crate) fn options() -> Vec<Measured> {
    let chain = chain();
    let mut figures = ours(&chain);
    figures.extend(peer(&chain));
    figures
}

fn ours(chain: &Chain) -> Vec<Measured> {
    let Chain { is_call, forward, strike, years, vol, discount, price } = chain;
    let mut rows = vec![0.0; OPTIONS * BLACK_BATCH_ROW];
    vec![
        measure("price", OPTIONS, || chain.options().map(|o| o.price()).sum::<f64>()),
        measure("price-greeks", OPTIONS, || {
            // Every field is asked for, so that none is optimised away.
            chain.options().map(|o| black_box(o.greeks()).price).sum::<f64>()
        }),
        measure("batch-price-greeks", OPTIONS, || {
            if let Ok(batch) = BlackBatch::new(is_call, forward, strike, years, vol, discount) {
                batch.fill(0, &mut rows);
            }
            black_box(rows[0])
        }),
        measure("implied-vol", OPTIONS, || {
            let vols = chain.options().zip(price).filter_map(|(o, price)| {
                vol_from_price(o.put_call, *price, o.forward, o.strike, o.years, o.discount).ok()
            });
            vols.sum::<f64>()
        }),
        measure("batch-implied-vol", OPTIONS, || {
            implied_vols(is_call, price, forward, strike, years, discount)
        }),
    ]
}

/// The crate as its documentation calls it.
fn peer(chain: &Chain) -> Vec<Measured> {
    let options: Vec<(Black, f64)> = chain.options().zip(chain.price.iter().copied()).collect();
    vec![
        measure("crate-price", OPTIONS, || {
            let prices = options.iter().filter_map(|(o, _)| {
                PriceBlackScholes::builder()
                    .forward(o.forward)
                    .strike(o.strike)
                    .volatility(o.vol)
                    .expiry(o.years)
                    .is_call(o.put_call == PutCall::Call)
                    .build()
            });
            prices.map(|o| o.calculate::<DefaultSpecialFn>()).sum::<f64>()
        }),
        measure("crate-implied-vol", OPTIONS, || {
            let vols = options.iter().filter_map(|(o, price)| {
                ImpliedBlackVolatility::builder()
                    .option_price(price / o.discount)
                    .forward(o.forward)
                    .strike(o.strike)
                    .expiry(o.years)
                    .is_call(o.put_call == PutCall::Call)
                    .build()?
                    .calculate::<DefaultSpecialFn>()
            });
            vols.sum::<f64>()
        }),
    ]
}
