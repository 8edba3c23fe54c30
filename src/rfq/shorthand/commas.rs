//! Commas and points inside numbers: thousands in one country are decimals in another.
//!
//! `3,400` is a thousand's comma. `3,4k` is three thousand four hundred to one half of the world
//! and two strikes to nobody else, and `x1.000` is one or a thousand: these are asked back.

use super::assemble::Assembler;
use super::facts::{At, text_path};
use super::items::{Item, numeric};
use super::parser::Walk;
use super::questions::{shortened, text_answer};
use super::relative::Measure;
use crate::basics::{Answer, Issue, IssueCode, ListedMarket, PutCall};

/// What may stand behind a number that has a decimal comma.
const SUFFIXES: [&str; 20] = [
    "", "k", "c", "p", "kc", "kp", "call", "calls", "put", "puts", "x", "lot", "lots", "d", "dc",
    "dp", "%", "pct", "mm", "delta",
];

/// The digits in front of a comma, and what stands before them.
fn digits_before(text: &str, at: usize) -> (&str, &str) {
    let before = text.get(..at).unwrap_or("");
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
    (before.get(head.len()..).unwrap_or(""), head)
}

/// The digits behind a comma, and what stands behind them.
fn digits_after(text: &str, at: usize) -> (&str, &str) {
    let after = text.get(at + 1..).unwrap_or("");
    let tail = after.trim_start_matches(|c: char| c.is_ascii_digit());
    (after.get(..after.len() - tail.len()).unwrap_or(""), tail)
}

/// Whether the digits behind `head` are a number's own: no letter but a size's x is joined to them.
fn begins_number(head: &str) -> bool {
    head.chars().next_back().is_none_or(|c| !c.is_alphabetic() || matches!(c, 'x' | 'X'))
}

/// The place of a comma with a digit before it, where the text ends in one.
fn closing_comma(head: &str) -> Option<usize> {
    let before = head.strip_suffix(',')?;
    before.ends_with(|c: char| c.is_ascii_digit()).then_some(before.len())
}

/// Whether the comma at `at` stands inside a number: up to three digits before, exactly three
/// after.
pub(super) fn is_thousands(text: &str, at: usize) -> bool {
    let ((digits, head), (after, _)) = (digits_before(text, at), digits_after(text, at));
    let before = closing_comma(head);
    let is_group = digits.len() == 3 && after.len() == 3;
    if before.is_some_and(|before| is_group && is_thousands(text, before)) {
        return true;
    }
    // Behind another comma there are three digits, or that number had its own: `90,95,100k` is a
    // list, and so is `3,300,3,400`.
    let is_list = |before: usize| {
        let (digits, head) = digits_before(text, before);
        let has_own = closing_comma(head).is_some_and(|first| is_thousands(text, first));
        has_own && digits.len() == 3
    };
    after.len() == 3
        && (1..=3).contains(&digits.len())
        && !digits.starts_with('0')
        && !head.ends_with('.')
        && begins_number(head)
        && before.is_none_or(|before| digits.len() == 3 || is_list(before))
}

/// Whether the comma at `at` may be a decimal one: digits on both sides, one or two behind it, and
/// no list that goes on before or behind.
pub(super) fn is_decimal(text: &str, at: usize) -> bool {
    let ((digits, head), (after, tail)) = (digits_before(text, at), digits_after(text, at));
    let is_share = digits == "0" && !after.is_empty();
    let is_short = !digits.is_empty() && matches!(after.len(), 1 | 2);
    if !(is_share || is_short) || !begins_number(head) {
        return false;
    }
    let is_listed = closing_comma(head).is_some_and(|before| !is_thousands(text, before));
    !is_listed && ends_decimal(digits, tail)
}

/// Whether what stands behind the digits of a decimal comma can, `digits` being those before it.
#[inline(never)]
fn ends_decimal(digits: &str, tail: &str) -> bool {
    let starts_with_digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let goes_on = tail.strip_prefix(',').is_some_and(starts_with_digit);
    let rest = tail.trim_start_matches(|c: char| c.is_alphabetic() || c == '%');
    let suffix = tail.get(..tail.len() - rest.len()).unwrap_or("").to_lowercase();
    let is_suffix = SUFFIXES.contains(&suffix.as_str()) || matches!(&*suffix, "mio" | "mn" | "δ");
    // A strike and the size behind it: `3400,10x`.
    let is_size = matches!(&*suffix, "x" | "lot" | "lots") && digits.len() > 2;
    // `3400,1x2` goes on with a ratio.
    let is_ratio = suffix == "x" && starts_with_digit(rest);
    is_suffix && !(goes_on || is_size || is_ratio)
}

/// Whether a point with three digits behind it may be a thousand's: `1.000` and not `0.125`.
fn has_point_of_thousands(number: &str) -> bool {
    number.split_once('.').is_some_and(|(whole, part)| {
        let is_plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && part.len() == 3
            && is_plain(whole)
            && is_plain(part)
    })
}

/// A written number without what is attached to it in front and behind.
fn bare(written: &str) -> &str {
    written.trim_matches(|c: char| !c.is_ascii_digit())
}

impl Walk<'_> {
    /// Puts down which numbers are written with a decimal comma.
    pub(super) fn decimal_commas(&mut self, line: &str) {
        for at in 0..self.pieces.len() {
            let is_number =
                !matches!(self.item(at), Some(Item::Unknown | Item::Comma | Item::Quoted(_)));
            if self.is_used(at) || !is_number {
                continue;
            }
            let here = self.placed(at, ());
            let written = line.get(here.start..here.end).unwrap_or("");
            let mut commas = written.match_indices(',').map(|(place, _)| here.start + place);
            if commas.any(|comma| is_decimal(line, comma))
                && self.facts.commas.last() != Some(&here)
            {
                self.facts.commas.push(here);
            }
        }
    }
}

impl Assembler<'_> {
    /// Asks what a comma inside a number means: a decimal point, or a list of two.
    #[cold]
    #[inline(never)]
    pub(super) fn ask_commas(&mut self) {
        let commas = self.facts.commas.clone();
        let Some(first) = commas.first() else { return };
        let shown = shortened(self.written(first.start, first.end));
        let pointed: Vec<String> = commas.iter().map(|at| self.with_points(at)).collect();
        let edits = commas.iter().zip(&pointed).map(|(at, words)| (at.start, at.end, &**words));
        let line = self.line_replacing(edits.collect());
        let mut answers = Vec::new();
        let is_size = self.facts.quantity_at.as_ref() == Some(first);
        if !is_size || self.facts.quantity.is_none_or(|size| self.is_in_lots(size)) {
            answers.push(text_answer(shortened(&pointed.join(", ")), line));
        }
        if let [only] = &commas[..] {
            answers.extend(self.as_list(only));
        }
        let point = shortened(pointed.first().map_or("", String::as_str));
        let message = format!("Is “{shown}” {point}? Write decimals with a point.");
        let issue = Issue::new(IssueCode::Syntax, text_path(first.start, first.end), message);
        self.issues.push(issue.with_answers(answers));
    }

    /// A stretch of the line with points where it has decimal commas.
    fn with_points(&self, at: &At<()>) -> String {
        let point = |(place, c)| match c {
            ',' if is_decimal(self.text, at.start + place) => '.',
            c => c,
        };
        self.written(at.start, at.end).char_indices().map(point).collect()
    }

    /// The line with two strikes where the comma is, if it is right with them.
    fn as_list(&self, at: &At<()>) -> Option<Answer> {
        let (left, right) = self.written(at.start, at.end).split_once(',')?;
        let Some(Item::Number(low)) = numeric(left) else { return None };
        let words = match numeric(&right.to_lowercase())? {
            Item::Number(high) => {
                let is_shared = high.kilo && low.value < 1000.0 && low.value < high.value;
                let first = if is_shared { low.value * 1000.0 } else { low.value };
                let listed = first != high.value
                    && self.market.is_some_and(|market| {
                        [first, high.value].iter().all(|strike| is_in_range(*strike, market))
                    });
                let letter =
                    high.put_call.map_or(String::new(), |t: PutCall| t.letter().to_string());
                listed.then(|| format!("{first}/{}{letter}", high.value))?
            }
            Item::Relative(high) => {
                let least = if high.measure == Measure::Delta { 5.0 } else { 50.0 };
                let is_usual = low.value >= least && high.value * 100.0 >= least;
                is_usual.then(|| format!("{left}/{right}"))?
            }
            _ => return None,
        };
        let line = self.line_replacing(vec![(at.start, at.end, &words)]);
        let read = super::read_unsaid(&line, self.listing, self.surface);
        let is_wrong = |issue: &Issue| matches!(issue.code, IssueCode::Syntax | IssueCode::Strike);
        (!read.issues.iter().any(is_wrong)).then(|| text_answer(words, line))
    }

    /// Asks whether `x1.000` is one or a thousand. Nobody writes the noughts of a whole number, and
    /// other decimals are meant where the market trades in such sizes.
    pub(super) fn ask_point(&mut self) {
        let Some((at, size)) = self.facts.quantity_at.clone().zip(self.facts.quantity) else {
            return;
        };
        let written = self.written(at.start, at.end).to_owned();
        let number = bare(&written);
        let is_meant = !number.ends_with('0') && self.is_in_lots(size);
        if has_point_of_thousands(number) && !is_meant {
            self.ask_size(&at, size, number);
        }
    }

    #[cold]
    #[inline(never)]
    fn ask_size(&mut self, at: &At<()>, size: f64, number: &str) {
        let written = self.written(at.start, at.end);
        let sizes = [size, (size * 1000.0).round()];
        let answers = sizes.iter().filter(|size| self.is_in_lots(**size)).map(|size| {
            let words = written.replacen(number, &size.to_string(), 1);
            let line = self.line_replacing(vec![(at.start, at.end, &words)]);
            text_answer(size.to_string(), line)
        });
        let answers: Vec<Answer> = answers.collect();
        let message = format!("Is a size of {number} {} or {}?", sizes[0], sizes[1]);
        let issue = Issue::new(IssueCode::Syntax, text_path(at.start, at.end), message);
        self.issues.push(issue.with_answers(answers));
    }

    /// Asks whether strikes far below the listed ones, `3.400`, have points between thousands.
    pub(super) fn ask_points_of_strikes(&mut self) -> bool {
        let Some(market) = self.market else { return false };
        let strikes = self.facts.strikes.clone();
        let is_pointed = |strike: &At<super::items::Number>| {
            let value = strike.value.value;
            strike.value.measure.is_none()
                && has_point_of_thousands(bare(self.written(strike.start, strike.end)))
                && !is_in_range(value, market)
                && is_in_range((value * 1000.0).round(), market)
        };
        let (Some(first), Some(last)) = (strikes.first(), strikes.last()) else { return false };
        let are_pointed = strikes.iter().all(is_pointed);
        if are_pointed {
            self.ask_thousands(&strikes, (first.start, last.end));
        }
        are_pointed
    }

    #[cold]
    #[inline(never)]
    fn ask_thousands(
        &mut self,
        strikes: &[At<super::items::Number>],
        (start, end): (usize, usize),
    ) {
        let written: Vec<String> = strikes
            .iter()
            .map(|s| {
                let letter = s.value.put_call.map_or(String::new(), |t| t.letter().to_string());
                format!("{}{letter}", (s.value.value * 1000.0).round())
            })
            .collect();
        let written = written.join("/");
        let shown = shortened(self.written(start, end));
        let line = self.line_replacing(vec![(start, end, &written)]);
        let meant = shortened(&written);
        let message = format!("Is “{shown}” {meant}? Write thousands without a point.");
        self.ask_with_line(IssueCode::Strike, message, format!("Yes, {meant}"), line);
    }

    /// Whether the market trades in such a size; any size where there is no market.
    fn is_in_lots(&self, size: f64) -> bool {
        self.market.is_none_or(|market| {
            let terms = &market.contract;
            let steps = size / terms.quantity_step;
            size >= terms.min_quantity && (steps - steps.round()).abs() < 1e-9 * steps.max(1.0)
        })
    }
}

/// Whether a strike is not outside of all that are listed.
fn is_in_range(strike: f64, market: &ListedMarket) -> bool {
    let all =
        || market.expiries.iter().flat_map(|e| [e.strikes.first(), e.strikes.last()]).flatten();
    let (low, high) = all().fold((f64::INFINITY, 0.0_f64), |(l, h), k| (l.min(*k), h.max(*k)));
    (low..=high).contains(&strike)
}

#[cfg(test)]
mod tests {
    use crate::basics::Issue;
    use crate::rfq::fixture;
    use crate::rfq::shorthand::{Read, read};

    /// Reads a line on the listing of the fixture.
    fn read_line(text: &str) -> Read {
        read(text, &fixture::listing(), Some(&fixture::FlatSmile))
    }

    #[test]
    fn both_readings_are_buttons_that_read_cleanly() {
        for (text, buttons) in [
            ("ETH 25DEC26 3,4k C x10", &["3.4k", "3000/4000"][..]),
            ("ETH 25DEC26 3,4k straddle x10", &["3.4k"]),
            ("ETH 25DEC26 3,4k/3,6k C x10", &["3.4k, 3.6k"]),
            ("BTC 25DEC26 100k C x1,5", &["x1.5"]),
            ("ETH 25DEC26 3400 C x1,5", &[]),
            ("SPX 18DEC26 5,5k put x10", &["5.5k"]),
            ("BTC dec 97,5k C", &["97.5k"]),
            ("ETH 25DEC26 3400 call x1.000", &["1", "1000"]),
            ("ETH 25DEC26 3400 call 1.000 lots, Acme", &["1", "1000"]),
            ("ETH 25DEC26 3400 call x1.500", &["1500"]),
            ("ETH 25DEC26 3.400 call x10", &["Yes, 3400"]),
            ("ETH dec 25 3400 call", &["Yes, 25 Dec 2026 08:00 UTC"]),
        ] {
            let issues = read_line(text).issues;
            let answers: Vec<_> = issues.iter().flat_map(|issue| &issue.answers).collect();
            let labels: Vec<&str> = answers.iter().map(|answer| &*answer.label).collect();
            assert_eq!(labels, buttons, "{text}");
            for answer in answers {
                let after: Vec<Issue> = read_line(&answer.value).issues;
                assert!(after.is_empty(), "{text} -> {} {after:?}", answer.value);
            }
        }
    }
}
