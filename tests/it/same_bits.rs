//! The same inputs give the same bits natively and in the browser.
//!
//! Every price and Greek of the reference table goes into one fingerprint, bit by bit, and both
//! targets must find the number below. A change of algorithm changes it: take the new one from
//! the failing native test, and see that the browser agrees.

use spread_pricer::basics::PutCall;
use spread_pricer::models::batch::{BLACK_BATCH_ROW, black_batch};
use spread_pricer::models::black::Black;

use crate::oracles::{Row, Table};
use crate::oracles_black::option;

/// Names and numbers of a row.
type Numbers = [(&'static str, f64); 13];

/// Fingerprint of each number of `black_scholes` over `bsm.csv`.
const BLACK_SCHOLES: [(&str, u64); 13] = [
    ("price", 0xf6f2_2646_22cb_a156),
    ("delta", 0xb357_408d_b16a_4034),
    ("gamma", 0x7275_12d7_5930_df11),
    ("vega", 0x8c60_1336_2088_3938),
    ("theta", 0x0360_2642_c104_b64b),
    ("rho", 0xf9e2_5c2f_c86f_0a71),
    ("vanna", 0x2991_4354_8ffb_7b4f),
    ("volga", 0xce27_bcba_6678_bd1e),
    ("charm", 0x9a44_b00e_3929_0061),
    ("speed", 0x98ed_8cc4_6ee1_900c),
    ("color", 0x3439_713e_88e9_8fbf),
    ("zomma", 0x0d47_5985_2578_933a),
    ("veta", 0xcdcd_fa16_548f_8a8f),
];

/// FNV-1a (Fowler, Noll and Vo 1991) over the bits of numbers; every NaN counts as the same.
fn fingerprint(numbers: impl Iterator<Item = f64>) -> u64 {
    let bits = numbers.map(|x| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() });
    bits.flat_map(u64::to_le_bytes).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Prices and Greeks of the batch have the bits of the scalar call, whatever stands beside them.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_batch_gives_the_bits_of_the_scalar_call() {
    let table = Table::read("bsm.csv");
    let options: Vec<Black> = table
        .rows()
        .map(|row| option(&row))
        .map(|o| Black {
            put_call: o.put_call,
            forward: o.spot,
            strike: o.strike,
            years: o.years,
            vol: o.vol,
            discount: libm::exp(-o.rate * o.years),
        })
        .collect();
    let is_call: Vec<u8> = options.iter().map(|o| u8::from(o.put_call == PutCall::Call)).collect();
    let column = |f: fn(&Black) -> f64| options.iter().map(f).collect::<Vec<f64>>();
    let rows = black_batch(
        &is_call,
        &column(|o| o.forward),
        &column(|o| o.strike),
        &column(|o| o.years),
        &column(|o| o.vol),
        &column(|o| o.discount),
    )
    .unwrap();
    let bits = |numbers: &[f64]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    for (i, (row, option)) in rows.chunks_exact(BLACK_BATCH_ROW).zip(&options).enumerate() {
        let g = option.greeks();
        let scalar = [
            g.price,
            g.delta_forward,
            g.gamma_forward,
            g.vega,
            g.theta_vol,
            g.rho_fixed_forward,
            g.vanna_forward,
            g.volga,
            g.charm_vol_forward,
            g.speed_forward,
            g.color_vol_forward,
            g.zomma_forward,
            g.veta_vol,
            g.ultima,
        ];
        assert_eq!(bits(row), bits(&scalar), "row {i}: {option:?}");
    }
}

fn numbers(row: &Row) -> Numbers {
    let greeks = option(row).greeks();
    [
        ("price", greeks.price),
        ("delta", greeks.delta),
        ("gamma", greeks.gamma),
        ("vega", greeks.vega),
        ("theta", greeks.theta),
        ("rho", greeks.rho),
        ("vanna", greeks.vanna),
        ("volga", greeks.volga),
        ("charm", greeks.charm),
        ("speed", greeks.speed),
        ("color", greeks.color),
        ("zomma", greeks.zomma),
        ("veta", greeks.veta),
    ]
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn black_scholes_gives_the_same_bits_on_every_target() {
    // The fingerprints are those of our own table.
    if std::env::var_os("ORACLES").is_some() {
        return;
    }
    let table = Table::read("bsm.csv");
    let rows: Vec<Numbers> = table.rows().map(|row| numbers(&row)).collect();
    let found: Vec<(&str, u64)> = (0..13)
        .map(|column| {
            let name = rows.first().map_or("", |row| row[column].0);
            (name, fingerprint(rows.iter().map(|row| row[column].1)))
        })
        .collect();
    assert_eq!(found, BLACK_SCHOLES);
}
