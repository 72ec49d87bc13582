//! Tax by rate, as the pages state it: `VAT 20 % on 480.73  96.15` or a row of a table of taxes.
//!
//! A line counts if its figures are a rate, a base and their product, or if it names a tax and a
//! rate and has one amount.

use std::ops::Range;

use billify_shared::domain::invoice::TaxBreakdown;
use rust_decimal::Decimal;

use super::super::{candidates::Document, facts::Spotted, lexicon::labels::LabelKind};

/// The tax at one rate.
#[derive(Clone, Debug)]
pub struct TaxLine {
    pub rate: Decimal,
    /// Stated, and the rate of it is the tax.
    pub base: Option<Spotted<Decimal>>,
    pub tax: Spotted<Decimal>,
}

impl TaxLine {
    fn states_the_same(&self, other: &Self) -> bool {
        let base = |line: &Self| line.base.as_ref().map(|base| base.value);
        self.rate == other.rate && self.tax.value == other.tax.value && base(self) == base(other)
    }
}

/// All tax lines of a document; one that is repeated counts once.
#[derive(Clone, Debug, Default)]
pub struct TaxLines(Vec<TaxLine>);

impl TaxLines {
    #[must_use]
    pub fn of(document: &Document<'_>) -> Self {
        let mut found: Vec<TaxLine> = Vec::new();
        for line in 0..document.layout.lines.len() {
            if let Some(tax_line) = read(document, line)
                && !found.iter().any(|known| known.states_the_same(&tax_line))
            {
                found.push(tax_line);
            }
        }
        Self(found)
    }

    #[must_use]
    pub fn has_several(&self) -> bool {
        self.0.len() > 1
    }

    /// Whether the tokens are what a tax is computed on.
    #[must_use]
    pub fn is_base(&self, tokens: &Range<usize>) -> bool {
        self.0.iter().filter_map(|line| line.base.as_ref()).any(|base| base.tokens == *tokens)
    }

    /// Whether every tax is the rate of a stated base.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|line| line.base.is_some())
    }

    #[must_use]
    pub fn tax(&self) -> Option<Decimal> {
        (!self.0.is_empty()).then(|| self.0.iter().map(|line| line.tax.value).sum())
    }

    /// Known if every line states its base.
    #[must_use]
    pub fn base(&self) -> Option<Decimal> {
        let bases = self.0.iter().map(|line| line.base.as_ref().map(|base| base.value));
        (!self.0.is_empty()).then(|| bases.sum()).flatten()
    }

    #[must_use]
    pub fn breakdown(&self) -> Vec<TaxBreakdown> {
        let row = |line: &TaxLine| TaxBreakdown {
            rate: Some(line.rate),
            base: line.base.as_ref().map(|base| base.value),
            tax: Some(line.tax.value),
        };
        self.0.iter().map(row).collect()
    }
}

/// The highest rate that is charged anywhere, per cent, and a little room.
const MAX_RATE: Decimal = Decimal::from_parts(30, 0, 0, false, 0);
/// Below it a percentage is a cash discount or interest, if no tax is named.
const MIN_UNNAMED_RATE: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

fn read(document: &Document<'_>, line: usize) -> Option<TaxLine> {
    if document.in_table[line] {
        return None;
    }
    let labels = &document.labels[document.map.on_line(line)];
    let tax_label = labels.iter().find(|label| label.is(LabelKind::Tax));
    let is_other = |kinds: &[LabelKind]| labels.iter().any(|label| label.is_any(kinds));
    if tax_label.is_none() && is_other(&[LabelKind::Discount, LabelKind::Charge]) {
        return None;
    }
    let tokens = document.layout.lines[line].tokens.clone();
    let rate = tokens.clone().find_map(|token| rate_at(document, token))?;
    let money = money(document, &tokens);
    if (rate >= MIN_UNNAMED_RATE || tax_label.is_some())
        && let Some((base, tax)) = product(&money, rate)
    {
        return Some(TaxLine { rate, base: Some(base), tax });
    }
    let behind = |amount: &&Spotted<Decimal>| {
        tax_label.is_some_and(|label| label.tokens.end <= amount.tokens.start)
    };
    let says_otherwise =
        is_other(&[LabelKind::Net, LabelKind::TaxBase, LabelKind::Gross, LabelKind::AmountDue]);
    match money.iter().filter(behind).collect::<Vec<_>>()[..] {
        [tax] if !says_otherwise => Some(TaxLine { rate, base: None, tax: tax.clone() }),
        _ => None,
    }
}

/// A percentage at the token: `20%`, `20 %`, `(21 %)`, `5,5%`.
fn rate_at(document: &Document<'_>, token: usize) -> Option<Decimal> {
    let layout = document.layout;
    let text = layout.tokens[token].text.trim_start_matches('(');
    let number = match text.split_once('%') {
        Some((number, _)) => number,
        None if layout.rest_of_line(token).contains(&(token + 1))
            && layout.tokens[token + 1].text.starts_with('%') =>
        {
            text
        }
        None => return None,
    };
    let rate: Decimal = number.replace(',', ".").parse().ok()?;
    (Decimal::ZERO..=MAX_RATE).contains(&rate).then_some(rate)
}

/// Amounts with two decimals on the line.
fn money(document: &Document<'_>, line: &Range<usize>) -> Vec<Spotted<Decimal>> {
    let amounts = document.facts.amounts.iter();
    amounts
        .filter(|amount| line.contains(&amount.tokens.start))
        .filter(|amount| amount.value.decimals == 2 && !amount.value.percent)
        .map(|amount| Spotted { value: amount.value.value, tokens: amount.tokens.clone() })
        .collect()
}

/// The first base with its tax, in either order.
fn product(
    money: &[Spotted<Decimal>],
    rate: Decimal,
) -> Option<(Spotted<Decimal>, Spotted<Decimal>)> {
    // Tax that was rounded line by line may be some cents off.
    let tolerance = Decimal::new(3, 2);
    let holds = |base: &Spotted<Decimal>, tax: &Spotted<Decimal>| {
        let product = base.value.checked_mul(rate).map(|product| product / Decimal::ONE_HUNDRED);
        base.tokens != tax.tokens
            && base.value.abs() >= Decimal::ONE
            && product.is_some_and(|product| (product - tax.value).abs() <= tolerance)
    };
    money.iter().find_map(|base| {
        let tax = money.iter().find(|tax| holds(base, tax))?;
        Some((base.clone(), tax.clone()))
    })
}
