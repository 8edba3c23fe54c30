//! The nearest known word to one that was not understood.

use super::words;
use crate::basics::Listing;

/// The known word nearest to `word`, where it is near enough to be what was meant.
pub(super) fn nearest(word: &str, listing: &Listing) -> Option<String> {
    let length = word.chars().count();
    if !(2..=24).contains(&length) {
        return None;
    }
    // One slip in a short word, two in a longer one; a third of a word is another word.
    let allowed = if length <= 4 { 1 } else { 2 };
    let letters: Vec<char> = word.chars().collect();
    let of_markets = listing.markets.iter().map(|m| m.key.underlying.as_str());
    let of_words = words::known().map(|word| -> &str { word });
    let all = of_words.chain(of_markets);
    let near = all
        .filter(|known| known.len() >= 2 && known.len().abs_diff(length) <= allowed)
        .filter_map(|known| {
            let lower: Vec<char> = known.chars().map(|c| c.to_ascii_lowercase()).collect();
            let distance = edit_distance(&letters, &lower);
            (distance > 0 && distance <= allowed && distance < lower.len())
                .then_some((distance, known))
        });
    near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known.to_owned())
}

/// Insertions, deletions, replacements and swaps of neighbours between two words (Damerau 1964,
/// in the restricted form that edits no stretch twice).
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut table = vec![0_usize; (a.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    let read = |table: &[usize], i: usize, j: usize| table.get(at(i, j)).copied().unwrap_or(0);
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let value = if i == 0 || j == 0 {
                i + j
            } else {
                let differs = usize::from(a.get(i - 1) != b.get(j - 1));
                let mut best = (read(&table, i - 1, j) + 1)
                    .min(read(&table, i, j - 1) + 1)
                    .min(read(&table, i - 1, j - 1) + differs);
                let swapped =
                    i > 1 && j > 1 && a.get(i - 1) == b.get(j - 2) && a.get(i - 2) == b.get(j - 1);
                if swapped {
                    best = best.min(read(&table, i - 2, j - 2) + 1);
                }
                best
            };
            if let Some(cell) = table.get_mut(at(i, j)) {
                *cell = value;
            }
        }
    }
    read(&table, a.len(), b.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfq::fixture;

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        let listing = fixture::listing();
        for (word, known) in [
            ("flyy", "fly"),
            ("stradle", "straddle"),
            ("cnodor", "condor"),
            ("strangel", "strangle"),
            ("ehh", "ETH"),
        ] {
            assert_eq!(nearest(word, &listing).as_deref(), Some(known), "{word}");
        }
        assert_eq!(nearest("xylophone", &listing), None);
        assert_eq!(nearest("é", &listing), None);
    }
}
