//! From an invoice and a style to pages. Widths are measured before anything is placed, so that
//! texts never overlap, whatever the language and the font.

mod facts;
mod footer;
mod header;
mod logo;
mod payment;
mod pen;
mod receipt;
mod style;
mod sums;
mod table;

use self::pen::Pen;
pub use self::style::{Column, Facts, Footer, Header, Logo, Style, Sums, Table};
use crate::invoice::{Invoice, Kind};
use crate::page::{FontBook, Sheet};

/// Lays an invoice out.
#[must_use]
pub fn compose(invoice: &Invoice, style: &Style, fonts: &FontBook) -> Vec<Sheet> {
    if invoice.kind == Kind::Receipt {
        return receipt::compose(invoice, style, fonts);
    }
    let style = consistent(style, invoice);
    let mut pen = Pen::new(invoice, &style, fonts);
    header::draw(&mut pen);
    table::draw(&mut pen);
    sums::draw(&mut pen);
    payment::draw(&mut pen);
    footer::draw(&mut pen);
    pen.into_sheets()
}

/// Every fact has exactly one place: what one choice hides, another one shows.
fn consistent(style: &Style, invoice: &Invoice) -> Style {
    let mut style = style.clone();
    match style.header {
        Header::Sidebar => style.footer = Footer::Bare,
        Header::Reverse => style.footer = Footer::Columns,
        _ => {}
    }
    if style.footer == Footer::Bare && style.header != Header::Sidebar {
        style.bank_box = true;
    }
    let has_discounts = invoice.lines.iter().any(|line| line.discount.is_some());
    if has_discounts && !style.columns.contains(&Column::Discount) {
        let before_amount = style.columns.len().saturating_sub(1);
        style.columns.insert(before_amount, Column::Discount);
    }
    let is_narrow = style.header == Header::Sidebar;
    if is_narrow {
        style.columns.retain(|column| !matches!(column, Column::Position | Column::Unit));
    }
    style
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::invoice::{Dice, Order};

    #[test]
    fn no_text_overlaps_another_or_leaves_the_page() {
        let fonts = FontBook::load().unwrap();
        for seed in 0..600 {
            let mut dice = Dice::seed_from_u64(seed);
            let invoice = Order::random(&mut dice).draw(&mut dice);
            let style = Style::random(&mut dice);
            for (page, sheet) in compose(&invoice, &style, &fonts).iter().enumerate() {
                let faults = sheet.faults();
                assert!(faults.is_empty(), "seed {seed}, page {page}: {faults:?}\n{style:?}");
            }
        }
    }
}
