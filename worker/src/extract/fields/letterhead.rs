//! Names as letterheads print them: behind a logo that was read as letters, or over two lines.

use std::ops::Range;

use super::super::{candidates::Document, lexicon::fold::fold};

/// The name without a letter or two before it that a logo left: the rest of it is printed
/// elsewhere alone, or the reader doubts a word of another size.
pub(super) fn without_logo(document: &Document<'_>, tokens: Range<usize>) -> Range<usize> {
    let layout = document.layout;
    let rest = tokens.start + 1..tokens.end;
    if rest.is_empty() {
        return tokens;
    }
    let first = &layout.tokens[tokens.start];
    let name = fold(&layout.text(&rest));
    if first.folded.chars().count() > 2 || name.chars().count() < 5 {
        return tokens;
    }
    let whole = fold(&layout.text(&tokens));
    // A sign folds to nothing: whether it stands before the name elsewhere cannot be told.
    let is_sign = first.folded.is_empty();
    let alone = occurs_elsewhere(document, first.segment, &name)
        && (is_sign || !occurs_elsewhere(document, first.segment, &whole));
    let size = first.place.height() / layout.place(&rest).height().max(0.1);
    let odd = layout.is_ocr(tokens.start)
        && first.confidence < 0.6
        && (is_sign || !(0.6..1.6).contains(&size));
    if alone || odd { rest } else { tokens }
}

fn occurs_elsewhere(document: &Document<'_>, segment: usize, folded: &str) -> bool {
    let layout = document.layout;
    layout.segments.iter().enumerate().any(|(index, other)| {
        index != segment && fold(&layout.text(&other.tokens)).contains(folded)
    })
}

/// The name with the segment below, if it goes on there: large print of one size, close below.
pub(super) fn second_line(document: &Document<'_>, segment: usize, next: usize) -> Option<String> {
    let layout = document.layout;
    let (first, second) = (&layout.segments[segment], &layout.segments[next]);
    let heights = (first.place.height(), second.place.height());
    let median = layout.median_heights[layout.lines[first.line].page];
    let same_style = (0.8..1.25).contains(&(heights.0 / heights.1.max(0.1)));
    let is_large = heights.0.min(heights.1) > 1.15 * median;
    let is_close = second.place.top - first.place.bottom < heights.0;
    if !(same_style && is_large && is_close) {
        return None;
    }
    let joined = format!("{} {}", layout.text(&first.tokens), layout.text(&second.tokens));
    let is_short = first.tokens.len() + second.tokens.len() <= 8;
    let has_digits = joined.bytes().any(|byte| byte.is_ascii_digit());
    (is_short && !has_digits).then_some(joined)
}
