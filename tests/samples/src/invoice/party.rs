//! Companies, invented from a country's cast.

use rand::{Rng, seq::IndexedRandom};

use super::{Dice, iban, vat_id};
use crate::market::{Market, Trade};

/// A company, or a person who buys.
#[derive(Clone, Debug)]
pub struct Party {
    pub name: String,
    pub street: String,
    pub city: String,
    pub postcode: String,
    /// Postcode and city as this country writes them.
    pub city_line: String,
    pub country: &'static str,
    pub country_name: &'static str,
    pub vat_id: Option<String>,
    pub person: String,
    pub phone: String,
    pub email: String,
    pub web: String,
    /// Register entries and the like.
    pub register: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct BankAccount {
    pub bank: &'static str,
    pub iban: String,
    pub bic: &'static str,
}

pub(super) fn pick<T: Copy>(choices: &[T], dice: &mut Dice) -> Option<T> {
    choices.choose(dice).copied()
}

pub(super) fn pick_text(choices: &'static [&'static str], dice: &mut Dice) -> &'static str {
    pick(choices, dice).unwrap_or_default()
}

/// Every `#` becomes a digit, the first of a run never a zero.
pub(super) fn fill_digits(pattern: &str, dice: &mut Dice) -> String {
    let mut in_run = false;
    pattern
        .chars()
        .map(|character| {
            let digit = (character == '#').then(|| dice.random_range(u8::from(!in_run)..10));
            in_run = digit.is_some();
            digit.map_or(character, |digit| char::from(b'0' + digit))
        })
        .collect()
}

impl Party {
    pub(super) fn supplier(market: &'static Market, trade: &Trade, dice: &mut Dice) -> Self {
        Self::named(market, pick_text(trade.names, dice), dice)
    }

    pub(super) fn customer(market: &'static Market, dice: &mut Dice) -> Self {
        Self::named(market, pick_text(market.customers, dice), dice)
    }

    fn named(market: &'static Market, pattern: &str, dice: &mut Dice) -> Self {
        let fallback = &market.places[0];
        let place = market.places.choose(dice).unwrap_or(fallback);
        let town = place.city.split(',').next().unwrap_or_default();
        let surname = pick_text(market.surnames, dice);
        let name = pattern.replace("{surname}", surname).replace("{city}", town);
        let person = format!("{} {surname}", pick_text(market.first_names, dice));
        let vat_id = vat_id::draw(market.country, dice);
        let slug = slug(&name);
        let house = dice.random_range(2..140u32).to_string();
        let street = market.street_line.replace("{number}", &house);
        Self {
            street: street.replace("{street}", pick_text(market.streets, dice)),
            city: place.city.to_owned(),
            postcode: place.postcode.to_owned(),
            city_line: market
                .city_line
                .replace("{postcode}", place.postcode)
                .replace("{city}", place.city),
            country: market.country,
            country_name: market.country_name,
            register: register(market, town, &person, vat_id.as_deref(), dice),
            vat_id,
            person,
            phone: fill_digits(&market.phone.replace("{dialling}", place.dialling), dice),
            email: format!(
                "{}@{slug}.{}",
                pick_text(&["info", "office", "mail"], dice),
                market.domain
            ),
            web: format!("www.{slug}.{}", market.domain),
            name,
        }
    }

    /// The lines of the address below the name.
    #[must_use]
    pub fn address(&self) -> [&str; 2] {
        [&self.street, &self.city_line]
    }
}

impl BankAccount {
    pub(super) fn draw(market: &'static Market, dice: &mut Dice) -> Option<Self> {
        let bank = market.banks.choose(dice)?;
        let iban = iban::draw(market.country, bank, dice)?;
        Some(Self { bank: bank.name, iban, bic: bank.bic })
    }
}

fn register(
    market: &Market,
    town: &str,
    person: &str,
    vat_id: Option<&str>,
    dice: &mut Dice,
) -> Vec<String> {
    let siren = vat_id.and_then(|id| id.get(4..13)).unwrap_or_default();
    let office = format!("{siren}0001");
    let siret = match (siren.get(..3), siren.get(3..6), siren.get(6..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c} 0001{}", vat_id::luhn(&office)),
        _ => String::new(),
    };
    let fill = |pattern: &&str| {
        let text = fill_digits(pattern, dice);
        text.replace("{city}", town).replace("{person}", person).replace("{siret}", &siret)
    };
    market.register.iter().map(fill).collect()
}

/// The name as a part of a web address.
fn slug(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|character| match character {
            'ä' | 'á' | 'à' | 'â' | 'ã' => 'a',
            'ö' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
            'ü' | 'ú' | 'ù' => 'u',
            'é' | 'è' | 'ê' => 'e',
            'í' | 'ì' | 'ı' => 'i',
            'ç' => 'c',
            'ñ' => 'n',
            other if other.is_ascii_alphanumeric() => other,
            _ => '-',
        })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| word.len() > 1).take(2).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_are_plain() {
        assert_eq!(slug("Tischlerei Brandstätter & Söhne"), "tischlerei-brandstatter");
        assert_eq!(slug("L'Épicerie du Quai"), "epicerie-du");
    }
}
