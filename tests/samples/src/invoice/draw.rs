//! Draws a whole invoice from a market's cast.

use chrono::{Days, NaiveDate};
use rand::{Rng, seq::SliceRandom};
use rust_decimal::Decimal;

use super::party::{fill_digits, pick, pick_text};
use super::{BankAccount, Dice, Invoice, Kind, Line, Party, Preceding, Totals, arithmetic};
use crate::market::{Item, Market, Trade, Unit};

/// What is asked for; the rest is left to the dice.
#[derive(Clone, Debug)]
pub struct Order {
    pub market: &'static Market,
    pub kind: Kind,
    /// Index into the market's trades.
    pub trade: Option<usize>,
    pub lines: usize,
    /// Some lines are sold cheaper.
    pub line_discounts: bool,
    /// Per cent off the whole.
    pub discount: Option<u32>,
    /// A part has been paid before.
    pub prepaid: bool,
}

impl Order {
    /// A plain invoice.
    #[must_use]
    pub fn new(market: &'static Market) -> Self {
        Self {
            market,
            kind: Kind::Invoice,
            trade: None,
            lines: 4,
            line_discounts: false,
            discount: None,
            prepaid: false,
        }
    }

    /// Anything that might come in the post.
    #[must_use]
    pub fn random(dice: &mut Dice) -> Self {
        let market = pick(&Market::ALL, dice).unwrap_or(Market::ALL[0]);
        let kind = match dice.random_range(0..20) {
            0..=2 => Kind::Receipt,
            3..=4 => Kind::CreditNote,
            _ => Kind::Invoice,
        };
        let is_invoice = kind == Kind::Invoice;
        let long = is_invoice && dice.random_ratio(1, 10);
        Self {
            market,
            kind,
            trade: None,
            lines: if long { dice.random_range(20..60) } else { dice.random_range(1..9) },
            line_discounts: kind != Kind::Receipt && dice.random_ratio(1, 6),
            discount: pick(&[2, 3, 5, 10], dice).filter(|_| is_invoice && dice.random_ratio(1, 6)),
            prepaid: is_invoice && dice.random_ratio(1, 10),
        }
    }

    /// Throws the dice.
    #[must_use]
    pub fn draw(&self, dice: &mut Dice) -> Invoice {
        let market = self.market;
        let is_receipt = self.kind == Kind::Receipt;
        let trade = self.choose_trade(dice);
        let supplier = Party::supplier(market, trade, dice);
        let customer = (!is_receipt).then(|| Party::customer(market, dice));
        let bank = BankAccount::draw(market, dice).filter(|_| !is_receipt);
        let prices_include_tax = is_receipt && market.country != "US";
        let lines = self.draw_lines(trade, dice);
        let totals = if prices_include_tax {
            Totals::of_gross_lines(&lines)
        } else {
            let share = if self.prepaid { Decimal::new(25, 2) } else { Decimal::ZERO };
            Totals::of_net_lines(&lines, self.discount.map(Decimal::from), share)
        };
        let issue_date = draw_date(dice);
        let terms_days = pick(&[7, 10, 14, 21, 30, 30, 45], dice).unwrap_or(30);
        let has_due_date = self.kind == Kind::Invoice;
        Invoice {
            kind: self.kind,
            market,
            number: draw_number(market, issue_date, dice),
            issue_date,
            issue_time: (dice.random_range(9..19), dice.random_range(0..60)),
            delivery_date: before(issue_date, dice, 9).filter(|_| !is_receipt && dice.random()),
            due_date: issue_date.checked_add_days(Days::new(terms_days)).filter(|_| has_due_date),
            terms_days: i64::try_from(terms_days).unwrap_or_default(),
            customer_number: (!is_receipt && dice.random_ratio(2, 3))
                .then(|| fill_digits("1####", dice)),
            order_number: (!is_receipt && dice.random()).then(|| fill_digits("B-####/##", dice)),
            preceding: (self.kind == Kind::CreditNote).then(|| {
                let issued = before(issue_date, dice, 40).unwrap_or(issue_date);
                Preceding { number: draw_number(market, issued, dice), issue_date: issued }
            }),
            supplier,
            customer,
            bank,
            lines,
            prices_include_tax,
            totals,
            note: pick(trade.notes, dice).filter(|_| dice.random()),
        }
    }

    fn choose_trade(&self, dice: &mut Dice) -> &'static Trade {
        let market = self.market;
        if let Some(trade) = self.trade.and_then(|index| market.trades.get(index)) {
            return trade;
        }
        let is_receipt = self.kind == Kind::Receipt;
        let fitting: Vec<&Trade> =
            market.trades.iter().filter(|trade| trade.has_till || !is_receipt).collect();
        pick(&fitting, dice).unwrap_or(&market.trades[0])
    }

    fn draw_lines(&self, trade: &Trade, dice: &mut Dice) -> Vec<Line> {
        let mut items: Vec<&Item> = Vec::new();
        while items.len() < self.lines.max(1) {
            let mut round: Vec<&Item> = trade.items.iter().collect();
            round.shuffle(dice);
            items.extend(round);
        }
        items.truncate(self.lines.max(1));
        let mut lines: Vec<Line> = Vec::with_capacity(items.len());
        for item in items {
            let mut line = self.draw_line(item, dice);
            if lines.iter().any(|earlier| earlier.text == item.text) {
                // Sold again, for another job.
                line.text.push_str(&fill_digits(" (K-####)", dice));
            }
            lines.push(line);
        }
        lines
    }

    fn draw_line(&self, item: &Item, dice: &mut Dice) -> Line {
        let quantity = draw_quantity(item.unit, self.kind, dice);
        let (low, high) = item.price;
        let mut cents = dice.random_range(low..=high);
        if dice.random_ratio(3, 4) {
            cents = cents.next_multiple_of(if low > 2000 { 50 } else { 5 });
        }
        let unit_price = Decimal::new(i64::from(cents), 2);
        let discount = (self.line_discounts && dice.random_ratio(1, 3))
            .then(|| Decimal::from(pick(&[5u32, 10, 15, 20], dice).unwrap_or(10)));
        let rate = self.market.rates.get(item.rate).and_then(|rate| rate.parse().ok());
        Line {
            text: item.text.to_owned(),
            unit: item.unit,
            quantity,
            unit_price,
            rate: rate.unwrap_or_default(),
            discount,
            amount: arithmetic::line_amount(quantity, unit_price, discount),
        }
    }
}

fn draw_quantity(unit: Unit, kind: Kind, dice: &mut Dice) -> Decimal {
    let most = if kind == Kind::Receipt { 3 } else { 12 };
    match unit {
        Unit::Flat => Decimal::ONE,
        Unit::Hour => Decimal::new(dice.random_range(2..70i64) * 25, 2).normalize(),
        Unit::Kilogram => Decimal::new(dice.random_range(15..320i64), 2).normalize(),
        Unit::Metre | Unit::SquareMetre => {
            Decimal::new(dice.random_range(20..640i64), 1).normalize()
        }
        Unit::Day => Decimal::new(dice.random_range(1..16i64) * 5, 1).normalize(),
        Unit::Month | Unit::Box => Decimal::from(dice.random_range(1..=most.min(6))),
        Unit::Piece => Decimal::from(dice.random_range(1..=most)),
    }
}

/// A day of 2025 or 2026, never today: the same seed gives the same document for ever.
fn draw_date(dice: &mut Dice) -> NaiveDate {
    NaiveDate::default()
        .checked_add_days(Days::new(20_100 + dice.random_range(0..600)))
        .unwrap_or_default()
}

fn before(date: NaiveDate, dice: &mut Dice, most: u64) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(dice.random_range(1..=most)))
}

fn draw_number(market: &Market, date: NaiveDate, dice: &mut Dice) -> String {
    let pattern = market.date(pick_text(market.invoice_numbers, dice), date);
    fill_digits(&pattern, dice)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_drawn_invoice_adds_up() {
        let mut dice = Dice::seed_from_u64(3);
        for _ in 0..400 {
            let invoice = Order::random(&mut dice).draw(&mut dice);
            let totals = &invoice.totals;
            let lines: Decimal = invoice.lines.iter().map(|line| line.amount).sum();
            assert_eq!(lines, totals.lines, "{invoice:?}");
            assert_eq!(totals.net + totals.tax, totals.gross);
            assert_eq!(totals.gross - totals.prepaid, totals.due);
            if !invoice.prices_include_tax {
                assert_eq!(totals.lines - totals.allowance, totals.net);
            }
            assert!(totals.gross > Decimal::ZERO);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_invoice() {
        let draw = |seed| {
            let mut dice = Dice::seed_from_u64(seed);
            format!("{:?}", Order::random(&mut dice).draw(&mut dice))
        };
        assert_eq!(draw(5), draw(5));
        assert_ne!(draw(5), draw(6));
    }
}
