//! What may be done with a quote, how long, and how old the data behind it is.

use crate::basics::{Issue, IssueCode, Severity, Timestamp};
use crate::market::Source;

use super::report::Status;
use super::write::chat::plain;

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
        reasons.push(String::from("the desk’s limits leave no room for this trade"));
    }
    reasons.extend(circumstances.refer.clone());
    if circumstances.issues.iter().any(|i| i.severity == Severity::Query) {
        reasons.push(String::from("a question about the request is open"));
    }
    if circumstances.is_anonymous {
        reasons.push(String::from("nobody said who asks"));
    }
    let is_open = reasons.is_empty();
    // A recorded or generated market gives levels, at any age.
    reasons.push(match circumstances.source {
        Source::Sample => format!("the market is a generated sample, {}", circumstances.data_age),
        Source::File(_) => format!("the market is a recorded file, {}", circumstances.data_age),
        Source::Live(_) => format!("the market is live, {}", circumstances.data_age),
    });
    let is_live = matches!(circumstances.source, Source::Live(_));
    let status = if !circumstances.is_quoted {
        Status::Reject
    } else if circumstances.refer.is_some() {
        Status::Refer
    } else if is_live && is_open {
        Status::Firm
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

/// Refuses a feed that is older than the desk quotes on.
pub fn refuse_stale(feed: Option<Timestamp>, now: Timestamp, most_seconds: f64) -> Option<Issue> {
    let seconds = (now.millis().saturating_sub(feed?.millis())) as f64 / 1000.0;
    (seconds > most_seconds).then(|| {
        let message = format!(
            "The live market is {} seconds old and the desk quotes on {} at most; please load it anew.",
            seconds.ceil(),
            plain(most_seconds),
        );
        Issue::new(IssueCode::MarketStale, "", message)
    })
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
    fn only_a_known_client_on_a_feed_without_a_finding_gets_a_firm_quote() {
        let on = |source: &Source, is_anonymous: bool, issues: &[Issue]| {
            let data_age = "data 1 second old";
            let refer = None;
            let is_quoted = true;
            decide(&Circumstances { source, data_age, is_anonymous, is_quoted, refer, issues })
        };
        let live = Source::Live(None);
        let firm = (Status::Firm, String::from("Firm: the market is live, data 1 second old."));
        assert_eq!(on(&live, false, &[]), firm);
        assert_eq!(on(&live, true, &[]).0, Status::Indicative);
        let question = Issue::new(IssueCode::Year, "", "Confirm the year.");
        assert_eq!(on(&live, false, &[question]).0, Status::Indicative);
        assert_eq!(on(&Source::File(None), false, &[]).0, Status::Indicative);
    }

    #[test]
    fn a_feed_is_quoted_on_up_to_its_age_and_not_after() {
        let start = Timestamp::from_millis(0);
        let stale = |feed, millis| refuse_stale(feed, Timestamp::from_millis(millis), 60.0);
        assert_eq!(stale(Some(start), 60_000), None);
        assert_eq!(stale(None, 60_001), None);
        let issue = stale(Some(start), 60_001).unwrap();
        assert!(issue.message.contains("61 seconds old"), "{}", issue.message);
    }

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
