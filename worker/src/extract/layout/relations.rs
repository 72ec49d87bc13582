//! Which label a value belongs to: the one to its left, or the one above it.

use std::ops::Range;

use super::{Layout, labels::FoundLabel};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// On the same line, before the value.
    Left,
    /// Higher up, in the same column.
    Above,
}

/// A label that a value may belong to.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// Index into the labels.
    pub label: usize,
    pub direction: Direction,
    /// In ems between the two.
    pub distance: f32,
    /// How many words stand between the two on the line, or lines between them.
    pub between: usize,
}

/// The labels with an index by line.
#[derive(Debug)]
pub struct LabelMap<'a> {
    pub labels: &'a [FoundLabel],
    by_line: Vec<Range<usize>>,
}

/// How far up a heading may stand, in ems.
const MAX_ABOVE: f32 = 9.0;

impl<'a> LabelMap<'a> {
    #[must_use]
    pub fn new(layout: &Layout, labels: &'a [FoundLabel]) -> Self {
        let mut by_line = vec![0..0; layout.lines.len()];
        let mut start = 0;
        for group in labels.chunk_by(|a, b| a.line == b.line) {
            by_line[group[0].line] = start..start + group.len();
            start += group.len();
        }
        Self { labels, by_line }
    }

    #[must_use]
    pub fn on_line(&self, line: usize) -> Range<usize> {
        self.by_line[line].clone()
    }

    /// Labels left of the value on its line, nearest first.
    #[must_use]
    pub fn left_of(&self, layout: &Layout, value: &Range<usize>) -> Vec<Relation> {
        let line = layout.tokens[value.start].line;
        let left = layout.tokens[value.start].place.left;
        self.on_line(line)
            .rev()
            .filter(|&label| self.labels[label].tokens.end <= value.start)
            .map(|label| {
                let end = self.labels[label].tokens.end;
                let distance = left - layout.tokens[end - 1].place.right;
                let between = value.start - end;
                Relation { label, direction: Direction::Left, distance, between }
            })
            .collect()
    }

    /// Labels above the value in its column, nearest first.
    #[must_use]
    pub fn above(&self, layout: &Layout, value: &Range<usize>) -> Vec<Relation> {
        let line = layout.tokens[value.start].line;
        let place = layout.place(value);
        let mut found = Vec::new();
        for above in (0..line).rev() {
            let distance = place.top - layout.lines[above].place.bottom;
            if layout.lines[above].page != layout.lines[line].page || distance > MAX_ABOVE {
                break;
            }
            for label in self.on_line(above) {
                let label_place = layout.place(&self.labels[label].tokens);
                if is_column(&label_place, &place) {
                    let between = line - above - 1;
                    let distance = (place.top - label_place.bottom).max(0.0);
                    found.push(Relation { label, direction: Direction::Above, distance, between });
                }
            }
        }
        found
    }
}

/// Whether a heading and a value stand in one column: overlapping, or aligned at a side.
fn is_column(
    heading: &billify_shared::domain::page::BoundingBox,
    value: &billify_shared::domain::page::BoundingBox,
) -> bool {
    let overlap = heading.right.min(value.right) - heading.left.max(value.left);
    let narrow = heading.width().min(value.width()).max(0.5);
    overlap > 0.4 * narrow
        || (heading.left - value.left).abs() < 0.8
        || (heading.right - value.right).abs() < 0.8
}
