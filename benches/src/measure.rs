//! Timing a call that may take anything from a nanosecond to a second.

use std::hint::black_box;
use std::time::{Duration, Instant};

const SAMPLES: usize = 101;

/// Long enough that reading the clock does not count.
const SAMPLE: Duration = Duration::from_millis(2);

/// Prints the median, fastest and slowest time of one call, in nanoseconds.
pub(crate) fn measure<T>(name: &str, call: impl FnMut() -> T) {
    measure_each(name, 1, call);
}

/// The same for a call that does `each` things, per thing.
pub(crate) fn measure_each<T>(name: &str, each: usize, mut call: impl FnMut() -> T) {
    let mut calls = 1_u64;
    while time(calls, &mut call) < SAMPLE {
        calls *= 2;
    }
    let things = calls as f64 * each as f64;
    let mut samples: Vec<f64> =
        (0..SAMPLES).map(|_| time(calls, &mut call).as_secs_f64() * 1e9 / things).collect();
    samples.sort_by(f64::total_cmp);
    let (median, fastest, slowest) = (samples[SAMPLES / 2], samples[0], samples[SAMPLES - 1]);
    println!("{name:<32} {median:>12.1} {fastest:>12.1} {slowest:>12.1}");
}

fn time<T>(calls: u64, call: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed()
}
