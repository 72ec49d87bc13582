//! Label words by meaning, in the languages of the product and some more.
//!
//! Phrases are written as printed; they are folded before they are compared, so that case,
//! accents, spaces and punctuation do not matter. Phrases with a general meaning ("total", "date")
//! have their own kinds: what they mean depends on the place.

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelKind {
    InvoiceNumber,
    /// A number of something, without saying of what.
    BareNumber,
    CustomerNumber,
    OrderNumber,
    /// Delivery notes, projects, contracts, registers, phones: numbers that are not the invoice's.
    OtherNumber,
    IssueDate,
    BareDate,
    DueDate,
    OtherDate,
    PaymentTerms,
    Net,
    Subtotal,
    Tax,
    TaxBase,
    Gross,
    Total,
    AmountDue,
    Prepaid,
    PreviousBalance,
    Rounding,
    Discount,
    Charge,
    Tendered,
    Change,
    /// Totals of things that are not money.
    Count,
    Supplier,
    Customer,
    /// `Name:` inside of a section that says whose.
    PartyName,
    ShipTo,
    VatId,
    TaxNumber,
    CustomerVatId,
    Iban,
    Bic,
    BankAccount,
    Contact,
    Description,
    Quantity,
    Unit,
    UnitPrice,
    TaxRate,
    LineAmount,
    Position,
    ArticleNumber,
}

/// Phrases of each kind, separated by `|`.
pub const LABELS: &[(LabelKind, &str)] = &[
    (
        LabelKind::InvoiceNumber,
        "invoice number|invoice no|invoice nr|invoice num|invoice #|invoice id|inv no|inv number|inv #|invoice|tax invoice no|tax invoice number|tax invoice #|tax invoice|bill no|bill number|bill #|receipt no|receipt number|receipt #|rcpt no|rcpt #|document no|document number|doc no|doc number|document #|cash bill no|cash bill|cash sales no|cash sale no|trn no|transaction no|transaction number|trans no|trx no|trans #|slip no|ticket no|check no|chk no|chk #|credit note no|credit note|credit memo|credit note number|credit note #|credit memo no|credit memo number|statement number|statement no|folio no|folio number|reference number invoice|invoice reference|invoice ref|our invoice|proforma no|salesinvoice no|official receipt no|or no\
        |rechnungsnummer|rechnungs nr|rechnungs no|rechnung nr|rechnung nummer|rechnung no|rechnungsnr|re nr|rg nr|rgnr|belegnummer|beleg nr|belegnr|bon nr|bonnr|rechnung|gutschrift nr|gutschrift|stornorechnung|gutschriftsnummer|gutschrift nummer|korrekturrechnung nr|stornorechnung nr|quittung nr|quittungsnummer|faktura nr|fakturanummer|rechnungskorrektur nr|rechnungskorrektur|rechnungs nummer|dokumentnummer\
        |numero de facture|no de facture|n de facture|facture no|facture n|facture numero|num facture|n facture|facture|facture d'avoir|avoir no|avoir n|numero d'avoir|avoir|no d'avoir|ticket n|numero de document|numero facture|reference facture|ref facture\
        |factuurnummer|factuur nr|factuurnr|factuur nummer|factuur no|factuur|creditnota nummer|creditnota|creditfactuur|creditnotanummer|bonnummer|bon nr|notanummer\
        |numero fattura|fattura n|fattura nr|fattura numero|n fattura|nr fattura|fattura|numero documento|documento n|n documento|nota di credito n|nota credito n|ricevuta n|scontrino n|num fattura\
        |numero de factura|no de factura|n de factura|factura no|factura n|factura numero|n factura|num factura|factura|factura num|nº factura|numero factura|abono n|nota de credito n|ticket numero|factura simplificada\
        |numero da fatura|no da fatura|fatura no|fatura n|fatura nº|n fatura|nº da fatura|fatura|fatura numero|nota fiscal|nota fiscal n|numero da nota|fatura recibo|factura recibo|recibo n|fatura/recibo\
        |faktura vat nr|faktura nr|numer faktury|nr faktury|faktura vat|faktura|fakturanr|fakturanummer|faktura nummer|laskun numero|laskunumero|lasku|szamla szama|szamlaszam|cislo faktury|numar factura|factura nr|numero de la facture",
    ),
    (
        LabelKind::BareNumber,
        "no|nr|number|num|#|nummer|numero|nº|n°|numer|document|beleg|ref|reference|our ref|our reference|referenz|reference no|reference number|ref no|ref #|your reference|referencia|riferimento|referentie|kenmerk|ons kenmerk|id|belegnr|serial no",
    ),
    (
        LabelKind::CustomerNumber,
        "customer number|customer no|customer id|customer #|customer code|client no|client number|client id|client code|account number|account no|account #|account id|account code|a/c no|acc no|member no|member id|membership no|patient id|cust no|cust id|cust #|cust code|debtor code\
        |kundennummer|kunden nr|kundennr|kunden no|kd nr|kdnr|debitor|debitorennummer|debitornr|kunde nr|mitgliedsnummer|kundenkonto|versicherungsnummer|kundenreferenz|ihre kundennummer\
        |numero client|no client|n client|code client|ref client|reference client|numero de client|n de client|compte client|numero de compte|no de compte|identifiant client|votre numero client\
        |klantnummer|klant nr|klantnr|debiteurnummer|debiteur|debiteurnr|debiteurennummer|relatienummer|klantcode\
        |codice cliente|cod cliente|numero cliente|cliente n|n cliente\
        |numero de cliente|no de cliente|n cliente|codigo cliente|cod cliente|codigo de cliente|no cliente\
        |numero do cliente|codigo do cliente|cliente n|kundenummer|kundnummer|asiakasnumero|nr klienta",
    ),
    (
        LabelKind::OrderNumber,
        "order number|order no|order #|order id|order ref|order reference|purchase order|purchase order no|purchase order number|p.o. number|po number|po no|po #|p.o. no|p.o. #|p/o no|po|sales order|sales order no|so no|s/o no|your order|your order no|customer po|order|job no|job number|work order|work order no|quote no|quotation no|quote number|estimate no\
        |bestellnummer|bestell nr|bestellnr|auftragsnummer|auftrags nr|auftragsnr|auftrag nr|auftrag|bestellung|bestellung nr|ihre bestellung|ihre bestellnummer|bestellreferenz|angebotsnummer|angebot nr\
        |numero de commande|no de commande|n de commande|bon de commande|commande no|commande n|ref commande|votre commande|reference commande|numero commande|n commande|devis n\
        |ordernummer|bestelnummer|order nr|ordernr|opdrachtnummer|uw referentie|bestelling|uw bestelling|uw ordernummer|opdracht\
        |numero ordine|ordine n|n ordine|ordine|vostro ordine|vs ordine|vs rif|rif ordine|numero d'ordine\
        |numero de pedido|no de pedido|n pedido|pedido n|pedido|su pedido|orden de compra|numero de orden|orden no\
        |numero da encomenda|encomenda n|encomenda|pedido|numero do pedido|ordem de compra",
    ),
    (
        LabelKind::OtherNumber,
        "delivery note|original invoice|original invoice no|original invoice number|facture d'origine|facture origine|ursprungsrechnung|zu rechnung|zur rechnung|zu rechnung nr|delivery note no|delivery no|delivery number|do no|d/o no|dn no|shipment no|tracking number|tracking no|awb no|contract no|contract number|project no|project number|registration no|reg no|registration number|company no|co reg no|company registration no|company reg no|roc no|roc|gst reg no|table no|table|cashier no|terminal no|terminal id|terminal|counter no|pos no|till no|till|station|store no|store|outlet|branch no|queue no|approval code|auth code|card no|card number|batch no|trace no|phone|tel|telephone|fax|mobile|hp|tel no|fax no|vehicle no|requisitioner|salesperson|invoice code|cost center|room|room no|confirmation number|meter no|mid|tid|stan|server|guest check|hotline|careline|barcode|mandate reference|creditor id|policy number|claim number|kvk|kvk nr|kvk nummer|chamber of commerce|license no|permit no|serial number\
        |lieferscheinnummer|lieferschein nr|lieferscheinnr|lieferschein|vertragsnummer|vertrag nr|projektnummer|projekt nr|projekt|handelsregister|handelsregisternummer|hrb|hra|registergericht|amtsgericht|telefon|telefax|mobil|glaubiger id|glaubiger identifikationsnummer|mandatsreferenz|blz|kontonummer|konto nr|kontonr|konto|sachbearbeiter|artikelnummer|seriennummer|versicherungsschein nr|versicherungsscheinnummer|versicherungsschein nummer|kassen nr|kasse|filiale|bediener|kostenstelle|leistungsnachweis|zahlerstand|zahlernummer|sendungsnummer|gln|ust nr|amtl kennzeichen\
        |bon de livraison|bl no|n bl|numero de contrat|contrat n|numero de bl|siret|siren|rcs|code naf|code ape|naf|ape|capital|telephone|tel|fax|numero de dossier|n adherent|mandat|rum|ics|n d'ordre\
        |pakbonnummer|pakbon|projectnummer|contractnummer|telefoon|kvk nummer|handelsregister|leveringsnummer\
        |ddt n|bolla n|contratto n|telefono|rea|codice sdi|codice destinatario|cig|cup|albaran|albaran n|contrato|contrato n|telefono|movil|guia de remessa|contribuinte|telefone|telemovel",
    ),
    (
        LabelKind::IssueDate,
        "invoice date|date of invoice|invoice dated|date of issue|issue date|issued|issued on|date issued|inv date|bill date|billing date|receipt date|document date|doc date|tax date|tax invoice date|statement date|transaction date|trans date|trx date|invoice issue date|credit note date|date invoice|sale date|sales date|date paid\
        |rechnungsdatum|datum der rechnung|rechnung vom|ausstellungsdatum|belegdatum|re datum|rg datum|datum rechnung|gutschriftsdatum|rechnungs datum|fakturadatum|ausgestellt am|dokumentdatum|rechnungskorrektur vom|gutschrift vom\
        |date de facture|date de la facture|date facture|facture du|date d'emission|date emission|emise le|date d'avoir|date de facturation|facture en date du|date du document|avoir du|date d'etablissement\
        |factuurdatum|datum factuur|factuur datum|notadatum|bondatum\
        |data fattura|data della fattura|data emissione|data documento|data di emissione|fattura del|del\
        |fecha de factura|fecha factura|fecha de la factura|fecha de emision|fecha emision|fecha de expedicion|fecha expedicion\
        |data da fatura|data de emissao|data fatura|data emissao|data do documento|data da emissao\
        |data wystawienia|fakturadato|fakturadatum|laskun paivamaara|laskun pvm|datum vystaveni|data facturii|kelt|szamla kelte",
    ),
    (
        LabelKind::BareDate,
        "date|dated|datum|data|fecha|dato|pvm|paivays|date time|date/time|le|den|date & time",
    ),
    (
        LabelKind::DueDate,
        "due date|amount due on|total amount due on|total due on|until|bis|bis zum|bis spatestens|tot|entro il|entro|prima del|antes de|antes del|antes do dia|avant le|au plus tard le|spatestens am|remit until|please remit until|please pay until|pay until|prelevement le|montant preleve le|payment due|payment due date|due|due on|due by|pay by|payable by|date due|please pay by|invoice due date|invoice due|payment date|pay before|payment deadline|due date of payment|balance due by|amount due by|autopay date|direct debit date\
        |falligkeitsdatum|fallig am|falligkeit|zahlbar bis|zahlungsziel|fallig|zahlbar bis zum|zu zahlen bis|bitte zahlen sie bis|zahlung bis|zahlungstermin|fallig bis|zahlbar netto bis|netto bis|zahlen bis|uberweisen bis|falligkeitstag\
        |date d'echeance|echeance|date echeance|a payer avant le|payable le|a regler avant le|date limite de paiement|payable avant le|date de paiement|reglement le|a payer pour le|echeance le\
        |vervaldatum|vervaldag|te betalen voor|betalen voor|uiterste betaaldatum|uiterlijk betalen|betaaldatum|uiterlijk|verloopdatum|te betalen uiterlijk\
        |scadenza|data scadenza|data di scadenza|scadenza pagamento|da pagare entro|pagamento entro|scadenze\
        |fecha de vencimiento|vencimiento|fecha vencimiento|vence|fecha limite de pago|fecha de pago|vto|vencimientos\
        |data de vencimento|vencimento|data vencimento|data limite de pagamento|pagar ate|limite de pagamento|pagamento ate|data do vencimento\
        |termin platnosci|forfallsdato|forfaldsdato|forfallodatum|betalningsdatum|erapaiva|datum splatnosti|splatnost|fizetesi hatarido|scadent|data scadenta|forfald|forfallodag|sista betalningsdag",
    ),
    (
        LabelKind::OtherDate,
        "delivery date|ship date|shipping date|date shipped|order date|po date|service date|date of service|date of supply|supply date|tax point|tax point date|period|billing period|service period|period from|print date|printed|printed on|version|date of birth|dob|check in|check out|arrival|departure|start date|end date|expiry date|exp date|valid until|best before|date of delivery|contract date|time of supply|delivered on|next invoice|subscription|statement period\
        |lieferdatum|leistungsdatum|liefer leistungsdatum|leistungszeitraum|lieferzeitraum|lieferung vom|liefertermin|bestelldatum|auftragsdatum|bestellung vom|auftrag vom|zeitraum|abrechnungszeitraum|lieferscheindatum|druckdatum|geburtsdatum|anreise|abreise|skonto bis|vertragsbeginn|bis|leistung vom|versanddatum|bestellt am|leistungs lieferdatum|lieferdatum leistungsdatum|buchungsdatum\
        |date de livraison|date livraison|date de commande|date commande|livraison le|periode|date de prestation|periode du|date d'impression|date de la prestation|commande du|du|au|date de naissance|livraison du\
        |leverdatum|orderdatum|besteldatum|periode|leveringsdatum|factuurperiode|datum order|bestelling van\
        |data ordine|data consegna|data di consegna|periodo|data ddt|data trasporto|fecha de pedido|fecha pedido|fecha de entrega|fecha entrega|periodo|fecha operacion|fecha de operacion|data de entrega|data da encomenda|data do pedido|periodo\
        |data sprzedazy|data dostawy|leveringsdato|leveransdatum|toimituspaiva|data zakonczenia",
    ),
    (
        LabelKind::PaymentTerms,
        "payment terms|terms|terms of payment|payment conditions|term|zahlungsbedingungen|zahlungsbedingung|zahlungskonditionen|zahlungsweise|zahlungsart|zahlung|conditions de paiement|conditions de reglement|modalites de paiement|mode de reglement|mode de paiement|betalingsvoorwaarden|betalingsconditie|betaalwijze|termini di pagamento|condizioni di pagamento|pagamento|modalita di pagamento|condiciones de pago|forma de pago|metodo de pago|condicoes de pagamento|forma de pagamento|payment method|payment type|pay method",
    ),
    (
        LabelKind::Net,
        "net total|exclusief btw|exclusive of vat|exclusive vat|excluding vat|excluding tax|excluding gst|ohne mwst|ohne ust|exkl mwst|rechnungssumme ohne ust|net amout|iva esclusa|iva excluido|montant hors tva soumis a|total net|net amount|net value|total excl vat|total ex vat|total excluding vat|total excluding tax|total excl tax|total excl gst|total ex gst|total excluding gst|amount excl vat|net|nett|nett total|net sum|total before tax|amount before tax|taxable amount|taxable value|total taxable amount|total taxable value|total without vat|total without tax|subtotal excl vat|subtotal ex vat|subtotal excluding vat|net invoice total|excl vat|total (excluding gst)|net invoice amount|net price|invoice total excl vat|sub total excl gst|total amount excl gst|amount excl gst|total sales (excluding gst)|total sales excluding gst|sub total (excl gst)|total exclude gst|total amt excl gst|total value excl tax|total amount excl vat|total (excl gst)|price excl gst|untaxed amount|total untaxed\
        |nettobetrag|gesamt netto|netto|summe netto|nettosumme|gesamtnetto|netto gesamt|zwischensumme netto|nettowert|rechnungssumme netto|gesamtbetrag netto|netto summe|warenwert|warenwert netto|total netto|rechnungsbetrag netto|netto betrag|summe (netto)|nettogesamtbetrag|rechnungsnettobetrag|gesamtsumme netto|nettoentgelt|entgelt|entgelt netto|betrag netto|gesamtnettobetrag|gesamtbetrag ohne mwst|gesamtbetrag ohne ust|summe ohne mwst|netto warenwert|summe exkl mwst|total exkl mwst|zwischensumme (netto)|steuerpflichtiger betrag|gesamtbetrag (netto)|gesamtpreis netto\
        |total ht|montant ht|montant total ht|total hors taxes|total hors taxe|total net ht|base ht|ht|hors taxes|montant hors taxes|sous total ht|total h.t.|net ht|total general ht|total h t|montant net ht|montant hors tva|total hors tva|total hors t.v.a.|total htva\
        |totaal excl btw|totaal exclusief btw|totaal ex btw|subtotaal excl btw|bedrag excl btw|excl btw|totaal netto|netto bedrag|nettobedrag|totaal excl|totaalbedrag excl btw|totaal exclusief|bedrag exclusief btw|subtotaal exclusief btw|grondslag\
        |totale imponibile|imponibile|totale netto|imponibile totale|totale senza iva|netto a pagare iva esclusa|totale iva esclusa|totale merce|importo netto|totale imponibile iva|totale escluso iva\
        |base imponible|total sin iva|importe neto|base|neto|total neto|importe sin iva|suma base imponible|total base imponible|b imponible|total base|subtotal sin iva\
        |total sem iva|total iliquido|valor sem iva|base tributavel|total liquido|incidencia|valor iliquido|base de incidencia|total s/ iva|base imponivel|valor liquido|mercadoria/servicos\
        |wartosc netto|razem netto|netto totalt|netto beloeb|nettobelop|summa exkl moms|exkl moms|belop exkl moms|total ekskl moms|beloeb ekskl moms|veroton|yhteensa alv 0|total fara tva|zaklad dane",
    ),
    (
        LabelKind::Subtotal,
        "subtotal|sub total|sub-total|sub ttl|subttl|zwischensumme|sous total|sous-total|subtotaal|sub totaal|subtotale|sub total|suma|sum|summe|somme|goods total|total goods|items total|item total|lines total|total items|positionssumme|summe positionen|summe der positionen|total parcial|soma|delsumma|valisumma|mezisoucet|medzisucet|subtotal amount|summe artikel|summe leistungen|gesamtpreis|total price",
    ),
    (
        LabelKind::Tax,
        "vat|vat amount|total vat|tax|sales tax|tax amount|total tax|gst|gst amount|total gst|hst|pst|qst|gst/hst|tax total|vat total|vat @|gst @|igst|cgst|sgst|total vat amount|vat payable|service tax|plus vat|sst|total sst|gst payable|add gst|add vat|plus gst|total tax amount|gst total|state tax|local tax|city tax|county tax|vat 20%|output tax|tax payable|taxes|total taxes|sales tax amount|value added tax|integrated tax|add gst 6%|gst 6%\
        |mwst|ust|mehrwertsteuer|umsatzsteuer|mwst betrag|ust betrag|steuerbetrag|steuer|zzgl mwst|zzgl ust|plus mwst|gesamt mwst|summe mwst|summe ust|zuzuglich mwst|mwst gesamt|gesamtbetrag mwst|gesamtbetrag ust|zzgl umsatzsteuer|zzgl gesetzl mwst|zzgl mehrwertsteuer|umsatzsteuerbetrag|mehrwertsteuerbetrag|steuern|enthaltene mwst|inkl mwst betrag|davon mwst|davon ust|zzgl 19% mwst|umst|vorsteuer|gesamtsteuerbetrag|versicherungsteuer|versicherungssteuer|mwst summe|summe umsatzsteuer|summe steuern|gesamt ust|steuersumme|gesetzl mwst|gesetzliche mehrwertsteuer|gesetzl ust\
        |tva|montant tva|total tva|t.v.a.|montant de la tva|tva totale|taxes|montant total tva|dont tva|total taxes|taxe|montant tva totale|total de la tva|total t.v.a.\
        |btw|btw bedrag|totaal btw|btw totaal|b.t.w.|btw-bedrag|omzetbelasting|belasting|waarvan btw|btw hoog|btw laag\
        |iva|totale iva|importo iva|imposta|totale imposta|i.v.a.|di cui iva|totale imposte|ammontare iva\
        |cuota iva|importe iva|total iva|cuota|impuesto|impuestos|iva total|cuota de iva|total impuestos|igic|total cuota|total impuesto|cuota i.v.a.\
        |valor iva|total do iva|valor do iva|imposto|impostos|valor do imposto|total iva|total imposto|total de iva|total impostos\
        |kwota vat|razem vat|podatek vat|moms|momsbelop|mva|merverdiavgift|alv|momsbeloeb|total tva|dph|afa|moms 25%|ddv|pdv",
    ),
    (
        LabelKind::TaxBase,
        "tax base|taxable base|vat base|steuerbasis|steuerbasisbetrag|bemessungsgrundlage|base tva|base hors taxe|steuergrundlage|base de tva|amount subject to vat|valor tributavel|base tributavel|base d'imposition|maatstaf van heffing",
    ),
    (
        LabelKind::Gross,
        "total incl vat|inclusief btw|including vat|inclusive of vat|mit mwst|iva inclusa|iva incluido|due payable|total inc vat|total including vat|gross total|gross amount|total gross|total including tax|total incl tax|total incl gst|total inc gst|total including gst|invoice total|invoice amount|total invoice|total invoice amount|grand total|grand ttl|g total|amount incl vat|total amount incl vat|total inclusive of gst|total incl of gst|total amount including vat|gross|total with vat|total invoice value|total after tax|total inclusive gst|total inclusive|total incl|total amt incl gst|total amount incl gst|total (inclusive of gst)|total sales (inclusive of gst)|total sales inclusive of gst|total sales inclusive gst|total (gst incl)|total rounded|rounded total|rounded total (rm)|total amount rounded|total amt rounded|round total|total after rounding|total payable|total amt payable|net total rounded|bill total|total bill|receipt total|order total|total order|total charge|total charges|total sales|sales total|total for this invoice|charges this period|total current charges|total (incl gst)|total rm (incl gst)|total (rm)|total rm|total amount payable|total sales incl gst|sale total|invoice value|invoice total incl vat|total usd|total eur|total gbp|total in usd|total in eur|total (eur)|total (usd)|total (gbp)|total credit|credit total|total due incl vat\
        |bruttobetrag|gesamtbetrag|rechnungsbetrag|gesamtbetrag brutto|gesamt brutto|brutto|endbetrag|gesamtsumme|rechnungssumme|summe brutto|bruttosumme|rechnungsendbetrag|endsumme|gesamtbetrag inkl mwst|rechnungssumme brutto|gesamtpreis brutto|rechnungsgesamtbetrag|bruttogesamtbetrag|gesamtbetrag eur|total brutto|rechnungstotal|totalbetrag|gesamtbetrag inkl ust|total inkl mwst|rechnungsbetrag brutto|gutschriftsbetrag|gesamtrechnungsbetrag|summe inkl mwst|betrag inkl mwst|inkl mwst|summe (brutto)|gesamt inkl mwst|betrag brutto|gesamtbetrag inkl|gesamtsumme brutto|rechnungsbruttobetrag|bruttoentgelt|gesamtbetrag (brutto)|summe eur|summe in eur|gesamt eur|gesamt in eur|gesamtbetrag in eur|rechnungsbetrag in eur|rechnungsbetrag eur\
        |total ttc|montant ttc|montant total ttc|total toutes taxes comprises|ttc|total t.t.c.|net ttc|total general|total general ttc|montant de la facture|total facture|montant total|total a payer ttc|total t t c|montant facture|montant total tvac|total tvac|total tva comprise|montant total de la facture|total facture ttc\
        |totaal incl btw|totaal inclusief btw|totaalbedrag|factuurbedrag|totaal incl|eindtotaal|totaal te betalen incl btw|factuurtotaal|totaal inclusief|incl btw|bedrag incl btw|totaalbedrag incl btw|totaal factuur|totaalprijs|bedrag inclusief btw|totaal eur\
        |totale fattura|totale documento|totale ivato|totale iva inclusa|totale generale|totale complessivo|totale fattura eur|totale lordo|importo totale|totale con iva|totale iva compresa|importo totale documento\
        |total factura|importe total|total con iva|total iva incluido|total general|importe factura|total eur|total euros|importe total factura|total iva incl|total factura eur|total impuestos incluidos|total documento\
        |total com iva|total da fatura|valor total|total documento|total geral|total do documento|total iva incluido|valor total da nota|total fatura|total c/ iva|total eur\
        |razem brutto|wartosc brutto|kwota brutto|summa inkl moms|totalt inkl moms|total inkl moms|totalbelop|i alt|ialt|att betala totalt|total cu tva|celkem s dph|celkem|vegosszeg|brutto vegosszeg|totalsumma|sum inkl mva|totalt inkl mva|yhteensa|loppusumma",
    ),
    (
        LabelKind::Total,
        "total|totals|total amount|amount total|amount|total amt|ttl|summe|gesamt|betrag|totaal|totale|importe|montant|totaux|totalt|summa|razem|insgesamt|bedrag|importo|suma|valor|total sum|nett total|net total|overall total|totaal bedrag|total price|sum total|ukupno",
    ),
    (
        LabelKind::AmountDue,
        "amount due|total due|balance due|balance|amount payable|total amount due|please pay|to pay|net payable|outstanding balance|outstanding|total outstanding|pay this amount|due amount|payable|net due|amount to pay|amount owing|total owing|balance payable|net amount payable|total balance|current balance|new balance|amount now due|remaining balance|total amount payable now|net amount due|balance outstanding\
        |zahlbetrag|zu zahlen|zu zahlender betrag|offener betrag|fallkiger betrag|falliger betrag|restbetrag|noch zu zahlen|zahlungsbetrag|zu uberweisender betrag|forderungsbetrag|zu bezahlen|zu zahlender gesamtbetrag|auszahlungsbetrag|uberweisungsbetrag|noch offen|zahllast|offener gesamtbetrag|zahlbarer betrag|abbuchungsbetrag|nachzahlung|erstattungsbetrag\
        |net a payer|montant a payer|total a payer|a payer|reste a payer|solde|solde a payer|reste du|somme a payer|solde du|net a payer ttc|net a regler|montant du|montant net a payer|a regler|net a deduire\
        |te betalen|totaal te betalen|te betalen bedrag|openstaand bedrag|te voldoen|nog te betalen|te betalen eur|totaal te voldoen\
        |totale da pagare|da pagare|netto a pagare|importo da pagare|importo dovuto|totale dovuto|saldo|totale a pagare|a pagare\
        |total a pagar|importe a pagar|a pagar|saldo|saldo pendiente|liquido a percibir|importe pendiente|liquido|neto a pagar\
        |total a pagar|valor a pagar|a pagar|saldo|saldo em divida|montante a pagar|valor em divida\
        |do zaplaty|pozostalo do zaplaty|att betala|a betale|til betaling|maksettava|maksettavaa|k uhrade|fizetendo|de plata|belop att betala|belob til betaling|at betale",
    ),
    (
        LabelKind::Prepaid,
        "paid|amount paid|prepaid|deposit|advance|payments|payment received|less paid|paid amount|payments received|advance payment|down payment|less deposit|paid to date|credits|prepayment|payment applied|payments/credits|total paid|less payment|thank you payment|amount received|anzahlung|bereits gezahlt|bezahlt|geleistete zahlungen|abschlag|abschlagszahlung|vorauszahlung|gezahlt|erhaltene anzahlung|abzgl anzahlung|bereits bezahlt|zahlungseingang|vorauszahlungen|geleistete abschlagszahlungen|gezahlter betrag|acompte|acomptes|deja paye|deja regle|acompte verse|paye|montant paye|avance|arrhes|acompte recu|regle|montant deja paye|aanbetaling|reeds betaald|voorschot|betaald|reeds voldaan|voldaan|acconto|gia pagato|anticipo|pagato|anticipi|anticipo|pagado|a cuenta|entregas a cuenta|adiantamento|ja pago|pago|zaplacono|betalt|maksettu",
    ),
    (
        LabelKind::PreviousBalance,
        "previous balance|balance forward|balance brought forward|last balance|opening balance|past due|prior balance|brought forward|previous unpaid balance|alter saldo|vorsaldo|ancien solde|solde precedent|saldo anterior|vorig saldo|saldo precedente|ubertrag|carried forward|report|a reporter|transport|arrears|previous amount|last bill|previous bill",
    ),
    (
        LabelKind::Rounding,
        "rounding|rounding adj|rounding adjustment|round adj|round off|rnd adj|rounding adjustments|rounding amt|bill rounding|roundoff|rundung|rundungsdifferenz|arrondi|afronding|arrotondamento|redondeo|arredondamento|oresavrundning|avrundning|round amt|rounding diff|roundg|adjustment",
    ),
    (
        LabelKind::Discount,
        "discount|disc|less discount|total discount|discount total|allowance|trade discount|voucher|coupon|total savings|you saved|savings|bill discount|item discount|rabatt|nachlass|skonto|abzug|gesamtrabatt|abzgl rabatt|abzuge|preisnachlass|gutscheine|remise|rabais|escompte|total remise|remises|reduction|korting|sconto|sconti|abbuono|descuento|dto|descuentos|dto pp|desconto|descontos|rabat|alennus|discounts",
    ),
    (
        LabelKind::Charge,
        "shipping|shipping & handling|delivery|delivery charge|postage|freight|handling|service charge|svc charge|serv charge|surcharge|carriage|shipping cost|delivery fee|shipping and handling|s&h|serv chg|tip|gratuity|packaging|versandkosten|versand|fracht|lieferkosten|porto|transportkosten|bearbeitungsgebuhr|mindermengenzuschlag|verpackung|porto und verpackung|frais de port|port|frais de livraison|frais|livraison|transport|verzendkosten|verzending|bezorgkosten|spese di spedizione|spese trasporto|trasporto|spese|gastos de envio|portes|envio|gastos|portes de envio|frakt|fragt",
    ),
    (
        LabelKind::Tendered,
        "cash|tendered|amount tendered|tender|visa|mastercard|master card|master|credit card|debit card|card|amex|debit|cash received|cash payment|paid by|payment|payment amount|cash tendered|amt tendered|received|cash paid|customer paid|pay|tender amount|cash amt|amt paid|paid amt|tunai|bar|gegeben|kartenzahlung|ec karte|girocard|ec cash|barzahlung|especes|carte|carte bancaire|cb|contant|pin|contanti|carta|efectivo|tarjeta|entregado|dinheiro|multibanco|cartao|gotowka|kontant|kort|bank card|total tender|cash tender|cash rm|cash (rm)",
    ),
    (
        LabelKind::Change,
        "change|change due|your change|cash change|change amount|balance change|change amt|change rm|change (rm)|baki|ruckgeld|wechselgeld|zuruck|retour|rendu|monnaie|a rendre|wisselgeld|terug|resto|cambio|vuelta|su cambio|troco|reszta|vaxel|byttepenge|total change",
    ),
    (
        LabelKind::Count,
        "total qty|total quantity|total items|total item|item count|items count|no of items|number of items|total item(s)|total no of items|total units|item(s)|gesamtmenge|anzahl artikel|gesamtgewicht|gewicht|nombre d'articles|aantal artikelen|numero articoli|articoli|total hours|total weight|total points|points|loyalty points|total qty sold|qty total|item sold|items sold|total pieces|total pcs",
    ),
    (
        LabelKind::Supplier,
        "from|seller|supplier|vendor|sold by|issued by|invoice from|remit to|remit payment to|payable to|make checks payable to|make all checks payable to|make cheques payable to|please make all checks payable to|beneficiary|account name|account holder|payee|bill from|billed by|service provider|your company|merchant|company name|name of account|rechnungssteller|rechnungsersteller|lieferant|verkaufer|kontoinhaber|absender|rechnung von|leistungserbringer|empfanger der zahlung|begunstigter|zahlungsempfanger|rechnungsaussteller|auftragnehmer|vendeur|fournisseur|emetteur|titulaire|prestataire|expediteur|emis par|titulaire du compte|beneficiaire|leverancier|verkoper|afzender|ten name van|t.n.v.|tnv|rekeninghouder|fornitore|cedente|mittente|cedente/prestatore|intestatario|venditore|beneficiario|emisor|vendedor|proveedor|titular|emitente|fornecedor|prestador|sprzedawca|leverandor|saljare|myyja|dodavatel|furnizor|kiallito",
    ),
    (
        LabelKind::Customer,
        "bill to|billed to|invoice to|sold to|customer|customer name|client|client name|buyer|to|invoiced to|invoice address|billing address|charge to|account of|bill to address|customer address|messrs|m/s|attn|attention|recipient|prepared for|invoice for|guest name|guest|cust name|purchaser|bill to party|billing information|billing details|customer details|client details|payer|patient|member|invoiced|bill to name|for|rechnung an|kunde|rechnungsempfanger|empfanger|kaufer|rechnungsadresse|rechnungsanschrift|auftraggeber|leistungsempfanger|kundenname|rechnung an firma|rechnungsempfang|versicherungsnehmer|besteller|kundenadresse|kundenanschrift|facture a|client|adresse de facturation|destinataire|acheteur|facturer a|facturation|factures a|nom du client|adresse facturation|adresse du client|facture a l'attention de|factuuradres|klant|aan|factuur aan|koper|klantgegevens|gefactureerd aan|ter attentie van|t.a.v.|afnemer|cliente|destinatario|spett le|spettabile|spett|fatturare a|cessionario|acquirente|intestata a|cessionario/committente|intestatario|intestatario fattura|faturado a|indirizzo di fatturazione|facturar a|datos del cliente|direccion de facturacion|comprador|cliente|facturado a|nombre cliente|destinatario|datos de facturacion|faturar a|exmo sr|exmo(s) sr(s)|exmos senhores|adquirente|cliente|dados do cliente|nabywca|kunde|kund|asiakas|odberatel|cumparator|client|vevo|koper|fakturaadresse|faktureringsadress|faktura til",
    ),
    (
        LabelKind::PartyName,
        "name|company|company name|business name|legal name|nom|raison sociale|societe|naam|bedrijf|bedrijfsnaam|nome|ragione sociale|denominazione|nombre|razon social|nombre fiscal|firma|firmenname|unternehmen|nazwa|navn|namn",
    ),
    (
        LabelKind::ShipTo,
        "ship to|deliver to|delivery address|shipping address|delivered to|delivery to|service address|ship to address|consignee|job site|site address|place of supply|place of delivery|ship from|shipped to|lieferadresse|lieferanschrift|warenempfanger|lieferung an|versandadresse|leistungsort|adresse de livraison|livre a|lieu de livraison|livraison|afleveradres|bezorgadres|verzendadres|leveringsadres|destinazione|destinazione merce|luogo di destinazione|indirizzo di spedizione|direccion de envio|direccion de entrega|enviar a|lugar de entrega|morada de entrega|local de entrega|entrega|leveringsadresse|leveransadress|toimitusosoite|odbiorca",
    ),
    (
        LabelKind::VatId,
        "vat id|vat no|vat number|vat reg no|vat registration number|vat registration no|vat nr|vat|vat #|our vat|tax id|tax id no|tax identification number|tin|ein|gstin|gstin/uin|gst no|gst reg no|gst number|gst registration no|gst id|gst id no|abn|a.b.n.|tax registration number|trn|federal tax id|tax reg no|vat code|vat reg|vat reg number|company vat|seller vat|gst#|gst reg|gst no.|tax no|business number|bn|gst\
        |ust id|ust id nr|ust idnr|ustid|ust ident nr|ust ident|umsatzsteuer id|umsatzsteuer identifikationsnummer|umsatzsteueridentifikationsnummer|ust idnummer|ust identifikationsnr|uid|uid nr|uid nummer|mwst nr|mwst nummer|vat id nr|umsatzsteuer identnr|umsatzsteuer id nr|ustidnr|ust identnr|ust id no|ust-id|ust identifikationsnummer|ust ident nummer|umsatzsteuer ident nr|eu ust id\
        |numero de tva|no tva|n tva|tva intracommunautaire|numero tva intracommunautaire|n tva intracommunautaire|tva intra|no de tva|n de tva|num tva|n tva intra|identifiant tva|id tva|numero tva|tva n|tva no|n id tva|n tva intracom|tva intracom|tva intracommunautaire n|code tva|num tva intracom|n° tva intracommunautaire|tva fr\
        |btw nummer|btw nr|btwnummer|btw id|btw nr.|btw identificatienummer|btw|ob nummer|btw no\
        |partita iva|p iva|p.i.|p.iva|piva|p.i|p iva/c.f.|codice fiscale e partita iva|part iva|partita i.v.a.|c.f. e p.iva|c f e p iva|p.iva e c.f.|cod fisc e p iva\
        |nif|cif|n.i.f.|c.i.f.|nif/cif|cif/nif|numero de identificacion fiscal|vat es|dni|nif iva|c.i.f|n.i.f\
        |nif|contribuinte|contribuinte no|numero de contribuinte|nipc|n contribuinte|nr contribuinte|cnpj|no contribuinte\
        |nip|cvr|cvr nr|se nr|org nr|organisationsnummer|org no|momsreg nr|moms reg nr|momsregnr|vat nr|y tunnus|dic|ico dph|adoszam|ic dph|cif|cui|oib",
    ),
    (
        LabelKind::TaxNumber,
        "steuernummer|steuer nr|st nr|steuernr|stnr|codice fiscale|c.f.|cod fisc|cod fiscale|finanzamt|steuer nummer|ust nr|siret|ico|regon",
    ),
    (
        LabelKind::CustomerVatId,
        "your vat|your vat no|customer vat|customer vat no|your vat number|your vat id|customer tax id|buyer vat|client vat|customer vat id|customer vat number|customer gstin|buyer gstin|ihre ust id|ihre ust idnr|ust id kunde|ihre umsatzsteuer id|ust id des kunden|ihre ust id nr|ihre ustid|kunden ust id|uid kunde|ihre uid|ust idnr kunde|kunden uid|ust idnr des leistungsempfangers|votre tva|tva client|n tva client|votre numero de tva|votre n tva|votre n de tva|uw btw nummer|btw nummer klant|uw btw nr|btw nr klant|p iva cliente|partita iva cliente|nif cliente|cif cliente|vat id customer|v.ust id|ihre steuernummer|votre n tva intracommunautaire|tva intracommunautaire client|n tva du client|votre tva intracommunautaire|votre numero de tva intracommunautaire",
    ),
    (
        LabelKind::Iban,
        "iban|iban nr|iban no|iban number|iban code|iban konto|iban nummer|codice iban|konto iban|iban n|iban bic|bankverbindung iban|compte iban",
    ),
    (
        LabelKind::Bic,
        "bic|swift|swift code|bic swift|bic code|swift bic|code bic|swift/bic|bic/swift|bank identifier code|codice bic",
    ),
    (
        LabelKind::BankAccount,
        "bank|bank name|bank details|bank account|bankverbindung|kreditinstitut|bankname|banque|banca|banco|account details|payment details|bankgegevens|bankrekening|rekeningnummer|sort code|routing number|coordonnees bancaires|coordinate bancarie|datos bancarios|zahlungsinformationen|bank-/steuerinformationen|hausbank|domiciliation|rib|konto|bsb",
    ),
    (
        LabelKind::Contact,
        "contact|contact person|email|e mail|mail|website|web|www|ansprechpartner|kontakt|internet|homepage|interlocuteur|contactpersoon|contatto|contacto|contato|sales rep|your contact|ihr ansprechpartner|bearbeiter|prepared by|cashier|clerk|operator|served by|sales person|salesman|agent|created by|kassierer|votre contact|vendeur|staff|user",
    ),
    (
        LabelKind::Description,
        "description|item description|item|items|product|product name|product description|service|services|details|particulars|item & description|name|article|goods|item name|descriptions|description of goods|description of services|activity|task|work|product/service|item/description|description of good|goods description|item details|products|product details|title|charge description|service description|materials|bezeichnung|beschreibung|artikel|leistung|artikelbezeichnung|leistungsbeschreibung|text|produkt|artikelbeschreibung|leistungen|position bezeichnung|artikelname|ware|produktbeschreibung|warenbezeichnung|tatigkeit|leistungsart|designation|libelle|descriptif|produit|prestation|reference et designation|article designation|produits|detail|intitule|prestations|omschrijving|omschrijving artikel|beschrijving|product omschrijving|artikelomschrijving|descrizione|articolo|prodotto|descrizione articolo|descrizione prodotti|descrizione dei beni|descripcion|concepto|producto|articulo|detalle|conceptos|descricao|artigo|produto|designacao|servico|descricao dos produtos|nazwa|nazwa towaru|nazwa towaru lub uslugi|beskrivelse|beskrivning|benamning|varebeskrivelse|varenavn|kuvaus|tuote|popis|denumire|megnevezes|vara|ydelse|text beskrivelse",
    ),
    (
        LabelKind::Quantity,
        "quantity|qty|qnty|quant|hours|hrs|qty shipped|qty ordered|units|no of units|pcs|qty.|u/qty|ordered|shipped|count|days|hrs/qty|hours/qty|menge|anzahl|stuck|std|stunden|stk|anz|quantite|qte|qt|nombre|nb|qtes|aantal|stuks|uren|hoeveelheid|quantita|q ta|qta|q.ta|cantidad|cant|uds|unidades|cant.|ud|quantidade|qtd|qtde|quant|qtd.|ilosc|antal|antall|maara|mnozstvi|cantitate|mennyiseg|kpl|quantity (hours)|menge einheit|aant|pieces",
    ),
    (
        LabelKind::Unit,
        "unit|uom|u/m|um|measure|unit of measure|einheit|eh|me|mengeneinheit|unite|u|eenheid|unita|u.m.|udm|unidad|unidade|un|jm|j.m.|enhed|enhet|yksikko|meng einheit|unit of measurement",
    ),
    (
        LabelKind::UnitPrice,
        "unit price|price|rate|unit cost|price per unit|each|price each|unit rate|unit price (rm)|u/price|u.price|cost|hourly rate|unit net price|net unit price|price/unit|rate/price|unit amount|unit value|price (excl vat)|list price|cost per unit|price excl vat|selling price|s/price|unit price excl vat|rate per hour|price per item|rate per unit|einzelpreis|preis|e preis|ep|stuckpreis|einzelpreis netto|preis/einheit|preis einheit|preis pro einheit|preis netto|einheitspreis|einzel|stundensatz|e-preis|epreis|preis je einheit|einzel preis|einzelpreis eur|einzelpreis in eur|nettopreis|listenpreis|preis eur|preis stk|preis/me|netto einzelpreis|e preis eur|prix unitaire|prix unit|pu|p.u.|pu ht|prix unitaire ht|prix u|prix|p u ht|prix unitaire (ht)|prix ht|pu h.t.|p.u. ht|prix unit ht|tarif|prix u ht|prix unitaire h.t.|tarief|prijs|stukprijs|prijs per stuk|eenheidsprijs|prijs per eenheid|prijs excl btw|p/st|per stuk|prezzo|prezzo unitario|prezzo unit|p unitario|importo unitario|pr unitario|p.unit|precio|precio unitario|precio unidad|precio ud|p unitario|precio/unidad|precio unit|pvp|p.u|preco|preco unitario|preco unit|p unit|valor unitario|pr unitario|cena|cena netto|cena jednostkowa|pris|a pris|a-pris|styckpris|enhedspris|stk pris|yksikkohinta|hinta|cena za jednotku|pret unitar|egysegar|enhetspris|pris pr stk",
    ),
    (
        LabelKind::TaxRate,
        "vat %|vat rate|tax rate|tax %|vat|tax|gst|gst %|gst rate|vat(%)|vat code|tax code|tax type|rate %|% vat|gst code|mwst|mwst %|ust|ust %|steuersatz|mwst satz|ust satz|st satz|mwst in %|steuer|steuer %|ust satz|ust in %|mwst.|% ust|% mwst|steuersatz %|mwst satz %|steuerschlussel|tva|tva %|taux tva|taux|% tva|taux de tva|btw|btw %|btw tarief|% btw|btw percentage|btw-%|iva|iva %|aliquota|aliquota iva|% iva|cod iva|al iva|c.iva|tipo iva|tipo|iva%|%iva|taxa iva|taxa|moms|moms %|stawka vat|vat stawka|alv|alv %|dph %|sst",
    ),
    (
        LabelKind::LineAmount,
        "amount|total|line total|entgelt|nettoentgelt|prijs incl btw|prijs incl|price incl vat|total incl vat|total price|net amount|ext price|extended price|extension|sum|total amount|item total|net|line amount|amount (rm)|total (rm)|total cost|net price|amount rm|rm|total rm|subtotal|sub total|ext amount|value|amount usd|amount eur|price total|total value|amount excl vat|total excl vat|net value|line total excl vat|nett amount|net total|extended|ext cost|amount (usd)|amount (eur)|total (eur)|total (usd)|amount gbp|amt|total amt|ext|extended amount|taxable value|charges|charge|betrag|gesamt|gesamtpreis|summe|gesamtbetrag|netto|nettobetrag|g preis|gp|gesamt netto|gesamtpreis netto|betrag netto|wert|positionsbetrag|g-preis|gpreis|gesamt eur|betrag eur|nettowert|gesamtwert|betrag in eur|gesamtpreis eur|nettogesamt|pos betrag|gesamt preis|summe eur|netto summe|betrag (eur)|gesamtpreis in eur|zeilenbetrag|netto gesamt|brutto|bruttobetrag|nettobetrag eur|total eur|montant|total ht|montant ht|total|prix total|montant h.t.|total h.t.|total ligne|montant total|prix total ht|montant net|total net|mt ht|net ht|bedrag|totaal|totaalprijs|subtotaal|totaal excl btw|totaalbedrag|bedrag excl btw|netto bedrag|importo|totale|prezzo totale|importo totale|totale netto|imponibile|importo netto|valore|prezzo tot|importe|total|importe neto|subtotal|importe total|precio total|valor|total liquido|montante|preco total|valor total|valor liquido|wartosc|wartosc netto|belop|beloeb|sum|summa|total belop|yhteensa|summa eur|celkem|celkem bez dph|valoare|osszesen|netto ertek|pris total|total pris|belob",
    ),
    (
        LabelKind::Position,
        "pos|position|line|no|#|item no|item #|sl no|s no|sr no|nr|pos nr|lfd nr|ln|s.no|sno|sl|sr|line no|ligne|regel|riga|linea|linha|lp|rad|item number|no.|pos.|nr.|n",
    ),
    (
        LabelKind::ArticleNumber,
        "sku|article no|article number|part no|part number|product code|item code|code|item no|item number|product no|product id|ref|reference|stock code|hsn|hsn/sac|hsn code|sac|part #|model|upc|art no|artikelnummer|artikel nr|art nr|artnr|artikelnr|produktnummer|ean|unsere art nr|unsere artnr|art.-nr.|artikel no|artikel-nr.|sachnummer|gtin|code article|art|code produit|ref article|artikelcode|artikelnr|productcode|codice|codice articolo|cod|cod art|cod articolo|codigo|referencia|cod artigo|indeks|varenr|varenummer|artikelnummer|tuotenumero|kod",
    ),
];
