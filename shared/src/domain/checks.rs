//! Rules over the amounts and dates of an invoice, named after EN 16931 where it has the rule.
//!
//! Every check says in plain words what was compared, with the figures. A rule whose figures are
//! not all known is not run; it says nothing. Running them again replaces what they said before.

use rust_decimal::Decimal;

use super::field::{Check, Field};
use super::invoice::Invoice;
use super::numbers::is_iban;

/// What rounding may cost: a cent, and a little more where many rounded figures are added.
const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The rules that [`recheck`] runs; all others stay as they are.
const RULES: [&str; 7] =
    ["BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "due-after-issue", "iban-mod-97"];

/// Runs the rules on the invoice as it stands now, after a correction.
pub fn recheck(invoice: &mut Invoice) {
    forget(invoice);
    let sums = [
        lines_sum(invoice),
        net_of_lines(invoice),
        gross_of_net_and_tax(invoice),
        tax_of_breakdown(invoice),
        due_of_gross(invoice),
        due_after_issue(invoice),
        iban_digits(invoice),
    ];
    for check in sums.into_iter().flatten() {
        attach(invoice, &check);
        invoice.checks.push(check);
    }
}

fn forget(invoice: &mut Invoice) {
    let stays = |check: &Check| !RULES.contains(&check.rule.as_str());
    invoice.checks.retain(stays);
    invoice.due_date.checks.retain(stays);
    invoice.supplier_iban.checks.retain(stays);
    for field in [
        &mut invoice.sum_lines,
        &mut invoice.total_net,
        &mut invoice.total_tax,
        &mut invoice.total_gross,
        &mut invoice.amount_due,
    ] {
        field.checks.retain(stays);
    }
}

fn check(rule: &str, passed: bool, message: String) -> Check {
    Check { rule: rule.to_owned(), passed, message }
}

fn equal(left: Decimal, right: Decimal, tolerance: Decimal) -> bool {
    (left - right).abs() <= tolerance
}

fn verb(passed: bool) -> &'static str {
    if passed { "is" } else { "is not" }
}

fn line_sum(invoice: &Invoice) -> Option<Decimal> {
    let amounts = invoice.lines.iter().map(|line| line.amount.value);
    (!invoice.lines.is_empty()).then(|| amounts.sum()).flatten()
}

/// The rounding that a sum over the lines may carry.
fn line_tolerance(invoice: &Invoice) -> Decimal {
    CENT * Decimal::from(invoice.lines.len().clamp(1, 5))
}

/// BR-CO-10: the sum of the lines is the sum of their amounts.
fn lines_sum(invoice: &Invoice) -> Option<Check> {
    let lines = line_sum(invoice)?;
    let stated = invoice.sum_lines.value?;
    let passed = equal(lines, stated, CENT);
    let message = format!(
        "the sum of the lines, {stated}, {} what the lines add up to, {lines}",
        verb(passed)
    );
    Some(check("BR-CO-10", passed, message))
}

/// BR-CO-13: net is lines less allowances plus charges. Where the page does not state these, lines
/// printed with tax are accepted against the gross total.
fn net_of_lines(invoice: &Invoice) -> Option<Check> {
    let lines = invoice.sum_lines.value.or_else(|| line_sum(invoice))?;
    let net = invoice.total_net.value?;
    let allowances = invoice.allowances_total.value.unwrap_or_default();
    let charges = invoice.charges_total.value.unwrap_or_default();
    let expected = lines - allowances + charges;
    let tolerance = line_tolerance(invoice);
    if !equal(expected, net, tolerance)
        && invoice.sum_lines.value.is_none()
        && let Some(gross) = invoice.total_gross.value
        && equal(expected, gross, tolerance)
    {
        let message = format!("the lines add up to the total with tax, {gross}");
        return Some(check("BR-CO-13", true, message));
    }
    let passed = equal(expected, net, tolerance);
    let message = format!(
        "net {net} {} lines {lines} - allowances {allowances} + charges {charges} = {expected}",
        verb(passed)
    );
    Some(check("BR-CO-13", passed, message))
}

/// BR-CO-15: gross is net plus tax.
fn gross_of_net_and_tax(invoice: &Invoice) -> Option<Check> {
    let (net, tax, gross) =
        (invoice.total_net.value?, invoice.total_tax.value?, invoice.total_gross.value?);
    let sum = net + tax;
    let passed = equal(sum, gross, CENT);
    let message = format!("gross {gross} {} net {net} + tax {tax} = {sum}", verb(passed));
    Some(check("BR-CO-15", passed, message))
}

/// BR-CO-14: tax is the sum of the tax by rate.
fn tax_of_breakdown(invoice: &Invoice) -> Option<Check> {
    let total = invoice.total_tax.value?;
    let sum: Decimal = invoice.tax_breakdown.iter().map(|row| row.tax).sum::<Option<Decimal>>()?;
    if invoice.tax_breakdown.is_empty() {
        return None;
    }
    let passed = equal(sum, total, CENT);
    let message = format!("tax {total} {} the sum of the taxes by rate, {sum}", verb(passed));
    Some(check("BR-CO-14", passed, message))
}

/// BR-CO-16: amount due is gross less what was paid, plus rounding.
fn due_of_gross(invoice: &Invoice) -> Option<Check> {
    let (gross, due) = (invoice.total_gross.value?, invoice.amount_due.value?);
    let prepaid = invoice.prepaid.value.unwrap_or_default();
    let rounding = invoice.rounding.value.unwrap_or_default();
    // On a page the parts between gross and due are often not told apart: no verdict then.
    let stated = invoice.prepaid.value.is_some() || gross == due;
    let passed = equal(gross - prepaid + rounding, due, CENT);
    let message = format!(
        "amount due {due} {} gross {gross} - paid {prepaid} + rounding {rounding}",
        verb(passed)
    );
    stated.then(|| check("BR-CO-16", passed, message))
}

fn due_after_issue(invoice: &Invoice) -> Option<Check> {
    let (issue, due) = (invoice.issue_date.value?, invoice.due_date.value?);
    let passed = due >= issue;
    let message =
        format!("due on {due}, {} issue on {issue}", if passed { "not before" } else { "before" });
    Some(check("due-after-issue", passed, message))
}

fn iban_digits(invoice: &Invoice) -> Option<Check> {
    let iban = invoice.supplier_iban.value.as_ref()?;
    let passed = is_iban(iban);
    let message =
        format!("the check digits of {iban} are {}", if passed { "right" } else { "wrong" });
    Some(check("iban-mod-97", passed, message))
}

/// Puts a rule on the fields it speaks of.
fn attach(invoice: &mut Invoice, check: &Check) {
    let amounts: &mut [&mut Field<Decimal>] = match check.rule.as_str() {
        "BR-CO-10" => &mut [&mut invoice.sum_lines],
        "BR-CO-13" => &mut [&mut invoice.total_net],
        "BR-CO-14" => &mut [&mut invoice.total_tax],
        "BR-CO-15" => {
            &mut [&mut invoice.total_net, &mut invoice.total_tax, &mut invoice.total_gross]
        }
        "BR-CO-16" => &mut [&mut invoice.total_gross, &mut invoice.amount_due],
        "due-after-issue" => return invoice.due_date.checks.push(check.clone()),
        "iban-mod-97" => return invoice.supplier_iban.checks.push(check.clone()),
        _ => return,
    };
    for field in amounts.iter_mut() {
        field.checks.push(check.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoice(net: &str, tax: &str, gross: &str) -> Invoice {
        let mut invoice = Invoice::default();
        invoice.total_net.value = net.parse().ok();
        invoice.total_tax.value = tax.parse().ok();
        invoice.total_gross.value = gross.parse().ok();
        invoice
    }

    #[test]
    fn totals_that_do_not_add_up_are_told_with_their_figures() {
        let mut wrong = invoice("100.00", "19.00", "120.00");
        recheck(&mut wrong);
        assert_eq!(wrong.checks[0].message, "gross 120.00 is not net 100.00 + tax 19.00 = 119.00");
        assert_eq!(wrong.total_gross.checks.len(), 1);
    }

    #[test]
    fn a_correction_replaces_what_the_rule_said_before() {
        let mut invoice = invoice("100.00", "19.00", "120.00");
        invoice.checks.push(check("one-invoice", false, "there are two".to_owned()));
        recheck(&mut invoice);
        invoice.total_gross.value = "119.00".parse().ok();
        recheck(&mut invoice);
        let verdicts: Vec<_> =
            invoice.checks.iter().map(|check| (check.rule.as_str(), check.passed)).collect();
        assert_eq!(verdicts, [("one-invoice", false), ("BR-CO-15", true)]);
        assert_eq!(invoice.total_tax.checks.len(), 1);
    }
}
