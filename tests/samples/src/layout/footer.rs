//! The foot of every page.

use super::payment;
use super::pen::{GREY, PALE, Pen};
use super::style::Footer;
use crate::page::{Type, Weight};

const SIZE: f32 = 7.5;

pub(super) fn draw(pen: &mut Pen<'_>) {
    let pages = pen.sheets.len();
    let sheets = std::mem::take(&mut pen.sheets);
    let mut done = Vec::with_capacity(pages);
    for (index, sheet) in sheets.into_iter().enumerate() {
        pen.sheets = vec![sheet];
        match pen.style.footer {
            Footer::Columns => columns(pen),
            Footer::Lines => lines(pen),
            Footer::Bare => {}
        }
        if pages > 1 {
            number(pen, index + 1, pages);
        }
        done.append(&mut pen.sheets);
    }
    pen.sheets = done;
}

fn number(pen: &mut Pen<'_>, page: usize, pages: usize) {
    let words = &pen.invoice.market.words;
    let text = pen
        .say(words.page)
        .replace("{page}", &page.to_string())
        .replace("{pages}", &pages.to_string());
    let (_, height) = pen.paper();
    let kind = Type { colour: GREY, ..pen.sized(7.5) };
    pen.put_right(pen.right, height - 14.0, &text, kind);
}

fn vat_line(pen: &Pen<'_>) -> Option<String> {
    let id = pen.invoice.supplier.vat_id.as_ref()?;
    Some(format!("{}: {id}", pen.say(pen.invoice.market.words.vat_id)))
}

fn columns(pen: &mut Pen<'_>) {
    let supplier = &pen.invoice.supplier;
    let words = &pen.invoice.market.words;
    let mut blocks: Vec<Vec<String>> = vec![
        vec![supplier.name.clone(), supplier.street.clone(), supplier.city_line.clone()],
        vec![
            format!("{} {}", pen.say(words.phone), supplier.phone),
            supplier.email.clone(),
            supplier.web.clone(),
        ],
    ];
    if let Some(account) = pen.invoice.bank.as_ref().filter(|_| !pen.style.bank_box) {
        blocks.push(vec![
            account.bank.to_owned(),
            format!("{} {}", pen.say(words.iban), payment::iban(pen, account)),
            format!("{} {}", pen.say(words.bic), account.bic),
        ]);
    }
    let mut legal: Vec<String> = vat_line(pen).into_iter().collect();
    let kind = pen.sized(SIZE);
    let width = pen.width(&"n".repeat(32), kind);
    for entry in supplier.register.iter().take(3) {
        legal.extend(pen.wrap(entry, kind, width));
    }
    legal.truncate(5);
    blocks.push(legal);
    let (_, height) = pen.paper();
    let top = height - 82.0;
    pen.rule(pen.left, pen.right, top, (0.6, PALE));
    place_blocks(pen, &blocks, top);
}

/// Every block as wide as its widest line; all of them smaller if the page is too narrow.
fn place_blocks(pen: &mut Pen<'_>, blocks: &[Vec<String>], top: f32) {
    let mut kind = Type { colour: [60, 60, 60], ..pen.sized(SIZE) };
    let widths = |pen: &Pen<'_>, kind: Type| -> Vec<f32> {
        let widest = |block: &Vec<String>| {
            block
                .iter()
                .map(|text| pen.width(text, Type { weight: Weight::Bold, ..kind }))
                .fold(0.0, f32::max)
        };
        blocks.iter().map(widest).collect()
    };
    let total = pen.right - pen.left;
    let count = f32::from(u8::try_from(blocks.len().max(2)).unwrap_or(2));
    let smallest_gap = 12.0;
    let natural: f32 = widths(pen, kind).iter().sum();
    let free = total - smallest_gap * (count - 1.0);
    if natural > free {
        kind.size *= free / natural;
    }
    let widths = widths(pen, kind);
    let gap = (total - widths.iter().sum::<f32>()) / (count - 1.0);
    let mut x = pen.left;
    for (index, (block, width)) in blocks.iter().zip(widths).enumerate() {
        let mut y = top + 5.0;
        for (row, text) in block.iter().enumerate() {
            y += kind.size * 1.4;
            let weight = if index == 0 && row == 0 { Weight::Bold } else { Weight::Regular };
            pen.put(x, y, text, Type { weight, ..kind });
        }
        x += width + gap;
    }
}

fn lines(pen: &mut Pen<'_>) {
    let supplier = &pen.invoice.supplier;
    let words = &pen.invoice.market.words;
    let mut first = vec![supplier.name.clone()];
    first.extend(vat_line(pen));
    first.extend(supplier.register.iter().take(2).cloned());
    let mut second = Vec::new();
    if let Some(account) = pen.invoice.bank.as_ref().filter(|_| !pen.style.bank_box) {
        second.push(account.bank.to_owned());
        second.push(format!("{} {}", pen.say(words.iban), payment::iban(pen, account)));
        second.push(format!("{} {}", pen.say(words.bic), account.bic));
    } else {
        second.push(supplier.email.clone());
    }
    let (_, height) = pen.paper();
    let kind = Type { colour: GREY, ..pen.sized(7.5) };
    let middle = (pen.left + pen.right) / 2.0;
    let mut y = height - 50.0;
    pen.rule(pen.left, pen.right, y, (0.5, pen.style.accent));
    for parts in [first, second] {
        y += 12.0;
        let text = parts.join(" – ");
        pen.put_centred(middle, y, &text, pen.fitted(&text, kind, pen.right - pen.left));
    }
}
