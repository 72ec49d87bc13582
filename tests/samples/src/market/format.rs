//! Numbers and dates as a country writes them.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::Market;

/// Where the currency stands beside an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyMark {
    SymbolAfter,
    SymbolBefore,
    /// `£12.00`, without a space.
    SymbolTight,
    CodeAfter,
    CodeBefore,
}

#[derive(Clone, Copy, Debug)]
pub struct NumberStyle {
    /// Between thousands, may be empty.
    pub group: &'static str,
    pub decimal: char,
    pub currency: CurrencyMark,
}

impl NumberStyle {
    /// With as many decimals as the number has, grouped.
    #[must_use]
    pub fn number(&self, value: Decimal) -> String {
        let text = value.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = String::new();
        if value.is_sign_negative() && !value.is_zero() {
            out.push('-');
        }
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                out.push_str(self.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(self.decimal);
            out.push_str(fraction);
        }
        out
    }

    /// To the cent.
    #[must_use]
    pub fn amount(&self, value: Decimal) -> String {
        let mut rounded = value.round_dp(2);
        rounded.rescale(2);
        self.number(rounded)
    }

    /// To the cent, with the currency.
    #[must_use]
    pub fn money(&self, value: Decimal, currency: &str) -> String {
        let symbol = match currency {
            "EUR" => "€",
            "GBP" => "£",
            "USD" => "$",
            other => other,
        };
        let amount = self.amount(value);
        match self.currency {
            CurrencyMark::SymbolAfter => format!("{amount} {symbol}"),
            CurrencyMark::SymbolBefore => format!("{symbol} {amount}"),
            CurrencyMark::SymbolTight => match amount.strip_prefix('-') {
                Some(positive) => format!("-{symbol}{positive}"),
                None => format!("{symbol}{amount}"),
            },
            CurrencyMark::CodeAfter => format!("{amount} {currency}"),
            CurrencyMark::CodeBefore => format!("{currency} {amount}"),
        }
    }

    /// Without trailing zeros.
    #[must_use]
    pub fn quantity(&self, value: Decimal) -> String {
        self.number(value.normalize())
    }
}

impl Market {
    /// `pattern` with `{d} {dd} {mm} {month} {yyyy} {yy}` filled in.
    #[must_use]
    pub fn date(&self, pattern: &str, date: NaiveDate) -> String {
        let month = self.months[date.month0() as usize];
        pattern
            .replace("{dd}", &format!("{:02}", date.day()))
            .replace("{d}", &date.day().to_string())
            .replace("{mm}", &format!("{:02}", date.month()))
            .replace("{month}", month)
            .replace("{yyyy}", &date.year().to_string())
            .replace("{yy}", &format!("{:02}", date.year() % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_the_style_of_the_country() {
        let german = NumberStyle { group: ".", decimal: ',', currency: CurrencyMark::SymbolAfter };
        assert_eq!(german.money("1234567.5".parse().unwrap(), "EUR"), "1.234.567,50 €");
        assert_eq!(german.quantity("7.500".parse().unwrap()), "7,5");
        let british = NumberStyle { group: ",", decimal: '.', currency: CurrencyMark::SymbolTight };
        assert_eq!(british.money("-999.99".parse().unwrap(), "GBP"), "-£999.99");
    }

    #[test]
    fn long_dates_name_the_month() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        let german = Market::of("DE").unwrap();
        assert_eq!(german.date("{d}. {month} {yyyy}", date), "5. März 2026");
        assert_eq!(german.date("{dd}.{mm}.{yy}", date), "05.03.26");
    }
}
