//! Simple marks that stand for a company's logo.

use super::pen::Pen;
use super::style::Logo;
use crate::page::{Colour, Mark, Type, WHITE, Weight};

/// Draws the logo into a square and says how wide it is.
pub(super) fn draw(pen: &mut Pen<'_>, (x, y): (f32, f32), size: f32, colour: Colour) -> f32 {
    let middle = (x + size / 2.0, y + size / 2.0);
    match pen.style.logo {
        Logo::None => return 0.0,
        Logo::Disc => {
            round(pen, middle, size / 2.0, colour);
            round(pen, (middle.0 + size * 0.12, middle.1 - size * 0.08), size * 0.22, WHITE);
        }
        Logo::Hexagon => {
            polygon(pen, middle, size / 2.0, 6, colour);
            polygon(pen, middle, size * 0.22, 6, WHITE);
        }
        Logo::Bars => {
            for (index, height) in [0.45, 0.75, 1.0, 0.6].into_iter().enumerate() {
                let left = x + size * 0.26 * f32::from(u8::try_from(index).unwrap_or_default());
                pen.area((left, y + size * (1.0 - height)), (size * 0.18, size * height), colour);
            }
        }
        Logo::Peak => {
            let base = y + size * 0.9;
            let high = vec![(x, base), (x + size * 0.42, y + size * 0.1), (x + size * 0.8, base)];
            let low =
                vec![(x + size * 0.5, base), (x + size * 0.75, y + size * 0.4), (x + size, base)];
            pen.mark(Mark::Polygon { points: high, fill: colour });
            pen.mark(Mark::Polygon { points: low, fill: colour.map(|part| part / 2 + 90) });
        }
        Logo::Monogram => {
            pen.area((x, y), (size, size), colour);
            let initial: String = pen.invoice.supplier.name.chars().take(1).collect();
            let colour = if colour == WHITE { pen.style.accent } else { WHITE };
            let face = pen.style.heading;
            let kind = Type { face, weight: Weight::Bold, size: size * 0.7, colour };
            pen.put_centred(middle.0, y + size * 0.75, &initial, kind);
        }
        Logo::Leaf => {
            let tip = (x + size, y);
            let points = vec![
                (x, y + size),
                (x + size * 0.05, y + size * 0.45),
                (x + size * 0.4, y + size * 0.1),
                tip,
                (x + size * 0.9, y + size * 0.6),
                (x + size * 0.55, y + size * 0.95),
            ];
            pen.mark(Mark::Polygon { points, fill: colour });
        }
    }
    size + 10.0
}

fn round(pen: &mut Pen<'_>, middle: (f32, f32), radius: f32, fill: Colour) {
    polygon(pen, middle, radius, 40, fill);
}

fn polygon(pen: &mut Pen<'_>, (x, y): (f32, f32), radius: f32, corners: u8, fill: Colour) {
    let points = (0..corners)
        .map(|corner| {
            let angle = std::f32::consts::TAU * f32::from(corner) / f32::from(corners);
            (x + radius * angle.cos(), y + radius * angle.sin())
        })
        .collect();
    pen.mark(Mark::Polygon { points, fill });
}
