//! An invoice as its issuer knows it: who, what, how much, until when. Its sums always add up, its
//! check digits are right, and what is `Some` here is printed on the page.

mod arithmetic;
mod draw;
mod iban;
mod party;
mod vat_id;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use self::arithmetic::{TaxLine, Totals};
pub use self::draw::Order;
pub use self::iban::{grouped as grouped_iban, is_valid as is_valid_iban};
pub use self::party::{BankAccount, Party};
pub use self::vat_id::is_valid as is_valid_vat_id;
use crate::market::{Market, Unit};

/// Random numbers that are the same on every machine.
pub type Dice = rand_chacha::ChaCha8Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Invoice,
    CreditNote,
    Receipt,
}

impl Kind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::Receipt => "receipt",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Line {
    pub text: String,
    pub unit: Unit,
    pub quantity: Decimal,
    pub unit_price: Decimal,
    /// Per cent of tax.
    pub rate: Decimal,
    /// Per cent off this line.
    pub discount: Option<Decimal>,
    /// As printed: net, or gross where prices include tax.
    pub amount: Decimal,
}

/// The invoice that a credit note corrects.
#[derive(Clone, Debug)]
pub struct Preceding {
    pub number: String,
    pub issue_date: NaiveDate,
}

#[derive(Clone, Debug)]
pub struct Invoice {
    pub kind: Kind,
    pub market: &'static Market,
    pub number: String,
    pub issue_date: NaiveDate,
    /// Time of day, on receipts.
    pub issue_time: (u32, u32),
    pub delivery_date: Option<NaiveDate>,
    pub due_date: Option<NaiveDate>,
    pub terms_days: i64,
    pub customer_number: Option<String>,
    pub order_number: Option<String>,
    pub preceding: Option<Preceding>,
    pub supplier: Party,
    /// Nobody on a receipt.
    pub customer: Option<Party>,
    pub bank: Option<BankAccount>,
    pub lines: Vec<Line>,
    /// Prices of a till include tax, except in the United States.
    pub prices_include_tax: bool,
    pub totals: Totals,
    pub note: Option<&'static str>,
}

impl Invoice {
    #[must_use]
    pub fn currency(&self) -> &'static str {
        self.market.currency
    }

    /// Whether the lines are taxed at more than one rate.
    #[must_use]
    pub fn has_several_rates(&self) -> bool {
        self.totals.taxes.len() > 1
    }
}
