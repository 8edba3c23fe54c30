//! Native speed: one line of JSON per figure, which `cargo xtask bench` sets beside the browser's.

// A program that measures looks at the clock and prints.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod measure;
mod options;
mod surface;

use measure::{Measured, measure};

fn main() {
    let figures = yardstick().into_iter().chain(options::options()).chain(surface::lookups());
    for Measured { key, median, fastest } in figures {
        println!(r#"{{"key":"{key}","median":{median},"fastest":{fastest}}}"#);
    }
}

/// What the machine's floating point is worth, to compare figures between machines.
fn yardstick() -> [Measured; 1] {
    let mut x = 0.5;
    [measure("libm-exp", 1, || {
        x = 0.5 + 1e-3 * (x - 0.5);
        libm::exp(x)
    })]
}
