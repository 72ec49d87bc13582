//! All that can happen to one document on its way from paper to pixels.

use rand::{Rng, seq::IndexedRandom};

use super::{Photo, Scan};
use crate::invoice::Dice;

#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub dots_per_inch: f32,
    pub scan: Scan,
    pub photo: Photo,
    pub thermal: Scan,
}

impl Way {
    /// As in an ordinary office.
    #[must_use]
    pub fn office(seed: u64) -> Self {
        Self {
            dots_per_inch: 250.0,
            scan: Scan::office(seed),
            photo: Photo::by_a_window(seed),
            thermal: Scan::thermal(seed),
        }
    }

    /// Every scanner and every hand is a little different.
    #[must_use]
    pub fn random(dice: &mut Dice) -> Self {
        let seed = dice.random();
        let dots_per_inch = [200.0, 200.0, 250.0, 300.0].choose(dice).copied().unwrap_or(200.0);
        let fold = if dice.random_ratio(1, 2) { dice.random_range(0.2..0.7) } else { 0.0 };
        Self {
            dots_per_inch,
            scan: Scan {
                skew_degrees: dice.random_range(-1.5..1.5),
                blur: dice.random_range(0.3..0.9),
                grain: dice.random_range(3.0..10.0),
                paper: dice.random_range(232..252),
                dust: dice.random_range(30_000..200_000),
                seed,
            },
            photo: Photo {
                turn: dice.random_range(-3.0..3.0),
                tilt: dice.random_range(0.0..0.05),
                shade: dice.random_range(0.05..0.4),
                fold,
                blur: dice.random_range(0.3..0.8),
                grain: dice.random_range(2.0..7.0),
                seed,
            },
            thermal: Scan { grain: dice.random_range(2.0..9.0), ..Scan::thermal(seed) },
        }
    }
}
