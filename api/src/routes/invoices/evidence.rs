//! An invoice with the evidence of every field, as the API shows it.

use billify_shared::domain::field::{self, Field};
use billify_shared::domain::invoice::{self, Invoice};
use billify_shared::domain::page::BoundingBox;
use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Where a value came from, most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "field::FieldSource")]
pub enum FieldSource {
    /// A person wrote it.
    User,
    /// An e-invoice in the file.
    Xml,
    /// A payment code on the page.
    Qr,
    /// The text that the PDF carries.
    TextLayer,
    /// Read from the picture of the page.
    Ocr,
    /// Known from earlier documents of this sender.
    Learned,
    /// Not printed: worked out from other fields.
    Derived,
}

/// Whether a value can be used as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "field::FieldStatus")]
pub enum FieldStatus {
    AutoAccepted,
    NeedsReview,
    Confirmed,
    Corrected,
    /// A person confirmed that the document does not have this field.
    EmptyConfirmed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "invoice::DocumentType")]
pub enum DocumentType {
    Invoice,
    CreditNote,
    Receipt,
    Reminder,
    Statement,
    DeliveryNote,
    Other,
}

/// The words that told what a value is.
#[derive(Debug, Object)]
pub struct Label {
    text: String,
    /// From 1.
    page: u32,
    /// Left, top, right, bottom, in fractions of the upright page.
    #[oai(validator(min_items = 4, max_items = 4))]
    bbox: Vec<f64>,
}

/// A rule that was checked.
#[derive(Debug, Object)]
pub struct Check {
    /// The rule's name, `BR-CO-15` of EN 16931 for instance.
    rule: String,
    passed: bool,
    /// In plain words, with the figures.
    message: String,
}

macro_rules! evidence {
    ($($(#[$doc:meta])* $field:ident, $candidate:ident: $domain:ty => $shown:ty, $show:path;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Object)]
        #[oai(skip_serializing_if_is_none)]
        pub struct $field {
            value: Option<$shown>,
            /// As printed.
            raw: Option<String>,
            /// The business term of EN 16931, `BT-112` for instance.
            term: Option<String>,
            /// The probability that the value is right, 0 to 1.
            confidence: f64,
            /// What the reader said of the words, 0 to 1.
            ocr_confidence: Option<f64>,
            source: Option<FieldSource>,
            /// From 1.
            page: Option<u32>,
            /// Left, top, right, bottom, in fractions of the upright page.
            #[oai(validator(min_items = 4, max_items = 4))]
            bbox: Option<Vec<f64>>,
            label: Option<Label>,
            /// The words of the page that make up the value.
            word_ids: Vec<u32>,
            /// Other readings, best first.
            candidates: Vec<$candidate>,
            checks: Vec<Check>,
            status: FieldStatus,
            edited_by: Option<Uuid>,
            edited_at: Option<DateTime<Utc>>,
            /// What stood here before the last edit.
            previous_value: Option<$shown>,
        }

        /// Another reading of the field.
        #[derive(Debug, Object)]
        pub struct $candidate {
            value: $shown,
            raw: String,
            page: u32,
            /// Left, top, right, bottom, in fractions of the upright page.
            #[oai(validator(min_items = 4, max_items = 4))]
            bbox: Vec<f64>,
            /// 0 to 1, comparable within the field only.
            score: f64,
        }

        impl From<Field<$domain>> for $field {
            fn from(field: Field<$domain>) -> Self {
                Self {
                    value: field.value.map($show),
                    raw: field.raw,
                    term: field.term,
                    confidence: fraction(field.confidence),
                    ocr_confidence: field.ocr_confidence.map(fraction),
                    source: field.source.map(Into::into),
                    page: field.page,
                    bbox: field.bbox.map(corners),
                    label: field.label.map(Into::into),
                    word_ids: field.word_ids,
                    candidates: field.candidates.into_iter().map(Into::into).collect(),
                    checks: field.checks.into_iter().map(Into::into).collect(),
                    status: field.status.into(),
                    edited_by: field.edited_by.map(|user| user.0),
                    edited_at: field.edited_at,
                    previous_value: field.previous_value.map($show),
                }
            }
        }

        impl From<field::Candidate<$domain>> for $candidate {
            fn from(candidate: field::Candidate<$domain>) -> Self {
                Self {
                    value: $show(candidate.value),
                    raw: candidate.raw,
                    page: candidate.page,
                    bbox: corners(candidate.bbox),
                    score: fraction(candidate.score),
                }
            }
        }
    )+};
}

evidence!(
    /// A text with its evidence.
    TextField, TextCandidate: String => String, std::convert::identity;
    /// A date with its evidence.
    DateField, DateCandidate: NaiveDate => NaiveDate, std::convert::identity;
    /// An amount, quantity or rate with its evidence: a decimal string with the digits printed.
    DecimalField, DecimalCandidate: Decimal => String, decimal_text;
);

/// One line of the invoice.
#[derive(Debug, Object)]
pub struct Line {
    description: TextField,
    quantity: DecimalField,
    unit: TextField,
    unit_price: DecimalField,
    /// Per cent.
    tax_rate: DecimalField,
    amount: DecimalField,
}

/// Tax at one rate; decimal strings.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TaxBreakdown {
    /// Per cent.
    rate: Option<String>,
    base: Option<String>,
    tax: Option<String>,
}

/// Everything read from the document, corrections included, every field with its evidence.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InvoiceEvidence {
    document_type: DocumentType,
    /// ISO 639-1, of the document's text.
    language: Option<String>,
    invoice_number: TextField,
    issue_date: DateField,
    due_date: DateField,
    /// ISO 4217.
    currency: TextField,
    supplier_name: TextField,
    supplier_vat_id: TextField,
    supplier_iban: TextField,
    customer_name: TextField,
    sum_lines: DecimalField,
    allowances_total: DecimalField,
    charges_total: DecimalField,
    total_net: DecimalField,
    total_tax: DecimalField,
    total_gross: DecimalField,
    prepaid: DecimalField,
    rounding: DecimalField,
    amount_due: DecimalField,
    tax_breakdown: Vec<TaxBreakdown>,
    lines: Vec<Line>,
    /// Rules over several fields.
    checks: Vec<Check>,
    /// The probability that every key field is right, 0 to 1.
    confidence: f64,
    /// True if nothing asked for a person's eyes.
    touchless: bool,
}

impl From<Invoice> for InvoiceEvidence {
    fn from(invoice: Invoice) -> Self {
        Self {
            document_type: invoice.document_type.into(),
            language: invoice.language,
            invoice_number: invoice.invoice_number.into(),
            issue_date: invoice.issue_date.into(),
            due_date: invoice.due_date.into(),
            currency: invoice.currency.into(),
            supplier_name: invoice.supplier_name.into(),
            supplier_vat_id: invoice.supplier_vat_id.into(),
            supplier_iban: invoice.supplier_iban.into(),
            customer_name: invoice.customer_name.into(),
            sum_lines: invoice.sum_lines.into(),
            allowances_total: invoice.allowances_total.into(),
            charges_total: invoice.charges_total.into(),
            total_net: invoice.total_net.into(),
            total_tax: invoice.total_tax.into(),
            total_gross: invoice.total_gross.into(),
            prepaid: invoice.prepaid.into(),
            rounding: invoice.rounding.into(),
            amount_due: invoice.amount_due.into(),
            tax_breakdown: invoice.tax_breakdown.into_iter().map(Into::into).collect(),
            lines: invoice.lines.into_iter().map(Into::into).collect(),
            checks: invoice.checks.into_iter().map(Into::into).collect(),
            confidence: fraction(invoice.confidence),
            touchless: invoice.touchless,
        }
    }
}

impl From<invoice::InvoiceLine> for Line {
    fn from(line: invoice::InvoiceLine) -> Self {
        Self {
            description: line.description.into(),
            quantity: line.quantity.into(),
            unit: line.unit.into(),
            unit_price: line.unit_price.into(),
            tax_rate: line.tax_rate.into(),
            amount: line.amount.into(),
        }
    }
}

impl From<invoice::TaxBreakdown> for TaxBreakdown {
    fn from(row: invoice::TaxBreakdown) -> Self {
        Self {
            rate: row.rate.map(decimal_text),
            base: row.base.map(decimal_text),
            tax: row.tax.map(decimal_text),
        }
    }
}

impl From<field::Label> for Label {
    fn from(label: field::Label) -> Self {
        Self { text: label.text, page: label.page, bbox: corners(label.bbox) }
    }
}

impl From<field::Check> for Check {
    fn from(check: field::Check) -> Self {
        Self { rule: check.rule, passed: check.passed, message: check.message }
    }
}

/// With the digits that were printed: 1.20 stays 1.20.
pub(super) fn decimal_text(value: Decimal) -> String {
    value.to_string()
}

fn corners(bbox: BoundingBox) -> Vec<f64> {
    <[f32; 4]>::from(bbox).into_iter().map(fraction).collect()
}

/// Without the noise that widening a small float would show.
pub(super) fn fraction(value: f32) -> f64 {
    (f64::from(value) * 1e6).round() / 1e6
}
