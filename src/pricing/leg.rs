//! One leg on its market: forward, time, volatility, value and Greeks, marks included.

use crate::basics::{Instrument, IssueCode, Leg, Mark, MarketKey, PutCall, Settlement, Timestamp};
use crate::market::{Market, QuotedOption, UnderlyingMarket};
use crate::math::ops;
use crate::models::black::Black;
use crate::models::implied_vol::vol_from_price;

use super::{Greeks, PremiumUnit};

/// A minute in ACT/365F years: the shortest time an option is valued at.
const ONE_MINUTE: f64 = 60.0 / (365.0 * 86_400.0);

/// One leg, valued. Numbers are for one long contract per unit; the ratio is beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct LegValue {
    /// Signed contracts per spread, as the client who buys it owns them.
    pub ratio: i32,
    /// What the leg is a position in.
    pub instrument: Instrument,
    /// Underlying units per contract.
    pub multiplier: f64,
    /// Its market.
    pub market: MarketKey,
    /// The leg's own premium currency.
    pub unit: PremiumUnit,
    /// Spot or index, in price currency.
    pub spot: f64,
    /// Forward to the leg's expiry, in price currency.
    pub forward: f64,
    /// What turns an undiscounted value in price currency into one of today: D, or D_c·S/F for
    /// what settles in coin; 1 for linear futures, whose gains are paid as they arise.
    pub discount: f64,
    /// Years to expiry, ACT/365F; zero for spot.
    pub years: f64,
    /// Forward log-moneyness k = ln(K/F); zero for futures and spot.
    pub k: f64,
    /// At-the-money total standard deviation √θ of the leg's expiry.
    pub atm_std: f64,
    /// Moneyness x = k/√θ.
    pub moneyness: f64,
    /// The volatility the value uses, decimal; zero for futures and spot.
    pub vol: f64,
    /// The surface's own volatility.
    pub model_vol: f64,
    /// Value of one contract per unit, in the leg's premium currency: the mark where one is given.
    pub price: f64,
    /// The surface's own value, in the leg's premium currency.
    pub model_price: f64,
    /// The model's Greeks at the volatility used, in price currency.
    pub greeks: Greeks,
    /// Greeks to report: the model's with the marked vega in its place.
    pub reported_greeks: Greeks,
    /// The user's own marks.
    pub mark: Mark,
    /// Half of the quoted bid–offer distance on screen, in premium currency, where two-sided.
    pub screen_half_spread: Option<f64>,
    /// Contracts on the smaller side of the screen's top of book, where known.
    pub screen_size: Option<f64>,
    /// Whether exactly this option, or a future of this expiry, is listed; spot always is.
    pub is_listed: bool,
}

impl LegValue {
    /// Resolves and values a leg.
    ///
    /// # Errors
    /// `MarketMissing`, `ExpiryPast` or `Numerical`.
    pub fn new(leg: &Leg, market: &Market) -> Result<Self, IssueCode> {
        let underlying = market.find(leg.instrument.market()).ok_or(IssueCode::MarketMissing)?;
        match &leg.instrument {
            Instrument::Option { expiry, strike, put_call, .. } => {
                Self::option(leg, underlying, *expiry, *strike, *put_call)
            }
            Instrument::Future { expiry, .. } => Self::delta_one(leg, underlying, Some(*expiry)),
            Instrument::Spot { .. } => Self::delta_one(leg, underlying, None),
        }
    }

    /// The leg's price in another premium unit of the same price currency.
    pub fn price_in(&self, unit: &PremiumUnit) -> f64 {
        // Dividing equal units would cost a last digit that marks must keep.
        if self.unit.in_price_currency == unit.in_price_currency {
            self.price
        } else {
            self.price * self.unit.in_price_currency / unit.in_price_currency
        }
    }

    /// The option's terms, where the leg is an option.
    pub fn option_terms(&self) -> Option<(Timestamp, f64, PutCall)> {
        match &self.instrument {
            Instrument::Option { expiry, strike, put_call, .. } => {
                Some((*expiry, *strike, *put_call))
            }
            Instrument::Future { .. } | Instrument::Spot { .. } => None,
        }
    }

    /// Which of price, vol and vega are the user's own marks.
    pub fn marked(&self) -> Vec<&'static str> {
        let Mark { price, vol, vega_per_point } = self.mark;
        [("price", price), ("vol", vol), ("vega", vega_per_point)]
            .into_iter()
            .filter_map(|(name, mark)| mark.map(|_| name))
            .collect()
    }

    /// Whether the leg is an option valued at the shortest time, because less is left.
    pub fn is_near_expiry(&self) -> bool {
        self.option_terms().is_some() && self.years <= ONE_MINUTE
    }

    /// Time value of one option in price currency: value less discounted intrinsic, not negative.
    pub fn time_value(&self) -> f64 {
        let Some((_, strike, put_call)) = self.option_terms() else { return 0.0 };
        let intrinsic = self.discount * (put_call.sign() * (self.forward - strike)).max(0.0);
        (self.price * self.unit.in_price_currency - intrinsic).max(0.0)
    }

    fn option(
        leg: &Leg,
        underlying: &UnderlyingMarket,
        expiry: Timestamp,
        strike: f64,
        put_call: PutCall,
    ) -> Result<Self, IssueCode> {
        let remaining = underlying.years(expiry);
        if remaining <= 0.0 {
            return Err(IssueCode::ExpiryPast);
        }
        let years = remaining.max(ONE_MINUTE);
        let (forward, spot) = (underlying.surface.forward(years), underlying.spot);
        let unit = premium_unit(underlying);
        let discount = match underlying.key.settlement {
            Settlement::Inverse => spot / forward,
            Settlement::Linear => underlying.surface.discount(years),
        };
        let k = ops::ln(strike / forward);
        let section = underlying.surface.section(years);
        let model_vol = ops::sqrt(section.variance(k).w / years);
        let atm_std = ops::sqrt(section.variance(0.0).w);
        let at = |vol: f64| Black { put_call, forward, strike, years, vol, discount };
        let vol = used_vol(leg, &at(model_vol), unit.in_price_currency);
        let raw = at(vol).greeks();
        let model_price = at(model_vol).price() / unit.in_price_currency;
        let price = match (leg.mark.price, leg.mark.vol) {
            (Some(price), _) => price,
            (None, Some(_)) => raw.price / unit.in_price_currency,
            (None, None) => model_price,
        };
        let coin_price = match underlying.key.settlement {
            Settlement::Inverse => price,
            Settlement::Linear => 0.0,
        };
        let greeks = Greeks::of_option(&at(vol), spot, coin_price, &raw);
        let mut reported_greeks = greeks;
        if let Some(vega) = leg.mark.vega_per_point {
            reported_greeks.vega_per_point = vega * unit.in_price_currency;
        }
        let quoted = underlying.quoted(expiry, strike, put_call);
        let valued = Self {
            ratio: leg.ratio,
            instrument: leg.instrument.clone(),
            multiplier: leg.multiplier,
            market: underlying.key.clone(),
            unit,
            spot,
            forward,
            discount,
            years,
            k,
            atm_std,
            moneyness: k / atm_std,
            vol,
            model_vol,
            price,
            model_price,
            greeks,
            reported_greeks,
            mark: leg.mark,
            screen_half_spread: quoted.and_then(QuotedOption::half_spread),
            screen_size: quoted.and_then(|q| Some(q.bid_size?.min(q.ask_size?))),
            is_listed: quoted.is_some(),
        };
        let numbers =
            [valued.price, valued.model_price, vol, model_vol, atm_std, forward, discount];
        let usable = numbers.iter().all(|x| x.is_finite()) && atm_std > 0.0;
        if usable && greeks.is_finite() { Ok(valued) } else { Err(IssueCode::Numerical) }
    }

    /// A future or spot leg: traded at its own reference, so it adds delta and no premium.
    fn delta_one(
        leg: &Leg,
        underlying: &UnderlyingMarket,
        expiry: Option<Timestamp>,
    ) -> Result<Self, IssueCode> {
        let years = expiry.map_or(0.0, |e| underlying.years(e));
        if expiry.is_some() && years <= 0.0 {
            return Err(IssueCode::ExpiryPast);
        }
        let forward = underlying.surface.forward(years);
        // An inverse future's gain is paid in coin: S(1 − F₀/F) in price currency.
        let discount = match underlying.key.settlement {
            Settlement::Inverse => underlying.spot / forward,
            Settlement::Linear => 1.0,
        };
        let greeks = Greeks::of_forward(forward, underlying.spot, discount, years);
        if !forward.is_finite() || !greeks.is_finite() {
            return Err(IssueCode::Numerical);
        }
        Ok(Self {
            ratio: leg.ratio,
            instrument: leg.instrument.clone(),
            multiplier: leg.multiplier,
            market: underlying.key.clone(),
            unit: premium_unit(underlying),
            spot: underlying.spot,
            forward,
            discount,
            years,
            k: 0.0,
            atm_std: 0.0,
            moneyness: 0.0,
            vol: 0.0,
            model_vol: 0.0,
            price: 0.0,
            model_price: 0.0,
            greeks,
            reported_greeks: greeks,
            mark: leg.mark,
            screen_half_spread: None,
            screen_size: None,
            is_listed: expiry.is_none() || underlying.hedges.iter().any(|h| h.expiry == expiry),
        })
    }
}

/// The market's premium currency and its worth in price currency.
fn premium_unit(underlying: &UnderlyingMarket) -> PremiumUnit {
    PremiumUnit {
        currency: underlying.contract.premium_currency.clone(),
        in_price_currency: match underlying.key.settlement {
            Settlement::Inverse => underlying.spot,
            Settlement::Linear => 1.0,
        },
        price_currency: underlying.price_currency.clone(),
    }
}

/// The volatility a leg is valued at: the mark's, the one its marked price implies, or the model's.
///
/// A marked price outside what any volatility explains keeps the model's volatility for Greeks.
fn used_vol(leg: &Leg, model: &Black, unit_in_price_currency: f64) -> f64 {
    match (leg.mark.price, leg.mark.vol) {
        (Some(price), _) => vol_from_price(
            model.put_call,
            price * unit_in_price_currency,
            model.forward,
            model.strike,
            model.years,
            model.discount,
        )
        .unwrap_or(model.vol),
        (None, Some(vol)) => vol,
        (None, None) => model.vol,
    }
}
