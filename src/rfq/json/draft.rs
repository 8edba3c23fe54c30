//! A draft of ours, with every wrong field reported at its path instead of the first one thrown.

use serde_json::{Map, Value};

use super::fields::Fields;
use crate::basics::{
    Asked, Exercise, InstrumentKind, Issue, IssueCode, Listing, PutCall, Settlement,
};
use crate::rfq::shorthand::Read;
use crate::rfq::{LegDraft, MarkDraft, PriceIn, RfqDraft, TiedDraft};

const FIELDS: [&str; 9] =
    ["id", "client", "side", "quantity", "legs", "structure", "tied", "priceIn", "preset"];
const LEG_FIELDS: [&str; 10] = [
    "ratio",
    "kind",
    "underlying",
    "expiry",
    "strike",
    "type",
    "exercise",
    "settlement",
    "multiplier",
    "mark",
];

/// Reads a draft; a size that is not stated is one.
pub(super) fn read(object: &Map<String, Value>, listing: &Listing, found: Vec<Issue>) -> Read {
    let fields = Fields::of(object);
    let mut issues = found;
    fields.only(&FIELDS, &mut issues);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let sides = [("twoWay", Asked::TwoWay), ("buy", Asked::Buy), ("sell", Asked::Sell)];
    let measures = [("usd", PriceIn::Usd), ("coin", PriceIn::Coin), ("vol", PriceIn::Vol)];
    let tied = fields.object("tied", &mut issues).and_then(|tied| {
        tied.only(&["reference", "delta"], &mut issues);
        let delta = tied.number("delta", &mut issues);
        let reference = tied.number("reference", &mut issues);
        if !tied.has("reference") {
            tied.report(
                &mut issues,
                IssueCode::TiedReference,
                "reference",
                "Which reference price?",
            );
        }
        Some(TiedDraft { reference: reference?, delta })
    });
    let draft = RfqDraft {
        id: owned(fields.text("id", &mut issues)),
        client: owned(fields.text("client", &mut issues)),
        side: fields.one_of("side", &sides, &mut issues).unwrap_or_default(),
        quantity: fields.number("quantity", &mut issues).unwrap_or(1.0),
        legs: fields.objects("legs", &mut issues).iter().map(|f| leg(f, &mut issues)).collect(),
        structure: owned(fields.text("structure", &mut issues)),
        tied,
        price_in: fields.one_of("priceIn", &measures, &mut issues),
        preset: owned(fields.text("preset", &mut issues)),
    };
    if !fields.has("legs") && draft.preset.is_none() {
        let message = "The request has no legs.";
        fields.report(&mut issues, IssueCode::NoLegs, "legs", message);
    }
    Read::of(draft, issues, fields.has("quantity"), listing)
}

fn leg(fields: &Fields, issues: &mut Vec<Issue>) -> LegDraft {
    fields.only(&LEG_FIELDS, issues);
    let kinds = [
        ("option", InstrumentKind::Option),
        ("future", InstrumentKind::Future),
        ("spot", InstrumentKind::Spot),
    ];
    let types = [("call", PutCall::Call), ("put", PutCall::Put)];
    let exercises = [("european", Exercise::European), ("american", Exercise::American)];
    let settlements = [("inverse", Settlement::Inverse), ("linear", Settlement::Linear)];
    if !fields.has("kind") {
        fields.report(issues, IssueCode::Syntax, "kind", "Option, future or spot?");
    }
    if !fields.has("ratio") {
        fields.report(issues, IssueCode::Ratio, "ratio", "Which ratio?");
    }
    if !fields.has("underlying") {
        fields.report(issues, IssueCode::UnknownUnderlying, "underlying", "Which underlying?");
    }
    let mark = fields.object("mark", issues).map(|mark| {
        mark.only(&["price", "vol", "vega"], issues);
        MarkDraft {
            price: mark.number("price", issues),
            vol: mark.number("vol", issues),
            vega: mark.number("vega", issues),
        }
    });
    LegDraft {
        ratio: fields.number("ratio", issues).unwrap_or(0.0),
        kind: fields.one_of("kind", &kinds, issues).unwrap_or(InstrumentKind::Option),
        underlying: fields.text("underlying", issues).unwrap_or_default().to_owned(),
        expiry: fields.text("expiry", issues).map(str::to_owned),
        strike: fields.number("strike", issues),
        put_call: fields.one_of("type", &types, issues),
        exercise: fields.one_of("exercise", &exercises, issues),
        settlement: fields.one_of("settlement", &settlements, issues),
        multiplier: fields.number("multiplier", issues),
        mark,
    }
}
