//! What must hold for Black whatever the numbers: parity, bounds, shape, scaling, round trips, and
//! analytic Greeks against finite differences. The seed is fixed: a run can be repeated.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use spread_pricer::basics::PutCall;
use spread_pricer::math::ops;
use spread_pricer::models::black::Black;
use spread_pricer::models::black_scholes::{BlackScholes, BlackScholesGreeks};
use spread_pricer::models::implied_vol::vol_from_price;

/// Anything a market has shown: a minute to 30 years, volatility 0.1 % to 500 %.
fn market() -> impl Strategy<Value = Black> {
    (
        any::<bool>(),
        1e-2..1e5_f64,
        -6.0..6.0_f64,
        (ops::ln(2e-6)..ops::ln(30.0)).prop_map(ops::exp),
        (ops::ln(1e-3)..ops::ln(5.0)).prop_map(ops::exp),
        0.2..1.2_f64,
    )
        .prop_map(|(call, forward, distance, years, vol, discount)| Black {
            put_call: if call { PutCall::Call } else { PutCall::Put },
            forward,
            strike: forward * ops::exp((distance * vol * years.sqrt()).clamp(-5.0, 5.0)),
            years,
            vol,
            discount,
        })
}

/// Anything at all in the domain, with zeros and extremes.
fn domain() -> impl Strategy<Value = BlackScholes> {
    let money = || {
        prop_oneof![
            Just(0.0),
            Just(1.0),
            (-60.0..60.0_f64).prop_map(|p| ops::pow(10.0, p)),
            0.5..2.0_f64
        ]
    };
    let positive = || {
        prop_oneof![
            Just(0.0),
            Just(f64::MIN_POSITIVE),
            (-60.0..60.0_f64).prop_map(|p| ops::pow(10.0, p)),
            0.5..2.0_f64
        ]
    };
    let rate = || prop_oneof![Just(0.0), -0.2..0.3_f64];
    (any::<bool>(), money(), money(), positive(), positive(), rate(), rate())
        .prop_filter("something must have a price", |x| x.1 > 0.0 || x.2 > 0.0)
        .prop_map(|(call, spot, strike, years, vol, rate, dividend_yield)| BlackScholes {
            put_call: if call { PutCall::Call } else { PutCall::Put },
            spot,
            strike,
            years: years.min(1e3),
            rate,
            dividend_yield,
            vol,
        })
}

fn other_side(option: &Black) -> Black {
    let put_call = match option.put_call {
        PutCall::Call => PutCall::Put,
        PutCall::Put => PutCall::Call,
    };
    Black { put_call, ..*option }
}

fn all(g: &BlackScholesGreeks) -> [f64; 17] {
    [
        g.price,
        g.delta,
        g.gamma,
        g.vega,
        g.theta,
        g.rho,
        g.rho_dividend,
        g.vanna,
        g.volga,
        g.charm,
        g.speed,
        g.color,
        g.zomma,
        g.veta,
        g.ultima,
        g.dual_delta,
        g.dual_gamma,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, rng_seed: RngSeed::Fixed(1976), ..Default::default() })]

    #[test]
    fn nothing_is_ever_nan(option in domain()) {
        let g = option.greeks();
        prop_assert!(all(&g).iter().all(|x| !x.is_nan()), "{option:?}: {g:?}");
        prop_assert!(g.price >= 0.0 && g.price.is_finite());
        prop_assert!(g.delta.abs() <= ops::exp(-option.dividend_yield * option.years) * (1.0 + 1e-14));
        prop_assert!(g.gamma >= 0.0 && g.vega >= 0.0 && g.dual_gamma >= 0.0);
    }

    #[test]
    fn put_call_parity(option in market()) {
        let (this, that) = (option.price(), other_side(&option).price());
        let difference = option.put_call.sign() * (this - that);
        let forward = option.discount * (option.forward - option.strike);
        let scale = option.discount * option.forward.max(option.strike);
        prop_assert!((difference - forward).abs() <= 4.0 * f64::EPSILON * scale);
        let deltas = option.greeks().delta_forward - other_side(&option).greeks().delta_forward;
        prop_assert!((deltas * option.put_call.sign() - option.discount).abs() < 1e-15 * 4.0);
    }

    #[test]
    fn value_lies_between_intrinsic_and_the_leg(option in market()) {
        let price = option.price();
        let leg = if option.put_call == PutCall::Call { option.forward } else { option.strike };
        let slack = 1.0 + 4.0 * f64::EPSILON;
        prop_assert!(price * slack >= option.discount * option.intrinsic());
        prop_assert!(price <= option.discount * leg * slack);
    }

    #[test]
    fn value_is_monotone_and_convex_in_strike(option in market(), step in 1e-4..0.2_f64) {
        let at = |strike| Black { strike, ..option }.price();
        let (low, mid, high) = (option.strike * (1.0 - step), option.strike, option.strike * (1.0 + step));
        let (low, mid, high) = (at(low), at(mid), at(high));
        let scale = option.discount * option.forward.max(option.strike) * 8.0 * f64::EPSILON;
        prop_assert!(option.put_call.sign() * (low - high) >= -scale);
        prop_assert!(low + high - 2.0 * mid >= -scale);
    }

    #[test]
    fn value_grows_with_volatility_and_time(option in market(), factor in 1.0..3.0_f64) {
        let noise = 1.0 - 1e-13;
        let livelier = Black { vol: option.vol * factor, ..option };
        let longer = Black { years: option.years * factor, ..option };
        prop_assert!(livelier.price() >= option.price() * noise);
        prop_assert!(longer.price() >= option.price() * noise);
    }

    #[test]
    fn value_scales_with_money(option in market(), scale in -20..20_i32) {
        // Powers of two scale exactly, so the bits must be the same.
        let scale = ops::pow(2.0, f64::from(scale));
        let scaled = Black { forward: option.forward * scale, strike: option.strike * scale, ..option };
        prop_assert_eq!(scaled.price(), option.price() * scale);
        let (g, s) = (option.greeks(), scaled.greeks());
        prop_assert_eq!(s.delta_forward, g.delta_forward);
        prop_assert_eq!(s.vega, g.vega * scale);
    }

    #[test]
    fn homogeneity_ties_the_strike_to_the_forward(option in market()) {
        let g = option.greeks();
        let Black { forward, strike, .. } = option;
        // Euler: V = F V_F + K V_K, and F² V_FF = K² V_KK.
        let euler = forward * g.delta_forward + strike * g.dual_delta;
        let scale = forward * g.delta_forward.abs() + strike * g.dual_delta.abs();
        prop_assert!((euler - g.price).abs() <= 16.0 * f64::EPSILON * scale);
        let (left, right) = (forward * forward * g.gamma_forward, strike * strike * g.dual_gamma);
        prop_assert!((left - right).abs() <= 1e-14 * left);
    }

    #[test]
    fn vol_comes_back_from_the_price(option in market()) {
        // The side out of the money keeps its time value.
        let otm = if option.put_call.sign() * (option.forward - option.strike) > 0.0 {
            other_side(&option)
        } else {
            option
        };
        let g = otm.greeks();
        // Relative amplification of a rounding of price, forward or strike.
        let kappa = 1.0 + (g.price + (otm.forward * g.delta_forward).abs() + (otm.strike * g.dual_delta).abs())
            / (g.vega * otm.vol);
        // A price within rounding of its maximum holds no volatility any more.
        prop_assume!(8.0 * kappa * f64::EPSILON < 1e-3);
        let found = vol_from_price(otm.put_call, g.price, otm.forward, otm.strike, otm.years, otm.discount);
        let found = found.map_err(|reason| TestCaseError::fail(format!("{otm:?}: {reason}")))?;
        prop_assert!((found / otm.vol - 1.0).abs() <= 8.0 * kappa * f64::EPSILON, "{otm:?}: {found}");
    }

    #[test]
    fn greeks_are_the_slopes_of_the_value(
        call in any::<bool>(),
        distance in -2.5..2.5_f64,
        years in 0.02..3.0_f64,
        vol in 0.1..1.5_f64,
        rate in -0.03..0.1_f64,
        dividend_yield in -0.03..0.1_f64,
    ) {
        let spot = 100.0;
        let option = BlackScholes {
            put_call: if call { PutCall::Call } else { PutCall::Put },
            spot,
            strike: spot * ops::exp(distance * vol * years.sqrt()),
            years,
            rate,
            dividend_yield,
            vol,
        };
        let g = option.greeks();
        let std = vol * years.sqrt();
        check_slopes(&option, spot * std * 1e-4, |o, h| BlackScholes { spot: o.spot + h, ..*o }, spot * std,
            &[(g.delta, |g| g.price), (g.gamma, |g| g.delta), (g.speed, |g| g.gamma)])?;
        check_slopes(&option, vol * 1e-4, |o, h| BlackScholes { vol: o.vol + h, ..*o }, vol,
            &[(g.vega, |g| g.price), (g.vanna, |g| g.delta), (g.volga, |g| g.vega),
              (g.zomma, |g| g.gamma), (g.ultima, |g| g.volga)])?;
        check_slopes(&option, years * 1e-4, |o, h| BlackScholes { years: o.years - h, ..*o }, years,
            &[(g.theta, |g| g.price), (g.charm, |g| g.delta), (g.color, |g| g.gamma), (g.veta, |g| g.vega)])?;
        check_slopes(&option, std / years * 1e-4, |o, h| BlackScholes { rate: o.rate + h, ..*o }, std / years,
            &[(g.rho, |g| g.price)])?;
        check_slopes(&option, std / years * 1e-4, |o, h| BlackScholes { dividend_yield: o.dividend_yield + h, ..*o }, std / years,
            &[(g.rho_dividend, |g| g.price)])?;
        check_slopes(&option, option.strike * std * 1e-4, |o, h| BlackScholes { strike: o.strike + h, ..*o },
            option.strike * std, &[(g.dual_delta, |g| g.price), (g.dual_gamma, |g| g.dual_delta)])?;
    }
}

type Pick = fn(&BlackScholesGreeks) -> f64;

/// Central differences with `bump`; the error is measured against the size that the derived Greek
/// has over its natural `scale`, since some Greeks pass through zero.
fn check_slopes(
    option: &BlackScholes,
    bump: f64,
    shifted: impl Fn(&BlackScholes, f64) -> BlackScholes,
    scale: f64,
    pairs: &[(f64, Pick)],
) -> Result<(), TestCaseError> {
    let (up, down) = (shifted(option, bump).greeks(), shifted(option, -bump).greeks());
    let here = option.greeks();
    for (index, (analytic, pick)) in pairs.iter().enumerate() {
        let slope = (pick(&up) - pick(&down)) / (2.0 * bump);
        let size = analytic.abs() + pick(&here).abs() / scale;
        prop_assert!(
            (slope - analytic).abs() <= 1e-6 * size,
            "pair {index} of {option:?}: {analytic} but the slope is {slope}"
        );
    }
    Ok(())
}
