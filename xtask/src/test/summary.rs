//! How many tests passed, failed and were skipped, and which failed, read from what each tool
//! reports.
//!
//! A report that cannot be found is `None`: the caller counts it as a failure.

use std::ops::AddAssign;

use serde_json::Value;

/// The counts of one suite, or of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    /// The names of those that failed, as far as the tool tells.
    pub(crate) failures: Vec<String>,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.failures.extend(other.failures);
    }
}

impl Counts {
    /// The same counts, with a failure that no test reported if the program says there was one.
    pub(crate) fn and_exit(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// Adds up the summary lines of `cargo test` or of the wasm test runner.
///
/// A native test that finds its data absent says so in a line that starts with "skipped:" and
/// returns; it counts as skipped, not as passed.
pub(crate) fn cargo(output: &str) -> Option<Counts> {
    let mut total = None;
    let mut absent = 0;
    // What failed is listed twice: with what it printed, and again by name right before the counts.
    let mut listed: Option<Vec<String>> = None;
    for line in output.lines() {
        if let Some(counts) = cargo_line(line) {
            let total = total.get_or_insert_with(Counts::default);
            *total += counts;
            total.failures.extend(listed.take().unwrap_or_default());
        } else if line == "failures:" {
            listed = Some(Vec::new());
        } else if line == "successes:" {
            listed = None;
        } else if let (Some(listed), Some(name)) = (&mut listed, line.strip_prefix("    ")) {
            listed.push(name.to_owned());
        } else if line.starts_with("skipped:") {
            absent += 1;
        }
    }
    total.map(|counts| {
        let absent = absent.min(counts.passed);
        Counts { passed: counts.passed - absent, skipped: counts.skipped + absent, ..counts }
    })
}

fn cargo_line(line: &str) -> Option<Counts> {
    let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let count = |word: &str| {
        counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
    };
    Some(Counts {
        passed: count("passed")?,
        failed: count("failed")?,
        skipped: count("ignored").unwrap_or(0),
        failures: Vec::new(),
    })
}

/// Reads the closing comments of Node's TAP report. A cancelled test is a failed one.
pub(crate) fn node(tap: &str) -> Option<Counts> {
    let count = |word: &str| -> Option<u64> {
        tap.lines().rev().find_map(|line| {
            line.strip_prefix("# ")?.strip_prefix(word)?.strip_prefix(' ')?.trim().parse().ok()
        })
    };
    Some(Counts {
        passed: count("pass")?,
        failed: count("fail")? + count("cancelled").unwrap_or(0),
        skipped: count("skipped").unwrap_or(0) + count("todo").unwrap_or(0),
        failures: tap
            .lines()
            .filter_map(|line| line.trim().strip_prefix("not ok "))
            .filter_map(|rest| rest.split_once(" - "))
            .map(|(_, name)| name.to_owned())
            .collect(),
    })
}

/// Reads Playwright's JSON report. Errors outside any test, such as a broken file, are failures.
pub(crate) fn playwright(report: &Value) -> Option<Counts> {
    let count = |key: &str| report["stats"][key].as_u64();
    let errors = report["errors"].as_array().map_or(0, Vec::len);
    Some(Counts {
        passed: count("expected")? + count("flaky")?,
        failed: count("unexpected")? + u64::try_from(errors).ok()?,
        skipped: count("skipped")?,
        failures: unexpected(report),
    })
}

/// The titles of the tests below a suite of Playwright's report that did not end as expected.
fn unexpected(suite: &Value) -> Vec<String> {
    let list = |key: &str| suite[key].as_array().map_or(&[][..], Vec::as_slice);
    let failed = list("specs").iter().filter(|spec| spec["ok"] == false);
    let titles = failed.filter_map(|spec| spec["title"].as_str().map(str::to_owned));
    titles.chain(list("suites").iter().flat_map(unexpected)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts { passed, failed, skipped, failures: Vec::new() }
    }

    fn named(mut counts: Counts, failures: &[&str]) -> Counts {
        counts.failures = failures.iter().map(|name| (*name).to_owned()).collect();
        counts
    }

    #[test]
    fn cargo_summaries_of_all_binaries_add_up() {
        let output = "running 3 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished \
            in 0.00s\n\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; \
            finished in 1.20s\n";
        assert_eq!(cargo(output), Some(counts(6, 2, 1)));
    }

    #[test]
    fn cargo_names_what_failed_and_not_what_passed_or_was_printed() {
        let output = "successes:\n\nsuccesses:\n    a::passes\n\nfailures:\n\n\
            ---- b::fails stdout ----\n    a printed line\n\nfailures:\n    b::fails\n\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured\n\
            test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured\n";
        assert_eq!(cargo(output), Some(named(counts(2, 1, 0), &["b::fails"])));
    }

    #[test]
    fn a_test_without_its_data_is_skipped_not_passed() {
        let output = "skipped: no recorded data\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(cargo(output), Some(counts(1, 0, 1)));
    }

    #[test]
    fn the_wasm_runner_reports_like_cargo() {
        let output = "test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in \
            0.01s\n";
        assert_eq!(cargo(output), Some(counts(7, 0, 0)));
    }

    #[test]
    fn what_has_no_summary_is_not_counted_as_zero() {
        assert_eq!(cargo("error: could not compile\n"), None);
        assert_eq!(cargo("no tests to run!\n"), None);
        assert_eq!(cargo("test result: who knows\n"), None);
        assert_eq!(node("TAP version 13\n"), None);
        assert_eq!(playwright(&json!({ "errors": [] })), None);
    }

    #[test]
    fn node_counts_cancelled_tests_as_failed() {
        let tap = "ok 1 - a\n    not ok 1 - b, inside\n# tests 6\n# suites 0\n# pass 2\n# fail 1\n# cancelled 1\n# skipped \
            1\n# todo 1\n# duration_ms 12.5\n";
        assert_eq!(node(tap), Some(named(counts(2, 2, 2), &["b, inside"])));
    }

    #[test]
    fn playwright_counts_broken_files_as_failed() {
        let report = json!({
            "stats": { "expected": 5, "unexpected": 1, "flaky": 1, "skipped": 2 },
            "errors": [{ "message": "SyntaxError" }],
            "suites": [{
                "specs": [{ "title": "passes", "ok": true }],
                "suites": [{ "specs": [{ "title": "fails", "ok": false }] }],
            }],
        });
        assert_eq!(playwright(&report), Some(named(counts(6, 2, 2), &["fails"])));
    }

    #[test]
    fn an_exit_code_that_says_failed_is_believed() {
        assert_eq!(counts(3, 0, 0).and_exit(false), counts(3, 1, 0));
        assert_eq!(counts(3, 2, 0).and_exit(false), counts(3, 2, 0));
        assert_eq!(counts(3, 0, 0).and_exit(true), counts(3, 0, 0));
    }
}
