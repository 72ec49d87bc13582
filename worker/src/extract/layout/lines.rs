//! Lines and segments from word boxes alone: what the reader says about lines is used only for the
//! skew, because columns make readers disagree about what a line is.

use billify_shared::domain::page::{BoundingBox, Page, Word};

use super::{Layout, Line, Segment, Token, is_misreadable};
use crate::extract::lexicon::fold::fold;

/// A gap wider than this many median characters ends a segment.
const SEGMENT_GAP_CHARS: f32 = 2.1;
/// Words share a line if their centres differ by less than this part of the smaller height.
const SAME_LINE: f32 = 0.55;

/// Adds a page's words, as lines and segments, to the layout.
pub(super) fn append_page(layout: &mut Layout, index: usize, page: &Page) {
    layout.ocr.push(is_misreadable(page));
    layout.page_numbers.push(page.number);
    let width = if page.width > 0.0 { page.width } else { 1.0 };
    let height = if page.height > 0.0 { page.height } else { 1.0 };
    let em = em_fraction(page);
    let (scale_x, scale_y) = (1.0 / em, height / width / em);
    layout.page_sizes.push((scale_x, scale_y));
    let slope = slope(page, scale_x, scale_y);
    let mut tokens = Vec::new();
    let upright = |word: &&Word| !is_sideways(word, scale_x, scale_y);
    for word in page.words.iter().filter(upright) {
        for (text, bbox) in split_word(&word.text, word.bbox) {
            let shift = slope * bbox.center_x() * scale_x;
            let place = BoundingBox {
                left: bbox.left * scale_x,
                top: bbox.top * scale_y - shift,
                right: bbox.right * scale_x,
                bottom: bbox.bottom * scale_y - shift,
            };
            let folded = fold(&text);
            let (word_id, confidence) = (word.id, word.confidence);
            tokens.push(Token {
                page: index,
                word_id,
                text,
                folded,
                bbox,
                place,
                confidence,
                line: 0,
                segment: 0,
            });
        }
    }
    layout.median_heights.push(median_height(&tokens));
    for line in into_lines(tokens) {
        append_line(layout, index, line);
    }
}

fn median_height(tokens: &[Token]) -> f32 {
    let mut heights: Vec<f32> = tokens.iter().map(|token| token.place.height()).collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(1.0)
}

/// Print in the margin that runs up or down the page stands beside every line and belongs to none.
fn is_sideways(word: &Word, scale_x: f32, scale_y: f32) -> bool {
    let (width, height) = (word.bbox.width() * scale_x, word.bbox.height() * scale_y);
    word.text.chars().count() >= 3 && height > 1.6 * width
}

/// Twice the median width of a character, as a fraction of the page's width.
fn em_fraction(page: &Page) -> f32 {
    let mut widths: Vec<f32> = page
        .words
        .iter()
        .filter(|word| word.text.chars().count() > 1 && word.bbox.width() > 0.0)
        .map(|word| word.bbox.width() / count(&word.text))
        .collect();
    widths.sort_by(f32::total_cmp);
    widths.get(widths.len() / 2).map_or(0.015, |width| (width * 2.0).clamp(0.002, 0.2))
}

fn count(text: &str) -> f32 {
    u16::try_from(text.chars().count()).map_or(f32::from(u16::MAX), f32::from)
}

/// How much the lines fall per em to the right: the median over the reader's own lines.
fn slope(page: &Page, scale_x: f32, scale_y: f32) -> f32 {
    let mut slopes: Vec<f32> = page
        .words
        .chunk_by(|left, right| left.line == right.line && left.block == right.block)
        .filter_map(|words| {
            let (first, last) = (words.first()?.bbox, words.last()?.bbox);
            let run = (last.center_x() - first.center_x()) * scale_x;
            let similar = (first.height() - last.height()).abs() < 0.3 * first.height();
            let rise = (last.bottom - first.bottom) * scale_y;
            (run > 8.0 && similar).then_some(rise / run)
        })
        .collect();
    slopes.sort_by(f32::total_cmp);
    let median = slopes.get(slopes.len() / 2).copied().unwrap_or(0.0);
    if slopes.len() < 3 || median.abs() > 0.1 { 0.0 } else { median }
}

/// Splits `No:123` and `Date:01/02/2018` after the colon, and drops what is only a table rule.
fn split_word(text: &str, bbox: BoundingBox) -> Vec<(String, BoundingBox)> {
    let text =
        text.trim_matches(|c: char| matches!(c, '|' | '¦' | '_' | '~' | '[' | ']' | '{' | '}'));
    if !text.chars().any(|c| {
        c.is_alphanumeric()
            || matches!(c, '€' | '£' | '$' | '%' | '-' | '/' | '#' | '₹' | '&' | ':' | '.')
    }) {
        return Vec::new();
    }
    let Some(at) = split_point(text) else { return vec![(text.to_owned(), bbox)] };
    let share = count(&text[..at]) / count(text);
    let middle = bbox.left + bbox.width() * share;
    let left = BoundingBox { right: middle, ..bbox };
    let right = BoundingBox { left: middle, ..bbox };
    vec![(text[..at].to_owned(), left), (text[at..].to_owned(), right)]
}

fn split_point(text: &str) -> Option<usize> {
    let at = text.find([':', '#'])? + 1;
    let (head, tail) = text.split_at(at);
    let letters = head.chars().filter(|c| c.is_alphabetic()).count();
    let is_label = letters >= 2 && !head.chars().any(|c| c.is_ascii_digit());
    let has_value = tail.chars().any(char::is_alphanumeric) && !tail.starts_with("//");
    (is_label && has_value).then_some(at)
}

/// Groups words by height, then sorts each line from left to right.
fn into_lines(mut tokens: Vec<Token>) -> Vec<Vec<Token>> {
    tokens.sort_by(|a, b| a.place.center_y().total_cmp(&b.place.center_y()));
    let mut lines: Vec<Vec<Token>> = Vec::new();
    for token in tokens {
        let home = lines.iter_mut().rev().take(4).find(|line| shares_line(line, &token));
        match home {
            Some(line) => line.push(token),
            None => lines.push(vec![token]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.place.left.total_cmp(&b.place.left));
    }
    lines.sort_by(|a, b| line_top(a).total_cmp(&line_top(b)));
    lines
}

fn line_top(line: &[Token]) -> f32 {
    line.iter().map(|token| token.place.center_y()).sum::<f32>() / count_tokens(line)
}

fn count_tokens(line: &[Token]) -> f32 {
    u16::try_from(line.len().max(1)).map_or(f32::from(u16::MAX), f32::from)
}

fn shares_line(line: &[Token], token: &Token) -> bool {
    // The nearest word decides: the line may still bend a little.
    let nearest = line.iter().min_by(|a, b| gap(a, token).total_cmp(&gap(b, token)));
    nearest.is_some_and(|near| {
        let height = near.place.height().min(token.place.height()).max(0.3);
        let overlaps =
            near.place.left < token.place.right - 0.3 && token.place.left < near.place.right - 0.3;
        let apart = (near.place.center_y() - token.place.center_y()).abs();
        apart < SAME_LINE * height && !(overlaps && apart > 0.25 * height)
    })
}

fn gap(a: &Token, b: &Token) -> f32 {
    (a.place.left - b.place.right).max(b.place.left - a.place.right).max(0.0)
}

fn append_line(layout: &mut Layout, page: usize, tokens: Vec<Token>) {
    let line = layout.lines.len();
    let first_token = layout.tokens.len();
    let first_segment = layout.segments.len();
    for mut token in tokens {
        token.line = line;
        let index = layout.tokens.len();
        let continues = index > first_token && continues_segment(&layout.tokens[index - 1], &token);
        if continues && let Some(segment) = layout.segments.last_mut() {
            segment.tokens.end = index + 1;
            segment.place = segment.place.union(&token.place);
        } else {
            let place = token.place;
            layout.segments.push(Segment { line, tokens: index..index + 1, place });
        }
        token.segment = layout.segments.len() - 1;
        layout.tokens.push(token);
    }
    let tokens = first_token..layout.tokens.len();
    let segments = first_segment..layout.segments.len();
    let place = layout.place(&tokens);
    layout.lines.push(Line { page, tokens, segments, place });
}

fn continues_segment(left: &Token, right: &Token) -> bool {
    let gap = right.place.left - left.place.right;
    // An em is two median characters; large print has wider spaces.
    let own = (char_width(left) + char_width(right)) / 2.0;
    gap < SEGMENT_GAP_CHARS * own.clamp(0.4, 2.0)
}

fn char_width(token: &Token) -> f32 {
    token.place.width() / count(&token.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::page;

    #[test]
    fn words_at_one_height_are_a_line_and_gaps_make_segments() {
        let layout = Layout::of(&[page(&[
            "Invoice No: 42            Date: 2024-01-31",
            "Total                     12.00",
        ])]);
        assert_eq!(layout.lines.len(), 2);
        let texts: Vec<String> =
            layout.segments.iter().map(|segment| layout.text(&segment.tokens)).collect();
        assert_eq!(texts, ["Invoice No: 42", "Date: 2024-01-31", "Total", "12.00"]);
    }

    #[test]
    fn a_label_glued_to_its_value_is_split() {
        let layout = Layout::of(&[page(&["No:12345 at 12:30 see http://example.org"])]);
        let words = layout.words(0..layout.tokens.len());
        assert_eq!(words, ["No:", "12345", "at", "12:30", "see", "http://example.org"]);
    }

    #[test]
    fn skewed_lines_stay_lines() {
        let mut skewed =
            page(&["alpha beta gamma delta          1.00", "epsilon zeta eta theta          2.00"]);
        for word in &mut skewed.words {
            let fall = word.bbox.left * 0.03;
            word.bbox.top += fall;
            word.bbox.bottom += fall;
        }
        let twice = skewed.words.len() / 2;
        let mut third = skewed.words[..twice].to_vec();
        for word in &mut third {
            word.line += 9;
            word.bbox.top += 0.2;
            word.bbox.bottom += 0.2;
        }
        skewed.words.extend(third);
        let layout = Layout::of(&[skewed]);
        assert_eq!(layout.lines.len(), 3);
    }
}
