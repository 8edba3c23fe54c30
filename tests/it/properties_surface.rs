//! What must hold for any surface of smiles that are free of arbitrage themselves: no density below
//! zero and no total variance that falls with time, between the slices, before and after them. The
//! seed is fixed: a run can be repeated.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use spread_pricer::basics::Timestamp;
use spread_pricer::market::{Slice, Surface};
use spread_pricer::math::ops;
use spread_pricer::math::spline::Basis;
use spread_pricer::models::smile::Variance;
use spread_pricer::models::svi::RawSvi;
use spread_pricer::models::svi_spline::SviSpline;

/// Largest arbitrage that counts as rounding.
const ROUNDING: f64 = 1e-9;

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
    line(3.0).chain(line(8.0 * root)).chain(line(6.0 * sigma).map(move |k| m + k))
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
            while !is_free(&smile.lifted(lift)) {
                lift = 1.3 * lift + 1e-6;
            }
            smile = smile.lifted(lift);
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

#[test]
fn study() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, TestRunner};
    let mut runner =
        TestRunner::new(Config { rng_seed: RngSeed::Fixed(2014), ..Config::default() });
    let strategy = (prop::array::uniform2(wild()), 0.01..1.0_f64, 0.01..1.0_f64);
    let cases: usize = std::env::var("CASES").map_or(200, |c| c.parse().unwrap());
    let (mut linear, mut worst, mut flat, mut after) = (0, (0.0, String::new()), 0, 0);
    let mut bad_now = 0;
    let mut worst_now = 0.0_f64;
    for _ in 0..cases {
        let (wild, t1, t2) = strategy.new_tree(&mut runner).unwrap().current();
        let s = surface(&wild, &[t1, t2]);
        flat += s.slices().iter().filter(|s| s.smile.svi.b == 0.0).count();
        let [a, b] = [&s.slices()[0].smile, &s.slices()[1].smile];
        let mut least = (1.0, 0.0, 0.0);
        for share in [0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97] {
            let root = ops::sqrt(a.at(0.0).w * (1.0 - share) + share * b.at(0.0).w);
            for k in
                (-300..=300).map(|i| f64::from(i) / 300.0).flat_map(|u| [3.0 * u, 8.0 * root * u])
            {
                let (x, y) = (a.at(k), b.at(k));
                let at = Variance {
                    w: x.w + share * (y.w - x.w),
                    dw: x.dw + share * (y.dw - x.dw),
                    d2w: x.d2w + share * (y.d2w - x.d2w),
                };
                let g = at.butterfly_density(k);
                if g < least.0 {
                    least = (g, k, share);
                }
            }
            let (g, k) = least_density(&s, t1 + share * t2);
            if g < -1e-9 {
                let (ga, gb) = (a.at(k).butterfly_density(k), b.at(k).butterfly_density(k));
                eprintln!("{g} at {k} {share}: {ga} {gb} {:?} {:?} {:?} {:?}", a.at(k), b.at(k), s.variance(t1 + share * t2, k), a.svi);
                bad_now += 1;
                worst_now = worst_now.min(g);
            }
        }
        if least.0 < -1e-9 {
            linear += 1;
            if least.0 < worst.0 {
                worst = (least.0, format!("{least:?} {a:?} {b:?}"));
            }
        }
        for by in [0.003, 0.03, 0.3, 3.0] {
            if least_density(&s, (t1 + t2) * (1.0 + by)).0 < -1e-9 {
                after += 1;
            }
        }
    }
    eprintln!(
        "{cases} pairs, flat {flat}, linear bad {linear}, worst {worst:?}; now bad {bad_now} {worst_now:e}; after {after}"
    );
}
