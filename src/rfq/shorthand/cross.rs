//! A package on two underlyings in one line: `BTC Dec 70k C vs 20x ETH Dec 3.6k C`.
//!
//! What stands in front of “vs” is bought and what stands behind it is sold, each with its own size.
//! How many of one go against one of the other is the client's to say: contracts, coins of the same
//! worth, or vegas. Where the line does not say it, it is asked.

use super::assemble::{Assembled, assemble};
use super::direction::negate;
use super::facts::{Facts, text_path};
use super::items::{Item, Piece};
use super::parser;
use super::questions::text_answer;
use super::words::Word;
use crate::basics::{DeltaStrikes, Issue, IssueCode, ListedMarket, Listing};
use crate::rfq::RfqDraft;
use crate::rfq::taxonomy::gcd;

/// Most decimals of a size that is made a whole ratio.
const SCALES: [f64; 4] = [1.0, 10.0, 100.0, 1000.0];

/// The line's two sides, where it has one underlying in front of a “vs” and another behind it; a
/// dispersion's components are no side.
pub(super) fn sides(pieces: &[Piece]) -> Option<(&[Piece], &[Piece])> {
    let underlying = |pieces: &[Piece]| {
        pieces.iter().find_map(|piece| match &piece.item {
            Item::Underlying(name) => Some(name.clone()),
            _ => None,
        })
    };
    let is_dispersion = |piece: &Piece| matches!(piece.item, Item::Word(Word::Dispersion));
    if pieces.iter().any(is_dispersion) {
        return None;
    }
    let is_versus =
        |piece: &Piece| matches!(piece.item, Item::Word(Word::Versus | Word::Reference));
    let places = pieces.iter().enumerate().filter(|(_, piece)| is_versus(piece));
    places.map(|(at, _)| pieces.split_at(at)).find_map(|(before, behind)| {
        let behind = behind.get(1..)?;
        let (one, other) = (underlying(before)?, underlying(behind)?);
        (one != other).then_some((before, behind))
    })
}

/// One package of the two sides; whether a size is stated.
#[inline(never)]
pub(super) fn package(
    text: &str,
    (before, behind): (&[Piece], &[Piece]),
    listing: &Listing,
    surface: Option<&dyn DeltaStrikes>,
) -> (Assembled, bool) {
    let mut facts = [before, behind].map(|side| parser::facts(text, side));
    // A line has one client, on whichever side the name stands.
    let client = facts.iter().rev().find_map(|side| side.client.clone());
    for side in &mut facts {
        side.client.clone_from(&client);
    }
    let markets = [&facts[0], &facts[1]].map(|side| market(side, listing));
    let sizes = [facts[0].quantity, facts[1].quantity];
    let start = behind.first().map_or(text.len(), |piece| piece.start);
    let turn = before.last().map_or(start, |piece| piece.end);
    let [one, other] = facts;
    let bought = assemble(text, turn, one, listing, surface);
    let sold = assemble(text, text.len(), other, listing, surface);
    let mut issues = of_side(bought.issues, before);
    issues.extend(of_side(sold.issues, behind));
    if sizes[1].is_none()
        && let [Some(one), Some(other)] = markets
    {
        issues.push(ask_basis(text, start, (one, other), sizes[0].unwrap_or(1.0)));
    }
    let (quantity, ratios) = match sizes {
        [one, Some(other)] => per_spread(&[one.unwrap_or(1.0), other]),
        [one, None] => (one.unwrap_or(1.0), vec![1.0, 1.0]),
    };
    let mut legs = bought.draft.legs;
    let mut others = sold.draft.legs;
    negate(&mut others);
    for (side, ratio) in [&mut legs, &mut others].into_iter().zip(ratios) {
        for leg in side {
            leg.ratio *= ratio;
        }
    }
    legs.append(&mut others);
    let draft = RfqDraft {
        quantity,
        legs,
        client,
        structure: None,
        tied: sold.draft.tied.or(bought.draft.tied),
        price_in: sold.draft.price_in.or(bought.draft.price_in),
        ..bought.draft
    };
    let mut solved = bought.solved;
    solved.extend(sold.solved);
    (Assembled { draft, issues, solved }, sizes.iter().any(Option::is_some))
}

/// Issues of a side, those of its whole text at the bytes that it takes.
pub(super) fn of_side(mut issues: Vec<Issue>, side: &[Piece]) -> Vec<Issue> {
    if let (Some(first), Some(last)) = (side.first(), side.last()) {
        for issue in issues.iter_mut().filter(|issue| issue.path == "text") {
            issue.path = text_path(first.start, last.end);
        }
    }
    issues
}

fn market<'a>(facts: &Facts, listing: &'a Listing) -> Option<&'a ListedMarket> {
    listing.find(&facts.underlying.as_ref()?.value, facts.settlement)
}

/// How many spreads, and how much of each part is in one, in whole numbers and lowest terms.
pub(super) fn per_spread(sizes: &[f64]) -> (f64, Vec<f64>) {
    let whole = |size: f64, scale: f64| {
        let scaled = (size * scale).round();
        let is_whole = (scaled / scale - size).abs() <= 1e-9 * size.abs();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
        (is_whole && (1.0..=1e9).contains(&scaled)).then_some(scaled as u32)
    };
    SCALES
        .into_iter()
        .find_map(|scale| {
            let all: Vec<u32> =
                sizes.iter().map(|size| whole(*size, scale)).collect::<Option<_>>()?;
            let common = all.iter().copied().reduce(gcd)?;
            let ratios = all.iter().map(|size| f64::from(size / common)).collect();
            Some((f64::from(common) / scale, ratios))
        })
        .unwrap_or_else(|| (1.0, sizes.to_vec()))
}

/// How many of the second go against one of the first, `size` being how many there are of that.
fn ask_basis(
    text: &str,
    start: usize,
    (one, other): (&ListedMarket, &ListedMarket),
    size: f64,
) -> Issue {
    let worth = |market: &ListedMarket| market.spot * market.contract.multiplier;
    let (first, second) = (&one.key.underlying, &other.key.underlying);
    let same_worth = (worth(one) / worth(other)).round();
    let with = |count: f64| {
        let (before, behind) = text.split_at_checked(start).unwrap_or((text, ""));
        format!("{before}{}x {behind}", count * size)
    };
    let mut answers =
        vec![text_answer(format!("One {second} contract against one {first}"), with(1.0))];
    if same_worth > 1.0 {
        let label = format!("{same_worth} {second} against one {first}: the same notional");
        answers.push(text_answer(label, with(same_worth)));
    }
    let message = format!(
        "How many {second} against one {first}: as many contracts, the same notional, or a number \
         of your own?"
    );
    Issue::new(IssueCode::CrossBasis, "text", message).with_answers(answers)
}
