//! The supplier's IBAN and tax number.

use std::ops::Range;

use super::super::{
    candidates::{Candidate, Document, rank},
    facts::Spotted,
    layout::labels::FoundLabel,
    lexicon::labels::LabelKind,
    scoring::{Feature, Features, Target},
    values::{
        iban::{self, Iban},
        tax_id::{self, TaxId},
    },
};

/// Candidates for the supplier's IBAN, best first.
#[must_use]
pub fn ibans(document: &Document<'_>) -> Vec<Candidate<String>> {
    let mut found = Vec::new();
    let mut spotted = document.facts.ibans.clone();
    add_labelled_ibans(document, &mut spotted);
    for (index, iban) in spotted.iter().enumerate() {
        let mut features = Features::default();
        let (left, above) = document.relations(&iban.tokens);
        let label = left
            .iter()
            .chain(&above)
            .find(|relation| document.labels[relation.label].is(LabelKind::Iban));
        // Without its label only the check digits tell an account number from any other text.
        if label.is_none()
            && !iban.value.valid
            && !document.layout.tokens[iban.tokens.start].folded.starts_with("iban")
            && !follows_its_label(document, iban.tokens.start)
        {
            continue;
        }
        features.flag(Feature::OwnLabelLeft, label.is_some());
        features.flag(Feature::FirstOfKind, index == 0);
        features.flag(Feature::CheckHolds, iban.value.valid);
        features.flag(Feature::CheckFails, !iban.value.valid);
        features.flag(Feature::CustomerContext, is_beside_customer(document, &iban.tokens));
        let label = label.map(|relation| relation.label);
        let context = (Target::SupplierIban, &features);
        found.push(Candidate::new(iban.value.text.clone(), iban.tokens.clone(), label, context));
    }
    rank(&mut found);
    found
}

/// The label ends the line before, as in running text.
fn follows_its_label(document: &Document<'_>, token: usize) -> bool {
    token
        .checked_sub(1)
        .is_some_and(|before| document.layout.tokens[before].folded.ends_with("iban"))
}

/// Account numbers of a wrong length: only their label tells what they are.
fn add_labelled_ibans(document: &Document<'_>, spotted: &mut Vec<Spotted<Iban>>) {
    let layout = document.layout;
    for label in document.labels.iter().filter(|label| label.is(LabelKind::Iban)) {
        let end = layout.lines[label.line].tokens.end;
        let start = (label.tokens.end..end).find(|token| !layout.tokens[*token].folded.is_empty());
        let Some(start) = start else { continue };
        if spotted.iter().any(|other| other.tokens.contains(&start)) {
            continue;
        }
        if let Some(value) = iban::unchecked(&layout.words(start..end)) {
            let tokens = start..start + value.words;
            spotted.push(Spotted { value, tokens });
        }
    }
}

/// Candidates for the supplier's VAT id or other tax number, best first.
#[must_use]
pub fn tax_ids(document: &Document<'_>) -> Vec<Candidate<String>> {
    let mut spotted = document.facts.tax_ids.clone();
    add_labelled(document, &mut spotted);
    let mut found = Vec::new();
    for (index, id) in spotted.iter().enumerate() {
        let mut features = Features::default();
        let label = tax_label(document, &id.tokens);
        let is = |kind| label.is_some_and(|label: usize| document.labels[label].is(kind));
        // Forms without check digits match much: believe them beside a label only.
        if id.value.check != Some(true) && label.is_none() {
            continue;
        }
        features.flag(Feature::OwnLabelLeft, is(LabelKind::VatId));
        features.flag(Feature::NearLabelLeft, is(LabelKind::TaxNumber));
        features.flag(Feature::FirstOfKind, index == 0);
        features.flag(Feature::CheckHolds, id.value.check == Some(true));
        features.flag(Feature::CheckFails, id.value.check == Some(false));
        let customers = is(LabelKind::CustomerVatId) || is_beside_customer(document, &id.tokens);
        features.flag(Feature::CustomerContext, customers);
        let depth = document.layout.tokens[id.tokens.start].bbox.center_y();
        features.flag(Feature::InFooter, depth > 0.8);
        features.flag(Feature::TopOfPage, depth < 0.15);
        let context = (Target::SupplierTaxId, &features);
        found.push(Candidate::new(id.value.text.clone(), id.tokens.clone(), label, context));
    }
    rank(&mut found);
    found
}

/// Tax numbers that only their label gives away.
fn add_labelled(document: &Document<'_>, spotted: &mut Vec<Spotted<TaxId>>) {
    let announces = |label: &&FoundLabel| {
        // `VAT` alone mostly announces an amount.
        label.is_any(&[LabelKind::VatId, LabelKind::CustomerVatId])
            && (!label.is_any(&[LabelKind::Tax, LabelKind::TaxRate]) || label.colon)
    };
    for label in document.labels.iter().filter(announces) {
        let layout = document.layout;
        let start = label.tokens.end;
        if start >= layout.lines[label.line].tokens.end {
            continue;
        }
        let taken = |tokens: &Range<usize>| {
            spotted
                .iter()
                .any(|other| other.tokens.start < tokens.end && tokens.start < other.tokens.end)
                || document.facts.ibans.iter().any(|other| other.tokens.contains(&tokens.start))
                || document.facts.is_date(tokens.start)
        };
        let starts = start..layout.lines[label.line].tokens.end.min(start + 3);
        let found = starts.into_iter().find_map(|start| {
            let value = tax_id::labelled(&layout.words(layout.rest_of_line(start)))?;
            let tokens = start..start + value.words;
            (!taken(&tokens)).then_some(Spotted { value, tokens })
        });
        spotted.extend(found);
    }
}

fn tax_label(document: &Document<'_>, tokens: &Range<usize>) -> Option<usize> {
    let (left, above) = document.relations(tokens);
    let kinds = [LabelKind::VatId, LabelKind::CustomerVatId, LabelKind::TaxNumber];
    left.iter()
        .filter(|relation| relation.between <= 4)
        .chain(above.iter().filter(|relation| relation.distance < 3.0))
        .map(|relation| relation.label)
        .find(|label| document.labels[*label].is_any(&kinds))
}

/// Whether a heading above says that everything below belongs to the customer.
fn is_beside_customer(document: &Document<'_>, tokens: &Range<usize>) -> bool {
    let (left, above) = document.relations(tokens);
    let kinds =
        [LabelKind::Customer, LabelKind::ShipTo, LabelKind::Supplier, LabelKind::CustomerVatId];
    let nearest =
        left.iter().chain(&above).map(|relation| &document.labels[relation.label]).find(|label| {
            let heads = label.starts_segment && (label.colon || label.ends_segment);
            heads && label.is_any(&kinds)
        });
    nearest.is_some_and(|label| !label.is(LabelKind::Supplier))
}
