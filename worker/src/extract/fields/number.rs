//! The invoice number.

use std::ops::Range;

use super::super::{
    candidates::{Candidate, Document, rank},
    layout::relations::{Direction, Relation},
    lexicon::{labels::LabelKind, matching},
    scoring::{Feature, Features, Target},
};

/// Candidates for the invoice number, best first.
#[must_use]
pub fn candidates(document: &Document<'_>) -> Vec<Candidate<String>> {
    let mut found = Vec::new();
    let mut token = 0;
    while token < document.layout.tokens.len() {
        let Some(tokens) = number_at(document, token) else {
            token += 1;
            continue;
        };
        token = tokens.end;
        let (features, label) = features(document, &tokens);
        let text = clean(&document.layout.text(&tokens));
        found.push(Candidate::new(text, tokens, label, (Target::InvoiceNumber, &features)));
    }
    rank(&mut found);
    found
}

/// The run of tokens that may be one number: `INV 2018 / 17`, `#INV03051`, `471102`.
fn number_at(document: &Document<'_>, start: usize) -> Option<Range<usize>> {
    let layout = document.layout;
    let rest = layout.rest_of_segment(start);
    let mut end = start;
    let mut has_digit = false;
    for index in rest {
        let token = &layout.tokens[index];
        if document.facts.is_date(index) || is_money(document, index) || end - start >= 4 {
            break;
        }
        let digits = token.text.bytes().filter(u8::is_ascii_digit).count();
        let is_joint = matches!(token.text.as_str(), "/" | "-" | "–");
        let is_prefix = !has_digit && index == start && is_code_prefix(&token.text);
        let letters = token.text.chars().filter(|c| c.is_alphabetic()).count();
        let fits =
            digits > 0 && letters <= digits + 6 && !token.text.contains(['@', '%', '€', '$', '£']);
        if !(fits || is_joint && has_digit || is_prefix) {
            break;
        }
        has_digit |= digits > 0;
        end = index + 1;
        if token.text.ends_with([',', ';', ')']) {
            break;
        }
    }
    while end > start && matches!(layout.tokens[end - 1].text.as_str(), "/" | "-" | "–") {
        end -= 1;
    }
    (has_digit && end > start).then_some(start..end)
}

fn is_money(document: &Document<'_>, token: usize) -> bool {
    document.facts.amount_at(token).is_some_and(|amount| {
        amount.value.percent
            || amount.value.currency.is_some()
            || amount.value.decimals == 2 && {
                // 2024.17 may be a number, 1,250.00 is money.
                amount.value.grouped
                    || amount.value.value.abs() < rust_decimal::Decimal::from(10_000)
            }
    }) || document.facts.ibans.iter().any(|iban| iban.tokens.contains(&token))
        || document.facts.tax_ids.iter().any(|id| id.tokens.contains(&token))
}

/// Short capitals before the digits: `INV 17`, `CS 00123`, `RE-`.
fn is_code_prefix(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    (1..=5).contains(&bare.len())
        && bare.bytes().all(|byte| byte.is_ascii_uppercase())
        && !text.ends_with(':')
        && matching::exact(&bare.to_lowercase()).is_none()
}

fn clean(text: &str) -> String {
    let trimmed = text.trim_matches(|c: char| {
        matches!(
            c,
            '#' | ':'
                | ','
                | ';'
                | '.'
                | '('
                | ')'
                | '*'
                | '"'
                | '\''
                | '-'
                | '='
                | '°'
                | '“'
                | '”'
        )
    });
    trimmed.trim().to_owned()
}

fn features(document: &Document<'_>, tokens: &Range<usize>) -> (Features, Option<usize>) {
    let mut features = Features::default();
    let (left, above) = document.relations(tokens);
    let nearest_left = left.first().filter(|relation| relation.between <= 5);
    let chosen = nearest_left.or_else(|| above.first().filter(|above| above.distance < 4.0));
    if let Some(relation) = chosen {
        describe_label(document, relation, &mut features);
    }
    let layout = document.layout;
    let text = layout.text(tokens);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let compact = text.chars().filter(|c| c.is_alphanumeric()).count();
    features.flag(Feature::LooksLikeNumber, digits >= 4);
    features.flag(Feature::Short, compact < 3);
    features.flag(
        Feature::LooksLikePhone,
        text.starts_with("+") || text.starts_with("00") && tokens.len() > 1,
    );
    features.flag(Feature::OnFirstPage, layout.tokens[tokens.start].page == 0);
    features.flag(Feature::InTable, document.is_in_table(tokens.start));
    features.add(Feature::Depth, document.depth(tokens.start));
    (features, chosen.map(|relation| relation.label))
}

/// `Handelsrechnung (380) Nr.`: the general label belongs to the title before it.
fn follows_title(document: &Document<'_>, label: usize) -> bool {
    let general = &document.labels[label];
    general.is(LabelKind::BareNumber)
        && label.checked_sub(1).is_some_and(|before| {
            let title = &document.labels[before];
            title.is(LabelKind::InvoiceNumber)
                && title.line == general.line
                && general.tokens.start - title.tokens.end <= 1
        })
}

fn describe_label(document: &Document<'_>, relation: &Relation, features: &mut Features) {
    let label = &document.labels[relation.label];
    let is_left = relation.direction == Direction::Left;
    let own =
        label.is(LabelKind::InvoiceNumber) || is_left && follows_title(document, relation.label);
    let general = label.is(LabelKind::BareNumber);
    let feature = match (own, general, is_left) {
        (true, _, true) => Feature::OwnLabelLeft,
        (true, _, false) => Feature::OwnLabelAbove,
        (_, true, true) => Feature::GeneralLabelLeft,
        (_, true, false) => Feature::GeneralLabelAbove,
        _ => Feature::OtherLabel,
    };
    features.add(feature, 1.0);
    let printed = document.layout.text(&label.tokens);
    let hash_follows =
        document.layout.tokens.get(label.tokens.end).is_some_and(|next| next.text.starts_with('#'));
    features.flag(
        Feature::FirmLabel,
        own && (matching::names_a_number(&printed) || label.colon || hash_follows),
    );
    features.flag(Feature::FuzzyLabel, !label.exact);
    let between = u16::try_from(relation.between.min(5)).unwrap_or(5);
    features.add(Feature::WordsBetween, f32::from(between));
    features.add(Feature::Distance, (relation.distance / 10.0).clamp(0.0, 5.0));
}
