//! Net, tax, gross and amount due, chosen together so that the sums hold.

use std::ops::Range;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    super::{
        candidates::{Candidate, Document, rank},
        facts::Spotted,
        layout::relations::{Direction, Relation},
        lexicon::labels::LabelKind,
        scoring::{Feature, Features, Target},
        values::amount::Amount,
    },
    rates::{is_absurd_rate, is_known_rate},
    tax_lines::TaxLines,
};

/// Candidates of each total, best first, and the choice.
#[derive(Debug, Default)]
pub struct Totals {
    pub net: Vec<Candidate<Decimal>>,
    pub tax: Vec<Candidate<Decimal>>,
    pub gross: Vec<Candidate<Decimal>>,
    pub due: Vec<Candidate<Decimal>>,
    pub by_rate: TaxLines,
    /// Discounts on the whole document, without their sign.
    pub allowances: Decimal,
    pub chosen: Choice,
}

#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub net: Option<Candidate<Decimal>>,
    pub tax: Option<Candidate<Decimal>>,
    pub gross: Option<Candidate<Decimal>>,
    pub due: Option<Candidate<Decimal>>,
}

struct Wanted {
    target: Target,
    own: &'static [LabelKind],
    general: &'static [LabelKind],
    near: &'static [LabelKind],
}

const NET: Wanted = Wanted {
    target: Target::Net,
    own: &[LabelKind::Net],
    general: &[LabelKind::TaxBase],
    near: &[LabelKind::Subtotal],
};
const TAX: Wanted = Wanted { target: Target::Tax, own: &[LabelKind::Tax], general: &[], near: &[] };
const GROSS: Wanted = Wanted {
    target: Target::Gross,
    own: &[LabelKind::Gross],
    general: &[LabelKind::Total],
    near: &[LabelKind::AmountDue],
};
const DUE: Wanted =
    Wanted { target: Target::AmountDue, own: &[LabelKind::AmountDue], general: &[], near: &[] };

/// Kinds that say what an amount is; others (positions, names) say nothing about amounts.
const AMOUNT_KINDS: &[LabelKind] = &[
    LabelKind::Net,
    LabelKind::Subtotal,
    LabelKind::Tax,
    LabelKind::TaxBase,
    LabelKind::Gross,
    LabelKind::Total,
    LabelKind::AmountDue,
    LabelKind::Prepaid,
    LabelKind::PreviousBalance,
    LabelKind::Rounding,
    LabelKind::Discount,
    LabelKind::Charge,
    LabelKind::Tendered,
    LabelKind::Change,
    LabelKind::Count,
];

/// Chooses the totals. `lines` is the sum of the line items, if they were read.
#[must_use]
pub fn choose(document: &Document<'_>, lines: Option<Decimal>) -> Totals {
    let mut totals = Totals {
        by_rate: TaxLines::of(document),
        allowances: allowances(document),
        ..Totals::default()
    };
    let largest = largest(document);
    let lists = [
        (&NET, &mut totals.net),
        (&TAX, &mut totals.tax),
        (&GROSS, &mut totals.gross),
        (&DUE, &mut totals.due),
    ];
    for (wanted, list) in lists {
        for amount in &document.facts.amounts {
            if is_of_one_rate(&totals.by_rate, &amount.tokens, wanted.target) {
                continue;
            }
            let (features, label) = features(document, amount, wanted, largest);
            let context = (wanted.target, &features);
            list.push(Candidate::new(amount.value.value, amount.tokens.clone(), label, context));
        }
        rank(list);
        list.retain(|candidate| candidate.log_odds > -3.0);
        list.truncate(12);
    }
    add_sums_by_rate(&mut totals);
    add_tax_sum(document, &mut totals);
    let till = Till::of(document);
    add_paid_less_change(&till, &mut totals);
    let lines = lines.map(|lines| [lines, lines - totals.allowances]);
    totals.chosen = joint(&totals, lines, &till);
    totals.chosen.due = totals.due.first().filter(|due| due.log_odds > 0.0).cloned();
    complete(&mut totals.chosen);
    totals
}

/// A base is no tax, and one of several bases is not the net total.
fn is_of_one_rate(by_rate: &TaxLines, tokens: &Range<usize>, target: Target) -> bool {
    let spoils = target == Target::Tax || target == Target::Net && by_rate.has_several();
    spoils && by_rate.is_base(tokens)
}

/// What is taken off the sum of the lines.
fn allowances(document: &Document<'_>) -> Decimal {
    let amounts = document.facts.amounts.iter();
    amounts
        .filter(|amount| amount.value.decimals == 2 && !amount.value.percent)
        .filter(|amount| !document.is_in_table(amount.tokens.start))
        .filter(|amount| {
            amount_label(document, &amount.tokens).is_some_and(|relation| {
                let label = &document.labels[relation.label];
                relation.direction == Direction::Left && label.is(LabelKind::Discount)
            })
        })
        .map(|amount| amount.value.value.abs())
        .sum()
}

/// The largest amount outside of what was tendered or owed before.
fn largest(document: &Document<'_>) -> Option<Decimal> {
    document
        .facts
        .amounts
        .iter()
        .filter(|amount| amount.value.looks_like_money() && amount.value.decimals == 2)
        .filter(|amount| {
            let label = amount_label(document, &amount.tokens);
            label.is_none_or(|relation| {
                !document.labels[relation.label].is_any(&[
                    LabelKind::Tendered,
                    LabelKind::Change,
                    LabelKind::PreviousBalance,
                ])
            })
        })
        .map(|amount| amount.value.value)
        .max()
}

/// The label that says what the amount is: on its line, else in its column.
fn amount_label(document: &Document<'_>, tokens: &Range<usize>) -> Option<Relation> {
    let (left, above) = document.relations(tokens);
    let says_amount = |relation: &&Relation| document.labels[relation.label].is_any(AMOUNT_KINDS);
    let left = left.into_iter().find(|relation| says_amount(&relation) && relation.between <= 12);
    let above = above.into_iter().find(|relation| {
        let label = &document.labels[relation.label];
        says_amount(&relation) && label.starts_segment && relation.distance < 6.0
    });
    match (left, above) {
        // A row of a table of taxes: its headings say more than `VAT` at its start.
        (Some(left), Some(above)) if left.between > 1 && above.distance < 3.0 => {
            let heading = &document.labels[above.label];
            Some(if heading.is_any(&[LabelKind::Net, LabelKind::TaxBase, LabelKind::Tax]) {
                above
            } else {
                left
            })
        }
        (Some(left), _) => Some(left),
        (None, above) => above,
    }
}

fn features(
    document: &Document<'_>,
    amount: &Spotted<Amount>,
    wanted: &Wanted,
    largest: Option<Decimal>,
) -> (Features, Option<usize>) {
    let mut features = Features::default();
    let tokens = &amount.tokens;
    let relation = amount_label(document, tokens);
    if let Some(relation) = relation {
        describe_label(document, &relation, wanted, &mut features);
    }
    let value = &amount.value;
    features.flag(Feature::TwoDecimals, value.decimals == 2);
    features.flag(Feature::HasCurrency, value.currency.is_some());
    features.flag(Feature::IsPercent, value.percent);
    features.flag(Feature::InTable, document.is_in_table(tokens.start));
    features.flag(Feature::Largest, largest == Some(value.value));
    let same = document.facts.amounts.iter().filter(|other| other.value.value == value.value);
    features.flag(Feature::Repeated, same.count() > 1 && !value.value.is_zero());
    features.add(Feature::Depth, document.depth(tokens.start));
    features.add(Feature::Large, document.largeness(tokens));
    (features, relation.map(|relation| relation.label))
}

fn describe_label(
    document: &Document<'_>,
    relation: &Relation,
    wanted: &Wanted,
    features: &mut Features,
) {
    let label = &document.labels[relation.label];
    let is_left = relation.direction == Direction::Left;
    let feature = if label.is_any(wanted.own) {
        if is_left { Feature::OwnLabelLeft } else { Feature::OwnLabelAbove }
    } else if label.is_any(wanted.general) {
        if is_left { Feature::GeneralLabelLeft } else { Feature::GeneralLabelAbove }
    } else if label.is_any(wanted.near) {
        if is_left { Feature::NearLabelLeft } else { Feature::NearLabelAbove }
    } else {
        Feature::OtherLabel
    };
    features.add(feature, 1.0);
    features.flag(Feature::FuzzyLabel, !label.exact);
    // Rates and other numbers between do not count, words do.
    let between = document.labels[relation.label].tokens.end;
    let end = document.layout.lines[label.line].tokens.end;
    let words = if is_left { relation.between.min(end - between) } else { 0 };
    features.add(Feature::WordsBetween, f32::from(u16::try_from(words.min(5)).unwrap_or(5)));
}

/// The sums of the tax lines are candidates; a total that is printed beside them gains by it.
fn add_sums_by_rate(totals: &mut Totals) {
    let by_rate = &totals.by_rate;
    if !by_rate.has_several() {
        return;
    }
    let log_odds = if by_rate.is_verified() { 3.0 } else { 1.0 };
    for (list, sum) in [(&mut totals.tax, by_rate.tax()), (&mut totals.net, by_rate.base())] {
        let Some(value) = sum else { continue };
        match list.iter_mut().find(|printed| printed.value == value) {
            Some(printed) => printed.log_odds = printed.log_odds.max(log_odds),
            None => list.push(Candidate { value, tokens: 0..0, label: None, log_odds }),
        }
    }
}

/// Taxes at several rates, printed one by one: their sum is a candidate.
fn add_tax_sum(document: &Document<'_>, totals: &mut Totals) {
    let labelled: Vec<&Candidate<Decimal>> =
        totals.tax.iter().filter(|tax| tax.log_odds > 0.0 && !tax.tokens.is_empty()).collect();
    if !(2..=6).contains(&labelled.len()) {
        return;
    }
    let mut lines: Vec<usize> =
        labelled.iter().map(|tax| document.layout.tokens[tax.tokens.start].line).collect();
    lines.dedup();
    let sum = labelled.iter().map(|tax| tax.value).sum();
    let log_odds = labelled.iter().map(|tax| tax.log_odds).fold(f32::INFINITY, f32::min) - 1.0;
    if totals.tax.iter().all(|tax| tax.value != sum) {
        totals.tax.push(Candidate { value: sum, tokens: 0..0, label: None, log_odds });
    }
}

/// What a till prints below the total.
#[derive(Debug, Default)]
struct Till {
    tendered: Vec<Decimal>,
    change: Vec<Decimal>,
    rounding: Vec<Decimal>,
}

impl Till {
    fn of(document: &Document<'_>) -> Self {
        let mut till = Self::default();
        for amount in document.facts.amounts.iter().filter(|amount| amount.value.decimals == 2) {
            let Some(relation) = amount_label(document, &amount.tokens) else { continue };
            let label = &document.labels[relation.label];
            let value = amount.value.value;
            if relation.direction != Direction::Left {
                continue;
            }
            if label.is(LabelKind::Tendered) {
                till.tendered.push(value);
            } else if label.is(LabelKind::Change) {
                till.change.push(value);
            } else if label.is(LabelKind::Rounding) && !value.is_zero() {
                till.rounding.push(value);
            }
        }
        till
    }

    /// Cash less change, for the pairs that leave something.
    fn paid(&self) -> impl Iterator<Item = Decimal> + '_ {
        let pairs = self
            .tendered
            .iter()
            .flat_map(|cash| self.change.iter().map(move |change| cash - change.abs()));
        pairs.filter(|paid| *paid > Decimal::ZERO)
    }
}

/// Cash and change tell the total even where it was not read.
fn add_paid_less_change(till: &Till, totals: &mut Totals) {
    for value in till.paid() {
        if totals.gross.iter().all(|gross| gross.value != value) {
            totals.gross.push(Candidate { value, tokens: 0..0, label: None, log_odds: -1.0 });
        }
    }
}

/// Rewards and penalties of the joint choice, in log-odds.
mod weight {
    pub(super) const SUM_HOLDS: f32 = 3.5;
    pub(super) const RATE_KNOWN: f32 = 0.8;
    pub(super) const SUM_FAILS: f32 = -1.2;
    pub(super) const LINES_MATCH: f32 = 1.5;
    pub(super) const ABSENT: f32 = -0.2;
    pub(super) const PAID: f32 = 2.5;
    pub(super) const ROUNDED: f32 = 1.0;
    /// Of rows that each add up, the one with the largest figures is the sum of the others.
    pub(super) const LARGEST_ROW: f32 = 1.2;
    pub(super) const RATE_ABSURD: f32 = -4.0;
    pub(super) const NET_ABOVE_GROSS: f32 = -2.0;
}

/// The triple with the highest sum of log-odds and rewards.
fn joint(totals: &Totals, lines: Option<[Decimal; 2]>, till: &Till) -> Choice {
    let options = |list: &[Candidate<Decimal>]| -> Vec<Option<Candidate<Decimal>>> {
        list.iter().cloned().map(Some).chain([None]).collect()
    };
    let (nets, taxes, grosses) =
        (options(&totals.net), options(&totals.tax), options(&totals.gross));
    let mut best = (f32::NEG_INFINITY, Choice::default());
    for gross in &grosses {
        let till = gross.as_ref().map_or(0.0, |gross| {
            let share = share_of_largest(gross.value, totals);
            till_worth(gross.value, totals, till) + weight::LARGEST_ROW * share
        });
        for net in &nets {
            for tax in &taxes {
                let worth = worth(net.as_ref(), tax.as_ref(), gross.as_ref(), lines) + till;
                if worth > best.0 {
                    let choice = Choice {
                        net: net.clone(),
                        tax: tax.clone(),
                        gross: gross.clone(),
                        due: None,
                    };
                    best = (worth, choice);
                }
            }
        }
    }
    best.1
}

/// The gross total against the largest of its rivals with a label of their own, 0 to 1.
fn share_of_largest(gross: Decimal, totals: &Totals) -> f32 {
    let labelled = totals.gross.iter().filter(|rival| rival.log_odds > 0.0);
    let largest =
        labelled.map(|rival| rival.value.abs()).max().unwrap_or(gross.abs()).max(gross.abs());
    let share = gross.abs().checked_div(largest).and_then(|share| share.to_f32());
    share.unwrap_or(0.0)
}

/// What the till's figures say for a gross total.
fn till_worth(gross: Decimal, totals: &Totals, till: &Till) -> f32 {
    let mut worth = 0.0;
    if till.paid().any(|paid| paid == gross)
        || till.tendered.contains(&gross) && till.change.iter().all(Decimal::is_zero)
    {
        worth += weight::PAID;
    }
    let rounded = till.rounding.iter().any(|rounding| {
        rounding.abs() < Decimal::new(10, 2)
            && totals.gross.iter().any(|other| {
                other.value + rounding == gross
                    || other.value - rounding == gross
                        && (gross * Decimal::from(20)).fract().is_zero()
            })
    });
    if rounded {
        worth += weight::ROUNDED;
    }
    worth
}

fn worth(
    net: Option<&Candidate<Decimal>>,
    tax: Option<&Candidate<Decimal>>,
    gross: Option<&Candidate<Decimal>>,
    lines: Option<[Decimal; 2]>,
) -> f32 {
    let own: f32 = [net, tax, gross]
        .into_iter()
        .map(|part| part.map_or(weight::ABSENT, |candidate| candidate.log_odds.min(4.0)))
        .sum();
    let value = |part: Option<&Candidate<Decimal>>| part.map(|candidate| candidate.value);
    let (net, tax, gross) = (value(net), value(tax), value(gross));
    let mut worth = own;
    if let (Some(net), Some(tax), Some(gross)) = (net, tax, gross) {
        if (net + tax - gross).abs() <= Decimal::new(2, 2) && !net.is_zero() {
            worth += weight::SUM_HOLDS;
            worth +=
                if !tax.is_zero() && is_known_rate(net, tax) { weight::RATE_KNOWN } else { 0.0 };
        } else {
            worth += weight::SUM_FAILS;
        }
    }
    if let (Some(tax), Some(gross)) = (tax, gross)
        && (tax.is_sign_negative() != gross.is_sign_negative() && !tax.is_zero()
            || is_absurd_rate(gross, tax))
    {
        worth += weight::RATE_ABSURD;
    } else if let (Some(net), Some(tax)) = (net, tax)
        && is_absurd_rate(net, tax)
    {
        worth += weight::RATE_ABSURD;
    }
    if let (Some(net), Some(gross)) = (net, gross)
        && net.abs() > gross.abs()
    {
        worth += weight::NET_ABOVE_GROSS;
    }
    if let Some(lines) = lines
        && net.or(gross).is_some_and(|total| lines.contains(&total))
    {
        worth += weight::LINES_MATCH;
    }
    worth
}

/// What the page leaves out but its figures determine.
fn complete(choice: &mut Choice) {
    let value = |part: &Option<Candidate<Decimal>>| part.as_ref().map(|candidate| candidate.value);
    let derived = |value: Decimal, from: [&Option<Candidate<Decimal>>; 2]| {
        let odds = from.iter().filter_map(|part| part.as_ref()).map(|part| part.log_odds);
        let log_odds = odds.fold(f32::INFINITY, f32::min).min(3.0) - 1.0;
        Some(Candidate { value, tokens: 0..0, label: None, log_odds })
    };
    match (value(&choice.net), value(&choice.tax), value(&choice.gross)) {
        (None, Some(tax), Some(gross)) if gross > tax && is_known_rate(gross - tax, tax) => {
            choice.net = derived(gross - tax, [&choice.tax, &choice.gross]);
        }
        (Some(net), None, Some(gross))
            if gross >= net && (gross == net || is_known_rate(net, gross - net)) =>
        {
            choice.tax = derived(gross - net, [&choice.net, &choice.gross]);
        }
        (Some(net), Some(tax), None) if tax.is_zero() || is_known_rate(net, tax) => {
            choice.gross = derived(net + tax, [&choice.net, &choice.tax]);
        }
        _ => {}
    }
    if choice.gross.is_none() {
        choice.gross.clone_from(&choice.due);
    }
}
