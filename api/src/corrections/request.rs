//! What a correction looks like. Values are texts, so that every wrong one can be told at once.

use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

/// What to correct. Parts that are left out stay as they are.
#[derive(Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct InvoiceCorrections {
    pub fields: Option<FieldCorrections>,
    /// All lines of the invoice, in order: they replace the ones before.
    #[oai(validator(max_items = 1000))]
    pub lines: Option<Vec<LineCorrections>>,
}

/// Values by field name. The value that already stands there confirms it; null says that the
/// document does not have this field.
#[derive(Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct FieldCorrections {
    /// `invoice`, `credit_note`, `receipt`, `reminder`, `statement`, `delivery_note` or `other`.
    pub document_type: Option<String>,
    pub invoice_number: MaybeUndefined<String>,
    /// ISO 8601: `2026-03-31`.
    pub issue_date: MaybeUndefined<String>,
    /// ISO 8601: `2026-03-31`.
    pub due_date: MaybeUndefined<String>,
    /// ISO 4217: `EUR`.
    pub currency: MaybeUndefined<String>,
    pub supplier_name: MaybeUndefined<String>,
    pub supplier_vat_id: MaybeUndefined<String>,
    /// With right check digits.
    pub supplier_iban: MaybeUndefined<String>,
    pub customer_name: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub sum_lines: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub allowances_total: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub charges_total: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub total_net: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub total_tax: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub total_gross: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub prepaid: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub rounding: MaybeUndefined<String>,
    /// A decimal number: `1234.50`.
    pub amount_due: MaybeUndefined<String>,
}

/// A line as it is to be; what is left out is empty.
#[derive(Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct LineCorrections {
    /// Which line it was before, from 0, so that it keeps its evidence. A new line has none.
    pub source_line: Option<u32>,
    pub description: Option<String>,
    /// A decimal number: `2.5`.
    pub quantity: Option<String>,
    pub unit: Option<String>,
    /// A decimal number: `1234.50`.
    pub unit_price: Option<String>,
    /// Per cent: `19`.
    pub tax_rate: Option<String>,
    /// A decimal number: `1234.50`.
    pub amount: Option<String>,
}
