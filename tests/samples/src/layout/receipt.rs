//! A till's receipt on a narrow roll.

use rust_decimal::Decimal;

use super::pen::Pen;
use super::style::Style;
use crate::invoice::Invoice;
use crate::page::{BLACK, FontBook, Mark, Sheet, Type, Typeface, Weight};

const ROLL: f32 = 226.8;
const MARGIN: f32 = 12.0;

pub(super) fn compose(invoice: &Invoice, style: &Style, fonts: &FontBook) -> Vec<Sheet> {
    let mut style = style.clone();
    style.body = if style.body == Typeface::Serif { Typeface::Mono } else { style.body };
    style.size = 8.5;
    let mut pen = Pen::new(invoice, &style, fonts);
    pen.left = MARGIN;
    pen.right = ROLL - MARGIN;
    pen.bottom = f32::MAX;
    pen.y = 18.0;
    head(&mut pen);
    lines(&mut pen);
    total(&mut pen);
    taxes(&mut pen);
    foot(&mut pen);
    let height = pen.y + 26.0;
    let mut sheets = pen.into_sheets();
    for sheet in &mut sheets {
        (sheet.width, sheet.height) = (ROLL, height);
    }
    sheets
}

fn row(pen: &mut Pen<'_>, label: &str, value: &str, kind: Type) {
    pen.y += kind.size * 1.4;
    let free = pen.right - pen.left - pen.width(value, kind) - 6.0;
    pen.put(pen.left, pen.y, label, pen.fitted(label, kind, free));
    pen.put_right(pen.right, pen.y, value, kind);
}

fn dashes(pen: &mut Pen<'_>) {
    pen.y += 6.0;
    let mut x = pen.left;
    while x < pen.right {
        pen.rule(x, (x + 4.0).min(pen.right), pen.y, (0.7, BLACK));
        x += 7.0;
    }
    pen.y += 2.0;
}

fn head(pen: &mut Pen<'_>) {
    let invoice = pen.invoice;
    let words = &invoice.market.words;
    let supplier = &invoice.supplier;
    let middle = ROLL / 2.0;
    let inner = ROLL - 2.0 * MARGIN;
    let kind = Type { colour: BLACK, ..pen.heading(13.0) };
    pen.y += 14.0;
    pen.put_centred(middle, pen.y, &supplier.name, pen.fitted(&supplier.name, kind, inner));
    let body = pen.body();
    let mut texts: Vec<String> = supplier.address().map(str::to_owned).to_vec();
    texts.push(format!("{} {}", pen.say(words.phone), supplier.phone));
    texts.extend(supplier.vat_id.as_ref().map(|id| format!("{}: {id}", pen.say(words.vat_id))));
    for text in texts {
        pen.y += pen.leading();
        pen.put_centred(middle, pen.y, &text, pen.fitted(&text, body, inner));
    }
    pen.y += 8.0;
    let title = pen.say(words.receipt);
    pen.y += pen.leading();
    pen.put_centred(middle, pen.y, title, pen.bold());
    dashes(pen);
    let (hour, minute) = invoice.issue_time;
    let number = format!("{} {}", pen.say(words.receipt_number), invoice.number);
    let time = format!("{hour:02}:{minute:02}");
    row(pen, &pen.date(invoice.issue_date).clone(), &time, body);
    row(pen, &number, "", body);
    dashes(pen);
}

fn lines(pen: &mut Pen<'_>) {
    let invoice = pen.invoice;
    let body = pen.body();
    for line in &invoice.lines {
        let position = invoice.totals.taxes.iter().position(|tax| tax.rate == line.rate);
        let letter = ["A", "B", "C"].get(position.unwrap_or_default()).copied().unwrap_or("A");
        let amount = format!("{} {letter}", pen.amount(line.amount));
        let single = line.quantity == Decimal::ONE;
        let room = pen.right - pen.left - pen.width(&amount, body) - 8.0;
        let texts = pen.wrap(&line.text, body, room);
        for (index, text) in texts.iter().enumerate() {
            let is_last = index + 1 == texts.len();
            row(pen, text, if single && is_last { &amount } else { "" }, body);
        }
        if !single {
            let unit = invoice.market.unit(line.unit);
            let quantity = pen.quantity(line.quantity);
            let times = format!("  {quantity} {unit} x {}", pen.amount(line.unit_price));
            row(pen, &times, &amount, body);
        }
    }
    dashes(pen);
}

fn total(pen: &mut Pen<'_>) {
    let invoice = pen.invoice;
    let words = &invoice.market.words;
    let totals = &invoice.totals;
    let body = pen.body();
    if !invoice.prices_include_tax {
        row(pen, pen.say(words.net), &pen.amount(totals.net), body);
        row(pen, pen.say(words.tax_total), &pen.amount(totals.tax), body);
    }
    let big = Type { weight: Weight::Bold, ..pen.sized(12.5) };
    let amount = pen.money(totals.gross);
    pen.y += 3.0;
    row(pen, pen.say(words.till_total), &amount, big);
    pen.y += 3.0;
    row(pen, pen.say(words.till_card), &pen.amount(totals.gross), body);
    dashes(pen);
}

/// The tax table: rate, net, tax and gross, with a row of sums if there are several rates.
fn taxes(pen: &mut Pen<'_>) {
    let invoice = pen.invoice;
    if !invoice.prices_include_tax {
        return;
    }
    let totals = &invoice.totals;
    let mut rows: Vec<[String; 4]> = vec![invoice.market.words.till_tax.map(str::to_owned)];
    for (line, letter) in totals.taxes.iter().zip(["A", "B", "C"]) {
        rows.push([
            format!("{letter} {}%", pen.quantity(line.rate)),
            pen.amount(line.base),
            pen.amount(line.tax),
            pen.amount(line.base + line.tax),
        ]);
    }
    if totals.taxes.len() > 1 {
        let sums = [totals.net, totals.tax, totals.gross].map(|value| pen.amount(value));
        let [net, tax, gross] = sums;
        rows.push(["Σ".to_owned(), net, tax, gross]);
    }
    let kind = pen.sized(7.5);
    let step = (pen.right - pen.left) / 4.0;
    for row in rows {
        pen.y += kind.size * 1.45;
        let mut right = pen.left + step;
        for (index, text) in row.iter().enumerate() {
            if index == 0 {
                pen.put(pen.left, pen.y, text, pen.fitted(text, kind, step));
            } else {
                pen.put_right(right, pen.y, text, pen.fitted(text, kind, step - 4.0));
            }
            right += step;
        }
    }
    dashes(pen);
}

fn foot(pen: &mut Pen<'_>) {
    let invoice = pen.invoice;
    let words = &invoice.market.words;
    let body = pen.body();
    let first_name = invoice.supplier.person.split(' ').next().unwrap_or_default().to_owned();
    let served = format!("{}: {first_name}", pen.say(words.till_served));
    row(pen, &served, "", body);
    pen.y += 10.0;
    let thanks = pen.say(words.till_thanks);
    pen.y += pen.leading();
    let inner = pen.right - pen.left;
    pen.put_centred(ROLL / 2.0, pen.y, thanks, pen.fitted(thanks, body, inner));
    pen.y += 14.0;
    barcode(pen);
}

/// Bars that look like a bar code.
fn barcode(pen: &mut Pen<'_>) {
    let mut x = pen.left + 30.0;
    let mut seed = pen.style.wording | 1;
    while x < pen.right - 30.0 {
        seed = seed.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let thick = if seed.is_multiple_of(3) { 2.2 } else { 1.1 };
        let fill = BLACK;
        pen.mark(Mark::Box { x, y: pen.y, width: thick, height: 26.0, fill });
        x += thick + if seed.is_multiple_of(5) { 2.4 } else { 1.3 };
    }
    pen.y += 28.0;
}
