//! Printed numbers: 1.234,56, 1,234.56, 1 234.56, 1'234.56 and 1,23,456.78.

use rust_decimal::Decimal;

/// Which character separates the decimals in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalMark {
    Point,
    Comma,
}

impl DecimalMark {
    fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// A parsed number and what its print tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub value: Decimal,
    /// Printed decimal places.
    pub decimals: usize,
    pub grouped: bool,
    /// The decimal mark, if the print leaves no doubt about it.
    pub mark: Option<DecimalMark>,
}

/// Reads digits with separators, without sign or currency. `mark` settles what is ambiguous.
#[must_use]
pub fn parse(text: &str, mark: Option<DecimalMark>) -> Option<Number> {
    let text = text.trim();
    let starts_well = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    if !starts_well || !text.ends_with(|c: char| c.is_ascii_digit()) || text.len() > 24 {
        return None;
    }
    let separators: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    if !separators.iter().all(|&(_, c)| is_separator(c)) {
        return None;
    }
    let Some(&(last_at, last)) = separators.last() else {
        return number(text, "", false, None);
    };
    let (whole, rest) = text.split_at(last_at);
    let decimals = &rest[last.len_utf8()..];
    if is_decimal_separator(whole, last, decimals, mark) {
        let clear = decimals.len() != 3 || whole.contains(|c: char| is_separator(c) && c != last);
        let found = if last == '.' { DecimalMark::Point } else { DecimalMark::Comma };
        let grouped = whole.contains(is_separator);
        let digits = ungroup(whole)?;
        return number(&digits, decimals, grouped, clear.then_some(found));
    }
    number(&ungroup(text)?, "", true, None)
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '´' | ' ' | '\u{a0}' | '\u{202f}')
}

fn is_decimal_separator(
    whole: &str,
    last: char,
    decimals: &str,
    mark: Option<DecimalMark>,
) -> bool {
    if !matches!(last, '.' | ',') || whole.contains(last) {
        return false;
    }
    if decimals.len() != 3 || whole.is_empty() || whole == "0" || whole.contains(is_separator) {
        return true;
    }
    // One mark before three digits: thousands, unless the document uses it for decimals.
    whole.len() > 3 || mark.is_some_and(|mark| mark.character() == last)
}

/// Removes group separators if the groups are groups: threes, or Indian twos before a last three.
fn ungroup(text: &str) -> Option<String> {
    let mut kinds: Vec<char> = text.chars().filter(|&c| is_separator(c)).collect();
    kinds.dedup();
    if kinds.len() > 1 {
        return None;
    }
    let groups: Vec<&str> = text.split(is_separator).collect();
    if let [first, inner @ .., last] = groups.as_slice() {
        let threes = inner.iter().all(|group| group.len() == 3);
        let indian = inner.iter().all(|group| group.len() == 2) && first.len() <= 2;
        let first_fits = (1..=3).contains(&first.len());
        if !first_fits || last.len() != 3 || !(threes || indian) {
            return None;
        }
    }
    Some(groups.concat())
}

fn number(whole: &str, decimals: &str, grouped: bool, mark: Option<DecimalMark>) -> Option<Number> {
    let whole = if whole.is_empty() { "0" } else { whole };
    let text = if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") };
    Some(Number { value: text.parse().ok()?, decimals: decimals.len(), grouped, mark })
}

/// The decimal mark that a document uses, by its numbers that leave no doubt.
#[must_use]
pub fn decide_mark<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<DecimalMark> {
    let mut balance = 0_i32;
    for text in texts {
        let text = text.trim_matches(|c: char| !c.is_ascii_digit());
        let Some(number) = parse(text, None) else { continue };
        // Two places are money; 12.5 may as well be a version or a section.
        let weight = if number.decimals == 2 { 2 } else { i32::from(number.grouped) };
        match number.mark {
            Some(DecimalMark::Point) => balance += weight,
            Some(DecimalMark::Comma) => balance -= weight,
            None => {}
        }
    }
    match balance {
        1.. => Some(DecimalMark::Point),
        0 => None,
        ..0 => Some(DecimalMark::Comma),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> Option<String> {
        parse(text, None).map(|number| number.value.to_string())
    }

    #[test]
    fn separators_of_all_countries_are_read() {
        for (text, expected) in [
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1 234.56", "1234.56"),
            ("1 234,56", "1234.56"),
            ("1'234.56", "1234.56"),
            ("1,23,456.78", "123456.78"),
            ("12.345.678,90", "12345678.90"),
            ("0.125", "0.125"),
            ("1234.5", "1234.5"),
            ("1.234.567", "1234567"),
            (",50", "0.50"),
            ("42", "42"),
        ] {
            assert_eq!(value(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn dates_phone_numbers_and_versions_are_not_numbers() {
        for text in ["05.03.2013", "1.2.3", "12,34,56", "1.23.4567", "", ".", "12-34", "1,2,3.4"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn the_document_settles_one_mark_before_three_digits() {
        let read = |mark| parse("1,250", mark).map(|number| number.value.to_string());
        assert_eq!(read(Some(DecimalMark::Comma)).as_deref(), Some("1.250"));
        assert_eq!(read(Some(DecimalMark::Point)).as_deref(), Some("1250"));
    }

    #[test]
    fn the_mark_is_decided_by_the_clear_numbers() {
        assert_eq!(decide_mark(["1,000", "12,50", "3,99 €"]), Some(DecimalMark::Comma));
        assert_eq!(decide_mark(["1,000", "$12.50"]), Some(DecimalMark::Point));
        assert_eq!(decide_mark(["1000", "hello"]), None);
    }

    proptest! {
        #[test]
        fn any_amount_survives_print_and_parse(cents in 0_u64..10_000_000_000, style in 0..5) {
            let (group, mark) = [(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ".")][style as usize];
            let digits = (cents / 100).to_string();
            let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev()
                .map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
            let text = format!("{}{mark}{:02}", groups.join(group), cents % 100);
            let expected = Decimal::new(i64::try_from(cents).unwrap(), 2);
            prop_assert_eq!(parse(&text, None).map(|number| number.value), Some(expected));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = parse(&text, None);
        }
    }
}
