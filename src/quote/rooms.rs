//! The room that the desk's limits leave each side, and what is said of it.

use crate::basics::{Issue, IssueCode, QuoteSide, Severity};
use crate::desk::Desk;
use crate::overlays::{Context, Exchange};
use crate::rfq::Rfq;

use super::book::Book;
use super::checks::{self, CheckStatus, SideRoom};
use super::markets::LegMarkets;
use super::risk;
use super::stress::Shocks;
use super::write::chat::plain;

/// The limits of every side that is asked for.
pub fn check<'a>(
    ctx: &Context<'a>,
    rfq: &Rfq,
    (book, desk): (&Book, &Desk),
    shocks: &mut Shocks,
    markets: &LegMarkets,
    tie: Option<&Exchange>,
    client_key: &str,
) -> Vec<SideRoom<'a>> {
    let measures = risk::measures(ctx, book, desk, shocks, tie, client_key);
    let size = markets.size(rfq.quantity);
    let sides = [QuoteSide::Bid, QuoteSide::Offer].into_iter().filter(|s| rfq.asked.wants(*s));
    let level = desk.limits().warning_level;
    // How far each limit alone would go is told, and asked only for that.
    let room = |side| {
        let is_quick = !ctx.is_spoken;
        is_quick.then(|| checks::passed(side, size, &measures, level)).flatten()
    };
    sides
        .map(|side| room(side).unwrap_or_else(|| checks::check(side, size, &measures, level)))
        .collect()
}

/// The most spreads that any side is good for; what was asked where none is, so that a refusal has its
/// numbers.
pub fn dealt(rooms: &[SideRoom], asked: f64) -> f64 {
    let most = rooms.iter().map(|room| room.headroom).fold(0.0, f64::max);
    if most > 0.0 { most.min(asked) } else { asked }
}

/// Says what the limits take from the sides: no room, less than was asked, or little that is left.
pub fn report(rooms: &[SideRoom], rfq: &Rfq, issues: &mut Vec<Issue>) {
    let is_quoted = rooms.iter().any(|room| room.headroom > 0.0);
    for room in rooms {
        let side = match room.side {
            QuoteSide::Bid => "bid",
            QuoteSide::Offer => "offer",
        };
        let binding = room.binding.as_deref().unwrap_or("size");
        if room.headroom <= 0.0 {
            // One side may go out without the other.
            let severity = if is_quoted { Severity::Warn } else { Severity::Reject };
            issues.push(Issue { severity, ..no_room(side, binding) });
        } else if room.headroom < rfq.quantity {
            issues.push(size_cut(side, binding, (room.headroom, rfq.quantity)));
        }
        let near = room.checks.iter().filter(|check| check.status == CheckStatus::Warn);
        if let Some(check) = near.max_by(|a, b| a.utilisation().total_cmp(&b.utilisation())) {
            let why = check.why().unwrap_or_default();
            issues.push(Issue::new(IssueCode::LimitWarn, "quantity", why));
        }
    }
}

#[cold]
#[inline(never)]
fn no_room(side: &str, binding: &str) -> Issue {
    let message = format!("No {side}: the limit on {binding} leaves no room for this trade.");
    Issue::new(IssueCode::Limit, "quantity", message)
}

#[cold]
#[inline(never)]
fn size_cut(side: &str, binding: &str, (most, asked): (f64, f64)) -> Issue {
    let (most, asked) = (plain(most), plain(asked));
    let message = format!(
        "The {side} is quoted for {most} of {asked}: the limit on {binding} allows no more."
    );
    Issue::new(IssueCode::SizeCut, "quantity", message)
}
