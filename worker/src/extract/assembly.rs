//! From the choices of the field modules to the invoice.

use std::ops::Range;

use billify_shared::domain::{
    field::{Field, FieldSource},
    invoice::{Invoice, InvoiceLine},
};

use rust_decimal::Decimal;

use super::{
    candidates::{Candidate, Document},
    fields::{accounts, currency::Currency, dates, number, parties, totals},
    lexicon::fold::fold,
    lines::{Cell, Item, Table},
};

/// A choice below these log-odds is no choice: the field stays empty.
mod threshold {
    pub(super) const NUMBER: f32 = -1.0;
    pub(super) const ISSUE: f32 = -3.4;
    pub(super) const DUE: f32 = -0.5;
    pub(super) const SUPPLIER: f32 = -2.5;
    pub(super) const CUSTOMER: f32 = -0.6;
    pub(super) const TAX_ID: f32 = -1.5;
    pub(super) const IBAN: f32 = -0.9;
}

/// Fills number, dates, parties and accounts.
pub fn fill_header(document: &Document<'_>, invoice: &mut Invoice) {
    fill_best(
        document,
        &mut invoice.invoice_number,
        &number::candidates(document),
        threshold::NUMBER,
    );
    let dates = dates::candidates(document);
    fill_best(document, &mut invoice.issue_date, &dates.issue, threshold::ISSUE);
    fill_best(document, &mut invoice.due_date, &dates.due, threshold::DUE);
    let parties = parties::candidates(document);
    fill_best(document, &mut invoice.supplier_name, &parties.supplier, threshold::SUPPLIER);
    fill_best(document, &mut invoice.customer_name, &parties.customer, threshold::CUSTOMER);
    fill_best(
        document,
        &mut invoice.supplier_vat_id,
        &accounts::tax_ids(document),
        threshold::TAX_ID,
    );
    fill_best(document, &mut invoice.supplier_iban, &accounts::ibans(document), threshold::IBAN);
}

fn fill_best<T: Clone + PartialEq>(
    document: &Document<'_>,
    field: &mut Field<T>,
    candidates: &[Candidate<T>],
    threshold: f32,
) {
    if let Some(best) = candidates.first().filter(|best| best.log_odds > threshold) {
        document.fill(field, best, candidates);
    }
}

/// Fills the totals.
pub fn fill_totals(document: &Document<'_>, totals: &totals::Totals, invoice: &mut Invoice) {
    let chosen = &totals.chosen;
    let parts = [
        (&mut invoice.total_net, &chosen.net, &totals.net),
        (&mut invoice.total_tax, &chosen.tax, &totals.tax),
        (&mut invoice.total_gross, &chosen.gross, &totals.gross),
        (&mut invoice.amount_due, &chosen.due, &totals.due),
    ];
    for (field, choice, all) in parts {
        if let Some(choice) = choice {
            document.fill(field, choice, all);
        }
    }
    let tax = invoice.total_tax.value;
    if tax.is_some() && tax == totals.by_rate.tax() {
        invoice.tax_breakdown = totals.by_rate.breakdown();
    }
}

/// Fills the discounts on the whole document, if they lie between the lines and the net total.
pub fn fill_allowances(totals: &totals::Totals, lines: Option<Decimal>, invoice: &mut Invoice) {
    let Some((lines, net)) = lines.zip(invoice.total_net.value) else { return };
    if !totals.allowances.is_zero() && lines - totals.allowances == net {
        invoice.allowances_total.value = Some(totals.allowances);
        invoice.allowances_total.source = Some(FieldSource::Derived);
        invoice.allowances_total.confidence = SUM_HOLDS;
    }
}

/// Of a value that a sum over other values confirms.
const SUM_HOLDS: f32 = 0.95;

/// Fills the currency.
pub fn fill_currency(
    document: &Document<'_>,
    currency: Option<Currency>,
    field: &mut Field<String>,
) {
    let Some(currency) = currency else { return };
    place(document, field, currency.code, &currency.tokens);
    field.confidence = currency.confidence;
}

/// The line items as lines of the invoice.
#[must_use]
pub fn lines(document: &Document<'_>, table: &Table) -> Vec<InvoiceLine> {
    table.items.iter().map(|item| line(document, item)).collect()
}

fn line(document: &Document<'_>, item: &Item) -> InvoiceLine {
    let mut line = InvoiceLine::default();
    let texts: Vec<String> = item.description.iter().map(|run| document.layout.text(run)).collect();
    if let Some(first) = item.description.first()
        && !fold(&texts.concat()).is_empty()
    {
        place(document, &mut line.description, texts.join(" "), first);
        line.description.raw = Some(texts.join("\n"));
    }
    let verified = item.is_verified();
    place_cell(document, &mut line.quantity, item.quantity.as_ref());
    place_cell(document, &mut line.unit, item.unit.as_ref());
    place_cell(document, &mut line.unit_price, item.unit_price.as_ref());
    place_cell(document, &mut line.tax_rate, item.tax_rate.as_ref());
    place_cell(document, &mut line.amount, item.amount.as_ref());
    let confidence = if verified == Some(true) { 0.95 } else { 0.7 };
    for field in [&mut line.quantity, &mut line.unit_price, &mut line.amount] {
        if field.value.is_some() {
            field.confidence = confidence;
        }
    }
    line
}

fn place_cell<T: Clone>(document: &Document<'_>, field: &mut Field<T>, cell: Option<&Cell<T>>) {
    if let Some(cell) = cell {
        place(document, field, cell.value.clone(), &cell.tokens);
    }
}

/// Sets a value with the words it stands in, or as derived if there are none.
fn place<T>(document: &Document<'_>, field: &mut Field<T>, value: T, tokens: &Range<usize>) {
    field.value = Some(value);
    field.confidence = 0.7;
    if tokens.is_empty() {
        field.source = Some(FieldSource::Derived);
        return;
    }
    let layout = document.layout;
    let is_ocr = layout.is_ocr(tokens.start);
    field.source = Some(if is_ocr { FieldSource::Ocr } else { FieldSource::TextLayer });
    field.raw = Some(layout.text(tokens));
    field.page = Some(document.page_number(tokens.start));
    field.bbox = Some(layout.bbox(tokens));
    field.word_ids = layout.tokens[tokens.clone()].iter().map(|token| token.word_id).collect();
    field.word_ids.dedup();
}
