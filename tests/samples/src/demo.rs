//! The named samples: what the demo shows and the end-to-end tests read.

use rand::SeedableRng;

use crate::degrade::Way;
use crate::invoice::{Dice, Kind, Order};
use crate::layout::{Column, Facts, Footer, Header, Logo, Style, Sums, Table};
use crate::market::Market;
use crate::page::Typeface;
use crate::recipe::{Recipe, Rendering};

/// The one seed of the demo set.
const SEED: u64 = 20_260_301;

/// Name, what it shows, the country, how it reaches the reader.
struct Entry {
    name: &'static str,
    description: &'static str,
    country: &'static str,
    rendering: Rendering,
    order: fn(Order) -> Order,
    style: fn(Style) -> Style,
}

/// In the order of the demo.
pub(crate) fn recipes() -> Vec<Recipe> {
    ENTRIES.iter().enumerate().filter_map(|(index, entry)| entry.recipe(index)).collect()
}

impl Entry {
    fn recipe(&self, index: usize) -> Option<Recipe> {
        let market = Market::of(self.country)?;
        let stream = u64::try_from(index).unwrap_or_default();
        let mut dice = Dice::seed_from_u64(SEED);
        dice.set_stream(stream);
        let invoice = (self.order)(Order::new(market)).draw(&mut dice);
        let wording = SEED.rotate_left(u32::try_from(index * 5).unwrap_or_default());
        let wording = wording.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Some(Recipe {
            name: self.name.to_owned(),
            description: self.description.to_owned(),
            invoice,
            style: (self.style)(Style::letter(wording)),
            rendering: self.rendering,
            way: Way::office(SEED),
        })
    }
}

const ENTRIES: [Entry; 15] = [
    Entry {
        name: "01-de-web-agency",
        description: "German invoice, letter after DIN 5008, two rates of tax",
        country: "DE",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(0), lines: 5, ..order },
        style: |style| style,
    },
    Entry {
        name: "02-fr-renovation",
        description: "French invoice with a discount on some lines",
        country: "FR",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(1), lines: 6, line_discounts: true, ..order },
        style: |style| Style {
            header: Header::Split,
            table: Table::Banded,
            sums: Sums::Highlighted,
            logo: Logo::Disc,
            accent: [150, 40, 40],
            body: Typeface::Condensed,
            heading: Typeface::Slab,
            size: 8.5,
            bank_box: true,
            ..style
        },
    },
    Entry {
        name: "03-nl-electrician-reversed",
        description: "Dutch invoice: the amount first, quantity before description, supplier at the foot",
        country: "NL",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(0), lines: 5, ..order },
        style: |style| Style {
            header: Header::Reverse,
            table: Table::Zebra,
            sums: Sums::Plain,
            logo: Logo::Peak,
            accent: [196, 98, 16],
            columns: vec![
                Column::QuantityWithUnit,
                Column::Description,
                Column::UnitPrice,
                Column::Rate,
                Column::Amount,
            ],
            ..style
        },
    },
    Entry {
        name: "04-it-consulting",
        description: "Italian invoice in a serif face, facts in cells",
        country: "IT",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(1), lines: 4, ..order },
        style: |style| Style {
            header: Header::Centred,
            facts: Facts::Cells,
            table: Table::Grid,
            sums: Sums::Boxed,
            footer: Footer::Lines,
            logo: Logo::Leaf,
            body: Typeface::Serif,
            heading: Typeface::Serif,
            size: 10.0,
            accent: [0, 110, 90],
            ..style
        },
    },
    Entry {
        name: "05-es-reformas",
        description: "Spanish invoice with a coloured column at the left",
        country: "ES",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(0), lines: 5, discount: Some(5), ..order },
        style: |style| Style {
            header: Header::Sidebar,
            facts: Facts::Sentences,
            table: Table::Ruled,
            logo: Logo::Monogram,
            body: Typeface::Humanist,
            heading: Typeface::Humanist,
            size: 8.0,
            accent: [92, 45, 120],
            ..style
        },
    },
    Entry {
        name: "06-gb-joinery",
        description: "British invoice, day before month, a deposit paid",
        country: "GB",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(0), lines: 5, prepaid: true, ..order },
        style: |style| Style {
            header: Header::Band,
            table: Table::Plain,
            sums: Sums::Ruled,
            footer: Footer::Lines,
            logo: Logo::Bars,
            accent: [31, 78, 121],
            colons: true,
            currency_in_lines: true,
            ..style
        },
    },
    Entry {
        name: "07-us-office-supply",
        description: "American invoice on letter paper, month before day, sales tax",
        country: "US",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(0), lines: 5, ..order },
        style: |style| Style {
            header: Header::Split,
            table: Table::Grid,
            sums: Sums::Boxed,
            logo: Logo::Hexagon,
            accent: [70, 70, 70],
            columns: vec![Column::Quantity, Column::Description, Column::UnitPrice, Column::Amount],
            ..style
        },
    },
    Entry {
        name: "08-de-zugferd",
        description: "German hybrid invoice: PDF/A-3 with Factur-X XML inside",
        country: "DE",
        rendering: Rendering::HybridPdf,
        order: |order| Order { trade: Some(2), lines: 6, discount: Some(3), ..order },
        style: |style| Style {
            table: Table::Banded,
            logo: Logo::Disc,
            accent: [0, 122, 150],
            bank_box: true,
            ..style
        },
    },
    Entry {
        name: "09-de-xrechnung",
        description: "German electronic invoice, UBL",
        country: "DE",
        rendering: Rendering::Ubl,
        order: |order| Order { trade: Some(1), lines: 5, line_discounts: true, ..order },
        style: |style| style,
    },
    Entry {
        name: "10-de-joinery-scan",
        description: "German invoice, scanned: 250 dpi, grey, 1.2° skew, grain and dust",
        country: "DE",
        rendering: Rendering::ScannedPdf,
        order: |order| Order { trade: Some(1), lines: 5, ..order },
        style: |style| Style { logo: Logo::Peak, accent: [110, 120, 30], size: 10.0, ..style },
    },
    Entry {
        name: "11-fr-studio-photo",
        description: "French invoice, photographed: perspective, uneven light, a fold",
        country: "FR",
        rendering: Rendering::Photo,
        order: |order| Order { trade: Some(0), lines: 4, ..order },
        style: |style| Style {
            header: Header::Split,
            table: Table::Ruled,
            logo: Logo::Leaf,
            accent: [20, 20, 20],
            size: 10.0,
            ..style
        },
    },
    Entry {
        name: "12-nl-print-three-pages",
        description: "Dutch invoice over three pages, sums carried over",
        country: "NL",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(1), lines: 60, ..order },
        style: |style| Style {
            table: Table::Zebra,
            logo: Logo::Bars,
            accent: [160, 30, 90],
            ..style
        },
    },
    Entry {
        name: "13-es-credit-note",
        description: "Spanish credit note that names the invoice it corrects",
        country: "ES",
        rendering: Rendering::Pdf,
        order: |order| Order { kind: Kind::CreditNote, trade: Some(1), lines: 2, ..order },
        style: |style| Style {
            header: Header::Band,
            table: Table::Ruled,
            sums: Sums::Boxed,
            logo: Logo::None,
            accent: [70, 70, 70],
            ..style
        },
    },
    Entry {
        name: "14-de-receipt",
        description: "German till receipt on a thermal roll, two rates of tax",
        country: "DE",
        rendering: Rendering::Thermal,
        order: |order| Order { kind: Kind::Receipt, trade: Some(3), lines: 5, ..order },
        style: |style| Style { body: Typeface::Mono, heading: Typeface::Sans, ..style },
    },
    Entry {
        name: "15-pt-consulting",
        description: "Portuguese invoice in a serif face",
        country: "PT",
        rendering: Rendering::Pdf,
        order: |order| Order { trade: Some(1), lines: 4, ..order },
        style: |style| Style {
            header: Header::Split,
            facts: Facts::Columns,
            table: Table::Plain,
            sums: Sums::Highlighted,
            footer: Footer::Columns,
            logo: Logo::Disc,
            body: Typeface::Slab,
            heading: Typeface::Slab,
            size: 8.5,
            accent: [0, 110, 90],
            ..style
        },
    },
];
