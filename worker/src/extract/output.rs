//! The flat view of an invoice that `billify-worker extract` prints and the corpora are scored by.

use billify_shared::domain::{
    field::Field,
    invoice::{Invoice, InvoiceLine},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Field values by their flat names; what is not known is null.
#[must_use]
pub fn corpus_fields(invoice: &Invoice) -> Value {
    let lines: Vec<Value> = invoice.lines.iter().map(line).collect();
    json!({
        "invoice_number": invoice.invoice_number.value,
        "issue_date": invoice.issue_date.value,
        "due_date": invoice.due_date.value,
        "currency": invoice.currency.value,
        "supplier_name": invoice.supplier_name.value,
        "supplier_vat_id": invoice.supplier_vat_id.value,
        "supplier_iban": invoice.supplier_iban.value,
        "customer_name": invoice.customer_name.value,
        "subtotal": invoice.total_net.value,
        "tax_total": invoice.total_tax.value,
        "total": invoice.total_gross.value,
        "line_items": lines,
    })
}

fn line(line: &InvoiceLine) -> Value {
    json!({
        "description": line.description.value,
        "quantity": line.quantity.value,
        "unit_price": line.unit_price.value,
        "amount": line.amount.value,
    })
}

/// Confidence by flat name, for the fields that have a value.
#[must_use]
pub fn confidences(invoice: &Invoice) -> Value {
    collect(invoice, &Confidence)
}

/// Evidence by flat name, for the fields that have a value.
#[must_use]
pub fn evidence(invoice: &Invoice) -> Value {
    collect(invoice, &Evidence)
}

trait View {
    fn of<T: Serialize>(&self, field: &Field<T>) -> Value;
}

struct Confidence;

impl View for Confidence {
    fn of<T: Serialize>(&self, field: &Field<T>) -> Value {
        // Three digits are more than the figure means, and print well.
        json!((f64::from(field.confidence) * 1000.0).round() / 1000.0)
    }
}

struct Evidence;

impl View for Evidence {
    fn of<T: Serialize>(&self, field: &Field<T>) -> Value {
        json!({
            "raw": field.raw,
            "term": field.term,
            "page": field.page,
            "bbox": field.bbox,
            "source": field.source,
            "label": field.label,
            "word_ids": field.word_ids,
            "candidates": field.candidates,
            "checks": field.checks,
            "status": field.status,
        })
    }
}

fn collect(invoice: &Invoice, view: &impl View) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, known: bool, value: Value| {
        if known {
            map.insert(name.to_owned(), value);
        }
    };
    let texts = [
        ("invoice_number", &invoice.invoice_number),
        ("currency", &invoice.currency),
        ("supplier_name", &invoice.supplier_name),
        ("supplier_vat_id", &invoice.supplier_vat_id),
        ("supplier_iban", &invoice.supplier_iban),
        ("customer_name", &invoice.customer_name),
    ];
    for (name, field) in texts {
        put(name, field.value.is_some(), view.of(field));
    }
    for (name, field) in [("issue_date", &invoice.issue_date), ("due_date", &invoice.due_date)] {
        put(name, field.value.is_some(), view.of(field));
    }
    let amounts = [
        ("subtotal", &invoice.total_net),
        ("tax_total", &invoice.total_tax),
        ("total", &invoice.total_gross),
        ("amount_due", &invoice.amount_due),
    ];
    for (name, field) in amounts {
        put(name, field.value.is_some(), view.of(field));
    }
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_are_null_and_without_evidence() {
        let mut invoice = Invoice::default();
        invoice.total_gross.value = "12.50".parse().ok();
        let fields = corpus_fields(&invoice);
        assert_eq!(fields["total"], "12.50");
        assert_eq!(fields["issue_date"], Value::Null);
        let evidence = evidence(&invoice);
        assert_eq!(evidence.as_object().map(Map::len), Some(1));
    }
}
