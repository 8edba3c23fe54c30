//! The same inputs give the same bits natively and in the browser.
//!
//! Every price and Greek of the reference table goes into one fingerprint, bit by bit, and both
//! targets must find the number below. A change of algorithm changes it: take the new one from
//! the failing native test, and see that the browser agrees.

use crate::oracles::{Row, Table};
use crate::oracles_black::option;

/// Names and numbers of a row.
type Numbers = [(&'static str, f64); 13];

/// Fingerprint of each number of `black_scholes` over `bsm.csv`.
const BLACK_SCHOLES: [(&str, u64); 13] = [
    ("price", 0xcfc0_1350_81b6_0163),
    ("delta", 0x4754_1c35_29a5_c84c),
    ("gamma", 0xd042_7f81_438d_66e4),
    ("vega", 0x98eb_566c_f119_2391),
    ("theta", 0x5519_ed2f_93c5_6af3),
    ("rho", 0x1bed_19e9_9292_cc90),
    ("vanna", 0xbfe3_8fa4_579b_49cc),
    ("volga", 0xfaa6_87b8_6265_6f18),
    ("charm", 0x6f78_dfc9_3564_1cde),
    ("speed", 0xf288_dcf8_efe2_c878),
    ("color", 0x1c67_2149_9023_be70),
    ("zomma", 0xea73_7c99_eb3e_a8fe),
    ("veta", 0xe9b4_e5a4_5de6_4602),
];

/// FNV-1a (Fowler, Noll and Vo 1991) over the bits of numbers; every NaN counts as the same.
fn fingerprint(numbers: impl Iterator<Item = f64>) -> u64 {
    let bits = numbers.map(|x| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() });
    bits.flat_map(u64::to_le_bytes).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
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
