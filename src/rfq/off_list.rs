//! Names, dates and strikes that are not listed, and the listed ones nearest to them.

use super::taxonomy::same_strike;
use crate::basics::{Answer, Issue, IssueCode, ListedExpiry, ListedMarket, Listing, Timestamp};
use crate::math::ops;

/// Standard deviations from the forward beyond which a strike is far.
const FAR_STANDARD_DEVIATIONS: f64 = 4.0;

/// The reject for an underlying that is not loaded, with what is.
#[cold]
#[inline(never)]
pub(super) fn unknown_underlying(name: &str, listing: &Listing, path: &str) -> Issue {
    let mut loaded: Vec<&str> = Vec::new();
    for market in &listing.markets {
        if !loaded.contains(&market.key.underlying.as_str()) {
            loaded.push(&market.key.underlying);
        }
    }
    let have = if loaded.is_empty() {
        "No market is loaded.".to_owned()
    } else {
        format!("Loaded: {}.", loaded.join(", "))
    };
    let shown: String = name.chars().take(40).collect();
    let message = if name.is_empty() {
        format!("Which underlying? {have}")
    } else {
        format!("We don’t quote {shown}. {have}")
    };
    let answers = loaded.iter().take(6).map(|u| Answer {
        label: (*u).to_owned(),
        path: path.to_owned(),
        value: (*u).to_owned(),
    });
    let answers = if path.starts_with("legs") { answers.collect() } else { Vec::new() };
    Issue::new(IssueCode::UnknownUnderlying, path, message).with_answers(answers)
}

/// The query for an expiry off the list, with the nearest below and above as answers.
#[cold]
#[inline(never)]
pub(super) fn unlisted_expiry(instant: Timestamp, market: &ListedMarket, path: &str) -> Issue {
    let to_come = || market.expiries.iter().map(|e| e.expiry).filter(|t| *t > market.as_of);
    let nearest = [to_come().rfind(|t| *t < instant), to_come().find(|t| *t > instant)];
    let nearest: Vec<Timestamp> = nearest.into_iter().flatten().collect();
    let spoken = instant.spoken();
    let names: Vec<String> = nearest.iter().map(|t| t.expiry_code()).collect();
    let message = if names.is_empty() {
        format!("No listed expiry on {spoken}.")
    } else {
        format!("No listed expiry on {spoken}; nearest {}?", names.join(" or "))
    };
    let answers = nearest.iter().map(|t| Answer {
        label: t.expiry_code(),
        path: path.to_owned(),
        value: t.to_iso(),
    });
    Issue::new(IssueCode::ExpiryUnlisted, path, message).with_answers(answers.collect())
}

/// The query for a strike off the grid, with the neighbours as answers; `None` where it is listed.
pub(super) fn unlisted_strike(strike: f64, listed: &ListedExpiry, path: &str) -> Option<Issue> {
    let strikes = &listed.strikes;
    if strikes.is_empty() || strikes.iter().any(|k| same_strike(*k, strike)) {
        return None;
    }
    Some(ask_strike(strike, strikes, path))
}

#[cold]
#[inline(never)]
fn ask_strike(strike: f64, strikes: &[f64], path: &str) -> Issue {
    let nearest = [
        strikes.iter().copied().rfind(|k| *k < strike),
        strikes.iter().copied().find(|k| *k > strike),
    ];
    let nearest: Vec<String> = nearest.into_iter().flatten().map(|k| k.to_string()).collect();
    let message = format!("{strike} is not listed; did you mean {}?", nearest.join(" or "));
    let answers = nearest.iter().map(|k| Answer {
        label: k.clone(),
        path: path.to_owned(),
        value: k.clone(),
    });
    Issue::new(IssueCode::StrikeUnlisted, path, message).with_answers(answers.collect())
}

/// Whether |ln(K/F)| exceeds four at-the-money standard deviations of the nearest listed expiry.
pub(super) fn is_far(strike: f64, expiry: Timestamp, market: &ListedMarket) -> bool {
    nearest_expiry(expiry, market).is_some_and(|near| {
        let log_moneyness = ops::ln(strike / near.forward);
        near.forward > 0.0 && log_moneyness.abs() > FAR_STANDARD_DEVIATIONS * near.atm_std
    })
}

/// The listed expiry nearest to an instant; `None` where nothing is listed.
pub(super) fn nearest_expiry(expiry: Timestamp, market: &ListedMarket) -> Option<&ListedExpiry> {
    market.expiries.iter().min_by_key(|e| e.expiry.millis().abs_diff(expiry.millis()))
}
