//! OASIS UBL 2.1, as XRechnung uses it.

use rust_decimal::Decimal;

use super::{category, type_code, writer::XmlWriter};
use crate::invoice::{Invoice, Kind, Line, Party, TaxLine};

const COMPONENTS: [(&str, &str); 2] = [
    ("xmlns:cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"),
    ("xmlns:cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"),
];
const INVOICE: (&str, &str) = ("xmlns", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2");
const CREDIT_NOTE: (&str, &str) =
    ("xmlns", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2");
const PROFILE: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";

/// The element names in which an invoice and a credit note differ.
struct Names {
    root: &'static str,
    namespace: (&'static str, &'static str),
    type_code: &'static str,
    line: &'static str,
    quantity: &'static str,
}

const FOR_INVOICE: Names = Names {
    root: "Invoice",
    namespace: INVOICE,
    type_code: "cbc:InvoiceTypeCode",
    line: "cac:InvoiceLine",
    quantity: "cbc:InvoicedQuantity",
};
const FOR_CREDIT_NOTE: Names = Names {
    root: "CreditNote",
    namespace: CREDIT_NOTE,
    type_code: "cbc:CreditNoteTypeCode",
    line: "cac:CreditNoteLine",
    quantity: "cbc:CreditedQuantity",
};

/// Amounts with their currency.
struct Money<'a>(&'a str);

impl Money<'_> {
    fn leaf(&self, xml: &mut XmlWriter, name: &'static str, value: Decimal) {
        xml.leaf_with(name, &[("currencyID", self.0)], value);
    }
}

#[must_use]
pub fn write(invoice: &Invoice) -> Vec<u8> {
    let names = if invoice.kind == Kind::CreditNote { FOR_CREDIT_NOTE } else { FOR_INVOICE };
    let money = Money(invoice.currency());
    let [components, basics] = COMPONENTS;
    let mut xml = XmlWriter::new(names.root, &[names.namespace, components, basics]);
    head(&mut xml, invoice, &names);
    xml.nest("cac:AccountingSupplierParty", |xml| party(xml, &invoice.supplier, true));
    if let Some(customer) = &invoice.customer {
        xml.nest("cac:AccountingCustomerParty", |xml| party(xml, customer, false));
    }
    if let Some(date) = invoice.delivery_date {
        xml.nest("cac:Delivery", |xml| xml.leaf("cbc:ActualDeliveryDate", date));
    }
    payment(&mut xml, invoice);
    for line in invoice.totals.taxes.iter().filter(|line| !line.allowance.is_zero()) {
        allowance(&mut xml, line, invoice.totals.discount, &money);
    }
    xml.nest("cac:TaxTotal", |xml| {
        money.leaf(xml, "cbc:TaxAmount", invoice.totals.tax);
        for line in &invoice.totals.taxes {
            subtotal(xml, line, &money);
        }
    });
    sums(&mut xml, invoice, &money);
    for (index, item) in invoice.lines.iter().enumerate() {
        line(&mut xml, index + 1, item, (&names, &money));
    }
    xml.finish()
}

fn head(xml: &mut XmlWriter, invoice: &Invoice, names: &Names) {
    xml.leaf("cbc:CustomizationID", PROFILE);
    xml.leaf("cbc:ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0");
    xml.leaf("cbc:ID", &invoice.number);
    xml.leaf("cbc:IssueDate", invoice.issue_date);
    if let Some(due) = invoice.due_date.filter(|_| invoice.kind == Kind::Invoice) {
        xml.leaf("cbc:DueDate", due);
    }
    xml.leaf(names.type_code, type_code(invoice));
    xml.leaf("cbc:DocumentCurrencyCode", invoice.currency());
    xml.leaf("cbc:BuyerReference", invoice.customer_number.as_deref().unwrap_or("n/a"));
    if let Some(number) = &invoice.order_number {
        xml.nest("cac:OrderReference", |xml| xml.leaf("cbc:ID", number));
    }
    if let Some(preceding) = &invoice.preceding {
        xml.nest("cac:BillingReference", |xml| {
            xml.nest("cac:InvoiceDocumentReference", |xml| {
                xml.leaf("cbc:ID", &preceding.number);
                xml.leaf("cbc:IssueDate", preceding.issue_date);
            });
        });
    }
}

fn party(xml: &mut XmlWriter, party: &Party, with_contact: bool) {
    xml.nest("cac:Party", |xml| {
        xml.leaf_with("cbc:EndpointID", &[("schemeID", "EM")], &party.email);
        xml.nest("cac:PostalAddress", |xml| {
            xml.leaf("cbc:StreetName", &party.street);
            xml.leaf("cbc:CityName", &party.city);
            xml.leaf("cbc:PostalZone", &party.postcode);
            xml.nest("cac:Country", |xml| xml.leaf("cbc:IdentificationCode", party.country));
        });
        if let Some(id) = &party.vat_id {
            xml.nest("cac:PartyTaxScheme", |xml| {
                xml.leaf("cbc:CompanyID", id);
                xml.nest("cac:TaxScheme", |xml| xml.leaf("cbc:ID", "VAT"));
            });
        }
        xml.nest("cac:PartyLegalEntity", |xml| xml.leaf("cbc:RegistrationName", &party.name));
        if with_contact {
            xml.nest("cac:Contact", |xml| {
                xml.leaf("cbc:Name", &party.person);
                xml.leaf("cbc:Telephone", &party.phone);
                xml.leaf("cbc:ElectronicMail", &party.email);
            });
        }
    });
}

fn payment(xml: &mut XmlWriter, invoice: &Invoice) {
    if let Some(account) = &invoice.bank {
        xml.nest("cac:PaymentMeans", |xml| {
            xml.leaf("cbc:PaymentMeansCode", "58");
            xml.leaf("cbc:PaymentID", &invoice.number);
            xml.nest("cac:PayeeFinancialAccount", |xml| {
                xml.leaf("cbc:ID", &account.iban);
                xml.nest("cac:FinancialInstitutionBranch", |xml| xml.leaf("cbc:ID", account.bic));
            });
        });
    }
    let words = &invoice.market.words;
    let terms = invoice.due_date.map(|due| {
        let pattern = words.terms.first().copied().unwrap_or_default();
        let days = invoice.terms_days.to_string();
        pattern.replace("{due}", &due.to_string()).replace("{days}", &days)
    });
    if let Some(terms) = terms {
        xml.nest("cac:PaymentTerms", |xml| xml.leaf("cbc:Note", terms));
    }
}

fn tax_category(xml: &mut XmlWriter, name: &'static str, rate: Decimal) {
    xml.nest(name, |xml| {
        xml.leaf("cbc:ID", category(rate));
        xml.leaf("cbc:Percent", rate);
        xml.nest("cac:TaxScheme", |xml| xml.leaf("cbc:ID", "VAT"));
    });
}

fn allowance(xml: &mut XmlWriter, line: &TaxLine, percent: Option<Decimal>, money: &Money<'_>) {
    xml.nest("cac:AllowanceCharge", |xml| {
        xml.leaf("cbc:ChargeIndicator", false);
        xml.leaf("cbc:AllowanceChargeReasonCode", "95");
        if let Some(percent) = percent {
            xml.leaf("cbc:MultiplierFactorNumeric", percent);
        }
        money.leaf(xml, "cbc:Amount", line.allowance);
        if percent.is_some() {
            money.leaf(xml, "cbc:BaseAmount", line.base + line.allowance);
        }
        tax_category(xml, "cac:TaxCategory", line.rate);
    });
}

fn subtotal(xml: &mut XmlWriter, line: &TaxLine, money: &Money<'_>) {
    xml.nest("cac:TaxSubtotal", |xml| {
        money.leaf(xml, "cbc:TaxableAmount", line.base);
        money.leaf(xml, "cbc:TaxAmount", line.tax);
        tax_category(xml, "cac:TaxCategory", line.rate);
    });
}

fn sums(xml: &mut XmlWriter, invoice: &Invoice, money: &Money<'_>) {
    let totals = &invoice.totals;
    xml.nest("cac:LegalMonetaryTotal", |xml| {
        money.leaf(xml, "cbc:LineExtensionAmount", totals.lines);
        money.leaf(xml, "cbc:TaxExclusiveAmount", totals.net);
        money.leaf(xml, "cbc:TaxInclusiveAmount", totals.gross);
        if !totals.allowance.is_zero() {
            money.leaf(xml, "cbc:AllowanceTotalAmount", totals.allowance);
        }
        if !totals.prepaid.is_zero() {
            money.leaf(xml, "cbc:PrepaidAmount", totals.prepaid);
        }
        money.leaf(xml, "cbc:PayableAmount", totals.due);
    });
}

fn line(xml: &mut XmlWriter, number: usize, line: &Line, (names, money): (&Names, &Money<'_>)) {
    xml.nest(names.line, |xml| {
        xml.leaf("cbc:ID", number);
        xml.leaf_with(names.quantity, &[("unitCode", line.unit.code())], line.quantity);
        money.leaf(xml, "cbc:LineExtensionAmount", line.amount);
        if let Some(percent) = line.discount {
            let mut off = line.quantity * line.unit_price - line.amount;
            off.rescale(2);
            xml.nest("cac:AllowanceCharge", |xml| {
                xml.leaf("cbc:ChargeIndicator", false);
                xml.leaf("cbc:AllowanceChargeReasonCode", "95");
                xml.leaf("cbc:MultiplierFactorNumeric", percent);
                money.leaf(xml, "cbc:Amount", off);
            });
        }
        xml.nest("cac:Item", |xml| {
            xml.leaf("cbc:Name", &line.text);
            tax_category(xml, "cac:ClassifiedTaxCategory", line.rate);
        });
        xml.nest("cac:Price", |xml| money.leaf(xml, "cbc:PriceAmount", line.unit_price));
    });
}
