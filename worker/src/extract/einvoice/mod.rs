//! E-invoice XML to an invoice: UBL, CII (ZUGFeRD, Factur-X, XRechnung) and `FatturaPA`.
//!
//! Pure and hardened: no document types, no entities, nothing external, bounded in size and depth.

mod cii;
mod decode;
mod fattura_pa;
mod fields;
mod tree;
mod ubl;

#[cfg(test)]
mod tests;

use billify_shared::domain::{
    document_problem::{DocumentProblem, DocumentProblemCode},
    invoice::Invoice,
};
use roxmltree::{Document, Error, Node, ParsingOptions};

use super::checks;
use super::confidence;

/// More nodes than any real invoice has, fewer than would fill the memory.
const MAX_NODES: u32 = 2_000_000;

/// Reads an e-invoice.
pub fn parse(xml: &[u8]) -> Result<Invoice, DocumentProblem> {
    let text = decode::decode(xml)?;
    decode::guard(&text)?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options).map_err(|error| problem(&error))?;
    let root = document.root_element();
    let mut invoice = match format_of(root) {
        Some(Format::Ubl) => ubl::read(root),
        Some(Format::Cii) => cii::read(root),
        Some(Format::FatturaPa) => fattura_pa::read(root),
        None => return Err(not_an_invoice(root)),
    };
    if invoice.invoice_number.value.is_none() && invoice.total_gross.value.is_none() {
        let detail = "the XML has the root of an e-invoice but neither a number nor a total";
        return Err(DocumentProblem::new(DocumentProblemCode::NotAnInvoiceXml, detail));
    }
    checks::run(&mut invoice);
    confidence::settle(&mut invoice);
    Ok(invoice)
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Ubl,
    Cii,
    FatturaPa,
}

fn format_of(root: Node<'_, '_>) -> Option<Format> {
    let name = root.tag_name();
    match name.name() {
        "Invoice" | "CreditNote" => {
            name.namespace().is_none_or(|space| space.contains("ubl")).then_some(Format::Ubl)
        }
        "CrossIndustryInvoice" | "CrossIndustryDocument" => Some(Format::Cii),
        "FatturaElettronica" => Some(Format::FatturaPa),
        _ => None,
    }
}

fn not_an_invoice(root: Node<'_, '_>) -> DocumentProblem {
    let name = root.tag_name().name();
    let detail = if name.starts_with("SCRDMCCBDACI") {
        "the XML is an order (Order-X), not an invoice".to_owned()
    } else {
        format!("the root element {name:.60?} is not one of UBL, CII or FatturaPA")
    };
    DocumentProblem::new(DocumentProblemCode::NotAnInvoiceXml, detail)
}

fn problem(error: &Error) -> DocumentProblem {
    let code = match error {
        Error::DtdDetected
        | Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached
        | Error::EntityReferenceLoop(_)
        | Error::UnknownEntityReference(..) => DocumentProblemCode::ForbiddenXml,
        _ => DocumentProblemCode::BrokenXml,
    };
    DocumentProblem::new(code, error.to_string())
}
