//! Black and its inverse over a chain's worth of options, scalar calls and the batch.

use spread_pricer::basics::PutCall;
use spread_pricer::models::batch::{black_batch, implied_vols};
use spread_pricer::models::black::Black;
use spread_pricer::models::implied_vol::vol_from_price;

use crate::measure::measure_each;

/// As many as the page's largest grids have.
const OPTIONS: usize = 4096;

/// Struct of arrays, as the exported batch takes them.
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

/// Prints nanoseconds an option.
pub(crate) fn options() {
    let chain = chain();
    measure_each("price", OPTIONS, || chain.options().map(|o| o.price()).sum::<f64>());
    measure_each("price and 15 Greeks", OPTIONS, || {
        chain
            .options()
            .map(|o| {
                // Every field is asked for, so that none is optimised away.
                let g = std::hint::black_box(o.greeks());
                g.price
            })
            .sum::<f64>()
    });
    measure_each("batch: price and 13 Greeks", OPTIONS, || {
        black_batch(
            &chain.is_call,
            &chain.forward,
            &chain.strike,
            &chain.years,
            &chain.vol,
            &chain.discount,
        )
    });
    measure_each("implied vol", OPTIONS, || {
        chain
            .options()
            .zip(&chain.price)
            .filter_map(|(o, price)| {
                vol_from_price(o.put_call, *price, o.forward, o.strike, o.years, o.discount).ok()
            })
            .sum::<f64>()
    });
    measure_each("batch: implied vol", OPTIONS, || {
        implied_vols(
            &chain.is_call,
            &chain.price,
            &chain.forward,
            &chain.strike,
            &chain.years,
            &chain.discount,
        )
    });
}
