//! Pages for tests, drawn as text: one string a line, one character a fixed step to the right.

use billify_shared::domain::page::{BoundingBox, Page, TextSource, Word};

/// Characters across the page.
const COLUMNS: f32 = 100.0;
/// Lines down the page.
const LINES: f32 = 70.0;

/// A text-layer page with the given lines.
pub(crate) fn page(lines: &[&str]) -> Page {
    let mut words: Vec<Word> = Vec::new();
    for (row, line) in (0_u16..).zip(lines) {
        let mut column = 0_u16;
        for part in line.split(' ') {
            let length = u16::try_from(part.chars().count()).unwrap();
            if length > 0 {
                let top = f32::from(row) / LINES;
                let bbox = BoundingBox {
                    left: f32::from(column) / COLUMNS,
                    top,
                    right: f32::from(column + length) / COLUMNS,
                    bottom: top + 0.8 / LINES,
                };
                let id = u32::try_from(words.len()).unwrap();
                let text = part.to_owned();
                words.push(Word {
                    id,
                    text,
                    bbox,
                    confidence: 1.0,
                    line: u32::from(row),
                    block: 0,
                });
            }
            column += length + 1;
        }
    }
    Page {
        number: 1,
        width: 595.0,
        height: 842.0,
        rotation_degrees: 0,
        skew_degrees: 0.0,
        source: TextSource::TextLayer,
        languages: Vec::new(),
        words,
    }
}
