//! The fields of one request into a draft, with what they leave open.

use super::instrument::{self, INSTRUMENT, LEG, Terms};
use super::message::{Field, shortened};
use super::package::Package;
use super::scope::Scope;
use super::tags;
use crate::basics::{InstrumentKind, Issue, IssueCode, Listing, Settlement};
use crate::rfq::draft::{LegDraft, RfqDraft};
use crate::rfq::off_list::unknown_underlying;

/// The draft of a scope, whether the message states a size, and all issues with what was wrong.
pub(super) fn draft(
    scope: Scope,
    issues: Vec<Issue>,
    listing: &Listing,
) -> (RfqDraft, bool, Vec<Issue>) {
    let mut reader = Reader { listing, scope, issues };
    let (draft, has_size) = reader.draft();
    (draft, has_size, reader.issues)
}

/// A scope on its way into a draft.
struct Reader<'m, 'a, 'l> {
    listing: &'l Listing,
    scope: Scope<'m, 'a>,
    issues: Vec<Issue>,
}

impl Reader<'_, '_, '_> {
    /// The draft, and whether the message states a size.
    fn draft(&mut self) -> (RfqDraft, bool) {
        let package = Package::of(&self.scope, &mut self.issues);
        let scope = &self.scope;
        let text = |tag: u32| scope.get(tag).and_then(Field::stated).map(str::to_owned);
        let id = [tags::QUOTE_REQ_ID, tags::RFQ_REQ_ID, tags::CL_ORD_ID].into_iter().find_map(text);
        // Who sends it comes before the account that it is for: a client is known by its name, and
        // an account is its own affair.
        let clients = [
            tags::PARTY_ID,
            tags::ON_BEHALF_OF,
            tags::ON_BEHALF_OF_SUB,
            tags::SENDER,
            tags::ACCOUNT,
        ];
        let client = clients.into_iter().find_map(text);
        let legs = self.legs(&package);
        let draft = RfqDraft {
            id,
            client,
            side: package.asked,
            quantity: package.quantity.unwrap_or(1.0),
            legs,
            ..RfqDraft::default()
        };
        (draft, package.quantity.is_some())
    }

    fn legs(&mut self, package: &Package) -> Vec<LegDraft> {
        let scope = self.scope.clone();
        if scope.legs.is_empty() && self.has_unread_legs() {
            return Vec::new();
        }
        let whole = Terms::read(&INSTRUMENT, |tag| scope.get(tag), &mut self.issues);
        if scope.legs.is_empty() {
            let ratio = package.ratios.first().copied().unwrap_or(1.0);
            let leg = self.leg(None, ratio, &whole);
            self.unknown_underlyings(std::slice::from_ref(&leg));
            return vec![leg];
        }
        let mut legs = Vec::with_capacity(scope.legs.len());
        for (index, ratio) in package.ratios.iter().enumerate() {
            let own = Terms::read(&LEG, |tag| scope.of_leg(index, tag), &mut self.issues);
            legs.push(self.leg(Some(index), *ratio, &own.or(&whole)));
        }
        self.unknown_underlyings(&legs);
        legs
    }

    /// Reports a package whose legs stand nowhere that is read.
    fn has_unread_legs(&mut self) -> bool {
        let (path, message) = if let Some(field) = self.scope.vendor_legs() {
            let message = format!(
                "The legs stand in the exchange’s own fields (tag {}), which are not understood.",
                field.tag
            );
            (field.path(), message)
        } else if let Some(count) = self.scope.no_legs {
            (count.path(), "The message has no legs after their number (tag 555).".to_owned())
        } else {
            let is_package = |field: &&Field| field.value.trim() == "MLEG";
            let Some(field) = self.scope.get(tags::SECURITY_TYPE).filter(is_package) else {
                return false;
            };
            (field.path(), "The message is about several legs but has none (tag 555).".to_owned())
        };
        self.issues.push(Issue::new(IssueCode::NoLegs, path, message));
        true
    }

    /// A leg, or the request's own instrument where `index` is absent.
    fn leg(&mut self, index: Option<usize>, ratio: f64, terms: &Terms) -> LegDraft {
        let (underlying, settlement) = self.underlying(index, terms);
        let market = self.listing.find(&underlying, settlement);
        let expiry = terms.placed_expiry(market);
        let kind = terms.kind();
        if kind == InstrumentKind::Option {
            self.missing(index, terms);
        } else if kind == InstrumentKind::Future && terms.expiry.is_none() {
            let path = self.place(index);
            let message = format!("{}: which expiry?", subject(index));
            self.issues.push(Issue::new(IssueCode::Expiry, path, message));
        }
        let is_option = kind == InstrumentKind::Option;
        LegDraft {
            ratio,
            kind,
            underlying,
            expiry: expiry.filter(|_| kind != InstrumentKind::Spot),
            strike: terms.strike.filter(|_| is_option),
            put_call: terms.put_call.filter(|_| is_option),
            exercise: terms.exercise.filter(|_| is_option),
            settlement,
            multiplier: terms.multiplier,
            mark: None,
        }
    }

    /// Says what an option leaves open, at its place in the text.
    fn missing(&mut self, index: Option<usize>, terms: &Terms) {
        let path = self.place(index);
        let subject = subject(index);
        let is_nameless =
            terms.strike.is_none() && terms.expiry.is_none() && terms.put_call.is_none();
        let id = index
            .map_or_else(
                || self.scope.get(tags::SECURITY_ID),
                |index| self.scope.of_leg(index, tags::LEG_SECURITY_ID),
            )
            .filter(|_| is_nameless);
        if let Some(id) = id {
            let shown = shortened(id.value.trim());
            let message = format!(
                "{subject} is named only by the exchange's id “{shown}”, which is not known here; \
                 give expiry, strike and type."
            );
            self.issues.push(Issue::new(IssueCode::Syntax, id.path(), message));
            return;
        }
        // A value that cannot be read has been reported at its own field.
        let open = [
            (terms.expiry.is_none() && !terms.bad_expiry, IssueCode::Expiry, "which expiry?"),
            (terms.strike.is_none() && !terms.bad_strike, IssueCode::Strike, "which strike?"),
            (terms.put_call.is_none(), IssueCode::OptionType, "call or put?"),
        ];
        for (is_open, code, question) in open {
            if is_open {
                let message = format!("{subject}: {question}");
                self.issues.push(Issue::new(code, path.clone(), message));
            }
        }
    }

    /// The underlying: what a full symbol or a name says that the listing knows, else the first
    /// name there is.
    fn underlying(&self, index: Option<usize>, terms: &Terms) -> (String, Option<Settlement>) {
        if let Some(name) = &terms.underlying {
            let known = instrument::underlying(name, self.listing);
            return known.unwrap_or_else(|| (name.clone(), None));
        }
        let own = index.and_then(|i| instrument::name(self.scope.of_leg(i, tags::LEG_SYMBOL)));
        let named = [tags::SYMBOL, tags::UNDERLYING_SYMBOL];
        let mut named: Vec<&str> =
            named.iter().filter_map(|tag| instrument::name(self.scope.get(*tag))).collect();
        if let Some(own) = own {
            if let Some(known) = instrument::underlying(own, self.listing) {
                return known;
            }
            // A leg's own symbol may be the underlying's with something behind it.
            let is_head = |name: &&&str| {
                own.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
            };
            let head = named.iter().find(is_head);
            let known = head.and_then(|name| instrument::underlying(name, self.listing));
            return known.unwrap_or_else(|| (own.to_ascii_uppercase(), None));
        }
        // The currency is a name only where the request has no other.
        if named.is_empty() {
            named.extend(instrument::name(self.scope.get(tags::CURRENCY)));
        }
        let known = named.iter().find_map(|name| instrument::underlying(name, self.listing));
        known.unwrap_or_else(|| {
            (named.first().copied().unwrap_or_default().to_ascii_uppercase(), None)
        })
    }

    /// Reports each underlying that is not loaded, once.
    fn unknown_underlyings(&mut self, legs: &[LegDraft]) {
        let mut told: Vec<&str> = Vec::new();
        for (index, leg) in legs.iter().enumerate() {
            let name = leg.underlying.as_str();
            if self.listing.find(name, None).is_some() || told.contains(&name) {
                continue;
            }
            told.push(name);
            let path = self.place(Some(index).filter(|_| !self.scope.legs.is_empty()));
            self.issues.push(unknown_underlying(name, self.listing, &path));
        }
    }

    /// Where a leg or the instrument begins in the text.
    fn place(&self, index: Option<usize>) -> String {
        let field = index
            .and_then(|index| self.scope.legs.get(index)?.first())
            .or_else(|| self.scope.get(tags::SYMBOL));
        field.map_or_else(|| "text".to_owned(), Field::path)
    }
}

fn subject(index: Option<usize>) -> String {
    index.map_or_else(|| "The instrument".to_owned(), |index| format!("Leg {}", index + 1))
}
