//! A structured invoice, every field with its evidence, named after EN 16931.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::field::{Check, Field};

/// The version of the extraction. A document is read once for each version.
pub const PIPELINE_VERSION: i32 = 1;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    Invoice,
    CreditNote,
    Receipt,
    Reminder,
    Statement,
    DeliveryNote,
    #[default]
    Other,
}

impl DocumentType {
    pub const ALL: [Self; 7] = [
        Self::Invoice,
        Self::CreditNote,
        Self::Receipt,
        Self::Reminder,
        Self::Statement,
        Self::DeliveryNote,
        Self::Other,
    ];

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::Receipt => "receipt",
            Self::Reminder => "reminder",
            Self::Statement => "statement",
            Self::DeliveryNote => "delivery_note",
            Self::Other => "other",
        }
    }
}

/// One line of the invoice (BG-25).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// BT-153
    pub description: Field<String>,
    /// BT-129
    pub quantity: Field<Decimal>,
    /// BT-130, as printed or a UN/ECE code.
    pub unit: Field<String>,
    /// BT-146
    pub unit_price: Field<Decimal>,
    /// BT-152, per cent.
    pub tax_rate: Field<Decimal>,
    /// BT-131, or the amount printed in the amount column.
    pub amount: Field<Decimal>,
}

impl Default for InvoiceLine {
    fn default() -> Self {
        Self {
            description: Field::empty("BT-153"),
            quantity: Field::empty("BT-129"),
            unit: Field::empty("BT-130"),
            unit_price: Field::empty("BT-146"),
            tax_rate: Field::empty("BT-152"),
            amount: Field::empty("BT-131"),
        }
    }
}

/// Tax by rate (BG-23).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaxBreakdown {
    /// BT-119, per cent.
    pub rate: Option<Decimal>,
    /// BT-116
    pub base: Option<Decimal>,
    /// BT-117
    pub tax: Option<Decimal>,
}

/// Everything that was read from one document. Stored as JSON: add fields, never rename them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invoice {
    pub document_type: DocumentType,
    /// ISO 639-1, of the document's text.
    pub language: Option<String>,
    /// BT-1
    pub invoice_number: Field<String>,
    /// BT-2
    pub issue_date: Field<NaiveDate>,
    /// BT-9
    pub due_date: Field<NaiveDate>,
    /// BT-5, ISO 4217.
    pub currency: Field<String>,
    /// BT-27
    pub supplier_name: Field<String>,
    /// BT-31
    pub supplier_vat_id: Field<String>,
    /// BT-84
    pub supplier_iban: Field<String>,
    /// BT-44
    pub customer_name: Field<String>,
    /// BT-106: sum of the lines.
    pub sum_lines: Field<Decimal>,
    /// BT-107
    pub allowances_total: Field<Decimal>,
    /// BT-108
    pub charges_total: Field<Decimal>,
    /// BT-109: total without tax.
    pub total_net: Field<Decimal>,
    /// BT-110
    pub total_tax: Field<Decimal>,
    /// BT-112: total with tax.
    pub total_gross: Field<Decimal>,
    /// BT-113: paid already.
    pub prepaid: Field<Decimal>,
    /// BT-114
    pub rounding: Field<Decimal>,
    /// BT-115: what is left to pay.
    pub amount_due: Field<Decimal>,
    pub tax_breakdown: Vec<TaxBreakdown>,
    pub lines: Vec<InvoiceLine>,
    /// Rules over several fields.
    pub checks: Vec<Check>,
    /// The probability that every key field is right, 0 to 1.
    pub confidence: f32,
    /// True if nothing asks for a person's eyes.
    pub touchless: bool,
}

impl Default for Invoice {
    fn default() -> Self {
        Self {
            document_type: DocumentType::Other,
            language: None,
            invoice_number: Field::empty("BT-1"),
            issue_date: Field::empty("BT-2"),
            due_date: Field::empty("BT-9"),
            currency: Field::empty("BT-5"),
            supplier_name: Field::empty("BT-27"),
            supplier_vat_id: Field::empty("BT-31"),
            supplier_iban: Field::empty("BT-84"),
            customer_name: Field::empty("BT-44"),
            sum_lines: Field::empty("BT-106"),
            allowances_total: Field::empty("BT-107"),
            charges_total: Field::empty("BT-108"),
            total_net: Field::empty("BT-109"),
            total_tax: Field::empty("BT-110"),
            total_gross: Field::empty("BT-112"),
            prepaid: Field::empty("BT-113"),
            rounding: Field::empty("BT-114"),
            amount_due: Field::empty("BT-115"),
            tax_breakdown: Vec::new(),
            lines: Vec::new(),
            checks: Vec::new(),
            confidence: 0.0,
            touchless: false,
        }
    }
}
