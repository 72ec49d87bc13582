//! A drawing device that notes what a page draws instead of drawing it.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};

use crate::read::turn::Turn;

/// Outlines are given in this many units an em.
const UNITS_PER_EM: f64 = 1000.0;
/// A page with more glyphs than this is not for reading.
const MAX_GLYPHS: usize = 400_000;

/// A glyph in the frame in which its text runs to the right.
#[derive(Clone, Debug)]
pub(in crate::read) struct PlacedGlyph {
    pub(super) text: GlyphText,
    pub(super) turn: Turn,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) baseline: f64,
    pub(super) size: f64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GlyphText {
    Char(char),
    Several(String),
}

impl GlyphText {
    pub(super) fn is_space(&self) -> bool {
        match self {
            Self::Char(character) => character.is_whitespace(),
            Self::Several(text) => text.chars().all(char::is_whitespace),
        }
    }
}

/// Everything that is worth knowing of what a page draws.
#[derive(Debug)]
pub(in crate::read) struct PageContent {
    /// In points, as drawn.
    pub(in crate::read) size: (f64, f64),
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// Visible glyphs that no font maps to a character.
    pub(super) unknown_glyphs: usize,
    pub(super) paths: usize,
    /// Sum of the areas of all images, as a fraction of the page.
    pub(super) image_cover: f64,
    /// Of the image with the most pixels.
    pub(in crate::read) largest_image: (u32, u32),
    /// Of the image that covers most of the page: pixels an inch.
    pub(in crate::read) main_image_dpi: Option<f64>,
    pub(super) main_image_area: f64,
}

impl PageContent {
    pub(super) fn new(size: (f64, f64)) -> Self {
        Self {
            size,
            glyphs: Vec::new(),
            unknown_glyphs: 0,
            paths: 0,
            image_cover: 0.0,
            largest_image: (0, 0),
            main_image_dpi: None,
            main_image_area: 0.0,
        }
    }

    fn place(&self, text: GlyphText, advance: f64, transform: Affine) -> Option<PlacedGlyph> {
        let origin = transform * Point::ZERO;
        let [a, b, c, d, _, _] = transform.as_coeffs();
        let size = (c.hypot(d)) * UNITS_PER_EM;
        let on_page = (-1.0..=self.size.0 + 1.0).contains(&origin.x)
            && (-1.0..=self.size.1 + 1.0).contains(&origin.y);
        if !on_page || !size.is_normal() {
            return None;
        }
        let tip = transform * Point::new(advance, 0.0);
        let turn = Turn::of_direction(a, b);
        let upright = |point: Point| turn.inverse().point((point.x, point.y), self.size);
        let (start, baseline) = upright(origin);
        let (end, _) = upright(tip);
        Some(PlacedGlyph { text, turn, start, end: end.max(start), baseline, size })
    }

    /// A glyph's drawn advance may be stretched; the next glyph tells where it ends at the latest.
    fn close_gap_before(&mut self, next: &PlacedGlyph) {
        let Some(last) = self.glyphs.last_mut() else { return };
        let same_line = last.turn == next.turn && (last.baseline - next.baseline).abs() < 0.01;
        if same_line && next.start > last.start && next.start < last.end {
            last.end = next.start;
        }
    }
}

fn advance(glyph: &Glyph<'_>) -> f64 {
    let width = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(type3) => type3.advance_width(),
    };
    f64::from(width.unwrap_or(500.0))
}

fn readable(text: BfString) -> Option<GlyphText> {
    let is_readable = |character: char| {
        !(character == char::REPLACEMENT_CHARACTER
            || ('\u{e000}'..='\u{f8ff}').contains(&character)
            || (character.is_control() && !character.is_whitespace()))
    };
    match text {
        BfString::Char(character) => is_readable(character).then_some(GlyphText::Char(character)),
        BfString::String(text) => {
            (!text.is_empty() && text.chars().all(is_readable)).then_some(GlyphText::Several(text))
        }
    }
}

impl<'a> Device<'a> for PageContent {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            if self.glyphs.len() >= MAX_GLYPHS {
                return;
            }
            let Some(text) = glyph.as_unicode().and_then(readable) else {
                self.unknown_glyphs += 1;
                continue;
            };
            let transform = props.transform * glyph.transform();
            if let Some(placed) = self.place(text, advance(glyph), transform) {
                self.close_gap_before(&placed);
                self.glyphs.push(placed);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (pixels_wide, pixels_high) = (image.width(), image.height());
        let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
        if pixels((pixels_wide, pixels_high)) > pixels(self.largest_image) {
            self.largest_image = (pixels_wide, pixels_high);
        }
        // An image is drawn in a square of its pixels' size or of one unit, by the transform.
        let drawn = props.transform.transform_rect_bbox(Rect::new(
            0.0,
            0.0,
            f64::from(pixels_wide),
            f64::from(pixels_high),
        ));
        let visible = drawn.intersect(Rect::new(0.0, 0.0, self.size.0, self.size.1));
        let area = visible.area().max(0.0) / (self.size.0 * self.size.1);
        self.image_cover += area;
        if area > self.main_image_area {
            self.main_image_area = area;
            let long_pixels = f64::from(pixels_wide.max(pixels_high));
            let long_inches = drawn.width().max(drawn.height()) / 72.0;
            self.main_image_dpi = (long_inches > 0.0).then(|| long_pixels / long_inches);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.paths += 1;
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn begin_marked_content(&mut self, _: &[u8], _: Option<&Dict<'_>>) {}
}
