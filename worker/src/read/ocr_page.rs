//! Reading a picture of a page: upright, level, in the right language, and again in another way if
//! the first does not convince.

use billify_shared::domain::document_problem::DocumentProblem;
use billify_shared::domain::page::{BoundingBox, Page, TextSource, Word};
use image::GrayImage;

use super::language;
use super::ocr::{Binarisation, Engines, Mode, OcrWord, Segmentation, failed};
use super::raster::{self, Hints};
use super::turn::Turn;

/// More pixels than this tell nothing more, and take their time.
const MAX_PIXELS: f64 = 12_000_000.0;
/// A sample that reads this well lies the right way up.
const UPRIGHT_LEGIBILITY: f32 = 0.6;
/// Turned, it must read better than before by this: noise reads a little in any direction.
const TURN_GAIN: f32 = 0.15;
/// A page that reads worse than this is read again…
const SURE_CONFIDENCE: f32 = 0.5;
/// …unless it reads so badly that it is no text at all.
const NOISE_CONFIDENCE: f32 = 0.3;
/// With fewer words than this the page was hardly read.
const FEW_WORDS: usize = 8;
/// Text lower than this, in pixels, reads better when enlarged.
const SMALL_TEXT: u32 = 12;
/// Larger pictures take too long to read when enlarged.
const MAX_PIXELS_TO_ENLARGE: u32 = 1_000_000;
const ENLARGE_BY: f64 = 2.0;

/// The language that a document's first pages were found to be in.
#[derive(Debug, Default)]
pub(super) struct DocumentLanguage {
    known: Option<&'static str>,
}

/// A picture of a page.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) image: GrayImage,
    /// Pixels an inch, where that is known.
    pub(super) dpi: Option<u32>,
}

/// The words of a picture, with boxes in fractions of the upright page.
#[derive(Debug)]
pub(super) struct OcrPage {
    words: Vec<Word>,
    turn: Turn,
    skew_degrees: f32,
    language: String,
}

impl OcrPage {
    /// The page, given its size before it was turned.
    pub(super) fn into_page(self, number: u32, size: (f32, f32)) -> Page {
        let (width, height) = self.turn.size((f64::from(size.0), f64::from(size.1)));
        let is_blank = self.words.is_empty();
        Page {
            number,
            width: width as f32,
            height: height as f32,
            rotation_degrees: self.turn.degrees(),
            skew_degrees: self.skew_degrees,
            source: if is_blank { TextSource::Blank } else { TextSource::Ocr },
            languages: if is_blank { Vec::new() } else { vec![self.language] },
            words: self.words,
        }
    }
}

/// Reads a picture.
pub(super) fn read(
    picture: Picture,
    engines: &mut Engines,
    document: &mut DocumentLanguage,
) -> Result<OcrPage, DocumentProblem> {
    let picture = shrink_if_huge(picture);
    let hints = raster::glance(&picture.image);
    let mut reading = Reading { engines, document, dpi: picture.dpi, hints };
    let turn = reading.find_turn(&picture.image)?;
    let upright = raster::turn(&picture.image, turn);
    let skew_degrees = raster::skew_degrees(&upright);
    let level = if skew_degrees.abs() < raster::MIN_SKEW_DEGREES {
        upright.into_owned()
    } else {
        raster::rotate_slightly(&upright, skew_degrees)
    };
    let (words, language) = reading.read_level(&level)?;
    Ok(OcrPage { words: fractions(words, level.dimensions()), turn, skew_degrees, language })
}

fn shrink_if_huge(picture: Picture) -> Picture {
    let pixels = f64::from(picture.image.width()) * f64::from(picture.image.height());
    if pixels <= MAX_PIXELS {
        return picture;
    }
    let factor = (MAX_PIXELS / pixels).sqrt();
    let dpi = picture.dpi.map(|dpi| (f64::from(dpi) * factor) as u32);
    Picture { image: raster::scale(&picture.image, factor), dpi }
}

/// One page while it is being read.
struct Reading<'e> {
    engines: &'e mut Engines,
    document: &'e mut DocumentLanguage,
    dpi: Option<u32>,
    hints: Hints,
}

impl Reading<'_> {
    /// The turn that puts the page upright, by reading a few lines; learns the language from them.
    fn find_turn(&mut self, image: &GrayImage) -> Result<Turn, DocumentProblem> {
        let Some(band) = self.hints.sample else { return Ok(Turn::None) };
        if self.document.known.is_some() && !self.hints.sideways {
            return Ok(Turn::None);
        }
        let others: &[Turn] = match self.hints.sideways {
            false => &[Turn::Half],
            true => &[Turn::Quarter, Turn::ThreeQuarters, Turn::Half],
        };
        let words = self.sample(image, Turn::None, band)?;
        let mut best = (Turn::None, legibility(&words), words);
        for &turn in others {
            if best.1 >= UPRIGHT_LEGIBILITY {
                break;
            }
            let words = self.sample(image, turn, band)?;
            let legibility = legibility(&words);
            if legibility > best.1 + TURN_GAIN {
                best = (turn, legibility, words);
            }
        }
        self.learn_language(&best.2);
        Ok(best.0)
    }

    fn sample(
        &mut self,
        image: &GrayImage,
        turn: Turn,
        (top, bottom): (u32, u32),
    ) -> Result<Vec<OcrWord>, DocumentProblem> {
        let band = match turn {
            Turn::None | Turn::Half => {
                raster::turn(&raster::band(image, top, bottom), turn).into_owned()
            }
            Turn::Quarter | Turn::ThreeQuarters => {
                let turned = raster::turn(image, turn);
                let (top, bottom) = raster::glance(&turned).sample.unwrap_or((0, turned.height()));
                raster::band(&turned, top, bottom)
            }
        };
        let mode =
            Mode { segmentation: Segmentation::SingleBlock, try_inverted: false, ..Mode::USUAL };
        let language = self.language();
        self.recognise(&band, &language, mode)
    }

    /// Reads the page; then again, if it turns out to be in another language or to read badly.
    fn read_level(&mut self, image: &GrayImage) -> Result<(Vec<OcrWord>, String), DocumentProblem> {
        let mode = Mode { try_inverted: self.hints.dark_ground, ..Mode::USUAL };
        let mut language = self.language();
        let mut words = self.recognise(image, &language, mode)?;
        self.learn_language(&words);
        if self.language() != language {
            language = self.language();
            words = self.recognise(image, &language, mode)?;
        }
        for (factor, mode) in second_chances(&words, image.width() * image.height(), mode) {
            let enlarged;
            let picture = if factor > 1.0 {
                enlarged = raster::scale(image, factor);
                &enlarged
            } else {
                image
            };
            let mut again = self.recognise(picture, &language, mode)?;
            again.iter_mut().for_each(|word| shrink_box(word, factor));
            if worth(&again) > worth(&words) {
                words = again;
            }
        }
        Ok((words, language))
    }

    fn recognise(
        &mut self,
        image: &GrayImage,
        language: &str,
        mode: Mode,
    ) -> Result<Vec<OcrWord>, DocumentProblem> {
        let engine = self.engines.get(language)?;
        engine.recognise(image, mode, self.dpi).map_err(|error| failed(&error))
    }

    fn learn_language(&mut self, words: &[OcrWord]) {
        if self.document.known.is_none() {
            let sure = words.iter().filter(|word| word.confidence > 0.3);
            let texts = sure.map(|word| word.text.as_str());
            self.document.known = language::detect(texts, self.engines.languages());
        }
    }

    /// The document's language, or the one to try first.
    fn language(&self) -> String {
        let first = || self.engines.languages().first().map_or("eng", String::as_str);
        self.document.known.unwrap_or_else(first).to_owned()
    }
}

/// Other ways to read a page that was read badly: enlarging factor and mode.
fn second_chances(words: &[OcrWord], pixels: u32, mode: Mode) -> Vec<(f64, Mode)> {
    let mut ways = Vec::new();
    if words.len() < FEW_WORDS {
        ways.push((
            1.0,
            Mode { binarisation: Binarisation::AdaptiveOtsu, try_inverted: true, ..mode },
        ));
        ways.push((
            1.0,
            Mode { segmentation: Segmentation::SingleBlock, try_inverted: true, ..mode },
        ));
    } else if (NOISE_CONFIDENCE..SURE_CONFIDENCE).contains(&confidence(words)) {
        let enlarge = median_height(words) < SMALL_TEXT && pixels <= MAX_PIXELS_TO_ENLARGE;
        let single_block = Mode { segmentation: Segmentation::SingleBlock, ..mode };
        ways.push(if enlarge { (ENLARGE_BY, mode) } else { (1.0, single_block) });
    }
    ways
}

/// The mean confidence, long words counting more.
fn confidence(words: &[OcrWord]) -> f32 {
    let length = |word: &OcrWord| word.text.chars().count() as f32;
    let total: f32 = words.iter().map(length).sum();
    if total == 0.0 {
        return 0.0;
    }
    words.iter().map(|word| length(word) * word.confidence).sum::<f32>() / total
}

/// How well a sample reads: the mean confidence, if there is something to read at all.
fn legibility(words: &[OcrWord]) -> f32 {
    confidence(words) * (words.len() as f32 / FEW_WORDS as f32).min(1.0)
}

/// How much was read, doubtful words counting little.
fn worth(words: &[OcrWord]) -> f32 {
    let letters =
        |word: &OcrWord| word.text.chars().filter(|letter| letter.is_alphanumeric()).count();
    words.iter().map(|word| letters(word) as f32 * word.confidence * word.confidence).sum()
}

fn median_height(words: &[OcrWord]) -> u32 {
    let mut heights: Vec<u32> = words.iter().map(|word| word.height).collect();
    heights.sort_unstable();
    heights.get(heights.len() / 2).copied().unwrap_or(0)
}

fn shrink_box(word: &mut OcrWord, factor: f64) {
    for side in [&mut word.left, &mut word.top, &mut word.width, &mut word.height] {
        *side = (f64::from(*side) / factor).round() as u32;
    }
}

fn fractions(words: Vec<OcrWord>, (width, height): (u32, u32)) -> Vec<Word> {
    let (width, height) = (width as f32, height as f32);
    let placed = words.into_iter().zip(0..).map(|(word, id)| Word {
        id,
        bbox: BoundingBox {
            left: (word.left as f32 / width).min(1.0),
            top: (word.top as f32 / height).min(1.0),
            right: ((word.left + word.width) as f32 / width).min(1.0),
            bottom: ((word.top + word.height) as f32 / height).min(1.0),
        },
        text: word.text,
        confidence: word.confidence,
        line: word.line,
        block: word.block,
    });
    placed.collect()
}
