//! Rules over the fields of an invoice, named after EN 16931 where it has the rule.
//!
//! Every check says in plain words what was compared, with the figures. A rule whose figures are
//! not all known is not run; it says nothing.

use billify_shared::domain::{
    field::{Check, Field},
    invoice::Invoice,
};
use rust_decimal::Decimal;

use super::{
    fields::rates,
    values::{iban, tax_id},
};

/// What rounding may cost: a cent, and a little more where many rounded figures are added.
const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Runs all rules; results stand on the invoice and on the fields concerned.
pub fn run(invoice: &mut Invoice) {
    let sums = [
        lines_sum(invoice),
        net_of_lines(invoice),
        gross_of_net_and_tax(invoice),
        tax_of_breakdown(invoice),
        due_of_gross(invoice),
    ];
    invoice.checks.extend(sums.into_iter().flatten());
    invoice.checks.extend(breakdown_rates(invoice));
    invoice.checks.extend(line_products(invoice));
    invoice.checks.extend(tax_rate(invoice));
    invoice.checks.extend(due_after_issue(invoice));
    attach(invoice);
    check_numbers(invoice);
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

/// BR-CO-17: each tax is its base times its rate.
fn breakdown_rates(invoice: &Invoice) -> Vec<Check> {
    let rows = invoice.tax_breakdown.iter();
    rows.filter_map(|row| {
        let (base, rate, tax) = (row.base?, row.rate?, row.tax?);
        let expected = (base.checked_mul(rate)? / Decimal::ONE_HUNDRED).round_dp(2);
        // The standard allows one unit of the currency, because tax may be rounded by line.
        let passed = (expected - tax).abs() < Decimal::ONE;
        let message = format!("tax {tax} {} {rate} % of {base} = {expected}", verb(passed));
        Some(check("BR-CO-17", passed, message))
    })
    .collect()
}

/// Quantity × price is the amount of a line: told once, for the lines that differ. Discounts and
/// price bases make a difference legitimate, so it is not a failed rule.
fn line_products(invoice: &Invoice) -> Option<Check> {
    let judged = invoice.lines.iter().filter_map(|line| {
        let product = line.quantity.value?.checked_mul(line.unit_price.value?)?;
        Some(equal(product, line.amount.value?, Decimal::new(5, 2)))
    });
    let (right, all) = judged
        .fold((0_usize, 0_usize), |(right, all), holds| (right + usize::from(holds), all + 1));
    (all > 0).then(|| {
        check(
            "line-products",
            true,
            format!("quantity × price is the amount on {right} of {all} lines"),
        )
    })
}

/// Tax that no country charges: told only when it fails.
fn tax_rate(invoice: &Invoice) -> Option<Check> {
    let (net, tax) = (invoice.total_net.value?, invoice.total_tax.value?);
    let message = format!("tax {tax} on net {net} is more than any country charges");
    rates::is_absurd_rate(net, tax).then(|| check("tax-rate", false, message))
}

fn due_after_issue(invoice: &Invoice) -> Option<Check> {
    let (issue, due) = (invoice.issue_date.value?, invoice.due_date.value?);
    let passed = due >= issue;
    let message =
        format!("due on {due}, {} issue on {issue}", if passed { "not before" } else { "before" });
    Some(check("due-after-issue", passed, message))
}

/// Puts each rule on the fields it speaks of.
fn attach(invoice: &mut Invoice) {
    for check in invoice.checks.clone() {
        let amounts: &mut [&mut Field<Decimal>] = match check.rule.as_str() {
            "BR-CO-10" => &mut [&mut invoice.sum_lines],
            "BR-CO-13" => &mut [&mut invoice.total_net],
            "BR-CO-14" => &mut [&mut invoice.total_tax],
            "BR-CO-15" | "tax-rate" => {
                &mut [&mut invoice.total_net, &mut invoice.total_tax, &mut invoice.total_gross]
            }
            "BR-CO-16" => &mut [&mut invoice.total_gross, &mut invoice.amount_due],
            "due-after-issue" => {
                invoice.due_date.checks.push(check);
                continue;
            }
            _ => continue,
        };
        for field in amounts.iter_mut() {
            field.checks.push(check.clone());
        }
    }
}

/// Check digits of account and tax numbers.
fn check_numbers(invoice: &mut Invoice) {
    if let Some(iban) = &invoice.supplier_iban.value {
        let plain: String = iban.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let passed = iban::is_valid(&plain.to_uppercase());
        let message =
            format!("the check digits of {iban} are {}", if passed { "right" } else { "wrong" });
        let check = check("iban-mod-97", passed, message);
        invoice.supplier_iban.checks.push(check.clone());
        invoice.checks.push(check);
    }
    if let Some(id) = &invoice.supplier_vat_id.value {
        let found = tax_id::at_start(&[id.replace(' ', "").as_str()]);
        if let Some(passed) = found.and_then(|found| found.check) {
            let message =
                format!("the check digits of {id} are {}", if passed { "right" } else { "wrong" });
            let check = check("vat-id-check-digits", passed, message);
            invoice.supplier_vat_id.checks.push(check.clone());
            invoice.checks.push(check);
        }
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

    fn verdict(invoice: &Invoice, rule: &str) -> Option<bool> {
        invoice.checks.iter().find(|check| check.rule == rule).map(|check| check.passed)
    }

    #[test]
    fn totals_that_do_not_add_up_are_told_with_their_figures() {
        let mut wrong = invoice("100.00", "19.00", "120.00");
        run(&mut wrong);
        let check = wrong.checks.iter().find(|check| check.rule == "BR-CO-15").unwrap();
        assert!(!check.passed);
        assert_eq!(check.message, "gross 120.00 is not net 100.00 + tax 19.00 = 119.00");
        assert_eq!(wrong.total_gross.checks.len(), 1);
    }

    #[test]
    fn a_cent_of_rounding_is_allowed() {
        let mut right = invoice("100.00", "19.00", "119.01");
        run(&mut right);
        assert_eq!(verdict(&right, "BR-CO-15"), Some(true));
    }

    #[test]
    fn rules_without_their_figures_say_nothing() {
        let mut empty = Invoice::default();
        run(&mut empty);
        assert!(empty.checks.is_empty());
    }

    #[test]
    fn a_wrong_iban_is_told_on_the_field() {
        let mut invoice = Invoice::default();
        invoice.supplier_iban.value = Some("DE88370400440532013000".to_owned());
        run(&mut invoice);
        assert!(!invoice.supplier_iban.checks[0].passed);
    }
}
