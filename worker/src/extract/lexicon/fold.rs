//! Folding: text reduced to what matters when words are compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, without diacritics and without anything but letters and digits.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            _ => folded.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
        }
    }
    folded
}

/// The number of single-character edits between two folded texts, or `None` if above `limit`.
#[must_use]
pub fn distance(left: &str, right: &str, limit: usize) -> Option<usize> {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    let mut current = vec![0; right.len() + 1];
    for (row, from) in left.iter().enumerate() {
        current[0] = row + 1;
        let mut least = current[0];
        for (column, to) in right.iter().enumerate() {
            let replace = previous[column] + usize::from(from != to);
            current[column + 1] = replace.min(previous[column + 1] + 1).min(current[column] + 1);
            least = least.min(current[column + 1]);
        }
        if least > limit {
            return None;
        }
        std::mem::swap(&mut previous, &mut current);
    }
    (previous[right.len()] <= limit).then_some(previous[right.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_letters_and_digits_only() {
        assert_eq!(fold("N° de TVA :"), "ndetva");
        assert_eq!(fold("Größe (Stück)"), "grossestuck");
        assert_eq!(fold("Nº FACTURA"), "nofactura");
    }

    #[test]
    fn distance_is_bounded() {
        assert_eq!(distance("rechnung", "rechnunq", 1), Some(1));
        assert_eq!(distance("rechnung", "rechnug", 1), Some(1));
        assert_eq!(distance("rechnung", "quittung", 2), None);
    }
}
