//! The same inputs give the same bits natively and in the browser.
//!
//! Every price and Greek of the reference table goes into one fingerprint, bit by bit, and both
//! targets must find the number below. A change of algorithm changes it: take the new one from
//! the failing native test, and see that the browser agrees.

use spread_pricer::basics::PutCall;
use spread_pricer::models::black_scholes::BlackScholes;

use crate::oracles::Table;

/// Fingerprint of `black_scholes` over `bsm.csv`.
const BLACK_SCHOLES: u64 = 0x892a_d37c_5589_d483;

/// FNV-1a (Fowler, Noll and Vo 1991) over the bits of numbers; every NaN counts as the same.
fn fingerprint(numbers: impl Iterator<Item = f64>) -> u64 {
    let bits = numbers.map(|x| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() });
    bits.flat_map(u64::to_le_bytes).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn black_scholes_gives_the_same_bits_on_every_target() {
    // The number is that of our own table.
    if std::env::var_os("ORACLES").is_some() {
        return;
    }
    let table = Table::read("bsm.csv");
    let numbers = table.rows().flat_map(|row| {
        let greeks = BlackScholes {
            put_call: if row.text("cp") == "c" { PutCall::Call } else { PutCall::Put },
            spot: row.number("S"),
            strike: row.number("K"),
            years: row.number("T"),
            rate: row.number("r"),
            dividend_yield: row.number("q"),
            vol: row.number("vol"),
        }
        .greeks();
        [
            greeks.price,
            greeks.delta,
            greeks.gamma,
            greeks.vega,
            greeks.theta,
            greeks.rho,
            greeks.vanna,
            greeks.volga,
            greeks.charm,
            greeks.speed,
            greeks.color,
            greeks.zomma,
            greeks.veta,
        ]
    });
    let found = fingerprint(numbers);
    assert_eq!(found, BLACK_SCHOLES, "the bits are those of {found:#018x}");
}
