//! What was read, as a table, and what was read wrong, by name.

use std::io::{self, IsTerminal, Write};

use billify_samples::ReadFields;
use comfy_table::{
    Cell, CellAlignment, Color, ContentArrangement, Table, modifiers::UTF8_ROUND_CORNERS,
    presets::UTF8_FULL_CONDENSED,
};

use super::sample::ReadSample;

const HEADER: [&str; 12] = [
    "document", "number", "supplier", "issued", "due", "net", "tax", "gross", "cur", "conf.",
    "sec", "check",
];
/// Amounts, confidence and seconds.
const RIGHT_ALIGNED: [usize; 5] = [5, 6, 7, 9, 10];

/// Prints the table and each mismatch to standard output.
pub(crate) fn print(samples: &[ReadSample]) -> anyhow::Result<()> {
    let mut table = Table::new();
    table
        .load_preset(UTF8_FULL_CONDENSED)
        .apply_modifier(UTF8_ROUND_CORNERS)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(HEADER);
    for column in RIGHT_ALIGNED {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for sample in samples {
        table.add_row(row(sample)?);
    }
    if !io::stdout().is_terminal() {
        table.force_no_tty();
    }
    let mut out = io::stdout().lock();
    writeln!(out, "\n{table}")?;
    let mut right = 0;
    for sample in samples {
        right += usize::from(sample.is_right()?);
        if let Some(failure) = sample.failure() {
            writeln!(out, "{}: not read: {failure}", sample.file_name())?;
        } else {
            for mismatch in sample.mismatches()? {
                writeln!(out, "{}: {mismatch}", sample.file_name())?;
            }
        }
    }
    let earlier = samples.iter().filter(|sample| sample.was_there()).count();
    write!(out, "{right} of {} documents read right", samples.len())?;
    if earlier > 0 {
        write!(out, "; {earlier} were uploaded in an earlier run")?;
    }
    writeln!(out)?;
    Ok(())
}

fn row(sample: &ReadSample) -> anyhow::Result<Vec<Cell>> {
    let text = |value: Option<String>| Cell::new(value.unwrap_or_else(|| "–".to_owned()));
    let ReadFields {
        invoice_number,
        issue_date,
        due_date,
        currency,
        supplier_name,
        subtotal,
        tax_total,
        total,
        ..
    } = sample.fields()?;
    let confidence = sample.figures().map(|figures| format!("{:.2}", figures.confidence));
    Ok(vec![
        Cell::new(sample.file_name()),
        text(invoice_number),
        text(supplier_name),
        text(issue_date),
        text(due_date),
        text(subtotal),
        text(tax_total),
        text(total),
        text(currency),
        text(confidence),
        text(sample.seconds().map(|seconds| format!("{seconds:.1}"))),
        verdict(sample)?,
    ])
}

fn verdict(sample: &ReadSample) -> anyhow::Result<Cell> {
    Ok(if sample.failure().is_some() {
        Cell::new("failed").fg(Color::Red)
    } else {
        match sample.mismatches()?.len() {
            0 => Cell::new("right").fg(Color::Green),
            wrong => Cell::new(format!("{wrong} wrong")).fg(Color::Red),
        }
    })
}
