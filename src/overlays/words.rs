//! Numbers as a salesperson reads them out: money in the premium's unit, sizes, percentages.

use crate::market::VegaNodes;

use super::Context;

/// Amounts of coin below this show six decimals instead of four.
const SMALL_COIN: f64 = 0.001;

impl Context<'_> {
    /// An amount in price currency, as money of the package's premium unit: `0.23` where premiums
    /// are in price currency, `0.0025 ETH` where they are in coin.
    pub fn money(&self, amount: f64) -> String {
        let unit = &self.valuation.unit;
        if unit.currency == unit.price_currency {
            return shown(amount, 2);
        }
        let coins = amount / unit.in_price_currency;
        let places = if coins != 0.0 && coins.abs() < SMALL_COIN { 6 } else { 4 };
        format!("{} {}", shown(coins, places), unit.currency)
    }

    /// What prices and charges are per: a `spread` where its multiplier is one, else a `unit` of the
    /// underlying.
    pub fn per(&self) -> &'static str {
        if self.multiplier == 1.0 { "spread" } else { "unit" }
    }

    /// The price currency's name.
    pub fn price_currency(&self) -> &str {
        &self.valuation.unit.price_currency
    }
}

/// A number with fixed decimals, and "under 0.01" for one that would read as zero and is not.
fn shown(value: f64, places: usize) -> String {
    let text = decimals(value, places);
    let reads_as_zero = text.chars().all(|c| c == '0' || c == '.');
    if value > 0.0 && reads_as_zero {
        format!("under 0.{}1", "0".repeat(places.saturating_sub(1)))
    } else {
        text
    }
}

/// A number with fixed decimals; a zero has no sign.
pub fn decimals(value: f64, places: usize) -> String {
    let mut text = String::with_capacity(places + 8);
    push_decimals(&mut text, value, places);
    text
}

/// Adds a number with fixed decimals to a text; a zero has no sign.
///
/// The standard library finds the decimals of the number's exact binary value. Where its product
/// with a power of ten is far enough from a tie for the product's own rounding not to matter, whole
/// numbers find the same ones several times faster.
pub fn push_decimals(text: &mut String, value: f64, places: usize) {
    const POWERS: [u32; 10] =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
    /// Up to here a product is within 6e-5 of the exact one.
    const LARGEST: f64 = 1e12;
    const FROM_A_TIE: f64 = 1e-4;
    let Some(power) = POWERS.get(places) else { return push_exactly(text, value, places) };
    let scaled = value.abs() * f64::from(*power);
    let below = scaled.floor();
    let over = scaled - below - 0.5;
    // Neither holds for what is not a number.
    if !(scaled < LARGEST && over.abs() > FROM_A_TIE) {
        return push_exactly(text, value, places);
    }
    let rounded = if over > 0.0 { below + 1.0 } else { below };
    if value < 0.0 && rounded > 0.0 {
        text.push('-');
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and between zero and a million million"
    )]
    let rounded = rounded as u64;
    push_digits(text, rounded / u64::from(*power), 1);
    if places > 0 {
        text.push('.');
        push_digits(text, rounded % u64::from(*power), places);
    }
}

/// Adds a whole number with at least so many digits.
fn push_digits(text: &mut String, mut number: u64, least: usize) {
    let mut digits = [b'0'; 20];
    let mut count = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        count += 1;
        if number == 0 && count >= least {
            break;
        }
    }
    let used = digits.get(digits.len() - count..).unwrap_or_default();
    text.push_str(std::str::from_utf8(used).unwrap_or_default());
}

fn push_exactly(text: &mut String, value: f64, places: usize) {
    let exact = format!("{value:.places$}");
    match exact.strip_prefix('-') {
        Some(digits) if digits.chars().all(|c| c == '0' || c == '.') => text.push_str(digits),
        _ => text.push_str(&exact),
    }
}

/// A whole number with its thousands set apart: `48,089`.
pub fn whole(value: f64) -> String {
    grouped(value, 0)
}

/// A number with fixed decimals and its thousands set apart: `3,390.2`.
pub fn grouped(value: f64, places: usize) -> String {
    let text = decimals(value, places);
    let unsigned = text.trim_start_matches('-');
    let (digits, rest) = unsigned.split_at(unsigned.find('.').unwrap_or(unsigned.len()));
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = digits.get(..first).into_iter().filter(|d| !d.is_empty()).collect();
    groups.extend((first..digits.len()).step_by(3).filter_map(|i| digits.get(i..i + 3)));
    let sign = if text.starts_with('-') { "-" } else { "" };
    format!("{sign}{}{rest}", groups.join(","))
}

/// A fraction as a percentage: `2.00 %`, and `0.0015 %` where two decimals would hide it.
pub fn percent(fraction: f64) -> String {
    let percent = 100.0 * fraction;
    let (mut places, mut unit) = (2, 0.01);
    while percent != 0.0 && percent.abs() < unit * (1.0 - 1e-9) && places < 10 {
        places += 1;
        unit /= 10.0;
    }
    if places == 2 {
        return format!("{} %", decimals(percent, 2));
    }
    let text = decimals(percent, places + 1);
    format!("{} %", text.trim_end_matches('0'))
}

/// A size in units of the underlying: one decimal for large ones, more for small ones.
pub fn size(units: f64) -> String {
    let places = if units.abs() >= 10.0 {
        1
    } else if units.abs() >= 0.1 {
        2
    } else {
        4
    };
    decimals(units, places)
}

/// Parts of a list joined as in speech: `a`, `a and b`, `a, b and c`.
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A vega node as desks call it: `60-day 25-delta call`.
pub fn node(index: usize) -> String {
    let (years, x) = VegaNodes::node(index);
    let place = match x {
        x if x < -1.0 => "10-delta put",
        x if x < -0.1 => "25-delta put",
        x if x <= 0.1 => "at-the-money",
        x if x <= 1.0 => "25-delta call",
        _ => "10-delta call",
    };
    format!("{}-day {place}", decimals(years * 365.0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ops;

    #[test]
    fn zeros_have_no_sign_and_percentages_two_decimals() {
        assert_eq!(decimals(-0.004, 2), "0.00");
        assert_eq!(decimals(-0.006, 2), "-0.01");
        assert_eq!(percent(0.02), "2.00 %");
        assert_eq!([0.0, 0.0001, 0.00005].map(percent), ["0.00 %", "0.01 %", "0.005 %"]);
        assert_eq!(percent(0.000_015), "0.0015 %");
        let numbers = [0.4, 999.0, 1_000.0, 48_088.7, -1_234_567.0].map(whole);
        assert_eq!(numbers, ["0", "999", "1,000", "48,089", "-1,234,567"]);
        let numbers = [(3390.25, 1), (-1_234_567.0, 0), (-0.3, 0)].map(|(x, n)| grouped(x, n));
        assert_eq!(numbers, ["3,390.2", "-1,234,567", "0"]);
    }

    #[test]
    fn fast_decimals_are_those_of_the_exact_binary_value() {
        let mut state = 3_u64;
        let mut seen = 0;
        for case in 0..200_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let places = usize::try_from(state >> 60).unwrap() % 10;
            let ten_to = |power: f64| ops::pow(10.0, power);
            let share = (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
            let mut value = share * ten_to(f64::from(case % 18) - 9.0);
            if case % 3 == 0 {
                // Ties and their neighbours, which products of decimals come near.
                let power = ten_to(places as f64);
                value = ((value * power).round() + 0.5) / power;
                value = [value, value.next_up(), value.next_down()][case as usize % 9 / 3];
            }
            let mut exact = String::new();
            push_exactly(&mut exact, value, places);
            assert_eq!(decimals(value, places), exact, "{value:e} {places}");
            seen += usize::from(exact.starts_with('-'));
        }
        assert!(seen > 10_000);
        let ends = [f64::MAX, f64::INFINITY, f64::NAN, 0.0, -0.0, 1e12, 999_999_999_999.5];
        let written = ends.map(|value| decimals(value, 0).chars().take(13).collect::<String>());
        assert_eq!(written[1..], ["inf", "NaN", "0", "0", "1000000000000", "1000000000000"]);
    }

    #[test]
    fn sizes_lists_and_nodes_read_as_spoken() {
        assert_eq!([size(330.28), size(0.284), size(0.0031)], ["330.3", "0.28", "0.0031"]);
        let parts = ["a", "b", "c"].map(String::from);
        assert_eq!(list(&parts), "a, b and c");
        assert_eq!(list(&parts[..2]), "a and b");
        assert_eq!(node(18), "60-day 25-delta call");
        assert_eq!(node(0), "7-day 10-delta put");
    }
}
