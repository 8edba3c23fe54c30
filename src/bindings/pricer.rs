//! The one class that JavaScript holds: market and desk in, reports out.

use std::borrow::Cow;

use tsify::Ts;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(not(feature = "desk"))]
use crate::basics::IssueCode;
use crate::basics::{Issue, Listing, Settlement, Timestamp};
#[cfg(feature = "desk")]
use crate::desk::Desk;
use crate::market::csv::ReadOptions;
use crate::market::report::MarketReport;
use crate::market::smiles::SmilesReport;
use crate::market::snapshot::MarketSnapshot;
use crate::market::{Market, UnderlyingMarket};
use crate::pricing::indication::{Indication, indicate};
use crate::pricing::report::{GreeksReport, greeks};
#[cfg(feature = "desk")]
use crate::quote::Standing;
use crate::rfq::fix::FixReading;
use crate::rfq::{self, BuildRequest, Built, Read, Reading, Recognised, RfqDraft};
use crate::scenarios::PayoffRequest;
use crate::scenarios::grid::{GridReport, GridRequest, grid_of_draft};
use crate::scenarios::payoff::{Curves, PayoffReport, payoff_of_draft};

use super::convert::{self, Thrown};
use super::options::{ChainOptions, ReadSettings};

/// The furthest time at which a variance is given.
const MOST_YEARS: f64 = 1_000.0;

/// The furthest log-moneyness at which a variance is given.
const MOST_LOG_MONEYNESS: f64 = 100.0;

/// The state of one pricing desk: its market and, in the desk build, its desk.
///
/// It opens on the generated sample market and the demo desk, so that the first quote needs no
/// file. One `Pricer` lives in one worker; call `free()` when it is replaced.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Pricer {
    pub(super) market: Market,
    /// The report of the last load, with its findings.
    report: MarketReport,
    /// What exists to be asked for in the market.
    listing: Listing,
    #[cfg(feature = "desk")]
    pub(super) desk: Desk,
    /// What quotes on this market and this desk share.
    #[cfg(feature = "desk")]
    pub(super) standing: Standing,
}

#[wasm_bindgen]
impl Pricer {
    /// A pricer on the sample market.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        let market = Market::sample();
        #[cfg(feature = "desk")]
        let desk = crate::desk::demo::demo();
        Self {
            listing: market.listing(),
            #[cfg(feature = "desk")]
            standing: Standing::new(&market, &desk),
            report: market.report(),
            market,
            #[cfg(feature = "desk")]
            desk,
        }
    }

    /// Reads a chain file (its columns are in the text of the crate's `market::csv`) and loads it beside
    /// what is there; a file that cannot be used leaves the market and says why.
    ///
    /// # Errors
    /// Throws where an option has the wrong type.
    #[wasm_bindgen(js_name = loadChain)]
    pub fn load_chain(
        &mut self,
        text: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "ChainOptions")] options: JsValue,
    ) -> Thrown<Ts<MarketReport>> {
        let options: ChainOptions = convert::read_or_default("options", options)?;
        let read = ReadOptions {
            name: options.name,
            at: options.at,
            live: options.live.unwrap_or_default(),
        };
        let loaded = self.market.load_chain_fitted(text, &read, &options.fitted);
        self.accept(loaded.market, loaded.report)
    }

    /// Loads a market from one object.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    #[wasm_bindgen(js_name = loadMarket)]
    pub fn load_market(&mut self, snapshot: Ts<MarketSnapshot>) -> Thrown<Ts<MarketReport>> {
        let snapshot: MarketSnapshot = convert::read("snapshot", snapshot.into())?;
        let loaded = self.market.load(&snapshot);
        self.accept(loaded.market, loaded.report)
    }

    /// What is loaded, with the findings of the last load.
    ///
    /// # Errors
    /// Throws only where the report cannot be written, which is a bug.
    pub fn market(&self) -> Thrown<Ts<MarketReport>> {
        convert::write(&self.report)
    }

    /// Fitted parameters of every underlying, to store with a quote or to hand to another worker.
    ///
    /// # Errors
    /// Throws only where the report cannot be written, which is a bug.
    #[wasm_bindgen(unchecked_return_type = "FittedUnderlying[]")]
    pub fn fitted(&self) -> Thrown<JsValue> {
        convert::plain(&self.market.fitted())
    }

    /// Reads a request in whatever form it was pasted (a line of shorthand or symbols, a broker's
    /// order, a strategy page's address, a block RFQ or a draft as JSON, a FIX message): the draft
    /// as far as it goes, the request said back, issues.
    ///
    /// # Errors
    /// Throws where an option has the wrong type.
    pub fn read(
        &self,
        text: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "ReadSettings")] options: JsValue,
    ) -> Thrown<Ts<Read>> {
        let settings: ReadSettings = convert::read_or_default("options", options)?;
        let fix = FixReading { strict: settings.strict.unwrap_or_default() };
        let reading = Reading { fix, surface: Some(&self.market), unsaid: false };
        convert::write(&rfq::read_with(text, &self.listing, reading))
    }

    /// A draft as the one line of shorthand that reads back to it, for links and history;
    /// `undefined` where the draft is no request yet. What shorthand has no words for (the
    /// request's id, marks) is left out.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn shorthand(&self, draft: Ts<RfqDraft>) -> Thrown<Option<String>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        Ok(rfq::check(&draft, &self.listing).rfq.map(|asked| rfq::write(&asked, &self.listing)))
    }

    /// The legs of a named structure.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn build(&self, structure: Ts<BuildRequest>) -> Thrown<Ts<Built>> {
        let request: BuildRequest = convert::read("structure", structure.into())?;
        convert::write(&rfq::build(&request, &self.listing))
    }

    /// The name of the structure that a draft's legs form.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn recognise(&self, draft: Ts<RfqDraft>) -> Thrown<Ts<Recognised>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        convert::write(&rfq::recognise(&draft, &self.listing))
    }

    /// Theoretical value and Greeks of a draft, per leg, net and by vega bucket.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn greeks(&self, draft: Ts<RfqDraft>) -> Thrown<Ts<GreeksReport>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        convert::write(&match self.staged(draft) {
            Ok((draft, market)) => greeks(&draft, &market),
            Err(issue) => GreeksReport { issues: vec![issue], ..GreeksReport::default() },
        })
    }

    /// An indicative price of a draft: theoretical value, and the range that the legs' quoted
    /// half-spreads span around it. Nobody's charges are in it; it is not a quote.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    pub fn indicate(&self, draft: Ts<RfqDraft>) -> Thrown<Ts<Indication>> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        convert::write(&match self.staged(draft) {
            Ok((draft, market)) => indicate(&draft, &market),
            Err(issue) => Indication { issues: vec![issue], ..Indication::default() },
        })
    }

    /// Model volatilities (decimal, ACT/365F) at strikes of any expiry after the market's instant.
    ///
    /// `settlement` picks between markets of one underlying; absent takes the one loaded last.
    ///
    /// # Errors
    /// Throws where the underlying is not loaded, the expiry is not an ISO instant after the
    /// market's own, or a strike is not positive.
    pub fn vols(
        &self,
        underlying: &str,
        expiry: &str,
        strikes: &[f64],
        #[wasm_bindgen(unchecked_optional_param_type = "Settlement")] settlement: JsValue,
    ) -> Thrown<Vec<f64>> {
        let found = self.underlying(underlying, settlement)?;
        let expiry = Timestamp::parse_iso(expiry)
            .filter(|e| *e > found.as_of)
            .ok_or_else(|| convert::thrown("expiry: not an ISO instant after the market's own"))?;
        if !strikes.iter().all(|k| k.is_finite() && *k > 0.0) {
            return Err(convert::thrown("strikes: every strike must be a positive number"));
        }
        Ok(found.vols(expiry, strikes))
    }

    /// Every quote of one underlying as volatilities, with the reason for each that was left out.
    ///
    /// `settlement` picks between markets of one underlying; absent takes the one loaded last.
    ///
    /// # Errors
    /// Throws where the underlying is not loaded.
    pub fn smiles(
        &self,
        underlying: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "Settlement")] settlement: JsValue,
    ) -> Thrown<Ts<SmilesReport>> {
        convert::write(&self.underlying(underlying, settlement)?.smiles())
    }

    /// Total variances σ²T of the model at every pair of a time (years after the market's instant,
    /// ACT/365F) and a log-moneyness k = ln(K/F), one row per time.
    ///
    /// `settlement` picks between markets of one underlying; absent takes the one loaded last.
    ///
    /// # Errors
    /// Throws where the underlying is not loaded, a time is not positive or beyond 1,000 years, or
    /// a log-moneyness is beyond ±100.
    pub fn variances(
        &self,
        underlying: &str,
        #[wasm_bindgen(unchecked_param_type = "Settlement | null | undefined")] settlement: JsValue,
        years: &[f64],
        k: &[f64],
    ) -> Thrown<Vec<f64>> {
        let found = self.underlying(underlying, settlement)?;
        if !years.iter().all(|t| *t > 0.0 && *t <= MOST_YEARS) {
            return Err(convert::thrown("years: every time must be positive and at most 1,000"));
        }
        if !k.iter().all(|k| k.abs() <= MOST_LOG_MONEYNESS) {
            return Err(convert::thrown("k: every log-moneyness must be within 100 of zero"));
        }
        Ok(found.variances(years, k))
    }

    /// Profit and loss of the client who buys one spread, at the first expiry, today and in a chosen
    /// state of the world.
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    #[wasm_bindgen(unchecked_return_type = "PayoffReport & PayoffArrays")]
    pub fn payoff(
        &self,
        draft: Ts<RfqDraft>,
        #[wasm_bindgen(unchecked_optional_param_type = "PayoffRequest")] request: JsValue,
    ) -> Thrown<JsValue> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        let request: PayoffRequest = convert::read_or_default("request", request)?;
        let (report, curve) = match self.staged(draft) {
            Ok((draft, market)) => payoff_of_draft(&draft, &market, &request),
            Err(issue) => (PayoffReport { facts: None, issues: vec![issue] }, Curves::default()),
        };
        let object = convert::plain(&report)?;
        convert::set_array(&object, "spots", &curve.spots)?;
        convert::set_array(&object, "atExpiry", &curve.at_expiry)?;
        convert::set_array(&object, "today", &curve.today)?;
        convert::set_array(&object, "chosen", &curve.chosen)?;
        Ok(object)
    }

    /// Gain, value or a Greek of one spread over moves of spot (rows) and volatility or time
    /// (columns).
    ///
    /// # Errors
    /// Throws where a field has the wrong type.
    #[wasm_bindgen(unchecked_return_type = "GridReport & GridArrays")]
    pub fn scenarios(
        &self,
        draft: Ts<RfqDraft>,
        #[wasm_bindgen(unchecked_optional_param_type = "GridRequest")] grid: JsValue,
    ) -> Thrown<JsValue> {
        let draft: RfqDraft = convert::read("draft", draft.into())?;
        let request: GridRequest = convert::read_or_default("grid", grid)?;
        let (report, cells) = match self.staged(draft) {
            Ok((draft, market)) => grid_of_draft(&draft, &market, &request),
            Err(issue) => (GridReport { facts: None, issues: vec![issue] }, Vec::new()),
        };
        let object = convert::plain(&report)?;
        convert::set_array(&object, "cells", &cells)?;
        Ok(object)
    }
}

impl Pricer {
    /// The market a call names; the one loaded last where it does not say how it settles.
    fn underlying(&self, underlying: &str, settlement: JsValue) -> Thrown<&UnderlyingMarket> {
        let settlement: Option<Settlement> = convert::read_or_default("settlement", settlement)?;
        self.listing
            .find(underlying, settlement)
            .and_then(|listed| self.market.find(&listed.key))
            .ok_or_else(|| convert::thrown(&format!("underlying: {underlying} is not loaded")))
    }

    /// The draft and the market a call is about: a worked example brings its own.
    #[cfg(feature = "desk")]
    fn staged(&self, draft: RfqDraft) -> Result<(RfqDraft, Cow<'_, Market>), Issue> {
        Ok(match crate::quote::presets::Preset::asked(&draft)? {
            Some(preset) => (preset.complete(&draft), Cow::Owned(preset.market)),
            None => (draft, Cow::Borrowed(&self.market)),
        })
    }

    /// The draft and the market a call is about; the client build has no worked examples.
    #[cfg(not(feature = "desk"))]
    fn staged(&self, draft: RfqDraft) -> Result<(RfqDraft, Cow<'_, Market>), Issue> {
        if draft.preset.as_deref().is_some_and(|name| !name.trim().is_empty()) {
            let message = "Worked examples come with the desk build; this one prices your market.";
            return Err(Issue::new(IssueCode::Preset, "preset", message));
        }
        Ok((draft, Cow::Borrowed(&self.market)))
    }

    /// Takes a new market where there is one, and remembers the report either way.
    fn accept(&mut self, market: Option<Market>, report: MarketReport) -> Thrown<Ts<MarketReport>> {
        if let Some(market) = market {
            self.listing = market.listing();
            self.market = market;
            #[cfg(feature = "desk")]
            self.take_stock();
        }
        self.report = report;
        convert::write(&self.report)
    }
}

impl Default for Pricer {
    fn default() -> Self {
        Self::new()
    }
}
