//! Symmetric positive definite systems whose entries lie within three places of the diagonal, as
//! least squares with cubic splines make them; solved by Cholesky's factors in linear time, which
//! the linear algebra crate has no banded form of.

/// Entries kept of each row: the diagonal and three to its left.
pub const BAND: usize = 4;

/// A symmetric matrix, by rows: entry d of row i is element (i, i − d).
#[derive(Debug, Clone, PartialEq)]
pub struct Banded {
    rows: Vec<[f64; BAND]>,
}

impl Banded {
    /// The zero matrix with this many rows.
    pub fn zeros(size: usize) -> Self {
        Self { rows: vec![[0.0; BAND]; size] }
    }

    /// Adds weight · v vᵀ, where v has these entries from row `first` on.
    pub fn add_outer(&mut self, weight: f64, first: usize, v: &[f64; BAND]) {
        let rows = self.rows.get_mut(first..).and_then(|rows| rows.first_chunk_mut::<BAND>());
        let Some(rows) = rows else { return };
        // The bounds are known here, so that this unrolls: it is the innermost loop of every fit.
        for i in 0..BAND {
            let scaled = weight * v[i];
            for d in 0..=i {
                rows[i][d] += scaled * v[i - d];
            }
        }
    }

    /// Adds to each diagonal element what the function makes of its place and itself.
    pub fn add_diagonal(&mut self, by: impl Fn(usize, f64) -> f64) {
        for (i, row) in self.rows.iter_mut().enumerate() {
            row[0] += by(i, row[0]);
        }
    }

    /// Makes an unknown stand alone, with 1 on the diagonal.
    pub fn detach(&mut self, index: usize) {
        for (i, row) in self.rows.iter_mut().enumerate() {
            if i == index {
                *row = [1.0, 0.0, 0.0, 0.0];
            } else if let Some(slot) = i.checked_sub(index).and_then(|d| row.get_mut(d)) {
                *slot = 0.0;
            }
        }
    }

    /// Solves for the unknowns, in place of the right-hand side; `None` where the matrix is not
    /// positive definite.
    pub fn solve(mut self, right: &mut [f64]) -> Option<()> {
        for i in 0..self.rows.len() {
            let mut row = *self.rows.get(i)?;
            for d in (0..BAND.min(i + 1)).rev() {
                let j = i - d;
                let mut sum = row[d];
                // Only columns within three of both rows have something.
                for k in 1..BAND - d {
                    let Some(above) = j.checked_sub(k) else { break };
                    let other = if d == 0 { row[k] } else { self.rows.get(j)?[k] };
                    debug_assert!(i - above < BAND);
                    sum -= row[d + k] * other;
                }
                if d == 0 {
                    if sum.is_nan() || sum <= 0.0 {
                        return None;
                    }
                    row[0] = crate::math::ops::sqrt(sum);
                } else {
                    row[d] = sum / self.rows.get(j)?[0];
                }
            }
            *self.rows.get_mut(i)? = row;
        }
        for i in 0..self.rows.len() {
            let row = self.rows.get(i)?;
            let mut sum = *right.get(i)?;
            for (d, factor) in row.iter().enumerate().take(i + 1).skip(1) {
                sum -= factor * right.get(i - d)?;
            }
            *right.get_mut(i)? = sum / row[0];
        }
        for i in (0..self.rows.len()).rev() {
            let mut sum = *right.get(i)?;
            for d in 1..BAND {
                if let (Some(below), Some(known)) = (self.rows.get(i + d), right.get(i + d)) {
                    sum -= below[d] * known;
                }
            }
            *right.get_mut(i)? = sum / self.rows.get(i)?[0];
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Element (i, j) of the matrix.
    fn element(matrix: &Banded, i: usize, j: usize) -> f64 {
        let (low, high) = (i.min(j), i.max(j));
        matrix.rows[high].get(high - low).copied().unwrap_or(0.0)
    }

    fn example() -> Banded {
        let mut matrix = Banded::zeros(7);
        for i in 0..4 {
            let x = i as f64;
            matrix.add_outer(1.0 + x, i, &[1.0, -0.5 * x, 0.3, 2.0 - x]);
        }
        matrix.add_diagonal(|i, d| 0.1 * d + 0.01 * (i as f64 + 1.0));
        matrix
    }

    #[test]
    fn the_solution_solves() {
        let matrix = example();
        let right: Vec<f64> = (0..7).map(|i| f64::from(i) - 2.5).collect();
        let mut x = right.clone();
        matrix.clone().solve(&mut x).unwrap();
        for (i, wanted) in right.iter().enumerate() {
            let got: f64 = x.iter().enumerate().map(|(j, x)| element(&matrix, i, j) * x).sum();
            assert!((got - wanted).abs() < 1e-12, "row {i}: {got} instead of {wanted}");
        }
    }

    #[test]
    fn a_detached_unknown_keeps_its_value_and_leaves_the_others() {
        let mut matrix = example();
        matrix.detach(3);
        let mut x = vec![1.0; 7];
        matrix.clone().solve(&mut x).unwrap();
        assert_eq!(x[3], 1.0);
        assert!((0..7).filter(|j| *j != 3).all(|j| element(&matrix, 3, j) == 0.0));
    }

    #[test]
    fn a_matrix_that_is_not_positive_is_refused() {
        let mut matrix = example();
        matrix.add_diagonal(|i, d| if i == 2 { -2.0 * d } else { 0.0 });
        assert_eq!(matrix.solve(&mut [0.0; 7]), None);
    }
}
