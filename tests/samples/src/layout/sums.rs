//! The block of sums.

use super::pen::{GREY, Pen};
use super::style::Sums;
use crate::invoice::Kind;
use crate::page::{Type, WHITE, Weight};

struct Row {
    label: String,
    value: String,
    is_strong: bool,
}

fn rows(pen: &Pen<'_>) -> Vec<Row> {
    let invoice = pen.invoice;
    let totals = &invoice.totals;
    let words = &invoice.market.words;
    let mut rows = Vec::new();
    let mut add = |label: String, value: String, is_strong: bool| {
        rows.push(Row { label, value, is_strong });
    };
    if let Some(percent) = totals.discount {
        add(pen.label(words.lines_total), pen.money(totals.lines), false);
        let label = pen.label(words.discount).replace("{rate}", &pen.quantity(percent));
        add(label, pen.money(-totals.allowance), false);
    }
    add(pen.label(words.net), pen.money(totals.net), false);
    let is_american = invoice.market.country == "US";
    for line in &totals.taxes {
        if is_american && line.rate.is_zero() && invoice.has_several_rates() {
            continue;
        }
        let label = pen.label(words.tax).replace("{rate}", &pen.quantity(line.rate));
        let label = label.replace("{base}", &pen.money(line.base));
        add(label, pen.money(line.tax), false);
    }
    if invoice.has_several_rates() && !is_american && pen.chance(22) {
        add(pen.label(words.tax_total), pen.money(totals.tax), false);
    }
    let is_credit = invoice.kind == Kind::CreditNote;
    let gross = if is_credit { words.credit_total } else { words.gross };
    add(pen.label(gross), pen.money(totals.gross), true);
    if !totals.prepaid.is_zero() {
        add(pen.label(words.prepaid), pen.money(-totals.prepaid), false);
        add(pen.label(words.amount_due), pen.money(totals.due), true);
    }
    rows
}

pub(super) fn draw(pen: &mut Pen<'_>) {
    let rows = rows(pen);
    let strong = Type { weight: Weight::Bold, ..pen.sized(pen.style.size + 1.0) };
    let kind_of = |pen: &Pen<'_>, row: &Row| if row.is_strong { strong } else { pen.body() };
    let widest = |texts: &dyn Fn(&Row) -> f32| rows.iter().map(texts).fold(0.0, f32::max);
    let labels = widest(&|row| pen.width(&row.label, kind_of(pen, row)));
    let values = widest(&|row| pen.width(&row.value, kind_of(pen, row)));
    let width = (labels + values + 34.0).max(210.0).min(pen.right - pen.left);
    let x = pen.right - width;
    let step = pen.leading() + 3.0;
    let count = f32::from(u8::try_from(rows.len()).unwrap_or(1));
    pen.make_room(step * count + 24.0);
    pen.y += 4.0;
    let top = pen.y;
    for row in &rows {
        let mut kind = kind_of(pen, row);
        if row.is_strong {
            match pen.style.sums {
                Sums::Highlighted => {
                    pen.area((x, pen.y + 1.5), (width, step + 3.0), pen.style.accent);
                    kind.colour = WHITE;
                    pen.y += 2.0;
                }
                Sums::Ruled => pen.rule(x, pen.right, pen.y + 2.5, (0.8, GREY)),
                Sums::Plain | Sums::Boxed => {}
            }
        }
        pen.y += step;
        pen.put(x + 8.0, pen.y - 1.0, &row.label, kind);
        pen.put_right(pen.right - 5.0, pen.y - 1.0, &row.value, kind);
        if row.is_strong && pen.style.sums == Sums::Highlighted {
            pen.y += 2.5;
        }
    }
    match pen.style.sums {
        Sums::Boxed => pen.frame((x, top), (width, pen.y - top + 6.0), 0.7),
        Sums::Ruled => {
            pen.rule(x, pen.right, pen.y + 4.0, (0.8, GREY));
            pen.rule(x, pen.right, pen.y + 5.8, (0.8, GREY));
        }
        Sums::Plain | Sums::Highlighted => {}
    }
    pen.y += 20.0;
}
