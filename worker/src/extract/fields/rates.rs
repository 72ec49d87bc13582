//! What rates of tax are known, usual or out of the question.

use rust_decimal::Decimal;

/// Standard and reduced rates of many countries, per cent.
const RATES: &[i64] =
    &[3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27];

/// Whether tax / net is close to a rate that some country charges.
#[must_use]
pub fn is_known_rate(net: Decimal, tax: Decimal) -> bool {
    if net.is_zero() {
        return false;
    }
    let rate = tax.abs() * Decimal::ONE_HUNDRED / net.abs();
    let tolerance = Decimal::new(6, 1) / net.abs().max(Decimal::ONE) + Decimal::new(2, 2);
    let halves = [
        Decimal::new(55, 1),
        Decimal::new(77, 1),
        Decimal::new(81, 1),
        Decimal::new(26, 1),
        Decimal::new(38, 1),
        Decimal::new(255, 1),
        Decimal::new(21, 1),
        Decimal::new(95, 1),
    ];
    RATES
        .iter()
        .map(|rate| Decimal::from(*rate))
        .chain(halves)
        .any(|known| (known - rate).abs() <= tolerance)
}

/// Whether tax / net lies between the lowest and the highest rates, mixed rates included.
#[must_use]
pub fn is_usual_rate(net: Decimal, tax: Decimal) -> bool {
    let rate = tax.abs() * Decimal::ONE_HUNDRED;
    rate >= net.abs() * Decimal::from(3) && rate <= net.abs() * Decimal::from(27)
}

/// No country charges more than 27 per cent; a little room for levies on top.
#[must_use]
pub fn is_absurd_rate(net: Decimal, tax: Decimal) -> bool {
    tax.abs() * Decimal::ONE_HUNDRED > net.abs() * Decimal::from(35)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_recognised_within_rounding() {
        let is_rate =
            |net: &str, tax: &str| is_known_rate(net.parse().unwrap(), tax.parse().unwrap());
        assert!(is_rate("198.00", "37.62"));
        assert!(is_rate("0.94", "0.06"));
        assert!(!is_rate("198.00", "30.20"));
        assert!(!is_rate("0", "1"));
    }
}
