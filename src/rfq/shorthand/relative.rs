//! Strikes by delta, in per cent of spot and at the money: read, solved and put on a listed one.

use super::assemble::Assembler;
use super::facts::{At, text_path};
use super::items::{Item, Number, Piece, leading_number};
use super::parser::Walk;
use super::words::Word;
use crate::basics::{IssueCode, ListedMarket, PutCall, Structure, Timestamp};
use crate::rfq::SolvedStrike;
use crate::rfq::taxonomy::same_strike;
use crate::rfq::template::{needs_type, places, template};

/// Below this a strike without a sign may be meant in per cent.
const LIKE_PERCENT: f64 = 250.0;

/// How many times further off than the listed strikes it has to be for that to be asked.
const FAR_OFF: f64 = 3.0;

/// What a strike is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// The option's own delta; the value is its size, 0.25.
    Delta,
    /// Spot; the value is the multiple of it, 0.9.
    Percent,
    /// The forward.
    Money,
}

/// A strike as it was written: `25d`, `90%p`, `atm`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Relative {
    /// What it is measured against.
    pub(super) measure: Measure,
    /// How much of that.
    pub(super) value: f64,
    /// Call or put, where a letter is attached.
    pub(super) put_call: Option<PutCall>,
    /// Whether it was written with a minus, which a hedge's delta keeps.
    pub(super) is_negative: bool,
}

impl Relative {
    /// At the money.
    pub(super) const MONEY: Self =
        Self { measure: Measure::Money, value: 1.0, put_call: None, is_negative: false };

    /// What a suffix behind a number makes of it; `None` for a suffix of another meaning.
    pub(super) fn parse(value: f64, suffix: &str) -> Option<Self> {
        let (measure, letter) = [("delta", Measure::Delta), ("d", Measure::Delta)]
            .into_iter()
            .chain([("δ", Measure::Delta), ("%", Measure::Percent), ("pct", Measure::Percent)])
            .find_map(|(ending, measure)| Some((measure, suffix.strip_prefix(ending)?)))?;
        let put_call = match letter {
            "" => None,
            "c" | "call" | "calls" => Some(PutCall::Call),
            "p" | "put" | "puts" => Some(PutCall::Put),
            _ => return None,
        };
        Self::of(measure, value, put_call)
    }

    /// A number in a measure; desks say 25 for a delta of 0.25. `None` where there is no such
    /// strike.
    fn of(measure: Measure, stated: f64, put_call: Option<PutCall>) -> Option<Self> {
        let is_negative = stated < 0.0;
        let stated = stated.abs();
        let is_fraction = measure == Measure::Delta && stated < 1.0;
        let value = if is_fraction { stated } else { stated / 100.0 };
        let most = if measure == Measure::Delta { 1.0 } else { 10.0 };
        (value > 0.0 && value < most).then_some(Self { measure, value, put_call, is_negative })
    }

    /// `25-delta put`, `90 % of spot`, `at the money`.
    fn words(self, put_call: Option<PutCall>) -> String {
        let hundredths = (self.value * 1e4).round() / 100.0;
        match self.measure {
            Measure::Delta => {
                format!("{hundredths}-delta {}", put_call.map_or("option", PutCall::word))
            }
            Measure::Percent => format!("{hundredths} % of spot"),
            Measure::Money => "at the money".to_owned(),
        }
    }
}

/// Joins `25 delta` and `90 percent` into one item, but for a delta that has its number behind.
pub(super) fn spelled(pieces: &mut Vec<Piece>) {
    for at in (1..pieces.len()).rev() {
        let measure = match pieces.get(at).map(|p| &p.item) {
            Some(Item::Word(Word::Delta)) => Measure::Delta,
            Some(Item::Word(Word::Percent)) => Measure::Percent,
            _ => continue,
        };
        let has_own = measure == Measure::Delta
            && matches!(pieces.get(at + 1).map(|p| &p.item), Some(Item::Number(_)));
        let (Some(number), Some(word)) = (pieces.get(at - 1), pieces.get(at)) else { continue };
        let Item::Number(Number { value, put_call: None, .. }) = number.item else { continue };
        if has_own {
            continue;
        }
        if let Some(relative) = Relative::of(measure, value, None) {
            let item = Item::Relative(relative);
            let joined = Piece { item, start: number.start, end: word.end };
            pieces.splice(at - 1..=at, [joined]);
        }
    }
}

/// A size by what it is worth, `5mm`: a million of the price currency, or of contracts.
pub(super) fn notional(norm: &str) -> Option<f64> {
    let (_, suffix) = leading_number(norm)?;
    let digits = norm.strip_suffix(suffix).filter(|_| matches!(suffix, "mm" | "mio" | "mn"))?;
    format!("{digits}e6").parse().ok().filter(|value: &f64| value.is_finite() && *value > 0.0)
}

impl Walk<'_> {
    /// Puts a relative strike where strikes are.
    pub(super) fn take_relative(&mut self, at: usize, relative: Relative) {
        if !self.facts.legs.is_empty() {
            self.report(at, "The symbols have their strikes; what is this for?");
            return;
        }
        let number = Number {
            value: relative.value,
            kilo: false,
            signed: relative.is_negative,
            is_money: false,
            put_call: relative.put_call,
            measure: Some(relative.measure),
        };
        let placed = self.placed(at, number);
        self.facts.strikes.push(placed);
    }

    /// `3400 call vs 3390 25d` states the delta of the hedge: there is a strike, and one option has
    /// one.
    pub(super) fn delta_of_hedge(&mut self, has_strikes: bool) {
        let is_delta =
            |s: &At<Number>| s.value.measure == Some(Measure::Delta) && s.value.put_call.is_none();
        let is_alone = matches!(&self.facts.strikes[..], [one] if is_delta(one));
        if is_alone && has_strikes && self.facts.reference.is_some() && self.facts.delta.is_none() {
            let signed = |n: Number| if n.signed { -n.value } else { n.value };
            self.facts.delta = self.facts.strikes.pop().map(|delta| signed(delta.value));
        }
    }

    /// `10/25d` measures both in delta, `90/110%` both in per cent.
    pub(super) fn share_measure(&mut self) {
        let strikes = &mut self.facts.strikes;
        let Some(last) = strikes.last().and_then(|s| s.value.measure) else { return };
        for strike in strikes.iter_mut().filter(|s| s.value.measure.is_none()) {
            let Number { value, put_call, .. } = strike.value;
            if let Some(relative) = Relative::of(last, value, put_call) {
                strike.value.value = relative.value;
                strike.value.measure = Some(last);
            }
        }
    }
}

impl Assembler<'_> {
    /// Puts strikes by delta, in per cent and at the money on listed ones, and asks where numbers
    /// may be meant in per cent.
    pub(super) fn settle_strikes(&mut self, structure: Structure, put_call: Option<PutCall>) {
        let whole = (0, self.text_length());
        let is_of_straddles =
            matches!(structure, Structure::Straddle | Structure::StraddleCalendar);
        if self.facts.strikes.is_empty() && is_of_straddles {
            self.facts.strikes.push(placed(Relative::MONEY, whole));
        }
        let is_relative = self.facts.strikes.iter().any(|strike| strike.value.measure.is_some());
        if is_relative {
            self.mirror_deltas(structure);
        }
        if !self.ask_points_of_strikes() {
            self.ask_percent();
        }
        if is_relative {
            self.find_strikes(structure, put_call);
        }
    }

    /// Puts strikes by delta, in per cent and at the money on listed ones.
    #[inline(never)]
    fn find_strikes(&mut self, structure: Structure, put_call: Option<PutCall>) {
        let strikes = self.facts.strikes.clone();
        for (place, strike) in strikes.iter().enumerate() {
            let Some(measure) = strike.value.measure else { continue };
            let own = strike.value.put_call.or(put_call);
            let value = strike.value.value;
            let relative = Relative { measure, value, put_call: own, is_negative: false };
            let put_call = own.or_else(|| type_at(structure, place, strikes.len()));
            if let Some(strike_found) = self.solved(strike, relative, put_call, structure, place)
                && let Some(slot) = self.facts.strikes.get_mut(place)
            {
                slot.value.value = strike_found;
                slot.value.measure = None;
            }
        }
        self.refuse_equal();
    }

    /// One delta of a structure with a put below and a call above is the delta of both; two of an
    /// iron condor are those of its wings and of its body.
    #[inline(never)]
    fn mirror_deltas(&mut self, structure: Structure) {
        use PutCall::{Call, Put};
        let strikes = &self.facts.strikes;
        let plain =
            |s: &At<Number>| s.value.measure == Some(Measure::Delta) && s.value.put_call.is_none();
        if !strikes.iter().all(plain) {
            return;
        }
        let of = |strike: &At<Number>, put_call| {
            let value = Number { put_call: Some(put_call), ..strike.value };
            At { value, ..strike.clone() }
        };
        let mirrored = match (structure, &strikes[..]) {
            (
                Structure::Strangle
                | Structure::RiskReversal
                | Structure::Collar
                | Structure::DoubleCalendar,
                [one],
            ) => vec![of(one, Put), of(one, Call)],
            (Structure::Guts, [one]) => vec![of(one, Call), of(one, Put)],
            (Structure::IronButterfly, [one]) => {
                let body = placed(Relative::MONEY, (one.start, one.end));
                vec![of(one, Put), body, of(one, Call)]
            }
            (Structure::IronCondor, [one, other]) => {
                let is_wing = one.value.value < other.value.value;
                let (wing, body) = if is_wing { (one, other) } else { (other, one) };
                vec![of(wing, Put), of(body, Put), of(body, Call), of(wing, Call)]
            }
            _ => return,
        };
        self.facts.strikes = mirrored;
    }

    /// The listed strike nearest to a relative one, which is told beside it.
    fn solved(
        &mut self,
        written: &At<Number>,
        relative: Relative,
        put_call: Option<PutCall>,
        structure: Structure,
        place: usize,
    ) -> Option<f64> {
        let market = self.market?;
        let path = text_path(written.start, written.end);
        let expiry = self.expiry_of(market, structure, place)?;
        let forward = |e: Timestamp| market.expiry(e).map(|listed| listed.forward);
        let exact = match relative.measure {
            Measure::Percent => relative.value * market.spot,
            Measure::Money => forward(expiry)?,
            Measure::Delta => {
                let Some(put_call) = put_call else {
                    // Calls or puts is asked by itself where the structure leaves it open.
                    if !needs_type(structure) {
                        let message = format!(
                            "{} has a call and a put there: whose delta? Write it like 25dc or 25dp.",
                            structure.with_article()
                        );
                        self.report(IssueCode::Strike, path, message);
                    }
                    return None;
                };
                let Some(surface) = self.surface else {
                    let message = "Strikes by delta need a loaded market; give a strike.";
                    self.report(IssueCode::Strike, path, message);
                    return None;
                };
                let delta = put_call.sign() * relative.value;
                let Some(strike) = surface.strike_at_delta(&market.key, expiry, put_call, delta)
                else {
                    let code = expiry.expiry_code();
                    let asked = relative.words(Some(put_call));
                    let message = format!("{code} has no {asked}; give a strike.");
                    self.report(IssueCode::Strike, path, message);
                    return None;
                };
                strike
            }
        };
        let distance = |k: &&f64| (*k / exact).max(exact / *k);
        let listed = market.expiry(expiry)?.strikes.iter();
        let strike = *listed.min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let delta = put_call.filter(|_| relative.measure == Measure::Delta).and_then(|put_call| {
            self.surface?.delta_at_strike(&market.key, expiry, put_call, strike)
        });
        let asked = relative.words(put_call);
        let underlying = market.key.underlying.clone();
        let expiry = expiry.expiry_code();
        self.solved.push(SolvedStrike { underlying, expiry, asked, exact, strike, delta });
        Some(strike)
    }

    /// The expiry that a strike is looked for in: a diagonal's own, else the nearest of the line.
    fn expiry_of(
        &self,
        market: &ListedMarket,
        structure: Structure,
        place: usize,
    ) -> Option<Timestamp> {
        let mut found = self.facts.expiries.iter().filter_map(|e| e.value.resolve(market));
        let instant = match structure {
            Structure::Diagonal => found.nth(place)?.instant,
            _ => found.map(|f| f.instant).min()?,
        };
        market.expiry(instant).map(|listed| listed.expiry)
    }

    /// `90/110` on an index at 5000 is per cent of spot, most likely.
    fn ask_percent(&mut self) {
        let Some(market) = self.market else { return };
        let strikes = self.facts.strikes.clone();
        let is_like_percent = |s: &At<Number>| {
            let Number { value, measure, kilo, .. } = s.value;
            measure.is_none() && !kilo && is_like_percent(value, market)
        };
        let (Some(first), Some(last)) = (strikes.first(), strikes.last()) else { return };
        if strikes.iter().all(is_like_percent) {
            self.ask_per_cent_of_spot(&strikes, (first.start, last.end));
        }
    }

    #[cold]
    #[inline(never)]
    fn ask_per_cent_of_spot(&mut self, strikes: &[At<Number>], (start, end): (usize, usize)) {
        let written: Vec<String> = strikes.iter().map(|s| format!("{}%", s.value.value)).collect();
        let written = written.join("/");
        let message = format!("Is {} meant in per cent of spot?", written.replace('%', ""));
        let line = self.line_replacing(vec![(start, end, &written)]);
        self.ask_with_line(IssueCode::Strike, message, format!("Yes, {written}"), line);
    }

    /// Two relative strikes that fall on one listed strike make no spread.
    fn refuse_equal(&mut self) {
        for (place, one) in self.solved.iter().enumerate() {
            let before = self.solved.iter().take(place);
            let is_other = |other: &&SolvedStrike| {
                other.expiry == one.expiry
                    && other.asked != one.asked
                    && same_strike(other.strike, one.strike)
            };
            if let Some(other) = before.rev().find(is_other) {
                let message = format!(
                    "{} and {} are both nearest to {}; give strikes.",
                    other.asked, one.asked, one.strike
                );
                self.report(IssueCode::Strike, "text", message);
                return;
            }
        }
    }
}

/// Whether a number that stands for a strike is one of per cent more likely: a usual share of spot
/// and far below everything that is listed.
pub(in crate::rfq) fn is_like_percent(value: f64, market: &ListedMarket) -> bool {
    let lowest = market.expiries.iter().filter_map(|e| e.strikes.first()).copied();
    let lowest = lowest.fold(f64::INFINITY, f64::min);
    lowest.is_finite() && (1.0..=LIKE_PERCENT).contains(&value) && value * FAR_OFF < lowest
}

fn placed(relative: Relative, (start, end): (usize, usize)) -> At<Number> {
    let Relative { measure, value, put_call, .. } = relative;
    let value = Number {
        value,
        kilo: false,
        signed: false,
        is_money: false,
        put_call,
        measure: Some(measure),
    };
    At { value, start, end }
}

/// The one type that a structure has at a strike, as written: the order of strikes is theirs where
/// all are there.
fn type_at(structure: Structure, place: usize, count: usize) -> Option<PutCall> {
    let (_, wanted) = places(structure)?;
    let slots = template(structure, PutCall::Call, (1, 2));
    let all = || slots.iter().filter_map(|slot| slot.put_call);
    let one = all().next()?;
    if !needs_type(structure) && all().all(|t| t == one) {
        return Some(one);
    }
    let mut here = slots.iter().filter(|s| s.strike == place).filter_map(|s| s.put_call);
    let first = here.next()?;
    let is_told = !needs_type(structure) && count == wanted && here.all(|t| t == first);
    is_told.then_some(first)
}
