//! A package told leg by leg: `buy 3300 C, sell 3500 C`, `long 1 Dec 3300 C short 2 3500 C`,
//! `+1 3300 C, −2 3400 C, +1 3500 C`, `3300 C vs 3500 C`, `3800 call over 3000 put`.
//!
//! Each part is read like a line of its own. What only some of them say (underlying, expiry, type,
//! client, hedge) holds for those that say nothing else.

use super::assemble::{Assembled, assemble, signed};
use super::cross::{of_side, per_spread};
use super::facts::Facts;
use super::items::{Item, Piece};
use super::parser;
use super::words::{Shape, Word};
use crate::basics::{Asked, DeltaStrikes, Issue, IssueCode, Listing, PutCall};
use crate::rfq::RfqDraft;

/// The parts of a line, and what is asked for where no part says it.
pub(super) struct LegList {
    parts: Vec<Part>,
    side: Asked,
}

/// A leg of the list, or a structure that is bought or sold as one.
struct Part {
    /// 1 where the client gets it on buying the package, −1 where the client gives it.
    sign: f64,
    /// How many, where a signed number in front says so.
    count: Option<f64>,
    pieces: Vec<Piece>,
}

/// What begins a part: which way, and how many.
type Lead = (f64, Option<f64>);

/// The line's parts, where it buys some and sells others, has signed counts in front of strikes, or sets
/// one option or structure against another.
pub(super) fn parts(pieces: &[Piece]) -> Option<LegList> {
    if pieces.iter().any(|piece| matches!(piece.item, Item::Symbols(_))) {
        return None;
    }
    let (leads, side) = match by_verbs(pieces) {
        Some(leads) => (leads, Asked::Buy),
        None => match by_signs(pieces) {
            Some(leads) => (leads, Asked::TwoWay),
            None => return in_two(pieces),
        },
    };
    let first = leads.first()?.0;
    Some(LegList { parts: led_by(&leads, first, pieces), side })
}

/// The parts that begin with their leads; what stands before the first is the first one's as well.
#[inline(never)]
fn led_by(leads: &[(usize, Lead)], first: usize, pieces: &[Piece]) -> Vec<Part> {
    let ends = leads.iter().skip(1).map(|(at, _)| *at).chain([pieces.len()]);
    let part = |((at, (sign, count)), end): (&(usize, Lead), usize)| {
        let before = if *at == first { pieces.get(..first) } else { None };
        let own = pieces.get(at + 1..end).unwrap_or_default();
        let mut pieces = named_nobody(before.unwrap_or_default()).to_vec();
        pieces.extend_from_slice(named_nobody(own));
        Part { sign: *sign, count: *count, pieces }
    };
    leads.iter().zip(ends).map(part).collect()
}

/// Two options or structures, one in front of a word and one behind it.
fn in_two(pieces: &[Piece]) -> Option<LegList> {
    let is_dealt = |pieces: &[Piece]| {
        let is_verb =
            |piece: &Piece| matches!(piece.item, Item::Word(Word::Side(Asked::Buy | Asked::Sell)));
        pieces.iter().any(is_verb)
    };
    let mut found = (1..pieces.len()).filter_map(|at| {
        let (before, behind) = (pieces.get(..at)?, pieces.get(at + 1..)?);
        let kinds = [kind(before)?, kind(behind)?];
        let are_options = kinds.iter().all(|kind| matches!(kind, Kind::Option(_)));
        let (signs, side) = match &pieces.get(at)?.item {
            // What else stands behind “vs” is a reference price, or the type a structure is named for.
            Item::Word(Word::Versus) if kinds[0] == kinds[1] => ([1.0, -1.0], Asked::TwoWay),
            Item::Word(Word::Over) if are_options => ([1.0, -1.0], Asked::TwoWay),
            // The client does the other with what stands in front of the only verb.
            Item::Word(Word::Side(Asked::Sell)) if are_options => ([1.0, -1.0], Asked::Buy),
            Item::Word(Word::Side(Asked::Buy)) if are_options => ([-1.0, 1.0], Asked::Buy),
            Item::Comma if are_options && is_dealt(before) => ([1.0, 1.0], Asked::Buy),
            _ => return None,
        };
        Some((at, signs, side))
    });
    let (at, signs, side) = found.next()?;
    found.next().is_none().then(|| apart(pieces, at, signs, side))
}

/// What stands in front of the item at `at`, and what stands behind it.
#[inline(never)]
fn apart(pieces: &[Piece], at: usize, signs: [f64; 2], side: Asked) -> LegList {
    let part = |sign, pieces: Option<&[Piece]>| {
        let pieces = named_nobody(pieces.unwrap_or_default()).to_vec();
        Part { sign, count: None, pieces }
    };
    let parts = vec![part(signs[0], pieces.get(..at)), part(signs[1], pieces.get(at + 1..))];
    LegList { parts, side }
}

/// What a stretch asks for: options of one type, or a structure.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Option(PutCall),
    Structure(Shape),
}

/// The one thing that a stretch has strikes of; `None` where it says no type, or several.
fn kind(pieces: &[Piece]) -> Option<Kind> {
    let mut only: Option<Kind> = None;
    let mut has_strike = false;
    for (at, piece) in pieces.iter().enumerate() {
        let next = pieces.get(at + 1).map(|next| &next.item);
        let letter = match &piece.item {
            // “Calls over” names a direction.
            Item::Word(Word::Type(_)) if matches!(next, Some(Item::Word(Word::Over))) => {
                return None;
            }
            Item::Word(Word::Type(put_call)) => Some(Kind::Option(*put_call)),
            Item::Word(Word::Shape(shape)) => Some(Kind::Structure(*shape)),
            Item::Number(number) => {
                has_strike |= !number.is_money;
                number.put_call.map(Kind::Option)
            }
            Item::Relative(relative) => {
                has_strike = true;
                relative.put_call.map(Kind::Option)
            }
            _ => None,
        };
        match (letter, only) {
            (Some(letter), Some(known)) if letter != known => return None,
            (Some(letter), _) => only = Some(letter),
            (None, _) => {}
        }
    }
    only.filter(|_| has_strike)
}

/// Verbs in front of the parts, at least one that buys and one that sells.
fn by_verbs(pieces: &[Piece]) -> Option<Vec<(usize, Lead)>> {
    let lead = |(at, piece): (usize, &Piece)| match piece.item {
        Item::Word(Word::Side(Asked::Buy) | Word::Held(Asked::Buy)) => Some((at, (1.0, None))),
        Item::Word(Word::Side(Asked::Sell) | Word::Held(Asked::Sell)) => Some((at, (-1.0, None))),
        _ => None,
    };
    let leads: Vec<(usize, Lead)> = pieces.iter().enumerate().filter_map(lead).collect();
    let goes = |sign: f64| leads.iter().any(|(_, lead)| lead.0 == sign);
    let all_with_strikes = followed(&leads, pieces).all(|(_, has_strike)| has_strike);
    (goes(1.0) && goes(-1.0) && all_with_strikes).then_some(leads)
}

/// Signed counts in front of strikes: at least two, of which one is sold or all have their sign.
fn by_signs(pieces: &[Piece]) -> Option<Vec<(usize, Lead)>> {
    let lead = |(at, piece): (usize, &Piece)| {
        let count = match &piece.item {
            Item::Number(number) if number.signed && number.put_call.is_none() => number.known()?,
            Item::Size(size) => *size,
            _ => return None,
        };
        (count != 0.0).then(|| (at, (count.signum(), Some(count.abs()))))
    };
    let all: Vec<(usize, Lead)> = pieces.iter().enumerate().filter_map(lead).collect();
    // A size behind the strikes is that of the whole.
    let leads: Vec<(usize, Lead)> = followed(&all, pieces)
        .filter(|(_, has_strike)| *has_strike)
        .map(|(lead, _)| lead)
        .collect();
    let is_signed = |(at, _): &(usize, Lead)| {
        pieces.get(*at).is_some_and(|piece| matches!(piece.item, Item::Number(_)))
    };
    let tells = leads.iter().any(|(_, lead)| lead.0 < 0.0) || leads.iter().all(is_signed);
    (leads.len() >= 2 && tells).then_some(leads)
}

/// Each lead, and whether a strike stands between it and the next one.
fn followed<'a>(
    leads: &'a [(usize, Lead)],
    pieces: &'a [Piece],
) -> impl Iterator<Item = ((usize, Lead), bool)> + use<'a> {
    let ends = leads.iter().skip(1).map(|(at, _)| *at).chain([pieces.len()]);
    let is_strike = |piece: &Piece| match &piece.item {
        Item::Number(number) => !number.signed || number.put_call.is_some(),
        Item::Relative(_) => true,
        _ => false,
    };
    leads.iter().zip(ends).map(move |(lead, end)| {
        let own = pieces.get(lead.0 + 1..end).unwrap_or_default();
        (*lead, own.iter().any(is_strike))
    })
}

/// A stretch without the “client wants to” at its end, which stands before a verb.
fn named_nobody(pieces: &[Piece]) -> &[Piece] {
    let is_filler = |piece: &Piece| matches!(piece.item, Item::Word(Word::Filler));
    let last = pieces.iter().rposition(|piece| !is_filler(piece));
    match last.map(|at| (at, pieces.get(at))) {
        Some((at, Some(piece))) if matches!(piece.item, Item::Word(Word::Client)) => {
            pieces.get(..at).unwrap_or_default()
        }
        _ => pieces,
    }
}

/// One package of the parts; whether a size is stated.
#[inline(never)]
pub(super) fn package(
    text: &str,
    list: &LegList,
    listing: &Listing,
    surface: Option<&dyn DeltaStrikes>,
) -> (Assembled, bool) {
    let parts = &list.parts;
    let mut facts: Vec<Facts> =
        parts.iter().map(|part| parser::facts(text, &part.pieces)).collect();
    share(&mut facts);
    // The sign of a delta that is said without one is that of the whole package.
    let has_sign = facts.iter().any(|facts| facts.delta_is_signed);
    for facts in &mut facts {
        facts.delta_is_signed = true;
    }
    let side = facts.iter().find_map(|facts| facts.side);
    let is_counted = parts.iter().any(|part| part.count.is_some());
    let sizes: Vec<Option<f64>> = facts.iter().map(|facts| facts.quantity).collect();
    let stated: Vec<f64> = sizes.iter().copied().flatten().collect();
    let is_each = !is_counted && stated.len() == parts.len();
    let counts: Vec<f64> = if is_each {
        stated.clone()
    } else {
        parts.iter().map(|part| part.count.unwrap_or(1.0)).collect()
    };
    let (common, ratios) = per_spread(&counts);
    let whole = stated.first().copied().filter(|_| !is_each).unwrap_or(1.0);
    let mut draft = RfqDraft {
        side: side.unwrap_or(list.side),
        quantity: common * whole,
        ..RfqDraft::default()
    };
    let (mut issues, mut solved): (Vec<Issue>, Vec<_>) = (Vec::new(), Vec::new());
    if !is_each && stated.len() > 1 {
        let message = "Some legs have a size of their own: say it for each leg, or once for all.";
        issues.push(Issue::new(IssueCode::Syntax, "text", message));
    }
    for ((part, facts), ratio) in parts.iter().zip(facts).zip(ratios) {
        let end = part.pieces.last().map_or(text.len(), |piece| piece.end);
        let one = assemble(text, end, facts, listing, surface);
        draft.legs.extend(one.draft.legs.into_iter().map(|mut leg| {
            leg.ratio *= part.sign * ratio;
            leg
        }));
        draft.client = draft.client.or(one.draft.client);
        draft.tied = draft.tied.or(one.draft.tied);
        draft.price_in = draft.price_in.or(one.draft.price_in);
        solved.extend(one.solved);
        for issue in of_side(one.issues, &part.pieces) {
            // What no part says is asked once.
            let is_known =
                |known: &Issue| known.code == issue.code && known.message == issue.message;
            if !issues.iter().any(is_known) {
                issues.push(issue);
            }
        }
    }
    draft.tied = draft.tied.map(|tied| if has_sign { tied } else { signed(tied, &draft.legs) });
    let has_size = is_each || !stated.is_empty() || common != 1.0;
    (Assembled { draft, issues, solved }, has_size)
}

/// Gives each part what only others say.
fn share(all: &mut [Facts]) {
    let underlying = all.iter().find_map(|facts| facts.underlying.clone());
    let settlement = all.iter().find_map(|facts| facts.settlement);
    let client = all.iter().rev().find_map(|facts| facts.client.clone());
    let mut expiries = all
        .iter()
        .map(|facts| &facts.expiries)
        .find(|found| !found.is_empty())
        .cloned()
        .unwrap_or_default();
    let types: Vec<_> = all.iter().filter_map(|facts| facts.put_call).collect();
    let shared = types.first().copied().filter(|one| types.iter().all(|other| other == one));
    for facts in all {
        facts.underlying = facts.underlying.take().or_else(|| underlying.clone());
        facts.settlement = facts.settlement.or(settlement);
        facts.client.clone_from(&client);
        if facts.expiries.is_empty() {
            facts.expiries.clone_from(&expiries);
        } else {
            expiries.clone_from(&facts.expiries);
        }
        let has_type = facts.put_call.is_some()
            || facts.naming.put_call.is_some()
            || facts.naming.structure().is_some()
            || facts.strikes.iter().any(|strike| strike.value.put_call.is_some());
        if !has_type {
            facts.put_call = shared;
            facts.naming.put_call = shared;
        }
    }
}
