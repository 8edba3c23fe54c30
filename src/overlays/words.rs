//! Numbers as a salesperson reads them out: money in the premium's unit, sizes, percentages.

use std::borrow::Cow;

pub use crate::basics::numerals::decimals;

use crate::market::VegaNodes;

use super::{Context, Input};

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

    /// A named amount in price currency, as one of the numbers behind a charge.
    pub fn amount(&self, name: impl Into<Cow<'static, str>>, value: f64) -> Input {
        Input::new(name, value, self.price_currency().to_owned())
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
    fn sizes_lists_and_nodes_read_as_spoken() {
        assert_eq!([size(330.28), size(0.284), size(0.0031)], ["330.3", "0.28", "0.0031"]);
        let parts = ["a", "b", "c"].map(String::from);
        assert_eq!(list(&parts), "a, b and c");
        assert_eq!(list(&parts[..2]), "a and b");
        assert_eq!(node(18), "60-day 25-delta call");
        assert_eq!(node(0), "7-day 10-delta put");
    }
}
