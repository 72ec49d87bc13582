//! Words put into lines and blocks, in the order in which a person reads them: row by row, and in a
//! row from left to right. A wide gap ends a line (a column begins), not the row.

use super::words::Fragment;
use crate::read::turn::Turn;

/// Ems between two words of a line at most.
const COLUMN_GAP: f64 = 2.2;
/// Words whose baselines are at most this many ems apart are in one row.
const ROW_STEP: f64 = 0.35;
/// Line heights between the baselines of two lines of a block at most.
const BLOCK_LEADING: f64 = 1.9;
/// Ems by which the left edges of two lines of a block may differ.
const BLOCK_INDENT: f64 = 1.5;
/// Lines further back than this cannot be the one above.
const BLOCK_LOOK_BACK: usize = 60;

/// Returns (line, block, word) in reading order; words that run in another direction than most come
/// last.
pub(super) fn arrange(fragments: &[Fragment], text_turn: Turn) -> Vec<(u32, u32, Fragment)> {
    let mut turns = Turn::ALL;
    turns.sort_by_key(|&turn| turn != text_turn);
    let mut lines = Vec::new();
    let mut blocks = Blocks::default();
    for turn in turns {
        let of_turn = fragments.iter().filter(|fragment| fragment.turn == turn).cloned().collect();
        let first = lines.len();
        lines.extend(rows(of_turn).into_iter().flat_map(split_row));
        blocks.add(&lines[first..]);
    }
    let mut arranged = Vec::new();
    for ((line, words), block) in (0..).zip(lines).zip(blocks.numbers) {
        arranged.extend(words.into_iter().map(|word| (line, block, word)));
    }
    arranged
}

/// Rows from top to bottom, each from left to right.
fn rows(mut fragments: Vec<Fragment>) -> Vec<Vec<Fragment>> {
    fragments.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut rows: Vec<Vec<Fragment>> = Vec::new();
    let mut baseline = f64::NEG_INFINITY;
    for fragment in fragments {
        let step = fragment.baseline - baseline;
        match rows.last_mut() {
            Some(row) if step <= ROW_STEP * fragment.size.min(row[0].size.max(4.0)) => {
                row.push(fragment);
            }
            _ => {
                baseline = fragment.baseline;
                rows.push(vec![fragment]);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    rows
}

/// Joins what belongs to one word and splits the row where a column begins.
fn split_row(row: Vec<Fragment>) -> Vec<Vec<Fragment>> {
    let mut lines: Vec<Vec<Fragment>> = Vec::new();
    for fragment in row {
        let Some(last) = lines.last_mut().and_then(|line| line.last_mut()) else {
            lines.push(vec![fragment]);
            continue;
        };
        if last.continues_with(&fragment) {
            last.append(&fragment);
        } else if fragment.start - last.end > COLUMN_GAP * last.size.max(fragment.size) {
            lines.push(vec![fragment]);
        } else if let Some(line) = lines.last_mut() {
            line.push(fragment);
        }
    }
    lines
}

/// The number of each line's block.
#[derive(Default)]
struct Blocks {
    numbers: Vec<u32>,
    next: u32,
}

struct Extent {
    left: f64,
    right: f64,
    baseline: f64,
    size: f64,
}

impl Extent {
    fn of(line: &[Fragment]) -> Self {
        let fold = |start: f64, with: fn(f64, f64) -> f64, value: fn(&Fragment) -> f64| {
            line.iter().map(value).fold(start, with)
        };
        Self {
            left: fold(f64::INFINITY, f64::min, |word| word.start),
            right: fold(f64::NEG_INFINITY, f64::max, |word| word.end),
            baseline: fold(f64::NEG_INFINITY, f64::max, |word| word.baseline),
            size: fold(0.0, f64::max, |word| word.size),
        }
    }

    fn is_right_above(&self, below: &Self) -> bool {
        let em = self.size.min(below.size);
        let leading = below.baseline - self.baseline;
        let overlap = self.right.min(below.right) - self.left.max(below.left);
        leading > 0.0
            && leading <= BLOCK_LEADING * em
            && self.size.max(below.size) <= 1.4 * em
            && overlap > 0.0
            && (self.left - below.left).abs() <= BLOCK_INDENT * em
    }
}

impl Blocks {
    /// Adds lines that run in one direction; none of them joins a block from before.
    fn add(&mut self, lines: &[Vec<Fragment>]) {
        let extents: Vec<Extent> = lines.iter().map(|line| Extent::of(line)).collect();
        let first = self.numbers.len();
        for (index, extent) in extents.iter().enumerate() {
            let back = index.saturating_sub(BLOCK_LOOK_BACK)..index;
            let above = back.rev().find(|&above| extents[above].is_right_above(extent));
            let number = above.map_or(self.next, |above| self.numbers[first + above]);
            self.next = self.next.max(number + 1);
            self.numbers.push(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, start: f64, baseline: f64) -> Fragment {
        let end = start + 5.0 * text.len() as f64;
        Fragment {
            text: text.into(),
            turn: Turn::None,
            start,
            end,
            baseline,
            size: 10.0,
            closed: true,
        }
    }

    #[test]
    fn rows_are_read_from_top_to_bottom_and_columns_are_lines_of_their_own() {
        let drawn = [
            word("right", 300.0, 100.5),
            word("below", 10.0, 112.0),
            word("left", 10.0, 100.0),
            word("too", 33.0, 100.0),
        ];
        let arranged = arrange(&drawn, Turn::None);
        let told: Vec<_> = arranged
            .iter()
            .map(|(line, block, word)| (*line, *block, word.text.as_str()))
            .collect();
        assert_eq!(told, [(0, 0, "left"), (0, 0, "too"), (1, 1, "right"), (2, 0, "below")]);
    }
}
