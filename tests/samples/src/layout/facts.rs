//! Number, dates and references.

use super::pen::{GREY, PALE, Pen};
use super::style::Facts;
use crate::invoice::Kind;
use crate::page::{Type, Weight};

type Fact = (String, String);

/// Label and value of all that is known, in the order of the document.
fn list(pen: &Pen<'_>) -> Vec<Fact> {
    let invoice = pen.invoice;
    let words = &invoice.market.words;
    let number = match invoice.kind {
        Kind::CreditNote => words.credit_number,
        Kind::Invoice | Kind::Receipt => words.number,
    };
    let mut facts = vec![(pen.label(number), invoice.number.clone())];
    let date = (pen.label(words.issue_date), pen.date(invoice.issue_date));
    facts.insert(usize::from(pen.chance(3)), date);
    if let Some(preceding) = &invoice.preceding {
        facts.push((pen.label(words.preceding), preceding.number.clone()));
    }
    let mut rest: Vec<Fact> = Vec::new();
    let mut add = |ways, value: Option<String>| {
        rest.extend(value.map(|value| (pen.label(ways), value)));
    };
    add(words.delivery_date, invoice.delivery_date.map(|date| pen.date(date)));
    add(words.customer_number, invoice.customer_number.clone());
    add(words.order_number, invoice.order_number.clone());
    add(words.contact, pen.chance(5).then(|| invoice.supplier.person.clone()));
    let due = invoice.due_date.map(|date| (pen.label(words.due_date), pen.date(date)));
    if pen.chance(9) {
        facts.extend(due);
        facts.extend(rest);
    } else {
        facts.extend(rest);
        facts.extend(due);
    }
    facts
}

/// Below each other, from `top`; returns where they end.
pub(super) fn draw_block(pen: &mut Pen<'_>, x: f32, width: f32, top: f32) -> f32 {
    let facts = list(pen);
    let body = pen.body();
    let emphasis = if pen.chance(11) { pen.bold() } else { body };
    let leading = pen.leading() + if pen.chance(12) { 1.5 } else { 0.0 };
    let mut y = top;
    if pen.style.facts == Facts::Sentences {
        for (label, value) in facts {
            let text = format!("{}: {value}", label.trim_end_matches(':'));
            let kind = pen.fitted(&text, body, width);
            y += leading;
            pen.put(x, y, &text, kind);
        }
        return y;
    }
    let label_width =
        facts.iter().map(|(label, _)| pen.width(label, body)).fold(0.0, f32::max) + 10.0;
    let align_right = pen.chance(13);
    for (label, value) in facts {
        y += leading;
        let label_kind = pen.fitted(&label, body, width * 0.6);
        pen.put(x, y, &label, label_kind);
        let tab = label_width.min(width * 0.6 + 4.0);
        let kind = pen.fitted(&value, emphasis, width - tab);
        if align_right {
            pen.put_right(x + width, y, &value, kind);
        } else {
            pen.put(x + tab, y, &value, kind);
        }
    }
    y
}

/// Side by side over the full width, at the current place.
pub(super) fn draw_cells(pen: &mut Pen<'_>) {
    let facts = list(pen);
    let label_kind = Type { colour: GREY, ..pen.sized(pen.style.size - 1.5) };
    let value_kind = Type { weight: Weight::Bold, ..pen.body() };
    let total = pen.right - pen.left;
    let in_a_row = if total < 420.0 { 3 } else { 4 };
    let framed = pen.chance(14);
    for row in facts.chunks(in_a_row) {
        let count = u8::try_from(row.len()).unwrap_or(1);
        let width = total / f32::from(count.max(1));
        let height = pen.leading() * 2.0 + 8.0;
        for (index, (label, value)) in row.iter().enumerate() {
            let x = pen.left + width * f32::from(u8::try_from(index).unwrap_or_default());
            if framed {
                pen.frame((x, pen.y), (width, height), 0.6);
            }
            let inner = width - 12.0;
            let kind = pen.fitted(label, label_kind, inner);
            pen.put(x + 6.0, pen.y + pen.leading(), label, kind);
            let kind = pen.fitted(value, value_kind, inner);
            pen.put(x + 6.0, pen.y + pen.leading() * 2.0 + 1.0, value, kind);
        }
        pen.y += height;
        if !framed {
            pen.rule(pen.left, pen.right, pen.y + 1.0, (0.5, PALE));
            pen.y += 3.0;
        }
    }
    pen.y += 8.0;
}
