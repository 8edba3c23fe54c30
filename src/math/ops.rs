//! Transcendental functions, from one libm on every target.
//!
//! Native `std` calls the platform's C library while wasm calls a Rust port of musl's; going
//! through the `libm` crate everywhere makes `math` and `models` give the same bits natively and
//! in the browser. A clippy list sends people here.

/// eˣ.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// eˣ − 1, accurate near zero.
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// ln(1 + x), accurate near zero.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Complementary error function.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// x to the power y.
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Square root; IEEE 754 makes it the same everywhere.
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// max(x, 0) with a zero that has no sign.
///
/// Of 0.0 and −0.0 the platform's own maximum may give either, and targets differ in which.
pub fn positive_part(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}
