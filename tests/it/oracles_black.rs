//! `bsm.csv`: price and Greeks against correctly rounded values of the closed form.
//!
//! Tolerances, each in roundings (2⁻⁵³) of the row's own conditioning:
//! * price: C·max(κ, 1)·|V| with the table's κ = Σ|xᵢ ∂V/∂xᵢ|/|V|;
//! * each Greek G: C·(|G| + Σ|xᵢ ∂G/∂xᵢ|) over the six inputs, the derivatives by dual numbers
//!   through the textbook formula (see [`super::dual`]). That sum is what one rounding of each
//!   input does to G, so it grows exactly where G itself is ill-conditioned: deep in the tails
//!   (|d₁|²), at tiny σ√T (1/s) and at the zeros of the polynomial factors;
//! * below 1e-290 products of the density pass through subnormal numbers, which have no relative
//!   accuracy: the absolute error may reach 1e-290 there.

use spread_pricer::basics::PutCall;
use spread_pricer::models::black::Black;
use spread_pricer::models::black_scholes::{BlackScholes, BlackScholesGreeks};

use crate::dual::Dual;
use crate::oracles::{ROUNDING, Row, Table, Worst};

type Pick = fn(&BlackScholesGreeks) -> f64;

/// Columns of the table beside the price, and where the crate has them.
const GREEKS: [(&str, Pick); 14] = [
    ("delta", |g| g.delta),
    ("gamma", |g| g.gamma),
    ("vega", |g| g.vega),
    ("theta", |g| g.theta),
    ("rho", |g| g.rho),
    ("rhoq", |g| g.rho_dividend),
    ("dualdelta", |g| g.dual_delta),
    ("vanna", |g| g.vanna),
    ("volga", |g| g.volga),
    ("charm", |g| g.charm),
    ("speed", |g| g.speed),
    ("color", |g| g.color),
    ("zomma", |g| g.zomma),
    ("veta", |g| g.veta),
];

/// Allowed multiple of the conditioning for the price and for every Greek.
const PRICE_C: f64 = 10.0;
const GREEK_C: f64 = 8.0;

/// The option of a row.
pub(crate) fn option(row: &Row) -> BlackScholes {
    BlackScholes {
        put_call: if row.text("cp") == "c" { PutCall::Call } else { PutCall::Put },
        spot: row.number("S"),
        strike: row.number("K"),
        years: row.number("T"),
        rate: row.number("r"),
        dividend_yield: row.number("q"),
        vol: row.number("vol"),
    }
}

/// The textbook formula of a Greek (Haug 2007, chapter 2) in dual numbers.
fn conditioning(column: &str, option: &BlackScholes) -> f64 {
    let inputs =
        [option.spot, option.strike, option.years, option.rate, option.dividend_yield, option.vol];
    let [spot, strike, years, rate, dividend, vol] = Dual::inputs(inputs);
    let number = Dual::constant;
    let sign = number(option.put_call.sign());
    let carry = rate - dividend;
    let (asset_discount, cash_discount) = ((-(dividend * years)).exp(), (-(rate * years)).exp());
    let s = vol * years.sqrt();
    let d1 = ((spot / strike).ln() + carry * years) / s + number(0.5) * s;
    let d2 = d1 - s;
    let density = d1.density();
    let cdf1 = (sign * d1).distribution();
    let cdf2 = (sign * d2).distribution();
    let asset = spot * asset_discount;
    let cash = strike * cash_discount;
    let gamma = asset_discount * density / (spot * s);
    let vega = asset * density * years.sqrt();
    let product = d1 * d2;
    let (one, two) = (number(1.0), number(2.0));
    let drift = two * carry * years - d2 * s;
    let greek = match column {
        "price" => sign * (asset * cdf1 - cash * cdf2),
        "delta" => asset_discount * cdf1,
        "gamma" => gamma,
        "vega" => vega,
        "theta" => {
            sign * (dividend * asset * cdf1 - rate * cash * cdf2)
                - asset * density * vol / (two * years.sqrt())
        }
        "rho" => years * cash * cdf2,
        "rhoq" => years * asset * cdf1,
        "dualdelta" => cash_discount * cdf2,
        "vanna" => asset_discount * density * d2 / vol,
        "volga" => vega * product / vol,
        "charm" => {
            sign * dividend * asset_discount * cdf1
                - asset_discount * density * drift / (two * years * s)
        }
        "speed" => gamma * (d1 / s + one) / spot,
        "color" => gamma / (two * years) * (two * dividend * years + one + d1 * drift / s),
        "zomma" => gamma * (product - one) / vol,
        "veta" => vega * (dividend + carry * d1 / s - (one + product) / (two * years)),
        _ => panic!("no formula for {column}"),
    };
    greek.conditioning(inputs)
}

fn is_limit(row: &Row) -> bool {
    matches!(row.text("block"), "T0" | "T0atm" | "V0" | "V0atm")
}

/// Products of subnormal numbers carry no relative accuracy.
fn with_floor(unit: f64, want: f64, allowed: f64) -> f64 {
    if want.abs() < 1e-290 { unit.max(1e-290 / allowed) } else { unit }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn prices_are_right_to_their_conditioning() {
    let mut worst = Worst::default();
    for row in Table::read("bsm.csv").rows() {
        let want = row.number("price");
        // Limit rows worth nothing have no κ; zero must be met exactly there.
        let kappa = row.number("kappa").max(1.0);
        let unit = with_floor(kappa * want.abs() * ROUNDING, want, PRICE_C);
        worst.add(&row, option(&row).price(), want, unit);
    }
    assert_eq!(worst.report("price", PRICE_C), None);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn greeks_are_right_to_their_conditioning() {
    let table = Table::read("bsm.csv");
    let failures: Vec<_> = GREEKS
        .into_iter()
        .filter_map(|(column, greek)| {
            let mut worst = Worst::default();
            for row in table.rows().filter(|row| !is_limit(row)) {
                let option = option(&row);
                let want = row.number(column);
                let unit = conditioning(column, &option) * ROUNDING;
                let unit = with_floor(unit, want, GREEK_C);
                worst.add(&row, greek(&option.greeks()), want, unit);
            }
            worst.report(column, GREEK_C)
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn limits_at_expiry_and_without_volatility() {
    let table = Table::read("bsm.csv");
    let failures: Vec<_> = GREEKS
        .into_iter()
        .filter_map(|(column, greek)| {
            let mut worst = Worst::default();
            for row in table.rows().filter(is_limit) {
                let want = row.number(column);
                if want.is_nan() {
                    continue;
                }
                let option = option(&row);
                // Theta is a difference of the two carries; nothing else cancels in the limit.
                let carries = if column == "theta" {
                    (option.dividend_yield * option.spot).abs()
                        + (option.rate * option.strike).abs()
                } else {
                    0.0
                };
                let unit = want.abs().max(carries) * ROUNDING;
                worst.add(&row, greek(&option.greeks()), want, unit);
            }
            worst.report(column, 8.0)
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Where r = q the table is Black on a forward S with D = e^{−rT}, and the derivatives in S are
/// those in F.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn forward_based_form_agrees_on_futures() {
    let table = Table::read("bsm.csv");
    let mut price = Worst::default();
    let mut greeks: [Worst; 6] = Default::default();
    for row in table.rows().filter(|row| !is_limit(row)) {
        let spot_based = option(&row);
        if spot_based.rate != spot_based.dividend_yield {
            continue;
        }
        let forward_based = Black {
            put_call: spot_based.put_call,
            forward: spot_based.spot,
            strike: spot_based.strike,
            years: spot_based.years,
            vol: spot_based.vol,
            discount: libm::exp(-spot_based.rate * spot_based.years),
        }
        .greeks();
        let want = row.number("price");
        let unit = row.number("kappa").max(1.0) * want.abs() * ROUNDING;
        price.add(&row, forward_based.price, want, with_floor(unit, want, PRICE_C));
        let columns = [
            ("delta", forward_based.delta_forward),
            ("gamma", forward_based.gamma_forward),
            ("vega", forward_based.vega),
            ("vanna", forward_based.vanna_forward),
            ("speed", forward_based.speed_forward),
            ("zomma", forward_based.zomma_forward),
        ];
        for (worst, (column, got)) in greeks.iter_mut().zip(columns) {
            let want = row.number(column);
            let unit = conditioning(column, &spot_based) * ROUNDING;
            worst.add(&row, got, want, with_floor(unit, want, GREEK_C));
        }
    }
    assert_eq!(price.report("price on forward", PRICE_C), None);
    for (worst, name) in greeks.iter().zip(["delta", "gamma", "vega", "vanna", "speed", "zomma"]) {
        assert_eq!(worst.report(&format!("{name} on forward"), GREEK_C), None);
    }
}

/// The harness itself: the conditioning by dual numbers must be the table's κ where both exist.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn dual_conditioning_reproduces_the_tables_kappa() {
    let mut tested = 0;
    for row in Table::read("bsm.csv").rows().filter(|row| row.text("block") == "mkt") {
        let price = row.number("price").abs();
        let kappa = conditioning("price", &option(&row)) / price - 1.0;
        assert!((kappa / row.number("kappa") - 1.0).abs() < 1e-3, "row {}", row.text("id"));
        tested += 1;
    }
    assert!(tested > 100);
}
