//! UN/CEFACT Cross Industry Invoice: ZUGFeRD 1.0 and 2.x, Factur-X in every profile, XRechnung.
//!
//! ZUGFeRD 1.0 names some aggregates differently (`SpecifiedSupplyChainTradeTransaction`,
//! `ApplicableSupplyChainTradeSettlement`); both spellings are read.

use billify_shared::domain::invoice::{DocumentType, Invoice, InvoiceLine, TaxBreakdown};
use roxmltree::Node;

use super::fields::{complete, document_type, set, set_date, set_number, set_text};
use super::tree::{self, at, child, children, content, text};

/// Reads the root element of a CII document.
pub(super) fn read(root: Node<'_, '_>) -> Invoice {
    let mut invoice = Invoice::default();
    if let Some(header) = any(root, &["ExchangedDocument", "HeaderExchangedDocument"]) {
        let code = text(header, "TypeCode");
        invoice.document_type = code.as_deref().map_or(DocumentType::Invoice, document_type);
        invoice.language = text(header, "LanguageID").map(|language| language.to_lowercase());
        set_text(&mut invoice.invoice_number, text(header, "ID"));
        set_date(&mut invoice.issue_date, header, &["IssueDateTime/DateTimeString"]);
    }
    let transaction =
        any(root, &["SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction"]);
    let Some(transaction) = transaction else { return invoice };
    let agreement = any(
        transaction,
        &["ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement"],
    );
    if let Some(agreement) = agreement {
        read_parties(agreement, &mut invoice);
    }
    let settlement = any(
        transaction,
        &["ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement"],
    );
    if let Some(settlement) = settlement {
        read_settlement(settlement, &mut invoice);
    }
    invoice.lines = children(transaction, "IncludedSupplyChainTradeLineItem")
        .filter(is_charged_line)
        .map(read_line)
        .collect();
    complete(&mut invoice);
    invoice
}

fn any<'a, 'input>(node: Node<'a, 'input>, names: &[&str]) -> Option<Node<'a, 'input>> {
    names.iter().find_map(|name| child(node, name))
}

fn read_parties(agreement: Node<'_, '_>, invoice: &mut Invoice) {
    set_text(&mut invoice.supplier_name, text(agreement, "SellerTradeParty/Name"));
    set_text(&mut invoice.customer_name, text(agreement, "BuyerTradeParty/Name"));
    let tax_id = child(agreement, "SellerTradeParty").and_then(tax_id);
    set_text(&mut invoice.supplier_vat_id, tax_id);
}

/// The VAT id (scheme VA), or the other tax number (FC) of one who has none.
fn tax_id(party: Node<'_, '_>) -> Option<String> {
    let ids = || children(party, "SpecifiedTaxRegistration").filter_map(|node| child(node, "ID"));
    ids()
        .find(|id| id.attribute("schemeID") == Some("VA"))
        .or_else(|| ids().next())
        .and_then(content)
}

fn read_settlement(settlement: Node<'_, '_>, invoice: &mut Invoice) {
    set_text(&mut invoice.currency, text(settlement, "InvoiceCurrencyCode"));
    let due = children(settlement, "SpecifiedTradePaymentTerms")
        .find(|terms| at(*terms, "DueDateDateTime/DateTimeString").is_some());
    if let Some(terms) = due {
        set_date(&mut invoice.due_date, terms, &["DueDateDateTime/DateTimeString"]);
    }
    let account = children(settlement, "SpecifiedTradeSettlementPaymentMeans")
        .filter_map(|means| child(means, "PayeePartyCreditorFinancialAccount"))
        .find_map(|account| text(account, "IBANID").or_else(|| text(account, "ProprietaryID")));
    set_text(&mut invoice.supplier_iban, account);
    invoice.tax_breakdown = children(settlement, "ApplicableTradeTax")
        .map(|tax| TaxBreakdown {
            rate: tree::number(tax, "RateApplicablePercent")
                .or_else(|| tree::number(tax, "ApplicablePercent")),
            base: tree::number(tax, "BasisAmount"),
            tax: tree::number(tax, "CalculatedAmount"),
        })
        .filter(|tax| tax.base.is_some() || tax.tax.is_some())
        .collect();
    let sums = any(
        settlement,
        &[
            "SpecifiedTradeSettlementHeaderMonetarySummation",
            "SpecifiedTradeSettlementMonetarySummation",
        ],
    );
    if let Some(sums) = sums {
        read_sums(sums, invoice);
    }
}

fn read_sums(sums: Node<'_, '_>, invoice: &mut Invoice) {
    set_number(&mut invoice.sum_lines, sums, &["LineTotalAmount"]);
    set_number(&mut invoice.allowances_total, sums, &["AllowanceTotalAmount"]);
    set_number(&mut invoice.charges_total, sums, &["ChargeTotalAmount"]);
    set_number(&mut invoice.total_net, sums, &["TaxBasisTotalAmount"]);
    set_number(&mut invoice.total_gross, sums, &["GrandTotalAmount"]);
    set_number(&mut invoice.prepaid, sums, &["TotalPrepaidAmount"]);
    set_number(&mut invoice.rounding, sums, &["RoundingAmount"]);
    set_number(&mut invoice.amount_due, sums, &["DuePayableAmount"]);
    // A second tax total may stand in the accounting currency.
    let currency = invoice.currency.value.as_deref();
    let tax = children(sums, "TaxTotalAmount")
        .find(|amount| amount.attribute("currencyID") == currency)
        .or_else(|| child(sums, "TaxTotalAmount"))
        .and_then(content);
    let value = tax.as_deref().and_then(tree::parse_number);
    set(&mut invoice.total_tax, value, tax);
}

/// Extended profiles group lines: only details count, groups and remarks carry no amount to add.
fn is_charged_line(line: &Node<'_, '_>) -> bool {
    let reason = text(*line, "AssociatedDocumentLineDocument/LineStatusReasonCode");
    !matches!(reason.as_deref(), Some("GROUP" | "INFORMATION"))
        && [
            "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation",
            "SpecifiedSupplyChainTradeSettlement/SpecifiedTradeSettlementMonetarySummation",
        ]
        .iter()
        .any(|path| at(*line, path).is_some())
        || text(*line, "SpecifiedTradeProduct/Name").is_some() && reason.is_none()
}

fn read_line(node: Node<'_, '_>) -> InvoiceLine {
    let mut line = InvoiceLine::default();
    let product = child(node, "SpecifiedTradeProduct");
    let name = product
        .and_then(|product| text(product, "Name").or_else(|| text(product, "Description")))
        .or_else(|| text(node, "AssociatedDocumentLineDocument/IncludedNote/Content"));
    set_text(&mut line.description, name);
    let delivery = any(node, &["SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery"]);
    if let Some(quantity) = delivery.and_then(|delivery| child(delivery, "BilledQuantity")) {
        let raw = content(quantity);
        set(&mut line.quantity, raw.as_deref().and_then(tree::parse_number), raw);
        set_text(&mut line.unit, quantity.attribute("unitCode").map(str::to_owned));
    }
    let agreement =
        any(node, &["SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement"]);
    if let Some(agreement) = agreement {
        let paths =
            ["NetPriceProductTradePrice/ChargeAmount", "GrossPriceProductTradePrice/ChargeAmount"];
        set_number(&mut line.unit_price, agreement, &paths);
    }
    let settlement =
        any(node, &["SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement"]);
    if let Some(settlement) = settlement {
        let rates =
            ["ApplicableTradeTax/RateApplicablePercent", "ApplicableTradeTax/ApplicablePercent"];
        set_number(&mut line.tax_rate, settlement, &rates);
        let sums = [
            "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
            "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
        ];
        set_number(&mut line.amount, settlement, &sums);
    }
    line
}
