//! What kind of document it is, and in which language.

use billify_shared::domain::invoice::DocumentType;

use super::super::{
    layout::Layout,
    lexicon::{language::LANGUAGE_WORDS, vocabulary::TITLES},
};

/// Lines from the top of the first page in which a title is looked for, by share of the page.
const TITLE_ZONE: f32 = 0.5;

/// The type that the largest or highest title names.
#[must_use]
pub fn document_type(layout: &Layout) -> DocumentType {
    let mut best: Option<(f32, DocumentType)> = None;
    for segment in &layout.segments {
        let first = &layout.tokens[segment.tokens.start];
        if first.page > 0 {
            break;
        }
        let Some(found) = title_in(layout, segment.tokens.clone()) else { continue };
        let (kind, share) = found;
        let high = if first.bbox.top < TITLE_ZONE { 1.0 } else { 0.0 };
        let weight = segment.place.height().min(6.0) * share + high;
        if best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, kind));
        }
    }
    best.map_or(DocumentType::Other, |(_, kind)| kind)
}

/// The title at the start of a segment, and how much of the segment it is.
fn title_in(layout: &Layout, tokens: std::ops::Range<usize>) -> Option<(DocumentType, f32)> {
    let all: usize = layout.tokens[tokens.clone()].iter().map(|token| token.folded.len()).sum();
    let mut run = String::new();
    let mut found = None;
    for token in &layout.tokens[tokens.start..tokens.end.min(tokens.start + 4)] {
        run.push_str(&token.folded);
        for (kind, titles) in TITLES {
            if titles.contains(&run.as_str()) {
                let share = f32::from(u16::try_from(run.len()).unwrap_or(1))
                    / f32::from(u16::try_from(all.max(1)).unwrap_or(u16::MAX));
                found = Some((*kind, share));
            }
        }
    }
    found
}

/// The language whose frequent words are most often on the page.
#[must_use]
pub fn language(layout: &Layout) -> Option<String> {
    let count = |words: &[&str]| {
        layout.tokens.iter().filter(|token| words.contains(&token.folded.as_str())).count()
    };
    let (hits, language) = LANGUAGE_WORDS
        .iter()
        .map(|(language, words)| (count(words), *language))
        .max_by_key(|(hits, _)| *hits)?;
    (hits >= 3).then(|| language.to_owned())
}
