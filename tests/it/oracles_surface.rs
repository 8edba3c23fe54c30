//! `svi.json` and `market_data.json`: variance, density, local volatility and strikes from deltas,
//! against correctly rounded values. With `ORACLES=<folder>` another folder of the same schema.

use serde_json::Value;
use spread_pricer::basics::{PutCall, Timestamp};
use spread_pricer::market::{DeltaConvention, Slice, Surface};
use spread_pricer::models::svi::RawSvi;

use crate::oracles::text_of;

fn read(name: &str) -> Value {
    serde_json::from_str(&text_of(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn rows<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    let found = value[key].as_array().unwrap_or_else(|| panic!("no list {key}"));
    assert!(!found.is_empty(), "{key} is empty");
    found
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn numbers(value: &Value, key: &str) -> Vec<f64> {
    rows(value, key).iter().map(number).collect()
}

/// By name, or as a, b, ρ, m, σ in a row.
fn raw(value: &Value) -> RawSvi {
    let at = |name: &str, i: usize| number(value.get(name).unwrap_or(&value[i]));
    RawSvi { a: at("a", 0), b: at("b", 1), rho: at("rho", 2), m: at("m", 3), sigma: at("sigma", 4) }
}

fn square(x: f64) -> f64 {
    x * x
}

/// Error in units of `scale`, which is what the terms that make the value have lost.
#[track_caller]
fn close(got: f64, want: f64, scale: f64, what: &str) {
    let allowed = 32.0 * f64::EPSILON * scale.abs().max(want.abs());
    assert!((got - want).abs() <= allowed, "{what}: {got:e} instead of {want:e}");
}

#[test]
fn slices_have_their_variance_slopes_and_density() {
    let table = read("svi.json");
    let mut tested = 0;
    for slice in rows(&table, "slices") {
        let smile = raw(&slice["raw"]);
        let name = slice["name"].as_str().unwrap_or("unnamed");
        let column = |key: &str| numbers(slice, key);
        let (w, dw, d2w) = (column("w"), column("dw"), column("d2w"));
        let (g, density) = (column("g"), column("density_k"));
        for (i, k) in column("k").into_iter().enumerate() {
            let at = smile.at(k);
            let what = format!("{name}, k = {k}");
            // a and b{…} may cancel; so may the two terms of the slope.
            close(at.w, w[i], smile.a.abs() + 2.0 * smile.b * (k - smile.m).abs(), &what);
            close(at.dw, dw[i], 2.0 * smile.b, &what);
            close(at.d2w, d2w[i], d2w[i], &what);
            let lost = smile.a.abs() / w[i] + 1.0;
            let terms = 1.0 + square(k * dw[i] / w[i]) + dw[i] * dw[i] / w[i] + d2w[i];
            close(at.butterfly_density(k), g[i], lost * terms, &what);
            let exponent = 1.0 + k * k / w[i];
            let height = (density[i] / g[i]).abs();
            close(at.density(k), density[i], lost * terms * height * exponent, &what);
            tested += 1;
        }
    }
    assert!(tested > 100, "{tested} points");
}

#[test]
fn local_volatility_between_two_slices_is_dupires() {
    let table = read("svi.json");
    for pair in rows(&table, "two_slice_interpolation") {
        let slice = |key: &str| Slice {
            expiry: Timestamp::from_millis(0),
            years: number(&pair[key]["T"]),
            forward: 100.0,
            discount: 1.0,
            smile: raw(&pair[key]["raw"]).into(),
        };
        let (first, last) = (slice("slice1"), slice("slice2"));
        let surface = Surface::new(100.0, vec![first, last.clone()]).unwrap();
        for row in rows(pair, "rows") {
            let [years, k, w, vol, g] = [0, 1, 2, 3, 4].map(|i| number(&row[i]));
            let what = format!("{}, T = {years}, k = {k}", pair["name"]);
            let at = surface.variance(years, k);
            close(at.w, w, w, &what);
            close((at.w / years).sqrt(), vol, vol, &what);
            close(at.butterfly_density(k), g, 2.0 + square(k * at.dw / w), &what);
            // The last expiry's own slope is that of the time before it, and the surface looks ahead.
            if years < last.years {
                let growth = surface.variance_growth(years, k);
                let found = at.local_variance(k, growth).map(f64::sqrt);
                match row[5].as_f64() {
                    Some(want) => close(found.unwrap(), want, 8.0 * want, &what),
                    None => assert_eq!(found, None, "{what}"),
                }
            }
        }
    }
}

#[test]
fn strikes_have_their_deltas_in_four_conventions() {
    let table = read("market_data.json");
    for case in rows(&table["delta_conventions"], "cases") {
        let [spot, years, rate, dividend, vol] =
            ["S", "T", "rd", "rf", "vol"].map(|key| number(&case[key]));
        let slice = Slice {
            expiry: Timestamp::from_millis(0),
            years,
            forward: spot * libm::exp((rate - dividend) * years),
            discount: libm::exp(-rate * years),
            smile: RawSvi::flat(vol * vol * years).into(),
        };
        let surface = Surface::new(spot, vec![slice]).unwrap();
        for row in rows(case, "strikes") {
            let convention = match row[0].as_str() {
                Some("spot") => DeltaConvention::Spot,
                Some("forward") => DeltaConvention::Forward,
                Some("spot_pa") => DeltaConvention::SpotPremiumAdjusted,
                Some("forward_pa") => DeltaConvention::ForwardPremiumAdjusted,
                other => panic!("no convention {other:?}"),
            };
            let put_call = if row[1] == "call" { PutCall::Call } else { PutCall::Put };
            let delta = number(&row[2]);
            let found = surface.strike_at_delta(put_call, years, delta, convention);
            match row[3].as_f64() {
                // The top of a premium-adjusted call's delta is flat: strikes there are worth √ε.
                Some(want) => {
                    let found = found.unwrap_or_else(|| panic!("{row} has no strike"));
                    assert!((found / want - 1.0).abs() < 1e-9, "{row}: {found}");
                }
                None => assert_eq!(found, None, "{row}"),
            }
        }
    }
}
