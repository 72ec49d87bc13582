//! The top of the first page: who sells, who buys, what it is.

use super::facts;
use super::logo;
use super::pen::{GREY, Pen, tint};
use super::style::{Facts, Footer, Header};
use crate::invoice::Kind;
use crate::page::{Type, WHITE, Weight};

pub(super) fn draw(pen: &mut Pen<'_>) {
    match pen.style.header {
        Header::Letter => letter(pen),
        Header::Band => band(pen),
        Header::Split => split(pen),
        Header::Sidebar => sidebar(pen),
        Header::Centred => centred(pen),
        Header::Reverse => reverse(pen),
    }
    if pen.style.facts == Facts::Cells {
        facts::draw_cells(pen);
    }
    greet(pen);
}

fn title(pen: &Pen<'_>) -> &'static str {
    let words = &pen.invoice.market.words;
    pen.say(if pen.invoice.kind == Kind::CreditNote { words.credit_note } else { words.invoice })
}

fn greet(pen: &mut Pen<'_>) {
    let words = &pen.invoice.market.words;
    if pen.style.greeting {
        let is_credit = pen.invoice.kind == Kind::CreditNote;
        let text = pen.say(if is_credit { words.credit_greeting } else { words.greeting });
        pen.paragraph(text, pen.body(), pen.right - pen.left);
        pen.y += 8.0;
    }
}

/// Address and contact of the supplier; with the VAT id where the footer does not show it.
fn supplier_lines(pen: &Pen<'_>) -> Vec<String> {
    let party = &pen.invoice.supplier;
    let words = &pen.invoice.market.words;
    let mut lines: Vec<String> = party.address().map(str::to_owned).to_vec();
    lines.push(format!("{} {}", pen.say(words.phone), party.phone));
    lines.push(if pen.chance(15) { party.email.clone() } else { party.web.clone() });
    if pen.style.footer == Footer::Bare {
        lines.extend(party.vat_id.as_ref().map(|id| format!("{}: {id}", pen.say(words.vat_id))));
        lines.extend(party.register.iter().take(1).cloned());
    }
    lines
}

/// The customer's address, with a label above if the layout has one; returns where it ends.
fn customer(pen: &mut Pen<'_>, x: f32, width: f32, top: f32) -> f32 {
    let Some(party) = &pen.invoice.customer else { return top };
    let words = &pen.invoice.market.words;
    let body = pen.body();
    let leading = pen.leading();
    let mut y = top;
    if pen.style.header != Header::Letter {
        let label = pen.label(words.bill_to);
        y += leading;
        pen.put(x, y, &label, Type { colour: GREY, ..pen.sized(pen.style.size - 0.5) });
    }
    let name_kind = if pen.chance(16) { pen.bold() } else { body };
    y += leading;
    pen.put(x, y, &party.name, pen.fitted(&party.name, name_kind, width));
    for line in party.address() {
        y += leading;
        pen.put(x, y, line, pen.fitted(line, body, width));
    }
    if let Some(id) = party.vat_id.as_ref().filter(|_| pen.chance(17)) {
        let text = format!("{}: {id}", pen.say(words.customer_vat_id));
        y += leading;
        pen.put(x, y, &text, pen.fitted(&text, body, width));
    }
    y
}

fn facts_block(pen: &mut Pen<'_>, x: f32, width: f32, top: f32) -> f32 {
    if pen.style.facts == Facts::Cells { top } else { facts::draw_block(pen, x, width, top) }
}

fn letter(pen: &mut Pen<'_>) {
    let supplier = &pen.invoice.supplier;
    let (left, right) = (pen.left, pen.right);
    let small = Type { colour: GREY, ..pen.sized(pen.style.size - 1.5) };
    let mut y = 40.0;
    let kind = pen.fitted(&supplier.name, pen.heading(17.0), right - left - 60.0);
    if pen.chance(18) {
        let inset = logo::draw(pen, (left, y), 36.0, pen.style.accent);
        pen.put(left + inset, y + 24.0, &supplier.name, kind);
        y += 44.0;
    } else {
        let inset = logo::draw(pen, (right - 40.0, y), 40.0, pen.style.accent);
        pen.put_right(right - inset, y + 24.0, &supplier.name, kind);
        y += 44.0;
    }
    let contact = supplier_lines(pen);
    let rest = if pen.style.footer == Footer::Bare { &contact[..] } else { &contact[2..] };
    for line in rest {
        y += small.size * 1.3;
        pen.put_right(right, y, line, small);
    }
    let sender = format!("{} · {} · {}", supplier.name, supplier.street, supplier.city_line);
    let window = 230.0;
    let top = (y + 18.0).max(124.0);
    let sender_kind = pen.fitted(&sender, pen.sized(6.5), window);
    pen.put(left, top, &sender, sender_kind);
    pen.rule(left, left + window, top + 3.0, (0.4, GREY));
    let address_end = customer(pen, left, window, top + 8.0);
    let facts_end = facts_block(pen, right - 205.0, 205.0, top);
    pen.y = address_end.max(facts_end).max(top + 78.0) + 36.0;
    let heading = title(pen);
    pen.put(left, pen.y, heading, pen.heading(16.0));
    pen.y += 12.0;
}

fn band(pen: &mut Pen<'_>) {
    let (width, _) = pen.paper();
    let (left, right) = (pen.left, pen.right);
    let supplier = &pen.invoice.supplier;
    pen.area((0.0, 0.0), (width, 86.0), pen.style.accent);
    let inset = logo::draw(pen, (left, 24.0), 38.0, WHITE);
    let heading = title(pen);
    let title_kind = Type { colour: WHITE, ..pen.heading(20.0) };
    let free = right - left - inset - pen.width(heading, title_kind) - 20.0;
    let name_kind = Type { colour: WHITE, ..pen.heading(16.0) };
    let name_kind = pen.fitted(&supplier.name, name_kind, free);
    pen.put(left + inset, 49.0, &supplier.name, name_kind);
    pen.put_right(right, 49.0, heading, title_kind);
    let small = pen.sized(pen.style.size - 1.0);
    let contact = supplier_lines(pen).join("  |  ");
    pen.y = 96.0;
    pen.paragraph(&contact, small, right - left);
    let top = pen.y + 16.0;
    let half = (right - left) / 2.0;
    let address_end = customer(pen, left, half - 20.0, top);
    let facts_end = facts_block(pen, left + half + 20.0, half - 20.0, top);
    pen.y = address_end.max(facts_end) + 26.0;
}

fn split(pen: &mut Pen<'_>) {
    let (left, right) = (pen.left, pen.right);
    let supplier = &pen.invoice.supplier;
    let half = (right - left) / 2.0;
    let heading = title(pen);
    let title_kind = pen.fitted(heading, pen.heading(26.0), half - 10.0);
    pen.put_right(right, 62.0, heading, title_kind);
    let inset = logo::draw(pen, (left, 40.0), 34.0, pen.style.accent);
    let name_kind = pen.fitted(&supplier.name, pen.heading(13.0), half - inset - 4.0);
    pen.put(left + inset, 62.0, &supplier.name, name_kind);
    let mut y = 78.0;
    let body = pen.body();
    for line in supplier_lines(pen) {
        y += pen.leading();
        pen.put(left, y, &line, pen.fitted(&line, body, half - 10.0));
    }
    let facts_end = facts_block(pen, left + half + 24.0, half - 24.0, 78.0);
    let top = y.max(facts_end) + 16.0;
    pen.rule(left, right, top, (1.2, pen.style.accent));
    pen.y = customer(pen, left, half, top + 6.0) + 24.0;
}

fn sidebar(pen: &mut Pen<'_>) {
    let (_, height) = pen.paper();
    let column = 158.0;
    pen.area((0.0, 0.0), (column, height), tint(pen.style.accent));
    let x = 18.0;
    let inner = column - 2.0 * x;
    logo::draw(pen, (x, 40.0), 44.0, pen.style.accent);
    let supplier = &pen.invoice.supplier;
    let words = &pen.invoice.market.words;
    let name_kind = pen.heading(12.0);
    let mut y = 100.0;
    for line in pen.wrap(&supplier.name, name_kind, inner) {
        y += 15.0;
        pen.put(x, y, &line, pen.fitted(&line, name_kind, inner));
    }
    let mut lines = supplier_lines(pen);
    lines.insert(2, String::new());
    if let Some(account) = pen.invoice.bank.as_ref().filter(|_| !pen.style.bank_box) {
        let number = format!("{}: {}", pen.say(words.iban), super::payment::iban(pen, account));
        let code = format!("{}: {}", pen.say(words.bic), account.bic);
        lines.extend([String::new(), account.bank.to_owned(), number, code]);
    }
    let kind = pen.sized(pen.style.size - 1.0);
    y += 6.0;
    for text in lines {
        for line in pen.wrap(&text, kind, inner) {
            y += kind.size * 1.4;
            pen.put(x, y, &line, pen.fitted(&line, kind, inner));
        }
    }
    pen.left = column + 26.0;
    pen.right = pen.paper().0 - 36.0;
    let heading = title(pen);
    pen.put(pen.left, 62.0, heading, pen.heading(24.0));
    let width = pen.right - pen.left;
    let end = customer(pen, pen.left, width, 84.0);
    pen.y = facts_block(pen, pen.left, width.min(260.0), end + 14.0) + 22.0;
}

fn centred(pen: &mut Pen<'_>) {
    let (left, right) = (pen.left, pen.right);
    let middle = (left + right) / 2.0;
    let supplier = &pen.invoice.supplier;
    let mut y = 40.0;
    if logo::draw(pen, (middle - 17.0, y), 34.0, pen.style.accent) > 0.0 {
        y += 42.0;
    }
    let kind = pen.fitted(&supplier.name, pen.heading(18.0), right - left);
    y += 16.0;
    pen.put_centred(middle, y, &supplier.name, kind);
    let small = pen.sized(pen.style.size - 0.5);
    for pair in supplier_lines(pen).chunks(2) {
        let text = pair.join(" · ");
        y += small.size * 1.4;
        pen.put_centred(middle, y, &text, pen.fitted(&text, small, right - left));
    }
    y += 10.0;
    pen.rule(left, right, y, (0.8, pen.style.accent));
    y += 26.0;
    let heading = title(pen);
    pen.put_centred(middle, y, heading, pen.heading(15.0));
    let half = (right - left) / 2.0;
    let address_end = customer(pen, left, half - 12.0, y + 8.0);
    let facts_end = facts_block(pen, left + half + 20.0, half - 20.0, y + 8.0);
    pen.y = address_end.max(facts_end) + 24.0;
}

/// The amount and the customer come first, the supplier at the foot of the page.
fn reverse(pen: &mut Pen<'_>) {
    let (left, right) = (pen.left, pen.right);
    let half = (right - left) / 2.0;
    let words = &pen.invoice.market.words;
    let heading = title(pen);
    pen.put(left, 62.0, heading, pen.fitted(heading, pen.heading(22.0), half - 10.0));
    let is_credit = pen.invoice.kind == Kind::CreditNote;
    let label = pen.say(if is_credit { words.credit_total } else { words.amount_due });
    let due = pen.money(pen.invoice.totals.due);
    pen.area((left, 80.0), (half - 30.0, 46.0), tint(pen.style.accent));
    let label_kind = pen.sized(pen.style.size - 0.5);
    pen.put(left + 10.0, 96.0, label, pen.fitted(label, label_kind, half - 50.0));
    let due_kind = Type { weight: Weight::Bold, ..pen.heading(15.0) };
    pen.put(left + 10.0, 116.0, &due, pen.fitted(&due, due_kind, half - 50.0));
    let address_end = customer(pen, left + half + 20.0, half - 20.0, 76.0);
    let facts_end = facts_block(pen, left, half - 30.0, 134.0);
    let _ = logo::draw(pen, (right - 30.0, 34.0), 30.0, pen.style.accent);
    pen.y = address_end.max(facts_end).max(140.0) + 26.0;
}
