//! Signed ratios and the number of packages, from ratios, sides and quantities of legs.

use super::message::Field;
use super::scope::Scope;
use super::tags;
use crate::basics::{Answer, Asked, Issue, IssueCode};

/// Leg quantities are compared in steps of this, the finest that venues use.
const FINEST: f64 = 1e-8;

/// How the legs go together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Package {
    /// Signed contracts per package, one per leg; of a request without legs, one.
    pub(super) ratios: Vec<f64>,
    /// Packages asked for; `None` where the message does not say.
    pub(super) quantity: Option<f64>,
    /// Which sides are asked for.
    pub(super) asked: Asked,
}

impl Package {
    pub(super) fn of(scope: &Scope, issues: &mut Vec<Issue>) -> Self {
        let stated = scope.get(tags::ORDER_QTY).and_then(|field| quantity(field, issues));
        if let (None, Some(amount)) = (stated, scope.get(tags::CASH_ORDER_QTY)) {
            let message = "An amount of money is not taken as a size: state contracts (tag 38).";
            issues.push(Issue::new(IssueCode::Message, amount.path(), message));
        }
        let asked = asked(scope, issues);
        if scope.legs.is_empty() {
            return Self { ratios: vec![1.0], quantity: stated, asked };
        }
        let legs = 0..scope.legs.len();
        let sizes: Vec<Option<f64>> =
            legs.clone().map(|leg| quantity(scope.of_leg(leg, tags::LEG_QTY)?, issues)).collect();
        let ratios: Vec<Option<f64>> =
            legs.clone().map(|leg| ratio(scope.of_leg(leg, tags::LEG_RATIO)?, issues)).collect();
        let sizes = sizes.into_iter().collect::<Option<Vec<f64>>>();
        let (ratios, quantity) = if ratios.iter().any(Option::is_some) {
            let ratios: Vec<f64> = ratios.into_iter().map(|ratio| ratio.unwrap_or(1.0)).collect();
            let implied = sizes.and_then(|sizes| implied_quantity(&sizes, &ratios));
            (ratios, stated.or(implied))
        } else {
            match sizes {
                Some(sizes) => by_sizes(&sizes, stated),
                None => (vec![1.0; scope.legs.len()], stated),
            }
        };
        let signed = |(leg, ratio): (usize, f64)| ratio * sign(scope, leg, ratio, issues);
        let mut ratios: Vec<f64> = legs.zip(ratios).map(signed).collect();
        if asked == Asked::Sell
            && let [ratio] = ratios.as_mut_slice()
            && *ratio < 0.0
        {
            // Selling a leg that is itself said to be sold: people who send both mean one sale.
            *ratio = -*ratio;
            let path = scope.of_leg(0, tags::LEG_SIDE).map_or_else(String::new, Field::path);
            let message = "The request and its only leg both say sell: read as selling the leg.";
            issues.push(Issue::new(IssueCode::Message, path, message));
        }
        Self { ratios, quantity, asked }
    }
}

/// Tag 54 of the request: absent is two-way, `B` is as the legs are, `C` their opposite.
fn asked(scope: &Scope, issues: &mut Vec<Issue>) -> Asked {
    if scope.of_every_leg(0, tags::SIDE).is_some() {
        return Asked::TwoWay;
    }
    let Some(field) = scope.get(tags::SIDE) else { return Asked::TwoWay };
    match field.value.trim() {
        "1" | "3" | "B" => Asked::Buy,
        "2" | "4" | "5" | "6" | "C" => Asked::Sell,
        "7" | "8" | "9" => Asked::TwoWay,
        other => {
            let shown = super::message::shortened(other);
            let message = format!("Tag 54 (side): “{shown}” is no side; both are quoted.");
            issues.push(Issue::new(IssueCode::Message, field.path(), message));
            Asked::TwoWay
        }
    }
}

/// +1 for a leg that is bought, −1 for one that is sold; a package's leg has to say which.
fn sign(scope: &Scope, leg: usize, ratio: f64, issues: &mut Vec<Issue>) -> f64 {
    let field = scope
        .of_leg(leg, tags::LEG_SIDE)
        .or_else(|| scope.of_leg(leg, tags::VENDOR_LEG_POSITION))
        .or_else(|| scope.of_every_leg(leg, tags::SIDE));
    match field.map(|field| field.value.trim()) {
        Some("1" | "B") => return 1.0,
        Some("2" | "5" | "C") => return -1.0,
        None if scope.legs.len() == 1 => return 1.0,
        _ => {}
    }
    let path = field.or(scope.legs.get(leg).and_then(|l| l.first()));
    let path = path.map_or_else(|| "text".to_owned(), Field::path);
    let message = format!("Leg {} does not say whether it is bought or sold (tag 624).", leg + 1);
    let answer = |label: &str, value: f64| Answer {
        label: label.to_owned(),
        path: format!("legs[{leg}].ratio"),
        value: value.to_string(),
    };
    let answers = vec![answer("Bought", ratio), answer("Sold", -ratio)];
    issues.push(Issue::new(IssueCode::LegSide, path, message).with_answers(answers));
    1.0
}

fn quantity(field: &Field, issues: &mut Vec<Issue>) -> Option<f64> {
    let number = field.number();
    if number.is_none() {
        let name = tags::named(field.tag);
        let message = format!("{name} is not a number.");
        issues.push(Issue::new(IssueCode::Quantity, field.path(), message));
    }
    number
}

fn ratio(field: &Field, issues: &mut Vec<Issue>) -> Option<f64> {
    let number = field.number();
    if number.is_none() {
        let message = format!("{} is not a number.", tags::named(field.tag));
        issues.push(Issue::new(IssueCode::Ratio, field.path(), message));
    }
    number
}

/// Packages by leg quantities, where all legs agree.
fn implied_quantity(sizes: &[f64], ratios: &[f64]) -> Option<f64> {
    let mut each = sizes.iter().zip(ratios).map(|(size, ratio)| size / ratio.abs());
    let first = each.next().filter(|quantity| quantity.is_finite())?;
    each.all(|other| (other - first).abs() <= 1e-9 * first.abs()).then_some(first)
}

/// Ratios and quantity where only sizes of legs are stated: sizes of the whole order where they
/// are multiples of its quantity, else ratios times their common measure.
fn by_sizes(sizes: &[f64], stated: Option<f64>) -> (Vec<f64>, Option<f64>) {
    let is_whole = |x: &f64| (x - x.round()).abs() < 1e-9 && *x >= 0.5;
    if let Some(quantity) = stated {
        let multiples: Vec<f64> = sizes.iter().map(|size| size / quantity).collect();
        if multiples.iter().all(is_whole) {
            return (multiples.iter().map(|m| m.round()).collect(), stated);
        }
        return (sizes.to_vec(), stated);
    }
    let Some(measure) = common_measure(sizes) else { return (sizes.to_vec(), None) };
    (sizes.iter().map(|size| (size / measure).round()).collect(), Some(measure))
}

/// The largest number that goes a whole number of times into every size; `None` where a size is
/// not a positive number of a size somebody means.
fn common_measure(sizes: &[f64]) -> Option<f64> {
    let mut measure = 0_u64;
    for size in sizes {
        let steps = (size / FINEST).round();
        if !(1.0..1e18).contains(&steps) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
        let steps = steps as u64;
        measure = gcd(measure, steps);
    }
    #[expect(clippy::cast_precision_loss, reason = "sizes came as doubles")]
    let measure = measure as f64;
    // Dividing by the exact 1e8 gives the decimal that was written.
    Some(measure / 1e8).filter(|measure| *measure > 0.0)
}

fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
