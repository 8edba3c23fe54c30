//! Sorting lists of any type by one sort.
//!
//! The standard library's sort is compiled anew for every type and every way to compare, six
//! kilobytes of wasm each. Here one such sort puts the places of the items in order, and a few lines
//! per type move the items there.

use std::cmp::Ordering;

/// Sorts a list; what compares equal keeps its order.
pub fn sort_by<T>(list: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    if list.len() < 2 {
        return;
    }
    let mut places: Vec<usize> = (0..list.len()).collect();
    sort_places(&mut places, &mut |a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut items: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(places.into_iter().filter_map(|place| items.get_mut(place)?.take()));
}

/// Sorts a list by a key; what has the same keeps its order.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, mut key: impl FnMut(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

#[inline(never)]
fn sort_places(places: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_out_as_from_the_standard_sort() {
        let mut state = 11_u64;
        for length in [0, 1, 2, 3, 20, 21, 300] {
            let mut list: Vec<(u64, usize)> = (0..length)
                .map(|index| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    ((state >> 33) % 9, index)
                })
                .collect();
            let mut wanted = list.clone();
            wanted.sort_by_key(|item| item.0);
            sort_by_key(&mut list, |item| item.0);
            assert_eq!(list, wanted);
        }
    }
}
