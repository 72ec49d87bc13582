//! The words of a PDF page that are in the file as text.
//!
//! Guarantees: positions are those of the upright page; what the page does not show (text of render
//! mode 3, text off the page) is not taken for something that it shows.

mod glyphs;
mod lines;
mod quality;
mod words;

use billify_shared::domain::page::{BoundingBox, Word};
use hayro_interpret::util::{RectExt, TransformExt};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro_syntax::page::Page as PdfPage;

pub(super) use glyphs::PageContent;
pub(super) use quality::{Verdict, judge};

use super::turn::Turn;

/// The text of an upright page.
#[derive(Debug)]
pub(super) struct TextLayer {
    pub(super) words: Vec<Word>,
    /// How far the page had to be turned clockwise to be upright.
    pub(super) turn: Turn,
    /// Of the upright page, in points.
    pub(super) size: (f64, f64),
}

/// What a page draws. The largest image has been noted, none has been decoded.
pub(super) fn inspect<'a>(page: &PdfPage<'a>, cache: &InterpreterCache<'a>) -> PageContent {
    let (width, height) = page.render_dimensions();
    let size = (f64::from(width), f64::from(height));
    let mut content = PageContent::new(size);
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        page.intersected_crop_box().to_kurbo(),
        cache,
        page.xref(),
        InterpreterSettings::default(),
    );
    interpret_page(page, &mut context, &mut content);
    content
}

/// Puts what a page draws together to words in reading order.
pub(super) fn assemble(content: &PageContent) -> TextLayer {
    let fragments = words::fragments(content);
    let text_turn = dominant_turn(&fragments);
    let turn = text_turn.inverse();
    let lines = lines::arrange(&fragments, text_turn);
    let size = turn.size(content.size);
    let mut words: Vec<Word> = Vec::new();
    for (line, block, fragment) in lines {
        let [left, top, right, bottom] = fragment.upright_box(turn, content.size);
        let bbox = BoundingBox {
            left: fraction(left, size.0),
            top: fraction(top, size.1),
            right: fraction(right, size.0),
            bottom: fraction(bottom, size.1),
        };
        let id = u32::try_from(words.len()).unwrap_or(u32::MAX);
        words.push(Word { id, text: fragment.text, bbox, confidence: 1.0, line, block });
    }
    TextLayer { words, turn, size }
}

fn fraction(value: f64, of: f64) -> f32 {
    (value / of).clamp(0.0, 1.0) as f32
}

fn dominant_turn(fragments: &[words::Fragment]) -> Turn {
    let letters_of = |turn: Turn| -> usize {
        fragments.iter().filter(|word| word.turn == turn).map(|word| word.text.len()).sum()
    };
    let best = Turn::ALL.into_iter().max_by_key(|&turn| (letters_of(turn), turn == Turn::None));
    best.unwrap_or_default()
}
