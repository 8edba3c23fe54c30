//! One record of a chain file as a row, or what is wrong with it.

use std::collections::BTreeMap;

use csv::StringRecord;

use crate::basics::{Exercise, PutCall, Settlement, Timestamp};
use crate::market::snapshot::QuoteRow;

/// Columns by meaning, as positions in a record.
pub(super) struct Columns {
    stamp: usize,
    underlying: usize,
    expiry: usize,
    strike: usize,
    put_call: usize,
    optional: BTreeMap<&'static str, usize>,
    pub(super) count: usize,
}

/// The instants read last: rows repeat their stamp and their expiry.
#[derive(Default)]
pub(super) struct Instants {
    recent: [Option<(String, Timestamp)>; 2],
}

impl Instants {
    fn read(&mut self, text: &str) -> Option<Timestamp> {
        if let Some((_, found)) = self.recent.iter().flatten().find(|(known, _)| known == text) {
            return Some(*found);
        }
        let found = Timestamp::parse_iso(text)?;
        self.recent.rotate_right(1);
        self.recent[0] = Some((text.to_owned(), found));
        Some(found)
    }
}

/// One readable row, before a snapshot is chosen.
pub(super) struct Row {
    pub(super) stamp: Timestamp,
    pub(super) underlying: String,
    pub(super) settlement: Settlement,
    /// Whether neither the row's settlement nor its currency says how it settles.
    pub(super) is_settlement_assumed: bool,
    /// How the option is exercised, where the row says so.
    pub(super) exercise: Option<Exercise>,
    /// The premium's currency in capitals, where the row states it.
    pub(super) currency: Option<String>,
    pub(super) index: Option<f64>,
    pub(super) quote: QuoteRow,
}

impl Columns {
    /// Finds the columns by name, or names those that are missing.
    pub(super) fn find(header: &StringRecord) -> Result<Self, Vec<String>> {
        let at = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let needed = ["timestamp_utc", "underlying", "expiry", "strike", "type"];
        let missing: Vec<String> =
            needed.iter().filter(|n| at(n).is_none()).map(|n| (*n).to_owned()).collect();
        let positions: Vec<usize> = needed.iter().filter_map(|n| at(n)).collect();
        let &[stamp, underlying, expiry, strike, put_call] = positions.as_slice() else {
            return Err(missing);
        };
        let names = [
            "exercise",
            "settlement",
            "bid",
            "ask",
            "bid_size",
            "ask_size",
            "mark",
            "mark_iv",
            "underlying_price",
            "forward",
            "price_ccy",
        ];
        let optional: BTreeMap<&'static str, usize> =
            names.into_iter().filter_map(|n| at(n).map(|i| (n, i))).collect();
        if !optional.contains_key("bid") && !optional.contains_key("ask") {
            return Err(vec![String::from("bid"), String::from("ask")]);
        }
        let count = header.len();
        Ok(Self { stamp, underlying, expiry, strike, put_call, optional, count })
    }

    /// A record as a row, or what is wrong with it in a few words.
    pub(super) fn row(
        &self,
        record: &StringRecord,
        instants: &mut Instants,
    ) -> Result<Row, String> {
        if record.len() != self.count {
            return Err(format!("{} fields in place of {}", record.len(), self.count));
        }
        let text = |i: usize| record.get(i).unwrap_or_default();
        let option =
            |name: &str| self.optional.get(name).map(|i| text(*i)).filter(|t| !t.is_empty());
        let number = |name: &str| -> Result<Option<f64>, String> {
            let Some(t) = option(name) else { return Ok(None) };
            let value: f64 = t.parse().map_err(|_| format!("{name} is not a number"))?;
            if value.is_finite() { Ok(Some(value)) } else { Err(format!("{name} is not finite")) }
        };
        let price = |name: &str| -> Result<Option<f64>, String> {
            match number(name)? {
                Some(value) if value < 0.0 => Err(format!("{name} is negative")),
                value => Ok(value.filter(|v| *v > 0.0)),
            }
        };
        let mut instant = |i: usize, name: &str| {
            instants.read(text(i)).ok_or_else(|| format!("{name} is not an ISO instant"))
        };
        let stamp = instant(self.stamp, "timestamp_utc")?;
        instant(self.expiry, "expiry")?;
        let strike: f64 =
            text(self.strike).parse().map_err(|_| String::from("strike is not a number"))?;
        if !(strike.is_finite() && strike > 0.0) {
            return Err(String::from("strike is not positive"));
        }
        let put_call = match text(self.put_call).to_ascii_uppercase().as_str() {
            "C" | "CALL" => PutCall::Call,
            "P" | "PUT" => PutCall::Put,
            _ => return Err(String::from("type is neither C nor P")),
        };
        let underlying = text(self.underlying).to_uppercase();
        if underlying.is_empty() {
            return Err(String::from("underlying is empty"));
        }
        let currency = option("price_ccy").map(str::to_uppercase);
        let stated = option("settlement").map(str::to_lowercase);
        let settlement = match stated.as_deref() {
            Some("inverse") => Settlement::Inverse,
            Some("linear") => Settlement::Linear,
            Some(_) => return Err(String::from("settlement is neither inverse nor linear")),
            // A premium in the coin itself is what makes an option inverse.
            None if currency.as_deref() == Some(underlying.as_str()) => Settlement::Inverse,
            None => Settlement::Linear,
        };
        let exercise = match option("exercise").map(str::to_lowercase).as_deref() {
            Some("american") => Some(Exercise::American),
            Some("european") => Some(Exercise::European),
            None => None,
            Some(_) => return Err(String::from("exercise is neither european nor american")),
        };
        Ok(Row {
            stamp,
            settlement,
            is_settlement_assumed: stated.is_none() && currency.is_none(),
            exercise,
            currency,
            index: price("underlying_price")?,
            quote: QuoteRow {
                expiry: text(self.expiry).to_owned(),
                strike,
                put_call,
                bid: price("bid")?,
                ask: price("ask")?,
                bid_size: price("bid_size")?,
                ask_size: price("ask_size")?,
                // A mark of zero is a price, unlike a bid of zero.
                mark: number("mark")?.filter(|m| *m >= 0.0),
                mark_vol: price("mark_iv")?,
                forward: price("forward")?,
            },
            underlying,
        })
    }
}
