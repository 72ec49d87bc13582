//! Sums, as EN 16931 adds them: tax is worked out once for each rate, on the rate's sum.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Line;

/// Tax by rate (BG-23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxLine {
    pub rate: Decimal,
    pub base: Decimal,
    pub tax: Decimal,
    /// What a discount on the whole document took off this rate's lines.
    pub allowance: Decimal,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    pub lines: Decimal,
    /// Per cent off the whole document.
    pub discount: Option<Decimal>,
    pub allowance: Decimal,
    pub net: Decimal,
    pub taxes: Vec<TaxLine>,
    pub tax: Decimal,
    pub gross: Decimal,
    pub prepaid: Decimal,
    pub due: Decimal,
}

/// To the cent, halves away from zero.
pub(super) fn to_cent(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}

/// The amount of a line before tax (BT-131).
pub(super) fn line_amount(
    quantity: Decimal,
    unit_price: Decimal,
    discount: Option<Decimal>,
) -> Decimal {
    let full = quantity * unit_price;
    to_cent(full - discount.map_or(Decimal::ZERO, |percent| full * percent / Decimal::ONE_HUNDRED))
}

/// The rates that occur, the highest first, with the sum of their lines.
fn sums_by_rate(lines: &[Line]) -> Vec<(Decimal, Decimal)> {
    let mut sums: Vec<(Decimal, Decimal)> = Vec::new();
    for line in lines {
        match sums.iter_mut().find(|(rate, _)| *rate == line.rate) {
            Some((_, sum)) => *sum += line.amount,
            None => sums.push((line.rate, line.amount)),
        }
    }
    sums.sort_by_key(|(rate, _)| std::cmp::Reverse(*rate));
    sums
}

impl Totals {
    /// For lines that are priced before tax.
    #[must_use]
    pub fn of_net_lines(lines: &[Line], discount: Option<Decimal>, prepaid_share: Decimal) -> Self {
        let taxes = sums_by_rate(lines)
            .into_iter()
            .map(|(rate, sum)| {
                let percent = discount.unwrap_or_default();
                let allowance = to_cent(sum * percent / Decimal::ONE_HUNDRED);
                let base = to_cent(sum - allowance);
                let tax = to_cent(base * rate / Decimal::ONE_HUNDRED);
                TaxLine { rate, base, tax, allowance }
            })
            .collect();
        Self::from_taxes(taxes, discount, prepaid_share)
    }

    /// For lines that are priced with tax.
    #[must_use]
    pub fn of_gross_lines(lines: &[Line]) -> Self {
        let taxes = sums_by_rate(lines)
            .into_iter()
            .map(|(rate, sum)| {
                let tax = to_cent(sum * rate / (Decimal::ONE_HUNDRED + rate));
                TaxLine { rate, base: to_cent(sum - tax), tax, allowance: Decimal::ZERO }
            })
            .collect();
        let totals = Self::from_taxes(taxes, None, Decimal::ZERO);
        Self { lines: totals.gross, ..totals }
    }

    fn from_taxes(taxes: Vec<TaxLine>, discount: Option<Decimal>, prepaid_share: Decimal) -> Self {
        let net: Decimal = taxes.iter().map(|line| line.base).sum();
        let allowance: Decimal = taxes.iter().map(|line| line.allowance).sum();
        let tax: Decimal = taxes.iter().map(|line| line.tax).sum();
        let gross = net + tax;
        let prepaid = to_cent(gross * prepaid_share);
        Self {
            lines: to_cent(net + allowance),
            discount,
            allowance: to_cent(allowance),
            net: to_cent(net),
            taxes,
            tax: to_cent(tax),
            gross: to_cent(gross),
            prepaid,
            due: to_cent(gross - prepaid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Unit;

    fn line(amount: &str, rate: u32) -> Line {
        Line {
            text: String::new(),
            unit: Unit::Piece,
            quantity: Decimal::ONE,
            unit_price: amount.parse().unwrap(),
            rate: rate.into(),
            discount: None,
            amount: amount.parse().unwrap(),
        }
    }

    #[test]
    fn tax_is_rounded_once_for_each_rate() {
        let lines = [line("10.03", 19), line("10.03", 19), line("5.00", 7)];
        let totals = Totals::of_net_lines(&lines, None, Decimal::ZERO);
        assert_eq!(totals.net.to_string(), "25.06");
        assert_eq!(totals.tax.to_string(), "4.16");
        assert_eq!(totals.gross.to_string(), "29.22");
        assert_eq!(totals.taxes[0].rate, Decimal::from(19));
    }

    #[test]
    fn a_discount_comes_off_before_tax() {
        let totals = Totals::of_net_lines(&[line("200.00", 20)], Some(5.into()), Decimal::ZERO);
        assert_eq!(totals.allowance.to_string(), "10.00");
        assert_eq!(totals.net.to_string(), "190.00");
        assert_eq!(totals.due.to_string(), "228.00");
    }

    #[test]
    fn prices_with_tax_stay_what_they_are() {
        let totals = Totals::of_gross_lines(&[line("11.90", 19)]);
        assert_eq!(totals.gross.to_string(), "11.90");
        assert_eq!(totals.net.to_string(), "10.00");
    }
}
