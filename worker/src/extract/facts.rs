//! Everything on the pages that has the form of a value: amounts, dates, account and tax numbers.
//!
//! What only the whole document can decide (decimal mark, order of day and month) is decided here.

use std::ops::Range;

use chrono::NaiveDate;

use super::{
    layout::Layout,
    values::{
        amount::{self, Amount},
        currency,
        date::{self, DayOrder, PrintedDate},
        iban::{self, Iban},
        number::{self, DecimalMark},
        tax_id::{self, TaxId},
    },
};

/// A value and the tokens it is printed in.
#[derive(Clone, Debug)]
pub struct Spotted<T> {
    pub value: T,
    pub tokens: Range<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub amounts: Vec<Spotted<Amount>>,
    pub dates: Vec<Spotted<NaiveDate>>,
    pub ibans: Vec<Spotted<Iban>>,
    pub tax_ids: Vec<Spotted<TaxId>>,
    pub mark: Option<DecimalMark>,
    pub order: DayOrder,
}

impl Facts {
    #[must_use]
    pub fn of(layout: &Layout) -> Self {
        let mark = number::decide_mark(layout.tokens.iter().map(|token| token.text.as_str()));
        let mut taken = vec![false; layout.tokens.len()];
        let ibans = ibans(layout, &mut taken);
        let tax_ids = tax_ids(layout, &mut taken);
        let printed = dates(layout, &mut taken);
        let order = day_order(layout, &printed);
        let dates = printed
            .into_iter()
            .map(|(date, _, tokens)| Spotted { value: date.resolve(order), tokens })
            .collect();
        let amounts = amounts(layout, mark, &taken);
        Self { amounts, dates, ibans, tax_ids, mark, order }
    }

    /// The amount printed in exactly this or a wider run of tokens.
    #[must_use]
    pub fn amount_at(&self, token: usize) -> Option<&Spotted<Amount>> {
        let index = self.amounts.partition_point(|amount| amount.tokens.end <= token);
        self.amounts.get(index).filter(|amount| amount.tokens.contains(&token))
    }

    #[must_use]
    pub fn is_date(&self, token: usize) -> bool {
        self.dates.iter().any(|date| date.tokens.contains(&token))
    }
}

fn take(taken: &mut [bool], tokens: &Range<usize>) {
    taken[tokens.clone()].fill(true);
}

fn ibans(layout: &Layout, taken: &mut [bool]) -> Vec<Spotted<Iban>> {
    let mut found = Vec::new();
    for start in 0..layout.tokens.len() {
        if taken[start] {
            continue;
        }
        let words = layout.words(layout.rest_of_line(start));
        let whole = iban::at_start(&words, layout.is_ocr(start));
        if whole.as_ref().is_none_or(|iban| !iban.valid)
            && let Some((value, below)) = broken_iban(layout, start)
        {
            let tokens = layout.rest_of_segment(start);
            take(taken, &tokens);
            take(taken, &below);
            found.push(Spotted { value, tokens });
        } else if let Some(value) = whole {
            let tokens = start..start + value.words;
            take(taken, &tokens);
            found.push(Spotted { value, tokens });
        }
    }
    found
}

/// An account number that a narrow column broke, with the words it has below: believed if its
/// length and check digits are right. Its evidence is the part on the first line.
fn broken_iban(layout: &Layout, start: usize) -> Option<(Iban, Range<usize>)> {
    let first = layout.rest_of_segment(start);
    let words = layout.words(first.clone());
    if !iban::may_start(words[0]) {
        return None;
    }
    below(layout, start).find_map(|segment| {
        let rest = layout.segments[segment].tokens.clone();
        let joined = [words.as_slice(), &layout.words(rest.clone())].concat();
        let value = iban::at_start(&joined, layout.is_ocr(start))?;
        let used = value.words.checked_sub(first.len()).filter(|used| *used > 0)?;
        value.valid.then(|| (value, rest.start..rest.start + used))
    })
}

/// Segments close below in the column of the token or of its segment.
fn below(layout: &Layout, token: usize) -> impl Iterator<Item = usize> + '_ {
    let own = &layout.segments[layout.tokens[token].segment];
    let edges = [own.place.left, layout.tokens[token].place.left];
    let reach = 2.0 * own.place.height().max(1.0);
    let page = layout.lines[own.line].page;
    (own.line + 1..layout.lines.len().min(own.line + 5))
        .filter(move |line| layout.lines[*line].page == page)
        .flat_map(|line| layout.lines[line].segments.clone())
        .filter(move |segment| {
            let other = layout.segments[*segment].place;
            let gap = other.top - own.place.bottom;
            (-0.5..reach).contains(&gap) && edges.iter().any(|edge| (edge - other.left).abs() < 1.5)
        })
}

fn tax_ids(layout: &Layout, taken: &mut [bool]) -> Vec<Spotted<TaxId>> {
    let mut found = Vec::new();
    for start in 0..layout.tokens.len() {
        if taken[start] {
            continue;
        }
        let words = layout.words(layout.rest_of_segment(start));
        if let Some(value) = tax_id::at_start(&words) {
            let tokens = start..start + value.words;
            take(taken, &tokens);
            found.push(Spotted { value, tokens });
        }
    }
    found
}

type DateOnPage = (PrintedDate, Option<DayOrder>, Range<usize>);

fn dates(layout: &Layout, taken: &mut [bool]) -> Vec<DateOnPage> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < layout.tokens.len() {
        let words = layout.words(layout.rest_of_line(start));
        let found_date = date::at_start(&words, layout.is_ocr(start));
        match found_date.filter(|_| !taken[start]) {
            Some(date) => {
                let tokens = start..start + date.words;
                take(taken, &tokens);
                start = tokens.end;
                found.push((date.date, date.order, tokens));
            }
            None => start += 1,
        }
    }
    found
}

/// Dates that leave no doubt decide; then the currency and spelling of the United States.
fn day_order(layout: &Layout, dates: &[DateOnPage]) -> DayOrder {
    let count = |order| dates.iter().filter(|(_, found, _)| *found == Some(order)).count();
    let (day_first, month_first) = (count(DayOrder::DayFirst), count(DayOrder::MonthFirst));
    if day_first != month_first {
        return if month_first > day_first { DayOrder::MonthFirst } else { DayOrder::DayFirst };
    }
    let is_american =
        |text: &str| text.starts_with('$') || text == "USD" || text.starts_with("US$");
    let dollars = layout.tokens.iter().any(|token| is_american(&token.text));
    let elsewhere = layout.tokens.iter().any(|token| {
        matches!(
            token.folded.as_str(),
            "gst" | "abn" | "australia" | "singapore" | "aud" | "sgd" | "nzd"
        )
    });
    let zip = layout.tokens.windows(2).any(|pair| is_state_and_zip(&pair[0].text, &pair[1].text));
    if (dollars && !elsewhere) || zip { DayOrder::MonthFirst } else { DayOrder::DayFirst }
}

fn is_state_and_zip(state: &str, zip: &str) -> bool {
    let state = state.trim_end_matches(',');
    let zip = zip.trim_end_matches(',');
    let zip = zip.split('-').next().unwrap_or(zip);
    state.len() == 2
        && state.bytes().all(|byte| byte.is_ascii_uppercase())
        && zip.len() == 5
        && zip.bytes().all(|byte| byte.is_ascii_digit())
}

/// The most tokens an amount is spread over: `- RM 1 234,50`.
const MAX_AMOUNT_TOKENS: usize = 4;

fn amounts(layout: &Layout, mark: Option<DecimalMark>, taken: &[bool]) -> Vec<Spotted<Amount>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < layout.tokens.len() {
        let longest = (1..=MAX_AMOUNT_TOKENS).rev().find_map(|length| {
            let tokens = start..start + length;
            let value = amount_in(layout, mark, taken, &tokens)?;
            Some(Spotted { value, tokens })
        });
        match longest {
            Some(amount) => {
                start = amount.tokens.end;
                found.push(amount);
            }
            None => start += 1,
        }
    }
    found
}

fn amount_in(
    layout: &Layout,
    mark: Option<DecimalMark>,
    taken: &[bool],
    tokens: &Range<usize>,
) -> Option<Amount> {
    if tokens.end > layout.tokens.len() || taken[tokens.clone()].contains(&true) {
        return None;
    }
    let first = &layout.tokens[tokens.start];
    let last = &layout.tokens[tokens.end - 1];
    if first.line != last.line {
        return None;
    }
    let mut text = String::new();
    for index in tokens.clone() {
        let token = &layout.tokens[index];
        if index > tokens.start && !joins(layout, index, &mut text, mark)? {
            return None;
        }
        text.push_str(&token.text);
    }
    // A currency alone, or digits that end in a letter code, are no amounts.
    amount::parse(&text, mark, layout.is_ocr(tokens.start))
}

/// `RM30 00` at the end of a line: two figures after a currency and a whole number.
fn lost_its_point(layout: &Layout, index: usize) -> bool {
    let (before, token) = (&layout.tokens[index - 1], &layout.tokens[index]);
    let ends_line = layout.lines[token.line].tokens.end <= index + 2;
    let cents = token.text.len() == 2 && token.text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = currency::split_prefix(&before.text)
        .is_some_and(|(_, rest)| rest.bytes().all(|byte| byte.is_ascii_digit()));
    ends_line && cents && whole
}

/// Whether a token continues the amount before it; puts the space between them where one belongs.
fn joins(
    layout: &Layout,
    index: usize,
    text: &mut String,
    mark: Option<DecimalMark>,
) -> Option<bool> {
    let (before, token) = (&layout.tokens[index - 1], &layout.tokens[index]);
    let gap = token.place.left - before.place.right;
    let is_mark = |text: &str| {
        currency::of_word(text).is_some()
            || matches!(text, "-" | "−" | "–" | "%" | "%:" | "%)" | "%):" | "(" | ")" | "+" | "*")
    };
    if is_mark(&token.text) || is_mark(&before.text) {
        text.push(' ');
        // A currency may stand at the left edge of its column, a sign stands close.
        let limit = if currency::of_word(&before.text).is_some() { 8.0 } else { 1.2 };
        return Some(gap < limit);
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let split_by_ocr = layout.is_ocr(index)
        && gap < 1.6
        && (before.text.ends_with(['.', ',']) && token.text.len() >= 2
            || token.text.starts_with(['.', ',']))
        && token
            .text
            .trim_start_matches(['.', ','])
            .bytes()
            .take(2)
            .all(|byte| byte.is_ascii_digit());
    if split_by_ocr {
        return Some(true);
    }
    if layout.is_ocr(index) && gap < 1.6 && lost_its_point(layout, index) {
        text.push('.');
        return Some(true);
    }
    let whole = token.text.split([',', '.']).next().unwrap_or_default();
    let grouped = gap < 0.8
        && mark != Some(DecimalMark::Point)
        && before.text.len() <= 3 + usize::from(before.text.starts_with('-'))
        && digits(before.text.trim_start_matches('-'))
        && whole.len() == 3
        && digits(whole);
    text.push(' ');
    Some(grouped)
}
