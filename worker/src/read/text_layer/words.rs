//! Glyphs, in the order in which they are drawn, put together to words.

use std::collections::HashMap;

use super::glyphs::{GlyphText, PageContent, PlacedGlyph};
use crate::read::turn::Turn;

/// Distances in ems. A gap wider than this is a space, however it was made.
const WORD_GAP: f64 = 0.1;
/// A glyph may start so far before the end of the one before it, for kerning.
const MAX_OVERLAP: f64 = 0.4;
/// Glyphs of one word stand on one line.
const MAX_BASELINE_STEP: f64 = 0.15;
/// The same glyph drawn again this near is a poor man's bold.
const DUPLICATE_DISTANCE: f64 = 0.1;
/// What a font reaches above and below the baseline, near enough.
pub(super) const ASCENT: f64 = 0.76;
pub(super) const DESCENT: f64 = 0.22;

/// A word, or a part of one, in the frame in which it runs to the right.
#[derive(Clone, Debug)]
pub(super) struct Fragment {
    pub(super) text: String,
    pub(super) turn: Turn,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) baseline: f64,
    pub(super) size: f64,
    /// A space was drawn after it.
    pub(super) closed: bool,
}

impl Fragment {
    pub(super) fn top(&self) -> f64 {
        self.baseline - ASCENT * self.size
    }

    pub(super) fn bottom(&self) -> f64 {
        self.baseline + DESCENT * self.size
    }

    /// True if `next` goes on with the same word.
    pub(super) fn continues_with(&self, next: &Self) -> bool {
        let em = self.size.min(next.size);
        let gap = next.start - self.end;
        !self.closed
            && self.turn == next.turn
            && (self.baseline - next.baseline).abs() <= MAX_BASELINE_STEP * em
            && self.size.max(next.size) <= 1.5 * em
            && (-MAX_OVERLAP * em..=WORD_GAP * em).contains(&gap)
    }

    pub(super) fn append(&mut self, next: &Self) {
        self.text.push_str(&next.text);
        self.end = self.end.max(next.end);
        self.size = self.size.max(next.size);
        self.closed = next.closed;
    }

    /// Left, top, right and bottom on the page of this size after it has been turned.
    pub(super) fn upright_box(&self, turn: Turn, page: (f64, f64)) -> [f64; 4] {
        let own_size = self.turn.inverse().size(page);
        let corner = |x: f64, y: f64| turn.point(self.turn.point((x, y), own_size), page);
        let (x0, y0) = corner(self.start, self.top());
        let (x1, y1) = corner(self.end, self.bottom());
        [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)]
    }
}

/// Words as far as they are drawn in one go.
pub(super) fn fragments(content: &PageContent) -> Vec<Fragment> {
    let mut fragments: Vec<Fragment> = Vec::new();
    let mut drawn = Drawn::default();
    for glyph in &content.glyphs {
        if glyph.text.is_space() {
            if let Some(last) = fragments.last_mut() {
                last.closed = true;
            }
            continue;
        }
        if drawn.has_already(glyph) {
            continue;
        }
        let next = fragment_of(glyph);
        match fragments.last_mut() {
            Some(last) if last.continues_with(&next) => last.append(&next),
            _ => fragments.push(next),
        }
    }
    fragments.retain(|fragment| !fragment.text.is_empty());
    fragments
}

fn fragment_of(glyph: &PlacedGlyph) -> Fragment {
    let mut text = String::new();
    match &glyph.text {
        GlyphText::Char(character) => push_plain(&mut text, *character),
        GlyphText::Several(several) => {
            several.chars().for_each(|character| push_plain(&mut text, character));
        }
    }
    Fragment {
        text,
        turn: glyph.turn,
        start: glyph.start,
        end: glyph.end,
        baseline: glyph.baseline,
        size: glyph.size,
        closed: false,
    }
}

/// Ligatures are spelled out; what is not to be seen is left out.
fn push_plain(text: &mut String, character: char) {
    match character {
        '\u{fb00}' => text.push_str("ff"),
        '\u{fb01}' => text.push_str("fi"),
        '\u{fb02}' => text.push_str("fl"),
        '\u{fb03}' => text.push_str("ffi"),
        '\u{fb04}' => text.push_str("ffl"),
        '\u{fb05}' | '\u{fb06}' => text.push_str("st"),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
        _ if character.is_whitespace() => {}
        _ => text.push(character),
    }
}

/// Which glyphs have been drawn where.
#[derive(Default)]
struct Drawn<'a> {
    by_cell: HashMap<(i64, i64), Vec<&'a PlacedGlyph>>,
}

impl<'a> Drawn<'a> {
    /// Notes the glyph; true if the same one has been drawn (nearly) there before.
    fn has_already(&mut self, glyph: &'a PlacedGlyph) -> bool {
        let reach = DUPLICATE_DISTANCE * glyph.size;
        let is_same = |other: &&PlacedGlyph| {
            other.text == glyph.text
                && other.turn == glyph.turn
                && (other.start - glyph.start).abs() < reach
                && (other.baseline - glyph.baseline).abs() < reach
        };
        // Cells of a fixed size, wider than any reach that matters.
        let cell = |value: f64| (value / 8.0).floor() as i64;
        let columns = cell(glyph.start - reach)..=cell(glyph.start + reach);
        let rows = cell(glyph.baseline - reach)..=cell(glyph.baseline + reach);
        let found = columns.take(4).any(|column| {
            rows.clone().take(4).any(|row| {
                self.by_cell.get(&(column, row)).is_some_and(|cell| cell.iter().any(is_same))
            })
        });
        if !found {
            let own = (cell(glyph.start), cell(glyph.baseline));
            self.by_cell.entry(own).or_default().push(glyph);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(character: char, start: f64, baseline: f64) -> PlacedGlyph {
        PlacedGlyph {
            text: GlyphText::Char(character),
            turn: Turn::None,
            start,
            end: start + 5.0,
            baseline,
            size: 10.0,
        }
    }

    fn texts(glyphs: Vec<PlacedGlyph>) -> Vec<String> {
        let mut content = PageContent::new((600.0, 800.0));
        content.glyphs = glyphs;
        fragments(&content).into_iter().map(|fragment| fragment.text).collect()
    }

    #[test]
    fn words_end_at_spaces_at_gaps_and_at_the_end_of_the_line() {
        let drawn = vec![
            glyph('a', 0.0, 10.0),
            glyph('b', 5.0, 10.0),
            glyph(' ', 10.0, 10.0),
            glyph('c', 10.5, 10.0),
            glyph('d', 17.0, 10.0),
            glyph('e', 22.0, 30.0),
        ];
        assert_eq!(texts(drawn), ["ab", "c", "d", "e"]);
    }

    #[test]
    fn bold_by_drawing_twice_is_read_once() {
        let drawn = vec![
            glyph('o', 0.0, 10.0),
            glyph('o', 5.0, 10.0),
            glyph('o', 0.3, 10.0),
            glyph('o', 5.3, 10.0),
        ];
        assert_eq!(texts(drawn), ["oo"]);
    }

    #[test]
    fn ligatures_are_spelled_out() {
        assert_eq!(texts(vec![glyph('\u{fb01}', 0.0, 10.0), glyph('n', 5.0, 10.0)]), ["fin"]);
    }
}
