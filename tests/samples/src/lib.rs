//! Sample documents with truth: invented invoices of several countries, laid out, written as PDF or
//! XML, scanned or photographed. The same seed gives the same bytes on the same machine.
//!
//! A sample is a composition: an [`invoice::Order`] drawn in a [`market::Market`], a
//! [`layout::Style`], and a [`Rendering`]; any of one goes with any of the others.

pub mod comparison;
pub mod degrade;
mod demo;
pub mod einvoice;
pub mod hostile;
pub mod invoice;
pub mod layout;
pub mod manifest;
pub mod market;
pub mod page;
mod recipe;
pub mod truth;

pub use self::comparison::{Mismatch, ReadFields};
use self::page::FontBook;
use self::recipe::Recipe;
pub use self::recipe::{Rendering, Sample, SampleError};
pub use self::truth::{Truth, TruthLine};

/// The named samples, in the order of their names.
///
/// # Errors
/// When a font is missing, naming the packages to install.
pub fn demo_set() -> Result<Vec<Sample>, SampleError> {
    let fonts = FontBook::load().map_err(SampleError::Fonts)?;
    demo::recipes().into_iter().map(|recipe| recipe.bake(&fonts)).collect()
}

/// File name and description of every named sample, without making them.
#[must_use]
pub fn demo_names() -> Vec<(String, String)> {
    let name = |recipe: Recipe| {
        let file = format!("{}.{}", recipe.name, recipe.rendering.extension());
        (file, recipe.description)
    };
    demo::recipes().into_iter().map(name).collect()
}

/// `count` random samples, made one by one as they are asked for.
///
/// # Errors
/// When a font is missing, naming the packages to install; each sample may fail on its own.
pub fn random(
    count: usize,
    seed: u64,
) -> Result<impl Iterator<Item = Result<Sample, SampleError>>, SampleError> {
    let fonts = FontBook::load().map_err(SampleError::Fonts)?;
    Ok((0..count).map(move |index| Recipe::random(index, seed).bake(&fonts)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rust_decimal::Decimal;

    use super::*;

    fn sniffed(bytes: &[u8]) -> &'static str {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "image/tiff",
            [b'<', b'?', b'x', b'm', b'l', ..] => "application/xml",
            _ => "unknown",
        }
    }

    #[test]
    fn the_demo_set_is_the_same_every_time_and_is_what_it_says() {
        let (first, second) = (demo_set().unwrap(), demo_set().unwrap());
        let names: BTreeSet<&str> = first.iter().map(|sample| &*sample.file_name).collect();
        assert_eq!(names.len(), 15);
        let languages: BTreeSet<&str> = first.iter().map(|sample| sample.language).collect();
        assert_eq!(languages.len(), 7);
        for (one, other) in first.iter().zip(&second) {
            assert!(one.bytes == other.bytes, "{} differs", one.file_name);
            assert_eq!(sniffed(&one.bytes), one.media_type, "{}", one.file_name);
            assert!(one.bytes.len() < 2_000_000, "{} {}", one.file_name, one.bytes.len());
        }
    }

    #[test]
    fn the_truth_adds_up_and_its_check_digits_are_right() {
        let random = random(16, 4).unwrap().map(Result::unwrap);
        for sample in demo_set().unwrap().into_iter().chain(random) {
            let truth = &sample.truth;
            assert_eq!(sniffed(&sample.bytes), sample.media_type, "{}", sample.file_name);
            let sums = (truth.subtotal.unwrap(), truth.tax_total.unwrap(), truth.total.unwrap());
            assert_eq!(sums.0 + sums.1, sums.2, "{}", sample.file_name);
            assert!(truth.line_items.iter().all(|line| line.amount > Decimal::ZERO));
            assert!(truth.supplier_iban.as_deref().is_none_or(invoice::is_valid_iban));
            assert!(truth.supplier_vat_id.as_deref().is_none_or(invoice::is_valid_vat_id));
            assert!(truth.due_date.is_none_or(|due| Some(due) > truth.issue_date));
        }
    }

    #[test]
    fn a_random_sample_does_not_depend_on_how_many_are_made() {
        let few: Vec<Sample> = random(2, 9).unwrap().map(Result::unwrap).collect();
        let more: Vec<Sample> = random(3, 9).unwrap().map(Result::unwrap).collect();
        assert!(few[1].bytes == more[1].bytes);
        assert_ne!(more[1].truth, more[2].truth);
    }
}
