//! The document's currency: signs and codes beside its amounts, else its country.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::{candidates::Document, lexicon::labels::LabelKind, values::currency};

/// A currency with the reason to believe it.
#[derive(Clone, Debug, PartialEq)]
pub struct Currency {
    pub code: String,
    /// Where it is printed; empty if it follows from the country.
    pub tokens: Range<usize>,
    pub confidence: f32,
}

/// The country of the supplier, as tax and account numbers tell it.
#[must_use]
pub fn country(document: &Document<'_>) -> Option<String> {
    let of_tax = document
        .facts
        .tax_ids
        .iter()
        .find(|id| id.value.check != Some(false))
        .map(|id| id.value.country.to_owned());
    let of_iban = || {
        let iban = document.facts.ibans.iter().find(|iban| iban.value.valid)?;
        iban.value.text.get(..2).map(str::to_owned)
    };
    of_tax.or_else(of_iban).filter(|country| !country.is_empty())
}

/// Chooses the currency.
#[must_use]
pub fn choose(
    document: &Document<'_>,
    language: Option<&str>,
    default: Option<&str>,
) -> Option<Currency> {
    let country = country(document);
    let home = country.as_deref().and_then(currency::of_country);
    let mut votes: BTreeMap<&str, (u32, Range<usize>)> = BTreeMap::new();
    let mut vote = |code: &'static str, weight: u32, tokens: Range<usize>| {
        votes.entry(code).or_insert((0, tokens)).0 += weight;
    };
    for amount in &document.facts.amounts {
        if let Some(mark) = amount.value.currency {
            vote(localised(mark, home), 2, amount.tokens.clone());
        }
    }
    for (index, token) in document.layout.tokens.iter().enumerate() {
        if let Some(mark) =
            currency::of_word(&token.text).filter(|_| speaks_of_money(document, index))
        {
            vote(localised(mark, home), 2, index..index + 1);
        }
    }
    if is_malaysian(document) {
        vote("MYR", 5, 0..0);
    }
    let best = votes.into_iter().max_by_key(|(_, (weight, _))| *weight);
    if let Some((code, (_, tokens))) = best {
        return Some(Currency { code: code.to_owned(), tokens, confidence: 0.95 });
    }
    let guessed = home.or(default).or(match language {
        Some("de" | "fr" | "nl" | "it" | "es" | "pt") => Some("EUR"),
        Some("pl") => Some("PLN"),
        Some("da") => Some("DKK"),
        Some("sv") => Some("SEK"),
        _ => None,
    })?;
    Some(Currency { code: guessed.to_owned(), tokens: 0..0, confidence: 0.75 })
}

/// Whether the line of a lone currency word is about amounts: totals, headings, `currency: EUR`.
fn speaks_of_money(document: &Document<'_>, token: usize) -> bool {
    const WORDS: &[&str] = &[
        "currency", "wahrung", "devise", "monnaie", "valuta", "divisa", "moneda", "moeda",
        "waluta", "betrage", "montants", "importi",
    ];
    let line = document.layout.tokens[token].line;
    let kinds = [
        LabelKind::Total,
        LabelKind::Gross,
        LabelKind::Net,
        LabelKind::AmountDue,
        LabelKind::LineAmount,
        LabelKind::UnitPrice,
    ];
    let tokens = document.layout.lines[line].tokens.clone();
    document.layout.tokens[tokens.clone()]
        .iter()
        .any(|other| WORDS.contains(&other.folded.as_str()))
        || document.labels[document.map.on_line(line)].iter().any(|label| label.is_any(&kinds))
            && tokens.len() <= 12
}

/// Legal forms and places that only Malaysia has; its receipts seldom name their currency.
fn is_malaysian(document: &Document<'_>) -> bool {
    document.layout.tokens.iter().any(|token| {
        matches!(
            token.folded.as_str(),
            "sdn"
                | "bhd"
                | "sdnbhd"
                | "malaysia"
                | "selangor"
                | "kuala"
                | "johor"
                | "jalan"
                | "jln"
        )
    })
}

/// What a shared sign means in a country: `$` in Canada, `kr` in Norway.
fn localised(mark: currency::Mark, home: Option<&'static str>) -> &'static str {
    const DOLLARS: &[&str] = &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"];
    const CROWNS: &[&str] = &["SEK", "NOK", "DKK", "ISK"];
    let family = match mark.code {
        "USD" => DOLLARS,
        "SEK" | "DKK" => CROWNS,
        _ => return mark.code,
    };
    match home {
        Some(home) if mark.shared && family.contains(&home) => home,
        _ => mark.code,
    }
}
