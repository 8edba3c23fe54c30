//! `iv_normalised.csv` and `iv_market.csv`: the inverse of Black against 90-digit solutions.
//!
//! Tolerance C·max(κ, 1) roundings with the table's κ, the relative amplification of an error in
//! the inputs.

use spread_pricer::basics::PutCall;
use spread_pricer::models::batch::{
    IMPLIED_VOL_ABOVE_MAXIMUM, IMPLIED_VOL_BELOW_INTRINSIC, IMPLIED_VOL_OK, implied_vols,
};
use spread_pricer::models::implied_vol::{NoVol, total_std_from_normalised, vol_from_price};

use crate::oracles::{ROUNDING, Row, Table, Worst};

fn put_call(row: &Row) -> PutCall {
    let call = match row.text(if row.has("theta") { "theta" } else { "cp" }) {
        "1" | "c" => true,
        "-1" | "p" => false,
        other => panic!("neither call nor put: {other}"),
    };
    if call { PutCall::Call } else { PutCall::Put }
}

/// A failure counts as the limit that it stands for. In the money, a time value below the rounding
/// of the price itself cannot be told from none: zero is then inside the row's conditioning, which
/// reaches 1e16 roundings, and an honest error anywhere else.
fn or_limit(found: Result<f64, NoVol>) -> f64 {
    match found {
        Ok(found) => found,
        Err(NoVol::BelowIntrinsic) => 0.0,
        Err(NoVol::AboveMaximum) => f64::INFINITY,
        Err(NoVol::NotANumber) => f64::NAN,
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn normalised_inverse_is_right_to_its_conditioning() {
    const ALLOWED: f64 = 20.0;
    let mut worst = Worst::default();
    for row in Table::read("iv_normalised.csv").rows() {
        let (x, beta, want) = (row.number("x"), row.number("beta"), row.number("s"));
        let got = total_std_from_normalised(put_call(&row), x, beta);
        match row.text("block") {
            "bad" => check_failure(&row, got),
            // Within rounding of the maximum: any answer but a crash or NaN is right.
            "edge" | "subnormal" => assert!(got.is_err() || got.is_ok_and(|s| s > 0.0)),
            _ => {
                let unit = row.number("kappa").max(1.0) * want * ROUNDING;
                worst.add(&row, or_limit(got), want, unit);
            }
        }
    }
    assert_eq!(worst.report("total std", ALLOWED), None);
}

/// Rows without a finite positive solution must say why.
fn check_failure(row: &Row, got: Result<f64, NoVol>) {
    let id = row.text("id");
    let want = row.number("s");
    let time_value = row.number("beta_minus_intrinsic");
    if want.is_infinite() {
        assert_eq!(got, Err(NoVol::AboveMaximum), "row {id}");
    } else if want == 0.0 || time_value <= 0.0 {
        assert_eq!(got, Err(NoVol::BelowIntrinsic), "row {id}");
    } else {
        assert_eq!(got, Err(NoVol::AboveMaximum), "row {id}");
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn market_prices_give_their_volatility() {
    const ALLOWED: f64 = 10.0;
    let mut worst = Worst::default();
    for row in Table::read("iv_market.csv").rows() {
        let got = vol_from_price(
            put_call(&row),
            row.number("price"),
            row.number("F"),
            row.number("K"),
            row.number("T"),
            row.number("df"),
        );
        let want = row.number("vol");
        let unit = row.number("kappa").max(1.0) * want * ROUNDING;
        worst.add(&row, or_limit(got), want, unit);
    }
    assert_eq!(worst.report("implied vol", ALLOWED), None);
}

/// The batch's own inversion: each row four times, so that it is not left to the scalar call
/// because of what stands beside it.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn market_prices_give_their_volatility_in_the_batch() {
    const ALLOWED: f64 = 10.0;
    let mut worst = Worst::default();
    for row in Table::read("iv_market.csv").rows() {
        let is_call = [u8::from(put_call(&row) == PutCall::Call); 4];
        let four = |column| [row.number(column); 4];
        let (vols, status) =
            implied_vols(&is_call, &four("price"), &four("F"), &four("K"), &four("T"), &four("df"))
                .unwrap();
        let want = row.number("vol");
        let unit = row.number("kappa").max(1.0) * want * ROUNDING;
        for (vol, status) in vols.into_iter().zip(status) {
            let got = match status {
                IMPLIED_VOL_OK => vol,
                IMPLIED_VOL_BELOW_INTRINSIC => 0.0,
                IMPLIED_VOL_ABOVE_MAXIMUM => f64::INFINITY,
                _ => f64::NAN,
            };
            worst.add(&row, got, want, unit);
        }
    }
    assert_eq!(worst.report("batch implied vol", ALLOWED), None);
}
