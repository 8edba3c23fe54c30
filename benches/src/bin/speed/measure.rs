//! Timing a call that may take anything from a nanosecond to a second.

use std::hint::black_box;
use std::time::{Duration, Instant};

const SAMPLES: usize = 101;

/// Long enough that reading the clock does not count.
const SAMPLE: Duration = Duration::from_millis(2);

/// The time of one thing, in nanoseconds.
pub(crate) struct Measured {
    /// What the report calls it.
    pub(crate) key: &'static str,
    /// Half of the samples were faster.
    pub(crate) median: f64,
    /// The fastest sample, which says how quiet the machine was.
    pub(crate) fastest: f64,
}

/// Times a call that does `each` things.
pub(crate) fn measure<T>(key: &'static str, each: usize, mut call: impl FnMut() -> T) -> Measured {
    let mut calls = 1_u64;
    while time(calls, &mut call) < SAMPLE {
        calls *= 2;
    }
    let things = calls as f64 * each as f64;
    let mut samples: Vec<f64> =
        (0..SAMPLES).map(|_| time(calls, &mut call).as_secs_f64() * 1e9 / things).collect();
    samples.sort_by(f64::total_cmp);
    Measured { key, median: samples[SAMPLES / 2], fastest: samples[0] }
}

fn time<T>(calls: u64, call: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed()
}
