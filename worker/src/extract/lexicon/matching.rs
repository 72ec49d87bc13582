//! Finding label phrases in a run of words.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    fold::{distance, fold},
    labels::{LABELS, LabelKind},
};

/// The longest phrase has this many words.
pub const MAX_PHRASE_WORDS: usize = 7;
/// Shorter phrases must match exactly: too many short words are one letter apart.
const MIN_FUZZY_LENGTH: usize = 6;

struct Index {
    kinds: HashMap<String, Vec<LabelKind>>,
    by_length: Vec<Vec<&'static str>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut kinds: HashMap<String, Vec<LabelKind>> = HashMap::new();
    for (kind, phrases) in LABELS {
        for phrase in phrases.split('|') {
            let folded = fold(phrase);
            let known = kinds.entry(folded).or_default();
            if !known.contains(kind) {
                known.push(*kind);
            }
        }
    }
    kinds.remove("");
    Index { kinds, by_length: Vec::new() }
});

static FUZZY: LazyLock<Index> = LazyLock::new(|| {
    let mut by_length: Vec<Vec<&'static str>> = Vec::new();
    for phrase in INDEX.kinds.keys().filter(|phrase| phrase.len() >= MIN_FUZZY_LENGTH) {
        if by_length.len() <= phrase.len() {
            by_length.resize_with(phrase.len() + 1, Vec::new);
        }
        by_length[phrase.len()].push(phrase);
    }
    for phrases in &mut by_length {
        phrases.sort_unstable();
    }
    Index { kinds: HashMap::new(), by_length }
});

/// What a folded phrase means, by exact comparison.
#[must_use]
pub fn exact(folded: &str) -> Option<&'static [LabelKind]> {
    INDEX.kinds.get(folded).map(Vec::as_slice)
}

/// What a folded phrase means if a few of its letters were misread.
#[must_use]
pub fn fuzzy(folded: &str) -> Option<&'static [LabelKind]> {
    if folded.len() < MIN_FUZZY_LENGTH {
        return None;
    }
    let limit = if folded.len() >= 12 { 2 } else { 1 };
    let lengths = folded.len().saturating_sub(limit)..=folded.len() + limit;
    let near = lengths
        .filter_map(|length| FUZZY.by_length.get(length))
        .flatten()
        // One of the two ends is nearly always right, and comparing them is cheap.
        .filter(|phrase| shares_an_end(phrase, folded))
        .filter_map(|phrase| Some((distance(folded, phrase, limit)?, *phrase)))
        .min()?;
    exact(near.1)
}

fn shares_an_end(phrase: &str, other: &str) -> bool {
    let (phrase, other) = (phrase.as_bytes(), other.as_bytes());
    phrase.first() == other.first() || phrase.last() == other.last()
}

/// True if the phrase itself says that a number follows.
#[must_use]
pub fn names_a_number(printed: &str) -> bool {
    let folded = fold(printed);
    printed.contains(['#', '°', 'º'])
        || ["no", "nr", "number", "nummer", "num", "numero", "id", "numer", "nro"]
            .iter()
            .any(|ending| folded.ends_with(ending))
        || folded.starts_with("numero")
        || folded.ends_with(" n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_several_languages_are_known() {
        for (printed, kind) in [
            ("Invoice No.:", LabelKind::InvoiceNumber),
            ("Rechnungs-Nr.", LabelKind::InvoiceNumber),
            ("Date d'échéance", LabelKind::DueDate),
            ("Totaal incl. BTW", LabelKind::Gross),
            ("Totale imponibile", LabelKind::Net),
            ("Fecha de emisión", LabelKind::IssueDate),
            ("Nº da fatura", LabelKind::InvoiceNumber),
        ] {
            assert!(exact(&fold(printed)).unwrap().contains(&kind), "{printed}");
        }
    }

    #[test]
    fn misread_letters_are_forgiven_in_long_phrases_only() {
        assert!(fuzzy("lnvoicenumber").unwrap().contains(&LabelKind::InvoiceNumber));
        assert!(fuzzy("rechnungsdaturn").unwrap().contains(&LabelKind::IssueDate));
        assert_eq!(fuzzy("tota"), None);
    }
}
