//! What a country's invoices are made of: its words, its ways to write numbers and dates, its rates
//! of tax, and a cast of invented companies, people and places.

mod de;
mod es;
mod format;
mod fr;
mod gb;
mod it;
mod nl;
mod pt;
mod us;

pub use self::format::{CurrencyMark, NumberStyle};

/// Ways to say one thing; a document picks one of them.
pub type Ways = &'static [&'static str];

/// How a line is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Piece,
    Hour,
    Day,
    Month,
    Flat,
    Kilogram,
    Metre,
    SquareMetre,
    Box,
}

impl Unit {
    /// UN/ECE recommendation 20, as EN 16931 asks for.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Piece => "C62",
            Self::Hour => "HUR",
            Self::Day => "DAY",
            Self::Month => "MON",
            Self::Flat => "LS",
            Self::Kilogram => "KGM",
            Self::Metre => "MTR",
            Self::SquareMetre => "MTK",
            Self::Box => "BX",
        }
    }
}

/// Something that a trade sells.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub text: &'static str,
    pub unit: Unit,
    /// The price of one unit lies between these, in cents.
    pub price: (u32, u32),
    /// Index into [`Market::rates`].
    pub rate: usize,
}

const fn item(text: &'static str, unit: Unit, low: u32, high: u32, rate: usize) -> Item {
    Item { text, unit, price: (low, high), rate }
}

/// A line of business.
#[derive(Debug)]
pub struct Trade {
    /// Company names; `{surname}` and `{city}` are filled in.
    pub names: Ways,
    pub items: &'static [Item],
    pub notes: Ways,
    /// Sells over the counter, so receipts come from here.
    pub has_till: bool,
}

#[derive(Debug)]
pub struct Place {
    pub city: &'static str,
    pub postcode: &'static str,
    pub dialling: &'static str,
}

#[derive(Debug)]
pub struct Bank {
    pub name: &'static str,
    pub bic: &'static str,
    /// The national bank code as it stands in the IBAN.
    pub code: &'static str,
}

/// One country, one language.
#[derive(Debug)]
pub struct Market {
    /// ISO 3166.
    pub country: &'static str,
    /// ISO 639-1.
    pub language: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// Per cent, the standard rate first.
    pub rates: &'static [&'static str],
    pub numbers: &'static [NumberStyle],
    pub dates: Ways,
    pub months: [&'static str; 12],
    pub letter_paper: bool,
    pub places: &'static [Place],
    pub streets: Ways,
    /// `{street}` and `{number}`.
    pub street_line: &'static str,
    /// `{postcode}` and `{city}`.
    pub city_line: &'static str,
    pub country_name: &'static str,
    pub first_names: Ways,
    pub surnames: Ways,
    pub customers: Ways,
    pub banks: &'static [Bank],
    /// Register entries; `#` is a digit, `{city}`, `{siret}` and `{person}` are filled in.
    pub register: Ways,
    pub trades: &'static [Trade],
    /// By [`Unit`], in its order.
    pub units: [&'static str; 9],
    pub invoice_numbers: Ways,
    pub domain: &'static str,
    pub phone: &'static str,
    pub words: Words,
}

impl Market {
    pub const ALL: [&'static Self; 8] = [
        &de::MARKET,
        &fr::MARKET,
        &nl::MARKET,
        &it::MARKET,
        &es::MARKET,
        &gb::MARKET,
        &us::MARKET,
        &pt::MARKET,
    ];

    #[must_use]
    pub fn unit(&self, unit: Unit) -> &'static str {
        self.units[unit as usize]
    }

    /// The market of a country, by its ISO 3166 code.
    #[must_use]
    pub fn of(country: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|market| market.country == country)
    }
}

/// The words of an invoice.
#[derive(Debug)]
pub struct Words {
    pub invoice: Ways,
    pub credit_note: Ways,
    pub receipt: Ways,
    pub number: Ways,
    pub credit_number: Ways,
    pub receipt_number: Ways,
    pub issue_date: Ways,
    pub due_date: Ways,
    pub delivery_date: Ways,
    pub customer_number: Ways,
    pub order_number: Ways,
    pub contact: Ways,
    /// The invoice that a credit note corrects.
    pub preceding: Ways,
    pub bill_to: Ways,
    pub sold_by: Ways,
    /// `{page}` and `{pages}`.
    pub page: Ways,
    pub position: Ways,
    pub description: Ways,
    pub quantity: Ways,
    pub unit: Ways,
    pub unit_price: Ways,
    pub line_discount: Ways,
    pub rate: Ways,
    pub amount: Ways,
    pub lines_total: Ways,
    /// `{rate}`.
    pub discount: Ways,
    pub net: Ways,
    /// `{rate}` and, in some, `{base}`.
    pub tax: Ways,
    pub tax_total: Ways,
    pub gross: Ways,
    pub prepaid: Ways,
    pub amount_due: Ways,
    pub credit_total: Ways,
    pub carried: Ways,
    pub brought: Ways,
    pub greeting: Ways,
    pub credit_greeting: Ways,
    /// `{due}` and `{days}`.
    pub terms: Ways,
    pub credit_terms: Ways,
    pub closing: Ways,
    pub small_print: Ways,
    pub vat_id: Ways,
    pub customer_vat_id: Ways,
    pub bank: Ways,
    pub iban: Ways,
    pub bic: Ways,
    pub phone: Ways,
    pub till_total: Ways,
    pub till_card: Ways,
    pub till_cash: Ways,
    pub till_change: Ways,
    pub till_served: Ways,
    pub till_thanks: Ways,
    /// Heads of the till's tax table: rate, net, tax, gross.
    pub till_tax: [&'static str; 4],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_business_has_a_choice_of_items_with_a_known_rate() {
        for market in Market::ALL {
            assert!(market.trades.iter().any(|trade| trade.has_till), "{}", market.country);
            for trade in market.trades {
                assert!(trade.items.len() >= 6, "{} {:?}", market.country, trade.names);
                assert!(trade.items.iter().all(|item| item.rate < market.rates.len()));
            }
        }
    }
}
