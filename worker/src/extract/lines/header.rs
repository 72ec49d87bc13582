//! The heading of a table of line items: which column holds what.

use billify_shared::domain::page::BoundingBox;

use super::super::{
    layout::{Layout, labels::FoundLabel, relations::LabelMap},
    lexicon::labels::LabelKind,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Position,
    Article,
    Description,
    Quantity,
    Unit,
    UnitPrice,
    TaxRate,
    Amount,
    /// A column of something else: discounts, dates, weights.
    Other,
}

#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub kind: ColumnKind,
    pub place: BoundingBox,
}

/// A heading and its lines.
#[derive(Clone, Debug)]
pub struct Header {
    pub first_line: usize,
    pub last_line: usize,
    pub columns: Vec<Column>,
}

impl Header {
    #[must_use]
    pub fn column(&self, kind: ColumnKind) -> Option<&Column> {
        self.columns.iter().find(|column| column.kind == kind)
    }

    /// The columns name the same things: the heading repeated on the next page.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let shared =
            self.columns.iter().filter(|column| other.column(column.kind).is_some()).count();
        shared * 3 >= self.columns.len() * 2
    }
}

/// All headings of the document, from the top.
#[must_use]
pub fn find(layout: &Layout, labels: &[FoundLabel], map: &LabelMap<'_>) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for line in 0..layout.lines.len() {
        if headers.last().is_some_and(|last| last.last_line >= line) {
            continue;
        }
        if let Some(header) = header_at(layout, labels, map, line) {
            headers.push(header);
        }
    }
    headers
}

fn header_at(
    layout: &Layout,
    labels: &[FoundLabel],
    map: &LabelMap<'_>,
    line: usize,
) -> Option<Header> {
    let mut columns = columns_of(layout, labels, map, line)?;
    let mut first_line = line;
    let mut last_line = line;
    if !is_enough(&columns) {
        return None;
    }
    // Headings of two or three lines: what stands close below or above and holds no figures.
    for next in [line.checked_sub(1), Some(line + 1), Some(line + 2)].into_iter().flatten() {
        let adjacent = next + 1 == first_line || next == last_line + 1;
        if next >= layout.lines.len()
            || !adjacent
            || layout.lines[next].page != layout.lines[line].page
        {
            continue;
        }
        let gap = if next < line {
            layout.lines[first_line].place.top - layout.lines[next].place.bottom
        } else {
            layout.lines[next].place.top - layout.lines[last_line].place.bottom
        };
        let height = layout.lines[line].place.height().max(0.8);
        let Some(more) = columns_of(layout, labels, map, next).filter(|_| gap < 0.9 * height)
        else {
            continue;
        };
        if more.iter().all(|column| column.kind == ColumnKind::Other) {
            continue;
        }
        merge(&mut columns, more);
        first_line = first_line.min(next);
        last_line = last_line.max(next);
    }
    columns.sort_by(|a, b| a.place.left.total_cmp(&b.place.left));
    settle(&mut columns);
    Some(Header { first_line, last_line, columns })
}

fn is_enough(columns: &[Column]) -> bool {
    let has = |kind| columns.iter().any(|column| column.kind == kind);
    let money = has(ColumnKind::Amount) || has(ColumnKind::UnitPrice);
    let goods =
        has(ColumnKind::Description) || has(ColumnKind::Quantity) || has(ColumnKind::Article);
    let named = columns.iter().filter(|column| column.kind != ColumnKind::Other).count();
    money && goods && named >= 2
}

/// The columns a line names; `None` if the line holds figures or sentences.
fn columns_of(
    layout: &Layout,
    labels: &[FoundLabel],
    map: &LabelMap<'_>,
    line: usize,
) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    for segment in layout.lines[line].segments.clone() {
        let tokens = layout.segments[segment].tokens.clone();
        let money = layout.tokens[tokens.clone()]
            .iter()
            .any(|token| token.text.bytes().filter(u8::is_ascii_digit).count() >= 3);
        if money {
            return None;
        }
        let here: Vec<&FoundLabel> =
            labels[map.on_line(line)].iter().filter(|label| label.segment == segment).collect();
        let covered: usize = here.iter().map(|label| label.tokens.len()).sum();
        let named: Vec<Column> = here
            .iter()
            .filter_map(|label| {
                Some(Column { kind: kind_of(label)?, place: layout.place(&label.tokens) })
            })
            .collect();
        if named.is_empty() || covered * 2 < tokens.len() {
            columns.push(Column { kind: ColumnKind::Other, place: layout.segments[segment].place });
        } else {
            columns.extend(named);
        }
    }
    Some(columns)
}

fn kind_of(label: &FoundLabel) -> Option<ColumnKind> {
    [
        (LabelKind::Description, ColumnKind::Description),
        (LabelKind::Quantity, ColumnKind::Quantity),
        (LabelKind::UnitPrice, ColumnKind::UnitPrice),
        (LabelKind::LineAmount, ColumnKind::Amount),
        (LabelKind::TaxRate, ColumnKind::TaxRate),
        (LabelKind::Unit, ColumnKind::Unit),
        (LabelKind::ArticleNumber, ColumnKind::Article),
        (LabelKind::Position, ColumnKind::Position),
    ]
    .into_iter()
    .find(|(kind, _)| label.is(*kind))
    .map(|(_, column)| column)
    .or_else(|| {
        label
            .is_any(&[
                LabelKind::Discount,
                LabelKind::OtherDate,
                LabelKind::BareDate,
                LabelKind::Tax,
            ])
            .then_some(ColumnKind::Other)
    })
}

/// Joins the parts of headings that stand above each other (`Unit` over `price`).
fn merge(columns: &mut Vec<Column>, more: Vec<Column>) {
    for extra in more {
        let over = columns.iter_mut().find(|column| {
            let overlap =
                column.place.right.min(extra.place.right) - column.place.left.max(extra.place.left);
            overlap > 0.3 * column.place.width().min(extra.place.width())
        });
        match over {
            Some(column) => {
                column.place = column.place.union(&extra.place);
                if column.kind == ColumnKind::Other {
                    column.kind = extra.kind;
                }
            }
            None => columns.push(extra),
        }
    }
}

/// Headings that can mean two things, decided by what else is there.
fn settle(columns: &mut [Column]) {
    let amounts: Vec<usize> = positions(columns, ColumnKind::Amount);
    // `Total` after `Amount`, `Net` before `Gross`: the rightmost is the amount of the line.
    for &index in amounts.iter().rev().skip(1) {
        columns[index].kind = ColumnKind::Other;
    }
    if amounts.is_empty() {
        // `Price` alone, or the last of two prices, is the amount.
        let prices = positions(columns, ColumnKind::UnitPrice);
        if let Some(&last) = prices.last() {
            columns[last].kind = ColumnKind::Amount;
        }
    }
    // The first of two descriptions (`Item`, `Description`) is a code.
    let descriptions = positions(columns, ColumnKind::Description);
    if let [first, .., last] = descriptions[..] {
        let wider = columns[last].place.width() >= columns[first].place.width();
        columns[if wider { first } else { last }].kind = ColumnKind::Article;
    }
    if descriptions.is_empty() {
        let article = positions(columns, ColumnKind::Article);
        if let Some(&article) = article.first() {
            columns[article].kind = ColumnKind::Description;
        }
    }
}

fn positions(columns: &[Column], kind: ColumnKind) -> Vec<usize> {
    columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.kind == kind)
        .map(|(index, _)| index)
        .collect()
}
