//! The requests of a text: one a line, or the rows of a table.

use std::ops::Range;

use crate::basics::records::Records;
use crate::basics::{Issue, IssueCode, Severity};
use crate::desk::Desk;
use crate::rfq::RfqDraft;

/// One request with what its row says besides.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    /// Line of the text on which it starts, from 1.
    pub line: usize,
    /// The request itself.
    pub text: String,
    /// The client, where a column states one.
    pub client: Option<String>,
    /// The client's reference, where a column states one.
    pub id: Option<String>,
    /// Spreads asked for, where a column states a number.
    pub quantity: Option<f64>,
}

impl Request {
    /// Two clients of one request: the row's own, and another in its words.
    pub fn other_client(&self, draft: &RfqDraft, desk: &Desk) -> Option<Issue> {
        let (stated, said) = (self.client.as_deref()?, draft.client.as_deref()?);
        let is_same = desk.client_key(Some(stated)) == desk.client_key(Some(said));
        (!is_same).then(|| {
            let message = format!(
                "Two clients are named: {stated} in the column, {said} in the request. Which one?"
            );
            let mut issue = Issue::new(IssueCode::Syntax, "client", message);
            issue.severity = Severity::Query;
            issue
        })
    }

    /// A draft with what the row's own columns say in place of what its words say.
    pub fn complete(&self, mut draft: RfqDraft) -> RfqDraft {
        if self.client.is_some() {
            draft.client.clone_from(&self.client);
        }
        if self.id.is_some() {
            draft.id.clone_from(&self.id);
        }
        draft.quantity = self.quantity.unwrap_or(draft.quantity);
        draft
    }
}

/// Columns by meaning, as positions in a record.
struct Columns {
    request: usize,
    client: Option<usize>,
    id: Option<usize>,
    quantity: Option<usize>,
}

impl Columns {
    /// The columns of a header; `None` where the fields are none.
    fn find(header: &[&str]) -> Option<Self> {
        let at = |wanted: &str| header.iter().position(|h| h.trim().eq_ignore_ascii_case(wanted));
        Some(Self {
            request: at("request")?,
            client: at("client"),
            id: at("id"),
            quantity: at("quantity"),
        })
    }
}

/// The requests of a text. Where its first line is a header with a column `request`, each record
/// below is one, and columns `client`, `id` and `quantity` add to it; the fields may be quoted as in
/// RFC 4180 (2005) and separated by commas, semicolons or tabs. Otherwise each line is one. Empty
/// lines are none.
pub fn requests(text: &str) -> Vec<Request> {
    requests_in(text, 0..usize::MAX)
}

/// Those of the requests of a text that a range names, counted from 0. The others are passed over
/// without being copied, so that a text may be taken in small parts.
pub fn requests_in(text: &str, part: Range<usize>) -> Vec<Request> {
    let text = text.trim_start_matches('\u{feff}');
    let table = [b',', b';', b'\t'].into_iter().find_map(|delimiter| {
        let mut records = Records::of(text, delimiter);
        let columns = Columns::find(&records.next()?.fields)?;
        Some((columns, records))
    });
    match table {
        Some((columns, records)) => rows(&columns, records, part),
        None => lines(text, part),
    }
}

fn lines(text: &str, part: Range<usize>) -> Vec<Request> {
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let request = |(i, line): (usize, &str)| Request {
        line: i + 1,
        text: line.trim().to_owned(),
        ..Request::default()
    };
    numbered.skip(part.start).take(part.len()).map(request).collect()
}

fn rows(columns: &Columns, mut records: Records, part: Range<usize>) -> Vec<Request> {
    let mut requests = Vec::new();
    let mut place = 0;
    while place < part.end
        && let Some(record) = records.next()
    {
        if record.fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        place += 1;
        if place <= part.start {
            continue;
        }
        let field = |at: usize| record.fields.get(at).map_or("", |field| field.trim());
        let stated = |at: Option<usize>| at.map(field).filter(|text| !text.is_empty());
        requests.push(Request {
            line: usize::try_from(record.line).unwrap_or(usize::MAX),
            text: field(columns.request).to_owned(),
            client: stated(columns.client).map(str::to_owned),
            id: stated(columns.id).map(str::to_owned),
            // A quantity that is no number becomes one that no check lets pass.
            quantity: stated(columns.quantity).map(|text| text.parse().unwrap_or(f64::NAN)),
        });
    }
    requests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_request_and_keeps_its_number() {
        let found = requests("ETH 3400 c\r\n\n  BTC 90000 p  \n");
        let expected = [(1, "ETH 3400 c"), (3, "BTC 90000 p")];
        let told: Vec<_> = found.iter().map(|r| (r.line, r.text.as_str())).collect();
        assert_eq!(told, expected);
        assert!(requests(" \n\n").is_empty());
    }

    #[test]
    fn a_header_makes_columns_and_fields_may_be_quoted() {
        let text = "id;Request;quantity;client\n\
                    a1;\"buy; ETH 3400 c\";25;Acme\n\n\
                    ;BTC 90000 p;;\n\
                    b2;ETH 3500 c;lots\n";
        let found = requests(text);
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].line, found[0].text.as_str()), (2, "buy; ETH 3400 c"));
        assert_eq!((found[0].quantity, found[0].client.as_deref()), (Some(25.0), Some("Acme")));
        assert_eq!((found[1].line, found[1].id.as_deref(), found[1].quantity), (4, None, None));
        assert!(found[2].quantity.is_some_and(f64::is_nan));
        let draft = RfqDraft { quantity: 7.0, ..RfqDraft::default() };
        assert_eq!(found[0].complete(draft.clone()).quantity, 25.0);
        assert_eq!(found[1].complete(draft).quantity, 7.0);
    }

    #[test]
    fn a_part_is_the_same_requests() {
        for text in ["a\n\nb\nc\nd", "request,id\na,1\n\"b\nb\",2\n,\nc,3\nd,4\n"] {
            let all = requests(text);
            assert_eq!(all.len(), 4);
            for part in [0..0, 0..1, 1..3, 3..4, 2..9, 4..9, 7..9] {
                let expected = &all[part.start.min(4)..part.end.min(4)];
                assert_eq!(requests_in(text, part.clone()), expected, "{text} {part:?}");
            }
        }
    }
}
