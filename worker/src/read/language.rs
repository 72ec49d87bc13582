//! Which language a text is in, by the words that only that language has.
//!
//! Accents are ignored on both sides, so that text read with the wrong model still tells.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What must speak for a language, and by how much it must lead.
const MIN_SCORE: f32 = 2.0;
const MIN_LEAD: f32 = 1.6;

/// Everyday words and the words of business papers.
const VOCABULARIES: [(&str, &str); 7] = [
    (
        "eng",
        "the and of for to from with by is are be this that your our you we please within not \
         invoice bill date due number order total subtotal amount tax payment paid cash change \
         balance price quantity description item unit terms thank address street phone customer \
         company bank account card receipt sales net discount shipping delivery receipt ship",
    ),
    (
        "deu",
        "der die das und ist sind wir sie ihre ihr fur von mit auf bei bis zum zur den dem des ein \
         eine einen nicht nach aus uber werden wird wurde bitte rechnung rechnungsnummer datum betrag \
         gesamt gesamtbetrag summe netto brutto mwst ust umsatzsteuer mehrwertsteuer steuer menge \
         preis einzelpreis stuck kunde kundennummer lieferung lieferdatum zahlung zahlbar tage strasse \
         bestellung artikel bezeichnung konto bankverbindung geschaftsfuhrer steuernummer anzahl",
    ),
    (
        "fra",
        "le la les des du et est sont nous vous votre vos notre pour par avec dans sur au aux une un \
         ne pas ce cette facture date montant total ttc ht tva somme quantite prix unitaire client \
         numero reference livraison paiement reglement echeance adresse rue commande designation \
         societe compte banque remise jours avoir siret capital merci taux",
    ),
    (
        "nld",
        "de het een en van voor met op bij is zijn wij u uw ons niet naar aan deze dit te door wordt \
         factuur factuurnummer factuurdatum datum bedrag totaal subtotaal btw aantal prijs klant \
         klantnummer betaling betalen vervaldatum omschrijving levering bestelling straat rekening \
         rekeningnummer dagen excl incl per artikel kvk gelieve",
    ),
    (
        "ita",
        "il lo la i gli le di del della dei delle e per con da nel alla al un una che non si sono \
         fattura data importo totale imponibile iva quantita prezzo unitario cliente numero codice \
         pagamento scadenza descrizione indirizzo via banca conto partita fiscale ordine consegna \
         sconto aliquota documento",
    ),
    (
        "spa",
        "el la los las de del y en por para con su sus una un que no se al es son factura fecha \
         importe total subtotal base imponible iva cantidad precio unitario cliente numero pedido \
         pago vencimiento descripcion direccion calle banco cuenta nif cif concepto entrega gracias \
         descuento",
    ),
    (
        "por",
        "o a os as de do da dos das e em no na por para com um uma que nao se ao fatura factura data \
         valor total subtotal iva quantidade preco unitario cliente numero encomenda pagamento \
         vencimento descricao endereco rua banco conta nif contribuinte entrega obrigado desconto \
         montante",
    ),
];

/// Finds the language of a text among those allowed, or `None` if none clearly leads.
pub(super) fn detect<'a>(
    words: impl Iterator<Item = &'a str>,
    allowed: &[String],
) -> Option<&'static str> {
    let mut scores = scores(words);
    scores.retain(|(language, _)| allowed.iter().any(|name| name == language));
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (best, score) = *scores.first()?;
    let second = scores.get(1).map_or(0.0, |(_, score)| *score);
    (score >= MIN_SCORE && score >= MIN_LEAD * second).then_some(best)
}

/// What speaks for each language: a word that several have counts for each of them in part.
fn scores<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(&'static str, f32)> {
    static OWNERS: OnceLock<HashMap<&'static str, Vec<usize>>> = OnceLock::new();
    let owners = OWNERS.get_or_init(|| {
        let mut owners: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (index, (_, vocabulary)) in VOCABULARIES.iter().enumerate() {
            for word in vocabulary.split_whitespace() {
                let known = owners.entry(word).or_default();
                if known.last() != Some(&index) {
                    known.push(index);
                }
            }
        }
        owners
    });
    let mut scores = VOCABULARIES.map(|(language, _)| (language, 0.0));
    for word in words.flat_map(|word| word.split(|part: char| !part.is_alphabetic())) {
        if let Some(known) = owners.get(plain(word).as_str()) {
            for &index in known {
                scores[index].1 += 1.0 / known.len() as f32;
            }
        }
    }
    scores.to_vec()
}

/// In small letters without accents.
fn plain(word: &str) -> String {
    word.nfkd()
        .filter(|&character| !is_combining_mark(character))
        .flat_map(char::to_lowercase)
        .flat_map(|character| if character == 'ß' { vec!['s', 's'] } else { vec![character] })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(text: &str) -> Option<&'static str> {
        let allowed = ["eng", "deu", "fra", "nld", "ita", "spa", "por"].map(str::to_owned);
        detect(text.split_whitespace(), &allowed)
    }

    #[test]
    fn business_papers_are_told_apart() {
        let told = [
            ("Invoice date: 3 May, please pay the total amount within 30 days", "eng"),
            ("Rechnungsnummer 17, der Betrag ist zahlbar bis zum 3. Mai", "deu"),
            ("Facture n° 17, montant total TTC à régler par virement pour votre commande", "fra"),
            ("Factuurnummer 17, het bedrag wordt betaald op rekening van uw klant", "nld"),
            ("Fattura n. 17, totale imponibile, importo IVA del documento di consegna", "ita"),
            ("Factura 17, base imponible, importe y fecha de vencimiento para el cliente", "spa"),
            ("Fatura 17, valor com IVA, data de vencimento e endereço do contribuinte", "por"),
        ];
        for (text, expected) in told {
            assert_eq!(language(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn figures_and_too_few_words_tell_nothing() {
        assert_eq!(language("12,00 EUR 2024 X-17"), None);
        assert_eq!(language("de"), None);
    }

    #[test]
    fn only_allowed_languages_are_found() {
        let german = "Rechnung Betrag zahlbar bis zum";
        assert_eq!(detect(german.split(' '), &["eng".to_owned()]), None);
    }
}
