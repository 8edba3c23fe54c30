//! The same quotes through another library: volsurf, whose free SVI fits each expiry by itself and
//! whose eSSVI fits all at once.

use std::time::Instant;

use spread_pricer::market::{DropReason, Slice, UnderlyingMarket};
use spread_pricer::models::svi::RawSvi;
use volsurf::smile::SviSmile;
use volsurf::surface::EssviSurface;

use super::{Line, violations};

/// Mids of the quotes that the fit saw, by strike, of one expiry.
fn mids(underlying: &UnderlyingMarket, slice: &Slice) -> Vec<(f64, f64)> {
    let expiry = underlying.chain.iter().find(|e| e.expiry == slice.expiry);
    let mut mids: Vec<(f64, f64)> = expiry
        .into_iter()
        .flat_map(|e| &e.quotes)
        .filter(|q| matches!(q.dropped, None | Some(DropReason::Outlier)))
        .filter_map(|q| Some((q.strike, 0.5 * (q.bid_vol? + q.ask_vol?))))
        .collect();
    mids.sort_by(|a, b| a.0.total_cmp(&b.0));
    mids
}

/// The figures of free SVI and of eSSVI on the quotes of a market; `None` where a fit fails.
pub(crate) fn lines(underlying: &UnderlyingMarket) -> [(&'static str, Option<Line>); 2] {
    let slices = underlying.surface.slices();
    let quotes: Vec<Vec<(f64, f64)>> = slices.iter().map(|s| mids(underlying, s)).collect();
    let start = Instant::now();
    let svi: Vec<Option<RawSvi>> = slices
        .iter()
        .zip(&quotes)
        .map(|(slice, quotes)| {
            let fit = SviSmile::calibrate(slice.forward, slice.years, quotes).ok()?;
            let (a, b, rho, m, sigma) = (fit.a(), fit.b(), fit.rho(), fit.m(), fit.sigma());
            Some(RawSvi { a, b, rho, m, sigma })
        })
        .collect();
    let svi_took = start.elapsed().as_secs_f64() * 1e3;
    let start = Instant::now();
    let essvi = essvi(slices, &quotes);
    let essvi_took = start.elapsed().as_secs_f64() * 1e3;
    [
        ("volsurf free SVI", Some(figures(underlying, &svi, svi_took))),
        ("volsurf eSSVI", essvi.map(|smiles| figures(underlying, &smiles, essvi_took))),
    ]
}

fn essvi(slices: &[Slice], quotes: &[Vec<(f64, f64)>]) -> Option<Vec<Option<RawSvi>>> {
    let years: Vec<f64> = slices.iter().map(|s| s.years).collect();
    let forwards: Vec<f64> = slices.iter().map(|s| s.forward).collect();
    // It asks for five quotes an expiry.
    let usable: Vec<usize> = (0..slices.len()).filter(|i| quotes[*i].len() >= 5).collect();
    let pick = |all: &[f64]| -> Vec<f64> { usable.iter().map(|i| all[*i]).collect() };
    let picked: Vec<Vec<(f64, f64)>> = usable.iter().map(|i| quotes[*i].clone()).collect();
    let fit = EssviSurface::calibrate(&pick(&years), &pick(&forwards), &picked).ok()?;
    let mut smiles = vec![None; slices.len()];
    for (i, theta) in usable.into_iter().zip(fit.thetas()) {
        let phi = fit.eta() / (theta.powf(fit.gamma()) * (1.0 + theta).powf(1.0 - fit.gamma()));
        smiles[i] = Some(RawSvi::from_ssvi(*theta, fit.rho_at(*theta), phi));
    }
    Some(smiles)
}

/// The same measure as for our own surface.
fn figures(underlying: &UnderlyingMarket, smiles: &[Option<RawSvi>], took: f64) -> Line {
    let mut line = Line { took, ..Line::default() };
    let mut fitted = Vec::new();
    for (slice, smile) in underlying.surface.slices().iter().zip(smiles) {
        let expiry = underlying.chain.iter().find(|e| e.expiry == slice.expiry);
        let (Some(smile), Some(expiry)) = (smile, expiry) else { continue };
        line.add(&Line::of(underlying, expiry, |k| smile.at(k).w));
        fitted.push(Slice { smile: (*smile).into(), ..slice.clone() });
    }
    line.violations = violations(&fitted);
    line
}
