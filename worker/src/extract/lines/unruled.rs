//! Items without a heading, as on till receipts: a description and an amount at the right edge.
//!
//! Only believed if the amounts add up to a total of the document.

use rust_decimal::Decimal;

use super::{Cell, Item, Table, is_product, rows::Sheet};

/// Reads lines of description and amount up to the first total.
#[must_use]
pub fn read(sheet: &Sheet<'_>) -> Table {
    let mut table = Table::default();
    for line in 0..sheet.layout.lines.len() {
        if sheet.is_total(line) {
            if table.items.is_empty() {
                continue;
            }
            break;
        }
        if let Some(item) = item_on(sheet, line) {
            // A total whose label was misread.
            let amount = item.amount.as_ref().map(|amount| amount.value);
            if table.items.len() > 1 && amount == table.sum() {
                break;
            }
            table.items.push(item);
            table.lines.push(line);
        }
    }
    table
}

fn item_on(sheet: &Sheet<'_>, line: usize) -> Option<Item> {
    let layout = sheet.layout;
    let tokens = layout.lines[line].tokens.clone();
    let figures = sheet.amounts_on(line);
    let last = figures.last().filter(|last| last.tokens.end + 1 >= tokens.end)?;
    if last.value.decimals != 2 || last.value.percent {
        return None;
    }
    let first_figure = figures
        .iter()
        .find(|figure| figure.value.decimals == 2 || figure.tokens.start > tokens.start)
        .map_or(last.tokens.start, |figure| figure.tokens.start);
    let letters = |tokens: std::ops::Range<usize>| {
        layout.tokens[tokens]
            .iter()
            .flat_map(|token| token.text.chars())
            .filter(|c| c.is_alphabetic())
            .count()
    };
    let description = tokens.start..first_figure.max(tokens.start);
    let mut item = Item {
        amount: Some(Cell { value: last.value.value, tokens: last.tokens.clone() }),
        ..Item::default()
    };
    let plain: Vec<Cell<Decimal>> = figures[..figures.len() - 1]
        .iter()
        .map(|figure| Cell { value: figure.value.value, tokens: figure.tokens.clone() })
        .collect();
    for (index, first) in plain.iter().enumerate() {
        if let Some(second) = plain[index + 1..]
            .iter()
            .find(|second| is_product(first.value, second.value, last.value.value))
        {
            item.quantity = Some(first.clone());
            item.unit_price = Some(second.clone());
        }
    }
    let described = if letters(description.clone()) >= 3 {
        description
    } else {
        // The description stands on the line above, the figures below it.
        let above = line.checked_sub(1)?;
        let above_tokens = layout.lines[above].tokens.clone();
        let free = sheet.amounts_on(above).iter().all(|figure| figure.value.decimals != 2);
        (free && letters(above_tokens.clone()) >= 3 && item.quantity.is_some())
            .then_some(above_tokens)?
    };
    item.description = vec![described];
    Some(item)
}
