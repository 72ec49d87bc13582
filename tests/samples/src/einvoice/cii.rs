//! UN/CEFACT Cross Industry Invoice, profile EN 16931: the XML of ZUGFeRD 2 and Factur-X.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{category, type_code, writer::XmlWriter};
use crate::invoice::{Invoice, Line, Party, TaxLine};

const ROOT: &str = "rsm:CrossIndustryInvoice";
const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns:rsm", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"),
    (
        "xmlns:ram",
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    ),
    ("xmlns:udt", "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"),
];

#[must_use]
pub fn write(invoice: &Invoice) -> Vec<u8> {
    let mut xml = XmlWriter::new(ROOT, &NAMESPACES);
    xml.nest("rsm:ExchangedDocumentContext", |xml| {
        xml.nest("ram:GuidelineSpecifiedDocumentContextParameter", |xml| {
            xml.leaf("ram:ID", "urn:cen.eu:en16931:2017");
        });
    });
    xml.nest("rsm:ExchangedDocument", |xml| {
        xml.leaf("ram:ID", &invoice.number);
        xml.leaf("ram:TypeCode", type_code(invoice));
        xml.nest("ram:IssueDateTime", |xml| date(xml, invoice.issue_date));
    });
    xml.nest("rsm:SupplyChainTradeTransaction", |xml| {
        for (index, item) in invoice.lines.iter().enumerate() {
            line(xml, index + 1, item);
        }
        agreement(xml, invoice);
        delivery(xml, invoice);
        settlement(xml, invoice);
    });
    xml.finish()
}

fn date(xml: &mut XmlWriter, date: NaiveDate) {
    xml.leaf_with("udt:DateTimeString", &[("format", "102")], date.format("%Y%m%d"));
}

fn line(xml: &mut XmlWriter, number: usize, line: &Line) {
    xml.nest("ram:IncludedSupplyChainTradeLineItem", |xml| {
        xml.nest("ram:AssociatedDocumentLineDocument", |xml| xml.leaf("ram:LineID", number));
        xml.nest("ram:SpecifiedTradeProduct", |xml| xml.leaf("ram:Name", &line.text));
        xml.nest("ram:SpecifiedLineTradeAgreement", |xml| {
            xml.nest("ram:NetPriceProductTradePrice", |xml| {
                xml.leaf("ram:ChargeAmount", line.unit_price);
            });
        });
        xml.nest("ram:SpecifiedLineTradeDelivery", |xml| {
            let unit = [("unitCode", line.unit.code())];
            xml.leaf_with("ram:BilledQuantity", &unit, line.quantity);
        });
        xml.nest("ram:SpecifiedLineTradeSettlement", |xml| line_settlement(xml, line));
    });
}

fn line_settlement(xml: &mut XmlWriter, line: &Line) {
    tax_head(xml, "ram:ApplicableTradeTax", line.rate);
    if let Some(percent) = line.discount {
        let mut allowance = line.quantity * line.unit_price - line.amount;
        allowance.rescale(2);
        xml.nest("ram:SpecifiedTradeAllowanceCharge", |xml| {
            xml.nest("ram:ChargeIndicator", |xml| xml.leaf("udt:Indicator", false));
            xml.leaf("ram:CalculationPercent", percent);
            xml.leaf("ram:ActualAmount", allowance);
            xml.leaf("ram:ReasonCode", "95");
        });
    }
    xml.nest("ram:SpecifiedTradeSettlementLineMonetarySummation", |xml| {
        xml.leaf("ram:LineTotalAmount", line.amount);
    });
}

fn tax_head(xml: &mut XmlWriter, name: &'static str, rate: Decimal) {
    xml.nest(name, |xml| {
        xml.leaf("ram:TypeCode", "VAT");
        xml.leaf("ram:CategoryCode", category(rate));
        xml.leaf("ram:RateApplicablePercent", rate);
    });
}

fn agreement(xml: &mut XmlWriter, invoice: &Invoice) {
    xml.nest("ram:ApplicableHeaderTradeAgreement", |xml| {
        xml.nest("ram:SellerTradeParty", |xml| seller(xml, &invoice.supplier));
        if let Some(customer) = &invoice.customer {
            xml.nest("ram:BuyerTradeParty", |xml| party(xml, customer, |_| {}));
        }
        if let Some(number) = &invoice.order_number {
            xml.nest("ram:BuyerOrderReferencedDocument", |xml| {
                xml.leaf("ram:IssuerAssignedID", number);
            });
        }
    });
}

fn seller(xml: &mut XmlWriter, supplier: &Party) {
    party(xml, supplier, |xml| {
        xml.nest("ram:DefinedTradeContact", |xml| {
            xml.leaf("ram:PersonName", &supplier.person);
            xml.nest("ram:TelephoneUniversalCommunication", |xml| {
                xml.leaf("ram:CompleteNumber", &supplier.phone);
            });
            xml.nest("ram:EmailURIUniversalCommunication", |xml| {
                xml.leaf("ram:URIID", &supplier.email);
            });
        });
    });
}

fn party(xml: &mut XmlWriter, party: &Party, contact: impl FnOnce(&mut XmlWriter)) {
    xml.leaf("ram:Name", &party.name);
    contact(xml);
    xml.nest("ram:PostalTradeAddress", |xml| {
        xml.leaf("ram:PostcodeCode", &party.postcode);
        xml.leaf("ram:LineOne", &party.street);
        xml.leaf("ram:CityName", &party.city);
        xml.leaf("ram:CountryID", party.country);
    });
    if let Some(id) = &party.vat_id {
        xml.nest("ram:SpecifiedTaxRegistration", |xml| {
            xml.leaf_with("ram:ID", &[("schemeID", "VA")], id);
        });
    }
}

fn delivery(xml: &mut XmlWriter, invoice: &Invoice) {
    xml.nest("ram:ApplicableHeaderTradeDelivery", |xml| {
        xml.nest("ram:ActualDeliverySupplyChainEvent", |xml| {
            xml.nest("ram:OccurrenceDateTime", |xml| {
                date(xml, invoice.delivery_date.unwrap_or(invoice.issue_date));
            });
        });
    });
}

fn settlement(xml: &mut XmlWriter, invoice: &Invoice) {
    xml.nest("ram:ApplicableHeaderTradeSettlement", |xml| {
        xml.leaf("ram:PaymentReference", &invoice.number);
        xml.leaf("ram:InvoiceCurrencyCode", invoice.currency());
        if let Some(account) = &invoice.bank {
            xml.nest("ram:SpecifiedTradeSettlementPaymentMeans", |xml| {
                xml.leaf("ram:TypeCode", "58");
                xml.nest("ram:PayeePartyCreditorFinancialAccount", |xml| {
                    xml.leaf("ram:IBANID", &account.iban);
                });
                xml.nest("ram:PayeeSpecifiedCreditorFinancialInstitution", |xml| {
                    xml.leaf("ram:BICID", account.bic);
                });
            });
        }
        for line in &invoice.totals.taxes {
            tax(xml, line);
        }
        for line in invoice.totals.taxes.iter().filter(|line| !line.allowance.is_zero()) {
            allowance(xml, line, invoice.totals.discount);
        }
        if let Some(due) = invoice.due_date {
            xml.nest("ram:SpecifiedTradePaymentTerms", |xml| {
                xml.nest("ram:DueDateDateTime", |xml| date(xml, due));
            });
        }
        sums(xml, invoice);
        if let Some(preceding) = &invoice.preceding {
            xml.nest("ram:InvoiceReferencedDocument", |xml| {
                xml.leaf("ram:IssuerAssignedID", &preceding.number);
            });
        }
    });
}

fn tax(xml: &mut XmlWriter, line: &TaxLine) {
    xml.nest("ram:ApplicableTradeTax", |xml| {
        xml.leaf("ram:CalculatedAmount", line.tax);
        xml.leaf("ram:TypeCode", "VAT");
        xml.leaf("ram:BasisAmount", line.base);
        xml.leaf("ram:CategoryCode", category(line.rate));
        xml.leaf("ram:RateApplicablePercent", line.rate);
    });
}

fn allowance(xml: &mut XmlWriter, line: &TaxLine, percent: Option<Decimal>) {
    xml.nest("ram:SpecifiedTradeAllowanceCharge", |xml| {
        xml.nest("ram:ChargeIndicator", |xml| xml.leaf("udt:Indicator", false));
        if let Some(percent) = percent {
            xml.leaf("ram:CalculationPercent", percent);
            xml.leaf("ram:BasisAmount", line.base + line.allowance);
        }
        xml.leaf("ram:ActualAmount", line.allowance);
        xml.leaf("ram:ReasonCode", "95");
        tax_head(xml, "ram:CategoryTradeTax", line.rate);
    });
}

fn sums(xml: &mut XmlWriter, invoice: &Invoice) {
    let totals = &invoice.totals;
    xml.nest("ram:SpecifiedTradeSettlementHeaderMonetarySummation", |xml| {
        xml.leaf("ram:LineTotalAmount", totals.lines);
        xml.leaf("ram:ChargeTotalAmount", "0.00");
        xml.leaf("ram:AllowanceTotalAmount", totals.allowance);
        xml.leaf("ram:TaxBasisTotalAmount", totals.net);
        let currency = [("currencyID", invoice.currency())];
        xml.leaf_with("ram:TaxTotalAmount", &currency, totals.tax);
        xml.leaf("ram:GrandTotalAmount", totals.gross);
        xml.leaf("ram:TotalPrepaidAmount", totals.prepaid);
        xml.leaf("ram:DuePayableAmount", totals.due);
    });
}
