//! Fields of an invoice as an XML states them.

use billify_shared::domain::{
    field::{Field, FieldSource, FieldStatus},
    invoice::{DocumentType, Invoice},
};
use chrono::NaiveDate;
use roxmltree::Node;
use rust_decimal::Decimal;

use super::tree;

/// What the XML says is what the sender means; the rest to 1 is files that contradict themselves.
pub(super) const XML_CONFIDENCE: f32 = 0.995;

/// Fills `field` with a value of the XML; an absent value leaves it empty.
pub(super) fn set<T>(field: &mut Field<T>, value: Option<T>, raw: Option<String>) {
    if value.is_none() {
        return;
    }
    field.value = value;
    field.raw = raw;
    field.confidence = XML_CONFIDENCE;
    field.source = Some(FieldSource::Xml);
    field.status = FieldStatus::AutoAccepted;
}

pub(super) fn set_text(field: &mut Field<String>, value: Option<String>) {
    set(field, value.clone(), value);
}

/// Sets the number at the first of `paths` that has one.
pub(super) fn set_number(field: &mut Field<Decimal>, node: Node<'_, '_>, paths: &[&str]) {
    for path in paths {
        if let Some(raw) = tree::text(node, path)
            && let Some(value) = tree::parse_number(&raw)
        {
            set(field, Some(value), Some(raw));
            return;
        }
    }
}

/// Sets the date at the first of `paths` that has one.
pub(super) fn set_date(field: &mut Field<NaiveDate>, node: Node<'_, '_>, paths: &[&str]) {
    for path in paths {
        if let Some(raw) = tree::text(node, path)
            && let Some(value) = tree::parse_date(&raw)
        {
            set(field, Some(value), Some(raw));
            return;
        }
    }
}

/// Marks a total that the XML leaves out but that its other figures determine.
pub(super) fn set_derived(field: &mut Field<Decimal>, value: Option<Decimal>) {
    if field.value.is_none() && value.is_some() {
        set(field, value, None);
        field.source = Some(FieldSource::Derived);
    }
}

/// The document type of a UNTDID 1001 code.
pub(super) fn document_type(code: &str) -> DocumentType {
    match code {
        "81" | "83" | "261" | "262" | "296" | "308" | "381" | "396" | "420" | "458" | "532" => {
            DocumentType::CreditNote
        }
        _ => DocumentType::Invoice,
    }
}

/// Totals that follow from the others when a small profile leaves them out.
pub(super) fn complete(invoice: &mut Invoice) {
    let (net, tax, gross) =
        (invoice.total_net.value, invoice.total_tax.value, invoice.total_gross.value);
    set_derived(&mut invoice.total_gross, net.zip(tax).map(|(net, tax)| net + tax));
    set_derived(&mut invoice.total_net, gross.zip(tax).map(|(gross, tax)| gross - tax));
    set_derived(&mut invoice.amount_due, invoice.total_gross.value);
}
