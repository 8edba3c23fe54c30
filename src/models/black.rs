//! Black (1976): a European option on a forward, all Greeks forward-based.
//!
//! Value = Dϑ(F Φ(ϑd₁) − K Φ(ϑd₂)) (F. Black, *The pricing of commodity contracts*, 1976, eq. 16).
//! Partial derivatives hold the forward F and the discount factor D fixed unless the name says
//! otherwise; time Greeks are therefore the decay of volatility alone. The spot-based form with
//! rate and yield is [`super::black_scholes`]; its text states units, limits and the convention at
//! the kink, which are the same here.

use super::normalised::{Core, Legs, log_ratio};
use crate::basics::PutCall;
use crate::math::lanes::Lanes;
use crate::math::ops;

/// Time and total std below this count as none: their reciprocals' products would overflow.
pub(super) const NEGLIGIBLE: f64 = 1e-100;

/// A European option on a forward; every field is a plain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Black {
    /// Call or put.
    pub put_call: PutCall,
    /// Forward F, in price currency, not negative.
    pub forward: f64,
    /// Strike K, in price currency, not negative.
    pub strike: f64,
    /// Time to expiry T in years.
    pub years: f64,
    /// Black volatility σ, decimal per √year.
    pub vol: f64,
    /// Discount factor D to the payment date.
    pub discount: f64,
}

/// Value and forward-based partial derivatives, in price currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlackGreeks<N = f64> {
    /// Value V.
    pub price: N,
    /// ∂V/∂F = DϑΦ(ϑd₁).
    pub delta_forward: N,
    /// ∂²V/∂F².
    pub gamma_forward: N,
    /// ∂V/∂σ per 1.00 of volatility.
    pub vega: N,
    /// −∂V/∂T at fixed F and D (decay of volatility only), per year.
    pub theta_vol: N,
    /// ∂V/∂r at fixed F where D = e^{−rT}: −T·V, per 1.00 of rate.
    pub rho_fixed_forward: N,
    /// ∂²V/∂F∂σ.
    pub vanna_forward: N,
    /// ∂²V/∂σ².
    pub volga: N,
    /// −∂²V/∂F∂T at fixed D, per year.
    pub charm_vol_forward: N,
    /// ∂³V/∂F³.
    pub speed_forward: N,
    /// −∂³V/∂F²∂T at fixed D, per year.
    pub color_vol_forward: N,
    /// ∂³V/∂F²∂σ.
    pub zomma_forward: N,
    /// −∂²V/∂σ∂T at fixed F and D, per year.
    pub veta_vol: N,
    /// ∂³V/∂σ³.
    pub ultima: N,
    /// ∂V/∂K.
    pub dual_delta: N,
    /// ∂²V/∂K², the discounted risk-neutral density at the strike.
    pub dual_gamma: N,
}

impl Black {
    /// Undiscounted intrinsic value max(ϑ(F − K), 0), in price currency.
    pub fn intrinsic(&self) -> f64 {
        ops::positive_part(self.put_call.sign() * (self.forward - self.strike))
    }

    /// Value, accurate to its conditioning down to 1e-300; discounted intrinsic where σ√T is zero.
    pub fn price(&self) -> f64 {
        self.core().price
    }

    /// Risk-neutral probability Φ(ϑd₂) of ending in the money; ½ at the kink.
    pub fn probability_in_the_money(&self) -> f64 {
        self.core().cdf2
    }

    /// Value and derivatives together.
    pub fn greeks(&self) -> BlackGreeks {
        let exchange = self.exchange();
        let (core, regime) = exchange.evaluate();
        exchange.greeks(&core, regime)
    }

    pub(super) fn core(&self) -> Core<f64> {
        self.exchange().evaluate().0
    }

    fn exchange(&self) -> Exchange<f64> {
        Exchange {
            sign: self.put_call.sign(),
            underlying: self.forward,
            strike: self.strike,
            years: self.years,
            vol: self.vol,
            asset_discount: self.discount,
            cash_discount: self.discount,
            log_moneyness: log_ratio(self.forward, self.strike),
        }
    }
}

/// Where an option stands, which decides the formulas of its derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Regime {
    /// There is a density at the strike.
    Regular,
    /// There is none: nothing is uncertain any more, or the strike is out of reach.
    Flat,
    /// Nothing is uncertain any more and forward and strike are the same.
    Kink,
}

/// A strike exchanged for a unit of underlying: the inputs that the forward-based form and the
/// spot-based form share. Derivatives hold both discounts and the drift in `log_moneyness` fixed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchange<N> {
    /// +1 for a call, −1 for a put.
    pub(super) sign: N,
    /// F, or S where the asset's discount holds the carry.
    pub(super) underlying: N,
    pub(super) strike: N,
    pub(super) years: N,
    pub(super) vol: N,
    /// Q: what a unit of the underlying at expiry costs now, per unit of it now.
    pub(super) asset_discount: N,
    /// D.
    pub(super) cash_discount: N,
    /// x = ln(forward/strike).
    pub(super) log_moneyness: N,
}

impl<N: Lanes> Exchange<N> {
    #[inline(always)]
    fn legs(&self) -> Legs<N> {
        Legs {
            sign: self.sign,
            asset: self.underlying * self.asset_discount,
            cash: self.strike * self.cash_discount,
            log_moneyness: self.log_moneyness,
            total_std: self.vol * self.years.sqrt(),
        }
    }

    /// The regular values, and where they hold.
    #[inline(always)]
    pub(super) fn regular(&self) -> (Core<N>, N::Mask) {
        let legs = self.legs();
        let core = Core::regular(&legs);
        let (zero, negligible) = (N::splat(0.0), N::splat(NEGLIGIBLE));
        let holds = N::select(legs.total_std.exceeds(negligible), core.density, zero);
        let holds = N::select(self.years.exceeds(negligible), holds, zero);
        (core, holds.exceeds(zero))
    }

    /// All derivatives where the regular values hold; σ, T, F and K are positive there.
    #[inline(always)]
    pub(super) fn regular_greeks(&self, core: &Core<N>) -> BlackGreeks<N> {
        let Core { d1, d2, density, .. } = *core;
        let one = N::splat(1.0);
        let root_t = self.years.sqrt();
        let per_std = one / (self.vol * root_t);
        let per_unit = one / self.underlying;
        let per_vol = root_t * per_std;
        let half_decay = N::splat(0.5) / self.years;
        let product = d1 * d2;
        let tilt = density * per_unit * d2;
        let gamma = density * per_unit * per_std * per_unit;
        let vega = density * root_t;
        let spread = product * (one - product) + d1 * d1 + d2 * d2;
        BlackGreeks {
            gamma_forward: gamma,
            vega,
            theta_vol: -(vega * self.vol * half_decay),
            vanna_forward: -(tilt * per_vol),
            volga: vega * product * per_vol,
            charm_vol_forward: tilt * half_decay,
            speed_forward: -(gamma * (d1 * per_std + one) * per_unit),
            color_vol_forward: gamma * (one - product) * half_decay,
            zomma_forward: gamma * (product - one) * per_vol,
            veta_vol: -(vega * (one + product) * half_decay),
            ultima: -(vega * spread * per_vol * per_vol),
            dual_gamma: density / self.strike * per_std / self.strike,
            ..self.without_density(core)
        }
    }

    /// The value and the derivatives that carry no density; zero for the others.
    #[inline(always)]
    fn without_density(&self, core: &Core<N>) -> BlackGreeks<N> {
        let zero = N::splat(0.0);
        BlackGreeks {
            price: core.price,
            delta_forward: self.sign * self.asset_discount * core.cdf1,
            gamma_forward: zero,
            vega: zero,
            theta_vol: zero,
            rho_fixed_forward: -(self.years * core.price),
            vanna_forward: zero,
            volga: zero,
            charm_vol_forward: zero,
            speed_forward: zero,
            color_vol_forward: zero,
            zomma_forward: zero,
            veta_vol: zero,
            ultima: zero,
            dual_delta: -(self.sign * self.cash_discount * core.cdf2),
            dual_gamma: zero,
        }
    }
}

impl Exchange<f64> {
    /// The legs with what is negligible taken as none.
    fn limit_legs(&self) -> Legs<f64> {
        let legs = self.legs();
        let decided = legs.total_std <= NEGLIGIBLE || self.years <= NEGLIGIBLE;
        Legs { total_std: if decided { 0.0 } else { legs.total_std }, ..legs }
    }

    /// The values, and which formulas hold for the derivatives.
    pub(super) fn evaluate(&self) -> (Core<f64>, Regime) {
        let (core, holds) = self.regular();
        if holds {
            return (core, Regime::Regular);
        }
        let legs = self.limit_legs();
        let regime = if legs.is_kink() { Regime::Kink } else { Regime::Flat };
        (Core::limit(&legs), regime)
    }

    pub(super) fn greeks(&self, core: &Core<f64>, regime: Regime) -> BlackGreeks {
        match regime {
            Regime::Regular => self.regular_greeks(core),
            Regime::Flat => self.without_density(core),
            Regime::Kink => self.kink(core),
        }
    }

    /// The limits at σ√T = 0 with F = K; see the text of [`super::black_scholes`].
    fn kink(&self, core: &Core<f64>) -> BlackGreeks {
        let root_t = ops::sqrt(self.years);
        let vega = core.density * root_t;
        let at_expiry = BlackGreeks {
            gamma_forward: f64::INFINITY,
            vega,
            vanna_forward: 0.5 * core.density / self.underlying * root_t,
            speed_forward: f64::NEG_INFINITY,
            color_vol_forward: f64::INFINITY,
            zomma_forward: f64::NEG_INFINITY,
            ultima: -0.25 * vega * self.years,
            dual_gamma: f64::INFINITY,
            ..self.without_density(core)
        };
        if self.years > NEGLIGIBLE {
            return BlackGreeks { veta_vol: -vega / (2.0 * self.years), ..at_expiry };
        }
        let moves = self.vol > 0.0;
        let falls = if moves { f64::NEG_INFINITY } else { 0.0 };
        BlackGreeks {
            theta_vol: falls,
            charm_vol_forward: falls,
            veta_vol: f64::NEG_INFINITY,
            ..at_expiry
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Black = Black {
        put_call: PutCall::Call,
        forward: 100.0,
        strike: 110.0,
        years: 0.5,
        vol: 0.25,
        discount: 0.98,
    };

    #[track_caller]
    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got / want - 1.0).abs() < tolerance, "{got} instead of {want}");
    }

    #[test]
    fn golden_values() {
        close(CALL.price(), 3.372_390_412_271_262, 1e-15);
        let put = Black { put_call: PutCall::Put, ..CALL };
        close(put.price(), 13.172_390_412_271_263, 1e-15);
        let far = Black { strike: 200.0, years: 0.01, vol: 0.3, discount: 1.0, ..CALL };
        close(far.price(), 3.780_086_947e-119, 1e-9);
    }

    #[test]
    fn limits_are_intrinsic_or_a_leg() {
        for put_call in [PutCall::Call, PutCall::Put] {
            let at = Black { put_call, ..CALL };
            let worth = at.discount * at.intrinsic();
            assert!((Black { years: 0.0, ..at }.price() - worth).abs() < 1e-14);
            assert!((Black { vol: 0.0, ..at }.price() - worth).abs() < 1e-14);
        }
        assert_eq!(Black { strike: 0.0, ..CALL }.price(), 98.0);
        assert_eq!(Black { forward: 0.0, ..CALL }.price(), 0.0);
        assert_eq!(Black { forward: 0.0, put_call: PutCall::Put, ..CALL }.price(), 0.98 * 110.0);
        assert_eq!(Black { vol: 1e3, ..CALL }.price(), 98.0);
        assert_eq!(Black { vol: 1e3, put_call: PutCall::Put, ..CALL }.price(), 0.98 * 110.0);
    }

    #[test]
    fn far_strikes_keep_every_greek_finite() {
        for strike in [1e-300, 1e-30, 1.0, 1e30, 1e300] {
            for vol in [1e-300, 1e-9, 0.2, 5.0, 1e150] {
                let g = Black { strike, vol, ..CALL }.greeks();
                let all = [g.price, g.delta_forward, g.vega, g.theta_vol, g.vanna_forward, g.volga];
                assert!(all.iter().all(|x| x.is_finite()), "strike {strike:e} vol {vol:e}: {g:?}");
            }
        }
    }

    #[test]
    fn forward_greeks_are_slopes() {
        let bump = 1e-3;
        let at = |forward| Black { forward, ..CALL }.greeks();
        let slope = |f: fn(&BlackGreeks) -> f64| {
            (f(&at(100.0 + bump)) - f(&at(100.0 - bump))) / (2.0 * bump)
        };
        let g = CALL.greeks();
        close(g.delta_forward, slope(|g| g.price), 1e-8);
        close(g.gamma_forward, slope(|g| g.delta_forward), 1e-8);
        close(g.speed_forward, slope(|g| g.gamma_forward), 1e-7);
        close(g.vanna_forward, slope(|g| g.vega), 1e-7);
        let later = |years| Black { years, ..CALL }.greeks();
        let decay =
            |f: fn(&BlackGreeks) -> f64| -(f(&later(0.5 + 1e-5)) - f(&later(0.5 - 1e-5))) / 2e-5;
        close(g.theta_vol, decay(|g| g.price), 1e-8);
        close(g.charm_vol_forward, decay(|g| g.delta_forward), 1e-7);
        close(g.color_vol_forward, decay(|g| g.gamma_forward), 1e-7);
        close(g.veta_vol, decay(|g| g.vega), 1e-7);
    }
}
