//! A structure by name, or by its numbers, into legs.

use super::assemble::Assembler;
use super::direction::negate;
use super::facts::At;
use super::naming::Naming;
use super::questions::text_answer;
use super::words::Shape;
use crate::basics::{InstrumentKind, Issue, IssueCode, PutCall, Structure, order};
use crate::rfq::LegDraft;
use crate::rfq::build::{PlacedExpiry, Places};
use crate::rfq::template::{needs_type, places};

/// What a line has besides its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    /// How many expiries.
    pub(super) expiries: usize,
    /// How many strikes.
    pub(super) strikes: usize,
    /// Call or put, where the line is of one type.
    pub(super) put_call: Option<PutCall>,
    /// How many strikes have a letter for a call, and for a put.
    pub(super) letters: (usize, usize),
    /// Whether the underlying is among what is asked for.
    pub(super) has_underlying: bool,
}

impl Assembler<'_> {
    /// The legs of a named or inferred structure, and the name where the line states one.
    pub(super) fn structure(&mut self) -> (Vec<LegDraft>, Option<Structure>) {
        if self.facts.hedge.is_some()
            && let Some(leg) = self.underlying_alone()
        {
            return (vec![leg], None);
        }
        let put_call = self.put_call();
        let mut is_named = self.facts.naming.structure().is_some();
        let mut structure = self.inferred(put_call);
        if structure == Structure::Custom {
            let message = "Give the legs of a custom package as symbols: +1 ETH-27NOV26-3400-C.";
            self.report(IssueCode::NoLegs, "text", message);
            return (Vec::new(), None);
        }
        if structure == Structure::Strip && self.one_per_expiry(put_call) {
            (structure, is_named) = (Structure::Outright, false);
        }
        self.settle_strikes(structure, put_call);
        let is_each = self.is_each(structure);
        let wanted = places(structure).unwrap_or((1, 1));
        if self.facts.strikes.len() != wanted.1 {
            self.ask_strikes(structure, wanted.1);
        }
        if !is_each && self.facts.expiries.len() != wanted.0 {
            self.ask_expiries(structure, wanted.0);
        }
        if needs_type(structure) && put_call.is_none() {
            self.ask_type();
        }
        self.refuse_ratio(structure);
        self.refuse_type(structure);
        self.refuse_over(structure);
        let written = std::mem::take(&mut self.facts.expiries);
        let market = self.market;
        let mut expiries = Vec::with_capacity(written.len());
        for (order, expiry) in (0..).zip(&written) {
            expiries.push(Some(self.placed_expiry(expiry, market, order)));
        }
        if let ([first, second], [Some(placed), Some(next)]) = (&written[..], &expiries[..])
            && placed.order > next.order
        {
            let place = |at: &At<_>| At { value: (), start: at.start, end: at.end };
            self.ask_calendar(structure, &place(first), &place(second));
        }
        let hedge = self.underlying_kind(structure, &expiries);
        let mut legs = if is_each {
            let of = |expiry| self.legs_of(structure, put_call, vec![expiry], hedge);
            expiries.into_iter().flat_map(of).collect()
        } else {
            expiries.resize(wanted.0, None);
            self.legs_of(structure, put_call, expiries, hedge)
        };
        if self.swap_types(structure, &mut legs) {
            return (legs, None);
        }
        if structure == Structure::DoubleCalendar && put_call.is_some() {
            // Two calendars of one type are no calendar of strangles.
            for leg in &mut legs {
                leg.put_call = put_call;
            }
            is_named = false;
        } else if self.sides_as_written(structure, &mut legs)
            || self.three_ratios(structure, &mut legs)
        {
            is_named = false;
        } else if is_named || put_call.is_some() {
            self.refuse_letters(structure, &legs);
        }
        if self.is_sold(structure, &legs) {
            negate(&mut legs);
        }
        if structure == Structure::RatioSpread {
            self.ask_doubled(&legs);
        }
        (legs, Some(structure).filter(|_| is_named && !is_each))
    }

    /// The legs in the canonical bought direction, with the line's strikes.
    fn legs_of(
        &self,
        structure: Structure,
        put_call: Option<PutCall>,
        expiries: Vec<Option<PlacedExpiry>>,
        hedge: InstrumentKind,
    ) -> Vec<LegDraft> {
        let mut strikes: Vec<Option<f64>> =
            self.facts.strikes.iter().map(|s| s.value.known()).collect();
        strikes.resize(places(structure).unwrap_or((1, 1)).1, None);
        let ratio = self.facts.ratio.unwrap_or((1, 2));
        let places = Places { structure, expiries, strikes, put_call, ratio, hedge };
        places.legs(&self.name, self.facts.settlement)
    }

    /// Call or put: from the words, else from the letters behind the strikes.
    fn put_call(&self) -> Option<PutCall> {
        let mut letters = self.letters();
        let first = letters.next();
        let uniform = first.filter(|first| letters.all(|letter| letter == *first));
        let uniform = uniform.filter(|_| self.facts.versus.is_none());
        self.facts.put_call.or(self.facts.naming.put_call).or(uniform)
    }

    /// The letters behind strikes, as written.
    fn letters(&self) -> impl Iterator<Item = PutCall> + '_ {
        self.facts.strikes.iter().filter_map(|s| s.value.put_call)
    }

    fn numbers(&self, put_call: Option<PutCall>) -> Numbers {
        let of = |wanted| self.letters().filter(|letter| *letter == wanted).count();
        Numbers {
            expiries: self.facts.expiries.len(),
            strikes: self.facts.strikes.len(),
            put_call,
            letters: (of(PutCall::Call), of(PutCall::Put)),
            has_underlying: self.facts.hedge.is_some(),
        }
    }

    /// The structure that is named, else the one that the numbers form.
    fn inferred(&mut self, put_call: Option<PutCall>) -> Structure {
        let numbers = self.numbers(put_call);
        let vertical = match put_call {
            Some(PutCall::Put) => Structure::PutSpread,
            _ => Structure::CallSpread,
        };
        if let Some(named) = self.by_words(self.facts.naming, numbers) {
            self.ask_three_way(numbers);
            if self.facts.naming.is(Shape::Combo) {
                self.ask_combo();
            }
            return named;
        }
        self.refuse_versus();
        match (numbers.expiries, numbers.strikes) {
            (2.., _) if self.facts.naming.each => Structure::Outright,
            (2, 0 | 1) => Structure::Calendar,
            (2, 2) => Structure::Diagonal,
            (_, 2) => {
                self.ask_two_strikes(put_call);
                vertical
            }
            (_, 3) => match self.facts.three_ratios.as_ref().map(|ratios| ratios.value) {
                Some([1, 1, 1]) => Structure::ChristmasTree,
                Some(_) => Structure::Butterfly,
                None => {
                    let names = ["fly", "broken fly", "iron fly"];
                    self.ask_name("Three strikes: which structure?", &names);
                    Structure::Butterfly
                }
            },
            (_, 4) => {
                self.ask_name("Four strikes: which structure?", &["condor", "iron condor"]);
                Structure::Condor
            }
            _ if self.facts.naming.is_spread() => {
                self.ask_two_strikes(put_call);
                vertical
            }
            _ => Structure::Outright,
        }
    }

    /// The structure that the words name, given the numbers beside them.
    pub(super) fn by_words(&self, naming: Naming, numbers: Numbers) -> Option<Structure> {
        let (expiries, strikes) = (numbers.expiries, numbers.strikes);
        let is_mixed = numbers.letters.0 > 0 && numbers.letters.1 > 0;
        Some(match naming.structure() {
            Some(Structure::Straddle) if expiries == 2 && !naming.each => {
                Structure::StraddleCalendar
            }
            Some(Structure::Strangle) if expiries == 2 && !naming.each => Structure::DoubleCalendar,
            Some(Structure::CallSpread | Structure::PutSpread) | None
                if self.facts.ratio.is_some() && naming.versus.is_none() =>
            {
                Structure::RatioSpread
            }
            Some(Structure::CallSpread | Structure::PutSpread)
                if naming.is_spread() && (expiries, strikes) == (2, 1) =>
            {
                Structure::Calendar
            }
            Some(Structure::Calendar) if naming.is_calendar() && strikes == 2 && is_mixed => {
                Structure::DoubleCalendar
            }
            Some(Structure::JellyRoll | Structure::Calendar) if naming.is_roll() => {
                match (numbers.put_call, strikes) {
                    (Some(_), 2) => Structure::Diagonal,
                    (Some(_), _) => Structure::Calendar,
                    (None, 2) if is_mixed => Structure::DoubleCalendar,
                    (None, _) => Structure::JellyRoll,
                }
            }
            Some(Structure::Conversion) if naming.is(Shape::Reversal) && strikes >= 2 => {
                Structure::RiskReversal
            }
            Some(Structure::Synthetic) if naming.is(Shape::Combo) && strikes == 2 => {
                Structure::RiskReversal
            }
            Some(Structure::RiskReversal) if naming.is(Shape::Collar) && numbers.has_underlying => {
                Structure::Collar
            }
            Some(Structure::CallSpreadVersusPut)
                if naming.is_open_three_way() && numbers.letters == (1, 2) =>
            {
                Structure::PutSpreadVersusCall
            }
            named => named?,
        })
    }

    #[cold]
    #[inline(never)]
    fn ask_two_strikes(&mut self, put_call: Option<PutCall>) {
        if put_call.is_some() {
            return;
        }
        if self.facts.naming.is_spread() {
            self.ask_type();
        } else {
            let names = ["call spread", "put spread", "strangle", "risk reversal"];
            self.ask_name("Two strikes: which structure?", &names);
        }
    }

    #[cold]
    #[inline(never)]
    fn ask_type(&mut self) {
        let answers = ["call", "put"].map(|w| (w.to_owned(), w.to_owned()));
        self.ask(IssueCode::OptionType, "Calls or puts?".to_owned(), &answers);
    }

    #[cold]
    #[inline(never)]
    fn ask_name(&mut self, message: &str, names: &[&str]) {
        // A word that was not understood is probably the name.
        let is_word_open = |issues: &[Issue]| issues.iter().any(|i| i.code == IssueCode::Syntax);
        if is_word_open(&self.issues) || is_word_open(&self.facts.issues) {
            return;
        }
        let answers: Vec<_> = names.iter().map(|n| ((*n).to_owned(), (*n).to_owned())).collect();
        self.ask(IssueCode::Syntax, message.to_owned(), &answers);
    }

    /// Handles a strangle, its calendar or a risk reversal whose letters put the put above the call:
    /// the legs are what was written, under no name, and a strangle is asked back.
    fn swap_types(&mut self, structure: Structure, legs: &mut [LegDraft]) -> bool {
        let has_two = matches!(
            structure,
            Structure::Strangle | Structure::RiskReversal | Structure::DoubleCalendar
        );
        has_two && self.swap_two(structure, legs)
    }

    #[inline(never)]
    fn swap_two(&mut self, structure: Structure, legs: &mut [LegDraft]) -> bool {
        let mut letters: Vec<(f64, PutCall)> = Vec::new();
        for strike in &self.facts.strikes {
            letters.extend(strike.value.put_call.map(|letter| (strike.value.value, letter)));
        }
        order::sort_by(&mut letters, |a, b| a.0.total_cmp(&b.0));
        let is_swapped = matches!(letters[..], [(_, PutCall::Call), (_, PutCall::Put)]);
        if !is_swapped {
            return false;
        }
        let strikes: Vec<Option<f64>> = legs.iter().rev().map(|leg| leg.strike).collect();
        for (leg, strike) in legs.iter_mut().zip(strikes) {
            leg.strike = strike;
        }
        if structure == Structure::Strangle {
            self.ask_guts();
        }
        if self.is_sold(structure, legs) {
            negate(legs);
        }
        true
    }

    /// Asks which of the letters and the name is meant, where the two contradict each other.
    #[cold]
    #[inline(never)]
    fn ask_guts(&mut self) {
        let mut strangle: Vec<(usize, usize, String)> = Vec::new();
        for strike in &self.facts.strikes {
            let Some(letter) = strike.value.put_call else { continue };
            let (start, end) = (strike.start, strike.end);
            strangle.push((
                start,
                end,
                format!("{}{}", strike.value.value, letter.other().letter()),
            ));
        }
        let edits = strangle.iter().map(|(start, end, words)| (*start, *end, words.as_str()));
        let answers = [
            ("Guts, as the letters say", self.line_with("guts")),
            ("The strangle: put below, call above", self.line_replacing(edits.collect())),
        ];
        let answers = answers.map(|(label, line)| text_answer(label.to_owned(), line));
        let message = "The put is above the call: do you mean guts, or the strangle?";
        let issue = Issue::new(IssueCode::Guts, "text", message);
        self.issues.push(issue.with_answers(answers.to_vec()));
    }
}
