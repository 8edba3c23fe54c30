//! Numbers written as text, by whole digits: a request that is read writes a dozen, a batch a
//! million, and general formatting took an eighth of their time.

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
pub(super) fn push_digits(text: &mut String, mut number: u64, least: usize) {
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

/// Adds a number with as many decimals as it has.
pub fn push_number(text: &mut String, value: f64) {
    /// Up to here a double holds every whole number.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value > 0.0 && value < WHOLE {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, positive and held exactly"
        )]
        push_digits(text, value as u64, 1);
    } else {
        text.push_str(&value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_decimals_are_those_of_the_exact_binary_value() {
        let mut state = 3_u64;
        let mut seen = 0;
        for case in 0..200_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let places = usize::try_from(state >> 60).unwrap() % 10;
            let ten_to = |power: i32| format!("1e{power}").parse::<f64>().unwrap();
            let share = (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
            let mut value = share * ten_to(i32::try_from(case % 18).unwrap() - 9);
            if case % 3 == 0 {
                // Ties and their neighbours, which products of decimals come near.
                let power = ten_to(i32::try_from(places).unwrap());
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
    fn numbers_are_those_of_the_general_formatting() {
        for value in [1.0, 3_400.0, 0.5, 0.0, -0.0, -2.0, 1e15, 9e15, 1e16, 1e300, f64::NAN, 0.1] {
            let mut text = String::new();
            push_number(&mut text, value);
            assert_eq!(text, value.to_string());
        }
    }
}
