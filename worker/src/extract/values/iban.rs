//! IBANs: found across words, checked by mod 97, repaired where OCR confused letters and digits.

/// Lengths by country (the registry of SWIFT).
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("XK", 20),
];

/// Countries whose account part is digits only: letters in it are misread.
const DIGITS_ONLY: &[&str] = &[
    "AT", "BA", "BE", "CZ", "DE", "DK", "EE", "ES", "FI", "FO", "GL", "HR", "HU", "IL", "IS", "LT",
    "ME", "NO", "PL", "PT", "RS", "SE", "SI", "SK", "TN", "XK",
];

/// An account number as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iban {
    /// Without spaces, in capitals.
    pub text: String,
    pub words: usize,
    /// Whether mod 97 holds.
    pub valid: bool,
    /// Whether characters were replaced to make it valid.
    pub repaired: bool,
}

/// Whether the word has the form of the beginning: a country, perhaps more, and no small letters.
#[must_use]
pub fn may_start(word: &str) -> bool {
    let word = word.strip_prefix("IBAN").map_or(word, |rest| rest.trim_start_matches([':', '.']));
    let known =
        word.get(..2).is_some_and(|country| LENGTHS.iter().any(|(code, _)| *code == country));
    known
        && word.len() >= 4
        && word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Finds an IBAN that starts with the first word.
#[must_use]
pub fn at_start(words: &[&str], repair: bool) -> Option<Iban> {
    let first = words.first()?;
    let first =
        first.strip_prefix("IBAN").map_or(*first, |rest| rest.trim_start_matches([':', '.']));
    if first.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut length = usize::MAX;
    for (index, word) in std::iter::once(first).chain(words.iter().skip(1).copied()).enumerate() {
        if index > 0 && word.ends_with(':') {
            break;
        }
        text.extend(
            word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()),
        );
        if text.len() < 2 && index == 0 {
            return None;
        }
        if text.len() >= 4 {
            length = expected_length(&text, repair)?;
        }
        if text.len() == length {
            return Some(checked(text, index + 1, repair));
        }
        if text.len() > length || index > 9 {
            return None;
        }
    }
    None
}

/// What has the look of an IBAN but not its length: believed only beside its label.
#[must_use]
pub fn unchecked(words: &[&str]) -> Option<Iban> {
    let mut text = String::new();
    let mut used = 0;
    for word in words.iter().take(10) {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        let group = !plain.is_empty()
            && plain.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            && (used == 0 || plain.bytes().any(|byte| byte.is_ascii_digit()));
        if !group || text.len() + plain.len() > 34 {
            break;
        }
        text.push_str(plain);
        used += 1;
    }
    let bytes = text.as_bytes();
    let starts_well = matches!(bytes, [a, b, c, d, ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit());
    (starts_well && text.len() >= 12).then_some(Iban {
        text,
        words: used,
        valid: false,
        repaired: false,
    })
}

fn expected_length(text: &str, repair: bool) -> Option<usize> {
    let (country, rest) = text.split_at_checked(2)?;
    let check_digits =
        rest.chars().take(2).all(|c| c.is_ascii_digit() || repair && as_digit(c) != c);
    let length = LENGTHS.iter().find(|(code, _)| *code == country)?.1;
    check_digits.then_some(length)
}

fn checked(text: String, words: usize, repair: bool) -> Iban {
    if is_valid(&text) {
        return Iban { text, words, valid: true, repaired: false };
    }
    let digits_only = DIGITS_ONLY.contains(&&text[..2]);
    if repair {
        let keep = if digits_only { 2 } else { 4 };
        let fixed: String = text
            .char_indices()
            .map(|(at, c)| if at >= 2 && (digits_only || at < keep) { as_digit(c) } else { c })
            .collect();
        if is_valid(&fixed) {
            return Iban { text: fixed, words, valid: true, repaired: true };
        }
    }
    Iban { text, words, valid: false, repaired: false }
}

fn as_digit(c: char) -> char {
    match c {
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        _ => c,
    }
}

/// Length of the country and ISO 7064 mod 97-10.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    let known =
        LENGTHS.iter().any(|(code, length)| text.starts_with(code) && text.len() == *length);
    if !known || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let rearranged = text.bytes().skip(4).chain(text.bytes().take(4));
    let remainder = rearranged.fold(0_u32, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte.to_ascii_uppercase() - b'A') + 10) % 97,
    });
    remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, repair: bool) -> Option<Iban> {
        at_start(&text.split(' ').collect::<Vec<_>>(), repair)
    }

    #[test]
    fn an_iban_is_found_in_groups_and_in_one_piece() {
        for text in [
            "DE89 3704 0044 0532 0130 00",
            "DE89370400440532013000",
            "IBAN:DE89 37040044 0532013000 BIC",
        ] {
            let iban = find(text, false).unwrap();
            assert_eq!(iban.text, "DE89370400440532013000");
            assert!(iban.valid);
        }
        assert!(find("GB29 NWBK 6016 1331 9268 19", false).unwrap().valid);
    }

    #[test]
    fn a_wrong_check_sum_is_told() {
        assert!(!find("DE88 3704 0044 0532 0130 00", false).unwrap().valid);
    }

    #[test]
    fn misread_letters_are_repaired_if_the_sum_then_holds() {
        let iban = find("DE89 37O4 0O44 0532 O13O 00", true).unwrap();
        assert_eq!((iban.text.as_str(), iban.repaired), ("DE89370400440532013000", true));
        assert!(!find("DE89 37O4 0O44 0532 O13O 00", false).unwrap().valid);
    }

    #[test]
    fn words_are_no_ibans() {
        for text in ["DEAR CUSTOMER WE ARE SO VERY GLAD", "AT 12", "NO 1234", "", "É"] {
            assert_eq!(find(text, true), None, "{text}");
        }
    }
}
