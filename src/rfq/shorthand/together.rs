//! Exchange symbols together with the words around them: a name, a ratio, a direction.

use super::assemble::Assembler;
use super::facts::{At, SymbolLeg, text_path};
use super::named::Numbers;
use super::parser::BOTH_TYPES;
use super::words::Shape;
use crate::basics::{InstrumentKind, IssueCode, PutCall, Structure, order};
use crate::rfq::LegDraft;
use crate::rfq::build::{PlacedExpiry, Places};
use crate::rfq::symbols::perpetual_is_spot;
use crate::rfq::template::{needs_type, places};

impl Assembler<'_> {
    /// The legs of a list of symbols, and the name where the line states one.
    ///
    /// Symbols without signs of their own get those of the structure that the words name; signs
    /// that are written stay, and words that contradict them are asked back.
    #[inline(never)]
    pub(super) fn symbols(&mut self) -> (Vec<LegDraft>, Option<Structure>) {
        self.refuse_other_underlying();
        if let Some(extra) = self.facts.expiries.first().cloned() {
            let message = "The symbols have their expiries; what is this one for?";
            self.report(IssueCode::Syntax, text_path(extra.start, extra.end), message);
        }
        let placed = std::mem::take(&mut self.facts.legs);
        let has_ratios = placed.iter().any(|leg| leg.value.stated_ratio);
        let mut legs = Vec::with_capacity(placed.len());
        for At { value: leg, start, end } in placed {
            let settlement = leg.settlement.or(self.facts.settlement);
            if leg.symbol.is_perpetual {
                self.issues.push(perpetual_is_spot(text_path(start, end)));
            }
            let market = self.listing.find(&leg.symbol.underlying, settlement);
            let expiry = leg.symbol.expiry.map(|value| match market {
                Some(_) => self.placed_expiry(&At { value, start, end }, market, 0).text,
                None => leg.symbol.expiry_text.clone(),
            });
            legs.push(LegDraft {
                ratio: leg.ratio,
                kind: leg.symbol.kind,
                underlying: leg.symbol.underlying,
                expiry,
                strike: leg.symbol.strike,
                put_call: leg.symbol.put_call,
                exercise: None,
                settlement,
                multiplier: None,
                mark: None,
            });
        }
        let structure = self.named_symbols(&mut legs, has_ratios);
        (legs, structure)
    }

    /// An underlying beside the symbols that none of them is on.
    fn refuse_other_underlying(&mut self) {
        let Some(stated) = self.facts.underlying.clone() else { return };
        let is_on =
            |leg: &At<SymbolLeg>| leg.value.symbol.underlying.eq_ignore_ascii_case(&stated.value);
        if !self.facts.legs.iter().any(is_on) {
            let message = format!("No symbol is on {}; what is it for?", stated.value);
            self.report(IssueCode::Syntax, text_path(stated.start, stated.end), message);
        }
    }

    /// Gives the legs the signs that the words name, and returns the name where one is stated.
    fn named_symbols(&mut self, legs: &mut [LegDraft], has_ratios: bool) -> Option<Structure> {
        let stated = self.facts.naming.structure();
        let stated_type = self.facts.put_call.or(self.facts.naming.put_call);
        // A three-way has both, and its word or “vs” says which is which.
        let naming = self.facts.naming;
        let has_both = naming.versus.is_some() || naming.is(Shape::ThreeWay);
        if !has_both && stated_type.is_some_and(|t| !has_only(legs, t)) {
            self.report(IssueCode::Syntax, "text", BOTH_TYPES);
            return None;
        }
        let facts = &self.facts;
        let has_direction = facts.over.is_some() || facts.premium.is_some() || facts.body.is_some();
        let is_named = facts.naming.is_stated() || facts.ratio.is_some();
        if stated == Some(Structure::Custom) || !(is_named || has_direction) {
            return None;
        }
        let shape = SymbolShape::of(legs);
        let mut naming = facts.naming;
        naming.put_call = naming.put_call.or(shape.put_call);
        let by_words = self.by_words(naming, shape.numbers());
        if has_ratios && !has_direction && facts.ratio.is_none() {
            // Whether the signs form what is named is asked when the draft is checked.
            return by_words.filter(|_| stated.is_some());
        }
        let Some(structure) = by_words.filter(|_| is_named) else {
            let message = "Name the structure that the symbols form, or give each its sign.";
            self.report(IssueCode::Syntax, "text", message);
            return None;
        };
        self.refuse_ratio(structure);
        self.refuse_over(structure);
        let ratio = self.facts.ratio.unwrap_or((1, 2));
        let Some((template, canonical)) = shape.fit(structure, ratio, legs) else {
            let message = format!("{} is not what the symbols form.", structure.with_article());
            self.report(IssueCode::Syntax, "text", message);
            return None;
        };
        let sign = if self.is_sold(structure, &template) { -1.0 } else { 1.0 };
        if !has_ratios {
            for (leg, ratio) in legs.iter_mut().zip(&canonical) {
                leg.ratio = sign * ratio;
            }
            return stated.map(|_| structure);
        }
        let scales: Vec<f64> =
            legs.iter().zip(&canonical).map(|(leg, ratio)| leg.ratio / (sign * ratio)).collect();
        let agrees = scales.iter().all(|s| *s > 0.0 && Some(s) == scales.first());
        if !agrees {
            let message = "The symbols have their own ratios, and the words name others.";
            self.report(IssueCode::Syntax, "text", message);
        }
        stated.map(|_| structure)
    }
}

/// Whether there are options among the legs, all of one type.
fn has_only(legs: &[LegDraft], put_call: PutCall) -> bool {
    let mut options = legs.iter().filter(|leg| leg.kind == InstrumentKind::Option).peekable();
    options.peek().is_some() && options.all(|leg| leg.put_call == Some(put_call))
}

/// What the symbols have between them.
struct SymbolShape {
    /// Distinct expiries, near first.
    expiries: Vec<String>,
    /// Distinct strikes, ascending.
    strikes: Vec<f64>,
    /// Call or put, where all legs are of one type.
    put_call: Option<PutCall>,
    /// How many legs are calls, and how many are puts.
    letters: (usize, usize),
    /// Future or spot, where one is among the legs.
    underlying: Option<InstrumentKind>,
}

impl SymbolShape {
    fn of(legs: &[LegDraft]) -> Self {
        // Expiries are ISO instants here, whose order as text is their order in time.
        let mut expiries: Vec<String> = legs.iter().filter_map(|l| l.expiry.clone()).collect();
        order::sort_by(&mut expiries, Ord::cmp);
        expiries.dedup();
        let mut strikes: Vec<f64> = legs.iter().filter_map(|l| l.strike).collect();
        strikes.sort_by(f64::total_cmp);
        strikes.dedup();
        let first = legs.first().and_then(|leg| leg.put_call);
        let put_call = first.filter(|_| legs.iter().all(|leg| leg.put_call == first));
        let underlying = legs.iter().map(|leg| leg.kind).find(|k| *k != InstrumentKind::Option);
        let of = |wanted| legs.iter().filter(|leg| leg.put_call == Some(wanted)).count();
        let letters = (of(PutCall::Call), of(PutCall::Put));
        Self { expiries, strikes, put_call, letters, underlying }
    }

    /// What the words need to know of them.
    fn numbers(&self) -> Numbers {
        Numbers {
            expiries: self.expiries.len(),
            strikes: self.strikes.len(),
            put_call: self.put_call,
            letters: self.letters,
            has_underlying: self.underlying.is_some(),
        }
    }

    /// The structure's own legs, and the ratio that each symbol has among them; `None` where the
    /// symbols are not those legs.
    fn fit(
        &self,
        structure: Structure,
        ratio: (i32, i32),
        legs: &[LegDraft],
    ) -> Option<(Vec<LegDraft>, Vec<f64>)> {
        let first = legs.first()?;
        let strikes = match structure {
            // A diagonal's strikes follow its expiries, not their size.
            Structure::Diagonal => {
                let at = |expiry: &String| {
                    legs.iter().find(|leg| leg.expiry.as_ref() == Some(expiry))?.strike
                };
                self.expiries.iter().map(at).collect()
            }
            _ => self.strikes.iter().copied().map(Some).collect::<Vec<_>>(),
        };
        let is_open = needs_type(structure) && self.put_call.is_none();
        if is_open || places(structure) != Some((self.expiries.len(), strikes.len())) {
            return None;
        }
        let placed =
            |(order, text): (i64, &String)| Some(PlacedExpiry { order, text: text.clone() });
        let expiries = (0..).zip(&self.expiries).map(placed).collect();
        let put_call = self.put_call;
        let hedge = self.underlying.unwrap_or(InstrumentKind::Future);
        let template = Places { structure, expiries, strikes, put_call, ratio, hedge }
            .legs(&first.underlying, first.settlement);
        let of_template = |leg: &LegDraft| {
            let same = |slot: &&LegDraft| {
                leg.kind == slot.kind
                    && leg.underlying == slot.underlying
                    && leg.settlement == slot.settlement
                    && (&leg.expiry, leg.strike, leg.put_call)
                        == (&slot.expiry, slot.strike, slot.put_call)
            };
            template.iter().find(same).map(|slot| slot.ratio)
        };
        let ratios: Vec<f64> = legs.iter().map(of_template).collect::<Option<_>>()?;
        let fills = |slot: &LegDraft| {
            let count = legs.iter().filter(|leg| {
                (&leg.expiry, leg.strike, leg.put_call)
                    == (&slot.expiry, slot.strike, slot.put_call)
            });
            count.count() == 1
        };
        let is_whole = template.len() == legs.len() && template.iter().all(fills);
        is_whole.then_some((template, ratios))
    }
}
