//! The domain's invoice as the columns of `invoices`: typed ones for filters and sorting, and the
//! whole as JSON.

use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use sea_orm::DbErr;
use serde_json::Value as Json;

use super::invoices::ActiveModel;
use crate::domain::field::Field;
use crate::domain::invoice::Invoice;

/// Longer texts would not fit the search's index.
const MOST_LINE_TEXT: usize = 100_000;

/// Sets every column that follows from the invoice. The status and who changed it are the caller's.
///
/// # Errors
/// When the invoice cannot be written as JSON.
pub fn set_columns(row: &mut ActiveModel, invoice: &Invoice) -> Result<(), DbErr> {
    let fields = to_json(invoice)?;
    // What was removed for the JSON's sake is to be removed from the columns, too.
    let invoice: Invoice =
        serde_json::from_value(fields.clone()).map_err(|error| DbErr::Json(error.to_string()))?;
    row.document_type = Set(invoice.document_type.as_str().to_owned());
    row.invoice_number = Set(text(&invoice.invoice_number));
    row.issue_date = Set(invoice.issue_date.value);
    row.due_date = Set(invoice.due_date.value);
    row.currency = Set(text(&invoice.currency));
    row.supplier_name = Set(text(&invoice.supplier_name));
    row.supplier_vat_id = Set(text(&invoice.supplier_vat_id));
    row.supplier_iban = Set(text(&invoice.supplier_iban));
    row.customer_name = Set(text(&invoice.customer_name));
    row.total_net = Set(amount(&invoice.total_net));
    row.total_tax = Set(amount(&invoice.total_tax));
    row.total_gross = Set(amount(&invoice.total_gross));
    row.amount_due = Set(amount(&invoice.amount_due));
    row.confidence = Set(invoice.confidence);
    row.touchless = Set(invoice.touchless);
    row.line_text = Set(line_text(&invoice));
    row.fields = Set(fields);
    Ok(())
}

/// The invoice as JSON that PostgreSQL takes: its texts cannot hold the character NUL, which a PDF
/// may well contain.
///
/// # Errors
/// When the invoice cannot be written as JSON.
pub fn to_json(invoice: &Invoice) -> Result<Json, DbErr> {
    let mut json = serde_json::to_value(invoice).map_err(|error| DbErr::Json(error.to_string()))?;
    remove_nul(&mut json);
    Ok(json)
}

fn remove_nul(json: &mut Json) {
    match json {
        Json::String(text) => text.retain(|character| character != '\0'),
        Json::Array(items) => items.iter_mut().for_each(remove_nul),
        Json::Object(members) => members.values_mut().for_each(remove_nul),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn text(field: &Field<String>) -> Option<String> {
    field.value.clone()
}

fn amount(field: &Field<Decimal>) -> Option<Decimal> {
    field.value
}

fn line_text(invoice: &Invoice) -> String {
    let mut all = String::new();
    for description in invoice.lines.iter().filter_map(|line| line.description.value.as_deref()) {
        if all.len() + description.len() > MOST_LINE_TEXT {
            break;
        }
        all.push_str(description);
        all.push(' ');
    }
    all.truncate(all.trim_end().len());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_nul_is_left_out_everywhere() {
        let mut invoice = Invoice::default();
        invoice.supplier_name.value = Some("Nul\0l AG".to_owned());
        invoice.supplier_name.raw = Some("Nul\0l\0 AG".to_owned());
        let mut row = <ActiveModel as sea_orm::ActiveModelTrait>::default();
        set_columns(&mut row, &invoice).unwrap();
        assert_eq!(row.supplier_name, Set(Some("Null AG".to_owned())));
        assert!(!row.fields.unwrap().to_string().contains("\\u0000"));
    }

    #[test]
    fn the_search_finds_lines_by_their_descriptions() {
        let mut invoice = Invoice::default();
        for description in ["Hammer", "Nails"] {
            let mut line = crate::domain::invoice::InvoiceLine::default();
            line.description.value = Some(description.to_owned());
            invoice.lines.push(line);
        }
        assert_eq!(line_text(&invoice), "Hammer Nails");
    }
}
