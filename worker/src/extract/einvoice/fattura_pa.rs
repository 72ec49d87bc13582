//! `FatturaPA` 1.x, the Italian e-invoice.

use billify_shared::domain::{
    field::Check,
    invoice::{DocumentType, Invoice, InvoiceLine, TaxBreakdown},
};
use roxmltree::Node;
use rust_decimal::Decimal;

use super::fields::{complete, set_date, set_derived, set_number, set_text};
use super::tree::{self, at, child, children, text};

/// Reads the root element of a `FatturaElettronica`.
pub(super) fn read(root: Node<'_, '_>) -> Invoice {
    let mut invoice = Invoice { language: Some("it".to_owned()), ..Invoice::default() };
    invoice.document_type = DocumentType::Invoice;
    if let Some(header) = child(root, "FatturaElettronicaHeader") {
        let supplier = at(header, "CedentePrestatore/DatiAnagrafici");
        set_text(&mut invoice.supplier_name, supplier.and_then(name));
        set_text(&mut invoice.supplier_vat_id, supplier.and_then(tax_id));
        let customer = at(header, "CessionarioCommittente/DatiAnagrafici");
        set_text(&mut invoice.customer_name, customer.and_then(name));
    }
    let bodies: Vec<_> = children(root, "FatturaElettronicaBody").collect();
    if let Some(body) = bodies.first() {
        read_body(*body, &mut invoice);
    }
    if bodies.len() > 1 {
        invoice.checks.push(Check {
            rule: "one-invoice".to_owned(),
            passed: false,
            message: format!("the file holds {} invoices; the first was read", bodies.len()),
        });
    }
    complete(&mut invoice);
    invoice
}

fn name(party: Node<'_, '_>) -> Option<String> {
    text(party, "Anagrafica/Denominazione").or_else(|| {
        let first = text(party, "Anagrafica/Nome")?;
        let last = text(party, "Anagrafica/Cognome")?;
        Some(format!("{first} {last}"))
    })
}

fn tax_id(party: Node<'_, '_>) -> Option<String> {
    let country = text(party, "IdFiscaleIVA/IdPaese")?;
    let code = text(party, "IdFiscaleIVA/IdCodice")?;
    Some(format!("{country}{code}"))
}

fn read_body(body: Node<'_, '_>, invoice: &mut Invoice) {
    if let Some(general) = at(body, "DatiGenerali/DatiGeneraliDocumento") {
        // TD04 and TD08 are credit notes, in full and simplified form.
        let kind = text(general, "TipoDocumento");
        if matches!(kind.as_deref(), Some("TD04" | "TD08")) {
            invoice.document_type = DocumentType::CreditNote;
        }
        set_text(&mut invoice.currency, text(general, "Divisa"));
        set_date(&mut invoice.issue_date, general, &["Data"]);
        set_text(&mut invoice.invoice_number, text(general, "Numero"));
        set_number(&mut invoice.total_gross, general, &["ImportoTotaleDocumento"]);
        set_number(&mut invoice.rounding, general, &["Arrotondamento"]);
    }
    if let Some(goods) = child(body, "DatiBeniServizi") {
        invoice.lines = children(goods, "DettaglioLinee").map(read_line).collect();
        invoice.tax_breakdown = children(goods, "DatiRiepilogo")
            .map(|sum| TaxBreakdown {
                rate: tree::number(sum, "AliquotaIVA"),
                base: tree::number(sum, "ImponibileImporto"),
                tax: tree::number(sum, "Imposta"),
            })
            .collect();
        let sum = |pick: fn(&TaxBreakdown) -> Option<Decimal>| {
            invoice.tax_breakdown.iter().map(pick).sum::<Option<Decimal>>()
        };
        let (base, tax) = (sum(|row| row.base), sum(|row| row.tax));
        if !invoice.tax_breakdown.is_empty() {
            set_derived(&mut invoice.total_net, base);
            set_derived(&mut invoice.total_tax, tax);
        }
    }
    let mut payments =
        children(body, "DatiPagamento").flat_map(|node| children(node, "DettaglioPagamento"));
    if let Some(first) = payments.next() {
        set_date(&mut invoice.due_date, first, &["DataScadenzaPagamento"]);
        set_text(&mut invoice.supplier_iban, text(first, "IBAN"));
    }
}

fn read_line(node: Node<'_, '_>) -> InvoiceLine {
    let mut line = InvoiceLine::default();
    set_text(&mut line.description, text(node, "Descrizione"));
    set_number(&mut line.quantity, node, &["Quantita"]);
    set_text(&mut line.unit, text(node, "UnitaMisura"));
    set_number(&mut line.unit_price, node, &["PrezzoUnitario"]);
    set_number(&mut line.tax_rate, node, &["AliquotaIVA"]);
    set_number(&mut line.amount, node, &["PrezzoTotale"]);
    line
}
