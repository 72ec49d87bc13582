//! Texts as the values of fields. Each function says what is allowed when the text is not.

use billify_shared::domain::invoice::DocumentType;
use billify_shared::domain::numbers::{is_currency, is_iban};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

const MAX_TEXT_CHARS: usize = 500;
const MAX_SCALE: u32 = 10;
const MAX_INTEGER_DIGITS: usize = 15;

/// What is wrong with a text, and what is allowed.
pub(super) type Refusal = String;

pub(super) fn text(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let fits = !text.is_empty()
        && text.chars().count() <= MAX_TEXT_CHARS
        && !text.chars().any(|character| character.is_control() && character != '\n');
    let refusal = || format!("1 to {MAX_TEXT_CHARS} characters; null if there is none.");
    fits.then(|| text.to_owned()).ok_or_else(refusal)
}

pub(super) fn date(text: &str) -> Result<NaiveDate, Refusal> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|date| text.len() == 10 && (1900..=2200).contains(&date.year()))
        .ok_or_else(|| format!("{text:?} is not a date such as 2026-03-31."))
}

pub(super) fn amount(text: &str) -> Result<Decimal, Refusal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = all_digits(integer) && all_digits(fraction) && integer.len() <= MAX_INTEGER_DIGITS;
    Decimal::from_str_exact(text)
        .ok()
        .filter(|amount| shaped && amount.scale() <= MAX_SCALE)
        .ok_or_else(|| format!("{text:?} is not a decimal number such as 1234.50."))
}

pub(super) fn currency(text: &str) -> Result<String, Refusal> {
    let code = text.trim().to_ascii_uppercase();
    let refusal = format!("{text:?} is not the code of a currency (ISO 4217) such as EUR.");
    is_currency(&code).then_some(code).ok_or(refusal)
}

pub(super) fn iban(text: &str) -> Result<String, Refusal> {
    let plain = compact(text);
    let refusal = format!("{text:?} is not an IBAN: its length or its check digits are wrong.");
    is_iban(&plain).then_some(plain).ok_or(refusal)
}

/// A country and up to sixteen letters and digits; the many national check digits are not proven.
pub(super) fn vat_id(text: &str) -> Result<String, Refusal> {
    let plain = compact(text);
    let shaped = (4..=18).contains(&plain.len())
        && plain.is_ascii()
        && plain[..2].bytes().all(|byte| byte.is_ascii_alphabetic())
        && plain[2..].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+*".contains(&byte))
        && plain[2..].bytes().any(|byte| byte.is_ascii_digit());
    let refusal =
        format!("{text:?} is not a VAT identifier: a country's two letters and a number.");
    shaped.then_some(plain).ok_or(refusal)
}

pub(super) fn document_type(text: &str) -> Result<DocumentType, Refusal> {
    DocumentType::parse(text).ok_or_else(|| {
        let names: Vec<_> = DocumentType::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("{text:?} is not one of {}.", names.join(", "))
    })
}

/// Without what people put in to make numbers readable.
fn compact(text: &str) -> String {
    let letters = text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '\u{a0}'));
    letters.collect::<String>().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_digits() {
        assert_eq!(amount("1.20").unwrap().to_string(), "1.20");
        assert_eq!(amount("-0.5").unwrap().to_string(), "-0.5");
        for wrong in ["", "1,20", "1.", ".5", "1e3", "+1", "0x1", "١", "1234567890123456", "1.2.3"]
        {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_exist() {
        assert!(date("2024-02-29").is_ok());
        for wrong in ["2023-02-29", "29.02.2024", "2024-2-9", "0001-01-01", ""] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn codes_are_stored_in_one_form() {
        assert_eq!(currency("eur").unwrap(), "EUR");
        assert_eq!(iban("de89 3704 0044 0532 0130 00").unwrap(), "DE89370400440532013000");
        assert_eq!(vat_id("CHE-123.456.789 MWST").unwrap(), "CHE123456789MWST");
        assert!(vat_id("Ä1234").is_err());
        assert!(vat_id("DE").is_err());
        assert!(iban("DE89370400440532013001").is_err());
    }
}
