//! The system's fonts: found by a list of places, measured, handed to the PDF writer.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use krilla::text::Font;
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};
use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Typeface {
    Sans,
    Serif,
    Mono,
    Narrow,
    Humanist,
    Slab,
    Condensed,
}

impl Typeface {
    pub const ALL: [Self; 7] = [
        Self::Sans,
        Self::Serif,
        Self::Mono,
        Self::Narrow,
        Self::Humanist,
        Self::Slab,
        Self::Condensed,
    ];

    /// File names of regular, bold and italic.
    fn files(self) -> [&'static str; 3] {
        match self {
            Self::Sans => {
                ["LiberationSans-Regular", "LiberationSans-Bold", "LiberationSans-Italic"]
            }
            Self::Serif => {
                ["LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationSerif-Italic"]
            }
            Self::Mono => {
                ["LiberationMono-Regular", "LiberationMono-Bold", "LiberationMono-Italic"]
            }
            Self::Narrow => [
                "LiberationSansNarrow-Regular",
                "LiberationSansNarrow-Bold",
                "LiberationSansNarrow-Italic",
            ],
            Self::Humanist => ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"],
            Self::Slab => ["DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"],
            Self::Condensed => {
                ["DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansCondensed-Oblique"]
            }
        }
    }

    /// What to draw with where this face is not installed.
    fn stand_in(self) -> Self {
        match self {
            Self::Humanist | Self::Condensed | Self::Narrow => Self::Sans,
            Self::Slab => Self::Serif,
            other => other,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    Regular,
    Bold,
    Italic,
}

#[derive(Debug, Error)]
pub enum FontError {
    #[error(
        "the font {file} is missing; install the packages fonts-liberation and fonts-dejavu-core"
    )]
    Missing { file: String },
    #[error("cannot read the font {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the font {path} is damaged")]
    Damaged { path: PathBuf },
}

const DIRECTORIES: [&str; 7] = [
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation-sans-narrow",
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/liberation",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
];

/// A glyph's number and its advance in units of the font size.
#[derive(Clone, Copy, Debug)]
pub(super) struct GlyphMetrics {
    pub(super) glyph: u32,
    pub(super) advance: f32,
}

#[derive(Debug)]
pub(super) struct Face {
    pub(super) font: Font,
    glyphs: BTreeMap<char, GlyphMetrics>,
}

impl Face {
    pub(super) fn glyph(&self, character: char) -> GlyphMetrics {
        let missing = GlyphMetrics { glyph: 0, advance: 0.5 };
        self.glyphs.get(&character).or_else(|| self.glyphs.get(&'?')).copied().unwrap_or(missing)
    }
}

/// Every face in every weight.
#[derive(Debug)]
pub struct FontBook {
    faces: BTreeMap<(Typeface, Weight), Face>,
    /// What [`FontBook::face`] falls back on; always there.
    plain: Face,
}

impl FontBook {
    /// # Errors
    /// When Liberation Sans, Serif or Mono is not installed; other faces have a stand-in.
    pub fn load() -> Result<Self, FontError> {
        let mut faces = BTreeMap::new();
        for typeface in Typeface::ALL {
            for (weight, position) in [(Weight::Regular, 0), (Weight::Bold, 1), (Weight::Italic, 2)]
            {
                let path = find(typeface.files()[position])
                    .or_else(|_| find(typeface.stand_in().files()[position]))?;
                faces.insert((typeface, weight), read(path)?);
            }
        }
        Ok(Self { faces, plain: read(find(Typeface::Sans.files()[0])?)? })
    }

    pub(super) fn face(&self, typeface: Typeface, weight: Weight) -> &Face {
        self.faces.get(&(typeface, weight)).unwrap_or(&self.plain)
    }

    /// How wide a text runs, in points.
    #[must_use]
    pub fn width(&self, text: &str, kind: super::Type) -> f32 {
        let face = self.face(kind.face, kind.weight);
        text.chars().map(|character| face.glyph(character).advance).sum::<f32>() * kind.size
    }
}

fn find(name: &str) -> Result<PathBuf, FontError> {
    let file = format!("{name}.ttf");
    DIRECTORIES
        .iter()
        .map(|directory| PathBuf::from(directory).join(&file))
        .find(|path| path.is_file())
        .ok_or(FontError::Missing { file })
}

fn read(path: PathBuf) -> Result<Face, FontError> {
    let data = match std::fs::read(&path) {
        Ok(data) => Arc::new(data),
        Err(source) => return Err(FontError::Read { path, source }),
    };
    let Some(font) = Font::new(Arc::clone(&data).into(), 0) else {
        return Err(FontError::Damaged { path });
    };
    let Ok(reference) = FontRef::new(&data) else {
        return Err(FontError::Damaged { path });
    };
    let characters = reference.charmap();
    let metrics = reference.glyph_metrics(Size::unscaled(), LocationRef::default());
    let glyphs = ('\u{20}'..'\u{250}')
        .chain('\u{3a3}'..'\u{3a4}')
        .chain('\u{2010}'..'\u{2040}')
        .chain('\u{20a0}'..'\u{2123}')
        .filter_map(|character| {
            let glyph = characters.map(character)?;
            let advance = metrics.advance_width(glyph)? / font.units_per_em();
            Some((character, GlyphMetrics { glyph: glyph.to_u32(), advance }))
        })
        .collect();
    Ok(Face { font, glyphs })
}
