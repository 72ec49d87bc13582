//! The rows below a heading.

use std::ops::Range;

use billify_shared::domain::page::BoundingBox;
use rust_decimal::Decimal;

use super::{
    super::{
        facts::{Facts, Spotted},
        layout::{Layout, Line, labels::FoundLabel, relations::LabelMap},
        lexicon::labels::LabelKind,
        values::amount::Amount,
    },
    Cell, Item, Table,
    header::{self, Column, ColumnKind, Header},
    is_product,
};

/// What the table readers look at.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    pub layout: &'a Layout,
    pub labels: &'a [FoundLabel],
    pub map: &'a LabelMap<'a>,
    pub facts: &'a Facts,
}

impl Sheet<'_> {
    /// The amounts that start on a line.
    pub(super) fn amounts_on(&self, line: usize) -> &[Spotted<Amount>] {
        let tokens = &self.layout.lines[line].tokens;
        let from = self.facts.amounts.partition_point(|amount| amount.tokens.start < tokens.start);
        let to = self.facts.amounts.partition_point(|amount| amount.tokens.start < tokens.end);
        &self.facts.amounts[from..to]
    }

    /// Whether the line gives a total: it starts with such a label and nothing else is described.
    pub(super) fn is_total(&self, line: usize) -> bool {
        const TOTALS: &[LabelKind] = &[
            LabelKind::Net,
            LabelKind::Subtotal,
            LabelKind::Gross,
            LabelKind::Total,
            LabelKind::AmountDue,
            LabelKind::Tax,
            LabelKind::TaxBase,
            LabelKind::Rounding,
            LabelKind::Tendered,
            LabelKind::Count,
        ];
        let starts = self.labels[self.map.on_line(line)].iter().any(|label| {
            label.starts_segment && label.is_any(TOTALS) && {
                let segment = &self.layout.segments[label.segment].tokens;
                let words = self.layout.tokens[label.tokens.end..segment.end]
                    .iter()
                    .filter(|token| token.folded.chars().filter(|c| c.is_alphabetic()).count() > 3)
                    .count();
                words <= 3
            }
        });
        starts && !self.amounts_on(line).is_empty()
    }
}

/// Reads the table below the first heading that has rows.
#[must_use]
pub fn read(sheet: &Sheet<'_>) -> Table {
    let headers = header::find(sheet.layout, sheet.labels, sheet.map);
    let mut best = Table::default();
    let mut index = 0;
    while index < headers.len() {
        let table = read_below(sheet, &headers, &mut index);
        if table.items.len() > best.items.len() || best.items.is_empty() && !table.items.is_empty()
        {
            best = table;
        }
    }
    best
}

/// Reads on over repeated headings: a table that continues on the next page.
fn read_below(sheet: &Sheet<'_>, headers: &[Header], index: &mut usize) -> Table {
    let first = &headers[*index];
    let mut table = Table::default();
    loop {
        let header = &headers[*index];
        *index += 1;
        let end = headers.get(*index).map_or(sheet.layout.lines.len(), |next| next.first_line);
        read_rows(sheet, header, end, &mut table);
        let continues = headers.get(*index).is_some_and(|next| {
            next.is_like(first)
                && sheet.layout.lines[next.first_line].page
                    > sheet.layout.lines[first.first_line].page
        });
        if !continues {
            return table;
        }
    }
}

/// Reads rows up to the totals.
///
/// Rows go on over the end of a page, with or without a repeated heading.
fn read_rows(sheet: &Sheet<'_>, header: &Header, end: usize, table: &mut Table) {
    let layout = sheet.layout;
    let mut block = Block { sheet, header, before: table.items.len(), pending: Vec::new() };
    let mut page = layout.lines[header.first_line].page;
    let mut bottom = layout.lines[header.last_line].place.bottom;
    table.lines.extend(header.first_line..=header.last_line);
    for line in header.last_line + 1..end {
        let Line { place, page: on_page, .. } = layout.lines[line];
        let turned = on_page != page;
        if turned {
            if on_page > page + 1 || table.items.len() == block.before {
                return;
            }
            page = on_page;
            block.pending.clear();
        }
        let gap = if turned { f32::INFINITY } else { place.top - bottom };
        if sheet.is_total(line) && !block.goes_on_after(line, end) {
            return;
        }
        let has_items = table.items.len() > block.before;
        let limit = if has_items { 9.0 } else { 12.0 };
        let first_page = page == layout.lines[header.first_line].page;
        if first_page && !turned && gap > limit * place.height().max(1.0) {
            return;
        }
        block.read(line, gap, table);
        bottom = place.bottom;
    }
}

/// The rows below one heading.
struct Block<'a> {
    sheet: &'a Sheet<'a>,
    header: &'a Header,
    /// Items of the table before this heading.
    before: usize,
    /// Text that no item has claimed yet.
    pending: Vec<Range<usize>>,
}

impl Block<'_> {
    fn read(&mut self, line: usize, gap: f32, table: &mut Table) {
        if let Some(mut item) = read_row(self.sheet, self.header, line) {
            if item.description.is_empty() {
                item.description.append(&mut self.pending);
            }
            self.pending.clear();
            table.items.push(item);
            table.lines.push(line);
            return;
        }
        let text = description_tokens(self.sheet, self.header, line, &[]);
        let height = self.sheet.layout.lines[line].place.height();
        let close = gap < 1.3 * height.max(0.8);
        let has_item = table.items.len() > self.before;
        match table.items.last_mut().filter(|_| has_item && close) {
            Some(item) if !text.is_empty() && item.description.len() < 6 => {
                item.description.extend(text);
                table.lines.push(line);
            }
            _ => self.pending.extend(text),
        }
    }

    /// A subtotal in the middle of the table: complete rows follow right after it.
    fn goes_on_after(&self, line: usize, end: usize) -> bool {
        let sheet = self.sheet;
        let labels = &sheet.labels[sheet.map.on_line(line)];
        let is_subtotal = labels.first().is_some_and(|label| {
            label.is(LabelKind::Subtotal) && !label.is_any(&[LabelKind::Net, LabelKind::Gross])
        });
        let is_row = |next: usize| {
            !sheet.is_total(next)
                && read_row(sheet, self.header, next)
                    .is_some_and(|item| item.quantity.is_some() && !item.description.is_empty())
        };
        is_subtotal && (line + 1..end.min(line + 5)).any(is_row)
    }
}

/// A line item if the line has an amount in the amount column.
fn read_row(sheet: &Sheet<'_>, header: &Header, line: usize) -> Option<Item> {
    let layout = sheet.layout;
    let mut item = Item::default();
    let mut figures: Vec<(ColumnKind, &Spotted<Amount>)> = Vec::new();
    for amount in sheet.amounts_on(line) {
        let place = layout.place(&amount.tokens);
        let column = nearest(&header.columns, &place)?;
        figures.push((column.kind, amount));
    }
    let has_amount_column = header.column(ColumnKind::Amount).is_some();
    let amount = figures
        .iter()
        .rev()
        .find(|(kind, amount)| {
            !amount.value.percent
                && (*kind == ColumnKind::Amount
                    || !has_amount_column && amount.value.looks_like_money())
        })
        .map(|(_, amount)| *amount)?;
    item.amount = Some(Cell { value: amount.value.value, tokens: amount.tokens.clone() });
    for (kind, figure) in &figures {
        if figure.tokens == amount.tokens {
            continue;
        }
        let cell = Cell { value: figure.value.value, tokens: figure.tokens.clone() };
        match kind {
            ColumnKind::Quantity if item.quantity.is_none() && !figure.value.percent => {
                item.quantity = Some(cell)
            }
            ColumnKind::UnitPrice if item.unit_price.is_none() && !figure.value.percent => {
                item.unit_price = Some(cell)
            }
            ColumnKind::TaxRate => item.tax_rate = Some(cell),
            _ if figure.value.percent => {}
            _ => item.others.push(Cell { value: figure.value, tokens: figure.tokens.clone() }),
        }
    }
    repair_by_product(&mut item, amount.value.value);
    let used: Vec<Range<usize>> = figures
        .iter()
        .filter(|(kind, _)| *kind != ColumnKind::Description)
        .map(|(_, figure)| figure.tokens.clone())
        .collect();
    item.description = description_tokens(sheet, header, line, &used);
    item.unit = unit_beside(sheet, header, line, item.quantity.as_ref());
    Some(item)
}

/// Columns may be misjudged; a pair of figures whose product is the amount is not.
fn repair_by_product(item: &mut Item, amount: Decimal) {
    if item.is_verified() == Some(true) {
        return;
    }
    let mut figures: Vec<Cell<Decimal>> = Vec::new();
    figures.extend(item.quantity.clone());
    figures.extend(item.unit_price.clone());
    figures.extend(
        item.others
            .iter()
            .map(|other| Cell { value: other.value.value, tokens: other.tokens.clone() }),
    );
    for (index, first) in figures.iter().enumerate() {
        for second in &figures[index + 1..] {
            if is_product(first.value, second.value, amount) && !amount.is_zero() {
                item.quantity = Some(first.clone());
                item.unit_price = Some(second.clone());
                return;
            }
        }
    }
    amount_is_price(item, amount);
}

/// The figure taken for the amount may be the price, and another one the product.
fn amount_is_price(item: &mut Item, price: Decimal) {
    let Some(quantity) = item.quantity.as_ref().map(|quantity| quantity.value) else { return };
    let product = item
        .others
        .iter()
        .find(|other| other.value.decimals == 2 && is_product(quantity, price, other.value.value));
    if let Some(product) = product.filter(|product| !product.value.value.is_zero()) {
        let amount = Cell { value: product.value.value, tokens: product.tokens.clone() };
        item.unit_price = item.amount.replace(amount);
    }
}

/// The column a figure stands in: the one it overlaps most, else the nearest.
fn nearest<'a>(columns: &'a [Column], place: &BoundingBox) -> Option<&'a Column> {
    let distance = |column: &&Column| {
        let overlap = column.place.right.min(place.right) - column.place.left.max(place.left);
        let edges = (column.place.right - place.right)
            .abs()
            .min((column.place.center_x() - place.center_x()).abs());
        if overlap > 0.0 { -overlap / place.width().max(0.1) } else { edges }
    };
    columns.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The words of a row that describe the item: what stands in the description's column.
fn description_tokens(
    sheet: &Sheet<'_>,
    header: &Header,
    line: usize,
    used: &[Range<usize>],
) -> Vec<Range<usize>> {
    let layout = sheet.layout;
    let Some(description) = header.column(ColumnKind::Description) else {
        return layout.lines[line]
            .segments
            .clone()
            .next()
            .map(|segment| layout.segments[segment].tokens.clone())
            .into_iter()
            .collect();
    };
    let after = header
        .columns
        .iter()
        .filter(|column| column.place.left > description.place.right - 0.2)
        .map(|column| column.place.left)
        .fold(f32::INFINITY, f32::min);
    let before = header
        .columns
        .iter()
        .filter(|column| column.place.right < description.place.left + 0.2)
        .map(|column| column.place.right)
        .fold(f32::NEG_INFINITY, f32::max);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for token in layout.lines[line].tokens.clone() {
        let place = layout.tokens[token].place;
        let inside = place.left < after - 0.1
            && place.right > before + 0.1
            && (place.left > before - 0.5 || place.center_x() > before);
        if !inside || used.iter().any(|range| range.contains(&token)) {
            continue;
        }
        match runs.last_mut() {
            Some(last) if last.end == token => last.end = token + 1,
            _ => runs.push(token..token + 1),
        }
    }
    runs.retain(|run| {
        layout.tokens[run.clone()]
            .iter()
            .any(|token| token.folded.chars().any(char::is_alphanumeric))
    });
    runs
}

/// The unit: in its own column, or right after the quantity.
fn unit_beside(
    sheet: &Sheet<'_>,
    header: &Header,
    line: usize,
    quantity: Option<&Cell<Decimal>>,
) -> Option<Cell<String>> {
    let layout = sheet.layout;
    let is_word = |token: usize| {
        let text = &layout.tokens[token].text;
        text.chars().any(char::is_alphabetic) && !text.chars().any(|c| c.is_ascii_digit())
    };
    let own = header.column(ColumnKind::Unit).and_then(|column| {
        layout.lines[line].tokens.clone().find(|&token| {
            let place = layout.tokens[token].place;
            is_word(token)
                && place.right > column.place.left - 0.5
                && place.left < column.place.right + 0.5
        })
    });
    let beside = || {
        let next = quantity?.tokens.end;
        let ends = layout.lines[line].tokens.end;
        (next < ends
            && is_word(next)
            && layout.tokens[next].segment == layout.tokens[next - 1].segment)
            .then_some(next)
    };
    let token = own.or_else(beside)?;
    Some(Cell { value: layout.tokens[token].text.clone(), tokens: token..token + 1 })
}
