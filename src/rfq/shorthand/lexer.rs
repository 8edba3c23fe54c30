//! A line of text cut into chunks, slashes and commas, each with its place in the line.

use super::commas::{is_decimal, is_thousands};

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, digits and what holds them together.
    Chunk,
    /// `/`, which joins strikes or expiries.
    Slash,
    /// A comma or semicolon that does not stand inside a number.
    Comma,
    /// Text in double quotes, without them.
    Quoted,
}

/// One token of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What kind of token it is.
    pub(super) kind: Kind,
    /// The token in lower case, with dashes unified and thousands separators removed and
    /// decimal commas as points; for quoted text, the text itself.
    pub(super) norm: String,
    /// Whether a currency sign stands before it.
    pub(super) is_money: bool,
    /// First byte in the text.
    pub(super) start: usize,
    /// One past the last byte in the text.
    pub(super) end: usize,
}

/// Cuts text into tokens. Every character ends up in a token or is a separator.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open: Option<Token> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let of_kind =
            |kind, norm: String, end| Token { kind, norm, is_money: false, start: at, end };
        let single = |kind| of_kind(kind, c.to_string(), after);
        let ready = match c {
            '"' | '“' | '”' => {
                let rest = text.get(after..).unwrap_or("");
                match rest.find(['"', '“', '”']) {
                    Some(length) => {
                        let norm = rest.get(..length).unwrap_or("").to_owned();
                        while chars.next_if(|(i, _)| *i <= after + length).is_some() {}
                        Some(of_kind(Kind::Quoted, norm, after + length))
                    }
                    None => None,
                }
            }
            '/' | '\u{2044}' => Some(single(Kind::Slash)),
            ',' if is_thousands(text, at) => continue,
            // Read as the point it may stand for, which is asked back.
            ',' if is_decimal(text, at)
                && let Some(token) = open.as_mut() =>
            {
                token.norm.push('.');
                continue;
            }
            ',' | ';' => Some(single(Kind::Comma)),
            '@' => Some(single(Kind::Chunk)),
            _ if is_separator(c) => None,
            _ => {
                let token = open.get_or_insert_with(|| Token {
                    kind: Kind::Chunk,
                    norm: String::new(),
                    is_money: text.get(..at).is_some_and(|before| before.ends_with(['$', '€'])),
                    start: at,
                    end: after,
                });
                token.end = after;
                push_normal(&mut token.norm, c);
                continue;
            }
        };
        tokens.extend(open.take().and_then(|t| trimmed(t, text)));
        tokens.extend(ready);
    }
    tokens.extend(open.and_then(|t| trimmed(t, text)));
    tokens
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '(' | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '?'
                | '!'
                | '$'
                | '€'
                | '|'
                | '\u{200b}'
                | '\u{feff}'
                | '\u{fffd}'
        )
}

/// Appends a character in the one form the parser knows.
fn push_normal(norm: &mut String, c: char) {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => norm.push('-'),
        '×' => norm.push('x'),
        '\'' | '’' | '‘' => {}
        _ => norm.extend(c.to_lowercase()),
    }
}

/// The token without punctuation at its end; `None` where nothing is left.
fn trimmed(mut token: Token, text: &str) -> Option<Token> {
    while token.norm.ends_with(['.', ':']) {
        token.norm.pop();
        // Characters that the normal form drops may still follow in the text.
        if text.get(..token.end).is_some_and(|t| t.ends_with(['.', ':'])) {
            token.end -= 1;
        }
    }
    (!token.norm.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.norm).collect()
    }

    #[test]
    fn chunks_slashes_and_commas() {
        assert_eq!(
            norms("ETH 3,300/3,400 Fly ×100, Acme"),
            ["eth", "3300", "/", "3400", "fly", "x100", ",", "acme"]
        );
        assert_eq!(norms("3300–3400 \"Delta, Box\"?"), ["3300-3400", "Delta, Box"]);
        assert_eq!(norms("price: @3390."), ["price", "@", "3390"]);
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "ÉTH “a b” flyy.";
        for token in tokens(text) {
            assert!(text.get(token.start..token.end).is_some(), "{token:?}");
        }
        let last = tokens(text).pop().unwrap();
        assert_eq!(&text[last.start..last.end], "flyy");
    }
}
