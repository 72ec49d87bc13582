//! Invented VAT identifiers whose check digits are right.

use super::{Dice, iban::digits};

/// A company's VAT identifier, or `None` where there is no VAT.
pub(super) fn draw(country: &str, dice: &mut Dice) -> Option<String> {
    loop {
        let body = match country {
            "DE" => format!("2{}", digits(7, dice)),
            "FR" => format!("4{}", digits(7, dice)),
            "NL" => format!("8{}", digits(7, dice)),
            "IT" => format!("0{}", digits(9, dice)),
            "ES" => format!("B{}", digits(7, dice)),
            "GB" => format!("3{}", digits(6, dice)),
            "PT" => format!("50{}", digits(6, dice)),
            _ => return None,
        };
        if let Some(id) = with_check(country, &body) {
            return Some(id);
        }
    }
}

/// The whole identifier, or `None` if this body has no valid check digit.
fn with_check(country: &str, body: &str) -> Option<String> {
    Some(match country {
        "DE" => format!("DE{body}{}", iso_7064_mod_11_10(body)),
        "FR" => {
            let siren = format!("{body}{}", luhn(body));
            let number: u64 = siren.parse().ok()?;
            format!("FR{:02}{siren}", (12 + 3 * (number % 97)) % 97)
        }
        "NL" => {
            let check = weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            (check < 10).then(|| format!("NL{body}{check}B01"))?
        }
        "IT" => format!("IT{body}{}", luhn(body)),
        "ES" => format!("ES{body}{}", luhn(&body[1..])),
        "GB" => {
            let rest = weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 97;
            format!("GB{body}{:02}", 97 - rest)
        }
        "PT" => {
            let rest = weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            format!("PT{body}{}", if rest < 2 { 0 } else { 11 - rest })
        }
        _ => return None,
    })
}

/// Whether the check digits of an identifier fit.
#[must_use]
pub fn is_valid(id: &str) -> bool {
    if id.len() < 8 || !id.is_ascii() {
        return false;
    }
    let (country, rest) = id.split_at(2);
    let body = match country {
        "DE" | "NL" | "PT" => &rest[..8.min(rest.len())],
        "FR" => rest.get(2..10).unwrap_or_default(),
        "IT" => &rest[..10.min(rest.len())],
        "ES" => &rest[..8.min(rest.len())],
        "GB" => &rest[..7.min(rest.len())],
        _ => return false,
    };
    let digits_only = body.trim_start_matches('B').bytes().all(|byte| byte.is_ascii_digit());
    digits_only && with_check(country, body).as_deref() == Some(id)
}

fn weighted(digits: &str, weights: &[u32]) -> u32 {
    digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum()
}

/// The digit that makes `digits` pass the Luhn test.
pub(super) fn luhn(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let value = u32::from(digit - b'0') * if index % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

fn iso_7064_mod_11_10(digits: &str) -> u32 {
    let product = digits.bytes().fold(10, |product, digit| {
        let sum = (u32::from(digit - b'0') + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::market::Market;

    #[test]
    fn published_examples_are_valid() {
        for id in [
            "DE136695976",
            "FR40303265045",
            "NL004495445B01",
            "IT00743110157",
            "GB980780684",
            "PT501964843",
        ] {
            assert!(is_valid(id), "{id}");
        }
        assert!(!is_valid("DE136695975"));
        assert!(!is_valid("XX1"));
    }

    #[test]
    fn every_drawn_identifier_is_valid() {
        let mut dice = Dice::seed_from_u64(11);
        for market in Market::ALL {
            for _ in 0..100 {
                let id = draw(market.country, &mut dice);
                assert!(id.as_deref().is_none_or(is_valid), "{id:?}");
                assert_eq!(id.is_none(), market.country == "US");
            }
        }
    }
}
