//! Rows of a batch as comma-separated values (RFC 4180, 2005).

use std::fmt::Write;

use super::chat::plain;
use crate::basics::Severity;
use crate::basics::numerals::push_decimals;
use crate::quote::assembly::ROWS;
use crate::quote::batch::{BatchQuote, BatchRow};
use crate::quote::report::Status;

/// Columns before the charges, with the unit where it is not the premium currency per spread.
const COLUMNS: [&str; 19] = [
    "line",
    "id",
    "request",
    "understood",
    "structure",
    "client",
    "quantity",
    "status",
    "currency",
    "bid",
    "offer",
    "bid_size",
    "offer_size",
    "theoretical",
    "delta_premium_adjusted",
    "gamma_cash_per_percent",
    "vega_per_point",
    "theta_per_day",
    "issues",
];

/// The header and a line for each row. Prices and charges are per spread and unit of underlying in
/// premium currency; a side that is not quoted is empty.
pub fn table(rows: &[BatchRow]) -> String {
    let charges =
        ROWS.into_iter().flat_map(|name| [format!("{name}_bid"), format!("{name}_offer")]);
    let header: Vec<String> = COLUMNS.into_iter().map(str::to_owned).chain(charges).collect();
    let mut text = header.join(",");
    text.push_str("\r\n");
    for row in rows {
        line(row, &mut text);
        text.push_str("\r\n");
    }
    text
}

fn line(row: &BatchRow, text: &mut String) {
    let quote = row.quote.as_ref();
    let size = |of: fn(&BatchQuote) -> f64| quote.map(of).map_or_else(String::new, plain);
    // Writing to a string cannot fail.
    let _ = write!(text, "{}", row.line);
    field(text, row.id.as_deref().unwrap_or_default());
    field(text, &row.request);
    field(text, row.understood.as_deref().unwrap_or_default());
    field(text, row.structure.as_deref().unwrap_or_default());
    field(text, row.client.as_deref().unwrap_or_default());
    field(text, &row.quantity.map_or_else(String::new, plain));
    field(text, quote.map_or("", |q| status(q.status)));
    field(text, quote.map_or("", |q| &q.currency));
    let places = quote.map_or(0, |q| q.decimals);
    number(text, quote.and_then(|q| q.bid), places);
    number(text, quote.and_then(|q| q.offer), places);
    field(text, &size(|q| q.bid_size));
    field(text, &size(|q| q.offer_size));
    number(text, quote.map(|q| q.theoretical), 8);
    number(text, quote.and_then(|q| q.delta_premium_adjusted), 6);
    number(text, quote.map(|q| q.gamma_cash_per_percent), 6);
    number(text, quote.map(|q| q.vega_per_point), 6);
    number(text, quote.map(|q| q.theta_per_day), 6);
    field(text, &issues(row));
    let mut charges = quote.map_or(&[][..], |q| &q.charges).iter();
    for _ in ROWS {
        let charge = charges.next();
        number(text, charge.and_then(|charge| charge.bid), 8);
        number(text, charge.and_then(|charge| charge.offer), 8);
    }
}

/// Adds a comma and the number, empty where there is none.
fn number(text: &mut String, value: Option<f64>, places: usize) {
    text.push(',');
    if let Some(value) = value {
        push_decimals(text, value, places);
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Firm => "firm",
        Status::Indicative => "indicative",
        Status::Refer => "refer",
        Status::Reject => "reject",
    }
}

/// Every finding in one field: its severity, code and sentence.
fn issues(row: &BatchRow) -> String {
    let told = row.issues.iter().map(|issue| {
        let severity = match issue.severity {
            Severity::Warn => "warn",
            Severity::Query => "query",
            Severity::Reject => "reject",
        };
        format!("{severity} {}: {}", issue.code.as_str(), issue.message)
    });
    told.collect::<Vec<_>>().join(" | ")
}

/// Adds a comma and the field, quoted where its characters ask for it. One that a spreadsheet would
/// take for a formula is led by an apostrophe.
fn field(text: &mut String, value: &str) {
    text.push(',');
    let is_formula =
        value.starts_with(['=', '+', '-', '@', '\t', '\r']) && value.parse::<f64>().is_err();
    let lead = if is_formula { "'" } else { "" };
    if value.contains([',', '"', '\n', '\r']) || is_formula {
        let _ = write!(text, "\"{lead}{}\"", value.replace('"', "\"\""));
    } else {
        text.push_str(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_have_to_be_and_are_no_formulas() {
        let written = |value: &str| {
            let mut text = String::new();
            field(&mut text, value);
            text
        };
        assert_eq!(written("plain"), ",plain");
        assert_eq!(written("a, \"b\""), ",\"a, \"\"b\"\"\"");
        assert_eq!(written("=1+1"), ",\"'=1+1\"");
        assert_eq!(written("+1 3300 C"), ",\"'+1 3300 C\"");
        assert_eq!(written("-0.0021"), ",-0.0021");
    }
}
