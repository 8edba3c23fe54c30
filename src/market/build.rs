//! From checked rows to one underlying's market: clean, find forwards, fit, report.

use super::calibrate::targets::Target;
use super::calibrate::{self, DefaultSmile, Expiry, Fit, Last};
use super::chain::ChainExpiry;
use super::check::Checked;
use super::clean::{self, LeftOut, RawExpiry};
use super::contracts::Product;
use super::forwards::{self, ExpiryForward, ForwardSource};
use super::surface::{Slice, Surface};
use super::{Source, UnderlyingMarket, hedges, liquidity, report_card};
use crate::basics::{Exercise, Issue, IssueCode, Settlement, Timestamp};
use crate::math::ops;
use crate::models::svi_spline::SviSpline;

/// How long fits go on from a full search, in milliseconds.
const MOMENT_MS: i64 = 3_600_000;

/// What the fits of the next hour can go on from; nothing where a surface was not fitted here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecentFits {
    /// When all was last searched.
    searched: Option<Timestamp>,
    /// By expiry.
    fits: Vec<(Timestamp, Last)>,
}

/// A cleaned chain and its smiles, expiry by expiry.
pub(super) struct FittedChain {
    /// The chain.
    pub(super) expiries: Vec<RawExpiry>,
    /// Forward and discount of each expiry.
    pub(super) forwards: Vec<ExpiryForward>,
    /// Smile of each expiry, where it has one.
    pub(super) fits: Vec<Option<Fit>>,
    /// Where the fit of a moment later goes on from.
    pub(super) recent_fits: RecentFits,
}

impl Checked<'_> {
    /// Cleans, finds forwards, fits and reports; the fit goes on from that of `last` where it is
    /// of a moment ago.
    pub(super) fn build(
        self,
        source: Source,
        last: Option<&UnderlyingMarket>,
        issues: &mut Vec<Issue>,
    ) -> Result<UnderlyingMarket, Issue> {
        let (mut expiries, left_out) = clean::group(self.as_of, &self.rows);
        self.tell_left_out(left_out, issues);
        let id = self.key.underlying.clone();
        let nothing = || {
            let message = format!(
                "{id} has no expiry with a two-sided quote to fit; nothing of it was loaded."
            );
            Issue::new(IssueCode::FileNoQuotes, "", message)
        };
        let mut forwards =
            forwards::forwards(&expiries, self.spot, self.key.settlement, self.exercise)
                .or_else(|| expiries.is_empty().then(Vec::new))
                .ok_or_else(nothing)?;
        self.tell_rate(&forwards, issues);
        self.take_fitted_forwards(&mut expiries, &mut forwards);
        for (expiry, found) in expiries.iter_mut().zip(&forwards) {
            let terms = found.inversion(expiry.years, self.key.settlement);
            clean::clean(expiry, terms, &self.contract);
        }
        let last = last.map(|last| &last.recent_fits).filter(|recent| {
            let since = |searched: Timestamp| self.as_of.millis() - searched.millis();
            recent.searched.is_some_and(|searched| (1..=MOMENT_MS).contains(&since(searched)))
        });
        let fits = if self.fitted.is_empty() {
            let targets: Vec<Expiry> =
                expiries.iter().zip(&forwards).map(|(e, f)| targets(e, f.forward, last)).collect();
            calibrate::calibrate(&targets, self.default_smile())
        } else {
            self.loaded_fits(&expiries)
        };
        let recent_fits =
            RecentFits::new(last.map_or(Some(self.as_of), |last| last.searched), &expiries, &fits);
        let mut approximations = Vec::new();
        self.tell_approximations(&expiries, &fits, &mut approximations);
        let chain = FittedChain { expiries, forwards, fits, recent_fits };
        let market = self.measured(source, chain).ok_or_else(nothing)?;
        issues.extend(approximations);
        Ok(market)
    }

    /// The market of a chain with its smiles, each measured against its quotes; `None` where no
    /// expiry has one.
    // What opens on the sample comes here without a search.
    #[inline(never)]
    pub(super) fn measured(self, source: Source, chain: FittedChain) -> Option<UnderlyingMarket> {
        let FittedChain { mut expiries, forwards, fits, recent_fits } = chain;
        let slices: Vec<Slice> = expiries
            .iter()
            .zip(&forwards)
            .zip(&fits)
            .filter_map(|((expiry, forward), fit)| {
                fit.as_ref().map(|fit| Slice {
                    expiry: expiry.expiry,
                    years: expiry.years,
                    forward: forward.forward,
                    discount: forward.discount,
                    smile: fit.smile.clone(),
                })
            })
            .collect();
        let spot = self.spot.or_else(|| forwards.first().map(|f| f.forward))?;
        let surface = Surface::new(spot, slices)?;
        for (expiry, fit) in expiries.iter_mut().zip(&fits) {
            report_card::mark_outliers(expiry, fit.as_ref().map(|f| &f.smile), &surface);
        }
        let reports = report_card::cards(&expiries, &forwards, &fits, &surface);
        let chain: Vec<ChainExpiry> = expiries
            .into_iter()
            .zip(&forwards)
            .map(|(RawExpiry { expiry, quotes, .. }, found)| {
                let ExpiryForward { forward, discount, .. } = *found;
                ChainExpiry { expiry, forward, discount, quotes }
            })
            .collect();
        let product = self.product();
        let hedges = if self.hedges.is_empty() {
            hedges::assumed(&self.key, product, &surface, spot)
        } else {
            self.hedges.iter().map(|(r, e)| hedges::stated(r, *e, product, &surface)).collect()
        };
        Some(UnderlyingMarket {
            half_width_points: liquidity::half_width_points(self.as_of, &chain, &surface),
            recent_fits,
            key: self.key,
            source,
            as_of: self.as_of,
            spot,
            price_currency: self.price_currency,
            exercise: self.exercise,
            contract: self.contract,
            chain,
            surface,
            hedges,
            reports,
        })
    }

    /// Says where no expiry's quotes give an interest rate, which is zero then.
    fn tell_rate(&self, forwards: &[ExpiryForward], issues: &mut Vec<Issue>) {
        let mut by_parity =
            forwards.iter().filter(|f| f.source == ForwardSource::Parity).peekable();
        let is_linear = self.key.settlement == Settlement::Linear && self.fitted.is_empty();
        if is_linear && by_parity.peek().is_some() && by_parity.all(|f| f.discount == 1.0) {
            let message = format!(
                "{}: the quotes are too few or too wide to tell an interest rate from, and none is \
                 assumed; boxes and options deep in the money depend on it.",
                self.key.underlying
            );
            issues.push(Issue::new(IssueCode::MarketWide, "", message));
        }
    }

    /// Loaded parameters bring their own forward and discount, and may name an expiry that the
    /// chain has no row of.
    fn take_fitted_forwards(
        &self,
        expiries: &mut Vec<RawExpiry>,
        forwards: &mut Vec<ExpiryForward>,
    ) {
        for slice in self.fitted {
            let expiry = Timestamp::from_millis(slice.expiry_ms);
            let years = self.as_of.years_until(expiry);
            let forward = ExpiryForward {
                forward: slice.forward,
                discount: slice.discount,
                source: ForwardSource::Given,
            };
            let place = expiries.partition_point(|e| e.expiry < expiry);
            match (expiries.get(place), forwards.get_mut(place)) {
                (Some(e), Some(slot)) if e.expiry == expiry => {
                    *slot = ExpiryForward { source: slot.source, ..forward };
                }
                _ => {
                    let raw = RawExpiry {
                        expiry,
                        years,
                        quotes: Vec::new(),
                        stated_forwards: Vec::new(),
                    };
                    expiries.insert(place, raw);
                    forwards.insert(place, forward);
                }
            }
        }
    }

    /// The loaded parameters as fits, measured like any other.
    fn loaded_fits(&self, expiries: &[RawExpiry]) -> Vec<Option<Fit>> {
        let mut previous: Option<SviSpline> = None;
        let loaded = |expiry: &RawExpiry| {
            let slice = self.fitted.iter().find(|s| s.expiry_ms == expiry.expiry.millis())?;
            let fit = Fit::known(slice.smile()?, previous.as_ref());
            previous = Some(fit.smile.clone());
            Some(fit)
        };
        expiries.iter().map(loaded).collect()
    }

    fn product(&self) -> Product {
        Product::of(&self.key, self.exercise, &self.price_currency)
    }

    /// The smile where quotes are too few to say.
    fn default_smile(&self) -> DefaultSmile {
        match self.product() {
            Product::Coin => DefaultSmile { rho: -0.10, steepness: 0.60 },
            Product::Index | Product::Stock => DefaultSmile { rho: -0.70, steepness: 1.0 },
        }
    }

    fn tell_left_out(&self, left_out: LeftOut, issues: &mut Vec<Issue>) {
        let id = &self.key.underlying;
        if left_out.expired > 0 {
            let (rows, verb) = counted_rows(left_out.expired, ["was", "were"]);
            issues.push(Issue::new(
                IssueCode::FileRow,
                "",
                format!(
                    "{rows} of {id} {verb} left out: less than a minute was left at {}.",
                    self.as_of.spoken()
                ),
            ));
        }
        if left_out.repeated > 0 {
            let (rows, verb) = counted_rows(left_out.repeated, ["repeats", "repeat"]);
            issues.push(Issue::new(
                IssueCode::FileRow,
                "",
                format!(
                    "{rows} of {id} {verb} an expiry, strike and type; the first of each is used."
                ),
            ));
        }
    }

    fn tell_approximations(
        &self,
        expiries: &[RawExpiry],
        fits: &[Option<Fit>],
        issues: &mut Vec<Issue>,
    ) {
        let id = &self.key.underlying;
        for (expiry, _) in expiries.iter().zip(fits).filter(|(_, fit)| fit.is_none()) {
            let usable = expiry.quotes.iter().filter(|q| q.dropped.is_none()).count();
            let code = expiry.expiry.expiry_code();
            let why = if !self.fitted.is_empty() {
                String::from("the loaded parameters do not name it")
            } else if usable == 0 {
                String::from("none of its quotes is usable")
            } else {
                format!("no smile free of arbitrage fits its {usable} quotes")
            };
            issues.push(Issue::new(
                IssueCode::SliceBypassed,
                "",
                format!("{id} {code} is interpolated from its neighbours: {why}."),
            ));
        }
        if self.exercise == Exercise::American && self.fitted.is_empty() {
            issues.push(Issue::new(
                IssueCode::Approximation,
                "",
                format!(
                    "{id} options are American: forwards come from put-call parity near the money \
                     and volatilities leave early exercise out."
                ),
            ));
        }
        if self.spot.is_none() {
            let converted = match self.key.settlement {
                Settlement::Inverse => ", and premiums are converted at it",
                Settlement::Linear => "",
            };
            issues.push(Issue::new(
                IssueCode::Approximation,
                "",
                format!("{id} has no spot price; the first forward stands in for it{converted}."),
            ));
        }
        if let Some(assumed) = &self.assumed_terms {
            issues.push(Issue::new(
                IssueCode::Approximation,
                "",
                format!("The contract terms of {id} are not known: assumed {assumed}."),
            ));
        }
    }
}

impl RecentFits {
    fn new(searched: Option<Timestamp>, expiries: &[RawExpiry], fits: &[Option<Fit>]) -> Self {
        let fits = expiries.iter().zip(fits).filter_map(|(expiry, fit)| {
            let last = fit.as_ref()?.last.clone()?;
            Some((expiry.expiry, last))
        });
        Self { searched, fits: fits.collect() }
    }
}

/// A number of rows, and the verb that goes with it.
fn counted_rows(count: usize, [one, many]: [&'static str; 2]) -> (String, &'static str) {
    if count == 1 { (String::from("1 row"), one) } else { (format!("{count} rows"), many) }
}

/// The quotes an expiry's smile is to pass between.
pub(super) fn targets(expiry: &RawExpiry, forward: f64, last: Option<&RecentFits>) -> Expiry {
    let targets = expiry
        .quotes
        .iter()
        .filter(|q| q.dropped.is_none())
        .filter_map(|q| {
            Some(Target {
                k: ops::ln(q.strike / forward),
                bid_vol: q.bid_vol?,
                ask_vol: q.ask_vol?,
            })
        })
        .collect();
    let last = last.and_then(|last| {
        let (_, last) = last.fits.iter().find(|(instant, _)| *instant == expiry.expiry)?;
        Some(last.clone())
    });
    Expiry { years: expiry.years, targets, last }
}
