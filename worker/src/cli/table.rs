//! What was read, as a table for people.

use std::fmt::Display;

use billify_shared::domain::field::Field;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::extract::Outcome;

const COLUMNS: [&str; 10] =
    ["file", "number", "supplier", "date", "due", "currency", "net", "tax", "gross", "confidence"];
const AMOUNT_COLUMNS: std::ops::Range<usize> = 6..10;

pub(super) fn of(outcomes: &[Outcome]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(COLUMNS);
    for outcome in outcomes {
        table.add_row(row(outcome));
    }
    for index in AMOUNT_COLUMNS {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn row(outcome: &Outcome) -> Vec<String> {
    let file = outcome.file.clone();
    match &outcome.result {
        Ok((_, invoice)) => vec![
            file,
            shown(&invoice.invoice_number),
            shown(&invoice.supplier_name),
            shown(&invoice.issue_date),
            shown(&invoice.due_date),
            shown(&invoice.currency),
            shown(&invoice.total_net),
            shown(&invoice.total_tax),
            shown(&invoice.total_gross),
            format!("{:.0} %", invoice.confidence * 100.0),
        ],
        Err(problem) => vec![file, format!("{}: {}", problem.code.title(), problem.detail)],
    }
}

fn shown<T: Display>(field: &Field<T>) -> String {
    field.value.as_ref().map_or_else(|| "–".to_owned(), T::to_string)
}
