//! Tax numbers: VAT ids of Europe with their check digits, GSTIN, ABN, NIP, CNPJ and labelled others.

/// A tax number as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxId {
    /// Without spaces and punctuation, in capitals.
    pub text: String,
    pub words: usize,
    /// `Some` where the country has check digits that are known here.
    pub check: Option<bool>,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
}

/// One national form: prefix, then a pattern of `9` digit, `A` letter, `X` either, `*` up to the end.
struct Form {
    prefix: &'static str,
    country: &'static str,
    patterns: &'static [&'static str],
    check: Option<fn(&str) -> bool>,
}

const fn form(
    prefix: &'static str,
    country: &'static str,
    patterns: &'static [&'static str],
    check: Option<fn(&str) -> bool>,
) -> Form {
    Form { prefix, country, patterns, check }
}

const FORMS: &[Form] = &[
    form("ATU", "AT", &["99999999"], Some(austria)),
    form("BE", "BE", &["9999999999"], Some(belgium)),
    form("BG", "BG", &["999999999", "9999999999"], None),
    form(
        "CHE",
        "CH",
        &["999999999MWST", "999999999TVA", "999999999IVA", "999999999"],
        Some(switzerland),
    ),
    form("CY", "CY", &["99999999A"], None),
    form("CZ", "CZ", &["99999999", "999999999", "9999999999"], None),
    form("DE", "DE", &["999999999"], Some(germany)),
    form("DK", "DK", &["99999999"], Some(denmark)),
    form("EE", "EE", &["999999999"], None),
    form("EL", "GR", &["999999999"], None),
    form("ES", "ES", &["X9999999X"], None),
    form("FI", "FI", &["99999999"], Some(finland)),
    form("FR", "FR", &["XX999999999"], Some(france)),
    form("GB", "GB", &["999999999", "999999999999"], Some(britain)),
    form("HR", "HR", &["99999999999"], Some(iso_7064_11_10)),
    form("HU", "HU", &["99999999"], None),
    form("IE", "IE", &["9X99999A", "9X99999AA"], None),
    form("IT", "IT", &["99999999999"], Some(luhn)),
    form("LT", "LT", &["999999999", "999999999999"], None),
    form("LU", "LU", &["99999999"], Some(luxembourg)),
    form("LV", "LV", &["99999999999"], None),
    form("MT", "MT", &["99999999"], None),
    form("NL", "NL", &["999999999B99"], Some(netherlands)),
    form("NO", "NO", &["999999999MVA", "999999999"], Some(norway)),
    form("PL", "PL", &["9999999999"], Some(poland)),
    form("PT", "PT", &["999999999"], Some(portugal)),
    form("RO", "RO", &["99999999", "9999999", "999999", "999999999", "9999999999"], None),
    form("SE", "SE", &["999999999901"], Some(sweden)),
    form("SI", "SI", &["99999999"], None),
    form("SK", "SK", &["9999999999"], None),
    form("XI", "GB", &["999999999"], None),
    // India's GSTIN: state, PAN, entity, Z, check character.
    form("", "IN", &["99AAAAA9999AXZX"], Some(gstin)),
];

/// The most words an id is spread over: `NL 8200 98 395 B 01`.
const MAX_WORDS: usize = 6;

/// Finds a tax number with a prefix that tells its country.
#[must_use]
pub fn at_start(words: &[&str]) -> Option<TaxId> {
    let mut text = String::new();
    let mut best = None;
    for (index, word) in words.iter().take(MAX_WORDS).enumerate() {
        let plain: String = word
            .chars()
            .filter(|c| !matches!(c, '.' | '-' | ' ' | '/' | ',' | '(' | ')' | ';'))
            .collect();
        if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            break;
        }
        text.push_str(&plain.to_ascii_uppercase());
        if text.len() > 16 {
            break;
        }
        if let Some((form, body)) = matching(&text) {
            let check = form.check.map(|check| check(body));
            best =
                Some(TaxId { text: text.clone(), words: index + 1, check, country: form.country });
        }
    }
    best
}

fn matching(text: &str) -> Option<(&'static Form, &str)> {
    FORMS.iter().find_map(|form| {
        let body = text.strip_prefix(form.prefix)?;
        form.patterns.iter().any(|pattern| fits(body, pattern)).then_some((form, body))
    })
}

fn fits(body: &str, pattern: &str) -> bool {
    body.len() == pattern.len()
        && body.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_alphabetic(),
            b'X' => byte.is_ascii_alphanumeric(),
            other => byte == other,
        })
}

/// A tax number without country prefix, believed only beside its label: `NIP 525-000-12-34`,
/// `ABN 51 824 753 556`, `EIN 12-3456789`, `Steuernr. 201/113/40209`.
#[must_use]
pub fn labelled(words: &[&str]) -> Option<TaxId> {
    let mut text = String::new();
    let mut used = 0;
    for word in words.iter().take(MAX_WORDS) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let digits = word.chars().filter(char::is_ascii_digit).count();
        // 12,50 and 19% are figures, not numbers.
        if word.contains([',', '%'])
            || digits * 2 < word.len()
            || word.is_empty()
            || text.len() + word.len() > 20
        {
            break;
        }
        text.push_str(word);
        used += 1;
    }
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if !(7..=15).contains(&digits) {
        return None;
    }
    let check = match digits {
        10 if poland(&plain) => Some(true),
        11 if australia(&plain) => Some(true),
        _ => None,
    };
    let country = match (digits, check) {
        (10, Some(true)) => "PL",
        (11, Some(true)) => "AU",
        _ => "",
    };
    Some(TaxId { text: plain.to_ascii_uppercase(), words: used, check, country })
}

fn digits(body: &str) -> Vec<u32> {
    body.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0')).collect()
}

fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn luhn_sum(digits: &[u32]) -> u32 {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let value =
        |(index, digit): (usize, &u32)| if index % 2 == 1 { doubled(*digit) } else { *digit };
    digits.iter().rev().enumerate().map(value).sum()
}

fn luhn(body: &str) -> bool {
    luhn_sum(&digits(body)).is_multiple_of(10)
}

fn iso_7064_11_10(body: &str) -> bool {
    let digits = digits(body);
    let Some((last, rest)) = digits.split_last() else { return false };
    let product = rest.iter().fold(10, |product, digit| {
        let sum = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        };
        sum * 2 % 11
    });
    (11 - product) % 10 == *last
}

fn germany(body: &str) -> bool {
    iso_7064_11_10(body)
}

fn austria(body: &str) -> bool {
    let digits = digits(body);
    let Some((last, rest)) = digits.split_last() else { return false };
    let sum: u32 = rest
        .iter()
        .enumerate()
        .map(|(index, digit)| if index % 2 == 1 { digit / 5 + digit * 2 % 10 } else { *digit })
        .sum();
    (10 - (sum + 4) % 10) % 10 == *last
}

fn mod_97(body: &str, check: std::ops::Range<usize>) -> Option<(u64, u64)> {
    Some((body.get(..check.start)?.parse().ok()?, body.get(check)?.parse().ok()?))
}

fn belgium(body: &str) -> bool {
    mod_97(body, 8..10).is_some_and(|(number, check)| 97 - number % 97 == check)
}

fn luxembourg(body: &str) -> bool {
    mod_97(body, 6..8).is_some_and(|(number, check)| number % 89 == check)
}

fn france(body: &str) -> bool {
    let (Ok(key), Ok(siren)) = (body[..2].parse::<u64>(), body[2..].parse::<u64>()) else {
        // Newer keys contain letters and follow another rule.
        return true;
    };
    (12 + 3 * (siren % 97)) % 97 == key
}

fn britain(body: &str) -> bool {
    let digits = digits(body);
    let sum = weighted(&digits[..7], &[8, 7, 6, 5, 4, 3, 2]) + digits[7] * 10 + digits[8];
    sum.is_multiple_of(97) || (sum + 55).is_multiple_of(97)
}

fn switzerland(body: &str) -> bool {
    let digits = digits(body);
    let rest = 11 - weighted(&digits[..8], &[5, 4, 3, 2, 7, 6, 5, 4]) % 11;
    rest % 11 == digits[8]
}

fn denmark(body: &str) -> bool {
    weighted(&digits(body), &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn finland(body: &str) -> bool {
    let digits = digits(body);
    let rest = 11 - weighted(&digits[..7], &[7, 9, 10, 5, 8, 4, 2]) % 11;
    rest % 11 == digits[7]
}

fn norway(body: &str) -> bool {
    weighted(&digits(body), &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn netherlands(body: &str) -> bool {
    let digits = digits(&body[..9]);
    let eleven = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digits[8];
    // Ids of sole traders since 2020: mod 97-10 over the whole id.
    let whole = format!("NL{body}").bytes().fold(0_u64, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u64::from(byte - b'0')) % 97,
        _ => (rest * 100 + u64::from(byte - b'A') + 10) % 97,
    });
    eleven || whole == 1
}

fn poland(body: &str) -> bool {
    let digits = digits(body);
    digits.len() == 10 && weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9]
}

fn portugal(body: &str) -> bool {
    let digits = digits(body);
    let rest = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    (if rest < 2 { 0 } else { 11 - rest }) == digits[8]
}

fn sweden(body: &str) -> bool {
    luhn(&body[..10])
}

fn australia(body: &str) -> bool {
    let mut digits = digits(body);
    if digits.len() != 11 || digits[0] == 0 {
        return false;
    }
    digits[0] -= 1;
    weighted(&digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]).is_multiple_of(89)
}

fn gstin(body: &str) -> bool {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte - b'A') + 10,
    };
    let sum: u32 = body
        .bytes()
        .take(14)
        .enumerate()
        .map(|(index, byte)| {
            let product = value(byte) * if index % 2 == 0 { 1 } else { 2 };
            product / 36 + product % 36
        })
        .sum();
    body.as_bytes().get(14).copied().is_some_and(|last| (36 - sum % 36) % 36 == value(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<TaxId> {
        at_start(&text.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn check_digits_of_real_companies_hold() {
        for id in [
            "DE136695976",
            "ATU13585627",
            "BE0428759497",
            "CHE116281710",
            "DK13585628",
            "FI20774740",
            "FR40303265045",
            "GB980780684",
            "HR33392005961",
            "IT00743110157",
            "LU15027442",
            "NL004495445B01",
            "NO974760673",
            "PL8567346215",
            "PT501964843",
            "SE123456789701",
            "27AAPFU0939F1ZV",
        ] {
            assert_eq!(find(id).and_then(|id| id.check), Some(true), "{id}");
        }
        assert!(australia("51824753556"));
    }

    #[test]
    fn wrong_check_digits_are_told_but_the_id_is_kept() {
        let id = find("DE 136 695 977").unwrap();
        assert_eq!((id.text.as_str(), id.check, id.words), ("DE136695977", Some(false), 4));
    }

    #[test]
    fn words_and_other_numbers_are_no_tax_ids() {
        for text in ["DE", "DESIGN", "AT 12345", "IT 2018", "FRESHWATERS", "GB12345678X", "É123"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn labelled_numbers_may_be_grouped() {
        assert_eq!(labelled(&["201/113/40209"]).unwrap().text, "20111340209");
        assert_eq!(labelled(&["51", "824", "753", "556", "Phone"]).unwrap().country, "AU");
        assert_eq!(labelled(&["n/a"]), None);
    }
}
