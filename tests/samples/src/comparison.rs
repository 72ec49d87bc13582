//! Holds what was read against the truth: amounts to the cent, dates exactly, identifiers by their
//! letters and digits, names without case and punctuation.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::truth::Truth;

/// What a reader found, as text: dates ISO, amounts decimal, `None` if it found nothing.
///
/// The names are those of [`Truth`], so that JSON with more keys can be read into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReadFields {
    pub invoice_number: Option<String>,
    pub issue_date: Option<String>,
    pub due_date: Option<String>,
    pub currency: Option<String>,
    pub supplier_name: Option<String>,
    pub supplier_vat_id: Option<String>,
    pub supplier_iban: Option<String>,
    pub customer_name: Option<String>,
    #[serde(alias = "total_net")]
    pub subtotal: Option<String>,
    #[serde(alias = "total_tax")]
    pub tax_total: Option<String>,
    #[serde(alias = "total_gross")]
    pub total: Option<String>,
}

/// A field that was not read right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub field: &'static str,
    pub expected: String,
    pub found: Option<String>,
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let found = self.found.as_deref().unwrap_or("nothing");
        write!(out, "{}: expected {}, found {found}", self.field, self.expected)
    }
}

impl Truth {
    /// Every printed field that was not read right; empty means all is well.
    #[must_use]
    pub fn compare(&self, read: &ReadFields) -> Vec<Mismatch> {
        let mut report = Report::default();
        report.text(
            "invoice_number",
            self.invoice_number.as_ref(),
            &read.invoice_number,
            identifier,
        );
        report.date("issue_date", self.issue_date, &read.issue_date);
        report.date("due_date", self.due_date, &read.due_date);
        report.text("currency", self.currency.as_ref(), &read.currency, identifier);
        report.text("supplier_name", self.supplier_name.as_ref(), &read.supplier_name, name);
        let vat_id = self.supplier_vat_id.as_ref();
        report.text("supplier_vat_id", vat_id, &read.supplier_vat_id, identifier);
        let iban = self.supplier_iban.as_ref();
        report.text("supplier_iban", iban, &read.supplier_iban, identifier);
        report.text("customer_name", self.customer_name.as_ref(), &read.customer_name, name);
        report.amount("subtotal", self.subtotal, &read.subtotal);
        report.amount("tax_total", self.tax_total, &read.tax_total);
        report.amount("total", self.total, &read.total);
        report.mismatches
    }
}

/// Letters and digits only.
fn identifier(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect::<String>().to_uppercase()
}

/// Words in lower case, punctuation gone.
fn name(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Report {
    mismatches: Vec<Mismatch>,
}

impl Report {
    fn text(
        &mut self,
        field: &'static str,
        expected: Option<&String>,
        found: &Option<String>,
        normalise: fn(&str) -> String,
    ) {
        if let Some(expected) = expected {
            let is_same = found.as_deref().map(normalise) == Some(normalise(expected));
            self.note(field, is_same, expected, found);
        }
    }

    fn date(&mut self, field: &'static str, expected: Option<NaiveDate>, found: &Option<String>) {
        if let Some(expected) = expected {
            let is_same =
                found.as_deref().and_then(|text| text.trim().parse().ok()) == Some(expected);
            self.note(field, is_same, &expected.to_string(), found);
        }
    }

    fn amount(&mut self, field: &'static str, expected: Option<Decimal>, found: &Option<String>) {
        if let Some(expected) = expected {
            let read = found.as_deref().and_then(|text| text.trim().parse::<Decimal>().ok());
            let is_same = read.map(|value| value.round_dp(2)) == Some(expected.round_dp(2));
            self.note(field, is_same, &expected.to_string(), found);
        }
    }

    fn note(&mut self, field: &'static str, is_same: bool, expected: &str, found: &Option<String>) {
        if !is_same {
            let (expected, found) = (expected.to_owned(), found.clone());
            self.mismatches.push(Mismatch { field, expected, found });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth() -> Truth {
        Truth {
            document_type: "invoice",
            invoice_number: Some("RE-2026-0042".to_owned()),
            issue_date: NaiveDate::from_ymd_opt(2026, 3, 5),
            due_date: None,
            currency: Some("EUR".to_owned()),
            supplier_name: Some("Kontor Bürobedarf GmbH".to_owned()),
            supplier_vat_id: None,
            supplier_iban: Some("DE89370400440532013000".to_owned()),
            customer_name: None,
            subtotal: Some("100.00".parse().unwrap()),
            tax_total: Some("19.00".parse().unwrap()),
            total: Some("119.00".parse().unwrap()),
            amount_due: None,
            line_items: Vec::new(),
        }
    }

    fn read() -> ReadFields {
        ReadFields {
            invoice_number: Some("re 2026/0042".to_owned()),
            issue_date: Some("2026-03-05".to_owned()),
            due_date: Some("2026-03-19".to_owned()),
            currency: Some("EUR".to_owned()),
            supplier_name: Some("KONTOR Bürobedarf, GmbH".to_owned()),
            supplier_iban: Some("DE89 3704 0044 0532 0130 00".to_owned()),
            subtotal: Some("100".to_owned()),
            tax_total: Some("19.0".to_owned()),
            total: Some("119.00".to_owned()),
            ..ReadFields::default()
        }
    }

    #[test]
    fn writing_does_not_matter_and_what_is_not_printed_is_not_asked() {
        assert_eq!(truth().compare(&read()), []);
    }

    #[test]
    fn a_wrong_and_a_missing_value_are_both_named() {
        let found = ReadFields { total: Some("119.01".to_owned()), currency: None, ..read() };
        let mismatches = truth().compare(&found);
        assert_eq!(mismatches.len(), 2);
        assert_eq!(mismatches[0].to_string(), "currency: expected EUR, found nothing");
        assert_eq!(mismatches[1].to_string(), "total: expected 119.00, found 119.01");
    }
}
