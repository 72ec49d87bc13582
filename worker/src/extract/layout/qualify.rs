//! Totals that are qualified by a tax: `Total (excl. VAT)` is the net, `Total incl. GST 6%` the gross.

use super::{Layout, labels::FoundLabel};
use crate::extract::lexicon::labels::LabelKind;

const WITHOUT: &[&str] = &[
    "excl",
    "exkl",
    "ex",
    "excluding",
    "exclusive",
    "exclude",
    "ohne",
    "hors",
    "sans",
    "sin",
    "senza",
    "sem",
    "before",
    "exclusief",
    "zzgl",
    "plus",
    "utan",
    "ekskl",
];
const WITH: &[&str] = &[
    "incl",
    "inkl",
    "inc",
    "including",
    "inclusive",
    "include",
    "mit",
    "avec",
    "con",
    "com",
    "with",
    "inclusief",
    "inclus",
    "incluido",
    "inclusa",
    "inclu",
    "compris",
];
const BETWEEN: &[&str] = &["of", "the", "de", "la", "any", "all"];

/// Merges a tax label into the total before it where only a qualifier stands between.
pub(super) fn totals(layout: &Layout, labels: Vec<FoundLabel>) -> Vec<FoundLabel> {
    let mut merged: Vec<FoundLabel> = Vec::with_capacity(labels.len());
    for label in labels {
        let total =
            merged.last_mut().filter(|last| last.segment == label.segment && is_total(last));
        if let Some(total) = total
            && is_tax(&label)
            && let Some(kinds) = qualified(layout, total, &label)
        {
            total.kinds = kinds;
            total.tokens.end = label.tokens.end;
            total.ends_segment = label.ends_segment;
            total.colon = label.colon;
            continue;
        }
        merged.push(label);
    }
    merged
}

fn is_total(label: &FoundLabel) -> bool {
    label.is_any(&[
        LabelKind::Total,
        LabelKind::Gross,
        LabelKind::Net,
        LabelKind::Subtotal,
        LabelKind::AmountDue,
    ])
}

fn is_tax(label: &FoundLabel) -> bool {
    label.is_any(&[LabelKind::Tax, LabelKind::TaxRate])
}

/// What the total means with the qualifier, or `None` if there is none between the two.
fn qualified(
    layout: &Layout,
    total: &FoundLabel,
    tax: &FoundLabel,
) -> Option<&'static [LabelKind]> {
    let words = &layout.tokens[total.tokens.end..tax.tokens.start];
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(&word.folded.as_str()));
    let all_known = words.iter().all(|word| {
        let folded = word.folded.as_str();
        folded.is_empty()
            || WITHOUT.contains(&folded)
            || WITH.contains(&folded)
            || BETWEEN.contains(&folded)
    });
    if words.is_empty() || words.len() > 4 || !all_known {
        return None;
    }
    // A total that says itself what it is keeps its meaning.
    match (total.is(LabelKind::Net), total.is(LabelKind::Gross)) {
        (true, false) => return Some(&[LabelKind::Net]),
        (false, true) if !is_any(WITHOUT) => return Some(&[LabelKind::Gross]),
        _ => {}
    }
    if is_any(WITHOUT) {
        Some(&[LabelKind::Net])
    } else if is_any(WITH) {
        Some(&[LabelKind::Gross])
    } else {
        None
    }
}
