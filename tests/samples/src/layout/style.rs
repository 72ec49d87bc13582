//! How an invoice looks: independent choices that combine into very many layouts.

use rand::{Rng, seq::IndexedRandom};

use crate::invoice::Dice;
use crate::page::{Colour, Typeface};

/// How the top of the first page is arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// DIN 5008: address window left, facts right, title below.
    Letter,
    /// A coloured band over the full width.
    Band,
    /// Supplier left, big title right.
    Split,
    /// A coloured column at the left holds the supplier.
    Sidebar,
    /// Everything about the supplier centred.
    Centred,
    /// The amount first; the supplier only at the foot of the page.
    Reverse,
}

/// How number, dates and references are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facts {
    /// Label and value in two columns.
    Columns,
    /// `Label: value` as one text.
    Sentences,
    /// Cells side by side, the label above the value; over the full width.
    Cells,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A line under the head and one at the end.
    Ruled,
    /// Every second row shaded.
    Zebra,
    /// All cells framed.
    Grid,
    /// A coloured head with white text.
    Banded,
    /// Space only.
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sums {
    Plain,
    Ruled,
    Boxed,
    /// The last row on the accent colour.
    Highlighted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footer {
    /// Address, contact, bank and register side by side.
    Columns,
    /// Centred lines of small print.
    Lines,
    /// Nothing but the page number.
    Bare,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logo {
    None,
    Disc,
    Hexagon,
    Bars,
    Peak,
    Monogram,
    Leaf,
}

/// A column of the table of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Position,
    Description,
    Quantity,
    Unit,
    /// Quantity and unit in one cell.
    QuantityWithUnit,
    UnitPrice,
    Discount,
    Rate,
    Amount,
}

#[derive(Clone, Debug)]
pub struct Style {
    pub header: Header,
    pub facts: Facts,
    pub table: Table,
    pub sums: Sums,
    pub footer: Footer,
    pub logo: Logo,
    pub columns: Vec<Column>,
    pub body: Typeface,
    pub heading: Typeface,
    pub size: f32,
    pub accent: Colour,
    /// Side margins.
    pub margin: f32,
    /// The currency stands beside every amount of the table.
    pub currency_in_lines: bool,
    pub bank_box: bool,
    pub greeting: bool,
    pub small_print: bool,
    /// Labels end in a colon.
    pub colons: bool,
    /// Which wording, number style and date style is used.
    pub wording: u64,
}

const ACCENTS: [Colour; 10] = [
    [31, 78, 121],
    [0, 110, 90],
    [150, 40, 40],
    [70, 70, 70],
    [196, 98, 16],
    [92, 45, 120],
    [20, 20, 20],
    [0, 122, 150],
    [110, 120, 30],
    [160, 30, 90],
];

impl Style {
    /// A plain letter, to change from.
    #[must_use]
    pub fn letter(wording: u64) -> Self {
        use Column::{Amount, Description, Position, Quantity, Rate, Unit, UnitPrice};
        Self {
            header: Header::Letter,
            facts: Facts::Columns,
            table: Table::Ruled,
            sums: Sums::Ruled,
            footer: Footer::Columns,
            logo: Logo::Hexagon,
            columns: vec![Position, Description, Quantity, Unit, UnitPrice, Rate, Amount],
            body: Typeface::Sans,
            heading: Typeface::Sans,
            size: 9.5,
            accent: ACCENTS[0],
            margin: 56.0,
            currency_in_lines: false,
            bank_box: false,
            greeting: true,
            small_print: true,
            colons: false,
            wording,
        }
    }

    #[must_use]
    pub fn random(dice: &mut Dice) -> Self {
        let body = [
            Typeface::Sans,
            Typeface::Sans,
            Typeface::Serif,
            Typeface::Narrow,
            Typeface::Humanist,
            Typeface::Slab,
            Typeface::Condensed,
            Typeface::Mono,
        ];
        let body = choose(&body, dice, Typeface::Sans);
        let other_heading = dice.random_ratio(1, 4);
        let heading = if other_heading { Typeface::Slab } else { body };
        use Header::{Band, Centred, Letter, Reverse, Sidebar, Split};
        let headers = [Letter, Letter, Band, Split, Split, Sidebar, Centred, Reverse];
        let tables = [Table::Ruled, Table::Zebra, Table::Grid, Table::Banded, Table::Plain];
        let sums = [Sums::Plain, Sums::Ruled, Sums::Boxed, Sums::Highlighted];
        let logos = [
            Logo::None,
            Logo::Disc,
            Logo::Hexagon,
            Logo::Bars,
            Logo::Peak,
            Logo::Monogram,
            Logo::Leaf,
        ];
        let facts = [Facts::Columns, Facts::Sentences, Facts::Cells];
        let footers = [Footer::Columns, Footer::Columns, Footer::Lines, Footer::Bare];
        Self {
            header: choose(&headers, dice, Letter),
            facts: choose(&facts, dice, Facts::Columns),
            table: choose(&tables, dice, Table::Ruled),
            sums: choose(&sums, dice, Sums::Ruled),
            footer: choose(&footers, dice, Footer::Columns),
            logo: choose(&logos, dice, Logo::None),
            columns: random_columns(dice),
            body,
            heading,
            size: size_for(body, dice),
            accent: choose(&ACCENTS, dice, ACCENTS[0]),
            margin: choose(&[42.0, 50.0, 56.0, 64.0], dice, 56.0),
            currency_in_lines: dice.random_ratio(1, 4),
            bank_box: dice.random_ratio(1, 3),
            greeting: dice.random_ratio(1, 2),
            small_print: dice.random_ratio(1, 2),
            colons: dice.random(),
            wording: dice.random(),
        }
    }
}

/// Wide faces are set smaller.
fn size_for(body: Typeface, dice: &mut Dice) -> f32 {
    let size = choose(&[8.5, 9.0, 9.5, 10.0], dice, 9.0);
    match body {
        Typeface::Humanist | Typeface::Slab | Typeface::Mono => size - 1.0,
        Typeface::Narrow => size + 1.0,
        _ => size,
    }
}

fn random_columns(dice: &mut Dice) -> Vec<Column> {
    use Column::{
        Amount, Description, Position, Quantity, QuantityWithUnit, Rate, Unit, UnitPrice,
    };
    let sets: [&[Column]; 8] = [
        &[Position, Description, Quantity, Unit, UnitPrice, Rate, Amount],
        &[Position, Description, Quantity, UnitPrice, Amount],
        &[Description, Quantity, UnitPrice, Rate, Amount],
        &[Quantity, Unit, Description, UnitPrice, Amount],
        &[QuantityWithUnit, Description, UnitPrice, Rate, Amount],
        &[Description, QuantityWithUnit, UnitPrice, Amount],
        &[Position, QuantityWithUnit, Description, Rate, UnitPrice, Amount],
        &[Description, Rate, UnitPrice, Quantity, Amount],
    ];
    sets.choose(dice).copied().unwrap_or(sets[0]).to_vec()
}

fn choose<T: Copy>(choices: &[T], dice: &mut Dice, fallback: T) -> T {
    choices.choose(dice).copied().unwrap_or(fallback)
}
