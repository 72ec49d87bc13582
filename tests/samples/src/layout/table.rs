//! The table of lines, over as many pages as it takes, with sums carried over.

use rust_decimal::Decimal;

use super::pen::{GREY, PALE, Pen, tint};
use super::style::{Column, Table};
use crate::invoice::Line;
use crate::page::{Colour, Type, WHITE, Weight};

const PAD: f32 = 5.0;

struct Cell {
    column: Column,
    head: Vec<String>,
    x: f32,
    width: f32,
}

impl Cell {
    fn is_left_aligned(&self) -> bool {
        matches!(self.column, Column::Description | Column::Unit | Column::Position)
    }
}

pub(super) fn draw(pen: &mut Pen<'_>) {
    let cells = measure(pen);
    draw_head(pen, &cells);
    let mut sum = Decimal::ZERO;
    let words = &pen.invoice.market.words;
    let invoice = pen.invoice;
    for (index, line) in invoice.lines.iter().enumerate() {
        let texts = row_texts(pen, &cells, line, index);
        let leading = pen.leading();
        let rows = texts.iter().map(Vec::len).max().unwrap_or(1);
        let height = leading * f32::from(u8::try_from(rows).unwrap_or(1)) + padding(pen);
        if pen.y + height + leading + 8.0 > pen.bottom {
            let label = pen.say(words.carried).to_owned();
            carry(pen, &label, sum);
            let page = pen.sheets.len().to_string();
            pen.new_page();
            continuation(pen);
            draw_head(pen, &cells);
            let label = pen.say(words.brought).replace("{page}", &page);
            carry(pen, &label, sum);
        }
        draw_row(pen, &cells, &texts, (index, height));
        sum += line.amount;
    }
    if matches!(pen.style.table, Table::Ruled | Table::Banded | Table::Zebra) {
        pen.rule(pen.left, pen.right, pen.y + 1.0, (0.8, pen.style.accent));
    }
    pen.y += 8.0;
}

fn padding(pen: &Pen<'_>) -> f32 {
    if pen.chance(20) { 7.0 } else { 3.5 }
}

fn head_text(pen: &Pen<'_>, column: Column) -> &'static str {
    let words = &pen.invoice.market.words;
    pen.say(match column {
        Column::Position => words.position,
        Column::Description => words.description,
        Column::Quantity | Column::QuantityWithUnit => words.quantity,
        Column::Unit => words.unit,
        Column::UnitPrice => words.unit_price,
        Column::Discount => words.line_discount,
        Column::Rate => words.rate,
        Column::Amount => words.amount,
    })
}

fn cell_text(pen: &Pen<'_>, column: Column, line: &Line, index: usize) -> String {
    let market = pen.invoice.market;
    let in_style = |value| {
        if pen.style.currency_in_lines { pen.money(value) } else { pen.amount(value) }
    };
    match column {
        Column::Position => (index + 1).to_string(),
        Column::Description => line.text.clone(),
        Column::Quantity => pen.quantity(line.quantity),
        Column::Unit => market.unit(line.unit).to_owned(),
        Column::QuantityWithUnit => {
            format!("{} {}", pen.quantity(line.quantity), market.unit(line.unit))
        }
        Column::UnitPrice => in_style(line.unit_price),
        Column::Discount => {
            line.discount.map(|percent| format!("{} %", pen.quantity(percent))).unwrap_or_default()
        }
        Column::Rate => format!("{} %", pen.quantity(line.rate)),
        Column::Amount => in_style(line.amount),
    }
}

fn head_kind(pen: &Pen<'_>) -> Type {
    let colour = if pen.style.table == Table::Banded { WHITE } else { [0, 0, 0] };
    Type { weight: Weight::Bold, colour, ..pen.sized(pen.style.size - 0.5) }
}

/// Every column as wide as its widest content; the description takes what is left.
fn measure(pen: &Pen<'_>) -> Vec<Cell> {
    let kind = head_kind(pen);
    let body = pen.body();
    let natural: Vec<f32> = pen
        .style
        .columns
        .iter()
        .map(|column| {
            let words = head_text(pen, *column).split(' ').map(|word| pen.width(word, kind));
            let lines = pen.invoice.lines.iter().enumerate();
            let cells =
                lines.map(|(index, line)| pen.width(&cell_text(pen, *column, line, index), body));
            words.chain(cells).fold(0.0, f32::max) + 2.0 * PAD
        })
        .collect();
    let fixed: f32 = pen
        .style
        .columns
        .iter()
        .zip(&natural)
        .filter(|(column, _)| **column != Column::Description)
        .map(|(_, width)| width)
        .sum();
    let rest = pen.right - pen.left - fixed;
    let mut x = pen.left;
    let columns = pen.style.columns.iter().zip(natural);
    columns
        .map(|(column, natural)| {
            let width = if *column == Column::Description { rest } else { natural };
            let head = pen.wrap(head_text(pen, *column), kind, width - 2.0 * PAD);
            let cell = Cell { column: *column, head, x, width };
            x += width;
            cell
        })
        .collect()
}

fn row_texts(pen: &Pen<'_>, cells: &[Cell], line: &Line, index: usize) -> Vec<Vec<String>> {
    let body = pen.body();
    cells
        .iter()
        .map(|cell| {
            let text = cell_text(pen, cell.column, line, index);
            if cell.column == Column::Description {
                pen.wrap(&text, body, cell.width - 2.0 * PAD)
            } else {
                vec![text]
            }
        })
        .collect()
}

fn place(pen: &mut Pen<'_>, cell: &Cell, baseline: f32, text: &str, kind: Type) {
    if cell.is_left_aligned() {
        pen.put(cell.x + PAD, baseline, text, kind);
    } else {
        pen.put_right(cell.x + cell.width - PAD, baseline, text, kind);
    }
}

fn draw_head(pen: &mut Pen<'_>, cells: &[Cell]) {
    let kind = head_kind(pen);
    let leading = kind.size * 1.25;
    let rows = cells.iter().map(|cell| cell.head.len()).max().unwrap_or(1);
    let height = leading * f32::from(u8::try_from(rows).unwrap_or(1)) + 7.0;
    let full = pen.right - pen.left;
    pen.make_room(height + 40.0);
    let corner = (pen.left, pen.y);
    match pen.style.table {
        Table::Banded => pen.area(corner, (full, height), pen.style.accent),
        Table::Grid => pen.area(corner, (full, height), [235, 235, 235]),
        Table::Ruled => pen.rule(pen.left, pen.right, pen.y, (0.8, pen.style.accent)),
        Table::Zebra | Table::Plain => {}
    }
    for cell in cells {
        let mut y = pen.y + 2.0;
        for text in &cell.head {
            y += leading;
            place(pen, cell, y, text, kind);
        }
    }
    if pen.style.table == Table::Grid {
        grid(pen, cells, height);
    }
    pen.y += height;
    if matches!(pen.style.table, Table::Ruled | Table::Zebra) {
        pen.rule(pen.left, pen.right, pen.y, (0.8, pen.style.accent));
    }
}

fn grid(pen: &mut Pen<'_>, cells: &[Cell], height: f32) {
    for cell in cells {
        pen.frame((cell.x, pen.y), (cell.width, height), 0.5);
    }
}

fn draw_row(
    pen: &mut Pen<'_>,
    cells: &[Cell],
    texts: &[Vec<String>],
    (index, height): (usize, f32),
) {
    let shade: Option<Colour> = match pen.style.table {
        Table::Zebra if index % 2 == 1 => Some(tint(pen.style.accent)),
        _ => None,
    };
    if let Some(shade) = shade {
        pen.area((pen.left, pen.y), (pen.right - pen.left, height), shade);
    }
    let body = pen.body();
    for (cell, lines) in cells.iter().zip(texts) {
        let mut y = pen.y + padding(pen) / 2.0 - 2.0;
        for text in lines {
            y += pen.leading();
            place(pen, cell, y, text, body);
        }
    }
    if pen.style.table == Table::Grid {
        grid(pen, cells, height);
    }
    pen.y += height;
    if pen.style.table == Table::Banded {
        pen.rule(pen.left, pen.right, pen.y, (0.4, PALE));
    }
}

/// The sum so far, at the foot of one page and the head of the next.
fn carry(pen: &mut Pen<'_>, label: &str, sum: Decimal) {
    let kind = Type { weight: Weight::Italic, ..pen.body() };
    pen.y += pen.leading() + 2.0;
    let value = pen.amount(sum);
    let value_width = pen.width(&value, kind);
    pen.put_right(pen.right - PAD, pen.y, &value, kind);
    pen.put_right(pen.right - PAD - value_width - 24.0, pen.y, label, kind);
    pen.y += 5.0;
}

/// The head of a further page.
fn continuation(pen: &mut Pen<'_>) {
    let small = Type { colour: GREY, ..pen.sized(pen.style.size - 1.0) };
    let name = pen.invoice.supplier.name.clone();
    let number = pen.invoice.number.clone();
    pen.put(pen.left, 42.0, &name, small);
    pen.put_right(pen.right, 42.0, &number, small);
    pen.y = 60.0;
}
