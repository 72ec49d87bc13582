//! Puts corrections on an invoice. Either all of them are right, or none is applied.

use billify_shared::domain::checks::recheck;
use billify_shared::domain::field::{Field, FieldSource, FieldStatus};
use billify_shared::domain::ids::UserId;
use billify_shared::domain::invoice::{Invoice, InvoiceLine};
use billify_shared::store::invoice_changes::FieldChange;
use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::types::MaybeUndefined;
use rust_decimal::Decimal;

use super::request::{FieldCorrections, InvoiceCorrections, LineCorrections};
use super::values::{self, Refusal};
use crate::problem::FieldProblem;

/// Who corrects, and when.
#[derive(Clone, Copy, Debug)]
pub struct Editor {
    pub user: UserId,
    pub at: DateTime<Utc>,
}

/// What has been found out so far.
struct Run {
    editor: Editor,
    errors: Vec<FieldProblem>,
    changes: Vec<FieldChange>,
}

/// Corrects the invoice, checks its sums again, and tells what changed.
///
/// # Errors
/// Every value that cannot be used; the invoice is then not to be kept.
pub fn apply(
    invoice: &mut Invoice,
    corrections: InvoiceCorrections,
    editor: Editor,
) -> Result<Vec<FieldChange>, Vec<FieldProblem>> {
    let mut run = Run { editor, errors: Vec::new(), changes: Vec::new() };
    if let Some(fields) = corrections.fields {
        run.fields(invoice, fields);
    }
    if let Some(lines) = corrections.lines {
        run.lines(invoice, lines);
    }
    if !run.errors.is_empty() {
        return Err(run.errors);
    }
    recheck(invoice);
    Ok(run.changes)
}

impl Run {
    fn fields(&mut self, invoice: &mut Invoice, new: FieldCorrections) {
        if let Some(text) = new.document_type {
            self.document_type(invoice, &text);
        }
        self.text("invoice_number", &mut invoice.invoice_number, new.invoice_number);
        self.date("issue_date", &mut invoice.issue_date, new.issue_date);
        self.date("due_date", &mut invoice.due_date, new.due_date);
        self.field("currency", &mut invoice.currency, new.currency, values::currency);
        self.text("supplier_name", &mut invoice.supplier_name, new.supplier_name);
        self.field(
            "supplier_vat_id",
            &mut invoice.supplier_vat_id,
            new.supplier_vat_id,
            values::vat_id,
        );
        self.field("supplier_iban", &mut invoice.supplier_iban, new.supplier_iban, values::iban);
        self.text("customer_name", &mut invoice.customer_name, new.customer_name);
        self.amount("sum_lines", &mut invoice.sum_lines, new.sum_lines);
        self.amount("allowances_total", &mut invoice.allowances_total, new.allowances_total);
        self.amount("charges_total", &mut invoice.charges_total, new.charges_total);
        self.amount("total_net", &mut invoice.total_net, new.total_net);
        self.amount("total_tax", &mut invoice.total_tax, new.total_tax);
        self.amount("total_gross", &mut invoice.total_gross, new.total_gross);
        self.amount("prepaid", &mut invoice.prepaid, new.prepaid);
        self.amount("rounding", &mut invoice.rounding, new.rounding);
        self.amount("amount_due", &mut invoice.amount_due, new.amount_due);
    }

    fn document_type(&mut self, invoice: &mut Invoice, text: &str) {
        match values::document_type(text) {
            Ok(kind) if kind == invoice.document_type => {}
            Ok(kind) => {
                self.changes.push(FieldChange {
                    field: "document_type".to_owned(),
                    before: Some(invoice.document_type.as_str().to_owned()),
                    after: Some(kind.as_str().to_owned()),
                });
                invoice.document_type = kind;
            }
            Err(refusal) => self.errors.push(FieldProblem::new("document_type", refusal)),
        }
    }

    fn text(&mut self, name: &str, field: &mut Field<String>, new: MaybeUndefined<String>) {
        self.field(name, field, new, values::text);
    }

    fn date(&mut self, name: &str, field: &mut Field<NaiveDate>, new: MaybeUndefined<String>) {
        self.field(name, field, new, values::date);
    }

    fn amount(&mut self, name: &str, field: &mut Field<Decimal>, new: MaybeUndefined<String>) {
        self.field(name, field, new, values::amount);
    }

    fn field<T: Clone + PartialEq + ToString>(
        &mut self,
        name: &str,
        field: &mut Field<T>,
        new: MaybeUndefined<String>,
        parse: fn(&str) -> Result<T, Refusal>,
    ) {
        let value = match new {
            MaybeUndefined::Undefined => return,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(text) => match parse(&text) {
                Ok(value) => Some(value),
                Err(refusal) => return self.errors.push(FieldProblem::new(name, refusal)),
            },
        };
        self.changes.extend(correct(name, field, value, self.editor));
    }

    fn lines(&mut self, invoice: &mut Invoice, new: Vec<LineCorrections>) {
        let before = std::mem::take(&mut invoice.lines);
        let mut kept = vec![false; before.len()];
        for (number, line) in new.into_iter().enumerate() {
            let source = line.source_line.and_then(|source| usize::try_from(source).ok());
            let old = source.and_then(|source| before.get(source));
            match (source, old) {
                (Some(source), Some(_)) if !kept[source] => kept[source] = true,
                (None, _) => {}
                (Some(_), known) => {
                    let detail = match known {
                        Some(_) => "Another line has this source already.".to_owned(),
                        None => format!("There were {} lines, numbered from 0.", before.len()),
                    };
                    let field = format!("lines[{number}].source_line");
                    self.errors.push(FieldProblem::new(field, detail));
                }
            }
            let line = self.line(number, old.cloned().unwrap_or_default(), line);
            invoice.lines.push(line);
        }
        for (number, line) in before.iter().enumerate().filter(|(number, _)| !kept[*number]) {
            self.changes.push(FieldChange {
                field: format!("lines[{number}]"),
                before: Some(in_words(line)),
                after: None,
            });
        }
    }

    fn line(&mut self, number: usize, mut line: InvoiceLine, new: LineCorrections) -> InvoiceLine {
        let name = |field: &str| format!("lines[{number}].{field}");
        self.cell(&name("description"), &mut line.description, new.description, values::text);
        self.cell(&name("quantity"), &mut line.quantity, new.quantity, values::amount);
        self.cell(&name("unit"), &mut line.unit, new.unit, values::text);
        self.cell(&name("unit_price"), &mut line.unit_price, new.unit_price, values::amount);
        self.cell(&name("tax_rate"), &mut line.tax_rate, new.tax_rate, values::amount);
        self.cell(&name("amount"), &mut line.amount, new.amount, values::amount);
        line
    }

    /// A value of a line: what was empty and stays empty is not worth a word.
    fn cell<T: Clone + PartialEq + ToString>(
        &mut self,
        name: &str,
        field: &mut Field<T>,
        new: Option<String>,
        parse: fn(&str) -> Result<T, Refusal>,
    ) {
        match new {
            Some(text) => self.field(name, field, MaybeUndefined::Value(text), parse),
            None if field.value.is_some() => self.field(name, field, MaybeUndefined::Null, parse),
            None => {}
        }
    }
}

/// Puts a person's value on a field. Where it was read stays known; if the value is one of the
/// candidates, where that one was read.
fn correct<T: Clone + PartialEq + ToString>(
    name: &str,
    field: &mut Field<T>,
    value: Option<T>,
    editor: Editor,
) -> Option<FieldChange> {
    let before = field.value.as_ref().map(T::to_string);
    let after = value.as_ref().map(T::to_string);
    field.edited_by = Some(editor.user);
    field.edited_at = Some(editor.at);
    field.confidence = 1.0;
    if before == after {
        field.status =
            if value.is_some() { FieldStatus::Confirmed } else { FieldStatus::EmptyConfirmed };
        return None;
    }
    if let Some(value) = &value
        && let Some(candidate) = field.candidates.iter().find(|candidate| candidate.value == *value)
    {
        field.raw = Some(candidate.raw.clone());
        field.page = Some(candidate.page);
        field.bbox = Some(candidate.bbox);
        field.word_ids.clear();
    }
    field.status =
        if value.is_some() { FieldStatus::Corrected } else { FieldStatus::EmptyConfirmed };
    field.source = Some(FieldSource::User);
    field.previous_value = std::mem::replace(&mut field.value, value);
    Some(FieldChange { field: name.to_owned(), before, after })
}

/// A line that is gone, for the history.
fn in_words(line: &InvoiceLine) -> String {
    let description = line.description.value.clone();
    let amount = line.amount.value.map(|amount| amount.to_string());
    description.into_iter().chain(amount).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn editor() -> Editor {
        Editor { user: UserId::new(), at: Utc::now() }
    }

    fn gross(text: &str) -> InvoiceCorrections {
        let fields = FieldCorrections {
            total_gross: MaybeUndefined::Value(text.to_owned()),
            ..FieldCorrections::default()
        };
        InvoiceCorrections { fields: Some(fields), lines: None }
    }

    fn invoice() -> Invoice {
        let mut invoice = Invoice::default();
        invoice.total_net.value = "100.00".parse().ok();
        invoice.total_tax.value = "19.00".parse().ok();
        invoice.total_gross.value = "120.00".parse().ok();
        invoice.total_gross.raw = Some("120,00 €".to_owned());
        invoice.lines = vec![InvoiceLine::default(), InvoiceLine::default()];
        invoice.lines[1].amount.value = "100.00".parse().ok();
        invoice.lines[1].amount.page = Some(2);
        invoice
    }

    #[test]
    fn a_correction_keeps_the_evidence_and_what_stood_there() {
        let mut invoice = invoice();
        let changes = apply(&mut invoice, gross("119.00"), editor()).unwrap();
        assert_eq!(changes[0].before.as_deref(), Some("120.00"));
        let field = &invoice.total_gross;
        assert_eq!(field.raw.as_deref(), Some("120,00 €"));
        assert_eq!(field.previous_value.unwrap().to_string(), "120.00");
        assert_eq!(field.status, FieldStatus::Corrected);
        assert!(invoice.checks.iter().any(|check| check.rule == "BR-CO-15" && check.passed));
    }

    #[test]
    fn the_same_value_confirms_the_field() {
        let mut invoice = invoice();
        assert!(apply(&mut invoice, gross("120.00"), editor()).unwrap().is_empty());
        assert_eq!(invoice.total_gross.status, FieldStatus::Confirmed);
        assert_eq!(invoice.total_gross.previous_value, None);
    }

    #[test]
    fn every_wrong_value_is_told() {
        let mut corrections = gross("much");
        corrections.lines = Some(vec![
            LineCorrections { quantity: Some("two".to_owned()), ..LineCorrections::default() },
            LineCorrections { source_line: Some(9), ..LineCorrections::default() },
        ]);
        let errors = apply(&mut invoice(), corrections, editor()).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["total_gross", "lines[0].quantity", "lines[1].source_line"]);
    }

    #[test]
    fn lines_that_moved_keep_their_evidence() {
        let mut invoice = invoice();
        let line = LineCorrections {
            source_line: Some(1),
            amount: Some("90.00".to_owned()),
            ..LineCorrections::default()
        };
        let corrections = InvoiceCorrections { fields: None, lines: Some(vec![line]) };
        let changes = apply(&mut invoice, corrections, editor()).unwrap();
        assert_eq!(invoice.lines.len(), 1);
        assert_eq!(invoice.lines[0].amount.page, Some(2));
        let fields: Vec<_> = changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["lines[0].amount", "lines[0]"]);
    }
}
