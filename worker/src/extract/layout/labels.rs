//! The label phrases of a document, with their places.

use std::ops::Range;

use super::{Layout, qualify};
use crate::extract::lexicon::{
    fold::fold,
    labels::LabelKind,
    matching::{self, MAX_PHRASE_WORDS},
};

/// A phrase that announces a value.
#[derive(Clone, Debug)]
pub struct FoundLabel {
    pub kinds: &'static [LabelKind],
    pub tokens: Range<usize>,
    pub line: usize,
    pub segment: usize,
    /// Nothing stands before it in its segment.
    pub starts_segment: bool,
    /// Nothing stands after it in its segment.
    pub ends_segment: bool,
    pub colon: bool,
    pub exact: bool,
}

impl FoundLabel {
    #[must_use]
    pub fn is(&self, kind: LabelKind) -> bool {
        self.kinds.contains(&kind)
    }

    #[must_use]
    pub fn is_any(&self, kinds: &[LabelKind]) -> bool {
        kinds.iter().any(|kind| self.is(*kind))
    }
}

/// All labels in reading order; of overlapping phrases the longest counts, and what stands in
/// brackets behind a total belongs to it: `Total (excl. VAT)`.
#[must_use]
pub fn find(layout: &Layout) -> Vec<FoundLabel> {
    let mut labels = Vec::new();
    for (index, segment) in layout.segments.iter().enumerate() {
        let mut token = segment.tokens.start;
        while token < segment.tokens.end {
            match longest_at(layout, token, segment.tokens.end) {
                Some((end, kinds, exact)) => {
                    let colon = layout.tokens[end - 1].text.ends_with(':')
                        || layout.tokens.get(end).is_some_and(|next| {
                            end < segment.tokens.end && next.text.starts_with(':')
                        });
                    labels.push(FoundLabel {
                        kinds,
                        tokens: token..end,
                        line: segment.line,
                        segment: index,
                        starts_segment: token == segment.tokens.start,
                        ends_segment: end == segment.tokens.end,
                        colon,
                        exact,
                    });
                    token = end;
                }
                None => token += 1,
            }
        }
    }
    qualify::totals(layout, labels)
}

fn longest_at(
    layout: &Layout,
    start: usize,
    segment_end: usize,
) -> Option<(usize, &'static [LabelKind], bool)> {
    let mut run = String::new();
    let mut best = None;
    let limit = segment_end.min(start + MAX_PHRASE_WORDS);
    for end in start..limit {
        let token = &layout.tokens[end];
        // A value inside the phrase ends it; `19% MwSt` is a tax label all the same.
        if end > start
            && token.folded.is_empty()
            && !token.text.contains(['#', '.', '-', '/', '&', ':', '%', '(', ')'])
        {
            break;
        }
        run.push_str(&token.folded);
        if run.len() > 48 {
            break;
        }
        if run.is_empty() {
            if end == start && token.text != "#" {
                return None;
            }
            continue;
        }
        if let Some(kinds) = matching::exact(&run) {
            best = Some((end + 1, kinds, true));
        } else if layout.ocr[token.page]
            && let Some(kinds) = matching::fuzzy(&run)
            && run.chars().filter(char::is_ascii_digit).count() <= 1
        {
            best = Some((end + 1, kinds, false));
        }
        if token.text.ends_with(':') {
            break;
        }
    }
    let own = &layout.tokens[start];
    let first_part = || {
        // `Käufer/Leistungsempfänger`: the first of the alternatives counts.
        let (first, rest) = own.text.split_once('/')?;
        let is_words = rest.chars().all(|c| c.is_alphabetic() || c == ':') && first.len() > 2;
        let kinds = is_words.then(|| matching::exact(&fold(first))).flatten()?;
        Some((start + 1, kinds, true))
    };
    best.or_else(first_part)
        .or_else(|| compound(&layout.tokens[start].folded).map(|kinds| (start + 1, kinds, true)))
}

/// Compounds written in one word, of which only the end is known: `Handelsrechnung`.
fn compound(folded: &str) -> Option<&'static [LabelKind]> {
    const ENDINGS: &[(&str, &[LabelKind])] = &[
        ("rechnung", &[LabelKind::InvoiceNumber]),
        ("gutschrift", &[LabelKind::InvoiceNumber]),
        ("factuur", &[LabelKind::InvoiceNumber]),
        ("rechnungsnummer", &[LabelKind::InvoiceNumber]),
        ("factuurnummer", &[LabelKind::InvoiceNumber]),
        ("rechnungsdatum", &[LabelKind::IssueDate]),
        ("iban", &[LabelKind::Iban]),
    ];
    let known = ENDINGS.iter().find(|(ending, _)| folded.ends_with(ending));
    known.filter(|(ending, _)| folded.len() <= ending.len() + 16).map(|(_, kinds)| *kinds)
}
