//! How well each expiry's smile serves its quotes.

use super::calibrate::Fit;
use super::chain::DropReason;
use super::clean::RawExpiry;
use super::forwards::ExpiryForward;
use super::report::{DroppedCount, ExpiryReport, FitStatus, MarketReport, UnderlyingReport};
use super::surface::Surface;
use super::{Market, UnderlyingMarket};
use crate::math::ops;
use crate::models::svi_spline::SviSpline;

/// A quote this many half-spreads and this many volatility points from the fit is an outlier.
const OUTLIER: (f64, f64) = (6.0, 1.0);

/// Share inside bid and offer from which a fit is green, and from which it is amber.
const SHARES: (f64, f64) = (0.90, 0.75);

/// Marks quotes far from their own expiry's fit. They had next to no pull on it, and they still
/// count as outside bid and offer in the report.
pub(super) fn mark_outliers(expiry: &mut RawExpiry, smile: Option<&SviSpline>, surface: &Surface) {
    let Some(smile) = smile else { return };
    let forward = surface.forward(expiry.years);
    for quote in expiry.quotes.iter_mut().filter(|q| q.dropped.is_none()) {
        let (Some(bid), Some(ask)) = (quote.bid_vol, quote.ask_vol) else { continue };
        let vol = ops::sqrt(smile.at(ops::ln(quote.strike / forward)).w / expiry.years);
        let distance = (vol - 0.5 * (bid + ask)).abs();
        if distance > OUTLIER.0 * 0.5 * (ask - bid) && distance > OUTLIER.1 / 100.0 {
            quote.dropped = Some(DropReason::Outlier);
        }
    }
}

/// One card per expiry.
pub(super) fn cards(
    expiries: &[RawExpiry],
    forwards: &[ExpiryForward],
    fits: &[Option<Fit>],
    surface: &Surface,
) -> Vec<ExpiryReport> {
    let cards = expiries.iter().zip(forwards).zip(fits);
    cards.map(|((expiry, forward), fit)| card(expiry, forward, fit.as_ref(), surface)).collect()
}

fn card(
    expiry: &RawExpiry,
    forward: &ExpiryForward,
    fit: Option<&Fit>,
    surface: &Surface,
) -> ExpiryReport {
    let years = expiry.years;
    let model_forward = surface.forward(years);
    let vol = |k: f64| ops::sqrt(surface.variance(years, k).w / years);
    let (mut counted, mut inside, mut used, mut squares, mut worst) =
        (0_usize, 0_usize, 0_usize, 0.0, 0.0_f64);
    for quote in &expiry.quotes {
        if !matches!(quote.dropped, None | Some(DropReason::Outlier)) {
            continue;
        }
        let (Some(bid), Some(ask)) = (quote.bid_vol, quote.ask_vol) else { continue };
        let model = vol(ops::ln(quote.strike / model_forward));
        counted += 1;
        inside += usize::from((bid..=ask).contains(&model));
        if quote.dropped.is_none() {
            let points = 100.0 * (model - 0.5 * (bid + ask));
            used += 1;
            squares += points * points;
            worst = worst.max(points.abs());
        }
    }
    let share = if counted > 0 { inside as f64 / counted as f64 } else { 0.0 };
    let found = fit.map(|fit| fit.found);
    let min_butterfly = found.map(|f| f.min_butterfly).filter(|g| g.is_finite());
    let gap = found.map(|f| f.min_gap).filter(|g| g.is_finite());
    let is_free = found.is_some_and(|f| f.is_free());
    let status = match share {
        s if is_free && s >= SHARES.0 => FitStatus::Green,
        s if is_free && s >= SHARES.1 => FitStatus::Amber,
        _ => FitStatus::Red,
    };
    let mut strikes: Vec<f64> = expiry.quotes.iter().map(|q| q.strike).collect();
    strikes.dedup();
    ExpiryReport {
        expiry: expiry.expiry.to_iso(),
        code: expiry.expiry.expiry_code(),
        years,
        forward: model_forward,
        forward_source: if fit.is_some() { forward.source.word() } else { "carried" }.to_owned(),
        discount: surface.discount(years),
        atm_vol: vol(0.0),
        quotes: expiry.quotes.len(),
        used,
        dropped: dropped(expiry),
        inside_bid_ask: share,
        rms_vol_points: if used > 0 { ops::sqrt(squares / used as f64) } else { 0.0 },
        max_vol_points: worst,
        min_butterfly,
        min_butterfly_at: found.filter(|_| min_butterfly.is_some()).map(|f| f.butterfly_at),
        min_calendar_gap: gap,
        min_calendar_gap_at: found.filter(|_| gap.is_some()).map(|f| f.gap_at),
        model: fit.map_or("carried", |fit| fit.rung.word()).to_owned(),
        status,
        strikes,
    }
}

/// How many quotes were left out for which reason, where any was.
fn dropped(expiry: &RawExpiry) -> Vec<DroppedCount> {
    let count = |reason| expiry.quotes.iter().filter(|q| q.dropped == Some(reason)).count();
    let counts = DropReason::ALL.into_iter().map(|reason| (reason, count(reason)));
    counts
        .filter(|(_, count)| *count > 0)
        .map(|(reason, count)| DroppedCount { reason: reason.words().to_owned(), count })
        .collect()
}

impl Market {
    /// What is loaded now, without the findings of any load.
    pub fn report(&self) -> MarketReport {
        let latest = self.underlyings().first();
        MarketReport {
            as_of: latest.map_or_else(String::new, |u| u.as_of.to_iso()),
            snapshots: usize::from(latest.is_some()),
            underlyings: self.underlyings().iter().map(UnderlyingMarket::report).collect(),
            issues: Vec::new(),
        }
    }
}

impl UnderlyingMarket {
    /// The report of this underlying.
    pub fn report(&self) -> UnderlyingReport {
        UnderlyingReport {
            id: self.key.underlying.clone(),
            settlement: self.key.settlement,
            source: self.source.word().to_owned(),
            name: self.source.name().map(str::to_owned),
            as_of: self.as_of.to_iso(),
            spot: self.spot,
            price_currency: self.price_currency.clone(),
            premium_currency: self.contract.premium_currency.clone(),
            expiries: self.reports.clone(),
        }
    }
}
