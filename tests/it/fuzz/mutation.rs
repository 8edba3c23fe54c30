//! How a text is spoilt: by tokens, by characters and by bytes.

use super::chance::Chance;

/// Characters that readers trip over: they change length with their case, look like others, are
/// digits or spaces that are not ASCII, control the direction of writing, or are not there at all.
const CHARACTERS: [&str; 38] = [
    "\0", "\u{1}", "\t", "\n", "\r\n", "\u{7f}", "\u{85}", "\u{a0}", "\u{2009}", "\u{2028}",
    "\u{200b}", "\u{202e}", "\u{feff}", "\u{fffd}", "é", "e\u{301}", "ß", "İ", "ı", "ſ",
    "\u{212a}", "ﬁ", "Δ", "½", "²", "٣", "𝟙", "😀", "−", "–", "×", "“", "’", "€", "\"", "'", "\\",
    "%",
];

/// Numbers at and beyond the ends of what fits somewhere.
const NUMBERS: [&str; 30] = [
    "0",
    "-0",
    "00",
    "1",
    "-1",
    "0.1",
    ".5",
    "5.",
    "1e308",
    "1e309",
    "-1e-400",
    "1e9999999999",
    "NaN",
    "inf",
    "255",
    "256",
    "32768",
    "65536",
    "2147483648",
    "4294967296",
    "9007199254740993",
    "9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999999999999999999",
    "0.00000000000000000000000000000000000001",
    "1,000",
    "1.000,5",
    "1k",
    "1mm",
    "20260230",
];

/// A text cut into its tokens: words, numbers, and each separator by itself.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if !is_word(c) {
            found.extend([&text[start..at], &text[at..at + c.len_utf8()]]);
            start = at + c.len_utf8();
        }
    }
    found.push(&text[start..]);
    found.retain(|token| !token.is_empty());
    found
}

/// What a text is spoilt with: the tokens that its reader knows.
pub(super) struct Spoiler {
    vocabulary: Vec<&'static str>,
}

impl Spoiler {
    /// The words of these texts, and `more`.
    pub(super) fn new(seeds: &[&'static str], more: &[&'static str]) -> Self {
        let mut vocabulary: Vec<&str> = seeds.iter().flat_map(|seed| tokens(seed)).collect();
        vocabulary.extend(more);
        vocabulary.sort_unstable();
        vocabulary.dedup();
        Self { vocabulary }
    }

    /// A word, a number or a character.
    fn piece(&self, chance: &mut Chance) -> &'static str {
        match chance.below(6) {
            0 => chance.pick(&NUMBERS),
            1 => chance.pick(&CHARACTERS),
            _ => chance.pick(&self.vocabulary),
        }
    }

    /// A text of words in a row.
    pub(super) fn babble(&self, chance: &mut Chance) -> String {
        let count = chance.below(24);
        let space = chance.pick(&[" ", " ", " ", "", "/", ",", "|"]);
        let words: Vec<&str> = (0..count).map(|_| self.piece(chance)).collect();
        words.join(space)
    }

    /// A text with a few things wrong with it; `other` is a text that it may go on as.
    pub(super) fn spoil(&self, text: &str, other: &str, chance: &mut Chance) -> String {
        let mut text = text.to_owned();
        for _ in 0..=chance.below(4) {
            text = match chance.below(8) {
                0..=3 => self.by_tokens(&text, chance),
                4 | 5 => self.by_characters(&text, chance),
                6 => by_bytes(&text, chance),
                _ => spliced(&text, other, chance),
            };
        }
        text
    }

    fn by_tokens(&self, text: &str, chance: &mut Chance) -> String {
        let mut row = tokens(text);
        let (start, end) = chance.stretch(row.len(), 3);
        match chance.below(6) {
            0 => {
                row.drain(start..end);
            }
            1 => row.insert(start, self.piece(chance)),
            2 => {
                let again = row[start..end].to_vec();
                let to = chance.below(row.len() + 1);
                row.splice(to..to, again);
            }
            3 => {
                let other = chance.below(row.len());
                if start < row.len() {
                    row.swap(start, other);
                }
            }
            4 => {
                let numbers: Vec<usize> = (0..row.len())
                    .filter(|i| row[*i].starts_with(|c: char| c.is_ascii_digit()))
                    .collect();
                if !numbers.is_empty() {
                    row[numbers[chance.below(numbers.len())]] = chance.pick(&NUMBERS);
                }
            }
            _ => {
                row.splice(start..end, [self.piece(chance)]);
            }
        }
        row.concat()
    }

    fn by_characters(&self, text: &str, chance: &mut Chance) -> String {
        let row: Vec<char> = text.chars().collect();
        let (start, end) = chance.stretch(row.len(), 6);
        let before: String = row[..start].iter().collect();
        let after: String = row[end..].iter().collect();
        let within: String = row[start..end].iter().collect();
        match chance.below(6) {
            0 => before,
            1 => before + &after,
            2 => before + &within.repeat(1 + chance.below(40)) + &after,
            3 => before + &within.to_uppercase() + &after,
            4 => before + self.piece(chance) + &after,
            _ => before + chance.pick(&CHARACTERS) + &within + &after,
        }
    }
}

fn by_bytes(text: &str, chance: &mut Chance) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << chance.below(8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The beginning of one text and the end of another.
fn spliced(text: &str, other: &str, chance: &mut Chance) -> String {
    let (head, tail) = (tokens(text), tokens(other));
    let (head, tail) =
        (&head[..chance.below(head.len() + 1)], &tail[chance.below(tail.len() + 1)..]);
    head.concat() + &tail.concat()
}

/// The shortest text, found by leaving out ever smaller stretches, that still fails.
pub(super) fn shortest(text: &str, fails: impl Fn(&str) -> bool) -> String {
    let mut row: Vec<char> = text.chars().collect();
    let mut size = row.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < row.len() {
            let end = (at + size).min(row.len());
            let rest: String = row[..at].iter().chain(&row[end..]).collect();
            if fails(&rest) {
                row.drain(at..end);
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    row.into_iter().collect()
}
