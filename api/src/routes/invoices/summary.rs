//! An invoice as lists show it, and one page of a list.

use billify_shared::domain::{invoice, status};
use billify_shared::store::invoices::Model;
use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::evidence::{DocumentType, InvoiceEvidence, decimal_text, fraction};
use crate::problem::Problem;

/// How far an invoice can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "status::InvoiceStatus")]
pub enum InvoiceStatus {
    /// A person should look at it.
    NeedsReview,
    /// Nothing asks for a person's eyes.
    Ready,
    /// A person has approved it.
    Approved,
}

/// The fields of an invoice that lists show. Amounts are decimal strings; what is not known is left out.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InvoiceSummary {
    id: Uuid,
    document_id: Uuid,
    document_type: DocumentType,
    status: InvoiceStatus,
    /// Grows with every change; give it back as `If-Match`.
    version: i32,
    invoice_number: Option<String>,
    issue_date: Option<NaiveDate>,
    due_date: Option<NaiveDate>,
    /// ISO 4217.
    currency: Option<String>,
    supplier_name: Option<String>,
    supplier_vat_id: Option<String>,
    supplier_iban: Option<String>,
    customer_name: Option<String>,
    total_net: Option<String>,
    total_tax: Option<String>,
    total_gross: Option<String>,
    amount_due: Option<String>,
    /// The probability that every key field is right, 0 to 1.
    confidence: f64,
    /// True if nothing asked for a person's eyes.
    touchless: bool,
    approved_by: Option<Uuid>,
    approved_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// An invoice with the evidence of every field.
#[derive(Debug, Object)]
#[oai(rename = "Invoice")]
pub struct InvoiceDetail {
    #[oai(flatten)]
    summary: InvoiceSummary,
    invoice: InvoiceEvidence,
}

/// One page of invoices.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InvoiceList {
    pub items: Vec<InvoiceSummary>,
    /// Present if there is more.
    pub next_cursor: Option<String>,
    /// Invoices that match, on all pages.
    pub total: u64,
}

impl InvoiceSummary {
    /// # Errors
    /// When the stored status is not one of ours.
    pub fn of_row(row: Model) -> Result<Self, Problem> {
        let status = status::InvoiceStatus::parse(&row.status)
            .ok_or_else(|| Problem::internal(format!("invoice {} has no known status", row.id)))?;
        let document_type = invoice::DocumentType::parse(&row.document_type)
            .ok_or_else(|| Problem::internal(format!("invoice {} has no known type", row.id)))?;
        Ok(Self {
            id: row.id.0,
            document_id: row.document_id.0,
            document_type: document_type.into(),
            status: status.into(),
            version: row.version,
            invoice_number: row.invoice_number,
            issue_date: row.issue_date,
            due_date: row.due_date,
            currency: row.currency,
            supplier_name: row.supplier_name,
            supplier_vat_id: row.supplier_vat_id,
            supplier_iban: row.supplier_iban,
            customer_name: row.customer_name,
            total_net: row.total_net.map(decimal_text),
            total_tax: row.total_tax.map(decimal_text),
            total_gross: row.total_gross.map(decimal_text),
            amount_due: row.amount_due.map(decimal_text),
            confidence: fraction(row.confidence),
            touchless: row.touchless,
            approved_by: row.approved_by.map(|user| user.0),
            approved_at: row.approved_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl InvoiceDetail {
    /// # Errors
    /// When what is stored is not an invoice.
    pub fn of_row(row: Model) -> Result<Self, Problem> {
        let invoice = row.invoice().map_err(Problem::internal)?;
        Ok(Self { summary: InvoiceSummary::of_row(row)?, invoice: invoice.into() })
    }
}
