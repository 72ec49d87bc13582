//! Amounts of money and percentages, with sign and currency, as printed in one to four words.

use rust_decimal::Decimal;

use super::{
    currency::{self, Mark},
    number::{self, DecimalMark, Number},
};

/// A number with what was printed around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    pub value: Decimal,
    pub decimals: usize,
    pub grouped: bool,
    pub currency: Option<Mark>,
    pub percent: bool,
}

impl Amount {
    /// Printed like money: two decimals, or a currency beside it.
    #[must_use]
    pub fn looks_like_money(&self) -> bool {
        !self.percent
            && (self.decimals == 2 || self.currency.is_some() || self.decimals == 0 && self.grouped)
    }
}

/// Reads an amount: `-1.234,56 €`, `(12.00)`, `RM 5.00`, `12.00-`, `19 %`, `$1,000`.
///
/// `repair` also reads what OCR makes of digits (`1O,5O`), for text that was not exact.
#[must_use]
pub fn parse(text: &str, mark: Option<DecimalMark>, repair: bool) -> Option<Amount> {
    let mut rest = text.trim().trim_matches(|c: char| {
        matches!(
            c,
            '*' | ':'
                | '='
                | '|'
                | '~'
                | '«'
                | '»'
                | '“'
                | '”'
                | '"'
                | '_'
                | '<'
                | '>'
                | '‘'
                | '’'
                | '\''
        )
    });
    let mut negative = false;
    let mut percent = false;
    let mut found_currency = None;
    for _ in 0..6 {
        let before = rest;
        if let Some((found, shorter)) = currency::split_prefix(rest) {
            found_currency = found_currency.or(Some(found));
            rest = shorter.trim();
        }
        if let Some((found, shorter)) = currency::split_suffix(rest) {
            found_currency = found_currency.or(Some(found));
            rest = shorter.trim();
        }
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            (rest, negative) = (inner.trim(), true);
        }
        if let Some(shorter) = rest.strip_suffix('%') {
            (rest, percent) = (shorter.trim(), true);
        }
        if let Some(shorter) = without_minus(rest) {
            (rest, negative) = (shorter, true);
        }
        // Swiss and German prints of round sums: 12.– and 12,--
        if let Some(shorter) = round_sum(rest) {
            rest = shorter;
        }
        if rest == before {
            break;
        }
    }
    let rest = rest.trim_start_matches('+');
    let rest = without_tax_code(rest);
    let rest = if repair { without_misread_currency(rest) } else { rest };
    let number = number::parse(rest, mark).or_else(|| {
        let repaired = repair.then(|| repair_digits(rest)).flatten()?;
        number::parse(&repaired, mark)
    })?;
    let number = if repair { without_misread_euro(rest, number, mark) } else { number };
    let value = if negative { -number.value } else { number.value };
    let (decimals, grouped) = (number.decimals, number.grouped);
    Some(Amount { value, decimals, grouped, currency: found_currency, percent })
}

/// Tills print a letter for the tax rate behind the amount: `3.90SR`, `12,49 A`.
fn without_tax_code(text: &str) -> &str {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_uppercase()).trim_end();
    let letters = text.len() - bare.len();
    let tail = bare.as_bytes();
    let is_money =
        matches!(tail, [.., b'.' | b',', a, b] if a.is_ascii_digit() && b.is_ascii_digit());
    if (1..=3).contains(&letters) && is_money { bare } else { text }
}

/// `RM22.65` comes out of OCR as `RN22.65`: up to three letters before money are dropped.
fn without_misread_currency(text: &str) -> &str {
    let bare = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = text.len() - bare.len();
    let bare = bare.trim_start_matches('.').trim();
    let is_money = matches!(bare.as_bytes(), [a, .., b'.' | b',', b, c] if [a, b, c].iter().all(|byte| byte.is_ascii_digit()));
    if (1..=3).contains(&letters) && is_money { bare } else { text }
}

/// `40,00€` comes out of OCR as `40,006`: three decimals that end in a six, with a known mark.
fn without_misread_euro(text: &str, number: Number, mark: Option<DecimalMark>) -> Number {
    let short = text.strip_suffix('6').filter(|_| number.decimals == 3 && mark.is_some());
    short
        .and_then(|short| number::parse(short, mark))
        .filter(|short| short.decimals == 2)
        .unwrap_or(number)
}

fn without_minus(text: &str) -> Option<&str> {
    const MINUS: [char; 3] = ['-', '−', '–'];
    let shorter = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS))?.trim();
    (shorter.contains(|c: char| c.is_ascii_digit()) && !shorter.ends_with([',', '.', '-']))
        .then_some(shorter)
}

fn round_sum(text: &str) -> Option<&str> {
    [".–", ".—", ".--", ",--", ",-", ".-", ",–", ",—"]
        .iter()
        .find_map(|tail| text.strip_suffix(tail))
}

/// Letters that OCR confuses with digits, replaced where digits are the majority.
pub fn repair_digits(text: &str) -> Option<String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if digits == 0 || letters == 0 || letters > 2 || digits < letters {
        return None;
    }
    let repaired: String = text.chars().map(|c| digit_for(c).unwrap_or(c)).collect();
    Some(repaired)
}

fn digit_for(c: char) -> Option<char> {
    Some(match c {
        'O' | 'o' | 'Q' | 'D' => '0',
        'I' | 'l' | 'i' | '|' | '!' => '1',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'B' => '8',
        'g' | 'q' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> Option<String> {
        parse(text, None, false).map(|amount| amount.value.to_string())
    }

    #[test]
    fn signs_currencies_and_brackets_are_read() {
        for (text, expected) in [
            ("-1.234,56 €", "-1234.56"),
            ("€ -5,00", "-5.00"),
            ("-$7.19", "-7.19"),
            ("(12.00)", "-12.00"),
            ("12.00-", "-12.00"),
            ("RM 5.00", "5.00"),
            ("USD1,000.00", "1000.00"),
            ("*9.90*", "9.90"),
            ("CHF 1'250.–", "1250"),
            ("12,--", "12"),
        ] {
            assert_eq!(value(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn percentages_are_told_from_money() {
        let rate = parse("19,00 %", None, false).unwrap();
        assert!(rate.percent && !rate.looks_like_money());
        assert!(parse("$5", None, false).unwrap().looks_like_money());
        assert!(!parse("5", None, false).unwrap().looks_like_money());
    }

    #[test]
    fn misread_digits_are_repaired_only_on_request() {
        assert_eq!(parse("1O.5O", None, false), None);
        assert_eq!(
            parse("1O.5O", None, true).map(|amount| amount.value.to_string()).as_deref(),
            Some("10.50")
        );
        assert_eq!(parse("SOS", None, true), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = parse(&text, Some(DecimalMark::Comma), true);
        }
    }
}
