//! Random numbers that are the same on every machine.

/// A generator of random numbers (xorshift64*, Vigna 2016), from a seed that a failure names.
pub(super) struct Chance(u64);

impl Chance {
    /// Different seeds, however close, give streams that have nothing in common.
    pub(super) fn new(seed: u64) -> Self {
        let mixed = (seed ^ 0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        Self((mixed ^ (mixed >> 29)).max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A whole number below `end`; zero where there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap().max(1);
        usize::try_from(((self.next() >> 32) * end) >> 32).unwrap()
    }

    /// True once in `n` times.
    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// A stretch of at most `most` places in a row of `len`, as its start and end.
    pub(super) fn stretch(&mut self, len: usize, most: usize) -> (usize, usize) {
        let start = self.below(len + 1);
        (start, (start + self.below(most + 1)).min(len))
    }
}
