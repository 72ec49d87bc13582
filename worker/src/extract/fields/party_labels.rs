//! Which party a name belongs to, by the labels and headings around it.

use super::{
    super::{
        candidates::Document,
        layout::{labels::FoundLabel, relations::Relation},
        lexicon::{fold::fold, labels::LabelKind, vocabulary::SALUTATIONS},
        scoring::{Feature, Features},
    },
    parties::{NameSpot, has_many_digits},
};

/// The party label that governs the spot: in the segment, beside it or above it.
pub(super) fn describe_labels(
    document: &Document<'_>,
    spot: &NameSpot,
    features: &mut Features,
) -> Option<usize> {
    let (left, above) = document.relations(&spot.tokens);
    let is_party = |relation: &&Relation| {
        let label = &document.labels[relation.label];
        label.starts_segment
            && label.is_any(&[LabelKind::Customer, LabelKind::Supplier, LabelKind::ShipTo])
    };
    let firm = |relation: &&Relation| {
        let label = &document.labels[relation.label];
        relation.between <= 1 && (label.colon || label.tokens.len() > 1 || label.ends_segment)
    };
    let names = |relation: &&Relation| {
        let label = &document.labels[relation.label];
        label.is(LabelKind::PartyName)
            && label.starts_segment
            && relation.between <= 1
            && (label.colon || label.ends_segment)
    };
    if let Some(relation) = left.iter().find(names) {
        let section = section_of(document, relation.label);
        let is = |kind| section.is_some_and(|section: &FoundLabel| section.is(kind));
        let feature = if is(LabelKind::Supplier) {
            Feature::BelowSupplierLabel
        } else {
            Feature::BesideCustomerLabel
        };
        let share = if section.is_none() {
            0.6
        } else if is(LabelKind::ShipTo) {
            0.3
        } else {
            1.0
        };
        features.add(feature, share);
        return Some(relation.label);
    }
    if let Some(relation) = left.iter().filter(is_party).find(firm) {
        let label = &document.labels[relation.label];
        let (supplier, ship_to) = (label.is(LabelKind::Supplier), label.is(LabelKind::ShipTo));
        features.flag(Feature::BelowSupplierLabel, supplier);
        features.flag(
            Feature::BesideCustomerLabel,
            !supplier && (!ship_to || label.is(LabelKind::Customer)),
        );
        return Some(relation.label);
    }
    let heads = |relation: &&Relation| {
        let label = &document.labels[relation.label];
        label.ends_segment && relation.distance < 8.0
    };
    let above = above.iter().filter(is_party).find(heads)?;
    let label = &document.labels[above.label];
    // Numbers and contact lines may stand between the heading and the name.
    let names = names_between(document, above.label, spot);
    let share = match names {
        0 => 1.0,
        1 => 0.5,
        _ => 0.2,
    };
    if label.is(LabelKind::Supplier) {
        features.add(Feature::BelowSupplierLabel, share);
    } else if label.is(LabelKind::Customer) {
        features.add(Feature::BelowCustomerLabel, share);
    } else {
        features.add(Feature::BelowCustomerLabel, 0.3 * share);
    }
    features.add(Feature::Distance, above.distance / 10.0);
    Some(above.label)
}

/// The heading of the section that a `Name:` stands in.
fn section_of<'a>(document: &Document<'a>, label: usize) -> Option<&'a FoundLabel> {
    let labels: &'a [FoundLabel] = document.labels;
    let name = &labels[label];
    let left = document.layout.place(&name.tokens).left;
    labels[..label].iter().rev().take_while(|above| above.line + 14 > name.line).find(|above| {
        let segment = &document.layout.segments[above.segment];
        let alone = above.ends_segment && above.tokens.start - segment.tokens.start <= 1;
        let aligned = (segment.place.left - left).abs() < 4.0;
        above.line < name.line
            && alone
            && aligned
            && above.is_any(&[LabelKind::Supplier, LabelKind::Customer, LabelKind::ShipTo])
    })
}

/// Lines between a heading and the spot, in their column, that could be names themselves.
fn names_between(document: &Document<'_>, label: usize, spot: &NameSpot) -> usize {
    let layout = document.layout;
    let from = document.labels[label].line;
    let to = layout.segments[spot.segment].line;
    let place = layout.segments[spot.segment].place;
    (from + 1..to)
        .flat_map(|line| layout.lines[line].segments.clone())
        .filter(|segment| {
            let other = &layout.segments[*segment];
            let text = layout.text(&other.tokens);
            let is_column = (other.place.left - place.left).abs() < 2.0;
            let labelled = leading_label(document, *segment)
                .is_some_and(|label| label.colon || label.ends_segment);
            is_column
                && !labelled
                && !has_many_digits(&text)
                && !SALUTATIONS.contains(&fold(&text).as_str())
        })
        .count()
}

/// The label at the start of a segment.
pub(super) fn leading_label<'a>(document: &Document<'a>, segment: usize) -> Option<&'a FoundLabel> {
    let line = document.layout.segments[segment].line;
    let labels: &'a [FoundLabel] = document.labels;
    labels[document.map.on_line(line)]
        .iter()
        .find(|label| label.segment == segment && label.starts_segment)
}

/// Whether a label before it says that the name is of a person to talk to.
pub(super) fn is_beside_contact(document: &Document<'_>, spot: &NameSpot) -> bool {
    let (left, _) = document.relations(&spot.tokens);
    left.first().is_some_and(|nearest| {
        let label = &document.labels[nearest.label];
        label.is(LabelKind::Contact) && label.starts_segment && nearest.between <= 1
    })
}
