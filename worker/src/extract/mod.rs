//! From words with boxes to a structured invoice with evidence. Pure: no I/O, no clock, no state.
//!
//! [`from_pages`] goes through layout (lines, segments, labels), facts (everything that has the form
//! of a value), candidates with features and scores, a joint choice under the rules of arithmetic,
//! checks, and confidence. [`einvoice::parse`] reads the same invoice from XML, where nothing needs
//! to be guessed.

pub mod assembly;
pub mod candidates;
pub mod checks;
pub mod confidence;
pub mod einvoice;
pub mod facts;
pub mod fields;
pub mod layout;
pub mod lexicon;
pub mod lines;
pub mod output;
pub mod scoring;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod values;

use billify_shared::domain::{
    invoice::{DocumentType, Invoice},
    page::Page,
};

use rust_decimal::Decimal;

use candidates::Document;
use facts::Facts;
use fields::{currency, kind, totals};
use layout::{Layout, labels, relations::LabelMap};
use lines::{Table, rows, rows::Sheet, unruled};

pub use output::{confidences, corpus_fields, evidence};

/// What is known about a document besides its pages.
#[derive(Clone, Debug, Default)]
pub struct ExtractionContext {
    /// Payloads of payment QR codes found on the pages.
    pub qr_payloads: Vec<String>,
    /// The currency of the organisation, for documents that name none.
    pub default_currency: Option<String>,
}

/// Reads an invoice from the words of its pages.
#[must_use]
pub fn from_pages(pages: &[Page], context: &ExtractionContext) -> Invoice {
    let layout = Layout::of(pages);
    let labels = labels::find(&layout);
    let facts = Facts::of(&layout);
    let map = LabelMap::new(&layout, &labels);
    let table = rows::read(&Sheet { layout: &layout, labels: &labels, map: &map, facts: &facts });
    let mut in_table = vec![false; layout.lines.len()];
    for &line in &table.lines {
        in_table[line] = true;
    }
    let mut document = Document { layout: &layout, labels: &labels, map, facts: &facts, in_table };

    let mut invoice = Invoice {
        language: kind::language(&layout),
        document_type: kind::document_type(&layout),
        ..Invoice::default()
    };
    let totals = totals::choose(&document, table.sum());
    let table = believable(&mut document, table, &totals);
    assembly::fill_header(&document, &mut invoice);
    assembly::fill_totals(&document, &totals, &mut invoice);
    assembly::fill_allowances(&totals, table.sum(), &mut invoice);
    let default = context.default_currency.as_deref();
    let currency = currency::choose(&document, invoice.language.as_deref(), default);
    assembly::fill_currency(&document, currency, &mut invoice.currency);
    invoice.lines = assembly::lines(&document, &table);
    if invoice.document_type == DocumentType::Other && invoice.total_gross.value.is_some() {
        invoice.document_type = untitled(&invoice);
    }
    checks::run(&mut invoice);
    confidence::settle(&mut invoice);
    invoice
}

/// A bill that does not say what it is: without a customer it is a receipt.
fn untitled(invoice: &Invoice) -> DocumentType {
    if invoice.customer_name.value.is_none() {
        DocumentType::Receipt
    } else {
        DocumentType::Invoice
    }
}

/// The table with a heading, or items without one if their amounts add up to a total.
fn believable(document: &mut Document<'_>, mut table: Table, totals: &totals::Totals) -> Table {
    let known: Vec<Decimal> = [&totals.net, &totals.gross]
        .into_iter()
        .flatten()
        .filter(|total| total.log_odds > 0.0)
        .chain([&totals.chosen.net, &totals.chosen.gross].into_iter().flatten())
        .map(|total| total.value)
        .flat_map(|total| [total, total + totals.allowances])
        .collect();
    if !table.items.is_empty() {
        lines::prune(&mut table, &known);
        return table;
    }
    let map = LabelMap::new(document.layout, document.labels);
    let sheet = Sheet {
        layout: document.layout,
        labels: document.labels,
        map: &map,
        facts: document.facts,
    };
    let unruled = unruled::read(&sheet);
    if unruled.sum().is_none_or(|sum| !known.contains(&sum)) {
        return table;
    }
    for &line in &unruled.lines {
        document.in_table[line] = true;
    }
    unruled
}
