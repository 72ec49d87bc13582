//! E-invoices in every format and encoding, and what must be refused.

use billify_shared::domain::{
    document_problem::DocumentProblemCode,
    field::{FieldSource, FieldStatus},
    invoice::{DocumentType, Invoice},
};

use super::parse;

const UBL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID>R-17</cbc:ID><cbc:IssueDate>2024-01-31</cbc:IssueDate><cbc:DueDate>2024-02-29</cbc:DueDate>
 <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
 <cac:AccountingSupplierParty><cac:Party>
  <cac:PartyTaxScheme><cbc:CompanyID>201/113/40209</cbc:CompanyID><cac:TaxScheme><cbc:ID>FC</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyTaxScheme><cbc:CompanyID>DE136695976</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>Müller &amp; Söhne GmbH</cbc:RegistrationName></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party><cac:PartyName><cbc:Name>Kunde AG</cbc:Name></cac:PartyName></cac:Party></cac:AccountingCustomerParty>
 <cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
 <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount>
  <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount>
   <cac:TaxCategory><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
 <cac:LegalMonetaryTotal><cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>100.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount>119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>119.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
 <cac:InvoiceLine><cbc:InvoicedQuantity unitCode="HUR">4</cbc:InvoicedQuantity><cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Beratung</cbc:Name><cac:ClassifiedTaxCategory><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
  <cac:Price><cbc:PriceAmount>25.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"#;

/// A CII of the given root and aggregate names: those of ZUGFeRD 1.0 differ from the later ones.
fn cii(root: &str, transaction: &str, header: &str, settlement: &str, sums: &str) -> String {
    format!(
        r#"<x:{root} xmlns:x="urn:un:unece:uncefact"><x:{header}><x:ID>Z1</x:ID><x:TypeCode>381</x:TypeCode>
 <x:IssueDateTime><x:DateTimeString format="102">20180305</x:DateTimeString></x:IssueDateTime></x:{header}>
 <x:{transaction}><x:{settlement}><x:InvoiceCurrencyCode>EUR</x:InvoiceCurrencyCode>
 <x:{sums}><x:TaxBasisTotalAmount>10.00</x:TaxBasisTotalAmount><x:TaxTotalAmount currencyID="EUR">1.90</x:TaxTotalAmount>
 <x:GrandTotalAmount>11.90</x:GrandTotalAmount></x:{sums}></x:{settlement}></x:{transaction}></x:{root}>"#
    )
}

fn refusal(xml: &[u8]) -> DocumentProblemCode {
    parse(xml).unwrap_err().code
}

fn text(value: Option<&String>) -> &str {
    value.map_or("", String::as_str)
}

#[test]
fn a_ubl_invoice_is_read_with_certainty_and_checked() {
    let invoice = parse(UBL.as_bytes()).unwrap();
    assert_eq!(text(invoice.invoice_number.value.as_ref()), "R-17");
    assert_eq!(text(invoice.supplier_name.value.as_ref()), "Müller & Söhne GmbH");
    assert_eq!(text(invoice.supplier_vat_id.value.as_ref()), "DE136695976");
    assert_eq!(text(invoice.customer_name.value.as_ref()), "Kunde AG");
    assert_eq!(invoice.total_gross.value, "119.00".parse().ok());
    assert_eq!(invoice.total_gross.source, Some(FieldSource::Xml));
    assert_eq!(invoice.total_gross.status, FieldStatus::AutoAccepted);
    assert_eq!(text(invoice.lines[0].unit.value.as_ref()), "HUR");
    assert!(invoice.checks.iter().any(|check| check.rule == "BR-CO-17" && check.passed));
    assert!(invoice.touchless);
}

#[test]
fn an_xml_that_contradicts_itself_is_not_touchless() {
    let wrong = UBL.replace("TaxInclusiveAmount>119.00", "TaxInclusiveAmount>120.00");
    let invoice = parse(wrong.as_bytes()).unwrap();
    assert!(!invoice.touchless);
    assert!(invoice.total_gross.confidence < 0.5);
    assert!(invoice.checks.iter().any(|check| check.rule == "BR-CO-15" && !check.passed));
}

#[test]
fn encodings_are_told_by_the_bytes() {
    let name = |invoice: &Invoice| invoice.supplier_name.value.clone();
    let expected = name(&parse(UBL.as_bytes()).unwrap());
    let units: Vec<u16> = UBL.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let latin: Vec<u8> = UBL.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    for bytes in [
        little.clone(),
        big.clone(),
        latin,
        marked(&[0xff, 0xfe], &little),
        marked(&[0xfe, 0xff], &big),
        marked(&[0xef, 0xbb, 0xbf], UBL.as_bytes()),
    ] {
        assert_eq!(name(&parse(&bytes).unwrap()), expected);
    }
}

#[test]
fn both_generations_of_cii_are_read() {
    let modern = cii(
        "CrossIndustryInvoice",
        "SupplyChainTradeTransaction",
        "ExchangedDocument",
        "ApplicableHeaderTradeSettlement",
        "SpecifiedTradeSettlementHeaderMonetarySummation",
    );
    let first = cii(
        "CrossIndustryDocument",
        "SpecifiedSupplyChainTradeTransaction",
        "HeaderExchangedDocument",
        "ApplicableSupplyChainTradeSettlement",
        "SpecifiedTradeSettlementMonetarySummation",
    );
    for xml in [modern, first] {
        let invoice = parse(xml.as_bytes()).unwrap();
        assert_eq!(invoice.document_type, DocumentType::CreditNote);
        assert_eq!(
            invoice.issue_date.value.map(|date| date.to_string()).as_deref(),
            Some("2018-03-05")
        );
        assert_eq!(invoice.total_tax.value, "1.90".parse().ok());
        assert_eq!(invoice.total_gross.value, "11.90".parse().ok());
    }
}

#[test]
fn a_fattura_adds_up_its_summary() {
    let xml = r#"<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2" versione="FPR12">
 <FatturaElettronicaHeader><CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>00743110157</IdCodice></IdFiscaleIVA>
  <Anagrafica><Denominazione>Alfa S.r.l.</Denominazione></Anagrafica></DatiAnagrafici></CedentePrestatore>
  <CessionarioCommittente><DatiAnagrafici><Anagrafica><Nome>Ada</Nome><Cognome>Rossi</Cognome></Anagrafica></DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader>
 <FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD04</TipoDocumento><Divisa>EUR</Divisa><Data>2023-05-02</Data><Numero>7/A</Numero></DatiGeneraliDocumento></DatiGenerali>
  <DatiBeniServizi><DettaglioLinee><Descrizione>Penne</Descrizione><Quantita>2.00</Quantita><PrezzoUnitario>5.00</PrezzoUnitario><PrezzoTotale>10.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>
  <DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>10.00</ImponibileImporto><Imposta>2.20</Imposta></DatiRiepilogo></DatiBeniServizi>
  <DatiPagamento><DettaglioPagamento><DataScadenzaPagamento>2023-06-01</DataScadenzaPagamento></DettaglioPagamento></DatiPagamento></FatturaElettronicaBody></p:FatturaElettronica>"#;
    let invoice = parse(xml.as_bytes()).unwrap();
    assert_eq!(invoice.document_type, DocumentType::CreditNote);
    assert_eq!(text(invoice.supplier_vat_id.value.as_ref()), "IT00743110157");
    assert_eq!(text(invoice.customer_name.value.as_ref()), "Ada Rossi");
    assert_eq!(invoice.total_gross.value, "12.20".parse().ok());
    assert_eq!(invoice.total_gross.source, Some(FieldSource::Derived));
}

#[test]
fn bombs_and_entities_are_forbidden() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE i [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><Invoice>&b;</Invoice>"#;
    let external =
        r#"<!DOCTYPE i [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice>&x;</Invoice>"#;
    let hidden = r#"<!-- <fine> --><!DOCTYPE i><Invoice/>"#;
    let undeclared = r"<Invoice>&x;</Invoice>";
    let deep = format!("<Invoice>{}{}</Invoice>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    for xml in [bomb, external, hidden, undeclared, deep.as_str()] {
        assert_eq!(refusal(xml.as_bytes()), DocumentProblemCode::ForbiddenXml, "{xml:.60}");
    }
    let huge = vec![b' '; super::decode::MAX_BYTES + 1];
    assert_eq!(refusal(&huge), DocumentProblemCode::ForbiddenXml);
}

#[test]
fn what_is_no_invoice_is_told_apart() {
    assert_eq!(refusal(b""), DocumentProblemCode::EmptyFile);
    for broken in ["<Invoice>", "<Invoice></Other>", "no xml at all", "<a b=c/>", "<"] {
        assert_eq!(refusal(broken.as_bytes()), DocumentProblemCode::BrokenXml, "{broken}");
    }
    for foreign in [
        "<rss/>",
        "<Invoice xmlns='urn:example:other'/>",
        "<Invoice/>",
        "<SCRDMCCBDACIOMessageStructure/>",
    ] {
        assert_eq!(refusal(foreign.as_bytes()), DocumentProblemCode::NotAnInvoiceXml, "{foreign}");
    }
    let order = parse(b"<SCRDMCCBDACIOMessageStructure/>").unwrap_err();
    assert!(order.detail.contains("Order-X"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_cut_of_a_real_file_panics(end in 0..UBL.len()) {
        let _ = parse(&UBL.as_bytes()[..end]);
    }
}
