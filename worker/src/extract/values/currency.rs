//! Currencies: ISO 4217 codes, printed symbols, and what a country uses.

/// ISO 4217 codes in use in trade; a printed word is a code only if it is one of these.
const CODES: &[&str] = &[
    "AED", "ARS", "AUD", "BAM", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP",
    "CZK", "DKK", "EGP", "EUR", "GBP", "GEL", "GHS", "HKD", "HRK", "HUF", "IDR", "ILS", "INR",
    "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "LKR", "MAD", "MKD", "MXN", "MYR", "NGN", "NOK",
    "NPR", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK",
    "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "UYU", "VND", "XAF", "XOF", "ZAR",
];

/// Printed signs and short names. `$`, `kr` and `Rs` are shared: the country decides.
const SYMBOLS: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("¥", "JPY"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₪", "ILS"),
    ("₩", "KRW"),
    ("฿", "THB"),
    ("₱", "PHP"),
    ("₫", "VND"),
    ("₴", "UAH"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("Ft", "HUF"),
    ("lei", "RON"),
    ("лв", "BGN"),
    ("RM", "MYR"),
    ("Rp", "IDR"),
    ("R$", "BRL"),
    ("US$", "USD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("NZ$", "NZD"),
    ("S$", "SGD"),
    ("HK$", "HKD"),
    ("MX$", "MXN"),
    ("NT$", "TWD"),
    ("Fr.", "CHF"),
    ("SFr.", "CHF"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("eur", "EUR"),
    ("Rs", "INR"),
    ("Rs.", "INR"),
    ("$", "USD"),
    ("kr", "SEK"),
    ("kr.", "DKK"),
];

/// How sure a printed mark is about its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub code: &'static str,
    /// True for signs that several currencies share.
    pub shared: bool,
}

/// The currency a printed word stands for, if it is a code or sign of one.
#[must_use]
pub fn of_word(word: &str) -> Option<Mark> {
    let bare = word.trim_matches(|c: char| matches!(c, '(' | ')' | ':' | '[' | ']' | ','));
    if let Some(code) = CODES.iter().find(|code| **code == bare) {
        return Some(Mark { code, shared: false });
    }
    let exact = SYMBOLS.iter().find(|(symbol, _)| *symbol == bare);
    let folded = || {
        let lower = bare.to_lowercase();
        SYMBOLS.iter().find(|(symbol, _)| symbol.len() > 3 && *symbol == lower)
    };
    let (symbol, code) = exact.or_else(folded)?;
    Some(Mark { code, shared: matches!(*symbol, "$" | "kr" | "kr." | "Rs" | "Rs." | "¥" | "£") })
}

/// Splits a currency off the start of a printed amount: `RM12.30`, `$5`, `EUR 7`.
#[must_use]
pub fn split_prefix(text: &str) -> Option<(Mark, &str)> {
    let end = text.find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '(' | ' '))?;
    let (head, rest) = text.split_at(end);
    let mark = of_word(head)
        .or_else(|| of_word(head.trim_end_matches('.')))
        .or_else(|| of_word(head.to_uppercase().trim_end_matches('.')))?;
    Some((mark, rest))
}

/// Splits a currency off the end of a printed amount: `12,30€`, `7 EUR`.
#[must_use]
pub fn split_suffix(text: &str) -> Option<(Mark, &str)> {
    let end = text.rfind(|c: char| c.is_ascii_digit() || matches!(c, '-' | ')'))? + 1;
    let (rest, tail) = text.split_at(end);
    let tail = tail.trim_start_matches('.').trim();
    (!tail.is_empty()).then_some(())?;
    Some((of_word(tail)?, rest))
}

/// The currency of a country (ISO 3166-1 alpha-2).
#[must_use]
pub fn of_country(country: &str) -> Option<&'static str> {
    Some(match country {
        "AT" | "BE" | "CY" | "DE" | "EE" | "EL" | "ES" | "FI" | "FR" | "GR" | "HR" | "IE"
        | "IT" | "LT" | "LU" | "LV" | "MT" | "NL" | "PT" | "SI" | "SK" => "EUR",
        "GB" => "GBP",
        "US" => "USD",
        "CA" => "CAD",
        "AU" => "AUD",
        "NZ" => "NZD",
        "SG" => "SGD",
        "HK" => "HKD",
        "CH" | "LI" => "CHF",
        "PL" => "PLN",
        "CZ" => "CZK",
        "HU" => "HUF",
        "RO" => "RON",
        "BG" => "BGN",
        "DK" => "DKK",
        "SE" => "SEK",
        "NO" => "NOK",
        "IS" => "ISK",
        "IN" => "INR",
        "MY" => "MYR",
        "BR" => "BRL",
        "MX" => "MXN",
        "ZA" => "ZAR",
        "JP" => "JPY",
        "CN" => "CNY",
        "TR" => "TRY",
        "AE" => "AED",
        "SA" => "SAR",
        _ => return None,
    })
}

/// True if the code is one of ISO 4217 that [`of_word`] knows.
#[must_use]
pub fn is_code(code: &str) -> bool {
    CODES.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_codes_are_split_from_amounts() {
        let prefix = |text| split_prefix(text).map(|(mark, rest)| (mark.code, rest));
        let suffix = |text| split_suffix(text).map(|(mark, rest)| (mark.code, rest));
        assert_eq!(prefix("RM12.30"), Some(("MYR", "12.30")));
        assert_eq!(prefix("$5"), Some(("USD", "5")));
        assert_eq!(prefix("EUR 7"), Some(("EUR", " 7")));
        assert_eq!(suffix("12,30€"), Some(("EUR", "12,30")));
        assert_eq!(suffix("7 Kč"), Some(("CZK", "7")));
        assert_eq!(prefix("No12"), None);
    }

    #[test]
    fn ordinary_words_are_not_currencies() {
        for word in ["THE", "ALL", "Try", "cad", "R", "total"] {
            assert_eq!(of_word(word), None, "{word}");
        }
    }
}
