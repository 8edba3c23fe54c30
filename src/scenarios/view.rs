//! A view of one's own about the price at an expiry, in place of what option prices imply.

use serde::{Deserialize, Serialize};

use crate::basics::{Issue, IssueCode};

/// The fastest growth or fall that is taken for a view, a year.
const MOST_DRIFT: f64 = 10.0;
/// The largest volatility that is taken for a view.
const MOST_VOL: f64 = 10.0;

/// A lognormal view as it comes in: at the expiry ln S is normal with mean ln S₀ + (μ − σ²/2) T and
/// variance σ² T, so that S is expected to be S₀ e^(μ T).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ViewDraft {
    /// μ: growth of the expected price a year, continuous, decimal, on ACT/365F.
    pub drift: f64,
    /// σ: volatility a year, decimal, on ACT/365F.
    pub vol: f64,
}

/// A view that can be reckoned with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    pub(super) drift: f64,
    pub(super) vol: f64,
}

impl ViewDraft {
    /// The view, where both numbers are usable.
    ///
    /// # Errors
    /// An issue `E-PAYOFF-REQUEST` for each that is not, its path below `path`.
    pub fn checked(&self, path: &str) -> Result<View, Vec<Issue>> {
        let wrong = |field: &str, message: String| {
            Issue::new(IssueCode::PayoffRequest, format!("{path}.{field}"), message)
        };
        let mut issues = Vec::new();
        // Not-a-number is in no range.
        if !(-MOST_DRIFT..=MOST_DRIFT).contains(&self.drift) {
            let most = 100.0 * MOST_DRIFT;
            let message = format!("A drift lies between −{most} and {most} % a year.");
            issues.push(wrong("drift", message));
        }
        if !(self.vol > 0.0 && self.vol <= MOST_VOL) {
            let most = 100.0 * MOST_VOL;
            let message = format!("A volatility lies above zero and at {most} % at most.");
            issues.push(wrong("vol", message));
        }
        let Self { drift, vol } = *self;
        if issues.is_empty() { Ok(View { drift, vol }) } else { Err(issues) }
    }
}
