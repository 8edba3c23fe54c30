//! The sample as a market, from its stored fit.
//!
//! A search takes longer than all else that a first visit waits for, and its code as well. What is
//! stored is what the search found in the sample's quotes; the rest, knots, volatilities and
//! every figure of the report, is computed as for any load.

use super::fit::FIT;
use super::{AS_OF, PRICE_CURRENCY, SampleExpiry, SampleUnderlying, UNDERLYINGS};
use crate::basics::{Exercise, Settlement, Timestamp};
use crate::market::build::{self, FittedChain, RecentFits};
use crate::market::calibrate::{self, Fit};
use crate::market::check::Checked;
use crate::market::clean::{self, RawExpiry};
use crate::market::forwards::{ExpiryForward, ForwardSource};
use crate::market::{Market, Source, UnderlyingMarket};
use crate::math::spline::CubicSpline;
use crate::models::svi::RawSvi;
use crate::models::svi_spline::SviSpline;

/// What the fit of one expiry found.
pub(super) struct StoredFit {
    /// Forward, in price currency.
    pub(super) forward: f64,
    /// Discount factor of the price currency.
    pub(super) discount: f64,
    /// a, b, ρ, m and σ of the hyperbola.
    pub(super) hyperbola: [f64; 5],
    /// Coefficients of the spline over it.
    pub(super) coefficients: &'static [f64],
}

impl Market {
    /// The sample market: every number of it and of its [`report`](Self::report) is that of a
    /// [`load`](Self::load) of [`sample_snapshot`](super::sample_snapshot), without the search.
    ///
    /// A market loaded later is searched in full and does not go on from this one.
    pub fn sample() -> Self {
        let markets = UNDERLYINGS.iter().zip(&FIT).filter_map(|(known, fit)| known.market(fit));
        Self::from_underlyings(markets.collect())
    }
}

impl SampleUnderlying {
    fn market(&self, fit: &[StoredFit]) -> Option<UnderlyingMarket> {
        let as_of = Timestamp::parse_iso(AS_OF)?;
        let contract = self.contract();
        let stated = self.hedges();
        let hedges =
            stated.iter().map(|row| (row, row.expiry.as_deref().and_then(Timestamp::parse_iso)));
        let checked = Checked {
            key: self.key(),
            exercise: Exercise::European,
            as_of,
            spot: Some(self.spot),
            price_currency: PRICE_CURRENCY.to_owned(),
            contract,
            assumed_terms: None,
            rows: Vec::new(),
            hedges: hedges.collect(),
            fitted: &[],
        };
        let source = match self.settlement {
            Settlement::Inverse => ForwardSource::Given,
            Settlement::Linear => ForwardSource::Parity,
        };
        let mut expiries = Vec::with_capacity(fit.len());
        let mut forwards = Vec::with_capacity(fit.len());
        let mut fits: Vec<Option<Fit>> = Vec::with_capacity(fit.len());
        for (known, stored) in self.expiries.iter().zip(fit) {
            let StoredFit { forward, discount, .. } = *stored;
            let mut expiry = self.raw(known, &checked)?;
            let found = ExpiryForward { forward, discount, source };
            let terms = found.inversion(expiry.years, self.settlement);
            clean::clean(&mut expiry, terms, &checked.contract);
            let smile = stored.smile(&expiry);
            let previous = fits.last().and_then(|fit| fit.as_ref().map(|fit| &fit.smile));
            fits.push(Some(Fit::known(smile, previous)));
            forwards.push(found);
            expiries.push(expiry);
        }
        let recent_fits = RecentFits::default();
        checked.measured(Source::Sample, FittedChain { expiries, forwards, fits, recent_fits })
    }

    /// The quotes of an expiry, which are generated in a chain's order.
    fn raw(&self, known: &SampleExpiry, checked: &Checked<'_>) -> Option<RawExpiry> {
        let expiry = Timestamp::parse_iso(known.expiry)?;
        Some(RawExpiry {
            expiry,
            years: checked.as_of.years_until(expiry),
            quotes: self.rows(known, &checked.contract).iter().map(clean::quoted).collect(),
            stated_forwards: Vec::new(),
        })
    }
}

impl StoredFit {
    fn smile(&self, expiry: &RawExpiry) -> SviSpline {
        let [a, b, rho, m, sigma] = self.hyperbola;
        let knots = calibrate::knots(&build::targets(expiry, self.forward, None));
        let correction =
            knots.and_then(|knots| CubicSpline::new(knots, self.coefficients.to_vec()));
        SviSpline { svi: RawSvi { a, b, rho, m, sigma }, correction }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use std::fmt::Write;
    use std::path::Path;
    use std::{env, fs};

    use super::*;
    use crate::market::{Slice, sample_snapshot};

    /// What the search finds, as it is stored.
    fn written() -> String {
        let market = Market::default().load(&sample_snapshot()).market.unwrap();
        let mut text = String::from(
            "//! The fit of the sample's quotes, written by a test of `market.rs` next to it:\n\
             //! `WRITE_SAMPLE_FIT=1 cargo test --lib sample::market`.\n\n\
             use super::market::StoredFit;\n\n\
             /// By underlying and expiry, in the sample's order.\n\
             #[rustfmt::skip]\n\
             pub(super) static FIT: [[StoredFit; 7]; 3] = [\n",
        );
        for (known, fitted) in UNDERLYINGS.iter().zip(market.underlyings()) {
            writeln!(text, "    // {}", known.id).unwrap();
            text.push_str("    [\n");
            for slice in fitted.surface.slices() {
                write_slice(&mut text, slice);
            }
            text.push_str("    ],\n");
        }
        text.push_str("];\n");
        text
    }

    fn write_slice(text: &mut String, slice: &Slice) {
        let Slice { forward, discount, ref smile, .. } = *slice;
        let RawSvi { a, b, rho, m, sigma } = smile.svi;
        let coefficients = smile.correction.as_ref().map_or(&[][..], CubicSpline::coefficients);
        writeln!(text, "        StoredFit {{").unwrap();
        writeln!(text, "            forward: {forward:?},").unwrap();
        writeln!(text, "            discount: {discount:?},").unwrap();
        write_numbers(text, "hyperbola: [", &[a, b, rho, m, sigma]);
        write_numbers(text, "coefficients: &[", coefficients);
        writeln!(text, "        }},").unwrap();
    }

    fn write_numbers(text: &mut String, opening: &str, numbers: &[f64]) {
        writeln!(text, "            {opening}").unwrap();
        for line in numbers.chunks(4) {
            let line: Vec<String> = line.iter().map(|x| format!("{x:?},")).collect();
            writeln!(text, "                {}", line.join(" ")).unwrap();
        }
        writeln!(text, "            ],").unwrap();
    }

    #[test]
    fn the_stored_fit_is_what_the_search_finds() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/market/sample/fit.rs");
        let text = written();
        if env::var_os("WRITE_SAMPLE_FIT").is_some() {
            fs::write(&file, &text).unwrap();
        }
        assert!(
            fs::read_to_string(&file).unwrap() == text,
            "src/market/sample/fit.rs is old: run this test with WRITE_SAMPLE_FIT=1"
        );
    }

    /// The shortest decimals of a number are its bits.
    #[test]
    fn the_market_of_the_stored_fit_is_that_of_a_load() {
        let loaded = Market::default().load(&sample_snapshot());
        let market = loaded.market.unwrap();
        let sample = Market::sample();
        assert_eq!(market.underlyings().len(), sample.underlyings().len());
        assert!(format!("{:?}", sample.report()) == format!("{:?}", loaded.report));
        for (searched, stored) in market.underlyings().iter().zip(sample.underlyings()) {
            let recent_fits = RecentFits::default();
            assert_ne!(searched.recent_fits, recent_fits);
            let searched = UnderlyingMarket { recent_fits, ..searched.clone() };
            let id = &searched.key.underlying;
            assert!(format!("{stored:?}") == format!("{searched:?}"), "{id} differs");
        }
    }
}
