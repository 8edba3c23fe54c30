//! Roots of one function of one variable.

/// Why no root was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRoot {
    /// The function has the same sign at both ends of the bracket.
    NotBracketed,
    /// The function returned something that is not a number.
    NotANumber,
    /// The interval was still wider than the tolerance after two hundred steps.
    TooManySteps,
}

/// Steps before giving up. A simple root takes about ten; a triple one takes more than a hundred.
const MAX_STEPS: u32 = 200;

/// The root of `f` in [`low`, `high`] to an absolute tolerance on the argument.
///
/// R. P. Brent, *Algorithms for Minimization without Derivatives* (1973), chapter 4: inverse
/// quadratic or secant steps, bisection where they do not pay. The ends must bracket a sign change;
/// an end where `f` is zero is returned at once.
///
/// # Errors
/// Says which of the conditions failed; never loops for ever.
pub fn brent(
    mut f: impl FnMut(f64) -> f64,
    low: f64,
    high: f64,
    tolerance: f64,
) -> Result<f64, NoRoot> {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa.is_nan() || fb.is_nan() {
        return Err(NoRoot::NotANumber);
    }
    if fa == 0.0 {
        return Ok(a);
    }
    if fb == 0.0 {
        return Ok(b);
    }
    if (fa > 0.0) == (fb > 0.0) {
        return Err(NoRoot::NotBracketed);
    }
    // `b` is the best point so far, `c` brackets the root with it, `a` is the point before `b`.
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut step_before = step;
    for _ in 0..MAX_STEPS {
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let reach = 2.0 * f64::EPSILON * b.abs() + 0.5 * tolerance;
        let half = 0.5 * (c - b);
        if half.abs() <= reach || fb == 0.0 {
            return Ok(b);
        }
        if step_before.abs() >= reach && fa.abs() > fb.abs() {
            let candidate = interpolated_step((a, fa), (b, fb), (c, fc), half);
            // The step is taken only if it stays well inside and shrinks faster than bisection.
            let limit = (1.5 * half.abs() - 0.5 * reach).min(0.5 * step_before.abs());
            if candidate * half.signum() > 0.0 && candidate.abs() < limit {
                step_before = step;
                step = candidate;
            } else {
                step = half;
                step_before = half;
            }
        } else {
            step = half;
            step_before = half;
        }
        (a, fa) = (b, fb);
        b += if step.abs() > reach { step } else { reach.copysign(half) };
        fb = f(b);
        if fb.is_nan() {
            return Err(NoRoot::NotANumber);
        }
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            step_before = step;
        }
    }
    Err(NoRoot::TooManySteps)
}

/// Inverse quadratic interpolation through three points, or the secant where two coincide.
fn interpolated_step(
    (a, fa): (f64, f64),
    (b, fb): (f64, f64),
    (c, fc): (f64, f64),
    half: f64,
) -> f64 {
    let s = fb / fa;
    if a == c {
        return 2.0 * half * s / (s - 1.0);
    }
    let q = fa / fc;
    let r = fb / fc;
    let numerator = s * (2.0 * half * q * (q - r) - (b - a) * (r - 1.0));
    -numerator / ((q - 1.0) * (r - 1.0) * (s - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ops;

    /// A function, its bracket and its root.
    type Case = (fn(f64) -> f64, f64, f64, f64);

    #[test]
    fn finds_known_roots() {
        let cases: [Case; 5] = [
            (|x| x * x - 2.0, 0.0, 2.0, std::f64::consts::SQRT_2),
            (|x| ops::exp(x) - 5.0, -4.0, 9.0, 1.609_437_912_434_100_3),
            (|x| (x - 1.0) * (x - 1.0) * (x - 1.0), 0.0, 3.0, 1.0),
            (|x| (x - 0.37) / ops::sqrt(1e-4 + (x - 0.37) * (x - 0.37)), -1.0, 1.0, 0.37),
            (|x| x, -1.0, 1e9, 0.0),
        ];
        for (f, low, high, want) in cases {
            let root = brent(f, low, high, 1e-13).unwrap();
            // A triple root is flat: no method on doubles sees it closer than the cube root of ulp.
            let slack = if want == 1.0 { 1e-5 } else { 1e-12 };
            assert!((root - want).abs() < slack, "{root} instead of {want}");
        }
    }

    #[test]
    fn counts_few_calls() {
        let mut calls = 0;
        let f = |x: f64| {
            calls += 1;
            ops::ln(x) - 0.5
        };
        brent(f, 0.1, 10.0, 1e-13).unwrap();
        assert!(calls < 16, "{calls} calls");
    }

    #[test]
    fn failures_are_named() {
        assert_eq!(brent(|x| x * x + 1.0, -1.0, 1.0, 1e-9), Err(NoRoot::NotBracketed));
        assert_eq!(brent(|_| f64::NAN, -1.0, 1.0, 1e-9), Err(NoRoot::NotANumber));
        assert_eq!(brent(|x| x - 1.0, 1.0, 2.0, 1e-9), Ok(1.0));
        assert_eq!(brent(|x| x - 2.0, 1.0, 2.0, 1e-9), Ok(2.0));
    }
}
