//! What a reader should find in a sample: only what is printed (or in the XML), nothing guessed.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::invoice::{Invoice, Kind};

/// One printed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TruthLine {
    pub description: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
    pub amount: Decimal,
}

/// The fields of one document; `None` means not printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Truth {
    pub document_type: &'static str,
    pub invoice_number: Option<String>,
    pub issue_date: Option<NaiveDate>,
    pub due_date: Option<NaiveDate>,
    pub currency: Option<String>,
    pub supplier_name: Option<String>,
    pub supplier_vat_id: Option<String>,
    pub supplier_iban: Option<String>,
    pub customer_name: Option<String>,
    pub subtotal: Option<Decimal>,
    pub tax_total: Option<Decimal>,
    pub total: Option<Decimal>,
    pub amount_due: Option<Decimal>,
    pub line_items: Vec<TruthLine>,
}

impl From<&Invoice> for Truth {
    fn from(invoice: &Invoice) -> Self {
        let totals = &invoice.totals;
        let lines = invoice.lines.iter().map(|line| TruthLine {
            description: line.text.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            amount: line.amount,
        });
        Self {
            document_type: invoice.kind.as_str(),
            invoice_number: Some(invoice.number.clone()),
            issue_date: Some(invoice.issue_date),
            due_date: invoice.due_date,
            currency: Some(invoice.currency().to_owned()),
            supplier_name: Some(invoice.supplier.name.clone()),
            supplier_vat_id: invoice.supplier.vat_id.clone(),
            supplier_iban: invoice.bank.as_ref().map(|account| account.iban.clone()),
            customer_name: invoice.customer.as_ref().map(|customer| customer.name.clone()),
            subtotal: Some(totals.net),
            tax_total: Some(totals.tax),
            total: Some(totals.gross),
            amount_due: (invoice.kind == Kind::Invoice).then_some(totals.due),
            line_items: lines.collect(),
        }
    }
}
