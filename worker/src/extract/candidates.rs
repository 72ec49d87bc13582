//! Candidates: values that may be the one asked for, with features, score and evidence.

use std::ops::Range;

use billify_shared::domain::{
    field::{self, Field, FieldSource, FieldStatus, Label},
    page::BoundingBox,
};

use super::{
    facts::Facts,
    layout::{
        Layout,
        labels::FoundLabel,
        relations::{LabelMap, Relation},
    },
    scoring::{self, Features, Target},
};

/// The document as the field modules see it.
#[derive(Debug)]
pub struct Document<'a> {
    pub layout: &'a Layout,
    pub labels: &'a [FoundLabel],
    pub map: LabelMap<'a>,
    pub facts: &'a Facts,
    /// By line: part of the table of line items.
    pub in_table: Vec<bool>,
}

/// One possible value of a field.
#[derive(Clone, Debug)]
pub struct Candidate<T> {
    pub value: T,
    /// Empty for a value that is not printed.
    pub tokens: Range<usize>,
    pub label: Option<usize>,
    pub log_odds: f32,
}

impl<T> Candidate<T> {
    #[must_use]
    pub fn new(
        value: T,
        tokens: Range<usize>,
        label: Option<usize>,
        (target, features): (Target, &Features),
    ) -> Self {
        Self { value, tokens, label, log_odds: scoring::log_odds(target, features) }
    }

    #[must_use]
    pub fn score(&self) -> f32 {
        scoring::logistic(self.log_odds)
    }
}

/// Best first; of equal values only the best stays.
pub fn rank<T: PartialEq>(candidates: &mut Vec<Candidate<T>>) {
    candidates.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
    let mut index = 0;
    while index < candidates.len() {
        let (seen, rest) = candidates.split_at(index);
        if seen.iter().any(|better| better.value == rest[0].value) {
            candidates.remove(index);
        } else {
            index += 1;
        }
    }
}

/// The most other readings that a field keeps.
const MAX_KEPT: usize = 5;

impl Document<'_> {
    /// Fills a field with the chosen candidate and keeps the others beside it.
    pub fn fill<T: Clone + PartialEq>(
        &self,
        field: &mut Field<T>,
        chosen: &Candidate<T>,
        all: &[Candidate<T>],
    ) {
        field.value = Some(chosen.value.clone());
        field.confidence = chosen.score();
        field.status = FieldStatus::NeedsReview;
        field.candidates = self.kept(all);
        if chosen.tokens.is_empty() {
            field.source = Some(FieldSource::Derived);
            return;
        }
        let layout = self.layout;
        let tokens = &layout.tokens[chosen.tokens.clone()];
        let page = tokens[0].page;
        let source = if layout.ocr[page] { FieldSource::Ocr } else { FieldSource::TextLayer };
        let count = u16::try_from(tokens.len()).unwrap_or(u16::MAX);
        let certainty = tokens.iter().map(|token| token.confidence).sum::<f32>() / f32::from(count);
        field.raw = Some(layout.text(&chosen.tokens));
        field.source = Some(source);
        field.ocr_confidence = layout.ocr[page].then_some(certainty);
        field.page = Some(layout.page_numbers[page]);
        field.bbox = Some(layout.bbox(&chosen.tokens));
        field.word_ids = tokens.iter().map(|token| token.word_id).collect();
        field.word_ids.dedup();
        field.label = chosen.label.map(|label| self.label(label));
    }

    fn kept<T: Clone>(&self, all: &[Candidate<T>]) -> Vec<field::Candidate<T>> {
        all.iter()
            .filter(|candidate| !candidate.tokens.is_empty())
            .take(MAX_KEPT)
            .map(|candidate| field::Candidate {
                value: candidate.value.clone(),
                raw: self.layout.text(&candidate.tokens),
                page: self.page_number(candidate.tokens.start),
                bbox: self.layout.bbox(&candidate.tokens),
                score: candidate.score(),
            })
            .collect()
    }

    fn label(&self, label: usize) -> Label {
        let tokens = &self.labels[label].tokens;
        Label {
            text: self.layout.text(tokens),
            page: self.page_number(tokens.start),
            bbox: self.layout.bbox(tokens),
        }
    }

    #[must_use]
    pub fn page_number(&self, token: usize) -> u32 {
        self.layout.page_numbers[self.layout.tokens[token].page]
    }

    /// How far down the document a token stands, 0 to 1.
    #[must_use]
    pub fn depth(&self, token: usize) -> f32 {
        let pages = u16::try_from(self.layout.page_sizes.len().max(1)).unwrap_or(u16::MAX);
        let token = &self.layout.tokens[token];
        let before = u16::try_from(token.page).unwrap_or(u16::MAX);
        (f32::from(before) + token.bbox.center_y().clamp(0.0, 1.0)) / f32::from(pages)
    }

    #[must_use]
    pub fn is_in_table(&self, token: usize) -> bool {
        self.in_table[self.layout.tokens[token].line]
    }

    /// The labels that a value may belong to, nearest first: left, then above.
    #[must_use]
    pub fn relations(&self, value: &Range<usize>) -> (Vec<Relation>, Vec<Relation>) {
        (self.map.left_of(self.layout, value), self.map.above(self.layout, value))
    }

    /// The height of a run of tokens against the median of its page, minus one.
    #[must_use]
    pub fn largeness(&self, tokens: &Range<usize>) -> f32 {
        let place: BoundingBox = self.layout.place(tokens);
        let page = self.layout.tokens[tokens.start].page;
        let median = self.layout.median_heights[page].max(0.1);
        (place.height() / median - 1.0).clamp(0.0, 3.0)
    }
}
