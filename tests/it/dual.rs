//! Forward-mode differentiation in six inputs: the conditioning of a formula from its definition.
//!
//! A value computed in doubles cannot be trusted beyond what rounding its inputs alone does to it:
//! Σ|xᵢ ∂G/∂xᵢ| roundings, plus one for the result. The derivatives are exact (dual numbers), so
//! this conditioning comes from the textbook formula and not from the code under test.

use std::ops::{Add, Div, Mul, Neg, Sub};

use spread_pricer::math::{normal, ops};

/// A value with its partial derivatives with respect to six inputs.
#[derive(Clone, Copy)]
pub(crate) struct Dual {
    pub(crate) value: f64,
    slopes: [f64; 6],
}

impl Dual {
    pub(crate) fn constant(value: f64) -> Self {
        Self { value, slopes: [0.0; 6] }
    }

    /// The inputs themselves.
    pub(crate) fn inputs(values: [f64; 6]) -> [Self; 6] {
        std::array::from_fn(|i| {
            let mut slopes = [0.0; 6];
            slopes[i] = 1.0;
            Self { value: values[i], slopes }
        })
    }

    /// |G| + Σ|xᵢ ∂G/∂xᵢ|: the error, in roundings, that the inputs' own rounding excuses.
    pub(crate) fn conditioning(&self, inputs: [f64; 6]) -> f64 {
        let spread: f64 = self.slopes.iter().zip(inputs).map(|(slope, x)| (slope * x).abs()).sum();
        self.value.abs() + spread
    }

    fn chain(self, value: f64, slope: f64) -> Self {
        Self { value, slopes: self.slopes.map(|s| s * slope) }
    }

    pub(crate) fn exp(self) -> Self {
        let value = ops::exp(self.value);
        self.chain(value, value)
    }

    pub(crate) fn ln(self) -> Self {
        self.chain(ops::ln(self.value), 1.0 / self.value)
    }

    pub(crate) fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        self.chain(root, 0.5 / root)
    }

    /// φ.
    pub(crate) fn density(self) -> Self {
        let phi = normal::pdf(self.value);
        self.chain(phi, -self.value * phi)
    }

    /// Φ.
    pub(crate) fn distribution(self) -> Self {
        self.chain(normal::cdf(self.value), normal::pdf(self.value))
    }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            slopes: std::array::from_fn(|i| self.slopes[i] + other.slopes[i]),
        }
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        self.chain(-self.value, -1.0)
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

#[allow(clippy::suspicious_arithmetic_impl, reason = "the product rule is a sum")]
impl Mul for Dual {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slopes: std::array::from_fn(|i| {
                self.slopes[i] * other.value + self.value * other.slopes[i]
            }),
        }
    }
}

impl Div for Dual {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        self * other.chain(1.0 / other.value, -1.0 / (other.value * other.value))
    }
}
