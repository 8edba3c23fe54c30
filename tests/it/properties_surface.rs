//! What must hold for any surface of smiles that are free of arbitrage themselves: no density below
//! zero and no total variance that falls with time, between the slices, before and after them. The
//! seed is fixed: a run can be repeated.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use spread_pricer::basics::Timestamp;
use spread_pricer::market::{Slice, Surface};
use spread_pricer::math::ops;
use spread_pricer::math::spline::Basis;
use spread_pricer::models::smile::Variance;
use spread_pricer::models::svi::RawSvi;
use spread_pricer::models::svi_spline::SviSpline;

/// Largest arbitrage that counts as rounding.
const ROUNDING: f64 = 1e-9;

/// Where between two smiles a surface is looked at.
const SHARES: [f64; 9] = [0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97];

/// Seeds of pairs between which linear total variance has a butterfly.
const BENT: [u64; 3] = [311, 1133, 1209];

/// A smile before it is made free of arbitrage.
#[derive(Debug, Clone)]
struct Wild {
    theta: f64,
    rho: f64,
    steepness: f64,
    /// Of the hyperbola's centre, in √θ.
    aside: f64,
    /// Variance at the hyperbola's minimum as a share of what SSVI has there.
    depth: f64,
    wiggles: Option<[f64; 7]>,
}

fn wild() -> impl Strategy<Value = Wild> {
    let log = |low: f64, high: f64| (ops::ln(low)..ops::ln(high)).prop_map(ops::exp);
    (
        log(1e-4, 1.0),
        -0.98..0.98_f64,
        log(0.05, 8.0),
        -3.0..3.0_f64,
        log(1e-3, 1.0),
        proptest::option::of(prop::array::uniform7(-1.0..1.0_f64)),
    )
        .prop_map(|(theta, rho, steepness, aside, depth, wiggles)| Wild {
            theta,
            rho,
            steepness,
            aside,
            depth,
            wiggles,
        })
}

impl Wild {
    /// The smile, as steep, deep and bent as it can be without arbitrage on the grid.
    fn tamed(&self) -> SviSpline {
        let tries = (0..24).map(|i| self.smile(ops::pow(0.8, f64::from(i))));
        let found = tries.into_iter().find(is_free);
        found.unwrap_or_else(|| SviSpline::flat(self.theta))
    }

    fn smile(&self, boldness: f64) -> SviSpline {
        let root = ops::sqrt(self.theta);
        let ssvi = RawSvi::from_ssvi(self.theta, self.rho, boldness * self.steepness / root);
        let least = ssvi.b * ssvi.sigma * ops::sqrt(1.0 - ssvi.rho * ssvi.rho);
        let (bottom, m) = (ssvi.a + least, ssvi.m + boldness * self.aside * root);
        let depth = 1.0 - boldness * (1.0 - self.depth);
        let svi = RawSvi { a: ssvi.a - (1.0 - depth) * bottom, m, ..ssvi };
        let correction = self.wiggles.and_then(|wiggles| {
            let knots = (-6..=6).map(|i| 0.5 * root * f64::from(i) + m).collect();
            let basis = Basis::new(knots)?;
            let size = 0.3 * boldness * boldness * bottom;
            let slopes = basis.parameters() - 1;
            let parameters: Vec<f64> = (0..=slopes)
                .map(|i| if i == 0 || i == slopes { 0.0 } else { size * wiggles[i % 7] })
                .collect();
            basis.combine(&parameters)
        });
        SviSpline { svi, correction }
    }
}

fn grid(smile: &SviSpline) -> impl Iterator<Item = f64> + use<> {
    let root = ops::sqrt(smile.at(0.0).w.max(1e-12));
    let m = smile.svi.m;
    let sigma = smile.svi.sigma;
    let line = |reach: f64| (-300..=300).map(move |i| reach * f64::from(i) / 300.0);
    // Where the correction bends, which may be far from the money and narrow.
    let knots = smile.correction.as_ref().map_or(Vec::new(), |c| c.knots().to_vec());
    let bends = (0..=240).filter_map(move |i| {
        let (low, high) = (knots.first()?, knots.last()?);
        Some(low + (high - low) * f64::from(i) / 240.0)
    });
    let far = (0..=100).flat_map(|i| [3.0, -3.0].map(|k| k * ops::pow(1.06, f64::from(i))));
    let own = line(8.0 * root).chain(line(6.0 * sigma).map(move |k| m + k));
    line(3.0).chain(far).chain(own).chain(bends)
}

fn is_free(smile: &SviSpline) -> bool {
    let (left, right) = smile.wing_slopes();
    let slopes = [left, right].iter().all(|s| (0.0..=2.0).contains(s));
    slopes && grid(smile).all(|k| is_density(smile.at(k), k))
}

fn is_density(at: Variance, k: f64) -> bool {
    at.w > 0.0 && at.butterfly_density(k) >= 0.0
}

/// Slices at these times: each smile lifted above the one before, and further until it has no
/// butterfly.
fn surface(wild: &[Wild], gaps: &[f64]) -> Surface {
    let mut slices: Vec<Slice> = Vec::new();
    let mut years = 0.0;
    for (wild, gap) in wild.iter().zip(gaps) {
        years += gap;
        let mut smile = wild.tamed();
        if let Some(before) = slices.last() {
            let both = grid(&smile).chain(grid(&before.smile));
            let short = both.map(|k| before.smile.at(k).w - smile.at(k).w).fold(0.0, f64::max);
            let mut lift = short * (1.0 + 1e-9);
            while lift < 4.0 && !is_free(&smile.lifted(lift)) {
                lift = 1.5 * lift + 1e-6;
            }
            // A bend that only a deep minimum excuses cannot be lifted.
            smile = if lift < 4.0 { smile.lifted(lift) } else { before.smile.clone() };
        }
        let forward = 100.0 * (1.0 + 0.1 * years);
        slices.push(Slice {
            expiry: Timestamp::from_millis(0),
            years,
            forward,
            discount: 0.97,
            smile,
        });
    }
    Surface::new(100.0, slices).unwrap()
}

/// Least g over the grids of all slices at a time, and where.
fn least_density(surface: &Surface, years: f64) -> (f64, f64) {
    let section = surface.section(years);
    let root = ops::sqrt(section.variance(0.0).w);
    let line = |reach: f64| (-300..=300).map(move |i| reach * f64::from(i) / 300.0);
    line(3.0)
        .chain(line(8.0 * root))
        .map(|k| (section.variance(k).butterfly_density(k), k))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap()
}

/// Two smiles in ascending order of variance and the years to each.
fn pair() -> impl Strategy<Value = (Surface, f64, f64)> {
    (prop::array::uniform2(wild()), 0.003..1.0_f64, 0.003..1.0_f64)
        .prop_map(|(wild, first, gap)| (surface(&wild, &[first, gap]), first, gap))
}

/// The pair of smiles that is drawn first from a seed.
fn drawn(seed: u64) -> (Surface, f64, f64) {
    let config = Config { rng_seed: RngSeed::Fixed(seed), ..Config::default() };
    pair().new_tree(&mut TestRunner::new(config)).unwrap().current()
}

/// Least g of linear total variance between the two slices of a surface.
fn least_of_linear_variance(surface: &Surface) -> f64 {
    let [a, b] = [0, 1].map(|i| &surface.slices()[i].smile);
    let points = || grid(a).chain(grid(b));
    let places = SHARES.iter().flat_map(|share| points().map(move |k| (*share, k)));
    places
        .map(|(share, k)| {
            let (a, b) = (a.at(k), b.at(k));
            let mix = |a: f64, b: f64| a + share * (b - a);
            let at = Variance { w: mix(a.w, b.w), dw: mix(a.dw, b.dw), d2w: mix(a.d2w, b.d2w) };
            at.butterfly_density(k)
        })
        .fold(f64::INFINITY, f64::min)
}

/// Linear total variance between two smiles free of arbitrage is not free of butterflies: of 20,000
/// pairs drawn as here 38 have one, down to g = −0.21, where one smile dips far from the money. The
/// surface mixes option values there. These seeds draw such pairs.
#[test]
fn linear_variance_alone_would_have_butterflies() {
    for seed in BENT {
        let (surface, first, gap) = drawn(seed);
        let linear = least_of_linear_variance(&surface);
        assert!(linear < -1e-3, "seed {seed}: {linear}");
        for share in SHARES {
            let (g, k) = least_density(&surface, first + share * gap);
            assert!(g >= -ROUNDING, "seed {seed}: g {g} at k {k}, {share} of the way");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, rng_seed: RngSeed::Fixed(2004), ..Default::default() })]

    #[test]
    fn there_is_no_butterfly_between_two_smiles((surface, first, gap) in pair()) {
        for share in SHARES {
            let (g, k) = least_density(&surface, first + share * gap);
            prop_assert!(g >= -ROUNDING, "g {g} at k {k}, {share} of the way in {surface:?}");
        }
    }

    #[test]
    fn there_is_no_butterfly_before_the_first_smile_and_after_the_last((surface, first, gap) in pair()) {
        for years in [1e-5, 0.01, 0.3, 0.99].map(|share| share * first) {
            let (g, k) = least_density(&surface, years);
            prop_assert!(g >= -ROUNDING, "g {g} at k {k}, {years} years in {surface:?}");
        }
        let far = [1e-4, 0.01, 0.1, 0.5, 2.0, 20.0].map(|by| (first + gap) * (1.0 + by));
        for years in far {
            let (g, k) = least_density(&surface, years);
            prop_assert!(g >= -ROUNDING, "g {g} at k {k}, {years} years in {surface:?}");
        }
    }

    #[test]
    fn total_variance_never_falls_with_time(wild in prop::array::uniform3(wild()), gaps in prop::array::uniform3(0.003..1.0_f64)) {
        let surface = surface(&wild, &gaps);
        let end = gaps.iter().sum::<f64>();
        for i in -60..=60 {
            let k = f64::from(i) / 20.0;
            let mut last = 0.0;
            for step in 0..=60 {
                let years = 1.5 * end * f64::from(step) / 60.0;
                let w = surface.variance(years, k).w;
                prop_assert!(w >= last * (1.0 - 1e-12), "{w} after {last} at k {k}, {years} years: {surface:?}");
                let growth = surface.variance_growth(years, k);
                prop_assert!(growth >= -1e-9 && growth.is_finite(), "{growth} at k {k}, {years} years");
                last = w;
            }
        }
    }

    #[test]
    fn growth_is_the_slope_in_time((surface, first, gap) in pair(), share in 0.1..0.9_f64, k in -1.0..1.0_f64) {
        let (years, h) = (first + share * gap, 1e-6 * gap);
        let (low, high) = (surface.variance(years - h, k).w, surface.variance(years + h, k).w);
        let growth = surface.variance_growth(years, k);
        let slope = (high - low) / (2.0 * h);
        prop_assert!((growth - slope).abs() <= 1e-5 * slope.abs() + 1e-8 / gap, "{growth} {slope}");
    }

    #[test]
    fn a_batch_of_volatilities_is_the_one_at_each_strike((surface, first, gap) in pair(), strikes in prop::collection::vec(20.0..500.0_f64, 0..23)) {
        for years in [0.4 * first, first, first + 0.4 * gap, 3.0 * (first + gap)] {
            let mut vols = vec![0.0; strikes.len()];
            surface.section(years).vols(surface.forward(years), &strikes, &mut vols);
            for (strike, vol) in strikes.iter().zip(vols) {
                let alone = surface.vol(years, *strike);
                prop_assert!((vol / alone - 1.0).abs() < 1e-11, "{vol} {alone} at {strike}");
            }
        }
    }
}
