//! UBL 2.x `Invoice` and `CreditNote`: Peppol BIS 3, XRechnung and national profiles.

use billify_shared::domain::invoice::{DocumentType, Invoice, InvoiceLine, TaxBreakdown};
use roxmltree::Node;

use super::fields::{complete, document_type, set, set_date, set_number, set_text};
use super::tree::{self, at, children, text};

/// Reads the root element of a UBL document.
pub(super) fn read(root: Node<'_, '_>) -> Invoice {
    let is_credit_note = root.tag_name().name() == "CreditNote";
    let mut invoice = Invoice::default();
    let code = text(root, "InvoiceTypeCode").or_else(|| text(root, "CreditNoteTypeCode"));
    invoice.document_type = if is_credit_note {
        DocumentType::CreditNote
    } else {
        code.as_deref().map_or(DocumentType::Invoice, document_type)
    };
    invoice.language = root.attribute("languageID").map(str::to_lowercase);
    set_text(&mut invoice.invoice_number, text(root, "ID"));
    set_date(&mut invoice.issue_date, root, &["IssueDate"]);
    set_date(&mut invoice.due_date, root, &["DueDate", "PaymentMeans/PaymentDueDate"]);
    set_text(&mut invoice.currency, text(root, "DocumentCurrencyCode"));
    read_parties(root, &mut invoice);
    read_totals(root, &mut invoice);
    invoice.lines = root
        .children()
        .filter(|node| matches!(node.tag_name().name(), "InvoiceLine" | "CreditNoteLine"))
        .map(|node| read_line(node, is_credit_note))
        .collect();
    complete(&mut invoice);
    invoice
}

fn read_parties(root: Node<'_, '_>, invoice: &mut Invoice) {
    let supplier = at(root, "AccountingSupplierParty/Party");
    let customer = at(root, "AccountingCustomerParty/Party");
    set_text(&mut invoice.supplier_name, supplier.and_then(party_name));
    set_text(&mut invoice.customer_name, customer.and_then(party_name));
    set_text(&mut invoice.supplier_vat_id, supplier.and_then(tax_id));
    let iban =
        children(root, "PaymentMeans").find_map(|means| text(means, "PayeeFinancialAccount/ID"));
    set_text(&mut invoice.supplier_iban, iban);
}

fn party_name(party: Node<'_, '_>) -> Option<String> {
    text(party, "PartyLegalEntity/RegistrationName").or_else(|| text(party, "PartyName/Name"))
}

/// The VAT id (BT-31), or the other tax number (BT-32) of one who has none.
fn tax_id(party: Node<'_, '_>) -> Option<String> {
    let schemes = || children(party, "PartyTaxScheme");
    let is_vat = |scheme: &Node<'_, '_>| {
        text(*scheme, "TaxScheme/ID").is_none_or(|id| id.eq_ignore_ascii_case("VAT"))
    };
    schemes()
        .find(is_vat)
        .and_then(|scheme| text(scheme, "CompanyID"))
        .or_else(|| schemes().find_map(|scheme| text(scheme, "CompanyID")))
}

fn read_totals(root: Node<'_, '_>, invoice: &mut Invoice) {
    if let Some(total) = at(root, "LegalMonetaryTotal") {
        set_number(&mut invoice.sum_lines, total, &["LineExtensionAmount"]);
        set_number(&mut invoice.allowances_total, total, &["AllowanceTotalAmount"]);
        set_number(&mut invoice.charges_total, total, &["ChargeTotalAmount"]);
        set_number(&mut invoice.total_net, total, &["TaxExclusiveAmount", "LineExtensionAmount"]);
        set_number(&mut invoice.total_gross, total, &["TaxInclusiveAmount"]);
        set_number(&mut invoice.prepaid, total, &["PrepaidAmount"]);
        set_number(&mut invoice.rounding, total, &["PayableRoundingAmount"]);
        set_number(&mut invoice.amount_due, total, &["PayableAmount"]);
    }
    let Some(tax_total) = document_tax_total(root, invoice.currency.value.as_deref()) else {
        return;
    };
    set_number(&mut invoice.total_tax, tax_total, &["TaxAmount"]);
    invoice.tax_breakdown = children(tax_total, "TaxSubtotal")
        .map(|subtotal| TaxBreakdown {
            rate: tree::number(subtotal, "TaxCategory/Percent"),
            base: tree::number(subtotal, "TaxableAmount"),
            tax: tree::number(subtotal, "TaxAmount"),
        })
        .collect();
}

/// The tax total in the document's currency; a second one may stand in the accounting currency.
fn document_tax_total<'a, 'input>(
    root: Node<'a, 'input>,
    currency: Option<&str>,
) -> Option<Node<'a, 'input>> {
    let in_currency = |node: &Node<'_, '_>| {
        tree::child(*node, "TaxAmount").and_then(|amount| amount.attribute("currencyID"))
            == currency
    };
    children(root, "TaxTotal").find(in_currency).or_else(|| tree::child(root, "TaxTotal"))
}

fn read_line(node: Node<'_, '_>, is_credit_note: bool) -> InvoiceLine {
    let mut line = InvoiceLine::default();
    let quantity = if is_credit_note { "CreditedQuantity" } else { "InvoicedQuantity" };
    let name = text(node, "Item/Name").or_else(|| text(node, "Item/Description"));
    set_text(&mut line.description, name);
    set_number(&mut line.quantity, node, &[quantity]);
    let unit = tree::child(node, quantity).and_then(|quantity| quantity.attribute("unitCode"));
    set(&mut line.unit, unit.map(str::to_owned), unit.map(str::to_owned));
    set_number(&mut line.unit_price, node, &["Price/PriceAmount"]);
    set_number(&mut line.tax_rate, node, &["Item/ClassifiedTaxCategory/Percent"]);
    set_number(&mut line.amount, node, &["LineExtensionAmount"]);
    line
}
