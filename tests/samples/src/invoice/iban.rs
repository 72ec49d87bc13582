//! Invented IBANs whose check digits are right, the international ones and the national ones.

use rand::Rng;

use super::Dice;
use crate::market::Bank;

/// An account at `bank`, or `None` where accounts have no IBAN.
pub(super) fn draw(country: &str, bank: &Bank, dice: &mut Dice) -> Option<String> {
    let bban = match country {
        "DE" => format!("{}{}", bank.code, digits(10, dice)),
        "GB" => format!("{}{}", bank.code, digits(8, dice)),
        "FR" => with_french_key(&format!("{}{}{}", bank.code, digits(5, dice), digits(11, dice))),
        "NL" => format!("{}{}", bank.code, dutch_account(dice)),
        "IT" => with_italian_letter(&format!("{}{}", bank.code, digits(12, dice))),
        "ES" => with_spanish_digits(bank.code, &digits(10, dice)),
        "PT" => with_portuguese_digits(&format!("{}{}", bank.code, digits(11, dice))),
        _ => return None,
    };
    let check = 98 - remainder_97(&format!("{bban}{country}00"));
    Some(format!("{country}{check:02}{bban}"))
}

/// In fours, as printed.
#[must_use]
pub fn grouped(iban: &str) -> String {
    let mut out = String::new();
    for (index, character) in iban.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            out.push(' ');
        }
        out.push(character);
    }
    out
}

/// ISO 13616: letters and digits with remainder 1 of 97.
#[must_use]
pub fn is_valid(iban: &str) -> bool {
    iban.len() > 4
        && iban.chars().all(|character| character.is_ascii_alphanumeric())
        && remainder_97(&format!("{}{}", &iban[4..], &iban[..4])) == 1
}

pub(super) fn digits(count: usize, dice: &mut Dice) -> String {
    (0..count).map(|_| char::from(b'0' + dice.random_range(0..10u8))).collect()
}

/// The remainder of 97, letters counted from A = 10.
fn remainder_97(text: &str) -> u32 {
    text.chars().filter_map(|character| character.to_digit(36)).fold(0, |rest, value| {
        let factor = if value > 9 { 100 } else { 10 };
        (rest * factor + value) % 97
    })
}

/// The clé RIB.
fn with_french_key(body: &str) -> String {
    let number = |part: &str| {
        part.bytes().fold(0u64, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97)
    };
    let (bank, rest) = body.split_at(5);
    let (branch, account) = rest.split_at(5);
    let key = 97 - (89 * number(bank) + 15 * number(branch) + 3 * number(account)) % 97;
    format!("{body}{key:02}")
}

/// Ten digits that pass the Dutch eleven test.
fn dutch_account(dice: &mut Dice) -> String {
    loop {
        let account = format!("0{}", digits(9, dice));
        let sum: u32 =
            account.bytes().zip((1..=10).rev()).map(|(d, w)| u32::from(d - b'0') * w).sum();
        if sum.is_multiple_of(11) {
            return account;
        }
    }
}

/// The CIN letter stands before bank, branch and account.
fn with_italian_letter(body: &str) -> String {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let sum: u32 = body
        .bytes()
        .enumerate()
        .map(|(index, digit)| {
            let digit = u32::from(digit - b'0');
            if index % 2 == 0 { ODD[digit as usize] } else { digit }
        })
        .sum();
    let letter = char::from_digit(10 + sum % 26, 36).unwrap_or('A').to_ascii_uppercase();
    format!("{letter}{body}")
}

fn with_spanish_digits(bank: &str, account: &str) -> String {
    let digit = |text: &str| {
        const WEIGHTS: [u32; 10] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
        let sum: u32 =
            text.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        match 11 - sum % 11 {
            11 => 0,
            10 => 1,
            other => other,
        }
    };
    format!("{bank}{}{}{account}", digit(&format!("00{bank}")), digit(account))
}

fn with_portuguese_digits(body: &str) -> String {
    let check = 98 - remainder_97(&format!("{body}00"));
    format!("{body}{check:02}")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::market::Market;

    #[test]
    fn known_numbers_are_told_right_from_wrong() {
        assert!(is_valid("DE89370400440532013000"));
        assert!(is_valid("GB82WEST12345698765432"));
        assert!(!is_valid("DE88370400440532013000"));
        assert!(!is_valid(""));
    }

    #[test]
    fn national_check_digits_match_published_examples() {
        assert_eq!(with_french_key("200410100505000134026"), "20041010050500013402606");
        assert_eq!(with_spanish_digits("21000418", "0200051332"), "21000418450200051332");
        assert_eq!(with_italian_letter("0542811101000000123456"), "X0542811101000000123456");
        assert_eq!(with_portuguese_digits("0002012312345678901"), "000201231234567890154");
    }

    #[test]
    fn every_drawn_account_is_valid() {
        let mut dice = Dice::seed_from_u64(7);
        for market in Market::ALL {
            for bank in market.banks {
                for _ in 0..50 {
                    let iban = draw(market.country, bank, &mut dice);
                    assert!(iban.is_none_or(|iban| is_valid(&iban)), "{}", market.country);
                }
            }
        }
    }

    #[test]
    fn numbers_are_printed_in_fours() {
        assert_eq!(grouped("DE89370400440532013000"), "DE89 3704 0044 0532 0130 00");
    }
}
