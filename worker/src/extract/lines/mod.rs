//! Line items: the table of them is found by its heading or by its repeating pattern, read row by
//! row, and verified by quantity × price = amount and by the totals.

pub mod header;
pub mod rows;
pub mod unruled;

use std::ops::Range;

use rust_decimal::Decimal;

use super::values::amount::Amount;

/// One cell of a line item: what it says and where.
#[derive(Clone, Debug)]
pub struct Cell<T> {
    pub value: T,
    pub tokens: Range<usize>,
}

/// One line item as printed.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// The runs of tokens of the description, line by line.
    pub description: Vec<Range<usize>>,
    pub quantity: Option<Cell<Decimal>>,
    pub unit: Option<Cell<String>>,
    pub unit_price: Option<Cell<Decimal>>,
    pub tax_rate: Option<Cell<Decimal>>,
    pub amount: Option<Cell<Decimal>>,
    /// Other money of the row, for when the amounts turn out to be those of another column.
    pub others: Vec<Cell<Amount>>,
}

impl Item {
    /// Whether quantity × price is the amount, if all three are known.
    #[must_use]
    pub fn is_verified(&self) -> Option<bool> {
        let quantity = self.quantity.as_ref()?.value;
        let price = self.unit_price.as_ref()?.value;
        let amount = self.amount.as_ref()?.value;
        Some(is_product(quantity, price, amount))
    }
}

/// Whether quantity × price is the amount to a cent, or within the rounding of a printed price.
#[must_use]
pub fn is_product(quantity: Decimal, price: Decimal, amount: Decimal) -> bool {
    let Some(product) = quantity.checked_mul(price) else { return false };
    let tolerance = Decimal::new(11, 3) + quantity.abs() * Decimal::new(5, 5);
    (product - amount).abs() <= tolerance.min(Decimal::new(5, 2))
}

/// Drops rows that are no items of their own (surcharges, remarks with an amount) if the others
/// then add up to one of the totals.
pub fn prune(table: &mut Table, totals: &[Decimal]) {
    let adds_up = |items: &[&Item]| {
        let sum: Option<Decimal> =
            items.iter().map(|item| item.amount.as_ref().map(|amount| amount.value)).sum();
        sum.is_some_and(|sum| totals.contains(&sum))
    };
    if adds_up(&table.items.iter().collect::<Vec<_>>()) {
        return;
    }
    let priced = |item: &Item| item.unit_price.is_some();
    let counted = |item: &Item| item.quantity.is_some();
    let described = |item: &Item| !item.description.is_empty();
    let tests: [&dyn Fn(&Item) -> bool; 3] = [&described, &counted, &priced];
    for test in tests {
        let kept: Vec<&Item> = table.items.iter().filter(|item| test(item)).collect();
        if !kept.is_empty() && adds_up(&kept) {
            table.items.retain(|item| test(item));
            return;
        }
    }
    // Without a sum to go by, a row without any text of its own is none.
    table.items.retain(described);
}

/// The table of line items.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub items: Vec<Item>,
    /// Lines of the document that belong to it, heading included.
    pub lines: Vec<usize>,
}

impl Table {
    /// The sum of the amounts.
    #[must_use]
    pub fn sum(&self) -> Option<Decimal> {
        let amounts = self.items.iter().map(|item| item.amount.as_ref().map(|amount| amount.value));
        (!self.items.is_empty()).then(|| amounts.sum()).flatten()
    }
}
