//! Draws on the current page and knows where the next thing goes.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::style::{Footer, Style};
use crate::invoice::Invoice;
use crate::market::{NumberStyle, Ways};
use crate::page::{BLACK, Colour, FontBook, Mark, Sheet, Type, Weight};

pub(super) const GREY: Colour = [95, 95, 95];
pub(super) const PALE: Colour = [205, 205, 205];

pub(super) struct Pen<'a> {
    pub(super) invoice: &'a Invoice,
    pub(super) style: &'a Style,
    pub(super) fonts: &'a FontBook,
    pub(super) sheets: Vec<Sheet>,
    pub(super) left: f32,
    pub(super) right: f32,
    /// Where the next thing starts.
    pub(super) y: f32,
    /// Where the body ends and the footer starts.
    pub(super) bottom: f32,
}

impl<'a> Pen<'a> {
    pub(super) fn new(invoice: &'a Invoice, style: &'a Style, fonts: &'a FontBook) -> Self {
        let (width, height) =
            if invoice.market.letter_paper { (612.0, 792.0) } else { (595.28, 841.89) };
        let footer = match style.footer {
            Footer::Columns => 98.0,
            Footer::Lines => 66.0,
            Footer::Bare => 48.0,
        };
        Self {
            invoice,
            style,
            fonts,
            sheets: vec![Sheet::new(width, height)],
            left: style.margin,
            right: width - style.margin,
            y: 44.0,
            bottom: height - footer,
        }
    }

    pub(super) fn into_sheets(self) -> Vec<Sheet> {
        self.sheets
    }

    pub(super) fn paper(&self) -> (f32, f32) {
        self.sheets.last().map_or((0.0, 0.0), |sheet| (sheet.width, sheet.height))
    }

    pub(super) fn new_page(&mut self) {
        let (width, height) = self.paper();
        self.sheets.push(Sheet::new(width, height));
        self.y = 56.0;
    }

    /// Starts a page if `height` no longer fits.
    pub(super) fn make_room(&mut self, height: f32) {
        if self.y + height > self.bottom {
            self.new_page();
        }
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }

    // --- wording

    /// One of the ways, always the same one within a document.
    pub(super) fn say(&self, ways: Ways) -> &'static str {
        let first = ways.first().copied().unwrap_or_default();
        let mixed = first.bytes().fold(self.style.wording, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let count = u64::try_from(ways.len().max(1)).unwrap_or(1);
        let index = usize::try_from((mixed >> 17) % count).unwrap_or_default();
        ways.get(index).copied().unwrap_or(first)
    }

    /// With a colon, if the style has them.
    pub(super) fn label(&self, ways: Ways) -> String {
        let text = self.say(ways);
        if self.style.colons && !text.ends_with([':', '.', '#']) {
            format!("{text}:")
        } else {
            text.to_owned()
        }
    }

    pub(super) fn chance(&self, salt: u32) -> bool {
        (self.style.wording >> (salt % 40)) & 1 == 1
    }

    fn numbers(&self) -> &'static NumberStyle {
        let styles = self.invoice.market.numbers;
        let count = u64::try_from(styles.len().max(1)).unwrap_or(1);
        let index = usize::try_from((self.style.wording >> 7) % count).unwrap_or_default();
        styles.get(index).unwrap_or(&styles[0])
    }

    pub(super) fn date(&self, date: NaiveDate) -> String {
        self.invoice.market.date(self.say(self.invoice.market.dates), date)
    }

    pub(super) fn money(&self, value: Decimal) -> String {
        self.numbers().money(value, self.invoice.currency())
    }

    pub(super) fn amount(&self, value: Decimal) -> String {
        self.numbers().amount(value)
    }

    pub(super) fn quantity(&self, value: Decimal) -> String {
        self.numbers().quantity(value)
    }

    // --- text

    pub(super) fn body(&self) -> Type {
        self.sized(self.style.size)
    }

    pub(super) fn sized(&self, size: f32) -> Type {
        Type { face: self.style.body, weight: Weight::Regular, size, colour: BLACK }
    }

    pub(super) fn bold(&self) -> Type {
        Type { weight: Weight::Bold, ..self.body() }
    }

    pub(super) fn heading(&self, size: f32) -> Type {
        let colour = self.style.accent;
        Type { face: self.style.heading, weight: Weight::Bold, size, colour }
    }

    pub(super) fn leading(&self) -> f32 {
        self.style.size * 1.38
    }

    pub(super) fn width(&self, text: &str, kind: Type) -> f32 {
        self.fonts.width(text, kind)
    }

    pub(super) fn put(&mut self, x: f32, baseline: f32, text: &str, kind: Type) {
        if !text.is_empty() {
            let width = self.width(text, kind);
            self.mark(Mark::Text { x, baseline, width, kind, text: text.to_owned() });
        }
    }

    pub(super) fn put_right(&mut self, right: f32, baseline: f32, text: &str, kind: Type) {
        self.put(right - self.width(text, kind), baseline, text, kind);
    }

    pub(super) fn put_centred(&mut self, middle: f32, baseline: f32, text: &str, kind: Type) {
        self.put(middle - self.width(text, kind) / 2.0, baseline, text, kind);
    }

    /// `kind`, made smaller until `text` fits.
    pub(super) fn fitted(&self, text: &str, kind: Type, width: f32) -> Type {
        let natural = self.width(text, kind);
        let size = if natural > width { kind.size * width / natural } else { kind.size };
        Type { size, ..kind }
    }

    /// Broken at spaces so that every line fits; a longer word stands alone.
    pub(super) fn wrap(&self, text: &str, kind: Type, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), kind) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// A paragraph from the left margin at the current place, which moves below it.
    pub(super) fn paragraph(&mut self, text: &str, kind: Type, width: f32) {
        let leading = kind.size * 1.38;
        for line in self.wrap(text, kind, width) {
            self.make_room(leading);
            self.y += leading;
            self.put(self.left, self.y, &line, kind);
        }
    }

    // --- lines and areas

    pub(super) fn rule(&mut self, from: f32, to: f32, y: f32, (line, colour): (f32, Colour)) {
        self.mark(Mark::Rule { from: (from, y), to: (to, y), line, colour });
    }

    pub(super) fn area(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), fill: Colour) {
        self.mark(Mark::Box { x, y, width, height, fill });
    }

    pub(super) fn frame(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), line: f32) {
        self.mark(Mark::Frame { x, y, width, height, line, colour: GREY });
    }
}

/// A light tint of a colour.
pub(super) fn tint(colour: Colour) -> Colour {
    colour.map(|part| 255 - (255 - part) / 9)
}
