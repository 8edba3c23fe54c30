//! Speed measurements: `cargo xtask bench`.
//!
//! Each line is the median time of one call, and beside it that of the fastest and slowest sample,
//! which say how quiet the machine was.

// A program that measures looks at the clock and prints.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod measure;
mod options;

use measure::measure;

fn main() {
    heading("native, ns a call");
    yardstick();
    heading("native, ns an option");
    options::options();
}

fn heading(title: &str) {
    println!("{title:<32} {:>12} {:>12} {:>12}", "median", "fastest", "slowest");
}

/// What the machine's floating point is worth, to compare figures between machines.
fn yardstick() {
    let mut x = 0.5;
    measure("libm::exp", || {
        x = 0.5 + 1e-3 * (x - 0.5);
        libm::exp(x)
    });
    measure("libm::log", || {
        x = 0.5 + 1e-3 * (x - 0.5);
        libm::log(x)
    });
}
