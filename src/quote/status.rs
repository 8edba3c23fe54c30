//! What may be done with a quote, how long, and how old the data behind it is.

use crate::basics::{Issue, Severity, Timestamp};
use crate::market::Source;

use super::report::Status;

/// What the status is decided on.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances<'a> {
    /// Where the market comes from.
    pub source: &'a Source,
    /// How old its data is, in words.
    pub data_age: &'a str,
    /// Whether nobody said who asks.
    pub is_anonymous: bool,
    /// Whether at least one side that was asked for has a size.
    pub is_quoted: bool,
    /// Why a trader has to look at it, where one has to.
    pub refer: Option<String>,
    /// Findings so far.
    pub issues: &'a [Issue],
}

/// The status with its sentence: the strictest reason decides, all are said.
pub fn decide(circumstances: &Circumstances) -> (Status, String) {
    let mut reasons = Vec::new();
    if !circumstances.is_quoted {
        reasons.push(String::from("the desk's limits leave no room for this trade"));
    }
    reasons.extend(circumstances.refer.clone());
    if circumstances.issues.iter().any(|i| i.severity == Severity::Query) {
        reasons.push(String::from("a question about the request is open"));
    }
    if circumstances.is_anonymous {
        reasons.push(String::from("nobody said who asks"));
    }
    // No source is a live feed: a recorded or generated market gives levels, at any age.
    reasons.push(match circumstances.source {
        Source::Sample => format!("the market is a generated sample, {}", circumstances.data_age),
        Source::File(_) => format!("the market is a recorded file, {}", circumstances.data_age),
    });
    let status = if !circumstances.is_quoted {
        Status::Reject
    } else if circumstances.refer.is_some() {
        Status::Refer
    } else {
        Status::Indicative
    };
    let word = match status {
        Status::Firm => "Firm",
        Status::Indicative => "Indicative",
        Status::Refer => "Refer to a trader",
        Status::Reject => "Not quoted",
    };
    (status, format!("{word}: {}.", reasons.join("; ")))
}

/// The age of data in words: `data 3 hours old`.
pub fn age(as_of: Timestamp, now: Timestamp) -> String {
    let millis = now.millis().saturating_sub(as_of.millis());
    if millis.abs() < 1000 {
        return String::from("data as of now");
    }
    let seconds = millis.unsigned_abs() / 1000;
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if millis > 0 {
        format!("data {count} {unit}{plural} old")
    } else {
        format!("data dated {count} {unit}{plural} ahead of the clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_as_people_say_them() {
        let start = Timestamp::from_millis(0);
        let after = |seconds: i64| age(start, Timestamp::from_millis(1000 * seconds));
        assert_eq!(after(0), "data as of now");
        assert_eq!(after(1), "data 1 second old");
        assert_eq!(after(300), "data 5 minutes old");
        assert_eq!(after(3 * 3600), "data 3 hours old");
        assert_eq!(after(200 * 86_400), "data 200 days old");
        assert_eq!(after(-7200), "data dated 2 hours ahead of the clock");
    }
}
