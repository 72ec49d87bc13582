//! How sure a field and the whole document are.
//!
//! A first, uncalibrated version: a choice's score, lowered by close rivals and doubtful OCR, raised
//! by rules that hold and cut by rules that fail. No document whose sums contradict each other is
//! touchless.

use super::{fields::rates, scoring::logistic};
use billify_shared::domain::{
    field::{Field, FieldSource, FieldStatus},
    invoice::{DocumentType, Invoice},
};

/// From here on a field is accepted without a person's eyes.
pub const ACCEPT_ABOVE: f32 = 0.9;
/// What a failed rule leaves of the confidence at most.
const AFTER_FAILED_RULE: f32 = 0.4;
/// What a sum that holds makes of the confidence at least.
const AFTER_SUM_HOLDS: f32 = 0.93;

/// A document is touchless only if every key field is at least this sure; names err most.
const TOUCHLESS_ABOVE: f32 = 0.92;
const NAME_TOUCHLESS_ABOVE: f32 = 0.97;
/// A total that no other figure of the page supports is never surer than this.
const UNSUPPORTED_TOTAL: f32 = 0.8;

/// Settles the confidence and status of every field, and of the document.
pub fn settle(invoice: &mut Invoice) {
    settle_field(&mut invoice.invoice_number);
    settle_field(&mut invoice.issue_date);
    settle_field(&mut invoice.due_date);
    settle_field(&mut invoice.currency);
    settle_field(&mut invoice.supplier_name);
    settle_field(&mut invoice.supplier_vat_id);
    settle_field(&mut invoice.supplier_iban);
    settle_field(&mut invoice.customer_name);
    settle_field(&mut invoice.total_net);
    settle_field(&mut invoice.total_tax);
    settle_field(&mut invoice.total_gross);
    settle_field(&mut invoice.amount_due);
    if !is_total_supported(invoice) {
        let total = &mut invoice.total_gross;
        total.confidence = total.confidence.min(UNSUPPORTED_TOTAL);
        total.status = FieldStatus::NeedsReview;
    }
    let key = [
        confidence_of(&invoice.invoice_number),
        confidence_of(&invoice.issue_date),
        confidence_of(&invoice.supplier_name),
        confidence_of(&invoice.currency),
        confidence_of(&invoice.total_gross),
    ];
    invoice.confidence = key.iter().product();
    let rules_hold = invoice.checks.iter().all(|check| check.passed);
    let is_bill = matches!(
        invoice.document_type,
        DocumentType::Invoice | DocumentType::CreditNote | DocumentType::Receipt
    );
    let supported = is_total_supported(invoice);
    let sure = key.iter().all(|confidence| *confidence >= TOUCHLESS_ABOVE)
        && confidence_of(&invoice.supplier_name) >= NAME_TOUCHLESS_ABOVE;
    invoice.touchless = sure && rules_hold && is_bill && supported;
}

/// Whether figures that were read on their own agree with the gross total: tax at a usual rate,
/// or the lines. A total that was itself worked out from these supports nothing.
fn is_total_supported(invoice: &Invoice) -> bool {
    let is_xml = invoice.total_gross.source == Some(FieldSource::Xml);
    let totals = [&invoice.total_net, &invoice.total_tax, &invoice.total_gross];
    let printed = totals.iter().all(|total| total.source != Some(FieldSource::Derived));
    let passed = |rule: &str| invoice.checks.iter().any(|check| check.rule == rule && check.passed);
    let rate = invoice.total_net.value.zip(invoice.total_tax.value);
    let taxed = rate.is_some_and(|(net, tax)| rates::is_usual_rate(net, tax));
    let by_sum = printed && taxed && passed("BR-CO-15");
    let by_lines = passed("BR-CO-13") && invoice.total_gross.source != Some(FieldSource::Derived);
    is_xml || by_sum || by_lines
}

fn confidence_of<T>(field: &Field<T>) -> f32 {
    if field.value.is_some() { field.confidence } else { 0.0 }
}

/// The probability that the best candidate is right, from its score and its lead over the best
/// rival: a logistic regression over all fields, fitted on the development corpus.
fn calibrated(score: f32, rival: f32, from_ocr: bool) -> f32 {
    const OWN: f32 = 0.27;
    const LEAD: f32 = 0.37;
    const OCR: f32 = -1.57;
    const BIAS: f32 = 1.88;
    let own = log_odds(score);
    let lead = (own - log_odds(rival)).clamp(-3.0, 8.0);
    let ocr = if from_ocr { OCR } else { 0.0 };
    logistic(OWN * own + LEAD * lead + ocr + BIAS)
}

fn log_odds(score: f32) -> f32 {
    let score = score.clamp(0.001, 0.999);
    (score / (1.0 - score)).ln()
}

fn settle_field<T: PartialEq>(field: &mut Field<T>) {
    let Some(value) = &field.value else {
        field.confidence = 0.0;
        field.status = FieldStatus::NeedsReview;
        return;
    };
    if field.source != Some(FieldSource::Xml) {
        let rival = field
            .candidates
            .iter()
            .filter(|candidate| candidate.value != *value)
            .map(|candidate| candidate.score)
            .fold(0.0_f32, f32::max);
        if !field.candidates.is_empty() {
            let from_ocr = field.source == Some(FieldSource::Ocr);
            field.confidence = calibrated(field.confidence, rival, from_ocr);
        }
        let confirmed = field.checks.iter().any(|check| check.passed && check.rule == "BR-CO-15");
        if confirmed && field.source != Some(FieldSource::Derived) {
            field.confidence = field.confidence.max(AFTER_SUM_HOLDS);
        }
        if let Some(reading) = field.ocr_confidence {
            field.confidence *= 0.7 + 0.3 * reading.clamp(0.0, 1.0);
        }
        field.confidence = field.confidence.min(0.99);
    }
    if field.checks.iter().any(|check| !check.passed) {
        field.confidence = field.confidence.min(AFTER_FAILED_RULE);
    }
    field.status = if field.confidence >= ACCEPT_ABOVE {
        FieldStatus::AutoAccepted
    } else {
        FieldStatus::NeedsReview
    };
}

#[cfg(test)]
mod tests {
    use billify_shared::domain::field::Check;

    use super::*;

    fn field(confidence: f32) -> Field<String> {
        let value = Some("x".to_owned());
        Field { value, confidence, source: Some(FieldSource::TextLayer), ..Field::default() }
    }

    #[test]
    fn a_failed_rule_cuts_the_confidence_and_asks_for_review() {
        let mut field = field(0.99);
        field.checks.push(Check { rule: "BR-CO-15".into(), passed: false, message: String::new() });
        settle_field(&mut field);
        assert!(field.confidence <= AFTER_FAILED_RULE);
        assert_eq!(field.status, FieldStatus::NeedsReview);
    }

    #[test]
    fn an_empty_field_is_not_confident() {
        let mut field = Field::<String> { confidence: 0.8, ..Field::default() };
        settle_field(&mut field);
        assert!(field.confidence == 0.0);
    }

    #[test]
    fn a_document_without_a_supported_total_is_not_touchless() {
        let mut invoice = Invoice { document_type: DocumentType::Invoice, ..Invoice::default() };
        for text in [&mut invoice.invoice_number, &mut invoice.supplier_name, &mut invoice.currency]
        {
            *text = field(0.99);
        }
        invoice.issue_date.value = chrono::NaiveDate::from_ymd_opt(2024, 1, 31);
        invoice.issue_date.confidence = 0.99;
        invoice.total_gross.value = Some(rust_decimal::Decimal::TEN);
        invoice.total_gross.confidence = 0.99;
        settle(&mut invoice);
        assert!(!invoice.touchless);
        assert!(invoice.total_gross.confidence <= UNSUPPORTED_TOTAL);
    }
}
