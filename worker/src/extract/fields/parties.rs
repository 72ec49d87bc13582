//! The supplier's and the customer's name.

use std::ops::Range;

use super::{
    super::{
        candidates::{Candidate, Document, rank},
        lexicon::{
            fold::fold,
            labels::LabelKind,
            language::PROSE_WORDS,
            matching,
            vocabulary::{
                ADDRESS_WORDS, COMPANY_FORMS, SALUTATIONS, STRONG_FORMS, TITLES, ends_like_street,
            },
        },
        scoring::{Feature, Features, Target},
    },
    letterhead::{second_line, without_logo},
    party_labels::{describe_labels, is_beside_contact, leading_label},
};

/// Candidates for both names, best first.
#[derive(Debug, Default)]
pub struct Parties {
    pub supplier: Vec<Candidate<String>>,
    pub customer: Vec<Candidate<String>>,
}

/// A part of a line that may be a name.
pub(super) struct NameSpot {
    pub(super) tokens: Range<usize>,
    text: String,
    folded: String,
    pub(super) segment: usize,
}

/// Finds the parties.
#[must_use]
pub fn candidates(document: &Document<'_>) -> Parties {
    let spots = spots(document);
    let domains = domains(document);
    let mut parties = Parties::default();
    let first = first_real_name(&spots, document);
    for (index, spot) in spots.iter().enumerate() {
        let (common, label) = common_features(document, spot, &domains);
        let mut features = common.clone();
        features.flag(Feature::FirstOfKind, Some(index) == first);
        let same = spots.iter().filter(|other| other.folded == spot.folded).count();
        features.flag(Feature::RepeatedName, same > 1);
        let context = (Target::SupplierName, &features);
        parties.supplier.push(Candidate::new(
            spot.text.clone(),
            spot.tokens.clone(),
            label,
            context,
        ));
        let context = (Target::CustomerName, &common);
        parties.customer.push(Candidate::new(
            spot.text.clone(),
            spot.tokens.clone(),
            label,
            context,
        ));
    }
    rank(&mut parties.supplier);
    rank(&mut parties.customer);
    if let Some(supplier) = parties.supplier.first().map(|best| fold(&best.value)) {
        parties.customer.retain(|customer| {
            let folded = fold(&customer.value);
            let is_part = supplier.contains(&folded) && folded.len() > 5;
            !(folded.contains(&supplier) || is_part)
        });
    }
    parties
}

/// The first spot that is neither a title nor a label nor a number.
fn first_real_name(spots: &[NameSpot], document: &Document<'_>) -> Option<usize> {
    spots.iter().position(|spot| {
        !is_title(&spot.text) && !is_label(document, spot) && !has_many_digits(&spot.text)
    })
}

/// Segments with letters, cut at separators and freed from a leading label.
fn spots(document: &Document<'_>) -> Vec<NameSpot> {
    let layout = document.layout;
    let mut spots = Vec::new();
    for (index, segment) in layout.segments.iter().enumerate() {
        let mut start = segment.tokens.start;
        if let Some(label) = leading_label(document, index)
            && label.tokens.end < segment.tokens.end
            && (label.colon
                || label.is_any(&[LabelKind::Customer, LabelKind::Supplier])
                    && !label.ends_segment
                    && label.tokens.len() > 1)
        {
            start = label.tokens.end;
        }
        for tokens in cut(document, start..segment.tokens.end) {
            let tokens = without_logo(document, tokens);
            let text = clean(&layout.text(&tokens));
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let is_salutation = SALUTATIONS.contains(&fold(&text).as_str());
            if letters >= 3 && tokens.len() <= 12 && !is_salutation {
                let folded = fold(&text);
                spots.push(NameSpot { tokens, text, folded, segment: index });
            }
        }
        let next = below(document, index).next();
        if let Some(joined) = next.and_then(|next| second_line(document, index, next)) {
            let (text, tokens) = (clean(&joined), segment.tokens.clone());
            let folded = fold(&text);
            if !is_title(&text) {
                spots.push(NameSpot { tokens, text, folded, segment: index });
            }
        }
    }
    spots
}

/// One-line addresses (`Lieferant GmbH - Weg 1 - 80333 Ort`) are cut at their separators.
fn cut(document: &Document<'_>, tokens: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = tokens.start;
    for index in tokens.clone() {
        let text = document.layout.tokens[index].text.as_str();
        let is_separator =
            matches!(text, "-" | "–" | "•" | "·" | "●" | "|" | "*" | "/" | "—" | "º" | "»");
        if is_separator
            || text.ends_with(',') && index + 1 < tokens.end && !next_is_form(document, index + 1)
        {
            let end = if is_separator { index } else { index + 1 };
            if end > start {
                parts.push(start..end);
            }
            start = index + 1;
        }
    }
    if start < tokens.end {
        parts.push(start..tokens.end);
    }
    parts
}

/// `Acme, Inc.` stays one name.
fn next_is_form(document: &Document<'_>, token: usize) -> bool {
    STRONG_FORMS.contains(&document.layout.tokens[token].folded.as_str())
}

fn clean(text: &str) -> String {
    // A registration number in brackets is no part of the name: `ACME BHD (126926-H)`.
    let registration = text
        .match_indices('(')
        .find(|(at, _)| text[at + 1..].bytes().take(8).filter(u8::is_ascii_digit).count() >= 3);
    let text = registration.map_or(text, |(at, _)| &text[..at]);
    text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '(' | '&' | '"'))
        .trim_end_matches(['(', ':', '&'])
        .trim_start_matches(['.', ')'])
        .trim()
        .to_owned()
}

/// Names in the mail and web addresses of the document: `coolblue` of `www.coolblue.nl`.
fn domains(document: &Document<'_>) -> Vec<String> {
    const PUBLIC: &[&str] = &[
        "gmail",
        "yahoo",
        "hotmail",
        "outlook",
        "gmx",
        "web",
        "icloud",
        "aol",
        "tonline",
        "googlemail",
        "live",
        "orange",
        "free",
        "wanadoo",
    ];
    let mut found: Vec<String> = Vec::new();
    for token in &document.layout.tokens {
        let text = token.text.to_lowercase();
        let host = match text.split_once('@') {
            Some((_, host)) => host,
            None => match text.find("www.") {
                Some(at) => &text[at + 4..],
                None => match text.split_once("://") {
                    Some((_, host)) => host,
                    None => continue,
                },
            },
        };
        let host = host.split(['/', ':', ',', ';']).next().unwrap_or(host);
        let mut parts: Vec<&str> = host.split('.').filter(|part| !part.is_empty()).collect();
        parts.pop();
        if parts.len() > 1 && parts.last().is_some_and(|last| last.len() <= 3) {
            parts.pop();
        }
        let Some(name) = parts.last().map(|name| fold(name)) else { continue };
        if name.len() >= 3 && !PUBLIC.contains(&name.as_str()) && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn matches_domain(text: &str, domains: &[String]) -> bool {
    let whole = fold(text);
    let words: Vec<String> =
        text.split_whitespace().map(fold).filter(|word| word.len() > 2).collect();
    domains.iter().any(|domain| {
        whole.contains(domain.as_str())
            || whole.len() >= 5 && domain.contains(&whole)
            || words.iter().any(|word| {
                word.len() >= 5 && domain.contains(word.as_str()) && word.len() * 2 >= domain.len()
            })
            || words.len() >= 2 && domain.contains(&words[..2].concat())
    })
}

fn common_features(
    document: &Document<'_>,
    spot: &NameSpot,
    domains: &[String],
) -> (Features, Option<usize>) {
    let layout = document.layout;
    let mut features = Features::default();
    let words: Vec<String> =
        spot.text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let first = &layout.tokens[spot.tokens.start];
    features.flag(Feature::HasStrongForm, words.len() > 1 && is_any(STRONG_FORMS));
    features.flag(Feature::HasCompanyForm, is_any(COMPANY_FORMS));
    features.flag(Feature::IsTitle, is_title(&spot.text));
    features.flag(Feature::IsLabel, is_label(document, spot));
    features.flag(Feature::IsAddress, is_address(&words, &with_number(document, spot)));
    features.flag(Feature::BesideContact, is_beside_contact(document, spot));
    features.flag(Feature::HasDigits, has_many_digits(&spot.text));
    features.flag(
        Feature::LooksLikePhone,
        spot.text.contains('@') || spot.text.contains("www.") || spot.text.contains("http"),
    );
    features.flag(
        Feature::MatchesDomain,
        matches_domain(&spot.text, domains) && !spot.text.contains(['@', '/']),
    );
    features.flag(Feature::Short, spot.text.chars().filter(|c| c.is_alphabetic()).count() < 4);
    let many = words.len().saturating_sub(5).min(8);
    features.add(Feature::Words, f32::from(u16::try_from(many).unwrap_or(0)));
    features.flag(Feature::OnFirstPage, first.page == 0);
    features.flag(Feature::TopOfPage, first.page == 0 && first.bbox.top < 0.2);
    features.flag(Feature::InFooter, first.bbox.top > 0.82);
    features.flag(Feature::InAddressWindow, is_window(document, spot));
    features.flag(Feature::InTable, document.is_in_table(spot.tokens.start));
    let starts_lower =
        spot.text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
    features.flag(Feature::LowerCaseStart, starts_lower);
    features.flag(
        Feature::Prose,
        words.iter().filter(|word| PROSE_WORDS.contains(&word.as_str())).count() >= 2,
    );
    features.add(Feature::Doubt, doubt(document, &spot.tokens));
    features.add(Feature::Large, document.largeness(&spot.tokens).min(1.5));
    features.flag(Feature::AddressFollows, address_follows(document, spot));
    features.flag(Feature::FirstOfBlock, is_first_of_block(document, spot));
    let label = describe_labels(document, spot, &mut features);
    (features, label)
}

/// How little the reader trusts the words, 0 to 1.
fn doubt(document: &Document<'_>, tokens: &Range<usize>) -> f32 {
    let count = f32::from(u16::try_from(tokens.len().max(1)).unwrap_or(u16::MAX));
    let sum: f32 =
        document.layout.tokens[tokens.clone()].iter().map(|token| token.confidence).sum();
    (1.0 - sum / count).clamp(0.0, 1.0)
}

fn is_title(text: &str) -> bool {
    const ENDINGS: &[&str] =
        &["rechnung", "rechnungen", "invoice", "factuur", "faktura", "facture"];
    let folded = fold(text);
    let starts = |title: &&str| {
        folded == *title || folded.starts_with(*title) && folded.len() < title.len() + 6
    };
    TITLES.iter().any(|(_, titles)| titles.iter().any(starts))
        || text.split_whitespace().any(|word| {
            let word = fold(word);
            ENDINGS.iter().any(|ending| word.ends_with(ending) && word.len() < ending.len() + 16)
        })
}

/// Whether the spot is nothing but label phrases.
fn is_label(document: &Document<'_>, spot: &NameSpot) -> bool {
    if matching::exact(&spot.folded).is_some() {
        return true;
    }
    let line = document.layout.segments[spot.segment].line;
    let covered: usize = document.labels[document.map.on_line(line)]
        .iter()
        .filter(|label| {
            label.tokens.start >= spot.tokens.start && label.tokens.end <= spot.tokens.end
        })
        .map(|label| label.tokens.len())
        .sum();
    covered * 10 >= spot.tokens.len() * 7
}

/// The text with the house number that was cut off: `Via Garibaldi, 40`.
fn with_number(document: &Document<'_>, spot: &NameSpot) -> String {
    let layout = document.layout;
    let next = layout.rest_of_segment(spot.tokens.start).find(|token| *token >= spot.tokens.end);
    let number = next.map(|next| layout.tokens[next].text.as_str());
    let number = number.filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    format!("{} {}", spot.text, number.unwrap_or_default())
}

fn is_address(words: &[String], text: &str) -> bool {
    let has_number = text.chars().any(|c| c.is_ascii_digit());
    let named =
        words.iter().any(|word| ADDRESS_WORDS.contains(&word.as_str()) || ends_like_street(word));
    let starts_with_code = words.first().is_some_and(|word| {
        word.len() >= 4 && word.bytes().filter(u8::is_ascii_digit).count() >= 4
    });
    named && has_number || starts_with_code || words.iter().any(|word| ends_like_street(word))
}

pub(super) fn has_many_digits(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 3
}

/// `Acme GmbH | Europa-Allee 80 | 60486 Frankfurt`: the sender in small print above the customer.
fn is_sender_line(document: &Document<'_>, segment: usize) -> bool {
    let tokens = &document.layout.tokens[document.layout.segments[segment].tokens.clone()];
    let separators = tokens
        .iter()
        .enumerate()
        .filter(|(index, token)| {
            matches!(token.text.as_str(), "-" | "–" | "•" | "·" | "●" | "|" | "*" | "—" | "," | "/")
                || token.text.ends_with(',') && index + 1 < tokens.len()
        })
        .count();
    let post_code =
        tokens.iter().any(|token| token.folded.bytes().filter(u8::is_ascii_digit).count() >= 4);
    separators >= 1 && post_code && tokens.len() >= 5
}

/// Whether a sender line stands right above.
fn follows_sender_line(document: &Document<'_>, spot: &NameSpot) -> bool {
    let layout = document.layout;
    let line = layout.segments[spot.segment].line;
    let place = layout.segments[spot.segment].place;
    (line.saturating_sub(4)..line).any(|above| {
        layout.lines[above].page == layout.lines[line].page
            && layout.lines[above].segments.clone().any(|segment| {
                let other = layout.segments[segment].place;
                let near = place.top - other.bottom < 4.0 * place.height().max(1.0);
                near && (other.left - place.left).abs() < 3.0 && is_sender_line(document, segment)
            })
    })
}

/// Where an address shows through the window of an envelope: left or right, below the letterhead.
fn is_window(document: &Document<'_>, spot: &NameSpot) -> bool {
    let first = &document.layout.tokens[spot.tokens.start];
    first.page == 0
        && (0.08..0.36).contains(&first.bbox.top)
        && is_first_of_block(document, spot)
        && (address_follows(document, spot) || follows_sender_line(document, spot))
}

/// Whether one of the next lines in the same column is a street or a post code.
fn address_follows(document: &Document<'_>, spot: &NameSpot) -> bool {
    below(document, spot.segment).take(4).any(|segment| {
        let text = document.layout.text(&document.layout.segments[segment].tokens);
        let words: Vec<String> = text.split_whitespace().map(fold).collect();
        is_address(&words, &text) || words.iter().any(|word| is_post_code(word)) && words.len() <= 7
    })
}

fn is_post_code(word: &str) -> bool {
    (4..=6).contains(&word.len()) && word.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// Segments below in the same column, as long as the lines are close.
fn below<'a>(document: &'a Document<'_>, segment: usize) -> impl Iterator<Item = usize> + 'a {
    let layout = document.layout;
    let mut current = segment;
    std::iter::from_fn(move || {
        let line = layout.segments[current].line;
        let place = layout.segments[current].place;
        let next = (line + 1..layout.lines.len().min(line + 4)).find_map(|line| {
            layout.lines[line].segments.clone().find(|candidate| {
                let other = layout.segments[*candidate].place;
                let gap = other.top - place.bottom;
                (other.left - place.left).abs() < 1.5
                    && gap < 3.2 * place.height().max(1.0)
                    && gap > -0.5
                    && layout.lines[line].page == layout.lines[layout.segments[current].line].page
            })
        })?;
        current = next;
        Some(next)
    })
}

/// Nothing but a salutation or a label stands close above in the same column.
fn is_first_of_block(document: &Document<'_>, spot: &NameSpot) -> bool {
    let layout = document.layout;
    let line = layout.segments[spot.segment].line;
    let place = layout.segments[spot.segment].place;
    let below_gap = below(document, spot.segment)
        .next()
        .map_or(f32::INFINITY, |next| layout.segments[next].place.top - place.bottom);
    let reach = (1.5 * place.height().max(1.0)).min(below_gap.max(0.2) * 1.5 + 0.3);
    let above = (line.saturating_sub(3)..line).rev().find_map(|above| {
        layout.lines[above].segments.clone().find(|candidate| {
            let other = layout.segments[*candidate].place;
            let gap = place.top - other.bottom;
            (other.left - place.left).abs() < 1.5 && gap < reach && gap > -0.5
        })
    });
    above.is_none_or(|above| {
        let tokens = &layout.segments[above].tokens;
        let folded = fold(&layout.text(tokens));
        SALUTATIONS.contains(&folded.as_str())
            || is_sender_line(document, above)
            || leading_label(document, above).is_some_and(|label| label.ends_segment)
    })
}
