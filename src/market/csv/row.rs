//! One record of a chain file as a row, or what is wrong with it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::basics::{Exercise, PutCall, Settlement, Timestamp};
use crate::market::snapshot::QuoteRow;

/// Columns by meaning, as positions in a record.
pub(super) struct Columns {
    stamp: usize,
    underlying: usize,
    expiry: usize,
    strike: usize,
    put_call: usize,
    exercise: Optional,
    settlement: Optional,
    bid: Optional,
    ask: Optional,
    bid_size: Optional,
    ask_size: Optional,
    open_interest: Optional,
    volume: Optional,
    mark: Optional,
    mark_vol: Optional,
    index: Optional,
    forward: Optional,
    currency: Optional,
    pub(super) count: usize,
}

/// A column that a file may lack.
struct Optional {
    name: &'static str,
    at: Option<usize>,
}

/// What texts were read as before: rows repeat their instants, their words and their index.
#[derive(Default)]
pub(super) struct Known {
    stamps: Instants,
    expiries: Instants,
    underlying: Recent<Rc<str>>,
    currency: Recent<Rc<str>>,
    index: Recent<Option<f64>>,
}

/// Instants by their text, since a file may go through its expiries strike by strike.
#[derive(Default)]
struct Instants {
    last: Recent<Timestamp>,
    all: BTreeMap<String, Timestamp>,
}

/// The text read last, and what it was read as.
struct Recent<T> {
    text: String,
    value: Option<T>,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { text: String::new(), value: None }
    }
}

impl Instants {
    fn read(&mut self, text: &str) -> Option<Timestamp> {
        let Self { last, all } = self;
        let read = last.read(text, |text| {
            if let Some(known) = all.get(text) {
                return Ok::<_, ()>(*known);
            }
            let found = Timestamp::parse_iso(text).ok_or(())?;
            all.insert(text.to_owned(), found);
            Ok(found)
        });
        read.ok()
    }
}

impl<T: Clone> Recent<T> {
    #[inline]
    fn read<E>(&mut self, text: &str, read: impl FnOnce(&str) -> Result<T, E>) -> Result<T, E> {
        if let Some(value) = &self.value
            && self.text == text
        {
            return Ok(value.clone());
        }
        let value = read(text)?;
        self.value = Some(value.clone());
        self.text.clear();
        self.text.push_str(text);
        Ok(value)
    }
}

/// One readable row, before a snapshot is chosen.
pub(super) struct Row {
    pub(super) stamp: Timestamp,
    /// In capitals.
    pub(super) underlying: Rc<str>,
    pub(super) settlement: Settlement,
    /// Whether neither the row's settlement nor its currency says how it settles.
    pub(super) is_settlement_assumed: bool,
    /// How the option is exercised, where the row says so.
    pub(super) exercise: Option<Exercise>,
    /// The premium's currency in capitals, where the row states it.
    pub(super) currency: Option<Rc<str>>,
    pub(super) index: Option<f64>,
    pub(super) quote: QuoteRow,
}

impl Columns {
    /// Finds the columns by name, or names those that are missing.
    pub(super) fn find(header: &[&str]) -> Result<Self, Vec<String>> {
        let at = |name: &str| header.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
        let needed = ["timestamp_utc", "underlying", "expiry", "strike", "type"];
        let missing: Vec<String> =
            needed.iter().filter(|n| at(n).is_none()).map(|n| (*n).to_owned()).collect();
        let positions: Vec<usize> = needed.iter().filter_map(|n| at(n)).collect();
        let &[stamp, underlying, expiry, strike, put_call] = positions.as_slice() else {
            return Err(missing);
        };
        let optional = |name: &'static str| Optional { name, at: at(name) };
        let (bid, ask) = (optional("bid"), optional("ask"));
        if bid.at.is_none() && ask.at.is_none() {
            return Err(vec![String::from("bid"), String::from("ask")]);
        }
        Ok(Self {
            stamp,
            underlying,
            expiry,
            strike,
            put_call,
            exercise: optional("exercise"),
            settlement: optional("settlement"),
            bid,
            ask,
            bid_size: optional("bid_size"),
            ask_size: optional("ask_size"),
            open_interest: optional("open_interest"),
            volume: optional("volume"),
            mark: optional("mark"),
            mark_vol: optional("mark_iv"),
            index: optional("underlying_price"),
            forward: optional("forward"),
            currency: optional("price_ccy"),
            count: header.len(),
        })
    }

    /// A record as a row, or what is wrong with it in a few words.
    pub(super) fn row(&self, fields: &[&str], known: &mut Known) -> Result<Row, String> {
        if fields.len() != self.count {
            return Err(format!("{} fields in place of {}", fields.len(), self.count));
        }
        let text = |i: usize| fields.get(i).map_or("", |field| trimmed(field));
        let option = |column: &Optional| column.at.map(text).filter(|t| !t.is_empty());
        let number = |column: &Optional| -> Result<Option<f64>, String> {
            option(column).map(|t| finite(column.name, t)).transpose()
        };
        let price = |column: &Optional| -> Result<Option<f64>, String> {
            Ok(option(column).map(|t| positive(column.name, t)).transpose()?.flatten())
        };
        let stamp = known
            .stamps
            .read(text(self.stamp))
            .ok_or_else(|| String::from("timestamp_utc is not an ISO instant"))?;
        let expiry = text(self.expiry);
        if known.expiries.read(expiry).is_none() {
            return Err(String::from("expiry is not an ISO instant"));
        }
        let strike: f64 =
            text(self.strike).parse().map_err(|_| String::from("strike is not a number"))?;
        if !(strike.is_finite() && strike > 0.0) {
            return Err(String::from("strike is not positive"));
        }
        let put_call =
            put_call(text(self.put_call)).ok_or_else(|| String::from("type is neither C nor P"))?;
        let underlying = known.underlying.read(text(self.underlying), |t| match t {
            "" => Err(String::from("underlying is empty")),
            name => Ok(Rc::from(name.to_uppercase())),
        })?;
        let currency = option(&self.currency)
            .map(|t| known.currency.read(t, |t| Ok::<_, String>(Rc::from(t.to_uppercase()))))
            .transpose()?;
        let stated = option(&self.settlement);
        let settlement = match stated {
            Some(word) if word.eq_ignore_ascii_case("inverse") => Settlement::Inverse,
            Some(word) if word.eq_ignore_ascii_case("linear") => Settlement::Linear,
            Some(_) => return Err(String::from("settlement is neither inverse nor linear")),
            // A premium in the coin itself is what makes an option inverse.
            None if currency.as_ref() == Some(&underlying) => Settlement::Inverse,
            None => Settlement::Linear,
        };
        let exercise = match option(&self.exercise) {
            Some(word) if word.eq_ignore_ascii_case("american") => Some(Exercise::American),
            Some(word) if word.eq_ignore_ascii_case("european") => Some(Exercise::European),
            None => None,
            Some(_) => return Err(String::from("exercise is neither european nor american")),
        };
        let index = match option(&self.index) {
            Some(text) => known.index.read(text, |text| positive(self.index.name, text))?,
            None => None,
        };
        Ok(Row {
            stamp,
            settlement,
            is_settlement_assumed: stated.is_none() && currency.is_none(),
            exercise,
            currency,
            index,
            quote: QuoteRow {
                expiry: expiry.to_owned(),
                strike,
                put_call,
                bid: price(&self.bid)?,
                ask: price(&self.ask)?,
                bid_size: price(&self.bid_size)?,
                ask_size: price(&self.ask_size)?,
                open_interest: number(&self.open_interest)?.filter(|n| *n >= 0.0),
                volume: number(&self.volume)?.filter(|n| *n >= 0.0),
                // A mark of zero is a price, unlike a bid of zero.
                mark: number(&self.mark)?.filter(|m| *m >= 0.0),
                mark_vol: price(&self.mark_vol)?,
                forward: price(&self.forward)?,
            },
            underlying,
        })
    }
}

/// A field without the spaces around it, which few fields have.
#[inline]
fn trimmed(field: &str) -> &str {
    let is_tight = |end: Option<&u8>| end.is_none_or(u8::is_ascii_graphic);
    let bytes = field.as_bytes();
    if is_tight(bytes.first()) && is_tight(bytes.last()) { field } else { field.trim() }
}

fn put_call(word: &str) -> Option<PutCall> {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if is("c") || is("call") {
        Some(PutCall::Call)
    } else if is("p") || is("put") {
        Some(PutCall::Put)
    } else {
        None
    }
}

/// A number that a column states, or what is wrong with it.
fn finite(name: &str, text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("{name} is not a number"))?;
    if value.is_finite() { Ok(value) } else { Err(format!("{name} is not finite")) }
}

/// A price, where a column states one: zero is none.
fn positive(name: &str, text: &str) -> Result<Option<f64>, String> {
    let value = finite(name, text)?;
    if value < 0.0 {
        Err(format!("{name} is negative"))
    } else {
        Ok((value > 0.0).then_some(value))
    }
}
