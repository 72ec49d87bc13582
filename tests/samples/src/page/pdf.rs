//! Sheets to PDF, by way of krilla; the same input gives the same bytes.

use chrono::{Datelike, NaiveDate};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Archival, ConfigurationBuilder},
    embed::{AssociationKind, EmbeddedFile, MimeType},
    geom::{Path, PathBuilder, Point, Rect, Size},
    image::Image,
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    text::{GlyphId, KrillaGlyph},
};
use thiserror::Error;

use super::{Colour, FontBook, Mark, Sheet, Type, factur_x};

#[derive(Debug, Error)]
pub enum PdfError {
    #[error("a page of {width} x {height} points is impossible")]
    PageSize { width: f32, height: f32 },
    #[error("cannot place a picture in the PDF: {reason}")]
    Picture { reason: String },
    #[error("cannot attach {name}")]
    Attachment { name: String },
    #[error("cannot write the PDF: {reason}")]
    Write { reason: String },
}

/// A file inside the PDF, which makes it a PDF/A-3.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub name: &'static str,
    pub description: &'static str,
    pub data: Vec<u8>,
}

/// # Errors
/// When krilla refuses the document.
pub fn write(
    sheets: &[Sheet],
    fonts: &FontBook,
    title: &str,
    date: NaiveDate,
    attachment: Option<&Attachment>,
) -> Result<Vec<u8>, PdfError> {
    let mut document = start(title, date, attachment)?;
    for sheet in sheets {
        let mut page = document.start_page_with(settings(sheet.width, sheet.height)?);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            draw(&mut surface, mark, fonts);
        }
        surface.finish();
        page.finish();
    }
    let bytes = finish(document)?;
    match attachment {
        None => Ok(bytes),
        Some(attachment) => factur_x::with_metadata(&bytes, attachment.name)
            .ok_or_else(|| PdfError::Attachment { name: attachment.name.to_owned() }),
    }
}

/// A PDF whose pages are pictures (JPEG) of the given size in points: what a scanner makes.
///
/// # Errors
/// When krilla refuses a picture or the document.
pub fn from_images(
    images: Vec<Vec<u8>>,
    size: (f32, f32),
    title: &str,
    date: NaiveDate,
) -> Result<Vec<u8>, PdfError> {
    let mut document = start(title, date, None)?;
    for image in images {
        let image =
            Image::from_jpeg(image.into(), false).map_err(|reason| PdfError::Picture { reason })?;
        let mut page = document.start_page_with(settings(size.0, size.1)?);
        let mut surface = page.surface();
        if let Some(size) = Size::from_wh(size.0, size.1) {
            surface.draw_image(image, size);
        }
        surface.finish();
        page.finish();
    }
    finish(document)
}

fn start(
    title: &str,
    date: NaiveDate,
    attachment: Option<&Attachment>,
) -> Result<Document, PdfError> {
    let mut settings = SerializeSettings { enable_tagging: false, ..SerializeSettings::default() };
    if attachment.is_some() {
        settings.configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A3_B)
            .finish()
            .map_err(|error| PdfError::Write { reason: format!("{error:?}") })?;
    }
    let mut document = Document::new_with(settings);
    let date = pdf_date(date);
    document.set_metadata(
        Metadata::new().title(title.to_owned()).language("und".to_owned()).creation_date(date),
    );
    if let Some(attachment) = attachment {
        let file = EmbeddedFile {
            path: attachment.name.to_owned(),
            mime_type: MimeType::new("text/xml"),
            description: Some(attachment.description.to_owned()),
            association_kind: AssociationKind::Alternative,
            data: attachment.data.clone().into(),
            modification_date: Some(date),
            compress: Some(true),
            location: None,
        };
        document
            .embed_file(file)
            .ok_or_else(|| PdfError::Attachment { name: attachment.name.to_owned() })?;
    }
    Ok(document)
}

fn finish(document: Document) -> Result<Vec<u8>, PdfError> {
    document.finish().map_err(|error| PdfError::Write { reason: format!("{error:?}") })
}

fn pdf_date(date: NaiveDate) -> DateTime {
    let year = u16::try_from(date.year()).unwrap_or(2026);
    let month = u8::try_from(date.month()).unwrap_or(1);
    let day = u8::try_from(date.day()).unwrap_or(1);
    DateTime::new(year).month(month).day(day).hour(9).minute(0).second(0).utc_offset_hour(0)
}

fn settings(width: f32, height: f32) -> Result<PageSettings, PdfError> {
    PageSettings::from_wh(width, height).ok_or(PdfError::PageSize { width, height })
}

fn fill(colour: Colour) -> Option<Fill> {
    let [red, green, blue] = colour;
    Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() })
}

fn stroke(colour: Colour, width: f32) -> Option<Stroke> {
    let [red, green, blue] = colour;
    Some(Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width,
        opacity: NormalizedF32::ONE,
        ..Stroke::default()
    })
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, fonts: &FontBook) {
    match mark {
        Mark::Text { x, baseline, kind, text, .. } => {
            draw_text(surface, (*x, *baseline), *kind, text, fonts);
        }
        Mark::Box { x, y, width, height, fill: colour } => {
            paint(surface, rectangle(*x, *y, *width, *height), fill(*colour), None);
        }
        Mark::Frame { x, y, width, height, line, colour } => {
            paint(surface, rectangle(*x, *y, *width, *height), None, stroke(*colour, *line));
        }
        Mark::Rule { from, to, line, colour } => {
            paint(surface, polygon(&[*from, *to], false), None, stroke(*colour, *line));
        }
        Mark::Polygon { points, fill: colour } => {
            paint(surface, polygon(points, true), fill(*colour), None);
        }
    }
}

fn paint(
    surface: &mut Surface<'_>,
    path: Option<Path>,
    fill: Option<Fill>,
    stroke: Option<Stroke>,
) {
    surface.set_fill(fill);
    surface.set_stroke(stroke);
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.push_rect(Rect::from_xywh(x, y, width, height)?);
    builder.finish()
}

fn polygon(points: &[(f32, f32)], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let ((x, y), rest) = points.split_first()?;
    builder.move_to(*x, *y);
    for (x, y) in rest {
        builder.line_to(*x, *y);
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

fn draw_text(
    surface: &mut Surface<'_>,
    (x, baseline): (f32, f32),
    kind: Type,
    text: &str,
    fonts: &FontBook,
) {
    let face = fonts.face(kind.face, kind.weight);
    let glyphs: Vec<KrillaGlyph> = text
        .char_indices()
        .map(|(start, character)| {
            let metrics = face.glyph(character);
            let range = start..start + character.len_utf8();
            let glyph = GlyphId::new(metrics.glyph);
            KrillaGlyph::new(glyph, metrics.advance, 0.0, 0.0, 0.0, range, None)
        })
        .collect();
    surface.set_fill(fill(kind.colour));
    surface.set_stroke(None);
    let start = Point::from_xy(x, baseline);
    surface.draw_glyphs(start, &glyphs, face.font.clone(), text, kind.size, false);
}
