//! Whether a page's text layer says what the page shows.

use billify_shared::domain::page::Word;

use super::glyphs::PageContent;

/// What to do with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Verdict {
    /// The text layer is the truth.
    Good,
    /// What the page shows has to be read with the eyes.
    Look,
    /// The page shows nothing.
    Blank,
}

/// More than this part of the glyphs without a character, and the layer is not to be trusted.
const MAX_UNKNOWN: f64 = 0.1;
/// Covered by images to this part, a page with little text is a scan…
const SCAN_COVER: f64 = 0.5;
/// …and with this much text it is not.
const SCAN_MAX_CHARACTERS: usize = 200;
/// A page with a picture and hardly any text.
const PICTURE_COVER: f64 = 0.15;
const PICTURE_MAX_CHARACTERS: usize = 30;
/// Text drawn as outlines takes many paths.
const OUTLINES_MIN_PATHS: usize = 400;
/// With fewer letters than this nothing can be said of a language.
const MIN_LETTERS: usize = 60;

/// Judges a page by what it draws and by the words made of it.
pub(in crate::read) fn judge(content: &PageContent, words: &[Word]) -> Verdict {
    let characters: usize = words.iter().map(|word| word.text.chars().count()).sum();
    if characters == 0 {
        let shows_something =
            content.unknown_glyphs > 0 || content.image_cover > 0.0 || content.paths > 0;
        return if shows_something { Verdict::Look } else { Verdict::Blank };
    }
    let unknown = content.unknown_glyphs as f64;
    if unknown / (characters as f64 + unknown) > MAX_UNKNOWN {
        return Verdict::Look;
    }
    let is_scan = content.image_cover > SCAN_COVER && characters < SCAN_MAX_CHARACTERS;
    let is_picture = content.image_cover > PICTURE_COVER && characters < PICTURE_MAX_CHARACTERS;
    let is_outlines = content.paths > OUTLINES_MIN_PATHS && characters < PICTURE_MAX_CHARACTERS;
    if is_scan || is_picture || is_outlines || is_garbage(words) {
        return Verdict::Look;
    }
    Verdict::Good
}

/// True for text whose characters are mapped wrongly: symbols everywhere, or letters without vowels.
fn is_garbage(words: &[Word]) -> bool {
    let (mut plain, mut odd, mut letters, mut vowels) = (0_usize, 0_usize, 0_usize, 0_usize);
    for character in words.iter().flat_map(|word| word.text.chars()) {
        if character.is_alphanumeric() {
            plain += 1;
        } else if !(character.is_ascii_punctuation()
            || "€£¥§°·•–—’‘“”„«»…®™©×²³½¼".contains(character))
        {
            odd += 1;
        }
        if character.is_ascii_alphabetic() {
            letters += 1;
            vowels += usize::from("aeiouyAEIOUY".contains(character));
        }
    }
    let mostly_odd = odd * 4 > plain + odd;
    let no_language = letters >= MIN_LETTERS && vowels * 100 < letters * 15;
    mostly_odd || no_language
}

#[cfg(test)]
mod tests {
    use billify_shared::domain::page::BoundingBox;

    use super::*;

    fn words(text: &str) -> Vec<Word> {
        let bbox = BoundingBox::from([0.0; 4]);
        text.split_whitespace()
            .map(|text| Word { id: 0, text: text.into(), bbox, confidence: 1.0, line: 0, block: 0 })
            .collect()
    }

    fn content() -> PageContent {
        PageContent::new((600.0, 800.0))
    }

    const SENTENCE: &str = "Invoice number 2024-17 of 3 March 2024, payable within thirty days without \
                            deduction to the account named below, thank you very much";

    #[test]
    fn a_text_page_is_taken_at_its_word() {
        assert_eq!(judge(&content(), &words(SENTENCE)), Verdict::Good);
    }

    #[test]
    fn a_page_that_draws_nothing_is_blank() {
        assert_eq!(judge(&content(), &[]), Verdict::Blank);
    }

    #[test]
    fn scans_with_a_stamp_of_text_are_looked_at() {
        let scan = PageContent { image_cover: 1.0, ..content() };
        assert_eq!(judge(&scan, &words("scanned by a machine")), Verdict::Look);
        assert_eq!(judge(&scan, &[]), Verdict::Look);
        assert_eq!(judge(&scan, &words(&SENTENCE.repeat(3))), Verdict::Good);
    }

    #[test]
    fn fonts_without_characters_are_looked_at() {
        let page = PageContent { unknown_glyphs: 40, ..content() };
        assert_eq!(judge(&page, &words(SENTENCE)), Verdict::Look);
    }

    #[test]
    fn shifted_letters_are_garbage() {
        let shifted: String = SENTENCE
            .chars()
            .map(|letter| {
                if letter.is_ascii_lowercase() {
                    "bcdfghjklm".chars().nth(usize::from(letter as u8) % 10).unwrap()
                } else {
                    letter
                }
            })
            .collect();
        assert_eq!(judge(&content(), &words(&shifted)), Verdict::Look);
    }
}
