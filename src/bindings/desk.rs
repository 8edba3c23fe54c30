//! The dealer's side of the border: the desk, and quotes.

use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::basics::{Issue, Timestamp};
use crate::desk::{ClientSide, Desk, DeskConfig, DeskReport, OverlaySwitches};
use crate::quote::book::report::BookReport;
use crate::quote::hedging::{HedgeReport, plan_of_draft};
use crate::quote::trade::{self, TradeTerms, Traded};
use crate::quote::write::block_rfq::{BlockRfqReply, reply};
use crate::quote::write::fix::{self, FixReply, FixSession, FixVersion};
use crate::quote::{Explained, QuoteOptions, Quoted, Standing, explain_standing, quote_standing};
use crate::rfq::RfqDraft;

use super::convert::{self, Thrown};
use super::pricer::Pricer;

/// How a quote is made.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct QuoteSettings {
    /// Instant of the quote, ISO or milliseconds since 1970; absent takes the wall clock. It sets
    /// the life time and the age of the data, never a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Now>,
    /// Seed of the quote's id; absent takes a random one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<f64>,
    /// Charges to switch off, beyond those the desk has off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlays: Option<OverlaySwitches>,
}

/// How a quote is made and written as a FIX message.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FixSettings {
    /// As for a quote; it is the time of sending too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Now>,
    /// As for a quote: the same seed and instant give the same quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<f64>,
    /// As for a quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlays: Option<OverlaySwitches>,
    /// Version of FIX; absent is 4.4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<FixVersion>,
    /// Sender (tag 49); absent is `SPREADPRICER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Target (tag 56); absent is `CLIENT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Sequence number (tag 34); absent is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u32>,
    /// Whether fields end with `|`, for people, in place of the wire's byte 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readable: Option<bool>,
}

/// What was agreed with a client.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TradeSettings {
    /// What the client did.
    pub side: ClientSide,
    /// Spreads; absent takes the request's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<f64>,
    /// Price per spread and unit, in premium currency; absent takes the bid or offer of the quote
    /// that `now` and `seed` give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// The quote that was traded on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<String>,
    /// Instant of the trade, ISO or milliseconds since 1970; absent takes the wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Now>,
    /// As for a quote; it goes into the trade's id too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<f64>,
}

/// An instant as JavaScript states it.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(untagged)]
pub enum Now {
    /// Milliseconds since 1970, as `Date.now()` gives them.
    Millis(f64),
    /// ISO 8601.
    Iso(String),
}

#[wasm_bindgen]
impl Pricer {
    /// Replaces the desk; a configuration that is not usable leaves the desk and says why.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    #[wasm_bindgen(js_name = loadDesk)]
    pub fn load_desk(&mut self, config: Ts<DeskConfig>) -> Thrown<Ts<DeskReport>> {
        let config: DeskConfig = convert::read("config", config.into())?;
        let issues = match Desk::from_config(&config) {
            Ok(desk) => {
                self.desk = desk;
                self.value_book();
                Vec::new()
            }
            Err(issues) => issues,
        };
        convert::write(&DeskReport::new(&self.desk, issues))
    }

    /// The desk in force.
    ///
    /// # Errors
    /// Throws only where the report cannot be written, which is a bug.
    pub fn desk(&self) -> Thrown<Ts<DeskReport>> {
        convert::write(&DeskReport::new(&self.desk, Vec::new()))
    }

    /// Puts the demo desk back.
    ///
    /// # Errors
    /// Throws only where the report cannot be written, which is a bug.
    #[wasm_bindgen(js_name = resetDesk)]
    pub fn reset_desk(&mut self) -> Thrown<Ts<DeskReport>> {
        self.desk = crate::desk::demo::demo();
        self.value_book();
        self.desk()
    }

    /// A two-way quote with the reason for every cent, or the issues that forbid one.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn quote(
        &self,
        draft: Ts<RfqDraft>,
        #[wasm_bindgen(unchecked_optional_param_type = "QuoteSettings")] options: JsValue,
    ) -> Thrown<Ts<Quoted>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        let settings: QuoteSettings = convert::read_or_default("options", options)?;
        let options = settings.resolve()?;
        convert::write(&quote_standing(&draft, &self.market, &self.desk, &self.standing, &options))
    }

    /// What the quote of a draft is made of: a tree of named numbers from its prices down to its
    /// inputs. The options of an earlier `quote` (its `now` and `seed`) give the tree of that quote.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn explain(
        &self,
        draft: Ts<RfqDraft>,
        #[wasm_bindgen(unchecked_optional_param_type = "QuoteSettings")] options: JsValue,
    ) -> Thrown<Ts<Explained>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        let settings: QuoteSettings = convert::read_or_default("options", options)?;
        let options = settings.resolve()?;
        let (market, desk) = (&self.market, &self.desk);
        convert::write(&explain_standing(&draft, market, desk, &self.standing, &options))
    }

    /// What the desk would hedge a draft with: options and futures as far as they are worth their
    /// cost, what is left of a day's risk, and the frontier of cost against risk.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    #[wasm_bindgen(js_name = hedgePlan)]
    pub fn hedge_plan(&self, draft: Ts<RfqDraft>) -> Thrown<Ts<HedgeReport>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        convert::write(&plan_of_draft(&draft, &self.market, &self.desk))
    }

    /// The book on the market that is loaded: positions, sums, scenario losses, limits and trades,
    /// in a price currency; absent takes that of the market loaded last.
    ///
    /// # Errors
    /// Throws only where the report cannot be written, which is a bug.
    #[allow(clippy::needless_pass_by_value, reason = "the border hands over strings of its own")]
    pub fn book(&self, currency: Option<String>) -> Thrown<Ts<BookReport>> {
        let currency = currency.as_deref();
        convert::write(&self.standing.report(&self.desk, &self.market, currency))
    }

    /// Books what a client did with a request: its legs, and the hedge of a tied one, are in the
    /// book from then on, and the record is in the desk's configuration.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn trade(
        &mut self,
        draft: Ts<RfqDraft>,
        #[wasm_bindgen(unchecked_param_type = "TradeSettings")] settings: JsValue,
    ) -> Thrown<Ts<Traded>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        let settings: TradeSettings = convert::read("settings", settings)?;
        let TradeSettings { side, quantity, price, quote_id, now, seed } = settings;
        let options = QuoteSettings { now, seed, overlays: None }.resolve()?;
        let terms = TradeTerms { side, quantity, price, quote_id };
        let on = (&self.market, &self.desk, &self.standing);
        let traded = trade::trade(&draft, on, &options, &terms).and_then(|traded| {
            traded.record.clone().map_or(Ok(()), |record| self.desk.add_trade(record))?;
            Ok(traded)
        });
        self.take_trade(traded)
    }

    /// Takes a trade back, exactly: the book is what it was without it.
    ///
    /// # Errors
    /// Throws only where the report cannot be written, which is a bug.
    #[wasm_bindgen(js_name = undoTrade)]
    pub fn undo_trade(&mut self, id: &str) -> Thrown<Ts<Traded>> {
        let undone = trade::undo(id, &mut self.desk);
        self.take_trade(undone)
    }

    /// Quotes a block RFQ of the exchange, given as its own text, and writes the reply: for each
    /// side the parameters of one `private/add_block_rfq_quote`, whose leg prices add up to it.
    ///
    /// `draft` is the request as it was edited since it was read, `null` as it stands. The options
    /// of an earlier `quote` (its `now` and `seed`) give that quote's prices again.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    #[wasm_bindgen(js_name = writeBlockRfqQuote)]
    pub fn write_block_rfq_quote(
        &self,
        message: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "RfqDraft | null")] draft: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "QuoteSettings")] options: JsValue,
    ) -> Thrown<Ts<BlockRfqReply>> {
        let is_given = !draft.is_undefined() && !draft.is_null();
        let draft: Option<RfqDraft> =
            if is_given { Some(convert::read("draft", draft)?) } else { None };
        let settings: QuoteSettings = convert::read_or_default("options", options)?;
        let options = settings.resolve()?;
        convert::write(&reply(message, draft.as_ref(), &self.market, &self.desk, &options))
    }

    /// The answer to a draft as a FIX message: a Quote (35=S), or the rejection of the request.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    #[wasm_bindgen(js_name = writeFix)]
    pub fn write_fix(
        &self,
        draft: Ts<RfqDraft>,
        #[wasm_bindgen(unchecked_optional_param_type = "FixSettings")] options: JsValue,
    ) -> Thrown<Ts<FixReply>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        let settings: FixSettings = convert::read_or_default("options", options)?;
        let quote =
            QuoteSettings { now: settings.now, seed: settings.seed, overlays: settings.overlays };
        let (options, now) = quote.resolve_at()?;
        let session = FixSession {
            version: settings.version.unwrap_or_default(),
            sender: settings.sender,
            target: settings.target,
            sequence: settings.sequence,
            readable: settings.readable.unwrap_or_default(),
        };
        let (market, desk) = (&self.market, &self.desk);
        let quoted = quote_standing(&draft, market, desk, &self.standing, &options);
        convert::write(&fix::answer(&draft, &quoted, now, &session))
    }
}

impl Pricer {
    /// Values the book anew after a trade, where there is one.
    fn take_trade(&mut self, traded: Result<Traded, Vec<Issue>>) -> Thrown<Ts<Traded>> {
        convert::write(&match traded {
            Ok(traded) => {
                self.value_book();
                traded
            }
            Err(issues) => Traded { record: None, issues },
        })
    }

    /// Values the book anew, after the desk has changed.
    fn value_book(&mut self) {
        let standing = std::mem::take(&mut self.standing);
        self.standing = standing.with_desk(&self.market, &self.desk);
    }

    /// Finds anew what quotes share, after the market has changed.
    pub(super) fn take_stock(&mut self) {
        self.standing = Standing::new(&self.market, &self.desk);
    }
}

impl QuoteSettings {
    /// Fills in the wall clock and a random seed where the caller left them open.
    pub(super) fn resolve(self) -> Thrown<QuoteOptions> {
        self.resolve_at().map(|(options, _)| options)
    }

    /// The same, with the instant beside it.
    fn resolve_at(self) -> Thrown<(QuoteOptions, Timestamp)> {
        // A cast would make NaN the year 1970.
        #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and is checked")]
        let of_millis = |millis: f64| {
            Timestamp::checked_from_millis(millis as i64).filter(|_| millis.is_finite())
        };
        let now = match self.now {
            Some(Now::Iso(text)) => Timestamp::parse_iso(&text),
            Some(Now::Millis(millis)) => of_millis(millis),
            None => of_millis(js_sys::Date::now()),
        };
        let now = now.ok_or_else(|| {
            convert::thrown("options.now: neither an ISO instant nor milliseconds since 1970")
        })?;
        let seed = match self.seed {
            Some(seed) => seed.to_bits(),
            None => getrandom::u64().map_err(|error| convert::thrown(&error.to_string()))?,
        };
        let overlays = self.overlays.unwrap_or_default();
        Ok((QuoteOptions { now: Some(now), seed, overlays }, now))
    }
}
