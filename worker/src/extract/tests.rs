//! Whole pages, drawn as text, to whole invoices.

use billify_shared::domain::{
    field::FieldSource,
    invoice::{DocumentType, Invoice},
    page::TextSource,
};
use rust_decimal::Decimal;

use super::{ExtractionContext, corpus_fields, from_pages, testing::page};

fn read(lines: &[&str]) -> Invoice {
    from_pages(&[page(lines)], &ExtractionContext::default())
}

fn amount(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

const ENGLISH: &[&str] = &[
    "Northwind Traders Ltd                                        INVOICE",
    "12 Harbour Road",
    "London SW1A 1AA                          Invoice No:     NW-2041",
    "                                         Invoice Date:   14 March 2024",
    "Bill to:                                 Due date:       13 April 2024",
    "Fabrikam plc                             VAT No:         GB980780684",
    "1 Mill Lane",
    "York YO1 7HH",
    "",
    "Description                    Qty       Unit price      Amount",
    "Oak table, round               2         120.00          240.00",
    "  with extension leaf",
    "Chair                          4         40.00           160.00",
    "",
    "                                         Subtotal        £400.00",
    "                                         VAT 20%         £80.00",
    "                                         Total           £480.00",
    "",
    "IBAN GB29 NWBK 6016 1331 9268 19",
];

#[test]
fn an_english_invoice_is_read_with_its_lines() {
    let invoice = read(ENGLISH);
    let fields = corpus_fields(&invoice);
    for (name, expected) in [
        ("invoice_number", "NW-2041"),
        ("issue_date", "2024-03-14"),
        ("due_date", "2024-04-13"),
        ("currency", "GBP"),
        ("supplier_name", "Northwind Traders Ltd"),
        ("customer_name", "Fabrikam plc"),
        ("supplier_vat_id", "GB980780684"),
        ("supplier_iban", "GB29NWBK60161331926819"),
        ("subtotal", "400.00"),
        ("tax_total", "80.00"),
        ("total", "480.00"),
    ] {
        assert_eq!(fields[name], expected, "{name}");
    }
    assert_eq!(invoice.document_type, DocumentType::Invoice);
    assert_eq!(invoice.language.as_deref(), Some("en"));
    assert_eq!(invoice.lines.len(), 2);
    let table = &invoice.lines[0];
    assert_eq!(table.description.value.as_deref(), Some("Oak table, round with extension leaf"));
    assert_eq!(table.quantity.value, amount("2"));
    assert_eq!(table.unit_price.value, amount("120.00"));
    assert_eq!(table.amount.value, amount("240.00"));
}

#[test]
fn every_value_carries_its_evidence() {
    let invoice = read(ENGLISH);
    let total = &invoice.total_gross;
    assert_eq!(total.raw.as_deref(), Some("£480.00"));
    assert_eq!(total.page, Some(1));
    assert_eq!(total.source, Some(FieldSource::TextLayer));
    assert_eq!(total.label.as_ref().map(|label| label.text.as_str()), Some("Total"));
    assert_eq!(total.word_ids.len(), 1);
    assert!(total.bbox.is_some_and(|bbox| bbox.left > 0.5 && bbox.top > 0.2));
    assert!(total.checks.iter().any(|check| check.rule == "BR-CO-15" && check.passed));
    assert!(!total.candidates.is_empty() && total.candidates.len() <= 5);
}

#[test]
fn a_german_invoice_is_read_with_commas_and_a_window_address() {
    let invoice = read(&[
        "Muster & Co. KG - Am Ring 5 - 50667 Köln",
        "",
        "",
        "",
        "",
        "",
        "",
        "Muster & Co. KG - Am Ring 5 - 50667 Köln",
        "Herrn",
        "Jan Beispiel",
        "Gartenweg 3",
        "80331 München",
        "",
        "Rechnung Nr. 2024/117                            Rechnungsdatum: 05.02.2024",
        "",
        "Pos   Bezeichnung               Menge   Einzelpreis   Gesamtpreis",
        "1     Wartung Heizung           3,00    1.100,00      3.300,00",
        "2     Anfahrt                   1,00    50,00         50,00",
        "",
        "Nettobetrag                                           3.350,00 €",
        "zzgl. 19 % MwSt.                                      636,50 €",
        "Rechnungsbetrag                                       3.986,50 €",
        "",
        "Zahlbar bis 20.02.2024 ohne Abzug, 2 % Skonto bis 12.02.2024",
        "USt-IdNr. DE136695976   IBAN DE89 3704 0044 0532 0130 00",
    ]);
    let fields = corpus_fields(&invoice);
    assert_eq!(fields["invoice_number"], "2024/117");
    assert_eq!(fields["issue_date"], "2024-02-05");
    assert_eq!(fields["due_date"], "2024-02-20");
    assert_eq!(fields["customer_name"], "Jan Beispiel");
    assert_eq!(fields["supplier_name"], "Muster & Co. KG");
    assert_eq!(fields["subtotal"], "3350.00");
    assert_eq!(fields["tax_total"], "636.50");
    assert_eq!(fields["total"], "3986.50");
    assert_eq!(invoice.lines[0].amount.value, amount("3300.00"));
}

#[test]
fn day_and_month_are_read_in_the_order_of_the_document() {
    let issue = |lines: &[&str]| read(lines).issue_date.value.map(|date| date.to_string());
    let day_first = ["Invoice date: 03/04/2024", "Due date: 25/04/2024", "Total £12.00"];
    let month_first = ["Invoice date: 03/04/2024", "Due date: 04/25/2024", "Total $12.00"];
    assert_eq!(issue(&day_first).as_deref(), Some("2024-04-03"));
    assert_eq!(issue(&month_first).as_deref(), Some("2024-03-04"));
}

#[test]
fn the_sums_choose_among_totals() {
    // The amount due includes an old balance, and `Total` stands beside both.
    let invoice = read(&[
        "Invoice 4711                     2024-05-01",
        "Net amount                       100.00",
        "VAT 21%                          21.00",
        "Total incl. VAT                  121.00",
        "Previous balance                 300.00",
        "Total due                        421.00",
    ]);
    assert_eq!(invoice.total_gross.value, amount("121.00"));
    assert_eq!(invoice.amount_due.value, amount("421.00"));
}

#[test]
fn totals_that_do_not_add_up_are_reported_and_never_touchless() {
    let mut lines = ENGLISH.to_vec();
    lines[16] = "                                         Total           £490.00";
    let invoice = read(&lines);
    assert_eq!(invoice.total_gross.value, amount("490.00"));
    assert!(invoice.checks.iter().any(|check| check.rule == "BR-CO-15" && !check.passed));
    assert!(invoice.total_gross.confidence < 0.5);
    assert!(!invoice.touchless);
}

#[test]
fn a_till_receipt_is_understood_from_cash_and_change() {
    let mut receipt = page(&[
        "CORNER CAFE SDN BHD",
        "12, JALAN BESAR, 50000 KUALA LUMPUR",
        "Date: 21/03/2018   14:22",
        "Latte                            9.50",
        "Toast                            4.50",
        "T0TAI                            14.00",
        "CASH                             20.00",
        "CHANGE                           6.00",
    ]);
    receipt.source = TextSource::Ocr;
    let invoice = from_pages(&[receipt], &ExtractionContext::default());
    assert_eq!(invoice.total_gross.value, amount("14.00"));
    assert_eq!(invoice.currency.value.as_deref(), Some("MYR"));
    assert_eq!(
        invoice.issue_date.value.map(|date| date.to_string()).as_deref(),
        Some("2018-03-21")
    );
    assert_eq!(invoice.lines.len(), 2);
}

#[test]
fn a_table_goes_on_over_the_page() {
    let first = page(&[
        "Invoice No 77        2024-01-02",
        "Item                 Qty    Price    Amount",
        "Alpha                1      10.00    10.00",
    ]);
    let mut second = page(&[
        "Beta                 2      20.00    40.00",
        "Total                                50.00",
    ]);
    second.number = 2;
    let invoice = from_pages(&[first, second], &ExtractionContext::default());
    assert_eq!(invoice.lines.len(), 2);
    assert_eq!(invoice.lines[1].amount.page, Some(2));
    assert_eq!(invoice.total_gross.page, Some(2));
}

#[test]
fn a_credit_note_names_itself() {
    let invoice =
        read(&["CREDIT NOTE", "Credit note no: CN-5", "Date: 2024-02-01", "Total: -12.00"]);
    assert_eq!(invoice.document_type, DocumentType::CreditNote);
    assert_eq!(invoice.invoice_number.value.as_deref(), Some("CN-5"));
    assert_eq!(invoice.total_gross.value, amount("-12.00"));
}

#[test]
fn nothing_is_invented_on_an_empty_page() {
    for lines in [&[][..], &["Dear Ada,", "thank you for the lovely evening."]] {
        let invoice = read(lines);
        assert_eq!(invoice.total_gross.value, None);
        assert_eq!(invoice.invoice_number.value, None);
        assert_eq!(invoice.issue_date.value, None);
        assert!(invoice.lines.is_empty() && !invoice.touchless);
    }
    assert_eq!(from_pages(&[], &ExtractionContext::default()).total_gross.value, None);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn no_page_panics(lines in proptest::collection::vec(
        "([A-Za-z€$%#:.,/|-]{1,9}|[0-9]{1,6}([.,][0-9]{2})?|Total|VAT|Invoice|IBAN|Date:| ){0,9}", 0..20)
    ) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut drawn = page(&lines);
        let _ = from_pages(std::slice::from_ref(&drawn), &ExtractionContext::default());
        drawn.source = TextSource::Ocr;
        let _ = from_pages(&[drawn], &ExtractionContext::default());
    }
}

const TWO_RATES: &[&str] = &[
    "Reformas Duero S.L.                                         FACTURA",
    "Calle Mayor 12",
    "47001 Valladolid                         Número de factura:   2025-118",
    "                                         Fecha de factura:    11-08-2025",
    "",
    "Descripción                    Uds.      Precio     IVA      Total",
    "Plato de ducha                 7         213,50     21 %     1.494,50",
    "Oficial de primera             20        26,50      10 %     530,00",
    "",
    "                                         Total bruto            2.024,50 €",
    "                                         Descuento 10 %          -202,45 €",
    "                                         Subtotal               1.822,05 €",
    "                                         IVA (21 %) sobre 1.345,05 €    282,46 €",
    "                                         IVA (10 %) sobre 477,00 €       47,70 €",
    "                                         Total factura          2.152,21 €",
];

#[test]
fn tax_at_several_rates_is_added_up_and_kept_by_rate() {
    let invoice = read(TWO_RATES);
    assert_eq!(invoice.total_net.value, amount("1822.05"));
    assert_eq!(invoice.total_tax.value, amount("330.16"));
    assert_eq!(invoice.total_gross.value, amount("2152.21"));
    let rows: Vec<_> =
        invoice.tax_breakdown.iter().map(|row| (row.rate, row.base, row.tax)).collect();
    let expected = [
        (amount("21"), amount("1345.05"), amount("282.46")),
        (amount("10"), amount("477.00"), amount("47.70")),
    ];
    assert_eq!(rows, expected);
    assert!(invoice.checks.iter().any(|check| check.rule == "BR-CO-14" && check.passed));
}

#[test]
fn a_discount_lies_between_the_lines_and_the_net_total() {
    let invoice = read(TWO_RATES);
    assert_eq!(invoice.allowances_total.value, amount("202.45"));
    assert!(invoice.checks.iter().any(|check| check.rule == "BR-CO-13" && check.passed));
}

#[test]
fn rates_without_their_bases_are_added_up_too() {
    let invoice = read(&[
        "Feinkost Petersen                        Rechnung Nr. R25-8831",
        "                                         Datum: 21.05.2025",
        "",
        "                                         Nettobetrag       313,42 EUR",
        "                                         zzgl. 19 % USt.    34,62 EUR",
        "                                         zzgl. 7 % USt.      9,18 EUR",
        "                                         Gesamtbetrag      357,22 EUR",
    ]);
    assert_eq!(invoice.total_tax.value, amount("43.80"));
    assert_eq!(invoice.tax_breakdown.len(), 2);
}

#[test]
fn an_iban_broken_in_a_narrow_column_is_joined() {
    let invoice = read(&[
        "Instalaciones Norte S.L.                 Factura 2025-77",
        "",
        "Banco Peninsular",
        "IBAN: ES82 0099 0210 2076 0503           Descripción              Importe",
        "6910                                     Tubo de cobre            12,00",
        "SWIFT: BPENESBBXXX",
    ]);
    assert_eq!(invoice.supplier_iban.value.as_deref(), Some("ES8200990210207605036910"));
    assert_eq!(invoice.supplier_iban.raw.as_deref(), Some("ES82 0099 0210 2076 0503"));
}

#[test]
fn an_article_before_a_date_belongs_to_its_label() {
    let invoice = read(&[
        "Thévenot & Fils                          FACTURE",
        "                                         Date d'émission 1 septembre 2026",
        "                                         À régler avant le 8 septembre 2026",
    ]);
    let due = corpus_fields(&invoice);
    assert_eq!(due["due_date"], "2026-09-08");
}

#[test]
fn a_date_at_the_end_of_the_line_above_does_not_open_a_period() {
    let invoice = read(&[
        "Voltage B.V.                   Factuur",
        "Factuurdatum  22-12-2025",
        "Vervaldatum   29-12-2025",
    ]);
    assert_eq!(corpus_fields(&invoice)["due_date"], "2025-12-29");
}

#[test]
fn a_letter_left_by_a_logo_is_no_part_of_the_name() {
    let invoice = read(&[
        "A Holzbau Wölk & Sohn GmbH               Rechnung Nr. 2025-118",
        "Am Mühlbach 86                           Datum: 21.05.2025",
        "37073 Göttingen",
        "",
        "Holzbau Wölk & Sohn GmbH   USt-IdNr. DE136695976",
    ]);
    assert_eq!(invoice.supplier_name.value.as_deref(), Some("Holzbau Wölk & Sohn GmbH"));
}

#[test]
fn the_person_to_talk_to_is_not_the_customer() {
    let invoice = read(&[
        "Bosman Reclame & Print B.V.                    Factuur",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "                                               Factuurnummer   F25-16515",
        "Loodgietersbedrijf Smit                        Datum           05-11-2025",
        "Wilhelminastraat 111                           Contactpersoon  Bram Bosman",
        "4331 BC Middelburg",
    ]);
    assert_eq!(invoice.customer_name.value.as_deref(), Some("Loodgietersbedrijf Smit"));
}
