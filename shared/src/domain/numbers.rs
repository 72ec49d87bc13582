//! Numbers that carry their own proof, and codes that a standard lists.

/// Whether the text is an IBAN whose check digits are right (ISO 13616, mod 97); blanks are allowed.
#[must_use]
pub fn is_iban(text: &str) -> bool {
    let plain: Vec<u8> =
        text.bytes().filter(|byte| *byte != b' ').map(|byte| byte.to_ascii_uppercase()).collect();
    let shaped = (15..=34).contains(&plain.len())
        && plain.iter().all(u8::is_ascii_alphanumeric)
        && plain[..2].iter().all(u8::is_ascii_alphabetic)
        && plain[2..4].iter().all(u8::is_ascii_digit);
    shaped && remainder_97(plain[4..].iter().chain(&plain[..4])) == 1
}

fn remainder_97<'a>(characters: impl Iterator<Item = &'a u8>) -> u32 {
    characters.fold(0, |remainder, character| {
        if character.is_ascii_digit() {
            (remainder * 10 + u32::from(character - b'0')) % 97
        } else {
            (remainder * 100 + u32::from(character - b'A') + 10) % 97
        }
    })
}

/// Whether the text is the code of a currency in use (ISO 4217).
#[must_use]
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && CURRENCIES.split(' ').any(|known| known == code)
}

const CURRENCIES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB \
    BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB \
    EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY \
    KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF \
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS \
    UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_proves_itself() {
        assert!(is_iban("DE89 3704 0044 0532 0130 00"));
        assert!(is_iban("gb82west12345698765432"));
        assert!(!is_iban("DE89370400440532013001"));
        assert!(!is_iban("DE89"));
        assert!(!is_iban("ÄÖ89370400440532013000"));
        assert!(!is_iban(""));
    }

    #[test]
    fn only_currencies_in_use_are_known() {
        assert!(is_currency("EUR"));
        assert!(!is_currency("DEM"));
        assert!(!is_currency("eur"));
        assert!(!is_currency("EUR USD"));
    }
}
