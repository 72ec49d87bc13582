//! Terms of payment, the bank, and the last words.

use super::pen::{Pen, tint};
use crate::invoice::{BankAccount, Kind, grouped_iban};
use crate::page::Type;

/// In fours, or as one run.
pub(super) fn iban(pen: &Pen<'_>, account: &BankAccount) -> String {
    if pen.chance(24) && pen.chance(25) {
        account.iban.clone()
    } else {
        grouped_iban(&account.iban)
    }
}

pub(super) fn draw(pen: &mut Pen<'_>) {
    let invoice = pen.invoice;
    let words = &invoice.market.words;
    let width = pen.right - pen.left;
    let body = pen.body();
    let text = match (invoice.kind, invoice.due_date) {
        (Kind::Invoice, Some(due)) => pen
            .say(words.terms)
            .replace("{due}", &pen.date(due))
            .replace("{days}", &invoice.terms_days.to_string()),
        _ => pen.say(words.credit_terms).to_owned(),
    };
    pen.paragraph(&text, body, width);
    if let Some(note) = invoice.note {
        pen.y += 2.0;
        pen.paragraph(note, body, width);
    }
    pen.y += 8.0;
    if pen.style.bank_box {
        draw_bank(pen);
    }
    if pen.style.greeting {
        pen.y += 2.0;
        let closing = pen.say(words.closing);
        pen.paragraph(closing, body, width);
        if pen.chance(26) {
            let person = invoice.supplier.person.clone();
            pen.paragraph(&person, body, width);
        }
        pen.y += 6.0;
    }
    if pen.style.small_print {
        let kind = Type { colour: [80, 80, 80], ..pen.sized((pen.style.size - 2.5).max(6.0)) };
        let text = pen.say(words.small_print);
        pen.paragraph(text, kind, width);
    }
}

fn draw_bank(pen: &mut Pen<'_>) {
    let Some(account) = &pen.invoice.bank else { return };
    let words = &pen.invoice.market.words;
    let rows = [
        (pen.label(words.bank), account.bank.to_owned()),
        (pen.label(words.iban), iban(pen, account)),
        (pen.label(words.bic), account.bic.to_owned()),
    ];
    let body = pen.body();
    let bold = pen.bold();
    let labels = rows.iter().map(|(label, _)| pen.width(label, bold)).fold(0.0, f32::max);
    let values = rows.iter().map(|(_, value)| pen.width(value, body)).fold(0.0, f32::max);
    let height = pen.leading() * 3.0 + 12.0;
    pen.make_room(height + 6.0);
    let width = labels + values + 32.0;
    if pen.chance(27) {
        pen.area((pen.left, pen.y), (width, height), tint(pen.style.accent));
    } else {
        pen.frame((pen.left, pen.y), (width, height), 0.6);
    }
    let top = pen.y;
    pen.y += 3.0;
    for (label, value) in rows {
        pen.y += pen.leading();
        pen.put(pen.left + 8.0, pen.y, &label, bold);
        pen.put(pen.left + 20.0 + labels, pen.y, &value, body);
    }
    pen.y = top + height + 8.0;
}
