//! The issue date and the due date.

use std::ops::Range;

use chrono::NaiveDate;

use super::super::{
    candidates::{Candidate, Document, rank},
    layout::relations::{Direction, Relation},
    lexicon::labels::LabelKind,
    scoring::{self, Feature, Features, Target},
};

/// The chosen dates with their rivals.
#[derive(Debug, Default)]
pub struct Dates {
    pub issue: Vec<Candidate<NaiveDate>>,
    pub due: Vec<Candidate<NaiveDate>>,
}

struct Wanted {
    target: Target,
    own: &'static [LabelKind],
    general: &'static [LabelKind],
    near: &'static [LabelKind],
}

const ISSUE: Wanted = Wanted {
    target: Target::IssueDate,
    own: &[LabelKind::IssueDate],
    general: &[LabelKind::BareDate],
    near: &[LabelKind::InvoiceNumber],
};

const DUE: Wanted = Wanted {
    target: Target::DueDate,
    own: &[LabelKind::DueDate],
    general: &[],
    near: &[LabelKind::PaymentTerms],
};

/// Candidates for both dates, best first; a due date before the issue date is dropped.
#[must_use]
pub fn candidates(document: &Document<'_>) -> Dates {
    let mut dates = Dates::default();
    for (index, date) in document.facts.dates.iter().enumerate() {
        for (wanted, list) in [(&ISSUE, &mut dates.issue), (&DUE, &mut dates.due)] {
            let (mut features, label) = label_features(document, &date.tokens, wanted);
            features.flag(Feature::FirstOfKind, index == 0);
            features
                .flag(Feature::OnFirstPage, document.layout.tokens[date.tokens.start].page == 0);
            features.flag(Feature::InTable, document.is_in_table(date.tokens.start));
            features.add(Feature::Depth, document.depth(date.tokens.start));
            list.push(Candidate::new(
                date.value,
                date.tokens.clone(),
                label,
                (wanted.target, &features),
            ));
        }
    }
    rank(&mut dates.issue);
    rank(&mut dates.due);
    if let Some(issue) = dates.issue.first().map(|best| best.value) {
        dates.due.retain(|due| due.value >= issue);
    }
    dates
}

/// Which label announces the date, and what kind it is for the wanted one.
fn label_features(
    document: &Document<'_>,
    tokens: &Range<usize>,
    wanted: &Wanted,
) -> (Features, Option<usize>) {
    let (left, above) = document.relations(tokens);
    let is_date_label = |relation: &&Relation| announces_date(document, relation.label);
    // Another value between label and date means that the label is spent.
    let unspent = |relation: &&Relation| !value_between(document, relation.label, tokens.start);
    let left = left.iter().filter(is_date_label).find(unspent).filter(|left| left.between <= 8);
    let above = above.iter().find(is_date_label).filter(|above| above.distance < 5.0);
    // A heading that names the date beats a general word further left.
    let candidates = [left, above].into_iter().flatten().map(|relation| {
        let features = describe_label(document, relation, wanted);
        (scoring::log_odds(wanted.target, &features), features, relation.label)
    });
    let best = candidates.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(Default::default, |(_, features, label)| (features, Some(label)))
}

fn describe_label(document: &Document<'_>, relation: &Relation, wanted: &Wanted) -> Features {
    let mut features = Features::default();
    let label = &document.labels[relation.label];
    let is_left = relation.direction == Direction::Left;
    let spoiled = ends_period(document, relation.label) || is_of_discount(document, relation.label);
    let feature = if label.is_any(wanted.own) && !spoiled {
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
    // Behind a title its number stands between.
    let is_near = matches!(feature, Feature::NearLabelLeft | Feature::NearLabelAbove);
    let between = if is_near { 0 } else { relation.between.min(5) };
    let between = u16::try_from(between).unwrap_or(5);
    features.add(Feature::WordsBetween, f32::from(between));
    features.add(Feature::Distance, (relation.distance / 10.0).clamp(0.0, 5.0));
    features
}

/// `3 % Skonto bis 15.03.2013`: a discount is named on the line, after the date before it.
fn is_of_discount(document: &Document<'_>, label: usize) -> bool {
    let end = document.labels[label].tokens.start;
    let line = document.labels[label].line;
    let start = document.layout.lines[line].tokens.start;
    let before =
        document.facts.dates.iter().map(|date| date.tokens.end).filter(|date| *date <= end);
    let start = before.max().unwrap_or(start).max(start);
    document.labels[document.map.on_line(line)]
        .iter()
        .any(|other| other.is(LabelKind::Discount) && (start..end).contains(&other.tokens.start))
}

/// The word between the two dates of a period: `01.10.2018 bis 31.10.2018`.
fn ends_period(document: &Document<'_>, label: usize) -> bool {
    let label = &document.labels[label];
    !label.starts_segment
        && document.facts.dates.iter().any(|date| date.tokens.end == label.tokens.start)
}

fn announces_date(document: &Document<'_>, label: usize) -> bool {
    document.labels[label].is_any(&[
        LabelKind::IssueDate,
        LabelKind::BareDate,
        LabelKind::DueDate,
        LabelKind::OtherDate,
        LabelKind::PaymentTerms,
        LabelKind::InvoiceNumber,
        LabelKind::OrderNumber,
    ])
}

fn value_between(document: &Document<'_>, label: usize, value: usize) -> bool {
    let from = document.labels[label].tokens.end;
    document.facts.dates.iter().any(|date| (from..value).contains(&date.tokens.start))
}
